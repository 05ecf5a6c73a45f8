"""How an import of a dotted path is written in one file: in, a path; out, a Target and a name."""

from __future__ import annotations

import ast

from flake8_ssot.import_statements import Statement, Target
from flake8_ssot.modules import Module
from flake8_ssot.references import Import


def split(path: str) -> tuple[str, str]:
    """The module and the name of `a.b.C`; the module is empty for a top-level one."""
    parent, _, name = path.rpartition(".")
    return parent, name


def module_text(statement: Statement, module: Module, path: str) -> str:
    """How a `from` import beside `statement`, in the file `module`, names the module `path`.

    A relative import stays one where the same dots lead to the new module; else it becomes
    absolute, since more dots than a project writes today are a change of style.
    """
    level = getattr(statement, "level", 0) or 0
    anchor = module.absolute(level, None) if level else None
    if anchor is None:
        return path
    if path == anchor:
        return "." * level
    if path.startswith(anchor + "."):
        return "." * level + path[len(anchor) + 1 :]
    return path


def target_of(item: Import, path: str, module: Module) -> Target:
    """The import of `path` that binds what the alias of `item` binds."""
    parent, name = split(path)
    local, alias = item.local, item.alias
    is_export = alias.asname == alias.name  # `X as X` says: this is a re-export
    asname = local if local != name or is_export else None
    if isinstance(item.statement, ast.Import):
        return Target(None, path, local if local != path or is_export else None)
    if not parent:
        return Target(None, name, asname)
    return Target(module_text(item.statement, module, parent), name, asname)


def free_name(taken: frozenset[str] | set[str], *candidates: str) -> str:
    """The first of the candidates that the file does not use, else the first one with `_`."""
    for name in candidates:
        if name and name not in taken:
            return name
    name = candidates[0]
    while name in taken:
        name += "_"
    return name
