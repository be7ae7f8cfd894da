"""All rules over one plan, with what is waived set apart."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checks.config import Config, Waiver
from checks.errors import UnusableError
from checks.finding import Finding
from checks.plan import HOW, Plan
from checks.registry import RULES

if TYPE_CHECKING:
    from pathlib import Path

    from checks.rule import Rule

WAIVERS = "waivers"


@dataclass(frozen=True, slots=True)
class Report:
    """What the rules found."""

    findings: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...]
    notes: tuple[str, ...]
    """What is worth knowing and breaks no rule."""
    rules: tuple[Rule, ...]
    """Those that were on."""
    resources: int


def rules_of(config: Config) -> tuple[Rule, ...]:
    """The rules that are on."""
    return tuple(rule for rule in RULES if config.rules.get(rule.id, rule.on))


def evaluate(plan: Plan, config: Config, today: dt.date | None = None) -> Report:
    """Every finding of every rule that is on; an expired waiver lets nothing pass and is one itself."""
    day = today or dt.datetime.now(dt.UTC).date()
    rules = rules_of(config)
    try:
        found = [finding for rule in rules for finding in rule(plan, config.settings)]
    except RecursionError as error:
        raise UnusableError(f"the plan is nested too deeply. {HOW}") from error
    standing = [waiver for waiver in config.waivers if waiver.expires >= day]
    kept, waived, used = [], [], set()
    for finding in found:
        covering = [waiver for waiver in standing if waiver.covers(finding.rule, finding.address)]
        used.update(covering)
        if covering:
            waived.append((finding, covering[0]))
        else:
            kept.append(finding)
    return Report(
        findings=(*kept, *(_expired(waiver) for waiver in config.waivers if waiver not in standing)),
        waived=tuple(waived),
        notes=(
            *plan.notes,
            *(
                f"The waiver of {waiver} lets nothing pass: remove it, if no other plan needs it."
                for waiver in standing
                if waiver not in used
            ),
        ),
        rules=rules,
        resources=len(plan.changes),
    )


def findings(
    plan: Any, config: Config | Path | str | None = None, today: dt.date | None = None
) -> list[Finding]:
    """The findings on a plan's JSON, as a mapping; `tftest.TerraformPlanOutput` is one.

    ``config``: what `Config.read` gave, or the path of a checks.toml.
    """
    read = config if isinstance(config, Config) else Config.read(config) if config else Config()
    return list(evaluate(plan if isinstance(plan, Plan) else Plan(plan), read, today).findings)


def _expired(waiver: Waiver) -> Finding:
    return Finding(
        WAIVERS,
        waiver.address,
        f"The waiver of {waiver.rule} expired on {waiver.expires}; its reason was: {waiver.reason}.",
        "Mend what it let pass and remove it, or decide anew until when it holds.",
    )
