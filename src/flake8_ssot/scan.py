"""Judge many files: in, their names and a Job; out, one FileResult each, in the same order.

A file that mentions none of the rules' names is never walked; it is only asked whether it parses,
and not even that if the Job says so.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

from flake8_ssot import files, messages, noqa
from flake8_ssot.check import check, internal_finding
from flake8_ssot.discovery import DEFAULT_STDIN_NAME, STDIN
from flake8_ssot.model import Finding
from flake8_ssot.project import Place, Project
from flake8_ssot.selection import Selection
from flake8_ssot.source import (
    Source,
    Unparsable,
    as_utf8,
    decode,
    parse,
    split_lines,
    syntax_problem,
)

MAX_BYTES = 64 << 20
SERIAL_BELOW = 64  # files; starting processes costs more than judging these
CHUNK = 32


class Job(NamedTuple):
    """What is the same for every file of a run."""

    project: Project
    selection: Selection
    disable_noqa: bool = False
    syntax_check: bool = True
    only: frozenset[str] = frozenset()  # ids of the rules asked for; none: all


class FileResult(NamedTuple):
    """What came of one file."""

    path: str
    findings: tuple[Finding, ...] = ()
    problem: Unparsable | None = None  # why it could not be judged
    lines: tuple[tuple[int, str], ...] = ()  # the source lines that findings sit on
    walked: bool = False  # was it parsed into a tree?


def scan(
    paths: list[str], job: Job, jobs: int, stdin_name: str | None = None
) -> Iterator[FileResult]:
    """Judge the files at `paths` with at most `jobs` processes."""
    if jobs < 2 or len(paths) < SERIAL_BELOW or STDIN in paths:
        for path in paths:
            yield judge_file(path, job, stdin_name)
        return
    from concurrent.futures import ProcessPoolExecutor

    chunks = [paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK)]
    workers = min(jobs, len(chunks))
    with ProcessPoolExecutor(workers, initializer=_start_worker, initargs=(job,)) as executor:
        for results in executor.map(_judge_chunk, chunks):
            yield from results


_worker_job: Job | None = None


def _start_worker(job: Job) -> None:
    global _worker_job
    _worker_job = job


def _judge_chunk(paths: list[str]) -> list[FileResult]:
    assert _worker_job is not None
    return [judge_file(path, _worker_job) for path in paths]


def judge_file(file: str, job: Job, stdin_name: str | None = None) -> FileResult:
    """Read and judge one file. Never raises: what goes wrong is in the result."""
    path = file
    try:
        if file == STDIN:
            path = stdin_name or DEFAULT_STDIN_NAME
            data = sys.stdin.buffer.read()
        else:
            data = files.read_regular(file, MAX_BYTES)
    except OSError as error:
        return FileResult(path, problem=Unparsable(0, files.reason(error)))
    try:
        return judge(path, data, job)
    except Exception as error:  # SOT900: our failure must not look like a clean file
        if os.environ.get("SSOT_DEBUG"):
            raise
        message = messages.internal(error)
        found = internal_finding(path, message)
        return FileResult(path, (found,), Unparsable(0, message))


def judge(path: str, data: bytes, job: Job) -> FileResult:
    """Judge the file at `path` with these bytes."""
    place = job.project.place(path)
    if job.project.excludes(place):
        return FileResult(path)
    # An encoding that the file declares may spell its names otherwise.
    spelled = decode(data).text.encode("utf-8", "replace") if b"coding" in data[:400] else data
    if not job.project.mentions(spelled, place.module):
        return FileResult(path, problem=_unmentioned_problem(data) if job.syntax_check else None)
    decoded = decode(data)
    tree = parse(decoded.text)
    if isinstance(tree, Unparsable):
        return FileResult(path, problem=tree, walked=True)
    utf8 = as_utf8(data, decoded.encoding)
    source = Source(path, split_lines(decoded.text), tree, utf8)
    findings = reported(source, place, job)
    if utf8 != data or not source.has_offsets:  # the edits would be at the wrong bytes
        findings = tuple(found._replace(fix=None) for found in findings)
    numbers = sorted({found.span.line for found in findings})
    lines = tuple((number, source.line(number).rstrip("\n")) for number in numbers)
    return FileResult(path, findings, decoded.problem, lines, walked=True)


def _unmentioned_problem(data: bytes) -> Unparsable | None:
    decoded = decode(data)
    return decoded.problem or syntax_problem(decoded.text)


def reported(source: Source, place: Place, job: Job) -> tuple[Finding, ...]:
    """The findings that flake8 would report: neither ignored nor hidden by a comment."""
    honour = not job.disable_noqa
    if honour and noqa.hides_file(source.lines):
        return ()
    found = check(source, job.project, place, honour_noqa=honour)
    comments = noqa.NoqaLines(source.lines)
    return tuple(
        item
        for item in found
        if (not job.only or item.rule in job.only)
        and job.selection.reports(item.code, source.path)
        and not (honour and comments.hide(item.span.line, item.code))
    )
