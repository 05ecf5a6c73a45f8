"""How control leaves a block: in, statements and the names at their ends; out, what may follow."""

from __future__ import annotations

import ast
from typing import NamedTuple

from flake8_ssot.scopes import Bindings, merge
from flake8_ssot.syntax import attribute_chain


class End(NamedTuple):
    """The names at the end of a branch, and its statements."""

    env: dict[str, Bindings]
    statements: list[ast.stmt]


def join(ends: list[End]) -> dict[str, Bindings]:
    """The names behind branches: of those that reach their end, if any does."""
    reached = [end.env for end in ends if not leaves(end.statements)]
    return merge(*(reached or [end.env for end in ends]))


# Calls that do not come back.
_EXITS = frozenset(
    {"sys.exit", "os._exit", "exit", "quit", "self.fail", "self.skipTest"}
    | {f"pytest.{name}" for name in ("exit", "fail", "skip", "xfail")}
)


def leaves(statements: list[ast.stmt]) -> bool:
    """Does the block end elsewhere? (Loops keep what `break` and `continue` leave with.)"""
    last = statements[-1] if statements else None
    while isinstance(last, ast.If):  # `elif`: a chain of them may be longer than the stack
        if not (last.orelse and leaves(last.body)):
            return False
        last = last.orelse[-1]
    if isinstance(last, ast.With | ast.AsyncWith):
        return not swallows(last) and leaves(last.body)
    if isinstance(last, ast.Try):
        handlers = all(leaves(handler.body) for handler in last.handlers)
        return leaves(last.finalbody) or (handlers and leaves(last.orelse or last.body))
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return attribute_chain(last.value.func) in _EXITS
    return isinstance(last, ast.Return | ast.Raise | ast.Break | ast.Continue)


def swallows(node: ast.With | ast.AsyncWith) -> bool:
    """A heuristic: may the block be left in the middle without leaving the function?"""
    callees = [item.context_expr for item in node.items]
    names = [attribute_chain(item.func) or "" for item in callees if isinstance(item, ast.Call)]
    return any(name.rpartition(".")[2] in _SWALLOWING for name in names)


_SWALLOWING = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})


def sum_of(node: ast.AugAssign) -> ast.expr:
    """`x += y` as `x + y`."""
    return ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
