"""Imports that are added: in, a statement and what to import; out, Edits, or why there are none."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_ssot.import_layout import Alias, Layout, Piece, layout_of
from flake8_ssot.import_statements import Statement, Target, grouped, module_of, statement_text
from flake8_ssot.model import Edit
from flake8_ssot.source import Source

Result = tuple[Edit, ...] | str

NOT_READ = "the statement is not written as its tree says"
NOT_BESIDE = "`*` cannot stand beside other names"
NOT_BEFORE = "nothing may stand before `from __future__`"
NOT_ITS = "the statement does not import from `{}`"
NO_LIST = "a plain import has no list of names"
BACKSLASHES = "the statement is continued by backslashes"
COVERS = "`{}` would cover the new names, too"


def insert_before(source: Source, statement: Statement, targets: tuple[Target, ...]) -> Result:
    """New statements directly before `statement`; on its line where others are there, too."""
    layout = layout_of(source, statement)
    if layout is None:
        return NOT_READ
    if module_of(statement) == "__future__":
        return NOT_BEFORE
    texts = [statement_text(group) for group in grouped(targets)]
    return (placed_before(layout, texts),) if texts else ()


def placed_before(layout: Layout, texts: Sequence[str]) -> Edit:
    """The insertion of whole statements before the one of `layout`."""
    between = layout.newline + layout.indent if layout.is_alone else "; "
    return Edit(layout.start, layout.start, "".join(text + between for text in texts))


def insert_after(source: Source, statement: Statement, targets: tuple[Target, ...]) -> Result:
    """New statements directly behind `statement`; on its line where others are there, too."""
    layout = layout_of(source, statement)
    if layout is None:
        return NOT_READ
    texts = [statement_text(group) for group in grouped(targets)]
    if not texts:
        return ()
    if not layout.is_alone:
        return (Edit(layout.end, layout.end, "".join(f"; {text}" for text in texts)),)
    end = source.starts[layout.last_line]
    lines = [layout.indent + text for text in texts]
    if source.line(layout.last_line).endswith("\n"):
        return (Edit(end, end, "".join(line + layout.newline for line in lines)),)
    return (Edit(end, end, "".join(layout.newline + line for line in lines)),)


def append_aliases(source: Source, statement: Statement, targets: tuple[Target, ...]) -> Result:
    """Add names to the list of a `from` import of the same module, in the layout that it has."""
    layout = layout_of(source, statement)
    if layout is None:
        return NOT_READ
    reason = _no_place(layout, statement, targets)
    if reason or not targets:
        return reason or ()
    names = [target.text for target in targets]
    last = layout.aliases[-1]
    row = [piece for piece in layout.pieces if piece.line == last.words[-1].line]
    leads = row[0].text == "," and row[1:2] == [last.words[0]]
    is_column = layout.first_line < layout.last_line and (leads or last.indent is not None)
    if not is_column and last.behind is None:
        if last.comma is None:
            return (Edit(last.end, last.end, "".join(f", {name}" for name in names)),)
        return (Edit(last.comma.end, last.comma.end, "".join(f" {name}," for name in names)),)
    between = layout.newline + _indent(source, layout, last)
    if leads:
        end = last.end if last.behind is None else last.behind.end
        return (Edit(end, end, "".join(f"{between}, {name}" for name in names)),)
    end = last.end if last.comma is None else last.comma.end
    comment = _comment_at(layout, end)
    if last.comma is not None:
        text = "".join(f"{between}{name}," for name in names)
        end = end if comment is None else comment.end
        return (Edit(end, end, text),)
    text = between + f",{between}".join(names)
    if comment is None:
        return (Edit(end, end, f",{text}"),)
    return Edit(end, end, ","), Edit(comment.end, comment.end, text)


def _no_place(layout: Layout, statement: Statement, targets: tuple[Target, ...]) -> str:
    """Why the list cannot take the targets."""
    module = module_of(statement)
    for target in targets:
        if module is None or target.module is None:
            return NO_LIST
        if target.module != module:
            return NOT_ITS.format(target.module)
        if "*" in (target.name, statement.names[0].name):
            return NOT_BESIDE
    if layout.opening is None and layout.first_line < layout.last_line:
        return BACKSLASHES
    first = () if layout.opening is None else (_comment_at(layout, layout.opening.end),)
    behind = layout.aliases[-1].behind
    for comment in (layout.comment, *first, behind if layout.aliases[-1].indent is None else None):
        if comment is not None and comment.is_pragma:
            return COVERS.format(comment.text)
    return ""


def _comment_at(layout: Layout, offset: int) -> Piece | None:
    """The comment behind the piece that ends at `offset`, inside of the parentheses."""
    index = [piece.end for piece in layout.pieces].index(offset)
    piece, following = layout.pieces[index : index + 2]
    return following if following.is_comment and following.line == piece.line else None


def _indent(source: Source, layout: Layout, alias: Alias) -> str:
    """The indentation of a new line of the list."""
    line = alias.words[0].line
    if line == layout.first_line:
        return layout.indent + "    "
    text = source.line(line)
    return text[: len(text) - len(text.lstrip(" \t\f"))]
