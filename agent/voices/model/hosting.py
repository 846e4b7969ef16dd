"""Says where text goes: the guided wording that names no endpoint, in the version that does."""

from __future__ import annotations

from agent.domain import Language
from agent.listening.text import sentences
from agent.speaking import Act, Utterance
from prompts import Phrase, phrasebook

_NAMES_THE_HOST = {
    "introduction_guided": "introduction_model",
    "explain_privacy_guided": "explain_privacy_model",
}


def hosted(utterance: Utterance, act: Act, language: Language, host: str) -> Utterance:
    """The utterance with every sentence about where text goes told for this host.

    Somebody who comes back is told as well: the endpoint may be new to them.
    """
    book = phrasebook(language)
    text, phrases = utterance.text, list(utterance.phrases)
    for place, ref in enumerate(phrases):
        bank = _NAMES_THE_HOST.get(ref.partition("#")[0])
        said = _phrase(ref, language) if bank else None
        if bank is None or said is None:
            continue
        named = book[bank][book[ref.partition("#")[0]].index(said) % len(book[bank])]
        text = text.replace(said.template, named.fill(host=host))
        phrases[place] = named.ref
    if act is Act.WELCOME_BACK:
        named = book["introduction_model"][0]
        text = _after_greeting(text, named.fill(host=host))
        phrases.append(named.ref)
    return utterance.model_copy(update={"text": text, "phrases": tuple(phrases)})


def _phrase(ref: str, language: Language) -> Phrase | None:
    phrases = phrasebook(language)[ref.partition("#")[0]]
    return next((phrase for phrase in phrases if phrase.ref == ref), None)


def _after_greeting(text: str, introduction: str) -> str:
    """The introduction behind the greeting, or before it where that already quotes the plan."""
    first = sentences(text)[0]
    if any(mark in first for mark in "«“?"):
        return f"{introduction}\n{text}"
    return f"{first} {introduction}{text[len(first) :]}"
