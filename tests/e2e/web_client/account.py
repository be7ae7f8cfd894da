"""What a team has before it has a web client: a user pool with the product's token function, and streams."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from emulator.environment import ACCOUNT_ID
from tests.e2e.web_client.node_project import REPOSITORY
from tests.support.environments import ENVIRONMENT

if TYPE_CHECKING:
    from emulator.ministack import MiniStack

STREAM = "events"  # the name in the README's policy
TABLE = ENVIRONMENT["token"]["TABLE_NAME"]


def _role(stack: MiniStack, name: str, actions: list[str]) -> str:
    iam = stack.client("iam")
    arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    allowed = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    iam.put_role_policy(
        RoleName=name,
        PolicyName="work",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
    )
    return arn


def streams(stack: MiniStack) -> None:
    stack.client("s3").create_bucket(Bucket=STREAM)
    stack.client("kinesis").create_stream(StreamName=STREAM, ShardCount=1)
    stack.client("firehose").create_delivery_stream(
        DeliveryStreamName=STREAM,
        ExtendedS3DestinationConfiguration={
            "RoleARN": _role(stack, "firehose", ["s3:PutObject"]),
            "BucketARN": f"arn:aws:s3:::{STREAM}",
        },
    )


def token_function(stack: MiniStack) -> str:
    """The product's own, from dist/."""
    stack.client("dynamodb").create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "username", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "username", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    functions, dist = stack.client("lambda"), REPOSITORY / "dist"
    layer = functions.publish_layer_version(
        LayerName="dependencies", Content={"ZipFile": (dist / "dependencies.zip").read_bytes()}
    )
    names = {"POWERTOOLS_SERVICE_NAME": "web", "POWERTOOLS_METRICS_NAMESPACE": "JourneyAttribution"}
    made = functions.create_function(
        FunctionName="token",
        Runtime="python3.13",
        Role=_role(stack, "token", ["dynamodb:GetItem"]),
        Handler="attribution.handlers.token.handler",
        Timeout=5,
        Layers=[layer["LayerVersionArn"]],
        Code={"ZipFile": (dist / "attribution.zip").read_bytes()},
        Environment={"Variables": ENVIRONMENT["token"] | names},
    )
    functions.add_permission(
        FunctionName="token",
        StatementId="cognito",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
        SourceAccount=ACCOUNT_ID,
    )
    arn: str = made["FunctionArn"]
    return arn


def pool(stack: MiniStack, token_function_arn: str) -> str:
    campaign = {
        "Name": "campaign",
        "AttributeDataType": "String",
        "Mutable": True,
        "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "256"},
    }
    made = stack.client("cognito-idp").create_user_pool(
        PoolName="customers",
        Schema=[campaign],
        UsernameConfiguration={"CaseSensitive": False},
        LambdaConfig={"PreTokenGeneration": token_function_arn},
    )
    pool_id: str = made["UserPool"]["Id"]
    return pool_id
