"""TTL deletions that look like those of DynamoDB.

MiniStack removes expired items every minute, without a word on the stream. DynamoDB promises days, and says
on the stream that it was TTL. Here the sweep says so, and by default comes too late to lean on.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

import importlib
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

_MODULE = "ministack.services.dynamodb"
_STOCK_SWEEP = "dynamodb-ttl-reaper"
_TWO_DAYS = "172800"
_FIVE_YEARS = 5 * 365 * 24 * 60 * 60
_BY_TTL = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}

_log = logging.getLogger(__name__)
# The stream record is built deep inside MiniStack, in the thread that removes the item.
_sweeping = threading.local()


def install() -> None:
    dynamodb = _import_without_stock_sweep()
    build = dynamodb._build_change_record

    def build_with_identity(*args: Any, **kwargs: Any) -> dict[str, Any]:
        record: dict[str, Any] = build(*args, **kwargs)
        if getattr(_sweeping, "now", False):
            record["userIdentity"] = dict(_BY_TTL)
        return record

    dynamodb._build_change_record = build_with_identity
    pause = float(os.environ.get("EMULATOR_TTL_SECONDS", _TWO_DAYS))
    threading.Thread(target=_sweep_forever, args=(dynamodb, pause), daemon=True, name="ttl-sweep").start()


def _import_without_stock_sweep() -> Any:
    """The module starts its sweep while it is imported; there is no later moment to prevent it."""
    if _MODULE in sys.modules:
        sys.exit("The TTL correction must be installed before MiniStack loads DynamoDB.")
    start = threading.Thread.start
    prevented = []

    def start_others(thread: threading.Thread) -> None:
        if thread.name == _STOCK_SWEEP:
            prevented.append(thread)
        else:
            start(thread)

    threading.Thread.start = start_others  # type: ignore[method-assign,assignment]
    try:
        module = importlib.import_module(_MODULE)
    finally:
        threading.Thread.start = start  # type: ignore[method-assign]
    if not prevented:
        sys.exit(f"MiniStack no longer starts a thread {_STOCK_SWEEP}: the TTL correction does not fit.")
    return module


def _sweep_forever(dynamodb: Any, pause: float) -> None:
    while True:
        time.sleep(pause)
        try:
            _sweep(dynamodb, time.time())
        except Exception:  # noqa: BLE001 - one bad sweep must not end all sweeps
            _log.exception("The TTL sweep failed; the next one tries again.")


def _sweep(dynamodb: Any, now: float) -> None:
    from ministack.core.responses import request_scope

    for (account, region, name), setting in list(dynamodb._ttl_settings.all_items()):
        table = dynamodb._tables.get_scoped(account, region, name)
        if table is None or setting.get("TimeToLiveStatus") != "ENABLED":
            continue
        with request_scope(account, region), dynamodb._lock:
            for partition, sort, item in list(_expired(table, setting["AttributeName"], now)):
                dynamodb._remove_item(table, partition, sort)
                _sweeping.now = True
                try:
                    dynamodb._emit_stream_event(name, "REMOVE", item, None)
                finally:
                    _sweeping.now = False


def _expired(table: dict[str, Any], attribute: str, now: float) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    for partition, items in table["items"].items():
        for sort, item in items.items():
            # only numbers count, and what is older than five years is taken for a mistake
            expiry = item.get(attribute, {}).get("N")
            if expiry is not None and now - _FIVE_YEARS < float(expiry) <= now:
                yield partition, sort, item
