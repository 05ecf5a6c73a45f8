"""Python files with calls of a governed class, made from a seed, and the truth about each call.

`generate(seed)` writes a file whose calls show their evidence in many ways; `learn(case)` runs it
against stub classes whose constructor tells the forms apart with isinstance, and returns what each
call really was. The generator never says which form a call has, only whether it hid the evidence.
"""

from __future__ import annotations

import asyncio
import functools
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from string import Template
from textwrap import indent
from types import ModuleType
from typing import NamedTuple
from unittest import mock

import pytest

_MOVED = """\
[[moved]]
id = "engine"
old = "acme.legacy.engine.Engine"
new = "acme.core.engine.Engine"

[[moved]]
id = "attic"
old = "acme.attic"
new = "acme.core"

[[signature]]
id = "engine-signature"
callable = "acme.core.engine.Engine"
"""
_ROLE = """\
[signature.roles.$role]
types = ["acme.core.$role.$Role"]
names = ["$role", "*_$role", "$short"]
"""
_FORMS = """\
modern = ["context", "factory", "emitter"]
legacy = [["registry", "bridge", "user_context?"]]
rename = { user_context = "context" }
"""
_SWAPPED = """\
modern = ["registry", "bridge", "user_context?"]
legacy = [["context", "factory", "emitter"]]
"""
ROLES = ("registry", "bridge", "context", "factory", "emitter")
LEGACY = ("registry", "bridge", "context")  # the roles of the three parameters
MODERN = ("context", "factory", "emitter")
LEGACY_KEYWORDS = ("registry", "bridge", "user_context")
TELLING = {  # role -> names that one of its globs matches
    "registry": ("registry", "agent_registry", "mock_registry"),
    "bridge": ("bridge", "websocket_bridge", "mock_bridge"),
    "context": ("context", "user_context", "ctx"),
    "factory": ("factory", "agent_factory", "mock_factory"),
    "emitter": ("emitter", "websocket_emitter", "mock_emitter"),
}
NEUTRAL = ("a", "b", "c", "x", "y", "thing", "item", "given", "left", "part", "it", "some_object")

_ROLES_TOML = "".join(
    Template(_ROLE).substitute(role=role, Role=role.title(), short=TELLING[role][-1])
    for role in ROLES
)
RULES = _MOVED + _FORMS + _ROLES_TOML
SWAPPED_RULES = _MOVED + _SWAPPED + _ROLES_TOML  # wrong on purpose

# --- The stub package -----------------------------------------------------------------------------

_ROLE_STUB = """\
import dataclasses

@dataclasses.dataclass
class $Class:
    tag: str = ""

    @classmethod
    def from_request(cls, request=None):
        return cls(str(request))

    @classmethod
    def from_dict(cls, values):
        return cls(**values)

    def __enter__(self):
        return self

    def __exit__(self, *details):
        return None

    async def __aenter__(self):
        return self

    async def __aexit__(self, *details):
        return None
"""
STUBS = {
    "acme": "",
    "acme.core": "",
    **{f"acme.core.{role}": Template(_ROLE_STUB).substitute(Class=role.title()) for role in ROLES},
    "acme.core.engine": """\
import inspect
import sys
from unittest.mock import NonCallableMock
from acme.core.registry import Registry
from acme.core.bridge import Bridge
from acme.core.context import Context
from acme.core.factory import Factory
from acme.core.emitter import Emitter

LOG = []  # line of the generated file, what the call there was

class Refused(TypeError):
    pass

def note(form):
    frame = sys._getframe(2)
    while not frame.f_code.co_filename.startswith("<case "):
        frame = frame.f_back
    LOG.append((frame.f_lineno, form))

def _legacy(registry, bridge, user_context=None):
    return [(registry, Registry), (bridge, Bridge), (user_context, Context)]

def _modern(context, factory, emitter):
    return [(context, Context), (factory, Factory), (emitter, Emitter)]

def _silent(value):
    return value is None or (isinstance(value, NonCallableMock) and value._spec_class is None)

def _fits(form, args, kwargs):
    try:
        inspect.signature(form).bind(*args, **kwargs)
    except TypeError:
        return False
    return all(_silent(value) or isinstance(value, type_) for value, type_ in form(*args, **kwargs))

class Engine:
    def __init__(self, *args, **kwargs):
        legacy, modern = _fits(_legacy, args, kwargs), _fits(_modern, args, kwargs)
        form = {(1, 0): "legacy", (0, 1): "modern", (1, 1): "either", (0, 0): "neither"}
        note(form[legacy, modern])
        if not legacy and not modern:
            raise Refused(args, kwargs)

    def run(self):
        return self
""",
    "acme.core.supply": """\
import contextlib
from acme.core.registry import Registry
from acme.core.bridge import Bridge
from acme.core.context import Context
from acme.core.factory import Factory
from acme.core.emitter import Emitter

_CLASSES = (Registry, Bridge, Context, Factory, Emitter)

def get(number):
    return _CLASSES[number]()

class _Holder:
    def __init__(self, number):
        self._number = number

    def __getattr__(self, name):
        return get(self._number)

holder = _Holder
make_registry, make_bridge, make_context, make_factory, make_emitter = _CLASSES
shared_registry, shared_bridge, shared_context, shared_factory, shared_emitter = map(get, range(5))

class MockRegistry(Registry): ...
class MockBridge(Bridge): ...
class MockContext(Context): ...
class MockFactory(Factory): ...
class MockEmitter(Emitter): ...

async def later(value):
    return value

def flag():
    return True

def register(value):
    return lambda function: function

using = contextlib.nullcontext
""",
    "acme.legacy": "",
    "acme.legacy.engine": "from acme.core.engine import Engine",
    "acme.attic": "",
    "acme.attic.engine": "from acme.core.engine import Engine",
    **{f"acme.attic.{role}": f"from acme.core.{role} import {role.title()}" for role in ROLES},
    "acme.other": "",
    "acme.other.engine": """\
from acme.core.engine import note

class Engine:
    def __init__(self, *args, **kwargs):
        note("foreign")

    def run(self):
        return self
""",
}


@functools.cache
def _stub_modules() -> dict[str, ModuleType]:
    modules: dict[str, ModuleType] = {}
    for name, source in STUBS.items():
        modules[name] = module = sys.modules[name] = ModuleType(name)
        module.__path__ = []
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(modules[parent], last, module)
        exec(compile(source, f"<stub {name}>", "exec", dont_inherit=True), module.__dict__)
    for name in modules:
        del sys.modules[name]
    return modules


@contextmanager
def _installed(case: ModuleType) -> Iterator[dict[str, ModuleType]]:
    """The stub package and the case can be imported, and a fixture is the function below it."""

    def fixture(function: Callable[..., object] | None = None, **options: object) -> object:
        return function or (lambda inner: inner)

    modules = _stub_modules()
    sys.modules.update(modules)
    sys.modules[case.__name__] = case
    try:
        with mock.patch.object(pytest, "fixture", fixture):
            yield modules
    finally:
        for name in (*modules, case.__name__):
            del sys.modules[name]


# --- What a case is -------------------------------------------------------------------------------


class Site(NamedTuple):
    """One call, as the generator made it."""

    number: int
    callee: str
    place: str
    host: str
    shape: str
    ways: tuple[str, ...]  # how each argument got its evidence
    withheld: bool  # is the evidence missing or in conflict?
    lines: frozenset[int] = frozenset()


class Case(NamedTuple):
    """A file to judge, and the statements that run it."""

    seed: int
    source: str
    driver: tuple[str, ...]
    sites: tuple[Site, ...]

    def site_at(self, line: int) -> Site | None:
        return next((site for site in self.sites if line in site.lines), None)


def learn(case: Case) -> dict[int, str]:
    """Run the file: site number -> legacy, modern, neither, either (nothing said) or foreign."""
    module = ModuleType(f"generated_case_{case.seed}")
    with _installed(module) as modules:
        engine = modules["acme.core.engine"]
        engine.LOG.clear()
        code = compile(case.source, f"<case {case.seed}>", "exec", dont_inherit=True)
        exec(code, module.__dict__)
        module.__dict__["_get"] = modules["acme.core.supply"].get
        module.__dict__["_foreign"] = modules["acme.other.engine"]
        module.__dict__["_asyncio"] = asyncio
        for statement in case.driver:
            with suppress(engine.Refused):
                exec(compile(statement, "<driver>", "exec", dont_inherit=True), module.__dict__)
        truth: dict[int, str] = {}
        for line, form in engine.LOG:
            site = case.site_at(line)
            assert site is not None, f"line {line} is no call site"
            assert truth.setdefault(site.number, form) == form, f"line {line} has two forms"
    return truth


# --- How an argument gets its evidence ------------------------------------------------------------

TYPED = "typed"  # the file shows the type
NAMED = "named"  # only a name tells
HIDDEN = "hidden"  # neither, or only in a way that the rules do not promise to follow
CONFLICT = "conflict"  # different types on different paths
SILENT = "silent"  # None, Mock()
LITERAL = "literal"  # a text or a number


class Way(NamedTuple):
    """Templates. $C: the class of the role; $O: another role's; $raw: an object without a type;
    $v $w: names, $f: an attribute or function, $K: a class, $S: the class of the method, $n."""

    id: str
    expr: str
    setup: str = ""
    top: str = ""
    param: str = ""
    value: str = "$raw_value"  # what the driver passes for the parameter
    wrap: str = ""  # a block around the call
    clause: str = ""  # a clause of a comprehension around the call
    member: str = ""
    hook: str = ""  # the method that `init` stands in
    init: str = ""
    flow: str = ""  # the kind it has where the call runs later, in a function of its own

    @property
    def needs(self) -> set[str]:
        """What the place of the call must offer."""
        text = f"{self.expr}\n{self.setup}\n{self.wrap}"
        needs = {
            "parameters": bool(self.param),
            "function": bool(re.search(r"\breturn\b", self.setup)),
            "self": bool("self." in text or "$S" in text or self.member or self.init),
            "async": bool(re.search(r"\b(await|async)\b", text)),
            "test": bool(self.param and "fixture" in self.top + self.member),
            "inline": bool(re.search(r"\bawait\b|:=", self.expr)),
            "comprehension": bool(self.clause),
        }
        return {need for need, present in needs.items() if present}


_CONTEXT_MANAGER = "    def __exit__(self, *details):\n        return None"

_TYPED_WAYS = [
    Way("inline constructor", "$C()"),
    Way("variable", "$v", "$v = $C()"),
    Way("variable of a variable", "$v", "$w = $C()\n$v = $w"),
    Way("assigned again", "$v", "$v = $O()\n$v = $C()", flow=CONFLICT),
    Way("annotated variable", "$v", "$v: $C = $raw"),
    Way("module variable", "$f", top="$f = $C()"),
    Way("module variable, annotated", "$f", top="$f: $C = $raw"),
    Way(
        "same type in both branches", "$v", "if supply.flag():\n    $v = $C()\nelse:\n    $v = $C()"
    ),
    Way("parameter", "$v", param="$v: $C"),
    Way("parameter, quoted", "$v", param='$v: "$C"'),
    Way("parameter, Optional", "$v", param="$v: Optional[$C]"),
    Way("parameter, or None", "$v", param="$v: $C | None"),
    Way("parameter, or None, quoted", "$v", param='$v: "$C | None"'),
    Way("parameter, Union", "$v", param="$v: typing.Union[$C, None]"),
    Way("parameter, Annotated", "$v", param='$v: Annotated[$C, "checked"]'),
    Way("function, annotated", "$v", "$v = $f()", "def $f() -> $C:\n    return $raw"),
    Way("function, annotated, inline", "$f()", top='def $f() -> "$C":\n    return $raw'),
    Way(
        "function, annotated or None", "$v", "$v = $f()", "def $f() -> $C | None:\n    return $raw"
    ),
    Way("function body", "$f()", top="def $f():\n    return $C()"),
    Way(
        "function body, variable", "$v", "$v = $f()", "def $f():\n    made = $C()\n    return made"
    ),
    Way(
        "function body, two returns",
        "$f()",
        top="def $f(first=True):\n    if first:\n        return $C()\n    return $C()",
    ),
    Way("method, annotated", "self.$f()", member="def $f(self) -> $C:\n    return $raw"),
    Way("method body", "self.$f()", member="def $f(self):\n    return $C()"),
    Way("staticmethod", "self.$f()", member="@staticmethod\ndef $f():\n    return $C()"),
    Way("staticmethod of the class", "$S.$f()", member="@staticmethod\ndef $f():\n    return $C()"),
    Way("classmethod", "self.$f()", member="@classmethod\ndef $f(cls):\n    return $C()"),
    Way("property", "self.$f", member="@property\ndef $f(self):\n    return $C()"),
    Way("property, annotated", "self.$f", member="@property\ndef $f(self) -> $C:\n    return $raw"),
    Way("method elsewhere", "$K().$f()", top="class $K:\n    def $f(self):\n        return $C()"),
    Way(
        "method of a variable",
        "$v.$f()",
        "$v = $K()",
        "class $K:\n    def $f(self) -> $C:\n        return $raw",
    ),
    Way(
        "property elsewhere",
        "$K().$f",
        top="class $K:\n    @property\n    def $f(self):\n        return $C()",
    ),
    Way(
        "staticmethod elsewhere",
        "$K.$f()",
        top="class $K:\n    @staticmethod\n    def $f():\n        return $C()",
    ),
    Way(
        "fixture",
        "$f",
        top="@pytest.fixture\ndef $f():\n    return $C()",
        param="$f",
        value="$f()",
    ),
    Way(
        "fixture that yields",
        "$f",
        top="@pytest.fixture()\ndef $f():\n    made = $C()\n    yield made",
        param="$f",
        value="next($f())",
    ),
    Way(
        "fixture, annotated",
        "$f",
        top='@pytest.fixture(scope="module")\ndef $f() -> $C:\n    return $raw',
        param="$f",
        value="$f()",
    ),
    Way(
        "fixture of a fixture",
        "$f",
        top="@pytest.fixture\ndef $g():\n    return $C()\n"
        "@pytest.fixture\ndef $f($g):\n    return $g",
        param="$f",
        value="$f($g())",
    ),
    Way(
        "fixture of the class",
        "$f",
        member="@pytest.fixture\ndef $f(self):\n    return $C()",
        param="$f",
        value="case.$f()",
    ),
    Way("attribute of __init__", "self.$f", hook="__init__", init="self.$f = $C()"),
    Way("attribute of __init__, annotated", "self.$f", hook="__init__", init="self.$f: $C = $raw"),
    Way("attribute of setUp", "self.$f", hook="setUp", init="self.$f = $C()"),
    Way("attribute of setup_method", "self.$f", hook="setup_method", init="self.$f = $C()"),
    Way("attribute of a variable", "self.$f", hook="setUp", init="$v = $C()\nself.$f = $v"),
    Way("attribute of an autouse fixture", "self.$f", hook="autouse", init="self.$f = $C()"),
    Way("class attribute", "self.$f", member="$f = $C()"),
    Way("class attribute of the class", "$S.$f", member="$f = $C()"),
    Way("class attribute, annotated", "self.$f", member="$f: $C = $raw"),
    Way("loop over a list", "$v", wrap="for $v in [$C(), $C()]:"),
    Way("loop over a tuple", "$v", wrap="for $v in ($C(), $C()):"),
    Way("loop over a variable", "$v", "$w = [$C(), $C()]", wrap="for $v in $w:"),
    Way("loop over appended", "$v", "$w = []\n$w.append($C())", wrap="for $v in $w:"),
    Way(
        "loop over appended in a loop",
        "$v",
        "$w = []\nfor _ in range(2):\n    $w.append($C())",
        wrap="for $v in $w:",
    ),
    Way("loop over a comprehension", "$v", "$w = [$C() for _ in range(2)]", wrap="for $v in $w:"),
    Way("loop over enumerate", "$v", wrap="for $w, $v in enumerate([$C(), $C()]):"),
    Way("loop over zip", "$v", wrap="for $w, $v in zip([$O(), $O()], [$C(), $C()]):"),
    Way(
        "loop over dict.values()",
        "$v",
        '$w = {"one": $C(), "two": $C()}',
        wrap="for $v in $w.values():",
    ),
    Way("comprehension variable", "$v", clause="for $v in [$C(), $C()]"),
    Way("comprehension over a variable", "$v", "$w = [$C()]", clause="for $v in $w"),
    Way("unpacked", "$v", "$w, $v = $O(), $C()"),
    Way("unpacked, nested", "$v", "$w, ($x, [$v, $y]) = 1, (2, [$C(), 3])"),
    Way("unpacked from a function", "$v", "$v, $w = $f()", "def $f():\n    return $C(), $O()"),
    Way(
        "unpacked from an annotated function",
        "$v",
        "$w, $v = $f()",
        "def $f() -> tuple[int, $C]:\n    return 1, $raw",
    ),
    Way("walrus", "$v", wrap="if ($v := $C()) is not None:"),
    Way("walrus, inline", "($v := $C())"),
    Way("with", "$v", wrap="with $C() as $v:"),
    Way("async with", "$v", wrap="async with $C() as $v:"),
    Way(
        "with a local class",
        "$v",
        top=f"class $K($C):\n    def __enter__(self):\n        return self\n{_CONTEXT_MANAGER}",
        wrap="with $K() as $v:",
    ),
    Way(
        "with a contextmanager",
        "$v",
        top="@contextlib.contextmanager\ndef $f():\n    yield $C()",
        wrap="with $f() as $v:",
    ),
    Way("await", "$v", "$v = await $f()", "async def $f():\n    return $C()"),
    Way("await, annotated", "$v", "$v = await $f()", "async def $f() -> $C:\n    return $raw"),
    Way("await, inline", "(await $f())", top="async def $f():\n    return $C()"),
    Way(
        "await a method",
        "$v",
        "$v = await self.$f()",
        member="async def $f(self):\n    return $C()",
    ),
    Way("isinstance", "$v", "$v = $raw", wrap="if isinstance($v, $C):", flow=HIDDEN),
    Way(
        "isinstance of a parameter",
        "$v",
        param="$v",
        setup="if not isinstance($v, $C):\n    return",
        flow=HIDDEN,
    ),
    Way(
        "isinstance or raise",
        "$v",
        "$v = $raw\nif not isinstance($v, $C):\n    raise ValueError($v)",
        flow=HIDDEN,
    ),
    Way("assert isinstance", "$v", "$v = $raw\nassert isinstance($v, $C)", flow=HIDDEN),
    Way("Mock(spec=)", "$v", "$v = Mock(spec=$C)"),
    Way("mock.Mock(spec=), inline", "mock.Mock(spec=$C)"),
    Way("MagicMock(spec_set=)", "$v", "$v = MagicMock(spec_set=$C)"),
    Way("AsyncMock(spec=)", "$v", "$v = unittest.mock.AsyncMock(spec=$C)"),
    Way("create_autospec", "$v", "$v = create_autospec($C, instance=True)"),
    Way("Mock(spec=) in setUp", "self.$f", hook="setUp", init="self.$f = Mock(spec=$C)"),
    Way("cast", "$v", "$v = cast($C, $raw)"),
    Way("cast, quoted, inline", 'typing.cast("$C", $raw)'),
    Way("local subclass", "$K()", top="class $K($C):\n    pass"),
    Way("local subclass, variable", "$v", "$v = $K()", "class $K($C):\n    extra = 1"),
    Way("subclass of a subclass", "$K()", top="class _$K($C):\n    pass\nclass $K(_$K):\n    pass"),
    Way("classmethod constructor", "$v", "$v = $C.from_request({})"),
    Way("classmethod constructor, inline", "$C.from_dict({})"),
    Way("copy", "$v", "$w = $C()\n$v = copy.copy($w)"),
    Way("deepcopy, inline", "copy.deepcopy($C())"),
    Way("dataclasses.replace", "$v", '$w = $C()\n$v = dataclasses.replace($w, tag="new")'),
    Way("conditional", "$v", "$v = $C() if supply.flag() else $C()"),
    Way("conditional, inline", '($C() if supply.flag() else $C("other"))'),
    Way("dict item", '$w["x"]', '$w = {"x": $C()}'),
    Way("list item", "$w[0]", "$w = [$C(), $C()]"),
]
_NAMED_WAYS = [
    Way("name of a variable", "$v", "$v = $raw"),
    Way("name of a parameter", "$v", param="$v"),
    Way("name of an attribute", "$e.$v", "$e = supply.holder($number)"),
    Way("name of an attribute, inline", "supply.holder($number).$v"),
    Way("name of an attribute of self", "self.$f", hook="__init__", init="self.$f = $raw"),
    Way("name of a function", "supply.make_$role()"),
    Way("name of a class", "supply.Mock$Role()"),
    Way("name of an import", "shared_$role", top="from acme.core.supply import shared_$role"),
    Way("name of a loop variable", "$v", wrap="for $v in [$raw]:"),
    Way("name of an unpacked variable", "$v", "$v, _ = $raw, 1"),
    Way("name after as", "$v", wrap="with supply.using($raw) as $v:"),
]
_HIDDEN_WAYS = [
    Way("nothing: inline", "$raw"),
    Way("nothing: variable", "$v", "$v = $raw"),
    Way("nothing: parameter", "$v", param="$v"),
    Way("nothing: attribute", "$v.$f", "$v = supply.holder($number)"),
    Way("nothing: attribute of self", "self.$f", hook="__init__", init="self.$f = $raw"),
    Way("nothing: loop", "$v", wrap="for $v in [$raw]:"),
    # From here on a type can be found, but by ways that the rules do not promise.
    Way("far: tuple of classes", "$v", "$v = $raw", wrap="if isinstance($v, ($C,)):"),
    Way(
        "far: list of an annotation",
        "$v",
        param="$w: list[$C]",
        value="[$raw_value]",
        wrap="for $v in $w:",
    ),
    Way("far: attribute of another object", "$v.$f", "$v = $K()", "class $K:\n    $f = $C()"),
    Way("far: default of a parameter", "$v", param="$v=$C()", value=""),
    Way("far: dict.items()", "$v", wrap='for $w, $v in {"x": $C()}.items():'),
    Way("far: nullcontext", "$v", wrap="with contextlib.nullcontext($C()) as $v:"),
    Way("far: or", "$v", "$v = supply.get($number) or $C()"),
    Way("far: lambda", "$f()", top="$f = lambda: $C()"),
    Way("far: Mock(X)", "Mock($C)"),
    Way("far: dict()", '$w["x"]', "$w = dict(x=$C())"),
    Way("far: next(iter())", "next(iter([$C()]))"),
    Way("far: starred", "$v", "$v, *$w = [$C(), $O()]"),
    Way("far: try", "$v", "try:\n    $v = $C()\nexcept ValueError:\n    $v = $C.from_request()"),
    Way("far: alias of the class", "$K()", top="$K = $C"),
    Way("far: pop", "$w.pop()", "$w = [$C(), $C()]"),
    Way("far: parameter of a caller", "$f($C())", top="def $f($v):\n    return $v"),
]
_CONFLICT_WAYS = [
    Way("conflict: conditional", "$v", "$v = $C() if supply.flag() else $O()"),
    Way("conflict: branches", "$v", "if supply.flag():\n    $v = $C()\nelse:\n    $v = $O()"),
    Way("conflict: maybe assigned again", "$v", "$v = $C()\nif not supply.flag():\n    $v = $O()"),
    Way("conflict: function body", "$f()", top="def $f(x=1):\n    return $C() if x else $O()"),
    Way("conflict: dict item", '$w["x"]', '$w = {"x": $C(), "y": $O()}'),
    Way("conflict: list item", "$w[-1]", "$w = [$O(), $C()]"),
    Way("conflict: loop", "$v", "$v = $O()\nfor $v in [$C()]:\n    pass"),
]
_SILENT_WAYS = [
    Way("silent: None", "None"),
    Way("silent: None in a variable", "$v", "$v = None"),
    Way("silent: Mock()", "Mock()"),
    Way("silent: Mock() in a variable", "$v", "$v = mock.MagicMock()"),
]
_LITERAL_WAYS = [
    Way("literal: text", '"main"'),
    Way("literal: int", "7"),
    Way("literal: float", "7.5"),
    Way("literal: text, variable", "$v", '$v = "main"'),
]
WAYS: Mapping[str, Sequence[Way]] = {
    TYPED: _TYPED_WAYS,
    NAMED: _NAMED_WAYS,
    HIDDEN: _HIDDEN_WAYS,
    CONFLICT: _CONFLICT_WAYS,
    SILENT: _SILENT_WAYS,
    LITERAL: _LITERAL_WAYS,
}


@functools.cache
def _open_ways(
    kind: str, offers: frozenset[str], *, only_lasting: bool
) -> tuple[list[Way], list[int]]:
    """The ways that can be used in a place, and how often: what few places offer, more often."""
    ways = [way for way in WAYS[kind] if way.needs <= offers and not (way.flow and only_lasting)]
    rare = {"self", "async", "test", "comprehension", "inline"}
    return ways, [1 + 4 * len(rare & way.needs) for way in ways]


# --- Where the call stands ------------------------------------------------------------------------


class Place(NamedTuple):
    """The statement around a call."""

    id: str
    text: str
    later: bool = False  # does the call run in a function of its own?

    @property
    def needs(self) -> set[str]:
        needs = {"async": "await" in self.text, "function": self.text == "return $c"}
        return {need for need, present in needs.items() if present}

    @property
    def offers(self) -> set[str]:
        if "$clauses" in self.text:
            return {"comprehension"}
        return set() if self.later or "class " in self.text else {"inline"}


PLACES = [
    Place("statement", "$c"),
    Place("several lines", "result$n = $c"),
    Place("assignment", "result$n = $c"),
    Place("return", "return $c"),
    Place("method of the result", "$c.run()"),
    Place("argument", "str($c)"),
    Place("dict value", 'results$n = {"main": [$c]}'),
    Place("conditional", "result$n = $c if supply.flag() else None"),
    Place("walrus", "if (result$n := $c) is not None:\n    pass"),
    Place("with", "with supply.using($c) as result$n:\n    pass"),
    Place("try", "try:\n    $c\nfinally:\n    pass"),
    Place("await", "result$n = await supply.later($c)"),
    Place("f-string", "text$n = f'{$c}'"),
    Place("list comprehension", "[$c $clauses]"),
    Place("set comprehension", "results$n = {$c $clauses}"),
    Place("dict comprehension", '{"main": $c $clauses}'),
    Place("generator", "results$n = list($c $clauses)"),
    Place("lambda", "make$n = lambda: $c\nmake$n()", later=True),
    Place("lambda called", "(lambda: $c)()", later=True),
    Place("nested function", "def inner$n():\n    return $c\ninner$n()", later=True),
    Place("nested generator", "def inner$n():\n    yield $c\nlist(inner$n())", later=True),
    Place("nested class", "class Holder$n:\n    result = $c"),
    Place("decorator", "@supply.register($c)\ndef handler$n():\n    pass"),
    Place("default", "def handler$n(result=$c):\n    return result"),
    Place("keyword default", "def handler$n(*, result=$c):\n    return result"),
]
_PLAIN_PLACES = PLACES[:2]


class Callee(NamedTuple):
    """A way the callee arrives. $E: the governed class, imported in one way or another."""

    id: str
    expr: str
    top: str = ""
    setup: str = ""
    host: str = ""  # the only place it can stand in
    param: str = ""
    weight: int = 4


_INCOMPLETE = "partial, incomplete"
_CONDITIONAL = "from acme.core.engine import Engine as $K"
_DEPRECATED = "from acme.legacy.engine import Engine as $K"
CALLEES = [
    Callee("from-import", "Engine", "from acme.core.engine import Engine"),
    Callee("alias", "$K", "from acme.core.engine import Engine as $K"),
    Callee("module attribute", "acme.core.engine.Engine", "import acme.core.engine"),
    Callee("module from its package", "engine.Engine", "from acme.core import engine"),
    Callee("import as", "engines$n.Engine", "import acme.core.engine as engines$n"),
    Callee("deprecated name", "$K", _DEPRECATED),
    Callee("deprecated attribute", "acme.legacy.engine.Engine", "import acme.legacy.engine"),
    Callee("deprecated module", "$K", "from acme.attic.engine import Engine as $K"),
    Callee("deprecated module as", "old$n.Engine", "import acme.attic.engine as old$n"),
    Callee("local import", "Engine", setup="from acme.core.engine import Engine"),
    Callee("another name", "$K", "$K = $E"),
    Callee("another name, local", "kind$n", setup="kind$n = $E"),
    Callee(
        "conditional import, try",
        "$K",
        f"try:\n    {_CONDITIONAL}\nexcept ImportError:\n    {_DEPRECATED}",
    ),
    Callee(
        "conditional import, if",
        "$K",
        f"if supply.flag():\n    {_CONDITIONAL}\nelse:\n    {_DEPRECATED}",
    ),
    Callee("subclass", "$K", "class $K($E):\n    pass"),
    Callee(
        "subclass of a subclass",
        "$K",
        "class _$K($E):\n    limit = 3\nclass $K(_$K):\n    def stop(self):\n        return None",
    ),
    Callee("partial", "$E"),
    Callee(_INCOMPLETE, "$E", weight=8),
    Callee("cls", "cls", host="classmethod"),
    Callee("type(self)", "type(self)", host="method of the subclass"),
    Callee("super().__init__", "super().__init__", host="__init__"),
    Callee("Engine.__init__", "$E.__init__", host="__init__"),
    Callee(
        "foreign: import",
        "Engine",
        setup="from acme.other.engine import Engine",
        host="function",
        weight=1,
    ),
    Callee("foreign: parameter", "Engine", param="Engine", host="function", weight=1),
    Callee(
        "foreign: local class",
        "Engine",
        setup="from acme.other import engine as others\nclass Engine(others.Engine):\n    pass",
        host="function",
        weight=1,
    ),
]
HOSTS = {  # where a call may stand -> what the place offers
    "module": set[str](),
    "function": {"parameters", "function", "test"},
    "method": {"parameters", "function", "test", "self"},
    "async function": {"parameters", "function", "test", "async"},
    "async method": {"parameters", "function", "test", "self", "async"},
    "classmethod": {"parameters", "function"},
    "method of the subclass": {"parameters", "function"},
    "__init__": {"parameters"},
}
_FREE_HOSTS = (
    "module",
    "function",
    "function",
    "method",
    "method",
    "async function",
    "async method",
)

# --- What is passed -------------------------------------------------------------------------------


class Plan(NamedTuple):
    """The arguments of a call: roles by position, and keywords with theirs."""

    positional: tuple[str, ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()
    shape: str = ""
    decided: bool = False  # does the shape alone tell?
    fails: bool = False  # meant to fit no form
    must_show: bool = False  # must every type be seen, for the verdict to be "neither"?
    literal: int = -1  # this argument is a text or a number
    silent: tuple[int, ...] = ()  # these arguments are None or Mock()
    star: str = ""  # "args", "kwargs": passed through a variable


def _pairs(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, "context" if name == "user_context" else name) for name in names)


SHAPES = {  # what is passed -> how often
    "legacy: 3 positional": 20,
    "legacy: 2 positional": 6,
    "legacy: keywords": 4,
    "legacy: both": 4,
    "modern: 3 positional": 20,
    "modern: keywords": 5,
    "modern: both": 5,
    "None in places": 6,
    "nothing said": 1,
    "wrong types: 3": 7,
    "wrong types: 2": 3,
    "wrong types: both": 3,
    "literal: 3": 3,
    "literal: 2": 1,
    "too few": 3,
    "too few: keywords": 3,
    "too few: both": 2,
    "surplus": 3,
    "unknown keyword": 4,
    "mixed keywords": 4,
    "given twice": 2,
    "*args": 3,
    "**kwargs": 3,
    "*args, keyword": 2,
    "**kwargs, keyword": 2,
    "*args, unknown keyword": 2,
}


def _plan(pick: random.Random) -> Plan:
    """The arguments of one call, of a shape drawn by weight."""
    k = pick.choice((1, 2))
    form, names = pick.choice(((LEGACY, LEGACY_KEYWORDS), (MODERN, MODERN)))
    other = MODERN if form is LEGACY else LEGACY_KEYWORDS
    optional = LEGACY_KEYWORDS[: pick.choice((2, 3))]
    after = LEGACY_KEYWORDS[k : 3 if k == 2 else len(optional)]
    wrong = LEGACY
    while wrong in (LEGACY, MODERN):
        wrong = (pick.choice(ROLES), pick.choice(ROLES), pick.choice(ROLES))
    pair = wrong[:2] if wrong[:2] != LEGACY[:2] else MODERN[:2]
    few = pick.choice((("context", "factory"), ("emitter",), ("registry",), LEGACY_KEYWORDS[1:]))
    mixed = (*pick.sample(LEGACY_KEYWORDS, k), *pick.sample(MODERN, pick.choice((1, 2))))
    unknown = (pick.choice(("config", "session_id", "registery", "contexts")), pick.choice(ROLES))
    last = (("user_context", "context"),)
    plans = {
        "legacy: 3 positional": Plan(LEGACY),
        "legacy: 2 positional": Plan(LEGACY[:2], decided=True),
        "legacy: keywords": Plan((), _pairs(optional), decided=True),
        "legacy: both": Plan(LEGACY[:k], _pairs(after), decided=True),
        "modern: 3 positional": Plan(MODERN),
        "modern: keywords": Plan((), _pairs(MODERN), decided=True),
        "modern: both": Plan(MODERN[:k], _pairs(MODERN[k:]), decided=True),
        "None in places": Plan(form, silent=tuple(pick.sample(range(3), k))),
        "nothing said": Plan(form, silent=(0, 1, 2)),
        "wrong types: 3": Plan(wrong, must_show=True, fails=True),
        "wrong types: 2": Plan(pair, must_show=True, fails=True),
        "wrong types: both": Plan(form[:k], _pairs(other[k:]), must_show=True, fails=True),
        "literal: 3": Plan(form, literal=pick.randrange(3), fails=True),
        "literal: 2": Plan(LEGACY[:2], literal=pick.randrange(2), fails=True),
        "too few": Plan(pick.choice(((), wrong[:1], LEGACY[:1], MODERN[:1])), fails=True),
        "too few: keywords": Plan((), _pairs(few), fails=True),
        "too few: both": Plan(MODERN[:1], _pairs(MODERN[k : k + 1]), fails=True),
        "surplus": Plan((*form, pick.choice(ROLES)), fails=True),
        "unknown keyword": Plan(form[:k], (*_pairs(names[k:]), unknown), fails=True),
        "mixed keywords": Plan((), _pairs(mixed), fails=True),
        "given twice": Plan(form, _pairs(names[:k]), fails=True),
        "*args": Plan(form, star="args"),
        "**kwargs": Plan((), _pairs(names), star="kwargs"),
        "*args, keyword": Plan(LEGACY[:2], last, decided=True, star="args"),
        "**kwargs, keyword": Plan((), _pairs(LEGACY_KEYWORDS), decided=True, star="kwargs"),
        "*args, unknown keyword": Plan(form, (unknown,), star="args", fails=True),
    }
    (shape,) = pick.choices(list(SHAPES), list(SHAPES.values()))
    return plans[shape]._replace(shape=shape)


# --- Putting a file together ----------------------------------------------------------------------

_IMPORTS = {  # what a file mentions -> the import it needs
    r"\bOptional\b": "from typing import Optional",
    r"\bAnnotated\b": "from typing import Annotated",
    r"(?<!\.)\bcast\(": "from typing import cast",
    r"\btyping\.": "import typing",
    r"\bcontextlib\.": "import contextlib",
    r"\bcopy\.": "import copy",
    r"\bdataclasses\.": "import dataclasses",
    r"\bfunctools\.": "import functools",
    r"(?<!\.)\bpartial\(": "from functools import partial",
    r"\bpytest\.": "import pytest",
    r"\bunittest\.TestCase\b": "import unittest",
    r"\bunittest\.mock\.": "import unittest.mock",
    r"(?<!\.)\bmock\.": "from unittest import mock",
    r"(?<!\.)\bMock\(": "from unittest.mock import Mock",
    r"(?<!\.)\bMagicMock\(": "from unittest.mock import MagicMock",
    r"\bcreate_autospec\(": "from unittest.mock import create_autospec",
    r"\bsupply\.": "from acme.core import supply",
}
_HOOKS = {
    "__init__": "def __init__(self):",
    "setUp": "def setUp(self):",
    "setup_method": "def setup_method(self, method=None):",
    "autouse": "@pytest.fixture(autouse=True)\ndef prepare(self):",
}
_MARK = re.compile(r"§(\d+)§")


class _Argument(NamedTuple):
    expr: str
    way: str
    kind: str


class _Scene:
    """One call and all that stands around it."""

    def __init__(self, pick: random.Random, number: int) -> None:
        self.pick = pick
        self.number = number
        self.plan = _plan(pick)
        self.top: list[str] = []  # above or below the function that calls
        self.above: list[str] = []  # what the callee needs
        self.imports: list[str] = []
        self.driver: list[str] = []
        self.class_of_tests = f"TestEngine{number}"
        self.setup: list[str] = []
        self.parameters: list[str] = []
        self.values: dict[str, str] = {}  # parameter -> what the driver passes
        self.wraps: list[str] = []
        self.clauses: list[str] = []
        self.members: list[str] = []
        self.hooks: dict[str, list[str]] = defaultdict(list)
        self.used: set[str] = set()
        self.fixtures = False  # is a parameter a fixture of the file?
        callees = [callee for callee in CALLEES if not self._misfit(callee)]
        (self.callee,) = pick.choices(callees, [callee.weight for callee in callees])
        self.host = self.callee.host or pick.choice(_FREE_HOSTS)
        offers = HOSTS[self.host]
        places = _PLAIN_PLACES if self.host == "__init__" else PLACES
        self.place = pick.choice([place for place in places if place.needs <= offers])
        self.offers = frozenset(offers | self.place.offers)

    def _misfit(self, callee: Callee) -> bool:
        """Can this callee not be called so, with a verdict that the rules settle?"""
        plan = self.plan
        total = len(plan.positional) + len(plan.keywords)
        if callee.id == "partial":
            return plan.fails and total < len(LEGACY)
        if callee.id == _INCOMPLETE:
            return plan.positional not in (LEGACY, MODERN) or bool(plan.star) or plan.fails
        return False

    # Names and classes

    def name(self, style: str, *, plain: bool = False) -> str:
        """A new name: neutral, or one that tells the role `style`. Plain: it may lack a number."""
        pool = TELLING.get(style, NEUTRAL)
        while True:
            name = self.pick.choice(pool)
            if not plain or self.host == "module" or self.pick.random() < 0.5:
                name = f"{name}{self.number}{len(self.used)}"
            if name not in self.used:
                self.used.add(name)
                return name

    def class_name(self, style: str) -> str:
        self.used.add(f"class {len(self.used)}")
        start = f"Mock{style.title()}" if style else "Special"
        return f"{start}{self.number}{len(self.used)}"

    def type_of(self, role: str) -> str:
        """The class of a role, imported in one way or another."""
        name, module = role.title(), f"acme.core.{role}"
        alias = f"{name}{self.number}"
        statement, expr = self.pick.choice(
            (
                (f"from {module} import {name}", name),
                (f"from {module} import {name}", name),
                (f"from {module} import {name} as {alias}", alias),
                (f"import {module}", f"{module}.{name}"),
                (f"import {module} as {role}_module", f"{role}_module.{name}"),
                (f"from acme.core import {role} as {role}_file", f"{role}_file.{name}"),
                (f"from acme.attic.{role} import {name} as Old{name}", f"Old{name}"),
            )
        )
        self.imports.append(statement)
        return expr

    # Arguments

    def arguments(self) -> list[_Argument]:
        """The positional ones, then the values of the keywords."""
        plan = self.plan
        roles = [*plan.positional, *(role for _, role in plan.keywords)]
        mode = self.pick.choices((TYPED, NAMED, "mixed", HIDDEN), (62, 18, 10, 10))[0]
        found = []
        for number, role in enumerate(roles):
            kind = self._kind(mode)
            if plan.must_show and number < len(plan.positional):
                kind = TYPED
            if number in plan.silent:
                kind = SILENT
            if number == plan.literal:
                kind = LITERAL
            found.append(self.argument(role, kind))
        return found

    def _kind(self, mode: str) -> str:
        weights = {
            TYPED: (88, 4, 4, 2, 2),
            NAMED: (0, 80, 15, 0, 5),
            "mixed": (40, 30, 25, 0, 5),
            HIDDEN: (0, 0, 70, 20, 10),
        }[mode]
        return self.pick.choices((TYPED, NAMED, HIDDEN, CONFLICT, SILENT), weights)[0]

    def argument(self, role: str, kind: str) -> _Argument:
        only_lasting = self.place.later and self.plan.must_show
        ways, weights = _open_ways(kind, self.offers, only_lasting=only_lasting)
        (way,) = self.pick.choices(ways, weights)
        other = self.pick.choice([option for option in ROLES if option != role])
        style = role if kind == NAMED else ""
        if kind == TYPED and not (way.flow and self.place.later):
            style = self.pick.choice(("", role, other))
        number = str(ROLES.index(role))
        words = {
            "v": self.name(style, plain=True),
            "w": self.name("" if kind == NAMED else style, plain=True),
            "x": self.name("", plain=True),
            "y": self.name("", plain=True),
            "e": self.name("", plain=True),
            "f": self.name(style),
            "g": self.name(style),
            "K": self.class_name(style),
            "S": self.class_of_tests,
            "role": role,
            "Role": role.title(),
            "number": number,
            "raw": f"supply.get({number})",
            "raw_value": f"_get({number})",
        }
        if "def $f" in way.top + way.member and style and self.pick.random() < 0.3:
            words["f"] = f"make_{words['f']}"
        text = " ".join(way)
        if "$C" in text:
            words["C"] = self.type_of(role)
        if "$O" in text:
            words["O"] = self.type_of(other)

        def fill(template: str) -> str:
            return Template(template).substitute(words) if template else ""

        self._add(way, fill)
        self.fixtures |= "test" in way.needs
        return _Argument(
            fill(way.expr), way.id, way.flow if way.flow and self.place.later else kind
        )

    def _add(self, way: Way, fill: Callable[[str], str]) -> None:
        for text, where in (
            (way.top, self.top),
            (way.setup, self.setup),
            (way.param, self.parameters),
            (way.wrap, self.wraps),
            (way.clause, self.clauses),
            (way.member, self.members),
            (way.init, self.hooks[way.hook]),
        ):
            if text:
                where.append(fill(text))
        if way.param and way.value:
            self.values[re.split(r"\W", fill(way.param))[0]] = fill(way.value)

    # The call

    def site(self) -> Site:
        """Make the call; `source` and `driver` are for afterwards."""
        arguments = self.arguments()
        kinds = [argument.kind for argument in arguments]
        seen = self.pick.choice((1, 2)) if self.callee.id == _INCOMPLETE else len(kinds)
        callee = self._callee()
        if self.callee.id.startswith("partial"):
            call = self._partial(callee, arguments, seen)
        else:
            call = f"{callee}({self._joined(self._rendered(arguments))})"
        self.block = self._placed(call)
        return Site(
            number=self.number,
            callee=self.callee.id,
            place=self.place.id,
            host=self.host,
            shape=self.plan.shape,
            ways=tuple(argument.way for argument in arguments),
            withheld=self._withheld(kinds[:seen]),
        )

    def _withheld(self, kinds: list[str]) -> bool:
        plan = self.plan
        partial = self.callee.id.startswith("partial")  # a rest that is missing decides nothing
        decided = plan.decided and (bool(plan.keywords) or not partial)
        if plan.fails or decided or self.callee.id.startswith("foreign"):
            return False
        return bool(plan.star) or CONFLICT in kinds or not {TYPED, NAMED} & set(kinds)

    def _callee(self) -> str:
        way = self.callee
        statement, self.engine = self.pick.choice(
            (
                ("from acme.core.engine import Engine", "Engine"),
                ("import acme.core.engine", "acme.core.engine.Engine"),
                ("from acme.attic.engine import Engine as OldEngine", "OldEngine"),
            )
        )
        if "$E" in f"{way.expr}{way.top}{way.setup}" or way.host:
            self.imports.append(statement)
        words = {"E": self.engine, "K": self.class_name("engine"), "n": str(self.number)}
        expr, top, setup = (Template(text).substitute(words) for text in way[1:4])
        if top:
            self.above.append(top)
        if setup:
            self.setup.insert(0, setup)
        if way.param:
            self.parameters.append(way.param)
            self.values[way.param] = "_foreign.Engine"
        return expr

    def _rendered(self, arguments: list[_Argument]) -> list[str]:
        """What stands between the parentheses, part by part."""
        plan, pick = self.plan, self.pick
        count = len(plan.positional)
        positional = [argument.expr for argument in arguments[:count]]
        keywords = [
            (name, argument.expr)
            for (name, _), argument in zip(plan.keywords, arguments[count:], strict=True)
        ]
        # The last keyword tells the form: where it must, it stays in sight.
        in_sight, rest = (keywords[-1:], keywords[:-1]) if plan.decided else ([], keywords)
        pick.shuffle(rest)
        hidden, literal = "", ""
        if plan.star == "args":
            start = pick.randrange(len(positional))
            positional[start:] = ["*" + self._variable(f"({', '.join(positional[start:])},)")]
        elif plan.star == "kwargs":
            hidden, rest = "**" + self._variable(_dict(rest)), []
        elif positional and pick.random() < 0.12:
            start = pick.randrange(len(positional))
            inner = ", ".join(positional[start:])
            positional[start:] = [pick.choice((f"*({inner},)", f"*[{inner}]"))]
        elif rest and pick.random() < 0.2:
            cut = pick.randrange(len(rest))
            rest, literal = rest[:cut], "**" + _dict(rest[cut:])
        named = [f"{name}={expr}" for name, expr in (*in_sight, *rest)]
        if not plan.star:
            pick.shuffle(named)
        if self.callee.id == "Engine.__init__":
            positional.insert(0, "self")
        return [part for part in (*positional, *named, literal, hidden) if part]

    def _joined(self, parts: list[str]) -> str:
        if self.place.id == "several lines" and parts:
            return "".join(f"\n    {part}," for part in parts) + "\n"
        return ", ".join(parts)

    def _variable(self, value: str) -> str:
        """The arguments in a variable; where they only exist around the call, from a function."""
        if self.wraps or self.clauses:
            function = f"some{self.number}"
            self.top.append(f"def {function}(given):\n    return given")
            return f"{function}({value})"
        name = self.name("", plain=True)
        self.setup.append(f"{name} = {value}")
        return name

    def _partial(self, callee: str, arguments: list[_Argument], seen: int) -> str:
        function = self.pick.choice(("functools.partial", "partial"))
        if self.callee.id == _INCOMPLETE:
            first = [argument.expr for argument in arguments[:seen]]
            rest = ", ".join(argument.expr for argument in arguments[seen:])
        else:
            first, rest = self._rendered(arguments), ""
        text = f"{function}({self._joined([callee, *first])})"
        if self.wraps or self.clauses or self.pick.random() < 0.5:
            return f"{text}({rest})"
        name = f"build{self.number}"
        self.setup.append(self._marked(f"{name} = {text}"))
        return f"{name}({rest})"

    def _marked(self, lines: str) -> str:
        return indent(lines, f"§{self.number}§")

    def _placed(self, call: str) -> str:
        """The statement around the call, each line marked as ours."""
        clauses = self.clauses or [f"for _ in range({self.pick.choice((1, 2))})"]
        words = {"c": call, "n": str(self.number), "clauses": " ".join(clauses)}
        return self._marked(Template(self.place.text).substitute(words))

    # The function that calls

    def source(self) -> str:
        """Everything but the imports."""
        host = {"module": self._body, "function": self._function}.get(self.host, self._class)()
        top = "\n".join(self.top)
        below = self.host != "module" and self.pick.random() < 0.25
        parts = [*self.above, *((host, top) if below else (top, host))]
        return "\n".join(part for part in parts if part)

    def _body(self) -> str:
        block = self.block
        if self.host == "module" and self.plan.fails:
            block = f"try:\n{indent(block, '    ')}\nexcept TypeError:\n    pass"
        for wrap in reversed(self.wraps):
            block = f"{wrap}\n{indent(block, '    ')}"
        return "\n".join([*self.setup, block])

    def _definition(self, name: str, first: str = "") -> str:
        parameters = sorted(self.parameters, key=lambda parameter: "=" in parameter)
        listed = ", ".join([first, *parameters] if first else parameters)
        start = "async def" if "async" in self.host else "def"
        return f"{start} {name}({listed}):\n{indent(self._body(), '    ')}"

    def _call(self, function: str) -> str:
        """The statement of the driver that calls the function."""
        passed = ", ".join(f"{name}={value}" for name, value in self.values.items())
        call = f"{function}({passed})"
        return f"_asyncio.run({call})" if "async" in self.host else call

    def _function(self) -> str:
        name = "test_engine" if self.fixtures else self.pick.choice(("run", "test_engine"))
        name = f"{name}{self.number}"
        self.driver = [self._call(name)]
        return self._definition(name)

    def _class(self) -> str:
        if self.host == "async function":
            return self._function()
        name, base = self.class_of_tests, ""
        if self.host.endswith("method") and self.callee.host == "":
            hooks = [hook for hook in _HOOKS if self.hooks[hook]]
            if set(hooks) <= {"setUp"} and self.pick.random() < 0.5:
                base = "(unittest.TestCase)"
            members = [
                *self.members,
                *(
                    f"{_HOOKS[hook]}\n" + indent("\n".join(self.hooks[hook]), "    ")
                    for hook in hooks
                ),
                self._definition("test_engine", "self"),
            ]
            called = [hook.replace("autouse", "prepare") for hook in hooks if hook != "__init__"]
            self.driver = [
                f"case = {name}()",
                *(f"case.{hook}()" for hook in called),
                self._call("case.test_engine"),
            ]
        else:
            base = f"({self.engine})"
            name = self.class_name("engine")
            head, function, first, call = {
                "classmethod": ("@classmethod\n", "make", "cls", f"{name}.make"),
                "method of the subclass": ("", "again", "self", f"{name}.__new__({name}).again"),
                "__init__": ("", "__init__", "self", name),
            }[self.host]
            members = [head + self._definition(function, first)]
            self.driver = [self._call(call)]
        return f"class {name}{base}:\n" + indent("\n".join(members), "    ")


def _dict(pairs: Sequence[tuple[str, str]]) -> str:
    return "{" + ", ".join(f'"{name}": {expr}' for name, expr in pairs) + "}"


def generate(seed: int) -> Case:
    """The case of a seed: the same on every machine."""
    pick = random.Random(f"calls {seed}")
    scenes = [_Scene(pick, number) for number in range(pick.randrange(3, 8))]
    sites = [scene.site() for scene in scenes]
    body = "\n\n".join(scene.source() for scene in scenes)
    driver = [statement for scene in scenes for statement in scene.driver]
    imports = {statement for scene in scenes for statement in scene.imports}
    imports |= {needed for mention, needed in _IMPORTS.items() if re.search(mention, body)}
    head = ["from __future__ import annotations"] if pick.random() < 0.4 else []
    marked = "\n".join([*head, *sorted(imports), "", body, ""])
    lines: dict[int, set[int]] = defaultdict(set)
    for number, line in enumerate(marked.split("\n"), 1):
        for mark in _MARK.findall(line):
            lines[int(mark)].add(number)
    placed = [site._replace(lines=frozenset(lines[site.number])) for site in sites]
    return Case(seed, _MARK.sub("", marked), tuple(driver), tuple(placed))
