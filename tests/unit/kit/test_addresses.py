import re
from email.utils import formataddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.addresses import bare_address
from kit.errors import BadInput

ATOM = st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}", fullmatch=True)
ADDRESS = st.builds(
    lambda box, host: f"{box}@{host}.example.org", ATOM, st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True)
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ann@example.org", "ann@example.org"),
        ("  ann@example.org\r\n", "ann@example.org"),
        ("<ann@example.org>", "ann@example.org"),
        ("Ann <ann@example.org>", "ann@example.org"),
        ("Ann<ann@example.org> ", "ann@example.org"),
        ('"Ann" <Ann.Lee+news@Example.ORG>', "Ann.Lee+news@example.org"),
        ('"Lee, Ann" <ann@example.org>', "ann@example.org"),
        ("Lee, Ann <ann@example.org>", "ann@example.org"),
        ('"a <b@example.com>, c@example.com" <ann@example.org>', "ann@example.org"),
        ('"say \\"hi\\" <x@y>" <ann@example.org>', "ann@example.org"),
        ("ann@example.org <ann@example.org>", "ann@example.org"),
        ("=?utf-8?q?J=C3=BCrgen?= <j@example.org>", "j@example.org"),
        ("Ann (at work) <ann@example.org>", "ann@example.org"),
        ("Ann\r\n <ann@example.org>", "ann@example.org"),
        ('Ann "the <ann@example.org>', "ann@example.org"),
        ('"odd one"@Example.org', '"odd one"@example.org'),
        ('"a@b"@example.org', '"a@b"@example.org'),
        ("jürgen@bücher.example", "jürgen@bücher.example"),
    ],
)
def test_the_bare_address(text, address):
    assert bare_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        None,
        1,
        [],
        ["ann@example.org"],
        b"ann@example.org",
        "",
        " ",
        "Ann",
        "ann@",
        "@example.org",
        "ann@example.org@example.com",
        "ann@example.org, bob@example.org",
        "ann@example.org bob@example.org",
        "ann@example.org; bob@example.org",
        "Ann <ann@example.org>, Bob <bob@example.org>",
        "bob@example.org, Ann <ann@example.org>",
        "bob@example.org; Ann <ann@example.org>",
        "Ann <ann@example.org> bob@example.org",
        "Ann <<ann@example.org>>",
        "Ann <ann@example.org",
        "Ann <>",
        "<>",
        "Ann < ann@example.org >",
        "mailto:ann@example.org",
        "friends: ann@example.org;",
        "ann(work)@example.org",
        '"ann\r\nBcc: bob"@example.org',
        "ann\x00@example.org",
        'ann@"example".org',
        "a" * 310 + "@example.org",
        "x" * 1000 + " <ann@example.org>",
    ],
)
def test_what_holds_no_single_address_is_bad_input_and_not_quoted(text):
    with pytest.raises(BadInput) as raised:
        bare_address(text)
    assert "ann" not in str(raised.value)
    assert "bob" not in str(raised.value)


@given(ADDRESS, st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_whatever_name_a_mailer_writes_before_it(address, name):
    assert bare_address(formataddr((name, address))) == address


@given(st.text(st.sampled_from('ab@.<>",;\\ \r\n()'), max_size=30))
def test_any_text_gives_an_address_of_it_or_bad_input(text):
    try:
        found = bare_address(text)
    except BadInput:
        return
    assert found in text
    assert found.isprintable()
    assert not re.search("[<>\r\n]", re.sub(r'"(?:[^"\\]|\\.)*"', "", found))
    assert bare_address(found) == found


def test_a_long_text_of_quotes_is_read_at_once():
    with pytest.raises(BadInput):
        bare_address('\\"' * 499)
