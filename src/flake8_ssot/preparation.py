"""What `ssot check` and `ssot fix` do first: in, parsed arguments; out, a Job and the files."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TextIO, TypeVar

from flake8_ssot import config, flake8_config, project, reexport_cache
from flake8_ssot.discovery import discover
from flake8_ssot.file_kinds import found_extensions
from flake8_ssot.flake8_config import Flake8Config
from flake8_ssot.job import Job
from flake8_ssot.project import Project
from flake8_ssot.reexports import NONE, Reexports
from flake8_ssot.report import COLOURED, PLAIN, Style
from flake8_ssot.scan import Workers, for_each
from flake8_ssot.selection import make_selection

if TYPE_CHECKING:
    from concurrent.futures import Executor

PROGRESS_AFTER = 1.0  # seconds

Result = TypeVar("Result")


class Prepared(NamedTuple):
    """Everything that is known before the first file is read."""

    job: Job
    files: list[str]
    processes: int


class SetUp(NamedTuple):
    """The configuration, read; no file has been looked for."""

    job: Job
    flake8: Flake8Config
    processes: int
    cached: bool = True  # may be used, and kept, what former runs found?

    def files(
        self, paths: list[str], stdin_name: str | None = None, folder: str = "."
    ) -> list[str]:
        """The files behind `paths`; without any, those below `folder`."""
        extensions = found_extensions(self.job.project.settings.skip.value)
        return discover(paths, self.flake8, stdin_name, extensions, folder)

    def with_reexports(
        self, judged: list[str], *, is_whole: bool, executor: Executor | None = None
    ) -> SetUp:
        """With what modules of the project hand on; found on the executor, if there is one."""
        workers = executor or self.processes
        found = _reexports(self.job.project, judged, workers, is_whole=is_whole, cached=self.cached)
        return self._replace(job=self.job._replace(reexports=found))

    def root(self) -> str:
        """The project's root, as paths of files below it begin."""
        return os.path.relpath(self.job.project.settings.root)


def set_up(
    arguments: argparse.Namespace, *, with_fixes: bool = False, whole_project: bool = False
) -> SetUp:
    """Read the configuration. Raises SsotError for bad usage or rules.

    `whole_project`: flake8's configuration is the one at the project's root, wherever we run.
    """
    start = os.getcwd()
    flake8 = flake8_config.load(start)
    named = arguments.config or flake8.ssot_config
    file = config.find_named(named, start) if named else None
    loaded = project.load(file, start, arguments.today)
    if whole_project:
        start = loaded.settings.root
        flake8 = flake8_config.load(start)
    if arguments.exclude is not None:
        flake8 = flake8._replace(exclude=flake8_config.patterns(arguments.exclude, start))
    job = Job(
        loaded,
        make_selection(flake8, arguments.select, arguments.ignore, start),
        disable_noqa=arguments.disable_noqa or flake8.disable_noqa,
        syntax_check=not arguments.no_syntax_check,
        only=project.known_rules(loaded, arguments.rule),
        with_fixes=with_fixes,
        with_mentions=getattr(arguments, "mentions", False),
    )
    return SetUp(job, flake8, arguments.jobs or cores(), getattr(arguments, "cache", True))


def prepare(
    arguments: argparse.Namespace,
    *,
    with_fixes: bool = False,
    with_reexports: bool = False,
    whole_project: bool = False,
    executor: Executor | None = None,
) -> Prepared:
    """Read the configuration and find the files. Raises SsotError for bad usage or rules.

    `whole_project`: without any path the files below the project's root, not the working directory.
    """
    ready = set_up(arguments, with_fixes=with_fixes, whole_project=whole_project)
    paths: list[str] = arguments.paths
    folder = ready.root() if whole_project else "."
    files = ready.files(paths, arguments.stdin_filename, folder)
    if with_reexports:
        is_whole = not paths or any(os.path.isdir(path) for path in paths)
        ready = ready.with_reexports(files, is_whole=is_whole, executor=executor)
    return Prepared(ready.job, files, ready.processes)


def _reexports(
    loaded: Project, judged: list[str], workers: Workers, *, is_whole: bool, cached: bool
) -> Reexports:
    """What modules of the project hand on; of single files, as the last whole run left it."""
    if not reexport_cache.is_wanted(loaded):
        return NONE
    if not is_whole:
        return reexport_cache.recall(loaded) if cached else NONE
    return reexport_cache.current(
        loaded, judged, lambda task, paths: for_each(task, paths, workers), kept=cached
    )


def cores() -> int:
    """How many processes this one may use at once."""
    affinity = getattr(os, "sched_getaffinity", None)  # only where a process may be confined
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def shows_progress(arguments: argparse.Namespace) -> bool:
    """Does a person wait who wants to see a bar?"""
    return sys.stderr.isatty() and not arguments.quiet


def with_progress(results: Iterable[Result], total: int, label: str) -> Iterator[Result]:
    """Show a bar on stderr once the run has taken a while; print nothing while it goes on."""
    started = time.monotonic()
    iterator = iter(results)
    done = 0
    for result in iterator:
        done += 1
        yield result
        if time.monotonic() - started > PROGRESS_AFTER:
            break
    if done == total:
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (label, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Without redirection: it would send to stderr, and wrap, what belongs on stdout.
    with Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as progress:
        task = progress.add_task(label, total=total, completed=done)
        for result in iterator:
            progress.advance(task)
            yield result


def style_for(choice: str, out: TextIO) -> Style:
    """Colours, if `--color` says so, or if `out` is a terminal and nothing speaks against."""
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    coloured = choice == "always" or (choice == "auto" and not is_plain and out.isatty())
    return COLOURED if coloured else PLAIN
