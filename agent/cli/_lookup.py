"""`kollega questions` and `kollega knowledge`: what the store has to say."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

import typer

from agent.cli._lines import as_json as json_text
from agent.cli._lines import read_lines, write_bytes, write_json
from agent.cli._paper import Paper
from agent.cli._session import knowledge_alone
from agent.cli._telling import speaking
from agent.domain import EntryKind, Language, Phase, Question
from agent.errors import BadInput, IndexUnavailable
from knowledge import Hit, KnowledgeGuide, Opened
from prompts import phrasebook

FROM_STDIN = "-"
DOCUMENTS = (".md", ".markdown", ".txt")
"""What is taken from a folder; a file that is named itself is always tried."""

Find = Callable[[str], Sequence[Hit]]


def questions(
    query: str,
    lang: str | None,
    phase: str | None,
    topic: str | None,
    limit: int,
    *,
    as_json: bool,
) -> None:
    """Print questions that fit a query.

    Raises:
        agent.errors.BadInput: for a topic that no question has.
    """
    language = speaking(lang)
    with knowledge_alone() as guide:
        topics = guide.topics(language)
        if topic is not None and topic not in topics:
            known = ", ".join(topics)
            raise BadInput(reason=phrasebook(language).one("cli_no_topic", topics=known))

        def find(text: str) -> Sequence[Hit]:
            wanted = Phase(phase) if phase else None
            found = guide.questions(text, language, phase=wanted, topic=topic, limit=limit)
            return [_question_hit(guide, each, language) for each in found]

        _answer(find, query, language, as_json=as_json)


def search(query: str, lang: str | None, kind: str | None, limit: int, *, as_json: bool) -> None:
    """Print entries that fit a query."""
    language = speaking(lang)
    kinds = (EntryKind(kind),) if kind else ()
    with knowledge_alone() as guide:
        _answer(
            lambda text: guide.search(text, language, kinds, limit),
            query,
            language,
            as_json=as_json,
        )


def build(lang: str | None) -> None:
    """Build the index anew.

    Raises:
        agent.errors.IndexUnavailable: when it cannot be kept on the disk.
    """
    start = perf_counter()
    with knowledge_alone() as guide:
        stored(guide.build())
        entries = {str(each): str(len(guide.entries(each))) for each in Language}
    seconds = f"{perf_counter() - start:.1f}"
    typer.echo(phrasebook(speaking(lang)).one("cli_built", **entries, seconds=seconds))


def add(path: Path, lang: str | None) -> None:
    """Add a document, or all of a folder.

    Raises:
        agent.errors.KnowledgeFileError: for the first that cannot be used.
        agent.errors.BadInput: for a folder without any.
    """
    language = speaking(lang)
    book = phrasebook(language)
    files = [path]
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix.lower() in DOCUMENTS)
    if not files:
        raise BadInput(reason=book.one("cli_no_documents", path=str(path)))
    with knowledge_alone() as guide:
        for file in files:
            made = guide.add_document(file, language, today=date.today())
            typer.echo(book.one("cli_added", path=str(file), count=str(made.passages)))


def list_entries(lang: str | None, kind: str | None, *, as_json: bool) -> None:
    """Print every entry, or those of a kind."""
    kinds = (EntryKind(kind),) if kind else ()
    with knowledge_alone() as guide:
        found = guide.entries(speaking(lang), *kinds)
    if as_json:
        fields = [each.model_dump(mode="json", include=_LISTED) for each in found]
        write_bytes(f"{json_text(fields, indent=2)}\n".encode())
        return
    for each in found:
        typer.echo(f"{each.kind:<9} {each.id:<34} {each.title}")


_LISTED = {"id", "kind", "title", "source"}


def stored(opened: Opened) -> Opened:
    """The opened index, if it is kept.

    Raises:
        agent.errors.IndexUnavailable: when it is in memory only because it cannot be.
    """
    if opened.store == "memory":
        raise IndexUnavailable(path="index", reason=opened.trouble)
    return opened


def _question_hit(guide: KnowledgeGuide, found: Question, language: Language) -> Hit:
    entry = guide.entry(found.id, language)
    return Hit(
        id=found.id,
        kind=EntryKind.QUESTION,
        title=found.text,
        text=found.text,
        score=found.score,
        source=entry.source if entry else "",
    )


def _answer(find: Find, query: str, language: Language, *, as_json: bool) -> None:
    """Answer one query, or each of those on stdin."""
    if query == FROM_STDIN:
        for line in read_lines():
            write_json({"query": line, "hits": _dumped(find(line))})
    elif as_json:
        write_bytes(f"{json_text(_dumped(find(query)), indent=2)}\n".encode())
    else:
        _print(find(query), language)


def _dumped(hits: Sequence[Hit]) -> list[dict[str, object]]:
    return [hit.model_dump(mode="json") for hit in hits]


def _print(hits: Sequence[Hit], language: Language) -> None:
    paper = Paper()
    if not hits:
        paper.aside(phrasebook(language).one("cli_no_hits"))
    for number, hit in enumerate(hits, start=1):
        mark = f"{number}. "
        typer.secho(
            textwrap.fill(
                hit.title, paper.width, initial_indent=mark, subsequent_indent=" " * len(mark)
            ),
            bold=True,
        )
        if hit.text != hit.title:
            typer.echo(textwrap.indent(textwrap.fill(hit.text, paper.width - 3), "   "))
        typer.secho(f"   {hit.id} · {hit.source}", dim=True)
