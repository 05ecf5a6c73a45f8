"""What becomes of `from a import *`: every name that it may bring must be brought again.

In, hits; out, Moves, or a Refusal with the reason.
"""

from __future__ import annotations

import builtins

from flake8_ssot import targets
from flake8_ssot.hits import Hit
from flake8_ssot.import_statements import Target
from flake8_ssot.landings import Landings, Move, Refusal
from flake8_ssot.references import Import
from flake8_ssot.scopes import Bindings
from flake8_ssot.spelling import module_text, split

_OF_MODULES = frozenset({"__file__", "__path__", "__builtins__", "__annotations__"})


class StarMoves:
    """Decides about star imports, and about names that one brings."""

    def __init__(self, land: Landings) -> None:
        self.land = land

    def move(self, hit: Hit, item: Import) -> Move:
        """The move of the whole import. May refuse."""
        new, doubt = self.land.arrival(hit)
        doubt = doubt or self.land.purpose(item, new)
        roots = self.land.project.roots
        before, behind = targets.all_bound(item.path, roots), targets.all_bound(new, roots)
        old_names = None if before is None else before.exports
        new_names = None if behind is None else behind.exports
        uses = self.land.uses
        used = uses.identifiers
        elsewhere = []
        for name in sorted(self.land.project.rule_index.below.get(item.path, ())):
            want = self.land.landing(f"{item.path}.{name}")
            is_asked_for = name in used or self.land.place.module.is_package
            if want == f"{new}.{name}" or not is_asked_for:
                continue
            if want is None:
                raise Refusal(f"`{name}`, which it may bring, has no successor")
            elsewhere.append((name, want))
        apart = {name for name, _ in elsewhere}
        if old_names is None and new_names is not None:
            lost = sorted(self.unbound() - new_names - apart)
            if lost:
                raise Refusal(f"{new!r} does not bring {lost[0]!r}")
        if old_names is not None and new_names is not None:
            asked = old_names if self.land.place.module.is_package else old_names & used
            lost = sorted(asked - new_names - apart)
            if lost:
                raise Refusal(f"{new!r} does not bring {lost[0]!r}")
            taken = {name for name in used if name in uses.bound or hasattr(builtins, name)}
            more = sorted((new_names - old_names) & taken)
            if more:
                raise Refusal(f"{new!r} would also bring {more[0]!r}, which this file uses")
        elif self.land.place.module.is_package:  # which hands on all that the star brings
            doubt = doubt or f"cannot tell which names {item.path!r} and {new!r} bring"
        after = tuple(self.beside_star(item, name, want) for name, want in elsewhere)
        text = module_text(item.statement, self.land.place.module, new)
        return Move(item, (Target(text, "*", None),), after=after, mends=(hit,), doubt=doubt)

    def unbound(self) -> set[str]:
        """The names that only a star import can have brought."""
        return (
            {
                load.node.id
                for load in self.land.uses.names.loads
                if not load.bindings and not hasattr(builtins, load.node.id)
            }
            - self.land.uses.bound
            - _OF_MODULES
        )

    def beside_star(self, item: Import, local: str, path: str) -> Target:
        self.land.existing(path)
        self.land.require_importable(path)
        parent, name = split(path)
        asname = None if name == local else local
        if not parent:
            return Target(None, name, asname)
        return Target(module_text(item.statement, self.land.place.module, parent), name, asname)

    def star_name(self, hit: Hit, local: str, bindings: Bindings) -> Move:
        """The move for a name that a star import brings, whose module stays: import it behind."""
        new, doubt = self.land.arrival(hit)
        origins = {binding.node for binding in bindings}
        if len(origins) != 1 or not origins <= set(self.land.uses.items):
            raise Refusal(f"`{local}` may be something else, too")
        item = self.land.uses.items[origins.pop()]
        after = (self.beside_star(item, local, new),)
        return Move(
            item, None, after=after, mends=(hit,), doubt=doubt or self.land.purpose(item, new)
        )
