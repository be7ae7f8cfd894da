"""The CSV files: all rows, values as they are, and no formulas."""

import csv
from datetime import date

import pytest

from analytics.report import files, tables
from tests.unit.analytics.report.hand_made import BASKET, NEWSLETTER


def read(path):
    with path.open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def test_one_file_per_table(report, tmp_path):
    written = [files.write(table, tmp_path).name for table in tables.all_of(report)]
    assert len(set(written)) == len(written) == 8


@pytest.mark.parametrize(
    ("table", "column"), [("journeys", "revenue"), ("paths", "revenue"), ("revenue_by_day", "revenue")]
)
def test_files_add_up_to_all_revenue(report, tmp_path, table, column):
    made = {each.name: each for each in tables.all_of(report)}
    assert sum(float(row[column]) for row in read(files.write(made[table], tmp_path))) == pytest.approx(200)


def test_each_model_adds_up_to_all_revenue(report, tmp_path):
    rows = read(files.write(tables.comparison(report), tmp_path))
    for model in set(rows[0]) - {"journey"}:
        assert sum(float(row[model]) for row in rows) == pytest.approx(200), model


def test_names_that_are_formulas(report, tmp_path):
    names = {row["journey"] for row in read(files.write(tables.league(report), tmp_path))}
    assert names == {f"'{BASKET}", NEWSLETTER, "Flyer", "(none)"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_texts_are_no_formulas(start):
    assert files.cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-12.5, -12.5),
        (0.1 + 0.2, 0.3),
        (-3, -3),
        (None, ""),
        (float("nan"), ""),
        ("a-b", "a-b"),
        (date(2026, 3, 1), date(2026, 3, 1)),
    ],
)
def test_other_cells(value, written):
    assert files.cell(value) == written
