"""The tokens of one import statement: in, a Source and a node; out, a Layout, or None.

Offsets are those of edits: bytes of `Source.data`. Only the statement itself is tokenized. None
where the tokenizer gives up, or sees something else than the tree says.
"""

from __future__ import annotations

import ast
import itertools
import re
import tokenize
from typing import NamedTuple

from flake8_ssot.source import Source

_PRAGMA = re.compile(
    r"\b(?:noqa|nosec|(?:type|pragma|pylint|mypy|pyright|isort|fmt|ruff|flake8):)", re.IGNORECASE
)


class Piece(NamedTuple):
    """A token or a comment; line ends and backslashes are none."""

    start: int
    end: int
    line: int  # 1-based
    text: str

    @property
    def is_comment(self) -> bool:
        return self.text.startswith("#")

    @property
    def is_pragma(self) -> bool:
        """Is it a comment that speaks to a tool?"""
        return self.is_comment and _PRAGMA.search(self.text) is not None


class Alias(NamedTuple):
    """One imported name, from its first word to its last, and the comments that belong to it."""

    node: ast.alias
    words: tuple[Piece, ...]
    comma: Piece | None  # the one behind it
    above: tuple[Piece, ...]  # comments on lines of their own, directly above its line
    behind: Piece | None  # the comment behind it, where nothing else is between it and the line end
    indent: str | None  # what is before it, where it is the first on its line

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end

    @property
    def name_end(self) -> int:
        """Where the imported name ends; what follows is ` as name` or nothing."""
        texts = [word.text for word in self.words]
        return self.words[texts.index("as") - 1 if "as" in texts else -1].end

    @property
    def comments(self) -> tuple[Piece, ...]:
        return self.above if self.behind is None else (*self.above, self.behind)


class Layout(NamedTuple):
    """One import statement as it is written."""

    pieces: tuple[Piece, ...]  # without the trailing comment
    module: tuple[int, int] | None  # from the first dot or word behind `from` to the last
    aliases: tuple[Alias, ...]
    opening: Piece | None  # the parentheses
    closing: Piece | None
    comment: Piece | None  # the trailing one, behind the whole statement
    is_alone: bool  # nothing else but comments on its lines; no `;`, no `if x:` before it
    indent: str  # of its first line, without form feeds
    newline: str

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end

    @property
    def first_line(self) -> int:
        return self.pieces[0].line

    @property
    def last_line(self) -> int:
        return self.pieces[-1].line


def layout_of(source: Source, statement: ast.Import | ast.ImportFrom) -> Layout | None:
    """How `statement` is written; None where that cannot be told for certain."""
    read = _read(source, statement) if source.has_offsets else None
    shared = _shares_first_line(source, statement)
    if read is None or shared is None:
        return None
    pieces, has_semicolon = read
    texts = [piece.text for piece in pieces]
    if "import" not in texts:
        return None
    comment = pieces.pop() if pieces[-1].is_comment else None
    keyword = texts.index("import")
    is_open = texts[keyword + 1 : keyword + 2] == ["("]
    first, last = (keyword + 2, -1) if is_open else (keyword + 1, None)
    aliases = _aliases(source, statement, pieces, pieces[first:last])
    if aliases is None or pieces[-1].end != _end(source, statement):
        return None
    return Layout(
        tuple(pieces),
        (pieces[1].start, pieces[keyword - 1].end) if keyword else None,
        aliases,
        pieces[keyword + 1] if is_open else None,
        pieces[-1] if is_open else None,
        comment,
        not shared and not has_semicolon,
        _indent(source.line(statement.lineno)).rpartition("\f")[2],
        source.newline(statement.lineno),
    )


def _read(
    source: Source, statement: ast.Import | ast.ImportFrom
) -> tuple[list[Piece], bool] | None:
    """The pieces up to the statement's end, and whether it ends at a `;`."""
    first = statement.lineno
    column = source.column(first, statement.col_offset) - 1
    rest = map(source.line, range(first + 1, len(source.lines) + 1))
    feed = itertools.chain([source.line(first)[column:]], rest)
    pieces: list[Piece] = []
    depth = 0
    try:
        for token in tokenize.generate_tokens(lambda: next(feed, "")):
            if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
                return pieces, False
            if token.string == ";" and depth == 0:
                return pieces, True
            if token.type == tokenize.NL:
                continue
            depth += (token.string == "(") - (token.string == ")")
            (row, begin), (_, end) = token.start, token.end
            line = source.line(first + row - 1)
            shift = column if row == 1 else 0
            if line[begin + shift : end + shift] != token.string:
                return None
            offset = source.offset(first + row - 1, _width(line[: begin + shift]))
            end = offset + _width(token.string)
            pieces.append(Piece(offset, end, first + row - 1, token.string))
    except (tokenize.TokenError, SyntaxError):
        pass
    return None


def _width(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t\f"))]


def _end(source: Source, node: ast.stmt | ast.alias) -> int:
    return source.offset(node.end_lineno or 0, node.end_col_offset or 0)


def _shares_first_line(source: Source, statement: ast.stmt) -> bool | None:
    """Is there code before the statement on its line? None where that cannot be told."""
    column = source.column(statement.lineno, statement.col_offset) - 1
    if source.line(statement.lineno)[:column].strip():
        return True
    above = source.line(statement.lineno - 1)
    if not above.endswith("\\\n") or above.lstrip().startswith("#"):
        return False
    return None if "#" in above else True  # a comment may end with a backslash, too


def _aliases(
    source: Source,
    statement: ast.Import | ast.ImportFrom,
    pieces: list[Piece],
    listed: list[Piece],
) -> tuple[Alias, ...] | None:
    """The aliases of the statement, whose list are the pieces `listed`."""
    rows: dict[int, list[Piece]] = {}
    for piece in pieces:
        rows.setdefault(piece.line, []).append(piece)
    parts = _split(listed)
    if len(parts) != len(statement.names):
        return None
    aliases = []
    for (words, comma), node in zip(parts, statement.names, strict=True):
        if not words or words[0].start != source.offset(node.lineno, node.col_offset):
            return None
        if words[-1].end != _end(source, node):
            return None
        row = rows[words[0].line]
        before = row[: row.index(words[0])]
        above: list[Piece] = []
        if [piece.text for piece in before] in ([], [","]):
            row = rows.get(words[0].line - 1, [])
            while len(row) == 1 and row[0].is_comment:
                above.insert(0, row[0])
                row = rows.get(row[0].line - 1, [])
        indent = None if before else _indent(source.line(words[0].line))
        behind = _behind(rows[words[-1].line], words[-1])
        aliases.append(Alias(node, tuple(words), comma, tuple(above), behind, indent))
    return tuple(aliases)


def _split(listed: list[Piece]) -> list[tuple[list[Piece], Piece | None]]:
    """The words between the commas, each with the comma behind them."""
    parts: list[tuple[list[Piece], Piece | None]] = []
    words: list[Piece] = []
    for piece in listed:
        if piece.text == ",":
            parts.append((words, piece))
            words = []
        elif not piece.is_comment:
            words.append(piece)
    return [*parts, (words, None)] if words else parts


def _behind(row: list[Piece], word: Piece) -> Piece | None:
    """The comment behind `word`, with at most a comma between."""
    rest = row[row.index(word) + 1 :]
    if rest and rest[0].text == ",":
        rest = rest[1:]
    return rest[0] if len(rest) == 1 and rest[0].is_comment else None
