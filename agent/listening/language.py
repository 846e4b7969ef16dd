"""Which language a message is in: small words first, py3langid for what they leave open."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from agent.domain import Language
from agent.listening.lexicon import lexicon
from agent.listening.text import plain, words

SHORT = 4
"""A message of fewer words stays with the conversation's language."""

_SURE = 0.95
_READ = 1000
"""Characters that are enough to tell."""

_QUOTED = re.compile('[«“][^«»“”]*[»”]|"[^"]*"')
"""What others said may be in another language than the message."""

_LABELS = {"no": Language.NB, "nb": Language.NB, "nn": Language.NB, "en": Language.EN}


def detect(text: str, default: Language) -> Language:
    """The language of one message, or `default` when it is short, unclear or in another one.

    English terms in a Norwegian sentence do not make it English: the small words decide.
    """
    read = plain(text[:_READ])
    said = words(_QUOTED.sub(" ", read))
    if len(said) < SHORT:
        said = words(read)
    if len(said) < SHORT:
        return default
    norwegian = sum(word in _small_words(Language.NB) for word in said)
    english = sum(word in _small_words(Language.EN) for word in said)
    if max(norwegian, english) >= 2 and max(norwegian, english) >= 2 * min(norwegian, english):
        return Language.NB if norwegian > english else Language.EN
    if norwegian == english == 0:
        return default
    label, confidence = _identifier()(" ".join(said))
    found = _LABELS.get(label, default)
    spoken = norwegian if found is Language.NB else english
    return found if confidence >= _SURE and spoken else default


@cache
def _small_words(language: Language) -> frozenset[str]:
    return frozenset(lexicon(language).function_words)


@cache
def _identifier() -> Callable[[str], tuple[str, float]]:
    """Loaded at the first unclear message: it takes about half a second.

    The identifier is built anew from the columns of our languages, so that the rest can go.
    """
    langid: Any = import_module("py3langid.langid")  # it has no type information
    every = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    every.set_languages([label for label in _LABELS if label in every.labels])
    columns = (every.nb_ptc, every.nb_pc, every.nb_classes)
    ours = langid.LanguageIdentifier(
        *columns, every.tk_nextmove, every.tk_output, norm_probs=True, tk_row=every.tk_row
    )
    return ours.classify
