"""What is special about direct lists: the moment of the call where none is given, and the answer by place."""

import json
from datetime import UTC, datetime

import pytest

from attribution.sources import load, source_of
from attribution.sources.direct import parse_touches
from kit.errors import Throttled
from tests.support.flows import NOW, READING
from tests.unit.attribution.sources.case import CASES, World

CASE = CASES["direct"]
ANA = {"username": "ana", "journey_id": "spring"}


def send(world, *touches):
    (answer,) = world.send(CASE, [{"touches": list(touches)}])
    return answer


def test_touch_without_its_time_is_of_now():
    world = World()
    send(world, ANA, {**ANA, "username": "bo", "touched_at": None})
    assert {touch.touched_at for touch in world.table.items.values()} == {NOW}


def test_line_without_its_time_is_refused():
    """It would make an old touch a new one."""
    parsed = parse_touches([("7", ANA)], READING, otherwise=None)
    assert [(part.item, part.reason) for part in parsed.rejections] == [("7", "time_missing")]


@pytest.mark.parametrize(
    "moment", [NOW - 5000, datetime.fromtimestamp((NOW - 5000) / 1000, UTC).isoformat()], ids=str
)
def test_time_as_number_or_text(moment):
    world = World()
    send(world, {**ANA, "touched_at": moment})
    assert world.table.items["ana"].touched_at == NOW - 5000


def test_answer_names_the_others_by_their_place():
    world = World()
    send(world, {**ANA, "username": "late", "touched_at": NOW})
    bad = {**ANA, "username": "b d"}
    good = [{**ANA, "username": f"user-{n}"} for n in range(10)]
    answer = send(world, None, *good, bad, {**ANA, "username": "late", "touched_at": NOW - 1})
    assert answer == {
        "recorded": 10,
        "superseded": 1,
        "rejected": [
            {"touch": 0, "reason": "part_not_an_object"},
            {"touch": 11, "reason": "username_invalid"},
        ],
        "failed": [],
    }


def test_touches_that_failed_can_be_sent_again_alone():
    """I6"""
    world = World()
    touches = [{**ANA, "username": name} for name in ("ana", "bo", "cem")]
    refusals = iter([None, Throttled("refused"), None])
    world.table.fail = lambda _: next(refusals)
    failed = send(world, *touches)["failed"]
    assert len(failed) == 1
    world.table.fail = lambda _: None
    assert send(world, *(touches[place] for place in failed))["recorded"] == 1
    assert set(world.table.items) == {"ana", "bo", "cem"}


def test_only_the_latest_touch_of_a_user_is_recorded_and_the_answer_says_so():
    world = World()
    older, newer = (
        {**ANA, "touched_at": NOW - 9000},
        {**ANA, "journey_id": "summer", "touched_at": NOW - 1000},
    )
    answer = send(world, newer, older)
    assert (answer["recorded"], answer["superseded"]) == (1, 1)
    assert world.meter.counts["TouchesRecorded"] == 1
    assert world.table.items["ana"].journey_id == "summer"


def test_several_journeys_in_one_list():
    world = World()
    send(world, {**ANA, "touched_at": NOW - 1}, {**ANA, "journey_id": "summer", "journey_name": "Summer"})
    assert world.table.items["ana"].journey_name == "Summer"


def test_answer_speaks_of_nobody_by_name():
    assert "ana" not in json.dumps(send(World(), ANA, {"username": "ana"}))


def test_payload_of_an_event_bus_is_not_ours():
    event = {"detail-type": "Journey Touch", "source": "shop", "detail": {"touches": []}}
    assert source_of({"touches": []}, load(["direct"])).name == "direct"
    assert not load(["direct"])[0].recognises(event)
