"""What is stored is encrypted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.rule import rule
from checks.values import UNKNOWN, is_set, matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from checks.config import Settings
    from checks.plan import Plan, Resource

AWS_OWN = re.compile(r"(^|:)alias/aws/")  # the aliases of keys that AWS has in each account, and their ARNs
UNSEEN = "a key of DynamoDB's own, whose use the account does not see"
BLOCK = "server_side_encryption { enabled = true }"
BUCKET_RULES = "aws_s3_bucket_server_side_encryption_configuration"
# Where each type keeps its key.
KEYS: dict[str, tuple[str | int, ...]] = {
    "aws_athena_workgroup": (
        "configuration",
        0,
        "result_configuration",
        0,
        "encryption_configuration",
        0,
        "kms_key_arn",
    ),
    "aws_cloudwatch_event_bus": ("kms_key_identifier",),
    "aws_cloudwatch_log_group": ("kms_key_id",),
    "aws_dynamodb_table": ("server_side_encryption", 0, "kms_key_arn"),
    "aws_kinesis_firehose_delivery_stream": ("server_side_encryption", 0, "key_arn"),
    "aws_kinesis_stream": ("kms_key_id",),
    "aws_lambda_function": ("kms_key_arn",),
    BUCKET_RULES: ("rule", 0, "apply_server_side_encryption_by_default", 0, "kms_master_key_id"),
    "aws_secretsmanager_secret": ("kms_key_id",),
    "aws_sfn_state_machine": ("encryption_configuration", 0, "kms_key_id"),
    "aws_sns_topic": ("kms_master_key_id",),
    "aws_sqs_queue": ("kms_master_key_id",),
}


@rule(
    "encrypted",
    "What is stored is encrypted, with a key of yours if `kms_required`.",
    detail=(
        "Queues, Kinesis and Firehose streams, and tables by a key that the account sees. With "
        "`kms_required` also buckets, topics, log groups, functions that have an environment, event buses, "
        "workgroups, state machines and secrets: with a KMS key, one of `kms_keys` if that is set. Without "
        "it topics pass, and buckets, which S3 encrypts by itself."
    ),
)
def encrypted(plan: Plan, settings: Settings) -> Iterator[Finding]:
    """A key that the same plan makes is unknown, and is one."""
    if settings.kms_required:
        yield from _keys(plan, settings)
        return
    for resource in plan.resources:
        missing = _missing(resource)
        if missing:
            # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html
            of_table = resource.type == "aws_dynamodb_table"
            problem = f"It is encrypted by {UNSEEN}." if of_table else "It is not encrypted."
            yield Finding(encrypted.id, resource.address, problem, f"Set {missing}.")


def _missing(resource: Resource) -> str:
    """What has to be set, if anything."""
    missing = _MISSING.get(resource.type)
    return missing(resource) if missing else ""


def _of_table(table: Resource) -> str:
    off = table.get("server_side_encryption", 0, "enabled") in (False, None)
    return BLOCK if off or table.given("server_side_encryption") is False else ""


def _of_queue(queue: Resource) -> str:
    """An attribute that is left to SQS is unknown, and SQS encrypts then.

    https://aws.amazon.com/blogs/compute/announcing-server-side-encryption-with-amazon-simple-queue-service-managed-encryption-keys-sse-sqs-by-default/
    """
    off = queue.get("sqs_managed_sse_enabled") in (False, None)
    return "sqs_managed_sse_enabled = true, or kms_master_key_id" if off and not _has_key(queue) else ""


def _has_key(queue: Resource) -> bool:
    return is_set(queue.get("kms_master_key_id"))


def _of_stream(stream: Resource) -> str:
    off = stream.get("encryption_type") in ("NONE", None)
    return 'encryption_type = "KMS" and kms_key_id' if off else ""


def _of_delivery(delivery: Resource) -> str:
    off = delivery.get("server_side_encryption", 0, "enabled") in (False, None)
    return BLOCK if off and not _reads_a_stream(delivery) else ""


def _needs_no_key(resource: Resource) -> bool:
    """Lambda keeps no key of a function without environment, so that each plan would set it again."""
    without_environment = resource.type == "aws_lambda_function" and not is_set(resource.get("environment"))
    return without_environment or _reads_a_stream(resource)


def _reads_a_stream(resource: Resource) -> bool:
    """Whether it has the encryption of the stream that it reads."""
    return is_set(resource.get("kinesis_source_configuration"))


_MISSING: dict[str, Callable[[Resource], str]] = {
    "aws_dynamodb_table": _of_table,
    "aws_kinesis_firehose_delivery_stream": _of_delivery,
    "aws_kinesis_stream": _of_stream,
    "aws_sqs_queue": _of_queue,
}


def _keys(plan: Plan, settings: Settings) -> Iterator[Finding]:
    wanted = settings.kms_keys
    which = f"one of {', '.join(wanted)}" if wanted else "a KMS key"
    for resource in plan.of_type(*KEYS):
        path = KEYS[resource.type]
        key = resource.get(*path)
        name = ".".join(str(step) for step in path if step != 0)
        if _needs_no_key(resource) or (key == UNKNOWN and resource.given(*path) is not False):
            continue
        if key in (None, "", UNKNOWN) or AWS_OWN.search(str(key)):
            problem = "It is not encrypted with a key of yours."
        elif wanted and not matches(str(key), wanted):
            problem = f"Its key is {resource.show(*path)}."
        else:
            continue
        yield Finding(encrypted.id, resource.address, problem, f"Set {name} to {which}.")
    rules = plan.of_type(BUCKET_RULES)
    for bucket in plan.of_type("aws_s3_bucket"):
        if not any(rule_.belongs_to(bucket, "bucket") for rule_ in rules):
            yield Finding(
                encrypted.id,
                bucket.address,
                "It is encrypted with a key of S3's.",
                f"Add an {BUCKET_RULES} with {which}.",
            )
