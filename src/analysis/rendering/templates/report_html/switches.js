// The reader's switches: numbers, words and phrases follow a choice, from what was computed before. The state stands in
// the address, beside the place that was gone to, so that it can be shared; paper shows the report as it was made.
(() => {
  const switches = JSON.parse(document.getElementById("switches-data").textContent);
  const form = document.getElementById("switches");
  const made = Object.fromEntries(switches.map(({ name, chosen }) => [name, chosen]));
  const gap = "–";
  const held = (text) => (text.length > 16 ? text : text.replaceAll(" ", "\u00a0")); // a number and its unit never part

  const show = (state) => {
    for (const { name, phrases, numbers } of switches) {
      const phrase = new Map(phrases).get(state[name]);
      for (const place of document.querySelectorAll(`[data-phrase="${name}"]`)) place.textContent = phrase;
      for (const place of document.querySelectorAll("[data-alias]")) {
        const options = numbers[place.dataset.alias];
        if (!options) continue;
        write(place, options[state[name]]);
        weigh(place.closest("th, td"), state[name]);
      }
    }
    dispatchEvent(new Event("report:shown"));
  };
  const write = (place, number) => {
    const [text, working, side, about] = number ?? [gap];
    const words = place.dataset.words?.split("|");
    const sides = words && [words[0], words[words.length === 3 ? 1 : 0], words.at(-1)];
    place.textContent = number && words ? sides[side] : held(text);
    for (const [name, value] of words ? [] : [["href", working && `#${working}`], ["data-about", about]]) {
      if (value) place.setAttribute(name, value);
      else place.removeAttribute(name);
    }
  };
  // A cell of a table says under each choice by which number it is sorted; one that is not known then has none.
  const weigh = (cell, option) => {
    const value = cell?.getAttribute(`data-value-${option}`);
    if (value) cell.dataset.value = value;
    else cell?.removeAttribute("data-value");
  };
  const chosen = () => Object.fromEntries(new FormData(form));
  const given = () => new URLSearchParams(location.hash.slice(1));
  const plain = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const place = () => given().get("at") ?? (location.hash.includes("=") ? "" : plain(location.hash.slice(1)));
  const tell = () => {
    const told = new URLSearchParams(Object.entries(chosen()).filter(([name, value]) => value !== made[name]));
    const [at, isChanged] = [place(), `${told}` !== ""];
    if (isChanged && at) told.set("at", at);
    history.replaceState(null, "", `#${isChanged ? told : encodeURI(at)}`); // which moves neither the page nor its mark
  };
  const read = () => {
    const known = ({ name, phrases }) => new Map(phrases).has(given().get(name));
    for (const it of switches) form.elements[it.name].value = known(it) ? given().get(it.name) : it.chosen;
    if (switches.some(known)) form.parentElement.open = true;
    show(chosen());
  };
  // A link that is followed keeps the choice; any other address, be it written or gone back to, brings its own.
  let followed = "";
  const go = () => {
    const at = given().get("at");
    if (!at || !document.getElementById(at)) return;
    followed = `#${encodeURI(at)}`;
    location.replace(followed);
  };

  form.addEventListener("change", () => { tell(); show(chosen()); });
  addEventListener("click", ({ target }) => { followed = target.closest?.("a[href^='#']")?.hash ?? ""; });
  addEventListener("hashchange", () => {
    const isFollowed = location.hash === followed;
    followed = "";
    if (isFollowed) tell();
    else { read(); go(); }
  });
  addEventListener("beforeprint", () => show(made));
  addEventListener("afterprint", () => show(chosen()));
  // What hovers beside a number goes away on Escape, until the pointer or the focus moves on.
  const hide = (hidden) => document.body.classList.toggle("no-hints", hidden);
  addEventListener("keydown", ({ key }) => { if (key === "Escape") hide(true); });
  for (const moved of ["mouseover", "focusin"]) addEventListener(moved, () => hide(false));
  form.parentElement.hidden = false;
  read();
  addEventListener("load", go); // before, the browser looks itself for the place that an address names
})();
