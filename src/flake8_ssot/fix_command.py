"""`ssot fix`: in, parsed arguments; out, files rewritten, what was done and left, an exit code.

Files are read and mended by all processes, and written by this one, each as a whole.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial
from typing import NamedTuple, TextIO

from flake8_ssot import report
from flake8_ssot.diff import unified
from flake8_ssot.discovery import STDIN
from flake8_ssot.fix import Fixed, Left, fix_file
from flake8_ssot.journal import Journal
from flake8_ssot.model import CLEAN, FAILED, FOUND, Finding, Problem, SsotError
from flake8_ssot.modules import relative_to
from flake8_ssot.preparation import prepare, shows_progress, style_for, with_progress
from flake8_ssot.scan import for_each

SHOWN = 3  # reasons of one rule that the summary spells out
_DETAIL = re.compile(r"`[^`]*`|'[^']*'|on line \d+")


class _Summary(NamedTuple):
    """What was done, for the lines at the end."""

    fixed: list[Finding]
    left: list[Left]
    changed: list[str]  # paths
    problems: list[Problem]


def run(arguments: argparse.Namespace) -> int:
    """Mend the files. Raises SsotError for bad usage or rules, or if there can be no journal."""
    (job, files, processes) = prepare(arguments, with_fixes=True)
    task = partial(fix_file, job=job, unsafe=arguments.unsafe, stdin_name=arguments.stdin_filename)
    results: Iterable[Fixed] = for_each(task, files, processes)
    if shows_progress(arguments):
        results = with_progress(results, len(files), "fixing")
    summary = _Summary([], [], [], [])
    writes = not (arguments.diff or arguments.check)
    root = root_of(job.project.settings.root, files)
    with Journal.begin(root) as journal:
        for result in results:
            _take(result, summary, journal if writes else None, arguments, STDIN in files)
    is_text = not arguments.diff and STDIN not in files
    out = sys.stdout if is_text else sys.stderr  # the text itself, or a patch, goes to stdout
    sys.stdout.flush()
    if not arguments.quiet:
        style = style_for(arguments.color, out)
        _print_summary(summary, out, style, would=not writes, files=len(files))
        if writes and summary.changed and STDIN not in files:
            where = "" if root == job.project.settings.root else f" {_shown(root)}"
            print(f"`ssot undo{where}` takes this back.", file=out)
    out.flush()
    for problem in summary.problems:
        print(report.clean(str(problem)), file=sys.stderr)
    if summary.problems:
        return FAILED
    return FOUND if summary.changed and not (writes and STDIN in files) else CLEAN


def root_of(root: str, files: list[str]) -> str:
    """The folder that no write may leave: the project's, else one that holds all the files."""
    paths = [os.path.abspath(file) for file in files if file != STDIN]
    for candidate in (root, os.getcwd()):
        if all(relative_to(path, candidate) for path in paths):
            return candidate
    return os.path.commonpath([os.path.dirname(path) for path in paths])


def _take(
    result: Fixed,
    summary: _Summary,
    journal: Journal | None,
    arguments: argparse.Namespace,
    is_stdin: bool,
) -> None:
    """Write, print or count what came of one file."""
    path = result.path
    if result.problem is not None:
        summary.problems.append(Problem(path, *result.problem))
    is_changed = result.after != result.before
    if is_stdin and journal is not None:
        sys.stdout.flush()
        sys.stdout.buffer.write(result.after)
    elif is_changed and journal is not None:
        try:
            journal.write(path, result.before, result.after)
        except SsotError as error:
            summary.problems.append(Problem(path, 0, str(error)))
            summary.left.extend(
                Left(finding, "the file was not written") for finding in result.fixed
            )
            return
        if not arguments.quiet:
            print(f"Fixing {report.clean(path)}")
    elif is_changed and arguments.diff:
        for line in unified(path, result.before, result.after):
            sys.stdout.write(line)
    elif is_changed:
        print(f"Would fix {report.clean(path)}")
    summary.left.extend(result.left)
    summary.fixed.extend(result.fixed)
    if is_changed:
        summary.changed.append(path)


def _print_summary(
    summary: _Summary, out: TextIO, style: report.Style, *, would: bool, files: int
) -> None:
    """A line per rule, its reasons below it, and one about all."""
    fixed = Counter(finding.rule for finding in summary.fixed)
    left = Counter(item.finding.rule for item in summary.left)
    reasons: dict[str, list[Left]] = defaultdict(list)
    for item in summary.left:
        reasons[item.finding.rule].append(item)
    done = "would be fixed" if would else "fixed"
    for rule in sorted(fixed | left):
        counts = [f"{fixed[rule]} {done}"] if fixed[rule] else []
        counts += [f"{left[rule]} left"] if left[rule] else []
        print(f"{style.bold}{rule}{style.reset}: {', '.join(counts)}", file=out)
        for line in _reason_lines(reasons[rule]):
            print(f"    {report.clean(line)}", file=out)
    print(
        report.fix_summary_line(
            len(summary.fixed), len(summary.left), len(summary.changed), files, would=would
        ),
        file=out,
    )


def _reason_lines(left: list[Left]) -> list[str]:
    """Why findings of one rule were left: the commonest reasons, each with its first place."""
    grouped: dict[str, list[Left]] = defaultdict(list)
    for item in left:
        grouped[_DETAIL.sub("...", item.reason)].append(item)
    ranked = sorted(grouped.values(), key=lambda items: (-len(items), items[0].finding.path))
    lines = []
    for items in ranked[:SHOWN]:
        finding = items[0].finding
        where = f"{finding.path}:{finding.span.line}"
        more = f" and {len(items) - 1} more" if len(items) > 1 else ""
        lines.append(f"{items[0].reason} ({where}{more})")
    if len(ranked) > SHOWN:
        rest = sum(len(items) for items in ranked[SHOWN:])
        lines.append(f"... {rest} more for {len(ranked) - SHOWN} other reasons")
    return lines


def _shown(path: str) -> str:
    """As a person in the working directory would spell it."""
    return os.path.relpath(path) if relative_to(path, os.getcwd()) else path
