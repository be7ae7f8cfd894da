"""What holds for all systems that stand in one account side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.lakes.drift import drift

if TYPE_CHECKING:
    from tests.e2e.systems.conftest import Systems


def test_a_second_plan_changes_nothing(systems: Systems) -> None:
    assert drift(systems.second_plan.result()) == {}
