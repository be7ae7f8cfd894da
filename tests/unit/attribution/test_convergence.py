"""I1, I2, I4, I6 under any order of events: a state machine against an oracle.

Real flows run on doubles and on the model of the stream's event source. Whatever was tagged, re-tagged,
replayed, reordered, expired, throttled or crashed: once the system is quiet, every attribute is right.
"""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from attribution.flows import expiration, projection
from attribution.flows import recording as flow_of_recording
from attribution.flows.expiration import sweep
from attribution.flows.projection import Projection
from attribution.flows.tagging import Tagging
from attribution.rules.changes import reduce_records
from attribution.rules.letters import Waiting
from attribution.rules.lookback import LookbackWindows
from attribution.sources import load
from emulator.event_source import MappingSettings, StreamMapping
from kit.batches import failures
from kit.deadline import Deadline
from kit.errors import Throttled, TransientError
from kit.pacing import Pacer
from tests.support.doubles import MemoryBacklog, MemoryDirectory, MemoryTable, MemoryTimetable, RecordingMeter
from tests.support.events import endpoint, journey_event
from tests.support.flows import READING, recording

USERS = ["ana", "bo", "cy"]
JOURNEYS = ["spring", "summer", "autumn"]
WINDOW = 100
SOON = Deadline(float("inf"))

users = st.sampled_from(USERS)
journeys = st.sampled_from(JOURNEYS)


class Crash(Exception):  # noqa: N818
    """The function dies here, as when Lambda kills it."""


class NamesAreIds:
    def name_of(self, journey):
        return journey.id


class Attribution(RuleBasedStateMachine):
    """`now` moves only when a rule moves it; the stream and the backlog only when a rule lets them."""

    @initialize()
    def deploy(self):
        self.now = 1_000_000  # epoch seconds
        self.table = MemoryTable(clock=lambda: self.now)
        self.directory = MemoryDirectory(dict.fromkeys(USERS, ""))
        self.directory.fail = self.trouble
        self.backlog = MemoryBacklog()
        self.throttling = False
        self.crash_in = None  # calls of the directory until the function dies
        self.meanwhile = None  # what another invocation does during the next call of the directory
        self.oracle = {}  # username -> (touched_at, journey), the latest touch ever accepted
        self.meter = RecordingMeter()
        self.timetable = MemoryTimetable()
        self.tagger = Tagging(
            sources=load(["pinpoint_journey"]),
            recording=recording(
                self.table, names=NamesAreIds(), windows=LookbackWindows(default_seconds=WINDOW)
            ),
            reading=READING,
            reserve_seconds=1,
        )
        self.projection = Projection(
            directory=self.directory,
            names=self.table,
            backlog=self.backlog,
            pacer=Pacer(1e9, self.timetable, lambda: self.now * 1000, sleep=lambda _: None),
            meter=self.meter,
        )
        self.delivered = 0
        self.shard_is_busy = False  # Lambda calls the function once at a time for a shard
        self.lost = []
        self.mapping = StreamMapping(
            MappingSettings(
                batch_size=4,
                maximum_retry_attempts=10,
                bisect_batch_on_function_error=True,
                report_batch_item_failures=True,
            ),
            self.project_batch,
            lambda records, condition: self.lost.append((condition, records)),
            clock=lambda: 0.0,
        )

    # The functions, as their event sources call them

    def from_stream(self, records):
        return self.projection.from_stream(reduce_records(records), SOON, now=self.now * 1000)

    def from_backlog(self, messages):
        letters = {message: Waiting(username=user, since=0) for message, user in messages.items()}
        return self.projection.from_backlog(letters, SOON, now=self.now * 1000)

    def project_batch(self, event):
        self.shard_is_busy = True
        try:
            answer = failures(self.from_stream(event["Records"]))
        finally:
            self.shard_is_busy = False
        if self.crash_in is not None and self.crash_in <= 0:  # after the work, before the answer
            self.crash_in = None
            raise Crash
        return answer

    def trouble(self, _username):
        if self.crash_in is not None:
            if self.crash_in <= 0:
                self.crash_in = None
                raise Crash
            self.crash_in -= 1
        if self.meanwhile is not None:
            other, self.meanwhile = self.meanwhile, None
            other()
        return Throttled("refused") if self.throttling else None

    def tag_at(self, seconds, username, journey):
        touched_at = seconds * 1000
        self.tagger.handle(
            journey_event({"e": endpoint(username)}, journey), now=touched_at, deadline=SOON, meter=self.meter
        )
        if username not in self.oracle or self.oracle[username][0] <= touched_at:
            self.oracle[username] = (touched_at, journey)

    def feed_stream(self):
        self.mapping.add(self.table.stream[self.delivered :])
        self.delivered = len(self.table.stream)

    # What can happen

    @rule(username=users, journey=journeys)
    def tag(self, username, journey):
        self.now += 1
        self.tag_at(self.now, username, journey)

    @rule(username=users, journey=journeys, late=st.integers(1, WINDOW // 2))
    def tag_that_comes_late(self, username, journey, late):
        """Out of order: a touch from `late` seconds ago, at a second of its own."""
        self.now += 1
        moment = self.now - late
        if all(at != moment * 1000 for at, _ in self.oracle.values()):
            self.tag_at(moment, username, journey)

    @precondition(lambda self: self.oracle)
    @rule(data=st.data())
    def same_payload_again(self, data):
        username = data.draw(st.sampled_from(sorted(self.oracle)))
        touched_at, journey = self.oracle[username]
        if touched_at // 1000 + WINDOW > self.now:  # one that is over would be rejected
            self.tag_at(touched_at // 1000, username, journey)

    @rule(username=users, journey=journeys)
    def tag_while_the_table_fails_and_is_sent_again(self, username, journey):
        self.now += 1
        self.table.fail = lambda _: TransientError("500")
        with pytest.raises(TransientError):
            self.tag_at(self.now, username, journey)
        self.table.fail = lambda _: None
        self.tag_at(self.now, username, journey)

    @rule(seconds=st.integers(1, WINDOW))
    def time_passes(self, seconds):
        self.now += seconds

    @rule()
    def sweep_now(self):
        sweep(self.table, now=self.now, deadline=SOON, meter=self.meter)

    @rule(username=users, journey=journeys)
    def sweep_while_someone_reenters(self, username, journey):
        """The touch comes after the query and before the delete."""
        remove = self.table.remove_if_due

        def remove_after_the_reentry(name, now):
            self.table.remove_if_due = remove
            self.tag_at(self.now, username, journey)
            return remove(name, now)

        self.table.remove_if_due = remove_after_the_reentry
        self.now += 1
        self.sweep_now()
        self.table.remove_if_due = remove

    @rule(on=st.booleans())
    def cognito_throttles(self, on):
        self.throttling = on

    @rule(calls=st.integers(0, 2))
    def next_function_crashes(self, calls):
        self.crash_in = calls

    @rule(username=users, journey=journeys)
    def tag_while_cognito_throttles(self, username, journey):
        """So that the user waits in the backlog."""
        self.tag(username, journey)
        before, self.throttling = self.throttling, True
        self.deliver()
        self.throttling = before

    @rule(username=users, journey=journeys)
    def someone_is_tagged_during_the_next_call(self, username, journey):
        def other():
            self.now += 1
            self.tag_at(self.now, username, journey)
            if not self.shard_is_busy:
                self.deliver()

        self.meanwhile = other

    @rule()
    def stream_delivers(self):
        self.deliver()

    def deliver(self):
        self.feed_stream()
        if self.mapping.pending:
            self.mapping.step()

    @precondition(lambda self: self.delivered)
    @rule(data=st.data())
    def old_records_come_again(self, data):
        """Any piece of what was delivered before, whatever came after it: twice, late, out of order."""
        begin = data.draw(st.integers(0, self.delivered - 1))
        end = data.draw(st.integers(begin + 1, self.delivered))
        again = data.draw(st.permutations(self.table.stream[begin:end]))
        with contextlib.suppress(Crash):
            self.from_stream(again)

    @rule(hours=st.integers(-48, 48))
    def clock_of_the_pace_jumps(self, hours):
        """A host with a wrong clock takes a moment: nobody waits for its time."""
        moment = (self.now + hours * 3600) * 1000
        self.timetable.reserve(50, now=moment, latest=moment + 1000)

    @precondition(lambda self: self.backlog.messages)
    @rule(data=st.data(), twice=st.booleans(), meanwhile=st.none() | journeys)
    def backlog_delivers(self, data, twice, meanwhile):
        """Any messages, in any order; a message that was not deleted comes again.

        Meanwhile, between the read and the write, one of the users may enter another journey.
        """
        waiting = st.sampled_from(sorted(self.backlog.messages))
        batch = data.draw(st.lists(waiting, min_size=1, max_size=3, unique=True))
        if meanwhile is not None:
            self.someone_is_tagged_during_the_next_call(batch[0], meanwhile)
        messages = {f"{username}-{n}": username for username in batch for n in range(1 + twice)}
        kept = list(self.backlog.messages)
        self.backlog.messages = [m for m in kept if m not in batch]
        try:
            failed = self.from_backlog(messages)
        except Crash:
            self.backlog.messages = kept + self.backlog.messages
        else:
            self.backlog.messages += [messages[message] for message in failed]

    @rule()
    def everything_settles(self):
        """The system is left alone until it is quiet; then every attribute must be right."""
        self.throttling, self.crash_in, self.meanwhile = False, None, None
        sweep(self.table, now=self.now, deadline=SOON, meter=self.meter)
        self.feed_stream()
        self.mapping.run(max_steps=1000)
        while self.backlog.messages:
            messages = {f"m{n}": username for n, username in enumerate(self.backlog.messages)}
            self.backlog.messages = []
            assert self.from_backlog(messages) == set()
        assert self.directory.users == {username: self.expected(username) for username in USERS}

    def expected(self, username):
        if username not in self.oracle:
            return ""
        touched_at, journey = self.oracle[username]
        return journey if touched_at // 1000 + WINDOW > self.now else ""

    @invariant()
    def nothing_is_given_up(self):
        assert not getattr(self, "lost", [])

    def teardown(self):
        if hasattr(self, "table"):
            self.everything_settles()


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """So that Hypothesis can repeat what it found."""
    for module in (expiration, projection, flow_of_recording):
        monkeypatch.setattr(module, "WORKERS", 1)


class TestAttribution(Attribution.TestCase):
    settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
