"""Norwegian words in their place: finite verbs, noun phrases, runs of adverbs."""

from __future__ import annotations

from collections.abc import Sequence

from agent.domain import Language
from agent.listening.reflection._lexicon import common, names, norwegian, verbs
from agent.listening.reflection._text import Tokens

Words = Sequence[str]

_REGULAR = ("er", "te", "de", "et", "a")
_NOUN_ENDINGS = ("en", "et", "ene", "ane", "inga")
# "Det møtet" is a phrase; in "i dag ble det møte" the pronoun stands alone.
_DEFINITE = {"det": ("et", "a"), "den": ("en", "a"), "de": ("ne", "te", "andre")}
_NOMINAL = frozenset({"andre", "alle", "ingen", "noen", "mange", "flere", "begge", "enkelte"})
_FOCUS = frozenset({"bare", "selv", "også", "både", "nesten", "kun"})
_AFTER_NEGATION = frozenset({"engang", "lenger", "lengre"})
_WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")


def is_finite(word: str) -> bool:
    """A known finite form that is hardly anything else."""
    forms = verbs(Language.NB)
    return word in forms.finite and word not in forms.ambiguous


def is_finite_at(words: Words, place: int) -> bool:
    """A known finite form at a place; "går" in "i går" is none."""
    return is_finite(words[place]) and not (
        words[place] == "går" and place > 0 and words[place - 1] == "i"
    )


def is_finite_behind(words: Words, end: int) -> bool:
    """A finite form behind a noun phrase: no noun can follow a definite or a possessed one."""
    if end >= len(words):
        return False
    if words[end - 1] in norwegian().possessives:
        return is_finite_beside_subject(words[end])
    closed = _is_noun(words[end - 1])
    return words[end] in verbs(Language.NB).finite if closed else is_finite(words[end])


def is_finite_beside_subject(word: str) -> bool:
    """A finite form, known or of regular shape, where a subject pronoun stands beside it."""
    if word in verbs(Language.NB).finite:
        return True
    return len(word) > 3 and word.endswith(_REGULAR) and not is_closed(word)


def is_closed(word: str) -> bool:
    """A word of the grammar lists: no verb and no noun of unknown kind."""
    g = norwegian()
    return any(
        word in group
        for group in (
            g.subjects, g.loose_subjects, g.objects, g.adverbs, g.prepositions, g.subordinators,
            g.determiners, g.adjectives, g.tail, g.particles, g.fronts,
        )
    )  # fmt: skip


def is_subject(word: str) -> bool:
    """A pronoun that is a subject wherever it stands."""
    return word in norwegian().subjects


def adverb_run(words: Words, place: int) -> int:
    """Where the run of sentence adverbs and particles that begins at `place` ends."""
    g = norwegian()
    while place < len(words):
        size = g.adverbs.at(words, place) or g.particles.at(words, place)
        if not size and place and words[place - 1] in {"ikke", "aldri"}:
            size = int(words[place] in _AFTER_NEGATION)
        if not size:
            break
        place += size
    return place


def noun_phrase(tokens: Tokens, words: Words, place: int, *, attach: bool) -> int:
    """Where the noun phrase that begins at `place` ends; `place` itself if there is none.

    With `attach`, prepositional phrases and a second noun phrase after "og" belong to it.
    """
    begin = place + 1 if place < len(words) - 1 and words[place] in _FOCUS else place
    end = _possessed(words, _core(tokens, words, begin), begin)
    if end == begin:
        return place
    if not attach:
        return end
    for _ in range(2):
        size = norwegian().attaching.at(words, end)
        begin = end + size
        inner = _possessed(words, _core(tokens, words, begin), begin) if size else begin
        if size and inner == begin < len(words) and words[inner] in norwegian().objects:
            inner += 1
        if inner == begin:
            break
        end = inner
    if end < len(words) - 1 and words[end] == "og":
        second = noun_phrase(tokens, words, end + 1, attach=False)
        end = second if second > end + 1 else end
    return end


def may_follow_subject(words: Words, begin: int, place: int) -> bool:
    """Whether the word behind a noun phrase shows that the phrase is whole."""
    pronoun = place == begin + 1 and words[begin] in norwegian().loose_subjects
    if pronoun or place >= len(words):
        return True
    word = words[place]
    return (
        not word[0].isalpha()
        or is_closed(word)
        or word in verbs(Language.NB).nonfinite
        or word in common(Language.NB).feelings
        or word in {"og", "å", "litt", "veldig", "så", "helt", "ganske", "for"}
        or word in norwegian().directions
    )


def _possessed(words: Words, end: int, begin: int) -> int:
    g = norwegian()
    own = begin < end < len(words) and words[end] in g.possessives
    own = own and words[end - 1] not in g.loose_subjects  # "er det min feil"
    return end + 1 if own else end


def _core(tokens: Tokens, words: Words, place: int) -> int:
    if place >= len(words):
        return place
    g = norwegian()
    word = words[place]
    if word in g.determiners:
        return _determined(words, place)
    if word in g.subjects:
        return place + 1
    if tokens[place].text[0].isupper() and not is_closed(word):
        return place + 1 + (place + 1 < len(tokens) and tokens[place + 1].text[0].isupper())
    following = words[place + 1] if place + 1 < len(words) else ""
    possessed = following in g.possessives and _can_be_noun(word)  # "lønna mi"
    if possessed or _is_noun(word) or word in g.loose_subjects:
        return place + 1
    return place


def _determined(words: Words, place: int) -> int:
    g = norwegian()
    end = place + 1
    if end + 1 < len(words) and words[end] == "av":
        end += 1
    while words[place] not in _DEFINITE and end < len(words) and words[end] in g.determiners:
        end += 1
    adjective = False
    weak = words[place] in _DEFINITE  # "det viktige møtet", but "er det viktig" has no phrase
    while end < len(words) and (words[end] in g.adjectives or words[end] in g.superlatives):
        if weak and not words[end].endswith("e"):
            break
        adjective = True
        end += 1
    other = words[end - 1] in {"annen", "annet"}
    if end < len(words) and other and words[end].endswith(_NOUN_ENDINGS):
        return end  # "fikk en annen prosjektet": no definite noun goes with "annen"
    if end < len(words) and _fits(words[place], words[end]):
        return end + 1
    nominal = adjective or words[end - 1] in _NOMINAL
    return end if nominal or words[place] in g.loose_subjects else place


def _fits(determiner: str, noun: str) -> bool:
    """Whether the word can be the noun: a definite one behind "det", "den" and "de"."""
    endings = _DEFINITE.get(determiner)
    if endings is not None:
        return _can_be_noun(noun) and noun.endswith(endings)
    if determiner in norwegian().loose_subjects:  # "har alt falt", "er alle ferdige"
        return _is_noun(noun) or (noun.endswith("er") and _can_be_noun(noun))
    return _can_be_noun(noun)


def _is_noun(word: str) -> bool:
    if word in norwegian().nouns or (len(word) > 7 and _is_compound(word)):
        return True
    if len(word) < 5 or not word.endswith(_NOUN_ENDINGS) or word in names():
        return False
    forms = verbs(Language.NB)
    return not is_closed(word) and word not in forms.finite and word not in forms.nonfinite


def _is_compound(word: str) -> bool:
    """The last part is a noun that is known: "ledergruppa", "vaktlista"."""
    nouns = norwegian().nouns
    return any(word[place:] in nouns for place in range(3, len(word) - 3))


def _can_be_noun(word: str) -> bool:
    if word in norwegian().nouns:
        return True
    return word[0].isalpha() and not is_finite(word) and not is_closed(word)


def is_adverbial(words: Words) -> bool:
    """Whether a stretch before the verb says when, where or how, and is not an object."""
    g = norwegian()
    if not words:
        return True
    if g.adverbs.all_of(words) or words[0] in g.prepositions:
        return True
    if words[0] in g.times and any(word in g.time_nouns for word in words[1:]):
        return True
    if words[0].startswith(_WEEKDAYS) or words[-1] in {"ganger", "gang"}:
        return True
    if words[0] == "som" and 1 < len(words) < 5:  # "som sykepleier"
        return True
    size = g.fronts.at(words, 0)
    return bool(size) and is_adverbial(words[size:])
