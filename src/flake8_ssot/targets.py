"""Does a dotted path exist in a source tree? In, a path and import roots; out, an answer.

Files are read and parsed, never imported.
"""

from __future__ import annotations

import ast
import os
import sys
import sysconfig
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from flake8_ssot import files, tree_looks
from flake8_ssot.modules import Module
from flake8_ssot.source import decode, parse
from flake8_ssot.syntax import attribute_chain, names_bound_by, same_scope_children

MAX_BYTES = 64 << 20
MAX_BASES = 20  # classes and imports followed for one attribute
# Bases that bind nothing a patch would name.
_BARE_BASES = frozenset({"object", "ABC", "Protocol", "Generic"})
_BARE_MODULES = frozenset({"abc", "typing", "typing_extensions"})


class Existence(Enum):
    """What is known of a path."""

    EXISTS = "exists"
    MISSING = "does not exist"
    ELSEWHERE = "is not part of this tree"
    UNKNOWN = "cannot be told"  # a module's __getattr__, a file that does not parse


class Answer(NamedTuple):
    """What is known, and the detail that a person needs."""

    existence: Existence
    detail: str = ""


def find(path: str, roots: tuple[str, ...], *, members: bool = False) -> Answer:
    """Is the dotted `path` a module, or a name bound in one, below the absolute `roots`?

    With `members`, what lies deeper than that must be bound in the body of a class or of its bases.
    """
    parts = path.split(".")
    held = [root for root in roots if _is_ours(root, parts[0])]
    if not held:
        return Answer(Existence.ELSEWHERE)
    answers = [_find_in(root, parts, roots, members=members) for root in held]
    return min(answers, key=lambda answer: list(Existence).index(answer.existence))


def _is_ours(root: str, top: str) -> bool:
    """Is the top-level package `top` below `root`? A folder without a module only shares a name."""
    file = _module_file(root, [top])
    return _holds_modules(os.path.join(root, top)) if file == "" else file is not None


@lru_cache(maxsize=256)
def _holds_modules(folder: str) -> bool:
    return tree_looks.holds_modules(folder)


def is_module(path: str, roots: tuple[str, ...]) -> bool | None:
    """Is `path` a module below `roots`, or of the standard library? None where nobody can tell."""
    parts = path.split(".")
    if any(_module_file(root, parts) is not None for root in roots):
        return True
    if parts[1:] and any(_module_file(root, parts[:-1]) for root in roots):
        return False
    if parts[0] in sys.stdlib_module_names:
        library = sysconfig.get_path("stdlib")
        return len(parts) == 1 or path == "os.path" or _module_file(library, parts) is not None
    return None


def all_bound(path: str, roots: tuple[str, ...]) -> Bound | None:
    """Everything that the module `path` binds; None where that cannot be told from this tree."""
    for root in roots:
        file = _module_file(root, path.split("."))
        bound = bound_names(file) if file else None
        if bound is not None and not bound.stars and "__getattr__" not in bound.names:
            return bound
    return None


def _find_in(
    root: str, parts: list[str], roots: tuple[str, ...], *, members: bool = False
) -> Answer:
    for length in range(len(parts), 0, -1):
        file = _module_file(root, parts[:length])
        if file is None:
            continue
        rest = parts[length:]
        module = ".".join(parts[:length])
        if not rest:
            return Answer(Existence.EXISTS)
        if not file:
            return Answer(Existence.MISSING, f"the package {module!r} has no module {rest[0]!r}")
        answer = _name_in(file, module, rest[0], roots, set())
        if members and len(rest) > 1 and answer.existence is Existence.EXISTS:
            return _member(module, rest[0], rest[1:], roots, 0)
        return answer
    raise AssertionError("the first component was found before")  # pragma: no cover


def _name_in(file: str, module: str, name: str, roots: tuple[str, ...], seen: set[str]) -> Answer:
    seen.add(module)
    bound = bound_names(file)
    if bound is None:
        return Answer(Existence.UNKNOWN, f"{module!r} cannot be parsed")
    if name in bound.names:
        return Answer(Existence.EXISTS)
    here = Module(module, os.path.basename(file).startswith("__init__."))
    for level, star in bound.stars:
        answer = _behind_star(here.absolute(level, star) or "", name, roots, seen)
        if answer.existence is not Existence.MISSING:
            return answer
    if "__getattr__" in bound.names:
        return Answer(Existence.UNKNOWN, f"{module!r} has a __getattr__")
    return Answer(Existence.MISSING, f"the module {module!r} has no name {name!r}")


def _member(module: str, name: str, rest: list[str], roots: tuple[str, ...], depth: int) -> Answer:
    """Is `rest` an attribute of what the module binds to `name`, as far as its source tells?"""
    where = f"{module}.{name}"
    unknown = Answer(Existence.UNKNOWN, f"what {where!r} is cannot be told")
    file = next(filter(None, (_module_file(root, module.split(".")) for root in roots)), None)
    bound = bound_names(file) if file else None
    if bound is None or file is None or depth > MAX_BASES:
        return unknown
    here = Module(module, os.path.basename(file).startswith("__init__."))
    body = bound.classes.get(name)
    if body is None:
        return _imported_member(here, bound, name, rest, roots, depth) or unknown
    if rest[0] in body.names:
        if len(rest) == 1:
            return Answer(Existence.EXISTS)
        return Answer(Existence.UNKNOWN, f"what '{where}.{rest[0]}' is cannot be told")
    for base in body.bases:
        first, *others = base.split(".")
        if base in _BARE_BASES or first in _BARE_MODULES:
            continue
        answer = _member(module, first, [*others, rest[0]], roots, depth + 1)
        if answer.existence is not Existence.MISSING:
            return answer if len(rest) == 1 else unknown
    return Answer(Existence.MISSING, f"the class {where!r} has no {rest[0]!r}")


def _imported_member(
    here: Module, bound: Bound, name: str, rest: list[str], roots: tuple[str, ...], depth: int
) -> Answer | None:
    """As `_member`, of a name that the module has from another one."""
    origin = bound.imports.get(name)
    path = origin and here.absolute(origin[0], origin[1])
    if origin is None or not path:
        return None
    full = ".".join([path, *filter(None, [origin[2]]), *rest])
    parts = full.split(".")
    for length in range(len(parts) - 1, 0, -1):
        module, name, *deeper = [".".join(parts[:length]), *parts[length:]]
        file = next(filter(None, (_module_file(root, parts[:length]) for root in roots)), None)
        if file and deeper:
            return _member(module, name, deeper, roots, depth + 1)
        if file:
            return _name_in(file, module, name, roots, set())
    return None


def _behind_star(star: str, name: str, roots: tuple[str, ...], seen: set[str]) -> Answer:
    if star in seen:
        return Answer(Existence.MISSING)
    for root in roots:
        file = _module_file(root, star.split(".")) if star else None
        if file:
            return _name_in(file, star, name, roots, seen)
    return Answer(Existence.UNKNOWN, f"a star import from {star!r}, which is not in this tree")


def _module_file(root: str, parts: list[str]) -> str | None:
    """The file of a module; "" for a namespace package; None where there is no such module."""
    base = os.path.join(root, *parts)
    for candidate in (os.path.join(base, "__init__.py"), base + ".py", base + ".pyi"):
        if tree_looks.is_file(candidate):
            return candidate
    return "" if tree_looks.is_folder(base) else None


class ClassBody(NamedTuple):
    """What a class binds itself, and what it derives from, as it is written."""

    names: frozenset[str]
    bases: tuple[str, ...]


class Bound(NamedTuple):
    """What a module binds at its top level, in any branch."""

    names: frozenset[str]
    stars: tuple[tuple[int, str | None], ...]  # level and module of each star import
    exports: frozenset[str]  # `__all__`, else the names without an underscore
    classes: dict[str, ClassBody]
    imports: dict[str, tuple[int, str, str]]  # name -> level, module, and the name there or ""


def bound_names(file: str) -> Bound | None:
    """What the module in `file` binds; None if it does not parse. Read again once it changes."""
    stamp = tree_looks.stamp(file)
    return None if stamp is None else _bound_names(file, *stamp)


def _tree(file: str) -> ast.Module | None:
    try:
        tree = parse(decode(files.read_regular(file, MAX_BYTES)).text)
    except OSError:
        return None
    return tree if isinstance(tree, ast.Module) else None


@lru_cache(maxsize=4096)
def _bound_names(file: str, _modified: int, _size: int) -> Bound | None:
    tree = _tree(file)
    if tree is None:
        return None
    names: set[str] = set()
    stars: list[tuple[int, str | None]] = []
    exports: set[str] | None = None
    stack: list[ast.AST] = list(tree.body)
    seen: list[ast.AST] = []  # what may bind more than a name
    while stack:
        node = stack.pop()
        if isinstance(node, ast.ClassDef | ast.ImportFrom | ast.Import):
            seen.append(node)
        names.update(names_bound_by(node))
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            stars.append((node.level, node.module))
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            listed = _listed(node)
            exports = listed if exports is None else exports | (listed or set())
        stack.extend(same_scope_children(node))
    public = {name for name in names if not name.startswith("_")}
    return Bound(
        frozenset(names),
        tuple(stars),
        frozenset(public if exports is None else exports),
        {node.name: _class_body(node) for node in seen if isinstance(node, ast.ClassDef)},
        dict(item for node in seen for item in _imports(node)),
    )


@lru_cache(maxsize=4096)
def _read_in_functions(file: str, _modified: int, _size: int) -> frozenset[str]:
    """The names that the functions of the module in `file` read, each time they run."""
    tree = _tree(file)
    found: set[str] = set()
    for function in ast.walk(tree) if tree is not None else ():
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            body = function.body if isinstance(function.body, list) else [function.body]
            stack: list[ast.AST] = list(body)
            while stack:  # what lies deeper is a function of its own
                node = stack.pop()
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    found.add(node.id)
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                    stack.extend(ast.iter_child_nodes(node))
    return frozenset(found)


def reads_anew(module: str, name: str, roots: tuple[str, ...]) -> bool:
    """Does a function of the module, if it lies below `roots`, read its global `name`?"""
    for root in roots:
        file = _module_file(root, module.split("."))
        stamp = tree_looks.stamp(file) if file else None
        if file and stamp is not None and name in _read_in_functions(file, *stamp):
            return True
    return False


def _class_body(node: ast.ClassDef) -> ClassBody:
    names: set[str] = set()
    stack: list[ast.AST] = list(node.body)
    while stack:
        item = stack.pop()
        if isinstance(item, ast.AnnAssign) and item.value is None:
            continue  # declared, not bound
        names.update(names_bound_by(item))
        stack.extend(same_scope_children(item))
    plain = (base.value if isinstance(base, ast.Subscript) else base for base in node.bases)
    return ClassBody(frozenset(names), tuple(attribute_chain(base) or "?" for base in plain))


def _imports(node: ast.AST) -> list[tuple[str, tuple[int, str, str]]]:
    """The names that an import binds, each with where it is from."""
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        return [
            (alias.asname or alias.name, (node.level, module, alias.name)) for alias in node.names
        ]
    if isinstance(node, ast.Import):
        return [
            (alias.asname or top, (0, alias.name if alias.asname else top, ""))
            for alias in node.names
            for top in [alias.name.partition(".")[0]]
        ]
    return []


def _listed(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> set[str] | None:
    """The strings in an assignment to `__all__`; None if it is to something else."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if not any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
        return None
    inside = ast.walk(node.value) if node.value is not None else ()
    return {
        item.value
        for item in inside
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    }
