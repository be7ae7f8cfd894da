"""One invocation at a time for a contact, by an item in DynamoDB.

Neither contact store has conditional updates: of two invocations that read a contact and then write it, the
slower one would put back what it read. A lock that is left behind ends soon after its holder's deadline.
"""

from __future__ import annotations

import hashlib
import math
import time
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kit.clock import now_in_milliseconds
from kit.errors import TransientError
from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from event_based_segmentation.rules.contacts import Contact
    from kit.deadline import Deadline

PATIENCE_SECONDS = 5.0
_PAUSE_SECONDS = 0.1


class ContactLock:
    """`seconds` must be no less than the last call of a holder can take, begun before its deadline."""

    def __init__(
        self,
        client: Callable[[], Any],
        table: str,
        *,
        seconds: float,
        clock: Callable[[], int] = now_in_milliseconds,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._table = table
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep

    @contextmanager
    def held(self, contact: Contact, deadline: Deadline) -> Iterator[None]:
        """Hold the contact's lock; `TransientError` if another invocation keeps it for seconds.

        Letters count alike, small or capital: whether the store tells them apart is not known.
        """
        # A hash, as no table of ours holds addresses.
        name = f"{contact.key} {contact.value.casefold()}"
        key = {"id": {"S": hashlib.sha256(name.encode()).hexdigest()}}
        mine = uuid.uuid4().hex
        patience = deadline.within(PATIENCE_SECONDS)
        while not self._taken(key, mine, deadline):
            if patience.passed:
                raise TransientError("another invocation is working on the same contact")
            self._sleep(_PAUSE_SECONDS)
        try:
            yield
        finally:
            self._give_free(key, mine)

    def _taken(self, key: dict[str, Any], mine: str, deadline: Deadline) -> bool:
        """Ours already where the answer to the first attempt was lost, and botocore tries again."""
        now = self._clock() / 1000
        ends = math.ceil(now + deadline.remaining_seconds + self._seconds)
        return self._written(
            "put_item",
            Item={**key, "owner": {"S": mine}, "expiration": {"N": str(ends)}},
            ConditionExpression="attribute_not_exists(id) OR expiration < :now OR #owner = :mine",
            ExpressionAttributeNames={"#owner": "owner"},
            ExpressionAttributeValues={":now": {"N": str(int(now))}, ":mine": {"S": mine}},
        )

    def _give_free(self, key: dict[str, Any], mine: str) -> None:
        """Not what someone else has taken since, after a pause of this container."""
        self._written(
            "delete_item",
            Key=key,
            ConditionExpression="#owner = :mine",
            ExpressionAttributeNames={"#owner": "owner"},
            ExpressionAttributeValues={":mine": {"S": mine}},
        )

    def _written(self, operation: str, **arguments: Any) -> bool:
        with translated(f"the lock of a contact ({operation})"):
            client = self._client()
            try:
                getattr(client, operation)(TableName=self._table, **arguments)
            except client.exceptions.ConditionalCheckFailedException:
                return False
        return True
