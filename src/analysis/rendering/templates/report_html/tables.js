// What is drawn can be read as a table, from the data that the page holds to be saved.
(() => {
  const create = (tag, marks, ...children) => {
    const element = Object.assign(document.createElement(tag), marks);
    element.append(...children);
    return element;
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
  const nameOf = (link) => link.closest(".exhibit").querySelector("figcaption > .number").textContent;
  const tabulate = (link) => {
    const [names, ...rows] = read(link.href);
    // What is printed stands in the place of the exact number, which comes before its bounds.
    const exact = names[names.indexOf(names.includes("low") ? "low" : "printed") - 1];
    const isPrinted = (column) => names[column] === "printed";
    const forMachines = ["low", "high", "unit", "finding", ...(names.includes("printed") ? [exact] : [])];
    const isExact = (name) => forMachines.includes(name) || /(_value|, exact)$/.test(name); // what is printed says it in words
    const isShown = (column) => !isExact(names[column]) && rows.some((row) => row[column]);
    const shown = [...names.keys()].filter(isShown);
    const isRight = (column) => isPrinted(column) || names.includes(`${names[column]}, exact`) || rows.every((row) => !row[column] || isNumber(row[column]));
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
      return made;
    };
    const written = (scope, row) => create("tr", {}, ...shown.map((column) => cell(scope, row, column)));
    const plain = { line: "name", panel: "group", side: "group" }; // what the columns of a file are called for readers
    const headings = names.map((name, column) => (isPrinted(column) ? exact : plain[name] ?? name).replaceAll("_", " "));
    const body = create("tbody", {}, ...rows.map((row) => written("row", row)));
    const table = create("table", {}, create("thead", {}, written("col", headings)), body);
    const data = create("div", { className: "scroll data", tabIndex: 0 }, table);
    data.setAttribute("role", "group");
    data.setAttribute("aria-label", `The data of ${nameOf(link)}`);
    return data;
  };

  for (const link of document.querySelectorAll("figure:not(.table) .save")) {
    const button = create("button", { type: "button", className: "show" });
    const share = link.closest(".share");
    let table;
    const tell = () => {
      const isOpen = Boolean(table && !table.hidden);
      button.textContent = isOpen ? "Hide the table" : "Show as table";
      button.setAttribute("aria-label", `${button.textContent}: ${nameOf(link)}`);
      button.setAttribute("aria-expanded", isOpen);
    };
    button.addEventListener("click", () => {
      if (table) table.hidden = !table.hidden;
      else share.after((table = tabulate(link)));
      tell();
    });
    share.before(button);
    tell();
  }
})();
