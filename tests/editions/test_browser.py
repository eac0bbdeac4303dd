"""The page in a real browser: whom it shuts out, what it loads, where the keyboard leads, and how it prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from ..browsers import needs_chromium
from ..rendering.conftest import Make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from ..command import Edition

pytestmark = needs_chromium

PRINTABLE = round((210 - 2 * 20) / 25.4 * 96)  # between the margins of A4, in pixels of CSS

SHORTEN = "() => document.querySelectorAll('.workings > dd:nth-of-type(30) ~ *').forEach(it => it.remove())"
AXE = """async () => {
  document.querySelectorAll("details").forEach(it => { it.open = true })
  const found = await axe.run({resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})
  return found.violations.flatMap(rule => rule.nodes.map(it => [rule.id, String(it.target), it.failureSummary]))
}"""
PICTURES = """async () => {
  const shown = [...document.querySelectorAll("svg")].filter(it => it.checkVisibility())
  const drawings = shown.map(it => it.getBBox().width > 0)
  return [...drawings, ...await Promise.all([...document.images].map(it => it.decode().then(() => true, () => false)))]
}"""
UNREADABLE = """() => [...document.querySelectorAll(".drawing svg")].filter(it => it.checkVisibility()).flatMap(svg => {
  const whole = svg.getBoundingClientRect(), scale = whole.width / svg.viewBox.baseVal.width
  const texts = [...svg.querySelectorAll("text")].map(it => {
    const {left, right, top, bottom, height} = it.getBoundingClientRect()
    const capitals = {left, right, top: top + height * 0.2, bottom: bottom - height * 0.2}
    return {said: it.textContent, size: parseFloat(getComputedStyle(it).fontSize) * scale, ...capitals}
  })
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  return texts.flatMap((a, i) => [
    ...(a.size < 11 ? [`${a.said} is ${a.size} high`] : []),
    ...(a.left < whole.left || a.right > whole.right || a.top < whole.top || a.bottom > whole.bottom
      ? [`${a.said} leaves the drawing`] : []),
    ...texts.slice(i + 1).filter(b => meet(a, b)).map(b => `${a.said} lies on ${b.said}`),
  ])
})"""
WIDEST_WITH_HINT = """() => Math.max(0, ...[...document.querySelectorAll("a[href^='#f-']")].map(it => {
  it.focus({preventScroll: true, focusVisible: true})
  return document.documentElement.scrollWidth
}))"""
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter(it => {
  const box = it.getBoundingClientRect()
  return box.width && (box.left < -1 || box.right > document.documentElement.clientWidth + 1)
}).map(it => it.outerHTML.slice(0, 120))"""
SHIFTS = """() => new Promise(done => {
  let shift = 0
  const add = list => list.getEntries().forEach(it => { shift += it.value })
  new PerformanceObserver(add).observe({type: "layout-shift", buffered: true})
  setTimeout(() => done(shift), 500)
})"""
LETTERING = """() => [...document.querySelectorAll("svg text")].filter(it => it.checkVisibility()).map(it => {
  const letters = it.getBoundingClientRect()
  const behind = [...it.closest("svg").querySelectorAll("path")].filter(path => {
    const box = path.getBoundingClientRect(), look = getComputedStyle(path)
    return look.fill !== "none" && look.opacity * look.fillOpacity === 1 && box.left <= letters.left + 1
      && box.right >= letters.right - 1 && box.top <= letters.top + 1 && box.bottom >= letters.bottom - 1
  })
  const ground = behind.length ? getComputedStyle(behind.at(-1)).fill : getComputedStyle(document.body).backgroundColor
  return [getComputedStyle(it).fill, ground]
})"""
"""The colour of the letters in each drawing, and what is behind them: the page, or a bar that holds them."""


@pytest.fixture
def page(browser: Browser, edition: Edition) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto((edition.folder / "report.html").as_uri())
        yield page


@pytest.fixture(scope="module")
def one(browser: Browser, edition: Edition) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((edition.folder / "report.html").as_uri())
        page.locator(".evidence > details").evaluate("it => { it.open = true }")
        yield page


@pytest.fixture
def seen(one: Page) -> Page:
    """One page for all tests that do nothing with it but look, on a screen by day unless they say otherwise."""
    one.set_viewport_size({"width": 1280, "height": 900})
    one.emulate_media(media="screen", color_scheme="light")
    one.evaluate("document.activeElement.blur()")
    return one


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on such an element."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} was not reached")


def luminance(colour: str) -> float:
    """How bright a colour is, by the formula of WCAG."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("width", "scheme", "has_script"), [(1280, "light", True), (360, "dark", False)], ids=["by day", "at night"]
)
def test_the_page_shuts_nobody_out_asks_for_nothing_and_draws_every_picture(
    browser, edition, tmp_path, width, scheme, has_script
):
    """The first workings stand for the hundreds that are made alike; a long test reads the page whole."""
    file = edition.folder / "report.html"
    if not has_script:
        bare = re.sub(r"<script\b.*?</script>", "", file.read_text("utf-8"), flags=re.DOTALL)
        file = tmp_path / "bare.html"
        file.write_text(bare, "utf-8")
    requests, complaints = [], []
    with browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme) as context:
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        assert (requests, complaints) == ([page.url], [])
        drawn = page.evaluate(PICTURES)
        assert len(drawn) > 5
        assert all(drawn)
        page.evaluate(SHORTEN)
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(AXE) == []


@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_the_whole_page_with_all_its_workings_shuts_nobody_out(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE) == []


@pytest.mark.parametrize("width", [360, pytest.param(1024, marks=pytest.mark.long)])
def test_the_page_is_never_wider_than_the_window(seen, width):
    seen.set_viewport_size({"width": width, "height": 900})
    assert seen.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.evaluate(WIDEST_WITH_HINT) <= width


def test_every_figure_can_be_read_on_a_narrow_screen(seen):
    seen.set_viewport_size({"width": 360, "height": 900})
    assert seen.evaluate(UNREADABLE) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lettering_in_drawings_stands_out_where_axe_cannot_tell(seen, scheme):
    seen.emulate_media(color_scheme=scheme)
    pairs = {(luminance(ink), luminance(ground)) for ink, ground in seen.evaluate(LETTERING)}
    assert min((max(pair) + 0.05) / (min(pair) + 0.05) for pair in pairs) >= 4.5


def test_the_first_stop_of_the_keyboard_leads_past_the_contents(page):
    tab_to(page, "*")
    link = page.locator(":focus")
    assert link.get_attribute("class") == "skip"
    assert min(link.bounding_box()["x"], link.bounding_box()["y"]) >= 0
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("id") == "main"


def test_the_keyboard_leads_from_a_number_to_its_working_and_back(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, "p a[href^='#f-']")
    target, name = page.evaluate("[document.activeElement.hash, document.activeElement.id]")
    page.keyboard.press("Enter")
    assert page.evaluate("'#' + document.querySelector(':target').id") == target
    expect(page.locator(":target")).to_be_in_viewport()
    assert page.evaluate("document.activeElement.matches('.workings dd')")
    name_seen = page.locator(":target").evaluate("it => getComputedStyle(it, '::after').content")
    assert name_seen == f'"{target[1:]}"'  # by which an error is reported
    tab_to(page, f"a.use[href='#{name}']")
    assert re.search(r"\bIn (the opening|[A-Z])", page.locator(":focus").locator("..").inner_text())
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').id") == name
    expect(page.locator(":target")).to_be_in_viewport()


@pytest.mark.parametrize("stop", ["p a[href^='#f-']", ".drawn a", "td a", "nav a", "a.use", ".scroll"])
def test_the_focus_of_the_keyboard_is_seen(seen, stop):
    place = seen.locator(f":is(nav, main, .evidence) :is({stop})").first
    place.scroll_into_view_if_needed()
    before = seen.screenshot()
    place.evaluate("it => it.focus({preventScroll: true, focusVisible: true})")
    assert place.evaluate("it => parseFloat(getComputedStyle(it).outlineWidth)") >= 2
    assert seen.screenshot() != before


@pytest.mark.long
def test_on_paper_nothing_asks_to_be_clicked_and_everything_fits(seen):
    seen.set_viewport_size({"width": PRINTABLE, "height": 900})
    seen.emulate_media(media="print", color_scheme="dark")
    folded = "summary:not(.evidence > details > summary)"  # which is the heading of the evidence
    controls = seen.locator(f"nav, .skip, button, input, select, {folded}, [role=button]")
    assert [it.inner_text() for it in controls.all() if it.is_visible()] == []
    assert seen.evaluate(TOO_WIDE) == []


def test_the_focus_on_a_number_tells_its_working_to_who_hears_the_page(page):
    link = page.locator("main p > a[href^='#f-']").first
    link.evaluate("it => it.focus({focusVisible: true})")
    assert link.get_attribute("aria-describedby") == "hint"
    page.keyboard.press("Tab")
    assert link.get_attribute("aria-describedby") is None


def test_a_figure_can_be_read_as_a_table_and_leads_to_its_workings(page):
    figure = page.locator("#fig-unicorns")
    figure.get_by_role("button", name="Show as table").click()
    expect(figure.get_by_role("rowheader", name="Singapore")).to_be_visible()
    figure.get_by_role("link", name="Workings of Figure").click()
    expect(page.locator(":target")).to_be_in_viewport()


@pytest.fixture
def phone(browser: Browser, edition: Edition) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto((edition.folder / "report.html").as_uri())
        yield page


def test_a_number_that_is_tapped_shows_its_note_which_leads_to_its_working_and_unfolds_that(phone):
    link = phone.locator("main p > a[href^='#f-']").first
    address, target = phone.url, link.get_attribute("href")
    assert not phone.locator(f"[id='{target[1:]}']").is_visible()
    link.tap()
    note = phone.get_by_role("status").filter(has=phone.get_by_role("link", name="The whole working"))
    expect(note).to_be_visible()
    assert phone.url == address
    phone.locator("h1").tap()
    expect(note).to_be_hidden()
    link.tap()
    note.get_by_role("link").tap()
    assert phone.url == address + target
    expect(phone.locator(":target")).to_be_in_viewport()


def test_a_number_that_is_tapped_twice_leads_to_its_working(phone):
    link = phone.locator("main p > a[href^='#f-']").first
    link.tap()
    link.tap()
    expect(phone.locator(":target")).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_moves_while_the_page_loads(browser, edition, width):
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        page.goto((edition.folder / "report.html").as_uri())
        assert page.evaluate(SHIFTS) < 0.1


def test_on_a_phone_a_long_table_shows_its_first_rows_until_it_is_asked_for_all(phone, tmp_path):
    body = "".join(f"<tr><td>{letter}</td><td>b</td></tr>" for letter in "abcdefghijkl")
    table = Make.html(f"<table><tr><th>A</th><th>B</th></tr>{body}</table>", {"caption": "T"})
    file = tmp_path / "long.html"
    file.write_text(Make.to_html(Make.document(title="Small"), table), "utf-8")
    phone.goto(file.as_uri())
    rows, button = phone.locator("tbody tr").all(), phone.locator("button.rows")
    assert sum(row.is_visible() for row in rows) == 5
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    assert all(row.is_visible() for row in rows)
    button.click()
    assert button.inner_text() == "Show all rows"


def test_on_a_phone_a_foreign_picture_is_seen_as_a_whole_and_enlarged_when_tapped(phone, tmp_path):
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="700" height="300"><text y="20">Storks</text></svg>'
    file = tmp_path / "picture.html"
    cell = Make.output({"image/svg+xml": picture}, {"image/svg+xml": {"alt": "Storks.", "title": "T"}})
    file.write_text(Make.to_html(Make.document(title="Small"), cell), "utf-8")
    phone.goto(file.as_uri())
    graphic = phone.get_by_role("group", name="picture")
    hidden = "it => it.scrollWidth - it.clientWidth"
    assert graphic.evaluate(hidden) == 0
    graphic.tap()
    assert graphic.evaluate(hidden) > 0
    phone.locator("h1").tap()
    assert graphic.evaluate(hidden) == 0


def test_the_address_of_a_figure_and_the_citation_can_be_copied(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#fig-unicorns .share summary").click()
    page.get_by_role("button", name="Copy the link to Figure").locator("visible=true").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == f"{page.url}#fig-unicorns"
    page.locator("#fig-unicorns").get_by_role("button", name="Copy how to cite Figure").click()
    cited = page.evaluate("navigator.clipboard.readText()")
    assert re.match(r"Figure \d+, “.+”\. In: The japan-tech-report maintainers: “.+”, edition of .+, version .+", cited)
    page.locator("nav a[href='#evidence']").click()
    page.get_by_role("button", name="Copy the citation").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("The japan-tech-report maintainers")
