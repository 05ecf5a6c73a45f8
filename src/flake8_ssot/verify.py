"""Does a file still mean what it meant? In, its source before and after a fix; out, why not.

Everything that is read must stand for what it stood for, every name of the module must stay, apart
from what the rules say has moved. Both files are walked anew; nothing of the plan is trusted.
"""

from __future__ import annotations

import ast
import builtins
import sys
import tokenize
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from flake8_ssot.index import Index
from flake8_ssot.modules import Module
from flake8_ssot.names import resolve
from flake8_ssot.references import Chain, Interest, Load, Names
from flake8_ssot.scopes import Binding, BindingKind, Bindings
from flake8_ssot.source import Source

Meaning = frozenset[object]

_ONLY_WITH_IMPORTS = frozenset({"ImportError", "ModuleNotFoundError"})  # named by handlers
_BINDERS = (
    ast.arg, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
    ast.MatchAs, ast.MatchStar, ast.MatchMapping,
)  # fmt: skip


class Version(NamedTuple):
    """A file at one time. Its names with every import in them, where they were resolved already."""

    source: Source
    names: Names | None
    rewritten: tuple[tuple[int, int], ...] = ()  # byte ranges of calls with new words


def what_changed(before: Version, after: Version, module: Module, index: Index) -> str:
    """What the file does not mean any more, in a few words; "" if it means what it did."""
    was, now = _Meanings(before, module, index), _Meanings(after, module, index)
    if set(was.statements - now.statements) - {"Try"}:  # a `try` whose branches became the same
        return "a statement would be lost"
    return _loads_changed(was, now) or _getattr_changed(was, now) or _names_changed(was, now)


def comment_lost(before: Source, after: Source) -> str:
    """A comment that is in `before`, but not in `after`; "" if there is none."""
    lost = _comments(before) - _comments(after)
    return next(iter(lost), "")


class _Meanings:
    """What each name of a file stands for, comparable with those of another file."""

    def __init__(self, version: Version, module: Module, index: Index) -> None:
        source = version.source
        self.index = index
        self.version = version
        interest = Interest(frozenset(), index.star_names, everything=True, loads=True)
        self.names = version.names or resolve(source, module, interest)
        self.is_package = module.is_package
        self.ranks = _ranks(source)
        suffixes: dict[ast.AST, str] = {}
        for chain in self.names.chains:
            if chain.is_in_string:
                continue
            text = "".join(f".{name}" for name in chain.names)
            if len(text) >= len(suffixes.get(chain.base, "")):
                suffixes[chain.base] = text
        self.suffixes = suffixes
        self.statements = Counter(
            type(node).__name__
            for node in source.nodes
            if isinstance(node, ast.stmt) and not isinstance(node, ast.Import | ast.ImportFrom)
        )

    def loads(self) -> list[tuple[Load, Meaning]]:
        return [
            (load, self.meaning(load.bindings, self.suffixes.get(load.node, "")) or _builtin(load))
            for load in self.names.loads
            if not self.is_rewritten(load)
        ]

    def is_rewritten(self, load: Load) -> bool:
        """Does the name stand in a call that the rule's template has put in other words?"""
        if not self.version.rewritten:
            return False
        offset = self.version.source.offset(load.node.lineno, load.node.col_offset)
        return any(start <= offset < end for start, end in self.version.rewritten)

    def unbound_rewritten(self) -> list[str]:
        """The names in what was put in other words that nothing binds."""
        return [
            load.node.id
            for load in self.names.loads
            if self.is_rewritten(load) and not load.bindings and not _builtin(load)
        ]

    def getattrs(self) -> list[tuple[Chain, Meaning]]:
        return [
            (
                chain,
                frozenset(self.landing(f"{item.path}.{chain.names[0]}") for item in chain.meanings),
            )
            for chain in self.names.chains
            if chain.is_in_string
        ]

    def meaning(self, bindings: Bindings, suffix: str = "") -> Meaning:
        return frozenset(item for binding in bindings for item in self.of(binding, suffix))

    def of(self, binding: Binding, suffix: str) -> Iterable[object]:
        if not binding.paths:
            return [(binding.kind, self.ranks.get(binding.node, -1))]
        paths = [self.landing(path + suffix) for path in binding.paths]
        if binding.kind is BindingKind.ASSIGNMENT:  # `X = list` has no path
            paths = [path for path in paths if not path.startswith("builtins.")]
            return paths or [(binding.kind, self.ranks.get(binding.node, -1))]
        return paths

    def landing(self, path: str) -> str:
        match = self.index.lookup(path)
        return path if match is None or match.new is None else match.new


def _builtin(load: Load) -> Meaning:
    """What a name stands for that nothing binds."""
    name = load.node.id
    return frozenset([f"builtins.{name}"]) if hasattr(builtins, name) else frozenset()


def _loads_changed(was: _Meanings, now: _Meanings) -> str:
    before = was.unbound_rewritten()  # in quoted types
    unbound = [name for name in now.unbound_rewritten() if name not in before]
    if unbound:
        return f"`{unbound[0]}` would be unbound"
    old, new = was.loads(), now.loads()
    if len(old) != len(new):
        old = [item for item in old if item[0].node.id not in _ONLY_WITH_IMPORTS]
        new = [item for item in new if item[0].node.id not in _ONLY_WITH_IMPORTS]
    if len(old) != len(new):
        return "a use of a name would be lost"
    for (load, meant), (other, means) in zip(old, new, strict=True):
        if meant != means or (not meant and load.node.id != other.node.id):
            return f"`{load.node.id}` on line {load.node.lineno} would mean something else"
    return ""


def _getattr_changed(was: _Meanings, now: _Meanings) -> str:
    old, new = was.getattrs(), now.getattrs()
    if len(old) != len(new):
        return "a `getattr` would be lost"
    for (chain, meant), (_, means) in zip(old, new, strict=True):
        if meant != means:
            return f"`getattr` on line {chain.root.lineno} would name something else"
    return ""


def _names_changed(was: _Meanings, now: _Meanings) -> str:
    new = now.names.top_level
    for name, bindings in was.names.top_level.items():
        if name in new and was.meaning(bindings) == now.meaning(new[name]):
            continue
        if not was.is_package and all(item.kind is BindingKind.STAR for item in bindings):
            continue  # it may have been brought, but nothing here asks for it
        tops = all(
            item.kind is BindingKind.MODULE and getattr(item.node, "asname", "") is None
            for item in bindings
        )
        if name in new or not tops:
            return f"the module's name `{name}` would be lost or mean something else"
    return ""


def _ranks(source: Source) -> dict[ast.AST, int]:
    """The binding nodes that no fix touches, by their order in the file."""
    found = [node for node in source.nodes if _binds(node)]
    found.sort(key=lambda node: (node.lineno, node.col_offset))  # type: ignore[attr-defined]
    return {node: number for number, node in enumerate(found)}


def _binds(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return not isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.ExceptHandler):
        return node.name is not None
    return isinstance(node, _BINDERS) or (
        sys.version_info >= (3, 12) and isinstance(node, ast.type_param)
    )


def _comments(source: Source) -> Counter[str]:
    if "#" not in source.text:
        return Counter()
    return Counter(
        token.string.rstrip() for token in source.tokens if token.type == tokenize.COMMENT
    )
