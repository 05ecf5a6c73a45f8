"""What names stand for as a file runs: a line that ends in `# SOT102` is reported, no other is."""

from __future__ import annotations

import ast
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest
from support import ENOUGH_SECONDS, findings, make_project

from flake8_ssot.check import check
from flake8_ssot.model import Finding
from flake8_ssot.modules import Module
from flake8_ssot.names import resolve
from flake8_ssot.project import Project
from flake8_ssot.references import Interest, Names
from flake8_ssot.source import Source, Unparsable, parse, split_lines

ENGINE = "acme.legacy.engine.Engine"


@pytest.fixture
def loaded(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def marked(source: str) -> list[tuple[int, str, str]]:
    """The findings that the marks in `source` ask for: line, code and path."""
    expected = []
    for number, line in enumerate(dedent(source).splitlines(), 1):
        _, mark, _ = line.partition("# SOT102")
        if mark:
            expected.append((number, "SOT102", ENGINE))
    return expected


def judge(source: str, loaded: Project) -> list[tuple[int, str, str]]:
    return [(item.span.line, item.code, item.old) for item in findings(source, loaded)]


MODULE = [
    pytest.param("from acme.legacy import engine\nengine.Engine  # SOT102\n", id="plain"),
    pytest.param(
        """\
        engine.Engine
        from acme.legacy import engine
        engine.Engine  # SOT102
        engine = None
        engine.Engine
        from acme.legacy import engine
        engine.Engine  # SOT102
        from other import engine
        engine.Engine
        """,
        id="rebinding",
    ),
    pytest.param(
        """\
        from acme.legacy import engine as a
        from acme.legacy import engine as b
        def a(): ...
        class b: ...
        a.Engine
        b.Engine
        """,
        id="definitions",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        engine: object
        engine.Engine  # SOT102
        engine: object = None
        engine.Engine
        """,
        id="annotations",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        engine += 1
        engine.Engine
        """,
        id="augmented",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        engine.Engine = None  # SOT102
        engine.other = engine[0] = None
        engine.Engine  # SOT102
        """,
        id="assignment-to-an-attribute",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        if x:
            engine = None
            engine.Engine
        engine.Engine  # SOT102
        if x:
            engine = None
        else:
            engine = 1
        engine.Engine
        """,
        id="if",
    ),
    pytest.param(
        """\
        if x:
            pass
        elif y:
            from acme.legacy import engine
        elif engine.Engine:
            engine.Engine
        else:
            engine = None
            engine.Engine
        engine.Engine  # SOT102
        """,
        id="elif",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        if x:
            pass
        elif (engine := None) and engine.Engine:
            engine.Engine
        else:
            engine.Engine
        engine.Engine  # SOT102
        """,
        id="elif-test-that-binds",
    ),
    pytest.param(
        """\
        if x:
            from acme.legacy import engine
        engine.Engine  # SOT102
        """,
        id="import-in-one-branch",
    ),
    pytest.param(
        """\
        try:
            from acme.legacy import engine
        except ImportError:
            engine = None
            engine.Engine
        else:
            engine.Engine  # SOT102
        finally:
            engine.Engine  # SOT102
        engine.Engine  # SOT102
        """,
        id="try",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        try:
            engine.Engine  # SOT102
            engine = load()
            engine.Engine
        except A:
            engine.Engine  # SOT102
        except engine.Engine:  # SOT102
            engine = 1
        engine.Engine  # SOT102
        """,
        id="try-body-that-rebinds",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        try:
            engine = load()
        finally:
            pass
        engine.Engine
        """,
        id="finally-without-handlers",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        try:
            x()
        except A as engine:
            engine.Engine
        engine.Engine  # SOT102
        """,
        id="except-as",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        try:
            raise A
        except A as engine:
            del engine
        except B as engine:
            from acme.legacy import engine
            engine.Engine  # SOT102
        """,
        id="except-as-deleted",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        for engine in engine.Engine.all():  # SOT102
            engine.Engine
        else:
            engine.Engine  # SOT102
        engine.Engine  # SOT102
        """,
        id="for",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        import other
        for module in (other, engine):
            module.Engine  # SOT102
        for module in [other, None]:
            module.Engine
        for module, engine in ((engine, 1),):
            engine.Engine
        """,
        id="for-over-a-tuple",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        while engine.Engine:  # SOT102
            engine.Engine  # SOT102
            engine = None
            engine.Engine
        else:
            engine.Engine  # SOT102
        """,
        id="while",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        with engine.Engine() as engine, engine.Engine:  # SOT102
            engine.Engine
        engine.Engine
        """,
        id="with",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        with x as (a, [engine, *b]):
            engine.Engine
        from acme.legacy import engine
        with x as engine.y, x as z[engine.Engine]:  # SOT102
            engine.Engine  # SOT102
        """,
        id="with-targets",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        match engine.Engine:  # SOT102
            case [engine, *_]:
                engine.Engine
            case {"a": engine}:
                engine.Engine
            case {"b": 1, **engine}:
                engine.Engine
            case [1, *engine]:
                engine.Engine
            case A() as engine if engine.Engine:
                engine.Engine
            case A(x=engine) | B(engine):
                engine.Engine
            case engine.Engine:  # SOT102
                engine.Engine  # SOT102
            case engine.Engine(y=1):  # SOT102
                engine.Engine  # SOT102
        engine.Engine  # SOT102
        """,
        id="match",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        del engine
        engine.Engine
        from acme.legacy import engine
        if x:
            del engine
        engine.Engine  # SOT102
        from acme.legacy import engine
        del engine.other
        engine.Engine  # SOT102
        del (a, engine)
        engine.Engine
        """,
        id="del",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        a = b = engine
        a.Engine  # SOT102
        b.Engine  # SOT102
        c = a
        c.Engine  # SOT102
        a = None
        a.Engine
        c.Engine  # SOT102
        """,
        id="assignments",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        a, b = engine, None
        a.Engine  # SOT102
        b.Engine
        a, b = b, a
        a.Engine
        b.Engine  # SOT102
        [c, (d, e)] = x, [y, engine]
        c.Engine
        d.Engine
        e.Engine  # SOT102
        engine, f = f, engine
        engine.Engine
        f.Engine  # SOT102
        """,
        id="unpacking",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        a, *b = engine, 1, 2
        a.Engine
        b.Engine
        a, b = engine
        a.Engine
        a, b = *x, engine
        b.Engine
        a, b = engine, 1, 2
        a.Engine
        *engine, c = x
        engine.Engine
        """,
        id="unpacking-that-nobody-can-follow",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        import other
        a = engine if x else other
        a.Engine  # SOT102
        b = None or engine
        b.Engine  # SOT102
        c = x and (y or (other if z else engine))
        c.Engine  # SOT102
        (engine if x else other).Engine  # SOT102
        d = other if engine else None
        d.Engine
        e = not engine
        e.Engine
        """,
        id="conditional-expressions",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        (a := engine).Engine  # SOT102
        a.Engine  # SOT102
        if (b := engine) and b.Engine:  # SOT102
            b.Engine  # SOT102
        (engine := None)
        engine.Engine
        """,
        id="walrus",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        [c := engine for _ in x]
        c.Engine  # SOT102
        {(d := engine): [e := engine for _ in x] for _ in y}
        d.Engine  # SOT102
        e.Engine  # SOT102
        any((engine := y) for y in x)
        engine.Engine
        """,
        id="walrus-in-comprehension",
    ),
]

COMPREHENSIONS = [
    pytest.param(
        """\
        from acme.legacy import engine
        [engine.Engine for _ in x]  # SOT102
        {engine.Engine for _ in x}  # SOT102
        (engine.Engine for _ in x)  # SOT102
        {engine.Engine: 1 for _ in x}  # SOT102
        {1: engine.Engine for _ in x}  # SOT102
        [1 for _ in x if engine.Engine]  # SOT102
        [1 for _ in engine.Engine.all()]  # SOT102
        [1 for a in x for b in engine.Engine]  # SOT102
        """,
        id="free",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        [engine.Engine for engine in x]
        {engine.Engine for engine in x}
        (engine.Engine for engine in x)
        {engine.Engine: engine.Engine for engine in x}
        [1 for engine in x if engine.Engine]
        [1 for engine in x for b in engine.Engine]
        [[engine.Engine for _ in y] for engine in x]
        [engine.Engine for a, (b, *engine) in x]
        [lambda: engine.Engine for engine in x]
        engine.Engine  # SOT102
        """,
        id="bound",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        [engine for engine in engine.Engine.all()]  # SOT102
        [a.Engine for a in (engine, None)]  # SOT102
        [[engine for engine in x] + engine.Engine for _ in y]  # SOT102
        """,
        id="the-first-iterable-lies-outside",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        async def f():
            [engine.Engine async for _ in x]  # SOT102
            [engine.Engine async for engine in x]
        async def i():
            async for engine in x:
                engine.Engine
        async def g():
            async with engine.Engine as a:  # SOT102
                async for _ in engine.Engine:  # SOT102
                    pass
                await engine.Engine  # SOT102
        async def h():
            async with x as engine:
                engine.Engine
        """,
        id="async",
    ),
]

FUNCTIONS = [
    pytest.param(
        """\
        def f():
            engine.Engine  # SOT102
            def g():
                return engine.Engine  # SOT102
        from acme.legacy import engine
        """,
        id="bodies-run-later",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        def f():
            engine.Engine
        engine.Engine  # SOT102
        engine = None
        """,
        id="bodies-see-the-last-binding",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        def f(engine): engine.Engine
        def g(engine, /): engine.Engine
        def h(*engine): engine.Engine
        def i(*, engine): engine.Engine
        def j(**engine): engine.Engine
        async def k(engine): engine.Engine
        def m(engine=engine.Engine): engine.Engine  # SOT102
        def n(engine: engine.Engine): engine.Engine  # SOT102
        lambda engine: engine.Engine
        lambda *engine: engine.Engine
        lambda: engine.Engine  # SOT102
        lambda a=engine.Engine: a  # SOT102
        lambda engine=engine.Engine: engine.Engine  # SOT102
        lambda engine: lambda: engine.Engine
        """,
        id="parameters",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        def f():
            engine.Engine
            engine = None
        def g():
            engine.Engine
            import engine
        def h():
            for engine in x: pass
            engine.Engine
        def i():
            with x as engine: pass
            engine.Engine
        def j():
            engine.Engine
            def engine(): ...
        def k():
            engine.Engine
            class engine: ...
        def m():
            engine.Engine
            engine: int
        def n():
            engine.Engine
            del engine
        def o():
            engine.Engine
            try: pass
            except A as engine: pass
        def p(x):
            match x:
                case engine: pass
            engine.Engine
        def q():
            engine.Engine
            [engine := 1 for _ in x]
        def r():
            engine.Engine
            from a import b as engine
        def s():
            def t():
                engine.Engine
            engine = None
        """,
        id="local-names",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        def f():
            [engine for engine in x]
            engine.Engine  # SOT102
        def g():
            def h():
                engine = None
            lambda engine: 1
            engine.Engine  # SOT102
        def i():
            class C:
                engine = None
            engine.Engine  # SOT102
        def j():
            import engine.other as o
            engine.Engine  # SOT102
        def k():
            x.engine = x["engine"] = 1
            f(engine=1)
            engine.Engine  # SOT102
        """,
        id="not-local-names",
    ),
    pytest.param(
        """\
        def f():
            from acme.legacy import engine
            engine.Engine  # SOT102
            def g(a=engine.Engine):  # SOT102
                return engine.Engine  # SOT102
            return lambda: engine.Engine  # SOT102
        engine.Engine
        def h():
            engine.Engine
        """,
        id="import-in-function",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        def f():
            global engine
            engine = None
            engine.Engine
        def g():
            engine.Engine  # SOT102
        """,
        id="global-that-may-rebind",
    ),
    pytest.param(
        """\
        def g():
            engine.Engine  # SOT102
        def f():
            global engine
            from acme.legacy import engine
            engine.Engine  # SOT102
        def h(engine):
            engine.Engine
        """,
        id="global-that-imports",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        def f():
            engine = None
            def g():
                global engine
                engine.Engine  # SOT102
            engine.Engine
        """,
        id="global-past-a-local-name",
    ),
    pytest.param(
        """\
        engine = None
        def f():
            from acme.legacy import engine
            def g():
                global engine
                engine.Engine
            engine.Engine  # SOT102
        """,
        id="global-past-a-local-import",
    ),
    pytest.param(
        """\
        def f():
            engine = None
            def g():
                nonlocal engine
                from acme.legacy import engine
                engine.Engine  # SOT102
            def h():
                engine.Engine  # SOT102
        engine.Engine
        """,
        id="nonlocal",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        def f(engine):
            def g():
                nonlocal engine
                engine.Engine
                engine = None
        engine.Engine  # SOT102
        """,
        id="nonlocal-of-a-parameter",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        def engine(x=engine.Engine) -> engine.Engine:  # SOT102
            engine.Engine
        engine.Engine
        """,
        id="a-function-of-that-name",
    ),
]

CLASSES = [
    pytest.param(
        """\
        from acme.legacy import engine
        class A:
            engine.Engine  # SOT102
            engine = None
            engine.Engine
            def f(self, a: engine.Engine):
                engine.Engine  # SOT102
            x = lambda self: engine.Engine  # SOT102
            y = [engine.Engine for _ in z]  # SOT102
        engine.Engine  # SOT102
        """,
        id="names-of-a-class",
    ),
    pytest.param(
        """\
        class A:
            from acme.legacy import engine
            engine.Engine  # SOT102
            x = [engine.Engine for _ in y]
            z = [_ for _ in engine.Engine.all()]  # SOT102
            def f(self, a: engine.Engine = None):  # SOT102
                engine.Engine
            @engine.Engine  # SOT102
            def g(self): ...
            class B(engine.Engine):  # SOT102
                engine.Engine
        engine.Engine
        A.engine.Engine
        """,
        id="import-in-class",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        class engine(engine.Engine):  # SOT102
            def f(self):
                engine.Engine
        engine.Engine
        """,
        id="a-class-of-that-name",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        def f(engine):
            class A:
                engine.Engine
                engine = engine
                def g(self):
                    engine.Engine
        class B:
            engine = engine
            x = engine.Engine  # SOT102
        """,
        id="class-in-function",
    ),
]

ANNOTATIONS = [
    pytest.param(
        """\
        from __future__ import annotations
        def f(x: engine.Engine) -> None: ...  # SOT102
        a: engine.Engine  # SOT102
        class A:
            b: engine.Engine = None  # SOT102
        engine.Engine
        from acme.legacy import engine
        """,
        id="future",
    ),
    pytest.param(
        """\
        def f(x: engine.Engine) -> None: ...
        a: engine.Engine
        b: "engine.Engine"  # SOT102
        from acme.legacy import engine
        c: engine.Engine  # SOT102
        """,
        id="without-future",
    ),
    pytest.param(
        """\
        from __future__ import annotations
        from acme.legacy import engine
        a: engine.Engine
        engine = None
        """,
        id="future-rebound",
    ),
    pytest.param(
        """\
        from __future__ import annotations
        from acme.legacy import engine
        def f(engine: engine.Engine, a=engine.Engine): ...  # SOT102
        """,
        id="future-own-parameter",
    ),
]

STARS = [
    pytest.param(
        """\
        from acme.legacy.engine import *
        Engine  # SOT102
        Engine = None
        Engine
        """,
        id="overridden",
    ),
    pytest.param(
        """\
        Engine = None
        Engine
        from acme.legacy.engine import *
        Engine  # SOT102
        """,
        id="overrides",
    ),
    pytest.param(
        """\
        from acme.legacy.engine import *
        from acme.core.engine import Engine
        Engine
        """,
        id="another-import",
    ),
    pytest.param(
        """\
        from acme.legacy.engine import *
        from elsewhere import *
        Engine  # SOT102
        """,
        id="another-star",
    ),
    pytest.param(
        """\
        from acme.legacy.engine import *
        class Engine(Engine):  # SOT102
            def f(self):
                Engine
        Engine
        """,
        id="subclass-of-that-name",
    ),
    pytest.param(
        """\
        from acme.legacy.engine import *
        def f(Engine): Engine
        def g(): Engine  # SOT102
        [Engine for Engine in x]
        [Engine for _ in x]  # SOT102
        lambda Engine: Engine
        x.Engine
        f(Engine=1)
        def h():
            Engine
            Engine = 1
        """,
        id="shadowed",
    ),
    pytest.param(
        """\
        try:
            from acme.legacy.engine import *
        except ImportError:
            class Engine: ...
        Engine.x  # SOT102
        """,
        id="fallback",
    ),
    pytest.param(
        """\
        def f():
            return Engine  # SOT102
        from acme.legacy.engine import *
        """,
        id="function-before",
    ),
]


@pytest.mark.parametrize(
    "source", [*MODULE, *COMPREHENSIONS, *CLASSES, *ANNOTATIONS, *STARS, *FUNCTIONS]
)
def test_flow(source: str, loaded: Project) -> None:
    assert sorted(set(judge(source, loaded))) == marked(source)


def test_each_place_counts(loaded: Project) -> None:
    source = "from acme.legacy import engine\ndef f(x=engine.Engine) -> engine.Engine: ...\n"
    assert judge(source, loaded) == [(2, "SOT102", ENGINE)] * 2


@pytest.mark.skipif(sys.version_info < (3, 11), reason="needs except*")
def test_except_star(loaded: Project) -> None:
    source = """\
    from acme.legacy import engine
    try:
        engine = load()
    except* A as engine:
        engine.Engine
    except* engine.Engine:  # SOT102
        engine.Engine  # SOT102
    engine.Engine  # SOT102
    """
    assert judge(source, loaded) == marked(source)


TYPE_PARAMETERS = [
    pytest.param(
        """\
        from acme.legacy import engine
        def f[T: engine.Engine](x: T): ...  # SOT102
        def g[engine](x: engine.Engine) -> engine.Engine: engine.Engine
        def h[T](x: engine.Engine): engine.Engine  # SOT102
        def i[T](x=engine.Engine): ...  # SOT102
        def j[engine](x=engine.Engine): ...  # SOT102
        @engine.Engine  # SOT102
        def k[engine](): ...
        engine.Engine  # SOT102
        """,
        id="function",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        class A[T](engine.Engine):  # SOT102
            x: engine.Engine  # SOT102
        class B[engine](engine.Engine):
            x: engine.Engine
            def f(self, y: engine.Engine): engine.Engine
        class C[T: (int, engine.Engine)]: ...  # SOT102
        engine.Engine  # SOT102
        """,
        id="class",
    ),
    pytest.param(
        """\
        type A = engine.Engine  # SOT102
        type B = "engine.Engine"  # SOT102
        type C[T] = list[engine.Engine]  # SOT102
        type D[engine] = list[engine.Engine]
        from acme.legacy import engine
        engine.Engine  # SOT102
        """,
        id="alias",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        type engine = int
        engine.Engine
        """,
        id="alias-of-that-name",
    ),
]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="needs PEP 695")
@pytest.mark.parametrize("source", TYPE_PARAMETERS)
def test_type_parameters(source: str, loaded: Project) -> None:
    assert sorted(set(judge(source, loaded))) == marked(source)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="needs PEP 696")
def test_type_parameter_defaults(loaded: Project) -> None:
    source = """\
    from acme.legacy import engine
    def f[T = engine.Engine](): ...  # SOT102
    class A[**P = [engine.Engine]]: ...  # SOT102
    """
    assert judge(source, loaded) == marked(source)


HEAD = "from acme.legacy import engine\n"
ELIF = "elif x:\n    pass\n"
DEEP = [
    pytest.param(
        f"{HEAD}if x:\n    pass\n{ELIF * 3000}else:\n    engine.Engine\n", [6005], id="elif-3000"
    ),
    pytest.param(
        f"{HEAD}if x:\n    pass\n{ELIF * 900}else:\n    engine.Engine\n", [1805], id="elif-900"
    ),
    pytest.param(f"{HEAD}engine.Engine{'.a' * 2000}\n", [2], id="attributes"),
    pytest.param(f"{HEAD}x{'.a' * 2000}\nx{'.engine.Engine' * 1000}\n", [], id="other-attributes"),
    pytest.param(f"{HEAD}x = engine{'.a' * 2000}\nx.Engine\n", [], id="attributes-assigned"),
    pytest.param(f"{HEAD}x = {'None or ' * 5000}engine\nx.Engine\n", [3], id="or"),
    pytest.param(f"{HEAD}{'engine.Engine and ' * 500}x\n", [2] * 500, id="and"),
    pytest.param(f"{HEAD}x = {'1 + ' * 800}engine.Engine\n", [2], id="sum"),
    pytest.param(f"{HEAD}x = {'- ' * 800}engine.Engine\n", [2], id="minus"),
    pytest.param(f"{HEAD}engine.Engine{'.a()' * 500}\n", [2], id="calls"),
    pytest.param(f"{HEAD}x = {'[' * 90}engine.Engine{']' * 90}\n", [2], id="brackets"),
    pytest.param(f"{HEAD}x = {'lambda: ' * 300}engine.Engine\n", [2], id="lambdas"),
    pytest.param(f"{HEAD}x = engine if a else {'b if a else ' * 300}c\nx.Engine\n", [3], id="else"),
    pytest.param(
        f"{HEAD}x = {'(y if y else ' * 90}engine.Engine{')' * 90}\n", [2], id="conditional"
    ),
    pytest.param(f"{HEAD}x = {'engine.Engine, ' * 2000}\n", [2] * 2000, id="wide"),
    pytest.param(f"{HEAD}x = {'a if b else ' * 25}engine\nx.Engine\n", [3], id="far-alternative"),
    pytest.param(
        HEAD + "".join(f"{' ' * depth}if x:\n" for depth in range(98)) + " " * 98 + "engine.Engine",
        [100],
        id="blocks",
    ),
    pytest.param(
        HEAD
        + "".join(f"{' ' * depth}def f():\n" for depth in range(98))
        + " " * 98
        + "engine.Engine",
        [100],
        id="functions",
    ),
    pytest.param(f"{HEAD}{'y = ' * 1000}engine\ny.Engine\n", [3], id="targets"),
    pytest.param(
        f"{HEAD}x = [{'1 for _ in y ' * 1}{'for z in y ' * 1000} if engine.Engine]\n",
        [2],
        id="generators",
    ),
    pytest.param(f"{HEAD}x: {'list[' * 60}'engine.Engine'{']' * 60}\n", [2], id="annotation"),
]


@pytest.mark.parametrize(("source", "lines"), DEEP)
def test_nothing_is_too_deep(source: str, lines: list[int], loaded: Project) -> None:
    if isinstance(parse(source), Unparsable):  # this Python's own parser finds it too deep
        pytest.skip("Python cannot parse it")
    assert judge(source, loaded) == [(line, "SOT102", ENGINE) for line in lines]


def test_a_chain_of_elif_is_not_too_deep_even_if_it_was_never_parsed(loaded: Project) -> None:
    """Python 3.11 and 3.12 do not parse one of 3,000; a tree may have it all the same."""
    tree = ast.parse(f"{HEAD}if x:\n    pass\nelse:\n    engine.Engine\n")
    chain = tree.body[1]
    for _ in range(5000):
        test = ast.copy_location(ast.Name("x", ast.Load()), chain)
        chain = ast.copy_location(
            ast.If(test, [ast.copy_location(ast.Pass(), test)], [chain]), test
        )
    tree.body[1] = chain
    source = Source("x.py", split_lines(HEAD + "\n" * 9), tree)
    found = check(source, loaded, loaded.place("x.py"))
    assert [(item.span.line, item.old) for item in found] == [(5, ENGINE)]


LONG = [
    pytest.param("a = a or a or a\n" * 1000, id="alternatives"),
    pytest.param("if x:\n    a = b\n" * 2000, id="branches"),
    pytest.param("if x:\n    a = engine.b\n" * 2000, id="branches-of-paths"),
    pytest.param(
        "try:\n    import acme.legacy.engine as a\nexcept E:\n    a = b\n" * 1000, id="try"
    ),
    pytest.param("a = a.a\n" * 2000, id="growing-path"),
    pytest.param("a = (a.x if y else a.z)\n" * 1000, id="growing-paths"),
    pytest.param("def f():\n    global a\n    a = engine\n" * 1500 + "a.b\n", id="globals"),
    pytest.param("from acme.legacy.engine import *\nEngine = 1\n" * 1000, id="stars"),
    pytest.param("def f(a):\n" + "    a.x = engine\n" * 5000, id="statements"),
    pytest.param("x = 1  # type: int\n" * 3000, id="type-comments"),
]


@pytest.mark.parametrize("body", LONG)
def test_long_files_take_no_longer_than_they_should(body: str, loaded: Project) -> None:
    source = f"{HEAD}a = engine\n{body}"
    begin = time.process_time()
    findings(source, loaded)
    assert time.process_time() - begin < ENOUGH_SECONDS


def names_of(source: str, module: Module) -> Names:
    tree = parse(dedent(source))
    assert not isinstance(tree, Unparsable)
    lines = split_lines(dedent(source))
    interest = Interest(frozenset({"acme"}), lambda name: {"acme.a": ("X",)}.get(name, ()))
    return resolve(Source("x.py", lines, tree), module, interest)


def test_imports_of_interest() -> None:
    source = """\
    import acme, other
    import acme.a.b
    import acme.a as z
    from . import c
    from ..d import e as f, g
    from acme.a import *
    from ... import too_far
    from typing import TYPE_CHECKING
    if TYPE_CHECKING:
        from acme import h
    def func():
        import acme.i
    """
    names = names_of(source, Module("acme.sub.mod", False))
    seen = [
        (item.path, item.local, item.scope.qualname, item.type_checking)
        for item in names.imports
        if item.path.startswith("acme")
    ]
    assert seen == [
        ("acme", "acme", "<module>", False),
        ("acme.a.b", "acme", "<module>", False),
        ("acme.a", "z", "<module>", False),
        ("acme.sub.c", "c", "<module>", False),
        ("acme.d.e", "f", "<module>", False),
        ("acme.d.g", "g", "<module>", False),
        ("acme.a", "*", "<module>", False),
        ("acme.h", "h", "<module>", True),
        ("acme.i", "acme", "func", False),
    ]
    assert not any(item.path.startswith("other") for item in names.imports)


def test_chains_of_interest() -> None:
    source = """\
    import acme.a as a
    import other
    a.b.c().d
    other.x.y
    getattr(a.b, "e")
    a
    """
    names = names_of(source, Module("user", False))
    seen = [(chain.meanings[0].path, chain.names) for chain in names.chains]
    assert seen == [("acme.a", ("b", "c")), ("acme.a.b", ("e",)), ("acme.a", ("b",))]


def test_star_names_of_interest() -> None:
    names = names_of("from acme.a import *\nX, Y\nfrom acme.b import *\nX\n", Module("user", False))
    assert [(item.node.lineno, item.path) for item in names.star_names] == [
        (2, "acme.a.X"),
        (4, "acme.a.X"),
    ]


def test_findings_come_in_reading_order(loaded: Project) -> None:
    """Functions are walked last, but what a person reads goes from top to bottom."""
    source = """\
    from acme.legacy import engine
    def f():
        engine.Engine
    x: "engine.Engine" = engine.Engine
    y = 1  # type: engine.Engine
    engine.Engine
    """
    found: list[Finding] = findings(source, loaded)
    assert [(item.span.line, item.span.column) for item in found] == [
        (3, 5),
        (4, 5),
        (4, 22),
        (5, 16),
        (6, 1),
    ]
