"""The rules of a service model that botocore leaves to the service: longest, largest, pattern, one of."""

import functools
import re
import warnings
from collections.abc import Iterator
from typing import Any

from emulator.standins.wire import AnyShape

_SIZED = {"string": "characters", "list": "entries", "map": "entries", "blob": "bytes"}


def broken_rules(value: Any, shape: AnyShape, path: str = "") -> Iterator[str]:
    """One sentence for each; a value of the wrong type is left to botocore's own validator."""
    name, kind = path or shape.name, shape.type_name
    most = shape.metadata.get("max")
    if most is not None:
        yield from _too_much(value, kind, most, name)
    if kind == "string" and isinstance(value, str):
        yield from _wrong_text(value, shape, name)
    elif kind == "structure" and isinstance(value, dict):
        for key, item in value.items():
            if key in shape.members:
                yield from broken_rules(item, shape.members[key], f"{path}.{key}".lstrip("."))
    elif kind == "list" and isinstance(value, list):
        for position, item in enumerate(value):
            yield from broken_rules(item, shape.member, f"{name}[{position}]")
    elif kind == "map" and isinstance(value, dict):
        for key, item in value.items():
            yield from broken_rules(key, shape.key, f"a key of {name}")
            yield from broken_rules(item, shape.value, f"{name}.{key}")


def _too_much(value: Any, kind: str, most: float, name: str) -> Iterator[str]:
    if kind in _SIZED and isinstance(value, (str, bytes, list, dict)) and len(value) > most:
        yield f"{name} has {len(value)} {_SIZED[kind]}; {most} are allowed."
    elif kind not in _SIZED and isinstance(value, (int, float)) and value > most:
        yield f"{name} is {value}; {most} is the most."


def _wrong_text(value: str, shape: AnyShape, name: str) -> Iterator[str]:
    # the value itself stays out of the sentence: it may be an address
    allowed, pattern = shape.metadata.get("enum"), _compiled(shape.metadata.get("pattern"))
    if allowed and value not in allowed:
        yield f"{name} must be one of {', '.join(allowed)}."
    if pattern and not _has_form(value, pattern):
        yield f"{name} does not have the form {pattern.pattern}."


def _has_form(value: str, pattern: re.Pattern[str]) -> bool:
    """Smithy anchors no pattern by itself, but botocore's models leave out the anchors of one that has both.

    So a bare pattern is about the whole text, and one with a single anchor is open at its other end:
    https://smithy.io/2.0/spec/constraint-traits.html#pattern-trait
    """
    open_ended = pattern.pattern.startswith("^") != pattern.pattern.endswith("$")
    return bool(pattern.search(value) if open_ended else pattern.fullmatch(value))


@functools.cache
def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    with warnings.catch_warnings():
        # "possible nested set": such patterns mean the same here as in the model
        warnings.simplefilter("ignore", FutureWarning)
        try:
            return re.compile(pattern) if pattern else None
        except re.error:
            return None  # some models use syntax that Python does not have, such as \p{L}
