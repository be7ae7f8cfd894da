"""One simulation: the processes put together, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import simpy

from simulations import audience, declared
from simulations.backlog import Backlog
from simulations.cognito import Pace, Quota
from simulations.cohorts import Kind
from simulations.expiration import Expiration
from simulations.ledger import Ledger
from simulations.stream import Stream
from simulations.tagging import Table, Tagging

if TYPE_CHECKING:
    from simulations.parameters import Blast, System

DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The numbers of one run; times in seconds."""

    touches_sent: int
    touches: int  # recorded, repeats included
    touches_lost: int
    touches_waiting: int  # when the horizon was reached
    records: int  # of the stream: changes, and repeats that change nothing
    unchanged: int
    changes: int
    settled: int
    deferred: int  # changes that the stream handed to the backlog
    waiting: int  # records, when the horizon was reached
    lost: int  # records: too old for the stream, or for the backlog
    calls: int
    refused: int
    most_waiting: int
    most_waiting_at: float
    oldest_message: float
    stream_age: float
    expiration_lag: float
    partitions: int
    last_touch: float
    last_set: float
    last_blank: float
    set_median: float
    set_longest: float
    blank_median: float
    blank_longest: float
    timeline: tuple[tuple[float, int], ...]


def simulate(blast: Blast, system: System) -> Outcome:
    """The blast on the deployment, to its end or to the horizon."""
    env = simpy.Environment()
    ledger = Ledger()
    table = Table(system, ledger)
    stream = Stream(env, system, table, ledger)
    backlog = Backlog(env, system, ledger)
    expiration = Expiration(env, system, blast.window_days, ledger)
    tagging = Tagging(env, system, blast, table, ledger)
    pace, quota = Pace(env, system.update_rate), Quota(system)

    env.process(tagging.run(audience.touches(blast), stream, expiration))
    env.process(expiration.run(stream))
    env.process(stream.run(pace, quota, backlog))
    for _ in range(declared.BACKLOG_WORKERS):
        env.process(backlog.run(pace, quota))
    env.run(until=system.horizon_days * DAY)
    outcome = _outcome(ledger, touches=tagging.waiting, records=stream.waiting + backlog.waiting)
    return _with_tokens(outcome, system) if system.delivery == "token" else outcome


def _outcome(ledger: Ledger, *, touches: int, records: int) -> Outcome:
    made, settled = ledger.made, ledger.settled
    return Outcome(
        touches_sent=ledger.touches_sent,
        touches=ledger.touches,
        touches_lost=ledger.touches_lost,
        touches_waiting=touches,
        records=sum(made.values()),
        unchanged=settled[Kind.NONE],
        changes=made[Kind.SET] + made[Kind.BLANK],
        settled=settled[Kind.SET] + settled[Kind.BLANK],
        deferred=ledger.deferred,
        waiting=records,
        lost=ledger.stream_lost + ledger.backlog_lost,
        calls=ledger.calls,
        refused=ledger.refused,
        most_waiting=ledger.most_waiting,
        most_waiting_at=ledger.most_waiting_at,
        oldest_message=ledger.oldest_message,
        stream_age=ledger.stream_age,
        expiration_lag=ledger.expiration_lag,
        partitions=ledger.partitions,
        last_touch=ledger.last_touch,
        last_set=ledger.last_settled.get(Kind.SET, 0),
        last_blank=ledger.last_settled.get(Kind.BLANK, 0),
        set_median=ledger.lateness(Kind.SET, 0.5),
        set_longest=ledger.lateness(Kind.SET, 1),
        blank_median=ledger.lateness(Kind.BLANK, 0.5),
        blank_longest=ledger.lateness(Kind.BLANK, 1),
        timeline=tuple(ledger.timeline),
    )


def _with_tokens(outcome: Outcome, system: System) -> Outcome:
    """Nobody is written: a signed-in app learns of a change at its next refresh.

    That may come at any moment of the token's life, so half of the users wait for half of it.
    """
    half, whole = system.id_token_seconds / 2, system.id_token_seconds
    return replace(
        outcome,
        last_set=outcome.last_touch + whole,
        set_median=half,
        set_longest=whole,
        blank_median=half,
        blank_longest=whole,
    )
