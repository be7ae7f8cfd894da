"""One engine for all modules here: making its views takes longer than asking them."""

import pytest

from tests.unit.analytics.attribution.lake import Lake


@pytest.fixture(scope="session")
def lake():
    """Whoever uses it fills it first, and keeps rows, not the lake."""
    lake = Lake()
    yield lake
    lake.engine.close()
