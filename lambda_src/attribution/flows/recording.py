"""Recording: what was found in payloads -> touches in the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from attribution.flows.lookups import Lookups, needed, resolved
from attribution.flows.recording_report import report
from attribution.rules.lookback import LookbackWindows, is_over
from attribution.rules.metrics import Metric
from attribution.rules.naming import attribute_value
from attribution.rules.touch import Outcome, Reason, Touch, latest_per_user
from kit.deadline import Deadline, for_each
from kit.errors import KitError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from attribution.flows.journey_names import JourneyNames
    from attribution.rules.parsed import Interaction, Parsed, Result
    from attribution.rules.touch import Journey
    from kit.metrics import Meter

P = ParamSpec("P")
T = TypeVar("T")
WORKERS = 16
# Milliseconds that a sender's clock may be ahead. A touch from further on would outdo all until its time.
CLOCK_TOLERANCE = 300_000
Written = tuple[Touch, Outcome | KitError]


class TouchRecorder(Protocol):
    """The table, as recording needs it."""

    def record(self, touch: Touch) -> Outcome:
        """Write the touch unless the table holds a later one of the same user."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One interaction, and where its result belongs."""

    payload: int
    source: str
    interaction: Interaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Everything that stays the same from payload to payload."""

    names: JourneyNames
    table: TouchRecorder
    lookups: Lookups | None
    windows: LookbackWindows
    longest_name: int  # characters that the campaign attribute can hold

    def record(
        self, payloads: Sequence[Parsed], *, now: int, deadline: Deadline, meter: Meter
    ) -> list[dict[str, Result]]:
        """Record every touch of `payloads`; for each payload, what became of each of its items.

        `now` in epoch milliseconds. Raises what the look-up of references raises: nothing is written then.
        """
        resolved(payloads, self.lookups, now=now)
        results: list[dict[str, Result]] = [_without_touch(parsed) for parsed in payloads]
        parts = [
            _Part(number, parsed.source, interaction)
            for number, parsed in enumerate(payloads)
            for interaction in parsed.interactions
        ]
        touches = self._touches(parts, now, deadline, meter)
        written = self._write([touch for touch in touches if isinstance(touch, Touch)], deadline)
        for part, touch in zip(parts, touches, strict=True):
            result = _result(touch, written) if isinstance(touch, Touch) else touch
            results[part.payload][part.interaction.item] = result
        report(payloads, results, [outcome for _, outcome in written.values()], meter)
        return results

    def _touches(
        self, parts: Sequence[_Part], now: int, deadline: Deadline, meter: Meter
    ) -> list[Touch | Reason | KitError]:
        """The touch of each part, or why there is none."""
        journeys = dict.fromkeys(part.interaction.journey for part in parts)
        values = {journey: _tried(self._value, journey, deadline, meter) for journey in journeys}

        def one(part: _Part) -> Touch | Reason | KitError:
            interaction, value = part.interaction, values[part.interaction.journey]
            if isinstance(value, KitError):
                return value
            touched_at = _tried(self._touched_at, interaction, now, deadline)
            if isinstance(touched_at, KitError):
                return touched_at
            if touched_at > now + CLOCK_TOLERANCE:
                return Reason.TIME_IN_FUTURE
            expires_at = self.windows.expires_at(touched_at, interaction.journey.id, value)
            if is_over(expires_at, now):
                return Reason.WINDOW_OVER
            return Touch(
                username=interaction.username,
                journey_id=interaction.journey.id,
                journey_name=value,
                touched_at=touched_at,
                expires_at=expires_at,
                source=part.source,
            )

        asking = any(part.interaction.call for part in parts)
        return for_each(parts, one, workers=WORKERS if asking else 1)

    def _value(self, journey: Journey, deadline: Deadline, meter: Meter) -> str:
        _in_time(deadline)
        value = attribute_value(journey.id, self.names.name_of(journey), longest=self.longest_name)
        meter.count(Metric.JOURNEYS_WITHOUT_NAME, int(value == journey.id != journey.name))
        return value

    def _touched_at(self, interaction: Interaction, now: int, deadline: Deadline) -> int:
        if interaction.call is None:
            return interaction.touched_at
        _in_time(deadline)
        return needed(self.lookups).first_seen(interaction.call, now=now)

    def _write(self, touches: list[Touch], deadline: Deadline) -> dict[str, Written]:
        """Username -> the user's latest touch, and what became of it."""

        def one(touch: Touch) -> Outcome:
            _in_time(deadline)
            return self.table.record(touch)

        latest = latest_per_user(touches)
        results = for_each(latest, lambda touch: _tried(one, touch), workers=WORKERS)
        return {touch.username: (touch, result) for touch, result in zip(latest, results, strict=True)}


def _result(touch: Touch, written: Mapping[str, Written]) -> Outcome | KitError:
    """What became of a touch: one that is not its user's latest of the payloads was never written."""
    latest, outcome = written[touch.username]
    return Outcome.SUPERSEDED if touch != latest and outcome is Outcome.RECORDED else outcome


def _without_touch(parsed: Parsed) -> dict[str, Result]:
    results: dict[str, Result] = {part.item: part.reason for part in parsed.rejections}
    for part in parsed.unresolved:
        results[part.item] = TransientError("nothing is known yet about a reference")
    return results


def _in_time(deadline: Deadline) -> None:
    if deadline.passed:
        raise TransientError("no time left")


def _tried(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T | KitError:
    """What `work` returns, or its error."""
    try:
        return work(*arguments, **named)
    except KitError as error:
        return error
