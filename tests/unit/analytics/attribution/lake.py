"""A small lake of the attribution in DuckDB: entries and events as they are sent, views as in Athena."""

from __future__ import annotations

import csv
import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from analytics import views
from analytics.engine import Engine
from analytics.tables import table

GROUP = json.loads((views.FOLDER / "attribution" / "group.json").read_text())
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - as the engine answers: UTC, without saying so
NOON = int(datetime(2026, 1, 10, 12, tzinfo=UTC).timestamp() * 1000)
HOUR, DAY = 3_600_000, 86_400_000
MODELS = ("first_touch", "last_touch", "linear", "position_based", "time_decay", "stamped")
PURCHASE = {
    "event_type": "purchase",
    "value_metric": "value",
    "currency": "EUR",
    "currency_attribute": "currency",
}
MESSAGE_TABLES = {"ses": "ses_events", "sms": "sms_events", "pinpoint": "all_events"}


class Lake:
    """One engine; `fill` replaces what its tables hold."""

    def __init__(self, *message_lakes: str, history_days: int = 36_500) -> None:
        self.engine = Engine()
        self.engine.connection.execute("SET threads = 1")
        values = {**GROUP["placeholders"], "history_days": str(history_days)}
        for lake in message_lakes:
            self.engine.database(values[f"{lake}_database"])
            self.engine.table_of_records(table(MESSAGE_TABLES[lake]), [])
        self.engine.database(GROUP["database"])
        self.fill()
        for view in views.group("attribution", values, message_lakes):
            self.engine.view(view)

    def fill(self, ledger: Any = (), events: Any = (), **config: Any) -> Lake:
        """Tables of these records; `config` has rows of the CSV tables. Purchases are conversions."""
        self.engine.refused.clear()
        self.engine.table_of_records(table("ledger"), ledger)
        self.engine.table_of_records(table("app_events"), events)
        for name in GROUP["tables"][2:]:
            self._config(name, config.pop(name, [PURCHASE] if name == "conversion_events" else []))
        assert not config, f"no such table: {sorted(config)}"
        assert not self.engine.refused
        return self

    def messages(self, lake: str, records: Any) -> None:
        """The events of one lake of messages."""
        self.engine.database(GROUP["placeholders"][f"{lake}_database"])
        self.engine.table_of_records(table(MESSAGE_TABLES[lake]), records)
        self.engine.database(GROUP["database"])
        assert not self.engine.refused

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query in Athena's SQL."""
        return self.engine.query(sql).dicts()

    def by(self, key: str, sql: str) -> dict[Any, dict[str, Any]]:
        """The rows by one column, which has to be unique."""
        rows = self.rows(sql)
        found = {row[key]: row for row in rows}
        assert len(found) == len(rows)
        return found

    def _config(self, name: str, rows: list[dict[str, str]]) -> None:
        wanted = table(name)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.csv"
            with path.open("w", newline="") as target:
                writer = csv.DictWriter(target, list(wanted.columns), restval="")
                writer.writeheader()
                writer.writerows(rows)
            self.engine.table_of_csv(wanted, [path])


def hour_of(ms: int) -> str:
    """The hour of arrival that an object's key would say."""
    return (EPOCH + timedelta(milliseconds=ms)).strftime("%Y/%m/%d/%H")


def moment(ms: int) -> datetime:
    """As the engine answers."""
    return EPOCH + timedelta(milliseconds=ms)


def entry(
    number: int, kind: str, user: str, journey: str, touched: int, expires: int, **more: Any
) -> dict[str, Any]:
    """One entry of the ledger; `touched` in milliseconds, `expires` in seconds, as the table has them."""
    recorded = more.pop("recorded_at", touched) // 1000 * 1000
    return {
        "entry_id": f"entry-{number}",
        "kind": kind,
        "recorded_at": recorded,
        "username": user,
        "journey_id": f"id-{journey}",
        "journey_name": journey,
        "source": "direct",
        "touched_at": touched,
        "expires_at": expires,
        "sequence_number": str(number).zfill(40),
        "datehour": hour_of(recorded),
        **more,
    }


def touch(
    number: int, user: str, journey: str, touched: int, window: int = 7 * DAY, **more: Any
) -> dict[str, Any]:
    """An entry of a touch with a window of so many milliseconds."""
    kind = more.pop("kind", "touch")
    return entry(number, kind, user, journey, touched, (touched + window) // 1000, **more)


def event(
    name: str, user: str | None, when: int | None, stamp: str | None = None, **more: Any
) -> dict[str, Any]:
    """An event of the app, as the web client sends it; a `value` makes a purchase of it.

    It arrives in the hour of `arrived`, its own moment by default.
    """
    arrived = more.pop("arrived", when)
    metrics = {"value": more.pop("value")} if "value" in more else {}
    attributes = {"campaign": stamp or ""}
    if "currency" in more:
        attributes["currency"] = more.pop("currency")
    return {
        "event_id": name,
        "event_type": more.pop("event_type", "purchase" if metrics else "page_view"),
        "event_timestamp": when,
        "user_sub": user,
        "attributes": attributes,
        "metrics": metrics,
        "datehour": hour_of(arrived),
        **more,
    }
