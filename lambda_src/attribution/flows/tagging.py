"""Tagging: source payload -> touches in the table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from attribution.sources import Reading, Source, source_of
from kit.errors import ConfigError, KitError, TransientError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attribution.flows.recording import Recording
    from kit.deadline import Deadline
    from kit.metrics import Meter


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagging:
    """Everything that stays the same from call to call."""

    sources: Sequence[Source]
    recording: Recording
    reading: Reading
    reserve_seconds: float  # what the last write and the answer may need

    def handle(self, event: Any, *, now: int, deadline: Deadline, meter: Meter) -> Any:
        """Record every touch in `event` and answer its caller; `now` in epoch milliseconds.

        Raises `BadInput` for a payload that is wrong as a whole, and `TransientError` after everything
        else was done if some touches could not be recorded and the caller cannot be told of single ones:
        the same payload may be sent again. `ConfigError` if the deployment is what is wrong.
        """
        source = source_of(event, self.sources)
        if source.patience_seconds is not None:
            deadline = deadline.within(source.patience_seconds - self.reserve_seconds)
        parsed = source.parse(event, replace(self.reading, now=now))
        (results,) = self.recording.record([parsed], now=now, deadline=deadline, meter=meter)
        failures = [result for result in results.values() if isinstance(result, KitError)]
        if failures and not source.answers_failures:
            for failure in failures:
                if isinstance(failure, ConfigError):
                    raise failure
            raise TransientError(
                f"{len(failures)} of {len(results)} parts could not be recorded ({failures[0]}); "
                "the others were: send the same payload again"
            )
        return source.answer(parsed, results)
