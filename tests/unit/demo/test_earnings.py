"""What the report must say in the demo, worked out once more by hand."""

import pytest

from examples.demo import earnings, story
from examples.demo.earnings import NONE


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("last_touch", {"Welcome": 105.0, "Sale": 90.0, "Win-back": 120.0, NONE: 55.0}),
        ("first_touch", {"Welcome": 195.0, "Sale": 120.0, NONE: 55.0}),
        ("linear", {"Welcome": 135.0, "Sale": 120.0, "Win-back": 60.0, NONE: 55.0}),
    ],
)
def test_revenue_of_the_journeys(model: str, expected: dict[str, float]) -> None:
    assert earnings.revenue(model) == pytest.approx(expected)
    assert sum(expected.values()) == sum(purchase.value for purchase in earnings.PURCHASES)


def test_the_last_touch_is_what_the_app_stamps() -> None:
    for purchase in earnings.PURCHASES:
        entered = earnings.journeys_before(purchase)
        assert story.seen_at(purchase.moment)[purchase.user] == (entered[-1] if entered else story.BLANK)


def test_one_journey_loses_money_and_the_others_do_not() -> None:
    assert earnings.roi("last_touch") == pytest.approx({"Welcome": 2.0, "Sale": -0.1, "Win-back": 1.5})


def test_only_who_got_the_email_opens_it_and_only_who_opened_it_clicks() -> None:
    for mailing in earnings.MAILINGS:
        assert set(mailing.clicked) <= set(mailing.opened) <= set(earnings.audience_of(mailing.journey))
