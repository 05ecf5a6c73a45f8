"""Walk expressions: in, a node and the scope around it; out, references, and what it stands for.

The walk keeps its own stack, so that no expression is too deep, and follows the order of
evaluation.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from flake8_ssot import meanings
from flake8_ssot.model import Kind
from flake8_ssot.naming import NamingWalk
from flake8_ssot.quoted import parse_annotation
from flake8_ssot.references import Chain, Import, Interest, Load, Role, StarName, Text
from flake8_ssot.scopes import Binding, BindingKind, Bindings, Scope
from flake8_ssot.source import Source
from flake8_ssot.syntax import (
    ComprehensionNode,
    FunctionNode,
    children,
    defaults_of,
    every_argument,
    target_names,
)


class Block(NamedTuple):
    """The lines of a function's or class's body, and its scope."""

    first: int
    last: int
    scope: Scope


class _Guard(NamedTuple):
    """A condition, whether it holds here, and what to restore behind it."""

    test: ast.expr
    holds: bool
    undo: list[tuple[str, Bindings]]


_Item = tuple[str, object]  # what to do, with what: the stack of an expression's walk
_VISITS = ("visit", "type")  # the latter: where a type is expected


class ExpressionWalk(NamingWalk):
    """The half of the walk that knows expressions; `names` adds the statements."""

    def __init__(self, source: Source, interest: Interest) -> None:
        super().__init__(source, interest)
        self.imports: list[Import] = []
        self.star_uses: list[StarName] = []
        self.loads: list[Load] | None = [] if interest.loads else None
        self.type_checking = False
        self.blocks: list[Block] = []
        self.has_star = False
        self.late_annotations = _has_future_annotations(source.tree)
        # Bodies of functions, and quoted types; first those that assign module-level names.
        self.deferred: deque[tuple[Scope, Callable[[], None]]] = deque()

    def block(self, statements: list[ast.stmt]) -> None:
        """Walk the body of a function."""
        raise NotImplementedError

    def defer(self, scope: Scope, action: Callable[[], None], *, first: bool = False) -> None:
        if first:
            self.deferred.appendleft((scope, action))
        else:
            self.deferred.append((scope, action))

    def body(self, node: FunctionNode, name: str) -> None:
        """Walk the body of a function later, in a scope of its own."""
        parent = self.scope
        inner = Scope(parent, qualname(parent, name), function=node)
        for argument in every_argument(node.args):
            origin = self.tracker.argument(argument, parent) if self.tracker else None
            inner.bind(Binding(argument.arg, BindingKind.ARGUMENT, argument, (), origin))
        if self.tracker is not None:
            self.tracker.function(node, parent, inner)
        if isinstance(node, ast.Lambda):
            fstring, expression = self.fstring, node.body

            def action() -> None:
                self.fstring = fstring
                self.expression(expression)
                self.fstring = None

        else:
            statements, type_checking = node.body, self.type_checking
            self.blocks.append(Block(statements[0].lineno, node.end_lineno or 0, inner))

            def action() -> None:
                self.type_checking = type_checking
                self.block(statements)
                self.type_checking = False

        self.defer(inner, action, first=inner.declares and bool(inner.local.global_))

    # -- expressions --------------------------------------------------------------------------

    def expressions(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.expression(node)

    def annotation(self, node: ast.expr) -> None:
        """A type, evaluated here, or later under `from __future__ import annotations`."""
        if self.late_annotations:
            self.defer(self.scope, lambda: self.expression(node, annotation=True))
        else:
            self.expression(node, annotation=True)

    def expression(self, node: ast.AST, *, annotation: bool = False) -> None:
        """Walk an expression in the order of its evaluation, without recursion."""
        outer_scope, outer_fstring = self.scope, self.fstring
        stack: list[_Item] = [("type" if annotation else "visit", node)]
        while stack:
            action, item = stack.pop()
            if action in _VISITS:  # nearly always
                visitor = _EXPRESSIONS.get(type(item))
                if visitor is not None:
                    found = visitor(self, item, action)
                else:
                    assert isinstance(item, ast.AST)
                    found = [(action, child) for child in children(item)]
                found.reverse()
                stack += found
            elif action == "bind":
                assert isinstance(item, ast.NamedExpr)
                self.walrus(item)
            elif action == "scope":
                assert isinstance(item, Scope)
                self.scope = item
            elif action == "target":
                assert isinstance(item, ast.comprehension)
                self.target_of_loop(item.target, item.iter)
            elif action == "narrow":
                assert isinstance(item, _Guard)
                item.undo.extend(self.narrow(item.test, holds=item.holds))
            elif action == "widen":
                assert isinstance(item, _Guard)
                for name, bindings in reversed(item.undo):
                    self.scope.env[name] = bindings
            else:
                self.fstring = item if isinstance(item, ast.JoinedStr) else None
        self.scope, self.fstring = outer_scope, outer_fstring

    def name(self, node: ast.Name, action: str) -> list[_Item]:
        if self.tracker is not None:
            self.tracker.use(node, self.scope, self.fstring)
        bindings = self.scope.lookup(node.id)
        if self.loads is not None:
            self.loads.append(Load(node, bindings, self.scope))
        for binding in bindings:
            if binding.kind is BindingKind.STAR:
                self.star_uses.append(StarName(node, binding.paths[0], bindings, self.scope))
        return []

    def attribute(self, node: ast.Attribute, action: str) -> list[_Item]:
        nodes: list[ast.Attribute] = []
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            nodes.append(root)
            root = root.value
        nodes.reverse()
        if self.tracker is not None:
            for item in nodes:
                self.tracker.use(item, self.scope, self.fstring)
        found = self.meanings_of(root)
        if found:
            kind = Kind.ATTRIBUTE
            names = tuple(item.attr for item in nodes)
            bindings = self.bindings_of(root)
            chain = Chain(
                kind, found, names, tuple(nodes), root, root, bindings, self.scope, self.fstring
            )
            self.chains.append(chain)
        return [("visit", root)]

    def call(self, node: ast.Call, action: str) -> list[_Item]:
        name = meanings.getattr_name(node, self.scope.lookup)
        if name is not None:
            self.string_chain(Kind.GETATTR, node.args[0], node.args[1], name)
        if self.keeps_strings:
            self.naming_call(node)
        if self.is_export_call(node):
            for argument in node.args:
                self.exports(node.func.value, argument)  # type: ignore[attr-defined]
        if self.tracker is not None:
            self.tracker.call(node, self.scope, self.fstring)
        types = self.type_arguments(node)
        given = [*node.args, *[keyword.value for keyword in node.keywords]]
        if not types:  # nearly always
            return [("visit", node.func), *[("visit", item) for item in given]]
        return [
            ("visit", node.func),
            *[("type" if item in types else "visit", item) for item in given],
        ]

    def compare(self, node: ast.Compare, action: str) -> list[_Item]:
        """`"a.b" in sys.modules`."""
        asks = self.keeps_strings and isinstance(node.ops[0], ast.In | ast.NotIn)
        if asks and self.is_sys_modules(node.comparators[0]):
            self.name_code(Kind.DYNAMIC, Role.QUESTION, node.left, node)
        return [("visit", child) for child in children(node)]

    def is_export_call(self, node: ast.Call) -> bool:
        """Is it `__all__.append(...)` or `__all__.extend(...)`?"""
        return (
            isinstance(node.func, ast.Attribute)
            and node.func.attr in ("append", "extend")
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "__all__"
        )

    def type_arguments(self, node: ast.Call) -> list[ast.expr]:
        """The arguments that are types: `cast("o.X", v)`, `TypeVar("T", bound="o.X")`."""
        names = self.typing_names(node.func)
        if not names:  # nearly always
            return []
        if "cast" in names:
            return node.args[:1]
        if "assert_type" in names or "NewType" in names:
            return node.args[1:2]
        if "TypeVar" in names:
            bound = [keyword.value for keyword in node.keywords if keyword.arg == "bound"]
            return node.args[1:] + bound
        return []

    def subscript(self, node: ast.Subscript, action: str) -> list[_Item]:
        if self.keeps_strings and self.is_sys_modules(node.value):
            role = Role.IMPORT if isinstance(node.ctx, ast.Load) else Role.QUESTION
            self.name_code(Kind.DYNAMIC, role, node.slice, node)
        names = self.typing_names(node.value)
        if "Literal" in names:
            return [("visit", node.value), ("visit", node.slice)]
        if "Annotated" in names and isinstance(node.slice, ast.Tuple):
            first, *rest = node.slice.elts
            return [("visit", node.value), ("type", first), *(("visit", item) for item in rest)]
        return [("visit", node.value), ("type" if names else action, node.slice)]

    def constant(self, node: ast.Constant, action: str) -> list[_Item]:
        """A string where a type is expected is read as an expression, when all names are known."""
        if not isinstance(node.value, str):
            return []
        if action == "type":
            parsed = parse_annotation(node, self.source)
            if parsed is not None:
                scope = self.scope
                self.defer(scope, lambda: self.quoted(parsed, Kind.ANNOTATION))
        if self.keeps_strings and ("." in node.value or ":" in node.value):
            is_type = action == "type"
            is_bound = is_type and self.scope.ever_binds(node.value.partition(".")[0])
            self.texts.append(Text(node, self.scope, is_type, is_bound))
        return []

    def quoted(self, expression: ast.expr, kind: Kind) -> None:
        """Walk an expression that stands in a string or comment."""
        start = len(self.chains)
        self.expression(expression, annotation=True)
        self.chains[start:] = [chain._replace(kind=kind) for chain in self.chains[start:]]

    def named(self, node: ast.NamedExpr, action: str) -> list[_Item]:
        return [("visit", node.value), ("bind", node)]

    def gives(self, node: ast.Yield | ast.YieldFrom, action: str) -> list[_Item]:
        if self.tracker is not None:
            self.tracker.gives_back(node, self.scope)
        return [("visit", child) for child in children(node)]

    def conditional(self, node: ast.IfExp, action: str) -> list[_Item]:
        """In each branch, the names of the condition are what it says of them."""
        met, failed = _Guard(node.test, True, []), _Guard(node.test, False, [])
        return [
            ("visit", node.test),
            ("narrow", met),
            (action, node.body),
            ("widen", met),
            ("narrow", failed),
            (action, node.orelse),
            ("widen", failed),
        ]

    def boolean(self, node: ast.BoolOp, action: str) -> list[_Item]:
        """Behind `and`, what stood before holds; behind `or`, it does not."""
        guards = [_Guard(item, isinstance(node.op, ast.And), []) for item in node.values[:-1]]
        visit: list[_Item] = [(action, node.values[0])]
        for guard, value in zip(guards, node.values[1:], strict=True):
            visit += [("narrow", guard), (action, value)]
        return visit + [("widen", guard) for guard in reversed(guards)]

    def lambda_(self, node: ast.Lambda, action: str) -> list[_Item]:
        self.body(node, "<lambda>")
        return [("visit", default) for default in defaults_of(node.args)]

    def comprehension(self, node: ComprehensionNode, action: str) -> list[_Item]:
        inner = Scope(self.scope, self.scope.qualname)
        for generator in node.generators:  # local from the start, bound or not
            inner.env.update((name, ()) for name in target_names(generator.target))
        visit: list[_Item] = []
        for number, generator in enumerate(node.generators):
            visit.append(("visit", generator.iter))  # the first one belongs to the outer scope
            if number == 0:
                visit.append(("scope", inner))
            visit.append(("target", generator))
            for test in generator.ifs:
                visit += [("visit", test), ("narrow", _Guard(test, True, []))]
        if isinstance(node, ast.DictComp):
            visit += [("visit", node.key), ("visit", node.value)]
        else:
            visit.append(("visit", node.elt))
        return [*visit, ("scope", self.scope)]

    def joined(self, node: ast.JoinedStr, action: str) -> list[_Item]:
        outer = self.fstring
        inside: list[_Item] = [
            ("visit", value) for value in node.values if isinstance(value, ast.FormattedValue)
        ]
        return [("fstring", outer or node), *inside, ("fstring", outer)]


def qualname(scope: Scope, name: str) -> str:
    """The name of a function or class as seen from its module."""
    return name if scope.qualname == "<module>" else f"{scope.qualname}.{name}"


def _has_future_annotations(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )


# Node type -> the method that walks it; the others only have children.
_EXPRESSIONS: dict[type, Callable[..., list[_Item]]] = {
    ast.Name: ExpressionWalk.name,
    ast.Attribute: ExpressionWalk.attribute,
    ast.Call: ExpressionWalk.call,
    ast.Subscript: ExpressionWalk.subscript,
    ast.Compare: ExpressionWalk.compare,
    ast.Constant: ExpressionWalk.constant,
    ast.NamedExpr: ExpressionWalk.named,
    ast.IfExp: ExpressionWalk.conditional,
    ast.BoolOp: ExpressionWalk.boolean,
    ast.Yield: ExpressionWalk.gives,
    ast.YieldFrom: ExpressionWalk.gives,
    ast.Lambda: ExpressionWalk.lambda_,
    ast.ListComp: ExpressionWalk.comprehension,
    ast.SetComp: ExpressionWalk.comprehension,
    ast.DictComp: ExpressionWalk.comprehension,
    ast.GeneratorExp: ExpressionWalk.comprehension,
    ast.JoinedStr: ExpressionWalk.joined,
}
