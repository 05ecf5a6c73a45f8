"""Looks at the tree around a file that is judged, remembered: in, a path; out, what is there.

What is said of a file may depend on others: does the new path exist, what does its module bind? Who
keeps results must know what was asked of the tree, and ask again (`still_true`) before using them.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping

MAX_FOLDERS = 500  # looked into for a first module

Look = tuple[str, str]  # what was asked, and of which path
State = bool | None | list[int]  # what JSON gives back as it was

_seen: dict[Look, State] = {}


def is_file(path: str) -> bool:
    """Is there a file?"""
    return _noted("file", path, os.path.isfile(path))


def is_folder(path: str) -> bool:
    """Is there a folder?"""
    return _noted("folder", path, os.path.isdir(path))


def holds_modules(path: str) -> bool:
    """Does the folder hold Python modules, at any depth, as far as one looks?"""
    return _noted("modules", path, _holds_modules(path))


def stamp(path: str) -> tuple[int, int] | None:
    """When the file was modified (nanoseconds) and how large it is; None if it is not there."""
    found = _stamp(path)
    _seen["stamp", path] = found
    return None if found is None else (found[0], found[1])


def _noted(what: str, path: str, answer: bool) -> bool:
    _seen[what, path] = answer
    return answer


def _holds_modules(path: str) -> bool:
    folders = itertools.islice(os.walk(path), MAX_FOLDERS)
    return any(name.endswith((".py", ".pyi")) for _, _, names in folders for name in names)


def _stamp(path: str) -> list[int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return [status.st_mtime_ns, status.st_size, status.st_ctime_ns, status.st_ino]


_ASK = {
    "file": os.path.isfile,
    "folder": os.path.isdir,
    "modules": _holds_modules,
    "stamp": _stamp,
}


def seen() -> Mapping[Look, State]:
    """All that was asked in this process, with the latest answers."""
    return _seen


def forget() -> None:
    """Begin anew."""
    _seen.clear()


def still_true(looks: Mapping[Look, State]) -> bool:
    """Would all be answered as they were?"""
    return all(_ASK[what](path) == state for (what, path), state in looks.items())
