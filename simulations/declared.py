"""What the product's own files say, read from them, so that the simulation cannot drift from the code."""

from __future__ import annotations

import functools
import math
import re
from typing import Any

from attribution.adapters import backlog_queue
from attribution.flows import expiration, projection
from attribution.handlers import expiration as expiration_handler
from attribution.handlers import projection as projection_handler
from attribution.rules.touch import EXPIRY_SHARDS
from attribution.sources.shared.pinpoint_endpoints import PATIENCE_SECONDS
from emulator.declared import REPOSITORY, blocks, resource
from kit import sending


@functools.cache
def _locals(file: str) -> dict[str, Any]:
    found = blocks(REPOSITORY / file)["locals"]
    return {name: value for block in found for name, value in block.items()}


def number(file: str, expression: Any) -> float:
    """A number, a product of numbers and a local of the same file: all that the files use."""
    factors = str(expression).removeprefix("${").removesuffix("}").split("*")
    return math.prod(_factor(file, factor.strip()) for factor in factors)


def _factor(file: str, text: str) -> float:
    if text.startswith("local."):
        return number(file, _locals(file)[text.removeprefix("local.")])
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{file}: {text!r} is no number: teach simulations/declared.py to read it") from None


def argument(file: str, kind: str, name: str, *path: str) -> float:
    """A number in a resource, such as ("scaling_config", "maximum_concurrency")."""
    value: Any = resource(file, kind, name)
    for key in path:
        value = value[0] if isinstance(value, list) else value
        value = value[key]
    return number(file, value)


def function(purpose: str, key: str) -> float:
    """`memory_mb` or `timeout_seconds` of a function."""
    return number(f"{purpose}.tf", _locals(f"{purpose}.tf")[f"{purpose}_function"][key])


def default(variable: str) -> float:
    """The default of a number in variables.tf."""
    variables = blocks(REPOSITORY / "variables.tf")["variable"]
    found = {name: body for block in variables for name, body in block.items()}
    return number("variables.tf", found[variable]["default"])


def quota() -> float:
    """Cognito's attribute writes per second, as the validation of cognito_update_rate has it."""
    found = re.search(r"var\.cognito_update_rate <= (\d+)", (REPOSITORY / "variables.tf").read_text())
    if found is None:
        raise LookupError("variables.tf no longer bounds cognito_update_rate by Cognito's quota")
    return float(found.group(1))


_MAPPING = ("projection.tf", "aws_lambda_event_source_mapping")

UPDATE_RATE = default("cognito_update_rate")
QUOTA = quota()
WINDOW_DAYS = default("lookback_window_days")

STREAM_BATCH = int(argument(*_MAPPING, "stream", "batch_size"))
STREAM_WINDOW_SECONDS = argument(*_MAPPING, "stream", "maximum_batching_window_in_seconds")
RECORD_AGE_SECONDS = argument(*_MAPPING, "stream", "maximum_record_age_in_seconds")
STREAM_CALL_SECONDS = float(projection.STREAM_SECONDS)
BEHIND_SECONDS = float(projection.BEHIND_SECONDS)

BACKLOG_BATCH = int(argument(*_MAPPING, "backlog", "batch_size"))
BACKLOG_WORKERS = int(argument(*_MAPPING, "backlog", "scaling_config", "maximum_concurrency"))
BACKLOG_SECONDS = argument("queues.tf", "aws_sqs_queue", "backlog", "message_retention_seconds")
BACKLOG_CALL_SECONDS = function("projection", "timeout_seconds") - projection_handler.RESERVE_SECONDS
RETRY_DELAY_SECONDS = float(projection.RETRY_DELAY_SECONDS)
THROTTLED_PAUSE_SECONDS = float(projection.THROTTLED_PAUSE_SECONDS)
PROJECTION_WORKERS = projection.WORKERS
QUEUE_BATCH = sending.BATCH
QUEUE_WORKERS = backlog_queue.WORKERS

SWEEP_SECONDS = function("expiration", "timeout_seconds") - expiration_handler.RESERVE_SECONDS
SWEEP_WORKERS = expiration.WORKERS
INDEX_KEYS = EXPIRY_SHARDS

PINPOINT_WAITS_SECONDS = PATIENCE_SECONDS  # the function has longer, for Connect
