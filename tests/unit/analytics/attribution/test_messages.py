"""Events of messages from three lakes, and the funnel of a journey."""

import copy

import pytest

from tests.support.samples.reading import sample
from tests.unit.analytics.attribution.lake import HOUR, NOON, Lake, event, touch

SPRING = touch(1, "ann", "spring_welcome", NOON, journey_id="j-1")


@pytest.fixture(scope="module")
def lake():
    return Lake("ses", "sms", "pinpoint")


def email(kind, message="m-1", campaign="spring_welcome", **parts):
    """One event of an email, as SES writes it to Firehose."""
    record = copy.deepcopy(sample("ses", "send")["detail"])
    record["eventType"] = kind
    record["mail"]["messageId"] = message
    record["mail"]["tags"].pop("campaign", None)
    if campaign is not None:
        record["mail"]["tags"]["campaign"] = [campaign]
    return {**record, **parts}


def text(kind, message="t-1", campaign="spring_welcome", **more):
    """One event of a text message."""
    record = copy.deepcopy(sample("sms", "delivered"))
    context = {"campaign": campaign} if campaign else {"order": "o-1"}
    return {**record, "eventType": kind, "messageId": message, "context": context, **more}


def of_pinpoint(kind, when=NOON, **attributes):
    """One event of Pinpoint's stream."""
    journey = {"journey_id": "j-1", "journey_activity_id": "act-1"}
    return {
        "event_type": kind,
        "event_timestamp": when - HOUR,
        "arrival_timestamp": when,
        "client": {"client_id": "ep-1"},
        "attributes": {**journey, **attributes},
    }


def fill(lake, ses=(), sms=(), pinpoint=(), **more):
    lake.fill([SPRING], more.pop("events", ()), **more)
    for name, records in (("ses", ses), ("sms", sms), ("pinpoint", pinpoint)):
        lake.messages(name, records)
    return lake.rows("SELECT * FROM message_events ORDER BY message_id, kind")


OPEN = {"timestamp": "2026-01-10T12:30:00.500Z"}


def test_emails_have_kinds_and_moments_of_their_own(lake):
    rows = fill(
        lake,
        [
            email("Send", "1"),
            email("Delivery", "2", delivery=OPEN),
            email("Open", "3", open=OPEN),
            email("Click", "4", click={**OPEN, "isBotEvent": "Unlikely"}),
            email("Click", "5", click={**OPEN, "isBotEvent": "Likely"}),
            email("Open", "6", open={**OPEN, "isBotEvent": "Likely"}),
            email("Bounce", "7", bounce=OPEN),
            email("Complaint", "8", complaint=OPEN),
            email("Reject", "9"),
            email("Rendering Failure", "a"),
            email("DeliveryDelay", "b", deliveryDelay=OPEN),
            email("Subscription", "c", subscription=OPEN),
            email("Surprise", "d"),
        ],
    )
    kinds = (
        "sent delivered opened clicked bot bot bounced complained rejected failed delayed unsubscribed other"
    )
    assert [row["kind"] for row in rows] == kinds.split()
    assert {row["journey"] for row in rows} == {"spring_welcome"}
    assert {row["channel"] for row in rows} == {"email"}
    assert (rows[2]["recipient"], rows[2]["username"]) == ("ana.lima@example.org", "ana.lima")
    assert str(rows[2]["event_at"]) == "2026-01-10 12:30:00.500000"
    assert str(rows[0]["event_at"]) == "2026-11-20 08:00:01.120000"


def test_tags_that_do_not_fit_are_decoded(lake):
    tags = {"1": "b64_RnLDvGhsaW5nIQ", "2": "plain", "3": "b64_!", "4": None, "5": ""}
    rows = fill(lake, [email("Send", message, tag) for message, tag in tags.items()])
    assert {row["message_id"]: row["journey"] for row in rows} == {
        "1": "Frühling!",
        "2": "plain",
        "3": "b64_!",
    }


def test_texts_have_prices_and_no_opens(lake):
    states = {
        "TEXT_QUEUED": ("sent", "sms"),
        "TEXT_DELIVERED": ("delivered", "sms"),
        "TEXT_SUCCESSFUL": ("delivered", "sms"),
        "TEXT_UNREACHABLE": ("bounced", "sms"),
        "TEXT_TTL_EXPIRED": ("bounced", "sms"),
        "TEXT_INVALID_MESSAGE": ("rejected", "sms"),
        "TEXT_PROTECT_BLOCKED": ("rejected", "sms"),
        "MEDIA_DELIVERED": ("delivered", "mms"),
        "MEDIA_FILE_INACCESSIBLE": ("rejected", "mms"),
        "VOICE_RINGING": ("sent", "voice"),
        "VOICE_COMPLETED": ("delivered", "voice"),
        "RCS_READ": ("opened", "rcs"),
    }
    rows = fill(lake, sms=[*(text(kind, kind) for kind in states), text("TEXT_DELIVERED", "x", None)])
    assert {row["message_id"]: (row["kind"], row["channel"]) for row in rows} == states
    assert [row["cost_usd"] for row in rows] == [pytest.approx(0.00881)] * len(states)
    assert rows[0]["recipient"] == "+14255550123"


def test_pinpoints_messages_are_of_the_journey_that_has_their_id(lake):
    mail = {
        "email_channel": {"mail_event": {"mail": {"message_id": "m-1", "destination": ["ann@example.org"]}}}
    }
    rows = fill(
        lake,
        pinpoint=[
            *({**of_pinpoint(f"_email.{kind}"), "facets": mail} for kind in ("send", "open", "softbounce")),
            of_pinpoint("_journey.send", journey_activity_type="EMAIL", journey_send_status="SUCCESS"),
            of_pinpoint("_journey.send", journey_activity_type="PUSH", journey_send_status="SUCCESS"),
            of_pinpoint("_journey.send", journey_activity_type="PUSH", journey_send_status="FAILURE"),
            of_pinpoint("_journey.opened_notification"),
            {**of_pinpoint("_SMS.SUCCESS", message_id="t-1"), "metrics": {"price_in_millicents_usd": 645.0}},
            of_pinpoint("_session.start"),
            {**of_pinpoint("_email.send"), "attributes": {}},
        ],
    )
    assert [(row["message_id"], row["channel"], row["kind"]) for row in rows] == [
        ("ep-1/act-1", "push", "failed"),
        ("ep-1/act-1", "push", "opened"),
        ("ep-1/act-1", "push", "sent"),
        ("m-1", "email", "bounced"),
        ("m-1", "email", "opened"),
        ("m-1", "email", "sent"),
        ("t-1", "sms", "delivered"),
    ]
    assert {row["event_at"].hour for row in rows} == {12}
    assert [row["cost_usd"] for row in rows if row["channel"] == "sms"] == [pytest.approx(0.00645)]
    assert {row["journey_name"] for row in lake.rows("SELECT journey_name FROM messages")} == {
        "spring_welcome"
    }


def test_the_funnel_counts_messages_and_users_once(lake):
    fill(
        lake,
        ses=[
            *[email("Send", "1")] * 2,
            email("Open", "1", open=OPEN),
            email("Open", "1", open={**OPEN, "timestamp": "2026-01-10T13:00:00Z"}),
            email("Click", "1", click=OPEN),
            email("Delivery", "1", delivery=OPEN),
            email("Send", "2"),
            email("Click", "2", click={**OPEN, "isBotEvent": "Likely"}),
            email("Bounce", "3", bounce=OPEN),
            email("Rendering Failure", "4"),
            email("Send", "5", "autumn"),
        ],
        sms=[text("TEXT_DELIVERED", "1")],  # the ids of channels are apart
        events=[
            event("a", "ann", NOON, value=1),
            event("b", "ann", NOON + 1, value=1),
            event("c", "eve", NOON, value=1),
        ],
    )
    rows = lake.by("journey_name", "SELECT * FROM journey_funnel")
    assert rows["spring_welcome"] == {
        "journey_name": "spring_welcome",
        "sent": 4,
        "delivered": 2,
        "opened": 1,
        "clicked": 1,
        "touched": 1,
        "converted": 1,
    }
    assert [rows["autumn"][name] for name in ("sent", "delivered", "touched", "converted")] == [1, 0, 0, 0]


def test_prices_of_messages_are_costs_of_their_journey_once(lake):
    day = NOON + 2 * HOUR
    texts = [
        text("TEXT_QUEUED", totalMessagePrice=None),
        text("TEXT_DELIVERED"),
        text("TEXT_DELIVERED", "t-2"),
    ]
    rates = [{"currency": "USD", "valid_from": "2026-01-01", "rate": "0.5"}]
    costs = [{"journey": "j-1", "day": "2026-01-10", "cost": "1"}]
    fill(
        lake, sms=[{**one, "eventTimestamp": day} for one in texts], currency_rates=rates, journey_costs=costs
    )
    (row,) = lake.rows("SELECT * FROM journey_spend")
    assert (row["journey_name"], str(row["day"]), row["listed_cost"]) == ("spring_welcome", "2026-01-10", 1.0)
    assert row["message_cost"] == pytest.approx(2 * 0.00881 * 0.5)
    assert row["cost"] == pytest.approx(1 + 0.00881)


def test_prices_without_a_rate_are_named_and_not_counted(lake):
    fill(lake, sms=[text("TEXT_DELIVERED"), text("TEXT_DELIVERED", "t-2")])
    (row,) = lake.rows("SELECT * FROM event_problems")
    assert (row["problem"], row["events"], row["example_id"]) == ("message_cost_without_rate", 2, "t-1")
    assert lake.rows("SELECT * FROM journey_spend") == []


def test_prices_in_the_reporting_currency_need_no_rate(lake):
    fill(lake, sms=[text("TEXT_DELIVERED")], attribution_settings=[{"reporting_currency": "USD"}])
    (row,) = lake.rows("SELECT cost FROM journey_spend")
    assert row["cost"] == pytest.approx(0.00881)


def test_without_lakes_of_messages_the_funnel_has_the_users():
    lake = Lake().fill([SPRING], [event("1", "ann", NOON, value=1)])
    (row,) = lake.rows("SELECT sent, clicked, touched, converted FROM journey_funnel")
    assert row == {"sent": 0, "clicked": 0, "touched": 1, "converted": 1}
    assert lake.rows("SELECT * FROM message_events") == []
