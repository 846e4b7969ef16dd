"""The guided voice: a reply from rules, phrase banks and the store, with no model.

Reflection of the coachee's own clause, at times an affirmation, then at most one question.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from agent.domain import Commitment, Move, Source, VoiceName
from agent.listening.reflection import quote, reflect
from agent.listening.signals import About, Signals
from agent.listening.text import sentences
from agent.speaking import Act, Brief, Utterance
from agent.voices._phrases import Picker
from agent.voices.dates import day_name
from prompts import phrasebook

_LEADS = {Act.ASK_GOAL: "lead_goals", Act.ASK: "lead_questions", Act.ASK_ACTION: "lead_plan"}
_ASKING = {
    Act.ASK_GOAL: "ask_goal_fallback",
    Act.SHARPEN_GOAL: "ask_goal_fallback",
    Act.ASK: "ask_fallback",
    Act.ASK_ACTION: "ask_action",
}
FEW_WORDS = 12
"""Who writes at most so much is answered in few words: the talk is the coachee's."""

SAYS_BACK = frozenset(
    {
        Act.PROPOSE_GOAL,
        Act.GOAL_NOTED,
        Act.RAISE_CONFIDENCE,
        Act.ASK_MORE,
        Act.CHECK_IN,
        Act.WELCOME_BACK,
        Act.CELEBRATE,
    }
)
"""Acts whose own phrase says the coachee's words back."""

SHORT_ANSWER = 8
"""Words of a planning answer that are said back as they stand."""


class GuidedVoice:
    """Fulfils `agent.ports.Voice`."""

    name = VoiceName.GUIDED

    async def speak(self, brief: Brief) -> AsyncIterator[str | Utterance]:
        """Yield the reply a sentence at a time, then the whole utterance."""
        utterance = compose(brief)
        start = 0
        for sentence in sentences(utterance.text):
            end = utterance.text.index(sentence, start) + len(sentence)
            yield utterance.text[start:end]
            start = end
        yield utterance


def compose(brief: Brief) -> Utterance:
    """Word one reply."""
    reply = _Reply(brief)
    reply.take_in()
    reply.act()
    return reply.utterance()


class _Reply:
    """One reply while it is put together."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.directive = brief.directive
        self.short = len(brief.said.split()) <= FEW_WORDS and not brief.directive.first
        self.pick = Picker(phrasebook(brief.language), brief.state, brief.said, short=self.short)
        self.parts: list[str] = []
        self.moves: list[Move] = []
        self.sources: list[Source] = []
        self.question_id: str | None = None
        self.separator = "\n" if self.directive.first else " "

    def say(self, bank: str, move: Move | None = None, **inputs: str) -> None:
        text = self.pick.say(bank, **inputs)
        if not text:
            return
        self.parts.append(text)
        if self.pick.asked and text.endswith("?"):
            self.moves.append(Move.OPEN_QUESTION)
        if move:
            self.moves.append(move)

    def utterance(self) -> Utterance:
        return Utterance(
            text=self.separator.join(self.parts),
            moves=tuple(self.moves),
            sources=tuple(self.sources),
            phrases=tuple(self.pick.taken),
            question_id=self.question_id or self.pick.asked,
        )

    # --- taking in -----------------------------------------------------------------

    def take_in(self) -> None:
        """Say back what was heard, with its feeling; then affirm what was really done."""
        heard = self.brief.signals
        if heard is None or not self.brief.said:
            return
        if self.directive.reflect:
            reflected = self._reflect()
            if heard.emotion and not self.directive.affirm:
                self._name_feeling(heard.emotion_good, reflected)
            elif not reflected and self._took_something_in(heard):
                self.say("reflect_neutral")
        if self.directive.affirm and self.directive.status is None:
            self.say("affirm_progress", Move.AFFIRMATION)

    def _name_feeling(self, good: bool, reflected: bool) -> None:
        self.say("feeling_good" if good else "feeling_hard")
        if reflected:
            self.moves.remove(Move.SIMPLE_REFLECTION)
        self.moves.append(Move.COMPLEX_REFLECTION)

    def _took_something_in(self, heard: Signals) -> bool:
        """Whether there was something to take in, and the act does not say so itself."""
        return self.directive.act in _LEADS and heard.words > 2 and not heard.dont_know

    def _planning(self) -> bool:
        return self.brief.state.slot is not None

    def _reflect(self) -> bool:
        said, heard = self.brief.said, self.brief.signals
        if self._planning() and heard and _is_answer(heard):
            self.say("reflect_answer", Move.SIMPLE_REFLECTION, answer=_bare(said))
            return True
        same_language = heard is not None and heard.language is self.brief.language
        found = reflect(said, self.brief.language) if same_language else None
        if found:
            self.say("reflect_clause", Move.SIMPLE_REFLECTION, clause=found.clause)
            return True
        words = quote(said, heard.language if heard else self.brief.language)
        if words:
            self.say("reflect_quote", Move.SIMPLE_REFLECTION, quote=_bare(words))
            return True
        return False

    # --- the act --------------------------------------------------------------------

    def act(self) -> None:
        """The turn's own business, and its question."""
        special = getattr(self, f"_{self.directive.act}", None)
        if special is not None:
            special()
        elif self.directive.ask_from is not None or self.directive.act in _ASKING:
            self._ask()
        else:
            self._plain()

    def _plain(self) -> None:
        draft, act = self.directive.draft, self.directive.act
        self.say(
            str(act),
            Move.SIMPLE_REFLECTION if act in SAYS_BACK else None,
            goal=self.directive.goal or "",
            action=self._action(),
            confidence=str(draft.confidence) if draft and draft.confidence is not None else "",
            obstacle=_bare(self.brief.state.obstacle or ""),
        )

    def _ask(self) -> None:
        act, question = self.directive.act, self.brief.question
        if act in (Act.ASK_SIMPLER, Act.SHARPEN_GOAL, Act.DECLINED_LEAVE):
            self.say(str(act))
        elif self._leads(act):
            self.say(_LEADS[act])
        if question is None:
            self.say(_ASKING.get(act, "ask_fallback"), action=self._action())
            return
        self.parts.append(question.text)
        self.question_id = question.id
        self.moves.append(Move.OPEN_QUESTION)

    def _leads(self, act: Act) -> bool:
        first = self.brief.state.turns_in_phase == 1
        return act in _LEADS and first and not self.short and len(self.parts) < 2

    def _action(self) -> str:
        wanted = self.directive.commitment_id
        for commitment in self.brief.commitments:
            if wanted and commitment.id == wanted:
                return _bare(commitment.action)
        return _bare(self.directive.draft.action) if self.directive.draft else ""

    def _welcome(self) -> None:
        self.say("welcome_greeting")
        self.say("introduction_guided", Move.INFORMATION)
        self.say("welcome_invite")

    def _ask_leave(self) -> None:
        self.say("ask_leave", Move.PERMISSION)

    def _celebrate(self) -> None:
        self.say("celebrate", Move.AFFIRMATION, action=self._action())
        self.moves.append(Move.SIMPLE_REFLECTION)

    def _what_helped(self) -> None:
        self.say("what_helped", Move.AFFIRMATION)

    def _give_advice(self) -> None:
        guidance = self.brief.guidance
        if not guidance:
            self.say("ask_fallback")
            return
        best = guidance[0]
        tip = best.how[0] if best.how else best.body
        self.say("give_advice", Move.ADVICE, title=best.title, tip=tip)
        self.sources.append(
            Source(id=best.id, kind=best.kind, title=best.title, text=tip, source=best.source)
        )

    def _explain(self) -> None:
        match self.directive.about:
            case About.IDENTITY | None:
                self.say("explain_identity", Move.INFORMATION)
            case About.PRIVACY:
                self.say("explain_privacy_guided", Move.INFORMATION)
            case About.HELP:
                self.say("explain_help", Move.INFORMATION)
            case About.WHY:
                why = self._last_reason()
                if why:
                    self.say("explain_why", Move.INFORMATION, why=why)
                else:
                    self.say("explain_why_none", Move.INFORMATION)

    def _last_reason(self) -> str:
        for turn in reversed(self.brief.history):
            for source in turn.sources:
                return source.why or source.title
        return ""

    def _summarise(self) -> None:
        brief = self.brief
        if not (brief.state.topic or brief.goals or brief.commitments):
            self.say("summary_nothing")
            return
        self.say("summarise_intro", Move.SIMPLE_REFLECTION)
        if brief.state.topic:
            topic = quote(brief.state.topic, brief.language) or _shorten(brief.state.topic)
            self.say("summary_topic", topic=_bare(topic))
        self._sum_up_goals()
        for commitment in brief.commitments[-3:]:
            self.parts.append(
                self._one(
                    "summary_commitment",
                    action=_bare(commitment.action),
                    when=self._when(commitment),
                )
            )

    def _sum_up_goals(self) -> None:
        for goal in self.brief.goals[-2:]:
            self.parts.append(self._one("summary_goal", goal=_bare(goal.text)))
            self.moves.append(Move.SIMPLE_REFLECTION)

    def _close(self) -> None:
        taken = self.brief.commitments
        self._sum_up_goals()
        if not taken:
            self.say("close_none")
            return
        self.say("close_done", Move.AFFIRMATION, count=str(len(taken)))
        days = [c.check_in for c in taken if c.check_in]
        if days:
            self.say("close_next", date=day_name(min(days), self.brief.language))
        self.say("close_export")

    def _hand_over(self) -> None:
        topic = self.brief.state.safety.topic
        first = not any(ref.startswith("hand_over_") for ref in self.brief.state.phrases)
        self.say(f"hand_over_{topic}" if first and topic else "hand_over_again", Move.INFORMATION)

    def _one(self, bank: str, **inputs: str) -> str:
        return phrasebook(self.brief.language).one(bank, **inputs)

    def _when(self, commitment: Commitment) -> str:
        return day_name(commitment.due, self.brief.language) if commitment.due else ""


def _bare(text: str) -> str:
    """A fragment that fits inside a sentence: no final stop, no quotation marks of its own."""
    return text.strip().rstrip(".!?… ").strip('«»“”"')


def _is_answer(heard: Signals) -> bool:
    """A short answer with content, fit to be said back as it stands."""
    empty = heard.no or heard.yes or heard.dont_know
    return not empty and 1 < heard.words <= SHORT_ANSWER and "?" not in heard.text


def _shorten(text: str, most: int = 14) -> str:
    words = text.split()
    return " ".join(words[:most]) + (" …" if len(words) > most else "")
