"""Athena with Athena's dialect, over Glue's tables and views; Firehose's conversion, which needs DuckDB."""

import base64
import json
import time
from typing import Any

import pytest

from emulator.clients import client
from emulator.ministack import MiniStack
from tests.support.waiting import until

COLUMNS = [
    {"Name": "id", "Type": "string"},
    {"Name": "moment", "Type": "bigint"},
    {"Name": "tags", "Type": "map<string,array<string>>"},
    {"Name": "details", "Type": "struct<link:string,price:double>"},
]
PER_SECOND = "SELECT id, CAST(moment AS double) / 1e3 AS seconds, element_at(tags, 'campaign') AS campaign"
ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")


@pytest.fixture(scope="module")
def lake(stack: MiniStack) -> "Lake":
    return Lake(stack)


class Lake:
    """A bucket, a database, a table with a view over it, and a Firehose that converts into the table."""

    def __init__(self, stack: MiniStack) -> None:
        self.s3, self.glue = client("s3", stack.url), client("glue", stack.url)
        self.athena, self.firehose = client("athena", stack.url), client("firehose", stack.url)
        self.s3.create_bucket(Bucket="dialect")
        self.glue.create_database(DatabaseInput={"Name": "dialect"})
        self.glue.create_table(
            DatabaseName="dialect",
            TableInput={
                "Name": "events",
                "TableType": "EXTERNAL_TABLE",
                "PartitionKeys": [{"Name": "datehour", "Type": "string"}],
                "StorageDescriptor": {
                    "Columns": COLUMNS,
                    "Location": "s3://dialect/events/",
                    "SerdeInfo": {
                        "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
                    },
                },
            },
        )
        definition = {
            "originalSql": f"{PER_SECOND} FROM events",
            "catalog": "awsdatacatalog",
            "schema": "dialect",
            "columns": [],
        }
        encoded = base64.b64encode(json.dumps(definition).encode()).decode()
        self.glue.create_table(
            DatabaseName="dialect",
            TableInput={
                "Name": "seconds",
                "TableType": "VIRTUAL_VIEW",
                "ViewOriginalText": f"/* Presto View: {encoded} */",
                "ViewExpandedText": "/* Presto View */",
            },
        )
        schema = {"DatabaseName": "dialect", "TableName": "events", "RoleARN": ROLE, "Region": "us-east-1"}
        self.firehose.create_delivery_stream(
            DeliveryStreamName="dialect",
            ExtendedS3DestinationConfiguration={
                "RoleARN": ROLE,
                "BucketARN": "arn:aws:s3:::dialect",
                "Prefix": "events/!{timestamp:yyyy/MM/dd/HH}/",
                "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/",
                "DataFormatConversionConfiguration": {
                    "Enabled": True,
                    "SchemaConfiguration": schema,
                    "InputFormatConfiguration": {"Deserializer": {"OpenXJsonSerDe": {}}},
                    "OutputFormatConfiguration": {"Serializer": {"ParquetSerDe": {}}},
                },
            },
        )

    def put(self, data: bytes) -> None:
        self.firehose.put_record(DeliveryStreamName="dialect", Record={"Data": data})

    def keys(self, prefix: str, least: int) -> list[str]:
        def found() -> list[str]:
            listing = self.s3.list_objects_v2(Bucket="dialect", Prefix=prefix).get("Contents", [])
            return [one["Key"] for one in listing]

        until(lambda: len(found()) >= least)
        return found()

    def run(self, sql: str) -> Any:
        started = self.athena.start_query_execution(
            QueryString=sql,
            QueryExecutionContext={"Database": "dialect"},
            ResultConfiguration={"OutputLocation": "s3://dialect/results/"},
        )["QueryExecutionId"]
        while True:
            execution = self.athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]
            if execution["Status"]["State"] in ENDED:
                break
            time.sleep(0.02)
        if execution["Status"]["State"] != "SUCCEEDED":
            return execution["Status"]["StateChangeReason"]
        rows = self.athena.get_query_results(QueryExecutionId=started)["ResultSet"]["Rows"]
        return [[cell.get("VarCharValue") for cell in row["Data"]] for row in rows[1:]]


ROLE = "arn:aws:iam::000000000000:role/firehose"
RECORD = {
    "ID": "a",
    "moment": 1500,
    "Tags": {"Campaign": ["Sale"]},
    "details": {"Link": "x", "price": "1.5", "unknown": 1},
}


def test_converted_records_are_read_through_a_view_in_athenas_dialect(lake: Lake) -> None:
    lake.put(json.dumps(RECORD).encode() + b"\n")
    lake.put(b'{"id": "b"}\n')
    (one, _) = lake.keys("events/", 2)
    hour = one.removeprefix("events/").rpartition("/")[0]
    assert lake.run("SELECT * FROM seconds ORDER BY id") == [["a", "1.5", "['Sale']"], ["b", None, None]]
    days = "date_diff('day', date '2026-01-01', date '2026-01-03')"
    query = f'SELECT e.details.link, datehour, {days} FROM "dialect"."events" e'
    assert lake.run(f"{query} WHERE id = 'a'") == [["x", hour, "2"]]
    assert lake.run("SELECT element_at(tags, 'campaign')[1] FROM events WHERE id = 'a'") == [["Sale"]]


def test_an_empty_object_is_a_struct_without_values(lake: Lake) -> None:
    before = len(lake.keys("events/", 0))
    lake.put(b'{"id": "empty", "details": {}, "tags": {}}')
    assert len(lake.keys("events/", before + 1)) == before + 1
    assert lake.run("SELECT e.details.link FROM events AS e WHERE id = 'empty'") == [[None]]


@pytest.mark.parametrize("broken", [b"no json", b'{"id": "c", "moment": "soon"}'])
def test_a_record_that_does_not_fit_lies_under_errors(lake: Lake, broken: bytes) -> None:
    before = len(lake.keys("errors/", 0))
    lake.put(broken)
    errors = lake.keys("errors/format-conversion-failed/", before + 1)
    assert len(errors) == before + 1
    kept = [json.loads(lake.s3.get_object(Bucket="dialect", Key=key)["Body"].read()) for key in errors]
    assert broken in [base64.b64decode(record["rawData"]) for record in kept]


def test_numbers_need_no_cast_in_a_query(lake: Lake) -> None:
    assert lake.run("SELECT 1, sum(moment) FROM events WHERE id = 'nobody'") == [["1", None]]


def test_what_is_wrong_with_a_query_is_said(lake: Lake) -> None:
    assert "nowhere" in lake.run("SELECT * FROM nowhere")
    assert "is not Athena SQL" in lake.run("SELECT FROM WHERE")


def test_stock_ministack_does_not_know_athenas_functions(stock: MiniStack) -> None:
    athena = client("athena", stock.url)
    client("s3", stock.url).create_bucket(Bucket="stock")
    started = athena.start_query_execution(
        QueryString="SELECT json_extract_scalar('{}', '$.a')",
        ResultConfiguration={"OutputLocation": "s3://stock/"},
    )["QueryExecutionId"]
    while True:
        execution = athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]
        if execution["Status"]["State"] in ENDED:
            break
        time.sleep(0.02)
    assert execution["Status"]["State"] == "FAILED", "the correction may be no longer needed"
