"""Every benchmark by name, in the order of a run: those that need no deployment first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import (
    analytics,
    artefacts,
    cold_import,
    cold_invoke,
    growth,
    memory,
    projection,
    sign_in,
    soak,
    tagging,
    terraform_plan,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.lab import Lab
    from benchmarks.result import Result

BENCHMARKS: Mapping[str, Callable[[Lab], list[Result]]] = {
    "artefacts": artefacts.measure,
    "cold-import": cold_import.measure,
    "cold-invoke": cold_invoke.measure,
    "memory": memory.measure,
    "plan": terraform_plan.measure,
    "tagging": tagging.measure,
    "growth": growth.measure,
    "sign-in": sign_in.measure,
    "projection": projection.measure,
    "soak": soak.measure,
    "analytics": analytics.measure,
}
