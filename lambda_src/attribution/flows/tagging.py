"""Tagging: source payload -> touches in the table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from attribution.rules.lookback import LookbackWindows, is_over
from attribution.rules.metrics import Metric
from attribution.rules.naming import attribute_value
from attribution.rules.touch import Interaction, Outcome, Reason, Touch, latest_per_user
from attribution.sources import Reading, Source, source_of
from kit.deadline import Deadline, for_each
from kit.errors import KitError, TransientError
from kit.logs import logger
from kit.metrics import count_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attribution.flows.journey_names import JourneyNames
    from attribution.rules.touch import Journey
    from kit.metrics import Meter

WORKERS = 16


class TouchRecorder(Protocol):
    """The table, as tagging needs it."""

    def record(self, touch: Touch) -> Outcome:
        """Write the touch unless the table holds a later one of the same user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagging:
    """Everything that stays the same from call to call."""

    sources: Sequence[Source]
    names: JourneyNames
    table: TouchRecorder
    windows: LookbackWindows
    longest_name: int  # characters that the campaign attribute can hold
    username_attribute: str | None
    username_case_sensitive: bool

    def handle(self, event: Any, *, now: int, deadline: Deadline, meter: Meter) -> Any:
        """Record every touch in `event` and answer its caller; `now` in epoch milliseconds.

        Raises `BadInput` for a payload that is wrong as a whole, and `TransientError` after everything
        else was done if some touches could not be recorded: the same payload may be sent again.
        """
        source = source_of(event, self.sources)
        reading = Reading(
            username_attribute=self.username_attribute,
            username_case_sensitive=self.username_case_sensitive,
            now=now,
        )
        parsed = source.parse(event, reading)
        values = {journey: self._value(journey, meter) for journey in _journeys(parsed.interactions)}
        results: dict[str, Outcome | Reason] = {part.item: part.reason for part in parsed.rejections}
        touches: dict[str, Touch] = {}
        for interaction in parsed.interactions:
            touch = self._touch(interaction, values[interaction.journey], source.name)
            if is_over(touch.expires_at, now):
                results[interaction.item] = Reason.WINDOW_OVER
            else:
                touches[interaction.item] = touch
        recorded, failures = self._record(latest_per_user(list(touches.values())), deadline)
        for item, touch in touches.items():
            if touch.username in recorded:
                results[item] = recorded[touch.username]
        _report(results, recorded, failures, source.name, meter)
        if failures:
            raise TransientError(
                f"{len(failures)} of {len(touches)} touches could not be recorded ({failures[0]}); "
                "the others were: send the same payload again"
            )
        return source.answer(parsed, results)

    def _value(self, journey: Journey, meter: Meter) -> str:
        value = attribute_value(journey.id, self.names.name_of(journey), longest=self.longest_name)
        meter.count(Metric.JOURNEYS_WITHOUT_NAME, int(value == journey.id))
        return value

    def _touch(self, interaction: Interaction, journey_name: str, source: str) -> Touch:
        journey = interaction.journey
        return Touch(
            username=interaction.username,
            journey_id=journey.id,
            journey_name=journey_name,
            touched_at=interaction.touched_at,
            expires_at=self.windows.expires_at(interaction.touched_at, journey.id, journey_name),
            source=source,
        )

    def _record(self, touches: list[Touch], deadline: Deadline) -> tuple[dict[str, Outcome], list[KitError]]:
        def one(touch: Touch) -> Outcome | KitError:
            if deadline.passed:
                return TransientError("no time left")
            try:
                return self.table.record(touch)
            except KitError as error:
                return error

        recorded: dict[str, Outcome] = {}
        failures: list[KitError] = []
        for touch, result in zip(touches, for_each(touches, one, workers=WORKERS), strict=True):
            if isinstance(result, KitError):
                failures.append(result)
            else:
                recorded[touch.username] = result
        return recorded, failures


def _journeys(interactions: list[Interaction]) -> list[Journey]:
    return list(dict.fromkeys(interaction.journey for interaction in interactions))


def _report(
    results: dict[str, Outcome | Reason],
    recorded: dict[str, Outcome],
    failures: list[KitError],
    source: str,
    meter: Meter,
) -> None:
    written = Counter(recorded.values())
    rejected = Counter(result for result in results.values() if isinstance(result, Reason))
    counts: dict[str, int] = {
        Metric.TOUCHES_RECORDED: written[Outcome.RECORDED],
        Metric.TOUCHES_SUPERSEDED: written[Outcome.SUPERSEDED],
        Metric.TOUCHES_REJECTED: rejected.total(),
        Metric.TOUCHES_FAILED: len(failures),
    }
    count_all(meter, counts)
    for reason, value in rejected.items():
        meter.count(Metric.TOUCHES_REJECTED_BY_REASON, value, reason=str(reason))
    logger().info(
        "tagged", source=source, counts={**counts, **{str(reason): n for reason, n in rejected.items()}}
    )
