"""Which files to judge: in, the paths of the command line; out, files, in order."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import NamedTuple

from flake8_ssot import git
from flake8_ssot.flake8_config import Flake8Config, excludes, excludes_in

STDIN = "-"
DEFAULT_STDIN_NAME = "stdin"
OTHERS = "node_modules"  # what lies in such a folder is nobody's own
_RULES = re.compile(r"ssot(-.*)?\.toml")  # our own files


def discover(
    paths: list[str],
    config: Flake8Config,
    stdin_name: str | None,
    extensions: tuple[str, ...] = (),
    folder: str = ".",
) -> list[str]:
    """The files behind `paths`, as flake8 would find and spell them, sorted.

    Beside those that flake8 finds, the ones with the `extensions`. Without any path: the files
    below `folder` that git knows or does not ignore, else the folder. A file named explicitly is
    judged whatever it is called, unless `exclude` names it.
    """
    wanted = _Wanted(config, extensions)
    found: list[str] = []
    for path in paths or list(_default_paths(wanted, folder)):
        found += _expand(path, wanted, stdin_name)
    return sorted(
        found, key=lambda path: path if path != STDIN else stdin_name or DEFAULT_STDIN_NAME
    )


class _Wanted(NamedTuple):
    """Which files of a folder are looked at."""

    config: Flake8Config
    extensions: tuple[str, ...]

    def __call__(self, path: str) -> bool:
        """Does the name fit flake8's `filename` patterns, or is it of another kind of ours?"""
        if self.extensions and path.endswith(self.extensions):
            return not (_RULES.fullmatch(os.path.basename(path)) or OTHERS in path.split(os.sep))
        patterns = self.config.filename
        return not patterns or any(fnmatch(path, pattern) for pattern in patterns)


def _default_paths(wanted: _Wanted, folder: str) -> Iterator[str]:
    listed = git.files_below(folder)
    if listed is None:
        yield folder
        return
    folders = {folder: False}  # is it, or one above it, excluded?
    for name in listed:
        path = os.path.join(folder, name)
        if wanted(path) and os.path.exists(path) and not _inside_excluded(path, wanted, folders):
            yield path


def _inside_excluded(path: str, wanted: _Wanted, folders: dict[str, bool]) -> bool:
    """Would a walk have left out this file or a folder above it? `folders` are known already."""
    folder = os.path.dirname(path)
    if folder not in folders:
        folders[folder] = _inside_excluded(folder, wanted, folders)
    return folders[folder] or excludes(wanted.config, path)


def _expand(path: str, wanted: _Wanted, stdin_name: str | None) -> Iterator[str]:
    config = wanted.config
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
        is_excluded = excludes_in(config, folder)
        subfolders[:] = [name for name in subfolders if not is_excluded(name)]
        for name in files:
            file = os.path.join(folder, name)
            if wanted(file) and not is_excluded(name):
                yield file
