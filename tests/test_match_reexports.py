"""SOT107: a name that is imported from a module which has it from a deprecated path."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import pytest
from reexport_support import (
    ENGINE,
    IMPORT_ENGINE,
    READER,
    USER,
    judge,
    project_in,
    reexports_of,
)
from support import RULES, TODAY

from flake8_ssot import messages
from flake8_ssot.match_imports import match_imports
from flake8_ssot.match_reexports import match_reexports
from flake8_ssot.model import Finding, Kind
from flake8_ssot.names import resolve
from flake8_ssot.project import Project
from flake8_ssot.reexports import NONE, Reexports
from flake8_ssot.references import Interest
from flake8_ssot.rules import Moved
from flake8_ssot.source import Source, parse, split_lines

SAW = "acme.tools.Saw"
TREE = {
    "reader.py": READER,
    "acme/api.py": f"{IMPORT_ENGINE}from acme import tools\nfrom acme.tools import Saw as _Saw\n",
    "acme/facade.py": "import os\nfrom .api import Engine as Motor\n",
    "pkg/__init__.py": "from acme.facade import *\n",
    "acme/core/engine.py": "from acme.legacy.engine import Engine as UserEngine\n",
    "acme/core/__init__.py": "",
}

Loaded = tuple[Project, Reexports]
Expected = list[tuple[int, int, str, str]]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    rules = RULES.replace('"tools"', '"tools"\nallow = ["app/allowed.py"]')
    project = project_in(tmp_path_factory.mktemp("project"), TREE, rules)
    return project, reexports_of(project)


def brief(found: list[Finding]) -> Expected:
    """Line, column, deprecated path and the module it is taken from."""
    return [
        (
            item.span.line,
            item.span.column,
            item.old,
            item.message.partition(" via ")[2].split("'")[1],
        )
        for item in found
    ]


IMPORTED = [
    pytest.param("from acme.api import Engine\n", [(1, 22, ENGINE, "acme.api")], id="from"),
    pytest.param("from acme.api import Engine as E\n", [(1, 22, ENGINE, "acme.api")], id="as"),
    pytest.param(
        "from acme.api import tools, x\n", [(1, 22, "acme.tools", "acme.api")], id="module"
    ),
    pytest.param("from acme.api import _Saw\n", [(1, 22, SAW, "acme.api")], id="private"),
    pytest.param(
        "from acme.api import (\n    x,\n    Engine,  # comment\n    tools as t,\n)\n",
        [(3, 5, ENGINE, "acme.api"), (4, 5, "acme.tools", "acme.api")],
        id="two-of-three",
    ),
    pytest.param(
        "def run():\n    from acme.api import Engine\n",
        [(2, 26, ENGINE, "acme.api")],
        id="function",
    ),
    pytest.param(
        "class A:\n    def run(self):\n        from acme.api import Engine\n",
        [(3, 30, ENGINE, "acme.api")],
        id="method",
    ),
    pytest.param(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from acme.api import Engine\n",
        [(3, 26, ENGINE, "acme.api")],
        id="for-type-checkers",
    ),
    pytest.param(
        "try:\n    from acme.api import Engine\nexcept ImportError:\n    Engine = None\n",
        [(2, 26, ENGINE, "acme.api")],
        id="try",
    ),
    pytest.param("from acme.facade import Motor\n", [(1, 25, ENGINE, "acme.facade")], id="chain"),
    pytest.param("from pkg import Motor\n", [(1, 17, ENGINE, "pkg")], id="longer-chain"),
    pytest.param(
        "from acme.api import Engine\nEngine.create()\nEngine()\nprint(Engine.name)\n",
        [(1, 22, ENGINE, "acme.api")],
        id="what-is-done-with-it-repeats-nothing",
    ),
    pytest.param(
        "from acme.api import tools\ntools.Saw()\n",
        [(1, 22, "acme.tools", "acme.api")],
        id="nor-what-is-taken-out-of-it",
    ),
]

REACHED = [
    pytest.param(
        "import acme.api\nacme.api.Engine()\nacme.api.x\n",
        [(2, 1, ENGINE, "acme.api")],
        id="import",
    ),
    pytest.param(
        "import acme.api as a\nx = [a.Engine.create(), a]\n",
        [(2, 6, ENGINE, "acme.api")],
        id="import-as",
    ),
    pytest.param(
        "from acme import api\nclass A(api.Engine): ...\n", [(2, 9, ENGINE, "acme.api")], id="from"
    ),
    pytest.param(
        "from acme import api\nold = api\nold.Engine\n", [(3, 1, ENGINE, "acme.api")], id="alias"
    ),
    pytest.param(
        "import acme.x\nacme.api.tools.Saw\n", [(2, 1, "acme.tools", "acme.api")], id="top"
    ),
    pytest.param(
        'from acme import api\ngetattr(api, "Engine")\n',
        [(2, 14, ENGINE, "acme.api")],
        id="getattr",
    ),
    pytest.param(
        'from acme import api\nx: "api.Engine"\n', [(2, 5, ENGINE, "acme.api")], id="quoted-type"
    ),
    pytest.param(
        "from acme import api\ndef f():\n    return api.Engine\n",
        [(3, 12, ENGINE, "acme.api")],
        id="in-a-function",
    ),
    pytest.param(
        "from acme import api, facade\nm = api if x else facade\nm.Engine, m.Motor\n",
        [(3, 1, ENGINE, "acme.api"), (3, 11, ENGINE, "acme.facade")],
        id="one-of-two",
    ),
]

STARS = [
    pytest.param(
        "from acme.api import *\nEngine()\ndef f(): return Engine\n",
        [(2, 1, ENGINE, "acme.api"), (3, 17, ENGINE, "acme.api")],
        id="names",
    ),
    pytest.param("from pkg import *\nMotor\n", [(2, 1, ENGINE, "pkg")], id="names-of-a-chain"),
]


@pytest.mark.parametrize(("source", "expected"), [*IMPORTED, *REACHED, *STARS])
def test_what_is_had_through_a_reexport_is_found(
    loaded: Loaded, source: str, expected: Expected
) -> None:
    found = judge(*loaded, source)
    assert brief(found) == expected
    assert {(item.code, item.kind, item.path) for item in found} == {("SOT107", Kind.VIA, USER)}
    assert all(item.fix is None and item.withheld for item in found)


PATCHED = pytest.param(
    "from unittest.mock import patch\nfrom acme import api\npatch.object(api, 'Engine')\n",
    [],
    id="patched",
)


@pytest.mark.parametrize(("source", "expected"), [*IMPORTED, *REACHED, *STARS, PATCHED])
def test_the_names_that_were_found_already_serve_as_well(
    loaded: Loaded, source: str, expected: Expected
) -> None:
    project, reexports = loaded
    parsed = parse(source)
    place = project.place(f"{project.settings.root}/{USER}")
    text = Source(USER, split_lines(source), parsed)  # type: ignore[arg-type]
    for asked in (
        Interest(frozenset({"acme"}), lambda module: ()),  # "pkg" is not among them
        Interest(frozenset({"acme", "pkg", "m"}), lambda module: ()),
        Interest(frozenset(), lambda module: (), everything=True, strings=True),
    ):
        names = resolve(text, place.module, asked)
        found = match_reexports(text, project, place, reexports, (names, asked))
        assert brief(sorted(found, key=lambda item: item.span)) == expected
        assert not any(
            hit.finding.code == "SOT107" for hit in match_imports(text, names, project, place)
        )


NOT_FOUND = [
    pytest.param("from acme.api import Other\n", id="another-name"),
    pytest.param("from acme.apis import Engine\n", id="another-module"),
    pytest.param("import acme.api\n", id="only-the-module"),
    pytest.param("from acme import api\n", id="only-the-module-from-its-package"),
    pytest.param("from acme import api\napi.other.Engine\nEngine\n", id="another-attribute"),
    pytest.param("from acme.core.engine import UserEngine\n", id="the-new-home"),
    pytest.param(IMPORT_ENGINE, id="the-deprecated-path-itself"),
    pytest.param("from acme.tools import Saw\nfrom acme import tools\n", id="a-deprecated-module"),
    pytest.param("from acme.facade import Engine\n", id="not-handed-on"),
    pytest.param("from acme.api.Engine import x\n", id="as-if-it-was-a-module"),
    pytest.param("import acme.api.Engine\n", id="import-as-if-it-was-a-module"),
    pytest.param("from acme.api import *\n_Saw\n", id="star-brings-no-private-name"),
    pytest.param("from acme.api import *\n", id="star-that-brings-nothing-that-is-used"),
    pytest.param("from acme.api import *\nEngine = 1\nEngine\n", id="star-bound-anew"),
    pytest.param("def f(api):\n    return api.Engine\nfrom acme import api\n", id="a-parameter"),
    pytest.param("from acme import api\napi.Engine = 1\ndel api.Engine\n", id="replaced"),
    pytest.param("from .api import Engine\n", id="relative-to-another-package"),
    pytest.param("from ...acme.api import Engine\n", id="relative-above-the-top"),
    pytest.param("'from acme.api import Engine'\n", id="in-a-string"),
]


@pytest.mark.parametrize("source", NOT_FOUND)
def test_anything_else_is_not(loaded: Loaded, source: str) -> None:
    assert judge(*loaded, source) == []


PLACES = [
    pytest.param("from .api import Engine\n", "acme/x.py", [ENGINE], id="relative"),
    pytest.param("from . import api\napi.Engine\n", "acme/x.py", [ENGINE], id="relative-module"),
    pytest.param("from ..api import Engine\n", "acme/sub/x.py", [ENGINE], id="relative-above"),
    pytest.param("from .api import Engine\n", "acme/__init__.py", [ENGINE], id="package"),
    pytest.param("from acme.api import Engine\n", "scripts-old/x.py", [ENGINE], id="script"),
    pytest.param("from acme.api import Engine\n", "acme/legacy/engine.py", [], id="the-bridge"),
    pytest.param("from acme.api import _Saw\n", "app/allowed.py", [], id="allowed"),
    pytest.param("from acme.api import Engine\n", "app/allowed.py", [ENGINE], id="not-allowed"),
    pytest.param("from acme.api import Engine\n", "acme/api.py", [], id="the-site-itself"),
    pytest.param("from pkg import Motor\n", "acme/api.py", [], id="on-the-way"),
    pytest.param("from .api import Engine as Motor\n", "acme/facade.py", [ENGINE], id="later-site"),
    pytest.param("from acme.facade import *\n", "pkg/__init__.py", [ENGINE], id="later-site-star"),
    pytest.param("\nfrom acme.facade import *\n", "pkg/__init__.py", [], id="another-star"),
    pytest.param("from acme.api import *\n", "pkg/__init__.py", [], id="star-of-another-module"),
    pytest.param("from acme.facade import *\nMotor\n", "pkg/__init__.py", [ENGINE], id="used-too"),
]


@pytest.mark.parametrize(("source", "path", "expected"), PLACES)
def test_the_place_of_the_file_matters(
    loaded: Loaded, source: str, path: str, expected: list[str]
) -> None:
    assert [item.old for item in judge(*loaded, source, path)] == expected


def test_a_star_that_hands_on_is_reported_once_for_a_rule(tmp_path: Path) -> None:
    project = project_in(
        tmp_path,
        {
            "reader.py": READER,
            "acme/api.py": f"{IMPORT_ENGINE}from acme.tools import Saw, Axe\n",
            "acme/facade.py": "from .api import *\n",
        },
    )
    found = judge(project, reexports_of(project), "from .api import *\n", "acme/facade.py")
    assert [(item.span, item.rule, item.old) for item in found] == [
        ((1, 18, 1, 19), "engine", ENGINE),
        ((1, 18, 1, 19), "tools", "acme.tools.Axe"),
    ]


def test_a_finding_tells_the_way(loaded: Loaded) -> None:
    (found,) = judge(*loaded, "def run():\n    from pkg import (\n        Motor as M,\n    )\n")
    assert found == Finding(
        code="SOT107",
        rule="engine",
        kind=Kind.VIA,
        path=USER,
        span=found.span,
        message="import of deprecated path 'acme.legacy.engine.Engine' via 'pkg', 'acme.facade' "
        "and 'acme.api', use 'acme.core.engine.UserEngine' [engine: shares state]",
        old=ENGINE,
        new="acme.core.engine.UserEngine",
        scope="run",
        evidence=(
            "re-exported by pkg/__init__.py:1",
            "re-exported by acme/facade.py:2",
            "re-exported by acme/api.py:1",
        ),
        statement_line=2,
        withheld="mend the re-export in acme/api.py",
    )
    assert found.span == (3, 9, 3, 19)


def test_the_message_says_if_the_new_path_is_not_there(tmp_path: Path) -> None:
    files = {"reader.py": READER, "acme/api.py": IMPORT_ENGINE, "acme/core/engine.py": ""}
    project = project_in(tmp_path, files)
    (found,) = judge(project, reexports_of(project), "from acme.api import Engine\n")
    assert found.message == (
        "import of deprecated path 'acme.legacy.engine.Engine' via 'acme.api', use "
        "'acme.core.engine.UserEngine' (but the module 'acme.core.engine' has no name "
        "'UserEngine') [engine: shares state]"
    )


@pytest.mark.parametrize(
    ("via", "expected"),
    [
        ((), "'a.X', which"),
        (("b",), "'a.X' via 'b', which"),
        (("b", "c"), "'a.X' via 'b' and 'c', which"),
        (("b", "c", "d"), "'a.X' via 'b', 'c' and 'd', which"),
        (("b", "c", "d", "e"), "'a.X' via 'b', 'c', 'd' and 'e', which"),
        (("b", "c", "d", "e", "f"), "'a.X' via 'b', 3 more and 'f', which"),
    ],
)
def test_a_long_way_is_shortened(via: tuple[str, ...], expected: str) -> None:
    rule = Moved("r", "a.X", None, "", "", "", (), datetime.date(2020, 1, 1), (), "x.toml", 1)
    message = messages.moved("SOT107", rule, "a.X", None, "", TODAY, via=via)
    assert message == (
        f"import of deprecated path {expected} has no successor (overdue since 2020-01-01) [r]"
    )


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("f'{api.Engine} {api.Engine!r:>{api.Engine.width}}'\n", [4, 17, 32]),
        ("f'{3:{api.Engine}}'\n", [7]),
        ('f"é日 {api.Engine}"\n', [7]),
        ("''  '' f'{3}{api.Engine}'\n", [14]),
        ("f'{{}} {(lambda: api.Engine)}'\n", [18]),
    ],
)
def test_an_f_string_is_named_where_columns_cannot_be_trusted(
    loaded: Loaded, line: str, columns: list[int]
) -> None:
    found = judge(*loaded, f"from acme import api\n{line}")
    assert {(item.span.line, item.old) for item in found} == {(2, ENGINE)}
    if sys.version_info >= (3, 12):
        assert [item.span.column for item in found] == columns


def test_where_nothing_is_handed_on_nothing_is_found(loaded: Loaded) -> None:
    assert judge(loaded[0], NONE, "from acme.api import Engine\n") == []
