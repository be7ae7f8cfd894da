"""Firehose's records, and its answer: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from kit.errors import BadInput
from sms_masking.rules.metrics import Metric

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.metrics import Meter

OK, FAILED = "Ok", "ProcessingFailed"


def transformed(event: Any, change: Callable[[str], str], meter: Meter) -> dict[str, list[dict[str, str]]]:
    """Each record with its text changed, in the same order, under the same id.

    A record that cannot be read comes back as it is, as failed: Firehose keeps it under errors/.
    """
    records = event.get("records") if isinstance(event, dict) else None
    if not isinstance(records, list):
        raise BadInput("the event must have records, as Firehose sends them")
    answers = [_answer(record, change) for record in records]
    failed = sum(answer["result"] == FAILED for answer in answers)
    meter.count(Metric.RECORDS_MASKED, len(answers) - failed)
    meter.count(Metric.RECORDS_UNREADABLE, failed)
    return {"records": answers}


def _answer(record: dict[str, str], change: Callable[[str], str]) -> dict[str, str]:
    data = record["data"]
    try:
        text = change(base64.b64decode(data, validate=True).decode())
    except (ValueError, BadInput):
        return {"recordId": record["recordId"], "result": FAILED, "data": data}
    return {
        "recordId": record["recordId"],
        "result": OK,
        "data": base64.b64encode(text.encode()).decode(),
    }
