"""A trap for hostile texts: a page is opened in a real browser, everything in it is pressed, and what came of it told.

The policy of the page is lifted, so that nothing but its own writing keeps a text from running. What was caught bears
the mark of its case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .hostile import ELSEWHERE, Case

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

ARMED = "window.caught = []; window.trap = mark => { window.caught.push(mark); return false; };"

FOUND = """(known) => {
  const found = [], isOurs = it => known.some(start => it.outerHTML.startsWith(start));
  const tell = (what, of) => found.push(`${what}: ${of.outerHTML.slice(0, 400)}`);
  const runs = /^(javascript|vbscript|data:(?!text\\/csv;charset=utf-8,|image\\/(png|jpeg);base64,))/i;
  const isPicture = (it, address) => it.matches('img') && address.startsWith('data:image/svg+xml,');
  const saved = /^data:text\\/csv;charset=utf-8,/;
  const asking = /^(href|src|srcset|srcdoc|action|formaction|data|poster|ping|background|xlink:href)$/i;
  const foreign = 'iframe, frame, object, embed, base, math, video, audio, source, textarea, foreignObject, ' +
    'animate, set, noscript, template, body style, body link, body meta, body title, svg script, svg a, ' +
    'input:not(.yardstick input), form:not(.yardstick), link:not([rel=canonical], [rel=alternate]), ' +
    'meta[http-equiv=refresh i]';
  for (const it of document.querySelectorAll(`script, ${foreign}`)) if (!isOurs(it)) tell('foreign', it);
  for (const it of document.querySelectorAll('*')) for (const {name, value} of it.attributes) {
    const bare = value.replace(/[\\s\\x00-\\x1f]/g, '');
    if (/^on/i.test(name)) tell('handler', it);
    else if (!bare.startsWith('#') && asking.test(name) &&
      ((runs.test(bare) && !isPicture(it, bare)) || (bare.includes('ELSEWHERE') && !saved.test(bare)) ||
      /^(srcdoc|srcset|ping|formaction)$/i.test(name) ||
      bare.startsWith('//') || (name === 'src' && !bare.startsWith('data:')))) tell('address', it);
    else if (name === 'style' && /url\\((?!["']?#)|expression|import/i.test(value)) tell('style', it);
  }
  return found;
}""".replace("ELSEWHERE", ELSEWHERE)
"""Names what may not stand in a page: tags, handlers and addresses that our pages never have."""

SAID = """() => {
  const told = [], strings = it => typeof it === 'string' ? told.push(it)
    : it && typeof it === 'object' ? Object.entries(it).forEach(pair => pair.forEach(strings)) : null;
  for (const it of document.querySelectorAll('*')) {
    for (const {name, value} of it.attributes) {
      const [kind, data] = value.split('data:text/csv;charset=utf-8,');
      told.push(data && !kind ? decodeURIComponent(data).replaceAll('""', '"') : value);
    }
    if (it.matches('script[type*=json]')) strings(JSON.parse(it.textContent));
    else for (const node of it.childNodes) if (node.nodeType === 3) told.push(node.data);
  }
  return told.join('\\n');
}"""
"""Everything that a page says: its words, its attributes, and the data that it holds."""

PRESSED = """async () => {
  for (const it of document.querySelectorAll('*'))
    for (const kind of ['mouseover', 'pointermove', 'focus', 'focusin', 'toggle'])
      if (it.matches('a, button, [title], [tabindex], .pane, td, th, select, [onfocus], [ontoggle], [onmouseover]'))
        it.dispatchEvent(new Event(kind, {bubbles: kind !== 'focus'}));
  for (const it of document.querySelectorAll('[onclick]')) it.click();
  for (const it of document.querySelectorAll('main button')) it.click();
  for (const it of document.querySelectorAll('select')) for (const option of it.options) {
    it.value = option.value;
    it.form.dispatchEvent(new Event('change'));
  }
  dispatchEvent(new Event('beforeprint'));
  await new Promise(done => setTimeout(done, 10));
}"""
"""Points at everything, presses every button and makes every choice."""


class Catch(NamedTuple):
    """What came of opening a page: what was caught, and all that the page says, with single blanks."""

    caught: list[str]
    said: str

    def says(self, text: str) -> bool:
        """Whether a text stands in the page word by word."""
        return single(text) in self.said

    def of(self, case: Case) -> list[str]:
        """What was caught of a case."""
        return [it for it in self.caught if case.mark in re.findall(r"[a-z]+", it)]


def single(text: str) -> str:
    """Set single blanks, which is what a page makes of several."""
    return " ".join(text.split())


def opened(browser: Browser, *files: Path, ours: Sequence[str] = ()) -> list[Catch]:
    """Open files with their policy lifted and try everything in each; `ours` is how tags begin that may stand there."""
    with browser.new_context(bypass_csp=True, offline=True) as context:
        told: list[str] = []
        tab = context.new_page()
        tab.add_init_script(ARMED)
        context.on("request", lambda it: told.append(f"request: {it.url}"))
        context.on("page", lambda it: told.append(f"window: {it.url}"))
        tab.on("dialog", lambda it: (told.append(f"dialog: {it.message}"), it.dismiss()))
        tab.on("pageerror", lambda error: told.append(f"error: {error}"))
        found = []
        for file in files:
            told.clear()
            said = _tried(tab, file, told, list(ours))
            found.append(Catch([it for it in told if not _is(file.as_uri(), it.removeprefix("request: "))], said))
        return found


def _tried(tab: Page, file: Path, told: list[str], ours: list[str]) -> str:
    """Open a file, press everything, tell what was caught, and return what the page says."""
    tab.goto(file.as_uri())
    before, said = tab.evaluate(FOUND, ours), single(tab.evaluate(SAID))
    tab.evaluate(PRESSED)
    told += [*before, *(it for it in tab.evaluate(FOUND, ours) if it not in before)]
    told += [f"ran: {mark}" for mark in tab.evaluate("window.caught")]
    told += [] if _is(file.as_uri(), tab.url) else [f"left: {tab.url}"]
    told += [] if tab.locator("body").is_visible() else ["hidden: body"]
    return said


def _is(own: str, address: str) -> bool:
    return address.partition("#")[0] == own or address.startswith("data:")
