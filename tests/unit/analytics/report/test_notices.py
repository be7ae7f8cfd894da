"""What stands on top of the page, and in the terminal."""

import re
from datetime import date, datetime

import pytest

from analytics.report.answers import report_of
from analytics.report.notices import COST_LEFT_OUT, NEGATIVE_COST, REVENUE_LEFT_OUT
from analytics.report.period import Period
from analytics.views import FOLDER

SOON = {"event_id_reused", "event_clock_behind", "rate_repeated", "settings_repeated"}


def notices(answers, *problems, period=Period()):  # noqa: B008 - frozen
    return report_of({**answers, "problems": list(problems)}, "last_touch", period).notices


def problem(name, first=None, last=None, events=1):
    return {
        "problem": name,
        "events": events,
        "example_id": "x",
        "first_at": first,
        "last_at": last,
        "what_to_do": "mend it",
    }


def test_costs_and_revenue_that_are_left_out_are_named_on_top(answers):
    cost, revenue = notices(
        answers,
        problem("message_cost_without_rate", events=1200),
        problem("cost_unreadable"),
        problem("currency_without_rate", events=3),
        problem("event_late"),
    )
    assert cost.startswith("Costs are left out, so costs are higher and ROI is lower than shown: ")
    assert "message cost without rate (1,200), cost unreadable (1), in all of the lake" in cost
    assert revenue.startswith("Conversions count with value 0")
    assert "currency without rate (3), in all of the lake" in revenue


def test_negative_costs_are_left_out_the_other_way_round(answers):
    [notice] = notices(answers, problem("cost_negative"))
    assert notice.startswith("Negative costs are left out, so costs may be lower and ROI higher than shown: ")


@pytest.mark.parametrize("name", ["event_repeated", "cost_unknown_journey", *sorted(SOON)])
def test_what_leaves_no_money_out_is_no_notice(answers, name):
    assert notices(answers, problem(name)) == []


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (Period(date(2026, 3, 1), date(2026, 3, 2)), True),
        (Period(last=date(2026, 3, 1)), False),
        (Period(date(2026, 3, 6)), False),
    ],
)
def test_money_left_out_on_other_days_is_no_notice(answers, period, told):
    moments = (datetime(2026, 3, 2), datetime(2026, 3, 5))  # noqa: DTZ001 - as the views give them
    assert bool(notices(answers, problem("cost_negative", *moments), period=period)) == told
    assert notices(answers, problem("cost_without_day"), period=period), "without a moment it may be any day"


def test_problems_that_leave_money_out_are_those_of_the_views():
    """Each kind that begins with the thing that it spoils, but for those that count all the same."""
    sql = "".join(path.read_text() for path in (FOLDER / "attribution").glob("*.sql"))
    known = set(re.findall(r"'((?:message_)?cost_[a-z_]+|value_[a-z_]+|currency_without_rate)'", sql))
    assert known - {"cost_unknown_journey"} == COST_LEFT_OUT | NEGATIVE_COST | REVENUE_LEFT_OUT


@pytest.mark.parametrize(
    ("first", "told"), [(date(2026, 2, 28), True), (date(2026, 3, 1), False), (None, False)]
)
def test_period_that_begins_before_all_that_the_views_read(answers, first, told):
    said = [notice for notice in notices(answers, period=Period(first)) if "history_days" in notice]
    assert len(said) == told
    if told:
        assert "begins on 2026-02-28" in said[0]
        assert "from before 2026-03-01" in said[0]


def test_period_before_what_an_empty_ledger_leaves_to_compare(answers):
    about = {**answers["about"][0], "first_touch_at": None, "first_event_at": None}
    assert not [
        notice
        for notice in notices({**answers, "about": [about]}, period=Period(date(2020, 1, 1)))
        if "history_days" in notice
    ]
