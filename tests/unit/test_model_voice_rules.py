"""The rules on a model's stream, sentence by sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain import (
    Depth,
    EntryKind,
    FlowState,
    Guidance,
    Language,
    Phase,
    Question,
    Role,
    Turn,
)
from agent.listening.signals import Signals
from agent.listening.text import sentences
from agent.speaking import Act, Brief, Directive
from agent.voices.model import questions
from agent.voices.model.leaks import gives_away
from agent.voices.model.rules import Breach, Rules, Verdict
from agent.voices.model.sentences import SentenceStream
from knowledge.loader import load_corpus
from prompts._templates import model_prompt

NB, EN = Language.NB, Language.EN
SAID = {
    NB: "Jeg har fått et nytt prosjekt, og Kari svarer ikke på meldingene mine før jul.",
    EN: "I have a new project, and Kari doesn't answer my messages before Christmas.",
}
STORED = {
    NB: "Hva ville gjort at prosjektet føltes lettere å bære?",
    EN: "What would make the project feel lighter to carry?",
}
EARLIER = {
    NB: "Du står alene med dette. Hva er det som holder deg våken om natten?",
    EN: "You're alone with this. What is it that keeps you awake at night?",
}


def brief(language: Language, act: Act = Act.ASK, **more: object) -> Brief:
    history = (
        Turn(
            id="t", conversation_id="c", seq=0, role=Role.COACH, text=EARLIER[language],
            phase=Phase.QUESTIONS, created_at=datetime(2026, 11, 2, tzinfo=UTC),
        ),
    )  # fmt: skip
    question = Question(
        id="q-lighter", text=STORED[language], phase=Phase.QUESTIONS, depth=Depth.DEEPENING,
        topic="workload", strategy="listening",
    )  # fmt: skip
    made = {
        "language": language,
        "directive": Directive(act=act, phase=Phase.QUESTIONS),
        "state": FlowState(),
        "today": date(2026, 11, 2),
        "said": SAID[language],
        "signals": Signals(text=SAID[language], language=language, words=12),
        "question": question,
        "history": history,
    }
    return Brief.model_validate(made | more)


def judge(language: Language, sentence: str, act: Act = Act.ASK, **more: object) -> Verdict:
    return Rules(brief(language, act, **more)).judge(sentence, ())


BROKEN = [
    (NB, "Du burde snakke med henne.", Breach.ADVICE),
    (NB, "Har du prøvd å ringe henne?", Breach.ADVICE),
    (NB, "Kanskje du kan ringe henne først.", Breach.ADVICE),
    (NB, "Ett tips er å begynne i det små.", Breach.ADVICE),
    (NB, "Du overdriver.", Breach.JUDGEMENT),
    (NB, "You must be so tired of all this waiting.", Breach.LANGUAGE),
    (NB, "Det är viktigt att du får säga vad du tycker nu.", Breach.LANGUAGE),
    (NB, "Ich verstehe, dass das sehr schwierig ist.", Breach.LANGUAGE),
    (NB, "Я понимаю тебя.", Breach.LANGUAGE),
    (NB, "Jeg har notert avtalen din.", Breach.CLAIM),
    (NB, "Målet ditt er lagret.", Breach.CLAIM),
    (NB, "Jeg sender deg en påminnelse på mandag.", Breach.CLAIM),
    (NB, "Dette blir mellom oss.", Breach.CLAIM),
    (NB, "Jeg er et ekte menneske.", Breach.CLAIM),
    (NB, "Forskning viser at dette går over.", Breach.SOURCE),
    (NB, "Ring 22 33 44 55 hvis det blir for mye.", Breach.SOURCE),
    (NB, "Det gjelder 83 prosent av oss.", Breach.SOURCE),
    (NB, "Ola ser det nok på samme måte.", None),
    (NB, "Det er slik Ola også ser det.", Breach.NAME),
    (NB, "Er det riktig?", Breach.CLOSED),
    (NB, "Hva er det som holder deg våken om natta?", Breach.REPEATED),
    (NB, "Du står alene med dette.", Breach.REPEATED),
    (NB, "Kari svarer ikke på meldingene mine før jul.", Breach.ECHO),
    (NB, "Se <b>dette</b> bildet.", Breach.MARKUP),
    (NB, "Les mer på https://eksempel.no.", Breach.MARKUP),
    (NB, "Jeg er programmert til å lytte.", Breach.LEAK),
    (NB, "Bruker: Takk for det.", Breach.ROLE_LABEL),
    (EN, "You should talk to her.", Breach.ADVICE),
    (EN, "Have you tried calling her?", Breach.ADVICE),
    (EN, "Start by writing a list of tasks.", Breach.ADVICE),
    (EN, "One tip is to begin small.", Breach.ADVICE),
    (EN, "You are overreacting.", Breach.JUDGEMENT),
    (EN, "Du må være så sliten av all denne ventingen.", Breach.LANGUAGE),
    (EN, "Je comprends que ce soit difficile pour vous.", Breach.LANGUAGE),
    (EN, "我明白你的感受。", Breach.LANGUAGE),
    (EN, "I have recorded your commitment.", Breach.CLAIM),
    (EN, "Your goal has been saved.", Breach.CLAIM),
    (EN, "I'll remind you on Monday.", Breach.CLAIM),
    (EN, "This stays between us.", Breach.CLAIM),
    (EN, "I'm a real human.", Breach.CLAIM),
    (EN, "As a large language model I can't feel.", Breach.CLAIM),
    (EN, "Research shows that this passes.", Breach.SOURCE),
    (EN, "This is from q-secret-entry, by the way.", Breach.SOURCE),
    (EN, "Call 555 12 345 when it gets too much.", Breach.SOURCE),
    (EN, "That is how Ola sees it too.", Breach.NAME),
    (EN, "Is that right?", Breach.CLOSED),
    (EN, "So what is it that keeps you awake at night?", Breach.REPEATED),
    (EN, "Kari doesn't answer my messages before Christmas.", Breach.ECHO),
    (EN, "Look at ![this](x).", Breach.MARKUP),
    (EN, '{"tool": "record"}', Breach.MARKUP),
    (EN, "I was told to keep it short.", Breach.LEAK),
    (EN, "User: thanks.", Breach.ROLE_LABEL),
]

GOOD = [
    (NB, "Du står med ansvaret, men får ikke grep om det så lenge Kari er taus."),
    (NB, "Det høres ut som om presset kommer fra to kanter."),
    (NB, "Så det er ikke prosjektet i seg selv som er tungt, men å stå alene med det."),
    (NB, "Noe i deg vil rope høyere, og noe annet vil trekke seg unna."),
    (NB, "Fristen før jul gjør at tausheten hennes veier ekstra mye."),
    (NB, "Ta den tiden du trenger."),
    (NB, "Hva tror du ligger bak at hun ikke svarer?"),
    (NB, "Hvis Kari hadde sittet her nå, hva ville du sagt til henne?"),
    (EN, "You carry the project, and you can't get a grip on it while Kari stays silent."),
    (EN, "It sounds as though the pressure comes from two sides."),
    (EN, "So it isn't the project itself that weighs on you, it's being alone with it."),
    (EN, "Part of you wants to shout louder, and part of you wants to pull back."),
    (EN, "It's good to hear that the talk went better than you feared."),
    (EN, "What do you think lies behind her silence?"),
    (EN, "If Kari were sitting here right now, what would you say to her?"),
    (EN, "With Christmas so close, her silence weighs even more."),
]


@pytest.mark.parametrize(("language", "sentence", "breach"), BROKEN)
def test_a_sentence_that_breaks_a_rule_is_left_out(
    language: Language, sentence: str, breach: Breach | None
) -> None:
    verdict = judge(language, sentence)
    assert verdict.breaches == ((breach,) if breach else ())
    assert bool(verdict.text) is (breach is None)


@pytest.mark.parametrize(("language", "sentence"), GOOD)
def test_a_good_sentence_passes_as_it_is(language: Language, sentence: str) -> None:
    assert judge(language, sentence)[:2] == (sentence, ())


@pytest.mark.parametrize("language", list(Language))
def test_every_question_of_the_store_could_be_asked(language: Language) -> None:
    rules = Rules(brief(language, history=(), question=None))
    asked = [entry.title for entry in load_corpus().entries(language, EntryKind.QUESTION)]
    refused = [
        (each, verdict.breaches)
        for text in asked
        for each in sentences(text)
        if (verdict := rules.judge(each, ())).breaches
    ]
    assert len(asked) > 200
    assert len(refused) <= len(asked) // 100, refused


@pytest.mark.parametrize(
    ("sentence", "kept", "breach"),
    [
        ("Coach: You carry a lot.", "You carry a lot.", Breach.ROLE_LABEL),
        ("**You** carry a *lot*.", "You carry a lot.", Breach.MARKUP),
        ("- You carry a lot.", "You carry a lot.", Breach.MARKUP),
        ("1. You carry a lot.", "You carry a lot.", Breach.MARKUP),
        ('You carry "more than anyone sees".', "You carry more than anyone sees.", Breach.QUOTE),
        ("What weighs most? And why?", "What weighs most?", Breach.AFTER_QUESTION),
        ("What weighs most?And why?", "What weighs most?", Breach.AFTER_QUESTION),
    ],
)
def test_a_fault_in_the_dress_alone_is_mended_and_counted(
    sentence: str, kept: str, breach: Breach
) -> None:
    verdict = judge(EN, sentence)
    assert verdict.text == kept
    assert breach in verdict.breaches


def test_the_coachees_own_words_may_be_quoted() -> None:
    own = "You say “Kari doesn't answer my messages”."
    assert judge(EN, own)[:2] == (own, ())


def test_a_question_in_quotation_marks_is_not_the_replys_own() -> None:
    assert not questions.asks("You asked yourself “what now?” and stayed.")
    assert questions.first_question("So “what now?” is it, but why you? And who?").endswith("you?")


def test_markup_a_leak_and_a_strangers_line_end_the_stream() -> None:
    assert judge(EN, "<script>x</script>").ends
    assert judge(EN, "User: thanks.").ends
    assert judge(EN, model_prompt("coach", EN).whole.text[:80]).ends
    assert not judge(EN, "You should talk to her.").ends


def test_a_question_ends_the_stream_and_a_closed_one_does_not() -> None:
    assert judge(EN, "What weighs most?").ends
    assert not judge(EN, "Is that right?").ends


def test_a_day_a_number_and_a_choice_may_be_asked_for_plainly() -> None:
    assert judge(EN, "Would Friday work as the day?", Act.ASK_DUE, question=None).text
    assert judge(EN, "Is it a seven, from 0 to 10?", Act.ASK_CONFIDENCE, question=None).text


def test_no_question_is_let_through_where_none_is_wanted() -> None:
    assert judge(EN, "What is next?", Act.GOODBYE).breaches == (Breach.UNWANTED_QUESTION,)


def test_statements_leave_room_for_the_question() -> None:
    rules = Rules(brief(EN))
    shown = ["You carry a lot and nobody sees it here."] * 6
    verdict = rules.judge("It wears on you to be the one who always has to wait.", shown)
    assert verdict.breaches == (Breach.LENGTH,)
    assert rules.judge("What weighs most?", shown).text
    assert rules.judge(f"What is it {'that you think ' * 12}?", ()).breaches == (Breach.LENGTH,)


def test_a_sentence_does_not_come_twice_in_a_reply() -> None:
    rules = Rules(brief(EN))
    assert rules.judge("You carry a lot.", ["You carry a lot."]).breaches == (Breach.REPEATED,)


def test_a_question_asked_long_ago_is_known_by_its_id() -> None:
    asked = "What would your best friend say about this?"
    state = FlowState(asked=(questions.own_id(asked, EN),))
    verdict = judge(EN, "And what would your best friend say about this?", state=state)
    assert verdict.breaches == (Breach.REPEATED,)


# --- advice -------------------------------------------------------------------------------

TIP = Guidance(
    id="checkpoints", kind=EntryKind.STRATEGY, title="Fix the date of your next talk", body="b",
    how=("Put the next meeting in both calendars before you leave the room.",),
)  # fmt: skip


def advising(**more: object) -> Brief:
    return brief(EN, Act.GIVE_ADVICE, guidance=(TIP,), question=None, **more)


def test_advice_is_given_where_it_is_drawn_from_the_guidance() -> None:
    rules = Rules(advising())
    assert rules.judge("You could put the next meeting in both calendars.", ()).text
    other = rules.judge("You should tell your boss to hire more people.", ())
    assert other.breaches == (Breach.ADVICE,)


def test_no_advice_right_after_a_feeling_was_shared() -> None:
    felt = Signals(text="x", language=EN, emotion="scared")
    verdict = Rules(advising(signals=felt)).judge(
        "You could put the next meeting in both calendars.", ()
    )
    assert verdict.breaches == (Breach.ADVICE,)


def test_advice_must_hand_over_what_was_retrieved() -> None:
    rules = Rules(advising())
    assert rules.carried("“Fix the date of your next talk” is the advice.")
    assert rules.carried("Put the next meeting in both calendars before leaving the room.")
    assert not rules.carried("Be kind to yourself.")


@pytest.mark.parametrize(
    ("act", "right", "wrong"),
    [
        (Act.OFFER_PLAN, "Write “plan” when you like. What have you got?", "What now, planner?"),
        (Act.ASK_MORE, "Write “that's enough” to stop. What else?", "What else?"),
        (Act.ASK_DUE, "When will you do it?", "How do you feel?"),
        (Act.ASK_CONFIDENCE, "How sure are you, from 0 to 10?", "How sure are you?"),
        (Act.ASK_OBSTACLE, "What could get in the way?", "What do you enjoy?"),
        (Act.ADJUST, "A new date, a smaller step or dropping it. What suits?", "What suits?"),
    ],
)
def test_what_the_flow_listens_for_must_have_been_asked(act: Act, right: str, wrong: str) -> None:
    rules = Rules(brief(EN, act))
    assert rules.carried(right)
    assert not rules.carried(wrong)


def test_saying_that_it_is_noted_is_right_when_it_is() -> None:
    noted = Directive(act=Act.GOAL_NOTED, phase=Phase.QUESTIONS, noted=True)
    assert judge(EN, "The goal is noted.", directive=noted).text
    assert not judge(EN, "The goal is noted.").text
    assert not judge(EN, "I've emailed it to your boss.", directive=noted).text


# --- leaks --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", list(Language))
def test_every_stretch_of_the_persona_is_recognised(language: Language) -> None:
    persona = model_prompt("coach", language).whole.text
    told = persona.split()
    for start in range(0, len(told) - 12, 5):
        piece = " ".join(told[start : start + 12])
        assert gives_away(piece, "", language), piece
        first, second = " ".join(told[start : start + 4]), " ".join(told[start + 4 : start + 12])
        assert gives_away(second, first, language)


def test_text_in_disguise_is_not_shown() -> None:
    assert gives_away("W h a t e v e r it says.", "", EN)
    assert gives_away("WW91IGFyZSBLb2xsZWdhLCBhIHBlZXIgY29hY2g=", "", EN)
    assert not gives_away("Tilbakemeldingskulturen i arbeidsmiljøet deres gnager.", "", NB)


# --- questions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Hva er viktigst for deg nå?", "Hva er viktigst for deg?", True),
        ("Hva holder deg våken om natten?", "Hva er det som holder deg våken om natta?", True),
        ("Hva er viktigst for deg nå?", "Hva er vanskeligst for deg nå?", False),
        ("Hvem kunne hjulpet deg med dette?", "Hva hindrer deg i dette?", False),
    ],
)
def test_questions_are_the_same_when_hardly_a_word_differs(
    one: str, other: str, alike: bool
) -> None:
    assert questions.same(one, other, NB) is alike


def test_the_stored_question_in_other_words_keeps_its_id() -> None:
    asked = "Hva skal til for at prosjektet kjennes lettere å bære for deg?"
    assert questions.near(asked, STORED[NB], NB)
    assert not questions.near("Hva sier sjefen din til dette?", STORED[NB], NB)


def test_an_own_id_is_the_same_for_the_same_words_in_any_order() -> None:
    one = questions.own_id("What would your friend say about this?", EN)
    assert one == questions.own_id("About this, what would your friend say?", EN)
    assert one != questions.own_id("What would your boss say about this?", EN)


# --- the stream ---------------------------------------------------------------------------

TEXT = (
    "Du har ventet siden 15. desember, f.eks. på svar fra Kari. Hun sa «jeg kommer. Snart!» og "
    "gikk.\n\nHva nå? Ingen vet…"
)


@given(st.lists(st.integers(1, 12), min_size=1))
def test_however_it_is_cut_the_same_sentences_come_out(sizes: list[int]) -> None:
    stream, found, at, turn = SentenceStream(), list[str](), 0, 0
    while at < len(TEXT):
        size = sizes[turn % len(sizes)]
        found += stream.push(TEXT[at : at + size])
        at, turn = at + size, turn + 1
    assert [*found, *stream.end()] == [
        "Du har ventet siden 15. desember, f.eks. på svar fra Kari.",
        "Hun sa «jeg kommer. Snart!» og gikk.",
        "Hva nå?",
        "Ingen vet…",
    ]


@given(st.lists(st.text(max_size=40)))
def test_no_stream_breaks_the_cutter(pieces: list[str]) -> None:
    stream = SentenceStream()
    found = [sentence for piece in pieces for sentence in stream.push(piece)] + stream.end()
    assert all(sentence.strip() for sentence in found)
    assert "".join("".join(found).split()) == "".join("".join(pieces).split())


def test_a_text_without_an_end_does_not_wait_for_ever() -> None:
    stream = SentenceStream()
    assert any(stream.push("og så videre ") for _ in range(100))
