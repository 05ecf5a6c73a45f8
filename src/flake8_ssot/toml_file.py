"""Read a TOML file that anybody may have written: in, a path; out, its data and line numbers.

The standard parser gives no line for a wrong value, is quadratic on long dotted keys and overflows
the stack on deep arrays, and `tomli` accepts TOML 1.1 where `tomllib` does not. So the text is
scanned once before it is parsed: for the line of each key, and for what we refuse.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from flake8_ssot.model import ConfigError, Problem

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_KEY_PARTS = 32
MAX_BARE = 256  # a longer number or bare key is refused

Key = tuple[str | int, ...]

_TOKEN = re.compile(
    r"(?P<space>[ \t\r]+)|(?P<comment>#[^\n]*)|(?P<newline>\n)"
    r"|(?P<bare>[A-Za-z0-9_+:.-]+)|(?P<other>.)"
)
_SHORT_TIME = re.compile(r"(\d{4}-\d\d-\d\d[Tt])?\d\d:\d\d([Zz]|[+-]\d\d:\d\d)?")
_TOML_1_1_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[ex]")
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


class TomlFile(NamedTuple):
    """A parsed file. `lines`: where each key stands, `("moved", 0, "old") -> 12`."""

    path: str
    data: dict[str, Any]
    lines: dict[Key, int]

    def line(self, key: Key) -> int:
        """The 1-based line of `key`, or of the nearest table that holds it."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)


def read(path: str, shown: str | None = None) -> TomlFile:
    """Read the TOML file at `path`; `shown` is its name in messages.

    Raises ConfigError with every problem that can be told before parsing, or the parser's own.
    """
    shown = shown or path
    text = _decode(_read_regular_file(path, shown), shown)
    lines, problems = _scan(text, shown)
    if problems:
        raise ConfigError(tuple(problems))
    return TomlFile(shown, _parse(text, shown), lines)


def _read_regular_file(path: str, shown: str) -> bytes:
    # O_NONBLOCK: opening a FIFO must not wait for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise _refuse(shown, 0, f"cannot be read: {reason}") from None
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _refuse(shown, 0, "is not a regular file")
        if status.st_size > MAX_BYTES:
            raise _refuse(shown, 0, f"is larger than {MAX_BYTES} bytes; split it into packs")
        return file.read(MAX_BYTES + 1)


def _decode(data: bytes, shown: str) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        raise _refuse(shown, 1, "starts with a byte order mark; save it as UTF-8 without one")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise _refuse(shown, line, "holds a NUL byte; save it as plain UTF-8 text")
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refuse(shown, line, "is not UTF-8; save it as UTF-8") from None


def _parse(text: str, shown: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = _AT_LINE.search(message)
        line = int(at.group(1)) if at and at.group(1) else text.count("\n") + 1
        raise _refuse(shown, line, f"not valid TOML: {_AT_LINE.sub('', message)}") from None
    except (ValueError, RecursionError) as error:  # what the scan did not foresee
        raise _refuse(shown, 0, f"not valid TOML: {error}") from None


def _refuse(shown: str, line: int, message: str) -> ConfigError:
    return ConfigError((Problem(shown, line, message),))


class _Token(NamedTuple):
    kind: str  # bare, string, newline, or the character itself
    text: str
    line: int


def _tokens(text: str, shown: str, problems: list[Problem]) -> Iterator[_Token]:
    position, line = 0, 1
    while position < len(text):
        if text[position] in "\"'":
            end = _string_end(text, position)
            string = text[position:end]
            if string[0] == '"' and _TOML_1_1_ESCAPE.search(string):
                problems.append(
                    Problem(shown, line, r"TOML 1.0 has no escapes \e and \x; use \u001b")
                )
            yield _Token("string", string, line)
            line += string.count("\n")
            position = end
            continue
        match = _TOKEN.match(text, position)
        assert match is not None  # the last alternative takes any character
        position = match.end()
        kind = match.lastgroup or ""
        if kind == "bare":
            yield _Token("bare", match.group(), line)
        elif kind == "newline":
            yield _Token("newline", "\n", line)
            line += 1
        elif kind == "other":
            yield _Token(match.group(), match.group(), line)


def _string_end(text: str, start: int) -> int:
    """The offset behind the string that opens at `start`; the line's end if it is not closed."""
    quote = text[start]
    if text.startswith(quote * 3, start):
        end = _closing(text, quote * 3, start + 3, len(text))
        while text.startswith(quote, end):  # """a"""" : a quote may stand before the closing ones
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


def _scan(text: str, shown: str) -> tuple[dict[Key, int], list[Problem]]:
    """Where each key stands, and what is refused before the parser sees it."""
    scan = _Scan(shown)
    for token in _tokens(text, shown, scan.problems):
        if len(scan.brackets) > MAX_DEPTH:
            scan.refuse(token, f"nested deeper than {MAX_DEPTH} levels")
            break
        scan.take(token)
    return scan.lines, scan.problems


class _Scan:
    """Follows the tokens of a TOML file: keys and headers, and the brackets of values."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.lines: dict[Key, int] = {}
        self.problems: list[Problem] = []
        self.counts: dict[Key, int] = {}  # array of tables -> how many of its tables were opened
        self.table: Key = ()
        self.statement: list[_Token] = []  # of a key or header, up to `=` or the line's end
        self.in_value = False
        self.brackets: list[str] = []  # those open in the value being read
        self.previous = ""  # the kind of the value's last token

    def refuse(self, token: _Token, message: str) -> None:
        self.problems.append(Problem(self.shown, token.line, message))

    def take(self, token: _Token) -> None:
        if token.kind == "bare" and len(token.text) > MAX_BARE:
            parts = token.text.split(".")
            if max(len(part) for part in parts) > MAX_BARE:
                self.refuse(token, f"a number or key of more than {MAX_BARE} characters is refused")
        if self.in_value:
            self.take_value(token)
        elif token.kind == "=" and self.statement and self.statement[0].kind != "[":
            self.end_key(token)
        elif token.kind == "newline":
            self.end_header(token)
        else:
            self.statement.append(token)

    def take_value(self, token: _Token) -> None:
        if token.kind in ("[", "{"):
            self.brackets.append(token.kind)
        elif token.kind in ("]", "}"):
            if token.kind == "}" and self.previous == ",":
                self.refuse(token, "TOML 1.0 allows no comma before the end of an inline table")
            if self.brackets:
                self.brackets.pop()
        elif token.kind == "newline":
            if self.brackets and self.brackets[-1] == "{":
                self.refuse(token, "TOML 1.0 allows no line break inside an inline table")
                self.brackets.clear()
            self.in_value = bool(self.brackets)
            return
        elif token.kind == "bare" and _SHORT_TIME.fullmatch(token.text):
            self.refuse(token, "TOML 1.0 times need seconds")
        self.previous = token.kind

    def end_key(self, token: _Token) -> None:
        parts = self.parts(token)
        for length in range(1, len(parts) + 1):
            self.lines.setdefault((*self.table, *parts[:length]), token.line)
        self.in_value, self.previous = True, ""
        self.brackets.clear()

    def end_header(self, token: _Token) -> None:
        if self.statement and self.statement[0].kind == "[":
            is_array = len(self.statement) > 1 and self.statement[1].kind == "["
            self.table = _enter(self.parts(token), is_array, self.counts)
            self.lines.setdefault(self.table, token.line)
        self.statement = []

    def parts(self, token: _Token) -> tuple[str, ...]:
        """The parts of the key or header just read."""
        parts = _key_parts(self.statement)
        self.statement = []
        if len(parts) > MAX_KEY_PARTS:
            self.refuse(token, f"a dotted key of more than {MAX_KEY_PARTS} parts is refused")
            return parts[:MAX_KEY_PARTS]
        return parts


def _key_parts(tokens: list[_Token]) -> tuple[str, ...]:
    parts: list[str] = []
    for token in tokens:
        if token.kind == "bare":
            parts += [part for part in token.text.split(".") if part]
        elif token.kind == "string":
            parts.append(token.text[1:-1])
    return tuple(parts)


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
