"""Helpers for tests of the baseline: made-up findings and entries, a project to run `ssot` in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from support import write_files

from flake8_ssot import cli
from flake8_ssot.baseline import Baseline, Entry, entries_of
from flake8_ssot.model import Finding, Kind, Span

FILE = "ssot-baseline.txt"
SSOT = [sys.executable, "-m", "flake8_ssot"]
RULES = """\
[[moved]]
id = "engine"
old = "acme.legacy.Engine"
new = "acme.core.Engine"

[[moved]]
id = "tools"
old = "acme.tools"

[[moved]]
id = "late"
old = "acme.late"
remove-by = 2026-03-01
"""
ENGINE = "from acme.legacy import Engine\n"
TOOLS = "import acme.tools\n"
LATE = "import acme.late\n"
BROKEN = "def (:\n"
HINT = [
    "So that merges keep the lines of both sides, add to .gitattributes:",
    f"{FILE} merge=union",
]
GIT = [
    "git",
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@example.org",
    "-c",
    "init.defaultBranch=main",
]

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def finding(
    old: str = "acme.tools",
    scope: str = "<module>",
    *,
    code: str = "SOT101",
    rule: str = "tools",
    kind: Kind = Kind.IMPORT,
    line: int = 1,
) -> Finding:
    """A finding; only its place is never asked for."""
    return Finding(code, rule, kind, "x.py", Span(line, 1, line, 2), "", old, None, scope)


def entry(
    path: str = "a.py", old: str = "acme.tools", scope: str = "<module>", number: int = 1
) -> Entry:
    """An entry as the one for `finding` with the same words."""
    return Entry(path, "SOT101", "tools", old, "import", scope, number)


def baseline(
    files: Mapping[str, list[Finding]], looks: Mapping[str, str] | None = None
) -> Baseline:
    """A baseline of these findings."""
    entries = {path: entries_of(path, found) for path, found in files.items()}
    return Baseline(entries, {path: (look,) for path, look in (looks or {}).items()}, {})


def words(number: int, count: int = 120) -> str:
    """Code that is like no other: many words, the same for the same number."""
    return "".join(
        f"    value_{number}_{word} = part_{word * 7 % 13}_{number}\n" for word in range(count)
    )


def module(number: int, source: str, count: int = 120) -> str:
    """A module with `source` at its top, and much else."""
    return f"{source}\n\ndef work_{number}():\n{words(number, count)}"


class Result(NamedTuple):
    """How a run ended."""

    code: int
    out: list[str]
    err: list[str]


class Project:
    """A folder in which `ssot` and git are called."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[bytes]) -> None:
        self.root = root
        self.capture = capture

    @property
    def file(self) -> Path:
        return self.root / FILE

    def put(self, files: Mapping[str, str | bytes]) -> None:
        write_files(self.root, files)

    def call(self, *arguments: str) -> Result:
        """`ssot` in this process."""
        self.capture.readouterr()
        code = cli.main(arguments)
        captured = self.capture.readouterr()
        out, err = (text.decode().splitlines() for text in captured)
        return Result(code, out, err)

    def create(self, *arguments: str) -> Result:
        return self.call("baseline", "create", *arguments)

    def update(self, *arguments: str) -> Result:
        return self.call("baseline", "update", *arguments)

    def check(self, *arguments: str) -> Result:
        return self.call("baseline", "check", *arguments)

    def assert_clean(self) -> None:
        """The baseline is exactly what is there, and nothing is reported."""
        assert self.check("--quiet") == Result(0, [], [])
        assert self.call("check") == Result(0, [], [])
        before = self.file.read_bytes()
        assert self.update("--quiet") == Result(0, [], [])
        assert self.file.read_bytes() == before

    def lines(self) -> list[str]:
        """Those of entries."""
        text = self.file.read_text(encoding="utf-8", errors="surrogateescape")
        return [line for line in text.splitlines() if "\tSOT" in line]

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            [*GIT, *arguments], cwd=self.root, check=True, capture_output=True, timeout=60
        )
        return done.stdout.decode().strip()

    def commit(self, message: str = "x") -> str:
        """Commit everything; the commit."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def is_as_root(self) -> bool:
        return os.geteuid() == 0
