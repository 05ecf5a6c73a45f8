"""Questions about syntax trees: children, and the names that are local to a function."""

from __future__ import annotations

import ast
import random
import sys
import sysconfig
from pathlib import Path
from textwrap import dedent

import pytest

from flake8_ssot.source import Unparsable, decode, parse
from flake8_ssot.syntax import FunctionNode, children, local_names

FUNCTIONS = [
    pytest.param("def f(a, /, b, *c, d=1, **e): ...", {"a", "b", "c", "d", "e"}, id="parameters"),
    pytest.param("def f(): x = y[z] = w.v = 1", {"x"}, id="assignment"),
    pytest.param("def f(): (a, [b, *c]) = d", {"a", "b", "c"}, id="unpacking"),
    pytest.param("def f():\n x += 1\n y: int\n z: int = 1", {"x", "y", "z"}, id="declared"),
    pytest.param("def f():\n for x in y:\n  z = 1\n else: w = 1", {"x", "z", "w"}, id="for"),
    pytest.param("def f():\n while a:\n  b = 1\n else: c = 1", {"b", "c"}, id="while"),
    pytest.param(
        "async def f():\n async with a as b, c as (d, e): g = 1", {"b", "d", "e", "g"}, id="with"
    ),
    pytest.param(
        "def f():\n try: a = 1\n except E as b: c = 1\n else: d = 1\n finally: e = 1",
        {"a", "b", "c", "d", "e"},
        id="try",
    ),
    pytest.param(
        "def f():\n import a.b, c as d\n from e import g, h as i\n from j import *",
        {"a", "d", "g", "i"},
        id="imports",
    ),
    pytest.param("def f():\n def g(x=y): z = 1\n class C(D): w = 1", {"g", "C"}, id="definitions"),
    pytest.param("def f():\n global a\n a = b = 1\n def g(): c = 1", {"b", "g"}, id="global"),
    pytest.param(
        "def f():\n match x:\n  case {'k': a, **b} | C(c, d=e) | [g, *h] as i if j: k = 1",
        {"a", "b", "c", "e", "g", "h", "i", "k"},
        id="match",
    ),
    pytest.param("def f():\n del a\n return [b for b in c]", {"a"}, id="delete-and-comprehension"),
    pytest.param("def f():\n if a: b = 1\n elif c: d = 1\n else: e = 1", {"b", "d", "e"}, id="if"),
    pytest.param("lambda a, b=c: d", {"a", "b"}, id="lambda"),
]
WALRUS = [
    pytest.param("def f(): return [a for b in c if (d := b)]", {"d"}, id="in-a-comprehension"),
    pytest.param("def f():\n if (a := 1): ...", {"a"}, id="in-a-condition"),
    pytest.param("lambda: (a := 1)", {"a"}, id="in-a-lambda"),
    pytest.param("def f(): g(lambda: (a := 1))", set(), id="in-another-function"),
]


def first_function(source: str) -> FunctionNode:
    return next(node for node in ast.walk(ast.parse(source)) if isinstance(node, FunctionNode))


@pytest.mark.parametrize(("source", "expected"), [*FUNCTIONS, *WALRUS])
def test_local_names(source: str, expected: set[str]) -> None:
    assert local_names(first_function(source)).bound == expected


@pytest.mark.parametrize(("source", "expected"), FUNCTIONS)
def test_local_names_where_no_expression_binds(source: str, expected: set[str]) -> None:
    assert local_names(first_function(source), in_expressions=False).bound == expected


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695")
def test_a_type_alias_binds() -> None:
    function = first_function("def f():\n type A = B")
    for in_expressions in (True, False):
        assert local_names(function, in_expressions=in_expressions).bound == {"A"}


def library(count: int) -> list[ast.Module]:
    """Modules of the standard library."""
    paths = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    random.Random(11).shuffle(paths)
    trees = [parse(decode(path.read_bytes()).text) for path in paths[:count]]
    return [tree for tree in trees if not isinstance(tree, Unparsable)]


def test_both_ways_agree_on_real_functions() -> None:
    """Of files without any `:=`."""
    asked = 0
    for tree in library(60):
        nodes = list(ast.walk(tree))
        if any(isinstance(node, ast.NamedExpr) for node in nodes):
            continue
        for node in nodes:
            if isinstance(node, FunctionNode):
                assert local_names(node) == local_names(node, in_expressions=False)
                asked += 1
    assert asked > 300


def test_children_are_those_of_ast() -> None:
    """But for operators and contexts."""
    source = dedent("""
        @d
        def f(a: b = c, *, e, g=h) -> i:
            global j
            with k as l: m = {**n, o: p}
            match q:
                case r.s | C(t, u=v): w += -x
            return f"{y!r:{z}}" if not a < b < c else [d async for e in f]
    """)
    bare = (ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop)
    for tree in [ast.parse(source), *library(15)]:
        for node in ast.walk(tree):
            expected = [item for item in ast.iter_child_nodes(node) if not isinstance(item, bare)]
            assert children(node) == expected
