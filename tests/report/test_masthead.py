"""Who signs a page, and of which article it speaks."""

import json

import pytest
from bs4 import BeautifulSoup

from analysis.editions.starter import starter
from analysis.rendering.document_from_notebook import read_report

from ..notebook_runner import run

ARTICLE = "technological advantage"


@pytest.mark.parametrize(
    ("signed", "authors", "by", "has_article"),
    [
        ({}, ["The japan-tech-report maintainers"], "By the japan-tech-report maintainers · ", True),
        ({"author": "A. <Heron> 2", "keywords": ["storks"]}, ["A. <Heron> 2"], "By A. <Heron> 2 · ", True),
        ({"author": "", "keywords": [], "article": False}, [], "Figures available on ", False),
    ],
    ids=["the study", "its author", "nobody"],
)
def test_the_masthead_names_who_signs_and_the_article_only_if_it_is_checked(reports, signed, authors, by, has_article):
    report = reports()
    block = report.masthead("Storks", "Nests by year", **signed)
    about, line = block.metadata["report"], BeautifulSoup(block.page, "html.parser").select("p")[1].get_text()
    assert about["authors"] == authors
    assert about["keywords"] == signed.get("keywords", list(report.catalogue.study.keywords))
    assert line.startswith(by)
    assert [ARTICLE in it for it in (block.page, about["description"], block.plain)] == [has_article] * 3


def test_a_notebook_to_start_from_says_nothing_of_the_article_and_is_signed_by_nobody_else(reports, tmp_path):
    (tmp_path / "mine.ipynb").write_text(json.dumps(starter(reports())), encoding="utf-8")
    report = read_report(run(tmp_path / "mine.ipynb", {}))
    said = [report.description, *report.authors, *report.keywords, *(str(block) for block in report.blocks)]
    assert (report.authors, report.keywords) == ([], [])
    assert [it for it in said if ARTICLE in it or "maintainers" in it] == []
