"""Every form of a reference to a moved path: the finding, its place, the path it names."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support import RULES, brief, findings, make_project

from flake8_ssot.model import Finding, Kind
from flake8_ssot.project import Project
from flake8_ssot.source import split_lines

ENGINE = "acme.legacy.engine.Engine"  # a symbol that moved
TOOLS = "acme.tools"  # a module that moved
GONE = "acme.gone"  # a module without a successor

Expected = list[tuple[int, int, str, str]]


@pytest.fixture
def loaded(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def judge(source: str, loaded: Project, path: str = "app/user.py") -> list[Finding]:
    """The findings; where there are any, the quick look at the bytes must have let the file in."""
    found = findings(source, loaded, path)
    module = loaded.place(f"{loaded.settings.root}/{path}").module
    assert not found or loaded.rule_index.mentioned_in(source.encode(), module)
    return found


IMPORTS = [
    pytest.param("import acme.tools\n", [(1, 8, "SOT101", TOOLS)], id="import"),
    pytest.param("import acme.tools as t\n", [(1, 8, "SOT101", TOOLS)], id="import-as"),
    pytest.param("import acme.gone\n", [(1, 8, "SOT101", GONE)], id="no-successor"),
    pytest.param(
        "import acme.tools.hammer.head\n",
        [(1, 8, "SOT101", "acme.tools.hammer.head")],
        id="import-below",
    ),
    pytest.param(
        "import os, acme.tools, sys, acme.gone as g\n",
        [(1, 12, "SOT101", TOOLS), (1, 29, "SOT101", GONE)],
        id="several-in-one",
    ),
    pytest.param("import  \tacme . tools\n", [(1, 10, "SOT101", TOOLS)], id="odd-spaces"),
    pytest.param("from acme import tools\n", [(1, 18, "SOT101", TOOLS)], id="from-parent"),
    pytest.param("from acme import tools as t\n", [(1, 18, "SOT101", TOOLS)], id="from-parent-as"),
    pytest.param(
        "from acme.tools import Hammer\n",
        [(1, 24, "SOT101", "acme.tools.Hammer")],
        id="from-module",
    ),
    pytest.param(
        "from acme.tools.saw import Blade\n",
        [(1, 28, "SOT101", "acme.tools.saw.Blade")],
        id="from-below",
    ),
    pytest.param("from acme.tools import *\n", [(1, 24, "SOT101", TOOLS)], id="star"),
    pytest.param(
        "from acme.tools.saw import *\n", [(1, 28, "SOT101", "acme.tools.saw")], id="star-below"
    ),
    pytest.param("from acme.legacy.engine import Engine\n", [(1, 32, "SOT101", ENGINE)], id="name"),
    pytest.param(
        "from acme.legacy.engine import Engine as E\n", [(1, 32, "SOT101", ENGINE)], id="name-as"
    ),
    pytest.param(
        "from acme.legacy.engine import run, Engine, stop\n",
        [(1, 37, "SOT101", ENGINE)],
        id="one-name-of-three",
    ),
    pytest.param(
        "from acme.legacy.engine import Engine, Engine as E\n",
        [(1, 32, "SOT101", ENGINE), (1, 40, "SOT101", ENGINE)],
        id="the-same-name-twice",
    ),
    pytest.param(
        "from acme.legacy.engine import (  # the engine\n"
        "    run,  # (Engine)\n"
        "    Engine as E,  # moved\n"
        "    Engine,\n"
        ")\n",
        [(3, 5, "SOT101", ENGINE), (4, 5, "SOT101", ENGINE)],
        id="parentheses-with-comments",
    ),
    pytest.param(
        "from acme.legacy.engine \\\n    import run, \\\n  Engine\n",
        [(3, 3, "SOT101", ENGINE)],
        id="backslashes",
    ),
    pytest.param("import \\\n  acme.tools\n", [(2, 3, "SOT101", TOOLS)], id="import-backslash"),
    pytest.param(
        "x = 1; from acme.legacy.engine import Engine; import acme.tools\n",
        [(1, 39, "SOT101", ENGINE), (1, 54, "SOT101", TOOLS)],
        id="after-semicolons",
    ),
    pytest.param(
        "é = '日本🚀'; import acme.tools\n", [(1, 19, "SOT101", TOOLS)], id="code-point-column"
    ),
    pytest.param("\fimport acme.tools\n", [(1, 9, "SOT101", TOOLS)], id="form-feed"),
    pytest.param("import acme.tools", [(1, 8, "SOT101", TOOLS)], id="no-final-newline"),
    pytest.param(
        """\
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from acme.legacy.engine import Engine
        else:
            from acme import gone
        """,
        [(3, 36, "SOT101", ENGINE), (5, 22, "SOT101", GONE)],
        id="type-checking",
    ),
    pytest.param(
        """\
        try:
            from acme.core.engine import UserEngine
        except ImportError:
            from acme.legacy.engine import Engine as UserEngine
        """,
        [(4, 36, "SOT101", ENGINE)],
        id="fallback",
    ),
    pytest.param(
        """\
        def late():
            async def later():
                import acme.tools
        class Holder:
            from acme.legacy.engine import Engine as Engine
        """,
        [(3, 16, "SOT101", TOOLS), (5, 36, "SOT101", ENGINE)],
        id="function-and-class",
    ),
    pytest.param(
        """\
        for _ in ():
            import acme.tools
        while 0:
            import acme.tools
        else:
            import acme.tools
        with x:
            import acme.tools
        match x:
            case 1:
                import acme.tools
        """,
        [(line, column, "SOT101", TOOLS) for line, column in [(2, 12), (4, 12), (6, 12), (8, 12)]]
        + [(11, 16, "SOT101", TOOLS)],
        id="every-block",
    ),
]


@pytest.mark.parametrize(("source", "expected"), IMPORTS)
def test_imports(source: str, expected: Expected, loaded: Project) -> None:
    assert brief(judge(source, loaded)) == expected


USES = [
    pytest.param(
        "import acme.legacy.engine\nacme.legacy.engine.Engine\n",
        [(2, 1, "SOT102", ENGINE)],
        id="full-path",
    ),
    pytest.param(
        "import acme.legacy.engine\nacme.legacy.engine.Engine.make().run()\n",
        [(2, 1, "SOT102", ENGINE)],
        id="full-path-and-on",
    ),
    pytest.param(
        "import acme\nacme.legacy.engine.Engine()\n", [(2, 1, "SOT102", ENGINE)], id="top"
    ),
    pytest.param(
        "import acme.other\nacme.legacy.engine.Engine()\n",
        [(2, 1, "SOT102", ENGINE)],
        id="bound-by-another-import",
    ),
    pytest.param(
        "import acme.legacy.engine as e\ne.Engine()\n", [(2, 1, "SOT102", ENGINE)], id="alias"
    ),
    pytest.param(
        "from acme.legacy import engine\nx = [engine.Engine(), engine.Engine]\n",
        [(2, 6, "SOT102", ENGINE), (2, 23, "SOT102", ENGINE)],
        id="module-from-parent",
    ),
    pytest.param(
        "from acme import legacy as old\nold.engine.Engine()\n",
        [(2, 1, "SOT102", ENGINE)],
        id="grandparent",
    ),
    pytest.param(
        "import acme.tools\nacme.tools.Hammer.hit()\n",
        [(1, 8, "SOT101", TOOLS), (2, 1, "SOT102", "acme.tools.Hammer")],
        id="module-rule",
    ),
    pytest.param("import acme\nprint(acme.tools)\n", [(2, 7, "SOT102", TOOLS)], id="module-itself"),
    pytest.param(
        "from acme import tools\ntools.Hammer()\n",
        [(1, 18, "SOT101", TOOLS), (2, 1, "SOT102", "acme.tools.Hammer")],
        id="module-rule-from",
    ),
    pytest.param(
        "import acme.tools as t\nt.Hammer()\n",
        [(1, 8, "SOT101", TOOLS), (2, 1, "SOT102", "acme.tools.Hammer")],
        id="module-rule-alias",
    ),
    pytest.param(
        "import acme.tools.saw as s\ns.Blade()\n",
        [(1, 8, "SOT101", "acme.tools.saw"), (2, 1, "SOT102", "acme.tools.saw.Blade")],
        id="module-below-alias",
    ),
    pytest.param(
        "import acme\no = acme.tools\no.Hammer()\n",
        [(2, 5, "SOT102", TOOLS), (3, 1, "SOT102", "acme.tools.Hammer")],
        id="assigned-module",
    ),
    pytest.param(
        "import acme.legacy.engine\no = acme.legacy.engine\no.Engine()\n",
        [(3, 1, "SOT102", ENGINE)],
        id="assigned-alias",
    ),
    pytest.param(
        "import acme.legacy.engine\nE = acme.legacy.engine.Engine\nE()\nE.make()\n",
        [(2, 5, "SOT102", ENGINE)],
        id="assigned-symbol",
    ),
    pytest.param(
        "from acme.legacy import engine\nengine.Engine = engine.Engine or None\n"
        "del engine.Engine\nengine.Engine += 1\n",
        [
            (2, 1, "SOT102", ENGINE),
            (2, 17, "SOT102", ENGINE),
            (3, 5, "SOT102", ENGINE),
            (4, 1, "SOT102", ENGINE),
        ],
        id="stores-and-deletes",
    ),
    pytest.param(
        "from acme.legacy import engine\n(engine)  .  Engine\n( # x\n  engine\n  .Engine\n)\n",
        [(2, 2, "SOT102", ENGINE), (4, 3, "SOT102", ENGINE)],
        id="spread-out",
    ),
    pytest.param(
        "from acme.legacy import engine\ngetattr(engine, 'Engine')\n"
        'getattr(engine, "Engine", None).make()\n',
        [(2, 17, "SOT102", ENGINE), (3, 17, "SOT102", ENGINE)],
        id="getattr",
    ),
    pytest.param(
        "import acme\ngetattr(acme.legacy.engine, 'Engine')\n"
        "getattr(getattr(acme, 'legacy').engine, 'Engine')\n",
        [(2, 29, "SOT102", ENGINE), (3, 41, "SOT102", ENGINE)],
        id="getattr-of-chain",
    ),
    pytest.param(
        "import acme\ngetattr(acme, 'tools').Hammer()\n",
        [(2, 15, "SOT102", TOOLS)],
        id="getattr-of-module",
    ),
    pytest.param(
        "import acme\nE = getattr(acme.legacy, 'engine').Engine\n",
        [(2, 5, "SOT102", ENGINE)],
        id="attribute-of-getattr",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        @engine.Engine.register
        class A(engine.Engine, metaclass=engine.Engine):
            x: engine.Engine = engine.Engine()
            @engine.Engine.hook
            async def f(self, a: engine.Engine, /, b=engine.Engine, *, c=engine.Engine) -> None:
                await engine.Engine()
        """,
        [
            (2, 2, "SOT102", ENGINE),
            (3, 9, "SOT102", ENGINE),
            (3, 34, "SOT102", ENGINE),
            (4, 8, "SOT102", ENGINE),
            (4, 24, "SOT102", ENGINE),
            (5, 6, "SOT102", ENGINE),
            (6, 26, "SOT102", ENGINE),
            (6, 46, "SOT102", ENGINE),
            (6, 66, "SOT102", ENGINE),
            (7, 15, "SOT102", ENGINE),
        ],
        id="classes-decorators-defaults",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        def f() -> engine.Engine:
            yield engine.Engine
            x[engine.Engine:] = {engine.Engine: 1, **engine.Engine.all}
            assert isinstance(x, engine.Engine), engine.Engine
            raise engine.Engine from engine.Engine
        """,
        [
            (2, 12, "SOT102", ENGINE),
            (3, 11, "SOT102", ENGINE),
            (4, 7, "SOT102", ENGINE),
            (4, 26, "SOT102", ENGINE),
            (4, 46, "SOT102", ENGINE),
            (5, 26, "SOT102", ENGINE),
            (5, 42, "SOT102", ENGINE),
            (6, 11, "SOT102", ENGINE),
            (6, 30, "SOT102", ENGINE),
        ],
        id="inside-statements",
    ),
    pytest.param(
        """\
        from acme.legacy import engine
        match x:
            case engine.Engine(a=engine.Engine.MAIN) if engine.Engine:
                pass
        """,
        [(3, 10, "SOT102", ENGINE), (3, 26, "SOT102", ENGINE), (3, 49, "SOT102", ENGINE)],
        id="patterns",
    ),
    pytest.param(
        "from acme.legacy import engine\n(engine if x else None).Engine()\n",
        [(2, 2, "SOT102", ENGINE)],
        id="conditional-root",
    ),
    pytest.param(
        "from acme.legacy import engine\né = '日本🚀', engine.Engine\n",
        [(2, 12, "SOT102", ENGINE)],
        id="code-point-column",
    ),
    pytest.param(
        "try:\n    import acme.tools as t\nexcept ImportError:\n    import acme.kit as t\nt.X\n",
        [(2, 12, "SOT101", TOOLS), (5, 1, "SOT102", "acme.tools.X")],
        id="one-of-two",
    ),
    pytest.param(
        "try:\n    import acme.tools as t\nexcept ImportError:\n    import acme.gone as t\nt.X\n",
        [
            (2, 12, "SOT101", TOOLS),
            (4, 12, "SOT101", GONE),
            (5, 1, "SOT102", "acme.gone.X"),
            (5, 1, "SOT102", "acme.tools.X"),
        ],
        id="two-rules-at-one-place",
    ),
]


@pytest.mark.parametrize(("source", "expected"), USES)
def test_uses(source: str, expected: Expected, loaded: Project) -> None:
    found = brief(judge(source, loaded))
    assert sorted(found) == expected
    assert [place[:2] for place in found] == sorted(place[:2] for place in found)


F_STRINGS = [
    pytest.param("print(f'{engine.Engine}')\n", (2, 10), id="plain"),
    pytest.param("f'{x} {engine.Engine.name!r:>{w}}'\n", (2, 8), id="second-field"),
    pytest.param('f"é日 {engine.Engine}"\n', (2, 7), id="non-ascii"),
]


@pytest.mark.parametrize(("line", "place"), F_STRINGS)
def test_f_strings(line: str, place: tuple[int, int], loaded: Project) -> None:
    found = brief(judge(f"from acme.legacy import engine\n{line}", loaded))
    assert found == [(*place, "SOT102", ENGINE)]


HARD_F_STRINGS = [
    pytest.param("x = f'''\n\n  {engine.Engine}'''\n", (4, 4), (2, 5), id="triple-quoted"),
    pytest.param("x = f'{v:{engine.Engine.width}}'\n", (2, 11), (2, 5), id="in-format"),
    pytest.param("x = 'a' f'{engine.Engine}'\n", (2, 12), (2, 5), id="concatenated"),
    pytest.param("x = f'{{}} {(lambda: engine.Engine)}'\n", (2, 22), (2, 5), id="lambda"),
]


@pytest.mark.parametrize(("line", "exact", "start"), HARD_F_STRINGS)
def test_hard_f_strings(
    line: str, exact: tuple[int, int], start: tuple[int, int], loaded: Project
) -> None:
    """Before Python 3.12 a position may be unknown: then it is the string's."""
    found = brief(judge(f"from acme.legacy import engine\n{line}", loaded))
    assert [place[2:] for place in found] == [("SOT102", ENGINE)]
    places = {exact} if sys.version_info >= (3, 12) else {exact, start}
    assert found[0][:2] in places


@pytest.mark.skipif(sys.version_info < (3, 12), reason="needs PEP 701")
def test_f_string_with_its_own_quotes(loaded: Project) -> None:
    source = "from acme.legacy import engine\nf'{f'{engine.Engine['a']}'}'\n"
    assert brief(judge(source, loaded)) == [(2, 7, "SOT102", ENGINE)]


STARS = [
    pytest.param(
        "from acme.legacy.engine import *\nEngine()\nx = Engine.make\n",
        [(2, 1, "SOT102", ENGINE), (3, 5, "SOT102", ENGINE)],
        id="symbol-rule",
    ),
    pytest.param(
        "from acme.legacy.engine import *\ndef f(x: Engine) -> 'Engine':\n    return Engine()\n",
        [(2, 10, "SOT102", ENGINE), (2, 22, "SOT102", ENGINE), (3, 12, "SOT102", ENGINE)],
        id="in-function",
    ),
    pytest.param(
        "from acme.tools import *\nHammer()\n", [(1, 24, "SOT101", TOOLS)], id="module-rule"
    ),
    pytest.param(
        "from acme.legacy.engine import *\n__all__ = ['Engine']\n",
        [(2, 12, "SOT106", ENGINE)],
        id="exported",
    ),
    pytest.param("from acme import *\nprint(tools)\n", [(2, 7, "SOT102", TOOLS)], id="module-name"),
]


@pytest.mark.parametrize(("source", "expected"), STARS)
def test_star_imports(source: str, expected: Expected, loaded: Project) -> None:
    assert brief(judge(source, loaded)) == expected


def test_a_module_brought_by_a_star_is_reported_once_per_use(loaded: Project) -> None:
    found = judge("from acme import *\ntools.Hammer()\n", loaded)
    assert [(item.span.line, item.span.column, item.code) for item in found] == [(2, 1, "SOT102")]


def test_a_function_brought_by_a_star_is_reported_once_per_use(tmp_path: Path) -> None:
    rule = '[[moved]]\nid = "run"\nold = "acme.legacy.run"\n'
    found = judge("from acme.legacy import *\nrun.cache_clear()\n", make_project(tmp_path, rule))
    assert [(item.span.line, item.span.column, item.code) for item in found] == [(2, 1, "SOT102")]


RELATIVE = [
    pytest.param(
        "acme/user.py", "from .tools import Hammer\n", [(1, 20, "SOT101", "acme.tools.Hammer")]
    ),
    pytest.param("acme/user.py", "from . import tools\n", [(1, 15, "SOT101", TOOLS)]),
    pytest.param("acme/user.py", "from .tools import *\n", [(1, 20, "SOT101", TOOLS)]),
    pytest.param(
        "acme/user.py", "from .legacy.engine import Engine\n", [(1, 28, "SOT101", ENGINE)]
    ),
    pytest.param(
        "acme/user.py",
        "from .legacy import engine\nengine.Engine()\n",
        [(2, 1, "SOT102", ENGINE)],
    ),
    pytest.param(
        "acme/user.py",
        "from . import legacy as old\nold.engine.Engine()\n",
        [(2, 1, "SOT102", ENGINE)],
    ),
    pytest.param(
        "acme/user.py", "from .legacy.engine import *\nEngine()\n", [(2, 1, "SOT102", ENGINE)]
    ),
    pytest.param(
        "acme/a/b/c.py",
        "from ...tools import Hammer\nfrom ... import gone\n",
        [(1, 22, "SOT101", "acme.tools.Hammer"), (2, 17, "SOT101", GONE)],
    ),
    pytest.param(
        "acme/legacy/user.py", "from .engine import Engine\n", [(1, 21, "SOT101", ENGINE)]
    ),
    pytest.param("src/acme/user.py", "from . import tools\n", [(1, 15, "SOT101", TOOLS)]),
    pytest.param("acme/user.pyi", "from . import tools\n", [(1, 15, "SOT101", TOOLS)]),
    pytest.param("acme/__init__.py", "from . import tools\n", [(1, 15, "SOT106", TOOLS)]),
    pytest.param(
        "acme/sub/__init__.py",
        "from ..tools import Hammer\n",
        [(1, 21, "SOT106", "acme.tools.Hammer")],
    ),
    pytest.param(
        "acme/user.py",
        "from . \\\n import (  # ) here\n  tools)\n",
        [(3, 3, "SOT101", TOOLS)],
    ),
]


@pytest.mark.parametrize(("path", "source", "expected"), RELATIVE)
def test_relative_imports(path: str, source: str, expected: Expected, loaded: Project) -> None:
    """Without any `__init__.py` on disk: namespace packages have paths, too."""
    assert brief(judge(source, loaded, path)) == expected


RELATIVE_NOOP = [
    pytest.param("pkg/user.py", "from .acme.tools import Hammer\n", id="acme-below"),
    pytest.param("pkg/user.py", "from .acme import tools\n", id="acme-below-parent"),
    pytest.param("pkg/user.py", "from . import acme\nacme.tools.Hammer()\n", id="acme-sibling"),
    pytest.param("pkg/a/user.py", "from ..acme.legacy.engine import *\nEngine()\n", id="star"),
    pytest.param("acme/sub/user.py", "from .tools import Hammer\n", id="one-dot-too-few"),
    pytest.param("acme/sub/user.py", "from . import tools\n", id="one-dot-too-few-parent"),
    pytest.param("acme/sub/__init__.py", "from .tools import Hammer\n", id="init-one-too-few"),
    pytest.param("acme/user.py", "from ..tools import Hammer\n", id="beyond-top-level"),
    pytest.param("acme/user.py", "from ..acme.tools import Hammer\n", id="beyond-top-level-back"),
    pytest.param("user.py", "from .acme.tools import Hammer\n", id="no-package"),
    pytest.param("user.py", "from . import acme\nacme.tools.X\n", id="no-package-parent"),
    pytest.param("acme/my-scripts/user.py", "from ..tools import Hammer\n", id="not-importable"),
    pytest.param("../acme/user.py", "from .tools import Hammer\n", id="outside"),
]


@pytest.mark.parametrize(("path", "source"), RELATIVE_NOOP)
def test_relative_imports_of_something_else(path: str, source: str, loaded: Project) -> None:
    assert brief(findings(source, loaded, path)) == []


REEXPORTS = [
    pytest.param(
        "app/user.py",
        "from acme.legacy.engine import Engine as Engine\n",
        [(1, 32, "SOT106", ENGINE)],
        id="as-itself",
    ),
    pytest.param(
        "app/user.py",
        "from acme import tools as tools\ntools.Hammer()\n",
        [(1, 18, "SOT106", TOOLS), (2, 1, "SOT102", "acme.tools.Hammer")],
        id="module-as-itself",
    ),
    pytest.param(
        "app/user.py",
        "import acme.tools as tools\n",
        [(1, 8, "SOT101", TOOLS)],
        id="import-as-last-part",
    ),
    pytest.param(
        "app/__init__.py",
        "from acme.legacy.engine import Engine\nimport acme.tools\nfrom acme.gone import *\n"
        "import acme.tools as t\n",
        [
            (1, 32, "SOT106", ENGINE),
            (2, 8, "SOT106", TOOLS),
            (3, 23, "SOT106", GONE),
            (4, 8, "SOT106", TOOLS),
        ],
        id="init",
    ),
    pytest.param(
        "app/__init__.py",
        "try:\n    from acme.legacy.engine import Engine\nexcept ImportError:\n    pass\n"
        "if x:\n    import acme.tools\n",
        [(2, 36, "SOT106", ENGINE), (6, 12, "SOT106", TOOLS)],
        id="init-in-blocks",
    ),
    pytest.param(
        "app/__init__.py",
        "def f():\n    from acme.legacy.engine import Engine as Engine\n"
        "class A:\n    import acme.tools\n",
        [(2, 36, "SOT101", ENGINE), (4, 12, "SOT101", TOOLS)],
        id="init-in-function-and-class",
    ),
    pytest.param(
        "app/__init__.py",
        """\
        import typing as t
        from typing import TYPE_CHECKING as CHECKING
        if t.TYPE_CHECKING:
            from acme.legacy.engine import Engine
        elif x:
            import acme.tools
        else:
            import acme.tools
        if x:
            if CHECKING:
                if y:
                    import acme.gone as gone
            import acme.tools
        """,
        [
            (4, 36, "SOT101", ENGINE),
            (6, 12, "SOT106", TOOLS),
            (8, 12, "SOT106", TOOLS),
            (12, 20, "SOT101", GONE),
            (13, 12, "SOT106", TOOLS),
        ],
        id="init-type-checking",
    ),
    pytest.param(
        "app/user.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
        "    from acme.legacy.engine import Engine as Engine\n",
        [(3, 36, "SOT101", ENGINE)],
        id="as-itself-type-checking",
    ),
]


@pytest.mark.parametrize(("path", "source", "expected"), REEXPORTS)
def test_reexports(path: str, source: str, expected: Expected, loaded: Project) -> None:
    assert brief(judge(source, loaded, path)) == expected


FROM = "from acme.legacy.engine import Engine\n"
IMPORTED = (1, 32, "SOT101", ENGINE)
ALL = [
    pytest.param(f"{FROM}__all__ = ['Engine']\n", [IMPORTED, (2, 12, "SOT106", ENGINE)], id="list"),
    pytest.param(
        f"__all__ = ('run', 'Engine')\n{FROM}",
        [(1, 19, "SOT106", ENGINE), (2, 32, "SOT101", ENGINE)],
        id="tuple-before-the-import",
    ),
    pytest.param(
        f"{FROM}__all__: list[str] = [\n    'run',\n    'Engine',\n]\n",
        [IMPORTED, (4, 5, "SOT106", ENGINE)],
        id="annotated",
    ),
    pytest.param(
        f"{FROM}__all__ = []\n__all__ += ['Engine']\n",
        [IMPORTED, (3, 13, "SOT106", ENGINE)],
        id="augmented",
    ),
    pytest.param(
        f"{FROM}__all__ = other.__all__ + ['Engine'] + more\n",
        [IMPORTED, (2, 28, "SOT106", ENGINE)],
        id="sum",
    ),
    pytest.param(
        f"{FROM}__all__ = []\n__all__.append('Engine')\n__all__.extend(['x', 'Engine'])\n",
        [IMPORTED, (3, 16, "SOT106", ENGINE), (4, 22, "SOT106", ENGINE)],
        id="append-and-extend",
    ),
    pytest.param(
        "from acme.legacy.engine import Engine as E\n__all__ = ['E', 'Engine']\n",
        [IMPORTED, (2, 12, "SOT106", ENGINE)],
        id="local-name",
    ),
    pytest.param(
        "from acme.legacy import engine\nE = engine.Engine\n__all__ = ['E']\n",
        [(2, 5, "SOT102", ENGINE), (3, 12, "SOT106", ENGINE)],
        id="assigned",
    ),
    pytest.param(
        "import acme.tools as t\n__all__ = ['t']\n",
        [(1, 8, "SOT101", TOOLS), (2, 12, "SOT106", TOOLS)],
        id="module",
    ),
    pytest.param(
        f"if x:\n    {FROM}else:\n    Engine = None\n__all__ = ['Engine']\n",
        [(2, 36, "SOT101", ENGINE), (5, 12, "SOT106", ENGINE)],
        id="in-one-branch",
    ),
    pytest.param(
        "from acme.legacy.engine import Engine as Engine\n__all__ = ['Engine']\n",
        [(1, 32, "SOT106", ENGINE)],
        id="its-import-was-reported",
    ),
    pytest.param(f"{FROM}__all__ = ['run']\n", [IMPORTED], id="another-name"),
    pytest.param(f"{FROM}Engine = 1\n__all__ = ['Engine']\n", [IMPORTED], id="rebound"),
    pytest.param(f"{FROM}names = ['Engine']\n", [IMPORTED], id="not-all"),
    pytest.param(f"{FROM}__all__.remove('Engine')\n", [IMPORTED], id="remove"),
    pytest.param(
        f"{FROM}class A:\n    __all__ = ['Engine']\ndef f():\n    __all__ = ['Engine']\n",
        [IMPORTED],
        id="another-scope",
    ),
    pytest.param(
        "import acme.tools\n__all__ = ['acme']\n", [(1, 8, "SOT101", TOOLS)], id="top-package"
    ),
]


@pytest.mark.parametrize(("source", "expected"), ALL)
def test_all(source: str, expected: Expected, loaded: Project) -> None:
    assert brief(judge(source, loaded)) == expected


ALL_IN_INIT = [
    pytest.param(f"{FROM}__all__ = ['Engine']\n", [(1, 32, "SOT106", ENGINE)], id="reported"),
    pytest.param(
        f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {FROM}__all__ = ['Engine']\n",
        [(3, 36, "SOT101", ENGINE), (4, 12, "SOT106", ENGINE)],
        id="type-checking",
    ),
    pytest.param(
        f"def f():\n    global Engine\n    {FROM}__all__ = ['Engine']\n",
        [(3, 36, "SOT101", ENGINE), (4, 12, "SOT106", ENGINE)],
        id="global-in-function",
    ),
]


@pytest.mark.parametrize(("source", "expected"), ALL_IN_INIT)
def test_all_in_init(source: str, expected: Expected, loaded: Project) -> None:
    """The string only repeats an import that was itself called a re-export, and no other."""
    assert brief(judge(source, loaded, "app/__init__.py")) == expected


AFTER_IMPORT = [
    pytest.param("Engine()\n", id="call"),
    pytest.param("Engine.make().x\n", id="attribute"),
    pytest.param("class A(Engine): pass\n", id="base"),
    pytest.param("def f(x: Engine, y: 'Engine') -> 'list[Engine]': ...\n", id="annotation"),
    pytest.param("getattr(Engine, 'make')\n", id="getattr"),
    pytest.param("x = Engine\nx.make()\n", id="assigned"),
    pytest.param("f'{Engine}'\n", id="f-string"),
    pytest.param("x = 1  # type: Engine\n", id="type-comment"),
]


@pytest.mark.parametrize("use", AFTER_IMPORT)
def test_an_imported_name_is_reported_once(use: str, loaded: Project) -> None:
    assert brief(judge(FROM + use, loaded)) == [IMPORTED]
    below = judge("from acme.tools import Engine\n" + use, loaded)
    assert brief(below) == [(1, 24, "SOT101", "acme.tools.Engine")]


NOOP = [
    pytest.param("", id="empty"),
    pytest.param("import acme\n", id="parent"),
    pytest.param("import acme.legacy.engine\n", id="module-of-the-symbol"),
    pytest.param("import acme.legacy.engine as Engine\nEngine.run()\n", id="module-as-name"),
    pytest.param("from acme.legacy import engine\nengine.run()\n", id="other-name-of-module"),
    pytest.param("from acme.legacy.engine import run\n", id="other-name-imported"),
    pytest.param("from acme.legacy.engine import run as Engine\nEngine()\n", id="only-named-so"),
    pytest.param("from acme.legacy.engine import *\nrun()\n", id="other-name-of-star"),
    pytest.param("from acme.core.engine import Engine\nEngine()\n", id="same-name-elsewhere"),
    pytest.param("from acme.core.engine import UserEngine\nUserEngine()\n", id="new-home"),
    pytest.param("import acme.kit\nfrom acme import kit\nkit.Hammer()\n", id="new-module"),
    pytest.param("from acme.legacy.engine import EngineX, engine\n", id="longer-name"),
    pytest.param("from acme.legacy.engine_v2 import Engine\n", id="longer-module"),
    pytest.param("import acme.toolset\nfrom acme import toolset, tool\n", id="longer-package"),
    pytest.param("from acme_tools import X\nimport acme_tools.acme.tools\n", id="longer-top"),
    pytest.param("import my.acme.tools\nfrom my.acme import tools\ntools.X\n", id="path-inside"),
    pytest.param("import legacy.engine\nlegacy.engine.Engine()\n", id="path-tail"),
    pytest.param("import tools\ntools.X\nfrom tools import X\n", id="last-part"),
    pytest.param("import acme.legacy.engine as e\ne.EngineX()\ne.engine()\n", id="other-attribute"),
    pytest.param("from acme.legacy import engine\nx.engine.Engine()\n", id="other-root"),
    pytest.param("from acme.legacy import engine\nengine().Engine()\n", id="call-result"),
    pytest.param("from acme.legacy import engine\nengine['a'].Engine()\n", id="item"),
    pytest.param("acme.legacy.engine.Engine()\n", id="never-imported"),
    pytest.param("from acme.legacy import engine\nf(Engine=1)\nx.Engine\n", id="keyword"),
    pytest.param("print('acme.legacy.engine.Engine')  # acme.legacy.engine.Engine\n", id="text"),
    pytest.param("from acme.legacy import engine\n'engine.Engine'\n", id="string"),
    pytest.param("from acme.legacy import engine\nf'engine.Engine'\n", id="f-string-text"),
    pytest.param("from acme.legacy import engine\ngetattr(engine, name)\n", id="getattr-variable"),
    pytest.param("from acme.legacy import engine\ngetattr(engine, 'run')\n", id="getattr-other"),
    pytest.param(
        "from acme.legacy import engine\ngetattr(engine, 'Engine.x')\n", id="getattr-path"
    ),
    pytest.param(
        "from acme.legacy import engine\ngetattr(engine, b'Engine')\n", id="getattr-bytes"
    ),
    pytest.param("from acme.legacy import engine\ngetattr(engine)\n", id="getattr-short"),
    pytest.param(
        "from acme.legacy import engine\ndef getattr(a, b): ...\ngetattr(engine, 'Engine')\n",
        id="own-getattr",
    ),
    pytest.param("from acme.legacy import engine\nx.getattr(engine, 'Engine')\n", id="method"),
    pytest.param("from other import getattr, acme\nacme.tools.X\n", id="acme-from-elsewhere"),
    pytest.param("import other as acme\nacme.tools.X\nacme.legacy.engine.Engine\n", id="alias"),
    pytest.param("from __future__ import annotations\n", id="future"),
]


@pytest.mark.parametrize("source", NOOP)
def test_something_else(source: str, loaded: Project) -> None:
    assert brief(findings(source, loaded)) == []


BOTH = "from acme.legacy.engine import Engine\nfrom acme.tools.saw import Blade\n"
ENGINE_ONLY = [(1, 32, "SOT101", ENGINE)]
TOOLS_ONLY = [(2, 28, "SOT101", "acme.tools.saw.Blade")]
HOMES = [
    pytest.param("acme/legacy/engine.py", TOOLS_ONLY, id="module-of-the-symbol"),
    pytest.param("src/acme/legacy/engine.py", TOOLS_ONLY, id="module-under-src"),
    pytest.param("acme/tools.py", ENGINE_ONLY, id="module"),
    pytest.param("acme/tools/saw.py", ENGINE_ONLY, id="module-below"),
    pytest.param("acme/toolset.py", [*ENGINE_ONLY, *TOOLS_ONLY], id="longer-name"),
    pytest.param("acme/legacy/engine_v2.py", [*ENGINE_ONLY, *TOOLS_ONLY], id="longer-module"),
    pytest.param("lib/acme/tools.py", [*ENGINE_ONLY, *TOOLS_ONLY], id="another-acme"),
    pytest.param("acme/legacy/other.py", [*ENGINE_ONLY, *TOOLS_ONLY], id="sibling"),
]


@pytest.mark.parametrize(("path", "expected"), HOMES)
def test_the_deprecated_module_may_use_itself(
    path: str, expected: Expected, loaded: Project
) -> None:
    assert brief(findings(BOTH, loaded, path)) == expected


def test_the_deprecated_package_may_use_itself(loaded: Project) -> None:
    found = findings(BOTH, loaded, "acme/tools/__init__.py")
    assert brief(found) == [(1, 32, "SOT106", ENGINE)]


ALLOWED = [
    pytest.param("tests/compat/test_old.py", TOOLS_ONLY, id="folder"),
    pytest.param("tests/compat/a/b.py", TOOLS_ONLY, id="deeper"),
    pytest.param("bridge.py", TOOLS_ONLY, id="file"),
    pytest.param("app/bridge.py", TOOLS_ONLY, id="bare-name-at-any-depth"),
    pytest.param("app/old_bridge.py", [*ENGINE_ONLY, *TOOLS_ONLY], id="longer-name"),
    pytest.param("app/tests/compat/a.py", [*ENGINE_ONLY, *TOOLS_ONLY], id="folder-deeper"),
    pytest.param("tests/compat.py", [*ENGINE_ONLY, *TOOLS_ONLY], id="not-the-folder"),
]


@pytest.mark.parametrize(("path", "expected"), ALLOWED)
def test_allowed_files(path: str, expected: Expected, tmp_path: Path) -> None:
    line = 'allow = ["tests/compat/**", "bridge.py"]\n'
    rules = RULES.replace('id = "engine"\n', f'id = "engine"\n{line}')
    assert brief(findings(BOTH, make_project(tmp_path, rules), path)) == expected


def test_an_allowed_rule_does_not_uncover_a_wider_one(tmp_path: Path) -> None:
    """The longest match decides; what it allows is allowed."""
    rules = (
        '[[moved]]\nid = "all"\nold = "acme"\nnew = "apex"\n'
        '[[moved]]\nid = "one"\nold = "acme.kit.Saw"\nallow = ["app/**"]\n'
    )
    loaded = make_project(tmp_path, rules)
    source = "from acme.kit import Saw, Axe\n"
    assert brief(findings(source, loaded)) == [(1, 27, "SOT101", "acme.kit.Axe")]
    assert [item.rule for item in findings(source, loaded, "lib/x.py")] == ["one", "all"]


DETAILS = [
    pytest.param("import acme.tools\n", Kind.IMPORT, "acme.tools", "acme.kit", id="import"),
    pytest.param(
        "from acme.tools.a import B as C\n",
        Kind.FROM,
        "B as C",
        "acme.kit.a.B",
        id="from",
    ),
    pytest.param("from . import tools\n", Kind.RELATIVE, "tools", "acme.kit", id="relative"),
    pytest.param("from acme.tools import *\n", Kind.STAR, "*", "acme.kit", id="star"),
    pytest.param("from .tools import *\n", Kind.STAR, "*", "acme.kit", id="relative-star"),
    pytest.param("from acme import gone\n", Kind.FROM, "gone", None, id="no-successor"),
    pytest.param("from acme.gone import a as a\n", Kind.REEXPORT, "a as a", None, id="re-export"),
    pytest.param(
        "import acme\nacme.tools.B.c()\n",
        Kind.ATTRIBUTE,
        "acme.tools.B",
        "acme.kit.B",
        id="attribute",
    ),
    pytest.param(
        "import acme\n(acme\n  .legacy\n  .engine.Engine.c)\n",
        Kind.ATTRIBUTE,
        "acme\n  .legacy\n  .engine.Engine",
        "acme.core.engine.UserEngine",
        id="attribute-on-lines",
    ),
    pytest.param(
        "import acme\ngetattr(acme, 'gone')\n", Kind.GETATTR, "'gone'", None, id="getattr"
    ),
    pytest.param(
        "from acme.legacy.engine import *\nEngine.x\n",
        Kind.STAR_NAME,
        "Engine",
        "acme.core.engine.UserEngine",
        id="star-name",
    ),
    pytest.param(
        "import acme\nx = acme.legacy\n__all__ = ['y']\ny = x.engine.Engine\n",
        Kind.ALL,
        "'y'",
        "acme.core.engine.UserEngine",
        id="all",
    ),
]


@pytest.mark.parametrize(("source", "kind", "text", "new"), DETAILS)
def test_kind_place_and_successor(
    source: str, kind: Kind, text: str, new: str | None, loaded: Project
) -> None:
    found = [item for item in judge(source, loaded, "acme/user.py") if item.kind is kind]
    assert len(found) == 1
    lines, span = split_lines(source), found[0].span
    first, last = span.line - 1, span.end_line - 1
    covered = "".join(lines[first : last + 1])
    end = len(covered) - len(lines[last]) + span.end_column - 1
    assert covered[span.column - 1 : end] == text
    assert found[0].new == new


MESSAGES = [
    pytest.param(
        FROM,
        f"SOT101 import of deprecated path '{ENGINE}', use 'acme.core.engine.UserEngine'"
        " [engine: shares state]",
        id="with-reason",
    ),
    pytest.param(
        "import acme.gone\n",
        "SOT101 import of deprecated path 'acme.gone', which has no successor [gone]",
        id="no-successor",
    ),
    pytest.param(
        "import acme\nacme.tools.Axe\n",
        "SOT102 use of deprecated path 'acme.tools.Axe', use 'acme.kit.Axe' [tools]",
        id="use",
    ),
    pytest.param(
        "from acme import tools as tools\n",
        "SOT106 re-export of deprecated path 'acme.tools', use 'acme.kit' [tools]",
        id="re-export",
    ),
]


@pytest.mark.parametrize(("source", "text"), MESSAGES)
def test_messages(source: str, text: str, loaded: Project) -> None:
    assert [item.text for item in judge(source, loaded)] == [text]


def test_scopes_are_named(loaded: Project) -> None:
    source = """\
    from acme.legacy import engine
    engine.Engine
    class A(engine.Engine):
        x = engine.Engine
        def f(self):
            from acme import gone
            def g(a=engine.Engine):
                return [engine.Engine for _ in a], (lambda: engine.Engine)
    """
    scopes = [(item.span.line, item.scope) for item in judge(source, loaded)]
    assert scopes == [
        (2, "<module>"),
        (3, "<module>"),
        (4, "A"),
        (6, "A.f"),
        (7, "A.f"),
        (8, "A.f.g"),
        (8, "A.f.g.<lambda>"),
    ]


NOQA = [
    pytest.param("from acme.gone import (  # noqa\n    a,\n    b,\n)\n", [], id="all"),
    pytest.param("from acme.gone import (  # noqa: SOT101\n    a,\n    b,\n)\n", [], id="code"),
    pytest.param(
        "from acme.gone import (  # noqa: E501,SOT1\n    a,\n    b,\n)\n", [], id="prefix"
    ),
    pytest.param(
        "from acme.gone import (  # noqa: SOT106\n    a,\n    b,\n)\n",
        [(2, 5, "SOT101", "acme.gone.a"), (3, 5, "SOT101", "acme.gone.b")],
        id="other-code",
    ),
    pytest.param(
        "import acme  # noqa\n(\nacme.gone.a)\n",
        [(3, 1, "SOT102", "acme.gone.a")],
        id="another-statement",
    ),
]


@pytest.mark.parametrize(("source", "expected"), NOQA)
def test_noqa_on_the_first_line_of_an_import(
    source: str, expected: Expected, loaded: Project
) -> None:
    assert brief(findings(source, loaded)) == expected
    assert findings(source, loaded, honour_noqa=False) != []
