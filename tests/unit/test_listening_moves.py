"""What an utterance does, and the strict form of an open question."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain import Language, Move
from agent.listening.moves import classify_move, is_open_question

NB, EN = Language.NB, Language.EN

MOVES = {
    Move.OPEN_QUESTION: [
        ("Hva er viktigst for deg nå?", NB),
        ("Kan du fortelle mer?", NB),
        ("Fortell litt om det som skjedde.", NB),
        ("Det høres tungt ut. Hva gjorde det med deg?", NB),
        ("På en skala fra 0 til 10, hvor sikker er du?", NB),
        ("What matters most to you right now?", EN),
        ("Can you tell me more?", EN),
        ("Tell me about what happened.", EN),
        ("That sounds hard. What did it do to you?", EN),
        ("If you could change one thing, what would it be?", EN),
    ],
    Move.CLOSED_QUESTION: [
        ("Har du snakket med henne?", NB),
        ("Er du sint eller lei deg?", NB),
        ("Hvor lenge har du jobbet der?", NB),
        ("Tror du det går bra?", NB),
        ("Have you talked to her?", EN),
        ("Are you angry or sad?", EN),
        ("How long have you worked there?", EN),
        ("Do you think it will go well?", EN),
    ],
    Move.ADVICE: [
        ("Har du vurdert å si fra?", NB),
        ("Du bør snakke med sjefen.", NB),
        ("Jeg synes du skal ta en prat med ham.", NB),
        ("Hva med å ta en pause?", NB),
        ("Hvorfor ikke bare ringe ham?", NB),
        ("Prøv å puste rolig før møtet.", NB),
        ("Have you considered speaking up?", EN),
        ("You should talk to your boss.", EN),
        ("I think you should have a word with him.", EN),
        ("What about taking a break?", EN),
        ("Why don't you just call him?", EN),
        ("Try to breathe calmly before the meeting.", EN),
    ],
    Move.PERMISSION: [
        ("Kan jeg dele en tanke?", NB),
        ("Er det greit at jeg kommer med et forslag?", NB),
        ("May I share a thought?", EN),
        ("Would you like to hear some ideas?", EN),
    ],
    Move.SIMPLE_REFLECTION: [
        ("Du har et møte på torsdag.", NB),
        ("Så du fikk beskjed i går.", NB),
        ("You have a meeting on Thursday.", EN),
        ("So you were told yesterday.", EN),
    ],
    Move.COMPLEX_REFLECTION: [
        ("Det høres ut som du er redd for å bli avvist.", NB),
        ("Du savner å bli sett.", NB),
        ("På den ene siden vil du si fra, på den andre er du redd.", NB),
        ("It sounds like you're afraid of being turned down.", EN),
        ("You miss being seen.", EN),
        ("On the one hand you want to speak up, on the other you're afraid.", EN),
    ],
    Move.AFFIRMATION: [
        ("Bra jobba!", NB),
        ("Det var modig av deg å si ifra.", NB),
        ("Takk for at du deler dette.", NB),
        ("Well done!", EN),
        ("That took real courage.", EN),
        ("Thank you for sharing this.", EN),
    ],
    Move.OBSERVATION: [
        ("Jeg la merke til at du senket stemmen.", NB),
        ("Jeg så at folk lente seg fram da du fortalte.", NB),
        ("I noticed that you lowered your voice.", EN),
        ("I saw people lean in when you told the story.", EN),
    ],
    Move.JUDGEMENT: [
        ("Du overdriver.", NB),
        ("Hvorfor gjorde du ikke noe?", NB),
        ("Det er din egen feil.", NB),
        ("You're overreacting.", EN),
        ("Why didn't you do anything?", EN),
        ("It's your own fault.", EN),
    ],
    Move.INFORMATION: [
        ("Forskning viser at hvis-så-planer virker.", NB),
        ("Det er vanlig å bruke en slik modell.", NB),
        ("Research shows that if-then plans work.", EN),
        ("There are several models for this.", EN),
    ],
    Move.COMMITMENT: [
        ("Jeg skal ringe ham på fredag.", NB),
        ("I'll call him on Friday.", EN),
    ],
    Move.OTHER: [("Hei", NB), ("Jeg er sliten.", NB), ("Hi", EN), ("I'm tired.", EN)],
}
OPEN = [
    ("Hva er ditt neste steg?", NB),
    ("Hvordan vil du merke at det går bedre?", NB),
    ("Hvilke muligheter ser du?", NB),
    ("Hvis du fikk velge fritt, hva ville du gjort?", NB),
    ("Når du ser tilbake, hva er du stolt av?", NB),
    ("På en skala fra 0 til 10, hvor viktig er det for deg?", NB),
    ("Hvem kan støtte deg i dette?", NB),
    ("What is your next step?", EN),
    ("How will you notice that it's getting better?", EN),
    ("Which options do you see?", EN),
    ("If you could choose freely, what would you do?", EN),
    ("Next time it happens, what would you like to say?", EN),
    ("On a scale from 0 to 10, how important is it to you?", EN),
    ("Who could support you in this?", EN),
]
NOT_OPEN = [
    ("Har du det bra?", NB),
    ("Hva tenker du? Hva føler du?", NB),
    ("Vil du ha kaffe eller te?", NB),
    ("Hva vil du, bli eller gå?", NB),
    ("Når er møtet?", NB),
    ("Hvor mange er dere?", NB),
    ("Hvis du fikk velge, ville du sluttet?", NB),
    ("Fortell mer.", NB),
    ("Kan du fortelle mer?", NB),
    ("", NB),
    ("Are you okay?", EN),
    ("What do you think? What do you feel?", EN),
    ("Do you want coffee or tea?", EN),
    ("What do you want, to stay or go?", EN),
    ("When is the meeting?", EN),
    ("How many are you?", EN),
    ("If you could choose, would you quit?", EN),
    ("Tell me more.", EN),
    ("Can you tell me more?", EN),
    ("?", EN),
]


@pytest.mark.parametrize(
    ("text", "language", "move"),
    [(text, language, move) for move, cases in MOVES.items() for text, language in cases],
)
def test_function_over_form(text: str, language: Language, move: Move) -> None:
    assert classify_move(text, language).move is move


@pytest.mark.parametrize(("text", "language"), OPEN)
def test_a_question_the_bank_may_hold(text: str, language: Language) -> None:
    assert is_open_question(text, language)


@pytest.mark.parametrize(("text", "language"), NOT_OPEN)
def test_a_question_the_bank_may_not_hold(text: str, language: Language) -> None:
    assert not is_open_question(text, language)


@given(st.text(), st.sampled_from(Language))
def test_any_text_gets_a_score_for_every_move(text: str, language: Language) -> None:
    found = classify_move(text, language)
    assert set(found.scores) == set(Move)
    assert all(0 <= score <= 1 for score in found.scores.values())
    assert found.scores[found.move] == max(found.scores.values())
    is_open_question(text, language)


@pytest.mark.parametrize("junk", ["du er ", "you are so ", "hva, ", "? ", "x"])
def test_a_megabyte_of_junk_is_judged_at_once(junk: str) -> None:
    start = time.perf_counter()
    classify_move(junk * (1_000_000 // len(junk)), NB)
    is_open_question(junk * (1_000_000 // len(junk)), EN)
    assert time.perf_counter() - start < 3
