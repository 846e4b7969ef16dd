"""The guided voice: what it says back, what it asks, and what it never does."""

from __future__ import annotations

from datetime import date

import pytest

from agent.domain import (
    Depth,
    EntryKind,
    FlowState,
    Guidance,
    Language,
    Move,
    Phase,
    Question,
    SafetyLevel,
    SafetyTopic,
    Screening,
)
from agent.listening.signals import Signals
from agent.speaking import Act, Brief, Directive, Utterance
from agent.voices.guided import GuidedVoice, compose
from evals.measures import questions_in

QUESTION = {
    Language.NB: "Hva ville gjort at møtet føltes verdt det?",
    Language.EN: "What would make the meeting feel worth it?",
}
SAID = {
    Language.NB: "Jeg får ikke sagt det jeg mener i møtene",
    Language.EN: "I never get to say what I mean in meetings",
}
REFLECTED = {
    Language.NB: "du ikke får sagt det du mener i møtene",
    Language.EN: "you never get to say what you mean in meetings",
}


def brief(
    language: Language, act: Act = Act.ASK, said: str | None = None, **heard: object
) -> Brief:
    said = SAID[language] if said is None else said
    return Brief(
        language=language,
        directive=Directive(act=act, phase=Phase.QUESTIONS, ask_from=Phase.QUESTIONS),
        state=FlowState(phase=Phase.QUESTIONS, turns_in_phase=3, turns=5),
        today=date(2026, 11, 22),
        said=said,
        signals=Signals(
            text=said, language=language, **{"words": len(said.split()), **heard}
        ),
        question=Question(
            id="q-worth-it", text=QUESTION[language], phase=Phase.QUESTIONS,
            depth=Depth.DEEPENING, topic="general", strategy="listening",
        ),
    )  # fmt: skip


@pytest.fixture(params=list(Language), ids=str)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


def test_reflects_before_asking(language: Language) -> None:
    made = compose(brief(language))
    assert REFLECTED[language] in made.text
    assert made.text.endswith(QUESTION[language])
    assert made.moves == (Move.SIMPLE_REFLECTION, Move.OPEN_QUESTION)
    assert made.question_id == "q-worth-it"


def test_a_feeling_is_met_and_gets_no_advice(language: Language) -> None:
    made = compose(brief(language, emotion="redd"))
    assert Move.COMPLEX_REFLECTION in made.moves
    assert Move.ADVICE not in made.moves


def test_affirms_only_what_was_done(language: Language) -> None:
    plain = compose(brief(language))
    assert Move.AFFIRMATION not in plain.moves
    won = brief(language, progress=True)
    directive = won.directive.model_copy(update={"affirm": True})
    assert Move.AFFIRMATION in compose(won.model_copy(update={"directive": directive})).moves


@pytest.mark.parametrize("act", [a for a in Act if a is not Act.HAND_OVER])
def test_no_act_asks_twice_or_runs_long(language: Language, act: Act) -> None:
    made = compose(brief(language, act))
    assert len(questions_in(made.text)) <= 1, made.text
    assert len(made.text.split()) <= 90, made.text


def test_wording_varies_over_six_turns(language: Language) -> None:
    state, used = FlowState(phase=Phase.QUESTIONS, turns_in_phase=3), []
    for turn in range(6):
        asked = brief(language).model_copy(update={"state": state})
        made = compose(asked)
        used.append(made.phrases)
        state = state.model_copy(
            update={"phrases": (*state.phrases, *made.phrases), "turns": turn + 1}
        )
    refs = [ref for phrases in used for ref in phrases]
    assert len(refs) == len(set(refs))


def test_a_phrase_that_asks_never_comes_again(language: Language) -> None:
    state, asked = FlowState(phase=Phase.ACTION_PLAN), []
    for _ in range(12):
        one = brief(language, Act.ASK_DUE).model_copy(update={"state": state, "question": None})
        directive = one.directive.model_copy(update={"ask_from": None})
        made = compose(one.model_copy(update={"directive": directive}))
        asked += questions_in(made.text)
        if made.question_id:
            state = state.model_copy(update={"asked": (*state.asked, made.question_id)})
    assert len(asked) == len(set(asked)) > 3


def test_advice_shows_where_it_is_from(language: Language) -> None:
    advised = brief(language, Act.GIVE_ADVICE).model_copy(
        update={
            "guidance": (
                Guidance(id="listening", kind=EntryKind.STRATEGY, title="Lytt", body="b",
                         how=("Gjenfortell det du har hørt.",), source="Veiledningen, 3"),
            )
        }
    )  # fmt: skip
    made = compose(advised)
    assert "Gjenfortell det du har hørt." in made.text
    assert made.sources[0].id == "listening"
    assert Move.ADVICE in made.moves


def test_danger_is_handed_over_without_a_question(language: Language) -> None:
    screening = Screening(level=SafetyLevel.ACUTE, topic=SafetyTopic.SUICIDE)
    state = FlowState(safety=screening)
    danger = Brief(
        language=language, directive=Directive(act=Act.HAND_OVER, phase=Phase.INTRO, reflect=False),
        state=state, today=date(2026, 11, 22), said="…",
    )  # fmt: skip
    first = compose(danger)
    assert "113" in first.text
    assert "?" not in first.text
    again = compose(
        danger.model_copy(update={"state": state.model_copy(update={"phrases": first.phrases})})
    )
    assert again.text != first.text


async def test_the_stream_is_the_whole_text(language: Language) -> None:
    pieces = [piece async for piece in GuidedVoice().speak(brief(language))]
    *text, whole = pieces
    assert isinstance(whole, Utterance)
    assert "".join(piece for piece in text if isinstance(piece, str)) == whole.text
