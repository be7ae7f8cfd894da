"""Opt-out lists, and texts that nobody asked for, in the stand-in for End User Messaging."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.standins.errors import ServiceError
from emulator.standins.opt_out_lists import OptOutLists
from emulator.standins.sms_voice import SmsVoice

CUSTOMER, OURS = "+14255550182", "+12125550101"


@pytest.fixture
def sms() -> Iterator[SmsVoice]:
    with SmsVoice() as server:
        server.client().create_opt_out_list(
            OptOutListName="marketing", Tags=[{"Key": "team", "Value": "growth"}]
        )
        yield server


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    response: Any = error.value.response
    return response["Error"]["Code"], response.get("Reason") or response.get("ResourceType")


def test_list_lives_as_terraform_needs_it(sms: SmsVoice) -> None:
    client = sms.client()
    (found,) = client.describe_opt_out_lists(OptOutListNames=["marketing"])["OptOutLists"]
    arn = found["OptOutListArn"]
    assert client.describe_opt_out_lists()["OptOutLists"] == [found]
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "env", "Value": "test"}])
    client.untag_resource(ResourceArn=arn, TagKeys=["team", "unknown"])
    assert client.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "env", "Value": "test"}]
    client.delete_opt_out_list(OptOutListName=arn)
    with pytest.raises(ClientError) as gone:
        client.describe_opt_out_lists(OptOutListNames=["marketing"])
    assert refusal(gone) == ("ResourceNotFoundException", "opt-out-list")
    with pytest.raises(ClientError) as untagged:
        client.list_tags_for_resource(ResourceArn=arn)
    assert refusal(untagged) == ("ResourceNotFoundException", "opt-out-list")
    assert sms.violations == []


def test_list_is_made_once(sms: SmsVoice) -> None:
    with pytest.raises(ClientError) as twice:
        sms.client().create_opt_out_list(OptOutListName="marketing")
    assert refusal(twice) == ("ConflictException", "RESOURCE_ALREADY_EXISTS")


def test_number_is_on_the_list_until_it_is_taken_off(sms: SmsVoice) -> None:
    client = sms.client()
    given = {"OptOutListName": "marketing", "OptedOutNumber": CUSTOMER}
    first = client.put_opted_out_number(**given)["OptedOutTimestamp"]
    assert client.put_opted_out_number(**given)["OptedOutTimestamp"] == first
    assert sms.opt_out_lists.numbers("marketing") == {CUSTOMER}
    assert client.describe_opted_out_numbers(OptOutListName="marketing")["OptedOutNumbers"] == [
        {"OptedOutNumber": CUSTOMER, "OptedOutTimestamp": first, "EndUserOptedOut": False}
    ]
    client.delete_opted_out_number(**given)
    assert sms.opt_out_lists.numbers("marketing") == set()
    for call in (
        lambda: client.delete_opted_out_number(**given),
        lambda: client.describe_opted_out_numbers(OptOutListName="marketing", OptedOutNumbers=[CUSTOMER]),
    ):
        with pytest.raises(ClientError) as unknown:
            call()
        assert refusal(unknown) == ("ResourceNotFoundException", "opted-out-number")
    assert sms.violations == []


def test_number_is_taken_off_once_in_30_days() -> None:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    lists = OptOutLists(clock=lambda: moment)
    number = {"OptOutListName": "marketing", "OptedOutNumber": CUSTOMER}
    do = lists.operations
    do["CreateOptOutList"]({"OptOutListName": "marketing"})
    for name in ("PutOptedOutNumber", "DeleteOptedOutNumber", "PutOptedOutNumber"):
        do[name](number)
    moment += dt.timedelta(days=29)
    with pytest.raises(ServiceError) as refused:
        do["DeleteOptedOutNumber"](number)
    assert refused.value.members == {"Reason": "PHONE_NUMBER_CANNOT_BE_OPTED_IN"}
    moment += dt.timedelta(days=1)
    do["DeleteOptedOutNumber"](number)
    assert lists.numbers("marketing") == set()


def test_identity_that_uses_a_list_sends_nothing_to_its_numbers(sms: SmsVoice) -> None:
    client = sms.client()
    text = {"DestinationPhoneNumber": CUSTOMER, "OriginationIdentity": OURS, "MessageBody": "Spring is here"}
    client.put_opted_out_number(OptOutListName="marketing", OptedOutNumber=CUSTOMER)
    client.send_text_message(**text)
    sms.opt_out_lists.use(OURS, "marketing")
    with pytest.raises(ClientError) as opted_out:
        client.send_text_message(**text)
    assert refusal(opted_out) == ("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT")
    assert sms.sent == [text]
    with pytest.raises(ClientError) as used:
        client.delete_opt_out_list(OptOutListName="marketing")
    assert refusal(used)[0] == "ConflictException"


def test_customer_texts_unasked() -> None:
    heard: list[dict[str, Any]] = []
    with SmsVoice() as sms:
        sms.inbound("lost", customer=CUSTOMER, number=OURS)
        sms.replies = heard.append
        identifier = sms.inbound(" Stop ", customer=CUSTOMER, number=OURS)
        sms.inbound(" Stop ", customer=CUSTOMER, number=OURS, inbound_message_id=identifier)
    assert heard[0] == heard[1]
    assert heard[0] == {
        "originationNumber": CUSTOMER,
        "destinationNumber": OURS,
        "messageKeyword": "KEYWORD_000000000000",
        "messageBody": " Stop ",
        "inboundMessageId": identifier,
    }
