"""What journeys earned and cost."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.analytics.attribution.lake import DAY, HOUR, MODELS, NOON, Lake, event, touch


def roi(lake, model="linear"):
    return lake.by("journey_name", f"SELECT * FROM journey_roi WHERE model = '{model}'")


LEDGER = [
    touch(1, "ann", "A", NOON),
    touch(2, "bob", "A", NOON),
    touch(3, "bob", "B", NOON + DAY, kind="replacement"),
    touch(4, "cid", "A", NOON),
    touch(5, "dan", "A", NOON),
]
EVENTS = [
    event("1", "ann", NOON + 12 * HOUR, "A", value=30),
    event("2", "ann", NOON + 24 * HOUR, "A", value=30),
    event("3", "bob", NOON + 48 * HOUR, "B", value=60),
    event("4", "eve", NOON, value=7),
]


def test_earned_against_spent(lake):
    costs = [
        {"journey": "A", "day": "2026-01-10", "cost": "20"},
        {"journey": "id-A", "day": "2026-01-11", "cost": "10", "currency": "USD"},
        {"journey": "B", "day": "2026-01-11", "cost": "0"},
    ]
    rates = [{"currency": "USD", "valid_from": "2026-01-01", "rate": "1.5"}]
    lake.fill(LEDGER, EVENTS, journey_costs=costs, currency_rates=rates)
    rows = roi(lake)
    first = rows["A"]
    assert (first["touched_users"], first["converted_users"], first["conversions"]) == (4, 2, 2.5)
    assert (first["revenue"], first["cost"], first["profit"]) == (90.0, 35.0, 55.0)
    assert (first["roi"], first["roas"]) == (pytest.approx(55 / 35), pytest.approx(90 / 35))
    assert (first["conversion_rate"], first["cost_per_conversion"]) == (0.5, 14.0)
    assert (first["median_days_to_convert"], first["mean_days_to_convert"]) == (1.0, pytest.approx(3.5 / 3))
    assert first["currency"] == "EUR"
    assert (rows["B"]["cost"], rows["B"]["roi"], rows["B"]["roas"]) == (0.0, None, None)
    assert rows["B"]["cost_per_conversion"] is None
    assert (rows["(none)"]["revenue"], rows["(none)"]["touched_users"]) == (7.0, 0)
    assert rows["(none)"]["conversion_rate"] is None


def test_the_median_of_an_even_count_is_the_mean_of_the_two_in_the_middle(lake):
    days = (1, 2, 4, 6)
    lake.fill([touch(1, "ann", "A", NOON)], [event(str(n), "ann", NOON + n * DAY, value=1) for n in days])
    assert roi(lake)["A"]["median_days_to_convert"] == 3.0


def test_every_journey_is_under_every_model(lake):
    costs = [{"journey": "Z", "day": "2026-01-10", "cost": "5"}]
    lake.fill([*LEDGER, touch(9, "fay", "C", NOON)], EVENTS, journey_costs=costs)
    of_all = lake.rows("SELECT * FROM journey_roi")
    for model in MODELS:
        rows = {row["journey_name"]: row for row in of_all if row["model"] == model}
        assert rows.keys() == {"A", "B", "C", "Z", "(none)"}
        assert sum(row["revenue"] for row in rows.values()) == pytest.approx(127)
        assert (rows["C"]["touched_users"], rows["C"]["conversions"], rows["C"]["conversion_rate"]) == (
            1,
            0.0,
            0.0,
        )
        assert (rows["Z"]["touched_users"], rows["Z"]["cost"], rows["Z"]["roi"]) == (0, 5.0, -1.0)


def test_a_journey_twice_on_a_path_is_one_conversion_of_its_time(lake):
    ledger = [touch(n, "ann", name, NOON + n * HOUR) for n, name in enumerate("ABA", start=1)]
    lake.fill(ledger, [event("1", "ann", NOON + DAY + HOUR, value=30)])
    row = roi(lake)["A"]
    assert (row["conversions"], row["revenue"]) == (pytest.approx(2 / 3), pytest.approx(20))
    assert row["median_days_to_convert"] == row["mean_days_to_convert"] == 1.0


def test_history_days_bounds_costs_as_it_bounds_revenue():
    today = datetime.now(UTC).date()
    days = {days: (today - timedelta(days=days)).isoformat() for days in (3, 8)}
    costs = [{"journey": "A", "day": day, "cost": str(ago)} for ago, day in days.items()]
    lake = Lake(history_days=5).fill(journey_costs=[*costs, {"journey": "A", "day": "May", "cost": "1"}])
    assert [row["cost"] for row in lake.rows("SELECT cost FROM journey_spend")] == [3.0]
    assert lake.rows("SELECT problem FROM cost_entries WHERE problem IS NOT NULL") == [
        {"problem": "cost_without_day"}
    ]
