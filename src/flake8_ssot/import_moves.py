"""What becomes of an import, and of what is reached through it: in, hits; out, Moves, or why not.

Decides; how it is written is the business of `import_edits`. An import moves only if everything
that is reached through the name it binds can move along.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from flake8_ssot import targets
from flake8_ssot.fallbacks import Fallbacks
from flake8_ssot.import_statements import Target
from flake8_ssot.import_uses import (
    TopKey,
    Uses,
    is_dotted,
    is_only_binding,
    is_spelled_out,
    of_top,
)
from flake8_ssot.index import is_at_or_below
from flake8_ssot.match_imports import Hit
from flake8_ssot.meanings import looks_like_class
from flake8_ssot.model import Edit, Kind
from flake8_ssot.old_path_tests import expecting_blocks, looks_like_test_of_old_path
from flake8_ssot.project import Place, Project
from flake8_ssot.references import Chain, Import, StarName
from flake8_ssot.scopes import Scope
from flake8_ssot.source import Source
from flake8_ssot.spelling import free_name, module_text, split, target_of
from flake8_ssot.targets import Existence


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
    """An import or a use is left alone; the message says why. Never leaves this module."""


class Movers:
    """Decides, for one file. The hits are those to be mended, and others that must stay."""

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
        self.taken = set(uses.identifiers)
        self.named: dict[tuple[Scope, str], str] = {}  # the new name of a path, by scope

    # -- what the rules and the tree say --------------------------------------------------------

    def landing(self, path: str) -> str | None:
        """Where `path` lives now: the path itself where no rule holds here; None: nowhere."""
        match = self.project.rule_index.lookup(path)
        if match is None or self.project.allows(match.rule, self.place):
            return path
        return match.new

    def existing(self, path: str) -> str:
        """Refuse what the tree knows not to exist; the doubt where it cannot tell."""
        answer = targets.find(path, self.project.roots)
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
        if own and own in (new, split(new)[0]):
            raise Refusal("this file is the new home itself")
        return new, doubt

    @cached_property
    def fallbacks(self) -> Fallbacks:
        return Fallbacks(self.source)

    @cached_property
    def expecting(self) -> list[tuple[int, int]]:
        return expecting_blocks(self.source)

    def purpose(self, item: Import, new: str) -> str:
        """The doubt that comes from where an import stands."""
        line = item.statement.lineno
        if looks_like_test_of_old_path(item.scope.qualname):
            return "looks like a test of the old path"
        if any(first <= line <= last for first, last in self.expecting):
            return "stands where a warning or an exception is expected"
        if targets.find(new, self.project.roots).existence is Existence.EXISTS:
            return ""
        for other in self.fallbacks.others.get(item.statement, ()):
            for alias in other.names:
                path = self.path_of(other, alias)
                if path is not None and self.landing(path) == new:
                    return "the `try` around it also supports where only the old path exists"
        return ""

    def path_of(self, statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> str | None:
        if isinstance(statement, ast.Import):
            return alias.name
        base = self.place.module.absolute(statement.level, statement.module)
        return base and f"{base}.{alias.name}"

    # -- imports that bind one name -------------------------------------------------------------

    def move(self, hit: Hit, item: Import) -> Move:
        """The move of `from a import b`, `import a as b` or a star. May refuse."""
        new, doubt = self.arrival(hit)
        doubt = doubt or self.purpose(item, new)
        if item.alias.name == "*":
            return self.move_star(hit, item, new, doubt)
        target = target_of(item, new, self.place.module)
        if target.module is None and "." in new and self.is_symbol(new):
            parent, name = split(new)  # `import a.old as o`, but the new path is no module
            target = Target(parent, name, None if name == item.local else item.local)
        edits: list[Edit] = []
        before: list[Target] = []
        for chain in self.uses.chains[item.alias]:
            more, imports = self.follow(item, new, chain)
            edits += more
            before += imports
        if self.uses.values[item.alias] and self.is_module(hit, item):
            self.keeps_its_names(item, new)
        return Move(
            item, (target,), tuple(dict.fromkeys(edits)), tuple(dict.fromkeys(before)),
            mends=(hit,), doubt=doubt,
        )  # fmt: skip

    def is_symbol(self, path: str) -> bool:
        found = targets.is_module(path, self.project.roots)
        return looks_like_class(path) if found is None else not found

    def is_module(self, hit: Hit, item: Import) -> bool:
        """Is the name that the import binds a module?"""
        if hit.match.rule.old != item.path:
            return isinstance(item.statement, ast.Import)
        return self.project.is_module(hit.match.rule)

    def keeps_its_names(self, item: Import, new: str) -> None:
        """The module itself is used as a value: every name of the old one must be in the new."""
        old_names = targets.all_names(item.path, self.project.roots)
        for name in sorted(self.project.rule_index.below.get(item.path, ())):
            if self.landing(f"{item.path}.{name}") != f"{new}.{name}":
                raise Refusal(f"`{item.local}` itself is used, and its {name!r} moves elsewhere")
        new_names = targets.all_names(new, self.project.roots)
        if old_names is not None and new_names is not None:
            lost = sorted(name for name in old_names - new_names if not name.startswith("__"))
            if lost:
                raise Refusal(f"`{item.local}` itself is used, and {new!r} has no {lost[0]!r}")

    def follow(self, item: Import, new: str, chain: Chain) -> tuple[list[Edit], list[Target]]:
        """The edits of `name.X` when the import of `name` moves to the path `new`."""
        old = ".".join((item.path, *chain.names))
        have = ".".join((new, *chain.names))
        want = self.landing(old)
        spelled = ".".join((item.local, *chain.names))
        if want is None:
            raise Refusal(f"`{spelled}` has no successor")
        if want == old:
            raise Refusal(f"`{spelled}` may stay where it is, by its rule")
        self.existing(want)
        if want == have:
            return [], []
        if not all(is_asked for _, is_asked in self.of_chain[id(chain)]):
            raise Refusal(f"`{spelled}` must stay as it is")
        if not is_only_binding(chain, item.alias, self.uses):
            raise Refusal(f"`{item.local}` in `{spelled}` may be something else, too")
        if want.startswith(new + ".") and want.count(".") == have.count("."):
            names = want.split(".")[-len(chain.names) :]
            return self.renamed(chain, names), []
        return self.replaced(chain, item)

    def renamed(self, chain: Chain, names: list[str]) -> list[Edit]:
        """Edits that give each attribute of the chain the name of `names`."""
        edits = []
        for node, old, name in zip(chain.nodes, chain.names, names, strict=True):
            if old == name:
                continue
            end = self.source.offset(node.end_lineno or 0, node.end_col_offset or 0)
            if chain.kind is Kind.GETATTR:
                text = self.source.text_at(self.source.span(node))
                if text[1:-1] != old or chain.fstring is not None:
                    raise Refusal("the name is not written out in the string")
                end -= 1
            elif not is_spelled_out(chain, node, self.source):
                raise Refusal("the name cannot be edited in the string where it stands")
            edits.append(Edit(end - len(old.encode()), end, name))
        return edits

    # -- uses that get an import of their own ---------------------------------------------------

    def replaced(self, chain: Chain, item: Import) -> tuple[list[Edit], list[Target]]:
        """`alias.Old` becomes `New`, and `New` is imported beside `alias`."""
        edits: list[Edit] = []
        imports: list[Target] = []
        for hit, _ in self.of_chain[id(chain)]:
            new, _doubt = self.arrival(hit)
            node = hit.node
            if node is None or not is_spelled_out(chain, node, self.source):
                raise Refusal("the name cannot be edited in the string where it stands")
            if not is_only_binding(chain, item.alias, self.uses):
                raise Refusal(f"`{item.local}` may be something else, too")
            name, target = self.name_for(new, chain, item)
            imports += [target] if target else []
            edits.append(self.over(chain, node, name))
        return edits, imports

    def over(self, chain: Chain, end: ast.expr, text: str) -> Edit:
        """Replace the chain up to the node `end`."""
        start = self.source.offset(chain.root.lineno, chain.root.col_offset)
        return Edit(start, self.source.offset(end.end_lineno or 0, end.end_col_offset or 0), text)

    def name_for(self, path: str, chain: Chain, item: Import) -> tuple[str, Target | None]:
        """The name for the new path where `chain` stands, and the import it needs, if any."""
        for known in self.uses.names.imports:
            if self.brings(known, path, chain, item):
                return known.local, None
        for (scope, other), local in self.named.items():  # beside another import, above
            if other == path and scope is item.scope and item.scope.is_module:
                return local, None
        parent, name = split(path)
        key = (item.scope, path)
        if key not in self.named:
            self.named[key] = free_name(self.taken, name, chain.names[-1])
            self.taken.add(self.named[key])
        local = self.named[key]
        asname = None if local == name else local
        if not parent:
            return local, Target(None, name, asname)
        return local, Target(module_text(item.statement, self.place.module, parent), name, asname)

    def brings(self, known: Import, path: str, chain: Chain, item: Import) -> bool:
        """Does an import that is there bind the new path, or will it, where `chain` stands?"""
        is_visible = known.scope is item.scope or known.scope.is_module
        if not is_visible or not isinstance(known.statement, ast.ImportFrom):
            return False
        if self.landing(known.path) != path or known.statement.lineno >= chain.root.lineno:
            return False
        found = chain.scope.lookup(known.local)
        return bool(found) and all(binding.node is known.alias for binding in found)

    def own_import(self, hit: Hit, chain: Chain) -> Move:
        """The move for a use through a name whose own import stays."""
        item = self.import_of(chain)
        doubt = self.arrival(hit)[1]
        if chain.kind is Kind.GETATTR:
            raise Refusal("the name is reached by getattr, its module stays")
        edits, imports = self.replaced(chain, item)
        doubt = doubt or self.purpose(item, hit.match.new or "")
        return Move(item, None, tuple(edits), tuple(imports), mends=(hit,), doubt=doubt)

    def import_of(self, chain: Chain) -> Import:
        """The only import that binds the chain's root."""
        found = [
            self.uses.items[binding.node]
            for binding in chain.bindings
            if binding.node in self.uses.items
        ]
        if len(found) != 1:
            raise Refusal("it is not reached through one import")
        return found[0]

    # -- star imports ---------------------------------------------------------------------------

    def move_star(self, hit: Hit, item: Import, new: str, doubt: str) -> Move:
        """The move of `from a import *`: every name it may bring here must be brought again."""
        roots = self.project.roots
        old_names = targets.exported_names(item.path, roots)
        new_names = targets.exported_names(new, roots)
        used = self.uses.identifiers
        elsewhere = []
        for name in sorted(self.project.rule_index.below.get(item.path, ())):
            want = self.landing(f"{item.path}.{name}")
            is_asked_for = name in used or self.place.module.is_package
            if want == f"{new}.{name}" or not is_asked_for:
                continue
            if want is None:
                raise Refusal(f"`{name}`, which it may bring, has no successor")
            elsewhere.append((name, want))
        if old_names is not None and new_names is not None:
            apart = {name for name, _ in elsewhere}
            lost = sorted((old_names & used) - new_names - apart)
            if lost:
                raise Refusal(f"{new!r} does not bring {lost[0]!r}")
            more = sorted((new_names - old_names) & used)
            if more:
                raise Refusal(f"{new!r} would also bring {more[0]!r}, which this file uses")
        after = tuple(self.beside_star(item, name, want) for name, want in elsewhere)
        text = module_text(item.statement, self.place.module, new)
        return Move(item, (Target(text, "*", None),), after=after, mends=(hit,), doubt=doubt)

    def beside_star(self, item: Import, local: str, path: str) -> Target:
        self.existing(path)
        parent, name = split(path)
        asname = None if name == local else local
        if not parent:
            return Target(None, name, asname)
        return Target(module_text(item.statement, self.place.module, parent), name, asname)

    def star_name(self, hit: Hit, use: StarName) -> Move:
        """The move for a name that a star import brings, whose module stays: import it behind."""
        new, doubt = self.arrival(hit)
        origins = {binding.node for binding in use.bindings}
        if len(origins) != 1 or not origins <= set(self.uses.items):
            raise Refusal(f"`{use.node.id}` may be something else, too")
        item = self.uses.items[origins.pop()]
        after = (self.beside_star(item, use.node.id, new),)
        return Move(item, None, after=after, mends=(hit,), doubt=doubt or self.purpose(item, new))

    # -- `import a.b`, which binds `a` ----------------------------------------------------------

    def move_dotted(
        self, key: TopKey, items: list[Import], hits: dict[ast.AST, tuple[Hit, bool]]
    ) -> dict[ast.AST, Move | str]:
        """The moves of every `import a.b` that binds the same `a`, by alias."""
        top, _ = key
        chains = self.chains_of_top(items)
        assigned: dict[ast.AST, list[Chain]] = defaultdict(list)
        for chain in chains:
            item = _nearest(items, ".".join((top, *chain.names)))
            assigned[item.alias].append(chain)
        found: dict[ast.AST, Move | str] = {}
        for item in items:
            hit, is_asked = hits.get(item.alias, (None, False))
            governed = [chain for chain in assigned[item.alias] if self.of_chain[id(chain)]]
            if hit is None and not governed:
                continue
            if hit is not None and not is_asked:
                found[item.alias] = "the import must stay as it is"
                continue
            try:
                found[item.alias] = self.moved_dotted(item, hit, items, assigned[item.alias])
            except Refusal as refusal:
                found[item.alias] = str(refusal)
        return found

    def chains_of_top(self, items: list[Import]) -> list[Chain]:
        aliases = [item.alias for item in items]
        found = [chain for alias in aliases for chain in self.uses.chains[alias]]
        return list({id(chain): chain for chain in found}.values())

    def moved_dotted(
        self, item: Import, hit: Hit | None, items: list[Import], chains: list[Chain]
    ) -> Move:
        top, doubt = item.local, ""
        modules: list[str] = []
        if hit is not None:
            new, doubt = self.arrival(hit)
            doubt = doubt or self.purpose(item, new)
            if self.is_symbol(new):
                raise Refusal(f"{new!r} is no module")
            modules.append(new)
        else:
            modules.append(item.path)
        mended: list[tuple[Chain, Hit, str]] = []
        kept: set[str] = set()
        for chain in chains:
            path = ".".join((top, *chain.names))
            found = self.of_chain[id(chain)]
            if not found:
                kept.add(_shared(path, item.path))
                continue
            for use, is_asked in found:
                if not is_asked:
                    raise Refusal(f"`{path}` must stay as it is")
                new, use_doubt = self.arrival(use)
                doubt = doubt or use_doubt
                if use.node is None or not of_top(chain):
                    raise Refusal(f"`{path}` may be something else, too")
                if not is_spelled_out(chain, use.node, self.source):
                    raise Refusal("the name cannot be edited in the string where it stands")
                mended.append((chain, use, new))
                modules.append(self.module_part(new))
        if hit is not None:
            kept |= self.still_needed(item)
        needed = self.retained(item, items, modules, kept) if hit is not None else []
        return self.spelled(item, hit, mended, modules, needed, doubt)

    def module_part(self, path: str) -> str:
        """The module of a new path, by the tree, else by the rules' target and the names."""
        parts = path.split(".")
        roots = self.project.roots
        for length in range(len(parts), 0, -1):
            if targets.is_module(".".join(parts[:length]), roots):
                return ".".join(parts[:length])
        rule_ends = {rule.new for rule in self.project.rule_index.moved.values() if rule.new}
        for length in range(len(parts) - 1, 0, -1):  # `a.new` of the module rule a.old -> a.new
            head = ".".join(parts[:length])
            if head in rule_ends and not looks_like_class(head):
                return head
        while len(parts) > 1 and (
            looks_like_class(".".join(parts)) or len(parts) == path.count(".") + 1
        ):
            parts.pop()
        return ".".join(parts)

    def still_needed(self, item: Import) -> set[str]:
        """What must stay loaded because the name of the top-level package itself is used."""
        top = item.local
        if top in self.uses.deleted:
            raise Refusal(f"`{top}` is deleted somewhere")
        is_public = item.scope.is_module and self.place.module.is_package
        if self.uses.values[item.alias] or self.uses.exports(top) or is_public:
            return {top}
        return set()

    def retained(
        self, item: Import, items: list[Import], modules: list[str], kept: set[str]
    ) -> list[str]:
        """The ancestors of the old module that other uses need, and nothing else loads."""
        loaded = [*modules, *(other.path for other in items if other is not item)]
        needed = [
            path
            for path in sorted(kept, key=len)
            if path and not any(is_at_or_below(other, path) for other in loaded)
        ]
        longest = needed[-1:]
        for path in longest:
            if self.landing(path) != path:
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
        others = [known.path for known in self.uses.tops[item.local, item.scope]]
        for module in sorted(set(modules), key=lambda path: (modules.index(path), path)):
            if hit is None and any(is_at_or_below(path, module) for path in others):
                names[module] = module
            elif any(is_at_or_below(known, module) and names[known] == known for known in names):
                names[module] = module  # `import a.b` loads `a`, too
            else:
                new_top = module.partition(".")[0]
                if new_top == item.local or self.uses.only_imports(new_top):
                    names[module] = module
                    imports.append(Target(None, module, None))
                else:
                    names[module] = free_name(
                        self.taken, split(module)[1], module.replace(".", "_")
                    )
                    self.taken.add(names[module])
                    imports.append(Target(None, module, names[module]))
        if hit is None and item.path not in [target.name for target in imports]:
            imports.insert(0, Target(None, item.path, None))
        edits = []
        for chain, use, new in mended:
            module = self.module_part(new)
            assert use.node is not None
            edits.append(self.over(chain, use.node, names[module] + new[len(module) :]))
        hits = tuple(use for _, use, _ in mended)
        return Move(
            item, tuple(dict.fromkeys(imports)), tuple(dict.fromkeys(edits)),
            mends=hits if hit is None else (hit, *hits), doubt=doubt,
        )  # fmt: skip


def _nearest(items: list[Import], path: str) -> Import:
    """The import whose path shares the most components with `path`."""
    return max(items, key=lambda item: (_shared(path, item.path).count("."), -len(item.path)))


def _shared(left: str, right: str) -> str:
    """The components with which both paths begin."""
    common = []
    for one, other in zip(left.split("."), right.split("."), strict=False):
        if one != other:
            break
        common.append(one)
    return ".".join(common)


__all__ = ["Move", "Movers", "Refusal", "is_dotted"]
