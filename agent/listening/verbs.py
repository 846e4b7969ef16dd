"""Verb forms: from what was said ("ringer", "calling") to the infinitive ("ringe", "call")."""

from __future__ import annotations

import re
from functools import cache

from agent.domain import Language
from agent.listening.lexicon import lexicon

_DOUBLED = re.compile(r"(?:^|[^aeiou])[aeiou][bdgklmnprt]$")
_PAST_NB = (
    (r"(?<=..)et$", "e"),
    (r"(?<=..)te$", "e"),
    (r"(?<=..)de$", ""),
    (r"(?<=..)[td]$", "e"),
)


@cache
def actions(language: Language) -> frozenset[str]:
    """Infinitives that name something one can do and be done with."""
    return frozenset(lexicon(language).verbs.action.split())


@cache
def weak(language: Language) -> frozenset[str]:
    """Infinitives that alone do not say what is done ("gjøre", "take")."""
    return frozenset(lexicon(language).verbs.weak.split())


@cache
def _known(language: Language) -> dict[str, str]:
    """Every regular finite form of the action verbs, with its infinitive."""
    forms = {form: verb for verb in actions(language) for form in _forms(verb, language)}
    return forms | lexicon(language).verbs.forms


def is_action(infinitive: str, language: Language) -> bool:
    """Whether this is a known action verb in the infinitive."""
    return infinitive in actions(language)


def known_infinitive(form: str, language: Language) -> str | None:
    """The infinitive of a present form (nb) or -ing form (en) of a known verb."""
    return _known(language).get(form)


def infinitive(form: str, language: Language) -> str:
    """The infinitive of any present or -ing form, by rule where the verb is not known."""
    known = known_infinitive(form, language)
    if known is not None:
        return known
    if language is Language.NB and form.endswith("r"):
        return form[:-2] + "e" if form.endswith("ar") and len(form) > 4 else form[:-1]
    return form


def past_infinitive(form: str) -> str | None:
    """The infinitive behind a Norwegian past form ("klarte", "turte"), where rules give one."""
    lists = lexicon(Language.NB).verbs
    known = lists.past.get(form) or lists.forms.get(form)
    if known is not None:
        return known
    for ending, replacement in _PAST_NB:
        candidate, changed = re.subn(ending, replacement, form)
        if changed and is_action(candidate, Language.NB):
            return candidate
    return None


def _forms(verb: str, language: Language) -> tuple[str, ...]:
    if language is Language.NB:
        stem = verb[:-1]
        regular = (
            (verb + "r", stem + "ar", stem + "er") if verb[-1] in "ea" and stem else (verb + "r",)
        )
        return (*regular, stem + "r") if verb[-1] == "e" and stem[-1:] in "aeiouyæøå" else regular
    if verb.endswith("e") and not verb.endswith("ee"):
        return (verb[:-1] + "ing",)
    return (verb + "ing", verb + verb[-1] + "ing") if _DOUBLED.search(verb) else (verb + "ing",)
