"""Opt-out lists of AWS End User Messaging: a group of operations for its stand-in."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

from emulator.environment import ACCOUNT_ID, REGION
from emulator.standins.errors import ServiceError
from emulator.standins.times import now

Handler = Callable[[dict[str, Any]], dict[str, Any]]

_ONCE_IN = dt.timedelta(days=30)


class OptOutLists:
    """Lists in memory. ``use`` says which list counts for what an identity sends: none, at first.

    As the API reference has it, a number may be taken off a list once in 30 days. Not verified on AWS: with
    which code and reason the service refuses the second time.
    """

    def __init__(self, clock: Callable[[], dt.datetime] = now) -> None:
        self.operations: dict[str, Handler] = {
            "CreateOptOutList": self._create,
            "DescribeOptOutLists": self._describe,
            "DeleteOptOutList": self._delete,
            "ListTagsForResource": self._tags,
            "TagResource": self._tag,
            "UntagResource": self._untag,
            "PutOptedOutNumber": self._put_number,
            "DeleteOptedOutNumber": self._delete_number,
            "DescribeOptedOutNumbers": self._describe_numbers,
        }
        self._clock = clock
        self._created: dict[str, dt.datetime] = {}
        self._tags_of: dict[str, dict[str, str]] = {}
        self._numbers: dict[str, dict[str, dt.datetime]] = {}
        self._taken_off: dict[tuple[str, str], dt.datetime] = {}
        self._used: dict[str, str] = {}
        self._lock = threading.RLock()

    def numbers(self, name: str) -> set[str]:
        """Who is on the list."""
        with self._lock:
            return set(self._numbers[name])

    def use(self, identity: str, name: str) -> None:
        """From now on ``identity`` sends nothing to numbers on this list."""
        with self._lock:
            self._used[identity] = name

    def check(self, identity: str, number: str) -> None:
        """Refuse what ``identity`` may not send."""
        with self._lock:
            if number in self._numbers.get(self._used.get(identity, ""), {}):
                raise ServiceError(
                    "ConflictException",
                    "Destination phone number is opted out",
                    Reason="DESTINATION_PHONE_NUMBER_OPTED_OUT",
                )

    def _create(self, params: dict[str, Any]) -> dict[str, Any]:
        name = params["OptOutListName"]
        with self._lock:
            if name in self._created:
                raise ServiceError("ConflictException", "The list exists", Reason="RESOURCE_ALREADY_EXISTS")
            self._created[name], self._numbers[name] = self._clock(), {}
            tags = params.get("Tags", [])
            self._tags_of[_arn(name)] = {tag["Key"]: tag["Value"] for tag in tags}
            return self._told(name) | {"Tags": tags}

    def _describe(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            wanted = params.get("OptOutListNames") or sorted(self._created)
            return {"OptOutLists": [self._told(self._name(name)) for name in wanted]}

    def _delete(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            name = self._name(params["OptOutListName"])
            if name in self._used.values():
                raise ServiceError("ConflictException", "The list is in use", Reason="RESOURCE_NOT_EMPTY")
            told = self._told(name)
            del self._created[name], self._numbers[name], self._tags_of[_arn(name)]
            return told

    def _tags(self, params: dict[str, Any]) -> dict[str, Any]:
        arn = params["ResourceArn"]
        with self._lock:
            tags = sorted(self._known_tags(arn).items())
            return {"ResourceArn": arn, "Tags": [{"Key": key, "Value": value} for key, value in tags]}

    def _tag(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            tags = self._known_tags(params["ResourceArn"])
            tags.update({tag["Key"]: tag["Value"] for tag in params["Tags"]})
            return {}

    def _untag(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            tags = self._known_tags(params["ResourceArn"])
            for key in params["TagKeys"]:
                tags.pop(key, None)
            return {}

    def _put_number(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            name, number = self._name(params["OptOutListName"]), params["OptedOutNumber"]
            self._numbers[name].setdefault(number, self._clock())
            return self._told_of_list(name) | self._told_of_number(name, number)

    def _delete_number(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            name, number = self._name(params["OptOutListName"]), params["OptedOutNumber"]
            if number not in self._numbers[name]:
                raise _missing("opted-out-number", number)
            before = self._taken_off.get((name, number))
            if before is not None and self._clock() - before < _ONCE_IN:
                raise ServiceError(
                    "ValidationException",
                    "Phone number cannot be opted in",
                    Reason="PHONE_NUMBER_CANNOT_BE_OPTED_IN",
                )
            told = self._told_of_list(name) | self._told_of_number(name, number)
            del self._numbers[name][number]
            self._taken_off[name, number] = self._clock()
            return told

    def _describe_numbers(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            name = self._name(params["OptOutListName"])
            wanted = params.get("OptedOutNumbers") or sorted(self._numbers[name])
            for number in wanted:
                if number not in self._numbers[name]:
                    raise _missing("opted-out-number", number)
            told = [self._told_of_number(name, number) for number in wanted]
            return self._told_of_list(name) | {"OptedOutNumbers": told}

    def _told(self, name: str) -> dict[str, Any]:
        return self._told_of_list(name) | {"CreatedTimestamp": self._created[name]}

    def _told_of_number(self, name: str, number: str) -> dict[str, Any]:
        at = self._numbers[name][number]
        # True where the number itself sent STOP to AWS, which never happens on a list of our own.
        return {"OptedOutNumber": number, "OptedOutTimestamp": at, "EndUserOptedOut": False}

    @staticmethod
    def _told_of_list(name: str) -> dict[str, Any]:
        return {"OptOutListName": name, "OptOutListArn": _arn(name)}

    def _name(self, name_or_arn: str) -> str:
        name = name_or_arn.rpartition("/")[2]
        if name not in self._created:
            raise _missing("opt-out-list", name)
        return name

    def _known_tags(self, arn: str) -> dict[str, str]:
        if arn not in self._tags_of:
            raise _missing("opt-out-list", arn)
        return self._tags_of[arn]


def _arn(name: str) -> str:
    return f"arn:aws:sms-voice:{REGION}:{ACCOUNT_ID}:opt-out-list/{name}"


def _missing(kind: str, what: str) -> ServiceError:
    return ServiceError(
        "ResourceNotFoundException", f"Resource not found: {kind}", ResourceType=kind, ResourceId=what
    )
