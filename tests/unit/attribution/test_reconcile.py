import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.flows.projection import Projection
from attribution.flows.reconcile import Reconciliation
from attribution.rules.letters import Waiting
from attribution.rules.touch import Touch, expiry_shard
from attribution.rules.walk import HEX_DIGITS, Walk, walk_from
from kit.deadline import Deadline
from kit.errors import BadInput, Throttled
from kit.pacing import OwnTimetable, Pacer
from tests.support.doubles import MemoryBacklog, MemoryDirectory, MemoryTable, RecordingMeter

SOON = Deadline(float("inf"))
NOW = 1000


class SegmentedTable(MemoryTable):
    def segment(self, number, *, of):
        users = [username for username in self.items if expiry_shard(username) == number % of]
        yield users[:2]
        yield users[2:]

    def journey_names(self, usernames):
        return {name: self.items[name].journey_name for name in usernames if name in self.items}


class Pool:
    """Users by the shard of their name, as if that were the beginning of their `sub`."""

    def __init__(self, directory):
        self.directory = directory
        self.fail = lambda: None

    def campaigns(self, prefix, before_each_call):
        before_each_call()
        for username, campaign in self.directory.users.items():
            self.fail()
            if format(expiry_shard(username), f"0{len(prefix)}x") == prefix:
                yield [(username.title(), campaign)]


class World:
    def __init__(self, touches, attributes):
        self.table = SegmentedTable()
        for username, journey in touches.items():
            self.table.record(
                Touch(
                    username=username,
                    journey_id=journey,
                    journey_name=journey,
                    touched_at=1,
                    expires_at=10**6,
                    source="t",
                )
            )
        self.directory = MemoryDirectory(dict(attributes))
        self.pool = Pool(self.directory)
        self.backlog = MemoryBacklog()
        self.meter = RecordingMeter()
        self.pacer = Pacer(1e9, OwnTimetable(), sleep=lambda _: None)

    def run(self, payload, deadline=SOON):
        flow = Reconciliation(
            table=self.table, pool=self.pool, backlog=self.backlog, pacer=self.pacer, case_sensitive=False
        )
        return flow.run(walk_from(payload), deadline, self.meter, now=NOW)

    def settle(self):
        projection = Projection(
            directory=self.directory,
            names=self.table,
            backlog=self.backlog,
            pacer=self.pacer,
            meter=self.meter,
        )
        letters = {str(n): Waiting(username=u, since=0) for n, u in enumerate(self.backlog.messages)}
        self.backlog.messages = []
        if letters:
            assert projection.from_backlog(letters, SOON, now=NOW) == set()


users = st.sampled_from([f"user{n}" for n in range(12)])
journeys = st.sampled_from(["spring", "summer"])


class TestWholeWalks:
    @given(touches=st.dictionaries(users, journeys), strangers=st.sets(users))
    def test_table_walk_repairs_everyone_with_a_touch(self, touches, strangers):
        """I1, after a pool was restored with whatever its attributes said then."""
        world = World(touches, dict.fromkeys({*touches, *strangers}, "stale"))
        answer = world.run({"segments": 16})
        assert (answer["done"], answer["resume"], answer["stopped"]) == (True, None, None)
        assert sorted(world.backlog.messages) == sorted(touches)
        world.settle()
        assert {user: world.directory.users[user] for user in touches} == touches

    @given(
        touches=st.dictionaries(users, journeys), attributes=st.dictionaries(users, st.just("") | journeys)
    )
    def test_pool_walk_repairs_everyone_and_queues_only_who_differs(self, touches, attributes):
        """I1, after a table was restored: names without a touch are blanked as well."""
        world = World(touches, attributes)
        answer = world.run({"walk": "pool", "segments": 16})
        differing = {user for user, value in attributes.items() if value != touches.get(user, "")}
        assert set(world.backlog.messages) == differing
        assert answer["counts"] == {
            "users": len(attributes),
            "queued": len(differing),
            "skipped": 0,
            "segments": 16,
        }
        assert world.meter.counts["UsersReconciled"] == len(attributes)
        assert world.meter.counts["UsersRequeued"] == len(differing)
        world.settle()
        assert world.directory.users == {user: touches.get(user, "") for user in attributes}

    @pytest.mark.parametrize(
        "username", ["ana maria", "İ" * 100]
    )  # the latter has 200 characters in lower case
    def test_user_whose_name_can_be_no_key_is_skipped_and_counted(self, username):
        world = World({}, {})
        page = [("Ana", "stale"), (username, "stale")]
        world.pool.campaigns = lambda prefix, _: iter([page] if prefix == "0" else [])
        answer = world.run({"walk": "pool", "segments": 16})
        assert world.backlog.messages == ["ana"]
        assert answer["counts"] == {"users": 2, "queued": 1, "skipped": 1, "segments": 16}


class TestInterruptions:
    TOUCHES = {f"user{n}": "spring" for n in range(50)}  # noqa: RUF012

    @pytest.mark.parametrize("walk", ["table", "pool"])
    @pytest.mark.parametrize("looks_at_the_clock", [11, 15, 23])
    def test_resumes_where_the_time_was_up(self, walk, looks_at_the_clock):
        world = World(self.TOUCHES, dict.fromkeys(self.TOUCHES, ""))
        payload, runs = {"walk": walk, "segments": 16}, 0
        while payload is not None:
            ticks = iter(range(10**6))
            answer = world.run(payload, Deadline(looks_at_the_clock, lambda ticks=ticks: next(ticks)))
            payload, runs = answer["resume"], runs + 1
        assert runs > 1
        assert set(world.backlog.messages) == set(self.TOUCHES)

    def test_nothing_is_begun_without_time(self):
        world = World(self.TOUCHES, {})
        answer = world.run({"next_segment": 7}, Deadline(0))
        assert answer["resume"] == {"walk": "table", "segments": 256, "next_segment": 7}
        assert answer["counts"] == {"users": 0, "queued": 0, "skipped": 0, "segments": 0}

    def test_segment_that_is_too_large_for_a_call_is_loud(self):
        world = World(self.TOUCHES, {})
        ticks = iter(range(100))
        deadline = Deadline(1, lambda: next(ticks))
        with pytest.raises(BadInput, match="segment 0 of 16 takes longer than a call has: use more segments"):
            world.run({"segments": 16}, deadline)

    def test_fault_that_passes_stops_and_says_so(self):
        world = World({}, {"ana": "stale"})

        def refuse():
            raise Throttled("cognito-idp:ListUsers was refused with TooManyRequestsException")

        world.pool.fail = refuse
        answer = world.run({"walk": "pool", "segments": 16})
        assert answer["done"] is False
        assert answer["resume"] == {"walk": "pool", "segments": 16, "next_segment": 0}
        assert "TooManyRequestsException" in answer["stopped"]

    def test_backlog_out_of_reach_stops_and_the_segment_comes_again(self):
        world = World({"user0": "spring"}, {})
        world.backlog.reachable = False
        answer = world.run({"segments": 16})
        assert answer["resume"]["next_segment"] == expiry_shard("user0")
        assert answer["stopped"] == "the backlog did not take everyone"


class TestPayload:
    @pytest.mark.parametrize("segments", HEX_DIGITS)
    def test_prefixes_cover_every_sub_once(self, segments):
        prefixes = [Walk(segments=segments, next_segment=n).prefix for n in range(segments)]
        assert len(set(prefixes)) == segments
        assert {len(prefix) for prefix in prefixes} == {HEX_DIGITS[segments]}
        assert all(int(prefix, 16) == n for n, prefix in enumerate(prefixes))

    def test_empty_payload_is_the_whole_table(self):
        assert walk_from({}) == Walk(walk="table", segments=256, next_segment=0)

    @pytest.mark.parametrize(
        ("payload", "message"),
        [
            (None, "payload must be an object"),
            ([], "payload must be an object"),
            ({"walk": "users"}, 'walk must be "table" or "pool"'),
            ({"walk": ["pool"]}, 'walk must be "table" or "pool"'),
            ({"segments": 17}, "segments must be 16, 256 or 4096"),
            ({"segments": "16"}, "segments must be 16, 256 or 4096"),
            ({"segments": [16]}, "segments must be 16, 256 or 4096"),
            ({"next_segment": 256}, "next_segment must be"),
            ({"next_segment": -1}, "next_segment must be"),
            ({"next_segment": True}, "next_segment must be"),
            ({"segmets": 16}, "unknown segmets"),
        ],
    )
    def test_wrong_payload_is_named(self, payload, message):
        with pytest.raises(BadInput, match=message):
            walk_from(payload)
