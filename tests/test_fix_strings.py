"""`ssot fix` and strings: what becomes of a path in a string, and that the file still runs.

Every row that is mended is parsed, mended again (nothing changes), judged again, and executed: before, where
the old modules are, and afterwards, where they are not. What stays as it is, and why, is below.
"""

# ruff: noqa: E501  (a row of a table is a line)

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple
from unittest import mock

import pytest
from fix_support import Bench, make_bench, reasons, text_of
from support import write_files

from flake8_ssot.fix import Fixed
from flake8_ssot.model import Applicability

MOVED = {  # old path -> new path; "" if it has no successor
    "acme.legacy": "acme.core",
    "acme.legacy.Engine": "acme.core.UserEngine",
    "acme.legacy.lost": "acme.core.nowhere",
    "acme.tools": "acme.kit",
    "acme.wire": "elsewhere.net",
    "acme.vague": "acme.lazy",
    "acme.paint": "acme.missing",
    "acme.gone": "",
}
RULES = "\n".join(
    f'[[moved]]\nid = "{old}"\nold = "{old}"\n' + (f'new = "{new}"\n' if new else "")
    for old, new in MOVED.items()
)
NEW = {
    "acme/__init__.py": "",
    "acme/base.py": """\
class Root:
    def halt(self): ...

class Base(Root):
    def stop(self): ...
""",
    "acme/core.py": """\
import elsewhere.base
from acme.base import Base

class UserEngine(Base):
    kind = "new"
    limit: int = 3
    table = {}
    declared: int
    def __init__(self):
        self.state = 0
    def run(self): ...
    async def later(self): ...
    @classmethod
    def make(cls): ...
    @property
    def size(self): ...
    if len("x"):
        def branch(self): ...
    class Inner:
        def deep(self): ...

class Abroad(elsewhere.base.Foreign):
    def own(self): ...

class Local(UserEngine):
    pass

def create(): ...

SETTINGS = {"a": 1}
stream = None
""",
    "acme/lazy.py": "def __getattr__(name):\n    return object\n",
    "acme/kit/__init__.py": "def hit(): ...\n",
    "acme/kit/saw.py": "class Blade:\n    def cut(self): ...\n",
}
OLD = {
    "acme/legacy.py": "from acme.core import *\nfrom acme.core import UserEngine as Engine\nlost = 1\n",
    "acme/tools/__init__.py": "from acme.kit import *\n",
    "acme/tools/saw.py": "from acme.kit.saw import *\n",
    "acme/wire.py": "from elsewhere.net import *\n",
    "acme/vague.py": "x = object\n",
    "acme/paint.py": "class Red: ...\n",
    "acme/gone.py": "class Ghost: ...\n",
}
OUTSIDE = {  # no part of the tree that the fixer sees
    "elsewhere/__init__.py": "",
    "elsewhere/base.py": "class Foreign:\n    def foreign(self): ...\n",
    "elsewhere/net.py": "class Wire:\n    def pull(self): ...\ndef send(): ...\n",
}
TOPS = ("acme", "elsewhere", "app")


class Worlds(NamedTuple):
    """The project that is mended, and the folders that its files are executed in."""

    safe: Bench
    unsafe: Bench
    before: Path
    after: Path


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    folder = tmp_path_factory.mktemp("project")
    before, after = tmp_path_factory.mktemp("before"), tmp_path_factory.mktemp("after")
    write_files(folder, NEW | OLD)
    write_files(before, NEW | OLD | OUTSIDE)
    write_files(after, NEW | OUTSIDE)
    bench = make_bench(folder, RULES, tree=False)
    return Worlds(bench, bench._replace(unsafe=True), before, after)


@contextmanager
def importing_from(folder: Path) -> Iterator[None]:
    """Import from `folder`; afterwards nothing of it is left in the process."""
    writes = sys.dont_write_bytecode
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    try:
        yield
    finally:
        mock.patch.stopall()
        sys.path.remove(str(folder))
        sys.dont_write_bytecode = writes
        for name in list(sys.modules):
            if name.partition(".")[0] in TOPS:
                del sys.modules[name]


def execute(data: bytes, folder: Path) -> None:
    """Run a file, and then every function `test...` of it that needs no argument."""
    code = compile(data, "executed.py", "exec", dont_inherit=True)
    with importing_from(folder):
        space: dict[str, object] = {"__name__": "executed"}
        exec(code, space)  # the tests' own sources, among stubs
        for name, value in list(space.items()):
            if name.startswith("test") and callable(value):
                value()


def runs(result: Fixed, worlds: Worlds) -> None:
    """The file works where the old modules are, and the mended one where they are not."""
    execute(result.before, worlds.before)
    execute(result.after, worlds.after)


PATCH = "from unittest.mock import patch\n"
LOAD = "from importlib import import_module\n"

TARGETS = [  # what a patch names: before, after
    ("acme.legacy.Engine", "acme.core.UserEngine"),
    ("acme.legacy.Engine.run", "acme.core.UserEngine.run"),
    ("acme.legacy.Engine.later", "acme.core.UserEngine.later"),
    ("acme.legacy.Engine.make", "acme.core.UserEngine.make"),
    ("acme.legacy.Engine.size", "acme.core.UserEngine.size"),
    ("acme.legacy.Engine.kind", "acme.core.UserEngine.kind"),
    ("acme.legacy.Engine.limit", "acme.core.UserEngine.limit"),
    ("acme.legacy.Engine.branch", "acme.core.UserEngine.branch"),
    ("acme.legacy.Engine.__init__", "acme.core.UserEngine.__init__"),
    ("acme.legacy.Engine.Inner", "acme.core.UserEngine.Inner"),
    ("acme.legacy.Engine.stop", "acme.core.UserEngine.stop"),
    ("acme.legacy.Engine.halt", "acme.core.UserEngine.halt"),
    ("acme.legacy.Local.run", "acme.core.Local.run"),
    ("acme.legacy.Local.halt", "acme.core.Local.halt"),
    ("acme.legacy.Abroad.own", "acme.core.Abroad.own"),
    ("acme.legacy.create", "acme.core.create"),
    ("acme.legacy.SETTINGS", "acme.core.SETTINGS"),
    ("acme.tools.hit", "acme.kit.hit"),
    ("acme.tools.saw.Blade", "acme.kit.saw.Blade"),
    ("acme.tools.saw.Blade.cut", "acme.kit.saw.Blade.cut"),
    ("acme.wire.send", "elsewhere.net.send"),
    ("acme.wire.Wire.pull", "elsewhere.net.Wire.pull"),
]
FORMS = [
    pytest.param('patch("{}").start()', id="started"),
    pytest.param("p = patch('{}')\np.start()", id="kept"),
    pytest.param('with patch("{}"), patch("os.path.x", create=True):\n    pass', id="with"),
    pytest.param("@patch(target='{}', autospec=True)\ndef test(x): ...", id="decorator"),
    pytest.param(
        '@patch("{}")\nclass C:\n    def test_it(self, x): ...\nC().test_it()', id="class"
    ),
    pytest.param('T = "{}"\npatch(T).start()', id="constant"),
    pytest.param(
        "import contextlib\nwith contextlib.ExitStack() as s:\n    s.enter_context(patch('{}'))",
        id="stack",
    ),
    pytest.param(
        'import pytest\nwith pytest.MonkeyPatch.context() as mp:\n    mp.setattr("{}", 1)',
        id="monkeypatch",
    ),
    pytest.param(
        'import pytest\nwith pytest.MonkeyPatch.context() as mp:\n    mp.delattr("{}", raising=False)',
        id="delattr",
    ),
]


@pytest.mark.parametrize(("old", "new"), TARGETS)
def test_targets(old: str, new: str, worlds: Worlds) -> None:
    before, after = (f'{PATCH}patch("{path}").start()\n' for path in (old, new))
    result = worlds.safe.rewrites(before, after)
    runs(result, worlds)
    assert worlds.unsafe.fix(before).after == result.after


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str, worlds: Worlds) -> None:
    for old, new in [TARGETS[0], TARGETS[1], TARGETS[16]]:
        before, after = (f"{PATCH}{form.format(path)}\n" for path in (old, new))
        runs(worlds.safe.rewrites(before, after), worlds)


SAFE = [
    pytest.param(
        PATCH + 'patch.multiple("acme.legacy", stream=1, SETTINGS=2).start()\n',
        PATCH + 'patch.multiple("acme.core", stream=1, SETTINGS=2).start()\n',
        id="multiple",
    ),
    pytest.param(
        PATCH + 'patch.multiple("acme.legacy.Engine", run=1, stop=2).start()\n',
        PATCH + 'patch.multiple("acme.core.UserEngine", run=1, stop=2).start()\n',
        id="multiple-of-a-class",
    ),
    pytest.param(
        PATCH + 'patch.dict("acme.legacy.SETTINGS", {"b": 2}).start()\n',
        PATCH + 'patch.dict("acme.core.SETTINGS", {"b": 2}).start()\n',
        id="dict",
    ),
    pytest.param(
        PATCH + 'patch.dict("acme.legacy.Engine.table", b=2).start()\n',
        PATCH + 'patch.dict("acme.core.UserEngine.table", b=2).start()\n',
        id="dict-of-a-class",
    ),
    pytest.param(
        PATCH + 'from acme import legacy\npatch.object(legacy, "create").start()\n',
        PATCH + 'from acme import core as legacy\npatch.object(legacy, "create").start()\n',
        id="object-of-the-module-by-the-import-alone",
    ),
    pytest.param(
        PATCH + 'from acme import legacy\npatch.object(legacy, "Engine").start()\n',
        PATCH + 'from acme import core as legacy\npatch.object(legacy, "UserEngine").start()\n',
        id="object-of-the-module-with-a-new-name",
    ),
    pytest.param(
        PATCH
        + 'from acme.legacy import Engine\npatch.object(Engine, "run").start()\npatch("acme.legacy.Engine").start()\nEngine()\n',
        PATCH
        + 'from acme.core import UserEngine as Engine\npatch.object(Engine, "run").start()\npatch("acme.core.UserEngine").start()\nEngine()\n',
        id="imports-of-the-same-file",
    ),
    pytest.param(
        PATCH
        + 'import acme.legacy\nx = acme.legacy.Engine()\npatch("acme.legacy.Engine.run").start()\n',
        PATCH
        + 'import acme.core\nx = acme.core.UserEngine()\npatch("acme.core.UserEngine.run").start()\n',
        id="dotted-imports-of-the-same-file",
    ),
    pytest.param(
        PATCH
        + 'patch("acme.legacy.Engine"), patch("acme.tools.hit"), patch("app.x"), patch("acme.wire.send")\n',
        PATCH
        + 'patch("acme.core.UserEngine"), patch("acme.kit.hit"), patch("app.x"), patch("elsewhere.net.send")\n',
        id="several-on-a-line",
    ),
    pytest.param(
        LOAD + 'm = import_module("acme.legacy")\nm.create()\n',
        LOAD + 'm = import_module("acme.core")\nm.create()\n',
        id="import",
    ),
    pytest.param(
        LOAD + 'm = import_module("acme.legacy")\nm.Engine()\ngetattr(m, "Engine")()\n',
        LOAD + 'm = import_module("acme.core")\nm.UserEngine()\ngetattr(m, "UserEngine")()\n',
        id="import-and-a-new-name",
    ),
    pytest.param(
        LOAD + 'import_module("acme.legacy").create()\n',
        LOAD + 'import_module("acme.core").create()\n',
        id="import-and-attribute",
    ),
    pytest.param(
        LOAD + 'import_module("acme.legacy").Engine()\n',
        LOAD + 'import_module("acme.core").UserEngine()\n',
        id="import-and-attribute-with-a-new-name",
    ),
    pytest.param(
        LOAD + 'import_module("acme.tools.saw")\nimport_module(name="acme.tools")\n',
        LOAD + 'import_module("acme.kit.saw")\nimport_module(name="acme.kit")\n',
        id="import-of-a-package-and-below",
    ),
    pytest.param(
        LOAD + 'import_module("acme.wire").send()\n',
        LOAD + 'import_module("elsewhere.net").send()\n',
        id="import-from-elsewhere",
    ),
    pytest.param(
        LOAD + 'M = "acme.legacy"\nimport_module(M).create()\n',
        LOAD + 'M = "acme.core"\nimport_module(M).create()\n',
        id="import-of-a-constant",
    ),
    pytest.param(
        "import pkgutil\npkgutil.resolve_name('acme.legacy:Engine')()\npkgutil.resolve_name('acme.legacy.Engine.run')\n",
        "import pkgutil\npkgutil.resolve_name('acme.core:UserEngine')()\npkgutil.resolve_name('acme.core.UserEngine.run')\n",
        id="resolve-name",
    ),
    pytest.param(
        "import pydoc\nassert pydoc.locate('acme.legacy.Engine')\n",
        "import pydoc\nassert pydoc.locate('acme.core.UserEngine')\n",
        id="locate",
    ),
    pytest.param(
        'x = __import__("acme.legacy", fromlist=["create"]).create\n',
        'x = __import__("acme.core", fromlist=["create"]).create\n',
        id="builtin-import",
    ),
    pytest.param(
        'import pytest\nx = pytest.importorskip("acme.legacy").create\n',
        'import pytest\nx = pytest.importorskip("acme.core").create\n',
        id="importorskip",
    ),
    pytest.param(
        """\
        from unittest.mock import patch

        class TestIt:
            TARGET = "acme.legacy.Engine.run"

            @patch(TARGET)
            def test(self, run):
                with patch("acme.legacy.create") as create, \\
                        patch("acme.legacy.Engine.stop"):
                    create()

        TestIt().test()
        """,
        """\
        from unittest.mock import patch

        class TestIt:
            TARGET = "acme.core.UserEngine.run"

            @patch(TARGET)
            def test(self, run):
                with patch("acme.core.create") as create, \\
                        patch("acme.core.UserEngine.stop"):
                    create()

        TestIt().test()
        """,
        id="a-test-class",
    ),
]


@pytest.mark.parametrize(("before", "after"), SAFE)
def test_safe(before: str, after: str, worlds: Worlds) -> None:
    result = worlds.safe.rewrites(before, after)
    runs(result, worlds)
    assert not result.left


FIXTURES = [  # not executed: the fixture is not ours
    pytest.param("mocker.patch({})", id="mocker"),
    pytest.param("mocker.patch(target={})", id="mocker-target"),
    pytest.param("self.mocker.patch({})", id="self-mocker"),
    pytest.param("module_mocker.patch({})", id="module-mocker"),
    pytest.param("monkeypatch.setattr({}, 1)", id="setattr"),
    pytest.param("monkeypatch.setattr({}, 1, raising=False)", id="setattr-raising"),
    pytest.param("monkeypatch.delattr({})", id="delattr"),
]


@pytest.mark.parametrize("form", FIXTURES)
def test_fixtures(form: str, worlds: Worlds) -> None:
    head = "def test(self, mocker, module_mocker, monkeypatch):\n    "
    for old, new in TARGETS:
        before, after = (f"{head}{form.format(repr(path))}\n" for path in (old, new))
        worlds.safe.rewrites(before, after)


# --- How it is written ----------------------------------------------------------------------------

WRITING = [  # the argument of patch: before, after
    pytest.param('"acme.legacy.Engine"', '"acme.core.UserEngine"', id="double"),
    pytest.param("'acme.legacy.Engine'", "'acme.core.UserEngine'", id="single"),
    pytest.param('"""acme.legacy.Engine"""', '"""acme.core.UserEngine"""', id="triple"),
    pytest.param("'''acme.legacy.Engine'''", "'''acme.core.UserEngine'''", id="triple-single"),
    pytest.param('r"acme.legacy.Engine"', 'r"acme.core.UserEngine"', id="raw"),
    pytest.param("R'acme.legacy.Engine'", "R'acme.core.UserEngine'", id="raw-capital"),
    pytest.param('u"acme.legacy.Engine"', 'u"acme.core.UserEngine"', id="unicode"),
    pytest.param('("acme.legacy.Engine")', '("acme.core.UserEngine")', id="parentheses"),
    pytest.param('  "acme.legacy.Engine" , ', '  "acme.core.UserEngine" , ', id="spaces"),
    pytest.param('"acme" ".legacy.Engine"', '"acme.core.UserEngine"', id="pieces"),
    pytest.param("'acme.legacy' '.Engine'", "'acme.core.UserEngine'", id="single-pieces"),
    pytest.param(
        '("acme" ".legacy.Engine")', '("acme.core.UserEngine")', id="pieces-in-parentheses"
    ),
    pytest.param('"acme" + ".legacy.Engine"', '"acme.core.UserEngine"', id="sum"),
    pytest.param('"acme\\x2elegacy.Engine"', '"acme.core.UserEngine"', id="escape"),
    pytest.param('f"acme.legacy.Engine"', '"acme.core.UserEngine"', id="f-string"),
    pytest.param('f"{TOP}.legacy.Engine"', '"acme.core.UserEngine"', id="f-string-with-a-constant"),
    pytest.param('TOP + ".legacy.Engine"', '"acme.core.UserEngine"', id="sum-with-a-constant"),
    pytest.param(
        '\n    "acme"\n    ".legacy.Engine",\n    new=1,\n',
        '\n    "acme.core.UserEngine",\n    new=1,\n',
        id="pieces-on-lines",
    ),
    pytest.param(
        '\n    # why\n    "acme.legacy.Engine",  # what\n    # so\n',
        '\n    # why\n    "acme.core.UserEngine",  # what\n    # so\n',
        id="comments-around",
    ),
]


@pytest.mark.parametrize(("before", "after"), WRITING)
def test_writing(before: str, after: str, worlds: Worlds) -> None:
    head = f'{PATCH}TOP = "acme"\nprint(TOP, end="")\né = "日本🚀"; '
    result = worlds.safe.rewrites(
        f"{head}patch({before}).start()\n", f"{head}patch({after}).start()\n"
    )
    runs(result, worlds)


def test_a_constant_in_an_f_string_stays(worlds: Worlds) -> None:
    before = PATCH + 'M = "acme.legacy"\npatch(f"{M}.Engine").start()\nprint(M, end="")\n'
    after = PATCH + 'M = "acme.legacy"\npatch("acme.core.UserEngine").start()\nprint(M, end="")\n'
    runs(worlds.safe.rewrites(before, after), worlds)


BYTES = [
    pytest.param(
        b"from unittest.mock import patch\r\npatch('acme.legacy.Engine')\r\n\r\n",
        b"from unittest.mock import patch\r\npatch('acme.core.UserEngine')\r\n\r\n",
        id="crlf",
    ),
    pytest.param(
        b"from unittest.mock import patch\rpatch('acme.legacy.Engine')\r",
        b"from unittest.mock import patch\rpatch('acme.core.UserEngine')\r",
        id="cr",
    ),
    pytest.param(
        b"\xef\xbb\xbffrom unittest.mock import patch\npatch('acme.legacy.Engine')",
        b"\xef\xbb\xbffrom unittest.mock import patch\npatch('acme.core.UserEngine')",
        id="byte-order-mark-no-final-newline",
    ),
    pytest.param(
        b"# coding: latin-1\nfrom unittest.mock import patch\nx = '\xe9'; patch('acme.legacy.Engine')\n",
        b"# coding: latin-1\nfrom unittest.mock import patch\nx = '\xe9'; patch('acme.core.UserEngine')\n",
        id="latin-1",
    ),
    pytest.param(
        b"from unittest.mock import patch\n\x0cif 1:\n\tpatch( 'acme.legacy.Engine' )  \n\t\n",
        b"from unittest.mock import patch\n\x0cif 1:\n\tpatch( 'acme.core.UserEngine' )  \n\t\n",
        id="form-feed-tabs-trailing-blanks",
    ),
    pytest.param(
        b"from unittest.mock import patch\r\npatch(\r\n    'acme'\r\n    '.legacy.Engine'\r\n)\r\n",
        b"from unittest.mock import patch\r\npatch(\r\n    'acme.core.UserEngine'\r\n)\r\n",
        id="crlf-pieces",
    ),
    pytest.param(
        b"from unittest.mock import patch\npatch(\\\n'acme.legacy.Engine'\\\n)\n",
        b"from unittest.mock import patch\npatch(\\\n'acme.core.UserEngine'\\\n)\n",
        id="backslashes",
    ),
]


@pytest.mark.parametrize(("before", "after"), BYTES)
def test_bytes(before: bytes, after: bytes, worlds: Worlds) -> None:
    worlds.safe.rewrites(before, after)


# --- What is unsafe -------------------------------------------------------------------------------

UNSAFE = [
    pytest.param('APPS = ["acme.legacy"]', 'APPS = ["acme.core"]', id="setting"),
    pytest.param("APP = 'acme.legacy.Engine'", "APP = 'acme.core.UserEngine'", id="setting-class"),
    pytest.param('load("acme.legacy.create")', 'load("acme.core.create")', id="call"),
    pytest.param('f(handler="acme.tools.hit")', 'f(handler="acme.kit.hit")', id="keyword"),
    pytest.param(
        'f({"class": "acme.legacy.Engine"})', 'f({"class": "acme.core.UserEngine"})', id="key"
    ),
    pytest.param('f("acme.legacy:create")', 'f("acme.core:create")', id="entry-point"),
    pytest.param('f("acme.legacy:Engine")', 'f("acme.core:UserEngine")', id="entry-point-class"),
    pytest.param(
        'f("acme.legacy:Engine.run")', 'f("acme.core:UserEngine.run")', id="entry-point-member"
    ),
    pytest.param(
        'f("run  =  acme.legacy:create")', 'f("run  =  acme.core:create")', id="entry-point-named"
    ),
    pytest.param(
        "f('acme.legacy:Engine [a, b]')",
        "f('acme.core:UserEngine [a, b]')",
        id="entry-point-extras",
    ),
    pytest.param(
        "f('acme=acme.legacy:Engine[acme]')",
        "f('acme=acme.core:UserEngine[acme]')",
        id="entry-point-tight",
    ),
    pytest.param('f("ext://acme.legacy.stream")', 'f("ext://acme.core.stream")', id="external"),
    pytest.param('f("acme.wire:send")', 'f("elsewhere.net:send")', id="third-party"),
    pytest.param('x: "acme.legacy.Engine"', 'x: "acme.core.UserEngine"', id="quoted-type"),
    pytest.param(
        LOAD + 'for n in ["acme.legacy", "os"]:\n    import_module(n)',
        LOAD + 'for n in ["acme.core", "os"]:\n    import_module(n)',
        id="loop",
    ),
    pytest.param(
        LOAD + 'T = {"a": "acme.legacy"}\nfor n in T.values():\n    import_module(n)',
        LOAD + 'T = {"a": "acme.core"}\nfor n in T.values():\n    import_module(n)',
        id="table",
    ),
    pytest.param(
        LOAD + 'def f(n):\n    import_module(n)\nf("acme.legacy")',
        LOAD + 'def f(n):\n    import_module(n)\nf("acme.core")',
        id="parameter",
    ),
    pytest.param(
        LOAD
        + 'T = {"create": "acme.legacy"}\ndef get(n):\n    return getattr(import_module(T[n]), n)\nget("create")',
        LOAD
        + 'T = {"create": "acme.core"}\ndef get(n):\n    return getattr(import_module(T[n]), n)\nget("create")',
        id="lazy-table",
    ),
    pytest.param(
        'APPS = [\n    "acme"  "." \'legacy\',\n]', 'APPS = [\n    "acme.core",\n]', id="pieces"
    ),
    pytest.param(
        'APPS = ["acme.legacy", "acme.tools.saw", "acme", "acme.wire"]',
        'APPS = ["acme.core", "acme.kit.saw", "acme", "elsewhere.net"]',
        id="several",
    ),
]
DEFINED = "def f(*args, **kwargs): ...\nload = f\n"


@pytest.mark.parametrize(("before", "after"), UNSAFE)
def test_unsafe(before: str, after: str, worlds: Worlds) -> None:
    before, after = (f"{DEFINED}{text}\n" for text in (before, after))
    assert worlds.safe.stays(before).startswith("unsafe: ")
    result = worlds.unsafe.rewrites(before, after)
    runs(result, worlds)
    assert not result.left


FOREIGN = [  # what a base class outside of the tree, or a __getattr__, may have
    pytest.param(
        'patch("acme.legacy.Engine.Inner.deep")',
        'patch("acme.core.UserEngine.Inner.deep")',
        id="inner-class",
    ),
    pytest.param(
        'patch("acme.legacy.Abroad.foreign")', 'patch("acme.core.Abroad.foreign")', id="patch"
    ),
    pytest.param("patch('acme.vague.x')", "patch('acme.lazy.x')", id="module-with-getattr"),
]


@pytest.mark.parametrize(("before", "after"), FOREIGN)
def test_what_only_a_person_can_tell(before: str, after: str, worlds: Worlds) -> None:
    assert worlds.safe.stays(f"{PATCH}{before}.start()\n").startswith("unsafe: ")
    result = worlds.unsafe.rewrites(f"{PATCH}{before}.start()\n", f"{PATCH}{after}.start()\n")
    runs(result, worlds)


ASKED = [  # whether a module is there, and putting one there: what is meant is for a person
    pytest.param('x = find_spec("acme.legacy")', id="find-spec"),
    pytest.param('x = "acme.legacy" in sys.modules', id="in"),
    pytest.param('x = "acme.legacy" not in sys.modules', id="not-in"),
    pytest.param('sys.modules["acme.legacy"] = sys', id="assigned"),
    pytest.param('patch.dict(sys.modules, {"acme.legacy": sys}).start()', id="patch-dict"),
]


@pytest.mark.parametrize("before", ASKED)
def test_questions_and_replacements(before: str, worlds: Worlds) -> None:
    source = f"import sys\nfrom importlib.util import find_spec\n{PATCH}{before}\n"
    assert worlds.safe.stays(source).startswith("unsafe: ")
    runs(worlds.unsafe.rewrites(source, source.replace("acme.legacy", "acme.core")), worlds)


# --- What stays -----------------------------------------------------------------------------------

STAYS = [  # even with --unsafe; the reason names what is missing
    pytest.param('patch("acme.legacy.Engine.execute")', "execute", id="no-member"),
    pytest.param('patch("acme.legacy.Engine.state")', "state", id="only-instances-have-it"),
    pytest.param('patch("acme.legacy.Local.execute")', "execute", id="no-member-of-any-base"),
    pytest.param('patch("acme.legacy.nothing")', "nothing", id="no-name"),
    pytest.param('patch("acme.legacy.Nothing.run")', "Nothing", id="no-class"),
    pytest.param('patch("acme.legacy.lost")', "nowhere", id="no-name-there"),
    pytest.param('patch("acme.paint.Red")', "acme.missing", id="no-module"),
    pytest.param('patch("acme.tools.axe.Head")', "axe", id="no-module-in-the-package"),
    pytest.param('patch("acme.gone.Ghost")', "", id="no-successor"),
    pytest.param('patch.multiple("acme.legacy", stream=1, nothing=2)', "nothing", id="multiple"),
    pytest.param(
        'patch.multiple("acme.legacy.Engine", run=1, execute=2)', "execute", id="multiple-member"
    ),
    pytest.param('patch.dict("acme.legacy.NOTHING", {})', "NOTHING", id="dict"),
    pytest.param('import_module("acme.legacy.sub")', "sub", id="import-of-no-module"),
    pytest.param('import_module("acme.paint")', "acme.missing", id="import-of-nothing"),
    pytest.param('import_module("acme.gone")', "", id="import-without-successor"),
    pytest.param('resolve_name("acme.legacy:nothing")', "nothing", id="resolve-name"),
    pytest.param('resolve_name("acme.legacy.Engine.execute")', "execute", id="resolve-member"),
    pytest.param('T = "acme.legacy.nothing"\npatch(T)', "nothing", id="constant"),
    pytest.param('patch(f"{TOP}.legacy.nothing")', "nothing", id="f-string"),
]
STAYS_HEAD = f'{PATCH}{LOAD}from pkgutil import resolve_name\nTOP = "acme"\nprint(TOP)\n'


@pytest.mark.parametrize(("source", "word"), STAYS)
def test_stays(source: str, word: str, worlds: Worlds) -> None:
    for bench in (worlds.safe, worlds.unsafe):
        reason = bench.stays(f"{STAYS_HEAD}{source}\n")
        assert reason
        assert word in reason


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('APPS = ["acme.gone"]', id="setting"),
        pytest.param('f("acme.gone:Ghost")', id="entry-point"),
        pytest.param('x: "acme.gone.Ghost"', id="type"),
    ],
)
def test_no_successor(source: str, worlds: Worlds) -> None:
    reason = worlds.unsafe.stays(f"{source}\n")
    assert reason
    assert not reason.startswith("unsafe")


COMMENTS = [
    pytest.param('patch(\n    "acme"  # of old\n    ".legacy.Engine"\n)', id="between-pieces"),
    pytest.param('patch(\n    "acme"\n    # of old\n    ".legacy.Engine"\n)', id="on-its-own-line"),
    pytest.param('patch("acme" +  # of old\n    ".legacy.Engine")', id="in-a-sum"),
]


@pytest.mark.parametrize("source", COMMENTS)
def test_comments_between_the_pieces_are_not_lost(source: str, worlds: Worlds) -> None:
    for bench in (worlds.safe, worlds.unsafe):
        result = bench.fix(f"{PATCH}{source}\n")
        assert b"# of old" in result.after
        if result.after == result.before:
            assert "comment" in reasons(result)
        else:
            runs(result, worlds)


HIDDEN = [
    pytest.param('patch("acme.legacy.Engine")  # noqa', id="noqa"),
    pytest.param('patch("acme.legacy.Engine")  # noqa: SOT104', id="code"),
    pytest.param('patch(\n    "acme.legacy.Engine",  # noqa: SOT104\n)', id="on-its-line"),
    pytest.param('T = "acme.legacy.Engine"  # noqa: SOT104\npatch(T)', id="constant"),
    pytest.param('APPS = ["acme.legacy"]  # noqa: SOT105', id="string"),
    pytest.param('print("acme.legacy.Engine")', id="not-found"),
    pytest.param('"""acme.legacy.Engine"""', id="docstring"),
    pytest.param('patch("app.user.Engine")', id="using-module"),
]


@pytest.mark.parametrize("source", HIDDEN)
def test_what_is_not_reported_is_not_mended(source: str, worlds: Worlds) -> None:
    assert worlds.unsafe.stays(f"{PATCH}{source}\n") == ""


def test_the_old_module_keeps_its_own_name(worlds: Worlds) -> None:
    source = f'{PATCH}{LOAD}patch("acme.legacy.Engine")\nAPPS = ["acme.legacy"]\n'
    assert worlds.unsafe.stays(source, "acme/legacy.py") == ""


def test_nothing_but_the_paths_changes(worlds: Worlds) -> None:
    """A file with a bit of everything: what is not a path's text is the same, byte for byte."""
    source = dedent(
        """\
        #!/usr/bin/env python
        # -*- coding: utf-8 -*-
        '''acme.legacy.Engine: use acme.legacy no more.'''
        from unittest.mock import  patch
        import sys ; from importlib import import_module as load
        APPS = [ "acme.legacy" ,'acme.legacy_v2',  # acme.legacy
                 "acme.core", ]
        LOGGER = "acme.legacy.Engine is old"
        @patch( "acme.legacy.Engine" )   # acme.legacy.Engine
        def test( x,y = "acme.legacy" ) :
            "acme.legacy.Engine"
            if x == "acme.legacy" : print ( "acme.legacy" )
            return load('acme.legacy').create , {"class":"acme.legacy.Engine"}
        """
    )
    mended = (
        source.replace('[ "acme.legacy" ,', '[ "acme.core" ,')
        .replace('@patch( "acme.legacy.Engine" )', '@patch( "acme.core.UserEngine" )')
        .replace("load('acme.legacy')", "load('acme.core')")
        .replace('{"class":"acme.legacy.Engine"}', '{"class":"acme.core.UserEngine"}')
    )
    result = worlds.unsafe.rewrites(source, mended)
    runs(result, worlds)
    assert [item.code for item in result.fixed] == ["SOT105", "SOT104", "SOT103", "SOT105"]


# --- Whatever becomes of it, it must run ----------------------------------------------------------

# No exact result is asked for: what is mended must run without the old modules, and what is left
# must be said to be left.
TOUGH = [
    pytest.param(
        PATCH + 'patch("acme.legacy.Engine.execute", create=True).start()\n', id="created-member"
    ),
    pytest.param(PATCH + 'patch("acme.legacy.x", create=True).start()\n', id="created-name"),
    pytest.param(
        PATCH + 'patch("acme.legacy.create", create=True).start()\n', id="created-where-it-is"
    ),
    pytest.param(
        "import sys\nimport acme.legacy\nsys.modules.pop('acme.legacy')\n", id="sys-modules-pop"
    ),
    pytest.param(
        LOAD
        + 'def get():\n    m = import_module("acme.legacy")\n    return m\nget().Engine\nget().create\n',
        id="a-module-that-is-handed-over",
    ),
    pytest.param(
        LOAD + 'm = import_module("acme.legacy")\nn = "Engine"\ngetattr(m, n)\nvars(m)[n]\n',
        id="a-name-that-cannot-be-told",
    ),
    pytest.param(
        PATCH + 'patch.multiple("acme.legacy", Engine=1, stream=2).start()\n',
        id="multiple-new-name",
    ),
    pytest.param(PATCH + 'patch.multiple("acme.legacy", Engine=1).start()\n', id="multiple-only"),
    pytest.param(
        LOAD
        + 'T = {"Engine": "acme.legacy"}\ndef get(n):\n    return getattr(import_module(T[n]), n)\nget("Engine")\n',
        id="lazy-table-whose-key-is-the-name",
    ),
    pytest.param(
        LOAD
        + 'T = {"E": ("acme.legacy", "Engine")}\ndef get(n):\n    m, a = T[n]\n    return getattr(import_module(m), a)\nget("E")\n',
        id="lazy-pairs",
    ),
    pytest.param(
        LOAD
        + 'for m, a in [("acme.legacy", "Engine"), ("os", "path")]:\n    getattr(import_module(m), a)\n',
        id="pairs-in-a-loop",
    ),
    pytest.param(LOAD + 'x = import_module(".legacy", "acme").create\n', id="relative"),
    pytest.param(LOAD + 'x = import_module(".legacy", "acme").Engine\n', id="relative-new-name"),
    pytest.param(LOAD + 'x = import_module(".wire", "acme").send\n', id="relative-to-elsewhere"),
    pytest.param(LOAD + 'x = import_module(".saw", "acme.tools").Blade\n', id="relative-below"),
    pytest.param('x = __import__("acme.legacy").legacy.create\n', id="import-of-the-top"),
    pytest.param('x = __import__("acme.legacy").legacy.Engine\n', id="import-of-the-top-new-name"),
    pytest.param(
        LOAD + 'm = import_module("acme.legacy")\nm.lost\n', id="an-attribute-that-is-lost"
    ),
    pytest.param(
        LOAD + 'm = import_module("acme.legacy")\nm.create\nm.lost\n', id="one-attribute-of-two"
    ),
    pytest.param(
        LOAD + 'M = "acme.legacy"\nimport_module(M).create\nimport_module(f"{M}").Engine\n',
        id="constant-and-f-string",
    ),
    pytest.param(
        PATCH + LOAD + 'M = "acme.legacy"\nimport_module(M).create\npatch(f"{M}.Engine").start()\n',
        id="constant-of-two",
    ),
    pytest.param(
        PATCH + 'M = "acme.legacy"\npatch(f"{M}.Engine").start()\n',
        id="constant-of-an-f-string-alone",
    ),
    pytest.param(
        PATCH + 'M = "acme.legacy"\npatch(M + ".create").start()\npatch(M + ".Engine").start()\n',
        id="constant-of-two-sums",
    ),
    pytest.param(
        PATCH
        + 'import acme.legacy as legacy\npatch.object(legacy, "lost").start()\npatch.object(legacy, "create").start()\n',
        id="object-with-a-lost-name",
    ),
    pytest.param(
        PATCH
        + 'from acme import legacy\nN = "Engine"\npatch.object(legacy, N).start()\ngetattr(legacy, N)\n',
        id="object-with-a-constant",
    ),
    pytest.param(
        PATCH + 'N = "Engine"\nM = "acme.legacy"\npatch(f"{M}.{N}").start()\n', id="two-constants"
    ),
    pytest.param(
        PATCH + 'T = "acme.legacy.Engine"\npatch(T).start()\npatch(T + ".run").start()\n',
        id="constant-whole-and-in-part",
    ),
    pytest.param(
        PATCH + 'T = "acme.legacy.Engine"\npatch(T).start()\nassert T.split(".")[0] == "acme"\n',
        id="constant-read-otherwise",
    ),
    pytest.param(
        "import sys\nimport acme.legacy\nx = sys.modules['acme.legacy'].create\n", id="sys-modules"
    ),
    pytest.param(
        "import sys\nimport acme.legacy\nx = sys.modules['acme.legacy'].Engine\n",
        id="sys-modules-new-name",
    ),
    pytest.param("exec('from acme.legacy import Engine')\nEngine()\n", id="source-text"),
    pytest.param("exec('import acme.legacy as m\\nm.Engine()')\n", id="source-text-of-lines"),
    pytest.param("import acme.legacy\nx = eval('acme.legacy.Engine')\n", id="source-text-eval"),
    pytest.param(
        PATCH + 'patch("acme.legacy.Engine" if len("x") else "acme.legacy.create").start()\n',
        id="conditional",
    ),
    pytest.param(
        PATCH + 'for t in ["acme.legacy.Engine", "acme.legacy.create"]:\n    patch(t).start()\n',
        id="patches-in-a-loop",
    ),
]


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("source", TOUGH)
def test_what_is_mended_runs(source: str, unsafe: bool, worlds: Worlds) -> None:
    bench = worlds.unsafe if unsafe else worlds.safe
    result = bench.fix(source)
    assert result.problem is None
    execute(result.before, worlds.before)
    execute(result.after, worlds.before)  # the bridge is still there while a file is half mended
    if result.left:
        assert all(item.reason for item in result.left)
    elif b"legacy" not in result.after:
        execute(result.after, worlds.after)
    again = bench.fix(result.after)
    assert text_of(again.after) == text_of(result.after)


APPLICABILITY = [
    pytest.param('patch("acme.legacy.Engine")', Applicability.SAFE, id="patch"),
    pytest.param('import_module("acme.legacy")', Applicability.SAFE, id="import"),
    pytest.param('patch("acme.wire.send")', Applicability.SAFE, id="third-party"),
    pytest.param('APPS = ["acme.legacy"]', Applicability.UNSAFE, id="string"),
    pytest.param('patch("acme.legacy.Abroad.foreign")', Applicability.UNSAFE, id="foreign-base"),
    pytest.param('patch("acme.legacy.nothing")', None, id="missing"),
    pytest.param('patch("acme.gone.Ghost")', None, id="no-successor"),
]


@pytest.mark.parametrize(("source", "expected"), APPLICABILITY)
def test_applicability(source: str, expected: Applicability | None, worlds: Worlds) -> None:
    bench = worlds.safe
    before = bench.fix(f"{PATCH}{LOAD}{source}\n")
    (found,) = before.fixed or tuple(item.finding for item in before.left)
    assert (found.fix.applicability if found.fix else None) is expected
    if expected is not Applicability.SAFE:
        assert found.withheld


def test_a_missing_target_is_part_of_the_message(worlds: Worlds) -> None:
    result = worlds.safe.fix(f'{PATCH}patch("acme.legacy.nothing")\n')
    assert "has no name 'nothing'" in result.left[0].finding.message


# namespace -------------------------------------------------------------------------------------

NAMESPACE = """\
[[moved]]
id = "bridge"
old = "acme.bridge"
namespace = "acme.core"

[[moved]]
id = "engine"
old = "acme.bridge.Engine"
new = "acme.other.Motor"
"""
NAMESPACED = [
    pytest.param('patch("acme.bridge.logger")', 'patch("acme.core.logger")', id="bound-there"),
    pytest.param('patch("acme.bridge.Engine")', 'patch("acme.other.Motor")', id="own-rule"),
    pytest.param(
        'patch("acme.bridge.Class.run")', 'patch("acme.core.Class.run")', id="member-bound-there"
    ),
    pytest.param('patch("acme.bridge.lost")', "acme.core.lost", id="not-bound-there"),
    pytest.param('patch("acme.bridge.Class.lost")', "acme.core.Class.lost", id="no-such-member"),
    pytest.param('patch.multiple("acme.bridge", logger=1)', "successor", id="the-module-itself"),
    pytest.param('import_module("acme.bridge")', "successor", id="imports-are-not-patches"),
]


@pytest.mark.parametrize(("before", "after"), NAMESPACED)
def test_namespace(before: str, after: str, tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "acme/__init__.py": "",
            "acme/core.py": "logger = 1\nclass Class:\n    def run(self): ...\n",
            "acme/other.py": "class Motor: ...\n",
        },
    )
    head = f"{PATCH}{LOAD}"
    bench = make_bench(tmp_path, NAMESPACE, tree=False)
    result = bench.fix(f"{head}{before}\n")
    if after.startswith("patch"):
        assert result.after.decode() == f"{head}{after}\n"
        assert result.left == ()
    else:
        assert result.after == result.before
        assert [left.finding.rule for left in result.left] == ["bridge"]
        assert after in result.left[0].reason


# What only a person can tell ----------------------------------------------------------------------

DOUBTED_TREE: dict[str, str | bytes] = {
    "acme/__init__.py": "",
    "acme/fresh.py": "class UserEngine: ...\ndef create(): ...\ndef other(): ...\n",
    "acme/old.py": "from acme.fresh import UserEngine as Engine\ndef helper(): return Engine()\n",
    "acme/legacy.py": "from acme.fresh import create, other\nother.attribute = 1\n",
}
DOUBTED_RULES = """\
[[moved]]
id = "engine"
old = "acme.old.Engine"
new = "acme.fresh.UserEngine"

[[moved]]
id = "legacy"
old = "acme.legacy"
new = "acme.fresh"
"""
DOUBTED = [  # source, a word of the reason
    pytest.param('patch("acme.old.Engine")\n', "reads", id="the-old-module-reads-it"),
    pytest.param('patch.multiple("acme.legacy", other=1)\n', "", id="a-bridge-reads-nothing"),
    pytest.param('patch("acme.legacy.other")\n', "", id="read-when-imported-only"),
    pytest.param(
        'patch("acme.legacy.create")\npatch("acme.fresh.create")\n', "patched here", id="both"
    ),
    pytest.param(
        'import sys\nsys.modules.pop("acme.legacy")\n', "the module is there", id="taken-away"
    ),
    pytest.param(
        'assert import_module("acme.legacy").create is import_module("acme.fresh").create\n',
        "compared",
        id="compared",
    ),
    pytest.param(
        'm = import_module("acme.legacy")\nassert m.create == m.other\n', "compared", id="names"
    ),
    pytest.param(
        'm = import_module("acme.legacy")\nm.create()\npatch("acme.legacy.lost")\n',
        "stays",
        id="a-patch-of-it-stays",
    ),
    pytest.param(
        'm = import_module("acme.legacy")\nm.create()\npatch("acme.legacy.create")\n',
        "",
        id="a-patch-of-it-moves-along",
    ),
]


@pytest.mark.parametrize(("source", "word"), DOUBTED)
def test_doubted(source: str, word: str, tmp_path: Path) -> None:
    write_files(tmp_path, DOUBTED_TREE)
    bench = make_bench(tmp_path, DOUBTED_RULES, tree=False)
    result = bench.fix(f"{PATCH}{LOAD}{source}")
    if word:
        assert any(word in left.reason for left in result.left), reasons(result)
        assert result.after == result.before
    else:
        assert result.left == ()
        assert b"acme.legacy" not in result.after


def test_a_patch_stays_where_a_dynamic_import_does(tmp_path: Path) -> None:
    write_files(tmp_path, DOUBTED_TREE)
    bench = make_bench(tmp_path, DOUBTED_RULES, tree=False)
    source = (
        'import_module("acme.legacy").create is import_module("acme.fresh").create\n'
        'patch("acme.legacy.create")\n'
    )
    result = bench.fix(f"{PATCH}{LOAD}{source}")
    assert result.after == result.before


def test_a_comment_between_pieces_stays(tmp_path: Path) -> None:
    write_files(tmp_path, DOUBTED_TREE)
    bench = make_bench(tmp_path, DOUBTED_RULES, tree=False)
    reason = bench.stays(f'{PATCH}patch(\n    "acme.legacy."  # why\n    "create"\n)\n')
    assert "comment" in reason
