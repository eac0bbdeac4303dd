// Numbers lead to their workings. What a working says shows beside a number under the pointer or the focus, and is
// its description for who hears the page.
(() => {
  const isWorking = (link) => link?.hash?.startsWith("#f-") && !link.closest(".drawn");
  const words = (nodes) => nodes.map((it) => it.textContent).join("").replace(/\s+/g, " ").trim();

  // A working begins with its number and ends in links to where that is used; its group has a heading and notes.
  const told = (link) => {
    const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)))?.closest("dd");
    if (!entry) return [];
    const parts = [...entry.childNodes];
    const end = parts.findIndex((it) => it.className === "use");
    const own = words(end < 0 ? parts : parts.slice(0, end)).replace(/ In$/, "").split(" · ").slice(1).join(" · ");
    let [note, at] = ["", entry.previousElementSibling];
    for (; at && at.tagName !== "DT"; at = at.previousElementSibling) if (!at.id && !note) note = words([at]);
    return [at ? words([at]) : "", own, note];
  };

  // At each stop no more is heard than what a number is, whose, and of when; the rest stays in its working.
  const cut = (line, room) => {
    if (line.length <= room) return line;
    const part = line.slice(0, room);
    const end = part.lastIndexOf(". ") + 1;
    return end > room / 2 ? part.slice(0, end) : `${part.replace(/[\s,;:(]+\S*$/, "")} …`;
  };
  const brief = (lines, room) => lines.map((line) => {
    const kept = room < 30 ? "" : cut(line, room);
    room -= kept.length;
    return kept;
  });

  const hint = Object.assign(document.createElement("div"), { id: "hint", hidden: true });
  const isTouched = matchMedia("(hover: none)").matches;
  hint.setAttribute("role", isTouched ? "status" : "tooltip"); // on a phone it has a link, and is read out as it opens
  document.querySelector("main").append(hint);
  let [shown, leaving] = [null, 0];
  const hide = () => {
    shown?.removeAttribute("aria-describedby");
    [shown, hint.hidden] = [null, true];
  };
  const put = (link) => {
    const isWide = matchMedia("(min-width: 64rem) and (min-height: 48rem)").matches; // there the style sheet says how high
    const { left, top, bottom } = link.getBoundingClientRect();
    const main = hint.parentElement.getBoundingClientRect();
    const isBelow = bottom + hint.offsetHeight + 8 < innerHeight || top < hint.offsetHeight + 8;
    const furthest = document.documentElement.clientWidth - hint.offsetWidth - 8;
    const beside = Math.max(8, Math.min(left, furthest)) - main.left;
    hint.style.left = `${isWide ? document.querySelector(".side").getBoundingClientRect().left : beside}px`;
    hint.style.top = isWide ? "auto" : `${(isBelow ? bottom + 4 : top - hint.offsetHeight - 4) - main.top}px`;
  };
  const show = (link, from) => {
    clearTimeout(leaving);
    if (link === shown) return;
    hide();
    const [heading, own, note] = isWorking(link) ? told(link) : [];
    const all = note?.endsWith(":") ? [`${note} ${own}`] : [own, note]; // first what all share
    const lines = from && heading ? brief(all, 200 - heading.length) : all;
    const entry = link.closest(".workings dd"); // which need not be told of itself
    if (!heading || entry?.contains(document.getElementById(link.hash.slice(1)))) return;
    const rows = lines.filter(Boolean).map((line) => {
      const row = document.createElement("span");
      row.textContent = line;
      return row;
    });
    const first = document.createElement("b");
    first.textContent = heading ?? "";
    const more = Object.assign(document.createElement("a"), { href: link.hash, textContent: "The whole working" });
    hint.replaceChildren(...(heading ? [first] : []), ...rows, ...(isTouched ? [more] : []));
    [shown, hint.hidden] = [link, false];
    link.setAttribute("aria-describedby", "hint");
    put(link);
  };
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 1000); // time to move the pointer onto the hint itself
  };
  // A number that is tapped shows its note first; tapped again, or by the link in the note, it leads to its working.
  if (isTouched) {
    addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href^='#f-']");
      if (link && hint.contains(link)) return;
      if (!link || link === shown) {
        hide();
        return;
      }
      show(link);
      if (link === shown) event.preventDefault();
    });
  }
  if (matchMedia("(hover: hover)").matches) {
    addEventListener("pointerover", ({ target }) => {
      const link = target.closest?.("a[href^='#f-']");
      if (link) show(link);
      else if (target.closest?.("#hint")) clearTimeout(leaving);
      else if (shown && shown !== document.activeElement) leave();
    });
  }
  addEventListener("focusin", ({ target, relatedTarget }) => {
    if (target.matches(":focus-visible")) show(target, relatedTarget ?? document);
    else if (!isTouched) hide();
  });
  addEventListener("focusout", () => { if (!isTouched) leave(); });
  addEventListener("keydown", ({ key }) => { if (key === "Escape") hide(); });
})();
