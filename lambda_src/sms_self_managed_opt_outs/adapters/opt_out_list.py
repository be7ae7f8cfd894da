"""A copy of the state in End User Messaging: whoever uses this opt-out list texts no number on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.service_errors import translated
from sms_self_managed_opt_outs.rules.consent import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from sms_self_managed_opt_outs.rules.consent import Consent

# Of a number that is not on the list; a list that is not there is another type.
NOT_LISTED = "opted-out-number"


class OptOutList:
    """See `flows.consent.Mirror`."""

    def __init__(self, client: Callable[[], Any], name: str) -> None:
        self._client = client
        self._name = name

    def apply(self, consent: Consent) -> bool:
        """Put the number on the list, or take it off; False where the service refuses the latter.

        A number may be taken off once in 30 days:
        https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_DeleteOptedOutNumber.html
        """
        client = self._client()
        if consent.state is State.OPTED_OUT:
            with translated("sms-voice:PutOptedOutNumber"):
                client.put_opted_out_number(OptOutListName=self._name, OptedOutNumber=consent.phone_number)
            return True
        with translated("sms-voice:DeleteOptedOutNumber"):
            try:
                client.delete_opted_out_number(OptOutListName=self._name, OptedOutNumber=consent.phone_number)
            except client.exceptions.ResourceNotFoundException as error:
                if error.response.get("ResourceType") != NOT_LISTED:
                    raise
            except (client.exceptions.ConflictException, client.exceptions.ValidationException):
                return False
        return True
