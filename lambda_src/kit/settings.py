"""Reads typed settings from environment variables, all problems at once."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeVar

from kit.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

N = TypeVar("N", int, float)
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
LARGEST = 10**10  # far above every setting, far below what dates and floats can hold


class SettingsReader:
    """Collects what is wrong with each variable, so that one deployment shows every mistake.

    Read everything, then call `finish`; a value read before is a placeholder if it was wrong.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        """A non-empty string."""
        value = self._environment.get(name, "").strip() or default
        if value is None:
            self._problems.append(f"{name} is missing: set it to a non-empty text")
            return ""
        return value

    def bucket(self, name: str) -> str:
        """The name of an S3 bucket."""
        value = self.text(name)
        if value and not BUCKET.fullmatch(value):
            self._problems.append(f"{name} must be the name of an S3 bucket")
        return value

    def optional_text(self, name: str) -> str | None:
        """A string, or None where the variable is missing or empty."""
        return self._environment.get(name, "").strip() or None

    def flag(self, name: str, *, default: bool) -> bool:
        """``true`` or ``false``."""
        value = self.text(name, "true" if default else "false").lower()
        if value not in {"true", "false"}:
            self._problems.append(f"{name} must be true or false")
        return value == "true"

    def whole_number(self, name: str, *, at_least: int, default: int | None = None) -> int:
        """An integer of at least `at_least`."""
        return self._number(name, int, "a whole number", at_least, default)

    def number(self, name: str, *, at_least: float, default: float | None = None) -> float:
        """A number of at least `at_least`."""
        return self._number(name, float, "a number", at_least, default)

    def names(self, name: str) -> tuple[str, ...]:
        """A comma-separated list of names, at least one."""
        values = tuple(part.strip() for part in self.text(name).split(",") if part.strip())
        if not values and name in self._environment:
            self._problems.append(f"{name} must list at least one name, separated by commas")
        return values

    def optional_names(self, name: str) -> tuple[str, ...]:
        """A comma-separated list of names; an empty one where the variable is missing."""
        return self.names(name) if self.optional_text(name) else ()

    def texts_by_name(self, name: str) -> dict[str, str]:
        """A JSON object of texts; an empty one where the variable is missing."""
        value = self._json(name)
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            self._problems.append(f"{name} must be a JSON object of texts")
            return {}
        return value

    def whole_numbers_by_name(self, name: str) -> dict[str, int]:
        """A JSON object of positive integers; an empty one where the variable is missing."""
        value = self._json(name)
        if not isinstance(value, dict) or not all(
            isinstance(number, int) and not isinstance(number, bool) and 0 < number <= LARGEST
            for number in value.values()
        ):
            self._problems.append(f"{name} must be a JSON object of whole numbers from 1 to {LARGEST}")
            return {}
        return value

    def finish(self) -> None:
        """Raise a `ConfigError` that names every variable in trouble, and no value."""
        if self._problems:
            raise ConfigError("wrong environment variables: " + "; ".join(self._problems))

    def _json(self, name: str) -> Any:
        try:
            return json.loads(self._environment.get(name) or "{}")
        except (ValueError, RecursionError):
            return None

    def _number(self, name: str, convert: Callable[[str], N], kind: str, at_least: N, default: N | None) -> N:
        text = self.text(name, None if default is None else str(default))
        try:
            value = convert(text)
        except ValueError:
            value = None
        if value is not None and at_least <= value <= LARGEST:
            return value
        if text:  # a missing one has been noted already
            self._problems.append(f"{name} must be {kind} from {at_least} to {LARGEST}")
        return at_least
