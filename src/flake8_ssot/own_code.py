"""What the classes and functions of a file give: in, one of them; out, Things.

One half of `Evidence`: parameters, classes and their objects. The other half knows expressions.
"""

from __future__ import annotations

import ast
from functools import cached_property

from flake8_ssot import library
from flake8_ssot.references import Class, Definitions, Function
from flake8_ssot.scopes import EACH, Binding, Origin, Scope, View
from flake8_ssot.syntax import FunctionNode, every_argument, first_argument
from flake8_ssot.things import UNKNOWN, Steps, Thing, What, is_informative
from flake8_ssot.tracking import class_around

MAX_LINEAGE = 64


class OwnCode:
    """Answers questions about what one file defines."""

    def __init__(self, definitions: Definitions, module: str) -> None:
        self.definitions = definitions
        self.module = module
        self._getters: dict[ast.ClassDef, dict[str, ast.FunctionDef]] = {}
        self._preparing: dict[ast.ClassDef, frozenset[str]] = {}
        self.fixtures: dict[str, list[Function]] = {}  # by the name that tests ask for
        for function in definitions.functions.values():
            if library.is_fixture(function.node):
                name = library.fixture_name(function.node)
                self.fixtures.setdefault(name, []).append(function)

    # The other half's.

    def things(self, expression: ast.expr, view: View, steps: Steps = (), /) -> tuple[Thing, ...]:
        """What `expression` may be, after `steps` were taken from its value."""
        raise NotImplementedError

    def origin(self, origin: Origin, steps: Steps) -> tuple[Thing, ...]:
        """What an assigned value may be."""
        raise NotImplementedError

    def result(self, function: Function, steps: Steps, gives: str = "call") -> tuple[Thing, ...]:
        """What calling a function of this file gives."""
        raise NotImplementedError

    # -- classes ---------------------------------------------------------------------------

    def lineage(self, thing: Thing) -> tuple[str, ...]:
        """The dotted paths of the thing's class and of the classes it is known to derive from."""
        found: dict[str, None] = {}
        stack = [thing]
        while stack and len(found) < MAX_LINEAGE:
            current = stack.pop()
            if current.path in found:
                continue
            found[current.path] = None
            if isinstance(current.node, ast.ClassDef):
                stack += self.bases(self.definitions.classes[current.node])
        return tuple(found)

    def bases(self, owner: Class) -> list[Thing]:
        """What a class of this file derives from, in its own order."""
        return [thing for things in self.base_alternatives(owner) for thing in things]

    def base_alternatives(self, owner: Class) -> list[tuple[Thing, ...]]:
        """For each base class, what it may be."""
        plain = (
            base.value if isinstance(base, ast.Subscript) else base for base in owner.node.bases
        )
        return [self.things(base, owner.view) for base in plain]

    def own_class(self, thing: Thing) -> Class | None:
        """The class of this file that the thing is, or is an object of."""
        if thing.what in (What.CLASS, What.OBJECT) and isinstance(thing.node, ast.ClassDef):
            return self.definitions.classes.get(thing.node)
        return None

    def class_thing(self, owner: Class) -> Thing:
        return Thing(What.CLASS, self.path_of(owner.qualname), node=owner.node)

    def path_of(self, qualname: str) -> str:
        """The dotted path of what this file defines."""
        return f"{self.module}.{qualname}" if self.module else f"<file>.{qualname}"

    @cached_property
    def derived(self) -> dict[ast.AST, list[Class]]:
        """Each class of the file -> those of the file that derive from it directly."""
        found: dict[ast.AST, list[Class]] = {}
        for owner in self.definitions.classes.values():
            for base in self.bases(owner):
                above = self.own_class(base)
                if above is not None and above is not owner:
                    found.setdefault(above.node, []).append(owner)
        return found

    def overriding(self, owner: Class, name: str, method: str) -> list[Class]:
        """The classes below `owner` that inherit `method` and have a `name` of their own."""
        found: list[Class] = []
        stack, seen = list(self.derived.get(owner.node, [])), {owner.qualname}
        while stack and len(found) < MAX_LINEAGE:
            below = stack.pop()
            if below.qualname in seen or method in below.scope.env:
                continue
            seen.add(below.qualname)
            if name in below.scope.env or name in below.attributes or name in below.declared:
                found.append(below)
            stack += self.derived.get(below.node, [])
        return found

    def getters(self, owner: Class) -> dict[str, ast.FunctionDef]:
        """The functions behind the properties of a class."""
        if owner.node not in self._getters:
            self._getters[owner.node] = library.property_getters(owner.node)
        return self._getters[owner.node]

    def preparing(self, owner: Class) -> frozenset[str]:
        """The methods of a class that run before the others."""
        if owner.node not in self._preparing:
            self._preparing[owner.node] = library.preparing(owner.node)
        return self._preparing[owner.node]

    # -- parameters ------------------------------------------------------------------------

    def argument(
        self, node: ast.arg, binding: Binding, view: View, steps: Steps
    ) -> tuple[Thing, ...]:
        scope: Scope | None = view.scope
        while scope is not None and not _takes(scope.function, node):
            scope = scope.parent
        if scope is None or scope.function is None:
            return UNKNOWN
        function = self.definitions.functions.get(scope.function)
        if function is None:
            return UNKNOWN
        if node in (scope.function.args.vararg, scope.function.args.kwarg):
            taken = steps[0][0] if steps else ""
            wanted = "each any item" if node is scope.function.args.vararg else "key any values"
            is_element = binding.origin is not None and taken in wanted.split()
            return self.origin(binding.origin, steps[1:]) if is_element else UNKNOWN  # type: ignore[arg-type]
        body = class_around(scope)
        if body is not None and node.arg == first_argument(scope.function):
            first = self.first_argument(self.definitions.class_of[body], scope.function)
            if first is not None:
                return (first,) if not steps else UNKNOWN
        if binding.origin is not None:
            declared = self.origin(binding.origin, steps)
            if is_informative(declared):
                return declared
        for source in (self.parametrized, self.fixture, self.default):
            found = source(node, function, steps)
            if is_informative(found):
                return tuple(found)
        return UNKNOWN

    def first_argument(self, owner: Class, function: FunctionNode) -> Thing | None:
        """`self` or `cls`."""
        names = library.decorator_names(function)
        if "staticmethod" in names or isinstance(function, ast.Lambda):
            return None
        path = self.path_of(owner.qualname)
        is_class = "classmethod" in names or getattr(function, "name", "") in (
            "__new__",
            "__init_subclass__",
            "__class_getitem__",
        )
        what = What.CLASS if is_class else What.OBJECT
        return Thing(what, path, node=owner.node, method=getattr(function, "name", ""))

    def parametrized(self, node: ast.arg, function: Function, steps: Steps) -> tuple[Thing, ...]:
        """The values that `@pytest.mark.parametrize` gives the parameter."""
        for names, values in library.parametrized(function.node):
            if node.arg in names:
                taken: Steps = (EACH,)
                if len(names) > 1:
                    taken = (EACH, ("item", names.index(node.arg)))
                return self.things(values, function.view, (*taken, *steps))
        return UNKNOWN

    def fixture(self, node: ast.arg, function: Function, steps: Steps) -> tuple[Thing, ...]:
        """What the pytest fixture of the parameter's name gives: the class's, else the module's."""
        if not library.looks_like_test(function.node):
            return UNKNOWN
        body = class_around(function.scope)
        around: list[Scope | None] = [body]
        if body is not None:
            mine = self.definitions.class_of[body]
            owners = [self.own_class(base) for base in self.bases(mine)]
            around += [owner.scope for owner in owners if owner is not None]
        for place in (*around, function.scope.module):
            for fixture in reversed(self.fixtures.get(node.arg, [])):
                home = class_around(fixture.scope) or function.scope.module
                if home is place and fixture is not function:
                    return self.result(fixture, steps, gives="fixture")
        return UNKNOWN

    def default(self, node: ast.arg, function: Function, steps: Steps) -> tuple[Thing, ...]:
        arguments = function.node.args
        placed = [*arguments.posonlyargs, *arguments.args]
        pairs: list[tuple[ast.arg, ast.expr | None]] = [
            *zip(reversed(placed), reversed(arguments.defaults), strict=False),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        for argument, default in pairs:
            if argument is node and default is not None:
                return (*self.things(default, function.view, steps), *UNKNOWN)
        return UNKNOWN


def _takes(function: FunctionNode | None, node: ast.arg) -> bool:
    return function is not None and any(item is node for item in every_argument(function.args))
