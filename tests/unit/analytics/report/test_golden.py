"""The numbers of the hand-made lake, computed by hand; and that they are those of the views."""

from datetime import date

import pytest

from analytics.report import tables
from analytics.report.answers import report_of
from analytics.report.models import MODELS, NONE
from analytics.report.period import Period
from tests.unit.analytics.report.conftest import answers_of
from tests.unit.analytics.report.hand_made import BASKET, NEWSLETTER

# ann: newsletter, two days later basket, a day later 100. bob: newsletter, half a day later 40.
# cy: 60 without a touch.
# Time decay: the older touch weighs 2^(-2/7), so of 100 it gets 100 * 2^(-2/7) / (1 + 2^(-2/7)).
_OLDER = 100 * 2 ** (-2 / 7) / (1 + 2 ** (-2 / 7))
GOLDEN = {
    "last_touch": {NEWSLETTER: 40, BASKET: 100},
    "first_touch": {NEWSLETTER: 140, BASKET: 0},
    "linear": {NEWSLETTER: 90, BASKET: 50},
    "position_based": {NEWSLETTER: 90, BASKET: 50},
    "time_decay": {NEWSLETTER: 40 + _OLDER, BASKET: 100 - _OLDER},
    "stamped": {NEWSLETTER: 40, BASKET: 100},
}


def test_revenue_by_model(report):
    shown = {row[0]: row[1:] for row in tables.comparison(report).rows}
    for place, model in enumerate(MODELS):
        for journey, revenue in GOLDEN[model.key].items():
            assert shown[journey][place] == pytest.approx(revenue), (model, journey)


def test_league(report):
    rows = {row[0]: row[1:] for row in tables.league(report).rows}
    # revenue, share, conversions, users touched, conversion rate, median days, ROI
    assert rows[BASKET] == pytest.approx((100, 0.5, 1, 2, 0.5, 3.0, 1.0))
    assert rows[NEWSLETTER] == pytest.approx((40, 0.2, 1, 2, 0.5, 0.5, 1.0))
    assert rows["Flyer"] == (0, 0, 0, 0, None, None, -1)
    assert [row[0] for row in tables.league(report).rows] == [BASKET, NEWSLETTER, "Flyer"]


def test_sums(report):
    attributed, total = report.attributed, report.total
    assert (attributed.revenue, attributed.conversions, attributed.cost) == pytest.approx((140, 2, 80))
    assert attributed.roi == pytest.approx(0.75)
    assert attributed.roas == pytest.approx(1.75)
    assert (total.revenue, total.conversions) == pytest.approx((200, 3))
    assert (report.none.revenue, report.none.conversions) == pytest.approx((60, 1))
    assert total.roi is None, "what no journey earned is no return on what journeys cost"


def test_funnel(report):
    rows = {row[0]: row[1:] for row in tables.funnel(report).rows}
    assert rows[BASKET] == (2, 1, 1, 1, 2, 1), "m2 was sent only; the bot's open is none"
    assert rows[NEWSLETTER] == (0, 0, 0, 0, 2, 2), "ann's path holds it too"


def test_paths_and_time_to_convert(report):
    assert [row[:3] for row in tables.paths(report).rows] == [
        (f"{NEWSLETTER} > {BASKET}", 1, 100),
        (NONE, 1, 60),
        (NEWSLETTER, 1, 40),
    ]
    rows = [(span, count) for span, count, _ in tables.time_to_convert(report).rows if count]
    assert rows == [("12 to 24 hours", 1), ("3 to 5 days", 1)]
    assert tables.time_to_convert(report).rows[-1][2] == 1, "all of them, in the end"


def test_what_was_wrong_with_the_input(report):
    problems = {row[0]: row[1] for row in tables.problems(report).rows}
    assert problems["Event repeated"] == 1
    assert problems["Cost negative"] == 1
    assert problems["Cost unknown journey"] == 1
    assert report.refused == ["app_events: part.json line 5: metrics: str where map is expected"]


def test_revenue_by_day(report):
    assert report.by_day == [
        (date(2026, 3, 2), NEWSLETTER, 40),
        (date(2026, 3, 4), BASKET, 100),
        (date(2026, 3, 5), NONE, 60),
    ]


@pytest.fixture(scope="module")
def journey_roi(lake):
    return lake.engine.query("SELECT * FROM journey_roi").dicts()


@pytest.mark.parametrize("model", [model.key for model in MODELS])
def test_without_period_the_league_is_journey_roi(answers, journey_roi, model):
    report = report_of(answers, model, Period())
    shown = {journey.name: journey for journey in (*report.journeys, report.none)}
    rows = [row for row in journey_roi if row["model"] == model]
    assert {row["journey_name"] for row in rows} == shown.keys()
    names = ["touched_users", "converted_users", "conversions", "revenue", "cost", "profit", "roi", "roas"]
    names += ["conversion_rate", "cost_per_conversion", "median_days_to_convert", "mean_days_to_convert"]
    for row in rows:
        for name in names:
            assert getattr(shown[row["journey_name"]], name) == pytest.approx(row[name]), (
                row["journey_name"],
                name,
            )


def test_without_period_the_funnel_is_journey_funnel(lake, report):
    rows = lake.engine.query("SELECT * FROM journey_funnel").dicts()
    assert sorted(report.funnel, key=str) == sorted(rows, key=str)


def test_period(lake):
    period = Period(date(2026, 3, 3), date(2026, 3, 4))
    report = report_of(answers_of(lake, period), "last_touch", period)
    journeys = {journey.name: journey for journey in report.journeys}
    assert (report.total.revenue, report.attributed.cost) == pytest.approx((100, 60))
    assert journeys[NEWSLETTER].touched_users == 2, "both windows were open"
    assert journeys[BASKET].touched_users == 1, "dan touched it later"
    assert journeys[BASKET].conversion_rate == 1
    assert [row for row in tables.funnel(report).rows if row[0] == BASKET] == [(BASKET, 1, 1, 1, 1, 1, 1)]


def test_period_before_everything(lake):
    period = Period(last=date(2026, 2, 28))
    report = report_of(answers_of(lake, period), "last_touch", period)
    assert report.total.conversions == 0
    assert report.journeys == []
    assert "No conversions in this period" in report.notices[0]
