"""Which days a report is about."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadInput
from ses_vdm_stat_export.rules.window import PERIODS, moment, window

DAY = dt.timedelta(days=1)
moments = st.datetimes(
    min_value=dt.datetime(2000, 1, 1),  # noqa: DTZ001 - Hypothesis takes them so, and adds the zone
    max_value=dt.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))),
)


def days(period, as_of, rolling_days=30):
    found = window(period, moment(as_of), rolling_days=rolling_days)
    return found.start.isoformat(), found.end.isoformat()


@pytest.mark.parametrize(
    ("as_of", "start", "end"),
    [
        ("2026-03-01", "2026-02-01", "2026-03-01"),
        ("2026-03-01T06:00:00Z", "2026-02-01", "2026-03-01"),
        ("2028-03-01T06:00:00Z", "2028-02-01", "2028-03-01"),  # with a 29th
        ("2026-01-01T00:00:00Z", "2025-12-01", "2026-01-01"),
        ("2026-03-31T23:59:59.999Z", "2026-02-01", "2026-03-01"),
        ("2026-03-01T00:30:00+02:00", "2026-01-01", "2026-02-01"),  # February is not over in UTC
    ],
)
def test_1_previous_month_is_a_month_of_utc(as_of, start, end):
    assert days("previous_month", as_of) == (f"{start}T00:00:00+00:00", f"{end}T00:00:00+00:00")


def test_1_a_leap_year_has_its_29th_of_february():
    found = window("previous_month", moment("2028-03-01"), rolling_days=30)
    assert (found.first_day, found.last_day) == (dt.date(2028, 2, 1), dt.date(2028, 2, 29))


@pytest.mark.parametrize("as_of", ["2026-03-02", "2026-03-05T12:00:00Z", "2026-03-08T23:59:59Z"])
def test_week_begins_on_monday(as_of):
    assert days("previous_week", as_of) == ("2026-02-23T00:00:00+00:00", "2026-03-02T00:00:00+00:00")


def test_day_and_rolling_days_end_with_yesterday():
    assert days("previous_day", "2026-03-01T06:00:00Z")[0] == "2026-02-28T00:00:00+00:00"
    assert days("rolling_days", "2026-03-01T06:00:00Z", 30) == (
        "2026-01-30T00:00:00+00:00",
        "2026-03-01T00:00:00+00:00",
    )


@given(as_of=moments, period=st.sampled_from(PERIODS), rolling=st.integers(1, 400))
def test_every_window_is_of_whole_days_of_utc_that_are_over(as_of, period, rolling):
    found = window(period, moment(as_of.isoformat()), rolling_days=rolling)
    for midnight in (found.start, found.end):
        assert midnight.utcoffset() == dt.timedelta()
        assert midnight.time() == dt.time()
    assert found.start < found.end <= as_of
    assert found.last_day - found.first_day + DAY == found.end - found.start


@given(as_of=moments)
def test_every_window_has_the_length_of_its_period(as_of):
    month, week, day, rolling = (window(period, as_of, rolling_days=7) for period in PERIODS)
    assert (month.first_day.day, month.end.day) == (1, 1)
    assert 28 <= (month.end - month.start).days <= 31
    assert (week.first_day.weekday(), week.end - week.start) == (0, 7 * DAY)
    assert (day.end - day.start, rolling.end - rolling.start) == (DAY, 7 * DAY)
    assert as_of - day.end < DAY


@given(as_of=moments)
def test_months_follow_each_other_without_gap(as_of):
    later = window("previous_month", as_of, rolling_days=1)
    earlier = window("previous_month", later.start, rolling_days=1)
    assert earlier.end == later.start


@given(as_of=moments)
def test_1_the_zone_that_as_of_is_written_in_does_not_count(as_of):
    for period in PERIODS:
        assert window(period, as_of, rolling_days=3) == window(
            period, moment(as_of.astimezone(dt.UTC).isoformat()), rolling_days=3
        )


@pytest.mark.parametrize(
    "as_of", ["", "yesterday", "30", None, 30, "2026-02-30", "0001-01-01T00:00:00+14:00", ["2026-03-01"]]
)
def test_as_of_that_is_no_moment_is_named(as_of):
    with pytest.raises(BadInput, match=r"as_of must be a moment such as 2026-03-01T06:00:00Z"):
        moment(as_of)


@pytest.mark.parametrize("period", ["month", "", None, 30, "30", ["previous_day"], {}])
def test_unknown_period_is_refused_with_those_that_there_are(period):
    with pytest.raises(BadInput, match="previous_month, previous_week, previous_day, rolling_days"):
        window(period, moment("2026-03-01"), rolling_days=30)


@pytest.mark.parametrize("period", PERIODS)
def test_time_has_a_beginning(period):
    with pytest.raises(BadInput, match="as_of must be later"):
        window(period, moment("0001-01-01"), rolling_days=1)


def test_defect_a_month_is_no_rolling_window():
    """On 1 March the original's default began on 30 January; and it broke on fractions of seconds."""
    assert days("previous_month", "2026-03-01T06:00:00.123456Z")[0] == "2026-02-01T00:00:00+00:00"


def test_defect_a_text_window_is_not_parsed():
    """`"30"` raised, an unknown unit gave an empty window: now a period is one of four words."""
    with pytest.raises(BadInput):
        window("30", moment("2026-03-01"), rolling_days=30)
    with pytest.raises(BadInput):
        window("30 X", moment("2026-03-01"), rolling_days=30)
