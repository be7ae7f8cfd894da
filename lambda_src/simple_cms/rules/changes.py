"""What S3 tells EventBridge of an object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html."""

from __future__ import annotations

from typing import Any

from kit.errors import BadInput
from kit.payloads import required_object, required_text

CHANGES = ("Object Created", "Object Deleted")


def changed_key(event: Any, bucket: str) -> str:
    """The key that changed in `bucket`. EventBridge gets it as it is; S3's own notifications encode it."""
    told = required_object(event, "the message")
    if told.get("detail-type") not in CHANGES:
        raise BadInput(f"detail-type must be one of {', '.join(CHANGES)}")
    detail = required_object(told.get("detail"), "detail")
    if required_object(detail.get("bucket"), "detail.bucket").get("name") != bucket:
        raise BadInput("detail.bucket.name must be the bucket of the site")
    key = required_text(
        required_object(detail.get("object"), "detail.object").get("key"), "detail.object.key"
    )
    try:
        key.encode()
    except UnicodeEncodeError:  # a lone surrogate is JSON, and no key
        raise BadInput("detail.object.key must be UTF-8") from None
    return key
