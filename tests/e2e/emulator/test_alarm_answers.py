"""Alarms over the Query protocol, which Terraform speaks and boto3 no longer does."""

import urllib.parse
import urllib.request
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from emulator.ministack import MiniStack

NAMESPACE = "{http://monitoring.amazonaws.com/doc/2010-08-01/}"
TOPIC = "arn:aws:sns:us-east-1:000000000000:alarms"


def query(stack: MiniStack, action: str, **params: str) -> ET.Element:
    body = urllib.parse.urlencode({"Action": action, "Version": "2010-08-01", **params})
    request = AWSRequest(
        "POST", stack.url, data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    SigV4Auth(Credentials("test", "test"), "monitoring", "us-east-1").add_auth(request)
    prepared = request.prepare()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    sent = urllib.request.Request(prepared.url, prepared.body.encode(), dict(prepared.headers.items()))
    with opener.open(sent) as answer:
        return ET.fromstring(answer.read())


def as_data(element: ET.Element) -> Any:
    if len(element) == 0:
        return element.text or ""
    names = [child.tag.removeprefix(NAMESPACE) for child in element]
    if set(names) == {"member"}:
        return [as_data(child) for child in element]
    return dict(zip(names, map(as_data, element), strict=True))


def described(stack: MiniStack, name: str, **params: str) -> dict[str, Any]:
    answer = query(stack, "DescribeAlarms", **{"AlarmNames.member.1": name, **params})
    result = as_data(answer)["DescribeAlarmsResult"]
    (alarm,) = [*result["MetricAlarms"], *result["CompositeAlarms"]]
    assert isinstance(alarm, dict)
    return alarm


SIMPLE = {
    "AlarmName": "simple",
    "AlarmDescription": "more than 5 & less < fun",
    "MetricName": "Errors",
    "Namespace": "AWS/Lambda",
    "Statistic": "Sum",
    "Period": "300",
    "EvaluationPeriods": "2",
    "Threshold": "1.5",
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "notBreaching",
    "ActionsEnabled": "true",
    "AlarmActions.member.1": TOPIC,
    "OKActions.member.1": TOPIC,
    "InsufficientDataActions.member.1": TOPIC,
    "Dimensions.member.1.Name": "FunctionName",
    "Dimensions.member.1.Value": "tagging",
    "Dimensions.member.2.Name": "Resource",
    "Dimensions.member.2.Value": "tagging:live",
}


def test_a_metric_alarm_comes_back_whole(stack: MiniStack) -> None:
    query(stack, "PutMetricAlarm", **SIMPLE)
    alarm = described(stack, "simple")
    plain = [name for name in SIMPLE if "." not in name]
    assert {name: alarm[name] for name in plain} == {name: SIMPLE[name] for name in plain}
    assert alarm["AlarmActions"] == alarm["OKActions"] == alarm["InsufficientDataActions"] == [TOPIC]
    assert alarm["Dimensions"] == [
        {"Name": "FunctionName", "Value": "tagging"},
        {"Name": "Resource", "Value": "tagging:live"},
    ]


def test_a_percentile_has_no_statistic(stack: MiniStack) -> None:
    given = {**SIMPLE, "AlarmName": "percentile", "ExtendedStatistic": "p99"}
    del given["Statistic"]
    query(stack, "PutMetricAlarm", **given)
    alarm = described(stack, "percentile")
    assert alarm["ExtendedStatistic"] == "p99"
    assert "Statistic" not in alarm


def test_metric_math_comes_back_and_nothing_is_made_up(stack: MiniStack) -> None:
    metric = "Metrics.member.2.MetricStat"
    query(
        stack,
        "PutMetricAlarm",
        **{
            "AlarmName": "math",
            "EvaluationPeriods": "1",
            "Threshold": "0.1",
            "ComparisonOperator": "GreaterThanThreshold",
            "Metrics.member.1.Id": "rate",
            "Metrics.member.1.Expression": "errors / 2",
            "Metrics.member.1.ReturnData": "true",
            "Metrics.member.2.Id": "errors",
            f"{metric}.Metric.Namespace": "AWS/Lambda",
            f"{metric}.Metric.MetricName": "Errors",
            f"{metric}.Metric.Dimensions.member.1.Name": "FunctionName",
            f"{metric}.Metric.Dimensions.member.1.Value": "tagging",
            f"{metric}.Period": "60",
            f"{metric}.Stat": "Sum",
        },
    )
    alarm = described(stack, "math")
    assert not {"Statistic", "Period", "MetricName", "Namespace"} & set(alarm)
    expression, errors = alarm["Metrics"]
    assert expression == {"Id": "rate", "Expression": "errors / 2", "ReturnData": "true"}
    assert errors["MetricStat"]["Period"] == "60"
    assert errors["MetricStat"]["Metric"]["Dimensions"] == [{"Name": "FunctionName", "Value": "tagging"}]


def test_a_composite_alarm_comes_back_whole(stack: MiniStack) -> None:
    stack.client("cloudwatch").put_composite_alarm(
        AlarmName="both", AlarmRule="ALARM(simple)", ActionsEnabled=True, AlarmActions=[TOPIC]
    )
    alarm = described(stack, "both", **{"AlarmTypes.member.1": "CompositeAlarm"})
    assert (alarm["AlarmRule"], alarm["ActionsEnabled"], alarm["AlarmActions"]) == (
        "ALARM(simple)",
        "true",
        [TOPIC],
    )


@pytest.mark.parametrize(
    "member", ["Statistic", "Period", "ActionsEnabled", "TreatMissingData", "Dimensions"]
)
def test_stock_leaves_members_out(stock: MiniStack, member: str) -> None:
    query(stock, "PutMetricAlarm", **SIMPLE)
    assert member not in described(stock, "simple")
