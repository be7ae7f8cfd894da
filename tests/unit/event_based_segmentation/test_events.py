"""Events of each source in one form."""

import json

import pytest

from event_based_segmentation.rules.contacts import Contact, contacts_of
from event_based_segmentation.rules.events import event_of
from event_based_segmentation.rules.moments import iso, moment, written
from kit.errors import BadInput
from tests.unit.event_based_segmentation.doubles import ANN, NOW, OPENED_AT, SENT, mail, opening, own

EMAIL = {"email": "_email"}
# The spec's own record.
RECORD = {
    "event_type": "_email.open",
    "event_timestamp": 1767323045000,
    "client": {"client_id": "e-1"},
    "attributes": {"campaign_id": "c-1"},
}


def read(payload, now=NOW):
    return event_of(payload, now)


def ses(kind, content, **detail):
    key = kind[0].lower() + kind[1:]
    base = opening()["detail"]
    return {
        "source": "aws.ses",
        "detail-type": "Email",
        "detail": {"eventType": kind, "mail": base["mail"], key: content, **detail},
    }


def values(event, keys=None):
    return [contact.value for contact in found(event, keys or EMAIL)]


def found(event, keys):
    contacts, unreadable = contacts_of(event, keys)
    assert unreadable == 0
    return contacts


@pytest.mark.parametrize(
    ("kind", "content", "name"),
    [
        ("Send", {}, "_email.send"),
        ("Delivery", {}, "_email.delivered"),
        ("Click", {}, "_email.click"),
        ("Complaint", {}, "_email.complaint"),
        ("Reject", {"reason": "Bad content"}, "_email.rejected"),
        ("Rendering Failure", {}, "_email.rendering_failure"),
        ("Bounce", {"bounceType": "Permanent"}, "_email.hardbounce"),
        ("Bounce", {"bounceType": "Transient"}, "_email.softbounce"),
        ("DeliveryDelay", {}, "_email.delivery_delay"),
        ("Subscription", {"newTopicPreferences": {"unsubscribeAll": True}}, "_email.unsubscribe"),
        ("Subscription", {"newTopicPreferences": {"unsubscribeAll": False}}, "_email.subscription"),
        ("Something new", {}, "Something new"),
    ],
)
def test_names_of_ses_become_those_of_pinpoint(kind, content, name):
    event = read(ses(kind, content))
    assert (event.type, iso(event.at)) == (name, "2026-01-02T03:00:00.000Z")


def test_time_of_an_email_event_is_when_it_happened():
    assert iso(read(opening()).at) == OPENED_AT


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("Bounce", {"bouncedRecipients": [{"emailAddress": "bob@example.org"}]}),
        ("Complaint", {"complainedRecipients": [{"emailAddress": "bob@example.org"}]}),
        ("Delivery", {"recipients": ["bob@example.org"]}),
        ("DeliveryDelay", {"delayedRecipients": [{"emailAddress": "bob@example.org"}]}),
    ],
)
def test_a_bounce_is_not_that_of_the_other_recipient(kind, content):
    payload = ses(kind, content)
    payload["detail"]["mail"]["destination"] = [ANN, "bob@example.org"]
    assert values(read(payload)) == ["bob@example.org"]
    assert values(read(ses(kind, {}))) == [ANN]


def test_an_own_event_has_its_fields_and_time():
    event = read(own("bought", "2026-01-02T04:04:05+01:00", email=" Ann <ann@Example.org> "))
    assert (event.type, iso(event.at), values(event)) == ("bought", OPENED_AT, [ANN])
    assert iso(read(own("bought", None)).at) == "2026-01-02T03:04:06.000Z"


def test_an_own_event_is_known_again_whatever_its_carrier_calls_it():
    first, second = own("bought"), own("bought")
    second["id"] = "another"
    assert read(first).identity == read(second).identity
    assert read(first).identity != read(own("bought", size=2)).identity
    first, second = own("bought", None), own("bought", None)
    assert read(first).identity == read(second).identity
    second["id"] = "another"  # the envelope's time has seconds only
    assert read(first).identity != read(second).identity


def test_a_record_of_pinpoint_names_endpoint_address_and_attributes():
    event = read(RECORD)
    assert (event.type, iso(event.at)) == ("_email.open", "2026-01-02T03:04:05.000Z")
    assert found(event, {"endpoint_id": "endpoint"}) == (Contact(key="endpoint", value="e-1"),)
    assert values(event, {"campaign_id": "_account"}) == ["c-1"]
    facets = {"email_channel": {"mail_event": {"mail": {"destination": [ANN]}}}}
    event = read(RECORD | {"facets": facets, "arrival_timestamp": 1767323046000})
    assert (values(event), iso(event.at)) == ([ANN], "2026-01-02T03:04:06.000Z")
    (contact,) = found(event, {"endpoint_id": "endpoint"})
    assert (contact.value, contact.channel, contact.address) == ("e-1", "EMAIL", ANN)


def test_a_text_message_names_its_number():
    event = read(RECORD | {"attributes": {"destination_phone_number": "+14255550123"}})
    assert values(event, {"phone": "_phone"}) == ["+14255550123"]
    (contact,) = found(event, {"endpoint_id": "endpoint"})
    assert (contact.channel, contact.address) == ("SMS", "+14255550123")
    (contact,) = found(read(RECORD | {"facets": None, "attributes": None}), {"endpoint_id": "endpoint"})
    assert (contact.channel, contact.address) == ("", "")
    assert (
        found(
            read(RECORD | {"facets": {"email_channel": {"mail_event": {"mail": {"destination": 7}}}}}), EMAIL
        )
        == ()
    )


def test_each_contact_counts_once_and_the_first_field_finds_it():
    event = read(opening(ANN, f"Ann <{ANN}>"))
    assert values(event) == [ANN]
    keys = {"account": "_account", "email": "_email"}
    assert found(read(own("x", account=" 7 ")), keys) == (Contact(key="_account", value="7"),)
    assert found(read(own("x")), keys) == (Contact(key="_email", value=ANN),)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ([], "detail-type"),
        ({"detail": []}, "detail-type"),
        (own(""), "detail-type of an event"),
        (own("x", "yesterday"), "occurred_at"),
        (own("x", True), "occurred_at"),
        (own("x", "2999-01-02T03:04:05Z"), "a day ahead"),
        (own("x", 10**15), "occurred_at"),
        (RECORD | {"attributes": []}, "attributes must be"),
        (RECORD | {"event_timestamp": None}, "arrival_timestamp"),
        (ses("Open", {"timestamp": "soon"}), "timestamp of the email"),
        (ses("Open", {}, mail={"timestamp": "2026-01-02T03:04:05Z"}), "mail.destination"),
    ],
)
def test_what_is_no_event_is_refused_by_name(payload, reason):
    with pytest.raises(BadInput, match=reason):
        read(payload)


@pytest.mark.parametrize("value", ["", "x" * 256, "a\x00b", "\ud800"])
def test_a_field_that_cannot_find_anybody_is_refused(value):
    with pytest.raises(BadInput, match="printable characters"):
        contacts_of(read(own("x", account=value)), {"account": "_account"})


def test_an_address_that_is_none_is_refused_without_quoting_it():
    with pytest.raises(BadInput) as refused:
        contacts_of(read(own("x", email="ann and bob")), EMAIL)
    assert "bob" not in str(refused.value)


def test_a_recipient_who_cannot_be_read_spoils_nothing_for_the_others():
    event = read(opening("undisclosed recipients", ANN, "a, b"))
    assert contacts_of(event, EMAIL) == ((Contact(key="_email", value=ANN),), 2)
    with pytest.raises(BadInput, match="e-mail address"):
        contacts_of(read(opening("undisclosed recipients")), EMAIL)


def test_moments_are_written_as_they_are_read():
    milliseconds = moment("2026-01-02T03:04:05.678", "at")
    assert (iso(milliseconds), written(iso(milliseconds))) == ("2026-01-02T03:04:05.678Z", milliseconds)
    assert (written(None), written("long ago")) == (-1, -1)
    assert iso(moment(SENT.timestamp() * 1000, "at")) == "2026-01-02T03:00:00.000Z"
    with pytest.raises(BadInput):
        moment(json.loads("NaN"), "at")


def test_mails_are_as_the_stand_in_sends_them():
    assert opening()["detail"]["mail"]["destination"] == list(mail().destination)
