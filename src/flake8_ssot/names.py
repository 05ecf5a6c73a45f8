"""What each name of a file stands for: in, a Source and its module; out, its references.

The walk follows the order of execution and keeps, for each name, the bindings that may be in force:
a branch taken or not leaves both, an assignment replaces what was there. Bodies of functions are
walked last, when the module's names are final. Expressions are walked with an explicit stack, so
that no expression is too deep; statements nest at most 100 levels (the tokenizer's limit), and
`elif` chains are walked in a loop.
"""

from __future__ import annotations

import ast
import sys
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from flake8_ssot.model import Kind
from flake8_ssot.modules import Module
from flake8_ssot.quoted import TypeComment, parse_annotation, type_comments
from flake8_ssot.scopes import (
    Binding,
    BindingKind,
    Bindings,
    ComprehensionNode,
    FunctionNode,
    Scope,
    children,
    defaults_of,
    every_argument,
    merge,
)
from flake8_ssot.source import Source

MAX_PATHS = 8  # meanings kept for one name
MAX_PARTS = 64  # components kept of one path
MAX_DEPTH = 30  # of conditional expressions followed

TYPING = frozenset({"typing", "typing_extensions"})


class Import(NamedTuple):
    """One alias of an import statement."""

    alias: ast.alias
    statement: ast.Import | ast.ImportFrom
    path: str  # the dotted path it names; of the module for a star
    scope: Scope
    type_checking: bool  # inside `if TYPE_CHECKING:`

    @property
    def local(self) -> str:
        """The name it binds; "*" for a star."""
        if self.alias.asname or isinstance(self.statement, ast.ImportFrom):
            return self.alias.asname or self.alias.name
        return self.alias.name.partition(".")[0]


class Meaning(NamedTuple):
    """One thing the root of an attribute chain may be."""

    path: str
    is_module: bool  # surely a module: `import a.b as c`
    is_spelled: bool  # the path is written out in this very expression


class Chain(NamedTuple):
    """`root.a.b.c`, or `getattr(root, "a")`: a reference by attribute."""

    kind: Kind
    meanings: tuple[Meaning, ...]  # of the root
    names: tuple[str, ...]  # the attributes, from the root outward
    nodes: tuple[ast.expr, ...]  # the expression that ends with each of the names
    root: ast.expr
    scope: Scope
    fstring: ast.JoinedStr | None


class StarName(NamedTuple):
    """A name that a star import may have brought."""

    node: ast.Name
    path: str
    scope: Scope


class Export(NamedTuple):
    """A string in `__all__`, and what the module binds to that name in the end."""

    node: ast.Constant
    bindings: Bindings


class Names(NamedTuple):
    """Every reference of a file that could name something elsewhere."""

    imports: tuple[Import, ...]
    chains: tuple[Chain, ...]
    star_names: tuple[StarName, ...]
    exports: tuple[Export, ...]


class Interest(NamedTuple):
    """What the caller asks about; anything else is walked past."""

    tops: frozenset[str]  # top-level packages
    star_names: Callable[[str], Iterable[str]]  # the names a star import of a module may bring


def resolve(source: Source, module: Module, interest: Interest) -> Names:
    """The references of `source`, which is `module`, to what lies in the packages of interest."""
    return _Walk(source, module, interest).run()


class _Block(NamedTuple):
    """The lines of a function's or class's body, and its scope."""

    first: int
    last: int
    scope: Scope


_Item = tuple[str, object]  # what to do, with what: the stack of an expression's walk


class _Walk:
    def __init__(self, source: Source, module: Module, interest: Interest) -> None:
        self.source = source
        self.module = module
        self.names_of_star = interest.star_names
        self.tops = interest.tops | TYPING
        self.scope = Scope(None, "<module>")
        self.imports: list[Import] = []
        self.chains: list[Chain] = []
        self.star_uses: list[StarName] = []
        self.export_nodes: list[ast.Constant] = []
        self.type_checking = False
        self.fstring: ast.JoinedStr | None = None
        self.blocks: list[_Block] = []
        self.elsewhere = any("global" in line or "nonlocal" in line for line in source.lines)
        self.late_annotations = _has_future_annotations(source.tree)
        # Bodies of functions, and quoted types; first those that assign module-level names.
        self.deferred: deque[tuple[Scope, Callable[[], None]]] = deque()

    def run(self) -> Names:
        module_scope = self.scope
        self.block(self.source.tree.body)
        while self.deferred:
            self.scope, action = self.deferred.popleft()
            action()
        for comment in type_comments(self.source):
            self.scope = module_scope
            self.type_comment(comment)
        while self.deferred:  # quoted types inside of type comments
            self.scope, action = self.deferred.popleft()
            action()
        return Names(
            tuple(self.imports),
            tuple(self.chains),
            tuple(self.star_uses),
            tuple(
                Export(node, module_scope.env.get(str(node.value), ()))
                for node in self.export_nodes
            ),
        )

    def defer(self, scope: Scope, action: Callable[[], None], *, first: bool = False) -> None:
        if first:
            self.deferred.appendleft((scope, action))
        else:
            self.deferred.append((scope, action))

    # -- statements ---------------------------------------------------------------------------

    def block(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            handler = _STATEMENTS.get(type(statement))
            if handler is None:
                self.expressions(children(statement))
            else:
                handler(self, statement)

    def branch(self, statements: list[ast.stmt], start: dict[str, Bindings]) -> dict[str, Bindings]:
        """Walk a block that begins with the names of `start`; the names at its end."""
        self.scope.env = dict(start)
        self.block(statements)
        return self.scope.env

    def import_(self, node: ast.Import) -> None:
        for alias in node.names:
            top = alias.name.partition(".")[0]
            path = alias.name if alias.asname else top
            paths = self.keep(alias, node, alias.name, path)
            self.bind(alias.asname or top, BindingKind.MODULE, alias, paths)

    def import_from(self, node: ast.ImportFrom) -> None:
        base = self.module.absolute(node.level, node.module)
        for alias in node.names:
            if alias.name != "*":
                path = f"{base}.{alias.name}" if base else alias.name
                paths = () if base is None else self.keep(alias, node, path, path)
                self.bind(alias.asname or alias.name, BindingKind.FROM, alias, paths)
            elif base and self.keep(alias, node, base, base):
                self.star(alias, base)

    def keep(
        self, alias: ast.alias, node: ast.Import | ast.ImportFrom, named: str, bound: str
    ) -> tuple[str, ...]:
        """Note an import of the path `named`; the paths of the name it binds, if of interest."""
        if named.partition(".")[0] not in self.tops:
            return ()
        self.imports.append(Import(alias, node, named, self.scope, self.type_checking))
        return (bound,)

    def star(self, alias: ast.alias, module: str) -> None:
        for name in self.names_of_star(module):
            paths = (f"{module}.{name}",)
            if all(known.paths != paths for known in self.scope.lookup(name)):
                self.bind(name, BindingKind.STAR, alias, paths)

    def assign(self, node: ast.Assign) -> None:
        self.expression(node.value)
        for target in node.targets:
            self.target(target, node.value)
            self.exports(target, node.value)

    def augmented(self, node: ast.AugAssign) -> None:
        self.expression(node.value)
        if isinstance(node.target, ast.Name):
            self.exports(node.target, node.value)
            self.bind(node.target.id, BindingKind.ASSIGNMENT, node.target)
        else:
            self.expression(node.target)

    def annotated(self, node: ast.AnnAssign) -> None:
        self.annotation(node.annotation)
        if node.value is not None:
            if "TypeAlias" in self.typing_names(node.annotation):
                self.expression(node.value, annotation=True)
            else:
                self.expression(node.value)
            self.target(node.target, node.value)
            self.exports(node.target, node.value)
        elif not isinstance(node.target, ast.Name):
            self.expression(node.target)

    def for_(self, node: ast.For | ast.AsyncFor) -> None:
        self.expression(node.iter)
        before = dict(self.scope.env)
        self.target_of_loop(node.target, node.iter)
        self.block(node.body)
        self.scope.env = merge(before, self.scope.env)
        self.block(node.orelse)

    def while_(self, node: ast.While) -> None:
        self.expression(node.test)
        before = dict(self.scope.env)
        self.block(node.body)
        self.scope.env = merge(before, self.scope.env)
        self.block(node.orelse)

    def if_(self, node: ast.If) -> None:
        ends = []
        outer = self.type_checking
        while True:
            self.expression(node.test)
            start = dict(self.scope.env)
            self.type_checking = outer or "TYPE_CHECKING" in self.typing_names(node.test)
            ends.append(self.branch(node.body, start))
            self.type_checking = outer
            self.scope.env = start
            if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
                node = node.orelse[0]  # `elif`: a chain of them may be longer than the stack
                continue
            ends.append(self.branch(node.orelse, start))
            break
        self.scope.env = merge(*ends)

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.expression(item.context_expr)
            if item.optional_vars is not None:
                self.target(item.optional_vars, None)
        self.block(node.body)

    def try_(self, node: ast.Try) -> None:
        before = dict(self.scope.env)
        self.block(node.body)
        after = self.scope.env
        anywhere = merge(before, after)  # an exception may come at any point of the body
        ends = []
        for handler in node.handlers:
            self.scope.env = dict(anywhere)
            if handler.type is not None:
                self.expression(handler.type)
            if handler.name:
                self.bind(handler.name, BindingKind.OTHER, handler)
            self.block(handler.body)
            if handler.name:
                self.scope.env.pop(handler.name, None)  # as Python does
            ends.append(self.scope.env)
        ends.insert(0, self.branch(node.orelse, after))
        self.scope.env = merge(*ends)
        self.block(node.finalbody)

    def match(self, node: ast.Match) -> None:
        self.expression(node.subject)
        ends = [dict(self.scope.env)]
        for case in node.cases:
            self.scope.env = dict(ends[0])
            self.pattern(case.pattern)
            if case.guard is not None:
                self.expression(case.guard)
            self.block(case.body)
            ends.append(self.scope.env)
        self.scope.env = merge(*ends)

    def pattern(self, pattern: ast.pattern) -> None:
        stack: list[ast.AST] = [pattern]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.expr):
                self.expression(node)
                continue
            if isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
                self.bind(node.name, BindingKind.OTHER, node)
            elif isinstance(node, ast.MatchMapping) and node.rest:
                self.bind(node.rest, BindingKind.OTHER, node)
            stack.extend(children(node))

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.expressions(node.decorator_list)
        self.expressions(defaults_of(node.args))
        outer = self.scope
        self.scope = self.type_parameters(node)
        for argument in every_argument(node.args):
            if argument.annotation is not None:
                self.annotation(argument.annotation)
        if node.returns is not None:
            self.annotation(node.returns)
        self.body(node, node.name)
        self.scope = outer
        self.bind(node.name, BindingKind.DEFINITION, node)

    def body(self, node: FunctionNode, name: str) -> None:
        """Walk the body of a function later, in a scope of its own."""
        parent = self.scope
        inner = Scope(parent, _qualname(parent, name), function=node)
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
            self.blocks.append(_Block(statements[0].lineno, node.end_lineno or 0, inner))

            def action() -> None:
                self.type_checking = type_checking
                self.block(statements)
                self.type_checking = False

        self.defer(inner, action, first=self.elsewhere and bool(inner.local.global_))

    def class_(self, node: ast.ClassDef) -> None:
        self.expressions(node.decorator_list)
        outer = self.scope
        self.scope = self.type_parameters(node)
        self.expressions(node.bases)
        self.expressions(keyword.value for keyword in node.keywords)
        self.scope = Scope(self.scope, _qualname(self.scope, node.name), is_class=True)
        self.blocks.append(_Block(node.body[0].lineno, node.end_lineno or 0, self.scope))
        self.block(node.body)
        self.scope = outer
        self.bind(node.name, BindingKind.DEFINITION, node)

    def type_parameters(self, node: ast.stmt) -> Scope:
        """The scope of PEP 695's `def f[T](...)`; the present one where there are none."""
        parameters: list[ast.AST] = getattr(node, "type_params", [])
        if not parameters:
            return self.scope
        inner = Scope(self.scope, self.scope.qualname)
        for parameter in parameters:
            name: str = parameter.name  # type: ignore[attr-defined]
            inner.bind(Binding(name, BindingKind.OTHER, parameter))
        outer, self.scope = self.scope, inner
        self.expressions(parameters)
        self.scope = outer
        return inner

    def type_alias(self, node: ast.stmt) -> None:
        """PEP 695's `type Name = value`."""
        name: ast.Name = node.name  # type: ignore[attr-defined]
        value: ast.expr = node.value  # type: ignore[attr-defined]
        inner = self.type_parameters(node)
        self.defer(inner, lambda: self.expression(value, annotation=True))
        self.bind(name.id, BindingKind.ASSIGNMENT, name)

    def delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.scope.env.pop(target.id, None)
            else:
                self.expression(target)

    # -- binding ------------------------------------------------------------------------------

    def bind(
        self,
        name: str,
        kind: BindingKind,
        node: ast.AST,
        paths: tuple[str, ...] = (),
        value: ast.expr | None = None,
    ) -> None:
        self.scope.bind(Binding(name, kind, node, paths, value), elsewhere=self.elsewhere)

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
            self.scope.bind(binding, elsewhere=self.elsewhere)

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
            found += [Meaning(path, is_module, False) for path in binding.paths]
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

    def type_comment(self, comment: TypeComment) -> None:
        """Read it in the innermost scope whose body holds its line."""
        around = [block for block in self.blocks if block.first <= comment.line <= block.last]
        if around:
            self.scope = max(around, key=lambda block: block.first).scope
        self.quoted(comment.expression, Kind.TYPE_COMMENT)

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
            ),
            elsewhere=self.elsewhere,
        )

    def lambda_(self, node: ast.Lambda, action: str) -> list[_Item]:
        self.body(node, "<lambda>")
        return [("visit", default) for default in defaults_of(node.args)]

    def comprehension(self, node: ComprehensionNode, action: str) -> list[_Item]:
        inner = Scope(self.scope, self.scope.qualname)
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


def _qualname(scope: Scope, name: str) -> str:
    return name if scope.qualname == "<module>" else f"{scope.qualname}.{name}"


def _has_future_annotations(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )


# Node type -> the method that walks it; the others only have children.
_STATEMENTS: dict[type, Callable[..., None]] = {
    ast.Import: _Walk.import_,
    ast.ImportFrom: _Walk.import_from,
    ast.Assign: _Walk.assign,
    ast.AugAssign: _Walk.augmented,
    ast.AnnAssign: _Walk.annotated,
    ast.For: _Walk.for_,
    ast.AsyncFor: _Walk.for_,
    ast.While: _Walk.while_,
    ast.If: _Walk.if_,
    ast.With: _Walk.with_,
    ast.AsyncWith: _Walk.with_,
    ast.Try: _Walk.try_,
    ast.Match: _Walk.match,
    ast.FunctionDef: _Walk.function,
    ast.AsyncFunctionDef: _Walk.function,
    ast.ClassDef: _Walk.class_,
    ast.Delete: _Walk.delete,
}
_EXPRESSIONS: dict[type, Callable[..., list[_Item]]] = {
    ast.Name: _Walk.name,
    ast.Attribute: _Walk.attribute,
    ast.Call: _Walk.call,
    ast.Subscript: _Walk.subscript,
    ast.Constant: _Walk.constant,
    ast.NamedExpr: _Walk.named,
    ast.Lambda: _Walk.lambda_,
    ast.ListComp: _Walk.comprehension,
    ast.SetComp: _Walk.comprehension,
    ast.DictComp: _Walk.comprehension,
    ast.GeneratorExp: _Walk.comprehension,
    ast.JoinedStr: _Walk.joined,
}
if sys.version_info >= (3, 11):
    _STATEMENTS[ast.TryStar] = _Walk.try_
if sys.version_info >= (3, 12):
    _STATEMENTS[ast.TypeAlias] = _Walk.type_alias
