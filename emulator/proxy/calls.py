"""What was called through the proxy, and what became of it."""

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# X-Amz-Target begins with a name per service; boto3 has another one.
_SERVICES = {
    "DynamoDB_20120810": "dynamodb",
    "AmazonSQS": "sqs",
    "AWSCognitoIdentityProviderService": "cognito-idp",
}


@dataclass(slots=True, eq=False)
class Call:
    """One request; both ``passed_on`` and ``failed`` where it took effect and the answer was lost."""

    at: float  # on the monotonic clock
    service: str  # as boto3 names it
    operation: str
    body: bytes
    passed_on: bool = False
    failed: bool = False
    done: bool = False

    @property
    def parameters(self) -> Any:
        return json.loads(self.body)

    def is_of(self, target: str) -> bool:
        """``target`` is a service such as ``dynamodb``, or an operation such as ``dynamodb.GetItem``."""
        return target in (self.service, f"{self.service}.{self.operation}")


@functools.lru_cache
def named(amz_target: str) -> tuple[str, str]:
    """Service and operation in an ``X-Amz-Target``; what has none is of service ``other``."""
    prefix, _, operation = amz_target.partition(".")
    return _SERVICES.get(prefix, "other"), operation


@dataclass(frozen=True, slots=True)
class Tally:
    """Calls in numbers."""

    made: int
    passed_on: int
    failed: int
    at: tuple[float, ...]  # when each was made

    @property
    def per_second(self) -> float:
        """From the first call to the last."""
        seconds = self.at[-1] - self.at[0] if self.made > 1 else 0.0
        return (self.made - 1) / seconds if seconds else 0.0


def tally(calls: Sequence[Call], target: str) -> Tally:
    chosen = [call for call in calls if call.is_of(target)]
    return Tally(
        made=len(chosen),
        passed_on=sum(call.passed_on for call in chosen),
        failed=sum(call.failed for call in chosen),
        at=tuple(call.at for call in chosen),
    )
