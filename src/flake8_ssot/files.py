"""Read a file that anybody may have put there: a folder, a FIFO or a device is refused at once."""

from __future__ import annotations

import os
import stat


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


def reason(error: OSError) -> str:
    """What went wrong, for a message."""
    return f"cannot be read: {error.strerror}" if error.strerror else str(error)
