"""The report's tables: one definition each, for the page and for the CSV file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.report.earnings import ratio
from analytics.report.models import MODELS, TITLES
from analytics.report.table import Column, Table

if TYPE_CHECKING:
    from analytics.report.answers import Report
    from analytics.report.earnings import Earnings

OTHER_PATHS = "{} other paths"
STEPS = ("sent", "delivered", "opened", "clicked", "touched", "converted")


def _table(
    name: str,
    caption: str,
    columns: tuple[Column, ...],
    report: Report,
    apart: list[Earnings],
    sums: list[Earnings],
) -> Table:
    revenue = report.total.revenue

    def row(journey: Earnings) -> tuple[Any, ...]:
        special = {"journey": journey.name, "share": ratio(journey.revenue, revenue)}
        return tuple(
            special[column.key] if column.key in special else getattr(journey, column.key)
            for column in columns
        )

    journeys, apart_rows, sum_rows = ([row(each) for each in part] for part in (report.journeys, apart, sums))
    return Table(name, caption, columns, journeys, apart_rows, sum_rows)


def league(report: Report) -> Table:
    """Journeys by what they earned under the report's model."""
    return _table(
        "journeys",
        f"Journeys by revenue, {TITLES[report.model].lower()}",
        (
            Column("journey", "Journey"),
            Column("revenue", f"Revenue ({report.currency})", "money", bar=True),
            Column("share", "Share", "percent"),
            Column("conversions", "Conversions", "credits"),
            Column("touched_users", "Users touched", "count"),
            Column("conversion_rate", "Conversion rate", "percent"),
            Column("median_days_to_convert", "Median time", "days"),
            Column("roi", "ROI", "percent"),
        ),
        report,
        [report.none],
        [report.attributed, report.total],
    )


def returns(report: Report) -> Table:
    """What journeys cost, and what came back."""
    currency = report.currency
    return _table(
        "roi",
        f"Cost and return by journey, {TITLES[report.model].lower()}",
        (
            Column("journey", "Journey"),
            Column("revenue", f"Revenue ({currency})", "money"),
            Column("listed_cost", f"Listed costs ({currency})", "money"),
            Column("message_cost", f"Messages ({currency})", "money"),
            Column("cost", f"Cost ({currency})", "money"),
            Column("profit", f"Profit ({currency})", "money"),
            Column("roi", "ROI", "percent"),
            Column("roas", "ROAS", "times"),
            Column("cost_per_conversion", f"Cost per conversion ({currency})", "each"),
        ),
        report,
        [],
        [report.attributed],
    )


def comparison(report: Report) -> Table:
    """Revenue per journey under each model; all models share out the same revenue."""
    columns = (
        Column("journey", "Journey"),
        *(Column(m.key, m.title, "money", bar=True) for m in MODELS),
    )

    def row(journey: Earnings) -> tuple[Any, ...]:
        return (journey.name, *(journey.revenue_by_model[m.key] for m in MODELS))

    return Table(
        "models",
        f"Revenue in {report.currency} by journey under each model",
        columns,
        [row(each) for each in report.journeys],
        [row(report.none)],
        [row(report.total)],
    )


def funnel(report: Report) -> Table:
    """Messages, and users, on their way to a conversion."""
    order = {journey.name: place for place, journey in enumerate(report.journeys)}
    rows = sorted(report.funnel, key=lambda row: order[row["journey_name"]])
    return Table(
        "funnel",
        "From message to conversion, by journey",
        (Column("journey", "Journey"), *(Column(step, step.capitalize(), "count") for step in STEPS)),
        [(row["journey_name"], *(row[step] for step in STEPS)) for row in rows],
    )


def time_to_convert(report: Report) -> Table:
    """How long after the first touch of the path users convert."""
    return Table(
        "time_to_convert",
        "Conversions by time since the first touch of their path",
        (
            Column("span", "Time"),
            Column("conversions", "Conversions", "count", bar=True),
            Column("share_so_far", "As fast or faster", "percent"),
        ),
        [tuple(row.values()) for row in report.time_to_convert],
    )


def paths(report: Report) -> Table:
    """The paths that earned most, and all others in one row."""
    return Table(
        "paths",
        "Paths by revenue",
        (
            Column("path", "Path"),
            Column("conversions", "Conversions", "count"),
            Column("revenue", f"Revenue ({report.currency})", "money", bar=True),
            Column("mean_days_to_convert", "Mean time", "days"),
        ),
        [
            (
                OTHER_PATHS.format(row["paths"]) if row["path"] is None else row["path"],
                row["conversions"],
                row["revenue"],
                row["mean_days_to_convert"],
            )
            for row in report.paths
        ],
    )


def revenue_by_day(report: Report) -> Table:
    """The numbers behind the plots; in a file only."""
    return Table(
        "revenue_by_day",
        "Revenue by day and journey",
        (Column("day", "Day", "moment"), Column("journey", "Journey"), Column("revenue", "Revenue", "money")),
        list(report.by_day),
    )


def problems(report: Report) -> Table:
    """Bad input that the views name; all of the lake, whatever the period."""
    return Table(
        "problems",
        "What was wrong with the input, and what to do",
        (
            Column("problem", "Problem"),
            Column("times", "Times", "count"),
            Column("what_to_do", "What it means and what to do"),
            Column("example", "Example"),
            Column("first", "First (UTC)", "moment"),
            Column("last", "Last (UTC)", "moment"),
        ),
        [
            (
                row["problem"].replace("_", " ").capitalize(),
                row["events"],
                row["what_to_do"],
                row["example_id"],
                row["first_at"],
                row["last_at"],
            )
            for row in report.problems
        ]
        or _not_known(report),
    )


def _not_known(report: Report) -> list[tuple[Any, ...]]:
    """A row in the place of answers, so that the file does not look as if there were no problem."""
    reason = report.problems_unknown
    return [("Not known", None, reason, None, None, None)] if reason else []


def all_of(report: Report) -> list[Table]:
    """In the order of the page."""
    makers = (league, revenue_by_day, funnel, comparison, time_to_convert, returns, paths, problems)
    return [make(report) for make in makers]
