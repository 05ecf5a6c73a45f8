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
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from flake8_ssot import files
from flake8_ssot.discovery import DEFAULT_STDIN_NAME, STDIN
from flake8_ssot.file_kinds import HOSTED, FileKind, kind_in, kind_of
from flake8_ssot.job import FileResult, Job, is_mentioned, reported, syntax_of
from flake8_ssot.model import Finding
from flake8_ssot.project import Place
from flake8_ssot.source import Source, Unparsable, as_utf8, decode, parse, split_lines

if TYPE_CHECKING:
    from concurrent.futures import Executor

Result = TypeVar("Result")
Workers: TypeAlias = "int | Executor"  # a number of processes, or whatever runs tasks elsewhere

MAX_BYTES = 64 << 20
SERIAL_BELOW = 64  # files; starting processes costs more than judging these
CHUNK = 32
PARENT_SECONDS = 0.5  # between two looks whether the parent lives


def scan(
    paths: list[str], job: Job, jobs: Workers, stdin_name: str | None = None
) -> Iterator[FileResult]:
    """Judge the files at `paths` with at most `jobs` processes, or on an executor."""
    task = partial(judge_file, job=job, stdin_name=stdin_name)
    return map(respelled, for_each(task, sent_as(paths, jobs), jobs), paths)


def sent_as(paths: list[str], jobs: Workers) -> list[str]:
    """What files are called where they are judged: an executor may be in another folder."""
    if isinstance(jobs, int) or STDIN in paths:
        return paths
    folder = os.getcwd()
    return [os.path.join(folder, path) for path in paths]


def respelled(result: FileResult, path: str) -> FileResult:
    """The result, of the file that the caller calls `path`."""
    if path in (result.path, STDIN):
        return result
    findings = tuple(found._replace(path=path) for found in result.findings)
    mentions = tuple(found._replace(path=path) for found in result.mentions)
    return result._replace(path=path, findings=findings, mentions=mentions)


def for_each(
    task: Callable[[str], Result], paths: list[str], jobs: Workers, *, are_large: bool = False
) -> Iterator[Result]:
    """What `task` makes of each file, in order; if `are_large`, of each folder, one at a time.

    With at most `jobs` processes, or on an executor, which must find the files at these paths.
    Raises SsotError where a worker fails.
    """
    are_few = len(paths) < (2 if are_large else SERIAL_BELOW)
    if are_few or STDIN in paths or (isinstance(jobs, int) and jobs < 2):
        yield from map(task, paths)
        return
    from flake8_ssot import workers

    if not isinstance(jobs, int):
        chunk = 1 if are_large else workers.CHUNK
        yield from workers.on_executor(task, paths, jobs, chunk)
        return
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

    size = 1 if are_large else CHUNK
    chunks = [paths[start : start + size] for start in range(0, len(paths), size)]
    count = min(jobs, len(chunks))
    with ProcessPoolExecutor(count, initializer=_start_worker, initargs=(task,)) as executor:
        try:
            for results in executor.map(_do_chunk, chunks):
                yield from results
        except BrokenExecutor as error:
            raise workers.failed(error) from error


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
    return judge_bytes(path, data, job)


def judge_bytes(path: str, data: bytes, job: Job) -> FileResult:
    """Judge one file with these bytes. Never raises."""
    try:
        return judge(path, data, job)
    except Exception as error:  # SOT900: our failure must not look like a clean file
        if os.environ.get("SSOT_DEBUG"):
            raise
        return _failed(path, error)


def _failed(path: str, error: Exception) -> FileResult:
    from flake8_ssot import check, messages

    message = messages.internal(error)
    return FileResult(path, (check.internal_finding(path, message),), Unparsable(0, message))


def judge(path: str, data: bytes, job: Job) -> FileResult:
    """Judge the file at `path` with these bytes; what the baseline knows is left out."""
    place = job.project.place(path)
    result = _judge(path, data, place, job)
    if job.with_look and result.findings:
        from flake8_ssot.ratchet import look_of

        result = result._replace(look=look_of(data))
    return ratcheted(result, job)


def ratcheted(result: FileResult, job: Job) -> FileResult:
    """Without what the baseline knows."""
    if job.ratchet is None or not result.findings:
        return result
    new, known = job.ratchet(job.project.place(result.path).relative, result.findings)
    return result._replace(findings=new, known=known)


def _judge(path: str, data: bytes, place: Place, job: Job) -> FileResult:
    # What judges is imported where there is something to judge: the imports take longer than to
    # look at a hundred files that mention nothing.
    kind = kind_in(path, data)
    if job.leaves_out(place, kind_of(path)):
        return FileResult(path)
    if kind in HOSTED:
        from flake8_ssot.hosts import HOSTS, judge_host

        return judge_host(path, data, HOSTS[kind], place, job)
    if kind not in (FileKind.PYTHON, FileKind.STUB):
        from flake8_ssot.settings_files import judge_configuration

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
        from flake8_ssot.mentions import mentions_in

        mentions = mentions_in(path, source.lines, job, place, findings, is_python=True)
    numbers = sorted({found.span.line for found in (*findings, *mentions)})
    lines = tuple((number, source.line(number).rstrip("\n")) for number in numbers)
    return FileResult(path, findings, decoded.problem, lines, walked=True, mentions=mentions)
