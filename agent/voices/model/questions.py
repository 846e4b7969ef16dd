"""Questions in a reply: which is its own, whether it was asked before, what id it gets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from agent.domain import Language
from agent.listening.text import plain, sentences, words
from agent.voices.model.words import words_of

_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_OWN_ID = "m-"

SAME_WORDS = 0.75
"""Share of all words in common that makes two questions the same one."""

SAME_CONTENT = 0.8
"""The same of their content words, where both have at least `FEW` of them."""

FEW = 3
NEAR = 0.5
"""Share that makes a question a version of the one from the store."""


def asks(sentence: str) -> bool:
    """Whether a sentence asks; a question mark inside quotation marks is not its own."""
    return "?" in _QUOTED.sub("", sentence)


def first_question(sentence: str) -> str:
    """The sentence up to its own first question mark, with a closing quotation mark after it."""
    hidden = _QUOTED.sub(lambda quoted: "x" * len(quoted[0]), sentence)
    return sentence[: hidden.index("?") + 1]


def question_in(text: str) -> str | None:
    """The last question of a text."""
    return next((each for each in reversed(sentences(text)) if asks(each)), None)


def same(one: str, other: str, language: Language) -> bool:
    """Whether two questions are as good as the same one."""
    first, second = _words(one), _words(other)
    if _share(first, second) >= SAME_WORDS:
        return True
    one_content, other_content = content(one, language), content(other, language)
    enough = min(len(one_content), len(other_content)) >= FEW
    return enough and _share(one_content, other_content) >= SAME_CONTENT


def near(one: str, stored: str, language: Language) -> bool:
    """Whether a question is the stored one, or that one in other words around its core."""
    if _share(_words(one), _words(stored)) >= NEAR:
        return True
    core = content(stored, language)
    return len(core) >= 2 and len(core & content(one, language)) >= NEAR * len(core) + 0.5


def own_id(question: str, language: Language) -> str:
    """An id for a question of the model's own: the same for the same words in any order."""
    core = content(question, language) or _words(question)
    return _OWN_ID + hashlib.sha256(" ".join(sorted(core)).encode()).hexdigest()[:12]


def asked_before(
    question: str, earlier: Iterable[str], ids: Iterable[str], language: Language
) -> bool:
    """Whether it was asked already: by the earlier questions' words, or its id among `ids`."""
    return own_id(question, language) in ids or any(
        same(question, each, language) for each in earlier
    )


def content(text: str, language: Language) -> frozenset[str]:
    """The stems of a text's content words: what it is about, whatever the forms."""
    small = words_of(language).small
    return frozenset(stem(word) for word in _words(text) if word not in small and len(word) > 1)


def stem(word: str) -> str:
    """The beginning that most forms of a word share."""
    return word[: max(4, len(word) - 3)] if len(word) > 4 else word


def _words(text: str) -> frozenset[str]:
    return frozenset(words(plain(text)))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
