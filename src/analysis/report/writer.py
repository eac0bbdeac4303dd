"""The former place of `analysis.writing.writer`, for studies written before 2.2; it goes with 3.0."""

from analysis.writing.writer import HTML, PLAIN, Markup, Writer

__all__ = ["HTML", "PLAIN", "Markup", "Writer"]
