"""Where a deprecated path is only mentioned: in, a file's text; out, findings without a code.

Comments, docstrings, sentences, strings that go nowhere: what a person may want to reword once the
bridge is gone. Nothing of it breaks, so it fails nothing.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterable, Iterator

from flake8_ssot import messages
from flake8_ssot.index import is_at_or_below
from flake8_ssot.job import Job
from flake8_ssot.model import Finding, Kind, Span
from flake8_ssot.project import Place
from flake8_ssot.source import list_tokens

_DOTTED = re.compile(r"(?<![\w.])[^\W\d]\w*(?:\.[^\W\d]\w*)+")
_TEXTS = frozenset(
    {
        tokenize.COMMENT,
        tokenize.STRING,
        getattr(tokenize, "FSTRING_MIDDLE", -1),  # since Python 3.12
    }
)


def mentions_in(
    path: str,
    lines: list[str],
    job: Job,
    place: Place,
    found: Iterable[Finding],
    *,
    is_python: bool,
) -> tuple[Finding, ...]:
    """The places in the file at `path` that spell a deprecated path and are not `found` already.

    Of Python, only comments and strings are looked at.
    """
    found = list(found)
    made = []
    for line, column, text in _texts(lines) if is_python else _whole(lines):
        for match in _DOTTED.finditer(text):
            span = Span(line, column + match.start(), line, column + match.end())
            if not any(_covers(finding, span, match.group()) for finding in found):
                mention = _mention(path, match.group(), span, job, place)
                made += [mention] if mention is not None else []
    return tuple(made)


def _mention(path: str, old: str, span: Span, job: Job, place: Place) -> Finding | None:
    project = job.project
    match = project.rule_index.lookup(old)
    if match is None or project.allows(match.rule, place):
        return None
    if job.only and match.rule.id not in job.only:
        return None
    message = messages.moved("", match.rule, old, match.new, "", project.today)
    return Finding(
        code="",
        rule=match.rule.id,
        kind=Kind.MENTION,
        path=path,
        span=span,
        message=message,
        old=old,
        new=match.new,
        scope="",
    )


def _whole(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    for number, line in enumerate(lines, 1):
        yield number, 1, line


def _texts(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """The lines of comments and strings: line, 1-based column of its start, text."""
    tokens = list_tokens(lines)
    if tokens is None:
        yield from _whole(lines)
        return
    for token in tokens:
        if token.type in _TEXTS:
            line, column = token.start
            for part in token.string.split("\n"):
                yield line, column + 1, part
                line, column = line + 1, 0


def _covers(finding: Finding, span: Span, old: str) -> bool:
    """Is the mention a part of what was found, as the module of an import is?"""
    outer = finding.span
    if outer.line == span.line and is_at_or_below(finding.old, old):
        return True
    start = (outer.line, outer.column) <= (span.line, span.column)
    return start and (span.end_line, span.end_column) <= (outer.end_line, outer.end_column)
