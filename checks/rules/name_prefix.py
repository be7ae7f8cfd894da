"""Names say whose things are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.rule import rule
from checks.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings
    from checks.plan import Plan

# Where each type keeps the name that is unique in an account and Region.
NAMES = {
    "aws_athena_workgroup": "name",
    "aws_cloudwatch_dashboard": "dashboard_name",
    "aws_cloudwatch_event_bus": "name",
    "aws_cloudwatch_event_rule": "name",
    "aws_cloudwatch_log_group": "name",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_dynamodb_table": "name",
    "aws_glue_catalog_database": "name",
    "aws_iam_policy": "name",
    "aws_iam_role": "name",
    "aws_kinesis_firehose_delivery_stream": "name",
    "aws_kinesis_stream": "name",
    "aws_lambda_function": "function_name",
    "aws_lambda_layer_version": "layer_name",
    "aws_s3_bucket": "bucket",
    "aws_scheduler_schedule": "name",
    "aws_secretsmanager_secret": "name",
    "aws_sesv2_configuration_set": "configuration_set_name",
    "aws_sfn_state_machine": "name",
    "aws_sns_topic": "name",
    "aws_sqs_queue": "name",
}
# What AWS makes names of log groups begin with.
LEADS = re.compile(r"^/aws/(lambda|kinesisfirehose|vendedlogs/states|vendedlogs)/")


@rule(
    "name-prefix",
    "Every physical name begins with one of `name_prefixes`.",
    detail=(
        "Of functions, roles, tables, queues, topics, buckets and the like, as far as names are known; "
        "`/aws/lambda/` and the like before them are passed over. Without the setting it has nothing to say."
    ),
)
def name_prefix(plan: Plan, settings: Settings) -> Iterator[Finding]:
    """Glue databases take no hyphens: for them, underscores are as good."""
    wanted = settings.name_prefixes
    for resource in plan.of_type(*NAMES) if wanted else ():
        attribute = NAMES[resource.type]
        name = resource.get(attribute)
        if not isinstance(name, str) or name == UNKNOWN:
            continue
        allowed = (*wanted, *(prefix.replace("-", "_") for prefix in wanted if _is_of_glue(resource.type)))
        if not LEADS.sub("", name).startswith(allowed):
            yield Finding(
                name_prefix.id,
                resource.address,
                f"Its name is {resource.show(attribute)}.",
                f"Let it begin with {' or '.join(wanted)}; the modules take it as name_prefix.",
            )


def _is_of_glue(type_: str) -> bool:
    return type_.startswith("aws_glue_")
