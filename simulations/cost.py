"""What a million touches cost, and what a deployment costs each month.

    python -m simulations.cost                       the tables
    python -m simulations.cost --touches 250000      of another number of touches

Cognito's active users stand apart: writing an attribute makes a user an active one of that month, and who
would have been active anyway costs nothing more.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from typing import TYPE_CHECKING

from simulations import declared
from simulations.parameters import DELIVERIES, WrongParameterError
from simulations.prices import prices
from simulations.show import markdown
from simulations.usage import Line, Traffic, per_month, per_tokens, per_touches, stored

if TYPE_CHECKING:
    from collections.abc import Callable

PLANS = ("lite", "essentials", "plus")
DORMANT_SHARES = (0.0, 0.5, 1.0)
DAYS_PER_MONTH = 30
FEW = 100  # units: decimals matter


def main(arguments: list[str] | None = None) -> int:
    """Exit status 2 for a number that makes no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m simulations.cost",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--touches", type=int, default=Traffic.__dataclass_fields__["touches"].default)
    try:
        traffic = Traffic(touches=parser.parse_args(arguments).touches)
        print(tables(traffic))  # noqa: T201 - speaks to a terminal
    except WrongParameterError as error:
        parser.error(str(error))
    return 0


def tables(traffic: Traffic) -> str:
    """Everything, as Markdown."""
    window = declared.WINDOW_DAYS
    return "\n\n".join(
        [
            f"{traffic.touches:,} touches, their ends included, in USD:",
            _table(lambda delivery: per_touches(traffic, delivery) + stored(traffic, window)),
            "A month of 30 days, whatever the traffic, in USD:",
            _table(lambda delivery: per_month(traffic, delivery)),
            f"{traffic.tokens:,} ID tokens of `token` delivery, whoever they are for, in USD:",
            _plain(per_tokens(traffic)),
            _users_title(traffic, window),
            _users_table(traffic, window),
        ]
    )


def cost(line: Line) -> float:
    """USD."""
    return line.units * prices()[line.price].price


def total(lines: list[Line]) -> float:
    """USD."""
    return sum(cost(line) for line in lines)


def share_in_two_months(window_days: float) -> float:
    """Share of the touches whose end falls into another month, touches being spread evenly."""
    return min(1.0, window_days / DAYS_PER_MONTH)


def users_cost(traffic: Traffic, plan: str, dormant: float, window_days: float) -> tuple[float, float]:
    """USD for the month of the touch, and with the blanks that fall into the next one."""
    once = traffic.firsts * dormant * prices()[f"cognito_{plan}"].price
    return once, once * (1 + share_in_two_months(window_days))


def _users_title(traffic: Traffic, window: float) -> str:
    text = (
        f"Cognito's active users in USD, for {traffic.firsts:,.0f} users who were tagged and blanked once, "
        "by the share that would not have been active. The second figure: with a window of "
        f"{window:g} days, {share_in_two_months(window):.0%} of them are blanked in the next month and "
        "count there again."
    )
    return textwrap.fill(text, 118)


def _users_table(traffic: Traffic, window: float) -> str:
    rows = []
    for plan in PLANS:
        cells = [users_cost(traffic, plan, dormant, window) for dormant in DORMANT_SHARES]
        rows.append([plan.capitalize(), *(f"{a:,.0f} to {b:,.0f}" if a else "0" for a, b in cells), "0"])
    columns = ["plan", *(f"{dormant:.0%} dormant" for dormant in DORMANT_SHARES), "`token`"]
    return markdown(columns, rows)


def _table(lines_of: Callable[[str], list[Line]]) -> str:
    by_delivery = {delivery: {line.item: line for line in lines_of(delivery)} for delivery in DELIVERIES}
    items = dict.fromkeys(item for lines in by_delivery.values() for item in lines)
    rows = [
        [item, *(cell for delivery in DELIVERIES for cell in _cells(by_delivery[delivery].get(item)))]
        for item in items
    ]
    totals = [f"**{total(list(by_delivery[delivery].values())):,.2f}**" for delivery in DELIVERIES]
    rows.append(["**total**", "", totals[0], "", totals[1]])
    columns = ["item", *(cell for delivery in DELIVERIES for cell in (f"`{delivery}`: units", "USD"))]
    return markdown(columns, rows)


def _plain(lines: list[Line]) -> str:
    rows = [[line.item, *_cells(line)] for line in lines]
    rows.append(["**total**", "", f"**{total(lines):,.2f}**"])
    return markdown(["item", "units", "USD"], rows)


def _cells(line: Line | None) -> list[str]:
    if line is None:
        return ["", ""]
    units = (
        f"{line.units:,.0f}" if line.units == int(line.units) or line.units >= FEW else f"{line.units:.3f}"
    )
    return [units, f"{cost(line):,.3f}"]


if __name__ == "__main__":
    sys.exit(main())
