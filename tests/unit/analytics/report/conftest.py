"""The hand-made lake, opened once, and the report of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analytics.local import LocalLake
from analytics.report.answers import report_of
from analytics.report.period import Period
from analytics.report.questions import ask, texts
from tests.unit.analytics.report import hand_made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.report.answers import Report


def silent(*_: object) -> None:
    """Nobody watches."""


def answers_of(lake: LocalLake, period: Period = Period()) -> dict[str, Any]:  # noqa: B008 - frozen
    return ask(lake, texts(period, "last_touch"), silent).answers


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalLake]:
    folder = hand_made.write(tmp_path_factory.mktemp("lake"), events=[*hand_made.EVENTS, hand_made.REFUSED])
    opened = LocalLake(folder)
    yield opened
    opened.engine.close()


@pytest.fixture(scope="session")
def answers(lake: LocalLake) -> dict[str, Any]:
    return answers_of(lake)


@pytest.fixture(scope="session")
def report(lake: LocalLake, answers: dict[str, Any]) -> Report:
    return report_of(answers, "last_touch", Period(), source=lake.name, refused=lake.refused)
