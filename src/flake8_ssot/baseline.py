"""The ratchet: in, findings and the entries of a baseline; out, what is new, known and gone.

An entry is a finding without its place, so that it survives moved lines, new code, another name of
the function around it. Nothing is read here, and nothing is asked but of one file at a time; which
file is which under another name is for `renames` to say.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from flake8_ssot.model import Finding

OURS = "SOT900"  # our own failure is in no baseline


class Entry(NamedTuple):
    """One finding that was there when the baseline was made."""

    path: str  # relative to the project's root, with `/`
    code: str
    rule: str
    old: str  # the deprecated path that is spelled
    form: str  # the kind of reference
    scope: str
    number: int = 1  # of those in a file that are alike in all this

    def __str__(self) -> str:
        where = "" if self.scope == "<module>" else f" in {self.scope}"
        return f"{self.path}: {self.code} {self.old!r}{where} [{self.rule}]"


class Began(NamedTuple):
    """How a rule stood when its findings were recorded first."""

    day: datetime.date
    findings: int


class Baseline(NamedTuple):
    """The recorded findings, by file; what the files looked like; how each rule began."""

    entries: Mapping[str, tuple[Entry, ...]]
    looks: Mapping[str, tuple[str, ...]]  # fingerprints; a merge may leave two
    began: Mapping[str, Began]

    @property
    def size(self) -> int:
        """How many findings are recorded."""
        return sum(map(len, self.entries.values()))


EMPTY = Baseline({}, {}, {})

Identity = tuple[str, str, str, str]  # code, rule, deprecated path, form: what stays the same


class Match(NamedTuple):
    """A finding that the baseline knows."""

    finding: Finding
    entry: Entry


class Compared(NamedTuple):
    """The findings of one file beside its entries."""

    known: tuple[Match, ...]
    new: tuple[Finding, ...]
    gone: tuple[Entry, ...]


def identity(item: Finding | Entry) -> Identity:
    """What a finding and its entry share wherever the code is moved to within its file."""
    form = item.kind.value if isinstance(item, Finding) else item.form
    return item.code, item.rule, item.old, form


def entries_of(path: str, findings: Iterable[Finding]) -> tuple[Entry, ...]:
    """The entries for the findings of the file at the relative `path`."""
    seen: Counter[object] = Counter()
    made = []
    for finding in findings:
        key = _in_scope(finding)
        seen[key] += 1
        made.append(Entry(path, *identity(finding), finding.scope, seen[key]))
    return tuple(sorted(made))


def compare(entries: Iterable[Entry], findings: Iterable[Finding]) -> Compared:
    """Which findings of a file its entries know: first those in the same scope, then any."""
    known: list[Match] = []
    waiting, left = list(findings), list(entries)
    for same in (_in_scope, identity):
        waiting, left = _pair(waiting, left, same, known)
    return Compared(tuple(known), tuple(waiting), tuple(sorted(left)))


def _in_scope(item: Finding | Entry) -> tuple[Identity, str]:
    return identity(item), item.scope


def _pair(
    findings: list[Finding],
    entries: list[Entry],
    same: Callable[[Finding | Entry], object],
    known: list[Match],
) -> tuple[list[Finding], list[Entry]]:
    """Add to `known` those that are the `same`; the findings and the entries that are left."""
    waiting: dict[object, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, reverse=True):
        waiting[same(entry)].append(entry)
    unknown = []
    for finding in findings:
        found = waiting.get(same(finding))
        if found:
            known.append(Match(finding, found.pop()))
        else:
            unknown.append(finding)
    return unknown, [entry for group in waiting.values() for entry in group]


def began_with(
    began: Mapping[str, Began], entries: Iterable[Entry], day: datetime.date
) -> dict[str, Began]:
    """How each rule began, now that these are the entries: a rule with more begins with more."""
    counts = Counter(entry.rule for entry in entries)
    result = dict(began)
    for rule, count in counts.items():
        before = result.get(rule, Began(day, 0))
        result[rule] = Began(before.day, max(before.findings, count))
    return result
