"""Endpoints of a Pinpoint project: a group of operations for the stand-in of Pinpoint."""

import copy
import threading
from collections.abc import Callable
from typing import Any

from emulator.standins.errors import ServiceError
from emulator.standins.times import iso_milliseconds, now

Handler = Callable[[dict[str, Any]], dict[str, Any]]


class PinpointEndpoints:
    """Endpoints in memory, of any project.

    ``UpdateEndpoint`` creates what it does not find, as Pinpoint does: an endpoint without address or
    channel, if the request has none. An attribute is replaced as a whole, the others stay. Not verified on
    AWS: that an empty list takes an attribute away.
    """

    def __init__(self) -> None:
        self.operations: dict[str, Handler] = {
            "GetEndpoint": self._get,
            "GetUserEndpoints": self._get_of_user,
            "UpdateEndpoint": self._update,
        }
        self._endpoints: dict[tuple[str, str], dict[str, Any]] = {}
        self._lock = threading.Lock()

    def add(self, application_id: str, endpoint_id: str, **fields: Any) -> None:
        """Or an update of one: `fields` are those of EndpointRequest."""
        self._update({"ApplicationId": application_id, "EndpointId": endpoint_id, "EndpointRequest": fields})

    def endpoint(self, application_id: str, endpoint_id: str) -> dict[str, Any]:
        """The endpoint as it is now; `KeyError` where there is none."""
        with self._lock:
            return copy.deepcopy(self._endpoints[application_id, endpoint_id])

    def _get(self, params: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"EndpointResponse": self.endpoint(params["ApplicationId"], params["EndpointId"])}
        except KeyError:
            raise ServiceError("NotFoundException", "Resource not found", 404) from None

    def _get_of_user(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            found = [
                copy.deepcopy(endpoint)
                for (application_id, _), endpoint in self._endpoints.items()
                if application_id == params["ApplicationId"]
                and endpoint.get("User", {}).get("UserId") == params["UserId"]
            ]
        if not found:
            raise ServiceError("NotFoundException", "Resource not found", 404)
        return {"EndpointsResponse": {"Item": found}}

    def _update(self, params: dict[str, Any]) -> dict[str, Any]:
        key = params["ApplicationId"], params["EndpointId"]
        changes = copy.deepcopy(params["EndpointRequest"])
        changes.pop("RequestId", None)
        with self._lock:
            endpoint = self._endpoints.setdefault(
                key,
                {
                    "ApplicationId": key[0],
                    "Id": key[1],
                    "CohortId": "0",
                    "CreationDate": iso_milliseconds(now()),
                    "EndpointStatus": "ACTIVE",
                    "OptOut": "NONE",
                },
            )
            _merge_lists(endpoint.setdefault("Attributes", {}), changes.pop("Attributes", {}))
            endpoint.setdefault("Metrics", {}).update(changes.pop("Metrics", {}))
            _merge_user(endpoint.setdefault("User", {}), changes.pop("User", {}))
            endpoint.update({"EffectiveDate": iso_milliseconds(now()), **changes})
        return {"MessageBody": {"Message": "Accepted", "RequestID": "stand-in"}}


def _merge_lists(into: dict[str, list[str]], changes: dict[str, list[str]]) -> None:
    into.update(changes)
    for name in [name for name, values in into.items() if not values]:
        del into[name]


def _merge_user(into: dict[str, Any], changes: dict[str, Any]) -> None:
    _merge_lists(into.setdefault("UserAttributes", {}), changes.pop("UserAttributes", {}))
    into.update(changes)
