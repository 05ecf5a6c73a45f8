"""Paths of many files in full: as `os.path.abspath` has them, whatever they look like."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from flake8_ssot.files import absolute_paths
from flake8_ssot.flake8_config import Flake8Config, excludes, excludes_in

PARTS = ("a", ".", "..", "", "./", ".git", "a.py", "..a", "é", "a b", "a\nb", "-")
PATTERNS = [(), ("a.py",), (".git", "*b"), ("/x/a",), ("*/a/*",), ("..",), (".",)]


@pytest.mark.parametrize("folder", ["", "deeper/still", "/"])
def test_as_the_standard_library(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / folder
    here.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(here)
    made = ["/".join(parts) for n in (1, 2, 3) for parts in itertools.product(PARTS, repeat=n)]
    paths = [*made, *("/" + path for path in made), *("./" + path for path in made)]
    found = absolute_paths(paths)
    assert list(found) == list(dict.fromkeys(paths))
    assert {path: os.path.abspath(path) for path in paths} == found


@pytest.mark.parametrize("patterns", PATTERNS)
@pytest.mark.parametrize("folder", [".", "a", "/x", "./a/b", "/", ".."])
def test_excluded_in_a_folder(
    patterns: tuple[str, ...], folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for config in (
        Flake8Config(exclude=patterns),
        Flake8Config(exclude=(), extend_exclude=patterns),
        Flake8Config(exclude=(f"{tmp_path}/a/*", *patterns)),
    ):
        is_excluded = excludes_in(config, folder)
        for name in ("a", "a.py", "b", ".git", "ab", "x y"):
            assert is_excluded(name) is excludes(config, os.path.join(folder, name)), name
