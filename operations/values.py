"""What attribute and token should say of one user, and what they say. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attribution.rules.lookback import is_over
from operations.facts import NotReadable, Pool, User

if TYPE_CHECKING:
    from operations.facts import Evidence

OWN_KEYS = {"username", "name"}  # "name": the user is not known to the pool, the name is all there is


def expected_value(evidence: Evidence) -> str | None:
    """The name of the user's latest touch that is not over, or ""; None where that cannot be known."""
    if isinstance(evidence.held, NotReadable) or evidence.unreadable_items:
        return None
    current = [one.item for one in evidence.touches if not is_over(one.item.expires_at, evidence.now)]
    return max(current, key=lambda touch: touch.touched_at).journey_name if current else ""


def seen_values(evidence: Evidence) -> dict[str, str | None]:
    """Delivery -> what the app gets by it; None where that cannot be known."""
    seen = {}
    if evidence.delivers_attribute:
        seen["attribute"] = attribute_value(evidence)
    if evidence.token_arn is not None:
        seen["token"] = token_value(evidence)
    return seen


def attribute_value(evidence: Evidence) -> str | None:
    """What the pool holds; absent and blank are the same."""
    if isinstance(evidence.user, NotReadable):
        return None
    return "" if evidence.user is None else evidence.user.campaign


def token_value(evidence: Evidence) -> str | None:
    """The claim of the next token: the touch under the user's own name, whatever an alias holds."""
    if not calls_token_function(evidence):
        return attribute_value(evidence)  # the pool then puts the stored attribute into the token
    if expected_value(evidence) is None:
        return None
    own = [one.item for one in evidence.touches if one.key in OWN_KEYS]
    return next((touch.journey_name for touch in own if not is_over(touch.expires_at, evidence.now)), "")


def calls_token_function(evidence: Evidence) -> bool:
    """Whether the pool's trigger is this deployment's function; a pool that cannot be read is trusted."""
    if evidence.token_arn is None or not isinstance(evidence.pool, Pool):
        return True
    return (evidence.pool.token_trigger or "").startswith(evidence.token_arn)


def known_user(evidence: Evidence) -> User | None:
    """The user, if the pool has one and could be read."""
    return evidence.user if isinstance(evidence.user, User) else None
