"""`ssot check`: in, parsed arguments; out, findings on stdout, problems on stderr, an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flake8_ssot.check_output import Form, Printer
from flake8_ssot.discovery import STDIN
from flake8_ssot.job import FileResult
from flake8_ssot.judging import judge_files
from flake8_ssot.model import UsageError
from flake8_ssot.preparation import prepare, shows_progress, style_for, with_progress
from flake8_ssot.ratchet import Ratchet

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from flake8_ssot.shards import Shard


def run(arguments: argparse.Namespace) -> int:
    """Judge the files and print what was found. Raises SsotError for bad usage or rules."""
    if arguments.dask is None:
        return run_on(arguments)
    from flake8_ssot.dask_executor import connected

    with connected(arguments) as executor:
        return run_on(arguments, executor)


def run_on(arguments: argparse.Namespace, executor: Executor | None = None) -> int:
    """As `run`; on the executor, if there is one."""
    job, files, processes = prepare(
        arguments,
        with_fixes=arguments.format == "json",
        with_reexports=True,
        executor=executor,
    )
    if not arguments.no_baseline:
        job = job._replace(ratchet=Ratchet.of(job.project))
    shard: Shard | None = arguments.shard
    if shard is not None and STDIN in files:
        raise UsageError("--shard: standard input cannot be shared out")
    part = files if shard is None else shard.part(files)
    results: Iterable[FileResult] = judge_files(
        part, job, executor or processes, arguments.stdin_filename, cached=arguments.cache
    )
    if shows_progress(arguments):  # nothing is printed into the bar
        results = list(with_progress(results, len(part), "checking"))
    printer = Printer(_form(arguments), sys.stdout)
    if shard is None or arguments.format != "json":
        for result in results:
            printer.take(result)
        return printer.finish(len(part))
    results = list(results)
    for result in results:
        printer.take(result)
    from flake8_ssot import shards

    described = shards.described(shard, shards.run_of(job, files), len(files), results)
    return printer.finish(len(part), described)


def _form(arguments: argparse.Namespace) -> Form:
    return Form(
        is_json=arguments.format == "json",
        for_people=sys.stdout.isatty() or arguments.color == "always",
        style=style_for(arguments.color, sys.stdout),
        mentions=arguments.mentions,
        statistics=arguments.statistics,
        exit_zero=arguments.exit_zero,
        quiet=arguments.quiet,
    )
