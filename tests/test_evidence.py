"""Verdicts from types and names: every call ends in `Engine(a, ...)`, and only evidence tells."""

from __future__ import annotations

import ast
import sys
import time
from textwrap import dedent

import pytest
from support import ENOUGH_SECONDS, findings, make_project

from flake8_ssot.model import Finding
from flake8_ssot.project import Project

_ROLE = """\
[signature.roles.{role}]
types = ["acme.core.{role}.{Role}"]
names = ["{role}", "*_{role}", "{short}"]
"""
_SHORT = {
    "registry": "reg",
    "bridge": "br",
    "context": "ctx",
    "factory": "make_agent",
    "emitter": "out",
}
RULES = """\
[[signature]]
id = "engine"
callable = "acme.core.engine.Engine"
modern = ["context", "factory", "emitter"]
legacy = [["registry", "bridge", "user_context?"]]
rename = { user_context = "context" }
""" + "".join(
    _ROLE.format(role=role, Role=role.title(), short=short) for role, short in _SHORT.items()
)
HEAD = """\
import abc, asyncio, collections, contextlib, copy, dataclasses, functools, itertools, pytest
import typing, unittest
from typing import Annotated, Any, AsyncIterator, Awaitable, Callable, Final, Generator, Generic
from typing import Iterable, Iterator, List, Literal, Mapping, NamedTuple, NewType, Optional
from typing import ClassVar, Protocol, Sequence, Type, TypeAlias, TypeVar, Union, cast
from collections import defaultdict
from elsewhere import E, T, Sub, Thing, some
a = b = c = f = i = k = x = y = some()
from unittest import mock
from unittest.mock import AsyncMock, MagicMock, Mock, create_autospec, patch
from acme.core.engine import Engine
from acme.core.registry import Registry
from acme.core.bridge import Bridge
from acme.core.context import Context
from acme.core.factory import Factory
from acme.core.emitter import Emitter
"""
LEGACY, MODERN, NEITHER, UNCLEAR = "legacy", "modern", "neither", "unclear"
_VERDICTS = {"SOT201": LEGACY, "SOT202": LEGACY, "SOT203": NEITHER, "SOT205": UNCLEAR}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_project(tmp_path_factory.mktemp("evidence"), RULES)


def judge(source: str, loaded: Project) -> list[Finding]:
    return findings(HEAD + dedent(source), loaded)


def verdicts(source: str, loaded: Project) -> str:
    """The verdict on each call of Engine, in reading order; no two stand on one line."""
    text = HEAD + dedent(source)
    lines = sorted(
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Engine"
    )
    assert len(set(lines)) == len(lines)
    found = dict.fromkeys(lines, MODERN)
    for finding in findings(text, loaded):
        line = max(line for line in lines if line <= finding.span.line)
        assert found[line] == MODERN, finding
        found[line] = _VERDICTS[finding.code]
    return " ".join(found.values())


VALUES = [
    pytest.param("Engine(Registry(), None, None)", LEGACY, id="constructor"),
    pytest.param("Engine(Context(), None, None)", MODERN, id="constructor-modern"),
    pytest.param("Engine(None, Bridge(), None)", LEGACY, id="second"),
    pytest.param("Engine(None, Factory(), None)", MODERN, id="second-modern"),
    pytest.param("Engine(None, None, Context())", LEGACY, id="third"),
    pytest.param("Engine(None, None, Emitter())", MODERN, id="third-modern"),
    pytest.param("Engine(Registry(), Factory(), Emitter())", NEITHER, id="mixed"),
    pytest.param("Engine(Registry(), Bridge(), Emitter())", NEITHER, id="mixed-third"),
    pytest.param("Engine(Factory(), Emitter(), Context())", NEITHER, id="rotated"),
    pytest.param("a = Registry()\nEngine(a, None, None)", LEGACY, id="assigned"),
    pytest.param("a = b = Registry()\nEngine(a, None, None)", LEGACY, id="chained"),
    pytest.param("a = b = c = d = Context()\nEngine(d, None, None)", MODERN, id="chained-long"),
    pytest.param("a = Registry.from_env()\nEngine(a, None, None)", LEGACY, id="classmethod"),
    pytest.param("a = Context.from_request(1)\nEngine(a, None, None)", MODERN, id="from-request"),
    pytest.param("a = Registry.create()\nEngine(a, None, None)", LEGACY, id="create"),
    pytest.param("a = Registry.VERSION\nEngine(a, None, None)", UNCLEAR, id="class-constant"),
    pytest.param("a = Registry.names()\nEngine(a, None, None)", UNCLEAR, id="other-method"),
    pytest.param("a = Registry().names()\nEngine(a, None, None)", UNCLEAR, id="object-method"),
    pytest.param("a = Registry().context\nEngine(a, x, y)", MODERN, id="attribute-name"),
    pytest.param("a = Registry()[0]\nEngine(a, None, None)", UNCLEAR, id="element-of-object"),
    pytest.param("a = Registry() + 1\nEngine(a, None, None)", UNCLEAR, id="sum"),
    pytest.param("a = not Registry()\nEngine(a, None, None)", UNCLEAR, id="not"),
    pytest.param("a = [Registry()]\nEngine(a, None, None)", UNCLEAR, id="list-of"),
    pytest.param("a = Registry\nEngine(a, None, None)", UNCLEAR, id="the-class-itself"),
    pytest.param("a = Registry\nEngine(a(), None, None)", LEGACY, id="class-alias"),
    pytest.param("a = type(Registry())()\nEngine(a, None, None)", LEGACY, id="type-of"),
    pytest.param("a = Registry().__class__()\nEngine(a, None, None)", LEGACY, id="dunder-class"),
    pytest.param("a = (Registry() if c else Registry())\nEngine(a, 0x0 or b, c)", LEGACY, id="if"),
    pytest.param("a = Registry() if c else Context()\nEngine(a, None, None)", UNCLEAR, id="either"),
    pytest.param("a = Registry() if c else None\nEngine(a, None, None)", LEGACY, id="or-none"),
    pytest.param("a = Registry() if c else b\nEngine(a, None, None)", LEGACY, id="or-unknown"),
    pytest.param("a = b or Registry()\nEngine(a, None, None)", LEGACY, id="or-default"),
    pytest.param("a = None or Context()\nEngine(a, None, None)", MODERN, id="none-or"),
    pytest.param("a = Context() or Registry()\nEngine(a, None, None)", UNCLEAR, id="or-either"),
    pytest.param("a = b and Registry()\nEngine(a, None, None)", LEGACY, id="and"),
    pytest.param("Engine((a := Registry()), None, None)", LEGACY, id="walrus-in-place"),
    pytest.param("if (a := Registry()):\n    Engine(a, None, None)", LEGACY, id="walrus"),
    pytest.param("(a := Context()) and Engine(a, None, None)", MODERN, id="walrus-and"),
    pytest.param(
        "while (a := Context()) is not None:\n    Engine(a, None, None)", MODERN, id="walrus-while"
    ),
    pytest.param("a = Mock(spec=Registry)\nEngine(a, None, None)", LEGACY, id="spec"),
    pytest.param("a = Mock(spec_set=Context)\nEngine(a, None, None)", MODERN, id="spec-set"),
    pytest.param("a = MagicMock(Registry)\nEngine(a, None, None)", LEGACY, id="spec-by-place"),
    pytest.param("a = mock.AsyncMock(spec=Factory)\nEngine(x, a, y)", MODERN, id="spec-attribute"),
    pytest.param("a = create_autospec(Registry)\nEngine(a(), b, c)", UNCLEAR, id="autospec-call"),
    pytest.param(
        "a = create_autospec(Registry, instance=True)\nEngine(a, None, None)", LEGACY, id="autospec"
    ),
    pytest.param("a = Mock(spec=Registry())\nEngine(a, None, None)", LEGACY, id="spec-object"),
    pytest.param("a = Mock()\nEngine(a, Mock(), Mock())", UNCLEAR, id="plain-mocks"),
    pytest.param("a = Mock(spec=['x'])\nEngine(a, None, None)", UNCLEAR, id="spec-names"),
    pytest.param("a = Mock(name='registry')\nEngine(a, None, None)", UNCLEAR, id="mock-name"),
    pytest.param("a = Mock(spec=Thing)\nEngine(a, None, None)", UNCLEAR, id="spec-unknown"),
    pytest.param(
        "class Mock(Registry): ...\na = Mock()\nEngine(a, None, None)", LEGACY, id="own-mock-class"
    ),
    pytest.param("a = cast(Registry, b)\nEngine(a, None, None)", LEGACY, id="bare-cast"),
    pytest.param("a = typing.cast(Registry, b)\nEngine(a, None, None)", LEGACY, id="cast"),
    pytest.param("a = typing.cast('Context', b)\nEngine(a, None, None)", MODERN, id="cast-quoted"),
    pytest.param(
        "a = typing.cast('Context | None', b)\nEngine(a, None, None)", MODERN, id="cast-union"
    ),
    pytest.param("a = copy.copy(Registry())\nEngine(a, None, None)", LEGACY, id="copy"),
    pytest.param("a = copy.deepcopy(Context())\nEngine(a, None, None)", MODERN, id="deepcopy"),
    pytest.param(
        "a = dataclasses.replace(Context(), x=1)\nEngine(a, None, None)", MODERN, id="replace"
    ),
    pytest.param("a, b = Registry(), 1\nEngine(a, None, None)", LEGACY, id="tuple"),
    pytest.param("(a, [b, *c]) = Registry(), x\nEngine(a, None, None)", LEGACY, id="nested-tuple"),
    pytest.param("b, a = Registry(), Context()\nEngine(a, None, None)", MODERN, id="tuple-order"),
    pytest.param(
        "a, b = Registry(), Context()\na, b = b, a\nEngine(a, None, None)", MODERN, id="swap"
    ),
    pytest.param(
        "a, b = Registry(), Context()\nb, a = a, b\nEngine(a, None, None)", MODERN, id="swap-back"
    ),
    pytest.param("a, *b = Registry(), Context(), 1\nEngine(a, None, None)", LEGACY, id="star-last"),
    pytest.param("*b, a = Context(), Registry()\nEngine(a, None, None)", LEGACY, id="star-first"),
    pytest.param("b, *a = Context(), Registry()\nEngine(a, None, None)", UNCLEAR, id="the-rest"),
    pytest.param("a, *b = x\nEngine(a, None, None)", UNCLEAR, id="star-unknown"),
    pytest.param("x = (Registry(), 1)\na, b = x\nEngine(a, None, None)", LEGACY, id="via-tuple"),
    pytest.param("a = (Registry(), Context())[1]\nEngine(a, None, None)", MODERN, id="index"),
    pytest.param("a = [Registry(), Context()][-2]\nEngine(a, None, None)", LEGACY, id="index-back"),
    pytest.param("a = {'k': Registry()}['k']\nEngine(a, None, None)", LEGACY, id="key"),
    pytest.param("a = {'k': Registry(), 'l': Context()}['l']\nEngine(a, b, c)", MODERN, id="key-l"),
    pytest.param(
        "a = {'k': Registry(), 'l': Context()}[x]\nEngine(a, b, c)", UNCLEAR, id="any-key"
    ),
    pytest.param("a = {'k': Registry()}.get('k')\nEngine(a, None, None)", LEGACY, id="get-literal"),
    pytest.param("d = {'k': Registry()}\na = d.get('k')\nEngine(a, b, c)", LEGACY, id="get"),
    pytest.param(
        "d = {}\nd['k'] = Registry()\na = d['k']\nEngine(a, b, c)", LEGACY, id="item-assigned"
    ),
    pytest.param("d = dict(k=Registry())\na = d['k']\nEngine(a, b, c)", LEGACY, id="dict-call"),
    pytest.param(
        "d = {'k': Registry()}\nd['k'] = Context()\na = d['k']\nEngine(a, b, c)",
        UNCLEAR,
        id="item-replaced",
    ),
    pytest.param(
        "d = {'k': Registry(), **x, 'k': Context()}\na = d['k']\nEngine(a, b, c)",
        MODERN,
        id="key-twice",
    ),
    pytest.param("Engine(*(Registry(), None, None))", LEGACY, id="literal-star"),
    pytest.param("Engine(*[Context()], None, None)", MODERN, id="literal-star-list"),
    pytest.param("Engine('x', None, None)", NEITHER, id="text"),
    pytest.param("Engine(1, 2, 3)", NEITHER, id="numbers"),
    pytest.param("Engine(f'{x}', None, None)", NEITHER, id="f-string"),
    pytest.param("Engine([], {}, ())", UNCLEAR, id="containers"),
    pytest.param("Engine(..., ..., ...)", UNCLEAR, id="ellipses"),
    pytest.param("Engine(None, None, None)", UNCLEAR, id="nones"),
    pytest.param("Engine(lambda: 1, None, None)", UNCLEAR, id="lambda-itself"),
    pytest.param("a = (lambda: Registry())()\nEngine(a, None, None)", LEGACY, id="lambda-called"),
    pytest.param("f = lambda: Registry()\na = f()\nEngine(a, None, None)", LEGACY, id="lambda"),
    pytest.param("f = lambda x: x\na = f(Registry())\nEngine(a, b, c)", UNCLEAR, id="identity"),
    pytest.param("a = Registry()\na += 1\nEngine(a, None, None)", UNCLEAR, id="augmented"),
    pytest.param("a: Registry = x\nEngine(a, None, None)", LEGACY, id="annotated"),
    pytest.param("a: Registry = some\nEngine(a, None, None)", LEGACY, id="annotated-import"),
    pytest.param("a: object = Registry()\nEngine(a, None, None)", LEGACY, id="value-over-type"),
    pytest.param("a: Context = Registry()\nEngine(a, None, None)", LEGACY, id="type-that-lies"),
    pytest.param("a: Any = x\nEngine(a, None, None)", UNCLEAR, id="any"),
    pytest.param(
        "f = functools.partial(Registry, 1)\na = f()\nEngine(a, b, c)",
        UNCLEAR,
        id="partial-factory",
    ),
]


@pytest.mark.parametrize(("source", "expected"), VALUES)
def test_values(source: str, expected: str, loaded: Project) -> None:
    assert verdicts(source, loaded) == expected


FLOW = [
    pytest.param(
        "a = Registry()\na = Context()\nEngine(a, None, None)\na = Registry()", MODERN, id="rebound"
    ),
    pytest.param("a = Registry()\na = x\nEngine(a, None, None)", UNCLEAR, id="rebound-unknown"),
    pytest.param("a = x\na = Registry()\nEngine(a, None, None)", LEGACY, id="rebound-known"),
    pytest.param("a = Registry()\na = None\nEngine(a, None, None)", UNCLEAR, id="rebound-none"),
    pytest.param("a = Registry()\nfrom x import a\nEngine(a, b, c)", UNCLEAR, id="rebound-import"),
    pytest.param("a = Registry()\nimport a\nEngine(a, b, c)", UNCLEAR, id="rebound-module"),
    pytest.param("a = Registry()\ndef a(): ...\nEngine(a, b, c)", UNCLEAR, id="rebound-def"),
    pytest.param("a = Registry()\nclass a: ...\nEngine(a, b, c)", UNCLEAR, id="rebound-class"),
    pytest.param("a = Registry()\nfor a in x: Engine(a, b, c)", UNCLEAR, id="rebound-for"),
    pytest.param("a = Registry()\nwith x as a: Engine(a, b, c)", UNCLEAR, id="rebound-with"),
    pytest.param(
        "a = Registry()\nwith x as (b, a): Engine(a, b, c)", UNCLEAR, id="rebound-with-tuple"
    ),
    pytest.param("a = Registry()\n(a := x)\nEngine(a, b, c)", UNCLEAR, id="rebound-walrus"),
    pytest.param("a = Registry()\n[(a := y) for y in x]\nEngine(a, b, c)", UNCLEAR, id="walrus-in"),
    pytest.param("a = Registry()\n[a for a in x]\nEngine(a, b, c)", LEGACY, id="comprehension-own"),
    pytest.param("a = Registry()\n(lambda a: a)(x)\nEngine(a, b, c)", LEGACY, id="lambda-own"),
    pytest.param("a = Registry()\ndel a\na = x\nEngine(a, b, c)", UNCLEAR, id="deleted"),
    pytest.param(
        "a = Registry()\ntry: ...\nexcept E as a: Engine(a, b, c)", UNCLEAR, id="rebound-except"
    ),
    pytest.param(
        "a = Registry()\nmatch x:\n    case [a]: Engine(a, b, c)", UNCLEAR, id="rebound-case"
    ),
    pytest.param(
        "a = Registry()\nmatch x:\n    case {'k': _, **a}: Engine(a, b, c)",
        UNCLEAR,
        id="rebound-case-rest",
    ),
    pytest.param(
        """\
        if x:
            a = Registry()
        else:
            a = Context()
        Engine(a, None, None)
        """,
        UNCLEAR,
        id="branches",
    ),
    pytest.param(
        """\
        if x:
            a = Registry()
            Engine(a, None, None)
        else:
            a = Context()
            Engine(a, None, None)
        """,
        "legacy modern",
        id="in-branches",
    ),
    pytest.param(
        """\
        a = Registry()
        if x:
            a = Context()
        Engine(a, None, None)
        """,
        UNCLEAR,
        id="maybe-rebound",
    ),
    pytest.param(
        """\
        def f():
            a = Registry()
            if x:
                a = Context()
                return Engine(a, None, None)
            return Engine(a, None, None)
        """,
        "modern legacy",
        id="branch-returns",
    ),
    pytest.param(
        """\
        def f():
            if x:
                a = Registry()
            elif y:
                a = Context()
                raise ValueError
            else:
                a = Registry()
            Engine(a, None, None)
        """,
        LEGACY,
        id="branch-raises",
    ),
    pytest.param(
        """\
        for x in y:
            if x:
                a = Context()
                continue
            elif y:
                a = Context()
                break
            else:
                a = Registry()
            Engine(a, None, None)
        """,
        LEGACY,
        id="branches-continue-and-break",
    ),
    pytest.param(
        """\
        a = Registry()
        for x in y:
            if x:
                a = Context()
                break
        Engine(a, None, None)
        """,
        UNCLEAR,
        id="left-with-break",
    ),
    pytest.param(
        """\
        a = Registry()
        for x in y:
            a = Context()
        Engine(a, None, None)
        """,
        UNCLEAR,
        id="behind-loop",
    ),
    pytest.param(
        """\
        a = Registry()
        for x in y:
            Engine(a, None, None)
            a = Context()
        """,
        UNCLEAR,
        id="second-round",
    ),
    pytest.param(
        """\
        a = None
        while x:
            if a is not None:
                Engine(a, None, None)
            a = Registry()
        """,
        LEGACY,
        id="only-second-round",
    ),
    pytest.param(
        """\
        a = Registry()
        for x in y: pass
        else:
            a = Context()
        Engine(a, None, None)
        """,
        MODERN,
        id="loop-else",
    ),
    pytest.param(
        """\
        try:
            a = Registry()
        except E:
            a = Context()
        Engine(a, None, None)
        """,
        UNCLEAR,
        id="try",
    ),
    pytest.param(
        """\
        a = Context()
        try:
            a = Registry()
        except E:
            pass
        Engine(a, None, None)
        """,
        UNCLEAR,
        id="try-passed",
    ),
    pytest.param(
        """\
        try:
            a = Registry()
        except E:
            raise
        Engine(a, None, None)
        """,
        LEGACY,
        id="try-raises",
    ),
    pytest.param(
        """\
        try:
            x()
        except E:
            a = Registry()
        else:
            a = Registry()
        finally:
            x()
        Engine(a, None, None)
        """,
        LEGACY,
        id="try-else-finally",
    ),
    pytest.param(
        """\
        a = Registry()
        try:
            x()
        finally:
            a = Context()
        Engine(a, None, None)
        """,
        MODERN,
        id="finally-rebinds",
    ),
    pytest.param(
        """\
        a = Context()
        try:
            x()
            a = Registry()
        finally:
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="in-finally",
    ),
    pytest.param(
        """\
        try:
            a = Registry()
            x()
            a = Context()
        except E:
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="in-the-middle-of-try",
    ),
    pytest.param(
        """\
        match x:
            case 1:
                a = Registry()
            case 2:
                a = Context()
        Engine(a, None, None)
        """,
        UNCLEAR,
        id="match",
    ),
    pytest.param(
        """\
        match x:
            case 1:
                a = Registry()
            case _:
                raise ValueError
        Engine(a, None, None)
        """,
        LEGACY,
        id="match-raises",
    ),
    pytest.param(
        """\
        a = Context()
        with contextlib.suppress(E):
            a = Registry()
        Engine(a, None, None)
        """,
        UNCLEAR,
        id="suppressed",
    ),
    pytest.param(
        "def f():\n    Engine(a, None, None)\na = Registry()", LEGACY, id="module-name-set-later"
    ),
    pytest.param(
        "a = Registry()\ndef f():\n    Engine(a, None, None)\na = Context()",
        MODERN,
        id="module-name-final",
    ),
    pytest.param(
        "a = Registry()\ndef f():\n    a = Context()\nEngine(a, None, None)",
        LEGACY,
        id="another-functions-name",
    ),
    pytest.param(
        """\
        a = Registry()
        def f():
            global a
            a = Context()
        def g():
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="global",
    ),
    pytest.param(
        """\
        a = None
        def f():
            global a
            a = Context()
        def g():
            Engine(a, None, None)
        """,
        MODERN,
        id="global-set-up",
    ),
    pytest.param(
        """\
        def f():
            a = Registry()
            def g():
                nonlocal a
                a = Context()
            g()
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="nonlocal",
    ),
    pytest.param(
        """\
        def f():
            a = Registry()
            def g():
                Engine(a, None, None)
            def h(a):
                Engine(a, None, None)
            return [Engine(a, None, None) for x in y]
        """,
        "legacy unclear legacy",
        id="closures",
    ),
    pytest.param(
        """\
        a = Registry()
        class K:
            a = Context()
            Engine(a, None, None)
            def f(self):
                Engine(a, None, None)
        """,
        "modern legacy",
        id="class-names",
    ),
    pytest.param(
        "a = Registry()\nEngine(a, None, None) if x else (a := Context())",
        LEGACY,
        id="ternary-order",
    ),
    pytest.param(
        "a = [Registry()]\na = a[0]\nEngine(a, None, None)", LEGACY, id="refers-to-itself"
    ),
    pytest.param("def f(a=None):\n    a = a or Registry()\n    Engine(a, b, c)", LEGACY, id="or="),
    pytest.param(
        "def f(a=None):\n    if a is None:\n        a = Registry()\n    Engine(a, b, c)",
        LEGACY,
        id="if-none",
    ),
    pytest.param(
        "def f(a: Context | None = None):\n    a = a or Registry()\n    Engine(a, b, c)",
        UNCLEAR,
        id="or=-other-type",
    ),
]


@pytest.mark.parametrize(("source", "expected"), FLOW)
def test_flow(source: str, expected: str, loaded: Project) -> None:
    assert verdicts(source, loaded) == expected


GUARDS = [
    pytest.param("assert isinstance(a, Registry)\nEngine(a, b, c)", LEGACY, id="assert"),
    pytest.param("assert isinstance(a, Context), x\nEngine(a, b, c)", MODERN, id="assert-message"),
    pytest.param("assert type(a) is Registry\nEngine(a, b, c)", LEGACY, id="type-is"),
    pytest.param("assert type(a) == Registry\nEngine(a, b, c)", LEGACY, id="type-equals"),
    pytest.param("assert type(a) is not Registry\nEngine(a, b, c)", UNCLEAR, id="type-is-not"),
    pytest.param("if type(a) != Registry:\n    Engine(a, b, c)", UNCLEAR, id="type-differs"),
    pytest.param("assert x and isinstance(a, Registry)\nEngine(a, b, c)", LEGACY, id="assert-and"),
    pytest.param("assert x or isinstance(a, Registry)\nEngine(a, b, c)", UNCLEAR, id="assert-or"),
    pytest.param(
        "assert isinstance(a, (Registry, Sub))\nEngine(a, b, c)", LEGACY, id="one-of-unknown"
    ),
    pytest.param(
        "assert isinstance(a, (Registry, Context))\nEngine(a, b, c)", UNCLEAR, id="one-of-both"
    ),
    pytest.param("assert isinstance(a, Registry | Context)\nEngine(a, b, c)", UNCLEAR, id="union"),
    pytest.param(
        "KINDS = (Registry,)\nassert isinstance(a, KINDS)\nEngine(a, b, c)", LEGACY, id="alias"
    ),
    pytest.param("isinstance(a, Registry)\nEngine(a, b, c)", UNCLEAR, id="no-guard"),
    pytest.param(
        "def f(isinstance):\n    assert isinstance(a, Registry)\n    Engine(a, b, c)",
        UNCLEAR,
        id="another-isinstance",
    ),
    pytest.param(
        """\
        def f(a):
            if isinstance(a, Registry):
                Engine(a, None, None)
            elif isinstance(a, Context):
                Engine(a, None, None)
            else:
                Engine(a, None, None)
        """,
        "legacy modern unclear",
        id="if-elif-else",
    ),
    pytest.param(
        """\
        def f(a: Registry | Context):
            if isinstance(a, Registry):
                Engine(a, None, None)
            else:
                Engine(a, None, None)
            Engine(a, None, None)
        """,
        "legacy modern unclear",
        id="the-other-of-two",
    ),
    pytest.param(
        """\
        def f(a: Registry | Context):
            if not isinstance(a, Registry):
                return Engine(a, None, None)
            Engine(a, None, None)
        """,
        "modern legacy",
        id="negated-return",
    ),
    pytest.param(
        """\
        def f(a):
            if not isinstance(a, Registry):
                raise TypeError
            Engine(a, None, None)
        """,
        LEGACY,
        id="negated-raise",
    ),
    pytest.param(
        """\
        def f(a):
            if not isinstance(a, Registry) or x:
                return
            Engine(a, None, None)
        """,
        LEGACY,
        id="negated-or",
    ),
    pytest.param(
        """\
        def f(a):
            if not isinstance(a, Registry) and x:
                return
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="negated-and",
    ),
    pytest.param(
        """\
        def f(a):
            if not (isinstance(a, Registry) and x):
                return
            Engine(a, None, None)
        """,
        LEGACY,
        id="not-and",
    ),
    pytest.param(
        """\
        for a in x:
            if not isinstance(a, Registry):
                continue
            Engine(a, None, None)
        """,
        LEGACY,
        id="continue",
    ),
    pytest.param(
        """\
        def f(a: Registry | Context):
            if isinstance(a, Registry):
                if x:
                    return 1
                else:
                    return 2
            Engine(a, None, None)
        """,
        MODERN,
        id="both-branches-return",
    ),
    pytest.param(
        """\
        def f(a: Registry | Context):
            if isinstance(a, Registry):
                with x:
                    return
            Engine(a, None, None)
        """,
        MODERN,
        id="return-in-with",
    ),
    pytest.param(
        """\
        def f(a):
            if isinstance(a, Registry):
                x(a)
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="guard-is-over",
    ),
    pytest.param(
        """\
        def f(a):
            if isinstance(a, Registry):
                a = Context.of(a)
            Engine(a, None, None)
        """,
        MODERN,
        id="converted",
    ),
    pytest.param(
        """\
        def f(a):
            if isinstance(a, str):
                a = Registry(a)
            Engine(a, None, None)
        """,
        LEGACY,
        id="converted-from-text",
    ),
    pytest.param(
        """\
        def f(a):
            while isinstance(a, Registry):
                Engine(a, None, None)
            Engine(a, None, None)
        """,
        "legacy unclear",
        id="while",
    ),
    pytest.param(
        """\
        def f(a: Registry | Context):
            while isinstance(a, Registry):
                a = x
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="behind-while",
    ),
    pytest.param("isinstance(a, Registry) and Engine(a, b, c)", LEGACY, id="and"),
    pytest.param("isinstance(a, Registry) or Engine(a, b, c)", UNCLEAR, id="or"),
    pytest.param("not isinstance(a, Registry) or Engine(a, b, c)", LEGACY, id="not-or"),
    pytest.param("Engine(a, b, c) if isinstance(a, Registry) else 0", LEGACY, id="ternary"),
    pytest.param(
        "x = Engine(a, b, c) if not isinstance(a, Registry) else 0", UNCLEAR, id="ternary-not"
    ),
    pytest.param("[Engine(a, b, c) for a in x if isinstance(a, Registry)]", LEGACY, id="in-list"),
    pytest.param(
        "[Engine(a, b, c) for a in x if y if isinstance(a, Context)]", MODERN, id="in-list-two"
    ),
    pytest.param(
        "for a in [y for y in x if isinstance(y, Registry)]:\n    Engine(a, b, c)",
        LEGACY,
        id="in-listed",
    ),
    pytest.param(
        "for a in filter(lambda y: isinstance(y, Registry), x):\n    Engine(a, b, c)",
        UNCLEAR,
        id="filtered",
    ),
    pytest.param(
        """\
        class Sub(Registry): ...
        def f(a: Registry | Context, b):
            if isinstance(a, Sub):
                return Engine(a, None, None)
            Engine(a, None, None)
        """,
        "legacy unclear",
        id="subclass-leaves-the-others",
    ),
    pytest.param(
        """\
        class Sub(Registry): ...
        def f(a: Sub | Context):
            if isinstance(a, Registry):
                return Engine(a, None, None)
            Engine(a, None, None)
        """,
        "legacy modern",
        id="base-takes-the-subclass",
    ),
    pytest.param(
        """\
        class K:
            def f(self):
                assert isinstance(self.a, Registry)
                Engine(self.a, None, None)
            def g(self):
                Engine(self.a, None, None)
        """,
        "legacy unclear",
        id="attribute",
    ),
    pytest.param(
        """\
        def f(k):
            if isinstance(k.a, Registry):
                Engine(k.a, None, None)
            else:
                Engine(k.a, None, None)
            k = x
            Engine(k.a, None, None)
        """,
        "legacy unclear unclear",
        id="attribute-of-another",
    ),
    pytest.param(
        "if isinstance(a := x(), Registry):\n    Engine(a, None, None)", LEGACY, id="walrus"
    ),
    pytest.param(
        """\
        def f(a):
            assert isinstance(a, Registry)
            a = x
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="rebound",
    ),
    pytest.param(
        """\
        def f(a):
            def g():
                assert isinstance(a, Registry)
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="in-another-function",
    ),
    pytest.param(
        """\
        def f(a: Registry | Context | None):
            if a is None or isinstance(a, Registry):
                return
            Engine(a, None, None)
        """,
        MODERN,
        id="none-or-isinstance",
    ),
    pytest.param(
        """\
        def f(a: Registry | Context):
            assert not isinstance(a, Context)
            Engine(a, None, None)
        """,
        LEGACY,
        id="assert-not",
    ),
    pytest.param(
        """\
        class T(unittest.TestCase):
            def test(self):
                a = x()
                self.assertIsInstance(a, Registry)
                Engine(a, None, None)
        """,
        UNCLEAR,
        id="assert-is-instance",
    ),
    pytest.param(
        """\
        def f(a):
            try:
                assert isinstance(a, Registry)
            except AssertionError:
                Engine(a, None, None)
        """,
        UNCLEAR,
        id="assert-failed",
    ),
]


@pytest.mark.parametrize(("source", "expected"), GUARDS)
def test_guards(source: str, expected: str, loaded: Project) -> None:
    assert verdicts(source, loaded) == expected


ANNOTATIONS = [
    pytest.param("Registry", LEGACY, id="plain"),
    pytest.param("Context", MODERN, id="modern"),
    pytest.param("'Registry'", LEGACY, id="quoted"),
    pytest.param("' Registry '", LEGACY, id="quoted-spaces"),
    pytest.param("'Optional[Registry]'", LEGACY, id="quoted-optional"),
    pytest.param("Optional['Registry']", LEGACY, id="optional-quoted"),
    pytest.param("typing.Optional[Registry]", LEGACY, id="typing-optional"),
    pytest.param("Registry | None", LEGACY, id="or-none"),
    pytest.param("None | Registry", LEGACY, id="none-or"),
    pytest.param("'Registry | None'", LEGACY, id="quoted-or-none"),
    pytest.param("Union[Registry, None]", LEGACY, id="union-none"),
    pytest.param("Union[Registry, Context]", UNCLEAR, id="union"),
    pytest.param("Registry | Context | None", UNCLEAR, id="either"),
    pytest.param("Registry | Mock", LEGACY, id="or-mock"),
    pytest.param("Registry | Any", LEGACY, id="or-any"),
    pytest.param("Annotated[Registry, Context]", LEGACY, id="annotated"),
    pytest.param("Annotated['Context', Registry()]", MODERN, id="annotated-quoted"),
    pytest.param("Final[Registry]", LEGACY, id="final"),
    pytest.param("Registry[int]", LEGACY, id="generic-class"),
    pytest.param("list[Registry]", UNCLEAR, id="list"),
    pytest.param("dict[str, Registry]", UNCLEAR, id="dict"),
    pytest.param("type[Registry]", UNCLEAR, id="type"),
    pytest.param("Callable[[], Registry]", UNCLEAR, id="callable"),
    pytest.param("Awaitable[Registry]", UNCLEAR, id="awaitable"),
    pytest.param("Any", UNCLEAR, id="any"),
    pytest.param("object", UNCLEAR, id="object"),
    pytest.param("Literal['Registry']", UNCLEAR, id="literal"),
    pytest.param("'not a type('", UNCLEAR, id="broken"),
    pytest.param("''", UNCLEAR, id="empty"),
    pytest.param("None", UNCLEAR, id="none"),
    pytest.param("...", UNCLEAR, id="ellipsis"),
    pytest.param("Registry()", UNCLEAR, id="no-type"),
    pytest.param("lambda: Registry", UNCLEAR, id="lambda"),
    pytest.param("Other.Thing", UNCLEAR, id="same-name-elsewhere"),
    pytest.param("MyRegistry", LEGACY, id="subclass"),
    pytest.param("Bound", LEGACY, id="type-variable"),
    pytest.param("Constrained", UNCLEAR, id="type-variable-constraints"),
    pytest.param("Unbound", UNCLEAR, id="type-variable-free"),
    pytest.param("Named", LEGACY, id="new-type"),
    pytest.param("Alias", LEGACY, id="alias"),
    pytest.param("Alias | None", LEGACY, id="alias-or-none"),
    pytest.param("Optional[Alias]", LEGACY, id="optional-alias"),
    pytest.param("Either", UNCLEAR, id="alias-of-union"),
    pytest.param("Declared", MODERN, id="declared-alias"),
    pytest.param("Quoted", MODERN, id="quoted-alias"),
    pytest.param("Loop", UNCLEAR, id="alias-of-itself"),
    pytest.param("Protocol", UNCLEAR, id="protocol"),
]
_TYPES = """\
class Other:
    class Thing: ...
class MyRegistry(Registry): ...
Bound = TypeVar("Bound", bound=Registry)
Constrained = TypeVar("Constrained", Registry, Context)
Unbound = TypeVar("Unbound")
Named = typing.NewType("Named", Registry)
Alias = Registry
Either = Union[Registry, Context]
Declared: TypeAlias = Context
Quoted: TypeAlias = "Context"
Loop = Optional["Loop"]
"""


@pytest.mark.parametrize(("text", "expected"), ANNOTATIONS)
@pytest.mark.parametrize(
    "template",
    [
        pytest.param("def f(a: {}):\n    Engine(a, None, None)\n", id="parameter"),
        pytest.param(
            "async def f(*, a: {} = None):\n    Engine(a, None, None)\n", id="keyword-only"
        ),
        pytest.param("a: {} = x\nEngine(a, None, None)\n", id="variable"),
        pytest.param("def f() -> {}: ...\nEngine(f(), None, None)\n", id="return"),
        pytest.param("def f(b: list[{}]):\n    Engine(b[0], None, None)\n", id="element"),
        pytest.param(
            "class K:\n    a: {}\n    def f(self):\n        Engine(self.a, None, None)\n",
            id="attribute",
        ),
    ],
)
def test_annotations(template: str, text: str, expected: str, loaded: Project) -> None:
    assert verdicts(_TYPES + template.format(text), loaded) == expected


TYPE_TEXTS = [
    pytest.param("list[Registry]", "a[0]", LEGACY, id="list"),
    pytest.param("List[Registry]", "a[i]", LEGACY, id="list-any"),
    pytest.param("list[Registry]", "a[0:1][0]", LEGACY, id="slice"),
    pytest.param("list[Registry]", "a[0:1]", UNCLEAR, id="slice-itself"),
    pytest.param("list[list[Registry]]", "a[0][-1]", LEGACY, id="list-of-lists"),
    pytest.param("Sequence['Registry']", "a[0]", LEGACY, id="sequence"),
    pytest.param("dict[str, Registry]", "a['k']", LEGACY, id="dict"),
    pytest.param("dict[str, Registry]", "a.get('k')", LEGACY, id="dict-get"),
    pytest.param("dict[str, Registry]", "a.get(k)", LEGACY, id="dict-get-unknown-key"),
    pytest.param("dict[str, Registry]", "a.pop('k')", LEGACY, id="dict-pop"),
    pytest.param("Mapping[Context, Registry]", "a[k]", LEGACY, id="mapping"),
    pytest.param("Mapping[Context, Registry]", "next(iter(a))", MODERN, id="mapping-key"),
    pytest.param("dict[str, list[Registry]]", "a['k'][0]", LEGACY, id="dict-of-lists"),
    pytest.param("defaultdict[str, Registry]", "a[k]", LEGACY, id="defaultdict"),
    pytest.param("tuple[Registry, Context]", "a[0]", LEGACY, id="tuple-first"),
    pytest.param("tuple[Registry, Context]", "a[1]", MODERN, id="tuple-second"),
    pytest.param("tuple[Registry, Context]", "a[-1]", MODERN, id="tuple-last"),
    pytest.param("tuple[Registry, Context]", "a[i]", UNCLEAR, id="tuple-any"),
    pytest.param("tuple[Registry, ...]", "a[5]", LEGACY, id="tuple-long"),
    pytest.param("tuple[Registry, Context]", "a[7]", UNCLEAR, id="tuple-beyond"),
    pytest.param("Iterator[Registry]", "next(a)", LEGACY, id="iterator"),
    pytest.param("Iterable[Registry]", "list(a)[0]", LEGACY, id="iterable"),
    pytest.param("Generator[Registry, Context, Bridge]", "next(a)", LEGACY, id="generator"),
    pytest.param("Optional[list[Registry]]", "a[0]", LEGACY, id="optional-list"),
    pytest.param("list[Registry] | None", "a[0]", LEGACY, id="list-or-none"),
    pytest.param("list[Registry | None]", "a[0]", LEGACY, id="list-of-optional"),
    pytest.param("list[Registry | Context]", "a[0]", UNCLEAR, id="list-of-either"),
    pytest.param("'list[Registry]'", "a[0]", LEGACY, id="quoted-list"),
    pytest.param("Registry", "a[0]", UNCLEAR, id="no-container"),
    pytest.param("list", "a[0]", UNCLEAR, id="bare-list"),
    pytest.param("Annotated[list[Registry], 1]", "a[0]", LEGACY, id="annotated-list"),
    pytest.param("type[Registry]", "a()", LEGACY, id="class"),
    pytest.param("Type['Registry']", "a()", LEGACY, id="class-quoted"),
    pytest.param("type[Registry] | None", "a()", LEGACY, id="class-or-none"),
    pytest.param("Callable[[Context], Registry]", "a(1)", UNCLEAR, id="callable"),
    pytest.param("Callable[..., Registry]", "a(1)", UNCLEAR, id="callable-dots"),
    pytest.param("Callable", "a(1)", UNCLEAR, id="callable-bare"),
    pytest.param("frozenset[Registry]", "a.copy().pop()", LEGACY, id="set"),
    pytest.param("list[Registry]", "random.choice(a)", UNCLEAR, id="choice"),
    pytest.param("list[Registry]", "max(a, key=len)", LEGACY, id="max"),
    pytest.param("list[Registry]", "sorted(a)[0]", LEGACY, id="sorted"),
    pytest.param("Rows", "a[0]", LEGACY, id="alias"),
    pytest.param("Pair", "a[1]", UNCLEAR, id="named-tuple-index"),
]


@pytest.mark.parametrize(("text", "use", "expected"), TYPE_TEXTS)
def test_containers_in_types(text: str, use: str, expected: str, loaded: Project) -> None:
    source = f"""\
    Rows = list[Registry]
    class Pair(NamedTuple):
        x: Registry
        y: Context
    def f(a: {text}, i, k):
        Engine({use}, None, None)
    """
    assert verdicts(source, loaded) == expected


FUNCTIONS = [
    pytest.param("def f() -> Registry: ...\na = f()\nEngine(a, b, c)", LEGACY, id="annotation"),
    pytest.param("def f(): return Registry()\na = f()\nEngine(a, b, c)", LEGACY, id="body"),
    pytest.param(
        "def g():\n    a = f()\n    Engine(a, b, c)\ndef f(): return Registry()",
        LEGACY,
        id="defined-later",
    ),
    pytest.param(
        "def f():\n    x = Registry()\n    return x\na = f()\nEngine(a, b, c)", LEGACY, id="local"
    ),
    pytest.param(
        """\
        def f():
            if x:
                return Registry()
            return Context()
        a = f()
        Engine(a, None, None)
        """,
        UNCLEAR,
        id="two-returns",
    ),
    pytest.param(
        """\
        def f():
            if x:
                return None
            return Context()
        a = f()
        Engine(a, None, None)
        """,
        MODERN,
        id="none-or",
    ),
    pytest.param("def f(): ...\na = f()\nEngine(a, None, None)", UNCLEAR, id="returns-nothing"),
    pytest.param("def f(): return Registry\na = f()()\nEngine(a, b, c)", LEGACY, id="class-given"),
    pytest.param(
        "def f(): return lambda: Registry()\na = f()()\nEngine(a, b, c)", LEGACY, id="lambda-given"
    ),
    pytest.param(
        """\
        def f():
            def g():
                return Registry()
            return g()
        a = f()
        Engine(a, None, None)
        """,
        LEGACY,
        id="inner-return-is-not-the-outer",
    ),
    pytest.param(
        """\
        def f():
            def g():
                return Registry()
            return x
        a = f()
        Engine(a, None, None)
        """,
        UNCLEAR,
        id="only-inner-return",
    ),
    pytest.param(
        "def f(): return Registry(), Context()\nb, a = f()\nEngine(a, b, c)", NEITHER, id="tuple"
    ),
    pytest.param(
        "def f() -> tuple[Bridge, Context]: ...\nb, a = f()\nEngine(a, None, None)",
        MODERN,
        id="tuple-annotation",
    ),
    pytest.param("def f(): yield Registry()\nfor a in f(): Engine(a, b, c)", LEGACY, id="yield"),
    pytest.param("def f(): yield Registry()\nEngine(f(), b, c)", UNCLEAR, id="generator-itself"),
    pytest.param(
        "def f(): yield from [Registry()]\nfor a in f(): Engine(a, b, c)", LEGACY, id="yield-from"
    ),
    pytest.param(
        "def g(): yield Context()\ndef f(): yield from g()\na = next(f())\nEngine(a, b, c)",
        MODERN,
        id="yield-from-function",
    ),
    pytest.param(
        "def f() -> Iterator[Registry]: ...\nfor a in f(): Engine(a, b, c)", LEGACY, id="iterator"
    ),
    pytest.param(
        "def f():\n    yield Context()\n    return Registry()\nfor a in f(): Engine(a, b, c)",
        MODERN,
        id="yield-and-return",
    ),
    pytest.param(
        "def f(): return [Registry()]\nfor a in f(): Engine(a, b, c)", LEGACY, id="list-given"
    ),
    pytest.param(
        "async def f(): return Registry()\nasync def g():\n    Engine(await f(), b, c)",
        LEGACY,
        id="await",
    ),
    pytest.param(
        "async def f(): return Registry()\nasync def g():\n    Engine(f(), b, c)",
        UNCLEAR,
        id="not-awaited",
    ),
    pytest.param(
        "async def f() -> Registry: ...\nasync def g():\n    a = await f()\n    Engine(a, b, c)",
        LEGACY,
        id="await-annotation",
    ),
    pytest.param(
        "def f() -> Awaitable[Registry]: ...\nasync def g():\n    Engine(await f(), b, c)",
        LEGACY,
        id="awaitable",
    ),
    pytest.param(
        "async def f(): return Registry()\nasync def g():\n"
        "    a = await asyncio.wait_for(f(), 1)\n    Engine(a, b, c)",
        LEGACY,
        id="wait-for",
    ),
    pytest.param(
        "async def f(): return Registry()\nasync def g():\n"
        "    a = await asyncio.wait_for(timeout=1, fut=f())\n    Engine(a, b, c)",
        UNCLEAR,
        id="wait-for-keywords",
    ),
    pytest.param(
        "async def f(): return Registry()\nasync def g():\n"
        "    t = asyncio.create_task(f())\n    Engine(await t, b, c)",
        LEGACY,
        id="create-task",
    ),
    pytest.param(
        "async def f(): return Registry()\nasync def h(): return Context()\nasync def g():\n"
        "    b, a = await asyncio.gather(f(), h())\n    Engine(a, None, None)",
        MODERN,
        id="gather",
    ),
    pytest.param(
        "async def f(): return Registry()\nasync def g():\n"
        "    for a in await asyncio.gather(*[f() for _ in x]):\n        Engine(a, None, None)",
        UNCLEAR,
        id="gather-star",
    ),
    pytest.param(
        "async def f(): return Registry()\nasync def h(): return Context()\nasync def g():\n"
        "    b, a = await asyncio.gather(*x, f(), h())\n    Engine(a, None, None)",
        UNCLEAR,
        id="gather-behind-star",
    ),
    pytest.param(
        "async def f(): return Registry()\na = asyncio.run(f())\nEngine(a, b, c)", LEGACY, id="run"
    ),
    pytest.param(
        """\
        async def f():
            yield Registry()
        async def g():
            async for a in f():
                Engine(a, None, None)
            [Engine(a, None, None) async for a in f()]
        """,
        "legacy legacy",
        id="async-generator",
    ),
    pytest.param(
        """\
        @contextlib.contextmanager
        def f():
            yield Registry()
        with f() as a:
            Engine(a, None, None)
        """,
        LEGACY,
        id="contextmanager",
    ),
    pytest.param(
        """\
        @contextlib.contextmanager
        def f() -> Iterator[Registry]:
            x()
            yield y
        with f() as a:
            Engine(a, None, None)
        """,
        LEGACY,
        id="contextmanager-annotation",
    ),
    pytest.param(
        """\
        @contextlib.asynccontextmanager
        async def f():
            yield Context()
        async def g():
            async with x, f() as a:
                Engine(a, None, None)
        """,
        MODERN,
        id="asynccontextmanager",
    ),
    pytest.param(
        """\
        @contextlib.contextmanager
        def f():
            yield Registry()
        with contextlib.ExitStack() as stack:
            a = stack.enter_context(f())
            Engine(a, None, None)
        """,
        LEGACY,
        id="enter-context",
    ),
    pytest.param(
        """\
        @contextlib.asynccontextmanager
        async def f():
            yield Registry()
        async def g():
            async with contextlib.AsyncExitStack() as stack:
                a = await stack.enter_async_context(f())
                Engine(a, None, None)
        """,
        LEGACY,
        id="enter-async-context",
    ),
    pytest.param("with Registry() as a:\n    Engine(a, None, None)", LEGACY, id="with-object"),
    pytest.param("with Context.of(1) as a:\n    Engine(a, None, None)", MODERN, id="with-method"),
    pytest.param(
        "with contextlib.nullcontext(Registry()) as a:\n    Engine(a, b, c)", LEGACY, id="null"
    ),
    pytest.param(
        "with contextlib.closing(Registry()) as a:\n    Engine(a, b, c)", LEGACY, id="closing"
    ),
    pytest.param(
        """\
        class M:
            def __enter__(self):
                return Context()
        with M() as a:
            Engine(a, None, None)
        Engine(M(), None, None)
        """,
        "modern unclear",
        id="own-manager",
    ),
    pytest.param(
        """\
        class M:
            def __enter__(self):
                return self
            a = Registry()
        with M() as m:
            Engine(m.a, None, None)
        """,
        LEGACY,
        id="manager-gives-itself",
    ),
    pytest.param(
        """\
        class M:
            async def __aenter__(self) -> "Registry": ...
        async def f():
            async with M() as a:
                Engine(a, None, None)
        """,
        LEGACY,
        id="own-async-manager",
    ),
    pytest.param(
        "with patch('x.Registry') as a:\n    Engine(a, None, None)", UNCLEAR, id="with-patch"
    ),
    pytest.param(
        "with patch.object(x, 'y', Registry()) as a:\n    Engine(a, b, c)", UNCLEAR, id="patched-by"
    ),
    pytest.param("def f(a=Registry()):\n    Engine(a, None, None)", LEGACY, id="default"),
    pytest.param("def f(a='x'):\n    Engine(a, None, None)", UNCLEAR, id="default-text"),
    pytest.param("def f(a=0):\n    Engine(a, None, None)", UNCLEAR, id="default-number"),
    pytest.param("def f(a=None):\n    Engine(a, None, None)", UNCLEAR, id="default-none"),
    pytest.param("def f(*, b=0, a=Context()):\n    Engine(a, x, y)", MODERN, id="default-keyword"),
    pytest.param(
        "def f(x, a=Context(), b=Registry()):\n    Engine(a, x, y)", MODERN, id="defaults"
    ),
    pytest.param(
        "def f(a: Registry = Context()):\n    Engine(a, None, None)", LEGACY, id="annotation-first"
    ),
    pytest.param("def f(*a: Registry):\n    Engine(a, None, None)", UNCLEAR, id="args-itself"),
    pytest.param("def f(*a: Registry):\n    Engine(a[0], None, None)", LEGACY, id="args-element"),
    pytest.param("def f(**a: Registry):\n    Engine(a, None, None)", UNCLEAR, id="kwargs-itself"),
    pytest.param("f = lambda a=Registry(): Engine(a, None, None)", LEGACY, id="lambda-default"),
    pytest.param(
        """\
        @functools.lru_cache(maxsize=None)
        def f():
            return Registry()
        a = f()
        Engine(a, None, None)
        """,
        LEGACY,
        id="cached",
    ),
    pytest.param(
        """\
        class K:
            def make(self):
                return Registry()
            @staticmethod
            def give():
                return Registry()
            @classmethod
            def bring(cls):
                return Registry()
            def f(self):
                Engine(self.make(), None, None)
                Engine(self.give(), None, None)
                Engine(K.bring(), None, None)
                Engine(type(self).bring(), None, None)
                Engine(self.make, None, None)
        Engine(K().make(), None, None)
        """,
        "legacy legacy legacy legacy unclear legacy",
        id="methods",
    ),
    pytest.param(
        """\
        class K(Registry):
            @classmethod
            def of(cls):
                return cls()
            def again(self):
                return self
            def f(self):
                Engine(self, None, None)
        Engine(K.of(), None, None)
        Engine(K().again(), None, None)
        Engine(K.of().again(), None, None)
        """,
        "legacy legacy legacy legacy",
        id="own-subclass",
    ),
    pytest.param(
        """\
        class Base(Registry): ...
        class K(abc.ABC, Base): ...
        class L(Generic[T], K): ...
        Engine(L(), None, None)
        """,
        LEGACY,
        id="subclass-of-subclass",
    ),
    pytest.param(
        "class Both(Registry, Context): ...\nEngine(Both(), None, None)", UNCLEAR, id="both-classes"
    ),
    pytest.param(
        "class Registry: ...\nEngine(Registry(), None, None)", LEGACY, id="local-class-by-name"
    ),
    pytest.param(
        "class A(B): ...\nclass B(A): ...\nEngine(A(), None, None)", UNCLEAR, id="circular-bases"
    ),
    pytest.param(
        """\
        async def f():
            async def run(a):
                return Engine(a, None, None)
            await asyncio.gather(*[run(x) for x in [Context()]])
        """,
        UNCLEAR,
        id="arguments-of-calls-are-not-followed",
    ),
]


@pytest.mark.parametrize(("source", "expected"), FUNCTIONS)
def test_functions(source: str, expected: str, loaded: Project) -> None:
    assert verdicts(source, loaded) == expected


ATTRIBUTES = [
    pytest.param(
        """\
        class K:
            def __init__(self):
                self.a = Registry()
            def f(self):
                Engine(self.a, None, None)
        Engine(K().a, None, None)
        """,
        "legacy legacy",
        id="init",
    ),
    pytest.param(
        """\
        class K:
            def f(self):
                Engine(self.a, None, None)
            def __init__(self, a: Registry):
                self.a = a
        """,
        LEGACY,
        id="init-later-in-the-class",
    ),
    pytest.param(
        """\
        class K:
            def setUp(self):
                self.a = Registry()
            def test(self):
                Engine(self.a, None, None)
                self.a = Context()
                Engine(self.a, None, None)
            def test_more(self):
                Engine(self.a, None, None)
        """,
        "legacy modern legacy",
        id="shadowed-in-a-method",
    ),
    pytest.param(
        """\
        class K:
            def setup_method(self, method):
                self.a = Registry()
            def test(self):
                if x:
                    self.a = Context()
                Engine(self.a, None, None)
        """,
        UNCLEAR,
        id="shadowed-in-a-branch",
    ),
    pytest.param(
        """\
        class K:
            def setup_method(self, method):
                self.a = Registry()
            def test(self):
                for i in x:
                    self.a = Context()
                Engine(self.a, None, None)
        """,
        UNCLEAR,
        id="shadowed-in-a-loop",
    ),
    pytest.param(
        """\
        class K:
            def setup_method(self, method):
                self.a = Registry()
            def test(self):
                try:
                    self.a = Context()
                except E:
                    pass
                Engine(self.a, None, None)
        """,
        UNCLEAR,
        id="shadowed-in-a-try",
    ),
    pytest.param(
        """\
        class K:
            def f(self):
                self.a = Registry()
            def g(self):
                self.a = Context()
            def h(self):
                Engine(self.a, None, None)
        """,
        UNCLEAR,
        id="two-methods",
    ),
    pytest.param(
        """\
        class K:
            def f(self):
                self.a = Registry()
            def h(self):
                Engine(self.a, None, None)
        """,
        LEGACY,
        id="one-other-method",
    ),
    pytest.param(
        """\
        class K:
            def __init__(self):
                self.a = None
            def start(self):
                self.a = Registry()
            def h(self):
                Engine(self.a, None, None)
        """,
        LEGACY,
        id="none-then-set",
    ),
    pytest.param(
        """\
        class K:
            a = None
            def h(self):
                Engine(self.a, None, None)
            def start(self):
                self.a = Context()
        """,
        MODERN,
        id="class-wide-none",
    ),
    pytest.param(
        """\
        class K:
            a = Registry()
            def h(self):
                Engine(self.a, None, None)
                Engine(K.a, None, None)
                Engine(type(self).a, None, None)
            @classmethod
            def g(cls):
                Engine(cls.a, None, None)
            Engine(a, None, None)
        """,
        "legacy legacy legacy legacy legacy",
        id="class-attribute",
    ),
    pytest.param(
        """\
        class K:
            def __init__(self):
                self.a = Registry()
        class L:
            def __init__(self):
                self.a = Context()
            def f(self):
                Engine(self.a, None, None)
        class M:
            def f(self):
                Engine(self.a, None, None)
        def f(k: K, l: L, m: M):
            Engine(k.a, None, None)
            Engine(l.a, None, None)
            Engine(m.a, None, None)
        """,
        "modern unclear legacy modern unclear",
        id="several-classes",
    ),
    pytest.param(
        """\
        class K:
            def setUp(self):
                self.a = Registry()
        class L(K):
            def f(self):
                Engine(self.a, None, None)
        class M(L):
            def setUp(self):
                self.a = Context()
            def f(self):
                Engine(self.a, None, None)
        class N(L):
            def setUp(self):
                super().setUp()
                self.b = 1
            def f(self):
                Engine(self.a, None, None)
        """,
        "legacy modern legacy",
        id="subclasses",
    ),
    pytest.param(
        """\
        class K:
            def setUp(self):
                self.a, self.b = Registry(), Context()
                self.c = self.d = Context()
                with Registry() as self.e:
                    pass
                for self.f in [Registry()]:
                    pass
            def g(self):
                Engine(self.a, None, None)
                Engine(self.b, None, None)
                Engine(self.d, None, None)
                Engine(self.e, None, None)
                Engine(self.f, None, None)
        """,
        "legacy modern modern legacy legacy",
        id="every-assignment",
    ),
    pytest.param(
        """\
        class K:
            @classmethod
            def setUpClass(cls):
                cls.a = Registry()
            def f(self):
                Engine(self.a, None, None)
        """,
        LEGACY,
        id="set-up-class",
    ),
    pytest.param(
        """\
        class K:
            @pytest.fixture(autouse=True)
            def prepare(self):
                self.a = Registry()
            def other(self):
                self.a = Context()
            def test(self):
                Engine(self.a, None, None)
        """,
        LEGACY,
        id="autouse-fixture",
    ),
    pytest.param(
        """\
        class K:
            async def asyncSetUp(self):
                self.a = await Registry.create()
            async def test(self):
                Engine(self.a, None, None)
        """,
        LEGACY,
        id="async-set-up",
    ),
    pytest.param(
        """\
        class K:
            def f(self):
                def g():
                    self.a = Registry()
                Engine(self.a, None, None)
                [Engine(self.a, None, None) for x in y]
        """,
        "legacy legacy",
        id="assigned-in-a-closure",
    ),
    pytest.param(
        """\
        class K:
            def f(this):
                this.a = Registry()
            def g(me):
                Engine(me.a, None, None)
            @staticmethod
            def h(self):
                Engine(self.a, None, None)
        def i(self):
            Engine(self.a, None, None)
        """,
        "legacy unclear unclear",
        id="first-parameter",
    ),
    pytest.param(
        """\
        class K:
            @staticmethod
            def h(self):
                self.a = Registry()
            def i(self):
                Engine(self.a, None, None)
        """,
        UNCLEAR,
        id="not-the-first-parameter",
    ),
    pytest.param(
        """\
        class K:
            def __init__(self):
                self.a = Registry()
            def f(self, self2):
                self = self2
                Engine(self.a, None, None)
        """,
        UNCLEAR,
        id="self-rebound",
    ),
    pytest.param(
        """\
        class K:
            a: Registry
            b: "Context | None" = None
            c: ClassVar[Registry] = x
            def f(self):
                Engine(self.a, None, None)
                Engine(self.b, None, None)
                Engine(self.c, None, None)
        """,
        "legacy modern legacy",
        id="class-level-types",
    ),
    pytest.param(
        """\
        class K:
            def __init__(self, a):
                self.a: Registry = a
                self.b: Context
            def f(self):
                Engine(self.a, None, None)
                Engine(self.b, None, None)
        """,
        "legacy modern",
        id="attribute-types",
    ),
    pytest.param(
        """\
        @dataclasses.dataclass
        class K:
            a: Registry
            b: Context = dataclasses.field(default_factory=Context)
        def f(k: K):
            Engine(k.a, None, None)
            Engine(K(x).b, None, None)
        """,
        "legacy modern",
        id="dataclass",
    ),
    pytest.param(
        """\
        class K(NamedTuple):
            a: Registry
            b: Context
        k = K(x, y)
        Engine(k.a, None, None)
        Engine(k.b, None, None)
        """,
        "legacy modern",
        id="named-tuple",
    ),
    pytest.param(
        """\
        class K:
            @property
            def a(self):
                return Registry()
            @functools.cached_property
            def b(self) -> Context: ...
            @property
            def c(self) -> "Registry": ...
            def d(self):
                return Registry()
            def f(self):
                Engine(self.a, None, None)
                Engine(self.b, None, None)
                Engine(self.c, None, None)
                Engine(self.d, None, None)
        """,
        "legacy modern legacy unclear",
        id="properties",
    ),
    pytest.param(
        """\
        class K:
            @property
            def a(self):
                return self._a
            @a.setter
            def a(self, value):
                self._a = value
            def __init__(self):
                self._a = Registry()
        Engine(K().a, None, None)
        """,
        LEGACY,
        id="property-with-setter",
    ),
    pytest.param(
        """\
        class K:
            def __init__(self, a):
                self.a = a
        Engine(K(Registry()).a, None, None)
        """,
        UNCLEAR,
        id="given-to-the-constructor",
    ),
    pytest.param(
        """\
        class K:
            def __init__(self):
                self.k = L()
        class L:
            def __init__(self):
                self.a = Registry()
                self.k = K()
        Engine(K().k.a, None, None)
        Engine(K().k.k.k.a, None, None)
        """,
        "legacy legacy",
        id="attributes-of-attributes",
    ),
    pytest.param(
        """\
        k = x()
        k.a = Registry()
        Engine(k.a, None, None)
        k = x()
        Engine(k.a, None, None)
        """,
        "legacy unclear",
        id="of-another-object",
    ),
    pytest.param(
        """\
        k = x()
        k.l.a = Registry()
        k.l = y()
        Engine(k.l.a, None, None)
        """,
        UNCLEAR,
        id="holder-replaced",
    ),
    pytest.param(
        """\
        k = x()
        k.a = Registry()
        k.a = y()
        Engine(k.a, None, None)
        """,
        UNCLEAR,
        id="attribute-replaced",
    ),
    pytest.param(
        """\
        k = x()
        k.a = Registry()
        k.a += 1
        Engine(k.a, None, None)
        """,
        UNCLEAR,
        id="attribute-augmented",
    ),
    pytest.param(
        """\
        class K:
            def other(self):
                self.a = self.a
            def f(self):
                Engine(self.a, None, None)
        """,
        UNCLEAR,
        id="refers-to-itself",
    ),
    pytest.param(
        """\
        class K:
            def __init__(self, a=None):
                self.a = a or Registry()
                self.b = a if a is not None else Context()
            def f(self):
                Engine(self.a, None, None)
                Engine(self.b, None, None)
        """,
        "legacy modern",
        id="defaults",
    ),
    pytest.param(
        """\
        class K:
            __slots__ = ("a",)
            class Inner:
                def f(self):
                    self.a = Context()
            def __init__(self):
                self.a = Registry()
            def f(self):
                Engine(self.a, None, None)
                Engine(self.Inner().a, None, None)
        """,
        "legacy modern",
        id="nested-class",
    ),
    pytest.param(
        """\
        class K(x.Base):
            def f(self):
                Engine(self.a, None, None)
        """,
        UNCLEAR,
        id="unknown-base",
    ),
    pytest.param(
        """\
        class K(Registry):
            def f(self):
                Engine(self.parent, None, None)
                Engine(self.context, None, None)
                Engine(self.clone(), None, None)
        """,
        "unclear modern unclear",
        id="attributes-of-a-registry",
    ),
    pytest.param(
        """\
        class K:
            a = Registry()
            def test_x(self):
                self.a = Context()
            def test_y(self):
                Engine(self.a, None, None)
        """,
        UNCLEAR,
        id="class-wide-object-replaced-in-a-method",
    ),
    pytest.param(
        """\
        class K:
            def setup_method(self):
                self.a = Registry()
        class L(K):
            def test_x(self):
                self.a = Context()
            def test_y(self):
                Engine(self.a, None, None)
        """,
        LEGACY,
        id="inherited-set-up",
    ),
    pytest.param(
        """\
        class K:
            def setup_method(self):
                self.a = Registry()
            def test(self):
                Engine(self.a, None, None)
                self.a = Context()
        """,
        LEGACY,
        id="replaced-behind-the-call",
    ),
    pytest.param(
        """\
        class K:
            def setUp(self):
                self.a = Registry()
            def test_x(self):
                self.a = Context()
            def test_y(self):
                Engine(self.a, None, None)
        """,
        LEGACY,
        id="set-up-before-other-methods",
    ),
    pytest.param(
        """\
        class K:
            def __init__(self):
                self.a = Registry()
            def setup_method(self):
                self.a = Context()
            def test(self):
                Engine(self.a, None, None)
        """,
        UNCLEAR,
        id="prepared-twice",
    ),
]


@pytest.mark.parametrize(("source", "expected"), ATTRIBUTES)
def test_attributes(source: str, expected: str, loaded: Project) -> None:
    assert verdicts(source, loaded) == expected


PYTEST = [
    pytest.param(
        """\
        @pytest.fixture
        def a():
            return Registry()
        def test(a):
            Engine(a, None, None)
        def helper(a):
            Engine(a, None, None)
        """,
        "legacy unclear",
        id="fixture",
    ),
    pytest.param(
        """\
        def test(a):
            Engine(a, None, None)
        @pytest.fixture(scope="session")
        def a() -> Context: ...
        """,
        MODERN,
        id="fixture-annotation",
    ),
    pytest.param(
        """\
        @pytest.fixture
        def a():
            x = Registry()
            yield x
            x.close()
        def test(a):
            Engine(a, None, None)
        """,
        LEGACY,
        id="yield-fixture",
    ),
    pytest.param(
        """\
        @pytest.fixture
        def a() -> Iterator[Registry]:
            yield y
        def test(a):
            Engine(a, None, None)
        """,
        LEGACY,
        id="yield-fixture-annotation",
    ),
    pytest.param(
        """\
        @pytest_asyncio.fixture
        async def a():
            yield Registry()
        @pytest.fixture
        async def b() -> Context:
            return y
        async def test(a, b):
            Engine(a, None, None)
            Engine(b, None, None)
        """,
        "legacy modern",
        id="async-fixture",
    ),
    pytest.param(
        """\
        @pytest.fixture(name="a")
        def make_a():
            return Registry()
        @pytest.fixture(name="other")
        def b():
            return Context()
        def test(a, b):
            Engine(a, None, None)
            Engine(b, None, None)
        """,
        "legacy unclear",
        id="named-fixture",
    ),
    pytest.param(
        """\
        @pytest.fixture
        def a():
            return Registry()
        class TestK:
            @pytest.fixture
            def a(self):
                return Context()
            def test(self, a):
                Engine(a, None, None)
        class TestL:
            def test(self, a):
                Engine(a, None, None)
        class TestM(TestK):
            def test(self, a):
                Engine(a, None, None)
        def test(a):
            Engine(a, None, None)
        """,
        "modern legacy modern legacy",
        id="fixture-of-the-class",
    ),
    pytest.param(
        """\
        @pytest.fixture
        def a():
            return Registry()
        class TestK:
            @pytest.fixture
            def a(self, a):
                return Context.of(a)
            def test(self, a):
                Engine(a, None, None)
        """,
        MODERN,
        id="fixture-over-fixture",
    ),
    pytest.param(
        """\
        @pytest.fixture
        def a(a):
            Engine(a, None, None)
            return a
        def test(a):
            Engine(a, None, None)
        """,
        "unclear unclear",
        id="fixture-of-the-conftest",
    ),
    pytest.param(
        """\
        @pytest.fixture
        def b():
            return Registry()
        @pytest.fixture
        def a(b):
            return b
        def test(a):
            Engine(a, None, None)
        """,
        LEGACY,
        id="fixture-of-fixture",
    ),
    pytest.param(
        """\
        @pytest.fixture
        def a():
            def make():
                return Registry()
            return make
        def test(a):
            Engine(a(), None, None)
            Engine(a, None, None)
        """,
        "legacy unclear",
        id="factory-fixture",
    ),
    pytest.param(
        """\
        @pytest.fixture(params=[Registry(), Context()])
        def a(request):
            return request.param
        def test(a):
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="fixture-parameters",
    ),
    pytest.param(
        """\
        @pytest.fixture
        def a():
            return Registry()
        def test(a):
            a = Context()
            Engine(a, None, None)
        """,
        MODERN,
        id="fixture-rebound",
    ),
    pytest.param(
        """\
        @pytest.fixture
        def a():
            return Registry()
        def test(a: Context):
            Engine(a, None, None)
        """,
        MODERN,
        id="annotation-over-fixture",
    ),
    pytest.param(
        """\
        @pytest.fixture
        def a():
            return Registry()
        def test():
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="fixture-not-asked-for",
    ),
    pytest.param(
        """\
        @pytest.mark.parametrize("a", [Registry(), Registry.create()])
        def test(a):
            Engine(a, None, None)
        """,
        LEGACY,
        id="parametrize",
    ),
    pytest.param(
        """\
        @pytest.mark.parametrize("a", [Registry(), Context()])
        def test(a):
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="parametrize-either",
    ),
    pytest.param(
        """\
        @pytest.mark.parametrize("b, a", [(1, Context()), (2, Context())])
        def test(a, b):
            Engine(a, None, None)
            Engine(b, None, None)
        """,
        "modern neither",
        id="parametrize-names",
    ),
    pytest.param(
        """\
        @pytest.mark.parametrize(("b", "a"), [pytest.param(Registry(), Context(), id="x")])
        def test(a, b):
            Engine(a, None, None)
            Engine(b, None, None)
        """,
        "modern legacy",
        id="parametrize-param",
    ),
    pytest.param(
        """\
        @pytest.mark.parametrize("a", [pytest.param(Registry(), marks=x), Registry()])
        def test(a):
            Engine(a, None, None)
        """,
        LEGACY,
        id="parametrize-one-param",
    ),
    pytest.param(
        """\
        ALL = [Registry()]
        @pytest.mark.parametrize("a", ALL)
        def test(a):
            Engine(a, None, None)
        """,
        LEGACY,
        id="parametrize-named-list",
    ),
    pytest.param(
        """\
        @pytest.mark.parametrize("a", ["x", Context()])
        @pytest.mark.parametrize("b", [Registry()])
        class TestK:
            def test(self, a):
                Engine(a, None, None)
        """,
        UNCLEAR,
        id="parametrize-class",
    ),
    pytest.param(
        """\
        @pytest.fixture
        def a(request):
            return Registry(request.param)
        @pytest.mark.parametrize("a", ["x", "y"], indirect=True)
        def test(a):
            Engine(a, None, None)
        """,
        LEGACY,
        id="parametrize-indirect",
    ),
    pytest.param(
        """\
        @pytest.mark.parametrize("a", ["x", "y"], indirect=["a"])
        def test(a):
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="parametrize-indirect-name",
    ),
    pytest.param(
        """\
        @pytest.mark.parametrize("a", [Registry, Context])
        def test(a):
            Engine(a(), None, None)
        """,
        UNCLEAR,
        id="parametrize-classes",
    ),
    pytest.param(
        """\
        @patch("elsewhere.Registry")
        def test(a):
            Engine(a, None, None)
        """,
        UNCLEAR,
        id="patch",
    ),
]


@pytest.mark.parametrize(("source", "expected"), PYTEST)
def test_pytest(source: str, expected: str, loaded: Project) -> None:
    assert verdicts("import pytest_asyncio\n" + dedent(source), loaded) == expected


LOOPS = [
    pytest.param("for a in [Registry(), Registry(1)]: Engine(a, b, c)", LEGACY, id="list"),
    pytest.param("for a in (Registry(), Context()): Engine(a, b, c)", UNCLEAR, id="either"),
    pytest.param("for a in {Context()}: Engine(a, None, None)", MODERN, id="set"),
    pytest.param("for a in [Registry() for _ in x]: Engine(a, b, c)", LEGACY, id="comprehension"),
    pytest.param("for a in (Registry(y) for y in x): Engine(a, b, c)", LEGACY, id="generator"),
    pytest.param("[Engine(a, b, c) for a in [Registry()]]", LEGACY, id="in-comprehension"),
    pytest.param("[Engine(a, b, c) for y in [[Registry()]] for a in y]", LEGACY, id="two-deep"),
    pytest.param("{1: Engine(a, b, c) for a in [Context()]}", MODERN, id="in-dict"),
    pytest.param("for _, a in enumerate([Registry()]): Engine(a, b, c)", LEGACY, id="enumerate"),
    pytest.param("for a, _ in enumerate([Registry()]): Engine(a, b, c)", UNCLEAR, id="number"),
    pytest.param("for b, a in zip([1], [Registry()]): Engine(a, b, c)", NEITHER, id="zip"),
    pytest.param(
        "for b, (c, a) in enumerate(zip(x, [Context()])): Engine(a, None, None)",
        MODERN,
        id="enumerate-zip",
    ),
    pytest.param("for y, a in [(1, Registry())]: Engine(a, b, c)", LEGACY, id="pairs"),
    pytest.param("for a in [Registry()] * 3: Engine(a, b, c)", LEGACY, id="repeated"),
    pytest.param("for a in [Registry()] + [Context()]: Engine(a, b, c)", UNCLEAR, id="sum"),
    pytest.param("for a in [*[Registry()], Registry()]: Engine(a, b, c)", LEGACY, id="starred"),
    pytest.param("for a in reversed(sorted([Registry()])): Engine(a, b, c)", LEGACY, id="sorted"),
    pytest.param("for a in {'k': Registry()}.values(): Engine(a, b, c)", LEGACY, id="values"),
    pytest.param("for _, a in {'k': Registry()}.items(): Engine(a, b, c)", LEGACY, id="items"),
    pytest.param("for a in {Context(): Registry()}: Engine(a, b, c)", MODERN, id="keys"),
    pytest.param(
        "for a in {y: Registry() for y in x}.values(): Engine(a, b, c)", LEGACY, id="dict-values"
    ),
    pytest.param("for a in Registry(): Engine(a, b, c)", UNCLEAR, id="over-an-object"),
    pytest.param("for a in x.registries(): Engine(a, None, None)", LEGACY, id="called-plural"),
    pytest.param(
        "l = []\nl.append(Registry())\nfor a in l: Engine(a, b, c)", LEGACY, id="appended"
    ),
    pytest.param(
        "l = []\nfor y in x: l.append(Registry(y))\nfor a in l: Engine(a, b, c)",
        LEGACY,
        id="appended-in-loop",
    ),
    pytest.param(
        "l = [Registry()]\nl.append(Context())\nfor a in l: Engine(a, b, c)",
        UNCLEAR,
        id="appended-other",
    ),
    pytest.param(
        "l = [Registry()]\nl.extend([Context()])\nfor a in l: Engine(a, b, c)",
        UNCLEAR,
        id="extended",
    ),
    pytest.param(
        "l = [Registry()]\nl += [Context()]\nfor a in l: Engine(a, b, c)", UNCLEAR, id="augmented"
    ),
    pytest.param(
        "l = [Registry()]\nl[0] = Context()\na = l[0]\nEngine(a, b, c)", UNCLEAR, id="replaced"
    ),
    pytest.param(
        "l = [Registry()]\nl.insert(0, Context())\na = l[0]\nEngine(a, b, c)",
        UNCLEAR,
        id="inserted",
    ),
    pytest.param(
        "l = [Registry()]\nl.insert(0, Context())\na, b = l\nEngine(a, None, None)",
        UNCLEAR,
        id="inserted-unpacked",
    ),
    pytest.param(
        "l = [Registry()]\nl = [Context()]\nfor a in l: Engine(a, b, c)", MODERN, id="other-list"
    ),
    pytest.param(
        """\
        class K:
            def __init__(self):
                self.l = []
            def add(self):
                self.l.append(Registry())
            def f(self):
                for a in self.l:
                    Engine(a, None, None)
        """,
        LEGACY,
        id="appended-to-attribute",
    ),
    pytest.param(
        """\
        class K:
            def __init__(self):
                self.l: list[Registry] = []
            def f(self):
                for a in self.l:
                    Engine(a, None, None)
        """,
        LEGACY,
        id="typed-attribute",
    ),
    pytest.param("for a in some.things: Engine(a, b, c)", UNCLEAR, id="unknown"),
    pytest.param("for a in [1, 2]: Engine(a, None, None)", NEITHER, id="numbers"),
    pytest.param("for a in range(3): Engine(a, None, None)", UNCLEAR, id="range"),
    pytest.param("a = next(iter([Registry()]))\nEngine(a, b, c)", LEGACY, id="next"),
    pytest.param(
        "a = next((y for y in [Registry()]), None)\nEngine(a, b, c)", LEGACY, id="next-or"
    ),
    pytest.param("for a in itertools.chain([Registry()]): Engine(a, b, c)", LEGACY, id="chain"),
    pytest.param(
        "for a in itertools.chain([Registry()], [Context()]): Engine(a, b, c)",
        UNCLEAR,
        id="chain-of-two",
    ),
    pytest.param(
        "a = next(iter([Registry()]), Context())\nEngine(a, b, c)", UNCLEAR, id="next-default"
    ),
    pytest.param("for a in map(Registry, x): Engine(a, b, c)", UNCLEAR, id="map"),
    pytest.param("for a in [Registry()]: pass\nEngine(a, None, None)", LEGACY, id="left-over"),
    pytest.param(
        "for a in [" + "Registry(), " * 30 + "Context()]: Engine(a, b, c)", UNCLEAR, id="late-one"
    ),
    pytest.param(
        "for a in [" + "Registry(),\n" * 13 + "Context()]: Engine(a, b, c)",
        UNCLEAR,
        id="late-one-on-its-own-line",
    ),
    pytest.param(
        "if x: a = Registry()\n"
        + "".join(f"elif x == {number}: a = Registry()\n" for number in range(20))
        + "else: a = Context()\nEngine(a, None, None)\n",
        UNCLEAR,
        id="late-branch",
    ),
    pytest.param(
        "d = {'k': Registry()}\nd.update(k=Context())\nEngine(d['k'], b, c)", UNCLEAR, id="update"
    ),
    pytest.param(
        "d = {'k': Registry()}\nd.update({'k': Context()})\nEngine(d['k'], b, c)",
        UNCLEAR,
        id="update-with-dict",
    ),
    pytest.param(
        "d = {'k': Registry()}\nd |= {'k': Context()}\nEngine(d['k'], b, c)", UNCLEAR, id="or-dict"
    ),
    pytest.param(
        "d = {'k': Registry()}\nd = {**d, 'k': Context()}\nEngine(d['k'], b, c)",
        MODERN,
        id="dict-over-dict",
    ),
    pytest.param(
        "l = [Registry(), Context()]\na = l[1:]\nEngine(a[0], b, c)",
        MODERN,
        id="slice-shifts",
    ),
    pytest.param(
        "l = [Registry(), Context()]\na = l[::-1]\nEngine(a[0], b, c)",
        MODERN,
        id="slice-reverses",
    ),
    pytest.param(
        "l = [Registry(), Context()]\nl.reverse()\nEngine(l[0], b, c)",
        UNCLEAR,
        id="reverse",
    ),
    pytest.param(
        "l = [Registry(), Context()]\nl.sort()\nEngine(l[0], b, c)",
        UNCLEAR,
        id="sort",
    ),
    pytest.param(
        "l = [Registry(), Context()]\nl.pop(0)\nEngine(l[0], b, c)",
        UNCLEAR,
        id="pop-first",
    ),
    pytest.param(
        "l = [Registry(), Context()]\ndel l[0]\nEngine(l[0], b, c)",
        UNCLEAR,
        id="del-first",
    ),
]


@pytest.mark.parametrize(("source", "expected"), LOOPS)
def test_loops(source: str, expected: str, loaded: Project) -> None:
    assert verdicts(source, loaded) == expected


NAMES = [
    pytest.param("registry", LEGACY, id="variable"),
    pytest.param("context", MODERN, id="modern"),
    pytest.param("agent_registry", LEGACY, id="glob"),
    pytest.param("registry_factory", UNCLEAR, id="another-role-at-this-place"),
    pytest.param("registry2", LEGACY, id="digit"),
    pytest.param("registry_12", LEGACY, id="digits"),
    pytest.param("_registry", LEGACY, id="underscore"),
    pytest.param("__registry__", LEGACY, id="underscores"),
    pytest.param("registrys", UNCLEAR, id="no-word"),
    pytest.param("preregistry", UNCLEAR, id="no-prefix"),
    pytest.param("ctx", MODERN, id="short"),
    pytest.param("app.registry", LEGACY, id="attribute"),
    pytest.param("registry.app", UNCLEAR, id="owner-says-nothing"),
    pytest.param("registry.context", MODERN, id="last-part-only"),
    pytest.param("self.mock_context", MODERN, id="self-attribute"),
    pytest.param("make_registry()", LEGACY, id="function"),
    pytest.param("app.get_registry()", LEGACY, id="method"),
    pytest.param("app.registry()", LEGACY, id="called"),
    pytest.param("MockRegistry()", LEGACY, id="class"),
    pytest.param("fakes.MockUserContext()", MODERN, id="camel-case"),
    pytest.param("HTTPRegistry()", LEGACY, id="capitals-in-class"),
    pytest.param("registry.get_app()", UNCLEAR, id="method-of"),
    pytest.param("registries[0]", LEGACY, id="plural"),
    pytest.param("contexts[i]", MODERN, id="plural-index"),
    pytest.param("registry[0]", UNCLEAR, id="element-of-singular"),
    pytest.param("parts['registry']", LEGACY, id="key"),
    pytest.param("contexts['registry']", LEGACY, id="key-over-container"),
    pytest.param("parts.get('context')", MODERN, id="get"),
    pytest.param("parts.pop('context', None)", MODERN, id="pop"),
    pytest.param("registry.get('agent')", UNCLEAR, id="get-from"),
    pytest.param("getattr(x, 'registry')", LEGACY, id="getattr"),
    pytest.param("getattr(x, 'registry', None)", LEGACY, id="getattr-default"),
    pytest.param("getattr(registry, name)", UNCLEAR, id="getattr-unknown"),
    pytest.param("await get_context()", MODERN, id="await"),
    pytest.param("registry or context", UNCLEAR, id="either"),
    pytest.param("registry if x else None", LEGACY, id="conditional"),
    pytest.param("Mock(name='registry')", UNCLEAR, id="mock-name"),
    pytest.param("Mock().registry", LEGACY, id="mock-attribute"),
    pytest.param("'registry'", NEITHER, id="text"),
    pytest.param("lambda: registry", UNCLEAR, id="lambda"),
    pytest.param("registry is None", UNCLEAR, id="comparison"),
    pytest.param("not registry", UNCLEAR, id="not"),
    pytest.param("-registry", UNCLEAR, id="minus"),
    pytest.param("[registry]", UNCLEAR, id="list-of"),
    pytest.param("{'registry': registry}", UNCLEAR, id="dict-of"),
    pytest.param("registry + x", UNCLEAR, id="sum"),
    pytest.param("cast('Thing', registry)", LEGACY, id="cast"),
    pytest.param("copy.copy(context)", MODERN, id="copy"),
    pytest.param("type(registry)", UNCLEAR, id="type-of"),
    pytest.param("str(registry)", UNCLEAR, id="text-of"),
    pytest.param("len(registries)", UNCLEAR, id="length-of"),
    pytest.param("fetch(context)", UNCLEAR, id="arguments-say-nothing"),
    pytest.param("list(registries)", UNCLEAR, id="list-of-plural"),
]


@pytest.mark.parametrize("template", ["Engine({}, None, None)", "it = {}\n    Engine(it, b, c)"])
@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names(text: str, expected: str, template: str, loaded: Project) -> None:
    assert verdicts(f"async def f():\n    {template.format(text)}\n", loaded) == expected


NAMED = [
    pytest.param("for a in registries: Engine(a, b, c)", LEGACY, id="loop"),
    pytest.param("for registry in x: Engine(registry, b, c)", LEGACY, id="loop-variable"),
    pytest.param("for a in registry: Engine(a, b, c)", UNCLEAR, id="loop-over-singular"),
    pytest.param("a, b = contexts\nEngine(a, x, y)", MODERN, id="unpacked"),
    pytest.param("with registry as a: Engine(a, x, y)", LEGACY, id="with"),
    pytest.param("context = x\na = context\nEngine(a, b, c)", MODERN, id="behind"),
    pytest.param("registry = context\nEngine(registry, b, c)", LEGACY, id="nearer-name"),
    pytest.param("a = registry\na = context\nEngine(a, b, c)", MODERN, id="rebound"),
    pytest.param("a = registry if x else context\nEngine(a, b, c)", UNCLEAR, id="either"),
    pytest.param("Engine((registry := x), None, None)", LEGACY, id="walrus"),
    pytest.param("registry = Context()\nEngine(registry, b, c)", MODERN, id="type-over-name"),
    pytest.param("context = Registry()\nEngine(context, factory, emitter)", LEGACY, id="one-type"),
    pytest.param(
        "mock_registry = Mock(spec=Context)\nEngine(mock_registry, br, ctx)", MODERN, id="spec"
    ),
    pytest.param(
        "def f(registry: Context): Engine(registry, None, None)", MODERN, id="annotation-over-name"
    ),
    pytest.param(
        "def f(registry: Context | Registry): Engine(registry, b, c)", UNCLEAR, id="union-over-name"
    ),
    pytest.param("registry = None\nEngine(registry, None, None)", LEGACY, id="none-with-a-name"),
    pytest.param("registry = 'x'\nEngine(registry, None, None)", NEITHER, id="text-with-a-name"),
    pytest.param("registry = Mock()\nEngine(registry, Mock(), Mock())", LEGACY, id="mock"),
    pytest.param("Engine(registry, factory, emitter)", UNCLEAR, id="names-of-both"),
    pytest.param("Engine(registry, bridge, context)", LEGACY, id="all-legacy"),
    pytest.param("Engine(context, factory, emitter)", MODERN, id="all-modern"),
    pytest.param("Engine(a, factory, emitter)", MODERN, id="two-of-three"),
    pytest.param("Engine(context, a, context)", UNCLEAR, id="same-name-at-both"),
    pytest.param("Engine(Thing(), bridge, x)", LEGACY, id="unknown-class-and-name"),
    pytest.param("Engine(Registry(), factory, emitter)", LEGACY, id="type-over-other-names"),
    pytest.param("from x import registry\nEngine(registry, b, c)", LEGACY, id="imported"),
    pytest.param("from x import registry as a\nEngine(a, b, c)", UNCLEAR, id="imported-as"),
    pytest.param("Engine(Factory.create_context(), x, y)", MODERN, id="a-factorys-product"),
    pytest.param("Engine(Registry.create_context(), x, y)", MODERN, id="a-registrys-product"),
    pytest.param("Engine(Factory().create_context(), x, y)", MODERN, id="an-objects-product"),
    pytest.param("Engine(Mock(spec=Registry).context, x, y)", MODERN, id="attribute-of-a-spec"),
    pytest.param("class FakeRegistry: ...\nEngine(FakeRegistry(), x, y)", LEGACY, id="own-fake"),
    pytest.param("def f(context: dict): Engine(context, x, y)", MODERN, id="a-dict-named-so"),
    pytest.param(
        "from acme.core.registry import Registry as Context\nEngine(Context(), x, y)",
        LEGACY,
        id="class-imported-by-another-role",
    ),
    pytest.param(
        "for registry, bridge, context in [(Context(), Factory(), Emitter())]:\n"
        "    Engine(registry, bridge, context)",
        MODERN,
        id="loop-against-names",
    ),
]


@pytest.mark.parametrize(("source", "expected"), NAMED)
def test_names_behind(source: str, expected: str, loaded: Project) -> None:
    assert verdicts(source, loaded) == expected


# --- Large, deep and circular input ---------------------------------------------------------------


def _mutual(count: int) -> str:
    lines = [
        f"def f{n}(x): return f{(n + 1) % count}(x) or f{(n * 7) % count}(x)\n"
        for n in range(count)
    ]
    return "".join(lines) + "a = f0(1)\nEngine(a, None, None)\n"


HOSTILE = [
    pytest.param("def f(): return f()\na = f()\nEngine(a, None, None)", UNCLEAR, id="itself"),
    pytest.param(
        "def f(): return g()\ndef g(): return f()\na = f()\nEngine(a, b, c)", UNCLEAR, id="mutual"
    ),
    pytest.param(
        "def f(x):\n    if x: return f(x - 1)\n    return Registry()\nEngine(f(1), b, c)",
        LEGACY,
        id="recursion-with-an-end",
    ),
    pytest.param("f = lambda: f()\nEngine(f(), None, None)", UNCLEAR, id="lambda-itself"),
    pytest.param(
        "def f():\n    yield from f()\nfor a in f(): Engine(a, b, c)", UNCLEAR, id="yield"
    ),
    pytest.param("x = x or y\nEngine(x, None, None)", UNCLEAR, id="or-itself"),
    pytest.param("x = [x]\nx = x[0]\nx = x[0]\nEngine(x, None, None)", UNCLEAR, id="list-itself"),
    pytest.param("class A(A): ...\nEngine(A(), None, None)", UNCLEAR, id="own-base"),
    pytest.param(
        "class A(B): ...\nclass B(A): ...\ndef f(x: A): Engine(x.a, None, None)",
        UNCLEAR,
        id="bases-in-a-circle",
    ),
    pytest.param(
        "class A:\n    @property\n    def a(self): return self.b\n"
        "    @property\n    def b(self): return self.a\nEngine(A().a, None, None)",
        UNCLEAR,
        id="properties-in-a-circle",
    ),
    pytest.param(
        "class A:\n    def __init__(self): self.a, self.b = self.b, self.a\n"
        "    def f(self): Engine(self.a, self.b, None)",
        UNCLEAR,
        id="attributes-in-a-circle",
    ),
    pytest.param(
        "@pytest.fixture\ndef a(b): return b\n@pytest.fixture\ndef b(a): return a\n"
        "def test(a): Engine(a, None, None)",
        UNCLEAR,
        id="fixtures-in-a-circle",
    ),
    pytest.param("N = Optional['N']\ndef f(a: N): Engine(a, b, c)", UNCLEAR, id="type-itself"),
    pytest.param(
        "A = 'B'\nB = 'A'\ndef f(a: 'A | B'): Engine(a, b, c)", UNCLEAR, id="types-in-a-circle"
    ),
    pytest.param(
        "T = TypeVar('T', bound='T')\ndef f(a: T): Engine(a, b, c)", UNCLEAR, id="bound-itself"
    ),
    pytest.param("a = Registry()\n" * 5000 + "Engine(a, None, None)", LEGACY, id="assignments"),
    pytest.param(
        "a0 = Registry()\n"
        + "".join(f"a{n} = a{n - 1}\n" for n in range(1, 5000))
        + "Engine(a4999, None, None)",
        UNCLEAR,
        id="handed-on",
    ),
    pytest.param("a = a or x\n" * 3000 + "Engine(a, None, None)", UNCLEAR, id="or-often"),
    pytest.param("a = [a, a]\n" * 300 + "Engine(a[0], None, None)", UNCLEAR, id="doubling"),
    pytest.param(
        "def f(a, b):\n"
        + "    a, b = (a, b), (b, a)\n" * 300
        + "    Engine(a[0][1][0], None, None)",
        UNCLEAR,
        id="doubling-tuples",
    ),
    pytest.param(
        "a = [" + "Registry(), " * 2000 + "]\nfor b in a: Engine(b, x, y)", LEGACY, id="elements"
    ),
    pytest.param(
        "a = {" + "".join(f"{n}: Registry(), " for n in range(2000)) + "}\nEngine(a[7], b, c)",
        LEGACY,
        id="keys",
    ),
    pytest.param(
        "l = []\n" + "l.append(Registry())\n" * 2000 + "for a in l: Engine(a, b, c)",
        LEGACY,
        id="appended",
    ),
    pytest.param(
        "Engine(" + "x(" * 90 + "a" + ")" * 90 + ", None, None)", UNCLEAR, id="nested-calls"
    ),
    pytest.param("a = x" + "()" * 300 + "\nEngine(a, None, None)", UNCLEAR, id="calls-of-calls"),
    pytest.param("a = x" + ".x()" * 450 + "\nEngine(a, None, None)", UNCLEAR, id="fluent-calls"),
    pytest.param("Engine(x" + ".x" * 2000 + ", None, None)", UNCLEAR, id="attributes"),
    pytest.param(
        "a = Registry()" + ".x" * 2000 + "\nEngine(a, None, None)", UNCLEAR, id="attributes-behind"
    ),
    pytest.param(
        "x" + ".x" * 800 + " = Registry()\nEngine(x, None, None)", UNCLEAR, id="chain-set"
    ),
    pytest.param("Engine(" + "x + " * 800 + "a, None, None)", UNCLEAR, id="sum"),
    pytest.param("Engine(" + "x or " * 3000 + "a, None, None)", UNCLEAR, id="or"),
    pytest.param(
        "Engine(" + "x if y else " * 90 + "Registry(), None, None)", LEGACY, id="conditionals"
    ),
    pytest.param("Engine(a" + "[0]" * 500 + ", None, None)", UNCLEAR, id="subscripts"),
    pytest.param(
        "def f(a: " + "list[" * 90 + "X" + "]" * 90 + "): Engine(a, b, c)", UNCLEAR, id="type"
    ),
    pytest.param(
        "def f(a: " + "Registry | " * 500 + "None): Engine(a, b, c)", LEGACY, id="long-union"
    ),
    pytest.param("def f(a: '" + "(" * 3000 + "'): Engine(a, b, c)", UNCLEAR, id="quoted-depth"),
    pytest.param(_mutual(200), UNCLEAR, id="many-functions"),
    pytest.param(
        "".join(f"class A{n}(A{n + 1}): ...\n" for n in range(300)) + "Engine(A0(), None, None)",
        UNCLEAR,
        id="bases",
    ),
    pytest.param(
        "class A0(Registry): ...\n"
        + "".join(f"class A{n}(A{n - 1}): ...\n" for n in range(1, 10))
        + "Engine(A9(), None, None)",
        LEGACY,
        id="ten-bases",
    ),
    pytest.param(
        "def f(a):\n"
        + "".join("    " * n + f"if isinstance(a, X{n}):\n" for n in range(1, 80))
        + "    " * 80
        + "Engine(a, None, None)\n",
        UNCLEAR,
        id="guards",
    ),
    pytest.param(
        "def f(a):\n" + "    assert isinstance(a, Registry)\n" * 2000 + "    Engine(a, None, None)",
        LEGACY,
        id="asserts",
    ),
    pytest.param(
        "def f(a):\n"
        + "    if not isinstance(a, Registry): return\n" * 300
        + "    Engine(a, None, None)",
        LEGACY,
        id="returns",
    ),
    pytest.param(
        "class K:\n"
        + "".join(f"    def f{n}(self): self.a = self.a\n" for n in range(500))
        + "    def g(self): Engine(self.a, None, None)",
        UNCLEAR,
        id="attribute-often",
    ),
    pytest.param(
        "k = x()\n"
        + "".join(f"k.a{n} = Registry()\n" for n in range(2000))
        + "k = y()\n" * 200
        + "Engine(k.a7, None, None)",
        UNCLEAR,
        id="many-attributes",
    ),
    pytest.param(
        "@pytest.fixture\ndef a(): return Registry()\n" * 500 + "def test(a): Engine(a, b, c)",
        LEGACY,
        id="fixtures",
    ),
    pytest.param(
        "if x:\n    a = Registry()\n" * 300 + "Engine(a, None, None)", UNCLEAR, id="branches"
    ),
    pytest.param(
        "try:\n    a = Registry()\nexcept E:\n    pass\n" * 300 + "Engine(a, None, None)",
        UNCLEAR,
        id="tries",
    ),
]


@pytest.mark.parametrize(("source", "expected"), HOSTILE)
def test_hostile_input_ends_soon(source: str, expected: str, loaded: Project) -> None:
    begin = time.process_time()
    assert verdicts(source, loaded) == expected
    assert time.process_time() - begin < ENOUGH_SECONDS


@pytest.mark.parametrize(
    ("line", "count"),
    [
        pytest.param("    Engine(Registry(), None, None)\n", 5000, id="constructors"),
        pytest.param("    Engine(a, None, None)\n", 3000, id="variables"),
        pytest.param("    a = Registry()\n    Engine(a, None, None)\n", 3000, id="assigned"),
        pytest.param("    Engine(make(), None, None)\n", 3000, id="functions"),
        pytest.param("    Engine(self.a, None, None)\n", 3000, id="attributes"),
        pytest.param("    Engine([Registry()][0], None, None)\n", 3000, id="elements"),
    ],
)
def test_every_call_of_a_large_file_is_judged(line: str, count: int, loaded: Project) -> None:
    source = (
        "def make(): return Registry()\nclass K:\n  def __init__(self): self.a = Registry()\n"
        f"  def f(self, a: Registry):\n{line * count}"
    )
    begin = time.process_time()
    found = judge(source, loaded)
    assert time.process_time() - begin < ENOUGH_SECONDS
    assert [finding.code for finding in found] == ["SOT201"] * count


def test_what_comes_behind_heavy_work_is_judged(loaded: Project) -> None:
    source = "".join(
        f"@pytest.fixture\ndef a{n}(a{n * 3 % 500}, a{n * 7 % 500}):\n"
        f"    return a{n * 3 % 500} or a{n * 7 % 500}\n"
        f"def test{n}(a{n}): Engine(a{n}, None, None)\n"
        for n in range(500)
    )
    found = judge(source + "Engine(Registry(), Bridge())\n", loaded)
    assert found[-1].code == "SOT201"
    assert len(found) == 501


@pytest.mark.parametrize("count", [300, 3000])
def test_many_functions_assign_one_global(count: int, loaded: Project) -> None:
    source = "a = None\n" + "".join(
        f"def f{n}():\n    global a\n    a = Registry()\n" for n in range(count)
    )
    begin = time.process_time()
    assert verdicts(source + "Engine(a, None, None)\n", loaded) == UNCLEAR  # more than are kept
    assert time.process_time() - begin < ENOUGH_SECONDS


NEW_SYNTAX = [
    pytest.param(
        "type A = Registry\ndef f(a: A): Engine(a, b, c)",
        LEGACY,
        id="type-alias",
    ),
    pytest.param(
        "type A = Registry | None\ndef f(a: A): Engine(a, b, c)",
        LEGACY,
        id="type-or-none",
    ),
    pytest.param(
        "type A = list[Context]\ndef f(a: A): Engine(a[0], b, c)",
        MODERN,
        id="type-list",
    ),
    pytest.param("type A = A\ndef f(a: A): Engine(a, b, c)", UNCLEAR, id="type-itself"),
    pytest.param(
        "def f[T: Registry](a: T): Engine(a, b, c)",
        LEGACY,
        id="bound",
    ),
    pytest.param("def f[T](a: T): Engine(a, b, c)", UNCLEAR, id="free"),
    pytest.param(
        "def f[Registry](a: Registry): Engine(a, b, c)", UNCLEAR, id="hidden-by-parameter"
    ),
    pytest.param(
        "class K[T: Registry]:\n    a: T\n    def f(self): Engine(self.a, b, c)",
        LEGACY,
        id="class",
    ),
    pytest.param("a = Registry()\nf'{Engine(a, None, None)}'", LEGACY, id="f-string"),
]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax of Python 3.12")
@pytest.mark.parametrize(("source", "expected"), NEW_SYNTAX)
def test_new_syntax(source: str, expected: str, loaded: Project) -> None:
    assert verdicts(source, loaded) == expected


CORNERS = [
    pytest.param(
        "def f(m: typing.ContextManager[Registry]):\n    with m as a:\n        Engine(a, b, c)",
        LEGACY,
        id="declared-context-manager",
    ),
    pytest.param(
        "def f(m: list[Registry]):\n    with m as a:\n        Engine(a, b, c)",
        UNCLEAR,
        id="no-context-manager",
    ),
    pytest.param("Engine('%s' % x, None, None)", NEITHER, id="formatted-text"),
    pytest.param("Engine(x % 2, None, None)", UNCLEAR, id="remainder"),
    pytest.param("Engine(f'{x}', None, None)", NEITHER, id="f-string"),
    pytest.param("a, = f'{x}'\nEngine(a, None, None)", UNCLEAR, id="f-string-unpacked"),
    pytest.param("a = {Registry(): 1}\nfor i in a: Engine(i, b, c)", LEGACY, id="keys"),
    pytest.param("a = [Registry()]['x']\nEngine(a, b, c)", UNCLEAR, id="list-by-text"),
    pytest.param("a = [Registry()][5]\nEngine(a, b, c)", UNCLEAR, id="no-such-element"),
    pytest.param("a = [Registry(), Context()]\nEngine(a[:1][0], b, c)", UNCLEAR, id="slice-end"),
    pytest.param("a = [Context(), Registry()]\nEngine(a[x:][0], b, c)", UNCLEAR, id="slice-name"),
    pytest.param("a = [Context(), Registry()]\nEngine(a[:][0], b, c)", MODERN, id="slice-whole"),
    pytest.param("a = [Context(), Registry()]\nEngine(a[::2][0], b, c)", UNCLEAR, id="slice-step"),
    pytest.param("a = [Context(), Registry()]\nEngine(a[1:][-1], b, c)", UNCLEAR, id="slice-last"),
    pytest.param(
        "Engine([i for i, *k in [(Registry(), 1)]][0], b, c)", LEGACY, id="starred-target"
    ),
    pytest.param("Engine([k for i, *k in [(1, Registry())]][0], b, c)", UNCLEAR, id="starred-rest"),
    pytest.param(
        "Engine([i for i in x if isinstance(i, Registry)][0], b, c)", LEGACY, id="filtered-by-class"
    ),
    pytest.param("Engine([i for i in x if callable(i)][0], b, c)", UNCLEAR, id="filtered-by-what"),
    pytest.param("for a in collections.deque([Registry()]): Engine(a, b, c)", LEGACY, id="deque"),
    pytest.param("for a in max([[Registry()]]): Engine(a, b, c)", LEGACY, id="largest"),
    pytest.param("for a in filter(x, [Registry()]): Engine(a, b, c)", LEGACY, id="filter"),
    pytest.param("for a in list(): Engine(a, None, None)", UNCLEAR, id="empty-list"),
    pytest.param(
        "async def f():\n    a = await anext(x for x in [Registry()])\n    Engine(a, b, c)",
        LEGACY,
        id="anext",
    ),
    pytest.param(
        "async def g(): return Registry()\nl = asyncio.new_event_loop()\n"
        "a = l.run_until_complete(g())\nEngine(a, b, c)",
        LEGACY,
        id="run-until-complete",
    ),
    pytest.param(
        "async def g(): return Registry()\nasync def f(l):\n"
        "    a = await l.create_task(g())\n    Engine(a, b, c)",
        LEGACY,
        id="create-task",
    ),
    pytest.param(
        "@pytest.mark.parametrize('a, i', [pytest.param(Registry(), 1)])\n"
        "def test(a, i): Engine(a, b, c)",
        LEGACY,
        id="param-of-two",
    ),
    pytest.param(
        "@pytest.mark.parametrize('i, a', [pytest.param(Registry())])\n"
        "def test(i, a): Engine(a, None, None)",
        UNCLEAR,
        id="param-too-short",
    ),
    pytest.param(
        "@pytest.mark.parametrize('a')\ndef test(a): Engine(a, None, None)",
        UNCLEAR,
        id="parametrize-without-values",
    ),
    pytest.param(
        "match x:\n    case Registry() | Bridge():\n        Engine(x, None, None)",
        LEGACY,
        id="either-class",
    ),
    pytest.param(
        "match x:\n    case Registry() | None:\n        Engine(x, None, None)",
        UNCLEAR,
        id="class-or-value",
    ),
    pytest.param(
        "match f():\n    case Registry() as a:\n        Engine(a, None, None)",
        LEGACY,
        id="captured-class",
    ),
    pytest.param(
        "if isinstance(f(), Registry):\n    Engine(f(), None, None)", UNCLEAR, id="guard-of-a-call"
    ),
    pytest.param(
        "class K:\n    def f(self): return super().a\nEngine(K().f(), None, None)",
        UNCLEAR,
        id="attribute-of-super",
    ),
    pytest.param(
        "class G:\n    def __enter__(self): return Registry()\n"
        "    def __exit__(self, *a): ...\n"
        "with G() as a: Engine(a, b, c)",
        LEGACY,
        id="own-enter",
    ),
    pytest.param("class G: ...\nwith G() as a: Engine(a, None, None)", UNCLEAR, id="no-enter"),
    pytest.param(
        "@contextlib.contextmanager\ndef g(): yield Registry()\nEngine(g(), None, None)",
        UNCLEAR,
        id="manager-not-entered",
    ),
    pytest.param(
        "def g(): yield Registry()\nEngine(g(), None, None)", UNCLEAR, id="generator-itself"
    ),
    pytest.param(
        "async def g(): return Registry()\nEngine(g(), None, None)", UNCLEAR, id="coroutine-itself"
    ),
    pytest.param("N = NewType('N', Registry)\ndef f(a: N): Engine(a, b, c)", LEGACY, id="newtype"),
    pytest.param("f.g = Registry()\nEngine(f.g, b, c)", LEGACY, id="attribute-of-anything"),
    pytest.param(
        "while x:\n    if y:\n        a = Registry()\n        break\n"
        "else:\n    a = Registry()\n"
        "Engine(a, b, c)",
        LEGACY,
        id="break-and-else",
    ),
    pytest.param(
        "def f(a: Registry | Context):\n    if isinstance(a, Context):\n        try:\n"
        "            return 1\n        except E:\n            raise\n    Engine(a, b, c)",
        LEGACY,
        id="try-that-leaves",
    ),
    pytest.param(
        "def test(a: Registry | Context):\n    if isinstance(a, Context):\n"
        "        pytest.skip()\n    Engine(a, b, c)",
        LEGACY,
        id="skip-leaves",
    ),
]


@pytest.mark.parametrize(("source", "expected"), CORNERS)
def test_corners(source: str, expected: str, loaded: Project) -> None:
    assert verdicts(source, loaded) == expected
