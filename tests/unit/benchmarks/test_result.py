import pytest

from benchmarks.result import Column, Result, Row
from benchmarks.spread import percentile, percentile_columns, percentiles, spread, spread_columns
from benchmarks.turns import take_turns, wait_until
from tests.unit.benchmarks.runs import a_result, share


@pytest.mark.parametrize(
    ("target", "measured", "met"),
    [
        (share(0.6), "0.60", True),  # the furthest case counts
        (share(0.7), "0.60", False),
        (share(0.7, rows=("50",)), "0.75", True),
        (share(0.6, bound="at most"), "0.75", False),
        (share(0.75, bound="at most"), "0.75", True),
        (share(rows=("none",)), "-", None),
        (share(1000, column="touches", rows=("50",)), "1,234 touches/s", True),
    ],
)
def test_target_is_held_against_the_case_that_is_furthest_from_it(target, measured, met):
    (verdict,) = a_result(target).verdicts()
    assert (verdict.measured, verdict.met) == (measured, met)


def test_misspelt_column_is_named():
    with pytest.raises(ValueError, match=r"speed.*touches"):
        a_result(share(column="speed"))
    with pytest.raises(ValueError, match="'b'"):
        Result(
            name="x",
            title="X",
            cases="case",
            columns=(Column(name="a"),),
            rows=(Row(name="1", values={"b": 1.0}),),
            baseline="none",
        )


@pytest.mark.parametrize(
    ("percent", "expected"), [(50, 50), (90, 90), (99, 99), (99.5, 100), (100, 100), (1, 1)]
)
def test_percentile_is_a_value_that_was_measured(percent, expected):
    assert percentile(list(range(100, 0, -1)), percent) == expected


def test_percentile_of_few_values_is_never_below_the_middle():
    assert percentile([3.0], 99) == 3.0
    assert percentile([1.0, 2.0], 50) == 1.0
    assert percentile([1.0, 2.0], 51) == 2.0


def test_percentile_says_what_is_wrong():
    with pytest.raises(ValueError, match="measure at least once"):
        percentile([], 50)
    with pytest.raises(ValueError, match="percent must be above 0"):
        percentile([1.0], 0)


def test_columns_fit_their_values():
    assert [column.name for column in percentile_columns("s", 1)] == [*percentiles([1.0])]
    assert [column.name for column in spread_columns("share")] == [*spread("share", [1.0])]


def test_spread_is_median_least_and_most():
    assert [*spread("share", [3.0, 1.0, 2.5]).values()] == [2.5, 1.0, 3.0]


def test_rivals_take_turns_and_change_who_begins():
    order = []

    def rival(name):
        def run(number):
            order.append((name, number))
            return float(number)

        return run

    found = take_turns(3, {"raw": rival("raw"), "ours": rival("ours")})
    assert [name for name, _ in order] == ["raw", "ours", "ours", "raw", "raw", "ours"]
    assert found == {"raw": [0.0, 1.0, 2.0], "ours": [0.0, 1.0, 2.0]}


def test_waiting_in_vain_ends_the_benchmark():
    with pytest.raises(TimeoutError):
        wait_until(lambda: False, within=0.01, every=0.001)
    answers = iter([False, True])
    wait_until(lambda: next(answers), within=60, every=0.001)
    assert next(answers, "asked no more") == "asked no more"
