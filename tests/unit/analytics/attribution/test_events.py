"""Events once, at their moment, and what their stamp is worth: every status at its bounds."""

import hashlib
import time

import pytest

from tests.unit.analytics.attribution.lake import DAY, HOUR, NOON, Lake, entry, event, moment, touch

GRACE, SKEW = 3_900_000, 300_000
END = NOON + DAY  # of ann's window in journey A
LEDGER = [
    touch(1, "ann", "A", NOON, DAY),
    touch(2, "bob", "A", NOON, 2 * DAY),
    touch(3, "bob", "B", NOON + DAY, 2 * DAY, kind="replacement"),
    touch(4, "cid", "A", NOON, DAY),
    touch(6, "fay", " odd name ", NOON, DAY),
    entry(5, "removal", "cid", "A", NOON, END // 1000, recorded_at=NOON + HOUR),
]
# user, moment, stamp -> the ledger's journey, the journey that counts, status
CASES = {
    "at the very millisecond": ("ann", NOON, "A", "A", "A", "confirmed"),
    "the last millisecond": ("ann", END - 1, "A", "A", "A", "confirmed"),
    "the end is exclusive": ("ann", END, "A", None, "A", "grace"),
    "the last of the grace": ("ann", END + GRACE - 1, "A", None, "A", "grace"),
    "after the grace": ("ann", END + GRACE, "A", None, None, "expired"),
    "a slow clock": ("ann", NOON - SKEW, "A", None, "A", "grace"),
    "a slower clock": ("ann", NOON - SKEW - 1, "A", None, None, "expired"),
    "no stamp in the window": ("ann", NOON, None, "A", None, "unstamped"),
    "a blank stamp": ("ann", NOON, "  ", "A", None, "unstamped"),
    "no stamp, no window": ("ann", NOON - 1, None, None, None, "none"),
    "another case of the name": ("ANN", NOON, "A", "A", "A", "confirmed"),
    "just replaced": ("bob", NOON + DAY, "A", "B", "A", "grace"),
    "replaced long ago": ("bob", NOON + DAY + GRACE, "A", "B", None, "replaced"),
    "replaced and over": ("bob", NOON + 2 * DAY, "A", "B", None, "expired"),
    "the newer journey": ("bob", NOON + DAY, "B", "B", "B", "confirmed"),
    "another's journey": ("ann", NOON, "B", "A", None, "untouched"),
    "nobody's journey": ("ann", NOON, "Z", "A", None, "unknown_journey"),
    "names differ by case": ("ann", NOON, "a", "A", None, "unknown_journey"),
    "a user without touches": ("eve", NOON, "A", None, None, "untouched"),
    "a name with spaces": ("fay", NOON, " odd name ", " odd name ", " odd name ", "confirmed"),
    "nobody": (None, NOON, "A", None, None, "no_user"),
    "a blank user": (" ", NOON, None, None, None, "no_user"),
    "just forgotten": ("cid", NOON + HOUR, "A", None, "A", "grace"),
    "forgotten": ("cid", NOON + HOUR + GRACE, "A", None, None, "expired"),
    "before it was forgotten": ("cid", NOON + HOUR - 1, "A", "A", "A", "confirmed"),
}


@pytest.fixture(scope="module")
def judged(lake):
    lake.fill(LEDGER, [event(name, user, when, stamp) for name, (user, when, stamp, *_) in CASES.items()])
    return lake.by("event_id", "SELECT * FROM attributed_events")


@pytest.mark.parametrize("name", CASES)
def test_status(judged, name):
    row = judged[name]
    assert (row["current_journey"], row["journey_name"], row["status"]) == CASES[name][3:]
    assert row["event_at"] == moment(CASES[name][1])


def test_every_event_has_one_row(judged):
    assert judged.keys() == CASES.keys()


def test_the_user_is_the_username_where_there_is_one(lake):
    lake.fill(
        LEDGER, [event("1", "some-sub", NOON, "A", username="Ann"), event("2", "ann", NOON, username="")]
    )
    rows = lake.by("event_id", "SELECT event_id, user_key, status FROM attributed_events")
    assert [rows[name]["user_key"] for name in "12"] == ["ann", "ann"]
    assert rows["1"]["status"] == "confirmed"


def test_grace_and_skew_are_settings(lake):
    lake.fill(
        LEDGER,
        [event("late", "ann", END, "A"), event("early", "ann", NOON - 1, "A")],
        attribution_settings=[{"stamp_grace_seconds": "0", "clock_skew_seconds": "0"}],
    )
    assert [row["status"] for row in lake.rows("SELECT status FROM attributed_events")] == [
        "expired",
        "expired",
    ]


def test_an_event_that_arrived_again_is_there_once_as_it_came_first(lake):
    first = event("1", "ann", NOON, "A", value=2)
    later = event("1", "ann", NOON, "A", value=3, arrived=NOON + 5 * HOUR)
    lake.fill(LEDGER, [later, first, first])
    (row,) = lake.rows("SELECT copies, element_at(metrics, 'value') AS value FROM app_events_distinct")
    assert row == {"copies": 3, "value": 2.0}


@pytest.mark.parametrize("order", [1, -1])
def test_of_copies_of_one_hour_the_one_with_the_earlier_time_counts(lake, order):
    copies = [event("1", "ann", NOON + minute, value=value) for minute, value in ((0, 9), (60_000, 12))]
    lake.fill(LEDGER, copies[::order])
    (row,) = lake.rows("SELECT element_at(metrics, 'value') AS value, id_reused FROM app_events_distinct")
    assert row == {"value": 9.0, "id_reused": True}


def test_events_of_two_users_with_one_id_both_count(lake):
    lake.fill(
        LEDGER,
        [
            event("1", "bob", NOON, value=5),
            event("1", "ANN", NOON, value=7),
            event("1", "ann", NOON, value=7),
            event("1#2", "cid", NOON, value=1),  # no id that is given can be one that is made
            event("2", "ann", NOON, value=3),
            event("2", "ann", NOON, value=3),
        ],
    )
    rows = lake.by("conversion_id", "SELECT conversion_id, user_key, revenue FROM conversions")
    assert {name: (row["user_key"], row["revenue"]) for name, row in rows.items()} == {
        "1": ("ann", 7.0),
        "1#2": ("bob", 5.0),
        "1#2#1": ("cid", 1.0),
        "2": ("ann", 3.0),
    }
    judged = lake.rows("SELECT event_id, id_reused FROM attributed_events ORDER BY event_id")
    assert [row["id_reused"] for row in judged] == [True, True, False, False]


def test_made_up_ids_hold_no_text_of_doubles_which_the_engines_write_differently(lake):
    metrics = {"a": 12.0, "b": 1e7, "c": -0.5, "d": 1e300}
    lake.fill((), [event("", "ann", NOON, metrics=metrics)])
    content = f"page_view|{NOON}|ann||campaign=|a=12 0&b=10000000 0&c=-1 {2**49}&d=impossible"
    (row,) = lake.rows("SELECT event_id FROM app_events_distinct")
    assert row["event_id"] == hashlib.md5(content.encode()).hexdigest()


def test_events_without_an_id_are_one_where_all_else_is_equal(lake):
    same = event("", "ann", NOON, "A", value=2)
    swapped = {**same, "event_id": None, "attributes": {"b": "2", "a": "1", "campaign": "A"}}
    again = {**swapped, "attributes": {"campaign": "A", "a": "1", "b": "2"}}
    lake.fill(
        LEDGER, [same, same, {**same, "event_timestamp": NOON + 1}, swapped, again, {**same, "metrics": {}}]
    )
    rows = lake.rows("SELECT event_id, copies FROM app_events_distinct")
    assert sorted(row["copies"] for row in rows) == [1, 1, 2, 2]
    assert all(len(row["event_id"]) == 32 for row in rows)


CLOCKS = {
    "in time": (NOON, NOON, "ok"),
    "a week late": (NOON - 7 * DAY, NOON - 7 * DAY, "ok"),
    "ahead within the skew": (NOON + HOUR + SKEW, NOON + HOUR + SKEW, "ok"),
    "ahead": (NOON + HOUR + SKEW + 1, NOON + HOUR, "ahead"),
    "far ahead": (2**63 - 1, NOON + HOUR, "ahead"),
    "missing": (None, NOON + HOUR, "missing"),
    "zero": (0, NOON + HOUR, "missing"),
    "negative": (-(2**63), NOON + HOUR, "missing"),
    "in seconds": (NOON // 1000, NOON + HOUR, "behind"),
}


def test_the_clients_clock_counts_unless_it_is_ahead_of_the_arrival(lake):
    lake.fill((), [event(name, "ann", when, arrived=NOON) for name, (when, *_) in CLOCKS.items()])
    rows = lake.by("event_id", "SELECT event_id, event_at, clock FROM app_events_distinct")
    assert {name: (row["event_at"], row["clock"]) for name, row in rows.items()} == {
        name: (moment(counts), clock) for name, (_, counts, clock) in CLOCKS.items()
    }


def test_a_time_from_before_the_history_is_a_clock_that_is_behind():
    """By the hour of arrival, so that an event keeps its time while the history moves on."""
    arrived = int(time.time() * 1000) // HOUR * HOUR - 2 * DAY
    bound = arrived + HOUR - 5 * DAY
    events = [event("in", "ann", bound, arrived=arrived), event("out", "ann", bound - 1, arrived=arrived)]
    rows = Lake(history_days=5).fill((), events).by("event_id", "SELECT * FROM app_events_distinct")
    assert {name: (row["clock"], row["event_at"]) for name, row in rows.items()} == {
        "in": ("ok", moment(bound)),
        "out": ("behind", moment(arrived + HOUR)),
    }


def test_an_empty_lake_has_no_events(lake):
    lake.fill()
    assert lake.rows("SELECT * FROM attributed_events") == []
