"""The modules of a tree by name and by path: in, its files; out, what a star import brings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from flake8_ssot import targets
from flake8_ssot.modules import UNKNOWN, Module
from flake8_ssot.reexport_files import Known


class Modules(NamedTuple):
    """The files of a tree as modules."""

    of_path: dict[str, Module]
    path_of: dict[str, str]  # the first path of each module's name
    below: dict[str, set[bytes]]  # a package -> the last components of what is in it

    def hides(self, path: str) -> bool:
        """Is the dotted `path` a module or a package, whatever else has that name?"""
        return path in self.path_of or path in self.below


class Exports(NamedTuple):
    """The names that a star import of a module brings."""

    names: set[str]
    is_all: bool  # or may there be others?


def modules_of(known: Iterable[Known]) -> Modules:
    """The modules that `known` files are."""
    # A file's name may be anything; what cannot be written in UTF-8 cannot be imported.
    of_path = {
        item.path: item.module if item.module.name.isprintable() else UNKNOWN for item in known
    }
    path_of = {module.name: path for path, module in reversed(of_path.items()) if module.name}
    below: dict[str, set[bytes]] = defaultdict(set)
    for name in path_of:
        for prefix in prefixes(name):
            parent, _, last = prefix.rpartition(".")
            below[parent].add(last.encode())
    return Modules(of_path, path_of, dict(below))


def prefixes(path: str) -> list[str]:
    """The dotted path and all that are above it."""
    found = []
    while path:
        found.append(path)
        path = path.rpartition(".")[0]
    return found


def exports_of(module: str, modules: Modules) -> Exports:
    """What a star import of the `module` brings, as far as the tree tells."""
    found: set[str] = set()
    is_all = True
    seen = {module}
    stack = [module]
    while stack:
        name = stack.pop()
        file = modules.path_of.get(name)
        bound = targets.bound_names(file) if file else None
        if file is None or bound is None:
            is_all = False
            continue
        found |= {item for item in bound.exports if name == module or not item.startswith("_")}
        if bound.exports != {item for item in bound.names if not item.startswith("_")}:
            continue  # its `__all__` says everything
        # Modules in a package are there as soon as somebody has imported them.
        is_all = is_all and "__getattr__" not in bound.names and name not in modules.below
        here = modules.of_path[file]
        behind = {here.absolute(level, star) or "" for level, star in bound.stars} - seen
        stack += behind
        seen |= behind
    return Exports(found, is_all)
