"""Counts and durations as CloudWatch metrics in the embedded metric format.

Namespace and service come from the POWERTOOLS_* environment variables; every metric has the one
dimension `service`, the deployment's name prefix, so that two deployments never mix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from aws_lambda_powertools.metrics import Metrics, MetricUnit, single_metric

if TYPE_CHECKING:
    from collections.abc import Mapping


class Meter(Protocol):
    """Where a flow reports its numbers."""

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        """Add `value` to the counter `name`; zero is reported too, so that an alarm has data."""

    def seconds(self, name: str, value: float) -> None:
        """Record a duration in seconds."""


class CloudWatchMeter:
    """Collects the numbers of one invocation; `flush` prints them."""

    def __init__(self) -> None:
        self._metrics = Metrics()

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        """Add to a counter; one with dimensions is printed at once, as its own line."""
        if not dimensions:
            self._metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
            return
        with single_metric(name=name, unit=MetricUnit.Count, value=value) as metric:
            metric.add_dimension(name="service", value=self._metrics.service or "service_undefined")
            for dimension, text in dimensions.items():
                metric.add_dimension(name=dimension, value=text)

    def seconds(self, name: str, value: float) -> None:
        """Record a duration."""
        self._metrics.add_metric(name=name, unit=MetricUnit.Seconds, value=value)

    def flush(self) -> None:
        """Print what was collected, if anything was."""
        if self._metrics.metric_set:
            self._metrics.flush_metrics()


def count_all(meter: Meter, counts: Mapping[str, int]) -> None:
    """Report every counter of `counts`."""
    for name, value in counts.items():
        meter.count(name, value)
