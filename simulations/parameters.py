"""What a simulation is about: the blast, and what of the deployment and of AWS is not read from the code."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from simulations import declared

TRIGGERS = ("split", "open", "everyone")
DELIVERIES = ("attribute", "token")
LONGEST_TOKEN_SECONDS = 86_400
SHORTEST_TOKEN_SECONDS = 300


class WrongParameterError(ValueError):
    """A parameter that makes no sense; the message names it and says what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blast:
    """One send to many customers, and what they do."""

    audience: int
    trigger: str = "split"  # who is tagged, and when: see audience.py
    sends_per_second: float = 500
    interested: float = 0.25  # share of the audience that opens at all
    median_open_hours: float = 6
    open_spread: float = 2.27  # sigma of the log-normal time to open
    split_hours: float = 1
    listening_days: float = 7  # later opens are nobody's touch
    repeating: float = 0.2  # share of the tagged that touch the same journey once more
    repeat_hours: float = 4
    window_days: float = declared.WINDOW_DAYS
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        _whole(self, "audience", "seed")
        _within(self, "audience", 1, 100_000_000)
        _one_of(self, "trigger", TRIGGERS)
        _within(self, "sends_per_second", 0.1, 1_000_000)
        _within(self, "interested", 0, 1)
        _within(self, "repeating", 0, 1)
        _within(self, "median_open_hours", 0.001, 1000)
        _within(self, "open_spread", 0.01, 10)
        _within(self, "split_hours", 0, 24 * 30)
        _within(self, "listening_days", 0.01, 30)
        _within(self, "window_days", 1 / 1440, 365)
        _within(self, "repeat_hours", 0, 24 * 365)
        if self.repeating and self.repeat_hours >= self.window_days * 24:
            raise WrongParameterError(
                "repeat_hours must be shorter than window_days: later it is a new touch"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The deployment and AWS. What the code declares is the default; the rest is assumed."""

    delivery: str = "attribute"
    update_rate: float = declared.UPDATE_RATE
    others_rate: float = 0  # attribute writes per second of other pools and programs
    quota: float = declared.QUOTA
    stream_batch: int = declared.STREAM_BATCH
    behind_seconds: float = declared.BEHIND_SECONDS
    partitions: int = 4  # a new on-demand table: 4,000 write units per second
    partition_units: float = 1000
    split_after_seconds: float = 300  # at the limit for so long, then twice the partitions
    tagging_concurrency: int = 100
    tagging_call_seconds: float = 0.1  # 50 users in 16 threads, and the way there and back
    endpoints_per_call: int = 50
    cognito_seconds: float = 0.1
    queue_seconds: float = 0.015  # one SendMessageBatch
    overhead_seconds: float = 0.05  # of an invocation: poll, reserve, read
    delete_seconds: float = 0.005
    shards_at_once: int = declared.INDEX_KEYS  # keys of the index that a sweep deletes from, a partition each
    id_token_seconds: float = 3600
    horizon_days: float = 60

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        _whole(
            self, "stream_batch", "partitions", "shards_at_once", "tagging_concurrency", "endpoints_per_call"
        )
        _one_of(self, "delivery", DELIVERIES)
        _within(self, "quota", 0.1, 100_000)
        _within(self, "update_rate", 0.1, self.quota)
        _within(self, "others_rate", 0, self.quota)
        _within(self, "stream_batch", 1, 10_000)
        for name in ("partitions", "tagging_concurrency", "endpoints_per_call"):
            _within(self, name, 1, 10_000)
        _within(self, "partition_units", 1, 1_000_000)
        _within(self, "shards_at_once", 1, declared.INDEX_KEYS)
        for name in ("split_after_seconds", "behind_seconds", "overhead_seconds", "cognito_seconds"):
            _within(self, name, 0, 3600)
        for name in ("tagging_call_seconds", "queue_seconds", "delete_seconds"):
            _within(self, name, 0.0001, 60)
        _within(self, "id_token_seconds", SHORTEST_TOKEN_SECONDS, LONGEST_TOKEN_SECONDS)
        _within(self, "horizon_days", 0.001, 3650)

    @property
    def deletes_per_second(self) -> float:
        """What a sweep can remove: as its threads or the partitions of the index allow."""
        threads = declared.SWEEP_WORKERS / self.delete_seconds
        return min(threads, self.shards_at_once * self.partition_units)

    @property
    def refusals_possible(self) -> bool:
        """Whether the quota can be spent by us and the others together."""
        return self.update_rate + self.others_rate > self.quota


def settings(kind: type[Blast | System]) -> dict[str, Any]:
    """Names and defaults of all parameters; those without a default have None."""
    return {
        field.name: field.default if isinstance(field.default, (int, float, str)) else None
        for field in fields(kind)
    }


def _whole(owner: Blast | System, *names: str) -> None:
    for name in names:
        value = getattr(owner, name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise WrongParameterError(f"{name} must be a whole number, not {value!r}")


def _within(owner: Blast | System, name: str, least: float, most: float) -> None:
    value = getattr(owner, name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        raise WrongParameterError(f"{name} must be a number from {least:g} to {most:g}, not {value!r}")


def _one_of(owner: Blast | System, name: str, allowed: tuple[str, ...]) -> None:
    value = getattr(owner, name)
    if value not in allowed:
        raise WrongParameterError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
