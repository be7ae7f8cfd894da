"""The lines of an object in S3, as they come: never more than one is held."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, Any, cast

from kit.errors import BadInput, ConfigError, PermanentError, TransientError
from kit.service_errors import code_of, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from mypy_boto3_s3 import S3Client

GZIP = b"\x1f\x8b"  # what every gzip file begins with, whatever its name
BUFFER = 1 << 20
LONGEST_LINE = 1 << 20  # the rest of a longer one is left out: no line of ours is that long
REFUSALS = {
    "NoSuchKey": "was not found in the bucket of back-fills",
    "PreconditionFailed": "has changed since the call that this one goes on from: begin anew, without etag",
    "InvalidObjectState": "is archived: restore it first",
}


class S3Lines:
    """See `flows.back_fill.Files`."""

    def __init__(self, client: Callable[[], S3Client], bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def lines(self, key: str, *, etag: str | None) -> tuple[str, Generator[bytes, None, None]]:
        """The object's ETag, and its lines, unzipped; `BadInput` where it is missing or has another ETag."""
        client = self._client()
        request: dict[str, Any] = {"Bucket": self._bucket, "Key": key}
        if etag is not None:
            request["IfMatch"] = etag
        try:
            with translated("s3:GetObject"):
                try:
                    answer = client.get_object(**request)
                except client.exceptions.ClientError as error:
                    if text := REFUSALS.get(code_of(error)):
                        raise BadInput(f"{key} {text}") from error
                    raise
        except ConfigError as error:
            # S3 does not tell what is missing from what is forbidden to those who may not list the bucket
            raise BadInput(
                f"{key} cannot be read: no such object, or outside of sources.direct.s3_prefix, "
                f"or its KMS key is not allowed to the function ({error})"
            ) from error
        return answer["ETag"], _lines(key, answer["Body"])


def _lines(key: str, body: Any) -> Generator[bytes, None, None]:
    """Its lines; closes the body at the end, or when the caller has enough."""
    try:
        raw = io.BufferedReader(_Received(body), BUFFER)
        zipped = raw.peek(len(GZIP)).startswith(GZIP)
        text = cast("io.BufferedIOBase", gzip.GzipFile(fileobj=raw)) if zipped else raw
        while line := text.readline(LONGEST_LINE):
            end = line
            while len(end) == LONGEST_LINE and not end.endswith(b"\n"):
                end = text.readline(LONGEST_LINE)
            yield line
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadInput(f"{key} is a gzip file that is damaged or cut off: put it there again") from error
    finally:
        body.close()


class _Received(io.RawIOBase):
    """The body of an answer as a file. The object is there: what ends a connection may not end the next."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there is something."""
        try:
            with translated("s3:GetObject"):
                data: bytes = self._body.read(len(buffer))
        except PermanentError as error:
            raise TransientError(str(error)) from error
        buffer[: len(data)] = data
        return len(data)
