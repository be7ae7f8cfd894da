"""The function that an operator calls to record the touches of a file, or whose the endpoints of one are."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from attribution.adapters.s3_lines import S3Lines
from attribution.flows.back_fill import BackFill
from attribution.flows.recording import WORKERS
from attribution.handlers import budgets
from attribution.handlers.recording import reading, recording
from attribution.rules.file_walk import file_walk_from
from kit.clients import Clients
from kit.clock import now_in_milliseconds
from kit.deadline import Deadline
from kit.invocation import invocation
from kit.settings import SettingsReader

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

RESERVE_SECONDS = 100  # the last chunk: read, and its last write


@functools.cache
def wiring() -> BackFill:
    """The flow on AWS, from the environment."""
    read = SettingsReader(os.environ)
    clients = Clients(budgets.BACK_FILL, connections=WORKERS)
    flow = BackFill(
        files=S3Lines(lambda: clients["s3"], read.bucket("BACK_FILL_BUCKET")),
        recording=recording(read, clients),
        reading=reading(read),
    )
    read.finish()
    return flow


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> dict[str, Any]:
    """``{"key": …, "format": "jsonl" | "csv", "kind": "touches" | "endpoints"}`` in, the progress out."""
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    walk = file_walk_from(event)
    return wiring().run(walk, now=now_in_milliseconds(), deadline=deadline, meter=meter)
