"""A project, and `ssot` called in it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support import write_files

from flake8_ssot import cli

NOBODY = {
    "GIT_AUTHOR_NAME": "t",
    "GIT_AUTHOR_EMAIL": "t@example.org",
    "GIT_COMMITTER_NAME": "t",
    "GIT_COMMITTER_EMAIL": "t@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


class Result(NamedTuple):
    code: int
    out: list[str]
    err: list[str]


def notebook(*cells: str) -> str:
    """A notebook of these code cells."""
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


class Bench:
    """A project, and `ssot` called in it."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capture = capture

    def put(self, files: Mapping[str, str | bytes]) -> None:
        write_files(self.root, files)

    def __call__(self, *arguments: str) -> Result:
        self.capture.readouterr()
        try:
            code = cli.main(list(arguments))
        except SystemExit as error:  # argparse
            code = int(error.code or 0)
        printed = self.capture.readouterr()
        return Result(code, printed.out.splitlines(), printed.err.splitlines())

    def json(self, *arguments: str) -> Any:
        """What is printed as JSON."""
        more = () if "--format" in arguments else ("--format", "json")
        return json.loads("\n".join(self(*arguments, *more).out))

    def git(self, *arguments: str, day: str = "2026-01-02") -> None:
        """Run git, as nobody, on a day."""
        when = f"{day}T12:00:00+00:00"
        subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **NOBODY, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
            capture_output=True,
            check=True,
        )

    def commit(self, day: str = "2026-01-02") -> None:
        """Commit everything."""
        self.git("add", "-A", day=day)
        self.git("commit", "-q", "-m", "work", day=day)
