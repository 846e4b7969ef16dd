"""The model voice as a whole: what is shown, who finishes, what the utterance tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from agent.domain import (
    CommitmentDraft,
    EntryKind,
    FlowState,
    Guidance,
    Language,
    Move,
    Phase,
    Slot,
    VoiceName,
)
from agent.errors import ModelFailed
from agent.listening.signals import About, Signals
from agent.ports import Message
from agent.providers import ScriptedModel
from agent.providers.scripted import Reply
from agent.speaking import Act, Brief, Directive, Utterance
from agent.voices.guided import GuidedVoice, compose
from agent.voices.model import ModelVoice
from agent.voices.model.acts import WORDED, wants_question
from agent.voices.model.cost import briefs
from evals.measures import questions_in
from prompts import phrasebook

EN, NB = Language.EN, Language.NB
TALKS = {language: tuple(briefs(6, language)) for language in Language}
FAULT = ModelFailed(host="scripted", fault="cut")
TIP = Guidance(
    id="checkpoints", kind=EntryKind.STRATEGY, title="Fix the date of your next talk", body="b",
    how=("Put the next meeting in both calendars before you leave the room.",), source="Guide, 6",
)  # fmt: skip


def brief(language: Language = EN, act: Act = Act.ASK, **more: object) -> Brief:
    one = TALKS[language][2]
    stored = act in (Act.ASK, Act.ASK_SIMPLER, Act.DECLINED_LEAVE)
    directive = one.directive.model_copy(
        update={"act": act, "ask_from": Phase.QUESTIONS if stored else None}
    )
    question = one.question if stored else None
    changed = {"directive": directive, "question": question}
    return one.model_copy(update=changed | more)


async def spoken(reply: Reply, asked: Brief | None = None) -> tuple[list[str], Utterance]:
    async with ScriptedModel([reply]) as model:
        *pieces, whole = [p async for p in ModelVoice(model, GuidedVoice()).speak(asked or brief())]
    assert isinstance(whole, Utterance)
    texts = [piece for piece in pieces if isinstance(piece, str)]
    assert len(texts) == len(pieces)
    assert "".join(texts) == whole.text
    assert len(questions_in(whole.text)) <= 1
    assert len(whole.text.split()) <= 95
    return texts, whole


REFLECTED = "You come prepared, and then the time is gone."


# --- a good reply -------------------------------------------------------------------------


async def test_a_good_reply_is_shown_a_sentence_at_a_time() -> None:
    pieces, said = await spoken(f"{REFLECTED} What gets lost when matter 3 stays unsaid?")
    assert pieces == [REFLECTED, " What gets lost when matter 3 stays unsaid?"]
    assert said.voice is VoiceName.MODEL
    assert said.breaches == said.notices == ()
    assert said.moves[-1] is Move.OPEN_QUESTION
    assert said.question_id == "q-3"
    assert [ref.partition("#")[0] for ref in said.phrases] == [
        "model/coach",
        "model/directives/ask",
    ]


async def test_a_sentence_is_shown_before_the_next_one_is_there() -> None:
    gate = asyncio.Event()

    class Slow:
        host = "slow"

        async def stream(self, *_: object, **__: object) -> AsyncIterator[str]:
            yield f"{REFLECTED} What"
            await gate.wait()
            yield " gets lost?"

    stream = ModelVoice(Slow(), GuidedVoice()).speak(brief())  # type: ignore[arg-type]
    assert await asyncio.wait_for(anext(aiter(stream)), 5) == REFLECTED
    gate.set()
    assert await anext(aiter(stream)) == " What gets lost?"
    await stream.aclose()  # type: ignore[attr-defined]


async def test_a_question_of_the_models_own_gets_an_id_of_its_own() -> None:
    _, said = await spoken(f"{REFLECTED} Who else goes unheard?")
    assert said.question_id is not None
    assert said.question_id.startswith("m-")
    state = brief().state.model_copy(update={"asked": (said.question_id,)})
    _, again = await spoken(f"{REFLECTED} Who else goes unheard?", brief(state=state))
    assert again.breaches == ("repeated",)
    assert again.question_id == "q-3"


async def test_nothing_is_read_after_the_question() -> None:
    model = ScriptedModel(["A question? " + "More text. " * 50])
    closed = False

    class Watched:
        host = "watched"

        async def stream(
            self, messages: Sequence[Message], *, max_tokens: int
        ) -> AsyncIterator[str]:
            nonlocal closed
            try:
                async for piece in model.stream(messages, max_tokens=max_tokens):
                    yield piece
                pytest.fail("read to the end")
            finally:
                closed = True

    voice = ModelVoice(Watched(), GuidedVoice())  # type: ignore[arg-type]
    whole = [piece async for piece in voice.speak(brief(act=Act.ASK_DUE))][-1]
    assert isinstance(whole, Utterance)
    assert closed


# --- what the code mends ------------------------------------------------------------------


async def test_what_breaks_a_rule_is_left_out_and_the_question_is_appended() -> None:
    _, said = await spoken(f"{REFLECTED} You should talk to your boss. Is that right?")
    assert said.text == f"{REFLECTED} What gets lost when matter 3 stays unsaid?"
    assert said.breaches == ("advice", "closed_question")
    assert (said.voice, said.notices, said.question_id) == (VoiceName.MODEL, (), "q-3")


async def test_reflection_comes_before_the_question() -> None:
    _, said = await spoken("What gets lost when matter 3 stays unsaid?")
    assert said.breaches == ("no_reflection",)
    assert not said.text.startswith("What")
    assert said.text.endswith("unsaid?")


async def test_where_nothing_can_be_shown_the_guided_voice_speaks() -> None:
    _, said = await spoken("<b>You should</b> leave.")
    assert said.text == compose(brief()).text
    assert (said.voice, said.notices, said.breaches) == (VoiceName.GUIDED, (), ("markup",))
    assert said.phrases == compose(brief()).phrases


async def test_after_three_sentences_left_out_the_rest_is_not_read() -> None:
    pieces, said = await spoken("You should go. You should stay. You should run. You see it now.")
    assert said.breaches == ("advice",) * 3
    assert "You see it now." not in pieces


async def test_rambling_without_a_question_comes_to_an_end() -> None:
    _, said = await spoken(" ".join(f"You carry weight number {n} here." for n in range(90)))
    assert "length" in said.breaches
    assert said.text.endswith("unsaid?")


async def test_an_offer_to_plan_that_does_not_name_the_way_is_replaced() -> None:
    _, said = await spoken(f"{REFLECTED} What now?", brief(act=Act.OFFER_PLAN))
    assert said.breaches == ("off_task",)
    assert said.text.startswith(REFLECTED)
    assert "“plan”" in said.text


async def test_what_was_told_already_is_not_told_twice() -> None:
    told = "Write “plan” whenever you like a next step."
    _, said = await spoken(f"{REFLECTED} {told}", brief(act=Act.OFFER_PLAN))
    assert said.text.count("“plan”") == 1
    assert said.text.endswith("?")


# --- faults -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [FAULT, "", [FAULT], ["You come", FAULT], ["You come prepared", RuntimeError("x")]],
    ids=["before", "empty", "at once", "in the first sentence", "not even typed"],
)
@pytest.mark.parametrize("language", list(Language))
async def test_a_failure_before_anything_was_shown_leaves_a_guided_turn(
    reply: Reply, language: Language
) -> None:
    _, said = await spoken(reply, brief(language))
    assert said.text == compose(brief(language)).text
    assert (said.voice, said.notices) == (VoiceName.GUIDED, ("fallback",))


async def test_a_failure_after_a_sentence_gets_the_guided_question_and_no_second_reflection() -> (
    None
):
    _, said = await spoken([f"{REFLECTED} What el", FAULT])
    assert said.text == f"{REFLECTED} What gets lost when matter 3 stays unsaid?"
    assert (said.voice, said.notices, said.question_id) == (VoiceName.MODEL, ("fallback",), "q-3")


async def test_a_failure_after_a_sentence_gets_the_acts_own_phrase() -> None:
    draft = CommitmentDraft(action="call Kari")
    directive = Directive(act=Act.ASK_CONFIDENCE, phase=Phase.ACTION_PLAN, draft=draft)
    state = FlowState(phase=Phase.ACTION_PLAN, slot=Slot.CONFIDENCE)
    asked = brief(act=Act.ASK_CONFIDENCE, directive=directive, state=state)
    _, said = await spoken(["You have a step now. And", FAULT], asked)
    assert said.text.startswith("You have a step now.")
    assert "10" in said.text
    assert said.question_id in said.phrases
    assert said.question_id in compose(asked).phrases


async def test_a_failure_after_the_question_adds_nothing() -> None:
    _, said = await spoken([f"{REFLECTED} Who else goes unheard? ", "And", FAULT])
    assert said.text == f"{REFLECTED} Who else goes unheard?"
    assert said.notices == ()


async def test_a_farewell_that_was_cut_is_left_as_it_is() -> None:
    goodbye = brief(act=Act.GOODBYE)
    goodbye = goodbye.model_copy(
        update={"directive": goodbye.directive.model_copy(update={"reflect": False})}
    )
    _, said = await spoken(["Take good care of yourself. And the", FAULT], goodbye)
    assert said.text == "Take good care of yourself."
    assert said.notices == ()


async def test_stopping_in_mid_reply_closes_the_endpoint() -> None:
    closed = False

    class Endless:
        host = "endless"

        async def stream(self, *_: object, **__: object) -> AsyncIterator[str]:
            nonlocal closed
            try:
                yield f"{REFLECTED} And then"
                await asyncio.sleep(60)
            finally:
                closed = True

    stream = ModelVoice(Endless(), GuidedVoice()).speak(brief())  # type: ignore[arg-type]
    assert await anext(aiter(stream)) == REFLECTED
    await stream.aclose()  # type: ignore[attr-defined]
    assert closed


@pytest.mark.parametrize("act", sorted(WORDED - {Act.GIVE_ADVICE}))
@pytest.mark.parametrize("language", list(Language))
async def test_no_act_is_left_without_its_question(act: Act, language: Language) -> None:
    """Whatever a model leaves undone: nothing, one sentence, or nonsense."""
    kind = {NB: "Du har det ikke lett med dette. Og", EN: "This is not easy for you. And"}
    for reply in (FAULT, [kind[language], FAULT], "<x>", "1. 2. 3."):
        asked = brief(language, act)
        _, said = await spoken(reply, asked)
        assert said.text
        assert ("?" in said.text) is wants_question(asked)


# --- what keeps the guided wording --------------------------------------------------------


@pytest.mark.parametrize("act", sorted(set(Act) - WORDED))
@pytest.mark.parametrize("language", list(Language))
async def test_what_is_bound_to_facts_is_not_left_to_a_model(act: Act, language: Language) -> None:
    directive = Directive(act=act, phase=Phase.INTRO, reflect=False, about=About.HELP)
    asked = brief(language, act, directive=directive)
    async with ScriptedModel([]) as model:
        whole = [piece async for piece in ModelVoice(model, GuidedVoice()).speak(asked)][-1]
    assert isinstance(whole, Utterance)
    assert whole.voice is VoiceName.GUIDED
    if act not in (Act.WELCOME, Act.WELCOME_BACK):
        assert whole == compose(asked)


@pytest.mark.parametrize("act", [Act.WELCOME, Act.WELCOME_BACK])
@pytest.mark.parametrize("language", list(Language))
async def test_the_introduction_names_the_host(act: Act, language: Language) -> None:
    directive = Directive(act=act, phase=Phase.INTRO, reflect=False, first=True)
    for turns in range(6):
        asked = brief(language, act, directive=directive, state=FlowState(turns=turns), said="")
        async with ScriptedModel([], host="model.example") as model:
            whole = [p async for p in ModelVoice(model, GuidedVoice()).speak(asked)][-1]
        assert isinstance(whole, Utterance)
        assert whole.text.count("model.example") == 1
        assert "?" in whole.text
        refs = {ref.partition("#")[0] for ref in whole.phrases}
        assert "introduction_model" in refs
        assert "introduction_guided" not in refs


@pytest.mark.parametrize("language", list(Language))
async def test_where_text_goes_is_answered_with_the_host(language: Language) -> None:
    directive = Directive(act=Act.EXPLAIN, phase=Phase.INTRO, about=About.PRIVACY, reflect=False)
    asked = brief(language, Act.EXPLAIN, directive=directive)
    async with ScriptedModel([], host="model.example") as model:
        whole = [p async for p in ModelVoice(model, GuidedVoice()).speak(asked)][-1]
    assert isinstance(whole, Utterance)
    assert "model.example" in whole.text
    guided = {p.template for p in phrasebook(language)["explain_privacy_guided"]}
    assert whole.text not in guided


# --- advice -------------------------------------------------------------------------------


def advising() -> Brief:
    asked = brief(act=Act.GIVE_ADVICE, guidance=(TIP,), said="Yes please")
    heard = Signals(text="Yes please", language=EN, words=2, yes=True)
    directive = asked.directive.model_copy(update={"reflect": False})
    return asked.model_copy(update={"signals": heard, "directive": directive})


async def test_advice_is_the_retrieved_one_and_shows_where_it_is_from() -> None:
    tip = "“Fix the date of your next talk”: put the next meeting in both calendars."
    _, said = await spoken(f"{tip} What in that fits where you work?", advising())
    assert said.text.startswith(tip)
    assert said.sources[0].id == "checkpoints"
    assert said.breaches == ()
    assert said.voice is VoiceName.MODEL


async def test_other_advice_is_replaced_by_the_retrieved_one() -> None:
    _, said = await spoken("You should tell your boss off. What fits?", advising())
    assert TIP.how[0] in said.text
    assert said.sources[0].id == "checkpoints"
    assert said.breaches[0] == "advice"
    assert "tell your boss off" not in said.text


async def test_advice_that_breaks_off_is_completed_without_repeating_it() -> None:
    tip = "“Fix the date of your next talk”: put the next meeting in both calendars."
    _, said = await spoken([f"{tip} What", FAULT], advising())
    assert said.text.count("both calendars") == 1
    assert said.text.endswith("?")
    assert said.notices == ("fallback",)


async def test_without_guidance_no_model_is_asked_for_advice() -> None:
    asked = advising().model_copy(update={"guidance": ()})
    async with ScriptedModel([]) as model:
        whole = [piece async for piece in ModelVoice(model, GuidedVoice()).speak(asked)][-1]
    assert isinstance(whole, Utterance)
    assert whole.voice is VoiceName.GUIDED
