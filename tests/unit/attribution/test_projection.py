import threading

import pytest

from attribution.flows.projection import BEHIND_SECONDS, ROUNDS, WORKERS, Projection
from attribution.rules.changes import reduce_records
from attribution.rules.letters import Waiting
from attribution.rules.touch import Touch
from kit.clock import now_in_milliseconds
from kit.deadline import Deadline
from kit.errors import ConfigError, PermanentError, Throttled, TransientError
from kit.pacing import Pacer
from tests.support.doubles import (
    MemoryBacklog,
    MemoryDirectory,
    MemoryTable,
    MemoryTimetable,
    RecordingMeter,
    throttled,
)

SOON = Deadline(float("inf"))
NOW = 1000  # epoch milliseconds


class World:
    """A table, a directory of ana and bo, a backlog, and the flow between them."""

    def __init__(self, rate=1e9):
        self.table = MemoryTable()
        self.directory = MemoryDirectory({"ana": "", "bo": ""})
        self.backlog = MemoryBacklog()
        self.meter = RecordingMeter()
        self.timetable = MemoryTimetable()
        self.flow = Projection(
            directory=self.directory,
            names=self.table,
            backlog=self.backlog,
            pacer=Pacer(rate, self.timetable, sleep=lambda _: None),
            meter=self.meter,
        )

    def touch(self, username, journey, at):
        self.table.record(
            Touch(
                username=username,
                journey_id=journey,
                journey_name=journey,
                touched_at=at,
                expires_at=10**6,
                source="t",
            )
        )

    def stream(self, deadline=SOON, now=NOW):
        records, self.table.stream[:] = list(self.table.stream), []
        return self.flow.from_stream(reduce_records(records), deadline, now=now)

    def wait(self, *usernames):
        """They wait in the backlog, since ever."""
        self.backlog.messages += usernames

    def drain(self, deadline=SOON, now=NOW):
        letters = {
            f"m{n}": Waiting(username=username, since=self.backlog.since.get(username, 0))
            for n, username in enumerate(self.backlog.messages)
        }
        self.backlog.messages = []
        return self.flow.from_backlog(letters, deadline, now=now)


def test_sets_and_blanks():
    """I1"""
    world = World()
    world.touch("ana", "spring", 1)
    assert world.stream() == []
    assert world.directory.users["ana"] == "spring"
    world.table.remove_if_due("ana", 10**6)
    assert world.stream() == []
    assert world.directory.users["ana"] == ""
    assert (world.meter.counts["AttributesSet"], world.meter.counts["AttributesBlanked"]) == (1, 1)


def test_repeated_journey_costs_no_call():
    world = World()
    world.touch("ana", "spring", 1)
    world.stream()
    for at in range(2, 50):
        world.touch("ana", "spring", at)
    world.stream()
    assert world.directory.calls == [("ana", "spring")]
    assert world.meter.counts["AttributesUnchanged"] == 1


def test_unknown_user_is_counted_and_no_error():
    world = World()
    world.touch("nobody", "spring", 1)
    assert world.stream() == []
    assert world.meter.counts["UsersNotFound"] == 1
    assert world.backlog.messages == []


@pytest.mark.parametrize("fault", [TransientError("x"), PermanentError("x"), ConfigError("x")])
def test_whatever_keeps_a_user_from_being_written_goes_to_the_backlog(fault):
    """I6: the stream is never blocked by one user."""
    world = World()
    world.touch("ana", "spring", 1)
    world.touch("bo", "spring", 1)
    world.directory.fail = lambda username: fault if username == "ana" else None
    assert world.stream() == []
    assert world.backlog.messages == ["ana"]
    assert world.directory.users["bo"] == "spring"


def test_backlog_out_of_reach_sends_the_records_again():
    """I6"""
    world = World()
    world.touch("bo", "spring", 1)
    world.touch("ana", "spring", 1)
    first_of_ana = world.table.stream[1]["dynamodb"]["SequenceNumber"]
    world.directory.fail = lambda username: Throttled("x") if username == "ana" else None
    world.backlog.reachable = False
    assert world.stream() == [first_of_ana]


def test_unreadable_record_is_reported_and_stops_nobody():
    world = World()
    world.touch("ana", "spring", 1)
    world.touch("bo", "spring", 1)
    del world.table.stream[0]["dynamodb"]["Keys"]
    poison = world.table.stream[0]["dynamodb"]["SequenceNumber"]
    assert world.stream() == [poison]
    assert world.directory.users["bo"] == "spring"


def test_record_with_unreadable_images_is_settled_from_the_table():
    world = World()
    world.touch("ana", "spring", 1)
    del world.table.stream[0]["dynamodb"]["NewImage"]["journey_name"]
    assert world.stream() == []
    assert world.directory.users["ana"] == "spring"


def test_item_that_is_no_touch_blocks_nobody_and_ends_among_the_dead_letters():
    world = World()
    for username in ("ana", "bo"):
        world.touch(username, "spring", 1)
    name_of = world.table.journey_name

    def no_touch(username):
        if username == "ana":
            raise PermanentError("an item of the table is not a touch")
        return name_of(username)

    world.table.journey_name = no_touch
    assert world.stream() == []
    assert world.directory.users["bo"] == "spring"
    assert world.backlog.messages == ["ana"]
    assert world.drain() == {"m0"}


def test_older_batch_that_comes_again_after_a_newer_one_changes_nothing():
    """I4"""
    world = World()
    world.touch("ana", "spring", 1)
    older = reduce_records(list(world.table.stream))
    world.touch("ana", "summer", 2)
    world.stream()
    world.flow.from_stream(older, SOON, now=NOW)
    assert world.directory.users["ana"] == "summer"


@pytest.mark.parametrize(("late", "written"), [(0, 2), (1, 0)])
def test_stream_that_is_behind_defers_everything_to_catch_up(late, written):
    world = World()
    for username in ("ana", "bo"):
        world.touch(username, "spring", 1)
    assert world.stream(now=(BEHIND_SECONDS + late) * 1000) == []
    assert (len(world.directory.calls), len(world.backlog.messages)) == (written, 2 - written)


def test_stream_defers_what_the_pace_does_not_allow():
    world = World(rate=1)
    for n in range(10):
        world.touch(f"user{n}", "spring", 1)
    assert world.stream(Deadline(0)) == []
    assert len(world.backlog.messages) == 10
    assert world.meter.counts["ProjectionsDeferred"] == 10
    assert world.directory.calls == []


@pytest.mark.parametrize("deliver", ["stream", "drain"])
def test_pace_that_cannot_be_had_defers_everyone(deliver):
    world = World()
    world.touch("ana", "spring", 1)
    world.wait(*(["ana"] if deliver == "drain" else []))
    world.timetable.fail = lambda: TransientError("500")
    assert not getattr(world, deliver)()
    assert world.backlog.messages == ["ana"]
    assert world.directory.calls == []


def test_missing_pace_table_is_a_wrong_deployment_and_loud():
    world = World()
    world.touch("ana", "spring", 1)
    world.timetable.fail = lambda: ConfigError("x")
    with pytest.raises(ConfigError):
        world.stream()


def test_throttle_leaves_a_second_to_whoever_spends_the_quota_too():
    world = World()
    world.touch("ana", "spring", 1)
    world.directory.fail = throttled
    world.stream()
    assert world.timetable.next_free >= now_in_milliseconds() + 900
    assert world.meter.counts["AttributeUpdatesThrottled"] == 1


@pytest.mark.parametrize("deliver", ["stream", "drain"])
def test_first_refusal_ends_the_batch(deliver):
    """Of a whole batch at most one call per thread is refused: the quota is someone else's then."""
    world, users = World(), [f"user{n}" for n in range(40)]
    for username in users:
        world.touch(username, "spring", 1)
    if deliver == "drain":
        world.wait(*users)
    world.directory.fail = throttled
    assert not getattr(world, deliver)()
    assert 1 <= world.meter.counts["AttributeUpdatesThrottled"] <= WORKERS
    assert sorted(world.backlog.messages) == sorted(users)


def test_user_who_is_queued_anew_has_waited_since_the_first_time():
    world = World()
    world.touch("ana", "spring", 1)
    world.directory.fail = throttled
    world.stream(now=5_000)
    world.drain(now=65_000)
    world.drain(now=3_605_000)
    assert world.backlog.since["ana"] == 5_000
    assert world.meter.durations["BacklogWait"] == [60, 3600]


def test_wait_since_a_moment_that_is_still_to_come_is_none():
    """The clock of the sender may be ahead of ours."""
    world = World()
    world.wait("ana")
    world.backlog.since["ana"] = NOW + 5_000
    world.drain(now=NOW)
    assert world.meter.durations["BacklogWait"] == [0]


def test_backlog_batch_in_which_nobody_waits_costs_and_reports_nothing():
    """Every message may be a redriven letter."""
    world = World()
    world.timetable.fail = lambda: ConfigError("no moment is needed")
    assert world.drain() == set()
    assert (world.meter.durations, world.meter.counts) == ({}, {})


def test_backlog_converges_on_the_table():
    world = World()
    world.touch("ana", "spring", 1)
    world.directory.fail = throttled
    world.stream()
    world.touch("ana", "summer", 2)
    world.directory.fail = lambda _: None
    assert world.drain() == set()
    assert world.directory.users["ana"] == "summer"


def test_backlog_reads_again_after_each_write():
    """I1: a newer touch lands between the read and the write."""
    world = World()
    world.touch("ana", "spring", 1)

    def newer_touch_meanwhile(_username):
        if world.table.items["ana"].journey_name == "spring":
            world.touch("ana", "summer", 2)

    world.directory.fail = newer_touch_meanwhile
    world.wait("ana")
    assert world.drain() == set()
    assert world.directory.calls == [("ana", "spring"), ("ana", "summer")]


def test_backlog_gives_up_on_a_user_who_keeps_changing_and_queues_anew():
    world = World()
    world.touch("ana", "j0", 1)
    moment = iter(range(2, 100))

    def always_newer(_username):
        at = next(moment)
        world.touch("ana", f"j{at}", at)

    world.directory.fail = always_newer
    world.wait("ana")
    assert world.drain() == set()
    assert len(world.directory.calls) == ROUNDS
    assert world.backlog.messages == ["ana"]


def test_backlog_blanks_a_user_without_a_touch():
    world = World()
    world.directory.users["ana"] = "stale"
    world.wait("ana")
    world.drain()
    assert world.directory.users["ana"] == ""


def test_backlog_does_not_blank_a_touch_that_is_over_but_not_removed():
    """I1: the removal blanks; sooner, a re-entry would look like no change and leave it blank."""
    world = World()
    world.touch("ana", "spring", 1)  # over long ago
    world.stream()
    world.wait("ana")
    world.drain()
    world.touch("ana", "spring", 2)  # the re-entry
    world.stream()
    assert world.directory.users["ana"] == "spring"


@pytest.mark.parametrize("fault", [Throttled("x"), TransientError("x")])
def test_throttled_backlog_waits_and_never_counts_as_failing(fault):
    """I6: else waiting would end among the dead letters."""
    world = World()
    world.touch("ana", "spring", 1)
    world.wait("ana")
    world.directory.fail = lambda _: fault
    assert world.drain() == set()
    assert world.backlog.messages == ["ana"]


def test_backlog_out_of_time_is_queued_anew():
    world = World()
    world.touch("ana", "spring", 1)
    world.wait("ana")
    assert world.drain(Deadline(0)) == set()
    assert world.backlog.messages == ["ana"]


def test_what_cannot_succeed_is_reported_for_the_dead_letters():
    world = World()
    for username in ("ana", "bo"):
        world.touch(username, "spring", 1)
    world.wait("ana", "bo")
    world.directory.fail = lambda username: PermanentError("x") if username == "ana" else None
    assert world.drain() == {"m0"}
    assert world.directory.users["bo"] == "spring"
    assert world.meter.counts["ProjectionsFailed"] == 1


def test_message_that_cannot_be_queued_anew_stays():
    world = World()
    world.touch("ana", "spring", 1)
    world.wait("ana")
    world.backlog.reachable = False
    world.directory.fail = throttled
    assert world.drain() == {"m0"}


def test_table_out_of_reach_waits():
    world = World()
    world.wait("ana")
    world.table.fail = lambda _: TransientError("x")
    assert world.drain() == set()
    assert world.backlog.messages == ["ana"]


def test_same_user_twice_in_a_batch_is_settled_once():
    world = World()
    world.touch("ana", "spring", 1)
    world.wait("ana", "ana")
    world.drain()
    assert world.directory.calls == [("ana", "spring")]


def test_user_who_changed_meanwhile_waits_where_the_pace_gives_no_second_moment():
    world = World()
    world.touch("ana", "spring", 1)
    reservations = iter([None, TransientError("500")])
    world.timetable.fail = lambda: next(reservations)
    world.directory.fail = lambda _: world.touch("ana", "summer", 2)
    world.wait("ana")
    assert world.drain() == set()
    assert world.backlog.messages == ["ana"]
    assert world.meter.counts["ProjectionsDeferred"] == 1


def test_refusals_at_the_same_moment_leave_one_second_free():
    world, both = World(), threading.Barrier(2, timeout=60)
    for username in ("ana", "bo"):
        world.touch(username, "spring", 1)

    def refuse_together(username):
        both.wait()
        return Throttled("x")

    world.directory.fail = refuse_together
    world.stream()
    assert world.meter.counts["AttributeUpdatesThrottled"] == 2
    assert world.timetable.next_free < now_in_milliseconds() + 1500
