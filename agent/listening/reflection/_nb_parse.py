"""Norwegian main clauses: subject, finite verb and the rest, or nothing.

The grammar is small on purpose. A clause it does not know for sure is not parsed.
"""

from __future__ import annotations

from typing import NamedTuple

from agent.domain import Language
from agent.listening.reflection._lexicon import norwegian, verbs
from agent.listening.reflection._nb_words import (
    Words,
    adverb_run,
    is_adverbial,
    is_finite,
    is_finite_at,
    is_finite_behind,
    is_finite_beside_subject,
    is_subject,
    may_follow_subject,
    noun_phrase,
)
from agent.listening.reflection._text import Tokens, lows

_LONGEST_FRONT = 7
_LONGEST_SUBJECT = 10
_COPULAS = frozenset({"er", "var", "blir", "ble"})
_HEADS = frozenset({"alt", "ingenting", "noe", "det", "mye", "meste", "eneste", "verste", "av"})
# The last words of what turns verb and subject around: "så", "ærlig talt", "helt ærlig".
TURNING = frozenset({"så", "talt", "ærlig", "si", "dessverre", "heldigvis"})
_ALSO_OBJECTS = frozenset({"alle", "ingen", "noen", "folk", "de"})
# Also adverbs or prepositions: what follows tells.
_SOMETIMES_SUBORDINATORS = frozenset({"da", "før", "siden", "om"})


class Clause(NamedTuple):
    """A main clause taken apart.

    `early` are adverbs that stood before the verb or the subject; `shifted` light object
    pronouns before the adverbs ("kjenner meg ikke"); `front` what stood before the verb
    without being the subject, and `adverbial` whether that is an adverbial, not an object.
    """

    subject: Tokens
    verb: Tokens
    shifted: Tokens
    adverbs: Tokens
    rest: Tokens
    front: Tokens = ()
    adverbial: bool = True
    early: Tokens = ()


def parse(tokens: Tokens, *, after_then: bool = False) -> Clause | None:
    """Take a main clause apart; None when its structure is not known for sure.

    `after_then`: the clause stood after "så", which turned verb and subject around.
    """
    words = lows(tokens)
    if len(words) < 2:
        return None
    if after_then:
        clause = _verb_then_subject(tokens, words, 0)
        if clause:
            return clause
    if begins_subordinate(words):
        return _after_subordinate(tokens, words)
    return (
        _subject_first(tokens, words)
        or _maybe_first(tokens, words)
        or _heavy_subject(tokens, words)
        or _inverted(tokens, words)
        or _noun_phrase_first(tokens, words)
    )


def begins_with_verb(words: Words) -> bool:
    """A question or a condition: "hadde jeg bare turt, ..."."""
    if len(words) < 3 or not is_finite_beside_subject(words[0]):
        return False
    return is_subject(words[1]) or (words[1] == "det" and is_finite(words[0]))


def begins_subordinate(words: Words) -> bool:
    """Whether a subordinate clause comes first: "når jeg ...", but not "da blir jeg ..."."""
    g = norwegian()
    size = g.initial_subordinators.at(words, 0)
    if not size or size >= len(words):
        return False
    if words[0] not in _SOMETIMES_SUBORDINATORS or size > 1:
        return True
    if is_finite(words[1]) or g.fronts.at(words, 0) > 1:
        return False
    if is_subject(words[1]):
        return True
    finite = [place for place in range(2, min(8, len(words) - 1)) if is_finite_at(words, place)]
    # "før ferien var jeg ..." has its main verb first, "før ferien begynte, var jeg ..." not.
    return bool(finite) and not is_subject(words[finite[0] + 1])


def main_after_subordinate(tokens: Tokens, words: Words) -> int | None:
    """Where the verb of the main clause stands behind a first subordinate clause."""
    for place in range(2, len(words) - 2):
        if words[place] != ",":
            continue
        verb = place + 2 if words[place + 1] == "så" else place + 1
        if _verb_then_subject(tokens, words, verb):
            return verb
    seen_finite = False
    for place in range(1, len(words) - 1):
        if is_finite_at(words, place):
            follows = is_subject(words[place + 1]) or words[place + 1] == "det"
            if seen_finite and follows and words[place - 1] not in norwegian().subordinators:
                return place
            seen_finite = True
    return None


def _after_subordinate(tokens: Tokens, words: Words) -> Clause | None:
    verb = main_after_subordinate(tokens, words)
    if verb is None:
        return None
    clause = _verb_then_subject(tokens, words, verb)
    end = verb - 1 if words[verb - 1] == "så" else verb
    end = end - 1 if words[end - 1] == "," else end
    if clause is None or "," in words[:end] or words[end - 1] in {"og", "men"}:
        return None
    return clause._replace(front=tokens[:end])


def _assemble(tokens: Tokens, words: Words, subject: Tokens, verb: int, place: int) -> Clause:
    """A clause whose subject and verb are known; `place` is where the rest begins."""
    objects = place
    while objects < len(words) and objects < place + 2 and words[objects] in norwegian().objects:
        objects += 1
    shifted = objects if adverb_run(words, objects) > objects else place
    end = adverb_run(words, shifted)
    return Clause(
        subject, tokens[verb : verb + 1], tokens[place:shifted], tokens[shifted:end], tokens[end:]
    )


def _subject_first(tokens: Tokens, words: Words) -> Clause | None:
    """Forms like "jeg (bare) orker ..." and "det gjør meg ..."."""
    if not is_subject(words[0]):
        loose = words[0] in norwegian().loose_subjects and (
            is_finite(words[1]) or (words[2:3] == ["meg"] and is_finite_beside_subject(words[1]))
        )
        if not loose or _object_was_first(words, 1):
            return None
        return _assemble(tokens, words, tokens[:1], 1, 2)
    begin = 2 if words[1] == "selv" else 1
    verb = adverb_run(words, begin)
    if verb < len(words) and is_finite_beside_subject(words[verb]):
        clause = _assemble(tokens, words, tokens[:begin], verb, verb + 1)
        return clause._replace(early=tokens[begin:verb])
    return None


def _object_was_first(words: Words, verb: int) -> bool:
    """A subject pronoun behind the verb and no clause of its own: "det liker jeg ikke"."""
    if verb + 1 >= len(words):
        return False
    if words[verb + 1] in _ALSO_OBJECTS:  # "det vet alle"; and "det hjelper ingen" may be either
        return words[verb] not in _COPULAS
    if not is_subject(words[verb + 1]):
        return False
    return not (words[verb] in _COPULAS and words[verb + 2 : verb + 3] == ["som"])


def _maybe_first(tokens: Tokens, words: Words) -> Clause | None:
    """The one adverb that need not turn the clause around: "kanskje jeg bare er sliten"."""
    if words[0] != "kanskje" or not is_subject(words[1]):
        return None
    verb = adverb_run(words, 2)
    if verb >= len(words) or not is_finite_beside_subject(words[verb]):
        return None
    clause = _assemble(tokens, words, tokens[1:2], verb, verb + 1)
    return clause._replace(early=tokens[:1] + tokens[2:verb])


def _verb_then_subject(tokens: Tokens, words: Words, verb: int) -> Clause | None:
    """Verb, perhaps adverbs, subject, rest: the shape behind anything fronted."""
    if verb >= len(words) - 1:
        return None
    place = adverb_run(words, verb + 1)
    if place >= len(words):
        return None
    early = tokens[verb + 1 : place]
    if is_subject(words[place]):
        if not is_finite_beside_subject(words[verb]):
            return None
        end = place + (2 if words[place + 1 : place + 2] == ["selv"] else 1)
    else:
        end = _inverted_subject(tokens, words, place)
        if (
            end == place
            or not is_finite_at(words, verb)
            or not may_follow_subject(words, place, end)
        ):
            return None
    clause = _assemble(tokens, words, tokens[place:end], verb, end)
    return clause._replace(early=early)


def _inverted_subject(tokens: Tokens, words: Words, place: int) -> int:
    """Where a noun phrase behind the verb ends; `place` if that cannot be told.

    "Har stemningen på lageret blitt dårligere" has a preposition in the subject, "ringte
    kunden på kontoret" may have; with words behind, only the first kind is sure.
    """
    end = noun_phrase(tokens, words, place, attach=False)
    attaches = end < len(words) - 1 and words[end] in norwegian().attaching
    pronoun = end == place + 1 and words[place] in norwegian().loose_subjects
    if end == place or pronoun or not attaches or words[end + 1] in {"å", "at"}:
        return end
    whole = noun_phrase(tokens, words, place, attach=True)
    behind = max(whole, end + 2)
    if behind >= len(words) or words[behind] in {",", "og", "men"} or is_clause_word(words[behind]):
        return end
    inside = words[end] == "av" or (
        words[min(adverb_run(words, behind), len(words) - 1)] in verbs(Language.NB).nonfinite
    )
    return whole if whole > end and inside else place


def is_clause_word(word: str) -> bool:
    """A word that begins a subordinate clause."""
    return word in norwegian().subordinators


def _inverted(tokens: Tokens, words: Words) -> Clause | None:
    """Something else than the subject before the verb: "nå orker jeg ...", "det vet jeg"."""
    known = norwegian().fronts.at(words, 0)
    for verb in range(1, min(_LONGEST_FRONT, len(words) - 1)):
        word = words[verb]
        known = max(known, verb + norwegian().fronts.at(words, verb))
        if word in verbs(Language.NB).finite and known == verb + 1:
            known = verb
        if verb >= known and (word in norwegian().subordinators or is_subject(words[verb - 1])):
            return None
        if word == ",":  # "begge deler, tror jeg" is no clause with an object first
            return None
        beside = is_subject(words[verb + 1])
        if verb < known or not (
            is_finite_beside_subject(word) if beside else is_finite_at(words, verb)
        ):
            continue
        adverbial = is_adverbial(words[:verb])
        clause = _verb_then_subject(tokens, words, verb)
        if not clause or (not adverbial and not is_subject(clause.subject[0].low)):
            return None
        if not adverbial and _holds_clause(clause.rest):
            return None
        return clause._replace(front=tokens[:verb], adverbial=adverbial)
    return None


def _holds_clause(rest: Tokens) -> bool:
    """A finite verb in the rest with no subordinator before it: "det synes jeg ikke er greit"."""
    words = lows(rest)
    for place, word in enumerate(words):
        if word in norwegian().subordinators:
            return False
        if is_finite_at(words, place):
            return True
    return False


def _heavy_subject(tokens: Tokens, words: Words) -> Clause | None:
    """A relative clause in the subject: "alt jeg gjør er feil", "det som plager meg, er ..."."""
    if words[0] == "å" or words[:2] == ["det", "å"]:
        return _infinitive_first(tokens, words)
    begin = 0
    while begin < min(5, len(words) - 3) and words[begin] in _HEADS:
        begin += 1
    if not begin or not (words[begin] == "som" or is_subject(words[begin])):
        return None
    finite = [place for place in range(begin + 1, len(words)) if is_finite(words[place])]
    if len(finite) < 2 or finite[0] > begin + 3:
        return None
    verb = finite[1]
    inside = words[begin + 1 : verb]
    if any(word in norwegian().subordinators for word in inside) or verb + 1 == len(words):
        return None
    return _assemble(tokens, words, tokens[:verb], verb, verb + 1)


def _infinitive_first(tokens: Tokens, words: Words) -> Clause | None:
    """An infinitive as subject, with no clause inside: "å si nei er vanskelig"."""
    for verb in range(2, len(words) - 1):
        if words[verb] in norwegian().subordinators or words[verb] == ",":
            return None
        if is_finite_at(words, verb):
            return _assemble(tokens, words, tokens[:verb], verb, verb + 1)
    return None


def _noun_phrase_first(tokens: Tokens, words: Words) -> Clause | None:
    """A noun phrase as subject: "sjefen min hører", "jeg og Kari krangler", "vi i drift får"."""
    end = noun_phrase(tokens, words, 0, attach=True)
    pronoun = end == 1 and words[0] in {"det", "dette", "den"}  # seen to before
    if pronoun or not 0 < end <= _LONGEST_SUBJECT or not is_finite_behind(words, end):
        return None
    subject_behind = end + 1 < len(words) and is_subject(words[end + 1])
    clause_behind = any(word in verbs(Language.NB).finite for word in words[end + 2 : end + 4])
    if subject_behind and not clause_behind:
        return None  # "sjefen liker jeg ikke"; "sjefen sa jeg burde ..." goes on
    return _assemble(tokens, words, tokens[:end], end, end + 1)
