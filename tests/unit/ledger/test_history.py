"""What the ledger says is what happened, however the batches came; a replay says it once more."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import TransientError
from ledger.flows.recording import record
from ledger.flows.replaying import EMPTY_PAGES, Replaying
from ledger.flows.writing import Writing
from ledger.rules.replay import MEMORY_MS, Replay, replay_from
from tests.support.doubles import RecordingMeter
from tests.unit.ledger.doubles import (
    NAMES,
    NOW,
    Clock,
    History,
    MemoryLake,
    MemoryStream,
    number_of,
    without_ids,
)

USERS = ["ann", "ben", "cleo"]
STEPS = st.one_of(
    st.tuples(
        st.just("touch"),
        st.sampled_from(USERS),
        st.sampled_from(sorted(NAMES)),
        st.sampled_from([0, 1500, 30_000, 120_000]),
        st.sampled_from([5_000, 60_000, 600_000]),
    ),
    st.tuples(st.just("sweep")),
    st.tuples(st.just("forget"), st.sampled_from(USERS)),
    st.tuples(st.just("wait"), st.sampled_from([1, 999, 4_000, 61_000])),
)
CHANCE = st.integers(0, 2**32).map(random.Random)


def happened(steps):
    history = History()
    for step in steps:
        match step:
            case ("touch", user, journey, ago, window):
                history.touch(user, journey, ago=ago, window=window)
            case ("sweep",):
                history.sweep()
            case ("forget", user):
                history.forget(user)
            case ("wait", milliseconds):
                history.now += milliseconds
    return history


def live(batches, lake):
    """Batches as Lambda sends them: what the answer names comes again, from there on."""
    clock, meter = Clock(), RecordingMeter()
    for batch in batches:
        rest = batch
        while rest:
            failed = record(rest, Writing(lake, clock.sleep), clock.deadline(0.05), meter)
            numbers = [one["dynamodb"]["SequenceNumber"] for one in rest]
            rest = rest[numbers.index(failed[0]) :] if failed else []
    return meter


@given(st.lists(STEPS, max_size=25), CHANCE)
def test_ledger_says_what_happened(steps, chance):
    """Batches are cut anywhere, sent twice, refused in parts, and overtake each other."""
    history = happened(steps)
    cuts = sorted(chance.sample(range(len(history.table.stream) + 1), min(3, len(history.table.stream))))
    batches = [
        history.table.stream[begin:end]
        for begin, end in zip([0, *cuts], [*cuts, len(history.table.stream)], strict=True)
    ]
    batches += chance.sample(batches, chance.randint(0, len(batches)))
    chance.shuffle(batches)
    lake = MemoryLake(refuse=lambda _place, _line: chance.random() < 0.3)
    live(batches, lake)
    assert without_ids(lake.rows) == history.told


@given(st.lists(STEPS, max_size=25), CHANCE)
def test_replay_equals_the_live_run(steps, chance):
    """With shards, pages and calls cut anywhere: every line of the live run, byte for byte."""
    history = happened(steps)
    lake = MemoryLake()
    live([history.table.stream], lake)
    again = MemoryLake(refuse=lambda _place, _line: chance.random() < 0.2)
    stream = sharded(history.table.stream, chance)
    replay, answer = Replay(begin=NOW - 1000, end=history.now + 1000), {"done": False}
    while not answer["done"]:
        clock = Clock()
        stream.error = lambda: TransientError("no answer") if chance.random() < 0.1 else None
        deadline = clock.deadline(0.25)
        answer = Replaying(stream, Writing(again, clock.sleep), replay, deadline).run(
            RecordingMeter(), now=history.now
        )
        if not answer["done"]:
            replay = replay_from(answer["resume"]["replay"], now=history.now + 1000)
    assert set(again.lines) == set(lake.lines)


def sharded(records, chance=None):
    """Records of a user stay in one shard."""
    shards = {f"shardId-{n}": [] for n in range(3)}
    for one in records:
        name = one["dynamodb"]["Keys"]["username"]["S"]
        shards[f"shardId-{USERS.index(name)}"].append(one)
    closed = set(chance.sample(sorted(shards), chance.randint(0, 3)) if chance else shards)
    return MemoryStream(shards, page_size=chance.randint(1, 4) if chance else 2, closed=closed)


class TestReplay:
    """One call, step by step."""

    def scene(self, *, lake=None, minutes=6):
        """A touch of each user every minute."""
        history = History()
        for _ in range(minutes):
            for user in USERS:
                history.touch(user, "spring")
            history.now += 60_000
        self.stream, self.lake = sharded(history.table.stream), lake or MemoryLake()
        self.history, self.meter, self.clock = history, RecordingMeter(), Clock()

    def call(self, payload, *, seconds=60.0, now=None):
        now = self.history.now if now is None else now
        replay = replay_from(payload, now=now)
        writing = Writing(self.lake, self.clock.sleep)
        return Replaying(self.stream, writing, replay, self.clock.deadline(seconds)).run(self.meter, now=now)

    def test_all_that_the_stream_remembers(self):
        self.scene()
        answer = self.call({})
        assert answer == {
            "done": True,
            "resume": None,
            "stopped": None,
            "counts": {"shards": 3, "open_shards": 0, "records": 18, "entries": 18, "unreadable": 0},
            "problems": [],
        }
        assert without_ids(self.lake.rows) == self.history.told
        assert self.meter.counts == {"LedgerEntriesReplayed": 18}

    def test_some_minutes(self):
        """Pages behind the time that was asked for are not read."""
        self.scene(minutes=20)
        answer = self.call({"from": iso(NOW + 120_500), "to": iso(NOW + 240_000)})
        assert answer["done"]
        assert {row["recorded_at"] for row in self.lake.rows} == {NOW + 120_000, NOW + 180_000}
        assert answer["counts"]["entries"] == 6
        assert answer["counts"]["records"] < 20

    def test_goes_on_where_it_ended(self):
        self.scene()
        first = self.call({}, seconds=0)
        assert (first["done"], first["counts"]["entries"]) == (False, 0)
        assert first["resume"]["replay"] == {
            "from": iso(self.history.now - MEMORY_MS),
            "to": iso(self.history.now),
            "shard": "shardId-0",
        }
        place = first["resume"]["replay"] | {"shard": "shardId-1", "after": "2".zfill(21)}
        second = self.call(place)
        assert second["done"]
        assert {row["username"] for row in self.lake.rows} == {"ben", "cleo"}
        assert second["counts"]["entries"] == 11

    def test_time_that_ends_between_two_pages(self):
        self.scene()
        self.lake.refuse = lambda _place, _line: self.clock.sleep(0.4)
        answer = self.call({}, seconds=1)
        assert not answer["done"]
        assert answer["resume"]["replay"]["after"] == "10".zfill(21)
        assert answer["stopped"] is None

    def test_shard_that_is_gone_is_passed_by_and_told(self):
        self.scene()
        answer = self.call({"shard": "shardId-00", "after": "1"})
        assert answer["done"]
        assert {row["username"] for row in self.lake.rows} == {"ben", "cleo"}
        assert [problem["shard"] for problem in answer["problems"]] == ["shardId-00"]

    def test_shard_that_goes_before_it_is_read_is_told(self):
        self.scene()
        self.stream.gone = {"shardId-1"}
        answer = self.call({})
        assert (answer["done"], answer["counts"]["shards"]) == (True, 2)
        assert {row["username"] for row in self.lake.rows} == {"ann", "cleo"}
        assert [problem["shard"] for problem in answer["problems"]] == ["shardId-1"]
        assert "forgotten the shard" in answer["problems"][0]["remark"]

    def test_place_that_is_forgotten_is_told_and_the_rest_is_replayed(self):
        self.scene()
        numbers = [number_of(record) for record in self.stream.shards_["shardId-1"]]
        self.stream.trimmed = set(numbers[:4])
        answer = self.call({"shard": "shardId-1", "after": numbers[1]})
        assert answer["done"]
        assert [row["username"] for row in self.lake.rows].count("ben") == 2
        (problem,) = answer["problems"]
        assert problem["shard"] == "shardId-1"
        assert "went on with the oldest record" in problem["remark"]

    def test_empty_pages_do_not_end_a_closed_shard(self):
        self.scene()
        self.stream.gap = EMPTY_PAGES + 1
        answer = self.call({})
        assert (answer["counts"]["entries"], answer["counts"]["open_shards"]) == (18, 0)

    @pytest.mark.parametrize(("gap", "entries"), [(12, 18), (EMPTY_PAGES - 1, 18), (EMPTY_PAGES, 14)])
    def test_open_shard_ends_after_many_empty_pages_and_says_so(self, gap, entries):
        self.scene()
        self.stream.closed, self.stream.gap = {"shardId-0", "shardId-1"}, gap
        answer = self.call({})
        assert answer["counts"]["entries"] == entries
        assert answer["counts"]["shards"] == 3
        assert answer["counts"]["open_shards"] == 1
        assert (answer["done"], answer["problems"]) == (True, []), "an open shard always ends so"

    def test_stream_that_gives_no_answer(self):
        self.scene()
        self.stream.error = lambda: TransientError("dynamodb:GetRecords got no answer")
        answer = self.call({})
        assert (answer["done"], answer["stopped"]) == (False, "dynamodb:GetRecords got no answer")

    def test_delivery_stream_that_refuses(self):
        """The page comes again: its entries have the same ids."""
        self.scene(lake=MemoryLake(refuse=lambda _place, line: b'"3"' in line))
        answer = self.call({}, seconds=3)
        assert answer["stopped"] == "the delivery stream did not take all entries of a page"
        assert "after" not in answer["resume"]["replay"]
        assert answer["counts"]["entries"] == 1
        self.lake.refuse = lambda _place, _line: False
        assert self.call(answer["resume"]["replay"])["done"]
        assert without_ids(self.lake.rows) == self.history.told

    def test_record_that_cannot_be_read_stops_nobody(self):
        self.scene()
        del self.stream.shards_["shardId-1"][0]["eventID"]
        answer = self.call({})
        assert answer["done"]
        assert answer["counts"] == {
            "shards": 3,
            "open_shards": 0,
            "records": 18,
            "entries": 17,
            "unreadable": 1,
        }

    def test_page_without_a_readable_record_is_not_the_end(self):
        self.scene()
        for broken in self.stream.shards_["shardId-0"][:2]:
            del broken["eventID"]
        assert self.call({})["counts"]["entries"] == 16

    def test_operator_is_told_what_the_stream_has_forgotten(self):
        self.scene()
        begin = self.history.now - MEMORY_MS - 60_000
        answer = self.call({"from": iso(begin)}, seconds=0)
        (problem,) = answer["problems"]
        assert problem["from"] == iso(begin)
        assert "24 hours" in problem["remark"]
        assert self.call(answer["resume"]["replay"])["problems"] == [], "once is enough"


def iso(moment):
    return Replay(begin=moment, end=moment + 1).payload()["replay"]["from"]
