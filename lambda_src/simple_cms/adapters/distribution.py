"""The distribution, on CloudFront."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.errors import ConfigError, Throttled
from kit.service_errors import code_of, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_OPERATION = "cloudfront:CreateInvalidation"
# CloudFront's own words for what other services say otherwise.
_MEANING = {"NoSuchDistribution": ConfigError, "TooManyInvalidationsInProgress": Throttled}
_DONE_BEFORE = "InvalidationBatchAlreadyExists"


class CloudFrontDistribution:
    """One distribution."""

    def __init__(self, client: Callable[[], Any], distribution_id: str) -> None:
        self._client = client
        self._id = distribution_id

    def invalidate(self, paths: Sequence[str], reference: str) -> None:
        """One invalidation for the reference, however often it is asked for.

        CloudFront answers a reference that it knows with the invalidation of then, or, where the paths
        differ, with an error: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_InvalidationBatch.html.
        """
        client = self._client()
        with translated(_OPERATION):
            try:
                client.create_invalidation(
                    DistributionId=self._id,
                    InvalidationBatch={
                        "Paths": {"Quantity": len(paths), "Items": [*paths]},
                        "CallerReference": reference,
                    },
                )
            except client.exceptions.ClientError as error:
                code = code_of(error)
                if code in _MEANING:
                    raise _MEANING[code](f"{_OPERATION} was refused with {code}") from error
                if code != _DONE_BEFORE:
                    raise
