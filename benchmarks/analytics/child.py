"""Run in a fresh interpreter by `sizes`: opens a lake, asks, and prints what it took as JSON.

Arguments: the folder, a file for DuckDB, and how many rounds. Memory is the most that the process ever held.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.lake import ATTRIBUTION, open_folder
from analytics.local import placeholders
from analytics.report.period import Period
from analytics.report.questions import texts
from benchmarks.child import most_kilobytes

if TYPE_CHECKING:
    from collections.abc import Callable

SCAN = "plain scan"
LOAD = "load"
# Everything that the report needs of an event, of all of them, and nothing done with it.
SCAN_SQL = (
    "SELECT count(*), sum(length(event_id)), sum(event_timestamp), max(user_sub), max(event_type), "
    "max(datehour), count(element_at(attributes, 'campaign')), sum(element_at(metrics, 'value')) "
    "FROM app_events"
)


def main() -> None:
    """Each question in turn, as often as there are rounds; medians of wall clock and processor time."""
    folder, database, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    kept: list[Any] = []
    found = {LOAD: _taken(lambda: kept.append(open_folder(folder, placeholders(), database)), 1)}
    engine = kept[0]
    engine.database(ATTRIBUTION.database)
    for name, sql in {SCAN: SCAN_SQL, **texts(Period(), "last_touch")}.items():
        found[name] = _taken(lambda sql=sql: engine.query(sql), rounds)  # type: ignore[misc]
    rows = engine.query("SELECT count(*) FROM app_events").rows[0][0]
    print(json.dumps({"queries": found, "rows": rows, "megabytes": most_kilobytes() / 1024}))


def _taken(work: Callable[[], object], rounds: int) -> dict[str, float]:
    walls, processors = [], []
    for _ in range(rounds):
        begin, before = time.perf_counter(), _processor_seconds()
        work()
        walls.append(time.perf_counter() - begin)
        processors.append(_processor_seconds() - before)
    return {"seconds": statistics.median(walls), "processor": statistics.median(processors)}


def _processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
