"""A Norwegian sentence cut into its main clauses."""

from __future__ import annotations

from agent.domain import Language
from agent.listening.reflection._choose import Segment
from agent.listening.reflection._guards import opening
from agent.listening.reflection._lexicon import common, norwegian
from agent.listening.reflection._nb_parse import (
    TURNING,
    begins_subordinate,
    begins_with_verb,
    main_after_subordinate,
    parse,
)
from agent.listening.reflection._nb_words import (
    Words,
    adverb_run,
    is_finite,
    is_finite_at,
    is_finite_beside_subject,
    is_subject,
    noun_phrase,
)
from agent.listening.reflection._text import Tokens, lows

# Not "eller": one of two alternatives is not what was said.
_JOINTS = frozenset({",", "men", "og"})


def split(tokens: Tokens) -> list[Segment]:
    """Cut at men, og, så, for and commas where a main clause begins, and only there."""
    words = lows(tokens)
    lists = common(Language.NB)
    lead = opening(words, lists)
    contrast = lists.contrast.within(words[:lead]) or bool(lists.contrast.at(words, lead))
    if _JOINTS.isdisjoint(words):
        return [Segment(tokens, contrast=contrast)]
    segments: list[Segment] = []
    guarded = _guarded(tokens, words, lead)
    begin, joiner, told = 0, "", False
    for place in range(1, len(words) - 1):
        told = told or is_finite(words[place - 1]) or _is_verb_of(words, place - 1)
        if words[place] not in _JOINTS or place < max(guarded, begin + 1) or not told:
            continue
        after = _boundary(tokens, words, begin, place)
        if after:
            segments.append(Segment(tokens[begin:place], joiner, contrast, len(segments)))
            contrast = words[after - 1] == "men" or _corrects(words, begin, place, after)
            joiner = words[after - 1]
            begin = after
            guarded, told = _guarded(tokens, words, begin), False
    segments.append(Segment(tokens[begin:], joiner, contrast, len(segments)))
    return segments


def _is_verb_of(words: Words, place: int) -> bool:
    """A verb that only its neighbour shows to be one."""
    beside = (place and is_subject(words[place - 1])) or is_subject(words[place + 1])
    return bool(beside) and is_finite_beside_subject(words[place])


def _guarded(tokens: Tokens, words: Words, begin: int) -> int:
    """Up to where a first subordinate clause reaches: nothing is cut inside it."""
    turned = begin > 0 and words[begin - 1] in TURNING
    if begins_with_verb(words[begin:]) and not turned:
        return len(words)
    if not begins_subordinate(words[begin:]):
        return begin
    verb = main_after_subordinate(tokens[begin:], words[begin:])
    return len(words) if verb is None else begin + verb + 1


def _boundary(tokens: Tokens, words: Words, begin: int, place: int) -> int:
    """Where the next clause begins if one begins behind `place`; else 0."""
    comma = words[place] == ","
    joiner = place + 1 if comma else place
    word = words[joiner]
    if word == "men":
        return joiner + 1 if _contrasts(tokens, words, begin, joiner) else 0
    if word in {"og", "for"}:
        if not comma and (word == "for" or _nested(tokens, words, begin, place)):
            return 0
        return joiner + 1 if _main_begins(tokens, words, joiner + 1) else 0
    if not comma or word == "som" or not _main_begins(tokens, words, joiner):
        return 0
    # "Det er ikke X, det er Y" is one thought.
    return 0 if words[begin : begin + 2] == ["det", "er"] and word == "det" else joiner


def _contrasts(tokens: Tokens, words: Words, begin: int, place: int) -> bool:
    if place + 1 >= len(words) or ("bare" in words[begin:place] and words[place + 1] == "også"):
        return False
    return is_finite(words[place + 1]) or parse(tokens[place + 1 :]) is not None


def _corrects(words: Words, begin: int, place: int, after: int) -> bool:
    """A contrast without "men": "jeg har ikke noe imot jobben, det er folkene ..."."""
    return words[after : after + 2] == ["det", "er"] and "ikke" in words[begin:place]


def _nested(tokens: Tokens, words: Words, begin: int, place: int) -> bool:
    """Whether "og" stands inside a subordinate clause, with or without its "at"."""
    if any(word in norwegian().subordinators for word in words[begin:place]):
        return True
    # "jeg tror sjefen og jeg vil ulike ting"
    for verb in range(begin + 1, place - 1):
        if words[verb] in common(Language.NB).opinion_verbs:
            return noun_phrase(tokens, words, verb + 1, attach=True) >= place
    return False


def _main_begins(tokens: Tokens, words: Words, place: int) -> bool:
    """Whether subject and verb, or a fronted adverb, verb and subject, stand at `place`."""
    if place >= len(words) - 1:
        return False
    if is_subject(words[place]):
        verb = adverb_run(words, place + 1)
        return verb < len(words) and is_finite_beside_subject(words[verb])
    if words[place] in norwegian().loose_subjects and is_finite(words[place + 1]):
        return True
    front = 1 if words[place] == "så" else norwegian().fronts.at(words, place)
    verb = place + front
    if front and verb < len(words) - 1 and is_finite_beside_subject(words[verb]):
        subject = adverb_run(words, verb + 1)
        if subject < len(words) and (
            is_subject(words[subject])
            or noun_phrase(tokens, words, subject, attach=False) > subject
        ):
            return True
    if front and words[place] == "så":
        return _main_begins(tokens, words, place + 1)
    if words[place] in norwegian().prepositions:  # "etter forrige utrykning får jeg ..."
        verbs_at = range(place + 2, min(place + 7, len(words) - 1))
        return any(is_finite_at(words, i) and is_subject(words[i + 1]) for i in verbs_at)
    end = noun_phrase(tokens, words, place, attach=True)
    return end > place and end < len(words) and is_finite(words[end])
