"""Lines in and JSON out: any bytes may come in, only valid UTF-8 goes out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

BOM = "\ufeff"

_ESCAPED = str.maketrans({end: f"\\u{ord(end):04x}" for end in "\u0085\u2028\u2029"})


def read_lines() -> Iterator[str]:
    """The lines of stdin without their ends, as they come.

    Lines end at newlines only: text may hold U+2028 and its kin. What is no UTF-8 becomes U+FFFD.
    """
    first = True
    for raw in iter(sys.stdin.buffer.readline, b""):
        line = raw.rstrip(b"\r\n").decode("utf-8", "replace")
        yield line.removeprefix(BOM) if first else line
        first = False


def write_json(value: object) -> None:
    """One JSON value on one line of stdout, sent off at once."""
    write_bytes(as_json(value).encode() + b"\n")


def write_bytes(data: bytes) -> None:
    """Bytes to stdout as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def as_json(value: object, indent: int | None = None) -> str:
    """JSON that shows letters as they are; lone surrogates become U+FFFD.

    What some readers take for the end of a line (U+0085, U+2028, U+2029) is escaped.
    """
    return whole(json.dumps(value, ensure_ascii=False, indent=indent)).translate(_ESCAPED)


def whole(text: str) -> str:
    """The text without lone surrogates, which no UTF-8 can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
