"""Functions and classes that only pass on: in, their nodes; out, what is behind them."""

from __future__ import annotations

import ast
from typing import NamedTuple

from flake8_ssot.bridge_table import Definition, Table, bound_by
from flake8_ssot.bridge_warnings import message_of
from flake8_ssot.syntax import attribute_chain, last_name

FunctionDefinition = ast.FunctionDef | ast.AsyncFunctionDef
_PLAIN_BASES = frozenset({"object", "ABC", "Protocol", "Generic"})
_QUIET = ("debug", "info", "warning", "simplefilter", "filterwarnings")


class Shape(NamedTuple):
    """What a definition passes on to."""

    behind: str | None = None  # the dotted path of what it calls, or derives from
    is_same: bool = False  # nothing is added: the same parameters, an empty body


def shape_of(node: Definition, table: Table, helpers: dict[str, str], owner: str = "") -> Shape:
    """What the function or class `node` passes on to, if it does nothing else."""
    if isinstance(node, ast.ClassDef):
        return _of_class(node, table, helpers)
    return _of_function(node, table, helpers, owner)


def _of_function(
    node: FunctionDefinition, table: Table, helpers: dict[str, str], owner: str
) -> Shape:
    known = table._replace(imports=dict(table.imports))
    rest: list[ast.stmt] = []
    for statement in node.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            known.imports.update(bound_by(statement, table.module))
        elif not _is_quiet(statement, table, helpers):
            rest.append(statement)
    value = rest[0].value if len(rest) == 1 and isinstance(rest[0], ast.Return | ast.Expr) else None
    if isinstance(value, ast.Await):
        value = value.value
    if not isinstance(value, ast.Call):
        return Shape()
    chain = attribute_chain(value.func) or ""
    first, _, last = chain.partition(".")
    if owner and first in ("self", "cls") and last and "." not in last:
        path: str | None = f"{table.module.name}.{owner}.{last}"
    else:
        path = known.path_of(value.func)
    return Shape(path, path is not None and _passes_all(node, value, is_method=bool(owner)))


def _is_quiet(node: ast.stmt, table: Table, helpers: dict[str, str]) -> bool:
    """Is it a docstring, a warning or a line for a log?"""
    if isinstance(node, ast.Pass):
        return True
    if not isinstance(node, ast.Expr):
        return False
    if isinstance(node.value, ast.Constant):
        return True
    if not isinstance(node.value, ast.Call):
        return False
    is_warning = message_of(node.value, table, helpers) is not None
    return is_warning or last_name(node.value.func) in _QUIET


def _passes_all(node: FunctionDefinition, call: ast.Call, *, is_method: bool) -> bool:
    """Are the arguments of `call` the parameters of `node`, one by one?"""
    arguments = node.args
    names = [item.arg for item in [*arguments.posonlyargs, *arguments.args]]
    if is_method and names[:1] in (["self"], ["cls"]):
        names = names[1:]
    given: list[str] = []
    for number, item in enumerate(call.args):
        if isinstance(item, ast.Starred):
            given.append(f"*{_name(item.value)}")
        elif names[number : number + 1] != [_name(item)]:
            return False
        else:
            given.append(_name(item))
    for keyword in call.keywords:
        if keyword.arg is None:
            given.append(f"**{_name(keyword.value)}")
        elif keyword.arg != _name(keyword.value):
            return False
        else:
            given.append(keyword.arg)
    wanted = [*names, *(item.arg for item in arguments.kwonlyargs)]
    wanted += [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    wanted += [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
    return sorted(given) == sorted(wanted)


def _name(expression: ast.expr) -> str:
    return expression.id if isinstance(expression, ast.Name) else "?"


def _of_class(node: ast.ClassDef, table: Table, helpers: dict[str, str]) -> Shape:
    bases = [item for item in node.bases if last_name(_plain(item)) not in _PLAIN_BASES]
    if len(bases) != 1:
        return Shape()
    path = table.path_of(_plain(bases[0]))
    is_empty = all(_adds_nothing(item, table, helpers) for item in node.body)
    return Shape(path, path is not None and not node.keywords) if is_empty else Shape()


def _plain(base: ast.expr) -> ast.expr:
    return base.value if isinstance(base, ast.Subscript) else base


def _adds_nothing(node: ast.stmt, table: Table, helpers: dict[str, str]) -> bool:
    """Is it a docstring, `pass`, `...`, or a constructor that only warns and goes on?"""
    if isinstance(node, ast.Assign):
        names = [item.id for item in node.targets if isinstance(item, ast.Name)]
        return bool(names) and set(names) <= {"__doc__", "__slots__", "__module__"}
    if not isinstance(node, ast.FunctionDef):
        return _is_quiet(node, table, helpers)
    if node.name not in ("__init__", "__new__"):
        return False
    rest = [item for item in node.body if not _is_quiet(item, table, helpers)]
    if len(rest) != 1 or not isinstance(rest[0], ast.Expr | ast.Return):
        return False
    call = rest[0].value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    is_super = isinstance(call.func.value, ast.Call) and last_name(call.func.value) == "super"
    if not is_super or call.func.attr != node.name:
        return False
    if node.name == "__new__":  # super().__new__(cls, ...) names the class, too
        call = ast.Call(call.func, call.args[1:], call.keywords)
    return _passes_all(node, call, is_method=True)
