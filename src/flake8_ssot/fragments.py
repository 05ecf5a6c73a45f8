"""Python code inside another file: in, pieces of a host; out, one virtual module and its line map.

All code of a host is one module, so that what the first piece imports is known in the last. The
readers (`notebooks`, `documents`, `doctests`) find the pieces; this is the data they share.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from flake8_ssot import magics
from flake8_ssot.model import Span
from flake8_ssot.source import syntax_problem

# Lines of ours. Two stand in front of all code, so that no encoding comment of a piece counts.
HEADER = "# ssot: the Python code of a {kind}"
SEPARATOR = "# ssot: part "

_NEWLINE = re.compile(r"\r\n|\r|\n")
_INDENT = re.compile(r"[ \t]*")


class HostKind(str, Enum):
    """What sort of file the code stands in."""

    NOTEBOOK = "notebook"
    MARKDOWN = "markdown"
    RST = "restructuredtext"
    MODULE = "module with doctests"


class Place(NamedTuple):
    """Where a line of the virtual module stands in its host."""

    line: int  # 1-based; in a notebook: within its cell
    column: int  # code points in front of it that are no code (an indent, a prompt, a quote mark)
    cell: int = 0  # 1-based among all the cells of a notebook; 0 elsewhere


class Line(NamedTuple):
    """One line of code and where its host has it: offsets in code points."""

    text: str  # as the virtual module has it, without a line end
    place: Place | None  # None: a line of ours, in the place of something that is no Python
    start: int  # of what goes if the line goes
    code: int  # of its code: what stands before is its prefix
    end: int  # of its code; what follows is the line end


class Fragment(NamedTuple):
    """One piece of code: a cell, a code block, an example at a prompt."""

    lines: tuple[Line, ...]
    prefix: str  # in front of a line that is added
    newline: str | None  # between two lines; None: no line can be added, and none can go
    whole: tuple[int, int] | None  # what goes if all lines go; None: one must stay
    emptied: str = ""  # what stands there then
    continued: str | None = None  # the prefix within a statement; None: the same
    is_json: bool = False  # is the code inside JSON strings?
    has_output: bool = False  # does expected output follow the last line?


class Unread(NamedTuple):
    """A cell that could not be judged, and why."""

    cell: int  # 1-based
    line: int  # 1-based within the cell; 0: the cell as a whole
    reason: str


class Embedded(NamedTuple):
    """A host and the virtual module of its code."""

    kind: HostKind
    host: str  # decoded, its line ends as they are, without a byte order mark
    has_bom: bool
    fragments: tuple[Fragment, ...]
    text: str  # the virtual module
    places: tuple[Place | None, ...]  # of each of its lines; None: a line of ours
    problems: tuple[Unread, ...] = ()


class HostLine(NamedTuple):
    """A line of a host, or the part of it that is inside some container."""

    number: int  # 1-based
    text: str  # without a line end
    start: int  # the offset of the line in the host
    column: int = 0  # code points of the line in front of `text`

    def cut(self, length: int) -> HostLine:
        """The line without its first `length` code points, or without all it has."""
        length = min(length, len(self.text))
        return self._replace(text=self.text[length:], column=self.column + length)

    @property
    def at(self) -> int:
        """The offset of the text in the host."""
        return self.start + self.column

    @property
    def end(self) -> int:
        """The offset of the end of the text."""
        return self.start + self.column + len(self.text)

    @property
    def indent(self) -> str:
        """The blanks and tabs that the text begins with."""
        match = _INDENT.match(self.text)
        return match.group() if match else ""


def host_lines(host: str) -> list[HostLine]:
    r"""The lines of `host`; `\n`, `\r` and `\r\n` end one."""
    lines = []
    start = 0
    for number, line in enumerate(io.StringIO(host, newline=""), 1):
        lines.append(HostLine(number, line.rstrip("\r\n"), start))
        start += len(line)
    return lines


def newline_at(host: str, offset: int) -> str:
    """The line end at `offset`; empty where there is none."""
    if host.startswith("\r\n", offset):
        return "\r\n"
    return host[offset : offset + 1] if host.startswith(("\n", "\r"), offset) else ""


def newline_after(host: str, offset: int) -> str:
    """The line end at `offset`; where there is none, that of the first line."""
    first = _NEWLINE.search(host)
    return newline_at(host, offset) or (first.group() if first else "\n")


def fragment_of(
    host: str, lines: Sequence[HostLine], *, may_go: bool, is_cell: bool
) -> Fragment | None:
    """The code of a block: dedented, without blank lines around it; None if it is no Python.

    `may_go` tells whether its host stays sound without any of the lines, `is_cell` whether IPython
    runs it.
    """
    filled = [position for position, line in enumerate(lines) if line.text.strip()]
    if not filled:
        return None
    lines = lines[filled[0] : filled[-1] + 1]
    margin = _common_start([line.indent for line in lines if line.text.strip()])
    cut = [line.cut(len(margin)) for line in lines]
    texts, ours = [line.text for line in cut], frozenset[int]()
    if not is_python(texts):
        cleared = magics.cleared(texts) if is_cell else None
        if cleared is None or not cleared.has_code or not is_python(cleared.lines):
            return None
        texts, ours = list(cleared.lines), cleared.ours
    end = lines[-1].end
    return Fragment(
        tuple(
            Line(
                text,
                None if number in ours else Place(line.number, line.column),
                line.start,
                line.at,
                line.end,
            )
            for number, (text, line) in enumerate(zip(texts, cut, strict=True))
        ),
        prefix=host[lines[0].start : cut[0].at],
        newline=newline_after(host, lines[0].end),
        whole=(lines[0].start, end + len(newline_at(host, end))) if may_go else None,
    )


def _common_start(texts: Sequence[str]) -> str:
    """What all of `texts` begin with: what the first and the last in order have in common."""
    first, last = min(texts), max(texts)
    length = 0
    while length < len(first) and first[length : length + 1] == last[length : length + 1]:
        length += 1
    return first[:length]


def is_python(lines: Iterable[str]) -> bool:
    """Do these lines parse as a module?"""
    return syntax_problem("".join(f"{line}\n" for line in lines)) is None


def compose(
    kind: HostKind,
    host: str,
    fragments: Sequence[Fragment],
    problems: Sequence[Unread] = (),
    *,
    has_bom: bool = False,
) -> Embedded | None:
    """The virtual module of `fragments`; None where there is neither code nor a problem."""
    if not fragments and not problems:
        return None
    lines = [HEADER.format(kind=kind.value)]
    places: list[Place | None] = [None]
    for number, fragment in enumerate(fragments, 1):
        lines.append(f"{SEPARATOR}{number}")
        places.append(None)
        lines += [line.text for line in fragment.lines]
        places += [line.place for line in fragment.lines]
    text = "".join(f"{line}\n" for line in lines)
    return Embedded(kind, host, has_bom, tuple(fragments), text, tuple(places), tuple(problems))


def host_span(embedded: Embedded, span: Span) -> tuple[int, Span] | None:
    """The cell (0 outside of notebooks) and the span in the host of a span in the virtual module.

    None where it begins or ends on a line of ours.
    """
    if not 0 < span.line <= span.end_line <= len(embedded.places):
        return None
    first, last = embedded.places[span.line - 1], embedded.places[span.end_line - 1]
    if first is None or last is None or first.cell != last.cell:
        return None
    return first.cell, Span(
        first.line, span.column + first.column, last.line, span.end_column + last.column
    )
