"""How numbers, money and days are written: English separators, and n/a for what there is not."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

NOT_AVAILABLE = "n/a"
_MINUS = "\N{MINUS SIGN}"
_WITHOUT_DECIMALS = {
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "VND",
    "XAF",
}
_CENTS_HIDE = 100_000.0  # from here on, cents only hide the numbers of a table
_WHOLE = 1_000.0  # and the number of a headline
_BYTES = ("bytes", "kB", "MB", "GB", "TB")


def missing(value: Any) -> bool:
    """None, and what is no number although it is a float."""
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def number(value: float | None, decimals: int = 0) -> str:
    """1234.5 -> 1,234.50 with two decimals."""
    if value is None or missing(value):
        return NOT_AVAILABLE
    text = f"{abs(value):,.{decimals}f}"
    return f"{_MINUS}{text}" if value < 0 and any(digit in text for digit in "123456789") else text


def credits_of(value: float | None) -> str:
    """Conversions: whole where they are whole, else with one decimal, as models share them out."""
    if value is None or missing(value):
        return NOT_AVAILABLE
    return number(value, 0 if math.isclose(value, round(value), abs_tol=1e-6) else 1)


def percent(share: float | None) -> str:
    """0.1234 -> 12.3%; from 1,000% on without decimals."""
    if share is None or missing(share):
        return NOT_AVAILABLE
    return f"{number(100 * share, 1 if abs(share) < 10 else 0)}%"  # noqa: PLR2004 - that is 1,000%


def change(value: float, base: float) -> str:
    """How far a value is from another one, with its sign."""
    if not base:
        return "" if not value else "new"
    text = percent(value / base - 1)
    return text if text.startswith((_MINUS, "0.0")) else f"+{text}"


def times(ratio: float | None) -> str:
    """A ratio, as 3.21 x."""
    return NOT_AVAILABLE if ratio is None or missing(ratio) else f"{number(ratio, 2)}\N{MULTIPLICATION SIGN}"


def days(value: float | None) -> str:
    """A span in days, in the unit that a reader would use."""
    if value is None or missing(value):
        return NOT_AVAILABLE
    if value >= 1:
        return f"{number(value, 1)} days"
    return f"{number(24 * value, 1)} h" if 24 * value >= 1 else f"{number(24 * 60 * value)} min"


def moment(value: datetime | date | None) -> str:
    """A day, or a moment to the minute; both are UTC."""
    if value is None:
        return NOT_AVAILABLE
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()


def size(scanned: float) -> str:
    """Bytes as people say them, in powers of 1000."""
    unit = 0
    while scanned >= 1000 and unit < len(_BYTES) - 1:  # noqa: PLR2004 - of 1000 bytes
        scanned, unit = scanned / 1000, unit + 1
    return f"{number(scanned, 0 if unit == 0 else 1)} {_BYTES[unit]}"


class Money:
    """Amounts of one currency, all with the same decimals: whole units where the largest is large."""

    def __init__(self, currency: str, largest: float) -> None:
        self.currency = currency
        self._cents = 0 if currency in _WITHOUT_DECIMALS else 2
        self._decimals = 0 if abs(largest) >= _CENTS_HIDE else self._cents

    def plain(self, amount: float | None) -> str:
        """Where the heading of the column names the currency."""
        return number(amount, self._decimals)

    def to_the_cent(self, amount: float | None) -> str:
        """For the price of one thing."""
        return number(amount, self._cents)

    def full(self, amount: float | None) -> str:
        """With the currency, and in whole units where they are many: for headlines."""
        if amount is None or missing(amount):
            return NOT_AVAILABLE
        return f"{self.currency} {number(amount, 0 if abs(amount) >= _WHOLE else self._cents)}"
