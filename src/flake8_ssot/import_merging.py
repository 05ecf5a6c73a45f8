"""Join an import that moved with one of the same module: in, a statement; out, Edits, or None."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from flake8_ssot.import_edits import append_aliases, rewrite
from flake8_ssot.import_statements import Statement, Target, module_of
from flake8_ssot.model import Edit
from flake8_ssot.source import Source


class Blocks:
    """The blocks of a file, and which of its imports are about to change themselves."""

    def __init__(self, source: Source, changing: set[Statement]) -> None:
        self.changing = changing
        self._places: dict[ast.stmt, tuple[list[ast.stmt], int]] = {}
        if not changing:
            return
        for node in source.nodes:
            for field in ("body", "orelse", "finalbody"):
                block = getattr(node, field, None)
                if isinstance(block, list):
                    for number, item in enumerate(block):
                        if isinstance(item, ast.Import | ast.ImportFrom):
                            self._places[item] = (block, number)

    def neighbours(self, statement: Statement) -> list[Statement]:
        """The imports beside it in its block, with nothing else between: those before it first."""
        block, number = self._places[statement]
        return [*_run(reversed(block[:number])), *_run(block[number + 1 :])]


def _run(statements: Iterable[ast.stmt]) -> list[Statement]:
    """The imports up to the first statement that is none."""
    found: list[Statement] = []
    for item in statements:
        if not isinstance(item, ast.Import | ast.ImportFrom):
            break
        found.append(item)
    return found


def merged(
    source: Source,
    statement: Statement,
    becomes: Mapping[ast.alias, tuple[Target, ...]],
    blocks: Blocks,
) -> tuple[Edit, ...] | None:
    """Edits that let an import before it take all its names; None where that cannot be.

    Only imports may stand between, so that nothing is bound later than it was used.
    """
    wanted = [target for alias in statement.names for target in becomes.get(alias, ())]
    modules = {target.module for target in wanted}
    if len(wanted) != len(statement.names) or len(modules) != 1 or None in modules:
        return None
    above = source.line(statement.lineno - 1).lstrip()
    if above.startswith("#"):  # it may speak of this very import
        return None
    locals_ = {target.bound for target in wanted}
    for other in blocks.neighbours(statement):
        bound = {item.asname or item.name.partition(".")[0] for item in other.names}
        if isinstance(other, ast.ImportFrom):
            bound = {item.asname or item.name for item in other.names}
        if module_of(other) not in modules or other in blocks.changing:
            if "*" in bound or locals_ & bound:
                return None
            continue
        known = {(item.name, item.asname or item.name) for item in other.names}
        more = tuple(item for item in wanted if (item.name, item.bound) not in known)
        if "*" in bound or {item.bound for item in more} & bound:
            return None
        removed = rewrite(source, statement, dict.fromkeys(statement.names, ()))
        added = append_aliases(source, other, more) if more else ()
        if isinstance(removed, str) or isinstance(added, str):
            return None
        return (*added, *removed)
    return None
