"""What guidance files look like, and the one shape everything becomes once loaded.

Files are strict: a key that is not known here is an error, so that a slip of the pen in a
file is found when it is loaded and not missed for months.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent.domain import Depth, EntryKind, Frozen, Guidance, Language, Phase, Source

STRATEGIES = (
    "clear-goals", "trust", "listening", "questions-over-advice", "balanced-feedback",
    "checkpoints", "focused-sessions", "celebrate", "rotate-roles", "keep-learning",
)  # fmt: skip
ACTIVITIES = ("goal-setting", "reflection", "observation-feedback", "role-play")
FLOW = ("intro", "goals", "questions", "action-plan", "follow-up")
EXAMPLES = ("presentation", "new-leader", "cross-training")
FIXED_IDS = {
    EntryKind.STRATEGY: STRATEGIES,
    EntryKind.ACTIVITY: ACTIVITIES,
    EntryKind.FLOW: FLOW,
    EntryKind.EXAMPLE: EXAMPLES,
}
"""Ids that code, prompts and evaluations refer to; a file may not rename them."""

GENERAL = "general"
"""The topic of questions that fit whatever the conversation is about."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=120)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tags(_Strict):
    """What an entry is about. `strategy` and `activity` hold ids of entries."""

    phase: tuple[Phase, ...] = ()
    topic: tuple[Id, ...] = ()
    activity: tuple[Id, ...] = ()
    strategy: tuple[Id, ...] = ()


class SourceRef(_Strict):
    """Where an entry comes from: an id of `sources.yaml` and a place in that document."""

    document: Id
    section: Line


class EntryHead(_Strict):
    """The front matter of `entries/<language>/<folder>/<id>.md`."""

    id: Id
    kind: EntryKind
    language: Language
    title: Line
    situations: tuple[Line, ...] = Field(min_length=1)
    how: tuple[Line, ...] = ()
    say: tuple[Line, ...] = ()
    goes_wrong: tuple[Line, ...] = ()
    tags: Tags = Tags()
    source: SourceRef


class Situations(_Strict):
    """How people word the need a question answers, in each language."""

    nb: tuple[Line, ...] = Field(min_length=1)
    en: tuple[Line, ...] = Field(min_length=1)


class QuestionItem(_Strict):
    """One open question in both languages."""

    id: Annotated[Id, StringConstraints(pattern=r"^q-")]
    phase: Phase
    depth: Depth
    strategy: Id
    nb: Line
    en: Line
    situations: Situations


class QuestionFile(_Strict):
    """`questions/<topic>.yaml`."""

    topic: Id
    questions: tuple[QuestionItem, ...] = Field(min_length=1)


class TopicWords(_Strict):
    """A topic's name in one language, and how people name it themselves."""

    title: Line
    about: tuple[Line, ...] = ()


class Topic(_Strict):
    """A topic in both languages."""

    nb: TopicWords
    en: TopicWords

    def words(self, language: Language) -> TopicWords:
        """The topic in one language."""
        return self.nb if language is Language.NB else self.en


class TopicsFile(_Strict):
    """`topics.yaml`."""

    topics: dict[Id, Topic]


class SourceDocument(_Strict):
    """A document the guidance is drawn from."""

    title: Line
    author: Line
    published: date
    language: Language


class SourcesFile(_Strict):
    """`sources.yaml`."""

    documents: dict[Id, SourceDocument]


class DocumentHead(_Strict):
    """The front matter of an organisation's own document in `<data folder>/documents/`."""

    title: Line
    language: Language
    source: Line
    added: date


class Entry(Frozen):
    """One thing to speak from, in one language, whatever file it came from.

    `body` is empty for questions, whose `title` is the question itself. `phases` and `depth`
    are set for questions; `source` is worded for people.
    """

    id: str
    kind: EntryKind
    language: Language
    title: str
    body: str = ""
    situations: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    goes_wrong: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    topics: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    depth: Depth | None = None
    source: str = ""

    @property
    def text(self) -> str:
        """What a reader is shown: the body, or the question."""
        return self.body or self.title

    def guidance(self, score: float = 0.0) -> Guidance:
        """The entry as the coach's ports know it."""
        return Guidance(
            id=self.id,
            kind=self.kind,
            title=self.title,
            body=self.text,
            how=self.how,
            say=self.say,
            source=self.source,
            score=score,
        )


class Hit(Frozen):
    """A search result; `score` is in standard deviations above what an unrelated remark gets."""

    id: str
    kind: EntryKind
    title: str
    text: str
    score: float
    source: str

    def as_source(self) -> Source:
        """The hit as an event carries it."""
        return Source(
            id=self.id, kind=self.kind, title=self.title, text=self.text, source=self.source
        )
