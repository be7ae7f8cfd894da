"""From a mail that was sent to the event of its click, with the tags of the mail."""

import json
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import pytest

from emulator.errors import EmulatorError
from emulator.ministack import MiniStack, emulator_python
from emulator.standins.ses_events import SesEvents
from tests.e2e.emulator.event_queue import EventQueue
from tests.support.samples.reading import sample, structure

TAGS = [{"Name": "campaign", "Value": "spring_welcome"}, {"Name": "username", "Value": "b64_YW5hLmxpbWE"}]


class Sender:
    """A sender with a configuration set that publishes these types to EventBridge."""

    def __init__(self, stack: MiniStack, *types: str) -> None:
        self.configuration_set = f"journeys-{uuid.uuid4().hex[:8]}"
        self.ses = stack.client("sesv2")
        self.ses.create_configuration_set(ConfigurationSetName=self.configuration_set)
        self.ses.create_email_identity(EmailIdentity=f"news@{self.configuration_set}.example.org")
        if types:
            self.ses.create_configuration_set_event_destination(
                ConfigurationSetName=self.configuration_set,
                EventDestinationName="bus",
                EventDestination={
                    "Enabled": True,
                    "MatchingEventTypes": list(types),
                    "EventBridgeDestination": {
                        "EventBusArn": "arn:aws:events:us-east-1:000000000000:event-bus/default"
                    },
                },
            )

    def send(self, *, tags: list[dict[str, str]] = TAGS, **more: Any) -> str:
        body = {"Subject": {"Data": "Hello"}, "Body": {"Html": {"Data": "<a href='https://x'>x</a>"}}}
        message_id: str = self.ses.send_email(
            FromEmailAddress=f"News <news@{self.configuration_set}.example.org>",
            Destination={"ToAddresses": ["ana.lima@example.org"]},
            Content={"Simple": body},
            EmailTags=tags,
            **{"ConfigurationSetName": self.configuration_set, **more},
        )["MessageId"]
        return message_id


@pytest.fixture
def queue(stack: MiniStack) -> EventQueue:
    return EventQueue(stack, "aws.ses")


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("send", lambda ses, mail: ses.sent(mail)),
        ("open", lambda ses, mail: ses.opened(mail)),
        ("click", lambda ses, mail: ses.clicked(mail, link_tags={"slot": ["hero"]})),
        ("bot_click", lambda ses, mail: ses.clicked(mail, bot=True, link_tags={"slot": ["hero"]})),
    ],
)
def test_every_event_has_the_shape_of_its_sample(
    stack: MiniStack, queue: EventQueue, name: str, act: Any
) -> None:
    sender = Sender(stack, "SEND", "OPEN", "CLICK")
    message_id = sender.send()
    event = act(SesEvents(stack.url), message_id)
    found, wanted = queue.next(), sample("ses", name)
    assert found == {**event, "id": found["id"]}
    assert structure(found) == structure(wanted)
    assert found["detail"]["eventType"] == wanted["detail"]["eventType"]
    mail = found["detail"]["mail"]
    assert mail["messageId"] == message_id
    assert mail["destination"] == ["ana.lima@example.org"]
    assert mail["tags"]["campaign"] == ["spring_welcome"]
    assert mail["tags"]["username"] == ["b64_YW5hLmxpbWE"]
    assert mail["tags"]["ses:configuration-set"] == [sender.configuration_set]
    assert mail["tags"]["ses:from-domain"] == [f"{sender.configuration_set}.example.org"]


def test_delivery_names_the_recipients(stack: MiniStack, queue: EventQueue) -> None:
    SesEvents(stack.url).delivered(Sender(stack, "DELIVERY").send())
    assert queue.next()["detail"]["delivery"]["recipients"] == ["ana.lima@example.org"]


def test_a_scanner_is_told_from_a_reader(stack: MiniStack, queue: EventQueue) -> None:
    message_id = Sender(stack, "OPEN").send()
    for bot, verdict in ((False, "Unlikely"), (True, "Likely")):
        SesEvents(stack.url).opened(message_id, bot=bot)
        assert queue.next()["detail"]["open"]["isBotEvent"] == verdict


def test_nobody_hears_of_what_nobody_asked_for(stack: MiniStack, queue: EventQueue) -> None:
    ses = SesEvents(stack.url)
    assert ses.opened(Sender(stack, "CLICK").send()) is None
    assert ses.clicked(Sender(stack).send()) is None
    sender = Sender(stack, "CLICK")
    without = sender.ses.send_email(
        FromEmailAddress=f"news@{sender.configuration_set}.example.org",
        Destination={"ToAddresses": ["ana.lima@example.org"]},
        Content={"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}},
    )
    assert ses.clicked(without["MessageId"]) is None
    assert queue.is_empty()


def test_the_click_arrives_where_permissions_are_checked(tmp_path: Path) -> None:
    with MiniStack(tmp_path, python=emulator_python(), auth=True) as enforcing:
        queue = EventQueue(enforcing, "aws.ses")
        SesEvents(enforcing.url).clicked(Sender(enforcing, "CLICK").send())
        assert queue.next()["detail-type"] == "Email Clicked"


def test_mail_that_was_not_sent_is_named(stack: MiniStack) -> None:
    with pytest.raises(EmulatorError, match="No mail no-such-mail was sent"):
        SesEvents(stack.url).opened("no-such-mail")


@pytest.mark.parametrize("value", ["ana.lima@example.org", "x" * 257, "with space", ""])
def test_a_tag_that_ses_refuses_is_refused(stack: MiniStack, value: str) -> None:
    sender = Sender(stack)
    with pytest.raises(sender.ses.exceptions.BadRequestException, match="Value of an email tag"):
        sender.send(tags=[{"Name": "username", "Value": value}])


def test_stock_forgets_tags_and_takes_any(stock: MiniStack) -> None:
    """When this fails, the correction may be no longer needed."""
    message_id = Sender(stock).send(tags=[{"Name": "username", "Value": "ana.lima@example.org"}])
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{stock.url}/_ministack/ses/messages") as answer:
        (message,) = json.loads(answer.read())["messages"]["000000000000"]
    assert message["MessageId"] == message_id
    assert not {"EmailTags", "ConfigurationSetName"} & set(message)
