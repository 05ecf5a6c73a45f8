"""Compile rules into dictionaries: in, rules; out, the rule that governs a dotted path.

Looking up a name costs one dictionary access for each of its components, however many rules there
are. The longest match wins by construction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flake8_ssot.model import Problem
from flake8_ssot.rules import Moved


class Match(NamedTuple):
    """A dotted path that a rule governs."""

    rule: Moved
    path: str  # the path asked for
    new: str | None  # where that path lives now


class Needle(NamedTuple):
    """What the bytes of a file must hold before a rule can matter to it."""

    parent: bytes  # the last component but one of a deprecated path
    lasts: tuple[bytes, ...]  # one of these last components


class Index:
    """The compiled rules. Immutable after `compile_rules`."""

    def __init__(self, moved: dict[str, Moved], targets: dict[str, str | None]) -> None:
        self.moved = moved  # deprecated path -> its rule
        self.targets = targets  # deprecated path -> canonical path, chains folded
        self.below: dict[str, frozenset[str]] = _symbols_below(moved)
        self.needles = _needles(moved)

    def lookup(self, path: str) -> Match | None:
        """The rule whose deprecated path is the longest that `path` equals or lies below."""
        prefix = path
        while prefix:
            rule = self.moved.get(prefix)
            if rule is not None and not _is_at_home(path, rule):
                target = self.targets[prefix]
                return Match(rule, path, target and target + path[len(prefix) :])
            prefix = prefix.rpartition(".")[0]
        return None

    def mentioned_in(self, data: bytes, implied: str = "") -> bool:
        """Can a file with these bytes refer to any deprecated path?

        A reference spells the last component of the path, and the one before it, unless the file
        lies in that package (`implied`: the file's own dotted name). Escapes inside strings and
        identifiers in compatibility characters (NFKC) are not undone.
        """
        given = implied.split(".")
        return any(
            (needle.parent in data or needle.parent.decode() in given)
            and any(last in data for last in needle.lasts)
            for needle in self.needles
        )


def _is_at_home(path: str, rule: Moved) -> bool:
    """Is `path` where the rule sends its users: `foo.core` under the rule `foo -> foo.core`?"""
    return rule.new is not None and is_at_or_below(path, rule.new)


def is_at_or_below(path: str, top: str) -> bool:
    """Do the components of `path` begin with those of `top`?"""
    return path == top or path.startswith(top + ".")


def compile_rules(rules: Iterable[Moved]) -> tuple[Index, tuple[Problem, ...]]:
    """The index of `rules`, and every problem between them: duplicates, cycles, dead ends."""
    problems: list[Problem] = []
    ids: dict[str, Moved] = {}
    moved: dict[str, Moved] = {}
    for rule in rules:
        for key, seen, what in ((rule.id, ids, "id"), (rule.old, moved, "old")):
            first = seen.get(key)
            if first is not None:
                message = f"{what} {key!r} is already used by the rule at {first.file}:{first.line}"
                problems.append(Problem(rule.file, rule.line, message))
        ids.setdefault(rule.id, rule)
        moved.setdefault(rule.old, rule)
    targets = {}
    for rule in moved.values():
        target, problem = _follow(rule, moved)
        targets[rule.old] = target
        if problem is not None:
            problems.append(problem)
    return Index(moved, targets), tuple(problems)


def _follow(rule: Moved, moved: dict[str, Moved]) -> tuple[str | None, Problem | None]:
    """Where the rule's path ends up when the rules that govern its target are applied, too."""
    path, chain = rule.new, [rule]
    while path is not None:
        step = _governing(path, moved)
        if step is None or (step is chain[-1] and _is_at_home(path, step)):
            return path, None
        if step in chain:
            names = " -> ".join(repr(link.id) for link in [*chain, step])
            message = f"the rules lead in a circle: {names}"
            return rule.new, Problem(rule.file, rule.line, message)
        if step.new is None:
            message = f"the new path {path!r} is itself deprecated by rule {step.id!r}, without a successor"
            return None, Problem(rule.file, rule.line, message)
        chain.append(step)
        path = step.new + path[len(step.old) :]
    return None, None


def _governing(path: str, moved: dict[str, Moved]) -> Moved | None:
    prefix = path
    while prefix:
        if prefix in moved and not _is_at_home(path, moved[prefix]):
            return moved[prefix]
        prefix = prefix.rpartition(".")[0]
    return None


def _symbols_below(moved: dict[str, Moved]) -> dict[str, frozenset[str]]:
    """Module -> the names in it that have a rule of their own: what a star import may bring."""
    below: dict[str, set[str]] = {}
    for path in moved:
        parent, _, name = path.rpartition(".")
        if parent:
            below.setdefault(parent, set()).add(name)
    return {parent: frozenset(names) for parent, names in below.items()}


def _needles(moved: dict[str, Moved]) -> tuple[Needle, ...]:
    needles: dict[str, set[str]] = {}
    for path in moved:
        parent, _, last = path.rpartition(".")
        needles.setdefault(parent.rpartition(".")[2] or last, set()).add(last)
    return tuple(
        Needle(parent.encode(), tuple(sorted(last.encode() for last in lasts)))
        for parent, lasts in sorted(needles.items())
    )
