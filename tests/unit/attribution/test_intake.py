"""Batches from the inbox and from Kinesis: what is recorded, and what has to come again."""

import base64
import json

import pytest

from attribution.flows.intake import Intake
from attribution.rules.letters import LostBatch
from attribution.rules.parsed import Note, Parsed, Unresolved
from attribution.rules.touch import Journey
from attribution.sources import Source, load
from kit.deadline import Deadline
from kit.errors import BadInput, ConfigError, PermanentError, Throttled
from kit.records import record_of
from tests.support.doubles import MemoryLookups, MemoryTable, RecordingMeter
from tests.support.events import endpoint, journey_event
from tests.support.flows import NOW, READING, recording

NEVER = Deadline(float("inf"))
ANA = journey_event({"e": endpoint("ana")})
BO = journey_event({"e": endpoint("bo")})


def message(body, number=0, **fields):
    text = body if isinstance(body, str) else json.dumps(body)
    return {"eventSource": "aws:sqs", "messageId": f"0{number}", "body": text, **fields}


def streamed(payload, number=0, **fields):
    data = base64.b64encode(json.dumps(payload).encode()).decode()
    return {"kinesis": {"data": data, "sequenceNumber": f"0{number}", **fields}}


class World:
    def __init__(self, **changes):
        self.table, self.meter, self.lookups = MemoryTable(), RecordingMeter(), MemoryLookups()
        self.intake = Intake(
            sources=changes.get("sources", load(["pinpoint_journey"])),
            recording=recording(self.table, lookups=self.lookups),
            reading=READING,
            lost=changes.get("lost"),
        )

    def handle(self, kind, *records, deadline=NEVER):
        return self.intake.handle(kind, records, now=NOW, deadline=deadline, meter=self.meter)


@pytest.mark.parametrize("bad", ["not json", "[" * 100_000, {"strange": 1}, {"JourneyId": 7}, "null"])
def test_message_that_nobody_can_read_comes_again_and_stops_nobody(bad):
    """So it ends among the dead letters, with its content."""
    world = World()
    assert world.handle("aws:sqs", message(ANA, 1), message(bad, 2), message(BO, 3)) == ["02"]
    assert set(world.table.items) == {"ana", "bo"}
    assert world.meter.counts["RecordsRefused"] == 1


@pytest.mark.parametrize(
    ("bad", "refused"),
    [
        ({"kinesis": {"data": "no base64!", "sequenceNumber": "2"}}, 1),
        ({"kinesis": {"data": None, "sequenceNumber": "2"}}, 1),
        ({"kinesis": {"data": base64.b64encode(b"\xff").decode(), "sequenceNumber": "2"}}, 1),
        ({"kinesis": {"data": base64.b64encode(b"not json").decode(), "sequenceNumber": "2"}}, 1),
        ({"kinesis": "text"}, 1),
        ({}, 1),
        (streamed({"JourneyId": 7}), 1),
        (streamed({"of": "another application"}), 0),
        (streamed(None), 0),
    ],
)
def test_record_that_nobody_can_read_does_not_hold_up_the_shard(bad, refused):
    world = World()
    assert world.handle("aws:kinesis", streamed(ANA, 1), bad, streamed(BO, 3)) == []
    assert set(world.table.items) == {"ana", "bo"}
    assert world.meter.counts["RecordsRefused"] == refused
    assert world.meter.counts["EventsIgnored"] == 1 - refused


@pytest.mark.parametrize(("kind", "make"), [("aws:sqs", message), ("aws:kinesis", streamed)])
def test_what_could_not_be_written_comes_again(kind, make):
    """I6"""
    world = World()
    record = world.table.record

    def failing(touch):
        if touch.username == "bo":
            raise Throttled("refused")
        return record(touch)

    world.table.record = failing
    assert world.handle(kind, make(ANA, 1), make(BO, 2)) == ["02"]
    assert set(world.table.items) == {"ana"}


def test_what_there_is_no_time_for_comes_again():
    world = World()
    assert world.handle("aws:sqs", message(ANA, 1), deadline=Deadline(0)) == ["01"]
    assert world.table.items == {}


def test_wrong_deployment_fails_the_whole_batch_loudly():
    world = World()
    world.table.fail = lambda _: ConfigError("dynamodb:UpdateItem was refused with AccessDeniedException")
    with pytest.raises(ConfigError, match="AccessDenied"):
        world.handle("aws:sqs", message(ANA, 1))


class Faulty:
    name = "faulty"

    def recognises(self, event):
        return "fault" in event

    def parse(self, event, _reading):
        raise RuntimeError(event["fault"])


def test_fault_of_ours_in_one_record_stops_nobody(capsys):
    """I8: and says nothing that the record may hold."""
    world = World(sources=[Faulty(), *load(["pinpoint_journey"])])
    assert world.handle("aws:sqs", message({"fault": "secret"}, 1), message(ANA, 2)) == ["01"]
    assert set(world.table.items) == {"ana"}
    printed = capsys.readouterr().out
    assert "RuntimeError" in printed
    assert "secret" not in printed


def test_users_of_a_batch_are_written_once():
    world = World()
    world.handle("aws:sqs", message(ANA, 1), message(ANA, 2), message(BO, 3))
    assert len(world.table.stream) == 2


class TestSentAt:
    @pytest.mark.parametrize(
        ("attributes", "expected"),
        [
            ({"SentTimestamp": str(NOW - 9000)}, NOW - 9000),
            ({"SentTimestamp": "soon"}, None),
            ({"SentTimestamp": 7}, None),
            ({"SentTimestamp": "9" * 40}, None),
            ({}, None),
            ("text", None),
        ],
    )
    def test_of_a_message(self, attributes, expected):
        assert record_of(message("{}", attributes=attributes), "aws:sqs").sent_at == expected

    @pytest.mark.parametrize(
        ("arrived", "expected"),
        [
            ((NOW - 9000) / 1000, NOW - 9000),
            (1, 1000),
            (-1, None),
            ("soon", None),
            (float("nan"), None),
            (float("inf"), None),
        ],
    )
    def test_of_a_streamed_record(self, arrived, expected):
        record = streamed({}, approximateArrivalTimestamp=arrived)
        assert record_of(record, "aws:kinesis").sent_at == expected

    def test_is_the_time_of_a_payload_that_has_none(self):
        world = World()
        world.handle("aws:sqs", message(ANA, attributes={"SentTimestamp": str(NOW - 9000)}))
        assert world.table.items["ana"].touched_at == NOW - 9000


LETTER = {
    "requestContext": {"condition": "RetryAttemptsExhausted"},
    "KinesisBatchInfo": {
        "streamArn": "arn",
        "shardId": "shardId-000000000000",
        "startSequenceNumber": "1",
        "endSequenceNumber": "9",
    },
}


class Stream:
    def __init__(self, *records, error=None):
        self.given, self.error, self.asked = records, error, []

    def records(self, batch):
        self.asked.append(batch)
        if self.error:
            raise self.error
        return self.given


class TestLostBatch:
    """The dead letter of a Kinesis batch, redriven into the inbox."""

    def test_is_read_again(self):
        stream = Stream(streamed(ANA, 1), streamed({"strange": 1}, 2), {"kinesis": {}}, streamed(BO, 3))
        world = World(lost=stream)
        assert world.handle("aws:sqs", message(LETTER, 7)) == []
        assert set(world.table.items) == {"ana", "bo"}
        assert stream.asked == [
            LostBatch(stream_arn="arn", shard_id="shardId-000000000000", first="1", last="9")
        ]

    def test_users_come_again_together(self):
        world = World(lost=Stream(streamed(ANA, 1), streamed(BO, 3)))
        world.table.fail = lambda _: Throttled("refused")
        assert world.handle("aws:sqs", message(LETTER, 7)) == ["07"]

    @pytest.mark.parametrize(
        ("error", "refused"), [(PermanentError("forgotten"), 1), (Throttled("refused"), 0)]
    )
    def test_that_cannot_be_read_comes_again(self, error, refused):
        world = World(lost=Stream(error=error))
        assert world.handle("aws:sqs", message(LETTER, 7), message(ANA, 8)) == ["07"]
        assert set(world.table.items) == {"ana"}
        assert world.meter.counts["RecordsRefused"] == refused

    def test_one_record_with_a_fault_of_ours_keeps_no_other(self):
        stream = Stream(streamed(ANA, 1), streamed({"fault": 1}, 2), streamed(BO, 3))
        world = World(lost=stream, sources=[Faulty(), *load(["pinpoint_journey"])])
        assert world.handle("aws:sqs", message(LETTER, 7)) == []
        assert set(world.table.items) == {"ana", "bo"}
        assert world.meter.counts["RecordsRefused"] == 1

    def test_wrong_deployment_is_no_fault_of_ours(self):
        world = World(lost=Stream(error=ConfigError("kinesis:GetRecords was refused")))
        with pytest.raises(ConfigError):
            world.handle("aws:sqs", message(LETTER, 7), message(ANA, 8))

    def test_is_left_when_the_time_is_over(self):
        stream = Stream(streamed(ANA))
        world = World(lost=stream)
        assert world.handle("aws:sqs", message(LETTER, 7), deadline=Deadline(0)) == ["07"]
        assert stream.asked == []

    def test_letter_that_lacks_a_field_is_refused(self):
        world = World(lost=Stream())
        assert world.handle("aws:sqs", message({"KinesisBatchInfo": {"streamArn": "arn"}}, 7)) == ["07"]

    def test_is_no_letter_in_a_stream(self):
        world = World(lost=Stream(streamed(ANA)))
        assert world.handle("aws:kinesis", streamed(LETTER)) == []
        assert world.table.items == {}


class Replying(Source):
    """A source whose payloads name the user by a reference."""

    name = "replying"

    def recognises(self, event):
        return "reply" in event or "note" in event

    def parse(self, event, reading):
        journey = Journey(kind="replying", id="spring", name="Spring")
        if "note" in event:
            note = Note(reference=event["note"], username="ana", journey=journey)
            return Parsed(source=self.name, notes=[note], ignored=1)
        part = Unresolved(item="r", reference=event["reply"], journey=None, touched_at=reading.now)
        return Parsed(source=self.name, unresolved=[part])


class TestReferences:
    def test_note_of_the_same_batch_is_enough_wherever_it_stands(self):
        world = World(sources=[Replying()])
        assert world.handle("aws:sqs", message({"reply": "m1"}, 1), message({"note": "m1"}, 2)) == []
        assert world.table.items["ana"].journey_name == "Spring"

    def test_young_message_comes_again_until_the_note_is_there(self):
        world = World(sources=[Replying()])
        assert world.handle("aws:sqs", message({"reply": "m1"}, 1)) == ["01"]
        assert world.meter.counts["TouchesRejected"] == world.meter.counts["TouchesFailed"] == 0
        world.handle("aws:sqs", message({"note": "m1"}, 2))
        assert world.handle("aws:sqs", message({"reply": "m1"}, 1)) == []
        assert set(world.table.items) == {"ana"}

    @pytest.mark.parametrize("age", [0, 3_000_000])
    def test_message_comes_again_for_its_last_time_but_one(self, age):
        """However old: a redrive, or a pause, is no reason to give up at first sight."""
        world = World(sources=[Replying()])
        taken = {"SentTimestamp": str(NOW - age), "ApproximateReceiveCount": "3"}
        assert world.handle("aws:sqs", message({"reply": "m1"}, 1, attributes=taken)) == ["01"]

    def test_message_that_came_often_is_a_rejection(self):
        world = World(sources=[Replying()])
        taken = {"ApproximateReceiveCount": "4"}
        assert world.handle("aws:sqs", message({"reply": "m1"}, 1, attributes=taken)) == []
        assert world.meter.counts["TouchesRejectedByReason", "reference_unknown"] == 1

    def test_streamed_record_is_a_rejection_at_once(self):
        world = World(sources=[Replying()])
        assert world.handle("aws:kinesis", streamed({"reply": "m1"})) == []
        assert world.meter.counts["TouchesRejectedByReason", "reference_unknown"] == 1

    def test_note_without_a_journey_needs_one_in_the_payload(self):
        world = World(sources=[Replying()])
        world.lookups.notes["m1"] = Note(reference="m1", username="ana")
        assert world.handle("aws:sqs", message({"reply": "m1"}, 1)) == []
        assert world.meter.counts["TouchesRejectedByReason", "journey_missing"] == 1

    def test_lookups_out_of_reach_fail_the_batch(self):
        world = World(sources=[Replying()])
        world.lookups.fail = lambda _: Throttled("refused")
        with pytest.raises(Throttled):
            world.handle("aws:sqs", message({"reply": "m1"}, 1))

    def test_deployment_without_lookups_is_wrong(self):
        world = World(sources=[Replying()])
        object.__setattr__(world.intake.recording, "lookups", None)
        with pytest.raises(ConfigError, match="LOOKUPS_TABLE_NAME is missing"):
            world.handle("aws:sqs", message({"reply": "m1"}, 1))


def test_redriven_message_keeps_its_time():
    told = {"sent_at": {"stringValue": str(NOW - 9000), "dataType": "Number"}}
    record = message("{}", messageAttributes=told, attributes={"SentTimestamp": str(NOW)})
    assert record_of(record, "aws:sqs").sent_at == NOW - 9000


def test_records_from_elsewhere_are_refused():
    with pytest.raises(BadInput, match="records must come from aws:sqs or aws:kinesis"):
        record_of({}, "aws:s3")
