"""What becomes of an import that binds one name, and of what is reached through it.

In, hits; out, Moves, or a Refusal with the reason. How it is written is the business of
`import_edits`. An import moves only if everything that is reached through its name can move along.
"""

from __future__ import annotations

import ast

from flake8_ssot.hits import Hit
from flake8_ssot.import_statements import Target
from flake8_ssot.import_uses import is_dotted, is_only_binding, over
from flake8_ssot.landings import Landings, Move, Refusal
from flake8_ssot.model import Edit, Kind
from flake8_ssot.references import Chain, Import
from flake8_ssot.spelling import free_name, module_text, split, target_of


class ImportMoves:
    """Decides about `from a import b`, `import a as b`, and uses through a name that stays."""

    def __init__(self, land: Landings) -> None:
        self.land = land
        # New path -> what new imports bind it to, each beside an import.
        self.named: dict[str, list[tuple[Import, str, Target]]] = {}

    def move(self, hit: Hit, item: Import) -> Move:
        """The move of `from a import b`, `import a as b` or a star. May refuse."""
        new, doubt = self.land.arrival(hit)
        doubt = doubt or self.land.purpose(item, new)
        if self.is_module(hit, item) or not item.scope.is_module:
            # What is read anew each time, a patch may reach.
            doubt = doubt or self.land.doubts.patched(item.path)
        target = target_of(item, new, self.land.place.module)
        if target.module is not None:
            self.land.require_importable(new)
        if target.module is None and "." in new and self.land.is_symbol(new):
            parent, name = split(new)  # `import a.old as o`, but the new path is no module
            target = Target(parent, name, None if name == item.local else item.local)
        edits: list[Edit] = []
        before: list[Target] = []
        for chain in self.land.uses.chains[item.alias]:
            more, imports = self.follow(item, new, chain)
            if self.land.of_chain[id(chain)]:  # the old path is spelled there
                doubt = doubt or self.land.doubts.about(chain.scope.qualname, chain.root.lineno)
            edits += more
            before += imports
        if self.is_module(hit, item):
            self.land.require_not_run(item.local)
            if self.land.uses.is_shared(item):
                raise Refusal(f"`{item.local}` may be used elsewhere, as a global or in a class")
            if self.land.uses.values[item.alias]:
                self.land.keeps_its_names(item.path, new, item.local)
        return Move(
            item, (target,), tuple(dict.fromkeys(edits)), tuple(dict.fromkeys(before)),
            mends=(hit,), doubt=doubt,
        )  # fmt: skip

    def is_module(self, hit: Hit, item: Import) -> bool:
        """Is the name that the import binds a module?"""
        if hit.match.rule.old != item.path:
            return isinstance(item.statement, ast.Import)
        return self.land.project.is_module(hit.match.rule)

    def follow(self, item: Import, new: str, chain: Chain) -> tuple[list[Edit], list[Target]]:
        """The edits of `name.X` when the import of `name` moves to the path `new`."""
        old = ".".join((item.path, *chain.names))
        have = ".".join((new, *chain.names))
        want = self.land.landing(old)
        spelled = ".".join((item.local, *chain.names))
        if want is None:
            raise Refusal(f"`{spelled}` has no successor")
        if want == old:
            raise Refusal(f"`{spelled}` may stay where it is, by its rule")
        self.land.existing(want)
        if want == have:
            return [], []
        if not all(is_asked for _, is_asked in self.land.of_chain[id(chain)]):
            raise Refusal(f"`{spelled}` must stay as it is")
        if not is_only_binding(chain, item.alias, self.land.uses):
            raise Refusal(f"`{item.local}` in `{spelled}` may be something else, too")
        edits = self.renamed(chain, item, new, want)
        if edits is not None:
            return edits, []
        return self.replaced(chain, item)

    def renamed(self, chain: Chain, item: Import, path: str, want: str) -> list[Edit] | None:
        """Edits of the attributes behind the name of the module `path`; None if that is not enough.

        It is where each attribute only gets another name, or where the new name is one of the
        module's own. Anything deeper might be a module that nothing has imported.
        """
        if not want.startswith(path + "."):
            return None
        names = want[len(path) + 1 :].split(".")
        if len(names) == len(chain.names):
            return self.renamed_each(chain, names)
        for hit, _ in self.land.of_chain[id(chain)]:
            rest = len(chain.names) - 1 - chain.nodes.index(hit.node) if hit.node else 0
            if len(names) - rest == 1 and hit.node is not None:
                self.land.require_spelled(chain, hit.node)
                text = f"{item.local}.{names[0]}"
                return [over(self.land.source, chain, hit.node, text)]
        return None

    def renamed_each(self, chain: Chain, names: list[str]) -> list[Edit]:
        """Edits that give each attribute of the chain the name of `names`."""
        edits = []
        for node, old, name in zip(chain.nodes, chain.names, names, strict=True):
            if old == name:
                continue
            end = self.land.source.offset(node.end_lineno or 0, node.end_col_offset or 0)
            if chain.is_in_string:
                text = self.land.source.text_at(self.land.source.span(node))
                if text[1:-1] != old or chain.fstring is not None:
                    raise Refusal("the name is not written out in the string")
                end -= 1
            else:
                self.land.require_spelled(chain, node)
            edits.append(Edit(end - len(old.encode()), end, name))
        return edits

    # -- uses that get an import of their own ---------------------------------------------------

    def replaced(self, chain: Chain, item: Import) -> tuple[list[Edit], list[Target]]:
        """`alias.Old` becomes `New`, and `New` is imported beside `alias`."""
        edits: list[Edit] = []
        imports: list[Target] = []
        is_later = chain.scope is not item.scope or chain.kind is Kind.ANNOTATION
        if is_later and self.land.uses.is_bound_again(item):
            raise Refusal(f"`{item.local}` is imported more than once, and used in a function")
        for hit, _ in self.land.of_chain[id(chain)]:
            new, _doubt = self.land.arrival(hit)
            node = hit.node
            assert node is not None  # hits of chains have one
            self.land.require_spelled(chain, node)
            if any(binding.node is not item.alias for binding in chain.bindings):
                raise Refusal(f"`{item.local}` may be something else, too")
            name, target = self.name_for(new, split(hit.match.path)[1], chain, item)
            imports += [target] if target else []
            edits.append(over(self.land.source, chain, node, name))
        return edits, imports

    def name_for(
        self, path: str, old: str, chain: Chain, item: Import
    ) -> tuple[str, Target | None]:
        """The name for the new path where `chain` stands, and the import it needs, if any.

        The last component of the `old` path serves where that of the new one is taken.
        """
        uses = self.land.uses
        if uses.is_builtin(path):
            return split(path)[1], None
        if not self.land.is_importable(path):  # through its class
            owner, name = split(path)
            local, target = self.name_for(owner, old, chain, item)
            return f"{local}.{name}", target
        for known in uses.names.imports:
            if self.brings(known, path, chain, item):
                return known.local, None
        for first, local, target in self.named.get(path, ()):
            if first is item:
                return local, target
            is_run = first.scope is item.scope and uses.is_unconditional(first)
            if is_run and first.statement.lineno < chain.root.lineno:
                return local, None
        if uses.names.has_star:
            raise Refusal("a star import may bring the name that the new path needs")
        if uses.is_shared(item):
            raise Refusal(f"`{item.local}` may be used elsewhere, as a global or in a class")
        parent, name = split(path)
        local = free_name(self.land.taken, name, old)
        self.land.taken.add(local)
        module = module_text(item.statement, self.land.place.module, parent) if parent else None
        target = Target(module, name, None if local == name else local)
        self.named.setdefault(path, []).append((item, local, target))
        return local, target

    def brings(self, known: Import, path: str, chain: Chain, item: Import) -> bool:
        """Does an import that is there bind the new path, or will it, where `chain` stands?"""
        is_visible = known.scope is item.scope or known.scope.is_module
        if not is_visible or not isinstance(known.statement, ast.ImportFrom):
            return False
        if self.land.landing(known.path) != path or known.statement.lineno >= chain.root.lineno:
            return False
        found = chain.scope.lookup(known.local)
        is_it = bool(found) and all(binding.node is known.alias for binding in found)
        return is_it and self.land.uses.is_unconditional(known)

    def own_import(self, hit: Hit, chain: Chain) -> Move:
        """The move for a use through a name whose own import stays."""
        item = self.import_of(chain)
        new, doubt = self.land.arrival(hit)
        old = ".".join((item.path, *chain.names))
        self.land.require_unassigned(hit.match.path)
        if self.land.ends_at_module(hit, old):
            self.land.keeps_its_names(old, new, f"{item.local}.{'.'.join(chain.names)}")
        doubt = doubt or self.land.purpose(item, new)
        doubt = doubt or self.land.use_purpose(chain, item.alias, hit.match.path, new)
        edits = None
        if is_only_binding(chain, item.alias, self.land.uses) and not is_dotted(item):
            edits = self.renamed(chain, item, item.path, self.land.landing(old) or "")
        if edits is not None:
            return Move(item, None, tuple(edits), mends=(hit,), doubt=doubt)
        if chain.is_in_string:
            how = "getattr" if chain.kind is Kind.GETATTR else "a patch"
            raise Refusal(f"the name is reached by {how}, its module stays")
        edits, imports = self.replaced(chain, item)
        return Move(item, None, tuple(edits), tuple(imports), mends=(hit,), doubt=doubt)

    def import_of(self, chain: Chain) -> Import:
        """The only import that binds the chain's root."""
        found = [
            self.land.uses.items[binding.node]
            for binding in chain.bindings
            if binding.node in self.land.uses.items
        ]
        if len(found) != 1:
            raise Refusal("it is not reached through one import")
        return found[0]
