// Tables can be sorted by a column: the largest number or the first word first, then the other way round, then as made.
// A cell says itself by which number it is sorted; where some numbers of a column say none, they have no common order.
// What is drawn can be read as a table, or beside the pointer, from the data that the page holds to be saved.
(() => {
  const words = new Intl.Collator("en", { numeric: true });
  const said = (row, column) => row.cells[column].textContent.replace(/\s+/g, " ").trim();
  const isUnknown = (text) => ["", "–"].includes(text);
  const create = (tag, marks, ...children) => {
    const element = Object.assign(document.createElement(tag), marks);
    element.append(...children);
    return element;
  };

  const heard = create("p", { className: "unseen" }); // what sorting did, for who does not see it
  heard.setAttribute("role", "status");
  document.body.append(heard);
  const tables = [];
  const makeSortable = (table, isOneUnit = true) => {
    const [head, ...more] = table.tHead?.rows ?? [];
    const body = table.tBodies[0];
    const made = [...(body?.rows ?? [])];
    const isRegular = head && !more.length && !table.querySelector("[colspan], [rowspan]");
    if (!isRegular || made.length < 4 || made.some((row) => row.cells.length !== head.cells.length)) return;
    const columns = [...head.cells];
    let order = () => made;
    tables.push((asMade) => body.append(...(asMade ? made : order())));
    columns.forEach((cell, column) => {
      const isNumeric = cell.classList.contains("right");
      const value = (row) => row.cells[column].dataset.value;
      const isGap = (row) => isUnknown(said(row, column)) || (isNumeric && !value(row) && !/\d/.test(said(row, column)));
      const known = made.filter((row) => !isGap(row));
      const hasOrder = isNumeric ? isOneUnit && known.length && known.every(value) : !known.some(value);
      if (!cell.textContent.trim() || cell.querySelector("a") || !hasOrder) return;
      const sorted = (turn) => {
        const text = (row) => said(row, column);
        const numbers = new Map(); // what is printed alike stays as made: a table tells no more than it prints
        for (const row of made) if (!numbers.has(text(row))) numbers.set(text(row), Number(value(row)));
        const before = isNumeric
          ? (a, b) => numbers.get(text(b)) - numbers.get(text(a))
          : (a, b) => words.compare(text(a), text(b));
        return [...made].sort((a, b) => isGap(a) - isGap(b) || turn * before(a, b));
      };
      const areRanks = known.some((row) => /^\d+(?:st|nd|rd|th)\b/.test(said(row, column))); // the first comes first
      const ways = isNumeric && !areRanks ? ["descending", "ascending"] : ["ascending", "descending"];
      const name = cell.textContent.trim();
      cell.setAttribute("aria-label", name); // without the button in it
      const button = create("button", { type: "button" });
      button.setAttribute("aria-label", `Sort by ${name}`);
      button.addEventListener("click", () => {
        const way = ways[ways.indexOf(cell.getAttribute("aria-sort")) + 1];
        columns.forEach((other) => other.removeAttribute("aria-sort"));
        if (way) cell.setAttribute("aria-sort", way);
        order = () => (way ? sorted((way === ways[0]) === areRanks ? -1 : 1) : made);
        body.append(...order());
        heard.textContent = way ? `Sorted by ${name}, ${way}` : "In the order of the report";
      });
      cell.append(button);
    });
  };

  const read = (address) => {
    const text = decodeURIComponent(address.slice(address.indexOf(",") + 1)).replace(/^\ufeff/, "");
    const lines = text.match(/(?:"(?:[^"]|"")*"|[^"\n])+/g);
    const cells = (line) => [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    return lines.map((line) => cells(line).map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare));
  };
  const isReason = (text) => ["not drawn", "none seen"].includes(text); // in the place of a number
  const isNumber = (text) => text === "inf" || (text !== "" && !isNaN(text));
  const short = (text) => {
    if (text === "inf") return "no limit";
    const isLong = isNumber(text) && (text.length > 7 || Math.abs(text) >= 1e5);
    return isLong ? Number(text).toLocaleString("en", { maximumSignificantDigits: 6 }) : text;
  };
  const gap = (title) => { // a dash is seen, and heard is why there is no number
    const dash = create("span", { className: "gap", title }, "–");
    dash.setAttribute("role", "img");
    return dash;
  };
  const tabulate = (link) => {
    const [names, ...rows] = read(link.href);
    // What is printed stands in the place of the exact number, which comes before its bounds.
    const exact = names[names.indexOf(names.includes("low") ? "low" : "printed") - 1];
    const isPrinted = (column) => names[column] === "printed";
    const forMachines = ["low", "high", "unit", "finding", ...(names.includes("printed") ? [exact] : [])];
    const isExact = (name) => forMachines.includes(name) || /(_value|, exact)$/.test(name); // what is printed says it in words
    const isShown = (column) => !isExact(names[column]) && rows.some((row) => row[column]);
    const shown = [...names.keys()].filter(isShown);
    const sortedBy = (column) => names.indexOf(isPrinted(column) ? exact : `${names[column]}, exact`);
    const isRight = (column) => isPrinted(column) || sortedBy(column) >= 0 || rows.every((row) => !row[column] || isNumber(row[column]));
    const told = (text, column) => (isReason(text) ? "" : isPrinted(column) ? text : short(text));
    const why = (row, column) => (isPrinted(column) ? "not known" : row.find(isReason) ?? "none");
    const none = (row, column) => (isRight(column) ? gap(why(row, column)) : "");
    // The first columns name a row: as many as it takes to tell it from every other.
    const kinds = (last) => new Set(rows.map((row) => shown.slice(0, last + 1).map((it) => row[it]).join("\n"))).size;
    const naming = shown.find((_, last) => kinds(last) === rows.length) ?? shown[0];
    const cell = (scope, row, column) => {
      const marks = isRight(column) ? { className: "right" } : {};
      const isHead = scope === "col" || (column <= naming && row[column]);
      const made = create(isHead ? "th" : "td", isHead ? { ...marks, scope } : marks, told(row[column], column) || none(row, column));
      const value = isNumber(row[column]) ? row[column] : row[sortedBy(column)] ?? "";
      if (isNumber(value)) made.dataset.value = value.replace("inf", "Infinity");
      return made;
    };
    const written = (scope, row) => create("tr", {}, ...shown.map((column) => cell(scope, row, column)));
    const plain = { line: "name", panel: "group", side: "group" }; // what the columns of a file are called for readers
    const headings = names.map((name, column) => (isPrinted(column) ? exact : plain[name] ?? name).replaceAll("_", " "));
    const body = create("tbody", {}, ...rows.map((row) => written("row", row)));
    const title = link.closest(".exhibit")?.querySelector(".title")?.textContent ?? "";
    const caption = create("caption", {}, title);
    const table = create("table", {}, caption, create("thead", {}, written("col", headings)), body);
    makeSortable(table, new Set(rows.map((row) => row[names.indexOf("unit")])).size === 1);
    const data = create("div", { className: "scroll data", tabIndex: 0 }, table);
    data.setAttribute("role", "group");
    data.setAttribute("aria-label", link.getAttribute("aria-label").replace("Save the data", "The data"));
    return data;
  };

  // Where the pointer is among lines over time, what they say at that moment stands beside it.
  const lookUp = (pane) => {
    const [names, ...rows] = read(pane.closest("figure").querySelector(".save").href);
    const moment = (period) => { // a month stands at its middle
      const [year, month, day = 15.5] = period.split("-").map(Number);
      return month ? year + (month - 1 + (day - 1) / 30.5) / 12 : year;
    };
    const points = rows.map(names.includes("printed") ? ([line, x, , printed]) => [line, Number(x), printed]
      : ([period, value, mark]) => [mark || names[1].replaceAll("_", " "), moment(period), short(value)]);
    const moments = [...new Set(points.map(([, x]) => x))];
    const [start, end] = pane.dataset.x.split(" ").map(Number);
    const told = (x) => {
      const year = Math.floor(x);
      if (x === year) return String(x);
      const day = new Date(Date.UTC(year, 0, 1 + Math.round((x - year) * 365.25)));
      return day.toLocaleDateString("en", { month: "long", year: "numeric", timeZone: "UTC" });
    };
    const readout = create("div", { className: "readout" });
    pane.append(readout);
    const tell = ({ clientX }) => {
      const { left, width } = pane.getBoundingClientRect();
      const pointed = start + ((clientX - left) / width) * (end - start);
      const x = moments.reduce((best, it) => (Math.abs(it - pointed) < Math.abs(best - pointed) ? it : best));
      const there = points.filter((point) => point[1] === x);
      const lines = there.map(([line, , printed]) => create("div", {}, `${line} ${printed}`));
      readout.replaceChildren(create("b", {}, told(x)), ...lines);
      const at = (x - start) / (end - start);
      pane.style.setProperty("--at", `${100 * at}%`);
      readout.classList.toggle("before", at > 0.5);
    };
    for (const event of ["pointerenter", "pointerdown", "pointermove"]) pane.addEventListener(event, tell);
  };

  document.querySelectorAll(".exhibit.table:not(.unsorted) table").forEach((table) => makeSortable(table));
  const arrange = (asMade) => tables.forEach((put) => put(asMade));
  let isPrinting = false; // paper shows tables as they were made
  addEventListener("beforeprint", () => arrange((isPrinting = true)));
  addEventListener("afterprint", () => arrange((isPrinting = false)));
  addEventListener("report:shown", () => arrange(isPrinting)); // other numbers, another order
  const offer = (link) => {
    const button = create("button", { type: "button", className: "show" });
    const figure = link.closest("figure"); // which keeps its table open when a choice redraws it
    let table;
    const tell = () => {
      if (!link.isConnected) return; // another form of the figure stands there
      const isOpen = figure.matches(".tabled");
      if (table) table.hidden = !isOpen;
      else if (isOpen) link.closest(".share").after((table = tabulate(link)));
      button.textContent = isOpen ? "Hide the table" : "Show as table";
      const name = link.getAttribute("aria-label").replace("Save the data", `${button.textContent}: the data`);
      button.setAttribute("aria-label", name);
      button.setAttribute("aria-expanded", isOpen);
    };
    button.ariaDescription = `It stands behind “${link.closest(".share").firstElementChild.textContent}”`;
    button.addEventListener("click", () => {
      figure.classList.toggle("tabled");
      tell();
    });
    link.closest(".share").before(button);
    tell();
    addEventListener("report:shown", tell);
  };
  const wired = new WeakSet(); // a figure may take another form, with data of its own
  const wire = () => {
    for (const [selector, work] of [[".pane", lookUp], ["figure .save", offer]]) {
      const fresh = [...document.querySelectorAll(selector)].filter((it) => !wired.has(it));
      for (const it of fresh) { wired.add(it); work(it); }
    }
  };
  wire();
  addEventListener("report:shown", wire);
})();
