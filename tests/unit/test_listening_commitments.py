"""Commitments, told from wishes, shoulds, facts, fears and what others will do.

Said on Tuesday 24 November 2026.
"""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain import Language
from agent.listening.commitments import find_commitment, find_if_then

NB, EN = Language.NB, Language.EN
TUESDAY = date(2026, 11, 24)

# what was said, the action, the day of November (or month-day) it is due
NORWEGIAN = [
    ("Jeg skal snakke med Sara på torsdag", "snakke med Sara", "11-26"),
    ("ok, jeg ringer ham på mandag", "ringe ham", "11-30"),
    ("Da tar jeg og skriver ned punktene innen onsdag.", "skrive ned punktene", "11-25"),
    ("Planen er at jeg tar en prat med Kari i morgen.", "ta en prat med Kari", "11-25"),
    ("Lørdag setter jeg meg ned og lager et forslag.", "sette meg ned og lage et forslag", "11-28"),
    ("Møtet er på torsdag, så jeg sender sakslista i morgen.", "sende sakslista", "11-25"),
    ("Det er skummelt, men jeg skal si det til ham.", "si det til ham", None),
    ("Etter vakta i dag skal jeg fortelle Mona det.", "fortelle Mona det", "11-24"),
    ("På neste avdelingsmøte skal jeg be om mer tid.", "be om mer tid", None),
    ("Jeg har bestemt meg for å søke på stillingen.", "søke på stillingen", None),
    ("Jeg lover å levere skissen senest 1. desember.", "levere skissen", "12-01"),
    ("Det første jeg gjør i morgen er å svare på mailen.", "svare på mailen", "11-25"),
    ("Innen fredag har jeg skrevet ferdig søknaden.", "ha skrevet ferdig søknaden", "11-27"),
    ("Før jul skal jeg ha tatt praten med Ragnhild.", "ha tatt praten med Ragnhild", "12-24"),
    ("Eg kjem til å ta det opp med leiaren i morgon.", "ta det opp med leiaren", "11-25"),
    ("Då sender eg framlegget laurdag.", "sende framlegget", "11-28"),
    ("Jeg skal si til sjefen at det blir for mye.", "si til sjefen at det blir for mye", None),
    ("Jeg skal ringe Ola. På fredag.", "ringe Ola", "11-27"),
    ("Jeg ringer Ola på fredag, ok?", "ringe Ola", "11-27"),
    ("Jeg skal la være å sjekke mail i kveld.", "la være å sjekke mail", "11-24"),
    ("Jeg tar det opp på fredagsmøtet", "ta det opp på fredagsmøtet", "11-27"),
    ("I stedet for å sende mail skal jeg gå bort til ham.", "gå bort til ham", None),
    ("Skal ringe pårørende i ettermiddag", "ringe pårørende", "11-24"),
    ("Ringe Ola fredag", "Ringe Ola", "11-27"),
    ("sender mail til HR tors kl 9", "sende mail til HR", "11-26"),
]
ENGLISH = [
    ("I'll talk to Priya on Thursday.", "talk to Priya", "11-26"),
    ("I'm going to ask Marcus for the keys on Monday morning", "ask Marcus for the keys", "11-30"),
    ("OK then, Saturday I'm clearing the stockroom.", "clear the stockroom", "11-28"),
    ("My plan is to close the oldest tickets tomorrow.", "close the oldest tickets", "11-25"),
    ("We agreed that I take the review, Thurs afternoon.", "take the review", "11-26"),
    ("The board meets on Friday, so I'll send the figures tomorrow", "send the figures", "11-25"),
    ("It's scary, but I'm going to tell him.", "tell him", None),
    ("After our stand-up tomorrow I'll pull Greg aside.", "pull Greg aside", "11-25"),
    ("At the next meeting I'll ask for more time.", "ask for more time", None),
    ("I've decided to apply for the role.", "apply for the role", None),
    ("I promise I'll have the draft ready by Friday.", "have the draft ready", "11-27"),
    ("The first thing I'll do is call the client.", "call the client", None),
    ("What I'll do is speak to the shift lead.", "speak to the shift lead", None),
    (
        "I'll have told all four of them by the end of the month",
        "have told all four of them",
        "11-30",
    ),
    ("Let me do the stock count next Monday then.", "do the stock count", "11-30"),
    ("I commit to finishing the notes by Wednesday.", "finish the notes", "11-25"),
    ("I'll tell my boss it's too much.", "tell my boss it's too much", None),
    ("Let's say Friday. I'll talk to him then.", "talk to him", "11-27"),
    ("I'll call Ola on Friday, does that work?", "call Ola", "11-27"),
    ("I'm going to stop checking email tonight", "stop checking email", "11-24"),
    ("I can call him tomorrow morning.", "call him", "11-25"),
    ("Will send the agenda tomorrow.", "send the agenda", "11-25"),
    ("Call the landlord fri 10am", "Call the landlord", "11-27"),
    ("Booking a room tomorrow", "book a room", "11-25"),
    ("Ask Gwen to read my application", "Ask Gwen to read my application", None),
]
NOT_NORWEGIAN = [
    "Jeg skulle ønske jeg turte å si det.",
    "Jeg burde ringe Ola i morgen.",
    "Kanskje jeg kunne spurt Amir på fredag.",
    "Jeg vil gjerne bli tøffere i møter.",
    "Jeg snakket med Sara på torsdag.",
    "Planen var at jeg skulle levere på mandag.",
    "Sjefen skal ta det opp på tirsdag.",
    "Han sier at jeg skal ringe kunden.",
    "Hun sa: «jeg skal ringe deg i morgen»",
    "Hva skal jeg si til henne på mandag?",
    "Skal jeg bare si det til henne på mandag",
    "Nei, jeg tar det ikke med sjefen denne uka.",
    "Jeg har ikke tenkt å si noe på fredag.",
    "Jeg skal på jobb kl 7 hver dag.",
    "Jeg skal til Bergen på mandag.",
    "Jeg har medarbeidersamtale på fredag.",
    "Jeg skal holde presentasjon på torsdag og gruer meg.",
    "Hver tirsdag går jeg gjennom lista.",
    "Jeg kommer til å dumme meg ut på torsdag.",
    "Jeg er redd jeg begynner å gråte i morgen.",
    "Hvis jeg sier noe, himler han bare med øynene.",
    "Når møtet starter, blir jeg helt stille.",
    "Jeg vet ikke om jeg skal si opp.",
    "Jeg skal være ærlig: Dette er tungt.",
    "Å ringe henne i morgen er det siste jeg vil.",
    "Eg kjem til å dumme meg ut i morgon.",
    "Vet ikke",
    "",
]
NOT_ENGLISH = [
    "I wish I could tell her.",
    "I really should call Marcus on Friday.",
    "Maybe I could ask Priya tomorrow.",
    "I want to be more confident in meetings.",
    "I talked to her last week.",
    "My plan was to hand it in on Monday.",
    "My manager will bring it up on Tuesday.",
    "She told me I'll have to take over on Monday.",
    'He said "I\'ll call you tomorrow" and never did.',
    "What should I say to her on Monday?",
    "Shall I just tell her on Monday?",
    "I won't apologise for that.",
    "I'm not going to call her tomorrow.",
    "I'm going to be late for the shift.",
    "I'm going to Leeds on Monday.",
    "I have a presentation on Thursday.",
    "I'm presenting on Thursday and I'm terrified.",
    "I call customers every Monday.",
    "I'll probably freeze on Thursday.",
    "I'm scared I'll cry tomorrow.",
    "If I say anything, he rolls his eyes.",
    "If she quits, I'll be stuck with everything.",
    "I don't know whether I'll stay.",
    "I'll be honest, this has been a rough month.",
    "Calling her tomorrow is the last thing I want.",
    "Let me tell you what happened on Monday.",
    "Dunno",
    "Research shows that plans work.",
]
SHORT = [
    ("snakke med Sara", NB, "snakke med Sara"),
    ("å ta det opp med Per", NB, "ta det opp med Per"),
    ("en prat med Ola", NB, "en prat med Ola"),
    ("Jeg spør Nina om hjelp.", NB, "spørre Nina om hjelp"),
    ("Jeg kan ringe ham på fredag", NB, "ringe ham"),
    ("talk to Sara", EN, "talk to Sara"),
    ("to bring it up with Pete", EN, "bring it up with Pete"),
    ("a chat with Ola", EN, "a chat with Ola"),
    ("I'm asking Nina for help.", EN, "ask Nina for help"),
    ("Emailing HR", EN, "email HR"),
]
IF_THEN = [
    ("Hvis hun avbryter meg, sier jeg at jeg vil snakke ferdig.", NB),
    ("Dersom han ikke svarer, ringer jeg ham direkte.", NB),
    ("Når jeg blir sint i møtet, skal jeg ta en pause.", NB),
    ("hvis kunden begynner å rope skal jeg be om å få ringe tilbake", NB),
    ("Neste gang han sukker skal jeg spørre hva han tenker.", NB),
    ("Jeg skal si fra hvis han hever stemmen.", NB),
    ("If she interrupts me, I'll say I'd like to finish.", EN),
    ("When he raises his voice, I'm going to lower mine.", EN),
    ("Next time he sighs in a meeting I'll ask what he thinks.", EN),
    ("If it gets too much, I'm going to ask for a break.", EN),
    ("I'll pause if he raises his voice.", EN),
]


@pytest.mark.parametrize("expected", [False, True])
@pytest.mark.parametrize(
    ("text", "action", "due", "language"),
    [(*case, NB) for case in NORWEGIAN] + [(*case, EN) for case in ENGLISH],
)
def test_a_commitment_in_own_words_with_its_date(
    text: str, action: str, due: str | None, language: Language, expected: bool
) -> None:
    found = find_commitment(text, language, TUESDAY, expected=expected)
    assert found is not None
    assert found.action == action
    assert found.due == (date.fromisoformat(f"2026-{due}") if due else None)
    assert found.if_then is None


@pytest.mark.parametrize("expected", [False, True])
@pytest.mark.parametrize(
    ("text", "language"),
    [(text, NB) for text in NOT_NORWEGIAN] + [(text, EN) for text in NOT_ENGLISH],
)
def test_what_is_no_commitment_stays_none(text: str, language: Language, expected: bool) -> None:
    assert find_commitment(text, language, TUESDAY, expected=expected) is None


@pytest.mark.parametrize(("text", "language", "action"), SHORT)
def test_a_short_answer_counts_when_an_action_was_asked_for(
    text: str, language: Language, action: str
) -> None:
    found = find_commitment(text, language, TUESDAY, expected=True)
    assert found is not None
    assert found.action == action


@pytest.mark.parametrize(("text", "language"), IF_THEN)
def test_the_whole_if_then_sentence_is_kept(text: str, language: Language) -> None:
    found = find_commitment(text, language, TUESDAY)
    assert found is not None
    assert found.if_then == text
    assert find_if_then(text, language, TUESDAY) == text


def test_an_if_then_sentence_may_follow_the_commitment() -> None:
    text = "I'm going to call them on Thursday. If they don't pick up, I'll leave a message."
    found = find_commitment(text, EN, TUESDAY)
    assert found is not None
    assert (found.action, found.due) == ("call them", date(2026, 11, 26))
    assert found.if_then == "If they don't pick up, I'll leave a message."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I'll ask Tom if we can swap shifts.", EN),
        ("Jeg skal høre med Kjetil om han kan ta over.", NB),
    ],
)
def test_asking_whether_is_no_condition(text: str, language: Language) -> None:
    found = find_commitment(text, language, TUESDAY)
    assert found is not None
    assert found.if_then is None


def test_a_date_in_the_condition_is_not_when_it_is_due() -> None:
    found = find_commitment("Hvis han ikke svarer fredag, skal jeg ringe ham.", NB, TUESDAY)
    assert found is not None
    assert found.due is None


SOUP = (
    "jeg skal ikke ringe Ola hvis når så , . ? på fredag kommer til å vil har "
    "skrevet og men I'll I'm going to call if when not tomorrow let me \" « – - ( å "
    "to 1. da ok"
)

PIECES = st.lists(
    st.sampled_from(SOUP.split()),
    max_size=14,
).map(" ".join)


@given(PIECES | st.text(), st.sampled_from(Language), st.booleans(), st.dates())
def test_any_text_is_heard_without_failing(
    text: str, language: Language, expected: bool, today: date
) -> None:
    found = find_commitment(text, language, today, expected=expected)
    assert found is None or (found.action.strip() and (found.due is None or found.due >= today))


@pytest.mark.parametrize("junk", ["jeg skal ", "I'll ", "hvis jeg ", "og ", "a, ", "?"])
def test_a_megabyte_of_junk_is_heard_at_once(junk: str) -> None:
    start = time.perf_counter()
    find_commitment(junk * (1_000_000 // len(junk)), NB, TUESDAY, expected=True)
    assert time.perf_counter() - start < 2
