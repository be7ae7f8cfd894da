"""From an inbound text to consent, and then to all who are to hear of it.

Consent is written before anything else is tried, so that no failure of a reply loses an opt-out. What
follows is done step by step, each once per text, and one that fails keeps no other from its turn: the text
comes again for what is missing, and in the end lies among the dead letters with its consent intact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kit.errors import ConfigError, KitError, PermanentError, TransientError
from sms_self_managed_opt_outs.rules.consent import Consent, Outcome, State, decided
from sms_self_managed_opt_outs.rules.consent_event import DETAIL_TYPE, detail_of
from sms_self_managed_opt_outs.rules.inbound import inbound_of
from sms_self_managed_opt_outs.rules.keywords import Intent
from sms_self_managed_opt_outs.rules.metrics import Metric

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kit.event_bus import EventBus
    from kit.idempotency import Once
    from kit.metrics import Meter
    from kit.records import Record
    from sms_self_managed_opt_outs.rules.inbound import Inbound
    from sms_self_managed_opt_outs.rules.keywords import Keywords

TRIES = 3  # of a decision, while somebody else writes the same number's consent
STATES = {Intent.OPT_OUT: State.OPTED_OUT, Intent.OPT_IN: State.OPTED_IN}
COUNTED = {
    Outcome.CHANGED: Metric.CONSENTS_CHANGED,
    Outcome.CONFIRMED: Metric.CONSENTS_CONFIRMED,
    Outcome.SUPERSEDED: Metric.CONSENTS_SUPERSEDED,
}


class Store(Protocol):
    """Where consent is kept."""

    def held(self, phone_number: str, program: str) -> Consent | None:
        """What stands now."""

    def put(self, consent: Consent, held: Consent | None) -> bool:
        """Write it in the place of `held`; False where that is not there any more."""


class Mirror(Protocol):
    """Who keeps a copy of the state, because senders of their own look there."""

    def apply(self, consent: Consent) -> bool:
        """Take the state over; False where that is not possible now, which is no failure of ours."""


class Sender(Protocol):
    """Who sends replies."""

    def send(self, text: str, *, to: str, identity: str) -> None:
        """Send one text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFlow:
    """`identities`: from which identity a reply to each of our numbers is sent.

    `events` is None where nobody listens; `include_number`: whether they are told the whole number.
    """

    keywords: Keywords
    program: str
    replies: Mapping[str, str]
    identities: Mapping[str, str]
    store: Store
    mirrors: Sequence[tuple[str, Mirror]]
    sender: Sender
    events: EventBus | None
    include_number: bool

    def handle(self, record: Record, once: Once, meter: Meter) -> None:
        """One text of the queue; an error brings it again."""
        inbound = inbound_of(record)
        found = self.keywords.match(inbound.text)
        if found is None:
            meter.count(Metric.INBOUND_IGNORED)
            return
        steps = [] if found.intent is not Intent.HELP else [self._reply(inbound, found.intent, meter)]
        if found.intent in STATES:
            wish = Consent(
                phone_number=inbound.customer,
                program=self.program,
                state=STATES[found.intent],
                keyword=found.keyword,
                inbound_message_id=inbound.identifier,
                channel_number=inbound.ours,
                received_at=inbound.received_at,
                changed_by=inbound.identifier,
            )
            outcome, written = self._recorded(wish)
            if written:
                meter.count(COUNTED[outcome])
            if outcome is not Outcome.SUPERSEDED:
                steps += self._mirrorings(wish, meter)
            if outcome is Outcome.CHANGED:
                steps += [self._reply(inbound, found.intent, meter), *self._tellings(wish)]
        self._do(steps, inbound.identifier, once)

    def _recorded(self, wish: Consent) -> tuple[Outcome, bool]:
        """What became of the wish, and whether that is news: a retry finds it as it was left."""
        for _ in range(TRIES):
            held = self.store.held(wish.phone_number, wish.program)
            outcome, consent = decided(held, wish)
            if consent is None:
                return outcome, outcome is Outcome.SUPERSEDED
            if self.store.put(consent, held):
                return outcome, True
        raise TransientError("others keep changing the consent of the same number")

    def _mirrorings(self, wish: Consent, meter: Meter) -> Iterator[tuple[str, Callable[[], object]]]:
        for name, mirror in self.mirrors:

            def copy(mirror: Mirror = mirror) -> bool:
                taken = mirror.apply(wish)
                meter.count(Metric.MIRRORS_REFUSED, int(not taken))
                return taken

            yield name, copy

    def _reply(self, inbound: Inbound, intent: Intent, meter: Meter) -> tuple[str, Callable[[], object]]:
        def send() -> bool:
            text = self.replies.get(intent)
            if text is None:
                return False
            identity = self.identities.get(inbound.ours)
            if identity is None:
                raise PermanentError(
                    "destinationNumber is not in origination_identities: add it, then redrive"
                )
            self.sender.send(text, to=inbound.customer, identity=identity)
            meter.count(Metric.CONSENT_REPLIES_SENT)
            return True

        return "reply", send

    def _tellings(self, wish: Consent) -> Iterator[tuple[str, Callable[[], object]]]:
        events = self.events
        if events is not None:

            def tell() -> bool:
                detail = detail_of(wish, include_number=self.include_number)
                events.put(DETAIL_TYPE, detail, at=wish.received_at)
                return True

            yield "event", tell

    @staticmethod
    def _do(steps: Sequence[tuple[str, Callable[[], object]]], identifier: str, once: Once) -> None:
        errors: list[KitError] = []
        for name, step in steps:
            try:
                once.run(f"{identifier}#{name}", step)
            except KitError as error:
                errors.append(error)
        if errors and all(isinstance(error, ConfigError) for error in errors):
            # Of this text alone: the consents of the others in the batch are to be written.
            raise PermanentError(str(errors[0])) from errors[0]
        if errors:
            raise next(error for error in errors if not isinstance(error, ConfigError))
