"""What was a module at any time: in, a project and every path of its history; out, a Project.

Whether a rule's deprecated path is a module or a name in one decides what is reported of it. The
project asks its working tree. In the past, modules existed that are gone now: there, each path that
ever was in the repository counts, whatever was there first.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from flake8_ssot.project import Project, looks_like_module
from flake8_ssot.rules import Moved


class PastProject(Project):
    """A project that knows which rules are for modules, and does not ask the working tree."""

    of_modules: frozenset[str] = frozenset()  # ids of rules

    def is_module(self, rule: Moved) -> bool:
        """Is, or was, the rule's deprecated path a module?"""
        return rule.id in self.of_modules


def past_project(project: Project, paths: Iterable[str], top: str) -> PastProject:
    """The project as the `paths` (relative to `top`) that ever existed tell."""
    files, folders = {""}, {""}
    for path in paths:
        files.add(path)
        folder = os.path.dirname(path)
        while folder not in folders:
            folders.add(folder)
            folder = os.path.dirname(folder)
    roots = [os.path.relpath(root, top) for root in project.roots]
    past = PastProject._make(project)
    past.of_modules = frozenset(
        rule.id
        for rule in project.rules
        if isinstance(rule, Moved) and _is_module(rule.old, roots, files, folders)
    )
    return past


def _is_module(path: str, roots: list[str], files: set[str], folders: set[str]) -> bool:
    """As `Project.is_module`, of these files."""
    parent, _, last = path.replace(".", "/").rpartition("/")
    for root in roots:
        above = os.path.normpath(os.path.join(root, parent))
        base = os.path.normpath(os.path.join(above, last))
        if base in folders or base + ".py" in files:
            return True
        if parent and above + ".py" in files:
            return False
    return looks_like_module(path)
