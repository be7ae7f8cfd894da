"""The function between the stream and the lake."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from kit.clients import CallBudget, Clients
from kit.invocation import invocation
from kit.settings import SettingsReader
from sms_masking.adapters.masking_key import masking_key
from sms_masking.rules.masking import Masker
from sms_masking.rules.transformation import transformed

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

BUDGETS = {"kms": CallBudget(attempts=4, connect_seconds=1, read_seconds=3)}


@functools.cache
def wiring() -> Masker:
    """The masker with this deployment's key."""
    read = SettingsReader(os.environ)
    key_arn = read.text("MASKING_KEY_ARN")
    read.finish()
    clients = Clients(BUDGETS)
    return Masker(masking_key(lambda: clients["kms"], key_arn))


@invocation
def handler(event: Any, _context: LambdaContext, meter: Meter) -> dict[str, list[dict[str, str]]]:
    """Firehose's records in, the same with masked numbers out; without the key an error, as it retries."""
    return transformed(event, wiring().lines, meter)
