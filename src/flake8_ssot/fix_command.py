"""`ssot fix`: in, parsed arguments; out, files rewritten, what was done and left, an exit code.

Files are read and mended by all processes, and written by this one, each as a whole.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shlex
import sys
from collections import Counter, defaultdict
from collections.abc import Generator
from enum import Enum
from functools import partial
from typing import NamedTuple, TextIO

from flake8_ssot import report
from flake8_ssot.diff import unified
from flake8_ssot.discovery import STDIN
from flake8_ssot.fix import Fixed, Left, fix_file
from flake8_ssot.job import Job
from flake8_ssot.journal import Journal, JournalError
from flake8_ssot.model import CLEAN, FAILED, FOUND, Applicability, Finding, Problem, UsageError
from flake8_ssot.modules import relative_to
from flake8_ssot.preparation import prepare, shows_progress, style_for, with_progress
from flake8_ssot.scan import for_each
from flake8_ssot.writing import WriteError

SHOWN = 3  # reasons of one rule that the summary spells out, if there are more than one beyond
_DETAIL = re.compile(r"`[^`]*`|'[^']*'|on line \d+")


class _Way(Enum):
    """Where the new bytes go."""

    FILES = "files"
    PIPE = "pipe"  # standard input to standard output
    DIFF = "diff"
    CHECK = "check"  # nowhere


class _Summary(NamedTuple):
    """What was done, for the lines at the end."""

    fixed: list[Finding]
    left: list[Left]
    changed: list[str]  # paths
    problems: list[Problem]


class _Output:
    """Standard output: line by line, or, where a progress bar would be in the way, at the end."""

    def __init__(self, *, hold: bool) -> None:
        self.hold = hold
        self.held: list[str | bytes] = []

    def put(self, piece: str | bytes) -> None:
        self.held.append(piece)
        if not self.hold:
            self.release()

    def release(self) -> None:
        pieces, self.held = self.held, []
        for piece in pieces:
            if isinstance(piece, str):
                sys.stdout.write(piece)
            else:
                sys.stdout.flush()
                sys.stdout.buffer.write(piece)


def run(arguments: argparse.Namespace) -> int:
    """Mend the files. Raises SsotError for bad usage or rules, or if there can be no journal."""
    if STDIN in arguments.paths and len(set(arguments.paths)) > 1:
        raise UsageError("fix: - (standard input) cannot be mixed with files")
    (job, files, processes) = prepare(arguments, with_fixes=True)
    way = _way(arguments)
    if not files and way is _Way.PIPE:  # excluded, but whoever pipes it must get it back
        sys.stdout.buffer.write(sys.stdin.buffer.read())
    files = distinct(files)
    output = _Output(hold=shows_progress(arguments))
    summary = _Summary([], [], [], [])
    root = root_of(job.project.settings.root, files)
    undo = report.clean(_undo_command(root, job.project.settings.root, arguments.config))
    with contextlib.ExitStack() as stack:
        journal = stack.enter_context(Journal.begin(root)) if way is _Way.FILES else None
        try:
            with contextlib.closing(_mended(arguments, job, files, processes)) as results:
                for result in results:
                    _take(result, summary, output, journal, way)
        except (KeyboardInterrupt, JournalError):
            output.release()
            sys.stdout.flush()
            if journal is not None and journal.is_of_use:
                print(f"Not all was done; `{undo}` takes back what was.", file=sys.stderr)
            raise
    output.release()
    sys.stdout.flush()
    for problem in summary.problems:
        print(report.clean(str(problem)), file=sys.stderr)
    if not arguments.quiet:
        out = sys.stderr if way in (_Way.PIPE, _Way.DIFF) else sys.stdout
        style = style_for(arguments.color, out)
        _print_summary(summary, out, style, way, len(files), unsafe=arguments.unsafe)
        if way is _Way.FILES and summary.changed:
            print(f"`{undo}` takes this back.", file=out)
        out.flush()
    if summary.problems:
        return FAILED
    return FOUND if summary.changed and way is not _Way.PIPE else CLEAN


def _mended(
    arguments: argparse.Namespace, job: Job, files: list[str], processes: int
) -> Generator[Fixed, None, None]:
    """What comes of each file, with a progress bar where it is wanted; closed, the bar is gone."""
    task = partial(fix_file, job=job, unsafe=arguments.unsafe, stdin_name=arguments.stdin_filename)
    results = for_each(task, files, processes)
    if shows_progress(arguments):
        yield from with_progress(results, len(files), "fixing")
    else:
        yield from results


def _way(arguments: argparse.Namespace) -> _Way:
    if arguments.diff:
        return _Way.DIFF
    if arguments.check:
        return _Way.CHECK
    return _Way.PIPE if STDIN in arguments.paths else _Way.FILES


def distinct(files: list[str]) -> list[str]:
    """Each file once: without links to others of them, and other spellings of one path."""
    folders: dict[str, str] = {}
    chosen: dict[str, str] = {}
    for file in files:
        spelled = os.path.abspath(file)
        folder, name = os.path.split(spelled)
        if folder not in folders:
            folders[folder] = os.path.realpath(folder)
        real = os.path.join(folders[folder], name)
        if file != STDIN and os.path.islink(real):
            real = os.path.realpath(real)
        if real not in chosen or (spelled == real != os.path.abspath(chosen[real])):
            chosen[real] = file
    kept = set(chosen.values())
    return [file for file in dict.fromkeys(files) if file in kept]


def root_of(root: str, files: list[str]) -> str:
    """The folder that no write may leave: the project's, else one that holds all the files."""
    paths = [os.path.abspath(file) for file in files if file != STDIN]
    for candidate in (root, os.getcwd()):
        if all(relative_to(path, candidate) for path in paths):
            return candidate
    return os.path.commonpath([os.path.dirname(path) for path in paths])


def _undo_command(root: str, project_root: str, config: str | None) -> str:
    """What takes the run back, called in this folder."""
    here = os.getcwd()
    if root == here or (root == project_root and not config):
        return "ssot undo"
    return f"ssot undo {shlex.quote(os.path.relpath(root) if relative_to(root, here) else root)}"


def _take(
    result: Fixed, summary: _Summary, output: _Output, journal: Journal | None, way: _Way
) -> None:
    """Write, print or count what came of one file. Raises JournalError."""
    path = result.path
    if result.problem is not None:
        summary.problems.append(Problem(path, *result.problem))
    summary.left.extend(result.left)
    is_changed = result.after != result.before
    if way is _Way.PIPE:
        output.put(result.after)
    elif is_changed and journal is not None:
        try:
            journal.write(path, result.before, result.after)
        except WriteError as error:
            summary.problems.append(Problem(path, 0, str(error)))
            summary.left.extend(Left(item, "the file was not written") for item in result.fixed)
            return
        output.put(f"Fixing {report.clean(path)}\n")
    elif is_changed and way is _Way.DIFF:
        for line in unified(_patch_name(path), result.before, result.after):
            output.put(_for_terminal(line) if sys.stdout.isatty() else line)
    elif is_changed:
        output.put(f"Would fix {report.clean(path)}\n")
    summary.fixed.extend(result.fixed)
    if is_changed:
        summary.changed.append(path)


def _patch_name(path: str) -> str:
    """As seen from here, where a patch is applied; below / if it lies elsewhere. Never a link."""
    real = os.path.realpath(path)
    return relative_to(real, os.getcwd()) or os.path.splitdrive(real)[1].lstrip(os.sep)


def _for_terminal(line: bytes) -> str:
    return report.clean(line.decode("utf-8", "replace").rstrip("\r\n")) + "\n"


def _print_summary(
    summary: _Summary, out: TextIO, style: report.Style, way: _Way, files: int, *, unsafe: bool
) -> None:
    """A line per rule, its reasons below it, and one about all. What is left comes last."""
    fixed = Counter(finding.rule for finding in summary.fixed)
    left: dict[str, list[Left]] = defaultdict(list)
    for item in summary.left:
        left[item.finding.rule].append(item)
    would = way in (_Way.DIFF, _Way.CHECK)
    done = "would be fixed" if would else "fixed"
    for rule in sorted(fixed.keys() | left.keys(), key=lambda rule: (rule in left, rule)):
        counts = [f"{fixed[rule]} {done}"] if fixed[rule] else []
        counts += [f"{len(left[rule])} left"] if rule in left else []
        print(f"{style.bold}{rule}{style.reset}: {', '.join(counts)}", file=out)
        for line in _reason_lines(left.get(rule, [])):
            print(f"    {report.clean(line)}", file=out)
    counted = (len(summary.fixed), len(summary.left), len(summary.changed), files)
    print(f"{style.bold}{report.fix_summary_line(*counted, would=would)}{style.reset}", file=out)
    more = 0 if unsafe else sum(_is_unsafe(item.finding) for item in summary.left)
    if more:
        print(f"With --unsafe, {more} of those left would be fixed, too.", file=out)
    failed = len({problem.path for problem in summary.problems})
    if failed:
        noun = "file" if failed == 1 else "files"
        print(f"{failed} {noun} could not be mended, see above.", file=out)


def _is_unsafe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE


def _reason_lines(left: list[Left]) -> list[str]:
    """Why findings of one rule were left: the commonest reasons, each with its first place."""
    grouped: dict[str, list[Left]] = defaultdict(list)
    for item in left:
        grouped[_DETAIL.sub("...", item.reason)].append(item)
    ranked = sorted(grouped.values(), key=lambda items: (-len(items), items[0].finding.path))
    shown = SHOWN if len(ranked) > SHOWN + 1 else len(ranked)
    lines = []
    for items in ranked[:shown]:
        finding = items[0].finding
        where = f"{finding.path}:{finding.span.line}"
        more = f" and {len(items) - 1} more" if len(items) > 1 else ""
        lines.append(f"{items[0].reason} ({where}{more})")
    if len(ranked) > shown:
        rest = sum(len(items) for items in ranked[shown:])
        lines.append(f"{rest} more for {len(ranked) - shown} other reasons")
    return lines
