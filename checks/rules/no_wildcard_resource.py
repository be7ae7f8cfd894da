"""Statements name what they are for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checks.finding import Finding
from checks.policies import Kind, Statement
from checks.rule import rule
from checks.values import UNKNOWN, matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checks.config import Settings
    from checks.plan import Plan

ARN_COLONS = "arn:partition:service:region:account:what".count(":")
# In whose ARNs a name stands alone; elsewhere its kind stands before it, as in table/touches.
WITHOUT_KINDS = ("execute-api", "s3", "sns")
# Actions for which AWS has no resource types, so that no ARN can be written, as far as functions need them;
# and those on what gets its id only when it runs.
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
WITHOUT_ARNS = frozenset(
    {
        "athena:ListWorkGroups",
        "cloudwatch:GetMetricData",
        "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListMetrics",
        "cloudwatch:PutMetricData",
        "cognito-idp:ListUserPools",
        "dynamodb:DescribeLimits",
        "dynamodb:ListStreams",
        "dynamodb:ListTables",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
        "ecr:GetAuthorizationToken",
        "firehose:ListDeliveryStreams",
        "kinesis:ListStreams",
        "kms:GenerateRandom",
        "kms:ListAliases",
        "lambda:GetAccountSettings",
        "lambda:ListEventSourceMappings",
        "lambda:ListFunctions",
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
        "s3:ListAllMyBuckets",
        "scheduler:ListSchedules",
        "secretsmanager:GetRandomPassword",
        "secretsmanager:ListSecrets",
        "ses:CreateExportJob",
        "ses:DeleteSuppressedDestination",
        "ses:GetExportJob",
        "ses:GetSuppressedDestination",
        "ses:ListSuppressedDestinations",
        "ses:PutSuppressedDestination",
        "sns:ListTopics",
        "sqs:ListQueues",
        "states:ListStateMachines",
        "states:SendTaskFailure",
        "states:SendTaskHeartbeat",
        "states:SendTaskSuccess",
        "sts:GetCallerIdentity",
        "tag:GetResources",
        "xray:GetSamplingRules",
        "xray:GetSamplingStatisticSummaries",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
_WITHOUT_ARNS = frozenset(action.lower() for action in WITHOUT_ARNS)


@rule(
    "no-wildcard-resource",
    "Every statement of a role's policy names its resources by ARN.",
    detail=(
        "Only the last part may be `*`, for what is inside of a named thing: `bucket/*`, but not `table/*`."
        " Actions for which AWS has no ARNs may stand with `*`. A boundary is asked the same: waive it there."
    ),
)
def no_wildcard_resource(plan: Plan, settings: Settings) -> Iterator[Finding]:
    """Passes over policies of keys, buckets and the like, which are about that one thing."""
    for statement in plan.statements:
        if not statement.allows or statement.kind is not Kind.IDENTITY:
            continue
        wide = [resource for resource in statement.resources if not is_named(resource)]
        if wide and not _has_no_arns(statement, settings):
            yield _finding(statement, ", ".join(statement.show(resource) for resource in wide))
        if statement.but_resources:
            yield _finding(
                statement,
                f"all resources but {', '.join(statement.show(r) for r in statement.but_resources)}",
            )


def is_named(resource: str) -> bool:
    """Whether it names something: a last part of only ``*`` is what is inside of that thing."""
    if resource == UNKNOWN:
        return True
    within = re.sub(r"[/:]\*$", "", resource)
    if "*" in within or within.count(":") < ARN_COLONS:
        return False
    _, _, service, _, _, what = within.split(":", ARN_COLONS)
    return within == resource or service in WITHOUT_KINDS or bool(re.search(r"[^/:][/:]", what))


def _has_no_arns(statement: Statement, settings: Settings) -> bool:
    return bool(statement.actions) and all(
        action.lower() in _WITHOUT_ARNS or matches(action, settings.unscoped_actions)
        for action in statement.actions
    )


def _finding(statement: Statement, what: str) -> Finding:
    return Finding(
        no_wildcard_resource.id,
        statement.address,
        f"{statement} is for {what}.",
        "Name the resources by ARN; actions for which AWS has no ARNs go into a statement of their own, "
        "and into unscoped_actions if this rule does not know them.",
    )
