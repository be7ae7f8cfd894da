"""What the reader of a report has to know first. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analytics.report.answers import Report
    from analytics.report.period import Period

_EMPTY = (
    "The lake is empty: it holds no touch and no event. Touches come with the ledger, minutes after they "
    "happen; events when the app sends them to the stream of app events."
)
# Problems that leave money out, by the names of the view event_problems.
COST_LEFT_OUT = {
    "cost_currency_without_rate",
    "cost_unreadable",
    "cost_without_day",
    "cost_without_journey",
    "message_cost_without_rate",
}
NEGATIVE_COST = {"cost_negative"}
REVENUE_LEFT_OUT = {"currency_without_rate", "value_missing", "value_negative", "value_too_large"}


def notices_of(report: Report) -> list[str]:
    """Why there is less to see than expected, what the numbers leave out, and what to do."""
    if report.is_empty:
        return [_EMPTY]
    return [*_nothing(report), *_before_all_data(report), *_money_left_out(report), *_unknown(report)]


def _nothing(report: Report) -> list[str]:
    found, about = [], report.about
    if not about["conversion_types"]:
        found.append(
            "No conversion events are configured, so nothing is earned: write the types of events that "
            "count into a CSV file below config/conversion_events/ in the lake's bucket."
        )
    elif not report.total.conversions:
        found.append(
            f"No conversions in this period: no event of type {about['conversion_types']}. "
            "Choose another period, or check what the app sends."
        )
    if not about["touches"]:
        found.append("The ledger holds no touch, so nothing is attributed: check the ledger's alarms.")
    if not about["events"]:
        found.append("The app has sent no event yet: check the stream of app events.")
    return found


def _before_all_data(report: Report) -> list[str]:
    known = [at.date() for at in (report.about["first_touch_at"], report.about["first_event_at"]) if at]
    first = report.period.first
    if first is None or not known or first >= min(known):
        return []
    notice = (
        f"The period begins on {first}, but the views know no touch and no event from before {min(known)}: "
        "either there were none, or they came longer ago than history_days. Purchases of the first days may "
        "lack their touches."
    )
    return [notice]


def _money_left_out(report: Report) -> list[str]:
    within = [row for row in report.problems if _may_be_in(report.period, row)]
    found = []
    for names, words in (
        (COST_LEFT_OUT, "Costs are left out, so costs are higher and ROI is lower than shown"),
        (NEGATIVE_COST, "Negative costs are left out, so costs may be lower and ROI higher than shown"),
        (REVENUE_LEFT_OUT, "Conversions count with value 0, so revenue and ROI are not complete"),
    ):
        rows = [
            f"{row['problem'].replace('_', ' ')} ({row['events']:,})"
            for row in within
            if row["problem"] in names
        ]
        if rows:
            found.append(f"{words}: {', '.join(rows)}, in all of the lake. Data quality says what to do.")
    return found


def _may_be_in(period: Period, row: dict[str, Any]) -> bool:
    """Whether the problem can be one of the period; where its moments are not known, it can."""
    first, last = row["first_at"], row["last_at"]
    too_late = period.last is not None and first is not None and first.date() > period.last
    too_early = period.first is not None and last is not None and last.date() < period.first
    return not too_late and not too_early


def _unknown(report: Report) -> list[str]:
    if not report.problems_unknown:
        return []
    notice = (
        "What was wrong with the input is not known, and whether money is left out: the question for it "
        f"failed, all others were answered. {report.problems_unknown}"
    )
    return [notice]
