"""The events of email that was really sent through MiniStack, which sends mail but publishes no events."""

import datetime as dt
import json
import urllib.request
from collections.abc import Mapping
from typing import Any

from emulator.clients import client
from emulator.environment import ACCOUNT_ID
from emulator.errors import EmulatorError
from emulator.standins import ses_mail
from emulator.standins.event_bus import EventBus
from emulator.standins.ses_mail import Mail
from emulator.standins.times import now

_MESSAGES = f"/_ministack/ses/messages?account={ACCOUNT_ID}"


class SesEvents:
    """What recipients do with their mail, on the default bus and in Firehose of the emulator at ``url``.

    As on AWS an event goes out only if the mail was sent with a configuration set that has a destination for
    its type. Every method returns the event, or None where nobody subscribed to it.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._ses = client("sesv2", url)
        self._bus = EventBus(url)
        self._firehose = client("firehose", url)

    def sent(self, message_id: str) -> dict[str, Any] | None:
        mail = self._mail(message_id)
        return self._publish(mail, "SEND", ses_mail.send(mail))

    def delivered(self, message_id: str, *, at: dt.datetime | None = None) -> dict[str, Any] | None:
        mail = self._mail(message_id)
        return self._publish(mail, "DELIVERY", ses_mail.delivery(mail, at or now()))

    def opened(
        self, message_id: str, *, at: dt.datetime | None = None, bot: bool = False
    ) -> dict[str, Any] | None:
        mail = self._mail(message_id)
        return self._publish(mail, "OPEN", ses_mail.opening(mail, at or now(), bot=bot))

    def clicked(
        self,
        message_id: str,
        link: str = "https://shop.example.org/spring",
        *,
        at: dt.datetime | None = None,
        bot: bool = False,
        link_tags: Mapping[str, list[str]] | None = None,
    ) -> dict[str, Any] | None:
        mail = self._mail(message_id)
        event = ses_mail.click(mail, at or now(), link, bot=bot, link_tags=link_tags)
        return self._publish(mail, "CLICK", event)

    def _publish(self, mail: Mail, kind: str, event: dict[str, Any]) -> dict[str, Any] | None:
        destinations = self._destinations(mail, kind)
        for destination in destinations:
            if "EventBridgeDestination" in destination:
                self._bus.put(event)
            if stream := destination.get("KinesisFirehoseDestination"):
                # the record alone and a line feed: see the SES guide, "Contents of event data in Firehose"
                line = json.dumps(event["detail"]) + "\n"
                self._firehose.put_record(
                    DeliveryStreamName=stream["DeliveryStreamArn"].rpartition("/")[2],
                    Record={"Data": line.encode()},
                )
        return event if destinations else None

    def _destinations(self, mail: Mail, kind: str) -> list[dict[str, Any]]:
        if not mail.configuration_set:
            return []
        answer = self._ses.get_configuration_set_event_destinations(
            ConfigurationSetName=mail.configuration_set
        )
        return [
            destination
            for destination in answer.get("EventDestinations", [])
            if destination["Enabled"] and kind in destination["MatchingEventTypes"]
        ]

    def _mail(self, message_id: str) -> Mail:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self._url + _MESSAGES) as answer:
            stored = json.loads(answer.read())["messages"].get(ACCOUNT_ID, [])
        found = next((message for message in stored if message["MessageId"] == message_id), None)
        if found is None:
            raise EmulatorError(f"No mail {message_id} was sent: give the MessageId that SendEmail answered.")
        return Mail(
            message_id=message_id,
            source=found["Source"],
            destination=(*found["To"], *found["CC"], *found["BCC"]),
            subject=found["Subject"],
            sent_at=dt.datetime.fromtimestamp(found["Timestamp"], dt.UTC),
            configuration_set=found.get("ConfigurationSetName", ""),
            tags={tag["Name"]: tag["Value"] for tag in found.get("EmailTags", [])},
        )
