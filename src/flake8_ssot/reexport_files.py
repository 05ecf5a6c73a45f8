"""What one file says of re-exports: in, its path; out, its imports as text, the names it binds.

Tasks for many processes: what they are given and give back can be pickled.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flake8_ssot import files
from flake8_ssot.import_text import ANY_IMPORT, ImportText, statements
from flake8_ssot.index import Index
from flake8_ssot.modules import UNKNOWN, Module
from flake8_ssot.project import Project
from flake8_ssot.source import decode

MAX_BYTES = 64 << 20
# Folders with names that are no identifiers cannot be imported: that leaves out .git, .venv,
# python3.12 and site-packages. These could.
_NEVER_OURS = frozenset({"__pycache__", "node_modules"})

Stamp = tuple[int, int]  # size and time of modification: another one means another content


class Known(NamedTuple):
    """A file, without having read it."""

    path: str  # absolute
    module: Module
    stamp: Stamp


class Imported(NamedTuple):
    """What the bytes of a file show of its imports."""

    statements: tuple[ImportText, ...] = ()  # of packages that matter
    foreign: frozenset[str] = frozenset()  # the other top-level packages


class Row(NamedTuple):
    """A name that a module binds when it runs, and one path it may stand for."""

    name: str
    path: str
    line: int
    is_public: bool  # does a star import bring it?


class Table(NamedTuple):
    """What a module binds to names from elsewhere."""

    rows: tuple[Row, ...]
    stars: tuple[tuple[str, int], ...] = ()  # modules that star imports name, and their lines

    @property
    def is_final(self) -> bool:
        """Or do the rows depend on what other modules hold?"""
        return not self.stars


def tree(project: Project) -> list[Known]:
    """Every importable Python file below the import roots, sorted."""
    tops = sorted({os.path.realpath(root) for root in project.roots}, key=len)
    found = [known for top in tops for known in _below(top, frozenset(tops) - {top})]
    return sorted(found)


def _below(root: str, others: frozenset[str]) -> Iterator[Known]:
    folders: list[tuple[str, tuple[str, ...]]] = [(root, ())]
    while folders:
        folder, parts = folders.pop()
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError:
            continue
        for entry in listed:
            name, is_python = entry.name, entry.name.endswith(".py")
            try:
                if is_python and entry.is_file():
                    yield Known(entry.path, _module(parts, name[:-3]), _stamp(entry.stat()))
                elif _may_hold_modules(entry, others):
                    folders.append((entry.path, (*parts, name)))
            except OSError:  # it has gone, or is a link to nowhere
                continue


def _may_hold_modules(entry: os.DirEntry[str], others: frozenset[str]) -> bool:
    return (
        entry.name.isidentifier()
        and entry.name not in _NEVER_OURS
        and entry.is_dir(follow_symlinks=False)
        and entry.path not in others  # another root, whose modules have shorter names
    )


def _module(parts: tuple[str, ...], stem: str) -> Module:
    if stem == "__init__":
        return Module(".".join(parts), True)
    return Module(".".join((*parts, stem)), False) if "." not in stem else UNKNOWN


def stamp_of(path: str) -> Stamp | None:
    """The stamp of the file at `path`; None if there is none."""
    try:
        return _stamp(os.stat(path))
    except (OSError, ValueError):  # a name that cannot be one is a ValueError
        return None


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns


def imports_of(path: str, modules: Mapping[str, Module], tops: frozenset[str]) -> Imported:
    """The imports that the bytes of the file show; none if it cannot be read."""
    data = bytes_of(path)
    if data is None:
        return Imported()
    found: dict[ImportText, None] = {}
    foreign: set[str] = set()
    for item in statements(data, modules[path]):
        top = item.module.partition(".")[0]
        if top in tops or item is ANY_IMPORT:
            found[item] = None
        else:
            foreign.add(top)
    return Imported(tuple(found), frozenset(foreign))


def bytes_of(path: str) -> bytes | None:
    """The file in UTF-8, or near enough to search; None if it cannot be read."""
    try:
        data = files.read_regular(path, MAX_BYTES)
    except OSError:
        return None
    # An encoding that the file declares may spell its names otherwise.
    return decode(data).text.encode("utf-8", "replace") if b"coding" in data[:400] else data


def leads_to_rules(index: Index, data: bytes, module: Module) -> bool:
    """May an import in the file `module` with these bytes lead to a path of a rule?"""
    leading = [item for item in statements(data, module) if index.leads_to(item)]
    if all(item.binds_top for item in leading):  # `import a.b` may lead to anything below `a`
        return bool(leading) and index.mentioned_in(data, module)
    return True
