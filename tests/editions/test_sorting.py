"""Tables in a real browser: a reader sorts them by a column, with or without a mouse, and takes it back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from ..chromium import needs_chromium
from ..rendering.conftest import Make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..made import Edition

pytestmark = needs_chromium

HEAD = ("Country", "Inflow", "Support", "Holds in", "From", "Claim", "Margin", "Size", "Figure", "")
ROWS = [
    ("Japan", "−$40.00 billion", "¥3.9 trillion", "2 of 4", "12 April 2024", "C10", "−5%", "1e-05", "0.96", "a"),
    ("Chile", "at least $5.22 million", "$52.7 billion", "–", "9 April 2024", "C9", "18 places", "7", "1,227", "b"),
    ("Ghana", "$1,200", "€15.9 billion", "1 of 6", "5 February 2026", "C2", "3.4 times", "2e+15", "$9 billion", "c"),
    ("Benin", "–", "£1.0 billion", "3 of 4", "–", "C1", "–", "−3", "word", "d"),
    ("Egypt", "$5.2 million", "–", "0 of 5", "31 May 2025", "C30", "+48%", "–", "0.5", "e"),
]
VALUES = {
    "−$40.00 billion": -40e9, "at least $5.22 million": 5.22e6, "$1,200": 1200, "$5.2 million": 5.2e6,
    "2 of 4": 0.5, "1 of 6": 1 / 6, "3 of 4": 0.75, "0 of 5": 0,
    "12 April 2024": 738988, "9 April 2024": 738985, "5 February 2026": 739652, "31 May 2025": 739402,
}  # fmt: skip
"""What the maker of the table says of a cell: the number by which it is sorted. A bare number says so itself."""

MADE = [row[0] for row in ROWS]
ORDERS = {
    "Country": ["Benin", "Chile", "Egypt", "Ghana", "Japan"],
    "Inflow": ["Chile", "Egypt", "Ghana", "Japan", "Benin"],
    "Holds in": ["Benin", "Japan", "Ghana", "Egypt", "Chile"],  # three of four before two of four
    "From": ["Ghana", "Egypt", "Japan", "Chile", "Benin"],
    "Claim": ["Benin", "Ghana", "Chile", "Japan", "Egypt"],  # C9 before C10
    "Size": ["Ghana", "Chile", "Japan", "Benin", "Egypt"],
}
"""The order after the first press: the largest number or the first word comes first, and what is not known last."""

UNKNOWN = {"Inflow": ["Benin"], "Holds in": ["Chile"], "From": ["Benin"], "Size": ["Egypt"]}
NAMES = "() => [...document.querySelectorAll('tbody tr')].map(row => row.cells[0].textContent)"


def written(rows: list[tuple[str, ...]], extra: str = "") -> str:
    """A page with a table of such rows; numbers stand right in it, as they do in a report."""
    sides = ["left", "right", "right", "right", "right", "left", "right", "right", "left", "left"]

    def cell(text: str, side: str, tag: str) -> str:
        value = f' data-value="{VALUES[text]:.7g}"' if text in VALUES else ""
        return f'<{tag}{value} style="text-align:{side}">{text}</{tag}>'

    def cells(row: tuple[str, ...], tag: str) -> str:
        return "".join(cell(text, side, tag) for text, side in zip(row, sides, strict=True))

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    source = f"<table><thead><tr>{cells(HEAD, 'th')}</tr></thead><tbody>{body}{extra}</tbody></table>"
    return Make.to_html(Make.document(title="Small"), Make.html(source, {"caption": "Rows", "label": "tbl-rows"}))


@pytest.fixture
def page(browser, tmp_path) -> Iterator[Page]:
    file = tmp_path / "page.html"
    file.write_text(written(ROWS), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    yield page
    page.close()


@pytest.mark.parametrize("column", ORDERS)
def test_a_column_is_sorted_then_turned_round_then_left_as_it_was_made(page, column):
    heading = page.get_by_role("columnheader", name=column)
    button = page.get_by_role("button", name=f"Sort by {column}", exact=True)
    ways = ("ascending", "descending") if column in {"Country", "Claim"} else ("descending", "ascending")
    gaps = UNKNOWN.get(column, [])
    known = [name for name in ORDERS[column] if name not in gaps]
    assert page.evaluate(NAMES) == MADE
    for way, order in (*zip(ways, (known + gaps, known[::-1] + gaps), strict=True), (None, MADE)):
        button.click()
        assert page.evaluate(NAMES) == order
        assert heading.get_attribute("aria-sort") == way
        said = f"Sorted by {column}, {way}" if way else "In the order of the report"
        assert page.get_by_role("status").all_inner_texts()[-1] == said


def test_one_column_at_a_time_decides(page):
    for column in ("Inflow", "Claim"):
        page.get_by_role("button", name=f"Sort by {column}").click()
    assert page.evaluate(NAMES) == ORDERS["Claim"]
    assert page.locator("th[aria-sort]").count() == 1


def test_what_has_no_common_order_is_not_sorted(page):
    """Yen and dollars, shares and places, amounts among words, and a column without a name."""
    names = page.get_by_role("button").evaluate_all("all => all.map(it => it.getAttribute('aria-label'))")
    assert names == [f"Sort by {name}" for name in HEAD if name in ORDERS]


@pytest.mark.long
def test_numbers_that_are_printed_alike_stay_as_they_were_made(browser, tmp_path):
    """A table tells no more than it prints, whichever of two numbers is larger in the digits left out."""
    given = (("a", "0.33%", 0.003329), ("b", "5%", 0.05), ("c", "0.33%", 0.003334), ("d", "−1%", -0.01))
    cells = "".join(f'<tr><td>{name}</td><td data-value="{value}">{text}</td></tr>' for name, text, value in given)
    source = f"<table><thead><tr><th>Of</th><th>Share</th></tr></thead><tbody>{cells}</tbody></table>"
    about = {"caption": "Rows", "label": "tbl-rows", "align": ["left", "right"]}
    file = tmp_path / "alike.html"
    file.write_text(Make.to_html(Make.document(title="Small"), Make.html(source, about)), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    for order in ("bacd", "dacb", "abcd"):
        page.get_by_role("button", name="Sort by Share").click()
        assert "".join(page.evaluate(NAMES)) == order
    page.close()


def test_the_keyboard_sorts(page):
    page.get_by_role("button", name="Sort by Inflow").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(NAMES) == ORDERS["Inflow"]
    page.keyboard.press("Space")
    assert page.evaluate(NAMES)[0] == "Japan"


def test_on_paper_no_mark_asks_to_be_pressed_and_rows_stand_as_they_were_made(page):
    page.get_by_role("button", name="Sort by Inflow").click()
    page.emulate_media(media="print")
    assert [it for it in page.get_by_role("button", include_hidden=True).all() if it.is_visible()] == []
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(NAMES) == MADE
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(NAMES) == ORDERS["Inflow"]


@pytest.mark.long
def test_rows_that_measure_different_things_keep_their_order(browser, tmp_path):
    cells = "".join(f"<tr><td>{name}</td><td>{n}</td></tr>" for n, name in enumerate(MADE))
    source = f"<table><thead><tr><th>Of</th><th>Number</th></tr></thead><tbody>{cells}</tbody></table>"
    for sortable, buttons in ((True, 2), (False, 0)):
        file = tmp_path / f"{sortable}.html"
        about = {"caption": "Rows", "label": "tbl-rows", "sortable": sortable}
        file.write_text(Make.to_html(Make.document(title="Small"), Make.html(source, about)), "utf-8")
        page = browser.new_page()
        page.goto(file.as_uri())
        assert page.get_by_role("button").count() == buttons
        page.close()


def test_a_sorted_table_goes_by_what_its_numbers_are_under_the_choice_made(browser, tmp_path):
    """Per year the order is another one, and a number that is not known then comes last."""
    given = {"a": ("9%", "1%"), "b": ("5%", "2%"), "c": ("7%", None), "d": ("1%", "4%")}
    numbers = {
        f"{name}.chosen": {
            option: [text, "f-any", 0] if text else None
            for option, text in zip(("total", "per_year"), texts, strict=True)
        }
        for name, texts in given.items()
    }
    switch = {"name": "basis", "label": "Taken", "chosen": "total", "numbers": numbers}
    switch["phrases"] = [["total", "over all years"], ["per_year", "per year"]]
    cells = "".join(
        f'<tr><td>{name}</td><td data-value="0.0{total[0]}" data-value-total="0.0{total[0]}"'
        + (f' data-value-per_year="0.0{yearly[0]}"' if yearly else "")
        + f'><a data-alias="{name}.chosen" href="#f-any">{total}</a></td></tr>'
        for name, (total, yearly) in given.items()
    )
    source = f"<table><thead><tr><th>Of</th><th>Share</th></tr></thead><tbody>{cells}</tbody></table>"
    table = Make.html(source, {"caption": "Rows", "label": "tbl-rows", "align": ["left", "right"]})
    working = Make.html('<dl class="workings"><dt>Any</dt><dd id="f-any">Number</dd></dl>')
    file = tmp_path / "follows.html"
    file.write_text(Make.to_html(Make.document(title="Small", switches=[switch]), table, working), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.get_by_role("button", name="Sort by Share").click()
    assert "".join(page.evaluate(NAMES)) == "acbd"
    for option, order in (("per_year", "dbac"), ("total", "acbd")):
        page.locator(f".yardstick input[value={option}]").check()
        assert "".join(page.evaluate(NAMES)) == order
    page.close()


@pytest.mark.long
def test_too_few_rows_and_rows_that_hang_together_are_left_alone(browser, tmp_path):
    for name, source in (
        ("few", written(ROWS[:3])),
        ("spanned", written(ROWS, "<tr><td colspan='10'>All of them</td></tr>")),
        ("ragged", written(ROWS, "<tr><td>All of them</td></tr>")),
    ):
        file = tmp_path / f"{name}.html"
        file.write_text(source, "utf-8")
        page = browser.new_page()
        page.goto(file.as_uri())
        assert page.locator("td").count() > 20
        assert page.get_by_role("button").count() == 0
        page.close()


def test_every_column_of_the_report_that_can_be_sorted_holds_the_same_rows_afterwards(browser, edition: Edition):
    page = browser.new_page()
    page.goto((edition.folder / "report.html").as_uri())
    rows = "() => [...document.querySelectorAll('.exhibit tbody tr')].map(row => row.textContent)"
    before, buttons = page.evaluate(rows), page.locator("th > button")
    assert buttons.count() >= 9
    buttons.evaluate_all("all => all.forEach(it => it.click())")
    assert page.evaluate(rows) != before
    assert sorted(page.evaluate(rows)) == sorted(before)
    expect(page.locator("#tbl-lead [aria-sort]")).to_have_count(1)
    page.close()


# -- the data of a figure as a table ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def report(browser, edition: Edition) -> Iterator[Page]:
    page = browser.new_page()
    page.goto((edition.folder / "report.html").as_uri())
    yield page
    page.close()


def saved(page: Page, label: str) -> list[list[str]]:
    """The data that a figure offers to save, read by another reader of CSV."""
    address = page.locator(f"#{label} a.save").get_attribute("href")
    return list(csv.reader(io.StringIO(unquote(address.partition(",")[2]).removeprefix("\ufeff"))))


def title_of(page: Page, label: str) -> str:
    """The words above a figure, without its number."""
    return page.locator(f"#{label} figcaption .title").text_content() or ""


def test_every_figure_shows_the_data_that_it_offers_to_save(report, edition: Edition):
    labels = report.locator("figure.exhibit").evaluate_all("all => all.map(it => it.id)")
    assert len(labels) == edition.figures
    for label in labels:
        button = report.locator(f"#{label} button.show")
        button.click()
        assert button.get_attribute("aria-expanded") == "true"
        assert button.inner_text() == "Hide the table"
        assert button.get_attribute("aria-label").startswith("Hide the table: the data")
        rows = report.locator(f"#{label} .data tr").evaluate_all(
            "all => all.map(row => [...row.cells].map(it => it.textContent))"
        )
        names, *data = saved(report, label)
        told = names[names.index("low" if "low" in names else "printed") - 1] if "printed" in names else ""
        raw = {"low", "high", "unit", "finding", *(it for it in names if it.endswith(("_value", ", exact")))} | (
            {told} if "printed" in names else set()
        )
        kept = [i for i, name in enumerate(names) if name not in raw and any(row[i] for row in data)]
        plain = {"line": "name", "panel": "group", "side": "group", "printed": told}
        heads = [plain.get(names[i], names[i]).replace("_", " ") for i in kept]
        assert [rows[0], len(rows)] == [heads, 1 + len(data)]
        assert not {"group", "name", "value"} & set(heads)  # which say nothing
        assert report.locator(f"#{label} .data caption").text_content() == title_of(report, label)
        for shown, given in zip(rows[1:], data, strict=True):
            for one, other in zip(shown, (given[i] for i in kept), strict=True):
                empty = other in ("", "not drawn", "none seen") and one in ("", "–")
                assert empty or one == other or float(one.replace(",", "")) == pytest.approx(float(other), rel=1e-5)
        heads = report.locator(f"#{label} .data tbody tr").evaluate_all(
            "all => all.map(row => [...row.querySelectorAll('th[scope=row]')].map(it => it.textContent).join('|'))"
        )
        assert len(set(heads)) == len(data)  # what names a row tells it from every other
        button.click()
        assert button.get_attribute("aria-expanded") == "false"
        assert button.inner_text() == "Show as table"
        assert not report.locator(f"#{label} .data").is_visible()


def test_who_opens_a_table_hears_behind_what_it_stands(report):
    button = report.locator("#fig-pledges button.show")
    assert button.evaluate("it => it.ariaDescription") == "It stands behind “Cite, save, share”"
    button.click()
    stops = []
    for _ in range(2):
        report.keyboard.press("Tab")
        stops.append(report.evaluate("document.activeElement.ariaLabel"))
    assert stops == ["Cite, save, share: Figure 4", "The data of Figure 4"]
    button.click()


def test_the_data_of_a_figure_can_be_sorted_and_shut_nobody_out(report):
    report.locator("#fig-rank button.show").click()
    table = report.locator("#fig-rank .data")
    table.get_by_role("button", name="Sort by place").click()
    values = [int(text[:-2]) for text in table.locator("tbody tr > :nth-child(3)").all_text_contents()]  # 27th
    assert len(values) > 60
    assert values == sorted(values)  # of ranks the first comes first
    found = Axe().run(report, context="#fig-rank")
    assert [rule["id"] for rule in found.response["violations"]] == []


def test_a_part_of_a_sum_is_sorted_by_its_number_and_not_as_it_is_written(report):
    """By hand: 131 million are less than 1.25 billion."""
    report.locator("#fig-pledges button.show").click()
    table = report.locator("#fig-pledges .data")
    aid = table.locator("tbody tr > :nth-child(4)")
    seen = ["$7.89 billion", "$3.26 billion", "$1.59 billion", "$1.25 billion", "$131 million"]
    for order in (seen, seen[::-1]):
        table.get_by_role("button", name="Sort by state aid seen").click()
        texts = aid.all_text_contents()
        assert texts[: len(seen)] == order
        assert set(texts[len(seen) :]) == {"–"}
    gaps = {words: table.get_by_role("img", name=words, exact=True).count() for words in ("not drawn", "none seen")}
    assert gaps == {"not drawn": 2 * 2, "none seen": 2 * (14 - 2 - len(seen))}  # of aid and its share
    for name in ("SoftBank", "TSMC Kumamoto, second plant, new plan"):  # whose aid the notes tell of
        row = table.get_by_role("row").filter(has=report.get_by_role("rowheader", name=name, exact=True))
        expect(row.get_by_role("img", name="not drawn")).to_have_count(2)
    given_up = table.locator("tbody tr > :last-child").all_text_contents()
    assert sorted(given_up) == [""] * 13 + ["2024-09-27"]  # a day or a mark that is not there says nothing
    report.locator("#fig-pledges button.show").click()


def test_numbers_and_numbers_per_trillion_in_the_data_of_a_figure_have_no_common_order(report):
    report.locator("#fig-unicorns button.show").click()
    buttons = report.locator("#fig-unicorns .data").get_by_role("button")
    assert buttons.evaluate_all("all => all.map(it => it.parentElement.ariaLabel)") == [
        "what is measured",
        "of what, or where",
    ]


@pytest.mark.long
def test_the_data_of_a_figure_are_sorted_by_their_numbers_whatever_is_printed(browser, tmp_path):
    """The day and the size are words in print; what has no limit is the largest; 3.4 comes before 3.38 as it reads."""
    data = (
        "name,value,printed,count,ratio\n"
        'a,5220000,at least $5.22 million,3,1e-05\nb,1200,"$1,200",inf,2\n'
        "c,-40000000000,−$40.00 billion,1e-05,3\nd,5200000,$5.2 million,2e+15,–\n"
    )
    ratios = "name,value,printed\na,3.376,3.4\nb,3.38,3.38\nc,1,1\nd,5.6,5.6\n"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'
    page = browser.new_page()
    for number, (drawn, column, order) in enumerate(
        [(data, "value", "adbc"), (data, "count", "bdac"), (ratios, "value", "dabc"), (data, "ratio", "")]
    ):
        file = tmp_path / f"{number}.html"
        file.write_text(
            Make.to_html(Make.document(title="Small"), Make.figure(drawing, title="T", data=drawn)), "utf-8"
        )
        page.goto(file.as_uri())
        page.locator("button.show").click()
        button = page.get_by_role("button", name=f"Sort by {column}")
        assert button.count() == bool(order)  # a number is missing in the last
        if order:
            button.click()
            assert "".join(page.evaluate(NAMES)) == order
    page.close()


def test_words_in_the_data_of_a_figure_become_no_tags(browser, tmp_path):
    data = 'name,value\n"<b>a</b>, ""b""",1\n,2\n"two\nlines",\n<img src=x onerror=alert(1)>,3\n'
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'
    file = tmp_path / "hostile.html"
    file.write_text(Make.to_html(Make.document(title="Small"), Make.figure(drawing, title="T", data=data)), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.locator("button.show").click()
    cells = page.locator(".data tbody tr").evaluate_all("all => all.map(r => [...r.cells].map(it => it.textContent))")
    assert cells == [['<b>a</b>, "b"', "1"], ["", "2"], ["two\nlines", "–"], ["<img src=x onerror=alert(1)>", "3"]]
    assert page.locator(".data :is(b, img)").count() == 0
    page.close()


# -- lines over time ------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 360])
def test_beside_the_pointer_stands_what_lines_over_time_say_at_that_moment(report, width):
    report.set_viewport_size({"width": width, "height": 900})
    pane = report.locator("#fig-rank .pane")
    pane.scroll_into_view_if_needed()
    box, readout = pane.bounding_box(), pane.locator(".readout")
    start, end = (float(part) for part in pane.get_attribute("data-x").split())
    for year, said in ((2017, "Japan 27th"), (2023, "Japan 32nd"), (2025, "India 50th")):
        x = box["x"] + box["width"] * (year - start) / (end - start)
        report.mouse.move(min(x, box["x"] + box["width"] - 1), box["y"] + 5)
        assert readout.locator("b").text_content() == str(year)
        assert said in readout.locator("div").all_text_contents()
        expect(readout).to_be_in_viewport(ratio=1)
    report.mouse.move(0, 0)
    expect(readout).to_be_hidden()


def test_beside_the_pointer_stands_the_price_of_a_dollar_in_any_month(report):
    pane = report.locator("#fig-yen .pane")
    pane.scroll_into_view_if_needed()
    box, (start, end) = pane.bounding_box(), map(float, pane.get_attribute("data-x").split())
    report.mouse.move(box["x"] + box["width"] * (1985.45 - start) / (end - start), box["y"] + 5)  # the middle of June
    assert pane.locator("b").text_content() == "June 1985"
    (told,) = pane.locator(".readout div").all_text_contents()
    value = next(row[1] for row in saved(report, "fig-yen") if row[0] == "1985-06")
    assert told == f"yen per dollar {float(value):.6g}"
    report.mouse.move(0, 0)


@pytest.mark.parametrize(
    ("year", "day", "told"),
    [(2021, 273, "October 2021"), (2020, 365, "December 2020"), (2025, 31, "February 2025"), (2019, 0, "2019")],
)
def test_a_moment_is_called_by_its_month_and_a_whole_year_by_its_number(browser, tmp_path, year, day, told):
    """The first of October 2021, the last day of 2020, the first of February 2025: days counted from New Year."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'
    data = f"line,year,share,printed\na,{year + day / 365.25},0.5,50%\n"
    place = {"box": [0, 0, 1, 1], "narrow": [0, 0, 1, 1], "x": [year, year + 1]}
    figure = Make.figure(drawing, title="T", data=data, narrow=drawing, pane=place)
    file = tmp_path / "moment.html"
    file.write_text(Make.to_html(Make.document(title="Small"), figure), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.locator(".pane").hover()
    assert page.locator(".readout > *").all_text_contents() == [told, "a 50%"]
    page.close()


def test_what_stands_beside_the_pointer_is_on_no_paper_and_for_no_screen_reader(report):
    pane = report.locator("#fig-workforce .pane")
    assert pane.get_attribute("aria-hidden") == "true"
    report.emulate_media(media="print")
    assert not pane.is_visible()
    report.emulate_media(media="screen")


@pytest.mark.long
def test_without_script_tables_are_plain(browser, edition: Edition):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((edition.folder / "report.html").as_uri())
    assert page.locator(".exhibit table").count() == edition.tables
    assert page.locator("th button, button.show").count() == 0
    context.close()
