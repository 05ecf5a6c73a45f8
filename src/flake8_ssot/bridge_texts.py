"""Docstrings and comments with their places: in, a source and a node; out, Texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from flake8_ssot.bridge_table import Definition, Step
from flake8_ssot.source import Source

MAX_COMMENT = 60  # lines of one comment
_NO_TEXT = re.compile(r"#!|#.*coding[:=]|#\s*(?:noqa|type:|pylint:|fmt:|isort:|pragma)")


class Text(NamedTuple):
    """A docstring or comment."""

    line: int  # 1-based, of its first line
    text: str
    says: str  # "the docstring says" or "a comment says"

    @property
    def indent(self) -> int:
        """How far its lines are indented, but the first."""
        rest = [line for line in self.text.expandtabs().split("\n")[1:] if line.strip()]
        return min((len(line) - len(line.lstrip()) for line in rest), default=0)


def docstring_of(node: ast.Module | Definition) -> Text | None:
    """The docstring as it is written, not cleaned."""
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        value = first.value.value
        if isinstance(value, str):
            return Text(first.lineno, value, "the docstring says")
    return None


def comments_above(source: Source, first: int, after: int) -> Text | None:
    """The comment that ends on the line before `first`; it begins below the line `after`."""
    lines: list[str] = []
    number = first - 1
    while number > after and len(lines) < MAX_COMMENT:
        stripped = source.line(number).strip()
        if not stripped.startswith("#"):
            break
        lines.append("" if _NO_TEXT.match(stripped) else stripped.lstrip("#").strip())
        number -= 1
    if not any(lines):
        return None
    return Text(number + 1, "\n".join(reversed(lines)), "a comment says")


def header_of(source: Source, node: ast.stmt) -> Text | None:
    """The comments before the first statement `node`, but for one that is the statement's own."""
    first = first_line(node)
    end = min(first, MAX_COMMENT)
    own = comments_above(source, first, 0)
    if own is not None and isinstance(node, Definition | ast.Assign | ast.AnnAssign):
        end = min(end, own.line)
    lines: list[str] = []
    for number in range(1, end):
        stripped = source.line(number).strip()
        lines.append("" if _NO_TEXT.match(stripped) else stripped.lstrip("#").strip())
    return Text(1, "\n".join(lines), "a comment says") if any(lines) else None


def comment_behind(source: Source, node: ast.stmt) -> Text | None:
    """The comment on the last line of a statement."""
    line = source.line(node.end_lineno or 0).encode("utf-8", "replace")
    rest = line[node.end_col_offset or 0 :].decode("utf-8", "replace").strip()
    if not rest.startswith("#") or _NO_TEXT.match(rest):
        return None
    return Text(node.end_lineno or 0, rest.lstrip("#").strip(), "a comment says")


def first_line(node: ast.stmt) -> int:
    """Where a statement begins, its decorators included."""
    decorators = node.decorator_list if isinstance(node, Definition) else []
    return min([node.lineno, *(item.lineno for item in decorators)])


class Commented(NamedTuple):
    """A statement with the comment directly above it, or above the ones it follows closely."""

    step: Step
    own: Text | None
    shared: Text | None


def with_comments(source: Source, steps: tuple[Step, ...]) -> Iterator[Commented]:
    """Each statement and its comments."""
    before = 0
    shared: Text | None = None
    for step in steps:
        start = first_line(step.node)
        own = comments_above(source, start, before)
        if own is not None or start != before + 1 or isinstance(step.node, Definition):
            shared = own
        yield Commented(step, own, shared)
        end = step.node.end_lineno or start
        is_block = hasattr(step.node, "body") and not isinstance(step.node, Definition)
        before = step.node.lineno if is_block else end
