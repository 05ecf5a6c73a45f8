"""Read a file that anybody may have put there: a folder, a FIFO or a device is refused at once.

And what many files are called, in full.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable

# Parts that neither begin with a dot nor are empty: nothing to resolve or to leave out.
_PLAIN = re.compile(r"(?:\./)?([^/.][^/]*(?:/[^/.][^/]*)*)")


def read_regular(path: str, limit: int) -> bytes:
    """The bytes of the regular file at `path`. Raises OSError for anything else, or if larger."""
    # O_NONBLOCK: opening a FIFO must not wait for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("is not a regular file")
        if status.st_size > limit:
            raise OSError(f"is larger than {limit} bytes")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(limit)
    finally:
        os.close(descriptor)


def absolute_paths(paths: Iterable[str]) -> dict[str, str]:
    """Each path -> what `os.path.abspath` says; many at once in a fraction of the time."""
    if os.sep != "/":
        return {path: os.path.abspath(path) for path in paths}
    here = os.getcwd().rstrip("/") + "/"
    found = {}
    for path in paths:
        plain = _PLAIN.fullmatch(path)
        found[path] = os.path.abspath(path) if plain is None else here + plain.group(1)
    return found


def require_own(path: str, kind: int) -> None:
    """Raises OSError unless this is a file or folder, as `kind` says, of this user's own."""
    status = os.lstat(path)
    if stat.S_IFMT(status.st_mode) != kind:
        raise OSError("is not a folder" if kind == stat.S_IFDIR else "is not a regular file")
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise OSError("belongs to another user")


def reason(error: OSError) -> str:
    """What went wrong, for a message."""
    return f"cannot be read: {error.strerror}" if error.strerror else str(error)
