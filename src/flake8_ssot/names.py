"""What each name of a file stands for: in, a Source and its module; out, its references.

The walk follows the order of execution and keeps, for each name, the bindings that may be in force:
a branch taken or not leaves both, an assignment replaces what was there. Bodies of functions are
walked last, when the module's names are final. Statements nest at most 100 levels (the tokenizer's
limit), and `elif` chains are walked in a loop.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable

from flake8_ssot.expressions import Block, ExpressionWalk, qualname
from flake8_ssot.flow import End, join, sum_of, swallows
from flake8_ssot.model import Kind
from flake8_ssot.modules import Module
from flake8_ssot.quoted import TypeComment, type_comments
from flake8_ssot.references import Definitions, Export, Import, Interest, Names
from flake8_ssot.scopes import ENTER, MAX_BINDINGS, Binding, BindingKind, Bindings, Scope, merge
from flake8_ssot.source import Source
from flake8_ssot.syntax import children, defaults_of, every_argument


def resolve(source: Source, module: Module, interest: Interest) -> Names:
    """The references of `source`, which is `module`, to what lies in the packages of interest."""
    return _Walk(source, module, interest).run()


class _Round:
    """The names with which a round of a loop begins anew, and with which `break` leaves it."""

    def __init__(self, before: dict[str, Bindings]) -> None:
        self.again = before
        self.broken: dict[str, Bindings] | None = None


class _Walk(ExpressionWalk):
    def __init__(self, source: Source, module: Module, interest: Interest) -> None:
        super().__init__(source, interest)
        self.module = module
        self.names_of_star = interest.star_names
        self.loops: list[_Round] = []

    def run(self) -> Names:
        module_scope = self.scope
        self.own_names()
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
            module_scope.env,
            tuple(self.tracker.calls) if self.tracker else (),
            tuple(self.tracker.uses) if self.tracker else (),
            self.tracker.definitions if self.tracker else Definitions({}, {}, {}),
            self.has_star,
            tuple(self.loads or ()),
            tuple(self.named_code),
            tuple(self.texts),
            tuple(self.sources),
        )

    def own_names(self) -> None:
        """`__name__` and `__package__`, where the module is known."""
        for name, text in (("__name__", self.module.name), ("__package__", self.module.package)):
            if self.module.name:
                binding = Binding(name, BindingKind.OTHER, self.source.tree)
                binding.text = text
                self.scope.env[name] = (binding,)

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
                continue
            self.has_star = True
            if base and self.keep(alias, node, base, base):
                self.star(alias, base)

    def keep(
        self, alias: ast.alias, node: ast.Import | ast.ImportFrom, named: str, bound: str
    ) -> tuple[str, ...]:
        """Note an import of the path `named`; the paths of the name it binds, if of interest."""
        if not self.everything and named.partition(".")[0] not in self.tops:
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
        self.target(node.target, sum_of(node))

    def annotated(self, node: ast.AnnAssign) -> None:
        self.annotation(node.annotation)
        if node.value is not None:
            if "TypeAlias" in self.typing_names(node.annotation):
                self.expression(node.value, annotation=True)
            else:
                self.expression(node.value)
            self.target(node.target, node.value, annotation=node.annotation)
            self.exports(node.target, node.value)
            return
        if not isinstance(node.target, ast.Name):
            self.expression(node.target)
        if self.tracker is not None:
            self.tracker.declared(node.target, node.annotation, self.scope)

    def for_(self, node: ast.For | ast.AsyncFor) -> None:
        self.expression(node.iter)
        before = dict(self.scope.env)
        self.target_of_loop(node.target, node.iter)
        self.loop(node.body, before, node.orelse)

    def while_(self, node: ast.While) -> None:
        self.expression(node.test)
        before = dict(self.scope.env)
        self.narrow(node.test, holds=True)
        self.loop(node.body, before, node.orelse)

    def loop(
        self, body: list[ast.stmt], before: dict[str, Bindings], orelse: list[ast.stmt]
    ) -> None:
        """Walk the body of a loop; behind it the names may be those of any way through it."""
        this = _Round(before)
        self.loops.append(this)
        count = len(self.tracker.views) if self.tracker else 0
        self.block(body)
        self.loops.pop()
        self.scope.env = merge(this.again, self.scope.env)
        if self.tracker is not None:
            self.tracker.next_round(count, before, self.scope.env)
        self.block(orelse)  # where no `break` was met
        if this.broken is not None:
            self.scope.env = merge(self.scope.env, this.broken)

    def break_(self, _node: ast.Break) -> None:
        if self.loops:
            this = self.loops[-1]
            left = self.scope.env
            this.broken = dict(left) if this.broken is None else merge(this.broken, left)

    def continue_(self, _node: ast.Continue) -> None:
        if self.loops:
            self.loops[-1].again = merge(self.loops[-1].again, self.scope.env)

    def return_(self, node: ast.Return) -> None:
        if node.value is not None:
            self.expression(node.value)
        if self.tracker is not None:
            self.tracker.gives_back(node, self.scope)

    def assert_(self, node: ast.Assert) -> None:
        self.expression(node.test)
        if node.msg is not None:
            self.expression(node.msg)
        self.narrow(node.test, holds=True)

    def if_(self, node: ast.If) -> None:
        ends: list[End] = []
        before = outer = self.type_checking
        while True:
            self.expression(node.test)
            start = dict(self.scope.env)
            guarded, guarded_else = self.type_checking_guard(node.test)
            self.type_checking = outer or guarded
            self.scope.env = dict(start)
            self.narrow(node.test, holds=True)
            ends.append(End(self.branch(node.body, self.scope.env), node.body))
            self.type_checking = outer = outer or guarded_else
            self.scope.env = start
            self.narrow(node.test, holds=False)
            start = self.scope.env
            if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
                node = node.orelse[0]  # `elif`: a chain of them may be longer than the stack
                continue
            ends.append(End(self.branch(node.orelse, start), node.orelse))
            break
        self.type_checking = before
        self.scope.env = join(ends)

    def type_checking_guard(self, test: ast.expr) -> tuple[bool, bool]:
        """Is only the body, or only the `else`, for type checkers?"""
        negated = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
        inner = test.operand if isinstance(test, ast.UnaryOp) else test
        guards = "TYPE_CHECKING" in self.typing_names(inner)
        return guards and not negated, guards and negated

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.expression(item.context_expr)
            if item.optional_vars is not None:
                self.target(item.optional_vars, item.context_expr, steps=(ENTER,))
        if swallows(node):
            self.scope.env = self.anywhere_in(node.body)
        else:
            self.block(node.body)

    def try_(self, node: ast.Try) -> None:
        anywhere = self.anywhere_in(node.body)
        after = self.scope.env
        ends: list[End] = []
        for handler in node.handlers:
            self.scope.env = dict(anywhere)
            if handler.type is not None:
                self.expression(handler.type)
            if handler.name:
                self.bind(handler.name, BindingKind.OTHER, handler)
            self.block(handler.body)
            if handler.name:
                self.scope.env.pop(handler.name, None)  # as Python does
            ends.append(End(self.scope.env, handler.body))
        last = node.orelse or node.body
        ends.insert(0, End(self.branch(node.orelse, after), last))
        self.scope.env = join(ends)
        if node.finalbody:
            self.finally_(node.finalbody, anywhere)

    def finally_(self, body: list[ast.stmt], anywhere: dict[str, Bindings]) -> None:
        """Walk a block that runs after an exception, too; behind it, there was none."""
        normal = self.scope.env
        start = merge(normal, anywhere)
        end = self.branch(body, start)
        changed = {name: end[name] for name in end if end[name] != start.get(name)}
        self.scope.env = {
            name: bindings
            for name, bindings in {**normal, **changed}.items()
            if name in end or name not in start
        }

    def anywhere_in(self, body: list[ast.stmt]) -> dict[str, Bindings]:
        """Walk a block that an exception may leave at any point: what names may be then."""
        before, outer = dict(self.scope.env), self.scope.log
        self.scope.log = []
        self.block(body)
        log, self.scope.log = self.scope.log, outer
        if outer is not None:
            outer += log
        bound: dict[str, Bindings] = {}
        for binding in log:
            known = bound.get(binding.name, ())
            if binding.kind is not BindingKind.GUARD and len(known) <= MAX_BINDINGS:
                bound[binding.name] = (*known, binding)
        if "." in self.scope.env:
            bound["."] = ()
        return merge(before, {**before, **bound}, self.scope.env)

    def match(self, node: ast.Match) -> None:
        self.expression(node.subject)
        ends = [End(dict(self.scope.env), [])]
        for case in node.cases:
            self.scope.env = dict(ends[0].env)
            self.pattern(case.pattern)
            if self.tracker is not None:
                self.tracker.matched(node.subject, case.pattern, self.scope)
            if case.guard is not None:
                self.expression(case.guard)
            self.block(case.body)
            ends.append(End(self.scope.env, case.body))
        self.scope.env = join(ends)

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

    def class_(self, node: ast.ClassDef) -> None:
        self.expressions(node.decorator_list)
        outer = self.scope
        self.scope = self.type_parameters(node)
        self.expressions(node.bases)
        self.expressions(keyword.value for keyword in node.keywords)
        around = self.scope
        self.scope = Scope(around, qualname(around, node.name), is_class=True)
        if self.tracker is not None:
            self.tracker.class_(node, around, self.scope)
        self.blocks.append(Block(node.body[0].lineno, node.end_lineno or 0, self.scope))
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
        origin = self.tracker.origin(value, self.scope) if self.tracker else None
        self.scope.bind(Binding(name.id, BindingKind.ASSIGNMENT, name, (), origin))

    def delete(self, node: ast.Delete) -> None:
        targets = list(node.targets)
        while targets:
            target = targets.pop()
            if isinstance(target, ast.Name):
                self.scope.env.pop(target.id, None)
            elif isinstance(target, ast.Tuple | ast.List):
                targets += target.elts
            else:
                self.expression(target)
                if isinstance(target, ast.Subscript) and self.tracker is not None:
                    self.tracker.reordered(target.value, self.scope)

    def type_comment(self, comment: TypeComment) -> None:
        """Read it in the innermost scope whose body holds its line."""
        around = [block for block in self.blocks if block.first <= comment.line <= block.last]
        if around:
            self.scope = max(around, key=lambda block: block.first).scope
        self.quoted(comment.expression, Kind.TYPE_COMMENT)


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
    ast.Break: _Walk.break_,
    ast.Continue: _Walk.continue_,
    ast.Return: _Walk.return_,
    ast.Assert: _Walk.assert_,
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
if sys.version_info >= (3, 11):
    _STATEMENTS[ast.TryStar] = _Walk.try_
if sys.version_info >= (3, 12):
    _STATEMENTS[ast.TypeAlias] = _Walk.type_alias
