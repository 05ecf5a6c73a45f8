"""Files in the user's cache: in, a folder and a name; out, an object of JSON, or nothing.

Nothing in a cache is trusted, and a cache that cannot be kept is no reason to fail: what is not
ours, not whole, or was kept for something else is as if it were not there.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from typing import Any

from flake8_ssot import files

CACHE_DIR = "SSOT_CACHE_DIR"
LARGE = 1 << 28  # bytes of a file of ours
_TEMPORARY = re.compile(r".+\.json\.[0-9a-f]{16}\.tmp", re.DOTALL)
_DIGEST_NAME = re.compile(r"(?:[0-9a-f]{16}|[0-9a-f]{32})\.json")


def base_folder() -> str:
    """The user's cache folder for this tool, where platformdirs says it is.

    On Linux without asking it: to import it takes as long as to judge a few files.
    """
    base = os.environ.get(CACHE_DIR)
    if base:
        return os.path.abspath(base)
    if sys.platform == "linux":
        caches = os.environ.get("XDG_CACHE_HOME", "")
        caches = caches if caches.strip() else os.path.expanduser("~/.cache")
        return os.path.join(caches, "flake8-ssot")
    import platformdirs

    return str(platformdirs.user_cache_path("flake8-ssot"))


def digest(value: object) -> str:
    """A name for a value that JSON can say."""
    import hashlib
    import json

    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def read(folder: str, name: str, key: str) -> dict[str, Any]:
    """The object in a file of ours; an empty one if there is none, or not for this `key`."""
    import json

    path = os.path.join(folder, name)
    try:
        files.require_own(folder, stat.S_IFDIR)
        files.require_own(path, stat.S_IFREG)
        found = json.loads(files.read_regular(path, LARGE))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and found.get("key") == key else {}


def write(folder: str, name: str, key: str, value: dict[str, Any]) -> None:
    """Put a file of ours in place, whole."""
    import json

    temporary = os.path.join(folder, f"{name}.{os.urandom(8).hex()}.tmp")
    data = json.dumps({"key": key, **value}, separators=(",", ":")).encode()
    with contextlib.suppress(OSError):
        os.makedirs(folder, 0o700, exist_ok=True)
        files.require_own(folder, stat.S_IFDIR)
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with open(os.open(temporary, flags, 0o600), "wb") as file:
                file.write(data)
            os.replace(temporary, os.path.join(folder, name))
        finally:
            for left in os.listdir(folder):  # by this run, or one that was killed
                if _TEMPORARY.fullmatch(left):
                    os.unlink(os.path.join(folder, left))


def drop_oldest(folder: str, kept: int) -> None:
    """Leave the latest files of ours in a folder: nobody may ever ask for the others again.

    Ours are those with a digest for a name. Others may lie there: a user names the cache's folder.
    """
    with contextlib.suppress(OSError):
        files.require_own(folder, stat.S_IFDIR)
        with os.scandir(folder) as entries:
            ours = [entry for entry in entries if _DIGEST_NAME.fullmatch(entry.name)]
            found = [
                (entry.stat(follow_symlinks=False).st_mtime_ns, entry.path)
                for entry in ours
                if entry.is_file(follow_symlinks=False)
            ]
        for _, path in sorted(found)[:-kept]:
            os.unlink(path)
