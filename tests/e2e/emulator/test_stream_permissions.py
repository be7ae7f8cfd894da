"""Who may read a table's stream may read that one, and no other."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.ministack import MiniStack, emulator_python


def streams_of_user_who_may_read(stack: MiniStack, table: str) -> Any:
    iam = stack.client("iam")
    iam.create_user(UserName="probe")
    statement = {
        "Effect": "Allow",
        "Action": ["dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        "Resource": stream_arn(stack, table),
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    iam.put_user_policy(UserName="probe", PolicyName="probe", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="probe")["AccessKey"]
    return stack.client(
        "dynamodbstreams", access_key_id=key["AccessKeyId"], secret_access_key=key["SecretAccessKey"]
    )


def stream_arn(stack: MiniStack, table: str) -> str:
    """Of a table that is made if it is not there."""
    client = stack.client("dynamodb")
    if table not in client.list_tables()["TableNames"]:
        client.create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
        client.put_item(TableName=table, Item={"k": {"S": "one"}})
    return str(client.describe_table(TableName=table)["Table"]["LatestStreamArn"])


def read(streams: Any, stack: MiniStack, table: str) -> int:
    arn = stream_arn(stack, table)
    described = stack.client("dynamodbstreams").describe_stream(StreamArn=arn)
    shard = described["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    return len(streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"])


def enforcing(tmp_path: Path, **environment: str) -> MiniStack:
    return MiniStack(tmp_path / "ministack", python=emulator_python(), auth=True, environment=environment)


def test_permission_for_a_stream_is_for_that_stream(tmp_path: Path) -> None:
    with enforcing(tmp_path) as stack:
        streams = streams_of_user_who_may_read(stack, "mine")
        assert read(streams, stack, "mine") == 1
        with pytest.raises(ClientError, match="AccessDenied"):
            read(streams, stack, "other")


def test_stock_denies_who_has_the_permission(tmp_path: Path) -> None:
    """When this fails, the correction may be no longer needed."""
    with enforcing(tmp_path, EMULATOR_WITHOUT_CORRECTIONS="1") as stack:
        streams = streams_of_user_who_may_read(stack, "mine")
        with pytest.raises(ClientError, match="AccessDenied"):
            read(streams, stack, "mine")
