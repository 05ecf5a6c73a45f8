"""The strings that are values in a TOML file: in, its text; out, Scalars, in order.

No parser of the standard library tells where a value stands. This one follows tables, keys and
brackets as far as it takes to know a key from a value; a broken file gives what can be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_ssot.config_scalars import (
    MAX_DEPTH,
    MAX_KEY,
    Key,
    Scalar,
    closing,
    without_escapes,
)

_TOKEN = re.compile(
    r"(?P<skip>[ \t]+|\#[^\n]*)|(?P<newline>\n)|(?P<bare>[\w.+:-]+)"
    r"|(?P<quote>\"\"\"|'''|[\"'])|(?P<mark>[\[\]{}=,])|(?P<junk>[^\s\#\w.+:\"'\[\]{}=,-]+|.)"
)
_CLOSINGS = {
    '"': re.compile(r'\\[^\n]|(?P<close>["\n])'),
    "'": re.compile(r"(?P<close>['\n])"),
    '"""': re.compile(r'\\.|(?P<close>"{3,5})', re.DOTALL),
    "'''": re.compile(r"(?P<close>'{3,5})"),
}


def scalars(text: str) -> Iterator[Scalar]:
    """The strings of `text` that are values, or items of arrays."""
    reader = _Reader()
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        assert token is not None  # the last alternative takes anything but a newline
        kind, position = token.lastgroup, token.end()
        if kind == "newline":
            reader.end_line()
        elif kind == "bare":
            reader.read_key(*filter(None, token.group().split(".", MAX_KEY)))
        elif kind == "mark":
            reader.take(token.group())
        elif kind == "quote":
            mark = token.group()
            end, is_closed = _end(text, position, mark)
            if is_closed and reader.in_value:
                spelled = text[position:end]
                if mark[0] == '"':
                    spelled = without_escapes(spelled)
                yield Scalar(spelled, position, reader.key)
            elif is_closed:
                reader.read_key(text[position:end])
            position = end + len(mark) if is_closed else end


def _end(text: str, start: int, mark: str) -> tuple[int, bool]:
    """Where the text of a string ends, and whether it is closed there."""
    close = closing(_CLOSINGS[mark], text, start)
    if close is None:
        return len(text), False
    if close.group() == "\n":
        return close.start(), False
    return close.end() - len(mark), True  # quotes may stand before the last three


class _Reader:
    """Knows where in the file we are."""

    def __init__(self) -> None:
        self.table: Key = ()
        self.parts: list[str] = []  # of the key or header being read
        self.key: Key = ()  # of the value being read
        self.in_value = False
        self.in_header = False
        self.brackets: list[tuple[str, Key]] = []  # those open, and the key around each

    def read_key(self, *parts: str) -> None:
        if len(self.parts) < MAX_KEY:
            self.parts += parts

    def end_line(self) -> None:
        if self.in_header:
            self.table = tuple(self.parts[:MAX_KEY])
        if not self.brackets:
            self.in_value = False
        self.in_header = False
        self.parts = []

    def take(self, mark: str) -> None:
        """Follow a bracket, a comma or `=`."""
        if mark == "=":
            self.begin_value()
        elif mark == ",":
            self.begin_item()
        elif self.in_value and mark in "[{" and len(self.brackets) < MAX_DEPTH:
            self.brackets.append((mark, self.key))
            self.begin_item()
        elif self.brackets and mark in "]}":
            _, self.key = self.brackets.pop()
            self.in_value = True
        elif mark == "[" and not self.brackets and not self.parts:
            self.in_header = True

    def begin_value(self) -> None:
        if self.in_value:  # no value holds this mark: a bracket before was never closed
            self.brackets = []
        around = self.brackets[-1][1] if self.brackets else self.table
        self.key = (*around, *self.parts)[:MAX_KEY]
        self.parts = []
        self.in_value, self.in_header = True, False

    def begin_item(self) -> None:
        """What follows is a key in an inline table, and a value in an array."""
        self.parts = []
        if self.brackets:
            mark, self.key = self.brackets[-1]
            self.in_value = mark == "["
