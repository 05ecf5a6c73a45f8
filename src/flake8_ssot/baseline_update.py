"""Carry a baseline along: in, it and what was found now; out, the one that holds no more than that.

Nothing is ever added here. What could not be judged stays as it is: it does not count as fixed.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flake8_ssot.baseline import (
    EMPTY,
    Baseline,
    Entry,
    began_with,
    compare,
    entries_of,
    identity,
)
from flake8_ssot.fingerprints import CLOSE, distance
from flake8_ssot.model import Finding


class Seen(NamedTuple):
    """What was found in one file."""

    findings: tuple[Finding, ...]
    look: str  # the file's fingerprint; "" if it has no findings
    is_judged: bool = True


class Tree(NamedTuple):
    """What was found, by path relative to the project's root, and what is not there any more."""

    seen: Mapping[str, Seen]
    gone: frozenset[str]  # files of the baseline that do not exist
    is_whole: bool  # else other files may have what they had
    moved: Mapping[str, str] = {}  # new path -> old path, of those that are gone


class Update(NamedTuple):
    """A baseline beside the tree."""

    baseline: Baseline
    gone: tuple[Entry, ...]  # entries whose findings are
    moved: Mapping[str, str]  # new path -> old path
    new: tuple[Finding, ...]  # what no entry knows
    unjudged: frozenset[str]  # files that keep their entries because nobody can tell
    has_drifted: bool  # would some file not be recognised by what is recorded of it?

    @property
    def is_stale(self) -> bool:
        """Does the baseline say what is not true any more?"""
        return bool(self.gone or self.moved)

    @property
    def is_due(self) -> bool:
        """Is there a reason to write it?"""
        return self.is_stale or self.has_drifted


def update(baseline: Baseline, tree: Tree) -> Update:
    """The baseline without the entries whose findings are gone, and with files by their names."""
    return _Update(baseline, tree).result()


class _Update:
    def __init__(self, baseline: Baseline, tree: Tree) -> None:
        self.old = baseline
        self.tree = tree
        self.entries: dict[str, tuple[Entry, ...]] = {}
        self.looks: dict[str, tuple[str, ...]] = {}
        self.gone: list[Entry] = []
        self.new: list[Finding] = []
        self.unjudged: set[str] = set()
        self.has_drifted = False

    def result(self) -> Update:
        old = self.old.entries
        # Somebody else may have written the baseline since the tree was looked at.
        moved = {
            path: before
            for path, before in self.tree.moved.items()
            if before in old and path not in old
        }
        now_at = {before: path for path, before in moved.items()}
        for path in old:
            self.take(now_at.get(path, path), path)
        for path, item in self.tree.seen.items():
            if path not in old and path not in moved and item.is_judged:
                self.new += item.findings
        return Update(
            Baseline(self.entries, self.looks, self.old.began),
            tuple(sorted(self.gone)),
            {path: before for path, before in moved.items() if path in self.entries},
            tuple(self.new),
            frozenset(self.unjudged),
            self.has_drifted,
        )

    def take(self, path: str, before: str) -> None:
        """The entries that were at `before`, now that the file is at `path`."""
        entries = self.old.entries[before]
        item = self.tree.seen.get(path)
        if item is None:
            if path in self.tree.gone or self.tree.is_whole:
                self.gone += entries
            else:
                self.keep(before)
        elif not item.is_judged:
            self.keep(before)
            self.unjudged.add(path)
        else:
            compared = compare(entries, item.findings)
            self.gone += compared.gone
            self.new += compared.new
            if compared.known:
                self.entries[path] = entries_of(path, [match.finding for match in compared.known])
                self.looks[path] = (item.look,)
                self.has_drifted |= _has_drifted(self.old.looks.get(before, ()), item.look)

    def keep(self, path: str) -> None:
        self.entries[path] = self.old.entries[path]
        self.looks[path] = self.old.looks.get(path, ())


def _has_drifted(before: tuple[str, ...], now: str) -> bool:
    """Would nobody recognise the file by what is recorded of it?"""
    return all(distance(look, now) > CLOSE for look in before)


def record(
    old: Baseline,
    seen: Mapping[str, Seen],
    rules: frozenset[str],
    today: datetime.date,
) -> Baseline:
    """A baseline of everything that was found; of these `rules` only, if there are any.

    What `old` holds of other rules then stays, as does what it holds of files nobody could judge.
    """
    fresh = EMPTY.entries if not rules else _without(old, rules)
    entries = dict(fresh)
    looks = {path: old.looks.get(path, ()) for path in fresh}
    for path, item in seen.items():
        if item.is_judged:
            wanted = [found for found in item.findings if not rules or found.rule in rules]
            made = (*entries.get(path, ()), *entries_of(path, wanted))
        else:
            made = old.entries.get(path, ())
        if made:
            entries[path] = tuple(sorted(made))
            looks[path] = (item.look,) if item.look else old.looks.get(path, ())
    every = (entry for group in entries.values() for entry in group)
    return Baseline(entries, looks, began_with(old.began, every, today))


def _without(baseline: Baseline, rules: frozenset[str]) -> dict[str, tuple[Entry, ...]]:
    return {
        path: tuple(entry for entry in entries if entry.rule not in rules)
        for path, entries in baseline.entries.items()
    }


def risen(base: Baseline, now: Baseline, moved: Mapping[str, str]) -> tuple[Entry, ...]:
    """The entries that `now` holds beyond `base`; `moved`: new path -> path in `base`.

    Within a file another scope is no rise: functions get new names.
    """
    found: list[Entry] = []
    for path, entries in now.entries.items():
        found += _beyond(base.entries.get(moved.get(path, path), ()), entries)
    return tuple(sorted(found))


def _beyond(before: Iterable[Entry], now: Iterable[Entry]) -> list[Entry]:
    same = frozenset(before)
    left = Counter(identity(entry) for entry in same)
    found = []
    for entry in sorted(now, key=lambda entry: entry not in same):
        if left[identity(entry)]:
            left[identity(entry)] -= 1
        else:
            found.append(entry)
    return found
