"""What people do with mail and on the shop's pages becomes attributes of theirs, and is taken away again."""

import base64
import datetime as dt
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from emulator.standins.pinpoint_stream import put_records
from emulator.standins.times import iso_milliseconds, now
from examples.demo.errors import WrongValue
from examples.demo.systems.stage import SystemStage

NEWS = "news@segments.shop.example"


def play(stage: SystemStage) -> None:
    run = secrets.token_hex(3)
    ann, ben, cat, eve = (f"{name}.{run}@example.org" for name in ("ann", "ben", "cat", "eve"))
    for address in (ann, ben, cat):
        known(stage, address, plan="gold")
    stage.screen.say("Ann and Ben get one mail, and read it; a scanner opens Cat's, and Eve is no customer.")
    shared, scanned, stray = (send(stage, *to) for to in ((ann, ben), (cat,), (eve,)))
    for _ in range(2):  # EventBridge may deliver twice
        stage.account.mail.opened(shared, at=started(run))
    stage.account.mail.opened(scanned, bot=True)
    stage.account.mail.opened(stray)
    for address in (ann, ben):
        stage.wait_until(
            f"{address} has opened a mail, once", has(stage, address, {"opened_email": "true", "opens": "1"})
        )
    stage.screen.say("Ann registers for webinar 5, Cat for 6. Ben registers, and cancels a second later.")
    stage.screen.say("The stream brings Ben's two events in reverse, and a record that is no event.")
    moment = now()
    register = own("registered_for_webinar", ann, moment, number=5)
    stage.client("events").put_events(Entries=[entry(register)])
    later = moment + dt.timedelta(seconds=1)
    records: list[Mapping[str, Any] | bytes] = [
        own("cancelled_webinar", ben, later),
        b"no event at all",
        own("registered_for_webinar", ben, moment, number=5),
        own("registered_for_webinar", cat, moment, number=6),
    ]
    put(stage, *records)
    for address, wanted in (
        (ann, {"webinar_registration": "webinar5"}),
        (ben, {"webinar_registration": None, "webinar_registration_at": iso_milliseconds(later)}),
        (cat, {"webinar_registration": "webinar6"}),
    ):
        stage.wait_until(f"{address} has what they wanted last", has(stage, address, wanted))
    letter = stage.wait_until("what is no event is a dead letter", dead_letter(stage, b"no event at all"))
    show(stage, ann, ben, cat)
    stage.screen.say(f"The letter names the record {letter['sequenceNumber']} of {letter['shard']}.")
    if attributes(stage, cat).get("opened_email") or found(stage, eve):
        raise WrongValue(
            "What a scanner opens should count for nobody, and Eve should not be made a customer."
        )
    stage.screen.say("What a scanner opened counts for nobody, and Eve was not made a customer.")


def started(run: str) -> dt.datetime:
    """A moment of this run: the same event twice is one."""
    return now().replace(microsecond=int(run, 16) % 1000 * 1000)


def known(stage: SystemStage, address: str, **has_already: str) -> str:
    """A customer of the shop."""
    return stage.account.profiles.add(
        stage.outputs["domain_name"], EmailAddress=address, Attributes=has_already
    )


def send(stage: SystemStage, *to: str) -> str:
    ses = stage.client("sesv2")
    message_id: str = ses.send_email(
        FromEmailAddress=NEWS,
        Destination={"ToAddresses": list(to)},
        Content={"Simple": {"Subject": {"Data": "Spring"}, "Body": {"Text": {"Data": "is here"}}}},
        ConfigurationSetName=stage.outputs["configuration_set_name"],
    )["MessageId"]
    return message_id


def own(name: str, email: str, at: dt.datetime, **detail: Any) -> dict[str, Any]:
    """An event of the shop's pages, as EventBridge delivers it and as the stream takes it."""
    return {
        "source": "shop.web",
        "detail-type": name,
        "detail": {"email": email, "occurred_at": iso_milliseconds(at), **detail},
    }


def entry(event: Mapping[str, Any]) -> dict[str, str]:
    return {
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Detail": json.dumps(event["detail"]),
    }


def put(stage: SystemStage, *events: Mapping[str, Any] | bytes) -> None:
    """Into the stream, in this order: one customer's records belong to one shard."""
    name = stage.outputs["stream_arn"].rpartition("/")[2]
    put_records(
        stage.client("kinesis"),
        name,
        [
            event if isinstance(event, bytes) else {**event, "client": {"client_id": "shop"}}
            for event in events
        ],
    )


def found(stage: SystemStage, address: str) -> list[dict[str, Any]]:
    profiles = stage.account.profiles.profiles(stage.outputs["domain_name"])
    return [profile for profile in profiles if profile.get("EmailAddress") == address]


def attributes(stage: SystemStage, address: str) -> dict[str, str]:
    (profile,) = found(stage, address)
    kept: dict[str, str] = profile.get("Attributes", {})
    return kept


def has(stage: SystemStage, address: str, wanted: Mapping[str, str | None]) -> Callable[[], bool | None]:
    def as_wanted() -> bool | None:
        kept = attributes(stage, address)
        if kept.get("plan", "gold") != "gold":
            raise WrongValue(f"Other attributes of {address} should stay as they are: {kept}.")
        return True if all(kept.get(name) == value for name, value in wanted.items()) else None

    return as_wanted


def dead_letter(stage: SystemStage, data: bytes) -> Callable[[], dict[str, Any] | None]:
    """The letter about a record of the stream, which is taken away."""
    sqs = stage.client("sqs")
    url = sqs.get_queue_url(QueueName=stage.outputs["dlq_arn"].rpartition(":")[2])["QueueUrl"]

    def taken() -> dict[str, Any] | None:
        for message in sqs.receive_message(QueueUrl=url, VisibilityTimeout=1).get("Messages", []):
            letter: dict[str, Any] = json.loads(message["Body"])
            if letter.get("data") == base64.b64encode(data).decode():
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                return letter
        return None

    return taken


def show(stage: SystemStage, *addresses: str) -> None:
    columns = ("opened_email", "opens", "webinar_registration", "plan")
    rows = []
    for address in addresses:
        kept = attributes(stage, address)
        rows.append((address, *(kept.get(column) for column in columns)))
    stage.screen.table(["customer", *columns], rows)
