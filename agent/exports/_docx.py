"""The plan as a Word document, built from the styles of python-docx's own template."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, cast

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from agent.domain import Language
from agent.exports._outline import Block, Line, Outline, Section, outline
from agent.exports._plan import Plan

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph

_LOCALES = {Language.NB: "nb-NO", Language.EN: "en-GB"}


def to_docx(plan: Plan) -> bytes:
    """The plan as the bytes of a `.docx` file."""
    laid_out = outline(plan)
    document = Document()
    _describe(document, laid_out, plan)
    document.add_heading(laid_out.title, level=0)
    document.add_paragraph(laid_out.subtitle)
    for section in laid_out.sections:
        _section(document, section)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _describe(document: WordDocument, laid_out: Outline, plan: Plan) -> None:
    """Properties and proofing language, so that Word does not underline every Norwegian word."""
    properties = document.core_properties
    properties.title = laid_out.title
    properties.author = "Kollega"
    properties.comments = ""
    properties.language = _LOCALES[plan.language]
    properties.created = properties.modified = datetime.combine(plan.made_on, time())
    styles = cast("Element", document.styles.element)  # lxml's is the same, but has no types
    for tag in styles.iter(qn("w:lang")):
        tag.set(qn("w:val"), _LOCALES[plan.language])


def _section(document: WordDocument, section: Section) -> None:
    document.add_heading(section.heading, level=1)
    if section.empty:
        document.add_paragraph(section.empty)
    for point in section.points:
        document.add_paragraph(point, style="List Bullet")
    for block in section.blocks:
        _block(document, block)
    for line in section.lines:
        _line(document, line)


def _block(document: WordDocument, block: Block) -> None:
    document.add_heading(block.heading, level=2)
    for line in block.lines:
        _line(document, line).paragraph_format.space_after = Pt(2)


def _line(document: WordDocument, line: Line) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{line.label}: ").bold = True
    paragraph.add_run(line.text)
    return paragraph
