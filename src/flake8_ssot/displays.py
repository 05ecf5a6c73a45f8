"""Values of literals, displays and operators: in, an expression and whom to ask; out, Things."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flake8_ssot.meanings import alternatives
from flake8_ssot.scopes import ANY, AWAIT, EACH, Binding, BindingKind, Bindings, Origin, Step, View
from flake8_ssot.things import NONE, UNKNOWN, Ask, Steps, Thing, What

MAX_KEYS = 2_000  # of one dictionary
MAX_ELEMENTS = 64  # of one list looked at; of a longer one nothing is known


def _constant(_ask: Ask, expression: ast.Constant, _view: View, steps: Steps) -> tuple[Thing, ...]:
    if expression.value is None:
        return NONE
    if steps or expression.value is ...:
        return UNKNOWN
    kind = type(expression.value).__name__
    article = "an" if kind == "int" else "a"
    return (Thing(What.OBJECT, f"builtins.{kind}", f"{article} {kind}", is_literal=True),)


def _text(_ask: Ask, _node: ast.JoinedStr, _view: View, steps: Steps) -> tuple[Thing, ...]:
    if steps:
        return UNKNOWN
    return (Thing(What.OBJECT, "builtins.str", "a str", is_literal=True),)


def _sequence(
    ask: Ask, expression: ast.List | ast.Tuple | ast.Set, view: View, steps: Steps
) -> tuple[Thing, ...]:
    if not steps:
        kind = type(expression).__name__.lower()
        return (Thing(What.OBJECT, f"builtins.{kind}", f"a {kind}", is_literal=True),)
    (step, index), rest = steps[0], steps[1:]
    elements = expression.elts
    starred = any(isinstance(item, ast.Starred) for item in elements)
    if step == "item" and isinstance(index, int) and not starred:
        if -len(elements) <= index < len(elements):
            return ask(elements[index], view, rest)
        return UNKNOWN
    if step not in ("each", "any", "item"):
        return UNKNOWN
    found: list[Thing] = []
    if not elements:
        return NONE  # what is in it later is told by what is appended
    if len(elements) > MAX_ELEMENTS:
        elements = list({ast.dump(item): item for item in elements}.values())
    for item in elements if len(elements) <= MAX_ELEMENTS else ():
        if isinstance(item, ast.Starred):
            found += ask(item.value, view, (EACH, *rest))
        else:
            found += ask(item, view, rest)
    return tuple(found) or UNKNOWN


def _mapping(ask: Ask, expression: ast.Dict, view: View, steps: Steps) -> tuple[Thing, ...]:
    if not steps:
        return (Thing(What.OBJECT, "builtins.dict", "a dict", is_literal=True),)
    (step, wanted), rest = steps[0], steps[1:]
    if not expression.values:
        return NONE
    limit = MAX_KEYS if step in ("key", "item") else MAX_ELEMENTS
    if len(expression.values) > limit:
        return UNKNOWN
    found: list[Thing] = []
    pairs = list(zip(expression.keys, expression.values, strict=True))
    for key, value in pairs:
        constant = key.value if isinstance(key, ast.Constant) else None
        if step in ("key", "item"):
            if constant == wanted:
                found = list(ask(value, view, rest))
        elif step == "each" and key is not None:
            found += ask(key, view, rest)
        elif step in ("any", "values") and key is not None:
            found += ask(value, view, rest)
        else:
            found += UNKNOWN
    return tuple(found) or UNKNOWN


def _comprehension(
    ask: Ask,
    expression: ast.ListComp | ast.SetComp | ast.GeneratorExp,
    view: View,
    steps: Steps,
) -> tuple[Thing, ...]:
    if not steps or steps[0][0] not in ("each", "any", "item"):
        return UNKNOWN
    inner = _inside(expression.generators, view)
    return ask(expression.elt, inner, steps[1:])


def _dict_comprehension(
    ask: Ask, expression: ast.DictComp, view: View, steps: Steps
) -> tuple[Thing, ...]:
    if not steps or steps[0][0] not in ("any", "values", "key", "item", "each"):
        return UNKNOWN
    wanted = expression.key if steps[0][0] == "each" else expression.value
    return ask(wanted, _inside(expression.generators, view), steps[1:])


def _inside(generators: list[ast.comprehension], view: View) -> View:
    """The names inside of a comprehension."""
    known = dict(view.known)
    for generator in generators:
        around = View(dict(known), view.scope)
        for name, node, steps in _targets(generator.target, (EACH,)):
            origin = Origin(generator.iter, steps, None, around)
            known[name] = (Binding(name, BindingKind.ASSIGNMENT, node, (), origin),)
        for test in generator.ifs:
            known.update(_narrowed(test, View(dict(known), view.scope)))
    return View(known, view.scope)


def _subscript(ask: Ask, expression: ast.Subscript, view: View, steps: Steps) -> tuple[Thing, ...]:
    if isinstance(expression.slice, ast.Slice) and steps and steps[0][0] == "item":
        steps = (_in_slice(expression.slice, steps[0][1]), *steps[1:])
    return ask(expression.value, view, (*_index(expression.slice), *steps))


def _awaited(ask: Ask, expression: ast.Await, view: View, steps: Steps) -> tuple[Thing, ...]:
    return ask(expression.value, view, (AWAIT, *steps))


def _one_of(ask: Ask, expression: ast.expr, view: View, steps: Steps) -> list[Thing]:
    if isinstance(expression, ast.IfExp):
        narrowed = {**view.known, **_narrowed(expression.test, view)}
        body = ask(expression.body, View(narrowed, view.scope), steps)
        return [*body, *ask(expression.orelse, view, steps)]
    found: list[Thing] = []
    for part in alternatives(expression)[:MAX_ELEMENTS]:
        found += ask(part, view, steps)
    return found


def _lambda(_ask: Ask, expression: ast.Lambda, _view: View, steps: Steps) -> tuple[Thing, ...]:
    return (Thing(What.FUNCTION, node=expression),) if not steps else UNKNOWN


def _added(ask: Ask, expression: ast.BinOp, view: View, steps: Steps) -> tuple[Thing, ...]:
    """`first + second`, `first * 2`: of lists, the elements of both."""
    if steps and isinstance(expression.op, ast.Add | ast.Mult):
        sides = [expression.left]
        if isinstance(expression.op, ast.Add):
            sides.append(expression.right)
        return tuple(thing for side in sides for thing in ask(side, view, steps))
    if not steps and isinstance(expression.op, ast.Mod):
        left = ask(expression.left, view)
        if all(thing.path == "builtins.str" for thing in left):
            return left
    return UNKNOWN


def _index(index: ast.expr) -> Steps:
    """The steps of `x[index]`."""
    if isinstance(index, ast.Slice):
        return ()
    sign = 1
    if isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub):
        index, sign = index.operand, -1
    if isinstance(index, ast.Constant) and type(index.value) is int:
        return (("item", sign * index.value),)
    if isinstance(index, ast.Constant) and isinstance(index.value, str):
        return (("key", index.value),)
    return (ANY,)


def _in_slice(part: ast.Slice, index: object) -> Step:
    """Which element of the whole list is number `index` of a slice."""
    bounds = [_number(item) for item in (part.lower, part.upper, part.step)]
    lower, upper, step = bounds
    if not isinstance(index, int) or index < 0 or upper is not None:
        return ANY
    if step is None and isinstance(lower, int) and lower >= 0:
        return ("item", index + lower)
    if step is None and part.lower is None:
        return ("item", index)
    return ("item", -1 - index) if part.lower is None and step == -1 else ANY


def _number(expression: ast.expr | None) -> object:
    """A literal whole number; ANY for what is not known."""
    if expression is None:
        return None
    steps = _index(expression)
    return steps[0][1] if steps and steps[0][0] == "item" else ANY


def _targets(target: ast.expr, steps: Steps) -> Iterator[tuple[str, ast.AST, Steps]]:
    """The names that a target binds, each with the steps to its value."""
    if isinstance(target, ast.Name):
        yield target.id, target, steps
    elif isinstance(target, ast.Tuple | ast.List):
        for number, item in enumerate(target.elts):
            if isinstance(item, ast.Starred):
                break
            yield from _targets(item, (*steps, ("item", number)))


def _narrowed(test: ast.expr, view: View) -> dict[str, Bindings]:
    """The names of `if isinstance(x, T)` in a comprehension."""
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and len(test.args) == 2:
        subject, types = test.args
        if test.func.id == "isinstance" and isinstance(subject, ast.Name):
            origin = Origin(subject, (("is", types),), None, view)
            binding = Binding(subject.id, BindingKind.ASSIGNMENT, test, (), origin)
            return {subject.id: (binding,)}
    return {}


# Node type -> what answers for it.
DISPLAYS: dict[type, Callable[[Ask, Any, View, Steps], Iterable[Thing]]] = {
    ast.Constant: _constant,
    ast.JoinedStr: _text,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _mapping,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.Subscript: _subscript,
    ast.Await: _awaited,
    ast.IfExp: _one_of,
    ast.BoolOp: _one_of,
    ast.NamedExpr: _one_of,
    ast.Lambda: _lambda,
    ast.BinOp: _added,
}
