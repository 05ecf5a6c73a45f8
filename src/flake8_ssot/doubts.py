"""Heuristics: why only a person can tell that a use of an old path may go. In, a use; out, why.

A fix is right for the code itself, and yet wrong where the old path is what the code is about: it
is tested, patched, compared with the new one, or there for a version that has nothing else.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from flake8_ssot.fallbacks import BROAD, Fallbacks, catches, names_caught
from flake8_ssot.import_uses import Uses
from flake8_ssot.index import is_at_or_below
from flake8_ssot.model import Kind
from flake8_ssot.references import Chain, Import
from flake8_ssot.scopes import Bindings
from flake8_ssot.source import Source
from flake8_ssot.syntax import last_name

_ABOUT_THE_PAST = re.compile(r"deprecat|legacy|(?<!in)compat", re.IGNORECASE)
_RAISING = frozenset({"raises", "assertRaises", "assertRaisesRegex"})
_WARNING = frozenset({"warns", "assertWarns", "assertWarnsRegex"})
# What using an old path may raise or warn of.
_OF_OLD_PATHS = re.compile(
    r"ImportError|ModuleNotFoundError|AttributeError|Deprecat|Future|^Warning$"
)

TESTED = "looks like a test of the old path"
EXPECTED = "stands where a warning or an exception is expected"
VERSIONS = "the `try` around it also supports where only the old path exists"
THE_SAME = "both branches of the `try` would do the same"
COMPARED = "the old path and the new one are compared"


class Doubts:
    """What speaks against changing things in one file."""

    def __init__(self, source: Source, uses: Uses, landing: Callable[[str], str | None]) -> None:
        self.moving: set[ast.AST] = set()  # strings that are going to name the new path
        self.source = source
        self.uses = uses
        self.landing = landing
        file = os.path.basename(source.path)
        self.is_old_path_test = looks_like_test_of_old_path(os.path.splitext(file)[0])

    def about(self, qualname: str, line: int) -> str:
        """Is what stands in this scope, on this line, about the old path?"""
        if self.is_old_path_test or looks_like_test_of_old_path(qualname):
            return TESTED
        return self.expected(line)

    def expected(self, line: int) -> str:
        """Does the line stand where a warning or an exception is expected?"""
        return EXPECTED if any(first <= line <= last for first, last in self.expecting) else ""

    def of_import(self, item: Import) -> str:
        """Of an import that moves, or beside which another one is put."""
        found = self.about(item.scope.qualname, item.statement.lineno)
        return found or (COMPARED if item.alias in self.compared else "")

    def of_use(self, chain: Chain, alias: ast.AST, old: str, new: str, *, is_sure: bool) -> str:
        """Of a use through a module that stays; `is_sure`: the new path is known to exist."""
        line = chain.root.lineno
        found = (
            self.about(chain.scope.qualname, line) or self.patched(old) or self.replaced(old, new)
        )
        names = {path.rpartition(".")[2] for path in (old, new)}
        if not found and self.strings & names and self.is_value(alias, old):
            found = f"a string names {min(self.strings & names)!r} of the module, too"
        if not found and not is_sure and self.is_fallback(line, new):
            found = VERSIONS
        return found

    def is_fallback(self, line: int, new: str) -> bool:
        """Does another version of a library get here what the new path stands for?"""
        if any(first <= line <= last for first, last in self.attribute_fallbacks):
            return True
        there = [
            chain.root.lineno
            for chain in self.uses.names.chains
            for item in chain.meanings
            if is_at_or_below(".".join((item.path, *chain.names)), new)
        ]
        return any(
            first <= line <= last and any(first <= other <= last for other in there)
            for first, last in self.choices
        )

    def patched(self, old: str) -> str:
        """A string that names the old path, as the target of a patch does, and stays."""
        for node in self.string_nodes:
            text = str(node.value)
            if "." in text and is_at_or_below(text, old) and node not in self.moving:
                return f"the string {text!r} names the old path, too"
        return ""

    def replaced(self, old: str, new: str) -> str:
        """What is patched would be read by a name of its own, bound before."""
        for node in self.string_nodes:
            text = str(node.value)
            moves = node in self.moving and is_at_or_below(text, old)
            if "." in text and (moves or is_at_or_below(text, new)):
                return f"the string {text!r} names what is used here, as a patch does"
        return ""

    def is_value(self, alias: ast.AST, old: str) -> bool:
        """Is the module that holds `old` used as a value, perhaps with a name in a string?"""
        if self.uses.values[alias]:
            return True
        module = old.rpartition(".")[0]
        return any(
            chain.is_in_string
            or any(f"{item.path}.{'.'.join(chain.names)}" == module for item in chain.meanings)
            for chain in self.uses.chains[alias]
        )

    @cached_property
    def strings(self) -> frozenset[str]:
        """Every string of the file that could name something, but is no use itself."""
        return frozenset(str(node.value) for node in self.string_nodes)

    @cached_property
    def string_nodes(self) -> list[ast.Constant]:
        """The nodes of these strings."""
        chains = self.uses.names.chains
        read = {chain.root for chain in chains if chain.kind is Kind.GETATTR}
        said = {node.value for node in self.source.nodes if isinstance(node, ast.Expr)}
        types = {chain.root.lineno: chain.root for chain in chains if chain.kind is Kind.ANNOTATION}
        return [
            node
            for node in self.source.nodes
            if isinstance(node, ast.Constant)
            and node not in read
            and node not in said
            and not _holds(node, types.get(node.lineno))
            and isinstance(node.value, str)
            and node.value.replace(".", "").isidentifier()
        ]

    @cached_property
    def expecting(self) -> list[tuple[int, int]]:
        """Lines of the `with` blocks that expect a warning or an exception."""
        return [
            (node.body[0].lineno, node.end_lineno or 0)
            for node in self.source.nodes
            if isinstance(node, ast.With | ast.AsyncWith)
            and any(_expects(item.context_expr) for item in node.items)
        ]

    @cached_property
    def choices(self) -> list[tuple[int, int]]:
        """Lines of the expressions and statements that take one thing or another."""
        return [
            (node.lineno, node.end_lineno or 0)
            for node in self.source.nodes
            if isinstance(node, ast.IfExp)
            or (
                isinstance(node, ast.Try)
                and any(catches(handler, BROAD) for handler in node.handlers)
            )
        ]

    @cached_property
    def attribute_fallbacks(self) -> list[tuple[int, int]]:
        """Lines of the `try` statements that catch an AttributeError."""
        return [
            (node.lineno, node.end_lineno or 0)
            for node in self.source.nodes
            if isinstance(node, ast.Try)
            and any("AttributeError" in names_caught(handler) for handler in node.handlers)
        ]

    @cached_property
    def fallbacks(self) -> Fallbacks:
        return Fallbacks(self.source)

    def of_fallback(self, item: Import, same: Iterable[ast.stmt]) -> str:
        """Of an import in a `try`, where the `same` ones on its other side become equal."""
        others = [item.statement, *same]
        is_mixed = len(others) > 1 and any(other in self.fallbacks.mixed for other in others)
        return THE_SAME if is_mixed else ""

    @cached_property
    def compared(self) -> frozenset[ast.AST]:
        """The aliases of names that are compared with what they are going to be themselves."""
        bound = {load.node: load.bindings for load in self.uses.names.loads}
        found: set[ast.AST] = set()
        for node in self.source.nodes:
            if not isinstance(node, ast.Compare) or len(node.ops) != 1:
                continue
            if not isinstance(node.ops[0], ast.Is | ast.IsNot | ast.Eq | ast.NotEq):
                continue
            left, right = (_paths(side, bound) for side in (node.left, node.comparators[0]))
            for path, alias in left.items():
                for other in right:
                    if path != other and self.landing(path) == self.landing(other):
                        found |= {alias, right[other]}
        return frozenset(found)


def _holds(string: ast.Constant, root: ast.expr | None) -> bool:
    """Is the string the quoted type in which `root` stands?"""
    if root is None:
        return False
    return string.col_offset <= root.col_offset < (string.end_col_offset or 0)


def _paths(side: ast.expr, bound: Mapping[ast.Name, Bindings]) -> dict[str, ast.AST]:
    """The dotted paths that a name or chain stands for, each with where it was bound."""
    suffix = ""
    while isinstance(side, ast.Attribute):
        suffix = f".{side.attr}{suffix}"
        side = side.value
    bindings = bound.get(side, ()) if isinstance(side, ast.Name) else ()
    return {path + suffix: binding.node for binding in bindings for path in binding.paths}


def _expects(context: ast.expr) -> bool:
    """Does the `with` expect what using an old path may raise or warn of?"""
    if not isinstance(context, ast.Call):
        return False
    name = last_name(context)
    if name == "catch_warnings":
        return any(keyword.arg == "record" for keyword in context.keywords)
    if name in _RAISING or (name in _WARNING and context.args):
        inside = (last_name(node) for node in ast.walk(context) if isinstance(node, ast.expr))
        return any(_OF_OLD_PATHS.search(item) for item in inside)
    return name in _WARNING or name == "deprecated_call"


def looks_like_test_of_old_path(qualname: str) -> bool:
    """Is a file, function or class a test whose name speaks of deprecation or compatibility?"""
    return any(
        part.lower().lstrip("_").startswith("test") and _ABOUT_THE_PAST.search(part)
        for part in qualname.split(".")
    )
