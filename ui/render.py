"""From domain models to escaped HTML. Everything a person wrote stays text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from agent.domain import (
    CheckInStatus,
    Commitment,
    Conversation,
    ConversationView,
    FlowState,
    FollowUpStep,
    Language,
    Phase,
    SafetyLevel,
    SafetyTopic,
    Slot,
)
from agent.events import Notice
from agent.safety import help_lines, lines_for
from agent.voices.dates import day_name, month_name
from prompts import phrasebook
from ui.texts import Texts, texts

RECENT_TURNS = 60
"""Turns shown at first; earlier ones come on demand, so that a long talk stays light."""

STEPS = (Phase.INTRO, Phase.GOALS, Phase.QUESTIONS, Phase.ACTION_PLAN)
EXPORT_FORMATS = ("md", "pdf", "docx", "ics", "json")


class Quick(NamedTuple):
    """A button that answers for the coachee."""

    act: str
    value: str
    label: str


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("ui", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, language: Language, **values: object) -> str:
    """Fill a template; `t` holds the language's texts and `day` words a date."""

    def day(value: date) -> str:
        return day_name(value, language)

    return _environment().get_template(template).render(t=texts(language), day=day, **values)


def log(
    view: ConversationView,
    language: Language,
    *,
    waiting: Sequence[str] = (),
    notices: Sequence[Notice] = (),
    everything: bool = False,
) -> str:
    """The conversation so far, with the proposal or quick answers that go with its end."""
    state, turns = view.conversation.state, view.turns
    shown = turns if everything else turns[-RECENT_TURNS:]
    acute = state.safety.level is SafetyLevel.ACUTE
    return render(
        "log.html",
        language,
        conversation=view.conversation.id,
        turns=shown,
        hidden=len(shown) < len(turns),
        waiting=waiting,
        notices=notices,
        acute=acute,
        help_card=help_card(language, state.safety.topic) if acute else "",
        proposal=None if acute else state.pending,
        quick=() if acute else quick_answers(view, texts(language)),
        quick_label=texts(language)["examples_label" if len(turns) < 2 else "quick_label"],
    )


def quick_answers(view: ConversationView, words: Texts) -> tuple[Quick, ...]:
    """Buttons for answers that are short by nature: openings, check-ins, confidence."""
    state = view.conversation.state
    if state.phase is Phase.FOLLOW_UP and state.follow_up_step is FollowUpStep.ASK:
        statuses = tuple(Quick("check_in", status, words[status]) for status in CheckInStatus)
        return (*statuses, Quick("skip", "", words["skip"]))
    if state.phase is Phase.ACTION_PLAN and state.slot in (Slot.CONFIDENCE, Slot.RAISE):
        return tuple(Quick("say", str(number), str(number)) for number in range(11))
    if state.phase is Phase.ACTION_PLAN and state.slot is not None:
        return (Quick("skip", "", words["skip"]),)
    if state.phase is Phase.INTRO and not any(t.role == "coachee" for t in view.turns):
        return tuple(Quick("say", words[f"example_{n}"], words[f"example_{n}"]) for n in (1, 2, 3))
    return ()


def plan(view: ConversationView, language: Language) -> str:
    """Goals and commitments, each to be edited or removed in place."""
    days = [c.check_in for c in view.commitments if c.check_in and not _closed(c)]
    return render(
        "plan.html",
        language,
        conversation=view.conversation.id,
        goals=view.goals,
        commitments=view.commitments,
        next_check_in=min(days) if days else None,
        formats=EXPORT_FORMATS,
    )


def stepper(state: FlowState, language: Language, *, local: bool) -> str:
    """The four phases, where the conversation stands, and whose voice speaks."""
    words = texts(language)
    steps = [
        {
            "phase": phase,
            "name": words[f"phase_{phase}"],
            "number": number,
            "current": phase is state.phase,
            "past": _rank(phase) < _rank(state.phase),
        }
        for number, phase in enumerate(STEPS, start=1)
    ]
    current = next((s for s in steps if s["current"]), None)
    small = (
        words.fill("phase_of", number=current["number"], name=current["name"])
        if current
        else words[f"phase_{state.phase}"]
    )
    voice = words["voice_guided" if local else "voice_guided_server"]
    return render("stepper.html", language, steps=steps, small=small, voice=voice)


def conversations(found: Sequence[Conversation], current: str, language: Language) -> str:
    """The list of conversations that something was said in."""
    said = [c for c in found if c.title or c.id == current]
    return render("conversations.html", language, conversations=said, current=current)


def live(text: str, language: Language) -> str:
    """The reply while it comes; empty text shows a quiet "thinking" after a moment."""
    return render("live.html", language, text=text)


def announcement(text: str) -> str:
    """What a screen reader hears once the reply is whole."""
    return f'<p role="status">{escape(text)}</p>'


def header(language: Language, page: str, pages: Sequence[str]) -> str:
    """Brand, pages, help and the other language; the help dialog waits beside them."""
    words = texts(language)
    other = Language.EN if language is Language.NB else Language.NB
    links = [
        {
            "href": f"/{language}/{path(name)}",
            "name": words[f"nav_{name}"],
            "current": name == page,
        }
        for name in pages
    ]
    return render(
        "header.html",
        language,
        pages=links,
        other=str(other),
        other_href=f"/{other}/{path(page)}",
        help_card=help_card(language, element_id="kollega-help-title"),
        help_close=phrasebook(language).one("help_close"),
    )


def path(page: str) -> str:
    """The path of a page below its language."""
    return "" if page == "coaching" else page.replace("_", "-")


def help_card(language: Language, topic: SafetyTopic | None = None, element_id: str = "") -> Markup:
    """The people to call, as one card; those that fit `topic` first."""
    book = phrasebook(language)
    year, month = help_lines().checked.split("-")
    lines = [
        {
            "tel": line.tel,
            "number": line.number,
            "name": line.name[language],
            "when": line.when[language],
        }
        for line in lines_for(topic)
    ]
    card = render(
        "help.html",
        language,
        id=element_id,
        title=book.one("help_title"),
        intro=book.one("help_intro"),
        lines=lines,
        lawful=book.one("help_lawful"),
        not_channel=book.one("help_not_channel"),
        checked=book.one("help_checked", date=month_name(int(year), int(month), language)),
    )
    return Markup(card)  # noqa: S704  rendered by the same escaping environment


def _rank(phase: Phase) -> int:
    return list(Phase).index(phase)


def _closed(commitment: Commitment) -> bool:
    return commitment.status in (CheckInStatus.DONE, CheckInStatus.DROPPED)
