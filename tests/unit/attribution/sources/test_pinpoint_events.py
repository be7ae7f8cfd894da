"""What is special to Pinpoint's event stream."""

import json
from dataclasses import replace

import pytest

from attribution.rules.parsed import Interaction, Note, Unresolved
from attribution.rules.touch import Journey, Reason
from attribution.sources import load
from kit.errors import Throttled
from tests.support.events import CAMPAIGN_ID, JOURNEY_ID, endpoint
from tests.support.flows import NOW, READING
from tests.support.samples.reading import sample, samples
from tests.unit.attribution.sources.case import CASES, World
from tests.unit.attribution.sources.cases.pinpoint_events import clicked, sent, sent_to

CASE = CASES["pinpoint_events"]
(SOURCE,) = load(["pinpoint_events"])
ANA = json.dumps(endpoint("ana"))
NOTE = Note(reference="pinpoint-endpoint:ep-1", username="ana")
JOURNEY = Journey(kind="pinpoint_journey", id=JOURNEY_ID)
CAMPAIGN = Journey(kind="pinpoint_campaign", id=CAMPAIGN_ID)


def carrying(shown):
    return {"custom": {"endpoint": shown}}


def parse(event, **changes):
    return SOURCE.parse(event, replace(READING, **changes))


@pytest.mark.parametrize("kind", samples("pinpoint_events"))
def test_every_kind_of_event_is_recognised(kind):
    assert SOURCE.recognises(sample("pinpoint_events", kind))


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        {"event_type": "_email.click"},
        {"event_type": "_email.click", "event_timestamp": NOW},  # what the app puts into a stream of its own
        {"event_type": "_email.click", "client": {}},
        {"event_type": ["_email.click"], "event_timestamp": NOW, "client": {}},
        {"event_timestamp": NOW, "client": {}},
    ],
)
def test_event_of_somebody_else_is_not_recognised(event):
    assert not SOURCE.recognises(event)


def test_time_of_an_email_event_is_when_it_arrived_and_not_when_the_email_was_sent():
    event = sample("pinpoint_events", "email_click")
    (found,) = parse(event).unresolved
    assert found.touched_at == event["arrival_timestamp"] > event["event_timestamp"]


def test_without_arrival_the_moment_of_the_record_counts():
    """The time of sending would let an older journey stand."""
    world = World()
    click = clicked()
    del click["arrival_timestamp"]
    world.send(CASE, [sent_to("ana"), click])
    assert world.table.items["ana"].touched_at == NOW > click["event_timestamp"]


@pytest.mark.parametrize(
    ("attributes", "journey"),
    [
        ({"journey_id": JOURNEY_ID}, JOURNEY),
        ({"campaign_id": CAMPAIGN_ID}, CAMPAIGN),
        ({"journey_id": JOURNEY_ID, "campaign_id": CAMPAIGN_ID}, JOURNEY),
        ({"journey_id": "", "campaign_id": CAMPAIGN_ID}, CAMPAIGN),
    ],
)
def test_name_is_looked_up_by_the_kind_of_the_journey(attributes, journey):
    """The look-up asks for a campaign what is no journey."""
    assert parse(clicked(attributes=attributes)).unresolved[0].journey == journey


@pytest.mark.parametrize("shown", [ANA, json.loads(ANA)], ids=["text", "object"])
def test_event_with_the_endpoint_needs_no_lookup(shown):
    parsed = parse(clicked(client_context=carrying(shown)))
    assert [part.username for part in parsed.interactions] == ["ana"]
    assert parsed.notes == [NOTE]
    assert parsed.unresolved == []
    assert parsed.ignored == 0


def test_event_with_the_endpoint_but_without_its_id_leaves_no_note():
    parsed = parse(clicked(client=None, client_context=carrying(ANA)))
    assert [part.username for part in parsed.interactions] == ["ana"]
    assert parsed.notes == []


@pytest.mark.parametrize("kind", ["journey_send", "journey_opened_notification", "app_event"])
def test_event_that_is_no_interaction_tells_who_is_behind_its_endpoint(kind):
    event = sample("pinpoint_events", kind)
    parsed = parse(event, pinpoint_event_types=frozenset())
    reference = "pinpoint-endpoint:" + event["client"]["client_id"]
    assert parsed.notes == [Note(reference=reference, username="ana.lima")]
    assert (parsed.items, parsed.ignored) == ([], 1)


def test_which_events_are_interactions_is_set():
    event = sample("pinpoint_events", "journey_opened_notification")
    parsed = parse(event, pinpoint_event_types=frozenset({"_journey.opened_notification"}))
    (found,) = parsed.interactions
    assert found == Interaction(
        item="event", username="ana.lima", journey=JOURNEY, touched_at=event["arrival_timestamp"]
    )


def test_event_of_the_app_belongs_to_the_journey_that_it_names():
    event = clicked(event_type="purchase", attributes={"campaign_id": CAMPAIGN_ID})
    assert parse(event).unresolved == [
        Unresolved(
            item="event",
            reference="pinpoint-endpoint:ep-1",
            journey=CAMPAIGN,
            touched_at=event["arrival_timestamp"],
        )
    ]


def test_event_of_the_app_does_not_renew_the_journey_that_the_app_stamped_on_it():
    """It is the result of attribution: else a journey would never end."""
    event = clicked(event_type="purchase", attributes={"campaign": "Spring welcome"})
    assert [part.reason for part in parse(event).rejections] == [Reason.JOURNEY_MISSING]


def test_event_without_interaction_and_endpoint_is_ignored():
    parsed = parse(sample("pinpoint_events", "email_send"))
    assert (parsed.items, parsed.notes, parsed.ignored) == ([], [], 1)


@pytest.mark.parametrize(
    "nobody",
    [
        {"ChannelType": "EMAIL"},
        endpoint(User={}),
        endpoint(User={"UserId": "u-1"}),
        endpoint(User={"UserAttributes": {"tier": ["gold"]}}),
    ],
)
def test_endpoint_of_nobody_is_no_fault_and_another_event_may_know_the_user(nobody):
    parsed = parse(sent(json.dumps(nobody)))
    assert (parsed.items, parsed.notes, parsed.ignored) == ([], [], 1)
    click = clicked(client_context=carrying(json.dumps(nobody)))
    assert [part.reference for part in parse(click).unresolved] == ["pinpoint-endpoint:ep-1"]


def test_user_may_have_the_name_of_a_reason():
    parsed = parse(clicked(client_context=carrying(json.dumps(endpoint("user_missing")))))
    assert [part.username for part in parsed.interactions] == ["user_missing"]


def test_interaction_of_an_endpoint_that_names_its_user_wrongly_says_so():
    parsed = parse(clicked(client_context=carrying(json.dumps(endpoint("ana lima")))))
    assert [part.reason for part in parsed.rejections] == [Reason.USERNAME_INVALID]


@pytest.mark.parametrize("context", [None, [], {}, {"custom": None}, {"custom": "x"}, {"custom": {}}])
def test_event_without_an_endpoint_refers_to_it(context):
    assert len(parse(clicked(client_context=context)).unresolved) == 1


def test_user_id_where_no_attribute_is_named():
    parsed = parse(sent_to("ana"), username_attribute=None)
    assert parsed.notes == [replace(NOTE, username="u-4410")]


def test_click_finds_the_user_of_an_earlier_batch():
    world = World()
    assert world.send(CASE, [sent_to("ana")]) == []
    assert world.send(CASE, [clicked()]) == []
    assert set(world.table.items) == {"ana"}
    assert world.table.items["ana"].source == "pinpoint_events"
    assert world.meter.counts["EventsIgnored"] == 1


def test_last_send_says_who_is_behind_an_endpoint():
    """A device can change hands."""
    world = World()
    world.send(CASE, [sent_to("ana"), sent_to("bo"), clicked()])
    assert set(world.table.items) == {"bo"}


def test_broken_and_foreign_records_do_not_hold_up_the_shard():
    """I3"""
    world = World()
    records = [
        None,
        "text",
        {"strange": 1},
        {"event_type": 7},
        sent_to("ana"),
        clicked(),
        clicked(attributes=7),
    ]
    assert world.send(CASE, records) == []
    assert set(world.table.items) == {"ana"}


def test_batch_whose_lookups_cannot_be_had_comes_again():
    """I6"""
    world = World()
    world.lookups.fail = lambda _: Throttled("refused")
    with pytest.raises(Throttled):
        world.send(CASE, [sent_to("ana"), clicked()])
    assert world.table.items == {}
    world.lookups.fail = lambda _: None
    world.send(CASE, [sent_to("ana"), clicked()])
    assert set(world.table.items) == {"ana"}
