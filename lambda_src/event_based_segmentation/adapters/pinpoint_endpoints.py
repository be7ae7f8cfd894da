"""Contacts as endpoints of an Amazon Pinpoint project.

https://docs.aws.amazon.com/pinpoint/latest/apireference/apps-application-id-endpoints-endpoint-id.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from event_based_segmentation.rules.contacts import Contact, Person
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_VALUE = 100


class PinpointEndpoints:
    """The endpoints of one project."""

    def __init__(self, client: Callable[[], Any], application_id: str) -> None:
        self._client = client
        self._application_id = application_id

    def find(self, contact: Contact) -> list[Person]:
        """The endpoint, if there is one: an update would make what it does not find."""
        key = {"ApplicationId": self._application_id, "EndpointId": contact.value}
        with translated("mobiletargeting:GetEndpoint"):
            client = self._client()
            try:
                found = client.get_endpoint(**key)["EndpointResponse"]
            except client.exceptions.NotFoundException:
                return []
        attributes = {name: values[0] for name, values in found.get("Attributes", {}).items() if values}
        return [Person(identifier=contact.value, attributes=attributes)]

    def update(self, person: Person, attributes: Mapping[str, str]) -> None:
        """Other attributes stay; one without values is removed."""
        self._put(person.identifier, {"Attributes": _lists(attributes)})

    def create(self, contact: Contact, attributes: Mapping[str, str]) -> Person | None:
        """An endpoint that messages can be sent to; none where the event does not say its address."""
        if not contact.address:
            return None
        some = {name: value for name, value in attributes.items() if value}
        new = {"ChannelType": contact.channel, "Address": contact.address, "Attributes": _lists(some)}
        self._put(contact.value, new)
        return Person(identifier=contact.value, attributes=some)

    def _put(self, endpoint_id: str, request: Mapping[str, Any]) -> None:
        with translated("mobiletargeting:UpdateEndpoint"):
            self._client().update_endpoint(
                ApplicationId=self._application_id, EndpointId=endpoint_id, EndpointRequest=dict(request)
            )


def _lists(attributes: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [value] if value else [] for name, value in attributes.items()}
