"""Mail that cannot be delivered, and mail that nobody wants: the addresses get no more of either."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

from emulator.standins.times import iso_milliseconds, now
from examples.demo.errors import WrongValue
from examples.demo.systems.stage import SystemStage


def play(stage: SystemStage) -> None:
    run = secrets.token_hex(3)
    ann, ben, cat, dan = (f"{name}.{run}@example.org" for name in ("ann", "ben", "cat", "dan"))
    stage.screen.say("Ann and Ben have no mailbox any more, Cat calls the mail spam, Dan's mailbox is full.")
    publish(stage, "BOUNCE", bounce(f"bounce-{run}", f"Ann <{ann}>", ben))
    publish(stage, "COMPLAINT", complaint(f"complaint-{run}", cat))
    publish(stage, "BOUNCE", bounce(f"soft-{run}", dan, bounceType="Transient"))
    wanted = {ann: "BOUNCE", ben: "BOUNCE", cat: "COMPLAINT"}

    def reasons() -> dict[str, str]:
        return {who: why for who, why in stage.account.ses.suppression.reasons().items() if run in who}

    stage.wait_until(
        "Ann, Ben and Cat come onto the suppression list of SES",
        lambda: True if wanted.keys() <= reasons().keys() else None,
    )
    told: dict[str, dict[str, Any]] = {}

    def everyone() -> dict[str, dict[str, Any]] | None:
        told.update({one["address"]: one for one in details(stage) if run in one["address"]})
        return told if wanted.keys() <= told.keys() else None

    stage.wait_until("the shop's customer database hears of each", everyone)
    stage.wait_until("no message is left in the queue", lambda: True if waiting(stage) == 0 else None)
    found = reasons()
    shown = [(who, found.get(who), told.get(who, {}).get("id", "")[:12] or None) for who in (*wanted, dan)]
    stage.screen.table(["address", "on the suppression list for", "id of its event"], shown)
    if found != wanted or {who: one["reason"] for who, one in told.items()} != wanted:
        raise WrongValue(f"Ann, Ben and Cat should be suppressed, and Dan should not: {found}.")
    stage.screen.say("Dan goes on getting mail: a full mailbox is a soft bounce.")


def publish(stage: SystemStage, kind: str, message: dict[str, Any] | str) -> None:
    """As SES does, where the configuration set says so: the emulator itself reports no bounces by events."""
    answer = stage.client("sesv2").get_configuration_set_event_destinations(
        ConfigurationSetName=stage.outputs["configuration_set_name"]
    )
    topics = [
        one["SnsDestination"]["TopicArn"]
        for one in answer["EventDestinations"]
        if one["Enabled"] and kind in one["MatchingEventTypes"]
    ]
    if len(topics) != 1:
        raise WrongValue(f"One event destination should hear of {kind}, and {len(topics)} do.")
    text = message if isinstance(message, str) else json.dumps(message)
    stage.client("sns").publish(TopicArn=topics[0], Message=text)


def bounce(feedback_id: str, *addresses: str, **changes: str) -> dict[str, Any]:
    """A hard bounce, as https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html."""
    return {
        "eventType": "Bounce",
        "mail": _mail(feedback_id, addresses),
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": one, "action": "failed"} for one in addresses],
            "timestamp": iso_milliseconds(now()),
            "feedbackId": feedback_id,
            **changes,
        },
    }


def complaint(feedback_id: str, *addresses: str) -> dict[str, Any]:
    return {
        "eventType": "Complaint",
        "mail": _mail(feedback_id, addresses),
        "complaint": {
            "complainedRecipients": [{"emailAddress": one} for one in addresses],
            "timestamp": iso_milliseconds(now()),
            "feedbackId": feedback_id,
            "complaintFeedbackType": "abuse",
        },
    }


def details(stage: SystemStage) -> Iterator[dict[str, Any]]:
    """Of the events that wait for the customer database, which are taken away."""
    sqs, url = stage.client("sqs"), stage.outputs["suppressed_queue_url"]
    for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        yield json.loads(message["Body"])["detail"]


def waiting(stage: SystemStage) -> int:
    """Messages of SES that are not done, taken or not."""
    names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    found = stage.client("sqs").get_queue_attributes(
        QueueUrl=stage.outputs["queue_url"], AttributeNames=list(names)
    )["Attributes"]
    return sum(int(found[name]) for name in names)


def _mail(feedback_id: str, addresses: tuple[str, ...]) -> dict[str, Any]:
    return {"messageId": f"mail-of-{feedback_id}", "destination": list(addresses)}
