"""Rules that hold for every planned resource of every configuration, present and future."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from checks.rules.no_wildcard_resource import is_named
from tests.plan.planned import UNKNOWN, Plan, Resource, Statement, kind_of, without_any_tags

# Where a type keeps the name that is unique in an account and Region; {…} are attributes.
UNIQUE_NAMES = {
    "aws_athena_named_query": "{name}",
    "aws_athena_workgroup": "{name}",
    "aws_cloudformation_stack": "{name}",
    "aws_cloudfront_cache_policy": "{name}",
    "aws_cloudfront_function": "{name}",
    "aws_cloudfront_origin_access_control": "{name}",
    "aws_cloudfront_response_headers_policy": "{name}",
    "aws_cloudwatch_dashboard": "{dashboard_name}",
    "aws_cloudwatch_event_bus": "{name}",
    "aws_cloudwatch_event_rule": "{name}",
    "aws_cloudwatch_log_group": "{name}",
    "aws_cloudwatch_metric_alarm": "{alarm_name}",
    "aws_dynamodb_table": "{name}",
    "aws_glue_catalog_database": "{name}",
    "aws_glue_catalog_table": "{database_name}.{name}",
    "aws_iam_role": "{name}",
    "aws_kinesis_firehose_delivery_stream": "{name}",
    "aws_lambda_function": "{function_name}",
    "aws_lambda_layer_version": "{layer_name}",
    "aws_kinesis_stream": "{name}",
    "aws_pinpointsmsvoicev2_opt_out_list": "{name}",
    "aws_quicksight_dashboard": "{dashboard_id}",
    "aws_quicksight_data_set": "{data_set_id}",
    "aws_quicksight_data_source": "{data_source_id}",
    "aws_quicksight_refresh_schedule": "{schedule_id}",
    "aws_s3_bucket": "{bucket}",
    "aws_scheduler_schedule": "{name}",
    "aws_ses_receipt_rule": "{name}",
    "aws_ses_template": "{name}",
    "aws_sesv2_configuration_set": "{configuration_set_name}",
    "aws_sfn_state_machine": "{name}",
    "aws_sns_topic": "{name}",
    "aws_sqs_queue": "{name}",
}
# Types without a name of their own: parts of what they belong to.
PARTS = {
    "aws_cloudfront_distribution",
    "aws_cloudwatch_event_target",
    "aws_cloudwatch_log_stream",
    "aws_iam_role_policy",
    "aws_lambda_event_source_mapping",
    "aws_lambda_function_event_invoke_config",
    "aws_lambda_function_recursion_config",
    "aws_lambda_permission",
    "aws_kms_key",
    "aws_pinpoint_event_stream",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_notification",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_s3_object",
    "aws_ses_identity_notification_topic",
    "aws_sesv2_account_suppression_attributes",
    "aws_sesv2_account_vdm_attributes",
    "aws_sesv2_configuration_set_event_destination",
    "aws_sns_topic_policy",
    "aws_sns_topic_subscription",
    "aws_sqs_queue_policy",
}
# Sids of statements that must be for every resource, as AWS has no narrower one. Each needs a reason here.
STATEMENTS_FOR_EVERY_RESOURCE = {
    "CreateExportJobs",  # ses:CreateExportJob has no resources; conditions on source and API
    "ReadExportJobs",  # SES gives an export job its id when it is made
    "DeliverLogs",  # the log deliveries of a state machine, as Step Functions documents them
    "SmsVoicePublishes",  # part of a key's policy, in which * is the key
    "SnsQueues",  # the same
    "SuppressAddresses",  # ses:PutSuppressedDestination has no resources; a condition on the API
}
# As SNS and KMS document what a key's policy gives to a service that publishes.
WILDCARDS_OF_KEYS = {"kms:GenerateDataKey*"}
# Who may call for any source of the account. Each needs a reason here.
CALLERS_FOR_ANY_SOURCE = {
    "connect-campaigns.amazonaws.com"  # which ARN it presents was never confirmed: limit_to_instance
}

# Schedules that start a state machine, which tells of its failures itself.
OF_STATE_MACHINES = {"export", "summary"}

# S3 takes 10 tags on an object, and a deployment may have more.
WITHOUT_TAGS = {"aws_s3_object"}

SECRET = re.compile(r"SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY", re.IGNORECASE)
DAY = 24 * 3600


def refuse(offenders: Iterable[object], rule: str) -> None:
    found = [offender.address if isinstance(offender, Resource) else str(offender) for offender in offenders]
    if found:
        pytest.fail("\n  ".join([f"{rule} Not so:", *found]), pytrace=False)


def unique_name(resource: Resource) -> str:
    return UNIQUE_NAMES[resource.type].format_map(resource.values)


def enabled(blocks: Any) -> bool:
    return blocks != UNKNOWN and any(block["enabled"] is True for block in blocks)


def only(blocks: Any) -> Mapping[str, Any]:
    """The one block of its kind, or nothing."""
    return blocks[0] if blocks else {}


def is_set(value: object) -> bool:
    return value not in (None, "", [], {})


# Everything


def test_every_type_is_known_to_these_rules(plan: Plan) -> None:
    types = set(plan.counts)
    refuse(
        sorted(types - UNIQUE_NAMES.keys() - PARTS),
        "A type stands in UNIQUE_NAMES or PARTS of this file, so that no rule passes over it.",
    )


def test_what_can_have_tags_has_them(plan: Plan) -> None:
    wanted = plan.given["tags"]

    def tagged(values: Mapping[str, Any]) -> bool:
        # without any tag, the provider leaves tags_all open
        return values["tags_all"] == wanted if wanted else not values["tags"]

    refuse(
        (
            r
            for r in plan.resources
            if "tags" in r.values and r.type not in WITHOUT_TAGS and not tagged(r.values)
        ),
        f"Whatever can have tags has those that were given: {wanted}.",
    )


def test_what_takes_few_tags_has_none(plan: Plan) -> None:
    refuse(
        (r for r in plan.of_type(*WITHOUT_TAGS) if not without_any_tags(r)),
        "What takes fewer tags than may be given has none, the provider's neither.",
    )


def test_every_name_begins_with_the_prefix(plan: Plan) -> None:
    prefixes = tuple(plan.given["name_prefixes"])
    refuse(
        (
            f"{r.address}: {unique_name(r)}"
            for r in plan.of_type(*UNIQUE_NAMES)
            if not re.sub(
                r"^/aws/(lambda|kinesisfirehose|vendedlogs/states)/", "", unique_name(r)
            ).startswith(prefixes)
        ),
        f"Every physical name begins with the prefix of its deployment: {', '.join(prefixes)}.",
    )


def test_every_name_is_known_at_plan(plan: Plan) -> None:
    refuse(
        (r for r in plan.of_type(*UNIQUE_NAMES) if UNKNOWN in unique_name(r)),
        "Every physical name is known at plan.",
    )


def test_no_two_resources_share_a_name(plan: Plan) -> None:
    names = Counter((r.type, unique_name(r)) for r in plan.of_type(*UNIQUE_NAMES))
    refuse((name for name, count in names.items() if count > 1), "No two resources of a type share a name.")


def test_no_two_permissions_of_a_function_share_an_id(plan: Plan) -> None:
    ids = Counter(
        (r.values["function_name"], r.values["statement_id"]) for r in plan.of_type("aws_lambda_permission")
    )
    refuse(
        (name for name, count in ids.items() if count > 1),
        "A permission's id is its own within its function.",
    )


# Roles and policies


def test_every_role_has_the_boundary(plan: Plan) -> None:
    wanted = plan.given["permissions_boundary_arn"]
    refuse(
        (r for r in plan.of_type("aws_iam_role") if r.values["permissions_boundary"] != wanted),
        f"Every role has the permissions boundary that was given: {wanted}.",
    )


def test_every_policy_is_a_document_that_these_rules_can_read(plan: Plan) -> None:
    documents = Counter(kind_of(document) for document in plan.documents)
    policies = {
        "role": ["aws_iam_role_policy"],
        "trust": ["aws_iam_role"],
        "senders": ["aws_sns_topic_policy", "aws_sqs_queue_policy"],
        "bucket": ["aws_s3_bucket_policy"],
    }
    attached = Counter({kind: documents[kind] for kind in documents if kind in policies})
    assert attached == Counter({kind: len(plan.of_type(*names)) for kind, names in policies.items()}), (
        "Every policy is an aws_iam_policy_document, so that its statements can be read at plan; "
        "a trust policy has `trust` in its name, that of a queue or topic is called `senders`, of a bucket "
        "`bucket`, and those for roles of the caller's `consumers` and `producers`."
    )
    known = [document.values["json"] for document in plan.documents]
    readable = [UNKNOWN, *(json.loads(text) for text in known if text != UNKNOWN)]

    def is_document(policy: str) -> bool:
        return (policy if policy == UNKNOWN else json.loads(policy)) in readable

    refuse(
        (
            r
            for kind in ("role", "senders", "bucket")
            for r in plan.of_type(*policies[kind])
            if not is_document(r.values["policy"])
        ),
        "Every policy is the JSON of a document.",
    )
    refuse(
        (r for r in plan.of_type("aws_iam_role") if not is_document(r.values["assume_role_policy"])),
        "Every trust policy is the JSON of a document.",
    )


def test_no_action_is_a_wildcard(plan: Plan) -> None:
    refuse(
        (
            s
            for s in plan.statements
            if s.kind != "bucket" and any("*" in a for a in {*s.actions} - WILDCARDS_OF_KEYS)
        ),
        "Every action that is allowed is written out.",
    )


def test_every_statement_says_what_it_allows(plan: Plan) -> None:
    refuse(
        (s for s in plan.statements if not s.actions or UNKNOWN in s.actions or s.values.get("not_actions")),
        "Every statement lists its actions.",
    )


def test_no_resource_is_a_wildcard(plan: Plan) -> None:
    refuse(
        (
            f"{s}: {resource}"
            for s in plan.statements
            if s.kind != "trust" and s.sid not in STATEMENTS_FOR_EVERY_RESOURCE
            for resource in s.resources or ["nothing"]
            if not is_named(resource)
        ),
        "Every statement names its resources.",
    )


def test_every_statement_has_a_sid_of_its_own(plan: Plan) -> None:
    refuse((s for s in plan.statements if not s.sid), "Every statement says by its sid what it is for.")
    sids = Counter(
        (s.deployment, s.address if s.kind == "bucket" else s.owner, s.kind, s.sid) for s in plan.statements
    )
    refuse(
        (sid for sid, count in sids.items() if count > 1), "A sid is used once among the policies of a role."
    )


def test_a_role_is_taken_by_a_service_of_aws_only(plan: Plan) -> None:
    def ok(statement: Statement) -> bool:
        principals = statement.values["principals"]
        return all(
            p["type"] == "Service" and all(i.endswith(".amazonaws.com") for i in p["identifiers"])
            for p in principals
        )

    refuse(
        (s for s in plan.statements if s.kind == "trust" and not ok(s)), "Only services of AWS take a role."
    )


# Functions


def test_every_function_has_its_log_group(plan: Plan) -> None:
    groups = {r.values["name"] for r in plan.of_type("aws_cloudwatch_log_group")}
    refuse(
        (
            r
            for r in plan.of_type("aws_lambda_function")
            if f"/aws/lambda/{r.values['function_name']}" not in groups
        ),
        "Every function has the log group that Lambda would otherwise make, without retention.",
    )


def test_logs_are_not_kept_for_ever(plan: Plan) -> None:
    wanted = plan.given["log_retention_days"]
    refuse(
        (r for r in plan.of_type("aws_cloudwatch_log_group") if r.values["retention_in_days"] != wanted),
        f"Every log group keeps its events for {wanted} days.",
    )


def test_every_permission_is_for_one_source_and_account(plan: Plan) -> None:
    refuse(
        (
            r
            for r in plan.of_type("aws_lambda_permission")
            if not is_set(r.values["source_account"])
            or not (is_set(r.values["source_arn"]) or r.values["principal"] in CALLERS_FOR_ANY_SOURCE)
        ),
        "Every permission to call a function has source_account and, but for the callers above, source_arn.",
    )


def test_no_environment_holds_a_secret(plan: Plan) -> None:
    """The provider hides all names beside one unknown value, so projection's are pinned in tests/modules."""
    refuse(
        (
            f"{r.address}: {name}"
            for r in plan.of_type("aws_lambda_function")
            for environment in r.values["environment"]
            for name in ([] if environment["variables"] == UNKNOWN else environment["variables"])
            if SECRET.search(name)
        ),
        "No environment variable looks like a secret: functions take ARNs of secrets.",
    )


# Data


def test_tables_and_queues_are_encrypted(plan: Plan) -> None:
    key = plan.given["kms_key_arn"]

    def encrypted(resource: Resource) -> bool:
        values = resource.values
        if resource.type == "aws_dynamodb_table":
            return enabled(values["server_side_encryption"])
        return bool(values["kms_master_key_id"] if key else values["sqs_managed_sse_enabled"])

    refuse(
        (r for r in plan.of_type("aws_dynamodb_table", "aws_sqs_queue") if not encrypted(r)),
        "Every table and queue is encrypted.",
    )


def takes_logs_of_s3(resource: Resource) -> bool:
    """S3 delivers access logs to no bucket with a KMS key, and CloudFront's older logs want ACLs."""
    return ".module.logs[" in resource.address and resource.type.startswith("aws_s3_bucket")


def test_the_given_key_encrypts_everything(plan: Plan) -> None:
    key = plan.given["kms_key_arn"]
    places = {
        "aws_athena_workgroup": lambda v: only(
            only(only(v["configuration"])["result_configuration"])["encryption_configuration"]
        )["kms_key_arn"],
        "aws_cloudwatch_event_bus": lambda v: v["kms_key_identifier"],
        "aws_cloudwatch_log_group": lambda v: v["kms_key_id"],
        "aws_dynamodb_table": lambda v: [*v["server_side_encryption"], {}][0].get("kms_key_arn"),
        "aws_kinesis_firehose_delivery_stream": lambda v: only(v["server_side_encryption"])["key_arn"],
        "aws_lambda_function": lambda v: v["kms_key_arn"],
        "aws_s3_bucket_server_side_encryption_configuration": lambda v: only(
            only(v["rule"])["apply_server_side_encryption_by_default"]
        )["kms_master_key_id"],
        "aws_sfn_state_machine": lambda v: only(v["encryption_configuration"]).get("kms_key_id"),
        "aws_sns_topic": lambda v: v["kms_master_key_id"],
        "aws_sqs_queue": lambda v: v["kms_master_key_id"],
    }
    refuse(
        (
            f"{r.address}: {found}"
            for r in plan.of_type(*places)
            if not takes_logs_of_s3(r)
            and (found := places[r.type](r.values)) not in ([key] if key else [None, "", UNKNOWN])
        ),
        f"The given key, and no other, encrypts whatever can be encrypted: {key}.",
    )


def test_tables_can_be_recovered(plan: Plan) -> None:
    refuse(
        (r for r in plan.of_type("aws_dynamodb_table") if not enabled(r.values["point_in_time_recovery"])),
        "Every table can be recovered to a point in time.",
    )


# Streams, queues and failures


def mappings(plan: Plan) -> list[Resource]:
    return plan.of_type("aws_lambda_event_source_mapping")


def stream_mappings(plan: Plan) -> list[Resource]:
    return [r for r in mappings(plan) if is_set(r.values["starting_position"])]


def test_mappings_say_their_batch_size(plan: Plan) -> None:
    refuse(
        (r for r in mappings(plan) if not is_set(r.values["batch_size"])), "Every mapping sets batch_size."
    )


def test_mappings_take_partial_answers(plan: Plan) -> None:
    refuse(
        (r for r in mappings(plan) if r.values["function_response_types"] != ["ReportBatchItemFailures"]),
        "Every mapping takes partial answers.",
    )


def test_streams_split_failing_batches(plan: Plan) -> None:
    refuse(
        (r for r in stream_mappings(plan) if r.values["bisect_batch_on_function_error"] is not True),
        "Every stream mapping splits a failing batch.",
    )


def test_streams_give_up_what_fails(plan: Plan) -> None:
    """The ledger tries until its records are too old: nobody waits for it, and then there is a replay."""

    def bounded(mapping: Resource) -> bool:
        retries: int = mapping.values["maximum_retry_attempts"]
        return retries == -1 if mapping.name == "ledger" else 0 <= retries < 100

    refuse(
        (r for r in stream_mappings(plan) if not bounded(r)),
        "Every stream mapping bounds retries, by their number, and the ledger by the age of records alone.",
    )


def test_streams_give_up_in_time(plan: Plan) -> None:
    """Pinpoint's stored events count however old they are; all other streams forget."""
    hours = [r.values["retention_period"] for r in plan.of_type("aws_kinesis_stream")]
    kept_seconds = min(hours, default=24) * 3600  # a table's stream: 24 hours

    def in_time(mapping: Resource) -> bool:
        age: int = mapping.values["maximum_record_age_in_seconds"]
        return age == -1 if mapping.name == "kinesis" else 0 < age < kept_seconds

    refuse(
        (r for r in stream_mappings(plan) if not in_time(r)),
        "Records are given up, and told of, before their stream forgets them.",
    )


def failure_destination(resource: Resource, attribute: str) -> object:
    for config in resource.values["destination_config"] or []:
        for on_failure in config["on_failure"]:
            return on_failure[attribute]
    return None


def test_streams_report_what_they_give_up(plan: Plan) -> None:
    refuse(
        (r for r in stream_mappings(plan) if not is_set(failure_destination(r, "destination_arn"))),
        "Every stream mapping has a failure destination.",
    )


def test_asynchronous_calls_report_their_failure(plan: Plan) -> None:
    refuse(
        (
            r
            for r in plan.of_type("aws_lambda_function_event_invoke_config")
            if not is_set(failure_destination(r, "destination"))
        ),
        "What fails with nobody waiting goes to a failure destination.",
    )


def test_what_a_schedule_calls_reports_its_failure(plan: Plan) -> None:
    calling = (r for r in plan.of_type("aws_scheduler_schedule") if r.name not in OF_STATE_MACHINES)
    schedules = {(r.deployment, r.name) for r in calling}
    reporting = {(r.deployment, r.function) for r in plan.of_type("aws_lambda_function_event_invoke_config")}
    refuse(
        schedules - reporting, "A schedule has the name of the function it calls, which reports its failures."
    )


def test_what_cannot_be_delivered_is_kept(plan: Plan) -> None:
    refuse(
        (
            r
            for r in plan.of_type("aws_cloudwatch_event_target", "aws_sns_topic_subscription")
            if r.values.get("protocol") != "email"  # of which SNS keeps nothing
            and not is_set(r.values.get("dead_letter_config") or r.values.get("redrive_policy"))
        ),
        "What a rule or a topic cannot deliver goes to the dead letters.",
    )


def test_a_rule_takes_the_events_of_named_senders(plan: Plan) -> None:
    """On the module's own bus, whoever may put events there is one."""
    own = {(r.deployment, r.values["name"]) for r in plan.of_type("aws_cloudwatch_event_bus")}
    refuse(
        (
            r
            for r in plan.of_type("aws_cloudwatch_event_rule")
            if (r.deployment, r.values["event_bus_name"]) not in own
            and not json.loads(r.values["event_pattern"]).get("source")
        ),
        "A rule on a bus that others use says whose events it takes.",
    )


# Alarms


def test_alarms_notify_the_topic(plan: Plan) -> None:
    topic = plan.given["alarm_topic_arn"]
    wanted = [topic] if topic else None
    refuse(
        (
            r
            for r in plan.of_type("aws_cloudwatch_metric_alarm")
            if (r.values["alarm_actions"] or None) != wanted or (r.values["ok_actions"] or None) != wanted
        ),
        f"Every alarm, and its end, notifies the topic that was given: {topic}.",
    )


def test_every_function_has_its_alarms(plan: Plan) -> None:
    watched = Counter(
        (r.deployment, r.function, r.values["metric_name"])
        for r in plan.of_type("aws_cloudwatch_metric_alarm")
    )
    refuse(
        (
            f"{r.address}: {metric}"
            for r in plan.of_type("aws_lambda_function")
            for metric in ("Errors", "Throttles")
            if not watched[r.deployment, r.function, metric]
        ),
        "Every function has an alarm for errors and one for throttles.",
    )
