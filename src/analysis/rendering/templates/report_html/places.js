// Where the reader is: the contents mark it, and fold on a phone; what is folded opens for who goes there.
(() => {
  const isNarrow = matchMedia("(max-width: 39.99rem)").matches;
  const contents = document.getElementById("contents");
  const links = [...(contents?.querySelectorAll("a") ?? [])];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const mark = () => {
    const passed = headings.filter((it) => it && it.getBoundingClientRect().top < innerHeight / 3);
    const here = headings.lastIndexOf(passed.at(-1));
    links.forEach((link, number) => {
      if (number === here) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    });
    const side = contents.parentElement;
    const link = links[here];
    if (link && side.scrollHeight > side.clientHeight) side.scrollTop = link.offsetTop - side.clientHeight / 2;
  };
  if (links.length) {
    // Whatever lies above the upper third counts as seen, so that a jump past several headings is noticed as well.
    const seen = new IntersectionObserver(mark, { rootMargin: "9999999px 0px -66.6%", threshold: [0, 1] });
    headings.forEach((it) => it && seen.observe(it));
    const folded = contents.querySelector("details");
    folded.open = !isNarrow;
    if (isNarrow) contents.classList.add("bar");
    links.forEach((link) => link.addEventListener("click", () => { if (isNarrow) folded.open = false; }));
  }

  // A long table shows its first rows, and all of them when asked.
  const cut = (table, isCut) => {
    table.classList.toggle("cut", isCut);
    const button = table.parentElement.nextElementSibling;
    button.textContent = isCut ? "Show all rows" : "Show the first rows only";
    const name = table.closest(".exhibit").querySelector("figcaption > .number")?.textContent;
    if (name) button.setAttribute("aria-label", `${button.textContent}: ${name}`);
    button.setAttribute("aria-expanded", !isCut);
  };
  const long = isNarrow ? [...document.querySelectorAll(".exhibit table")].filter((it) => it.rows.length > 12) : [];
  for (const table of long) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "rows" });
    button.addEventListener("click", () => cut(table, !table.classList.contains("cut")));
    table.parentElement.after(button);
    cut(table, true);
  }
  const open = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { /* it is no name then */ }
    const place = document.getElementById(name);
    const table = place?.closest("tr") && place.closest("table.cut");
    if (table) cut(table, false);
    const within = place?.querySelector(":scope > details:not([open])"); // the evidence itself
    if (within && place.matches(".evidence")) within.open = true;
    let wasFolded = Boolean(table || within);
    for (let at = place?.closest("details:not([open])"); at; at = place.closest("details:not([open])")) {
      wasFolded = at.open = true;
    }
    if (wasFolded) place.scrollIntoView();
    const entry = place?.closest(".workings dd");
    if (!entry) return;
    entry.tabIndex = -1;
    entry.focus({ preventScroll: true }); // who cannot see the mark is led there as well
  };
  addEventListener("hashchange", open);
  addEventListener("load", open);
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details:not(.share)").forEach((it) => { it.open = true; });
    long.forEach((table) => cut(table, false));
  });

  // Who comes back from a working finds the focus on the number that was left, not at the top of the page.
  const left = [];
  addEventListener("click", ({ target, defaultPrevented }) => {
    const link = target.closest?.("a[href^='#']");
    const number = link?.closest("#hint") ? document.querySelector("[aria-describedby=hint]") : link;
    if (number && !defaultPrevented) left.push([location.href, number]);
  });
  addEventListener("popstate", () => {
    const at = left.findLastIndex(([address]) => address === location.href);
    if (at < 0) return;
    const [[, link]] = left.splice(at);
    setTimeout(() => link.focus({ preventScroll: true })); // after the browser has gone there
  });

  // What scrolls is a stop of the keyboard; what fits is none.
  const scrolling = [...document.querySelectorAll(".scroll")];
  const fit = () => scrolling.forEach((it) => { it.tabIndex = it.scrollWidth > it.clientWidth ? 0 : -1; });
  addEventListener("resize", fit);
  fit();
})();
