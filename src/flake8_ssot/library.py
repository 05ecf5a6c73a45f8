"""What calls and decorators of the standard library, of mock and of pytest mean for values.

Tables and small questions: in, a node and a way to look names up; out, what it hands on.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from flake8_ssot.meanings import getattr_name, paths, spelled
from flake8_ssot.scopes import ANY, AWAIT, EACH, ENTER, Step
from flake8_ssot.syntax import FunctionNode, last_name
from flake8_ssot.texts import Lookup

# Packages whose names the evidence looks at.
LIBRARIES = frozenset(
    [
        "abc",
        "asyncio",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "functools",
        "itertools",
        "mock",
        "pytest",
        "pytest_asyncio",
        "types",
        "unittest",
    ]
)

CONTEXT_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
PROPERTIES = frozenset({"property", "cached_property"})
CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__", "__enter__", "__aenter__"})
SET_UP = re.compile(
    r"__init__|setUp|__post_init__|__enter__|__aenter__|__new__|(async|a)?_?set_?up(_?(class|method|test"
    r"|module))?|(async_)?setup_(method|class)|asyncSetUp|setUpTestData|setUpClass|initialize?|on_start"
)

MOCKS = frozenset(
    [
        "Mock",
        "MagicMock",
        "AsyncMock",
        "NonCallableMock",
        "NonCallableMagicMock",
        "ThreadingMock",
        "create_autospec",
    ]
)
# Callables whose result holds the elements of their first argument.
SAME_ELEMENTS = frozenset(
    [
        "list",
        "tuple",
        "set",
        "frozenset",
        "sorted",
        "reversed",
        "iter",
        "deque",
        "cycle",
        "aiter",
    ]
)
SAME_VALUE = frozenset(  # calls that give back their first argument, or a copy of it
    [
        "copy.copy",
        "copy.deepcopy",
        "copy.replace",
        "dataclasses.replace",
        "asyncio.shield",
        "asyncio.create_task",
        "asyncio.ensure_future",
        "asyncio.wait_for",
    ]
)
ENTERED_AS_GIVEN = frozenset(
    {"contextlib.nullcontext", "contextlib.closing", "contextlib.aclosing"}
)
ENTERING = frozenset(
    {
        "enter_context",
        "enter_async_context",
        "enterContext",
        "enterAsyncContext",
        "enterClassContext",
    }
)


class Handed(NamedTuple):
    """The expression whose value a call hands on, and what is taken from it."""

    expression: ast.expr
    steps: tuple[Step, ...]


class Spec(NamedTuple):
    """What a mock stands in for; no expression: for nothing in particular."""

    expression: ast.expr | None
    text: str


def handed_on(call: ast.Call, steps: tuple[Step, ...], lookup: Lookup) -> Handed | None:
    """Which argument's value the result of `call` is, or holds; None for any other call."""
    arguments = call.args
    if arguments and isinstance(arguments[0], ast.Starred):
        return None
    if isinstance(call.func, ast.Name) and not lookup(call.func.id):
        return _of_builtin(call.func.id, call, steps, lookup)
    if isinstance(call.func, ast.Attribute):
        found = _of_method(call.func, call, steps)
        if found is not None:
            return found
    for path in paths(call.func, lookup):
        if path in SAME_VALUE and arguments:
            return Handed(arguments[0], steps)
        if path == "asyncio.run" and arguments:
            return Handed(arguments[0], (AWAIT, *steps))
        if path in ENTERED_AS_GIVEN and arguments and steps[:1] == (ENTER,):
            return Handed(arguments[0], steps[1:])
        if path.startswith("itertools.") or path == "collections.deque":
            return _of_builtin(path.rpartition(".")[2], call, steps, lookup)
        if path == "asyncio.gather" and len(steps) > 1 and steps[0][0] == "await":
            index = steps[1][1]
            if isinstance(index, int) and -len(arguments) <= index < len(arguments):
                return Handed(arguments[index], (AWAIT, *steps[2:]))
        if path == "pytest.param" and arguments:
            return _of_param(arguments, steps)
    return None


def _of_builtin(
    name: str, call: ast.Call, steps: tuple[Step, ...], lookup: Lookup
) -> Handed | None:
    arguments = call.args
    first = steps[0][0] if steps else ""
    if not arguments and name != "dict":
        return None
    if name == "chain" and first in ("each", "any"):
        starred = [ast.Starred(argument, ast.Load()) for argument in arguments]
        together = ast.Tuple(elts=[*starred], ctx=ast.Load())
        return Handed(ast.copy_location(together, call), (EACH, *steps[1:]))
    if name in SAME_ELEMENTS and first in ("each", "any", "item"):
        kept = steps[0] if name in ("list", "tuple") else EACH
        return Handed(arguments[0], (kept, *steps[1:]))
    if name == "next" and len(arguments) == 1:
        return Handed(arguments[0], (EACH, *steps))
    if name == "anext":
        return Handed(arguments[0], (EACH, *[step for step in steps if step[0] != "await"]))
    if name == "filter" and len(arguments) > 1 and first in ("each", "any"):
        return Handed(arguments[1], (EACH, *steps[1:]))
    if name in ("min", "max") and len(arguments) == 1:
        return Handed(arguments[0], (EACH, *steps))
    if name == "enumerate" and first == "each" and steps[1:2] == (("item", 1),):
        return Handed(arguments[0], (EACH, *steps[2:]))
    if name in ("zip", "zip_longest", "product") and first == "each" and len(steps) > 1:
        index = steps[1][1]
        if isinstance(index, int) and 0 <= index < len(arguments):
            return Handed(arguments[index], (EACH, *steps[2:]))
    if name in ("next", "getattr") and len(arguments) == (2 if name == "next" else 3):
        return _with_default(call, steps)
    if name == "getattr" and getattr_name(call, lookup) is not None:
        attribute = ast.Attribute(arguments[0], getattr_name(call, lookup) or "", ast.Load())
        return Handed(ast.copy_location(attribute, call), steps)
    if name == "dict" and first == "key" and not arguments:
        given = [item.value for item in call.keywords if item.arg == steps[0][1]]
        return Handed(given[0], steps[1:]) if given else None
    is_copy = name == "dict" and bool(arguments) and not call.keywords
    if is_copy and first in ("values", "key", "any"):
        return Handed(arguments[0], steps)
    return None


def _with_default(call: ast.Call, steps: tuple[Step, ...]) -> Handed:
    """`next(xs, default)`: what it gives without the default, or the default."""
    plain = ast.Call(func=call.func, args=call.args[:-1], keywords=[])
    either = ast.BoolOp(op=ast.Or(), values=[ast.copy_location(plain, call), call.args[-1]])
    return Handed(ast.copy_location(either, call), steps)


def _of_method(callee: ast.Attribute, call: ast.Call, steps: tuple[Step, ...]) -> Handed | None:
    """Methods of containers, of exit stacks and event loops, told by their names."""
    first = steps[0][0] if steps else ""
    name, arguments = callee.attr, call.args
    if name == "values" and first in ("each", "any") and not arguments:
        return Handed(callee.value, (("values", None), *steps[1:]))
    if name == "keys" and first in ("each", "any") and not arguments:
        return Handed(callee.value, (EACH, *steps[1:]))
    if name == "items" and first == "each" and steps[1:2] == (("item", 0),) and not arguments:
        return Handed(callee.value, (EACH, *steps[2:]))
    if name == "items" and first == "each" and steps[1:2] == (("item", 1),) and not arguments:
        return Handed(callee.value, (("values", None), *steps[2:]))
    is_known = isinstance(callee.value, ast.Name | ast.Dict)
    if name in ("get", "pop", "setdefault") and arguments and is_known:
        key = arguments[0]
        if len(arguments) == 2:
            return _with_default(call, steps)
        step = ANY
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            step = ("key", key.value)
        return Handed(callee.value, (step, *steps))
    if name == "pop" and not arguments:
        return Handed(callee.value, (ANY, *steps))
    if name == "copy" and not arguments and steps:
        return Handed(callee.value, steps)
    if name in ENTERING and arguments:
        rest = steps[1:] if first == "await" else steps
        return Handed(arguments[0], (ENTER, *rest))
    if name == "run_until_complete" and arguments:
        return Handed(arguments[0], (AWAIT, *steps))
    if name == "create_task" and arguments:
        return Handed(arguments[0], steps)
    return None


def _of_param(arguments: list[ast.expr], steps: tuple[Step, ...]) -> Handed | None:
    """`pytest.param(a, b)`: a tuple of its arguments, or the one it has."""
    index = steps[0][1] if steps else None
    if steps and steps[0][0] == "item" and isinstance(index, int):
        if -len(arguments) <= index < len(arguments):
            return Handed(arguments[index], steps[1:])
        return None
    return Handed(arguments[0], steps)


def mock_spec(call: ast.Call, lookup: Lookup) -> Spec | None:
    """What `Mock(spec=X)`, `create_autospec(X)` and the like stand in for."""
    name = last_name(call.func)
    known = paths(call.func, lookup)
    if known:
        name = next((path.rpartition(".")[2] for path in known if _is_mock(path)), "")
    elif isinstance(call.func, ast.Name) and lookup(call.func.id):
        name = ""  # a class or function of the file that is called Mock
    if name not in MOCKS:
        return None
    given = [item.value for item in call.keywords if item.arg in ("spec", "spec_set")]
    spec = given[0] if given else call.args[0] if call.args else None
    if isinstance(spec, ast.List | ast.Tuple):
        spec = None  # names of attributes
    shown = spelled(spec) if spec is not None else ""
    equals = "spec=" if name != "create_autospec" else ""
    return Spec(spec, f"{name}({equals}{shown})")


def _is_mock(path: str) -> bool:
    return path.startswith(("unittest.mock.", "mock."))


def cast_type(call: ast.Call, lookup: Lookup) -> ast.expr | None:
    """The type of `typing.cast(type, value)`."""
    known = paths(call.func, lookup)
    if any(path in ("typing.cast", "typing_extensions.cast") for path in known):
        given = [item.value for item in call.keywords if item.arg == "typ"]
        return given[0] if given else call.args[0] if call.args else None
    return None


def type_variable_bound(expression: ast.expr) -> ast.expr | None:
    """The type that `TypeVar("T", bound=...)` or `NewType("N", ...)` stands for."""
    if not isinstance(expression, ast.Call):
        return None
    name = last_name(expression.func)
    if name == "TypeVar":
        return next((item.value for item in expression.keywords if item.arg == "bound"), None)
    if name == "NewType" and len(expression.args) > 1:
        return expression.args[1]
    return None


def decorator_names(function: FunctionNode) -> frozenset[str]:
    """The last names of a function's decorators: `fixture` of `@pytest.fixture(...)`."""
    decorators = getattr(function, "decorator_list", [])
    return frozenset(last_name(item) for item in decorators)


def property_getters(owner: ast.ClassDef) -> dict[str, ast.FunctionDef]:
    """The functions behind the properties of a class, by name."""
    return {
        item.name: item
        for item in reversed(owner.body)
        if isinstance(item, ast.FunctionDef) and decorator_names(item) & PROPERTIES
    }


def is_fixture(function: FunctionNode) -> bool:
    """Does it make what pytest hands to tests?"""
    return "fixture" in decorator_names(function)


def fixture_name(function: FunctionNode) -> str:
    """The name under which tests ask for a fixture."""
    for decorator in getattr(function, "decorator_list", []):
        if isinstance(decorator, ast.Call) and last_name(decorator) == "fixture":
            for keyword in decorator.keywords:
                if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                    return str(keyword.value.value)
    return str(getattr(function, "name", ""))


def looks_like_test(function: FunctionNode) -> bool:
    """A heuristic (pytest's own): what is called test..., and fixtures, get fixtures."""
    return getattr(function, "name", "").startswith("test") or is_fixture(function)


def preparing(owner: ast.ClassDef) -> frozenset[str]:
    """The methods that run before the others: constructors, set-ups, fixtures of the class."""
    methods = [
        item for item in owner.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return frozenset(
        item.name for item in methods if SET_UP.fullmatch(item.name) or is_fixture(item)
    )


def parametrized(function: FunctionNode) -> Iterator[tuple[list[str], ast.expr]]:
    """The names and the list of values of each `@pytest.mark.parametrize`."""
    for decorator in getattr(function, "decorator_list", []):
        if not isinstance(decorator, ast.Call) or last_name(decorator) != "parametrize":
            continue
        if len(decorator.args) < 2 or any(item.arg == "indirect" for item in decorator.keywords):
            continue
        names = decorator.args[0]
        if isinstance(names, ast.Constant) and isinstance(names.value, str):
            yield [name.strip() for name in names.value.split(",")], decorator.args[1]
        elif isinstance(names, ast.Tuple | ast.List):
            yield [str(getattr(item, "value", "")) for item in names.elts], decorator.args[1]
