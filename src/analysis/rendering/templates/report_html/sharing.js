// An address, the lines to embed a figure, and the citation can be copied with a button.
(() => {
  const here = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.className = "unseen";
  document.querySelector("main").append(status);
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return "Copied";
    } catch {
      return "Your browser does not allow it";
    }
  };
  const offer = (place, what, text) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy" });
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${what}`);
    button.addEventListener("click", async () => {
      button.textContent = status.textContent = await copy(text());
      button.setAttribute("aria-label", `${button.textContent}: ${what}`);
    });
    place.after(" ", button);
  };
  const addressOf = ({ hash }) => {
    const { chosen } = document.body.dataset;
    return here + (chosen ? `#${chosen}&at=${hash.slice(1)}` : hash);
  };
  const offered = new WeakSet(); // a figure may take another form
  const fresh = (selector) => [...document.querySelectorAll(selector)].filter((it) => !offered.has(it) && offered.add(it));
  const wire = () => {
    for (const link of fresh(".share .address")) {
      offer(link, `the link${link.getAttribute("aria-label").slice("Link".length)}`, () => addressOf(link));
    }
    for (const cited of fresh(".share .cited")) {
      const link = cited.closest(".share").querySelector(".address");
      const address = () => (here.startsWith("http") ? ` ${addressOf(link)}` : "");
      const name = cited.closest(".exhibit").querySelector(".number").textContent;
      offer(cited, `how to cite ${name}`, () => cited.textContent.replace(` ${link.href}`, "") + address());
    }
    for (const code of fresh(".share .snippet")) {
      const name = code.closest(".exhibit").querySelector(".number").textContent;
      offer(code, `the lines to embed ${name}`, () => code.textContent);
    }
  };
  wire();
  addEventListener("report:shown", wire);
  for (const cited of document.querySelectorAll(".citation")) {
    const address = here.startsWith("http") ? ` ${here}` : "";
    offer(cited, "the citation", () => cited.textContent + address);
  }
})();
