// The reader's switches: numbers, words and figures follow a choice, from what was made before. A switch stands over
// what it changes. The state stands in the address, beside the place that was gone to, so that it can be shared; what
// differs from the report as it was made is marked and told, and paper shows the report as it was made.
(() => {
  const switches = JSON.parse(document.getElementById("switches-data").textContent);
  const made = Object.fromEntries(switches.map(({ name, chosen }) => [name, chosen]));
  const state = { ...made };
  const gap = "–";
  const held = (text) => (text.length > 16 ? text : text.replaceAll(" ", "\u00a0")); // a number and its unit never part
  const said = (place) => place.textContent.replaceAll("\u00a0", " ");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const create = (tag, marks, ...children) => {
    const element = Object.assign(document.createElement(tag), marks);
    element.append(...children);
    return element;
  };

  const places = new Map(all("[data-alias], [data-phrase]").map((place) => [place, said(place)]));
  const figures = all("figure[data-choice]").map((figure) => {
    const templates = all(":scope > template", figure);
    for (const template of templates) template.remove();
    const forms = new Map(templates.map(({ dataset, content }) => [dataset.option, [...content.children]]));
    // What leads back to a number of the figure as it was made finds the figure while another stands there.
    const ends = all("a[id]", figure).map(({ id }) => create("span", { id }));
    const own = made[figure.dataset.choice];
    const data = figure.querySelector(".save")?.href; // which a form has that shows the same in other words
    return { figure, name: figure.dataset.choice, forms: forms.set(own, [...figure.children]), ends, own, data, shown: own };
  });

  // -- what follows a choice -----------------------------------------------------------------------------

  const show = (chosen) => {
    const before = new Map([...places.keys()].map((place) => [place, said(place)]));
    for (const { name, phrases, numbers } of switches) {
      for (const place of places.keys()) {
        const options = Object.hasOwn(numbers, place.dataset.alias ?? "") && numbers[place.dataset.alias];
        if (place.dataset.phrase === name) place.textContent = new Map(phrases).get(chosen[name]);
        if (!options) continue;
        write(place, options[chosen[name]]);
        weigh(place.closest("th, td"), chosen[name]);
      }
    }
    const changed = [...places.keys()].filter((place) => said(place) !== before.get(place));
    for (const [place, as] of places) place.classList.toggle("chosen", said(place) !== as);
    const redrawn = figures.filter((it) => draw(it, chosen[it.name])).map(({ figure }) => figure);
    dispatchEvent(new Event("report:shown"));
    return { changed, redrawn };
  };
  // What a link takes in beside its number stays.
  const numeral = (place) => [...place.childNodes].find((it) => it.nodeType === Node.TEXT_NODE) ?? place;
  const write = (place, number) => {
    const [text, working, side, forms] = number ?? [gap];
    const words = place.dataset.words?.split("|");
    const sides = words && [words[0], words[words.length === 3 ? 1 : 0], words.at(-1)];
    numeral(place).textContent = number && words ? sides[side] : held(forms?.[place.dataset.form] ?? text);
    if (words) return;
    if (working) place.setAttribute("href", `#${working}`);
    else place.removeAttribute("href");
  };
  // A cell of a table says under each choice by which number it is sorted; one that is not known then has none.
  const weigh = (cell, option) => {
    const value = cell?.getAttribute(`data-value-${option}`);
    if (value) cell.dataset.value = value;
    else cell?.removeAttribute("data-value");
  };
  const draw = (it, option) => {
    const next = it.forms.has(option) ? option : it.own;
    if (it.shown === next) return false;
    for (const end of it.ends) end.remove();
    const isOpen = it.figure.querySelector(".share")?.open;
    it.forms.set(it.shown, [...it.figure.children]);
    it.figure.replaceChildren(...it.forms.get(next));
    if (next !== it.own) it.figure.firstElementChild.prepend(...it.ends);
    it.shown = next;
    for (const save of all(".save:not([href])", it.figure)) save.href = it.data;
    const share = it.figure.querySelector(".share");
    if (share) share.open = isOpen; // who reads there goes on reading
    const name = all(".number, .title", it.figure.firstElementChild).map(said).join(": ");
    if (name) it.figure.setAttribute("aria-label", name); // which says what it shows now
    return true;
  };

  // -- the switches, and what they tell --------------------------------------------------------------------

  const words = create("div");
  const reset = create("button", { type: "button", textContent: "Show as published" });
  const close = create("button", { type: "button", textContent: "Close" });
  const told = create("div", { id: "told", className: "as-made" }, words, reset, close);
  let latest; // the choice made last
  const goBack = () => told.previousElementSibling.querySelector("input:checked")?.focus({ preventScroll: true });
  close.addEventListener("click", () => {
    told.classList.add("read");
    goBack();
  });
  words.setAttribute("role", "status");
  // It stands in order behind the switch that is used, before a choice is made there: what moves while it tells is not heard.
  const follows = (form) => {
    if (!form || form.nextSibling === told) return;
    if (told.matches(".as-made")) words.replaceChildren(); // or it would be seen again
    told.setAttribute("role", "group");
    told.setAttribute("aria-label", "What your choice changed");
    form.after(told);
  };
  const link = (id, name) => create("a", { href: `#${id}` }, name);
  // Where places changed: in which tables, cards and parts of the text, and how many in each; a link leads to the first.
  const headings = all("main h2");
  const part = (it) => headings.findLastIndex((h) => h.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING);
  const where = (it) => it.closest(".exhibit, article.claim") ?? headings[part(it)] ?? document.querySelector("h1");
  const listed = (changed) => [...new Set(changed.map(where))].flatMap((home, at, { length }) => {
    const within = changed.filter((it) => where(it) === home);
    const name = home.querySelector(".number, .self")?.textContent ?? home.textContent.split(/[:,] /)[0];
    return [at ? ", " : ", in ", link(within[0].id || home.id || "main", name), length > 1 ? ` (${within.length})` : ""];
  });
  // What comes of a choice, for who does not see it: the next sentence that changed, or the next number by its name.
  const outcome = (changed) => {
    const isNext = (it) => latest?.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING;
    const place = changed.find(isNext) ?? changed[0];
    if (!place) return "";
    const [home, read] = [place.closest("p, dd, li"), document.createRange()];
    const end = /(?<=[.?!]”?)\s+(?=\p{Lu})/u;
    if (home) read.setStart(home, 0);
    read.setEndAfter(place);
    const sentence = home && said(home).trim().split(end)[read.toString().trim().split(end).length - 1];
    const name = (place.ariaLabel ?? said(place)).replace(/, as chosen$/, "");
    return ` ${sentence?.length <= 200 ? sentence : `${name}.`}`;
  };
  const tell = ({ changed, redrawn }, names) => {
    const inForce = switches.filter(({ name }) => state[name] !== made[name]);
    const isAsMade = !inForce.length;
    const phrased = (all) => all.map(({ name, label, phrases }) => `${label} ${new Map(phrases).get(state[name])}`).join("; ");
    const chosen = phrased(switches.filter(({ name }) => names.includes(name)));
    const others = phrased(inForce.filter(({ name }) => !names.includes(name)));
    reset.textContent = inForce.length > 1 ? "Show all as published" : "Show as published"; // which undoes each of them
    if (!told.matches(".yardstick + div")) follows(document.querySelector(`.yardstick:has([name="${names[0]}"])`));
    told.classList.remove("read");
    words.replaceChildren(
      `${isAsMade ? "As published again" : chosen}: ${changed.length} ${changed.length === 1 ? "place" : "places"} changed`,
      ...listed(changed),
      ...redrawn.flatMap((it) => ["; ", link(it.id, it.querySelector(".number")?.textContent ?? "it"), " redrawn: ",
        it.querySelector(".title")?.textContent ?? ""]),
      ".", ...(redrawn.length ? [] : [outcome(changed)]), // the title of a figure says it
      others && ` Still chosen: ${others}.`,
    );
    told.classList.toggle("as-made", isAsMade);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const flash = [{ backgroundColor: "color-mix(in srgb, var(--accent) 40%, transparent)", offset: 0 }];
    const captions = redrawn.map((figure) => figure.firstElementChild);
    for (const it of [...changed, ...captions]) it.animate(flash, { duration: 2500, easing: "ease-out" });
  };
  const follow = (choice) => {
    const names = Object.keys(made).filter((name) => Object.hasOwn(choice, name) && choice[name] !== state[name]);
    Object.assign(state, choice);
    document.body.dataset.chosen = differing(); // what is shared of the page shows what stands there
    for (const input of all(".yardstick input")) input.checked = state[input.name] === input.value;
    for (const button of all(".yardstick button")) button.hidden = state[button.name] === made[button.name];
    const done = show(state);
    if (names.length) tell(done, names);
  };
  const choose = (choice) => { follow(choice); note(); };
  // What a choice does is said before it is made.
  const effect = ({ name, numbers }) => {
    const drawn = figures.filter((it) => it.name === name).map(({ figure }) => figure.querySelector(".number")?.textContent);
    const isMoved = ({ dataset }) => dataset.phrase === name || Object.hasOwn(numbers, dataset.alias ?? "");
    const count = [...places.keys()].filter(isMoved).length;
    const moved = count ? [`changes up to ${count} ${count === 1 ? "place" : "places"} in the report`] : [];
    const told = [...(drawn.length ? [`redraws ${drawn.filter(Boolean).join(", ") || "the figure"}`] : []), ...moved];
    return `A choice ${told.join(" and ")}.`;
  };
  const control = (it, home) => {
    const { name, label, phrases } = it;
    const option = ([value, phrase]) => create("label", {}, create("input", { type: "radio", name, value }), phrase);
    const back = create("button", { type: "button", name, textContent: "Show as published", hidden: true });
    back.setAttribute("aria-label", `${back.textContent}: ${label}`);
    const options = create("div", {}, ...phrases.map(option), back);
    const about = create("small", { id: `about-${name}-${home}` }, effect(it));
    const fieldset = create("fieldset", {}, create("legend", {}, label), about, options);
    fieldset.setAttribute("aria-describedby", about.id);
    const form = create("form", { className: "yardstick", autocomplete: "off" });
    form.append(fieldset);
    form.addEventListener("focusin", () => follows(form));
    form.addEventListener("change", ({ target }) => {
      follows(form);
      choose({ [name]: (latest = target).value });
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    back.addEventListener("click", () => {
      choose({ [name]: made[name] });
      form.querySelector("input:checked").focus();
    });
    return form;
  };
  // A switch stands over each figure that it redraws. In other parts of the text it stands over the first paragraph or
  // table that says what was chosen, and where none does, over the first number that follows.
  const homes = ({ name, numbers }) => {
    const drawn = figures.filter((it) => it.name === name).map(({ figure }) => figure);
    const block = (place) => place.closest("p, .exhibit") ?? place.closest("main > *");
    const found = [...drawn];
    for (const place of places.keys()) {
      const isHome = place.dataset.phrase === name && !found.some((it) => part(it) === part(place));
      if (isHome) found.push(block(place));
    }
    const first = [...places.keys()].find((place) => Object.hasOwn(numbers, place.dataset.alias ?? ""));
    return found.length || !first ? found : [block(first)];
  };
  for (const it of switches) homes(it).forEach((home, at) => home.before(control(it, at)));
  reset.addEventListener("click", () => { choose(made); goBack(); });
  document.body.append(told);

  // -- the address -----------------------------------------------------------------------------------------

  const given = () => new URLSearchParams(location.hash.slice(1));
  const plain = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const place = () => given().get("at") ?? (location.hash.includes("=") ? "" : plain(location.hash.slice(1)));
  const differing = () => new URLSearchParams(Object.entries(state).filter(([name, value]) => value !== made[name]));
  const note = () => {
    const [chosen, at] = [differing(), place()];
    const isChanged = `${chosen}` !== "";
    if (isChanged && at) chosen.set("at", at);
    history.replaceState(null, "", `#${isChanged ? chosen : encodeURI(at)}`); // which moves neither the page nor its mark
  };
  const read = () => {
    const known = ({ name, phrases }) => new Map(phrases).has(given().get(name));
    follow(Object.fromEntries(switches.map((it) => [it.name, known(it) ? given().get(it.name) : it.chosen])));
  };
  // A link that is followed keeps the choice; any other address, be it written or gone back to, brings its own.
  let followed = "";
  const go = () => {
    const at = given().get("at");
    if (!at || !document.getElementById(at)) return;
    followed = `#${encodeURI(at)}`;
    location.replace(followed);
  };

  addEventListener("click", ({ target }) => { followed = target.closest?.("a[href^='#']")?.hash ?? ""; });
  addEventListener("hashchange", () => {
    const isFollowed = location.hash === followed;
    followed = "";
    if (isFollowed) note();
    else { read(); go(); }
  });
  addEventListener("beforeprint", () => show(made));
  addEventListener("afterprint", () => show(state));
  read();
  addEventListener("load", go); // before, the browser looks itself for the place that an address names
})();
