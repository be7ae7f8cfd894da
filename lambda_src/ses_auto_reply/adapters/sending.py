"""Sends a reply by Amazon SES, at most once: SES makes another mail of a request that comes again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from kit.errors import Throttled, TransientError
from kit.logs import logger
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from ses_auto_reply.rules.reply import Reply

PAUSES_SECONDS = (0.5, 1.0, 2.0)  # before a throttled reply is sent again
PATIENCE_SECONDS = 5.0  # after the first attempt; where SES is slow to refuse, the pauses are cut
# botocore's errors where the request did not leave, as there was no connection.
NOT_ASKED = frozenset({"ConnectTimeoutError", "EndpointConnectionError", "ProxyConnectionError"})
GATEWAY_STATUSES = frozenset({502, 504})  # of those that had no answer from SES either


class SesSender:
    """Sends simple messages: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html.

    `client` must repeat nothing by itself.
    """

    def __init__(
        self,
        client: Callable[[], Any],
        configuration_set: str | None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._configuration_set = configuration_set
        self._clock = clock
        self._sleep = sleep

    def send(self, reply: Reply) -> bool:
        """Hand the reply over to SES; again for some seconds while it refuses for its rate.

        False if SES gave no answer: the reply may have gone out.
        """
        request = self._request(reply)
        latest = self._clock() + PATIENCE_SECONDS
        for pause in PAUSES_SECONDS:
            try:
                return self._taken(request)
            except Throttled:
                if self._clock() + pause > latest:
                    raise
                self._sleep(pause)
        return self._taken(request)

    def _request(self, reply: Reply) -> dict[str, Any]:
        request: dict[str, Any] = {
            "FromEmailAddress": reply.sender,
            "Destination": {"ToAddresses": [reply.recipient]},
            "Content": {
                "Simple": {
                    "Subject": _content(reply.subject),
                    "Body": _body(reply),
                    "Headers": [{"Name": name, "Value": value} for name, value in reply.headers],
                }
            },
        }
        if self._configuration_set is not None:
            request["ConfigurationSetName"] = self._configuration_set
        return request

    def _taken(self, request: dict[str, Any]) -> bool:
        """True if SES took it, an error if it did not, False if that is not known."""
        client = self._client()
        try:
            with translated("ses:SendEmail"):
                client.send_email(**request)
        except TransientError as error:
            if _was_not_sent(error.__cause__):
                raise
            logger().warning("SES gave no answer: the reply is not sent again", error=str(error))
            return False
        finally:
            client.close()  # a kept connection that died meanwhile would look like a send without an answer
        return True


def _was_not_sent(error: Any) -> bool:
    """Whether an error of the client says so: SES sends nothing where it answers with an error, 5xx too.

    https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
    """
    answer = getattr(error, "response", None)
    if isinstance(answer, dict):
        return answer["ResponseMetadata"]["HTTPStatusCode"] not in GATEWAY_STATUSES
    return type(error).__name__ in NOT_ASKED


def _body(reply: Reply) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if reply.html:
        body["Html"] = _content(reply.html)
    if reply.text:
        body["Text"] = _content(reply.text)
    return body


def _content(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
