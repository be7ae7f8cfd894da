"""Receipt rules as Terraform needs them, and mail that they take."""

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.errors import EmulatorError
from emulator.ministack import MiniStack
from emulator.standins.received_mail import ReceivedMail
from tests.support.waiting import until

ACCOUNT = "000000000000"
CODE = """
import json
def handler(event, context):
    with open({path!r}, "a") as calls:
        calls.write(json.dumps(event) + "\\n")
"""


class Mailroom:
    """A rule set, and a function that writes down what it is called with."""

    def __init__(self, stack: MiniStack, calls: Path) -> None:
        self.stack, self.ses, self.functions = stack, stack.client("ses"), stack.client("lambda")
        self.name, self.calls = f"set-{uuid.uuid4().hex[:8]}", calls
        self.ses.create_receipt_rule_set(RuleSetName=self.name)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("index.py", CODE.format(path=str(calls)))
        made = self.functions.create_function(
            FunctionName=self.name,
            Runtime="python3.11",
            Role=f"arn:aws:iam::{ACCOUNT}:role/any",
            Handler="index.handler",
            Code={"ZipFile": packed.getvalue()},
        )
        self.function_arn = made["FunctionArn"]

    def permit(self, rule: str) -> None:
        self.functions.add_permission(
            FunctionName=self.name,
            StatementId=rule,
            Action="lambda:InvokeFunction",
            Principal="ses.amazonaws.com",
            SourceAccount=ACCOUNT,
            SourceArn=f"arn:aws:ses:us-east-1:{ACCOUNT}:receipt-rule-set/{self.name}:receipt-rule/{rule}",
        )

    def rule(self, name: str, *, calls: bool = False, **more: Any) -> dict[str, Any]:
        called = [{"LambdaAction": {"FunctionArn": self.function_arn, "InvocationType": "Event"}}]
        stop = [{"StopAction": {"Scope": "RuleSet"}}]
        return {"Name": name, "Enabled": True, "Actions": (called if calls else []) + stop, **more}

    def create(self, name: str, *, after: str | None = None, **more: Any) -> None:
        place = {"After": after} if after else {}
        self.ses.create_receipt_rule(RuleSetName=self.name, Rule=self.rule(name, **more), **place)

    def order(self) -> list[str]:
        return [rule["Name"] for rule in self.ses.describe_receipt_rule_set(RuleSetName=self.name)["Rules"]]

    def told(self) -> list[dict[str, Any]]:
        return (
            [json.loads(line) for line in self.calls.read_text().splitlines()] if self.calls.exists() else []
        )


@pytest.fixture
def mailroom(stack: MiniStack, calls_file: Path) -> Iterator[Mailroom]:
    made = Mailroom(stack, calls_file)
    yield made
    made.ses.set_active_receipt_rule_set()


def refusal(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def test_a_rule_is_changed_as_a_whole(mailroom: Mailroom) -> None:
    mailroom.create("first", Recipients=["shop.example"], ScanEnabled=True)
    mailroom.ses.update_receipt_rule(
        RuleSetName=mailroom.name,
        Rule=mailroom.rule("first", Recipients=["a@shop.example", "b@shop.example"], TlsPolicy="Require"),
    )
    told = mailroom.ses.describe_receipt_rule(RuleSetName=mailroom.name, RuleName="first")["Rule"]
    assert told["Recipients"] == ["a@shop.example", "b@shop.example"]
    assert (told["TlsPolicy"], told["ScanEnabled"]) == ("Require", False)


def test_a_rule_is_moved(mailroom: Mailroom) -> None:
    mailroom.create("a")
    mailroom.create("b", after="a")
    mailroom.create("c", after="b")
    mailroom.ses.set_receipt_rule_position(RuleSetName=mailroom.name, RuleName="a", After="c")
    assert mailroom.order() == ["b", "c", "a"]
    mailroom.ses.set_receipt_rule_position(RuleSetName=mailroom.name, RuleName="c")
    assert mailroom.order() == ["c", "b", "a"]


def test_what_does_not_exist_is_refused(mailroom: Mailroom) -> None:
    mailroom.create("a")
    with pytest.raises(ClientError) as error:
        mailroom.ses.set_receipt_rule_position(RuleSetName=mailroom.name, RuleName="a", After="gone")
    assert refusal(error) == "RuleDoesNotExist"
    with pytest.raises(ClientError) as error:
        mailroom.ses.update_receipt_rule(RuleSetName=mailroom.name, Rule=mailroom.rule("gone"))
    assert refusal(error) == "RuleDoesNotExist"
    with pytest.raises(ClientError) as error:
        mailroom.ses.update_receipt_rule(RuleSetName="gone", Rule=mailroom.rule("a"))
    assert refusal(error) == "RuleSetDoesNotExist"
    with pytest.raises(ClientError) as error:
        mailroom.ses.update_receipt_rule(RuleSetName=mailroom.name, Rule=mailroom.rule("a", Recipients=["@"]))
    assert refusal(error) == "InvalidParameterValue"


def test_a_function_must_let_this_rule_call_it(mailroom: Mailroom) -> None:
    mailroom.permit("another")
    with pytest.raises(ClientError) as error:
        mailroom.create("answer", calls=True)
    assert refusal(error) == "InvalidLambdaFunction"
    mailroom.create("answer")
    with pytest.raises(ClientError) as error:
        mailroom.ses.update_receipt_rule(RuleSetName=mailroom.name, Rule=mailroom.rule("answer", calls=True))
    assert refusal(error) == "InvalidLambdaFunction"
    mailroom.permit("answer")
    mailroom.ses.update_receipt_rule(RuleSetName=mailroom.name, Rule=mailroom.rule("answer", calls=True))


def test_mail_calls_the_functions_of_the_rules_that_match(mailroom: Mailroom) -> None:
    mailroom.permit("answer")
    mailroom.permit("rest")
    mailroom.create("off", calls=False, Enabled=False)
    mailroom.create("answer", after="off", calls=True, Recipients=["news@shop.example", ".shop.example"])
    mailroom.create("rest", after="answer", calls=True)
    mailroom.ses.set_active_receipt_rule_set(RuleSetName=mailroom.name)
    mail = ReceivedMail(mailroom.stack.url)
    (event,) = mail.receive("ann@eu.shop.example", "x@other.example", headers={"Subject": "Order?"})
    until(lambda: len(mailroom.told()) == 1)
    assert mailroom.told() == [event]
    told = event["Records"][0]["ses"]
    assert told["receipt"]["recipients"] == ["ann@eu.shop.example"]
    assert told["mail"]["commonHeaders"]["subject"] == "Order?"
    (event,) = mail.receive("ann@shop.example", verdicts={"dmarc": "FAIL"}, times=2)
    until(lambda: len(mailroom.told()) == 3)
    assert event["Records"][0]["ses"]["receipt"]["dmarcVerdict"] == {"status": "FAIL"}


def test_without_an_active_set_there_is_no_mail(mailroom: Mailroom) -> None:
    with pytest.raises(EmulatorError, match="activate one first"):
        ReceivedMail(mailroom.stack.url).receive("ann@shop.example")


def test_stock_cannot_change_a_rule_and_takes_any_function(stock: MiniStack, calls_file: Path) -> None:
    """When this fails, the correction may be no longer needed."""
    mailroom = Mailroom(stock, calls_file)
    mailroom.create("answer", calls=True)
    with pytest.raises(ClientError) as error:
        mailroom.ses.update_receipt_rule(RuleSetName=mailroom.name, Rule=mailroom.rule("answer"))
    assert refusal(error) == "InvalidAction"
    with pytest.raises(ClientError) as error:
        mailroom.ses.set_receipt_rule_position(RuleSetName=mailroom.name, RuleName="answer")
    assert refusal(error) == "InvalidAction"
