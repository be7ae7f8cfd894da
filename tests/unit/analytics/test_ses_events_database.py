"""Acceptance of modules/ses-events-database, by the numbers of its README; defects that must not return."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import views
from analytics.tables import table
from emulator.declared import REPOSITORY, blocks
from tests.unit.analytics.message_lakes import ANN, BEN, Lake, at, email

MODULE = REPOSITORY / "modules" / "ses-events-database"
VIEWS = ("email_status", "email_recipient_status", "email_daily")
CARA = "cara@example.org"


@pytest.fixture(scope="module")
def lake():
    made = Lake("ses")
    yield made
    made.engine.close()


def moment(time, day="2026-01-02"):
    return dt.datetime.fromisoformat(f"{day}T{time}")


def delivery(time, *recipients, **more):
    return email(
        "Delivery", timestamp=at(time), processingTimeMillis=1000, recipients=list(recipients), **more
    )


def bounce(time, recipient, *, kind="Permanent", subtype="General", **more):
    bounced = [
        {"emailAddress": recipient, "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550"}
    ]
    return email(
        "Bounce",
        bounceType=kind,
        bounceSubType=subtype,
        bouncedRecipients=bounced,
        timestamp=at(time),
        **more,
    )


def opened(time, **more):
    return email(
        "Open", ipAddress="203.0.113.9", timestamp=at(time), userAgent="a", isBotEvent="Unlikely", **more
    )


def clicked(time, **more):
    return email("Click", timestamp=at(time), link="https://example.org", linkTags={"Slot": ["hero"]}, **more)


def complaint(time, recipient, **more):
    complained = [{"emailAddress": recipient}]
    return email(
        "Complaint",
        complainedRecipients=complained,
        timestamp=at(time),
        complaintFeedbackType="abuse",
        **more,
    )


def delayed(time, recipient, **more):
    delay = {"delayType": "MailboxFull", "expirationTime": at("23:00:00"), "timestamp": at(time)}
    return email("DeliveryDelay", **delay, delayedRecipients=[{"emailAddress": recipient}], **more)


PREFERENCES = {
    "unsubscribeAll": False,
    "topicSubscriptionStatus": [{"topicName": "News", "subscriptionStatus": "OptIn"}],
}
SUBSCRIPTION = email(
    "Subscription",
    contactList="all",
    timestamp=at("08:00:00"),
    source="UnsubscribeHeader",
    newTopicPreferences={**PREFERENCES, "unsubscribeAll": True},
    oldTopicPreferences=PREFERENCES,
)
RENDERING_FAILURE = email(
    "Rendering Failure", message="m-3", templateName="spring", errorMessage="Attribute 'name' is not present"
)
REJECT = email("Reject", message="m-4", reason="Bad content")
ALL_KINDS = [
    email("Send"),
    delivery("03:05:00", ANN),
    opened("04:00:00"),
    clicked("05:00:00"),
    complaint("06:00:00", ANN),
    delayed("03:04:30", ANN),
    SUBSCRIPTION,
    bounce("03:06:00", BEN, message="m-2", to=[BEN]),
    RENDERING_FAILURE,
    REJECT,
]


def test_1_destination_waits_for_the_new_set_and_the_role():
    """Both sets have one: tests/modules/ses_events_database.tftest.hcl."""
    declared = blocks(MODULE / "configuration_sets.tf")
    (destination,) = [
        block["aws_sesv2_configuration_set_event_destination"]["lake"]
        for block in declared["resource"]
        if "aws_sesv2_configuration_set_event_destination" in block
    ]
    assert destination["depends_on"] == ["${aws_iam_role_policy.events}"]
    (names,) = [block["configuration_sets"] for block in declared["locals"]]
    assert "for set in aws_sesv2_configuration_set.new" in str(names)
    assert destination["configuration_set_name"] == "${each.value}"


def test_2_the_earliest_open_counts(lake):
    sent, later, earlier = email("Send"), opened("09:00:00"), opened("08:00:00")
    row = lake.holds(later, sent, earlier, delivery("03:05:00", ANN)).row("email_status")
    assert row["message_id"] == "m-1"
    assert (row["subject"], row["destination"], row["configuration_set"]) == ("Hi", ANN, "news")
    assert (row["time_sent"], row["time_delivered"]) == (moment("03:04:05"), moment("03:05:00"))
    assert row["time_opened"] == moment("08:00:00")
    assert {name for name, value in row.items() if value is None} == {
        "time_clicked",
        "time_bounced",
        "bounce_type",
        "bounce_subtype",
        "time_complained",
        "complaint_feedbacktype",
        "time_delayed",
        "time_rejected",
        "reject_reason",
        "rendering_error",
    }


def test_3_tags_with_colons_are_read_by_their_names(lake):
    lake.holds(email("Send"))
    names = ("ses:configuration-set", "ses:from-domain")
    read = ", ".join(f"mail.tags['{name}'][1] AS tag_{place}" for place, name in enumerate(names))
    assert lake.row(f"SELECT {read} FROM ses_events") == {"tag_0": "news", "tag_1": "example.com"}


def test_4_destination_has_to_cc_and_bcc_and_the_row_does_not_split(lake):
    to_all, other_order = [ANN, BEN, CARA], [CARA, BEN, ANN, ANN]
    lake.holds(
        email("Send", to=to_all), delivery("03:05:00", BEN, to=other_order), opened("04:00:00", to=to_all)
    )
    row = lake.row("email_status")
    assert row["destination"] == f"{ANN}, {BEN}, {CARA}"
    assert row["time_opened"] == moment("04:00:00")


@pytest.mark.parametrize("written", [BEN, "Ben@Example.org", "Ben <ben@example.org>"])
def test_5_of_two_recipients_one_bounced_and_one_has_it(lake, written):
    both = {"to": [ANN, written]}
    lake.holds(email("Send", **both), delivery("03:05:00", ANN, **both), bounce("03:06:00", BEN, **both))
    rows = {row["recipient"]: row for row in lake.rows("email_recipient_status")}
    assert {recipient: row["status"] for recipient, row in rows.items()} == {ANN: "delivered", BEN: "bounced"}
    assert (rows[BEN]["bounce_type"], rows[BEN]["bounce_subtype"]) == ("Permanent", "General")
    assert (rows[BEN]["time_bounced"], rows[BEN]["time_delivered"]) == (moment("03:06:00"), None)
    assert rows[ANN]["time_sent"] == rows[BEN]["time_sent"] == moment("03:04:05")


def test_6_delay_subscription_and_rendering_failure_are_seen(lake):
    lake.holds(email("Send"), delayed("03:30:00", ANN), SUBSCRIPTION, RENDERING_FAILURE)
    assert lake.engine.refused == []
    first, failed = sorted(lake.rows("email_status"), key=lambda row: row["message_id"])
    assert first["time_delayed"] == moment("03:30:00")
    assert (failed["message_id"], failed["rendering_error"]) == ("m-3", "Attribute 'name' is not present")
    assert failed["time_sent"] is None
    stored = lake.row(
        "SELECT subscription.contactlist AS l, subscription.newtopicpreferences.unsubscribeall AS a, "
        "subscription.oldtopicpreferences.topicsubscriptionstatus[1].topicname AS t "
        "FROM ses_events WHERE eventtype = 'Subscription'"
    )
    assert stored == {"l": "all", "a": True, "t": "News"}
    (day,) = lake.rows("email_daily")
    assert (day["delivery_delays"], day["subscriptions"], day["rendering_failures"]) == (1, 1, 1)
    delay = lake.row("SELECT deliverydelay.delaytype AS t FROM ses_events WHERE eventtype = 'DeliveryDelay'")
    assert delay == {"t": "MailboxFull"}


@settings(max_examples=25)
@given(data=st.data())
def test_7_order_and_duplicates_change_no_view(lake, data):
    """The two bounces of m-2 have one moment: which of them counts may not be left to chance."""
    twin = bounce("03:06:00", BEN, kind="Transient", subtype="MailboxFull", message="m-2", to=[BEN])
    once = [*ALL_KINDS, twin, opened("04:00:01")]
    expected = {view: lake.holds(*once).set_of(view) for view in VIEWS}
    again = data.draw(st.lists(st.sampled_from(once), max_size=6))
    mixed = data.draw(st.permutations([*once, *again]))
    lake.holds(*[{**record, "datehour": f"2026/01/02/0{number % 10}"} for number, record in enumerate(mixed)])
    assert {view: lake.set_of(view) for view in VIEWS} == expected


def test_7_the_first_bounce_has_type_and_subtype_of_one_event(lake):
    later = bounce("03:07:00", ANN, kind="Permanent", subtype="General")
    first = bounce("03:06:00", ANN, kind="Transient", subtype="MailboxFull")
    row = lake.holds(later, first).row("email_status")
    assert (row["bounce_type"], row["bounce_subtype"]) == ("Transient", "MailboxFull")


@pytest.mark.parametrize(
    "bad", ["no object", {"eventType": "Send", "mail": "m-1"}, {"mail": {"tags": ["a"]}}]
)
def test_7_what_does_not_fit_is_left_out_and_stops_nothing_else(lake, bad):
    """In AWS Firehose puts it under errors/: on the emulator, tests/e2e."""
    lake.holds(bad, email("Send"))
    assert len(lake.engine.refused) == 1
    assert len(lake.rows("email_status")) == 1


def test_8_views_read_the_hours_of_history_only():
    """Their condition stands on the partition itself, so that Athena scans no other hour."""
    today = dt.datetime.now(tz=dt.UTC)
    hours = {days: f"{today - dt.timedelta(days=days):%Y/%m/%d/%H}" for days in (1, 10)}
    recent = Lake("ses", {"history_days": "5"})
    recent.holds(
        {**email("Send", message="recent"), "datehour": hours[1]},
        {**email("Send", message="old"), "datehour": hours[10]},
    )
    assert {row["message_id"] for row in recent.rows("email_status")} == {"recent"}
    assert {row["message_id"] for row in recent.rows("email_recipient_status")} == {"recent"}
    assert sum(row["sends"] for row in recent.rows("email_daily")) == 1
    recent.engine.close()


def test_8_a_filter_on_datehour_leaves_other_hours_out(lake):
    """That they are not scanned: the table's projection, tests/modules/event_lake.tftest.hcl."""
    lake.holds(
        {**email("Send", message="a"), "datehour": "2026/01/02/03"},
        {**email("Send", message="b"), "datehour": "2026/01/02/04"},
    )
    query = "SELECT mail.messageid AS m FROM ses_events WHERE datehour = '2026/01/02/04'"
    assert lake.row(query) == {"m": "b"}


def queries_of_the_readme():
    return re.findall(r"^```sql\n(.*?)^```$", (MODULE / "README.md").read_text(), re.MULTILINE | re.DOTALL)


def test_9_queries_of_the_readme_run(lake):
    tagged = [
        email("Send", message=f"m-{number}", tags={"campaign": ["spring"]}, to=[f"{number}@example.org"])
        for number in range(3)
    ]
    first = {"message": "m-0", "tags": {"campaign": ["spring"]}, "to": ["0@example.org"]}
    lake.holds(*tagged, opened("04:00:00", **first), email("Send", message="without a tag"))
    load_test, *others = queries_of_the_readme()
    assert "mail.tags['campaign'][1]" in load_test
    assert [row["sends"] for row in lake.rows(load_test)] == [3]
    assert len(others) >= 1
    for query in others:
        assert lake.rows(query)


# What the original did


def test_a_tag_is_no_field_of_a_struct():
    """The original's underscores never met SES's colons: every tag of its example data is null."""
    assert str(table("ses_events").columns["mail"].duckdb).count('"tags" MAP(VARCHAR, VARCHAR[])') == 1


def test_every_stored_moment_of_an_event_is_read(lake):
    """Delay, rejection, rendering failure and subscription were never captured."""
    lake.holds(*ALL_KINDS)
    assert lake.engine.refused == []
    (day,) = lake.rows("email_daily")
    assert day.pop("day") == dt.date(2026, 1, 2)
    assert day.pop("configuration_set") == "news"
    assert day == dict.fromkeys(day, 1)
    rejected = lake.row("SELECT * FROM email_status WHERE reject_reason IS NOT NULL")
    assert (rejected["time_rejected"], rejected["reject_reason"]) == (moment("03:04:05"), "Bad content")


def test_table_and_stream_have_one_place():
    """The original's table lay in ses-events, its stream wrote to events/."""
    content = json.loads((REPOSITORY / "analytics" / "tables" / "ses_events.json").read_text())
    assert content["prefix"] == "events/"
    firehose = (REPOSITORY / "modules" / "event-lake" / "firehose.tf").read_text()
    catalog = (REPOSITORY / "modules" / "event-lake" / "catalog.tf").read_text()
    assert "each.value.table.prefix" in firehose
    assert "each.value.table.prefix" in catalog


# Edges


def test_recipients_of_all_states(lake):
    """One message each; what is further along counts."""
    kinds = {
        "sent": [email("Send", message="1")],
        "delayed": [email("Send", message="2"), delayed("04:00:00", ANN, message="2")],
        "delivered": [delayed("04:00:00", ANN, message="3"), delivery("05:00:00", ANN, message="3")],
        "complained": [delivery("05:00:00", ANN, message="4"), complaint("06:00:00", ANN, message="4")],
        "rejected": [REJECT],
        "rendering failed": [RENDERING_FAILURE],
    }
    lake.holds(*[event for events in kinds.values() for event in events])
    assert sorted(row["status"] for row in lake.rows("email_recipient_status")) == sorted(kinds)


def test_an_open_is_nobodys_where_two_have_the_message(lake):
    lake.holds(opened("04:00:00", to=[ANN, BEN]), opened("04:00:00", message="m-2"))
    assert [(row["recipient"], row["time_opened"]) for row in lake.rows("email_recipient_status")] == [
        (ANN, moment("04:00:00"))
    ]
    assert {row["time_opened"] for row in lake.rows("email_status")} == {moment("04:00:00")}


def test_events_without_message_or_moment_are_no_row(lake):
    strange = email("Send")
    del strange["mail"]["messageId"]
    timeless = email("Send", message="m-2")
    timeless["mail"]["timestamp"] = "yesterday"
    lake.holds(strange, timeless, {"eventType": "Send"})
    row = lake.row("email_status")
    assert (row["message_id"], row["time_sent"]) == ("m-2", None)


def test_empty_lake_has_no_rows(lake):
    lake.holds()
    assert [lake.rows(view) for view in VIEWS] == [[], [], []]


def test_days_and_sets_are_counted_apart(lake):
    """Distinct messages: two opens on one day are one, on two days one each."""
    next_day = opened("04:00:00")
    next_day["open"]["timestamp"] = at("00:00:00", "2026-01-03")
    last = opened("04:00:00")
    last["open"]["timestamp"] = at("23:59:59")
    other = opened("04:00:00", message="m-2", tags={"ses:configuration-set": ["receipts"]})
    lake.holds(opened("04:00:00"), last, next_day, other)
    found = {(row["day"].day, row["configuration_set"]): row["opens"] for row in lake.rows("email_daily")}
    assert found == {(2, "news"): 1, (3, "news"): 1, (2, "receipts"): 1}


def test_columns_are_those_of_the_specification():
    described = json.loads((views.FOLDER / "ses" / "columns.json").read_text())
    assert [column["name"] for column in described["email_status"]] == [
        "message_id",
        "subject",
        "destination",
        "time_sent",
        "time_delivered",
        "time_opened",
        "time_clicked",
        "time_bounced",
        "bounce_type",
        "bounce_subtype",
        "time_complained",
        "complaint_feedbacktype",
        "configuration_set",
        "time_delayed",
        "time_rejected",
        "reject_reason",
        "rendering_error",
    ]
    assert {column["type"] for column in described["email_status"] if column["name"].startswith("time_")} == {
        "timestamp(3)"
    }
