"""What an argument shows: in, an argument and the roles of a rule; out, Shown.

Types come from `evidence`; names from the argument itself, from the class of its value, and from
what it was assigned from.
"""

from __future__ import annotations

import ast

from flake8_ssot import library
from flake8_ssot.evidence import Evidence
from flake8_ssot.meanings import spelled
from flake8_ssot.roles import Roles, singular, snake_case
from flake8_ssot.scopes import LOST, View
from flake8_ssot.syntax import last_name
from flake8_ssot.things import Thing, What
from flake8_ssot.verdict import Shown

MAX_TEXT = 40
MAX_NAMES = 16  # of one `or`
MAX_BEHIND = 4  # assignments followed for a name
# Calls whose own name says nothing about what they give.
SILENT = library.MOCKS | {"cast", "next", "list", "tuple", "sorted", "copy", "deepcopy", "super"}


def shown_by(argument: ast.expr, view: View, evidence: Evidence, roles: Roles) -> Shown:
    """What `argument` shows of the roles."""
    things = evidence.things(argument, view)
    hows: dict[str, str] = {}
    by_type: set[str] = set()
    is_complete, scalar = True, ""
    for thing in things:
        found = _roles_of(thing, evidence, roles)
        by_type |= found
        for role in found:
            hows.setdefault(role, thing.how)
        if thing.what is What.OBJECT and thing.is_literal and not found:
            scalar = thing.path
        elif not found and thing.what is not What.NONE:
            is_complete = False
    by_name = frozenset[str]()
    if not by_type:
        by_name = _by_names(argument, things, view, roles)
    short = spelled(argument, MAX_TEXT)
    return Shown(
        short,
        frozenset(by_type),
        is_complete,
        scalar if not by_type else "",
        by_name,
        tuple(hows.items()),
    )


def _roles_of(thing: Thing, evidence: Evidence, roles: Roles) -> frozenset[str]:
    """The roles of its class, else of each class it derives from."""
    found = frozenset[str]()
    stack, seen = [thing] if thing.what is What.OBJECT else [], set[str]()
    while stack:
        current = stack.pop()
        if current.path in seen or not current.path:
            continue
        seen.add(current.path)
        shown = roles.by_type(current.path)
        owner = evidence.own_class(current) if not shown else None
        found |= shown
        stack += evidence.bases(owner) if owner is not None else []
    return found


def _by_names(
    argument: ast.expr, things: tuple[Thing, ...], view: View, roles: Roles
) -> frozenset[str]:
    """The roles that names show: of the value's class first, then nearer to farther ones."""
    of_classes = [
        roles.by_name(snake_case(thing.path.rpartition(".")[2]))
        for thing in things
        if thing.what is What.OBJECT and not thing.path.startswith("builtins.")
    ]
    found = frozenset[str]().union(*of_classes)
    expressions = [(argument, view)]
    for _ in range(MAX_BEHIND):
        if found or not expressions:
            break
        for expression, _ in expressions:
            for name in spoken(expression):
                found |= roles.by_name(name)
        expressions = [pair for item, around in expressions for pair in _behind(item, around)]
    return found


def spoken(expression: ast.expr) -> list[str]:
    """The names by which an expression calls its value."""
    if isinstance(expression, ast.Await | ast.Starred):
        return spoken(expression.value)
    if isinstance(expression, ast.Name):
        return [expression.id]
    if isinstance(expression, ast.Attribute):
        return [expression.attr]
    if isinstance(expression, ast.NamedExpr):
        return spoken(expression.target)
    if isinstance(expression, ast.IfExp):
        return [*spoken(expression.body), *spoken(expression.orelse)]
    if isinstance(expression, ast.BoolOp):
        return [name for value in expression.values[:MAX_NAMES] for name in spoken(value)]
    if isinstance(expression, ast.Subscript):
        index = expression.slice
        if isinstance(index, ast.Constant) and isinstance(index.value, str):
            return [index.value]
        each = [singular(name) for name in spoken(expression.value)]
        return [name for name in each if name is not None]
    if isinstance(expression, ast.Call):
        name = last_name(expression.func)
        if name in SILENT:
            return []
        if name == "getattr" and len(expression.args) > 1:
            attribute = expression.args[1]
            return [str(attribute.value)] if isinstance(attribute, ast.Constant) else []
        if name in ("get", "pop") and expression.args:
            key = expression.args[0]
            return (
                [key.value] if isinstance(key, ast.Constant) and isinstance(key.value, str) else []
            )
        return [snake_case(name)]
    return []


def _behind(expression: ast.expr, view: View) -> list[tuple[ast.expr, View]]:
    """The expressions that a name was assigned from."""
    if isinstance(expression, ast.Await):
        expression = expression.value
    if isinstance(expression, ast.Call) and last_name(expression.func) in SILENT:
        last = expression.args[-1:]
        return [(item, view) for item in last if not isinstance(item, ast.Starred)]
    if not isinstance(expression, ast.Name):
        return []
    found = []
    bindings = view.lookup(expression.id)
    for binding in bindings if LOST not in bindings else ():
        origin = binding.origin
        if origin is None or origin.expression is None:
            continue
        value = origin.expression
        if origin.steps and origin.steps[-1][0] in ("each", "any", "item"):  # named in the singular
            value = ast.Subscript(value, ast.Constant(value=...), ast.Load())
        found.append((value, origin.view))
    return found
