"""Names taken out of an import: in, a Layout and the aliases that go; out, deletions.

The lines of the list are treated one by one, so that what stays looks as a person would have left
it: a line that is emptied goes, one that is not keeps its indentation and its end.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable

from flake8_ssot.import_layout import Layout, Piece
from flake8_ssot.model import Edit
from flake8_ssot.source import Source

_SPACES = b" \t\f\\\r\n"  # line ends only behind backslashes, on a line that is shared
_SPACE = rb"(?:[ \t\f]|\\(?:\r\n?|\n))*"
_SEMICOLON_BEHIND = re.compile(_SPACE + rb";" + _SPACE)
_NOTHING = re.compile(rb"[#\r\n]|\Z")


def aliases_removed(source: Source, layout: Layout, gone: Collection[int]) -> list[Edit]:
    """Take out the aliases with these indexes, their commas and comments; one at least stays."""
    dead = {comma.start for comma in _commas(layout, gone)}
    for number in gone:
        alias = layout.aliases[number]
        dead.update(piece.start for piece in (*alias.words, *alias.comments))
    pieces = layout.pieces
    following: Piece | None = None
    afters = []  # for each piece, the first that stays from there on
    for piece in reversed(pieces):
        following = following if piece.start in dead else piece
        afters.append(following)
    afters.reverse()
    ranges = []
    before = pieces[0]  # the last piece that stays
    index = 0
    while index < len(pieces):
        if pieces[index].start not in dead:
            before = pieces[index]
            index += 1
            continue
        end = index
        while end < len(pieces) and _continues(pieces[end], pieces[index], dead):
            end += 1
        ranges.append(_range(source, pieces[index], pieces[end - 1], before, afters[index]))
        index = end
    return [Edit(start, end, "") for start, end in ranges]


def _continues(piece: Piece, first: Piece, dead: Collection[int]) -> bool:
    return piece.start in dead and piece.line == first.line


def _commas(layout: Layout, gone: Collection[int]) -> Iterable[Piece]:
    """The commas that go: as many as aliases, where there are enough."""
    aliases = layout.aliases
    for is_gone, run in itertools.groupby(range(len(aliases)), lambda number: number in gone):
        if not is_gone:
            continue
        numbers = list(run)
        last = aliases[numbers[-1]]
        commas = [aliases[number].comma for number in numbers]
        before = aliases[numbers[0] - 1].comma if numbers[0] else None
        # A comma goes with the name before it; with the one behind it where commas start lines.
        leads = last.comma is None or last.comma.line > last.words[-1].line
        if before is not None and leads:
            commas = [before, *commas[:-1]]
        yield from (comma for comma in commas if comma is not None)


def _range(
    source: Source, first: Piece, last: Piece, before: Piece, after: Piece | None
) -> tuple[int, int]:
    """What goes with the pieces from `first` to `last`, all of one line.

    `before` and `after` are the nearest that stay, perhaps on other lines.
    """
    if after is None:  # the statement ends here, without a parenthesis
        return before.end, last.end
    has_before, has_after = before.line == first.line, after.line == last.line
    if not has_before and not has_after:
        return source.starts[first.line - 1], source.starts[first.line]
    if not has_after:
        if before.text in ("(", "import") and not after.is_comment:
            return first.start, after.start  # the list hugs the parenthesis
        return before.end, last.end
    if after.is_comment or after.text == ")":
        if has_before:
            return before.end, last.end
        if after.text == ")" and not before.is_comment:
            return before.end, after.start
    return first.start, after.start


def statement_removed(source: Source, layout: Layout) -> Edit | None:
    """Take out the whole statement; None where nothing else stands on its line."""
    if layout.is_alone:
        return Edit(source.starts[layout.first_line - 1], source.starts[layout.last_line], "")
    behind = _SEMICOLON_BEHIND.match(source.data, layout.end)
    if behind is not None and not _NOTHING.match(source.data, behind.end()):
        return Edit(layout.start, behind.end(), "")
    head = source.data[: layout.start].rstrip(_SPACES)
    if head.endswith(b";"):
        return Edit(len(head[:-1].rstrip(_SPACES)), layout.end, "")
    return None
