"""Keep results between runs: in, a namespace and keys; out, the values that are known.

One SQLite file for each project, in the user's cache. A namespace says everything but the content
that decides (rules, settings, our version), a key the content. Nothing here is trusted: a file that
is not ours, or broken, or in use for too long, is one in which nothing is known; a value that is
not what was written is none. Several processes may use it at once. A connection lives no longer
than one call, so none is carried into a process that is forked.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from flake8_ssot.cache_files import base_folder, digest
from flake8_ssot.files import require_own
from flake8_ssot.project import Project

if TYPE_CHECKING:
    from sqlite3 import Connection

Result = TypeVar("Result")

NAME = "results.sqlite3"
OURS = 0x55074  # SQLite's application id
FORMAT = 1
LIMIT = 256 << 20  # bytes; beyond it, what was not used for longest is dropped
AT_ONCE = 500  # keys in one question
PATIENCE = 2.0  # seconds to wait for another process
DAY = 86_400

_SCHEMA = (
    f"PRAGMA application_id = {OURS}",
    f"PRAGMA user_version = {FORMAT}",
    """CREATE TABLE results (namespace TEXT, key BLOB, value BLOB, used INTEGER,
    PRIMARY KEY (namespace, key)) WITHOUT ROWID""",
)


def key_of(*parts: str) -> bytes:
    """A key for these words."""
    words = "\0".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()[:20]


def store_of(project: Project) -> Store:
    """Where the results for a project and its configuration are kept."""
    name = digest([project.settings.root, project.settings.file])[:16]
    return Store(os.path.join(base_folder(), "blobs", name, NAME))


class Store(NamedTuple):
    """The results in a file; None: nothing is kept. No method raises."""

    file: str | None
    limit: int = LIMIT

    def get(self, namespace: str, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values that are known."""
        if self.file is None or not os.path.lexists(self.file):
            return {}
        wanted, now = list(keys), int(time.time())
        found: dict[bytes, bytes] = {}
        stale: list[bytes] = []
        none: list[tuple[Any, ...]] = []
        for key, value, used in _attempt(self.file, lambda it: _rows(it, namespace, wanted), none):
            if isinstance(value, bytes) and value[:4] == _sum(namespace, key, value[4:]):
                found[key] = value[4:]
                if not isinstance(used, int) or not now - DAY < used <= now:
                    stale.append(key)
        if stale:
            rows = [(now, namespace, key) for key in stale]
            _attempt(self.file, lambda it: _write(it, _TOUCH, rows, self.limit), None)
        return found

    def put(self, namespace: str, items: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep values."""
        if self.file is None:
            return
        now = int(time.time())
        rows = [(namespace, key, _sum(namespace, key, value) + value, now) for key, value in items]
        _attempt(self.file, lambda it: _write(it, _PUT, rows, self.limit), None)


_PUT = "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)"
_TOUCH = "UPDATE results SET used = ? WHERE namespace = ? AND key = ?"
_DROP = (
    "DELETE FROM results WHERE (namespace, key) IN "
    "(SELECT namespace, key FROM results ORDER BY used LIMIT ?)"
)


def _sum(namespace: str, key: bytes, value: bytes) -> bytes:
    return zlib.crc32(b"\0".join((namespace.encode(), key, value))).to_bytes(4, "big")


def _rows(connection: Connection, namespace: str, keys: list[bytes]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        marks = ",".join("?" * len(some))
        question = f"SELECT key, value, used FROM results WHERE namespace = ? AND key IN ({marks})"  # noqa: S608 - nothing but question marks
        found += connection.execute(question, (namespace, *some)).fetchall()
    return found


def _write(
    connection: Connection, how: str, rows: Sequence[tuple[object, ...]], limit: int
) -> None:
    """Do it for all rows, and drop the oldest until the file has room."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(how, rows)
    while _size(connection) > limit:
        (count,) = connection.execute("SELECT count(*) FROM results").fetchone()
        if not count:
            break
        connection.execute(_DROP, (count // 4 + 1,))
    connection.execute("COMMIT")


def _size(connection: Connection) -> int:
    """The bytes in use; what was dropped leaves room in the file."""
    names = ("page_size", "page_count", "freelist_count")
    size, pages, free = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
    return int(size * (pages - free))


def _attempt(file: str, task: Callable[[Connection], Result], otherwise: Result) -> Result:
    """What `task` makes of the file; `otherwise` where it cannot be used. A broken one goes."""
    try:
        import sqlite3
    except ImportError:  # pragma: no cover - some builds of Python lack it
        return otherwise
    try:
        with contextlib.closing(_open(file)) as connection:
            return task(connection)
    except sqlite3.OperationalError:  # locked, read-only, a full disk
        return otherwise
    except sqlite3.DatabaseError:
        with contextlib.suppress(OSError):
            os.unlink(file)
        return otherwise
    except OSError:
        return otherwise


def _open(file: str) -> Connection:
    """The database, made if there is none. Raises OSError if it is not ours, sqlite3.Error."""
    import sqlite3

    folder = os.path.dirname(file)
    os.makedirs(folder, 0o700, exist_ok=True)
    require_own(folder, stat.S_IFDIR)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    require_own(file, stat.S_IFREG)
    connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
    try:
        if _marks(connection) == (0, 0):
            connection.execute("BEGIN IMMEDIATE")  # another process may have begun, too
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not tables and _marks(connection) == (0, 0):
                for line in _SCHEMA:
                    connection.execute(line)
            connection.execute("COMMIT")
        application, version = _marks(connection)
        if application != OURS:
            raise OSError("is not ours")
        if version != FORMAT:
            raise sqlite3.DatabaseError("has another form")
    except BaseException:
        connection.close()
        raise
    return connection


def _marks(connection: Connection) -> tuple[int, int]:
    names = ("application_id", "user_version")
    application, version = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
    return application, version
