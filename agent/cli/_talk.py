"""One conversation from the command line: lines in, events out, and no error that ends it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from agent.cli._protocol import Line, Malformed
from agent.cli._telling import log_failure, sentence
from agent.domain import (
    Conversation,
    ConversationView,
    Language,
    Phase,
    Proposal,
    Role,
    VoiceName,
)
from agent.errors import KollegaError
from agent.events import (
    CommitmentProposed,
    Event,
    GoalProposed,
    Notice,
    TurnEnded,
    TurnStarted,
)
from agent.wiring import LOCAL_OWNER, Kollega
from prompts import phrasebook


class Talk:
    """A conversation of this machine's person, new or gone on with."""

    def __init__(self, kollega: Kollega, conversation: Conversation) -> None:
        self._kollega = kollega
        self.id = conversation.id
        self.language = conversation.language
        self._phase: Phase = conversation.state.phase

    @classmethod
    async def begin(
        cls, kollega: Kollega, conversation_id: str | None, language: Language | None
    ) -> Talk:
        """Start a conversation, or take one up; a language given for that one changes it.

        Raises:
            agent.errors.NotFound: when there is no such conversation.
        """
        if conversation_id is None:
            started = await kollega.coach.start(LOCAL_OWNER, language or Language.NB)
            return cls(kollega, started)
        if language is not None:
            kollega.records.set_language(LOCAL_OWNER, conversation_id, language)
        return cls(kollega, kollega.records.conversation(LOCAL_OWNER, conversation_id))

    def view(self) -> ConversationView:
        """Everything in it."""
        return self._kollega.records.view(LOCAL_OWNER, self.id)

    async def open(self) -> AsyncIterator[Event]:
        """The coach's first words; in a conversation gone on with, its last ones again."""
        silent = True
        async for event in self._safely(self._kollega.coach.open(LOCAL_OWNER, self.id)):
            silent = False
            yield event
        if silent:
            for event in _again(self.view()):
                yield event

    async def hear(self, line: Line) -> AsyncIterator[Event]:
        """The events of one line."""
        if isinstance(line, Malformed):
            for event in self._refused(phrasebook(self.language).one("cli_wrong_shape")):
                yield event
            return
        coach = self._kollega.coach
        turn = (
            coach.reply(LOCAL_OWNER, self.id, line)
            if isinstance(line, str)
            else coach.act(LOCAL_OWNER, self.id, line)
        )
        async for event in self._safely(turn):
            yield event

    async def _safely(self, turn: AsyncIterator[Event]) -> AsyncIterator[Event]:
        """The turn's events; an error becomes a notice and the end of this turn only."""
        try:
            async for event in turn:
                if isinstance(event, TurnEnded):
                    self._phase = event.phase
                yield event
        except KollegaError as error:
            for event in self._refused(sentence(error, self.language)):
                yield event
        except Exception as error:
            log_failure(error)
            for event in self._refused(sentence(KollegaError(), self.language)):
                yield event

    def _refused(self, why: str) -> tuple[Event, Event]:
        return (
            Notice(kind="input", text=why),
            TurnEnded(
                conversation_id=self.id,
                turn_id=None,
                phase=self._phase,
                reply=why,
                voice=VoiceName.GUIDED,
            ),
        )


def _again(view: ConversationView) -> tuple[Event, ...]:
    """Where a conversation stands: its pending proposal and the coach's last turn."""
    spoken = [turn for turn in view.turns if turn.role is Role.COACH]
    last = spoken[-1] if spoken else None
    pending = view.conversation.state.pending
    ended = TurnEnded(
        conversation_id=view.conversation.id,
        turn_id=last.id if last else None,
        phase=view.conversation.state.phase,
        reply=last.text if last else "",
        voice=(last.voice if last else None) or VoiceName.GUIDED,
        moves=last.moves if last else (),
        sources=last.sources if last else (),
    )
    shown = (_proposed(pending),) if pending else ()
    return (TurnStarted(conversation_id=view.conversation.id), *shown, ended)


def _proposed(proposal: Proposal) -> Event:
    made = GoalProposed if proposal.kind == "goal" else CommitmentProposed
    return made(proposal=proposal)
