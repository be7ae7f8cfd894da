"""What a recording says of itself: metrics, and one line in the log."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attribution.rules.metrics import Metric
from attribution.rules.touch import EXPECTED, Outcome, Reason
from kit.errors import ConfigError, KitError
from kit.logs import logger
from kit.metrics import count_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from attribution.rules.parsed import Parsed, Result
    from kit.metrics import Meter


def report(
    payloads: Sequence[Parsed],
    results: Sequence[Mapping[str, Result]],
    written: Iterable[Outcome | KitError],
    meter: Meter,
) -> None:
    """Count and log what became of every item; `written` has each user's write once."""
    outcomes = Counter(outcome for outcome in written if isinstance(outcome, Outcome))
    everything = [result for of_one in results for result in of_one.values()]
    rejected = Counter(result for result in everything if isinstance(result, Reason))
    expected = sum(rejected[reason] for reason in EXPECTED)
    waiting = sum(len(parsed.unresolved) for parsed in payloads)
    counts: dict[str, int] = {
        Metric.TOUCHES_RECORDED: outcomes[Outcome.RECORDED],
        Metric.TOUCHES_SUPERSEDED: outcomes[Outcome.SUPERSEDED],
        Metric.TOUCHES_REJECTED: rejected.total() - expected,
        Metric.TOUCHES_FAILED: sum(isinstance(result, KitError) for result in everything) - waiting,
        Metric.EVENTS_IGNORED: sum(parsed.ignored for parsed in payloads) + expected,
    }
    count_all(meter, counts)
    for reason, value in rejected.items():
        meter.count(Metric.TOUCHES_REJECTED_BY_REASON, value, reason=str(reason))
    source = ",".join(sorted({parsed.source for parsed in payloads}))
    failure = next((result for result in everything if isinstance(result, KitError)), None)
    if failure is not None:
        tell = logger().error if isinstance(failure, ConfigError) else logger().warning
        tell("some touches were not recorded", source=source, error=str(failure))
    logger().info(
        "tagged", source=source, counts={**counts, **{str(reason): n for reason, n in rejected.items()}}
    )
