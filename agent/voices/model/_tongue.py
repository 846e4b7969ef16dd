"""Whether a sentence is in another language than the conversation's."""

from __future__ import annotations

import re

from agent.domain import Language
from agent.listening.language import detect
from agent.listening.text import plain, words
from agent.voices.model._dress import outside_quotes
from agent.voices.model.words import words_of

_OTHER_SCRIPT = re.compile("[\u0370-\u1dbf\u2c00-\ua6ff\uac00-\ud7ff\uf900-\ufaff]")

LONG_ENOUGH = 6
"""Words in which small ones of the language must be found."""

SMALL_WORDS = 0.15
"""Their share below which it is no sentence of the language; ordinary ones have about half."""

STRANGE_WORDS = 2
"""Words with letters of another language's, that nobody used before."""


def is_other(text: str, language: Language, known: str) -> bool:
    """Whether the sentence, but for what it quotes, is in another language.

    Args:
        text: the sentence.
        language: the conversation's.
        known: what was said so far, folded, with a space around every word.
    """
    if _OTHER_SCRIPT.search(text):
        return True
    said = words(plain(outside_quotes(text)))
    marks = words_of(language)
    strange = [each for each in said if marks.foreign.search(each) and f" {each} " not in known]
    if len(strange) >= STRANGE_WORDS:
        return True
    if len(said) >= LONG_ENOUGH:
        small = sum(word in marks.small for word in said)
        if small < SMALL_WORDS * len(said):
            return True
    return detect(text, language) is not language
