"""Which part of the table's stream is replayed, and how far a replay is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from kit.errors import BadInput, shown_names

MEMORY_MS = 24 * 3600 * 1000  # a stream of DynamoDB keeps its records for 24 hours: API reference, GetRecords
FIELDS = {"from", "to", "shard", "after"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Records of `begin` <= moment < `end` (epoch ms), from a shard on, behind a sequence number in it."""

    begin: int
    end: int
    shard: str | None = None
    after: str | None = None

    def at(self, shard: str, after: str | None = None) -> Replay:
        """The same, so far."""
        return replace(self, shard=shard, after=after)

    def wants(self, recorded_at: int) -> bool:
        """Whether a record of this moment is in the time that was asked for."""
        return self.begin <= recorded_at < self.end

    def payload(self) -> dict[str, Any]:
        """What a call has to say to go on from here."""
        told = {"from": _iso(self.begin), "to": _iso(self.end), "shard": self.shard, "after": self.after}
        return {"replay": {name: value for name, value in told.items() if value is not None}}


def replay_from(payload: Any, *, now: int) -> Replay:
    """The replay that `payload` asks for; `{}` is all that the stream remembers at `now` (epoch ms).

    Records carry whole seconds, so `from` counts from the beginning of its second, and `to` ends at `now`.
    `BadInput` names what is wrong.
    """
    if not isinstance(payload, dict):
        raise BadInput('replay must be an object, such as {} or {"from": "2026-11-20T10:00:00Z"}')
    if unknown := payload.keys() - FIELDS:
        raise BadInput(f"unknown {shown_names(unknown)}: a replay has from, to, shard and after")
    end = min(now, _moment(payload.get("to"), "to", otherwise=now))
    begin = max(0, _moment(payload.get("from"), "from", otherwise=now - MEMORY_MS) // 1000 * 1000)
    if begin >= end:
        raise BadInput("from must be before to, and in the past")
    shard, after = (_optional_text(payload.get(name), name) for name in ("shard", "after"))
    if after is not None and shard is None:
        raise BadInput("after is a place in a shard: give shard, too")
    return Replay(begin=begin, end=end, shard=shard, after=after)


def forgotten(replay: Replay, *, now: int) -> dict[str, str] | None:
    """What to tell the operator where the replay begins before the stream's memory does."""
    if replay.shard is not None or replay.begin >= (now - MEMORY_MS) // 1000 * 1000:
        return None
    return {
        "from": _iso(replay.begin),
        "remark": "the stream forgets after 24 hours; what is older is not replayed",
    }


def _moment(text: Any, name: str, *, otherwise: int) -> int:
    if text is None:
        return otherwise
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return int(moment.timestamp() * 1000)
    except (TypeError, ValueError):
        pass
    raise BadInput(f"{name} must be a moment in ISO 8601 with its offset, such as 2026-11-20T10:00:00Z")


def _optional_text(value: Any, name: str) -> str | None:
    if value is not None and not (isinstance(value, str) and value):
        raise BadInput(f"{name} must be a text, as the answer of an earlier call gave it")
    return value


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds")
