"""Amazon Connect Customer Profiles, as far as our functions meet it: domains, and profiles found by keys."""

import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from emulator.standins.errors import ServiceError
from emulator.standins.model_server import ModelServer
from emulator.standins.times import now

Profile = dict[str, Any]

_PAGE = 20  # what the service documents where no MaxResults is given
_EMAILS = ("EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress")
_PHONES = ("PhoneNumber", "MobilePhoneNumber", "HomePhoneNumber", "BusinessPhoneNumber")
_NAMES = ("FirstName", "MiddleName", "LastName")


def _texts(*fields: str) -> Callable[[Profile], set[str]]:
    return lambda profile: {profile[field] for field in fields if field in profile}


# The predefined keys that stand for fields of the profile itself; others belong to objects, not kept here.
_KEYS: dict[str, Callable[[Profile], set[str]]] = {
    "_account": _texts("AccountNumber"),
    "_email": _texts(*_EMAILS),
    "_fullName": lambda profile: {" ".join(profile[name] for name in _NAMES if name in profile)},
    "_phone": _texts(*_PHONES),
    "_profileId": _texts("ProfileId"),
}


class CustomerProfiles(ModelServer):
    """Profiles in memory; a domain is made by Terraform, by `CreateDomain` or by ``add_domain``.

    Not verified on AWS, and so here as documented at best: that an update merges `Attributes` by name, that
    search keys compare letter by letter, and that what was written is found at once.
    """

    def __init__(self) -> None:
        super().__init__(
            "customer-profiles",
            {
                "CreateDomain": self._create_domain,
                "CreateProfile": self._create_profile,
                "DeleteDomain": self._delete_domain,
                "GetDomain": self._get_domain,
                "SearchProfiles": self._search,
                "UpdateProfile": self._update_profile,
            },
        )
        self._domains: dict[str, dict[str, Any]] = {}
        self._profiles: dict[str, dict[str, Profile]] = {}
        self._lock = threading.RLock()

    def add_domain(self, name: str) -> None:
        self._create_domain({"DomainName": name, "DefaultExpirationDays": 366})

    def add(self, domain: str, **fields: Any) -> str:
        """A new profile with these fields, such as ``EmailAddress="ann@example.org"``; its id."""
        profile_id: str = self._create_profile({"DomainName": domain, **fields})["ProfileId"]
        return profile_id

    def profile(self, domain: str, profile_id: str) -> Profile:
        """The profile as it is now; `KeyError` where there is none."""
        with self._lock:
            return _copy(self._profiles[domain][profile_id])

    def profiles(self, domain: str) -> list[Profile]:
        with self._lock:
            return [_copy(profile) for profile in self._profiles[domain].values()]

    def _create_domain(self, params: dict[str, Any]) -> dict[str, Any]:
        name = params["DomainName"]
        with self._lock:
            if name in self._domains:
                raise ServiceError("BadRequestException", "The domain exists already")
            moment = now()
            self._domains[name] = {**params, "CreatedAt": moment, "LastUpdatedAt": moment}
            self._profiles[name] = {}
            return dict(self._domains[name])

    def _get_domain(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            self._profiles_of(params)
            return dict(self._domains[params["DomainName"]])

    def _delete_domain(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            self._profiles_of(params)
            del self._domains[params["DomainName"]], self._profiles[params["DomainName"]]
            return {"Message": "OK"}

    def _create_profile(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            profiles = self._profiles_of(params)
            profile_id = uuid.uuid4().hex
            profiles[profile_id] = {**_fields(params), "ProfileId": profile_id}
            return {"ProfileId": profile_id}

    def _update_profile(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            profile = self._profiles_of(params).get(params["ProfileId"])
            if profile is None:
                raise ServiceError("ResourceNotFoundException", "Profile not found", 404)
            _merge(profile, _fields(params))
            return {"ProfileId": params["ProfileId"]}

    def _search(self, params: dict[str, Any]) -> dict[str, Any]:
        keys = [params, *params.get("AdditionalSearchKeys", [])]
        if unknown := {key["KeyName"] for key in keys} - set(_KEYS):
            raise ServiceError("BadRequestException", f"Unknown search key: {', '.join(sorted(unknown))}")
        combined = all if params.get("LogicalOperator") == "AND" else any
        with self._lock:
            found = [
                _copy(profile)
                for profile in self._profiles_of(params).values()
                if combined(_KEYS[key["KeyName"]](profile) & set(key["Values"]) for key in keys)
            ]
        start, size = int(params.get("NextToken", 0)), params.get("MaxResults", _PAGE)
        more = {"NextToken": str(start + size)} if start + size < len(found) else {}
        return {"Items": found[start : start + size], **more}

    def _profiles_of(self, params: Mapping[str, Any]) -> dict[str, Profile]:
        try:
            return self._profiles[params["DomainName"]]
        except KeyError:
            raise ServiceError("ResourceNotFoundException", "Domain not found", 404) from None


def _fields(params: Mapping[str, Any]) -> Profile:
    return _copy({name: value for name, value in params.items() if name not in ("DomainName", "ProfileId")})


def _merge(into: Profile, changes: Mapping[str, Any]) -> None:
    """An empty text removes what is there; what is not named stays."""
    for name, value in changes.items():
        if isinstance(value, dict):
            _merge(into.setdefault(name, {}), value)
        elif value == "":
            into.pop(name, None)
        else:
            into[name] = value


def _copy(profile: Mapping[str, Any]) -> Profile:
    return {name: _copy(value) if isinstance(value, dict) else value for name, value in profile.items()}
