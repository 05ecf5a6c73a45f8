"""What an expression stands for: in, an expression and how to look names up; out, dotted paths."""

from __future__ import annotations

import ast

from flake8_ssot import dynamic_imports
from flake8_ssot.dynamic_imports import FORMS, LAST_NAMES, SYS_MODULES, Form
from flake8_ssot.texts import Leaf, Lookup, leaves_of, text_of

MAX_PATHS = 8  # meanings kept for one name
MAX_PARTS = 64  # components kept of one path
MAX_DEPTH = 30  # of conditional expressions followed

# Where types that take others in brackets come from, once those of typing have moved.
TYPING = frozenset({"typing", "typing_extensions", "builtins", "collections"})


def paths(expression: ast.expr, lookup: Lookup, depth: int = 0) -> tuple[str, ...]:
    """The dotted paths that `expression` may stand for; none where it is something else."""
    if isinstance(expression, ast.Name):
        bindings = lookup(expression.id)
        if not bindings:
            return ()
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
    elif isinstance(expression, ast.Constant):
        return ()
    else:
        for part in alternatives(expression):
            found += paths(part, lookup, depth + 1)
        if isinstance(expression, ast.Call):
            name = getattr_name(expression, lookup)
            if name is not None:
                base = paths(expression.args[0], lookup, depth + 1)
                found += [f"{path}.{name}" for path in base]
            found += given_by(expression, lookup, depth)
        elif isinstance(expression, ast.Subscript) and is_sys_modules(expression.value, lookup):
            text = text_of(expression.slice, lookup)
            found += [text] if text is not None and dynamic_imports.is_dotted(text) else []
    if not found:
        return ()
    suffix = "".join(f".{name}" for name in reversed(names))
    unique = dict.fromkeys(path + suffix for path in found if path.count(".") < MAX_PARTS)
    return tuple(unique)[:MAX_PATHS]


def form_of(call: ast.Call, lookup: Lookup, depth: int = 0) -> Form | None:
    """How the call is told what to import; None if it imports nothing."""
    callee = call.func
    if isinstance(callee, ast.Name):
        if callee.id == "__import__" and not lookup("__import__"):
            return FORMS["builtins.__import__"]
    elif not isinstance(callee, ast.Attribute) or callee.attr not in LAST_NAMES:
        return None
    return next((FORMS[path] for path in paths(callee, lookup, depth + 1) if path in FORMS), None)


def named_by(call: ast.Call, form: Form, lookup: Lookup, leaf: Leaf) -> str | None:
    """The absolute path that one text stands for in a call that imports."""
    package = lookup("__package__")
    own = package[0].text if package else None
    return dynamic_imports.anchored(
        leaf.text, form, call, lambda expression: text_of(expression, lookup), own
    )


def given_by(call: ast.Call, lookup: Lookup, depth: int) -> list[str]:
    """The paths of what a call that imports gives back."""
    form = form_of(call, lookup, depth)
    argument = form and dynamic_imports.argument(call, 0, form.keyword)
    if form is None or argument is None:
        return []
    named = (named_by(call, form, lookup, leaf) for leaf in leaves_of(argument, lookup).found)
    given = (dynamic_imports.result(form, call, path) for path in named if path is not None)
    return [path for path in given if path is not None]


def is_sys_modules(expression: ast.expr, lookup: Lookup) -> bool:
    """Is it the dictionary of all modules?"""
    name = expression.attr if isinstance(expression, ast.Attribute) else ""
    is_candidate = name == "modules" or isinstance(expression, ast.Name)
    return is_candidate and SYS_MODULES in paths(expression, lookup, MAX_DEPTH)


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
    found = paths(expression, lookup)
    if not found:  # nearly always
        return set()
    split = (path.partition(".") for path in found)
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
