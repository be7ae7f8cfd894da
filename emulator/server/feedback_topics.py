"""The topics of an identity's feedback can be asked for, as Terraform does after it has set them.

MiniStack sets them and publishes to them; it has neither GetIdentityNotificationAttributes nor
SetIdentityHeadersInNotificationsEnabled, and its notifications never hold a mail's headers.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

from typing import Any
from urllib.parse import parse_qs

_GET, _SET = "GetIdentityNotificationAttributes", "SetIdentityHeadersInNotificationsEnabled"
_TYPES = ("Bounce", "Complaint", "Delivery")


def install() -> None:
    from ministack.services import ses

    handle, more = ses.handle_request, {_GET: _get_attributes, _SET: _set_headers}

    async def handle_topics(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        form = parse_qs(body.decode(errors="replace"), keep_blank_values=True) if method == "POST" else {}
        params = {**dict(query), **form}
        asked = None if path.startswith("/v2/") else more.get(ses._p(params, "Action"))
        return await handle(method, path, headers, body, query) if asked is None else asked(params)

    ses.handle_request = handle_topics


def _get_attributes(params: dict[str, Any]) -> Any:
    """Of the identities that exist; a topic that is not set is left out."""
    from ministack.services import ses

    entries = ""
    for name in ses._collect_list(params, "Identities.member"):
        if name in ses._identities:
            value = ses._receipt_element("value", _attributes(ses._identities[name]))
            entries += f"<entry><key>{ses._esc(name)}</key>{value}</entry>"
    attributes = f"<NotificationAttributes>{entries}</NotificationAttributes>"
    return ses._xml(200, f"{_GET}Response", f"<{_GET}Result>{attributes}</{_GET}Result>")


def _attributes(identity: dict[str, Any]) -> dict[str, Any]:
    topics, headers = identity["NotificationTopics"], identity.get("HeadersIn", {})
    return {
        "ForwardingEnabled": identity["FeedbackForwardingEnabled"],
        **{f"{kind}Topic": topics[kind] for kind in _TYPES if topics[kind]},
        **{f"HeadersIn{kind}NotificationsEnabled": headers.get(kind, False) for kind in _TYPES},
    }


def _set_headers(params: dict[str, Any]) -> Any:
    """As MiniStack sets the topics: an identity that does not exist is passed over."""
    from ministack.services import ses

    name, kind = ses._p(params, "Identity"), ses._p(params, "NotificationType")
    if name in ses._identities:
        ses._identities[name].setdefault("HeadersIn", {})[kind] = ses._p(params, "Enabled") == "true"
    return ses._receipt_result(_SET)
