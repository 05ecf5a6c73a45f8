"""A command run as if a bridge were gone: each place that asks for it, and nothing else, is told.

In a program, `#: a.old.X` at the end of a line says that the line is refused this path, once;
`#: a.old.X *3` says how often.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from support import write_files

from flake8_ssot import blocked_run
from flake8_ssot.blocked_run import BlockedRun, run_blocked
from flake8_ssot.model import UsageError

PACKAGE = {
    "a/__init__.py": "",
    "a/old.py": """\
        from a.older import Z
        X = [1]
        Y = 2
        def own():
            return X
        class C:
            pass
        """,
    "a/older.py": "Z = 3\n",
    "a/old_things.py": "X = 4\n",
    "a/gone.py": "Z = 5\n",
    "a/gone_too.py": "Z = 6\n",
    "a/new.py": """\
        class Engine:
            def __init__(self):
                self.name = "engine"
            @classmethod
            def legacy(cls):
                return cls()
            def ok(self):
                return 1
            class Inner:
                def legacy(self):
                    return 2
        class Sub(Engine):
            pass
        class Own(Engine):
            @classmethod
            def legacy(cls):
                return "own"
        """,
    "h.py": """\
        from contextlib import suppress
        no_import = suppress(ImportError)
        no_attribute = suppress(AttributeError)
        def failure(call, *arguments):
            try:
                return call(*arguments)
            except Exception as error:
                return type(error).__name__
        """,
}
MODULES = ["a.gone"]
NAMES = ["a.old.X", "a.new.Engine.legacy"]
MARK = re.compile(r"#: ([\w.]+)(?: \*(\d+))?$")

ALL_MODULES = [*MODULES, "_sitebuiltins", "top"]
ALL_NAMES = [
    *NAMES,
    "os.getcwdb",
    "math.tau",
    "a.pkg.sub",
    "a.pkg.Outer.Inner.legacy",
]

Told = list[tuple[str, int, str, int]]  # file, line, path, count


def dedented(files: Mapping[str, str]) -> dict[str, str]:
    return {name: textwrap.dedent(text) for name, text in files.items()}


def marked(files: Mapping[str, str]) -> Told:
    """The places that the files say are refused."""
    told = []
    for name, text in sorted(files.items()):
        for number, line in enumerate(text.splitlines(), 1):
            if found := MARK.search(line):
                told.append((name, number, found[1], int(found[2] or 1)))
    return told


def told(run: BlockedRun) -> Told:
    return [(item.file, item.line, item.path, item.count) for item in run.refusals]


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def pytest_command(*arguments: str) -> list[str]:
    quiet = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly")
    return python("-m", "pytest", *quiet, *arguments)


MAIN = [
    # ---- a module and what is below it
    pytest.param("with no_import: import a.gone  #: a.gone", id="import"),
    pytest.param("with no_import: import a.gone as gone  #: a.gone", id="import as"),
    pytest.param("with no_import: import a.gone.sub.deep  #: a.gone", id="import below"),
    pytest.param("with no_import: from a import gone  #: a.gone", id="from package"),
    pytest.param(
        "with no_import: from a import old, gone, new  #: a.gone", id="from, among others"
    ),
    pytest.param("with no_import: from a.gone import Z  #: a.gone", id="from module"),
    pytest.param("with no_import: from a.gone import *  #: a.gone", id="star from module"),
    pytest.param("with no_import: from a.gone.sub import Z  #: a.gone", id="from below"),
    pytest.param(
        """\
        try:
            import a.gone  #: a.gone
        except ModuleNotFoundError as error:
            assert error.name == "a.gone"
            assert str(error) == "No module named 'a.gone' (blocked by ssot gate)"
        """,
        id="its error",
    ),
    pytest.param(
        """\
        def f():
            for _ in range(3):
                with no_import:
                    import a.gone  #: a.gone *3
        f()
        """,
        id="loop",
    ),
    pytest.param(
        """\
        import importlib
        with no_import: importlib.import_module("a.gone")  #: a.gone
        with no_import: importlib.import_module(".gone", "a")  #: a.gone
        with no_import: __import__("a.gone")  #: a.gone
        __import__("a", fromlist=["gone"])  #: a.gone
        with no_import: importlib.__import__("a.gone")  #: a.gone
        """,
        id="by name",
    ),
    pytest.param(
        """\
        import importlib.util
        assert importlib.util.find_spec("a.gone") is None  #: a.gone
        assert importlib.util.find_spec("a.gone_too") is not None
        with no_import: importlib.util.find_spec("a.gone.sub")  #: a.gone
        """,
        id="find_spec",
    ),
    pytest.param(
        """\
        import a
        assert not hasattr(a, "gone")  #: a.gone
        assert getattr(a, "gone", 1) == 1  #: a.gone
        with no_attribute: a.gone.Z  #: a.gone
        """,
        id="attribute of the package",
    ),
    pytest.param(
        """\
        import runpy
        with no_import: runpy.run_module("a.gone")  #: a.gone
        """,
        id="runpy",
    ),
    pytest.param(
        """\
        with no_import: exec("import a.gone")  #: a.gone
        """,
        id="exec",
    ),
    pytest.param(
        """\
        import sys
        from importlib.machinery import PathFinder
        class Finder:
            def find_spec(name, path=None, target=None):
                return PathFinder.find_spec(name, path, target)
        sys.meta_path.insert(0, Finder)
        with no_import: import a.gone  #: a.gone
        sys.meta_path = [Finder]
        with no_import: import a.gone  #: a.gone
        """,
        id="somebody else's finder",
    ),
    pytest.param(
        """\
        import importlib.util
        from importlib.machinery import PathFinder
        import a
        spec = PathFinder.find_spec("a.gone", a.__path__)
        with no_import: importlib.util.module_from_spec(spec)  #: a.gone
        """,
        id="a single finder",
    ),
    pytest.param(
        """\
        import importlib, sys, types
        sys.modules["a.gone"] = types.ModuleType("a.gone")
        import a.gone
        with no_import: importlib.reload(sys.modules["a.gone"])  #: a.gone
        """,
        id="reload of a fake",
    ),
    pytest.param(
        """\
        import threading
        def work():
            with no_import: import a.gone  #: a.gone *4
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        """,
        id="threads",
    ),
    pytest.param(
        """\
        import asyncio
        async def work():
            with no_import: import a.gone  #: a.gone
        asyncio.run(work())
        """,
        id="asyncio",
    ),
    pytest.param(
        """\
        from unittest import mock
        import a.old
        with no_import, no_attribute: mock.patch("a.gone.Z").start()  #: a.gone *2
        with no_attribute: mock.patch("a.gone").start()  #: a.gone
        with no_attribute: mock.patch.object(a, "gone").start()  #: a.gone
        """,
        id="patch of a module",
    ),
    # ---- a name of a module that stays
    pytest.param("with no_import: from a.old import X  #: a.old.X", id="from"),
    pytest.param("with no_import: from a.old import Y, X as x  #: a.old.X", id="from, as"),
    pytest.param(
        """\
        from a import old
        with no_attribute: old.X  #: a.old.X
        with no_attribute: old.X.append(1)  #: a.old.X
        with no_attribute: getattr(old, "X")  #: a.old.X
        assert getattr(old, "X", None) is None  #: a.old.X
        assert not hasattr(old, "X")  #: a.old.X
        """,
        id="attribute",
    ),
    pytest.param(
        """\
        import importlib, operator, sys
        with no_attribute: importlib.import_module("a.old").X  #: a.old.X
        with no_attribute: operator.attrgetter("old.X")(sys.modules["a"])  #: a.old.X
        with no_attribute: sys.modules["a.old"].X  #: a.old.X
        """,
        id="attribute, by name",
    ),
    pytest.param(
        """\
        try:
            from a.old import X  #: a.old.X
        except ImportError as error:
            assert error.name == "a.old"
            assert str(error).startswith("cannot import name 'X' from 'a.old' (")
        try:
            import a.old; a.old.X  #: a.old.X
        except AttributeError as error:
            assert str(error) == "module 'a.old' has no attribute 'X'"
        """,
        id="the errors of a name",
    ),
    pytest.param(
        """\
        import a.old
        from unittest import mock
        with no_attribute: mock.patch("a.old.X").start()  #: a.old.X
        with no_attribute: mock.patch("a.old.X", 5).start()  #: a.old.X
        with no_attribute: mock.patch.object(a.old, "X", 5).start()  #: a.old.X
        with no_attribute: mock.patch.multiple("a.old", X=5).start()  #: a.old.X
        with mock.patch("a.old.X", 5, create=True):  #: a.old.X
            assert a.old.X == a.old.own() == 5
        assert a.old.own() == [1]
        assert not hasattr(a.old, "X")  #: a.old.X
        with mock.patch("a.old.Y", 5):
            assert a.old.Y == 5
        assert a.old.Y == 2
        """,
        id="patch",
    ),
    pytest.param(
        """\
        import a.old
        with no_attribute: del a.old.X  #: a.old.X
        a.old.X = 7
        assert a.old.X == a.old.own() == 7
        a.old.X = 8
        assert a.old.X == 8
        del a.old.X
        assert a.old.own() == [1]
        assert not hasattr(a.old, "X")  #: a.old.X
        a.gone = 7
        assert a.gone == 7
        del a.gone
        assert not hasattr(a, "gone")  #: a.gone
        import a.new
        del a.new.Engine
        with no_attribute: del a.new.Engine
        """,
        id="set and deleted by others",
    ),
    pytest.param(
        """\
        import importlib
        import a.old
        assert not hasattr(importlib.reload(a.old), "X")  #: a.old.X
        assert a.old.own() == [1]
        """,
        id="after reload",
    ),
    pytest.param(
        """\
        import os, sys
        assert not hasattr(os, "getcwdb")  #: os.getcwdb
        with no_import: import _sitebuiltins  #: _sitebuiltins
        """,
        id="of what Python imports at its start",
    ),
    pytest.param(
        """\
        import math
        with no_attribute: math.tau  #: math.tau
        with no_import: from math import tau  #: math.tau
        from math import *
        assert "tau" not in globals() and pi
        """,
        id="of an extension",
    ),
    # ---- a member of a class
    pytest.param(
        """\
        from a.new import Engine, Own, Sub
        with no_attribute: Engine.legacy()  #: a.new.Engine.legacy
        with no_attribute: Engine().legacy()  #: a.new.Engine.legacy
        with no_attribute: Sub.legacy()  #: a.new.Engine.legacy
        with no_attribute: Sub().legacy()  #: a.new.Engine.legacy
        assert not hasattr(Sub, "legacy")  #: a.new.Engine.legacy
        with no_attribute: super(Own, Own).legacy()  #: a.new.Engine.legacy
        assert Own.legacy() == Own().legacy() == "own"
        class Later(Engine):
            def legacy(self): return super().legacy()  #: a.new.Engine.legacy
        with no_attribute: Later().legacy()
        """,
        id="member",
    ),
    pytest.param(
        """\
        from a.new import Engine
        try:
            Engine.legacy  #: a.new.Engine.legacy
        except AttributeError as error:
            text = "type object 'Engine' has no attribute 'legacy' (blocked by ssot gate)"
            assert (str(error), error.name, error.obj) == (text, "legacy", Engine)
        try:
            Engine().legacy  #: a.new.Engine.legacy
        except AttributeError as error:
            assert str(error) == "'Engine' object has no attribute 'legacy' (blocked by ssot gate)"
        """,
        id="the errors of a member",
    ),
    pytest.param(
        """\
        from unittest import mock
        from a.new import Engine
        with no_attribute: mock.patch("a.new.Engine.legacy").start()  #: a.new.Engine.legacy
        with no_attribute: mock.patch.object(Engine, "legacy").start()  #: a.new.Engine.legacy
        with no_attribute: mock.patch.object(Engine(), "legacy").start()  #: a.new.Engine.legacy
        with mock.patch.object(Engine, "legacy", 5, create=True):  #: a.new.Engine.legacy
            assert Engine.legacy == 5
        assert not hasattr(Engine, "legacy")  #: a.new.Engine.legacy
        assert not hasattr(mock.Mock(spec=Engine), "legacy")
        assert not hasattr(mock.create_autospec(Engine), "legacy")
        """,
        id="patch of a member",
    ),
    pytest.param(
        """\
        from a.new import Engine
        engine = Engine()
        engine.legacy = 5
        assert engine.legacy == 5
        assert "legacy" in dir(engine)
        assert not hasattr(Engine, "legacy")  #: a.new.Engine.legacy
        Engine.legacy = 6
        assert Engine.legacy == 6
        """,
        id="member set by others",
    ),
]


def case_files(case: Any) -> dict[str, str]:
    """What a case adds to the package: a program, or files."""
    if isinstance(case, str):
        return {"main.py": "from h import *\n" + textwrap.dedent(case)}
    return dedented(case)


TREES = [
    pytest.param(
        {
            "main.py": "from h import *\nwith no_import: import a\n",
            "a/__init__.py": "from .gone import Z  #: a.gone\n",
        },
        id="a package that has it from the bridge",
    ),
    pytest.param(
        {
            "main.py": "import a\nassert a.gone is None\nfrom a import gone\nassert gone is None\n",
            "a/__init__.py": """\
                try:
                    from . import gone  #: a.gone
                except ImportError:
                    gone = None
                """,
        },
        id="a package with a fallback for the module",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a
                with no_attribute: a.gone  #: a.gone
                with no_import: from a import gone  #: a.gone
                """,
            "a/__init__.py": "from a import older as gone\n",
        },
        id="another module under the name of the blocked one",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a
                with no_attribute: a.gone  #: a.gone
                with no_attribute: a.gone  #: a.gone
                with no_import: from a import gone  #: a.gone
                assert a.older.Z == 3
                assert a.other == "other"
                """,
            "a/__init__.py": """\
                import importlib
                def __getattr__(name):
                    if name in ("gone", "older"):
                        return importlib.import_module("." + name, __name__)
                    return name
                """,
        },
        id="a package that loads it when asked",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                with no_attribute: from a import *  #: a.gone
                """,
            "a/__init__.py": "__all__ = ['gone']\n",
        },
        id="a package that exports the module",
    ),
    pytest.param(
        {
            "main.py": "from h import *\nwith no_import: import top  #: top\n",
            "top.py": "",
        },
        id="a module of no package",
    ),
    pytest.param(
        {
            "main.py": "from h import *\nwith no_import: import a.user\n",
            "a/user.py": "def f(): pass\nfrom . import gone  #: a.gone\n",
        },
        id="relative import",
    ),
    # ---- a name that is or might be a module
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a.pkg
                with no_import: from a.pkg import sub  #: a.pkg.sub
                with no_import: import a.pkg.sub  #: a.pkg.sub
                with no_import: import a.pkg.sub.deep  #: a.pkg.sub
                with no_attribute: a.pkg.sub  #: a.pkg.sub
                """,
            "a/pkg/__init__.py": "",
            "a/pkg/sub.py": "",
        },
        id="a name that is a module",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                with no_import: from a.pkg import sub  #: a.pkg.sub
                import a.pkg
                with no_attribute: a.pkg.sub  #: a.pkg.sub
                __import__("a.pkg", fromlist=["sub"])  #: a.pkg.sub
                """,
            "a/pkg/__init__.py": "sub = 1\n",
        },
        id="a name of a package",
    ),
    pytest.param(
        {
            "main.py": "from h import *\nwith no_import: from a.pkg import sub  #: a.pkg.sub\n",
            "a/pkg/sub.py": "",
        },
        id="in a namespace package",
    ),
    pytest.param(
        {
            "main.py": "from h import *\nwith no_import: from a.pkg import "
            + ", ".join(f"x{i}" for i in range(300))
            + ", sub  #: a.pkg.sub\n",
            "a/pkg/__init__.py": "".join(f"x{i} = {i}\n" for i in range(300)) + "sub = 1\n",
        },
        id="a name beyond the 256th",
    ),
    # ---- star imports and __all__
    pytest.param(
        {
            "main.py": """\
                from h import *
                from a.old import *
                assert "X" not in globals() and Y == 2
                import a.old
                assert failure(lambda: a.old.__all__) == "AttributeError"
                del_all = lambda: delattr(a.old, "__all__")
                assert failure(del_all) == "AttributeError"
                a.old.__all__ = ["X", "own"]
                from a.old import *
                assert "X" not in globals() and own() == [1]
                assert a.old.__all__ == ["own"]
                del a.old.__all__
                """,
        },
        id="star: all public names",
    ),
    pytest.param(
        {
            "main.py": """\
                from a.old import *
                assert "X" not in globals() and Y == 2
                import a.old
                assert a.old.__all__ == ["Y"] and a.old.exported() == ["X", "Y"]
                import a
                assert a.__all__ == ["Y", "b"]
                """,
            "a/__init__.py": """\
                from . import old
                __all__ = old.__all__ + ["b"]
                """,
            "a/old.py": """\
                __all__ = ["X"]
                __all__ += ["Y"]
                X, Y = 1, 2
                def exported(): return __all__
                """,
        },
        id="star: a list",
    ),
    pytest.param(
        {
            "main.py": """\
                from a.old import *
                assert "X" not in globals() and Y == 2
                import a.old
                assert a.old.__all__ == ("Y",)
                """,
            "a/old.py": "__all__ = ('X', 'Y')\nX, Y = 1, 2\n",
        },
        id="star: a tuple",
    ),
    pytest.param(
        {
            "main.py": """\
                from a.pkg import *
                assert "sub" not in globals() and other == 2
                """,
            "a/pkg/__init__.py": "__all__ = ['sub', 'other']\nsub, other = 1, 2\n",
        },
        id="star: from a package",
    ),
    pytest.param(
        {
            "main.py": """\
                import a.old
                assert [*a.old.__all__] == ["X", "Y"]
                for name in a.old.__all__:
                    hasattr(a.old, name)  #: a.old.X
                """,
            "a/old.py": "X, Y = 1, 2\n__all__ = dict(X=1, Y=2).keys()\n",
        },
        id="a strange list of exports",
    ),
    # ---- modules of other kinds
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a.old, warnings
                with no_attribute: a.old.X  #: a.old.X
                with no_import: from a.old import X  #: a.old.X
                assert failure(lambda: a.old.neither) == "AttributeError"
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    a.old.Y; here = 8
                assert (caught[0].filename[-7:], caught[0].lineno) == ("main.py", here)
                """,
            "a/old.py": """\
                import warnings
                def __getattr__(name):
                    if name in ("X", "Y"):
                        warnings.warn(name, stacklevel=2)
                        return 1
                    raise AttributeError(name)
                """,
        },
        id="a module that makes it when asked",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a.old
                with no_attribute: a.old.X  #: a.old.X
                with no_import: from a.old import X  #: a.old.X
                assert a.old.Y == 2 and a.old.Z == 3
                with no_attribute: a.old.neither
                """,
            "a/old.py": """\
                import sys
                X = 1
                class Module:
                    Y = 2
                    def __init__(self): self.Z = 3
                    def __getattr__(self, name):
                        if name == "X": return 1
                        raise AttributeError(name)
                sys.modules[__name__] = Module()
                """,
        },
        id="an object in the module's place",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a.old
                with no_attribute: a.old.X  #: a.old.X
                with no_import: from a.old import X  #: a.old.X
                assert a.old.Y == "Y"
                """,
            "a/old.py": """\
                import sys
                class Module:
                    def __getattribute__(self, name):
                        if name.startswith("__"): return object.__getattribute__(self, name)
                        return name
                sys.modules[__name__] = Module()
                """,
        },
        id="a proxy in the module's place",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a.old
                with no_attribute: a.old.X  #: a.old.X
                assert a.old.Y == 2
                """,
            "a/old.py": """\
                import sys
                class old:
                    X, Y = 1, 2
                sys.modules[__name__] = old
                """,
        },
        id="a class in the module's place",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a.old, types
                with no_attribute: a.old.X  #: a.old.X
                assert a.old.Y == 2 and a.old.Z == 3 and a.old.other == "other"
                assert type(a.old).__name__ == "Module" and a.old.__class__.__name__ == "Module"
                class Another(types.ModuleType):
                    X = 4
                a.old.__class__ = Another
                with no_attribute: a.old.X  #: a.old.X
                assert isinstance(a.old, Another) and a.old.__class__ is Another
                from a import older
                a.old.__class__ = type(a.old)
                with no_attribute: a.old.X  #: a.old.X
                assert a.old.__class__ is Another
                """,
            "a/old.py": """\
                import sys, types
                class Module(types.ModuleType):
                    @property
                    def X(self): return 1
                    @property
                    def Z(self): return 3
                    def __getattr__(self, name): return name
                sys.modules[__name__].__class__ = Module
                Y = 2
                """,
        },
        id="a module with a class of its own",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                import importlib.util, sys
                def lazily(name):
                    spec = importlib.util.find_spec(name)
                    spec.loader = importlib.util.LazyLoader(spec.loader)
                    module = importlib.util.module_from_spec(spec)
                    sys.modules[name] = module
                    spec.loader.exec_module(module)
                    return module
                old = lazily("a.old")
                with no_attribute: old.X  #: a.old.X
                assert old.Y == 2
                with no_attribute: old.X  #: a.old.X
                assert old.own() == [1]
                new = lazily("a.new")
                assert new.Own.legacy() == "own"
                with no_attribute: new.Engine.legacy()  #: a.new.Engine.legacy
                """,
        },
        id="a module that is loaded when first used",
    ),
    pytest.param(
        {
            "main.py": "import a.old\nassert a.old.own() == 1\n",
            "a/old.py": "X, Y = 1, 2\nimport a.user\ndef own(): return X\n",
            "a/user.py": """\
                from h import *
                from a.old import Y
                with no_import: from a.old import X  #: a.old.X
                """,
        },
        id="circular import",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a.old, pickle
                assert failure(pickle.dumps, a.old.make()) == "PicklingError"
                """,
            "a/old.py": "class X: pass\ndef make(): return X()\n",
            "h.py": """\
                from contextlib import suppress
                no_import = suppress(ImportError)
                no_attribute = suppress(AttributeError)
                def failure(call, *arguments):
                    try:
                        return call(*arguments)  #: a.old.X
                    except Exception as error:
                        return type(error).__name__
                """,
        },
        id="pickle of a blocked class",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a
                assert a.pkg.sub == 1
                with no_import: from a.pkg import sub  #: a.pkg.sub
                """,
            "a/__init__.py": "from .pkg import pkg\n",
            "a/pkg.py": """\
                class Settings: sub = 1
                pkg = Settings()
                sub = 2
                """,
        },
        id="an object that hides the module",
    ),
    # ---- members of classes of other kinds
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a.new
                with no_attribute: a.new.Engine.legacy  #: a.new.Engine.legacy
                assert a.new.Engine.ok == 1
                with no_attribute: a.new.neither
                """,
            "a/new.py": """\
                def __getattr__(name):
                    if name == "Engine":
                        from a.engine import Engine
                        return Engine
                    raise AttributeError(name)
                """,
            "a/engine.py": "class Engine:\n    legacy = ok = 1\n",
        },
        id="a class that is fetched when asked for",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a.new
                with no_attribute: a.new.Engine.legacy  #: a.new.Engine.legacy
                with no_attribute: a.new.Engine().legacy  #: a.new.Engine.legacy
                assert a.new.Engine().ok == 2
                with no_attribute: a.new.own()
                a.new.Engine = 5
                assert a.new.Engine == 5
                """,
            "a/new.py": """\
                class Meta(type):
                    def __setattr__(cls, name, value): raise TypeError(name)
                class Engine(metaclass=Meta):
                    __slots__ = ("legacy", "ok")
                    def __init__(self): self.ok = 2
                def own(): return Engine.legacy  #: a.new.Engine.legacy
                """,
        },
        id="a metaclass, slots, and the module's own code",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                from a.new import Engine
                with no_attribute: Engine.legacy  #: a.new.Engine.legacy
                assert Engine().legacy == "legacy"  #: a.new.Engine.legacy
                """,
            "a/new.py": """\
                class Engine:
                    def legacy(self): pass
                    def __getattr__(self, name): return name
                """,
        },
        id="a class that has an answer to everything",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                import a.new, importlib
                with no_attribute: a.new.Engine.legacy  #: a.new.Engine.legacy
                importlib.reload(a.new)
                with no_attribute: a.new.Engine.legacy  #: a.new.Engine.legacy
                """,
        },
        id="a class that is made anew",
    ),
    pytest.param(
        {
            "main.py": """\
                from h import *
                from a.pkg import Outer
                with no_attribute: Outer.Inner.legacy  #: a.pkg.Outer.Inner.legacy
                assert Outer.legacy == 1
                """,
            "a/pkg.py": """\
                class Outer:
                    legacy = 1
                    class Inner:
                        legacy = 2
                """,
        },
        id="a class in a class",
    ),
]


@pytest.mark.parametrize("case", [*MAIN, *TREES])
def test_each_place_is_told(project_dir: Path, case: str | dict[str, str]) -> None:
    files = dedented(PACKAGE) | case_files(case)
    write_files(project_dir, files)
    run = run_blocked(python("main.py"), ALL_MODULES, ALL_NAMES)
    assert (run.code, told(run)) == (0, marked(files))
    assert (run.processes, run.blind) == (1, ())


# What nobody is refused, and what does not change: these print the same with and without a block.
SAME = [
    pytest.param(
        """\
        import a.older, a.old_things, a.gone_too
        from a.old import Y, own
        print(a.older.Z, a.old_things.X, a.gone_too.Z, Y, own(), a.old.Y)
        print(hasattr(a, "older"), hasattr(a.old, "neither"), getattr(a.old, "neither", 5))
        """,
        id="other names and modules",
    ),
    pytest.param(
        """\
        import a.old
        print(vars(a.old)["X"], a.old.__dict__["X"], a.old.own.__globals__["X"])
        """,
        id="the namespace itself",
    ),
    pytest.param(
        """\
        import a.old, inspect, types
        print(a.old, type(a.old), a.old.__class__, isinstance(a.old, types.ModuleType))
        print(inspect.ismodule(a.old), inspect.getfile(a.old), inspect.getsource(a.old))
        print(type(a.old).__name__, type(a.old).__qualname__, type(a.old).__module__)
        print(a.old.__doc__, a.old.__spec__.name, a.old.__name__)
        print(failure(lambda: a.old.__all__))
        getattr(type(a.old), "X", None), getattr(type(a.old), "__all__", None)
        """,
        id="what a module looks like",
    ),
    pytest.param(
        """\
        import a.old, a.new, pickle
        print(pickle.loads(pickle.dumps([a.old.C, a.old.own, a.new.Engine])))
        print(type(pickle.loads(pickle.dumps(a.old.C()))), pickle.loads(pickle.dumps(dir)) is dir)
        """,
        id="pickle",
    ),
    pytest.param(
        """\
        import a.old, types
        copy = types.ModuleType("copy")
        vars(copy).update(vars(a.old))
        print(copy.X, copy.Y, copy.own())
        """,
        id="a copy of a module",
    ),
    pytest.param(
        """\
        import a.new, a.old, importlib
        print(importlib.reload(a.old) is a.old, a.old.own(), a.old.Y)
        print(importlib.reload(a.new).Engine().ok())
        """,
        id="reload",
    ),
    pytest.param(
        """\
        import a.new, a.old, doctest, inspect, pydoc, unittest
        from unittest import mock
        def others(found):
            return [item for item in found if item not in ("X", "legacy")]
        for thing in (a, a.old, a.new, a.new.Engine, a.new.Sub, a.new.Engine(), a.old.C):
            print(others(dir(thing)))
            print(others([name for name, _ in inspect.getmembers(thing) if name != "__dict__"]))
            print("FILE" in pydoc.render_doc(thing))
            print(others(dir(mock.Mock(spec=thing)))[:3])
            mock.create_autospec(thing)
        print(doctest.testmod(a.old), unittest.TestLoader().loadTestsFromModule(a.old))
        """,
        id="listing",
    ),
    pytest.param(
        """\
        import a.old
        def local():
            one = two = 1
            return dir()
        class Class:
            names = dir()
        print(local(), Class.names, sorted(dir()) == dir(), failure(dir, 1, 2), failure(dir, 1))
        class Broken:
            def __dir__(self): raise KeyError
        print(failure(dir, Broken()), dir.__name__)
        """,
        id="dir",
    ),
    pytest.param(
        """\
        import a.new, a.old
        from unittest import mock
        with mock.patch("a.old.Y", 5), mock.patch("a.new.Engine") as engine:
            print(a.old.Y, a.new.Engine is engine, a.new.Engine.legacy() is engine.legacy())
        with mock.patch.object(a.new.Own, "legacy", lambda: "patched"):
            print(a.new.Own.legacy())
        with mock.patch("a.new.Engine", a.new.Own):
            print(a.new.Engine.legacy())
        with mock.patch("builtins.open", mock.mock_open(read_data="data")):
            print(open("nothing").read())
        a.old.Y = 6
        print(a.old.Y, a.new.Own.legacy(), a.new.Engine().ok())
        del a.old.Y
        print(hasattr(a.old, "Y"))
        """,
        id="patches of others",
    ),
    pytest.param(
        """\
        import a.old, sys, types
        sys.modules["a.gone"] = types.ModuleType("a.gone")
        sys.modules["a.gone"].Z = 7
        import a.gone
        from a.gone import Z
        a.gone = sys.modules["a.gone"]
        from a import gone
        print(Z, gone.Z, a.gone.Z)
        """,
        id="a fake",
    ),
    pytest.param("import a.broken", id="traceback: an error in a module"),
    pytest.param("import a.lacking", id="traceback: a missing module"),
    pytest.param("from a.old import neither", id="traceback: a missing name"),
    pytest.param("import a.old; a.old.neither", id="traceback: a missing attribute"),
    pytest.param("from a.new import Engine; Engine.neither", id="traceback: a missing member"),
    pytest.param("from a.uncompilable import x", id="traceback: a syntax error"),
    pytest.param("import a.warning", id="warning: who imports"),
    pytest.param(
        """\
        import dataclasses, typing
        from a.new import Engine
        from a.typed import T, f
        @dataclasses.dataclass
        class Data(Engine):
            one: int = 1
        print(Data(), typing.get_type_hints(f), typing.get_type_hints(T))
        """,
        id="types",
    ),
    pytest.param(
        """\
        from a.new import Engine
        class Meta(type): pass
        class Other(metaclass=Meta): pass
        class Both(Engine, Other): pass
        print(type(Both) is Meta, type(Engine) is type, Both().name)
        """,
        id="metaclasses",
    ),
]
OTHERS = {
    "a/broken.py": "def f():\n    raise ValueError('broken')\nf()\n",
    "a/lacking.py": "import a.nothing\n",
    "a/uncompilable.py": "x = = 1\n",
    "a/warning.py": "import warnings\nwarnings.warn('old', stacklevel=2)\n",
    "a/typed.py": "class X: pass\nclass T:\n    x: 'X'\ndef f(x: 'X') -> 'X': pass\n",
}


@pytest.mark.parametrize("program", SAME)
def test_nothing_else_is_told_or_changed(
    project_dir: Path, capfd: pytest.CaptureFixture[str], program: str
) -> None:
    program = "from h import *\n" + textwrap.dedent(program)
    write_files(project_dir, dedented(PACKAGE) | OTHERS | {"main.py": program})
    code = subprocess.run(python("main.py")).returncode
    expected = capfd.readouterr()
    run = run_blocked(python("main.py"), MODULES, [*NAMES, "a.typed.X"])
    found = capfd.readouterr()
    assert (run.code, run.refusals, run.blind) == (code, (), ())
    assert strip(found.out) == strip(expected.out)
    assert strip(found.err) == strip(expected.err)


def strip(text: str) -> str:
    """Without the addresses of objects."""
    return re.sub("0x[0-9a-f]+|id='[0-9]+'", "", text)


FUNCTION = "def f():\n    with no_import: import a.gone  #: a.gone *{}\n"
CHILDREN = [
    pytest.param(
        {
            "main.py": """\
                import subprocess, sys
                subprocess.run([sys.executable, "child.py"], check=True)
                subprocess.run([sys.executable, "-m", "a.child"], check=True)
                subprocess.run(f"'{sys.executable}' child.py", shell=True, check=True)
                """,
            "child.py": "from h import *\nwith no_import: import a.gone  #: a.gone *2\n",
            "a/child.py": "from h import *\nwith no_import: from . import gone  #: a.gone\n",
        },
        4,
        id="subprocess",
    ),
    pytest.param(
        {
            "main.py": """\
                import multiprocessing
                from work import f
                if __name__ == "__main__":
                    multiprocessing.set_start_method("spawn")
                    processes = [multiprocessing.Process(target=f) for _ in range(2)]
                    for process in processes: process.start()
                    for process in processes: process.join()
                """,
            "work.py": "from h import *\n" + FUNCTION.format(2),
        },
        3,
        id="spawn",
    ),
    pytest.param(
        {
            "main.py": """\
                import multiprocessing
                from work import f
                if __name__ == "__main__":
                    multiprocessing.set_start_method("fork")
                    f()
                    with multiprocessing.Pool(2) as pool:
                        pool.map(str, range(2))
                        pool.apply(f)
                        pool.close()
                        pool.join()
                """,
            "work.py": "from h import *\n" + FUNCTION.format(2),
        },
        1,
        id="fork, by multiprocessing",
        marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    ),
    pytest.param(
        {
            "main.py": """\
                import os
                from work import f
                f()
                if os.fork() == 0:
                    f()
                    if os.fork() == 0:
                        f()
                        os._exit(0)
                    os.wait()
                    os._exit(0)
                os.wait()
                f()
                """,
            "work.py": "from h import *\n" + FUNCTION.format(4),
        },
        1,
        id="fork",
        marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    ),
    pytest.param(
        {
            "main.py": """\
                import subprocess, sys
                subprocess.run([sys.executable, "-I", "child.py"], check=True)
                subprocess.run([sys.executable, "child.py"], env={}, check=True)
                """,
            "child.py": """\
                import sys
                sys.path.insert(0, ".")
                import a.gone
                """,
        },
        1,
        id="those who are not reached",
    ),
]


@pytest.mark.parametrize(("files", "processes"), CHILDREN)
def test_child_processes(project_dir: Path, files: dict[str, str], processes: int) -> None:
    files = dedented(PACKAGE) | dedented(files)
    write_files(project_dir, files)
    run = run_blocked(python("main.py"), MODULES, NAMES)
    assert (run.code, told(run)) == (0, marked(files))
    assert run.processes >= processes  # multiprocessing has one to clean up


TESTS = [
    pytest.param(
        pytest_command(),
        {
            "conftest.py": "from h import *\nwith no_import: import a.gone  #: a.gone\n",
            "test_one.py": """\
                import pytest
                from h import *
                def test_import():
                    with no_import: from a.gone import Z  #: a.gone
                    assert 1 + 1 == 2
                def test_attribute():
                    from a import old
                    assert not hasattr(old, "X")  #: a.old.X
                def test_monkeypatch(monkeypatch):
                    import a.old
                    with no_attribute: monkeypatch.setattr("a.old.X", 5)  #: a.old.X
                    with no_attribute: monkeypatch.setattr(a.old, "X", 5)  #: a.old.X
                    with monkeypatch.context() as patch:
                        patch.setattr(a.old, "X", 5, raising=False)  #: a.old.X
                        assert a.old.X == a.old.own() == 5
                    assert a.old.own() == [1]
                    assert not hasattr(a.old, "X")  #: a.old.X
                    from a.new import Engine
                    with no_attribute:
                        monkeypatch.setattr(Engine, "legacy", 5)  #: a.new.Engine.legacy
                    with no_attribute:
                        monkeypatch.delattr(Engine, "legacy")  #: a.new.Engine.legacy
                class TestClass:
                    @pytest.mark.parametrize("n", range(3))
                    def test_method(self, n):
                        with no_attribute: __import__("a.old").old.X  #: a.old.X *3
                """,
        },
        1,
        id="pytest",
    ),
    pytest.param(
        pytest_command("-n", "2"),
        {
            "conftest.py": "from h import *\nwith no_import: import a.gone  #: a.gone *3\n",
            "test_one.py": "from h import *\ndef test():\n"
            "    with no_import: from a.old import X  #: a.old.X\n",
        },
        3,
        id="xdist",
    ),
    pytest.param(
        pytest_command("-p", "helpers.plugin"),
        {
            "helpers/__init__.py": "",
            "helpers/plugin.py": """\
                import pytest
                from h import *
                pytest.register_assert_rewrite("a")
                with no_import: import a.gone  #: a.gone
                """,
            "test_one.py": """\
                from h import *
                def test():
                    with no_import: import a.gone  #: a.gone
                    import a.new, a.old
                    assert "assertion" in type(a.old.__loader__).__module__
                    assert not hasattr(a.old, "X")  #: a.old.X
                    assert not hasattr(a.new.Engine, "legacy")  #: a.new.Engine.legacy
                """,
        },
        1,
        id="assertion rewriting",
    ),
    pytest.param(
        pytest_command("--import-mode", "importlib"),
        {
            "conftest.py": "import sys\nsys.path.insert(0, '.')\n",
            "tests/conftest.py": "from h import *\nwith no_import: import a.gone  #: a.gone\n",
            "tests/test_one.py": "from h import *\ndef test():\n"
            "    with no_import: from a.old import X  #: a.old.X\n",
        },
        1,
        id="import mode",
    ),
    pytest.param(
        python("-m", "unittest", "-q"),
        {
            "test_one.py": """\
                import unittest
                from unittest.mock import patch
                from h import *
                class Test(unittest.TestCase):
                    def setUp(self):
                        with no_attribute: patch("a.old.X").start()  #: a.old.X *3
                    def test(self):
                        with no_import:
                            import a.gone  #: a.gone
                    @unittest.expectedFailure  #: a.new.Engine.legacy
                    @patch("a.new.Engine.legacy")
                    @patch("a.old.Y")
                    def test_patched(self, Y, legacy):
                        pass
                    @patch("a.old.Y", 5)
                    def test_inside(self):
                        with no_import: import a.gone  #: a.gone
                """,
        },
        1,
        id="unittest",
    ),
]


@pytest.mark.parametrize(("command", "files", "processes"), TESTS)
def test_runners(
    project_dir: Path, command: list[str], files: dict[str, str], processes: int
) -> None:
    files = dedented(PACKAGE) | dedented(files)
    write_files(project_dir, files)
    run = run_blocked(command, MODULES, NAMES)
    assert (run.code, told(run), run.blind) == (0, marked(files), ())
    assert run.processes == processes


def one(project_dir: Path, program: str, modules: list[str], names: list[str]) -> BlockedRun:
    """Run one program."""
    write_files(project_dir, dedented(PACKAGE) | {"main.py": "from h import *\n" + program})
    return run_blocked(python("main.py"), modules, names)


def test_what_is_told_of_a_place(project_dir: Path) -> None:
    files = {
        "main.py": "def main():\n    import a.user\nif __name__ == '__main__':\n    main()\n",
        "a/user.py": """\
            from h import *
            import importlib
            def load(name):
                return importlib.import_module(name)
            with no_import: load("a.gone.sub")
            """,
    }
    write_files(project_dir, dedented(PACKAGE) | dedented(files))
    run = run_blocked(python("main.py"), MODULES, NAMES)
    assert run == BlockedRun(
        code=0,
        refusals=(
            blocked_run.Refusal(
                path="a.gone",
                file="a/user.py",
                line=4,
                function="load",
                count=1,
                trace=(
                    "a/user.py:4 in load",
                    "a/user.py:5 in <module>",
                    "main.py:2 in main",
                    "main.py:4 in <module>",
                ),
            ),
        ),
        processes=1,
        blind=(),
    )


def test_a_trace_tells_what_passes_the_request_on(project_dir: Path) -> None:
    program = "from unittest import mock\nwith no_attribute: mock.patch('a.old.X').start()\n"
    (refusal,) = one(project_dir, program, MODULES, NAMES).refusals
    assert (refusal.file, refusal.line) == ("main.py", 3)
    assert "/unittest/mock.py:" in refusal.trace[0]
    assert refusal.trace[-1] == "main.py:3 in <module>"


def test_a_long_trace_is_cut(project_dir: Path) -> None:
    program = """
def f(n):
    if n: return f(n - 1)
    with no_import: import a.gone
f(50)
"""
    (refusal,) = one(project_dir, program, MODULES, NAMES).refusals
    assert refusal.trace == ("main.py:5 in f", *["main.py:4 in f"] * 11)


def test_places_elsewhere(project_dir: Path, tmp_path: Path) -> None:
    program = """
import os, sys
for name in ("rel.py", "sub/../rel.py", "<cell>", os.path.join(os.pardir, "other.py")):
    exec(compile("with no_import: import a.gone", name, "exec"))
os.chdir(os.pardir)
exec(compile("def f():\\n  with no_import: import a.gone\\nf()", "moved.py", "exec"))
exec("with no_import: import a.gone", {"no_import": no_import, "__name__": "importlib"})
"""
    run = one(project_dir, program, MODULES, NAMES)
    assert [(item.file, item.line, item.function, item.count) for item in run.refusals] == [
        (str(tmp_path / "other.py"), 1, "<module>", 1),
        ("main.py", 5, "<module>", 1),
        ("main.py", 8, "<module>", 1),
        ("moved.py", 2, "f", 1),
        ("rel.py", 1, "<module>", 2),
    ]


def test_places_that_are_nobodys(project_dir: Path) -> None:
    script = {"venv/bin/tool": "import runpy\nrunpy.run_module('a.gone')\n"}
    write_files(project_dir, dedented(PACKAGE) | script)
    (refusal,) = run_blocked(python("-c", "\nimport a.gone"), MODULES, NAMES).refusals
    assert (refusal.file, refusal.line, refusal.function) == ("<string>", 2, "<module>")
    (refusal,) = run_blocked(python("-m", "a.gone"), MODULES, NAMES).refusals
    assert "runpy" in refusal.file
    assert all("runpy" in step for step in refusal.trace)
    environment = {**os.environ, "PYTHONPATH": str(project_dir)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "environ", environment)
        (refusal,) = run_blocked(python("venv/bin/tool"), MODULES, NAMES).refusals
    assert "runpy" in refusal.file
    assert refusal.trace[-1] == "venv/bin/tool:2 in <module>"


def test_installed_packages(project_dir: Path) -> None:
    """The one that the path belongs to is theirs, wherever it lies."""
    library = "lib/site-packages/"
    files = {
        f"{library}other.py": "import a.user\n",
        f"{library}a/user.py": "try:\n    from . import gone\nexcept ImportError: pass\n",
        f"{library}a/__init__.py": "",
        f"{library}third.py": "def load(name):\n"
        "    try: __import__(name)\n    except ImportError: pass\n",
        "main.py": f"import sys\nsys.path.insert(0, '{library}')\nimport other\n"
        "import third\nthird.load('a.gone')\n",
    }
    write_files(project_dir, files)
    run = run_blocked(python("main.py"), MODULES, [])
    assert told(run) == [
        ("lib/site-packages/a/user.py", 2, "a.gone", 1),
        ("main.py", 5, "a.gone", 1),
    ]


def test_a_thousand_refusals(project_dir: Path) -> None:
    program = "import a.old\nfor _ in range({}):\n    hasattr(a.old, 'X')\n"
    assert one(project_dir, program.format(1000), [], NAMES).refusals[0].count == 1000
    assert one(project_dir, program.format(5000), [], NAMES).refusals[0].count == 4096


def test_a_sitecustomize_of_the_user_runs(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    files = {
        "site/sitecustomize.py": "from h import *\nprint('theirs')\nx = 7\n"
        "with no_import: import a.gone  #: a.gone\n",
        "main.py": "import sitecustomize\nprint(sitecustomize.__file__, sitecustomize.x)\n",
    }
    write_files(project_dir, dedented(PACKAGE) | files)
    before = os.pathsep.join(["site", str(project_dir), blocked_run.HOOK])
    monkeypatch.setenv("PYTHONPATH", before)
    run = run_blocked(python("main.py"), MODULES, NAMES)
    assert told(run) == marked(files)
    theirs, found = capfd.readouterr().out.splitlines()
    assert theirs == "theirs"
    file, value = found.split()
    assert os.path.realpath(file) == str(project_dir / "site" / "sitecustomize.py")
    assert value == "7"


def test_a_sitecustomize_that_fails(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    files = {"site/sitecustomize.py": "raise ValueError('theirs')\n"}
    write_files(project_dir, dedented(PACKAGE) | files)
    monkeypatch.setenv("PYTHONPATH", str(project_dir / "site"))
    subprocess.run(python("-c", ""))
    expected = capfd.readouterr()
    run = run_blocked(python("-c", "\ntry: import a.gone\nexcept ImportError: pass"), MODULES, [])
    assert capfd.readouterr() == expected
    assert (len(run.refusals), run.processes) == (1, 1)


def test_pythonpath_is_kept(project_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"lib/far.py": "", "main.py": "import far, os\nassert os.environ['X'] == 'x'\n"}
    write_files(project_dir, files)
    monkeypatch.setenv("PYTHONPATH", str(project_dir / "lib"))
    monkeypatch.setenv("X", "x")
    assert run_blocked(python("main.py"), MODULES, NAMES).code == 0
    monkeypatch.setenv("PYTHONPATH", "")  # an empty entry would be the working directory
    assert run_blocked(python("-c", "import sys; sys.exit('' in sys.path[1:])"), [], []).code == 0


def test_another_installation_of_ours(project_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(blocked_run.HOOK, project_dir / "other")
    monkeypatch.setenv("PYTHONPATH", str(project_dir / "other"))
    run = one(project_dir, "with no_import: import a.gone\n", MODULES, NAMES)
    assert (told(run), run.processes) == ([("main.py", 2, "a.gone", 1)], 1)


BLIND = [
    pytest.param(
        "import datetime; datetime.datetime.utcnow",
        "datetime.datetime.utcnow",
        r"datetime.datetime.utcnow: .*(immutable|built-in).*",
        id="a class of an extension",
    ),
    pytest.param(
        "import a.new; a.new.make.legacy",
        "a.new.make.legacy",
        "a.new.make.legacy: what has it is not a class",
        id="a function",
    ),
    pytest.param(
        "import a.slots; a.slots.X",
        "a.slots.X",
        "a.slots.X: .*",
        id="an object without a namespace in the module's place",
    ),
    pytest.param("", "a b", "nothing is blocked: ValueError.*", id="a list that cannot be read"),
]


@pytest.mark.parametrize(("program", "name", "why"), BLIND)
def test_what_cannot_be_refused_is_said(
    project_dir: Path, program: str, name: str, why: str
) -> None:
    files = {
        "a/new.py": "def make(): pass\nmake.legacy = 1\n",
        "a/slots.py": "import sys\nclass S:\n    __slots__ = ()\n    X = 1\n"
        "sys.modules[__name__] = S()\n",
        "main.py": program,
    }
    write_files(project_dir, dedented(PACKAGE) | files)
    run = run_blocked(python("main.py"), [], [name])
    assert (run.code, run.refusals, run.processes) == (0, (), 1)
    (blind,) = run.blind
    assert re.fullmatch(why, blind)


LOGS = [
    pytest.param("shutil.rmtree(folder)", [], 0, id="the folder is gone"),
    pytest.param("shutil.rmtree(folder); open(folder, 'w')", [], 0, id="a file in its place"),
    pytest.param(
        """open(log, 'ab').write(b"('refused', 'a.old.X', ('main.p")""", [6], 1, id="half a line"
    ),
    pytest.param(
        r"open(log, 'ab').write(b'\xff\n\n\x00\n(1,)\n7\n(\n)\n')", [5, 6], 1, id="rubbish"
    ),
    pytest.param("os.mkdir(folder + '/sub')", [5, 6], 1, id="a folder among the files"),
    pytest.param("os.closerange(3, 99)", [5, 6], 1, id="descriptors are closed"),
    pytest.param("os.getpid = os.open = os.write = None", [5, 6], 1, id="fakes of our functions"),
    pytest.param("os.chdir('a'); shutil.rmtree(os.getcwd())", [5, 6], 1, id="nowhere"),
]


@pytest.mark.parametrize(("program", "lines", "processes"), LOGS)
def test_what_may_happen_to_the_log(
    project_dir: Path, program: str, lines: list[int], processes: int
) -> None:
    program = f"""\
import a, glob, os, shutil; folder = os.path.dirname(os.environ["SSOT_BLOCKED"])
log = glob.glob(folder + "/*.log")[0]
{program}
with no_import: import a.gone
with no_import: import a.gone
"""
    run = one(project_dir, program, MODULES, NAMES)
    assert run.code == 0
    assert [item.line for item in run.refusals] == lines
    assert run.processes == processes


CODES = [
    pytest.param(["-c", "raise SystemExit(3)"], 3, id="its own"),
    pytest.param(["-c", "import a.gone"], 1, id="an import that is refused"),
    pytest.param(
        ["-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"],
        -9,
        id="killed",
        marks=pytest.mark.skipif(os.name != "posix", reason="needs signals"),
    ),
]


@pytest.mark.parametrize(("arguments", "code"), CODES)
def test_the_code_is_the_command_s(project_dir: Path, arguments: list[str], code: int) -> None:
    write_files(project_dir, dedented(PACKAGE))
    assert run_blocked(python(*arguments), MODULES, NAMES).code == code


UNUSABLE = [
    pytest.param([], "no command to run", id="none"),
    pytest.param(["./nothing"], "cannot run './nothing': No such file or directory", id="missing"),
    pytest.param(["a.txt"], "cannot run 'a.txt': No such file or directory", id="not in PATH"),
    pytest.param(["./a.txt"], "cannot run './a.txt': Permission denied", id="not executable"),
    pytest.param(["./sub"], "cannot run './sub': Permission denied", id="a folder"),
    pytest.param(["./b.txt"], "cannot run './b.txt': Exec format error", id="no program"),
    pytest.param(["a\0b"], "cannot run 'a\\x00b': embedded null byte", id="NUL"),
]


@pytest.mark.skipif(os.name != "posix", reason="the words are POSIX's")
@pytest.mark.parametrize(("command", "message"), UNUSABLE)
def test_a_command_that_cannot_be_started(
    project_dir: Path, command: list[str], message: str
) -> None:
    write_files(project_dir, {"a.txt": "", "b.txt": "\0\1\2", "sub/c": ""})
    (project_dir / "b.txt").chmod(0o755)
    with pytest.raises(UsageError) as caught:
        run_blocked(command, MODULES, NAMES)
    assert str(caught.value) == message


DRIVER = """\
import sys
from flake8_ssot.blocked_run import run_blocked
try:
    run = run_blocked([sys.executable, "main.py"], ["a.gone"], [])
except KeyboardInterrupt:
    print("interrupted")
    sys.exit(2)
print(run.code, [(item.file, item.line) for item in run.refusals])
"""
PATIENT = """\
import signal, sys, time
heard = []
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda number, frame: heard.append(number))
open("ready", "w").close()
until = time.monotonic() + 60
while not heard and time.monotonic() < until:
    time.sleep(0.01)
time.sleep(0.3)
print("heard", [int(number) for number in heard], flush=True)
"""


def test_streams_are_the_caller_s(project_dir: Path) -> None:
    program = "import sys; print(input()); print('err', file=sys.stderr)\nimport a.gone"
    write_files(project_dir, dedented(PACKAGE) | {"main.py": program, "driver.py": DRIVER})
    done = subprocess.run(python("driver.py"), input="typed\n", capture_output=True, text=True)
    assert done.stdout == "typed\n1 [('main.py', 2)]\n"
    assert done.stderr.startswith("err\n")
    assert "(blocked by ssot gate)" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs signals of POSIX")
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        pytest.param(signal.SIGINT, 2, "interrupted\n", id="SIGINT"),
        pytest.param(signal.SIGTERM, -signal.SIGTERM, "", id="SIGTERM"),
    ],
)
def test_a_signal_is_handed_on_and_obeyed(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: int, said: str
) -> None:
    write_files(project_dir, {"main.py": PATIENT, "driver.py": DRIVER, "temporary/x": ""})
    monkeypatch.setenv("TMPDIR", str(project_dir / "temporary"))
    pipe = subprocess.PIPE
    # In a session of its own it has no terminal, so nobody types Ctrl-C.
    with subprocess.Popen(
        python("driver.py"), stdout=pipe, text=True, start_new_session=True
    ) as driver:
        wait_for(project_dir / "ready")
        driver.send_signal(number)
        out, _ = driver.communicate(timeout=60)
    assert (driver.returncode, out) == (code, f"heard [{int(number)}]\n{said}")
    assert os.listdir(project_dir / "temporary") == ["x"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs a terminal of its own")
def test_a_typed_ctrl_c_reaches_the_command_once(project_dir: Path) -> None:
    write_files(project_dir, {"main.py": PATIENT, "driver.py": DRIVER})
    ours, theirs = os.openpty()
    with subprocess.Popen(
        python(
            "-c",
            "import fcntl, termios, runpy; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
            "runpy.run_path('driver.py')",
        ),
        stdin=theirs,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as driver:
        wait_for(project_dir / "ready")
        os.write(ours, b"\x03")
        out, _ = driver.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert (driver.returncode, out) == (2, "heard [2]\ninterrupted\n")


def wait_for(file: Path) -> None:
    until = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.skipif(os.name != "posix", reason="needs signals of POSIX")
def test_a_signal_while_the_command_is_started(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not lost, neither for the command nor for us."""
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))

    class Slow(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            signal.raise_signal(signal.SIGTERM)
            super().__init__(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", Slow)
    try:
        run = run_blocked(python("-c", "import time; time.sleep(60)"), MODULES, NAMES)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (run.code, heard) == (-signal.SIGTERM, [signal.SIGTERM])


def test_modules_are_pickled_by_name(project_dir: Path) -> None:
    """As `cloudpickle` does it, which would not know the class of a watched one."""
    program = "import a.old, pickle\nassert pickle.loads(pickle.dumps(a.old)) is a.old\n"
    assert one(project_dir, program, MODULES, NAMES).code == 0


def test_a_process_that_outlives_the_command(project_dir: Path) -> None:
    """What it starts finds neither list nor folder, and is silent about it."""
    write_files(project_dir, dedented(PACKAGE))
    variables = {**os.environ, "PYTHONPATH": blocked_run.HOOK, "SSOT_BLOCKED": "/nowhere/blocked"}
    for environment in (variables, {**variables, "SSOT_BLOCKED": ""}):
        done = subprocess.run(python("-c", "import a.gone"), env=environment, capture_output=True)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_with_another_one_s_number(project_dir: Path) -> None:
    program = """
import os
def f():
    with no_import: import a.gone
f()
if os.fork() == 0:
    folder = os.path.dirname(os.environ["SSOT_BLOCKED"])
    open(f"{folder}/{os.getpid()}-0.log", "w").close()
    f()
    f()
else:
    os.wait()
"""
    run = one(project_dir, program, MODULES, NAMES)
    assert told(run) == [("main.py", 5, "a.gone", 3)]


def test_in_another_thread(project_dir: Path) -> None:
    write_files(project_dir, dedented(PACKAGE))
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(run_blocked, python("-c", "import a.gone"), MODULES, NAMES).result()
    assert (run.code, len(run.refusals)) == (1, 1)


def test_no_python_at_all(project_dir: Path) -> None:
    assert run_blocked([shutil.which("true") or "true"], MODULES, NAMES) == BlockedRun(0, (), 0)


PYTHONS = [f"python3.{minor}" for minor in range(8, 15)]


@pytest.mark.parametrize("name", PYTHONS)
def test_whichever_python_the_command_uses(
    project_dir: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    """The programs above, in one process, on the other Pythons that are there."""
    try:
        subprocess.run([name, "-c", ""], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(f"there is no {name}")
    expected = []
    for number, case in enumerate([*MAIN, *TREES]):
        files = dedented(PACKAGE) | case_files(case.values[0])
        write_files(project_dir / f"case{number}", files)
        expected += [(f"case{number}/{place[0]}", *place[1:]) for place in marked(files)]
    write_files(project_dir, {"all.py": ALL})
    run = run_blocked([name, "all.py"], ALL_MODULES, ALL_NAMES)
    assert (run.code, capfd.readouterr().err) == (0, "")
    assert set(told(run)) ^ set(expected) == set()
    assert run.blind == ()


ALL = """\
import glob, subprocess, sys
codes = [subprocess.call([sys.executable, "main.py"], cwd=case) for case in glob.glob("case*")]
sys.exit(any(codes))
"""
