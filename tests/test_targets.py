"""Does a dotted path exist in a tree? The tree is read, never imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support import write_files

from flake8_ssot.targets import Answer, Existence, find

EXISTS, MISSING = Existence.EXISTS, Existence.MISSING
ELSEWHERE, UNKNOWN = Existence.ELSEWHERE, Existence.UNKNOWN

TREE: dict[str, str | bytes] = {
    "acme/__init__.py": "version = 1\nfrom .core import Engine as Motor\n",
    "acme/core.py": """\
import os.path
import json as js
from collections import OrderedDict, deque as queue
ONE = TWO = 1
(THREE, [FOUR, *FIVE]) = ONE, [TWO]
SIX: int = 6
SEVEN: int
EIGHT += 1
class Engine:
    attribute = 1
    def method(self):
        inside = 1
def function(parameter):
    global made_global
    local = 1
    def nested(): pass
async def coroutine(): pass
for LOOP in (): IN_LOOP = 1
while (WALRUS := 0): pass
with open("x") as FILE: IN_WITH = 1
try:
    import fast
except ImportError as ERROR:
    SLOW = 1
else:
    ELSE = 1
finally:
    FINALLY = 1
if ONE:
    BRANCH = 1
elif TWO:
    OTHER_BRANCH = 1
else:
    def LAST_BRANCH(): pass
match ONE:
    case {"a": CAPTURED, **REST}: IN_CASE = 1
    case [*STARRED]: pass
    case str() as NAMED: pass
listed = [comprehended for comprehended in ()]
called = (lambda argument: argument)
used.attribute = item[0] = 1
print(only_read)
""",
    "acme/stub.pyi": "class Typed: ...\n",
    "acme/both.py": "here = 1\n",
    "acme/both/__init__.py": "there = 1\n",
    "acme/space/inner/leaf.py": "Leaf = 1\n",
    "acme/dynamic.py": "known = 1\ndef __getattr__(name): ...\n",
    "acme/broken.py": "def (:\n",
    "acme/latin.py": b"# coding: latin-1\nsch\xf6n = 1\n",
    "acme/wrong_coding.py": b"# coding: nonsense\nname = 1\n",
    "acme/star.py": "from .core import *\nfrom acme.stub import *\nown = 1\n",
    "acme/star_star.py": "from .star import *\n",
    "acme/star_out.py": "from elsewhere import *\nown = 1\n",
    "acme/star_up.py": "from ...... import *\n",
    "acme/star_dynamic.py": "from .dynamic import *\n",
    "acme/star_self.py": "from .star_self import *\n",
    "acme/star_in_try.py": "try:\n    from .core import *\nexcept ImportError:\n    pass\n",
    "acme/folder.py/x": "",
    "acme/empty.py": "",
    "single.py": "Name = 1\n",
    "lonely/leaf.py": "Name = 1\n",
}


@pytest.fixture
def roots(tmp_path: Path) -> tuple[str, ...]:
    write_files(tmp_path, TREE)
    return (str(tmp_path),)


def no_name(module: str, name: str) -> str:
    return f"the module {module!r} has no name {name!r}"


FOUND = [
    pytest.param("acme", EXISTS, "", id="package"),
    pytest.param("acme.core", EXISTS, "", id="module"),
    pytest.param("acme.space", EXISTS, "", id="namespace package"),
    pytest.param("acme.space.inner.leaf", EXISTS, "", id="module in a namespace package"),
    pytest.param("acme.space.inner.leaf.Leaf", EXISTS, "", id="name below a namespace package"),
    pytest.param(
        "acme.space.other",
        MISSING,
        "the package 'acme.space' has no module 'other'",
        id="no module in a namespace package",
    ),
    pytest.param(
        "acme.space.inner.other.Name",
        MISSING,
        "the package 'acme.space.inner' has no module 'other'",
        id="no module in a nested namespace package",
    ),
    pytest.param("acme.nothing", MISSING, no_name("acme", "nothing"), id="no module"),
    pytest.param("acme.nothing.Name", MISSING, no_name("acme", "nothing"), id="name in no module"),
    pytest.param("acme.version", EXISTS, "", id="name in a package"),
    pytest.param("acme.Motor", EXISTS, "", id="renamed import"),
    pytest.param("acme.Engine", MISSING, no_name("acme", "Engine"), id="name before renaming"),
    pytest.param("acme.core.Engine", EXISTS, "", id="class"),
    pytest.param("acme.core.Engine.method", EXISTS, "", id="member of a class"),
    pytest.param("acme.core.Nothing", MISSING, no_name("acme.core", "Nothing"), id="no class"),
    pytest.param("acme.core.engine", MISSING, no_name("acme.core", "engine"), id="case counts"),
    pytest.param("acme.stub", EXISTS, "", id="stub"),
    pytest.param("acme.stub.Typed", EXISTS, "", id="name in a stub"),
    pytest.param("acme.both.there", EXISTS, "", id="package before module"),
    pytest.param(
        "acme.both.here", MISSING, no_name("acme.both", "here"), id="module behind a package"
    ),
    pytest.param("acme.dynamic.known", EXISTS, "", id="name beside __getattr__"),
    pytest.param(
        "acme.dynamic.other", UNKNOWN, "'acme.dynamic' has a __getattr__", id="__getattr__"
    ),
    pytest.param("acme.broken", EXISTS, "", id="module that does not parse"),
    pytest.param(
        "acme.broken.x", UNKNOWN, "'acme.broken' cannot be parsed", id="name in what does not parse"
    ),
    pytest.param("acme.latin.schön", EXISTS, "", id="encoding"),
    pytest.param("acme.star.own", EXISTS, "", id="name beside a star"),
    pytest.param("acme.star.Engine", EXISTS, "", id="behind a star"),
    pytest.param("acme.star.Typed", EXISTS, "", id="behind the second star"),
    pytest.param("acme.star.other", MISSING, no_name("acme.star", "other"), id="behind no star"),
    pytest.param("acme.star_star.Engine", EXISTS, "", id="behind two stars"),
    pytest.param(
        "acme.star_star.other", MISSING, no_name("acme.star_star", "other"), id="not behind two"
    ),
    pytest.param("acme.star_in_try.Engine", EXISTS, "", id="star in a try block"),
    pytest.param("acme.star_out.own", EXISTS, "", id="name beside a foreign star"),
    pytest.param(
        "acme.star_out.other",
        UNKNOWN,
        "a star import from 'elsewhere', which is not in this tree",
        id="foreign star",
    ),
    pytest.param("acme.star_dynamic.known", EXISTS, "", id="star of a dynamic module"),
    pytest.param("acme.star_self.x", MISSING, no_name("acme.star_self", "x"), id="star of itself"),
    pytest.param("acme.empty", EXISTS, "", id="empty module"),
    pytest.param("acme.empty.x", MISSING, no_name("acme.empty", "x"), id="name in an empty module"),
    pytest.param("single", EXISTS, "", id="module at the root"),
    pytest.param("single.Name", EXISTS, "", id="name at the root"),
    pytest.param("single.Other", MISSING, no_name("single", "Other"), id="no name at the root"),
    pytest.param("lonely.leaf.Name", EXISTS, "", id="namespace package at the root"),
    pytest.param("stranger", ELSEWHERE, "", id="not of this tree"),
    pytest.param("stranger.core.Engine", ELSEWHERE, "", id="name not of this tree"),
    pytest.param("acm.core", ELSEWHERE, "", id="shared prefix"),
]


@pytest.mark.parametrize(("path", "existence", "detail"), FOUND)
def test_find(path: str, existence: Existence, detail: str, roots: tuple[str, ...]) -> None:
    assert find(path, roots) == Answer(existence, detail)


BOUND = [
    "os",
    "js",
    "OrderedDict",
    "queue",
    "ONE",
    "TWO",
    "THREE",
    "FOUR",
    "FIVE",
    "SIX",
    "Engine",
    "function",
    "coroutine",
    "LOOP",
    "IN_LOOP",
    "WALRUS",
    "FILE",
    "IN_WITH",
    "fast",
    "SLOW",
    "ELSE",
    "FINALLY",
    "BRANCH",
    "OTHER_BRANCH",
    "LAST_BRANCH",
    "CAPTURED",
    "REST",
    "IN_CASE",
    "STARRED",
    "NAMED",
    "listed",
    "called",
]
FREE = [
    "path",
    "json",
    "collections",
    "deque",
    "attribute",
    "method",
    "inside",
    "parameter",
    "local",
    "nested",
    "comprehended",
    "argument",
    "used",
    "item",
    "print",
    "only_read",
    "self",
]


@pytest.mark.parametrize("name", BOUND)
def test_name_that_a_module_binds(name: str, roots: tuple[str, ...]) -> None:
    assert find(f"acme.core.{name}", roots) == Answer(EXISTS)


@pytest.mark.parametrize("name", FREE)
def test_name_that_a_module_does_not_bind(name: str, roots: tuple[str, ...]) -> None:
    assert find(f"acme.core.{name}", roots) == Answer(MISSING, no_name("acme.core", name))


def test_any_root_may_hold_the_path(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "a/acme/core.py": "One = 1\n",
            "b/acme/core.py": "Two = 1\n",
            "b/acme/star.py": "from acme.extra import *\n",
            "a/acme/extra.py": "Three = 1\n",
        },
    )
    both = (str(tmp_path / "a"), str(tmp_path / "b"))
    assert find("acme.core.One", both) == Answer(EXISTS)
    assert find("acme.core.Two", both) == Answer(EXISTS)
    assert find("acme.star.Three", both) == Answer(EXISTS)
    assert find("acme.core.Three", both) == Answer(MISSING, no_name("acme.core", "Three"))
    assert find("acme.core.Two", both[:1]) == Answer(MISSING, no_name("acme.core", "Two"))
    assert find("acme.core", ()) == Answer(ELSEWHERE)


def test_modules_that_star_import_each_other_take_no_time(tmp_path: Path) -> None:
    names = [f"m{number}" for number in range(6)]
    stars = "".join(f"from .{name} import *\n" for name in names)
    write_files(tmp_path, {f"acme/{name}.py": stars for name in names})
    program = (
        "import sys; from flake8_ssot.targets import find; "
        "print(find('acme.m0.Name', (sys.argv[1],)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, timeout=5
    )
    assert done.stdout == f"{Answer(MISSING, no_name('acme.m0', 'Name'))}\n"


def test_nothing_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"payload/__init__.py": "raise SystemExit(9)\n", "payload/x.py": "a = 1"})
    monkeypatch.syspath_prepend(tmp_path)
    assert find("payload.x.a", (str(tmp_path),)) == Answer(EXISTS)
    assert "payload" not in sys.modules


# Members ---------------------------------------------------------------------------------------

CLASSES: dict[str, str | bytes] = {
    "acme/__init__.py": "",
    "acme/base.py": """\
class Base:
    def run(self): ...
    declared: int
    given: int = 1
""",
    "acme/core.py": """\
import abc
import acme.base
import acme.base as based
from typing import Generic, Protocol
from outside import Foreign
from .base import Base
from . import base as there
def make(): ...
class Engine(Base, abc.ABC):
    limit = 1
    class Inner: x = 1
    def stop(self):
        self.instance = 1
class Dotted(acme.base.Base): ...
class Aliased(based.Base): ...
class Below(Engine): ...
class Alone(object): ...
class Of(Generic[int], Protocol): ...
class Unknown(Foreign): ...
class Called(make()): ...
class Itself(Itself): ...
First = Engine
""",
    "acme/api.py": "from .core import Engine as Motor\nimport acme.core as core, acme.core\n",
}

MEMBERS = [
    pytest.param("acme.core.Engine.limit", EXISTS, id="own"),
    pytest.param("acme.core.Engine.stop", EXISTS, id="method"),
    pytest.param("acme.core.Engine.run", EXISTS, id="of-a-base"),
    pytest.param("acme.core.Engine.given", EXISTS, id="with-a-default"),
    pytest.param("acme.core.Engine.declared", MISSING, id="declared-only"),
    pytest.param("acme.core.Engine.instance", MISSING, id="of-instances"),
    pytest.param("acme.core.Engine.nothing", MISSING, id="nowhere"),
    pytest.param("acme.core.Below.run", EXISTS, id="two-bases-up"),
    pytest.param("acme.core.Below.nothing", MISSING, id="two-bases-up-nowhere"),
    pytest.param("acme.core.Dotted.run", EXISTS, id="dotted-base"),
    pytest.param("acme.core.Aliased.run", EXISTS, id="base-of-an-alias"),
    pytest.param("acme.core.Alone.x", MISSING, id="object"),
    pytest.param("acme.core.Of.x", MISSING, id="bare-bases"),
    pytest.param("acme.core.Unknown.x", UNKNOWN, id="base-elsewhere"),
    pytest.param("acme.core.Called.x", UNKNOWN, id="base-of-a-call"),
    pytest.param("acme.core.Itself.x", UNKNOWN, id="base-of-itself"),
    pytest.param("acme.core.First.limit", UNKNOWN, id="assigned"),
    pytest.param("acme.core.make.x", UNKNOWN, id="of-a-function"),
    pytest.param("acme.core.Engine.Inner.x", UNKNOWN, id="inner-class"),
    pytest.param("acme.core.Engine.run.x", UNKNOWN, id="of-a-method-of-a-base"),
    pytest.param("acme.api.Motor.limit", EXISTS, id="imported"),
    pytest.param("acme.api.Motor.nothing", MISSING, id="imported-nowhere"),
    pytest.param("acme.api.core.Engine", EXISTS, id="through-a-module"),
    pytest.param("acme.core.there.Base.run", EXISTS, id="through-a-module-to-a-member"),
    pytest.param("acme.core.Gone.x", MISSING, id="no-class"),
    pytest.param("acme.core.Engine", EXISTS, id="no-member-asked"),
]


@pytest.mark.parametrize(("path", "expected"), MEMBERS)
def test_members(path: str, expected: Existence, tmp_path: Path) -> None:
    write_files(tmp_path, CLASSES)
    assert find(path, (str(tmp_path),), members=True).existence is expected
