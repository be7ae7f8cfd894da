"""Paths of conversions, and the credit of their touches under each model."""

import pytest

from tests.unit.analytics.attribution.lake import DAY, HOUR, MODELS, NOON, event, touch

CONVERTED = NOON + 3 * DAY


def path(user, journeys, first=1, step=HOUR, end=CONVERTED, **more):
    """Touches of these journeys, the last one a step before the conversion."""
    start = end - step * len(journeys)
    return [
        touch(first + n, user, name, start + n * step, 30 * DAY, **more) for n, name in enumerate(journeys)
    ]


def credits_of(lake, model, conversion="1"):
    rows = lake.rows(f"SELECT * FROM {model} WHERE conversion_id = '{conversion}' ORDER BY position")
    return [(row["journey_name"], pytest.approx(row["credit"])) for row in rows]


def test_each_model_shares_a_path_in_its_way(lake):
    lake.fill(path("ann", "ABC", step=7 * DAY), [event("1", "ann", CONVERTED, "C", value=10)])
    weights = [0.25 / 1.75, 0.5 / 1.75, 1 / 1.75]
    assert credits_of(lake, "first_touch") == [("A", 1.0)]
    assert credits_of(lake, "last_touch") == [("C", 1.0)]
    assert credits_of(lake, "linear") == [("A", 1 / 3), ("B", 1 / 3), ("C", 1 / 3)]
    assert credits_of(lake, "position_based") == [("A", 0.4), ("B", 0.2), ("C", 0.4)]
    assert credits_of(lake, "time_decay") == list(zip("ABC", weights, strict=True))
    assert credits_of(lake, "stamped") == [("C", 1.0)]
    (row,) = lake.rows("SELECT * FROM last_touch")
    assert (row["touch_id"], row["position"], row["path_length"], row["revenue"]) == ("entry-3", 3, 3, 10.0)
    assert row["days_to_convert"] == pytest.approx(21.0)


@pytest.mark.parametrize("model", MODELS)
def test_what_no_touch_explains_has_no_journey(lake, model):
    lake.fill([touch(1, "ann", "A", NOON)], [event("1", "eve", CONVERTED, "A", value=10)])
    (row,) = lake.rows(f"SELECT * FROM {model}")
    assert (row["journey_name"], row["touch_id"], row["credit"], row["revenue"]) == (
        "(none)",
        None,
        1.0,
        10.0,
    )
    assert row["path_length"] == 0


@pytest.mark.parametrize(
    ("first", "last", "shares"),
    [("0.4", "0.4", (0.5, 0.5)), ("0.6", "0.2", (0.75, 0.25)), ("0", "0", (0.5, 0.5)), ("0.5", "0", (1.0,))],
)
def test_two_touches_share_by_position_in_proportion(lake, first, last, shares):
    settings = [{"first_share": first, "last_share": last}]
    lake.fill(path("ann", "AB"), [event("1", "ann", CONVERTED, value=10)], attribution_settings=settings)
    assert credits_of(lake, "position_based") == list(zip("AB", shares, strict=False))


def test_the_middle_shares_what_first_and_last_leave(lake):
    settings = [{"first_share": "0.3", "last_share": "0.2"}]
    lake.fill(path("ann", "ABCD"), [event("1", "ann", CONVERTED, value=10)], attribution_settings=settings)
    assert credits_of(lake, "position_based") == [("A", 0.3), ("B", 0.25), ("C", 0.25), ("D", 0.2)]


def test_touches_of_one_journey_in_a_row_count_once_as_the_last_of_them(lake):
    lake.fill(path("ann", "AABBBA"), [event("1", "ann", CONVERTED, value=10)])
    rows = lake.rows(
        "SELECT touch_id, position, path_length, days_to_convert FROM conversion_touches ORDER BY position"
    )
    assert [row["touch_id"] for row in rows] == ["entry-2", "entry-5", "entry-6"]
    assert {row["path_length"] for row in rows} == {3}
    assert {row["days_to_convert"] for row in rows} == {6 * HOUR / DAY}  # from the first touch of all


def test_without_the_transform_each_touch_counts(lake):
    settings = [{"path_transform": "none"}]
    lake.fill(path("ann", "AABA"), [event("1", "ann", CONVERTED, value=10)], attribution_settings=settings)
    assert credits_of(lake, "linear") == [(name, 0.25) for name in "AABA"]
    assert lake.rows("SELECT path FROM conversion_paths") == [{"path": "A > A > B > A"}]


def test_windows_decide_what_is_on_the_path(lake):
    """From the very millisecond of the touch to its expiry, which is exclusive."""
    ledger = [touch(1, "ann", "A", NOON, DAY), touch(2, "ann", "B", NOON + HOUR, 2 * DAY, kind="replacement")]
    moments = {
        "before": (NOON - 1, []),
        "first": (NOON, ["A"]),
        "both": (NOON + HOUR, ["A", "B"]),
        "last of A": (NOON + DAY - 1, ["A", "B"]),
        "A is over": (NOON + DAY, ["B"]),
        "last of B": (NOON + HOUR + 2 * DAY - 1, ["B"]),
        "over": (NOON + HOUR + 2 * DAY, []),
    }
    lake.fill(ledger, [event(name, "ann", when, value=1) for name, (when, _) in moments.items()])
    paths = lake.by("conversion_id", "SELECT conversion_id, path FROM conversion_paths")
    assert {name: row["path"] for name, row in paths.items()} == {
        name: " > ".join(names) or "(none)" for name, (_, names) in moments.items()
    }


def test_an_old_and_long_path_loses_no_credit(lake):
    """2 ** -age would be 0 for every touch, so ages count from the newest of them."""
    settings = [{"half_life_days": "0.001", "path_transform": "none"}]
    ledger = [touch(n, "ann", "AB"[n % 2], NOON + n * HOUR, 900 * DAY) for n in range(1, 1501)]
    lake.fill(ledger, [event("1", "ann", NOON + 800 * DAY, value=1e6)], attribution_settings=settings)
    for model in MODELS:
        (row,) = lake.rows(f"SELECT sum(credit) AS credit, sum(revenue) AS revenue FROM {model}")
        assert row["credit"] == pytest.approx(1, abs=1e-12)
        assert row["revenue"] == pytest.approx(1e6, rel=1e-12)


def test_stamped_counts_where_the_ledger_bears_the_stamp_out(lake):
    ledger = [touch(1, "ann", "A", NOON, DAY), touch(2, "ann", "B", NOON + HOUR, DAY, kind="replacement")]
    stamps = {"A": "(none)", "B": "B", None: "(none)", "Z": "(none)"}
    events = [event(str(stamp), "ann", NOON + 5 * HOUR, stamp, value=1) for stamp in stamps]
    lake.fill(ledger, [*events, event("slow clock", "ann", NOON - 1, "A", value=1)])
    rows = lake.by("conversion_id", "SELECT * FROM stamped")
    assert {name: row["journey_name"] for name, row in rows.items()} == {
        **{str(stamp): name for stamp, name in stamps.items()},
        "slow clock": "A",
    }
    assert rows["slow clock"]["days_to_convert"] == 0
    assert rows["B"]["touch_id"] == "entry-2"


def test_of_several_touches_that_bear_a_stamp_out_the_newest_is_told(lake):
    ledger = [touch(1, "ann", "A", NOON), touch(2, "ann", "A", NOON + HOUR, kind="repeat")]
    lake.fill(ledger, [event("1", "ann", NOON + HOUR + 1, "A", value=1)])
    assert [row["touch_id"] for row in lake.rows("SELECT touch_id FROM stamped")] == ["entry-2"]


def test_all_models_have_the_same_columns(lake):
    described = {model: lake.engine.query(f"SELECT * FROM {model}").columns for model in MODELS}
    assert all(columns == described["linear"] for columns in described.values())


def test_paths_tell_what_came_of_them(lake):
    lake.fill(
        [*path("ann", "AB"), *path("bob", "AB", first=10)],
        [
            event("1", "ann", CONVERTED, value=10),
            event("2", "ann", CONVERTED, value=20),
            event("3", "bob", CONVERTED, value=30),
            event("4", "eve", CONVERTED, value=40),
        ],
    )
    rows = lake.by("path", "SELECT * FROM attribution_paths")
    assert rows.keys() == {"A > B", "(none)"}
    of_both = rows["A > B"]
    assert (of_both["path_length"], of_both["conversions"], of_both["users"]) == (2, 3, 2)
    assert (of_both["revenue"], of_both["revenue_per_conversion"], of_both["currency"]) == (60.0, 20.0, "EUR")
    assert of_both["mean_days_to_convert"] == pytest.approx(2 * HOUR / DAY)


def test_journeys_by_day_add_up_to_all_conversions(lake):
    lake.fill(
        path("ann", "ABAC"),
        [event("1", "ann", CONVERTED, "C", value=10), event("2", "eve", CONVERTED + DAY, value=5)],
    )
    rows = lake.rows("SELECT * FROM journey_conversions ORDER BY model, journey_name, day")
    assert {row["model"] for row in rows} == set(MODELS)
    for model in MODELS:
        of_model = [row for row in rows if row["model"] == model]
        assert sum(row["conversions"] for row in of_model) == pytest.approx(2)
        assert sum(row["revenue"] for row in of_model) == pytest.approx(15)
        assert [str(row["day"]) for row in of_model if row["journey_name"] == "(none)"] == ["2026-01-14"]
    of_linear = {row["journey_name"]: row["conversions"] for row in rows if row["model"] == "linear"}
    assert of_linear["A"] == pytest.approx(0.5)  # two of the four touches, in one row


def test_paths_that_read_the_same_are_two_where_a_name_holds_the_arrow(lake):
    ledger = [
        touch(1, "ann", "A", NOON),
        touch(2, "ann", "B", NOON + HOUR, kind="replacement"),
        touch(3, "bob", "A > B", NOON),
    ]
    lake.fill(ledger, [event(name, name, NOON + DAY, value=5) for name in ("ann", "bob")])
    rows = lake.rows(
        "SELECT path, journeys, path_length, conversions FROM attribution_paths ORDER BY path_length"
    )
    assert [tuple(row.values()) for row in rows] == [("A > B", ["A > B"], 1, 1), ("A > B", ["A", "B"], 2, 1)]
