"""`ssot survey`: in, parsed arguments; out, the findings of many repositories, an exit code.

0: printed. 2: a repository could not be judged; the others are printed all the same.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from concurrent.futures import Executor
from functools import partial

from flake8_ssot import report
from flake8_ssot.model import CLEAN, FAILED, UsageError
from flake8_ssot.preparation import cores, shows_progress, with_progress
from flake8_ssot.scan import for_each
from flake8_ssot.survey import Counts, survey
from flake8_ssot.survey_text import to_csv, to_json, to_table


def run(arguments: argparse.Namespace) -> int:
    """Count and print. Raises SsotError for bad usage, and where a worker fails."""
    if arguments.dask is None:
        return run_on(arguments)
    from flake8_ssot.dask_executor import connected

    with connected(arguments) as executor:
        return run_on(arguments, executor)


def run_on(arguments: argparse.Namespace, executor: Executor | None = None) -> int:
    """As `run`; on the executor, if there is one."""
    paths: list[str] = arguments.folders
    folders = [os.path.abspath(path) for path in paths]
    if len(set(folders)) < len(folders):
        twice = next(
            path for path, folder in zip(paths, folders, strict=True) if folders.count(folder) > 1
        )
        raise UsageError(f"survey: {twice} is named twice")
    rules = arguments.config and os.path.abspath(arguments.config)
    task = partial(survey, rules=rules, cached=arguments.cache)
    workers = executor or arguments.jobs or cores()
    results: Iterable[Counts] = for_each(task, folders, workers, are_large=True)
    if shows_progress(arguments):
        results = with_progress(results, len(folders), "surveying")
    counted = list(zip(paths, results, strict=True))
    if arguments.format == "json":
        sys.stdout.write(to_json(counted))
    elif arguments.format == "csv":
        sys.stdout.write(to_csv(counted))
    else:
        sys.stdout.writelines(to_table(counted))
    sys.stdout.flush()
    for path, counts in counted:
        for message in counts.errors:
            print(report.clean(f"{path}: {message}"), file=sys.stderr)
    return FAILED if any(counts.errors for _, counts in counted) else CLEAN
