import datetime as dt
import json

import pytest

from analytics.lake import ATTRIBUTION, open_folder
from analytics.local import placeholders
from analytics.sample.generate import TRUTH, generate
from analytics.sample.size import Size


class SampleLake:
    """What was written, what is true of it, and the engine over it."""

    size = Size(events=10_000, days=7, until=dt.date(2026, 3, 1), seed=3)

    def __init__(self, folder):
        self.folder = folder
        generate(folder, self.size, "json")
        self.truth = json.loads((folder / TRUTH).read_text())
        self.engine = open_folder(folder, placeholders())
        self.engine.database(ATTRIBUTION.database)

    def rows(self, sql):
        return self.engine.query(sql).dicts()


@pytest.fixture(scope="session")
def lake(tmp_path_factory):
    made = SampleLake(tmp_path_factory.mktemp("sample") / "lake")
    yield made
    made.engine.close()
