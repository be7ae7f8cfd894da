"""The account with every lake, as those who send, record, operate and ask see it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from analytics.athena import Athena
from emulator.environment import REGION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from emulator.ministack import MiniStack
    from emulator.standins.pinpoint import PinpointStandIn
    from emulator.terraform import PlanResult, Terraform
    from tests.e2e.conftest import Project


@dataclass(frozen=True)
class Person:
    """An IAM user who may do what the policies say, and nothing else."""

    stack: MiniStack
    key: Mapping[str, str]

    @classmethod
    def with_policies(cls, stack: MiniStack, name: str, policies: Iterable[str]) -> Person:
        iam = stack.client("iam")
        iam.create_user(UserName=name)
        for number, policy in enumerate(policies):
            iam.put_user_policy(UserName=name, PolicyName=f"may-{number}", PolicyDocument=policy)
        return cls(stack, iam.create_access_key(UserName=name)["AccessKey"])

    def client(self, service: str) -> Any:
        return self.stack.client(
            service, access_key_id=self.key["AccessKeyId"], secret_access_key=self.key["SecretAccessKey"]
        )


@dataclass(frozen=True)
class Lake:
    """One lake: what goes in, what lies there, and what an analyst is answered."""

    outputs: Mapping[str, Any]
    stack: MiniStack
    analyst: Person

    def put(self, stream: str, records: Iterable[Mapping[str, Any] | bytes]) -> None:
        """As a service does it: a record is a line of JSON; bytes go in as they are, to put a broken one."""
        put_records(self.stack.client("firehose"), stream, records)

    def keys(self, prefix: str) -> list[str]:
        pages = self.stack.client("s3").get_paginator("list_objects_v2")
        found = pages.paginate(Bucket=self.outputs["bucket"], Prefix=prefix)
        return [one["Key"] for page in found for one in page.get("Contents", [])]

    def content(self, key: str) -> bytes:
        body: bytes = (
            self.stack.client("s3").get_object(Bucket=self.outputs["bucket"], Key=key)["Body"].read()
        )
        return body

    def stored(self, prefix: str, folder: Path) -> str:
        """Everything that the Parquet objects hold, as text."""
        rows = []
        for number, key in enumerate(self.keys(prefix)):
            file = folder / f"{number}.parquet"
            file.write_bytes(self.content(key))
            rows += duckdb.sql(f"SELECT to_json(t) FROM read_parquet('{file}') AS t").fetchall()
        return "\n".join(row for (row,) in rows)

    def broken(self, folder: str) -> set[bytes]:
        """The records below errors/ as they were sent."""
        lines = [line for key in self.keys(f"errors/{folder}") for line in self.content(key).splitlines()]
        return {_sent(json.loads(line)) for line in lines}

    def ask(self, sql: str) -> list[dict[str, Any]]:
        return self.answer(sql).dicts()

    def answer(self, sql: str) -> Any:
        """Columns and rows, as Athena's API gives them to an analyst in the lake's workgroup."""
        athena = Athena(
            self.analyst.client("athena"), self.outputs["workgroup_name"], self.outputs["database_name"]
        )
        return athena.query(sql, sql, lambda _: None)

    def views(self) -> dict[str, dict[str, str]]:
        """Every view of the database as Glue has it: its columns with their types."""
        pages = self.stack.client("glue").get_paginator("get_tables")
        return {
            table["Name"]: {one["Name"]: one["Type"] for one in table["StorageDescriptor"]["Columns"]}
            for page in pages.paginate(DatabaseName=self.outputs["database_name"])
            for table in page["TableList"]
            if table["TableType"] == "VIRTUAL_VIEW"
        }


@dataclass(frozen=True)
class Account:
    """Everything that is up."""

    stack: MiniStack
    pinpoint: PinpointStandIn
    terraform: Terraform
    variables: Mapping[str, object]
    second_plan: Future[PlanResult]
    """Of right after the apply, made beside the tests: it takes its time."""
    attribution: Project
    lakes: Mapping[str, Lake]

    def __getitem__(self, name: str) -> Lake:
        return self.lakes[name]


def put_records(firehose: Any, stream: str, records: Iterable[Mapping[str, Any] | bytes]) -> None:
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in records]
    answer = firehose.put_record_batch(DeliveryStreamName=stream, Records=[{"Data": line} for line in lines])
    assert answer["FailedPutCount"] == 0, answer


def stream_of(arn: str) -> str:
    """The name of a stream of Firehose in this Region."""
    head, _, name = arn.rpartition("/")
    assert head.startswith(f"arn:aws:firehose:{REGION}:"), arn
    return name


def _sent(letter: Mapping[str, str]) -> bytes:
    return base64.b64decode(letter["rawData"])
