"""The same paths give the same credits as Snowplow's package: the table of docs/attribution.md."""

import re
from pathlib import Path

import pytest

from tests.unit.analytics.attribution.lake import DAY, HOUR, NOON, event, touch

PAGE = Path(__file__).parents[4] / "docs" / "attribution.md"
COLUMNS = ("first_touch", "last_touch", "linear", "position_based")


def table():
    """Rows of the table: touches, revenue, path, and the shares of the four models."""
    (body,) = re.findall(r"<!-- peer -->\n(.*?)<!-- /peer -->", PAGE.read_text(), re.DOTALL)
    lines = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in body.strip().splitlines()]
    return lines[2:]


ROWS = table()


@pytest.fixture(scope="module")
def credited(lake):
    """One user for each row, who touches in that order and buys for that revenue."""
    ledger, events = [], []
    for number, (touches, revenue, *_) in enumerate(ROWS):
        for place, journey in enumerate(touches.split(", ")):
            when = NOON + place * HOUR
            ledger.append(touch(number * 100 + place, f"user-{number}", journey, when, 30 * DAY))
        events.append(event(str(number), f"user-{number}", NOON + DAY, value=float(revenue)))
    return lake.fill(ledger, events).rows("SELECT * FROM touch_credits ORDER BY conversion_id, position")


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row[0] for row in ROWS])
def test_the_credits_are_the_peers(credited, number):
    _, revenue, path, *shares, _ = ROWS[number]
    rows = [row for row in credited if row["conversion_id"] == str(number)]
    assert " > ".join(row["journey_name"] for row in rows) == path
    for model, told in zip(COLUMNS, shares, strict=True):
        ours = [row[model] * row["revenue"] for row in rows]
        assert ours == [pytest.approx(float(share), abs=0.005) for share in told.split(" / ")], model
        assert sum(ours) == pytest.approx(float(revenue))


def test_the_table_has_paths_of_one_two_three_and_more_touches():
    assert {len(row[2].split(" > ")) for row in ROWS} >= {1, 2, 3, 4, 6}
