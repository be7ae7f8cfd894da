"""The question that all of it is for: what did each journey earn? Asked as a marketer would ask it."""

import csv
import math
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from emulator.environment import emulator_environment
from examples.demo.earnings import PURCHASES, revenue, roi
from examples.demo.errors import WrongValue
from examples.demo.stage import Stage
from examples.demo.story import counts

REPORT = Path(".build/demo-report")
_SECONDS_TO_ARRIVE = 60
_PAUSE = 0.5


class Finale:
    def __init__(self, stage: Stage, outputs: Mapping[str, Any]) -> None:
        self._screen = stage.screen
        self._athena = stage.client("athena")
        self._workgroup, self._database = outputs["workgroup_name"], outputs["database_name"]
        self._environment = emulator_environment(stage.emulator.url)

    def perform(self) -> None:
        self._screen.title("The report: from touches to ROI.")
        with self._screen.step("every change of the touches is in the ledger, every event in the lake"):
            self._wait_for_arrival()
        self._report()
        self._check()

    def _wait_for_arrival(self) -> None:
        """Each touch and each expiry is an entry of the ledger, whatever was batched or came twice."""
        counted = counts()
        due = {
            "ledger_entries": counted["TouchesRecorded"] + counted["TouchesExpired"],
            "app_events_distinct": len(PURCHASES),
        }
        deadline = time.monotonic() + _SECONDS_TO_ARRIVE
        while (found := {view: self._rows(view) for view in due}) != due:
            if time.monotonic() > deadline:
                raise WrongValue(f"The lake must hold {due}, but holds {found}.")
            time.sleep(_PAUSE)

    def _rows(self, view: str) -> int:
        started = self._athena.start_query_execution(
            QueryString=f"SELECT count(*) AS rows_found FROM {view}",  # noqa: S608 - one of two views
            QueryExecutionContext={"Database": self._database},
            WorkGroup=self._workgroup,
        )["QueryExecutionId"]
        while True:
            status = self._athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]["Status"]
            if status["State"] == "SUCCEEDED":
                rows = self._athena.get_query_results(QueryExecutionId=started)["ResultSet"]["Rows"]
                return int(rows[1]["Data"][0]["VarCharValue"])
            if status["State"] in ("FAILED", "CANCELLED"):
                raise WrongValue(f"Athena could not count {view}: {status['StateChangeReason']}")
            time.sleep(_PAUSE / 10)

    def _report(self) -> None:
        where = ("--athena", self._workgroup, "--database", self._database)
        self._screen.say(f"$ python -m analytics report {' '.join(where)} --out {REPORT}")
        self._screen.doing = "writing the report"
        written = subprocess.run(
            [sys.executable, "-m", "analytics", "report", *where, "--out", str(REPORT)],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if written.returncode:
            raise WrongValue(f"The report failed:\n{written.stdout}{written.stderr}")

    def _check(self) -> None:
        models, roi_of, league = _table("models"), _table("roi"), _table("journeys")
        for model in ("last_touch", "stamped", "first_touch", "linear"):
            # the app stamped what the customer saw, which is the last touch
            due = revenue("last_touch" if model == "stamped" else model)
            for journey, row in models.items():
                _must_be(f"{model}: revenue of {journey}", float(row[model]), due.get(journey, 0))
        for journey, value in roi("last_touch").items():
            _must_be(f"ROI of {journey}", float(roi_of[journey]["roi"]), value)
        self._screen.earnings(
            {
                journey: (
                    row["conversions"],
                    row["revenue"],
                    roi_of.get(journey, row).get("cost", ""),
                    row["roi"],
                )
                for journey, row in league.items()
            }
        )
        page = REPORT / "report.html"
        self._screen.say(f"Open {page} in a browser: funnel, models, paths, time to convert.")


def _table(name: str) -> dict[str, dict[str, str]]:
    """A table of the report, by journey."""
    with (REPORT / f"{name}.csv").open(newline="", encoding="utf-8-sig") as lines:
        return {row["journey"]: row for row in csv.DictReader(lines)}


def _must_be(what: str, found: float, due: float) -> None:
    if not math.isclose(found, due, abs_tol=1e-6):
        raise WrongValue(f"{what} must be {due:.2f}, but the report says {found:.2f}.")
