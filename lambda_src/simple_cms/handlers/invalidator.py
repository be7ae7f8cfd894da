"""The function behind the queue of changes."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from kit.clients import CallBudget, Clients
from kit.deadline import Deadline
from kit.invocation import invocation
from kit.settings import SettingsReader
from simple_cms.adapters.distribution import CloudFrontDistribution
from simple_cms.flows.invalidation import Invalidating

if TYPE_CHECKING:
    from kit.deadline import LambdaContext
    from kit.metrics import Meter

BUDGETS = {"cloudfront": CallBudget(attempts=3, connect_seconds=2, read_seconds=8)}
RESERVE_SECONDS = 35  # one call at its slowest, and the answer


@functools.cache
def wiring() -> Invalidating:
    """The flow with this deployment's bucket and distribution."""
    read, clients = SettingsReader(os.environ), Clients(BUDGETS)
    distribution = CloudFrontDistribution(lambda: clients["cloudfront"], read.text("DISTRIBUTION_ID"))
    made = Invalidating(distribution, read.bucket("CONTENT_BUCKET"), read.text("INDEX_DOCUMENT"))
    read.finish()
    return made


@invocation
def handler(event: Any, context: LambdaContext, meter: Meter) -> dict[str, Any]:
    """Changes of objects in, one invalidation out; the answer names the messages that come again."""
    deadline = Deadline.of(context, reserve_seconds=RESERVE_SECONDS)
    return wiring().batch(event, deadline, meter)
