"""`ssot check`: in, parsed arguments; out, findings on stdout, problems on stderr, an exit code."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO

from flake8_ssot import config, flake8_config, project, report
from flake8_ssot.discovery import discover
from flake8_ssot.flake8_config import Flake8Config
from flake8_ssot.model import CLEAN, FAILED, FOUND, Finding, Problem
from flake8_ssot.scan import FileResult, Job, scan
from flake8_ssot.selection import make_selection

PROGRESS_AFTER = 1.0  # seconds


def run(arguments: argparse.Namespace) -> int:
    """Judge the files and print what was found. Raises SsotError for bad usage or rules."""
    start = os.getcwd()
    flake8 = flake8_config.load(start)
    if arguments.exclude is not None:
        flake8 = flake8._replace(exclude=flake8_config.patterns(arguments.exclude, start))
    loaded = project.load(_config_file(arguments, flake8, start), start, arguments.today)
    job = Job(
        loaded,
        make_selection(flake8, arguments.select, arguments.ignore, start),
        disable_noqa=arguments.disable_noqa or flake8.disable_noqa,
        syntax_check=not arguments.no_syntax_check,
        only=project.known_rules(loaded, arguments.rule),
    )
    files = discover(arguments.paths, flake8, arguments.stdin_filename)
    results: Iterable[FileResult] = scan(
        files, job, arguments.jobs or _cores(), arguments.stdin_filename
    )
    if sys.stderr.isatty() and not arguments.quiet:
        results = list(_with_progress(results, len(files)))  # nothing is printed into the bar
    printer = _Printer(arguments, sys.stdout)
    for result in results:
        printer.take(result)
    return printer.finish(len(files))


def _config_file(arguments: argparse.Namespace, flake8: Flake8Config, start: str) -> str | None:
    named = arguments.config or flake8.ssot_config
    return config.find_named(named, start) if named else None


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # only where a process may be confined
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _with_progress(results: Iterable[FileResult], total: int) -> Iterator[FileResult]:
    """Show a bar on stderr once the run has taken a while."""
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

    columns = ("checking", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("checking", total=total, completed=done)
        for result in iterator:
            progress.advance(task)
            yield result


class _Printer:
    """Prints results as they come, and counts them."""

    def __init__(self, arguments: argparse.Namespace, out: TextIO) -> None:
        self.arguments = arguments
        self.out = out
        self.for_people = out.isatty() or arguments.color == "always"
        self.style = report.COLOURED if _wants_colour(arguments.color, out) else report.PLAIN
        self.findings: list[Finding] = []
        self.problems: list[Problem] = []
        self.files_with_findings = 0

    def take(self, result: FileResult) -> None:
        self.findings += result.findings
        self.files_with_findings += bool(result.findings)
        if result.problem is not None:
            line, reason = result.problem
            self.problems.append(Problem(result.path, line, reason))
        if self.arguments.format == "text":
            lines = dict(result.lines)
            for finding in result.findings:
                self.out.write(self.render(finding, lines) + "\n")

    def render(self, finding: Finding, lines: dict[int, str]) -> str:
        if self.for_people:
            return report.terminal_lines(finding, lines.get(finding.span.line), self.style)
        return report.text_line(finding)

    def finish(self, files: int) -> int:
        """Print what is said once, at the end; the exit code."""
        arguments = self.arguments
        if arguments.format == "json":
            self.out.write(report.to_json(self.findings, self.problems) + "\n")
        elif arguments.statistics:
            for line in report.statistics_lines(self.findings):
                self.out.write(line + "\n")
        self.out.flush()
        for problem in self.problems:
            print(report.clean(str(problem)), file=sys.stderr)
        if self.for_people and arguments.format == "text" and not arguments.quiet:
            counts = (len(self.findings), self.files_with_findings, files, len(self.problems))
            print(report.summary_line(*counts, self.style), file=sys.stderr)
        if self.problems:
            return FAILED
        return FOUND if self.findings and not arguments.exit_zero else CLEAN


def _wants_colour(choice: str, out: TextIO) -> bool:
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return out.isatty()
