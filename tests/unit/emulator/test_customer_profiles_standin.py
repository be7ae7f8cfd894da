"""Profiles are found by keys, merged, and taken away text by text, in the words of the service's model."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.standins.customer_profiles import CustomerProfiles
from emulator.standins.faults import throttle

ANN = {"EmailAddress": "ann@example.org", "FirstName": "Ann", "LastName": "Lee"}


@pytest.fixture
def profiles() -> Iterator[CustomerProfiles]:
    with CustomerProfiles() as server:
        server.add_domain("shop")
        yield server


def found(profiles: CustomerProfiles, key: str, *values: str, **more: Any) -> list[dict[str, Any]]:
    answer = profiles.client().search_profiles(DomainName="shop", KeyName=key, Values=list(values), **more)
    items: list[dict[str, Any]] = answer["Items"]
    return items


def refusal(call: Any, **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**params)
    code: str = caught.value.response["Error"]["Code"]
    return code


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("EmailAddress", "_email"),
        ("BusinessEmailAddress", "_email"),
        ("MobilePhoneNumber", "_phone"),
        ("AccountNumber", "_account"),
    ],
)
def test_a_profile_is_found_by_each_of_its_keys(profiles: CustomerProfiles, field: str, key: str) -> None:
    profile_id = profiles.add("shop", **{field: "value"})
    profiles.add("shop", **{field: "another"})
    assert [item["ProfileId"] for item in found(profiles, key, "value")] == [profile_id]
    assert [item["ProfileId"] for item in found(profiles, "_profileId", profile_id)] == [profile_id]
    assert found(profiles, key, "nobody's") == []
    assert profiles.violations == []


def test_keys_are_combined(profiles: CustomerProfiles) -> None:
    profiles.add("shop", **ANN)
    profiles.add("shop", EmailAddress="bob@example.org")
    more = {"AdditionalSearchKeys": [{"KeyName": "_email", "Values": ["bob@example.org"]}]}
    assert len(found(profiles, "_fullName", "Ann Lee", **more)) == 2
    assert found(profiles, "_fullName", "Ann Lee", **more, LogicalOperator="AND") == []


def test_what_is_found_comes_in_pages(profiles: CustomerProfiles) -> None:
    for _ in range(5):
        profiles.add("shop", **ANN)
    client, query = profiles.client(), {"DomainName": "shop", "KeyName": "_email"}
    query |= {"Values": ["ann@example.org"], "MaxResults": 2}
    first = client.search_profiles(**query)
    second = client.search_profiles(**query, NextToken=first["NextToken"])
    third = client.search_profiles(**query, NextToken=second["NextToken"])
    assert [len(page["Items"]) for page in (first, second, third)] == [2, 2, 1]
    assert "NextToken" not in third


def test_an_update_keeps_what_it_does_not_name_and_an_empty_text_removes(profiles: CustomerProfiles) -> None:
    profile_id = profiles.add("shop", **ANN, Attributes={"kept": "1", "gone": "2"})
    profiles.client().update_profile(
        DomainName="shop",
        ProfileId=profile_id,
        LastName="",
        Attributes={"gone": "", "new": "3"},
    )
    assert profiles.profile("shop", profile_id) == {
        "ProfileId": profile_id,
        "EmailAddress": "ann@example.org",
        "FirstName": "Ann",
        "Attributes": {"kept": "1", "new": "3"},
    }
    assert len(profiles.profiles("shop")) == 1


def test_what_is_not_there_is_refused(profiles: CustomerProfiles) -> None:
    client = profiles.client()
    assert (
        refusal(client.search_profiles, DomainName="none", KeyName="_email", Values=["x"])
        == "ResourceNotFoundException"
    )
    assert (
        refusal(client.search_profiles, DomainName="shop", KeyName="_shoe", Values=["x"])
        == "BadRequestException"
    )
    assert (
        refusal(client.update_profile, DomainName="shop", ProfileId="0" * 32) == "ResourceNotFoundException"
    )


def test_domains_come_and_go(profiles: CustomerProfiles) -> None:
    client = profiles.client()
    client.create_domain(DomainName="news", DefaultExpirationDays=30, Tags={"team": "growth"})
    assert client.get_domain(DomainName="news")["DefaultExpirationDays"] == 30
    assert client.get_domain(DomainName="news")["Tags"] == {"team": "growth"}
    assert refusal(client.create_domain, DomainName="news", DefaultExpirationDays=30) == "BadRequestException"
    client.delete_domain(DomainName="news")
    assert refusal(client.get_domain, DomainName="news") == "ResourceNotFoundException"
    assert profiles.violations == []


def test_it_throttles_on_demand(profiles: CustomerProfiles) -> None:
    profiles.faults.add("SearchProfiles", throttle())
    client = profiles.client()
    query = {"DomainName": "shop", "KeyName": "_email", "Values": ["x"]}
    assert refusal(client.search_profiles, **query) == "TooManyRequestsException"
    assert client.search_profiles(**query)["Items"] == []
