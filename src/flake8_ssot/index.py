"""Compile rules into dictionaries: in, rules; out, the rule that governs a dotted path.

Looking up a name costs one dictionary access for each of its components, however many rules there
are. The longest match wins by construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flake8_ssot.model import Problem
from flake8_ssot.modules import Module
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


class ImportText(NamedTuple):
    """An import as the bytes of a file show it, perhaps inside a string or comment."""

    module: str
    names: frozenset[bytes] | None  # `from module import names`; None: any, or `import module`
    binds_top: bool = False  # `import a.b` binds `a`


class Index:
    """The compiled rules. Immutable after `compile_rules`."""

    def __init__(self, moved: dict[str, Moved], targets: dict[str, str | None]) -> None:
        self.moved = moved  # deprecated path -> its rule
        self.targets = targets  # deprecated path -> canonical path, chains folded
        self.below: dict[str, frozenset[str]] = _symbols_below(moved)
        self.needles = _needles(moved)
        self.after = _components_after(moved)  # an ancestor's path -> what may follow it
        self.tops = frozenset(path.partition(".")[0] for path in moved)

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

    def mentioned_in(self, data: bytes, module: Module) -> bool:
        """Can the file `module`, with these bytes, refer to any deprecated path?

        First by its words: a reference spells the last component of the path, and the one before
        it, unless the file lies in that package. Then by its imports: every reference begins with
        one that leads towards the path. Never wrong in the negative, but for identifiers spelled
        in compatibility characters (NFKC).
        """
        given = module.name.split(".")
        return any(
            (needle.parent in data or needle.parent.decode() in given)
            and any(last in data for last in needle.lasts)
            for needle in self.needles
        ) and any(self.leads_to(statement) for statement in statements(data, module))

    def leads_to(self, statement: ImportText) -> bool:
        """May this import bind a name behind which a deprecated path lies?"""
        if statement.binds_top:
            return statement.module.partition(".")[0] in self.tops
        path = statement.module
        after = self.after.get(path)
        if after is not None and (statement.names is None or after & statement.names):
            return True
        while path:
            if path in self.moved:
                return True
            path = path.rpartition(".")[0]
        return False


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
            message = (
                f"the new path {path!r} is deprecated by rule {step.id!r}, without a successor"
            )
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


# Bounded, so that no text makes them slow; a list of names that is longer may hold any name.
# Looking ahead, so that the word "from" in a comment does not swallow the statement behind it.
_FROM = re.compile(
    rb"\bfrom\b(?=(?P<module>(?:[ \t\f.\w\x80-\xff]|\\\r?\n?){1,2000}?)\bimport\b"
    rb"(?:[ \t\f]*\((?P<listed>(?:[^()#]|#[^\r\n]*[\r\n]){0,4000})\)"
    rb"|(?P<line>(?:[^\\\r\n;(*]|\\\r?\n?){0,2000})(?P<end>[\r\n;]|\Z)?))"
)
_IMPORT = re.compile(rb"\bimport\b(?=(?P<modules>(?:[ \t\f.,\w\x80-\xff]|\\\r?\n?){1,2000}))")
_GAP = re.compile(r"[\s\\]+")
_WORD = re.compile(rb"[\w\x80-\xff]+")


def statements(data: bytes, module: Module) -> Iterator[ImportText]:
    """Everything in `data` that looks like an import; more than there are, never fewer."""
    seen = set()
    for match in _FROM.finditer(data):
        name = _GAP.sub("", match.group("module").decode("utf-8", "replace"))
        level = len(name) - len(name.lstrip("."))
        path = module.absolute(level, name[level:])
        if path is not None:
            yield ImportText(path, _imported(match))
    for match in _IMPORT.finditer(data):
        for part in match.group("modules").decode("utf-8", "replace").split(","):
            first = _GAP.sub(" ", part).strip().partition(" ")[0]
            if first not in seen:
                seen.add(first)
                yield ImportText(first, None, binds_top=True)


def _imported(match: re.Match[bytes]) -> frozenset[bytes] | None:
    """The words of an import's list of names; None where it has no plain end: a star, too long."""
    listed = match.group("listed")
    if listed is None:
        if match.group("end") is None:
            return None
        listed = match.group("line")
    return frozenset(_WORD.findall(listed))


def _components_after(moved: dict[str, Moved]) -> dict[str, frozenset[bytes]]:
    """Each path above a deprecated one -> the components that lead down to it."""
    after: dict[str, set[bytes]] = {}
    for path in moved:
        while path:
            path, _, last = path.rpartition(".")
            after.setdefault(path, set()).add(last.encode())
    return {path: frozenset(names) for path, names in after.items()}


def _needles(moved: dict[str, Moved]) -> tuple[Needle, ...]:
    needles: dict[str, set[str]] = {}
    for path in moved:
        parent, _, last = path.rpartition(".")
        needles.setdefault(parent.rpartition(".")[2] or last, set()).add(last)
    return tuple(
        Needle(parent.encode(), tuple(sorted(last.encode() for last in lasts)))
        for parent, lasts in sorted(needles.items())
    )
