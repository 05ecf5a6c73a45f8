"""What a module binds at its top level, and from where: in, its tree; out, a Table.

Besides, the imports of the whole file: who uses what is counted from them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flake8_ssot.modules import Module
from flake8_ssot.syntax import attribute_chain, last_name, target_names

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

MAX_ALIASES = 10  # of a name that is an alias of an alias
_BLOCKS = ("body", "orelse", "finalbody")
_LOGGERS = ("logger", "log", "_logger", "LOG", "LOGGER")


class Step(NamedTuple):
    """A statement that runs with the module, in the order it is written."""

    node: ast.stmt
    is_conditional: bool


class Table(NamedTuple):
    """What a module binds when it runs."""

    module: Module
    steps: tuple[Step, ...]
    imports: dict[str, str]  # name -> dotted path
    values: dict[str, ast.expr]  # name -> what it is assigned last
    definitions: dict[str, Definition]
    exports: frozenset[str] | None  # `__all__`; None: there is none
    stars: tuple[str, ...]  # modules of star imports

    def path_of(self, expression: ast.expr) -> str | None:
        """The dotted path that a name, or an attribute of an imported one, stands for."""
        for _ in range(MAX_ALIASES):
            chain = attribute_chain(expression)
            if chain is None:
                return None
            root, _, rest = chain.partition(".")
            if root in self.imports:
                return f"{self.imports[root]}.{rest}" if rest else self.imports[root]
            if root in self.definitions and self.module.name:
                return f"{self.module.name}.{chain}"
            if rest or root not in self.values:
                return None
            expression = self.values[root]
        return None

    def handed(self) -> dict[str, str]:
        """Name -> path, for each name that is imported, or is an alias."""
        found = dict(self.imports)
        for name, value in self.values.items():
            path = self.path_of(value)
            if path is not None and path != f"{self.module.name}.{name}":
                found[name] = path
        return found

    def binds(self, name: str) -> bool:
        """Is it a name of the module's top level?"""
        return name in self.imports or name in self.definitions or name in self.values

    def is_public(self, name: str) -> bool:
        """May others be meant to import it?"""
        return not name.startswith("_") if self.exports is None else name in self.exports


def table_of(tree: ast.Module, module: Module) -> Table:
    """The table of a parsed module."""
    steps = tuple(_steps(tree.body, is_conditional=False))
    table = Table(module, steps, {}, {}, {}, _exports(steps), tuple(_stars(steps, module)))
    for node, _ in steps:
        if isinstance(node, ast.Import | ast.ImportFrom):
            table.imports.update(bound_by(node, module))
        elif isinstance(node, Definition):
            table.definitions[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    table.values[target.id] = node.value
    return table


def _steps(body: list[ast.stmt], *, is_conditional: bool) -> Iterator[Step]:
    stack: list[tuple[Iterator[ast.stmt], bool]] = [(iter(body), is_conditional)]
    while stack:
        statements, conditional = stack[-1]
        node = next(statements, None)
        if node is None:
            stack.pop()
            continue
        yield Step(node, conditional)
        if not isinstance(node, Definition):
            inner = conditional or not isinstance(node, ast.With)
            stack += [(iter(block), inner) for block in reversed(blocks_of(node)) if block]


def blocks_of(node: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of a statement that may run; not what is for type checkers only."""
    if isinstance(node, ast.If) and last_name(node.test) == "TYPE_CHECKING":
        return [node.orelse]
    found = [getattr(node, field, []) for field in _BLOCKS]
    found += [item.body for item in getattr(node, "handlers", [])]
    found += [item.body for item in getattr(node, "cases", [])]
    return found


def every_statement(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """All the statements of a file, those inside functions and classes as well."""
    stack = [body]
    while stack:
        for node in stack.pop():
            yield node
            for field in _BLOCKS:
                block = getattr(node, field, None)
                if block:
                    stack.append(block)
            for field in ("handlers", "cases"):
                stack += [item.body for item in getattr(node, field, ())]


def named_by(node: ast.Import | ast.ImportFrom, module: Module) -> Iterator[str]:
    """The dotted path of each alias; `module.*` of a star."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    base = module.absolute(node.level, node.module)
    if base:
        yield from (f"{base}.{alias.name}" for alias in node.names)


def bound_by(node: ast.Import | ast.ImportFrom, module: Module) -> Iterator[tuple[str, str]]:
    """The names that an import binds, each with its path."""
    paths = named_by(node, module)
    for alias, path in zip(node.names, paths, strict=False):
        if alias.name == "*":
            continue
        if alias.asname or isinstance(node, ast.ImportFrom):
            yield alias.asname or alias.name, path
        else:
            top = alias.name.partition(".")[0]
            yield top, top


def _stars(steps: Iterable[Step], module: Module) -> Iterator[str]:
    for node, _ in steps:
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            base = module.absolute(node.level, node.module)
            if base:
                yield base


def _exports(steps: Iterable[Step]) -> frozenset[str] | None:
    found: set[str] | None = None
    for node, _ in steps:
        if not isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            listed = {item.value for item in ast.walk(node.value) if isinstance(item, ast.Constant)}
            found = (found or set()) | {name for name in listed if isinstance(name, str)}
    return None if found is None else frozenset(found)


def only_reexports(table: Table) -> bool:
    """Does the module nothing but import, rename, warn and log?"""
    return all(_is_of_bridge(step.node, table) for step in table.steps)


def _is_of_bridge(node: ast.stmt, table: Table) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Try | ast.Pass | ast.Delete | ast.With):
        return True
    if isinstance(node, ast.If):
        return "__name__" not in {
            item.id for item in ast.walk(node.test) if isinstance(item, ast.Name)
        }
    if isinstance(node, ast.Expr):
        value = node.value
        called = attribute_chain(value.func) if isinstance(value, ast.Call) else None
        words = (called or "").split(".")
        is_quiet = words[0] in _LOGGERS or "warn" in words[-1] or "deprecat" in words[-1]
        return isinstance(value, ast.Constant) or is_quiet or words[0] == "__all__"
    if isinstance(node, ast.FunctionDef):
        return node.name in ("__getattr__", "__dir__")
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [name for target in targets for name in target_names(target)]
        is_metadata = bool(names) and all(
            name in _LOGGERS or (name.startswith("__") and name.endswith("__")) for name in names
        )
        is_alias = node.value is not None and table.path_of(node.value) is not None
        is_missing = isinstance(node.value, ast.Constant) and node.value.value is None
        return bool(names) and (is_metadata or is_alias or is_missing)
    return False
