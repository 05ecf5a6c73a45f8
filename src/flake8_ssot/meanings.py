"""What an expression stands for: in, an expression and how to look names up; out, dotted paths."""

from __future__ import annotations

import ast
from collections.abc import Callable

from flake8_ssot.scopes import Bindings

Lookup = Callable[[str], Bindings]

MAX_PATHS = 8  # meanings kept for one name
MAX_PARTS = 64  # components kept of one path
MAX_DEPTH = 30  # of conditional expressions followed

# Where types that take others in brackets come from, once those of typing have moved.
TYPING = frozenset({"typing", "typing_extensions", "builtins", "collections"})


def paths(expression: ast.expr, lookup: Lookup, depth: int = 0) -> tuple[str, ...]:
    """The dotted paths that `expression` may stand for; none where it is something else."""
    if isinstance(expression, ast.Name):
        bindings = lookup(expression.id)
        if len(bindings) == 1:  # nearly always
            return bindings[0].paths
    names: list[str] = []
    while isinstance(expression, ast.Attribute):
        names.append(expression.attr)
        expression = expression.value
    if len(names) > MAX_PARTS or depth > MAX_DEPTH:
        return ()
    found: list[str] = []
    if isinstance(expression, ast.Name):
        for binding in lookup(expression.id):
            found += binding.paths
    else:
        for part in alternatives(expression):
            found += paths(part, lookup, depth + 1)
        if isinstance(expression, ast.Call):
            name = getattr_name(expression, lookup)
            if name is not None:
                base = paths(expression.args[0], lookup, depth + 1)
                found += [f"{path}.{name}" for path in base]
    if not found:
        return ()
    suffix = "".join(f".{name}" for name in reversed(names))
    unique = dict.fromkeys(path + suffix for path in found if path.count(".") < MAX_PARTS)
    return tuple(unique)[:MAX_PATHS]


def alternatives(expression: ast.expr) -> list[ast.expr]:
    """The parts of which the value of `expression` is one."""
    if isinstance(expression, ast.IfExp):
        return [expression.body, expression.orelse]
    if isinstance(expression, ast.BoolOp):
        return expression.values
    if isinstance(expression, ast.NamedExpr):
        return [expression.value]
    return []


def getattr_name(call: ast.Call, lookup: Lookup) -> str | None:
    """The attribute that a call of the builtin getattr names."""
    if not (isinstance(call.func, ast.Name) and call.func.id == "getattr"):
        return None
    if lookup("getattr") or len(call.args) < 2:
        return None
    name = call.args[1]
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        return name.value if name.value.isidentifier() else None
    return None


def typing_names(expression: ast.expr, lookup: Lookup) -> set[str]:
    """The names of the typing module that `expression` may be, however they were imported."""
    if not isinstance(expression, ast.Name | ast.Attribute):
        return set()
    split = (path.partition(".") for path in paths(expression, lookup))
    return {name for module, _, name in split if module in TYPING}


def looks_like_class(path: str) -> bool:
    """A heuristic (PEP 8): the last component of a class's path begins with a capital."""
    return path.rpartition(".")[2].lstrip("_")[:1].isupper()


def spelled(expression: ast.AST, limit: int = 60) -> str:
    """The expression on one line, shortened."""
    try:
        text = " ".join(ast.unparse(expression).split())
    except RecursionError:
        return "..."
    return text if len(text) <= limit else text[: limit - 3] + "..."
