"""The questions are Athena's SQL, mean the same on both engines, and name their columns."""

import pytest
from sqlglot import exp

from analytics import dialect
from analytics.report.period import Period
from analytics.report.questions import FOLDER, QUESTIONS, texts

SQL = texts(Period(), "last_touch")
BIGGEST_QUERY = 262_144  # bytes: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html


def test_every_file_is_a_question():
    assert {path.stem for path in FOLDER.glob("*.sql")} == set(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_both_engines_understand_it_alike(name):
    statement = dialect.parse(SQL[name], name)
    assert dialect.differences(statement) == []
    assert not [star for star in statement.find_all(exp.Star) if not isinstance(star.parent, exp.Count)]
    assert len(SQL[name].encode()) < BIGGEST_QUERY


@pytest.mark.parametrize("name", QUESTIONS)
def test_rows_come_in_an_order(name):
    """So that two reports of one lake are the same."""
    statement = dialect.parse(SQL[name], name)
    assert name == "about" or statement.args.get("order")
