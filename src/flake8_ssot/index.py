"""Compile rules into dictionaries: in, rules; out, the rule that governs a dotted path.

Looking up a name costs one dictionary access for each of its components, however many rules there
are. The longest match wins by construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from flake8_ssot.import_text import ANY_IMPORT, ImportText, statements
from flake8_ssot.model import Problem
from flake8_ssot.modules import Module
from flake8_ssot.rules import Moved, Rule
from flake8_ssot.words import Wanted


class Match(NamedTuple):
    """A dotted path that a rule governs."""

    rule: Moved
    path: str  # the path asked for
    new: str | None  # where that path lives now


class Needle:
    """What the bytes of a file must hold before some rules can matter to it."""

    def __init__(self, parent: bytes, *, is_top: bool) -> None:
        self.parent = parent  # the last component but one of their paths
        self.is_top = is_top  # is the parent a top-level package, or the path itself?
        self.paths: dict[bytes, list[str]] = {}  # by their last component, of which it must be one

    @cached_property
    def in_string(self) -> re.Pattern[bytes]:
        """What a string holds that names a path, or its module; begins with the parent's word.

        The parts stand together; or the string, or a piece of it, ends with the module, from which
        the file then takes a name.
        """
        parent, lasts = re.escape(self.parent), b"|".join(map(re.escape, sorted(self.paths)))
        # A backslash at the end of a line goes on with the string in the next.
        together = rb"(?:\\\r?\n)?(?:[.:]|\\x2e)(?:\\\r?\n)?(?:%s)(?![\w\x80-\xff])" % lasts
        ends = rb"(?:[\"']|\.[\"'{])"
        if not self.is_top:
            ends = rb"(?<=\.%s)%s" % (parent, ends)
        alone = rb"|(?<=[\"' =/]%s)[.:]" % parent if self.parent in self.paths else b""
        return re.compile(rb"%s(?:%s|%s%s)" % (parent, together, ends, alone))


_STRING_ENDS = (b'"', b"'", b'."', b".'", b".{")
# Words of files that import by name, or by their own name with something behind it.
_IMPORTERS = (
    *(b"import_module", b"__import__", b"__package__", b"find_spec", b"resolve_name"),
    *(b"__name__ +", b"__name__+", b"{__name__}"),
)
_NOTHING: frozenset[str] = frozenset()
MAX_PATH = 510  # characters of a rule's path (`fields.MAX_TEXT`), and a little
MAX_CHAIN = 20_000  # rules that follow each other
MAX_LEADING = 200  # imports of one file that are compared with what it spells


class Index:
    """The compiled rules. Immutable after `compile_rules`."""

    def __init__(self, moved: dict[str, Moved]) -> None:
        self.moved = moved  # deprecated path -> its rule
        self.below: dict[str, frozenset[str]] = _symbols_below(moved)
        arrivals = {rule.new: rule for rule in moved.values() if rule.new}
        self.arriving: dict[str, frozenset[str]] = _symbols_below(arrivals)
        self._needles = _needles(moved)  # by the parent
        self._wanted = Wanted(name.encode() for path in moved for name in path.split(".")[-2:])
        self.after = _components_after(moved)  # an ancestor's path -> what may follow it
        self.tops = frozenset(path.partition(".")[0] for path in moved)
        self.new_paths = frozenset(rule.new for rule in moved.values() if rule.new)
        self.new_tops = frozenset(path.partition(".")[0] for path in self.new_paths)

    def star_names(self, module: str) -> frozenset[str]:
        """The names that rules speak of, of those that `from module import *` may bring."""
        return self.below.get(module, _NOTHING) | self.arriving.get(module, _NOTHING)

    def lookup(self, path: str) -> Match | None:
        """The rule whose deprecated path is the longest that `path` equals or lies below."""
        rule = _governing(path, self.moved)
        if rule is None:
            return None
        new = _moved_by(rule, path)
        for _ in range(MAX_CHAIN):  # rules that lead in a circle were refused
            step = _governing(new, self.moved) if new else None
            if new is None or step is None:
                break
            new = _moved_by(step, new)
        return Match(rule, path, new)

    def mentioned_in(self, data: bytes, module: Module) -> bool:
        """Can the file `module`, with these bytes, refer to any deprecated path?

        First by its words: a reference spells the last component of the path, and the one before
        it, unless the file lies in that package. Then by its imports and strings: every reference
        begins with one that leads towards the path. Never wrong in the negative, but for
        identifiers in compatibility characters (NFKC) or another encoding than UTF-8, and
        components in pieces.
        """
        given = module.name.split(".")
        held = self._held_in(data)
        spelled = self._spelled(held, given)
        if not spelled:
            return False
        leading = [item for item in statements(data, module) if self.leads_to(item)]
        if _lead_to(leading, spelled, held):
            return True
        if any(needle.in_string.search(data) for needle in spelled):
            return True
        imports = any(word in data for word in _IMPORTERS)
        return imports and any(_imports_by_name(needle, data, given) for needle in spelled)

    def imported_in(self, data: bytes, module: Module) -> bool:
        """As `mentioned_in`, but only by its imports."""
        leading = [item for item in statements(data, module) if self.leads_to(item)]
        if not leading:
            return False
        held = self._held_in(data)
        spelled = self._spelled(held, module.name.split("."))
        return _lead_to(leading, spelled, held)

    def is_spelled_in(self, data: bytes) -> bool:
        """May the bytes spell any deprecated path, wherever?"""
        return bool(self._spelled(self._held_in(data)))

    def _held_in(self, data: bytes) -> frozenset[bytes]:
        return self._wanted.held_in(data) | self._wanted.escaped_in(data)

    def _spelled(self, held: frozenset[bytes], given: Iterable[str] = ()) -> list[Needle]:
        """Whose words are `held`; as parents, those in `given` need not be."""
        parents = held.union(name.encode("utf-8", "replace") for name in given)
        found = [needle for parent in parents for needle in self._needles.get(parent, ())]
        return [needle for needle in found if not held.isdisjoint(needle.paths)]

    def leads_to(self, statement: ImportText) -> bool:
        """May this import bind a name behind which a deprecated path lies?"""
        if statement is ANY_IMPORT:
            return True
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


def _lead_to(leading: list[ImportText], spelled: list[Needle], held: frozenset[bytes]) -> bool:
    """Does one of the imports lead to one of the paths whose words are held?"""
    return len(leading) > MAX_LEADING or any(
        _leads_to(item, path)
        for needle in (spelled if leading else ())
        for last in held.intersection(needle.paths)
        for path in needle.paths[last]
        for item in leading
    )


def _leads_to(statement: ImportText, path: str) -> bool:
    """May this import bind a name behind which `path` lies?"""
    if statement is ANY_IMPORT:
        return True
    if statement.binds_top:
        return is_at_or_below(path, statement.module.partition(".")[0])
    if is_at_or_below(statement.module, path):
        return True
    if not is_at_or_below(path, statement.module):
        return False
    after = path[len(statement.module) + 1 :].partition(".")[0]
    return statement.names is None or after.encode() in statement.names


def _imports_by_name(needle: Needle, data: bytes, given: list[str]) -> bool:
    """As in strings, of a file that imports by name: the parts may be anywhere in its strings."""
    return _ends_string(needle.parent, data) or (
        needle.parent.decode() in given
        and any(
            b"." + last in data or b":" + last in data or _ends_string(last, data)
            for last in needle.paths
        )
    )


def _ends_string(word: bytes, data: bytes) -> bool:
    return any(word + end in data for end in _STRING_ENDS)


def _is_at_home(path: str, rule: Moved) -> bool:
    """Is `path` where the rule sends its users: `foo.core` under the rule `foo -> foo.core`?"""
    return rule.new is not None and is_at_or_below(path, rule.new)


def is_at_or_below(path: str, top: str) -> bool:
    """Do the components of `path` begin with those of `top`?"""
    return path == top or path.startswith(top + ".")


def compile_rules(rules: Iterable[Rule]) -> tuple[Index, tuple[Problem, ...]]:
    """The index of `rules`, and every problem between them: duplicates, cycles, dead ends."""
    problems: list[Problem] = []
    ids: dict[str, Rule] = {}
    moved: dict[str, Moved] = {}
    for rule in rules:
        first: Rule = ids.setdefault(rule.id, rule)
        if first is not rule:
            problems.append(_repeated("id", rule.id, rule, first))
        if isinstance(rule, Moved):
            first = moved.setdefault(rule.old, rule)
            if first is not rule:
                problems.append(_repeated("old", rule.old, rule, first))
    problems += filter(None, (_dead_end(rule, moved) for rule in moved.values()))
    return Index(moved), tuple(problems)


def _repeated(what: str, key: str, rule: Rule, first: Rule) -> Problem:
    message = f"{what} {key!r} is already used by the rule at {first.file}:{first.line}"
    return Problem(rule.file, rule.line, message)


def _dead_end(rule: Moved, moved: dict[str, Moved]) -> Problem | None:
    """What is wrong if the rules that govern the rule's target lead in a circle, or nowhere."""
    path, chain = rule.new, [rule]
    while path is not None:
        step = _governing(path, moved)
        if step is None or (step is chain[-1] and _is_at_home(path, step)):
            return None
        if step in chain:
            names = " -> ".join(repr(link.id) for link in [*chain, step])
            message = f"the rules lead in a circle: {names}"
            return Problem(rule.file, rule.line, message)
        if step.new is None:
            message = (
                f"the new path {path!r} is deprecated by rule {step.id!r}, without a successor"
            )
            return Problem(rule.file, rule.line, message)
        chain.append(step)
        path = step.new + path[len(step.old) :]
    return None


def _moved_by(rule: Moved, path: str) -> str | None:
    """Where `path`, which the rule governs, lives by that rule alone."""
    return rule.new and rule.new + path[len(rule.old) :]


def _governing(path: str, moved: dict[str, Moved]) -> Moved | None:
    # No rule is longer than this: a hostile string may have a hundred thousand components.
    prefix = path if len(path) <= MAX_PATH else path[:MAX_PATH].rpartition(".")[0]
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


def _components_after(moved: dict[str, Moved]) -> dict[str, frozenset[bytes]]:
    """Each path above a deprecated one -> the components that lead down to it."""
    after: dict[str, set[bytes]] = {}
    for path in moved:
        while path:
            path, _, last = path.rpartition(".")
            after.setdefault(path, set()).add(last.encode())
    return {path: frozenset(names) for path, names in after.items()}


def _needles(moved: dict[str, Moved]) -> dict[bytes, list[Needle]]:
    """By the parent."""
    needles: dict[tuple[bytes, bool], Needle] = {}
    for path in moved:
        above, _, last = path.rpartition(".")
        parent, is_top = (above.rpartition(".")[2] or last).encode(), "." not in above
        needle = needles.setdefault((parent, is_top), Needle(parent, is_top=is_top))
        needle.paths.setdefault(last.encode(), []).append(path)
    by_parent: dict[bytes, list[Needle]] = {}
    for needle in needles.values():
        by_parent.setdefault(needle.parent, []).append(needle)
    return by_parent
