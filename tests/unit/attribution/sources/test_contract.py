"""Every source, same cases. A source is found by its file: without a case the first test fails."""

import json
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import attribution.sources
from attribution.rules.touch import EXPECTED, Reason
from attribution.sources import load, source_of
from kit.errors import BadInput, Throttled, TransientError
from tests.support.doubles import MemoryDirectory, Names
from tests.support.flows import LOOKBACK_SECONDS, NOW
from tests.unit.attribution.sources.case import CASES, JOURNEY_ID, SourceCase, Visit, World

every_source = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
telling_time = pytest.mark.parametrize(
    "case", [case for case in CASES.values() if case.carries_time], ids=lambda case: case.name
)
telling_name = pytest.mark.parametrize(
    "case", [case for case in CASES.values() if not case.name_is_id], ids=lambda case: case.name
)
called = pytest.mark.parametrize(
    "case", [case for case in CASES.values() if case.arrives_by == "call"], ids=lambda case: case.name
)
every_bad_part = pytest.mark.parametrize(
    ("case", "part", "reason"),
    [(case, *bad) for case in CASES.values() for bad in case.bad_parts],
    ids=[f"{name}-{n}-{bad[1]}" for name, case in CASES.items() for n, bad in enumerate(case.bad_parts)],
)
every_bad_payload = pytest.mark.parametrize(
    ("case", "payload", "pattern"),
    [(case, *bad) for case in CASES.values() for bad in case.bad_payloads],
    ids=[f"{name}-{number}" for name, case in CASES.items() for number in range(len(case.bad_payloads))],
)


def test_every_source_has_a_case():
    files = {module.name for module in pkgutil.iter_modules(attribution.sources.__path__) if not module.ispkg}
    assert files == set(CASES)
    assert {case.name for case in CASES.values()} == set(CASES)


@every_source
def test_each_payload_is_recognised_by_its_own_source_only(case: SourceCase):
    for payload in case.telling(Visit()):
        assert [source.name for source in load(CASES) if source.recognises(payload)] == [case.name]


@every_source
@pytest.mark.parametrize("count", [1, 25, 600])
def test_many_users(case: SourceCase, count):
    """I3"""
    world = World()
    world.send(case, case.telling(*(Visit(username=f"user-{n}") for n in range(count))))
    assert set(world.table.items) == {f"user-{n}" for n in range(count)}
    assert world.meter.counts["TouchesRecorded"] == count
    assert world.meter.counts["TouchesRejected"] == 0


@every_source
def test_touch_has_everything_that_the_table_holds(case: SourceCase):
    world = World()
    world.send(case, case.telling(Visit(username="Ana.Lima")))
    touch = world.table.items["ana.lima"]
    touched_at = NOW - 1000 if case.carries_time else NOW
    assert (touch.source, touch.touched_at) == (case.name, touched_at)
    assert touch.expires_at == touched_at // 1000 + LOOKBACK_SECONDS
    assert touch.journey_name == "Spring welcome"
    assert touch.journey_id == ("Spring welcome" if case.name_is_id else JOURNEY_ID)


@every_bad_part
def test_one_bad_part_is_named_and_stops_nobody(case: SourceCase, part, reason):
    """I3"""
    world = World()
    parts = [case.part(Visit(username="ana")), part, case.part(Visit(username="bo"))]
    again = world.send(case, case.payloads(parts, Visit()))
    assert set(world.table.items) == {"ana", "bo"}
    assert world.meter.counts["TouchesRejectedByReason", str(reason)] == 1
    assert world.meter.counts["TouchesRejected"] == (reason not in EXPECTED)
    assert case.arrives_by == "call" or again == []


@every_source
def test_username_too_long_is_a_rejection(case: SourceCase):
    world = World()
    world.send(case, case.telling(Visit(username="x" * 128), Visit(username="y" * 129)))
    assert set(world.table.items) == {"x" * 128}
    assert world.meter.counts["TouchesRejectedByReason", Reason.USERNAME_TOO_LONG] == 1


@every_source
def test_the_same_again_changes_nothing(case: SourceCase):
    """I4"""
    world = World()
    payloads = case.telling(Visit(username="ana"), Visit(username="bo"))
    world.send(case, payloads)
    first = dict(world.table.items)
    world.send(case, payloads)
    world.send(case, payloads * 2)
    assert world.table.items == first


@every_source
def test_later_visit_wins_in_whatever_order_they_come(case: SourceCase):
    """I4"""
    spring = Visit(touched_at=NOW - 5000)
    summer = Visit(journey_id="summer", journey_name="Summer", touched_at=NOW - 1000)
    names = {JOURNEY_ID: "Spring welcome", "summer": "Summer"}
    if case.carries_time:
        for visits in ([spring, summer], [summer, spring]):
            together, apart = World(names=Names(names)), World(names=Names(names))
            together.send(case, case.telling(*visits))
            for visit in visits:
                apart.send(case, case.telling(visit))
            assert together.table.items["ana.lima"].journey_name == "Summer"
            assert apart.table.items["ana.lima"].journey_name == "Summer"
    else:
        world = World(names=Names(names))
        world.send(case, case.telling(summer), now=NOW)
        world.send(case, case.telling(spring), now=NOW - 1)
        assert world.table.items["ana.lima"].journey_name == "Summer"
        assert world.meter.counts["TouchesSuperseded"] == 1


@telling_time
def test_visit_whose_window_is_over_is_a_rejection(case: SourceCase):
    world = World()
    old = Visit(username="old", touched_at=NOW - LOOKBACK_SECONDS * 1000)
    young = Visit(username="young", touched_at=NOW - LOOKBACK_SECONDS * 1000 + 1000)
    world.send(case, case.telling(old, young))
    assert set(world.table.items) == {"young"}
    assert world.meter.counts["TouchesRejectedByReason", Reason.WINDOW_OVER] == 1


@telling_time
def test_visit_in_the_future_would_outdo_all_others(case: SourceCase):
    world = World()
    world.send(
        case,
        case.telling(
            Visit(username="soon", touched_at=NOW + 300_000),
            Visit(username="later", touched_at=NOW + 301_000),
        ),
    )
    assert set(world.table.items) == {"soon"}
    assert world.meter.counts["TouchesRejectedByReason", Reason.TIME_IN_FUTURE] == 1


@telling_name
@pytest.mark.parametrize("name", [None, "", "x" * 257])
def test_without_a_name_that_fits_the_id_is_recorded(case: SourceCase, name):
    world = World(names=Names({} if name is None else {JOURNEY_ID: name}))
    world.send(case, case.telling(Visit(journey_name=name)))
    assert world.table.items["ana.lima"].journey_name == JOURNEY_ID
    assert world.meter.counts["JourneysWithoutName"] == 1


@every_source
def test_names_are_looked_up_only_where_the_payload_has_none(case: SourceCase):
    world = World()
    world.send(case, case.telling(Visit(username="ana"), Visit(username="bo")))
    assert world.names.asked == ([] if case.carries_name else [JOURNEY_ID])


@every_source
def test_user_unknown_to_the_pool_is_recorded_and_counted_by_the_projection(case: SourceCase):
    world = World()
    world.send(case, case.telling(Visit(username="stranger"), Visit(username="ana")))
    pool = MemoryDirectory({"ana": ""})
    world.project(pool)
    assert pool.users == {"ana": "Spring welcome"}
    assert world.meter.counts["UsersNotFound"] == 1


@every_source
def test_nobody_in_it(case: SourceCase):
    world = World()
    world.send(case, case.payloads([], Visit()))
    assert world.table.items == {}
    assert world.meter.counts["TouchesFailed"] == 0


@every_bad_payload
def test_payload_that_is_wrong_as_a_whole_is_refused(case: SourceCase, payload, pattern):
    with pytest.raises(BadInput, match=pattern):
        World().send(case, [payload])


@every_source
def test_touch_that_cannot_be_written_comes_again(case: SourceCase):
    """I6"""
    world = World()
    world.table.fail = lambda _: Throttled("refused")
    payloads = case.telling(Visit(username="ana"), Visit(username="bo"))
    source = source_of(payloads[-1], load(CASES))
    if case.arrives_by != "call":
        assert len(world.send(case, payloads)) >= 1
    elif source.answers_failures:
        assert [case.told(answer) for answer in world.send(case, payloads)] == [(0, 2)]
    else:
        with pytest.raises(TransientError, match="send the same payload again"):
            world.send(case, payloads)
    assert world.meter.counts["TouchesFailed"] == 2
    world.table.fail = lambda _: None
    world.send(case, payloads)
    assert set(world.table.items) == {"ana", "bo"}


@every_source
@given(
    junk=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_any_json_as_a_part_stops_nobody(case: SourceCase, junk):
    """I3"""
    world = World()
    parts = [case.part(Visit(username="ana")), junk, case.part(Visit(username="bo"))]
    world.send(case, case.payloads(parts, Visit()))
    assert {"ana", "bo"} <= set(world.table.items)


@called
def test_answer_is_json_and_speaks_of_everybody(case: SourceCase):
    (answer,) = World().send(case, case.telling(Visit(username="ana"), Visit(username="bo")))
    assert case.told(json.loads(json.dumps(answer))) == (2, 0)
