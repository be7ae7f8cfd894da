"""Writes docs/metrics.md: every number that the functions report, and the reasons of rejections.

    python -m docs.metrics            write it
    python -m docs.metrics --check    fail if it is stale

Names, units and meanings come from the packages' lists, reasons from `Reason`, alarms from observability.tf.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from docs.generated import ROOT, write_or_check
from emulator.declared import local_value

sys.path.append(str(ROOT / "lambda_src"))

from attribution.rules.metrics import Metric
from attribution.rules.touch import Reason
from event_based_segmentation.rules.metrics import Metric as SegmentationMetric
from ledger.rules.metrics import Metric as LedgerMetric
from ses_auto_reply.rules.metrics import Metric as AutoReplyMetric
from ses_event_processing.rules.metrics import Metric as SesEventMetric
from simple_cms.rules.metrics import Metric as CmsMetric
from sms_masking.rules.metrics import Metric as SmsMaskingMetric
from sms_self_managed_opt_outs.rules.metrics import Metric as OptOutMetric

if TYPE_CHECKING:
    from pathlib import Path

    from kit.metric_names import MetricName

PAGE = ROOT / "docs" / "metrics.md"
REASON_DIMENSION = "reason"
METRICS: tuple[MetricName, ...] = (
    *Metric,
    *LedgerMetric,
    *SmsMaskingMetric,
    *SesEventMetric,
    *AutoReplyMetric,
    *OptOutMetric,
    *CmsMetric,
    *SegmentationMetric,
)
ALARMS = (
    "observability.tf",
    "modules/journey-analytics/observability.tf",
    "modules/sms-events-database/observability.tf",
)
# In words, for those who mend the audience or the payload.
MEANINGS = {
    Reason.ENDPOINT_NULL: "the endpoint is null",
    Reason.ENDPOINT_NOT_AN_OBJECT: "the endpoint is a text, a number or a list",
    Reason.USER_MISSING: "the endpoint has no `User`, or an empty one",
    Reason.USER_NOT_AN_OBJECT: "`User` is a text, a number or a list",
    Reason.USER_ATTRIBUTES_MISSING: "`User` has no `UserAttributes`",
    Reason.USER_ATTRIBUTES_NOT_AN_OBJECT: "`UserAttributes` is a text, a number or a list",
    Reason.USERNAME_MISSING: "no user attribute `username_attribute`; where that is null, no `UserId`",
    Reason.USERNAME_LIST_EMPTY: "the user attribute is an empty list",
    Reason.USERNAME_NOT_A_LIST: "the user attribute is no list",
    Reason.USERNAME_NOT_TEXT: "the username is no text",
    Reason.USERNAME_BLANK: "the username is empty or white space",
    Reason.USERNAME_TOO_LONG: "the username has more than 128 characters",
    Reason.USERNAME_INVALID: "the username has a space, a line break or a control character",
    Reason.JOURNEY_MISSING: "the payload names no journey: no id, no tag, no `Context` entry `campaign`",
    Reason.JOURNEY_INVALID: "the journey's id or name is no text, or has over 256 or unprintable characters",
    Reason.TIME_MISSING: "a file's touch has no `touched_at`",
    Reason.TIME_INVALID: "the moment is neither ISO 8601 with an offset nor epoch milliseconds",
    Reason.TIME_IN_FUTURE: "the moment is more than five minutes ahead",
    Reason.PART_NOT_AN_OBJECT: "a touch of a list is no object",
    Reason.RECORD_UNREADABLE: "a line of a file is no JSON object, or has too few or too many cells",
    Reason.REFERENCE_MISSING: "the payload refers to no endpoint or message",
    Reason.REFERENCE_INVALID: "the endpoint's or message's id has over 256 or unprintable characters",
    Reason.REFERENCE_UNKNOWN: "nothing is known about the endpoint",
    Reason.MESSAGE_UNKNOWN: "a reply to a message that no journey sent; not counted as a rejection",
    Reason.PROFILE_ID_MISSING: "an entry of a Connect call has no `ProfileId`",
    Reason.CUSTOMER_DATA_INVALID: "`CustomerData` of a profile is no JSON object in a text",
    Reason.TAG_INVALID: "an SES tag begins with `b64_` and is no base64url of UTF-8",
    Reason.LIKELY_BOT: "SES takes the open or click for a scanner's; not counted as a rejection",
    Reason.OPTED_OUT: "the reply asks for no more messages; not counted as a rejection",
    Reason.WINDOW_OVER: "the interaction is older than its lookback window; not counted as a rejection",
}


def main() -> int:
    """Exit status 1 if `--check` found the page stale."""
    return write_or_check(pages(), __doc__)


def pages() -> dict[Path, str]:
    """The page and its text."""
    return {PAGE: page(namespace(), alarms())}


def namespace() -> str:
    """The CloudWatch namespace, as Terraform sets it for every function."""
    return str(local_value("locals.tf", "metrics_namespace"))


def alarms() -> dict[str, str]:
    """Metric of ours -> the alarm that watches it: an alarm that names no namespace watches ours."""
    return {
        alarm["metric"]: name
        for file in ALARMS
        for name, alarm in local_value(file, "alarms_wanted").items()
        if "namespace" not in alarm
    }


def page(namespace: str, alarms: dict[str, str]) -> str:
    """The whole page; `alarms` by the metric they watch."""
    lines = [
        "# Metrics",
        "",
        "What the functions report to CloudWatch. Written by `python -m docs.metrics`: do not edit.",
        "",
        f"Namespace `{namespace}`. Every metric has the dimension `service`, which is `name_prefix`;",
        f"`{Metric.TOUCHES_REJECTED_BY_REASON}` has `{REASON_DIMENSION}` besides. The counts also stand in",
        "the functions' log lines, as `counts`.",
        "",
        "| metric | unit | meaning | alarm |",
        "|---|---|---|---|",
        *(f"| `{m}` | {m.unit} | {m.meaning} | {_link(alarms.get(m))} |" for m in METRICS),
        "",
        "Alarms on metrics of AWS itself are in the [runbooks](runbooks/README.md), with all others.",
        "",
        "## Reasons",
        "",
        f"Values of the dimension `{REASON_DIMENSION}`, and of `reason` in the answer that a journey gets.",
        "",
        "| reason | what it means |",
        "|---|---|",
        *(f"| `{reason}` | {MEANINGS[reason]} |" for reason in Reason),
        "",
        *(f"[{alarm}]: runbooks/{alarm}.md" for alarm in sorted(alarms.values())),
    ]
    return "\n".join(lines) + "\n"


def _link(alarm: str | None) -> str:
    return "none" if alarm is None else f"[{alarm}]"


if __name__ == "__main__":
    sys.exit(main())
