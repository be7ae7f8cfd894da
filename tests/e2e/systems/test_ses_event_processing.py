"""Bounces and complaints through SNS, SQS and Lambda of the emulator, with IAM enforced."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

import pytest

from emulator.standins.faults import throttle
from examples.demo.systems.ses_event_processing import bounce, complaint, details, play, publish, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from examples.demo.systems.stage import SystemStage
    from tests.e2e.systems.conftest import Systems

GREETING = "Successfully validated SNS topic for Amazon SES event publishing."


@pytest.fixture
def stage(systems: Systems) -> SystemStage:
    return systems.stage("ses-event-processing")


@pytest.fixture
def run() -> str:
    """Marks the addresses of one test."""
    return secrets.token_hex(3)


def reasons(stage: SystemStage, run: str) -> dict[str, str]:
    return {who: why for who, why in stage.account.ses.suppression.reasons().items() if run in who}


def until_suppressed(stage: SystemStage, run: str, count: int) -> dict[str, str]:
    def all_of_them() -> dict[str, str] | None:
        found = reasons(stage, run)
        return found if len(found) >= count else None

    return stage.wait_until(f"{count} addresses are suppressed", all_of_them)


def until_done(stage: SystemStage) -> None:
    stage.wait_until("the queue is empty", lambda: True if waiting(stage) == 0 else None)


def dead_letters(stage: SystemStage) -> list[str]:
    sqs = stage.client("sqs")
    url = sqs.get_queue_url(QueueName=stage.outputs["dlq_arn"].rpartition(":")[2])["QueueUrl"]
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in found:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [message["Body"] for message in found]


def test_story(stage: SystemStage) -> None:
    play(stage)


def test_line_1_a_hard_bounce_with_two_recipients(stage: SystemStage, run: str) -> None:
    ann, ben = f"ann.{run}@example.org", f"ben.{run}@example.org"
    publish(stage, "BOUNCE", bounce(run, ann, ben))
    assert until_suppressed(stage, run, 2) == {ann: "BOUNCE", ben: "BOUNCE"}
    until_done(stage)


def test_line_2_feedback_of_an_identity_has_another_shape(stage: SystemStage, run: str) -> None:
    ann = f"ann.{run}@example.org"
    of_identity = complaint(run, ann)
    of_identity["notificationType"] = of_identity.pop("eventType")
    publish(stage, "COMPLAINT", of_identity)
    assert until_suppressed(stage, run, 1) == {ann: "COMPLAINT"}


def test_line_2_the_emulators_own_feedback_of_an_identity(stage: SystemStage) -> None:
    """MiniStack has SES's mailbox simulator, and its shapes are not ours; the topics are Terraform's work."""
    wanted = {"bounce@simulator.amazonses.com": "BOUNCE", "complaint@simulator.amazonses.com": "COMPLAINT"}
    stage.client("ses").send_email(
        Source=stage.outputs["sender"],
        Destination={"ToAddresses": list(wanted)},
        Message={"Subject": {"Data": "Receipt"}, "Body": {"Text": {"Data": "is here"}}},
    )

    def both() -> bool | None:
        return True if wanted.items() <= stage.account.ses.suppression.reasons().items() else None

    stage.wait_until("the simulator's addresses are suppressed", both)


def test_line_3_what_asks_for_nothing_is_deleted(stage: SystemStage, run: str) -> None:
    ann = f"ann.{run}@example.org"
    publish(stage, "BOUNCE", bounce(run, ann, bounceType="Transient"))
    publish(stage, "BOUNCE", GREETING)
    publish(stage, "BOUNCE", {"notificationType": "AmazonSnsSubscriptionSucceeded", "message": "You have"})
    publish(stage, "COMPLAINT", complaint(run, f"last.{run}@example.org"))
    until_suppressed(stage, run, 1)
    until_done(stage)
    assert set(reasons(stage, run)) == {f"last.{run}@example.org"}


def test_line_7_the_same_message_twice_has_one_id(stage: SystemStage, run: str) -> None:
    told: list[dict[str, Any]] = []

    def both() -> bool | None:
        told.extend(one for one in details(stage) if run in one["address"])
        return True if len(told) >= 2 else None

    message = bounce(run, f"Ann <ann.{run}@example.org>")
    for _ in range(2):
        publish(stage, "BOUNCE", message)
    stage.wait_until("both are told of", both)
    assert told[0] == told[1]
    assert reasons(stage, run) == {f"ann.{run}@example.org": "BOUNCE"}


@pytest.fixture
def impatient(systems: Systems, stage: SystemStage) -> Iterator[SystemStage]:
    """Messages come again at once, not after six minutes; the plan that looks for changes is done before."""
    systems.second_plan.result()
    sqs, url = stage.client("sqs"), stage.outputs["queue_url"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "2"})
    yield stage
    sqs.set_queue_attributes(QueueUrl=url, Attributes=found)


def test_line_4_what_is_no_json_is_a_dead_letter_at_the_limit(impatient: SystemStage, run: str) -> None:
    broken = f"no json of {run}"
    publish(impatient, "BOUNCE", broken)
    publish(impatient, "BOUNCE", bounce(run, f"ann.{run}@example.org"))
    until_suppressed(impatient, run, 1)
    found: list[str] = []

    def dead() -> bool | None:
        found.extend(dead_letters(impatient))
        return True if broken in found else None

    impatient.wait_until("the broken message is a dead letter", dead, seconds=90)
    assert [json.dumps(one) for one in found] == [json.dumps(broken)]


def test_line_5_and_6_what_is_throttled_for_long_comes_again(impatient: SystemStage, run: str) -> None:
    ann, ben = f"ann.{run}@example.org", f"ben.{run}@example.org"
    refused = 0

    def throttled(operation: str, params: dict[str, Any]) -> Any:
        nonlocal refused
        if operation == "PutSuppressedDestination" and params["EmailAddress"] == ben and refused < 4:
            refused += 1
            return throttle()
        return None

    faults = impatient.account.ses.faults
    before, faults.choose = faults.choose, throttled
    try:
        publish(impatient, "BOUNCE", bounce(run, ann, ben))
        assert until_suppressed(impatient, run, 2) == {ann: "BOUNCE", ben: "BOUNCE"}
    finally:
        faults.choose = before
    assert refused == 4


def test_line_10_the_log_has_no_address(stage: SystemStage, run: str) -> None:
    publish(stage, "BOUNCE", bounce(run, f"Ann <ann.{run}@example.org>"))
    until_suppressed(stage, run, 1)
    until_done(stage)
    logs, group = stage.client("logs"), f"/aws/lambda/{stage.outputs['function_name']}"
    lines = [event["message"] for event in logs.filter_log_events(logGroupName=group)["events"]]
    assert lines
    assert not any("example.org" in line or "simulator" in line for line in lines)
