"""Units by hand, totals that add up, prices with a date and a source."""

import datetime as dt

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from attribution.adapters.touch_table import TouchTable
from attribution.rules.touch import Touch
from simulations import cost, prices, usage
from simulations.parameters import DELIVERIES, WrongParameterError
from simulations.prices import WrongPriceError
from simulations.usage import Traffic

TODAY = dt.datetime.now(dt.UTC).date()


def units(lines, item):
    [found] = [line.units for line in lines if line.item == item]
    return found


@pytest.mark.parametrize(("name", "price"), prices.prices().items())
def test_each_price_says_when_and_where(name, price):
    assert dt.date(2024, 11, 1) < price.checked, "DynamoDB's prices were halved then"
    assert price.source.startswith("https://")
    assert price.unit


def test_every_price_is_used_and_every_line_has_one():
    used = {
        line.price
        for delivery in DELIVERIES
        for line in [
            *usage.per_touches(Traffic(), delivery),
            *usage.per_month(Traffic(), delivery),
            *usage.per_tokens(Traffic()),
            *usage.stored(Traffic(), 7),
        ]
    }
    assert used | {f"cognito_{plan}" for plan in cost.PLANS} == set(prices.prices())


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ({"price": 1, "unit": "x", "source": "https://a.example"}, "no checked"),
        ({"price": 1, "unit": "x", "checked": dt.date(2026, 1, 1), "source": "hearsay"}, "https address"),
        (
            {"price": -1, "unit": "x", "checked": dt.date(2026, 1, 1), "source": "https://a.example"},
            "0 or more",
        ),
        (
            {"price": 1, "unit": "x", "checked": dt.date(2026, 1, 1), "source": "https://a.example", "n": 1},
            "nobody reads",
        ),
        (3, "must be a map"),
    ],
)
def test_a_price_without_its_papers_is_refused(tmp_path, entry, named):
    file = tmp_path / "prices.yaml"
    file.write_text(yaml.safe_dump({"prices": {"thing": entry}}))
    with pytest.raises(WrongPriceError, match=named):
        prices.prices(file)


def test_write_units_of_ten_touches_by_hand():
    """6 first touches of 2 units, 3 repeats of 3, 1 replacement of 3, 6 ends of 2: 36 units."""
    traffic = Traffic(touches=10, repeats=0.3, replacements=0.1)
    lines = usage.per_touches(traffic, "token")
    writes = sum(line.units for line in lines if line.price == "write_unit")
    assert writes == pytest.approx(6 * 2 + 3 * 3 + 1 * 3 + 6 * 2)
    assert traffic.changes == pytest.approx(6 + 1 + 6)


def test_projection_of_a_hundred_changes_by_hand():
    """50 users come and go: 100 changes, all through the backlog in 10 batches, and 2 of the stream."""
    traffic = Traffic(touches=50, repeats=0, replacements=0, records_per_batch=50, deferred=1)
    lines = usage.per_touches(traffic, "attribute")
    assert units(lines, "projection function from the backlog: requests") == 10
    assert units(lines, "projection function from the backlog: duration") == 10 * 1.0 * 0.5
    assert units(lines, "projection function from the stream: requests") == 2
    assert units(lines, "backlog: send, receive and delete, ten at a time") == 30
    assert units(lines, "table: reads of the projection, two per change") == 200
    assert units(lines, "pace table: a write per invocation") == 12


def test_tagging_by_hand():
    """100 touches in calls of 10 endpoints: 10 calls of 0.1 s in 1,769 MB."""
    lines = usage.per_touches(Traffic(touches=100), "token")
    assert units(lines, "tagging function: requests") == 10
    assert units(lines, "tagging function: duration") == pytest.approx(10 * 0.1 * 1769 / 1024)


def test_a_month_without_touches_by_hand():
    month = usage.per_month(Traffic(), "attribute")
    assert units(month, "schedule") == 43_200
    assert units(month, "index: queries of the sweeps") == 43_200 * 8 / 2
    assert units(month, "dashboard") == 1
    assert units(month, "alarms") == usage.planned("minimal")["aws_cloudwatch_metric_alarm"]


def test_metrics_are_those_of_the_functions_that_exist():
    attribute, token = (set(usage.metrics(delivery)) for delivery in DELIVERIES)
    assert {"AttributesSet", "UsersNotFound", "BacklogWait", "TouchesRecorded"} <= attribute - token | {
        "TouchesRecorded"
    }
    assert token - attribute == {"TokensWithCampaign", "TokensLeftAsTheyWere"}
    assert not {"UsersReconciled", "UsersRequeued"} & (attribute | token)


@given(
    st.integers(1, 10**8),
    st.floats(0, 0.5),
    st.floats(0, 0.5),
    st.sampled_from(DELIVERIES),
)
def test_totals_add_up_and_grow_with_the_touches(touches, repeats, replacements, delivery):
    traffic = Traffic(touches=touches, repeats=repeats, replacements=replacements)
    lines = usage.per_touches(traffic, delivery)
    assert cost.total(lines) == pytest.approx(
        sum(line.units * prices.prices()[line.price].price for line in lines)
    )
    twice = usage.per_touches(
        Traffic(touches=2 * touches, repeats=repeats, replacements=replacements), delivery
    )
    assert cost.total(twice) == pytest.approx(2 * cost.total(lines))
    assert all(line.units >= 0 for line in lines)


def test_printed_total_is_the_sum_of_the_printed_lines():
    text = cost.tables(Traffic())
    [total] = [row for row in text.splitlines() if row.startswith("| **total**")][:1]
    start = text.index("| table and index: first")
    rows = [row.split("|") for row in text[start : text.index("| **total**")].strip().splitlines()]
    printed = [sum(float(row[column].strip() or 0) for row in rows) for column in (3, 5)]
    shown = [float(total.split("|")[column].strip().strip("*")) for column in (3, 5)]
    assert printed == pytest.approx(shown, abs=0.02)


def test_dormant_users_by_hand():
    """A million users who were not active, tagged once: 15,000 USD on Essentials, and 7/30 of it again."""
    once, both = cost.users_cost(Traffic(repeats=0, replacements=0), "essentials", 1.0, 7)
    assert once == pytest.approx(15_000)
    assert both == pytest.approx(15_000 * (1 + 7 / 30))
    assert cost.users_cost(Traffic(), "plus", 0, 7) == (0, 0)
    assert cost.share_in_two_months(90) == 1


def test_an_item_is_as_small_as_assumed(touch_table):
    """Below 1 KB, so one write unit, and close to the size that is assumed for storage."""
    TouchTable(lambda: touch_table, "touches").record(
        Touch(
            username="ana.lima@example.org",
            journey_id="0f3c9d1e7b5a4c2d8e6f1a2b3c4d5e6f",
            journey_name="spring welcome to new customers",
            touched_at=1795175000000,
            expires_at=1795779800,
            source="pinpoint_journey",
        )
    )
    [item] = touch_table.scan(TableName="touches")["Items"]
    size = sum(len(name) + len(next(iter(value.values()))) for name, value in item.items())
    assert 0.6 * usage.ITEM_BYTES < size <= usage.ITEM_BYTES < 1024


@pytest.mark.parametrize(
    "wrong",
    [{"touches": 0}, {"repeats": 1.2}, {"repeats": 0.6, "replacements": 0.6}, {"endpoints_per_call": 0}],
)
def test_traffic_that_cannot_be_is_refused(wrong):
    with pytest.raises(WrongParameterError, match=next(iter(wrong))):
        Traffic(**wrong)


@pytest.fixture
def touch_table(monkeypatch):
    """The table of touches on moto."""
    import boto3
    from moto import mock_aws

    from emulator.declared import create_touch_table

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_touch_table(client)
        yield client
