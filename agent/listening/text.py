"""Cleaning what people paste, and cutting it into sentences and words.

Everything here is linear in the length of its input, whatever that input is.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MAX_MESSAGE = 4000
"""Characters of a message that are listened to; what comes after is kept but not analysed."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# Soft hyphen, zero-width and bidi marks, invisible operators, tag characters (hidden text).
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# A zero-width joiner stays where it holds an emoji together.
_JOINER = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'»”’)\]]*(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_CLAUSE_END = re.compile(r"[,;:–—()]+\s*|\s-\s")
_MONTH_START = re.compile(r"\s*(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[sc])", re.I)
_ABBREVIATION = re.compile(
    "f\\.eks|eks|bl\\.a|ca|kl|nr|mrs?|ms|dr|e\\.g|i\\.e|dvs|pga|evt|ift|vs|ang|mht|jf|tlf|inkl"
    "|man|tirs|ons|tors|fre|lør|søn|mon|tues?|wed|thu|thurs|fri"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|o[kc]t|nov|de[sc]"
)


class Clause(NamedTuple):
    """A piece of text with its place in the text it came from."""

    start: int
    end: int
    text: str


def clean(text: str) -> str:
    """Make pasted text safe to store, show and analyse; length is not limited here.

    Lone surrogates become U+FFFD, line ends become newlines, control, zero-width and
    bidi characters go, the rest is composed (NFC), and more than one blank line is one.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _LINE_END.sub("\n", text)
    text = _CONTROL.sub("", text)
    text = _JOINER.sub("", _INVISIBLE.sub("", text)).replace("\u00a0", " ")
    text = unicodedata.normalize("NFC", text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def fold(text: str) -> str:
    """Lower case with straight apostrophes, the same length: places in it hold in `text`."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.replace("’", "'").replace("‘", "'").replace("`", "'")


def plain(text: str) -> str:
    """Folded text with single spaces, at most `MAX_MESSAGE` long: what phrases are matched on."""
    return " ".join(fold(text[:MAX_MESSAGE]).split())


def sentences(text: str) -> list[str]:
    """Sentences with their end marks; dates ("15. desember") and abbreviations stay whole."""
    found: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match[0] == "." and _dot_inside(text, start, match.start(), match.end()):
            continue
        _add(found, text[start : match.end()])
        start = match.end()
    _add(found, text[start:])
    return found


def words(text: str) -> list[str]:
    """The words of a text, as written."""
    return _WORD.findall(text)


def clauses(text: str) -> list[Clause]:
    """Pieces between commas, colons, brackets and dashes, with their places."""
    found: list[Clause] = []
    start = 0
    for match in _CLAUSE_END.finditer(text):
        if text[start : match.start()].strip():
            found.append(Clause(start, match.start(), text[start : match.start()]))
        start = match.end()
    if text[start:].strip():
        found.append(Clause(start, len(text), text[start:]))
    return found


def _add(found: list[str], piece: str) -> None:
    piece = piece.strip()
    if piece:
        found.append(piece)


def _dot_inside(text: str, start: int, dot: int, end: int) -> bool:
    """Whether the full stop at `dot` belongs to a date, a list number or an abbreviation."""
    last_word = text[max(start, dot - 8) : dot].rsplit(None, 1)[-1:] or [""]
    word = last_word[0].lower()
    following = text[end : end + 12]
    if word.isdigit() and len(word) <= 2:
        upcoming = following.lstrip()[:1]
        listed = not text[start:dot].strip().strip("0123456789")
        return listed or upcoming.islower() or bool(_MONTH_START.match(following))
    return _ABBREVIATION.fullmatch(word) is not None and not following.lstrip()[:1].isupper()
