"""Replying: each mail of an event is answered, ignored, or fails; what fails is told after all were tried."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from kit.batches import records_of
from kit.errors import ConfigError, KitError, TransientError
from kit.logs import logger
from kit.metrics import count_all
from kit.service_errors import translate
from ses_auto_reply.rules.guards import Reason, reason_to_ignore
from ses_auto_reply.rules.mail import mail_of
from ses_auto_reply.rules.metrics import Metric
from ses_auto_reply.rules.reply import own_address, reply_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kit.deadline import Deadline
    from kit.idempotency import Once
    from kit.metrics import Meter
    from ses_auto_reply.rules.mail import Mail
    from ses_auto_reply.rules.reply import Reply, Template


class Templates(Protocol):
    """Where the template is kept."""

    def load(self) -> Template:
        """The template as it is now."""


class Sender(Protocol):
    """Who sends."""

    def send(self, reply: Reply) -> bool:
        """Send one reply; False where nobody can tell whether it went out. An error says that it did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replying:
    """Everything that stays the same from call to call."""

    templates: Templates
    sender: Sender
    from_address: str | None
    require_dmarc_pass: bool

    def handle(self, event: Any, claims: Once, meter: Meter, deadline: Deadline) -> None:
        """Answer every mail of `event`; after `deadline` none is begun, as its end would not be seen.

        Raises after all were tried if any failed: Lambda calls again with the same event, and whoever was
        answered is not answered again.
        """
        _, records = records_of(event)
        results = [
            TransientError("no time was left") if deadline.passed else self._tried(record, claims)
            for record in records
        ]
        _report(results, meter)
        _fail(results)

    def _tried(self, record: Any, claims: Once) -> Metric | Reason | KitError:
        try:
            mail = mail_of(record)
            own = own_address(mail, self.from_address)
            reason = reason_to_ignore(mail, own, require_dmarc_pass=self.require_dmarc_pass)
            return reason if reason is not None else self._answered(mail, own, claims)
        except KitError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a fault in one mail shall not keep the next from its reply
            logger().exception("mail was not answered, by a fault of ours")
            return translate(error, "the reply")

    def _answered(self, mail: Mail, own: str, claims: Once) -> Metric:
        def send() -> Metric:
            taken = self.sender.send(reply_to(mail, self.templates.load(), own))
            return Metric.REPLIES_SENT if taken else Metric.REPLIES_UNCONFIRMED

        # Each address must be free, so one claim is made within the other. The table holds SHA-256 of both.
        work: Callable[[], Metric | None] = send
        for address in mail.correspondents:
            work = partial(claims.run, f"{address} {own}".lower(), work)
        return work() or Metric.REPLIES_SAVED


def _report(results: Iterable[Metric | Reason | KitError], meter: Meter) -> None:
    seen = Counter("failed" if isinstance(result, KitError) else result for result in results)
    reasons = {reason: seen[reason] for reason in Reason if seen[reason]}
    counts: dict[str, int] = {
        Metric.REPLIES_SENT: seen[Metric.REPLIES_SENT],
        Metric.REPLIES_SAVED: seen[Metric.REPLIES_SAVED],
        Metric.REPLIES_FAILED: seen["failed"],
        Metric.REPLIES_UNCONFIRMED: seen[Metric.REPLIES_UNCONFIRMED],
        Metric.MAIL_IGNORED: sum(reasons.values()),
    }
    count_all(meter, counts)
    for reason, value in reasons.items():
        meter.count(Metric.MAIL_IGNORED_BY_REASON, value, reason=str(reason))
    logger().info("mail handled", counts={**counts, **{str(reason): n for reason, n in reasons.items()}})


def _fail(results: Iterable[Metric | Reason | KitError]) -> None:
    """Raise what tells most of why: the deployment's own fault before a fault of one mail."""
    errors = [result for result in results if isinstance(result, KitError)]
    for error in errors:
        logger().warning("mail was not answered", error=str(error))
    errors.sort(key=lambda error: not isinstance(error, ConfigError))
    if len(errors) == 1 or (errors and isinstance(errors[0], ConfigError)):
        raise errors[0]
    if errors:
        raise TransientError(f"{len(errors)} mails could not be answered; the first: {errors[0]}")
