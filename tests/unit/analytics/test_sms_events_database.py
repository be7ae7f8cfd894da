"""Acceptance of modules/sms-events-database, by the numbers of its README; defects that must not return."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import views
from analytics.tables import table
from emulator.declared import REPOSITORY, blocks
from sms_masking.rules.masking import Masker
from tests.unit.analytics.message_lakes import Lake, text

MODULE = REPOSITORY / "modules" / "sms-events-database"
VIEWS = ("sms_status", "sms_cost_daily")
REQUESTED = 1_767_323_040_000
STATES = ("QUEUED", "PENDING", "SENT", "SUCCESSFUL", "DELIVERED", "UNKNOWN", "BLOCKED", "CARRIER_UNREACHABLE")


@pytest.fixture(scope="module")
def lake():
    made = Lake("sms")
    yield made
    made.engine.close()


PENDING = text("PENDING", REQUESTED + 1_000)
SUCCESSFUL = text("SUCCESSFUL", REQUESTED + 3_000)
DELIVERED = text("DELIVERED", REQUESTED + 5_000)


def test_1_the_set_is_made_with_its_destination_and_no_custom_resource():
    """What the stack holds, and what an existing set needs: tests/modules/sms_events_database.tftest.hcl."""
    kinds = {
        kind for file in MODULE.glob("*.tf") for block in blocks(file).get("resource", []) for kind in block
    }
    assert kinds == {
        "aws_cloudformation_stack",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_kms_key",
    }
    template = (MODULE / "configuration_set.tf").read_text()
    assert re.findall(r'Type += "(.+)"', template) == ["AWS::SMSVOICE::ConfigurationSet"]
    assert "depends_on = [aws_iam_role_policy.events]" in template


@pytest.mark.parametrize("order", [*itertools.permutations([PENDING, SUCCESSFUL, DELIVERED])])
def test_2_in_any_order_delivered_is_shown_once_and_paid_once(lake, order):
    row = lake.holds(*order).row("sms_status")
    assert (row["message_id"], row["event_type"], row["message_status"]) == (
        "m-1",
        "TEXT_DELIVERED",
        "DELIVERED",
    )
    assert row["event_timestamp"] == dt.datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - UTC, as all of the lake
    assert (row["is_final"], row["seconds_to_final"]) == (True, 5.0)
    assert lake.row("sms_cost_daily") == {
        "day": dt.date(2026, 1, 2),
        "iso_countrycode": "US",
        "message_type": "TRANSACTIONAL",
        "messages": 1,
        "parts": 1,
        "price": 0.00581,
        "carrier_fee": 0.003,
    }


@settings(max_examples=40)
@given(data=st.data())
def test_3_and_4_order_hours_and_duplicates_change_no_view(lake, data):
    """Few moments and prices, so that most events tie."""
    events = data.draw(
        st.lists(
            st.builds(
                text,
                st.sampled_from(STATES),
                st.sampled_from([REQUESTED, REQUESTED + 1]),
                message=st.sampled_from(["m-1", "m-2", "m-3"]),
                totalMessagePrice=st.sampled_from([0.1, 0.2, 0.3, 0.00581, None]),
                isFinal=st.booleans(),
                isoCountryCode=st.sampled_from(["US", "DE", None]),
                messageStatusDescription=st.sampled_from(["a", None]),
            ),
            max_size=8,
        )
    )
    expected = {view: lake.holds(*events).set_of(view) for view in VIEWS}
    again = data.draw(st.lists(st.sampled_from(events), max_size=4)) if events else []
    mixed = data.draw(st.permutations([*events, *again]))
    lake.holds(*[{**event, "datehour": f"2026/01/02/0{place % 10}"} for place, event in enumerate(mixed)])
    assert {view: lake.set_of(view) for view in VIEWS} == expected


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        (text("DELIVERED"), text("SUCCESSFUL")),
        (text("SUCCESSFUL"), text("BLOCKED")),
        (text("UNKNOWN", isFinal=True), text("PENDING", isFinal=True)),
        (text("BLOCKED", isFinal=True), text("SENT", REQUESTED + 9_000)),  # a late report of an earlier state
        (text("DELIVERED", REQUESTED + 9_000), text("SUCCESSFUL", REQUESTED + 8_000)),
    ],
)
def test_3_the_chosen_state_is_always_the_same(lake, winner, loser):
    for order in ([winner, loser], [loser, winner]):
        assert lake.holds(*order).row("sms_status")["event_type"] == winner["eventType"]


def test_5_unknown_fields_and_missing_ones_are_stored(lake):
    sparse = text("DELIVERED", newField={"a": [1]})
    for name in ("mcc", "mnc", "carrierName", "protectConfiguration", "context", "isoCountryCode"):
        del sparse[name]
    lake.holds(sparse)
    assert lake.engine.refused == []
    stored = lake.row("SELECT mcc, mnc, carriername, protectconfiguration, context FROM sms_events")
    assert set(stored.values()) == {None}
    assert lake.row("sms_status")["iso_countrycode"] is None
    assert lake.row("sms_cost_daily")["messages"] == 1


@pytest.mark.parametrize(
    "bad", ["no object", text("DELIVERED", eventTimestamp="soon"), text("SENT", context=[])]
)
def test_5_what_does_not_fit_is_left_out_and_stops_nothing_else(lake, bad):
    """In AWS Firehose puts it under errors/: on the emulator, tests/e2e."""
    lake.holds(bad, DELIVERED)
    assert len(lake.engine.refused) == 1
    assert len(lake.rows("sms_status")) == 1


def test_5_voice_has_other_fields(lake):
    voice = {
        "eventType": "VOICE_COMPLETED",
        "eventTimestamp": REQUESTED + 2_000,
        "isFinal": True,
        "messageId": "v-1",
        "messageRequestTimestamp": REQUESTED,
        "totalDurationInSeconds": 12,
    }
    row = lake.holds(voice).row("sms_status")
    assert (row["event_type"], row["is_final"], row["message_type"]) == ("VOICE_COMPLETED", True, None)


def test_6_context_is_read_by_key(lake):
    lake.holds(DELIVERED, text("DELIVERED", message="m-2", context={}))
    query = "SELECT messageid FROM sms_events WHERE element_at(context, 'order') = 'o-1'"
    assert lake.row(query) == {"messageid": "m-1"}


def test_7_a_filter_on_datehour_leaves_other_hours_out(lake):
    """That they are not scanned, and registered by nobody: the table's projection, event_lake.tftest.hcl."""
    lake.holds({**PENDING, "datehour": "2026/01/02/03"}, {**DELIVERED, "datehour": "2026/01/02/04"})
    query = "SELECT eventtype FROM sms_events WHERE datehour = '2026/01/02/04'"
    assert lake.row(query) == {"eventtype": "TEXT_DELIVERED"}


def test_7_views_read_the_hours_of_history_only():
    """The original's view scanned the whole table."""
    today = dt.datetime.now(tz=dt.UTC)
    hours = {days: f"{today - dt.timedelta(days=days):%Y/%m/%d/%H}" for days in (1, 10)}
    recent = Lake("sms", {"history_days": "5"})
    recent.holds(
        {**text("DELIVERED", message="recent"), "datehour": hours[1]},
        {**text("DELIVERED", message="old"), "datehour": hours[10]},
    )
    assert recent.row("sms_status")["message_id"] == "recent"
    assert recent.row("sms_cost_daily")["messages"] == 1
    recent.engine.close()


def test_9_no_number_is_in_the_lake_and_equal_numbers_have_equal_hashes(lake):
    """The function itself: tests/unit/sms_masking."""
    masker = Masker(b"k" * 32)
    other = text("DELIVERED", message="m-2", context={"to": "+12065550101"})
    third = text("DELIVERED", message="m-3", destinationPhoneNumber="+12065550109")
    lake.holds(*[json.loads(masker.line(json.dumps(event))) for event in (DELIVERED, other, third)])
    assert lake.engine.refused == []
    assert "2065550101" not in "".join(lake.set_of("sms_events"))
    rows = {row["message_id"]: row["destination_phonenumber"] for row in lake.rows("sms_status")}
    assert rows["m-1"] == rows["m-2"] != rows["m-3"]
    assert {row["origination_phonenumber"] for row in lake.rows("sms_status")} == {"+12065550100"}


def queries_of_the_readme():
    return re.findall(r"^```sql\n(.*?)^```$", (MODULE / "README.md").read_text(), re.MULTILINE | re.DOTALL)


def test_queries_of_the_readme_run(lake):
    lake.holds(PENDING, DELIVERED, text("BLOCKED", message="m-2", context={}))
    queries = queries_of_the_readme()
    assert len(queries) >= 2
    for query in queries:
        assert lake.rows(query)


# What the original did


def test_columns_that_the_original_lacked_are_there():
    """It had no carrier, no context, no protect configuration, and isfinal as text."""
    columns = table("sms_events").duckdb_columns
    assert {"mcc", "mnc", "carriername", "context", "protectconfiguration"} <= columns.keys()
    assert columns["isfinal"] == "BOOLEAN"


def test_values_of_two_events_are_never_mixed(lake):
    """It took max() of each column on its own: the state of one event with the price of another."""
    early = text("SUCCESSFUL", REQUESTED + 3_000, totalMessagePrice=9.0, messageStatusDescription="z")
    late = text("DELIVERED", REQUESTED + 5_000, totalMessagePrice=0.5, messageStatusDescription="a")
    row = lake.holds(early, late).row("sms_status")
    assert (row["message_status"], row["total_messageprice"], row["message_status_description"]) == (
        "DELIVERED",
        0.5,
        "a",
    )


# Edges


def test_a_message_on_its_way_has_no_seconds_to_final(lake):
    row = lake.holds(PENDING).row("sms_status")
    assert (row["is_final"], row["seconds_to_final"]) == (False, None)


def test_events_without_message_are_no_row(lake):
    nameless = dict(DELIVERED)
    del nameless["messageId"]
    assert lake.holds(nameless).rows("sms_status") == []


def test_costs_are_of_the_day_of_request_and_of_each_country_and_kind(lake):
    """The state of a message may come a day later: its cost does not move."""
    next_day = 24 * 3600 * 1000
    lake.holds(
        text("DELIVERED", REQUESTED + next_day, totalMessageParts=3),
        text("DELIVERED", message="m-2", isoCountryCode="DE"),
        text("DELIVERED", message="m-3", messageType="PROMOTIONAL", totalMessagePrice=None),
        text("DELIVERED", message="m-4", totalMessagePrice=0.1),
        text("DELIVERED", message="m-5", messageRequestTimestamp=None),
    )
    rows = lake.rows("sms_cost_daily")
    assert {row["day"] for row in rows} == {dt.date(2026, 1, 2)}
    found = {(row["iso_countrycode"], row["message_type"]): row for row in rows}
    assert {key: (row["messages"], row["parts"]) for key, row in found.items()} == {
        ("US", "TRANSACTIONAL"): (3, 5),
        ("DE", "TRANSACTIONAL"): (1, 1),
        ("US", "PROMOTIONAL"): (1, 1),
    }
    assert found["US", "TRANSACTIONAL"]["price"] == pytest.approx(0.11162)
    assert found["US", "PROMOTIONAL"]["price"] == 0.0


def test_empty_lake_has_no_rows(lake):
    lake.holds()
    assert [lake.rows(view) for view in VIEWS] == [[], []]


def test_columns_are_those_of_the_specification():
    described = json.loads((views.FOLDER / "sms" / "columns.json").read_text())
    names = {view: [column["name"] for column in columns] for view, columns in described.items()}
    assert names == {
        "sms_status": [
            "message_id",
            "event_timestamp",
            "event_type",
            "message_status",
            "message_status_description",
            "is_final",
            "origination_phonenumber",
            "destination_phonenumber",
            "iso_countrycode",
            "message_encoding",
            "message_type",
            "total_messageparts",
            "total_messageprice",
            "total_carrierfee",
            "time_requested",
            "seconds_to_final",
        ],
        "sms_cost_daily": [
            "day",
            "iso_countrycode",
            "message_type",
            "messages",
            "parts",
            "price",
            "carrier_fee",
        ],
    }
