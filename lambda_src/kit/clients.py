"""The one place that makes AWS clients, each with a budget that fits its function's timeout.

botocore's defaults differ between the versions that a managed runtime may carry: the retry mode
changed from legacy to standard, and both time-outs are 60 s, longer than our functions live.
Legacy mode does not retry Cognito's throttling at all, as it comes with HTTP 400.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_BACKOFF_SECONDS = 20  # botocore's standard mode never waits longer between two attempts


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBudget:
    """What one call may cost: attempts in total, and seconds to connect and to read for each.

    With `attempts=1` botocore repeats nothing: for calls that a service does anew each time it is asked, as
    that an answer was lost does not say that nothing was done.
    """

    attempts: int
    connect_seconds: float
    read_seconds: float

    @property
    def worst_case_seconds(self) -> float:
        """The longest a call can take, with standard mode's back-off of at most 1, 2, 4 … seconds."""
        waits = sum(min(2.0**n, LONGEST_BACKOFF_SECONDS) for n in range(self.attempts - 1))
        return self.attempts * (self.connect_seconds + self.read_seconds) + waits


def client(service: str, budget: CallBudget, *, connections: int = 10) -> Any:
    """A client of `service` in standard retry mode, within `budget` for each call."""
    import boto3
    from botocore.config import Config

    make: Any = boto3.client  # its stub overloads on literal names
    return make(
        service,
        config=Config(
            connect_timeout=budget.connect_seconds,
            read_timeout=budget.read_seconds,
            retries={"mode": "standard", "total_max_attempts": budget.attempts},
            max_pool_connections=connections,
            user_agent_extra="journey-attribution",
        ),
    )


class Clients:
    """Makes each client on first use and keeps it, for the life of the container."""

    def __init__(self, budgets: Mapping[str, CallBudget], *, connections: int = 10) -> None:
        self._budgets = budgets
        self._connections = connections
        self._made: dict[str, Any] = {}
        self._lock = threading.Lock()  # else the threads of a first batch make a client each, 6 MB and 0.1 s

    def worst_case_seconds(self, service: str) -> float:
        """The longest that a call of `service` can take."""
        return self._budgets[service].worst_case_seconds

    def __getitem__(self, service: str) -> Any:
        with self._lock:
            if service not in self._made:
                self._made[service] = client(service, self._budgets[service], connections=self._connections)
            return self._made[service]
