"""What doctor says, as text for people and as JSON for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attribution.rules.lookback import is_over, iso
from operations.diagnosis import Verdict
from operations.facts import NotReadable, UnreadableItem
from operations.values import OWN_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attribution.rules.touch import Touch
    from operations.deployment import Deployment
    from operations.diagnosis import Diagnosis
    from operations.facts import Evidence

NOTES = (
    "The pool is read by ListUsers, which is eventually consistent: what is seconds old may be missing.",
    "AdminGetUser would know, but makes the user a billable active user of this month.",
    "A token that was issued before a change says what held then, until it expires.",
)


def as_text(deployment: Deployment, evidence: Evidence, diagnosis: Diagnosis) -> str:
    """For a person at a terminal."""
    lines = [f"{evidence.key} in {deployment}", ""]
    lines += [f"  {title:<10} {text}" for title, text in _rows(deployment, evidence, diagnosis)]
    title = "also seen" if diagnosis.verdict is Verdict.AGREE else "why"
    if diagnosis.causes:
        lines += ["", f"  {title}"]
    for cause in diagnosis.causes:
        lines += [f"  - {cause.code}: {cause.text}", f"    do: {cause.todo}"]
        lines += [f"    see: docs/runbooks/{cause.runbook}.md"] if cause.runbook else []
    if diagnosis.not_readable:
        lines += ["", "  not readable"]
        lines += [f"  - {piece}: {reason}" for piece, reason in diagnosis.not_readable.items()]
    lines += ["", "  notes", *(f"  - {note}" for note in NOTES)]
    return "\n".join(lines)


def as_json(deployment: Deployment, evidence: Evidence, diagnosis: Diagnosis) -> str:
    """The same for a machine; the keys stay as they are from release to release."""
    user = evidence.user
    return json.dumps(
        {
            "deployment": {
                "name_prefix": deployment.prefix,
                "account": deployment.account,
                "region": deployment.region,
            },
            "user": evidence.key,
            "verdict": diagnosis.verdict,
            "expected": diagnosis.expected,
            "seen": diagnosis.seen,
            "table": list(_items(evidence)),
            "pool": None
            if user is None or isinstance(user, NotReadable)
            else {"status": user.status, "enabled": user.enabled, "found_by": user.found_by},
            "causes": [
                {"code": cause.code, "text": cause.text, "todo": cause.todo, "runbook": cause.runbook}
                for cause in diagnosis.causes
            ],
            "not_readable": diagnosis.not_readable,
            "notes": NOTES,
        },
        indent=2,
        ensure_ascii=False,
    )


def _rows(deployment: Deployment, evidence: Evidence, diagnosis: Diagnosis) -> Iterator[tuple[str, str]]:
    items = list(_items(evidence))
    if isinstance(evidence.held, NotReadable):
        yield "table", "not readable"
    elif not items:
        yield "table", "no touch"
    for item in items:
        yield from zip(("table", ""), _item_texts(item), strict=False)
    if evidence.delivers_attribute:
        yield (
            "attribute",
            f"{deployment.attribute} is {_quoted(diagnosis.seen['attribute'])} ({_user_text(evidence)})",
        )
    if evidence.token_arn is not None:
        yield "token", f"the next one says {_quoted(diagnosis.seen['token'])}"
    yield "should be", _quoted(diagnosis.expected)
    unseen = ", ".join(diagnosis.not_readable)
    yield "verdict", diagnosis.verdict.upper() + (f" (without a look at: {unseen})" if unseen else "")


def _items(evidence: Evidence) -> Iterator[dict[str, Any]]:
    held = () if isinstance(evidence.held, NotReadable) else evidence.held
    for one in held:
        if isinstance(one.item, UnreadableItem):
            yield {"key": one.key, "unreadable": list(one.item.wrong)}
        else:
            yield {"key": one.key, **_touch(one.item), "over": is_over(one.item.expires_at, evidence.now)}


def _touch(touch: Touch) -> dict[str, str]:
    return {
        "journey_id": touch.journey_id,
        "journey_name": touch.journey_name,
        "touched_at": iso(touch.touched_at // 1000),
        "expires_at": iso(touch.expires_at),
        "source": touch.source,
    }


def _item_texts(item: dict[str, Any]) -> Iterator[str]:
    where = "" if item["key"] in OWN_KEYS else f", under the user's {item['key']}"
    if "unreadable" in item:
        yield f"an item that is no touch: {', '.join(item['unreadable'])} wrong or missing{where}"
        return
    state = "over since" if item["over"] else "current until"
    yield f"{item['journey_name']} ({item['journey_id']}), {state} {item['expires_at']}{where}"
    yield f"touched {item['touched_at']}, source {item['source']}"


def _user_text(evidence: Evidence) -> str:
    user = evidence.user
    if user is None:
        return "no such user in the pool"
    if isinstance(user, NotReadable):
        return "user not readable"
    found = "" if user.found_by == "username" else f", found by {user.found_by}"
    return f"user {user.status}{'' if user.enabled else ', disabled'}{found}"


def _quoted(value: str | None) -> str:
    if value is None:
        return "not known"
    return f'"{value}"' if value else "blank"
