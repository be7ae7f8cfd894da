"""Powertools' idempotency on moto's DynamoDB."""

import math
import time

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws

from kit.clients import CallBudget, Clients
from kit.errors import BadInput, ConfigError, PermanentError, Throttled, TransientError
from kit.idempotency import ANSWER_SECONDS, PAUSE_SECONDS, once
from tests.support.doubles import Context

TABLE = "shop-replies-done"
ADDRESS = "ann@example.org"
SECONDS = 3600


@pytest.fixture
def clients(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield Clients({"dynamodb": CallBudget(attempts=1, connect_seconds=1, read_seconds=1)})


class Work:
    """Counts how often it is done, and fails as told before that."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.done = 0

    def __call__(self):
        if self.errors:
            raise self.errors.pop(0)
        self.done += 1
        return "sent"


class Refusing:
    """Makes one operation of the client fail, for ever or a number of `times`."""

    def __init__(self, clients, operation, error, monkeypatch, *, times=math.inf):
        self.calls = 0
        self.error = error
        self.times = times
        self.works = getattr(clients["dynamodb"], operation)
        monkeypatch.setattr(clients["dynamodb"], operation, self)

    def __call__(self, **arguments):
        self.calls += 1
        if self.calls > self.times:
            return self.works(**arguments)
        raise self.error


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def refused(code):
    return ClientError({"Error": {"Code": code}}, "Operation")


def rows():
    return boto3.client("dynamodb").scan(TableName=TABLE)["Items"]


def begin(clients, *, seconds=SECONDS, remaining_seconds=60.0):
    clock = Clock()
    context = Context(remaining_seconds)
    return once(clients, TABLE, seconds=seconds, context=context, clock=clock, sleep=clock.sleep)


def test_work_is_done_once_per_key(clients):
    work = Work()
    assert begin(clients).run("message-1", work) == "sent"
    assert begin(clients).run("message-1", work) is None
    assert begin(clients).run("message-2", work) == "sent"
    assert work.done == 2


def test_the_table_holds_no_key_in_clear_and_no_result(clients):
    begin(clients).run(ADDRESS, Work())
    (row,) = rows()
    assert row["id"]["S"].startswith("once#")
    assert len(row["id"]["S"]) == len("once#") + 64  # SHA-256
    assert row["data"] == {"S": "null"}
    assert ADDRESS not in str(row)


def test_what_was_done_is_forgotten_after_its_seconds(clients):
    work = Work()
    before = time.time()
    begin(clients, seconds=SECONDS).run("message-1", work)
    assert SECONDS - 2 < int(rows()[0]["expiration"]["N"]) - before <= SECONDS + 5
    begin(clients, seconds=-10).run("message-2", work)
    assert begin(clients, seconds=-10).run("message-2", work) == "sent"


def test_stores_of_other_seconds_do_not_mix(clients):
    begin(clients, seconds=10).run("message-1", Work())
    begin(clients, seconds=10_000).run("message-2", Work())
    first, second = sorted(int(row["expiration"]["N"]) for row in rows())
    assert second - first > 9_000


@pytest.mark.parametrize("error", [TransientError("later"), PermanentError("never"), ValueError("fault")])
def test_an_error_of_the_work_leaves_as_it_is_and_gives_the_key_free(clients, error):
    work = Work(error)
    with pytest.raises(type(error)) as raised:
        begin(clients).run("message-1", work)
    assert raised.value is error
    assert rows() == []
    assert begin(clients).run("message-1", work) == "sent"


def test_work_in_progress_elsewhere_is_asked_for_again_later(clients):
    def while_it_runs():
        with pytest.raises(TransientError, match="another invocation"):
            begin(clients).run(ADDRESS, Work())
        return "sent"

    assert begin(clients).run(ADDRESS, while_it_runs) == "sent"


class Crash(BaseException):
    """The end of the container: nothing of ours runs after it."""


def test_a_key_that_a_crash_left_is_free_when_its_invocation_would_have_ended(clients):
    work = Work(Crash())
    begun = time.time()
    with pytest.raises(Crash):
        begin(clients, remaining_seconds=600).run("message-1", work)
    with pytest.raises(TransientError):
        begin(clients).run("message-1", work)
    (row,) = clients["dynamodb"].scan(TableName=TABLE)["Items"]
    free_at = int(row["in_progress_expiration"]["N"])
    assert begun + 600 <= free_at / 1000 <= time.time() + 600
    over = {**row, "in_progress_expiration": {"N": str(free_at - 600_000)}}
    clients["dynamodb"].put_item(TableName=TABLE, Item=over)  # ten minutes later
    assert begin(clients).run("message-1", work) == "sent"


def test_an_empty_key_is_refused(clients):
    with pytest.raises(BadInput, match="key"):
        begin(clients).run("", Work())


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused("ThrottlingException"), Throttled),
        (refused("ResourceNotFoundException"), ConfigError),
        (refused("ValidationException"), PermanentError),
        (ReadTimeoutError(endpoint_url="https://dynamodb"), TransientError),
        (ValueError("fault"), PermanentError),
    ],
)
def test_errors_of_the_table_before_the_work_are_translated(clients, monkeypatch, error, expected):
    work = Work()
    Refusing(clients, "put_item", error, monkeypatch)
    with pytest.raises(expected, match="the table of what is done"):
        begin(clients).run("message-1", work)
    assert work.done == 0


SLOW = [refused("ThrottlingException"), ReadTimeoutError(endpoint_url="https://dynamodb")]
RESERVE_SECONDS = PAUSE_SECONDS + 2 + ANSWER_SECONDS  # 2: a call with the budget of `clients`


@pytest.mark.parametrize("error", SLOW)
def test_the_table_is_told_again_until_it_knows_that_work_is_done(clients, monkeypatch, error):
    Refusing(clients, "update_item", error, monkeypatch, times=3)
    work = Work()
    assert begin(clients).run("message-1", work) == "sent"
    assert rows()[0]["status"] == {"S": "COMPLETED"}
    assert begin(clients).run("message-1", work) is None
    assert work.done == 1


@pytest.mark.parametrize("seconds", [0, 1, 20])
def test_the_table_is_told_again_for_no_longer_than_the_invocation_has(clients, monkeypatch, log, seconds):
    refusing = Refusing(clients, "update_item", SLOW[0], monkeypatch)
    work = Work()
    assert begin(clients, remaining_seconds=RESERVE_SECONDS + seconds).run(ADDRESS, work) == "sent"
    assert (work.done, refusing.calls) == (1, 1 + seconds / PAUSE_SECONDS)
    printed = log.readouterr().out
    assert printed.count("could not be remembered") == 1
    assert ADDRESS not in printed


def test_a_table_that_can_never_be_told_is_an_error(clients, monkeypatch):
    refusing = Refusing(clients, "update_item", refused("AccessDeniedException"), monkeypatch)
    with pytest.raises(ConfigError):
        begin(clients).run("message-1", Work())
    assert refusing.calls == 1


def test_a_table_that_refuses_for_good_in_the_end_is_an_error(clients, monkeypatch):
    refusing = Refusing(clients, "update_item", SLOW[0], monkeypatch)

    class Later(Clock):
        def sleep(self, seconds):
            super().sleep(seconds)
            refusing.error = refused("ResourceNotFoundException")

    clock = Later()
    done = once(clients, TABLE, seconds=SECONDS, context=Context(), clock=clock, sleep=clock.sleep)
    with pytest.raises(ConfigError):
        done.run("message-1", Work())
    assert refusing.calls == 2


def test_the_error_of_the_work_is_told_though_its_key_stays_taken(clients, monkeypatch, log):
    Refusing(clients, "delete_item", refused("ThrottlingException"), monkeypatch)
    with pytest.raises(PermanentError, match="never"):
        begin(clients).run("message-1", Work(PermanentError("never")))
    assert "not given free" in log.readouterr().out


def test_a_row_that_goes_and_comes_is_asked_for_again_later(clients, monkeypatch):
    begin(clients).run("message-1", Work())
    stale = {**rows()[0], "status": {"S": "INPROGRESS"}, "in_progress_expiration": {"N": "1"}}
    error = ClientError({"Error": {"Code": "ConditionalCheckFailedException"}, "Item": stale}, "PutItem")
    refusing = Refusing(clients, "put_item", error, monkeypatch)
    with pytest.raises(TransientError):
        begin(clients).run("message-1", Work())
    assert refusing.calls == 3


def test_the_client_keeps_one_line_of_user_agent_however_often_it_is_begun(clients):
    for _ in range(50):
        begin(clients)
    seen = []
    clients["dynamodb"].meta.events.register(
        "before-send", lambda request, **_: seen.append(request.headers["User-Agent"])
    )
    begin(clients).run("message-1", Work())
    assert all(str(agent).count("PT/idempotency") == 1 for agent in seen)
    assert seen
