"""Who may send by an identity and a set may send by these alone, and as whom a condition says."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.ministack import MiniStack, emulator_python

ARN = "arn:aws:ses:us-east-1:000000000000"
BOTH = [f"{ARN}:identity/shop.example", f"{ARN}:configuration-set/replies"]
CONTENT = {"Simple": {"Subject": {"Data": "Re:"}, "Body": {"Text": {"Data": "x"}}}}
AS_OURSELVES = {"StringEquals": {"ses:FromAddress": "no-reply@shop.example"}}

Send = Callable[..., Any]


@pytest.fixture(scope="module")
def enforcing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    folder = tmp_path_factory.mktemp("enforcing")
    with MiniStack(folder, python=emulator_python(), auth=True) as stack:
        _domain_and_set(stack)
        yield stack


def _domain_and_set(stack: MiniStack) -> None:
    ses = stack.client("sesv2")
    ses.create_email_identity(EmailIdentity="shop.example")
    ses.create_email_identity(EmailIdentity="other.example")
    ses.create_configuration_set(ConfigurationSetName="replies")


def user_with(stack: MiniStack, name: str, **statement: Any) -> Send:
    iam = stack.client("iam")
    iam.create_user(UserName=name)
    allowed = {"Effect": "Allow", "Action": "ses:SendEmail", **statement}
    policy = {"Version": "2012-10-17", "Statement": [allowed]}
    iam.put_user_policy(UserName=name, PolicyName="send", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    ses = stack.client("sesv2", access_key_id=key["AccessKeyId"], secret_access_key=key["SecretAccessKey"])

    def send(sender: str, **more: Any) -> Any:
        to = {"ToAddresses": ["bob@example.net"]}
        return ses.send_email(FromEmailAddress=sender, Destination=to, Content=CONTENT, **more)

    return send


def test_identity_and_set_are_asked_for(enforcing: MiniStack) -> None:
    send = user_with(enforcing, "both", Resource=BOTH)
    assert send("Shop <any@shop.example>", ConfigurationSetName="replies")["MessageId"]
    with pytest.raises(ClientError, match="AccessDenied"):
        send("any@other.example")


def test_the_set_alone_or_the_identity_alone_is_not_enough(enforcing: MiniStack) -> None:
    send = user_with(enforcing, "identity", Resource=BOTH[:1])
    assert send("any@shop.example")["MessageId"]
    with pytest.raises(ClientError, match="AccessDenied"):
        send("any@shop.example", ConfigurationSetName="replies")
    with pytest.raises(ClientError, match="AccessDenied"):
        user_with(enforcing, "set", Resource=BOTH[1:])("any@shop.example", ConfigurationSetName="replies")


def test_a_condition_on_the_sender_holds(enforcing: MiniStack) -> None:
    send = user_with(enforcing, "one-sender", Resource=BOTH, Condition=AS_OURSELVES)
    assert send("no-reply@shop.example")["MessageId"]
    with pytest.raises(ClientError, match="AccessDenied"):
        send("any@shop.example")


def test_stock_asks_for_a_permission_that_no_role_should_have(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """When this fails, the correction may be no longer needed."""
    without = {"EMULATOR_WITHOUT_CORRECTIONS": "1"}
    folder = tmp_path_factory.mktemp("stock")
    with MiniStack(folder, python=emulator_python(), auth=True, environment=without) as stack:
        _domain_and_set(stack)
        with pytest.raises(ClientError, match="AccessDenied"):
            user_with(stack, "both", Resource=BOTH)("any@shop.example")
