"""The doubles and the adapters on moto behave alike: the same tests run on both."""

import boto3
import pytest
from moto import mock_aws

from attribution.adapters.backlog_queue import BacklogQueue, username_in
from attribution.adapters.pace_table import PaceTable
from attribution.adapters.touch_table import TouchTable
from attribution.adapters.user_pool import UserPool
from attribution.rules.touch import Outcome, Touch, expiry_shard
from emulator.declared import create_table, create_touch_table
from kit.errors import BadInput, ConfigError, TransientError
from tests.support.doubles import MemoryBacklog, MemoryDirectory, MemoryTable, MemoryTimetable, item_of


@pytest.fixture
def aws():
    with mock_aws():
        yield


@pytest.fixture(params=["memory", "moto"])
def table(request):
    if request.param == "memory":
        return MemoryTable()
    request.getfixturevalue("aws")
    client = boto3.client("dynamodb")
    return TouchTable(lambda: client, create_touch_table(client))


@pytest.fixture(params=["memory", "moto"])
def timetable(request):
    if request.param == "memory":
        return MemoryTimetable()
    request.getfixturevalue("aws")
    client = boto3.client("dynamodb")
    return PaceTable(lambda: client, create_table(client, "projection.tf", "pace"))


@pytest.fixture(params=["memory", "moto"])
def directory(request):
    """A pool with the one user ana, and a way to read her attribute."""
    if request.param == "memory":
        memory = MemoryDirectory({"ana": ""})
        return memory, lambda: memory.users["ana"]
    request.getfixturevalue("aws")
    client = boto3.client("cognito-idp")
    schema = [{"Name": "campaign", "AttributeDataType": "String", "Mutable": True}]
    pool = client.create_user_pool(PoolName="customers", Schema=schema)["UserPool"]["Id"]
    client.admin_create_user(UserPoolId=pool, Username="ana")

    def read():
        attributes = client.admin_get_user(UserPoolId=pool, Username="ana")["UserAttributes"]
        return next((a["Value"] for a in attributes if a["Name"] == "custom:campaign"), "")

    return UserPool(lambda: client, pool, "custom:campaign"), read


@pytest.fixture(params=["memory", "moto"])
def backlog(request):
    """A backlog, and a way to read it."""
    if request.param == "memory":
        memory = MemoryBacklog()
        return memory, lambda: list(memory.messages)
    request.getfixturevalue("aws")
    client = boto3.client("sqs")
    url = client.create_queue(QueueName="backlog")["QueueUrl"]

    def read():
        found = []
        while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            found += [username_in(message["Body"]) for message in messages]
        return found

    return BacklogQueue(lambda: client, url), read


def touch(username="ana", journey="j1", touched_at=5_000, expires_at=100):
    return Touch(
        username=username,
        journey_id=journey,
        journey_name=f"name-{journey}",
        touched_at=touched_at,
        expires_at=expires_at,
        source="test",
    )


class TestTable:
    def test_first_touch(self, table):
        assert table.record(touch()) is Outcome.RECORDED
        assert table.journey_name("ana") == "name-j1"
        assert table.current("ana") == ("name-j1", 100)

    def test_nobody(self, table):
        assert table.journey_name("ana") is None
        assert table.current("ana") is None

    @pytest.mark.parametrize(
        ("touched_at", "outcome", "name"),
        [
            (4_999, Outcome.SUPERSEDED, "name-j1"),
            (5_000, Outcome.RECORDED, "name-j2"),
            (5_001, Outcome.RECORDED, "name-j2"),
        ],
    )
    def test_later_wins(self, table, touched_at, outcome, name):
        """I4"""
        table.record(touch())
        assert table.record(touch(journey="j2", touched_at=touched_at)) is outcome
        assert table.journey_name("ana") == name

    def test_due_by_shard(self, table):
        for n in range(40):
            table.record(touch(f"user{n}", expires_at=90 + n))
        found = {name: expires for s in range(8) for page in table.due(s, 100) for name, expires in page}
        assert found == {f"user{n}": 90 + n for n in range(11)}
        for name in found:
            assert name in {n for page in table.due(expiry_shard(name), 100) for n, _ in page}

    def test_due_comes_earliest_first(self, table):
        shard = expiry_shard("user0")
        names = [f"user{n}" for n in range(60) if expiry_shard(f"user{n}") == shard]
        for place, name in enumerate(reversed(names)):
            table.record(touch(name, expires_at=10 + place))
        expiries = [expires for page in table.due(shard, 100) for _, expires in page]
        assert expiries == sorted(expiries)

    @pytest.mark.parametrize(("expires_at", "removed"), [(99, True), (100, True), (101, False)])
    def test_removes_only_what_is_still_due(self, table, expires_at, removed):
        """I2"""
        table.record(touch(expires_at=expires_at))
        assert table.remove_if_due("ana", 100) is removed
        assert (table.journey_name("ana") is None) is removed

    def test_removing_nobody_is_no_error(self, table):
        assert table.remove_if_due("ana", 100) is False


class TestTimetable:
    """Times in milliseconds."""

    def test_first_reservation_begins_now(self, timetable):
        assert timetable.reserve(500, now=10_000, latest=10_000) == 10_000

    def test_reservations_follow_each_other(self, timetable):
        starts = [timetable.reserve(500, now=10_000, latest=99_999) for _ in range(3)]
        assert starts == [10_000, 10_500, 11_000]

    def test_idle_time_is_not_saved_up(self, timetable):
        timetable.reserve(500, now=10_000, latest=10_000)
        assert timetable.reserve(500, now=60_000, latest=60_000) == 60_000

    def test_nothing_is_taken_after_the_latest(self, timetable):
        timetable.reserve(500, now=10_000, latest=10_000)
        assert timetable.reserve(500, now=10_000, latest=10_499) is None
        assert timetable.reserve(500, now=10_000, latest=10_500) == 10_500


def test_reservation_that_another_invocation_was_faster_with_is_tried_again(aws, monkeypatch):
    """Between the read and the write, twice: before the item is there, and after."""
    client = boto3.client("dynamodb")
    name = create_table(client, "projection.tf", "pace")
    ours, other = (PaceTable(lambda: client, name) for _ in range(2))
    read, faster = ours._next_free, iter([10_000, 10_500])

    def read_then_lose():
        seen = read()
        if next(faster, None):
            other.reserve(500, now=10_000, latest=99_999)
        return seen

    monkeypatch.setattr(ours, "_next_free", read_then_lose)
    assert ours.reserve(500, now=10_000, latest=99_999) == 11_000


def test_pace_that_others_take_at_every_try_is_transient(aws, monkeypatch):
    client = boto3.client("dynamodb")
    table = PaceTable(lambda: client, create_table(client, "projection.tf", "pace"))
    monkeypatch.setattr(table, "_move", lambda *_: False)
    with pytest.raises(TransientError):
        table.reserve(100, now=1_000, latest=10**9)


class TestDirectory:
    def test_sets_and_blanks(self, directory):
        pool, read = directory
        assert pool.set_campaign("ana", "spring") is True
        assert read() == "spring"
        assert pool.set_campaign("ana", "") is True
        assert read() == ""

    def test_unknown_user_is_an_answer(self, directory):
        pool, _ = directory
        assert pool.set_campaign("nobody", "spring") is False


class TestBacklog:
    @pytest.mark.parametrize("count", [1, 10, 11, 25])
    def test_queues_everyone(self, backlog, count):
        queue, read = backlog
        usernames = [f"user{n}" for n in range(count)]
        assert queue.add(usernames) == set()
        assert sorted(read()) == sorted(usernames)


def test_item_has_the_data_model_of_the_design(aws):
    client = boto3.client("dynamodb")
    table = TouchTable(lambda: client, create_touch_table(client))
    table.record(touch(expires_at=1_795_838_760))
    item = client.get_item(TableName="touches", Key={"username": {"S": "ana"}})["Item"]
    assert item == item_of(touch(expires_at=1_795_838_760))
    assert item["expires_on"] == {"S": "2026-11-28T04:06:00Z"}


def test_missing_table_is_a_wrong_deployment(aws):
    client = boto3.client("dynamodb")
    with pytest.raises(ConfigError, match="dynamodb:GetItem was refused with ResourceNotFoundException"):
        TouchTable(lambda: client, "absent").journey_name("ana")


def test_queue_out_of_reach_gives_everyone_back_after_one_call(aws):
    client = boto3.client("sqs")
    calls = []
    client.meta.events.register("before-call.sqs.SendMessageBatch", lambda **_: calls.append(1))
    usernames = [f"user{n}" for n in range(25)]
    assert BacklogQueue(lambda: client, "http://127.0.0.1:1/absent").add(usernames) == set(usernames)
    assert len(calls) == 1


@pytest.mark.parametrize("body", ["", "not json", "[]", "{}", '{"username": 7}', '{"username": " "}', "null"])
def test_message_without_a_username_is_refused(body):
    with pytest.raises(BadInput, match="backlog message must be"):
        username_in(body)
