"""Which files to judge: in, the paths of the command line; out, files, in order."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch

from flake8_ssot.flake8_config import Flake8Config, excludes

STDIN = "-"
DEFAULT_STDIN_NAME = "stdin"


def discover(paths: list[str], config: Flake8Config, stdin_name: str | None) -> list[str]:
    """The files behind `paths`, as flake8 would find and spell them, sorted.

    Without any path: the Python files git knows or does not ignore, else the folder. A file named
    explicitly is judged whatever it is called, unless `exclude` names it.
    """
    found: list[str] = []
    for path in paths or list(_default_paths(config)):
        found += _expand(path, config, stdin_name)
    return sorted(
        found, key=lambda path: path if path != STDIN else stdin_name or DEFAULT_STDIN_NAME
    )


def _default_paths(config: Flake8Config) -> Iterator[str]:
    listed = _git_files()
    if listed is None:
        yield "."
        return
    for name in listed:
        path = os.path.join(".", name)
        is_there = _is_wanted(path, config) and os.path.exists(path)
        if is_there and not _inside_excluded(path, config):
            yield path


def _is_wanted(path: str, config: Flake8Config) -> bool:
    """Does the name fit flake8's `filename` patterns?"""
    return not config.filename or any(fnmatch(path, pattern) for pattern in config.filename)


def _inside_excluded(path: str, config: Flake8Config) -> bool:
    """Would a walk have left out this file or a folder above it?"""
    folder = os.path.dirname(path)
    while folder not in ("", "."):
        if excludes(config, folder):
            return True
        folder = os.path.dirname(folder)
    return excludes(config, path)


def _git_files() -> list[str] | None:
    """What git tracks below the working directory, and what it would; None without git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "."]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return None
    if done.returncode != 0:
        return None
    names = {os.fsdecode(name) for name in done.stdout.split(b"\0") if name}
    return sorted(names)


def _expand(path: str, config: Flake8Config, stdin_name: str | None) -> Iterator[str]:
    if path == STDIN:
        if stdin_name in (None, DEFAULT_STDIN_NAME) or not excludes(config, stdin_name):
            yield path
        return
    if excludes(config, path):
        return
    if not os.path.isdir(path):
        yield path
        return
    for folder, subfolders, files in os.walk(path):
        subfolders[:] = [
            name for name in subfolders if not excludes(config, os.path.join(folder, name))
        ]
        for name in files:
            file = os.path.join(folder, name)
            if _is_wanted(file, config) and not excludes(config, file):
                yield file
