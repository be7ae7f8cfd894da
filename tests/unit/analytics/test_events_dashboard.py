"""Acceptance of modules/events-dashboard, by the numbers of its README; what must not return."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from string import Template

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import dialect, views
from emulator.declared import REPOSITORY
from tests.support.samples.reading import sample
from tests.unit.analytics.engagement_lakes import (
    APP,
    APP_EVENT,
    BEN,
    ENDPOINT,
    PINPOINT_EVENTS,
    SES_EVENTS,
    SMS_EVENTS,
    Lakes,
    pinpoint,
    pinpoint_email,
    pinpoint_text,
)
from tests.unit.analytics.message_lakes import ANN, email, text

MODULE = REPOSITORY / "modules" / "events-dashboard"
QUERIES = REPOSITORY / "analytics" / "queries" / "events_dashboard"
HEAD = ["event_type", "event_timestamp", "arrival_timestamp", "application_id", "endpoint_id"]
CAMPAIGN = ["pinpoint_campaign_id", "pinpoint_treatment_id"]
ACCOUNT = ["aws_account_id"]
TAIL = ["ingest_timestamp", "datehour"]
COLUMNS = {
    "email_all_events": [
        *HEAD,
        *CAMPAIGN,
        *ACCOUNT,
        *["message_id", "message_send_timestamp", "from_address", "destination", "destinations", "subject"],
        "message_tags",
        *TAIL,
    ],
    "sms_all_events": [
        *HEAD,
        *CAMPAIGN,
        *ACCOUNT,
        *["sender_request_id", "destination_phone_number", "record_status", "iso_country_code"],
        *["number_of_message_parts", "message_id", "message_type", "origination_phone_number"],
        "price_in_millicents_usd",
        "message_tags",
        *TAIL,
    ],
    "campaign_all_events": [*HEAD, *CAMPAIGN, *ACCOUNT, "delivery_type", "campaign_send_status", *TAIL],
    "journey_all_events": [
        *HEAD,
        *ACCOUNT,
        *["journey_run_id", "journey_send_status", "journey_id", "journey_activity_id"],
        *["end_point_status", "channel_type", "user_id"],
        *TAIL,
    ],
    "custom_all_events": [
        *HEAD,
        *ACCOUNT,
        *["cognito_id", "session_id", "session_start_time", "session_stop_time", "attributes"],
        *TAIL,
    ],
}
DAY = "2026-01-02"


@pytest.fixture(scope="module")
def lake():
    """Of Pinpoint, for events of a test's own."""
    made = Lakes("dashboard_pinpoint")
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def living():
    made = Lakes("dashboard_living")
    yield made
    made.engine.close()


def described(group):
    return json.loads((views.FOLDER / group / "columns.json").read_text())


def statement(name, **values):
    return Template((QUERIES / f"{name}.sql").read_text()).substitute({"view_prefix": ""} | values)


def summary(lake, day=DAY):
    """Rows by channel and campaign, without what is zero."""
    rows = lake.rows(statement("daily_engagement", day=day))
    assert {row.pop("day") for row in rows} <= {day}
    return {
        (row.pop("channel"), row.pop("campaign")): {name: value for name, value in row.items() if value}
        for row in rows
    }


# 1: that a plan has them, and no function and no query: tests/modules/events_dashboard.tftest.hcl


def test_1_views_have_exactly_these_columns():
    names = {
        group: {view: [column["name"] for column in columns] for view, columns in described(group).items()}
        for group in ("dashboard_pinpoint", "dashboard_living")
    }
    assert names["dashboard_pinpoint"] == COLUMNS
    assert names["dashboard_living"] == {v: c for v, c in COLUMNS.items() if v != "journey_all_events"}


def all_of(lake):
    """event_type -> views that have a row of it."""
    found: dict[str, list[str]] = {}
    for view in lake.views:
        for row in lake.rows(view.name):
            found.setdefault(row["event_type"], []).append(view.name)
    return found


PINPOINT_ONLY_SAMPLES = [
    sample("pinpoint_events", kind)
    for kind in ("journey_opened_notification", "campaign_opened_notification")
]


def test_2_each_event_is_in_exactly_one_view(lake):
    lake.holds(all_events=[*PINPOINT_EVENTS.values(), *PINPOINT_ONLY_SAMPLES, APP])
    assert lake.engine.refused == []
    found = all_of(lake)
    assert len(found) == len(PINPOINT_EVENTS) + len(PINPOINT_ONLY_SAMPLES) + 1
    prefixes = {"_email.": "email", "_SMS.": "sms", "_campaign.": "campaign", "_journey.": "journey"}
    for kind, where in found.items():
        wanted = next((name for prefix, name in prefixes.items() if kind.startswith(prefix)), "custom")
        assert where == [f"{wanted}_all_events"], kind


def test_2_the_underscore_is_an_underscore(lake):
    """The original's LIKE '_email.%' took any letter for it: such events were emails and not the app's."""
    lake.holds(
        all_events=[pinpoint(kind) for kind in ("xemail.opened", "1SMS.read", "_test.event", "_test.event.x")]
    )
    assert all_of(lake) == {"xemail.opened": ["custom_all_events"], "1SMS.read": ["custom_all_events"]}


def test_2_each_living_event_is_in_exactly_one_view_and_again_with_its_campaign(living):
    delay = email("DeliveryDelay", delayType="MailboxFull", timestamp="2026-01-02T04:00:00.000Z")
    living.holds(
        ses_events=[*SES_EVENTS.values(), email("Rendering Failure", errorMessage="no name"), delay],
        sms_events=[*SMS_EVENTS.values(), text("UNKNOWN")],
        app_events=[APP_EVENT],
    )
    of_campaign = living.rows("SELECT event_type FROM campaign_all_events")
    found = all_of(living)
    names = {kind: [view for view in where if view != "campaign_all_events"] for kind, where in found.items()}
    emails = [
        "send",
        "delivered",
        "hardbounce",
        "softbounce",
        "complaint",
        "open",
        "click",
        "unsubscribe",
        "rejected",
    ]
    assert names == {
        **{
            f"_email.{kind}": ["email_all_events"]
            for kind in [*emails, "rendering_failure", "delivery_delay"]
        },
        **{f"_SMS.{kind}": ["sms_all_events"] for kind in ("BUFFERED", "SUCCESS")},
        "_SMS.FAILURE": ["sms_all_events"] * 2,
        "purchase": ["custom_all_events"],
    }
    assert Counter(row["event_type"] for row in of_campaign) == Counter(
        [*(f"_email.{kind}" for kind in emails), "_SMS.BUFFERED", "_SMS.SUCCESS", "_SMS.FAILURE"]
    )


@pytest.mark.parametrize("view", ["email_all_events", "sms_all_events", "campaign_all_events"])
def test_3_treatment_is_filled(lake, view):
    """The original copied the misspelt treament_id."""
    lake.holds(all_events=PINPOINT_EVENTS.values())
    assert {row["pinpoint_treatment_id"] for row in lake.rows(view)} == {"0"}


@pytest.mark.parametrize("malformed", ["", "{", "none", "[1]"])
def test_4_malformed_json_is_null_and_stops_no_row(lake, malformed):
    journey = pinpoint("_journey.send", client_context={"custom": {"endpoint": malformed}})
    lake.holds(
        all_events=[
            pinpoint_text("SUCCESS", context=malformed),
            journey,
            PINPOINT_EVENTS["sms_success"],
            PINPOINT_EVENTS["journey_send"],
        ]
    )
    tags = [row["message_tags"] for row in lake.rows("sms_all_events")]
    assert sorted(tags, key=str) == [None, {"order": "o-1"}]
    endpoint = ("end_point_status", "channel_type", "user_id")
    found = sorted(
        (tuple(row[name] for name in endpoint) for row in lake.rows("journey_all_events")), key=str
    )
    assert found == [("ACTIVE", "EMAIL", "u-1"), (None, None, None)]
    assert json.loads(ENDPOINT)["User"] == {"UserId": "u-1"}


def test_5_a_session_without_an_end_has_none(lake):
    ended = APP | {"session": APP["session"] | {"stop_timestamp": "1775124100500"}, "event_type": "ended"}
    odd = APP | {"session": {"start_timestamp": "soon"}, "event_type": "odd"}
    lake.holds(all_events=[APP, ended, odd])
    rows = {row["event_type"]: row for row in lake.rows("custom_all_events")}
    times = {kind: (row["session_start_time"], row["session_stop_time"]) for kind, row in rows.items()}
    began = dt.datetime.fromisoformat("2026-04-02T10:00:40")
    assert times == {
        "basket.filled": (began, None),
        "ended": (began, dt.datetime.fromisoformat("2026-04-02T10:01:40.500")),
        "odd": (None, None),
    }
    assert rows["basket.filled"]["attributes"] == {"sku": "A-100"}


def test_6_both_backends_have_the_same_columns():
    pinpoint_views, living_views = described("dashboard_pinpoint"), described("dashboard_living")
    assert {view: pinpoint_views[view] for view in living_views} == living_views


@pytest.mark.parametrize("query", ["campaign_funnel", "texts_by_country", "app_events_by_day"])
def test_6_one_select_runs_on_both(lake, living, query):
    """The saved queries; they read the last 30 days by the hour of arrival."""
    recent = {"datehour": f"{dt.datetime.now(tz=dt.UTC):%Y/%m/%d/%H}"}
    lake.holds(all_events=[event | recent for event in [*PINPOINT_EVENTS.values(), APP]])
    living.holds(
        ses_events=[event | recent for event in SES_EVENTS.values()],
        sms_events=[event | recent for event in SMS_EVENTS.values()],
        app_events=[APP_EVENT | recent],
    )
    found = [backend.rows(statement(query)) for backend in (lake, living)]
    assert [len(rows) for rows in found] == [1, 1]
    assert {tuple(row) for rows in found for row in rows} == {tuple(found[0][0])}
    if query == "campaign_funnel":
        assert (
            found[0]
            == found[1]
            == [{"pinpoint_campaign_id": "c-1", "sends": 1, "delivered": 1, "opens": 1, "clicks": 1}]
        )


def test_7_destinations_are_all_and_destination_is_the_first(lake, living):
    lake.holds(all_events=[PINPOINT_EVENTS["email_send"]])
    living.holds(ses_events=[SES_EVENTS["email_send"]])
    for backend in (lake, living):
        row = backend.row("email_all_events")
        assert (row["destination"], row["destinations"]) == (ANN, [ANN, BEN])


# The summary. That a day is replaced: tests/unit/analytics/test_events_dashboard_summary.py

ONE_OF_EACH = {
    ("email", "c-1"): {
        **dict.fromkeys(["sends", "delivered", "opens", "clicks", "hard_bounces", "soft_bounces"], 1),
        **dict.fromkeys(["complaints", "unsubscribes", "failures"], 1),
    },
    ("sms", "c-1"): {"sends": 1, "delivered": 1, "unsubscribes": 1, "failures": 1, "cost_usd": 0.00645},
}


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_8_duplicates_and_order_change_no_number(lake, data):
    events = list(PINPOINT_EVENTS.values())
    lake.holds(all_events=data.draw(st.permutations(events + data.draw(st.lists(st.sampled_from(events))))))
    assert summary(lake) == ONE_OF_EACH


def test_8_the_same_numbers_from_the_living_services(living):
    living.holds(ses_events=list(SES_EVENTS.values()) * 2, sms_events=list(SMS_EVENTS.values()) * 2)
    wanted = ONE_OF_EACH | {("sms", "c-1"): {"sends": 1, "delivered": 1, "failures": 1, "cost_usd": 0.00881}}
    assert summary(living) == wanted


def test_8_a_day_has_what_happened_on_it_whenever_it_arrived(lake):
    """Events of late evening arrive in the first hour of the next day."""
    hour = 3_600_000
    midnight = int(dt.datetime(2026, 1, 3, tzinfo=dt.UTC).timestamp() * 1000)
    before = pinpoint_email("open", message="a", arrival_timestamp=midnight - 1) | {
        "datehour": "2026/01/03/00"
    }
    after = pinpoint_email("open", message="b", arrival_timestamp=midnight) | {"datehour": "2026/01/03/00"}
    late = pinpoint_email("open", message="c", arrival_timestamp=midnight - hour) | {
        "datehour": "2026/01/04/00"
    }
    lake.holds(all_events=[before, after, late])
    assert summary(lake) == {("email", "c-1"): {"opens": 1}}
    assert summary(lake, "2026-01-03") == {("email", "c-1"): {"opens": 1}}


def test_8_a_message_counts_on_one_day_only(lake):
    """A text is taken by the carrier on one day and delivered on the next: one delivery, paid for once."""
    day = 86_400_000
    first = pinpoint_text("SUCCESS")
    again = first | {"arrival_timestamp": first["arrival_timestamp"] + day, "datehour": "2026/01/03/03"}
    lake.holds(all_events=[first, again])
    assert summary(lake) == {("sms", "c-1"): {"sends": 1, "delivered": 1, "cost_usd": 0.00645}}
    assert summary(lake, "2026-01-03") == {}


def test_8_without_campaign_the_journey_is_named(lake):
    sent = sample("pinpoint_events", "email_send")
    lake.holds(all_events=[sent | {"datehour": "2026/04/02/09"}])
    assert summary(lake, "2026-04-02") == {("email", sent["attributes"]["journey_id"]): {"sends": 1}}


def test_8_prices_are_of_the_end_and_of_both_parts(living):
    """The carrier's fee is part of the cost; a message on its way costs nothing yet."""
    living.holds(
        sms_events=[
            text("PENDING", message="waits"),
            text("DELIVERED", message="free", totalMessagePrice=None, totalCarrierFee=None),
            text("DELIVERED", message="fee", totalMessagePrice=None, totalCarrierFee=0.5),
        ]
    )
    assert summary(living) == {("sms", None): {"sends": 3, "delivered": 2, "cost_usd": 0.5}}


def test_statements_mean_the_same_in_both_engines():
    for file in QUERIES.glob("*.sql"):
        assert dialect.differences(dialect.parse(statement(file.stem, day=DAY), file.name)) == []


def test_summary_has_the_tables_columns(lake):
    table = json.loads((REPOSITORY / "analytics" / "tables" / "daily_engagement.json").read_text())
    result = lake.engine.query(statement("daily_engagement", day=DAY))
    kinds = {"VARCHAR": "string", "BIGINT": "bigint", "DOUBLE": "double"}
    assert [(name, kinds[kind]) for name, kind in result.columns] == [
        (column["name"], column["type"]) for column in table["columns"]
    ]


# What the original did


def test_no_column_holds_the_name_of_a_type():
    assert [c for columns in COLUMNS.values() for c in columns if c == "custom"] == []
    for file in (views.FOLDER / "dashboard_pinpoint").glob("*.sql"):
        assert "typeof" not in file.read_text()


def test_no_view_matches_an_underscore_by_like():
    for group in ("dashboard_pinpoint", "dashboard_living", "pinpoint", "living"):
        for file in (views.FOLDER / group).glob("*.sql"):
            assert not re.search(r"\bLIKE\b|treament", file.read_text(), re.IGNORECASE), file.name
