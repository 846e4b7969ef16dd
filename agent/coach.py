"""One turn of the conversation: screen, listen, decide, guide, speak, record.

The coach knows ports only. A turn is an async generator of events; the coachee's message is
stored before anything that can fail, the reply and the flow's state together at its end.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakValueDictionary

from agent import flow
from agent._effects import Effects, completed_proposal, question_source
from agent.domain import (
    Conversation,
    EntryKind,
    FlowState,
    Guidance,
    Language,
    Question,
    SafetyLevel,
    Screening,
    Turn,
    VoiceName,
)
from agent.errors import EmptyMessage, KollegaError, MessageTooLong
from agent.events import (
    Action,
    CommitmentProposed,
    Edit,
    Event,
    GoalProposed,
    Notice,
    PhaseChanged,
    Recorded,
    SourcesUsed,
    TextDelta,
    TurnEnded,
    TurnStarted,
)
from agent.listening.signals import Signals
from agent.listening.text import MAX_MESSAGE, clean
from agent.ports import (
    Clock,
    Guide,
    Listener,
    QuestionQuery,
    Records,
    ReplyRecord,
    Screen,
    Voice,
)
from agent.speaking import Act, Brief, Decision, Utterance
from prompts import phrasebook

logger = logging.getLogger(__name__)

T = TypeVar("T")

HISTORY = 24
"""Turns a voice is given besides the state."""

KEPT_PHRASES = 60
"""Phrase references kept in the state; the picker looks back on half of them."""

SIMPLER_DEPTH, EARLY_DEPTH, FULL_DEPTH = 0, 1, 2
"""How deep a question may go: after "I don't know", in a phase's first turns, later."""


@dataclass(frozen=True, slots=True)
class Turning:
    """What one turn works on: the conversation, what was said, and the decision."""

    owner_id: str
    conversation: Conversation
    said: str
    heard: Signals | None
    decision: Decision
    key: str

    @property
    def language(self) -> Language:
        return self.conversation.language


class Coach:
    """The coach. One instance serves all conversations; turns of one conversation queue up."""

    def __init__(
        self,
        *,
        records: Records,
        guide: Guide,
        listener: Listener,
        screen: Screen,
        voice: Voice,
        clock: Clock,
    ) -> None:
        self.records = records
        self.guide = guide
        self._listener = listener
        self._screen = screen
        self._voice = voice
        self.clock = clock
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    # --- the ways in ----------------------------------------------------------------

    async def start(self, owner_id: str, language: Language) -> Conversation:
        """Begin a conversation; commitments that are due put it in `follow_up`."""

        def begin() -> Conversation:
            due = self.records.due(owner_id, self.clock.today())
            state = flow.opening(tuple(c.id for c in due)).state
            before = state.model_copy(update={"turns": 0, "turns_in_phase": 0})
            return self.records.start(owner_id, language, before)

        return await asyncio.to_thread(begin)

    async def open(self, owner_id: str, conversation_id: str) -> AsyncIterator[Event]:
        """The coach speaks first. Nothing happens in a conversation that has turns."""
        async with self._turn_of(conversation_id):
            conversation = await asyncio.to_thread(
                self.records.conversation, owner_id, conversation_id
            )
            if conversation.state.turns:
                return
            decision = flow.opening(conversation.state.due)
            yield TurnStarted(conversation_id=conversation_id)
            turning = Turning(owner_id, conversation, "", None, decision, "open")
            async for event in self._finish(turning):
                yield event

    async def reply(
        self, owner_id: str, conversation_id: str, text: str, key: str | None = None
    ) -> AsyncIterator[Event]:
        """Answer a message. `key` is the sender's id of it: sent twice, it is answered once."""
        async with self._turn_of(conversation_id):
            conversation = await asyncio.to_thread(
                self.records.conversation, owner_id, conversation_id
            )
            try:
                said = _checked(text)
            except KollegaError as error:
                for event in refusal(conversation, error):
                    yield event
                return
            turn, fresh = await asyncio.to_thread(
                self.records.hear, owner_id, conversation_id, said, conversation.state.phase, key
            )
            yield TurnStarted(conversation_id=conversation_id, turn_id=turn.id)
            if not fresh and (again := await self._answered(owner_id, turn)):
                yield again
                return
            async for event in self._hear(owner_id, conversation, turn):
                yield event

    async def act(
        self, owner_id: str, conversation_id: str, action: Action, key: str | None = None
    ) -> AsyncIterator[Event]:
        """Do what a button or a JSON action asks for. Done twice, it changes nothing."""
        async with self._turn_of(conversation_id):
            conversation = await asyncio.to_thread(
                self.records.conversation, owner_id, conversation_id
            )
            if isinstance(action, Edit):
                async for event in self._edit(owner_id, conversation, action):
                    yield event
                return
            decision = flow.perform(conversation.state, action)
            if decision is None:
                yield Notice(
                    kind="input", text=phrasebook(conversation.language).one("nothing_pending")
                )
                yield _ended(conversation, "", None)
                return
            yield TurnStarted(conversation_id=conversation_id)
            note = getattr(action, "note", "")
            turning = Turning(
                owner_id, conversation, "", None, decision, key or f"a{conversation.state.turns}"
            )
            async for event in self._finish(turning, note=note):
                yield event

    # --- one turn -------------------------------------------------------------------

    async def _hear(
        self, owner_id: str, conversation: Conversation, turn: Turn
    ) -> AsyncIterator[Event]:
        """Screen, listen and decide; then finish the turn."""
        screening = await asyncio.to_thread(self._screen.screen, turn.text)
        state = flow.screened(conversation.state, screening)
        for event in self._safety_notices(conversation, state, screening):
            yield event
        state = _shown(state, screening)
        heard = await asyncio.to_thread(
            self._listener.listen,
            turn.text,
            language=conversation.language,
            today=self.clock.today(),
            expected=flow.expects(state),
        )
        decision = flow.decide(state, heard)
        if heard.language is not conversation.language and not state.language_noticed:
            book = phrasebook(conversation.language)
            yield Notice(kind="language", text=book.one("language_differs"))
            noticed = decision.state.model_copy(update={"language_noticed": True})
            decision = decision.model_copy(update={"state": noticed})
        turning = Turning(owner_id, conversation, turn.text, heard, decision, turn.id)
        async for event in self._finish(turning, note=turn.text):
            yield event

    async def _finish(self, turning: Turning, note: str = "") -> AsyncIterator[Event]:
        """Record what was decided, find the question, speak, and store the reply."""
        effects = Effects(self.records, turning.owner_id, turning.conversation.id)
        recorded = await asyncio.to_thread(effects.carry_out, turning.decision, turning.key, note)
        for event in recorded:
            yield event
        brief = await asyncio.to_thread(self._brief, turning)
        before, phase = turning.conversation.state.phase, brief.directive.phase
        if phase is not before:
            yield PhaseChanged(before=before, phase=phase)
        utterance = Utterance(text="")
        async for piece in self._voice.speak(brief):
            if isinstance(piece, Utterance):
                utterance = piece
            else:
                yield TextDelta(text=piece)
        async for event in self._record(turning, brief, utterance):
            yield event

    async def _record(
        self, turning: Turning, brief: Brief, utterance: Utterance
    ) -> AsyncIterator[Event]:
        sources = utterance.sources
        if brief.question is not None and utterance.question_id == brief.question.id:
            strategy = self.guide.entry(brief.question.strategy, brief.language)
            sources = (question_source(brief.question, strategy), *sources)
        said = utterance.model_copy(update={"sources": sources})
        state = _spoken(brief.state, said)
        stored = await asyncio.to_thread(
            self.records.reply,
            turning.owner_id,
            ReplyRecord(
                conversation_id=turning.conversation.id,
                text=said.text,
                phase=brief.directive.phase,
                voice=said.voice,
                utterance=said,
            ),
            state,
        )
        if sources:
            yield SourcesUsed(sources=sources)
        if turning.decision.propose and state.pending:
            kind = state.pending.kind
            made = GoalProposed if kind == "goal" else CommitmentProposed
            yield made(proposal=state.pending)
        yield TurnEnded(
            conversation_id=turning.conversation.id,
            turn_id=stored.id,
            phase=brief.directive.phase,
            reply=said.text,
            voice=said.voice,
            moves=said.moves,
            sources=sources,
        )

    def _brief(self, turning: Turning) -> Brief:
        """Everything the voice needs, with the question found and the proposal completed."""
        conversation, decision = turning.conversation, turning.decision
        question = self._question(turning, decision)
        if decision.directive.ask_from and question is None:
            decision = flow.without_question(decision)
        view = self.records.view(turning.owner_id, conversation.id, last=HISTORY)
        everyone = self.records.commitments(turning.owner_id)
        state, directive = decision.state, decision.directive
        if decision.propose:
            proposal = completed_proposal(
                decision.propose,
                directive.drafted,
                state,
                turning.language,
                self.clock.today(),
                everyone,
            )
            state = state.model_copy(update={"pending": proposal})
            directive = directive.model_copy(update={"goal": proposal.goal})
        wanted = directive.commitment_id
        return Brief(
            language=turning.language,
            directive=directive,
            state=state,
            today=self.clock.today(),
            said=turning.said,
            signals=turning.heard,
            screening=state.safety,
            question=question,
            guidance=self._guidance(turning, decision),
            goals=view.goals,
            commitments=tuple(c for c in everyone if c.id == wanted)
            if wanted
            else view.commitments,
            history=view.turns,
        )

    def _question(self, turning: Turning, decision: Decision) -> Question | None:
        directive, state = decision.directive, decision.state
        if directive.ask_from is None:
            return None
        early = state.turns_in_phase <= 1
        depth = SIMPLER_DEPTH if directive.simpler else EARLY_DEPTH if early else FULL_DEPTH
        query = QuestionQuery(
            language=turning.language,
            phase=directive.ask_from,
            said=turning.said,
            topic=state.topic or "",
            asked=state.asked,
            depth_at_most=depth,
        )
        return self._guided(lambda: self.guide.question(query), None)

    def _guidance(self, turning: Turning, decision: Decision) -> tuple[Guidance, ...]:
        if decision.directive.act is not Act.GIVE_ADVICE:
            return ()
        about = decision.state.advice_about or decision.state.topic or turning.said
        return self._guided(
            lambda: self.guide.guidance(about, turning.language, (EntryKind.STRATEGY,)), ()
        )

    def _guided(self, find: Callable[[], T], otherwise: T) -> T:
        """The guide's answer; a broken index costs the question, never the turn."""
        try:
            return find()
        except Exception as error:
            # No traceback: what it quotes may be the coachee's own words.
            logger.error("the guide failed (%s); going on without it", type(error).__name__)
            return otherwise

    # --- the rest -------------------------------------------------------------------

    async def _answered(self, owner_id: str, turn: Turn) -> Event | None:
        """The reply to a message that was already answered."""
        view = await asyncio.to_thread(self.records.view, owner_id, turn.conversation_id)
        later = [t for t in view.turns if t.seq > turn.seq and t.voice is not None]
        if not later:
            return None
        return _ended(view.conversation, later[0].text, later[0].id)

    async def _edit(
        self, owner_id: str, conversation: Conversation, edit: Edit
    ) -> AsyncIterator[Event]:
        """Change the pending proposal, or a recorded goal or commitment by its id."""
        pending = conversation.state.pending
        if edit.key and (pending is None or edit.key != pending.key):
            changed = await asyncio.to_thread(self._edit_recorded, owner_id, edit)
            yield changed
        elif pending is not None:
            proposal = pending.model_copy(
                update={
                    "goal": edit.goal or pending.goal,
                    "commitment": edit.commitment or pending.commitment,
                }
            )
            state = conversation.state.model_copy(update={"pending": proposal})
            await asyncio.to_thread(self.records.save_state, owner_id, conversation.id, state)
            yield (GoalProposed if proposal.kind == "goal" else CommitmentProposed)(
                proposal=proposal
            )
        else:
            yield Notice(
                kind="input", text=phrasebook(conversation.language).one("nothing_pending")
            )
        yield _ended(conversation, "", None)

    def _edit_recorded(self, owner_id: str, edit: Edit) -> Recorded:
        if edit.goal is not None:
            goal = self.records.edit_goal(owner_id, edit.key or "", edit.goal)
            return Recorded(kind="goal", id=goal.id, text=goal.text)
        if edit.commitment is None:
            raise EmptyMessage()
        made = self.records.edit_commitment(owner_id, edit.key or "", edit.commitment)
        return Recorded(kind="commitment", id=made.id, text=made.action)

    def _safety_notices(
        self, conversation: Conversation, state: FlowState, screening: Screening
    ) -> list[Event]:
        """The notice that goes with a new screening: once a topic, the card itself beside it."""
        topic = screening.topic
        if screening.level is SafetyLevel.NONE or topic is None or topic in state.safety_shown:
            return []
        book = phrasebook(conversation.language)
        bank = f"support_{topic}" if screening.level is SafetyLevel.SUPPORT else "help_intro"
        return [Notice(kind="safety", text=book.one(bank), level=screening.level, topic=topic)]

    def _turn_of(self, conversation_id: str) -> asyncio.Lock:
        lock = self._locks.get(conversation_id)
        if lock is None:
            lock = self._locks[conversation_id] = asyncio.Lock()
        return lock


def refusal(conversation: Conversation, error: KollegaError) -> tuple[Event, ...]:
    """The events of a message that cannot be used: one sentence, and the turn is over."""
    details = {name: str(value) for name, value in error.details.items()}
    text = phrasebook(conversation.language).one(error.code, **details)
    return (Notice(kind="input", text=text), _ended(conversation, text, None))


def _checked(text: str) -> str:
    if len(text) > MAX_MESSAGE:
        raise MessageTooLong(length=len(text), limit=MAX_MESSAGE)
    said = clean(text)
    if not said:
        raise EmptyMessage()
    return said


def _ended(conversation: Conversation, reply: str, turn_id: str | None) -> TurnEnded:
    return TurnEnded(
        conversation_id=conversation.id,
        turn_id=turn_id,
        phase=conversation.state.phase,
        reply=reply,
        voice=VoiceName.GUIDED,
    )


def _shown(state: FlowState, screening: Screening) -> FlowState:
    topic = screening.topic
    if topic is None or topic in state.safety_shown:
        return state
    return state.model_copy(update={"safety_shown": (*state.safety_shown, topic)})


def _spoken(state: FlowState, utterance: Utterance) -> FlowState:
    """The state after the reply was spoken: its question and phrases are used."""
    asked = (*state.asked, utterance.question_id) if utterance.question_id else state.asked
    return state.model_copy(
        update={"asked": asked, "phrases": (*state.phrases, *utterance.phrases)[-KEPT_PHRASES:]}
    )
