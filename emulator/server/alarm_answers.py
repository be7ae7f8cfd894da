"""CloudWatch alarms that are described as they were put, over the Query protocol.

MiniStack's answer leaves most members of an alarm out, and it does not store a few that it is sent. Terraform
speaks this protocol, and would plan to put the same alarm again for ever.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

Params = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]

_PROTOCOL_INDEPENDENT = ("AlarmNamePrefix", "StateValue", "MaxRecords", "NextToken")
_DROPPED_WHEN_PUT = ("InsufficientDataActions", "Metrics", "EvaluateLowSampleCountPercentile")
# Numbers in the store, dates in this protocol; nobody asks for them.
_TIMESTAMPS = ("StateUpdatedTimestamp", "AlarmConfigurationUpdatedTimestamp", "StateTransitionedTimestamp")


def install() -> None:
    from ministack.services import cloudwatch

    put, describe = cloudwatch._put_metric_alarm, cloudwatch._describe_alarms

    def put_whole(params: Params, cbor_data: Any, is_cbor: bool, is_json: bool = False) -> Answer:
        answer: Answer = put(params, cbor_data, is_cbor, is_json)
        stored = cloudwatch._alarms.get(_first(params.get("AlarmName")))
        if not is_cbor and not is_json and stored is not None:
            sent = _tree(params)
            stored.update({name: sent[name] for name in _DROPPED_WHEN_PUT if name in sent})
        return answer

    def describe_whole(params: Params, cbor_data: Any, is_cbor: bool, is_json: bool = False) -> Answer:
        if is_cbor or is_json:
            return describe(params, cbor_data, is_cbor, is_json)  # type: ignore[no-any-return]
        sent = _tree(params)
        asked = {name: sent[name] for name in _PROTOCOL_INDEPENDENT if name in sent}
        asked |= {name: sent[name] for name in ("AlarmNames", "AlarmTypes") if name in sent}
        status, headers, body = describe(params, asked, False, True)
        if status != 200:  # noqa: PLR2004 - HTTP OK
            return status, headers, body
        result = json.loads(body)
        for kind in ("MetricAlarms", "CompositeAlarms"):
            result[kind] = [dict(_described(alarm)) for alarm in result.get(kind, [])]
        return cloudwatch._xml(  # type: ignore[no-any-return]
            200, "DescribeAlarmsResponse", _xml("DescribeAlarmsResult", result)
        )

    cloudwatch._put_metric_alarm = put_whole
    cloudwatch._describe_alarms = describe_whole


def _described(alarm: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """MiniStack fills in a statistic and a period also where the alarm has none of its own."""
    made_up = {"Statistic"} if alarm.get("ExtendedStatistic") else set()
    if alarm.get("Metrics"):
        made_up = {"Statistic", "Period"}
    for name, value in alarm.items():
        if name not in _TIMESTAMPS and name not in made_up and value not in (None, ""):
            yield name, value


def _xml(tag: str, value: Any) -> str:
    if isinstance(value, Mapping):
        inner = "".join(_xml(name, item) for name, item in value.items())
    elif isinstance(value, list):
        inner = "".join(_xml("member", item) for item in value)
    elif isinstance(value, bool):
        inner = str(value).lower()
    else:
        inner = escape(str(value))
    return f"<{tag}>{inner}</{tag}>"


def _tree(params: Params) -> dict[str, Any]:
    """``{"Metrics.member.1.Id": ["m"]}`` as ``{"Metrics": [{"Id": "m"}]}``."""
    root: dict[str, Any] = {}
    for path in sorted(params, key=_numbers_as_numbers):
        node = root
        *parents, leaf = path.split(".")
        for name in parents:
            node = node.setdefault(name, {})
        node[leaf] = _first(params[path])
    return {name: _lists(node) for name, node in root.items()}


def _lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if set(node) == {"member"}:
        return [_lists(item) for item in node["member"].values()]
    return {name: _lists(item) for name, item in node.items()}


def _numbers_as_numbers(path: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"\.", path)]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value
