"""Scopes and what names are bound to in them. Data and small questions; `names` does the walk."""

from __future__ import annotations

import ast
from enum import Enum
from typing import NamedTuple

from flake8_ssot.syntax import NO_NAMES, FunctionNode, LocalNames, local_names


class BindingKind(Enum):
    """How a name came to be."""

    MODULE = "import a.b, import a.b as c"
    FROM = "from a import b"
    STAR = "from a import *"
    ASSIGNMENT = "a = b, for, with, walrus, unpacking"
    ARGUMENT = "a parameter"
    GUARD = "isinstance and the like: the same value, of which more is known"
    DEFINITION = "def or class"
    OTHER = "except ... as, a pattern's capture, a type parameter"


class Binding:
    """One place that gives a name its meaning. Compared by identity."""

    __slots__ = ("before", "kind", "name", "node", "origin", "paths", "text", "value")

    def __init__(
        self,
        name: str,
        kind: BindingKind,
        node: ast.AST,
        paths: tuple[str, ...] = (),
        origin: Origin | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self.node = node  # the alias, target name, argument or definition
        self.paths = paths  # the dotted paths the name may stand for; none: something else
        self.origin = origin  # where the value comes from, in files whose calls are judged
        self.before: Bindings = ()  # of a guard: what the name meant without it
        self.value: ast.expr | None = None  # what was assigned, or entered by `with`
        self.text: str | None = None  # the string that was assigned, where it can be told


Bindings = tuple[Binding, ...]

Step = tuple[str, object]  # ("item", 0), ("key", "a"), or one of these:
EACH: Step = ("each", None)
ANY: Step = ("any", None)
ENTER: Step = ("enter", None)
AWAIT: Step = ("await", None)


class View(NamedTuple):
    """What names meant at one point of the walk: those in `known`; later, the scope's others."""

    known: dict[str, Bindings]
    scope: Scope

    def lookup(self, name: str) -> Bindings:
        found = self.known.get(name) or self.scope.lookup(name)
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.foreign:  # nobody knows when a nested function sets it
                extra = scope.foreign[name]
                return (*found, *(item for item in extra if item not in found))
            scope = scope.parent
        return found


class Origin(NamedTuple):
    """Where a value comes from, kept until somebody asks."""

    expression: ast.expr | None
    steps: tuple[Step, ...]  # what is taken out of the expression's value, in order
    annotation: ast.expr | None  # the type it was declared to have, or was found to have
    view: View


MAX_BINDINGS = 16  # meanings kept of one name where branches meet
# Markers among the meanings of a name.
LOST = Binding("...", BindingKind.OTHER, ast.Pass())  # there are more than are kept
NOT_SET = Binding(".", BindingKind.OTHER, ast.Pass())  # on one way an attribute was not assigned


class Scope:
    """A namespace while it is walked: `env` holds what each name may be bound to *now*."""

    __slots__ = (
        "_local",
        "chains",
        "declares",
        "env",
        "ever",
        "foreign",
        "function",
        "has_walrus",
        "is_class",
        "log",
        "parent",
        "qualname",
    )

    def __init__(
        self,
        parent: Scope | None,
        qualname: str,
        *,
        is_class: bool = False,
        function: FunctionNode | None = None,
        declares: bool = False,
        has_walrus: bool = True,
    ) -> None:
        self.parent = parent
        self.has_walrus: bool = parent.has_walrus if parent else has_walrus  # may there be a `:=`?
        self.declares: bool = (
            parent.declares if parent else declares
        )  # are there `global` statements?
        self.qualname = qualname
        self.is_class = is_class
        self.function = function  # whose names are fixed at compile time
        self.env: dict[str, Bindings] = {}
        self.ever: set[str] = set()  # every name that was bound, though it may be gone again
        self.chains: set[str] = set()  # attributes in `env`: "self.registry" was assigned here
        self.log: list[Binding] | None = None  # what is bound while the body of a `try` is walked
        self.foreign: dict[str, list[Binding]] = {}  # what nested functions bind here
        self._local: LocalNames | None = None if function else NO_NAMES

    @property
    def local(self) -> LocalNames:
        """What the compiler says of a function's names; found out when first asked."""
        if self._local is None:
            assert self.function is not None
            self._local = local_names(self.function, in_expressions=self.has_walrus)
        return self._local

    @property
    def is_module(self) -> bool:
        return self.parent is None

    @property
    def module(self) -> Scope:
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def lookup(self, name: str) -> Bindings:
        """What `name` may be bound to, seen from this scope at this point of the walk."""
        found = self.env.get(name)
        if found is not None:
            return found
        if self.declares and self.declared_global(name):
            return self.module.env.get(name, ())
        scope = self.parent
        while scope is not None:
            if not scope.is_class:  # methods do not see their class's names
                found = scope.env.get(name)
                if found is not None:
                    break
            scope = scope.parent
        if found is None or scope is None:
            return ()
        for binding in found:
            if binding.paths:  # what hides it costs a walk of the function: not asked of others
                return found if self.sees(name, scope) else ()
        return found

    def bind_attribute(self, chain: str, binding: Binding) -> None:
        """`self.registry = ...`: known under "self.registry" until `self` is bound anew."""
        if self.chains:
            self.forget_attributes(chain)
        self.env[chain] = (binding,)
        self.env["."] = ()  # says that there are attributes here
        self.chains.add(chain)
        if self.log is not None:
            self.log.append(binding)

    def forget_attributes(self, name: str) -> None:
        """The name stands for another object: its attributes are not what they were."""
        for chain in [item for item in self.chains if item.startswith(name + ".")]:
            self.chains.discard(chain)
            self.env.pop(chain, None)

    def ever_binds(self, name: str) -> bool:
        """Does this scope, or one around it, bind the name anywhere?"""
        scope: Scope | None = self
        while scope is not None:
            is_visible = not scope.is_class or scope is self
            if is_visible and (
                name in scope.ever or name in scope.env or name in scope.local.bound
            ):
                return True
            scope = scope.parent
        return False

    def declared_global(self, name: str) -> bool:
        """Does the function around say `global name`?"""
        scope: Scope | None = self
        while scope is not None and scope.function is None and not scope.is_class:
            scope = scope.parent  # comprehensions and type parameters share its names
        return scope is not None and name in scope.local.global_

    def sees(self, name: str, owner: Scope) -> bool:
        """Is the `name` that `owner` binds not hidden by a scope between, which binds it later?"""
        scope: Scope | None = self
        while scope is not None and scope is not owner:
            if scope.function is not None and name in scope.local.bound:
                return False
            scope = scope.parent
        return True

    def bind(self, binding: Binding) -> None:
        """The name stands for `binding` from here on."""
        name = binding.name
        self.env[name] = (binding,)
        self.ever.add(name)
        if self.log is not None:
            self.log.append(binding)
        if self.chains:
            self.forget_attributes(name)
        if not self.declares or self.function is None:
            return
        if name in self.local.global_:
            _also(self.module, binding)
        elif name in self.local.nonlocal_:
            owner = self.parent
            while owner is not None and not (owner.function and name in owner.local.bound):
                owner = owner.parent
            if owner is not None:
                _also(owner, binding)


def _also(scope: Scope, binding: Binding) -> None:
    """Add a meaning: nobody knows when an assignment through `global` or `nonlocal` runs."""
    scope.ever.add(binding.name)
    foreign = scope.foreign.setdefault(binding.name, [])
    if len(foreign) <= MAX_BINDINGS:
        foreign.append(binding if len(foreign) < MAX_BINDINGS else LOST)
    known = scope.env.get(binding.name, ())
    scope.env[binding.name] = (*known, binding)


def merge(*branches: dict[str, Bindings]) -> dict[str, Bindings]:
    """What names may be bound to after one of several branches was taken."""
    first, *others = branches
    merged = dict(first)
    for branch in others:
        if "." in merged or "." in branch:
            branch = _with_attributes(merged, branch)
        for name, bindings in branch.items():
            known = merged.get(name, ())
            if known != bindings:
                merged[name] = _union(known, bindings)
    return merged


def _union(known: Bindings, bindings: Bindings) -> Bindings:
    """The meanings of both; a guard that holds only on one side is over."""
    first = _unguarded(known, bindings)
    found = list(first)
    for item in _unguarded(bindings, known):
        if item not in found:
            if len(found) >= MAX_BINDINGS:
                return tuple(found) if LOST in found else (*found, LOST)
            found.append(item)
    return tuple(found)


def _unguarded(bindings: Bindings, others: Bindings) -> Bindings:
    """The bindings, with what stood before each guard that `others` do not share."""
    if not any(item.kind is BindingKind.GUARD for item in bindings):
        return bindings
    found: dict[Binding, None] = {}
    stack = list(reversed(bindings))
    while stack:  # a long `elif` chain puts guard upon guard
        item = stack.pop()
        if item.kind is BindingKind.GUARD and item not in others:
            stack += reversed(item.before)
        else:
            found[item] = None
    return tuple(found)


def _with_attributes(
    merged: dict[str, Bindings], branch: dict[str, Bindings]
) -> dict[str, Bindings]:
    """An attribute that only one side assigns: the other leaves it as it was. Changes `merged`."""
    branch = dict(branch)
    for name in [name for name in {*merged, *branch} if "." in name and name != "."]:
        merged.setdefault(name, (NOT_SET,))
        branch.setdefault(name, (NOT_SET,))
    return branch
