"""Suppression lists and exports speak SES's language, and the rest of SES is another server's."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.standins.faults import throttle
from emulator.standins.model_server import ModelServer
from emulator.standins.ses_account import SesAccount

ANN, BEN = "ann@example.org", "ben@example.org"


@pytest.fixture
def account() -> Iterator[SesAccount]:
    with SesAccount() as server:
        yield server


@pytest.fixture
def elsewhere() -> Iterator[ModelServer]:
    """The emulator that has what the stand-in lacks."""

    def send(params: dict[str, Any]) -> dict[str, Any]:
        return {"MessageId": f"for {params['Destination']['ToAddresses'][0]}"}

    def identity(params: dict[str, Any]) -> dict[str, Any]:
        return {"IdentityType": "EMAIL_ADDRESS", "ConfigurationSetName": params["EmailIdentity"]}

    with ModelServer("sesv2", {"SendEmail": send, "GetEmailIdentity": identity}) as server:
        yield server


def code_of(error: pytest.ExceptionInfo[ClientError]) -> str:
    code: str = error.value.response["Error"]["Code"]
    return code


def test_an_address_is_put_read_and_taken_away(account: SesAccount) -> None:
    ses = account.client()
    ses.put_suppressed_destination(EmailAddress=ANN, Reason="BOUNCE")
    found = ses.get_suppressed_destination(EmailAddress=ANN)["SuppressedDestination"]
    assert (found["EmailAddress"], found["Reason"]) == (ANN, "BOUNCE")
    assert dt.datetime.now(dt.UTC) - found["LastUpdateTime"] < dt.timedelta(minutes=1)
    ses.delete_suppressed_destination(EmailAddress=ANN)
    for gone in (ses.get_suppressed_destination, ses.delete_suppressed_destination):
        with pytest.raises(ses.exceptions.NotFoundException):
            gone(EmailAddress=ANN)
    assert account.violations == []


def test_put_again_it_is_there_once_with_the_last_reason(account: SesAccount) -> None:
    for reason in ("BOUNCE", "COMPLAINT"):
        account.client().put_suppressed_destination(EmailAddress=ANN, Reason=reason)
    assert account.suppression.reasons() == {ANN: "COMPLAINT"}
    account.suppression.clear()
    assert account.suppression.reasons() == {}


def test_a_tenant_has_a_list_of_its_own(account: SesAccount) -> None:
    ses = account.client()
    ses.put_suppressed_destination(EmailAddress=ANN, Reason="BOUNCE", TenantName="acme")
    assert (account.suppression.reasons(), account.suppression.reasons("acme")) == ({}, {ANN: "BOUNCE"})
    found = ses.get_suppressed_destination(EmailAddress=ANN, TenantName="acme")
    assert found["SuppressedDestination"]["TenantName"] == "acme"


def test_a_list_has_pages_and_filters(account: SesAccount) -> None:
    ses = account.client()
    for number in range(5):
        ses.put_suppressed_destination(EmailAddress=f"{number}@example.org", Reason="BOUNCE")
    ses.put_suppressed_destination(EmailAddress=ANN, Reason="COMPLAINT")
    found, more = [], {}
    while True:
        page = ses.list_suppressed_destinations(Reasons=["BOUNCE"], PageSize=2, **more)
        found += [one["EmailAddress"] for one in page["SuppressedDestinationSummaries"]]
        if "NextToken" not in page:
            break
        more = {"NextToken": page["NextToken"]}
    assert found == [f"{number}@example.org" for number in range(5)]
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    assert ses.list_suppressed_destinations(StartDate=later)["SuppressedDestinationSummaries"] == []
    assert len(ses.list_suppressed_destinations(EndDate=later)["SuppressedDestinationSummaries"]) == 6
    with pytest.raises(ses.exceptions.InvalidNextTokenException):
        ses.list_suppressed_destinations(NextToken="%%")
    assert account.violations == []


@pytest.mark.parametrize("wrong", ["ann", "@example.org", "ann@", "Ann <ann@example.org>"])
def test_what_is_no_bare_address_is_refused(account: SesAccount, wrong: str) -> None:
    with pytest.raises(ClientError) as error:
        account.client().put_suppressed_destination(EmailAddress=wrong, Reason="BOUNCE")
    assert code_of(error) == "BadRequestException"


def test_an_unknown_reason_breaks_the_model(account: SesAccount) -> None:
    with pytest.raises(ClientError):
        account.client().put_suppressed_destination(EmailAddress=ANN, Reason="WHIM")
    assert "Reason must be one of BOUNCE, COMPLAINT." in account.violations[0]


def test_other_operations_are_anothers(elsewhere: ModelServer, account: SesAccount) -> None:
    account.otherwise = elsewhere.url
    ses = account.client()
    content = {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello"}}}}
    sent = ses.send_email(FromEmailAddress=BEN, Destination={"ToAddresses": [ANN]}, Content=content)
    assert sent["MessageId"] == f"for {ANN}"
    # the path goes on as it came: quoted, with its query
    assert ses.get_email_identity(EmailIdentity="a b/c")["ConfigurationSetName"] == "a b/c"
    ses.put_suppressed_destination(EmailAddress=ANN, Reason="BOUNCE")
    assert [name for name, _ in elsewhere.calls] == ["SendEmail", "GetEmailIdentity"]
    assert [name for name, _ in account.calls] == [
        "SendEmail",
        "GetEmailIdentity",
        "PutSuppressedDestination",
    ]
    assert account.violations == elsewhere.violations == []


def test_errors_come_back_as_they_are(elsewhere: ModelServer, account: SesAccount) -> None:
    account.otherwise = elsewhere.url
    with pytest.raises(ClientError) as error:
        account.client().get_account()
    assert code_of(error) == "NotImplementedException"
    assert account.violations == []


def test_faults_strike_what_is_passed_on_too(elsewhere: ModelServer, account: SesAccount) -> None:
    account.otherwise = elsewhere.url
    account.faults.add("GetEmailIdentity", throttle())
    with pytest.raises(ClientError) as error:
        account.client().get_email_identity(EmailIdentity=ANN)
    assert code_of(error) == "TooManyRequestsException"
    assert elsewhere.calls == []
    account.client().get_email_identity(EmailIdentity=ANN)


def test_without_another_server_an_operation_is_missing(account: SesAccount) -> None:
    with pytest.raises(ClientError, match="does not have GetAccount"):
        account.client().get_account()


def test_exports_are_of_the_same_account(account: SesAccount) -> None:
    with pytest.raises(ClientError) as error:
        account.client().get_export_job(JobId="none")
    assert code_of(error) == "NotFoundException"
    assert account.exports.address == account.url
