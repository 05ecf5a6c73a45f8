"""What is measured on: a copy of a tree's Python files, parts of it, and some files of it."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

SKIPPED = frozenset({".git", ".venv", "node_modules", "__pycache__"})


def python_files(tree: Path) -> list[Path]:
    """The regular .py files below `tree`, relative to it, in order."""
    found: list[Path] = []
    for folder, folders, names in os.walk(tree):
        folders[:] = [name for name in folders if name not in SKIPPED]
        for name in names:
            path = Path(folder, name)
            if name.endswith(".py") and stat.S_ISREG(path.lstat().st_mode):
                found.append(path.relative_to(tree))
    return sorted(found)


def copy_files(tree: Path, files: Iterable[Path], to: Path) -> None:
    """Copy these files of `tree` to the same places below `to`, instead of what is there."""
    shutil.rmtree(to, ignore_errors=True)
    for path in files:
        place = to / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(tree / path, place)


def every(files: list[Path], step: int) -> list[Path]:
    """Each `step`-th file: a part that is like the whole."""
    return files[step // 2 :: step] or files[:1]


def spread(files: list[Path], number: int) -> list[Path]:
    """`number` files from all over the tree."""
    return every(files, max(1, len(files) // number))[:number]


def count_bytes(tree: Path, files: Iterable[Path]) -> int:
    """How large they are."""
    return sum((tree / path).stat().st_size for path in files)
