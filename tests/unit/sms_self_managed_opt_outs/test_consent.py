"""Whose wish stands."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.deadline import Deadline
from kit.errors import BadInput, PermanentError, TransientError
from kit.records import QUEUE, record_of
from sms_self_managed_opt_outs.flows.consent import ConsentFlow
from sms_self_managed_opt_outs.rules.consent import Outcome, State, decided, may_send
from sms_self_managed_opt_outs.rules.consent_event import masked
from sms_self_managed_opt_outs.rules.inbound import inbound_of, milliseconds
from sms_self_managed_opt_outs.rules.keywords import Intent, Keywords
from tests.support.doubles import RecordingMeter
from tests.unit.sms_self_managed_opt_outs.texts import CUSTOMER, OURS, batch, inbound, wish

NEVER = Deadline(math.inf)
OUT, IN = State.OPTED_OUT, State.OPTED_IN
KEYWORDS = Keywords({Intent.OPT_OUT: ("STOP",), Intent.OPT_IN: ("START",)}, first_word=False)


def record(payload):
    return record_of(batch(payload)["Records"][0], QUEUE)


class MemoryStore:
    def __init__(self, conflicts=0):
        self.consents, self.writes, self.conflicts = {}, 0, conflicts

    def held(self, phone_number, program):
        return self.consents.get((phone_number, program))

    def put(self, consent, held):
        if self.conflicts:
            self.conflicts -= 1
            return False
        assert self.held(consent.phone_number, consent.program) == held
        self.consents[consent.phone_number, consent.program] = consent
        self.writes += 1
        return True


class MemoryOnce:
    """As `kit.idempotency.Once`, without a table."""

    def __init__(self):
        self.done = set()

    def run(self, key, work):
        if key in self.done:
            return None
        result = work()
        self.done.add(key)
        return result


class Listener:
    """Mirror, sender and bus; `fail` raises what it says, once for each."""

    def __init__(self):
        self.mirrored, self.sent, self.told, self.fail = [], [], [], []

    def _maybe_fail(self):
        if self.fail:
            raise self.fail.pop()

    def apply(self, consent):
        self._maybe_fail()
        self.mirrored.append(consent.state)
        return True

    def send(self, text, *, to, identity):
        self._maybe_fail()
        self.sent.append((text, to, identity))

    def put(self, _detail_type, detail, *, at):
        assert at is not None
        self._maybe_fail()
        self.told.append(detail["state"])


class Copy(Listener):
    """A mirror with its state, to which things happen at each call, before it or after."""

    def __init__(self, *, before=(), after=()):
        super().__init__()
        self.state, self._before, self._after = None, list(before), list(after)

    def apply(self, consent):
        self._happens(self._before)
        taken = super().apply(consent)
        self.state = consent.state
        self._happens(self._after)
        return taken

    @staticmethod
    def _happens(things):
        if things:
            things.pop(0)()


def handle(flow, payload, once=None, meter=None, deadline=NEVER):
    steps = flow.recorded(record(payload), meter or RecordingMeter())
    flow.follow(steps, once or MemoryOnce(), deadline)


def flow_of(store, listener, *, replies=None):
    return ConsentFlow(
        keywords=KEYWORDS,
        program="marketing",
        replies=replies if replies is not None else {"opt_out": "out", "opt_in": "in"},
        identities={OURS: OURS},
        store=store,
        mirrors=[("list", listener)],
        sender=listener,
        events=listener,
        include_number=False,
    )


WISHES = st.lists(st.tuples(st.sampled_from(State), st.integers(0, 5), st.booleans()), min_size=1, max_size=8)


@given(WISHES, st.randoms(use_true_random=False))
def test_5_newest_wish_stands_in_whatever_order_and_however_often_they_come(wanted, random):
    wishes = [wish(state, at, str(n)) for n, (state, at, _) in enumerate(wanted)]
    arriving = wishes + [one for one, (_, _, again) in zip(wishes, wanted, strict=True) if again]
    random.shuffle(arriving)
    held = None
    for one in arriving:
        _, written = decided(held, one)
        held = written or held
    newest = max(wishes, key=lambda one: (one.received_at, one.state is State.OPTED_OUT))
    assert (held.state, held.received_at) == (newest.state, newest.received_at)


@given(WISHES)
def test_4_a_change_is_due_until_another_change_and_no_longer(wanted):
    held = None
    for n, (state, at, _) in enumerate(wanted):
        one = wish(state, at, str(n))
        before = held.state if held else None
        outcome, written = decided(held, one)
        held = written or held
        assert (outcome is Outcome.CHANGED) == (written is not None and before != state)
        again, nothing = decided(held, one)
        assert nothing is None
        assert again is (outcome if outcome is not Outcome.CONFIRMED or written else Outcome.CONFIRMED)


@pytest.mark.parametrize(
    ("item", "allowed"),
    [
        (None, True),
        ({"program": "marketing", "state": "OPTED_OUT"}, False),
        ({"program": "marketing", "state": "OPTED_IN"}, True),
        ({"state": "OPTED_OUT"}, False),
        ({"program": {"S": "marketing"}, "state": {"S": "OPTED_OUT"}}, False),
        ({"state": {"S": "OPTED_IN"}}, True),
    ],
)
def test_8_sender_reads_an_item_as_a_table_of_boto3_has_it_or_its_client(item, allowed):
    assert may_send(item) is allowed


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"program": "marketing"},
        {"state": "opted_out"},
        {"state": None},
        {"state": ["OPTED_IN"]},
        {"state": {"S": "MAYBE"}},
        {"state": {"NULL": True}},
        {"Item": {"state": {"S": "OPTED_OUT"}}, "ResponseMetadata": {}},
    ],
)
def test_8_what_cannot_be_read_lets_nobody_send(item):
    with pytest.raises(ValueError, match="item must be the Item of GetItem's answer"):
        may_send(item)


def test_time_is_that_of_sns_and_else_that_of_the_queue():
    envelope = inbound(at="2026-02-01T09:00:00.250Z")
    assert inbound_of(record(envelope)).received_at == 1769936400250
    assert inbound_of(record(envelope["Message"])).received_at == 1770000000000
    assert milliseconds("2026-02-01T10:00:00.250+01:00") == 1769936400250


@pytest.mark.parametrize("at", [None, "", "yesterday", 5, "2026-02-01T09:00:00"])
def test_text_without_a_time_is_refused(at):
    with pytest.raises(BadInput, match="Timestamp of the SNS notification must be a moment"):
        inbound_of(record(inbound(at=at)))


def test_raw_text_needs_the_time_of_the_queue():
    raw = batch(inbound()["Message"])["Records"][0]
    raw["attributes"].pop("SentTimestamp")
    with pytest.raises(BadInput, match="SentTimestamp of the record must be a moment"):
        inbound_of(record_of(raw, QUEUE))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"originationNumber": None}, "originationNumber"),
        ({"originationNumber": "Ann"}, "originationNumber"),
        ({"destinationNumber": 5}, "destinationNumber"),
        ({"messageBody": None}, "messageBody"),
        ({"inboundMessageId": ""}, "inboundMessageId"),
        ({"inboundMessageId": "x" * 257}, "inboundMessageId"),
        ({"inboundMessageId": 7}, "inboundMessageId"),
    ],
)
def test_7_field_in_trouble_is_named_and_not_quoted(changes, named):
    with pytest.raises(BadInput, match=named) as refused:
        inbound_of(record(inbound(**changes)))
    assert "Ann" not in str(refused.value)


@pytest.mark.parametrize("payload", ["[]", "5", {"Type": "Notification", "Message": "[]"}])
def test_7_message_that_is_no_object_is_refused(payload):
    with pytest.raises(BadInput, match="JSON object"):
        inbound_of(record(payload))


@pytest.mark.parametrize(("number", "shown"), [("+14255550182", "********0182"), ("12345", "*****")])
def test_10_masked_number(number, shown):
    assert masked(number) == shown


def test_updated_at_is_utc_in_seconds():
    at = round(dt.datetime(2026, 2, 1, 9, 0, 0, 999000, tzinfo=dt.UTC).timestamp() * 1000)
    assert wish(State.OPTED_IN, at, "1").updated_at == "2026-02-01T09:00:00Z"


def test_3_every_other_step_has_its_turn_and_a_retry_does_what_is_missing():
    store, listener, once, meter = MemoryStore(), Listener(), MemoryOnce(), RecordingMeter()
    flow = flow_of(store, listener)
    listener.fail = [PermanentError("no"), TransientError("later")]  # the mirror first, then the reply
    with pytest.raises(TransientError):
        handle(flow, inbound(), once, meter)
    assert store.held(CUSTOMER, "marketing").state is OUT
    assert (listener.mirrored, listener.sent, listener.told) == ([], [], [OUT])
    handle(flow, inbound(), once, meter)
    assert (listener.mirrored, len(listener.sent), len(listener.told)) == ([OUT], 1, 1)
    assert (store.writes, meter.counts["ConsentsChanged"]) == (1, 1)


def test_3_confirmation_is_still_due_when_the_state_was_confirmed_meanwhile():
    store, listener, once, meter = MemoryStore(), Listener(), MemoryOnce(), RecordingMeter()
    flow = flow_of(store, listener)
    first, second = inbound(), inbound(identifier="2", at="2026-02-01T09:05:00.000Z")
    listener.fail = [TransientError("later")] * 3
    with pytest.raises(TransientError):
        handle(flow, first, once, meter)
    handle(flow, second, once, meter)
    assert listener.sent == []
    handle(flow, first, once, meter)
    assert (len(listener.sent), len(listener.told)) == (1, 1)
    assert (store.writes, meter.counts["ConsentsConfirmed"]) == (2, 1)


def test_decision_is_made_anew_where_somebody_else_wrote():
    store, listener = MemoryStore(conflicts=2), Listener()
    handle(flow_of(store, listener), inbound())
    assert store.writes == 1
    with pytest.raises(TransientError, match="same number"):
        handle(flow_of(MemoryStore(conflicts=3), listener), inbound())


def test_null_reply_sends_nothing():
    store, listener = MemoryStore(), Listener()
    handle(flow_of(store, listener, replies={}), inbound())
    assert (listener.sent, listener.told) == ([], [OUT])


def test_3_without_time_nothing_follows_the_consent_and_the_text_comes_again():
    now = 100.0
    store, listener, once = MemoryStore(), Listener(), MemoryOnce()
    flow = flow_of(store, listener)
    with pytest.raises(TransientError, match="no time was left"):
        handle(flow, inbound(), once, deadline=Deadline(now, lambda: now))
    assert store.held(CUSTOMER, "marketing").state is OUT
    assert (listener.mirrored, listener.sent, listener.told) == ([], [], [])
    handle(flow, inbound(), once)
    assert (listener.mirrored, len(listener.sent), listener.told) == ([OUT], 1, [OUT])


# Mirrors


def other(state, at="2026-02-01T09:05:00.000Z"):
    return inbound("STOP" if state is OUT else "START", identifier="2", at=at)


def stands(store):
    return store.held(CUSTOMER, "marketing").state


def test_5_mirror_call_that_a_newer_text_overtook_is_mended():
    """START's call is on its way while STOP is written, mirrored and done with."""
    store, once, mirror = MemoryStore(), MemoryOnce(), Copy()
    flow = flow_of(store, mirror)
    overtaken = flow_of(store, Copy(before=[lambda: handle(flow, other(OUT), once)]))
    overtaken.mirrors[0][1].mirrored = mirror.mirrored  # of the same list, in the calls' order
    handle(overtaken, inbound("START"), once)
    assert (stands(store), mirror.mirrored) == (OUT, [OUT, IN, OUT])


@pytest.mark.parametrize(("mine", "newer"), [("START", OUT), ("STOP", IN)])
def test_5_mirror_has_what_stands_and_not_what_an_older_text_of_the_batch_wished(mine, newer):
    """A number may leave the opt-out list once in 30 days: not for a wish that stands no more."""
    store, once, mirror = MemoryStore(), MemoryOnce(), Copy()
    flow, meter = flow_of(store, mirror), RecordingMeter()
    both = [flow.recorded(record(payload), meter) for payload in (inbound(mine), other(newer))]
    for steps in both:
        flow.follow(steps, once, NEVER)
    assert mirror.mirrored == [newer, newer]
    assert (len(mirror.sent), len(mirror.told)) == (2, 2)


def test_5_mirror_call_that_comes_late_is_mended_by_its_own_retry():
    """Its answer was lost, and what it asked for was done after STOP's."""
    store, once, mirror = MemoryStore(), MemoryOnce(), Copy()
    flow = flow_of(store, mirror)
    mirror.fail = [TransientError("no answer")]
    with pytest.raises(TransientError):
        handle(flow, inbound("START"), once)
    handle(flow, other(OUT), once)
    mirror.state = IN
    handle(flow, inbound("START"), once)
    assert (stands(store), mirror.state) == (OUT, OUT)


def test_5_mirror_of_a_consent_that_never_rests_comes_again():
    store, once = MemoryStore(), MemoryOnce()

    def turn():
        held = store.consents[CUSTOMER, "marketing"]
        store.consents[CUSTOMER, "marketing"] = replace(held, state=IN if held.state is OUT else OUT)

    mirror = Copy(after=[turn, turn])
    with pytest.raises(TransientError, match="others keep changing the consent that is to be mirrored"):
        handle(flow_of(store, mirror), inbound(), once)
    handle(flow_of(store, mirror), inbound(), once)
    assert mirror.state is stands(store)


def test_5_mirror_has_the_wish_where_somebody_deleted_the_item():
    store, mirror = MemoryStore(), Copy()
    flow = flow_of(store, mirror)
    steps = flow.recorded(record(inbound()), RecordingMeter())
    store.consents.clear()
    flow.follow(steps, MemoryOnce(), NEVER)
    assert mirror.state is OUT
