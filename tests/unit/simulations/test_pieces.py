"""Lines of cohorts, Cognito's bucket, and the product's own pacer on the simulation's clock."""

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from simulations.cognito import Pace, Quota
from simulations.cohorts import Cohort, Kind, Line, split, total
from simulations.ledger import Ledger
from simulations.parameters import System


def line_of(*sizes):
    line = Line()
    for moment, size in enumerate(sizes):
        line.put(Cohort(Kind.SET, size, moment, moment))
    return line


def test_first_in_is_first_out_and_a_cohort_can_be_cut():
    line = line_of(3, 5)
    assert [(cohort.entered, cohort.size) for cohort in line.take(4)] == [(0, 3), (1, 1)]
    assert (line.waiting, line.oldest) == (4, 1)


def test_only_what_entered_in_time_is_taken():
    assert total(line_of(3, 5, 7).take(100, until=1)) == 8


def test_what_is_too_old_is_forgotten():
    line = line_of(3, 5, 7)
    assert total(line.forget(2)) == 8
    assert line.waiting == 7


@given(st.lists(st.integers(0, 20), max_size=10), st.integers(0, 100))
def test_splitting_loses_nobody(sizes, first):
    cohorts = line_of(*sizes).take(1000)
    begin, rest = split(cohorts, first)
    assert total(begin) == min(first, sum(sizes))
    assert total(begin) + total(rest) == sum(sizes)


def test_a_full_bucket_gives_a_second_of_the_quota_at_once():
    quota = Quota(System())
    assert quota.spend(100, 0, 0) == 25
    assert quota.spend(100, 0, 0) == 0
    assert quota.spend(100, 0.4, 0) == 10


def test_below_the_quota_nothing_is_refused():
    quota = Quota(System())
    assert all(quota.spend(10, at / 2, 0.5) == 10 for at in range(1000))


def test_others_take_their_part_first():
    quota = Quota(System(others_rate=10))
    taken = sum(quota.spend(20, at, 1) for at in range(100))
    assert taken == pytest.approx(15 * 100 + 25, abs=1)


def test_moments_are_handed_out_once():
    env = simpy.Environment()
    pace = Pace(env, 20)
    first, second = pace.ask(10, 30), pace.ask(10, 30)
    assert (first.count, first.begin, first.seconds) == (10, 0, 0.5)
    assert (second.count, second.begin) == (10, 0.5)
    assert pace.ask(40, 2).count == 0, "the stream finds two seconds taken in part"
    assert pace.ask(40, 0).count == 0


def test_a_pause_moves_the_next_moment():
    pace = Pace(simpy.Environment(), 20)
    pace.leave_free(1)
    assert pace.ask(1, 30).begin == 1


def test_lateness_is_a_quantile_of_changes():
    ledger = Ledger()
    ledger.settle([Cohort(Kind.SET, 9, 0, 0)], 10)
    ledger.settle([Cohort(Kind.SET, 1, 0, 0)], 60)
    assert (ledger.lateness(Kind.SET, 0.5), ledger.lateness(Kind.SET, 1)) == (10, 60)
    assert ledger.lateness(Kind.BLANK, 1) == 0
