r"""IPython's additions to Python: in, the lines of a cell; out, lines that Python can parse.

What IPython alone understands becomes a harmless statement of ours on the same line, so that the
rest keeps its line numbers. Nothing inside a bracket or a string is touched: there, `%` and `?`
mean what they mean in Python.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

MARK = "  # ssot: magic "  # and its number in the cell: no two are the same

# Cell magics that run the rest of the cell as Python, in the notebook's own namespace.
CELL_MAGICS = frozenset({"time", "timeit", "capture", "prun", "debug", "memit"})
# Line magics that people call without the `%`, in a cell of their own.
COMMANDS = frozenset(
    {"pip", "conda", "mamba", "uv", "ls", "ll", "cd", "pwd", "cat", "mkdir", "rm", "cp", "mv"}
    | {"run", "load", "matplotlib", "time", "timeit", "who", "whos", "clear", "history"}
)

_BLANKS = re.compile(r"\s*")
_CELL_MAGIC = re.compile(r"%%(\w*)")
_WORD = re.compile(r"\w+(?=\s|$)")
# A statement of Python begins with none of these.
_MAGIC = re.compile(
    r"[%!?,;/]"
    r"|(?:\w+\s*=\s*)?(?!\d)[\w*][\w.*\[\]]*\?{1,2}\s*(?:#.*)?$"  # x?, x.y??, *name*?
)
_ASSIGNED = re.compile(r"([^\W\d][\w.]*(?:\s*,\s*[^\W\d][\w.]*)*\s*=)\s*[%!](?!=)")
_TOKEN = re.compile(r"""#|'''|\"{3}|['"]|[\[({]|[\])}]""")
_IN_STRING = {quote: re.compile(rf"\\.|{quote}") for quote in ("'", '"', "'''", '"""')}


class Cleared(NamedTuple):
    """A cell's lines without what is no Python."""

    lines: tuple[str, ...]
    ours: frozenset[int]  # 0-based numbers of the lines that are ours

    @property
    def has_code(self) -> bool:
        """Is there a line that is neither blank nor ours?"""
        lines = enumerate(self.lines)
        return any(line.strip() and number not in self.ours for number, line in lines)


def cleared(lines: Sequence[str]) -> Cleared | None:
    """The lines of a cell as Python; None if the whole cell is something else, as after `%%bash`.

    They still may not parse.
    """
    result = list(lines)
    ours: set[int] = set()
    filled = [number for number, line in enumerate(lines) if line.strip()]

    def replace(number: int, statement: str, indent: str = "") -> None:
        ours.add(number)
        result[number] = f"{indent}{statement}{MARK}{len(ours)}"

    start = 0
    for number in filled:
        magic = _CELL_MAGIC.match(lines[number])
        if magic is None and not lines[number].lstrip().startswith("#"):
            break
        if magic is not None:
            if magic.group(1) not in CELL_MAGICS:
                return None
            replace(number, "pass")
            start = number + 1
    if len(filled) == 1 and looks_like_command(lines[filled[0]]):
        replace(filled[0], "pass")
        start = len(lines)
    quote, depth, continued, in_magic, indent = "", 0, False, False, ""
    for number in range(start, len(lines)):
        line = lines[number]
        statement = "pass"
        if not (quote or depth or continued):
            indent = _blanks(line)
            in_magic = _MAGIC.match(line, len(indent)) is not None
            assigned = _ASSIGNED.match(line, len(indent))
            if assigned is not None:  # the name is bound, nobody knows to what
                in_magic, statement = True, f"{assigned.group(1)} get_ipython()"
        if in_magic:
            replace(number, statement, indent)
            continued = line.endswith("\\")
            is_python = depth > 0 or line.startswith("%", len(indent))  # as in `%timeit f(x,`
            depth = _state_after(line, "", depth)[1] if is_python else 0
        else:
            quote, depth, continued = _state_after(line, quote, depth)
    return Cleared(tuple(result), frozenset(ours))


def looks_like_command(line: str) -> bool:
    """Is the only line of a cell a magic that lacks its `%`?"""
    word = _WORD.match(line.lstrip())
    return word is not None and word.group() in COMMANDS


def _blanks(line: str) -> str:
    match = _BLANKS.match(line)
    return match.group() if match else ""


def _state_after(line: str, quote: str, depth: int) -> tuple[str, int, bool]:
    """The string that is open after `line`, the brackets, and whether the statement goes on."""
    at = 0
    while match := (_IN_STRING[quote] if quote else _TOKEN).search(line, at):
        at = match.end()
        found = match.group()
        if quote:
            quote = "" if found == quote else quote  # else it is an escape
        elif found == "#":
            return "", depth, False
        elif found in "([{":
            depth += 1
        elif found in ")]}":
            depth = max(0, depth - 1)
        else:
            quote = found
    continued = line.endswith("\\")
    if len(quote) == 1 and not continued:
        quote = ""  # unclosed: an apostrophe in something that is no Python
    return quote, depth, continued
