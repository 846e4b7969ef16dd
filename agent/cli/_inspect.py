"""`kollega inspect`: what the listening and the screening make of a text, a line each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from agent.cli._lines import read_lines, write_json
from agent.cli._telling import speaking
from agent.domain import Language
from agent.wiring import SystemClock

Shape = dict[str, object]


def inspect(what: str, lang: str | None, today: date | None) -> None:
    """Print one JSON object for each line of stdin, in the shapes of `docs/cli.md`."""
    look = _LOOKS[what](speaking(lang), today or SystemClock().today())
    for text in read_lines():
        write_json({"text": text, **look(text)})


def _moves(language: Language, _: date) -> Callable[[str], Shape]:
    from agent.listening.moves import classify_move

    def look(text: str) -> Shape:
        found = classify_move(text, language)
        scores = {str(move): round(score, 4) for move, score in found.scores.items()}
        return {"move": str(found.move), "scores": scores}

    return look


def _reflection(language: Language, _: date) -> Callable[[str], Shape]:
    from agent.listening.reflection import reflect

    def look(text: str) -> Shape:
        found = reflect(text, language)
        return {"reflection": found.clause if found else None}

    return look


def _commitment(language: Language, today: date) -> Callable[[str], Shape]:
    from agent.listening.commitments import find_commitment

    def look(text: str) -> Shape:
        found = find_commitment(text, language, today)
        if found is None:
            return {"is_commitment": False, "action": None, "due": None, "if_then": None}
        fields = found.model_dump(mode="json", include={"action", "due", "if_then"})
        return {"is_commitment": True, **fields}

    return look


def _safety(*_: object) -> Callable[[str], Shape]:
    from agent.safety import screen

    def look(text: str) -> Shape:
        found = screen(text)
        return {"level": str(found.level), "topic": str(found.topic) if found.topic else None}

    return look


_LOOKS: dict[str, Callable[[Language, date], Callable[[str], Shape]]] = {
    "moves": _moves,
    "reflection": _reflection,
    "commitment": _commitment,
    "safety": _safety,
}
