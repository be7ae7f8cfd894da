"""A folder as `aws s3 sync` gives it -> an engine: a sub-folder per lake, each with its tables and views."""

from __future__ import annotations

import gzip
import json
import re
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analytics import views
from analytics.engine import Engine
from analytics.errors import AnalyticsError
from analytics.tables import PARTITION, Table, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DATEHOUR = re.compile(r"(\d{4}/\d{2}/\d{2}/\d{2})/[^/]*$")


@dataclass(frozen=True, slots=True)
class Lake:
    """Where the objects of one module lie, and what Terraform declares over them."""

    folder: str
    database: str
    tables: tuple[str, ...]


ATTRIBUTION = Lake(
    "attribution",
    "analytics",
    (
        "ledger",
        "app_events",
        "conversion_events",
        "journey_costs",
        "currency_rates",
        "attribution_settings",
    ),
)
MESSAGES = (
    Lake("ses", "ses_event_db", ("ses_events",)),
    Lake("sms", "sms_event_db", ("sms_events",)),
    Lake("pinpoint", "due_eventdb", ("all_events",)),
)


def open_folder(folder: Path, values: Mapping[str, str], database: str = ":memory:") -> Engine:
    """Everything below `folder`, with the views of the attribution; `values` are their placeholders.

    `AnalyticsError` where the folder is no lake. A lake of messages that is not there is left out.
    """
    if not (folder / ATTRIBUTION.folder).is_dir():
        raise AnalyticsError(
            f"{folder}: has no folder {ATTRIBUTION.folder!r}; sync the bucket of journey-analytics into it"
        )
    engine = Engine(database)
    present = [lake for lake in MESSAGES if (folder / lake.folder).is_dir()]
    with tempfile.TemporaryDirectory() as scratch:
        for lake in (*present, ATTRIBUTION):
            engine.database(lake.database)
            for name in lake.tables:
                wanted = table(name)
                load(engine, wanted, folder / lake.folder / wanted.prefix, Path(scratch))
    databases = {f"{lake.folder}_database": lake.database for lake in MESSAGES}
    for view in views.group("attribution", {**databases, **values}, [lake.folder for lake in present]):
        engine.view(view)
    return engine


def load(engine: Engine, wanted: Table, root: Path, scratch: Path) -> None:
    """The table in the engine's current database, from the objects below `root`.

    As for Athena, names that begin with a dot or an underscore are not there.
    """
    files = [
        path for path in sorted(root.rglob("*")) if path.is_file() and not _hidden(path.relative_to(root))
    ]
    if wanted.is_csv:
        engine.table_of_csv(wanted, files)
        return
    columnar = [path for path in files if path.suffix == ".parquet"]
    lines = scratch / f"{wanted.name}.json"
    with lines.open("w") as target:
        for row in _rows(engine, wanted, [path for path in files if path.suffix != ".parquet"]):
            target.write(json.dumps(row) + "\n")
    engine.table_of_lines(wanted, [lines])
    if columnar:
        for path in columnar:
            datehour(path)
        engine.add_parquet(wanted, columnar)


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)


def _rows(engine: Engine, wanted: Table, files: list[Path]) -> Iterator[dict[str, object]]:
    for path in files:
        hour = datehour(path)
        try:
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        except (OSError, EOFError, zlib.error) as error:
            engine.refused.append(f"{wanted.name}: {path.name}: cannot be read, sync it again: {error}")
            continue
        for number, line in enumerate(content.splitlines(), start=1):
            if not line.strip():
                continue
            where = f"{path.name} line {number}"
            try:
                record = json.loads(line)
            except ValueError:
                engine.refused.append(f"{wanted.name}: {where}: is not JSON")
                continue
            row = engine.fitted(wanted, record, where)
            if row is not None:
                yield {**row, PARTITION: hour}


def datehour(path: Path) -> str:
    """The hour of arrival that an object's key says; `AnalyticsError` where it says none."""
    found = _DATEHOUR.search(path.as_posix())
    if not found:
        raise AnalyticsError(f"{path}: lies in no hour; objects of the lake lie in <prefix>/yyyy/MM/dd/HH/")
    return found[1]
