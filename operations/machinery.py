"""Causes that concern the whole deployment: event sources, schedule, queues, the pool's settings. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operations.cause import RUN_AGAIN, Cause
from operations.facts import EventSource, Evidence, NotReadable, Pool
from operations.values import calls_token_function

if TYPE_CHECKING:
    from collections.abc import Callable

BROKEN = ("PROBLEM", "FAILED")  # how Lambda, and the emulator, begin the result of a poll that failed


def is_read(source: EventSource | NotReadable | None) -> bool:
    """Whether the projection function is fed by this mapping; one that cannot be looked at is trusted."""
    return isinstance(source, NotReadable) or (source is not None and source.state == "Enabled")


def expires_on_time(evidence: Evidence) -> bool:
    """Whether the schedule calls the expiration function; one that cannot be looked at is trusted."""
    return isinstance(evidence.schedule, NotReadable) or evidence.schedule == "ENABLED"


def stream_mapping_off(evidence: Evidence) -> Cause | None:
    """Nothing new reaches the attribute."""
    return _mapping_off("stream", "no change reaches the attribute", evidence.stream, evidence)


def backlog_mapping_off(evidence: Evidence) -> Cause | None:
    """Who waits, waits for ever."""
    return _mapping_off("backlog", "who waits is never served", evidence.backlog, evidence)


def _mapping_off(
    name: str, effect: str, source: EventSource | NotReadable | None, of: Evidence
) -> Cause | None:
    if not of.delivers_attribute or is_read(source):
        return None
    state = source.state if isinstance(source, EventSource) else "missing"
    return Cause(
        code=f"{name}-mapping-off",
        text=f"the {name} mapping of the projection function is {state}: {effect}",
        todo="apply the module again, or `aws lambda update-event-source-mapping --enabled`; "
        "after more than 24 hours run reconcile as well",
        runbook=f"{name}-age",
    )


def stream_mapping_failing(evidence: Evidence) -> Cause | None:
    """The function fails, or cannot be called."""
    return _mapping_failing("stream", evidence.stream)


def backlog_mapping_failing(evidence: Evidence) -> Cause | None:
    """The same for the queue."""
    return _mapping_failing("backlog", evidence.backlog)


def _mapping_failing(name: str, source: EventSource | NotReadable | None) -> Cause | None:
    if not isinstance(source, EventSource) or not source.last_result.startswith(BROKEN):
        return None
    return Cause(
        code=f"{name}-mapping-failing",
        text=f"the last result of the {name} mapping is {source.last_result!r}",
        todo="read the projection function's log; then look at its role, its timeout, its concurrency",
        runbook=f"{name}-age",
    )


def schedule_off(evidence: Evidence) -> Cause | None:
    """No touch ends on time."""
    if expires_on_time(evidence):
        return None
    state = "missing" if evidence.schedule is None else evidence.schedule
    return Cause(
        code="schedule-off",
        text=f"the schedule of the expiration function is {state}: windows do not end on time",
        todo="apply the module again, or enable the schedule in the console",
        runbook="expiration-silent",
    )


def users_wait(evidence: Evidence) -> Cause | None:
    """The user may be one of them; which users wait cannot be seen without taking messages out."""
    if isinstance(evidence.waiting, NotReadable) or not evidence.waiting:
        return None
    return Cause(
        code="backlog-waits",
        text=f"users in the backlog: about {evidence.waiting}, this one perhaps among them",
        todo=f"wait: it is drained below cognito_update_rate; {RUN_AGAIN}",
        passing=is_read(evidence.backlog),
        runbook="backlog-depth",
    )


def dead_letters(evidence: Evidence) -> Cause | None:
    """One of them may be this user's."""
    if isinstance(evidence.dead_letters, NotReadable) or not evidence.dead_letters:
        return None
    return Cause(
        code="dead-letters",
        text=f"dead letters: about {evidence.dead_letters}, perhaps one of this user",
        todo="mend what failed (the functions' logs), then redrive",
        runbook="dead-letters",
    )


def token_trigger_unset(evidence: Evidence) -> Cause | None:
    """Then no token carries the claim of ours."""
    if calls_token_function(evidence):
        return None
    return Cause(
        code="token-trigger-unset",
        text="delivery.token is on, but the pool's pre token generation trigger is another or none",
        todo="set the pool's trigger to the module's output token_function_arn",
    )


def attribute_may_be_forged(evidence: Evidence) -> Cause | None:
    """Nobody but the projection should write it."""
    if isinstance(evidence.writers, NotReadable) or not evidence.writers:
        return None
    return Cause(
        code="attribute-may-be-forged",
        text=f"app clients may write the attribute, so a signed-in user could: {', '.join(evidence.writers)}",
        todo="give each of them write_attributes without the attribute; then reconcile with --walk pool",
    )


def case_settings_disagree(evidence: Evidence) -> Cause | None:
    """The module and the pool do not mean the same by a name."""
    pool = evidence.pool
    if not isinstance(pool, Pool) or pool.case_sensitive == evidence.case_sensitive:
        return None
    said = {True: "tells Ann from ann", False: "takes Ann and ann for one"}
    return Cause(
        code="case-settings-disagree",
        text=f"the pool {said[pool.case_sensitive]}, the module {said[evidence.case_sensitive]}: "
        "it matters for usernames with capitals",
        todo=f"set username_case_sensitive = {str(pool.case_sensitive).lower()}; the pool's own is permanent",
    )


RULES: tuple[Callable[[Evidence], Cause | None], ...] = (
    stream_mapping_off,
    stream_mapping_failing,
    backlog_mapping_off,
    backlog_mapping_failing,
    schedule_off,
    users_wait,
    dead_letters,
    token_trigger_unset,
    case_settings_disagree,
    attribute_may_be_forged,
)
