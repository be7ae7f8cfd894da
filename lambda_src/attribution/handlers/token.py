"""The function that Cognito calls before it makes a token (pre token generation)."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from attribution.adapters.touch_table import TouchTable
from attribution.flows.token import add_claim
from attribution.handlers import budgets
from attribution.rules.metrics import Metric
from kit.clients import Clients
from kit.clock import now_in_milliseconds
from kit.deadline import in_time
from kit.invocation import invocation
from kit.logs import logger
from kit.settings import SettingsReader

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter


@dataclass(frozen=True, slots=True)
class Wiring:
    """What stays the same from call to call."""

    table: TouchTable
    claim: str
    case_sensitive: bool


@functools.cache
def wiring() -> Wiring:
    """The table and the claim, from the environment."""
    read = SettingsReader(os.environ)
    client = Clients(budgets.TOKEN)["dynamodb"]  # made here, so that the budget below is the table's alone
    table_name, claim = read.text("TABLE_NAME"), read.text("CAMPAIGN_ATTRIBUTE")
    case_sensitive = read.flag("USERNAME_CASE_SENSITIVE", default=False)
    read.finish()
    return Wiring(TouchTable(lambda: client, table_name), claim, case_sensitive)


@invocation
def handler(event: Any, _context: LambdaContext, meter: Meter) -> Any:
    """The trigger's event with the claim in its response.

    Fails open: whatever goes wrong, the sign-in goes on with the token as it was.
    """
    try:
        wired = wiring()
        return in_time(
            lambda: add_claim(
                event,
                claim=wired.claim,
                case_sensitive=wired.case_sensitive,
                table=wired.table,
                now=now_in_milliseconds(),
                meter=meter,
            ),
            seconds=budgets.TOKEN_SECONDS,
        )
    except Exception:  # noqa: BLE001 - no fault of ours may keep a customer out
        meter.count(Metric.TOKENS_LEFT_AS_THEY_WERE)
        logger().exception("token left as it was")
        return event
