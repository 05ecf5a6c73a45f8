"""Walk expressions: in, a node and the scope around it; out, references, and what it stands for.

The walk keeps its own stack, so that no expression is too deep, and follows the order of
evaluation.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from flake8_ssot.model import Kind
from flake8_ssot.quoted import parse_annotation
from flake8_ssot.references import Chain, Import, Interest, Meaning, StarName
from flake8_ssot.scopes import (
    Binding,
    BindingKind,
    ComprehensionNode,
    FunctionNode,
    Scope,
    children,
    defaults_of,
    every_argument,
    target_names,
)
from flake8_ssot.source import Source

MAX_PATHS = 8  # meanings kept for one name
MAX_PARTS = 64  # components kept of one path
MAX_DEPTH = 30  # of conditional expressions followed

TYPING = frozenset({"typing", "typing_extensions"})


class Block(NamedTuple):
    """The lines of a function's or class's body, and its scope."""

    first: int
    last: int
    scope: Scope


_Item = tuple[str, object]  # what to do, with what: the stack of an expression's walk


class ExpressionWalk:
    """The half of the walk that knows expressions; `names` adds the statements."""

    def __init__(self, source: Source, interest: Interest) -> None:
        self.source = source
        self.tops = interest.tops | TYPING
        declares = any("global" in line or "nonlocal" in line for line in source.lines)
        self.scope = Scope(None, "<module>", declares=declares)
        self.imports: list[Import] = []
        self.chains: list[Chain] = []
        self.star_uses: list[StarName] = []
        self.export_nodes: list[ast.Constant] = []
        self.type_checking = False
        self.fstring: ast.JoinedStr | None = None
        self.blocks: list[Block] = []
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
            inner.bind(Binding(argument.arg, BindingKind.ARGUMENT, argument))
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

    # -- binding ------------------------------------------------------------------------------

    def bind(
        self,
        name: str,
        kind: BindingKind,
        node: ast.AST,
        paths: tuple[str, ...] = (),
        value: ast.expr | None = None,
    ) -> None:
        self.scope.bind(Binding(name, kind, node, paths, value))

    def target(self, target: ast.expr, value: ast.expr | None) -> None:
        """Bind what stands left of `=`; `value` is None where nobody knows what comes."""
        pairs: list[tuple[ast.expr, ast.expr | None]] = [(target, value)]
        bindings = []
        while pairs:
            target, value = pairs.pop()
            if isinstance(target, ast.Name):
                paths = self.paths(value) if value is not None else ()
                bindings.append(Binding(target.id, BindingKind.ASSIGNMENT, target, paths, value))
            elif isinstance(target, ast.Tuple | ast.List):
                values: list[ast.expr | None] = [None] * len(target.elts)
                if isinstance(value, ast.Tuple | ast.List):
                    starred = any(isinstance(e, ast.Starred) for e in [*target.elts, *value.elts])
                    if len(value.elts) == len(target.elts) and not starred:
                        values = list(value.elts)
                pairs += zip(target.elts, values, strict=True)
            elif isinstance(target, ast.Starred):
                pairs.append((target.value, None))
            else:
                self.expression(target)
        for binding in bindings:  # after all of them were looked up: `a, b = b, a`
            self.scope.bind(binding)

    def target_of_loop(self, target: ast.expr, iterable: ast.expr) -> None:
        """`for o in (a.old, a.new)`: the name may be each of them."""
        if isinstance(target, ast.Name) and isinstance(iterable, ast.Tuple | ast.List):
            paths = tuple(path for item in iterable.elts for path in self.paths(item))
            self.bind(target.id, BindingKind.ASSIGNMENT, target, paths[:MAX_PATHS], iterable)
        else:
            self.target(target, None)

    def exports(self, target: ast.expr, value: ast.expr) -> None:
        """Keep the strings of `__all__`."""
        if not (self.scope.is_module and isinstance(target, ast.Name) and target.id == "__all__"):
            return
        stack = [value]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.export_nodes.append(node)
            elif isinstance(node, ast.Tuple | ast.List | ast.Set):
                stack += node.elts
            elif isinstance(node, ast.BinOp):
                stack += (node.left, node.right)

    # -- what an expression stands for --------------------------------------------------------

    def paths(self, expression: ast.expr, depth: int = 0) -> tuple[str, ...]:
        """The dotted paths that `expression` may stand for; none where it is something else."""
        if isinstance(expression, ast.Name):
            bindings = self.scope.lookup(expression.id)
            if len(bindings) == 1:  # nearly always
                return bindings[0].paths
        names: list[str] = []
        while isinstance(expression, ast.Attribute):
            names.append(expression.attr)
            expression = expression.value
        if len(names) > MAX_PARTS or depth > MAX_DEPTH:
            return ()
        found: list[str] = []
        if isinstance(expression, ast.Name):
            for binding in self.scope.lookup(expression.id):
                found += binding.paths
        else:
            for part in self.alternatives(expression):
                found += self.paths(part, depth + 1)
            if isinstance(expression, ast.Call) and self.getattr_name(expression) is not None:
                base = self.paths(expression.args[0], depth + 1)
                found += [f"{path}.{self.getattr_name(expression)}" for path in base]
        if not found:
            return ()
        suffix = "".join(f".{name}" for name in reversed(names))
        unique = dict.fromkeys(path + suffix for path in found if path.count(".") < MAX_PARTS)
        return tuple(unique)[:MAX_PATHS]

    @staticmethod
    def alternatives(expression: ast.expr) -> list[ast.expr]:
        """The parts of which the value of `expression` is one."""
        if isinstance(expression, ast.IfExp):
            return [expression.body, expression.orelse]
        if isinstance(expression, ast.BoolOp):
            return expression.values
        if isinstance(expression, ast.NamedExpr):
            return [expression.value]
        return []

    def getattr_name(self, call: ast.Call) -> str | None:
        """The attribute that a call of the builtin getattr names."""
        if not (isinstance(call.func, ast.Name) and call.func.id == "getattr"):
            return None
        if self.scope.lookup("getattr") or len(call.args) < 2:
            return None
        name = call.args[1]
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            return name.value if name.value.isidentifier() else None
        return None

    def typing_names(self, expression: ast.expr) -> set[str]:
        """The names of the typing module that `expression` may be, however they were imported."""
        if not isinstance(expression, ast.Name | ast.Attribute):
            return set()
        split = (path.partition(".") for path in self.paths(expression))
        return {name for module, _, name in split if module in TYPING}

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
            if action == "bind":
                assert isinstance(item, ast.NamedExpr)
                self.walrus(item)
            elif action == "scope":
                assert isinstance(item, Scope)
                self.scope = item
            elif action == "target":
                assert isinstance(item, ast.comprehension)
                self.target_of_loop(item.target, item.iter)
            elif action == "fstring":
                self.fstring = item if isinstance(item, ast.JoinedStr) else None
            else:
                assert isinstance(item, ast.AST)
                visitor = _EXPRESSIONS.get(type(item))
                if visitor is None:
                    stack += [(action, child) for child in reversed(children(item))]
                else:
                    stack += reversed(visitor(self, item, action))
        self.scope, self.fstring = outer_scope, outer_fstring

    def name(self, node: ast.Name, action: str) -> list[_Item]:
        for binding in self.scope.lookup(node.id):
            if binding.kind is BindingKind.STAR:
                self.star_uses.append(StarName(node, binding.paths[0], self.scope))
        return []

    def attribute(self, node: ast.Attribute, action: str) -> list[_Item]:
        nodes: list[ast.Attribute] = []
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            nodes.append(root)
            root = root.value
        nodes.reverse()
        meanings = self.meanings(root)
        if meanings:
            kind = Kind.ATTRIBUTE
            names = tuple(item.attr for item in nodes)
            chain = Chain(kind, meanings, names, tuple(nodes), root, self.scope, self.fstring)
            self.chains.append(chain)
        return [("visit", root)]

    def meanings(self, root: ast.expr) -> tuple[Meaning, ...]:
        """What the root of a chain may be."""
        if not isinstance(root, ast.Name):
            return tuple(Meaning(path, False, True) for path in self.paths(root))
        found = []
        for binding in self.scope.lookup(root.id):
            is_module = binding.kind is BindingKind.MODULE
            is_spelled = binding.kind is BindingKind.STAR  # the bare name is a reference itself
            found += [Meaning(path, is_module, is_spelled) for path in binding.paths]
        return tuple(dict.fromkeys(found))

    def call(self, node: ast.Call, action: str) -> list[_Item]:
        name = self.getattr_name(node)
        if name is not None:
            base = node.args[0]
            if isinstance(base, ast.Name):
                meanings = self.meanings(base)
            else:
                meanings = tuple(Meaning(path, False, True) for path in self.paths(base))
            if meanings:
                spelled = (node.args[1],)
                chain = Chain(
                    Kind.GETATTR, meanings, (name,), spelled, node.args[1], self.scope, self.fstring
                )
                self.chains.append(chain)
        if self.is_export_call(node):
            for argument in node.args:
                self.exports(node.func.value, argument)  # type: ignore[attr-defined]
        types = self.type_arguments(node)
        visit: list[_Item] = [("visit", node.func)]
        visit += [("type" if item in types else "visit", item) for item in node.args]
        for keyword in node.keywords:
            is_type = keyword.value in types
            visit.append(("type" if is_type else "visit", keyword.value))
        return visit

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
        if "cast" in names:
            return node.args[:1]
        if "assert_type" in names or "NewType" in names:
            return node.args[1:2]
        if "TypeVar" in names:
            bound = [keyword.value for keyword in node.keywords if keyword.arg == "bound"]
            return node.args[1:] + bound
        return []

    def subscript(self, node: ast.Subscript, action: str) -> list[_Item]:
        names = self.typing_names(node.value)
        if "Literal" in names:
            return [("visit", node.value), ("visit", node.slice)]
        if "Annotated" in names and isinstance(node.slice, ast.Tuple):
            first, *rest = node.slice.elts
            return [("visit", node.value), ("type", first), *(("visit", item) for item in rest)]
        return [("visit", node.value), ("type" if names else action, node.slice)]

    def constant(self, node: ast.Constant, action: str) -> list[_Item]:
        """A string where a type is expected is read as an expression, when all names are known."""
        if action == "type" and isinstance(node.value, str):
            parsed = parse_annotation(node, self.source)
            if parsed is not None:
                scope = self.scope
                self.defer(scope, lambda: self.quoted(parsed, Kind.ANNOTATION))
        return []

    def quoted(self, expression: ast.expr, kind: Kind) -> None:
        """Walk an expression that stands in a string or comment."""
        start = len(self.chains)
        self.expression(expression, annotation=True)
        self.chains[start:] = [chain._replace(kind=kind) for chain in self.chains[start:]]

    def named(self, node: ast.NamedExpr, action: str) -> list[_Item]:
        return [("visit", node.value), ("bind", node)]

    def walrus(self, node: ast.NamedExpr) -> None:
        """`:=` binds in the nearest scope that is not a comprehension."""
        scope: Scope = self.scope
        while scope.parent is not None and not (scope.function or scope.is_class):
            scope = scope.parent
        scope.bind(
            Binding(
                node.target.id,
                BindingKind.ASSIGNMENT,
                node.target,
                self.paths(node.value),
                node.value,
            )
        )

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
            visit += [("visit", test) for test in generator.ifs]
        if isinstance(node, ast.DictComp):
            visit += [("visit", node.key), ("visit", node.value)]
        else:
            visit.append(("visit", node.elt))
        return [*visit, ("scope", self.scope)]

    def joined(self, node: ast.JoinedStr, action: str) -> list[_Item]:
        outer = self.fstring
        inside: list[_Item] = [("visit", value) for value in node.values]
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
    ast.Constant: ExpressionWalk.constant,
    ast.NamedExpr: ExpressionWalk.named,
    ast.Lambda: ExpressionWalk.lambda_,
    ast.ListComp: ExpressionWalk.comprehension,
    ast.SetComp: ExpressionWalk.comprehension,
    ast.DictComp: ExpressionWalk.comprehension,
    ast.GeneratorExp: ExpressionWalk.comprehension,
    ast.JoinedStr: ExpressionWalk.joined,
}
