"""Compile the rules about calls: in, rules and the compiled paths; out, who governs a callable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flake8_ssot.index import Index
from flake8_ssot.meanings import looks_like_class
from flake8_ssot.model import Problem
from flake8_ssot.roles import Roles
from flake8_ssot.rules import Bridge, Rule, Signature
from flake8_ssot.words import Wanted

CallRule = Signature | Bridge


class CallNeedle(NamedTuple):
    """What a file must spell, as whole words, before it can call a callable."""

    lasts: frozenset[bytes]  # one of these: the callable's name, or a deprecated one
    owners: frozenset[bytes]  # and one of these, where it is a method: its class's names

    def is_in(self, held: frozenset[bytes]) -> bool:
        """Are there enough of its names among those of a file?"""
        is_owned = not self.owners or not self.owners.isdisjoint(held)
        return is_owned and not self.lasts.isdisjoint(held)


class CallIndex:
    """The compiled rules. Immutable."""

    def __init__(self, rules: dict[str, CallRule], index: Index) -> None:
        self.rules = rules  # canonical path -> its rule
        self.index = index
        aliases = _aliases(index) if rules else {}
        self.needles = tuple(_needle(path, aliases) for path in rules)
        self._wanted = Wanted(
            name for needle in self.needles for name in needle.lasts | needle.owners
        )
        self.names = frozenset(path.rpartition(".")[2] for path in [*rules, *aliases])
        self.roles = {
            rule.id: Roles(rule, self.canonical)
            for rule in rules.values()
            if isinstance(rule, Signature)
        }
        self.imports = _imports(rules, aliases)  # a name -> the path to import it from
        types = [path for rule in rules.values() for path in _types(rule)]
        self.tops = frozenset(path.partition(".")[0] for path in [*rules, *types, *aliases])

    def mentioned_in(self, data: bytes) -> bool:
        """Can a file with these bytes call anything that a rule governs?"""
        held = self._wanted.held_in(data) if self.needles else frozenset()
        return any(needle.is_in(held) for needle in self.needles)

    def governing(self, path: str) -> CallRule | None:
        """The rule for the callable at `path`, which may be a deprecated path to it."""
        return self.rules.get(self.canonical(path))

    def canonical(self, path: str) -> str:
        """Where `path` lives now."""
        match = self.index.lookup(path)
        return path if match is None or match.new is None else match.new


def compile_calls(rules: Iterable[Rule], index: Index) -> tuple[CallIndex, tuple[Problem, ...]]:
    """The index of the rules for calls, and every problem between them."""
    problems: list[Problem] = []
    found: dict[str, CallRule] = {}
    for rule in rules:
        if isinstance(rule, Signature):
            key, path = "callable", rule.callable
        elif isinstance(rule, Bridge):
            key, path = "old", rule.old
        else:
            continue
        first = found.setdefault(path, rule)
        if first is not rule:
            message = f"{key} {path!r} is already governed by the rule at {first.file}:{first.line}"
            problems.append(Problem(rule.file, rule.line, message))
        match = index.lookup(path)
        if match is not None:
            where = f"; name {match.new!r}" if match.new else ""
            message = f"{key} {path!r} is itself deprecated by rule {match.rule.id!r}{where}"
            problems.append(Problem(rule.file, rule.line, message))
    return CallIndex(found, index), tuple(problems)


def _aliases(index: Index) -> dict[str, str]:
    """Each deprecated path that has a successor -> where it leads in the end."""
    found = {}
    for old in index.moved:
        match = index.lookup(old)
        if match is not None and match.new is not None:
            found[old] = match.new
    return found


def _needle(path: str, aliases: dict[str, str]) -> CallNeedle:
    owner = path.rpartition(".")[0]
    owners = _names(owner, aliases) if looks_like_class(owner) else ()
    return CallNeedle(
        frozenset(name.encode() for name in _names(path, aliases)),
        frozenset(name.encode() for name in owners),
    )


def _names(path: str, aliases: dict[str, str]) -> tuple[str, ...]:
    """The last component of `path`, and of each deprecated path that leads to it."""
    lasts = [path, *(old for old, new in aliases.items() if new == path)]
    return tuple(dict.fromkeys(item.rpartition(".")[2] for item in lasts))


def _imports(rules: dict[str, CallRule], aliases: dict[str, str]) -> dict[str, str]:
    """The names that a file must import before it calls them -> the path they are to come from.

    A name that belongs to two callables is left out.
    """
    found: dict[str, set[str]] = {}
    for path, rule in rules.items():
        if isinstance(rule, Signature) and not looks_like_class(path.rpartition(".")[0]):
            for name in _names(path, aliases):
                found.setdefault(name, set()).add(path)
    return {name: min(paths) for name, paths in found.items() if len(paths) == 1}


def _types(rule: CallRule) -> list[str]:
    if isinstance(rule, Bridge):
        return []
    return [path for role in rule.roles for path in role.types if "." in path]
