"""English words in their place: finite verbs, noun phrases, runs of adverbs."""

from __future__ import annotations

from collections.abc import Sequence

from agent.domain import Language
from agent.listening.reflection._lexicon import english, verbs
from agent.listening.reflection._text import Tokens

Words = Sequence[str]

_CONTRACTED = ("'m", "'re", "'ve", "'ll", "'d")
_APOSTROPHELESS = {"im": "i'm", "ive": "i've"}
_PRONOUNS = frozenset({"i", "he", "she", "we", "they", "it", "there", "that", "this", "who"})
_FOCUS = frozenset({"just", "even", "only", "not", "almost", "nearly"})
_BEHIND_PREPOSITION = frozenset({"us", "me", "them", "mine", "ours", "his", "hers"})
_MOST_NOUN_WORDS = 4
_PLURALS = frozenset({"people", "children", "staff", "men", "women", "kids"})


def spelled(word: str) -> str:
    """A word with the apostrophe that hurried writers leave out."""
    return _APOSTROPHELESS.get(word, word)


def subject_of(word: str) -> str:
    """The pronoun of "i'm", "she'll", "that's"; the word itself otherwise."""
    return spelled(word).split("'")[0]


def is_contracted(word: str) -> bool:
    """Whether subject pronoun and finite verb are one word: "i'm", "she's"."""
    word = spelled(word)
    if word.endswith("'s"):
        return word[:-2] in _PRONOUNS
    return word.endswith(_CONTRACTED) and word.split("'")[0] in _PRONOUNS


def is_auxiliary(word: str) -> bool:
    """Forms of be, have, do and the modals, also with n't."""
    return word in english().auxiliaries


def is_verb(word: str) -> bool:
    """A form that can be finite beside a pronoun."""
    return is_known_verb(word) or _looks_past(word)


def is_known_verb(word: str) -> bool:
    """A form of the lists, also one that may be a noun."""
    return is_auxiliary(word) or word in verbs(Language.EN).finite


def is_finite(word: str) -> bool:
    """A form that is finite also behind a singular noun: no bare stem, which may be a noun."""
    if is_auxiliary(word):
        return True
    forms = verbs(Language.EN)
    return word in forms.finite and word not in forms.ambiguous


def _looks_past(word: str) -> bool:
    return len(word) > 4 and word.endswith("ed")


def adverb_run(words: Words, place: int) -> int:
    """Where the adverbs between subject and verb end."""
    while place < len(words):
        size = english().adverbs.at(words, place)
        if not size:
            break
        place += size
    return place


def subject_verb(tokens: Tokens, words: Words, place: int) -> int:
    """Where the finite verb stands if subject and verb begin at `place`; else -1.

    A contraction ("i'm") is subject and verb at once.
    """
    if place >= len(words):
        return -1
    if is_contracted(words[place]):
        return place
    end = subject_end(tokens, words, place)
    if end == place:
        return -1
    verb = adverb_run(words, end)
    if verb >= len(words):
        return -1
    pronoun = end == place + 1 and words[place] in english().subjects
    pronoun = pronoun or words[place] in {"we", "they"}  # "we on the night shift feel ..."
    plural = any(_is_plural(word) or word == "and" for word in words[place:end])
    if is_finite(words[verb]) or ((pronoun or plural) and is_verb(words[verb])):
        return verb
    return -1


def subject_end(tokens: Tokens, words: Words, place: int) -> int:
    """Where the noun phrase that begins at `place` ends; `place` itself if there is none."""
    end = _core(tokens, words, place)
    if end == place:
        return place
    if end < len(words) - 1 and words[end] == "and":
        second = _core(tokens, words, end + 1)
        if second > end + 1:
            end = second
    if end < len(words) - 1 and words[end] in english().prepositions and words[place] != "i":
        inner = _core(tokens, words, end + 1)
        if inner == end + 1 and words[inner] in _BEHIND_PREPOSITION:
            inner += 1
        end = inner if inner > end + 1 else end
    return end


def _core(tokens: Tokens, words: Words, place: int) -> int:
    """Where the noun phrase without "and" and prepositions ends."""
    if place >= len(words):
        return place
    g = english()
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else ""
    if (word == "both" and following != "of") or word in _FOCUS:
        inner = _core(tokens, words, place + 1)
        return inner if inner > place + 1 else place
    if word in g.determiners and not (word in g.subjects and _verb_next(words, place)):
        return _determined(words, place)
    size = 0
    if word == "part" and following == "of":
        size = 3
    elif word in g.subjects or word in g.nouns:
        size = 2 if following == "else" else 1
    elif word == "me" and following == "and":
        size = 1
    elif tokens[place].text[0].isupper():
        size = 2 if following and tokens[place + 1].text[0].isupper() else 1
    return min(place + size, len(words) - 1)


def _is_plural(word: str) -> bool:
    return word in _PLURALS or (word.endswith("s") and not word.endswith(("ss", "'s", "us", "is")))


def _verb_next(words: Words, place: int) -> bool:
    verb = adverb_run(words, place + 1)
    return verb < len(words) and is_finite(words[verb])


def _determined(words: Words, place: int) -> int:
    """Determiner and up to four words, up to the first finite verb or preposition."""
    g = english()
    end = place + 1
    while end < len(words) and words[end] in g.determiners:
        end += 1
    if words[end : end + 1] == ["of"]:
        return _determined(words, end)
    if words[end : end + 1] in (["one"], ["ones"], ["others"]):
        return end + 1
    first = end
    while end < len(words) and end - first < _MOST_NOUN_WORDS and _can_be_in_phrase(words[end]):
        if end > first and _is_plural(words[end - 1]) and words[end] in verbs(Language.EN).base:
            break  # "the parents complain": the stem is the verb
        if end > first and words[end] in g.verbs_only:
            break
        end += 1
    if end > first and words[end : end + 1] in (["one"], ["ones"]):
        end += 1
    return end if end > first or words[end - 1] in {"others", "one"} else place


def _can_be_in_phrase(word: str) -> bool:
    g = english()
    if not word[0].isalpha() or is_finite(word) or is_contracted(word):
        return False
    if word in g.nouns:
        return True
    return not any(
        word in group for group in (g.prepositions, g.subordinators, g.subjects, g.adverbs)
    ) and word not in {"and", "but", "or", "to", "me", "us", "him", "them"}
