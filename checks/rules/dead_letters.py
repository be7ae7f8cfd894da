"""What fails is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.rule import rule
from checks.values import UNKNOWN, is_set, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings
    from checks.plan import Plan, Resource

PARTIAL = "ReportBatchItemFailures"
# What only mappings of Kafka, of message brokers and of DocumentDB have.
WITHOUT_PARTIAL = ("topics", "queues", "document_db_event_source_config")
# Of what cannot be delivered to these, SNS keeps nothing.
UNKEPT_PROTOCOLS = ("email", "email-json", "sms")


@rule(
    "dead-letters",
    "What fails is kept for somebody to look at.",
    detail=(
        "Mappings take partial answers; those of streams have a failure destination and give up in the "
        "end; the queues that mappings read have a redrive policy; targets of rules and subscriptions of "
        "topics have a queue for what they cannot deliver."
    ),
)
def dead_letters(plan: Plan, _: Settings) -> Iterator[Finding]:
    """Mappings of Kafka and the like, which know no partial answers, are passed over."""
    for mapping in plan.of_type("aws_lambda_event_source_mapping"):
        stream = is_set(mapping.get("starting_position"))
        if any(is_set(mapping.get(attribute)) for attribute in WITHOUT_PARTIAL):
            continue
        answers = mapping.get("function_response_types")
        if answers != UNKNOWN and PARTIAL not in texts(answers):
            yield _finding(
                mapping.address,
                "One failing record makes the whole batch fail.",
                f'Set function_response_types = ["{PARTIAL}"], and let the function answer so.',
            )
        yield from _stream(mapping) if stream else _queue(plan, mapping)
    for target in plan.of_type("aws_cloudwatch_event_target"):
        if target.given("dead_letter_config") is False:
            yield _finding(target.address, "What cannot be delivered is lost.", "Add a dead_letter_config.")
    for subscription in plan.of_type("aws_sns_topic_subscription"):
        kept = subscription.given("redrive_policy") is not False
        if subscription.get("protocol") not in UNKEPT_PROTOCOLS and not kept:
            yield _finding(subscription.address, "What cannot be delivered is lost.", "Add a redrive_policy.")


def _stream(mapping: Resource) -> Iterator[Finding]:
    if not is_set(mapping.get("destination_config", 0, "on_failure", 0, "destination_arn")):
        yield _finding(
            mapping.address,
            "Records that fail until the last retry are lost, and nobody is told.",
            "Add destination_config with on_failure.",
        )
    limits = ("maximum_retry_attempts", "maximum_record_age_in_seconds")
    if all(_has_no_limit(mapping, limit) for limit in limits):
        yield _finding(
            mapping.address,
            "One failing record holds up its shard until the stream forgets it.",
            "Set maximum_retry_attempts or maximum_record_age_in_seconds.",
        )


def _has_no_limit(mapping: Resource, attribute: str) -> bool:
    # -1 is without end; what is left out is unknown until Lambda has made that of it
    value = mapping.get(attribute)
    return value in (-1, None) or (value == UNKNOWN and mapping.given(attribute) is False)


def _queue(plan: Plan, mapping: Resource) -> Iterator[Finding]:
    beside = plan.of_type("aws_sqs_queue_redrive_policy")
    for queue in plan.of_type("aws_sqs_queue"):
        if (
            mapping.belongs_to(queue, "event_source_arn", sure=True)
            and queue.given("redrive_policy") is False
            and not any(policy.belongs_to(queue, "queue_url") for policy in beside)
        ):
            yield _finding(
                queue.address,
                f"{mapping.address} reads it, and what fails comes again until it is too old.",
                "Set redrive_policy with a deadLetterTargetArn.",
            )


def _finding(address: str, problem: str, fix: str) -> Finding:
    return Finding(dead_letters.id, address, problem, fix)
