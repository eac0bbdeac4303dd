"""What a reader may choose in the page without a kernel: every alternative number, already computed."""

from collections.abc import Collection, Mapping
from typing import Any

from analysis.exhibits.prose import Writer, anchor, side
from analysis.exhibits.trace import in_short


def switches(w: Writer) -> list[dict[str, Any]]:
    """Return for each parameter that the text follows its options, and what every number shown is under each.

    A number is its text, the working that explains it, the side on which it lies, for comparative words, and what it
    is in a line.
    """
    settings, found = w.catalogue.evidence.settings, []
    for parameter, label in settings.switches.items():
        names = {a: options for a in w.aliases for p, options in [w.catalogue.alternatives[a]] if p == parameter}
        if names:
            phrases = _offered(w, settings.phrases[parameter], list(names.values()))
            found.append(
                {
                    "name": parameter,
                    "label": label,
                    "chosen": w.catalogue.parameters[parameter],
                    "phrases": list(phrases.items()),
                    "numbers": {
                        alias: {o: _number(w, options[o]) for o in phrases} for alias, options in names.items()
                    },
                }
            )
    return found


def _offered(w: Writer, phrases: Mapping[str, str], options: Collection[dict[str, str]]) -> dict[str, str]:
    """Leave out what nothing is known under, such as a rate of the reader's own that was not given."""
    return {o: phrase for o, phrase in phrases.items() if any(names[o] in w.catalogue for names in options)}


def _number(w: Writer, name: str) -> tuple[str, str, int, str] | None:
    """Return what the page shows for a finding, or None where it is not known under this choice."""
    if name not in w.catalogue:
        return None
    finding = w.catalogue[name]
    about, *_ = in_short(finding, w.catalogue.evidence).splitlines()
    return finding.text, anchor(finding), side(finding), about
