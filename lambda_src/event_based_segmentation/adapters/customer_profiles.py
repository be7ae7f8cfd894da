"""Contacts in Amazon Connect Customer Profiles: https://docs.aws.amazon.com/connect/latest/APIReference/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from event_based_segmentation.rules.contacts import ACCOUNT, EMAIL, PHONE, Contact, Person
from kit.errors import TransientError
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LONGEST_VALUE = 255
# Search key -> the field of a new profile that it finds.
_FIELDS = {EMAIL: "EmailAddress", PHONE: "PhoneNumber", ACCOUNT: "AccountNumber"}


class CustomerProfiles:
    """The profiles of one domain. `creator` must not repeat a call by itself: each would make a profile."""

    def __init__(self, client: Callable[[], Any], creator: Callable[[], Any], domain: str) -> None:
        self._client = client
        self._creator = creator
        self._domain = domain

    def find(self, contact: Contact) -> Iterator[Person]:
        """All profiles with this key, page by page: an address that several have is that of each of them."""
        query = {"DomainName": self._domain, "KeyName": contact.key, "Values": [contact.value]}
        more: dict[str, Any] = {"MaxResults": 100}
        while more:
            with translated("profile:SearchProfiles"):
                answer = self._client().search_profiles(**query, **more)
            for item in answer["Items"]:
                yield Person(identifier=item["ProfileId"], attributes=item.get("Attributes", {}))
            token = answer.get("NextToken")
            more = {"MaxResults": 100, "NextToken": token} if token else {}

    def update(self, person: Person, attributes: Mapping[str, str]) -> None:
        """Other attributes stay; an empty text removes one."""
        with translated("profile:UpdateProfile"):
            client = self._client()
            try:
                client.update_profile(
                    DomainName=self._domain, ProfileId=person.identifier, Attributes=dict(attributes)
                )
            except client.exceptions.ResourceNotFoundException:  # the domain is there: it was just searched
                raise TransientError(
                    "the profile was deleted or merged since it was found: it is searched again"
                ) from None

    def create(self, contact: Contact, attributes: Mapping[str, str]) -> Person:
        """A profile with the one field that it will be found by."""
        some = {name: value for name, value in attributes.items() if value}
        with translated("profile:CreateProfile"):
            made = self._creator().create_profile(
                DomainName=self._domain, Attributes=some, **{_FIELDS[contact.key]: contact.value}
            )
        return Person(identifier=made["ProfileId"], attributes=some)
