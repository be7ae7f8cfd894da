"""A small lake, whose numbers were computed by hand: see GOLDEN in test_golden.py."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# A name that a browser would run, and one that a spreadsheet would.
NEWSLETTER, BASKET = "<script>alert(1)</script>", '=HYPERLINK("x")'
WINDOW_SECONDS = 7 * 86_400

CONVERSIONS = [{"event_type": "purchase", "value_metric": "value", "currency": "EUR"}]
COSTS = [
    {"journey": NEWSLETTER, "day": "2026-03-01", "cost": "20"},
    {"journey": BASKET, "day": "2026-03-03", "cost": "50"},
    {"journey": "Flyer", "day": "2026-03-04", "cost": "10"},
    {"journey": "Flyer", "day": "2026-03-05", "cost": "-1"},
]


def at(text: str) -> int:
    """`03-01 10:00` of 2026 in UTC -> epoch milliseconds."""
    return int(datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp() * 1000)


def touch(entry: str, user: str, journey: str, when: str, kind: str = "touch") -> dict[str, Any]:
    return {
        "entry_id": entry,
        "kind": kind,
        "recorded_at": at(when) + 1000,
        "username": user,
        "journey_id": f"id-{journey}",
        "journey_name": journey,
        "source": "ses",
        "touched_at": at(when),
        "expires_at": at(when) // 1000 + WINDOW_SECONDS,
        "sequence_number": entry,
    }


def purchase(event: str, user: str, when: str, value: float, stamp: str = "") -> dict[str, Any]:
    return {
        "event_id": event,
        "event_type": "purchase",
        "event_timestamp": at(when),
        "user_sub": user,
        "attributes": {"campaign": stamp},
        "metrics": {"value": value},
    }


TOUCHES = [
    touch("1", "ann", NEWSLETTER, "03-01 10:00"),
    touch("2", "ann", BASKET, "03-03 10:00", "replacement"),
    touch("3", "bob", NEWSLETTER, "03-02 09:00"),
    touch("4", "dan", BASKET, "03-10 12:00"),
]
EVENTS = [
    purchase("e1", "ann", "03-04 10:00", 100.0, BASKET),
    purchase("e1", "ann", "03-04 10:00", 100.0, BASKET),
    purchase("e2", "bob", "03-02 21:00", 40.0, NEWSLETTER),
    purchase("e3", "cy", "03-05 08:00", 60.0),
]
REFUSED = {"event_id": "e4", "event_type": "purchase", "metrics": "many"}


def email(kind: str, message: str, when: str, **about: Any) -> dict[str, Any]:
    stamp = datetime.fromtimestamp(at(when) / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    mail = {"messageId": message, "timestamp": stamp, "tags": {"campaign": [BASKET]}}
    return {
        "eventType": kind,
        "mail": mail,
        **({kind.lower(): {"timestamp": stamp, **about}} if about else {}),
    }


EMAILS = [
    email("Send", "m1", "03-03 09:00"),
    email("Delivery", "m1", "03-03 09:01"),
    email("Open", "m1", "03-03 09:02", isBotEvent="Likely"),
    email("Open", "m1", "03-03 09:59", isBotEvent="Unlikely"),
    email("Click", "m1", "03-03 10:00", isBotEvent="Unlikely"),
    email("Send", "m2", "03-09 09:00"),
]


def write(
    folder: Path,
    *,
    touches: Iterable[dict[str, Any]] = TOUCHES,
    events: Iterable[dict[str, Any]] = EVENTS,
    emails: Iterable[dict[str, Any]] = EMAILS,
    conversions: Iterable[dict[str, str]] = CONVERSIONS,
    costs: Iterable[dict[str, str]] = COSTS,
    hour: str = "2026/03/11/00",
) -> Path:
    """The folder, laid out as `aws s3 sync` gives it."""
    for prefix, records in (
        ("attribution/ledger", touches),
        ("attribution/events", events),
        ("ses/events", emails),
    ):
        target = folder / prefix / hour
        target.mkdir(parents=True)
        (target / "part.json").write_text("".join(json.dumps(record) + "\n" for record in records))
    for name, columns, rows in (
        ("conversion_events", ("event_type", "value_metric", "currency", "currency_attribute"), conversions),
        ("journey_costs", ("journey", "day", "cost", "currency", "note"), costs),
    ):
        target = folder / "attribution" / "config" / name
        target.mkdir(parents=True)
        with (target / f"{name}.csv").open("w", newline="") as lines:
            writer = csv.DictWriter(lines, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder
