"""New import statements: in, what they import and the comments that come along; out, text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flake8_ssot.import_layout import Layout

Statement = ast.Import | ast.ImportFrom


class Target(NamedTuple):
    """An import that an alias becomes."""

    module: str | None  # the text behind `from` ("acme.core", "..core", "."); None: `import name`
    name: str  # the imported name; dotted for `import a.b`; "*" for a star
    asname: str | None

    @property
    def text(self) -> str:
        """The imported name, as it stands in a list."""
        return self.name if self.asname is None else f"{self.name} as {self.asname}"

    @property
    def bound(self) -> str:
        """The name that the import binds."""
        top = self.name if self.module is not None else self.name.partition(".")[0]
        return self.asname or top


class Part(NamedTuple):
    """A target, and the comments that come along."""

    target: Target
    above: tuple[str, ...] = ()
    behind: str | None = None


def module_of(statement: Statement) -> str | None:
    """The text behind `from`, without odd spaces; None for a plain import."""
    if isinstance(statement, ast.Import):
        return None
    return "." * statement.level + (statement.module or "")


def statement_text(group: Sequence[Target]) -> str:
    """One statement, on one line, that imports all of `group`: of one module, or plain."""
    names = ", ".join(target.text for target in group)
    module = group[0].module
    return f"import {names}" if module is None else f"from {module} import {names}"


def grouped(targets: Iterable[Target]) -> list[list[Target]]:
    """Which targets go into one statement: those of a module; stars and plain ones alone."""
    groups: dict[tuple[str | None, int], list[Target]] = {}
    for number, target in enumerate(targets):
        is_apart = target.module is None or target.name == "*"
        groups.setdefault((target.module, number if is_apart else -1), []).append(target)
    return list(groups.values())


def written(parts: Sequence[Part], layout: Layout) -> str | None:
    """The statement of `parts`, with their comments, to stand where `layout` stands.

    None where the comments cannot stand there.
    """
    line_end = layout.newline + layout.indent
    text = statement_text([part.target for part in parts])
    if not any(part.above or part.behind for part in parts):
        return text
    if len(parts) == 1 and layout.is_alone:
        return line_end.join([*parts[0].above, _commented(text, parts[0])])
    module = parts[0].target.module
    if module is None or parts[0].target.name == "*":
        return None  # no parentheses
    inside = next((item.indent for item in layout.aliases if item.indent), layout.indent + "    ")
    lines = [f"from {module} import ("]
    for part in parts:
        lines += [inside + comment for comment in part.above]
        lines.append(inside + _commented(f"{part.target.text},", part))
    return layout.newline.join([*lines, f"{layout.indent})"])


def _commented(text: str, part: Part) -> str:
    return text if part.behind is None else f"{text}  {part.behind}"
