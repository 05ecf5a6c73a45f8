"""Where deprecated paths lead: in, subjects and the tree; out, successors that were looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from flake8_ssot.bridge_records import Sort, Successor
from flake8_ssot.draft_records import MAX_LISTED, Subject, listed
from flake8_ssot.draft_tree import MAX_DEFINERS, Tree, is_inside, is_private
from flake8_ssot.project import looks_like_module
from flake8_ssot.targets import Existence

MAX_STEPS = 100  # of a chain of bridges


class Trust(Enum):
    """How a file comes to name a path: what is named in words is the end of a chain sooner."""

    NONE = "it only uses it"
    PART = "it names the module, or the name alone"
    PATH = "it names all of the path"


class Step(NamedTuple):
    """A path on the way to a successor."""

    path: str
    trust: Trust


class Choice(NamedTuple):
    """The successor of a path, or why there is none."""

    new: str | None
    decide: tuple[str, ...] = ()
    is_guess: bool = False  # nobody names it
    trust: Trust = Trust.NONE

    @property
    def step(self) -> Step | None:
        return Step(self.new, self.trust) if self.new is not None else None


class Named(NamedTuple):
    """What the files name as successors of one path."""

    found: list[str]  # it exists
    missing: list[str]  # named in full, but it does not exist
    unknown: list[str]  # names that the file does not know


class View(NamedTuple):
    """What leads on from a deprecated module."""

    named: list[str]  # modules that its file names
    origins: Counter[str]  # modules that it has its public names from
    target: str | None  # the one that takes its place
    star_names: set[str]


class Successors:
    """Answers for one tree."""

    def __init__(self, tree: Tree, subjects: dict[str, Subject]) -> None:
        self.tree = tree
        self.subjects = subjects
        self.handed = {
            item.module.name: dict(item.handed) for item in tree.readings.values() if item.bridges
        }
        self._views: dict[str, View] = {}
        self._choices: dict[str, Choice] = {}

    # Names ---------------------------------------------------------------------------------

    def choose(self, subject: Subject) -> Choice:
        """The one successor that the file names, or what the path is another name for."""
        if subject.path not in self._choices:
            self._choices[subject.path] = self._choice(subject)
        return self._choices[subject.path]

    def _choice(self, subject: Subject) -> Choice:
        named = self.look_up(subject)
        behind = subject.behind
        if behind is not None and behind in named.found:
            return Choice(behind, trust=_trust(subject, behind))
        if len(named.found) == 1:
            return Choice(named.found[0], trust=_trust(subject, named.found[0]))
        if behind is not None and self.leads_somewhere(behind):
            return Choice(behind, is_guess=not subject.is_same)
        if behind is not None and self.is_missing(behind):
            named.missing.append(behind)
        if named.found:
            return Choice(None, (f"several successors are named: {listed(named.found)}",))
        return Choice(None, tuple(self.reasons(named)))

    def look_up(self, subject: Subject) -> Named:
        """What the file names, and whether the tree has it."""
        named = Named([], [], [])
        for successor in subject.successors:
            path = next((item for item in successor.paths if self.is_there(item, successor)), None)
            if path is not None and subject.sort is not Sort.MODULE and self.tree.is_module(path):
                path = f"{path}.{subject.path.rpartition('.')[2]}"
                (named.found if self.tree.exists(path) else named.missing).append(path)
            elif path is not None and path != subject.path:
                named.found.append(path)
            elif path is None and not successor.paths:
                named.unknown.append(successor.spelled)
            elif path is None and self.is_missing(successor.paths[0]):
                named.missing.append(successor.paths[0])
        found = [path for path in named.found if not _is_within(path, named.found)]
        return Named(*(list(dict.fromkeys(items)) for items in (found, *named[1:])))

    def leads_somewhere(self, path: str) -> bool:
        """Does the path exist, in the tree or in the standard library, for all that is known?"""
        existence = self.tree.find(path).existence
        if existence is Existence.ELSEWHERE:
            return "." in path and self.tree.is_module(path.rpartition(".")[0])
        return existence in (Existence.EXISTS, Existence.UNKNOWN)

    def is_there(self, path: str, successor: Successor) -> bool:
        """The same of a path in a text: a guess must exist, and be in a module or class."""
        if path == successor.spelled or len(successor.paths) == 1:
            return self.leads_somewhere(path)
        owner = path.rpartition(".")[0]
        is_in_module = self.tree.is_module(path) or self.tree.is_module(owner)
        is_in_class = not looks_like_module(owner) and self.tree.is_module(owner.rpartition(".")[0])
        return self.tree.exists(path) and (is_in_module or is_in_class)

    def is_missing(self, path: str) -> bool:
        """Should the tree have it, and has not?"""
        return self.tree.find(path).existence is Existence.MISSING and "." in path

    def reasons(self, named: Named) -> Iterator[str]:
        """Why nothing was found."""
        for path in named.missing[:MAX_LISTED]:
            yield f"{path} does not exist"
        for name in named.unknown[:MAX_LISTED]:
            last = name.rpartition(".")[2]
            where = [f"{module}.{last}" for module in self.tree.definers.get(last, [])]
            known = f"; there is {listed(where[:MAX_DEFINERS])}" if where else ""
            yield f"{name} is named{known or ', but is not known here'}"
        if not named.missing and not named.unknown:
            yield "no successor is named"

    def doubts(self, old: str, new: str) -> Iterator[str]:
        """Why a successor that was found cannot be taken as it is."""
        if is_private(new) and not is_private(old):
            yield f"{new} is private"
        known = self.subjects.get(new)
        if known is not None and (known.is_module or known.is_deprecated):
            yield f"{new} is itself deprecated, without a successor"
        elif self.is_in_bridge(new) and not self.tree.is_module(new):
            yield f"{new} is in a module that is itself deprecated"

    def is_in_bridge(self, path: str) -> bool:
        """Is it a name of a deprecated module, which speaks for its names?"""
        owner = self.subjects.get(path.rpartition(".")[0])
        return owner is not None and owner.is_module

    def unverified(self, new: str | None) -> list[str]:
        """What could not be looked up."""
        answer = self.tree.find(new) if new else None
        is_unknown = answer is not None and answer.existence is Existence.UNKNOWN
        return [f"not verified: {answer.detail}"] if answer is not None and is_unknown else []

    # Chains --------------------------------------------------------------------------------

    def final(self, step: Step, start: str) -> str | None:
        """Where a path leads in the end; None if it has none: a circle, or back to `start`."""
        seen = {start}
        while step.path not in seen and len(seen) < MAX_STEPS:
            seen.add(step.path)
            following = self.following(step)
            if following is None:
                return step.path
            step = following
        return None

    def following(self, step: Step) -> Step | None:
        """The next step of a chain; None where `step` is its end.

        What a file names in words is not followed to what it is only another name for.
        """
        path, trust = step
        subject = self.subjects.get(path)
        if subject is not None and subject.sort in (Sort.CLASS, Sort.FUNCTION, Sort.NAME):
            is_end = trust is not Trust.NONE and not subject.is_deprecated
            return None if is_end else self.choose(subject).step
        module, _, name = path.rpartition(".")
        owner = self.subjects.get(module)
        if owner is not None and owner.is_module:
            return self.of_bridge(owner, name)
        origin = self.tree.origin(path) if trust is not Trust.PATH else None
        if origin is None or not self.leads_somewhere(origin) or self.tree.is_module(origin):
            return None
        reading = self.tree.readings.get(module)
        is_interface = reading is not None and is_inside(reading.module, origin)
        is_elsewhere = self.tree.find(origin).existence is Existence.ELSEWHERE
        hides = is_private(origin) and not is_private(path)
        if is_interface or is_elsewhere or hides or self.tree.lists(path):
            return None
        return Step(origin, Trust.NONE)

    def of_bridge(self, owner: Subject, name: str) -> Step | None:
        """What a deprecated module's name stands for: what it hands on, or has by that name."""
        path = self.handed.get(owner.path, {}).get(name)
        if path is None or path == f"{owner.path}.{name}" or not self.leads_somewhere(path):
            modules = [star for star in owner.reading.stars if name in self.tree.exports(star)]
            module = modules[0] if modules else self.view(owner).target
            path = f"{module}.{name}"
            if module is None or not self.leads_somewhere(path):
                return None
        is_named = self.tree.module_of(path) in self.view(owner).named
        return Step(path, Trust.PART if is_named else Trust.NONE)

    # Modules -------------------------------------------------------------------------------

    def view(self, subject: Subject) -> View:
        """Everything of a deprecated module, looked up once."""
        if subject.path not in self._views:
            named, origins = self.named_modules(subject), self.origins(subject)
            target = self.successor_module(named, origins)
            self._views[subject.path] = View(named, origins, target, self.star_names(subject))
        return self._views[subject.path]

    def successor_module(self, named: list[str], origins: Counter[str]) -> str | None:
        """The one module that takes the place of a deprecated one."""
        both = [module for module in named if module in origins]
        if len(both) == 1:
            return both[0]
        if len(named) == 1:
            return named[0]
        return next(iter(origins)) if not named and len(origins) == 1 else None

    def last_module(self, subject: Subject) -> str | None:
        """The same, at the end of a chain; the last that is known where it leads in a circle."""
        seen: set[str] = set()
        last = self.view(subject).target
        while last in self.subjects and self.subjects[last].is_module and last not in seen:
            seen.add(last)
            last = self.view(self.subjects[last]).target or last
        return last

    def named_modules(self, subject: Subject) -> list[str]:
        """The modules that the file names, or names something in."""
        behind = [subject.behind] if subject.behind else []
        modules = [self.module_in(path) for path in [*behind, *self.look_up(subject).found]]
        return [item for item in dict.fromkeys(modules) if item and item != subject.path]

    def module_in(self, path: str) -> str:
        """The module that a path names; by its looks where nobody can tell."""
        if self.tree.find(path).existence is Existence.UNKNOWN:
            return path if looks_like_module(path) else path.rpartition(".")[0]
        return self.tree.module_of(path)

    def origins(self, subject: Subject) -> Counter[str]:
        """The modules that a deprecated one has its public names from."""
        found: Counter[str] = Counter()
        for name in self.public_names(subject):
            path = self.handed.get(subject.path, {}).get(name)
            module = self.tree.module_of(path) if path and self.tree.exists(path) else ""
            if module and module != subject.path and not is_inside(subject.reading.module, module):
                found[module] += 1
        for star in subject.reading.stars:
            if self.tree.exists(star):
                found[star] += 1
        return found

    def public_names(self, subject: Subject) -> list[str]:
        """The names that a bridge is there for, but for those of its star imports."""
        reading = subject.reading
        handed = self.handed.get(subject.path, {})
        defined = {name for name in reading.definitions if not name.startswith("_")}
        if reading.exports is not None:
            is_lazy = "__getattr__" in reading.definitions
            names = {
                name for name in reading.exports if is_lazy or name in handed or name in defined
            }
        elif defined:  # its imports may be for itself
            names = defined | {name for name in handed if f"{subject.path}.{name}" in self.subjects}
        else:
            names = {name for name in handed if not name.startswith("_")} - reading.own_use
        return sorted(name for name in names if self.is_of_tree(handed.get(name)))

    def is_of_tree(self, path: str | None) -> bool:
        """Is a name with this path, or defined where it is, one of the tree?"""
        return path is None or self.tree.find(path).existence is not Existence.ELSEWHERE

    def star_names(self, subject: Subject) -> set[str]:
        """What star imports of a bridge bring, but for what their modules import themselves."""
        return {
            name
            for star in subject.reading.stars
            for name in self.tree.exports(star)
            if self.tree.lists(f"{star}.{name}") or self.tree.defines(star, name)
        }


def _trust(subject: Subject, path: str) -> Trust:
    """How a successor is named in words."""
    spelled = {item.spelled for item in subject.successors if path in item.paths}
    return Trust.PATH if any("." in text for text in spelled) else Trust.PART


def _is_within(path: str, others: list[str]) -> bool:
    """Is something in it named, too: a method beside its class?"""
    return any(other.startswith(path + ".") for other in others)
