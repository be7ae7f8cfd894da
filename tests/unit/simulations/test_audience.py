"""The curve of a blast: its total, its shape, its scatter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations import audience
from simulations.parameters import TRIGGERS, Blast

HOUR = 3600


def counts(blast):
    return list(audience.touches(blast))


@pytest.mark.parametrize(("hours", "share"), [(1, 0.215), (6, 0.506), (24, 0.73)])
def test_opens_follow_the_published_shares(hours, share):
    """The shares of opens by then that docs/scale.md cites."""
    assert audience.opened(Blast(audience=1), hours * HOUR) == pytest.approx(share, abs=0.01)


def test_everyone_is_tagged_as_the_send_goes_on():
    sent = counts(Blast(audience=10_000, trigger="everyone", sends_per_second=100))
    assert sum(count for _, count in sent) == 10_000
    assert sent[-1][0] <= 100
    half = sum(count for second, count in sent if second <= 50)
    assert half == pytest.approx(5000, abs=300)


def test_split_tags_an_hour_after_the_send_who_opened_within_it():
    blast = Blast(audience=100_000)
    sent = counts(blast)
    assert sent[0][0] > HOUR
    assert sent[-1][0] <= HOUR + audience.sending_seconds(blast)
    assert sum(count for _, count in sent) == round(100_000 * 0.25 * audience.opened(blast, HOUR))


def test_closed_form_of_the_open_curve_agrees_with_a_sum():
    blast = Blast(audience=100_000, trigger="open", sends_per_second=1000)
    at = 5 * HOUR
    by_hand = sum(1000 * 0.25 * audience.opened(blast, at - second - 0.5) for second in range(100))
    assert audience.expected(blast, at) == pytest.approx(by_hand, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 30_000),
    st.sampled_from(TRIGGERS),
    st.floats(1, 5000),
    st.floats(0, 1),
    st.integers(0, 100),
)
def test_counts_are_ordered_and_add_up_to_the_curve(size, trigger, speed, interested, seed):
    blast = Blast(audience=size, trigger=trigger, sends_per_second=speed, interested=interested, seed=seed)
    sent = counts(blast)
    seconds = [second for second, _ in sent]
    assert seconds == sorted(set(seconds))
    assert all(count > 0 for _, count in sent)
    assert sum(count for _, count in sent) == round(audience.expected(blast, audience.last_second(blast)))


def test_a_seed_decides_the_scatter():
    one, again, other = (counts(Blast(audience=50_000, seed=seed)) for seed in (1, 1, 2))
    assert one == again
    assert one != other
