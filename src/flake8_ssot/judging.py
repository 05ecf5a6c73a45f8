"""Judge the files of a run: in, their names and a Job; out, one FileResult each, in that order."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_ssot.discovery import STDIN
from flake8_ssot.job import FileResult, Job
from flake8_ssot.scan import SERIAL_BELOW, Workers, scan


def judge_files(
    paths: list[str],
    job: Job,
    processes: Workers,
    stdin_name: str | None = None,
    *,
    cached: bool = True,
) -> Iterator[FileResult]:
    """As `scan`, and with `cached` what is known already is not judged again."""
    is_large = len(paths) >= SERIAL_BELOW  # for fewer, a look into the cache takes longer
    is_plain = len(set(paths)) == len(paths) and STDIN not in paths  # each named once
    if not cached or not is_large or job.with_mentions or not is_plain:
        return scan(paths, job, processes, stdin_name)
    from flake8_ssot.result_cache import judge_changed

    return judge_changed(paths, job, processes)
