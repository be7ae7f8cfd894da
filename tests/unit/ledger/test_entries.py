"""One record of the table's stream, one row of the ledger."""

import copy
import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given

from kit.errors import BadInput
from ledger.rules.entries import LONGEST_LINE, Entry, entry_of, line_of, sequence_number_of
from tests.fuzz.payloads import stream_event
from tests.fuzz.shapes import mutated
from tests.unit.ledger.doubles import NOW, History

TABLE = json.loads((Path(__file__).parents[3] / "analytics" / "tables" / "ledger.json").read_text())
MINUTE = 60_000


def records(*steps):
    """The stream of a history: names of its methods with their arguments, or milliseconds that pass."""
    history = History()
    for step in steps:
        if isinstance(step, int):
            history.now += step
        else:
            method, *arguments = step
            getattr(history, method)(*arguments)
    return history.table.stream


def kinds(*steps):
    return [str(entry_of(record).kind) for record in records(*steps)]


FIRST = ("touch", "ann", "spring")


class TestKinds:
    def test_first_touch(self):
        assert kinds(FIRST) == ["touch"]

    def test_same_journey_again(self):
        assert kinds(FIRST, 1000, FIRST) == ["touch", "repeat"]

    def test_other_journey(self):
        assert kinds(FIRST, 1000, ("touch", "ann", "summer")) == ["touch", "replacement"]

    @pytest.mark.parametrize("journey", ["spring", "summer"])
    @pytest.mark.parametrize(("passed", "kind"), [(MINUTE, "touch"), (MINUTE - 1000, None)])
    def test_touch_over_an_item_whose_window_has_ended(self, journey, passed, kind):
        """Nobody had swept the item: its journey was over all the same, from the end of its window on."""
        running = "repeat" if journey == "spring" else "replacement"
        assert kinds(FIRST, passed, ("touch", "ann", journey)) == ["touch", kind or running]

    def test_end_of_the_window(self):
        assert kinds(FIRST, MINUTE, ("sweep",)) == ["touch", "expiry"]

    def test_end_of_the_window_that_the_stream_dates_early(self):
        """A removal would end the user's other windows, too."""
        assert kinds(FIRST, MINUTE - 5000, ("forget", "ann")) == ["touch", "expiry"]

    def test_operator_removes_a_running_touch(self):
        assert kinds(FIRST, MINUTE - 6000, ("forget", "ann")) == ["touch", "removal"]


class TestColumns:
    def test_are_those_of_the_table(self):
        assert [field.name for field in fields(Entry)] == [column["name"] for column in TABLE["columns"]]

    def test_values_have_the_types_of_the_table(self):
        types = {"string": str, "bigint": int}
        _, record = records(FIRST, 1000, ("touch", "ann", "summer"))
        row = json.loads(line_of(entry_of(record)))
        assert {name: type(value) for name, value in row.items()} == {
            column["name"]: types[column["type"]] for column in TABLE["columns"]
        }

    def test_row(self):
        first, second = (
            json.loads(line_of(entry_of(one))) for one in records(FIRST, 1000, ("touch", "ann", "autumn"))
        )
        assert first == {
            "entry_id": "0",
            "kind": "touch",
            "recorded_at": NOW,
            "username": "ann",
            "journey_id": "spring",
            "journey_name": "Spring",
            "source": "direct",
            "touched_at": NOW,
            "expires_at": NOW // 1000 + 60,
            "previous_journey_id": None,
            "previous_journey_name": None,
            "previous_touched_at": None,
            "previous_expires_at": None,
            "sequence_number": "1".zfill(40),
        }
        assert second["previous_journey_name"] == "Spring"
        assert second["previous_expires_at"] == first["expires_at"]
        assert second["journey_name"] == "Herbst & Ähre"

    def test_line_is_one_line(self):
        (record,) = records(FIRST)
        record["dynamodb"]["NewImage"]["journey_name"]["S"] = 'two\nlines "and\u2028more"'
        line = line_of(entry_of(record))
        assert line.count(b"\n") == 1
        assert line.endswith(b"\n")

    def test_numbers_sort_as_texts(self):
        (record,) = records(FIRST)
        lines = []
        for number in ("9", "10", "4421584500000000017450439091"):
            record["dynamodb"]["SequenceNumber"] = number
            lines.append(json.loads(line_of(entry_of(record)))["sequence_number"])
        assert sorted(lines) == lines


def changed(change):
    """The record of a replacement, after `change(record)`."""
    record = copy.deepcopy(records(FIRST, 1000, ("touch", "ann", "summer"))[1])
    change(record)
    return record


def dropped(*path):
    def change(record):
        for key in path[:-1]:
            record = record[key]
        del record[path[-1]]

    return change


def put(value, *path):
    def change(record):
        for key in path[:-1]:
            record = record[key]
        record[path[-1]] = value

    return change


class TestUnreadable:
    @pytest.mark.parametrize(
        "change",
        [
            dropped("dynamodb"),
            put([], "dynamodb"),
            dropped("eventID"),
            put("", "eventID"),
            put("half a pair \ud800", "eventID"),
            dropped("dynamodb", "SequenceNumber"),
            put("12a", "dynamodb", "SequenceNumber"),
            put("²", "dynamodb", "SequenceNumber"),
            put("1" * 41, "dynamodb", "SequenceNumber"),
            dropped("dynamodb", "Keys"),
            put({"S": 7}, "dynamodb", "Keys", "username"),
            dropped("dynamodb", "NewImage", "journey_id"),
            put({"S": ""}, "dynamodb", "NewImage", "journey_name"),
            put("spring", "dynamodb", "NewImage", "source"),
            put({"N": "1.5"}, "dynamodb", "NewImage", "touched_at"),
            put({"N": "-1"}, "dynamodb", "NewImage", "touched_at"),
            put({"N": str(2**63)}, "dynamodb", "NewImage", "touched_at"),
            put({"N": "9" * 5000}, "dynamodb", "NewImage", "expires_at"),
            put({"S": "1"}, "dynamodb", "NewImage", "expires_at"),
            dropped("dynamodb", "ApproximateCreationDateTime"),
            put("1795170000", "dynamodb", "ApproximateCreationDateTime"),
            put(True, "dynamodb", "ApproximateCreationDateTime"),
            put(-1, "dynamodb", "ApproximateCreationDateTime"),
            put(float("nan"), "dynamodb", "ApproximateCreationDateTime"),
            put(10**11, "dynamodb", "ApproximateCreationDateTime"),
        ],
    )
    def test_is_named_and_not_quoted(self, change):
        record = changed(change)
        with pytest.raises(BadInput, match="must") as refused:
            entry_of(record)
        assert "ann" not in str(refused.value)

    @pytest.mark.parametrize("record", [None, "text", [], {}, {"dynamodb": {}}])
    def test_what_is_no_record(self, record):
        with pytest.raises(BadInput):
            entry_of(record)
        with pytest.raises(BadInput, match="digits"):
            sequence_number_of(record)

    def test_largest_number_of_the_lake(self):
        record = changed(put({"N": str(2**63 - 1)}, "dynamodb", "NewImage", "expires_at"))
        assert entry_of(record).expires_at == 2**63 - 1

    def test_item_that_was_no_touch_gave_way_to_one(self):
        record = changed(dropped("dynamodb", "OldImage", "touched_at"))
        assert entry_of(record).kind == "touch"

    def test_removed_item_that_was_no_touch(self):
        record = changed(dropped("dynamodb", "NewImage"))
        del record["dynamodb"]["OldImage"]["expires_at"]
        with pytest.raises(BadInput, match="expires_at"):
            entry_of(record)

    @pytest.mark.parametrize("fits", [True, False])
    def test_line_that_is_too_long(self, fits):
        record = changed(lambda _: None)
        spare = LONGEST_LINE - len(line_of(entry_of(record)))
        name = "Summer sale" + "x" * (spare + (not fits))
        entry = entry_of(changed(put({"S": name}, "dynamodb", "NewImage", "journey_name")))
        if fits:
            assert len(line_of(entry)) == LONGEST_LINE
        else:
            with pytest.raises(BadInput, match=str(LONGEST_LINE)):
                line_of(entry)


@given(mutated(lambda: copy.deepcopy(stream_event()["Records"][1])))
def test_anything_is_an_entry_or_refused(record):
    """And an entry is a line that the lake's table can hold."""
    try:
        line = line_of(entry_of(record))
    except BadInput:
        return
    row = json.loads(line.decode())
    assert all(isinstance(row[name], str) and row[name] for name in ("entry_id", "kind", "username"))
    assert all(0 <= row[name] < 2**63 for name in ("recorded_at", "touched_at", "expires_at"))
