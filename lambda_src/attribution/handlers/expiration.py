"""The function that the schedule calls every minute; any payload means: sweep now."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from attribution.adapters.touch_table import TouchTable
from attribution.flows.expiration import WORKERS, sweep
from attribution.handlers import budgets
from kit.clients import Clients
from kit.clock import now_in_milliseconds
from kit.deadline import Deadline
from kit.invocation import invocation
from kit.settings import SettingsReader

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

RESERVE_SECONDS = 20  # the last delete


@functools.cache
def wiring() -> TouchTable:
    """The table, from the environment."""
    read = SettingsReader(os.environ)
    clients = Clients(budgets.EXPIRATION, connections=WORKERS)
    table_name = read.text("TABLE_NAME")
    read.finish()
    return TouchTable(lambda: clients["dynamodb"], table_name)


@invocation
def handler(_event: Any, context: LambdaContext, meter: Meter) -> dict[str, int]:
    """How many touches were removed, and how many a re-entry saved in between."""
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    return sweep(wiring(), now=now_in_milliseconds() // 1000, deadline=deadline, meter=meter)
