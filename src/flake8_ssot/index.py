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


MAX_CHAIN = 20_000  # rules that follow each other
ANY_IMPORT = ImportText("", None)


class Index:
    """The compiled rules. Immutable after `compile_rules`."""

    def __init__(self, moved: dict[str, Moved]) -> None:
        self.moved = moved  # deprecated path -> its rule
        self.below: dict[str, frozenset[str]] = _symbols_below(moved)
        self.needles = _needles(moved)
        self.after = _components_after(moved)  # an ancestor's path -> what may follow it
        self.tops = frozenset(path.partition(".")[0] for path in moved)

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
        it, unless the file lies in that package. Then by its imports: every reference begins with
        one that leads towards the path. Never wrong in the negative, but for identifiers in
        compatibility characters (NFKC) or another encoding than UTF-8, and strings in pieces.
        """
        given = module.name.split(".")
        return any(
            (needle.parent in data or needle.parent.decode() in given)
            and any(last in data for last in needle.lasts)
            for needle in self.needles
        ) and any(self.leads_to(statement) for statement in statements(data, module))

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
    problems += filter(None, (_dead_end(rule, moved) for rule in moved.values()))
    return Index(moved), tuple(problems)


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


_KEYWORD = re.compile(rb"(?<![.\w])(?:from|import)\b")
_SPACE = re.compile(rb"(?:[ \t\f]+|\\\r?\n?)*")  # never fails, never looks back
_WORD = re.compile(rb"[\w\x80-\xff]+")
_LINE_END = re.compile(rb"[\r\n;#(*]|\\\r?\n?")
_LIST_END = re.compile(rb"[()#]")
_COMMENT_END = re.compile(rb"[\r\n]|\Z")
WORK_PER_BYTE = 8  # bytes looked at per byte of the file before we give up and say "any import"


def statements(data: bytes, module: Module) -> Iterator[ImportText]:
    """Everything in `data` that looks like an import; more than there are, never fewer."""
    work = WORK_PER_BYTE * len(data) + 10_000
    seen = set()
    for match in _KEYWORD.finditer(data):
        if match.group() == b"from":
            level, name, end = _dotted(data, match.end())
            if data.startswith(b"import", end):
                names, end = _imported(data, end + len(b"import"))
                path = module.absolute(level, name)
                if path is not None:
                    yield ImportText(path, names)
        else:
            end = match.end()
            while True:
                _, name, end = _dotted(data, end)
                if name and name not in seen:
                    seen.add(name)
                    yield ImportText(name, None, binds_top=True)
                if data.startswith(b"as", end):
                    end = _dotted(data, end + len(b"as"))[2]
                if not name or not data.startswith(b",", end):
                    break
                end += 1
        work -= end - match.start()
        if work < 0:
            yield ANY_IMPORT
            return


def _dotted(data: bytes, position: int) -> tuple[int, str, int]:
    """The dotted name at `position`: its leading dots, its text, and where what follows begins."""
    position = _skip(data, position)
    level = 0
    while data.startswith(b".", position):
        level += 1
        position = _skip(data, position + 1)
    parts = []
    word = _WORD.match(data, position)
    if level and word is not None and word.group() == b"import":
        return level, "", position
    while word is not None:
        parts.append(word.group())
        position = _skip(data, word.end())
        word = None
        if data.startswith(b".", position):
            word = _WORD.match(data, _skip(data, position + 1))
    return level, b".".join(parts).decode("utf-8", "replace"), position


def _skip(data: bytes, position: int) -> int:
    space = _SPACE.match(data, position)
    assert space is not None  # it may be empty
    return space.end()


def _imported(data: bytes, start: int) -> tuple[frozenset[bytes] | None, int]:
    """The words of the list of names that begins at `start`, and where it ends.

    None for the words where there is a star or anything else that is no plain list.
    """
    position = _skip(data, start)
    if data[position : position + 1] == b"(":
        return _listed(data, position + 1)
    words: set[bytes] = set()
    while True:
        stop = _LINE_END.search(data, position)
        end = stop.end() if stop else len(data)
        words.update(_WORD.findall(data, position, end))
        if stop is None or stop.group()[:1] in (b"\r", b"\n", b";", b"#"):
            return frozenset(words), end
        if stop.group()[:1] != b"\\":
            return None, end
        position = end


def _listed(data: bytes, position: int) -> tuple[frozenset[bytes] | None, int]:
    """The words up to the closing parenthesis, without those of comments."""
    words: set[bytes] = set()
    while True:
        stop = _LIST_END.search(data, position)
        if stop is None or stop.group() == b"(":
            return None, stop.end() if stop else len(data)
        words.update(_WORD.findall(data, position, stop.start()))
        if stop.group() == b")":
            return frozenset(words), stop.end()
        comment = _COMMENT_END.search(data, stop.end())
        assert comment is not None  # the end of the data matches
        position = max(comment.end(), stop.end())


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
