"""The plan as a file: Markdown, PDF, DOCX, ICS or JSON, in the coachee's language.

Pure functions from a `Plan` to text or bytes; the libraries behind them are imported when a
format is asked for. What people wrote stays text in every format: no HTML, Markdown or
calendar property in it is ever carried out.
"""

from __future__ import annotations

from agent.exports._plan import Format, Plan, file_name, media_type

__all__ = [
    "Format",
    "Plan",
    "docx",
    "file_name",
    "ics",
    "json",
    "markdown",
    "media_type",
    "pdf",
    "render",
]


def markdown(plan: Plan) -> str:
    """The plan as Markdown (CommonMark)."""
    from agent.exports._markdown import to_markdown

    return to_markdown(plan)


def json(plan: Plan) -> str:
    """The plan as one JSON object; `docs/cli.md` has its shape."""
    from agent.exports._json import to_json

    return to_json(plan)


def pdf(plan: Plan) -> bytes:
    """The plan as an A4 PDF with its font inside."""
    from agent.exports._pdf import to_pdf

    return to_pdf(plan)


def docx(plan: Plan) -> bytes:
    """The plan as a Word document."""
    from agent.exports._docx import to_docx

    return to_docx(plan)


def ics(plan: Plan) -> bytes:
    """The check-in dates as an iCalendar file (RFC 5545), an all-day event each."""
    from agent.exports._ics import to_ics

    return to_ics(plan)


def render(plan: Plan, form: Format) -> bytes:
    """The plan in one of the formats, as the bytes of the file."""
    match form:
        case Format.MARKDOWN:
            return markdown(plan).encode()
        case Format.JSON:
            return json(plan).encode()
        case Format.PDF:
            return pdf(plan)
        case Format.DOCX:
            return docx(plan)
        case Format.ICS:
            return ics(plan)
