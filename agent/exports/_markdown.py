"""The plan as Markdown in which people's words can be nothing but words."""

from __future__ import annotations

import re

from agent.exports._outline import Block, Line, Section, outline
from agent.exports._plan import Plan

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKS = re.compile(r"([\\`*_{}\[\]#|~!$])")
_LIST_START = re.compile(r"^(\s*)([-+=:]|\d{1,9}(?=[.)]))", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n{2,}")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def to_markdown(plan: Plan) -> str:
    """The plan as CommonMark text ending in a newline."""
    laid_out = outline(plan)
    parts = [f"# {_one_line(laid_out.title)}", _one_line(laid_out.subtitle)]
    for section in laid_out.sections:
        parts.extend(_section(section))
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> list[str]:
    parts = [f"## {_one_line(section.heading)}"]
    if section.empty:
        parts.append(_one_line(section.empty))
    if section.points:
        parts.append("\n".join(f"- {_one_line(point)}" for point in section.points))
    parts.extend(_block(block) for block in section.blocks)
    parts.extend(f"**{_one_line(line.label)}:** {_paragraphs(line.text)}" for line in section.lines)
    return parts


def _block(block: Block) -> str:
    heading = f"### {_one_line(block.heading)}"
    return f"{heading}\n\n" + "\n".join(_item(line) for line in block.lines)


def _item(line: Line) -> str:
    return f"- **{_one_line(line.label)}:** {_one_line(line.text)}"


def _one_line(text: str) -> str:
    return _escaped(" ".join(text.split()))


def _paragraphs(text: str) -> str:
    """Several lines kept as such: a hard break ends each, and none starts a block."""
    paragraphs = _BLANK_LINE.split(_escaped(_INDENT.sub("", text)))
    return "\n\n".join(paragraph.replace("\n", "\\\n") for paragraph in paragraphs)


def _escaped(text: str) -> str:
    """Every character that Markdown or HTML gives a meaning, made a plain character."""
    marked = _MARKS.sub(r"\\\1", text).translate(_ENTITIES)
    return _LIST_START.sub(_unlisted, marked)


def _unlisted(start: re.Match[str]) -> str:
    mark = start[2]
    return f"{start[1]}{mark}\\" if mark.isdigit() else f"{start[1]}\\{mark}"
