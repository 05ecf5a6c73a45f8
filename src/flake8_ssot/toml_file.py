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
    r"""(?P<space>[ \t\r]+)|(?P<comment>\#[^\n]*)|(?P<newline>\n)|(?P<bare>[A-Za-z0-9_+:.-]+)|(?P<other>.)""",
    re.VERBOSE,
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
                problems.append(Problem(shown, line, r"TOML 1.0 has no escapes \e and \x; use \u001b"))
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
    lines: dict[Key, int] = {}
    problems: list[Problem] = []
    counts: dict[Key, int] = {}  # array of tables -> how many of its tables were opened
    table: Key = ()
    stack: list[str] = []  # open brackets of the value being read
    statement: list[_Token] = []  # the tokens of a key or header, up to `=` or the line's end
    in_value = False
    previous = ""
    for token in _tokens(text, shown, problems):
        if token.kind == "bare" and len(token.text) > MAX_BARE:
            problems.append(
                Problem(shown, token.line, "a number or key of this length is refused")
            )
        if in_value:
            if token.kind in "[{" and len(token.kind) == 1:
                stack.append(token.kind)
                if len(stack) > MAX_DEPTH:
                    problems.append(
                        Problem(shown, token.line, f"nested deeper than {MAX_DEPTH} levels")
                    )
                    break
            elif token.kind in ("]", "}"):
                if token.kind == "}" and previous == ",":
                    message = "TOML 1.0 allows no comma before the end of an inline table"
                    problems.append(Problem(shown, token.line, message))
                if stack:
                    stack.pop()
            elif token.kind == "newline":
                if stack and stack[-1] == "{":
                    message = "TOML 1.0 allows no line break inside an inline table"
                    problems.append(Problem(shown, token.line, message))
                    stack.clear()
                if not stack:
                    in_value = False
            elif token.kind == "bare" and _SHORT_TIME.fullmatch(token.text):
                problems.append(Problem(shown, token.line, "TOML 1.0 times need seconds"))
            if token.kind != "newline":
                previous = token.kind
            continue
        if token.kind == "=" and statement and statement[0].kind != "[":
            parts = _key_parts(statement)
            if len(parts) > MAX_KEY_PARTS:
                problems.append(_long_key(shown, token.line))
            else:
                for length in range(1, len(parts) + 1):
                    lines.setdefault((*table, *parts[:length]), token.line)
            in_value, previous = True, ""
            stack.clear()
            statement = []
        elif token.kind == "newline":
            if statement and statement[0].kind == "[":
                parts = _key_parts(statement)
                if len(parts) > MAX_KEY_PARTS:
                    problems.append(_long_key(shown, token.line))
                else:
                    is_array = len(statement) > 1 and statement[1].kind == "["
                    table = _enter(parts, is_array, counts)
                    lines.setdefault(table, token.line)
            statement = []
        else:
            statement.append(token)
    return lines, problems


def _long_key(shown: str, line: int) -> Problem:
    return Problem(shown, line, f"a dotted key of more than {MAX_KEY_PARTS} parts is refused")


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
