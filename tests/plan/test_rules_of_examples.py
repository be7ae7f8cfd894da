"""The rules for every planned resource hold in every example too: for each module, as the example calls it.

Of what an example declares itself, the checks that we give to platform repos find nothing but what is waived.

What was given is read from the plan: one value for all that a call makes. Whether that is the value which the
caller meant, the configurations tell; here, that no part of a module goes without.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from checks import Config, Waiver, evaluate
from checks import Plan as PlanOfChecks
from tests.plan import test_rules, test_rules_of_lakes, test_security
from tests.plan.planned import UNKNOWN, Plan, Resource
from tests.plan.test_examples import EXAMPLES, OF_MODULES, planned
from tests.plan.test_rules import unique_name

__all__ = ["planned"]  # a fixture: pytest looks for it here

Rule = Callable[[Plan], None]
# Every rule that looks at nothing but a plan; a new one is among them.
RULES: dict[str, Rule] = {
    name: rule
    for module in (test_rules, test_rules_of_lakes, test_security)
    for name, rule in vars(module).items()
    if name.startswith("test_") and [*inspect.signature(rule).parameters] == ["plan"]
}
CALL = re.compile(r'module\.[\w-]+\.module\.[\w-]+(?:\["[\w-]+"\])?\.')
# What nobody but the module names; all of it has the prefix.
NAMED_BY_THE_MODULE = (
    "aws_cloudwatch_metric_alarm",
    "aws_iam_role",
    "aws_lambda_layer_version",
    "aws_s3_bucket",
    "aws_sqs_queue",
)
# What examples name themselves: configuration sets, and the database that their dashboard reads.
NAMED_BY_THE_EXAMPLE = {
    "analytics": ["journeys-with-roi"],
    "events-dashboard": ["shop_due_eventdb."],
    "ses-events-database": ["news"],
}
# What stands where no key was given, and a key of the caller's would stand otherwise.
KEY_OF_AWS = "alias/aws/sns"
# Where a list is unknown as a whole: what the rules should take it for.
UNKNOWN_LISTS: dict[str, dict[str, list[Any]]] = {
    "aws_cloudwatch_metric_alarm": {"alarm_actions": [UNKNOWN], "ok_actions": [UNKNOWN]},
    "aws_iam_policy_document": {"statement": []},  # some waits for a key or a pool of the same apply
    "aws_sfn_state_machine": {"encryption_configuration": []},  # no key was given: AWS fills in its own
}

# What the checks find in what examples declare themselves, with the reason why it stays.
WAIVED = {
    "module.own-key-and-boundary.aws_iam_policy.boundary": (
        "no-wildcard-resource",
        "a boundary allows nothing by itself: the roles' own policies name their resources",
    ),
    "module.ses-event-processing.aws_cloudwatch_event_target.suppressed": (
        "dead-letters",
        "a queue of the same root, and SES keeps the address suppressed whoever hears of it",
    ),
    "module.ses-vdm-stat-export.aws_sns_topic_subscription.billing": (
        "dead-letters",
        "a queue of the same root, and the report itself is in the bucket",
    ),
    "module.sms-self-managed-opt-outs.aws_cloudwatch_event_target.changes": (
        "dead-letters",
        "a queue of the same root, for looking at events; consent itself is in the table",
    ),
}


@pytest.fixture(scope="module")
def calls(planned: dict[str, Any]) -> dict[str, Plan]:
    """What each call of a module plans, by its address, with what was given to it."""
    found = {address: plan_of(address, planned) for address in called(planned)}
    for address, plan in found.items():
        begin = beginning(plan)
        given = NAMED_BY_THE_EXAMPLE.get(address.split(".")[1], ())
        plan.outputs["given"]["name_prefixes"] = [begin, begin.replace("-", "_"), *given]
    return found


def called(planned: Mapping[str, Any]) -> list[str]:
    found = (CALL.match(change["address"]) for change in planned["resource_changes"])
    return sorted({match[0] for match in found if match})


def plan_of(address: str, planned: Mapping[str, Any]) -> Plan:
    changes = [change for change in planned["resource_changes"] if change["address"].startswith(address)]
    plan = Plan({"resource_changes": changes, "prior_state": planned.get("prior_state", {})})
    plan.resources = [readable(resource) for resource in plan.resources]
    plan.data = [readable(data) for data in plan.data if data.address.startswith(address)]
    plan.outputs["given"] = given_in(plan)
    return plan


def readable(resource: Resource) -> Resource:
    """With values that the rules understand, though they expect more to be known, or a key to be given."""
    lists = UNKNOWN_LISTS.get(resource.type, {})
    other = {name: value for name, value in lists.items() if resource.values[name] == UNKNOWN}
    other |= {name: None for name, value in resource.values.items() if value == KEY_OF_AWS}
    return dataclasses.replace(resource, values={**resource.values, **other})


def given_in(plan: Plan) -> dict[str, Any]:
    """The first of each that is set, if one is: the rules look whether all others are the same."""

    def first(attribute: str, *types: str) -> Any:
        values = (r.values.get(attribute) for r in (plan.of_type(*types) if types else plan.resources))
        return next((value for value in values if value), None)

    actions = first("alarm_actions", "aws_cloudwatch_metric_alarm")
    key = first("kms_key_arn", "aws_lambda_function") or first("kms_master_key_id", "aws_sqs_queue")
    return {
        "tags": first("tags_all"),
        "permissions_boundary_arn": first("permissions_boundary", "aws_iam_role"),
        "alarm_topic_arn": actions and actions[0],
        "kms_key_arn": key,
        "log_retention_days": first("retention_in_days", "aws_cloudwatch_log_group"),
    }


def beginning(plan: Plan) -> str:
    """What the names of a call have in common."""
    names = [unique_name(resource) for resource in plan.of_type(*NAMED_BY_THE_MODULE)]
    alike = itertools.takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in alike).removesuffix("-")


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rule_holds_for_what_every_example_calls(rule: Rule, calls: dict[str, Plan]) -> None:
    broken = []
    for address, plan in calls.items():
        try:
            rule(plan)
        except (AssertionError, pytest.fail.Exception) as failure:
            broken.append(f"{address.removesuffix('.')}: {failure}")
    if broken:
        pytest.fail("\n".join(broken), pytrace=False)


def test_the_checks_find_only_what_is_waived(planned: dict[str, Any]) -> None:
    waivers = tuple(Waiver(rule, at, why, dt.date.max) for at, (rule, why) in WAIVED.items())
    report = evaluate(PlanOfChecks(planned), Config(waivers=waivers))
    found = [*map(str, report.findings), *report.notes]
    if found:
        pytest.fail(
            "\n  ".join(["The checks for platform repos say of the examples:", *found]), pytrace=False
        )


def test_names_of_a_call_begin_alike(calls: dict[str, Plan]) -> None:
    """With a name for the deployment, a few letters at least: a fixed name among them would leave none."""
    begins = {address: plan.given["name_prefixes"][0] for address, plan in calls.items()}
    assert {
        address: begin for address, begin in begins.items() if not re.match(r"[a-z][a-z-]{3}", begin)
    } == {}


def test_every_example_calls_a_module(calls: dict[str, Plan]) -> None:
    assert {address.split(".")[1] for address in calls} == {one.name for one in EXAMPLES + OF_MODULES}


def test_rules_were_found_and_looked_at_something(calls: dict[str, Plan]) -> None:
    assert {"test_no_action_is_a_wildcard", "test_every_bucket_refuses_calls_without_tls"} <= RULES.keys()
    assert [address for address, plan in calls.items() if not plan.resources] == []
    without = [address for address, plan in calls.items() if not plan.statements]
    assert len(without) < len(calls) / 4, "what a policy says is unknown too often for rules to see"
