"""Evidence as the tests want it: a healthy deployment and a user whose attribute agrees, then changes."""

from attribution.rules.touch import Touch
from operations.facts import EventSource, Evidence, Held, NotReadable, Pool, User

NOW = 1_795_000_000_000  # epoch milliseconds
HOUR = 3600
TOKEN_ARN = "arn:aws:lambda:us-east-1:123456789012:function:shop-token"
WORKING = EventSource(state="Enabled", last_result="OK")
OFF = EventSource(state="Disabled", last_result="OK")
FAILING = EventSource(state="Enabled", last_result="PROBLEM: Function call failed")
DENIED = NotReadable("scheduler:GetSchedule was refused with AccessDeniedException")


def touch(name="spring", *, age_seconds=HOUR, left_seconds=HOUR, username="ann"):
    return Touch(
        username=username,
        journey_id=f"id-of-{name}",
        journey_name=name,
        touched_at=NOW - age_seconds * 1000,
        expires_at=NOW // 1000 + left_seconds,
        source="pinpoint_journey",
    )


def held(item, key="username"):
    return Held(key=key, item=item)


def user(campaign="spring", username="ann", found_by="username"):
    return User(
        username=username,
        status="CONFIRMED",
        enabled=True,
        campaign=campaign,
        found_by=found_by,
        names={"sub": "0-1", "email": "ann@example.org"},
    )


BLANK, STALE = user(campaign=""), user(campaign="winter")


def pool(*, case_sensitive=False, token_trigger=None):
    return Pool(case_sensitive=case_sensitive, token_trigger=token_trigger, aliases=())


def evidence(**changes):
    healthy = {
        "now": NOW,
        "asked": "ann",
        "key": "ann",
        "case_sensitive": False,
        "delivers_attribute": True,
        "token_arn": None,
        "held": (held(touch()),),
        "user": user(),
        "pool": pool(),
        "stream": WORKING,
        "backlog": WORKING,
        "schedule": "ENABLED",
        "waiting": 0,
        "dead_letters": 0,
        "writers": (),
    }
    return Evidence(**{**healthy, **changes})
