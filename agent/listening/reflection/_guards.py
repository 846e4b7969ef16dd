"""What is left alone: a wrong reflection is worse than none."""

from __future__ import annotations

from collections.abc import Sequence

from agent.listening.reflection._lexicon import Common, Verbs
from agent.listening.reflection._text import Sentence, lows

_QUOTE_MARKS = frozenset("«»“”„\"")
_UNSAID = frozenset(":()[]{}<>=/\\|*_#@^~") | _QUOTE_MARKS
_IRONIC_MARKS = frozenset("🙄🙃😏😂🤣")
_BEFORE_COMMA = frozenset("no well thanks thank sorry right jo takk tusen alright".split())
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
    return sentence.end != "?" and sentence.tokens[0].low in lists.second_person and (
        not _is_filler(sentence)
    )


def _is_filler(sentence: Sentence) -> bool:
    return lows(sentence.tokens[:3]) == ["you", "know", ","]


def is_statement(sentence: Sentence, lists: Common, verbs: Verbs) -> bool:
    """Whether a sentence tells something: no question, greeting, stock reply or imperative."""
    words = lows(sentence.tokens)
    bare = [word for word in words if word[0].isalnum()]
    if sentence.end == "?" or not bare or any(mark in word for word in words for mark in _UNSAID):
        return False
    if lists.greetings.all_of(bare) or lists.question_words.at(words, 0):
        return False
    return not _is_order(words, verbs)


def is_sayable(words: Sequence[str], lists: Common) -> bool:
    """Whether a clause is free of insults, of another language and of the coach."""
    return not (
        lists.insults.within(words)
        or lists.foreign.within(words)
        or _names_coach(words, lists)
        or lists.stock.all_of([word for word in words if word[0].isalnum()])
    )


def interjection_at(words: Sequence[str], place: int, lists: Common) -> int:
    """How long the interjection at `place` is; "no" and "well" are one only before a comma."""
    size = lists.interjections.at(words, place)
    if words[place] in _BEFORE_COMMA and words[place + size : place + size + 1] != [","]:
        return 0
    return size


def _names_coach(words: Sequence[str], lists: Common) -> bool:
    """Second person, but for "he never says thank you"."""
    return any(
        word in lists.second_person and (not place or words[place - 1] != "thank")
        for place, word in enumerate(words)
    )


def _is_order(words: Sequence[str], verbs: Verbs) -> bool:
    """An imperative, unless a finite verb follows at once: "work is", "stress gjør"."""
    return words[0] in verbs.imperatives and not (len(words) > 1 and words[1] in verbs.finite)
