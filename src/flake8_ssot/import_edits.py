"""Edits of import statements: in, a statement and what its names become; out, Edits, or why none.

Only the how: what becomes of a name, and whether that is right, is decided elsewhere. Whatever
cannot be written without a guess or the loss of a comment is refused with a reason.
"""

from __future__ import annotations

import ast
import itertools
from bisect import bisect
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flake8_ssot.import_additions import (
    NOT_BEFORE,
    NOT_BESIDE,
    NOT_READ,
    Result,
    append_aliases,
    insert_after,
    insert_before,
    placed_before,
)
from flake8_ssot.import_layout import Alias, Layout, Piece, layout_of
from flake8_ssot.import_removal import aliases_removed, statement_removed
from flake8_ssot.import_statements import (
    Part,
    Statement,
    Target,
    module_of,
    statement_text,
    written,
)
from flake8_ssot.model import Edit
from flake8_ssot.source import Source

__all__ = [
    "Target", "append_aliases", "insert_after", "insert_before", "rewrite", "statement_text",
]  # fmt: skip

Becomes = Mapping[ast.alias, tuple[Target, ...]]
Group = list[tuple[int, Target]]  # aliases, by their index, and what becomes of them

LOST = "the comment `{}` would be lost"
COVERS = "`{}` covers several names"
TOGETHER = "`{}` and `{}` would be on one line"
INSIDE = "a comment stands inside of `{}`"
TWICE = "`{}` is bound twice"
NO_COMMENT = "a comment cannot move on a line with other statements"
NOT_EMPTY = "nothing else stands on the line of the statement"


class Plan(NamedTuple):
    """What is imported by the statement, and what by new ones before it."""

    home: Group
    moved: list[Group]
    keeps_form: bool  # `from` stays `from`, and `import` stays `import`
    leaving: set[int]  # the aliases that do not stay in the list


def rewrite(source: Source, statement: Statement, becomes: Becomes) -> Result:
    """Edits that make each alias what it becomes; those that are not in `becomes` stay.

    An alias that becomes nothing is dropped. What the statement cannot hold goes before it.
    """
    layout = layout_of(source, statement)
    if layout is None:
        return NOT_READ
    plan = _plan(statement, becomes)
    if plan.moved and module_of(statement) == "__future__":
        return NOT_BEFORE
    reason = _unclear(layout, plan) or _loss(layout, plan, becomes)
    if reason:
        return reason
    if not plan.home:
        removed = statement_removed(source, layout)
        return NOT_EMPTY if removed is None else (removed,)
    texts = []
    for parts in _parts(layout, plan):
        text = written(parts, layout)
        if text is None:
            return NO_COMMENT
        texts.append(text)
    if plan.keeps_form:
        edits = aliases_removed(source, layout, plan.leaving)
        edits += _renamed(source, statement, layout, plan.home)
    else:
        edits = [Edit(layout.start, layout.end, texts.pop())]
    comment, is_line = layout.comment, layout.first_line == layout.last_line
    if comment is not None and comment.is_pragma and is_line and layout.is_alone:
        texts = [f"{text}  {comment.text}" for text in texts]
    if texts:
        edits.append(placed_before(layout, texts))
    return _merged(edits)


def _plan(statement: Statement, becomes: Becomes) -> Plan:
    """Group the targets by the statement that can import them; home keeps the old one."""
    own = module_of(statement)
    groups: dict[tuple[str | None, str], Group] = {}
    for number, node in enumerate(statement.names):
        for target in becomes.get(node, (Target(own, node.name, node.asname),)):
            apart = "*" if target.name == "*" else ""
            if target.module is None and own is not None:
                apart = str(len(groups))  # a statement for each
            groups.setdefault((target.module, apart), []).append((number, target))
    everything = set(range(len(statement.names)))
    # Home is what stays, else what keeps the form of the statement, else what there is.
    for candidates in (
        [group for key, group in groups.items() if key[0] == own][:1],
        [group for key, group in groups.items() if own is not None and key[0] is not None],
        list(groups.values()),
    ):
        if candidates:
            home = max(candidates, key=len)
            moved = [group for group in groups.values() if group is not home]
            keeps_form = (home[0][1].module is None) == (own is None)
            staying = {number for number, _ in home} if keeps_form else set()
            return Plan(home, moved, keeps_form, everything - staying)
    return Plan([], [], True, everything)


def _unclear(layout: Layout, plan: Plan) -> str:
    """Why the groups cannot be statements of their own."""
    bound: dict[str, bool] = {}
    for group in (*plan.moved, plan.home):
        for _, target in group:
            is_home = group is plan.home and plan.keeps_form
            if target.name == "*" and (len(group) > 1 or (is_home and layout.opening is not None)):
                return NOT_BESIDE
        # Two statements in place of one may bind in another order.
        names = {target.bound: target.module is None and not target.asname for _, target in group}
        for name, is_top in names.items():
            if name in bound and name != "*" and not (is_top and bound[name]):
                return TWICE.format(name)
        bound |= names
    return ""


def _loss(layout: Layout, plan: Plan, becomes: Becomes) -> str:
    """Which comment would be lost or would no longer speak of what it is about."""
    comments = {piece for piece in layout.pieces if piece.is_comment}
    if layout.comment is not None and layout.is_alone and not plan.home:
        comments.add(layout.comment)
    if not comments:
        return ""
    starts = sorted(comment.start for comment in comments)
    moved = {number for group in (*plan.moved, plan.home) for number, _ in group}
    rows: dict[int, list[int]] = {}
    for number, alias in enumerate(layout.aliases):
        rows.setdefault(alias.words[-1].line, []).append(number)
    owned: set[Piece] = set()
    for number, alias in enumerate(layout.aliases):
        is_split = bisect(starts, alias.start) < bisect(starts, alias.end)
        if is_split and alias.node in becomes:
            return INSIDE.format(alias.node.name)
        if number not in moved and alias.comments:
            return LOST.format(alias.comments[0].text)
        owned.update(alias.comments)
        for comment in alias.comments:
            row = rows[comment.line] if comment is alias.behind else [number]
            is_wide = len(row) > 1 or comment in alias.above
            if comment.is_pragma and is_wide and not plan.leaving.isdisjoint(row):
                return COVERS.format(comment.text)
    if plan.home and plan.keeps_form:
        return ""  # the rest of the comments stay where they are
    for lost in sorted(comments - owned):
        return LOST.format(lost.text)
    behind = [alias.behind for alias in layout.aliases if alias.behind is not None]
    if behind and layout.comment is not None:
        return TOGETHER.format(behind[-1].text, layout.comment.text)
    return ""


def _parts(layout: Layout, plan: Plan) -> Iterable[list[Part]]:
    """Each new statement, with the comments of the aliases that leave; home last, if it is new."""
    told = set(range(len(layout.aliases))) - plan.leaving
    for group in plan.moved if plan.keeps_form else (*plan.moved, plan.home):
        parts = []
        for number, target in group:
            alias = layout.aliases[number]
            above = () if number in told else tuple(comment.text for comment in alias.above)
            behind = None if number in told or alias.behind is None else alias.behind.text
            parts.append(Part(target, above, behind))
            told.add(number)
        yield parts


def _renamed(source: Source, statement: Statement, layout: Layout, home: Group) -> list[Edit]:
    """Edits of the module's and the names' text, where they differ."""
    edits = []
    module = home[0][1].module
    if layout.module is not None and module is not None and module != module_of(statement):
        start, end = layout.module
        before = "" if module.startswith(".") else _space(source, start - 1)  # from.a import b
        after = "" if module.endswith(".") else _space(source, end)  # from .import b
        edits.append(Edit(start, end, f"{before}{module}{after}"))
    for number, targets in itertools.groupby(home, lambda item: item[0]):
        found = [target for _, target in targets]
        edits += _renamed_alias(source, layout.aliases[number], found)
    return edits


def _space(source: Source, offset: int) -> str:
    return " " if source.data[offset : offset + 1].isalnum() else ""


def _renamed_alias(source: Source, alias: Alias, targets: list[Target]) -> Iterable[Edit]:
    node, target = alias.node, targets[0]
    if len(targets) > 1 or (target.name != node.name and target.asname != node.asname):
        text = ", ".join(item.text for item in targets)
        yield Edit(alias.start, alias.end, _space(source, alias.start - 1) + text)  # import*
    elif target.name != node.name:
        yield Edit(alias.start, alias.name_end, _space(source, alias.start - 1) + target.name)
    elif target.asname != node.asname:
        yield Edit(alias.name_end, alias.end, f" as {target.asname}" if target.asname else "")


def _merged(edits: list[Edit]) -> tuple[Edit, ...]:
    """Sorted, and one where they touch: only deletions overlap."""
    merged: list[Edit] = []
    for edit in sorted(edits):
        if merged and merged[-1].end >= edit.start:
            last = merged.pop()
            edit = Edit(last.start, max(last.end, edit.end), last.content + edit.content)
        merged.append(edit)
    return tuple(merged)
