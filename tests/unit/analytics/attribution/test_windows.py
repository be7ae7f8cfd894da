"""From entries of the ledger to windows of touches."""

from datetime import UTC, datetime

import pytest

from tests.unit.analytics.attribution.lake import DAY, HOUR, NOON, Lake, entry, moment, touch


def windows(lake, ledger, **config):
    lake.fill(ledger, **config)
    return lake.by("touch_id", "SELECT * FROM touch_windows")


def test_a_touch_counts_from_its_moment_to_its_expiry(lake):
    (row,) = windows(lake, [touch(1, "ann", "A", NOON + 123)]).values()
    assert (row["user_key"], row["journey_id"], row["journey_name"], row["source"]) == (
        "ann",
        "id-A",
        "A",
        "direct",
    )
    assert row["touched_at"] == moment(NOON + 123)
    assert row["expires_at"] == row["ends_at"] == row["current_until"] == moment(NOON + 7 * DAY)
    assert row["stamp_from"] == moment(NOON + 123 - 300_000)
    assert row["stamp_until"] == moment(NOON + 7 * DAY + 3_900_000)


def test_the_next_touch_ends_being_current_but_not_the_window(lake):
    rows = windows(
        lake,
        [
            touch(1, "ann", "A", NOON),
            touch(2, "ann", "B", NOON + HOUR, kind="replacement"),
            touch(3, "ann", "B", NOON + 2 * HOUR, kind="repeat"),
            touch(4, "bob", "A", NOON + 3 * HOUR),
        ],
    )
    assert [rows[f"entry-{n}"]["current_until"] for n in (1, 2, 3)] == [
        moment(NOON + HOUR),
        moment(NOON + 2 * HOUR),
        moment(NOON + 2 * HOUR + 7 * DAY),
    ]
    assert rows["entry-1"]["ends_at"] == moment(NOON + 7 * DAY)
    assert [rows[f"entry-{n}"]["touch_number"] for n in (1, 2, 3, 4)] == [1, 2, 3, 1]


def test_a_removal_ends_all_touches_before_it_and_none_after(lake):
    expires = (NOON + 7 * DAY) // 1000
    rows = windows(
        lake,
        [
            touch(1, "ann", "A", NOON),
            touch(2, "ann", "B", NOON + HOUR, kind="replacement"),
            entry(3, "removal", "ann", "B", NOON + HOUR, expires, recorded_at=NOON + 2 * HOUR),
            touch(4, "ann", "A", NOON + 3 * HOUR),
            touch(5, "bob", "A", NOON),
        ],
    )
    assert rows.keys() == {"entry-1", "entry-2", "entry-4", "entry-5"}
    assert rows["entry-1"]["ends_at"] == rows["entry-2"]["ends_at"] == moment(NOON + 2 * HOUR)
    assert rows["entry-4"]["ends_at"] == moment(NOON + 3 * HOUR + 7 * DAY)
    assert rows["entry-5"]["ends_at"] == moment(NOON + 7 * DAY)


def test_an_older_touch_that_comes_in_after_a_removal_is_current_afterwards(lake):
    """The table is empty then, so nothing newer keeps it out."""
    rows = windows(
        lake,
        [
            touch(1, "ann", "A", NOON),
            entry(2, "removal", "ann", "A", NOON, NOON // 1000 + 600_000, recorded_at=NOON + HOUR),
            touch(3, "ann", "B", NOON - HOUR, recorded_at=NOON + 2 * HOUR),
        ],
    )
    assert rows["entry-1"]["current_until"] == moment(NOON + HOUR)
    assert rows["entry-3"]["current_until"] == moment(NOON - HOUR + 7 * DAY)


def test_an_expiry_is_no_touch_and_ends_nothing_early(lake):
    over = (NOON + 7 * DAY) // 1000
    rows = windows(
        lake,
        [touch(1, "ann", "A", NOON), entry(2, "expiry", "ann", "A", NOON, over, recorded_at=NOON + 8 * DAY)],
    )
    assert rows.keys() == {"entry-1"}
    assert rows["entry-1"]["ends_at"] == moment(NOON + 7 * DAY)


def test_entries_of_a_second_stand_in_the_order_of_their_sequence_numbers(lake):
    """Which the function fills up to 40 digits, so that they sort as numbers."""
    rows = windows(
        lake,
        [
            touch(1, "ann", "B", NOON, sequence_number=f"{10**21:040}"),
            touch(2, "ann", "A", NOON, sequence_number=f"{10**21 - 1:040}"),
        ],
    )
    assert rows["entry-2"]["touch_number"] == 1
    assert rows["entry-2"]["current_until"] == moment(NOON)
    assert rows["entry-1"]["current_until"] == moment(NOON + 7 * DAY)


def held_before(journey, touched, window=7 * DAY):
    """What a repeat or replacement says of the touch before it."""
    return {
        "previous_journey_id": f"id-{journey}",
        "previous_journey_name": journey,
        "previous_touched_at": touched,
        "previous_expires_at": (touched + window) // 1000,
    }


def test_a_touch_from_before_the_ledger_is_known_from_the_one_that_took_its_place(lake):
    rows = windows(
        lake,
        [touch(1, "ann", "B", NOON + HOUR, kind="replacement", **held_before("A", NOON))],
    )
    assert rows.keys() == {"entry-1", "entry-1/previous"}
    before = rows["entry-1/previous"]
    names = ("kind", "user_key", "journey_id", "journey_name", "source", "touch_number")
    assert [before[name] for name in names] == ["touch", "ann", "id-A", "A", None, 1]
    assert (before["touched_at"], before["ends_at"]) == (moment(NOON), moment(NOON + 7 * DAY))
    assert before["current_until"] == moment(NOON + HOUR)
    assert (rows["entry-1"]["touch_number"], rows["entry-1"]["source"]) == (2, "direct")


@pytest.mark.parametrize(
    ("kind", "recorded", "ends"),
    [("expiry", 8 * DAY, 7 * DAY), ("removal", 2 * DAY, 2 * DAY)],
)
def test_a_touch_from_before_the_ledger_is_known_from_its_end(lake, kind, recorded, ends):
    """And the touch after it is of another life: it does not end being current before it begins."""
    over = (NOON + 7 * DAY) // 1000
    rows = windows(
        lake,
        [
            entry(1, kind, "ann", "A", NOON, over, recorded_at=NOON + recorded),
            touch(2, "ann", "B", NOON - HOUR, recorded_at=NOON + recorded + HOUR),
        ],
    )
    assert rows.keys() == {"entry-1", "entry-2"}
    before = rows["entry-1"]
    assert (before["kind"], before["journey_name"], before["source"]) == ("touch", "A", "direct")
    assert before["ends_at"] == before["current_until"] == moment(NOON + ends)
    assert rows["entry-2"]["current_until"] == moment(NOON - HOUR + 7 * DAY)


def test_a_touch_that_has_an_entry_is_not_there_again_for_what_later_ones_say(lake):
    over = (NOON + 2 * HOUR + 7 * DAY) // 1000
    rows = windows(
        lake,
        [
            touch(1, "Ann", "A", NOON),
            touch(2, "ann", "B", NOON + HOUR, kind="replacement", **held_before("A", NOON)),
            touch(3, "ann", "B", NOON + 2 * HOUR, kind="repeat", **held_before("B", NOON + HOUR)),
            entry(4, "expiry", "ann", "B", NOON + 2 * HOUR, over, recorded_at=NOON + 8 * DAY),
        ],
    )
    assert rows.keys() == {"entry-1", "entry-2", "entry-3"}


def test_a_touch_that_two_entries_tell_of_is_there_once(lake):
    """As where the entry between them was lost."""
    told = [
        touch(number, "ann", journey, NOON + number * HOUR, kind="replacement", **held_before("A", NOON))
        for number, journey in ((1, "B"), (2, "C"))
    ]
    assert windows(lake, told).keys() == {"entry-1/previous", "entry-1", "entry-2"}


def test_an_entry_that_was_written_again_is_there_once(lake):
    once = [touch(1, "ann", "A", NOON), touch(2, "ann", "B", NOON + HOUR)]
    again = [{**entry, "datehour": "2026/01/12/03"} for entry in reversed(once)]
    assert windows(lake, once) == windows(lake, [*again, *once, *again])


def test_case_of_the_user_matters_only_where_it_is_set(lake):
    ledger = [touch(1, "Ann", "A", NOON), touch(2, "ann", "B", NOON + HOUR)]
    folded = windows(lake, ledger)
    apart = windows(lake, ledger, attribution_settings=[{"username_case_sensitive": "true"}])
    assert [folded["entry-1"][name] for name in ("user_key", "current_until")] == ["ann", moment(NOON + HOUR)]
    assert [apart["entry-1"][name] for name in ("user_key", "current_until")] == [
        "Ann",
        moment(NOON + 7 * DAY),
    ]


def test_a_touch_without_a_name_goes_by_its_id(lake):
    (row,) = windows(lake, [touch(1, "ann", "A", NOON, journey_name="")]).values()
    assert row["journey_name"] == "id-A"


def test_history_days_bounds_what_is_read_by_the_hour_of_arrival():
    old = {"datehour": "2020/01/01/00"}
    lake = Lake(history_days=400).fill(
        [touch(1, "ann", "A", NOON, **old), touch(2, "ann", "A", NOON, datehour="2999/01/01/00")]
    )
    assert [row["touch_id"] for row in lake.rows("SELECT touch_id FROM touch_windows")] == ["entry-2"]


def test_words_of_a_journey_are_its_name_and_its_ids(lake):
    lake.fill(
        [
            touch(1, "ann", "Spring", NOON, journey_id="j-1"),
            touch(2, "bob", "Spring again", NOON + HOUR, journey_id="j-1"),  # renamed: the later name counts
            touch(3, "cid", "j-2", NOON, journey_id="j-3"),  # a name that is another's id stays a name
            touch(4, "dan", "Summer", NOON + HOUR, journey_id="j-2"),
        ]
    )
    found = {row["word"]: row["journey_name"] for row in lake.rows("SELECT * FROM journeys")}
    assert found == {
        "Spring": "Spring",
        "Spring again": "Spring again",
        "Summer": "Summer",
        "j-1": "Spring again",
        "j-2": "j-2",
        "j-3": "j-2",
    }


DEFAULTS = {
    "reporting_currency": "EUR",
    "half_life_days": 7.0,
    "first_share": 0.4,
    "last_share": 0.4,
    "path_transform": "exposure_path",
    "stamp_grace_seconds": 3900,
    "clock_skew_seconds": 300,
    "username_case_sensitive": False,
}


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ([], {}),
        ([{}], {}),
        (
            [
                {
                    "reporting_currency": "usd",
                    "half_life_days": "3.5",
                    "first_share": "0.5",
                    "last_share": "0.25",
                    "path_transform": "none",
                    "stamp_grace_seconds": "0",
                    "clock_skew_seconds": "60",
                    "username_case_sensitive": "true",
                }
            ],
            {
                "reporting_currency": "USD",
                "half_life_days": 3.5,
                "first_share": 0.5,
                "last_share": 0.25,
                "path_transform": "none",
                "stamp_grace_seconds": 0,
                "clock_skew_seconds": 60,
                "username_case_sensitive": True,
            },
        ),
        (
            [{"half_life_days": "0", "first_share": "0.9", "last_share": "0.2", "stamp_grace_seconds": "-1"}],
            {},
        ),
        (
            [
                {
                    "half_life_days": "a week",
                    "first_share": "0.9",
                    "clock_skew_seconds": "x",
                    "path_transform": "?",
                }
            ],
            {},
        ),
    ],
)
def test_settings_are_one_row_with_defaults_for_what_makes_no_sense(lake, given, changed):
    lake.fill(attribution_settings=given)
    assert lake.rows("SELECT * FROM settings") == [{**DEFAULTS, **changed}]


def test_entries_are_in_the_order_of_the_stream_not_of_its_approximate_times(lake):
    late, early = (touch(n, "ann", "A", NOON, recorded_at=NOON - n * HOUR) for n in (1, 2))
    lake.fill([early, late])
    rows = lake.rows("SELECT entry_id FROM ledger_entries ORDER BY user_entry")
    assert [row["entry_id"] for row in rows] == ["entry-1", "entry-2"]


def test_touches_from_before_the_history_of_events_are_read():
    now = int(datetime.now(UTC).timestamp() * 1000)
    ages = {1: 104, 2: 106}
    months = 120 * DAY
    lake = Lake(history_days=5).fill(
        [touch(n, "ann", "A", now - days * DAY, window=months) for n, days in ages.items()]
    )
    assert [row["touch_id"] for row in lake.rows("SELECT touch_id FROM touch_windows")] == ["entry-1"]


def test_windows_that_were_over_before_the_first_event_say_nothing():
    now = int(datetime.now(UTC).timestamp() * 1000)
    days = {1: 13, 2: 11}  # with windows of 7 days
    lake = Lake(history_days=5).fill([touch(n, "ann", "A", now - d * DAY) for n, d in days.items()])
    assert [row["touch_id"] for row in lake.rows("SELECT touch_id FROM touch_windows")] == ["entry-2"]
