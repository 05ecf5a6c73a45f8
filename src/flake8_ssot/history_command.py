"""`ssot history`: in, parsed arguments; out, the findings of every commit on stdout, an exit code.

0: printed. 2: bad usage, bad rules, no git, or a repository that is not whole.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import NamedTuple

from flake8_ssot import flake8_config, report
from flake8_ssot.blob_store import Store, store_of
from flake8_ssot.discovery import _Wanted
from flake8_ssot.file_kinds import found_extensions, kind_of
from flake8_ssot.flake8_config import Flake8Config
from flake8_ssot.git_objects import Commit, Repository, changes_between, commits, open_repository
from flake8_ssot.history import (
    EMPTY,
    NOTHING,
    Collected,
    Collector,
    Outcome,
    Row,
    Version,
    applied,
    by_period,
    fold,
    main_line,
    missing_parents,
)
from flake8_ssot.history_judge import BlobJudge, judged, judging, namespace_of, recall, wanted_of
from flake8_ssot.history_text import Table, is_left, plain, to_csv, to_json, to_table
from flake8_ssot.job import Job
from flake8_ssot.model import CLEAN, Problem, UsageError
from flake8_ssot.modules import relative_to
from flake8_ssot.preparation import set_up, shows_progress, with_progress
from flake8_ssot.scan import Workers


class Asked(NamedTuple):
    """What is judged, where, and how."""

    repository: Repository
    top: str  # where the paths of the repository would lie; of a bare one, beside the configuration
    job: Job
    workers: Workers
    wanted: Callable[[str], bool]


def run(arguments: argparse.Namespace) -> int:
    """Print the history. Raises SsotError for bad usage or rules."""
    if arguments.dask is None:
        return run_on(arguments)
    from flake8_ssot.dask_executor import connected

    with connected(arguments) as executor:
        return run_on(arguments, executor)


def run_on(arguments: argparse.Namespace, executor: Executor | None = None) -> int:
    """As `run`; on the executor, if there is one."""
    if arguments.all and arguments.revisions:
        raise UsageError("history: either a range, or --all")
    revisions = [] if arguments.all else [arguments.revisions or "HEAD"]
    asked = _asked(arguments, executor)
    collector = Collector(asked.wanted)
    collected = collector.collect(
        commits(asked.repository, revisions, first_parent=arguments.first_parent)
    )
    bases = _bases(asked.repository, collector, missing_parents(collected.commits))
    job = judging(asked.job, collector.known, asked.top)
    outcomes = _outcomes(arguments, asked, job, list(collector.numbers)).__getitem__
    states = {"": EMPTY}
    for before, base in bases:
        states[base.commits[0].id] = applied(states[before], base.came[0], base.went[0], outcomes)
    _print(arguments, list(fold(collected, outcomes, states)))
    return CLEAN


def _asked(arguments: argparse.Namespace, executor: Executor | None) -> Asked:
    repository = open_repository(os.getcwd())
    job, flake8, processes, _ = set_up(arguments, whole_project=True)
    root = os.path.realpath(job.project.settings.root)
    top = repository.top or root
    is_inside = root == top or relative_to(root, top) is not None
    wanted = _filter(job, flake8, top, root if is_inside else top)
    return Asked(repository, top, job, executor or processes, wanted)


def _filter(job: Job, flake8: Flake8Config, top: str, scope: str) -> Callable[[str], bool]:
    """Which paths of the repository `ssot check` would find, if it ran in the folder `scope`."""
    is_named = _Wanted(flake8, found_extensions(job.project.settings.skip.value))
    left_out = {scope: False}  # folders, and what is known of them

    def is_left_out(path: str) -> bool:
        folders = []
        folder = os.path.dirname(path)
        while folder not in left_out:
            folders.append(folder)
            folder = os.path.dirname(folder)
        found = left_out[folder]
        for folder in reversed(folders):
            found = left_out[folder] = found or flake8_config.excludes(flake8, folder)
        return found or flake8_config.excludes(flake8, path)

    def wanted(path: str) -> bool:
        absolute = os.path.join(top, path)
        relative = relative_to(absolute, scope)
        return (
            relative is not None
            and is_named(os.path.join(".", relative))
            and not is_left_out(absolute)
            and not job.leaves_out(job.project.place(absolute), kind_of(path))
        )

    return wanted


def _bases(
    repository: Repository, collector: Collector, parents: list[str]
) -> list[tuple[str, Collected]]:
    """For each commit that a range begins behind: the one before it, and how they differ."""
    found = []
    before = ""
    for parent in parents:
        changes = changes_between(repository, before or None, parent)
        commit = Commit(parent, (), 0, "")
        found.append((before, collector.collect([(commit, changes)])))
        before = parent
    return found


def _outcomes(
    arguments: argparse.Namespace, asked: Asked, judging_job: Job, versions: list[Version]
) -> list[Outcome]:
    """What comes of each version; what nobody asks for is left out."""
    top = asked.top
    store = store_of(asked.job.project) if arguments.cache else Store(None)
    namespace = namespace_of(judging_job, top)
    found: dict[Version, Outcome | None] = {**recall(versions, namespace, store)}
    left = [version for version in versions if version not in found]
    results: Iterable[dict[Version, Outcome | None]] = judged(
        left, BlobJudge(asked.repository, top, judging_job), asked.workers, namespace, store
    )
    if shows_progress(arguments):
        total = len({version.blob for version in left})
        results = with_progress(results, total, "judging versions")
    for result in results:
        found.update(result)
    missing = {version.blob: version for version in left if found[version] is None}
    for version in missing.values():
        problem = Problem(version.path, 0, f"the blob {version.blob} is missing, and not counted")
        print(report.clean(str(problem)), file=sys.stderr)
    return [
        wanted_of(outcome, os.path.join(top, version.path), asked.job) if outcome else NOTHING
        for version in versions
        for outcome in [found[version]]
    ]


def _print(arguments: argparse.Namespace, rows: list[Row]) -> None:
    by, form = arguments.by, arguments.format
    named = by_period(rows if by == "commit" else main_line(rows), by)
    if form != "table":
        chosen = rows if by is None else [row for _, row in named]
        sys.stdout.writelines(to_json(chosen) if form == "json" else to_csv(chosen))
    elif sys.stdout.isatty():
        _draw(to_table(named))
    else:
        sys.stdout.writelines(plain(to_table(named)))


def _draw(table: Table) -> None:
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    drawn = Drawn(box=None, pad_edge=False)
    for place, head in enumerate(table.heads):
        drawn.add_column(Text(head), justify="left" if is_left(place) else "right")
    for row in table.rows:
        drawn.add_row(*map(Text, row))
    Console().print(drawn)
