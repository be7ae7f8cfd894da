"""A table of endpoints that the customer keeps, in front of the lookups: endpoint id -> username."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attribution.adapters.batch_get import batch_get
from attribution.rules.parsed import PINPOINT_ENDPOINT, Note
from attribution.rules.touch import Reason
from attribution.rules.username import username_from

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from attribution.adapters.lookup_table import LookupTable

KEY = "endpoint_id"
USERNAME = "username"


class EndpointTable:
    """See `flows.lookups.Lookups`. Only endpoints that the customer's table lacks are looked up in ours."""

    def __init__(
        self,
        client: Callable[[], DynamoDBClient],
        name: str,
        otherwise: LookupTable,
        *,
        case_sensitive: bool,
    ) -> None:
        self._client = client
        self._name = name
        self._otherwise = otherwise
        self._case_sensitive = case_sensitive
        self.remember = otherwise.remember
        self.first_seen = otherwise.first_seen

    def find(self, references: Sequence[str]) -> dict[str, Note]:
        """The notes of those references that are known; they must be distinct."""
        endpoints = {
            reference.removeprefix(PINPOINT_ENDPOINT): reference
            for reference in references
            if reference.startswith(PINPOINT_ENDPOINT)
        }
        found: dict[str, Note] = {}
        for item in batch_get(self._client(), self._name, KEY, list(endpoints)):
            username = username_from(item.get(USERNAME, {}).get("S"), case_sensitive=self._case_sensitive)
            if not isinstance(username, Reason):
                reference = endpoints[item[KEY]["S"]]
                found[reference] = Note(reference=reference, username=username)
        missing = [reference for reference in references if reference not in found]
        return found | (self._otherwise.find(missing) if missing else {})
