"""Read types: in, an annotation and what is taken from its value; out, the classes it names.

Follows PEP 484 and its successors as far as a value's class is concerned.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from flake8_ssot.quoted import expression_in
from flake8_ssot.scopes import Step
from flake8_ssot.syntax import last_name

MAX_PARTS = 16
MAX_TEXT = 2000

TRANSPARENT = frozenset(
    {"Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar"}
)
SEQUENCES = frozenset(
    [
        "list",
        "List",
        "set",
        "Set",
        "frozenset",
        "FrozenSet",
        "deque",
        "Deque",
        "Sequence",
        "MutableSequence",
        "Collection",
        "Iterable",
        "Iterator",
        "AsyncIterable",
        "AsyncIterator",
        "Generator",
        "AsyncGenerator",
        "AbstractSet",
        "MutableSet",
        "Reversible",
        "Container",
        "KeysView",
        "ValuesView",
    ]
)
TUPLES = frozenset({"tuple", "Tuple"})
MAPPINGS = frozenset(
    ["dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"]
)
AWAITABLES = frozenset({"Awaitable", "Coroutine", "Future", "Task"})
MANAGERS = frozenset(
    [
        "ContextManager",
        "AsyncContextManager",
        "AbstractContextManager",
        "AbstractAsyncContextManager",
    ]
)


class Declared(NamedTuple):
    """One class that a type names."""

    expression: ast.expr | None  # None: the type of None
    steps: tuple[Step, ...] = ()  # still to be taken from an object of the class
    is_class: bool = False  # the value is the class itself: `type[X]`
    is_unknown: bool = False  # the steps lead nowhere we know


_NOWHERE = ast.Constant(value=..., lineno=0, col_offset=0)
UNKNOWN = Declared(_NOWHERE, is_unknown=True)


def parts_of(annotation: ast.expr, steps: tuple[Step, ...]) -> list[Declared]:
    """The classes of which a value with this type is one, after `steps` were taken from it."""
    found: list[Declared] = []
    stack: list[tuple[ast.expr, tuple[Step, ...]]] = [(annotation, steps)]
    while stack and len(found) < MAX_PARTS:
        node, steps = stack.pop()
        if isinstance(node, ast.Constant):
            if node.value is None:
                found.append(Declared(None))
            elif isinstance(node.value, str):
                parsed = _parsed(node)
                stack += [(parsed, steps)] if parsed is not None else []
            else:
                found.append(UNKNOWN)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            stack += [(node.right, steps), (node.left, steps)]
        elif isinstance(node, ast.Tuple):  # the classes of an isinstance
            stack += [(item, steps) for item in reversed(node.elts)]
        elif isinstance(node, ast.Subscript):
            inner = _subscript(node, steps)
            if isinstance(inner, Declared):
                found.append(inner)
            else:
                stack += reversed(inner)
        elif isinstance(node, ast.Name | ast.Attribute):
            found.append(Declared(node, steps))
        else:
            found.append(UNKNOWN)
    return found


def _subscript(
    node: ast.Subscript, steps: tuple[Step, ...]
) -> Declared | list[tuple[ast.expr, tuple[Step, ...]]]:
    """What `Base[...]` says: one class, or types to look into."""
    base = last_name(node.value)
    inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    first = steps[0][0] if steps else ""
    rest = steps[1:]
    if base == "Union":
        return [(item, steps) for item in inside]
    if base == "Optional":
        return [(node.slice, steps), (ast.Constant(value=None), steps)]
    if base in TRANSPARENT or base == "TypeGuard":
        return [(inside[0], steps)]
    if base in ("type", "Type"):
        inner = parts_of(inside[0], steps)
        return inner[0]._replace(is_class=True) if len(inner) == 1 else UNKNOWN
    if not steps:
        return Declared(node.value)  # `Registry[int]` is a Registry
    if base in SEQUENCES and first in ("each", "any", "item"):
        return [(inside[0], rest)]
    if base in TUPLES and first in ("each", "any", "item"):
        return _of_tuple(inside, steps[0], rest)
    if base in MAPPINGS and first in ("key", "any", "values", "item") and len(inside) > 1:
        return [(inside[1], rest)]
    if base in MAPPINGS and first == "each":
        return [(inside[0], rest)]
    if base in AWAITABLES and first == "await":
        return [(inside[-1], rest)]
    if base in MANAGERS and first == "enter":
        return [(inside[0], rest)]
    return UNKNOWN


def _of_tuple(
    inside: list[ast.expr], step: Step, rest: tuple[Step, ...]
) -> Declared | list[tuple[ast.expr, tuple[Step, ...]]]:
    """An element of `tuple[A, B]` or `tuple[A, ...]`."""
    last = inside[-1]
    if isinstance(last, ast.Constant) and last.value is ...:
        return [(inside[0], rest)]
    index = step[1]
    if step[0] == "item" and isinstance(index, int):
        return [(inside[index], rest)] if -len(inside) <= index < len(inside) else UNKNOWN
    return [(item, rest) for item in inside]


def _parsed(node: ast.Constant) -> ast.expr | None:
    """The type in a string, standing where the string does."""
    text = str(node.value)
    expression = expression_in(text.strip()) if len(text) <= MAX_TEXT else None
    for child in ast.walk(expression) if expression is not None else ():
        ast.copy_location(child, node)
    return expression
