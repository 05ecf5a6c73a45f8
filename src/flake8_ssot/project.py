"""One project, ready to judge files: its settings, its compiled rules, and who may use what."""

from __future__ import annotations

import datetime
import os
from functools import lru_cache
from typing import NamedTuple

from flake8_ssot import config, globs, modules, tree_looks
from flake8_ssot.call_index import CallIndex, compile_calls
from flake8_ssot.config import Settings
from flake8_ssot.index import Index, compile_rules, is_at_or_below
from flake8_ssot.model import ConfigError, UsageError
from flake8_ssot.modules import Module
from flake8_ssot.rules import Moved, Rule


class Place(NamedTuple):
    """A file as the project sees it."""

    relative: str | None  # to the project's root, with `/`; None: outside, or no file at all
    module: Module


class Project(NamedTuple):
    """Everything `check` needs besides the source."""

    settings: Settings
    rules: tuple[Rule, ...]
    rule_index: Index
    call_index: CallIndex
    roots: tuple[str, ...]  # absolute import roots
    fixed_today: datetime.date | None  # None: the calendar's, asked each time: editors run on

    @property
    def today(self) -> datetime.date:
        return self.fixed_today or datetime.date.today()

    def place(self, path: str) -> Place:
        """Where the file at `path` (as the caller spelled it) lies in the project."""
        absolute = os.path.abspath(path)
        found = self._place_of(absolute) or self._place_of(os.path.realpath(absolute))
        return found or Place(None, modules.module_of(absolute, self.roots))

    def _place_of(self, path: str) -> Place | None:
        """That of an absolute path below the root, or below what the root is a link to."""
        root = self.settings.root
        relative = modules.relative_to(path, root)
        if relative is None:  # to follow links takes a while
            relative = modules.relative_to(path, os.path.realpath(root))
        return None if relative is None else Place(relative, modules.module_of(path, self.roots))

    def mentions(self, data: bytes, module: Module) -> bool:
        """Can any rule matter to the file `module` with these bytes? Else it need not be parsed."""
        return self.rule_index.mentioned_in(data, module) or self.call_index.mentioned_in(data)

    def is_module(self, rule: Moved) -> bool:
        """Is the rule's deprecated path a module, as far as the tree and its name tell?"""
        found = _kind_in_tree(rule.old, self.roots)
        return looks_like_module(rule.old) if found is None else found

    def excludes(self, place: Place) -> bool:
        """Does the configuration's `exclude` name this file?"""
        return place.relative is not None and globs.matches(
            place.relative, self.settings.exclude.value
        )

    def allows(self, rule: Rule, place: Place) -> bool:
        """May this file keep using what `rule` deprecates?

        Yes if the rule's `allow` names it, or if the file *is* the deprecated module.
        """
        if not isinstance(rule, Moved):
            return place.relative is not None and globs.matches(place.relative, rule.allow)
        name = place.module.name
        if name and is_at_or_below(name, rule.old):
            return True
        if name and not place.module.is_package and name == rule.old.rpartition(".")[0]:
            return True  # a plain module has no submodules: the rule is for one of its own names
        return place.relative is not None and globs.matches(place.relative, rule.allow)


@lru_cache(maxsize=4096)
def _kind_in_tree(path: str, roots: tuple[str, ...]) -> bool | None:
    """True: a module file or package; False: a name in a module; None: the tree has neither."""
    parent, _, last = path.replace(".", os.sep).rpartition(os.sep)
    for root in roots:
        base = os.path.join(root, parent, last)
        if tree_looks.is_folder(base) or tree_looks.is_file(base + ".py"):
            return True
        if parent and tree_looks.is_file(os.path.join(root, parent) + ".py"):
            return False
    return None


def looks_like_module(path: str) -> bool:
    """A heuristic (PEP 8): modules have lower-case names, classes do not."""
    last = path.rpartition(".")[2]
    return last == last.lower()


def load(file: str | None, start: str, today: datetime.date | None = None) -> Project:
    """The project configured by `file`, else by the nearest configuration upward from `start`.

    Raises ConfigError with every problem of every rule file.
    """
    settings = config.load(file or config.find(start), start)
    return compile_project(settings, today)


def compile_project(settings: Settings, today: datetime.date | None = None) -> Project:
    """Compile the rules of `settings`. Raises ConfigError with every problem in or between them."""
    rules = settings.rules
    index, between = compile_rules(rules)
    # Rules that lead in a circle lead nowhere: what is called is asked of sound ones only.
    calls, between_calls = compile_calls(() if between else rules, index)
    problems = {*settings.problems, *between, *between_calls}
    if problems:
        raise ConfigError(tuple(sorted(problems)))
    tops = dict.fromkeys((settings.root, os.path.realpath(settings.root)))
    roots = tuple(
        os.path.normpath(os.path.join(top, path)) for top in tops for path in settings.src.value
    )
    return Project(settings, rules, index, calls, roots, today)


def known_rules(project: Project, ids: list[str], given: str = "--rule") -> frozenset[str]:
    """The ids, all of them of rules in force. Raises UsageError for one that is not.

    `given` is where they stand on the command line.
    """
    known = [rule.id for rule in project.rules]
    for wanted in ids:
        if wanted not in known:
            import difflib

            close = difflib.get_close_matches(wanted, known, n=1)
            hint = f" (did you mean {close[0]!r}?)" if close else "; see `ssot rules list`"
            raise UsageError(f"{given}: no rule has the id {wanted!r}{hint}")
    return frozenset(ids)
