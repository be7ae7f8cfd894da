"""Inbound texts over SNS and SQS, the function, and what senders find, with IAM enforced."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from emulator.standins.faults import fail
from examples.demo.systems.sms_self_managed_opt_outs import (
    A_SECOND,
    OPTED_IN,
    OPTED_OUT,
    Texting,
    changes_are,
    consent_of,
    listed,
    play,
    replies_are,
    replies_to,
    somebody,
    state_is,
    texting,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from examples.demo.systems.stage import SystemStage
    from tests.e2e.systems.conftest import Systems


@pytest.fixture
def stage(systems: Systems) -> SystemStage:
    return systems.stage("sms-self-managed-opt-outs")


@pytest.fixture
def text(stage: SystemStage) -> Iterator[Texting]:
    with texting(stage) as made:
        yield made


def letters(stage: SystemStage) -> list[str]:
    """What is among the dead letters; it is taken away."""
    sqs = stage.client("sqs")
    url = sqs.get_queue_url(QueueName=stage.outputs["dlq_arn"].rpartition(":")[2])["QueueUrl"]
    found = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(message["Body"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


@pytest.fixture
def impatient(systems: Systems, stage: SystemStage) -> Iterator[None]:
    """What failed comes again after a second, not after 12 minutes; the plan for drift is made before."""
    systems.second_plan.result()
    sqs = stage.client("sqs")
    url = sqs.get_queue_url(QueueName="shop-consent-inbound-texts")["QueueUrl"]
    name = "VisibilityTimeout"
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={name: "1"})
    yield
    sqs.set_queue_attributes(QueueUrl=url, Attributes={name: before})


def test_story(stage: SystemStage) -> None:
    play(stage)


def test_line_1_one_opt_out_and_one_confirmation_from_the_number_that_was_texted(
    stage: SystemStage, text: Texting
) -> None:
    ann = somebody()
    for body in (" stop ", "STOP", "Stop.", "stop!", "help"):
        text(ann, body)
    stage.wait_until("she is opted out", state_is(stage, ann, OPTED_OUT))
    stage.wait_until("the change is told", changes_are(stage, ann, 1))
    # the answer to "help" is the second: by then a second confirmation would be there, too
    confirmed, helped = stage.wait_until("she is answered", replies_are(stage, ann, 2))
    assert {reply["OriginationIdentity"] for reply in (confirmed, helped)} == {stage.outputs["number"]}
    assert confirmed["MessageBody"] != helped["MessageBody"]
    assert ann in listed(stage)


def test_line_2_other_texts_change_nothing(stage: SystemStage, text: Texting) -> None:
    ann, last = somebody(), somebody()
    for body in ("See you this weekend", "Acme LTD", "send it", "don't stop", "hot dog"):
        text(ann, body)
    text(last, "help")
    stage.wait_until("who texted later is answered", replies_are(stage, last, 1))
    assert (consent_of(stage, ann), replies_to(stage, ann)) == (None, [])


def test_line_3_after_the_limit_the_text_is_a_dead_letter_and_consent_stands(
    stage: SystemStage, text: Texting, impatient: None
) -> None:
    ann, faults = somebody(), stage.account.sms_voice.faults
    before, gone = faults.choose, fail("ServiceQuotaExceededException")

    def refused(operation: str, params: dict[str, Any]) -> Any:
        mine = operation == "SendTextMessage" and params["DestinationPhoneNumber"] == ann
        return gone if mine else None

    faults.choose = refused
    try:
        text(ann, "stop")
        stage.wait_until("consent is written at once", state_is(stage, ann, OPTED_OUT))
        stage.wait_until("others are told", changes_are(stage, ann, 1))
        found = stage.wait_until("the text is a dead letter", lambda: letters(stage) or None, seconds=120)
    finally:
        faults.choose = before
    assert len(found) == 1
    assert ann in found[0]
    assert replies_to(stage, ann) == []
    item = consent_of(stage, ann)
    assert item is not None
    assert item["state"] == OPTED_OUT


def test_line_4_same_text_twice_is_one_reply_and_one_event(stage: SystemStage, text: Texting) -> None:
    ann = somebody()
    identifier = text(ann, "stop")
    text(ann, "stop", identifier=identifier)
    stage.wait_until("it is confirmed", replies_are(stage, ann, 1))
    text(ann, "stop", identifier=identifier)
    text(ann, "help")
    stage.wait_until("help comes after it", replies_are(stage, ann, 2))
    stage.wait_until("one event", changes_are(stage, ann, 1))


def test_line_5_start_after_stop_opts_in(stage: SystemStage, text: Texting) -> None:
    ann = somebody()
    text(ann, "stop")
    stage.wait_until("she is opted out", state_is(stage, ann, OPTED_OUT))
    time.sleep(A_SECOND)
    text(ann, "START")
    stage.wait_until("she is opted in", state_is(stage, ann, OPTED_IN))
    stage.wait_until("both are confirmed", replies_are(stage, ann, 2))
    assert ann not in listed(stage)


def test_line_7_text_that_is_no_json_is_a_dead_letter_and_holds_nobody_up(
    stage: SystemStage, text: Texting, impatient: None
) -> None:
    ann = somebody()
    stage.client("sns").publish(TopicArn=stage.outputs["topic_arn"], Message="no json")
    text(ann, "stop")
    stage.wait_until("she is opted out", state_is(stage, ann, OPTED_OUT))
    (found,) = stage.wait_until("the other is a dead letter", lambda: letters(stage) or None, seconds=120)
    assert "no json" in found


def test_line_10_no_line_of_the_log_has_a_number_or_a_text(stage: SystemStage, text: Texting) -> None:
    ann = somebody()
    text(ann, "My secret words")
    text(ann, "stop")
    stage.wait_until("it is confirmed", replies_are(stage, ann, 1))
    events = stage.client("logs").filter_log_events(logGroupName="/aws/lambda/shop-consent-consent")["events"]
    lines = [event["message"] for event in events]
    assert lines
    for told in (ann[1:], stage.outputs["number"][1:], "secret", "unsubscribed"):
        assert not any(told in line for line in lines)
