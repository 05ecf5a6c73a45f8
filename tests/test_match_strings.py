"""Paths in strings: what a string is found as, where, and which strings are none of our business.

A row is a file. A line that ends in a mark is reported, no other is:

    patch("acme.legacy.Engine")  # SOT104 Engine

The mark names the code and the path below `acme.legacy`; several are parted by `;`. Each row is
judged twice: under a rule for the module `acme.legacy` ("M"), and under one for its class Engine
alone ("S"). `M:` and `S:` in front of a mark say that it holds under that rule only, `?` for a code
that nothing is asked of the line, `*` for a path that any path will do. The marks are taken out
before the file is judged.
"""

# ruff: noqa: E501  (a row of a table is a line)

from __future__ import annotations

import ast
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent, indent
from typing import NamedTuple

import pytest
from support import ENOUGH_SECONDS, brief, findings, make_project

from flake8_ssot import flake8_config
from flake8_ssot.job import Job
from flake8_ssot.model import Finding, Kind
from flake8_ssot.project import Project
from flake8_ssot.scan import judge
from flake8_ssot.selection import make_selection
from flake8_ssot.source import split_lines

RULES = {
    "M": '[[moved]]\nid = "module"\nold = "acme.legacy"\nnew = "acme.core"\n',
    "S": '[[moved]]\nid = "engine"\nold = "acme.legacy.Engine"\nnew = "acme.core.UserEngine"\n',
}
WORDS = {"M": ("acme", "legacy"), "S": ("legacy", "Engine")}  # no file without them is parsed
KINDS = {
    "SOT103": (Kind.DYNAMIC,),
    "SOT104": (Kind.PATCH,),
    "SOT105": (Kind.STRING, Kind.EXEC, Kind.ANNOTATION),
}

_MARKS = re.compile(r"[ ]*# (?P<marks>(?:[MS]: )?(?:SOT\d|\?).*)$")
_MARK = re.compile(r"(?:(?P<rule>[MS]): )?(?P<code>SOT\d\d\d|\?)(?: (?P<below>[\w.*]+))?")


Place = tuple[int, str, str]  # line, code, path


class Row(NamedTuple):
    """A file and what is to be found in it."""

    source: str
    asked: list[Place]
    ignored: set[int]  # lines of which nothing is asked

    def asks(self, line: int, code: str, path: str) -> bool:
        return (line, code, path) in self.asked


def read_row(text: str, rule: str) -> Row:
    """Take the marks out of a row."""
    row = Row("", [], set())
    lines = []
    for number, line in enumerate(dedent(text).split("\n"), 1):
        found = _MARKS.search(line)
        lines.append(line[: found.start()] if found else line)
        for mark in found["marks"].split("; ") if found else ():
            parts = _MARK.fullmatch(mark)
            assert parts, f"no mark: {mark!r}"
            if parts["rule"] not in (None, rule):
                continue
            if parts["code"] == "?":
                row.ignored.add(number)
                continue
            below = parts["below"] or ""
            path = "*" if below == "*" else f"acme.legacy.{below}".rstrip(".")
            row.asked.append((number, parts["code"], path))
    return row._replace(source="\n".join(lines))


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Project]:
    return {name: make_project(tmp_path_factory.mktemp(name), RULES[name]) for name in RULES}


def assert_found(text: str, rule: str, loaded: Project, path: str = "app/user.py") -> None:
    """The findings of the row are those that it asks for, each in its place."""
    row = read_row(text, rule)
    found = [
        item for item in findings(row.source, loaded, path) if item.span.line not in row.ignored
    ]
    told = [
        (item.span.line, item.code, "*" if row.asks(item.span.line, item.code, "*") else item.old)
        for item in found
    ]
    asked = Counter(row.asked)
    surplus, lacking = sorted(Counter(told) - asked), sorted(asked - Counter(told))
    assert not surplus + lacking, f"too much: {surplus}, too little: {lacking}"
    for item in found:
        assert_stands(item, row.source)
    is_plain = "\\" not in row.source and all(word in row.source for word in WORDS[rule])
    if found and is_plain:
        place = loaded.place(f"{loaded.settings.root}/{path}")
        assert loaded.mentions(row.source.encode("utf-8", "replace"), place.module)


def assert_stands(item: Finding, source: str) -> None:
    """A finding in a string is of the right kind and covers one whole expression."""
    if item.code not in KINDS:
        return
    assert item.kind in KINDS[item.code]
    lines = split_lines(source)
    assert item.span.end_line <= len(lines)
    spelled = text_between(lines, item)
    if item.kind is Kind.PATCH and re.match(r"\w+(\s*=|$)", spelled):
        return  # the keyword of patch.multiple
    body = ast.parse(f"({spelled}\n)", mode="eval").body
    assert isinstance(body, ast.Constant | ast.JoinedStr | ast.BinOp), spelled
    if isinstance(body, ast.Constant) and item.kind is not Kind.EXEC:
        last = item.old.rpartition(".")[2]
        assert isinstance(body.value, str)
        assert last in body.value or item.old.rpartition(".")[0].endswith(body.value)


def text_between(lines: list[str], item: Finding) -> str:
    first, column, last, end = item.span
    if first == last:
        return lines[first - 1][column - 1 : end - 1]
    middle = "".join(lines[first : last - 1])
    return lines[first - 1][column - 1 :] + middle + lines[last - 1][: end - 1]


rules = pytest.mark.parametrize("rule", RULES)


# --- What is called, and how ----------------------------------------------------------------------

MODULE_CALLS = [  # imports, the call with `{}` for the string
    ("import importlib", "importlib.import_module({})"),
    ("import importlib", "importlib.import_module(name={})"),
    ("import importlib as il", "il.import_module({})"),
    ("from importlib import import_module", "import_module({})"),
    ("from importlib import import_module as load", "load({})"),
    ("from importlib import import_module as _i", "_i({}, None)"),
    ("import importlib\nget = importlib.import_module", "get({})"),
    ("import importlib\nil = importlib", "il.import_module({})"),
    ("import importlib", "importlib.__import__({})"),
    ("import importlib", "importlib.__import__(name={})"),
    ("from importlib import __import__ as imp", "imp({})"),
    ("", "__import__({})"),
    ("", "__import__(name={})"),
    ("", "__import__({}, globals(), locals(), [], 0)"),
    ("", "__import__({}, fromlist=['x'])"),
    ("import builtins", "builtins.__import__({})"),
    ("from builtins import __import__ as load", "load({})"),
    ("import importlib.util", "importlib.util.find_spec({})"),
    ("import importlib.util", "importlib.util.find_spec(name={})"),
    ("from importlib import util", "util.find_spec({})"),
    ("from importlib import util as u", "u.find_spec({}) is not None"),
    ("from importlib.util import find_spec", "find_spec({})"),
    ("from importlib.util import find_spec as has", "not has({})"),
    ("import importlib.util", "importlib.util.resolve_name({}, None)"),
    ("from importlib.util import resolve_name", "resolve_name({}, package='x')"),
    ("import importlib", "importlib.find_loader({})"),
    ("import pkgutil", "pkgutil.find_loader({})"),
    ("import pkgutil", "pkgutil.get_loader({})"),
    ("import pkgutil", "pkgutil.get_data({}, 'data.txt')"),
    ("from pkgutil import get_data as data", "data({}, 'data.txt')"),
    ("import pytest", "pytest.importorskip({})"),
    ("import pytest", "pytest.importorskip({}, reason='x')"),
    ("from pytest import importorskip as need", "need({})"),
    ("import runpy", "runpy.run_module({})"),
    ("import runpy", "runpy.run_module({}, run_name='__main__', alter_sys=True)"),
    ("import importlib.resources", "importlib.resources.files({})"),
    ("from importlib import resources", "resources.files({}) / 'x'"),
    ("from importlib.resources import files", "files({}).joinpath('x')"),
    ("from importlib import resources", "resources.path({}, 'x')"),
    ("from importlib import resources", "resources.read_text({}, 'x')"),
    ("from importlib import resources", "resources.read_binary({}, 'x')"),
    ("from importlib import resources", "resources.open_text({}, 'x')"),
    ("from importlib import resources", "resources.open_binary({}, 'x')"),
    ("from importlib import resources", "resources.is_resource({}, 'x')"),
    ("from importlib import resources", "resources.contents({})"),
    ("import importlib, sys", "importlib.reload(sys.modules[{}])"),
    ("import sys", "sys.modules[{}]"),
    ("import sys", "print(sys.modules[{}], 1)"),
    ("import sys as s", "s.modules[{}]"),
    ("from sys import modules", "modules[{}]"),
    ("from sys import modules as loaded", "loaded[{}]"),
    ("import sys\nmods = sys.modules", "mods[{}]"),
    ("import sys", "sys.modules[{}] = None"),
    ("import sys", "x = sys.modules[{}] = object()"),
    ("import sys", "sys.modules[{}], y = 1, 2"),
    ("import sys", "del sys.modules[{}]"),
    ("import sys", "del x, sys.modules[{}]"),
    ("import sys", "sys.modules.get({})"),
    ("import sys", "sys.modules.get({}, None)"),
    ("import sys", "sys.modules.pop({})"),
    ("import sys", "sys.modules.pop({}, None)"),
    ("import sys", "sys.modules.setdefault({}, None)"),
    ("import sys", "sys.modules.__getitem__({})"),
    ("from sys import modules", "modules.pop({}, None)"),
    ("import sys", "{} in sys.modules"),
    ("import sys", "{} not in sys.modules"),
    ("import sys", "x = 1 if {} in sys.modules else 2"),
    ("from sys import modules as m", "assert {} in m"),
    ("import sys\nfrom unittest.mock import patch", "patch.dict(sys.modules, {{{}: None}})"),
    ("import sys\nfrom unittest import mock", "mock.patch.dict(sys.modules, {{'x': 1, {}: None}})"),
    ("from unittest.mock import patch", "patch.dict('sys.modules', {{{}: None}})"),
    ("from unittest.mock import patch", "patch.dict('sys.modules', values={{{}: None}})"),
    ("import sys, mock", "mock.patch.dict(sys.modules, {{{}: None}}, clear=True)"),
    ("import sys, mock", "mock.patch.dict(sys.modules, values={{{}: None}})"),
    ("import sys, mock", "mock.patch.dict(in_dict=sys.modules, values={{{}: None}})"),
]


def on_a_line(imports: str, call: str, string: str, mark: str) -> str:
    return "\n".join(filter(None, [imports, call.format(string) + mark])) + "\n"


@rules
@pytest.mark.parametrize(("imports", "call"), MODULE_CALLS)
def test_calls_that_name_a_module(
    imports: str, call: str, rule: str, projects: dict[str, Project]
) -> None:
    loaded = projects[rule]
    assert_found(on_a_line(imports, call, '"acme.legacy"', "  # M: SOT103"), rule, loaded)
    assert_found(on_a_line(imports, call, '"acme.legacy.sub"', "  # M: SOT103 sub"), rule, loaded)
    for other in ('"acme.legacy_v2"', '"xacme.legacy"', '"acme"', '"acme.core"', '" acme.legacy"'):
        assert_found(on_a_line(imports, call, other, ""), rule, loaded)


SYMBOL_CALLS = [
    ("import pkgutil", "pkgutil.resolve_name({})"),
    ("from pkgutil import resolve_name as resolve", "resolve({})"),
    ("import pydoc", "pydoc.locate({})"),
    ("from pydoc import locate", "locate({}, forceload=1)"),
    ("from django.utils.module_loading import import_string", "import_string({})"),
    ("from django.utils import module_loading as ml", "ml.import_string({})"),
    ("from werkzeug.utils import import_string", "import_string({}, silent=True)"),
    ("import werkzeug.utils", "werkzeug.utils.import_string({})"),
]


@rules
@pytest.mark.parametrize(("imports", "call"), SYMBOL_CALLS)
def test_calls_that_name_an_object(
    imports: str, call: str, rule: str, projects: dict[str, Project]
) -> None:
    loaded = projects[rule]
    for string, mark in [
        ("acme.legacy.Engine", "SOT103 Engine"),
        ("acme.legacy:Engine", "SOT103 Engine"),
        ("acme.legacy.Engine.run", "SOT103 Engine.run"),
        ("acme.legacy:Engine.run", "SOT103 Engine.run"),
        ("acme.legacy", "M: SOT103"),
        ("acme.legacy.other", "M: SOT103 other"),
        ("acme.legacy:other", "M: SOT103 other"),
    ]:
        assert_found(on_a_line(imports, call, f"'{string}'", f"  # {mark}"), rule, loaded)
    for other in ("acme.legacy_v2.Engine", "acme.core:Engine", "xacme.legacy:Engine", "acme"):
        assert_found(on_a_line(imports, call, f"'{other}'", ""), rule, loaded)


# --- How the text is written ----------------------------------------------------------------------

WAYS = [
    '"acme.legacy"',
    "'acme.legacy'",
    '"""acme.legacy"""',
    "'''acme.legacy'''",
    'r"acme.legacy"',
    'R"acme.legacy"',
    'u"acme.legacy"',
    "U'acme.legacy'",
    '"acme\\x2elegacy"',
    '"acme\\u002elegacy"',
    '"acme\\U0000002elegacy"',
    '"acme\\056legacy"',
    '"\\141cme.legacy"',
    '"acme\\N{FULL STOP}legacy"',
    '"acme" ".legacy"',
    "\"acme.\" 'legacy'",
    'r"acme" u".legacy"',
    '"" "acme.legacy" ""',
    '"ac" "me.le" "gacy"',
    '("acme.legacy")',
    '(("acme.legacy"))',
    '("acme" ".legacy")',
    '"acme" + ".legacy"',
    '"acme" + "." + "legacy"',
    '("acme" + ".leg") + ("acy")',
    '"acme" + (".leg" "acy")',
    'f"acme.legacy"',
    "F'acme.legacy'",
    'rf"acme.legacy"',
    "f\"{'acme'}.legacy\"",
    "f\"acme.{'legacy'}\"",
    "f\"{'acme'}{'.'}{'legacy'}\"",
    "f\"{'ac' 'me'}.legacy\"",
    "f\"{'ac' + 'me'}.legacy\"",
    "f\"{f'acme'}.legacy\"",
    'f"acme" ".legacy"',
    '"acme" f".legacy"',
    'f"acme" + ".legacy"',
    "f\"{'acme'}\" + '.legacy'",
]


@rules
@pytest.mark.parametrize("way", WAYS)
def test_ways_to_write_it(way: str, rule: str, projects: dict[str, Project]) -> None:
    loaded = projects[rule]
    imports = "from importlib import import_module\n"
    assert_found(f"{imports}import_module({way})  # M: SOT103\n", rule, loaded)
    assert_found(f"{imports}x = [import_module(name={way}), 1]  # M: SOT103\n", rule, loaded)
    patches = "from unittest.mock import patch\n"
    longer = way.replace("legacy", "legacy.Engine").replace('"acy"', '"acy.Engine"')
    longer = longer.replace("'gacy'", "'gacy.Engine'").replace('"gacy"', '"gacy.Engine"')
    longer = longer.replace('("acy")', '("acy.Engine")')
    assert_found(f"{patches}patch({longer})  # SOT104 Engine\n", rule, loaded)
    assert_found(f"{patches}@patch({longer})  # SOT104 Engine\ndef f(x): ...\n", rule, loaded)


NOT_THE_PATH = [
    'b"acme.legacy.Engine"',
    '"acme.legacy.Engine "',
    '" acme.legacy.Engine"',
    '"acme. legacy.Engine"',
    '"acme .legacy.Engine"',
    '"acme.legacy. Engine"',
    '"acme.legacy.Engine\\n"',
    '"\\nacme.legacy.Engine"',
    '"\\tacme.legacy.Engine"',
    '"acme.legacy.Engine."',
    '".acme.legacy.Engine"',
    '"acme..legacy.Engine"',
    '"acme.legacy..Engine"',
    '"acme-legacy.Engine"',
    '"acme/legacy.Engine"',
    '"acme/legacy/Engine"',
    '"acme.legacy/Engine"',
    '"acme\\\\legacy.Engine"',
    'r"acme\\x2elegacy.Engine"',
    'r"acme\\.legacy\\.Engine"',
    '"acme.legacy_v2.Engine"',
    '"acme.legacyEngine"',
    '"xacme.legacy.Engine"',
    '"x.acme.legacy.Engine"',
    '"acme.legac.Engine"',
    '"Acme.legacy.Engine"',
    '"acme.Legacy.Engine"',
    '"ACME.LEGACY.ENGINE"',
    '"acme.legacyx.Engine"',
    '"acme.x.legacy.Engine"',
    '"legacy.Engine"',
    '"Engine"',
    '"acme"',
    '""',
    '"."',
    '"acme.legacy.Engine is old"',
    '"the acme.legacy.Engine"',
    '"acme.legacy.Engine, acme.legacy.Other"',
    '"acme.legacy.Engine()"',
    '"acme.legacy.*"',
    '"acme.legacy.Engine-x"',
    '"acme\\0.legacy.Engine"',
    '"acme.legacy\\u200b.Engine"',
    'f"{x}.legacy.Engine"',
    'f"acme.{x}.Engine"',
    'f"acme.legacy_{x}.Engine"',
    "f\"{'acme':>5}.legacy.Engine\"",
    '"acme." + x',
    'x + ".legacy.Engine"',
    '"acme" - ".legacy.Engine"',
    "1",
    "None",
    "...",
    "",
]


@rules
@pytest.mark.parametrize("way", NOT_THE_PATH)
def test_texts_that_are_another(way: str, rule: str, projects: dict[str, Project]) -> None:
    for imports, call in [
        ("from importlib import import_module", "import_module({})"),
        ("from pkgutil import resolve_name", "resolve_name({})"),
        ("from unittest.mock import patch", "patch({})"),
        ("from unittest.mock import patch", "patch.dict({}, {{}})"),
        ("import plugins", "plugins.load({})"),
        ("", "SETTING = [{}]"),
        ("", "f({{'class': {}, 1: 2}})"),
    ]:
        if not way and "{" in call.replace("({})", "").replace("[{}]", ""):
            continue
        assert_found(on_a_line(imports, call, way, ""), rule, projects[rule])


@rules
def test_a_name_that_only_begins_like_it(rule: str, projects: dict[str, Project]) -> None:
    source = """\
    from unittest.mock import patch
    patch("acme.legacy.EngineX")  # M: SOT104 EngineX
    patch("acme.legacy.engine")  # M: SOT104 engine
    patch("acme.legacy.E")  # M: SOT104 E
    patch("acme.legacy.x.Engine")  # M: SOT104 x.Engine
    patch("acme.legacy")  # M: SOT104
    """
    assert_found(source, rule, projects[rule])


# --- SOT103 ---------------------------------------------------------------------------------------

IMPORTS = [
    pytest.param(
        """\
        from importlib import import_module
        def f():
            return import_module("acme.legacy")  # M: SOT103
        async def g():
            await import_module("acme.legacy").run()  # M: SOT103
        class C:
            m = import_module("acme.legacy")  # M: SOT103
            def f(self, x=import_module("acme.legacy")):  # M: SOT103
                yield import_module("acme.legacy")  # M: SOT103
        h = lambda: import_module("acme.legacy")  # M: SOT103
        k = [import_module("acme.legacy") for _ in ()]  # M: SOT103
        try:
            import_module("acme.legacy")  # M: SOT103
        except ImportError:
            import_module("acme.legacy")  # M: SOT103
        finally:
            import_module("acme.legacy")  # M: SOT103
        if import_module("acme.legacy"):  # M: SOT103
            pass
        while import_module("acme.legacy"):  # M: SOT103
            pass
        with import_module("acme.legacy").run():  # M: SOT103
            pass
        match import_module("acme.legacy"):  # M: SOT103
            case _ if import_module("acme.legacy"):  # M: SOT103
                pass
        """,
        id="every-place",
    ),
    pytest.param(
        """\
        from importlib import import_module
        print(f"{import_module('acme.legacy')}")  # M: SOT103
        """,
        id="call-inside-an-f-string",
    ),
    pytest.param(
        """\
        def f():
            from importlib import import_module as take
            take("acme.legacy")  # M: SOT103
        """,
        id="imported-inside-a-function",
    ),
    pytest.param(
        """\
        import importlib
        importlib.import_module(
            "acme"  # M: SOT103
            # of the company
            ".legacy"
        )
        """,
        id="pieces-on-lines",
    ),
    pytest.param(
        """\
        import importlib
        importlib.import_module(
            # the old one
            "acme.legacy",  # M: SOT103
        )
        importlib \\
            .import_module \\
            ("acme.legacy")  # M: SOT103
        (
            importlib
            .import_module
        )(("acme.legacy"))  # M: SOT103
        """,
        id="spread-out",
    ),
    pytest.param(
        """\
        from importlib import *
        import_module("acme.legacy")  # ?
        """,
        id="star-import",
    ),
    pytest.param(
        """\
        try:
            from importlib import import_module
        except ImportError:
            from django.utils.importlib import import_module
        import_module("acme.legacy")  # M: SOT103
        """,
        id="fallback-import",
    ),
    pytest.param(
        """\
        from importlib import import_module
        import_module("acme.legacy"), import_module("acme.core")  # M: SOT103
        import_module("acme.core"); import_module("acme.legacy")  # M: SOT103
        """,
        id="several-on-a-line",
    ),
    pytest.param(
        """\
        from importlib import import_module
        MODULE = "acme.legacy"  # M: SOT103
        import_module(MODULE)
        """,
        id="constant",
    ),
    pytest.param(
        """\
        from importlib import import_module
        MODULE: str = "acme.legacy"  # M: SOT103
        import_module(MODULE)
        import_module(MODULE)
        """,
        id="constant-annotated-used-twice",
    ),
    pytest.param(
        """\
        from importlib import import_module
        MODULE = ("acme"  # M: SOT103
            ".legacy")
        import_module(MODULE)
        """,
        id="constant-in-pieces",
    ),
    pytest.param(
        """\
        from importlib import import_module
        def f():
            return import_module(MODULE)
        MODULE = "acme.legacy"  # M: SOT103
        """,
        id="constant-defined-after-the-function",
    ),
    pytest.param(
        """\
        from importlib import import_module
        def f():
            name = "acme.legacy"  # M: SOT103
            return import_module(name)
        """,
        id="local-variable",
    ),
    pytest.param(
        """\
        from importlib import import_module
        def f():
            name = "acme.legacy"  # M: SOT103
            def g():
                return import_module(name)
            return g
        """,
        id="variable-of-the-function-around",
    ),
    pytest.param(
        """\
        from importlib import import_module
        class C:
            NAME = "acme.legacy"  # M: SOT103
            module = import_module(NAME)
        """,
        id="constant-of-a-class-body",
    ),
    pytest.param(
        """\
        from importlib import import_module
        PACKAGE = "acme"
        import_module(f"{PACKAGE}.legacy")  # M: SOT103
        import_module(PACKAGE + ".legacy")  # M: SOT103
        import_module(PACKAGE + "." + "legacy")  # M: SOT103
        """,
        id="part-from-a-constant",
    ),
    pytest.param(
        """\
        from importlib import import_module
        PACKAGE = "acme"
        MODULE = f"{PACKAGE}.legacy"  # M: SOT103
        import_module(MODULE)
        """,
        id="constant-made-of-another",
    ),
    pytest.param(
        """\
        from importlib import import_module
        MODULE = "acme.legacy"
        import_module(f"{MODULE}.sub")  # M: SOT103 sub
        """,
        id="constant-inside-a-longer-path-is-not-reported-again",
    ),
    pytest.param(
        """\
        from importlib import import_module
        MODULE = "acme.legacy"  # M: SOT103
        import_module(MODULE)
        import_module(f"{MODULE}.sub")  # M: SOT103 sub
        """,
        id="constant-alone-and-inside-a-longer-path",
    ),
    pytest.param(
        """\
        from importlib import import_module
        MODULE = "acme.legacy"
        MODULE = "acme.core"
        import_module(MODULE)
        """,
        id="constant-bound-again",
    ),
    pytest.param(
        """\
        from importlib import import_module
        import_module("acme.legacy" if x else "acme.core")  # M: SOT103
        import_module("acme.core" if x else "acme.legacy")  # M: SOT103
        """,
        id="one-of-two-texts",
    ),
]


@rules
@pytest.mark.parametrize("text", IMPORTS)
def test_dynamic_imports(text: str, rule: str, projects: dict[str, Project]) -> None:
    assert_found(text, rule, projects[rule])


RELATIVE = [
    pytest.param('import_module(".legacy", "acme")', "app/user.py", id="package"),
    pytest.param('import_module(".legacy", package="acme")', "app/user.py", id="keyword"),
    pytest.param('import_module(name=".legacy", package="acme")', "app/user.py", id="keywords"),
    pytest.param('import_module("..legacy", "acme.x")', "app/user.py", id="two-dots"),
    pytest.param('import_module("...legacy", "acme.x.y")', "app/user.py", id="three-dots"),
    pytest.param('import_module("." "legacy", "ac" "me")', "app/user.py", id="pieces"),
    pytest.param('import_module(f".{NAME}", f"{TOP}")', "app/user.py", id="constants"),
    pytest.param('import_module(".legacy", TOP)', "app/user.py", id="package-from-a-constant"),
    pytest.param('import_module(".legacy", __package__)', "acme/user.py", id="own-package"),
    pytest.param('import_module(".legacy", __package__)', "acme/__init__.py", id="own-init"),
    pytest.param('import_module(".legacy", __name__)', "acme/__init__.py", id="own-name"),
    pytest.param('import_module("..legacy", __package__)', "acme/x/user.py", id="above"),
    pytest.param('import_module("..legacy", __name__)', "acme/x/__init__.py", id="above-name"),
    pytest.param('import_module("..legacy", __name__)', "acme/user.py", id="name-of-a-module"),
    pytest.param('import_module(f"{__package__}.legacy")', "acme/user.py", id="f-string"),
    pytest.param('import_module(__package__ + ".legacy")', "acme/user.py", id="plus"),
    pytest.param('import_module(f"{__name__}.legacy")', "acme/__init__.py", id="f-string-name"),
    pytest.param('import_module(__name__ + ".legacy")', "acme/__init__.py", id="plus-name"),
    pytest.param('import_module("acme.legacy", "x")', "app/user.py", id="absolute-all-the-same"),
    pytest.param('import_module("acme.legacy", x)', "app/user.py", id="absolute-with-anything"),
    pytest.param('find_spec(".legacy", "acme")', "app/user.py", id="find-spec"),
    pytest.param('find_spec(".legacy", package="acme")', "app/user.py", id="find-spec-keyword"),
    pytest.param('find_spec(".legacy", __package__)', "acme/user.py", id="find-spec-own"),
    pytest.param('resolve_name(".legacy", "acme")', "app/user.py", id="resolve-name"),
    pytest.param('resolve_name(".legacy", package=__package__)', "acme/u.py", id="resolve-own"),
    pytest.param('__import__("legacy", globals(), level=1)', "acme/user.py", id="level"),
    pytest.param('__import__("legacy", globals(), None, [], 1)', "acme/user.py", id="level-fifth"),
    pytest.param('__import__("legacy", level=1)', "acme/__init__.py", id="level-init"),
    pytest.param('__import__(name="legacy", level=2)', "acme/x/user.py", id="level-two"),
    pytest.param('__import__("acme.legacy", level=0)', "acme/user.py", id="level-zero"),
    pytest.param('il.__import__("legacy", level=1)', "acme/user.py", id="level-of-importlib"),
]
RELATIVE_IMPORTS = """\
import importlib as il
from importlib import import_module
from importlib.util import find_spec, resolve_name
TOP = "acme"
NAME = "legacy"
"""


@rules
@pytest.mark.parametrize(("call", "path"), RELATIVE)
def test_relative_imports(call: str, path: str, rule: str, projects: dict[str, Project]) -> None:
    assert_found(f"{RELATIVE_IMPORTS}x = {call}  # M: SOT103\n", rule, projects[rule], path)


NOT_RELATIVE = [
    pytest.param('import_module(".legacy")', "app/user.py", id="without-package"),
    pytest.param('import_module(".legacy")', "acme/user.py", id="without-package-at-home"),
    pytest.param('import_module(".legacy", "other")', "app/user.py", id="another-package"),
    pytest.param('import_module(".legacy", x)', "app/user.py", id="any-package"),
    pytest.param('import_module(".legacy", "acme.x")', "app/user.py", id="deeper-package"),
    pytest.param('import_module("..legacy", "acme")', "app/user.py", id="above-the-top"),
    pytest.param('import_module("." * 2 + "legacy", x)', "acme/user.py", id="untold"),
    pytest.param('import_module(".legacy", __package__)', "app/user.py", id="own-package"),
    pytest.param('import_module(".legacy", __name__)', "acme/user.py", id="below-a-module"),
    pytest.param('import_module("legacy", "acme")', "app/user.py", id="no-dot"),
    pytest.param('import_module("legacy", __package__)', "acme/user.py", id="no-dot-own"),
    pytest.param('import_module(f"{__name__}.legacy")', "acme/user.py", id="below-this-file"),
    pytest.param("import_module(__name__)", "acme/user.py", id="itself"),
    pytest.param('__import__("legacy")', "acme/user.py", id="level-none"),
    pytest.param('__import__(".acme.legacy")', "app/user.py", id="a-dot-without-level"),
    pytest.param('__import__(".legacy")', "acme/user.py", id="a-dot-without-level-at-home"),
    pytest.param('__import__("legacy", level=1)', "app/user.py", id="level-elsewhere"),
    pytest.param('__import__("legacy", level=2)', "acme/user.py", id="level-above"),
    pytest.param('__import__("legacy", level=x)', "acme/user.py", id="level-untold"),
    pytest.param('__import__("acme.legacy", level=1)', "acme/user.py", id="level-and-absolute"),
]


@rules
@pytest.mark.parametrize(("call", "path"), NOT_RELATIVE)
def test_relative_imports_of_something_else(
    call: str, path: str, rule: str, projects: dict[str, Project]
) -> None:
    assert_found(f"{RELATIVE_IMPORTS}x = {call}\n", rule, projects[rule], path)


RESULTS = [  # what a dynamic import gives back is the module
    pytest.param(
        """\
        from importlib import import_module
        m = import_module("acme.legacy")  # M: SOT103
        m.Engine  # SOT102 Engine
        m.Engine.run()  # SOT102 Engine
        x = [m.Engine(), m.other]  # SOT102 Engine; M: SOT102 other
        """,
        id="assigned",
    ),
    pytest.param(
        """\
        from importlib import import_module
        m = import_module("acme.legacy")  # M: SOT103
        getattr(m, "Engine")  # SOT102 Engine
        getattr(m, "Engine", None)()  # SOT102 Engine
        m.Engine = None  # SOT102 Engine
        del m.Engine  # SOT102 Engine
        """,
        id="getattr-and-stores",
    ),
    pytest.param(
        """\
        from importlib import import_module
        import_module("acme.legacy").Engine  # ?
        """,
        id="direct-under-the-module-rule",
    ),
    pytest.param(
        """\
        import importlib
        def f():
            legacy = importlib.import_module("acme.legacy")  # M: SOT103
            return legacy.Engine(1)  # SOT102 Engine
        """,
        id="in-a-function",
    ),
    pytest.param(
        """\
        import importlib
        legacy = importlib.import_module("acme.legacy")  # M: SOT103
        def f():
            return legacy.Engine(1)  # SOT102 Engine
        class C(legacy.Engine):  # SOT102 Engine
            engine: legacy.Engine  # SOT102 Engine
        """,
        id="read-in-a-function",
    ),
    pytest.param(
        """\
        import importlib
        if (m := importlib.import_module("acme.legacy")):  # M: SOT103
            m.Engine  # SOT102 Engine
        """,
        id="walrus",
    ),
    pytest.param(
        """\
        import importlib
        try:
            m = importlib.import_module("acme.legacy")  # M: SOT103
        except ImportError:
            m = None
        m.Engine  # SOT102 Engine
        """,
        id="or-none",
    ),
    pytest.param(
        """\
        import importlib
        MODULE = "acme.legacy"  # M: SOT103
        m = importlib.import_module(MODULE)
        m.Engine  # SOT102 Engine
        """,
        id="from-a-constant",
    ),
    pytest.param(
        """\
        import importlib
        TOP = "acme"
        m = importlib.import_module(f"{TOP}.legacy")  # M: SOT103
        m.Engine  # SOT102 Engine
        """,
        id="from-an-f-string",
    ),
    pytest.param(
        """\
        import importlib
        m = importlib.import_module(".legacy", "acme")  # M: SOT103
        m.Engine  # SOT102 Engine
        """,
        id="relative",
    ),
    pytest.param(
        """\
        import importlib
        m = importlib.import_module("acme")
        m.legacy.Engine  # SOT102 Engine
        """,
        id="of-the-parent",
    ),
    pytest.param(
        """\
        import pytest
        m = pytest.importorskip("acme.legacy")  # M: SOT103
        m.Engine  # SOT102 Engine
        """,
        id="importorskip",
    ),
    pytest.param(
        """\
        import sys
        m = sys.modules["acme.legacy"]  # M: SOT103
        m.Engine  # SOT102 Engine
        n = sys.modules.get("acme.legacy")  # M: SOT103
        n.Engine  # SOT102 Engine
        """,
        id="sys-modules",
    ),
    pytest.param(
        """\
        m = __import__("acme.legacy", fromlist=["Engine"])  # M: SOT103
        m.Engine  # SOT102 Engine
        n = __import__("acme.legacy", globals(), locals(), ["Engine"])  # M: SOT103
        n.Engine  # SOT102 Engine
        k = __import__("acme.legacy", {}, {}, ("x",), 0)  # M: SOT103
        k.Engine  # SOT102 Engine
        """,
        id="import-with-fromlist",
    ),
    pytest.param(
        """\
        m = __import__("acme.legacy")  # M: SOT103
        m.Engine
        m.legacy.Engine  # SOT102 Engine
        n = __import__("acme.legacy", fromlist=[])  # M: SOT103
        n.Engine
        n.legacy.Engine  # SOT102 Engine
        """,
        id="import-without-fromlist-is-the-top",
    ),
    pytest.param(
        """\
        import pkgutil
        m = pkgutil.resolve_name("acme.legacy")  # M: SOT103
        m.Engine  # SOT102 Engine
        E = pkgutil.resolve_name("acme.legacy:Engine")  # SOT103 Engine
        E.run()
        """,
        id="resolve-name",
    ),
    pytest.param(
        """\
        import importlib
        m = importlib.import_module("acme.legacy")  # M: SOT103
        m = importlib.import_module("acme.core")
        m.Engine
        def f(m):
            m.Engine
        def g():
            m = 1
            m.Engine
        """,
        id="bound-again",
    ),
    pytest.param(
        """\
        import importlib.util
        m = importlib.util.find_spec("acme.legacy")  # M: SOT103
        m.Engine
        m.loader.exec_module
        n = importlib.util.resolve_name(".legacy", "acme")  # M: SOT103
        n.Engine
        """,
        id="no-module-comes-back",
    ),
    pytest.param(
        """\
        import importlib
        m = importlib.import_module("acme.legacy_v2")
        m.Engine
        k = importlib.import_module("acme.core")
        k.Engine
        """,
        id="of-another",
    ),
    pytest.param(
        """\
        from importlib import import_module
        def import_it(name): return name
        m = import_it("x")
        m.Engine
        """,
        id="of-another-function",
    ),
]


@rules
@pytest.mark.parametrize("text", RESULTS)
def test_what_an_import_gives_back(text: str, rule: str, projects: dict[str, Project]) -> None:
    assert_found(text, rule, projects[rule])


DIRECT_RESULTS = [
    'import_module("acme.legacy").Engine',
    'import_module("acme.legacy").Engine.run()',
    'import_module("acme.legacy").Engine()',
    'getattr(import_module("acme.legacy"), "Engine")',
    'import_module(".legacy", "acme").Engine',
    '__import__("acme.legacy", fromlist=["x"]).Engine',
    '__import__("acme.legacy").legacy.Engine',
    'sys.modules["acme.legacy"].Engine',
    'sys.modules.get("acme.legacy").Engine',
    'pytest.importorskip("acme.legacy").Engine',
    'pkgutil.resolve_name("acme.legacy").Engine',
    'import_module("acme").legacy.Engine',
]


@pytest.mark.parametrize("expression", DIRECT_RESULTS)
def test_attributes_of_an_import_itself(expression: str, projects: dict[str, Project]) -> None:
    head = "import pkgutil, pytest, sys\nfrom importlib import import_module\n"
    assert_found(f"{head}x = {expression}  # SOT102 Engine\n", "S", projects["S"])
    found = findings(f"{head}x = {expression}\n", projects["M"])
    assert {"SOT102", "SOT103"} >= {item.code for item in found}
    assert found


NO_IMPORTS = [
    pytest.param(
        """\
        def get(name): return 1
        get("acme.legacy")
        """,
        id="local-function",
    ),
    pytest.param(
        """\
        def import_module(name): return 1
        import_module("acme.legacy")
        """,
        id="local-function-with-a-telling-name",
    ),
    pytest.param(
        """\
        from importlib import import_module as get
        def get(name): return 1
        get("acme.legacy")
        """,
        id="local-function-after-the-import",
    ),
    pytest.param(
        """\
        from importlib import import_module as get
        def f(get):
            get("acme.legacy")
        [get("acme.legacy") for get in x]
        (lambda get: get("acme.legacy"))(1)
        """,
        id="parameter",
    ),
    pytest.param(
        """\
        from importlib import import_module as get
        def f():
            get = len
            get("acme.legacy")
        class C:
            get = len
            x = get("acme.legacy")
        """,
        id="local-variable",
    ),
    pytest.param(
        """\
        from importlib import import_module as get
        get = None
        get("acme.legacy")
        """,
        id="bound-again",
    ),
    pytest.param(
        """\
        from importlib import import_module as get
        del get
        get("acme.legacy")
        """,
        id="deleted",
    ),
    pytest.param(
        """\
        from importlib import invalidate_caches as get
        get("acme.legacy")
        """,
        id="another-function-of-importlib",
    ),
    pytest.param(
        """\
        from elsewhere import get, sys
        get("acme.legacy")
        sys.modules["acme.legacy"]
        """,
        id="of-another-module",
    ),
    pytest.param(
        """\
        class C:
            def get(self, name): ...
            def f(self):
                self.get("acme.legacy")
                C.get("acme.legacy")
        """,
        id="method",
    ),
    pytest.param(
        """\
        import sys
        sys = object()
        sys.modules["acme.legacy"]
        "acme.legacy" in sys.modules
        """,
        id="sys-bound-again",
    ),
    pytest.param(
        """\
        import sys
        sys.path["acme.legacy"]
        sys.modules_["acme.legacy"]
        "acme.legacy" in sys.path
        "acme.legacy" in modules
        sys.path.append("acme.legacy")
        """,
        id="not-sys-modules",
    ),
    pytest.param(
        """\
        modules = {}
        modules["acme.legacy"]
        modules.get("acme.legacy")
        modules.pop("acme.legacy")
        "acme.legacy" in modules
        """,
        id="a-dictionary-called-modules",
    ),
    pytest.param(
        """\
        import sys
        sys.modules == "acme.legacy"
        sys.modules is "acme.legacy"
        sys.modules in ["acme.legacy"]
        """,
        id="other-comparisons-with-sys-modules",
    ),
    pytest.param(
        """\
        import os
        from unittest.mock import patch
        patch.dict(os.environ, {"acme.legacy": "1"})
        patch.dict("os.environ", {"acme.legacy": "1"})
        patch.dict("app.x.TABLE", {"acme.legacy": "1"})
        patch.dict(table, values={"acme.legacy": "1"})
        """,
        id="keys-of-another-dictionary",
    ),
    pytest.param(
        """\
        import sys
        from unittest.mock import patch
        patch.dict(sys.modules, {"x": "acme.legacy.Engine"})
        """,
        id="a-value-in-sys-modules",
    ),
    pytest.param(
        """\
        import importlib, pkgutil, runpy, sys
        importlib.import_module()
        importlib.import_module(*x)
        importlib.import_module(**x)
        importlib.import_module(x)
        importlib.import_module(x.y)
        importlib.import_module(x[0])
        importlib.import_module
        sys.modules[x]
        sys.modules[:]
        sys.modules["acme.core":"x"]
        pkgutil.resolve_name()
        runpy.run_module()
        __import__()
        """,
        id="nothing-is-told",
    ),
    pytest.param(
        """\
        import pkgutil, runpy
        pkgutil.get_data("acme.core", "acme.legacy")
        runpy.run_path("acme.legacy")
        pkgutil.iter_modules("acme.legacy")
        """,
        id="other-arguments-and-functions",
    ),
]


@rules
@pytest.mark.parametrize("text", NO_IMPORTS)
def test_no_dynamic_imports(text: str, rule: str, projects: dict[str, Project]) -> None:
    assert_found(text, rule, projects[rule])


TOP_RULES = '[[moved]]\nid = "imp"\nold = "imp"\nnew = "newimp"\n'
TOP = [  # a module without a dot
    pytest.param('import importlib\nimportlib.import_module("imp")\n', [(2, 25, "SOT103", "imp")]),
    pytest.param('__import__("imp")\n', [(1, 12, "SOT103", "imp")]),
    pytest.param('import sys\nsys.modules["imp"]\n', [(2, 13, "SOT103", "imp")]),
    pytest.param('import sys\n"imp" in sys.modules\n', [(2, 1, "SOT103", "imp")]),
    pytest.param(
        'import importlib\nN = "imp"\nimportlib.import_module(N)\n', [(2, 5, "SOT103", "imp")]
    ),
    pytest.param(
        'import importlib\nimportlib.import_module("imp.x")\n', [(2, 25, "SOT103", "imp.x")]
    ),
    pytest.param(
        'from unittest.mock import patch\npatch("imp.load")\n', [(2, 7, "SOT104", "imp.load")]
    ),
    pytest.param(
        "import importlib\nm = importlib.import_module('imp')\nm.load\n",
        [(2, 29, "SOT103", "imp"), (3, 1, "SOT102", "imp.load")],
    ),
    pytest.param('SETTINGS = ["imp.load"]\n', [(1, 13, "SOT105", "imp.load")]),
    pytest.param('print("run = imp:load")\n', [(1, 7, "SOT105", "imp.load")]),
    pytest.param('f("ext://imp.load")\n', [(1, 3, "SOT105", "imp.load")]),
    pytest.param('patch(f"imp.load")\n', [(1, 7, "SOT104", "imp.load")]),
    pytest.param('SETTINGS = ["imp"]\n', []),
    pytest.param('load("imp")\n', []),
    pytest.param(
        'import importlib\nfor name in ["imp", "imp.x"]:\n    importlib.import_module(name)\n',
        [(2, 14, "SOT105", "imp"), (2, 21, "SOT105", "imp.x")],
    ),
    pytest.param('f({"class": "imp"})\n', []),
    pytest.param('import pytest_plugins\npytest_plugins.plugins(imports=["imp"])\n', []),
    pytest.param('x = "imp"\nx == "imp"\nprint("imp")\n"imp"\n', []),
    pytest.param('import sys\n"imp" in sys.path\nmodules["imp"]\n', []),
]


@pytest.mark.parametrize(("source", "expected"), TOP)
def test_a_module_at_the_top(
    source: str, expected: list[tuple[int, int, str, str]], tmp_path: Path
) -> None:
    loaded = make_project(tmp_path, TOP_RULES)
    assert brief(findings(source, loaded)) == expected
    place = loaded.place(f"{loaded.settings.root}/app/user.py")
    assert loaded.mentions(source.encode(), place.module) or not expected


# --- SOT104 ---------------------------------------------------------------------------------------

PATCHERS = [
    ("from unittest.mock import patch", "patch"),
    ("from unittest.mock import patch as p", "p"),
    ("from unittest import mock", "mock.patch"),
    ("from unittest import mock as m", "m.patch"),
    ("import unittest.mock", "unittest.mock.patch"),
    ("import unittest.mock as um", "um.patch"),
    ("import unittest", "unittest.mock.patch"),
    ("from mock import patch", "patch"),
    ("import mock", "mock.patch"),
    ("import mock.mock as mm", "mm.patch"),
    ("from unittest.mock import *", "patch"),
    ("from mock import *", "patch"),
    ("from unittest import mock\npatch = mock.patch", "patch"),
    ("from app.helpers import patch", "patch"),
    ("from app import helpers", "helpers.patch"),
    ("", "patch"),
    ("", "self.patch"),
    ("", "mock.patch"),
]
PATCHES = [
    pytest.param('{p}("acme.legacy.Engine")  # SOT104 Engine', id="bare"),
    pytest.param('{p}("acme.legacy.Engine.run")  # SOT104 Engine.run', id="member"),
    pytest.param('{p}("acme.legacy.Engine", Fake)  # SOT104 Engine', id="new"),
    pytest.param(
        '{p}("acme.legacy.Engine", new=1, create=True)  # SOT104 Engine', id="new-keyword"
    ),
    pytest.param('{p}("acme.legacy.Engine", **options)  # SOT104 Engine', id="more-keywords"),
    pytest.param('{p}("acme.legacy.other")  # M: SOT104 other', id="another-name"),
    pytest.param('x = {p}("acme.legacy.Engine")  # SOT104 Engine\nx.start()', id="kept"),
    pytest.param('{p}("acme.legacy.Engine").start()  # SOT104 Engine', id="started"),
    pytest.param(
        'with {p}("acme.legacy.Engine"):  # SOT104 Engine\n    pass',
        id="with",
    ),
    pytest.param(
        'with {p}("acme.legacy.Engine") as a, {p}("app.Engine") as b:  # SOT104 Engine\n    pass',
        id="with-two",
    ),
    pytest.param(
        'with {p}("app.x.y"), {p}("acme.legacy.Engine"):  # SOT104 Engine\n    pass',
        id="with-second",
    ),
    pytest.param(
        """\
with (
    {p}("acme.legacy.Engine") as a,  # SOT104 Engine
    {p}(
        "acme.legacy.Engine.run",  # SOT104 Engine.run
        autospec=True,
    ),
):
    pass""",
        id="with-in-parentheses",
    ),
    pytest.param(
        """\
@{p}("acme.legacy.Engine")  # SOT104 Engine
@{p}("acme.legacy.Engine.run")  # SOT104 Engine.run
@{p}("app.user.Engine")
def test(engine): ...""",
        id="decorators",
    ),
    pytest.param(
        """\
@{p}("acme.legacy.Engine")  # SOT104 Engine
async def test(engine):
    async with {p}("acme.legacy.Engine"):  # SOT104 Engine
        with {p}("acme.legacy.Engine"):  # SOT104 Engine
            await x""",
        id="async",
    ),
    pytest.param(
        """\
@{p}("acme.legacy.Engine")  # SOT104 Engine
class TestIt:
    @{p}("acme.legacy.Engine")  # SOT104 Engine
    def test(self, engine): ...
    @staticmethod
    @{p}("acme.legacy.Engine")  # SOT104 Engine
    def other():
        def inner():
            return {p}("acme.legacy.Engine")  # SOT104 Engine""",
        id="classes-and-methods",
    ),
    pytest.param(
        """\
from contextlib import ExitStack
with ExitStack() as stack:
    stack.enter_context({p}("acme.legacy.Engine"))  # SOT104 Engine
    for x in [{p}("acme.legacy.Engine"), {p}("acme.core.Engine")]:  # SOT104 Engine
        stack.enter_context(x)""",
        id="enter-context",
    ),
    pytest.param(
        """\
from functools import partial
f = lambda: {p}("acme.legacy.Engine")  # SOT104 Engine
x = [{p}("acme.legacy.Engine") for _ in range(3)]  # SOT104 Engine
y = {{"a": {p}("acme.legacy.Engine")}}  # SOT104 Engine
z = {p}("acme.legacy.Engine") if x else None  # SOT104 Engine""",
        id="inside-expressions",
    ),
    pytest.param(
        """\
{p}(
    # why
    "acme"  # SOT104 Engine
    ".legacy"  # of old
    ".Engine",
    new=1,
)""",
        id="pieces-with-comments",
    ),
    pytest.param(
        '{p}("app.x.Engine"); {p}("acme.legacy.Engine")  # SOT104 Engine', id="after-a-semicolon"
    ),
]


def filled(text: str, imports: str, patcher: str) -> str:
    text = text.replace("{p}", patcher).replace("{{", "{").replace("}}", "}")
    return f"{imports}\n{text}\n"


@rules
@pytest.mark.parametrize(("imports", "patcher"), PATCHERS)
@pytest.mark.parametrize("text", PATCHES)
def test_patches(
    text: str, imports: str, patcher: str, rule: str, projects: dict[str, Project]
) -> None:
    assert_found(filled(text, imports, patcher), rule, projects[rule])


KNOWN_PATCHERS = PATCHERS[:9]
KNOWN_PATCHES = [  # of those that are known for sure
    pytest.param(
        """\
TARGET = "acme.legacy.Engine"  # SOT104 Engine
@{p}(TARGET)
def test(x):
    with {p}(TARGET):
        pass""",
        id="constant",
    ),
    pytest.param(
        """\
def test(x):
    with {p}(TARGET):
        pass
TARGET = "acme.legacy.Engine"  # SOT104 Engine""",
        id="constant-after-its-use",
    ),
    pytest.param(
        """\
class TestIt:
    TARGET = "acme.legacy.Engine"  # SOT104 Engine
    @{p}(TARGET)
    def test(self, x): ...""",
        id="constant-of-the-class",
    ),
    pytest.param(
        """\
def test():
    target = "acme.legacy.Engine.run"  # SOT104 Engine.run
    with {p}(target):
        pass""",
        id="local-variable",
    ),
    pytest.param(
        """\
MODULE = "acme.legacy"
@{p}(f"{{MODULE}}.Engine")  # SOT104 Engine
@{p}(f"{{MODULE}}.Engine.run")  # SOT104 Engine.run
@{p}(MODULE + ".Engine")  # SOT104 Engine
@{p}(MODULE + "." + "Engine")  # SOT104 Engine
@{p}(f"{{MODULE}}" ".Engine")  # SOT104 Engine
def test(x): ...""",
        id="f-string-and-sum-with-a-constant",
    ),
    pytest.param(
        """\
class TestIt:
    BASE = "acme.legacy"
    @{p}(f"{{BASE}}.Engine")  # SOT104 Engine
    def test(self, x): ...
    @{p}(BASE + ".other")  # M: SOT104 other
    def test2(self, x): ...""",
        id="f-string-with-a-constant-of-the-class",
    ),
    pytest.param(
        """\
TOP = "acme"
MODULE = f"{{TOP}}.legacy"
@{p}(f"{{MODULE}}.Engine")  # SOT104 Engine
def test(x): ...""",
        id="f-string-of-an-f-string",
    ),
    pytest.param(
        '{p}("acme.legacy.Engine" if x else "acme.core.Engine")  # SOT104 Engine',
        id="conditional",
    ),
    pytest.param('{p}(target="acme.legacy.Engine")  # SOT104 Engine', id="target"),
    pytest.param('{p}(new=1, target="acme.legacy.Engine")  # SOT104 Engine', id="target-last"),
    pytest.param(
        '{p}.multiple("acme.legacy", Engine=1, x=2)  # M: SOT104; S: SOT104 Engine', id="multiple"
    ),
    pytest.param('{p}.multiple("acme.legacy", x=2)  # M: SOT104', id="multiple-others"),
    pytest.param(
        '{p}.multiple(target="acme.legacy", Engine=1)  # M: SOT104; S: SOT104 Engine',
        id="multiple-target",
    ),
    pytest.param(
        """\
@{p}.multiple(
    "acme.legacy",  # M: SOT104
    x=1,
    Engine=DEFAULT,  # S: SOT104 Engine
    spec=True,
)
def test(Engine): ...""",
        id="multiple-on-lines",
    ),
    pytest.param('{p}.multiple("acme.legacy.Engine", run=1)  # SOT104 Engine', id="multiple-class"),
    pytest.param('{p}.multiple("acme.core", Engine=1)', id="multiple-another-module"),
    pytest.param(
        """\
MODULE = "acme.legacy"  # M: SOT104
with {p}.multiple(MODULE, Engine=1):  # S: SOT104 Engine
    pass""",
        id="multiple-constant",
    ),
    pytest.param(
        """\
from acme import legacy  # M: SOT101
with {p}.object(legacy, "Engine"):  # SOT104 Engine
    pass
{p}.object(legacy, "Engine", Fake, create=True)  # SOT104 Engine
{p}.object(legacy, "other")  # M: SOT104 other
{p}.object(target=legacy, attribute="Engine")  # SOT104 Engine
{p}.object(legacy, attribute="Engine")  # SOT104 Engine
@{p}.object(legacy, "Engine")  # SOT104 Engine
class T: ...""",
        id="object",
    ),
    pytest.param(
        """\
import acme.legacy  # M: SOT101
{p}.object(acme.legacy, "Engine")  # M: SOT102; SOT104 Engine""",
        id="object-dotted",
    ),
    pytest.param(
        """\
import acme.legacy as old  # M: SOT101
{p}.object(old, "Engine")  # SOT104 Engine
{p}.object(
    old,
    "Eng"  # SOT104 Engine
    "ine",
)""",
        id="object-alias",
    ),
    pytest.param(
        """\
import acme.legacy as old  # M: SOT101
NAME = "Engine"  # SOT104 Engine
{p}.object(old, NAME)""",
        id="object-with-a-constant",
    ),
    pytest.param(
        """\
from importlib import import_module
old = import_module("acme.legacy")  # M: SOT103
{p}.object(old, "Engine")  # SOT104 Engine""",
        id="object-imported-dynamically",
    ),
    pytest.param(
        """\
from acme.legacy import Engine  # SOT101 Engine
{p}.object(Engine, "run")
{p}.object(Engine, "Engine")""",
        id="object-of-the-class-spells-nothing",
    ),
    pytest.param(
        """\
from acme import legacy  # M: SOT101
{p}.object(legacy.Engine, "run")  # SOT102 Engine""",
        id="object-of-a-chain-is-spelled-there",
    ),
    pytest.param(
        """\
from acme import legacy, core  # M: SOT101
{p}.object(core, "Engine")
{p}.object(other, "Engine")
{p}.object(legacy, x)
{p}.object(legacy, "Engine.run")  # ?
def f(legacy):
    {p}.object(legacy, "Engine")
def g():
    legacy = core
    {p}.object(legacy, "Engine")""",
        id="object-of-another",
    ),
    pytest.param('{p}.dict("acme.legacy.SETTINGS", {{}})  # M: SOT104 SETTINGS', id="dict"),
    pytest.param('{p}.dict("acme.legacy.Engine.all", a=1)  # SOT104 Engine.all', id="dict-class"),
    pytest.param(
        '{p}.dict(in_dict="acme.legacy.Engine.all")  # SOT104 Engine.all', id="dict-keyword"
    ),
    pytest.param(
        """\
@{p}.dict("acme.legacy.SETTINGS", {{"acme.legacy": "acme.legacy.Engine"}}, clear=True)  # M: SOT104 SETTINGS
def test(): ...""",
        id="dict-decorator",
    ),
    pytest.param(
        """\
from acme import legacy  # M: SOT101
{p}.dict(legacy.SETTINGS, {{}})  # M: SOT102 SETTINGS""",
        id="dict-object",
    ),
    pytest.param(
        """\
{p}("app.user.Engine")
{p}("app.legacy.Engine")
{p}("legacy.Engine")
{p}.object(app, "Engine")
{p}.multiple("app.user", Engine=1)
{p}.dict("app.user.Engine", {{}})
{p}(x)
{p}(x.y)
{p}()
{p}(*x)
{p}(**x)
{p}.object()
{p}.object(x)
{p}.multiple()
{p}.multiple(x, Engine=1)
{p}.dict()
{p}.stopall()
{p}""",
        id="nothing-of-ours",
    ),
    pytest.param(
        """\
TARGET = "acme.legacy.Engine"
TARGET = "app.user.Engine"
{p}(TARGET)""",
        id="constant-bound-again",
    ),
    pytest.param(
        """\
TARGET = "acme.legacy.Engine"
def f(TARGET):
    {p}(TARGET)
def g():
    for TARGET in x:
        {p}(TARGET)
print(TARGET)""",
        id="constant-shadowed",
    ),
    pytest.param(
        """\
class C:
    TARGET = "acme.legacy.Engine"  # ?
    def f(self):
        {p}(TARGET)""",
        id="constant-of-the-class-is-not-seen-in-a-method",
    ),
    pytest.param(
        '{p}("app.x.Engine", "acme.legacy.Engine")  # ?\n{p}("app.x.NAME", new="acme.legacy.Engine")  # ?',
        id="the-new-value",
    ),
]


@rules
@pytest.mark.parametrize(("imports", "patcher"), KNOWN_PATCHERS)
@pytest.mark.parametrize("text", KNOWN_PATCHES)
def test_patches_of_mock_itself(
    text: str, imports: str, patcher: str, rule: str, projects: dict[str, Project]
) -> None:
    assert_found(filled(text, imports, patcher), rule, projects[rule])


FIXTURES = [
    pytest.param(
        f"""\
        def test({name}):
            {name}.patch("acme.legacy.Engine")  # SOT104 Engine
            {name}.patch(target="acme.legacy.Engine")  # SOT104 Engine
            {name}.patch("acme.legacy.Engine.run", autospec=True)  # SOT104 Engine.run
            {name}.patch("app.user.Engine")
            {name}.patch.dict("acme.legacy.SETTINGS", {{}})  # M: SOT104 SETTINGS
            {name}.patch.multiple("acme.legacy", Engine=1)  # M: SOT104; S: SOT104 Engine
            from acme import legacy  # M: SOT101
            {name}.patch.object(legacy, "Engine")  # SOT104 Engine
            {name}.patch.context_manager(legacy, "Engine")  # SOT104 Engine
            {name}.spy(legacy, "Engine")  # SOT104 Engine
            {name}.spy(legacy, name="Engine")  # SOT104 Engine
            {name}.spy(legacy, "other")  # M: SOT104 other
            {name}.patch.object(core, "Engine")
            {name}.spy(core, "Engine")
        """,
        id=f"fixture-{name}",
    )
    for name in ("mocker", "class_mocker", "module_mocker", "package_mocker", "session_mocker")
]
FIXTURES += [
    pytest.param(
        """\
        from pytest_mock import MockerFixture
        import pytest_mock
        def test(m: MockerFixture, x: int, n: pytest_mock.MockerFixture, *, k: "MockerFixture"):
            m.patch("acme.legacy.Engine")  # SOT104 Engine
            n.patch("acme.legacy.Engine")  # SOT104 Engine
            k.patch("acme.legacy.Engine")  # SOT104 Engine
            from acme import legacy  # M: SOT101
            m.patch.object(legacy, "Engine")  # SOT104 Engine
            n.spy(legacy, "Engine")  # SOT104 Engine
            k.patch.multiple("acme.legacy", Engine=1)  # M: SOT104; S: SOT104 Engine
            x.patch.object(legacy, "Engine")  # ?
            x.spy(legacy, "Engine")
        """,
        id="annotated-mocker",
    ),
    pytest.param(
        """\
        import pytest
        class TestIt:
            @pytest.fixture(autouse=True)
            def prepare(self, mocker):
                self.mocker = mocker
                mocker.patch("acme.legacy.Engine")  # SOT104 Engine
            def test(self):
                self.mocker.patch("acme.legacy.Engine")  # SOT104 Engine
                from acme import legacy  # M: SOT101
                self.mocker.patch.object(legacy, "Engine")  # SOT104 Engine
                self.mocker.spy(legacy, "Engine")  # SOT104 Engine
        """,
        id="self-mocker",
    ),
    pytest.param(
        """\
        import sys
        async def test(mocker):
            def inner():
                mocker.patch("acme.legacy.Engine")  # SOT104 Engine
            mocker.patch.dict(sys.modules, {"acme.legacy": None})  # M: SOT103
            mocker.patch.dict("sys.modules", {"acme.legacy": None})  # M: SOT103
            mocker.patch.dict("os.environ", {"acme.legacy": None})
            mocker.stub("acme.legacy.Engine")
            mocker.Mock(name="acme.legacy.Engine")
            mocker.resetall()
            mocker.stopall()
        """,
        id="mocker-and-sys-modules",
    ),
    pytest.param(
        """\
        def test(monkeypatch):
            monkeypatch.setattr("acme.legacy.Engine", 1)  # SOT104 Engine
            monkeypatch.setattr("acme.legacy.Engine.run", lambda: 1)  # SOT104 Engine.run
            monkeypatch.setattr("acme.legacy.Engine", 1, raising=False)  # SOT104 Engine
            monkeypatch.setattr(target="acme.legacy.Engine", name=1)  # SOT104 Engine
            monkeypatch.delattr("acme.legacy.Engine")  # SOT104 Engine
            monkeypatch.delattr("acme.legacy.Engine", raising=False)  # SOT104 Engine
            monkeypatch.setattr("acme.legacy.other", 1)  # M: SOT104 other
            monkeypatch.setattr("app.user.Engine", 1)
            from acme import legacy  # M: SOT101
            monkeypatch.setattr(legacy, "Engine", 1)  # SOT104 Engine
            monkeypatch.setattr(legacy, name="Engine", value=1)  # SOT104 Engine
            monkeypatch.setattr(target=legacy, name="Engine", value=1)  # SOT104 Engine
            monkeypatch.delattr(legacy, "Engine")  # SOT104 Engine
            monkeypatch.delattr(legacy, "other")  # M: SOT104 other
            monkeypatch.setattr(app, "Engine", 1)
            monkeypatch.setattr(legacy, x, 1)
        """,
        id="monkeypatch",
    ),
    pytest.param(
        """\
        import sys
        def test(monkeypatch):
            monkeypatch.setitem(sys.modules, "acme.legacy", None)  # M: SOT103
            monkeypatch.delitem(sys.modules, "acme.legacy")  # M: SOT103
            monkeypatch.delitem(sys.modules, "acme.legacy", raising=False)  # M: SOT103
            monkeypatch.setitem(dic=sys.modules, name="acme.legacy", value=None)  # M: SOT103
            monkeypatch.setitem(table, "acme.legacy", None)
            monkeypatch.delitem(table, "acme.legacy")
            monkeypatch.setitem(sys.modules, "x", "acme.legacy.Engine")
        """,
        id="monkeypatch-and-sys-modules",
    ),
    pytest.param(
        """\
        import pytest
        from pytest import MonkeyPatch
        def test(mp: pytest.MonkeyPatch, mq: MonkeyPatch, mr: "pytest.MonkeyPatch"):
            mp.setattr("acme.legacy.Engine", 1)  # SOT104 Engine
            mq.setattr("acme.legacy.Engine", 1)  # SOT104 Engine
            mr.delattr("acme.legacy.Engine")  # SOT104 Engine
        """,
        id="annotated-monkeypatch",
    ),
    pytest.param(
        """\
        import pytest
        from pytest import MonkeyPatch
        mp = pytest.MonkeyPatch()
        mp.setattr("acme.legacy.Engine", 1)  # SOT104 Engine
        with pytest.MonkeyPatch.context() as mq:
            mq.setattr("acme.legacy.Engine", 1)  # SOT104 Engine
        with MonkeyPatch.context() as mr, x as y:
            mr.delattr("acme.legacy.Engine")  # SOT104 Engine
        def f():
            mp.setattr("acme.legacy.Engine", 1)  # SOT104 Engine
            MonkeyPatch().setattr("acme.legacy.Engine", 1)  # SOT104 Engine
        """,
        id="monkeypatch-objects",
    ),
    pytest.param(
        """\
        import pytest
        @pytest.fixture
        def engine(monkeypatch):
            def inner():
                monkeypatch.setattr("acme.legacy.Engine", 1)  # SOT104 Engine
            with monkeypatch.context() as m:
                m.setattr("acme.legacy.Engine", 1)  # SOT104 Engine
            yield inner
        """,
        id="monkeypatch-closure-and-context",
    ),
    pytest.param(
        """\
        TARGET = "acme.legacy.Engine"  # SOT104 Engine
        MODULE = "acme.legacy"
        def test(mocker, monkeypatch):
            mocker.patch(TARGET)
            monkeypatch.setattr(TARGET, 1)
            mocker.patch(f"{MODULE}.Engine")  # SOT104 Engine
            monkeypatch.setattr(MODULE + ".Engine", 1)  # SOT104 Engine
        """,
        id="constants",
    ),
]


@rules
@pytest.mark.parametrize("text", FIXTURES)
def test_patches_by_fixtures(text: str, rule: str, projects: dict[str, Project]) -> None:
    assert_found(text, rule, projects[rule])


NO_PATCHES = [
    pytest.param(
        """\
        def patch(target): return target
        patch("acme.legacy.Engine")
        @patch("acme.legacy.Engine")
        def f(): ...
        """,
        id="local-function",
    ),
    pytest.param(
        """\
        from unittest.mock import patch
        def patch(target): return target
        patch("acme.legacy.Engine")
        """,
        id="local-function-after-the-import",
    ),
    pytest.param(
        """\
        from unittest.mock import patch
        def f():
            def patch(target): ...
            patch("acme.legacy.Engine")
        """,
        id="local-function-inside",
    ),
    pytest.param(
        """\
        class patch: ...
        patch("acme.legacy.Engine")
        """,
        id="local-class",
    ),
    pytest.param(
        """\
        from unittest.mock import Mock, MagicMock, sentinel, call
        Mock(name="acme.legacy.Engine")
        MagicMock("acme.legacy.Engine")
        call("acme.legacy.Engine")
        """,
        id="other-things-of-mock",
    ),
    pytest.param(
        """\
        client.patch("/acme.legacy.Engine")
        client.patch("https://x/acme.legacy.Engine")
        client.patch("acme/legacy/Engine")
        requests.patch(url, data="acme.legacy.Engine")
        client.patch(url, "acme.legacy.Engine")
        client.get("acme.legacy.Engine")
        """,
        id="another-patch",
    ),
    pytest.param(
        """\
        def test(monkeypatch):
            monkeypatch.setenv("acme.legacy.Engine", "1")
            monkeypatch.delenv("acme.legacy.Engine")
            monkeypatch.chdir("acme.legacy.Engine")
            monkeypatch.syspath_prepend("acme.legacy.Engine")
        """,
        id="other-methods-of-monkeypatch",
    ),
    pytest.param(
        """\
        from acme import core
        setattr(core, "Engine", 1)
        x.setattr("acme.legacy.Engine", 1)
        x.spy(core, "Engine")
        x.object(core, "Engine")
        x.multiple("acme.core", Engine=1)
        """,
        id="methods-of-something-else",
    ),
    pytest.param(
        """\
        from unittest.mock import patch
        patch("app.user.Engine")
        patch("app.acme.legacy.Engine")
        patch("app.user.acme")
        patch.object(app.user, "Engine")
        patch("app.user.legacy.Engine")
        """,
        id="the-using-module",
    ),
]


@rules
@pytest.mark.parametrize("text", NO_PATCHES)
def test_no_patches(text: str, rule: str, projects: dict[str, Project]) -> None:
    assert_found(text, rule, projects[rule])


@rules
def test_a_patch_that_a_fixture_hands_over(rule: str, projects: dict[str, Project]) -> None:
    assert_found(
        'def test(patch):\n    patch("acme.legacy.Engine")  # SOT104 Engine\n', rule, projects[rule]
    )


# --- SOT105: where it goes ------------------------------------------------------------------------

ENTRY_POINTS = [
    pytest.param('x = "acme.legacy:Engine"  # SOT105 Engine\nprint(x)', id="name"),
    pytest.param('print("acme.legacy:Engine")  # SOT105 Engine', id="printed"),
    pytest.param('f("acme.legacy:Engine")  # SOT105 Engine', id="handed-over"),
    pytest.param('f("acme.legacy:main")  # M: SOT105 main', id="another-name"),
    pytest.param('f("acme.legacy:Engine.run")  # SOT105 Engine.run', id="member"),
    pytest.param('f("acme.legacy.Engine:run")  # SOT105 Engine.run', id="class-as-module"),
    pytest.param('f("acme.legacy.sub:main")  # M: SOT105 sub.main', id="below"),
    pytest.param('f("run = acme.legacy:Engine")  # SOT105 Engine', id="named"),
    pytest.param('f("run=acme.legacy:Engine")  # SOT105 Engine', id="named-without-blanks"),
    pytest.param('f("run-it = acme.legacy:Engine")  # SOT105 Engine', id="named-with-a-dash"),
    pytest.param('f("acme.legacy:Engine [fast]")  # SOT105 Engine', id="extra"),
    pytest.param('f("run = acme.legacy:Engine [fast,small]")  # SOT105 Engine', id="named-extras"),
    pytest.param('uvicorn.run("acme.legacy:Engine", port=1)  # SOT105 Engine', id="uvicorn"),
    pytest.param(
        """\
        from setuptools import setup
        setup(
            name="acme",
            py_modules=["x"],
            entry_points={
                "console_scripts": [
                    "old = acme.legacy:Engine",  # SOT105 Engine
                    "new = acme.core:Engine",
                ],
                "acme.plugins": ["x = acme.legacy:other"],  # M: SOT105 other
            },
        )
        """,
        id="setup-py",
    ),
    pytest.param(
        'def f():\n    return {"x": ["acme.legacy:Engine"]}  # SOT105 Engine', id="in-literals"
    ),
    pytest.param(
        """\
        "acme.legacy:Engine"
        def f():
            "acme.legacy:Engine"
            '''acme.legacy:Engine'''
        class C:
            r"acme.legacy:Engine"
        """,
        id="docstrings-never",
    ),
    pytest.param(
        """\
        f("acme.legacy:")
        f(":Engine")
        f("acme.legacy::Engine")
        f("acme.legacy: Engine")
        f("acme.legacy :Engine")
        f("acme.legacy:Engine:x")
        f("acme.legacy:8000")
        f("http://acme.legacy:80")
        f("acme.legacy:80/Engine")
        f("acme.legacy:not found")
        f("see acme.legacy:Engine")
        f("acme.legacy_v2:Engine")
        f("xacme.legacy:Engine")
        f("legacy:Engine")
        f("acme/legacy:Engine")
        f("acme/legacy.py:Engine")
        f("acme.core:Engine")
        f("acme.legacy:Engine.")
        f("acme.legacy.:Engine")
        f(b"acme.legacy:Engine")
        f("acme.legacy:Engine\\n")
        """,
        id="no-entry-points",
    ),
]


@rules
@pytest.mark.parametrize("text", ENTRY_POINTS)
def test_entry_points(text: str, rule: str, projects: dict[str, Project]) -> None:
    assert_found(text, rule, projects[rule])


FLOWS = [  # a string reaches a dynamic import
    pytest.param(
        """\
        for name in ["acme.legacy", "acme.core"]:  # M: SOT105
            import_module(name)
        for name in ("acme.core", "acme.legacy"):  # M: SOT105
            import_module(name)
        for name in {"acme.core", "acme.legacy"}:  # M: SOT105
            import_module(name)
        """,
        id="loop-over-a-display",
    ),
    pytest.param(
        """\
        NAMES = [
            "acme.core",
            "acme.legacy",  # M: SOT105
            "acme.legacy.sub",  # M: SOT105 sub
            "acme",
        ]
        for name in NAMES:
            import_module(name)
        """,
        id="loop-over-a-constant",
    ),
    pytest.param(
        """\
        def f():
            for name in NAMES:
                import_module(name)
        NAMES = ("acme.legacy",)  # M: SOT105
        """,
        id="loop-in-a-function-before-it",
    ),
    pytest.param(
        """\
        modules = [import_module(name) for name in ["acme.legacy"]]  # M: SOT105
        others = {n: import_module(n) for n in ("acme.legacy",)}  # M: SOT105
        lazily = (import_module(n) for n in {"acme.legacy"})  # M: SOT105
        some = {import_module(n) for n in ["acme.legacy"] if n}  # M: SOT105
        """,
        id="comprehensions",
    ),
    pytest.param(
        """\
        for name in [f"acme.{x}", "acme" ".legacy"]:  # M: SOT105
            import_module(name)
        """,
        id="loop-over-pieces",
    ),
    pytest.param(
        """\
        TABLE = {"a": "acme.legacy", "b": "acme.core"}  # M: SOT105
        def f(key):
            return import_module(TABLE[key])
        """,
        id="dictionary-item",
    ),
    pytest.param(
        """\
        TABLE = {"a": "acme.legacy"}  # M: SOT105
        def f(key):
            return import_module(TABLE.get(key))
        """,
        id="dictionary-get",
    ),
    pytest.param(
        """\
        TABLE = {"a": "acme.legacy"}  # M: SOT105
        for key, name in TABLE.items():
            import_module(name)
        """,
        id="dictionary-items",
    ),
    pytest.param(
        """\
        TABLE = {"a": "acme.legacy"}  # M: SOT105
        for name in TABLE.values():
            import_module(name)
        """,
        id="dictionary-values",
    ),
    pytest.param(
        """\
        TABLE = {"acme.legacy": 1}  # M: SOT105
        for name in TABLE:
            import_module(name)
        """,
        id="dictionary-keys",
    ),
    pytest.param(
        """\
        TABLE = {"acme.legacy": 1}  # M: SOT105
        for name in TABLE.keys():
            import_module(name)
        for name, number in TABLE.items():
            import_module(name)
        """,
        id="dictionary-keys-by-method",
    ),
    pytest.param(
        """\
        def f(key):
            name = {"a": "acme.legacy"}.get(key)  # M: SOT105
            if name:
                return import_module(name)
        """,
        id="dictionary-literal",
    ),
    pytest.param(
        """\
        first, second = "acme.legacy", "acme.core"  # M: SOT103
        import_module(first)
        (a, [b, c]) = ("x", ["y", "acme.legacy"])  # M: SOT103
        import_module(c)
        """,
        id="unpacking",
    ),
    pytest.param(
        """\
        NAMES = ["acme.legacy", "acme.core"]  # M: SOT105
        import_module(NAMES[0])
        """,
        id="item-of-a-list",
    ),
    pytest.param(
        """\
        def load(name):
            return import_module(name)
        load("acme.legacy")  # M: SOT105
        load(name="acme.legacy")  # M: SOT105
        """,
        id="parameter-of-load",
    ),
    pytest.param(
        """\
        def take(x, name, *, y=1):
            return import_module(name)
        take(1, "acme.legacy")  # M: SOT105
        take(1, name="acme.legacy", y=2)  # M: SOT105
        take("acme.legacy", "acme.core")
        take("acme.core", "acme.core", y="acme.legacy")
        """,
        id="parameter-of-a-plain-name",
    ),
    pytest.param(
        """\
        take("acme.legacy")  # M: SOT105
        def take(name):
            return import_module(name)
        """,
        id="parameter-before-the-definition",
    ),
    pytest.param(
        """\
        def inner(name):
            return import_module(name)
        def outer(path):
            return inner(path)
        def outermost(p):
            return outer(path=p)
        outermost("acme.legacy")  # M: SOT105
        """,
        id="parameter-three-functions-deep",
    ),
    pytest.param(
        """\
        def take(name="acme.legacy"):  # M: SOT105
            return import_module(name)
        def take2(*, name="acme.legacy"):  # M: SOT105
            return import_module(name)
        def take3(name: str = "acme.legacy", other="acme.legacy"):  # M: SOT105
            return import_module(name)
        """,
        id="default-value",
    ),
    pytest.param(
        """\
        def take(*names):
            for name in names:
                import_module(name)
        take("acme.core", "acme.legacy")  # M: SOT105
        """,
        id="star-parameter",
    ),
    pytest.param(
        """\
        def take(names):
            for name in names:
                import_module(name)
        take(["acme.core", "acme.legacy"])  # M: SOT105
        """,
        id="list-as-a-parameter",
    ),
    pytest.param(
        """\
        take = lambda name: import_module(name)
        take("acme.legacy")  # M: SOT105
        """,
        id="lambda",
    ),
    pytest.param(
        """\
        class C:
            def take(self, name):
                return import_module(name)
            def f(self):
                self.take("acme.legacy")  # M: SOT105
                self.take(name="acme.legacy")  # M: SOT105
        """,
        id="method",
    ),
    pytest.param(
        """\
        class C:
            @staticmethod
            def take(name):
                return import_module(name)
            @classmethod
            def take2(cls, name):
                return import_module(name)
        C.take("acme.legacy")  # M: SOT105
        C.take2("acme.legacy")  # M: SOT105
        """,
        id="static-and-class-methods",
    ),
    pytest.param(
        """\
        class C:
            def __init__(self):
                self.name = "acme.legacy"  # M: SOT105
            def f(self):
                return import_module(self.name)
        """,
        id="attribute-of-self",
    ),
    pytest.param(
        """\
        class C:
            name = "acme.legacy"  # M: SOT105
            names = ["acme.core", "acme.legacy"]  # M: SOT105
            def f(self):
                import_module(self.name)
                for name in self.names:
                    import_module(name)
        """,
        id="attribute-of-the-class",
    ),
    pytest.param(
        """\
        class C:
            def __init__(self, name):
                self.name = name
            def f(self):
                return import_module(self.name)
        C("acme.legacy")  # M: SOT105
        C(name="acme.legacy")  # M: SOT105
        """,
        id="constructor",
    ),
    pytest.param(
        """\
        def where():
            return "acme.legacy"  # M: SOT105
        import_module(where())
        """,
        id="returned",
    ),
    pytest.param(
        """\
        def where(x):
            if x:
                return "acme.core"
            return "acme.legacy"  # M: SOT105
        def f():
            name = where(1)
            return import_module(name)
        """,
        id="returned-on-one-way",
    ),
    pytest.param(
        """\
        import pytest
        @pytest.mark.parametrize("name", ["acme.legacy", "acme.core"])  # M: SOT105
        def test(name):
            import_module(name)
        """,
        id="parametrize",
    ),
    pytest.param(
        """\
        import pytest
        @pytest.mark.parametrize(
            "name, number",
            [
                ("acme.legacy", 1),  # M: SOT105
                pytest.param("acme.legacy", 2, id="acme.legacy"),  # M: SOT105
                ("acme.core", "acme.legacy"),
            ],
        )
        def test(name, number):
            import_module(name)
        """,
        id="parametrize-two-names",
    ),
    pytest.param(
        """\
        import pytest
        @pytest.mark.parametrize(("number", "name"), [(1, "acme.legacy")])  # M: SOT105
        class TestIt:
            def test(self, number, name):
                import_module(name)
        """,
        id="parametrize-a-class",
    ),
    pytest.param(
        """\
        import pytest
        NAMES = ["acme.legacy"]  # M: SOT105
        @pytest.mark.parametrize("name", NAMES)
        def test(name):
            import_module(name)
        """,
        id="parametrize-by-a-constant",
    ),
    pytest.param(
        """\
        names = []
        names.append("acme.legacy")  # M: SOT105
        for name in names:
            import_module(name)
        """,
        id="appended",
    ),
    pytest.param(
        """\
        BASE = ["acme.legacy"]  # M: SOT105
        NAMES = BASE + ["acme.core"]
        MORE = [*NAMES, "x.y"]
        for name in MORE:
            import_module(name)
        """,
        id="lists-put-together",
    ),
    pytest.param(
        """\
        for name in sorted(["acme.legacy"]):  # M: SOT105
            import_module(name)
        for i, name in enumerate(["acme.legacy"]):  # M: SOT105
            import_module(name)
        """,
        id="sorted-and-enumerated",
    ),
    pytest.param(
        """\
        name = "acme.legacy" if x else "acme.core"  # ?
        import_module(name)
        """,
        id="conditional-name",
    ),
    pytest.param(
        """\
        import sys
        for name in ["acme.legacy"]:  # M: SOT105
            sys.modules.pop(name, None)
        for name in ("acme.legacy",):  # M: SOT105
            del sys.modules[name]
        x = [n for n in ["acme.legacy"] if n in sys.modules]  # M: SOT105
        """,
        id="into-sys-modules",
    ),
    pytest.param(
        """\
        for name in ["acme.legacy"]:  # M: SOT105
            __import__(name)
        """,
        id="into-builtin-import",
    ),
    pytest.param(
        """\
        from pkgutil import resolve_name
        for name in ["acme.legacy.Engine", "acme.legacy", "acme.core.x"]:  # SOT105 Engine; M: SOT105
            resolve_name(name)
        """,
        id="into-resolve-name",
    ),
]
NO_FLOWS = [
    pytest.param(
        """\
        for name in ["acme.legacy"]:
            print(name)
        for name in ["acme.legacy"]:
            if name == x: ...
        """,
        id="loops-that-print",
    ),
    pytest.param(
        """\
        import_module("acme.core")
        for name in ["acme.legacy"]:
            import_module("acme.core")
        """,
        id="loop-around-another-import",
    ),
    pytest.param(
        """\
        for label, name in [("acme.legacy", "acme.core")]:
            import_module(name)
            print(label)
        """,
        id="the-other-of-a-pair",
    ),
    pytest.param(
        """\
        def f():
            table = {"acme.core": "acme.legacy"}
            for name in table:
                import_module(name)
            for name, label in table.items():
                import_module(name)
            print(table.values())
        """,
        id="values-where-keys-are-read",
    ),
    pytest.param(
        """\
        def f():
            table = {"acme.legacy": "acme.core"}
            for name in table.values():
                import_module(name)
            for label, name in table.items():
                import_module(name)
            import_module(table["acme.legacy"])
            import_module(table.get("acme.legacy"))
        """,
        id="keys-where-values-are-read",
    ),
    pytest.param(
        """\
        def take(name, label):
            print(label)
            return import_module(name)
        take("acme.core", "acme.legacy")
        take("acme.core", label="acme.legacy")
        """,
        id="another-parameter",
    ),
    pytest.param(
        """\
        def take(name):
            name = "acme.core"
            return import_module(name)
        take("acme.legacy")
        """,
        id="parameter-bound-again",
    ),
    pytest.param(
        """\
        def take(name):
            return import_module
        take("acme.legacy")
        """,
        id="parameter-not-handed-on",
    ),
    pytest.param(
        """\
        def take(name):
            return import_module(name)
        def other(take):
            take("acme.legacy")
        """,
        id="another-function",
    ),
    pytest.param(
        """\
        def take(name):
            return import_module(name)
        x.take("acme.legacy")
        """,
        id="a-method-of-something-else",
    ),
    pytest.param(
        """\
        def where():
            return "acme.legacy"
        print(where())
        import_module(x)
        """,
        id="returned-elsewhere",
    ),
    pytest.param(
        """\
        def f():
            name = "acme.legacy"
            print(name)
        def g(name):
            import_module(name)
        """,
        id="a-variable-of-another-function",
    ),
    pytest.param(
        """\
        import pytest
        @pytest.mark.parametrize("name, text", [("acme.core", "acme.legacy")], ids=["acme.legacy"])
        def test(name, text):
            import_module(name)
        """,
        id="parametrize-another-name",
    ),
    pytest.param(
        """\
        def f():
            first, second = "acme.legacy", "acme.core"
            import_module(second)
            return first
        """,
        id="unpacking-the-other",
    ),
    pytest.param(
        """\
        class C:
            def __init__(self):
                self.label = "acme.legacy"
                self.name = "acme.core"
            def f(self):
                return import_module(self.name)
        """,
        id="another-attribute-of-self",
    ),
    pytest.param(
        """\
        def f():
            names = ["acme.legacy"]
            assert names == ["acme.legacy"]
            return len(names), "acme.legacy" in names, names.index("acme.legacy")
        """,
        id="a-local-list-that-is-compared",
    ),
]


@rules
@pytest.mark.parametrize("text", FLOWS + NO_FLOWS)
def test_flows(text: str, rule: str, projects: dict[str, Project]) -> None:
    source = "from importlib import import_module\n" + dedent(text)
    assert_found(source, rule, projects[rule])


@rules
@pytest.mark.parametrize("text", FLOWS + NO_FLOWS)
def test_flows_inside_a_function(text: str, rule: str, projects: dict[str, Project]) -> None:
    body = indent(dedent(text), "    ")
    source = "from importlib import import_module\ndef function():\n" + body
    assert_found(source, rule, projects[rule])


LAZY = [  # tables read in a module's __getattr__ (PEP 562), and pairs
    pytest.param(
        """\
        _LAZY = {"Engine": "acme.legacy", "Other": "acme.core"}  # SOT105 *
        def __getattr__(name):
            if name in _LAZY:
                return getattr(import_module(_LAZY[name]), name)
            raise AttributeError(name)
        """,
        id="name-to-module",
    ),
    pytest.param(
        """\
        _LAZY = {
            "Motor": "acme.legacy",  # M: SOT105 *
            "Engine": "acme.legacy",  # SOT105 *
            "Core": "acme.core",
            "Engine2": "acme.legacy_v2",
        }
        def __getattr__(name):
            try:
                path = _LAZY[name]
            except KeyError:
                raise AttributeError(name) from None
            module = import_module(path)
            value = getattr(module, name)
            globals()[name] = value
            return value
        def __dir__():
            return sorted(_LAZY)
        """,
        id="name-to-module-long",
    ),
    pytest.param(
        """\
        _LAZY = {
            "Engine": ("acme.legacy", "Engine"),  # SOT105 *
            "E": ("acme.legacy", "Engine"),  # SOT105 *
            "Motor": ("acme.legacy", "Motor"),  # M: SOT105 *
            "Core": ("acme.core", "Engine"),
        }
        def __getattr__(name):
            module, attribute = _LAZY[name]
            return getattr(import_module(module), attribute)
        """,
        id="name-to-pair",
    ),
    pytest.param(
        """\
        _LAZY = {"Engine": ("acme.legacy", "Engine")}  # SOT105 *
        def __getattr__(name):
            entry = _LAZY.get(name)
            if entry is None:
                raise AttributeError(name)
            return getattr(import_module(entry[0]), entry[1])
        """,
        id="name-to-pair-by-index",
    ),
    pytest.param(
        """\
        _LAZY = {"Engine": ["acme.legacy", "Engine"]}  # SOT105 *
        def __getattr__(name):
            module, attribute = _LAZY[name]
            return getattr(import_module(module), attribute)
        """,
        id="name-to-list",
    ),
    pytest.param(
        """\
        for module, name in [("acme.legacy", "Engine"), ("acme.core", "Engine")]:  # SOT105 *
            globals()[name] = getattr(import_module(module), name)
        """,
        id="pairs-in-a-loop",
    ),
    pytest.param(
        """\
        PAIRS = (
            ("acme.legacy", "Engine"),  # SOT105 *
            ("acme.legacy", "Motor"),  # M: SOT105 *
            ("acme.core", "Engine"),
        )
        def f():
            return [getattr(import_module(m), n) for m, n in PAIRS]
        """,
        id="pairs-in-a-constant",
    ),
    pytest.param(
        """\
        def take(module, name):
            return getattr(import_module(module), name)
        take("acme.legacy", "Engine")  # M: SOT105 *; S: ?
        take("acme.legacy", "Motor")  # M: SOT105 *
        take("acme.core", "Engine")
        """,
        id="pair-of-arguments",
    ),
    pytest.param(
        """\
        _LAZY = {"acme.legacy": ["Engine", "Motor"], "acme.core": ["Core"]}  # M: SOT105; S: ?
        _MODULE_OF = {name: module for module, names in _LAZY.items() for name in names}
        def __getattr__(name):
            return getattr(import_module(_MODULE_OF[name]), name)
        """,
        id="module-to-names",
    ),
    pytest.param(
        """\
        class Lazy:
            TABLE = {"Engine": "acme.legacy"}  # SOT105 *
            def __getattr__(self, name):
                return getattr(import_module(self.TABLE[name]), name)
        """,
        id="in-a-class",
    ),
    pytest.param(
        """\
        def __getattr__(name):
            if name == "Engine":
                return import_module("acme.legacy").Engine  # ?
            raise AttributeError("acme.legacy")
        """,
        id="by-hand",
    ),
    pytest.param(
        """\
        _LAZY = {"Engine": "acme.core", "Other": "acme.other"}
        def __getattr__(name):
            return getattr(import_module(_LAZY[name]), name)
        """,
        id="all-is-well",
    ),
    pytest.param(
        """\
        _NOTES = {"Engine": ("acme.legacy", "Engine"), "Motor": "acme.legacy.Engine"}  # ?
        _LAZY = {"Engine": "acme.core"}
        def __getattr__(name):
            print(_NOTES[name])
            return getattr(import_module(_LAZY[name]), name)
        """,
        id="another-table",
    ),
]


@rules
@pytest.mark.parametrize("text", LAZY)
def test_lazy_tables(text: str, rule: str, projects: dict[str, Project]) -> None:
    source = "from importlib import import_module\n" + dedent(text)
    assert_found(source, rule, projects[rule])


RELATIVE_TABLES = [
    pytest.param("acme/__init__.py", "import_module(_LAZY[name], __name__)", id="name"),
    pytest.param("acme/__init__.py", "import_module(_LAZY[name], __package__)", id="package"),
    pytest.param("acme/lazy.py", "import_module(_LAZY[name], __package__)", id="of-a-module"),
    pytest.param("app/lazy.py", 'import_module(_LAZY[name], "acme")', id="text"),
    pytest.param("app/lazy.py", 'import_module(_LAZY[name], package="acme")', id="keyword"),
    pytest.param("app/lazy.py", "import_module(_LAZY[name], package=HOME)", id="constant"),
]


@rules
@pytest.mark.parametrize(("path", "call"), RELATIVE_TABLES)
def test_relative_tables(path: str, call: str, rule: str, projects: dict[str, Project]) -> None:
    source = """\
    from importlib import import_module
    HOME = "acme"
    _LAZY = {
        "Engine": ".legacy",  # SOT105 *
        "Motor": ".legacy",  # M: SOT105 *
        "Core": ".core",
        "Engine2": ".legacy_v2",
        "Engine3": ".x.legacy",
        "Engine4": "..legacy",
        "Engine5": "legacy",
    }
    def __getattr__(name):
        return getattr(CALL, name)
    """.replace("CALL", call)
    assert_found(source, rule, projects[rule], path)


NAMED_CALLS = [  # the name of what is called, or of the keyword, speaks of importing
    'import_from("acme.legacy.Engine")',
    'import_class("acme.legacy.Engine")',
    'load("acme.legacy.Engine")',
    'load_class("acme.legacy.Engine")',
    'x.load_backend("acme.legacy.Engine")',
    'x.y.load("acme.legacy.Engine")',
    'self._load("acme.legacy.Engine")',
    'loadClass("acme.legacy.Engine")',
    'locate("acme.legacy.Engine")',
    'resolve("acme.legacy.Engine")',
    'resolve_path("acme.legacy.Engine")',
    'include("acme.legacy.Engine")',
    'path("x/", include("acme.legacy.Engine"))',
    'autodiscover("acme.legacy.Engine")',
    'app.autodiscover_tasks(["acme.legacy.Engine"])',
    'app.autodiscover_tasks(("x.y", "acme.legacy.Engine"))',
    'app.autodiscover_tasks(packages=["acme.legacy.Engine"])',
    'register_plugin("acme.legacy.Engine")',
    'manager.plugin("acme.legacy.Engine")',
    'relationship("acme.legacy.Engine", back_populates="x")',
    'orm.relationship("acme.legacy.Engine")',
    'ForeignKey("acme.legacy.Engine", on_delete=1)',
    'models.ForeignKey("acme.legacy.Engine")',
    'models.ForeignKey(to="acme.legacy.Engine")',
    'load(1, "acme.legacy.Engine")',
    'load(path="acme.legacy.Engine")',
    'load({"a": "acme.legacy.Engine"})',
    'load(["x", {"a": ("acme.legacy.Engine",)}])',
    'Celery("app", include=["acme.legacy.Engine"])',
    'f(imports=["acme.legacy.Engine"])',
    'f(imports="acme.legacy.Engine")',
    'f(plugins=("acme.legacy.Engine",))',
    'f(factory="acme.legacy.Engine")',
    'f(handler="acme.legacy.Engine")',
    'f(backend="acme.legacy.Engine")',
    'f(func="acme.legacy.Engine")',
    'f(callable="acme.legacy.Engine")',
    'f(target="acme.legacy.Engine")',
    'f(module="acme.legacy.Engine")',
    'f(**{"class": "acme.legacy.Engine"})',
    'f(entry_points={"x": ["acme.legacy.Engine"]})',
    'f(1, factory="acme.legacy.Engine")(2)',
]
PLAIN_CALLS = [
    'f("acme.legacy.Engine")',
    'f(name="acme.legacy.Engine")',
    'f(text="acme.legacy.Engine", label="acme.legacy.Engine")',
    'f(["acme.legacy.Engine"])',
    'f({"name": "acme.legacy.Engine"})',
    'print("acme.legacy.Engine")',
    'upload("acme.legacy.Engine")',
    'download("acme.legacy.Engine")',
    'payload("acme.legacy.Engine")',
    'important("acme.legacy.Engine")',
    'dislocated("acme.legacy.Engine")',
    'len("acme.legacy.Engine")',
    'str("acme.legacy.Engine")',
    'repr("acme.legacy.Engine")',
    'hash("acme.legacy.Engine")',
    'ValueError("acme.legacy.Engine")',
    'warnings.warn("acme.legacy.Engine")',
    'logging.getLogger("acme.legacy.Engine")',
    'logging.getLogger(name="acme.legacy.Engine")',
    'getLogger("acme.legacy.Engine").info("acme.legacy.Engine")',
    'logger.warning("acme.legacy.Engine")',
    'log.debug("%s", "acme.legacy.Engine")',
    'structlog.get_logger("acme.legacy.Engine")',
    'caplog.at_level(10, logger="acme.legacy.Engine")',
    'caplog.set_level(10, logger="acme.legacy.Engine")',
    'self.assertLogs("acme.legacy.Engine")',
    'self.assertLogs(logger="acme.legacy.Engine")',
    'self.assertEqual(x, "acme.legacy.Engine")',
    'self.assertIn("acme.legacy.Engine", x)',
    'pytest.raises(ValueError, match="acme.legacy.Engine")',
    'pytest.fail("acme.legacy.Engine")',
    're.compile("acme.legacy.Engine")',
    're.match("acme.legacy.Engine", x)',
    'x.startswith("acme.legacy.Engine")',
    'x.replace("acme.legacy.Engine", "acme.core")',
    '"acme.legacy.Engine".split(".")',
    '"acme.legacy.Engine".format(1)',
    '"acme.legacy.Engine" % 1',
    '"%s" % "acme.legacy.Engine"',
    '"{}".format("acme.legacy.Engine")',
    'f"{x} acme.legacy.Engine"',
    "f\"{'acme.legacy.Engine'}\"",
    '", ".join(["acme.legacy.Engine"])',
    'x == "acme.legacy.Engine"',
    '"acme.legacy.Engine" != x',
    'x in ("acme.legacy.Engine", "y")',
    '"acme.legacy.Engine" in x',
    'x["acme.legacy.Engine"]',
    'x.get("acme.legacy.Engine")',
    'set(["acme.legacy.Engine"]) - {"acme.legacy.Engine"}',
    'df.eval("acme.legacy.Engine")',
    'model.compile("acme.legacy.Engine")',
    'x.exec("import acme.legacy")',
    'open("acme.legacy.Engine")',
    'Path("acme.legacy.Engine")',
    'json.dumps({"a": "acme.legacy.Engine"})',
    'getattr(x, "acme.legacy.Engine")',
    'x + "acme.legacy.Engine"',
    'lambda: "acme.legacy.Engine"',
    '("acme.legacy.Engine", 1)',
    '{"acme.legacy.Engine": 1}',
    '["acme.legacy.Engine"]',
    'not "acme.legacy.Engine"',
    '"acme.legacy.Engine" and x',
    '_("acme.legacy.Engine")',
    'load("use acme.legacy.Engine instead")',
    'load("acme.legacy_v2.Engine")',
    'load("acme/legacy/Engine.py")',
    'load("https://acme.legacy.Engine/x")',
    'load("Engine")',
    'load(b"acme.legacy.Engine")',
]


@rules
@pytest.mark.parametrize("call", NAMED_CALLS)
def test_calls_whose_names_speak(call: str, rule: str, projects: dict[str, Project]) -> None:
    loaded = projects[rule]
    assert_found(f"{call}  # SOT105 Engine\n", rule, loaded)
    assert_found(f"def f(self):\n    return {call}  # SOT105 Engine\n", rule, loaded)
    assert_found(f"{call.replace('.Engine', '')}  # M: SOT105\n", rule, loaded)
    assert_found(f"{call.replace('legacy', 'core')}\n", rule, loaded)


@rules
@pytest.mark.parametrize("call", PLAIN_CALLS)
def test_calls_whose_names_say_nothing(call: str, rule: str, projects: dict[str, Project]) -> None:
    loaded = projects[rule]
    assert_found(f"{call}\n", rule, loaded)
    assert_found(f"def f(self):\n    return {call}\n", rule, loaded)
    assert_found(f"class C:\n    def f(self):\n        assert {call}, 1\n", rule, loaded)


SETTINGS = [
    pytest.param('INSTALLED_APPS = ["x", "acme.legacy"]  # M: SOT105', id="list"),
    pytest.param('CELERY_IMPORTS = ("acme.legacy",)  # M: SOT105', id="tuple"),
    pytest.param('ROOT_URLCONF = "acme.legacy.urls"  # M: SOT105 urls', id="text"),
    pytest.param('AUTH_USER_MODEL = "acme.legacy.Engine"  # SOT105 Engine', id="class"),
    pytest.param('pytest_plugins = ["acme.legacy"]  # M: SOT105', id="pytest-plugins"),
    pytest.param('pytest_plugins = "acme.legacy"  # M: SOT105', id="pytest-plugin"),
    pytest.param('EXTENSIONS = {"acme.legacy"}  # M: SOT105', id="set"),
    pytest.param('TABLE = {"acme.legacy.Engine": 500}  # SOT105 Engine', id="key"),
    pytest.param('APPS: list[str] = ["acme.legacy"]  # M: SOT105', id="annotated"),
    pytest.param('a = B = ["acme.legacy"]  # M: SOT105', id="two-names"),
    pytest.param('A, B = "x", "acme.legacy"  # ?', id="unpacked"),
    pytest.param('if x:\n    APPS = ["acme.legacy"]  # M: SOT105', id="in-a-branch"),
    pytest.param('try:\n    APPS = ["acme.legacy"]  # M: SOT105\nexcept X: ...', id="in-a-try"),
    pytest.param(
        """\
        MIDDLEWARE = [
            "django.x.Y",
            "acme.legacy.Engine",  # SOT105 Engine
            "acme.core.Engine",
            "acme.legacy_v2.Engine",
            "acme"  # SOT105 Engine
            ".legacy.Engine",
        ]
        """,
        id="on-lines",
    ),
    pytest.param(
        """\
        LOGGING = {
            "version": 1,
            "formatters": {"f": {"()": "acme.legacy.Engine"}},  # SOT105 Engine
            "filters": {"g": {"()": "acme.legacy.other"}},  # M: SOT105 other
            "handlers": {"h": {"class": "acme.legacy.Engine", "stream": "ext://sys.stdout"}},  # SOT105 Engine
            "root": {"handlers": ["h"]},
        }
        """,
        id="logging",
    ),
    pytest.param(
        """\
        INSTALLED_APPS = ["x.y"]
        INSTALLED_APPS += ["acme.legacy"]  # M: SOT105
        INSTALLED_APPS.append("acme.legacy")  # M: SOT105
        INSTALLED_APPS.extend(["x", "acme.legacy"])  # M: SOT105
        INSTALLED_APPS = INSTALLED_APPS + ["acme.legacy"]  # M: SOT105
        """,
        id="grown",
    ),
    pytest.param(
        """\
        from base import *
        INSTALLED_APPS += ["acme.legacy"]  # M: SOT105
        MIDDLEWARE = ["acme.legacy.Engine"] + MIDDLEWARE  # SOT105 Engine
        """,
        id="grown-from-elsewhere",
    ),
    pytest.param(
        """\
        LOCAL_APPS = ["acme.legacy"]  # M: SOT105
        THIRD_APPS = ("x.y",)
        INSTALLED_APPS = LOCAL_APPS + list(THIRD_APPS)
        """,
        id="put-into-another-sum",
    ),
    pytest.param(
        """\
        LOCAL_APPS = ["acme.legacy"]  # M: SOT105
        NAME = "acme.legacy.Engine"  # SOT105 Engine
        INSTALLED_APPS = [*LOCAL_APPS, "x.y", NAME]
        """,
        id="put-into-another-star",
    ),
    pytest.param(
        """\
        class Config:
            imports = ["acme.legacy"]  # M: SOT105
            handler: str = "acme.legacy.Engine"  # SOT105 Engine
            class Meta:
                model = "acme.legacy.Engine"  # SOT105 Engine
        """,
        id="class",
    ),
    pytest.param(
        """\
        app.conf.imports = ["acme.legacy"]  # M: SOT105
        app.conf["imports"] = ("acme.legacy",)  # M: SOT105
        app.conf.beat = {"x": {"task": "acme.legacy.Engine"}}  # SOT105 Engine
        def f(app):
            app.config["HANDLER"] = "acme.legacy.Engine"  # SOT105 Engine
            app.handler = "acme.legacy.Engine"  # SOT105 Engine
        """,
        id="attributes-and-items",
    ),
    pytest.param(
        """\
        import os
        from os import environ
        os.environ["DJANGO_SETTINGS_MODULE"] = "acme.legacy"  # M: SOT105
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acme.legacy.settings")  # M: SOT105 settings
        environ["X"] = "acme.legacy.Engine"  # SOT105 Engine
        environ.setdefault("X", "acme.legacy.Engine")  # SOT105 Engine
        def main():
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acme.legacy.settings")  # M: SOT105 settings
        """,
        id="environment",
    ),
    pytest.param(
        """\
        DATABASES = {"default": {"ENGINE": "acme.legacy.Engine", "NAME": "x"}}  # SOT105 Engine
        CACHES = {"default": {"BACKEND": "acme.legacy.Engine", "LOCATION": "acme/legacy"}}  # SOT105 Engine
        REST_FRAMEWORK = {"PERMISSIONS": ["acme.legacy.Engine"]}  # SOT105 Engine
        TEMPLATES = [{"OPTIONS": {"processors": ["acme.legacy.Engine"]}}]  # SOT105 Engine
        """,
        id="django",
    ),
]
NO_SETTINGS = [
    pytest.param('NAMES = ["acme.legacy.Engine"]\nprint(NAMES)', id="printed"),
    pytest.param('NAME = "acme.legacy.Engine"\nassert x == NAME', id="compared"),
    pytest.param('NAME = "acme.legacy.Engine"\ndef f():\n    return NAME', id="read-in-a-function"),
    pytest.param('def f():\n    return NAME\nNAME = "acme.legacy.Engine"', id="read-before"),
    pytest.param('def f():\n    NAMES = ["acme.legacy.Engine"]\n    return 1', id="local"),
    pytest.param('def f():\n    NAME = "acme.legacy.Engine"', id="local-text"),
    pytest.param(
        'class C:\n    def f(self):\n        self.names = ["acme.legacy.Engine"]', id="of-self"
    ),
    pytest.param(
        'class C:\n    @classmethod\n    def f(cls):\n        cls.x = "acme.legacy.Engine"',
        id="of-cls",
    ),
    pytest.param('HELP = "use acme.legacy.Engine instead"', id="sentence"),
    pytest.param('URL = "https://acme.legacy.Engine/"', id="url"),
    pytest.param('FILES = ["acme/legacy/Engine.py", "acme/legacy.Engine"]', id="files"),
    pytest.param('WORDS = ["acme", "legacy", "Engine", "legacy.Engine"]', id="words"),
    pytest.param('APPS = ["acme.legacy_v2", "xacme.legacy", "acme.core"]', id="others"),
    pytest.param('__all__ = ["Engine", "acme"]', id="all"),
    pytest.param('def f(x="acme.legacy.Engine"):\n    return x', id="default"),
    pytest.param('def f():\n    return "acme.legacy.Engine"', id="returned"),
    pytest.param('def f():\n    yield "acme.legacy.Engine"', id="yielded"),
    pytest.param('def f():\n    raise ValueError("acme.legacy.Engine")', id="raised"),
    pytest.param('assert x, "acme.legacy.Engine"', id="asserted"),
    pytest.param('def f():\n    local.append("acme.legacy.Engine")', id="appended-in-a-function"),
    pytest.param(
        'NAMES = []\nNAMES.append("acme.legacy.Engine")\nprint(NAMES)', id="appended-and-printed"
    ),
    pytest.param(
        'NAMES = ["x"]\nNAMES += ["acme.legacy.Engine"]\nprint(NAMES)', id="grown-and-printed"
    ),
    pytest.param(
        'A = ["acme.legacy.Engine"]\nB = [*A]\nprint(B)', id="put-into-another-that-is-printed"
    ),
    pytest.param(
        """\
        '''acme.legacy.Engine'''
        "acme.legacy.Engine"
        def f():
            "acme.legacy.Engine"
            x = 1
            "acme.legacy.Engine"
        class C:
            "acme.legacy.Engine"
            x = 1
            "acme.legacy.Engine"
        async def g():
            r'''acme.legacy.Engine'''
        """,
        id="docstrings-and-statements",
    ),
    pytest.param(
        """\
        match x:
            case "acme.legacy.Engine":
                pass
            case {"acme.legacy.Engine": 1} | ["acme.legacy.Engine"]:
                pass
        """,
        id="patterns",
    ),
    pytest.param(
        """\
        if x == "acme.legacy.Engine": ...
        elif x in {"acme.legacy.Engine"}: ...
        while x != "acme.legacy.Engine": ...
        y = x == "acme.legacy.Engine" or "acme.legacy.Engine" in x
        """,
        id="comparisons",
    ),
]


@rules
@pytest.mark.parametrize("text", SETTINGS + NO_SETTINGS)
def test_settings(text: str, rule: str, projects: dict[str, Project]) -> None:
    assert_found(dedent(text) + "\n", rule, projects[rule])


KEYS = ["class", "()", "factory", "backend", "engine", "handler", "callable", "func"]


@rules
@pytest.mark.parametrize("key", KEYS)
def test_values_of_telling_keys(key: str, rule: str, projects: dict[str, Project]) -> None:
    source = f"""\
    f({{"{key}": "acme.legacy.Engine"}})  # SOT105 Engine
    f({{"{key}": "acme.core.Engine"}})
    f({{"{key}": "acme legacy Engine"}})
    f({{"{key}": "acme.legacy_v2.Engine"}})
    f({{"{key}": "Engine"}})
    f({{"{key}": x, **y, "z": "acme.legacy.Engine"}})
    f({{"acme.legacy.Engine": "{key}"}})
    def g():
        x = {{"a": [{{"b": 1, "{key}": "acme.legacy.other"}}]}}  # M: SOT105 other
        print(x)
        return {{"{key}": "acme.legacy.Engine"}}  # SOT105 Engine
    """
    assert_found(source, rule, projects[rule])


EXTERNAL = [
    pytest.param('f("ext://acme.legacy.Engine")  # SOT105 Engine', id="class"),
    pytest.param('f({"stream": "ext://acme.legacy.stream"})  # M: SOT105 stream', id="stream"),
    pytest.param('f("cfg://acme.legacy.Engine")', id="another-scheme"),
    pytest.param('f("ext://acme.legacy_v2.Engine")', id="another-module"),
    pytest.param('f("ext://acme.legacy.Engine now")', id="a-sentence"),
    pytest.param('f("see ext://acme.legacy.Engine")', id="in-a-sentence"),
    pytest.param('f("ext:/acme.legacy.Engine")', id="misspelt"),
    pytest.param(
        'f({"name": "acme.legacy.Engine", "text": "acme.legacy.Engine"})', id="plain-keys"
    ),
    pytest.param('f({"acme.legacy.Engine": "class"})', id="the-key-itself"),
    pytest.param('f({"class": x, "y": "acme.legacy.Engine"})', id="the-value-beside"),
]


@rules
@pytest.mark.parametrize("text", EXTERNAL)
def test_external_objects(text: str, rule: str, projects: dict[str, Project]) -> None:
    assert_found(text + "\n", rule, projects[rule])


TYPES = [
    pytest.param('def f(x: "acme.legacy.Engine"): ...  # SOT105 Engine', id="parameter"),
    pytest.param('def f() -> "acme.legacy.Engine": ...  # SOT105 Engine', id="result"),
    pytest.param('x: "acme.legacy.Engine"  # SOT105 Engine', id="variable"),
    pytest.param('x: "acme.legacy.Engine" = None  # SOT105 Engine', id="variable-with-value"),
    pytest.param('class C:\n    x: "acme.legacy.Engine"  # SOT105 Engine', id="attribute"),
    pytest.param('def f(x: list["acme.legacy.Engine"]): ...  # SOT105 Engine', id="inside-list"),
    pytest.param(
        'from typing import Optional\nx: Optional["acme.legacy.Engine"]  # SOT105 Engine',
        id="optional",
    ),
    pytest.param('x: "acme.legacy.other"  # M: SOT105 other', id="another-name"),
    pytest.param('import acme\nx: "acme.legacy.Engine"  # SOT102 Engine', id="root-is-bound"),
    pytest.param('x: "acme.core.Engine"', id="another-module"),
    pytest.param('x: "Engine"', id="one-word"),
    pytest.param(
        'from typing import Literal\nx: Literal["acme.legacy.Engine"] = y', id="literal-is-no-type"
    ),
    pytest.param(
        'from typing import Annotated\ndef f(x: Annotated[str, "acme.legacy.Engine"]): ...',
        id="annotated-is-no-type",
    ),
    pytest.param(
        'def f(acme, x: "acme.legacy.Engine"): ...  # SOT105 Engine', id="parameter-is-not-its-root"
    ),
]


@rules
@pytest.mark.parametrize("text", TYPES)
def test_quoted_types(text: str, rule: str, projects: dict[str, Project]) -> None:
    assert_found(text + "\n", rule, projects[rule])


SOURCES = [
    pytest.param('exec("from acme.legacy import Engine")  # SOT105 Engine', id="from"),
    pytest.param('exec("import acme.legacy")  # M: SOT105', id="import"),
    pytest.param('exec("from acme import legacy")  # M: SOT105', id="from-parent"),
    pytest.param('exec("import acme.legacy\\nacme.legacy.Engine()")  # SOT105 *', id="chain"),
    pytest.param('eval("acme.legacy.Engine")  # SOT105 Engine', id="eval"),
    pytest.param('eval("acme.legacy.Engine()", {"acme": acme})  # SOT105 Engine', id="eval-call"),
    pytest.param(
        'compile("from acme.legacy import Engine", "x", "exec")  # SOT105 Engine', id="compile"
    ),
    pytest.param(
        'import builtins\nbuiltins.exec("from acme.legacy import Engine")  # SOT105 Engine',
        id="builtins",
    ),
    pytest.param(
        'CODE = "from acme.legacy import Engine"  # SOT105 Engine\nexec(CODE)', id="constant"
    ),
    pytest.param("exec(\"import acme.core; x = 'acme.legacy.Engine'\")", id="a-string-inside"),
    pytest.param('exec("import acme.core")', id="another-module"),
    pytest.param('exec("from acme.legacy import")', id="no-source"),
    pytest.param('exec("import acme.legacy_v2")', id="another-name"),
    pytest.param('exec("legacy.Engine")\nexec("Engine")\nexec("")', id="not-the-path"),
    pytest.param('exec(b"import x")\nexec(x)\nexec()\nexec(1)', id="no-text"),
    pytest.param('x.exec("import acme.legacy")\nx.eval("acme.legacy.Engine")', id="methods"),
    pytest.param('def exec(x): ...\nexec("from acme.legacy import Engine")', id="local-function"),
    pytest.param(
        'from re import compile\ncompile("from acme.legacy import Engine")', id="another-compile"
    ),
    pytest.param('exec("x = 1  # import acme.legacy.Engine")', id="comment-inside"),
]


@rules
@pytest.mark.parametrize("text", SOURCES)
def test_source_texts(text: str, rule: str, projects: dict[str, Project]) -> None:
    assert_found(text + "\n", rule, projects[rule])


def test_kinds(projects: dict[str, Project]) -> None:
    source = """\
    import sys
    from importlib import import_module
    from unittest.mock import patch
    import_module("acme.legacy")
    sys.modules["acme.legacy"]
    patch("acme.legacy.Engine")
    patch.multiple("acme.legacy", Engine=1)
    INSTALLED_APPS = ["acme.legacy"]
    exec("import acme.legacy")
    print("acme.legacy:Engine")
    """
    found = [(item.span.line, item.kind) for item in findings(source, projects["M"])]
    assert found == [
        (4, Kind.DYNAMIC),
        (5, Kind.DYNAMIC),
        (6, Kind.PATCH),
        (7, Kind.PATCH),
        (8, Kind.STRING),
        (9, Kind.EXEC),
        (10, Kind.STRING),
    ]


# --- Everything -----------------------------------------------------------------------------------

SPANS = [  # the expression that is covered, between the marks
    'import_module(«"acme.legacy"»)',
    "import_module( «'acme.legacy'» , )",
    'import_module(name=«r"acme.legacy"»)',
    'import_module((«"acme.legacy"»))',
    'import_module(«"acme" ".legacy"»)',
    'import_module(\n    «"acme"\n    ".legacy"»\n)',
    'import_module(«"acme" + ".legacy"»)',
    'import_module(«f"acme.legacy"»)',
    "import_module(«f\"{'acme'}.legacy\"»)",
    'import_module(«"""acme.legacy"""»)',
    'import_module(«"""\\\nacme.legacy"""»)',
    'é = "日本🚀"; import_module(«"acme.legacy"»)',
    'patch(«"acme.legacy.Engine"»)',
    'patch(«f"{M}.Engine"»)',
    'patch(«M + ".Engine"»)',
    'patch.multiple(«"acme.legacy"», Engine=1)',
    'patch.object(old, «"Engine"»)',
    'patch.dict(«"acme.legacy.X"», {})',
    'load([1, «"acme.legacy"»])',
    'x = {"class": «"acme.legacy.X"»}',
    '«"acme.legacy"» in sys.modules',
    'sys.modules[«"acme.legacy"»]',
    'T = «"acme.legacy.Engine"»\npatch(T)',
    'T = («"acme"\n  ".legacy.Engine"»)\npatch(T)',
    'exec(«"import acme.legacy"»)',
    'print(«"x = acme.legacy:main"»)',
]
SPAN_HEAD = """\
import sys
from importlib import import_module
from unittest.mock import patch
import acme.legacy as old  # noqa
M = "acme.legacy"
"""


@pytest.mark.parametrize("text", SPANS)
def test_spans(text: str, projects: dict[str, Project]) -> None:
    before, covered, _ = re.split("[«»]", text)
    source = SPAN_HEAD + text.replace("«", "").replace("»", "") + "\n"
    if "{M}" not in text and "M + " not in text:
        source = source.replace('M = "acme.legacy"', 'M = "acme"')
    found = [item for item in findings(source, projects["M"]) if item.code != "SOT101"]
    assert len(found) == 1
    start = SPAN_HEAD.count("\n") + before.count("\n") + 1
    column = len(before.rpartition("\n")[2]) + 1
    assert found[0].span[:2] == (start, column)
    assert text_between(split_lines(source), found[0]) == covered


def test_the_keyword_of_patch_multiple(projects: dict[str, Project]) -> None:
    source = 'from unittest.mock import patch\npatch.multiple("acme.legacy", a=1, Engine=2)\n'
    found = findings(source, projects["S"])
    assert brief(found) == [(2, 36, "SOT104", "acme.legacy.Engine")]
    assert text_between(split_lines(source), found[0]).startswith("Engine")


def test_messages(projects: dict[str, Project]) -> None:
    source = """\
    from importlib import import_module
    from unittest.mock import patch
    import_module("acme.legacy")
    patch("acme.legacy.Engine.run")
    APPS = ["acme.legacy.sub"]
    """
    found = findings(source, projects["M"])
    assert [item.text for item in found] == [
        "SOT103 dynamic import of deprecated path 'acme.legacy', use 'acme.core' [module]",
        "SOT104 patch of deprecated path 'acme.legacy.Engine.run', use 'acme.core.Engine.run' [module]",
        "SOT105 string names deprecated path 'acme.legacy.sub', use 'acme.core.sub' [module]",
    ]
    assert [item.new for item in found] == ["acme.core", "acme.core.Engine.run", "acme.core.sub"]
    assert {item.rule for item in found} == {"module"}
    found = findings(source, projects["S"])
    assert [(item.old, item.new, item.rule) for item in found] == [
        ("acme.legacy.Engine.run", "acme.core.UserEngine.run", "engine")
    ]


def test_scopes(projects: dict[str, Project]) -> None:
    source = """\
    from unittest.mock import patch
    patch("acme.legacy.Engine")
    class TestIt:
        APPS = ["acme.legacy.Engine"]
        @patch("acme.legacy.Engine")
        def test(self):
            patch("acme.legacy.Engine")
            def inner():
                load("acme.legacy.Engine")
    """
    found = findings(source, projects["S"])
    assert [(item.span.line, item.scope) for item in found] == [
        (2, "<module>"),
        (4, "TestIt"),
        (5, "TestIt"),
        (7, "TestIt.test"),
        (9, "TestIt.test.inner"),
    ]


BOTH = [  # both rules at once: the longest match wins
    pytest.param('patch("acme.legacy.Engine")', [("acme.legacy.Engine", "engine")], id="symbol"),
    pytest.param(
        'patch("acme.legacy.Engine.x")', [("acme.legacy.Engine.x", "engine")], id="member"
    ),
    pytest.param('patch("acme.legacy.Other")', [("acme.legacy.Other", "module")], id="other"),
    pytest.param('APPS = ["acme.legacy"]', [("acme.legacy", "module")], id="module"),
    pytest.param(
        'print("acme.legacy:Engine")', [("acme.legacy.Engine", "engine")], id="entry-point"
    ),
]


@pytest.mark.parametrize(("text", "expected"), BOTH)
def test_the_longest_match_wins(text: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    loaded = make_project(tmp_path, RULES["M"] + RULES["S"])
    found = findings(f"from unittest.mock import patch\n{text}\n", loaded)
    assert [(item.old, item.rule) for item in found] == expected


def judged(source: str, loaded: Project, path: str = "app/user.py") -> list[tuple[int, str]]:
    """Line and code of what `ssot check` would print, after comments and selection."""
    root = loaded.settings.root
    selection = make_selection(flake8_config.load(root), None, None, root)
    result = judge(f"{root}/{path}", dedent(source).encode(), Job(loaded, selection))
    assert result.problem is None
    return [(item.span.line, item.code) for item in result.findings]


NOQA = [
    pytest.param("# noqa", id="all"),
    pytest.param("# noqa: SOT103", id="code"),
    pytest.param("# noqa: SOT1", id="prefix"),
    pytest.param("# noqa: E501, SOT103", id="list"),
]


@pytest.mark.parametrize("comment", NOQA)
def test_noqa_on_the_line_of_the_string(comment: str, projects: dict[str, Project]) -> None:
    source = f"""\
    import importlib
    importlib.import_module("acme.legacy")  {comment}
    importlib.import_module(
        "acme.legacy",  {comment}
    )
    importlib.import_module("acme.legacy")  # noqa: SOT104
    M = "acme.legacy"  {comment}
    importlib.import_module(M)
    """
    assert judged(source, projects["M"]) == [(6, "SOT103")]


def test_noqa_of_each_code(projects: dict[str, Project]) -> None:
    source = """\
    from unittest.mock import patch
    @patch("acme.legacy.Engine")  # noqa: SOT104
    @patch("acme.legacy.Engine")  # noqa: SOT103
    def test(x): ...
    APPS = ["acme.legacy"]  # noqa: SOT105
    APPS2 = ["acme.legacy"]  # noqa: SOT104
    """
    assert judged(source, projects["M"]) == [(3, "SOT104"), (6, "SOT105")]


EVERY_KIND = """\
from importlib import import_module
from unittest.mock import patch
import_module("acme.legacy")
patch("acme.legacy.Engine")
APPS = ["acme.legacy"]
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("app/user.py", 3, id="elsewhere"),
        pytest.param("acme/user.py", 3, id="beside-it"),
        pytest.param("acme/legacy.py", 0, id="itself"),
        pytest.param("acme/legacy/__init__.py", 0, id="itself-a-package"),
        pytest.param("acme/legacy/sub.py", 0, id="below-it"),
        pytest.param("acme/legacy_v2.py", 3, id="nearly-its-name"),
        pytest.param("tests/compat/test_x.py", 0, id="allowed"),
        pytest.param("tests/other/test_x.py", 3, id="not-allowed"),
    ],
)
def test_files_that_may_use_it(path: str, expected: int, tmp_path: Path) -> None:
    loaded = make_project(tmp_path, RULES["M"] + 'allow = ["tests/compat/**"]\n')
    assert len(judged(EVERY_KIND, loaded, path)) == expected


def test_a_file_that_says_noqa(projects: dict[str, Project]) -> None:
    assert judged("# flake8: noqa\n" + EVERY_KIND, projects["M"]) == []


def test_selection(tmp_path: Path) -> None:
    loaded = make_project(tmp_path, RULES["M"])
    root = loaded.settings.root
    for code in ("SOT103", "SOT104", "SOT105"):
        selection = make_selection(flake8_config.load(root), (code,), None, root)
        result = judge(f"{root}/app/user.py", EVERY_KIND.encode(), Job(loaded, selection))
        assert [item.code for item in result.findings] == [code]


ONCE = [
    pytest.param('T = "acme.legacy.Engine"\npatch(T)\npatch(T)\nmock.patch(T)\n', id="constant"),
    pytest.param(
        "for n in ['acme.legacy.Engine']:\n    resolve_name(n)\n    resolve_name(n)\n", id="loop"
    ),
    pytest.param("APPS = ['acme.legacy:Engine']\n", id="for-two-reasons"),
    pytest.param("load(f({'class': 'acme.legacy:Engine'}), handler='x')\n", id="for-three-reasons"),
    pytest.param("resolve_name('acme.legacy:Engine')\n", id="entry-point-in-an-import"),
]


@pytest.mark.parametrize("text", ONCE)
def test_each_place_once(text: str, projects: dict[str, Project]) -> None:
    head = "from pkgutil import resolve_name\nfrom unittest import mock\nfrom unittest.mock import patch\n"
    for loaded in projects.values():
        found = findings(head + text, loaded)
        assert [item.old for item in found] == ["acme.legacy.Engine"]


# --- Odd files ------------------------------------------------------------------------------------

N = 3000
ODD = [
    pytest.param("A = A\nimport_module(A)\n", id="itself"),
    pytest.param("A = B\nB = A\nimport_module(A)\n", id="a-circle"),
    pytest.param("A = f'{A}.legacy'\npatch(A)\n", id="itself-in-an-f-string"),
    pytest.param(
        "def f(x): return g(x)\ndef g(x): return f(x)\nf('acme.legacy')\n", id="recursion"
    ),
    pytest.param(
        "def f(x):\n    import_module(x)\n    f(x)\n    f(x + '.y')\nf('acme.core')\n", id="grows"
    ),
    pytest.param("L = []\nL.append(L)\nfor x in L:\n    import_module(x)\n", id="list-in-itself"),
    pytest.param("D = {}\nD['x'] = D\nimport_module(D['x']['x'])\n", id="dictionary-in-itself"),
    pytest.param(
        "a0 = 'acme.core'\n"
        + "".join(f"a{i + 1} = a{i} + a{i}\n" for i in range(64))
        + "import_module(a64)\n",
        id="doubled-and-doubled",
    ),
    pytest.param(
        "a0 = 'acme.core'\n"
        + "".join(f"a{i + 1} = f'{{a{i}}}{{a{i}}}'\n" for i in range(64))
        + "patch(a64)\n",
        id="doubled-f-strings",
    ),
    pytest.param(
        "a0 = ['acme.core']\n"
        + "".join(f"a{i + 1} = [*a{i}, *a{i}]\n" for i in range(64))
        + "for x in a64:\n    import_module(x)\n",
        id="doubled-lists",
    ),
    pytest.param(
        "".join(f"a{i + 1} = a{i} if x else a{i}\n" for i in range(64)) + "import_module(a64)\n",
        id="doubled-branches",
    ),
    pytest.param(
        "".join(f"def f{i + 1}(x): return f{i}(x) or f{i}(x)\n" for i in range(64))
        + "def f0(x): return import_module(x)\nf64('acme.core')\n",
        id="doubled-calls",
    ),
    pytest.param("patch('" + "acme." * 50_000 + "legacy.Engine')\n", id="long-path"),
    pytest.param("patch('acme.core" + ".x" * 400_000 + "')\n", id="very-long-path"),
    pytest.param("patch('" + "acme.x_" * 300_000 + "')\n", id="very-long-word"),
    pytest.param("patch('" + "acme.legacy_" * 50_000 + "')\n", id="long-word"),
    pytest.param("APPS = [" + "'acme.core.x', " * 20_000 + "]\n", id="long-list"),
    pytest.param("patch(" + "'acme.core' " * 5_000 + ")\n", id="many-pieces"),
    pytest.param("patch(" + "'a' + " * 150 + "'b')\n", id="long-sum"),
    pytest.param("APPS = " + "[" * 150 + "'acme.core'" + "]" * 150 + "\n", id="deep-list"),
    pytest.param("load(" * 80 + "'acme.core'" + ")" * 80 + "\n", id="deep-calls"),
    pytest.param("patch('\\ud800acme.core.Engine')\n", id="lone-surrogate"),
    pytest.param(
        "APPS = ['\\ud800', 'acme\\0core', '\\N{BELL}', '\\uffff:x', ':', '=', ' = :']\n",
        id="odd-characters",
    ),
    pytest.param(
        f"exec('{'import ' * 5000}')\nexec('{'(' * 5000}')\nexec('\\0')\nexec('\\ud800')\n",
        id="odd-sources",
    ),
    pytest.param(
        f"exec('{'x.' * 20_000}y')\neval('{'-' * 20_000}1')\nexec('x = {'[' * 150 + ']' * 150}')\n",
        id="deep-sources",
    ),
    pytest.param("x: '" + "(" * 3000 + "'\ny: 'acme core'\nz: ''\n", id="odd-types"),
    pytest.param(
        "patch.multiple('acme.core', **{1: 2})\npatch(**{**x})\npatch(*a, *b)\n", id="odd-arguments"
    ),
    pytest.param("import_module(*['acme.core'], **{'package': 1})\nsys.modules[*x]\n", id="stars"),
    pytest.param(
        "".join(f"n{i} = 'acme.core.x{i}'\nimport_module(n{i})\n" for i in range(N)),
        id="many-constants",
    ),
    pytest.param(
        "a0 = 'acme.core'\n"
        + "".join(f"a{i + 1} = a{i}\n" for i in range(N))
        + f"import_module(a{N})\n",
        id="long-chain",
    ),
    pytest.param(
        "def f0(x): return import_module(x)\n"
        + "".join(f"def f{i + 1}(x): return f{i}(x)\n" for i in range(N))
        + f"f{N}('acme.core')\n",
        id="long-chain-of-calls",
    ),
    pytest.param(
        "def load_(x): return import_module(x)\n" + "load_('acme.core')\n" * N, id="many-callers"
    ),
    pytest.param(
        "TABLE = {" + "".join(f"'n{i}': ('acme.core', 'N{i}'), " for i in range(N)) + "}\n"
        "def __getattr__(n):\n    m, a = TABLE[n]\n    return getattr(import_module(m), a)\n",
        id="large-table",
    ),
    pytest.param(
        "def f(mocker):\n" + "    mocker.patch('acme.core.Engine')\n" * N, id="many-patches"
    ),
]
HEAD = "import sys\nfrom importlib import import_module\nfrom unittest.mock import patch\n"


@pytest.mark.parametrize("text", ODD)
def test_odd_files_are_judged_in_time(text: str, projects: dict[str, Project]) -> None:
    tail = "import_module('acme.legacy')\npatch('acme.legacy.Engine')\n"
    if sys.version_info < (3, 11):
        text = text.replace("sys.modules[*x]", "")
    for loaded in projects.values():
        start = time.process_time()
        found = findings(HEAD + text + tail, loaded)
        assert time.process_time() - start < ENOUGH_SECONDS
        last = (HEAD + text + tail).count("\n")
        expected = (
            {(last, "SOT104"), (last - 1, "SOT103")}
            if loaded is projects["M"]
            else {(last, "SOT104")}
        )
        assert expected <= {(item.span.line, item.code) for item in found}


def lines_with(found: Iterable[Finding], code: str) -> list[int]:
    return [item.span.line for item in found if item.code == code]


def test_long_lists_of_old_paths_are_all_found(projects: dict[str, Project]) -> None:
    source = "APPS = [\n" + "    'acme.legacy.Engine',\n" * N + "]\n"
    assert lines_with(findings(source, projects["S"]), "SOT105") == list(range(2, N + 2))
    loop = (
        f"{HEAD}NAMES = [\n"
        + "    'acme.legacy',\n" * N
        + "]\nfor n in NAMES:\n    import_module(n)\n"
    )
    assert lines_with(findings(loop, projects["M"]), "SOT105") == list(range(5, N + 5))
    patches = f"{HEAD}\n" + "patch('acme.legacy.Engine')\n" * N
    assert lines_with(findings(patches, projects["S"]), "SOT104") == list(range(5, N + 5))
    constants = HEAD + "".join(f"T{i} = 'acme.legacy.Engine'\npatch(T{i})\n" for i in range(N))
    assert lines_with(findings(constants, projects["S"]), "SOT104") == list(range(4, 2 * N + 4, 2))
