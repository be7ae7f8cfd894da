"""Rules that hold for every planned bucket, Firehose stream and workgroup of every configuration."""

from collections.abc import Mapping
from typing import Any

from tests.plan.planned import Plan
from tests.plan.test_rules import enabled, only, refuse, takes_logs_of_s3


def test_every_bucket_is_encrypted_private_and_asks_for_tls(plan: Plan) -> None:
    """Beside every bucket stand the resources that say so, in the same module."""
    algorithm = "aws:kms" if plan.given["kms_key_arn"] else "AES256"
    switches = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")

    def algorithm_of(values: Mapping[str, Any]) -> object:
        default = only(only(values["rule"])["apply_server_side_encryption_by_default"])
        return default["sse_algorithm"]

    wanted = {
        "aws_s3_bucket_server_side_encryption_configuration": lambda r: (
            algorithm_of(r.values) == ("AES256" if takes_logs_of_s3(r) else algorithm)
        ),
        "aws_s3_bucket_public_access_block": lambda r: all(r.values[switch] for switch in switches),
        "aws_s3_bucket_ownership_controls": lambda r: (
            only(r.values["rule"])["object_ownership"]
            == ("BucketOwnerPreferred" if takes_logs_of_s3(r) else "BucketOwnerEnforced")
        ),
        "aws_s3_bucket_lifecycle_configuration": lambda r: bool(r.values["rule"]),
        "aws_s3_bucket_policy": lambda r: True,  # what it says: see the next test
    }
    beside = {
        (kind, r.address.replace(f".{kind}.", ".aws_s3_bucket."))
        for kind, holds in wanted.items()
        for r in plan.of_type(kind)
        if holds(r)
    }
    refuse(
        (
            f"{r.address}: {kind}"
            for r in plan.of_type("aws_s3_bucket")
            for kind in wanted
            if (kind, r.address) not in beside
        ),
        "Every bucket is encrypted and not public, has one owner, forgets, and has a policy.",
    )


def test_every_bucket_refuses_calls_without_tls(plan: Plan) -> None:
    policies = [s for s in plan.statements if s.kind == "bucket"]
    refuse(
        (
            s
            for s in policies
            if [(c["test"], c["variable"], c["values"]) for c in s.values["condition"]]
            != [("Bool", "aws:SecureTransport", ["false"])]
            or s.actions != ("s3:*",)
            or s.effect != "Deny"
            or len(s.resources) != 2
        ),
        "The policy of a bucket refuses every call without TLS, to the bucket and to what is in it.",
    )


def test_buckets_are_destroyed_empty_only(plan: Plan) -> None:
    refuse(
        (r for r in plan.of_type("aws_s3_bucket") if r.values["force_destroy"]),
        "A bucket with data in it is kept.",
    )


def test_every_firehose_stream_says_what_failed(plan: Plan) -> None:
    def told(values: Mapping[str, Any]) -> bool:
        target = only(values["extended_s3_configuration"])
        return (
            enabled(values["server_side_encryption"])
            and enabled(target["cloudwatch_logging_options"])
            and target["error_output_prefix"].startswith("errors/")
            and "!{firehose:error-output-type}" in target["error_output_prefix"]
        )

    refuse(
        (r for r in plan.of_type("aws_kinesis_firehose_delivery_stream") if not told(r.values)),
        "Every Firehose stream is encrypted, has a log, and puts what it cannot deliver under errors/.",
    )


def test_every_workgroup_sets_the_terms(plan: Plan) -> None:
    option = "SSE_KMS" if plan.given["kms_key_arn"] else "SSE_S3"

    def sets(configuration: Mapping[str, Any]) -> bool:
        result = only(configuration["result_configuration"])
        encryption = only(result["encryption_configuration"])
        return (
            configuration["enforce_workgroup_configuration"] is True
            and configuration["bytes_scanned_cutoff_per_query"] > 0
            and encryption["encryption_option"] == option
            and result["output_location"].endswith("/results/")
        )

    refuse(
        (r for r in plan.of_type("aws_athena_workgroup") if not sets(only(r.values["configuration"]))),
        "Every workgroup enforces its limit, its place for results and their encryption.",
    )
