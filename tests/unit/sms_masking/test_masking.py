"""What a masked event is: no number of a customer is left, equal numbers are equal, all else is as it was."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadInput
from sms_masking.rules.masking import Masker
from tests.support.samples.reading import sample

MASKER = Masker(b"k" * 32)
OTHER = Masker(b"o" * 32)
HASH = re.compile(r"hmac:[0-9a-f]{64}")
RECIPIENT, OWN = "+14255550123", "+12065550100"

numbers = st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True)
texts = st.text(max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


def event(**changes):
    return {
        "eventType": "TEXT_DELIVERED",
        "originationPhoneNumber": OWN,
        "destinationPhoneNumber": RECIPIENT,
        **changes,
    }


def test_recipient_becomes_a_hash_and_all_else_stays():
    delivered = sample("sms", "delivered")
    masked = MASKER.event(delivered)
    assert HASH.fullmatch(masked.pop("destinationPhoneNumber"))
    assert masked == {key: value for key, value in delivered.items() if key != "destinationPhoneNumber"}


def test_sender_of_a_reply_becomes_the_hash_of_the_recipient_before():
    reply = sample("sms", "reply")
    masked = MASKER.event(reply)
    assert masked["originationNumber"] == MASKER.hash(reply["originationNumber"])
    assert reply["originationNumber"] not in json.dumps(masked)


@pytest.mark.parametrize(
    "written",
    ["+1 (425) 555-0123", "14255550123", 14255550123, 14255550123.0, "  +14255550123 ", "+1-425-555-0123"],
)
def test_a_number_has_one_hash_however_it_is_written(written):
    masked = MASKER.event(event(destinationPhoneNumber=written))
    assert masked["destinationPhoneNumber"] == MASKER.hash(RECIPIENT)


def test_hash_needs_the_key():
    assert MASKER.hash(RECIPIENT) != OTHER.hash(RECIPIENT)
    assert MASKER.hash(RECIPIENT) != MASKER.hash("+14255550124")


@pytest.mark.parametrize(
    "repeated",
    [
        {"context": {"to": RECIPIENT}},
        {"context": {RECIPIENT: "to"}},
        {"context": {"to": "14255550123"}},
        {"context": {"to": 14255550123}},
        {"messageStatusDescription": f"{RECIPIENT} cannot be reached"},
        {"legs": [{"callee": [RECIPIENT]}]},
    ],
)
def test_a_repeated_number_is_masked_wherever_it_stands(repeated):
    masked = json.dumps(MASKER.event(event(**repeated)))
    assert masked.count(MASKER.hash(RECIPIENT)) == 2
    assert "4255550123" not in masked


@pytest.mark.parametrize(
    "spelled",
    [
        "0014255550123",
        "01114255550123",
        "00 1 425 555 0123",
        "+1 (425) 555-0123",
        "(425) 555-0123",
        "(+1) 425.555.0123",
        "1-425-555-0123",
        "425\u2011555\u20110123",
        "4255550123",
        "04255550123",
        "+1 (0) 425 555 0123",
        4255550123,
        14255550123.0,
    ],
)
def test_every_spelling_of_the_recipient_becomes_its_hash(spelled):
    assert MASKER.event(event(context={"to": spelled}))["context"] == {"to": MASKER.hash(RECIPIENT)}


def test_spellings_inside_a_text_leave_the_rest_of_it():
    masked = MASKER.event(event(context={"note": "order 17 (425) 555-0123 (home 4255550123), thanks"}))
    mask = MASKER.hash(RECIPIENT)
    assert masked["context"] == {"note": f"order 17 {mask} (home {mask}), thanks"}


@pytest.mark.parametrize(
    "other",
    [
        "4255550124",
        "2555-0123",
        "5550123",
        "94255550123",
        "42555501230",
        "o4255550123",
        2555012.3,
        "4255550-12",
    ],
)
def test_digits_that_are_another_number_stay(other):
    assert MASKER.event(event(context={"order": other}))["context"] == {"order": other}


def test_a_number_under_an_unknown_name_is_masked_and_ours_is_not():
    masked = MASKER.event({"originationPhoneNumber": OWN, "calleeNumber": RECIPIENT, "from": OWN})
    assert masked == {"originationPhoneNumber": OWN, "calleeNumber": MASKER.hash(RECIPIENT), "from": OWN}


def test_a_message_to_our_own_number_is_masked():
    masked = MASKER.event(event(destinationPhoneNumber=OWN))
    assert OWN not in json.dumps(masked)


@pytest.mark.parametrize(
    "kept",
    [
        {"eventTimestamp": 1767323045000},
        {"messageId": "a14255550123b"},  # digits inside a word are part of an id
        {"offset": "2026-01-02T03:04:05+00:00"},
        {"isFinal": True, "carrierName": None, "totalMessagePrice": 0.00581},
    ],
)
def test_what_is_no_number_stays(kept):
    assert MASKER.event(event(**kept)).items() >= kept.items()


@pytest.mark.parametrize("strange", [None, {"a": 1}, ["x"], "", "unknown"])
def test_a_recipient_without_digits_stays_as_it_is(strange):
    assert MASKER.event(event(destinationPhoneNumber=strange))["destinationPhoneNumber"] == strange


def test_a_short_code_is_masked_in_its_field_and_not_elsewhere():
    masked = MASKER.event(event(destinationPhoneNumber="12345", context={"order": "12345"}))
    assert masked["destinationPhoneNumber"] == MASKER.hash("12345")
    assert masked["context"] == {"order": "12345"}


@given(number=numbers, extra=st.dictionaries(texts, values, max_size=3))
def test_no_number_is_left_and_the_event_stays_json(number, extra):
    given_event = extra | event(
        destinationPhoneNumber=number, context={"a": f"to {number}!", "b": number[1:]}
    )
    line = MASKER.line(json.dumps(given_event))
    assert not re.search(rf"(?<![0-9a-zA-Z])\+?{number[1:]}(?![0-9a-zA-Z])", line)
    assert json.loads(line)["destinationPhoneNumber"] == MASKER.hash(number)


@given(number=numbers, extra=st.dictionaries(texts, values, max_size=3))
def test_what_is_masked_stays_as_it_is(number, extra):
    """A record that did not reach the table may be put into the stream again, masked as it is."""
    once = MASKER.event(
        extra | event(destinationPhoneNumber=number, context={"a": number, "b": f"0{number[1:]}-1 {OWN}"})
    )
    assert MASKER.event(once) == once
    reply = MASKER.event({"inboundMessageId": "i", "originationNumber": number, "messageBody": number})
    assert MASKER.event(reply) == reply


def test_several_events_of_a_record_stay_lines():
    second = json.dumps(event(messageStatusDescription="a\u2028b"), ensure_ascii=False)
    text = f"{json.dumps(event())}\n\n{second}"
    lines = MASKER.lines(text).splitlines()
    assert [json.loads(line)["destinationPhoneNumber"] for line in lines] == [MASKER.hash(RECIPIENT)] * 2
    assert MASKER.lines(text).endswith("\n")


@pytest.mark.parametrize("text", ["no json", "[1]", '"a"', '{"a": NaN}', '{"a": 1e999}', '{"a":' * 5000])
def test_what_is_no_json_object_is_refused_without_quoting_it(text):
    with pytest.raises(BadInput, match="the record must be") as refused:
        MASKER.lines(text)
    assert text not in str(refused.value)
