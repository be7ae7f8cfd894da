"""An emulator with what the handlers need and nothing that calls them: no mappings, no schedule."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import handlers
from emulator.declared import create_table, create_touch_table
from emulator.environment import emulator_environment
from emulator.ministack import MiniStack, emulator_python

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TABLE = "touches"
LOADERS = 4  # more of them only queue up in the emulator
PUTS_PER_CALL = 25  # BatchWriteItem takes no more


@dataclass(frozen=True, slots=True)
class BareEmulator:
    """Its clients, and the environment that handlers and their children need."""

    stack: MiniStack
    user_pool_id: str
    settings: dict[str, str]

    def client(self, service: str) -> Any:
        """A boto3 client without retries."""
        return self.stack.client(service)

    def load(self, items: Sequence[dict[str, Any]]) -> None:
        """Items straight into the table of touches."""
        from kit.deadline import for_each

        dynamodb = self.client("dynamodb")

        def put(start: int) -> None:
            some = [{"PutRequest": {"Item": item}} for item in items[start : start + PUTS_PER_CALL]]
            dynamodb.batch_write_item(RequestItems={TABLE: some})

        for_each(range(0, len(items), PUTS_PER_CALL), put, workers=LOADERS)


@contextlib.contextmanager
def bare_emulator() -> Iterator[BareEmulator]:
    """Up for the block, and wired to the handlers of this process."""
    with tempfile.TemporaryDirectory() as folder, MiniStack(Path(folder), python=emulator_python()) as stack:
        bare = _furnished(stack)
        with handlers.environment(bare.settings):
            yield bare


def _furnished(stack: MiniStack) -> BareEmulator:
    dynamodb = stack.client("dynamodb")
    create_touch_table(dynamodb)
    create_table(dynamodb, "projection.tf", "pace")
    stream = dynamodb.describe_table(TableName=TABLE)["Table"]["LatestStreamArn"]
    pool = stack.client("cognito-idp").create_user_pool(
        PoolName="customers",
        Schema=[
            {
                "Name": "campaign",
                "AttributeDataType": "String",
                "Mutable": True,
                "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "256"},
            }
        ],
    )["UserPool"]["Id"]
    queue = stack.client("sqs").create_queue(QueueName="backlog")["QueueUrl"]
    return BareEmulator(
        stack,
        pool,
        emulator_environment(
            stack.url,
            BACKLOG_QUEUE_URL=queue,
            CAMPAIGN_ATTRIBUTE="custom:campaign",
            CAMPAIGN_ATTRIBUTE_MAX_LENGTH="256",
            COGNITO_UPDATE_RATE="20",
            LOOKBACK_WINDOW_SECONDS="3600",
            PACE_TABLE_NAME="pace",
            POWERTOOLS_LOG_LEVEL="ERROR",
            POWERTOOLS_METRICS_NAMESPACE="benchmark",
            POWERTOOLS_SERVICE_NAME="benchmark",
            SOURCES="pinpoint_journey",
            STREAM_ARN=stream,
            TABLE_NAME=TABLE,
            USERNAME_ATTRIBUTE="username",
            USER_POOL_ID=pool,
        ),
    )
