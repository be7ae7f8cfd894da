"""Who gets in, and what is kept of a failed call: claims of docs/security.md and docs/privacy.md."""

import re

from tests.plan.conftest import SYSTEMS
from tests.plan.planned import UNKNOWN, Plan, Resource, Statement
from tests.plan.test_rules import CALLERS_FOR_ANY_SOURCE, OF_STATE_MACHINES, refuse

# A policy or an address of its own would let someone in past the identities of the account.
DOORS = {
    "aws_cloudwatch_event_bus_policy",
    "aws_dynamodb_resource_policy",
    "aws_lambda_function_url",
    "aws_sns_topic_policy",
    "aws_sqs_queue_policy",
}
CALLERS = re.compile(r"pinpoint(\.[a-z0-9-]+)?\.amazonaws\.com|cognito-idp\.amazonaws\.com")
CALLERS_OF_CONNECT = {"connect.amazonaws.com", "connect-campaigns.amazonaws.com"}
SENDERS = {"events.amazonaws.com", "sns.amazonaws.com"}
FED = {"aws_sns_topic_policy", "aws_sqs_queue_policy"}
PUBLISHERS = {"ses.amazonaws.com", "sms-voice.amazonaws.com"}
# Failed calls are kept with the payload where nobody calls again; docs/privacy.md tells.
KEPT_WITH_PAYLOAD = {"responder"}


def test_nothing_has_a_door_of_its_own(plan: Plan) -> None:
    """But for queues and topics that others send events to: see the next tests."""
    refuse(
        (r for r in plan.of_type(*DOORS) if r.type not in FED),
        "Tables, queues, buses and functions have no policy or URL that lets others in.",
    )


def test_only_senders_that_were_named_may_send_to_a_queue(plan: Plan) -> None:
    def named(statement: Statement) -> bool:
        principals = [i for p in statement.values["principals"] for i in p["identifiers"]]
        conditions = [(c["test"], c["variable"]) for c in statement.values["condition"]]
        sources = [value for c in statement.values["condition"] for value in c["values"]]
        if statement.actions == ("sns:Publish",):
            return set(principals) <= PUBLISHERS and {v.lower() for _, v in conditions} == {
                "aws:sourceaccount",
                "aws:sourcearn",
            }
        return (
            set(principals) <= SENDERS
            and statement.actions == ("sqs:SendMessage",)
            and conditions == [("ArnEquals", "aws:SourceArn")]
            and bool(sources)
            and all(source == UNKNOWN or "*" not in source for source in sources)
        )

    refuse(
        (s for s in plan.statements if s.kind == "senders" and not named(s)),
        "Only EventBridge and SNS may send to a queue, for one rule, bus or topic each; to a topic only the "
        "service that tells, for this account.",
    )


def test_queues_that_only_the_deployment_feeds_have_no_policy(plan: Plan, configuration: str) -> None:
    """The systems' queues are all fed by others."""
    fed = {s.owner for s in plan.statements if s.kind == "senders"}
    assert configuration in SYSTEMS or fed <= {"inbox", "dead-letters"}


def test_only_pinpoint_and_cognito_may_call(plan: Plan) -> None:
    """And Connect, see the next test; and SES, by one receipt rule."""

    def receives_mail(permission: Resource) -> bool:
        values = permission.values
        by_rule = ":receipt-rule/" in (values["source_arn"] or "") and values["source_account"]
        return values["principal"] == "ses.amazonaws.com" and bool(by_rule)

    refuse(
        (
            r
            for r in plan.of_type("aws_lambda_permission")
            if r.name != "connect"
            and not receives_mail(r)
            and (
                not CALLERS.fullmatch(r.values["principal"]) or r.values["action"] != "lambda:InvokeFunction"
            )
        ),
        "Only Pinpoint and Cognito may call a function.",
    )


def test_connect_may_call_for_its_instance(plan: Plan) -> None:
    """Outbound campaigns maybe for any of the account: limit_to_instance, off in `everything`."""

    def limited(permission: Resource) -> bool:
        arn = permission.values["source_arn"]
        return (
            permission.values["principal"] in CALLERS_FOR_ANY_SOURCE if arn is None else ":instance/" in arn
        )

    refuse(
        (
            r
            for r in plan.of_type("aws_lambda_permission")
            if r.name == "connect"
            and (
                r.values["principal"] not in CALLERS_OF_CONNECT
                or r.values["action"] != "lambda:InvokeFunction"
                or not limited(r)
            )
        ),
        "Connect may call a function for one instance only, and outbound campaigns for one account.",
    )


def test_no_failed_call_is_kept_with_its_payload(plan: Plan) -> None:
    """The schedule's payload is {}; those of the others hold personal data."""
    keeping = {
        r.function for r in plan.of_type("aws_lambda_function_event_invoke_config")
    } - KEPT_WITH_PAYLOAD
    calling = {r.name for r in plan.of_type("aws_scheduler_schedule")} - OF_STATE_MACHINES
    assert keeping == calling <= {"expiration"}
