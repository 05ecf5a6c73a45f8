"""`try: import new / except ImportError: import old`: in, a file; out, which imports are pairs."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from flake8_ssot.import_statements import Statement, Target, module_of
from flake8_ssot.model import Edit
from flake8_ssot.source import Source

FAILURES = frozenset({"ImportError", "ModuleNotFoundError"})


class Pair(NamedTuple):
    """A `try` of nothing but one import, and one handler with nothing but another."""

    node: ast.Try
    first: Statement
    second: Statement


class Fallbacks:
    """The imports that stand in for each other when one fails."""

    def __init__(self, source: Source) -> None:
        self.others: dict[ast.stmt, list[Statement]] = defaultdict(list)
        self.pairs: list[Pair] = []
        self._plain: set[ast.stmt] = set()  # in branches that hold nothing but imports
        for node in source.nodes:
            if isinstance(node, ast.Try) and node.handlers:
                self._add(node)

    def _add(self, node: ast.Try) -> None:
        handlers = [handler for handler in node.handlers if catches(handler, FAILURES)]
        if not handlers:
            return
        tried = _imports(node.body)
        instead = [item for handler in handlers for item in _imports(handler.body)]
        for statement in tried:
            self.others[statement] += instead
        for statement in instead:
            self.others[statement] += tried
        if len(tried) == len(node.body) and len(instead) == sum(len(h.body) for h in handlers):
            self._plain.update(tried, instead)
        rest = node.orelse or node.finalbody or node.handlers[1:] or node.handlers[0].name
        counts = {len(node.body), len(tried), len(instead), len(node.handlers[0].body)}
        if counts == {1} and not rest:
            self.pairs.append(Pair(node, tried[0], instead[0]))

    def is_plain(self, statement: ast.stmt, other: ast.stmt) -> bool:
        """Do the branches with these two hold nothing but imports?"""
        return statement in self._plain and other in self._plain


def catches(handler: ast.ExceptHandler, names: Collection[str]) -> bool:
    """Does the handler name one of these exceptions?"""
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(item, ast.Name) and item.id in names for item in caught)


def _imports(statements: list[ast.stmt]) -> list[Statement]:
    return [item for item in statements if isinstance(item, ast.Import | ast.ImportFrom)]


def targets_of(statement: Statement) -> tuple[Target, ...]:
    """What the statement imports as it is."""
    module = module_of(statement)
    return tuple(Target(module, item.name, item.asname) for item in statement.names)


def collapsed(source: Source, pair: Pair) -> tuple[Edit, ...]:
    """Edits that leave the first import alone in the place of the `try`; none if text is lost.

    The import stays where it is, with its comments; what is around it goes.
    """
    node, first = pair.node, pair.first
    start = source.offset(node.lineno, node.col_offset)
    inner = source.offset(first.lineno, first.col_offset)
    last = first.end_lineno or 0
    line_end = source.starts[last] - (len(source.newline(last)) if last < len(source.lines) else 0)
    end = source.offset(node.end_lineno or 0, node.end_col_offset or 0)
    behind = source.line(node.end_lineno or 0).encode()[node.end_col_offset or 0 :]
    around = source.data[start:inner] + source.data[line_end:end] + behind
    if b"#" in around or b";" in around or b"\\" in around or line_end > end:
        return ()
    return Edit(start, inner, ""), Edit(line_end, end, "")
