"""One reply while it is spoken: what was shown, what was left out, what is still missing."""

from __future__ import annotations

from agent.domain import Language, Move, Source, VoiceName
from agent.listening.moves import classify_move
from agent.speaking import Brief, Utterance
from agent.voices.model import questions
from agent.voices.model._guided import GuidedReply
from agent.voices.model.acts import question_stands_alone, wants_question
from agent.voices.model.rules import Breach, Rules, Verdict

FALLBACK = "fallback"
"""The notice that goes with a turn that the guided voice finished because the model failed."""

PATIENCE = 3
"""Sentences left out in one reply after which the rest is not read."""

MOST_WORDS = 160
"""Words of one reply that are read at most, shown or not."""


class Said:
    """The reply to one brief, sentence by sentence.

    Attributes:
        shown: the sentences shown so far, whoever worded them.
        read: words that came from the model.
        over: whether the rest of the stream is left unread.
        refs: what the model was asked with.
        rules: what its sentences are held to; None until it was asked.
    """

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.shown: list[str] = []
        self.read = 0
        self.over = False
        self.refs: tuple[str, ...] = ()
        self.rules: Rules | None = None
        self._breaches: list[Breach] = []
        self._left_out = 0
        self._question_id: str | None = None
        self._asked = False
        self._taken: list[str] = []
        self._notices: tuple[str, ...] = ()

    @property
    def language(self) -> Language:
        """The conversation's."""
        return self.brief.language

    @property
    def complete(self) -> bool:
        """Whether nothing is missing: its question was asked, or none was wanted."""
        return self._asked or (bool(self.shown) and not wants_question(self.brief))

    def breach(self, breach: Breach) -> None:
        """Note a breach."""
        self._breaches.append(breach)

    def show(self, text: str) -> str:
        """Let a sentence through; gives it with the space before it."""
        space = " " if self.shown else ""
        self.shown.append(text)
        return space + text

    def lacks_reflection(self) -> bool:
        """Whether a question would come before anything was said back."""
        return not self.shown and self.brief.directive.reflect and bool(self.brief.said)

    def take(self, verdict: Verdict) -> str:
        """Note a verdict on a statement, or on a sentence that is left out; gives what to show."""
        self._breaches += verdict.breaches
        if not verdict.text:
            self._left_out += 1
        self.over = verdict.ends or self._left_out >= PATIENCE or self.read >= MOST_WORDS
        return self.show(verdict.text) if verdict.text else ""

    def ask(self, question: str, breaches: tuple[Breach, ...] = ()) -> str:
        """Let the question through, which ends the reply; gives it with the space before it."""
        self._breaches += breaches
        stored = self.brief.question
        if stored and questions.near(question, stored.text, self.language):
            self._question_id = stored.id
        else:
            self._question_id = questions.own_id(question, self.language)
        self._asked = self.over = True
        return self.show(question)

    def completed(self, reply: GuidedReply, *, failed: bool) -> list[str]:
        """What the guided voice adds to what was shown; gives it to be shown as well."""
        if self.complete:
            return []
        self._notices = (FALLBACK,) if failed else ()
        act = self.brief.directive.act
        carried = self.rules is not None and self.rules.carried(" ".join(self.shown))
        closing = reply.closing[-1:] if question_stands_alone(act, carried) else reply.closing
        asked = reply.utterance.question_id
        self._question_id = asked
        if asked in reply.utterance.phrases:
            self._taken.append(asked)
        return [self.show(text) for text in closing]

    def utterance(self, sources: tuple[Source, ...]) -> Utterance:
        """The whole reply, begun by the model."""
        return Utterance(
            text=" ".join(self.shown),
            moves=tuple(move for text in self.shown for move in self._moves(text)),
            sources=sources,
            phrases=(*self.refs, *self._taken),
            question_id=self._question_id,
            notices=self._notices,
            breaches=tuple(map(str, self._breaches)),
            voice=VoiceName.MODEL,
        )

    def replaced(self, utterance: Utterance, *, failed: bool) -> Utterance:
        """The guided utterance in the place of a reply of which nothing could be shown."""
        return utterance.model_copy(
            update={
                "notices": (*utterance.notices, FALLBACK) if failed else utterance.notices,
                "breaches": tuple(map(str, self._breaches)),
                "voice": VoiceName.GUIDED,
            }
        )

    def _moves(self, text: str) -> tuple[Move, ...]:
        if self.brief.question and text == self.brief.question.text:
            return (Move.OPEN_QUESTION,)
        move = classify_move(text, self.language).move
        return () if move is Move.OTHER else (move,)
