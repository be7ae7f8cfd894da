"""Every source, same cases; and what is special to each.

A new source is found by its file: without an entry in `CASES` the first test fails.
"""

import json
import pkgutil

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

import attribution.sources
from attribution.rules.touch import Outcome, Reason
from attribution.sources import Reading, load, source_of
from kit.errors import BadInput, ConfigError
from tests.support.events import CAMPAIGN_ID, JOURNEY_ID, campaign_event, endpoint, journey_event

CASES = {"pinpoint_journey": (journey_event, JOURNEY_ID), "pinpoint_campaign": (campaign_event, CAMPAIGN_ID)}
SHARED = {"pinpoint_endpoints"}
READING = Reading(username_attribute="username", username_case_sensitive=False, now=1_795_170_000_000)

both = pytest.mark.parametrize("name", CASES)


def source(name):
    return load([name])[0]


def test_every_source_is_under_this_contract():
    files = {module.name for module in pkgutil.iter_modules(attribution.sources.__path__)}
    assert files - SHARED == set(CASES)


@both
def test_recognises_only_its_own(name):
    make, _ = CASES[name]
    recognising = [other.name for other in load(CASES) if other.recognises(make({}))]
    assert recognising == [name]


@both
def test_every_endpoint_becomes_an_interaction(name):
    """I3"""
    make, journey_id = CASES[name]
    parsed = source(name).parse(make({"e1": endpoint("Ana"), "e2": endpoint("bo")}), READING)
    assert [(i.item, i.username, i.journey.id, i.touched_at) for i in parsed.interactions] == [
        ("e1", "ana", journey_id, READING.now),
        ("e2", "bo", journey_id, READING.now),
    ]
    assert parsed.interactions[0].journey.kind == name
    assert parsed.rejections == []


@both
@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (None, Reason.ENDPOINT_NULL),
        ("text", Reason.ENDPOINT_NOT_AN_OBJECT),
        (7, Reason.ENDPOINT_NOT_AN_OBJECT),
        ([], Reason.ENDPOINT_NOT_AN_OBJECT),
        ({}, Reason.USER_MISSING),
        (endpoint(User=None), Reason.USER_MISSING),
        (endpoint(User={}), Reason.USER_MISSING),
        (endpoint(User="ana"), Reason.USER_NOT_AN_OBJECT),
        (endpoint(User=[]), Reason.USER_NOT_AN_OBJECT),
        (endpoint(User={"UserId": "u"}), Reason.USER_ATTRIBUTES_MISSING),
        (endpoint(User={"UserAttributes": None, "UserId": "u"}), Reason.USER_ATTRIBUTES_MISSING),
        (endpoint(User={"UserAttributes": []}), Reason.USER_ATTRIBUTES_NOT_AN_OBJECT),
        (endpoint(User={"UserAttributes": {}}), Reason.USERNAME_MISSING),
        (endpoint(User={"UserAttributes": {"username": None}}), Reason.USERNAME_MISSING),
        (endpoint(User={"UserAttributes": {"username": "ana"}}), Reason.USERNAME_NOT_A_LIST),
        (endpoint(User={"UserAttributes": {"username": []}}), Reason.USERNAME_LIST_EMPTY),
        (endpoint(None), Reason.USERNAME_NOT_TEXT),
        (endpoint(7), Reason.USERNAME_NOT_TEXT),
        (endpoint(["ana"]), Reason.USERNAME_NOT_TEXT),
        (endpoint(""), Reason.USERNAME_BLANK),
        (endpoint("x" * 129), Reason.USERNAME_TOO_LONG),
        (endpoint("ana lima"), Reason.USERNAME_INVALID),
    ],
)
def test_bad_endpoint_is_named_and_stops_nobody(name, bad, reason):
    """I3"""
    make, _ = CASES[name]
    parsed = source(name).parse(make({"good": endpoint("ana"), "bad": bad, "fine": endpoint("bo")}), READING)
    assert [(r.item, r.reason) for r in parsed.rejections] == [("bad", reason)]
    assert [i.username for i in parsed.interactions] == ["ana", "bo"]


@both
@pytest.mark.parametrize("count", [0, 1, 50, 5000])
def test_any_number_of_endpoints(name, count):
    make, _ = CASES[name]
    parsed = source(name).parse(make({f"e{n}": endpoint(f"user-{n}") for n in range(count)}), READING)
    assert len(parsed.interactions) == count


@both
@pytest.mark.parametrize("endpoints", [None, "text", [], 7])
def test_endpoints_must_be_a_map(name, endpoints):
    make, _ = CASES[name]
    with pytest.raises(BadInput, match="Endpoints must be an object of endpoint id -> endpoint"):
        source(name).parse(make(endpoints), READING)


@both
def test_endpoints_must_be_there(name):
    make, _ = CASES[name]
    event = make({})
    del event["Endpoints"]
    with pytest.raises(BadInput, match=r"Endpoints must be .* missing or null"):
        source(name).parse(event, READING)


@pytest.mark.parametrize("value", [None, "", "  ", 7, [], "\n", "\ud800x", "x" * 257])
@both
def test_id_must_be_text(name, value):
    make, _ = CASES[name]
    event = make({})
    field = "JourneyId" if name == "pinpoint_journey" else "CampaignId"
    event[field] = value
    with pytest.raises(BadInput, match=f"{field} must "):
        source(name).parse(event, READING)


@both
def test_user_id_where_no_attribute_is_named(name):
    make, _ = CASES[name]
    reading = Reading(username_attribute=None, username_case_sensitive=True, now=READING.now)
    event = make({"e": endpoint(), "f": endpoint(User={"UserAttributes": {}})})
    parsed = source(name).parse(event, reading)
    assert [i.username for i in parsed.interactions] == ["u-4410"]
    assert [r.reason for r in parsed.rejections] == [Reason.USERNAME_MISSING]


@both
def test_answer_is_what_pinpoint_takes(name):
    """Endpoint id -> EventAttributes, at most 5, of at most 128 characters."""
    make, _ = CASES[name]
    parsed = source(name).parse(make({"a": endpoint("ana"), "b": None, "c": endpoint("bo")}), READING)
    answer = source(name).answer(
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
def test_any_json_as_an_endpoint_is_accounted_for(name, junk):
    """I3: one item in, one item out, whatever stands there."""
    make, _ = CASES[name]
    for endpoints in (
        {"e": junk},
        {"e": {"User": junk}},
        {"e": {"User": {"UserAttributes": {"username": junk}}}},
    ):
        parsed = source(name).parse(make(json.loads(json.dumps(endpoints))), READING)
        assert parsed.items == ["e"]


def test_campaign_hook_is_refused_since_our_answer_would_drop_everyone():
    event = campaign_event({"e": endpoint()}) | {"MessageConfiguration": {}}
    with pytest.raises(BadInput, match="custom channel instead"):
        source("pinpoint_campaign").parse(event, READING)


def test_journey_payload_with_a_campaign_id_is_a_journeys():
    event = journey_event({}) | {"CampaignId": CAMPAIGN_ID}
    assert source_of(event, load(CASES)).name == "pinpoint_journey"


@pytest.mark.parametrize(
    "event", [None, "not json", 7, [], {}, {"Records": []}, {"secret-field": "secret-value"}]
)
def test_unknown_payload_is_refused_without_quoting_it(event):
    with pytest.raises(BadInput, match="belongs to none of the sources") as raised:
        source_of(event, load(CASES))
    assert "secret-value" not in str(raised.value)
    assert "pinpoint_journey, pinpoint_campaign" in str(raised.value)


def test_source_that_is_off_takes_nothing():
    with pytest.raises(BadInput, match="switch its source on"):
        source_of(journey_event({}), load(["pinpoint_campaign"]))


def test_username_limit_is_cognitos():
    shape = (
        botocore.session.get_session()
        .get_service_model("cognito-idp")
        .operation_model("AdminUpdateUserAttributes")
        .input_shape.members["Username"]
    )
    assert (shape.metadata["min"], shape.metadata["max"]) == (1, 128)
    assert shape.metadata["pattern"] == r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+"


def test_source_that_is_none_is_a_wrong_deployment():
    with pytest.raises(ConfigError, match="SOURCES names a source"):
        load(["pinpoint_journey", "foo"])


def test_fields_of_a_strange_payload_are_named_only_where_they_look_like_names():
    """I8: a field can be an address."""
    with pytest.raises(BadInput, match=r"payload \(fields Campaigns, …\) belongs to none"):
        source_of({"ann@example.org": 1, "Campaigns": 2, 7: 3}, load(["pinpoint_journey"]))
