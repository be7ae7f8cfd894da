"""One thing that explains, or may come to explain, why the app does not see what the table says."""

from __future__ import annotations

from dataclasses import dataclass

RUN_AGAIN = "run doctor again in a minute"
RECONCILE_TABLE = "python -m operations reconcile --walk table"
RECONCILE_POOL = "python -m operations reconcile --walk pool"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What was seen and what to do.

    `passing`: waiting is all there is to do. `lasting`: as long as it holds, waiting does not help.
    """

    code: str
    text: str
    todo: str
    passing: bool = False
    lasting: bool = False
    runbook: str | None = None  # a page in docs/runbooks
