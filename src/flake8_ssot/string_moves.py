"""What becomes of strings that name code: in, hits; out, edits and doubts, or a Refusal.

A dynamic import moves only if what is taken out of the module is there, under the same name or one
that can be changed along with it; a patch, only if the new module binds what it replaces.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from flake8_ssot import targets
from flake8_ssot.doubts import COMPARED
from flake8_ssot.hits import Hit
from flake8_ssot.index import is_at_or_below
from flake8_ssot.landings import Landings, Refusal
from flake8_ssot.model import Edit, Kind
from flake8_ssot.references import Chain, Named, Role, Text
from flake8_ssot.spelling import split
from flake8_ssot.string_edits import rewritten

ASKED = "only a person can tell what it means that the module is there"
UNSEEN = "what is taken out of the module cannot be seen"
READER = "who reads the string cannot be told"
MADE_UP = "`create=True` makes up what is not there"
SHARED = "the constant is used elsewhere, too"
BOTH = "the new path is patched here, too"
READ_THERE = "the old module reads what is replaced in it"


class StringMove(NamedTuple):
    """The edits of one string, and of what depends on it."""

    edits: tuple[Edit, ...]
    doubt: str  # why only a person can tell that it is right; "": it is safe
    mends: tuple[Hit, ...]


class StringMoves:
    """Decides about strings, one by one."""

    def __init__(self, land: Landings, hits: list[tuple[Hit, bool]]) -> None:
        self.land = land
        self.hits = hits
        self.names = land.uses.names
        self.parents = land.source.parents

    def move(self, hit: Hit) -> StringMove:
        """The move of one string. May refuse."""
        reference = hit.reference
        new = hit.match.new
        if isinstance(reference, Named) and reference.kind is Kind.EXEC:
            raise Refusal("it is a part of a source text")
        if new is None:
            raise Refusal(self.no_successor(hit))
        if isinstance(reference, Text):
            if hit.finding.code != "SOT104":
                self.land.existing(new)
                return StringMove(self.edit(hit, new), READER, (hit,))
            doubt = self.land.existing(new, members=True)
            return StringMove(self.edit(hit, new), doubt or READER, (hit,))
        assert isinstance(reference, Named)
        together = self.by_constant(hit, reference)
        if together is not None:
            return together
        return self.one(hit, reference, new)

    def one(self, hit: Hit, reference: Named, new: str) -> StringMove:
        """The move of a string that stands for itself."""
        if reference.kind is Kind.PATCH:
            return self.patch(hit, reference, new)
        return self.dynamic_import(hit, reference)

    def by_constant(self, hit: Hit, reference: Named) -> StringMove | None:
        """`patch(f"{MODULE}.Engine")`: the constant changes, if that is right for its readers."""
        pieces = [item for item in reference.pieces if isinstance(item, ast.Constant)]
        if len(pieces) != 1 or pieces[0] is reference.node or hit.node is not reference.node:
            return None
        piece = pieces[0]
        users = [named for named in self.names.named if piece in named.pieces]
        hits = [
            item
            for item, is_asked in self.hits
            if is_asked and any(item.reference is user for user in users)
        ]
        text = str(piece.value)
        prefixes = {self.prefix(text, item) for item in hits}
        if len(hits) != len(users) or self.is_shared(piece, users):
            return None
        moves = []
        for item in hits:
            assert isinstance(item.reference, Named)
            if item.match.new is None:
                return None
            moves.append(self.one(item, item.reference, item.match.new))
        doubt = next((move.doubt for move in moves if move.doubt), "")
        mends = tuple(item for move in moves for item in move.mends)
        new = prefixes.pop() if len(prefixes) == 1 else None
        # Where the rest of the path changes, too, the strings are written anew; the constant, which
        # nobody reads any more, follows its own rule.
        kept = 1 if new is not None else 0
        new = new or self.land.landing(text)
        edits = [edit for move in moves for edit in move.edits[kept:]]
        if new is not None and new != text:
            edits.append(rewritten(self.land.source, piece, text, new, self.land.module_part))
        return StringMove(tuple(edits), doubt, mends)

    def prefix(self, text: str, hit: Hit) -> str | None:
        """What the constant `text` becomes, if the rest of the path stays."""
        old, new = hit.match.path, hit.match.new
        rest = old[len(text) :]
        if new is None or not old.startswith(text) or not rest.startswith("."):
            return None
        return new[: -len(rest)] if new.endswith(rest) else None

    def is_shared(self, constant: ast.Constant, users: list[Named]) -> bool:
        """Does anything but these strings read the constant?"""
        told = {node for named in users for node in ast.walk(named.argument)}
        return any(
            load.node not in told
            for load in self.names.loads
            if any(binding.value is constant for binding in load.bindings)
        )

    def no_successor(self, hit: Hit) -> str:
        """Why the rule leads nowhere."""
        rule, path = hit.match.rule, hit.match.path
        if hit.finding.kind is not Kind.PATCH or rule.namespace is None or path == rule.old:
            return "the rule names no successor"
        wanted = rule.namespace + path[len(rule.old) :]
        detail = targets.find(wanted, self.land.project.roots, members=True).detail
        return f"{wanted!r} does not exist: {detail}" if detail else "the rule names no successor"

    def edit(self, hit: Hit, new: str) -> tuple[Edit, ...]:
        """The edit of the string itself."""
        assert hit.node is not None
        return (rewritten(self.land.source, hit.node, hit.match.path, new, self.land.module_part),)

    def shared(self, hit: Hit, reference: Named) -> str:
        """The doubt about a constant that other code reads, too."""
        if hit.node is reference.argument or not isinstance(hit.node, ast.expr):
            return ""
        users = [named for named in self.names.named if named.node is reference.node]
        constant = reference.node
        if any(constant in named.pieces for named in self.names.named if named not in users):
            raise Refusal("the constant is a part of another path, too")
        is_shared = isinstance(constant, ast.Constant) and self.is_shared(constant, users)
        return SHARED if is_shared else ""

    # -- patches --------------------------------------------------------------------------------

    def patch(self, hit: Hit, reference: Named, new: str) -> StringMove:
        """A target moves with what it replaces."""
        line = reference.around.lineno
        doubt = self.land.doubts.expected(line) or self.shared(hit, reference)
        call = reference.around
        keywords = call.keywords if isinstance(call, ast.Call) else []
        if any(item.arg == "create" for item in keywords):
            doubt = doubt or MADE_UP
        if not reference.is_sure:
            doubt = doubt or READER
        if any(other.path == new for other in self.names.named if other.kind is Kind.PATCH):
            doubt = doubt or BOTH
        names = [item.arg or "" for item in reference.names] or [""]
        if any(self.is_read_there(hit.match.path, name) for name in names):
            doubt = doubt or READ_THERE
        if reference.role is not Role.OWNER:
            return StringMove(
                self.edit(hit, new), self.land.existing(new, members=True) or doubt, (hit,)
            )
        if hit.node is not reference.node:  # the keyword
            raise Refusal("the names of one patch would lie in different modules")
        for keyword in reference.names:
            want = self.land.landing(f"{hit.match.path}.{keyword.arg}")
            if want != f"{new}.{keyword.arg}":
                raise Refusal(f"its {keyword.arg!r} moves elsewhere, or under another name")
            doubt = self.land.existing(want, members=True) or doubt
        return StringMove(self.edit(hit, new), doubt, (hit,))

    def is_read_there(self, path: str, name: str) -> bool:
        """Does the old module itself read what is replaced in it, so that it is meant for it?"""
        path = f"{path}.{name}" if name else path
        module, _, last = path.rpartition(".")
        return targets.reads_anew(module, last, self.land.project.roots)

    # -- dynamic imports ------------------------------------------------------------------------

    def dynamic_import(self, hit: Hit, reference: Named) -> StringMove:
        """A module's name moves if all that is taken out of the module can move along."""
        new, doubt = self.land.arrival(hit)
        old = hit.match.path
        line = reference.around.lineno
        doubt = doubt or self.land.doubts.about(reference.scope.qualname, line)
        doubt = doubt or self.shared(hit, reference) or self.patched(old)
        doubt = doubt or (COMPARED if self.is_compared(reference) else "")
        edits = list(self.edit(hit, new))
        mends = [hit]
        if reference.role is Role.QUESTION:
            return StringMove(tuple(edits), doubt or ASKED, (hit,))
        if self.land.module_part(old) != old or self.land.module_part(new) != new:
            return StringMove(tuple(edits), self.land.existing(new, members=True) or doubt, (hit,))
        for chain in self.taken(reference):
            more, hits = self.follow(old, new, chain)
            edits += more
            mends += hits
        if self.is_value(reference):
            spelled = ast.unparse(reference.around)[:60]
            self.land.keeps_its_names(old, new, spelled)
            if not self.is_told(old) or not self.is_told(new):
                doubt = doubt or UNSEEN
        return StringMove(tuple(dict.fromkeys(edits)), doubt, tuple(mends))

    def patched(self, old: str) -> str:
        """The doubt about a patch of what is taken out of the module, which stays."""
        for named in self.names.named:
            path = named.path if named.kind is Kind.PATCH else None
            if path is None or not is_at_or_below(path, old):
                continue
            if not self.land.doubts.moving.intersection(ast.walk(named.node)):
                return f"{path!r} is patched in this file, and stays"
        return ""

    def is_compared(self, reference: Named) -> bool:
        """Is what the import gives compared with something, perhaps with what it will be itself?"""
        nodes: list[ast.AST] = [reference.around]
        nodes += [chain.nodes[-1] for chain in self.taken(reference)]
        for node in nodes:
            parent = self.parents.get(node)
            while isinstance(parent, ast.expr):
                if isinstance(parent, ast.Compare) and isinstance(
                    parent.ops[0], ast.Is | ast.IsNot | ast.Eq | ast.NotEq
                ):
                    return True
                parent = self.parents.get(parent)
        return False

    def is_told(self, module: str) -> bool:
        return targets.all_bound(module, self.land.project.roots) is not None

    def taken(self, reference: Named) -> list[Chain]:
        """The attributes that are taken of what the import gives."""
        return [
            chain
            for chain in self.names.chains
            if chain.base is reference.around
            or any(binding.value is reference.around for binding in chain.bindings)
        ]

    def follow(self, old: str, new: str, chain: Chain) -> tuple[list[Edit], list[Hit]]:
        """The edits of `module.X` when the module moves."""
        path = ".".join((old, *chain.names))
        want = self.land.landing(path)
        spelled = ".".join(chain.names)
        if want is None:
            raise Refusal(f"its `{spelled}` has no successor")
        self.land.existing(want)
        found = self.land.of_chain[id(chain)]
        hits = [hit for hit, is_asked in found if is_asked]
        if want == ".".join((new, *chain.names)):
            return [], hits
        if len(hits) < len(found):
            raise Refusal(f"its `{spelled}` must stay as it is")
        if any(binding.value is None for binding in chain.bindings) or len(chain.bindings) > 1:
            raise Refusal(f"its `{spelled}` may be something else, too")
        if len(chain.names) > 1 or split(want)[0] != new:
            raise Refusal(f"its `{spelled}` moves elsewhere")
        node = chain.nodes[0]
        end = self.land.source.offset(node.end_lineno or 0, node.end_col_offset or 0)
        end -= chain.is_in_string  # the quote
        length = len(chain.names[0].encode())
        if self.land.source.data[end - length : end] != chain.names[0].encode():
            raise Refusal("the name is not written out in one piece where it stands")
        return [Edit(end - length, end, split(want)[1])], hits

    def is_value(self, reference: Named) -> bool:
        """Is the module itself handed on, not only asked for attributes?"""
        around: ast.AST = reference.around
        parent = self.parents.get(around)
        if isinstance(parent, ast.Expr) or any(chain.base is around for chain in self.names.chains):
            return False
        bases = {chain.base for chain in self.names.chains}
        loads = [
            load
            for load in self.names.loads
            if any(binding.value is around for binding in load.bindings)
        ]
        is_named = isinstance(parent, ast.Assign) and all(
            isinstance(target, ast.Name) for target in parent.targets
        )
        return not is_named or any(load.node not in bases for load in loads)
