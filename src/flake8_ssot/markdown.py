"""Blocks in Markdown: in, the lines of a document; out, those that may hold Python.

CommonMark's fences, in lists and quotes, too; and what MkDocs (admonitions, tabs) and MyST
(directives) make of indents and fences. Code that is only indented is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flake8_ssot.blocks import (
    Block,
    Sort,
    sort_of_directive,
    sort_of_language,
    without_options,
)
from flake8_ssot.fragments import HostLine

_TAB = 4
_MAX_INDENT = 3  # what is indented by more than this inside its container is code
_BLANKS = re.compile(r"[ \t]*")
_SPECIAL = re.compile(r"[ \t]*(?:[`~<>*+-]|[0-9]{1,9}[.)]|!!!|\?\?\?|===|:[ \t]|\[\^)")
_QUOTE = re.compile(r"[ \t]*> ?")
_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]+|$)")
_INDENTING = re.compile(r"(?:!!!|\?\?\?\+?|===!?\+?)[ \t]+\S|:[ \t]|\[\^[^\]]+\]:")
_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})(.*)$")
_HTML = re.compile(r"<(?:!--|(?:pre|script|style|textarea)(?=[\s>]|$))", re.IGNORECASE)
_HTML_END = re.compile(r"</(?:pre|script|style|textarea)>", re.IGNORECASE)
_COMMENT_END = re.compile(r"-->")
_DIRECTIVE = re.compile(r"\{([\w:-]+)\}[ \t]*(.*)$")
_ATTRIBUTES = re.compile(r"\{([^}]*)")
_WORD = re.compile(r"[\w.+#-]*")


class _Fence(NamedTuple):
    """The first line of a fenced block."""

    marks: str  # the fence itself
    info: str
    quotes: int  # how many block quotes it is in
    column: int  # its own, counted from the innermost quote
    base: int  # of what is inside its list item; less of an indent ends it


def blocks(lines: Sequence[HostLine]) -> Iterator[Block]:
    """The blocks of a document in their order; other text is one, too."""
    containers = _Containers()
    directives: list[str] = []  # the fences of those the document goes on in
    text: list[HostLine] = []  # since the last block
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        found = containers.enter(line.text)
        if not isinstance(found, _Fence):
            text.append(line)
            if found is not None:
                position = _behind(lines, position, found)
            continue
        sort = _sort(found.info)
        if not found.info and directives and _closes(found.marks, directives[-1]):
            directives.pop()
        elif sort is None:
            directives.append(found.marks)
        else:
            yield Block(Sort.TEXT, text)
            text = []
            body, position = _body(lines, position, found)
            is_directive = found.info.startswith("{")
            yield Block(
                sort, without_options(body) if is_directive else body, may_go=not is_directive
            )
    yield Block(Sort.TEXT, text)


def _sort(info: str) -> Sort | None:
    """The sort of a block with this info string; None if the document goes on inside."""
    if not info:
        return Sort.TEXT
    directive = _DIRECTIVE.match(info)
    if directive is not None and sort_of_language(directive.group(1)) is Sort.OTHER:
        return sort_of_directive(directive.group(1), directive.group(2))
    attributes = _ATTRIBUTES.match(info)
    if attributes is None:
        word = _WORD.match(info)
        return sort_of_language(word.group() if word else "")
    words = re.split(r"[\s,]+", attributes.group(1))
    named = (word.lstrip(".") for word in words if word and "=" not in word and word[0] != "#")
    return sort_of_language(next(named, ""))


def _body(lines: Sequence[HostLine], position: int, fence: _Fence) -> tuple[list[HostLine], int]:
    """The lines inside a fence, and the position behind it."""
    body = []
    while position < len(lines):
        line = _inside(lines[position], fence)
        if line is None:
            break
        position += 1
        if len(line.indent) <= _MAX_INDENT and _closes(line.text.strip(), fence.marks):
            break
        body.append(line)
    return body, position


def _inside(line: HostLine, fence: _Fence) -> HostLine | None:
    """What the containers of a fence leave of a line; None where one of them has ended."""
    for _ in range(fence.quotes):
        quote = _QUOTE.match(line.text)
        if quote is None:
            return None
        line = line.cut(quote.end())
    column = length = 0
    for character in line.indent:
        column = _next_column(character, column)
        if column > fence.column:
            break
        length += 1
    if line.text.strip() and column < fence.base:
        return None
    return line.cut(length)


def _closes(text: str, marks: str) -> bool:
    """Is `text` a fence that closes one that was opened with `marks`?"""
    return len(text) >= len(marks) and not text.strip(marks[0])


def _behind(lines: Sequence[HostLine], position: int, end: re.Pattern[str]) -> int:
    """The position behind the first line that holds `end`."""
    while position < len(lines):
        position += 1
        if end.search(lines[position - 1].text):
            break
    return position


def _next_column(character: str, column: int) -> int:
    return column + _TAB - column % _TAB if character == "\t" else column + 1


class _Containers:
    """The list items, admonitions and quotes that are open at a line."""

    def __init__(self) -> None:
        self.quotes = 0
        self.columns: list[int] = []  # where the content of each item begins
        self.is_in_paragraph = False  # which goes on in lines that lack their indent

    def enter(self, text: str) -> _Fence | re.Pattern[str] | None:
        """The fence, or the end of the HTML, that the next line opens; None if it opens none."""
        was_in_paragraph, self.is_in_paragraph = self.is_in_paragraph, False
        if not text.strip():
            return None
        if _SPECIAL.match(text) is None:
            self.is_in_paragraph = not text.lstrip().startswith("#")
            if (self.columns or self.quotes) and not (was_in_paragraph and self.is_in_paragraph):
                self._leave(0, _indent(text, 0)[1])
            return None
        at, column = _indent(text, 0)
        quotes, outside, opened = 0, column, list[int]()
        while True:
            quote, item = _QUOTE.match(text, at), _ITEM.match(text, at)
            if quote is not None:
                at, column = _indent(text, quote.end())
                quotes, outside, opened = quotes + 1, column, []
            elif item is not None:
                marker = len(item.group().rstrip())
                following, content = _indent(text, at + marker, column + marker)
                is_code = content - column - marker > _MAX_INDENT + 1 or following == len(text)
                opened.append(column + marker + 1 if is_code else content)
                at, column = following, content
            else:
                break
        self._leave(quotes, outside)
        self.columns += opened
        self.is_in_paragraph = True
        if _INDENTING.match(text, at):
            self.columns.append(column + _TAB)
            return None
        base = self.columns[-1] if self.columns else 0
        if column - base > _MAX_INDENT:
            return None
        fence = _FENCE.match(text, at)
        if fence is not None:
            self.is_in_paragraph = False
            return _Fence(fence.group(1), fence.group(2).strip(), quotes, column, base)
        html = _HTML.match(text, at)
        if html is None:
            return None
        end = _COMMENT_END if html.group() == "<!--" else _HTML_END
        return None if end.search(text, html.end()) else end

    def _leave(self, quotes: int, column: int) -> None:
        """Close what a line in so many quotes, at this column, is not in."""
        if quotes != self.quotes:
            self.quotes, self.columns = quotes, []
        while self.columns and column < self.columns[-1]:
            self.columns.pop()


def _indent(text: str, at: int, column: int = 0) -> tuple[int, int]:
    """The offset and the column behind the blanks at `at`, which is in `column`."""
    blanks = _BLANKS.match(text, at)
    for character in blanks.group() if blanks else "":
        at, column = at + 1, _next_column(character, column)
    return at, column
