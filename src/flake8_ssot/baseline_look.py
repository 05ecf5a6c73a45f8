"""Look at a project for its baseline: in, parsed arguments; out, what was found, as a Tree."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

from flake8_ssot.baseline import OURS, Baseline
from flake8_ssot.baseline_update import Seen, Tree, Update
from flake8_ssot.job import FileResult
from flake8_ssot.judging import judge_files
from flake8_ssot.model import Problem
from flake8_ssot.preparation import SetUp, set_up, shows_progress, with_progress
from flake8_ssot.ratchet import (
    absent_files,
    absolute,
    baseline_file,
    gone_files,
    moved_files,
    shown_name,
)

VIA = "SOT107"  # takes a look at the whole tree


class Looked(NamedTuple):
    """What was found, and what nobody could judge."""

    tree: Tree
    problems: list[Problem]

    def kept(self, found: Update, here: Here) -> list[Problem]:
        """Why files keep their entries though nobody knows whether they should."""
        return [item for item in self.problems if here.relative(item.path) in found.unjudged]


class Here:
    """The project, and its baseline's place."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        ready = set_up(arguments, whole_project=True)
        self.ready = ready._replace(job=ready.job._replace(with_look=True))
        self.job = self.ready.job
        self.root = self.job.project.settings.root
        self.file = baseline_file(self.job.project)
        self.shown = shown_name(self.file)
        self.with_bar = shows_progress(arguments)
        self.cached: bool = arguments.cache

    def relative(self, path: str) -> str | None:
        return self.job.project.place(path).relative

    def look(self, baseline: Baseline) -> Looked:
        """Judge the whole project."""
        files = self.ready.files([], folder=self.ready.root())
        ready = self.ready.with_reexports(files, is_whole=True)
        moved = moved_files(self.job.project, baseline)
        return self.judge(ready, files, baseline, moved, is_whole=True)

    def look_at(self, named: list[str], baseline: Baseline) -> Looked:
        """Judge the `named` files and folders, and what became of files that are gone.

        One that is not there has no findings: hooks may name what a commit deletes.
        """
        there = [os.path.join(".", name) for name in named if os.path.lexists(name)]
        moved = moved_files(self.job.project, baseline)
        found = [os.path.relpath(absolute(self.root, path)) for path in moved]
        files = self.ready.files([*there, *found]) if there or found else []
        ready = self.ready
        before = (moved.get(path, path) for path in map(self.relative, files) if path is not None)
        if any(entry.code == VIA for path in before for entry in baseline.entries.get(path, ())):
            every = ready.files([], folder=ready.root())
            ready = ready.with_reexports(every, is_whole=True)
        return self.judge(ready, files, baseline, moved, is_whole=False)

    def judge(
        self,
        ready: SetUp,
        files: list[str],
        baseline: Baseline,
        moved: Mapping[str, str],
        *,
        is_whole: bool,
    ) -> Looked:
        """Whether a file is Python matters if it is recorded, or mentions a rule."""
        parted: tuple[list[str], list[str]] = ([], [])
        for file in files:
            path = self.relative(file)
            parted[path in baseline.entries or path in moved].append(file)
        light = ready.job._replace(syntax_check=False)
        results: Iterable[FileResult] = chain(
            judge_files(parted[False], light, ready.processes, cached=self.cached),
            judge_files(parted[True], ready.job, ready.processes, cached=self.cached),
        )
        if self.with_bar:
            results = with_progress(results, len(files), "checking")
        seen, problems = {}, []
        for result in results:
            if result.problem is not None:
                problems.append(Problem(result.path, *result.problem))
            path = self.relative(result.path)
            if path is not None:
                found = tuple(item for item in result.findings if item.code != OURS)
                seen[path] = Seen(found, result.look, is_judged=result.problem is None)
        for path in absent_files(self.root, baseline):
            seen[path] = Seen((), "", is_judged=False)
        gone = frozenset(gone_files(self.root, baseline))
        return Looked(Tree(seen, gone, is_whole, moved), problems)
