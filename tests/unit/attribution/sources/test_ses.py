"""What is special to SES: tags, robots, and the moments of an email."""

import base64
import re

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.rules.metrics import Metric
from attribution.sources import load
from attribution.sources.shared.tag_values import decoded
from examples.publisher.journey_touches import tag_value
from tests.support.flows import NOW, READING
from tests.support.samples.reading import sample, samples
from tests.unit.attribution.sources.case import CASES, World
from tests.unit.attribution.sources.cases.ses import VISIT, click, detail, event, tags_of

CASE = CASES["ses"]
(SOURCE,) = load(["ses"])


@pytest.mark.parametrize("kind", ["open", "click"])
def test_time_is_that_of_the_interaction_not_that_of_the_message(kind):
    (found,) = SOURCE.parse(event(detail(tags_of(VISIT), kind=kind), kind=kind), READING).interactions
    assert found.touched_at == VISIT.touched_at


@pytest.mark.parametrize("kind", samples("ses"))
def test_samples(kind):
    parsed = SOURCE.parse(sample("ses", kind), READING)
    found = {"open": (1, 0, 0), "click": (1, 0, 0), "bot_click": (0, 1, 0), "send": (0, 0, 1)}[kind]
    assert (len(parsed.interactions), len(parsed.rejections), parsed.ignored) == found
    assert [(i.username, i.journey.id) for i in parsed.interactions] in ([], [("ana.lima", "spring_welcome")])


@pytest.mark.parametrize("kind", ["Email Delivered", "Email Bounced", None, 7, ["Email Clicked"]])
def test_other_events_of_ses_are_counted_and_end(kind):
    world = World()
    again = world.send(CASE, [event(click()) | {"detail-type": kind}])
    assert (again, world.table.items) == ([], {})
    assert world.meter.counts[Metric.EVENTS_IGNORED] == 1
    assert world.meter.counts[Metric.TOUCHES_REJECTED] == 0


@pytest.mark.parametrize("said", ["Unlikely", None, "Unknown"])
def test_what_is_not_likely_a_robot_counts(said):
    world = World()
    world.send(CASE, [event(detail(tags_of(VISIT), isBotEvent=said))])
    assert set(world.table.items) == {"ana.lima"}


def test_robots_word_may_be_missing():
    part = click()
    del part["click"]["isBotEvent"]
    assert SOURCE.parse(event(part), READING).interactions


def test_first_value_of_a_tag_counts():
    (found,) = SOURCE.parse(event(click(campaign=["spring", "summer"])), READING).interactions
    assert (found.journey.kind, found.journey.id, found.journey.name) == ("ses", "spring", "spring")


def test_touch_on_the_later_of_two_links_counts():
    """I4: EventBridge delivers out of order."""
    world = World()
    later = detail({"campaign": ["summer"], "username": ["ana"]}, touched_at=NOW - 1)
    sooner = detail({"campaign": ["spring"], "username": ["ana"]}, touched_at=NOW - 2)
    world.send(CASE, [event(later), event(sooner)])
    assert world.table.items["ana"].journey_id == "summer"


class TestTagValues:
    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=47))
    def test_every_text_comes_back(self, text):
        """47 characters of four bytes are what 189 bytes hold for sure."""
        value = tag_value(text)
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value)
        assert decoded(value) == text

    @pytest.mark.parametrize("text", ["spring_welcome", "3f1b6c52-90d1-70aa-1111-2b8f0c9d1e77", "x" * 256])
    def test_text_that_fits_stays_readable(self, text):
        assert tag_value(text) == text
        assert decoded(text) == text

    def test_text_with_the_prefix_is_encoded_too(self):
        assert tag_value("b64_spring") != "b64_spring"
        assert decoded(tag_value("b64_spring")) == "b64_spring"

    @pytest.mark.parametrize(
        "value", ["b64_YQ==", "b64_Y Q", "b64_+/+/", "b64_é", "b64_a", "b64__w", "b64_7aCA", "b64_Y\n"]
    )
    def test_what_is_no_base64url_of_utf_8_is_nothing(self, value):
        assert decoded(value) is None

    @given(st.text())
    def test_any_text_is_read_or_refused(self, text):
        for value in (text, f"b64_{text}"):
            assert decoded(value) is None or isinstance(decoded(value), str)

    def test_longest(self):
        assert decoded(tag_value("é" * 94)) == "é" * 94
        for text in ("é" * 95, "", "x" * 257):
            with pytest.raises(ValueError, match="1 to 189 bytes of UTF-8"):
                tag_value(text)

    def test_ses_allows_these_characters_and_no_more(self):
        """If the service's model says something else one day, the encoding can go."""
        told = botocore.session.get_session().get_service_model("sesv2").shape_for("MessageTagValue")
        assert "ASCII letters" in told.documentation
        assert "underscores (_), or dashes (-)" in told.documentation
        assert "no more than 256 characters" in told.documentation

    def test_samples_speak_the_same(self):
        tags = sample("ses", "click")["detail"]["mail"]["tags"]
        encoded = "b64_" + base64.urlsafe_b64encode(b"ana.lima").decode().rstrip("=")
        assert tags["username"] == [encoded] == [tag_value("ana.lima")]
