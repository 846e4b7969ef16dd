"""Errors are one sentence in the user's language, and that language is found out."""

from __future__ import annotations

import pytest
import typer

from agent.cli._telling import sentence, speaking, telling
from agent.domain import Language
from agent.errors import BadInput, KollegaError, NotFound, PortInUse, RecordsTooNew
from prompts import phrasebook


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    for name in ("KOLLEGA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(str(tmp_path))


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, Language.NB),
        ({"LANG": "C.UTF-8"}, Language.NB),
        ({"LANG": "POSIX"}, Language.NB),
        ({"LANG": "nb_NO.UTF-8"}, Language.NB),
        ({"LANG": "nn_NO"}, Language.NB),
        ({"LANG": "no"}, Language.NB),
        ({"LANG": "en_GB.UTF-8"}, Language.EN),
        ({"LANG": "de_DE.UTF-8"}, Language.EN),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "nb_NO.UTF-8"}, Language.EN),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, Language.EN),
        ({"KOLLEGA_LANGUAGE": "nb", "LANG": "en_US.UTF-8"}, Language.NB),
        ({"KOLLEGA_LANGUAGE": "en", "LANG": "nb_NO.UTF-8"}, Language.EN),
        ({"KOLLEGA_LANGUAGE": "xx", "LANG": "en_US.UTF-8"}, Language.EN),
    ],
)
def test_the_language_is_as_set_else_as_the_system_says(
    environment: dict[str, str], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert speaking() is language
    assert speaking("nb") is Language.NB


def every_error(kind: type[KollegaError] = KollegaError) -> list[type[KollegaError]]:
    """All kinds of error there are."""
    return [kind, *(each for sub in kind.__subclasses__() for each in every_error(sub))]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_sentence(kind: type[KollegaError], language: Language) -> None:
    bank = phrasebook(language).banks[kind.code]
    said = sentence(kind(**dict.fromkeys(bank.inputs, "something")), language)
    assert said.endswith((".", "?"))
    assert kind.code not in said


def test_an_error_whose_sentence_cannot_be_filled_is_still_told() -> None:
    assert "records_too_new" in sentence(RecordsTooNew(), Language.NB)


def test_a_failing_command_says_one_sentence_and_exits_with_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    @telling
    def fail(lang: str | None = None) -> None:
        raise PortInUse(host="127.0.0.1", port=7860)

    for lang, words in (("nb", "er opptatt"), ("en", "is taken")):
        with pytest.raises(typer.Exit) as stopped:
            fail(lang=lang)
        assert stopped.value.exit_code == 1
        told = capsys.readouterr().err
        assert words in told
        assert told.count("\n") == 1


@pytest.mark.parametrize("error", [ValueError("hemmelig"), BadInput(), NotFound()])
def test_no_error_shows_a_traceback(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    @telling
    def fail(lang: str | None = None) -> None:
        raise error

    with pytest.raises(typer.Exit):
        fail(lang="nb")
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "hemmelig" not in told


@pytest.mark.parametrize("error", [typer.Exit(3), typer.Abort(), BrokenPipeError()])
def test_typers_own_errors_go_through(error: BaseException) -> None:
    @telling
    def fail() -> None:
        raise error

    with pytest.raises(type(error)):
        fail()
