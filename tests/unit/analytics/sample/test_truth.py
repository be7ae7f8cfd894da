"""The views find in the sample what is true of it, and name all that is wrong with it."""

import pytest


def test_last_touch_is_who_was_touched_last(lake):
    found = lake.rows(
        "SELECT journey_name, sum(conversions) AS conversions, sum(revenue) AS revenue "
        "FROM journey_conversions WHERE model = 'last_touch' GROUP BY journey_name"
    )
    true = lake.truth["last_touch"]
    assert len(true) > 5
    assert {row["journey_name"]: row["conversions"] for row in found} == {
        name: told["conversions"] for name, told in true.items()
    }
    assert {row["journey_name"]: row["revenue"] for row in found} == {
        name: pytest.approx(told["revenue"]) for name, told in true.items()
    }


def test_funnel_counts_what_people_did(lake):
    """Scanners open and click too, and some events came twice."""
    steps = ("sent", "delivered", "opened", "clicked")
    true = {
        name: {"touched": told["touched_users"], **{step: told[step] for step in steps}}
        for name, told in lake.truth["journeys"].items()
    }
    found = lake.rows("SELECT journey_name, sent, delivered, opened, clicked, touched FROM journey_funnel")
    assert {row.pop("journey_name"): row for row in found} == true
    assert min(sum(told[step] for told in true.values()) for step in steps) > 0


def test_costs_are_those_that_can_be_read(lake):
    found = lake.rows(
        "SELECT journey_name, sum(listed_cost) AS cost FROM journey_spend GROUP BY journey_name"
    )
    true = {name: told["cost"] for name, told in lake.truth["journeys"].items() if told["cost"]}
    costs = {row["journey_name"]: row["cost"] for row in found if row["cost"]}
    assert costs == {"posters": 250.0, **{name: pytest.approx(cost) for name, cost in true.items()}}


# Kind of problem -> what the sample counted of it while it was made.
PROBLEMS = {
    "event_repeated": "events_twice",
    "event_without_user": "events_without_user",
    "event_clock_ahead": "events_of_a_clock_ahead",
    "stamp_unknown_journey": "events_with_unknown_stamp",
    "value_missing": "purchases_without_value",
    "value_negative": "purchases_of_a_negative_value",
    "currency_without_rate": "purchases_without_a_rate",
}
IN_CONFIGURATION = {
    "cost_negative": 1,
    "cost_unreadable": 1,
    "cost_currency_without_rate": 1,
    "cost_unknown_journey": 1,
}


def test_everything_wrong_is_named_and_nothing_else(lake):
    found = {row["problem"]: row["events"] for row in lake.rows("SELECT problem, events FROM event_problems")}
    assert 0 < found.pop("event_late") < lake.truth["counts"]["events_later_than_an_hour"]
    true = {problem: lake.truth["counts"][name] for problem, name in PROBLEMS.items()}
    assert found == {**true, **IN_CONFIGURATION}
    assert 0 not in true.values()


def test_stamps_are_of_every_kind(lake):
    rows = lake.rows("SELECT status, count(*) AS events FROM attributed_events GROUP BY status")
    assert {row["status"] for row in rows} >= {
        "none", "confirmed", "grace", "unstamped", "no_user", "unknown_journey",
    }  # fmt: skip
    assert sum(row["events"] for row in rows) == lake.size.events == lake.truth["counts"]["events"]
