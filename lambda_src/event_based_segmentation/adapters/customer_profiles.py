"""Contacts in Amazon Connect Customer Profiles: https://docs.aws.amazon.com/connect/latest/APIReference/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from event_based_segmentation.rules.contacts import ACCOUNT, EMAIL, PHONE, Contact, Person
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_VALUE = 255
# Search key -> the field of a new profile that it finds.
_FIELDS = {EMAIL: "EmailAddress", PHONE: "PhoneNumber", ACCOUNT: "AccountNumber"}


class CustomerProfiles:
    """The profiles of one domain."""

    def __init__(self, client: Callable[[], Any], domain: str) -> None:
        self._client = client
        self._domain = domain

    def find(self, contact: Contact) -> list[Person]:
        """All profiles with this key: an address that several have is that of each of them."""
        query = {"DomainName": self._domain, "KeyName": contact.key, "Values": [contact.value]}
        found: list[Person] = []
        more: dict[str, Any] = {"MaxResults": 100}
        while more:
            with translated("profile:SearchProfiles"):
                answer = self._client().search_profiles(**query, **more)
            found += [
                Person(identifier=item["ProfileId"], attributes=item.get("Attributes", {}))
                for item in answer["Items"]
            ]
            token = answer.get("NextToken")
            more = {"MaxResults": 100, "NextToken": token} if token else {}
        return found

    def update(self, person: Person, attributes: Mapping[str, str]) -> None:
        """Other attributes stay; an empty text removes one."""
        with translated("profile:UpdateProfile"):
            self._client().update_profile(
                DomainName=self._domain, ProfileId=person.identifier, Attributes=dict(attributes)
            )

    def create(self, contact: Contact, attributes: Mapping[str, str]) -> bool:
        """A profile with the one field that it will be found by."""
        with translated("profile:CreateProfile"):
            self._client().create_profile(
                DomainName=self._domain,
                Attributes={name: value for name, value in attributes.items() if value},
                **{_FIELDS[contact.key]: contact.value},
            )
        return True
