"""What can be asked for on the command line. Imports nothing, so that `--help` is quick."""

from __future__ import annotations

from enum import StrEnum


class Subject(StrEnum):
    """What the fast lane scores."""

    SEARCH = "search"
    COMMITMENTS = "commitments"
    REFLECTIONS = "reflections"
    SAFETY = "safety"
    TALKS = "talks"


class Bench(StrEnum):
    """What is timed or weighed."""

    TURN = "turn"
    LONG_TALK = "long-talk"
    SEARCH = "search"
    INDEX = "index"
    START = "start"
    MEMORY = "memory"
