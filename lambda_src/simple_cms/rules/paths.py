"""Under which paths CloudFront keeps an object.

"If the path includes non-ASCII characters or unsafe characters as defined in RFC 1738, URL-encode those
characters. Do not URL-encode any other characters in the path, or CloudFront will not invalidate the old
version of the updated file":
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

EVERYTHING = "/*"
MOST_PATHS = 1000
# What RFC 1738 lets stand in paths, but for three: CloudFront has refused `'`, `*` is its wildcard, and a
# bare `+` is a space to S3.
_PLAIN = "/-_.!$&(),:;=@"


def encoded(key: str) -> str:
    """The path of a key."""
    return "/" + quote(key, safe=_PLAIN).replace("~", "%7E")  # unsafe for RFC 1738, though not for `quote`


def paths_of(key: str, index: str) -> tuple[str, ...]:
    """The paths of a key: an index document is its folder's too, as readers ask for either."""
    folder, slash, name = key.rpartition("/")
    return (encoded(key), encoded(folder + slash)) if name == index else (encoded(key),)


def together(paths: Iterable[str]) -> list[str]:
    """Each path once, in a fixed order; everything, which costs as one path, where they are too many."""
    wanted = sorted(set(paths))
    return wanted if len(wanted) <= MOST_PATHS else [EVERYTHING]
