"""Which keyword a text is, if it is one.

A keyword counts as a whole word only, and only where it stands alone or, if asked for, first: "weekend"
is not END, and "don't stop" is no STOP. Case, accents, white space and punctuation around it do not matter.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# First letters of Unicode's categories: marks that people, and their keyboards, put around a word.
AROUND = frozenset("PSZC")


class Intent(StrEnum):
    """What a keyword asks for; where one word is in two lists, the first of these counts."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A text that is a keyword."""

    intent: Intent
    keyword: str


class Keywords:
    """The keywords of each intent. `first_word`: a text that only begins with one counts too."""

    def __init__(self, lists: Mapping[Intent, tuple[str, ...]], *, first_word: bool) -> None:
        self._known: dict[str, Match] = {}
        for intent in Intent:
            for keyword in lists.get(intent, ()):
                self._known.setdefault(normalised(keyword), Match(intent=intent, keyword=keyword.upper()))
        self._known.pop("", None)
        self._longest = max((keyword.count(" ") + 1 for keyword in self._known), default=0)
        self._first_word = first_word

    def match(self, text: str) -> Match | None:
        """The keyword that the text is; None for all others, which are not for us."""
        words = normalised(text)
        if not self._first_word:
            return self._known.get(words)
        beginning = words.split(" ")
        for count in range(self._longest, 0, -1):  # "stop all" before "stop"
            if found := self._known.get(bare(" ".join(beginning[:count]))):
                return found
        return None


def normalised(text: str) -> str:
    """Upper case without accents, one space between words, nothing around them."""
    parts = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(bare(plain).casefold().upper().split())


def bare(text: str) -> str:
    """The text without punctuation, symbols and white space at its ends."""
    start, end = 0, len(text)
    while start < end and unicodedata.category(text[start])[0] in AROUND:
        start += 1
    while end > start and unicodedata.category(text[end - 1])[0] in AROUND:
        end -= 1
    return text[start:end]
