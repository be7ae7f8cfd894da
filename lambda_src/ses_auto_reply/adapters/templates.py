"""Where the text of a reply is kept: Amazon SES, or Pinpoint, whose support AWS ended on 2026-10-30."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import ConfigError
from kit.service_errors import translated
from ses_auto_reply.rules.reply import Template

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_pinpoint import PinpointClient


class SesTemplate:
    """A template of Amazon SES. It may be read 50 times a second, so each reply has the newest.

    https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailTemplate.html
    """

    def __init__(self, client: Callable[[], Any], name: str) -> None:
        self._client = client
        self._name = name

    def load(self) -> Template:
        """The template; `ConfigError` if it is gone."""
        client = self._client()
        with translated("ses:GetEmailTemplate"):
            try:
                answer = client.get_email_template(TemplateName=self._name)
            except client.exceptions.NotFoundException:
                raise ConfigError("there is no SES template of the name TEMPLATE_NAME: make it") from None
        content = answer["TemplateContent"]
        return Template(
            subject=content.get("Subject", ""), html=content.get("Html", ""), text=content.get("Text", "")
        )


class PinpointTemplate:
    """An email template of Pinpoint.

    https://docs.aws.amazon.com/pinpoint/latest/apireference/templates-template-name-email.html
    """

    def __init__(self, client: Callable[[], PinpointClient], name: str) -> None:
        self._client = client
        self._name = name

    def load(self) -> Template:
        """The template; `ConfigError` if it is gone."""
        client = self._client()
        with translated("mobiletargeting:GetEmailTemplate"):
            try:
                answer = client.get_email_template(TemplateName=self._name)
            except client.exceptions.NotFoundException:
                raise ConfigError(
                    "there is no Pinpoint email template of the name TEMPLATE_NAME: make it"
                ) from None
        content = answer["EmailTemplateResponse"]
        return Template(
            subject=content.get("Subject", ""),
            html=content.get("HtmlPart", ""),
            text=content.get("TextPart", ""),
        )
