"""Which calls a rule governs: every way a callable's name arrives, and what only looks like it."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent

import pytest
from support import findings, make_project

from flake8_ssot.model import Finding
from flake8_ssot.project import Project

RULES = """\
[[moved]]
id = "engine-moved"
old = "acme.legacy.engine.Engine"
new = "acme.core.engine.Engine"

[[moved]]
id = "engine-renamed"
old = "acme.core.engine.OldEngine"
new = "acme.core.engine.Engine"

[[moved]]
id = "attic"
old = "acme.attic"
new = "acme.core"

[[signature]]
id = "engine"
callable = "acme.core.engine.Engine"
modern = ["context", "factory", "emitter"]
legacy = [["registry", "bridge", "user_context?"]]

[[signature]]
id = "run"
callable = "acme.core.runner.Runner.run"
modern = ["job", "*", "limit?"]
legacy = [["job", "limit"]]

[[signature]]
id = "build"
callable = "acme.core.runner.Runner.build"
modern = ["job", "*", "limit?"]
legacy = [["job", "limit"]]

[[signature]]
id = "connect"
callable = "acme.core.tools.connect"
modern = ["url", "*", "timeout?"]
legacy = [["url", "timeout"]]

[[signature]]
id = "own"
callable = "app.user.Own"
modern = ["url", "*", "timeout?"]
legacy = [["url", "timeout"]]

[[bridge]]
id = "create-from-legacy"
old = "acme.core.engine.Engine.create_from_legacy"
new = "acme.core.engine.Engine.create"

[[bridge]]
id = "old-connect"
old = "acme.core.tools.old_connect"
new = "acme.core.tools.connect"

[[bridge]]
id = "old-pool"
old = "acme.core.tools.OldPool"
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_project(tmp_path_factory.mktemp("callees"), RULES)


def judge(source: str, loaded: Project, path: str = "app/user.py") -> list[Finding]:
    """The findings about calls."""
    return [item for item in findings(source, loaded, path) if not item.code.startswith("SOT1")]


def codes(source: str, loaded: Project, path: str = "app/user.py") -> str:
    """The codes found, in reading order, without what is the same in all."""
    return " ".join(item.code.removeprefix("SOT") for item in judge(source, loaded, path))


FROM = "from acme.core.engine import Engine\nfrom other import Other\n"
CALL = "Engine(registry, bridge)\n"

IMPORTED = [
    pytest.param(FROM + CALL, "201", id="from"),
    pytest.param("from acme.core.engine import Engine as E\nE(registry, bridge)", "201", id="as"),
    pytest.param(
        "import acme.core.engine\nacme.core.engine.Engine(registry, bridge)", "201", id="import"
    ),
    pytest.param("import acme.core.engine as e\ne.Engine(registry, bridge)", "201", id="import-as"),
    pytest.param("import acme\nacme.core.engine.Engine(registry, bridge)", "201", id="top"),
    pytest.param("from acme import core\ncore.engine.Engine(registry, bridge)", "201", id="parent"),
    pytest.param(
        "from acme.core import engine\nengine.Engine(registry, bridge)", "201", id="module"
    ),
    pytest.param(
        "from acme.core import engine as e\ne.Engine(registry, bridge)", "201", id="module-as"
    ),
    pytest.param("from acme.legacy.engine import Engine\n" + CALL, "201", id="moved"),
    pytest.param(
        "from acme.legacy import engine\nengine.Engine(registry, bridge)", "201", id="moved-module"
    ),
    pytest.param(
        "from acme.core.engine import OldEngine as E\nE(registry, bridge)", "201", id="renamed"
    ),
    pytest.param(
        "from acme.core.engine import OldEngine\nOldEngine(registry, bridge)", "201", id="old-name"
    ),
    pytest.param("from acme.attic.engine import Engine\n" + CALL, "201", id="package-moved"),
    pytest.param("import acme.attic.engine as e\ne.Engine(registry, bridge)", "201", id="attic-as"),
    pytest.param(FROM + "K = Engine\nK(registry, bridge)", "201", id="assigned"),
    pytest.param(FROM + "K = L = Engine\nL(registry, bridge)", "201", id="assigned-twice"),
    pytest.param(FROM + "K = Engine\nL = K\nM = L\nM(registry, bridge)", "201", id="handed-on"),
    pytest.param(FROM + "K, L = Engine, x\nK(registry, bridge)", "201", id="tuple"),
    pytest.param(FROM + "K, L = x, Engine\nL(registry, bridge)", "201", id="tuple-second"),
    pytest.param(FROM + "K: type = Engine\nK(registry, bridge)", "201", id="annotated"),
    pytest.param(FROM + "if (K := Engine): K(registry, bridge)", "201", id="walrus"),
    pytest.param(FROM + "for K in (Engine,): K(registry, bridge)", "201", id="loop"),
    pytest.param(FROM + "for K in [Engine]: K(registry, bridge)", "201", id="loop-list"),
    pytest.param(FROM + "[K(registry, bridge) for K in (Engine,)]", "201", id="loop-inside"),
    pytest.param(FROM + "K = Engine if x else Engine\nK(registry, bridge)", "201", id="either"),
    pytest.param(FROM + "K = Engine or x\nK(registry, bridge)", "201", id="or"),
    pytest.param(FROM + "(Engine)(registry, bridge)", "201", id="parentheses"),
    pytest.param(FROM + "(Engine if x else Engine)(registry, bridge)", "201", id="either-in-place"),
    pytest.param(FROM + "KINDS = {'k': Engine}\nKINDS['k'](registry, bridge)", "201", id="dict"),
    pytest.param(FROM + "KINDS = {'k': Engine}\nKINDS[x](registry, bridge)", "201", id="dict-any"),
    pytest.param(
        FROM + "KINDS = {'k': Engine, 'l': len}\nKINDS['k'](registry, bridge)", "201", id="dict-key"
    ),
    pytest.param(FROM + "K = {'k': Engine}['k']\nK(registry, bridge)", "201", id="dict-value"),
    pytest.param(
        FROM + "KINDS = {'k': Engine}\nKINDS.get('k')(registry, bridge)", "201", id="dict-get"
    ),
    pytest.param(
        FROM + "KINDS = {'k': Engine}\nfor k, K in KINDS.items(): K(registry, bridge)",
        "201",
        id="dict-items",
    ),
    pytest.param(FROM + "KINDS = [Engine]\nKINDS[0](registry, bridge)", "201", id="list"),
    pytest.param(
        "import acme.core.engine as e\ngetattr(e, 'Engine')(registry, bridge)", "201", id="getattr"
    ),
    pytest.param(
        """\
        try:
            from acme.core.engine import Engine
        except ImportError:
            from acme.legacy.engine import Engine
        Engine(registry, bridge)
        """,
        "201",
        id="same-class-on-each-side",
    ),
    pytest.param(
        """\
        if x:
            from acme.core.engine import Engine
        else:
            from acme.attic.engine import Engine as Engine
        def f():
            Engine(registry, bridge)
        """,
        "201",
        id="same-class-in-branches",
    ),
    pytest.param(
        """\
        try:
            from acme.core.engine import Engine
        except ImportError:
            Engine = None
        Engine(registry, bridge)
        if Engine is not None:
            Engine(registry, bridge)
        """,
        "201 201",
        id="none-as-fallback",
    ),
    pytest.param(
        """\
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from acme.core.engine import Engine
        def f():
            from acme.core.engine import Engine
            Engine(registry, bridge)
        """,
        "201",
        id="type-checking",
    ),
    pytest.param(
        """\
        def f():
            from acme.core.engine import Engine
            def g():
                return [Engine(registry, bridge) for x in y]
        """,
        "201",
        id="imported-in-a-function",
    ),
    pytest.param(
        """\
        class K:
            from acme.core.engine import Engine
            Engine(registry, bridge)
            def f(self):
                self.Engine(registry, bridge)
        """,
        "201 201",
        id="imported-in-a-class",
    ),
    pytest.param(
        """\
        def f():
            global Engine
            from acme.core.engine import Engine
        def g():
            Engine(registry, bridge)
        """,
        "201",
        id="global",
    ),
    pytest.param(
        """\
        def f():
            Engine(registry, bridge)
        from acme.core.engine import Engine
        """,
        "201",
        id="imported-later",
    ),
    pytest.param(
        "from acme.core.engine import Engine\ndef f(kind: type[Engine]): kind(registry, bridge)",
        "201",
        id="type-of-parameter",
    ),
    pytest.param(
        "from typing import *\nfrom acme.core.engine import Engine\n"
        "def f(kind: 'Type[Engine] | None' = None): kind(registry, bridge)",
        "201",
        id="quoted-type-of-parameter",
    ),
    pytest.param(
        FROM + "def f(kind=Engine): kind(registry, bridge)",
        "",
        id="default-class",
    ),
    pytest.param(FROM + "def f(): return Engine\nf()(registry, bridge)", "201", id="given-back"),
    pytest.param(FROM + "(lambda: Engine)()(registry, bridge)", "201", id="given-by-lambda"),
    pytest.param(FROM + "e: Engine\ntype(e)(registry, bridge)", "", id="type-of-undefined"),
    pytest.param(
        FROM + "def f(e: Engine): type(e)(registry, bridge)", "201", id="type-of-an-object"
    ),
    pytest.param(
        FROM + "def f(e: Engine): e.__class__(registry, bridge)", "201", id="class-of-an-object"
    ),
    pytest.param(
        """\
        from acme.core.engine import Engine
        class K:
            engine_class = Engine
            def __init__(self):
                self.kind = Engine
            def f(self):
                self.engine_class(registry, bridge)
                self.kind(registry, bridge)
        """,
        "201 201",
        id="class-in-an-attribute",
    ),
    pytest.param(
        "from functools import lru_cache\n"
        + FROM
        + "make = lru_cache(Engine)\nEngine(registry, bridge)",
        "201",
        id="beside-a-wrapper",
    ),
]


@pytest.mark.parametrize(("source", "expected"), IMPORTED)
def test_imported(source: str, expected: str, loaded: Project) -> None:
    assert codes(source, loaded) == expected


@pytest.mark.parametrize(
    ("source", "path", "expected"),
    [
        pytest.param(
            "from .engine import Engine\n" + CALL, "acme/core/other.py", "201", id="sibling"
        ),
        pytest.param(
            "from . import engine\nengine.Engine(registry, bridge)",
            "acme/core/x.py",
            "201",
            id="dot",
        ),
        pytest.param(
            "from ..core.engine import Engine\n" + CALL, "acme/api/x.py", "201", id="cousin"
        ),
        pytest.param(
            "from .core.engine import Engine\n" + CALL, "acme/__init__.py", "201", id="package"
        ),
        pytest.param("from .engine import Engine\n" + CALL, "acme/legacy/x.py", "201", id="moved"),
        pytest.param(
            "from .engine import Engine\n" + CALL, "acme/other/x.py", "", id="another-package"
        ),
        pytest.param(
            "from ....engine import Engine\n" + CALL, "acme/core/x.py", "", id="too-many-dots"
        ),
        pytest.param(
            "class Engine:\n    def copy(self):\n        return Engine(registry, bridge)\n",
            "acme/core/engine.py",
            "201",
            id="own-module",
        ),
        pytest.param(
            "class Engine:\n    def copy(self):\n        return Engine(registry, bridge)\n",
            "acme/other/engine.py",
            "",
            id="own-module-of-another-path",
        ),
        pytest.param(
            "class Outer:\n    class Engine: ...\nOuter.Engine(registry, bridge)\n",
            "acme/core/engine.py",
            "",
            id="inner-class-of-that-name",
        ),
        pytest.param(
            "def f():\n    class Engine: ...\n    Engine(registry, bridge)\n",
            "acme/core/engine.py",
            "",
            id="local-class-of-that-name",
        ),
        pytest.param(
            """\
            class Engine:
                def __init__(self, *args): ...
                @classmethod
                def create(cls):
                    return cls(registry, bridge)
                def copy(self):
                    type(self)(registry, bridge)
                    self.__class__(registry, bridge)
                    return Engine(registry, bridge)
                @staticmethod
                def make(cls):
                    return cls(registry, bridge)
                def __new__(cls, *args):
                    return cls(registry, bridge)
                @classmethod
                def create_from_legacy(cls): ...
                @classmethod
                def more(cls):
                    return cls.create_from_legacy()
            """,
            "acme/core/engine.py",
            "201 201 201 201 201 204",
            id="inside-of-the-class",
        ),
        pytest.param(
            "def connect(u, t): ...\nconnect(url, 3)", "acme/core/tools.py", "201", id="function"
        ),
        pytest.param(
            "def connect(u, t): ...\nconnect(url, 3)", "acme/core/other.py", "", id="other-function"
        ),
        pytest.param(
            "class Runner:\n    def run(self, job, limit): ...\n"
            "    def go(self):\n        self.run(job, 3)\nRunner().run(job, 3)\n",
            "acme/core/runner.py",
            "201 201",
            id="method",
        ),
        pytest.param(
            "def old_connect(): ...\nold_connect()",
            "acme/core/tools.py",
            "204",
            id="bridge",
        ),
        pytest.param("class Own: ...\nOwn(url, 3)", "app/user.py", "201", id="file-is-the-module"),
        pytest.param(
            "from app.user import Own\nOwn(url, 3)", "app/other.py", "201", id="by-import"
        ),
        pytest.param(
            "if x:\n    class Own: ...\nelse:\n    class Own: ...\nOwn(url, 3)",
            "app/user.py",
            "201",
            id="in-branches",
        ),
    ],
)
def test_by_the_file(source: str, path: str, expected: str, loaded: Project) -> None:
    assert codes(source, loaded, path) == expected


PLACES = [
    pytest.param("@Engine(registry, bridge)\ndef f(): ...", "201", id="decorator"),
    pytest.param("@Engine(registry, bridge)\nclass K: ...", "201", id="class-decorator"),
    pytest.param("f = lambda r, b: Engine(r, b)", "201", id="lambda"),
    pytest.param("f = lambda r=Engine(a, b): r", "201", id="lambda-default"),
    pytest.param("[Engine(r, b) for r in x]", "201", id="list"),
    pytest.param("{Engine(r, b) for r in x}", "201", id="set"),
    pytest.param("{1: Engine(r, b) for r in x}", "201", id="dict"),
    pytest.param("{Engine(r, b): 1 for r in x}", "201", id="dict-key"),
    pytest.param("(Engine(r, b) for r in x)", "201", id="generator"),
    pytest.param("[r for r in Engine(a, b)]", "201", id="iterated"),
    pytest.param("[r for r in x if Engine(r, b)]", "201", id="condition"),
    pytest.param("[[Engine(r, b) for r in s] for s in x]", "201", id="nested-list"),
    pytest.param("f'{Engine(a, b)}'", "201", id="f-string"),
    pytest.param("f'{x:{Engine(a, b)}}'", "201", id="f-string-format"),
    pytest.param("f'{[Engine(a, b) for a in x]!r:>3}'", "201", id="f-string-list"),
    pytest.param("def f(e=Engine(a, b), *, g=Engine(a, b)): ...", "201 201", id="defaults"),
    pytest.param("def f(e: Engine(a, b)) -> Engine(a, b): ...", "201 201", id="annotations"),
    pytest.param(
        "class K:\n    e = Engine(a, b)\n    f: int = Engine(a, b)", "201 201", id="class"
    ),
    pytest.param("class K(Engine(a, b), metaclass=Engine(a, b)): ...", "201 201", id="bases"),
    pytest.param("async def f():\n    await Engine(a, b).start()", "201", id="await"),
    pytest.param(
        "async def f():\n    async with Engine(a, b) as e: ...\n"
        "    async for i in Engine(a, b): ...",
        "201 201",
        id="async",
    ),
    pytest.param(
        "match Engine(a, b):\n    case 1 if Engine(a, b): Engine(a, b)", "201 201 201", id="match"
    ),
    pytest.param("match x:\n    case Engine(a=1, b=2): ...", "", id="pattern"),
    pytest.param("with Engine(a, b) as e, Engine(a, b): ...", "201 201", id="with"),
    pytest.param("for i in Engine(a, b): ...\nelse: Engine(a, b)", "201 201", id="for"),
    pytest.param("while Engine(a, b): Engine(a, b)", "201 201", id="while"),
    pytest.param("if Engine(a, b): ...\nelif Engine(a, b): ...", "201 201", id="if"),
    pytest.param(
        "try: Engine(a, b)\nexcept Engine(a, b): ...\nelse: Engine(a, b)\nfinally: Engine(a, b)",
        "201 201 201 201",
        id="try",
    ),
    pytest.param("def f(): return Engine(a, b)", "201", id="return"),
    pytest.param("def f(): yield Engine(a, b)", "201", id="yield"),
    pytest.param("def f(): yield from Engine(a, b)", "201", id="yield-from"),
    pytest.param("raise Engine(a, b) from Engine(a, b)", "201 201", id="raise"),
    pytest.param("assert Engine(a, b), Engine(a, b)", "201 201", id="assert"),
    pytest.param("del Engine(a, b).x, Engine(a, b)[0]", "201 201", id="del"),
    pytest.param("Engine(a, b).x = Engine(a, b)[0] = 1", "201 201", id="targets"),
    pytest.param("Engine(a, b).x += Engine(a, b)", "201 201", id="augmented"),
    pytest.param("x: Engine(a, b) = Engine(a, b)", "201 201", id="annotation"),
    pytest.param("x[Engine(a, b):Engine(a, b)]", "201 201", id="slice"),
    pytest.param("Engine(Engine(a, b), b)", "201 201", id="in-itself"),
    pytest.param("f(*Engine(a, b), **Engine(a, b), k=Engine(a, b))", "201 201 201", id="arguments"),
    pytest.param(
        "x = (yield_ := Engine(a, b)) if Engine(a, b) else Engine(a, b)",
        "201 201 201",
        id="conditional",
    ),
    pytest.param(
        "a and Engine(a, b) or not Engine(a, b) < Engine(a, b)", "201 201 201", id="operators"
    ),
    pytest.param("Engine(a, b)(c)(d).e.f(g)", "201", id="called-on"),
    pytest.param("print(\n    Engine(\n        a,\n        b,\n    )\n)", "201", id="lines"),
    pytest.param("global x; Engine(a, b); Engine(a, b)", "201 201", id="semicolons"),
    pytest.param(
        "def f():\n def g():\n  class K:\n   def h(self): Engine(a, b)", "201", id="depths"
    ),
    pytest.param("if x:\n    pass\n    Engine(a, b); del a", "201", id="block"),
    pytest.param("def f():\n    return\n    Engine(a, b)", "201", id="dead-code"),
    pytest.param("if __name__ == '__main__': Engine(a, b)", "201", id="main"),
    pytest.param(
        "import functools\nfunctools.partial(Engine, registry, bridge)", "201", id="partial"
    ),
    pytest.param(
        "from functools import partial\npartial(Engine, registry)", "201", id="partial-one"
    ),
    pytest.param(
        "from functools import partial as p\np(Engine, registry, bridge)", "201", id="partial-as"
    ),
    pytest.param(
        "import functools as f\nf.partial(Engine, registry, x)", "201", id="partial-module-as"
    ),
    pytest.param(
        "from functools import partial as p\np(p(Engine, registry), bridge)",
        "201",
        id="partial-nested",
    ),
    pytest.param(
        "from functools import partial\npartial(Engine, registry=1)", "202", id="partial-keyword"
    ),
    pytest.param(
        "from functools import partial\npartial(Engine, context=1)", "", id="partial-modern"
    ),
    pytest.param("from functools import partial\npartial(Engine)", "", id="partial-bare"),
    pytest.param(
        "from functools import partial\npartial(partial, Engine)(a, b)", "", id="partial-partial"
    ),
    pytest.param("from other import partial\npartial(Engine, a, b)", "", id="another-partial"),
    pytest.param(
        "from functools import partial\npartial(x, Engine, a, b)", "", id="partial-argument"
    ),
    pytest.param(
        "from functools import partial\npartial(x.Engine, a, b)", "", id="partial-of-other"
    ),
]


@pytest.mark.parametrize(("source", "expected"), PLACES)
def test_places(source: str, expected: str, loaded: Project) -> None:
    assert codes(FROM + dedent(source), loaded) == expected


SUBCLASSES = [
    pytest.param("class K(Engine): ...\nK(a, b)", "201", id="one-level"),
    pytest.param("class K(Engine): ...\nclass L(K): ...\nL(a, b)", "201", id="two-levels"),
    pytest.param("class K(Engine):\n    def __init__(self, a, b): ...\nK(a, b)", "", id="own-init"),
    pytest.param("class K(Engine):\n    def __new__(cls, a, b): ...\nK(a, b)", "", id="own-new"),
    pytest.param(
        "class K(Engine):\n    def __init__(self, a, b): ...\nclass L(K): ...\nL(a, b)",
        "",
        id="inherited-init",
    ),
    pytest.param("class K(Engine, metaclass=M): ...\nK(a, b)", "", id="metaclass"),
    pytest.param(
        "import abc\nclass K(Engine, metaclass=abc.ABCMeta): ...\nK(a, b)",
        "201",
        id="abc-meta",
    ),
    pytest.param(
        "from abc import ABC\nclass K(ABC, Engine): ...\nK(a, b)",
        "201",
        id="abc",
    ),
    pytest.param(
        "import typing\nclass K(typing.Generic[T], Engine): ...\nK(a, b)", "201", id="generic"
    ),
    pytest.param("class K(Engine[int]): ...\nK(a, b)", "201", id="subscribed"),
    pytest.param("class Mixin: ...\nclass K(Mixin, Engine): ...\nK(a, b)", "201", id="mixin"),
    pytest.param(
        "class Mixin(object): ...\nclass K(Mixin, Engine): ...\nK(a, b)", "201", id="mixin-object"
    ),
    pytest.param(
        "class Mixin:\n    def __init__(self): ...\nclass K(Mixin, Engine): ...\nK(a, b)",
        "",
        id="mixin-init",
    ),
    pytest.param(
        "class Mixin:\n    def __init__(self): ...\nclass K(Engine, Mixin): ...\nK(a, b)",
        "201",
        id="mixin-last",
    ),
    pytest.param(
        "from other import Mixin\nclass K(Mixin, Engine): ...\nK(a, b)", "", id="imported-mixin"
    ),
    pytest.param(
        "from other import Mixin\nclass K(Engine, Mixin): ...\nK(a, b)",
        "201",
        id="imported-mixin-last",
    ),
    pytest.param("from other import Mixin\nclass K(Mixin): ...\nK(a, b)", "", id="no-base"),
    pytest.param(
        "import dataclasses\n@dataclasses.dataclass\nclass K(Engine):\n    x: int\nK(a, b)",
        "",
        id="dataclass",
    ),
    pytest.param("class K(Engine):\n    __init__ = make()\nK(a, b)", "", id="assigned-init"),
    pytest.param("class K(Engine): ...\nK = other(K)\nK(a, b)", "", id="rebound"),
    pytest.param("@other\nclass K(Engine): ...\nK(a, b)", "201", id="decorated"),
    pytest.param("class Engine(Engine): ...\nEngine(a, b)", "201", id="same-name"),
    pytest.param("def f():\n    class K(Engine): ...\n    return K(a, b)", "201", id="local"),
    pytest.param(
        "class O:\n    class K(Engine): ...\nO.K(a, b)",
        "201",
        id="inner",
    ),
    pytest.param("class K(Engine if x else Engine): ...\nK(a, b)", "201", id="either-base"),
    pytest.param(
        "class K(Engine if x else Other): ...\nK(a, b)",
        "",
        id="perhaps-base",
    ),
    pytest.param("class K(make(Engine)): ...\nK(a, b)", "", id="made-base"),
    pytest.param(
        "Engine[int](a, b)",
        "201",
        id="subscribed-in-place",
    ),
    pytest.param("Base = Engine\nclass K(Base): ...\nK(a, b)", "201", id="alias-base"),
    pytest.param(
        "import acme.core.engine as e\nclass K(e.Engine): ...\nK(a, b)", "201", id="attribute-base"
    ),
    pytest.param("class K(K): ...\nK(a, b)", "", id="own-base"),
    pytest.param(
        "class K(Engine):\n    def __init__(self):\n        super().__init__(a, b)",
        "201",
        id="super",
    ),
    pytest.param(
        "class K(Engine):\n    def __init__(self):\n        super(K, self).__init__(a, b)",
        "201",
        id="super-args",
    ),
    pytest.param(
        "class K(Engine):\n    def __init__(self):\n        Engine.__init__(self, a, b)",
        "201",
        id="by-class",
    ),
    pytest.param(
        "class K(Engine):\n    def __init__(self):\n        Engine.__init__(self, a, b, c, d)",
        "203",
        id="too-many",
    ),
    pytest.param(
        "class K(Engine): ...\nclass L(K):\n    def __init__(self):\n"
        "        super().__init__(a, b)",
        "201",
        id="super-two",
    ),
    pytest.param(
        "class K(Engine):\n    def __init__(self, x):\n        super().__init__(a, b)\n"
        "class L(K):\n    def __init__(self):\n        super().__init__(a, b)",
        "201",
        id="super-of-own-init",
    ),
    pytest.param(
        "class K(Engine):\n    def __init__(self, x): ...\n"
        "class L(K):\n    def __init__(self):\n        super(K, self).__init__(a, b)",
        "201",
        id="super-of-the-grandparent",
    ),
    pytest.param(
        "class M:\n    def __init__(self, x): ...\nclass L(M, Engine):\n"
        "    def __init__(self):\n        super().__init__(a, b)\n"
        "        Engine.__init__(self, a, b)",
        "201",
        id="super-of-mixin",
    ),
    pytest.param(
        "class K:\n    def __init__(self):\n        super().__init__(a, b)",
        "",
        id="super-of-object",
    ),
    pytest.param(
        "class K(Engine):\n    def __init__(self, *args):\n        super().__init__(*args)",
        "205",
        id="super-passed-on",
    ),
    pytest.param(
        "class K(Engine):\n    def __init__(self, **more):\n"
        "        super().__init__(registry=a, **more)",
        "202",
        id="super-keyword",
    ),
    pytest.param(
        "class K(Engine):\n    def other(self):\n        super().__init__(a, b)",
        "201",
        id="super-elsewhere",
    ),
    pytest.param(
        "class K(Engine):\n    def __init__(self):\n        def f():\n"
        "            super(K, self).__init__(a, b)",
        "201",
        id="super-in-closure",
    ),
    pytest.param(
        """\
        class K(Engine):
            @classmethod
            def make(cls):
                return cls(a, b)
            def copy(self):
                type(self)(a, b)
                self.__class__(a, b)
                return K(a, b)
        """,
        "201 201 201 201",
        id="cls",
    ),
    pytest.param(
        """\
        class K(Engine):
            def __init__(self, a, b): ...
            @classmethod
            def make(cls):
                return cls(a, b)
            def copy(self):
                return type(self)(a, b)
        """,
        "",
        id="cls-of-own-init",
    ),
    pytest.param(
        """\
        class K(Engine):
            @classmethod
            def make(kind):
                return kind(a, b)
            @staticmethod
            def give(cls):
                return cls(a, b)
            def copy(self, cls):
                return cls(a, b)
        """,
        "201",
        id="cls-by-another-name",
    ),
    pytest.param(
        """\
        class K(Engine):
            @classmethod
            def make(cls):
                cls = other
                return cls(a, b)
            @classmethod
            def all(cls):
                return [cls(x, b) for x in y] + (lambda: cls(a, b))()
        """,
        "201 201",
        id="cls-rebound",
    ),
    pytest.param("class K(Engine): ...\ndef f(k: type[K]): k(a, b)", "201", id="type-of-subclass"),
    pytest.param("class K(Engine):\n    def f(self):\n        self(a, b)", "", id="object-called"),
    pytest.param("Engine(context=1, factory=2, emitter=3)(a, b)", "", id="engine-called"),
]


@pytest.mark.parametrize(("source", "expected"), SUBCLASSES)
def test_subclasses(source: str, expected: str, loaded: Project) -> None:
    assert codes(FROM + dedent(source), loaded) == expected


METHODS_HEAD = (
    "from other import Other\nfrom acme.core.runner import Runner\nfrom acme.core import tools\n"
)
METHODS = [
    pytest.param("Runner().run(job, 3)", "201", id="constructor"),
    pytest.param("r = Runner()\nr.run(job, 3)\nr.run(job, limit=3)", "201", id="variable"),
    pytest.param("def f(r: Runner): r.run(job, 3)", "201", id="annotation"),
    pytest.param("def f(r: 'Runner | None'): r.run(job, 3)", "201", id="annotation-or-none"),
    pytest.param("def f(r): r.run(job, 3)", "", id="unknown"),
    pytest.param("r = Other()\nr.run(job, 3)", "", id="other-object"),
    pytest.param(
        "r = Runner() if x else Other()\nr.run(job, 3)",
        "",
        id="either",
    ),
    pytest.param(
        "r = Runner()\nRunner.run(r, job, 3)",
        "201",
        id="through-the-class",
    ),
    pytest.param(
        "r = Runner()\nRunner.run(r, job)",
        "",
        id="through-the-class-modern",
    ),
    pytest.param(
        "r = Runner()\nRunner.run(r, job, limit=3)",
        "",
        id="through-the-class-keyword",
    ),
    pytest.param("Runner.build(job, 3)", "201", id="classmethod"),
    pytest.param("Runner().build(job, 3)", "201", id="classmethod-of-object"),
    pytest.param("f = Runner().run\nf(job, 3)", "201", id="bound-method"),
    pytest.param("with Runner() as r: r.run(job, 3)", "201", id="with"),
    pytest.param("for r in [Runner()]: r.run(job, 3)", "201", id="loop"),
    pytest.param(
        "def f(r):\n    assert isinstance(r, Runner)\n    r.run(job, 3)", "201", id="guard"
    ),
    pytest.param("async def f(r: Runner): await r.run(job, 3)", "201", id="await"),
    pytest.param("from unittest.mock import Mock\nMock(spec=Runner).run(job, 3)", "201", id="mock"),
    pytest.param(
        "class K:\n    def __init__(self): self.r = Runner()\n    def f(self): self.r.run(job, 3)",
        "201",
        id="attribute",
    ),
    pytest.param("class K(Runner): ...\nK().run(job, 3)", "201", id="subclass"),
    pytest.param("class K(Runner):\n    def f(self): self.run(job, 3)", "201", id="self"),
    pytest.param(
        "class K(Runner):\n    def run(self, a, b): super().run(job, 3)\nK().run(job, 3)",
        "201",
        id="overridden",
    ),
    pytest.param(
        "class K(Runner):\n    @classmethod\n    def f(cls): cls.build(job, 3)", "201", id="cls"
    ),
    pytest.param(
        "from functools import partial\npartial(Runner().run, job, 3)", "201", id="partial"
    ),
    pytest.param("Runner().run.run(job, 3)", "", id="attribute-of-the-method"),
    pytest.param("Runner().other.run(job, 3)", "", id="method-of-an-attribute"),
    pytest.param("run(job, 3)", "", id="bare"),
    pytest.param("tools.connect(url, 3)", "201", id="function"),
    pytest.param("tools.connect(url, timeout=3)", "", id="function-modern"),
    pytest.param("tools.connect(url, 3, 4)", "203", id="function-surplus"),
    pytest.param("tools.connect()", "203", id="function-missing"),
    pytest.param("from acme.core.tools import connect as c\nc(url, 3)", "201", id="function-as"),
    pytest.param(
        "from acme.attic.tools import connect\nconnect(url, 3)", "201", id="function-moved"
    ),
    pytest.param("f = tools.connect\nf(url, 3)", "201", id="function-assigned"),
    pytest.param("x.connect(url, 3)", "", id="method-of-the-functions-name"),
    pytest.param("from other.tools import connect\nconnect(url, 3)", "", id="other-function"),
    pytest.param("tools.connect(url, 3).connect(url, 3)", "201", id="method-of-the-result"),
    pytest.param("@tools.connect\ndef f(): ...", "", id="not-called"),
    pytest.param("tools.old_connect(1)", "204", id="bridge"),
    pytest.param(
        "from acme.core.tools import old_connect as o\no(1)\no", "204 204", id="bridge-as"
    ),
    pytest.param("f = tools.old_connect", "204", id="bridge-not-called"),
    pytest.param("map(tools.old_connect, x)", "204", id="bridge-handed-on"),
    pytest.param("tools.OldPool(1)", "204", id="bridge-class"),
    pytest.param("class K(tools.OldPool): ...", "204", id="bridge-base"),
    pytest.param("def f(p: tools.OldPool): ...", "204", id="bridge-annotation"),
    pytest.param("tools.old_connect = None", "", id="bridge-assigned-to"),
    pytest.param("del tools.old_connect", "", id="bridge-deleted"),
    pytest.param("x.old_connect(1)", "", id="bridge-of-unknown"),
    pytest.param("from other import old_connect\nold_connect(1)", "", id="bridge-of-other"),
    pytest.param("old_connect(1)", "", id="bridge-unbound"),
    pytest.param(
        "from acme.core.engine import Engine\nEngine.create_from_legacy()",
        "204",
        id="bridge-method",
    ),
    pytest.param(
        "from acme.legacy.engine import Engine\nEngine.create_from_legacy()",
        "204",
        id="bridge-moved",
    ),
    pytest.param(
        "from acme.core.engine import Engine\nclass K(Engine):\n    def f(self):\n"
        "        self.create_from_legacy()\n        super().create_from_legacy()\n"
        "        type(self).create_from_legacy()\nK.create_from_legacy()",
        "204 204 204 204",
        id="bridge-subclass",
    ),
    pytest.param(
        "from acme.core.engine import Engine\n"
        "class K(Engine):\n    def create_from_legacy(self): ...\n"
        "K.create_from_legacy()\nK().create_from_legacy()",
        "203",
        id="bridge-overridden",
    ),
    pytest.param(
        "from acme.core.engine import Engine\ndef f(e: Engine, k: type[Engine]):\n"
        "    e.create_from_legacy()\n    k.create_from_legacy()",
        "204 204",
        id="bridge-of-objects",
    ),
    pytest.param(
        "from acme.core.engine import Engine\nK = Engine\nm = K.create_from_legacy\nm()",
        "204",
        id="bridge-alias",
    ),
    pytest.param("f'{tools.old_connect(1)}'", "204", id="bridge-f-string"),
    pytest.param("'tools.old_connect' # tools.old_connect", "", id="bridge-in-text"),
]


@pytest.mark.parametrize(("source", "expected"), METHODS)
def test_methods_functions_and_bridges(source: str, expected: str, loaded: Project) -> None:
    assert codes(METHODS_HEAD + dedent(source), loaded) == expected


NOT_OURS = [
    pytest.param("from other.engine import Engine\n" + CALL, id="elsewhere"),
    pytest.param("from acme.other.engine import Engine\n" + CALL, id="another-module"),
    pytest.param("from acme.core.engine import Motor as Engine\n" + CALL, id="another-class"),
    pytest.param("from acme.core.engine import IEngine as Engine\n" + CALL, id="interface-as"),
    pytest.param("from acme.core import Engine\n" + CALL, id="from-the-package"),
    pytest.param("import other.engine as e\ne.Engine(registry, bridge)", id="attribute-elsewhere"),
    pytest.param("import acme.core.engine\nacme.core.other.Engine(registry, bridge)", id="sibling"),
    pytest.param(
        "import acme.core.engine\nacme.core.engine.Engine.Engine(registry, b)", id="below"
    ),
    pytest.param("class Engine: ...\n" + CALL, id="local-class"),
    pytest.param("def Engine(r, b): ...\n" + CALL, id="local-function"),
    pytest.param("Engine = lambda r, b: 1\n" + CALL, id="lambda"),
    pytest.param("Engine = make()\n" + CALL, id="variable"),
    pytest.param("def f(Engine): Engine(registry, bridge)", id="parameter"),
    pytest.param(FROM + "def f(Engine): Engine(registry, bridge)", id="parameter-over-import"),
    pytest.param(FROM + "def f(*Engine, **K): Engine(registry, bridge)", id="args-over-import"),
    pytest.param(FROM + "lambda Engine: Engine(registry, bridge)", id="lambda-parameter"),
    pytest.param(FROM + "Engine = make()\n" + CALL, id="rebound"),
    pytest.param(FROM + "class Engine: ...\n" + CALL, id="rebound-class"),
    pytest.param(FROM + "def Engine(): ...\n" + CALL, id="rebound-function"),
    pytest.param(FROM + "from other import Engine\n" + CALL, id="rebound-import"),
    pytest.param(FROM + "import other as Engine\n" + CALL, id="rebound-module"),
    pytest.param(FROM + "for Engine in x: Engine(registry, bridge)", id="rebound-loop"),
    pytest.param(FROM + "with x as Engine: Engine(registry, bridge)", id="rebound-with"),
    pytest.param(FROM + "[Engine(registry, bridge) for Engine in x]", id="rebound-inside"),
    pytest.param(FROM + "if (Engine := x): Engine(registry, bridge)", id="rebound-walrus"),
    pytest.param(FROM + "try: ...\nexcept E as Engine: Engine(registry, bridge)", id="except-as"),
    pytest.param(FROM + "match x:\n    case Engine: Engine(registry, bridge)", id="capture"),
    pytest.param(
        FROM + "match x:\n    case [*Engine]: Engine(registry, bridge)", id="capture-star"
    ),
    pytest.param(FROM + "Engine += 1\n" + CALL, id="augmented"),
    pytest.param(FROM + "del Engine\n" + CALL, id="deleted"),
    pytest.param(FROM + "def f():\n    Engine(registry, bridge)\n    Engine = 1", id="local-later"),
    pytest.param(
        FROM + "def f():\n    class Engine: ...\n    def g(): Engine(registry, bridge)",
        id="hidden-by-the-outer",
    ),
    pytest.param(
        FROM + "def f():\n    def g(): Engine(registry, bridge)\n    Engine = x", id="hidden-later"
    ),
    pytest.param(
        "class K:\n    def Engine(self, a, b): ...\n    def f(self): self.Engine(a, b)", id="method"
    ),
    pytest.param(
        "if x:\n    from acme.core.engine import Engine\nelse:\n    from other import Engine\n"
        + CALL,
        id="another-class-on-the-other-side",
    ),
    pytest.param(
        "try:\n    from acme.core.engine import Engine\n"
        "except ImportError:\n    class Engine: ...\n" + CALL,
        id="fallback-class",
    ),
    pytest.param(
        "try:\n    from acme.core.engine import Engine\nexcept ImportError:\n"
        "    def Engine(*args): ...\n" + CALL,
        id="fallback-function",
    ),
    pytest.param(
        "from unittest.mock import Mock\n"
        "try:\n    from acme.core.engine import Engine\nexcept ImportError:\n    Engine = Mock\n"
        + CALL,
        id="fallback-mock",
    ),
    pytest.param(
        "from unittest.mock import Mock\nfrom acme.core.engine import Engine\nEngine = Mock()\n"
        + CALL,
        id="mock",
    ),
    pytest.param(
        "from unittest.mock import Mock\nfrom acme.core.engine import Engine\n"
        "Engine = Mock(spec=Engine)\n" + CALL,
        id="mock-spec",
    ),
    pytest.param(
        "from unittest.mock import patch\nwith patch('acme.core.engine.Engine') as Engine:\n    "
        + CALL,
        id="patched",
    ),
    pytest.param("# Engine(registry, bridge)\n", id="comment"),
    pytest.param(FROM + "'Engine(registry, bridge)'", id="text"),
    pytest.param(FROM + '"""\nEngine(registry, bridge)\n"""', id="docstring"),
    pytest.param(FROM + "f'Engine(registry, bridge)'", id="f-string-text"),
    pytest.param(FROM + "Engine", id="not-called"),
    pytest.param("x.Engine(registry, bridge)", id="attribute-of-unknown"),
    pytest.param("self.Engine(registry, bridge)", id="attribute-of-self"),
    pytest.param("x().Engine(registry, bridge)", id="attribute-of-a-call"),
    pytest.param("x['Engine'](registry, bridge)", id="key"),
    pytest.param(FROM + "Engine.create(registry, bridge)", id="classmethod"),
    pytest.param(FROM + "Engine.Config(registry, bridge)", id="inner-class"),
    pytest.param(FROM + "Engine.__new__(registry, bridge)", id="new"),
    pytest.param(FROM + "Engine[int]", id="subscribed"),
    pytest.param(FROM + "x(Engine, registry, bridge)", id="argument"),
    pytest.param(FROM + "isinstance(x, Engine)", id="isinstance"),
    pytest.param(FROM + "K = make(Engine)\nK(registry, bridge)", id="wrapped"),
    pytest.param(
        FROM + "K = Engine if x else Other\nK(registry, bridge)",
        id="either",
    ),
    pytest.param(
        FROM + "KINDS = {'k': Engine, 'l': Other}\nKINDS[x](registry, bridge)", id="any-of"
    ),
    pytest.param(FROM + "KINDS = {'k': Engine, 'l': len}\nKINDS['l'](registry, b)", id="other-key"),
    pytest.param(
        FROM + "K = L = Other\nK, L = L, Engine\nK(registry, bridge)", id="other-of-a-tuple"
    ),
    pytest.param(
        FROM + "for K in (Engine, Other): K(registry, bridge)",
        id="one-of-a-loop",
    ),
    pytest.param(FROM + "def f(kind: type[object]): kind(registry, bridge)", id="other-type"),
    pytest.param(FROM + "def f(e: Engine): e(registry, bridge)", id="object-called"),
    pytest.param(
        "from typing import Callable\n" + FROM + "def f(make: Callable[..., Engine]): make(a, b)",
        id="factory",
    ),
    pytest.param(FROM + "def Engine2(a, b): ...\nEngine2(registry, bridge)", id="longer-name"),
    pytest.param("from acme.core.engine import *\n" + CALL, id="star-of-the-module"),
    pytest.param(
        "from acme.core.engine import Engine\nclass K:\n    Engine = 1\n    Engine(a, b)",
        id="class-name",
    ),
]


@pytest.mark.parametrize("source", NOT_OURS)
def test_not_ours(source: str, loaded: Project) -> None:
    assert codes(source, loaded) == ""


UNBOUND = [
    pytest.param(CALL, "206 201", id="legacy"),
    pytest.param("Engine(context, factory, emitter)", "206", id="modern"),
    pytest.param("Engine(context=a, factory=b, emitter=c)", "206", id="modern-keywords"),
    pytest.param("Engine(registry=a, bridge=b)", "206 202", id="keywords"),
    pytest.param("Engine()", "203 206", id="neither"),
    pytest.param("Engine(a, b, c)", "205 206", id="unclear"),
    pytest.param("connect(url, 3)", "206 201", id="function"),
    pytest.param("OldEngine(a, b)", "206 201", id="deprecated-name"),
    pytest.param("def f():\n    return [Engine(a, b) for a in x]", "206 201", id="deep"),
    pytest.param("class K:\n    e = Engine(a, b)", "206 201", id="class"),
    pytest.param("@Engine(a, b)\ndef f(): ...", "206 201", id="decorator"),
    pytest.param(
        "from functools import partial\npartial(Engine, registry, b)", "206 201", id="partial"
    ),
    pytest.param("import acme.core.engine\n" + CALL, "206 201", id="module-imported"),
    pytest.param("from acme.core.engine import Engine as E\n" + CALL, "206 201", id="imported-as"),
    pytest.param("from acme.core.engine import create\n" + CALL, "206 201", id="half-imported"),
    pytest.param(
        "def f():\n    from acme.core.engine import Engine\ndef g():\n    Engine(a, b)",
        "206 201",
        id="imported-in-another-function",
    ),
    pytest.param("def f():\n    Engine = 1\n" + CALL, "206 201", id="bound-in-a-function"),
    pytest.param("def f(Engine): ...\n" + CALL, "206 201", id="a-parameter-elsewhere"),
    pytest.param("[Engine for Engine in x]\n" + CALL, "206 201", id="bound-in-a-comprehension"),
    pytest.param("lambda Engine: 1\n" + CALL, "206 201", id="bound-in-a-lambda"),
    pytest.param(
        "class K:\n    Engine = 1\n    def f(self): Engine(a, b)",
        "206 201",
        id="bound-in-the-class",
    ),
    pytest.param("class K:\n    def Engine(self): ...\n" + CALL, "206 201", id="a-method"),
    pytest.param("x.Engine = 1\n" + CALL, "206 201", id="an-attribute"),
    pytest.param("x(Engine=1)\n" + CALL, "206 201", id="a-keyword"),
    pytest.param("__all__ = ['Engine']\n" + CALL, "206 201", id="exported"),
    pytest.param("def f(e: 'Engine'): ...\n" + CALL, "206 201", id="annotation"),
    pytest.param("Engine(a, b)\nEngine(a, b)", "206 201 206 201", id="twice"),
    pytest.param("Engine.create_from_legacy(a)", "", id="bridge-of-unbound"),
    pytest.param("match x:\n    case Engine(): Engine(a, b)", "206 201", id="pattern-class"),
    pytest.param("f'{Engine(a, b)}'", "206 201", id="f-string"),
]


@pytest.mark.parametrize(("source", "expected"), UNBOUND)
def test_unbound(source: str, expected: str, loaded: Project) -> None:
    assert codes(source, loaded) == expected


BOUND = [
    pytest.param("from other import *\n" + CALL, id="star"),
    pytest.param("def f():\n    Engine(a, b)\nfrom other import *", id="star-later"),
    pytest.param("globals()['Engine'] = 1\n" + CALL, id="globals"),
    pytest.param("globals().update(x)\n" + CALL, id="globals-update"),
    pytest.param("locals()['Engine'] = 1\n" + CALL, id="locals"),
    pytest.param(
        "vars()['Engine'] = 1\n" + CALL,
        id="vars",
    ),
    pytest.param(
        "setattr(sys.modules[__name__], 'Engine', 1)\n" + CALL,
        id="setattr",
    ),
    pytest.param("exec('Engine = 1')\n" + CALL, id="exec"),
    pytest.param(
        "exec (code)\n" + CALL,
        id="exec-with-a-space",
    ),
    pytest.param("import builtins\nbuiltins.Engine = 1\n" + CALL, id="builtins"),
    pytest.param("from builtins import Engine\n" + CALL, id="from-builtins"),
    pytest.param("__builtins__['Engine'] = 1\n" + CALL, id="dunder-builtins"),
    pytest.param("Engine = 1\ndel Engine\n" + CALL, id="del"),
    pytest.param("if x:\n    Engine = 1\n" + CALL, id="conditional"),
    pytest.param("if x:\n    class Engine: ...\n" + CALL, id="conditional-class"),
    pytest.param("while x:\n    def Engine(): ...\n" + CALL, id="conditional-function"),
    pytest.param("try:\n    import Engine\nexcept ImportError: ...\n" + CALL, id="try"),
    pytest.param("try: ...\nexcept E as Engine: ...\n" + CALL, id="except-as"),
    pytest.param("def f(): Engine(a, b)\nEngine = 1", id="later"),
    pytest.param("Engine(a, b)\nEngine = 1", id="later-in-the-module"),
    pytest.param("def f():\n    def g(): Engine(a, b)\n    Engine = 1", id="outer-function"),
    pytest.param("def f(Engine):\n    def g(): Engine(a, b)", id="outer-parameter"),
    pytest.param("class K:\n    Engine = 1\n    Engine(a, b)", id="class-attribute"),
    pytest.param("def f():\n    global Engine\n    Engine = 1\n" + CALL, id="global"),
    pytest.param("def f():\n    global Engine\n    Engine(a, b)\nEngine = 1", id="global-read"),
    pytest.param("def f():\n    global Engine\n    for Engine in x: ...\n" + CALL, id="global-for"),
    pytest.param(
        "def f():\n    Engine = 1\n    def g():\n        nonlocal Engine\n        Engine(a, b)",
        id="nonlocal",
    ),
    pytest.param("if (Engine := x): ...\n" + CALL, id="walrus"),
    pytest.param("[(Engine := y) for y in x]\n" + CALL, id="walrus-inside"),
    pytest.param("[Engine(a, b) for Engine in x]", id="comprehension"),
    pytest.param("[Engine(a, b) for y in x for Engine in y]", id="comprehension-two"),
    pytest.param("match x:\n    case Engine: ...\n" + CALL, id="capture"),
    pytest.param("match x:\n    case {'k': [*Engine]}: ...\n" + CALL, id="capture-star"),
    pytest.param("match x:\n    case {**Engine}: ...\n" + CALL, id="capture-rest"),
    pytest.param("match x:\n    case 1 | Engine: ...\n" + CALL, id="capture-last"),
    pytest.param("match x:\n    case int() as Engine: ...\n" + CALL, id="capture-as"),
    pytest.param("for x in y: ...\nelse: Engine = 1\n" + CALL, id="for-else"),
    pytest.param("for Engine in x: ...\n" + CALL, id="for"),
    pytest.param("for a, (b, *Engine) in x: ...\n" + CALL, id="for-tuple"),
    pytest.param("with x as (a, Engine): ...\n" + CALL, id="with"),
    pytest.param("a = [b, Engine] = x\n" + CALL, id="unpacked"),
    pytest.param("Engine: type = 1\n" + CALL, id="annotated"),
    pytest.param("import Engine.x\n" + CALL, id="import"),
    pytest.param("import x as Engine\n" + CALL, id="import-as"),
    pytest.param("async def Engine(): ...\n" + CALL, id="async-def"),
    pytest.param("def f(*, Engine=1): Engine(a, b)", id="keyword-only"),
    pytest.param("def f(Engine, /): Engine(a, b)", id="positional-only"),
    pytest.param("def f(**Engine): Engine(a, b)", id="kwargs"),
    pytest.param("class Engine:\n    def f(self): Engine(a, b)", id="inside-of-the-class"),
    pytest.param("def Engine():\n    Engine(a, b)", id="inside-of-the-function"),
    pytest.param("x.Engine(a, b)", id="attribute"),
    pytest.param("def Engine2(): ...\nEngine2(a, b)", id="other-name"),
    pytest.param("run(a, b)\nbuild(a, b)\nRunner.run(a, b)", id="a-method-alone"),
    pytest.param("old_connect(a)\ncreate_from_legacy(b)", id="a-bridge-alone"),
    pytest.param("Engine", id="not-called"),
    pytest.param("def __getattr__(name): ...\nx.Engine(a, b)", id="module-getattr"),
]


@pytest.mark.parametrize("source", BOUND)
def test_bound_somehow(source: str, loaded: Project) -> None:
    assert codes(source, loaded) == ""


NEW_SYNTAX = [
    pytest.param("class K[Engine]:\n    def f(self): Engine(a, b)", "", id="type-parameter"),
    pytest.param("def f[Engine](): Engine(a, b)", "", id="type-parameter-of-function"),
    pytest.param("def f[Engine](): ...\nEngine(a, b)", "206 201", id="type-parameter-elsewhere"),
    pytest.param("type Engine = int\nEngine(a, b)", "", id="type-alias"),
    pytest.param(FROM + "def f[Engine](): Engine(a, b)", "", id="hidden-by-a-type-parameter"),
    pytest.param(FROM + "class K[T](Engine): ...\nK(a, b)", "201", id="generic-subclass"),
    pytest.param(
        FROM + "class K[T](Engine):\n    @classmethod\n    def f[S](cls): return cls(a, b)",
        "201",
        id="generic-method",
    ),
    pytest.param(
        FROM + "class K[T](Engine):\n    def __init__[S](self): super().__init__(a, b)",
        "201",
        id="generic-super",
    ),
]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax of Python 3.12")
@pytest.mark.parametrize(("source", "expected"), NEW_SYNTAX)
def test_new_syntax(source: str, expected: str, loaded: Project) -> None:
    assert codes(source, loaded) == expected


# --- Where the finding stands ---------------------------------------------------------------------

SPANS = [
    pytest.param("Engine(registry, bridge)", "SOT201 3:8-3:16", id="first-argument"),
    pytest.param("x = Engine(a, b)", "SOT201 3:12-3:13", id="count"),
    pytest.param(
        "Engine(\n    a,\n    bridge,\n    c,\n)", "SOT201 5:5-5:11", id="second-argument"
    ),
    pytest.param("Engine(a, b, user_context=c)", "SOT202 3:14-3:28", id="keyword"),
    pytest.param("Engine(\n    a,\n    bridge = x\n)", "SOT202 5:5-5:15", id="keyword-spaces"),
    pytest.param("Engine(a, b, c, d)", "SOT203 3:17-3:18", id="surplus"),
    pytest.param("Engine(a, config=c)", "SOT203 3:11-3:19", id="unknown-keyword"),
    pytest.param("x = Engine()", "SOT203 3:5-3:11", id="missing"),
    pytest.param("x = Engine(a, b, c)", "SOT205 3:5-3:11", id="unclear"),
    pytest.param("Engine(*a)", "SOT205 3:1-3:7", id="star"),
    pytest.param("é = '日本🚀'; Engine(registry, bridge)", "SOT201 3:19-3:27", id="code-points"),
    pytest.param("Engine(registry or x, bridge)", "SOT201 3:8-3:21", id="long-argument"),
    pytest.param("Engine((registry), bridge)", "SOT201 3:9-3:17", id="parentheses"),
    pytest.param("Engine(**{'registry': 1, 'bridge': 2})", "SOT202 3:1-3:7", id="literal-keywords"),
    pytest.param("Engine.create_from_legacy()", "SOT204 3:1-3:26", id="bridge"),
    pytest.param("(Engine\n .create_from_legacy)()", "SOT204 3:2-4:21", id="bridge-lines"),
    pytest.param("[\n  Engine(registry, b) for b in x]", "SOT201 4:10-4:18", id="comprehension"),
    pytest.param(
        "class K(Engine):\n  def f(self):\n    super().__init__(registry, b)",
        "SOT201 5:22-5:30",
        id="super",
    ),
    pytest.param("Engine.__init__(self, registry, b)", "SOT201 3:23-3:31", id="init"),
    pytest.param(
        "import functools\nfunctools.partial(Engine, registry, b)", "SOT201 4:27-4:35", id="partial"
    ),
    pytest.param("f'{Engine(registry, bridge)}'", "SOT201 3:11-3:19", id="f-string"),
    pytest.param("f'é {x} {Engine(registry, bridge)}'", "SOT201 3:17-3:25", id="f-string-later"),
    pytest.param("f'{x:{Engine.create_from_legacy}}'", "SOT204 3:7-3:32", id="f-string-format"),
]


def shown(finding: Finding) -> str:
    line, column, end_line, end_column = finding.span
    return f"{finding.code} {line}:{column}-{end_line}:{end_column}"


@pytest.mark.parametrize(("source", "expected"), SPANS)
def test_spans(source: str, expected: str, loaded: Project) -> None:
    assert [shown(finding) for finding in judge(FROM + source, loaded)] == [expected]


F_STRINGS = [
    pytest.param('f"""\n{\nEngine(registry, bridge)\n}"""', "SOT201 5:8-5:16", id="lines"),
    pytest.param('f"""\n  {Engine(registry, b)} {Engine(c, d)}"""', "SOT201 4:11-4:19", id="two"),
    pytest.param("'x' f'{1}' f'{Engine(registry, bridge)}'", "SOT201 3:22-3:30", id="joined"),
    pytest.param("f'{f\"{Engine(registry, bridge)}\"}'", "SOT201 3:14-3:22", id="nested"),
]


@pytest.mark.parametrize(("source", "expected"), F_STRINGS)
def test_spans_in_fstrings(source: str, expected: str, loaded: Project) -> None:
    """Before Python 3.12 the position may be the f-string's, never a wrong one."""
    text = FROM + source
    finding = judge(text, loaded)[0]
    lines = text.split("\n")
    line, column, *_ = finding.span
    if sys.version_info >= (3, 12) or shown(finding) == expected:
        assert shown(finding) == expected
    else:
        assert lines[line - 1][column - 1 :].startswith(("f'", 'f"', "'x' f'"))


def test_unbound_names_the_import(loaded: Project) -> None:
    first, second = judge(CALL, loaded)
    assert [shown(first), shown(second)] == ["SOT206 1:1-1:7", "SOT201 1:8-1:16"]
    assert "from acme.core.engine import Engine" in first.message
    assert (first.old, first.new) == ("Engine", "acme.core.engine.Engine")
    (renamed, _) = judge("OldEngine(a, b)", loaded)
    assert "from acme.core.engine import Engine as OldEngine" in renamed.message


def test_one_finding_per_call(loaded: Project) -> None:
    """A body that is walked in several branches is judged once."""
    source = (
        FROM + "for x in y:\n    try:\n        Engine(a, b)\n    finally:\n        Engine(a, b)\n"
    )
    assert codes(source, loaded) == "201 201"


def test_allowed_files_and_other_projects(tmp_path: Path) -> None:
    rules = RULES.replace('id = "engine"\n', 'id = "engine"\nallow = ["tests/**"]\n')
    rules = rules.replace('id = "old-connect"\n', 'id = "old-connect"\nallow = ["tests/**"]\n')
    loaded = make_project(tmp_path, rules)
    source = FROM + CALL + "from acme.core.tools import old_connect\nold_connect()\n"
    assert codes(source, loaded, "tests/test_x.py") == ""
    assert codes(source, loaded, "app/x.py") == "201 204"
