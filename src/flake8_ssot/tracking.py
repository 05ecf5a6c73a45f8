"""Keep what calls are judged by: in, what the walk meets; out, calls, definitions and origins.

Only files that may call something governed are tracked. Nothing is evaluated here: an Origin holds
an expression and what its names meant, for `evidence` to look into when it is asked.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from flake8_ssot.references import Call, Class, Definitions, Function, Use
from flake8_ssot.scopes import (
    Binding,
    BindingKind,
    Bindings,
    FunctionNode,
    Origin,
    Scope,
    Step,
    View,
    children,
)

MAX_NODES = 800  # of one expression looked at for names
MAX_ELEMENTS = 64  # of what is appended to one list
NAMED_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
ADDING = frozenset({"append", "add", "appendleft", "extend", "insert", "update"})


class Tracker:
    """What is kept of one file."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
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
            else:
                key = None
            if key is not None and key not in known:
                bindings = scope.lookup(key)
                if bindings:
                    known[key] = bindings
            stack += children(item)
        return View(known, scope)

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
        if isinstance(node.func, ast.Attribute) and node.func.attr in ADDING:
            self.added(node, node.func, scope)
        if self.may_be_ours(node.func, scope):
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
            return callee.attr in self.names or callee.attr in ("__init__", "__class__", "partial")
        return True

    def use(
        self, node: ast.Name | ast.Attribute, scope: Scope, fstring: ast.JoinedStr | None
    ) -> None:
        """Keep a name that is read, if it or what it was imported as may be a bridge."""
        if isinstance(node, ast.Attribute):
            wanted = node.attr in self.names
        else:
            wanted = any(
                path.rpartition(".")[2] in self.names
                for binding in scope.lookup(node.id)
                for path in binding.paths
            )
        if wanted:
            self.uses.append(Use(node, self.view(node, scope), fstring))

    def added(self, call: ast.Call, callee: ast.Attribute, scope: Scope) -> None:
        """`items.append(x)`: the list holds x, too."""
        chain = attribute_chain(callee)
        if chain is None or not call.args:
            return
        name = chain.rpartition(".")[0]
        known = scope.lookup(name)
        if len(known) > MAX_ELEMENTS:
            return
        value: ast.expr = call.args[-1]
        if callee.attr not in ("extend", "update"):
            value = ast.copy_location(ast.List(elts=[value], ctx=ast.Load()), value)
        origin = self.origin(value, scope)
        binding = Binding(name, BindingKind.ASSIGNMENT, callee, (), origin)
        if any(item.paths for item in known):
            return
        if "." in name:
            scope.bind_attribute(name, binding)
            self.keep_attribute(name, binding, scope)
        if name in scope.env:
            scope.env[name] = (*known, binding)

    def attribute(self, target: ast.Attribute, origin: Origin, paths: tuple[str, ...]) -> None:
        """`self.registry = ...`."""
        chain = attribute_chain(target)
        if chain is not None:
            scope = origin.view.scope
            binding = Binding(chain, BindingKind.ASSIGNMENT, target, paths, origin)
            scope.bind_attribute(chain, binding)
            self.keep_attribute(chain, binding, scope)

    def keep_attribute(self, chain: str, binding: Binding, scope: Scope) -> None:
        """Keep an attribute of `self` or `cls` for the other methods."""
        root, _, name = chain.partition(".")
        method = method_of(scope)
        function = method.function if method is not None else None
        if "." in name or method is None or not isinstance(function, NAMED_FUNCTION):
            return
        body = class_around(method)
        if body is not None and root == first_argument(function):
            owner = self.definitions.class_of[body]
            owner.attributes.setdefault(name, []).append((function.name, binding))

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
        steps: tuple[Step, ...] = (("each", None),) if isinstance(node, ast.YieldFrom) else ()
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
        if isinstance(test, ast.BoolOp):
            undo: list[tuple[str, Bindings]] = []
            if isinstance(test.op, ast.And if holds else ast.Or):
                for part in test.values:
                    undo += self.narrow(part, scope, holds=holds)
            return undo
        checked = _type_check(test, scope.lookup)
        name = attribute_chain(checked[0]) if checked is not None else None
        if checked is None or name is None:
            return []
        subject, types = checked
        known = scope.lookup(name)
        if any(item.paths for item in known) or ("." not in name and not known):
            return []
        view = self.view(ast.Tuple(elts=[subject, types], ctx=ast.Load()), scope)
        if holds:
            origin = Origin(subject, (("is", types),), None, view)
        else:
            origin = Origin(subject, (("not", types),), None, view)
        binding = Binding(name, BindingKind.ASSIGNMENT, test, (), origin)
        before = scope.env.get(name, known)
        if "." in name:
            scope.bind_attribute(name, binding)
        else:
            scope.env[name] = (binding,)
        return [(name, before)]


def _type_check(
    test: ast.expr, lookup: Callable[[str], Bindings]
) -> tuple[ast.expr, ast.expr] | None:
    """`isinstance(x, T)` or `type(x) is T`: x and T."""
    if isinstance(test, ast.Call) and _is_builtin(test, "isinstance", 2, lookup):
        subject, types = test.args
        return (subject.target if isinstance(subject, ast.NamedExpr) else subject), types
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.Eq):
        left = test.left
        if isinstance(left, ast.Call) and _is_builtin(left, "type", 1, lookup):
            return left.args[0], test.comparators[0]
    return None


def _is_builtin(call: ast.Call, name: str, count: int, lookup: Callable[[str], Bindings]) -> bool:
    callee = call.func
    is_named = isinstance(callee, ast.Name) and callee.id == name
    return is_named and len(call.args) == count and not lookup(name)


def attribute_chain(expression: ast.expr) -> str | None:
    """`self.a.b` as a text, a name as itself; None for anything else."""
    names: list[str] = []
    while isinstance(expression, ast.Attribute):
        names.append(expression.attr)
        expression = expression.value
    if not isinstance(expression, ast.Name):
        return None
    return ".".join([expression.id, *reversed(names)])


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


def first_argument(function: FunctionNode) -> str | None:
    """The name of a function's first parameter."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    return arguments[0].arg if arguments else None


def _may_await(scope: Scope) -> bool:
    current: Scope | None = scope
    while current is not None and current.function is None and not current.is_class:
        current = current.parent
    return current is not None and isinstance(current.function, ast.AsyncFunctionDef)
