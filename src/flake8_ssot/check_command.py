"""`ssot check`: in, parsed arguments; out, findings on stdout, problems on stderr, an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TextIO

from flake8_ssot import report
from flake8_ssot.job import FileResult
from flake8_ssot.model import CLEAN, FAILED, FOUND, Finding, Problem, Span
from flake8_ssot.preparation import prepare, shows_progress, style_for, with_progress
from flake8_ssot.scan import scan


def run(arguments: argparse.Namespace) -> int:
    """Judge the files and print what was found. Raises SsotError for bad usage or rules."""
    job, files, processes = prepare(
        arguments, with_fixes=arguments.format == "json", with_reexports=True
    )
    results: Iterable[FileResult] = scan(files, job, processes, arguments.stdin_filename)
    if shows_progress(arguments):  # nothing is printed into the bar
        results = list(with_progress(results, len(files), "checking"))
    printer = _Printer(arguments, sys.stdout)
    for result in results:
        printer.take(result)
    return printer.finish(len(files))


class _Printer:
    """Prints results as they come, and counts them."""

    def __init__(self, arguments: argparse.Namespace, out: TextIO) -> None:
        self.arguments = arguments
        self.out = out
        self.for_people = out.isatty() or arguments.color == "always"
        self.style = style_for(arguments.color, out)
        self.findings: list[Finding] = []
        self.mentions: list[Finding] = []
        self.problems: list[Problem] = []
        self.files_with_findings = 0

    def take(self, result: FileResult) -> None:
        self.findings += result.findings
        self.mentions += result.mentions
        self.files_with_findings += bool(result.findings)
        if result.problem is not None:
            line, reason = result.problem
            self.problems.append(Problem(result.path, line, reason))
        if self.arguments.format == "text":
            lines = dict(result.lines)
            for finding in sorted((*result.findings, *result.mentions), key=_order):
                self.out.write(self.render(finding, lines) + "\n")

    def render(self, finding: Finding, lines: dict[int, str]) -> str:
        if self.for_people:
            return report.terminal_lines(finding, lines.get(finding.span.line), self.style)
        return report.text_line(finding)

    def finish(self, files: int) -> int:
        """Print what is said once, at the end; the exit code."""
        arguments = self.arguments
        if arguments.format == "json":
            mentions = self.mentions if arguments.mentions else None
            self.out.write(report.to_json(self.findings, self.problems, mentions) + "\n")
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


def _order(finding: Finding) -> tuple[int, Span]:
    """In the order of the file."""
    return finding.cell, finding.span
