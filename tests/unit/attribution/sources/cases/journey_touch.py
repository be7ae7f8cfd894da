from attribution.rules.touch import Reason
from tests.support.samples.reading import sample
from tests.unit.attribution.sources.case import SourceCase


def event(detail, **fields):
    return sample("journey_touch", "full") | {"detail": detail} | fields


def touch(**fields):
    return {"username": "ana.lima", "journey_id": "spring"} | fields


CASE = SourceCase(
    name="journey_touch",
    arrives_by="queue",
    part=lambda visit: {
        "username": visit.username,
        "journey_id": visit.journey_id,
        "journey_name": visit.journey_name,
        "touched_at": visit.touched_at,
    },
    payloads=lambda parts, visit: [event(part) for part in parts],
    bad_parts=[
        (None, Reason.PART_NOT_AN_OBJECT),
        ("text", Reason.PART_NOT_AN_OBJECT),
        ([], Reason.PART_NOT_AN_OBJECT),
        ({}, Reason.JOURNEY_MISSING),
        (touch(journey_id=None), Reason.JOURNEY_MISSING),
        (touch(journey_id=""), Reason.JOURNEY_INVALID),
        (touch(journey_id=7), Reason.JOURNEY_INVALID),
        (touch(journey_id="x" * 257), Reason.JOURNEY_INVALID),
        (touch(journey_id="a\tb"), Reason.JOURNEY_INVALID),
        (touch(journey_name=7), Reason.JOURNEY_INVALID),
        (touch(journey_name=["Spring"]), Reason.JOURNEY_INVALID),
        (touch(touched_at="yesterday"), Reason.TIME_INVALID),
        (touch(touched_at="2026-11-20T10:03:11"), Reason.TIME_INVALID),
        (touch(touched_at=True), Reason.TIME_INVALID),
        (touch(touched_at=1.5), Reason.TIME_INVALID),
        ({"journey_id": "spring", "touched_at": 0}, Reason.USERNAME_MISSING),
        (touch(username=None), Reason.USERNAME_MISSING),
        (touch(username=7), Reason.USERNAME_NOT_TEXT),
        (touch(username=""), Reason.USERNAME_BLANK),
        (touch(username="ana lima"), Reason.USERNAME_INVALID),
    ],
)
