"""A customer texts STOP, START and HELP, and once something else; a shop asks before it sends."""

import contextlib
import itertools
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from examples.demo.errors import WrongValue
from examples.demo.systems.stage import SystemStage

OPTED_IN, OPTED_OUT = "OPTED_IN", "OPTED_OUT"
# The emulator's SNS tells the time in seconds, and of two wishes of one second the opt-out stands.
A_SECOND = 1.1
_LAST_DIGITS = itertools.count(1000)


def play(stage: SystemStage) -> None:
    ann, say = somebody(), stage.screen.say
    with texting(stage) as text:
        say(f'Ann texts {stage.outputs["number"]}: "See you this weekend", and then " Stop. ".')
        text(ann, "See you this weekend")
        stop = text(ann, " Stop. ")
        stage.wait_until("Ann is opted out", state_is(stage, ann, OPTED_OUT))
        stage.wait_until("her opt-out is confirmed", replies_are(stage, ann, 1))
        may_get(stage, ann, {"marketing": False, "otp": True})
        if ann not in listed(stage):
            raise WrongValue("The opt-out list should have the number, for senders that look there.")

        say("The network delivers her text once more, and she asks for help.")
        text(ann, " Stop. ", identifier=stop)
        text(ann, "HELP")
        stage.wait_until("she gets the help text", replies_are(stage, ann, 2))

        say("She changes her mind.")
        time.sleep(A_SECOND)
        text(ann, "start")
        stage.wait_until("Ann is opted in", state_is(stage, ann, OPTED_IN))
        stage.wait_until("her opt-in is confirmed", replies_are(stage, ann, 3))
        may_get(stage, ann, {"marketing": True, "otp": True})
        stage.wait_until("both changes are on the bus, and no more", changes_are(stage, ann, 2))
        show(stage, ann)
        say("Nothing came of the weekend, and of the text that was delivered twice no second reply.")


def somebody() -> str:
    """Who never texted before; events show the last four digits only."""
    return f"+1425555{next(_LAST_DIGITS)}"


Texting = Callable[..., str]


@contextlib.contextmanager
def texting(stage: SystemStage) -> Iterator[Texting]:
    """Texts to the example's number are published to its topic, as two-way SMS does."""
    sns, voice = stage.client("sns"), stage.account.sms_voice

    def publish(message: dict[str, Any]) -> None:
        sns.publish(TopicArn=stage.outputs["topic_arn"], Message=json.dumps(message))

    def text(customer: str, body: str, *, identifier: str | None = None) -> str:
        return voice.inbound(
            body, customer=customer, number=stage.outputs["number"], inbound_message_id=identifier
        )

    before, voice.replies = voice.replies, publish
    try:
        yield text
    finally:
        voice.replies = before


def consent_of(stage: SystemStage, number: str, program: str = "marketing") -> dict[str, Any] | None:
    """As a sender asks for it."""
    key = {"phone_number": {"S": number}, "program": {"S": program}}
    answer = stage.client("dynamodb").get_item(
        TableName=stage.outputs["consent_table_name"], Key=key, ConsistentRead=True
    )
    item = answer.get("Item")
    return None if item is None else {name: value.get("S") for name, value in item.items()}


def state_is(stage: SystemStage, number: str, state: str) -> Callable[[], dict[str, Any] | None]:
    def found() -> dict[str, Any] | None:
        item = consent_of(stage, number)
        return item if item and item["state"] == state else None

    return found


def replies_to(stage: SystemStage, number: str) -> list[dict[str, Any]]:
    return [text for text in stage.account.sms_voice.sent if text["DestinationPhoneNumber"] == number]


def replies_are(stage: SystemStage, number: str, count: int) -> Callable[[], list[dict[str, Any]] | None]:
    def found() -> list[dict[str, Any]] | None:
        sent = replies_to(stage, number)
        if len(sent) > count:
            raise WrongValue(f"{count} replies should go to {number}, and {len(sent)} did.")
        return sent if len(sent) == count else None

    return found


def changes_of(stage: SystemStage, number: str) -> list[dict[str, Any]]:
    """Events of the number, which they have masked; they stay in the queue."""
    sqs, url = stage.client("sqs"), stage.outputs["changes_queue_url"]
    found = {}
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=1).get(
        "Messages", []
    ):
        fresh = {one["MessageId"]: json.loads(one["Body"])["detail"] for one in messages}
        if fresh.keys() <= found.keys():
            break
        found |= fresh
    masked = "*" * (len(number) - 4) + number[-4:]
    return [detail for detail in found.values() if detail["phone_number"] == masked]


def changes_are(stage: SystemStage, number: str, count: int) -> Callable[[], list[dict[str, Any]] | None]:
    def found() -> list[dict[str, Any]] | None:
        changes = changes_of(stage, number)
        if len(changes) > count:
            raise WrongValue(f"{count} changes should be told of, and {len(changes)} were.")
        return changes if len(changes) == count else None

    return found


def listed(stage: SystemStage) -> set[str]:
    return stage.account.sms_voice.opt_out_lists.numbers(stage.outputs["opt_out_list_name"])


def may_get(stage: SystemStage, number: str, wanted: dict[str, bool]) -> None:
    """What a sender does before it sends; a program without an item is allowed."""
    items = {program: consent_of(stage, number, program) for program in wanted}
    found = {program: item is None or item["state"] != OPTED_OUT for program, item in items.items()}
    stage.screen.table(
        ["the shop wants to send", "it may"],
        [(program, "yes" if allowed else "no") for program, allowed in found.items()],
    )
    if found != wanted:
        raise WrongValue(f"She may be sent {wanted}, and the table says {found}.")


def show(stage: SystemStage, number: str) -> None:
    sent = replies_to(stage, number)
    stage.screen.table(
        ["reply from", "text"], [(one["OriginationIdentity"], one["MessageBody"]) for one in sent]
    )
    if {one["OriginationIdentity"] for one in sent} != {stage.outputs["number"]}:
        raise WrongValue(f"Replies should leave from {stage.outputs['number']}, which was texted.")
    beginnings = [one["MessageBody"].split(" ")[2].rstrip(".") for one in sent]
    if beginnings != ["unsubscribed", "offers", "subscribed"]:
        raise WrongValue(f"The replies should be of STOP, HELP and START, and are {beginnings}.")
