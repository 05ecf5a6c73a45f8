"""`ssot draft`: trees of files, the rules it prints for them, and what it leaves to a person."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

import pytest
from support import make_project, write_files

from flake8_ssot import cli, draft_command, draft_rules
from flake8_ssot.bridge_records import Evidence
from flake8_ssot.draft_records import Place, Proposal, listed
from flake8_ssot.draft_rules import examples_for, sound
from flake8_ssot.draft_text import make_ids, one_line, quoted, render, why_of
from flake8_ssot.model import ConfigError, Problem, UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NEW = "class Thing: pass\nclass Other: pass\ndef make(a): pass\n"
OLD = '"""Deprecated: use acme.new."""\nfrom acme.new import Thing\n'


def run(*paths: str, **changes: object) -> int:
    values: dict[str, object] = {
        "paths": list(paths),
        "config": None,
        "all": False,
        "exclude": None,
        "jobs": 1,
        "quiet": False,
        "select": None,
        "ignore": None,
        "rule": [],
        "stdin_filename": None,
        "disable_noqa": False,
        "no_syntax_check": False,
        "today": None,
    }
    return draft_command.run(argparse.Namespace(**{**values, **changes}))


def rules_of(text: str) -> list[str]:
    """`old -> new` of each rule in force, with `()` for a [[bridge]]."""
    data = tomllib.loads(text)
    assert set(data) <= {"moved", "bridge"}
    found = [f"{rule['old']} -> {rule['new']}" for rule in data.get("moved", [])]
    return sorted(
        [*found, *(f"{rule['old']}() -> {rule['new']}" for rule in data.get("bridge", []))]
    )


def questions_of(text: str) -> dict[str, list[str]]:
    """What is asked about each path."""
    found = {}
    for block in text.split("\n\n"):
        old = re.search(r'^# old = "(.*)"$', block, re.MULTILINE)
        if old:
            found[old.group(1)] = re.findall(r"^# decide: (.*)$", block, re.MULTILINE)
    return found


class Drafted:
    """What came of one run."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.text = out
        self.err = err
        self.rules = rules_of(out)
        self.questions = questions_of(out)


@pytest.fixture
def project(project_dir: Path) -> Path:
    (project_dir / "ssot.toml").write_text("")
    return project_dir


def drafted(
    project: Path, files: dict[str, str], capsys: pytest.CaptureFixture[str], **changes: object
) -> Drafted:
    """Draft for a tree, and see that `ssot rules test` takes what is printed."""
    write_files(project, files)
    code = run(".", **changes)
    captured = capsys.readouterr()
    (project / "drafted.toml").write_text(captured.out, encoding="utf-8")
    assert cli.main(["rules", "test", "drafted.toml"]) == 0, capsys.readouterr()
    assert ", 0 failed" in capsys.readouterr().out
    return Drafted(code, captured.out, captured.err)


RULES = [
    pytest.param({"acme/old.py": OLD}, ["acme.old -> acme.new"], id="module"),
    pytest.param(
        {"acme/old.py": '"""Compatibility layer."""\nfrom .new import Thing, Other\n'},
        ["acme.old -> acme.new"],
        id="successor-by-its-imports",
    ),
    pytest.param(
        {"acme/old.py": '"""Compatibility layer."""\nfrom .new import *\n'},
        ["acme.old -> acme.new"],
        id="star",
    ),
    pytest.param(
        {"acme/old.py": '"""Deprecated: use acme.new."""\n'}, ["acme.old -> acme.new"], id="empty"
    ),
    pytest.param(
        {"acme/old.py": '"""Deprecated: use acme.new."""\nclass Thing: x = 1\n'},
        ["acme.old -> acme.new"],
        id="other-definition",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Deprecated."""\nfrom acme.new import Thing, Other, make\n'
            "Old = Thing\n",
        },
        ["acme.old -> acme.new", "acme.old.Old -> acme.new.Thing"],
        id="module-but-for-one-name",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Deprecated."""\nfrom acme.new import Thing\nX = 1\n',
            "app.py": "from acme.old import Thing, X\n",
        },
        ["acme.old.Thing -> acme.new.Thing"],
        id="not-all-names",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Deprecated."""\nfrom acme.new import Thing\nfrom acme.b import B\n',
            "acme/b.py": "B = 1\n",
        },
        ["acme.old.B -> acme.b.B", "acme.old.Thing -> acme.new.Thing"],
        id="from-two-modules",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Compatibility layer."""\nfrom acme.middle import Thing\n',
            "acme/middle.py": '"""Compatibility layer."""\nfrom acme.new import Thing\n',
        },
        ["acme.middle -> acme.new", "acme.old -> acme.new"],
        id="chain-of-modules",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Compatibility layer."""\nfrom acme.middle import Thing\n',
            "acme/middle.py": '"""Deprecated."""\nThing = 1\n',
            "acme/last.py": '"""Deprecated: use acme.old."""\nfrom acme.new import Thing\n',
        },
        ["acme.last.Thing -> acme.new.Thing"],
        id="chain-without-an-end",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Compatibility layer."""\nfrom acme.middle import Thing as Old\n',
            "acme/middle.py": "from acme.new import Thing\n",
        },
        ["acme.old.Old -> acme.new.Thing"],
        id="chain-through-a-plain-module",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Compatibility layer."""\nfrom acme.middle import Thing as Old\n',
            "acme/middle.py": "from acme.new import *\n",
        },
        ["acme.old.Old -> acme.new.Thing"],
        id="chain-through-a-star",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Compatibility layer."""\nfrom acme.pkg import Thing as Old\n',
            "acme/pkg/__init__.py": "from .inner import Thing\n",
            "acme/pkg/inner.py": NEW,
        },
        ["acme.old.Old -> acme.pkg.Thing"],
        id="chain-ends-at-a-package",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Compatibility layer."""\nfrom acme.middle import Thing as Old\n',
            "acme/middle.py": "from acme.new import Thing\n__all__ = ['Thing']\n",
        },
        ["acme.old.Old -> acme.middle.Thing"],
        id="chain-ends-at-all",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Compatibility layer."""\nfrom acme.middle import Thing as Old\n',
            "acme/middle.py": "from acme._new import Thing\n",
            "acme/_new.py": NEW,
        },
        ["acme.old.Old -> acme.middle.Thing"],
        id="chain-ends-before-private-modules",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Compatibility layer."""\nfrom acme.middle import Thing as Old\n',
            "acme/middle.py": "from elsewhere import Thing\n",
        },
        ["acme.old.Old -> acme.middle.Thing"],
        id="chain-ends-at-the-tree",
    ),
    pytest.param(
        {"acme/a.py": "from acme.new import Thing\n# old name\nOld = Thing\n"},
        ["acme.a.Old -> acme.new.Thing"],
        id="alias",
    ),
    pytest.param(
        {
            "acme/a.py": "# Deprecated: use acme.b.Thing\nclass Thing: pass\n",
            "acme/b.py": "from acme.new import Thing as _new\n# for compatibility\nThing = _new\n",
        },
        ["acme.a.Thing -> acme.b.Thing"],
        id="what-is-named-in-words-is-the-end",
    ),
    pytest.param(
        {
            "acme/a.py": "# Deprecated: use acme.b.Thing\nclass Thing: pass\n",
            "acme/b.py": "from acme.new import Thing as _new\n# Deprecated\nThing = _new\n",
        },
        ["acme.a.Thing -> acme.new.Thing", "acme.b.Thing -> acme.new.Thing"],
        id="unless-it-is-deprecated-itself",
    ),
    pytest.param(
        {
            "acme/a.py": "from acme.b import Thing\n# Deprecated: use `Thing`\ndef f(): pass\n",
            "acme/b.py": "from acme.new import Thing\n",
        },
        ["acme.a.f() -> acme.new.Thing"],
        id="imports-of-a-name-alone-are-followed",
    ),
    pytest.param(
        {"acme/a.py": "class A: pass\n# old names\nB = A\nC = B\n"},
        ["acme.a.B -> acme.a.A", "acme.a.C -> acme.a.A"],
        id="alias-of-an-alias",
    ),
    pytest.param(
        {
            "acme/a.py": "from acme.new import Thing\n# old name\n_Old = Thing\n",
            "app.py": "from acme.a import _Old\n",
        },
        ["acme.a._Old -> acme.new.Thing"],
        id="private-but-used",
    ),
    pytest.param(
        {"acme/a.py": "from acme.new import make\n# Deprecated\ndef f(a): return make(a)\n"},
        ["acme.a.f -> acme.new.make"],
        id="function-that-passes-on",
    ),
    pytest.param(
        {"acme/a.py": "# Deprecated: use acme.new.make\ndef f(a): return 1\n"},
        ["acme.a.f() -> acme.new.make"],
        id="function-of-its-own",
    ),
    pytest.param(
        {"acme/a.py": "# Deprecated: use C.make()\ndef f(a): return 1\nclass C:\n    make = 1\n"},
        ["acme.a.f() -> acme.a.C.make"],
        id="function-to-a-method",
    ),
    pytest.param(
        {
            "acme/a.py": "class C:\n    def g(self): pass\n    # Deprecated: use g()\n"
            "    def f(self): pass\n"
        },
        ["acme.a.C.f() -> acme.a.C.g"],
        id="method",
    ),
    pytest.param(
        {"acme/a.py": "from acme.new import Thing\nclass Old(Thing):\n    '''Deprecated.'''\n"},
        ["acme.a.Old -> acme.new.Thing"],
        id="empty-subclass",
    ),
    pytest.param(
        {"acme/a.py": "class Thing:\n    '''Deprecated: use acme.new.Thing.'''\n    x = 1\n"},
        ["acme.a.Thing -> acme.new.Thing"],
        id="class-of-the-same-name",
    ),
    pytest.param(
        {"acme/a.py": "_deprecated = {'Old': 'acme.new.Thing'}\nadd(_deprecated, __name__)\n"},
        ["acme.a.Old -> acme.new.Thing"],
        id="table",
    ),
    pytest.param(
        {
            "acme/a.py": "'''Deprecated alias for os.path.'''\nfrom os.path import join\n",
            "app.py": "from acme.a import join\n",
        },
        ["acme.a -> os.path"],
        id="standard-library",
    ),
    pytest.param(
        {
            "acme/old/__init__.py": '"""Deprecated: use acme.fresh."""\n',
            "acme/old/sub.py": "X = 1\n",
            "acme/fresh/__init__.py": "",
            "acme/fresh/sub.py": "X = 1\n",
        },
        ["acme.old -> acme.fresh"],
        id="package-with-its-modules",
    ),
    pytest.param(
        {
            "acme/old.py": "# Use the acme.new namespace instead\n\n"
            "from lib import warn_deprecated\n"
            "__all__ = ['Thing']\ndef __getattr__(name):\n    return warn_deprecated(name)\n",
        },
        ["acme.old -> acme.new"],
        id="lazy-module",
    ),
    pytest.param(
        {"acme/a.py": "# Deprecated: use new.make\ndef f(a): return 1\n"},
        ["acme.a.f() -> acme.new.make"],
        id="path-below-the-package",
    ),
    pytest.param(
        {
            "acme/a.py": "# Deprecated: use new.Thing.go\ndef f(a): return 1\n",
            "acme/new.py": "class Thing:\n    def go(self): pass\n",
        },
        ["acme.a.f() -> acme.new.Thing.go"],
        id="method-below-the-package",
    ),
    pytest.param(
        {"acme/a.py": "from acme.new import Thing\n# f: use `Thing`\ndef f(): return Thing()\n"},
        [],
        id="no-word-of-deprecation",
    ),
    pytest.param(
        {
            "acme/a.py": "from acme.new import make\ndef f(a):\n    '''Deprecated: use make().'''\n"
            "    return make(a)\n",
        },
        ["acme.a.f -> acme.new.make"],
        id="what-is-called-is-named",
    ),
    pytest.param(
        {
            "acme/old.py": "'''Compatibility layer.'''\nfrom .b import *\nfrom .new import *\n"
            "from .gone import *\n",
            "acme/b.py": "B = 1\n",
            "acme/middle.py": "from .b import *\nfrom .new import *\n",
            "acme/c.py": "from .middle import Thing, B\n# old names\nOld = Thing\nOther = B\n",
            "app.py": "from acme.old import Thing, B\nX = Thing(B)\n",
            "a-b/x.py": "from acme.old import Thing\n",
        },
        [
            "acme.c.Old -> acme.new.Thing",
            "acme.c.Other -> acme.b.B",
            "acme.old.B -> acme.b.B",
            "acme.old.Thing -> acme.new.Thing",
        ],
        id="two-stars",
    ),
    pytest.param(
        {
            "acme/old.py": "'''Deprecated: use acme.new.'''\nimport warnings\n"
            "warnings.warn('acme.old is deprecated', DeprecationWarning)\n"
            "# Deprecated\ndef make(): pass\n",
        },
        ["acme.old -> acme.new"],
        id="said-twice",
    ),
    pytest.param(
        {
            "acme/old.py": "'''Deprecated: use acme.new.'''\nfrom .new import Thing\n"
            "# Deprecated: use acme.new.make\ndef f(): return 1\n",
            "app.py": "from acme.old import Thing\nX = Thing()\n",
        },
        ["acme.old.Thing -> acme.new.Thing", "acme.old.f() -> acme.new.make"],
        id="module-with-a-bridge",
    ),
    pytest.param(
        {
            "acme/lazy.py": "def __getattr__(name): pass\n",
            "acme/old.py": '"""Deprecated: use acme.lazy.Thing."""\nThing = 1\n',
        },
        ["acme.old -> acme.lazy"],
        id="unverified",
    ),
]


@pytest.mark.parametrize(("files", "expected"), RULES)
def test_rules(
    files: dict[str, str],
    expected: list[str],
    project: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = drafted(project, {"acme/__init__.py": "", "acme/new.py": NEW, **files}, capsys)
    assert (found.code, found.rules) == (0, expected)


QUESTIONS = [
    pytest.param(
        {"acme/old.py": '"""Deprecated."""\nX = 1\n'},
        {"acme.old": ["no successor is named"]},
        id="no-successor",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Deprecated."""\ndef f(): pass\n',
            "app.py": "from acme.old import f\n\nf()\n",
        },
        {"acme.old": ["no successor is named", "nothing leads on from: f (1)"]},
        id="no-successor-of-names",
    ),
    pytest.param(
        {"acme/old.py": '"""Deprecated: use acme.gone."""\nX = 1\n'},
        {"acme.old": ["acme.gone does not exist"]},
        id="missing",
    ),
    pytest.param(
        {"acme/old.py": '"""Deprecated: use NewThing."""\nX = 1\n'},
        {"acme.old": ["NewThing is named, but is not known here"]},
        id="unknown",
    ),
    pytest.param(
        {
            "acme/old.py": "class A:\n    '''Deprecated: use NewThing.'''\n",
            "acme/b.py": "class NewThing: pass\n",
        },
        {"acme.old.A": ["NewThing is named; there is acme.b.NewThing"]},
        id="unknown-but-there",
    ),
    pytest.param(
        {"acme/old.py": '"""Deprecated: use acme.new or acme.b."""\n', "acme/b.py": ""},
        {"acme.old": ["several successors are named: acme.new, acme.b"]},
        id="two-modules",
    ),
    pytest.param(
        {"acme/a.py": "# Deprecated: use acme.new.Thing or acme.new.Other\ndef f(): pass\n"},
        {"acme.a.f": ["several successors are named: acme.new.Thing, acme.new.Other"]},
        id="two-names",
    ),
    pytest.param(
        {"acme/a.py": "from acme.new import Thing, Other\n__all__ = ['Thing', 'Other']\n"},
        {"acme.a": ["it hands on what is elsewhere: is it a public interface, or left over?"]},
        id="only-its-shape",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Deprecated."""\nfrom acme.new import Thing\nfrom acme.b import B\n'
            "def f(): pass\n__all__ = ['Thing', 'B', 'f']\n",
            "acme/b.py": "B = 1\n",
            "app.py": "from acme.old import Thing\n\nThing()\n",
        },
        {
            "acme.old": [
                "its names come from several modules: acme.b, acme.new",
                "nothing leads on from: f",
            ]
        },
        id="several-origins",
    ),
    pytest.param(
        {"acme/a.py": "class Old:\n    '''Deprecated: use acme.new.Thing.'''\n    x = 1\n"},
        {"acme.a.Old": ["a definition of its own: can acme.new.Thing take its place?"]},
        id="another-class",
    ),
    pytest.param(
        {"acme/a.py": "from acme.new import make\n# Deprecated\ndef f(): return make(1)\n"},
        {"acme.a.f": ["it only calls acme.new.make: is that its successor?"]},
        id="only-calls",
    ),
    pytest.param(
        {
            "acme/a.py": "class C:\n    # Deprecated: use g_h\n    @property\n"
            "    def f(self): pass\n"
            "    def g_h(self): pass\n"
        },
        {"acme.a.C.f": ["a property: no rule follows the attributes of instances"]},
        id="property",
    ),
    pytest.param(
        {
            "acme/a.py": "from acme.new import _x\nX = _x()\n# old name\nx = _x\n",
            "acme/new.py": "_x = 1\n",
        },
        {"acme.a.x": ["acme.new._x is private"]},
        id="private",
    ),
    pytest.param(
        {"acme/a.py": "from acme.new import gone  # re-export\nX = gone()\n"},
        {"acme.a.gone": ["acme.new.gone does not exist"]},
        id="import-of-nothing",
    ),
    pytest.param(
        {"acme/a.py": "# Deprecated: use elsewhere.f\ndef f(): pass\n"},
        {"acme.a.f": ["no successor is named"]},
        id="elsewhere",
    ),
    pytest.param(
        {"acme/a.py": "# old names\nA = B\nB = A\n"},
        {},
        id="circle-of-names",
    ),
    pytest.param(
        {
            "acme/a.py": "# Deprecated: use acme.b.f\ndef f(): pass\n",
            "acme/b.py": "# Deprecated: use acme.a.f\ndef f(): pass\n",
        },
        {
            "acme.a.f": ["what leads on from acme.b.f has no end"],
            "acme.b.f": ["what leads on from acme.a.f has no end"],
        },
        id="circle",
    ),
    pytest.param(
        {
            "acme/a.py": "# Deprecated: use acme.b.g\ndef f(): pass\n",
            "acme/b.py": "# Deprecated\ndef g(): pass\n",
        },
        {
            "acme.a.f": ["acme.b.g is itself deprecated, without a successor"],
            "acme.b.g": ["no successor is named"],
        },
        id="successor-is-deprecated",
    ),
    pytest.param(
        {
            "acme/a.py": "# Deprecated: use acme.b.g\ndef f(): pass\n",
            "acme/b.py": '"""Deprecated."""\ndef g(): pass\n',
        },
        {
            "acme.a.f": ["acme.b.g is in a module that is itself deprecated"],
            "acme.b": ["no successor is named", "nothing leads on from: g"],
        },
        id="successor-in-a-deprecated-module",
    ),
    pytest.param(
        {
            "acme/a.py": "# Deprecated: use acme.b.Thing\ndef f(): pass\n",
            "acme/b.py": "from acme.new import Thing as _new\nX = 1\n# for compatibility\n"
            "Thing = _new\n",
        },
        {"acme.b.Thing": ["acme.a names it as the new path: which of the two is it?"]},
        id="new-here-and-old-there",
    ),
    pytest.param(
        {"acme/a.py": "# Deprecated: use acme.new\ndef f(): pass\n"},
        {"acme.a.f": ["acme.new.f does not exist"]},
        id="module-for-a-name",
    ),
    pytest.param(
        {"acme/a.py": "# Deprecated: use C.A\nclass A: pass\nclass C:\n    class A: pass\n"},
        {"acme.a.A": ["acme.a.C.A is in no module: an import cannot name it"]},
        id="no-module",
    ),
    pytest.param(
        {
            "acme/old/__init__.py": '"""Deprecated: use acme.new."""\n',
            "acme/old/sub.py": "X = 1\n",
        },
        {"acme.old": ["acme.new does not have the modules of acme.old.sub"]},
        id="modules-of-a-package",
    ),
    pytest.param(
        {
            "acme/old.py": '"""Deprecated: use acme.new."""\nclass Thing:\n'
            "    # Deprecated: use acme.new.make\n    def f(self): pass\n",
        },
        {
            "acme.old.Thing.f": [
                "old 'acme.old.Thing.f' is itself deprecated by rule 'old'; name 'acme.new.Thing.f'"
            ]
        },
        id="method-in-a-deprecated-module",
    ),
    pytest.param(
        {"acme/class.py": "# Deprecated: use acme.new.make\ndef f(): pass\n"},
        {
            "acme.class.f": [
                "a path must be a dotted path like 'pkg.module.Name', not 'acme.class.f'"
            ]
        },
        id="keyword-in-a-path",
    ),
    pytest.param(
        {
            "acme/old.py": "# Deprecated: use acme.new.make\ndef f(): pass\n",
            "acme/old/__init__.py": "X = 1\n",
        },
        {"acme.old": ["another file is this module, and hides this one: delete it?"]},
        id="hidden-file",
    ),
]


@pytest.mark.parametrize(("files", "expected"), QUESTIONS)
def test_questions(
    files: dict[str, str],
    expected: dict[str, list[str]],
    project: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = drafted(project, {"acme/__init__.py": "", "acme/new.py": NEW, **files}, capsys)
    assert found.questions == expected


NOTHING = [
    pytest.param({"acme/a.py": "X = 1\n"}, id="plain"),
    pytest.param(
        {"acme/a.py": "from acme.new import Thing\nX = Thing()\n_Old = Thing  # old name\n"},
        id="private",
    ),
    pytest.param(
        {"acme/pkg/__init__.py": "from .a import A\n", "acme/pkg/a.py": "A = 1\n"}, id="api"
    ),
    pytest.param({"acme/a-b.py": OLD}, id="not-importable"),
    pytest.param({"tests/test_a.py": OLD}, id="test"),
]


@pytest.mark.parametrize("files", NOTHING)
def test_nothing(files: dict[str, str], project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = drafted(project, {"acme/__init__.py": "", "acme/new.py": NEW, **files}, capsys)
    assert (found.code, found.text) == (0, "")
    assert found.err == "draft: no bridge without a rule was found\n"


def test_nothing_quietly(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert drafted(project, {"a.py": ""}, capsys, quiet=True).err == ""


EXAMPLE = """\
# Rules for bridges found in 3 files: 1 to use, 1 to decide.
# Read each of them: they were made from what the files say, and were not tried on the code.
# A rule that is commented out lacks what its "decide:" lines ask for.

# -----------------------------------------------------------------------------
# old
# -----------------------------------------------------------------------------

# old.py:1 the docstring says: Deprecated: use "new".
# imported by 1 statement in 1 file
# note: 1 of its 2 names lead on: see below
# decide: new does not have: X (1)
# [[moved]]
# id = "old"
# old = "old"
# new = "new"
# why = "Deprecated: use \\"new\\"."
# source = "old.py:1"

# old.py:1 the docstring says: Deprecated: use "new".
# imported by 1 statement in 1 file
[[moved]]
id = "thing"
old = "old.Thing"
new = "new.Thing"
why = "Deprecated: use \\"new\\"."
source = "old.py:1"
[[moved.example]]
bad = "from old import Thing\\n"
good = "from new import Thing\\n"
"""


def test_the_text(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "old.py": '"""Deprecated: use "new"."""\nfrom new import Thing\nX = 1\n',
        "new.py": NEW,
        "app.py": "from old import Thing, X\n\nThing()\n",
    }
    assert drafted(project, files, capsys).text == EXAMPLE


def test_a_module_whose_names_all_have_rules(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "old.py": '"""Deprecated."""\nfrom a import A\nfrom b import B\n',
        "a.py": "A = 1\n",
        "b.py": "B = 1\n",
    }
    found = drafted(project, files, capsys)
    assert found.rules == ["old.A -> a.A", "old.B -> b.B"]
    assert found.questions == {}
    assert "# note: 2 of its 2 names lead on: see below\n" in found.text


def test_names_nobody_imports_get_no_rule(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "old.py": '"""Deprecated."""\nfrom a import A, C\nfrom b import B\n',
        "a.py": "A = C = 1\n",
        "b.py": "B = 1\n",
        "app.py": "import old\nfrom old import A\n",
    }
    found = drafted(project, files, capsys)
    assert found.rules == ["old.A -> a.A"]
    assert "# note: without a rule, since nobody imports them: B, C\n" in found.text


def test_examples_of_calls_are_left_alone(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "a.py": "class C:\n    def g(self): pass\n    # Deprecated: use g()\n"
        "    def f(self): pass\n"
    }
    found = drafted(project, files, capsys)
    assert 'bad = "from a import C\\n\\nC.f()\\n"\n' in found.text
    assert "good" not in found.text


def test_what_rules_cover_is_left_out(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "old.py": OLD.replace("acme.", ""),
        "a.py": "# Deprecated: use g()\ndef f(): pass\ndef g(): pass\n",
        "b.py": OLD.replace("acme.", ""),
        "new.py": NEW,
        "ssot.toml": '[[moved]]\nid = "x"\nold = "old"\nnew = "new"\n'
        '[[bridge]]\nid = "f"\nold = "a.f"\n'
        '[[signature]]\nid = "s"\ncallable = "b.Thing"\nmodern = []\nlegacy = [["a"]]\n',
    }
    assert drafted(project, files, capsys).text == ""
    everything = drafted(project, files, capsys, all=True)
    assert everything.rules == ["a.f() -> a.g", "b -> new", "old -> new"]


def test_ids_in_use_are_not_taken(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "old.py": OLD.replace("acme.", ""),
        "new.py": NEW,
        "ssot.toml": '[[moved]]\nid = "old"\nold = "elsewhere"\nnew = "new"\n',
    }
    assert 'id = "old-2"\n' in drafted(project, files, capsys).text


def test_a_rule_that_the_rules_in_force_refuse(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "old.py": OLD.replace("acme.", ""),
        "new.py": NEW,
        "ssot.toml": '[[moved]]\nid = "back"\nold = "new"\nnew = "old"\n',
    }
    found = drafted(project, files, capsys)
    assert found.questions == {"old": ["the rules lead in a circle: 'old' -> 'back' -> 'old'"]}


def proposal(old: str, new: str, table: str = "moved") -> Proposal:
    places = (Place("a.py", Evidence(1, "warns")),)
    return Proposal(table, old, new, old.rpartition(".")[0], places)


def test_rules_in_force_that_are_against_it(project: Path) -> None:
    """A rule for calls complains, not the drafted one: then it is tried without those in force."""
    loaded = make_project(
        project, '[[signature]]\nid = "s"\ncallable = "a.f"\nmodern = []\nlegacy = [["a"]]\n'
    )
    item = proposal("a.f", "b.f")
    found, alone = sound([item], {"a.f": "f"}, loaded, alone=False)
    assert found == [item]
    assert [rule.id for rule in alone.rules] == ["f"]


def test_what_is_against_everything(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise ConfigError((Problem("ssot.toml", 1, "no"),))

    loaded = make_project(project, "")
    monkeypatch.setattr(draft_rules, "compile_project", refuse)
    with pytest.raises(ConfigError):
        sound([proposal("a.f", "b.f")], {"a.f": "f"}, loaded, alone=False)


def test_no_example_where_nothing_is_reported(project: Path) -> None:
    loaded = make_project(project, "")
    items = [proposal("example.f", "b.f"), proposal("a.C.f", "a.C.g", "bridge")]
    items = [items[0], items[1]._replace(module="a")]
    ids = {"example.f": "e", "a.C.f": "f"}
    found, compiled = sound(items, ids, loaded, alone=True)
    made = examples_for(found, ids, compiled)
    assert made == {"a.C.f": ("from a import C\n\nC.f()\n", "")}


def test_files_that_cannot_be_read(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"bad.py": "(\n", "old.py": OLD, "acme/new.py": NEW, "latin.py": "x = '\xe9'\n"}
    write_files(project, {**files, "latin.py": b"x = '\xe9'\n"})
    assert run(".", "gone.py") == 2
    captured = capsys.readouterr()
    assert rules_of(captured.out) == ["old -> acme.new"]
    lines = captured.err.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["./bad.py:1", "./latin.py", "gone.py"]
    assert "cannot be parsed" in lines[0]


def test_a_failure_of_ours_is_said(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise ValueError("oh")

    write_files(project, {"a.py": ""})
    monkeypatch.setattr(draft_command, "read_module", fail)
    assert run(".") == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("./a.py: ")
    monkeypatch.setenv("SSOT_DEBUG", "1")
    with pytest.raises(ValueError, match="oh"):
        run(".")


def test_standard_input_is_refused(project: Path) -> None:
    with pytest.raises(UsageError):
        run("-")


def test_excluded_files_are_not_read(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"old.py": "(", "ssot.toml": 'exclude = ["old.py"]\n'}
    assert drafted(project, files, capsys).code == 0


def test_a_tree_outside_of_the_project(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its root is the folder above its packages."""
    other = tmp_path / "site"
    write_files(other, {"acme/__init__.py": "", "acme/new.py": NEW, "acme/old.py": OLD})
    assert run(str(other / "acme" / "old.py"), str(other)) == 0
    text = capsys.readouterr().out
    assert rules_of(text) == ["acme.old -> acme.new"]
    assert f'source = "{other / "acme" / "old.py"}:1"' in text


def test_several_processes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {f"m{number}.py": "from old import Thing\n" for number in range(70)}
    files |= {"old.py": OLD.replace("acme.", ""), "new.py": NEW}
    one = drafted(project, files, capsys)
    two = drafted(project, files, capsys, jobs=2)
    assert one.text == two.text
    assert "# imported by 70 statements in 70 files\n" in one.text


def test_progress(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(project, {"old.py": OLD, "acme/new.py": NEW})
    monkeypatch.setattr(draft_command, "shows_progress", lambda _arguments: True)
    assert run(".") == 0
    assert rules_of(capsys.readouterr().out) == ["old -> acme.new"]


def test_too_much_for_one_file(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(project, {"old.py": OLD, "acme/new.py": NEW})
    monkeypatch.setattr(draft_command, "LARGEST_RULE_FILE", 10)
    assert run(".") == 0
    assert capsys.readouterr().err == "draft: too much for one rule file; split it into packs\n"


IDS = [
    pytest.param(["a.b.Thing"], ["thing"], id="last"),
    pytest.param(["a.b.OldThing", "a.c.old_thing"], ["b-old-thing", "c-old-thing"], id="longer"),
    pytest.param(["a.T", "b.a.T"], ["a-t", "b-a-t"], id="all-of-it"),
    pytest.param(["x.a_b", "x.A.b"], ["a-b", "b"], id="alike-in-part"),
    pytest.param(["a_b", "a.b"], ["a-b", "b"], id="alike"),
    pytest.param(["taken"], ["taken-3"], id="taken"),
    pytest.param(["\u00e9"], ["rule"], id="no-letters"),
    pytest.param([f"a.{'b' * 200}"], ["b" * 80], id="long"),
    pytest.param(["aB.c", "a_b.c", "ab_c.d"], ["a-b-c", "a-b-c-2", "d"], id="never-unlike"),
]


@pytest.mark.parametrize(("paths", "expected"), IDS)
def test_ids(paths: list[str], expected: list[str]) -> None:
    found = make_ids(paths, ["taken", "taken-2"])
    assert [found[path] for path in paths] == expected
    assert found == make_ids(reversed(paths), ["taken", "taken-2"])


def test_words_of_files_cannot_break_the_text() -> None:
    evil = Evidence(1, "a comment says", 'x"\n[[moved]]\nid = "evil"\x07\ud800\x7f\\')
    item = Proposal("moved", "a.old", "a.new", "a", (Place("f\n.py", evil),), notes=("n\nm",))
    text = render([item], {"a.old": "old"}, {}, lambda file: file)
    data = tomllib.loads(text)
    assert len(data["moved"]) == 1
    assert data["moved"][0]["why"] == 'x" [[moved]] id = "evil" \\'
    question = render([item._replace(decide=("q\nq",))], {"a.old": "old"}, {}, lambda file: file)
    assert tomllib.loads(question) == {}


def test_one_line() -> None:
    assert one_line("a\n b\t c") == "a b c"
    assert one_line("word " * 20, 20) == "word word word..."
    assert quoted('a"b') == '"a\\"b"'


def test_why() -> None:
    def why(*evidence: Evidence) -> str:
        places = tuple(Place("f", item) for item in evidence)
        return why_of(Proposal("moved", "a", "b", "a", places))

    assert (
        why(Evidence(1, "warns", "a b"), Evidence(2, "says", "- Deprecated: x")) == "Deprecated: x"
    )
    assert why(Evidence(1, "warns", "a b")) == "warns"


def test_listed() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed([str(number) for number in range(14)]).endswith("11 and 2 more")


def test_a_rule_file_of_the_whole_output(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed can be put beside the project's own rules, and changes the code rightly."""
    files = {
        "acme/__init__.py": "",
        "acme/new.py": NEW,
        "acme/old.py": '"""Deprecated."""\nfrom acme.new import Thing, make\nOld = Thing\n',
        "app.py": "from acme.old import Old, make\n\nOld()\nmake(1)\n",
    }
    found = drafted(project, files, capsys)
    os.remove(project / "drafted.toml")
    (project / "ssot.toml").write_text(found.text)
    assert cli.main(["fix", "app.py", "--quiet"]) == 1
    expected = "from acme.new import Thing as Old, make\n\nOld()\nmake(1)\n"
    assert (project / "app.py").read_text() == expected
    capsys.readouterr()
    assert drafted(project, {"ssot.toml": found.text}, capsys).text == ""
