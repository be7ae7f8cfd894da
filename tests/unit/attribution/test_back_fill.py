"""Back-fill on doubles: every line is told, a call may stop anywhere, and nothing is new that is old."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.flows import back_fill
from attribution.flows.back_fill import CHUNK, PROBLEMS_TOLD, BackFill
from attribution.rules.file_walk import FORMATS, KINDS, FileWalk, file_walk_from
from attribution.rules.parsed import PINPOINT_ENDPOINT
from kit.deadline import Deadline
from kit.errors import BadInput, ConfigError, PermanentError, Throttled, TransientError
from tests.support.doubles import MemoryLookups, MemoryTable, RecordingMeter
from tests.support.events import endpoint
from tests.support.flows import LOOKBACK_SECONDS, NOW, READING, recording

KEY = "exports/2026.jsonl"
SOON = Deadline(float("inf"))


def touch(username="ana", journey="spring", touched_at=NOW - 1000, **fields):
    return {"username": username, "journey_id": journey, "touched_at": touched_at, **fields}


def as_text(values):
    return "".join(json.dumps(value) + "\n" for value in values)


class MemoryFiles:
    def __init__(self, text, etag="v1"):
        self.text, self.etag, self.opened = text, etag, 0

    def lines(self, key, *, etag):
        if etag not in {None, self.etag}:
            raise BadInput(f"{key} has changed")
        self.opened += 1
        return self.etag, self._lines()

    def _lines(self):
        yield from self.text.encode().splitlines(keepends=True)


class World:
    def __init__(self, *values, text=None):
        self.files = MemoryFiles(as_text(values) if text is None else text)
        self.table, self.lookups, self.meter = MemoryTable(), MemoryLookups(), RecordingMeter()

    def run(self, payload=None, deadline=SOON, lookups=None):
        flow = BackFill(
            files=self.files,
            recording=recording(self.table, lookups=lookups or self.lookups),
            reading=READING,
        )
        walk = file_walk_from({"key": KEY} if payload is None else payload)
        answer = flow.run(walk, now=NOW, deadline=deadline, meter=self.meter)
        return json.loads(json.dumps(answer))

    def endpoints(self, **more):
        return self.run({"key": "exports/part-0.gz", "kind": "endpoints"}, **more)


def test_every_line_becomes_a_touch():
    world = World(*(touch(f"user-{n}", journey_name="Spring") for n in range(CHUNK + 1)))
    assert world.run() == {
        "done": True,
        "resume": None,
        "stopped": None,
        "counts": {"lines": CHUNK + 1, "recorded": CHUNK + 1},
        "problems": [],
    }
    held = world.table.items["user-500"]
    assert (held.journey_name, held.touched_at, held.source) == ("Spring", NOW - 1000, "direct")
    assert world.meter.counts["TouchesRecorded"] == CHUNK + 1


def test_empty_file_is_done():
    answer = World().run()
    assert (answer["done"], answer["counts"]) == (True, {"lines": 0})


def test_csv():
    world = World(text=f"touched_at,username,journey_id\n{NOW - 5},Ana,spring\nx,bo,spring\n")
    answer = world.run({"key": "touches.csv"})
    assert world.table.items["ana"].touched_at == NOW - 5
    assert answer["problems"] == [{"line": 3, "reason": "time_invalid"}]


def test_lines_that_are_no_touch_are_named_and_stop_nothing():
    """I3"""
    old = touch("old", touched_at=NOW - LOOKBACK_SECONDS * 1000)
    text = as_text([touch("ana")]) + "{broken\n\n" + as_text([None, old, touch(None), {}, touch("bo")])
    world = World(text=text)
    answer = world.run()
    assert set(world.table.items) == {"ana", "bo"}
    assert answer["problems"] == [
        {"line": 2, "reason": "record_unreadable"},
        {"line": 4, "reason": "part_not_an_object"},
        {"line": 6, "reason": "username_missing"},
        {"line": 7, "reason": "journey_missing"},
    ]
    assert answer["counts"] == {"lines": 7, "recorded": 2, "rejected": 4, "window_over": 1}
    assert world.meter.counts["TouchesRejectedByReason", "record_unreadable"] == 1


@pytest.mark.parametrize("fields", [{}, {"touched_at": None}])
def test_touch_without_its_time_is_refused(fields):
    """It would be one of now, and outdo all that came since."""
    world = World({"username": "ana", "journey_id": "spring", **fields})
    assert world.run()["problems"] == [{"line": 1, "reason": "time_missing"}]
    assert world.table.items == {}


def test_later_touch_of_the_table_stays():
    """I4"""
    world = World(touch("ana", "summer", NOW))
    world.run()
    world.files.text = as_text([touch("ana", "spring", NOW - 1)])
    assert world.run()["counts"] == {"lines": 1, "superseded": 1}
    assert world.table.items["ana"].journey_id == "summer"


def test_first_hundred_problems_are_told_and_all_are_counted():
    answer = World(*([None] * (CHUNK + 7))).run()
    assert [problem["line"] for problem in answer["problems"]] == list(range(1, PROBLEMS_TOLD + 1))
    assert answer["counts"]["rejected"] == CHUNK + 7


def test_touch_that_can_never_be_written_is_a_problem_of_its_line():
    world = World(touch("ana"), touch("bo"))
    errors = iter([PermanentError("refused"), None])
    world.table.fail = lambda _: next(errors)
    answer = world.run()
    assert answer["counts"] == {"lines": 2, "recorded": 1, "failed": 1}
    assert answer["problems"][0]["reason"] == "not_recorded"
    assert answer["done"]


class TestInterruptions:
    TOUCHES = [touch(f"user-{n}") for n in range(40)]  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def small_chunks(self, monkeypatch):
        monkeypatch.setattr(back_fill, "CHUNK", 4)

    @pytest.mark.parametrize("looks_at_the_clock", [50, 60, 70])
    @pytest.mark.parametrize("form", FORMATS)
    def test_resumes_where_the_time_was_up(self, looks_at_the_clock, form):
        """I6"""
        csv = "username,journey_id,touched_at\n" + "".join(
            f"{one['username']},{one['journey_id']},{one['touched_at']}\n" for one in self.TOUCHES
        )
        world = World(text=csv if form == "csv" else as_text(self.TOUCHES))
        payload, answers = {"key": "k", "format": form}, []
        while payload is not None:
            ticks = iter(range(10**6))
            answers.append(world.run(payload, Deadline(looks_at_the_clock, lambda ticks=ticks: next(ticks))))
            payload = answers[-1]["resume"]
        assert len(answers) > 1
        assert {answer["stopped"] for answer in answers} == {None}
        assert set(world.table.items) == {one["username"] for one in self.TOUCHES}
        assert sum(answer["counts"]["lines"] for answer in answers) == len(self.TOUCHES)

    def test_fault_that_passes_stops_and_says_so(self):
        world = World(*self.TOUCHES)
        calls = iter(range(100))
        world.table.fail = lambda _: Throttled("no capacity") if next(calls) == 9 else None
        answer = world.run()
        assert (answer["done"], answer["stopped"]) == (False, "no capacity")
        assert answer["resume"]["from_line"] == 8
        assert answer["counts"] == {"lines": 8, "recorded": 8}
        assert world.run(answer["resume"])["done"]
        assert len(world.table.items) == 40

    def test_file_that_cannot_be_opened_now(self):
        world = World(touch())
        world.files.lines = lambda *_, **__: (_ for _ in ()).throw(TransientError("s3 is slow"))
        answer = world.run()
        assert answer["stopped"] == "s3 is slow"
        assert answer["resume"] == FileWalk(key=KEY, format="jsonl").payload()

    def test_wrong_deployment_is_loud(self):
        """Rather than what may pass, which the same chunk may hold, too."""
        world = World(*self.TOUCHES)
        errors = iter([Throttled("slow"), ConfigError("TABLE_NAME"), PermanentError("x"), None])
        world.table.fail = lambda _: next(errors)
        with pytest.raises(ConfigError):
            world.run()

    def test_file_that_changed_in_between_is_refused(self):
        world = World(*self.TOUCHES)
        world.table.fail = lambda _: Throttled("no capacity")
        resume = world.run()["resume"]
        assert resume["etag"] == "v1"
        world.files.etag = "v2"
        with pytest.raises(BadInput, match="has changed"):
            world.run(resume)

    @pytest.mark.parametrize("from_line", [0, 30])
    def test_file_that_is_too_long_for_a_call_is_loud(self, from_line):
        """Even the lines that are only passed by take their time."""
        ticks = iter(range(100))
        with pytest.raises(BadInput, match=f"before line {from_line + 1} is done: split {KEY}"):
            World(*self.TOUCHES).run({"key": KEY, "from_line": from_line}, Deadline(3, lambda: next(ticks)))

    @given(bad=st.sets(st.integers(0, 39)), fails=st.lists(st.booleans(), max_size=60))
    def test_whatever_fails_in_between_every_line_is_told_once(self, bad, fails):
        """I6"""
        world = World(*(None if n in bad else one for n, one in enumerate(self.TOUCHES)))
        faults = iter(fails)
        world.table.fail = lambda _: Throttled("slow") if next(faults, False) else None
        payload, problems, lines = {"key": KEY}, [], 0
        while payload is not None:
            answer = world.run(payload)
            payload = answer["resume"]
            problems += answer["problems"]
            lines += answer["counts"]["lines"]
        assert [problem["line"] for problem in problems] == sorted(n + 1 for n in bad)
        assert lines == 40
        assert set(world.table.items) == {f"user-{n}" for n in range(40)} - {f"user-{n}" for n in bad}


class TestEndpoints:
    def test_each_is_remembered(self):
        world = World(*({"Id": f"e-{n}", **endpoint(f"User-{n}")} for n in range(60)))
        answer = world.endpoints()
        assert answer["counts"] == {"lines": 60, "remembered": 60}
        assert world.lookups.notes[f"{PINPOINT_ENDPOINT}e-59"].username == "user-59"
        assert world.table.items == {}
        assert "TouchesRejected" not in world.meter.counts

    def test_of_several_lines_about_one_the_last_counts(self):
        world = World(*({"Id": "e", **endpoint(name)} for name in ("ana", "bo", "cem")))
        world.endpoints()
        assert world.lookups.notes[f"{PINPOINT_ENDPOINT}e"].username == "cem"

    def test_lines_that_are_none_are_named(self):
        good = {"Id": "e", **endpoint("ana")}
        text = "{broken\n" + as_text(
            [
                None,
                endpoint("bo"),
                {**good, "Id": 7},
                {**good, "User": {}},
                {"Id": "f", **endpoint("b o")},
                good,
            ]
        )
        world = World(text=text)
        assert world.endpoints()["problems"] == [
            {"line": 1, "reason": "record_unreadable"},
            {"line": 2, "reason": "endpoint_null"},
            {"line": 3, "reason": "reference_missing"},
            {"line": 4, "reason": "reference_invalid"},
            {"line": 5, "reason": "user_missing"},
            {"line": 6, "reason": "username_invalid"},
        ]
        assert len(world.lookups.notes) == 1

    def test_fault_that_passes_stops_and_says_so(self):
        world = World({"Id": "e", **endpoint("ana")})
        world.lookups.fail = lambda _: Throttled("no capacity")
        answer = world.endpoints()
        assert (answer["stopped"], answer["resume"]["from_line"]) == ("no capacity", 0)
        assert answer["counts"] == {"lines": 0}

    def test_no_call_is_begun_too_late(self):
        world = World({"Id": "e", **endpoint("ana")})
        ticks = iter(range(100))
        with pytest.raises(BadInput, match="split"):
            world.endpoints(deadline=Deadline(1, lambda: next(ticks)))
        assert world.lookups.notes == {}

    def test_deployment_without_lookups_is_loud(self):
        flow = BackFill(
            files=MemoryFiles(as_text([{"Id": "e", **endpoint("ana")}])),
            recording=replace(recording(MemoryTable()), lookups=None),
            reading=READING,
        )
        walk = FileWalk(key=KEY, format="jsonl", kind="endpoints")
        with pytest.raises(ConfigError, match="LOOKUPS_TABLE_NAME is missing"):
            flow.run(walk, now=NOW, deadline=SOON, meter=RecordingMeter())


class TestPayload:
    @pytest.mark.parametrize(
        ("payload", "form"),
        [
            ({"key": "a.jsonl"}, "jsonl"),
            ({"key": "a.ndjson.gz"}, "jsonl"),
            ({"key": "a.json"}, "jsonl"),
            ({"key": "a.csv.gz"}, "csv"),
            ({"key": "a.csv", "format": "jsonl"}, "jsonl"),
            ({"key": "part-0.gz", "kind": "endpoints"}, "jsonl"),
            ({"key": "a.csv", "kind": "endpoints"}, "jsonl"),
        ],
    )
    def test_format(self, payload, form):
        assert file_walk_from(payload).format == form

    def test_what_an_answer_holds_is_understood(self):
        walk = FileWalk(key="k", format="csv", kind="touches", from_line=7, etag='"e"')
        assert file_walk_from(walk.payload()) == walk
        assert set(KINDS) == {"touches", "endpoints"}

    @pytest.mark.parametrize(
        ("payload", "message"),
        [
            (None, "the payload must be an object"),
            ({}, "key must be the key of an object"),
            ({"key": ""}, "key must be"),
            ({"key": 7}, "key must be"),
            ({"key": "x" * 1025}, "key must be"),
            ({"key": "é" * 600}, "key must be"),
            ({"key": "\ud800.csv"}, "key must be"),
            ({"key": "part-0.gz"}, "format is missing, and part-0.gz has none of .jsonl, .ndjson"),
            ({"key": "k", "format": "xml"}, 'format must be "jsonl", or for touches "csv"'),
            ({"key": "k", "format": ["csv"]}, "format must be"),
            ({"key": "k", "format": "csv", "kind": "endpoints"}, "format must be"),
            ({"key": "k", "kind": "users"}, 'kind must be "touches" or "endpoints"'),
            ({"key": "k", "kind": []}, "kind must be"),
            ({"key": "k.csv", "from_line": -1}, "from_line must be"),
            ({"key": "a.csv", "from_line": 2**63}, "from_line must"),
            ({"key": "k.csv", "from_line": True}, "from_line must be"),
            ({"key": "k.csv", "from_line": 1.5}, "from_line must be"),
            ({"key": "k.csv", "etag": 5}, "etag must be"),
            ({"key": "k.csv", "line": 5}, "unknown line: a payload has key, format, kind, from_line, etag"),
        ],
    )
    def test_wrong_payload_is_named(self, payload, message):
        with pytest.raises(BadInput, match=message):
            file_walk_from(payload)
