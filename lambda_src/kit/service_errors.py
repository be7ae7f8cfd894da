"""Translates what an AWS client raises into the tree of `kit.errors`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError

from kit.errors import ConfigError, KitError, PermanentError, Throttled, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator

# The throttling codes of all services that answer with an error code of their own, as botocore's
# standard retry mode lists them, and Cognito's, which carry HTTP 400.
THROTTLING_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "ReplicatedWriteConflictException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
TRANSIENT_CODES = frozenset(
    {
        "InternalError",
        "InternalErrorException",
        "InternalServerError",
        "InternalServerErrorException",
        "KmsThrottled",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
    }
)
CONFIG_CODES = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredTokenException",
        "ForbiddenException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "NotAuthorizedException",
        "QueueDoesNotExist",
        "ResourceNotFoundException",
        "UnrecognizedClientException",
    }
)
HTTP_TOO_MANY_REQUESTS = 429
HTTP_SERVER_ERROR = 500


def code_of(error: ClientError) -> str:
    """The service's error code, such as ``ThrottlingException``."""
    return str(error.response.get("Error", {}).get("Code", ""))


def translate(error: Exception, operation: str) -> KitError:
    """The error of `kit.errors` that stands for what a client raised during `operation`.

    The service's own message is left out: it may quote what was sent.
    """
    if isinstance(error, ClientError):
        code = code_of(error)
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        text = f"{operation} was refused with {code}"
        if code in THROTTLING_CODES or status == HTTP_TOO_MANY_REQUESTS:
            return Throttled(text)
        if code in TRANSIENT_CODES or status >= HTTP_SERVER_ERROR:
            return TransientError(text)
        if code in CONFIG_CODES:
            return ConfigError(text)
        return PermanentError(text)
    if isinstance(error, (NoConnectionError, HTTPClientError)):  # no answer: refused, reset or timed out
        return TransientError(f"{operation} got no answer ({type(error).__name__})")
    if isinstance(error, BotoCoreError):
        return PermanentError(f"{operation} could not be sent ({type(error).__name__})")
    return PermanentError(f"{operation} failed unexpectedly ({type(error).__name__})")


@contextmanager
def translated(operation: str) -> Iterator[None]:
    """Raises the translation of any client error from the block it guards."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise translate(error, operation) from error
