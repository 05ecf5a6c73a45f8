"""Module `__getattr__` and tables of deprecated names: in, a Table; out, names and what is behind.

A `__getattr__` that neither warns nor passes everything on only imports lazily: no bridge.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from flake8_ssot.bridge_table import Table, bound_by, every_statement
from flake8_ssot.bridge_warnings import constant_text, message_of
from flake8_ssot.syntax import attribute_chain, last_name

WARNS = "its __getattr__ warns"
PASSES_ON = "its __getattr__ passes everything on"
LISTED = "a table of deprecated names lists it"

_PATH = re.compile(r"\.{0,3}[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


class Handed(NamedTuple):
    """A name that `__getattr__` or a table speaks of; "" for all of them."""

    name: str
    line: int
    behind: str | None
    message: str
    says: str


def handed_by_getattr(table: Table, helpers: dict[str, str]) -> Iterator[Handed]:
    """What the module's `__getattr__` gives, if it warns, or passes everything on."""
    function = table.definitions.get("__getattr__")
    if not isinstance(function, ast.FunctionDef) or not function.args.args:
        return
    parameter = function.args.args[0].arg
    inside = list(every_statement(function.body))
    calls = [item for node in inside for item in _calls(node)]
    messages = [(call, message_of(call, table, helpers)) for call in calls]
    said = [(call, text) for call, text in messages if text is not None]
    said += [(call, "") for call in calls if "deprecat" in last_name(call.func).lower()][:1]
    message = said[0][1] if said else ""
    says = WARNS if said else PASSES_ON
    found = [
        Handed(name, node.lineno, behind, message, says)
        for node in inside
        if isinstance(node, ast.If)
        for name, behind in _compared(node, parameter, table)
    ]
    if said and found:
        yield from found
        return
    passed = next(filter(None, (_passed_on(call, parameter, table) for call in calls)), None)
    if said or passed:
        yield Handed("", function.lineno, passed, message, says)


def _calls(node: ast.stmt) -> list[ast.Call]:
    value = (
        getattr(node, "value", None)
        if isinstance(node, ast.Expr | ast.Return | ast.Assign)
        else None
    )
    return [value] if isinstance(value, ast.Call) else []


def _passed_on(call: ast.Call, parameter: str, table: Table) -> str | None:
    """The module of `getattr(module, name)`."""
    if last_name(call.func) != "getattr" or len(call.args) < 2:
        return None
    owner, name = call.args[:2]
    is_it = isinstance(name, ast.Name) and name.id == parameter
    return table.path_of(owner) if is_it and isinstance(owner, ast.Name) else None


def _compared(node: ast.If, parameter: str, table: Table) -> Iterator[tuple[str, str | None]]:
    """The names that an `if` asks for, each with what its block gives."""
    test = node.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return
    left, right = test.left, test.comparators[0]
    if not (isinstance(left, ast.Name) and left.id == parameter):
        return
    if isinstance(test.ops[0], ast.Eq) and isinstance(right, ast.Constant):
        if isinstance(right.value, str):
            yield right.value, _given_by(node, table)
    elif isinstance(test.ops[0], ast.In):
        chain = attribute_chain(right)
        yield from _listed(table.values.get(chain or "", right), table)


def _given_by(node: ast.If, table: Table) -> str | None:
    """The path of what the block returns."""
    known = table._replace(imports=dict(table.imports))
    for statement in every_statement(node.body):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            known.imports.update(bound_by(statement, table.module))
        elif isinstance(statement, ast.Return) and statement.value is not None:
            return known.path_of(statement.value)
    return None


def _listed(value: ast.expr, table: Table) -> Iterator[tuple[str, str | None]]:
    """The names in a list, or the keys of a dictionary with what they lead to."""
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, _path_in(item, table)
    elif isinstance(value, ast.List | ast.Tuple | ast.Set):
        for item in value.elts:
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                yield item.value, None


def _path_in(value: ast.expr, table: Table) -> str | None:
    """What an entry of a table leads to: `"a.b.X"`, `("a.b", "X")` or a name."""
    if isinstance(value, ast.Tuple):
        texts = [constant_text(item, table) for item in value.elts]
        parts = [text for text in texts if _PATH.fullmatch(text)]
        text = ".".join(parts[:2]) if len(parts) >= 2 else "".join(parts)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        text = value.value
    else:
        return table.path_of(value)
    if not _PATH.fullmatch(text):
        return None
    level = len(text) - len(text.lstrip("."))
    path = table.module.absolute(level, text.lstrip(".")) if level else text
    return path if path and "." in path else None


def listed_in_tables(table: Table) -> Iterator[Handed]:
    """The entries of dictionaries whose own name speaks of deprecation; one level of nesting."""
    for name, value in table.values.items():
        if "deprecat" not in name.lower() or not isinstance(value, ast.Dict):
            continue
        for key, item in zip(value.keys, value.values, strict=True):
            if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
                continue
            inner = item if isinstance(item, ast.Dict) else ast.Dict([key], [item])
            prefix = f"{key.value}." if isinstance(item, ast.Dict) else ""
            for name_key, value in zip(inner.keys, inner.values, strict=True):
                for entry, behind in _listed(ast.Dict([name_key], [value]), table):
                    if behind and _PATH.fullmatch(prefix + entry):
                        line = name_key.lineno if name_key is not None else key.lineno
                        yield Handed(prefix + entry, line, behind, "", LISTED)
