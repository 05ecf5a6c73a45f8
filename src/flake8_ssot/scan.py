"""Judge many files: in, their names and a Job; out, one FileResult each, in the same order.

A file that mentions none of the rules' names is never walked; it is only asked whether it parses,
and not even that if the Job says so.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple, TypeVar

from flake8_ssot import files, messages, noqa
from flake8_ssot.check import Judged, internal_finding
from flake8_ssot.check import judge as judge_source
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

Result = TypeVar("Result")

MAX_BYTES = 64 << 20
SERIAL_BELOW = 64  # files; starting processes costs more than judging these
CHUNK = 32
PARENT_SECONDS = 0.5  # between two looks whether the parent lives


class Job(NamedTuple):
    """What is the same for every file of a run."""

    project: Project
    selection: Selection
    disable_noqa: bool = False
    syntax_check: bool = True
    only: frozenset[str] = frozenset()  # ids of the rules asked for; none: all
    with_fixes: bool = False  # shall findings carry their fixes?


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
    return for_each(partial(judge_file, job=job, stdin_name=stdin_name), paths, jobs)


def for_each(task: Callable[[str], Result], paths: list[str], jobs: int) -> Iterator[Result]:
    """What `task` makes of each file, in order, with at most `jobs` processes."""
    if jobs < 2 or len(paths) < SERIAL_BELOW or STDIN in paths:
        yield from map(task, paths)
        return
    from concurrent.futures import ProcessPoolExecutor

    chunks = [paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK)]
    workers = min(jobs, len(chunks))
    with ProcessPoolExecutor(workers, initializer=_start_worker, initargs=(task,)) as executor:
        for results in executor.map(_do_chunk, chunks):
            yield from results


_worker_task: Callable[[str], object] | None = None


def _start_worker(task: Callable[[str], object]) -> None:
    global _worker_task
    _worker_task = task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and says so once
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A killed parent tells nobody: its workers would wait for ever, and hold its pipes open."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(1)


def _do_chunk(paths: list[str]) -> list[Any]:
    assert _worker_task is not None
    return [_worker_task(path) for path in paths]


def read(file: str, stdin_name: str | None) -> tuple[str, bytes]:
    """What the file is called, and its bytes. Raises OSError."""
    if file == STDIN:
        return stdin_name or DEFAULT_STDIN_NAME, sys.stdin.buffer.read()
    return file, files.read_regular(file, MAX_BYTES)


def judge_file(file: str, job: Job, stdin_name: str | None = None) -> FileResult:
    """Read and judge one file. Never raises: what goes wrong is in the result."""
    try:
        path, data = read(file, stdin_name)
    except OSError as error:
        return FileResult(file, problem=Unparsable(0, files.reason(error)))
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
    if not is_mentioned(data, place, job):
        return FileResult(path, problem=syntax_of(data) if job.syntax_check else None)
    decoded = decode(data)
    tree = parse(decoded.text)
    if isinstance(tree, Unparsable):
        return FileResult(path, problem=tree, walked=True)
    utf8 = as_utf8(data, decoded.encoding)
    source = Source(path, split_lines(decoded.text), tree, utf8)
    findings = tuple(reported(source, place, job).findings)
    if utf8 != data or not source.has_offsets:  # the edits would be at the wrong bytes
        findings = tuple(found._replace(fix=None) for found in findings)
    numbers = sorted({found.span.line for found in findings})
    lines = tuple((number, source.line(number).rstrip("\n")) for number in numbers)
    return FileResult(path, findings, decoded.problem, lines, walked=True)


def is_mentioned(data: bytes, place: Place, job: Job) -> bool:
    """Can any rule matter to a file with these bytes?"""
    # An encoding that the file declares may spell its names otherwise.
    spelled = decode(data).text.encode("utf-8", "replace") if b"coding" in data[:400] else data
    return job.project.mentions(spelled, place.module)


def syntax_of(data: bytes) -> Unparsable | None:
    """Why a file that no rule matters to could not be judged, if it could not."""
    decoded = decode(data)
    return decoded.problem or syntax_problem(decoded.text)


def reported(source: Source, place: Place, job: Job) -> Judged:
    """The findings that flake8 would report: neither ignored nor hidden by a comment."""
    honour = not job.disable_noqa
    if honour and noqa.hides_file(source.lines):
        return Judged([], None)
    comments = noqa.NoqaLines(source.lines)

    def is_reported(item: Finding) -> bool:
        return (
            (not job.only or item.rule in job.only)
            and job.selection.reports(item.code, source.path)
            and not (honour and comments.hide(item.span.line, item.code))
        )

    wanted = is_reported if job.with_fixes else None
    found = judge_source(source, job.project, place, honour_noqa=honour, wanted=wanted)
    return found._replace(findings=[item for item in found.findings if is_reported(item)])
