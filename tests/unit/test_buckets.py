"""What the modules hand over to modules/bucket, which the mocked tests of the modules cannot see."""

import re
from pathlib import Path

MODULES = Path(__file__).parents[2] / "modules"
CALL = re.compile(r'^module "(\w+)" \{\n  source += "\.\./bucket"\n(.*?)^\}', re.MULTILINE | re.DOTALL)
ARGUMENT = re.compile(
    r"^  (force_destroy|kms_key_arn|lifecycle_rules|object_ownership|policy_documents|tags|versioned)"
    r" += ([^#\n]+?) *(?:#.*)?$",
    re.MULTILINE,
)

HANDED_ON = {
    "force_destroy": "var.force_destroy",
    "kms_key_arn": "var.kms_key_arn",
    "lifecycle_rules": "local.lifecycle_rules",
    "tags": "var.tags",
}


def test_the_modules_hand_on_what_they_were_given():
    """All buckets are versioned and refuse ACLs, but the one to which CloudFront delivers by them.

    S3 delivers its logs to no bucket with a key of KMS.
    """
    found = {
        f"{file.parent.name}: {name}": dict(ARGUMENT.findall(arguments))
        for file in MODULES.glob("*/*.tf")
        for name, arguments in CALL.findall(file.read_text())
    }
    content = {
        "lifecycle_rules": "local.content_lifecycle_rules",
        "policy_documents": "[data.aws_iam_policy_document.bucket_content.json]",
    }
    logs = {
        "kms_key_arn": "null",
        "lifecycle_rules": "local.log_lifecycle_rules",
        "object_ownership": '"BucketOwnerPreferred"',
        "policy_documents": "[data.aws_iam_policy_document.bucket_logs.json]",
        "versioned": "false",
    }
    assert found == {
        "event-lake: bucket": HANDED_ON,
        "ses-vdm-stat-export: bucket": HANDED_ON,
        "simple-cms: content": HANDED_ON | content,
        "simple-cms: logs": HANDED_ON | logs,
    }


def test_no_other_module_declares_a_bucket():
    found = [
        file.parent.name for file in MODULES.glob("*/*.tf") if 'resource "aws_s3_bucket" ' in file.read_text()
    ]
    assert found == ["bucket"]
