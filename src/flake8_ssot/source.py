"""One file's source: in, bytes or flake8's lines; out, text, lines, tree, and columns.

The only place that knows encodings and line ends. Text and lines are what flake8 sees: decoded, the
byte order mark gone, every line end a single newline.
"""

from __future__ import annotations

import ast
import codecs
import io
import itertools
import tokenize
import warnings
from functools import cached_property
from typing import NamedTuple

from flake8_ssot.model import Span


class Unparsable(NamedTuple):
    """Why a file could not be judged. `line` is 1-based, 0 where there is none."""

    line: int
    reason: str


class Decoded(NamedTuple):
    """A file's text; `problem` says why Python itself could not read it."""

    text: str
    problem: Unparsable | None
    encoding: str  # the codec that read it; "utf-8-sig" where there is a byte order mark


def decode(data: bytes) -> Decoded:
    """The text of a file with these bytes, as flake8 reads it.

    flake8 takes a file that its own encoding declaration does not fit as latin-1 and lints on; so
    do we, and say that Python cannot import it.
    """
    problem = None
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError) as error:
        problem = Unparsable(0, f"cannot be decoded: {_first_line(error)}")
        encoding = "latin-1"
        text = data.decode(encoding)
    text = io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)
    if text.startswith("\ufeff"):
        text = text[1:]
    elif text.startswith("\xef\xbb\xbf"):
        text = text[3:]
    return Decoded(text, problem, encoding)


def as_utf8(data: bytes, encoding: str) -> bytes:
    """The same text in UTF-8, its line ends and byte order mark untouched: what edits refer to."""
    if encoding in ("utf-8", "utf-8-sig"):
        return data
    return data.decode(encoding, "replace").encode("utf-8", "replace")


def from_utf8(utf8: bytes, encoding: str) -> bytes:
    """The inverse of `as_utf8`. Raises UnicodeError where the encoding lacks a character."""
    if encoding in ("utf-8", "utf-8-sig"):
        return utf8
    return utf8.decode("utf-8").encode(encoding)


def parse(text: str) -> ast.Module | Unparsable:
    """The tree of `text`, or why it has none. Never raises, never warns."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        return Unparsable(error.lineno or 0, f"cannot be parsed: {_first_line(error)}")
    except (ValueError, RecursionError, MemoryError) as error:
        return Unparsable(0, f"cannot be parsed: {type(error).__name__}: {_first_line(error)}")


def syntax_problem(text: str) -> Unparsable | None:
    """Why `text` cannot be parsed, or None.

    Costs less than `parse`: the symbol table is made from the C parser's tree, no Python object is
    built for a node. It also refuses what only compiles badly, so a refusal is asked again.
    """
    import symtable

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            symtable.symtable(text, "<source>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        result = parse(text)
        return result if isinstance(result, Unparsable) else None
    return None


def _first_line(error: BaseException) -> str:
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    return (message or type(error).__name__).splitlines()[0]


class Source:
    """A parsed file, as the matchers read it."""

    def __init__(
        self, path: str, lines: list[str], tree: ast.Module, data: bytes | None = None
    ) -> None:
        self.path = path
        self.lines = lines  # each with its newline, but perhaps the last
        self.tree = tree
        self._data = data  # the file in UTF-8 (see `as_utf8`), where it is known

    @cached_property
    def data(self) -> bytes:
        """The file in UTF-8, with its own line ends; the lines together where it is not known."""
        return self.text.encode("utf-8", "replace") if self._data is None else self._data

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree, those above before those below."""
        found: list[ast.AST] = [self.tree]
        for node in found:
            for field in node._fields:
                value = getattr(node, field, None)
                if isinstance(value, list):
                    found += [item for item in value if isinstance(item, ast.AST)]
                elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                    found.append(value)
        return found

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Each node -> the one it stands in."""
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def has_offsets(self) -> bool:
        """Are the bytes of the file those of its lines, so that offsets in it can be told?"""
        return line_starts(self.data, self.lines) is not None

    @cached_property
    def tokens(self) -> list[tokenize.TokenInfo]:
        """Every token; none where the tokenizer gives up."""
        return list_tokens(self.lines) or []

    def line(self, number: int) -> str:
        """The line with this 1-based number; empty where the file has none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    @cached_property
    def text(self) -> str:
        """The lines together."""
        return "".join(self.lines)

    @cached_property
    def starts(self) -> list[int]:
        """The byte offset of each line's start in `data`, and last, the length of `data`."""
        return line_starts(self.data, self.lines) or [0] * (len(self.lines) + 1)

    def newline(self, line: int) -> str:
        """The line end of `line` (1-based); of the one before where it is the last without one."""
        for number in (line, line - 1):
            if 0 < number <= len(self.lines) and self.line(number).endswith("\n"):
                end = self.data[self.starts[number] - 2 : self.starts[number]]
                return "\r\n" if end == b"\r\n" else end[-1:].decode()
        return "\n"

    def offset(self, line: int, column: int) -> int:
        """The byte offset of the 0-based UTF-8 `column` on `line` (1-based), as `ast` gives it."""
        return self.starts[line - 1] + column

    def column(self, line: int, offset: int) -> int:
        """The 1-based code-point column of a 0-based UTF-8 byte `offset` on `line` (1-based)."""
        text = self.line(line)
        if text.isascii():
            return offset + 1
        return len(text.encode("utf-8", "replace")[:offset].decode("utf-8", "ignore")) + 1

    def span(self, first: ast.AST, last: ast.AST | None = None) -> Span:
        """The place from the start of node `first` to the end of `last` (itself by default)."""
        start_line, start = first.lineno, first.col_offset  # type: ignore[attr-defined]
        end = last or first
        end_line, end_offset = end.end_lineno, end.end_col_offset  # type: ignore[attr-defined]
        return Span(
            start_line,
            self.column(start_line, start),
            end_line,
            self.column(end_line, end_offset),
        )

    def text_at(self, span: Span) -> str:
        """The source between the ends of `span`."""
        if span.line == span.end_line:
            return self.line(span.line)[span.column - 1 : span.end_column - 1]
        middle = self.lines[span.line : span.end_line - 1]
        first = self.line(span.line)[span.column - 1 :]
        return "".join([first, *middle, self.line(span.end_line)[: span.end_column - 1]])


def line_starts(data: bytes, lines: list[str]) -> list[int] | None:
    """The byte offset of each line's start in a file; None if its bytes are not those of `lines`.

    They are not where the file is not UTF-8: offsets in it would be of no use.
    """
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    raw = data[start:].splitlines(keepends=True)  # of bytes: \n, \r and \r\n only
    is_plain = data[start:] == "".join(lines).encode("utf-8", "replace")  # no \r: nearly always
    if not is_plain and [line.rstrip(b"\r\n") for line in raw] != [
        line.rstrip("\n").encode("utf-8", "replace") for line in lines
    ]:
        return None
    return [start, *itertools.accumulate(map(len, raw), initial=start)][1:]


def split_lines(text: str) -> list[str]:
    """The lines of decoded text, each with its newline: nothing else ends one, as for `ast`."""
    return list(io.StringIO(text, newline="\n"))


def list_tokens(lines: list[str]) -> list[tokenize.TokenInfo] | None:
    """The tokens of `lines`; None where the tokenizer gives up."""
    iterator = iter(lines)
    try:
        return list(tokenize.generate_tokens(lambda: next(iterator, "")))
    except (tokenize.TokenError, SyntaxError):
        return None
