"""Folding a message to the plain words that patterns are matched on.

People in distress write without capitals and apostrophes, misspell, stretch words, mask them
("k*ll") or space out the letters. All of that is folded away here, in time linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from agent.safety._nodes import Sentence

LIMIT = 20_000
"""Characters screened as they stand; a longer text is screened at its ends and in between."""

_ENDS = 6_000
_WINDOW = 1_000
_WINDOWS = 8

SPAN = 48
"""Words of one sentence; a longer one, often written without stops, is read in windows."""

OVERLAP = 16
"""Words that neighbouring windows share: as many as `&` joins, more than most patterns span."""

_LONGEST_WORD = 32
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_LAUGHING = re.compile("(?:[😂🤣😅😆😹😜😝😉🙃🤪💀☠]\\W*)+|(?<!\\w)[:;]-?[)pd](?!\\w)")
_ACCENT = re.compile("[\u0300-\u0309\u030b-\u036f]")
_SWEDISH = str.maketrans({"ö": "ø", "ä": "æ", "’": "'", "‘": "'", "`": "'", "´": "'"})
_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011](?=\w)")
_SPACED = re.compile(r"(?<!\w)[^\W\d_](?:[ .\-_*]{1,4}[^\W\d_](?!\w)){3,}")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_TOKEN = re.compile(
    r"[^\W_]+(?:['*@$]+[^\W_]+)*"  # a word, perhaps with an apostrophe or a mask in it
    r"|\.{2,}|…"  # a pause
    r"|[.!?]+|\n\s*\n"  # the end of a sentence
    r"|[,;:()\[\]/\n–—-]|[\"“”„«»]"
)
_SINGLE_LETTERS = "iå"
_LEET = str.maketrans("013457@$", "oieastas")


class Vocabulary:
    """The words that patterns know, and the ways in which they are written otherwise."""

    def __init__(
        self,
        known: Iterable[str],
        variants: Mapping[str, str],
        prefixes: Mapping[str, str],
        phrases: Mapping[str, str],
        misspelt: Iterable[str],
        masked: Iterable[str],
        not_typos: Iterable[str],
    ) -> None:
        self._known = frozenset(known)
        self._real = self._known | variants.keys() | frozenset(not_typos)
        self._variants = dict(variants)
        self._prefixes = tuple(prefixes.items())
        self._phrases = dict(phrases)
        any_phrase = "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))
        self._any_phrase = re.compile(rf"(?<!\w)(?:{any_phrase})(?!\w)")
        self._misspelt = tuple(sorted(misspelt))
        self._masked = (*masked, *self._misspelt)
        slips = {slip: word for word in self._misspelt for slip in _slips(word)}
        self._slips = {slip: word for slip, word in slips.items() if slip not in self._real}
        self._long = {cut: word for word in self._misspelt if len(word) > 6 for cut in _cuts(word)}

    def mend_phrases(self, text: str) -> str:
        """Put one phrase for another where two spellings or dialects differ by words."""
        return self._any_phrase.sub(lambda match: self._phrases[match[0]], text)

    def canonical(self, word: str) -> str:
        """The word as patterns write it; a word they do not know stays as it is."""
        word = word.replace("'", "")[:_LONGEST_WORD]
        if word in self._variants:
            return self._variants[word]
        if word in self._real or len(word) < 3:
            return word
        for old, new in self._prefixes:
            if word.startswith(old):
                return self.canonical(new + word[len(old) :])
        return self._mend(word)

    def segment(self, letters: str) -> list[str]:
        """Cut a run of letters into known words; left whole where that does not work out."""
        nothing: list[str] | None = None
        best: list[list[str] | None] = [[], *([nothing] * len(letters))]
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - 16), end):
                before, word = best[start], letters[start:end]
                if before is None or not self._segments(word):
                    continue
                found = best[end]
                if found is None or len(before) + 1 < len(found):
                    best[end] = [*before, word]
        return best[-1] or [letters]

    def _segments(self, word: str) -> bool:
        return word in (self._known if len(word) > 1 else _SINGLE_LETTERS)

    def _mend(self, word: str) -> str:
        if not word.isalpha():
            word = self._unmask(word)
        single = _STRETCHED.sub(r"\1", word)
        for attempt in (word, single, _STRETCHED.sub(r"\1\1", word)):
            if attempt in self._real:
                return self._variants.get(attempt, attempt)
            if attempt in self._slips:
                return self._slips[attempt]
        if 6 < len(single) < 20:
            for cut in (single, *_cuts(single)):
                guess = self._long.get(cut)
                if guess is not None and guess[0] == single[0]:
                    return guess
        return word

    def _unmask(self, word: str) -> str:
        if "*" in word:
            masked = re.compile(".{1,3}".join(re.escape(p) for p in re.split(r"\*+", word)))
            return next((known for known in self._masked if masked.fullmatch(known)), word)
        return word if word.isdigit() else word.translate(_LEET)


def read(text: str, vocabulary: Vocabulary) -> list[Sentence]:
    """The sentences of a message, folded."""
    found: list[Sentence] = []
    for piece in _pieces(text):
        for tokens in _joined(_sentences(_fold(piece, vocabulary), vocabulary)):
            found.extend(_windows(tokens))
    return found


def _pieces(text: str) -> Iterator[str]:
    if len(text) <= LIMIT:
        yield text
        return
    yield text[:_ENDS]
    step = (len(text) - 2 * _ENDS) // _WINDOWS
    for number in range(_WINDOWS):
        start = _ENDS + number * step
        yield text[start : start + _WINDOW]
    yield text[-_ENDS:]


def _fold(text: str, vocabulary: Vocabulary) -> str:
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower().translate(_SWEDISH)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text)))
    text = _LAUGHING.sub(" haha ", text)
    text = _SPACED.sub(lambda run: _unspaced(run[0], vocabulary), text)
    return vocabulary.mend_phrases(_HYPHEN.sub(" ", text))


def _unspaced(run: str, vocabulary: Vocabulary) -> str:
    words = re.split(r" {2,}", run)
    letters = ["".join(c for c in word if c.isalpha()) for word in words]
    return " ".join(part for word in letters for part in vocabulary.segment(word))


def _sentences(text: str, vocabulary: Vocabulary) -> Iterator[list[str]]:
    """Tokens a sentence; commas, dashes, brackets and pauses are commas, quotes are left out."""
    current: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0].isalnum():
            current.append(vocabulary.canonical(token))
        elif token == "." or token[0] in "!?" or token.count("\n") > 1:  # noqa: S105
            yield current
            current = []
        elif current and current[-1] != ",":
            current.append(",")
    yield current


def _joined(sentences: Iterable[list[str]]) -> Iterator[list[str]]:
    """Join sentences of a word or two to one: "jeg. vil. ikke. mer." """
    pending: list[str] = []
    for tokens in sentences:
        if len(tokens) <= 2 and len(pending) < 8:
            pending += tokens
            continue
        yield pending
        pending = []
        yield tokens
    yield pending


def _windows(tokens: list[str]) -> Iterator[Sentence]:
    words: list[str] = []
    starts: set[int] = set()
    for token in tokens:
        if token == ",":  # noqa: S105  a token of text
            starts.add(len(words))
        else:
            words.append(token)
    for start in range(0, max(1, len(words) - OVERLAP), SPAN - OVERLAP):
        window = tuple(words[start : start + SPAN])
        if window:
            inside = frozenset(place - start for place in starts if place >= start)
            yield Sentence(window, inside, frozenset(window))


def _cuts(word: str) -> list[str]:
    """The word with each single letter but the first left out."""
    return [word[:i] + word[i + 1 :] for i in range(1, len(word))]


def _slips(word: str) -> Iterator[str]:
    """Ways to mistype it that seldom make another word: swapped, doubled, missing letters."""
    for i in range(len(word) - 1):
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    for i in range(len(word)):
        yield word[:i] + word[i] + word[i:]
    if len(word) > 5:
        yield from _cuts(word)
