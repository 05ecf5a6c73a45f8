"""Propose rules for bridges: in, what the files show and the tree; out, Proposals, sorted.

What could not be verified, or is for a person to decide, is said with the proposal; it then is no
rule in force.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from flake8_ssot.bridge_records import Reading, Sort
from flake8_ssot.draft_records import Place, Proposal, Subject, listed, subjects_of
from flake8_ssot.draft_successors import Choice, Step, Successors, Trust
from flake8_ssot.draft_tree import Tree, is_inside
from flake8_ssot.targets import Existence

_OTHER = "another definition of the same name: compare the two before the fix"
_OTHERS = "some names have definitions of their own there: compare them before the fix"
_OWN_FUNCTION = "a function of its own: its calls are reported, not rewritten"
_PROPERTY = "a property: no rule follows the attributes of instances"
_ONLY_SHAPE = "it hands on what is elsewhere: is it a public interface, or left over?"
_HIDDEN = "another file is this module, and hides this one: delete it?"


def propose(tree: Tree, is_covered: Callable[[str], bool]) -> list[Proposal]:
    """A proposal for each deprecated path that no rule in force governs."""
    drafter = _Drafter(tree)
    found = {item.old: item for item in drafter.proposals() if not is_covered(item.old)}
    owners = {item.module for item in found.values() if item.table}
    found = {old: item for old, item in found.items() if item.table or old in owners}
    counts = tree.count(found)
    counted = [item._replace(uses=counts[item.old]) for item in found.values()]
    hidden = [_hidden(reading) for reading in tree.hidden if reading.bridges]
    return sorted([*counted, *hidden], key=_order)


def _order(item: Proposal) -> tuple[str, bool, str, str]:
    return item.module, item.old != item.module, item.old, item.places[0].file


def _hidden(reading: Reading) -> Proposal:
    first = reading.bridges[0].evidence[0]
    name = reading.module.name
    return Proposal("moved", name, None, name, (Place(reading.path, first),), (), (_HIDDEN,))


class _Drafter:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.subjects = subjects_of(tree.readings.values())
        self.successors = Successors(tree, self.subjects)
        self.spoken_of: dict[str, set[str]] = defaultdict(set)  # module -> names with evidence
        for path, subject in self.subjects.items():
            module, _, name = path.rpartition(".")
            if subject.sort is not Sort.MODULE and module == subject.reading.module.name:
                self.spoken_of[module].add(name)
        self.recommended: dict[str, str] = {}  # a path -> a module that names it as the new one
        for subject in self.subjects.values():
            for path in self.successors.look_up(subject).found:
                self.recommended.setdefault(path, subject.reading.module.name)

    def proposals(self) -> Iterator[Proposal]:
        for path, subject in sorted(self.subjects.items()):
            if subject.sort is Sort.MODULE:
                yield from self.of_module(subject)
            elif not self.successors.is_in_bridge(path) and self.is_of_use(path):
                yield self.of_name(subject)

    def is_of_use(self, path: str) -> bool:
        """Is it public, or imported by anybody all the same?"""
        module, _, name = path.rpartition(".")
        is_known = name in self.tree.taken_from(module)
        return not name.startswith("_") or (is_known and not name.startswith("__"))

    # Names ---------------------------------------------------------------------------------

    def of_name(self, subject: Subject) -> Proposal:
        """The proposal for a name with evidence of its own."""
        choice = self.successors.choose(subject)
        new = self.successors.final(choice.step, subject.path) if choice.step else None
        table, notes, decide = "moved", list[str](), list(choice.decide)
        if choice.new and new is None:
            decide.append(f"what leads on from {choice.new} has no end")
        is_called = subject.sort in (Sort.METHOD, Sort.PROPERTY, Sort.FUNCTION)
        if new is not None and choice.is_guess and is_called:
            decide.append(f"it only calls {choice.new}: is that its successor?")
        if subject.sort in (Sort.METHOD, Sort.PROPERTY):
            table = "bridge"
            decide += [_PROPERTY] if subject.sort is Sort.PROPERTY else []
        elif new is not None and not self.can_replace(subject, choice, new):
            if subject.sort is Sort.FUNCTION:
                table = "bridge"
                notes.append(_OWN_FUNCTION)
            elif new.rpartition(".")[2] == subject.path.rpartition(".")[2]:
                notes.append(_OTHER)
            else:
                decide.append(f"a definition of its own: can {new} take its place?")
        if new is not None:
            decide += self.successors.doubts(subject.path, new)
            notes += self.successors.unverified(new)
            if table == "moved" and self.is_attribute(new):
                decide.append(f"{new} is in no module: an import cannot name it")
        module = subject.reading.module.name
        recommending = self.recommended.get(subject.path, module)
        if recommending != module and not subject.is_deprecated:
            decide.append(f"{recommending} names it as the new path: which of the two is it?")
        return Proposal(
            table, subject.path, new, module, subject.places, tuple(notes), tuple(decide)
        )

    def can_replace(self, subject: Subject, choice: Choice, new: str) -> bool:
        """Would the new name do where the old one is imported, as far as the files tell?"""
        step = Step(subject.behind or "", Trust.NONE)
        is_behind = choice.new == subject.behind or self.successors.final(step, "") == new
        return subject.is_same and is_behind and not self.is_attribute(new)

    def is_attribute(self, path: str) -> bool:
        """Is it known to lie in a class or another object, not in a module?"""
        owner = path.rpartition(".")[0]
        existence = self.tree.find(owner).existence
        return existence is Existence.EXISTS and not self.tree.is_module(owner)

    # Modules -------------------------------------------------------------------------------

    def of_module(self, subject: Subject) -> Iterator[Proposal]:
        """One proposal for a module, or one for each of its names that lead somewhere."""
        target = self.successors.last_module(subject)
        taken = self.tree.taken_from(subject.path)
        names = self.names_of(subject, taken)
        found = {name: self.of_member(subject, name, target) for name in names}
        apart = self.apart(subject, found, target)
        whole = target if apart is not None else None
        if not subject.is_sure:
            yield self.whole(subject, whole, names, decide=(_ONLY_SHAPE,))
        elif apart is not None:
            alike = [name for name in names if name not in apart]
            differs = any(item and _OTHER in item.notes for item in map(found.get, alike))
            notes = [*([_OTHERS] if differs else []), *self.successors.unverified(target)]
            yield self.whole(subject, whole, alike, tuple(notes))
            yield from (item for name in apart if (item := found[name]) is not None)
        else:
            yield self.in_pieces(subject, target, found, taken)
            for name, item in found.items():
                is_wanted = name in taken or not taken or self.is_known(subject, name)
                if item is not None and is_wanted:
                    yield item

    def names_of(self, subject: Subject, taken: Counter[str]) -> list[str]:
        """The names that matter: those most imported come first."""
        names = {*taken, *self.successors.public_names(subject)}
        names |= self.successors.view(subject).star_names | self.spoken_of.get(subject.path, set())
        wanted = [
            name
            for name in names
            if self.is_of_use(f"{subject.path}.{name}")
            and not self.tree.is_module(f"{subject.path}.{name}")
        ]
        return sorted(wanted, key=lambda name: (-taken[name], name))

    def is_known(self, subject: Subject, name: str) -> bool:
        """Is there evidence of its own for the name of a deprecated module?"""
        return f"{subject.path}.{name}" in self.subjects

    def of_member(self, subject: Subject, name: str, target: str | None) -> Proposal | None:
        """The proposal for a name of a deprecated module; None if nothing leads on from it."""
        path = f"{subject.path}.{name}"
        own = self.subjects.get(path)
        if own is not None:
            proposal = self.of_name(own)
            if proposal.new is not None or not (target and self.tree.exists(f"{target}.{name}")):
                return proposal
        step = self.successors.of_bridge(subject, name)
        new = self.successors.final(step, path) if step else None
        if new is None or is_inside(subject.reading.module, new):
            return None
        handed = self.successors.handed.get(subject.path, {})
        is_handed = name in handed or name in self.successors.view(subject).star_names
        notes = [*([] if is_handed else [_OTHER]), *self.successors.unverified(new)]
        decide = tuple(self.successors.doubts(path, new))
        return Proposal("moved", path, new, subject.path, subject.places[:1], tuple(notes), decide)

    def apart(
        self, subject: Subject, found: dict[str, Proposal | None], target: str | None
    ) -> list[str] | None:
        """The names that need a rule beside one for the module; None if there is none for it.

        There is one if every name leads somewhere, and most to the same name in `target`; and if
        that has all the modules below the old one.
        """
        if target is None or self.lost_modules(subject, target):
            return None
        apart = []
        for name, item in found.items():
            if item is None or item.decide:
                return None
            if not self.is_found_in(target, name, item.new):
                if item.table != "moved":
                    return None
                apart.append(name)
        return apart if 2 * len(apart) < len(found) or not found else None

    def lost_modules(self, subject: Subject, target: str) -> list[str]:
        """The modules below a deprecated package that its successor does not have."""
        below = self.tree.modules_below(subject.path) if subject.reading.module.is_package else []
        return [item for item in below if not self.tree.exists(target + item[len(subject.path) :])]

    def is_found_in(self, target: str, name: str, new: str | None) -> bool:
        """Is `new` what the module `target` has under the same name?"""
        path = f"{target}.{name}"
        if new == path:
            return True
        leads = self.successors.leads_somewhere(path)
        return leads and self.successors.final(Step(path, Trust.NONE), "") == new

    def whole(
        self,
        subject: Subject,
        new: str | None,
        names: list[str],
        notes: tuple[str, ...] = (),
        decide: tuple[str, ...] = (),
    ) -> Proposal:
        """The proposal for a module as a whole."""
        doubts = tuple(self.successors.doubts(subject.path, new)) if new else ()
        return Proposal(
            "moved",
            subject.path,
            new,
            subject.path,
            subject.places,
            notes,
            (*decide, *doubts),
            name=names[0] if names else "",
        )

    def in_pieces(
        self,
        subject: Subject,
        target: str | None,
        found: dict[str, Proposal | None],
        taken: Counter[str],
    ) -> Proposal:
        """What is said of a module that no single module replaces."""
        lead = [name for name, item in found.items() if item is not None]
        left = [name for name, item in found.items() if item is None]
        unused = [
            name for name in lead if taken and not taken[name] and not self.is_known(subject, name)
        ]
        decide = list(self.why_in_pieces(subject, target))
        if left:
            counts = [f"{name} ({taken[name]})" if taken[name] else name for name in left]
            where = f"{target} does not have" if target else "nothing leads on from"
            decide.append(f"{where}: {listed(counts)}")
        notes = [f"{len(lead)} of its {len(found)} names lead on: see below"] if lead else []
        if unused:
            notes.append(f"without a rule, since nobody imports them: {listed(unused)}")
        proposal = self.whole(subject, target, list(found), tuple(notes), tuple(decide))
        is_done = lead and not left and not unused
        return proposal._replace(table="", decide=()) if is_done else proposal

    def why_in_pieces(self, subject: Subject, target: str | None) -> Iterator[str]:
        if target is not None:
            lost = self.lost_modules(subject, target)
            if lost:
                yield f"{target} does not have the modules of {', '.join(lost[:3])}"
            return
        named = self.successors.view(subject).named
        origins = sorted(self.successors.view(subject).origins)
        if len(named) > 1:
            yield f"several successors are named: {listed(named)}"
        elif len(origins) > 1:
            yield f"its names come from several modules: {listed(origins)}"
        else:
            yield from self.successors.reasons(self.successors.look_up(subject))
