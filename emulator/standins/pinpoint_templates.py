"""Email templates of Amazon Pinpoint, in memory: a group of handlers for its stand-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.environment import ACCOUNT_ID, REGION
from emulator.standins.errors import ServiceError

if TYPE_CHECKING:
    from emulator.standins.model_server import Handler

_ARN = f"arn:aws:mobiletargeting:{REGION}:{ACCOUNT_ID}:templates"
_LONG_AGO = "2026-01-01T00:00:00.000Z"


class PinpointTemplates:
    """``operations`` are for `ModelServer`; ``add_email_template`` is what a person does in the console."""

    def __init__(self) -> None:
        self.operations: dict[str, Handler] = {"GetEmailTemplate": self._get_email_template}
        self._templates: dict[str, dict[str, Any]] = {}

    def add_email_template(self, name: str, *, subject: str, html: str = "", text: str = "") -> None:
        parts = {"Subject": subject, "HtmlPart": html, "TextPart": text}
        self._templates[name] = {
            "Arn": f"{_ARN}/{name}/EMAIL",
            "TemplateName": name,
            "TemplateType": "EMAIL",
            "CreationDate": _LONG_AGO,
            "LastModifiedDate": _LONG_AGO,
            **{part: content for part, content in parts.items() if content},
        }

    def _get_email_template(self, params: dict[str, Any]) -> dict[str, Any]:
        name = params["TemplateName"]
        if name not in self._templates:
            raise ServiceError("NotFoundException", "Resource not found", 404)
        return {"EmailTemplateResponse": self._templates[name]}
