"""People who write to an address that nobody reads get an answer, once; programs get none."""

import contextlib
import json
import secrets
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

from emulator.environment import ACCOUNT_ID
from emulator.standins.faults import Chooser, fail
from emulator.standins.received_mail import ReceivedMail
from examples.demo.errors import WrongValue
from examples.demo.systems.stage import SystemStage

NO_REPLY, NEWS = "no-reply@shop.example", "news@shop.example"
# Who writes, and what tells that a program does, or somebody who is not who they say.
UNANSWERED: dict[str, dict[str, Any]] = {
    "another shop's auto-responder": {"headers": {"Auto-Submitted": "auto-replied"}},
    "a mailing list": {"headers": {"List-Id": "<cats.lists.example>"}},
    "a forged sender": {"verdicts": {"dmarc": "FAIL"}},
}


def play(stage: SystemStage) -> None:
    run = secrets.token_hex(3)
    bob, ann, cid, dan = (f"{name}.{run}@example.net" for name in ("bob", "ann", "cid", "dan"))
    with receiving(stage) as mail:
        stage.screen.say(f"Bob answers a newsletter that came from {NO_REPLY}.")
        stage.screen.say("SES calls the function for it twice, and later he writes again.")
        message_id = f"<order.{run}@example.net>"
        mail.receive(NO_REPLY, sender=bob, headers={**hello("Bob", bob), "Message-ID": message_id}, times=2)
        stage.wait_until("Bob gets a reply", one_reply_to(stage, bob))
        mail.receive(NO_REPLY, sender=bob, headers=hello("Bob", bob))
        stage.screen.say(f"Ann writes to a list: only the envelope says that the mail is for {NEWS}.")
        mail.receive(NEWS, sender=ann, headers={**hello("<b>Ann</b>", ann), "To": "cats@lists.example"})
        stage.wait_until("Ann gets a reply", one_reply_to(stage, ann))
        machines = {f"{secrets.token_hex(3)}.{run}@example.net": who for who in UNANSWERED}
        for sender, who in machines.items():
            mail.receive(NO_REPLY, sender=sender, **UNANSWERED[who])
        # he is the last to write: who wrote before has been dealt with when he has his answer
        mail.receive(NO_REPLY, sender=cid, headers=hello("Cid", cid))
        stage.wait_until("Cid, who writes after three programs, gets a reply", one_reply_to(stage, cid))
        people = {bob: "Bob, twice", ann: "Ann", cid: "Cid", **machines}
        show(stage, people)
        check_thread(stage, bob, message_id)
        stage.screen.say("Somebody deletes the template, and Dan writes.")
        with template_is_gone(stage):
            mail.receive(NO_REPLY, sender=dan, headers=hello("Dan", dan))
            letter = stage.wait_until(
                "after three calls the event is a dead letter", dead_letter_of(stage, dan)
            )
        if replies_to(stage, dan):
            raise WrongValue("Without a template nobody should get a reply.")
        again(stage, letter)
        stage.wait_until(
            "the template is back, the event is put again: Dan gets a reply", one_reply_to(stage, dan)
        )


@contextlib.contextmanager
def receiving(stage: SystemStage) -> Iterator[ReceivedMail]:
    """The example's rule set is the active one, as long as it lasts: an active set cannot be deleted."""
    ses = stage.client("ses")
    ses.set_active_receipt_rule_set(RuleSetName=stage.outputs["rule_set_name"])
    try:
        yield ReceivedMail(stage.account.stack.url)
    finally:
        ses.set_active_receipt_rule_set()


@contextlib.contextmanager
def template_is_gone(stage: SystemStage) -> Iterator[None]:
    gone = fail("NotFoundException", "Template does not exist", 404)
    with trouble(stage, lambda operation, _params: gone if operation == "GetEmailTemplate" else None):
        yield


@contextlib.contextmanager
def trouble(stage: SystemStage, choose: Chooser) -> Iterator[None]:
    faults = stage.account.ses.faults
    before, faults.choose = faults.choose, choose
    try:
        yield
    finally:
        faults.choose = before


def hello(name: str, address: str) -> dict[str, str]:
    return {"From": f"{name} <{address}>", "Subject": "Where is my order?"}


def replies_to(stage: SystemStage, address: str) -> list[dict[str, Any]]:
    """What SES of the emulator has sent to an address."""
    url = f"{stage.account.stack.url}/_ministack/ses/messages?account={ACCOUNT_ID}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url) as answer:
        sent = json.loads(answer.read())["messages"].get(ACCOUNT_ID, [])
    return [one for one in sent if address in one["To"]]


def one_reply_to(stage: SystemStage, address: str) -> Callable[[], dict[str, Any] | None]:
    def found() -> dict[str, Any] | None:
        sent = replies_to(stage, address)
        if len(sent) > 1:
            raise WrongValue(f"One reply should go to {address}, and {len(sent)} did.")
        return sent[0] if sent else None

    return found


def headers_to(stage: SystemStage, address: str) -> dict[str, str]:
    """Of the reply as SES was asked for it: the emulator does not keep headers."""
    asked = [
        params["Content"]["Simple"]["Headers"]
        for operation, params in stage.account.ses.calls
        if operation == "SendEmail" and params["Destination"]["ToAddresses"] == [address]
    ]
    return {header["Name"]: header["Value"] for header in asked[-1]}


def dead_letter_of(stage: SystemStage, sender: str) -> Callable[[], dict[str, Any] | None]:
    """The failed call that a mail of `sender` ended in, which is taken away."""
    sqs = stage.client("sqs")
    url = sqs.get_queue_url(QueueName=stage.outputs["dlq_arn"].rpartition(":")[2])["QueueUrl"]

    def found() -> dict[str, Any] | None:
        for message in sqs.receive_message(QueueUrl=url, VisibilityTimeout=1).get("Messages", []):
            if sender in message["Body"]:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                letter: dict[str, Any] = json.loads(message["Body"])
                return letter
        return None

    return found


def again(stage: SystemStage, letter: dict[str, Any]) -> None:
    """As the runbook says: the function is called with what it was called with before."""
    stage.client("lambda").invoke(
        FunctionName=stage.outputs["function_name"],
        InvocationType="Event",
        Payload=json.dumps(letter["requestPayload"]).encode(),
    )


def show(stage: SystemStage, people: dict[str, str]) -> None:
    rows = []
    for address, who in people.items():
        sent = replies_to(stage, address)
        rows.append((who, len(sent), *((sent[0]["Source"], sent[0]["Subject"]) if sent else (None, None))))
        if len(sent) != (0 if who in UNANSWERED else 1):
            raise WrongValue(f"{who} got {len(sent)} replies.")
    stage.screen.table(["who wrote", "replies", "from", "subject"], rows)


def check_thread(stage: SystemStage, address: str, message_id: str) -> None:
    headers = headers_to(stage, address)
    wanted = {"Auto-Submitted": "auto-replied", "In-Reply-To": message_id, "References": message_id}
    if not wanted.items() <= headers.items():
        raise WrongValue(f"The reply should have {wanted}, and has {headers}.")
    stage.screen.say("By its headers each reply is a program's, and stands below the mail that it answers.")
