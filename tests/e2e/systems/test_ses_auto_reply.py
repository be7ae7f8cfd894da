"""Received mail, the function, and what SES of the emulator sends, with IAM enforced."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pytest

from emulator.standins.faults import fail, throttle
from examples.demo.systems.ses_auto_reply import (
    NEWS,
    NO_REPLY,
    again,
    dead_letter_of,
    headers_to,
    hello,
    one_reply_to,
    play,
    receiving,
    replies_to,
    template_is_gone,
    trouble,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.standins.received_mail import ReceivedMail
    from examples.demo.systems.stage import SystemStage
    from tests.e2e.systems.conftest import Systems


@pytest.fixture
def stage(systems: Systems) -> SystemStage:
    return systems.stage("ses-auto-reply")


@pytest.fixture
def mail(stage: SystemStage) -> Iterator[ReceivedMail]:
    with receiving(stage) as made:
        yield made


@pytest.fixture
def bob() -> str:
    """Somebody who never wrote before."""
    return f"bob.{secrets.token_hex(3)}@example.net"


def until_answered(stage: SystemStage, address: str) -> dict[str, Any]:
    return stage.wait_until(f"{address} gets a reply", one_reply_to(stage, address))


def test_story(stage: SystemStage) -> None:
    play(stage)


def test_line_1_and_2_reply_has_both_subjects_its_thread_and_escaped_names(
    stage: SystemStage, mail: ReceivedMail, bob: str
) -> None:
    told = {**hello("<b>Bob</b>", bob), "Message-ID": "<x@example.net>"}
    (event,) = mail.receive(NO_REPLY, sender=bob, headers=told)
    sent = until_answered(stage, bob)
    assert sent["Subject"] == "Automatic reply: Where is my order?"
    assert f"Hello <b>Bob</b> <{bob}>" in sent["BodyText"]
    assert f"Hello &lt;b&gt;Bob&lt;/b&gt; &lt;{bob}&gt;" in sent["BodyHtml"]
    assert event["Records"][0]["ses"]["mail"]["messageId"] in sent["BodyText"]
    assert sent["ConfigurationSetName"] == "shop-replies"
    assert headers_to(stage, bob) == {
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "In-Reply-To": "<x@example.net>",
        "References": "<x@example.net>",
    }


def test_line_4_an_event_that_comes_twice_is_one_reply(
    stage: SystemStage, mail: ReceivedMail, bob: str
) -> None:
    mail.receive(NO_REPLY, sender=bob, times=3)
    until_answered(stage, bob)
    mail.receive(NO_REPLY, sender=bob)
    last = f"last.{bob}"
    mail.receive(NO_REPLY, sender=last)
    until_answered(stage, last)
    assert len(replies_to(stage, bob)) == 1


def test_line_5_both_recipients_are_answered_and_nobody_else(
    stage: SystemStage, mail: ReceivedMail, bob: str
) -> None:
    rules = stage.client("ses").describe_active_receipt_rule_set()["Rules"]
    assert [rule["Recipients"] for rule in rules] == [sorted([NEWS, NO_REPLY])]
    assert mail.receive("help@shop.example", sender=bob) == []
    mail.receive(NEWS, sender=bob)
    assert until_answered(stage, bob)["Source"] == NEWS


def test_line_6_the_reply_comes_from_the_address_of_the_envelope(
    stage: SystemStage, mail: ReceivedMail, bob: str
) -> None:
    mail.receive(NEWS, sender=bob, headers={"To": "cats@lists.example"})
    assert until_answered(stage, bob)["Source"] == NEWS


def test_line_7_mail_without_subject_or_id_is_answered(
    stage: SystemStage, mail: ReceivedMail, bob: str
) -> None:
    mail.receive(NO_REPLY, sender=bob)
    sent = until_answered(stage, bob)
    assert sent["Subject"] == "Automatic reply:"
    assert not any(
        word in str(sent[part]) for word in ("None", "undefined") for part in ("BodyText", "BodyHtml")
    )


def test_line_8_without_its_template_the_event_is_a_dead_letter(
    stage: SystemStage, mail: ReceivedMail, bob: str
) -> None:
    with template_is_gone(stage):
        (event,) = mail.receive(NO_REPLY, sender=bob)
        letter = stage.wait_until("the event is a dead letter", dead_letter_of(stage, bob))
    assert letter["requestPayload"] == event
    assert replies_to(stage, bob) == []
    again(stage, letter)
    until_answered(stage, bob)


def test_line_9_a_send_that_is_throttled_for_long_is_made_by_a_later_call(
    stage: SystemStage, mail: ReceivedMail, bob: str
) -> None:
    """More often than one call tries, which is four times: the claim must be free for the next."""
    refused = 0

    def throttled(operation: str, params: dict[str, Any]) -> Any:
        nonlocal refused
        if operation == "SendEmail" and params["Destination"]["ToAddresses"] == [bob] and refused < 5:
            refused += 1
            return throttle()
        return None

    with trouble(stage, throttled):
        mail.receive(NO_REPLY, sender=bob)
        until_answered(stage, bob)
    assert refused == 5


def test_line_9_a_reply_that_ses_does_not_answer_is_not_sent_again(
    stage: SystemStage, mail: ReceivedMail, bob: str
) -> None:
    asked = 0

    def silent(operation: str, params: dict[str, Any]) -> Any:
        nonlocal asked
        if operation == "SendEmail" and params["Destination"]["ToAddresses"] == [bob]:
            asked += 1
            return fail("GatewayTimeout", status=504)
        return None

    last = f"last.{bob}"
    with trouble(stage, silent):
        mail.receive(NO_REPLY, sender=bob)
        stage.wait_until("SES is asked for the reply", lambda: asked or None)
        mail.receive(NO_REPLY, sender=last)
        until_answered(stage, last)
    mail.receive(NO_REPLY, sender=bob)
    after = f"after.{bob}"
    mail.receive(NO_REPLY, sender=after)
    until_answered(stage, after)
    assert asked == 1
    assert replies_to(stage, bob) == []


def test_line_3_a_return_path_that_is_no_address_is_no_dead_letter(
    stage: SystemStage, mail: ReceivedMail, bob: str
) -> None:
    mail.receive(NO_REPLY, sender="bob@[192.0.2.1]", headers={"From": bob})
    mail.receive(NO_REPLY, sender=bob)
    until_answered(stage, bob)
    assert len(replies_to(stage, bob)) == 1


def test_line_4_a_return_path_for_each_mail_is_one_reply(
    stage: SystemStage, mail: ReceivedMail, bob: str
) -> None:
    first, second = (f"bounce+{number}={bob.replace('@', '=')}@esp.example" for number in (1, 2))
    mail.receive(NO_REPLY, sender=first, headers=hello("Bob", bob))
    until_answered(stage, first)
    mail.receive(NO_REPLY, sender=second, headers=hello("Bob", bob))
    last = f"last.{bob}"
    mail.receive(NO_REPLY, sender=last)
    until_answered(stage, last)
    assert replies_to(stage, second) == []


def test_no_line_of_the_log_has_an_address(stage: SystemStage, mail: ReceivedMail, bob: str) -> None:
    mail.receive(NO_REPLY, sender=bob, headers=hello("Bob", bob))
    until_answered(stage, bob)
    group = f"/aws/lambda/{stage.outputs['function_name']}"
    lines = [
        event["message"] for event in stage.client("logs").filter_log_events(logGroupName=group)["events"]
    ]
    assert lines
    assert not any("example" in line or "order" in line for line in lines)
