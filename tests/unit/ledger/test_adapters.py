"""The ports on AWS, against the SDK's own models."""

from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import Stubber

from kit.errors import ConfigError, Throttled, TransientError
from ledger.adapters.delivery_stream import DeliveryStream
from ledger.adapters.touch_stream import TouchStream
from ledger.rules.shards import PlaceForgottenError, Shard, ShardForgottenError

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/touches/stream/2026-11-20T10:00:00.000"


class TestDeliveryStream:
    @pytest.fixture
    def stub(self):
        self.client = boto3.client("firehose")
        with Stubber(self.client) as stub:
            yield stub
            stub.assert_no_pending_responses()

    def answers(self, stub, *parts):
        stub.add_response(
            "put_record_batch",
            {
                "FailedPutCount": sum("ErrorCode" in part for part in parts),
                "RequestResponses": list(parts),
            },
            {"DeliveryStreamName": "ledger", "Records": [{"Data": b"one\n"}, {"Data": b"two\n"}]},
        )

    def put(self):
        return DeliveryStream(lambda: self.client, "ledger").put([b"one\n", b"two\n"])

    def test_all_taken(self, stub):
        self.answers(stub, {"RecordId": "1"}, {"RecordId": "2"})
        assert self.put() == []

    def test_refused_ones_are_told_by_their_place(self, stub):
        self.answers(stub, {"RecordId": "1"}, {"ErrorCode": "ServiceUnavailableException"})
        assert self.put() == [1]

    @pytest.mark.parametrize(
        ("code", "status", "error"),
        [
            ("ServiceUnavailableException", 503, TransientError),
            ("LimitExceededException", 400, Throttled),
            ("ResourceNotFoundException", 400, ConfigError),
            ("AccessDeniedException", 400, ConfigError),
        ],
    )
    def test_refused_request(self, stub, code, status, error):
        stub.add_client_error("put_record_batch", code, http_status_code=status)
        with pytest.raises(error, match=f"firehose:PutRecordBatch was refused with {code}"):
            self.put()


class TestTouchStream:
    @pytest.fixture
    def stub(self):
        self.client = boto3.client("dynamodbstreams")
        with Stubber(self.client) as stub:
            yield stub
            stub.assert_no_pending_responses()

    def stream(self):
        return TouchStream(lambda: self.client, ARN)

    def describes(self, stub, shards, *, last=None, after=None):
        begun = {"StartingSequenceNumber": "1" * 21}
        ended = begun | {"EndingSequenceNumber": "9" * 21}
        description = {
            "Shards": [
                {"ShardId": shard.id, "SequenceNumberRange": ended if shard.closed else begun}
                for shard in shards
            ]
        }
        stub.add_response(
            "describe_stream",
            {"StreamDescription": description | ({"LastEvaluatedShardId": last} if last else {})},
            {"StreamArn": ARN} | ({"ExclusiveStartShardId": after} if after else {}),
        )

    def gives_iterator(self, stub, *, after=None, iterator="iterator-0"):
        kind = {"ShardIteratorType": "TRIM_HORIZON"}
        if after:
            kind = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": after}
        stub.add_response(
            "get_shard_iterator",
            {"ShardIterator": iterator} if iterator else {},
            {"StreamArn": ARN, "ShardId": "shard-of-this-test-of-28-signs", **kind},
        )

    def gives_page(self, stub, number, *records, last=False):
        stub.add_response(
            "get_records",
            {"Records": list(records)} | ({} if last else {"NextShardIterator": f"iterator-{number + 1}"}),
            {"ShardIterator": f"iterator-{number}"},
        )

    def pages(self, after=None):
        return list(self.stream().pages("shard-of-this-test-of-28-signs", after))

    def test_shards_of_all_pages_in_order(self, stub):
        """Open and closed ones: parents that are full have records, too."""
        b, a, c = (Shard(f"shardId-of-28-signs-or-more-{sign}", closed=sign != "c") for sign in "bac")
        self.describes(stub, [b, a], last=a.id)
        self.describes(stub, [c], after=a.id)
        assert self.stream().shards() == [a, b, c]

    def test_pages_to_the_end_of_a_closed_shard(self, stub):
        moment = datetime(2026, 11, 20, 10, tzinfo=UTC)
        record = {
            "eventID": "1",
            "dynamodb": {"ApproximateCreationDateTime": moment, "SequenceNumber": "7" * 21},
        }
        self.gives_iterator(stub)
        self.gives_page(stub, 0, record)
        self.gives_page(stub, 1, last=True)
        first, second = self.pages()
        assert first == [
            {
                "eventID": "1",
                "dynamodb": {
                    "ApproximateCreationDateTime": moment.timestamp(),
                    "SequenceNumber": "7" * 21,
                },
            }
        ]
        assert second == []

    def test_record_without_a_moment(self, stub):
        self.gives_iterator(stub)
        self.gives_page(stub, 0, {"dynamodb": {}}, last=True)
        assert self.pages() == [[{"dynamodb": {}}]]

    def test_empty_pages_are_not_the_end(self, stub):
        self.gives_iterator(stub)
        for number in range(12):
            self.gives_page(stub, number)
        self.gives_page(stub, 12, {"dynamodb": {}}, last=True)
        assert self.pages() == [*[[]] * 12, [{"dynamodb": {}}]]

    def test_goes_on_behind_a_number(self, stub):
        self.gives_iterator(stub, after="7" * 21)
        self.gives_page(stub, 0, last=True)
        assert self.pages("7" * 21) == [[]]

    def test_number_that_is_forgotten(self, stub):
        stub.add_client_error("get_shard_iterator", "TrimmedDataAccessException")
        with pytest.raises(PlaceForgottenError):
            self.pages("7" * 21)

    @pytest.mark.parametrize("code", ["ResourceNotFoundException", "TrimmedDataAccessException"])
    def test_shard_that_is_gone(self, stub, code):
        stub.add_client_error("get_shard_iterator", code)
        with pytest.raises(ShardForgottenError):
            self.pages()

    def test_shard_that_gives_no_iterator(self, stub):
        self.gives_iterator(stub, iterator=None)
        assert self.pages() == []

    @pytest.mark.parametrize("code", ["ExpiredIteratorException", "TrimmedDataAccessException"])
    def test_stream_that_moves_on_is_read_again(self, stub, code):
        self.gives_iterator(stub)
        stub.add_client_error("get_records", code)
        with pytest.raises(TransientError, match="moved on"):
            self.pages()

    def test_third_reader_is_throttled(self, stub):
        self.gives_iterator(stub)
        stub.add_client_error("get_records", "LimitExceededException")
        with pytest.raises(Throttled):
            self.pages()

    def test_stream_that_is_gone(self, stub):
        stub.add_client_error("describe_stream", "ResourceNotFoundException")
        with pytest.raises(ConfigError):
            self.stream().shards()
