"""What the terminal shows beside the talk: proposals, the plan, sources, numbers to call."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from agent.domain import (
    CommitmentDraft,
    ConversationView,
    Language,
    Proposal,
    SafetyTopic,
    Source,
)
from agent.safety import help_lines, lines_for
from agent.voices.dates import day_name
from prompts import Phrasebook, phrasebook


def proposal_card(proposal: Proposal, language: Language) -> str:
    """A goal or commitment that waits for a yes."""
    book = phrasebook(language)
    draft = proposal.commitment
    if draft is None:
        lines = [book.one("cli_goal_proposed", text=proposal.goal or "")]
    else:
        lines = [book.one("cli_commitment_proposed", text=draft.action), *_details(draft, language)]
    return "\n".join((*lines, book.one("cli_answer_proposal")))


def plan_card(view: ConversationView, language: Language) -> str:
    """The goals and commitments of a conversation."""
    book = phrasebook(language)
    lines = [f"{book.one('export_goals')}:"]
    lines += [f"– {goal.text}" for goal in view.goals] or [book.one("export_no_goals")]
    lines.append(f"{book.one('export_commitments')}:")
    for made in view.commitments:
        lines += [f"– {made.action}", *_details(made, language)]
    if not view.commitments:
        lines.append(book.one("export_no_commitments"))
    return "\n".join(lines)


def sources_card(sources: tuple[Source, ...], book: Phrasebook) -> str:
    """What the last reply stands on."""
    if not sources:
        return book.one("cli_no_sources")
    lines: list[str] = []
    for source in sources:
        lines.append(f"– {source.title}")
        if source.why:
            lines.append(book.one("cli_why", why=source.why))
        if source.source:
            lines.append(book.one("cli_source", source=source.source))
    return "\n".join(lines)


def help_card(language: Language, topic: SafetyTopic | None = None) -> str:
    """The people to call, as the page's help card has them; those that fit `topic` first."""
    book = phrasebook(language)
    month = date.fromisoformat(f"{help_lines().checked}-01")
    checked = format_date(month, "MMMM y", locale=str(language))
    return "\n".join(
        (
            book.one("help_title"),
            *(
                f"{line.number}  {line.name[language]}. {line.when[language]}"
                for line in lines_for(topic)
            ),
            book.one("help_lawful"),
            book.one("help_not_channel"),
            book.one("help_checked", date=checked),
        )
    )


def _details(draft: CommitmentDraft, language: Language) -> list[str]:
    """What is known of a commitment beside its action, a line each."""
    book = phrasebook(language)
    found = (
        ("export_due", day_name(draft.due, language) if draft.due else None),
        ("export_if_then", draft.if_then),
        (
            "export_confidence",
            None
            if draft.confidence is None
            else book.one("export_confidence_value", value=str(draft.confidence)),
        ),
        ("export_check_in", day_name(draft.check_in, language) if draft.check_in else None),
    )
    return [f"  {book.one(label)}: {text}" for label, text in found if text]
