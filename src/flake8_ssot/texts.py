"""The text that an expression spells: in, an expression and how to look names up; out, a string.

Only what the file itself tells is told: constants, pieces put together, names bound to such.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

from flake8_ssot.scopes import Bindings

Lookup = Callable[[str], Bindings]

MAX_DEPTH = 30
MAX_TEXT = 2_000  # characters of a text put together


class Leaf(NamedTuple):
    """One text that an argument may be, and the expression that spells it."""

    node: ast.expr
    text: str


class Leaves(NamedTuple):
    """What an argument may be, as far as it is told."""

    found: tuple[Leaf, ...]
    is_complete: bool  # may it be nothing else?


def text_of(expression: ast.expr, lookup: Lookup, depth: int = 0) -> str | None:
    """The text of `expression`; None where it cannot be told."""
    if isinstance(expression, ast.Constant):
        return expression.value if isinstance(expression.value, str) else None
    if depth > MAX_DEPTH:
        return None
    if isinstance(expression, ast.Name):
        bindings = lookup(expression.id)
        return bindings[0].text if len(bindings) == 1 else None
    if isinstance(expression, ast.JoinedStr):
        parts = [_part(part, lookup, depth) for part in expression.values]
    elif isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
        sides = (expression.left, expression.right)
        parts = [text_of(side, lookup, depth + 1) for side in sides]
    else:
        return None
    told = [part for part in parts if part is not None]
    whole = "".join(told)
    return whole if len(told) == len(parts) and len(whole) <= MAX_TEXT else None


def _part(part: ast.expr, lookup: Lookup, depth: int) -> str | None:
    """The text of one piece of an f-string."""
    if not isinstance(part, ast.FormattedValue):
        return text_of(part, lookup, depth + 1)
    is_plain = part.format_spec is None and part.conversion in (-1, ord("s"))
    return text_of(part.value, lookup, depth + 1) if is_plain else None


def leaves_of(expression: ast.expr, lookup: Lookup, depth: int = 0) -> Leaves:
    """The texts that `expression` may be, each with the place where it is spelled.

    That is where a constant is assigned, if the expression is only its name.
    """
    if isinstance(expression, ast.NamedExpr) and depth < MAX_DEPTH:
        return leaves_of(expression.value, lookup, depth + 1)
    if isinstance(expression, ast.IfExp | ast.BoolOp) and depth < MAX_DEPTH:
        both = isinstance(expression, ast.IfExp)
        parts = [expression.body, expression.orelse] if both else expression.values  # type: ignore[union-attr]
        return _joined([leaves_of(part, lookup, depth + 1) for part in parts])
    if isinstance(expression, ast.Name):
        bindings = lookup(expression.id)
        found = tuple(
            Leaf(item.value or expression, item.text) for item in bindings if item.text is not None
        )
        return Leaves(found, 0 < len(bindings) == len(found))
    text = text_of(expression, lookup)
    return Leaves((), False) if text is None else Leaves((Leaf(expression, text),), True)


def _joined(parts: list[Leaves]) -> Leaves:
    found = tuple(leaf for part in parts for leaf in part.found)
    return Leaves(found, all(part.is_complete for part in parts))
