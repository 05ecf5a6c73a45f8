"""Did a baseline grow since two branches parted? In, a revision; out, the entries that were added.

The file in the work tree is compared with the one in git. What a renamed file looks like is asked
of the files themselves, in git and on the disk: who wants to raise the ceiling may write anything
into the baseline.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from flake8_ssot import files, git
from flake8_ssot.baseline import Baseline, Entry
from flake8_ssot.baseline_text import TITLE, parse_what_is_right
from flake8_ssot.baseline_update import risen
from flake8_ssot.model import SsotError, UsageError
from flake8_ssot.ratchet import MAX_BYTES, absolute, gone_files, look_of
from flake8_ssot.renames import renamed


class Rise(NamedTuple):
    """What a baseline holds that it did not hold at `base`."""

    base: str  # the commit, abbreviated
    entries: tuple[Entry, ...]
    is_first: bool = False  # there was none


def rise_since(reference: str, root: str, file: str, now: Baseline) -> Rise:
    """Compare `now` with the baseline where HEAD and `reference` parted.

    `root` is the folder that paths in it are relative to. Raises SsotError if git cannot tell.
    """
    commit = _merge_base(reference, root)
    base = _baseline_at(commit, root, file)
    if base is None:
        return Rise(commit[:12], (), is_first=True)
    moved = renamed(
        {path: _looks_at(commit, root, path, base) for path in gone_files(root, base)},
        {path: _looks_now(root, path) for path in now.entries if path not in base.entries},
    )
    return Rise(commit[:12], risen(base, now, moved))


def _merge_base(reference: str, root: str) -> str:
    if git.run(root, "rev-parse", "--git-dir") is None:
        raise UsageError(f"--against: {root} is in no git repository, or git is not installed")
    name = f"{reference}^{{commit}}"
    commit = git.run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    if commit is None:
        raise UsageError(f"--against: git knows no revision {reference!r} here; fetch it first")
    found = git.run(root, "merge-base", commit.decode().strip(), "HEAD")
    if found is None:
        raise SsotError(
            f"--against: git cannot tell where HEAD and {reference!r} parted; in a shallow clone, "
            "fetch the whole history (fetch-depth: 0)"
        )
    return found.decode().strip()


def _baseline_at(commit: str, root: str, file: str) -> Baseline | None:
    """The baseline that was there, whatever it was called.

    Of several with other names all entries count: none of them is of this branch's making.
    """
    found = [_show(commit, root, os.path.relpath(file, root).replace(os.sep, "/"))]
    if found == [None]:  # or wherever it was: a project may move as a whole
        found = [git.run(root, "cat-file", "blob", name) for name in _titled(commit, root)]
    texts = [data.decode("utf-8", "surrogateescape") for data in found if data is not None]
    return parse_what_is_right("\n".join(texts)) if texts else None


def _titled(commit: str, root: str) -> list[str]:
    """The files of the whole commit that began with our title, as `commit:path`."""
    # Whatever the user's configuration says: no colours, names from the top.
    plain = (
        "-c",
        "color.ui=false",
        "-c",
        "grep.column=false",
        "-c",
        "grep.fallbackToNoIndex=false",
    )
    grep = ("grep", "--full-name", "-a", "-z", "-n", "-F", "-e", TITLE, commit, "--", ":/")
    every = git.run(root, *plain, *grep) or b""
    # Of each line: the revision, `:` and the name; the line's number; the line.
    parts = [line.split(b"\0") for line in every.split(b"\n")]
    return [os.fsdecode(part[0]) for part in parts if part[1:2] == [b"1"]]


def _show(commit: str, root: str, path: str) -> bytes | None:
    """The bytes of a file in a commit; None if it is not in it."""
    return git.run(root, "cat-file", "blob", f"{commit}:./{path}")


def _looks_at(commit: str, root: str, path: str, base: Baseline) -> tuple[str, ...]:
    data = _show(commit, root, path)
    return base.looks.get(path, ()) if data is None else (look_of(data),)


def _looks_now(root: str, path: str) -> tuple[str, ...]:
    try:
        return (look_of(files.read_regular(absolute(root, path), MAX_BYTES)),)
    except OSError:
        return ()
