"""The state machine as data: where each step leads, what is tried again, and that no failure is silent."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from emulator.declared import REPOSITORY, local_value
from kit import errors
from kit.invocation import UnexpectedError

MODULE = REPOSITORY / "modules" / "ses-vdm-stat-export"
RETRY = local_value("modules/ses-vdm-stat-export/machine.tf", "retry")
CATCH = local_value("modules/ses-vdm-stat-export/machine.tf", "catch")
CATCH_NOT_TOLD = local_value("modules/ses-vdm-stat-export/machine.tf", "catch_not_told")
TASKS = {"StartExport", "CheckExport", "StoreReport", "NotifySuccess", "NotifyFailure"}
VALUES: dict[str, Any] = {
    'function_arns["start_export"]': "arn:start",
    'function_arns["check_export"]': "arn:check",
    'function_arns["store_report"]': "arn:store",
    "topic_arn": "arn:topic",
    "wait_seconds": 30,
    "max_polls": 60,
    "seconds_at_most": 12600,
    "retry": RETRY,
    "catch": CATCH,
    "catch_not_told": CATCH_NOT_TOLD,
}


def machine() -> dict[str, Any]:
    """Filled as Terraform fills it."""
    values = {name: json.dumps(value) for name, value in VALUES.items()} | {"name_prefix": "shop-reports"}
    text = (MODULE / "export.asl.json.tftpl").read_text()
    found: dict[str, Any] = json.loads(re.sub(r"\$\{([^}]+)\}", lambda place: values[place[1]], text))
    return found


STATES: dict[str, Any] = machine()["States"]


def following(state: dict[str, Any]) -> set[str]:
    places = [state, *state.get("Choices", ()), *state.get("Catch", ())]
    return {place["Next"] for place in places if "Next" in place} | (
        {state["Default"]} & {*STATES} if "Default" in state else set()
    )


def test_every_path_ends():
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


def test_defect_every_task_is_retried_and_caught():
    """The original had neither: an error ended without a word."""
    assert {name for name, state in STATES.items() if state["Type"] == "Task"} == TASKS
    for name in TASKS:
        assert STATES[name]["Retry"] == RETRY, name
        assert STATES[name]["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name


def test_defect_the_failure_branch_ends_as_failed():
    """The original's ended as success. The only way to the failed end leads by the notice."""
    assert {name for name, state in STATES.items() if "Failed" in following(state)} == {"NotifyFailure"}
    assert following(STATES["NotifyFailure"]) == {"Failed"}
    assert STATES["Failed"]["Type"] == "Fail"
    told = {name for name, state in STATES.items() if "NotifyFailure" in following(state)}
    assert told == (TASKS - {"NotifyFailure"}) | {"IsExportDone"}


def test_3_failed_and_cancelled_jobs_are_failures():
    conditions = {rule["Condition"]: rule["Next"] for rule in STATES["IsExportDone"]["Choices"]}
    assert conditions == {
        "{% $status = 'COMPLETED' %}": "StoreReport",
        "{% $status = 'FAILED' or $status = 'CANCELLED' %}": "NotifyFailure",
        "{% $polls >= 60 %}": "NotifyFailure",
    }
    message = STATES["NotifyFailure"]["Arguments"]["Message"]
    assert all(f"'{name}':" in message for name in ("status", "job_id", "start", "end", "reason"))


def test_6_the_budget_is_counted_and_the_whole_machine_has_an_end():
    assert STATES["CheckExport"]["Assign"]["polls"] == "{% $polls + 1 %}"
    assert STATES["IsExportDone"]["Default"] == "WaitForExport"
    assert machine()["TimeoutSeconds"] == 12600
    text = (MODULE / "machine.tf").read_text()
    assert "seconds_at_most = var.max_polls * (var.poll_interval_seconds + 60) + 7200" in text


def test_5_what_a_retry_may_help_is_retried_with_growing_waits_and_nothing_else():
    """Step Functions knows a function's error by the name of its class."""
    never, others = RETRY
    assert never["MaxAttempts"] == 0
    for kind in (errors.PermanentError, errors.BadInput, errors.ConfigError, UnexpectedError):
        assert kind.__name__ in never["ErrorEquals"]
    for kind in (errors.TransientError, errors.Throttled):
        assert kind.__name__ not in never["ErrorEquals"]
    assert others["ErrorEquals"] == ["States.ALL"]
    assert others["MaxAttempts"] >= 3
    assert others["BackoffRate"] > 1


def test_a_report_that_is_stored_is_not_told_of_as_missing():
    """What fails after it leads to the same notice, with another status, and where the report is."""
    assert STATES["StoreReport"]["Assign"] == {"s3_uri": "{% $states.result.Payload.s3_uri %}"}
    for name in TASKS - {"NotifyFailure"}:
        (caught,) = STATES[name]["Catch"]
        after = name == "NotifySuccess"
        assert caught["Assign"]["status"] == ("STORED_NOT_TOLD" if after else "ERROR"), name
        assert caught["Assign"]["reason"] == CATCH[0]["Assign"]["reason"]
    notice = STATES["NotifyFailure"]["Arguments"]
    assert "$status = 'STORED_NOT_TOLD' ? {'s3_uri': $s3_uri} : {}" in notice["Message"]
    assert "$status = 'STORED_NOT_TOLD' ? 'email statistics, stored and not announced'" in notice["Subject"]


@pytest.mark.parametrize(("state", "kind"), [("NotifySuccess", "success"), ("NotifyFailure", "failure")])
def test_2_and_3_subscribers_can_tell_notices_apart(state, kind):
    attributes = STATES[state]["Arguments"]["MessageAttributes"]
    assert attributes == {"notification_type": {"DataType": "String", "StringValue": kind}}


def test_subjects_fit_into_an_email():
    """SNS takes 100 characters, and a prefix has up to 31; what an expression fills in is a day at most."""
    for state in ("NotifySuccess", "NotifyFailure"):
        prefix, *texts = re.findall(r"'([^']*)'", STATES[state]["Arguments"]["Subject"])
        assert prefix.startswith("shop-reports: ")
        assert len(prefix.replace("shop-reports", "p" * 31)) + max(map(len, [*texts, "2026-02-01"])) <= 100


def test_defect_calls_of_ses_are_functions():
    """So that the machine runs where there is no integration of SES; and it has no window text to parse."""
    resources = {state["Resource"] for state in STATES.values() if state["Type"] == "Task"}
    assert resources == {"arn:aws:states:::lambda:invoke", "arn:aws:states:::sns:publish"}
