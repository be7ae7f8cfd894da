"""What a plan is: what can be read, what is unknown, what is hidden, and what is refused."""

import json

import pytest

from checks import Plan, UnusableError, findings
from checks.values import SENSITIVE, UNKNOWN, dig, matches, merged, quoted
from tests.unit.checks.plans import change, raw


def test_resources_are_what_is_there_after_apply():
    plan = Plan(
        raw(
            change("aws_sqs_queue.new", {}),
            change("module.a.aws_sqs_queue.moved", {}, before={}, actions=["no-op"]),
            change("aws_sqs_queue.gone", before={}, actions=["delete"]),
            change("aws_sqs_queue.forgotten", before={}, actions=["forget"]),
            change("data.aws_region.x", {}, actions=["read"]),
        )
    )
    assert [r.name for r in plan.resources] == ["new", "moved"]
    assert [r.name for r in plan.changes] == ["new", "moved", "gone", "forgotten"]
    assert [r.name for r in plan.data] == ["x"]
    assert [r.module for r in plan.resources] == ["", "module.a"]


@pytest.mark.parametrize(
    ("after", "unknown", "both"),
    [
        ({"a": 1}, {"b": True}, {"a": 1, "b": UNKNOWN}),
        ({"a": [None, 2]}, {"a": [True, False]}, {"a": [UNKNOWN, 2]}),
        ({"a": [1]}, {"a": [False, True]}, {"a": [1, UNKNOWN]}),
        ({"a": [1, 2]}, {"a": [False]}, {"a": [1, 2]}),
        (None, True, UNKNOWN),
        (None, {"a": {"b": True}}, {"a": {"b": UNKNOWN}}),
        (None, [True], [UNKNOWN]),
        ("text", {"a": True}, "text"),
        ({"a": None}, {}, {"a": None}),
    ],
)
def test_unknown_values_are_marked(after, unknown, both):
    assert merged(after, unknown) == both


def test_values_are_found_or_absent_or_unknown():
    values = {"a": [{"b": 1}], "c": UNKNOWN, "d": "text"}
    assert dig(values, "a", 0, "b") == 1
    assert dig(values, "a", 1, "b") is None
    assert dig(values, "a", "b") is None
    assert dig(values, "c", 0, "b") == UNKNOWN
    assert dig(values, "d", "b") is None


def test_patterns_take_brackets_as_they_are():
    assert matches('module.a["x"].aws_sqs_queue.this[0]', ['module.a["x"].*[?]'])
    assert not matches("module.a.aws_sqs_queue.x", ["module.[ab].*"])


def test_long_values_are_cut():
    assert quoted("x" * 500) == '"' + "x" * 159 + "…"


def test_what_is_sensitive_is_not_shown():
    secret = change("aws_sqs_queue.x", {"name": "a", "list": [{"b": "c"}]}, sensitive={"list": [{"b": True}]})
    (queue,) = Plan(raw(secret)).resources
    assert queue.show("name") == '"a"'
    assert queue.show("list", 0, "b") == queue.show("list") == SENSITIVE
    (whole,) = Plan(raw(change("aws_sqs_queue.x", {"name": "a"}, sensitive=True))).resources
    assert whole.show("name") == SENSITIVE


def test_whether_something_is_given():
    (queue,) = Plan(
        raw(change("aws_sqs_queue.x", {"name": "a", "none": None}, unknown={"b": True}))
    ).resources
    assert queue.given("name") is True
    assert queue.given("none") is False
    assert queue.given("b") is None


def of_change(rest):
    return '{"resource_changes": [{"address": "a", "type": "b", "mode": "managed"' + rest + "}]}"


def test_a_configuration_without_expressions_says_nothing():
    """As of what Terraform could not look into."""
    unknown = change("aws_sqs_queue.x", {}, unknown={"redrive_policy": True})
    tree = {"resources": [{"address": "aws_sqs_queue.x"}, {"expressions": {}}]}
    (queue,) = Plan(raw(unknown, configuration=tree)).resources
    assert queue.given("redrive_policy") is None
    assert queue.references("redrive_policy") == ()


HOW = "terraform show -json"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no JSON"),
        ("{", "is no JSON"),
        ("[]", "this is no plan but a list"),
        ('"x"', "this is no plan but a text"),
        ("true", "this is no plan but a boolean"),
        ("null", "this is no plan but null"),
        ("1.5", "this is no plan but a number"),
        ("{}", "this is no plan but something else: it has no resource_changes"),
        ('{"format_version": "1.0", "values": {}}', "this is no plan but a state"),
        ('{"resource_changes": {}}', "resource_changes is no list but an object"),
        ('{"resource_changes": [1]}', "resource_changes[0] is no object but a number"),
        ('{"resource_changes": [{}]}', "resource_changes[0].address is no text but null"),
        (of_change(""), "resource_changes[0].change is no object but null"),
        (of_change(', "change": {"actions": [1]}'), "resource_changes[0].change.actions is no list of texts"),
        (of_change(', "change": {"actions": 1}'), "resource_changes[0].change.actions is no list of texts"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"resource_changes": ' + "9" * 5000 + "}", "is no JSON"),
    ],
)
def test_what_is_no_plan_is_refused(text, message):
    with pytest.raises(UnusableError) as refused:
        Plan.parse(text, "plan.json")
    assert str(refused.value).startswith("plan.json")
    assert message in str(refused.value)
    assert HOW in str(refused.value)


@pytest.mark.parametrize("version", ["2.0", "0.1", 1])
def test_another_format_is_refused(version):
    with pytest.raises(UnusableError, match=r"these checks read 1\.x"):
        Plan(raw() | {"format_version": version})


def test_a_plan_that_failed_is_refused():
    with pytest.raises(UnusableError, match="mend what `terraform plan` says first"):
        Plan(raw(errored=True))


def test_a_plan_that_leaves_something_out_says_so():
    assert Plan(raw(complete=True)).notes == []
    assert len(Plan(raw(complete=False)).notes) == 1


def test_an_empty_plan_is_one():
    """Terraform leaves resource_changes out where there are none."""
    assert findings({"format_version": "1.2", "planned_values": {}}) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_plans_that_windows_wrote_are_read(encoding):
    assert Plan.parse(json.dumps(raw()).encode(encoding), "plan.json").resources == []
