"""What every sentence of a model's reply must keep to, checked before it is shown.

A sentence that breaks a rule is left out and the breach is noted by name; where the fault is in
its dress alone (bold type, a label, quotation marks around words nobody said) it is mended.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from agent.domain import Language, Move, Role
from agent.listening.moves import classify_move
from agent.listening.text import plain, sentences, words
from agent.speaking import Brief
from agent.voices.model import _dress, _tongue, questions
from agent.voices.model.acts import may_advise, wants_open_question, wants_question
from agent.voices.model.leaks import gives_away
from agent.voices.model.words import words_of

STATEMENT_WORDS = 60
"""Words before the question; with it, a reply stays under about 90."""

QUESTION_WORDS = 35

GROUNDED = 0.4
"""Share of an advising sentence's content that must be in the guidance it is drawn from."""

_ECHO_WORDS = 5
_REPEAT_WORDS = 4
_COACH_TURNS = 6


class Breach(StrEnum):
    """The rules, by what breaks them."""

    MARKUP = "markup"
    ROLE_LABEL = "role_label"
    LEAK = "leak"
    LANGUAGE = "language"
    CLAIM = "claim"
    SOURCE = "invented_source"
    QUOTE = "invented_quote"
    NAME = "invented_name"
    ADVICE = "advice"
    JUDGEMENT = "judgement"
    REPEATED = "repeated"
    ECHO = "echo"
    LENGTH = "length"
    CLOSED = "closed_question"
    OFF_TASK = "off_task"
    NO_REFLECTION = "no_reflection"
    UNWANTED_QUESTION = "unwanted_question"
    AFTER_QUESTION = "after_question"


_FATAL = frozenset({Breach.MARKUP, Breach.LEAK, Breach.ROLE_LABEL})
"""What follows these is not worth reading: it is no longer the coach who speaks."""


class Verdict(NamedTuple):
    """What becomes of a sentence.

    Attributes:
        text: what is shown of it, "" when nothing is.
        breaches: the rules it broke.
        question: whether it asks.
        ends: whether the rest of the stream is not read.
    """

    text: str
    breaches: tuple[Breach, ...] = ()
    question: bool = False
    ends: bool = False


class Rules:
    """The rules for one reply."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._language: Language = brief.language
        self._words = words_of(brief.language)
        coach = [turn.text for turn in brief.history if turn.role is Role.COACH]
        self._earlier_questions = [
            each for text in coach for each in sentences(text) if questions.asks(each)
        ]
        self._spoken = frozenset(
            _bare(each) for text in coach[-_COACH_TURNS:] for each in sentences(text)
        )
        self._heard = _bare(brief.said)
        self._known = f" {' '.join(_bare(text) for text in _known(brief))} "
        self._guided = questions.content(_guidance(brief), brief.language)

    def judge(self, sentence: str, shown: Sequence[str]) -> Verdict:
        """Judge a sentence; `shown` are those that came before it and were let through."""
        stripped, breaches = _dress.undressed(sentence, self._words)
        if stripped is None:
            return Verdict("", (Breach.ROLE_LABEL,), ends=True)
        found = [Breach(name) for name in breaches]
        if not any(letter.isalpha() for letter in stripped):
            return Verdict("", tuple(found))
        mended = _dress.without_quotes(stripped, self._quotable)
        if mended != stripped:
            found.append(Breach.QUOTE)
        question = questions.asks(mended)
        text = questions.first_question(mended) if question else mended
        if len(text) < len(mended.rstrip("»”\"' ")):
            found.append(Breach.AFTER_QUESTION)
        wrong = self._wrong(text, shown, question=question)
        if wrong is not None:
            return Verdict("", (*found, wrong), question, ends=wrong in _FATAL)
        return Verdict(text, tuple(found), question, ends=question)

    def carried(self, text: str) -> bool:
        """Whether a reply holds what its act is there for, so that the answer is understood."""
        act = self._brief.directive.act
        if self._guided and not self._hands_over(text):
            return False
        folded = plain(text)
        return all(each.search(folded) for each in self._words.carries.get(str(act), ()))

    def _wrong(self, text: str, shown: Sequence[str], *, question: bool) -> Breach | None:
        """The first rule that a sentence breaks."""
        if _dress.is_markup(text):
            return Breach.MARKUP
        own = _own_words(text)
        if self._words.leak.search(own) or gives_away(text, " ".join(shown), self._language):
            return Breach.LEAK
        if _tongue.is_other(text, self._language, self._known):
            return Breach.LANGUAGE
        if self._claims(own):
            return Breach.CLAIM
        if self._words.sources.search(own) or _dress.has_reference(text, self._known):
            return Breach.SOURCE
        if _dress.has_stranger(text, self._known, self._words):
            return Breach.NAME
        if question:
            return self._wrong_question(text, own)
        return self._wrong_statement(text, own, shown)

    def _wrong_question(self, text: str, own: str) -> Breach | None:
        brief = self._brief
        if not wants_question(brief):
            return Breach.UNWANTED_QUESTION
        if len(words(text)) > QUESTION_WORDS:
            return Breach.LENGTH
        if brief.question and questions.near(text, brief.question.text, self._language):
            return None
        move = classify_move(text, self._language).move
        if move is Move.JUDGEMENT:
            return Breach.JUDGEMENT
        if self._advises(move, own):
            return Breach.ADVICE
        if questions.asked_before(text, self._earlier_questions, brief.state.asked, self._language):
            return Breach.REPEATED
        closed = move is Move.CLOSED_QUESTION and not self._words.opens.search(own)
        if closed and wants_open_question(brief):
            return Breach.CLOSED
        return None

    def _wrong_statement(self, text: str, own: str, shown: Sequence[str]) -> Breach | None:
        bare, count = _bare(text), len(words(text))
        if sum(len(words(each)) for each in shown) + count > STATEMENT_WORDS:
            return Breach.LENGTH
        if count >= _REPEAT_WORDS and (
            bare in self._spoken or any(bare == _bare(each) for each in shown)
        ):
            return Breach.REPEATED
        if count >= _ECHO_WORDS and own and bare in self._heard and bare == _bare(own):
            return Breach.ECHO
        move = classify_move(text, self._language).move
        if move is Move.JUDGEMENT:
            return Breach.JUDGEMENT
        if self._advises(move, own) and not self._may_advise(text):
            return Breach.ADVICE
        return None

    def _advises(self, move: Move, own: str) -> bool:
        """Whether it tells the coachee what to do; how to go on talking is not meant."""
        if self._words.advice.search(own):
            return True
        return move is Move.ADVICE and not self._words.process.match(own)

    def _may_advise(self, text: str) -> bool:
        """Whether this much advice is in order: what the act must say, or what guidance says."""
        if may_advise(self._brief):
            core = questions.content(text, self._language)
            return len(core & self._guided) >= GROUNDED * len(core)
        carries = self._words.carries.get(str(self._brief.directive.act), ())
        return any(each.search(plain(text)) for each in carries)

    def _hands_over(self, text: str) -> bool:
        """Whether the advice in the brief is in the text: its title, or most of its tip."""
        best = self._brief.guidance[0]
        if f" {_bare(best.title)} " in f" {_bare(text)} ":
            return True
        tip = questions.content(best.how[0] if best.how else best.body, self._language)
        return len(tip & questions.content(text, self._language)) >= len(tip) / 2

    def _claims(self, own: str) -> bool:
        """Whether it says that something was done which only the program does, or nobody can."""
        recorded = not self._brief.directive.noted and self._words.records.search(own)
        return bool(recorded or self._words.powers.search(own) or self._words.identity.search(own))

    def _quotable(self, quoted: str) -> bool:
        """Whether quoted words were really said or stand in the brief."""
        bare = _bare(quoted)
        return len(bare.split()) < 3 or f" {bare} " in self._known


def _known(brief: Brief) -> list[str]:
    """All texts of the brief that may be quoted."""
    directive, question = brief.directive, brief.question
    texts = [brief.said, *(turn.text for turn in brief.history), brief.state.topic or ""]
    texts += [goal.text for goal in brief.goals]
    texts += [commitment.action for commitment in brief.commitments]
    texts += [directive.goal or "", brief.state.obstacle or "", brief.state.response or ""]
    texts += [directive.draft.action if directive.draft else "", question.text if question else ""]
    return [*texts, _guidance(brief)]


def _guidance(brief: Brief) -> str:
    """The guidance that this reply is to hand on; "" where it hands on none."""
    if not may_advise(brief) or not brief.guidance:
        return ""
    best = brief.guidance[0]
    return "\n".join((best.title, best.body, *best.how, *best.say))


def _bare(text: str) -> str:
    """The words of a text, folded, and nothing between them."""
    return " ".join(words(plain(text)))


def _own_words(text: str) -> str:
    """The folded sentence without what it quotes, unless it is little else than a quotation."""
    own = _dress.outside_quotes(text)
    return plain(own if len(words(own)) >= 2 else text)
