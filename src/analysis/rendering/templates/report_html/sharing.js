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
  for (const menu of document.querySelectorAll(".share")) {
    const [link, cited, code] = [".address", ".cited", ".snippet"].map((kind) => menu.querySelector(kind));
    const name = menu.closest(".exhibit").querySelector("figcaption > .number").textContent;
    offer(link, `the link to ${name}`, () => here + link.hash);
    const address = here.startsWith("http") ? ` ${here}${link.hash}` : "";
    if (cited) offer(cited, `how to cite ${name}`, () => cited.textContent.replace(` ${link.href}`, "") + address);
    if (code) offer(code, `the lines to embed ${name}`, () => code.textContent);
  }
  for (const cited of document.querySelectorAll(".citation")) {
    const address = here.startsWith("http") ? ` ${here}` : "";
    offer(cited, "the citation", () => cited.textContent + address);
  }
})();
