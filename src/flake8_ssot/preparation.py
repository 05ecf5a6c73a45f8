"""What `ssot check` and `ssot fix` do first: in, parsed arguments; out, a Job and the files."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO, TypeVar

from flake8_ssot import config, flake8_config, project, reexport_cache
from flake8_ssot.discovery import discover
from flake8_ssot.file_kinds import found_extensions
from flake8_ssot.job import Job
from flake8_ssot.project import Project
from flake8_ssot.reexports import NONE, Reexports
from flake8_ssot.report import COLOURED, PLAIN, Style
from flake8_ssot.scan import for_each
from flake8_ssot.selection import make_selection

PROGRESS_AFTER = 1.0  # seconds

Result = TypeVar("Result")


class Prepared(NamedTuple):
    """Everything that is known before the first file is read."""

    job: Job
    files: list[str]
    processes: int


def prepare(
    arguments: argparse.Namespace, *, with_fixes: bool, with_reexports: bool = False
) -> Prepared:
    """Read the configuration and find the files. Raises SsotError for bad usage or rules."""
    start = os.getcwd()
    flake8 = flake8_config.load(start)
    if arguments.exclude is not None:
        flake8 = flake8._replace(exclude=flake8_config.patterns(arguments.exclude, start))
    named = arguments.config or flake8.ssot_config
    file = config.find_named(named, start) if named else None
    loaded = project.load(file, start, arguments.today)
    job = Job(
        loaded,
        make_selection(flake8, arguments.select, arguments.ignore, start),
        disable_noqa=arguments.disable_noqa or flake8.disable_noqa,
        syntax_check=not arguments.no_syntax_check,
        only=project.known_rules(loaded, arguments.rule),
        with_fixes=with_fixes,
        with_mentions=getattr(arguments, "mentions", False),
    )
    extensions = found_extensions(loaded.settings.skip.value)
    files = discover(arguments.paths, flake8, arguments.stdin_filename, extensions)
    processes = arguments.jobs or _cores()
    if with_reexports:
        paths: list[str] = arguments.paths
        is_whole = not paths or any(os.path.isdir(path) for path in paths)
        job = job._replace(reexports=_reexports(loaded, files, processes, is_whole=is_whole))
    return Prepared(job, files, processes)


def _reexports(loaded: Project, judged: list[str], processes: int, *, is_whole: bool) -> Reexports:
    """What modules of the project hand on; of single files, as the last whole run left it."""
    if not reexport_cache.is_wanted(loaded):
        return NONE
    if not is_whole:
        return reexport_cache.recall(loaded)
    return reexport_cache.current(
        loaded, judged, lambda task, paths: for_each(task, paths, processes)
    )


def _cores() -> int:
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
