"""Conditions that say of what class a value is: in, a test or a pattern; out, the classes."""

from __future__ import annotations

import ast

from flake8_ssot.texts import Lookup


def classes_of(pattern: ast.pattern) -> ast.expr | None:
    """The classes that a pattern asks for, as isinstance would take them."""
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is not None:
        return classes_of(pattern.pattern)
    if isinstance(pattern, ast.MatchClass):
        return pattern.cls
    if isinstance(pattern, ast.MatchOr):
        classes = [classes_of(item) for item in pattern.patterns]
        known = [item for item in classes if item is not None]
        if len(known) == len(classes):
            return ast.copy_location(ast.Tuple(elts=known, ctx=ast.Load()), known[0])
    return None


def type_check(test: ast.expr, lookup: Lookup) -> tuple[ast.expr, ast.expr] | None:
    """`isinstance(x, T)` or `type(x) is T`: x and T."""
    if isinstance(test, ast.Call) and _is_builtin(test, "isinstance", 2, lookup):
        subject, types = test.args
        return (subject.target if isinstance(subject, ast.NamedExpr) else subject), types
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.Eq):
        left = test.left
        if isinstance(left, ast.Call) and _is_builtin(left, "type", 1, lookup):
            return left.args[0], test.comparators[0]
    return None


def _is_builtin(call: ast.Call, name: str, count: int, lookup: Lookup) -> bool:
    callee = call.func
    is_named = isinstance(callee, ast.Name) and callee.id == name
    return is_named and len(call.args) == count and not lookup(name)
