"""What a rule has to say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One place of the plan that a rule does not accept, and what to do about it."""

    rule: str
    address: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.address}: {self.problem} {self.fix}"
