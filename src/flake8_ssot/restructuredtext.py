"""Blocks in reStructuredText: in, the lines of a document; out, those that may hold Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flake8_ssot.blocks import Block, Sort, sort_of_directive, without_options
from flake8_ssot.fragments import HostLine

_TAB = 8
_ITEM = re.compile(r"[ \t]*(?:(?:[-*+\u2022]|\(?(?:[0-9]+|#|[a-zA-Z])[.)])[ \t]+)*")
_DIRECTIVE = re.compile(
    r"\.\.[ \t]+(?:\|[^|]*\|[ \t]+)?([a-zA-Z][\w:.+-]*?)[ \t]?::(?:[ \t]+(.*))?$"
)
_COMMENT = re.compile(r"\.\.(?:$|[ \t]+(?![_\[|]))")  # no target, footnote or substitution


class _Opened(NamedTuple):
    """What a line opens: a body of this sort, indented by more than `column`."""

    sort: Sort
    column: int


def blocks(lines: Sequence[HostLine]) -> Iterator[Block]:
    """The blocks of a document in their order; other text is one, too."""
    text: list[HostLine] = []  # since the last block
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        opened = _opened(line.text.rstrip(), lines[position : position + 1])
        if opened is None or opened.sort is Sort.TEXT:
            text.append(line)
        if opened is not None:
            start, position = position, _end(lines, position, opened.column)
            if opened.sort is Sort.TEXT:
                text += lines[start:position]
                continue
            yield Block(Sort.TEXT, text)
            text = []
            yield Block(opened.sort, without_options(lines[start:position]), may_go=False)
    yield Block(Sort.TEXT, text)


def _opened(text: str, following: Sequence[HostLine]) -> _Opened | None:
    """What a line opens that the document does not go on in; `following` is the line after it."""
    if ".." not in text and not text.endswith("::"):
        return None
    item = _ITEM.match(text)
    start = item.end() if item else 0
    column = len(text[:start].expandtabs(_TAB))
    directive = _DIRECTIVE.match(text, start)
    if directive is not None:
        sort = sort_of_directive(directive.group(1), directive.group(2) or "")
        return None if sort is None else _Opened(sort, column)
    if _COMMENT.match(text, start):
        is_empty = text.endswith("..") and not any(line.text.strip() for line in following)
        return None if is_empty else _Opened(Sort.OTHER, column)
    return _Opened(Sort.TEXT, column) if text.endswith("::") else None


def _end(lines: Sequence[HostLine], position: int, column: int) -> int:
    """The position behind the lines that are indented by more than `column`."""
    while position < len(lines):
        line = lines[position]
        if line.text.strip() and len(line.indent.expandtabs(_TAB)) <= column:
            break
        position += 1
    return position
