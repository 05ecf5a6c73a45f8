"""`ssot gate`: everything that stands in the way of deleting a bridge, and nothing else."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from pathlib import Path

import pytest
from command_support import Bench, Result, notebook

from flake8_ssot import flake8_config, gate_files
from flake8_ssot.blocked_run import BlockedRun

MODULE = '[[moved]]\nid = "legacy"\nold = "acme.legacy"\nnew = "acme.core"\n'
SYMBOL = '[[moved]]\nid = "engine"\nold = "acme.legacy.Engine"\nnew = "acme.core.Engine"\n'
OTHER = '[[moved]]\nid = "other"\nold = "acme.other"\n'
CALLS = """\
[[signature]]
id = "call"
callable = "acme.core.Engine"
modern = ["context", "factory"]
legacy = [["registry", "bridge"]]
[signature.roles.registry]
names = ["registry"]
[signature.roles.context]
names = ["context"]
"""
BRIDGE = """\
[[bridge]]
id = "make"
old = "acme.core.Engine.from_legacy"
new = "acme.core.Engine"
"""
TREE = {
    "acme/__init__.py": "",
    "acme/core.py": "class Engine: ...\n",
    "acme/legacy.py": "from acme.core import Engine\n",
}
IMPORT = "from acme.legacy import Engine\n"
CORE = "from acme.core import Engine\n"


@pytest.fixture
def ssot(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Bench:
    monkeypatch.setenv("SSOT_DEBUG", "1")
    bench = Bench(project_dir, capfd)
    bench.put({**TREE, "ssot.toml": MODULE})
    return bench


def told(bench: Bench, *arguments: str) -> dict[str, list[str]]:
    """Group -> the places in it."""
    found: dict[str, list[str]] = {}
    for reason in bench.json("gate", *arguments)["reasons"]:
        cell = f"cell {reason['cell']}:" if "cell" in reason else ""
        place = f"{reason['path']}:{cell}{reason['line']}"
        found.setdefault(reason["group"], []).append(place.removesuffix(":None"))
    return found


STANDS = [  # files, group -> places
    pytest.param({"a.py": IMPORT}, {"code": ["a.py:1"]}, id="import"),
    pytest.param({"a.py": "import acme.legacy\n"}, {"code": ["a.py:1"]}, id="import-module"),
    pytest.param(
        {"a.py": "from acme import legacy\n\nlegacy.Engine()\n"},
        {"code": ["a.py:1", "a.py:3"]},
        id="attribute",
    ),
    pytest.param(
        {"acme/sub/a.py": "from ..legacy import X\n"}, {"code": ["acme/sub/a.py:1"]}, id="relative"
    ),
    pytest.param(
        {"acme/__init__.py": "from .legacy import Engine\n"},
        {"reexport": ["acme/__init__.py:1"]},
        id="re-export",
    ),
    pytest.param(
        {"acme/__init__.py": "from .legacy import Engine\n", "a.py": "from acme import Engine\n"},
        {"reexport": ["acme/__init__.py:1"], "via": ["a.py:1"]},
        id="via",
    ),
    pytest.param(
        {"a.py": 'from importlib import import_module\n\nimport_module("acme.legacy")\n'},
        {"dynamic": ["a.py:3"]},
        id="dynamic",
    ),
    pytest.param(
        {"a.py": 'from unittest.mock import patch\n\npatch("acme.legacy.Engine")\n'},
        {"patch": ["a.py:3"]},
        id="patch",
    ),
    pytest.param(
        {"a.py": 'ENGINE_CLASS = "acme.legacy.Engine"\n'}, {"string": ["a.py:1"]}, id="setting"
    ),
    pytest.param({"c.yaml": "a: acme.legacy.Engine\n"}, {"config": ["c.yaml:1"]}, id="yaml"),
    pytest.param({"c.ini": "[a]\nb = acme.legacy:X\n"}, {"config": ["c.ini:2"]}, id="ini"),
    pytest.param(
        {"pyproject.toml": '[project.scripts]\nrun = "acme.legacy:main"\n'},
        {"config": ["pyproject.toml:2"]},
        id="script-in-pyproject",
    ),
    pytest.param(
        {"setup.cfg": "[options.entry_points]\nconsole_scripts =\n    run = acme.legacy:main\n"},
        {"config": ["setup.cfg:3"]},
        id="script-in-setup-cfg",
    ),
    pytest.param(
        {".flake8": "[flake8:local-plugins]\nextension =\n    X = acme.legacy:Plugin\n"},
        {"config": [".flake8:3"]},
        id="name-without-extension",
    ),
    pytest.param({"a.pyi": IMPORT}, {"code": ["a.pyi:1"]}, id="stub"),
    pytest.param(
        {"n.ipynb": notebook("import os", IMPORT)}, {"code": ["n.ipynb:cell 2:1"]}, id="notebook"
    ),
    pytest.param({"d.md": f"# T\n\n```python\n{IMPORT}```\n"}, {"code": ["d.md:4"]}, id="document"),
    pytest.param({"m.py": f'"""D.\n\n>>> {IMPORT}"""\n'}, {"code": ["m.py:3"]}, id="doctest"),
    pytest.param({"a.py": "def f(:\n"}, {"broken": ["a.py:1"]}, id="unparsable"),
    pytest.param({"n.ipynb": "{"}, {"broken": ["n.ipynb:1"]}, id="unparsable-notebook"),
    pytest.param(
        {"bin/run": f"#!/usr/bin/env python3\n{IMPORT}"}, {"code": ["bin/run:2"]}, id="script"
    ),
    pytest.param({"a.pyw": IMPORT}, {"code": ["a.pyw:1"]}, id="windows-script"),
    pytest.param(
        {"run.sh": "#!/bin/sh\npython -m acme.legacy --x\n"}, {"script": ["run.sh:2"]}, id="shell"
    ),
    pytest.param(
        {"bin/go": "#!/bin/sh\ngunicorn acme.legacy:app\n"},
        {"script": ["bin/go:2"]},
        id="shell-without-extension",
    ),
    pytest.param(
        {"Dockerfile.dev": 'FROM x\nCMD ["python", "acme/legacy.py"]\n'},
        {"script": ["Dockerfile.dev:2"]},
        id="file-in-dockerfile",
    ),
    pytest.param(
        {"a.pyx": "from acme.legacy cimport Engine, Y\n"}, {"script": ["a.pyx:1"]}, id="cython"
    ),
    pytest.param({"a.py.j2": IMPORT}, {"script": ["a.py.j2:1"]}, id="template"),
    pytest.param({"a.py": f"{IMPORT.strip()}  # noqa\n"}, {"hidden": ["a.py:1"]}, id="noqa"),
    pytest.param(
        {"a.py": f"# flake8: noqa\n{IMPORT}"}, {"hidden": ["a.py:2"]}, id="noqa-of-a-file"
    ),
    pytest.param(
        {"n.ipynb": notebook(f"{IMPORT.strip()}  # noqa")},
        {"hidden": ["n.ipynb:cell 1:1"]},
        id="noqa-in-a-notebook",
    ),
    pytest.param(
        {"m.py": '"""\n>>> from acme.legacy import (  # noqa\n...     Engine)\n"""\n'},
        {"hidden": ["m.py:3"]},
        id="noqa-in-a-doctest",
    ),
    pytest.param(
        {"c.yaml": "a: acme.legacy.Engine  # noqa\n"}, {"hidden": ["c.yaml:1"]}, id="noqa-in-yaml"
    ),
    pytest.param(
        {"ssot.toml": f'{MODULE}allow = ["a.py"]\n', "a.py": IMPORT},
        {"hidden": ["a.py:1"]},
        id="allow",
    ),
    pytest.param(
        {"ssot.toml": f'exclude = ["a.py"]\n{MODULE}', "a.py": IMPORT},
        {"hidden": ["a.py:1"]},
        id="exclude",
    ),
    pytest.param(
        {"ssot.toml": f'skip = ["stubs"]\n{MODULE}', "a.pyi": IMPORT},
        {"hidden": ["a.pyi:1"]},
        id="skip",
    ),
    pytest.param(
        {"ssot.toml": f'skip = ["notebooks"]\n{MODULE}', "a.ipynb": notebook(IMPORT)},
        {"hidden": ["a.ipynb:cell 1:1"]},
        id="skip-notebooks",
    ),
    pytest.param(
        {"ssot.toml": f'skip = ["doctests"]\n{MODULE}', "m.py": f'"""D.\n\n>>> {IMPORT}"""\n'},
        {"hidden": ["m.py:3"]},
        id="skip-doctests",
    ),
    pytest.param(
        {
            "ssot.toml": f'skip = ["re-exports"]\n{MODULE}',
            "acme/__init__.py": "from .legacy import Engine\n",
            "a.py": "from acme import Engine\n",
        },
        {"reexport": ["acme/__init__.py:1"], "hidden": ["a.py:1"]},
        id="skip-re-exports",
    ),
    pytest.param(
        {"setup.cfg": "[flake8]\nexclude = tests\n", "tests/a.py": IMPORT},
        {"hidden": ["tests/a.py:1"]},
        id="exclude-of-flake8",
    ),
    pytest.param(
        {"setup.cfg": "[flake8]\nextend-exclude = tests/*.py\n", "tests/a.py": IMPORT},
        {"hidden": ["tests/a.py:1"]},
        id="extend-exclude-of-flake8",
    ),
    pytest.param(
        {"setup.cfg": "[flake8]\nfilename = ./acme/*.py\n", "a.py": IMPORT},
        {"hidden": ["a.py:1"]},
        id="filename-leaves-out",
    ),
    pytest.param(
        {"setup.cfg": "[flake8]\nfilename = *.py, *SConstruct\n", "SConstruct": IMPORT},
        {"code": ["SConstruct:1"]},
        id="filename-takes-in",
    ),
    pytest.param(
        {"setup.cfg": "[flake8]\nper-file-ignores = a.py: SOT\n", "a.py": IMPORT},
        {"hidden": ["a.py:1"]},
        id="per-file-ignores",
    ),
    pytest.param(
        {"setup.cfg": "[flake8]\nignore = SOT\n", "a.py": IMPORT}, {"code": ["a.py:1"]}, id="ignore"
    ),
    pytest.param(
        {"setup.cfg": "[flake8]\ndisable-noqa = true\n", "a.py": f"{IMPORT.strip()}  # noqa\n"},
        {"code": ["a.py:1"]},
        id="disable-noqa",
    ),
    pytest.param(
        {"ssot.toml": MODULE.replace("core", "nowhere")}, {"target": ["ssot.toml:1"]}, id="target"
    ),
    pytest.param(
        {"acme/core.py": "def __getattr__(name): ...\n", "ssot.toml": SYMBOL},
        {"target": ["ssot.toml:1"]},
        id="target-that-cannot-be-told",
    ),
    pytest.param(
        {"ssot.toml": CALLS.replace("acme.core", "acme.cores")},
        {"target": ["ssot.toml:1"]},
        id="callable",
    ),
    pytest.param(
        {
            "ssot.toml": SYMBOL.replace("acme.core", "acme.mid")
            + '[[moved]]\nid = "mid"\nold = "acme.mid"\n'
            'new = "acme.nowhere"\n'
        },
        {"target": ["ssot.toml:1", "ssot.toml:5"]},
        id="target-behind-a-target",
    ),
    pytest.param(
        {
            "ssot-baseline.txt": "a.py\tSOT101\tlegacy\tacme.legacy\timport\t<module>\n"
            "a.py\tlooks-like\t8209183ce17a6338\n"
        },
        {"baseline": ["ssot-baseline.txt"]},
        id="baseline",
    ),
    pytest.param(
        {"ssot.toml": CALLS, "a.py": f"{CORE}Engine(registry, b)\n"},
        {"call": ["a.py:2"]},
        id="SOT201",
    ),
    pytest.param(
        {"ssot.toml": CALLS, "a.py": f"{CORE}Engine(registry=b)\n"},
        {"call": ["a.py:2"]},
        id="SOT202",
    ),
    pytest.param(
        {"ssot.toml": CALLS, "a.py": f"{CORE}Engine()\n"}, {"call": ["a.py:2"]}, id="SOT203"
    ),
    pytest.param(
        {"ssot.toml": BRIDGE, "a.py": f"{CORE}Engine.from_legacy()\n"},
        {"call": ["a.py:2"]},
        id="SOT204",
    ),
    pytest.param(
        {"ssot.toml": CALLS, "a.py": f"{CORE}Engine(a, b)\n"}, {"unsure": ["a.py:2"]}, id="SOT205"
    ),
    pytest.param(
        {"ssot.toml": CALLS, "a.py": "x = Engine(context, b)\n"}, {"call": ["a.py:1"]}, id="SOT206"
    ),
    pytest.param(
        {"ssot.toml": CALLS, "a.py": f"{CORE}Engine(a, b)  # noqa\n"},
        {"hidden": ["a.py:2"]},
        id="SOT205-hidden",
    ),
    pytest.param(
        {"ssot.toml": MODULE + SYMBOL, "a.py": IMPORT},
        {"code": ["a.py:1"]},
        id="symbol-below-the-module",
    ),
    pytest.param(
        {
            "ssot.toml": MODULE + BRIDGE.replace("core.Engine.from", "legacy.Engine.from"),
            "a.py": IMPORT,
        },
        None,
        id="bridge-below-the-module",
    ),
]


@pytest.mark.parametrize(("files", "expected"), STANDS)
def test_stands_in_the_way(
    files: dict[str, str], expected: dict[str, list[str]] | None, ssot: Bench
) -> None:
    ssot.put(files)
    if expected is None:  # two rules for one thing
        assert ssot("gate").code == 2
        return
    assert told(ssot) == expected
    result = ssot("gate")
    places = [
        line.strip().split(": ")[0].replace(":cell ", " ")
        for line in result.out
        if line.startswith("  ")
    ]
    wanted = [place.replace(":cell ", " ") for group in expected.values() for place in group]
    assert (result.code, places) == (1, wanted)
    assert result.out[-1].startswith("Not yet: ")
    for ids in ([], ["--quiet"], ["-j", "1"]):
        assert ssot("gate", *ids).code == 1


PASSES = [
    pytest.param({}, id="the-deprecated-module-itself"),
    pytest.param(
        {
            "acme/legacy.py": None,
            "acme/legacy/__init__.py": "from acme.legacy.engine import Engine\n",
            "acme/legacy/engine.py": "from . import parts\nimport acme.legacy\n",
        },
        id="its-own-package",
    ),
    pytest.param({"a.py": "# acme.legacy is gone\n"}, id="comment"),
    pytest.param({"a.py": 'print("acme.legacy is gone")\n'}, id="sentence"),
    pytest.param({"a.py": 'import logging\nlogging.getLogger("acme.legacy")\n'}, id="logger"),
    pytest.param({"a.py": f"{CORE}Engine()\n"}, id="another-class-of-that-name"),
    pytest.param(
        {"a.py": "from acme.legacy_too import X\nimport acme.legacys\n"}, id="longer-name"
    ),
    pytest.param({"ssot.toml": MODULE + OTHER, "a.py": "import acme.other\n"}, id="another-rule"),
    pytest.param(
        {
            "ssot.toml": MODULE + MODULE.replace("legacy", "older"),
            "acme/older.py": IMPORT,
            "a.py": "",
        },
        id="old-module-of-another-rule",
    ),
    pytest.param({"d.md": "`acme.legacy` is gone\n"}, id="prose"),
    pytest.param(
        {"ssot.toml": f'{MODULE}allow = ["d.md"]\n', "d.md": f"```python\n{IMPORT}```\n"},
        id="example-that-may-stay",
    ),
    pytest.param(
        {"ssot.toml": f'skip = ["documents"]\n{MODULE}', "d.rst": f">>> {IMPORT}"},
        id="skipped-documents",
    ),
    pytest.param({"d.md": f"```python\n{IMPORT.strip()}  # noqa\n```\n"}, id="example-with-noqa"),
    pytest.param(
        {"setup.cfg": "[flake8]\nexclude = bad\n", "bad/a.py": "def f(:\n"},
        id="broken-and-excluded-by-flake8",
    ),
    pytest.param(
        {"ssot.toml": f'exclude = ["bad"]\n{MODULE}', "bad/a.py": "def f(:\n"},
        id="broken-and-excluded",
    ),
    pytest.param({"node_modules/x/c.toml": 'a = "acme.legacy:x"\n'}, id="packages-of-others"),
    pytest.param({"__pycache__/a.py": IMPORT}, id="caches"),
    pytest.param({"ssot-team.toml": OTHER, "acme/ssot.toml": MODULE}, id="rules"),
    pytest.param(
        {"ssot.toml": f'extend = ["rules/team.toml"]\n{OTHER}', "rules/team.toml": MODULE},
        id="rules-of-another-name",
    ),
    pytest.param(
        {"ssot.toml": "", "pyproject.toml": MODULE.replace("moved", "tool.ssot.moved")},
        id="rules-in-pyproject",
    ),
    pytest.param(
        {
            "pyproject.toml": "[tool.ruff.lint.flake8-tidy-imports]\n"
            'banned-module-level-imports = ["acme.legacy"]\n'
            '[tool.ruff.lint.flake8-tidy-imports.banned-api]\n"acme.legacy".msg = "no"\n'
        },
        id="banned-by-ruff",
    ),
    pytest.param(
        {".pylintrc": "[IMPORTS]\ndeprecated-modules=acme.legacy,x\n"}, id="banned-by-pylint"
    ),
    pytest.param(
        {"setup.cfg": "[flake8]\nbanned-modules = acme.legacy = no\n"}, id="banned-by-flake8"
    ),
    pytest.param(
        {"CHANGES.txt": "acme.legacy is gone\n", "a.json": '"acme.legacy"'}, id="only-spelled"
    ),
    pytest.param({"run.sh": "# python -m acme.legacy\n"}, id="comment-in-a-script"),
    pytest.param(
        {"a.bin": b"#!python\0acme.legacy.Engine", "b.sh": b"\0acme.legacy.X"}, id="binary"
    ),
    pytest.param({"ssot.toml": MODULE.replace('new = "acme.core"', "")}, id="no-successor"),
    pytest.param(
        {"ssot.toml": MODULE.replace("acme.core", "elsewhere.core")}, id="in-another-distribution"
    ),
    pytest.param({"ssot.toml": CALLS, "a.py": f"{CORE}Engine(context, b)\n"}, id="modern-call"),
    pytest.param({"ssot.toml": BRIDGE, "a.py": f"{CORE}Engine.other()\n"}, id="another-method"),
]


@pytest.mark.parametrize("files", PASSES)
def test_nothing_stands_in_the_way(files: dict[str, str | bytes | None], ssot: Bench) -> None:
    for name, content in files.items():
        if content is None:
            (ssot.root / name).unlink()
    ssot.put({name: content for name, content in files.items() if content is not None})
    ids = ssot.json("rules", "list")
    asked = [item["id"] for item in ids if item["id"] != "other"]
    assert told(ssot, *asked) == {}
    result = ssot("gate", *asked)
    assert (result.code, result.err) == (0, [])
    assert ssot("gate", "--quiet", *asked) == Result(0, [], [])


TWO = {
    "ssot.toml": f"{MODULE}{SYMBOL}{OTHER}",
    "a.py": "import acme.legacy\n",
    "b.py": IMPORT,
    "c.py": "import acme.other\n",
}
ASKED = [  # rules asked about, rules that are, group -> places
    pytest.param([], ["legacy", "engine", "other"], ["a.py:1", "b.py:1", "c.py:1"], id="all"),
    pytest.param(["legacy"], ["legacy", "engine"], ["a.py:1", "b.py:1"], id="module"),
    pytest.param(["engine"], ["engine"], ["b.py:1"], id="symbol"),
    pytest.param(["other", "engine"], ["engine", "other"], ["b.py:1", "c.py:1"], id="two"),
]


@pytest.mark.parametrize(("asked", "rules", "places"), ASKED)
def test_a_rule_takes_along_what_lies_below(
    asked: list[str], rules: list[str], places: list[str], ssot: Bench
) -> None:
    ssot.put(TWO)
    assert ssot.json("gate", *asked)["rules"] == rules
    assert told(ssot, *asked) == {"code": places}


def test_text(ssot: Bench) -> None:
    ssot.put(
        {"a.py": IMPORT, "b.py": f"{IMPORT.strip()}  # noqa\n", "CHANGES": "\nacme.legacy went\n"}
    )
    message = (
        "SOT101 import of deprecated path 'acme.legacy.Engine', use 'acme.core.Engine' [legacy]"
    )
    assert ssot("gate", "legacy") == Result(
        1,
        [
            "uses in code (1):",
            f"  a.py:1: {message}",
            "hidden uses (1):",
            f"  b.py:1: {message} (hidden by a comment, `skip` or flake8's configuration)",
            "Spelled where nothing tells whether it is used, see for yourself (1):",
            "  CHANGES:2: acme.legacy",
            "Not yet: 2 things in the way of 1 rule.",
        ],
        [],
    )
    ssot.put({"a.py": "", "b.py": "", "acme/legacy.pyi": ""})
    (ssot.root / "CHANGES").write_text("acme/legacy.py\n" * 12)
    assert ssot("gate", "legacy").out == [
        "Spelled where nothing tells whether it is used, see for yourself (12):",
        *(f"  CHANGES:{number}: acme/legacy.py" for number in range(1, 11)),
        "  and 2 more, in `--format json`",
        "Nothing stands in the way of 1 rule, 7 files checked.",
        "Can be deleted: acme/legacy.py, acme/legacy.pyi",
    ]
    assert ssot("gate", "legacy", "-q") == Result(0, [], [])


def test_json(ssot: Bench) -> None:
    ssot.put({"n.ipynb": notebook(IMPORT), "b.txt": "acme.legacy\n"})
    assert ssot.json("gate") == {
        "version": 1,
        "rules": ["legacy"],
        "reasons": [
            {
                "group": "code",
                "rule": "legacy",
                "path": "n.ipynb",
                "cell": 1,
                "line": 1,
                "message": "SOT101 import of deprecated path 'acme.legacy.Engine', use "
                "'acme.core.Engine' [legacy]",
            }
        ],
        "spelled": [{"path": "b.txt", "line": 1, "rule": "legacy"}],
        "bridges": ["acme/legacy.py"],
    }


def test_lines_of_configuration_that_name_a_file(ssot: Bench) -> None:
    ssot.put(
        {
            "ci.yaml": "a:\n  - x: acme.legacy.X\n  - run: cat acme/legacy.py\n",
            "ssot-team.toml": OTHER,
            "pyproject.toml": "[tool.coverage.run]\nomit = ['acme/legacy.py']\n",
        }
    )
    document = ssot.json("gate")
    assert [(item["path"], item["line"]) for item in document["spelled"]] == [
        ("ci.yaml", 3),
        ("pyproject.toml", 2),
    ]
    assert [(item["path"], item["line"]) for item in document["reasons"]] == [("ci.yaml", 2)]


def test_names_cannot_drive_a_terminal(ssot: Bench) -> None:
    ssot.put({"a\x1b[31m.py": IMPORT, "b\x1b.txt": "acme.legacy\n"})
    assert not any("\x1b" in line for line in ssot("gate").out)


WRONG = [
    pytest.param(["legac"], "no rule has the id 'legac' (did you mean 'legacy'?)", id="close"),
    pytest.param(["xyz"], "no rule has the id 'xyz'; see `ssot rules list`", id="unknown"),
    pytest.param(
        ["--config", "no.toml"], "no.toml: cannot be read: No such file", id="no-such-file"
    ),
    pytest.param(["--deep"], "gate: --deep needs a command, such as", id="no-command"),
    pytest.param(["--deep", "--"], "gate: --deep needs a command, such as", id="no-command-either"),
    pytest.param(["-j", "0"], "must be a number from 1 up", id="jobs"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_bad_usage(arguments: list[str], message: str, ssot: Bench) -> None:
    result = ssot("gate", *arguments)
    assert (result.code, result.out) == (2, [])
    assert message in result.err[-1]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param({"ssot-baseline.txt": "what\n"}, "ssot-baseline.txt:1: ", id="baseline"),
        pytest.param({"ssot.toml": "old = 1\n"}, "ssot.toml:1: ", id="rules"),
        pytest.param({"setup.cfg": "[flake8]\nignore = x1\n"}, "setup.cfg: ", id="flake8"),
    ],
)
def test_bad_files(files: dict[str, str], message: str, ssot: Bench) -> None:
    ssot.put(files)
    result = ssot("gate")
    assert (result.code, result.out, len(result.err)) == (2, [], 1)
    assert message in result.err[0]


def test_without_configuration_the_shipped_pack_applies(ssot: Bench) -> None:
    (ssot.root / "ssot.toml").unlink()
    (ssot.root / ".git").mkdir()
    assert ssot("gate", "execution-engine").code == 0


def test_from_a_subfolder_the_project_is_the_same(
    ssot: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssot.put(
        {
            "a.py": IMPORT,
            "sub/b.py": IMPORT,
            "sub/setup.cfg": "[flake8]\nexclude = *\n",
            "setup.cfg": "[flake8]\nper-file-ignores = ./sub/c.py: SOT\n"
            "filename = ./sub/*.py, ./a.py\n",
            "sub/c.py": IMPORT,
            "d.py": IMPORT,
        }
    )
    expected = {"code": ["a.py:1", "sub/b.py:1"], "hidden": ["d.py:1", "sub/c.py:1"]}
    assert told(ssot) == expected
    monkeypatch.chdir(ssot.root / "sub")
    assert told(ssot) == {
        group: [os.path.relpath(place, "sub") for place in places]
        for group, places in expected.items()
    }
    monkeypatch.chdir(ssot.root.parent)
    assert told(ssot, "--config", "project/ssot.toml") == {
        group: [f"project/{place}" for place in places] for group, places in expected.items()
    }


def test_named_in_flake8s_configuration(ssot: Bench) -> None:
    (ssot.root / "ssot.toml").rename(ssot.root / "team.toml")
    ssot.put({"setup.cfg": "[flake8]\nssot-config = team.toml\n", "a.py": IMPORT})
    assert told(ssot) == {"code": ["a.py:1"]}


def test_what_git_knows(ssot: Bench) -> None:
    ssot.put(
        {
            ".gitignore": "ignored.py\n",
            "ignored.py": IMPORT,
            "tracked.py": IMPORT,
            "gone.py": IMPORT,
        }
    )
    ssot.git("init", "-q")
    ssot.commit()
    ssot.put({"untracked.py": IMPORT})
    (ssot.root / "gone.py").unlink()
    assert told(ssot) == {"code": ["tracked.py:1", "untracked.py:1"]}
    ssot.put({"tests/t.py": IMPORT})
    assert told(ssot, "--exclude", "tests,tracked.py") == {"code": ["untracked.py:1"]}
    (ssot.root / "tests" / "t.py").unlink()
    (ssot.root / "gone.py").symlink_to("nowhere.py")
    (ssot.root / "folder.py").symlink_to("acme")
    assert told(ssot) == {"code": ["tracked.py:1", "untracked.py:1"]}


def test_what_is_not_checked_out_is_not_clean(ssot: Bench) -> None:
    ssot.put({"sub/a.py": IMPORT, "acme/b.py": ""})
    ssot.git("init", "-q")
    ssot.commit()
    ssot.git("sparse-checkout", "set", "--cone", "acme")
    assert not (ssot.root / "sub").exists()
    assert told(ssot) == {"broken": ["sub/a.py"]}
    assert "  sub/a.py: is not checked out" in ssot("gate").out


def test_submodules_are_another_project(ssot: Bench) -> None:
    ssot.git("init", "-q")
    ssot.commit()
    ssot.put({"inner.py/a.py": IMPORT})
    ssot.git("init", "-q", "inner.py")
    ssot.git("-C", "inner.py", "add", "-A")
    ssot.git("-C", "inner.py", "commit", "-q", "-m", "work")
    ssot.git("add", "inner.py")
    assert told(ssot) == {}


def test_exclude_is_asked_for_by_who_calls(ssot: Bench) -> None:
    ssot.put({"third_party/a.py": "def f(:\n", "b.py": IMPORT})
    assert told(ssot) == {"broken": ["third_party/a.py:1"], "code": ["b.py:1"]}
    assert told(ssot, "--exclude", "third_party,b.py") == {}


def test_broken_files_that_are_excluded_count_where_they_spell_it(ssot: Bench) -> None:
    ssot.put({"setup.cfg": "[flake8]\nexclude = bad\n", "bad/a.py": f"{IMPORT}def f(:\n"})
    assert told(ssot) == {"broken": ["bad/a.py:2"]}


def test_files_that_nobody_can_read(ssot: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(ssot.root / "a.py")
    os.mkfifo(ssot.root / "b")
    ssot.put({"ssot.toml": f'exclude = ["a.py"]\n{MODULE}', "big.txt": "acme.legacy\n" * 100_000})
    assert told(ssot) == {"broken": ["a.py"]}
    assert ssot.json("gate")["spelled"] == []


def test_no_permission(ssot: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    ssot.put({"script": f"#!/usr/bin/python\n{IMPORT}"})
    real = open

    def refuse(file: object, *more: object, **others: object) -> object:
        if str(file).endswith("script"):
            raise PermissionError
        return real(file, *more, **others)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", refuse)
    assert gate_files.find(".", flake8_config.Flake8Config(), ()).others == ["script"]


def test_our_own_failure_is_no_clean_file(ssot: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    ssot.put({"a.py": IMPORT})
    monkeypatch.delenv("SSOT_DEBUG")

    def fail(*_: object) -> None:
        raise RuntimeError("oops")

    monkeypatch.setattr("flake8_ssot.check.match_imports", fail)
    assert told(ssot) == {"broken": ["a.py"]}


def test_the_successor_may_lie_below(ssot: Bench) -> None:
    ssot.put(
        {
            "ssot.toml": '[[moved]]\nid = "foo"\nold = "foo"\nnew = "foo.core"\n',
            "foo/__init__.py": "",
            "foo/core.py": "x = 1\n",
            "a.py": "from foo.core import x\n",
            "b.txt": "foo.core.x\n",
        }
    )
    assert ssot.json("gate") == {
        "version": 1,
        "rules": ["foo"],
        "reasons": [],
        "spelled": [],
        "bridges": ["foo/__init__.py"],
    }
    result = ssot("gate", "--deep", "true")
    assert (result.code, result.out) == (2, [])
    assert result.err == [
        "foo: its new path lies below the old one; --deep says nothing of it",
        "gate: --deep has nothing to block",
    ]


PASSING = "import acme.core\n"
TRIES = "try:\n    import acme.legacy\nexcept ImportError:\n    pass\n"


def python(*arguments: str) -> list[str]:
    return ["--deep", sys.executable, *arguments]


def test_deep_passes(ssot: Bench) -> None:
    result = ssot("gate", *python("-c", f"{PASSING}print('said')"))
    assert (result.code, result.err) == (0, [])
    assert result.out[0] == "said"
    assert result.out[1].startswith("Nothing stands in the way")


UNWATCHED = (
    "--deep: no Python process of the command could be watched; does it run Python, and keep "
    "PYTHONPATH?"
)
FAILED = (
    "--deep: the command ended with 3, though nothing old was asked for; does it pass without "
    "--deep?"
)
DEEP = [  # command, reasons (path, line, message)
    pytest.param(
        python("run.py"),
        [("run.py", 2, "'acme.legacy' was asked for in <module>")],
        id="refused-and-caught",
    ),
    pytest.param(
        python("-c", "import runpy\nfor _ in 'ab': runpy.run_path('run.py')"),
        [("run.py", 2, "'acme.legacy' was asked for in <module> (2 times)")],
        id="twice",
    ),
    pytest.param(
        python("-c", "raise SystemExit(3)"),
        [(None, None, FAILED)],
        id="failing-command",
    ),
    pytest.param(
        ["--deep", "--", "true"],
        [(None, None, UNWATCHED)],
        id="no-python",
    ),
    pytest.param(
        ["--deep", "--", "env", "-u", "PYTHONPATH", sys.executable, "-c", "print('x')"],
        [(None, None, UNWATCHED)],
        id="unwatched",
    ),
]


@pytest.mark.parametrize(("command", "expected"), DEEP)
def test_deep(command: list[str], expected: list[tuple[object, object, str]], ssot: Bench) -> None:
    ssot.put({"run.py": TRIES})
    reasons = ssot.json("gate", "--exclude", "run.py", "--format", "json", *command)["reasons"]
    assert [(r["path"], r["line"], r["message"]) for r in reasons] == expected
    assert {reason["group"] for reason in reasons} == {"blocked"}


def test_deep_and_json_share_no_stream(ssot: Bench) -> None:
    ssot.put({"run.py": TRIES})
    result = ssot("gate", "--format", "json", *python("-c", "import run; print('said')"))
    reasons = json.loads("\n".join(result.out))["reasons"]
    assert (result.code, result.err) == (1, ["said"])
    assert [reason["group"] for reason in reasons] == ["code", "blocked"]
    assert reasons[1]["trace"][0] == "run.py:2 in <module>"


def test_options_after_deep_are_the_commands(ssot: Bench) -> None:
    script = "import sys\nimport acme.core\nprint(sys.argv[1:])\n"
    ssot.put({"run.py": script})
    result = ssot("gate", "legacy", "--quiet", *python("run.py", "--format", "json", "--", "-q"))
    assert result == Result(0, ["['--format', 'json', '--', '-q']"], [])


def test_deep_without_the_command(ssot: Bench) -> None:
    result = ssot("gate", "--deep", "no-such-command-anywhere")
    assert (result.code, result.out) == (2, [])
    assert result.err == ["cannot run 'no-such-command-anywhere': No such file or directory"]


def test_deep_of_each_kind_of_rule(ssot: Bench) -> None:
    ssot.put(
        {
            "ssot.toml": MODULE.replace("legacy", "old") + SYMBOL + CALLS + BRIDGE,
            "acme/old.py": "",
            "acme/core.py": "class Engine:\n    @classmethod\n    def from_legacy(cls): ...\n",
            "run.py": textwrap.dedent("""\
                import acme.core, acme.legacy
                try:
                    acme.legacy.Engine
                except AttributeError:
                    pass
                try:
                    acme.core.Engine.from_legacy
                except AttributeError:
                    pass
                try:
                    import acme.old
                except ImportError:
                    pass
                """),
        }
    )
    result = ssot("gate", *python("run.py"))
    assert result.err == ["call: a signature cannot be blocked; --deep says nothing of it"]
    at = result.out.index("what failed without it (3):")
    assert result.out[at + 1 : at + 4] == [
        "  run.py:3: 'acme.legacy.Engine' was asked for in <module>",
        "  run.py:7: 'acme.core.Engine.from_legacy' was asked for in <module>",
        "  run.py:11: 'acme.old' was asked for in <module>",
    ]


def test_what_cannot_be_refused_is_said(ssot: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "flake8_ssot.gate_deep.run_blocked",
        lambda *_: BlockedRun(0, (), 1, ("acme.legacy: is built in",)),
    )
    [reason] = ssot.json("gate", "--format", "json", "--deep", "x")["reasons"]
    assert reason["message"] == "--deep: cannot refuse acme.legacy: is built in"


def test_progress(ssot: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_ssot.gate_command.shows_progress", lambda _: True)
    ssot.put({"a.py": IMPORT})
    assert told(ssot) == {"code": ["a.py:1"]}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("if [ $# -gt 0 ]; then python -m acme.legacy; fi\n", id="number-of-arguments"),
        pytest.param("curl http://x/#f && python -m acme.legacy\n", id="fragment"),
    ],
)
def test_a_hash_is_not_always_a_comment(line: str, ssot: Bench) -> None:
    ssot.put({"run.sh": line})
    assert told(ssot) == {"script": ["run.sh:1"]}


def test_strings_that_may_name_code_are_listed(ssot: Bench) -> None:
    """Nobody can tell; they are no reason."""
    ssot.put({"a.py": 'import subprocess\nsubprocess.run(["python", "-m", "acme.legacy"])\n'})
    found = ssot.json("gate")
    assert found["reasons"] == []
    assert [item["path"] for item in found["spelled"]] == ["a.py"]


def test_a_repository_further_up_that_ignores_the_project(
    ssot: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home folder that is a repository of dotfiles."""
    ssot.put({"a.py": IMPORT, "../.gitignore": "*\n"})
    monkeypatch.chdir(tmp_path)
    ssot.git("init", "-q")
    monkeypatch.chdir(tmp_path / "project")
    assert told(ssot) == {"code": ["a.py:1"]}
