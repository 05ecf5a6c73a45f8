"""What modules hand on: which names are sites, along which way, and which are none."""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from reexport_generator import Package, report
from reexport_support import ENGINE, IMPORT_ENGINE, READER, project_in, reexports_of, sites
from support import ENOUGH_SECONDS, RULES, make_project, write_files

from flake8_ssot.import_text import ImportText
from flake8_ssot.modules import Module
from flake8_ssot.project import Project
from flake8_ssot.reexport_build import MAX_LINKS, all_imports, build, in_turn, tops_of
from flake8_ssot.reexport_files import Imported, Known, Table, imports_of, stamp_of, tree
from flake8_ssot.reexport_tables import table_of
from flake8_ssot.reexports import NONE, Link, ReExport, Reexports
from flake8_ssot.scan import for_each

Result = TypeVar("Result")
Files = Mapping[str, str | bytes]
Sites = dict[str, tuple[str, ...]]

API = {"acme.api.Engine": (ENGINE, "acme/api.py:1")}


PRIVATE = '\n[[moved]]\nid = "lamp"\nold = "acme.lamps._lamp"\n'
NEW = '\n[[moved]]\nid = "new"\nold = "acme.legacy.new"\n'


def found(folder: Path, files: Files, rules: str = RULES, settings: str = "") -> Sites:
    """The sites of a tree in which somebody imports from every module."""
    more = NEW + PRIVATE if rules is RULES else ""
    project = project_in(folder, {"reader.py": READER, **files}, rules + more, settings)
    return sites(reexports_of(project))


HANDED_ON = [
    pytest.param({"acme/api.py": IMPORT_ENGINE}, API, id="from-import"),
    pytest.param(
        {"acme/api.py": "from acme.legacy.engine import Engine as E\n"},
        {"acme.api.E": (ENGINE, "acme/api.py:1")},
        id="under-another-name",
    ),
    pytest.param({"acme/api.py": "from .legacy.engine import Engine\n"}, API, id="relative"),
    pytest.param(
        {"acme/__init__.py": "from .legacy.engine import Engine\n", "user.py": "import acme\n"},
        {"acme.Engine": (ENGINE, "acme/__init__.py:1")},
        id="a-package",
    ),
    pytest.param(
        {"acme/api.py": "from acme.legacy import engine\nOld = New = engine.Engine\n"},
        {
            "acme.api.New": (ENGINE, "acme/api.py:2"),
            "acme.api.Old": (ENGINE, "acme/api.py:2"),
        },
        id="assigned",
    ),
    pytest.param(
        {"acme/api.py": "import acme.legacy.engine\nEngine = acme.legacy.engine.Engine\n"},
        {"acme.api.Engine": (ENGINE, "acme/api.py:2")},
        id="assigned-from-a-chain",
    ),
    pytest.param(
        {"acme/api.py": "from acme import tools\nimport acme.tools as t\n"},
        {
            "acme.api.t": ("acme.tools", "acme/api.py:2"),
            "acme.api.tools": ("acme.tools", "acme/api.py:1"),
        },
        id="a-module",
    ),
    pytest.param(
        {"acme/api.py": "from acme.tools import Saw\n"},
        {"acme.api.Saw": ("acme.tools.Saw", "acme/api.py:1")},
        id="of-a-module",
    ),
    pytest.param({"acme/api.py": "from acme.legacy.engine import *\n"}, API, id="star"),
    *[
        pytest.param(
            {"acme/api.py": "from acme.legacy.engine import *\n", "acme/legacy/engine.py": bridge},
            API,
            id=f"star-of-a-bridge-that-{says}",
        )
        for says, bridge in {
            "binds-it": "class Engine: ...\n",
            "lists-it": "from ._engine import *\n__all__ = ['Engine']\n",
            "has-a-star": "from elsewhere import *\n",
            "does-not-parse": "def broken(:\n",
            "makes-its-names": "def __getattr__(name): ...\n",
        }.items()
    ],
    pytest.param(
        {
            "acme/api.py": "from acme.legacy import *\n",
            "acme/legacy/__init__.py": "",
            "acme/legacy/new.py": "",
        },
        {"acme.api.new": ("acme.legacy.new", "acme/api.py:1")},
        id="star-of-a-package",
    ),
    pytest.param(
        {
            "acme/api.py": "from acme.tools import *\n",
            "acme/tools.py": "class Saw: ...\ndef cut(): ...\n_blade = 1\n",
        },
        {
            "acme.api.Saw": ("acme.tools.Saw", "acme/api.py:1"),
            "acme.api.cut": ("acme.tools.cut", "acme/api.py:1"),
        },
        id="star-of-a-module",
    ),
    pytest.param(
        {
            "acme/api.py": "from acme.tools import *\n",
            "acme/tools.py": "from acme.kit import *\n",
            "acme/kit.py": "from .tools import *\nfrom .more import *\nclass Saw: ...\n",
        },
        {"acme.api.Saw": ("acme.tools.Saw", "acme/api.py:1")},
        id="star-of-a-bridge-that-is-a-star",
    ),
    pytest.param(
        {
            "acme/api.py": "from acme.tools import *\n",
            "acme/tools.py": "from acme.kit import *\n__all__ = ['saw', '_blade']\n",
            "acme/kit.py": "class Hammer: ...\n",
        },
        {
            "acme.api._blade": ("acme.tools._blade", "acme/api.py:1"),
            "acme.api.saw": ("acme.tools.saw", "acme/api.py:1"),
        },
        id="star-of-a-bridge-with-exports",
    ),
    pytest.param(
        {
            "acme/api.py": "try:\n    from fast import Engine\nexcept ImportError:\n    "
            + IMPORT_ENGINE
        },
        {"acme.api.Engine": (ENGINE, "acme/api.py:4")},
        id="a-fallback",
    ),
    pytest.param(
        {"acme/api.py": f"try:\n    {IMPORT_ENGINE}except ImportError:\n    Engine = None\n"},
        {"acme.api.Engine": (ENGINE, "acme/api.py:2")},
        id="that-may-fail",
    ),
    pytest.param(
        {
            "acme/api.py": f"import sys\nif sys.platform == 'win32':\n    Engine = 1\n"
            f"elif sys:\n    with sys:\n        for _ in sys.path:\n            {IMPORT_ENGINE}"
        },
        {"acme.api.Engine": (ENGINE, "acme/api.py:7")},
        id="in-blocks",
    ),
    pytest.param(
        {"acme/api.py": f"match 1:\n    case 1:\n        {IMPORT_ENGINE}"},
        {"acme.api.Engine": (ENGINE, "acme/api.py:3")},
        id="in-a-case",
    ),
    pytest.param(
        {
            "acme/api.py": "from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n"
            f"    {IMPORT_ENGINE}else:\n    Engine = int\n"
        },
        {"acme.api.Engine": (ENGINE, "acme/api.py:3")},
        id="at-run-time-only",
    ),
    pytest.param(
        {"acme/api.py": "from acme.legacy.engine import Engine as _Engine\n"},
        {"acme.api._Engine": (ENGINE, "acme/api.py:1")},
        id="a-private-name",
    ),
    pytest.param(
        {"acme/api.py": "# coding: latin-1\n# \xe9\n".encode("latin-1") + IMPORT_ENGINE.encode()},
        {"acme.api.Engine": (ENGINE, "acme/api.py:3")},
        id="another-encoding",
    ),
    pytest.param(
        {
            "acme/core/engine.py": "from acme.legacy.engine import Engine\n",
            "acme/kit.py": "from acme.tools import Saw as Sword\n",
        },
        {
            "acme.core.engine.Engine": (ENGINE, "acme/core/engine.py:1"),
            "acme.kit.Sword": ("acme.tools.Saw", "acme/kit.py:1"),
        },
        id="the-new-home-under-the-old-name",
    ),
    pytest.param(
        {"acme/v1/0001_first.py": IMPORT_ENGINE, "user.py": "from acme.v1 import *\n"},
        {},
        id="a-module-that-needs-a-function-to-import",
    ),
    pytest.param(
        {"src/acme/api.py": IMPORT_ENGINE},
        {"acme.api.Engine": (ENGINE, "src/acme/api.py:1")},
        id="another-root",
    ),
    pytest.param(
        {"src/acme/api.py": IMPORT_ENGINE, "acme/api.py": "import os\n" + IMPORT_ENGINE},
        {"acme.api.Engine": (ENGINE, "acme/api.py:2")},
        id="one-module-in-two-roots",
    ),
]


@pytest.mark.parametrize(("files", "expected"), HANDED_ON)
def test_a_module_hands_on_what_it_binds_when_it_runs(
    tmp_path: Path, files: Files, expected: Sites
) -> None:
    assert found(tmp_path, files) == expected


NOT_HANDED_ON = [
    pytest.param({"acme/api.py": "from acme.core.engine import UserEngine\n"}, id="another-name"),
    pytest.param({"acme/api.py": f"def run():\n    {IMPORT_ENGINE}"}, id="in-a-function"),
    pytest.param({"acme/api.py": f"class Api:\n    {IMPORT_ENGINE}"}, id="in-a-class"),
    pytest.param(
        {"acme/api.py": f"def run():\n    global Engine\n    {IMPORT_ENGINE}"}, id="by-global"
    ),
    pytest.param(
        {
            "acme/api.py": "import typing\nif typing.TYPE_CHECKING:\n"
            f"    {IMPORT_ENGINE}    E = Engine\n"
        },
        id="for-type-checkers",
    ),
    pytest.param(
        {"acme/api.py": f"from typing import TYPE_CHECKING as T\nif T:\n    {IMPORT_ENGINE}"},
        id="for-type-checkers-by-an-alias",
    ),
    pytest.param({"acme/api.py": f"{IMPORT_ENGINE}del Engine\n"}, id="deleted"),
    pytest.param(
        {"acme/api.py": f"if __name__ == '__main__':\n    {IMPORT_ENGINE}"}, id="when-it-is-run"
    ),
    pytest.param({"acme/api.py": f"{IMPORT_ENGINE}class Engine: ...\n"}, id="defined-anew"),
    pytest.param({"acme/api.py": f"{IMPORT_ENGINE}Engine = Engine()\n"}, id="an-object-of-it"),
    pytest.param({"acme/api.py": "import acme.legacy.engine\n"}, id="a-module-above"),
    pytest.param({"acme/api.py": "import acme.tools\n"}, id="a-module-below-its-package"),
    pytest.param({"acme/api.py": f"'''\n{IMPORT_ENGINE}'''\n"}, id="in-a-string"),
    pytest.param({"acme/api.py": f"{IMPORT_ENGINE}def broken(:\n"}, id="unparsable"),
    pytest.param({"acme/api.py": f"{IMPORT_ENGINE}\0"}, id="null-byte"),
    pytest.param({"acme/api.pyi": IMPORT_ENGINE}, id="a-stub"),
    pytest.param(
        {"acme/api.py": IMPORT_ENGINE, "acme/api/__init__.py": ""}, id="hidden-by-a-package"
    ),
    pytest.param({"acme/api.v2.py": IMPORT_ENGINE}, id="a-name-with-a-dot"),
    pytest.param({"acme-old/api.py": IMPORT_ENGINE}, id="a-folder-that-is-no-package"),
    pytest.param(
        {"node_modules/api.py": IMPORT_ENGINE, "u.py": "import node_modules.api"}, id="node"
    ),
    pytest.param({"acme/legacy/engine.py": "from ._engine import Engine\n"}, id="the-bridge"),
    pytest.param({"acme/tools/saw.py": "from acme.tools import Saw\n"}, id="below-the-old-path"),
    pytest.param(
        {"acme/core/engine.py": "from acme.legacy.engine import Engine as UserEngine\n"},
        id="the-new-home",
    ),
    pytest.param({"acme/kit.py": "from acme.tools import Saw\n"}, id="the-new-home-of-a-module"),
    pytest.param(
        {"acme/__init__.py": "from .legacy.engine import Engine as api\n", "acme/api.py": ""},
        id="hidden-by-a-module",
    ),
    pytest.param(
        {"acme/__init__.py": "from .legacy.engine import Engine as api\n", "acme/api/v1.py": ""},
        id="hidden-by-a-folder",
    ),
    pytest.param(
        {"acme/api.py": "from acme.tools import *\n", "acme/tools.py": "def broken(:\n"},
        id="star-of-what-does-not-parse",
    ),
    pytest.param({"acme/api.py": "from acme.gone import *\n"}, id="star-of-what-is-not-there"),
    pytest.param({"acme/api.py": "from acme.lamps import *\n"}, id="star-brings-no-private-name"),
    pytest.param(
        {
            "acme/api.py": "from acme.legacy.engine import *\n",
            "acme/legacy/engine.py": "__all__ = ['run']\n",
        },
        id="star-of-a-bridge-that-does-not-export-it",
    ),
    pytest.param(
        {
            "acme/api.py": "from acme.legacy.engine import *\n",
            "acme/legacy/engine.py": "from acme.more import *\nfrom acme.api import *\n",
            "acme/more.py": "def run(): ...\n",
        },
        id="star-of-a-bridge-that-does-not-have-it",
    ),
]


@pytest.mark.parametrize("files", NOT_HANDED_ON)
def test_a_module_does_not_hand_on(tmp_path: Path, files: Files) -> None:
    assert found(tmp_path, files) == {}


WAYS = [
    pytest.param(
        {
            "acme/api.py": IMPORT_ENGINE,
            "pkg/__init__.py": "import os\nfrom acme.api import Engine\n",
        },
        {**API, "pkg.Engine": (ENGINE, "pkg/__init__.py:2", "acme/api.py:1")},
        id="two-modules",
    ),
    pytest.param(
        {
            "acme/api.py": IMPORT_ENGINE,
            "acme/facade.py": "from .api import Engine as Motor\n",
            "pkg/__init__.py": "from .sub import *\n",
            "pkg/sub/__init__.py": "from acme.facade import Motor\n",
        },
        {
            **API,
            "acme.facade.Motor": (ENGINE, "acme/facade.py:1", "acme/api.py:1"),
            "pkg.Motor": (
                ENGINE,
                "pkg/__init__.py:1",
                "pkg/sub/__init__.py:1",
                "acme/facade.py:1",
                "acme/api.py:1",
            ),
            "pkg.sub.Motor": (
                ENGINE,
                "pkg/sub/__init__.py:1",
                "acme/facade.py:1",
                "acme/api.py:1",
            ),
        },
        id="four-modules",
    ),
    pytest.param(
        {
            "acme/api.py": IMPORT_ENGINE,
            "acme/facade.py": "from . import api\nEngine = api.Engine\n",
        },
        {**API, "acme.facade.Engine": (ENGINE, "acme/facade.py:2", "acme/api.py:1")},
        id="by-attribute",
    ),
    pytest.param(
        {"acme/api.py": IMPORT_ENGINE, "acme/facade.py": "import acme.api as a\nE = a.Engine\n"},
        {**API, "acme.facade.E": (ENGINE, "acme/facade.py:2", "acme/api.py:1")},
        id="by-attribute-of-an-alias",
    ),
    pytest.param(
        {
            "acme/__init__.py": IMPORT_ENGINE,
            "pkg/__init__.py": "import acme.api\nE = acme.Engine\n",
        },
        {
            "acme.Engine": (ENGINE, "acme/__init__.py:1"),
            "pkg.E": (ENGINE, "pkg/__init__.py:2", "acme/__init__.py:1"),
        },
        id="by-attribute-of-a-package-above",
    ),
    pytest.param(
        {
            "acme/api.py": "from acme import tools\n",
            "acme/facade.py": "from acme.api import tools as t\nSaw = t.Saw\n",
        },
        {
            "acme.api.tools": ("acme.tools", "acme/api.py:1"),
            "acme.facade.Saw": ("acme.tools.Saw", "acme/facade.py:2", "acme/api.py:1"),
            "acme.facade.t": ("acme.tools", "acme/facade.py:1", "acme/api.py:1"),
        },
        id="out-of-a-module-that-is-handed-on",
    ),
    pytest.param(
        {
            "acme/api.py": f"{IMPORT_ENGINE}from acme.tools import Saw\n__all__ = ['Saw']\n",
            "acme/facade.py": "from acme.api import *\n",
        },
        {
            **API,
            "acme.api.Saw": ("acme.tools.Saw", "acme/api.py:2"),
            "acme.facade.Saw": ("acme.tools.Saw", "acme/facade.py:1", "acme/api.py:2"),
        },
        id="star-and-exports",
    ),
    pytest.param(
        {
            "acme/api.py": "from acme.legacy.engine import Engine as _E\n__all__ = ('_E',)",
            "acme/facade.py": "from acme.api import *\n",
        },
        {
            "acme.api._E": (ENGINE, "acme/api.py:1"),
            "acme.facade._E": (ENGINE, "acme/facade.py:1", "acme/api.py:1"),
        },
        id="star-and-a-private-name-exported",
    ),
    pytest.param(
        {
            "acme/api.py": "from acme.legacy.engine import Engine as _Engine\n",
            "acme/facade.py": "from acme.api import *\n",
        },
        {"acme.api._Engine": (ENGINE, "acme/api.py:1")},
        id="star-and-a-private-name",
    ),
    pytest.param(
        {
            "acme/api.py": f"{IMPORT_ENGINE}from os import *\n__all__ = [*os.__all__, 'x']\n",
            "acme/facade.py": "from acme.api import *\n",
        },
        {**API, "acme.facade.Engine": (ENGINE, "acme/facade.py:1", "acme/api.py:1")},
        id="star-and-exports-that-cannot-be-told",
    ),
    pytest.param(
        {
            "acme/api.py": f"{IMPORT_ENGINE}__all__: list[str]\n__all__ = ['x'] + ['y']\n"
            "__all__ += ['z']\n__all__.append('Engine')\nprint('Saw')\nx.append('w')\n",
            "acme/facade.py": "from acme.api import *\n",
        },
        {**API, "acme.facade.Engine": (ENGINE, "acme/facade.py:1", "acme/api.py:1")},
        id="star-and-exports-in-pieces",
    ),
    pytest.param(
        {
            "acme/api.py": IMPORT_ENGINE,
            "acme/facade.py": "from acme.api import *\nclass Engine: ...\n",
        },
        API,
        id="star-and-defined-behind-it",
    ),
    pytest.param(
        {
            "acme/api.py": "from acme.legacy.engine import Engine as _E\nfrom acme.more import *\n",
            "acme/more.py": "from acme.most import *\n",
            "acme/most.py": "class _E: ...\n__all__ = ['_E']\n",
        },
        {"acme.api._E": (ENGINE, "acme/api.py:1")},
        id="star-that-has-the-name-but-does-not-bring-it",
    ),
    pytest.param(
        {
            "acme/api.py": f"{IMPORT_ENGINE}from acme.more import *\n"
            "from acme.legacy.engine import *\n",
            "acme/more.py": "class Engine: ...\n",
        },
        API,
        id="star-that-brings-the-name-back",
    ),
    pytest.param(
        {
            "acme/api.py": f"{IMPORT_ENGINE}from acme.more import *\n",
            "acme/more.py": "from acme.most import *\n",
            "acme/most.py": "class Engine: ...\n",
        },
        {},
        id="star-that-brings-the-name-from-elsewhere",
    ),
    pytest.param(
        {
            "acme/api.py": f"from acme.more import *\n{IMPORT_ENGINE}from acme.facade import *\n",
            "acme/more.py": "class Engine: ...\n",
            "acme/facade.py": "class Other: ...\n",
        },
        {"acme.api.Engine": (ENGINE, "acme/api.py:2")},
        id="stars-that-do-not",
    ),
    pytest.param(
        {
            "acme/api.py": IMPORT_ENGINE,
            "acme/facade.py": "class Engine: ...\nfrom acme.api import *\n",
        },
        {**API, "acme.facade.Engine": (ENGINE, "acme/facade.py:2", "acme/api.py:1")},
        id="star-and-defined-before-it",
    ),
    pytest.param(
        {
            "acme/api.py": f"{IMPORT_ENGINE}from acme.facade import Engine\n",
            "acme/facade.py": "from acme.api import Engine\n",
        },
        {},
        id="a-circle-without-an-end",
    ),
    pytest.param(
        {
            "acme/api.py": f"from acme.facade import *\n{IMPORT_ENGINE}",
            "acme/facade.py": "from acme.api import *\nfrom acme.facade import Engine\n",
        },
        {"acme.api.Engine": (ENGINE, "acme/api.py:2")},
        id="a-circle",
    ),
    pytest.param(
        {
            "acme/api.py": "from acme.tools import Saw as Engine\n",
            "acme/core/engine.py": IMPORT_ENGINE,
            "acme/facade.py": "from acme.api import Engine\nfrom acme.kit import *\n",
            "acme/kit.py": "from acme.core.engine import Engine\n",
            "pkg/__init__.py": "from acme.facade import Engine\n",
        },
        {
            "acme.api.Engine": ("acme.tools.Saw", "acme/api.py:1"),
            "acme.core.engine.Engine": (ENGINE, "acme/core/engine.py:1"),
            "acme.facade.Engine": (
                ENGINE,
                "acme/facade.py:2",
                "acme/kit.py:1",
                "acme/core/engine.py:1",
            ),
            "acme.kit.Engine": (ENGINE, "acme/kit.py:1", "acme/core/engine.py:1"),
            "pkg.Engine": (
                ENGINE,
                "pkg/__init__.py:1",
                "acme/facade.py:2",
                "acme/kit.py:1",
                "acme/core/engine.py:1",
            ),
        },
        id="star-that-brings-it-by-a-longer-way",
    ),
    pytest.param(
        {
            "acme/api.py": IMPORT_ENGINE,
            "acme/facade.py": "from acme.api import *\n",
            "pkg/__init__.py": "from acme.facade import *\nfrom acme.api import *\n",
        },
        {
            **API,
            "acme.facade.Engine": (ENGINE, "acme/facade.py:1", "acme/api.py:1"),
            "pkg.Engine": (ENGINE, "pkg/__init__.py:2", "acme/api.py:1"),
        },
        id="the-shortest-of-two-ways",
    ),
    pytest.param(
        {
            "acme/api.py": f"{IMPORT_ENGINE}from acme.tools import Saw\n",
            "pkg/__init__.py": "try:\n    from acme.api import Saw as X\n"
            "except ImportError:\n    from acme.api import Engine as X\n",
        },
        {
            **API,
            "acme.api.Saw": ("acme.tools.Saw", "acme/api.py:2"),
            "pkg.X": ("acme.tools.Saw", "pkg/__init__.py:2", "acme/api.py:2"),
        },
        id="the-first-of-two-meanings",
    ),
]


@pytest.mark.parametrize(("files", "expected"), WAYS)
def test_names_are_followed_from_module_to_module(
    tmp_path: Path, files: Files, expected: Sites
) -> None:
    assert found(tmp_path, files) == expected


ALLOWED = f'{RULES}\n[[moved]]\nid = "lamp"\nold = "acme.lamp.Lamp"\nallow = ["acme/api.py"]\n'


@pytest.mark.parametrize(
    ("settings", "rules", "line"),
    [
        pytest.param('exclude = ["acme/*"]', RULES, IMPORT_ENGINE, id="excluded"),
        pytest.param("", ALLOWED, "from acme.lamp import Lamp\n", id="allowed"),
        pytest.param("", "", IMPORT_ENGINE, id="no-rules"),
    ],
)
def test_files_that_may_do_it_hand_nothing_on(
    tmp_path: Path, settings: str, rules: str, line: str
) -> None:
    assert found(tmp_path, {"acme/api.py": line}, rules, settings) == {}


def test_a_name_with_a_rule_of_its_own_is_no_site(tmp_path: Path) -> None:
    rules = f'{RULES}\n[[moved]]\nid = "api"\nold = "acme.api.Engine"\nnew = "acme.core.engine.X"\n'
    files = {"acme/api.py": IMPORT_ENGINE, "acme/facade.py": "from acme.api import Engine\n"}
    assert found(tmp_path, files, rules) == {
        "acme.facade.Engine": ("acme.api.Engine", "acme/facade.py:1")
    }


def test_a_place_where_another_rule_sends_users_is_no_site(tmp_path: Path) -> None:
    rules = f'{RULES}\n[[moved]]\nid = "old"\nold = "acme.old.Engine"\nnew = "acme.api.Engine"\n'
    assert found(tmp_path, {"acme/api.py": IMPORT_ENGINE}, rules) == {}


def test_what_nobody_imports_from_is_not_read(tmp_path: Path) -> None:
    files = {"a.py": IMPORT_ENGINE, "b.py": IMPORT_ENGINE, "c.py": "from b import Engine\n"}
    project = project_in(tmp_path, files)
    known = tree(project)
    tables: dict[str, Table] = {}
    imports = all_imports(known, tops_of(project, known), in_turn)
    assert sites(build(project, known, imports, tables)) == {"b.Engine": (ENGINE, "b.py:1")}
    assert [os.path.basename(path) for path in tables] == ["b.py"]


def test_tables_that_are_known_are_not_read_again(tmp_path: Path) -> None:
    project = project_in(
        tmp_path,
        {
            "reader.py": READER,
            "acme/api.py": IMPORT_ENGINE,
            "acme/facade.py": "from .api import *\n",
        },
    )
    known = tree(project)
    imports = all_imports(known, tops_of(project, known), in_turn)
    tables: dict[str, Table] = {}
    first = build(project, known, imports, tables)
    read: list[str] = []

    def noting(task: Callable[[str], Result], paths: list[str], /) -> Iterable[Result]:
        read.extend(map(os.path.basename, paths))
        return map(task, paths)

    again = build(project, known, imports, tables, noting)
    assert again.sites == first.sites
    assert read == ["facade.py"]  # what a star brings depends on other files


def chain_of(length: int) -> dict[str, str]:
    """Modules that hand a name from one to the next."""
    files = {f"m{number}.py": f"from m{number - 1} import Engine\n" for number in range(1, length)}
    return {"m0.py": IMPORT_ENGINE, **files}


def test_a_chain_may_be_long(tmp_path: Path) -> None:
    length = 400
    found = reexports_of(project_in(tmp_path, chain_of(length)))
    assert len(found.sites) == length - 1  # nobody imports from the last one
    links = found.sites[f"m{length - 2}.Engine"].links
    assert len(links) == MAX_LINKS
    assert (links[0].module, links[1].module) == (f"m{length - 2}", f"m{length - 3}")
    assert links[-1] == found.sites["m0.Engine"].origin == Link("m0", "m0.py", 1)


def test_the_order_of_files_and_the_number_of_processes_do_not_matter(tmp_path: Path) -> None:
    files = {
        **chain_of(70),
        "reader.py": READER,
        "acme/api.py": f"{IMPORT_ENGINE}from m5 import Engine as E\n",
        "acme/facade.py": "from acme.api import *\nfrom m3 import *\nfrom m60 import Engine as E\n",
        "pkg/__init__.py": "from acme.facade import *\nfrom pkg.sub import *\n",
        "pkg/sub/__init__.py": "from pkg import *\nfrom m20 import Engine\n",
    }
    project = project_in(tmp_path, files)
    known = tree(project)
    expected = reexports_of(project)
    assert reexports_of(project, partial(for_each, jobs=2)).sites == expected.sites
    imports = all_imports(known, tops_of(project, known), in_turn)
    for shift in (1, 13, 40):
        turned = dict(
            itertools.islice(itertools.cycle(imports.items()), shift, shift + len(imports))
        )
        assert list(turned) != list(imports)
        assert build(project, known, turned, {}).sites == expected.sites
        assert list(build(project, known, turned, {}).sites) == list(expected.sites)


def test_sites_are_what_names_are_when_the_modules_have_run(tmp_path: Path, long: bool) -> None:
    packages = [Package(number) for number in range(3000 if long else 150)]
    truth = report(tmp_path, packages)
    broken = {module.partition(".")[0] for module, names in truth.items() if names is None}
    packages = [package for package in packages if package.name not in broken]
    reader = "".join(f"import {module}\n" for module in truth)
    rules = "".join(package.rules for package in packages)
    found = reexports_of(project_in(tmp_path, {"reader.py": reader}, rules)).sites
    expected = {
        f"{module}.{name}": ".".join(filter(None, (f"{package.name}.legacy", old)))
        for package in packages
        for module in package.modules
        for name, old in (truth[module] or {}).items()
        if old or package.is_module_rule
    }
    # What bears the name of a module below its package is that module, for all who import it.
    modules = {f"{package.name}.legacy" for package in packages} | truth.keys()
    expected = {path: old for path, old in expected.items() if path not in modules}
    differ = {
        path
        for path in expected.keys() | found.keys()
        if path not in found or found[path].path != expected.get(path)
    }
    wrong = [
        item.files for item in packages if item.name in {path.split(".")[0] for path in differ}
    ]
    assert not differ, wrong[:1]
    assert len(broken) < len(packages) / 5
    assert len(found) > 5 * len(packages)
    assert any(len(site.links) > 3 for site in found.values())


# -- the files ------------------------------------------------------------------------------------


def test_the_tree_holds_what_can_be_imported(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "a.py": "",
            "pkg/__init__.py": "",
            "pkg/b.py": "",
            "pkg/data.txt": "",
            "pkg/stub.pyi": "",
            "src/pkg/c.py": "",
            "venv/lib/python3.12/site-packages/d.py": "",
            ".venv/e.py": "",
            "pkg/__pycache__/f.py": "",
            "pkg/odd.name.py": "",
            "pkg/g.py/h.py": "",
        },
    )
    (tmp_path / "pkg" / "gone.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "pkg" / "linked.py").symlink_to(tmp_path / "a.py")
    (tmp_path / "pkg" / "around").symlink_to(tmp_path / "pkg")
    found = tree(make_project(tmp_path))
    assert found == sorted(found)
    assert [item.module for item in found] == [
        Module("a", False),
        Module("pkg", True),
        Module("pkg.b", False),
        Module("pkg.linked", False),
        Module("", False),
        Module("pkg.c", False),
    ]
    assert [item.stamp for item in found] == [stamp_of(item.path) for item in found]


def test_folders_that_cannot_be_read_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = project_in(tmp_path, {"pkg/a.py": "", "b.py": ""})
    scandir = os.scandir

    def fails(path: str) -> object:
        if path.endswith("pkg"):
            raise PermissionError
        return scandir(path)

    monkeypatch.setattr(os, "scandir", fails)
    assert [item.module.name for item in tree(project)] == ["b"]


class Gone:
    """An entry of a folder whose file is deleted before anybody looks."""

    name = "gone.py"

    def is_file(self) -> bool:
        raise FileNotFoundError


def test_files_that_are_deleted_meanwhile_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = project_in(tmp_path, {"b.py": ""})

    @contextlib.contextmanager
    def with_another(path: str) -> Iterator[list[object]]:
        yield [Gone(), *scandir(path)]

    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", with_another)
    assert [item.module.name for item in tree(project)] == ["b"]


def test_files_that_cannot_be_read_import_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "a.py")
    modules = {path: Module("a", False)}
    assert imports_of(path, modules, frozenset({"acme"})) == Imported()
    assert table_of(path, modules, frozenset(), {}, lambda data, module: True) is None
    assert stamp_of(path) is None


def test_a_file_that_vanishes_meanwhile_hands_nothing_on(tmp_path: Path) -> None:
    project = project_in(tmp_path, {"reader.py": READER, "acme/api.py": IMPORT_ENGINE})
    known = tree(project)
    imports = all_imports(known, tops_of(project, known), in_turn)
    (tmp_path / "acme" / "api.py").unlink()
    assert build(project, known, imports, {}).sites == {}


def test_only_imports_that_matter_are_kept(tmp_path: Path) -> None:
    project = project_in(
        tmp_path,
        {"a.py": "import os, acme.x\nimport acme.x\nfrom typing import *\nfrom a import b\n"},
    )
    (item,) = tree(project)
    tops = tops_of(project, [item])
    assert tops == {"a", "acme"}
    found = imports_of(item.path, {item.path: item.module}, tops)
    assert found.statements == (
        ImportText("acme.x", None, binds_top=True),
        ImportText("a", frozenset({b"b"})),
    )
    assert found.foreign >= {"os", "typing"}


def test_hostile_trees_take_linear_time(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(1000)]
    imports = "".join(f"from acme.legacy.engine import Engine as {name}\n" for name in names)
    files = {
        "acme/api.py": imports,
        "acme/facade.py": "from acme.api import *\n" * 200
        + f"from acme.api import {', '.join(names)}\n",
        **{f"u{number}.py": "from acme.facade import *\n" for number in range(40)},
        **{f"s{number}.py": f"from s{number - 1} import *\n" for number in range(1, 300)},
        "s0.py": IMPORT_ENGINE,
        "user.py": "".join(f"from u{number} import n0\n" for number in range(40)),
    }
    project = project_in(tmp_path, files)
    started = time.process_time()
    found = reexports_of(project)
    assert time.process_time() - started < ENOUGH_SECONDS
    assert len(found.sites) == 42 * len(names) + 299


@pytest.mark.skipif(sys.platform != "linux", reason="needs file names that are no text")
def test_file_names_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"\xff.py")
    odd.write_text(IMPORT_ENGINE)
    assert found(tmp_path, {"acme/api.py": IMPORT_ENGINE, "acme/0001_first.py": ""}) == API
    assert stamp_of("\ud800") is stamp_of("a\0b") is None


def test_a_file_that_is_all_imports_is_looked_into(tmp_path: Path) -> None:
    odd = "import " * 3000 + "\n"  # no Python: more work than its bytes are worth
    assert found(tmp_path, {"acme/api.py": IMPORT_ENGINE, "odd.py": odd + "(" * 5000}) == API


# -- the answers ----------------------------------------------------------------------------------


@pytest.fixture
def loaded(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def two_sites(project: Project) -> Reexports:
    link = (Link("acme.api", "acme/api.py", 1),)
    return Reexports(
        {
            "acme.api.Engine": ReExport(ENGINE, link, is_public=True),
            "acme.api._Saw": ReExport("acme.tools.Saw", link, is_public=False),
            "acme.api.Fine": ReExport("acme.fine.Fine", link, is_public=True),
        },
        project.rule_index,
    )


def test_what_no_rule_governs_is_no_reexport(loaded: Project) -> None:
    found = two_sites(loaded)
    assert set(found.sites) == {"acme.api.Engine", "acme.api._Saw"}
    assert found.tops == {"acme"}
    assert found.files == {"acme/api.py"}
    assert found.names_in("acme.api") == {"Engine", "_Saw"}
    assert found.star_names("acme.api") == {"Engine"}
    assert found.names_in("acme") == found.star_names("acme") == frozenset()


@pytest.mark.parametrize(
    ("source", "module", "expected"),
    [
        pytest.param("from acme.api import Engine", "", True, id="from"),
        pytest.param("from acme.api import *", "", True, id="star-without-a-name"),
        pytest.param("from acme.api import *\nEngine", "", True, id="star"),
        pytest.param("from acme import api; api._Saw", "", True, id="module"),
        pytest.param("import acme.api; acme.api.Engine", "", True, id="import"),
        pytest.param("import acme; acme.api.Engine", "", True, id="top"),
        pytest.param("import acme.x; acme.x.Engine", "", False, id="another-module"),
        pytest.param("from . import Engine", "acme.api.x", True, id="relative"),
        pytest.param("from .api import Engine", "acme.x", True, id="relative-to-a-sibling"),
        pytest.param("from acme.api import Other", "", False, id="another-name"),
        pytest.param("from acme.other import Engine", "", False, id="the-name-elsewhere"),
        pytest.param("acme.api.Engine", "", False, id="no-import"),
        pytest.param("", "", False, id="nothing"),
    ],
)
def test_the_bytes_tell_who_may_use_one(
    loaded: Project, source: str, module: str, expected: bool
) -> None:
    found = two_sites(loaded)
    assert found.mentioned_in(source.encode(), Module(module, False)) is expected
    assert not NONE.mentioned_in(source.encode(), Module(module, False))


def test_the_stamp_of_a_known_file_is_that_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x")
    project = make_project(tmp_path)
    stamp = stamp_of(str(tmp_path / "a.py"))
    assert stamp is not None
    assert tree(project) == [Known(str(tmp_path / "a.py"), Module("a", False), stamp)]
