"""A plan that Terraform 1.11.4 and the AWS provider 5.100.0 made of real/main.tf.txt, without an account.

Made anew, in a folder with that file as main.tf, by `terraform init`, `terraform plan -out=plan.bin` and
`terraform show -json plan.bin`; of what it prints, KEPT is kept, as one line, and of providers the name
without a host. changes.json is the same of changes.tf.txt, with `-refresh=false` on a state that was written
by hand.
"""

import json
from pathlib import Path

import pytest

from checks import Config, Report, Settings, findings
from checks.plan import Plan
from checks.report import FORMATS
from checks.values import UNKNOWN

FOLDER = Path(__file__).parent / "real"
RAW = json.loads((FOLDER / "plan.json").read_text())
CHANGES = json.loads((FOLDER / "changes.json").read_text())
KEPT = {
    "applyable",
    "complete",
    "configuration",
    "errored",
    "format_version",
    "prior_state",
    "resource_changes",
    "terraform_version",
    "variables",
}


def found(**settings):
    return {(f.rule, f.address) for f in findings(RAW, Config(settings=Settings(**settings)))}


BROKEN = {
    ("dead-letters", "aws_sqs_queue.broken"),
    ("encrypted", "aws_dynamodb_table.broken"),
    ("log-retention", "aws_cloudwatch_log_group.broken"),
    ("no-public-access", "aws_s3_bucket.broken"),
    ("no-wildcard-action", "data.aws_iam_policy_document.broken"),
    ("no-wildcard-resource", "data.aws_iam_policy_document.broken"),
    ("readable-policies", "aws_iam_role_policy.broken"),
    ("recoverable-tables", "aws_dynamodb_table.broken"),
}


def test_what_is_broken_is_found_and_nothing_else():
    assert set(RAW) <= KEPT
    assert found() == BROKEN


def test_the_providers_own_default_tags_count():
    assert found(required_tags=("team",)) == BROKEN
    lacking = {address for rule, address in found(required_tags=("team", "project")) - BROKEN}
    assert {"aws_dynamodb_table.whole", "aws_s3_bucket.broken"} <= lacking
    assert "aws_iam_role_policy.whole" not in lacking


def test_names_without_the_prefix_are_found():
    assert found(name_prefixes=("shop-",)) - BROKEN == {
        ("name-prefix", "aws_sqs_queue.broken"),
        ("name-prefix", "aws_sns_topic.broken"),
    }


def test_a_key_that_was_not_given_is_not_taken_for_unknown():
    """The provider says the same of a table whose key is null and of one whose key is made by the plan."""
    (table,) = (r for r in Plan(RAW).resources if r.address == "aws_dynamodb_table.whole")
    assert table.get("server_side_encryption", 0, "kms_key_arn") == UNKNOWN
    assert ("encrypted", table.address) in found(kms_required=True)


@pytest.mark.parametrize("format_", FORMATS)
def test_what_terraform_calls_sensitive_is_not_printed(format_):
    assert "s3cr3t" in json.dumps(RAW)
    wrong = findings(RAW, Config(settings=Settings(name_prefixes=("shop-",), kms_required=True)))
    report = Report(tuple(wrong), (), (), (), 0)
    assert "s3cr3t" not in FORMATS[format_](report)


def test_what_happens_to_tables_is_told_apart():
    """Destroyed, replaced, with another stream; but not moved or forgotten, of which there is one each."""
    assert {r.actions for r in Plan(CHANGES).changes} >= {("no-op",), ("forget",), ("update",), ("delete",)}
    rules = {"no-destroy-of-data", "no-replacement", "stream-kept"}
    assert {(f.rule, f.address) for f in findings(CHANGES) if f.rule in rules} == {
        ("no-destroy-of-data", "aws_dynamodb_table.destroyed"),
        ("no-replacement", "aws_dynamodb_table.replaced"),
        ("stream-kept", "aws_dynamodb_table.stream"),
        ("stream-kept", "aws_dynamodb_table.streamless"),
    }
