"""`ssot undo`: in, parsed arguments; out, the files of the last `ssot fix` as they were before it.

A file that was changed since is left alone, and named. Its run then stays in the journal with what
is left of it, and the next `ssot undo` tries again: once the file is back by other means (`git
checkout`), or as the fix left it, the run is done with. Were it forgotten, a second `ssot undo`,
meant as another try, would take back an older run that nobody meant.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flake8_ssot.model import CLEAN, FAILED, Problem, SsotError

if TYPE_CHECKING:
    from flake8_ssot.journal import Journal


def run(arguments: argparse.Namespace) -> int:
    """Take back the last run. Raises SsotError for a bad configuration or an unusable journal."""
    from flake8_ssot import config, flake8_config, journal, project

    start = os.getcwd()
    named = arguments.config or flake8_config.load(start).ssot_config
    loaded = project.load(config.find_named(named, start) if named else None, start)
    folders = [arguments.folder] if arguments.folder else [loaded.settings.root, start]
    found = []
    for root in dict.fromkeys(os.path.realpath(folder) for folder in folders):
        journal.recover(root)
        found += [(root, item) for item in journal.runs(root)]
    found.sort(key=lambda pair: os.path.basename(pair[1].file), reverse=True)
    failed = sum(_complain(item.problems) for _, item in found if not item.entries)
    found = [(root, item) for root, item in found if item.entries]
    if arguments.list:
        for _, item in found:
            print(f"{item.started[:19].replace('T', ' ')} UTC  {_files(len(item.entries))}")
    elif found:
        with journal.Journal.reopen(found[0][0], found[0][1].file) as opened:
            failed += _complain(opened.run.problems) + _take_back(opened, arguments.quiet)
    elif not arguments.quiet:
        print("Nothing to take back.")
    return FAILED if failed else CLEAN


def _take_back(opened: Journal, quiet: bool) -> int:
    """Take every file of the run back; how many were left alone."""
    back: set[str] = set()
    already: set[str] = set()
    left: dict[str, Problem] = {}
    for entry in reversed(opened.run.entries):
        if entry.path not in left:  # a file may have been written more than once
            try:
                (back if opened.take_back(entry) else already).add(entry.path)
            except SsotError as error:
                left[entry.path] = Problem(_shown(opened.root, entry.path), 0, str(error))
    _complain(left.values())
    parts = [f"{_files(len(back))} taken back"]
    if already - back:
        parts.append(f"{len(already - back)} already back")
    if left:
        parts.append(f"{len(left)} left alone")
    if not quiet:
        print(", ".join(parts) + ".")
    return len(left)


def _complain(problems: Iterable[Problem]) -> int:
    """Print the problems; how many there are."""
    from flake8_ssot.report import clean

    lines = [clean(str(problem)) for problem in problems]
    for line in lines:
        print(line, file=sys.stderr)
    return len(lines)


def _shown(root: str, path: str) -> str:
    """As a person in the working directory would spell it."""
    return os.path.join(root, path).removeprefix(os.path.join(os.getcwd(), ""))


def _files(count: int) -> str:
    return f"{count} {'file' if count == 1 else 'files'}"
