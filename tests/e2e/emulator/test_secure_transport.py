"""A bucket that denies what comes without TLS, and a user who may read it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from emulator.ministack import MiniStack, emulator_python

ONLY_TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
MAY_READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}


@pytest.fixture(params=[{}, {"EMULATOR_WITHOUT_CORRECTIONS": "1"}], ids=["corrected", "stock"])
def guarded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MiniStack]:
    """With IAM enforced."""
    with MiniStack(tmp_path, python=emulator_python(), auth=True, environment=request.param) as running:
        yield running


def document(statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_the_emulators_own_address_counts_as_tls(guarded: MiniStack, request: pytest.FixtureRequest) -> None:
    """When it does with the stock too, the correction may be no longer needed."""
    s3, iam = guarded.client("s3"), guarded.client("iam")
    s3.create_bucket(Bucket="reports")
    s3.put_object(Bucket="reports", Key="february", Body=b"12")
    s3.put_bucket_policy(Bucket="reports", Policy=document(ONLY_TLS))
    iam.create_user(UserName="reader")
    iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=document(MAY_READ))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    reader = guarded.client("s3", access_key_id=key["AccessKeyId"], secret_access_key=key["SecretAccessKey"])
    if "stock" in request.node.name:
        with pytest.raises(ClientError, match="AccessDenied"):
            reader.get_object(Bucket="reports", Key="february")
    else:
        assert reader.get_object(Bucket="reports", Key="february")["Body"].read() == b"12"
