"""A Norwegian main clause turned into a subordinate clause about "du"."""

from __future__ import annotations

from agent.domain import Language
from agent.listening.reflection._guards import opening
from agent.listening.reflection._lexicon import common, norwegian, verbs
from agent.listening.reflection._nb_parse import TURNING, Clause, parse
from agent.listening.reflection._nb_words import (
    Words,
    adverb_run,
    is_finite,
    is_finite_at,
    is_finite_beside_subject,
    is_subject,
)
from agent.listening.reflection._text import Token, Tokens, lows

_PERSONS = {
    "jeg": "du", "meg": "deg", "min": "din", "mi": "di", "mitt": "ditt", "mine": "dine",
    "vi": "dere", "oss": "dere", "vår": "deres", "vårt": "deres", "våre": "deres",
}  # fmt: skip
_COPULAS = frozenset({"er", "var", "blir", "ble", "føles", "kjennes"})
_JOINERS = frozenset({"og", "men", "eller"})
_NEGATIONS = frozenset({"ikke", "aldri"})
_LONG_FRONT = 3


def turn(tokens: Tokens, before: Tokens = ()) -> list[str] | None:
    """The words of the clause, turned; None when that is not safe.

    Args:
        tokens: the clause as it was said.
        before: the clause before it in the sentence, whose subject may count here too.
    """
    tokens, after_then = strip(tokens)
    tokens, tail = _without_tail(tokens)
    clause = parse(tokens, after_then=after_then) or _sharing_subject(tokens, before)
    if clause is None or not _is_safe(clause):
        return None
    clause = clause._replace(early=tail + clause.early)
    placed = _placed(clause)
    return None if placed is None else [_said(placed, i) for i in range(len(placed))]


def strip(tokens: Tokens) -> tuple[Tokens, bool]:
    """Leave out what is said before the clause begins, and tell whether "så" was there."""
    words = lows(tokens)
    place = opening(words, common(Language.NB))
    return tokens[place:], bool(place) and words[place - 1] in TURNING


def _without_tail(tokens: Tokens) -> tuple[Tokens, Tokens]:
    """Take "..., egentlig" from the end, which belongs before the verb, and "..., tror jeg"."""
    words = lows(tokens)
    if len(words) > 4 and words[-3] == "," and words[-1] == "jeg" and words[-2] in _TAGS:
        return tokens[:-3], ()
    if "," not in words:
        return tokens, ()
    comma = len(words) - 1 - words[::-1].index(",")
    if comma > 1 and norwegian().adverbs.all_of(words[comma + 1 :]):
        return tokens[:comma], tokens[comma + 1 :]
    return tokens, ()


def _sharing_subject(tokens: Tokens, before: Tokens) -> Clause | None:
    """A clause with the subject of the one before: "(jeg vil hjelpe,) men orker ikke"."""
    if not tokens or not before or not is_finite(tokens[0].low):
        return None
    main = parse(strip(before)[0])
    if main is None or len(main.subject) != 1 or not is_subject(main.subject[0].low):
        return None
    if len(tokens) > 1 and is_subject(tokens[1].low):
        return None
    return parse((*main.subject, *tokens))


def _is_safe(clause: Clause) -> bool:
    words = lows(clause.rest)
    return not (
        _stray_negation(words)
        or _runs_on(words)
        or _is_uncut(words)
        or _doubtful_enough(clause)
        or any(not token.is_word and token.text not in {",", "%"} for token in clause.rest)
        or "deres" in words
        or (words and words[-1] in _DANGLING)
    )


_TAGS = frozenset({"tror", "synes", "syns", "føler", "antar", "mener", "håper", "vet"})
_DANGLING = frozenset({"og", "men", "at", "eller", "som", "fordi", ",", "å"})


def _stray_negation(words: Words) -> bool:
    """A negation of the main clause that stands where the grammar does not expect it."""
    second = second_verb_at(words)
    for place, word in enumerate(words):
        if word in norwegian().subordinators or word == "å" or is_subject(word):
            return False
        if place and (words[place - 1] in {",", "eller", "og"} or place - 1 == second):
            continue
        if word in _NEGATIONS:
            return True
    return False


def _is_uncut(words: Words) -> bool:
    """A comma and a joiner with a finite verb behind: a clause that was not recognised."""
    for place in range(len(words) - 2):
        joined = words[place] == "," and words[place + 1] in {"og", "men", "så", "for", "eller"}
        if joined and words[place + 2] not in norwegian().subordinators:
            behind = range(place + 3, min(place + 9, len(words)))
            if not is_finite(words[place + 2]) and any(is_finite_at(words, i) for i in behind):
                return True
    return False


def _runs_on(words: Words) -> bool:
    """A second main clause without a joint: "jeg er sliten jeg orker ikke"."""
    g = norwegian()
    joined = False
    for place, word in enumerate(words):
        if word in g.subordinators:
            joined = True
        elif is_subject(word) and place + 1 < len(words):
            before = words[place - 1] if place else ""
            finite = is_finite_beside_subject(words[place + 1])
            negated = words[place + 2 : place + 3] == ["ikke"]
            if finite and negated and before not in g.subordinators and not joined:
                return True
            degree = place > 1 and words[place - 2] == "hvor"  # "hvor nervøs jeg er"
            loose = not degree and (before in common(Language.NB).feelings or before in g.tail)
            if (
                finite
                and loose
                and before not in common(Language.NB).clause_takers
                and before not in g.subordinators
            ):
                return True
    return False


def _doubtful_enough(clause: Clause) -> bool:
    """Whether "nok" may be "enough": an auxiliary before and a word after make it "probably"."""
    if "nok" not in lows(clause.adverbs):
        return False
    following = clause.rest[0].low if clause.rest else ""
    sure = clause.verb[0].low in _COPULAS or following in verbs(Language.NB).nonfinite
    return not following or following in {"å", "til", "av"} or not sure


def _placed(clause: Clause) -> Tokens | None:
    """All words in the order of a subordinate clause."""
    early, late = _movable(clause)
    rest = _second_verb(clause.rest)
    if rest is None:
        return None
    body = (*clause.shifted, *late, *rest)
    front = clause.front
    if not front:
        pass
    elif front[0].low in _NEGATIONS or (
        norwegian().adverbs.all_of(lows(front)) and front[0].low != "da"
    ):
        early = front + early
    elif clause.adverbial:
        with_front = _with_adverbial(clause, body)
        if with_front is None:
            return None
        early, body = with_front[0] + early, with_front[1]
    else:
        put = _with_object(clause, body)
        if put is None:
            return None
        body = put
    return (*clause.subject, *_unparticled(early), *clause.verb, *_unparticled(body, 1))


def _unparticled(tokens: Tokens, most: int = 99) -> Tokens:
    """Without modal particles; in the body only the first place can hold one."""
    particles = norwegian().particles
    kept = tuple(t for t in tokens[:most] if t.low not in particles)
    return kept + tokens[most:]


def _movable(clause: Clause) -> tuple[Tokens, Tokens]:
    """The adverbs that go before the verb, and those that stay behind it."""
    words = lows(clause.adverbs)
    rest = lows(clause.rest)
    if not rest and norwegian().final.all_of(words):
        return clause.early, clause.adverbs
    stay = norwegian().stay.within(words) and not _NEGATIONS & set(words)
    # "nesten ferdig" stays, "nesten gråt" and "nesten slått" move.
    moves = not rest or rest[0] in verbs(Language.NB).nonfinite
    if stay and not moves:
        return clause.early, clause.adverbs
    return clause.early + clause.adverbs, ()


def _second_verb(rest: Tokens) -> Tokens | None:
    """Put the adverbs of a second verb ("... og orker ikke mer") before that verb, too."""
    words = lows(rest)
    place = second_verb_at(words)
    if place is None:
        return rest
    end = adverb_run(words, place + 1)
    if end == place + 1:
        return rest
    if any(word in norwegian().subordinators for word in words[:place]):
        return None
    return (*rest[:place], *rest[place + 1 : end], rest[place], *rest[end:])


def second_verb_at(words: Words) -> int | None:
    """Where a second finite verb stands that shares the subject."""
    for place in range(1, len(words)):
        if words[place - 1] in _JOINERS and is_finite(words[place]):
            return place
    return None


def _with_adverbial(clause: Clause, body: Tokens) -> tuple[Tokens, Tokens] | None:
    """Put a fronted adverbial where it belongs: mid, or in the body, last or before a clause.

    None if a relative clause is in the way of more than one word.
    """
    words = lows(body)
    if len(clause.front) > 1 and _is_clause(clause.front):
        return (), (*body, *clause.front)
    joint = _joint(clause, words)
    if joint is None:
        return (), (*body, *clause.front)
    if len(clause.front) == 1:
        return clause.front, body
    if body[joint].low == "som":
        return None
    return (), (*body[:joint], *clause.front, *body[joint:])


def _is_clause(front: Tokens) -> bool:
    return bool(norwegian().initial_subordinators.at(lows(front), 0)) and any(
        is_finite(token.low) for token in front
    )


def _joint(clause: Clause, words: list[str]) -> int | None:
    """Where a further clause or a second verb begins in the body."""
    second = second_verb_at(words)
    expletive = clause.subject[0].low == "det" and clause.verb[0].low in _COPULAS
    for place, word in enumerate(words):
        told = any(is_finite_at(words, i) for i in range(place, min(place + 7, len(words))))
        if word == "," or (word in norwegian().subordinators and told):
            return place
        if expletive and word == "å":
            return place
        if second is not None and place == second - 1:
            return place
    return None


def _with_object(clause: Clause, body: Tokens) -> Tokens | None:
    """Put a fronted object back: after the verbs, or after the preposition it left behind."""
    words = lows(body)
    forms = verbs(Language.NB)
    if not body or words[-1] in norwegian().prepositions:
        return (*body, *clause.front)
    place = 0
    while place < len(words) and (
        words[place] in forms.nonfinite or words[place] in norwegian().objects
        or words[place] == "å"
    ):  # fmt: skip
        place += 1
    if all(word in norwegian().tail for word in words[place:]):
        return (*body[:place], *clause.front, *body[place:])
    return None


def _said(tokens: Tokens, place: int) -> str:
    token: Token = tokens[place]
    # "10 min" are minutes.
    if token.low == "min" and place and tokens[place - 1].low[0].isdigit():
        return token.text
    return _PERSONS.get(token.low, token.text)
