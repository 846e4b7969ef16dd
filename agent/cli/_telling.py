"""Errors told in one sentence in the user's language, and which language that is."""

from __future__ import annotations

import functools
import logging
import os
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import typer

from agent.errors import KollegaError

if TYPE_CHECKING:
    from agent.domain import Language

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

_TYPERS_OWN = (typer.Exit, typer.Abort, typer.BadParameter, BrokenPipeError)
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_NORWEGIAN = ("nb", "no", "nn")
_NEUTRAL = ("", "c", "posix")


def telling(command: Callable[P, R]) -> Callable[P, R]:
    """Make a command tell its errors: one sentence on stderr, exit code 1, no traceback.

    The traceback of an error nobody foresaw is logged at `KOLLEGA_LOG_LEVEL=DEBUG`.
    """

    @functools.wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except _TYPERS_OWN:
            raise
        except KollegaError as error:
            typer.echo(sentence(error, speaking(kwargs.get("lang"))), err=True)
        except Exception as error:
            log_failure(error)
            said = sentence(KollegaError(), speaking(kwargs.get("lang")))
            typer.echo(f"{said} ({type(error).__name__})", err=True)
        raise typer.Exit(1)

    return told


def log_failure(error: BaseException) -> None:
    """Log where an error came from, but not its message: that may quote what somebody wrote."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.debug("%s at\n%s", type(error).__name__, where)


def speaking(lang: object = None) -> Language:
    """The language to speak: as asked for, as set, or as the system's locale says."""
    from agent.domain import Language
    from agent.settings import load_settings

    if lang is not None:
        return Language(str(lang))
    try:
        settings = load_settings()
    except KollegaError:
        return _of_locale()
    return settings.language if "language" in settings.model_fields_set else _of_locale()


def sentence(error: KollegaError, language: Language) -> str:
    """What an error says to a person."""
    from prompts import phrasebook

    details = {name: str(value) for name, value in error.details.items()}
    try:
        return phrasebook(language).one(error.code, **details)
    except KollegaError as unspoken:
        # The phrase files themselves are broken: say so with nothing but them to say it in.
        return f"{error} ({unspoken})" if error is not unspoken else str(error)


def _of_locale() -> Language:
    from agent.domain import Language

    for variable in _LOCALE_VARIABLES:
        locale = os.environ.get(variable, "").partition(".")[0].lower()
        if locale not in _NEUTRAL:
            norwegian = locale.partition("_")[0] in _NORWEGIAN
            return Language.NB if norwegian else Language.EN
    return Language.NB
