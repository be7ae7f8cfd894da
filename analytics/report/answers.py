"""The rows of the questions -> what the report says. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from analytics.report.earnings import Earnings, sum_of
from analytics.report.models import NONE
from analytics.report.notices import notices_of
from analytics.report.spans import binned

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from analytics.report.period import Period

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Report:
    """All that the page and the files show.

    `journeys`: those that earned most first, without `none`. `refused`: records that do not fit their table;
    None where nobody knows them. `problems_unknown`: why the question for the problems has no answer, or "".
    """

    model: str
    period: Period
    about: dict[str, Any]
    journeys: list[Earnings]
    none: Earnings
    by_day: list[tuple[date, str, float]]
    funnel: Rows
    time_to_convert: Rows
    paths: Rows
    problems: Rows
    refused: list[str] | None = None
    source: str = ""
    problems_unknown: str = ""

    @property
    def currency(self) -> str:
        return str(self.about["currency"])

    @property
    def attributed(self) -> Earnings:
        """All journeys together."""
        return sum_of("Attributed", self.journeys)

    @property
    def total(self) -> Earnings:
        """All conversions, attributed or not; without costs: what is not attributed is no return."""
        total = sum_of("Total", [*self.journeys, self.none])
        total.listed_cost = total.message_cost = 0.0
        return total

    @property
    def is_empty(self) -> bool:
        """Neither a touch nor an event, whatever the period."""
        return not self.about["touches"] and not self.about["events"]

    @property
    def notices(self) -> list[str]:
        """What the reader has to know first: why there is less to see than expected, and what to do."""
        return notices_of(self)


def report_of(
    answers: dict[str, Rows],
    model: str,
    period: Period,
    *,
    source: str = "",
    refused: list[str] | None = None,
    failed: Mapping[str, str] = MappingProxyType({}),
) -> Report:
    """Puts the answers together; every journey that touched, cost or earned is there.

    `failed`: why an optional question has no answer.
    """
    by_name: dict[str, Earnings] = {}

    def of(name: str) -> Earnings:
        return by_name.setdefault(name, Earnings(name, touched_users=0, converted_users=0))

    for row in answers["funnel"]:
        of(row["journey_name"]).touched_users = row["touched"]
    for row in answers["spend"]:
        journey = of(row["journey_name"])
        journey.listed_cost, journey.message_cost = row["listed_cost"], row["message_cost"]
    for row in answers["journeys"]:
        journey = of(row["journey_name"])
        journey.revenue_by_model[row["model"]] = row["revenue"]
        if row["model"] == model:
            journey.conversions, journey.revenue = row["conversions"], row["revenue"]
            journey.converted_users = row["converted_users"]
            journey.median_days_to_convert = row["median_days_to_convert"]
            journey.mean_days_to_convert = row["mean_days_to_convert"]
    none = by_name.pop(NONE, Earnings(NONE))
    return Report(
        model=model,
        period=period,
        about=answers["about"][0],
        journeys=sorted(by_name.values(), key=lambda each: (-each.revenue, -each.conversions, each.name)),
        none=none,
        by_day=[(row["day"], row["journey_name"], row["revenue"]) for row in answers["revenue_by_day"]],
        funnel=[row for row in answers["funnel"] if row["journey_name"] != NONE],
        time_to_convert=binned(answers["time_to_convert"]),
        paths=answers["paths"],
        problems=answers.get("problems", []),
        refused=refused,
        source=source,
        problems_unknown=failed.get("problems", ""),
    )
