"""The adapter on botocore's own model of Athena: every state, pages, types, throttles, and Ctrl-C."""

import threading
from datetime import date, datetime

import boto3
import pytest
from botocore.stub import ANY, Stubber

from analytics.athena import ADVICE, LONGEST_PAUSE, TRIES_TO_START, Athena
from analytics.errors import AnalyticsError

QUERY = "0d4f7a2c-7e13-4f0e-9a53-1b2f6f1d9c01"
STARTING = {
    "QueryString": "SELECT 1",
    "ClientRequestToken": ANY,
    "QueryExecutionContext": {"Database": "analytics"},
    "WorkGroup": "shop",
}
KINDS = ("varchar", "bigint", "double", "boolean", "date", "timestamp")
COLUMNS = [{"Name": f"c{place}", "Type": kind} for place, kind in enumerate(KINDS)]


class Stubbed:
    """Athena with its stubbed client; `pauses` are the seconds that it would have waited."""

    def __init__(self):
        client = boto3.client("athena", region_name="eu-west-1")
        self.stub = Stubber(client)
        self.pauses, self.told = [], []
        self.athena = Athena(
            client, "shop", "analytics", lambda _, seconds: self.pauses.append(seconds) or False
        )
        self.stub.activate()

    def starts(self):
        self.stub.add_response("start_query_execution", {"QueryExecutionId": QUERY}, STARTING)

    def is_in(self, state, scanned=0, reason=None):
        status = {"State": state, **({"StateChangeReason": reason} if reason else {})}
        execution = {"Status": status, "Statistics": {"DataScannedInBytes": scanned}}
        self.stub.add_response(
            "get_query_execution", {"QueryExecution": execution}, {"QueryExecutionId": QUERY}
        )

    def answers(self, rows, token=None, next_token=None):
        content = [{"Data": [{} if cell is None else {"VarCharValue": cell} for cell in row]} for row in rows]
        answer = {"ResultSet": {"Rows": content, "ResultSetMetadata": {"ColumnInfo": COLUMNS}}}
        self.stub.add_response(
            "get_query_results",
            answer | ({"NextToken": next_token} if next_token else {}),
            {"QueryExecutionId": QUERY} | ({"NextToken": token} if token else {}),
        )

    def query(self):
        return self.athena.query("paths", "SELECT 1", self.told.append)


@pytest.fixture
def stubbed():
    made = Stubbed()
    yield made
    made.stub.assert_no_pending_responses()


NAMES = [column["Name"] for column in COLUMNS]


def test_waits_through_the_states_and_reads_all_pages(stubbed):
    stubbed.starts()
    for state, scanned in (("QUEUED", 0), ("RUNNING", 1000), ("RUNNING", 2_000), ("SUCCEEDED", 3_000)):
        stubbed.is_in(state, scanned)
    stubbed.answers(
        [NAMES, ["a", "1", "0.5", "true", "2026-03-01", "2026-03-01 10:00:00.250"]], next_token="more"
    )
    stubbed.answers([["b", "-2", "1.0E-3", "false", None, None]], token="more")
    result = stubbed.query()
    assert result.columns == list(zip(NAMES, KINDS, strict=True))
    assert result.rows == [
        ("a", 1, 0.5, True, date(2026, 3, 1), datetime(2026, 3, 1, 10, 0, 0, 250_000)),  # noqa: DTZ001 - as it comes
        ("b", -2, 0.001, False, None, None),
    ]
    assert [told.scanned for told in stubbed.told] == [0, 1000, 2000, 3000]
    assert stubbed.pauses == sorted(stubbed.pauses)
    assert len(stubbed.pauses) == 3


def test_no_rows(stubbed):
    stubbed.starts()
    stubbed.is_in("SUCCEEDED")
    stubbed.answers([NAMES])
    assert stubbed.query().rows == []


def test_missing_text_is_null_and_empty_text_is_not(stubbed):
    stubbed.starts()
    stubbed.is_in("SUCCEEDED")
    stubbed.answers([NAMES, ["", None, None, None, None, None]])
    assert stubbed.query().rows == [("", None, None, None, None, None)]


@pytest.mark.parametrize(
    ("state", "reason", "advice"),
    [
        (
            "FAILED",
            "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.analytics.x' does not exist",
            "does not exist",
        ),
        ("FAILED", "Access denied when writing to location: s3://results", "access denied"),
        ("FAILED", "Insufficient permissions to execute the query", "insufficient permissions"),
        (
            "FAILED",
            "Insufficient Lake Formation permission(s): Required Select on x",
            "insufficient lake formation",
        ),
        ("FAILED", "INVALID_VIEW: View 'analytics.x' is stale or in invalid state", "is stale"),
        ("CANCELLED", "Bytes scanned limit was exceeded", "bytes scanned limit"),
    ],
)
def test_queries_that_end_otherwise(stubbed, state, reason, advice):
    stubbed.starts()
    stubbed.is_in(state, reason=reason)
    with pytest.raises(AnalyticsError) as refused:
        stubbed.query()
    assert str(refused.value) == f"paths: the query {QUERY} was {state.lower()}: {reason}: {ADVICE[advice]}"


@pytest.mark.parametrize(
    "words", ["accessdenied", "access denied", "not authorized", "insufficient permissions"]
)
def test_who_may_not_needs_the_policies_of_the_connected_lakes_too(words):
    modules = ("journey-analytics", "ses-events-database", "sms-events-database", "pinpoint-events-database")
    assert all(module in ADVICE[words] for module in modules)


@pytest.mark.parametrize("state", ["FAILED", "CANCELLED"])
def test_query_without_reason(stubbed, state):
    stubbed.starts()
    stubbed.is_in(state)
    with pytest.raises(AnalyticsError, match=f"was {state.lower()}: Athena gives no reason"):
        stubbed.query()


@pytest.mark.parametrize(
    ("code", "message", "advice"),
    [
        ("InvalidRequestException", "WorkGroup is not found.", "is not found"),
        (
            "InvalidRequestException",
            "No output location provided. An output location is required",
            "output location",
        ),
        (
            "AccessDeniedException",
            "not authorized to perform: athena:StartQueryExecution on workgroup",
            "accessdenied",
        ),
        ("ExpiredTokenException", "The security token included in the request is expired", "expiredtoken"),
    ],
)
def test_query_that_does_not_start(stubbed, code, message, advice):
    stubbed.stub.add_client_error("start_query_execution", code, message)
    with pytest.raises(AnalyticsError) as refused:
        stubbed.query()
    assert str(refused.value).startswith("paths: ")
    assert str(refused.value).endswith(f"{message}: {ADVICE[advice]}")


def test_too_many_queries_are_waited_for(stubbed):
    stubbed.stub.add_client_error("start_query_execution", "TooManyRequestsException", "too many")
    stubbed.starts()
    stubbed.is_in("SUCCEEDED")
    stubbed.answers([NAMES])
    stubbed.query()
    assert [told.state for told in stubbed.told] == ["WAITING", "SUCCEEDED"]


def test_too_many_queries_for_long(stubbed):
    for _ in range(TRIES_TO_START):
        stubbed.stub.add_client_error("start_query_execution", "TooManyRequestsException", "too many")
    with pytest.raises(AnalyticsError, match="ask for a higher quota"):
        stubbed.query()
    assert len(stubbed.pauses) == TRIES_TO_START - 1
    assert max(stubbed.pauses) <= LONGEST_PAUSE


def test_stop_cancels_what_runs(stubbed):
    waiting = threading.Event()

    def wait(stopping, _):
        waiting.set()
        return stopping.wait(60)

    stubbed.athena._wait = wait
    stubbed.starts()
    stubbed.is_in("RUNNING")
    stubbed.stub.add_response("stop_query_execution", {}, {"QueryExecutionId": QUERY})
    ended = []

    def ask():
        with pytest.raises(AnalyticsError, match="stopped") as refused:
            stubbed.query()
        ended.append(refused.value)

    asking = threading.Thread(target=ask)
    asking.start()
    assert waiting.wait(60)
    assert stubbed.athena.stop() == []
    asking.join(60)
    assert ended
    assert stubbed.athena.stop() == [], "nothing runs any more, so nothing is stopped twice"


def test_stop_that_is_refused_is_told(stubbed):
    stubbed.athena._running.add(QUERY)
    stubbed.stub.add_client_error("stop_query_execution", "AccessDeniedException", "no")
    assert f"the query {QUERY} still runs" in stubbed.athena.stop()[0]


def test_query_that_started_while_stopping_is_stopped_too(stubbed):
    stubbed.starts()
    stubbed.stub.add_response("stop_query_execution", {}, {"QueryExecutionId": QUERY})
    stubbed.is_in("CANCELLED", reason="Query cancelled by user")
    start = stubbed.athena._client.start_query_execution

    def start_and_interrupt(**request):
        answer = start(**request)
        stubbed.athena._stopping.set()
        return answer

    stubbed.athena._client.start_query_execution = start_and_interrupt
    with pytest.raises(AnalyticsError, match="stopped"):
        stubbed.query()


def test_nothing_starts_after_stop(stubbed):
    stubbed.athena.stop()
    with pytest.raises(AnalyticsError, match="stopped"):
        stubbed.query()
