"""`kollega commitments`: look at them, check in on one, take them along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer

from agent.cli._files import deliver
from agent.cli._lines import as_json as json_text
from agent.cli._lines import write_bytes
from agent.cli._session import records_alone
from agent.cli._telling import speaking
from agent.domain import CheckInStatus, Commitment, Language
from agent.errors import BadInput, NotFound
from agent.exports import Format, Plan, render
from agent.voices.dates import day_name
from agent.wiring import LOCAL_OWNER, SystemClock
from prompts import phrasebook

SHOWN_ID = 8
"""Characters of an id that are shown; any beginning that fits one commitment is understood."""


def list_commitments(lang: str | None, today: date | None, *, due: bool, as_json: bool) -> None:
    """Print the commitments, as text or as a JSON array."""
    language = speaking(lang)
    with records_alone(today) as records:
        day = SystemClock(today).today()
        found = records.due(LOCAL_OWNER, day) if due else records.commitments(LOCAL_OWNER)
    if as_json:
        body = json_text([made.model_dump(mode="json") for made in found], indent=2)
        write_bytes(f"{body}\n".encode())
        return
    if not found:
        empty = "cli_nothing_due" if due else "export_no_commitments"
        typer.echo(phrasebook(language).one(empty))
    for made in found:
        typer.echo(f"{made.id[:SHOWN_ID]}  {made.action}")
        if facts := _facts(made, language):
            typer.secho(f"{'':{SHOWN_ID}}  {facts}", dim=True)


def check_in(beginning: str, status: str, note: str, lang: str | None, today: date | None) -> None:
    """Record a check-in on the commitment whose id begins so.

    Raises:
        agent.errors.NotFound: when none does.
        agent.errors.BadInput: when several do.
    """
    language = speaking(lang)
    book = phrasebook(language)
    with records_alone(today) as records:
        made = _one_of(records.commitments(LOCAL_OWNER), beginning, language)
        looked = records.check_in(LOCAL_OWNER, made.id, CheckInStatus(status), note)
    said = book.one(f"export_status_{looked.status}")
    typer.echo(book.one("cli_checked_in", action=made.action, status=said))


def export(
    form: str | None,
    output: Path | None,
    conversation: str | None,
    lang: str | None,
    today: date | None,
) -> None:
    """Write the plan of one conversation, or of all, to a file or to stdout.

    Raises:
        agent.errors.NotFound: when there is no such conversation.
        agent.errors.BadInput: when the file cannot be written.
    """
    language = speaking(lang)
    wanted = _format(form, output)
    with records_alone(today) as records:
        views = (
            (records.view(LOCAL_OWNER, conversation),)
            if conversation
            else records.export(LOCAL_OWNER)
        )
    plan = Plan.of_all(views, language, SystemClock(today).today())
    if conversation:
        plan = plan.model_copy(update={"title": views[0].conversation.title})
    is_text = wanted not in (Format.PDF, Format.DOCX)
    deliver(render(plan, wanted), output, language, is_text=is_text)


def _format(form: str | None, output: Path | None) -> Format:
    """The format asked for, else what the file's name says, else Markdown."""
    if form is not None:
        return Format(form)
    suffix = output.suffix.lstrip(".").lower() if output else ""
    return Format(suffix) if suffix in list(Format) else Format.MARKDOWN


def _one_of(known: Sequence[Commitment], beginning: str, language: Language) -> Commitment:
    found = [made for made in known if beginning and made.id.startswith(beginning.lower())]
    if not found:
        raise NotFound(what="commitment", id=beginning)
    if len(found) > 1:
        reason = phrasebook(language).one("cli_several_fit", id=beginning)
        raise BadInput(reason=reason)
    return found[0]


def _facts(made: Commitment, language: Language) -> str:
    book = phrasebook(language)
    facts: list[str] = []
    if made.check_in:
        facts.append(f"{book.one('export_check_in')}: {day_name(made.check_in, language)}")
    elif made.due:
        facts.append(f"{book.one('export_due')}: {day_name(made.due, language)}")
    if made.status:
        facts.append(book.one(f"export_status_{made.status}"))
    return " · ".join(facts)
