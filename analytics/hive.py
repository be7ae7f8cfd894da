"""Hive types, as Glue keeps them: what they are in DuckDB, and whether a JSON value fits."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analytics.errors import AnalyticsError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DUCKDB = {
    "string": "VARCHAR",
    "bigint": "BIGINT",
    "int": "INTEGER",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
}
_BOUNDS = {"bigint": 2**63, "int": 2**31}
_BOOLEANS = {"true": True, "false": False}


class DoesNotFit(ValueError):  # noqa: N818 - says what is the matter with the value
    """A value that is not of the column's type: Firehose's conversion would refuse the whole record."""


@dataclass(frozen=True, slots=True)
class HiveType:
    """`name` is array, map, struct or a plain type; of a map the parts are key and value."""

    name: str
    parts: tuple[HiveType, ...] = ()
    fields: tuple[str, ...] = ()

    @property
    def duckdb(self) -> str:
        """The type in DuckDB's words."""
        inner = [part.duckdb for part in self.parts]
        match self.name:
            case "array":
                return f"{inner[0]}[]"
            case "map":
                return f"MAP({inner[0]}, {inner[1]})"
            case "struct":
                named = zip(self.fields, inner, strict=True)
                return "STRUCT(" + ", ".join(f'"{name}" {kind}' for name, kind in named) + ")"
        return _DUCKDB[self.name]

    def fitted(self, value: Any) -> Any:
        """The value as this type has it, keys in lower case; `DoesNotFit` where it is another kind of thing.

        Numbers and booleans in strings are read and fields unknown to a struct are left out, as the OpenX
        JSON SerDe does.
        """
        if value is None:
            return None
        match self.name:
            case "array":
                return [self.parts[0].fitted(item) for item in _of(list, value, self)]
            case "map":
                return {
                    key.lower(): self.parts[1].fitted(item) for key, item in _of(dict, value, self).items()
                }
            case "struct":
                given = {key.lower(): item for key, item in _of(dict, value, self).items()}
                named = zip(self.fields, self.parts, strict=True)
                return {name: part.fitted(given.get(name)) for name, part in named}
            case "string":
                return value if isinstance(value, str) else json.dumps(value)
            case "boolean":
                return _boolean(value)
        return _number(value, self.name)


def parse(text: str) -> HiveType:
    """`map<string,array<string>>` -> its tree; `AnalyticsError` for a type that no table of ours has."""
    tokens = iter(re.findall(r"[<>,:]|[^<>,:\s]+", text.lower()))
    parsed, end = _parsed(tokens, text)
    if end is not None:
        raise AnalyticsError(f"{text!r}: there is something after the end of the type")
    return parsed


def _parsed(tokens: Iterator[str], text: str) -> tuple[HiveType, str | None]:
    """One type, and the token after it."""
    name = next(tokens, "")
    if name in _DUCKDB:
        return HiveType(name), next(tokens, None)
    if name not in ("array", "map", "struct") or next(tokens, None) != "<":
        known = ", ".join([*_DUCKDB, "array<>", "map<,>", "struct<:>"])
        raise AnalyticsError(f"{text!r}: {name!r} is no type of the lake's tables; known are {known}")
    parts: list[HiveType] = []
    fields: list[str] = []
    while True:
        if name == "struct":
            fields.append(next(tokens, ""))
            if next(tokens, None) != ":":
                raise AnalyticsError(f"{text!r}: a field of a struct is written name:type")
        part, after = _parsed(tokens, text)
        parts.append(part)
        if after != ",":
            break
    if after != ">" or len(parts) != {"array": 1, "map": 2}.get(name, len(parts)):
        raise AnalyticsError(f"{text!r}: {name}<...> is not closed, or has the wrong number of types")
    return HiveType(name, tuple(parts), tuple(fields)), next(tokens, None)


def _of(kind: type, value: Any, wanted: HiveType) -> Any:
    if not isinstance(value, kind):
        raise DoesNotFit(f"{type(value).__name__} where {wanted.name} is expected")
    return value


def _boolean(value: Any) -> bool:
    known = value if isinstance(value, bool) else _BOOLEANS.get(str(value).lower())
    if known is None:
        raise DoesNotFit(f"{type(value).__name__} where a boolean is expected")
    return known


def _number(value: Any, kind: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise DoesNotFit(f"{type(value).__name__} where a number is expected")
    try:
        number = float(value) if kind == "double" else int(value)
    except (ValueError, OverflowError) as error:
        raise DoesNotFit("a text that is no number where a number is expected") from error
    if kind == "double":
        if not math.isfinite(number):
            raise DoesNotFit("a number that is not finite")
    elif not -_BOUNDS[kind] <= number < _BOUNDS[kind]:
        raise DoesNotFit(f"a number beyond {kind}")
    return number
