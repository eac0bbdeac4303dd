import re
from pathlib import Path

import pytest

from analysis import rendering
from analysis.rendering import palette

ROOM = Path(rendering.__file__).parent
HEXADECIMAL = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b")
WRITTEN = [path for path in sorted(ROOM.rglob("*")) if path.suffix in {".py", ".css", ".js", ".j2", ".typ", ".json"}]
DRAWN = {
    palette.INK, palette.SOFT, palette.LINE, palette.WHITE, palette.FOCUS, palette.BLUE, palette.GREEN, palette.ORANGE,
    palette.PURPLE, palette.SKY, palette.GREY, *palette.LETTERING.values(),
}  # fmt: skip


def test_colours_are_known_when_they_are_seen():
    """The search of the next test can find what it looks for, and takes no link or name for a colour."""
    assert HEXADECIMAL.findall("fill: #1b2733; a { color: #FFF } 0 2px #0003, #12345678") == [
        "#1b2733", "#FFF", "#0003", "#12345678",
    ]  # fmt: skip
    assert not HEXADECIMAL.search('href="#f-gdp" #contents { } #metadata(none) #par[a]')


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOM).as_posix())
def test_no_file_of_the_room_but_the_palette_holds_a_colour_by_its_digits(path):
    found = HEXADECIMAL.findall(path.read_text("utf-8"))
    assert bool(found) == (path.name == "palette.py"), found


def test_each_colour_of_a_drawing_follows_the_page_and_has_a_name_of_its_own():
    names = palette.names_in_page()
    assert names.keys() == DRAWN
    assert len(set(names.values())) == len(DRAWN)


def test_each_name_that_a_drawing_follows_has_a_colour_by_day_and_by_night():
    style = (ROOM / "templates/report_html/style.css").read_text("utf-8")
    for name in palette.names_in_page().values():
        for mode in ("light", "dark"):
            assert f"{name}: {{{{ {mode}.{name[2:].replace('-', '_')} }}}};" in style


def test_no_colour_that_a_template_asks_for_is_missing():
    style = (ROOM / "templates/report_html/style.css").read_text("utf-8")
    assert set(re.findall(r"light\.(\w+)", style)) <= palette.LIGHT.keys()
    assert set(re.findall(r"dark\.(\w+)", style)) == palette.DARK.keys()


def test_the_page_holds_the_colours_themselves(make):
    page = make.to_html(make.text("Words."))
    assert "--paper: #ffffff; --ink: #1b2733;" in page
    assert "--paper: #12181e; --ink: #e4e9ee;" in page


def test_a_drawing_by_itself_has_the_colours_of_the_night_for_who_prefers_them():
    night = palette.by_night_too('<svg><path style="fill: #1b2733; stroke: #ffffff"/></svg>')
    assert night.startswith(
        '<svg><path style="fill: #1b2733; stroke: #ffffff"/><style>@media (prefers-color-scheme: dark)'
    )
    assert '[style*="fill: #1b2733"]{fill:#e4e9ee!important}' in night
    assert '[style*="stroke: #ffffff"]{stroke:#12181e!important}' in night
    assert night.endswith("}</style></svg>")
    assert palette.by_night_too("<svg/>") == "<svg/>"


def test_the_palette_rests_on_nothing():
    assert not re.search(r"^\s*(?:from|import)\b", (ROOM / "palette.py").read_text("utf-8"), re.MULTILINE)
