// Numbers lead to their workings. What a working says shows beside a number under the pointer or the focus, and is
// its description for who hears the page. In a figure, table or card one link is a stop of the keyboard; arrows lead on.
(() => {
  const isWorking = (link) => link?.hash?.startsWith("#f-");
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
  hint.setAttribute("role", "tooltip");
  document.querySelector("main").append(hint);
  let [shown, leaving] = [null, 0];
  const hide = () => {
    shown?.removeAttribute("aria-describedby");
    [shown, hint.hidden] = [null, true];
  };
  const put = (link, title) => {
    const { left } = link.getBoundingClientRect();
    const { top, bottom } = (title ?? link).getBoundingClientRect();
    const main = hint.parentElement.getBoundingClientRect();
    const isBelow = !title && (bottom + hint.offsetHeight + 8 < innerHeight || top < hint.offsetHeight + 8);
    const furthest = document.documentElement.clientWidth - hint.offsetWidth - 8;
    hint.style.left = `${Math.max(8, Math.min(left, furthest)) - main.left}px`;
    hint.style.top = `${(isBelow ? bottom + 4 : top - hint.offsetHeight - (title ? 1 : 4)) - main.top}px`;
  };
  const show = (link, from) => {
    clearTimeout(leaving);
    if (link === shown) return;
    hide();
    const [heading, own, note] = isWorking(link) ? told(link) : [];
    const all = note?.endsWith(":") ? [`${note} ${own}`] : [own, note]; // first what all share
    const lines = from && heading ? brief(all, 200 - heading.length) : all;
    const group = from && link.closest("[data-arrows]"); // how one moves in it is said once, on the way in
    const keys = group && !group.contains(from)
      ? [`Arrow keys lead ${link.closest("article") ? "left and right" : "across, and along columns"}, outside reading mode.`] : [];
    const entry = link.closest(".workings dd"); // which need not be told of itself
    if ((!heading && !keys.length) || entry?.contains(document.getElementById(link.hash.slice(1)))) return;
    const rows = [...lines, ...keys].filter(Boolean).map((line) => {
      const row = document.createElement("span");
      row.textContent = line;
      return row;
    });
    const first = document.createElement("b");
    first.textContent = heading ?? "";
    hint.replaceChildren(...(heading ? [first] : []), ...rows);
    [shown, hint.hidden] = [link, false];
    link.setAttribute("aria-describedby", "hint");
    put(link, heading ? null : link.closest("article.claim h3")); // above the title of a card, of which it covers nothing
  };
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 150); // time to move the pointer onto the hint itself
  };
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
    else hide();
  });
  addEventListener("focusout", leave);
  addEventListener("keydown", ({ key }) => { if (key === "Escape") hide(); });
  addEventListener("report:shown", hide);

  // One stop for each figure, table and card: the last link that was reached in it, at first the first.
  const arrows = { ArrowRight: [1, 0], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowUp: [0, -1] };
  const whose = (it) => it.ariaLabel?.split(":")[0].split(", ").at(-1).replace(/\s\S*\d.*/, "");
  // The nearest that lies wholly on that side, the more level the sooner; across in a drawing the same name comes first;
  // where a column ends, the nearest row.
  const next = (from, all, [x, y]) => {
    const [near, far, size] = x ? ["left", "right", "width"] : ["top", "bottom", "height"];
    const own = from.getBoundingClientRect();
    const places = all.map((it) => {
      const box = it.getBoundingClientRect();
      const along = x + y > 0 ? box[near] - own[far] : own[near] - box[far];
      const aside = x ? Math.abs(box.top + box.bottom - own.top - own.bottom) / 2 // a row has one height, a column any widths
        : Math.max(box.left - own.right, own.left - box.right, 0);
      const isNamesake = x && it.matches(".spot") && whose(it) === whose(from);
      return [along < -Math.min(box[size], own[size]) / 2 ? Infinity : along, aside, isNamesake];
    });
    const isAlone = y && !places.some(([along, aside]) => along < Infinity && !aside); // then the next row is the next
    const away = places.map(([along, aside, isNamesake]) => along + (isNamesake ? -1e4 : (isAlone ? 0.01 : 4) * aside));
    const nearest = Math.min(...away);
    return nearest < Infinity ? all[away.indexOf(nearest)] : all[all.indexOf(from) + x + y];
  };
  const rove = (group) => {
    const isStop = (it) => !it.closest(".claim details"); // what is unfolded there is reached by the keyboard as usual
    const all = [...group.querySelectorAll("a[href], th > button")].filter(isStop);
    const stops = () => all.filter((it) => it.checkVisibility());
    if (all.length < 2) return;
    const isText = group.matches("article");
    const choose = (stop) => all.forEach((it) => { it.tabIndex = it === stop ? 0 : -1; });
    choose(["td a", "a"].map((kind) => all.find((it) => it.matches(kind))).find(Boolean) ?? all[0]); // not a title’s number
    group.dataset.arrows = "";
    group.addEventListener("focusin", ({ target }) => { if (all.includes(target)) choose(target); });
    group.addEventListener("keydown", (event) => {
      const { key, target, altKey, ctrlKey, metaKey, shiftKey } = event;
      if (!all.includes(target) || altKey || ctrlKey || metaKey || shiftKey) return;
      const seen = stops();
      const aside = { ArrowLeft: seen[seen.indexOf(target) - 1], ArrowRight: seen[seen.indexOf(target) + 1] };
      const to = isText ? aside[key] // up and down move the page there
        : { Home: seen[0], End: seen.at(-1) }[key] ?? (arrows[key] && next(target, seen, arrows[key]));
      if (!to) return;
      event.preventDefault();
      to.focus();
    });
    group.addEventListener("toggle", () => { // what is folded away is no stop
      if (!all.find((it) => it.tabIndex === 0).checkVisibility()) choose(stops()[0]);
    }, true);
    // With one stop there is nothing to skip.
    document.querySelector(`.skip[href="#after-${CSS.escape(group.closest(".exhibit")?.id ?? "")}"]`)?.remove();
  };
  const roved = new WeakSet(); // a figure may take another form
  const roam = () => {
    const groups = document.querySelectorAll(".exhibit :is(.drawing, table, figcaption), article.claim");
    for (const it of groups) if (!roved.has(it)) { roved.add(it); rove(it); }
  };
  roam();
  addEventListener("report:shown", roam);

  // A number that follows a choice is called by what it says now, and what its working, maybe another, says that this is.
  const named = [...document.querySelectorAll("a[data-alias]")].map((link) => [link, link.ariaLabel, link.hash]);
  const now = (link, name) => {
    const number = link.textContent.replaceAll("\u00a0", " ");
    if (!name) return `${number}, as chosen`;
    if (link.closest("th, td")) return `${name.replace(/: [^:]*$/, `: ${number}`)}, as chosen`;
    const [heading, own = ""] = link.hash ? told(link) : [];
    return [number, heading, own.split(/[.:] /)[0], "as chosen"].filter(Boolean).join(", ");
  };
  const rename = () => {
    for (const [link, name, hash] of named) {
      link.ariaLabel = link.matches(".chosen") || link.hash !== hash ? now(link, name) : name;
    }
  };
  rename();
  addEventListener("report:shown", rename);

  for (const back of document.querySelectorAll(".use")) { // each of many ways to a table
    const row = document.getElementById(back.hash.slice(1))?.closest("tr");
    if (row) back.ariaLabel = `${back.ariaLabel ?? back.textContent}, ${row.cells[0].textContent.split(/[:,] /)[0]}`;
  }
})();
