"""Back-fill: the lines of a file in S3 -> touches in the table, or notes about endpoints.

What is written twice is written once, so a call may stop anywhere and the next one begin at the last chunk.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from attribution.flows.lookups import needed
from attribution.rules.parsed import PINPOINT_ENDPOINT, Note, Rejection
from attribution.rules.touch import Outcome, Reason
from attribution.rules.touch_files import csv_parts, json_parts
from attribution.sources.direct import parse_touches
from attribution.sources.shared.pinpoint_endpoints import username_of
from attribution.sources.shared.references import reference_of
from kit.errors import BadInput, ConfigError, KitError, TransientError
from kit.logs import logger

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from attribution.flows.recording import Recording
    from attribution.rules.file_walk import FileWalk
    from attribution.rules.parsed import Result
    from attribution.rules.touch_files import FilePart
    from attribution.sources import Reading
    from kit.deadline import Deadline
    from kit.metrics import Meter

CHUNK = 500  # lines
NOTES_AT_ONCE = 64  # between two looks at the clock
PROBLEMS_TOLD = 100  # of one call; the counts tell of all
NOT_RECORDED = "not_recorded"
# Counted only: a file that goes back for a year has many of them.
NO_PROBLEM: dict[Result, str] = {
    Outcome.RECORDED: "recorded",
    Outcome.SUPERSEDED: "superseded",
    Reason.WINDOW_OVER: "window_over",
}


class Files(Protocol):
    """Where the files are."""

    def lines(self, key: str, *, etag: str | None) -> tuple[str, Generator[bytes, None, None]]:
        """The file's ETag and its lines; `BadInput` where there is none, or another than `etag`."""


@dataclass(slots=True)
class _Told:
    """What a call has to say of the lines that it did."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def problem(self, line: int, reason: str) -> None:
        if len(self.problems) < PROBLEMS_TOLD:
            self.problems.append({"line": line, "reason": reason})


@dataclass(frozen=True, slots=True, kw_only=True)
class BackFill:
    """Everything that stays the same from call to call."""

    files: Files
    recording: Recording
    reading: Reading

    def run(self, walk: FileWalk, *, now: int, deadline: Deadline, meter: Meter) -> dict[str, Any]:
        """Go through the file from `walk` on, at `now` (epoch ms); the answer says how to go on.

        ``{"done": bool, "resume": payload or None, "stopped": why or None, "counts": {…}, "problems": […]}``
        """
        told, begun, done, stopped = _Told(), walk.from_line, False, None
        try:
            etag, lines = self.files.lines(walk.key, etag=walk.etag)
            walk = replace(walk, etag=etag)
            with closing(lines):
                read = csv_parts if walk.format == "csv" else json_parts
                parts = read(_in_time(lines, deadline), after=walk.from_line)
                while chunk := list(islice(parts, CHUNK)):
                    if walk.kind == "touches":
                        self._record(chunk, told, now, deadline, meter)
                    else:
                        self._remember(chunk, told, now, deadline)
                    walk = walk.on(chunk[-1].last)
                done = True
        except TransientError as error:
            stopped = None if deadline.passed else str(error)
        if not done and deadline.passed and walk.from_line == begun:
            raise BadInput(f"the time of a call ends before line {begun + 1} is done: split {walk.key}")
        counts = {"lines": 0, **told.counts}
        logger().info("back-filled", counts={**counts, "from_line": walk.from_line})
        return {
            "done": done,
            "resume": None if done else walk.payload(),
            "stopped": stopped,
            "counts": counts,
            "problems": told.problems,
        }

    def _record(
        self, chunk: Sequence[FilePart], told: _Told, now: int, deadline: Deadline, meter: Meter
    ) -> None:
        """Record the touches of a chunk; `TransientError` if it has to come again."""
        readable = ((str(one.first), one.content) for one in chunk if not isinstance(one.content, Reason))
        # without its own time an old touch would be a new one
        parsed = parse_touches(readable, self.reading, otherwise=None)
        parsed.rejections.extend(
            Rejection(item=str(one.first), reason=one.content)
            for one in chunk
            if isinstance(one.content, Reason)
        )
        (results,) = self.recording.record([parsed], now=now, deadline=deadline, meter=meter)
        _raise_what_concerns_all(results.values())
        told.counts["lines"] += len(chunk)
        for one in chunk:
            result = results[str(one.first)]
            if result in NO_PROBLEM:
                told.counts[NO_PROBLEM[result]] += 1
            elif isinstance(result, KitError):
                told.counts["failed"] += 1
                told.problem(one.first, NOT_RECORDED)
            else:
                told.counts["rejected"] += 1
                told.problem(one.first, str(result))

    def _remember(self, chunk: Sequence[FilePart], told: _Told, now: int, deadline: Deadline) -> None:
        """Note whose endpoints these are; of several lines about one the last counts."""
        lookups = needed(self.recording.lookups)
        found = [(one.first, self._note(one.content)) for one in chunk]
        notes = list({note.reference: note for _, note in found if isinstance(note, Note)}.values())

        for start in range(0, len(notes), NOTES_AT_ONCE):
            if deadline.passed:
                raise TransientError("no time left")
            lookups.remember(notes[start : start + NOTES_AT_ONCE], now=now)
        told.counts["lines"] += len(chunk)
        for line, note in found:
            if isinstance(note, Note):
                told.counts["remembered"] += 1
            else:
                told.counts["rejected"] += 1
                told.problem(line, str(note))

    def _note(self, endpoint: Any | Reason) -> Note | Reason:
        """Whose endpoint it is. The shape is that of Pinpoint's endpoints wherever they are told of."""
        if isinstance(endpoint, Reason):
            return endpoint
        username = username_of(endpoint, self.reading)
        if isinstance(username, Reason):
            return username
        reference = reference_of(PINPOINT_ENDPOINT, endpoint.get("Id"))
        return reference if isinstance(reference, Reason) else Note(reference=reference, username=username)


def _in_time(lines: Iterator[bytes], deadline: Deadline) -> Iterator[bytes]:
    """Also the lines that are only passed by, which may be many."""
    for line in lines:
        if deadline.passed:
            raise TransientError("no time left")
        yield line


def _raise_what_concerns_all(results: Iterable[Result]) -> None:
    """A wrong deployment, then whatever may pass; what concerns one line only is told with the line."""
    errors = sorted(
        (result for result in results if isinstance(result, (ConfigError, TransientError))),
        key=lambda error: isinstance(error, TransientError),
    )
    if errors:
        raise errors[0]
