"""Records of the event stream, in the shapes of the samples."""

import datetime as dt
import json
from typing import Any

import pytest

from emulator.errors import EmulatorError
from emulator.standins.pinpoint import endpoint
from emulator.standins.pinpoint_stream import (
    app_event,
    email_event,
    journey_send,
    of_campaign,
    of_journey,
    opened_notification,
    put_records,
)
from tests.support.samples.reading import sample, samples, structure

SENT = dt.datetime(2026, 4, 2, 9, 15, 30, 512_000, tzinfo=dt.UTC)
OPENED = SENT + dt.timedelta(minutes=43)
ANN = endpoint("ann")


def email(action: str) -> dict[str, Any]:
    return email_event(action, "ep-1", of_journey("j1"), sent_at=SENT, at=OPENED)


RECORDS = {
    "email_send": email("send"),
    "email_open": email("open"),
    "email_click": email("click"),
    "journey_send": journey_send("ep-1", ANN, "j1", SENT),
    "journey_opened_notification": opened_notification("ep-1", ANN, of_journey("j1"), OPENED),
    "campaign_opened_notification": opened_notification("ep-1", ANN, of_campaign("c1"), OPENED),
    "app_event": app_event("basket.filled", "ep-1", ANN, OPENED, attributes={"sku": "A-100"}),
}


def test_there_is_a_record_for_every_sample() -> None:
    assert sorted(RECORDS) == samples("pinpoint_events")


@pytest.mark.parametrize("kind", RECORDS)
def test_every_record_has_the_shape_of_its_sample(kind: str) -> None:
    wanted = sample("pinpoint_events", kind)
    assert structure(RECORDS[kind]) == structure(wanted)
    assert RECORDS[kind]["event_type"] == wanted["event_type"]
    assert RECORDS[kind]["event_version"] == wanted["event_version"]


def test_only_the_arrival_tells_when_an_email_was_opened() -> None:
    times = {kind: (RECORDS[kind]["event_timestamp"], RECORDS[kind]["arrival_timestamp"]) for kind in RECORDS}
    assert times["email_open"] == (1775121330512, 1775121330512 + 43 * 60 * 1000)
    assert times["email_send"][0] == times["email_click"][0]
    assert times["campaign_opened_notification"][0] == times["campaign_opened_notification"][1]


def test_who_and_what_is_where_pinpoint_puts_it() -> None:
    assert RECORDS["email_click"]["client"] == {"client_id": "ep-1"}
    assert RECORDS["email_click"]["attributes"]["journey_id"] == "j1"
    assert "endpoint" not in RECORDS["email_click"]["client_context"]["custom"]
    assert json.loads(RECORDS["journey_send"]["client_context"]["custom"]["endpoint"]) == ANN
    assert RECORDS["campaign_opened_notification"]["attributes"]["campaign_id"] == "c1"
    assert not {"journey_id", "campaign_id"} & set(RECORDS["app_event"]["attributes"])


def test_another_action_is_named() -> None:
    with pytest.raises(
        ValueError, match="eat is no action on an email here: choose one of send, open, click"
    ):
        email("eat")


class Kinesis:
    def __init__(self, failed: int = 0) -> None:
        self.failed, self.calls = failed, []

    def put_records(self, **call: Any) -> dict[str, int]:
        self.calls.append(call)
        return {"FailedRecordCount": self.failed}


def test_a_call_takes_500_records_at_most() -> None:
    kinesis = Kinesis()
    put_records(kinesis, "events", [RECORDS["email_open"]] * 501)
    assert [len(call["Records"]) for call in kinesis.calls] == [500, 1]


def test_records_that_did_not_get_in_are_counted() -> None:
    with pytest.raises(EmulatorError, match="1 records did not get into events"):
        put_records(Kinesis(failed=1), "events", [RECORDS["email_open"]])
