"""A patch holds a file's bytes, names the file as git does, and git and patch take it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from flake8_ssot.diff import unified

HEAD = b"--- a/a.py\n+++ b/a.py\n"
NO_END = b"\\ No newline at end of file\n"

PATCHES = [
    pytest.param(b"", b"", b"", id="nothing"),
    pytest.param(b"x\n", b"x\n", b"", id="no-change"),
    pytest.param(b"x\n", b"y\n", HEAD + b"@@ -1 +1 @@\n-x\n+y\n", id="one-line"),
    pytest.param(b"", b"y\n", HEAD + b"@@ -0,0 +1 @@\n+y\n", id="from-empty"),
    pytest.param(b"x\n", b"", HEAD + b"@@ -1 +0,0 @@\n-x\n", id="to-empty"),
    pytest.param(b"x\r\n", b"y\r\n", HEAD + b"@@ -1 +1 @@\n-x\r\n+y\r\n", id="crlf"),
    pytest.param(
        b"x\rz\r", b"y\rz\r", HEAD + b"@@ -1 +1 @@\n-x\rz\r\n" + NO_END + b"+y\rz\r\n" + NO_END,
        id="cr-ends-no-line",
    ),
    pytest.param(
        b"x", b"y", HEAD + b"@@ -1 +1 @@\n-x\n" + NO_END + b"+y\n" + NO_END, id="no-final-newline"
    ),
    pytest.param(
        b"x", b"y\nx", HEAD + b"@@ -1 +1,2 @@\n+y\n x\n" + NO_END, id="no-final-newline-in-context"
    ),
    pytest.param(
        b"x", b"x\n", HEAD + b"@@ -1 +1 @@\n-x\n" + NO_END + b"+x\n", id="final-newline-added"
    ),
    pytest.param(
        b"\xe9\n\xff", b"\xe9\n\xfe",
        HEAD + b"@@ -1,2 +1,2 @@\n \xe9\n-\xff\n" + NO_END + b"+\xfe\n" + NO_END,
        id="any-bytes",
    ),
    pytest.param(
        "é\x0c\x1c\x85\u2028\n".encode(), "é\x0c\x1d\x85\u2028\n".encode(),
        HEAD + b"@@ -1 +1 @@\n" + "-é\x0c\x1c\x85\u2028\n+é\x0c\x1d\x85\u2028\n".encode(),
        id="other-ends-of-lines",
    ),
    pytest.param(
        b"-- x\n", b"++ x\n", HEAD + b"@@ -1 +1 @@\n--- x\n+++ x\n", id="looks-like-a-header"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "patch"), PATCHES)
def test_patch(before: bytes, after: bytes, patch: bytes) -> None:
    assert b"".join(unified("a.py", before, after)) == patch


NAMES = [
    pytest.param("pkg/a.py", b"pkg/a.py", id="folder"),
    pytest.param("größe/日本.py", "größe/日本.py".encode(), id="letters"),
    pytest.param("a b.py", b"a b.py\t", id="blank"),
    pytest.param("-x.py", b"-x.py", id="dash"),
    pytest.param("it's $HOME.py", b"it's $HOME.py\t", id="shell"),
    pytest.param('a"b.py', b'"a\\"b.py"', id="quote"),
    pytest.param("a\\b.py", b'"a\\\\b.py"', id="backslash"),
    pytest.param("a\tb\n\r.py", b'"a\\tb\\n\\r.py"', id="white-space"),
    pytest.param("\x1b[2J\x7f.py", b'"\\033[2J\\177.py"', id="control"),
    pytest.param("\x9b2J.py", b'"\\302\\2332J.py"', id="control-of-8-bits"),
    pytest.param(os.fsdecode(b"\xff.py"), b'"\\377.py"', id="no-text"),
]


@pytest.mark.parametrize(("name", "spelled"), NAMES)
def test_names(name: str, spelled: bytes) -> None:
    old, new = list(unified(name, b"x\n", b"y\n"))[:2]
    quoted = spelled.startswith(b'"')
    for line, sign, side in ((old, b"---", b"a/"), (new, b"+++", b"b/")):
        expected = b'"' + side + spelled[1:] if quoted else side + spelled
        assert line == sign + b" " + expected + b"\n"


PROGRAMS = [
    pytest.param(("git", "apply", "--whitespace=nowarn", "-"), id="git"),
    pytest.param(("patch", "-p1", "--silent"), id="patch"),
]


def apply(command: tuple[str, ...], patch: bytes, folder: Path) -> None:
    """Apply a patch in a folder, which must work without a complaint."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}")
    done = subprocess.run(command, input=patch, cwd=folder, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("command", PROGRAMS)
def test_programs_take_it(command: tuple[str, ...], tmp_path: Path) -> None:
    """Every name of the table holds a change of every kind of the other one."""
    files = {}
    contents = [case.values[:2] for case in PATCHES if case.values[0] and case.values[1]]
    for number, (before, after) in enumerate(contents):
        for name in (str(case.values[0]) for case in NAMES):
            assert isinstance(before, bytes)
            assert isinstance(after, bytes)
            path = tmp_path / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(before)
            files[f"{number}/{name}"] = (before, after)
    patch = b"".join(b"".join(unified(name, *both)) for name, both in files.items())
    apply(command, patch, tmp_path)
    for name, (_, after) in files.items():
        assert (tmp_path / name).read_bytes() == after, name


@pytest.mark.parametrize("command", PROGRAMS)
def test_random_changes(command: tuple[str, ...], tmp_path: Path, long: bool) -> None:
    source = random.Random(0)
    pieces = [b"a\n", b"b\r\n", b"c", b"\r", b"\n", b"\xe9\n", b"-- \n", b"+", b" \t\n"]
    expected = {}
    patches: list[bytes] = []
    for number in range(2_000 if long else 100):
        before = b"".join(source.choices(pieces, k=source.randrange(1, 60)))
        cut, end = sorted(source.choices(range(len(before) + 1), k=2))
        after = before[:cut] + source.choice(pieces) + before[min(end, cut + 5) :]
        name = f"{number}.py"
        (tmp_path / name).write_bytes(before)
        expected[name] = after
        patches += unified(name, before, after)
    apply(command, b"".join(patches), tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in expected} == expected
