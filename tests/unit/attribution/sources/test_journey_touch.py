"""What is special to Journey Touch events: their sender, their time, and the schema that tells of them."""

import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from attribution.rules.parsed import Interaction
from attribution.rules.touch import Reason
from attribution.sources import load
from attribution.sources.shared.plain_touch import plain_touch
from tests.support.flows import READING
from tests.support.samples.reading import sample, samples
from tests.unit.attribution.sources.case import CASES
from tests.unit.attribution.sources.cases.journey_touch import event, touch

SCHEMA = json.loads((Path(__file__).parents[4] / "schemas" / "journey_touch.schema.json").read_text())
FORMATS = jsonschema.Draft202012Validator.FORMAT_CHECKER
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=FORMATS)
CASE = CASES["journey_touch"]
(SOURCE,) = load(["journey_touch"])

# Letters of many scripts, and what names and ids must not have.
TEXTS = st.text(st.characters(categories=["L", "M", "N", "P", "S"]), min_size=1, max_size=300)
WITH_SPACES = st.text("ab é-\t\n\u00a0\u2028\u200b ", max_size=4)
NO_TEXTS = st.none() | st.booleans() | st.integers() | st.lists(st.text(), max_size=2)
MOMENTS = st.datetimes(
    datetime.fromisoformat("2000-01-02"),
    datetime.fromisoformat("2199-12-30"),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-9))]),
)
TIMES = st.one_of(
    MOMENTS.map(datetime.isoformat),
    MOMENTS.map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")),
    st.integers(946_684_800_000, 32_503_680_000_000),
    st.integers(max_value=-1) | st.integers(min_value=32_503_680_000_001),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: not number.is_integer()),
    st.sampled_from([1_795_168_991_902.0, "2026-02-30T10:00:00Z", "2026-11-20T10:03:11", "now", ""]),
    NO_TEXTS.filter(lambda value: not isinstance(value, int) or isinstance(value, bool)),
)
DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "username": TEXTS | WITH_SPACES | NO_TEXTS,
        "journey_id": TEXTS | WITH_SPACES | NO_TEXTS,
        "journey_name": TEXTS | WITH_SPACES | NO_TEXTS,
        "touched_at": TIMES,
        "slot": NO_TEXTS,
    },
)


def read(detail):
    return plain_touch(detail, source="journey_touch", item="detail", otherwise=1, reading=READING)


def is_taken(detail):
    return isinstance(read(detail), Interaction)


class TestSchema:
    def test_is_one(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        assert "date-time" in FORMATS.checkers

    @given(DETAILS | NO_TEXTS)
    @example({"username": "x" * 128, "journey_id": "y" * 256, "journey_name": "z" * 257, "touched_at": None})
    @example({"username": "x" * 129, "journey_id": "spring"})
    @example({"username": "ana", "journey_id": "y" * 257})
    @example(touch(touched_at=32_503_680_000_000))
    @example(touch(touched_at=32_503_680_000_001))
    @example({"username": "ana", "journey_id": "spring\n"})
    @example({"username": "ana\n", "journey_id": "spring"})
    def test_says_what_is_taken(self, detail):
        """A folded name may be longer than the one that came; the schema cannot tell."""
        name = detail.get("username") if isinstance(detail, dict) else None
        if not isinstance(name, str) or len(name.lower()) == len(name):
            assert VALIDATOR.is_valid(detail) == is_taken(detail)

    @pytest.mark.parametrize("detail", [*SCHEMA["examples"], *(part for part, _ in CASE.bad_parts)])
    def test_says_it_of_the_known_cases(self, detail):
        assert VALIDATOR.is_valid(detail) == is_taken(detail)

    @pytest.mark.parametrize("kind", samples("journey_touch"))
    def test_says_it_of_the_samples(self, kind):
        VALIDATOR.validate(sample("journey_touch", kind)["detail"])

    @pytest.mark.parametrize("field", ["username", "journey_id", "journey_name", "touched_at"])
    def test_examples_of_fields_are_valid(self, field):
        for value in SCHEMA["properties"][field]["examples"]:
            VALIDATOR.validate(touch(**{field: value}))

    def test_differs_in_no_character_that_people_type(self):
        """The rest: unassigned, private, and marks of formatting beyond the pattern."""
        unprintable = re.compile(SCHEMA["$defs"]["unprintable"]["pattern"])
        differing = {
            unicodedata.category(character)
            for character in map(chr, [*range(0x10000), *range(0x10000, 0x110000, 97)])
            if bool(unprintable.search(character)) == is_taken(touch(journey_id=f"x{character}"))
        }
        assert differing <= {"Cn", "Co", "Cs", "Cf"}

    @pytest.mark.parametrize(
        "time",
        ["2026-11-20 10:03:11+00:00", "2026-11-20T10:03Z", "20261120T100311Z", "1999-12-31T23:59:59Z", 7],
    )
    def test_is_stricter_than_the_source_where_a_sender_is_likely_wrong(self, time):
        """Other forms of ISO 8601 are read; seconds in place of milliseconds are a moment of 1970."""
        assert not VALIDATOR.is_valid(touch(touched_at=time))
        assert is_taken(touch(touched_at=time))


class TestEvent:
    @pytest.mark.parametrize("sender", ["crm", "com.example.push", "awsome.tool"])
    def test_may_come_from_anybody(self, sender):
        assert SOURCE.recognises(event(touch(), source=sender))

    @pytest.mark.parametrize("sender", ["aws.ses", "aws.anything", None, 7])
    def test_does_not_come_from_aws(self, sender):
        assert not SOURCE.recognises(event(touch(), source=sender))

    @pytest.mark.parametrize("payload", [None, [], "Journey Touch", {}, {"source": "crm"}])
    def test_is_known_by_its_type(self, payload):
        assert not SOURCE.recognises(payload)

    def test_time_is_that_of_the_event_where_the_detail_has_none(self):
        happened = event(touch(touched_at=None), time="2026-11-20T10:03:12Z")
        (found,) = SOURCE.parse(happened, READING).interactions
        assert found.touched_at == 1_795_168_992_000

    @pytest.mark.parametrize("time", [None, "now"])
    def test_without_any_time_is_a_rejection(self, time):
        (found,) = SOURCE.parse(event(touch(), time=time), READING).rejections
        assert found.reason is Reason.TIME_MISSING

    def test_time_of_the_detail_needs_none_of_the_event(self):
        (found,) = SOURCE.parse(event(touch(touched_at=7), time=None), READING).interactions
        assert found.touched_at == 7

    def test_whole_number_may_be_written_as_a_float(self):
        assert read(touch(touched_at=json.loads("1.795168991902E12"))).touched_at == 1_795_168_991_902

    @pytest.mark.parametrize("number", ["Infinity", "NaN", "1e400", "-1.0"])
    def test_number_that_is_no_moment(self, number):
        assert read(touch(touched_at=json.loads(number))).reason is Reason.TIME_INVALID

    def test_journey_of_the_source(self):
        (found,) = SOURCE.parse(sample("journey_touch", "full"), READING).interactions
        journey = found.journey
        assert (journey.kind, journey.id, journey.name) == (
            "journey_touch",
            "spring_welcome",
            "Spring welcome",
        )
        assert found.touched_at == 1_795_168_991_902

    @pytest.mark.parametrize("name", [None, "", "  ", "x" * 257, "a\tb"])
    def test_name_that_does_not_fit_is_none(self, name):
        assert read(touch(journey_name=name)).journey.name is None
