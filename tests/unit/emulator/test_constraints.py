"""What botocore does not check before it sends, the stand-ins do."""

from typing import Any

import botocore.session
import pytest

from emulator.standins.constraints import broken_rules

CAMPAIGNS = botocore.session.get_session().get_service_model("connectcampaignsv2")
MESSAGES = botocore.session.get_session().get_service_model("pinpoint-sms-voice-v2")
PROFILES = botocore.session.get_session().get_service_model("customer-profiles")
ARN = "arn:aws:lambda:us-east-1:000000000000:function:"


def of_integration(arn: str) -> list[str]:
    shape = CAMPAIGNS.operation_model("PutConnectInstanceIntegration").input_shape
    config = {"lambda": {"functionArn": arn}}
    return list(broken_rules({"connectInstanceId": "i", "integrationConfig": config}, shape))


def of_text(**params: Any) -> list[str]:
    shape = MESSAGES.operation_model("SendTextMessage").input_shape
    return list(broken_rules({"DestinationPhoneNumber": "+14255550123", **params}, shape))


def test_what_the_model_allows_breaks_nothing() -> None:
    assert of_integration(ARN + "f" * (140 - len(ARN))) == []
    assert of_text(Context={"campaign": "Spring welcome", "username": "ana.lima"}, TimeToLive=60) == []


def test_an_arn_of_141_characters_is_too_long() -> None:
    assert of_integration(ARN + "f" * (141 - len(ARN))) == [
        "integrationConfig.lambda.functionArn has 141 characters; 140 are allowed."
    ]


def test_a_form_is_named_and_the_value_is_not() -> None:
    (found,) = of_integration("secret")
    assert "integrationConfig.lambda.functionArn does not have the form arn:aws" in found
    assert "secret" not in found


def test_a_form_without_anchors_is_about_the_whole_text() -> None:
    (found,) = of_text(OriginationIdentity="pool-1 and more")
    assert "OriginationIdentity does not have the form" in found


@pytest.mark.parametrize(
    ("arn", "broken"),
    [
        ("arn:aws:profile:eu-west-1:111122223333:domains/shop", 0),
        ("arn:aws:sns:eu-west-1:111122223333:shop", 1),
        ("see arn:aws:profile:eu-west-1:111122223333:domains/shop", 1),
    ],
)
def test_a_form_with_one_anchor_is_open_at_its_other_end(arn: str, broken: int) -> None:
    shape = PROFILES.operation_model("ListTagsForResource").input_shape
    assert len(list(broken_rules({"resourceArn": arn}, shape))) == broken


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"MessageType": "SHOUTED"}, "MessageType must be one of TRANSACTIONAL, PROMOTIONAL."),
        ({"TimeToLive": 259201}, "TimeToLive is 259201; 259200 is the most."),
        ({"Context": {str(n): "x" for n in range(6)}}, "Context has 6 entries; 5 are allowed."),
        ({"Context": {"campaign": "x" * 801}}, "Context.campaign has 801 characters; 800 are allowed."),
        ({"Context": {"x" * 101: "v"}}, "a key of Context has 101 characters; 100 are allowed."),
    ],
)
def test_each_kind_of_rule(params: dict[str, Any], reason: str) -> None:
    assert of_text(**params) == [reason]


def test_a_rule_holds_inside_a_list() -> None:
    shape = CAMPAIGNS.operation_model("CreateCampaign").input_shape
    limits = {"communicationLimitsList": [{"frequency": 31, "maxCountPerRecipient": 1, "unit": "DAY"}]}
    found = broken_rules({"communicationLimitsOverride": {"allChannelSubtypes": limits}}, shape)
    assert [sentence.rpartition(".communicationLimitsList")[2] for sentence in found] == [
        "[0].frequency is 31; 30 is the most."
    ]
