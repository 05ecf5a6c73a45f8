"""Notebooks: in, the bytes of an .ipynb file; out, the Python code of its cells.

Only code cells of a Python notebook count. A cell that does not parse is left out and named.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from flake8_ssot import magics, notebook_json
from flake8_ssot.fragments import Embedded, Fragment, HostKind, Line, Place, Unread, compose
from flake8_ssot.notebook_json import Literal, SourceText
from flake8_ssot.source import Unparsable, syntax_problem

_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")
_LINE_ENDS = {r"\n": "\n", r"\r": "\r", r"\u000a": "\n", r"\u000d": "\r"}
_PYTHON = re.compile(r"i?python[0-9.]*", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t]*")


def notebook(data: bytes) -> Embedded | Unparsable | None:
    """The code of a notebook; why it cannot be read; None where it holds no Python."""
    try:
        text = data.decode("utf-8")
        has_bom = text.startswith("\ufeff")
        text = text.removeprefix("\ufeff")
        read = notebook_json.read(text)
    except UnicodeDecodeError as error:
        return Unparsable(0, f"cannot be decoded: {error}")
    except RecursionError:
        return Unparsable(0, "is no notebook: its JSON is nested too deeply")
    except ValueError as error:
        return Unparsable(getattr(error, "lineno", 0), f"is no notebook: {error}")
    if read.cells is None:
        return Unparsable(0, "is no notebook: it has no list of cells")
    if not all(_is_python(language) for language in read.languages):
        return None
    fragments, problems = [], []
    for number, cell in enumerate(read.cells, 1):
        if cell.kind == "code" and _is_python(cell.language):
            found = _cell(text, number, cell.source)
            if isinstance(found, Unread):
                problems.append(found)
            elif found is not None:
                fragments.append(found)
    return compose(HostKind.NOTEBOOK, text, fragments, problems, has_bom=has_bom)


def _is_python(language: object) -> bool:
    """Is this a name of Python? Where none is given, it is."""
    if not isinstance(language, str) or not language:
        return True
    return _PYTHON.fullmatch(language) is not None


def _cell(host: str, cell: int, source: SourceText | None) -> Fragment | Unread | None:
    """The code of one cell; None where it holds none."""
    if source is None:
        return Unread(cell, 0, "cannot be read: its source is no text")
    whole = "".join(literal.value for literal in source.literals)
    written = [line.rstrip("\r\n") for line in io.StringIO(whole, newline="")]
    if not any(line.strip() for line in written):
        return None
    spans = _line_spans(host, source.literals)
    if len(spans) != len(written):
        return Unread(cell, 0, "cannot be read: a line end is spread over two strings")
    texts, columns, ours = written, [0] * len(written), frozenset[int]()
    problem = _problem(written)
    if problem is not None:
        columns = _columns(written)
        cut = [line[column:] for line, column in zip(written, columns, strict=True)]
        cleared = magics.cleared(cut)
        if cleared is None or not cleared.has_code:
            return None
        texts, ours = list(cleared.lines), cleared.ours
        problem = _problem(texts)
    if problem is not None:
        return Unread(cell, problem.line, problem.reason)
    has_own_strings = source.is_list and [start for start, _ in spans] == [
        literal.start + 1 for literal in source.literals
    ]
    lines = []
    for number, (text, column, (start, end)) in enumerate(zip(texts, columns, spans, strict=True)):
        place = None if number in ours else Place(number + 1, column, cell)
        code = _after(host, start, column)
        lines.append(Line(text, place, start - has_own_strings, code, end))
    first = next(line for line, text in zip(lines, written, strict=True) if text.strip())
    return Fragment(
        tuple(lines),
        prefix=host[first.start : first.code],
        newline=_newline(host, source, spans[0][1], has_own_strings=has_own_strings),
        whole=(source.start, source.end),
        emptied="[]" if source.is_list else '""',
        is_json=True,
    )


def _problem(lines: Sequence[str]) -> Unparsable | None:
    return syntax_problem("".join(f"{line}\n" for line in lines))


def _columns(lines: Sequence[str]) -> list[int]:
    """What IPython takes from each line: the indent of the first one that is not blank."""
    first = next(line for line in lines if line.strip())
    match = _BLANKS.match(first)
    indent = match.group() if match else ""
    return [len(indent) if line.startswith(indent) else 0 for line in lines]


def _line_spans(host: str, literals: Sequence[Literal]) -> list[tuple[int, int]]:
    """Where each line of a source stands: from its first character to its line end.

    A line may begin in one string and end in another; its span then holds the quotes between.
    """
    spans = []
    start = end = -1
    for literal in literals:
        first, last = literal.start + 1, literal.end - 1
        if first == last:
            continue
        start = first if start < 0 else start
        after_return = -1
        for escape in _ESCAPE.finditer(host, first, last):
            character = _LINE_ENDS.get(escape.group().lower(), "")
            if character == "\n" and escape.start() == after_return:
                start = escape.end()
            elif character:
                spans.append((start, escape.start()))
                start = escape.end()
            after_return = escape.end() if character == "\r" else -1
        start = -1 if start == last else start
        end = last
    if start >= 0:
        spans.append((start, end))
    return spans


def _after(host: str, start: int, count: int) -> int:
    """The offset behind the first `count` characters of a line, each of which may be an escape."""
    for _ in range(count):
        escape = _ESCAPE.match(host, start)
        start = escape.end() if escape else start + 1
    return start


def _newline(host: str, source: SourceText, first_end: int, *, has_own_strings: bool) -> str:
    """What stands between two lines, in the style of this notebook."""
    escape = _ESCAPE.match(host, first_end)
    newline = escape.group() if escape else r"\n"
    if newline == r"\r" and host.startswith(r"\r\n", first_end):
        newline = r"\r\n"
    if not has_own_strings:
        return newline
    literals = source.literals
    if len(literals) > 1:
        between = host[literals[0].end : literals[1].start]
    else:
        lead = host[source.start + 1 : literals[0].start]
        is_spaced = host[source.start - 1] == " "  # as in `"source": [`
        between = f",{lead or ' ' * is_spaced}"
    return f'{newline}"{between}'
