"""All that is declared, name by name: every combination of values, and what follows a reader's choice."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, nearest
from analysis.findings.declarations import (
    Choice,
    Declared,
    DeclaredTwice,
    Judged,
    Pattern,
    Topic,
    UnfitDeclaration,
    followed,
    shown,
)
from analysis.findings.wording import filled, varying

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from analysis.evidence import Evidence


def expand(topics: Iterable[Topic], evidence: Evidence) -> dict[str, Declared]:
    """Return every finding declared, by name; raise `DeclaredTwice` where two lines declare one name."""
    return _named(one for topic in topics for pattern in topic.patterns for one in _from_data(pattern, evidence))


def expand_with(topics: Iterable[Topic], source: Any, evidence: Evidence) -> dict[str, Declared]:
    """Return every finding declared, by name, with values that are drawn from something else than the data."""
    return _named(one for topic in topics for it in topic.patterns for one in _declared(it, source, evidence))


@lru_cache(4096)
def _from_data(pattern: Pattern, evidence: Evidence) -> tuple[Declared, ...]:
    """Expand a pattern; of the same data this is done once, however many reports are made of it."""
    return tuple(_declared(pattern, evidence, evidence))


def _declared(pattern: Pattern, source: Any, evidence: Evidence) -> Iterator[Declared]:
    """Expand a pattern; `source` is what values are drawn from where they are not given."""
    for values, words in _combinations(pattern, source, evidence):
        choices = {pattern.choice: values[pattern.choice]} if pattern.choice else {}
        name, label = pattern.name.format_map(values), filled(pattern.label, words)
        yield Declared(name, pattern.make, values, label, choices, pattern.place, pattern.as_made)


def alternatives(
    topics: Iterable[Topic], options: Mapping[str, Collection[str]], evidence: Evidence
) -> tuple[dict[str, Declared], dict[str, tuple[str, dict[str, str]]]]:
    """Return the names that follow a reader's choice: how each is made, and its parameter with the name for each value.

    `options` are the values of each parameter.
    """
    found: dict[str, Declared] = {}
    names: dict[str, tuple[str, dict[str, str]]] = {}
    for topic in topics:
        for it in topic.chosen:
            if it.parameter not in options:
                hint = nearest(it.parameter, options, f"expected one of {', '.join(options)}" if options else "")
                raise UnfitDeclaration(f"finding {it.name!r}: no parameter {it.parameter!r}{hint}").at(shown(it.place))
            for values, _ in _combinations(it, evidence, evidence):
                alias = it.name.format_map(values)
                chosen = {o: it.options.format(option=it.renamed.get(o, o), **values) for o in options[it.parameter]}
                names[alias] = it.parameter, chosen
                follow = {"alias": alias, "parameter": it.parameter, "options": chosen}
                _keep(found, Declared(alias, followed, follow, "", {}, it.place, as_made=True))
    return found, names


def together(declared: Mapping[str, Declared], more: Mapping[str, Declared]) -> dict[str, Declared]:
    """Put declarations together; raise `DeclaredTwice` for a name that both have."""
    return _named(more.values(), dict(declared))


def _named(declared: Iterable[Declared], found: dict[str, Declared] | None = None) -> dict[str, Declared]:
    found = {} if found is None else found
    for one in declared:
        _keep(found, one)
    return found


def judgements(topics: Iterable[Topic]) -> dict[str, Judged]:
    """Return how each claim is judged, by claim; raise `DeclaredTwice` where two lines judge one claim."""
    found: dict[str, Judged] = {}
    for topic in topics:
        for one in topic.judged:
            if one.claim_id in found:
                _refuse(f"claim {one.claim_id}", found[one.claim_id].place, one.place)
            found[one.claim_id] = one
    return found


def _keep(found: dict[str, Declared], one: Declared) -> None:
    if one.name in found:
        _refuse(f"finding {one.name}", found[one.name].place, one.place)
    found[one.name] = one


def _refuse(what: str, first: str, second: str) -> None:
    raise DeclaredTwice(f"{what}: declared at {shown(first)} and again at {shown(second)}; keep one of the two")


def _combinations(
    one: Pattern | Choice, source: Any, evidence: Evidence
) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Go through all combinations of values, each as given and in words."""
    try:
        drawn = {name: values(source) if callable(values) else values for name, values in one.values.items()}
    except AnalysisError as error:
        raise error.at(shown(one.place)) from None
    except Exception as error:
        message = f"finding {one.name!r}: its values fail: {type(error).__name__}: {error}"
        raise UnfitDeclaration(message).at(shown(one.place)) from error
    for combination in product(*drawn.values()):
        values = dict(zip(drawn, combination, strict=True))
        yield values, {name: _words(value, drawn[name], evidence) for name, value in values.items()}


def _words(value: Any, among: Iterable[Any], evidence: Evidence) -> str:
    """Say a value in words: those given for it, the name of a country or firm, or the value itself.

    Countries, firms and years may differ between findings that are made alike.
    """
    if isinstance(among, Mapping):
        return str(among[value])
    row = evidence.entities.get(value) or evidence.actors.get(value)
    return varying(row["name"] if row else value) if row or isinstance(value, int) else str(value)
