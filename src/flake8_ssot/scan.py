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
from typing import Any, TypeVar

from flake8_ssot import files, match_config, messages
from flake8_ssot.check import internal_finding
from flake8_ssot.config_values import text_of
from flake8_ssot.discovery import DEFAULT_STDIN_NAME, STDIN
from flake8_ssot.file_kinds import FileKind, kind_of
from flake8_ssot.hosts import HOSTS, judge_host, kind_in
from flake8_ssot.job import FileResult, Job, is_mentioned, reported, syntax_of
from flake8_ssot.mentions import mentions_in
from flake8_ssot.model import Finding
from flake8_ssot.project import Place
from flake8_ssot.source import Source, Unparsable, as_utf8, decode, parse, split_lines

Result = TypeVar("Result")

MAX_BYTES = 64 << 20
SERIAL_BELOW = 64  # files; starting processes costs more than judging these
CHUNK = 32
PARENT_SECONDS = 0.5  # between two looks whether the parent lives


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
    kind = kind_in(path, data)
    if job.leaves_out(place, kind_of(path)):
        return FileResult(path)
    if kind in HOSTS:
        return judge_host(path, data, HOSTS[kind], place, job)
    if kind not in (FileKind.PYTHON, FileKind.STUB):
        return judge_configuration(path, data, kind, place, job)
    return judge_python(path, data, place, job)


def judge_python(path: str, data: bytes, place: Place, job: Job) -> FileResult:
    """Judge a module or stub."""
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
    mentions: tuple[Finding, ...] = ()
    if job.with_mentions:
        mentions = mentions_in(path, source.lines, job, place, findings, is_python=True)
    numbers = sorted({found.span.line for found in (*findings, *mentions)})
    lines = tuple((number, source.line(number).rstrip("\n")) for number in numbers)
    return FileResult(path, findings, decoded.problem, lines, walked=True, mentions=mentions)


def judge_configuration(
    path: str, data: bytes, kind: FileKind, place: Place, job: Job
) -> FileResult:
    """Judge a file whose values may name code."""
    if not match_config.mentions(data, job.project):
        return FileResult(path)
    honour = not job.disable_noqa
    made = match_config.match_config(path, data, kind.value, job.project, place, honour_noqa=honour)
    findings = tuple(item for item in made if job.reports(item))
    text = (text_of(data) or "").split("\n")
    mentions: tuple[Finding, ...] = ()
    if job.with_mentions:
        mentions = mentions_in(path, text, job, place, findings, is_python=False)
    numbers = {found.span.line for found in (*findings, *mentions)}
    lines = tuple(
        (number, text[number - 1].rstrip()) for number in sorted(numbers) if number <= len(text)
    )
    return FileResult(path, findings, None, lines, walked=True, mentions=mentions)
