"""One message of SES: suppress first, then tell.

Both may happen again: an address stays on the list, and the event has the same id. So a message whose work
failed anywhere comes again as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kit.errors import BadInput, ConfigError, KitError, PermanentError, TransientError
from ses_event_processing.rules.feedback import found_in
from ses_event_processing.rules.messages import message_of
from ses_event_processing.rules.metrics import Metric
from ses_event_processing.rules.suppression import DETAIL_TYPE, Reason

if TYPE_CHECKING:
    from kit.deadline import Deadline
    from kit.event_bus import EventBus
    from kit.metrics import Meter
    from kit.records import Record
    from ses_event_processing.rules.feedback import Wanted
    from ses_event_processing.rules.suppression import Suppression

SUPPRESSED = {
    Reason.BOUNCE: Metric.BOUNCES_SUPPRESSED,
    Reason.COMPLAINT: Metric.COMPLAINTS_SUPPRESSED,
}


class SuppressionList(Protocol):
    """Whom SES sends nothing to."""

    def add(self, address: str, reason: Reason) -> None:
        """Put the address on the list; the same again changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """What is done with a message; `bus` is None where nobody listens."""

    suppressed: SuppressionList
    bus: EventBus | None
    wanted: Wanted

    def handle(self, record: Record, deadline: Deadline, meter: Meter) -> None:
        """Suppress whom the message names; the error, if any, brings it again.

        One address that cannot be suppressed keeps nobody else from it. Where a retry may help for any, it is
        made, whatever is wrong with the others.
        """
        message = message_of(record)
        found = None if message is None else found_in(message, self.wanted)
        if found is None or not (found.suppressions or found.unreadable):
            meter.count(Metric.FEEDBACK_IGNORED)
            return
        errors: list[KitError] = []
        for suppression in found.suppressions:
            try:
                self._suppress(suppression, deadline)
            except ConfigError:
                raise
            except KitError as error:
                errors.append(error)
            else:
                meter.count(SUPPRESSED[suppression.reason])
        if found.unreadable:
            errors.append(
                BadInput(f"emailAddress of {found.unreadable} recipients must be an e-mail address")
            )
        if errors:
            raise min(errors, key=lambda error: isinstance(error, PermanentError))

    def _suppress(self, suppression: Suppression, deadline: Deadline) -> None:
        if deadline.passed:  # what is begun can be finished: the whole batch would come again otherwise
            raise TransientError("the invocation is near its end; the message is for the next one")
        self.suppressed.add(suppression.address, suppression.reason)
        if self.bus is not None:
            self.bus.put(DETAIL_TYPE, suppression.detail)
