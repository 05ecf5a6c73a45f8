"""What a drafted rule is before it is text: data only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flake8_ssot.bridge_records import Bridge, Evidence, Reading, Sort, Successor
from flake8_ssot.bridge_words import says_deprecated

MAX_EVIDENCE = 3
MAX_LISTED = 12  # names in a comment


class Uses(NamedTuple):
    """How often a path is imported."""

    statements: int
    files: int


class Place(NamedTuple):
    """Evidence, and the file it stands in."""

    file: str
    evidence: Evidence


class Proposal(NamedTuple):
    """One rule, or what is missing for one."""

    table: str  # "moved" or "bridge"; "": only said, for the names below it
    old: str
    new: str | None
    module: str  # the module of `old`
    places: tuple[Place, ...]
    notes: tuple[str, ...] = ()
    decide: tuple[str, ...] = ()  # why it cannot be a rule as it is
    uses: Uses = Uses(0, 0)
    name: str = ""  # of a module: one that others import from it


class Subject(NamedTuple):
    """Everything that the files say of one deprecated path."""

    path: str
    sort: Sort
    reading: Reading
    evidence: tuple[Evidence, ...]
    successors: tuple[Successor, ...]
    behind: str | None
    is_same: bool
    is_sure: bool

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(Place(self.reading.path, item) for item in self.evidence[:MAX_EVIDENCE])

    @property
    def is_deprecated(self) -> bool:
        """Does anything call it deprecated, or does a text only speak of compatibility?"""
        return any(
            not item.says.endswith("says") or says_deprecated(item.words) for item in self.evidence
        )

    @property
    def is_module(self) -> bool:
        """Is it a module that surely is deprecated?"""
        return self.sort is Sort.MODULE and self.is_sure


def subjects_of(readings: Iterable[Reading]) -> dict[str, Subject]:
    """The bridges of all files, those of one path together."""
    found: dict[str, Subject] = {}
    for reading in readings:
        for bridge in reading.bridges:
            known = found.get(bridge.path)
            found[bridge.path] = _joined(known, bridge) if known else _first(bridge, reading)
    return found


def _first(bridge: Bridge, reading: Reading) -> Subject:
    return Subject(
        bridge.path,
        bridge.sort,
        reading,
        bridge.evidence,
        bridge.successors,
        bridge.behind,
        bridge.is_same,
        bridge.is_sure,
    )


def _joined(known: Subject, bridge: Bridge) -> Subject:
    is_better = known.behind is None or (bridge.is_same and not known.is_same)
    return known._replace(
        sort=bridge.sort if known.sort is Sort.NAME else known.sort,
        evidence=tuple(dict.fromkeys((*known.evidence, *bridge.evidence))),
        successors=tuple(dict.fromkeys((*known.successors, *bridge.successors))),
        behind=bridge.behind if is_better else known.behind,
        is_same=bridge.is_same if is_better else known.is_same,
        is_sure=known.is_sure or bridge.is_sure,
    )


def listed(names: list[str]) -> str:
    """At most some of the names, and how many more there are."""
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return ", ".join(names[:MAX_LISTED]) + more
