"""Runs the steps, writes the lake, and says what is true of it."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Literal

import duckdb

from analytics.errors import AnalyticsError
from analytics.lake import ATTRIBUTION, MESSAGES
from analytics.sample import config, truth
from analytics.sample.journeys import JOURNEYS
from analytics.sample.size import LENGTHS, ROUND
from analytics.sample.writing import write
from analytics.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analytics.sample.size import Size

HERE = Path(__file__).parent
STEPS = ("macros", "users", "messages", "touches", "sessions", "events")
MEMORY = "2GB"  # what does not fit is put beside, on the disk
TRUTH = "truth.json"

Form = Literal["parquet", "json"]


def generate(folder: Path, size: Size, form: Form, say: Callable[[str], None] = lambda _step: None) -> None:
    """A lake below `folder`, laid out as `aws s3 sync` of each bucket gives it, and `truth.json`.

    `AnalyticsError` where the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise AnalyticsError(f"{folder}: is not empty; name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    numbers = {name: str(number) for name, number in size.numbers().items()}
    numbers |= {"round": str(ROUND), "sessions_of_a_round": str(len(LENGTHS))}
    with _database(folder) as connection:
        _constants(connection)
        for step in STEPS:
            say(step)
            connection.execute(_sql(f"steps/{step}", numbers))
        for lake in (ATTRIBUTION, *MESSAGES):
            for name in lake.tables:
                if (HERE / "lake" / f"{name}.sql").exists():
                    say(name)
                    write(connection, table(name), _sql(f"lake/{name}", numbers), folder / lake.folder, form)
        config.write(folder / ATTRIBUTION.folder, size)
        say("truth")
        found = truth.find(connection, size, lambda name: _sql(f"truth/{name}", numbers))
    (folder / TRUTH).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


@contextlib.contextmanager
def _database(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """On the disk of the lake: ten million events take some gigabytes while they are made."""
    with (
        tempfile.TemporaryDirectory(prefix=".making-", dir=folder.parent) as scratch,
        duckdb.connect(f"{scratch}/steps.duckdb") as connection,
    ):
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")  # it would be mixed with what we print
        yield connection


def _constants(connection: duckdb.DuckDBPyConnection) -> None:
    """Journeys, each with as many of a hundred slots as its size says, and the rhythm of sessions."""
    columns = (
        "id", "name", "source", "lake", "touched_by", "window_days", "lift", "open_rate", "click_rate",
        "touch_rate", "tag",
    )  # fmt: skip
    connection.execute(
        "CREATE TABLE journeys (journey BIGINT, id VARCHAR, name VARCHAR, source VARCHAR, lake VARCHAR, "
        "touched_by VARCHAR, window_days BIGINT, lift DOUBLE, open_rate DOUBLE, click_rate DOUBLE, "
        "touch_rate DOUBLE, tag VARCHAR, active_from DOUBLE, active_to DOUBLE)"
    )
    for number, journey in enumerate(JOURNEYS):
        row = [number, *(getattr(journey, column) for column in columns), *journey.active]
        marks = ", ".join("?" for _ in row)
        connection.execute(f"INSERT INTO journeys VALUES ({marks})", row)  # noqa: S608 - question marks
    slots = [number for number, journey in enumerate(JOURNEYS) for _ in range(journey.size)]
    connection.execute(
        "CREATE TABLE slots AS SELECT unnest(range(100)) AS slot, unnest(?) AS journey", [slots]
    )
    places = [(session, place, length) for session, length in enumerate(LENGTHS) for place in range(length)]
    connection.execute("CREATE TABLE lengths (slot BIGINT, session BIGINT, place BIGINT, length BIGINT)")
    connection.executemany(
        "INSERT INTO lengths VALUES (?, ?, ?, ?)", [(slot, *row) for slot, row in enumerate(places)]
    )


def _sql(name: str, numbers: dict[str, str]) -> str:
    return Template((HERE / f"{name}.sql").read_text()).substitute(numbers)
