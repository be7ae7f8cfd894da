import threading

import pytest

from kit.deadline import Deadline, for_each, in_time
from kit.errors import TransientError
from kit.pacing import Pacer, first_free
from tests.support.doubles import Context, MemoryTimetable


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_deadline_keeps_the_reserve():
    clock = Clock()
    deadline = Deadline.of(Context(remaining_seconds=15), reserve_seconds=3, clock=clock)
    assert deadline.remaining_seconds == 12
    assert not deadline.passed
    clock.now += 12
    assert deadline.passed
    assert deadline.remaining_seconds == 0


def test_within_takes_whichever_comes_first():
    clock = Clock()
    assert Deadline(110, clock).within(5).at == 105
    assert Deadline(102, clock).within(5).at == 102


@pytest.mark.parametrize("count", [0, 1, 2, 50])
@pytest.mark.parametrize("workers", [1, 4])
def test_for_each_keeps_the_order(count, workers):
    assert for_each(range(count), lambda n: n * 2, workers=workers) == [n * 2 for n in range(count)]


def test_for_each_works_in_parallel():
    barrier = threading.Barrier(4, timeout=60)  # breaks unless four items are at work at once
    assert len(for_each(range(4), lambda _: barrier.wait(), workers=4)) == 4


class WallClock:
    """Epoch milliseconds that only sleeping moves, and the deadline's clock with it."""

    def __init__(self) -> None:
        self.now = 1_000_000

    def __call__(self) -> int:
        return round(self.now)

    def sleep(self, seconds: float) -> None:
        self.now += seconds * 1000

    def deadline(self, seconds: float) -> Deadline:
        return Deadline(self.now / 1000 + seconds, lambda: self.now / 1000)


def pacers(rate, count=1):
    """Pacers of several invocations, on one timetable and one clock."""
    clock, timetable = WallClock(), MemoryTimetable()
    return clock, timetable, [Pacer(rate, timetable, clock, clock.sleep) for _ in range(count)]


def used(slots):
    number = 0
    while slots.wait():
        number += 1
    return number


def test_pacer_spreads_calls_below_the_rate():
    clock, _, [pacer] = pacers(20)
    assert used(pacer.slots(21, clock.deadline(60))) == 21
    assert clock.now - 1_000_000 == pytest.approx(1000)


def test_invocations_share_the_rate():
    """Two at once are no faster than one: their moments never lie closer than the rate allows."""
    clock, _, [one, two] = pacers(20, 2)
    slots = [pacer.slots(20, clock.deadline(60)) for pacer in (one, two)]
    assert used(slots[0]) + used(slots[1]) == 40
    assert clock.now - 1_000_000 == pytest.approx(40 * 50 - 50)


def test_no_more_slots_than_fit_before_the_deadline():
    clock, _, [pacer] = pacers(20)
    deadline = clock.deadline(2)
    assert used(pacer.slots(500, deadline)) == 40
    assert not deadline.passed


def test_no_slots_where_others_come_first():
    clock, timetable, [pacer] = pacers(20)
    timetable.next_free = 1_000_000 + 1_960
    assert used(pacer.slots(1, clock.deadline(2))) == 0
    assert used(pacer.slots(1, clock.deadline(2.1))) == 1


@pytest.mark.parametrize("seconds", [0, 0.01])
def test_no_slots_without_time(seconds):
    clock, timetable, [pacer] = pacers(20)
    assert used(pacer.slots(5, clock.deadline(seconds))) == 0
    assert timetable.next_free == 0


def test_none_asked_for_none_reserved():
    clock, timetable, [pacer] = pacers(20)
    assert used(pacer.slots(0, clock.deadline(60))) == 0
    assert timetable.next_free == 0


def test_what_is_left_free_is_not_used():
    clock, _, [pacer] = pacers(20)
    pacer.leave_free(1)
    used(pacer.slots(1, clock.deadline(60)))
    assert clock.now - 1_000_000 == pytest.approx(1000)


def test_moments_given_up_are_not_used():
    clock, _, [pacer] = pacers(20)
    slots = pacer.slots(10, clock.deadline(60))
    assert slots.wait()
    assert slots.give_up()
    assert not slots.wait()
    assert not slots.give_up()


@pytest.mark.parametrize("hours", [-2, 2])
def test_clock_that_jumps_moves_no_wait(hours):
    clock, timetable, _ = pacers(20)
    monotonic = WallClock()
    pacer = Pacer(20, timetable, clock, monotonic.sleep)
    slots = pacer.slots(21, monotonic.deadline(60))
    clock.now += hours * 3_600_000
    assert used(slots) == 21
    assert monotonic.now - 1_000_000 == pytest.approx(1000)


@pytest.mark.parametrize(
    ("ahead", "start"), [(None, 0), (-5, 0), (119, 119), (120, 120), (121, 0), (7200, 0)]
)
def test_entry_of_a_wrong_clock_does_not_count(ahead, start):
    now = 1_000_000
    seen = None if ahead is None else now + ahead * 1000
    assert first_free(seen, now) == now + start * 1000


class TestInTime:
    def test_answer(self):
        assert in_time(lambda: 7, seconds=60) == 7

    def test_error_of_the_work(self):
        with pytest.raises(KeyError):
            in_time(lambda: {}["x"], seconds=60)

    def test_too_late(self):
        never = threading.Event()
        with pytest.raises(TransientError, match=r"not done after 0.01 s"):
            in_time(lambda: never.wait(60), seconds=0.01)
        never.set()
