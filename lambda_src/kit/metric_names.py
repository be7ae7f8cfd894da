"""Names of metrics that know their unit and what they mean. A package's list of metrics is a subclass."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class MetricName(StrEnum):
    """Name in CloudWatch. `unit` is ``Count`` or ``Seconds``; `meaning` is a line for people."""

    unit: str
    meaning: str

    def __new__(cls, name: str, unit: str, meaning: str) -> Self:
        """A member is its name."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.unit = unit
        member.meaning = meaning
        return member
