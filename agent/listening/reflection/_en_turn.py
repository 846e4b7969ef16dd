"""An English main clause turned into one about "you"."""

from __future__ import annotations

from agent.domain import Language
from agent.listening.reflection._en_split import main_after_subordinate
from agent.listening.reflection._en_words import (
    Words,
    adverb_run,
    is_contracted,
    is_finite,
    is_verb,
    spelled,
    subject_end,
    subject_of,
    subject_verb,
)
from agent.listening.reflection._guards import opening
from agent.listening.reflection._lexicon import common, english
from agent.listening.reflection._text import Tokens, lows

_PERSONS = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "we": "you", "us": "you", "our": "your", "ours": "yours", "ourselves": "yourselves",
    "i'm": "you're", "i've": "you've", "i'll": "you'll", "i'd": "you'd",
    "we're": "you're", "we've": "you've", "we'll": "you'll", "we'd": "you'd",
    "i'd've": "you'd've", "am": "are",
}  # fmt: skip
_RESPELLED = {
    "dont": "don't", "cant": "can't", "wont": "won't", "didnt": "didn't", "doesnt": "doesn't",
    "isnt": "isn't", "wasnt": "wasn't", "arent": "aren't", "werent": "weren't",
    "havent": "haven't", "hasnt": "hasn't", "hadnt": "hadn't", "wouldnt": "wouldn't",
    "shouldnt": "shouldn't", "couldnt": "couldn't",
}  # fmt: skip
_WAS = {"was": "were", "wasn't": "weren't"}
_HEADS = frozenset({"what", "nothing", "everything", "all", "anything", "something"})
_NOMINATIVES = frozenset({"i", "we", "he", "she", "they"})
_OWNERS = frozenset({"my", "our", "his", "her", "their"})
_TIMED = frozenset({"last", "next", "this", "every", "each", "one"})
_LONGEST_FRONT = 9
_JOINERS = frozenset({"and", "but", "or", ","})
# "Ill" and "id" may be words of their own; "i.e." and "let's" are no subjects.
_UNSAFE = frozenset({"ill", "id", "let's", "lets", "i.e.", "myselves", "aint", "ain't", "'"})
_DANGLING = frozenset({"and", "but", "or", "because", ",", "the", "a", "so", "which"})


def turn(tokens: Tokens, before: Tokens = ()) -> list[str] | None:
    """The words of the clause, turned; None when that is not safe.

    Args:
        tokens: the clause as it was said.
        before: the clause before it in the sentence, whose subject may count here too.
    """
    tokens = _without_aside(strip(tokens)[0])
    words = [spelled(word) for word in lows(tokens)]
    if not words or _is_unsafe(tokens, words):
        return None
    if _subject_at(tokens, words) is None:
        shared = _shared_subject(tokens, before)
        if shared is None:
            return None
        tokens, words = (shared + tokens), [*lows(shared), *words]
    tokens = _coachee_first(tokens, words)
    words = [spelled(word) for word in lows(tokens)]
    agreed = _agree(words)
    return None if agreed is None else _said(tokens, agreed)


def strip(tokens: Tokens) -> tuple[Tokens, bool]:
    """Leave out what is said before the clause begins. The flag is for Norwegian only."""
    return tokens[opening(lows(tokens), common(Language.EN)) :], False


def _without_aside(tokens: Tokens) -> Tokens:
    """Without a trailing "..., which I hate because ..."."""
    words = lows(tokens)
    for place in range(2, len(words) - 1):
        if words[place] == "," and words[place + 1] == "which":
            return tokens[:place]
    return tokens


def _is_unsafe(tokens: Tokens, words: Words) -> bool:
    return (
        words[-1] in _DANGLING
        or not _us_is_you(words)
        or _runs_on(words)
        or any(word in _UNSAFE for word in words)
        or any(not token.is_word and token.text not in {",", "%"} for token in tokens)
        or any(
            word == "mine" and place and words[place - 1] in {"a", "the"}
            for place, word in enumerate(words)
        )
    )


def _subject_at(tokens: Tokens, words: Words) -> int | None:
    """Where the main subject begins, if the clause has a structure that is known."""
    if subject_verb(tokens, words, 0) >= 0:
        return 0
    if words[0].endswith("ing") and words[0] not in english().subjects:
        return 0 if _gerund_subject(words) else None
    if words[0] in _HEADS:
        return 0 if _heavy_subject(words) else None
    size = english().initial_subordinators.at(words, 0)
    main = main_after_subordinate(tokens, words, size) if 0 < size < len(words) else None
    return main if main is not None else _behind_front(tokens, words)


def _heavy_subject(words: Words) -> bool:
    """A relative clause with the verb behind it: "what I want is", "nothing I do is"."""
    begin = 2 if words[1:2] == ["that"] else 1
    if len(words) < begin + 3:
        return False
    first = begin + 1 if words[begin] in english().subjects else begin
    if is_contracted(words[begin]):
        first = begin
    elif not is_verb(words[adverb_run(words, first) % len(words)]):
        return False
    return any(
        words[place] in {"is", "isn't", "was", "wasn't", "feels", "seems", "makes", "gets", "ends",
                         "goes", "matters", "helps", "works"}
        for place in range(first + 1, min(len(words) - 1, first + 8))
    )  # fmt: skip


def _gerund_subject(words: Words) -> bool:
    """Whether a finite verb follows, no other clause between: "being a leader is ..."."""
    for word in words[1:-1]:
        if word == "," or word in english().subordinators or subject_of(word) in {"i", "we"}:
            return False
        if is_finite(word):
            return True
    return False


def _behind_front(tokens: Tokens, words: Words) -> int | None:
    """A fronted adverbial ("lately", "in meetings", "last quarter") and then the subject."""
    g = english()
    timed = words[0] in _TIMED and len(words) > 3
    for size in (g.fronts.at(words, 0), 2 * timed):
        begin = size + (words[size : size + 1] == [","])
        if size and subject_verb(tokens, words, begin) >= 0:
            return begin
    if words[0] not in g.prepositions:
        return None
    for place in range(1, min(_LONGEST_FRONT, len(words) - 1)):
        comma = words[place] == ","
        if comma or words[place] in _NOMINATIVES or is_contracted(words[place]):
            begin = place + comma
            return begin if subject_verb(tokens, words, begin) >= 0 else None
        if words[place] in _OWNERS and words[place - 1] not in g.prepositions:
            return place if subject_verb(tokens, words, place) >= 0 else None
    return None


def _shared_subject(tokens: Tokens, before: Tokens) -> Tokens | None:
    """The subject of the clause before: "(I want to help) but can't face it"."""
    verb = adverb_run(lows(tokens), 0)
    if not before or verb >= len(tokens) or not is_verb(tokens[verb].low):
        return None
    spoken = strip(before)[0]
    words = lows(spoken)
    begin = _subject_at(spoken, words) if words else None
    if begin is None or is_contracted(words[begin]):
        return None
    end = subject_end(spoken, words, begin)
    return spoken[begin:end] if end == begin + 1 else None


def _coachee_first(tokens: Tokens, words: Words) -> Tokens:
    """Make "Raj and I" ready to become "you and Raj", not "Raj and you"."""
    end = subject_end(tokens, words, 0)
    if end > 2 and words[0] != "both" and list(words[end - 2 : end]) == ["and", "i"]:
        return (tokens[end - 1], tokens[end - 2], *tokens[: end - 2], *tokens[end:])
    return tokens


def _agree(words: Words) -> list[str] | None:
    """The words with "was" agreeing with "you" where "I" is its subject; None if unclear."""
    agreed = list(words)
    for place, word in enumerate(words):
        if word not in _WAS:
            continue
        back = place - 1
        while back >= 0 and adverb_run(words, back) > back:
            back -= 1
        previous = words[back] if back >= 0 else ""
        following = words[place + 1] if place + 1 < len(words) else ""
        if previous == "i" or (following == "i" and previous not in english().subjects):
            agreed[place] = _WAS[word]
        elif previous in _JOINERS:
            subject = _nearest_subject(words, back)
            if subject is None:
                return None
            agreed[place] = _WAS[word] if subject == "i" else word
    return agreed


def _nearest_subject(words: Words, place: int) -> str | None:
    """The pronoun that "... and was" leans on; None when there may be another."""
    g = english()
    for back in range(place - 1, -1, -1):
        word = subject_of(words[back])
        if word in g.subordinators or word in {",", "who", "which"}:
            return None
        verb = adverb_run(words, back + 1)
        if word in g.subjects and (word != words[back] or is_verb(words[verb])):
            return word
    return ""


def _runs_on(words: Words) -> bool:
    """A second clause without a joint: "I'm tired I can't go on", not "so tired I can't"."""
    lists = common(Language.EN)
    for place in range(2, len(words)):
        before = words[place - 1]
        pronoun = subject_of(words[place]) in _NOMINATIVES
        loose = before in lists.feelings and before not in lists.clause_takers
        if pronoun and loose and not {"so", "too", "how"} & set(words[:place]):
            return True
    return False


def _us_is_you(words: Words) -> bool:
    """Whether "us" can become "you": not where "I" is its subject ("I'm proud of us")."""
    subject = ""
    for word in words:
        if word == "us" and subject == "i":
            return False
        if subject_of(word) in english().subjects:
            subject = subject_of(word)
    return True


def _said(tokens: Tokens, words: list[str]) -> list[str]:
    said: list[str] = []
    for token, word in zip(tokens, words, strict=True):
        if token.text == "US":
            said.append(token.text)
        elif word in _PERSONS:
            said.append(_PERSONS[word])
        elif word != token.low:
            said.append(word)
        else:
            said.append(_RESPELLED.get(token.low, token.text))
    return said
