// Tables can be sorted by a column: the largest number or the first word first, then the other way round, then as made.
// What is drawn can be read as a table, made from the data that the page holds to be saved.
(() => {
  const sizes = { million: 1e6, billion: 1e9, trillion: 1e12 };
  const number = (text) => {
    if (/^\d+ \p{L}+ \d{4}$/u.test(text)) return Date.parse(`${text} UTC`);
    const [, part, all] = text.match(/^(\d+) of (\d+)$/) ?? [];
    if (all) return part / all;
    const [, minus, digits, size] = text.match(/([−-]?)[^\d−-]*([\d,]*\.?\d+)\s*(million|billion|trillion)?/) ?? [];
    return digits ? (minus ? -1 : 1) * digits.replaceAll(",", "") * (sizes[size] ?? 1) : NaN;
  };
  const words = new Intl.Collator("en", { numeric: true });
  const said = (row, column) => row.cells[column].textContent.replace(/\s+/g, " ").trim();
  const isUnknown = (text) => ["", "–"].includes(text);
  const currency = (text) => text.match(/\p{L}*\p{Sc}/u)?.[0] ?? "";
  const create = (tag, marks, ...children) => {
    const element = Object.assign(document.createElement(tag), marks);
    element.append(...children);
    return element;
  };

  const makeSortable = (table) => {
    const [head, ...more] = table.tHead?.rows ?? [];
    const body = table.tBodies[0];
    const made = [...body.rows];
    if (!head || more.length || made.length < 4 || table.querySelector("[colspan], [rowspan]")) return;
    const columns = [...head.cells];
    columns.forEach((cell, column) => {
      const known = made.map((row) => said(row, column)).filter((text) => !isUnknown(text));
      const isNumeric = cell.classList.contains("right");
      const alike = !isNumeric || new Set(known.map(currency)).size === 1; // yen and dollars have no common order
      if (!cell.textContent.trim() || cell.querySelector("a") || !alike) return;
      const before = (a, b) => (isNumeric ? number(b) - number(a) : words.compare(a, b));
      const sorted = (turn) => [...made].sort((one, other) => {
        const [a, b] = [said(one, column), said(other, column)];
        return isUnknown(a) - isUnknown(b) || turn * before(a, b); // what is not known comes last
      });
      const ways = isNumeric ? ["descending", "ascending"] : ["ascending", "descending"];
      cell.abbr = cell.textContent.trim();
      const button = create("button", { type: "button" });
      button.setAttribute("aria-label", `Sort by ${cell.abbr}`);
      button.addEventListener("click", () => {
        const way = ways[ways.indexOf(cell.getAttribute("aria-sort")) + 1];
        columns.forEach((other) => other.removeAttribute("aria-sort"));
        if (way) cell.setAttribute("aria-sort", way);
        body.append(...(way ? sorted(way === ways[0] ? 1 : -1) : made));
      });
      cell.append(button);
    });
  };

  const read = (address) => {
    const bytes = Uint8Array.from(atob(address.split(",")[1]), (sign) => sign.charCodeAt(0));
    const lines = new TextDecoder().decode(bytes).match(/(?:"(?:[^"]|"")*"|[^"\n])+/g);
    const cells = (line) => [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    return lines.map((line) => cells(line).map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare));
  };
  const tabulate = (link) => {
    const [names, ...rows] = read(link.href);
    const sides = names.map((_, column) => (rows.every((row) => !row[column] || !isNaN(row[column])) ? "right" : ""));
    const short = (text) => (/^-?\d+\.\d{5,}$/.test(text) ? String(Number(Number(text).toPrecision(6))) : text);
    const cell = (tag) => (text, column) => create(tag, { className: sides[column] }, short(text));
    const written = (row, tag) => create("tr", {}, ...row.map(cell(tag)));
    const head = create("thead", {}, written(names.map((name) => name.replaceAll("_", " ")), "th"));
    const table = create("table", {}, head, create("tbody", {}, ...rows.map((row) => written(row, "td"))));
    makeSortable(table);
    const shown = create("div", { className: "scroll data", tabIndex: 0 }, table);
    shown.setAttribute("role", "group");
    shown.setAttribute("aria-label", link.getAttribute("aria-label").replace("Save the data", "The data"));
    return shown;
  };

  document.querySelectorAll(".exhibit table").forEach(makeSortable);
  for (const link of document.querySelectorAll("figure .save")) {
    const button = create("button", { type: "button", className: "show" }, "Show as table");
    button.setAttribute("aria-label", link.getAttribute("aria-label").replace("Save the data", "Show the data as a table"));
    let table;
    const tell = () => button.setAttribute("aria-expanded", Boolean(table && !table.hidden));
    button.addEventListener("click", () => {
      if (table) table.hidden = !table.hidden;
      else link.closest("figure").append((table = tabulate(link)));
      tell();
    });
    tell();
    link.after(" ", button);
  }
})();
