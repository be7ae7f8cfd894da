"""A stand-in may speak for an AWS service, others may not, and an event keeps its time."""

import datetime as dt
from typing import Any

import pytest

from emulator.errors import EmulatorError
from emulator.ministack import MiniStack
from emulator.standins.event_bus import EventBus, envelope
from tests.e2e.emulator.event_queue import EventQueue

LONG_AGO = "2026-04-02T09:15:30Z"
EVENT = envelope("aws.sms-voice", "Probe", {"n": 1}, time=LONG_AGO, resources=("arn:aws:probe",))


def entry(source: str, **more: Any) -> dict[str, Any]:
    return {"Source": source, "DetailType": "Probe", "Detail": "{}", **more}


def test_an_event_of_a_service_arrives_as_it_was_made(stack: MiniStack) -> None:
    queue = EventQueue(stack, "aws.sms-voice")
    EventBus(stack.url).put(EVENT)
    found = queue.next()
    assert found == {**EVENT, "id": found["id"]}


def test_others_may_not_speak_for_a_service(stack: MiniStack) -> None:
    queue = EventQueue(stack, "aws.ses")
    answer = stack.client("events").put_events(Entries=[entry("aws.ses"), entry("shop")])
    assert answer["FailedEntryCount"] == 1
    assert [result.get("ErrorCode") for result in answer["Entries"]] == [
        "NotAuthorizedForSourceException",
        None,
    ]
    assert queue.is_empty()


def test_each_event_has_its_own_time(stack: MiniStack) -> None:
    stack.client("events").create_event_bus(Name="shop")
    queue = EventQueue(stack, "timed", bus="shop")
    moment = dt.datetime(2026, 4, 2, 9, 15, 30, tzinfo=dt.UTC)
    entries = [entry("timed", EventBusName="shop", Time=moment), entry("timed", EventBusName="shop")]
    assert stack.client("events").put_events(Entries=entries)["FailedEntryCount"] == 0
    times = sorted(queue.next()["time"] for _ in entries)
    assert times[0] == LONG_AGO
    assert times[1] > "2026-04-03"


def test_more_than_ten_entries_are_refused(stack: MiniStack) -> None:
    events = stack.client("events")
    with pytest.raises(events.exceptions.ClientError, match="less than or equal to 10"):
        events.put_events(Entries=[entry("shop")] * 11)


def test_stock_refuses_services_and_forgets_times(stock: MiniStack) -> None:
    """When this fails, the correction may be no longer needed."""
    with pytest.raises(EmulatorError, match="NotAuthorizedForSource"):
        EventBus(stock.url).put(EVENT)
    queue = EventQueue(stock, "shop")
    EventBus(stock.url).put({**EVENT, "source": "shop"})
    assert queue.next()["time"] != LONG_AGO
