"""From keys to the paths under which CloudFront keeps them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simple_cms.rules.paths import encoded, paths_of, together

keys = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
UNSAFE = set(" <>\"#%{}|\\^~[]`'*+?")


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("mail/summer.png", "/mail/summer.png"),
        ("mail/été 2026.png", "/mail/%C3%A9t%C3%A9%202026.png"),
        ("図/a.png", "/%E5%9B%B3/a.png"),
        ("50%.html", "/50%25.html"),
        ("a%20b", "/a%2520b"),
        ("/leading", "//leading"),
        ("a?b=c", "/a%3Fb=c"),
        ("a+b", "/a%2Bb"),
        ("a*", "/a%2A"),
        ("it's", "/it%27s"),
        ("main~1.js", "/main%7E1.js"),
        ("#top", "/%23top"),
        ("$-_.!(),;:@&=", "/$-_.!(),;:@&="),
    ],
)
def test_6_keys_are_encoded_as_cloudfront_asks(key, path):
    assert encoded(key) == path


@given(keys)
@example("%2F")
@example("\0\n\x7f")
def test_6_decoding_gives_the_key_back(key):
    path = encoded(key)
    assert path.isascii()
    assert not UNSAFE - {"%"} & set(path)
    assert unquote(path) == "/" + key


@pytest.mark.parametrize(
    ("key", "paths"),
    [
        ("a/index.html", ("/a/index.html", "/a/")),
        ("é/b c/index.html", ("/%C3%A9/b%20c/index.html", "/%C3%A9/b%20c/")),
        ("index.html", ("/index.html", "/")),
        ("/index.html", ("//index.html", "//")),
        ("a/my-index.html", ("/a/my-index.html",)),
        ("index.html/a", ("/index.html/a",)),
        ("a/", ("/a/",)),
    ],
)
def test_6_index_document_is_its_folder_too(key, paths):
    assert paths_of(key, "index.html") == paths


def test_1000_paths_are_told_one_by_one_and_more_are_everything():
    thousand = [f"/{number:04}" for number in range(1000)]
    assert together([*reversed(thousand), "/0000"]) == thousand
    assert together([*thousand, "/more"]) == ["/*"]
