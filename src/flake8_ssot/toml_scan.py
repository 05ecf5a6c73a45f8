"""Scan the text of a TOML file before it is parsed: out, the line of each key, and what is refused.

What is refused: what the standard parser is slow on or overflows with, and what `tomli` accepts of
TOML 1.1 where `tomllib` does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from flake8_ssot.model import Problem
from flake8_ssot.toml_cache import Key

MAX_DEPTH = 32
MAX_KEY_PARTS = 32
MAX_BARE = 256  # characters of a number or bare key
MAX_TABLES = 60_000
MAX_TOKENS = 40_000  # outside of plain lines
_TOLD = -(1 << 30)  # dots: no file holds as many more
TOO_LONG = f"a number or key of more than {MAX_BARE} characters is refused"


_TOKEN = re.compile(
    r"(?P<space>[ \t\r]+)|(?P<comment>#[^\n]*)|(?P<newline>\n)"
    r"|(?P<bare>[A-Za-z0-9_+:.-]+)|(?P<other>.)"
)
# Nearly every line of a rule file: `key = "text"`, `key = 12`, `key = ["a", "b"]`, `[["a"]]` alike,
# `[[header]]`, a comment, nothing. Nothing in it can match the same blanks twice.
_SIMPLE = re.compile(
    r"""(?:[ \t\r]*
      (?:(?P<key>[A-Za-z0-9_-]{1,64})[ \t]*=[ \t]*
         (?:"(?!"")[^"\\\n]*"|'(?!'')[^'\n]*'|true|false|(?P<number>[+-]?[0-9][0-9_-]*)
           |\[(?P<inner>\[)?"(?!"")[^"\\\n]*"(?:,[ \t]*"(?!"")[^"\\\n]*")*\](?(inner)\]))
       |(?P<open>\[\[?)[ \t]*(?P<header>[A-Za-z0-9_-]{1,64}(?:\.[A-Za-z0-9_-]{1,64}){0,8})[ \t]*
         (?:(?<!\[)\]|\]\])
      )[ \t\r]*(?:\#[^\n]*)?(?:\n|\Z))
    |(?:[ \t\r]*(?:\#[^\n]*)?\n)+""",
    re.VERBOSE,
)
_SHORT_TIME = re.compile(r"(\d{4}-\d\d-\d\d[Tt])?\d\d:\d\d([Zz]|[+-]\d\d:\d\d)?")
AT_LINE = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")  # the parser's
_TOML_1_1_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[ex]")


class _Token(NamedTuple):
    kind: str  # bare, string, newline, or the character itself
    text: str
    line: int


def scan(text: str, shown: str) -> tuple[dict[Key, int], list[Problem]]:
    """Where each key stands, and what is refused before the parser sees it."""
    state = _Scan(shown)
    position, line = 0, 1
    while position < len(text) and not state.hopeless:
        simple = _SIMPLE.match(text, position)
        if simple is not None:
            state.take_simple(simple, line)
            position = simple.end()
            line += simple.group().count("\n")
        else:
            position, line = state.take_statement(text, position, line)
    return state.lines, state.problems


class _Scan:
    """Follows a TOML file statement by statement."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.lines: dict[Key, int] = {}
        self.problems: list[Problem] = []
        self.counts: dict[Key, int] = {}  # array of tables -> how many of its tables were opened
        self.table: Key = ()
        self.tokens = self.tables = 0
        self.hopeless = False  # reading on would take long, or tell nothing

    def refuse(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.shown, line, message))

    def take_simple(self, match: re.Match[str], line: int) -> None:
        """A line that holds one plain key and value, or one plain header, or blank lines."""
        key, header = match.group("key"), match.group("header")
        if key is not None:
            self.lines.setdefault((*self.table, key), line)
            if len(match.group("number") or "") > MAX_BARE:
                self.refuse(line, TOO_LONG)
        elif header is not None:
            self.enter(tuple(header.split(".")), match.group("open") == "[[", line)

    def enter(self, parts: tuple[str, ...], is_array: bool, line: int) -> None:
        self.tables += 1
        if self.tables > MAX_TABLES:
            self.refuse(line, f"more than {MAX_TABLES} tables; split the file into packs")
            self.hopeless = True
        self.table = _enter(parts[:MAX_KEY_PARTS], is_array, self.counts)
        for length in range(1, len(self.table) + 1):
            self.lines.setdefault(self.table[:length], line)

    def take_statement(self, text: str, position: int, line: int) -> tuple[int, int]:
        """Read to the end of one statement, over several lines if its value goes on."""
        statement = _Statement(self)
        for token, end in _tokens(text, position, line):
            position = end
            line = token.line + token.text.count("\n")
            self.tokens += 1
            if self.tokens > MAX_TOKENS:
                self.refuse(token.line, "holds too much that is neither a rule nor a comment")
                self.hopeless = True
            if self.hopeless or statement.take(token):
                break
        else:
            statement.end(line)
            position = len(text)  # perhaps blanks followed the last token
        return position, line


class _Statement:
    """One key with its value, or one header."""

    def __init__(self, scan: _Scan) -> None:
        self.scan = scan
        self.key: list[_Token] = []  # or header, up to `=` or the line's end
        self.in_value = False
        self.brackets: list[str] = []  # those open in the value
        self.previous = ""  # the kind of the value's last token
        self.dots = 0  # in the key or number being read

    def take(self, token: _Token) -> bool:
        """Read one token; True if it ends the statement."""
        refuse, line = self.scan.refuse, token.line
        if token.kind == "bare":
            self.dots += token.text.count(".")
            if max(map(len, token.text.split("."))) > MAX_BARE:
                refuse(line, TOO_LONG)
        elif token.kind != "string":
            self.dots = 0
        if self.dots > MAX_KEY_PARTS:
            refuse(line, f"a dotted key of more than {MAX_KEY_PARTS} parts is refused")
            self.dots = _TOLD  # once is enough
        if token.text[0] == '"' and _TOML_1_1_ESCAPE.search(token.text):
            refuse(line, r"TOML 1.0 has no escapes \e and \x; use \u001b")
        if self.in_value:
            return self.take_value(token)
        if token.kind == "=" and self.key and self.key[0].kind != "[":
            parts = _key_parts(self.key)[:MAX_KEY_PARTS]
            for length in range(1, len(parts) + 1):
                self.scan.lines.setdefault((*self.scan.table, *parts[:length]), line)
            self.in_value = True
        elif token.kind == "newline":
            self.end(line)
            return True
        else:
            self.key.append(token)
        return False

    def end(self, line: int) -> None:
        """The line, or the file, ends before any `=`: a header, or nothing we know."""
        if not self.in_value and self.key and self.key[0].kind == "[":
            is_array = len(self.key) > 1 and self.key[1].kind == "["
            self.scan.enter(_key_parts(self.key), is_array, line)

    def take_value(self, token: _Token) -> bool:
        refuse, line = self.scan.refuse, token.line
        if token.kind in ("[", "{"):
            self.brackets.append(token.kind)
            if len(self.brackets) > MAX_DEPTH:
                refuse(line, f"nested deeper than {MAX_DEPTH} levels")
                self.scan.hopeless = True
        elif token.kind in ("]", "}"):
            if token.kind == "}" and self.previous == ",":
                refuse(line, "TOML 1.0 allows no comma before the end of an inline table")
            if self.brackets:
                self.brackets.pop()
        elif token.kind == "newline":
            if self.brackets and self.brackets[-1] == "{":
                refuse(line, "TOML 1.0 allows no line break inside an inline table")
            return not self.brackets
        elif token.kind == "bare" and _SHORT_TIME.fullmatch(token.text):
            refuse(line, "TOML 1.0 times need seconds")
        self.previous = token.kind
        return False


def _tokens(text: str, position: int, line: int) -> Iterator[tuple[_Token, int]]:
    """The tokens from `position` on, each with the offset behind it."""
    while position < len(text):
        if text[position] in "\"'":
            end = _string_end(text, position)
            token = _Token("string", text[position:end], line)
        else:
            match = _TOKEN.match(text, position)
            assert match is not None  # the last alternative takes any character
            end = match.end()
            kind = match.lastgroup or ""
            if kind == "other":
                kind = match.group()
            token = _Token(kind, match.group(), line)
        position = end
        line += token.text.count("\n")
        if token.kind not in ("space", "comment"):
            yield token, end


def _string_end(text: str, start: int) -> int:
    """The offset behind the string that opens at `start`; the line's end if it is not closed."""
    quote = text[start]
    if text.startswith(quote * 3, start):
        end = _closing(text, quote * 3, start + 3, len(text))
        closing_limit = end + 2  # one or two quotes may stand before the closing ones
        while end < closing_limit and text.startswith(quote, end):
            end += 1
        return end
    line_end = text.find("\n", start)
    return _closing(text, quote, start + 1, line_end if line_end >= 0 else len(text))


def _closing(text: str, mark: str, start: int, limit: int) -> int:
    """The offset behind the next `mark` that no backslash escapes, or `limit`."""
    if mark[0] == "'":
        end = text.find(mark, start, limit)
        return limit if end < 0 else end + len(mark)
    for match in re.compile(r"\\.|" + mark, re.DOTALL).finditer(text, start, limit):
        if match.group() == mark:
            return match.end()
    return limit


def _key_parts(tokens: list[_Token]) -> tuple[str, ...]:
    parts: list[str] = []
    for token in tokens:
        if token.kind == "bare":
            parts += [part for part in token.text.split(".") if part]
        elif token.kind == "string":
            parts.append(_unquoted(token.text))
    return tuple(parts)


def _unquoted(text: str) -> str:
    if "\\" in text and text[0] == '"':
        import json

        try:
            return str(json.loads(text))  # nearly the same escapes
        except ValueError:
            pass
    return text[1:-1]


def _enter(parts: tuple[str, ...], is_array: bool, counts: dict[Key, int]) -> Key:
    """The key of the table a header opens: `[[moved.example]]` -> ("moved", 2, "example", 0)."""
    key: Key = ()
    for part in parts[:-1]:
        key = (*key, part)
        if key in counts:
            key = (*key, counts[key] - 1)
    key = (*key, *parts[-1:])
    if is_array:
        counts[key] = counts.get(key, 0) + 1
    return (*key, counts[key] - 1) if key in counts else key
