"""How far a back-fill is: which file, what its lines are, and how many of them are done."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from kit.errors import BadInput, shown_names

KINDS = ("touches", "endpoints")
FORMATS = ("jsonl", "csv")
ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv"}
LONGEST_KEY = 1024  # bytes; S3 allows no longer one
MOST_LINES = 10**12  # S3 has no object with more
ETAG = re.compile(r'"?[0-9A-Za-z-]{1,128}"?')


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWalk:
    """Through the lines of one object of the bucket."""

    key: str
    format: str
    kind: str = KINDS[0]
    from_line: int = 0  # so many are done
    etag: str | None = None  # of the object, once it was read: another file must not be gone on with

    def on(self, line: int) -> FileWalk:
        """The walk when `line` is done."""
        return replace(self, from_line=line)

    def payload(self) -> dict[str, Any]:
        """What a call has to say to go on from here."""
        return asdict(self)


def file_walk_from(payload: Any) -> FileWalk:
    """The walk that a payload asks for; `BadInput` names what is wrong."""
    if not isinstance(payload, dict):
        raise BadInput('the payload must be an object, such as {"key": "exports/2026.jsonl"}')
    known = FileWalk.__dataclass_fields__.keys()
    if unknown := payload.keys() - known:
        raise BadInput(f"unknown {shown_names(unknown)}: a payload has {', '.join(known)}")
    key, kind, from_line = payload.get("key"), payload.get("kind", KINDS[0]), payload.get("from_line", 0)
    etag = payload.get("etag")
    if not isinstance(key, str) or not _fits(key):
        raise BadInput(f"key must be the key of an object, a text of 1 to {LONGEST_KEY} bytes of UTF-8")
    if kind not in KINDS:
        raise BadInput('kind must be "touches" or "endpoints"')
    if type(from_line) is not int or not 0 <= from_line <= MOST_LINES:
        raise BadInput("from_line must be a whole number of at least 0: so many lines are done")
    if etag is not None and not (isinstance(etag, str) and ETAG.fullmatch(etag)):
        raise BadInput("etag must be a text: leave it out, or take it from the answer to go on from")
    return FileWalk(key=key, format=_format(payload, key, kind), kind=kind, from_line=from_line, etag=etag)


def _fits(key: str) -> bool:
    try:
        return 0 < len(key.encode()) <= LONGEST_KEY
    except UnicodeEncodeError:
        return False


def _format(payload: dict[str, Any], key: str, kind: str) -> str:
    """As given; else an export of endpoints is JSON Lines, and a file of touches is what its name says."""
    given = payload.get("format")
    if given is None and kind == "touches":
        name = key.removesuffix(".gz")
        given = next((form for ending, form in ENDINGS.items() if name.endswith(ending)), None)
        if given is None:
            raise BadInput(f"format is missing, and {key} has none of {', '.join(ENDINGS)}: give it")
    if given not in (None, *FORMATS) or (kind, given) == ("endpoints", "csv"):
        raise BadInput('format must be "jsonl", or for touches "csv"')
    return given or "jsonl"
