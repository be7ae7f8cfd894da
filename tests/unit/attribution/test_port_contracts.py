"""The doubles and the adapters on moto behave alike: the same tests run on both."""

from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import ANY, Stubber
from moto import mock_aws

from attribution.adapters.backlog_queue import WORKERS, BacklogQueue, letter_of
from attribution.adapters.batch_get import TRIES
from attribution.adapters.event_stream import LARGEST_BATCH, EventStream
from attribution.adapters.pace_table import PaceTable
from attribution.adapters.shard import PAGES
from attribution.adapters.touch_stream import TouchStream
from attribution.adapters.touch_table import TouchTable
from attribution.adapters.user_list import UserList
from attribution.adapters.user_pool import UserPool
from attribution.rules.letters import LostBatch, Waiting, letter_in
from attribution.rules.touch import Outcome, Touch, expiry_shard
from emulator.declared import create_table, create_touch_table
from kit.errors import BadInput, ConfigError, PermanentError, Throttled, TransientError
from kit.records import record_of
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
            found += [letter_in(message["Body"], since=0).username for message in messages]
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
        assert queue.add(dict.fromkeys(usernames, 5_000)) == set()
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


def test_queue_out_of_reach_gives_everyone_back_and_begins_nothing_new(aws):
    client = boto3.client("sqs")
    calls = []
    client.meta.events.register("before-call.sqs.SendMessageBatch", lambda **_: calls.append(1))
    users = {f"user{n}": 0 for n in range(200)}
    assert BacklogQueue(lambda: client, "http://127.0.0.1:1/absent").add(users) == set(users)
    assert len(calls) <= WORKERS


def message_of(body, **fields):
    return {"messageId": "m", "body": body, **fields}


@pytest.mark.parametrize(
    ("fields", "since"),
    [
        (
            {
                "messageAttributes": {"waiting_since": {"stringValue": "5"}},
                "attributes": {"SentTimestamp": "6"},
            },
            5,
        ),
        ({"messageAttributes": {}, "attributes": {"SentTimestamp": "6"}}, 6),
        ({"messageAttributes": {"waiting_since": {"stringValue": "x"}}}, 9),
        ({"messageAttributes": None, "attributes": {"SentTimestamp": None}}, 9),
        ({}, 9),
    ],
)
def test_letter_waits_since_it_was_first_queued(fields, since):
    letter = letter_of(message_of('{"username": "ana"}', **fields), now=9)
    assert letter == Waiting(username="ana", since=since)


def test_queue_carries_since_when_a_user_waits(aws):
    client = boto3.client("sqs")
    url = client.create_queue(QueueName="q")["QueueUrl"]
    BacklogQueue(lambda: client, url).add({"ana": 5_000})
    message = client.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"][0]
    assert message["MessageAttributes"]["waiting_since"]["StringValue"] == "5000"


@pytest.mark.parametrize("body", [None, "{}"])
def test_message_that_is_no_letter_is_refused(body):
    with pytest.raises(BadInput, match="backlog message must be"):
        letter_of(message_of(body), now=9)


@pytest.mark.parametrize(
    "item", [{}, {"journey_name": {"N": "7"}}, {"journey_name": {"S": "x"}, "expires_at": {"S": "never"}}]
)
def test_item_written_by_hand_is_named_and_gives_way_to_a_touch(aws, item):
    client = boto3.client("dynamodb")
    table = TouchTable(lambda: client, create_touch_table(client))
    client.put_item(TableName="touches", Item={"username": {"S": "ana"}, **item})
    with pytest.raises(PermanentError, match="not a touch"):
        table.current("ana")
    assert table.record(touch()) is Outcome.RECORDED


def number(at):
    """A sequence number as the stream writes it."""
    return str(at).zfill(21)


class TestTouchStream:
    """On botocore's stubber: moto has no streams. The emulator shows the rest."""

    ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/touches/stream/1"
    BATCH = LostBatch(
        stream_arn=ARN, shard_id="shardId-000000000000000000001", first=number(100), last=number(300)
    )

    @pytest.fixture
    def stub(self):
        client = boto3.client("dynamodbstreams", region_name="us-east-1")
        with Stubber(client) as stub:
            stub.add_response(
                "get_shard_iterator",
                {"ShardIterator": "i0"},
                {
                    "StreamArn": self.ARN,
                    "ShardId": self.BATCH.shard_id,
                    "ShardIteratorType": "AT_SEQUENCE_NUMBER",
                    "SequenceNumber": number(100),
                },
            )
            yield stub

    def page(self, stub, *records, following=None):
        answer = {
            "Records": [
                {"dynamodb": {"SequenceNumber": number(at), "Keys": {"username": {"S": user}}}}
                for at, user in records
            ]
        }
        stub.add_response("get_records", answer | ({"NextShardIterator": following} if following else {}))

    def usernames(self, stub):
        return TouchStream(lambda: stub.client, self.ARN).usernames(self.BATCH)

    def test_users_of_the_batch_and_nobody_elses(self, stub):
        self.page(stub, (100, "ana"), (200, "bo"), following="i1")
        self.page(stub, (250, "ana"), (300, "cy"), (400, "dan"), following="i2")
        assert self.usernames(stub) == ["ana", "bo", "cy"]

    def test_last_record_that_was_filtered_out_ends_it_too(self, stub):
        self.page(stub, (100, "ana"), (400, "dan"), following="i1")
        assert self.usernames(stub) == ["ana"]

    def test_end_of_the_shard(self, stub):
        self.page(stub, (100, "ana"))
        assert self.usernames(stub) == ["ana"]

    def test_open_shard_without_news_is_not_read_for_ever(self, stub):
        """Nor is the batch taken for done: its letter stays."""
        for _ in range(PAGES):
            self.page(stub, following="i1")
        with pytest.raises(TransientError, match="were not met"):
            self.usernames(stub)

    def test_closed_shard_without_the_records(self, stub):
        self.page(stub)
        with pytest.raises(TransientError, match="were not met"):
            self.usernames(stub)

    def test_records_of_which_the_first_are_gone(self, stub):
        self.page(stub, (200, "bo"), following="i1")
        with pytest.raises(PermanentError, match="has forgotten"):
            self.usernames(stub)

    @pytest.mark.parametrize(
        ("code", "told"),
        [
            ("TrimmedDataAccessException", "TrimmedDataAccessException"),
            ("ResourceNotFoundException", "has dropped the shard"),  # what a shard is that is no more
        ],
    )
    def test_records_that_are_forgotten(self, code, told):
        client = boto3.client("dynamodbstreams", region_name="us-east-1")
        with Stubber(client) as stub:
            stub.add_client_error("get_shard_iterator", code)
            with pytest.raises(PermanentError, match=told):
                self.usernames(stub)

    def test_stream_of_another_deployment_is_not_read(self):
        with pytest.raises(PermanentError, match="another stream"):
            TouchStream(lambda: None, "other").usernames(self.BATCH)


class TestEventStream:
    """On botocore's stubber: moto gives no arrival time. The emulator shows the rest."""

    ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/pinpoint-events"
    BATCH = LostBatch(stream_arn=ARN, shard_id="shardId-000000000000", first="100", last="300")

    def records(self, *answers, error=None):
        client = boto3.client("kinesis", region_name="us-east-1")
        with Stubber(client) as stub:
            asked = {
                "StreamARN": self.ARN,
                "ShardId": self.BATCH.shard_id,
                "ShardIteratorType": "AT_SEQUENCE_NUMBER",
                "StartingSequenceNumber": "100",
            }
            if error:
                stub.add_client_error("get_shard_iterator", error)
            else:
                stub.add_response("get_shard_iterator", {"ShardIterator": "i0"}, asked)
            for answer in answers:
                limited = {"StreamARN": self.ARN, "ShardIterator": ANY, "Limit": LARGEST_BATCH}
                stub.add_response("get_records", answer, limited)
            return EventStream(lambda: client, self.ARN).records(self.BATCH)

    def test_records_are_as_lambda_hands_them_over(self):
        arrived = datetime(2026, 11, 20, tzinfo=UTC)
        record = {
            "SequenceNumber": "100",
            "Data": b'{"a": 1}',
            "ApproximateArrivalTimestamp": arrived,
            "PartitionKey": "k",
        }
        (found,) = self.records(
            {"Records": [record], "NextShardIterator": "i1"},
            {"Records": [record | {"SequenceNumber": "301"}]},
        )
        read = record_of(found, "aws:kinesis")
        assert (read.identifier, read.payload) == ("100", {"a": 1})
        assert read.sent_at == arrived.timestamp() * 1000

    @pytest.mark.parametrize("code", ["InvalidArgumentException", "ResourceNotFoundException"])
    def test_records_that_are_forgotten(self, code):
        with pytest.raises(PermanentError, match="has forgotten"):
            self.records(error=code)

    def test_refusal_is_told(self):
        with pytest.raises(ConfigError, match="kinesis:GetShardIterator was refused"):
            self.records(error="AccessDeniedException")

    def test_stream_of_another_deployment_is_not_read(self):
        with pytest.raises(PermanentError, match="another stream"):
            EventStream(lambda: None, None).records(self.BATCH)


class TestJourneyNames:
    """Many users' names in one call."""

    def stubbed(self, *pages):
        client = boto3.client("dynamodb", region_name="us-east-1")
        stub = Stubber(client)
        for page in pages:
            stub.add_response("batch_get_item", page)
        stub.activate()
        return TouchTable(lambda: client, "touches")

    def page(self, *users, left=()):
        items = [{"username": {"S": user}, "journey_name": {"S": "spring"}} for user in users]
        keys = {"touches": {"Keys": [{"username": {"S": user}} for user in left]}}
        return {"Responses": {"touches": items}, "UnprocessedKeys": keys if left else {}}

    def test_what_was_left_is_asked_for_again(self):
        table = self.stubbed(self.page("ana", left=["bo"]), self.page("bo"))
        assert table.journey_names(["ana", "bo", "cy"]) == {"ana": "spring", "bo": "spring"}

    def test_what_is_left_at_every_try_is_transient(self):
        table = self.stubbed(*[self.page(left=["ana"])] * TRIES)
        with pytest.raises(Throttled, match="BatchGetItem left keys"):
            table.journey_names(["ana"])


def test_users_are_listed_to_the_last_page_at_a_pace():
    client, waited = boto3.client("cognito-idp", region_name="us-east-1"), []
    asked = {"UserPoolId": "us-east-1_Pool", "Filter": 'sub ^= "0f"'}
    named = {"Username": "ana", "Attributes": [{"Name": "custom:campaign", "Value": "spring"}]}
    with Stubber(client) as stub:
        stub.add_response("list_users", {"Users": [named], "PaginationToken": "more"}, asked)
        stub.add_response("list_users", {"Users": [{"Username": "bo"}]}, {**asked, "PaginationToken": "more"})
        users = UserList(lambda: client, "us-east-1_Pool", "custom:campaign")
        pages = list(users.campaigns("0f", lambda: waited.append(1)))
    assert pages == [[("ana", "spring")], [("bo", "")]]
    assert len(waited) == 2
