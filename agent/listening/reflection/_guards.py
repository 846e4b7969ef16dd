"""What is left alone: a wrong reflection is worse than none."""

from __future__ import annotations

from collections.abc import Sequence

from agent.domain import Language
from agent.listening.reflection._lexicon import Common, Verbs, english, norwegian, verbs
from agent.listening.reflection._text import Sentence, lows

_QUOTE_MARKS = frozenset('«»“”„"')
_UNSAID = frozenset(":()[]{}<>=/\\|*_#@^~") | _QUOTE_MARKS
_IRONIC_MARKS = frozenset("🙄🙃😏😂🤣")
MAX_QUOTE_WORDS = 12
# Mid-sentence, a capital makes them polite address: "De", not "de".
_POLITE = frozenset({"De", "Dem", "Deres"})
_ALTERNATIVES = {"enten": "eller", "either": "or"}
_FOREIGN_SHARE = 0.2


def leave_alone(sentences: Sequence[Sentence], lists: Common) -> bool:
    """Whether nothing in the message is to be said back: danger, irony, another language."""
    words = [token.low for sentence in sentences for token in sentence.tokens]
    if not words or lists.safety.within(words) or lists.irony.within(words):
        return True
    if _IRONIC_MARKS & set(words):
        return True
    if any(_speaks_to_coach(sentence, lists) for sentence in sentences):
        return True
    return lists.foreign.count(words) > _FOREIGN_SHARE * len(words)


def _speaks_to_coach(sentence: Sentence, lists: Common) -> bool:
    """A statement about the coach: what follows it may well be about the coach, too."""
    return (
        sentence.end != "?"
        and sentence.tokens[0].low in lists.second_person
        and (not _is_filler(sentence))
    )


def _is_filler(sentence: Sentence) -> bool:
    return lows(sentence.tokens[:3]) == ["you", "know", ","]


def is_statement(sentence: Sentence, lists: Common, forms: Verbs) -> bool:
    """Whether a sentence tells something: no question, greeting, stock reply or imperative."""
    if sentence.end == "?" or any(token.text in _POLITE for token in sentence.tokens[1:]):
        return False
    words = lows(sentence.tokens)
    words = words[opening(words, lists) :] or words
    bare = [word for word in words if word[0].isalnum()]
    if not bare or lists.greetings.all_of(bare) or lists.question_words.at(words, 0):
        return False
    if _offers_alternatives(words) or not _UNSAID.isdisjoint("".join(words)):
        return False
    if lists.mocking.at(words, 0):  # "great, another meeting" may be meant or not
        return False
    return not _is_order(words, forms)


def _offers_alternatives(words: Sequence[str]) -> bool:
    """ "Either ... or"; "... either" at the end of a sentence is something else."""
    return any(
        second in words[words.index(first) :]
        for first, second in _ALTERNATIVES.items()
        if first in words
    )


def is_sayable(words: Sequence[str], lists: Common) -> bool:
    """Whether a clause is free of insults, of another language and of the coach."""
    return not (
        lists.insults.within(words)
        or lists.foreign.within(words)
        or _names_coach(words, lists)
        or lists.trivial.at(words, 0)
        or lists.with_coach.within(words)
        or (len(words) < 5 and any(word.isdigit() for word in words))
        or lists.stock.all_of([word for word in words if word[0].isalnum()])
    )


def opening(words: Sequence[str], lists: Common) -> int:
    """How many words and commas stand before the clause begins: "hi, well, and ..."."""
    place = 0
    while place < len(words):
        size = int(words[place] == ",") or _interjection_at(words, place, lists)
        if not size:
            break
        place += size
    return place


def _interjection_at(words: Sequence[str], place: int, lists: Common) -> int:
    """How long the interjection is. "No" and "well" are one only before a comma."""
    size = lists.interjections.at(words, place)
    following = words[place + size] if place + size < len(words) else ""
    if words[place] in lists.comma_interjections and following != ",":
        return 0
    if lists.no_openings.at(words, place):  # "så fort jeg ...", "so far I've ..."
        return 0
    if words[place] == "for" and following not in norwegian().subjects:
        return 0  # "for jeg vet ikke ...", not "for meg er det ..."
    return size


def is_quotable(words: Sequence[str], language: Language) -> bool:
    """Whether a clause can be quoted: short, and neither asked nor ordered."""
    size = sum(word[0].isalnum() for word in words)
    if not 2 < size <= MAX_QUOTE_WORDS or "'" in words:
        return False
    forms = verbs(language)
    grammar = norwegian() if language is Language.NB else english()
    first, second = words[0], words[1]
    asked = second in grammar.subjects and (first in forms.finite or first in english().auxiliaries)
    loose_end = grammar.subordinators.at(words, 0) and "," not in words
    ordered = first in forms.nonfinite or first in {"la", "let's"}
    stems = forms.ambiguous if language is Language.NB else frozenset[str]()
    told = any("'" in word or (word in forms.finite and word not in stems) for word in words)
    return told and not (asked or loose_end or ordered)


def _names_coach(words: Sequence[str], lists: Common) -> bool:
    """Second person, but for "he never says thank you"."""
    return lists.second_person.within(words) and any(
        word in lists.second_person and (not place or words[place - 1] != "thank")
        for place, word in enumerate(words)
    )


def _is_order(words: Sequence[str], forms: Verbs) -> bool:
    """An imperative, unless a finite verb follows at once: "work is", "stress gjør"."""
    return words[0] in forms.imperatives and not (len(words) > 1 and words[1] in forms.finite)
