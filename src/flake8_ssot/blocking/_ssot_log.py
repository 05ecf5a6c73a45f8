"""Note what was refused: in, a blocked path; out, a line in a file of this process.

A line is the `ascii` of a tuple, one of

    ("started",)
    ("refused", path, (file, line, function), count, ((file, line, function), ...))
    ("blind", path, why)

Whatever goes wrong here (a folder that is gone, a full disk), the program does not notice.
"""

from __future__ import annotations

import os

import _ssot_places

EXACT = 1000  # refusals at one place that are all noted; beyond, only when their count has doubled


class Log:
    """The file that this process writes to. A forked process gets one of its own."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._places = _ssot_places.Places()
        self._process = 0
        self._file = ""
        self._counts: dict[tuple[str, str, int], int] = {}
        # Ours are the real ones, whatever is blocked, or replaced by a test.
        self._open, self._write, self._close = os.open, os.write, os.close
        self._process_id, self._join = os.getpid, os.path.join
        self._flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        self._exclusive = os.O_EXCL

    def started(self) -> None:
        """Note that a Python process has come to know what is blocked."""
        self._append(("started",))

    def is_blind(self, path: str, why: str) -> None:
        """Note that uses of `path` ("": of anything) cannot be seen in this process."""
        self._append(("blind", path, why))

    def refused(self, path: str) -> None:
        """Note that the code that is running asked for the blocked `path`."""
        if self._process_id() != self._process:
            self._counts = {}  # forked: the other process has noted these
        place, trace = self._places.find(path)
        key = (path, *place[:2])
        count = self._counts[key] = self._counts.get(key, 0) + 1
        if count <= EXACT or not count & (count - 1):
            self._append(("refused", path, place, count, trace if count == 1 else ()))

    def _append(self, record: tuple[object, ...]) -> None:
        try:
            descriptor = self._opened()
            try:
                self._write(descriptor, (ascii(record) + "\n").encode("ascii"))
            finally:
                self._close(descriptor)
        except Exception:  # noqa: S110 - the program must not notice
            pass

    def _opened(self) -> int:
        """Open the file for one line; a descriptor that stays open might come to mean another."""
        process = self._process_id()
        if process == self._process:
            return self._open(self._file, self._flags, 0o600)
        attempt = 0
        while True:  # a process that has ended may have had the same number
            file = self._join(self._folder, f"{process}-{attempt}.log")
            try:
                descriptor = self._open(file, self._flags | self._exclusive, 0o600)
            except FileExistsError:
                attempt += 1
                continue
            self._process, self._file = process, file
            return descriptor
