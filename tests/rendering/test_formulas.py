"""Formulas and lists of tasks in what others write: set on the page and in print, or said not to be."""

from __future__ import annotations

from contextlib import suppress

import page
import pytest
from lxml import html

from analysis.rendering import ReportHTMLExporter, ReportPDFExporter, lint
from analysis.rendering.formulas import FormulaError, draw
from analysis.rendering.html_tree import walk
from analysis.rendering.markdown import parse_markdown

FORMULAS = {
    "$x^2$": ["x^2"],
    "$2x = 4$ and $a*b*c$": ["2x = 4", "a*b*c"],
    "$$\nE = mc^2\n$$": ["E = mc^2"],
    "\\begin{align}a &= b\\end{align}": ["\\begin{align}a &= b\\end{align}"],
    "| a |\n|---|\n| $x_1$ |": ["x_1"],
    "pay $5 and $6": [],
    "$5-$6": [],
    "costs US$5 or A$": [],
    "$25 billion (or 3€) in US$.": [],
    "$3 or $4.": [],
    "($) and ($)": [],
    "`$x$`": [],
    r"\$x\$": [],
    "$95$": [],
    "$$-95\\%$$": [],
}
"""Markdown, and the formulas that are read in it; all other dollar signs are money."""


@pytest.mark.parametrize(("source", "formulas"), FORMULAS.items())
def test_a_dollar_sign_is_money_unless_it_encloses_a_formula(source, formulas):
    assert ["".join(it.children).strip() for it in walk(parse_markdown(source)) if it.tag == "math"] == formulas


def test_a_formula_is_a_drawing_with_its_source_as_alternative_text_and_no_typed_number(make):
    cells = [make.text("# Title\n\nGiven $x_1^2$, then\n\n$$y = \\frac{x}{2}$$")]
    assert make.faults(*cells) == []
    drawn = html.fromstring(make.to_html(*cells)).xpath("//main//*[local-name()='svg']")
    assert [(it.get("role"), it.findtext("title")) for it in drawn] == [("img", "x_1^2"), ("img", "y = \\frac{x}{2}")]
    assert all(it.find("path").get("d") for it in drawn)


def test_an_output_in_latex_is_a_formula(make):
    cell = make.output({"text/latex": "$\\displaystyle \\alpha$", "text/plain": "<Latex object>"})
    shown = make.to_html(make.text("# Title"), cell)
    assert "<title>\\displaystyle \\alpha</title>" in shown
    assert "Latex object" not in shown


@pytest.mark.parametrize(
    ("formula", "reason"), [("\\nosuch{3}", "\\nosuch is not known"), ("\\begin{pmatrix}1\\end{pmatrix}", "pmatrix")]
)
def test_a_formula_that_cannot_be_set_shows_its_source_and_says_so(make, formula, reason):
    cells = [make.text(f"# Title\n\nGiven $${formula}$$ here")]
    text = " ".join(html.fromstring(make.to_html(*cells)).xpath("//main")[0].text_content().split())
    assert f"{formula} (formula not set: " in text
    assert reason in text
    assert make.faults(*cells) == []


def test_a_formula_that_cannot_be_set_is_a_remark_and_in_a_draft_a_fault_with_a_mark(make):
    cells = [make.text("# Title\n\nGiven $x$ and $\\dleta = 4$")]
    document = ReportHTMLExporter().read(make.notebook(*cells))[0]
    (line,) = lint.remarks(document)
    assert line.startswith("text cell “")
    assert "\\dleta = 4 (formula not set: \\dleta is not known)" in line
    assert lint.make_draft(document) == [line]
    (marked,) = html.fromstring(ReportHTMLExporter().render(document)).xpath("//main//mark")
    assert "\\dleta = 4" in marked.text_content()
    assert ReportPDFExporter().render(document)


@pytest.mark.parametrize("source", ["{", "\\frac{", "x^", "\\left(", "a & b & c & d", "", "\\\\", "\\" * 99, "^" * 500])
def test_an_odd_formula_is_set_or_refused(source):
    with suppress(FormulaError):
        assert draw(source, is_display=False).tag == "svg"


def test_a_number_between_dollar_signs_needs_a_source(make):
    assert len(make.faults(make.text("It was $95\\%$ then, and $$12$$."))) == 2


def test_formulas_and_tasks_are_printed_for_screen_readers_and_archives(make):
    cells = [make.text("# Title\n\nGiven $x_1$:\n\n$$\\frac{a}{b}$$\n\n- [ ] to do\n- [x] done")]
    pdf = make.to_pdf(*cells)
    for profile in ("ua1", "3a"):
        assert [failure.message for failure in page.validate_pdf_bytes(pdf, profile=profile).failures] == []


def test_a_list_of_tasks_shows_what_is_done(make):
    shown = html.fromstring(make.to_html(make.text("# Title\n\n- [ ] to do\n- [x] done")))
    assert [it.text_content() for it in shown.find_class("task")] == ["☐ to do", "☑ done"]


@pytest.mark.parametrize(
    ("bundle", "said"),
    [
        ({"application/x-odd": "x"}, "(an output of type application/x-odd cannot be shown here)"),
        ({"text/html": "<p>a</p><iframe src=x></iframe>"}, "(what <iframe> shows cannot be shown here)"),
        ({"text/html": "<div></div><script>draw()</script>"}, "(what <script> shows cannot be shown here)"),
    ],
)
def test_what_cannot_be_shown_says_so_in_place(make, bundle, said):
    shown = html.fromstring(make.to_html(make.text("# Title"), make.output(bundle)))
    assert said in shown.xpath("//main")[0].text_content()
