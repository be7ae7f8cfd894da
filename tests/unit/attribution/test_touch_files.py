"""Lines of files -> parts: what stands in a line, which line it was, and where to go on."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.rules.touch import Reason
from attribution.rules.touch_files import csv_parts, json_parts
from kit.errors import BadInput

HEADER = "username,journey_id,journey_name,touched_at"
ANA = {"username": "ana", "journey_id": "spring", "touched_at": 1_795_170_000_000}
UNREADABLE = Reason.RECORD_UNREADABLE


def lines_of(text):
    return io.BytesIO(text if isinstance(text, bytes) else text.encode())


def from_json(text, after=0):
    return [tuple(part) for part in json_parts(lines_of(text), after=after)]


def from_csv(text, after=0, header=HEADER):
    return [tuple(part) for part in csv_parts(lines_of(f"{header}\n{text}"), after=after)]


class TestJsonLines:
    def test_one_part_for_each_line(self):
        assert from_json('{"a": 1}\n{"b": 2}') == [(1, 1, {"a": 1}), (2, 2, {"b": 2})]

    def test_goes_on_behind_what_is_done(self):
        assert from_json("1\n2\n3\n", after=2) == [(3, 3, 3)]
        assert from_json("1\n", after=5) == []

    @pytest.mark.parametrize("text", ["", "\n", "\r\n \n\n"])
    def test_blank_lines_are_no_parts(self, text):
        assert from_json(text) == []

    def test_broken_lines_are_named_and_stop_nothing(self):
        text = b'{"a": 1\n\xff\xfe\n' + b"[" * 100_000 + b'\n{"a": 1} {"b": 2}\n"fine"\r\n'
        assert from_json(text) == [*((n, n, UNREADABLE) for n in (1, 2, 3, 4)), (5, 5, "fine")]

    def test_byte_order_mark_is_dropped(self):
        assert from_json("\ufeff1\n") == [(1, 1, 1)]

    def test_bytes_that_are_no_text_become_what_no_name_may_have(self):
        ((_, _, content),) = from_json(b'{"username": "an\xe4"}\n')
        assert not content["username"].isprintable()


class TestCsv:
    def test_cells_by_the_names_on_top(self):
        assert from_csv("ana,spring,Spring,1795170000000\r\nbo,spring,,2026-11-20T10:00:00Z\r\n") == [
            (2, 2, {**ANA, "journey_name": "Spring"}),
            (3, 3, {"username": "bo", "journey_id": "spring", "touched_at": "2026-11-20T10:00:00Z"}),
        ]

    def test_any_order_of_columns_and_others_between(self):
        header = "\ufeffnote, touched_at ,journey_id,,username"
        ((_, _, fields),) = from_csv('"a ""b"", c",1795170000000,spring,x,ana', header=header)
        assert fields == {**ANA, "note": 'a "b", c', "": "x"}

    def test_record_of_several_lines_is_one_part(self):
        header = "username,journey_id,touched_at,note"
        text = 'ana,spring,1795170000000,"one\ntwo\nthree"\nbo,spring,1795170000000,x\n'
        assert [part[:2] for part in from_csv(text, header=header)] == [(2, 4), (5, 5)]

    def test_goes_on_behind_what_is_done(self):
        rows = [f"user-{n},spring,,1795170000000" for n in range(4)]
        parts = from_csv("\n".join(rows), after=3)
        assert [(first, content["username"]) for first, _, content in parts] == [(4, "user-2"), (5, "user-3")]
        assert from_csv("\n".join(rows), after=50) == []

    @pytest.mark.parametrize("text", ["", "\n\n", " , ,,", '"",,,\n   \n'])
    def test_blank_records_are_no_parts(self, text):
        assert from_csv(text) == []

    @pytest.mark.parametrize(
        "broken",
        ["ana,spring", "ana,spring,Spring,1,more", '"ana"x,spring,,1', '"ana,spring,,1', 'ana,spring,"S,1'],
        ids=["too few", "too many", "quote inside", "never closed", "never closed later"],
    )
    def test_broken_line_is_named_and_swallows_nothing(self, broken):
        good = [f'"user-{n}",spring,,1795170000000' for n in range(3)]
        parts = from_csv("\n".join([good[0], broken, *good[1:]]) + "\n")
        assert [(part[0], part[2]) for part in parts if isinstance(part[2], Reason)] == [(3, UNREADABLE)]
        assert [part[2]["username"] for part in parts if not isinstance(part[2], Reason)] == [
            "user-0",
            "user-1",
            "user-2",
        ]
        assert [part[1] for part in parts] == [2, 3, 4, 5]

    def test_quote_that_is_never_closed_swallows_nothing_of_a_long_file(self):
        rows = "".join(f"user-{n},spring,Spring,1795170000000\n" for n in range(10_000))
        parts = from_csv('"ana,spring,,1\n' + rows)
        assert parts[0] == (2, 2, UNREADABLE)
        assert [part[0] for part in parts[1:]] == list(range(3, 10_003))

    def test_broken_last_line(self):
        assert from_csv('"ana') == [(2, 2, UNREADABLE)]

    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            (" 1795170000000 ", 1_795_170_000_000),
            ("-5", "-5"),
            ("1.79517E+12", "1.79517E+12"),
            ("٣", "٣"),
            ("9" * 5_000, "9" * 5_000),
        ],
    )
    def test_milliseconds_are_a_number(self, cell, value):
        ((_, _, fields),) = from_csv(f"ana,spring,,{cell}")
        assert fields["touched_at"] == value

    @pytest.mark.parametrize(
        ("header", "wrong"),
        [
            ("", "username, journey_id, touched_at"),
            ("username;journey_id;touched_at", "username, journey_id, touched_at"),
            ('"username,journey_id', "username, journey_id, touched_at"),
            ("username,journey_id", "touched_at"),
            ("username,journey_id,touched_at,username", "username"),
            ("secret-user,spring,1795170000000", "username, journey_id, touched_at"),
        ],
    )
    def test_names_on_top_are_needed(self, header, wrong):
        with pytest.raises(BadInput, match=f"or twice: {wrong}$") as raised:
            from_csv("ana,spring,1", header=header)
        assert "secret" not in str(raised.value)

    def test_empty_file(self):
        with pytest.raises(BadInput, match="must name its columns"):
            list(csv_parts([], after=0))


cells = st.text(st.characters(exclude_characters="\r\ufeff", exclude_categories=["Cs"]), max_size=5)
# how a moment is read has a test of its own
moments = st.integers(0, 10**15).map(str) | st.just("")
records = st.fixed_dictionaries(
    {"username": cells, "journey_id": cells, "touched_at": moments, "note": cells}
)


@given(rows=st.lists(records, max_size=12))
def test_whatever_the_csv_module_writes_is_read_from_wherever_one_goes_on(rows):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["username", "journey_id", "touched_at", "note"])
    writer.writeheader()
    writer.writerows(rows)
    parts = list(csv_parts(lines_of(out.getvalue()), after=0))
    found = [{name: str(value) for name, value in part.content.items()} for part in parts]
    filled = [{name: cell for name, cell in row.items() if cell.strip()} for row in rows]
    assert found == [row for row in filled if row]
    for place, part in enumerate(parts):
        assert list(csv_parts(lines_of(out.getvalue()), after=part.last)) == parts[place + 1 :]


@given(values=st.lists(st.dictionaries(cells, cells | st.integers())))
def test_json_is_read_from_wherever_one_goes_on(values):
    text = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
    for done in range(len(values) + 1):
        assert [part.content for part in json_parts(lines_of(text), after=done)] == values[done:]


@given(junk=st.binary(max_size=200) | st.text('",\r\n a', max_size=40).map(str.encode))
def test_any_bytes_stop_nothing(junk):
    good = b"\nana,spring,,1795170000000\n"
    parts = list(csv_parts(io.BytesIO(HEADER.encode() + b"\n" + junk + good), after=0))
    numbers = [part.first for part in parts]
    assert numbers == sorted(set(numbers))
    assert parts[-1].content == ANA
    *_, last = json_parts(io.BytesIO(junk + b"\n7\n"), after=0)
    assert last.content == 7
