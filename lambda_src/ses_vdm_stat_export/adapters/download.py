"""Follows the link that SES gives. The link is a secret while it lives: no message quotes it."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.parse
import urllib.request
from typing import IO, TYPE_CHECKING

from kit.deadline import in_time
from kit.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from email.message import Message

LARGEST_BYTES = 256 * 1024 * 1024  # half of what a function has under /tmp
_CHUNK = 1024 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The link leads to the file; what leads elsewhere could lead anywhere, also off TLS."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """See the base class: None makes an error of the redirect."""


class Downloads:
    """Over TLS only. `loopback` lets a link to this machine do without: an emulator has no certificate.

    `seconds` are for a whole file, `silent_seconds` for each wait on the way.
    """

    def __init__(
        self, *, loopback: bool, seconds: float, silent_seconds: float, largest: int = LARGEST_BYTES
    ) -> None:
        self._loopback = loopback
        self._seconds = seconds
        self._silent_seconds = silent_seconds
        self._largest = largest
        self._opener = urllib.request.build_opener(_NoRedirects)

    def fetch(self, link: str, into: IO[bytes]) -> None:
        """Write the whole file, or raise: `TransientError` where a fresh link may help.

        What is given up for its time may still write into `into` until that is closed.
        """
        if not self._is_safe(link):
            raise PermanentError("the download link of SES must begin with https://")
        try:
            in_time(lambda: self._fetch(link, into), seconds=self._seconds)
        except TransientError as error:
            raise TransientError(f"the download failed: {error}") from None

    def _fetch(self, link: str, into: IO[bytes]) -> None:
        try:
            with self._opener.open(link, timeout=self._silent_seconds) as answer:
                self._copy(answer, into)
        except urllib.error.HTTPError as error:
            error.close()
            raise TransientError(f"its link was refused with HTTP {error.code}") from None
        except (OSError, http.client.HTTPException) as error:
            raise TransientError(f"it broke off ({type(error).__name__})") from None

    def _copy(self, answer: http.client.HTTPResponse, into: IO[bytes]) -> None:
        expected, received = answer.headers.get("Content-Length"), 0
        while chunk := answer.read(_CHUNK):
            received += len(chunk)
            if received > self._largest:
                raise PermanentError(f"the report is larger than {self._largest} bytes")
            into.write(chunk)
        # a connection that is lost in the middle looks like the end of the file to who reads in pieces
        if expected is not None and received != int(expected):
            raise TransientError(f"it ended after {received} of {expected} bytes")

    def _is_safe(self, link: str) -> bool:
        return urllib.parse.urlsplit(link).scheme == "https" or (self._loopback and is_loopback(link))


def is_loopback(url: str) -> bool:
    """Whether this is a plain address of this machine."""
    parts = urllib.parse.urlsplit(url)
    return parts.scheme == "http" and parts.hostname in _LOOPBACK
