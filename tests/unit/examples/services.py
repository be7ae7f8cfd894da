"""What the publisher and its page speak to: each call is held to the service's own model."""

from __future__ import annotations

import json
from collections import deque
from typing import Any

import botocore.session
from botocore.validate import ParamValidator

from attribution.sources import load
from examples.publisher.journey_touches import Touch, publish
from tests.support.flows import READING

OK = ""
_SESSION = botocore.session.get_session()


def check(service: str, operation: str, request: dict[str, Any]) -> None:
    """Fails if the service's model does not allow this request."""
    shape = _SESSION.get_service_model(service).operation_model(operation).input_shape
    report = ParamValidator().validate(request, shape)
    assert not report.has_errors(), report.generate_report()


def touch_of(entry: dict[str, Any]) -> Any:
    """What the attribution reads in the event that EventBridge makes of an entry."""
    (source,) = load(["journey_touch"])
    event = {
        "source": entry["Source"],
        "detail-type": entry["DetailType"],
        "detail": json.loads(entry["Detail"]),
        "time": "2026-11-20T10:03:12Z",
    }
    assert source.recognises(event)
    (found,) = source.parse(event, READING).interactions
    return found


def send(touches: list[Touch], bus: Bus, *, source: str = "crm") -> None:
    publish(touches, event_bus_name="journey-attribution", source=source, client=bus)


class Bus:
    """An event bus. `answers`: call by call an error code for each entry, or an error; then all is taken."""

    def __init__(self, *answers: list[str] | Exception) -> None:
        self.taken: list[dict[str, Any]] = []
        self.calls: list[list[dict[str, Any]]] = []
        self._answers = deque(answers)

    def put_events(self, **request: Any) -> dict[str, Any]:
        check("events", "PutEvents", request)
        entries = request["Entries"]
        self.calls.append(entries)
        answer = self._answers.popleft() if self._answers else [OK] * len(entries)
        if isinstance(answer, Exception):
            raise answer
        self.taken += [entry for entry, code in zip(entries, answer, strict=True) if code == OK]
        return {
            "FailedEntryCount": len(answer) - answer.count(OK),
            "Entries": [
                {"ErrorCode": code, "ErrorMessage": "refused"} if code else {"EventId": "e-1"}
                for code in answer
            ],
        }

    @property
    def users(self) -> list[str]:
        return [touch_of(entry).username for entry in self.taken]


class Checked:
    """A client that holds each call to the service's model and remembers it."""

    def __init__(self, service):
        self.service = service
        self.calls = []

    def __getattr__(self, method):
        model = botocore.session.get_session().get_service_model(self.service)
        operation = next(name for name in model.operation_names if botocore.xform_name(name) == method)

        def call(**request):
            check(self.service, operation, request)
            self.calls.append(request)

        return call


class Table(dict):
    """A DynamoDB table with the key `message_id`."""

    def put_item(self, *, Item):  # noqa: N803 - boto3's name
        self[Item["message_id"]] = Item

    def get_item(self, *, Key):  # noqa: N803 - boto3's name
        return {"Item": self[Key["message_id"]]} if Key["message_id"] in self else {}


class Resource:
    """boto3's resource of DynamoDB."""

    def __init__(self, tables):
        self.Table = tables.__getitem__
