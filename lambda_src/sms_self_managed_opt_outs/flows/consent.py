"""From an inbound text to consent, and then to all who are to hear of it.

The consents of a whole batch are written before anything else is tried, so that no reply that fails, and no
service that hangs, loses an opt-out. What follows is done step by step, each once per text, while there is
time, and one that fails keeps no other from its turn: the text comes again for what is missing, and in the
end lies among the dead letters with its consent intact.
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

    from kit.deadline import Deadline
    from kit.event_bus import EventBus
    from kit.idempotency import Once
    from kit.metrics import Meter
    from kit.records import Record
    from sms_self_managed_opt_outs.rules.inbound import Inbound
    from sms_self_managed_opt_outs.rules.keywords import Keywords

    Step = tuple[str, Callable[[], object]]  # the key by which it is done once, and what is to be done

TRIES = 3  # of a decision, while somebody else writes the same number's consent
COPIES = 2  # of a consent to a mirror, while somebody else changes it
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

    def recorded(self, record: Record, meter: Meter) -> list[Step]:
        """Write the consent of one text; what is to follow when those of the others are written, too."""
        inbound = inbound_of(record)
        found = self.keywords.match(inbound.text)
        if found is None:
            meter.count(Metric.INBOUND_IGNORED)
            return []
        reply = self._reply(inbound, found.intent, meter)
        if found.intent is Intent.HELP:
            return [reply]
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
        outcome, written = self._written(wish)
        if written:
            meter.count(COUNTED[outcome])
        # Also where a newer wish stands: an earlier try of this text may have left the mirror as it is not.
        steps = list(self._mirrorings(wish, meter))
        if outcome is Outcome.CHANGED:
            steps += [reply, *self._tellings(wish)]
        return steps

    @staticmethod
    def follow(steps: Sequence[Step], once: Once, deadline: Deadline) -> None:
        """What follows one text's consent, nothing after the `deadline`; an error brings the text again."""
        errors: list[KitError] = []
        for key, step in steps:
            try:
                if deadline.passed:
                    raise TransientError("no time was left")
                once.run(key, step)
            except KitError as error:
                errors.append(error)
        if errors and all(isinstance(error, ConfigError) for error in errors):
            # Of this text alone: what follows the others in the batch is to be done.
            raise PermanentError(str(errors[0])) from errors[0]
        if errors:
            raise next(error for error in errors if not isinstance(error, ConfigError))

    def _written(self, wish: Consent) -> tuple[Outcome, bool]:
        """What became of the wish, and whether that is news: a retry finds it as it was left."""
        for _ in range(TRIES):
            held = self.store.held(wish.phone_number, wish.program)
            outcome, consent = decided(held, wish)
            if consent is None:
                return outcome, outcome is Outcome.SUPERSEDED
            if self.store.put(consent, held):
                return outcome, True
        raise TransientError("others keep changing the consent of the same number")

    def _mirrorings(self, wish: Consent, meter: Meter) -> Iterator[Step]:
        for name, mirror in self.mirrors:

            def copy(mirror: Mirror = mirror) -> bool:
                taken = self._copied(mirror, wish)
                meter.count(Metric.MIRRORS_REFUSED, int(not taken))
                return taken

            yield f"{wish.inbound_message_id}#{name}", copy

    def _copied(self, mirror: Mirror, wish: Consent) -> bool:
        """Whether the mirror took over what stands, of whomever it is, after the last call, too.

        Calls of two texts may overtake each other: whoever comes last looks, and mends what is not so.
        """
        stands = self._standing(wish)
        for _ in range(COPIES):
            taken = mirror.apply(stands)
            copied, stands = stands.state, self._standing(wish)
            if stands.state is copied:
                return taken
        raise TransientError("others keep changing the consent that is to be mirrored")

    def _standing(self, wish: Consent) -> Consent:
        """What the table has; of whoever deleted the item meanwhile, the wish."""
        return self.store.held(wish.phone_number, wish.program) or wish

    def _reply(self, inbound: Inbound, intent: Intent, meter: Meter) -> Step:
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

        return f"{inbound.identifier}#reply", send

    def _tellings(self, wish: Consent) -> Iterator[Step]:
        events = self.events
        if events is not None:

            def tell() -> bool:
                detail = detail_of(wish, include_number=self.include_number)
                events.put(DETAIL_TYPE, detail, at=wish.received_at)
                return True

            yield f"{wish.inbound_message_id}#event", tell
