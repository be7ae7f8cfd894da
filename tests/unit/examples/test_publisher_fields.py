"""The publisher's checks: a wrong field is named before anything is sent, and what is sent fits."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import botocore.session
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.publisher.journey_touches import Touch, sms_context
from tests.unit.examples.services import Bus, send

SCHEMA = json.loads((Path(__file__).parents[3] / "schemas" / "journey_touch.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)
AT = datetime(2026, 11, 20, 10, 3, 11, 902_999, tzinfo=UTC)
GOOD = Touch(username="ana", journey_id="spring", touched_at=AT)
WRONG = {
    "username": ["", " ", "ana lima", "x" * 129, "a\tb", None, 7],
    "journey_id": ["", "  ", "x" * 257, "a\nb", None, 7],
    "journey_name": ["", " ", "x" * 257, "a\u00a0b", 7],
    "touched_at": [
        None,
        "2026-11-20",
        AT.replace(tzinfo=None),
        AT.replace(year=2000),
        AT.replace(year=2199),
        datetime.max.replace(tzinfo=UTC),
    ],
}


class TestWrongFields:
    @pytest.mark.parametrize(
        ("field", "value"), [(name, value) for name, some in WRONG.items() for value in some]
    )
    def test_are_named_and_nothing_is_sent(self, field, value):
        bus = Bus()
        wrong = Touch(**{"username": "ana", "journey_id": "spring", "touched_at": AT, field: value})
        with pytest.raises(ValueError, match=rf"^touches\[11\]\.{field} must be a ") as caught:
            send([GOOD] * 11 + [wrong], bus)
        assert bus.calls == []
        assert not isinstance(value, str) or len(value) < 3 or value not in str(caught.value)

    @pytest.mark.parametrize("source", ["", "aws.crm"])
    def test_source(self, source):
        with pytest.raises(ValueError, match="source must be the name of your system"):
            send([GOOD], Bus(), source=source)

    @given(
        username=st.text(max_size=130) | st.none() | st.just("x" * 129),
        journey_id=st.text(max_size=260) | st.none() | st.just("x" * 257),
        name=st.text(min_size=1, max_size=260) | st.none(),
        touched_at=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=14))])),
    )
    def test_what_is_sent_is_what_the_schema_says(self, username, journey_id, name, touched_at):
        bus = Bus()
        touch = Touch(username=username, journey_id=journey_id, journey_name=name, touched_at=touched_at)
        try:
            send([touch], bus)
        except ValueError:
            assert bus.calls == []
        else:
            VALIDATOR.validate(json.loads(bus.taken[0]["Detail"]))
            assert bus.users


class TestSmsContext:
    def test_fits_the_send_call(self):
        model = botocore.session.get_session().get_service_model("pinpoint-sms-voice-v2")
        shape = model.operation_model("SendTextMessage").input_shape.members["Context"]
        context = sms_context("x" * 128, "Été à Paris" + "y" * 245)
        assert context == {"username": "x" * 128, "campaign": "Été à Paris" + "y" * 245}
        assert len(context) <= shape.metadata["max"]
        for texts, told in ((context, shape.key), (context.values(), shape.value)):
            assert all(len(text) <= told.metadata["max"] for text in texts)
            assert all(re.fullmatch(told.metadata["pattern"], text) for text in texts)

    @pytest.mark.parametrize(
        ("username", "campaign", "field"),
        [
            ("", "spring", "username"),
            ("a b", "spring", "username"),
            ("ana", "x" * 257, "campaign"),
            ("ana", " spring", "campaign"),
            ("ana", "spring\n", "campaign"),
            ("ana", "", "campaign"),
        ],
    )
    def test_wrong_fields_are_named(self, username, campaign, field):
        with pytest.raises(ValueError, match=rf"^{field} must "):
            sms_context(username, campaign)
