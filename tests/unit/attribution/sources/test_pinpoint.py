"""What is special to the custom channel of Pinpoint's journeys and campaigns."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.rules.touch import Outcome, Reason
from attribution.sources import load, source_of
from tests.support.events import CAMPAIGN_ID, campaign_event, endpoint, journey_event
from tests.support.flows import READING

EVENTS = {"pinpoint_journey": journey_event, "pinpoint_campaign": campaign_event}
both = pytest.mark.parametrize("name", EVENTS)


def parse(name, endpoints, **reading):
    (source,) = load([name])
    return source.parse(EVENTS[name](endpoints), replace(READING, **reading))


@both
def test_user_id_where_no_attribute_is_named(name):
    endpoints = {"e": endpoint(), "f": endpoint(User={"UserAttributes": {}})}
    parsed = parse(name, endpoints, username_attribute=None)
    assert [i.username for i in parsed.interactions] == ["u-4410"]
    assert [r.reason for r in parsed.rejections] == [Reason.USERNAME_MISSING]


@both
def test_case_is_kept_where_the_pool_keeps_it(name):
    parsed = parse(name, {"e": endpoint("Ana")}, username_case_sensitive=True)
    assert [i.username for i in parsed.interactions] == ["Ana"]


@both
def test_answer_is_what_pinpoint_takes(name):
    """Endpoint id -> EventAttributes, at most 5, of at most 128 characters."""
    parsed = parse(name, {"a": endpoint("ana"), "b": None, "c": endpoint("bo")})
    (source,) = load([name])
    answer = source.answer(
        parsed, {"a": Outcome.RECORDED, "b": Reason.ENDPOINT_NULL, "c": Outcome.SUPERSEDED}
    )
    assert answer == {
        "a": {"EventAttributes": {"tagged": "true"}},
        "b": {"EventAttributes": {"tagged": "false", "reason": "endpoint_null"}},
        "c": {"EventAttributes": {"tagged": "false", "reason": "superseded"}},
    }


def test_all_reasons_fit_pinpoints_answer():
    assert all(len(reason) <= 128 for reason in (*Reason, *Outcome))


@both
@given(
    junk=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_any_json_inside_an_endpoint_is_accounted_for(name, junk):
    """I3: one item in, one item out, whatever stands there."""
    for endpoints in (
        {"e": junk},
        {"e": {"User": junk}},
        {"e": {"User": {"UserAttributes": {"username": junk}}}},
    ):
        assert parse(name, json.loads(json.dumps(endpoints))).items == ["e"]


def test_journey_payload_with_a_campaign_id_is_a_journeys():
    event = journey_event({}) | {"CampaignId": CAMPAIGN_ID}
    assert source_of(event, load(EVENTS)).name == "pinpoint_journey"
