"""What `ssot check` and `ssot merge` print: in, FileResults; out, text, an exit code.

One printer for both: what was judged on many machines must look as if it had been on one.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, NamedTuple, TextIO

from flake8_ssot import report
from flake8_ssot.job import FileResult
from flake8_ssot.model import CLEAN, FAILED, FOUND, Finding, Problem, Span
from flake8_ssot.report import Style


class Form(NamedTuple):
    """How it is asked for."""

    is_json: bool
    for_people: bool
    style: Style
    mentions: bool  # were they asked for?
    statistics: bool
    exit_zero: bool
    quiet: bool


class Printer:
    """Prints results as they come, and counts them."""

    def __init__(self, form: Form, out: TextIO) -> None:
        self.form = form
        self.out = out
        self.findings: list[Finding] = []
        self.mentions: list[Finding] = []
        self.problems: list[Problem] = []
        self.files_with_findings = 0
        self.known = 0

    def take(self, result: FileResult) -> None:
        """Print what was found in the next file."""
        self.findings += result.findings
        self.mentions += result.mentions
        self.files_with_findings += bool(result.findings)
        self.known += result.known
        if result.problem is not None:
            line, reason = result.problem
            self.problems.append(Problem(result.path, line, reason))
        if not self.form.is_json:
            lines = dict(result.lines)
            for finding in sorted((*result.findings, *result.mentions), key=_order):
                self.out.write(self.render(finding, lines) + "\n")

    def render(self, finding: Finding, lines: dict[int, str]) -> str:
        """The line, or lines, of a finding."""
        if self.form.for_people:
            return report.terminal_lines(finding, lines.get(finding.span.line), self.form.style)
        return report.text_line(finding)

    def finish(self, files: int, shard: Mapping[str, Any] | None = None) -> int:
        """Print what is said once, at the end; the exit code."""
        form = self.form
        if form.is_json:
            mentions = self.mentions if form.mentions else None
            text = report.to_json(self.findings, self.problems, mentions, self.known, shard)
            self.out.write(text + "\n")
        elif form.statistics:
            for line in report.statistics_lines(self.findings):
                self.out.write(line + "\n")
        self.out.flush()
        for problem in self.problems:
            print(report.clean(str(problem)), file=sys.stderr)
        if form.for_people and not form.is_json and not form.quiet:
            counts = (len(self.findings), self.files_with_findings, files, len(self.problems))
            line = report.summary_line(*counts, form.style, known=self.known)
            print(line, file=sys.stderr)
        if self.problems:
            return FAILED
        return FOUND if self.findings and not form.exit_zero else CLEAN


def _order(finding: Finding) -> tuple[int, Span]:
    """In the order of the file."""
    return finding.cell, finding.span
