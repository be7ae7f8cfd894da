"""Which addresses a message names, in both shapes and with all that may be wrong in them."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadInput
from kit.records import QUEUE, record_of
from ses_event_processing.rules.feedback import Found, Wanted, apart, found_in
from ses_event_processing.rules.messages import GREETING, message_of
from ses_event_processing.rules.suppression import Reason, Suppression
from tests.unit.ses_event_processing.messages import (
    ANN,
    AT,
    BEN,
    batch,
    bounce,
    complaint,
    delivery,
    enveloped,
    subscribed,
)

EVERYTHING = Wanted(reasons=frozenset(Reason), of_tenant=False)
OF_A_TENANT = Wanted(reasons=frozenset(Reason), of_tenant=True)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def addresses(message, wanted=EVERYTHING):
    return [(one.address, one.reason) for one in found_in(message, wanted).suppressions]


def record(body):
    return record_of(batch(body)["Records"][0], QUEUE)


@pytest.mark.parametrize("kind", ["eventType", "notificationType"])
def test_both_shapes_say_the_same(kind):
    assert addresses(bounce(kind=kind)) == [(ANN, "BOUNCE"), (BEN, "BOUNCE")]
    assert addresses(complaint(kind=kind)) == [(ANN, "COMPLAINT")]


def test_all_that_the_event_tells_is_taken_from_the_message():
    (found,) = found_in(bounce(ANN), EVERYTHING).suppressions
    assert found == Suppression(
        address=ANN, reason=Reason.BOUNCE, message_id="01-abc", feedback_id="fb-1", occurred_at=AT
    )


def test_an_address_that_is_named_twice_is_suppressed_once():
    assert addresses(bounce(ANN, f"Ann <{ANN}>", BEN)) == [(ANN, "BOUNCE"), (BEN, "BOUNCE")]


@pytest.mark.parametrize(
    "message",
    [
        bounce(bounceType="Transient"),
        bounce(bounceType="Undetermined"),
        delivery(),
        subscribed(),
        {"eventType": "Open", "mail": {}},
    ],
    ids=["transient", "undetermined", "delivery", "subscribed", "open"],
)
def test_nobody_is_suppressed_for_anything_else(message):
    assert found_in(message, OF_A_TENANT) == Found()


def test_who_is_on_the_accounts_list_already_keeps_the_reason():
    listed_bounce = bounce(bounceSubType="OnAccountSuppressionList")
    listed_complaint = complaint(complaintSubType="OnAccountSuppressionList")
    assert found_in(listed_bounce, EVERYTHING) == found_in(listed_complaint, EVERYTHING) == Found()
    assert addresses(listed_bounce, OF_A_TENANT) == [(ANN, "BOUNCE"), (BEN, "BOUNCE")]
    assert addresses(listed_complaint, OF_A_TENANT) == [(ANN, "COMPLAINT")]


def test_who_says_that_it_is_no_spam_goes_on_getting_mail():
    assert found_in(complaint(complaintFeedbackType="not-spam"), EVERYTHING) == Found()


def test_what_is_switched_off_is_not_suppressed():
    bounces, complaints = (
        Wanted(reasons=frozenset({one}), of_tenant=False) for one in (Reason.BOUNCE, Reason.COMPLAINT)
    )
    assert addresses(bounce(), bounces)
    assert addresses(complaint(), complaints)
    assert found_in(bounce(), complaints) == found_in(complaint(), bounces) == Found()


def test_what_names_nobody_is_counted_and_the_others_are_found():
    found = found_in(bounce("nobody", ANN, None), EVERYTHING)
    assert [one.address for one in found.suppressions] == [ANN]
    assert [one["emailAddress"] for one in found.unreadable] == ["nobody", None]
    assert found_in(bounce() | {"bounce": bounce()["bounce"] | {"bouncedRecipients": ["x"]}}, EVERYTHING) == (
        Found((), ("x",))
    )


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ([], "eventType or notificationType"),
        ({"mail": {}}, "eventType or notificationType"),
        ({"eventType": 7}, "eventType or notificationType"),
        ({"eventType": "Bounce"}, "bounce must be an object"),
        ({"eventType": "Complaint", "complaint": []}, "complaint must be an object"),
        (bounce(bounceType="permanent"), "Permanent, Transient, Undetermined"),
        (bounce(bouncedRecipients=None), "bouncedRecipients must be a list"),
        (complaint(complainedRecipients=[]), "complainedRecipients must be a list"),
    ],
)
def test_defect_what_cannot_be_read_is_refused_and_not_taken_for_done(message, reason):
    with pytest.raises(BadInput, match=reason):
        found_in(message, EVERYTHING)


@pytest.mark.parametrize("missing", ["feedbackId", "timestamp", "mail"])
def test_an_address_is_suppressed_whatever_else_is_missing(missing):
    message = bounce(ANN)
    message.pop(missing, None)
    message["bounce"].pop(missing, None)
    (found,) = found_in(message, EVERYTHING).suppressions
    assert (found.address, len(found.detail["id"])) == (ANN, 64)


@given(json_values)
def test_whatever_comes_is_read_or_refused(value):
    changed = [
        bounce(**{name: value})
        for name in ("bounceType", "bounceSubType", "bouncedRecipients", "feedbackId", "timestamp")
    ]
    changed += [complaint(**{name: value}) for name in ("complaintSubType", "complaintFeedbackType")]
    for message in (value, {"eventType": value}, bounce(value), *changed):
        with contextlib.suppress(BadInput):
            found_in(message, EVERYTHING)


recipients = st.lists(
    st.emails()
    | st.sampled_from([ANN, f"Ann <{ANN}>", '"a, b" <"a, b"@Example.ORG>', "nobody"])
    | json_values,
    min_size=1,
    max_size=8,
)


@given(recipients, st.sampled_from([bounce, complaint]), st.sampled_from(["eventType", "notificationType"]))
def test_the_parts_of_a_message_name_one_address_each_and_together_the_same(entries, message, kind):
    whole = message(*entries, kind=kind)
    found = found_in(whole, EVERYTHING)
    parts = [found_in(part, EVERYTHING) for part in apart(whole, found)]
    assert all((len(part.suppressions), bool(part.unreadable)) in {(1, False), (0, True)} for part in parts)
    assert tuple(one for part in parts for one in part.suppressions) == found.suppressions
    assert tuple(entry for part in parts for entry in part.unreadable) == found.unreadable


def event_id(address, feedback_id, *, message_id="m", reason=Reason.BOUNCE, at=AT):
    return Suppression(
        address=address, reason=reason, message_id=message_id, feedback_id=feedback_id, occurred_at=at
    ).detail["id"]


def test_line_7_ids_follow_from_feedback_and_address():
    assert event_id(ANN, "fb-1") == event_id(ANN, "fb-1", message_id=None)
    several = {event_id(ANN, "fb-1"), event_id(BEN, "fb-1"), event_id(ANN, "fb-2"), event_id(ANN, None)}
    assert len(several) == 4
    # a change would let whoever keeps ids see old events as new ones
    assert event_id(ANN, "fb-1") == "26ca325eb661571fea980890cf326911b6a5b968f3d36f44da0fd651b6c62c1f"


def test_without_a_feedback_id_a_complaint_is_no_repeat_of_the_bounce_before_it():
    other = {"reason": Reason.COMPLAINT}, {"at": "2026-01-03T00:00:00.000Z"}, {"message_id": "n"}
    assert len({event_id(ANN, None), *(event_id(ANN, None, **one) for one in other)}) == 4
    assert event_id(ANN, None) == event_id(ANN, None), "and a repeat is one"


@pytest.mark.parametrize("wrap", [lambda message: message, enveloped], ids=["raw", "envelope"])
def test_messages_come_raw_or_in_an_envelope(wrap):
    assert message_of(record(wrap(bounce()))) == bounce()


@pytest.mark.parametrize("body", [GREETING, f"{GREETING}\n", json.dumps(enveloped(GREETING))])
def test_the_greeting_of_a_new_destination_is_no_broken_message(body):
    assert message_of(record(body)) is None


@pytest.mark.parametrize("body", ["no json", json.dumps(enveloped("no json"))])
def test_what_is_no_json_is_refused(body):
    with pytest.raises(BadInput, match="must be JSON"):
        message_of(record(body))
