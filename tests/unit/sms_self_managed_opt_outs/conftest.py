"""A deployment on moto, with stand-ins for the services that moto has not."""

from __future__ import annotations

import json
from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from emulator.standins.model_server import ModelServer
from emulator.standins.pinpoint_endpoints import PinpointEndpoints
from emulator.standins.pinpoint_messages import PinpointMessages
from emulator.standins.sms_voice import SmsVoice
from sms_self_managed_opt_outs.handlers import consent
from tests.support.doubles import Context
from tests.unit.sms_self_managed_opt_outs.texts import CUSTOMER, KEYWORDS, OURS, REPLIES, batch


class Deployment:
    """The function with all that is around it."""

    def __init__(self, sms, pinpoint, messages, endpoints, events):
        self.sms, self.pinpoint, self._events = sms, pinpoint, events
        self.messages, self.endpoints = messages, endpoints
        self.dynamodb = boto3.client("dynamodb")

    def receive(self, *payloads, seconds=120):
        """The numbers of the records that come again."""
        answer = consent.handler(batch(*payloads), Context(remaining_seconds=seconds))
        return [int(failure["itemIdentifier"][:8]) for failure in answer["batchItemFailures"]]

    @property
    def sent(self):
        return [(text["OriginationIdentity"], text["MessageBody"]) for text in self.sms.sent]

    @property
    def listed(self):
        return self.sms.opt_out_lists.numbers("marketing")

    def raw_item(self, number=CUSTOMER, program="marketing", **how):
        """As a sender asks for it, by boto3's client."""
        key = {"phone_number": {"S": number}, "program": {"S": program}}
        return self.dynamodb.get_item(TableName="consent", Key=key, ConsistentRead=True, **how).get("Item")

    def item(self, number=CUSTOMER, program="marketing"):
        item = self.raw_item(number, program)
        return item and {name: next(iter(value.values())) for name, value in item.items()}

    def put_item(self, **item):
        self.dynamodb.put_item(TableName="consent", Item={name: {"S": value} for name, value in item.items()})

    @property
    def events(self):
        """What the bus got, by the queue behind it."""
        sqs, found = boto3.client("sqs"), []
        while messages := sqs.receive_message(QueueUrl=self._events, MaxNumberOfMessages=10).get("Messages"):
            found += [json.loads(message["Body"]) for message in messages]
            for message in messages:
                sqs.delete_message(QueueUrl=self._events, ReceiptHandle=message["ReceiptHandle"])
        return found


def _tables():
    dynamodb = boto3.client("dynamodb")
    for name, keys in (("consent", ["phone_number", "program"]), ("inbound-seen", ["id"])):
        dynamodb.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            KeySchema=[
                {"AttributeName": key, "KeyType": kind}
                for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
            ],
            BillingMode="PAY_PER_REQUEST",
        )


def _bus():
    """Its ARN, and the URL of a queue that gets all its events."""
    events, sqs = boto3.client("events"), boto3.client("sqs")
    bus = events.create_event_bus(Name="shop")["EventBusArn"]
    queue = sqs.create_queue(QueueName="events")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = json.dumps({"source": ["shop.sms-consent"]})
    events.put_rule(Name="all", EventBusName="shop", EventPattern=pattern)
    events.put_targets(Rule="all", EventBusName="shop", Targets=[{"Id": "queue", "Arn": arn}])
    return bus, queue


@pytest.fixture
def deployment(monkeypatch, request):
    """End User Messaging as the backend, with a mirror and a bus; `use` changes the settings."""
    messages, endpoints = PinpointMessages(), PinpointEndpoints()
    pinpoint = ModelServer("pinpoint", {**messages.operations, **endpoints.operations})
    with mock_aws(), SmsVoice() as sms, pinpoint:
        sms.client().create_opt_out_list(OptOutListName="marketing")
        _tables()
        bus, queue = _bus()
        settings = {
            **KEYWORDS,
            "CONSENT_TABLE": "consent",
            "INBOUND_TABLE": "inbound-seen",
            "PROGRAM": "marketing",
            "REPLIES": json.dumps(REPLIES),
            "ORIGINATION_IDENTITIES": json.dumps({OURS: OURS}),
            "OPT_OUT_LIST_NAME": "marketing",
            "EVENT_BUS_ARN": bus,
            "EVENT_SOURCE": "shop.sms-consent",
            "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2": sms.url,
            "AWS_ENDPOINT_URL_PINPOINT": pinpoint.url,
            "POWERTOOLS_SERVICE_NAME": request.node.name,  # a logger keeps the output it was made with
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        made = Deployment(sms, pinpoint, messages, endpoints, queue)

        def use(**changes):
            for name, value in changes.items():
                if value is None:
                    monkeypatch.delenv(name)
                else:
                    monkeypatch.setenv(name, value)
            consent.wiring.cache_clear()

        made.use = use
        once = {service: replace(budget, attempts=1) for service, budget in consent.BUDGETS.items()}
        monkeypatch.setattr(consent, "BUDGETS", once)  # or every refusal is waited for
        consent.wiring.cache_clear()
        yield made
        assert sms.violations == []
        assert pinpoint.violations == []
    consent.wiring.cache_clear()
