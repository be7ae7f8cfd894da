"""The story's expectations, against what the rules of attribution make of the same visits."""

import string

from emulator.standins.pinpoint import endpoint
from examples.demo import story


def journeys_after(act_count: int) -> dict[str, str]:
    """The last journey that each user entered wins."""
    current: dict[str, str] = {}
    for act in story.ACTS[:act_count]:
        for journey, visits in act.audiences:
            current |= {user: journey.name for visit in visits if (user := story.username_of(visit))}
    return {user: current.get(user, story.BLANK) for user in story.USERS}


def test_everyone_sees_the_last_journey_they_entered() -> None:
    for act_count, moment in enumerate(story.MOMENTS[:-1]):
        assert story.seen_at(moment) == journeys_after(act_count), moment


def test_in_the_end_all_is_blank() -> None:
    assert set(story.seen_at("expired").values()) == {story.BLANK}


def test_everyone_is_seen_at_every_moment() -> None:
    assert {len(values) for values in story.SEEN.values()} == {len(story.MOMENTS)}


def test_the_audiences_have_everyone_that_the_demo_promises() -> None:
    entered = {user: story.journeys_of(user) for user in (*story.USERS, story.STRANGER)}
    assert entered["ben"] == ["Welcome", "Sale"], "two journeys"
    assert entered["cleo"] == ["Welcome", "Sale", "Welcome"], "back into the first one"
    assert entered["dan"] == ["Welcome", "Welcome"], "the same again"
    assert entered["hana"] == [], "none"
    assert story.STRANGER not in story.USERS
    assert entered[story.STRANGER], "unknown to the pool"
    assert story.spelled_username_of(story.ANN_IN_CAPITALS) == "ANN"
    assert "ann" in story.USERS
    assert {journey for act in story.ACTS for journey, _ in act.audiences} == set(story.JOURNEYS)


def test_refused_endpoints_mean_nobody() -> None:
    assert story.username_of(story.WITHOUT_USERNAME) is None
    assert story.username_of(story.NULL_ENDPOINT) is None


def test_the_answers_name_the_reason_of_a_refusal() -> None:
    visits = (story.customer("ben"), story.NULL_ENDPOINT)
    assert story.answers_to(visits) == {
        "email-of-ben": {"tagged": "true"},
        "deleted-meanwhile": {"tagged": "false", "reason": "endpoint_null"},
    }


def test_the_counts_follow_from_the_visits() -> None:
    assert story.counts() == {
        "TouchesRecorded": 13,
        "TouchesRejected": 2,
        "TouchesRejected: username_missing": 1,
        "TouchesRejected: endpoint_null": 1,
        "TouchesExpired": 8,
        "UsersNotFound": 2,
    }


def test_ids_look_like_those_of_pinpoint() -> None:
    for identifier in (story.APPLICATION_ID, *(journey.id for journey in story.JOURNEYS)):
        assert len(identifier) == 32
        assert set(identifier) <= set(string.hexdigits)
    assert len({journey.id for journey in story.JOURNEYS}) == len(story.JOURNEYS)


def test_a_customer_is_an_endpoint_with_a_username() -> None:
    visit = story.customer("ben")
    assert visit.payload == endpoint("ben")
    assert story.username_of(visit) == "ben"
