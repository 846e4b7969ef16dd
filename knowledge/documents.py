"""An organisation's own documents: Markdown and text files, kept in the data folder as passages.

A document is copied to `<data folder>/documents/<name>.<language>.md` with a head that says where
it came from; that copy is the truth, and the index follows it. Each passage of at most 120 words
is one entry, so that what is found is short enough to read.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from agent.domain import EntryKind, Language
from agent.errors import KnowledgeFileError
from agent.listening.text import clean, sentences
from knowledge.loader import parse, split_front_matter
from knowledge.schema import DocumentHead, Entry

FOLDER = "documents"
MAX_BYTES = 2_000_000
MAX_WORDS = 120

_ENDINGS = (".md", ".markdown", ".txt")
_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*$")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss"})


class Documents(NamedTuple):
    """What the folder holds: passages as entries, and the files that could not be used."""

    entries: tuple[Entry, ...]
    problems: tuple[KnowledgeFileError, ...]


class Stored(NamedTuple):
    """A document that was added: the name it is known by, and how many passages it has."""

    name: str
    passages: int


def load_documents(folder: Path) -> Documents:
    """Read every document; a broken one is left out and reported, never fatal."""
    entries: list[Entry] = []
    problems: list[KnowledgeFileError] = []
    for file in sorted(folder.glob("*.md")):
        try:
            entries += _passages(file)
        except KnowledgeFileError as problem:
            problems.append(problem)
    return Documents(tuple(entries), tuple(problems))


def store_file(folder: Path, path: Path, language: Language, today: date) -> Stored:
    """Copy a file into the folder; the same file again replaces what was there.

    Raises:
        KnowledgeFileError: when it is not readable text, is empty or is over 2 MB.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise KnowledgeFileError(path=path, reason=f"only {', '.join(_ENDINGS)} can be added")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise KnowledgeFileError(path=path, reason="it is larger than 2 MB")
        raw = path.read_bytes()
    except OSError as error:
        raise KnowledgeFileError(path=path, reason=error.strerror or str(error)) from error
    return store_text(folder, path.name, _decoded(raw, path), language, today)


def store_text(folder: Path, source: str, text: str, language: Language, today: date) -> Stored:
    """Put a text into the folder under the name `source`.

    Raises:
        KnowledgeFileError: when it is empty or over 2 MB, or the folder cannot be written.
    """
    if len(text) > MAX_BYTES:
        raise KnowledgeFileError(path=source, reason="it is larger than 2 MB")
    body = clean(text)
    if not body:
        raise KnowledgeFileError(path=source, reason="it holds no text")
    head = DocumentHead(title=_title(body, source), language=language, source=source, added=today)
    file = folder / f"{slug(source)}.{language}.md"
    front = yaml.safe_dump(head.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
    _write(file, f"---\n{front}---\n\n{body}\n")
    return Stored(file.name, len(_passages(file)))


def remove(folder: Path, name: str) -> bool:
    """Take a document away, by the name `Stored` gave; False when there is none."""
    file = folder / name
    if file.parent != folder or not file.is_file():
        return False
    file.unlink()
    return True


def slug(name: str) -> str:
    """A file name as an id: small letters, digits and hyphens."""
    stem = Path(name).stem.lower().translate(_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:80] or "document"


def _decoded(raw: bytes, path: Path) -> str:
    """Text as UTF-8, else as Windows writes it; what is neither is not text."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    if _BINARY.search(text):
        raise KnowledgeFileError(path=path, reason="it is not a text file")
    return text


def _title(body: str, source: str) -> str:
    first = body.split("\n", 1)[0].strip()
    heading = _HEADING.match(first)
    return heading[1] if heading else Path(source).stem.replace("_", " ").strip() or source


def _write(file: Path, text: str) -> None:
    """All of the file or none of it, whatever happens in between."""
    half = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(text, encoding="utf-8")
        half.replace(file)
    except OSError as error:
        raise KnowledgeFileError(path=file, reason=error.strerror or str(error)) from error


def _passages(file: Path) -> list[Entry]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeFileError(path=file, reason=str(error)) from error
    front = split_front_matter(text, str(file))
    head = parse(DocumentHead, front.head, str(file))
    if not front.body:
        raise KnowledgeFileError(path=file, reason="it has no text after the front matter")
    name = file.name.removesuffix(".md").removesuffix(f".{head.language}")
    return [
        Entry(
            id=f"doc-{slug(name)}-{number}",
            kind=EntryKind.DOCUMENT,
            language=head.language,
            title=title,
            body=passage,
            source=head.source,
        )
        for number, (title, passage) in enumerate(split_passages(front.body, head.title), start=1)
    ]


def split_passages(body: str, title: str) -> Iterator[tuple[str, str]]:
    """Passages of at most 120 words, each with the heading it stands under.

    Passages end at headings, where possible between paragraphs, else between sentences; only a
    sentence longer than that is cut.
    """
    heading, held = title, ""
    for paragraph in _paragraphs(body):
        found = _HEADING.match(paragraph)
        if found:
            if held:
                yield heading, held
            heading, held = found[1], ""
            continue
        for piece in _pieces(paragraph):
            if held and len(held.split()) + len(piece.split()) > MAX_WORDS:
                yield heading, held
                held = ""
            held = f"{held}\n\n{piece}" if held else piece
    if held:
        yield heading, held


def _paragraphs(body: str) -> Iterator[str]:
    """Lines up to a blank one together; a heading always by itself."""
    held: list[str] = []
    for line in (*body.splitlines(), ""):
        heading = bool(_HEADING.match(line.strip()))
        if (heading or not line.strip()) and held:
            yield "\n".join(held)
            held = []
        if heading:
            yield line.strip()
        elif line.strip():
            held.append(line.strip())


def _pieces(paragraph: str) -> Iterator[str]:
    """A paragraph whole if it is short enough, else its sentences put together again."""
    if len(paragraph.split()) <= MAX_WORDS:
        yield paragraph
        return
    held: list[str] = []
    for sentence in sentences(paragraph):
        words = sentence.split()
        if held and len(held) + len(words) > MAX_WORDS:
            yield " ".join(held)
            held = []
        held += words
        while len(held) > MAX_WORDS:
            yield " ".join(held[:MAX_WORDS])
            held = held[MAX_WORDS:]
    if held:
        yield " ".join(held)
