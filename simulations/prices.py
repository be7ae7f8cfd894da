"""The prices of prices.yaml, checked as they are read."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("prices.yaml")


class WrongPriceError(ValueError):
    """An entry of the price file that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Price:
    """USD per unit."""

    price: float
    unit: str
    checked: dt.date
    source: str
    assumed: str = ""  # what of it the source does not say


@functools.cache
def prices(file: Path = FILE) -> dict[str, Price]:
    """All prices, by their short names."""
    content = yaml.safe_load(file.read_text())
    found = content.get("prices") if isinstance(content, dict) else None
    if not isinstance(found, dict):
        raise WrongPriceError(f"{file.name} must have a map `prices`")
    return {name: _price(name, entry) for name, entry in found.items()}


def _price(name: str, entry: Any) -> Price:
    if not isinstance(entry, dict):
        raise WrongPriceError(f"price {name} must be a map with price, unit, checked and source")
    wanted: dict[str, Any] = {"price": (int, float), "unit": str, "checked": dt.date, "source": str}
    for field, kind in wanted.items():
        if not isinstance(entry.get(field), kind):
            raise WrongPriceError(f"price {name} has no {field}, or a wrong one: {entry.get(field)!r}")
    if entry["price"] < 0 or not entry["source"].startswith("https://"):
        raise WrongPriceError(f"price {name} must be 0 or more, and its source an https address")
    unknown = set(entry) - {*wanted, "assumed"}
    if unknown:
        raise WrongPriceError(f"price {name} has fields that nobody reads: {', '.join(sorted(unknown))}")
    return Price(**entry)
