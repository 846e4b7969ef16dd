"""An English sentence cut into its main clauses."""

from __future__ import annotations

from agent.domain import Language
from agent.listening.reflection._choose import Segment
from agent.listening.reflection._en_words import (
    Words,
    adverb_run,
    is_auxiliary,
    is_contracted,
    is_known_verb,
    is_verb,
    subject_end,
    subject_verb,
)
from agent.listening.reflection._guards import opening
from agent.listening.reflection._lexicon import common, english
from agent.listening.reflection._text import Tokens, lows

# Not "or": one of two alternatives is not what was said.
_JOINTS = frozenset({",", "but", "yet", "and", "so"})
_IT = frozenset({"it", "it's"})
_NOMINATIVES = frozenset({"i", "he", "she", "we", "they"})
_CONTRAST = frozenset({"but", "yet"})


def split(tokens: Tokens) -> list[Segment]:
    """Cut at but, and, so and commas where a main clause begins, and only there."""
    words = lows(tokens)
    lists = common(Language.EN)
    lead = opening(words, lists)
    contrast = lists.contrast.within(words[:lead]) or bool(lists.contrast.at(words, lead))
    if _JOINTS.isdisjoint(words):
        return [Segment(tokens, contrast=contrast)]
    segments: list[Segment] = []
    guarded = guarded_to(tokens, words, lead)
    begin, joiner, told = 0, "", False
    for place in range(1, len(words) - 1):
        told = told or is_known_verb(words[place - 1]) or is_contracted(words[place - 1])
        if words[place] not in _JOINTS or place < max(guarded, begin + 1) or not told:
            continue
        after = _boundary(tokens, words, begin, place)
        if after and not is_elliptic(words[after:]):
            segments.append(Segment(tokens[begin:place], joiner, contrast, len(segments)))
            contrast = words[after - 1] in _CONTRAST or _corrects(words, begin, place, after)
            joiner = words[after - 1]
            begin = after
            guarded, told = guarded_to(tokens, words, begin), False
    segments.append(Segment(tokens[begin:], joiner, contrast, len(segments)))
    return segments


def guarded_to(tokens: Tokens, words: Words, begin: int) -> int:
    """Up to where a first subordinate clause reaches: nothing is cut inside it."""
    if begin + 1 < len(words) and is_auxiliary(words[begin]) and words[begin + 1] in _NOMINATIVES:
        return len(words)  # "had I only dared, ..."
    size = english().initial_subordinators.at(words, begin)
    if not size:
        return begin
    main = main_after_subordinate(tokens[begin:], words[begin:], size)
    return len(words) if main is None else begin + main + 1


def main_after_subordinate(tokens: Tokens, words: Words, size: int) -> int | None:
    """Where the main clause begins behind a first subordinate clause of `size` words or more."""
    if subject_verb(tokens, words, size) < 0:
        return None
    for place in range(size + 1, len(words) - 1):
        if words[place] == "," and subject_verb(tokens, words, place + 1) > 0:
            return place + 1
    for place in range(size + 2, len(words) - 1):
        joined = words[place - 1] in english().subordinators or words[place - 1] in {"and", "or"}
        pronoun = words[place] in _NOMINATIVES or is_contracted(words[place])
        if pronoun and not joined and subject_verb(tokens, words, place) > 0:
            return place
    return None


def is_elliptic(words: Words) -> bool:
    """A clause that only makes sense with the one before it: "... but it doesn't"."""
    bare = [word for word in words if word != ","]
    while bare and adverb_run(bare, len(bare) - 1) == len(bare):
        bare.pop()
    return len(bare) <= 4 and bool(bare) and is_auxiliary(bare[-1])


def _boundary(tokens: Tokens, words: Words, begin: int, place: int) -> int:
    """Where the next clause begins if one begins behind `place`; else 0."""
    comma = words[place] == ","
    joiner = place + 1 if comma else place
    word = words[joiner]
    if word in _CONTRAST:
        return joiner + 1 if _contrasts(tokens, words, joiner + 1) else 0
    if word in {"and", "so"}:
        if not comma and _nested(tokens, words, begin, place):
            return 0
        return joiner + 1 if main_begins(tokens, words, joiner + 1) else 0
    # "It's not the job, it's my boss" is one thought.
    clefts = words[begin] in _IT and words[joiner] in _IT
    if comma and not clefts and not _nested_in_list(words, begin, place):
        return joiner if main_begins(tokens, words, joiner) else 0
    return 0


def _corrects(words: Words, begin: int, place: int, after: int) -> bool:
    """A contrast without "but": "I don't mind the work, it's the people ..."."""
    negated = any(word == "not" or word.endswith("n't") for word in words[begin:place])
    return negated and words[after] in {"it's", "it"}


def _nested(tokens: Tokens, words: Words, begin: int, place: int) -> bool:
    """Whether "and" stands inside a subordinate clause, with or without its "that"."""
    if any(english().subordinators.at(words, i) for i in range(begin, place)):
        return True
    # "I think my boss and I want different things"
    for verb in range(begin + 1, place - 1):
        if words[verb] in common(Language.EN).opinion_verbs:
            return subject_end(tokens, words, verb + 1) >= place
    return False


def _nested_in_list(words: Words, begin: int, place: int) -> bool:
    """Whether the comma closes an inner clause: "... that when he asks, I lie"."""
    g = english()
    return any(
        g.initial_subordinators.at(words, i) and words[i - 1] in g.subordinators
        for i in range(begin + 1, place)
    )


def _contrasts(tokens: Tokens, words: Words, place: int) -> bool:
    verb = adverb_run(words, place)
    if verb < len(words) and words[place] != "also" and is_verb(words[verb]):
        return True
    return main_begins(tokens, words, place)


def main_begins(tokens: Tokens, words: Words, place: int) -> bool:
    """Whether a subject and its verb stand at `place`, perhaps behind a fronted adverbial."""
    if subject_verb(tokens, words, place) >= 0:
        return True
    size = english().initial_subordinators.at(words, place)
    if size and place + size < len(words):
        return main_after_subordinate(tokens[place:], words[place:], size) is not None
    front = english().fronts.at(words, place)
    if not front or place + front >= len(words):
        return False
    behind = place + front + (words[place + front] == ",")
    return subject_verb(tokens, words, behind) >= 0
