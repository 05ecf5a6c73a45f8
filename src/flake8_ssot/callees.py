"""Which rule governs a call, and with which arguments: in, a call; out, a Target or None."""

from __future__ import annotations

import ast
import builtins
import re
from typing import NamedTuple

from flake8_ssot.call_index import CallIndex, CallRule
from flake8_ssot.evidence import Evidence
from flake8_ssot.forms import Shape
from flake8_ssot.meanings import looks_like_class, paths
from flake8_ssot.references import Call, Class, Use
from flake8_ssot.scopes import View
from flake8_ssot.syntax import last_name
from flake8_ssot.things import Thing, What
from flake8_ssot.tracking import class_around, method_of

MAX_BASES = 32
_BINDS_UNSEEN = re.compile(
    r"\b(globals|locals|vars|exec)\s*\(|__builtins__|\bbuiltins\.|\bsys\.modules\[__name__\]"
)
# Base classes that bring no constructor of their own.
HARMLESS = frozenset(
    [
        "builtins.object",
        "abc.ABC",
        "typing.Generic",
        "typing.Protocol",
        "typing_extensions.Protocol",
        "typing_extensions.Generic",
    ]
)


class Target(NamedTuple):
    """A call of something governed."""

    rule: CallRule
    path: str  # the governed callable
    arguments: tuple[ast.expr, ...]  # given by place
    keywords: tuple[tuple[str, ast.keyword | None], ...]  # those written out in `**{...}`: None
    shape: Shape
    is_partial: bool = False
    is_unbound: bool = False  # its name is bound nowhere in the file
    is_itself: bool = True  # the callable itself is called, not by `cls`, a subclass or `super()`


class _Inherited(NamedTuple):
    """What a class gets its constructor from."""

    path: str  # "": from a class that no rule governs
    rule: CallRule | None


_NOT_OURS = _Inherited("", None)


class Callees:
    """Finds the governed calls of one file."""

    def __init__(self, index: CallIndex, evidence: Evidence, has_star: bool, text: str) -> None:
        self.index = index
        self.evidence = evidence
        # Names may come from where nobody sees them.
        self.may_bind_anything = has_star or _BINDS_UNSEEN.search(text) is not None

    def target(self, call: Call) -> Target | None:
        """The rule for a call, if one governs what it calls."""
        self.evidence.begin()
        node = call.node
        callee, arguments, keywords = node.func, list(node.args), list(node.keywords)
        is_partial = "functools.partial" in paths(callee, call.view.lookup)
        if is_partial:
            if not arguments or (len(arguments) == 1 and not keywords):
                return None
            callee, arguments = arguments[0], arguments[1:]
        found = self.governed(callee, call.view)
        is_unbound = False
        if found is None and isinstance(callee, ast.Name):
            found = self.unbound(callee, call.view)
            is_unbound = found is not None
        if found is None or found.rule is None:
            return None
        named, more_keywords = _expanded_keywords(keywords)
        if self.gives_self(callee, call.view, found, arguments):
            arguments = arguments[1:]
        placed, more_positional = _expanded(arguments)
        shape = Shape(len(placed), tuple(name for name, _ in named), more_positional, more_keywords)
        is_itself = is_unbound or self.is_itself(callee, call.view, found.path)
        return Target(
            found.rule, found.path, placed, named, shape, is_partial, is_unbound, is_itself
        )

    def gives_self(
        self, callee: ast.expr, view: View, found: _Inherited, arguments: list[ast.expr]
    ) -> bool:
        """Is the first argument the object: `Engine.__init__(self, ...)`, `Runner.run(r, ...)`?"""
        if isinstance(callee, ast.Attribute) and is_super(callee):
            return False
        if isinstance(callee, ast.Attribute) and callee.attr == "__init__":
            return True
        owner = found.path.rpartition(".")[0]
        if not looks_like_class(owner) or not arguments:
            return False
        is_of_class = all(thing.what is What.CLASS for thing in self.evidence.things(callee, view))
        return is_of_class and any(
            thing.what is What.OBJECT
            and owner in map(self.index.canonical, self.evidence.lineage(thing))
            for thing in self.evidence.things(arguments[0], view)
        )

    def is_itself(self, callee: ast.expr, view: View, path: str) -> bool:
        """Does the expression name the callable, and nothing derived from it?"""
        things = self.evidence.things(callee, view)
        return all(
            thing.what is not What.OBJECT and self.index.canonical(thing.path) == path
            for thing in things
            if thing.what is not What.NONE
        )

    def bridge(self, use: Use) -> _Inherited | None:
        """The rule for a name or attribute that is read."""
        if not isinstance(use.node.ctx, ast.Load):
            return None
        self.evidence.begin()
        return self.governed(use.node, use.view)

    def governed(self, callee: ast.expr, view: View) -> _Inherited | None:
        """What `callee` stands for, if everything it may be is one and the same governed thing."""
        if isinstance(callee, ast.Subscript) and self.names_class(callee.value, view):
            callee = callee.value  # `Engine[int](...)`
        if isinstance(callee, ast.Attribute):
            if is_super(callee):
                return self.from_super(callee, view)
            if callee.attr == "__init__":
                callee = callee.value
        found: _Inherited | None = None
        for thing in self.evidence.things(callee, view):
            if thing.what in (What.NONE, What.UNKNOWN):
                continue
            candidate = self.of_thing(thing)
            if candidate is None or candidate.rule is None:
                return None
            if found is not None and candidate.rule is not found.rule:
                return None
            found = candidate
        return found

    def names_class(self, expression: ast.expr, view: View) -> bool:
        things = self.evidence.things(expression, view)
        return all(thing.what is What.CLASS for thing in things)

    def of_thing(self, thing: Thing) -> _Inherited | None:
        if thing.what is What.FUNCTION:
            function = self.evidence.definitions.functions.get(thing.node or ast.Pass())
            if function is None or isinstance(function.node, ast.Lambda):
                return None
            return self.of_path(self.evidence.path_of(function.scope.qualname))
        if thing.what is What.OBJECT or not thing.path:
            return None
        owner = self.evidence.own_class(thing)
        return self.constructor(owner) if owner is not None else self.of_path(thing.path)

    def of_path(self, path: str) -> _Inherited | None:
        rule = self.index.governing(path)
        return _Inherited(self.index.canonical(path), rule) if rule is not None else None

    def constructor(self, owner: Class, depth: int = 0) -> _Inherited | None:
        """Where a class of this file gets its constructor; None: it has nothing special."""
        own = self.of_path(self.evidence.path_of(owner.qualname))
        if own is not None:
            return own
        names = {last_name(item) for item in owner.node.decorator_list}
        metaclass = any(
            keyword.arg == "metaclass" and last_name(keyword.value) != "ABCMeta"
            for keyword in owner.node.keywords
        )
        makes = {"__init__", "__new__"} & owner.scope.ever
        if makes or metaclass or names & {"dataclass", "define", "attrs", "s"} or depth > MAX_BASES:
            return _NOT_OURS
        return self.inherited(owner, depth)

    def inherited(self, owner: Class, depth: int = 0) -> _Inherited | None:
        """The constructor that the base classes bring, in their order."""
        for alternatives in self.evidence.base_alternatives(owner):
            found = [self.of_base(owner, base, depth) for base in alternatives]
            if any(other != found[0] for other in found):
                return _NOT_OURS
            if found[0] is not None:
                return found[0]
        return None

    def of_base(self, owner: Class, base: Thing, depth: int) -> _Inherited | None:
        """The constructor that one base class brings."""
        above = self.evidence.own_class(base)
        if above is owner:
            return _NOT_OURS
        if above is not None:
            return self.constructor(above, depth + 1)
        if base.path in HARMLESS:
            return None
        return (self.of_path(base.path) if base.path else None) or _NOT_OURS

    def from_super(self, callee: ast.Attribute, view: View) -> _Inherited | None:
        """`super().__init__` or `super().create`, seen from the class around."""
        method = method_of(view.scope)
        body = class_around(method) if method is not None else None
        owner = self.evidence.definitions.class_of.get(body) if body is not None else None
        call = callee.value
        if isinstance(call, ast.Call) and call.args:  # `super(Class, self)`
            named = [
                self.evidence.own_class(thing) for thing in self.evidence.things(call.args[0], view)
            ]
            owner = named[0] if len(named) == 1 else None
        if owner is None:
            return None
        if callee.attr == "__init__":
            return self.inherited(owner)
        for base in self.evidence.bases(owner):
            above = self.evidence.own_class(base)
            if above is None:
                return self.of_path(f"{base.path}.{callee.attr}") if base.path else None
            for thing in self.evidence.member(above, callee.attr, ()):
                found = self.of_thing(thing)
                if found is not None:
                    return found
        return None

    def unbound(self, callee: ast.Name, view: View) -> _Inherited | None:
        """A governed name that nothing in the file binds."""
        path = self.index.imports.get(callee.id)
        if path is None or self.may_bind_anything or hasattr(builtins, callee.id):
            return None
        if view.scope.ever_binds(callee.id):
            return None
        return self.of_path(path)


def is_super(callee: ast.Attribute) -> bool:
    """`super().name`, also `super(Class, self).name`."""
    value = callee.value
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == "super"
    )


def _expanded(arguments: list[ast.expr]) -> tuple[tuple[ast.expr, ...], bool]:
    """The positional arguments up to the first `*args` that is not written out."""
    found: list[ast.expr] = []
    for argument in arguments:
        if not isinstance(argument, ast.Starred):
            found.append(argument)
        elif isinstance(argument.value, ast.Tuple | ast.List):
            inside, more = _expanded(argument.value.elts)
            found += inside
            if more:
                return tuple(found), True
        else:
            return tuple(found), True
    return tuple(found), False


def _expanded_keywords(
    keywords: list[ast.keyword],
) -> tuple[tuple[tuple[str, ast.keyword | None], ...], bool]:
    """The keywords, also those of `**{...}` and `**dict(...)`; is there any other `**`?"""
    found: list[tuple[str, ast.keyword | None]] = []
    more = False
    for keyword in keywords:
        value = keyword.value
        if keyword.arg is not None:
            found.append((keyword.arg, keyword))
        elif isinstance(value, ast.Dict):
            for key in value.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    found.append((key.value, None))
                else:
                    more = True
        elif isinstance(value, ast.Call) and last_name(value.func) == "dict":
            found += [(item.arg, None) for item in value.keywords if item.arg is not None]
            more = more or bool(value.args) or any(item.arg is None for item in value.keywords)
        else:
            more = True
    return tuple(found), more
