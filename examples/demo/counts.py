"""What the functions counted, from their logs: metrics in the embedded metric format."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from examples.demo.story import rejected_for


def logged_counts(logs: Any, groups: Iterable[str]) -> Counter[str]:
    messages = (
        event["message"]
        for group in groups
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        for event in page["events"]
    )
    return add_up(messages)


def add_up(messages: Iterable[str]) -> Counter[str]:
    total: Counter[str] = Counter()
    for message in messages:
        for name, value in _metrics(message):
            total[name] += value
    return total


def _metrics(message: str) -> Iterator[tuple[str, int]]:
    try:
        line = json.loads(message)
    except ValueError:
        # Lambda's own lines are no JSON
        return
    if not isinstance(line, dict) or "_aws" not in line:
        return
    for directive in line["_aws"]["CloudWatchMetrics"]:
        for metric in directive["Metrics"]:
            if metric["Unit"] == "Count":
                name = rejected_for(line["reason"]) if "reason" in line else metric["Name"]
                yield name, round(sum(line[metric["Name"]]))
