"""What a fix must not change: each way in which a file may come to mean something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import RULES, make_project

from flake8_ssot import fix_module
from flake8_ssot.fix import Fixed, fix_source
from flake8_ssot.job import Job
from flake8_ssot.project import Project
from flake8_ssot.selection import Selection
from flake8_ssot.source import Source, Unparsable, parse, split_lines
from flake8_ssot.verify import Version, comment_lost, what_changed

MORE_RULES = (
    RULES
    + """
[[moved]]
id = "nearer"
old = "acme.box.deep.Lid"
new = "acme.box.Cap"

[[moved]]
id = "into-a-class"
old = "acme.mod"
new = "acme.core.Thing"

[[moved]]
id = "utc"
old = "acme.zone.utc"
new = "datetime.timezone.utc"
"""
)


@pytest.fixture
def loaded(tmp_path: Path) -> Project:
    return make_project(tmp_path, MORE_RULES)


def source(text: str) -> Source:
    tree = parse(text)
    assert not isinstance(tree, Unparsable)
    return Source("app/user.py", split_lines(text), tree)


def version(text: str, rewritten: str = "") -> Version:
    start = text.find(rewritten) if rewritten else 0
    ranges = ((start, start + len(rewritten)),) if rewritten else ()
    return Version(source(text), None, ranges)


OLD = "from acme.legacy.engine import Engine\nEngine()\n"
TOOLS = "import acme.tools as t\ngetattr(t, 'X')\n"

CHANGES = [
    pytest.param(
        OLD, "from acme.core.engine import UserEngine as Engine\nEngine()\n", "", id="as-the-rule"
    ),
    pytest.param(OLD, OLD, "", id="nothing"),
    pytest.param(
        OLD,
        "from other import Engine\nEngine()\n",
        "`Engine` on line 2 would mean something else",
        id="another-thing",
    ),
    pytest.param("x = 1\ny = x\n", "x = 1\n", "a statement would be lost", id="statement"),
    pytest.param("f(x)\n", "f(1)\n", "a use of a name would be lost", id="use"),
    pytest.param(
        "import os as o\n",
        "import os\n",
        "the module's name `o` would be lost or mean something else",
        id="name",
    ),
    pytest.param("import a.b\n", "import c.b\n", "", id="name-of-a-top-level-package"),
    pytest.param(TOOLS, "import acme.kit as t\ngetattr(t, 'X')\n", "", id="getattr-kept"),
    pytest.param(
        TOOLS,
        "import acme.kit as t\ngetattr(t, 'Y')\n",
        "`getattr` on line 2 would name something else",
        id="getattr",
    ),
    pytest.param(
        "import x\ndef f():\n    return x\n",
        "import x\ndef f():\n    return y\n",
        "`x` on line 3 would mean something else",
        id="in-a-function",
    ),
    pytest.param("try:\n    pass\nexcept ImportError:\n    pass\n", "pass\npass\n", "", id="try"),
    pytest.param(
        "x = print\n", "x = open\n", "`print` on line 1 would mean something else", id="builtin"
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), CHANGES)
def test_what_changed(before: str, after: str, expected: str, loaded: Project) -> None:
    module = loaded.place(f"{loaded.settings.root}/app/user.py").module
    found = what_changed(version(before), version(after), module, loaded.rule_index)
    assert found == expected


def test_new_words_in_a_call_must_be_bound(loaded: Project) -> None:
    module = loaded.place(f"{loaded.settings.root}/app/user.py").module
    before = version("import f\nf(a)\n", "f(a)")
    for after, expected in (("f(b)", "`b` would be unbound"), ("f(open)", "")):
        now = version(f"import f\n{after}\n", after)
        assert what_changed(before, now, module, loaded.rule_index) == expected


def test_comments() -> None:
    one, two = source("x = 1  # one\n"), source("x = 1  # two\n")
    assert comment_lost(one, two) == "# one"
    assert comment_lost(one, one) == ""
    assert comment_lost(source("x = '#'\n"), source("x = 1\n")) == ""


def mended(text: bytes, loaded: Project) -> Fixed:
    job = Job(loaded, Selection(("SOT",), (), ()), with_fixes=True)
    return fix_source(f"{loaded.settings.root}/app/user.py", text, job)


def test_our_own_failure(loaded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fix_module, "_settled", lambda *_, **__: 1 / 0)
    result = mended(OLD.encode(), loaded)
    assert result.after == result.before
    assert result.problem is not None
    assert "ZeroDivisionError" in result.problem.reason
    monkeypatch.setenv("SSOT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        mended(OLD.encode(), loaded)


def test_a_fix_that_never_settles(loaded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fix_module, "_passed", lambda state, *_: (state._replace(), {}))
    problem = mended(OLD.encode(), loaded).problem
    assert problem is not None
    assert "not settled after 10 rounds" in problem.reason


HARM = [
    pytest.param(b"(", "the file would not parse: ", id="unparsable"),
    pytest.param(b"Engine()\n", "`Engine` on line 2 would mean something else", id="unbound"),
    pytest.param(
        b"from acme.core.engine import UserEngine as Engine\nEngine()\nimport acme.gone\n",
        "SOT101 'acme.gone' would be reported afterwards",
        id="another-finding",
    ),
]


@pytest.mark.parametrize(("after", "reason"), HARM)
def test_a_harmful_fix_is_withdrawn(
    after: bytes, reason: str, loaded: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fix_module, "splice", lambda *_: after)
    result = mended(OLD.encode(), loaded)
    assert result.after == result.before
    assert result.left[0].reason.startswith(f"withdrawn: {reason}")


def test_a_lost_comment_withdraws(loaded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"from acme.legacy.engine import (  # here\n    Engine,\n    run,  # there\n)\n"
    lost = (
        b"from acme.core.engine import UserEngine as Engine\nfrom acme.legacy.engine import run\n"
    )
    monkeypatch.setattr(fix_module, "splice", lambda *_: lost)
    monkeypatch.setattr(fix_module, "_has_comment", lambda *_: True)
    (left,) = mended(text, loaded).left
    assert left.reason.startswith("withdrawn: the comment '# ")


def test_an_encoding_of_many_spellings(loaded: Project) -> None:
    result = mended(b"# coding: utf-7\n" + OLD.encode() + b"# +AGE-\n", loaded)
    assert result.after == result.before
    assert [item.reason for item in result.left] == [
        "utf-7 does not spell the same text in one way only"
    ]


REWRITES = [
    pytest.param(
        b"import acme.box as b\nb.deep.Lid.size\n",
        b"import acme.box as b\nb.Cap.size\n",
        id="nearer-to-the-module",
    ),
    pytest.param(
        b"import acme.mod as m\nm.x\n",
        b"from acme.core import Thing as m\nm.x\n",
        id="a-module-that-became-a-class",
    ),
    pytest.param(
        b"import acme.zone as z\nz.utc\n",
        b"from datetime import timezone\nimport acme.zone as z\ntimezone.utc\n",
        id="through-a-class-of-the-standard-library",
    ),
]


@pytest.mark.parametrize(("before", "after"), REWRITES)
def test_rewrites(before: bytes, after: bytes, loaded: Project) -> None:
    assert mended(before, loaded).after == after


def test_an_attribute_of_a_class_cannot_be_imported(loaded: Project) -> None:
    result = mended(b"from acme.zone import utc\n", loaded)
    assert result.after == result.before
    assert [item.reason for item in result.left] == [
        "'datetime.timezone' is no module, 'utc' cannot be imported from it"
    ]
