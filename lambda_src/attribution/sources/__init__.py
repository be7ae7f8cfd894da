"""One module per source; each has `SOURCE`, an object of the `Source` protocol.

A new source adds its file here and its name to the module's `sources` input; nothing else changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from attribution.rules.touch import Outcome, Parsed, Reason
from kit.errors import BadInput, ConfigError, shown_names

Results = Mapping[str, Outcome | Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How payloads are to be read: the same for all sources of a deployment."""

    username_attribute: str | None  # None: the user's id is the Cognito username
    username_case_sensitive: bool
    now: int  # epoch milliseconds


class Source(Protocol):
    """Turns one kind of payload into touches."""

    name: str

    def recognises(self, event: Any) -> bool:
        """Whether `event` is this source's payload, by the fields that only it has."""

    def parse(self, event: Any, reading: Reading) -> Parsed:
        """The interactions and rejections in `event`; `BadInput` if the payload as a whole is wrong."""

    def answer(self, parsed: Parsed, results: Results) -> Any:
        """What the caller needs back; `results` holds one entry for each item of `parsed`."""


def load(names: Iterable[str]) -> list[Source]:
    """The sources of these names, in order; `ConfigError` for a name that no source has."""
    return [_source(name) for name in names]


def _source(name: str) -> Source:
    try:
        source: Source = import_module(f"{__name__}.{name}").SOURCE
    except ModuleNotFoundError as error:
        raise ConfigError("SOURCES names a source that this package does not have") from error
    return source


def source_of(event: Any, sources: Iterable[Source]) -> Source:
    """The source that recognises `event`.

    Raises `BadInput`, with the shape but never the content of the payload, if none does.
    """
    known = list(sources)
    for source in known:
        if source.recognises(event):
            return source
    shape = f"fields {shown_names(event)}" if isinstance(event, dict) else type(event).__name__
    raise BadInput(
        f"the payload ({shape}) belongs to none of the sources that are switched on "
        f"({', '.join(source.name for source in known)}): send the payload of one, or switch its source on"
    )
