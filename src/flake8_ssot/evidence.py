"""What an expression's value is, as far as its file tells: in, an expression; out, Things.

Nothing is imported or run. An answer is a list, because branches leave several possibilities; an
UNKNOWN among them says that there may be more. Every question is bounded: by depth, by the number
of possibilities, and by the work spent on one file.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable
from typing import Any

from flake8_ssot import library
from flake8_ssot.annotations import Declared, parts_of
from flake8_ssot.displays import DISPLAYS
from flake8_ssot.own_code import OwnCode
from flake8_ssot.references import GROWN, Class, Definitions, Function
from flake8_ssot.scopes import (
    ANY,
    AWAIT,
    EACH,
    ENTER,
    LOST,
    NOT_SET,
    Binding,
    BindingKind,
    Bindings,
    Origin,
    View,
)
from flake8_ssot.syntax import attribute_chain
from flake8_ssot.things import NONE, UNKNOWN, Steps, Thing, What, is_informative, is_solid

MAX_DEPTH = 24
MAX_THINGS = 12
MAX_WORK = 4_000  # steps spent on one question
MAX_WORK_OF_FILE = 400_000
LEAST_WORK = 200  # for each question, however much the others took


class Evidence(OwnCode):
    """Answers questions about the values of one file."""

    def __init__(self, definitions: Definitions, module: str) -> None:
        super().__init__(definitions, module)
        self.work = MAX_WORK
        self.left = MAX_WORK_OF_FILE
        self.active: set[tuple[int, Steps]] = set()

    # -- questions -------------------------------------------------------------------------

    def things(self, expression: ast.expr, view: View, steps: Steps = (), /) -> tuple[Thing, ...]:
        """What `expression` may be, after `steps` were taken from its value."""
        key = (id(expression), steps)
        if key in self.active or len(self.active) > MAX_DEPTH or self.work <= 0:
            return UNKNOWN
        self.work -= 1
        self.active.add(key)
        try:
            if steps and steps[0][0] == "shuffled":
                steps = _without_index(steps[1:])
            if steps and steps[0][0] == "not":
                return self.without(expression, view, steps)
            found: Iterable[Thing] = UNKNOWN
            if steps and steps[0][0] == "is":
                types = steps[0][1]
                assert isinstance(types, ast.expr)
                found = self.declared(types, view, steps[1:], "isinstance of")
            else:
                kind = type(expression)
                if kind in _HANDLERS:
                    found = _HANDLERS[kind](self, expression, view, steps)
                elif kind in DISPLAYS:
                    found = DISPLAYS[kind](self.things, expression, view, steps)
            unique = {(thing.what, thing.path, thing.node): thing for thing in reversed([*found])}
            if len(unique) > MAX_THINGS:
                return UNKNOWN
            return tuple(reversed(unique.values())) or UNKNOWN
        finally:
            self.active.discard(key)

    def begin(self) -> None:
        """A new question: it may take its own share of the work."""
        self.left -= MAX_WORK - self.work
        self.work = max(LEAST_WORK, min(MAX_WORK, self.left))

    # -- names and attributes --------------------------------------------------------------

    def name(self, expression: ast.Name, view: View, steps: Steps) -> list[Thing]:
        bindings = view.lookup(expression.id)
        if not bindings and isinstance(getattr(builtins, expression.id, None), type):
            return [Thing(What.CLASS, f"builtins.{expression.id}")]
        return self.bound(bindings, view, steps)

    def bound(self, bindings: Bindings, view: View, steps: Steps) -> list[Thing]:
        if LOST in bindings:
            return list(UNKNOWN)
        found: list[Thing] = []
        for binding in bindings:
            found += self.binding(binding, view, steps)
        return found or list(UNKNOWN)

    def binding(self, binding: Binding, view: View, steps: Steps) -> tuple[Thing, ...]:
        if binding.origin is not None and binding.origin.expression is not None:
            return self.origin(binding.origin, steps)
        if binding.paths:
            return () if steps else tuple(Thing(What.CLASS, path) for path in binding.paths)
        node = binding.node
        if binding.kind in (BindingKind.FROM, BindingKind.MODULE):
            return (Thing(What.CLASS),)  # from somewhere that no rule names
        if binding.kind is BindingKind.DEFINITION:
            owner = self.definitions.classes.get(node)
            if owner is not None:
                return (self.class_thing(owner),) if not steps else UNKNOWN
            return (Thing(What.FUNCTION, node=node),) if not steps else UNKNOWN
        if isinstance(node, ast.arg):
            return self.argument(node, binding, view, steps)
        return self.origin(binding.origin, steps) if binding.origin is not None else UNKNOWN

    def origin(self, origin: Origin, steps: Steps) -> tuple[Thing, ...]:
        """An assigned value; its declared type where the value itself says too little."""
        found: tuple[Thing, ...] = UNKNOWN
        if origin.expression is not None:
            found = self.things(origin.expression, origin.view, (*origin.steps, *steps))
        if origin.annotation is None or (is_solid(found) and is_informative(found)):
            return found
        declared = self.declared(origin.annotation, origin.view, steps, "annotated")
        return tuple(declared) if is_informative(declared) else found

    def attribute(self, expression: ast.Attribute, view: View, steps: Steps) -> list[Thing]:
        chain = attribute_chain(expression)
        # Not `view.lookup`: what the scope knows in the end may have been assigned later.
        bindings = view.known.get(chain, ()) if chain is not None else ()
        told = tuple(item for item in bindings if item is not NOT_SET)
        found = self.bound(told, view, steps) if told else []
        if told and NOT_SET not in bindings:
            return found
        if expression.attr == "__class__":
            return [
                thing._replace(what=What.CLASS)
                for thing in self.things(expression.value, view)
                if thing.what is What.OBJECT
            ]
        for thing in self.things(expression.value, view):
            owner = self.own_class(thing)
            if owner is not None:
                found += self.member(owner, expression.attr, steps)
                if thing.method:
                    for below in self.overriding(owner, expression.attr, thing.method):
                        found += self.member(below, expression.attr, steps)
            elif thing.what in (What.CLASS, What.OBJECT) and not steps:
                what = What.CLASS if thing.what is What.CLASS else What.MEMBER
                path = f"{thing.path}.{expression.attr}" if thing.path else ""
                found.append(Thing(what, path))
            elif thing.what is not What.NONE:
                found += UNKNOWN
        return found

    def member(self, owner: Class, name: str, steps: Steps) -> tuple[Thing, ...]:
        """What the attribute `name` of a class of this file, or of its objects, may be."""
        if not self.enter(owner, "member", name):
            return UNKNOWN
        try:
            return self.member_of(owner, name, steps)
        finally:
            self.leave(owner, "member", name)

    def enter(self, owner: Class, question: str, name: str) -> bool:
        """May this be asked of the class, or is it being asked already?"""
        key = (id(owner.node), ((question, name),))
        if key in self.active or len(self.active) > MAX_DEPTH:
            return False
        self.active.add(key)
        return True

    def leave(self, owner: Class, question: str, name: str) -> None:
        self.active.discard((id(owner.node), ((question, name),)))

    def member_of(self, owner: Class, name: str, steps: Steps) -> tuple[Thing, ...]:
        """As `member`, which sees to it that nothing asks for itself."""
        prepared = self.prepared(owner, name, steps)
        if is_informative(prepared):
            return prepared
        view = View({}, owner.scope)
        found = list(prepared)
        for _, binding in owner.attributes.get(name, []):
            found += self.binding(binding, view, steps)
        for binding in owner.scope.env.get(name, ()):
            function = self.definitions.functions.get(binding.node)
            getter = self.getters(owner).get(name) if function is not None else None
            if getter is not None:
                found += self.result(self.definitions.functions[getter], steps, gives="property")
            else:
                found += self.binding(binding, view, steps)
        declared = owner.declared.get(name)
        if declared is not None and not is_informative(found):
            found = list(self.origin(declared, steps))
        return tuple(found) or self.inherited(owner, name, steps)

    def prepared(self, owner: Class, name: str, steps: Steps) -> tuple[Thing, ...]:
        """What constructors, set-ups and fixtures of the class, else of its bases, assign."""
        found: list[Thing] = []
        view, preparing = View({}, owner.scope), self.preparing(owner)
        assigned = owner.attributes.get(name, [])
        for method, binding in assigned:
            if method == GROWN or method in preparing:
                found += self.binding(binding, view, steps)
        by_set_up = any(method in preparing - library.CONSTRUCTORS for method, _ in assigned)
        if is_informative(found) and not by_set_up:  # a set-up runs before each test, anew
            for method, binding in assigned:
                if method not in preparing and not method.startswith(("test", GROWN)):
                    found += self.binding(binding, view, steps)
        if is_informative(found) or name in owner.scope.env or name in owner.declared:
            return tuple(found)
        for base in self.bases(owner):
            above = self.own_class(base)
            if above is not None and above is not owner and self.enter(above, "prepared", name):
                inherited = self.prepared(above, name, steps)
                self.leave(above, "prepared", name)
                if is_informative(inherited):
                    return inherited
        return tuple(found)

    def inherited(self, owner: Class, name: str, steps: Steps) -> tuple[Thing, ...]:
        """What the attribute is in the classes above."""
        for base in self.bases(owner):
            above = self.own_class(base)
            if above is not None:
                found = self.member(above, name, steps)
                if found != UNKNOWN:
                    return found
            elif base.path and not steps:
                return (Thing(What.CLASS, f"{base.path}.{name}"),)
        return UNKNOWN

    # -- calls -----------------------------------------------------------------------------

    def call(self, expression: ast.Call, view: View, steps: Steps) -> tuple[Thing, ...]:
        special = self.library_call(expression, view, steps)
        if special is not None:
            return special
        found: list[Thing] = []
        callee = attribute_chain(expression.func) or "call"
        how = f"{callee[:60]}() on line {expression.lineno}"
        for thing in self.things(expression.func, view):
            if thing.what is What.CLASS:
                made = Thing(What.OBJECT, thing.path, how, thing.node)
                found += self.taken(made, steps)
            elif thing.what is What.FUNCTION and thing.node in self.definitions.functions:
                found += self.result(self.definitions.functions[thing.node], steps)
            else:
                found += UNKNOWN
        return tuple(found)

    def library_call(self, call: ast.Call, view: View, steps: Steps) -> tuple[Thing, ...] | None:
        """The calls of the standard library, of mock and pytest that hand their argument on."""
        handed = library.handed_on(call, steps, view.lookup)
        if handed is not None:
            return self.things(handed.expression, view, handed.steps)
        spec = library.mock_spec(call, view.lookup)
        if spec is not None:
            if spec.expression is None:
                return UNKNOWN
            how = f"{spec.text} on line {call.lineno}"
            made = [
                Thing(What.OBJECT, thing.path, how, thing.node)
                for thing in self.things(spec.expression, view)
                if thing.what in (What.CLASS, What.OBJECT)
            ]
            return tuple(made) if made and not steps else UNKNOWN
        cast = library.cast_type(call, view.lookup)
        if cast is not None:
            return tuple(self.declared(cast, view, steps, "cast to"))
        is_type = isinstance(call.func, ast.Name) and call.func.id == "type"
        if is_type and len(call.args) == 1 and not view.lookup("type"):
            return tuple(
                thing._replace(what=What.CLASS) if thing.what is What.OBJECT else UNKNOWN[0]
                for thing in self.things(call.args[0], view)
            )
        return None

    def result(self, function: Function, steps: Steps, gives: str = "call") -> tuple[Thing, ...]:
        """What calling a function of this file gives: what it returns, else what it declares."""
        node = function.node
        names = library.decorator_names(node)
        is_generator = bool(function.yields)
        origins, wraps = function.returns, 0
        if gives == "fixture":
            origins, wraps = (function.yields, 1) if is_generator else (function.returns, 0)
        elif names & library.CONTEXT_MANAGERS:
            if not steps or steps[0] != ENTER:
                return UNKNOWN
            origins, steps, wraps = function.yields, steps[1:], 1
        elif is_generator:
            if not steps or steps[0] not in (EACH, ANY):
                return UNKNOWN
            origins, steps, wraps = function.yields, steps[1:], 1
        elif isinstance(node, ast.AsyncFunctionDef) and gives == "call":
            if not steps or steps[0] != AWAIT:
                return UNKNOWN
            steps = steps[1:]
        found: list[Thing] = []
        for origin in origins:
            found += self.origin(origin, steps)
        returns = getattr(node, "returns", None)
        if returns is not None and not (is_solid(found) and is_informative(found)):
            name = getattr(node, "name", "")
            declared = self.declared(
                returns, function.view, (EACH,) * wraps + steps, f"{name}() returns"
            )
            if is_informative(declared):
                return tuple(declared)
        return tuple(found) or NONE

    def taken(self, thing: Thing, steps: Steps) -> tuple[Thing, ...]:
        """What `steps` take out of an object."""
        while steps:
            step, steps = steps[0], steps[1:]
            owner = self.own_class(thing)
            if step == AWAIT and owner is None:
                continue
            if step != ENTER or thing.path.startswith("builtins."):
                return UNKNOWN
            if owner is not None:
                for name in ("__enter__", "__aenter__"):
                    for binding in owner.scope.env.get(name, ()):
                        function = self.definitions.functions.get(binding.node)
                        if function is not None:
                            return self.result(function, steps, gives="property")
        return (thing,)

    # -- declared types --------------------------------------------------------------------

    def declared(
        self, annotation: ast.expr, view: View, steps: Steps, how: str, depth: int = 0
    ) -> list[Thing]:
        """What a type says of the values it is declared for."""
        found: list[Thing] = []
        for part in parts_of(annotation, steps):
            found += self.declared_part(part, view, how, depth)
        return found

    def declared_part(self, part: Declared, view: View, how: str, depth: int) -> list[Thing]:
        if part.expression is None:
            return list(NONE)
        if part.is_unknown or depth > MAX_DEPTH:
            return list(UNKNOWN)
        text = (attribute_chain(part.expression) or "type")[:60]
        line = part.expression.lineno
        what = What.CLASS if part.is_class else What.OBJECT
        found: list[Thing] = []
        if isinstance(part.expression, ast.Name) and not part.is_class:
            for binding in view.lookup(part.expression.id):
                limit = getattr(binding.node, "bound", None)  # `def f[T: Registry]`
                if isinstance(limit, ast.expr):
                    found += self.declared(limit, view, part.steps, how, depth + 1)
                alias = binding.origin.expression if binding.origin is not None else None
                if alias is not None and not binding.paths and binding.origin is not None:
                    bound = library.type_variable_bound(alias)
                    found += self.declared(
                        bound or alias, binding.origin.view, part.steps, how, depth + 1
                    )
        for thing in self.things(part.expression, view) if not found else ():
            if thing.what is What.CLASS and thing.path:
                made = Thing(what, thing.path, f"{how} {text} on line {line}", thing.node)
                found += self.taken(made, part.steps)
            else:
                found += UNKNOWN
        return found

    def without(self, expression: ast.expr, view: View, steps: Steps) -> tuple[Thing, ...]:
        """The values that are not of the types of a failed isinstance."""
        types = steps[0][1]
        assert isinstance(types, ast.expr)
        gone = {thing.path for thing in self.declared(types, view, (), "") if thing.path}
        left = [
            thing
            for thing in self.things(expression, view, steps[1:])
            if not gone.intersection(self.lineage(thing)) or thing.what is not What.OBJECT
        ]
        return tuple(left) or UNKNOWN


def _without_index(steps: Steps) -> Steps:
    """The elements are the same, but nobody knows in what order."""
    return (ANY, *steps[1:]) if steps and steps[0][0] == "item" else steps


# Node type -> what answers for it; of the others nothing is known.
_HANDLERS: dict[type, Callable[[Evidence, Any, View, Steps], Iterable[Thing]]] = {
    ast.Name: Evidence.name,
    ast.Attribute: Evidence.attribute,
    ast.Call: Evidence.call,
}
