"""Who gets in, and what is kept of a failed call: claims of docs/security.md and docs/privacy.md."""

import re

from tests.plan.planned import Plan
from tests.plan.test_rules import refuse

# A policy or an address of its own would let someone in past the identities of the account.
DOORS = {
    "aws_dynamodb_resource_policy",
    "aws_lambda_function_url",
    "aws_sqs_queue_policy",
}
CALLERS = re.compile(r"pinpoint(\.[a-z0-9-]+)?\.amazonaws\.com|cognito-idp\.amazonaws\.com")


def test_nothing_has_a_door_of_its_own(plan: Plan) -> None:
    refuse(plan.of_type(*DOORS), "Tables, queues and functions have no policy or URL that lets others in.")


def test_only_pinpoint_and_cognito_may_call(plan: Plan) -> None:
    refuse(
        (
            r
            for r in plan.of_type("aws_lambda_permission")
            if not CALLERS.fullmatch(r.values["principal"]) or r.values["action"] != "lambda:InvokeFunction"
        ),
        "Only Pinpoint and Cognito may call a function.",
    )


def test_no_failed_call_is_kept_with_its_payload(plan: Plan) -> None:
    """The schedule's payload is {}; those of the others hold personal data."""
    keeping = {r.function for r in plan.of_type("aws_lambda_function_event_invoke_config")}
    assert keeping == {"expiration"}
