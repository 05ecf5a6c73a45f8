"""The scalars that are values in a YAML file: in, its text; out, Scalars, in order.

Read line by line, as far as it takes to know a key from a value. So templates that become YAML only
later can be read, too, and what is broken in one place spoils little below it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import NamedTuple

from flake8_ssot.config_scalars import MAX_KEY, Key, Scalar
from flake8_ssot.yaml_flow import KEY_LINE, close_of, flow, quoted, tagged

_BLANKS = re.compile(r"[ \t]*")
_ENTRY = re.compile(r"[-?:](?=[ \t\n]|\Z)")
_DOCUMENT = re.compile(r"(?:---|\.\.\.)(?=[ \t\n]|\Z)")
_PROPERTY = re.compile(r"[&!][^ \t\n]*")
_KEY_END = re.compile(r":(?=[ \t\n]|\Z)|(?<=[ \t])#")
_COLON = re.compile(r":(?=[ \t\n]|\Z)")
_COMMENT = re.compile(r"(?<=[ \t])#")
_BLOCK = re.compile(r"[|>][+-]?([1-9])?[+-]?(?=[ \t]*(?:[ \t]#[^\n]*)?(?:\n|\Z))")
_TEMPLATE = ("{{", "{%", "{#")
_TEMPLATE_LINE = re.compile(r"\{[{%#][^\n]*[}%#]\}[ \t]*(?=\n|\Z)")


class _Level(NamedTuple):
    """A key, and the column that keys beside it have."""

    indent: int
    key: Key


def scalars(text: str) -> Iterator[Scalar]:
    """The scalars of `text` that are values or items."""
    reader = _Reader(text)
    while reader.position < len(text):
        yield from reader.line()


class _Reader:
    """Reads a line at a time, or as many as a value has."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0  # where the next line starts
        self.levels: list[_Level] = []

    @property
    def key(self) -> Key:
        return self.levels[-1].key if self.levels else ()

    def end_of_line(self, position: int) -> int:
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end

    def skip(self, position: int) -> int:
        blanks = _BLANKS.match(self.text, position)
        assert blanks is not None  # it may be empty
        return blanks.end()

    def leave(self, indent: int) -> None:
        """Forget the keys that what stands in this column does not lie below."""
        while self.levels and self.levels[-1].indent >= indent:
            self.levels.pop()

    def line(self) -> Iterator[Scalar]:
        text, start = self.text, self.position
        end = self.end_of_line(start)
        self.position = end + 1
        first = self.skip(start)
        if first == end or text[first] == "#" or text[start] == "%":
            return
        if _TEMPLATE_LINE.match(text, first):
            return
        if _DOCUMENT.match(text, start):
            self.levels = []
            yield from self.node(self.skip(start + 3), end, start, -1)
        else:
            yield from self.entry(first, end, start)

    def entry(self, first: int, end: int, start: int) -> Iterator[Scalar]:
        """Read what stands on a line that begins at `start`, from its first character on."""
        parent = first - start - 1
        while _ENTRY.match(self.text, first):
            parent = first - start
            mark = self.text[first]
            first = self.skip(first + 1)
            self.leave(parent if mark == "?" else parent + 1)
            if mark == "?":  # a key that is written out; its value follows on a line of its own
                self.levels.append(_Level(parent, (*self.key, self.text[first:end])[:MAX_KEY]))
                return
        if first < end:
            self.leave(first - start)
            yield from self.node(first, end, start, parent)

    def node(self, first: int, end: int, start: int, parent: int) -> Iterator[Scalar]:
        """Read `key: value`, or a value; lines indented deeper than `parent` may go on with it."""
        column = first - start
        first = yield from self.properties(first)
        after = self.key_end(first, end)
        if after is not None:
            key = self.text[first : after - 1].strip(" \t\"'")
            self.levels.append(_Level(column, (*self.key, key)[:MAX_KEY]))
            parent = column
            first = yield from self.properties(self.skip(after))
        if first < end and self.text[first] not in "#*":
            yield from self.value(first, end, parent)

    def properties(self, first: int) -> Generator[Scalar, None, int]:
        """Pass over `&anchor` and `!tag`; returns where what they are for begins."""
        while True:
            found = _PROPERTY.match(self.text, first)
            if found is None:
                return first
            yield from tagged(found.group(), first, self.key)
            first = self.skip(found.end())

    def key_end(self, first: int, end: int) -> int | None:
        """Where the colon of the key ends that begins at `first`; None: no key does."""
        text = self.text
        if first >= end or _BLOCK.match(text, first) or self.opens_flow(first):
            return None
        if text[first] in "\"'":
            close = close_of(text, first)
            after = self.skip(close + 1)
            is_key = 0 <= close < end and _COLON.match(text, after)
            return after + 1 if is_key else None
        found = _KEY_END.search(text, first, end)
        return found.end() if found is not None and found.group() == ":" else None

    def opens_flow(self, first: int) -> bool:
        return self.text[first] in "[{" and not self.text.startswith(_TEMPLATE, first)

    def value(self, first: int, end: int, parent: int) -> Iterator[Scalar]:
        text = self.text
        block = _BLOCK.match(text, first)
        if block is not None:
            yield from self.block(self.end_of_line(first) + 1, parent, int(block[1] or 0))
        elif self.opens_flow(first):
            close = yield from flow(text, first, self.key, parent)
            self.position = self.end_of_line(close) + 1
        elif text[first] in "\"'":
            close = close_of(text, first)
            if close >= 0:
                yield quoted(text, first, close, self.key)
                self.position = self.end_of_line(close) + 1
        else:
            last = self.plain_end(first, end, parent)
            yield Scalar(text[first:last], first, self.key, is_folded=True)

    def plain_end(self, first: int, end: int, parent: int) -> int:
        """Where the plain scalar that begins at `first` ends, perhaps some lines below."""
        comment = _COMMENT.search(self.text, first, end)
        last = comment.start() if comment is not None else end
        if self.text.startswith(_TEMPLATE, first):
            return last
        while comment is None and end < len(self.text):
            start = end + 1
            first, end = self.skip(start), self.end_of_line(start)
            if first < end:
                if first - start <= parent or self.begins_anew(first, start):
                    break
                comment = _COMMENT.search(self.text, first, end)
                last = comment.start() if comment is not None else end
                self.position = end + 1
        return last

    def begins_anew(self, first: int, start: int) -> bool:
        """Does a line hold what no plain scalar goes on with?"""
        text = self.text
        if text[first] == "#" or _DOCUMENT.match(text, start) or _TEMPLATE_LINE.match(text, first):
            return True
        return text[first] != "-" and KEY_LINE.match(text, first) is not None

    def block(self, start: int, parent: int, deeper: int) -> Iterator[Scalar]:
        """Read a block scalar from the line after its `|` on: what is indented deeper."""
        text = self.text
        indent = max(parent, 0) + deeper if deeper else None
        position = last = start
        while position < len(text):
            end = self.end_of_line(position)
            first = self.skip(position)
            depth = first - position
            if first < end:
                is_template = _TEMPLATE_LINE.match(text, first) is not None
                if indent is None and depth > parent and not _DOCUMENT.match(text, position):
                    indent = depth
                if indent is not None and depth >= indent:
                    last = end
                elif not is_template:
                    break
            position = end + 1
        self.position = position
        yield Scalar(text[start:last], start, self.key)
