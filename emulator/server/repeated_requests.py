"""The AWS provider gets an answer that it lost once more, instead of having the same done again.

On a busy machine it takes one answer of about 5,000 for lost and repeats the request; what it wanted to
create exists by then, and the apply fails. Its SDK marks it: ``attempt=2``, with the id of the first.
"""

from collections import OrderedDict
from typing import Any

_KEPT = 1000


def install() -> None:
    from ministack import app

    app.app = _RememberingAnswers(app.app)


class _RememberingAnswers:
    """An ASGI application around another one."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._answers: OrderedDict[bytes, list[dict[str, Any]]] = OrderedDict()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        of_provider = b"terraform-provider-aws" in headers.get(b"user-agent", b"")
        if not of_provider or not {b"amz-sdk-invocation-id", b"amz-sdk-request"} <= headers.keys():
            await self._app(scope, receive, send)
            return
        request, attempt = headers[b"amz-sdk-invocation-id"], headers[b"amz-sdk-request"]
        if not attempt.startswith(b"attempt=1;") and request in self._answers:
            # a body that nobody takes would cost the connection, and this answer, too
            while (await receive()).get("more_body"):
                pass
            for message in self._answers[request]:
                await send(message)
            return
        answer = []

        async def remember(message: dict[str, Any]) -> None:
            answer.append(message)
            # what failed is to be done again
            if not message.get("more_body") and "body" in message and answer[0]["status"] < 300:  # noqa: PLR2004
                self._answers[request] = answer
                if len(self._answers) > _KEPT:
                    self._answers.popitem(last=False)
            await send(message)

        await self._app(scope, receive, remember)
