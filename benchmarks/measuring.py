"""Run commands in turn, several times each; in, commands; out, medians of what they took.

In turn, so that what else the machine does falls on all of them alike. POSIX only (wait4).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes; see getrusage(2) of each system
FAILED = 2  # and above: the command could not do its work
MOST = 2000  # characters of what a failing command says


class Command(NamedTuple):
    """What to run, where, and what to do before each run, which is not timed."""

    arguments: Sequence[str]
    folder: Path
    before: Callable[[], object] | None = None
    fails_with: int = FAILED  # exit codes from here on mean that it did not work


class Taken(NamedTuple):
    """What one run took, or the medians of several."""

    wall: float  # seconds
    processor: float  # seconds of all its processes
    peak: int  # bytes of the largest of its processes; at least what the benchmark itself has
    lines: int  # printed


def run_once(command: Command) -> Taken:
    """Run it. Raises SystemExit, with what it said, if it could not do its work."""
    if command.before is not None:
        command.before()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as problems:
        started = time.perf_counter()
        process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            stdout=out,
            stderr=problems,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if not 0 <= process.returncode < command.fails_with:
            problems.seek(0)
            said = problems.read()[-MOST:].decode(errors="replace")
            raise SystemExit(f"{' '.join(command.arguments)}: {process.returncode}\n{said}")
        out.seek(0)
        lines = sum(1 for _ in out)
    return Taken(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAXRSS_UNIT, lines)


def interleaved(commands: Mapping[str, Command], runs: int) -> dict[str, Taken]:
    """Every command `runs` times, one after the other in each round."""
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(run_once(command))
    return {name: median(all_runs) for name, all_runs in taken.items()}


def median(runs: Sequence[Taken]) -> Taken:
    """The median of each figure on its own."""
    return Taken(
        statistics.median(run.wall for run in runs),
        statistics.median(run.processor for run in runs),
        round(statistics.median(run.peak for run in runs)),
        runs[-1].lines,
    )
