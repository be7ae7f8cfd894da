"""Evidence -> verdict and causes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from operations import causes, machinery
from operations.values import expected_value, seen_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.cause import Cause
    from operations.facts import Evidence


class Verdict(StrEnum):
    """Does the app get what the table says?"""

    AGREE = "agree"
    ON_ITS_WAY = "on its way"
    DIFFER = "differ"
    NOT_KNOWN = "not known"  # what would decide it could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The verdict, what it rests on, and what explains it."""

    verdict: Verdict
    expected: str | None  # what the app should get; None where that cannot be known
    seen: Mapping[str, str | None]  # delivery -> what it gets
    causes: tuple[Cause, ...]
    not_readable: Mapping[str, str]


def diagnose(evidence: Evidence) -> Diagnosis:
    """The verdict on one user."""
    expected, seen = expected_value(evidence), seen_values(evidence)
    found = [cause for rule in machinery.RULES if (cause := rule(evidence))]
    agrees = expected is not None and all(value == expected for value in seen.values())
    if not agrees:
        found = [cause for rule in causes.RULES if (cause := rule(evidence))] + found
    return Diagnosis(
        verdict=_verdict(expected, seen, found),
        expected=expected,
        seen=seen,
        causes=tuple(found),
        not_readable=evidence.not_readable,
    )


def _verdict(expected: str | None, seen: Mapping[str, str | None], found: list[Cause]) -> Verdict:
    values = set(seen.values())
    if expected is None:
        return Verdict.NOT_KNOWN
    if values - {expected, None}:
        passes = any(cause.passing for cause in found) and not any(cause.lasting for cause in found)
        return Verdict.ON_ITS_WAY if passes else Verdict.DIFFER
    return Verdict.NOT_KNOWN if None in values else Verdict.AGREE
