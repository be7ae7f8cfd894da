"""A key that only this deployment has, from a key that never leaves KMS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.service_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

# What is signed is fixed, so that every container derives the same key.
_PURPOSE = b"phone numbers of sms_events"


def masking_key(client: Callable[[], Any], key_arn: str) -> bytes:
    """32 bytes: the HMAC of a fixed text. The same for a KMS key, and not to be had without it.

    One call for each container, where a call for each number would cost more than Firehose itself:
    https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html.
    """
    with translated("kms:GenerateMac"):
        answer = client().generate_mac(Message=_PURPOSE, KeyId=key_arn, MacAlgorithm="HMAC_SHA_256")
    key: bytes = answer["Mac"]
    return key
