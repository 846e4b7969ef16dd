"""Reading the data of this package; whatever is broken is named with its file and line."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from evals.errors import BrokenData

M = TypeVar("M", bound=BaseModel)


def packaged(*parts: str) -> Traversable:
    """A file or folder of this package."""
    return resources.files("evals").joinpath(*parts)


def listed(folder: Traversable, ending: str) -> Sequence[Traversable]:
    """The files of a folder that end so, by name."""
    found = [file for file in folder.iterdir() if file.name.endswith(ending)]
    return sorted(found, key=lambda file: file.name)


def read_json_lines(file: Traversable, model: type[M]) -> tuple[M, ...]:
    """A JSON object a line; empty lines are passed over.

    Raises:
        BrokenData: naming the first line that is not a right row.
    """
    found: list[M] = []
    for number, line in enumerate(_text(file).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(model.model_validate_json(line))
        except ValidationError as error:
            raise BrokenData(f"{_name(file)}:{number}", reason(error)) from None
    return tuple(found)


def read_yaml(file: Traversable) -> Any:
    """What a YAML file holds.

    Raises:
        BrokenData: with the line that is not YAML.
    """
    try:
        return yaml.safe_load(_text(file))
    except yaml.YAMLError as error:
        raise BrokenData(_name(file), " ".join(str(error).split())) from None


def read_model(file: Traversable, model: type[M]) -> M:
    """A YAML file as a model.

    Raises:
        BrokenData: when it is not one.
    """
    try:
        return model.model_validate(read_yaml(file))
    except ValidationError as error:
        raise BrokenData(_name(file), reason(error)) from None


def reason(error: ValidationError) -> str:
    """The first thing wrong, as `field: what`."""
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenData(_name(file), str(error)) from error


def _name(file: Traversable) -> str:
    path = str(file)
    _, inside, rest = path.rpartition("evals/")
    return inside + rest if inside else path
