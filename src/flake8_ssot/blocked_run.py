"""Run a command as if a bridge were gone: in, the command and the blocked paths; out, who asked.

Every Python that the command starts finds `blocking/sitecustomize.py` through PYTHONPATH, refuses
the paths, and notes in a folder of ours which line asked for one. The command has our terminal, our
folder and our environment; what it prints and how it ends is what a user would see without us.
"""

from __future__ import annotations

import ast
import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from flake8_ssot.model import UsageError
from flake8_ssot.stopping import held_back

HOOK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "blocking")
LISTING = "blocked"


class Refusal(NamedTuple):
    """A line that asked for a blocked path.

    It is the innermost one outside of the standard library and of installed packages, if there is
    any: of `patch("a.old.X")` it is the line of the test, not that of `unittest.mock`.
    """

    path: str  # the blocked path
    file: str  # relative to the working directory, with `/`; absolute outside of it
    line: int
    function: str  # "<module>" for a module's own code
    count: int  # type: ignore[assignment]  # beyond 1000 in a process, at least half of the truth
    trace: tuple[str, ...]  # from the innermost frame outward, "file:line in function"


class BlockedRun(NamedTuple):
    """What came of a command."""

    code: int  # -N: ended by signal N
    refusals: tuple[Refusal, ...]  # by file and line
    processes: int  # Python processes that knew what is blocked; 0: nothing can be said
    blind: tuple[str, ...] = ()  # "path: why" of what some process could not refuse


def run_blocked(command: list[str], modules: list[str], names: list[str]) -> BlockedRun:
    """Run `command` with the `modules` (and what is below) and the `names` blocked.

    A name is an attribute of a module or a member of a class. Raises UsageError if the command
    cannot be started. A signal that asks us to end is handed on, and obeyed after the command.
    """
    if not command:
        raise UsageError("no command to run")
    here = os.getcwd()
    # What outlives the command may still be writing while the folder is removed.
    temporary = tempfile.TemporaryDirectory(prefix="ssot-", ignore_cleanup_errors=True)
    requests = _Requests()
    with held_back(requests.hear), temporary as folder:
        listing = os.path.join(folder, LISTING)
        with open(listing, "w", encoding="utf-8") as file:
            file.writelines(f"module {path}\n" for path in modules)
            file.writelines(f"name {path}\n" for path in names)
        code = _run(command, _environment(listing), requests)
        return _result(code, folder, here)


def _environment(listing: str) -> dict[str, str]:
    """Ours, and the two variables by which every Python below knows what to refuse."""
    before = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([HOOK, before] if before else [HOOK])
    return {**os.environ, "PYTHONPATH": path, "SSOT_BLOCKED": listing}


class _Requests:
    """The signals that asked us to end, and the process that they are handed on to."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self._process: subprocess.Popen[bytes] | None = None

    def hear(self, number: int) -> None:
        """Keep one, and hand it on."""
        self.numbers.append(number)
        if self._process is not None and not _looks_typed(number):
            self._process.send_signal(number)

    def go_to(self, process: subprocess.Popen[bytes]) -> None:
        """Hand them on to `process` from now on, and those that came while it was started."""
        self._process = process
        for number in tuple(self.numbers):
            process.send_signal(number)


def _looks_typed(number: int) -> bool:
    """Is it a Ctrl-C in our terminal? Then the command has got it, too."""
    if number != signal.SIGINT:
        return False
    if os.name != "posix":  # pragma: no cover - Windows
        return True
    try:
        with open("/dev/tty", "rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:  # we have no terminal
        return False


def _run(command: list[str], environment: dict[str, str], requests: _Requests) -> int:
    """The command's exit code, or minus the signal that ended it."""
    try:
        process = subprocess.Popen(command, env=environment)
    except (OSError, ValueError) as error:  # ValueError: a NUL in an argument
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"cannot run {command[0]!r}: {why}") from None
    with process:
        requests.go_to(process)
        return process.wait()


def _result(code: int, folder: str, here: str) -> BlockedRun:
    """What the processes noted, merged."""
    asked: dict[tuple[str, int, str], _Asked] = {}
    blind: set[str] = set()
    processes = 0
    for process, record in _records(folder):
        match record:
            case ("started",):
                processes += 1
            case ("blind", str(path), str(why)):
                blind.add(f"{path or 'nothing is blocked'}: {why}")
            case ("refused", str(path), (str(file), int(line), str(function)), int(count), frames):
                trace = tuple(f"{_shown(f, here)}:{n} in {where}" for f, n, where in frames)
                place = (_shown(file, here), line, path)
                asked.setdefault(place, _Asked({}, [])).note(process + file, count, function, trace)
    refusals = [asked[place].refusal(*place) for place in sorted(asked)]
    return BlockedRun(code, tuple(refusals), processes, tuple(sorted(blind)))


class _Asked(NamedTuple):
    """What was noted of one line and one path."""

    counts: dict[str, int]  # by process, and by what it calls the file
    seen: list[tuple[str, tuple[str, ...]]]  # the function, the trace

    def note(self, counter: str, count: int, function: str, trace: tuple[str, ...]) -> None:
        self.counts[counter] = count  # it only grows
        self.seen.append((function, trace))

    def refusal(self, file: str, line: int, path: str) -> Refusal:
        """Of several traces always the same, whatever the order of the processes."""
        function, trace = min((item for item in self.seen if item[1]), default=self.seen[0])
        return Refusal(path, file, line, function, sum(self.counts.values()), trace)


def _records(folder: str) -> Iterator[tuple[str, Any]]:
    """Each line of each process's file, as far as it can be read: a killed one leaves half a line.

    The command may do what it likes with the folder: it may clear all temporary ones.
    """
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        lines: list[bytes] = []
        with contextlib.suppress(OSError), open(os.path.join(folder, name), "rb") as file:
            lines = file.read().splitlines()
        for line in lines:
            try:
                record = ast.literal_eval(line.decode("ascii"))
            except (ValueError, SyntaxError):
                continue
            yield name, record


def _shown(file: str, here: str) -> str:
    """The file relative to the working directory, if it is inside."""
    for spelled in (os.path.normpath(file), os.path.realpath(file)):
        if spelled.startswith(os.path.join(here, "")):
            return os.path.relpath(spelled, here).replace(os.sep, "/")
    return os.path.normpath(file)
