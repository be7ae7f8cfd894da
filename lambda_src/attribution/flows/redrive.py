"""Redrive: letters that were moved from the dead letters to the backlog, told from users who wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from attribution.rules.letters import LostBatch, Waiting
from kit.errors import BadInput, ConfigError, KitError, TransientError
from kit.logs import logger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from attribution.flows.projection import Backlog
    from attribution.rules.letters import Letter


class LetterReader(Protocol):
    """The backlog's form of a message."""

    def __call__(self, record: Mapping[str, Any], *, now: int) -> Letter:
        """The letter in a record; `BadInput` if it is none."""


class LostRecords(Protocol):
    """The table's stream, which remembers for 24 hours."""

    def usernames(self, batch: LostBatch) -> Sequence[str]:
        """The users of a batch's records; `PermanentError` where the stream has forgotten them."""


def sort_letters(
    records: Iterable[Mapping[str, Any]],
    *,
    read: LetterReader,
    stream: LostRecords,
    backlog: Backlog,
    now: int,
) -> tuple[dict[str, Waiting], set[str]]:
    """Those who wait, by message id, and the ids of messages that could not be read or handled.

    The users of a lost batch are queued one by one; a lost sweep needs nothing.
    """
    waiting: dict[str, Waiting] = {}
    failed: set[str] = set()
    for record in records:
        message = str(record.get("messageId", ""))
        try:
            letter = read(record, now=now)
        except BadInput as error:
            logger().error("backlog message cannot be read", error=str(error))
            failed.add(message)
            continue
        if isinstance(letter, Waiting):
            waiting[message] = letter
        elif isinstance(letter, LostBatch):
            if not _queued_again(letter, stream, backlog, now):
                failed.add(message)
        else:
            logger().info("a lost sweep needs nothing: later ones did its work")
    return waiting, failed


def _queued_again(batch: LostBatch, stream: LostRecords, backlog: Backlog, now: int) -> bool:
    try:
        usernames = stream.usernames(batch)
        lost = backlog.add(dict.fromkeys(usernames, now))
    except KitError as error:
        logger().error(f"lost batch cannot be read again: {_advice(error)}", error=str(error))
        return False
    logger().info("lost batch queued again", counts={"users": len(set(usernames)), "lost": len(lost)})
    return not lost


def _advice(error: KitError) -> str:
    if isinstance(error, TransientError):
        return "try again"
    if isinstance(error, ConfigError):
        return "fix the deployment's permission, then redrive again"
    return "run a reconciliation of the pool"
