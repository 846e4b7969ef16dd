"""Reads guidance files, strictly. Shipped files must all be right; own documents may fail alone.

Entries are `entries/<language>/<folder>/<id>.md` (YAML front matter, then the body), questions
`questions/<topic>.yaml` with both languages in one file, so that a question becomes one entry
per language with the same id. `topics.yaml` names the topics, `sources.yaml` the sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from agent.domain import EntryKind, Language
from agent.errors import KnowledgeFileError
from knowledge.schema import (
    Entry,
    EntryHead,
    QuestionFile,
    QuestionItem,
    SourcesFile,
    Topic,
    TopicsFile,
)

_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = "---"

M = TypeVar("M", bound=BaseModel)


class Corpus:
    """All entries, by language and id. Never changes; `with_documents` makes another one."""

    def __init__(self, entries: Iterable[Entry], topics: Mapping[str, Topic]) -> None:
        self.topics: Mapping[str, Topic] = MappingProxyType(dict(topics))
        found: dict[Language, dict[str, Entry]] = {language: {} for language in Language}
        for entry in entries:
            found[entry.language][entry.id] = entry
        self._entries: Mapping[Language, Mapping[str, Entry]] = MappingProxyType(
            {language: MappingProxyType(of) for language, of in found.items()}
        )

    def entries(self, language: Language, *kinds: EntryKind) -> tuple[Entry, ...]:
        """The entries of a language, all or of some kinds, in the files' order."""
        of = self._entries[language].values()
        return tuple(entry for entry in of if not kinds or entry.kind in kinds)

    def get(self, entry_id: str, language: Language) -> Entry | None:
        """One entry by id."""
        return self._entries[language].get(entry_id)

    def with_documents(self, documents: Iterable[Entry]) -> Corpus:
        """The shipped entries of this corpus with these own documents."""
        shipped = (
            entry
            for of in self._entries.values()
            for entry in of.values()
            if entry.kind is not EntryKind.DOCUMENT
        )
        return Corpus((*shipped, *documents), self.topics)


class FrontMatter(NamedTuple):
    """A Markdown file cut in two: what its head holds, and its body."""

    head: Any
    body: str


def load_corpus(root: Traversable | None = None) -> Corpus:
    """The shipped guidance.

    Args:
        root: A folder laid out like this package; by default the package itself.

    Raises:
        KnowledgeFileError: naming the first broken file and what is wrong with it.
    """
    root = root or resources.files("knowledge")
    topics = _load(TopicsFile, root / "topics.yaml").topics
    sources = _load(SourcesFile, root / "sources.yaml")
    entries = [*_entries(root / "entries", sources), *_questions(root / "questions", topics)]
    seen: set[tuple[Language, str]] = set()
    for entry in entries:
        key = (entry.language, entry.id)
        if key in seen:
            raise KnowledgeFileError(path="knowledge", reason=f"{entry.id} is there twice")
        seen.add(key)
    return Corpus(entries, topics)


def split_front_matter(text: str, path: str) -> FrontMatter:
    """Cut a file at its `---` fences.

    Raises:
        KnowledgeFileError: when there is no front matter, or it is not YAML.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].strip() != _FENCE:
        raise KnowledgeFileError(path=path, reason="it does not begin with a `---` line")
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            head = read_yaml("\n".join(lines[1:number]), path)
            return FrontMatter(head, "\n".join(lines[number + 1 :]).strip())
    raise KnowledgeFileError(path=path, reason="its front matter has no closing `---` line")


def parse(model: type[M], raw: Any, path: str) -> M:
    """Check what a file holds against its model.

    Raises:
        KnowledgeFileError: with the first thing that is wrong, in one sentence.
    """
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise KnowledgeFileError(path=path, reason=f"{place}: {first['msg']}") from None


def read_yaml(text: str, path: str) -> Any:
    """Read YAML safely.

    Raises:
        KnowledgeFileError: with the place of the first mistake.
    """
    try:
        return yaml.load(text, Loader=_YAML)  # noqa: S506 - the safe loader, in C if there is one
    except yaml.YAMLError as error:
        raise KnowledgeFileError(path=path, reason=" ".join(str(error).split())) from None


def _entries(folder: Traversable, sources: SourcesFile) -> Iterator[Entry]:
    for language in Language:
        for group in sorted((folder / language).iterdir(), key=lambda item: item.name):
            for file in _files(group, ".md"):
                path = _name(file, f"{language}/{group.name}")
                front = split_front_matter(_text(file), path)
                head = parse(EntryHead, front.head, path)
                _agrees(head, language, file.name, front.body, path)
                yield _entry(head, front.body, _citation(head, sources, path))


def _agrees(head: EntryHead, language: Language, name: str, body: str, path: str) -> None:
    """A file says the same as its name and folder do, and has something to say."""
    if head.language is not language:
        raise KnowledgeFileError(path=path, reason=f"its language is {head.language}")
    if name != f"{head.id}.md":
        raise KnowledgeFileError(path=path, reason=f"its id is {head.id!r}")
    if not body:
        raise KnowledgeFileError(path=path, reason="it has no text after the front matter")


def _entry(head: EntryHead, body: str, source: str) -> Entry:
    return Entry(
        id=head.id,
        kind=head.kind,
        language=head.language,
        title=head.title,
        body=body,
        situations=head.situations,
        how=head.how,
        say=head.say,
        goes_wrong=head.goes_wrong,
        phases=head.tags.phase,
        topics=head.tags.topic,
        strategies=head.tags.strategy,
        activities=head.tags.activity,
        source=source,
    )


def _questions(folder: Traversable, topics: Mapping[str, Topic]) -> Iterator[Entry]:
    for file in _files(folder, ".yaml"):
        found = _load(QuestionFile, file)
        if found.topic != file.name.removesuffix(".yaml") or found.topic not in topics:
            raise KnowledgeFileError(
                path=_name(file), reason=f"its topic {found.topic!r} is not the file's or not known"
            )
        for question in found.questions:
            for language in Language:
                yield _question(question, found.topic, language)


def _question(item: QuestionItem, topic: str, language: Language) -> Entry:
    return Entry(
        id=item.id,
        kind=EntryKind.QUESTION,
        language=language,
        title=item.nb if language is Language.NB else item.en,
        situations=item.situations.nb if language is Language.NB else item.situations.en,
        phases=(item.phase,),
        topics=(topic,),
        strategies=(item.strategy,),
        depth=item.depth,
        source=f"knowledge/questions/{topic}.yaml",
    )


def _citation(head: EntryHead, sources: SourcesFile, path: str) -> str:
    document = sources.documents.get(head.source.document)
    if document is None:
        raise KnowledgeFileError(
            path=path, reason=f"sources.yaml has no document {head.source.document!r}"
        )
    return f"{document.title} ({document.author}, {document.published.year}): {head.source.section}"


def _load(model: type[M], file: Traversable) -> M:
    return parse(model, read_yaml(_text(file), _name(file)), _name(file))


def _files(folder: Traversable, ending: str) -> list[Traversable]:
    if not folder.is_dir():
        return []
    found = [item for item in folder.iterdir() if item.name.endswith(ending)]
    return sorted(found, key=lambda item: item.name)


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeFileError(path=_name(file), reason=str(error)) from error


def _name(file: Traversable, folder: str = "") -> str:
    return "/".join(part for part in ("knowledge", folder, file.name) if part)
