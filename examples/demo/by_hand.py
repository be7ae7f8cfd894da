"""What to try while the deployment stays up."""

import json
from collections.abc import Mapping
from typing import Any

from emulator.environment import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from emulator.standins.pinpoint import journey_calls
from examples.demo.story import SALE, customer

_BEGINNING = "Everything is still up. In another terminal, in this folder:"
_AT_THE_END = "Ctrl-C here destroys the deployment and stops everything."


def instructions(url: str, outputs: Mapping[str, Any], window_seconds: float) -> str:
    hana = customer("hana")
    (payload,) = journey_calls(SALE.id, {hana.endpoint_id: hana.payload})
    function, table = outputs["tagging_function_name"], outputs["table_name"]
    pool = outputs["user_pool_id"]
    return f"""
{_BEGINNING}

export AWS_ENDPOINT_URL={url} AWS_REGION={REGION} AWS_DEFAULT_REGION={REGION}
export AWS_ACCESS_KEY_ID={ACCESS_KEY_ID} AWS_SECRET_ACCESS_KEY={SECRET_ACCESS_KEY}

# hana, who met no journey so far, enters {SALE.name}
payload='{json.dumps(payload)}'

# with the AWS CLI
aws lambda invoke --function-name {function} --payload "$payload" \\
  --cli-binary-format raw-in-base64-out /dev/stdout
aws cognito-idp admin-get-user --user-pool-id {pool} --username hana
aws dynamodb scan --table-name {table}

# or with boto3
payload="$payload" .venv-demo/bin/python -c '
import boto3, os
called = boto3.client("lambda").invoke(FunctionName="{function}", Payload=os.environ["payload"])
print(called["Payload"].read().decode())'
.venv-demo/bin/python -c '
import boto3
print(boto3.client("cognito-idp").admin_get_user(UserPoolId="{pool}", Username="hana")["UserAttributes"])'

After {window_seconds:g} s hana's window is over; within another minute her campaign is blank.

{_AT_THE_END}
"""


def outputs_of_system(environment: Mapping[str, str], outputs: Mapping[str, Any]) -> str:
    """``environment`` leads to the emulator and its stand-ins."""
    exports = [f"export {name}={value}" for name, value in environment.items() if name.startswith("AWS_")]
    shown = [f"# {name}: {json.dumps(value)}" for name, value in outputs.items()]
    return "\n".join(["", _BEGINNING, "", *exports, "", *shown, "", _AT_THE_END, ""])
