"""What becomes of `import a.b`, which binds `a`: all that is reached through `a` counts.

In, the imports that bind the same name, and hits; out, Moves, or why there are none.
"""

from __future__ import annotations

import ast
from collections import defaultdict

from flake8_ssot.hits import Hit
from flake8_ssot.import_statements import Target
from flake8_ssot.import_uses import TopKey, of_top, over
from flake8_ssot.index import is_at_or_below
from flake8_ssot.landings import Landings, Move, Refusal
from flake8_ssot.references import Chain, Import
from flake8_ssot.spelling import free_name, split


class DottedMoves:
    """Decides about plain imports without `as`."""

    def __init__(self, land: Landings) -> None:
        self.land = land

    def moves(
        self, key: TopKey, items: list[Import], hits: dict[ast.AST, tuple[Hit, bool]]
    ) -> dict[ast.AST, Move | str]:
        """The moves of every `import a.b` that binds the same `a`, by alias."""
        top, _ = key
        chains = self.chains_of_top(items)
        assigned: dict[ast.AST, list[Chain]] = defaultdict(list)
        for chain in chains:
            for item in _nearest(items, ".".join((top, *chain.names)), chain):
                assigned[item.alias].append(chain)
        found: dict[ast.AST, Move | str] = {}
        for item in items:
            hit, is_asked = hits.get(item.alias, (None, False))
            governed = [chain for chain in assigned[item.alias] if self.land.of_chain[id(chain)]]
            if hit is None and not governed:
                continue
            if hit is not None and not is_asked:
                found[item.alias] = "the import must stay as it is"
                continue
            try:
                found[item.alias] = self.move(item, hit, items, assigned[item.alias])
            except Refusal as refusal:
                found[item.alias] = str(refusal)
        _agree(found, assigned)
        return found

    def chains_of_top(self, items: list[Import]) -> list[Chain]:
        aliases = [item.alias for item in items]
        found = [chain for alias in aliases for chain in self.land.uses.chains[alias]]
        return list({id(chain): chain for chain in found}.values())

    def move(self, item: Import, hit: Hit | None, items: list[Import], chains: list[Chain]) -> Move:
        """What becomes of one import, and of the `chains` that are reached through it."""
        top, doubt = item.local, ""
        modules: list[str] = []
        if hit is not None:
            new, doubt = self.land.arrival(hit)
            doubt = doubt or self.land.purpose(item, new)
            doubt = doubt or self.land.doubts.patched(hit.match.path)
            if self.land.is_symbol(new):
                raise Refusal(f"{new!r} is no module")
            modules.append(new)
        else:
            modules.append(item.path)
        self.land.require_not_run(top)
        if self.land.uses.is_shared(item):
            raise Refusal(f"`{top}` may be used elsewhere, as a global or in a class")
        mended: list[tuple[Chain, Hit, str]] = []
        kept: set[str] = set()
        for chain in chains:
            path = ".".join((top, *chain.names))
            found = self.land.of_chain[id(chain)]
            if not found:
                kept.add(_shared(path, item.path))
                continue
            for use, is_asked in found:
                if not is_asked:
                    raise Refusal(f"`{path}` must stay as it is")
                new, use_doubt = self.land.arrival(use)
                doubt = doubt or use_doubt
                if use.node is None or not of_top(chain):
                    raise Refusal(f"`{path}` may be something else, too")
                self.land.require_spelled(chain, use.node)
                if self.land.ends_at_module(use, path):
                    self.land.keeps_its_names(path, new, path)
                doubt = doubt or self.land.doubts.about(chain.scope.qualname, chain.root.lineno)
                if hit is None:
                    self.land.require_unassigned(use.match.path)
                    doubt = doubt or self.land.use_purpose(chain, item.alias, use.match.path, new)
                mended.append((chain, use, new))
                if not self.land.uses.is_builtin(new):
                    modules.append(self.land.module_part(new))
        if hit is not None:
            kept |= self.still_needed(item)
        needed = self.retained(item, items, modules, kept) if hit is not None else []
        return self.spelled(item, hit, mended, modules, needed, doubt)

    def still_needed(self, item: Import) -> set[str]:
        """What must stay loaded because the name of the top-level package itself is used."""
        top = item.local
        if top in self.land.uses.deleted:
            raise Refusal(f"`{top}` is deleted somewhere")
        if self.land.uses.values[item.alias] and self.land.landing(top) != top:
            raise Refusal(f"`{top}` itself is used")
        is_public = item.scope.is_module and self.land.place.module.is_package
        if self.land.uses.values[item.alias] or self.land.uses.exports(top) or is_public:
            return {top}
        return set()

    def retained(
        self, item: Import, items: list[Import], modules: list[str], kept: set[str]
    ) -> list[str]:
        """The ancestors of the old module that other uses need, and nothing else loads."""
        loaded = [*modules, *(other.path for other in self.sure(item, items))]
        needed = [
            path
            for path in sorted(kept, key=len)
            if path and not any(is_at_or_below(other, path) for other in loaded)
        ]
        longest = needed[-1:]
        for path in longest:
            if self.land.landing(path) != path:
                raise Refusal(f"`{path}` is used in ways that cannot move")
        return longest

    def spelled(
        self,
        item: Import,
        hit: Hit | None,
        mended: list[tuple[Chain, Hit, str]],
        modules: list[str],
        needed: list[str],
        doubt: str,
    ) -> Move:
        """The import of the modules, and the chains in the words that follow from it."""
        names: dict[str, str] = {}  # module -> how it is spelled here
        imports: list[Target] = [Target(None, path, None) for path in needed]
        siblings = self.land.uses.tops[item.local, item.scope]
        others = [item.path, *(known.path for known in self.sure(item, siblings))]
        for module in sorted(set(modules), key=lambda path: (modules.index(path), path)):
            if hit is None and any(is_at_or_below(path, module) for path in others):
                names[module] = module
            elif any(is_at_or_below(known, module) and names[known] == known for known in names):
                names[module] = module  # `import a.b` loads `a`, too
            else:
                new_top = module.partition(".")[0]
                if new_top == item.local or self.land.uses.only_imports(new_top):
                    names[module] = module
                    imports.append(Target(None, module, None))
                else:
                    names[module] = free_name(
                        self.land.taken, split(module)[1], module.replace(".", "_")
                    )
                    self.land.taken.add(names[module])
                    imports.append(Target(None, module, names[module]))
        edits = []
        for chain, use, new in mended:
            assert use.node is not None
            if self.land.uses.is_builtin(new):
                text = split(new)[1]
            else:
                module = self.land.module_part(new)
                text = names[module] + new[len(module) :]
            edits.append(over(self.land.source, chain, use.node, text))
        hits = tuple(use for _, use, _ in mended)
        imports = list(dict.fromkeys(imports))
        home, before = (None, imports) if hit is None else ((imports[-1],), imports[:-1])
        return Move(
            item, home, tuple(dict.fromkeys(edits)), tuple(before),
            mends=hits if hit is None else (hit, *hits), doubt=doubt,
        )  # fmt: skip

    def sure(self, item: Import, items: list[Import]) -> list[Import]:
        """The others of the imports that have run wherever `item` has."""
        return [
            other
            for other in items
            if other is not item
            and self.land.uses.is_unconditional(other)
            and other.statement.lineno <= item.statement.lineno
        ]


def _agree(found: dict[ast.AST, Move | str], assigned: dict[ast.AST, list[Chain]]) -> None:
    """What is reached through several imports moves with all of them, or stays. Changes `found`."""
    refused = [alias for alias, answer in found.items() if isinstance(answer, str)]
    while refused:
        alias = refused.pop()
        chains = {id(chain) for chain in assigned[alias]}
        for other, answer in found.items():
            shares = any(id(chain) in chains for chain in assigned[other])
            if isinstance(answer, Move) and shares:
                found[other] = found[alias]
                refused.append(other)


def _nearest(items: list[Import], path: str, chain: Chain) -> list[Import]:
    """The imports whose paths share the most components with `path`.

    Of several, those that may bind the root of the chain, else the first. All of them in a
    function, which may run in between.
    """
    most = max(_shared(path, item.path).count(".") for item in items)
    nearest = [item for item in items if _shared(path, item.path).count(".") == most]
    if chain.scope is not items[0].scope:
        return nearest
    bound = {binding.node for binding in chain.bindings}
    return [item for item in nearest if item.alias in bound] or nearest[:1]


def _shared(left: str, right: str) -> str:
    """The components with which both paths begin."""
    common = []
    for one, other in zip(left.split("."), right.split("."), strict=False):
        if one != other:
            break
        common.append(one)
    return ".".join(common)
