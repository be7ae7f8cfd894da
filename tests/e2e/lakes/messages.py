"""Messages that are really sent, with their events on the way into a lake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.standins.pinpoint import endpoint, journey_calls
from emulator.standins.sms_voice import SmsVoice
from tests.e2e.lakes.account import stream_of

if TYPE_CHECKING:
    from emulator.ministack import MiniStack
    from tests.e2e.conftest import Project
    from tests.e2e.lakes.account import Lake

SENDER = "news@shop.example.org"


def send_email(stack: MiniStack, project: str, campaign: str) -> str:
    """With the configuration set of the project's lake; the answer is the message's id."""
    ses = stack.client("sesv2")
    if not any(one["IdentityName"] == SENDER for one in ses.list_email_identities()["EmailIdentities"]):
        ses.create_email_identity(EmailIdentity=SENDER)
    message_id: str = ses.send_email(
        FromEmailAddress=SENDER,
        Destination={"ToAddresses": ["someone@example.org"]},
        Content={"Simple": {"Subject": {"Data": campaign}, "Body": {"Text": {"Data": "Hello"}}}},
        ConfigurationSetName=f"{project}-journeys",
        EmailTags=[{"Name": "campaign", "Value": campaign}],
    )["MessageId"]
    return message_id


def send_texts(lake: Lake, *numbers: str, campaign: str) -> list[str]:
    """By the event destination that the module tells the set's owner; the messages' ids."""
    destination = lake.outputs["event_destination"]
    stream = stream_of(destination["KinesisFirehoseDestination"]["DeliveryStreamArn"])
    with SmsVoice(events=lambda record: lake.put(stream, [record])) as voice:
        sent = [
            voice.client().send_text_message(
                DestinationPhoneNumber=number,
                MessageBody="Spring is here",
                ConfigurationSetName=destination["ConfigurationSetName"],
                Context={"campaign": campaign},
            )["MessageId"]
            for number in numbers
        ]
        assert voice.violations == []
    return sent


def enter(project: Project, journey: str, *users: str) -> None:
    """The users come to the journey's custom channel, in one call."""
    for payload in journey_calls(journey, {f"endpoint-{user}": endpoint(user) for user in users}):
        project.tag(payload)
