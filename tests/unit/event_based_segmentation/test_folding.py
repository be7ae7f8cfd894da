"""What attributes become: the same in any order, and however often an event comes."""

import random

import pytest

from event_based_segmentation.rules.counting import ENTRY, counted
from event_based_segmentation.rules.folding import folded
from event_based_segmentation.rules.matching import Change

AT = 1_767_323_045_000
LIMITS = pytest.mark.parametrize(("longest", "room"), [(255, 23), (100, 9)])


def change(at=0, value=None, **more):
    return Change(attribute="a", at=AT + at, value=value, **more)


def count(at=0, mark=0, by=1, **more):
    return Change(attribute="n", at=AT + at, by=by, identity=f"{mark:064x}"[::-1], **more)


def applied(attributes, *changes, longest=255):
    """As a store does."""
    after = attributes | folded(attributes, changes, longest=longest)
    return {name: value for name, value in after.items() if value}


def test_the_newest_wins_within_a_batch_and_over_what_is_there():
    first = applied({"other": "kept"}, change(2, "b"), change(1, "c"))
    assert first == {"other": "kept", "a": "b", "a_at": "2026-01-02T03:04:05.002Z"}
    assert folded(first, [change(1, "z")], longest=255) == {}
    assert folded(first, [change(2, "b")], longest=255) == {}
    assert folded(first, [change(3)], longest=255) == {"a": "", "a_at": "2026-01-02T03:04:05.003Z"}


def test_a_value_without_a_time_is_older_than_all():
    assert folded({"a": "theirs", "a_at": "?"}, [change(0, "x")], longest=255)["a"] == "x"


def test_a_ttl_comes_and_goes():
    first = applied({}, change(0, "x", until=AT + 10))
    assert first["a_until"] == "2026-01-02T03:04:05.010Z"
    assert folded(first, [change(1, "x", until=AT + 11)], longest=255) == {
        "a_at": "2026-01-02T03:04:05.001Z",
        "a_until": "2026-01-02T03:04:05.011Z",
    }
    assert applied(first, change(1, "x")).keys() == {"a", "a_at"}


@LIMITS
@pytest.mark.parametrize("seed", range(20))
def test_any_order_and_any_duplication_end_alike(longest, room, seed):
    """As many events of the counter as its list holds; of values, any number."""
    rng = random.Random(seed)
    changes = [
        change(rng.randrange(5), rng.choice(["x", "y", None]), until=rng.choice([None, AT]))
        for _ in range(30)
    ]
    changes += [
        count(rng.randrange(3000), mark, by=rng.randrange(-3, 4), until=AT + mark) for mark in range(room)
    ]
    wanted = applied({}, *changes, longest=longest)
    for _ in range(5):
        some = [*changes, *rng.choices(changes, k=20)]
        rng.shuffle(some)
        attributes = {}
        while some:
            size = rng.randrange(1, 9)
            attributes, some = applied(attributes, *some[:size], longest=longest), some[size:]
        assert attributes == wanted
    assert wanted["n"] == str(sum(one.by for one in changes))
    assert all(len(value) <= longest for value in wanted.values())


@LIMITS
def test_beyond_the_list_nothing_is_counted_twice_and_the_late_are_not_counted(longest, room):
    events = [count(1000 * number, number) for number in range(3 * room)]
    full = applied({}, *events, longest=longest)
    assert (full["n"], len(full["n_seen"])) == (str(3 * room), room * ENTRY)
    assert folded(full, events, longest=longest) == {}
    assert folded(full, [count(-1000, 999)], longest=longest) == {}
    assert applied(full, count(10**6, 999), longest=longest)["n"] == str(3 * room + 1)


def test_the_count_begins_at_0_where_there_is_no_number():
    assert counted("many", "broken", [count()], longest=255)[0] == "1"
    assert counted("-3", "", [count(by=5)], longest=255)[0] == "2"
