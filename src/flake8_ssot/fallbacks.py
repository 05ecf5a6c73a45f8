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
BROAD = frozenset({"Exception", "BaseException"})


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
        self.mixed: set[ast.stmt] = set()  # in a `try` that also says which one it was
        for node in source.nodes:
            if isinstance(node, ast.Try) and node.handlers:
                self._add(node)
            elif isinstance(node, ast.If) and node.orelse:  # by a version, or a flag
                self._oppose(_imports_in(node.body), _imports_in(node.orelse))

    def _oppose(self, some: list[Statement], others: list[Statement]) -> None:
        for statement in some:
            self.others[statement] += others
        for statement in others:
            self.others[statement] += some

    def _add(self, node: ast.Try) -> None:
        handlers = [handler for handler in node.handlers if catches(handler, FAILURES | BROAD)]
        branches = [statement for handler in handlers for statement in handler.body]
        self._oppose(_imports_in(node.body), _imports_in(branches))
        tried, instead = _imports(node.body), _imports(branches)
        has_more = len(tried) < len(node.body) or len(instead) < len(branches)
        if tried and instead and has_more:
            self.mixed.update(tried, instead)
        only = node.handlers[0]
        rest = node.orelse or node.finalbody or node.handlers[1:] or only.name
        counts = {len(node.body), len(tried), len(instead), len(only.body)}
        if counts == {1} and not rest and catches_only(only, FAILURES):
            self.pairs.append(Pair(node, tried[0], instead[0]))


def catches(handler: ast.ExceptHandler, names: Collection[str]) -> bool:
    """Does the handler name one of these exceptions, or catch everything?"""
    return handler.type is None or any(name in names for name in names_caught(handler))


def catches_only(handler: ast.ExceptHandler, names: Collection[str]) -> bool:
    """Does the handler name nothing but these exceptions?"""
    return handler.type is not None and all(name in names for name in names_caught(handler))


def names_caught(handler: ast.ExceptHandler) -> list[str]:
    """The names of the exceptions; an empty one for anything but a name."""
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return [item.id if isinstance(item, ast.Name) else "" for item in types]


def _imports_in(statements: list[ast.stmt]) -> list[Statement]:
    """The imports of a branch, however deep, but in no function or class of its own."""
    found: list[Statement] = []
    stack: list[ast.AST] = list(statements)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.append(node)
        elif isinstance(node, ast.If | ast.Try | ast.With | ast.ExceptHandler):
            stack += ast.iter_child_nodes(node)
    return found


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
