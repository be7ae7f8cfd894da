"""How numbers are written."""

from datetime import date, datetime

import pytest

from analytics.report import numbers
from analytics.report.numbers import Money


@pytest.mark.parametrize(
    "write", [numbers.number, numbers.credits_of, numbers.percent, numbers.times, numbers.days]
)
@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf")])
def test_what_there_is_not(write, value):
    assert write(value) == "n/a"
    assert Money("EUR", 1).full(value) == Money("EUR", 1).plain(value) == "n/a"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (numbers.number(1234567), "1,234,567"),
        (numbers.number(-1234.5, 2), "\N{MINUS SIGN}1,234.50"),
        (numbers.number(-0.001, 2), "0.00"),
        (numbers.credits_of(12.0), "12"),
        (numbers.credits_of(0.1 + 0.2 + 0.7), "1"),
        (numbers.credits_of(12.25), "12.2"),
        (numbers.percent(0.1234), "12.3%"),
        (numbers.percent(-1), "\N{MINUS SIGN}100.0%"),
        (numbers.percent(27.73), "2,773%"),
        (numbers.change(90, 100), "\N{MINUS SIGN}10.0%"),
        (numbers.change(110, 100), "+10.0%"),
        (numbers.change(100, 100), "0.0%"),
        (numbers.change(5, 0), "new"),
        (numbers.change(0, 0), ""),
        (numbers.times(3.214), "3.21\N{MULTIPLICATION SIGN}"),
        (numbers.days(3.04), "3.0 days"),
        (numbers.days(0.5), "12.0 h"),
        (numbers.days(0.01), "14 min"),
        (numbers.moment(None), "n/a"),
        (numbers.moment(date(2026, 3, 1)), "2026-03-01"),
        (numbers.moment(datetime(2026, 3, 1, 9, 5, 7)), "2026-03-01 09:05"),  # noqa: DTZ001
        (numbers.size(0), "0 bytes"),
        (numbers.size(10_500_000), "10.5 MB"),
        (numbers.size(9e15), "9,000.0 TB"),
        (Money("EUR", 99_999).plain(1234.5), "1,234.50"),
        (Money("EUR", 100_000).plain(1234.5), "1,234"),
        (Money("EUR", 0).full(1234.5), "EUR 1,234"),
        (Money("EUR", 100_000).full(999.5), "EUR 999.50"),
        (Money("EUR", 100_000).to_the_cent(1234.5), "1,234.50"),
        (Money("JPY", 10).full(1234), "JPY 1,234"),
    ],
)
def test_written(written, expected):
    assert written == expected
