"""One account of stand-ins, without MiniStack: that one is for the layer of e2e."""

from pathlib import Path

import botocore.session
import pytest
from botocore.exceptions import ClientError

from emulator import account as module
from emulator.account import Account


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setattr(module, "emulator_python", lambda: Path("/no/python"))
    return Account(tmp_path)


def test_each_stand_in_is_found_by_the_variable_of_its_service(account: Account) -> None:
    with account:
        for name, one in account._stand_ins.items():
            service_id = botocore.session.get_session().get_service_model(name).service_id
            variable = f"AWS_ENDPOINT_URL_{service_id.upper().replace(' ', '_')}"
            assert account.environment[variable] == one.url
            assert account.stack._environment[variable] == one.url
            assert account.client(name).meta.endpoint_url == one.url


def test_everything_else_is_ministack(account: Account) -> None:
    with account:
        assert account.client("sqs").meta.endpoint_url == account.stack.url
        assert account.environment["AWS_ENDPOINT_URL"] == account.stack.url
        assert account.ses.otherwise == account.stack.url


def test_violations_of_all_are_told_together(account: Account) -> None:
    with account:
        account.pinpoint.violations.append("a")
        account.profiles.violations.append("b")
        assert account.violations == ["a", "b"]


def test_the_stand_ins_are_gone_after_the_block(account: Account) -> None:
    with account, pytest.raises(ClientError):
        account.client("pinpoint").get_app(ApplicationId="unknown to it")
    with pytest.raises(Exception, match="Could not connect"):
        account.client("pinpoint").get_app(ApplicationId="a")
