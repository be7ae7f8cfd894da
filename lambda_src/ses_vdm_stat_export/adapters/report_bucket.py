"""The bucket that reports are kept in."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from kit.service_errors import translated

if TYPE_CHECKING:
    from kit.clients import Clients


class ReportBucket:
    """Objects are put whole: there is never half a report."""

    def __init__(self, clients: Clients, name: str) -> None:
        self._clients = clients
        self.name = name

    def put(self, key: str, content: IO[bytes], content_type: str) -> None:
        """Store the report, over an equal one of the same job if there is one."""
        with translated("s3:PutObject"):
            self._clients["s3"].put_object(Bucket=self.name, Key=key, Body=content, ContentType=content_type)

    def link(self, key: str, seconds: int) -> str:
        """A link that lets anybody read this object, no longer than the credentials live that sign it.

        Left alone, botocore signs links by SigV2, which fails for objects under a KMS key, and for the global
        address, which sends who follows it to the Region's, where the signature is wrong:
        https://docs.aws.amazon.com/AmazonS3/latest/userguide/ShareObjectPreSignedURL.html
        """
        s3 = self._clients["s3"]
        s3.meta.events.register_first("choose-signer.s3.GetObject", _signed_by_v4)
        s3.meta.config.s3 = {**(s3.meta.config.s3 or {}), "addressing_style": "virtual"}
        link: str = s3.generate_presigned_url(
            "get_object", Params={"Bucket": self.name, "Key": key}, ExpiresIn=seconds
        )
        return link


def _signed_by_v4(**_: Any) -> str:
    return "s3v4-query"
