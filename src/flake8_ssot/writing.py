"""Put new bytes in the place of a file's old ones: in, both; out, one of them on the disk, whole.

Whatever happens (a kill, a full disk, somebody else's edit), the file is as it was or as it shall
be. The new bytes go into a file beside it, with the old one's mode, owner and attributes, and only
when they are safely on the disk does a rename put them in place.

Two kinds of file cannot be replaced so, and are refused. A file with a hard link: a rename would
part its names, and writing in place is not whole at every moment, and would change what is beyond
the project (`uv` and `pnpm` link to one cache for all projects). A file in a folder that takes no
new file: in place again, and who locked the folder did not mean its files to change.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterator

from flake8_ssot.model import SsotError
from flake8_ssot.modules import relative_to

CHANGED = "changed meanwhile, left alone"
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2)  # seconds to wait for whoever holds the file
TEMPORARY = re.compile(r"\.(.*)\.ssot-[0-9a-f]{16}\.tmp", re.DOTALL)
CAN_HOLD = os.name == "posix"  # Windows has no such locks, and replaces no open file
LONGEST = 100  # bytes of a file's name in that of its temporary file; a name may have 143 or 255


class WriteError(SsotError):
    """A file was not written and is as it was; the message says why, in a few words."""


def _note_nothing(real: str, temporary: str) -> None:
    """Nobody wants to know."""


def replace_file(
    path: str,
    before: bytes,
    after: bytes,
    roots: tuple[str, ...],
    note: Callable[[str, str], None] = _note_nothing,
) -> None:
    """Make `after` the content of the file at `path`, if it still is `before`.

    Nothing is done where it is `after` already. A link stays, what it leads to is replaced; it must
    lie in one of the folders `roots`. `note` is told the real path and the temporary file's name
    before that file exists, and may raise WriteError. Raises WriteError, and then nothing changed.
    """
    real = _inside(path, roots)
    try:
        status, data = _look(real)
        if data == after:
            return
        if data != before:
            raise WriteError(CHANGED)
        temporary = _temporary_name(os.path.basename(real))
        note(real, temporary)
        _put(real, os.path.join(os.path.dirname(real), temporary), before, after, status)
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror or error}") from error


def create_file(path: str, data: bytes, roots: tuple[str, ...]) -> None:
    """Make a file that does not exist yet, with all its bytes at once, in one of `roots`.

    Raises WriteError; one that says CHANGED if meanwhile somebody made such a file.
    """
    real = _inside(path, roots)
    folder = os.path.dirname(real)
    temporary = os.path.join(folder, _temporary_name(os.path.basename(real)))
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW, 0o666)
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        with _held(folder):  # a hard link would need no lock, but a kill would leave two names
            if os.path.lexists(real):
                raise WriteError(CHANGED)
            _rename(temporary, real)
    except OSError as error:
        raise WriteError(f"cannot be written: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    sync_folder(folder)


def _inside(path: str, roots: tuple[str, ...]) -> str:
    """The real path behind `path`, which must lie in one of `roots`."""
    real = os.path.realpath(path)
    tops = [os.path.realpath(root) for root in roots]
    if any(relative_to(real, top) for top in tops):
        return real
    spelled = os.path.abspath(path)
    if any(relative_to(spelled, top) for top in (*tops, *map(os.path.abspath, roots))):
        raise WriteError("is a link that leads out of the project")
    raise WriteError("lies outside the project")


def _look(real: str) -> tuple[os.stat_result, bytes]:
    """The file's status and bytes. Raises for one that must not or cannot be written."""
    status = os.lstat(real)
    if not stat.S_ISREG(status.st_mode):
        raise WriteError("is not a regular file")
    if status.st_nlink > 1:
        raise WriteError("has another name (a hard link), left alone")
    if not status.st_mode & 0o222:  # binds root, too: the mode says what its owner wants
        raise WriteError("is read-only")
    # Opened for writing, though only read: a rename would not ask whether we may.
    with open(os.open(real, os.O_RDWR | NO_FOLLOW), "rb") as file:
        return status, file.read()


def _put(real: str, temporary: str, before: bytes, after: bytes, status: os.stat_result) -> None:
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW, 0o600)
    except OSError as error:
        raise WriteError(f"no file can be made beside it: {error.strerror}") from error
    try:
        try:
            write_all(descriptor, after)
            _copy_status(real, status, descriptor)  # a write would take some bits of the mode
            os.fsync(descriptor)
        finally:
            os.close(descriptor)  # on a network the disk may be full only now
        with _held(real) as held:
            now, data = _look(real)
            if data != after:  # else another run has just done the same
                same = os.path.samestat(held, now) and status.st_mode == now.st_mode
                if data != before or not same:
                    raise WriteError(CHANGED)
                _rename(temporary, real)
    finally:
        with contextlib.suppress(OSError):  # after a rename there is none
            os.unlink(temporary)
    sync_folder(os.path.dirname(real))


def _copy_status(real: str, status: os.stat_result, descriptor: int) -> None:
    """Owner, mode and attributes, as far as we may: access lists are attributes on Linux."""
    if hasattr(os, "fchown"):
        for owner in (status.st_uid, -1):  # who may not give files away may still set the group
            with contextlib.suppress(OSError):
                os.fchown(descriptor, owner, status.st_gid)
                break
    if hasattr(os, "fchmod"):
        made = os.fstat(descriptor)
        is_kept = (made.st_uid, made.st_gid) == (status.st_uid, status.st_gid)
        # "Run as the owner" must not come to mean another owner.
        os.fchmod(descriptor, stat.S_IMODE(status.st_mode) & (0o7777 if is_kept else 0o777))
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # not every file system has them
            wanted = os.listxattr(real)
            for name in set(os.listxattr(descriptor)).difference(wanted):
                with contextlib.suppress(OSError):  # the folder gave it to the new file
                    os.removexattr(descriptor, name)
            for name in wanted:
                with contextlib.suppress(OSError):
                    os.setxattr(descriptor, name, os.getxattr(real, name))


@contextlib.contextmanager
def _held(real: str) -> Iterator[os.stat_result]:
    """Hold a file or folder against other runs of ours: meanwhile none of them renames."""
    if not CAN_HOLD:
        yield os.lstat(real)
        return
    descriptor = os.open(real, os.O_RDONLY | NO_FOLLOW)
    try:
        if lock_soon(descriptor) is False:
            raise WriteError(CHANGED)
        yield os.fstat(descriptor)
    finally:
        os.close(descriptor)


def _rename(source: str, target: str) -> None:
    """Rename; on Windows an editor or a virus scanner may hold the target for a moment."""
    for pause in PAUSES:
        with contextlib.suppress(PermissionError):
            os.replace(source, target)
            return
        time.sleep(pause)
    os.replace(source, target)


def lock(descriptor: int) -> bool | None:
    """Lock an open file. False: another process has; None: locks cannot be had here."""
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return None
    return True


def lock_soon(descriptor: int) -> bool | None:
    """As `lock`, but wait a little for whoever has it: only an instant, unless it was stopped."""
    for pause in PAUSES:
        held = lock(descriptor)
        if held is not False:
            return held
        time.sleep(pause)
    return lock(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte; one call may write fewer."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(folder: str) -> None:
    """Make a rename last. That it happened is sure; not every system lets folders be synced."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _temporary_name(name: str) -> str:
    return f".{_shortened(name)}.ssot-{os.urandom(8).hex()}.tmp"


def is_temporary(temporary: str, name: str) -> bool:
    """Could `temporary` be the name of our temporary file for a file called `name`?"""
    found = TEMPORARY.fullmatch(temporary)
    return found is not None and found.group(1) == _shortened(name)


def _shortened(name: str) -> str:
    return os.fsencode(name)[:LONGEST].decode("utf-8", "ignore")  # some systems take text only
