"""Sends a reply by Amazon SES."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from ses_auto_reply.rules.reply import Reply


class SesSender:
    """Sends simple messages: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html."""

    def __init__(self, client: Callable[[], Any], configuration_set: str | None) -> None:
        self._client = client
        self._configuration_set = configuration_set

    def send(self, reply: Reply) -> None:
        """Hand the reply over to SES. The client tries again what SES refuses for its rate."""
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
        with translated("ses:SendEmail"):
            self._client().send_email(**request)


def _body(reply: Reply) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if reply.html:
        body["Html"] = _content(reply.html)
    if reply.text:
        body["Text"] = _content(reply.text)
    return body


def _content(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
