"""Amazon Pinpoint, whose support AWS ended on 2026-10-30: replies, and the opt-out flag of endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import PermanentError, Throttled, TransientError
from kit.service_errors import translated
from sms_self_managed_opt_outs.rules.consent import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_pinpoint import PinpointClient

    from sms_self_managed_opt_outs.rules.consent import Consent

MAY_WORK_LATER = frozenset({"TEMPORARY_FAILURE", "UNKNOWN_FAILURE"})
OPT_OUT_FLAGS = {State.OPTED_OUT: "ALL", State.OPTED_IN: "NONE"}


class PinpointSender:
    """See `flows.consent.Sender`."""

    def __init__(self, client: Callable[[], PinpointClient], application_id: str) -> None:
        self._client = client
        self._application_id = application_id

    def send(self, text: str, *, to: str, identity: str) -> None:
        """One text. The answer is 200 also where it was refused: DeliveryStatus tells.

        https://docs.aws.amazon.com/pinpoint/latest/apireference/apps-application-id-messages.html
        """
        message: Any = {"Body": text, "MessageType": "TRANSACTIONAL", "OriginationNumber": identity}
        with translated("mobiletargeting:SendMessages"):
            answer = self._client().send_messages(
                ApplicationId=self._application_id,
                MessageRequest={
                    "Addresses": {to: {"ChannelType": "SMS"}},
                    "MessageConfiguration": {"SMSMessage": message},
                },
            )
        result: Any = answer["MessageResponse"].get("Result", {}).get(to)
        status = (result or {}).get("DeliveryStatus", "UNKNOWN_FAILURE")
        refusal = f"mobiletargeting:SendMessages did not send: {status}"
        if status == "THROTTLED":
            raise Throttled(refusal)
        if status in MAY_WORK_LATER:
            raise TransientError(refusal)
        if status != "SUCCESSFUL":
            raise PermanentError(refusal)


class PinpointEndpoints:
    """See `flows.consent.Mirror`. Endpoints are found by their user, whose id is a form such as ``{number}``.

    An endpoint's id is never guessed: UpdateEndpoint makes an endpoint that it does not find.
    """

    def __init__(self, client: Callable[[], PinpointClient], application_id: str, user_id: str) -> None:
        self._client = client
        self._application_id = application_id
        self._user_id = user_id

    def apply(self, consent: Consent) -> bool:
        """Set the flag of every SMS endpoint that has the number; False where there is none."""
        found = self._endpoints(consent.phone_number)
        for endpoint in found:
            with translated("mobiletargeting:UpdateEndpoint"):
                self._client().update_endpoint(
                    ApplicationId=self._application_id,
                    EndpointId=endpoint["Id"],
                    EndpointRequest={
                        "Address": endpoint["Address"],
                        "ChannelType": "SMS",
                        "OptOut": OPT_OUT_FLAGS[consent.state],
                    },
                )
        return bool(found)

    def _endpoints(self, number: str) -> list[Any]:
        digits = number.removeprefix("+")
        user_id = self._user_id.replace("{number}", number).replace("{digits}", digits)
        client = self._client()
        with translated("mobiletargeting:GetUserEndpoints"):
            try:
                answer = client.get_user_endpoints(ApplicationId=self._application_id, UserId=user_id)
            except client.exceptions.NotFoundException:
                return []
        return [
            endpoint
            for endpoint in answer["EndpointsResponse"]["Item"]
            if endpoint.get("ChannelType") == "SMS"
            and str(endpoint.get("Address", "")).removeprefix("+") == digits
        ]
