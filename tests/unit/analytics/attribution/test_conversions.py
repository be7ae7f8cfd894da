"""Which events are conversions, and what they are worth."""

from datetime import date

import pytest

from tests.unit.analytics.attribution.lake import DAY, NOON, PURCHASE, event

RATES = [
    {"currency": "usd", "valid_from": "2026-01-01", "rate": "0.9"},
    {"currency": "USD", "valid_from": "2026-01-10", "rate": "0.8"},
    {"currency": "GBP", "valid_from": "2026-01-11", "rate": "1.2"},
    {"currency": "CHF", "valid_from": "2026-1-1", "rate": "1"},
    {"currency": "SEK", "valid_from": "2026-01-01", "rate": "0,09"},
    {"currency": "NOK", "valid_from": "2026-01-01", "rate": "-1"},
    {"currency": "EUR", "valid_from": "2026-01-01", "rate": "2"},  # the reporting currency is worth 1
]
# event -> revenue, problem
CASES = {
    "plain": (event("plain", "ann", NOON, value=10.5), 10.5, None),
    "free": (event("free", "ann", NOON, value=0), 0.0, None),
    "in dollars": (event("in dollars", "ann", NOON, value=10, currency="USD"), 8.0, None),
    "in small letters": (event("in small letters", "ann", NOON, value=10, currency=" usd "), 8.0, None),
    "the day before": (event("the day before", "ann", NOON - DAY, value=10, currency="USD"), 9.0, None),
    "before all rates": (
        event("before all rates", "ann", NOON - 20 * DAY, value=10, currency="USD"),
        0.0,
        "currency_without_rate",
    ),
    "rate of tomorrow": (
        event("rate of tomorrow", "ann", NOON, value=10, currency="GBP"),
        0.0,
        "currency_without_rate",
    ),
    "in euros": (event("in euros", "ann", NOON, value=10, currency="EUR"), 10.0, None),
    "a day that is no day": (
        event("a day that is no day", "ann", NOON, value=10, currency="CHF"),
        0.0,
        "currency_without_rate",
    ),
    "a rate with comma": (
        event("a rate with comma", "ann", NOON, value=10, currency="SEK"),
        0.0,
        "currency_without_rate",
    ),
    "a negative rate": (
        event("a negative rate", "ann", NOON, value=10, currency="NOK"),
        0.0,
        "currency_without_rate",
    ),
    "missing": (event("missing", "ann", NOON, event_type="purchase"), 0.0, "value_missing"),
    "negative": (event("negative", "ann", NOON, value=-1), 0.0, "value_negative"),
    "too large": (event("too large", "ann", NOON, value=1e13), 0.0, "value_too_large"),
    "large": (event("large", "ann", NOON, value=1e13 - 1), 1e13 - 1, None),
    "without value": (event("without value", "ann", NOON, event_type="sign_up"), 0.0, None),
    "of nobody": (event("of nobody", None, NOON, value=3), 3.0, None),
    "names in capitals": (
        event("names in capitals", "ann", NOON, event_type="order", metrics={"OrderTotal": 7}),
        7.0,
        None,
    ),
}
TYPES = [
    PURCHASE,
    {"event_type": " sign_up "},
    {"event_type": "order", "value_metric": "orderTotal"},
    {"event_type": ""},
]


@pytest.fixture(scope="module")
def converted(lake):
    events = [case[0] for case in CASES.values()]
    lake.fill(
        (), [*events, event("no conversion", "ann", NOON)], conversion_events=TYPES, currency_rates=RATES
    )
    return lake.by("conversion_id", "SELECT * FROM conversions")


@pytest.mark.parametrize("name", CASES)
def test_revenue(converted, name):
    assert converted[name]["revenue"] == pytest.approx(CASES[name][1])
    assert converted[name]["problem"] == CASES[name][2]


def test_only_events_of_listed_types_are_conversions(converted):
    assert converted.keys() == CASES.keys()


def test_the_day_is_that_of_the_event(converted):
    assert converted["the day before"]["day"] == date(2026, 1, 9)


def test_a_type_that_is_listed_twice_counts_once(lake):
    twice = [{**PURCHASE, "value_metric": "worth"}, PURCHASE]
    lake.fill(
        (), [event("1", "ann", NOON, value=2, metrics={"value": 2, "worth": 3})], conversion_events=twice
    )
    assert [row["revenue"] for row in lake.rows("SELECT revenue FROM conversions")] == [2.0]


def test_of_two_rates_of_one_day_the_lower_counts(lake):
    rates = [{"currency": "USD", "valid_from": "2026-01-01", "rate": rate} for rate in ("0.9", "0.7", "0.8")]
    lake.fill((), [event("1", "ann", NOON, value=10, currency="USD")], currency_rates=rates)
    assert [row["revenue"] for row in lake.rows("SELECT revenue FROM conversions")] == [7.0]


def test_another_reporting_currency_converts_the_default(lake):
    lake.fill(
        (),
        [event("1", "ann", NOON, value=10)],
        attribution_settings=[{"reporting_currency": "USD"}],
        currency_rates=[{"currency": "EUR", "valid_from": "2026-01-01", "rate": "1.25"}],
    )
    assert lake.rows("SELECT currency, revenue FROM conversions") == [{"currency": "EUR", "revenue": 12.5}]
