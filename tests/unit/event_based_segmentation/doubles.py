"""A contact store in memory, events of each source, and an engine around them."""

from __future__ import annotations

import base64
import copy
import datetime as dt
import json
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field

from emulator.standins import ses_mail
from event_based_segmentation.flows.engine import Engine
from event_based_segmentation.flows.segmentation import segmented
from event_based_segmentation.rules.contacts import Person
from event_based_segmentation.rules.matching import Rule
from kit.deadline import Deadline
from tests.support.doubles import RecordingMeter

SENT = dt.datetime(2026, 1, 2, 3, 0, tzinfo=dt.UTC)
OPENED = SENT + dt.timedelta(minutes=4, seconds=5)
OPENED_AT = "2026-01-02T03:04:05.000Z"
NOW = int(OPENED.timestamp() * 1000) + 60_000
ANN = "ann@example.org"
BOB = "bob@example.org"
OPEN = Rule(
    name="open", event_type="_email.open", match={}, action="set", attribute="opened_email", value="true"
)
WEBINAR = Rule(
    name="webinar",
    event_type="registered_for_webinar5",
    match={},
    action="set",
    attribute="webinar_registration",
    value="webinar5",
)


def mail(*destination, **tags):
    return ses_mail.Mail(
        message_id="m-1",
        source="news@example.org",
        destination=destination or (ANN,),
        subject="Spring",
        sent_at=SENT,
        configuration_set="news",
        tags=tags,
    )


def opening(*destination, after=0, **tags):
    return ses_mail.opening(mail(*destination, **tags), OPENED + dt.timedelta(seconds=after))


def own(name, at="2026-01-02T03:04:05Z", **detail):
    said = {"email": ANN, **detail} | ({"occurred_at": at} if at else {})
    return {
        "source": "shop.web",
        "detail-type": name,
        "time": "2026-01-02T03:04:06Z",
        "detail": said,
        "id": "i-1",
    }


def of_queue(*payloads):
    """Texts go in as they are, to put a broken record."""
    return {
        "Records": [
            {
                "messageId": f"00000000-0000-4000-8000-{number:012d}",
                "body": payload if isinstance(payload, str) else json.dumps(payload),
                "eventSource": "aws:sqs",
            }
            for number, payload in enumerate(payloads)
        ]
    }


def of_stream(*payloads):
    return {
        "Records": [
            {
                "eventID": f"shardId-000000000000:{number}",
                "eventSource": "aws:kinesis",
                "eventSourceARN": "arn:aws:kinesis:us-east-1:111122223333:stream/shop-events",
                "kinesis": {
                    "sequenceNumber": str(number),
                    "data": payload
                    if isinstance(payload, str)
                    else base64.b64encode(json.dumps(payload).encode()).decode(),
                },
            }
            for number, payload in enumerate(payloads)
        ]
    }


def names(answer):
    return [int(item["itemIdentifier"][-12:]) for item in answer["batchItemFailures"]]


@dataclass
class MemoryStore:
    """Contacts by their email. `fail` is asked before each call."""

    people: dict = field(default_factory=dict)
    calls: Counter = field(default_factory=Counter)
    fail: object = lambda _operation, _who: None

    def _call(self, operation, who):
        self.calls[operation] += 1
        if error := self.fail(operation, who):
            raise error

    def find(self, contact):
        self._call("find", contact.value)
        return [
            Person(identifier=name, attributes=dict(attributes))
            for name, attributes in copy.deepcopy(self.people).items()
            if name.partition("#")[0] == contact.value
        ]

    def update(self, person, attributes):
        self._call("update", person.identifier)
        has = self.people[person.identifier]
        has |= attributes
        for name in [name for name, value in has.items() if not value]:
            del has[name]

    def create(self, contact, attributes):
        self._call("create", contact.value)
        self.people[contact.value] = {name: value for name, value in attributes.items() if value}
        return Person(identifier=contact.value, attributes=dict(self.people[contact.value]))


@dataclass
class Deployment:
    """An engine with what it called and counted."""

    rules: tuple = (OPEN, WEBINAR)
    store: MemoryStore = field(default_factory=lambda: MemoryStore({ANN: {"name": "Ann"}}))
    meter: RecordingMeter = field(default_factory=RecordingMeter)
    letters: list = field(default_factory=list)
    create_missing: bool = False
    workers: int = 4
    deadline: Deadline = field(default_factory=lambda: Deadline(1.0, lambda: 0.0))
    letters_deadline: Deadline = field(default_factory=lambda: Deadline(1.0, lambda: 0.0))
    contact_seconds: float = 1.0
    refusal: Exception | None = None

    def refuse(self, record, reason):
        if self.refusal:
            raise self.refusal
        self.letters.append((record["kinesis"]["sequenceNumber"], reason))

    def run(self, event):
        engine = Engine(
            rules=self.rules,
            keys={"email": "_email"},
            store=self.store,
            longest=255,
            create_missing=self.create_missing,
            held=lambda _contact, _deadline: nullcontext(),
            contact_seconds=self.contact_seconds,
            refuse=self.refuse,
            clock=lambda: NOW,
            workers=self.workers,
        )
        return segmented(event, engine, self.meter, self.deadline, self.letters_deadline)
