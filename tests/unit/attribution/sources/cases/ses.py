from datetime import UTC, datetime

from attribution.rules.touch import Reason
from examples.publisher.journey_touches import tag_value
from tests.support.samples.reading import sample
from tests.unit.attribution.sources.case import SourceCase, Visit

VISIT = Visit()


def iso(milliseconds):
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


def event(detail, *, kind="click"):
    return sample("ses", kind) | {"detail": detail}


def detail(tags, *, kind="click", touched_at=VISIT.touched_at, **what):
    """A sample's detail with these tags; `what` is laid over its open or click."""
    shown = sample("ses", kind)["detail"]
    shown["mail"]["tags"] |= tags
    shown[kind] |= {"timestamp": iso(touched_at)} | what
    return shown


def tags_of(visit):
    return {"campaign": [tag_value(visit.journey_name)], "username": [tag_value(visit.username)]}


def click(**tags):
    return detail(tags_of(VISIT) | tags)


CASE = SourceCase(
    name="ses",
    arrives_by="queue",
    part=lambda visit: detail(tags_of(visit), touched_at=visit.touched_at),
    payloads=lambda parts, visit: [event(part) for part in parts],
    bad_parts=[
        (None, Reason.PART_NOT_AN_OBJECT),
        ("text", Reason.PART_NOT_AN_OBJECT),
        ([], Reason.PART_NOT_AN_OBJECT),
        ({}, Reason.JOURNEY_MISSING),
        ({"mail": None}, Reason.JOURNEY_MISSING),
        ({"mail": {"tags": []}}, Reason.JOURNEY_MISSING),
        (click(campaign=None), Reason.JOURNEY_MISSING),
        (click(campaign=[]), Reason.JOURNEY_MISSING),
        (click(campaign="spring"), Reason.JOURNEY_MISSING),
        (click(campaign=[7]), Reason.TAG_INVALID),
        (click(campaign=["b64_spring!"]), Reason.TAG_INVALID),
        (click(campaign=["b64_"]), Reason.JOURNEY_INVALID),
        (click(campaign=["b64_CQ"]), Reason.JOURNEY_INVALID),  # a tab
        (click(campaign=["x" * 257]), Reason.JOURNEY_INVALID),
        (click(username=None), Reason.USERNAME_MISSING),
        (click(username=[]), Reason.USERNAME_MISSING),
        (click(username=[None]), Reason.TAG_INVALID),
        (click(username=["b64_a"]), Reason.TAG_INVALID),
        (click(username=["b64_"]), Reason.USERNAME_BLANK),
        (click(username=[tag_value("ana lima")]), Reason.USERNAME_INVALID),
        (detail(tags_of(VISIT), timestamp=None), Reason.TIME_MISSING),
        (detail(tags_of(VISIT), timestamp="yesterday"), Reason.TIME_INVALID),
        ({"mail": {"tags": tags_of(VISIT)}}, Reason.TIME_MISSING),
        (detail(tags_of(VISIT), isBotEvent="Likely"), Reason.LIKELY_BOT),
    ],
    name_is_id=True,
)
