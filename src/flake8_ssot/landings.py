"""Where a deprecated path leads in one file, and what speaks against going there.

In, hits and the tree; out, new paths, doubts, and refusals with their reasons.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from flake8_ssot import targets
from flake8_ssot.doubts import VERSIONS, Doubts
from flake8_ssot.hits import Hit
from flake8_ssot.import_statements import Target
from flake8_ssot.import_uses import Uses, is_spelled_out
from flake8_ssot.meanings import looks_like_class
from flake8_ssot.model import Edit
from flake8_ssot.project import Place, Project
from flake8_ssot.references import Chain, Import
from flake8_ssot.source import Source, parse
from flake8_ssot.spelling import split
from flake8_ssot.targets import Existence

_SHOWS_ITSELF = re.compile(r"[^=!<>]=\s*(![rsa])?\s*[:}]")  # f"{name=}"


class Move(NamedTuple):
    """What becomes of one import, and everything that changes with it. Whole or not at all."""

    item: Import
    targets: tuple[Target, ...] | None = None  # None: the import stays as it is
    edits: tuple[Edit, ...] = ()  # where it is used
    before: tuple[Target, ...] = ()  # further imports, in front of it
    after: tuple[Target, ...] = ()
    mends: tuple[Hit, ...] = ()  # the hits it is made for, besides those of its names' uses
    doubt: str = ""  # why only a person can tell that it is right; "": it is safe


class Refusal(Exception):  # noqa: N818 - not an error: the reason for leaving something alone
    """An import or a use is left alone; the message says why. Never leaves the planning."""


class Landings:
    """What the rules and the tree say. Of the hits, some are to be mended, others must stay."""

    def __init__(
        self,
        source: Source,
        uses: Uses,
        project: Project,
        place: Place,
        hits: list[tuple[Hit, bool]],
    ) -> None:
        self.source = source
        self.uses = uses
        self.project = project
        self.place = place
        self.of_chain: dict[int, list[tuple[Hit, bool]]] = defaultdict(list)
        for hit, is_asked in hits:
            if isinstance(hit.reference, Chain):
                self.of_chain[id(hit.reference)].append((hit, is_asked))

    @cached_property
    def taken(self) -> set[str]:
        """The names that a new import must not bind."""
        return set(self.uses.identifiers)

    @cached_property
    def run_names(self) -> frozenset[str]:
        """The names in source texts that the file runs: nobody sees what they are used for."""
        trees = (parse(named.path or "") for named in self.uses.names.sources)
        nodes = (node for tree in trees if isinstance(tree, ast.Module) for node in ast.walk(tree))
        return frozenset(node.id for node in nodes if isinstance(node, ast.Name))

    def require_not_run(self, name: str) -> None:
        """Refuse where a source text that is run reaches through the module's name."""
        if name in self.run_names:
            raise Refusal(f"a source text that is run uses `{name}`")

    def landing(self, path: str) -> str | None:
        """Where `path` lives now: the path itself where no rule holds here; None: nowhere."""
        match = self.project.rule_index.lookup(path)
        if match is None or self.project.allows(match.rule, self.place):
            return path
        return match.new

    def existing(self, path: str, *, members: bool = False) -> str:
        """Refuse what the tree knows not to exist; the doubt where it cannot tell.

        With `members`, also the attributes of classes.
        """
        answer = targets.find(path, self.project.roots, members=members)
        if answer.existence is Existence.MISSING:
            raise Refusal(f"{path!r} does not exist: {answer.detail}")
        if answer.existence is Existence.UNKNOWN:
            return f"cannot tell whether {path!r} exists: {answer.detail}"
        return ""

    def arrival(self, hit: Hit) -> tuple[str, str]:
        """The new path of a hit, and the doubt about it."""
        new = hit.match.new
        if new is None:
            raise Refusal("the rule names no successor")
        doubt = self.existing(new)
        own = self.place.module.name
        parent = split(new)[0]
        is_beside = own == parent and targets.is_module(new, self.project.roots)
        if own and own in (new, parent) and not is_beside:
            raise Refusal("this file is the new home itself")
        return new, doubt

    @cached_property
    def doubts(self) -> Doubts:
        return Doubts(self.source, self.uses, self.landing)

    def is_sure(self, new: str) -> bool:
        """Is the new path known to exist?"""
        return targets.find(new, self.project.roots).existence is Existence.EXISTS

    def purpose(self, item: Import, new: str) -> str:
        """The doubt that comes from where an import stands, and from what it is there for."""
        paths = [
            (other, self.path_of(other, alias))
            for other in self.doubts.fallbacks.others.get(item.statement, ())
            for alias in other.names
        ]
        has_new = any(path == new for _, path in paths)
        same = [other for other, path in paths if path and self.landing(path) == new]
        if has_new and not self.is_sure(new):
            return self.doubts.of_import(item) or VERSIONS
        return self.doubts.of_import(item) or self.doubts.of_fallback(item, same)

    def require_unassigned(self, path: str) -> None:
        """Refuse where the file itself puts something else into the module that stays."""
        if path in self.uses.assigned:
            raise Refusal(f"{path!r} is assigned in this file")

    def use_purpose(self, chain: Chain, alias: ast.AST, old: str, new: str) -> str:
        """The doubt that comes from where a use stands whose module stays."""
        return self.doubts.of_use(chain, alias, old, new, is_sure=self.is_sure(new))

    def keeps_its_names(self, old: str, new: str, spelled: str) -> None:
        """The module itself is used as a value: every name of the old one must be in the new."""
        for name in sorted(self.project.rule_index.below.get(old, ())):
            if self.landing(f"{old}.{name}") != f"{new}.{name}":
                raise Refusal(f"`{spelled}` itself is used, and its {name!r} moves elsewhere")
        before = targets.all_bound(old, self.project.roots)
        after = targets.all_bound(new, self.project.roots)
        if before is not None and after is not None:
            gone = before.names - after.names
            lost = sorted(name for name in gone if not name.startswith("__"))
            if lost:
                raise Refusal(f"`{spelled}` itself is used, and {new!r} has no {lost[0]!r}")

    def ends_at_module(self, hit: Hit, path: str) -> bool:
        """Is the use at `path` one of the deprecated module itself?"""
        return path == hit.match.rule.old and self.project.is_module(hit.match.rule)

    def require_spelled(self, chain: Chain, node: ast.expr) -> None:
        """Refuse where the tree does not tell where the name stands, or where it is shown."""
        if not is_spelled_out(chain, node, self.source):
            raise Refusal("the name is not written out in one piece where it stands")
        if chain.fstring is not None:
            text = self.source.text_at(self.source.span(chain.fstring))
            if _SHOWS_ITSELF.search(text):
                raise Refusal("the f-string shows the expression itself")

    def path_of(self, statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> str | None:
        if isinstance(statement, ast.Import):
            return alias.name
        base = self.place.module.absolute(statement.level, statement.module)
        return base and f"{base}.{alias.name}"

    def require_importable(self, path: str) -> None:
        """Refuse what `from ... import` cannot import: the attribute of a class."""
        if not self.is_importable(path):
            parent, name = split(path)
            raise Refusal(f"{parent!r} is no module, {name!r} cannot be imported from it")

    def is_importable(self, path: str) -> bool:
        parent = split(path)[0]
        return not parent or not self.is_symbol(parent)

    def is_symbol(self, path: str) -> bool:
        found = targets.is_module(path, self.project.roots)
        return looks_like_class(path) if found is None else not found

    def module_part(self, path: str) -> str:
        """The module of a new path, by the tree, else by the rules' target and the names."""
        parts = path.split(".")
        roots = self.project.roots
        for length in range(len(parts), 0, -1):
            if targets.is_module(".".join(parts[:length]), roots):
                return ".".join(parts[:length])
        for length in range(len(parts) - 1, 0, -1):  # `a.new` of the module rule a.old -> a.new
            head = ".".join(parts[:length])
            if head in self.project.rule_index.new_paths and not looks_like_class(head):
                return head
        parts = parts[:-1] or parts
        while len(parts) > 1 and looks_like_class(parts[-1]):
            parts.pop()
        return ".".join(parts)
