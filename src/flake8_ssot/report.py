"""Turn results into text: in, findings and problems; out, strings. Writes nothing itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flake8_ssot.model import Finding, Problem

JSON_VERSION = 1


class Style(NamedTuple):
    """The escape sequences of a terminal, or nothing."""

    bold: str = ""
    red: str = ""
    cyan: str = ""
    dim: str = ""
    reset: str = ""


PLAIN = Style()
COLOURED = Style("\033[1m", "\033[31m", "\033[36m", "\033[2m", "\033[m")


def text_line(finding: Finding) -> str:
    """One finding in flake8's default format."""
    span = finding.span
    return f"{_shown_path(finding)}:{span.line}:{span.column}: {finding.text}"


def _shown_path(finding: Finding) -> str:
    """The path; of a notebook with the cell, whose lines are counted anew."""
    return f"{finding.path}:cell {finding.cell}" if finding.cell else finding.path


def terminal_lines(finding: Finding, source_line: str | None, style: Style) -> str:
    """One finding for a person: coloured, with its source line and a caret."""
    span = finding.span
    head = (
        f"{style.bold}{clean(_shown_path(finding))}{style.reset}{style.cyan}:{style.reset}{span.line}"
        f"{style.cyan}:{style.reset}{span.column}{style.cyan}:{style.reset} "
        + (f"{style.bold}{style.red}{finding.code}{style.reset} " if finding.code else "")
        + finding.message
    )
    if source_line is None:
        return head
    before = source_line[: span.column - 1]
    marked = source_line[span.column - 1 :]
    if span.end_line == span.line:
        marked = marked[: span.end_column - span.column]
    indent = "".join("\t" if char == "\t" else " " * _width(char) for char in before)
    caret = "^" * max(1, sum(_width(char) for char in marked.rstrip()))
    number = f"{span.line:>5}"
    return (
        f"{head}\n{style.dim}{number} |{style.reset} {clean(source_line)}\n"
        f"{style.dim}{' ' * len(number)} |{style.reset} {indent}{style.red}{caret}{style.reset}"
    )


def _width(char: str) -> int:
    """Terminal cells of one character."""
    import unicodedata

    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clean(text: str) -> str:
    """Without control characters: a file must not drive the reader's terminal."""
    return "".join(char if _is_harmless(char) else "?" for char in text)


def _is_harmless(char: str) -> bool:
    # A surrogate stands for a byte of a file name that is no text; the stream escapes it.
    return char.isprintable() or char == "\t" or "\ud800" <= char <= "\udfff"


def summary_line(
    findings: int, files_with: int, files: int, problems: int, style: Style, *, known: int = 0
) -> str:
    """What a person reads last."""
    checked = f"{files} {_plural('file', files)} checked"
    parts = [f"{findings} {_plural('finding', findings)} in {files_with} of {checked}"]
    if not findings:
        parts = [f"No {'new ' if known else ''}findings, {checked}"]
    if known:
        parts.append(f"{known} in the baseline")
    if problems:
        parts.append(f"{problems} {_plural('file', problems)} could not be judged")
    colour = style.red if findings or problems else style.bold
    return f"{colour}{', '.join(parts)}.{style.reset}"


def count_of(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {_plural(noun, count)}"


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else noun + "s"


def statistics_lines(findings: Iterable[Finding]) -> list[str]:
    """How many findings of each code and rule."""
    counts = Counter((found.code, found.rule) for found in findings)
    return [f"{count:<7} {code} {rule}" for (code, rule), count in sorted(counts.items())]


def to_json(
    findings: Iterable[Finding],
    problems: Iterable[Problem],
    mentions: Iterable[Finding] | None = None,
    known: int = 0,
    shard: Mapping[str, Any] | None = None,
) -> str:
    """One object with all findings and every file that could not be judged.

    `mentions` only if they were asked for; `known` are those that the baseline hides;
    `shard` says which part of a run it is.
    """
    document: dict[str, Any] = {
        "version": JSON_VERSION,
        "findings": [_finding_object(found) for found in findings],
        "errors": [
            {"path": _relative(problem.path), "line": problem.line, "message": problem.message}
            for problem in problems
        ],
    }
    if known:
        document["known"] = known
    if mentions is not None:
        document["mentions"] = [_finding_object(found) for found in mentions]
    if shard is not None:
        document["shard"] = shard
    import json

    return json.dumps(document, indent=2, ensure_ascii=True)


def _finding_object(finding: Finding) -> dict[str, Any]:
    span, fix = finding.span, finding.fix
    cell = {"cell": finding.cell} if finding.cell else {}
    return {
        "code": finding.code,
        "rule": finding.rule,
        "kind": finding.kind.value,
        "path": _relative(finding.path),
        **cell,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "message": finding.message,
        "old": finding.old,
        "new": finding.new,
        "scope": finding.scope,
        "evidence": list(filter(None, (*finding.evidence, finding.withheld))),
        "fix": fix
        and {
            "applicability": fix.applicability.value,
            "edits": [edit._asdict() for edit in fix.edits],
        },
    }


def _relative(path: str) -> str:
    return path.removeprefix("./")


def fix_summary_line(fixed: int, left: int, changed: int, files: int, *, would: bool) -> str:
    """What a person reads last of a fix."""
    if not fixed and not left:
        return f"No findings, {files} {_plural('file', files)} looked at."
    done = "would be fixed" if would else "fixed"
    if not fixed:
        return f"Nothing {done}, {left} {_plural('finding', left)} left."
    where = f"in {changed} of {files} {_plural('file', files)}"
    return f"{fixed} {_plural('finding', fixed)} {done} {where}, {left} left."
