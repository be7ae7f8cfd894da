"""The values of a plan: known, absent, or known only after apply."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

UNKNOWN = "(known after apply)"
SENSITIVE = "(sensitive)"
_SHOWN = 160


def merged(after: Any, unknown: Any) -> Any:
    """``after`` with `UNKNOWN` wherever ``unknown`` says that only AWS will know."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, Mapping) and isinstance(after, Mapping | None):
        known = after or {}
        return {key: merged(known.get(key), unknown.get(key)) for key in {**known, **unknown}}
    if isinstance(unknown, list) and isinstance(after, list | None):
        there = after or []
        length = max(len(there), len(unknown))
        return [merged(_at(there, position), _at(unknown, position)) for position in range(length)]
    return after


def _at(values: list[Any], position: int) -> Any:
    return values[position] if position < len(values) else None


def dig(value: Any, *path: str | int) -> Any:
    """What is there; None where there is nothing, `UNKNOWN` where what it is part of is unknown."""
    for step in path:
        if value == UNKNOWN:
            return UNKNOWN
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = _at(value, step)
        else:
            return None
    return value


def is_set(value: Any) -> bool:
    """Whether something was given; what is unknown was."""
    return value not in (None, "", [], {})


def blocks(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list of blocks; none if there is no such list."""
    return [block for block in listed(value) if isinstance(block, Mapping)]


def listed(value: Any) -> list[Any]:
    """The list; empty if it is none."""
    return value if isinstance(value, list) else []


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list, or of one that stands alone, as policies may write it; `UNKNOWN` is one."""
    given = value if isinstance(value, list) else [value]
    return tuple(text for text in given if isinstance(text, str))


def any_true(marks: Any) -> bool:
    """Whether a nest of marks, such as ``after_sensitive``, has one."""
    if isinstance(marks, Mapping):
        return any(any_true(mark) for mark in marks.values())
    if isinstance(marks, list):
        return any(any_true(mark) for mark in marks)
    return marks is True


def quoted(value: Any) -> str:
    """The value on one line, cut if it is long."""
    text = UNKNOWN if value == UNKNOWN else json.dumps(value, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def matches(text: str, globs: Iterable[str]) -> bool:
    """Whether one of the patterns fits: ``*`` is any text, ``?`` one character, brackets are themselves."""
    return any(_pattern(glob).fullmatch(text) for glob in globs)


def _pattern(glob: str) -> re.Pattern[str]:
    parts = ({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in glob)
    return re.compile("".join(parts), re.DOTALL)
