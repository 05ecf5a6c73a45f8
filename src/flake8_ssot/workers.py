"""A task for many on somebody's executor: in, a task and texts; out, its results in their order.

The workers may be threads, processes, or other machines with the same files at the same absolute
paths. The task is pickled once, goes along with each chunk, and is unpickled once in a process.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar

from flake8_ssot import __version__, files, project, targets, tree_looks
from flake8_ssot.model import SsotError, UsageError

Result = TypeVar("Result")

CHUNK = 256  # files
LARGE = 1 << 24  # bytes of a module of ours
AT_ONCE = 1024  # chunks that are submitted, and not done


def _code_state() -> str:
    """Changes with our own code, of which an installation from a branch has many of one version."""
    state = blake2b(digest_size=4)
    folder = os.path.dirname(os.path.abspath(__file__))
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        if name.endswith(".py"):
            state.update(files.read_regular(os.path.join(folder, name), LARGE))
    return state.hexdigest()


class Versions(NamedTuple):
    """What must be the same everywhere, or the results are not."""

    ours: str = __version__
    python: str = "{}.{}".format(*sys.version_info)
    code: str = _code_state()  # as it was imported

    def __str__(self) -> str:
        return f"flake8-ssot {self.ours} ({self.code}) on Python {self.python}"


class Parcel(NamedTuple):
    """A task on its way."""

    name: str  # of this use of it: what a process knew of the tree before may not hold any more
    versions: Versions
    task: bytes


def on_executor(
    task: Callable[[str], Result], items: list[str], executor: Executor, chunk: int = CHUNK
) -> Iterator[Result]:
    """What `task` makes of each item, in order. Raises SsotError where a worker fails.

    A task that has a method `close` is closed behind each chunk.
    """
    data = zlib.compress(pickle.dumps(task), 1)
    parcel = Parcel(os.urandom(8).hex(), Versions(), data)
    waiting: deque[Future[list[Any]]] = deque()
    try:
        for start in range(0, len(items), chunk):
            if len(waiting) >= AT_ONCE:
                yield from _result(waiting.popleft())
            waiting.append(_submit(executor, parcel, items[start : start + chunk]))
        while waiting:
            yield from _result(waiting.popleft())
    finally:
        for future in waiting:
            future.cancel()


def _submit(executor: Executor, parcel: Parcel, items: list[str]) -> Future[list[Any]]:
    try:
        return executor.submit(do_chunk, parcel, items)
    except Exception as error:
        raise failed(error) from error


def _result(future: Future[list[Any]]) -> list[Any]:
    try:
        return future.result()
    except SsotError:
        raise
    except Exception as error:
        raise failed(error) from error


def failed(error: BaseException) -> SsotError:
    """What a person is told, in one line."""
    lines = str(error).strip().splitlines()
    return SsotError(f"a worker failed: {': '.join([type(error).__name__, *lines[:1]])}")


# One chunk at a time in a process: judging holds the interpreter's lock anyway, and neither the
# tasks nor what we remember of the tree are made for several threads.
_lock = threading.Lock()
_latest: tuple[str, Callable[[str], Any]] | None = None


def do_chunk(parcel: Parcel, items: list[str]) -> list[Any]:
    """Done by a worker. Raises UsageError if it is not of our version."""
    with _lock:
        task = _unpacked(parcel)
        try:
            return [task(item) for item in items]
        finally:
            close = getattr(task, "close", None)
            if close is not None:
                close()


def _unpacked(parcel: Parcel) -> Callable[[str], Any]:
    global _latest
    if parcel.versions != Versions():
        raise UsageError(f"a worker has {Versions()}, but here it is {parcel.versions}")
    if _latest is None or _latest[0] != parcel.name:
        _forget()
        # Who may submit to an executor may run anything there; a pickle adds nothing to that.
        _latest = parcel.name, pickle.loads(zlib.decompress(parcel.task))  # noqa: S301
    return _latest[1]


def _forget() -> None:
    """Workers live long: another run may find another tree."""
    project._kind_in_tree.cache_clear()
    targets._holds_modules.cache_clear()
    tree_looks.forget()
