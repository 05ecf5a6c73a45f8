"""Keep what calls are judged by: in, what the walk meets; out, calls, definitions and origins.

Only files that may call something governed are tracked. Nothing is evaluated here: an Origin holds
an expression and what its names meant, for `evidence` to look into when it is asked.
"""

from __future__ import annotations

import ast

from flake8_ssot.guards import classes_of, type_check
from flake8_ssot.meanings import getattr_name, paths
from flake8_ssot.references import GROWN, Call, Class, Definitions, Function, Use
from flake8_ssot.scopes import (
    EACH,
    NOT_SET,
    Binding,
    BindingKind,
    Bindings,
    Origin,
    Scope,
    Step,
    View,
)
from flake8_ssot.syntax import FunctionNode, attribute_chain, children, first_argument

MAX_NODES = 800  # of one expression looked at for names
MAX_ELEMENTS = 64  # of what is appended to one list
NAMED_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
REORDERING = frozenset({"insert", "pop", "popleft", "remove", "reverse", "sort", "clear", "rotate"})
ADDING = frozenset({"append", "add", "appendleft", "extend", "insert", "update"})


class Tracker:
    """What is kept of one file."""

    def __init__(self, names: frozenset[str], *, every_call: bool = False) -> None:
        self.names = names
        self.every_call = every_call
        self.views: list[View] = []
        self.calls: list[Call] = []
        self.uses: list[Use] = []
        self.definitions = Definitions({}, {}, {})

    # -- what names mean -------------------------------------------------------------------

    def view(self, node: ast.AST | None, scope: Scope) -> View:
        """What the names in `node` mean now."""
        known: dict[str, Bindings] = {}
        stack = [node] if node is not None else []
        for _ in range(MAX_NODES):
            if not stack:
                break
            item = stack.pop()
            if isinstance(item, ast.Name):
                key: str | None = item.id
            elif isinstance(item, ast.Attribute):
                key = attribute_chain(item)
                stack.append(item.value)
            else:
                key = None
                stack += children(item)
            if key is not None and key not in known:
                bindings = scope.lookup(key)
                if bindings:
                    known[key] = bindings
        view = View(known, scope)
        self.views.append(view)
        return view

    def next_round(
        self, start: int, before: dict[str, Bindings], after: dict[str, Bindings]
    ) -> None:
        """What a loop's body ends with, its next round begins with."""
        for view in self.views[start:]:
            for name, bindings in view.known.items():
                if bindings == before.get(name) and bindings != after.get(name, bindings):
                    view.known[name] = after[name]

    def origin(
        self,
        expression: ast.expr | None,
        scope: Scope,
        *,
        steps: tuple[Step, ...] = (),
        annotation: ast.expr | None = None,
    ) -> Origin:
        view = self.view(expression, scope)
        if annotation is not None:
            view.known.update(self.view(annotation, scope).known)
        return Origin(expression, steps, annotation, view)

    # -- what the walk meets ---------------------------------------------------------------

    def call(self, node: ast.Call, scope: Scope, fstring: ast.JoinedStr | None) -> None:
        """Keep a call, unless what it calls is surely none of ours."""
        if isinstance(node.func, ast.Attribute):
            if node.func.attr in ADDING:
                self.added(node, node.func, scope)
            if node.func.attr in REORDERING:
                self.reordered(node.func.value, scope)
        name = getattr_name(node, scope.lookup)
        if name in self.names:
            attribute = ast.Attribute(node.args[0], name, ast.Load())
            self.use(ast.copy_location(attribute, node), scope, fstring)
        if self.every_call or self.may_be_ours(node.func, scope):
            self.calls.append(Call(node, self.view(node, scope), fstring, _may_await(scope)))

    def may_be_ours(self, callee: ast.expr, scope: Scope) -> bool:
        if isinstance(callee, ast.Name):
            bindings = scope.lookup(callee.id)
            method = method_of(scope)
            function = method.function if method is not None else None
            if function is not None and callee.id == first_argument(function):
                return True  # `cls(...)`
            return callee.id in self.names or any(
                binding.paths
                or binding.origin is not None
                or isinstance(binding.node, ast.ClassDef)
                for binding in bindings
            )
        if isinstance(callee, ast.Attribute):
            if callee.attr in self.names or callee.attr in ("__init__", "__class__", "partial"):
                return True
            return self.may_hold_class(callee, scope)
        return True

    def may_hold_class(self, callee: ast.Attribute, scope: Scope) -> bool:
        """`self.engine_class(...)`: is it an attribute of a class of this file, and no method?"""
        if not isinstance(callee.value, ast.Name) or callee.attr.startswith("assert"):
            return False
        method = method_of(scope)
        function = method.function if method is not None else None
        body = class_around(method) if method is not None else None
        if function is None or body is None or callee.value.id != first_argument(function):
            nodes = [binding.node for binding in scope.lookup(callee.value.id)]
            return any(isinstance(node, ast.ClassDef) for node in nodes)
        defined = body.env.get(callee.attr, ())
        return not any(binding.kind is BindingKind.DEFINITION for binding in defined)

    def use(
        self, node: ast.Name | ast.Attribute, scope: Scope, fstring: ast.JoinedStr | None
    ) -> None:
        """Keep a name that is read, if it or what it was imported as may be a bridge."""
        if isinstance(node, ast.Attribute):
            wanted = node.attr in self.names
        else:
            wanted = any(
                (binding.kind is BindingKind.DEFINITION and node.id in self.names)
                or any(path.rpartition(".")[2] in self.names for path in binding.paths)
                for binding in scope.lookup(node.id)
                if binding.kind is not BindingKind.ASSIGNMENT  # spelled where it is assigned
            )
        if wanted:
            self.uses.append(Use(node, self.view(node, scope), fstring))

    def added(self, call: ast.Call, callee: ast.Attribute, scope: Scope) -> None:
        """`items.append(x)`: the list holds x, too."""
        chain = attribute_chain(callee)
        if chain is None:
            return
        named = [item for item in call.keywords if item.arg is not None]
        if callee.attr == "update" and named:
            keys: list[ast.expr | None] = [ast.Constant(item.arg) for item in named]
            items = ast.Dict(keys=keys, values=[item.value for item in named])
            self.grown(chain.rpartition(".")[0], ast.copy_location(items, call), callee, scope)
        if not call.args:
            return
        value: ast.expr = call.args[-1]
        if callee.attr not in ("extend", "update"):
            value = ast.copy_location(ast.List(elts=[value], ctx=ast.Load()), value)
        self.grown(chain.rpartition(".")[0], value, callee, scope)

    def reordered(self, container: ast.expr, scope: Scope) -> None:
        """`items.sort()`: the same elements, but in what order?"""
        name = attribute_chain(container)
        known = scope.lookup(name) if name is not None else ()
        if name is None or name not in scope.env or any(item.paths for item in known):
            return
        origin = self.origin(container, scope, steps=(("shuffled", None),))
        scope.env[name] = (Binding(name, BindingKind.ASSIGNMENT, container, (), origin),)

    def item_set(self, target: ast.Subscript, value: ast.expr, scope: Scope) -> None:
        """`items[key] = x`."""
        chain = attribute_chain(target.value)
        if chain is not None:
            pair = ast.Dict(keys=[target.slice], values=[value])
            self.grown(chain, ast.copy_location(pair, value), target, scope)

    def grown(self, name: str, value: ast.expr, node: ast.AST, scope: Scope) -> None:
        """What is in `value` is from now on in the container `name`, too."""
        known = scope.lookup(name)
        if len(known) > MAX_ELEMENTS or any(item.paths for item in known):
            return
        if "." in name and not known:
            known = (NOT_SET,)
        binding = Binding(name, BindingKind.ASSIGNMENT, node, (), self.origin(value, scope))
        if "." in name:
            scope.bind_attribute(name, binding)
            self.keep_attribute(name, binding, scope, is_grown=True)
        if name in scope.env:
            scope.env[name] = (*known, binding)

    def stored(
        self,
        target: ast.expr,
        value: ast.expr | None,
        steps: tuple[Step, ...],
        annotation: ast.expr | None,
        scope: Scope,
    ) -> None:
        """`self.registry = x` or `items[key] = x`."""
        if isinstance(target, ast.Attribute):
            origin = self.origin(value, scope, steps=steps, annotation=annotation)
            found = paths(value, scope.lookup) if value is not None and not steps else ()
            self.attribute(target, origin, found)
        elif isinstance(target, ast.Subscript) and value is not None and not steps:
            self.item_set(target, value, scope)

    def attribute(self, target: ast.Attribute, origin: Origin, found: tuple[str, ...]) -> None:
        """`self.registry = ...`, which may stand for the paths `found`."""
        chain = attribute_chain(target)
        if chain is not None:
            scope = origin.view.scope
            binding = Binding(chain, BindingKind.ASSIGNMENT, target, found, origin)
            scope.bind_attribute(chain, binding)
            self.keep_attribute(chain, binding, scope)

    def keep_attribute(
        self, chain: str, binding: Binding, scope: Scope, *, is_grown: bool = False
    ) -> None:
        """Keep an attribute of `self` or `cls` for the other methods."""
        root, _, name = chain.partition(".")
        method = method_of(scope)
        function = method.function if method is not None else None
        if "." in name or method is None or not isinstance(function, NAMED_FUNCTION):
            return
        body = class_around(method)
        names = [getattr(item, "id", "") for item in function.decorator_list]
        if body is not None and root == first_argument(function) and "staticmethod" not in names:
            owner = self.definitions.class_of[body]
            owner.attributes.setdefault(name, []).append(
                (GROWN if is_grown else function.name, binding)
            )

    def class_(self, node: ast.ClassDef, outer: Scope, body: Scope) -> None:
        around = ast.Tuple(elts=[*node.bases, *node.decorator_list], ctx=ast.Load())
        found = Class(node, self.view(around, outer), body, body.qualname, {}, {})
        self.definitions.classes[node] = found
        self.definitions.class_of[body] = found

    def function(self, node: FunctionNode, outer: Scope, own: Scope) -> None:
        view = View({}, outer)
        if not isinstance(node, ast.Lambda):
            parts = [node.args, *node.decorator_list, *([node.returns] if node.returns else [])]
            for part in parts:
                view.known.update(self.view(part, outer).known)
        found = Function(node, view, own, [], [])
        self.definitions.functions[node] = found
        if isinstance(node, ast.Lambda):
            found.returns.append(Origin(node.body, (), None, View({}, own)))

    def argument(self, node: ast.arg, outer: Scope) -> Origin | None:
        """Where a parameter's value comes from: its declared type, if it has one."""
        if node.annotation is None:
            return None
        return self.origin(None, outer, annotation=node.annotation)

    def gives_back(self, node: ast.Return | ast.Yield | ast.YieldFrom, scope: Scope) -> None:
        """`return` and `yield` of the function around."""
        owner: Scope | None = scope
        while owner is not None and owner.function is None:
            owner = owner.parent
        function = (
            self.definitions.functions.get(owner.function) if owner and owner.function else None
        )
        if function is None or node.value is None:
            return
        steps: tuple[Step, ...] = (EACH,) if isinstance(node, ast.YieldFrom) else ()
        found = function.returns if isinstance(node, ast.Return) else function.yields
        found.append(self.origin(node.value, scope, steps=steps))

    def declared(self, target: ast.expr, annotation: ast.expr, scope: Scope) -> None:
        """`name: Type` without a value."""
        origin = self.origin(None, scope, annotation=annotation)
        if isinstance(target, ast.Attribute):
            self.attribute(target, origin, ())
        elif isinstance(target, ast.Name) and scope in self.definitions.class_of:
            self.definitions.class_of[scope].declared[target.id] = origin

    # -- guards ----------------------------------------------------------------------------

    def narrow(self, test: ast.expr, scope: Scope, *, holds: bool) -> list[tuple[str, Bindings]]:
        """Bind the names of a condition to what it says of them; what they meant before."""
        while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            test, holds = test.operand, not holds
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot | ast.NotEq):
            same = ast.Compare(test.left, [ast.Is()], test.comparators[:1])
            test, holds = ast.copy_location(same, test), not holds
        if isinstance(test, ast.BoolOp):
            undo: list[tuple[str, Bindings]] = []
            if isinstance(test.op, ast.And if holds else ast.Or):
                for part in test.values:
                    undo += self.narrow(part, scope, holds=holds)
            return undo
        checked = type_check(test, scope.lookup)
        if checked is None:
            return []
        subject, types = checked
        return self.narrowed(subject, types, test, scope, holds=holds)

    def matched(self, subject: ast.expr, pattern: ast.pattern, scope: Scope) -> None:
        """`case Context() as x`: both x and the subject are a Context."""
        types = classes_of(pattern)
        if types is None:
            return
        self.narrowed(subject, types, pattern, scope, holds=True)
        if isinstance(pattern, ast.MatchAs) and pattern.name is not None:
            origin = self.origin(subject, scope, steps=(("is", types),))
            origin.view.known.update(self.view(types, scope).known)
            scope.bind(Binding(pattern.name, BindingKind.OTHER, pattern, (), origin))

    def narrowed(
        self, subject: ast.expr, types: ast.expr, node: ast.AST, scope: Scope, *, holds: bool
    ) -> list[tuple[str, Bindings]]:
        """The subject is of these types, or is not; what its name meant before."""
        name = attribute_chain(subject)
        if name is None:
            return []
        known = scope.lookup(name)
        if any(item.paths for item in known) or ("." not in name and not known):
            return []
        view = self.view(ast.Tuple(elts=[subject, types], ctx=ast.Load()), scope)
        if holds:
            origin = Origin(subject, (("is", types),), None, view)
        else:
            origin = Origin(subject, (("not", types),), None, view)
        binding = Binding(name, BindingKind.GUARD, node, (), origin)
        binding.before = known or (NOT_SET,)
        before = scope.env.get(name, known)
        if "." in name:
            scope.bind_attribute(name, binding)
        else:
            scope.env[name] = (binding,)
        return [(name, before)]


def method_of(scope: Scope) -> Scope | None:
    """The scope of the method around, if `scope` lies in one."""
    current: Scope | None = scope
    while current is not None:
        if current.function is not None and class_around(current) is not None:
            return current
        current = current.parent
    return None


def class_around(function: Scope) -> Scope | None:
    """The scope of the class whose body defines the function, if one does."""
    current = function.parent
    while current is not None and not current.is_class and current.function is None:
        current = current.parent  # the type parameters of `def f[T](...)`
    return current if current is not None and current.is_class else None


def _may_await(scope: Scope) -> bool:
    current: Scope | None = scope
    while current is not None and current.function is None and not current.is_class:
        current = current.parent
    return current is not None and isinstance(current.function, ast.AsyncFunctionDef)
