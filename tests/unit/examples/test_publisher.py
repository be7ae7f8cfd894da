"""The publisher that teams copy: what it sends is taken, what it cannot send comes back."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from examples.publisher import journey_touches
from examples.publisher.journey_touches import NotPublished, Touch, publish
from tests.unit.examples.services import OK, Bus, send, touch_of

AT = datetime(2026, 11, 20, 10, 3, 11, 902_999, tzinfo=UTC)
THROTTLED, DENIED = "ThrottlingException", "NotAuthorizedForSourceException"
CLEF = "\U0001d11e"  # four bytes of UTF-8
LIMIT_OF_A_CALL = 256 * 1024  # the smallest that PutEvents had; since 2026 it is 1 MB


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    slept = []
    monkeypatch.setattr(journey_touches.time, "sleep", slept.append)
    return slept


def touches(count):
    return [Touch(username=f"user-{n}", journey_id="spring", touched_at=AT) for n in range(count)]


class TestSending:
    @pytest.mark.parametrize(("count", "calls"), [(0, []), (1, [1]), (10, [10]), (25, [10, 10, 5])])
    def test_every_touch_is_on_the_bus_once(self, count, calls):
        bus = Bus()
        send(touches(count), bus)
        assert bus.users == [f"user-{n}" for n in range(count)]
        assert [len(call) for call in bus.calls] == calls

    def test_touch_arrives_as_it_was_made(self):
        bus = Bus()
        made = Touch(username="ana", journey_id="s-1", journey_name="Été", touched_at=AT)
        send([made], bus)
        found = touch_of(bus.taken[0])
        assert (found.username, found.journey.id, found.journey.name) == ("ana", "s-1", "Été")
        assert found.touched_at == int(AT.timestamp() * 1000)
        assert (bus.taken[0]["EventBusName"], bus.taken[0]["Source"]) == ("journey-attribution", "crm")

    def test_moment_is_told_in_utc(self):
        bus = Bus()
        send(
            [Touch(username="ana", journey_id="s", touched_at=AT.astimezone(timezone(timedelta(hours=9))))],
            bus,
        )
        assert json.loads(bus.taken[0]["Detail"])["touched_at"] == "2026-11-20T10:03:11.902+00:00"

    def test_without_a_moment_it_is_that_of_the_touch_also_when_published_again(self):
        before = datetime.now(UTC)
        some = [Touch(username="ana", journey_id="spring")]
        assert before <= some[0].touched_at <= datetime.now(UTC)
        bus = Bus()
        send(some, bus)
        send(some, bus)
        assert bus.taken[0] == bus.taken[1]

    def test_longest_touches_fit_into_one_call(self):
        longest = Touch(username=CLEF * 128, journey_id=CLEF * 256, journey_name='"' * 256, touched_at=AT)
        bus = Bus()
        send([longest] * 10, bus)
        (call,) = bus.calls
        assert len(json.dumps(call, ensure_ascii=False).encode()) < LIMIT_OF_A_CALL

    def test_client_is_made_where_none_is_given(self, monkeypatch):
        bus = Bus()
        monkeypatch.setattr(journey_touches.boto3, "client", {"events": bus}.__getitem__)
        publish(touches(1), event_bus_name="journey-attribution", source="crm")
        assert bus.users == ["user-0"]


class TestRefusedEntries:
    def test_are_sent_again_alone_after_growing_pauses(self, pauses):
        bus = Bus([THROTTLED, OK, "InternalFailure"], [OK, THROTTLED], [THROTTLED])
        send(touches(3), bus)
        assert sorted(bus.users) == ["user-0", "user-1", "user-2"]
        assert [len(call) for call in bus.calls] == [3, 2, 1, 1]
        assert pauses == sorted(pauses)
        assert len(pauses) == 3
        assert min(pauses) > 0

    def test_come_back_with_all_that_was_not_tried(self):
        bus = Bus([OK] * 10, *[[THROTTLED] * 2 + [OK] * 8], *[[THROTTLED] * 2] * 4)
        with pytest.raises(
            NotPublished, match=r"^7 touches were not published \(ThrottlingException\)"
        ) as caught:
            send(touches(25), bus)
        left = [touch.username for touch in caught.value.touches]
        assert left == ["user-10", "user-11", *(f"user-{n}" for n in range(20, 25))]
        assert len(bus.users) + len(left) == 25
        send(caught.value.touches, bus)
        assert sorted(bus.users) == sorted(f"user-{n}" for n in range(25))

    def test_that_no_retry_helps_come_back_at_once(self, pauses):
        bus = Bus([DENIED, OK])
        with pytest.raises(NotPublished, match=DENIED) as caught:
            send(touches(2), bus)
        assert [touch.username for touch in caught.value.touches] == ["user-0"]
        assert (len(bus.calls), pauses) == (1, [])

    @pytest.mark.parametrize(
        "error",
        [
            ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "PutEvents"),
            EndpointConnectionError(endpoint_url="bus"),
        ],
        ids=["refused", "no network"],
    )
    def test_call_that_fails_leaves_what_it_had_not_sent(self, error):
        bus = Bus([OK] * 9 + [THROTTLED], error)
        with pytest.raises(NotPublished) as caught:
            send(touches(12), bus)
        assert [touch.username for touch in caught.value.touches] == ["user-9", "user-10", "user-11"]
        assert str(error) in str(caught.value)
