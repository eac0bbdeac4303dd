// Tables can be sorted by a column: the largest number or the first word first, then the other way round, then as made.
(() => {
  const sizes = { million: 1e6, billion: 1e9, trillion: 1e12 };
  const number = (text) => {
    if (/^\d+ \p{L}+ \d{4}$/u.test(text)) return Date.parse(`${text} UTC`);
    const [, part, all] = text.match(/^(\d+) of (\d+)$/) ?? [];
    if (all) return part / all;
    const [, minus, digits, size] = text.match(/(−?)[^\d−]*([\d,]*\.?\d+)\s*(million|billion|trillion)?/) ?? [];
    return digits ? (minus ? -1 : 1) * digits.replaceAll(",", "") * (sizes[size] ?? 1) : NaN;
  };
  const words = new Intl.Collator("en", { numeric: true });
  const said = (row, column) => row.cells[column].textContent.replace(/\s+/g, " ").trim();
  const unknown = (text) => ["", "–"].includes(text);
  const currency = (text) => text.match(/\p{L}*\p{Sc}/u)?.[0] ?? "";

  for (const table of document.querySelectorAll(".exhibit table")) {
    const [head, ...more] = table.tHead?.rows ?? [];
    const body = table.tBodies[0];
    const made = [...body.rows];
    if (!head || more.length || made.length < 4 || table.querySelector("[colspan], [rowspan]")) continue;
    const columns = [...head.cells];
    columns.forEach((cell, column) => {
      const known = made.map((row) => said(row, column)).filter((text) => !unknown(text));
      const isNumeric = cell.classList.contains("right");
      const alike = !isNumeric || new Set(known.map(currency)).size === 1; // yen and dollars have no common order
      if (!cell.textContent.trim() || cell.querySelector("a") || !alike) return;
      const before = (a, b) => (isNumeric ? number(b) - number(a) : words.compare(a, b));
      const sorted = (turn) => [...made].sort((one, other) => {
        const [a, b] = [said(one, column), said(other, column)];
        return unknown(a) - unknown(b) || turn * before(a, b); // what is not known comes last
      });
      const ways = isNumeric ? ["descending", "ascending"] : ["ascending", "descending"];
      const button = document.createElement("button");
      button.type = "button";
      cell.abbr = cell.textContent.trim();
      button.setAttribute("aria-label", `Sort by ${cell.abbr}`);
      button.addEventListener("click", () => {
        const way = ways[ways.indexOf(cell.getAttribute("aria-sort")) + 1];
        columns.forEach((other) => other.removeAttribute("aria-sort"));
        if (way) cell.setAttribute("aria-sort", way);
        body.append(...(way ? sorted(way === ways[0] ? 1 : -1) : made));
      });
      cell.append(button);
    });
  }
})();
