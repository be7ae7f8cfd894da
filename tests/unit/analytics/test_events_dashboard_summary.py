"""The state machine of the daily summary, as data: where each step leads, and what becomes of failures."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from emulator.declared import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULE = REPOSITORY / "modules" / "events-dashboard"
RETRY = [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 5}]
CATCH = [
    {
        "ErrorEquals": ["States.ALL"],
        "Assign": {"reason": "{% $states.errorOutput.Cause %}"},
        "Next": "NotifyFailure",
    }
]
STARTED = [{"ErrorEquals": ["Sfn.ExecutionAlreadyExists"], "Next": "Done"}, *CATCH]
VALUES: dict[str, Any] = {
    "machine_arn": "arn:machine",
    "bucket": "shop-due",
    "database": "shop",
    "workgroup": "shop-due",
    "topic_arn": "arn:topic",
    "statement": "UNLOAD (SELECT '{day}' AS day) TO 's3://shop-due/summary/day={day}/'",
    "retry": RETRY,
    "catch": CATCH,
    "catch_started": STARTED,
}


def definition() -> dict[str, Any]:
    """Filled as Terraform fills it."""
    values = {name: json.dumps(value) for name, value in VALUES.items()} | {"prefix": "summary/"}
    text = (MODULE / "summary.asl.json.tftpl").read_text()
    machine: dict[str, Any] = json.loads(re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], text))
    return machine


STATES: dict[str, Any] = definition()["States"]


def following(state: dict[str, Any]) -> set[str]:
    """Where it may lead."""
    places = [state, *state.get("Choices", ()), *state.get("Catch", ())]
    return {place["Next"] for place in places if "Next" in place} | (
        {state["Default"]} if "Default" in state else set()
    )


def tasks(states: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Name and task, and whether it is inside of a map, whose own Catch takes its error."""
    for name, state in states.items():
        if state["Type"] == "Task":
            yield name, state, False
        if state["Type"] == "Map":
            yield from ((inner, task, True) for inner, task, _ in tasks(state["ItemProcessor"]["States"]))


def test_every_path_ends() -> None:
    """Each state is reached, leads to states that there are, and an end can be reached from it."""
    ends = {name for name, state in STATES.items() if state["Type"] in {"Fail", "Succeed"}}
    assert ends == {"Done", "Failed"}
    reached, waiting = set(), ["Begin"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += following(STATES[name])
    assert reached == STATES.keys()
    ending = set(ends)
    for _ in STATES:
        ending |= {name for name, state in STATES.items() if following(state) & ending}
    assert ending == STATES.keys()


def test_every_task_retries_and_is_caught() -> None:
    found = {name: (task, inside) for name, task, inside in tasks(STATES)}
    assert found.keys() >= {
        "StartYesterday",
        "ListPartition",
        "DeleteObject",
        "RunQuery",
        "GetQuery",
        "NotifyFailure",
    }
    for name, (task, inside) in found.items():
        assert task["Retry"][-1]["ErrorEquals"] == ["States.ALL"], name
        if not inside:
            assert task["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name
    assert STATES["DeletePartition"]["Catch"] == CATCH


def test_7_every_failure_is_told_and_is_one() -> None:
    """Who fails goes by way of the notice; if that fails too, the execution is still FAILED."""
    to_the_end = {name for name, state in STATES.items() if "Failed" in following(state)}
    assert to_the_end == {"NotifyFailure"}
    assert following(STATES["NotifyFailure"]) == {"Failed"}
    failing = {name for name, state in STATES.items() if "NotifyFailure" in following(state)}
    assert {name for name, state in STATES.items() if state["Type"] in {"Task", "Map"}} - {
        "NotifyFailure"
    } <= failing
    assert {"RefuseDay", "CheckResult"} <= failing
    message = STATES["NotifyFailure"]["Arguments"]["Message"]
    assert all(f"'{key}'" in message for key in ("message", "day", "query_execution_id", "reason"))
    assert "'Summary Failed'" in message


def test_7_a_day_is_cleared_before_it_is_written() -> None:
    """The query runs only where nothing is left, and is looked for again after each deletion."""
    assert [name for name, state in STATES.items() if "RunQuery" in following(state)] == ["IsPartitionEmpty"]
    assert STATES["IsPartitionEmpty"]["Default"] == "DeletePartition"
    assert STATES["DeletePartition"]["Next"] == "ListPartition"
    assert STATES["ListPartition"]["Arguments"] == {
        "Bucket": "shop-due",
        "Prefix": "{% 'summary/day=' & $day & '/' %}",
    }
    assert STATES["Begin"]["Assign"]["statement"].startswith("UNLOAD ")


def test_7_a_schedule_that_fires_twice_starts_a_day_once() -> None:
    """The execution's name is the day; a name that is taken is no failure."""
    start = STATES["StartYesterday"]
    assert start["Arguments"]["Name"] in start["Arguments"]["Input"].replace("$string({'day': ", "").replace(
        "})", ""
    )
    assert start["Catch"][0] == STARTED[0]
    assert (
        STATES["RunQuery"]["Arguments"]["ClientRequestToken"]
        == "{% $hash($states.context.Execution.Id, 'SHA-256') %}"
    )


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        ("2026-03-01", True),
        ("2026-3-1", False),
        ("2026-13-01", False),
        ("2026-03-01'; DROP TABLE x", False),
        ("../2026-03-01", False),
    ],
)
def test_only_a_date_gets_into_the_query_and_the_key(day: str, fits: bool) -> None:
    (condition,) = [c["Condition"] for c in STATES["WhichDay"]["Choices"] if c["Next"] == "ListPartition"]
    pattern = re.search(r"/(\^.*\$)/", condition)
    assert pattern
    assert bool(re.search(pattern[1], day)) is fits
    assert STATES["WhichDay"]["Default"] == "RefuseDay"


def test_polling_has_an_end() -> None:
    budget = [c for c in STATES["CheckResult"]["Choices"] if "$polls" in c["Condition"]]
    assert [c["Next"] for c in budget] == ["StopQuery"]
    assert "{% $polls + 1 %}" in STATES["GetQuery"]["Assign"].values()
    assert definition()["TimeoutSeconds"] > 240 * STATES["WaitForQuery"]["Seconds"]
