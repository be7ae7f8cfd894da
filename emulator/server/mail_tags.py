"""A sent mail keeps its tags and its configuration set, and a tag that SES would refuse is refused.

MiniStack forgets both, so nobody could tell the events of that mail. They show at
``/_ministack/ses/messages``. Mail of SendBulkEmail is left as it comes.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

import json
import re
from typing import Any

_TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
_KEPT = ("EmailTags", "ConfigurationSetName")


def install() -> None:
    from ministack import app
    from ministack.services import ses, ses_v2

    handle, show = ses_v2.handle_request, app._handle_ses_messages_request

    async def handle_with_tags(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        if method != "POST" or not path.rstrip("/").endswith("/outbound-emails"):
            return await handle(method, path, headers, body, query)
        asked = json.loads(body or b"{}")
        if wrong := _refusal(asked.get("EmailTags", [])):
            return ses_v2._json_err("BadRequestException", wrong)
        answer = await handle(method, path, headers, body, query)
        if answer[0] == 200:  # noqa: PLR2004 - the status of HTTP
            sent = json.loads(answer[2])["MessageId"]
            _records(ses)[sent].update({name: asked[name] for name in _KEPT if name in asked})
        return answer

    async def show_with_tags(*request: Any) -> Any:
        answer = await show(*request)
        if answer is None or answer[0] != 200:  # noqa: PLR2004 - the status of HTTP
            return answer
        status, headers, body = answer
        shown, records = json.loads(body), _records(ses)
        for message in (message for messages in shown["messages"].values() for message in messages):
            record = records[message["MessageId"]]
            message.update({name: record[name] for name in _KEPT if name in record})
        return status, headers, json.dumps(shown).encode()

    ses_v2.handle_request, app._handle_ses_messages_request = handle_with_tags, show_with_tags


def _records(ses: Any) -> dict[str, dict[str, Any]]:
    """All sent mail of all accounts and Regions, by message id."""
    lists = (kept for key, kept in ses._sent_emails.to_dict().items() if key[-1] == "entries")
    return {record["MessageId"]: record for kept in lists for record in kept}


def _refusal(tags: list[dict[str, str]]) -> str:
    for tag in tags:
        for part in ("Name", "Value"):
            if not _TAG.fullmatch(tag.get(part, "")):
                return f"{part} of an email tag: 1 to 256 of A-Z, a-z, 0-9, _ and - are allowed."
    return ""
