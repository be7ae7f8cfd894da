"""Whatever happens: credits add up to 1, revenue is kept, and the oracle agrees. Many users in one query."""

import random
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.analytics.attribution import oracle
from tests.unit.analytics.attribution.lake import DAY, HOUR, MODELS, NOON, event, hour_of

FEW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), database=None)
DECAYS = ("first_touch", "last_touch", "linear", "position_based", "time_decay")


# Few values, so that moments coincide with starts and ends of windows, to the millisecond and one beside it.
moments = st.builds(
    lambda hours, beside: NOON + hours * HOUR + beside,
    st.integers(0, 60),
    st.sampled_from([0, 0, -1, 1, 500]),
)
windows = st.sampled_from([1, 3_600, 5 * 3_600, 24 * 3_600, 30 * 86_400])
steps = st.lists(
    st.tuples(moments, st.sampled_from(["A", "A", "B", "C", "A > B", None]), windows), max_size=8
).map(lambda found: sorted({step[0]: step for step in found}.values(), key=lambda step: step[0]))
purchases = st.lists(
    st.tuples(
        moments, st.sampled_from(["A", "B", None, "Z"]), st.sampled_from([0, 0.1, 19.99, 1e6, -3, None])
    ),
    max_size=5,
)
missed = st.sampled_from([0, 0, 1, 2, 3])  # entries of before the ledger was switched on
users = st.lists(st.tuples(steps, purchases, missed), min_size=4, max_size=14)


def told(drawn):
    """Histories by user, and their purchases; the last user has events and no history."""
    histories, events, number = {}, [], 95  # sequence numbers of two and of three digits
    for index, (found, bought, before) in enumerate(drawn):
        user = f"user-{index}"
        if index < len(drawn) - 1:
            whole = oracle.history(user, found, number)
            number += len(whole.entries)
            histories[user] = oracle.switched_on(whole, before)
        for count, (when, stamp, value) in enumerate(bought):
            worth = {"value": value} if value is not None else {"event_type": "purchase"}
            events.append(event(f"{user}/{count}", user, when, stamp, **worth))
    entries = [entry for history in histories.values() for entry in history.entries]
    return histories, entries, events


def revenue_of(sent):
    return max(sent["metrics"].get("value", 0), 0)


@FEW
@given(users, st.booleans())
def test_models_against_the_oracle(lake, drawn, collapse):
    """Credits and revenue of each conversion are the oracle's: only touches in their window get any."""
    histories, entries, events = told(drawn)
    transform = [{"path_transform": "exposure_path" if collapse else "none"}]
    lake.fill(entries, events, attribution_settings=transform)
    found = {
        (row["model"], row["conversion_id"], row["journey_name"]): row
        for row in lake.rows("SELECT * FROM model_credits")
    }
    expected = {}
    for sent in events:
        on_path = oracle.path(histories.get(sent["user_sub"]), sent["event_timestamp"], collapse=collapse)
        for model in DECAYS:
            for journey, share in oracle.credits_of(model, on_path).items():
                expected[model, sent["event_id"], journey] = (share, share * revenue_of(sent))
    of_stamps = {key for key in found if key[0] == "stamped"}
    assert found.keys() - of_stamps == expected.keys()
    for key, (share, revenue) in expected.items():
        assert found[key]["credit"] == pytest.approx(share)
        assert found[key]["revenue"] == pytest.approx(revenue)
    sums = defaultdict(lambda: [0.0, 0.0])
    for (model, conversion, _), row in found.items():
        sums[model, conversion][0] += row["credit"]
        sums[model, conversion][1] += row["revenue"]
    assert sums.keys() == {(model, sent["event_id"]) for model in MODELS for sent in events}
    for (_, conversion), (credit, revenue) in sums.items():
        assert credit == pytest.approx(1, abs=1e-12)
        (sent,) = (sent for sent in events if sent["event_id"] == conversion)
        assert revenue == pytest.approx(revenue_of(sent), rel=1e-12)


@FEW
@given(users)
def test_a_stamp_counts_exactly_where_its_event_says_so(lake, drawn):
    _, entries, events = told(drawn)
    lake.fill(entries, events)
    judged = lake.by("event_id", "SELECT event_id, journey_name, status FROM attributed_events")
    stamped = lake.by("conversion_id", "SELECT conversion_id, journey_name, credit, revenue FROM stamped")
    assert judged.keys() == stamped.keys() == {sent["event_id"] for sent in events}
    for sent in events:
        row, judgement = stamped[sent["event_id"]], judged[sent["event_id"]]
        assert row["journey_name"] == (judgement["journey_name"] or "(none)")
        assert (judgement["journey_name"] is not None) == (judgement["status"] in ("confirmed", "grace"))
        assert (row["credit"], row["revenue"]) == (1.0, revenue_of(sent))


@FEW
@given(users, st.randoms(use_true_random=False))
def test_duplicates_order_and_hours_of_arrival_change_nothing(lake, drawn, chance: random.Random):
    _, entries, events = told(drawn)
    lake.fill(entries, events)
    columns = "model, conversion_id, journey_name, credit, revenue, days_to_convert"
    question = f"SELECT {columns} FROM model_credits ORDER BY 1, 2, 3"
    before = lake.rows(question)
    lake.fill(shuffled(entries, chance), shuffled(events, chance))
    after = lake.rows(question)
    assert [{**row, "credit": 0, "revenue": 0} for row in after] == [
        {**row, "credit": 0, "revenue": 0} for row in before
    ]
    for one, other in zip(before, after, strict=True):
        assert one["credit"] == pytest.approx(other["credit"])
        assert one["revenue"] == pytest.approx(other["revenue"])


def shuffled(records, chance):
    """Some of them twice, in any order, each in its hour of arrival or one of the next days."""
    twice = records + [record for record in records if chance.random() < 0.4]
    chance.shuffle(twice)
    late = [NOON + 4 * DAY + chance.randrange(72) * HOUR for _ in twice]
    return [
        {**record, "datehour": hour_of(hour) if chance.random() < 0.5 else record["datehour"]}
        for record, hour in zip(twice, late, strict=True)
    ]
