"""The whole model: nothing vanishes, simple cases come out as on paper, more pace is never slower."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations import declared
from simulations.parameters import TRIGGERS, Blast, System, WrongParameterError
from simulations.run import simulate

AT_ONCE = 100_000  # sends per second: everybody of a small audience in the first second


def at_once(size, **changes):
    return Blast(audience=size, trigger="everyone", sends_per_second=AT_ONCE, repeating=0, **changes)


@settings(max_examples=20, deadline=None)
@given(
    size=st.integers(1, 8_000),
    trigger=st.sampled_from(TRIGGERS),
    speed=st.sampled_from([10, 500, 50_000]),
    repeating=st.floats(0, 1),
    rate=st.floats(0.5, 25),
    others=st.floats(0, 25),
    partitions=st.integers(1, 8),
    days=st.sampled_from([0.01, 0.2, 3, 20]),
)
def test_every_touch_and_every_change_is_accounted_for(
    size, trigger, speed, repeating, rate, others, partitions, days
):
    """Settled, waiting or lost; also where the quota is gone and where the horizon cuts the run off."""
    blast = Blast(
        audience=size,
        trigger=trigger,
        sends_per_second=speed,
        repeating=repeating,
        window_days=1,
        repeat_hours=2,
    )
    done = simulate(
        blast, System(update_rate=rate, others_rate=others, partitions=partitions, horizon_days=min(days, 3))
    )
    assert done.touches_sent == done.touches + done.touches_lost + done.touches_waiting
    assert done.records == done.settled + done.unchanged + done.waiting + done.lost
    assert done.calls - done.refused == done.settled + _in_flight(done)


def _in_flight(done):
    """Calls made for changes whose invocation the horizon cut off."""
    most = declared.BACKLOG_WORKERS * 10 * 25 + declared.STREAM_CALL_SECONDS * 25 + 1
    pending = done.calls - done.refused - done.settled
    assert 0 <= pending <= (most if done.waiting else 0)
    return pending


def test_a_finished_run_has_blanked_everyone_it_set():
    done = simulate(Blast(audience=50_000), System())
    assert (done.waiting, done.lost, done.touches_lost) == (0, 0, 0)
    assert done.changes == done.settled == done.calls == 2 * (done.touches - done.unchanged)


@pytest.mark.parametrize("size", [100, 1000, 4000])
@pytest.mark.parametrize("rate", [2, 10, 20])
def test_changes_at_once_take_their_number_by_the_rate(size, rate):
    """N / r seconds, and a few for the way: window, batches, calls."""
    done = simulate(at_once(size), System(update_rate=rate))
    assert 0 <= done.last_set - 1 - size / rate <= 8


def test_settling_is_as_the_emulator_measures_it():
    """Measured on the emulator: 1.25 times changes / 25 per s, at the default pace."""
    done = simulate(at_once(2000), System())
    assert (done.last_set - 1) / (2000 / declared.QUOTA) == pytest.approx(1.25, abs=0.03)
    assert done.refused == 0


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 20_000), st.floats(1, 24), st.floats(0, 1), st.sampled_from(TRIGGERS))
def test_more_pace_settles_no_later(size, rate, more, trigger):
    """But for the granularity of groups and batches."""
    blast = Blast(audience=size, trigger=trigger)
    slow, fast = (simulate(blast, System(update_rate=each)) for each in (rate, rate + more))
    assert fast.last_set <= slow.last_set + 12
    assert fast.last_blank <= slow.last_blank + 12


def test_others_on_the_quota_cost_time_and_few_refusals():
    blast = at_once(3000)
    alone, together = simulate(blast, System()), simulate(blast, System(others_rate=15))
    assert together.last_set > 1.9 * alone.last_set
    assert 0 < together.refused < 0.25 * together.settled
    assert together.settled == alone.settled


def test_a_spent_quota_settles_nobody_and_loses_nobody_yet():
    done = simulate(at_once(500), System(others_rate=25, horizon_days=0.05))
    assert done.settled <= declared.QUOTA
    assert done.waiting == 500 - done.settled


def test_a_stream_that_falls_behind_defers_and_catches_up():
    """Small batches take their moments one after another; a stream that is late makes no calls."""
    blast = replace(at_once(6000), sends_per_second=200)
    system = System(stream_batch=20, partitions=1)
    done, stubborn = simulate(blast, system), simulate(blast, replace(system, behind_seconds=3600))
    assert system.behind_seconds < done.stream_age < 3 * system.behind_seconds
    assert stubborn.stream_age > 3 * done.stream_age
    assert stubborn.settled == done.settled


def test_records_that_the_stream_cannot_hold_are_lost_and_counted():
    blast = Blast(audience=200_000, trigger="everyone", sends_per_second=1000, repeating=0)
    done = simulate(blast, System(stream_batch=1, partitions=1, overhead_seconds=10))
    assert done.lost > 0
    assert done.records == done.settled + done.lost


def test_messages_older_than_the_queue_keeps_them_are_lost_and_counted():
    """A blast of 1.3 million at one write per second needs 15 days; the queue keeps a message for 14."""
    blast = Blast(audience=1_300_000, trigger="everyone", repeating=0, window_days=60)
    done = simulate(blast, System(update_rate=1, horizon_days=20))
    assert 50_000 < done.lost < 100_000
    assert done.records == done.settled + done.lost
    assert done.oldest_message <= declared.BACKLOG_SECONDS + 1


def test_a_table_that_is_too_small_loses_tagging_calls_until_it_has_split():
    blast = Blast(audience=2_000_000, trigger="everyone", sends_per_second=6000, repeating=0)
    done = simulate(blast, System())
    assert done.touches_lost > 0
    assert done.partitions == 8
    assert simulate(blast, System(partitions=8)).touches_lost == 0


def test_expiration_lags_where_a_sweep_cannot_delete_enough():
    blast = Blast(audience=300_000, trigger="everyone", sends_per_second=3000, repeating=0)
    hot, cool = (simulate(blast, System(shards_at_once=each)) for each in (1, 8))
    assert cool.expiration_lag < 120 < hot.expiration_lag


def test_a_sweep_on_time_is_a_minute_late_at_most():
    assert simulate(Blast(audience=100_000), System()).expiration_lag <= 60


def test_repeats_are_no_calls_and_move_the_end():
    once, twice = (simulate(replace(at_once(1000), repeating=share), System()) for share in (0, 1))
    assert twice.calls == once.calls == 2000
    assert twice.unchanged == 1000
    assert twice.last_blank == pytest.approx(once.last_blank + 4 * 3600, abs=70)


def test_token_delivery_writes_nothing_and_is_late_by_a_refresh():
    done = simulate(Blast(audience=20_000), System(delivery="token", id_token_seconds=600))
    assert (done.calls, done.records, done.most_waiting) == (0, 0, 0)
    assert (done.set_median, done.set_longest) == (300, 600)
    assert done.touches > 0


def test_one_seed_one_outcome():
    assert simulate(Blast(audience=30_000), System()) == simulate(Blast(audience=30_000), System())


@pytest.mark.parametrize(
    ("kind", "wrong", "named"),
    [
        (Blast, {"audience": 0}, "audience"),
        (Blast, {"audience": 1.5}, "audience"),
        (Blast, {"audience": 5, "trigger": "sometimes"}, "trigger must be one of split"),
        (Blast, {"audience": 5, "interested": 1.1}, "interested"),
        (Blast, {"audience": 5, "interested": float("nan")}, "interested"),
        (Blast, {"audience": 5, "repeat_hours": 200}, "repeat_hours must be shorter than window_days"),
        (System, {"update_rate": 26}, "update_rate must be a number from 0.1 to 25"),
        (System, {"delivery": "post"}, "delivery must be one of attribute, token"),
        (System, {"id_token_seconds": 60}, "id_token_seconds"),
        (System, {"partitions": True}, "partitions"),
    ],
)
def test_parameters_that_make_no_sense_are_named(kind, wrong, named):
    with pytest.raises(WrongParameterError, match=named):
        kind(**wrong)
