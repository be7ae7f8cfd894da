"""Queries on Athena: started in a workgroup, waited for, read page by page, and typed.

A workgroup says itself where results go; `Athena.stop` cancels whatever still runs.
"""

from __future__ import annotations

import threading
import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from analytics.engine import Result
from analytics.errors import AnalyticsError
from analytics.source import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from analytics.source import Told

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0  # seconds between two looks at a query
TRIES_TO_START = 8  # the quota counts queries that run or wait, of the whole account
_ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")

# What to do, by words of Athena's own reason. A query above the limit of its workgroup is cancelled:
# https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
_MAY_NOT = (
    "attach the output consumer_policy_json to who runs this, that of journey-analytics and that of each "
    "connected lake (ses-events-database, sms-events-database, pinpoint-events-database)"
)
_WRONG_PLACE = (
    "give --database the output database_name of the module journey-analytics, and apply the module"
)
ADVICE = {
    "bytes scanned limit": (
        "the query reads more than its workgroup allows: lower history_days, "
        "or raise bytes_scanned_cutoff_per_query"
    ),
    "accessdenied": _MAY_NOT,
    "access denied": _MAY_NOT,
    "not authorized": _MAY_NOT,
    "insufficient permissions": _MAY_NOT,
    "insufficient lake formation": "grant SELECT on the database to who runs this, in Lake Formation",
    "output location": "the workgroup has no place for results: use the one of the module journey-analytics",
    "is not found": "give --athena the output workgroup_name of the module journey-analytics, and --region",
    "does not exist": _WRONG_PLACE,
    "is stale": "the view and its tables are of different versions: apply the module journey-analytics again",
    "expiredtoken": "sign in to AWS again",
    "toomanyrequests": "too many queries run in this account: try again later, or ask for a higher quota",
}
_READERS: dict[str, Callable[[str], Any]] = {
    "bigint": int,
    "integer": int,
    "double": float,
    "boolean": lambda text: text == "true",
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
}


class Athena:
    """Answers questions from one database, in one workgroup."""

    at_once = 3

    def __init__(
        self,
        client: Any,
        workgroup: str,
        database: str,
        wait: Callable[[threading.Event, float], bool] = threading.Event.wait,
    ) -> None:
        self._client = client
        self._workgroup, self._database = workgroup, database
        self._wait = wait
        self._running: set[str] = set()
        self._stopping = threading.Event()

    @property
    def name(self) -> str:
        return f"Athena, workgroup {self._workgroup}, database {self._database}"

    def query(self, name: str, sql: str, told: Told) -> Result:
        """The rows; `AnalyticsError` with Athena's reason and what to do about it."""
        try:
            started = self._start(sql, told)
            try:
                self._await(name, started, told)
            finally:
                self._running.discard(started)
            return self._rows(started)
        except (ClientError, BotoCoreError) as error:
            raise AnalyticsError(_with_advice(f"{name}: {error}")) from error

    def stop(self) -> list[str]:
        """Cancel what runs; `query` then raises. The answer names what could not be stopped."""
        self._stopping.set()
        left = []
        for query in list(self._running):
            try:
                self._client.stop_query_execution(QueryExecutionId=query)
            except (ClientError, BotoCoreError) as error:
                left.append(f"the query {query} still runs: stop it in Athena's console: {error}")
        return left

    def _start(self, sql: str, told: Told) -> str:
        request = {
            "QueryString": sql,
            "ClientRequestToken": str(uuid.uuid4()),  # a retry of a lost answer starts no second query
            "QueryExecutionContext": {"Database": self._database},
            "WorkGroup": self._workgroup,
        }
        pause, tries = FIRST_PAUSE, 0
        while True:
            self._check()
            try:
                started: str = self._client.start_query_execution(**request)["QueryExecutionId"]
                break
            except ClientError as error:
                tries += 1
                if error.response["Error"]["Code"] != "TooManyRequestsException" or tries == TRIES_TO_START:
                    raise
            told(Progress("WAITING"))
            self._wait(self._stopping, pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        self._running.add(started)
        if self._stopping.is_set():  # since the check, so `stop` may have missed it
            self._client.stop_query_execution(QueryExecutionId=started)
        return started

    def _await(self, name: str, started: str, told: Told) -> None:
        pause = FIRST_PAUSE
        while True:
            execution = self._client.get_query_execution(QueryExecutionId=started)["QueryExecution"]
            status, statistics = execution["Status"], execution.get("Statistics", {})
            told(Progress(status["State"], statistics.get("DataScannedInBytes", 0)))
            if status["State"] in _ENDED:
                break
            self._wait(self._stopping, pause)
            self._check()
            pause = min(1.5 * pause, LONGEST_PAUSE)
        if status["State"] != "SUCCEEDED":
            self._check()
            reason = status.get("StateChangeReason") or "Athena gives no reason"
            state = status["State"].lower()
            raise AnalyticsError(_with_advice(f"{name}: the query {started} was {state}: {reason}"))

    def _rows(self, started: str) -> Result:
        columns: list[tuple[str, str]] = []
        rows: list[tuple[Any, ...]] = []
        for page in self._client.get_paginator("get_query_results").paginate(QueryExecutionId=started):
            content = page["ResultSet"]["Rows"]
            if not columns:
                described = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
                columns = [(column["Name"], column["Type"]) for column in described]
                content = content[1:]  # the first row of the first page holds the names
            rows += [_typed(row["Data"], columns) for row in content]
        return Result(columns, rows)

    def _check(self) -> None:
        if self._stopping.is_set():
            raise AnalyticsError("stopped")


def _typed(cells: list[dict[str, str]], columns: list[tuple[str, str]]) -> tuple[Any, ...]:
    """A row as Python values; a cell without a text is NULL."""
    return tuple(
        _READERS.get(kind, str)(cell["VarCharValue"]) if "VarCharValue" in cell else None
        for cell, (_, kind) in zip(cells, columns, strict=True)
    )


def _with_advice(message: str) -> str:
    for words, advice in ADVICE.items():
        if words in message.lower():
            return f"{message}: {advice}"
    return message
