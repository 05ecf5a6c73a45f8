"""What git knows: in, a folder and names of revisions; out, names of files and their bytes.

Everything is asked of the `git` on the PATH; where there is none, or no repository, there is None.
"""

from __future__ import annotations

import os


def run(folder: str, *arguments: str) -> bytes | None:
    """What a git command prints; None if it cannot be run there, or fails."""
    import subprocess  # takes a while, and the plugin never gets here

    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except (OSError, ValueError):  # a name that holds a NUL is the name of nothing
        return None
    return done.stdout if done.returncode == 0 else None


def files_below(folder: str) -> list[str] | None:
    """The files below `folder` that git tracks, and that it would; relative to it, sorted.

    None as well where a repository further up ignores the folder as a whole: it is not of it.
    """
    listed = run(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".")
    if listed is None or (not listed and run(folder, "check-ignore", "-q", ".") is not None):
        return None
    return sorted({os.fsdecode(name) for name in listed.split(b"\0") if name})


def left_out(folder: str) -> frozenset[str]:
    """The files below `folder` that a sparse checkout leaves out; relative to it."""
    rows = (run(folder, "ls-files", "-t", "-z") or b"").split(b"\0")
    return frozenset(os.fsdecode(row[2:]) for row in rows if row.startswith(b"S "))
