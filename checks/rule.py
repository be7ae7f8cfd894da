"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checks.config import Settings
from checks.finding import Finding
from checks.plan import Plan

Check = Callable[[Plan, Settings], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its name, and whether it is on if checks.toml says nothing."""

    id: str
    description: str
    """One line."""
    detail: str
    on: bool
    check: Check

    def __call__(self, plan: Plan, settings: Settings) -> Iterator[Finding]:
        """What the rule does not accept."""
        return self.check(plan, settings)


def rule(id_: str, description: str, *, detail: str = "", on: bool = True) -> Callable[[Check], Rule]:
    """Makes a rule of a function; the module beside it is named as the rule."""

    def made(check: Check) -> Rule:
        return Rule(id_, description, detail, on, check)

    return made
