"""The picture of the README: the verdict on every claim, as a drawing that stands alone.

`python -m analysis.exhibits.cover` prints it; `reports/cover.svg` is that drawing, and a test keeps it so.
"""

import re

from analysis.exhibits import figures, open_report


def cover() -> str:
    """Return the strip of verdicts as SVG on white, with its alternative text inside."""
    figure = figures.verdict_strip(open_report().pen)
    svg = re.sub(r"</?a\b[^>]*>", "", figure.svg[figure.svg.index("<svg") :])  # alone, its links lead nowhere
    return re.sub(
        r"(<svg[^>]*>)",
        lambda tag: f'{tag[1]}<title>{figure.alt}</title><rect width="100%" height="100%" fill="#ffffff"/>',
        svg,
        count=1,
    )


if __name__ == "__main__":
    print(cover(), end="")
