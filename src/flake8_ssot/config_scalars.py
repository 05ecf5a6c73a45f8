"""The values of a configuration file, as its readers hand them on: data, and what strings share.

Offsets count the characters of the text that a reader was given; every line ends with one newline.
"""

from __future__ import annotations

import re
from typing import NamedTuple

Key = tuple[str, ...]

MAX_KEY = 12  # parts of a key that are kept
MAX_DEPTH = 1_000  # brackets in brackets; no parser goes on much further


class Scalar(NamedTuple):
    """One value, as written but for its quotes; perhaps of several lines."""

    text: str
    start: int
    key: Key
    is_module: bool = False  # it can be nothing but a module's name: no dot is needed
    is_folded: bool = False  # its lines are read as one


_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_ESCAPED = {"\\n": " \n", "\\r": "  ", "\\t": "  ", '\\"': '""', "\\ ": "  ", "\\\n": " \n"}


def without_escapes(text: str) -> str:
    """Text of the same length: blanks and quotes for what stands for them, `?` for the rest."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[0], "?" * len(found[0])), text)


def closing(mark: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    """What closes a string whose text begins at `start`: the first `close` that `mark` finds.

    `mark` also matches escapes, so that a quote in them is passed over.
    """
    for found in mark.finditer(text, start):
        if found["close"] is not None:
            return found
    return None
