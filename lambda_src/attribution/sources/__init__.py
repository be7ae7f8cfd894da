"""One module per source; each has `SOURCE`, an object of a class of `Source`.

A new source adds its file here and its name to the module's `sources` input; nothing else changes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kit.errors import BadInput, ConfigError, shown_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attribution.rules.parsed import Parsed, Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How payloads are to be read: the same for all sources of a deployment, but for `now`."""

    username_attribute: str | None  # None: the user's id is the Cognito username
    username_case_sensitive: bool
    now: int  # epoch milliseconds at which the payload was sent, as far as that is known
    pinpoint_event_types: frozenset[str] = frozenset()  # of the event stream: those that are interactions


class Source(ABC):
    """Turns one kind of payload into touches."""

    name: str
    patience_seconds: float | None = None  # how long the caller waits for an answer; None: nobody waits
    answers_failures = False  # whether the answer can say of single items that they were not recorded

    @abstractmethod
    def recognises(self, event: Any) -> bool:
        """Whether `event` is this source's payload, by the fields that only it has."""

    @abstractmethod
    def parse(self, event: Any, reading: Reading) -> Parsed:
        """The interactions and rejections in `event`; `BadInput` if the payload as a whole is wrong."""

    def answer(self, parsed: Parsed, results: Results) -> Any:
        """What the caller needs back; `results` holds one entry for each item of `parsed`.

        By default each item's result as a text: enough for a person who tries the function by hand.
        """
        return {item: str(results[item]) for item in parsed.items}


class NobodysPayload(BadInput):
    """No source that is switched on knows this payload."""


def load(names: Iterable[str]) -> list[Source]:
    """The sources of these names, in order; `ConfigError` for a name that no source has."""
    return [_source(name) for name in names]


def _source(name: str) -> Source:
    try:
        source = getattr(import_module(f"{__name__}.{name}"), "SOURCE", None)
    except ModuleNotFoundError:
        source = None
    if not isinstance(source, Source):
        raise ConfigError("SOURCES names a source that this package does not have")
    return source


def source_of(event: Any, sources: Iterable[Source]) -> Source:
    """The source that recognises `event`.

    Raises `NobodysPayload`, with the shape but never the content of the payload, if none does.
    """
    known = list(sources)
    for source in known:
        if source.recognises(event):
            return source
    shape = f"fields {shown_names(event)}" if isinstance(event, dict) else type(event).__name__
    raise NobodysPayload(
        f"the payload ({shape}) belongs to none of the sources that are switched on "
        f"({', '.join(source.name for source in known)}): send the payload of one, or switch its source on"
    )
