"""The words of one line of a configuration value: in, the line; out, Words and their paths."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_PATH = 512  # characters, with what stands before it

IDENTIFIER = r"[^\W\d]\w*"
PATH = rf"{IDENTIFIER}(?:\.{IDENTIFIER})*"

_WORD = re.compile(r"""[^\s"'`,;|&()\[\]]+""")
_SPELLED = re.compile(
    rf"(?P<before>[\w.-]+=|ext://|python:)?(?P<path>{PATH})(?P<attribute>:{PATH})?(?:\.\*)?"
)
# Endings of files that no module is likely to be called after.
_FILE = re.compile(
    r".*\.(?:py|pyc|pyi|pyx|so|exe|sh|toml|ini|cfg|yml|txt|md|rst|sql|lock|whl|gz|zip|pid|sock)"
)


class Path(NamedTuple):
    """A dotted path, perhaps with an attribute: `a.b`, `a.b:c`."""

    start: int  # in the line
    end: int
    is_dotted: bool  # has the module a dot, or `.*` behind it?
    has_attribute: bool
    is_assigned: bool  # `NAME=a.b`, `--option=a.b`


class Word(NamedTuple):
    """What stands between blanks, quotes and brackets."""

    text: str
    gap: str  # what stands between it and the word before
    path: Path | None  # which the word is, or ends with


def words_of(line: str) -> list[Word]:
    """The words of `line`, without a backslash that joins it to the next."""
    words = []
    end = 0
    for found in _WORD.finditer(line):
        if found.group() != "\\":
            gap = line[end : found.start()]
            words.append(Word(found.group(), gap, _path(found.group(), found.start())))
            end = found.end()
    return words


def _path(word: str, start: int) -> Path | None:
    found = _SPELLED.fullmatch(word) if len(word) <= MAX_PATH else None
    if found is None:
        return None
    has_attribute = found["attribute"] is not None
    if not has_attribute and _FILE.fullmatch(found["path"]):
        return None
    return Path(
        start + found.start("path"),
        start + found.end("attribute" if has_attribute else "path"),
        "." in found["path"] or word.endswith(".*"),
        has_attribute,
        (found["before"] or "").endswith("="),
    )
