"""What a sentence wears: labels, bold type, markup, quotation marks, references."""

from __future__ import annotations

import re
from collections.abc import Callable

from agent.listening.text import clean, plain
from agent.voices.model.words import Words

_EMPHASIS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|`")
_LINE_MARK = re.compile(r"\A\s*(?:#{1,6}\s+|[-*•–—]\s+|\d{1,2}[.)]\s+|>\s+)+")
_RULE = re.compile(r"\A\s*[-*_=]{3,}\s*\Z")
_MARKUP = re.compile(
    r"[<>‹›{}\[\]\\|＜＞^~]|```|&#?\w+;|\w+://|www\.|(?:javascript|data|mailto|tel|vbscript):"
    r"|\w\(\)|\w\.\w+\(|=\s*[\"']|;\s*\w+\s*=|\b[\w.+-]+@[\w-]+\.\w",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"«([^«»]*)»|“([^“”]*)”|\"([^\"]*)\"")
_ENTRY = re.compile(r"\bq-[a-z]+(?:-[a-z]+)+\b|\((?:[A-ZÆØÅ][\w.& -]+,? )?(?:19|20)\d\d\)")
_NAME = re.compile(
    r"(?<![.?!…:«“\"(–—\n])(?<![.?!…:–—][»”\"])\s([A-ZÆØÅÄÖÉ][a-zæøåäöé'’]{2,}(?:-[A-ZÆØÅ]?[a-zæøå]+)*)"
)
"""A word with a capital that does not begin a sentence or a quotation."""

_NAME_LABEL = re.compile(r"\A([A-ZÆØÅ][a-zæøå]+):(?!\s*[«“\"])")
_SITE = re.compile(r"\b[\w-]+\.(?:no|com|org|net|io|dk|se|co\.uk)\b", re.IGNORECASE)
_FIGURES = re.compile(r"\d[\d .,]*\s?(?:%|prosent\b|percent\b|per cent\b)|\+?\d(?:[\d ]{3,}\d)")
"""Shares and long numbers: what nobody said was looked up nowhere."""


def undressed(sentence: str, marks: Words) -> tuple[str | None, tuple[str, ...]]:
    """The sentence without label, list mark and emphasis, and which rules these broke.

    None where it begins a line of somebody else's.
    """
    if _RULE.match(sentence):
        return "", ("markup",)
    text, breaches = clean(sentence), list[str]()
    without = _EMPHASIS.sub("", _LINE_MARK.sub("", text))
    if without != text:
        breaches.append("markup")
    if marks.other_label.match(without):
        return None, ()
    unlabelled = marks.own_label.sub("", without)
    if unlabelled != without:
        breaches.append("role_label")
    return _wrapped(unlabelled.strip()), tuple(breaches)


def is_markup(text: str) -> bool:
    """Whether it holds code, a link or an address, or characters that only markup uses."""
    return _MARKUP.search(text) is not None


def without_quotes(text: str, quotable: Callable[[str], bool]) -> str:
    """The text with the marks gone around words that are not to be quoted."""

    def kept(match: re.Match[str]) -> str:
        inner = match[0][1:-1]
        return match[0] if quotable(inner) else inner

    return _QUOTED.sub(kept, text)


def outside_quotes(text: str) -> str:
    """The text without what it quotes."""
    return _QUOTED.sub(" ", text)


def has_reference(text: str, known: str) -> bool:
    """Whether it names an entry, a work, an address, or a figure that was not told."""
    if _ENTRY.search(text) or _SITE.search(text):
        return True
    return any(
        f" {' '.join(re.findall(r'[0-9]+', figure))} " not in known
        for figure in _FIGURES.findall(plain(text))
    )


def has_stranger(text: str, known: str, marks: Words) -> bool:
    """Whether it names somebody or something that was never named before."""
    names = [match[1] for match in _NAME.finditer(text)]
    label = _NAME_LABEL.match(text)
    if label and label[1].lower() not in marks.small:
        names.append(label[1])
    bare = (plain(name).removesuffix("'s") for name in names)
    return any(
        name not in marks.proper and f" {name}" not in known and f" {name[:-1]} " not in known
        for name in bare
    )


def _wrapped(text: str) -> str:
    """A reply that is quoted whole, without its marks."""
    if len(text) > 2 and text[0] == text[-1] == '"' and '"' not in text[1:-1]:
        return text[1:-1].strip()
    return text
