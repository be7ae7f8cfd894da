"""Prints what a plan adds to the bill of every month, whatever the traffic, as one line.

    python3 scripts/cost.py plan.json      of `terraform show -json`

It counts what AWS bills for being there: alarms, dashboards, and the metrics that the functions of a
deployment report; those are billed for the hours in which they are reported, so a quiet deployment pays less.
What traffic decides is left out: the docs/scale.md of the module has it. Types of resources without a price
are named. Free tiers are not taken off.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

# USD a month in us-east-1; other Regions differ. Read in November 2026:
# https://cloudburn.io/blog/amazon-cloudwatch-pricing (alarm),
# https://signoz.io/guides/cloudwatch-pricing (metric),
# https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/ (dashboard)
PRICES = {"alarm": 0.10, "dashboard": 3.00, "metric": 0.30}
BILLED_BY_TYPE = {"aws_cloudwatch_metric_alarm": "alarm", "aws_cloudwatch_dashboard": "dashboard"}
# Own metrics that come with a function of the root module.
METRICS_OF = {"expiration": 10, "projection": 10, "token": 2}
FUNCTION = re.compile(r'\.module\.function\["(\w+)"\]\.aws_lambda_function\.this$')
# Free, or paid by use.
NOT_BILLED_AT_REST = {
    "aws_cloudwatch_event_bus",
    "aws_cloudwatch_event_rule",
    "aws_cloudwatch_event_target",
    "aws_cloudwatch_log_group",
    "aws_dynamodb_table",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_lambda_event_source_mapping",
    "aws_lambda_function",
    "aws_lambda_function_event_invoke_config",
    "aws_lambda_function_recursion_config",
    "aws_lambda_layer_version",
    "aws_lambda_permission",
    "aws_scheduler_schedule",
    "aws_sns_topic_subscription",
    "aws_sqs_queue",
    "aws_sqs_queue_policy",
}


def main(arguments: list[str]) -> int:
    """Exit status 2 where the file is no plan."""
    if len(arguments) != 1:
        print(
            "cost.py wants one argument: the file that `terraform show -json plan.tfplan` wrote",
            file=sys.stderr,
        )
        return 2
    try:
        plan = json.loads(Path(arguments[0]).read_text())
        changes = plan["resource_changes"] if plan.get("format_version") else None
    except (OSError, ValueError, AttributeError, KeyError) as error:
        print(
            f"{arguments[0]} is no plan in JSON ({error!r}): write it with `terraform show -json`",
            file=sys.stderr,
        )
        return 2
    if not isinstance(changes, list):
        print(f"{arguments[0]} is no plan in JSON: write it with `terraform show -json`", file=sys.stderr)
        return 2
    print(line(changes))
    return 0


def line(changes: list[dict[str, Any]]) -> str:
    """Such as: Fixed cost a month: +4.90 USD (alarm +19, ...)."""
    units: Counter[str] = Counter()
    unknown = set()
    for change in changes:
        more = change["change"]["actions"].count("create") - change["change"]["actions"].count("delete")
        if change.get("mode") != "managed" or not more:
            continue
        kind = BILLED_BY_TYPE.get(change["type"])
        if kind:
            units[kind] += more
        elif change["type"] not in NOT_BILLED_AT_REST:
            unknown.add(change["type"])
        if found := FUNCTION.search(f".{change['address']}"):
            units["metric"] += more * METRICS_OF.get(found[1], 0)
    changed = {kind: number for kind, number in sorted(units.items()) if number}
    total = sum(PRICES[kind] * number for kind, number in changed.items())
    parts = (
        ", ".join(f"{kind} {number:+d}" for kind, number in changed.items())
        or "nothing that is billed at rest"
    )
    without_price = "".join(f", {kind}" for kind in sorted(unknown))
    return (
        f"Fixed cost a month: {total:+.2f} USD ({parts}; prices of us-east-1). "
        f"Not in it: what traffic decides{without_price}."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
