"""What a kernel says within one process: nbclient reads what it would read of another one."""

from __future__ import annotations

import marshal
from contextlib import contextmanager, suppress
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

import fastjsonschema
from jupyter_client.session import Session
from nbformat.json_compat import FastJsonSchemaValidator
from nbformat.v4 import nbformat, nbformat_minor
from nbformat.validator import get_validator, validators

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Messages", "as_from_json", "checked_quickly", "quick_check"]

LARGEST = 2**63
"""An integer from here on is no longer the same in all that reads JSON, and is left to who writes it."""


class Messages(Session):
    """Hands messages over within this process: what they say is what JSON would make of it, as between two."""

    def serialize(self, msg: dict[str, Any], ident: object = None) -> list[Any]:  # noqa: ARG002  # as it is called
        """Return the parts of a message: what it says, read again or still as JSON, and the message as it is."""
        if type(msg["content"]) is dict:
            with suppress(ValueError, RecursionError):
                return [as_from_json(msg["content"]), msg]
        only_what_it_says = {"header": {}, "parent_header": {}, "metadata": {}, "content": msg["content"]}
        return [super().serialize(only_what_it_says)[-1], msg]

    def feed_identities(self, msg_list: list[Any], copy: bool = True) -> tuple[list[bytes], list[Any]]:  # noqa: ARG002
        """Say for whom a message is, which here is always the same."""
        return [], msg_list

    def deserialize(self, msg_list: list[Any], content: bool = True, copy: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return a message of its parts."""
        said, message, *buffers = msg_list
        is_json = content and isinstance(said, bytes)
        return {**message, "content": self.unpack(said) if is_json else said, "buffers": buffers}


def as_from_json(value: Any) -> Any:
    """Copy what comes back from JSON as it was, as nearly all does that a notebook shows.

    It is copied as it is at one moment, whatever other threads do with it. Raises `ValueError` where JSON would change
    a value, or refuse it.

    >>> as_from_json({"text/plain": "7", "width": [1.5, None]})
    {'text/plain': '7', 'width': [1.5, None]}
    """
    copied = marshal.loads(marshal.dumps(value))
    _check(copied, set())
    return copied


def _check(value: Any, seen: set[int]) -> None:
    """Raise `ValueError` unless JSON gives a value back as it is, and UTF-8 can hold its texts.

    A part that stands in two places, or in itself, would be two, or without end.
    """
    kind = type(value)
    if kind is str:
        if not value.isascii():
            value.encode()
    elif kind is dict or kind is list:
        if id(value) in seen:
            raise ValueError("a part stands in two places")
        seen.add(id(value))
        if kind is dict:
            for name in value:
                if type(name) is not str:
                    raise ValueError(f"{name!r} is no text")
                _check(name, seen)
        for it in value.values() if kind is dict else value:
            _check(it, seen)
    elif not (
        value is None or kind is bool or (kind is int and abs(value) < LARGEST) or (kind is float and isfinite(value))
    ):
        raise ValueError(f"{kind.__name__} is not what JSON knows")


OUTPUTS = ("display_data", "error", "execute_result", "stream")
"""What the schema of notebooks calls the kinds of outputs."""


class _OfOutputs(FastJsonSchemaValidator):
    """Checks an output by itself as quickly as nbformat checks a whole notebook, and lets it say what is wrong."""

    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__(schema)  # type: ignore[no-untyped-call]
        places = (f"#/definitions/{name}" for name in OUTPUTS)
        self.checks = {it: fastjsonschema.compile({**schema, "$ref": it}, use_default=False) for it in places}

    def iter_errors(self, data: Any, schema: dict[str, str] | None = None) -> Any:
        """Go through what is wrong with a notebook, or with a part of one."""
        if check := self.checks.get((schema or {}).get("$ref", "")):
            with suppress(fastjsonschema.JsonSchemaException):
                check(data)
                return []
        return super().iter_errors(data, schema)  # type: ignore[no-untyped-call]


@cache
def quick_check() -> FastJsonSchemaValidator:
    """Return what checks outputs quickly; it is made once, as that takes longer than to check those of a run."""
    return _OfOutputs(get_validator()._schema)


@contextmanager
def checked_quickly() -> Iterator[None]:
    """Let nbformat check outputs quickly for a while; of tuples, which JSON does not know, it would take no notice."""
    name = (_OfOutputs.name, nbformat, nbformat_minor, False)
    before, validators[name] = validators.get(name), quick_check()
    try:
        yield
    finally:
        validators.pop(name, None)  # which a cell's thread may have taken away
        if before:
            validators[name] = before
