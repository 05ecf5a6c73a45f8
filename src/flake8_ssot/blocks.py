"""Blocks of a document: what languages and directives are called, and what their lines are.

`markdown` and `restructuredtext` find the blocks, `documents` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from flake8_ssot.fragments import HostLine


class Sort(Enum):
    """How the lines of a block are read."""

    CODE = "code"  # Python, or examples at prompts if it begins with one
    CELL = "cell"  # as CODE, and IPython runs it
    TEXT = "text"  # prose, output, sessions: only examples at prompts
    OTHER = "other"  # another language: not at all


class Block(NamedTuple):
    """Consecutive lines of one sort."""

    sort: Sort
    lines: Sequence[HostLine]
    may_go: bool = True  # is the document sound without any of the lines?


# Directives whose argument is the language, in reStructuredText and in MyST's Markdown.
WITH_LANGUAGE = frozenset({"code-block", "code", "sourcecode", "code-cell", "ipython"})

_DIRECTIVES = {
    "testcode": Sort.CODE,
    "testsetup": Sort.CODE,
    "testcleanup": Sort.CODE,
    "plot": Sort.CODE,
    "jupyter-execute": Sort.CELL,
    "doctest": Sort.TEXT,
}
# Directives whose text is shown or run as it is; what looks like a block in it is none.
_VERBATIM = frozenset(
    {"raw", "parsed-literal", "literalinclude", "math", "graphviz", "mermaid", "eval-rst"}
    | {"testoutput", "prompt", "productionlist", "highlight", "csv-table", "command-output"}
)
_PYTHON = re.compile(r"(?:python|py)3?(?:\.[0-9]+)?")
_SESSIONS = frozenset({"pycon", "pycon3", "python-repl", "python-console", "doctest"})
_WORD = re.compile(r"\S*")
_OPTION = re.compile(r"\s*:[\w-][^:]*:(?:\s|$)")


def sort_of_language(name: str) -> Sort:
    """The sort of a block in the language of this name."""
    name = name.lower()
    if _PYTHON.fullmatch(name):
        return Sort.CODE
    if name in ("ipython", "ipython3"):
        return Sort.CELL
    return Sort.TEXT if name in _SESSIONS else Sort.OTHER


def sort_of_directive(name: str, argument: str) -> Sort | None:
    """The sort of a directive's block; None if the document goes on inside it."""
    name = name.lower()
    if name not in WITH_LANGUAGE:
        return _DIRECTIVES.get(name) or (Sort.OTHER if name in _VERBATIM else None)
    language = _WORD.match(argument)
    sort = sort_of_language(language.group() if language else "")
    if name == "code-cell" and (sort is Sort.CODE or not argument):
        return Sort.CELL
    if name == "ipython":  # without an argument it is a session
        return Sort.CELL if sort is Sort.CODE else Sort.OTHER
    return sort if argument else Sort.TEXT


def without_options(lines: Sequence[HostLine]) -> Sequence[HostLine]:
    """The lines of a directive behind its options: `:name: value`, or YAML between dashes."""
    if lines and lines[0].text.strip() == "---":
        ends = (at for at, line in enumerate(lines) if at and line.text.strip() == "---")
        return lines[next(ends, -1) + 1 :]
    start = 0
    while start < len(lines) and _OPTION.match(lines[start].text):
        start += 1
    return lines[start:]
