"""The language of one message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain import Language
from agent.listening.language import detect

NB, EN = Language.NB, Language.EN

NORWEGIAN = [
    "Jeg gruer meg til møtet med sjefen i morgen",
    "Eg er redd for å seie ifrå",
    "Eg veit ikkje korleis eg skal ta det opp",
    "Jeg må ha en one-on-one med team lead om roadmap og deadline på onboarding sprint",
    "Vi kjører en retro etter hver sprint, og jeg hater det",
    "Hadde performance review meeting today med min manager og det var crazy",
    "Kommer til å si ifra",
    "Ringe Ola og booke møterom fredag",
    "Hvordan kan jeg si nei uten å virke vanskelig?",
    "Sjefen min er micromanager og det er så slitsomt",
    "Det gikk bra i dag, takk for hjelpen",
    "Kan du stille meg et annet spørsmål?",
    "jeg skal pitche dette for stakeholders",
    "Har ikke tid til det nå",
    "Hun sa «you go girl» til meg i møtet",
    "Det er greit for meg",
    "Jeg vil bli bedre på feedback",
    "Vil du ha et eksempel på det?",
]
ENGLISH = [
    "I want to get better at holding meetings",
    "My boss wants me to work this weekend",
    "I talked with Bjørn and Håkon in Tromsø about it",
    "Talk to Sara about the rota on Friday",
    "Booking a room tomorrow for the team",
    "Can you ask me another question?",
    "What should I do about my colleague?",
    "Call Ola and book a room",
    "It went well today, thanks for the help",
    "She said «det går bra» but I don't believe her",
    "I never know what to say when he interrupts me",
    "We have a workshop with NAV on Thursday",
    "Could you tell me what this is?",
    "Not really what I meant",
    "That is fine by me",
    "Do you have an example of that?",
    "I'm so tired of it all",
    "Just be honest with me",
]
UNCLEAR = [
    "ok",
    "8",
    "ja",
    "fredag",
    "Friday",
    "no idea",
    "did it!",
    "😀 😀 😀 😀 😀",
    "",
    "Ich habe heute keine Zeit für dieses Gespräch",
    "No sé qué hacer con mi jefe en la reunión",
    "Je ne sais pas quoi dire à mon chef",
    "asdf qwer zxcv uiop",
    "Nie wiem, co powiedzieć szefowi",
]


@pytest.mark.parametrize("default", [NB, EN])
@pytest.mark.parametrize("text", NORWEGIAN)
def test_norwegian_is_heard_whatever_the_default(text: str, default: Language) -> None:
    assert detect(text, default) is NB


@pytest.mark.parametrize("default", [NB, EN])
@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_heard_whatever_the_default(text: str, default: Language) -> None:
    assert detect(text, default) is EN


@pytest.mark.parametrize("default", [NB, EN])
@pytest.mark.parametrize("text", UNCLEAR)
def test_short_unclear_and_other_languages_stay_with_the_default(
    text: str, default: Language
) -> None:
    assert detect(text, default) is default


@given(st.text(), st.sampled_from(Language))
def test_detecting_never_raises(text: str, default: Language) -> None:
    assert detect(text, default) in Language
