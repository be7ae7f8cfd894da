"""Acceptance of modules/pinpoint-events-database, by the numbers of its README; what must not return."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from analytics import views
from analytics.tables import table
from emulator.declared import REPOSITORY
from tests.support.samples.reading import sample
from tests.unit.analytics.engagement_lakes import (
    APP_EVENT,
    BEN,
    BOUNCE,
    CAMPAIGN,
    JOURNEY,
    PINPOINT_EVENTS,
    RECIPIENTS,
    SES_EVENTS,
    SMS_EVENTS,
    Lakes,
    pinpoint_email,
    pinpoint_text,
)
from tests.unit.analytics.message_lakes import ANN, email, text

README = REPOSITORY / "modules" / "pinpoint-events-database" / "README.md"
LIVING = {"ses_events": SES_EVENTS.values(), "sms_events": SMS_EVENTS.values()}
COMMON = [
    "event_timestamp",
    "arrival_timestamp",
    "application_id",
    "endpoint_id",
    "pinpoint_campaign_id",
    "pinpoint_treatment_id",
    "aws_account_id",
]
TAIL = ["message_tags", "ingest_timestamp", "datehour"]
EMAIL = ["message_id", "message_send_timestamp", "from_address", "destination"]
BOUNCED = [f"bounced_recipient_{part}" for part in ("email_address", "action", "status", "diagnostic_code")]
CLICKED = ["subject", "ip_address", "user_agent", "link"]
TEXT = [
    "sender_request_id",
    "destination_phone_number",
    "record_status",
    "iso_country_code",
    "number_of_message_parts",
    "message_id",
    "message_type",
    "origination_phone_number",
    "price_in_millicents_usd",
]
COLUMNS = {
    "email_send": [*EMAIL, "subject"],
    "email_delivered": [
        *EMAIL,
        "subject",
        "smtp_response",
        "reporting_mta",
        "recipients",
        "processing_time_millis",
    ],
    "email_hardbounce": [*EMAIL, "bounce_type", "bounce_sub_type", "feedback_id", "reporting_mta", *BOUNCED],
    "email_softbounce": [*EMAIL, "bounce_type", "bounce_sub_type", "feedback_id", "reporting_mta", *BOUNCED],
    "email_complaint": [
        *EMAIL,
        "complained_email_address",
        "feedback_id",
        "user_agent",
        "complaint_feedback_type",
    ],
    "email_open": [*EMAIL, "subject", "ip_address", "user_agent"],
    "email_click": [*EMAIL, *CLICKED],
    "email_unsubscribe": [*EMAIL, *CLICKED, "unsubscribe_link_tag"],
    "email_rejected": [*EMAIL, "subject", "reject_reason"],
    **dict.fromkeys(["sms_buffered", "sms_success", "sms_failure", "sms_optout"], TEXT),
    "campaign_send": [],
    "journey_send": ["journey_run_id", "journey_send_status", "journey_id", "journey_activity_id"],
}
PINPOINT_ONLY = {"sms_optout", "campaign_send", "journey_send"}


@pytest.fixture(scope="module")
def pinpoint_lake():
    made = Lakes("pinpoint", all_events=PINPOINT_EVENTS.values())
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def living_lake():
    made = Lakes("living", **LIVING, app_events=[APP_EVENT])
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def lake():
    """For events of a test's own."""
    made = Lakes("pinpoint")
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def living():
    made = Lakes("living")
    yield made
    made.engine.close()


def described(group):
    return json.loads((views.FOLDER / group / "columns.json").read_text())


def names(group):
    return {view: [column["name"] for column in columns] for view, columns in described(group).items()}


# 1: that a plan has them is in tests/modules/pinpoint_events_database.tftest.hcl


def test_1_there_are_15_views_of_pinpoint_and_12_of_the_living_services():
    assert set(described("pinpoint")) == set(COLUMNS)
    assert set(described("living")) == set(COLUMNS) - PINPOINT_ONLY
    assert (len(described("pinpoint")), len(described("living"))) == (15, 12)


@pytest.mark.parametrize("view", COLUMNS)
def test_2_pinpoint_view_has_exactly_its_event(pinpoint_lake, view):
    assert pinpoint_lake.engine.refused == []
    assert list(pinpoint_lake.row(view)) == [*COMMON, *COLUMNS[view], *TAIL]


@pytest.mark.parametrize("view", SES_EVENTS | SMS_EVENTS)
def test_2_living_view_has_exactly_its_event(living_lake, view):
    assert living_lake.engine.refused == []
    assert list(living_lake.row(view)) == [*COMMON, *COLUMNS[view], *TAIL]


def moment(time):
    return dt.datetime.fromisoformat(f"2026-01-02T{time}")


def test_2_pinpoint_values(pinpoint_lake):
    assert pinpoint_lake.row("email_delivered") == {
        "event_timestamp": moment("03:04:00"),
        "arrival_timestamp": moment("03:04:05"),
        "application_id": "p-1",
        "endpoint_id": "e-1",
        "pinpoint_campaign_id": "c-1",
        "pinpoint_treatment_id": "0",
        "aws_account_id": "111122223333",
        "message_id": "m-1",
        "message_send_timestamp": moment("03:04:00"),
        "from_address": "shop@example.com",
        "destination": [ANN, BEN],
        "subject": "Hi",
        "smtp_response": "250 ok",
        "reporting_mta": "mta-1",
        "recipients": [ANN],
        "processing_time_millis": 500,
        "message_tags": {"legacy_identifier": "p-1", "campaign_id": "c-1", "treatment_id": "0"},
        "ingest_timestamp": moment("03:00:00"),
        "datehour": "2026/01/02/03",
    }
    extras = {view: {name: pinpoint_lake.row(view)[name] for name in COLUMNS[view]} for view in COLUMNS}
    recipient = dict(zip(BOUNCED, RECIPIENTS[0].values(), strict=True))
    assert (
        extras["email_hardbounce"].items()
        >= (recipient | {"bounce_type": "Permanent", "feedback_id": "f-1"}).items()
    )
    assert extras["email_softbounce"]["bounce_type"] == "Transient"
    assert extras["email_complaint"]["complained_email_address"] == ANN
    assert extras["email_unsubscribe"]["unsubscribe_link_tag"] == ["click"]
    assert extras["email_unsubscribe"]["link"] == "https://example.org"
    assert extras["email_rejected"]["reject_reason"] == "Bad content"
    assert extras["sms_success"] == {
        "sender_request_id": "r-1",
        "destination_phone_number": "+12065550101",
        "record_status": "SUCCESSFUL",
        "iso_country_code": "US",
        "number_of_message_parts": 2,
        "message_id": "s-1",
        "message_type": "Transactional",
        "origination_phone_number": "+12065550100",
        "price_in_millicents_usd": 645.0,
    }
    assert pinpoint_lake.row("sms_success")["message_tags"] == {"order": "o-1"}
    assert pinpoint_lake.row("campaign_send")["message_tags"] == CAMPAIGN
    assert extras["journey_send"] == JOURNEY


def test_2_living_values(living_lake):
    assert living_lake.row("email_delivered") == {
        "event_timestamp": moment("03:04:05"),
        "arrival_timestamp": moment("03:05:00"),
        "application_id": None,
        "endpoint_id": None,
        "pinpoint_campaign_id": "c-1",
        "pinpoint_treatment_id": None,
        "aws_account_id": "111122223333",
        "message_id": "m-1",
        "message_send_timestamp": moment("03:04:05"),
        "from_address": "shop@example.com",
        "destination": [ANN, BEN],
        "subject": "Hi",
        "smtp_response": "250 ok",
        "reporting_mta": "mta-1",
        "recipients": [ANN],
        "processing_time_millis": 500,
        "message_tags": {
            "ses:configuration-set": "news",
            "ses:from-domain": "example.com",
            "campaign": "c-1",
            "order": "o-1",
        },
        "ingest_timestamp": moment("03:00:00"),
        "datehour": "2026/01/02/03",
    }
    bounce = living_lake.row("email_hardbounce")
    assert [bounce[name] for name in BOUNCED] == [ANN, "failed", "5.1.1", f"no {ANN}"]
    assert living_lake.row("email_complaint")["complained_email_address"] == ANN
    assert living_lake.row("email_rejected")["reject_reason"] == "Bad content"
    success = living_lake.row("sms_success")
    assert (success["pinpoint_campaign_id"], success["record_status"]) == ("c-1", "DELIVERED")
    assert success["price_in_millicents_usd"] == pytest.approx(881.0)  # 0.00581 + 0.003 USD
    assert success["message_tags"] == {"order": "o-1", "campaign": "c-1"}


@pytest.mark.parametrize("kind", ["email_send", "email_open", "email_click", "journey_send"])
def test_2_samples_of_other_tests_are_shown_too(lake, kind):
    lake.holds(all_events=[sample("pinpoint_events", kind)])
    assert lake.counts() == dict.fromkeys(COLUMNS, 0) | {kind: 1}


SMS_STATES = {
    "sms_success": ["TEXT_DELIVERED", "TEXT_SUCCESSFUL", "MEDIA_DELIVERED", "VOICE_COMPLETED"],
    "sms_buffered": ["TEXT_QUEUED", "TEXT_PENDING", "TEXT_SENT", "MEDIA_PENDING", "VOICE_RINGING"],
    "sms_failure": ["TEXT_INVALID", "TEXT_TTL_EXPIRED", "TEXT_UNKNOWN", "TEXT_PROTECT_BLOCKED", "VOICE_BUSY"],
}


def test_2_every_state_of_a_text_is_in_one_view(living):
    states = [text("") | {"eventType": state} for found in SMS_STATES.values() for state in found]
    living.holds(sms_events=states)
    assert living.counts() == dict.fromkeys(described("living"), 0) | {
        view: len(found) for view, found in SMS_STATES.items()
    }


def test_3_treatment_is_filled(pinpoint_lake):
    """The original read treament_id, which no event has."""
    assert {
        view: pinpoint_lake.row(view)["pinpoint_treatment_id"] for view in COLUMNS if view != "journey_send"
    } == (dict.fromkeys(COLUMNS.keys() - {"journey_send"}, "0"))


@pytest.mark.parametrize("malformed", ["", "{", "none", '"text"', "[1]", "null"])
def test_4_malformed_customer_context_is_null_and_stops_no_row(lake, malformed):
    """The original's json_parse without try failed the whole query."""
    kinds = ("BUFFERED", "SUCCESS", "FAILURE", "OPTOUT")
    bad = [pinpoint_text(kind, message="bad", context=malformed) for kind in kinds]
    good = [pinpoint_text(kind, message="good") for kind in kinds]
    lake.holds(all_events=bad + good)
    for view in ("sms_buffered", "sms_success", "sms_failure", "sms_optout"):
        assert {row["message_id"]: row["message_tags"] for row in lake.rows(view)} == {
            "bad": None,
            "good": {"order": "o-1"},
        }


def test_5_two_bounced_recipients_are_two_rows(lake):
    two = pinpoint_email("hardbounce", part="bounce", detail=BOUNCE | {"bounced_recipients": RECIPIENTS})
    lake.holds(all_events=[two])
    assert sorted(row["bounced_recipient_email_address"] for row in lake.rows("email_hardbounce")) == [
        ANN,
        BEN,
    ]


def test_5_two_bounced_recipients_are_two_rows_of_ses(living):
    recipients = [{"emailAddress": who, "diagnosticCode": f"no {who}"} for who in (ANN, BEN)]
    living.holds(ses_events=[email("Bounce", bounceType="Permanent", bouncedRecipients=recipients)])
    found = {
        row["bounced_recipient_email_address"]: row["bounced_recipient_diagnostic_code"]
        for row in living.rows("email_hardbounce")
    }
    assert found == {ANN: f"no {ANN}", BEN: f"no {BEN}"}


@pytest.mark.parametrize("recipients", [None, []])
def test_5_a_bounce_that_names_nobody_is_still_seen(living, recipients):
    living.holds(ses_events=[email("Bounce", bounceType="Undetermined", bouncedRecipients=recipients)])
    assert living.row("email_softbounce")["bounced_recipient_email_address"] is None


@pytest.mark.parametrize("bad", ["no JSON object", {"metrics": {"a": "much"}}, {"attributes": "none"}])
def test_5_what_does_not_fit_is_left_out_and_nothing_else(lake, bad):
    """In AWS Firehose puts it under errors/: on the emulator, tests/e2e."""
    lake.holds(all_events=[bad, PINPOINT_EVENTS["email_send"]])
    assert len(lake.engine.refused) == 1
    assert len(lake.rows("email_send")) == 1


def queries_of_the_readme():
    return re.findall(r"^```sql\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_6_duplicates_stay_as_rows_and_distinct_messages_count_once(lake, data):
    events = list(PINPOINT_EVENTS.values())
    lake.holds(all_events=data.draw(st.permutations(events * 2)))
    assert lake.counts() == dict.fromkeys(COLUMNS, 2)
    counted = [query for query in queries_of_the_readme() if "count(DISTINCT message_id)" in query]
    assert counted
    for query in counted:
        assert [row["messages"] for row in lake.rows(query)] == [1]


def test_6_queries_of_the_readme_run_on_both_backends(pinpoint_lake, living_lake):
    for query in queries_of_the_readme():
        assert pinpoint_lake.rows(query)
        assert living_lake.rows(query)


@pytest.mark.parametrize("group", ["pinpoint", "living"])
def test_7_a_filter_on_datehour_reads_those_hours_only(lake, group):
    """Every view hands the partition on as it is and in no function, so that Athena leaves out other hours.

    That partitions are projected, and so are there at once: tests/modules/event_lake.tftest.hcl.
    """
    for view in views.group(
        group, json.loads((views.FOLDER / group / "group.json").read_text())["placeholders"]
    ):
        select = sqlglot.parse_one(view.sql, read="athena")
        assert isinstance(select.selects[-1], exp.Column), view.name
        assert select.selects[-1].name == "datehour"
    lake.holds(
        all_events=[
            PINPOINT_EVENTS["email_send"] | {"datehour": hour} for hour in ("2026/01/02/03", "2026/01/02/04")
        ],
    )
    assert len(lake.rows("SELECT 1 FROM email_send WHERE datehour = '2026/01/02/04'")) == 1


# 8, force_destroy and a second apply: tests/modules/event_lake.tftest.hcl and tests/e2e


def test_both_backends_have_the_same_columns():
    """So that a query goes on when the backend changes."""
    pinpoint, living = described("pinpoint"), described("living")
    assert {view: pinpoint[view] for view in living} == living


@pytest.mark.parametrize("view", sorted(set(COLUMNS) - PINPOINT_ONLY))
def test_one_select_runs_on_both(pinpoint_lake, living_lake, view):
    columns = ", ".join(names("living")[view])
    query = f"SELECT {columns} FROM {view} WHERE datehour >= '2026/01/01/00' AND pinpoint_campaign_id = 'c-1'"
    assert len(pinpoint_lake.rows(query)) == len(living_lake.rows(query)) == 1


@pytest.mark.parametrize("group", ["pinpoint", "living"])
def test_what_views_share_is_the_same_in_each(group):
    """The common columns are written out in every file: they may not drift apart."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for view in views.group(
        group, json.loads((views.FOLDER / group / "group.json").read_text())["placeholders"]
    ):
        select = sqlglot.parse_one(view.sql, read="athena")
        source = select.find(exp.Table).name
        channel = view.name.split("_")[0]
        for column in select.selects:
            if column.alias_or_name in {*COMMON, *EMAIL, *TEXT, *TAIL, "subject"} - {"arrival_timestamp"}:
                found.setdefault((source, channel, column.alias_or_name), set()).add(column.sql("athena"))
    assert {place: sqls for place, sqls in found.items() if len(sqls) > 1} == {}


# What the original did


def test_metrics_of_the_app_are_kept(lake):
    """The original's struct kept the price and dropped every other number."""
    lake.holds(all_events=[PINPOINT_EVENTS["email_send"] | {"metrics": {"basket": 12.5}}])
    assert lake.row("SELECT element_at(metrics, 'basket') AS basket FROM all_events") == {"basket": 12.5}


def test_failed_texts_have_type_and_origin():
    assert {"message_type", "origination_phone_number"} <= set(names("pinpoint")["sms_failure"])


def test_link_tags_are_found_in_lower_case():
    """The lake keeps keys in lower case, also inside of maps."""
    column = table("all_events").columns["facets"].duckdb
    assert '"link_tags" MAP(VARCHAR, VARCHAR[])' in column


def test_no_row_of_a_struct_is_unnested():
    """Athena spreads the fields of a row over columns, DuckDB does not: views unnest arrays of texts."""
    for group in ("pinpoint", "living"):
        for file in (views.FOLDER / group).glob("*.sql"):
            assert len(re.findall(r"UNNEST\((?!\n    transform\()", file.read_text())) == 0, file.name
