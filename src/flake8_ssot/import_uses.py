"""Where the names that imports bind are used: in, a file's names; out, uses by import.

Asked when fixes are planned: what else depends on an import that shall move?
"""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from functools import cached_property

from flake8_ssot.model import Edit, Kind
from flake8_ssot.references import Chain, Import, Load, Names
from flake8_ssot.scopes import Binding, BindingKind, Scope
from flake8_ssot.source import Source
from flake8_ssot.syntax import names_bound_by

TopKey = tuple[str, Scope]  # the top-level package, and the scope that binds its name


class Uses:
    """The chains and names of a file, by the alias of the import that binds their root."""

    def __init__(self, source: Source, names: Names) -> None:
        self.source = source
        self.names = names
        self.items: dict[ast.AST, Import] = {item.alias: item for item in names.imports}
        self.chains: dict[ast.AST, list[Chain]] = defaultdict(list)
        self.values: dict[ast.AST, list[Load]] = defaultdict(list)  # names used by themselves
        self.tops: dict[TopKey, list[Import]] = defaultdict(list)  # `import a.b`, by `a`
        bases: set[ast.AST] = set()
        for chain in names.chains:
            bases.add(chain.base)
            for binding in chain.bindings:
                self.chains[binding.node].append(chain)
        for load in names.loads:
            if load.node in bases:
                continue
            for binding in load.bindings:
                self.values[binding.node].append(load)
        for item in names.imports:
            if is_dotted(item):
                self.tops[item.local, item.scope].append(item)

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Every name that the file binds, reads or declares; attributes are none."""
        return self.bound | {load.node.id for load in self.names.loads}

    @cached_property
    def bound(self) -> frozenset[str]:
        """Every name that the file binds or declares, anywhere."""
        found: set[str] = set()
        for node in self.source.nodes:
            found.update(names_bound_by(node))
            if isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.Global | ast.Nonlocal):
                found.update(node.names)
            else:
                found.update(_type_parameter(node))
        return frozenset(found)

    @cached_property
    def deleted(self) -> frozenset[str]:
        """The names of `del` statements."""
        return frozenset(
            node.id
            for node in self.source.nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)
        )

    def is_builtin(self, path: str) -> bool:
        """Is the path that of a builtin which this file can read by its bare name?"""
        module, _, name = path.rpartition(".")
        is_known = module == "builtins" and hasattr(builtins, name)
        return is_known and name not in self.bound and not self.names.has_star

    def exports(self, name: str) -> bool:
        """Does `__all__` hold the name?"""
        return any(export.node.value == name for export in self.names.exports)

    def is_renamable(self, item: Import) -> bool:
        """Is it `import old`, so that `import new as old` keeps the name?

        With `import old.part` beside it, the name must stay that of the package.
        """
        return (
            is_dotted(item)
            and "." not in item.alias.name
            and len(self.tops[item.local, item.scope]) == 1
        )

    def only_imports(self, top: str) -> bool:
        """Does the name stand for the top-level package wherever the file has it, if at all?"""
        if top not in self.identifiers:
            return True
        bound = [item for (name, _), items in self.tops.items() if name == top for item in items]
        aliases = {item.alias for item in bound}
        loads = [load for load in self.names.loads if load.node.id == top]
        others = any(
            binding.node not in aliases for load in loads for binding in load.bindings
        ) or any(not load.bindings for load in loads)
        return bool(aliases) and not others and not self._bound_otherwise(top)

    def _bound_otherwise(self, name: str) -> bool:
        return any(
            (isinstance(node, ast.arg) and node.arg == name)
            or (
                not isinstance(node, ast.alias | ast.Import | ast.ImportFrom)
                and name in names_bound_by(node)
            )
            or (isinstance(node, ast.alias) and node.asname == name)
            or name in _type_parameter(node)
            for node in self.source.nodes
        ) or any(
            name in (alias.asname, alias.name)
            for node in self.source.nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        )

    def is_unconditional(self, item: Import) -> bool:
        """Is the import run whenever its module or function is, before what stands below it?"""
        function = item.scope.function
        body = self.source.tree.body if item.scope.is_module else getattr(function, "body", None)
        return isinstance(body, list) and any(item.statement is statement for statement in body)

    @cached_property
    def assigned(self) -> frozenset[str]:
        """The dotted paths that the file assigns to, or deletes: `old.Engine = Fake`."""
        return frozenset(
            ".".join((item.path, *chain.names))
            for chain in self.names.chains
            if not isinstance(getattr(chain.nodes[-1], "ctx", ast.Load()), ast.Load)
            for item in chain.meanings
        )

    def is_bound_again(self, item: Import) -> bool:
        """Does another import bind the same name? Nobody knows which a function sees."""
        return any(
            other is not item and other.scope is item.scope and other.local == item.local
            for other in self.names.imports
        )

    def is_shared(self, item: Import) -> bool:
        """Can what the import binds be used where this walk does not see it?"""
        scope = item.scope
        if scope.is_class:
            return True
        local = scope.local if scope.function else None
        return local is not None and item.local in local.global_ | local.nonlocal_

    def is_none(self, binding: Binding) -> bool:
        """Is the name bound to None there: `old = None` where an import failed?"""
        return binding.node in self._none_targets

    @cached_property
    def _none_targets(self) -> frozenset[ast.AST]:
        return frozenset(
            target
            for node in self.source.nodes
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and node.value.value is None
            for target in node.targets
        )


def is_dotted(item: Import) -> bool:
    """Is it `import a.b`, which binds `a`, or `import a`?"""
    return isinstance(item.statement, ast.Import) and item.alias.asname is None


def is_only_binding(chain: Chain, alias: ast.AST, uses: Uses) -> bool:
    """Does the chain's root stand for that import and nothing else (but None)?"""
    return all(item.node is alias or uses.is_none(item) for item in chain.bindings)


def of_top(chain: Chain) -> bool:
    """Does the chain begin with the top-level package, as `import a.b` binds it?"""
    return bool(chain.bindings) and all(
        item.kind is BindingKind.MODULE and getattr(item.node, "asname", "") is None
        for item in chain.bindings
    )


def is_spelled_out(chain: Chain, end: ast.expr, source: Source) -> bool:
    """Do the tree's positions hold the chain, name by name?

    They do not in a string with escapes, nor always in an f-string before Python 3.12.
    """
    if chain.is_in_string:
        return False
    text = source.text_at(source.span(chain.root, end))
    if not isinstance(chain.root, ast.Name):
        return chain.fstring is None and chain.kind is Kind.ATTRIBUTE
    length = next(number for number, node in enumerate(chain.nodes, 1) if node is end)
    wanted = ".".join((chain.root.id, *chain.names[:length]))
    bare = "".join(text.replace("\\\n", "").split())
    return bare == wanted


def over(source: Source, chain: Chain, end: ast.expr, text: str) -> Edit:
    """Replace the chain, up to the node `end`, by `text`."""
    start = source.offset(chain.root.lineno, chain.root.col_offset)
    return Edit(start, source.offset(end.end_lineno or 0, end.end_col_offset or 0), text)


def _type_parameter(node: ast.AST) -> tuple[str, ...]:
    is_one = type(node).__name__ in ("TypeVar", "ParamSpec", "TypeVarTuple")
    return (str(getattr(node, "name", "")),) if is_one else ()
