import pytest

from kit.errors import ConfigError
from kit.settings import SettingsReader


def test_reads_each_type():
    read = SettingsReader(
        {
            "T": " text ",
            "F": "true",
            "N": "3",
            "R": "0.5",
            "L": "a, b",
            "M": '{"x": 60}',
            "O": "",
            "W": '{"j1": "spring"}',
            "B": "our-files.2026",
        }
    )
    assert read.text("T") == "text"
    assert read.flag("F", default=False) is True
    assert read.flag("G", default=False) is False
    assert read.whole_number("N", at_least=1) == 3
    assert read.whole_number("P", at_least=1, default=7) == 7
    assert read.number("R", at_least=0.1) == 0.5
    assert read.names("L") == ("a", "b")
    assert read.whole_numbers_by_name("M") == {"x": 60}
    assert read.whole_numbers_by_name("ABSENT") == {}
    assert read.texts_by_name("W") == {"j1": "spring"}
    assert read.texts_by_name("ABSENT") == {}
    assert read.optional_text("O") is None
    assert read.optional_names("O") == ()
    assert read.optional_names("L") == ("a", "b")
    assert read.bucket("B") == "our-files.2026"
    assert read.optional_text("T") == "text"
    read.finish()


@pytest.mark.parametrize(
    ("call", "environment", "message"),
    [
        (lambda r: r.text("X"), {}, "X is missing"),
        (lambda r: r.text("X"), {"X": "  "}, "X is missing"),
        (lambda r: r.flag("X", default=True), {"X": "yes"}, "X must be true or false"),
        (
            lambda r: r.whole_number("X", at_least=1),
            {"X": "secret"},
            "X must be a whole number from 1 to 10000000000",
        ),
        (
            lambda r: r.whole_number("X", at_least=1),
            {"X": "0"},
            "X must be a whole number from 1 to 10000000000",
        ),
        (lambda r: r.whole_number("X", at_least=1), {}, "X is missing"),
        (lambda r: r.number("X", at_least=0.1), {"X": "nan"}, "X must be a number from 0.1 to 10000000000"),
        (lambda r: r.number("X", at_least=0.1), {"X": "1e309"}, "X must be a number from 0.1 to 10000000000"),
        (lambda r: r.whole_number("X", at_least=1), {"X": "9" * 20}, "X must be a whole number from 1"),
        (lambda r: r.whole_numbers_by_name("X"), {"X": "[" * 100_000}, "X must be a JSON object"),
        (lambda r: r.whole_numbers_by_name("X"), {"X": '{"a": 10000000001}'}, "X must be a JSON object"),
        (lambda r: r.texts_by_name("X"), {"X": '{"a": 1}'}, "X must be a JSON object of texts"),
        (lambda r: r.texts_by_name("X"), {"X": "secret"}, "X must be a JSON object of texts"),
        (lambda r: r.bucket("X"), {"X": "Secret_"}, "X must be the name of an S3 bucket"),
        (lambda r: r.bucket("X"), {}, "X is missing"),
        (lambda r: r.names("X"), {"X": " , "}, "X must list at least one name"),
        (lambda r: r.whole_numbers_by_name("X"), {"X": "["}, "X must be a JSON object"),
        (lambda r: r.whole_numbers_by_name("X"), {"X": '{"a": 0}'}, "X must be a JSON object"),
        (lambda r: r.whole_numbers_by_name("X"), {"X": '{"a": true}'}, "X must be a JSON object"),
    ],
)
def test_wrong_value_is_named_and_never_quoted(call, environment, message):
    read = SettingsReader(environment)
    call(read)
    with pytest.raises(ConfigError, match=message) as raised:
        read.finish()
    assert "secret" not in str(raised.value)


def test_all_problems_are_told_at_once():
    read = SettingsReader({})
    read.text("ONE")
    read.text("TWO")
    with pytest.raises(ConfigError, match=r"ONE.*TWO"):
        read.finish()
