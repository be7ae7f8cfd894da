"""Which texts are keywords, and above all which are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_self_managed_opt_outs.rules.keywords import Intent, Keywords, normalised
from tests.unit.sms_self_managed_opt_outs.texts import KEYWORDS, NO_KEYWORDS

LISTS = {
    Intent.OPT_OUT: tuple(KEYWORDS["OPT_OUT_KEYWORDS"].split(",")),
    Intent.OPT_IN: tuple(KEYWORDS["OPT_IN_KEYWORDS"].split(",")),
    Intent.HELP: tuple(KEYWORDS["HELP_KEYWORDS"].split(",")),
}
WHOLE, FIRST = Keywords(LISTS, first_word=False), Keywords(LISTS, first_word=True)
ALL = sorted(word for words in LISTS.values() for word in words)
LETTERS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=5)


def intent(keywords, text):
    found = keywords.match(text)
    return found and found.intent


@pytest.mark.parametrize(
    "text",
    [
        " stop ",
        "STOP",
        "Stop.",
        "stop!",
        '"Stop"',
        "¡stop!",
        "\u200bSTOP\ufeff",
        "stop 🛑",
        "\uff33\uff34\uff2f\uff30",
    ],
)
@pytest.mark.parametrize("keywords", [WHOLE, FIRST])
def test_1_ways_to_write_stop(keywords, text):
    found = keywords.match(text)
    assert (found.intent, found.keyword) == (Intent.OPT_OUT, "STOP")


@pytest.mark.parametrize("text", NO_KEYWORDS)
@pytest.mark.parametrize("keywords", [WHOLE, FIRST])
def test_2_words_that_hold_a_keyword_are_none(keywords, text):
    assert keywords.match(text) is None


@pytest.mark.parametrize("word", ALL)
@given(before=LETTERS, after=LETTERS)
def test_defect_no_keyword_inside_a_longer_word_ever_matches(word, before, after):
    """END matched "weekend", TD "hot dog", STOP "don't stop": the test was whether the word is anywhere."""
    for longer in (before + word, word + after, before + word + after):
        if normalised(longer) not in ALL:  # UNSTOP is one of its own
            assert WHOLE.match(longer) is None
            assert FIRST.match(longer) is None
            assert FIRST.match(f"please {longer}") is None


@pytest.mark.parametrize("word", ALL)
@given(
    before=st.text(st.characters(categories=["P", "Z"]), max_size=4),
    after=st.text(st.characters(categories=["P", "Z"]), max_size=4),
    upper=st.booleans(),
)
def test_1_case_and_what_is_around_a_keyword_do_not_matter(word, before, after, upper):
    text = before + (word if upper else word.lower()) + after
    assert WHOLE.match(text).keyword == word
    assert FIRST.match(text).keyword == word


@pytest.mark.parametrize(
    ("text", "whole", "first"),
    [
        ("stop please", None, Intent.OPT_OUT),
        ("Stop, please!", None, Intent.OPT_OUT),
        ("- stop -", Intent.OPT_OUT, Intent.OPT_OUT),
        ("please stop", None, None),
        ("opt-out", Intent.OPT_OUT, Intent.OPT_OUT),
        ("Arrêt", Intent.OPT_OUT, Intent.OPT_OUT),
        ("unstop", Intent.OPT_IN, Intent.OPT_IN),
        ("help", Intent.HELP, Intent.HELP),
        ("help me", None, Intent.HELP),
        ("End of the month", None, Intent.OPT_OUT),  # why whole_message is the default
    ],
)
def test_modes(text, whole, first):
    assert (intent(WHOLE, text), intent(FIRST, text)) == (whole, first)


def test_keywords_of_several_words():
    lists = {Intent.OPT_OUT: ("Stop all", "stop"), Intent.HELP: ("stop",)}
    first, whole = Keywords(lists, first_word=True), Keywords(lists, first_word=False)
    assert first.match("STOP  ALL, now").keyword == "STOP ALL"
    assert first.match("stop it").keyword == "STOP"
    assert whole.match("stop\nall").keyword == "STOP ALL"
    assert intent(whole, "stop") is Intent.OPT_OUT  # in two lists: the safer one


def test_no_keywords_match_nothing():
    for first_word in (True, False):
        assert Keywords({Intent.OPT_OUT: ("!",)}, first_word=first_word).match("!") is None
