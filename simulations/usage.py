"""What a million touches use of each service, and what a deployment uses each month whatever the traffic.

Write units: an item is below 1 KB, so the table takes one unit for each write. The index `expiry` takes one
where an entry comes or goes, and two where `expires_at` changes: the old entry goes, the new one comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from attribution.rules.metrics import Metric
from emulator.declared import REPOSITORY
from simulations import declared
from simulations.parameters import WrongParameterError

WRITE_UNITS = {"first": 2, "repeat": 3, "replacement": 3, "end": 2}
MINUTES_PER_MONTH = 60 * 24 * 30
MB_PER_GB = 1024
BYTES_PER_GB = 10**9
ITEM_BYTES = 250  # username, ids, names, times and the attributes' own names; a test measures one
INDEX_BYTES = 80 + 100  # keys, and the overhead of an entry
POLLERS = 2  # of a mapping with maximum_concurrency 2; each asks again after 20 s of silence
POLLS_PER_MONTH = POLLERS * 3 * MINUTES_PER_MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """A million touches, and what is assumed about them."""

    touches: int = 1_000_000
    repeats: float = 0.2  # of the journey that is current already
    replacements: float = 0.1  # of one journey by another
    endpoints_per_call: float = 10
    records_per_batch: float = 50  # of the stream
    deferred: float = 0.9  # share of the changes that pass through the backlog
    tokens: int = 1_000_000  # ID tokens issued, whoever they are for
    tagging_seconds: float = 0.1
    stream_batch_seconds: float = 1.0
    delete_seconds: float = 0.005
    sweep_seconds: float = 0.06  # one that finds nothing
    token_seconds: float = 0.01
    log_bytes: float = 1500  # of an invocation: metrics, one line, Lambda's own

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name in ("repeats", "replacements", "deferred"):
            if not 0 <= getattr(self, name) <= 1:
                raise WrongParameterError(f"{name} must be a share from 0 to 1, not {getattr(self, name)!r}")
        if self.repeats + self.replacements > 1:
            raise WrongParameterError(
                "repeats and replacements are shares of the touches: together at most 1"
            )
        if self.touches < 1 or self.endpoints_per_call < 1 or self.records_per_batch < 1:
            raise WrongParameterError("touches, endpoints_per_call and records_per_batch must be at least 1")

    @property
    def firsts(self) -> float:
        """Touches of users who have none; each of them ends one day."""
        return self.touches * (1 - self.repeats - self.replacements)

    @property
    def changes(self) -> float:
        """Writes to Cognito: a journey comes, another one comes, the last one ends."""
        return 2 * self.firsts + self.touches * self.replacements


@dataclass(frozen=True, slots=True)
class Line:
    """So many units of something that has a price."""

    item: str
    units: float
    price: str  # its name in prices.yaml


def per_touches(traffic: Traffic, delivery: str) -> list[Line]:
    """What the touches of `traffic` use, their ends included."""
    touches, firsts = traffic.touches, traffic.firsts
    repeats, replaced = touches * traffic.repeats, touches * traffic.replacements
    calls = touches / traffic.endpoints_per_call
    lines = [
        Line("table and index: first touches", firsts * WRITE_UNITS["first"], "write_unit"),
        Line("table and index: repeats", repeats * WRITE_UNITS["repeat"], "write_unit"),
        Line("table and index: replacements", replaced * WRITE_UNITS["replacement"], "write_unit"),
        Line("table and index: ends", firsts * WRITE_UNITS["end"], "write_unit"),
        Line("index: looking for ends", firsts * INDEX_BYTES / 4096 / 2, "read_unit"),
        *_function("tagging", calls, traffic.tagging_seconds, traffic),
        Line(
            "expiration function: deletes",
            firsts * traffic.delete_seconds / declared.SWEEP_WORKERS * _gb("expiration"),
            "lambda_gb_second",
        ),
    ]
    return lines + (_projection(traffic) if delivery == "attribute" else [])


def _projection(traffic: Traffic) -> list[Line]:
    records = traffic.touches + traffic.firsts
    batches = records / traffic.records_per_batch
    drains = traffic.changes * traffic.deferred / declared.BACKLOG_BATCH
    # Two drain at once and share the pace, so each lasts as long as both batches take.
    drain_seconds = declared.BACKLOG_WORKERS * declared.BACKLOG_BATCH / declared.UPDATE_RATE
    return [
        Line("stream: reads", batches, "stream_read"),
        *_function("projection", batches, traffic.stream_batch_seconds, traffic, "from the stream"),
        *_function("projection", drains, drain_seconds, traffic, "from the backlog"),
        Line("table: reads of the projection, two per change", 2 * traffic.changes, "read_unit"),
        Line("pace table: a read per invocation", batches + drains, "read_unit"),
        Line("pace table: a write per invocation", batches + drains, "write_unit"),
        Line("backlog: send, receive and delete, ten at a time", 3 * drains, "queue_request"),
    ]


def per_tokens(traffic: Traffic) -> list[Line]:
    """What token delivery uses as tokens are issued; it is called for tagged and untagged users alike."""
    return [
        *_function("token", traffic.tokens, traffic.token_seconds, traffic),
        Line("table: a read per token", traffic.tokens, "read_unit"),
    ]


def per_month(traffic: Traffic, delivery: str) -> list[Line]:
    """What a deployment uses in 30 days without a single touch."""
    sweeps = MINUTES_PER_MONTH
    counts = planned("minimal" if delivery == "attribute" else "token_only")
    lines = [
        Line("schedule", sweeps, "schedule"),
        *_function("expiration", sweeps, traffic.sweep_seconds, traffic),
        Line("index: queries of the sweeps", sweeps * declared.INDEX_KEYS / 2, "read_unit"),
        Line("alarms", counts["aws_cloudwatch_metric_alarm"], "alarm"),
        Line("dashboard", counts["aws_cloudwatch_dashboard"], "dashboard"),
        Line("own metrics", len(metrics(delivery)), "metric"),
    ]
    if delivery == "attribute":
        lines.append(Line("backlog: polls of an empty queue", POLLS_PER_MONTH, "queue_request"))
    return lines


def stored(traffic: Traffic, window_days: float) -> list[Line]:
    """The items, for as long as they live."""
    gb_months = traffic.firsts * (ITEM_BYTES + 100 + INDEX_BYTES) / BYTES_PER_GB * window_days / 30
    return [
        Line("items and index, stored", gb_months, "stored_gb"),
        Line("their recovery", gb_months, "recovery_gb"),
    ]


@cache
def planned(inventory: str) -> dict[str, int]:
    """How many resources of each type a plan has, from the inventories that tests/plan holds."""
    content: Any = yaml.safe_load((REPOSITORY / "tests/plan/inventories" / f"{inventory}.yaml").read_text())
    return dict(content["counts"])


def metrics(delivery: str) -> list[Metric]:
    """The metrics that a deployment reports month by month."""
    tokens = {Metric.TOKENS_WITH_CAMPAIGN, Metric.TOKENS_LEFT_AS_THEY_WERE}
    always = {metric for metric in Metric if metric.startswith(("Touches", "Journeys", "Expiration"))}
    by_hand = {
        metric for metric in Metric if metric.startswith("Users") and metric is not Metric.USERS_NOT_FOUND
    }
    chosen = tokens if delivery == "token" else set(Metric) - tokens - by_hand
    return sorted(always | chosen)


def _gb(purpose: str) -> float:
    return declared.function(purpose, "memory_mb") / MB_PER_GB


def _function(purpose: str, calls: float, seconds: float, traffic: Traffic, what: str = "") -> list[Line]:
    name = f"{purpose} function{f' {what}' if what else ''}"
    return [
        Line(f"{name}: requests", calls, "lambda_request"),
        Line(f"{name}: duration", calls * seconds * _gb(purpose), "lambda_gb_second"),
        Line(f"{name}: logs and metrics", calls * traffic.log_bytes / BYTES_PER_GB, "log_gb"),
    ]
