"""EventBridge, Kinesis, the function and Customer Profiles of the emulator, with IAM enforced."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

import pytest

from emulator.standins.faults import fail
from emulator.standins.times import now
from examples.demo.systems.event_based_segmentation import (
    attributes,
    dead_letter,
    entry,
    found,
    has,
    known,
    own,
    play,
    put,
    send,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from examples.demo.systems.stage import SystemStage
    from tests.e2e.systems.conftest import Systems


@pytest.fixture
def stage(systems: Systems) -> SystemStage:
    return systems.stage("event-based-segmentation")


@pytest.fixture
def run() -> str:
    """Marks the addresses of one test."""
    return secrets.token_hex(3)


@pytest.fixture
def impatient(systems: Systems, stage: SystemStage) -> Iterator[SystemStage]:
    """Messages come again at once, not after 12 minutes; the plan that looks for changes is done before."""
    systems.second_plan.result()
    sqs = stage.client("sqs")
    url = sqs.get_queue_url(QueueName=stage.outputs["queue_arn"].rpartition(":")[2])["QueueUrl"]
    kept = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "2"})
    yield stage
    sqs.set_queue_attributes(QueueUrl=url, Attributes=kept)


def test_story(stage: SystemStage) -> None:
    play(stage)


def test_line_1_an_open_leaves_other_attributes_alone(stage: SystemStage, run: str) -> None:
    ann = f"ann.{run}@example.org"
    known(stage, ann, plan="gold")
    stage.account.mail.opened(send(stage, ann))
    stage.wait_until("Ann has opened a mail", has(stage, ann, {"opened_email": "true"}))
    kept = attributes(stage, ann)
    assert kept["plan"] == "gold"
    assert kept["opened_email_at"] < kept["opened_email_until"]


def test_line_5_one_bad_record_of_a_stream_holds_up_nobody(stage: SystemStage, run: str) -> None:
    people = [f"user{number}.{run}@example.org" for number in range(99)]
    for address in people:
        known(stage, address)
    bad = f"no event {run}".encode()
    events = [own("registered_for_webinar", address, now(), number=1) for address in people]
    put(stage, *events[:50], bad, *events[50:])
    registered = {"webinar_registration": "webinar1"}
    for address in people:
        stage.wait_until(f"{address} is registered", has(stage, address, registered))
    letter = stage.wait_until("the bad record is a dead letter", dead_letter(stage, bad))
    assert letter["sequenceNumber"]


def test_line_6_what_is_throttled_comes_again(impatient: SystemStage, run: str) -> None:
    ann = f"ann.{run}@example.org"
    known(impatient, ann)
    # the function tries three times in one go
    impatient.account.profiles.faults.add(
        "UpdateProfile", fail("ThrottlingException", "Too many", 429), times=4
    )
    impatient.account.mail.opened(send(impatient, ann))
    impatient.wait_until("Ann has opened one mail", has(impatient, ann, {"opens": "1"}))


def test_line_6_what_is_throttled_at_each_try_is_a_dead_letter_and_not_lost(
    impatient: SystemStage, run: str
) -> None:
    ann, ben = f"ann.{run}@example.org", f"ben.{run}@example.org"
    profile_id = known(impatient, ann)
    known(impatient, ben)
    faults, sqs = impatient.account.profiles.faults, impatient.client("sqs")
    throttled = fail("ThrottlingException", "Too many", 429)
    faults.choose = lambda name, params: (
        throttled if name == "UpdateProfile" and params["ProfileId"] == profile_id else None
    )
    try:
        impatient.account.mail.opened(send(impatient, ann))
        impatient.account.mail.opened(send(impatient, ben))
        impatient.wait_until("Ben has opened one mail", has(impatient, ben, {"opens": "1"}))
        body = impatient.wait_until("Ann's is a dead letter", letter_about(impatient, ann), seconds=180)
    finally:
        faults.choose = lambda _name, _params: None
    queue = sqs.get_queue_url(QueueName=impatient.outputs["queue_arn"].rpartition(":")[2])["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody=body)
    impatient.wait_until("moved back, it counts once", has(impatient, ann, {"opens": "1"}))


def letter_about(stage: SystemStage, address: str) -> Callable[[], str | None]:
    """The body of the dead letter that names the address, which is taken away."""
    sqs = stage.client("sqs")
    url = sqs.get_queue_url(QueueName=stage.outputs["dlq_arn"].rpartition(":")[2])["QueueUrl"]

    def taken() -> str | None:
        for message in sqs.receive_message(QueueUrl=url, VisibilityTimeout=1).get("Messages", []):
            body: str = message["Body"]
            if address in body:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                return body
        return None

    return taken


def test_line_4_nobody_is_made_a_contact(stage: SystemStage, run: str) -> None:
    ann, eve = f"ann.{run}@example.org", f"eve.{run}@example.org"
    known(stage, ann)
    events = [entry(own("registered_for_webinar", who, now(), number=2)) for who in (eve, ann)]
    stage.client("events").put_events(Entries=events)
    stage.wait_until("Ann is registered", has(stage, ann, {"webinar_registration": "webinar2"}))
    assert found(stage, eve) == []


def test_line_7_the_newest_event_wins_whatever_way_it_comes(stage: SystemStage, run: str) -> None:
    ann = f"ann.{run}@example.org"
    known(stage, ann)
    moment = now()
    put(stage, own("registered_for_webinar", ann, moment + dt.timedelta(seconds=2), number=9))
    stage.wait_until("Ann is registered", has(stage, ann, {"webinar_registration": "webinar9"}))
    stage.client("events").put_events(Entries=[entry(own("cancelled_webinar", ann, moment))])
    stage.account.mail.opened(send(stage, ann))
    stage.wait_until("Ann has opened a mail", has(stage, ann, {"opens": "1"}))
    assert attributes(stage, ann)["webinar_registration"] == "webinar9"
