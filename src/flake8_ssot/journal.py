"""What `ssot fix` is about to do, noted before it is done: in, files to write; out, runs to undo.

A folder for each project, outside of its tree, holds a file for each run: JSON, an object a line.

    {"version": 1, "root": ..., "started": ..., "tool": ...}
    {"path": ..., "temp": ..., "before": sha256, "after": sha256, "edits": [[start, end, base64]]}
    {"path": ..., "temp": ...}          a file that `ssot undo` is about to take back
    {"end": ..., "back": [3, 2]}        lines of this file that are done with

A line is on the disk before the file it tells of is touched, so what a killed run left behind is
known: at most a temporary file, which the next run removes. A run that goes on holds a lock on its
file; one without lock and `end` is dead. Edits turn the new bytes into the old.

Nothing here is trusted: a line that does not fit is not obeyed, and `ssot undo` writes only bytes
whose hash was noted over bytes whose hash was noted.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Mapping
from typing import final

from flake8_ssot import __version__
from flake8_ssot.files import read_regular, reason, require_own
from flake8_ssot.journal_lines import (
    VERSION,
    Entry,
    Run,
    apply_edits,
    digest,
    parse,
    reverse_edits,
)
from flake8_ssot.model import Problem, SsotError
from flake8_ssot.modules import relative_to
from flake8_ssot.stopping import held_back
from flake8_ssot.writing import (
    NO_FOLLOW,
    WriteError,
    lock,
    lock_soon,
    replace_file,
    sync_folder,
    write_all,
)

KEPT = 20  # runs of a project
LARGE = 1 << 30  # bytes of a journal file
DEAD_AFTER = 86_400  # seconds, where there are no locks to tell
STATE_DIR = "SSOT_STATE_DIR"
FILE_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}\.jsonl")


class JournalError(SsotError):
    """The journal cannot be kept or read, so nothing is written."""


@final
class Journal:
    """A run that goes on. Notes each file, then writes it; a context that ends with the run."""

    def __init__(self, root: str, file: str = "", descriptor: int = -1) -> None:
        self.root = root
        self.file = file  # "" until there is something to note
        self.run = Run(file)
        self.is_of_use = False  # is there anything to undo?
        self._descriptor = descriptor
        self._back: list[int] = []

    @classmethod
    def begin(cls, root: str) -> Journal:
        """For a new run in the project `root`; tidies up first. Raises JournalError."""
        recover(root)
        return cls(os.path.realpath(root))

    @classmethod
    def reopen(cls, root: str, file: str) -> Journal:
        """The journal `file` of a run that has ended, to undo it. Raises JournalError."""
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_APPEND | NO_FOLLOW)
            self = cls(os.path.realpath(root), file, descriptor)
            try:
                if lock(descriptor) is False or not os.fstat(descriptor).st_nlink:
                    raise JournalError("another run is at work in this project, nothing was done")
                data = _bytes(file)  # only now nobody else writes it
                os.ftruncate(descriptor, data.rfind(b"\n") + 1)
            except BaseException:
                os.close(descriptor)
                raise
        except OSError as error:
            raise _unusable(file, error) from error
        self.run = parse(file, data, self.root)
        self.is_of_use = True
        return self

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        if not self.file:
            return
        if self.is_of_use:
            with contextlib.suppress(OSError):  # without its end it is a dead run, no worse
                self._append({"end": _now(), "back": self._back})
        os.close(self._descriptor)
        if not self.is_of_use:
            with contextlib.suppress(OSError):
                os.unlink(self.file)

    def write(self, path: str, before: bytes, after: bytes) -> None:
        """Make `after` the content of the file, so that it can be undone.

        Raises WriteError where it cannot be done, JournalError where nothing at all can be.
        """
        edits = [
            [start, end, base64.b64encode(content).decode()]
            for start, end, content in reverse_edits(before, after)
        ]
        about = {"before": digest(before), "after": digest(after), "edits": edits}
        self._replace(path, before, after, about)

    def take_back(self, entry: Entry) -> bool:
        """Make the entry's file what it was; False: it is so already. Raises WriteError."""
        path = os.path.join(self.root, entry.path)
        try:
            now = read_regular(path, LARGE)
        except FileNotFoundError:
            raise WriteError("is missing, left alone") from None
        except OSError as error:
            raise WriteError(reason(error)) from error
        is_back = digest(now) == entry.before
        if not is_back:
            if digest(now) != entry.after:
                raise WriteError("changed since the fix, left alone")
            then = apply_edits(now, entry.edits)
            if digest(then) != entry.before:
                raise WriteError("its entry in the journal is damaged, left alone")
            self._replace(path, now, then, {})
        self._back.append(entry.line)
        self.is_of_use = len(self._back) < len(self.run.entries)
        return not is_back

    def _replace(self, path: str, before: bytes, after: bytes, about: Mapping[str, object]) -> None:
        def note(real: str, temporary: str) -> None:
            try:
                self._append({"path": relative_to(real, self.root), "temp": temporary, **about})
            except OSError as error:
                raise WriteError(f"cannot be noted in the journal: {error.strerror}") from error
            self.is_of_use = True

        with held_back():  # the file in hand is finished
            if not self.file:
                self._create()
            was_of_use, size = self.is_of_use, os.fstat(self._descriptor).st_size
            try:
                replace_file(path, before, after, (self.root,), note)
            except WriteError:  # nothing happened, so nothing was noted
                self.is_of_use = was_of_use
                try:
                    os.ftruncate(self._descriptor, size)
                except OSError as error:  # half a line would spoil the next one
                    raise _unusable(self.file, error) from error
                raise

    def _create(self) -> None:
        folder = _make_folder(self.root)
        for old in _files(folder)[: -KEPT + 1]:
            _prune(old)
        moment = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%S%f")
        file = os.path.join(folder, f"{moment}-{os.urandom(4).hex()}.jsonl")
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL | NO_FOLLOW
        head = {"version": VERSION, "root": self.root, "started": _now(), "tool": __version__}
        try:
            self._descriptor = os.open(file, flags, 0o600)
            lock_soon(self._descriptor)
            if not os.fstat(self._descriptor).st_nlink:  # until now it looked like a dead run's
                os.close(self._descriptor)
                self._create()
                return
            try:
                self._append(head)
            except OSError:
                os.close(self._descriptor)
                os.unlink(file)
                raise
        except OSError as error:
            raise _unusable(file, error) from error
        self.file = file
        sync_folder(folder)

    def _append(self, record: dict[str, object]) -> None:
        write_all(self._descriptor, json.dumps(record, separators=(",", ":")).encode() + b"\n")
        os.fsync(self._descriptor)


def recover(root: str) -> None:
    """Tidy up after runs that were killed. Raises JournalError if the folder is not ours."""
    real = os.path.realpath(root)
    for file in _files(_folder(real)):
        with contextlib.suppress(OSError, JournalError):  # not ours, damaged, or at work
            if not _has_ended(file) and _is_dead(file):
                with Journal.reopen(real, file) as journal:
                    _remove_temporary(real, journal.run)
                    journal.is_of_use = bool(journal.run.entries or journal.run.problems)


def _has_ended(file: str) -> bool:
    data = _bytes(file)
    last = data[data.rfind(b"\n", 0, -1) + 1 :]
    return last.startswith(b'{"end":') and last.endswith(b"\n")


def _is_dead(file: str) -> bool:
    """Does no live process hold the journal? Where locks do not tell, its age does."""
    descriptor = os.open(file, os.O_RDWR | NO_FOLLOW)
    try:
        held = lock(descriptor)
        return held or (held is None and time.time() - os.stat(file).st_mtime > DEAD_AFTER)
    finally:
        os.close(descriptor)


def _remove_temporary(root: str, run: Run) -> None:
    """What the run's lines name, nothing else, and through no link."""
    for path, name in run.temporary:
        folder = os.path.dirname(os.path.join(root, path))
        temporary = os.path.join(folder, name)
        with contextlib.suppress(OSError):
            if os.path.realpath(folder) == folder and stat.S_ISREG(os.lstat(temporary).st_mode):
                os.unlink(temporary)


def _prune(file: str) -> None:
    with contextlib.suppress(OSError):
        if _is_dead(file):
            os.unlink(file)


def runs(root: str) -> list[Run]:
    """Every run noted for the project, the last one first."""
    real = os.path.realpath(root)
    return [_read(file, real) for file in reversed(_files(_folder(real)))]


def _read(file: str, root: str) -> Run:
    try:
        return parse(file, _bytes(file), root)
    except OSError as error:
        return Run(file, problems=(Problem(file, 0, reason(error)),))


def _folder(root: str) -> str:
    base = os.environ.get(STATE_DIR)
    if not base:
        import platformdirs

        base = str(platformdirs.user_state_path("flake8-ssot"))
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    return os.path.join(os.path.abspath(base), "journal", name)


def _make_folder(root: str) -> str:
    """The project's folder, which nobody else may enter."""
    folder = _folder(root)
    try:
        os.makedirs(folder, 0o700, exist_ok=True)
        require_own(folder, stat.S_IFDIR)
        os.chmod(folder, 0o700)
    except OSError as error:
        raise _unusable(folder, error) from error
    return folder


def _unusable(path: str, error: OSError) -> JournalError:
    why = error.strerror or error
    return JournalError(
        f"{path}: the journal cannot be used: {why}; {STATE_DIR} names another folder"
    )


def _files(folder: str) -> list[str]:
    """The journals in a project's folder, the oldest first."""
    try:
        require_own(folder, stat.S_IFDIR)
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unusable(folder, error) from error
    return [os.path.join(folder, name) for name in sorted(names) if FILE_NAME.fullmatch(name)]


def _bytes(file: str) -> bytes:
    require_own(file, stat.S_IFREG)
    return read_regular(file, LARGE)


def _now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
