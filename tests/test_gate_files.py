"""What the gate looks at beside what `ssot check` judges, and what spells a path there."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from support import ENOUGH_SECONDS, make_project, write_files

from flake8_ssot.flake8_config import DEFAULT_EXCLUDE, Flake8Config
from flake8_ssot.gate_files import find, spelled

RULES = """\
[[moved]]
id = "legacy"
old = "acme.legacy"
new = "acme.core"

[[moved]]
id = "engine"
old = "acme.tools.Engine"
"""
EVERY = frozenset({"legacy", "engine"})

LINES = [  # name, content, lines, is it code
    pytest.param("a.sh", "python -m acme.legacy\n", [1], True, id="module"),
    pytest.param("a.sh", "python -m acme.legacy.sub --x\n", [1], True, id="below"),
    pytest.param("Procfile", "web: gunicorn acme.legacy:app\n", [1], True, id="colon"),
    pytest.param("Makefile", "run:\n\tpython src/acme/legacy.py\n", [2], True, id="file-below-src"),
    pytest.param("Dockerfile", "COPY ./acme/legacy.py .\n", [1], True, id="file"),
    pytest.param(".env", "APP=acme.tools.Engine\n", [1], True, id="environment"),
    pytest.param("a.pyx", "from acme.tools import Other, Engine as E\n", [1], True, id="from"),
    pytest.param("a.pyx", "from acme.tools cimport (Engine, )\n", [1], True, id="cimport"),
    pytest.param("a.txt", "x\nuse acme.legacy.\n", [2], False, id="sentence"),
    pytest.param("a.json", '{"x": "acme.tools.Engine"}\n', [1], False, id="json"),
    pytest.param("run", "#!/bin/sh\nacme.legacy\n", [2], True, id="no-extension"),
    pytest.param("run", "acme.legacy\n", [1], False, id="no-extension-no-script"),
    pytest.param("a.txt", "acme.legacy acme.tools.Engine\n", [1], False, id="once-a-line"),
    pytest.param("a.txt", b"\xff acme.legacy\n", [1], False, id="no-text"),
]
NO_LINES = [
    pytest.param("a.sh", "python -m acme.core  # acme.legacy\n", id="comment"),
    pytest.param("a.sh", "python -m acme.legacies\n", id="longer-name"),
    pytest.param("a.sh", "python -m other.acme.legacy\n", id="other-package"),
    pytest.param("a.sh", "python other/acme/legacy.py\n", id="file-of-another-package"),
    pytest.param("a.sh", "ls acme/legacy\n", id="folder"),
    pytest.param("a.sh", "x acme.tools.engine Engine\n", id="other-name"),
    pytest.param("a.pyx", "from acme.tools import ,\n", id="half-an-import"),
    pytest.param("a.txt", "x" * (2 << 20) + " acme.legacy", id="large"),
    pytest.param("a.txt", b"\0acme.legacy", id="binary"),
]


@pytest.mark.parametrize(("name", "content", "lines", "is_code"), LINES)
def test_spelled(
    name: str, content: str | bytes, lines: list[int], is_code: bool, tmp_path: Path
) -> None:
    project = make_project(tmp_path, RULES)
    write_files(tmp_path, {name: content})
    found = spelled([str(tmp_path / name)], project, EVERY)
    assert [(item.line, item.is_code) for item in found] == [(line, is_code) for line in lines]
    assert not spelled([str(tmp_path / name)], project, frozenset({"other"}))


@pytest.mark.parametrize(("name", "content"), NO_LINES)
def test_not_spelled(name: str, content: str | bytes, tmp_path: Path) -> None:
    project = make_project(tmp_path, RULES)
    write_files(tmp_path, {name: content})
    assert spelled([str(tmp_path / name), str(tmp_path / "gone")], project, EVERY) == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("a." * 300_000, id="dots"),
        pytest.param("a/" * 300_000, id="slashes"),
        pytest.param("from " * 150_000, id="froms"),
        pytest.param("from a import " + "b, " * 200_000, id="names"),
        pytest.param("x" * 900_000, id="word"),
        pytest.param("from a" + " " * 900_000, id="blanks"),
    ],
)
def test_hostile_lines_take_linear_time(line: str, tmp_path: Path) -> None:
    project = make_project(tmp_path, RULES)
    write_files(tmp_path, {"a.sh": f"acme.legacy\n{line}\n"})
    started = time.process_time()
    assert len(spelled([str(tmp_path / "a.sh")], project, EVERY)) == 1
    assert time.process_time() - started < ENOUGH_SECONDS


FILES = {
    "a.py": "",
    "a.pyw": "",
    "a.pyi": "",
    "a.toml": "",
    "a.ipynb": "",
    "a.md": "",
    "Pipfile": "",
    ".coveragerc": "",
    "script": "#! /usr/bin/env -S python3 -u\n",
    "node_modules/a.py": "",
}
OTHERS = {
    "a.lock": "",
    ".bashrc": "",
    "a.txt": "",
    "perl": "#!/usr/bin/perl python\n\0",
    "sh": "#!/bin/sh\n",
}
LEFT_OUT = {
    ".git/a.py": "",
    "node_modules/a.toml": "",
    "node_modules/a.txt": "",
    "__pycache__/a.py": "",
}


@pytest.mark.parametrize("folder", ["", "sub"])
def test_find(folder: str, project_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(project_dir, {**FILES, **OTHERS, **LEFT_OUT, "sub/x.py": ""})
    monkeypatch.chdir(project_dir / folder)
    root = ".." if folder else "."
    found = find(root, Flake8Config(exclude=DEFAULT_EXCLUDE), ("*.py",))
    up = "../" if folder else ""
    own = "x.py" if folder else "sub/x.py"
    assert sorted(found.judged) == sorted([*(up + name for name in FILES), own])
    assert sorted(found.others) == sorted(up + name for name in OTHERS)
    assert found.absent == []


def test_every_name_may_be_wanted(project_dir: Path) -> None:
    write_files(project_dir, {"a.txt": "", "b.py": ""})
    assert find(".", Flake8Config(), ()).judged == ["b.py"]
    assert find(".", Flake8Config(), ("./a*",)).judged == ["a.txt", "b.py"]
