"""The suppression lists of Amazon SES: the account's, and those of tenants."""

import base64
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from emulator.standins.errors import ServiceError
from emulator.standins.times import now

Handler = Callable[[dict[str, Any]], dict[str, Any]]

# Neither the size of a page nor the form of a token is documented.
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Suppressed:
    """An address on a list."""

    address: str
    reason: str
    at: dt.datetime


class SuppressionList:
    """Addresses that SES sends nothing to; which addresses are equal, beyond their letters, is not modelled.

    ``operations`` are those of the service. SES itself adds what bounces, this stand-in does not.
    """

    def __init__(self) -> None:
        self._lists: dict[str | None, dict[str, Suppressed]] = {}
        self.operations: dict[str, Handler] = {
            "PutSuppressedDestination": self._put,
            "GetSuppressedDestination": self._get,
            "DeleteSuppressedDestination": self._delete,
            "ListSuppressedDestinations": self._list,
        }

    def reasons(self, tenant: str | None = None) -> dict[str, str]:
        """Address -> BOUNCE or COMPLAINT, of the account or of a tenant."""
        return {one.address: one.reason for one in self._of(tenant).values()}

    def clear(self) -> None:
        self._lists.clear()

    def _of(self, tenant: str | None) -> dict[str, Suppressed]:
        return self._lists.setdefault(tenant, {})

    def _put(self, params: dict[str, Any]) -> dict[str, Any]:
        address = params["EmailAddress"]
        local, _, domain = address.rpartition("@")
        if not local or not domain or any(sign in address for sign in " <>,"):
            raise ServiceError("BadRequestException", "Email address is not valid")
        self._of(params.get("TenantName"))[address] = Suppressed(address, params["Reason"], now())
        return {}

    def _get(self, params: dict[str, Any]) -> dict[str, Any]:
        of_tenant = {"TenantName": params["TenantName"]} if "TenantName" in params else {}
        return {"SuppressedDestination": _summary(self._found(params)) | of_tenant}

    def _delete(self, params: dict[str, Any]) -> dict[str, Any]:
        found = self._found(params)
        del self._of(params.get("TenantName"))[found.address]
        return {}

    def _list(self, params: dict[str, Any]) -> dict[str, Any]:
        begin, size = _place(params.get("NextToken")), params.get("PageSize", _PAGE)
        wanted = [one for one in self._of(params.get("TenantName")).values() if _fits(one, params)]
        page: dict[str, Any] = {
            "SuppressedDestinationSummaries": [_summary(one) for one in wanted[begin : begin + size]]
        }
        if begin + size < len(wanted):
            page["NextToken"] = base64.b64encode(str(begin + size).encode()).decode()
        return page

    def _found(self, params: dict[str, Any]) -> Suppressed:
        try:
            return self._of(params.get("TenantName"))[params["EmailAddress"]]
        except KeyError:
            raise ServiceError(
                "NotFoundException", "The address is not on the suppression list", 404
            ) from None


def _summary(one: Suppressed) -> dict[str, Any]:
    return {"EmailAddress": one.address, "Reason": one.reason, "LastUpdateTime": one.at}


def _fits(one: Suppressed, params: dict[str, Any]) -> bool:
    since, until = params.get("StartDate", one.at), params.get("EndDate", one.at)
    return since <= one.at <= until and one.reason in params.get("Reasons", [one.reason])


def _place(token: str | None) -> int:
    try:
        return int(base64.b64decode(token or "", validate=True) or b"0")
    except ValueError:
        raise ServiceError("InvalidNextTokenException", "The specified request token is invalid") from None
