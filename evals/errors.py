"""Why an evaluation could not be made, in one sentence for whoever runs it."""

from __future__ import annotations


class EvalsError(Exception):
    """Base of all of them; its text is shown as it is."""


class BrokenData(EvalsError):
    """A labelled row, script or threshold cannot be read.

    Args:
        place: file and, where there is one, line: `evals/data/search.jsonl:12`.
        reason: what is wrong there.
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")


class ProgramFailed(EvalsError):
    """The program stopped or fell silent in the middle of something.

    Args:
        doing: what it was asked to do.
        said: the last it wrote on stderr.
    """

    def __init__(self, doing: str, said: str) -> None:
        last = said.strip().splitlines()[-1:] or ["it said nothing on stderr"]
        super().__init__(f"{doing}: the program stopped ({last[0]})")


class ToolMissing(EvalsError):
    """A package of the dev group is needed for a figure and is not installed."""

    def __init__(self, package: str, needed_for: str) -> None:
        self.package = package
        super().__init__(
            f"{needed_for} needs {package}, which is in the dev group: make it with `make test`."
        )
