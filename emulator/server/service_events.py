"""EventBridge takes events of AWS services from a stand-in, and every event keeps the time that it was given.

AWS refuses sources that begin with "aws." from PutEvents, as MiniStack does; only the header of a stand-in
opens the way, and nothing that is shipped sends it. MiniStack gives all events the present time.
"""

# ruff: noqa: SLF001 - MiniStack has no public place to correct it; launch.py pins the version

import contextvars
import json
from typing import Any

HEADER = "x-emulator-service-event"
_MOST_ENTRIES = 10

_from_service = contextvars.ContextVar("from_service", default=False)
_given_time: contextvars.ContextVar[float | None] = contextvars.ContextVar("given_time", default=None)


def install() -> None:
    from ministack.core.responses import json_response
    from ministack.services import eventbridge

    handle, put, now = eventbridge.handle_request, eventbridge._put_events, eventbridge._now_ts

    async def handle_from_service(method: str, path: str, headers: Any, *rest: Any) -> Any:
        token = _from_service.set(HEADER in headers)
        try:
            return await handle(method, path, headers, *rest)
        finally:
            _from_service.reset(token)

    def put_at_given_times(data: dict[str, Any], allow_aws_source: bool = False) -> Any:
        allowed, entries = allow_aws_source or _from_service.get(), data.get("Entries", [])
        if len(entries) > _MOST_ENTRIES:
            return put(data, allowed)
        answers = []
        for entry in entries:
            token = _given_time.set(entry.get("Time"))
            try:
                _status, _headers, body = put({"Entries": [entry]}, allowed)
            finally:
                _given_time.reset(token)
            answers.append(json.loads(body))
        return json_response(
            {
                "FailedEntryCount": sum(answer["FailedEntryCount"] for answer in answers),
                "Entries": [result for answer in answers for result in answer["Entries"]],
            }
        )

    def given_or_now() -> float:
        given = _given_time.get()
        return float(now() if given is None else given)

    eventbridge.handle_request = handle_from_service
    eventbridge._put_events, eventbridge._now_ts = put_at_given_times, given_or_now
