"""A report as text, as JSON, and as annotations of GitHub Actions."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from checks.evaluate import Report


def as_text(report: Report) -> str:
    """For people: what is wrong, where, and what to do."""
    lines: list[str] = []
    for finding in report.findings:
        lines += [
            f"{finding.rule}: {finding.address}",
            f"    {finding.problem}",
            f"    Fix: {finding.fix}",
        ]
    lines += waived_in(report)
    lines += [f"note: {note}" for note in report.notes]
    lines.append(_summary(report))
    return "".join(f"{_printable(line)}\n" for line in lines)


def as_json(report: Report) -> str:
    """For programs."""
    said = {
        "findings": [asdict(finding) for finding in report.findings],
        "waived": [
            {**asdict(finding), "reason": waiver.reason, "expires": waiver.expires.isoformat()}
            for finding, waiver in report.waived
        ],
        "notes": list(report.notes),
        "rules": [rule.id for rule in report.rules],
        "resources": report.resources,
    }
    return json.dumps(said, indent=2) + "\n"


def as_github(report: Report) -> str:
    """Workflow commands, which GitHub shows beside the run.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; how to escape:
    https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
    """
    said = [("error", str(finding)) for finding in report.findings]
    said += [("notice", waived) for waived in waived_in(report)]
    said += [("warning", note) for note in report.notes]
    lines = [f"::{level} title=plan checks::{_printable(text).replace('%', '%25')}" for level, text in said]
    return "".join(f"{line}\n" for line in [*lines, _summary(report)])


FORMATS: dict[str, Callable[[Report], str]] = {"text": as_text, "json": as_json, "github": as_github}


def waived_in(report: Report) -> list[str]:
    """What was found and let pass, until when and why."""
    return [
        f"waived until {waiver.expires}: {finding.rule}: {finding.address} ({waiver.reason})"
        for finding, waiver in report.waived
    ]


def _summary(report: Report) -> str:
    waived = f", {len(report.waived)} waived" if report.waived else ""
    return (
        f"{_count(len(report.findings), 'finding')}{waived}: "
        f"{_count(len(report.rules), 'rule')} on {_count(report.resources, 'resource')}."
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _printable(text: str) -> str:
    """On one line, and nothing that a terminal would obey: addresses hold keys that anybody chose."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
