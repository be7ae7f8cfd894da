from attribution.rules.touch import Reason
from tests.support.samples.reading import sample
from tests.unit.attribution.sources.case import SourceCase
from tests.unit.attribution.sources.referring import one_by_one


def delivered(message_id="m-1", **context):
    """A text message has reached a phone; `context` is what it was sent with."""
    return sample("sms", "delivered") | {"messageId": message_id, "context": context}


def replied(message_id="m-1", **fields):
    return sample("sms", "reply") | {"previousPublishedMessageId": message_id, **fields}


def of_visit(visit):
    """The later one first: inside a batch their order means nothing."""
    message_id = f"{visit.journey_id}-{visit.username}"
    return [
        replied(message_id),
        delivered(message_id, campaign=visit.journey_name, username=visit.username),
    ]


CASE = SourceCase(
    name="sms",
    arrives_by="queue",
    part=of_visit,
    payloads=one_by_one,
    bad_parts=[
        (replied(None), Reason.REFERENCE_MISSING),
        (replied(7), Reason.REFERENCE_INVALID),
        (replied(""), Reason.REFERENCE_INVALID),
        (replied("x" * 257), Reason.REFERENCE_INVALID),
        (replied(messageBody="STOP"), Reason.OPTED_OUT),
        (delivered(None, campaign="Spring", username="ana"), Reason.REFERENCE_MISSING),
        (delivered([], campaign="Spring", username="ana"), Reason.REFERENCE_INVALID),
        (delivered(campaign="Spring", username=7), Reason.USERNAME_NOT_TEXT),
        (delivered(campaign="Spring", username=""), Reason.USERNAME_BLANK),
        (delivered(campaign="Spring", username="ana lima"), Reason.USERNAME_INVALID),
        (delivered(campaign=" ", username="ana"), Reason.JOURNEY_INVALID),
        (delivered(campaign="x" * 257, username="ana"), Reason.JOURNEY_INVALID),
        (delivered(campaign=7, username="ana"), Reason.JOURNEY_INVALID),
    ],
    carries_time=False,
    name_is_id=True,
)
