"""The plan as an A4 page with DejaVu Sans inside, so that every language's letters are there.

DejaVu has no colour emoji and no CJK: what it lacks is shown as U+FFFD rather than dropped.
Right-to-left text is set without shaping: readable, not beautiful.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from importlib import resources
from typing import Protocol, cast

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from agent.domain import Language
from agent.exports._outline import Block, Line, Outline, Section, outline
from agent.exports._plan import Plan
from prompts import phrasebook

FONT = "DejaVu"
REPLACEMENT = "\ufffd"
MARGIN = 22
"""Millimetres on every side: lines of about 80 characters at this size."""

_LOCALES = {Language.NB: "nb-NO", Language.EN: "en-GB"}
_FILES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}


class _Mapped(Protocol):
    """A TrueType font as fpdf2 keeps it: characters to glyphs."""

    cmap: dict[int, str]


class _Page(FPDF):
    """A4 with a page number at the foot, in the plan's language."""

    def __init__(self, language: Language) -> None:
        super().__init__(format="A4")
        self._language = language
        self.set_lang(_LOCALES[language])
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN)
        folder = resources.files("agent.exports") / "fonts"
        for style, file in _FILES.items():
            with resources.as_file(folder / file) as path:
                self.add_font(FONT, style, str(path))
        self._known = frozenset(cast("_Mapped", self.fonts[FONT.lower()]).cmap)

    def footer(self) -> None:
        self.set_y(-MARGIN + 6)
        self.write_text(
            phrasebook(self._language).one("export_page", page=str(self.page_no())), size=8
        )

    def write_text(self, text: str, *, size: float = 10.5, style: str = "") -> None:
        """One paragraph over the full width; words too long for a line are broken."""
        self.set_font(FONT, style, size)
        self.multi_cell(
            0, size * 0.5, self._shown(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def write_line(self, line: Line) -> None:
        """A label in bold with its text beside it."""
        self.set_font(FONT, "B", 10.5)
        self.write(5.4, self._shown(f"{line.label}: "))
        self.set_font(FONT, "", 10.5)
        self.write(5.4, self._shown(line.text))
        self.ln(6.2)

    def _shown(self, text: str) -> str:
        """The text with U+FFFD for what the font lacks; joiners and variants just go."""
        return "".join(
            char if ord(char) in self._known or char == "\n" else REPLACEMENT
            for char in text.replace("\t", " ")
            if char not in "\u200d\ufe0e\ufe0f"
        )


def to_pdf(plan: Plan, *, compress: bool = True) -> bytes:
    """The plan as the bytes of a PDF; the same plan gives the same bytes."""
    laid_out = outline(plan)
    page = _Page(plan.language)
    page.set_compression(compress)
    _describe(page, laid_out, plan)
    page.add_page()
    page.write_text(laid_out.title, size=20, style="B")
    page.ln(1)
    page.write_text(laid_out.subtitle)
    for section in laid_out.sections:
        _section(page, section)
    return bytes(page.output())


def _describe(page: _Page, laid_out: Outline, plan: Plan) -> None:
    page.set_title(laid_out.title)
    page.set_creator("Kollega")
    page.set_creation_date(datetime.combine(plan.made_on, time(), UTC))


def _section(page: _Page, section: Section) -> None:
    page.ln(6)
    page.write_text(section.heading, size=14, style="B")
    page.ln(1.5)
    if section.empty:
        page.write_text(section.empty)
    for point in section.points:
        page.write_text(f"•  {point}")
        page.ln(1)
    for block in section.blocks:
        _block(page, block)
    for line in section.lines:
        page.write_line(line)
        page.ln(1.5)


def _block(page: _Page, block: Block) -> None:
    page.ln(2)
    page.write_text(block.heading, size=11.5, style="B")
    page.ln(0.5)
    for line in block.lines:
        page.write_line(line)
