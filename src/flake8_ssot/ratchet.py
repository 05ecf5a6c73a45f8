"""Apply a baseline to files, one by one: in, a file's findings; out, those that are new.

A process may see one file or a thousand: what is known of a file, its own entries tell. Only for
findings in a file without entries, and only if a file of the baseline is gone, the tree is searched
for what became of that one; every process finds the same.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from flake8_ssot import files, flake8_config, git
from flake8_ssot.baseline import EMPTY, Baseline, Entry, compare
from flake8_ssot.deadlines import is_over
from flake8_ssot.model import ConfigError, Finding, Problem
from flake8_ssot.project import Project

MAX_BYTES = 64 << 20
OTHERS = frozenset({"node_modules", "__pycache__"})


class Ratcheted(NamedTuple):
    """The findings of a file, beside a baseline."""

    new: tuple[Finding, ...]
    known: int


class Ratchet:
    """The baseline of a project."""

    def __init__(self, project: Project, baseline: Baseline) -> None:
        self.project = project
        self.baseline = baseline
        self._moved: dict[str, str] | None = None
        self._overdue: tuple[datetime.date | None, frozenset[str]] = (None, frozenset())

    @classmethod
    def of(cls, project: Project) -> Ratchet | None:
        """That of the project, if it has one. Raises ConfigError if it cannot be read."""
        data, baseline = read(baseline_file(project))
        return None if data is None else cls(project, baseline)

    def __call__(self, path: str | None, findings: Iterable[Finding]) -> Ratcheted:
        """Part the findings of the file at the relative `path`."""
        found = tuple(findings)
        if path is None or not found or not self.baseline.entries:
            return Ratcheted(found, 0)
        compared = compare(self._in_force(self.entries_for(path)), found)
        return Ratcheted(compared.new, len(compared.known))

    def entries_for(self, path: str) -> tuple[Entry, ...]:
        """The entries of the file, which may have had another name."""
        entries = self.baseline.entries.get(path)
        if entries is not None:
            return entries
        if self._moved is None:
            self._moved = moved_files(self.project, self.baseline)
        return self.baseline.entries.get(self._moved.get(path, ""), ())

    def _in_force(self, entries: tuple[Entry, ...]) -> Iterator[Entry]:
        """Those of rules whose time is not up: from that day on nothing is let pass."""
        today = self.project.today
        if self._overdue[0] != today:
            overdue = (rule.id for rule in self.project.rules if is_over(rule, today))
            self._overdue = (today, frozenset(overdue))
        return (entry for entry in entries if entry.rule not in self._overdue[1])


def moved_files(project: Project, baseline: Baseline) -> dict[str, str]:
    """New path -> old path: what became of the files of the baseline that are gone.

    Asked of the disk alone, so that every process finds the same, whichever files it was given.
    """
    gone = gone_files(project.settings.root, baseline)
    if not gone:
        return {}
    from flake8_ssot.renames import renamed

    looks = {path: baseline.looks.get(path, ()) for path in gone}
    return renamed(looks, {path: (look,) for path, look in _candidates(project, baseline, gone)})


def _candidates(project: Project, baseline: Baseline, gone: list[str]) -> Iterator[tuple[str, str]]:
    """The files that may be one that is `gone`, as nobody recorded them; what each looks like."""
    root = project.settings.root
    extensions, names = set(map(_extension, gone)), set(map(os.path.basename, gone))
    entries = (entry for path in gone for entry in baseline.entries[path])
    words = {entry.old.rpartition(".")[2].encode() for entry in entries}
    left_out = _flake8_excludes(root)
    for path in tree_files(root):
        if path in baseline.entries or _extension(path) not in extensions:
            continue
        file = absolute(root, path)
        if project.excludes(project.place(file)) or left_out(path):
            continue
        try:
            data = files.read_regular(file, MAX_BYTES)
        except OSError:
            continue
        if os.path.basename(path) in names or any(word in data for word in words):
            yield path, look_of(data)


def _flake8_excludes(root: str) -> Callable[[str], bool]:
    """Does flake8's configuration leave out a path or a folder above it?"""
    try:
        config = flake8_config.load(root)
    except ConfigError:  # who runs flake8, or `ssot check`, is told
        config = flake8_config.Flake8Config()

    def excludes(path: str) -> bool:
        parts = path.split("/")
        above = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
        return any(flake8_config.excludes(config, absolute(root, name)) for name in above)

    return excludes


def look_of(data: bytes) -> str:
    """The fingerprint of a file's bytes."""
    from flake8_ssot.fingerprints import fingerprint

    return fingerprint(data.decode("utf-8", "replace"))


def gone_files(root: str, baseline: Baseline) -> list[str]:
    """The files of the baseline that are not there any more."""
    missing = [path for path in baseline.entries if not os.path.lexists(absolute(root, path))]
    left_out = git.left_out(root) if missing else frozenset()
    return [path for path in missing if path not in left_out]


def absent_files(root: str, baseline: Baseline) -> list[str]:
    """The files of the baseline that a sparse checkout leaves out: nobody knows what is in them."""
    left_out = git.left_out(root)
    return [
        path
        for path in baseline.entries
        if path in left_out and not os.path.lexists(absolute(root, path))
    ]


def tree_files(root: str) -> list[str]:
    """The files below `root`, relative: those that git knows or would, else all that are there."""
    listed = git.files_below(root)
    return sorted(_walk(root)) if listed is None else listed


def _walk(root: str) -> Iterator[str]:
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = [
            name for name in subfolders if not name.startswith(".") and name not in OTHERS
        ]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


def _extension(path: str) -> str:
    return os.path.splitext(path)[1]


def absolute(root: str, path: str) -> str:
    """The file at a path of the baseline."""
    return os.path.join(root, *path.split("/"))


def baseline_file(project: Project) -> str:
    """Where the baseline is, or would be."""
    return absolute(project.settings.root, project.settings.baseline.value[0])


def read(file: str) -> tuple[bytes | None, Baseline]:
    """The bytes of a baseline (None: there is no file), and what they say. Raises ConfigError."""
    shown = shown_name(file)
    try:
        data = files.read_regular(file, MAX_BYTES)
    except FileNotFoundError:
        return None, EMPTY
    except OSError as error:
        raise ConfigError((Problem(shown, 0, files.reason(error)),)) from None
    from flake8_ssot.baseline_text import parse  # many projects have no baseline

    return data, parse(data.decode("utf-8", "surrogateescape"), shown)


def shown_name(file: str) -> str:
    """The file's name in messages: relative where that is shorter."""
    try:
        return min(os.path.relpath(file), file, key=len)
    except ValueError:  # another drive
        return file
