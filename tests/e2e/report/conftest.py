"""The example's page, and a browser that looks at it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from analytics.report.answers import report_of
from analytics.report.page import page_of
from analytics.report.period import Period
from tests.e2e.report.chromium import Chromium
from tests.e2e.report.example import answers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MADE_AT = datetime(2026, 10, 1, 6, 0, tzinfo=UTC)


def example_page() -> str:
    source = "Athena, workgroup shop-analytics, database shop_analytics"
    return page_of(report_of(answers(), "last_touch", Period(), source=source), MADE_AT)


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(example_page(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("browser") / "profile") as chromium:
        yield chromium
