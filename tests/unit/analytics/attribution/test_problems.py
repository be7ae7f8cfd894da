"""Bad input, one by one: it is named with an example, and spoils nothing else."""

import pytest

from tests.unit.analytics.attribution.lake import DAY, HOUR, NOON, PURCHASE, entry, event, moment, touch

LEDGER = [
    touch(1, "ann", "A", NOON, DAY),
    touch(2, "bob", "A", NOON, 9 * DAY),
    touch(3, "bob", "B", NOON + HOUR, 9 * DAY, kind="replacement"),
]
GOOD = event("good", "ann", NOON, "A", value=10)


def problems(lake):
    return lake.by("problem", "SELECT * FROM event_problems")


# problem -> the event that has it, when it counts
EVENTS = {
    "event_late": (event("x", "ann", NOON, "A", arrived=NOON + DAY + HOUR), NOON),
    "event_clock_ahead": (event("x", "ann", NOON + 2 * HOUR, "A", arrived=NOON), NOON + HOUR),
    "event_without_time": (event("x", "ann", None, "A", arrived=NOON), NOON + HOUR),
    "event_without_user": (event("x", None, NOON, "A"), NOON),
    "stamp_unknown_journey": (event("x", "ann", NOON, "Z"), NOON),
    "stamp_untouched": (event("x", "ann", NOON, "B"), NOON),
    "stamp_replaced": (event("x", "bob", NOON + DAY, "A"), NOON + DAY),
    "stamp_expired": (event("x", "ann", NOON + 2 * DAY, "A"), NOON + 2 * DAY),
    "value_missing": (event("x", "ann", NOON, "A", event_type="purchase"), NOON),
    "value_negative": (event("x", "ann", NOON, "A", value=-5), NOON),
    "value_too_large": (event("x", "ann", NOON, "A", value=1e300), NOON),
    "currency_without_rate": (event("x", "ann", NOON, "A", value=5, currency="JPY"), NOON),
}
COSTS = {
    "cost_without_journey": {"journey": " ", "day": "2026-01-10", "cost": "5"},
    "cost_without_day": {"journey": "A", "day": "10.01.2026", "cost": "5"},
    "cost_unreadable": {"journey": "A", "day": "2026-01-10", "cost": "5,00"},
    "cost_negative": {"journey": "A", "day": "2026-01-10", "cost": "-5"},
    "cost_currency_without_rate": {"journey": "A", "day": "2026-01-10", "cost": "5", "currency": "JPY"},
}
GOOD_COST = {"journey": "A", "day": "2026-01-10", "cost": "2.50"}
RATES = [
    {"currency": "JPY", "valid_from": "2026-01-01", "rate": "0,006"},
    {"currency": "JPY", "valid_from": "2026-01-01", "rate": "0"},
    {"currency": "JPY", "valid_from": "January", "rate": "0.006"},
    {"currency": "JPY", "rate": "0.006"},
    {"currency": "JPY", "valid_from": "2026-01-01"},
    {"valid_from": "2026-01-01", "rate": "0.006"},
    {"currency": "USD", "valid_from": "2026-01-01", "rate": "0.9.1"},  # beside a good one of that day
]
GOOD_RATE = {"currency": "USD", "valid_from": "2026-01-01", "rate": "0.9"}


@pytest.fixture(scope="module")
def all_bad(lake):
    """All that is wrong at once, between what is good: problems, what was earned, what was spent."""
    bad = [{**event, "event_id": problem} for problem, (event, _) in EVENTS.items()]
    in_dollars = event("in dollars", "ann", NOON, "A", value=10, currency="USD")
    lake.fill(
        LEDGER,
        [GOOD, *bad, in_dollars],
        journey_costs=[GOOD_COST, *COSTS.values()],
        currency_rates=[*RATES, GOOD_RATE],
    )
    earned = lake.by("conversion_id", "SELECT conversion_id, journey_name, revenue FROM last_touch")
    return problems(lake), earned, [row["cost"] for row in lake.rows("SELECT cost FROM journey_spend")]


@pytest.fixture(scope="module")
def named(all_bad):
    return all_bad[0]


@pytest.mark.parametrize("problem", EVENTS)
def test_an_event_that_is_wrong_is_named(named, problem):
    row = named[problem]
    assert (row["events"], row["example_id"]) == (1, problem)
    assert row["first_at"] == row["last_at"] == moment(EVENTS[problem][1])


@pytest.mark.parametrize("problem", COSTS)
def test_a_cost_that_is_wrong_is_named(named, problem):
    assert (named[problem]["events"], named[problem]["example_id"]) == (1, COSTS[problem]["journey"].strip())


def test_rates_that_cannot_be_read_are_named(named):
    assert named["rate_unreadable"]["events"] == len(RATES)


def test_nothing_is_named_that_is_not_wrong(named):
    assert named.keys() == {*EVENTS, *COSTS, "rate_unreadable"}


def test_each_problem_says_what_to_do(named):
    assert all(len(row["what_to_do"]) > 30 for row in named.values())


def test_what_is_wrong_spoils_nothing_else(all_bad):
    _, rows, costs = all_bad
    good = {"conversion_id": "good", "journey_name": "A", "revenue": 10.0}
    assert rows["good"] == good
    assert rows["in dollars"] == {**good, "conversion_id": "in dollars", "revenue": 9.0}
    assert {name for name, row in rows.items() if row["revenue"] > 0} == {"good", "in dollars"}
    assert costs == [2.5]


def test_an_event_a_day_after_its_hour_is_not_late_yet(lake):
    lake.fill(LEDGER, [event("x", "ann", NOON, "A", arrived=NOON + DAY)])
    assert problems(lake) == {}


def test_a_repeated_event_counts_once_and_its_copies_are_told(lake):
    lake.fill(LEDGER, [GOOD, GOOD, GOOD])
    (row,) = problems(lake).values()
    assert (row["problem"], row["events"], row["example_id"]) == ("event_repeated", 2, "good")
    assert [row["revenue"] for row in lake.rows("SELECT revenue FROM conversions")] == [10.0]


def test_order_of_arrival_changes_nothing(lake):
    """A touch that is recorded after the purchase that it led to, and events in any order."""
    events = [GOOD, event("second", "ann", NOON + HOUR, value=5)]
    lake.fill(LEDGER, events)
    before = lake.rows("SELECT * FROM journey_roi ORDER BY model, journey_name")
    late = [{**entry, "datehour": "2026/02/01/00"} for entry in reversed(LEDGER)]
    lake.fill(late, [{**one, "datehour": "2026/01/11/00"} for one in reversed(events)])
    assert lake.rows("SELECT * FROM journey_roi ORDER BY model, journey_name") == before


def test_several_events_of_one_problem_are_one_row(lake):
    lake.fill(LEDGER, [event(name, None, NOON + n * HOUR) for n, name in enumerate("cab")])
    (row,) = problems(lake).values()
    assert (row["events"], row["example_id"]) == (3, "a")
    assert (row["first_at"], row["last_at"]) == (moment(NOON), moment(NOON + 2 * HOUR))


def test_a_cost_of_an_unknown_journey_is_named_and_listed_under_its_name(lake):
    lake.fill(LEDGER, [GOOD], journey_costs=[{**GOOD_COST, "journey": "Sprng"}])
    (row,) = problems(lake).values()
    assert (row["problem"], row["example_id"]) == ("cost_unknown_journey", "Sprng")
    rows = lake.by("journey_name", "SELECT * FROM journey_roi WHERE model = 'linear'")
    assert (rows["Sprng"]["cost"], rows["Sprng"]["revenue"], rows["Sprng"]["roi"]) == (2.5, 0.0, -1.0)


def test_a_type_of_conversion_that_is_listed_twice_is_named(lake):
    lake.fill(LEDGER, [GOOD], conversion_events=[PURCHASE, {**PURCHASE, "currency": "USD"}])
    (row,) = problems(lake).values()
    assert (row["problem"], row["events"], row["example_id"]) == ("conversion_type_repeated", 1, "purchase")


def test_settings_of_two_rows_are_named(lake):
    lake.fill(LEDGER, [GOOD], attribution_settings=[{"half_life_days": "7"}, {"half_life_days": "9"}])
    (row,) = problems(lake).values()
    assert (row["problem"], row["events"]) == ("settings_repeated", 1)
    assert row["what_to_do"]


def test_a_journey_that_is_named_like_no_journey_is_named(lake):
    lake.fill([touch(1, "ann", "(none)", NOON, DAY)], [event("good", "ann", NOON, value=10)])
    (row,) = problems(lake).values()
    assert (row["problem"], row["events"], row["example_id"]) == ("journey_named_none", 1, "(none)")
    assert row["what_to_do"]


def test_good_input_has_no_problems(lake):
    lake.fill(
        [*LEDGER, entry(4, "expiry", "ann", "A", NOON, (NOON + DAY) // 1000, recorded_at=NOON + DAY)],
        [GOOD, event("view", "ann", NOON + 1), event("none", "eve", NOON)],
        journey_costs=[GOOD_COST, {**GOOD_COST, "journey": "id-B"}],
        currency_rates=[GOOD_RATE],
    )
    assert problems(lake) == {}


def test_an_empty_lake_has_no_problems_and_no_results(lake):
    lake.fill(conversion_events=[])
    for view in (
        "event_problems",
        "journey_roi",
        "journey_conversions",
        "journey_funnel",
        "attribution_paths",
    ):
        assert lake.rows(f"SELECT * FROM {view}") == []


def test_ids_clocks_and_rates_that_are_wrong_are_named(lake):
    lake.fill(
        LEDGER,
        [GOOD, {**GOOD, "metrics": {"value": 3}}, event("seconds", "ann", NOON // 1000, arrived=NOON)],
        currency_rates=[GOOD_RATE, {**GOOD_RATE, "rate": "0.8"}, {**GOOD_RATE, "rate": "0.80"}],
    )
    named = problems(lake)
    assert {name: (row["events"], row["example_id"]) for name, row in named.items()} == {
        "event_repeated": (1, "good"),
        "event_id_reused": (1, "good"),
        "event_clock_behind": (1, "seconds"),
        "rate_repeated": (1, "USD 2026-01-01 0.9"),
    }
    assert all(row["what_to_do"] for row in named.values())
