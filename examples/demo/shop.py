"""The shop around the journeys: it sends their emails, and its app records what customers do."""

import datetime as dt
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

from emulator.standins.ses_events import SesEvents
from examples.demo.earnings import BOUGHT, COSTS, CURRENCY, MAILINGS, Mailing, Purchase, audience_of
from examples.demo.stage import Stage

_SENDER = "news@shop.example.org"


class Shop:
    def __init__(self, stage: Stage, outputs: Mapping[str, Any]) -> None:
        self._ses = stage.client("sesv2")
        self._firehose = stage.client("firehose")
        self._s3 = stage.client("s3")
        self._recipients = SesEvents(stage.emulator.url)
        self._outputs = outputs

    def say_what_counts(self) -> None:
        """What a marketer does once in a while: upload what is a conversion, and what the journeys cost."""
        today = dt.datetime.now(dt.UTC).date()
        conversions = f"event_type,value_metric,currency,currency_attribute\n{BOUGHT},value,{CURRENCY},\n"
        costs = "".join(f"{journey.name},{today},{cost},{CURRENCY},\n" for journey, cost in COSTS.items())
        files = {
            "config/conversion_events/shop.csv": conversions,
            "config/journey_costs/spring.csv": f"journey,day,cost,currency,note\n{costs}",
        }
        for key, content in files.items():
            self._s3.put_object(Bucket=self._outputs["lake_bucket"], Key=key, Body=content.encode())

    def mail(self) -> int:
        """Every journey mails its audience; how many emails that were."""
        self._ses.create_email_identity(EmailIdentity=_SENDER)
        return sum(self._send(mailing, user) for mailing in MAILINGS for user in audience_of(mailing.journey))

    def record(self, purchase: Purchase, campaign: str) -> None:
        """As the app does it: one line, stamped with the journey that the customer's attribute carries."""
        event = {
            "event_id": str(uuid.uuid4()),
            "event_type": BOUGHT,
            "event_timestamp": time.time_ns() // 1_000_000,
            "user_sub": str(uuid.uuid5(uuid.NAMESPACE_URL, purchase.user)),
            "username": purchase.user,
            "attributes": {"campaign": campaign},
            "metrics": {"value": purchase.value},
        }
        # twice, as a client does whose connection broke: the lake counts it once
        line = {"Data": json.dumps(event).encode() + b"\n"}
        self._firehose.put_record_batch(
            DeliveryStreamName=self._outputs["events_stream_name"], Records=[line, line]
        )

    def _send(self, mailing: Mailing, user: str) -> int:
        message_id = self._ses.send_email(
            FromEmailAddress=_SENDER,
            Destination={"ToAddresses": [f"{user}@example.org"]},
            Content={
                "Simple": {
                    "Subject": {"Data": mailing.journey.name},
                    "Body": {"Html": {"Data": "<a href='https://shop.example.org'>To the shop</a>"}},
                }
            },
            EmailTags=[{"Name": "campaign", "Value": mailing.journey.name}],
            ConfigurationSetName=self._outputs["configuration_set_name"],
        )["MessageId"]
        self._recipients.sent(message_id)
        self._recipients.delivered(message_id)
        if user in mailing.opened:
            self._recipients.opened(message_id)
        if user in mailing.clicked:
            self._recipients.clicked(message_id)
        return 1
