"""One message of SES: one address, which is suppressed first, then told of.

Both may happen again: an address stays on the list, and the event has the same id. So a message whose work
failed anywhere comes again. One of several addresses is put back as one of each, so that each is tried, and
tried again, on its own: where SES is slow, the last of fifty would otherwise never have its turn.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from kit.errors import BadInput, ConfigError, PermanentError
from ses_event_processing.rules.feedback import apart, found_in
from ses_event_processing.rules.messages import message_of
from ses_event_processing.rules.metrics import Metric
from ses_event_processing.rules.suppression import DETAIL_TYPE, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kit.event_bus import EventBus
    from kit.metrics import Meter
    from kit.records import Record
    from ses_event_processing.rules.feedback import Wanted

SUPPRESSED = {
    Reason.BOUNCE: Metric.BOUNCES_SUPPRESSED,
    Reason.COMPLAINT: Metric.COMPLAINTS_SUPPRESSED,
}


class SuppressionList(Protocol):
    """Whom SES sends nothing to."""

    def add(self, address: str, reason: Reason) -> None:
        """Put the address on the list; the same again changes nothing."""


class Queue(Protocol):
    """Where the messages come from."""

    def put(self, messages: Sequence[Any]) -> None:
        """A message each; after an error some may have been put, which does no harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """What is done with a message; `bus` is None where nobody listens."""

    suppressed: SuppressionList
    queue: Queue
    bus: EventBus | None
    wanted: Wanted

    def handle(self, record: Record, meter: Meter) -> None:
        """Suppress whom the message names; the error, if any, brings it again."""
        message = message_of(record)
        found = None if message is None else found_in(message, self.wanted)
        if found is None or not (found.suppressions or found.unreadable):
            meter.count(Metric.FEEDBACK_IGNORED)
            return
        parts = apart(message, found)
        if len(parts) > 1:
            with _failing_its_record_only():
                self.queue.put(parts)
            return
        if found.unreadable:
            raise BadInput(f"emailAddress of {len(found.unreadable)} recipients must be an e-mail address")
        (suppression,) = found.suppressions
        self.suppressed.add(suppression.address, suppression.reason)
        meter.count(SUPPRESSED[suppression.reason])
        if self.bus is not None:
            with _failing_its_record_only():
                self.bus.put(DETAIL_TYPE, suppression.detail)


@contextmanager
def _failing_its_record_only() -> Iterator[None]:
    """Only what shuts the function out of the list may fail the batch: the others can be suppressed."""
    try:
        yield
    except ConfigError as error:
        raise PermanentError(str(error)) from error
