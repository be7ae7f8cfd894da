from typing import Any

from emulator.terraform import PlanResult


def change(address: str, *actions: str) -> dict[str, Any]:
    return {"address": address, "change": {"actions": list(actions)}}


def test_only_what_a_plan_would_touch_is_a_change() -> None:
    plan = {
        "resource_changes": [
            change("aws_sqs_queue.same", "no-op"),
            change("data.aws_region.this", "read"),
            change("aws_sqs_queue.other", "update"),
            change("aws_sns_topic.new", "delete", "create"),
        ]
    }
    assert PlanResult(has_changes=True, plan=plan).changed() == {
        "aws_sqs_queue.other": ["update"],
        "aws_sns_topic.new": ["delete", "create"],
    }


def test_a_plan_may_have_no_resources_at_all() -> None:
    assert PlanResult(has_changes=False, plan={}).changed() == {}
