"""The fixes of a file's deprecated paths: in, hits; out, their findings with a Fix, or why not.

Everything that changes in one import statement, and where its names are used, is one Fix: its
findings share the edits, and they are applied together or not at all.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from flake8_ssot.dotted_moves import DottedMoves
from flake8_ssot.fallbacks import Pair, collapsed, targets_of
from flake8_ssot.hits import Hit
from flake8_ssot.import_edits import insert_after, insert_before, rewrite
from flake8_ssot.import_merging import Blocks, merged
from flake8_ssot.import_moves import ImportMoves
from flake8_ssot.import_statements import Statement, Target
from flake8_ssot.import_uses import Uses, is_dotted, of_top
from flake8_ssot.index import is_at_or_below
from flake8_ssot.landings import Landings, Move, Refusal
from flake8_ssot.model import Applicability, Edit, Finding, Fix, Kind
from flake8_ssot.project import Place, Project
from flake8_ssot.references import Chain, Import, Named, Names, Text
from flake8_ssot.source import Source
from flake8_ssot.star_moves import StarMoves
from flake8_ssot.string_moves import StringMoves

OVERLAP = "its edits would overlap"
STAYS = "what it replaces is used in this file, and stays there"


def fixes_of(
    source: Source, names: Names, project: Project, place: Place, hits: list[tuple[Hit, bool]]
) -> list[Finding]:
    """The findings of the hits, in order. Those marked True get a fix, or the reason for none."""
    if not any(is_asked for _, is_asked in hits):
        return [hit.finding for hit, _ in hits]
    land = Landings(source, Uses(source, names), project, place, hits)
    barred: set[int] = set()
    while True:  # at most once for each patch
        planner = _Planner(land, hits, barred)
        planner.decide()
        planner.write()
        more = planner.left_behind()
        if not more:
            break
        barred |= more
    return [planner.answer(hit) if is_asked else hit.finding for hit, is_asked in hits]


class _Planner:
    def __init__(self, land: Landings, hits: list[tuple[Hit, bool]], barred: set[int]) -> None:
        self.barred = barred  # patches of what is used in the file and stays, by their hits
        self.source = land.source
        self.uses = land.uses
        self.doubts = land.doubts
        self.hits = hits
        self.imports = ImportMoves(land)
        self.stars = StarMoves(land)
        self.dotted = DottedMoves(land)
        self.decided: dict[ast.AST, Move | str] = {}  # by alias
        self.moves: list[Move] = []
        self.fixes: dict[int, Fix] = {}  # by the identity of the hit
        self.reasons: dict[int, str] = {}

    # -- what moves -----------------------------------------------------------------------------

    def decide(self) -> None:
        self.decide_strings()
        imports: dict[ast.AST, tuple[Hit, bool]] = {
            hit.reference.alias: (hit, is_asked)
            for hit, is_asked in self.hits
            if isinstance(hit.reference, Import)
        }
        for alias, (hit, is_asked) in imports.items():
            item = hit.reference
            assert isinstance(item, Import)
            is_renamed = self.uses.is_renamable(item)
            if is_asked and (is_renamed or not is_dotted(item)):
                move = self.stars.move if item.alias.name == "*" else self.imports.move
                self.decided[alias] = self.refusable(partial(move, hit, item))
        for key, items in self.uses.tops.items():
            if items[0].alias in self.decided:
                continue
            self.decided |= self.dotted.moves(key, items, imports)
        self.moves += [move for move in self.decided.values() if isinstance(move, Move)]
        mended = {id(hit) for move in self.moves for hit in move.mends}
        for hit, is_asked in self.hits:
            if is_asked and id(hit) not in mended and id(hit) not in self.fixes:
                self.decide_use(hit)

    def decide_strings(self) -> None:
        """Strings depend on nothing but each other; what is taken of a module goes along."""
        self.doubts.moving = set()
        found = [hit for hit, is_asked in self.hits if is_asked and is_of_string(hit)]
        strings = StringMoves(self.imports.land, self.hits) if found else None
        found.sort(key=lambda hit: hit.finding.kind is not Kind.PATCH)  # imports depend on them
        for hit in found:
            assert strings is not None
            if id(hit) in self.fixes:
                continue
            try:
                move = strings.move(hit)
            except Refusal as refusal:
                self.reasons[id(hit)] = str(refusal)
                continue
            doubt = STAYS if id(hit) in self.barred else move.doubt
            sure = Applicability.UNSAFE if doubt else Applicability.SAFE
            for mended in move.mends:
                self.fixes[id(mended)] = Fix(sure, move.edits)
                self.reasons[id(mended)] = doubt
                if not doubt and mended.node is not None:
                    self.doubts.moving.update(ast.walk(mended.node))

    def left_behind(self) -> set[int]:
        """The patches that would be moved away from what this file uses and cannot move."""
        left = [hit for hit, _ in self.hits if not self.is_safe(hit)]
        staying = {hit.finding.old for hit in left if is_read_anew(hit)}
        modules = [hit.finding.old for hit in left if hit.finding.kind is Kind.DYNAMIC]
        return {
            id(hit)
            for hit, _ in self.hits
            if hit.finding.kind is Kind.PATCH
            and is_of_string(hit)
            and self.is_safe(hit)
            and (
                hit.finding.old in staying
                or any(is_at_or_below(hit.finding.old, module) for module in modules)
            )
        }

    def is_safe(self, hit: Hit) -> bool:
        fix = self.fixes.get(id(hit))
        return fix is not None and fix.applicability is Applicability.SAFE

    def refusable(self, decide: Callable[[], Move]) -> Move | str:
        try:
            return decide()
        except Refusal as refusal:
            return str(refusal)

    def decide_use(self, hit: Hit) -> None:
        """An import that was refused, or a use: it goes along with an import, or moves alone."""
        reference = hit.reference
        if isinstance(reference, Import):
            self.reasons[id(hit)] = str(self.decided[reference.alias])
            return
        if isinstance(reference, Named | Text):
            return  # decided before
        roots = [binding.node for binding in reference.bindings]
        along = [self.decided[node] for node in roots if node in self.decided]
        if isinstance(reference, Chain) and of_top(reference) and not along:
            along = [answer for answer in self.decided.values() if isinstance(answer, str)]
        for answer in along:
            if isinstance(answer, Move):
                self.moves[self.moves.index(answer)] = more = answer._replace(
                    mends=(*answer.mends, hit)
                )
                for node in roots:
                    if self.decided.get(node) is answer:
                        self.decided[node] = more
                return
        if along:
            self.reasons[id(hit)] = str(along[0])
            return
        result: Move | str
        if isinstance(reference, Chain):
            result = self.refusable(partial(self.imports.own_import, hit, reference))
        else:
            name = reference.node
            local = name.id if isinstance(name, ast.Name) else str(name.value)
            result = self.refusable(partial(self.stars.star_name, hit, local, reference.bindings))
        if isinstance(result, Move):
            self.moves.append(result)
        else:
            self.reasons[id(hit)] = result

    # -- how it is written ----------------------------------------------------------------------

    def write(self) -> None:
        by_statement: dict[Statement, list[Move]] = defaultdict(list)
        for move in self.moves:
            by_statement[move.item.statement].append(move)
        done: set[Statement] = set()
        for pair in self.doubts.fallbacks.pairs if by_statement else ():
            moves = [*by_statement.get(pair.first, ()), *by_statement.get(pair.second, ())]
            if moves and self.write_pair(pair, moves):
                done |= {pair.first, pair.second}
        blocks = Blocks(self.source, set(by_statement))
        joined: list[Move] = []
        for statement, moves in by_statement.items():
            for move in moves if statement not in done else ():
                if move.targets is None and not move.before and not move.after:
                    # Nothing but the use changes: it does not depend on the others.
                    sure = Applicability.UNSAFE if move.doubt else Applicability.SAFE
                    self.note([move], _together(list(move.edits)), sure)
                else:
                    joined.append(move)
        for moves in _connected(joined):
            safe = [move for move in moves if not move.doubt]
            self.note(safe, self.edits_of(safe, blocks), Applicability.SAFE)
            if len(safe) < len(moves):
                doubtful = [move for move in moves if move.doubt]
                self.note(doubtful, self.edits_of(moves, blocks), Applicability.UNSAFE)

    def note(
        self, moves: list[Move], edits: tuple[Edit, ...] | str, applicability: Applicability
    ) -> None:
        for move in moves:
            for hit in move.mends:
                if isinstance(edits, str):
                    self.reasons[id(hit)] = edits
                else:
                    self.fixes[id(hit)] = Fix(applicability, edits)
                    self.reasons[id(hit)] = move.doubt

    def edits_of(self, moves: list[Move], blocks: Blocks) -> tuple[Edit, ...] | str:
        """All the edits of moves that go together; why there are none."""
        by_statement: dict[Statement, list[Move]] = defaultdict(list)
        for move in moves:
            by_statement[move.item.statement].append(move)
        edits: list[Edit] = []
        for statement, own in by_statement.items():
            result = self.edits_of_one(statement, own, blocks)
            if isinstance(result, str):
                return result
            edits += result
        return _together(edits)

    def edits_of_one(
        self, statement: Statement, moves: list[Move], blocks: Blocks
    ) -> tuple[Edit, ...] | str:
        """The edits of the moves of one statement."""
        becomes = _becomes(moves)
        before = _unique(target for move in moves for target in move.before)
        after = _unique(target for move in moves for target in move.after)
        edits: list[Edit] = [edit for move in moves for edit in move.edits]
        is_alone = not before and not after
        joined = merged(self.source, statement, becomes, blocks) if is_alone and becomes else None
        if joined is not None:
            return _together([*edits, *joined])
        for result in (
            rewrite(self.source, statement, becomes) if becomes else (),
            insert_before(self.source, statement, before) if before else (),
            insert_after(self.source, statement, after) if after else (),
        ):
            if isinstance(result, str):
                return result
            edits += result
        return _together(edits)

    def write_pair(self, pair: Pair, moves: list[Move]) -> bool:
        """Leave only one of two imports that become the same; False if they do not."""
        if any(move.before or move.after or move.edits for move in moves):
            return False
        becomes = _becomes(moves)
        first = _after(pair.first, becomes)
        if sorted(first, key=str) != sorted(_after(pair.second, becomes), key=str):
            return False
        around = collapsed(self.source, pair)
        own = {alias: to for alias, to in becomes.items() if alias in pair.first.names}
        edits = rewrite(self.source, pair.first, own) if own else ()
        if not around or isinstance(edits, str):
            return False
        together = _together([*around, *edits])
        if isinstance(together, str):
            return False
        doubt = next((move.doubt for move in moves if move.doubt), "")
        applicability = Applicability.UNSAFE if doubt else Applicability.SAFE
        self.note([move._replace(doubt=doubt) for move in moves], together, applicability)
        return True

    def answer(self, hit: Hit) -> Finding:
        reason = self.reasons.get(id(hit), "")
        return hit.finding._replace(fix=self.fixes.get(id(hit)), withheld=reason)


def is_of_string(hit: Hit) -> bool:
    """Was it found in a string of its own, not in an import or attribute?"""
    return isinstance(hit.reference, Named | Text)


def is_read_anew(hit: Hit) -> bool:
    """Is the path read each time it is used, so that a patch of it is seen?"""
    reference = hit.reference
    if isinstance(reference, Import):
        return not reference.scope.is_module
    return isinstance(reference, Chain) and reference.kind is not Kind.PATCH


def _connected(moves: list[Move]) -> list[list[Move]]:
    """The moves in groups that share a statement, or a use that each of them changes."""
    groups: list[tuple[set[object], list[Move]]] = []
    for move in moves:
        keys: set[object] = {move.item.statement, *(id(hit) for hit in move.mends)}
        members = [move]
        apart = []
        for known, found in groups:
            if known & keys:
                keys |= known
                members = [*found, *members]
            else:
                apart.append((known, found))
        groups = [*apart, (keys, members)]
    return [members for _, members in groups]


def _becomes(moves: list[Move]) -> dict[ast.alias, tuple[Target, ...]]:
    return {move.item.alias: move.targets for move in moves if move.targets is not None}


def _after(statement: Statement, becomes: dict[ast.alias, tuple[Target, ...]]) -> list[Target]:
    """What the statement will import."""
    stays = dict(zip(statement.names, targets_of(statement), strict=True))
    return [item for alias in statement.names for item in becomes.get(alias, (stays[alias],))]


def _unique(found: Iterable[Target]) -> tuple[Target, ...]:
    return tuple(dict.fromkeys(found))


def _together(edits: list[Edit]) -> tuple[Edit, ...] | str:
    """Sorted, each once, insertions at one place in one."""
    joined: list[Edit] = []
    for edit in sorted(set(edits)):
        last = joined[-1] if joined else None
        if last is not None and edit.start < last.end:
            return OVERLAP
        if last is not None and edit.start == last.start == last.end:
            joined[-1] = Edit(last.start, edit.end, last.content + edit.content)
        else:
            joined.append(edit)
    return tuple(joined)
