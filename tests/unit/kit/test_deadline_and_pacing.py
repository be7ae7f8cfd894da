import threading

import pytest

from kit.deadline import Deadline, for_each
from kit.pacing import Pacer
from tests.support.doubles import Context


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
    barrier = threading.Barrier(4, timeout=5)  # breaks unless four items are at work at once
    assert len(for_each(range(4), lambda _: barrier.wait(), workers=4)) == 4


def test_pacer_spreads_calls_below_the_rate():
    clock = Clock()
    pacer = Pacer(20, clock, clock.sleep)
    deadline = Deadline(200, clock)
    assert all(pacer.wait(deadline) for _ in range(21))
    assert clock.now - 100 == pytest.approx(1.0)


def test_pacer_refuses_at_once_what_lies_behind_the_deadline():
    clock = Clock()
    pacer = Pacer(1, clock, clock.sleep)
    deadline = Deadline(101.5, clock)
    assert [pacer.wait(deadline) for _ in range(4)] == [True, True, False, False]
    assert clock.slept == [1.0]


def test_pace_goes_on_from_one_deadline_to_the_next():
    clock = Clock()
    pacer = Pacer(1, clock, clock.sleep)
    pacer.wait(Deadline(200, clock))
    clock.now += 0.25
    pacer.wait(Deadline(200, clock))
    assert clock.slept == [0.75]
