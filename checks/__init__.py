"""Rules for Terraform plans that a platform repo calls on its own ``terraform show -json`` output.

    python -m checks PLAN.json --config checks.toml

Standard library only, so that a checkout is enough. `findings` does the same with
a plan that is in memory.
"""

import sys

# Runners have older ones, and exit code 1, which Python would end with, means findings.
if sys.version_info < (3, 11):  # noqa: UP036 # pragma: no cover - in a process of its own
    sys.stderr.write(f"The plan checks need Python 3.11 or newer, and this is {sys.version.split()[0]}.\n")
    raise SystemExit(2)

from checks.config import Config, Settings, Waiver
from checks.errors import UnusableError
from checks.evaluate import Report, evaluate, findings
from checks.finding import Finding
from checks.plan import Plan

__all__ = [
    "Config",
    "Finding",
    "Plan",
    "Report",
    "Settings",
    "UnusableError",
    "Waiver",
    "evaluate",
    "findings",
]
