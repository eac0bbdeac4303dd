"""What a reader may choose in the page without a kernel: every other number and figure, made with the report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError
from analysis.exhibits.page import Block
from analysis.exhibits.prose import Writer, anchor, side

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from analysis.exhibits.figures import Figure
    from analysis.findings import Catalogue

__all__ = ["SameName", "by_choice", "switches"]


class SameName(AnalysisError, ValueError):
    """A number differs under a choice and keeps its name, so that its working could explain only one of the two."""


def switches(w: Writer) -> list[dict[str, Any]]:
    """Return for each parameter that text or figures follow its options, and what every number is under each.

    A number is its text, the working that explains it, the side on which it lies, for comparative words, and its text
    in the other forms in which it is written, if there are any.
    """
    settings, found = w.catalogue.evidence.settings, []
    for parameter, label in settings.switches.items():
        names = {a: options for a in w.aliases for p, options in [w.catalogue.alternatives[a]] if p == parameter}
        if phrases := _offered(w, settings.phrases[parameter], list(names.values()), w.drawn.get(parameter, ())):
            found.append(
                {
                    "name": parameter,
                    "label": label,
                    "chosen": w.catalogue.parameters[parameter],
                    "phrases": list(phrases.items()),
                    "numbers": {
                        alias: {o: _number(w, options[o], w.aliases[alias]) for o in phrases}
                        for alias, options in names.items()
                    },
                }
            )
    return found


def by_choice(w: Writer, parameter: str, drawn: Callable[[Writer], Figure | Block]) -> Figure | Block:
    """Draw a figure as the report is made, and once more under every other option of a parameter that changes it.

    What the others show is explained in *Workings* too. Raises `SameName` where a number of another value has the name
    of one that the report shows.
    """
    made, settings = drawn(w), w.catalogue.evidence.settings
    if isinstance(made, Block) or parameter not in settings.switches:
        return made
    names = [options for p, options in w.catalogue.alternatives.values() if p == parameter]
    variants = {}
    for option in _offered(w, settings.phrases[parameter], names):
        pen = Writer(_under(w.catalogue, parameter, option))
        other = made if option == w.catalogue.parameters[parameter] else drawn(pen)
        if not isinstance(other, Block) and other != made:
            variants[option] = other
            _explain(w, pen, f"{parameter} {option}")
    if not variants:
        return made
    w.drawn[parameter] = {*w.drawn.get(parameter, ()), w.catalogue.parameters[parameter], *variants}
    return replace(made, choice=parameter, variants=variants)


def _under(c: Catalogue, parameter: str, option: str) -> Catalogue:
    """Open the catalogue of the same day under another option; only what is asked of it is computed again."""
    given = {**c.parameters.given, parameter: option}
    return c.under(replace(c.parameters, given=given))


def _explain(w: Writer, other: Writer, choice: str) -> None:
    """Let the workings explain what another pen has shown as well."""
    for finding in other.used.values():
        if finding.id in w.used and w.used[finding.id].quantity != finding.quantity:
            raise SameName(f"{finding.id} is another number under {choice}; draw one with the option in its name")
    w.use(*other.used.values())
    w.cited |= other.cited


def _offered(
    w: Writer, phrases: Mapping[str, str], options: Collection[Mapping[str, str]], drawn: Collection[str] = ()
) -> dict[str, str]:
    """Leave out what nothing is known under, such as a rate of the reader's own that was not given."""
    return {
        o: phrase for o, phrase in phrases.items() if o in drawn or any(names[o] in w.catalogue for names in options)
    }


def _number(w: Writer, name: str, forms: Collection[str]) -> tuple[Any, ...] | None:
    """Return what the page shows for a finding, or None where it is not known under this choice."""
    if name not in w.catalogue:
        return None
    finding = w.catalogue[name]
    written = {form: finding.written(form) for form in sorted(forms)}
    return finding.text, anchor(finding), side(finding), *([written] if written else [])
