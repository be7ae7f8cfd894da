"""Structured logs with an allow-list: a field that is not named here is not printed.

The keys are Powertools' own, so saved queries that know Powertools work.
"""

from __future__ import annotations

import functools
import traceback
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from kit.errors import KitError

if TYPE_CHECKING:
    from types import TracebackType

STANDARD_FIELDS = frozenset(
    {
        "cold_start",
        "exception",
        "exception_name",
        "function_arn",
        "function_memory_size",
        "function_name",
        "function_request_id",
        "level",
        "location",
        "message",
        "sampling_rate",
        "service",
        "timestamp",
        "xray_trace_id",
    }
)
# What our own lines may carry besides: counts, ids of journeys and records, texts of our own errors.
OWN_FIELDS = frozenset({"counts", "error", "journey_id", "record", "source"})


class AllowListFormatter(LambdaPowertoolsFormatter):
    """Prints `STANDARD_FIELDS` and `OWN_FIELDS`; of a foreign exception only its type and frames."""

    def serialize(self, log: dict[str, Any]) -> str:  # type: ignore[override] # Powertools says LogRecord
        """One line of JSON."""
        return super().serialize(
            {key: value for key, value in log.items() if key in STANDARD_FIELDS or key in OWN_FIELDS}
        )

    def formatException(  # noqa: N802 - the name is logging's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Frames and type; the message only where it is ours, as others may quote personal data."""
        kind, error, frames = ei
        if kind is None:
            return ""
        text = f": {error}" if isinstance(error, KitError) else ""
        return "".join(traceback.format_tb(frames)) + kind.__name__ + text


@functools.cache
def logger() -> Logger:
    """The container's logger; service and level come from the POWERTOOLS_* environment variables."""
    return Logger(logger_formatter=AllowListFormatter(), serialize_stacktrace=False, utc=True)
