"""Event source mappings of DynamoDB streams with the failure handling of AWS.

MiniStack repeats a failed batch for ever, takes a partly failed one for done, and reads all tables in one
thread. Here every mapping has a thread of its own that works as ``emulator.event_source`` says. Mappings of
Kinesis and SQS stay as they are. Parallelisation within a shard is not modelled.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

import copy
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from emulator.event_source import Condition, MappingSettings, NotInvoked, Record, StreamMapping

_RETRY_PAUSE = float(os.environ.get("EMULATOR_ESM_RETRY_SECONDS", "0.2"))
# Lambda looks four times a second; a write wakes us earlier.
_POLL_SECONDS = 0.25
_WINDOW_POLL_SECONDS = 0.02

_log = logging.getLogger(__name__)


class FunctionFailed(Exception):  # noqa: N818 - reads as what it says
    """The function ran and ended in an error."""


class Reader:
    """One mapping at work until it is deleted."""

    def __init__(self, account: str, region: str, mapping: dict[str, Any]) -> None:
        self._scope = (account, region)
        self._mapping = mapping
        self._id: str = mapping["UUID"]
        self._arn: str = mapping["EventSourceArn"]
        self._table: str = self._arn.split(":table/")[1].split("/")[0]
        self._last_result: dict[str, Any] = {}
        self._waiting_since: float | None = None
        self.wake = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True, name=f"mapping-{self._id}")
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _work(self) -> None:
        from ministack.core.responses import request_scope

        with request_scope(*self._scope):
            while self._exists():
                try:
                    moved = self._read_batch()
                except Exception:  # noqa: BLE001 - one bad pass must not end the mapping
                    _log.exception("Mapping %s failed; it goes on from its checkpoint.", self._id)
                    moved = False
                if not moved:
                    self._pause()

    def _exists(self) -> bool:
        from ministack.services import lambda_svc

        return lambda_svc._esms.get(self._id) is self._mapping

    def _pause(self) -> None:
        self.wake.wait(_POLL_SECONDS if self._waiting_since is None else _WINDOW_POLL_SECONDS)
        self.wake.clear()

    def _read_batch(self) -> bool:
        """One batch to its end, and only then the checkpoint: a restart repeats, it never skips."""
        from ministack.services import dynamodb, lambda_svc

        if not self._is_ready():
            return False
        horizon = dynamodb.stream_start_position(self._table)
        position = max(self._checkpoint(horizon), horizon)
        records = dynamodb.stream_records_since(self._table, position, self._batch_size)
        if not records or not self._window_is_over(len(records)):
            return False
        self._waiting_since = None
        wanted = copy.deepcopy(lambda_svc._apply_filter_criteria(records, self._mapping))
        if self._deliver(wanted):
            with lambda_svc._dynamodb_stream_positions_lock:
                lambda_svc._dynamodb_stream_positions[self._id] = position + len(records)
        return True

    def _is_ready(self) -> bool:
        from ministack.services import dynamodb

        table = dynamodb._tables.get(self._table) or {}
        return (
            bool(self._mapping.get("Enabled", True))
            and table.get("LatestStreamArn") == self._arn
            and self._function() is not None
        )

    def _function(self) -> dict[str, Any] | None:
        from ministack.services import lambda_svc

        found, _ = lambda_svc._get_func_record_for_qualifier(
            self._mapping["FunctionName"], self._mapping.get("Qualifier")
        )
        return found  # type: ignore[no-any-return]

    def _checkpoint(self, horizon: int) -> int:
        from ministack.services import dynamodb, lambda_svc

        from_start = self._mapping.get("StartingPosition") == "TRIM_HORIZON"
        start = horizon if from_start else dynamodb.stream_end_position(self._table)
        with lambda_svc._dynamodb_stream_positions_lock:
            return int(lambda_svc._dynamodb_stream_positions.setdefault(self._id, start))

    @property
    def _batch_size(self) -> int:
        return int(self._mapping.get("BatchSize") or MappingSettings().batch_size)

    def _window_is_over(self, found: int) -> bool:
        window = float(self._mapping.get("MaximumBatchingWindowInSeconds") or 0)
        now = time.monotonic()
        if self._waiting_since is None:
            self._waiting_since = now
        return found >= self._batch_size or now - self._waiting_since >= window

    def _deliver(self, records: list[Record]) -> bool:
        """True when every record is done or given up, False when the mapping was deleted meanwhile."""
        shard = StreamMapping(self._settings(), self._invoke, self._on_failure)
        shard.add(records)
        while shard.pending:
            if not self._exists():
                return False
            went_well = shard.step()
            self._mapping["LastProcessingResult"] = "OK" if went_well else "PROBLEM: Function call failed"
            if not went_well:
                time.sleep(_RETRY_PAUSE)
        return True

    def _settings(self) -> MappingSettings:
        given = {
            "batch_size": self._mapping.get("BatchSize"),
            "maximum_retry_attempts": self._mapping.get("MaximumRetryAttempts"),
            "maximum_record_age_in_seconds": self._mapping.get("MaximumRecordAgeInSeconds"),
            "bisect_batch_on_function_error": self._mapping.get("BisectBatchOnFunctionError"),
        }
        reports = "ReportBatchItemFailures" in (self._mapping.get("FunctionResponseTypes") or [])
        return MappingSettings(
            report_batch_item_failures=reports,
            **{name: value for name, value in given.items() if value is not None},
        )

    def _invoke(self, event: dict[str, Any]) -> Any:
        from ministack.services import lambda_svc

        function = self._function()
        if function is None or not self._mapping.get("Enabled", True):
            raise NotInvoked
        result = lambda_svc._execute_function(function, event)
        if result.get("throttle"):
            raise NotInvoked
        self._last_result = result
        if result.get("error"):
            _log.warning("Mapping %s: the function failed: %s", self._id, result.get("body"))
            raise FunctionFailed
        return result.get("body")

    def _on_failure(self, records: list[Record], condition: Condition) -> None:
        from ministack.services import lambda_svc

        lambda_svc._send_ddb_stream_failure_record(
            self._mapping, self._function() or {}, records, self._arn, self._last_result, condition
        )


class Readers:
    """Stands in for MiniStack's own pass over all mappings, which it makes when something was written."""

    def __init__(self, iterate: Callable[[], Any]) -> None:
        self._iterate = iterate
        self._readers: dict[str, Reader] = {}

    def poll(self) -> bool:
        """Never busy itself, so never a reason for MiniStack to look again at once."""
        for account, region, mapping in self._iterate():
            if ":dynamodb:" not in mapping.get("EventSourceArn", ""):
                continue
            reader = self._readers.get(mapping["UUID"])
            if reader is None or not reader.is_alive:
                self._readers[mapping["UUID"]] = Reader(account, region, mapping)
            else:
                reader.wake.set()
        return False


def install() -> None:
    from ministack.services import lambda_svc

    lambda_svc._poll_dynamodb_streams = Readers(lambda_svc._iter_all_esms).poll
