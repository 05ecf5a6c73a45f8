"""Walk what binds names: in, a target and the value for it; out, bindings in the scope.

The first part of the walk: `expressions` adds what is read, `names` the statements.
"""

from __future__ import annotations

import ast

from flake8_ssot import dynamic_imports, meanings
from flake8_ssot.meanings import MAX_PATHS, TYPING
from flake8_ssot.references import Interest
from flake8_ssot.scopes import EACH, ENTER, Binding, BindingKind, Bindings, Scope, Step
from flake8_ssot.source import Source
from flake8_ssot.texts import text_of
from flake8_ssot.tracking import Tracker


class BindingWalk:
    """Knows the scope the walk is in, and binds names there."""

    def __init__(self, source: Source, interest: Interest) -> None:
        self.source = source
        self.tops = interest.tops | TYPING | dynamic_imports.TOPS
        self.everything = interest.everything
        declares = "global" in source.text or "nonlocal" in source.text
        has_walrus = ":=" in source.text
        self.scope = Scope(None, "<module>", declares=declares, has_walrus=has_walrus)
        self.export_nodes: list[ast.Constant] = []
        calls = interest.call_names
        every = interest.every_call
        self.tracker = Tracker(calls, every_call=every) if calls is not None else None

    def expression(self, node: ast.AST, *, annotation: bool = False) -> None:
        """Walk an expression."""
        raise NotImplementedError

    def bind(
        self, name: str, kind: BindingKind, node: ast.AST, paths: tuple[str, ...] = ()
    ) -> None:
        self.scope.bind(Binding(name, kind, node, paths))

    def target(
        self,
        target: ast.expr,
        value: ast.expr | None,
        *,
        steps: tuple[Step, ...] = (),
        annotation: ast.expr | None = None,
    ) -> None:
        """Bind what stands left of `=`, or gets what the `steps` take out of `value`."""
        pairs: list[tuple[ast.expr, ast.expr | None, tuple[Step, ...]]] = [(target, value, steps)]
        bindings = []
        while pairs:
            target, value, steps = pairs.pop()
            if isinstance(target, ast.Name):
                paths = self.paths(value) if value is not None and not steps else ()
                origin = None
                if self.tracker is not None:
                    origin = self.tracker.origin(
                        value, self.scope, steps=steps, annotation=annotation
                    )
                binding = Binding(target.id, BindingKind.ASSIGNMENT, target, paths, origin)
                if value is not None and steps in ((), (ENTER,)):
                    binding.value = value
                    binding.text = text_of(value, self.scope.lookup) if not steps else None
                bindings.append(binding)
            elif isinstance(target, ast.Tuple | ast.List):
                pairs += _unpacked(target, value, steps)
            elif isinstance(target, ast.Starred):
                pairs.append((target.value, None, ()))
            else:
                self.expression(target)
                if self.tracker is not None:
                    self.tracker.stored(target, value, steps, annotation, self.scope)
        for binding in bindings:  # after all of them were looked up: `a, b = b, a`
            self.scope.bind(binding)

    def target_of_loop(self, target: ast.expr, iterable: ast.expr) -> None:
        """`for o in (a.old, a.new)`: the name may be each of them."""
        paths: tuple[str, ...] = ()
        if isinstance(target, ast.Name) and isinstance(iterable, ast.Tuple | ast.List):
            paths = tuple(path for item in iterable.elts for path in self.paths(item))
        self.target(target, iterable, steps=(EACH,))
        if paths and isinstance(target, ast.Name):
            for binding in self.scope.env[target.id]:
                binding.paths = paths[:MAX_PATHS]

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

    def paths(self, expression: ast.expr) -> tuple[str, ...]:
        return meanings.paths(expression, self.scope.lookup)

    def typing_names(self, expression: ast.expr) -> set[str]:
        return meanings.typing_names(expression, self.scope.lookup)

    def walrus(self, node: ast.NamedExpr) -> None:
        """`:=` binds in the nearest scope that is not a comprehension."""
        scope: Scope = self.scope
        while scope.parent is not None and not (scope.function or scope.is_class):
            scope = scope.parent
        paths = self.paths(node.value)
        origin = self.tracker.origin(node.value, self.scope) if self.tracker else None
        binding = Binding(node.target.id, BindingKind.ASSIGNMENT, node.target, paths, origin)
        binding.value, binding.text = node.value, text_of(node.value, self.scope.lookup)
        scope.bind(binding)

    def narrow(self, test: ast.expr, *, holds: bool) -> list[tuple[str, Bindings]]:
        """Take the condition for met, or not; what its names meant before."""
        return self.tracker.narrow(test, self.scope, holds=holds) if self.tracker else []


_Pair = tuple[ast.expr, ast.expr | None, tuple[Step, ...]]


def _unpacked(
    target: ast.Tuple | ast.List, value: ast.expr | None, steps: tuple[Step, ...]
) -> list[_Pair]:
    """What each element of `target` gets of `value`."""
    count = len(target.elts)
    first_star = next((n for n, e in enumerate(target.elts) if isinstance(e, ast.Starred)), count)
    if isinstance(value, ast.Tuple | ast.List) and not steps:
        starred = first_star < count or any(isinstance(e, ast.Starred) for e in value.elts)
        if len(value.elts) == count and not starred:
            return [(item, part, ()) for item, part in zip(target.elts, value.elts, strict=True)]
    pairs: list[_Pair] = []
    for number, item in enumerate(target.elts):
        index = number if number < first_star else number - count  # from the end, behind a star
        pairs.append((item, value, (*steps, ("item", index))))
    return pairs
