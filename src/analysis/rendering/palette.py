"""Every colour of the report has its name here; drawings, page and print take theirs from this one place.

The colours of lines and bars are those of Okabe and Ito, which colour-blind readers tell apart. A drawing is made in
the light colours; the page puts its own in their place, light or dark.
"""

INK, SOFT, LINE, WHITE = "#1b2733", "#51606d", "#d6dde3", "#ffffff"
STUDY_COLOUR, BLUE, GREEN, ORANGE, PURPLE, GREY = (
    "#d55e00",
    "#0072b2",
    "#009e73",
    "#e69f00",
    "#cc79a7",
    "#8a96a0",
)
"""Each country has one colour in all figures: vermillion for that of the study, whatever `focus` is. Other
distinctions, such as parts of a total or chosen rules, use shape or ink. In an analyst's own figures of bars or dots,
only the subject is coloured, and vermillion highlights."""

LETTERING = {STUDY_COLOUR: "#a84300", GREY: SOFT, ORANGE: "#7a5200", PURPLE: "#8a3d74", GREEN: "#00684b"}
"""Darker tints for text, where the colour of a line or bar would be too pale to read."""

PALE = "#a9b6c1"

LIGHT = {
    "paper": WHITE,
    "ink": INK,
    "soft": SOFT,
    "line": LINE,
    "blue": BLUE,
    "vermillion": STUDY_COLOUR,
    "green": GREEN,
    "purple": PURPLE,
    "orange": ORANGE,
    "grey": GREY,
    "green_ink": LETTERING[GREEN],
    "orange_ink": LETTERING[ORANGE],
    "purple_ink": LETTERING[PURPLE],
    "vermillion_ink": LETTERING[STUDY_COLOUR],
    "tint": "#f4f6f8",
    "accent": "#005a8c",
    "dots": "#a9c0d0",
    "hit": "#fff3cf",
    "pale": PALE,
}
"""The light page, and print. The tint is the background of code, the accent the colour of links, dots underline
numbers, and a hit is the target of the link just followed."""

DARK = {
    "paper": "#12181e",
    "ink": "#e4e9ee",
    "soft": PALE,
    "line": "#35424e",
    "blue": "#4da3d9",
    "vermillion": "#ff8138",
    "green": "#35b98f",
    "purple": "#dd97bf",
    "orange": "#f0b23c",
    "grey": GREY,
    "green_ink": "#5fd0a8",
    "orange_ink": "#e8bd62",
    "purple_ink": "#e3a3cf",
    "vermillion_ink": "#ff9a5c",
    "tint": "#1a222a",
    "accent": "#8cc7ea",
    "dots": "#4c6679",
    "hit": "#3a3312",
}
"""The dark page, by the same names."""

SHADOW = "#0003"
"""The shadow of tooltips and menus: black, nearly transparent."""

MASK = "#000"
"""The opaque colour of a mask, which is never seen itself."""

ONLY_OF_THE_PAGE = ("tint", "accent", "dots", "hit", "pale")


def names_in_page() -> dict[str, str]:
    """Return the name in the page's style sheet for each colour of a drawing."""
    # These differ in colour, so that each has one name
    drawn = (name for name in LIGHT if name not in ONLY_OF_THE_PAGE)
    return {LIGHT[name]: f"--{name.replace('_', '-')}" for name in drawn}


def for_style_sheet() -> dict[str, str | dict[str, str]]:
    """Return the colours by the names that the style sheet of a page uses."""
    return {"light": LIGHT, "dark": DARK, "shadow": SHADOW, "mask": MASK}
