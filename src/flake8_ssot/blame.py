"""Since when is a line there? In, a file and lines; out, days, as `git blame` tells them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from flake8_ssot import git

MAX_RANGES = 200  # of one command; more are asked for as the whole file

_HEAD = re.compile(rb"(?P<commit>[0-9a-f]{40,64}) \d+ (?P<line>\d+)")


def ages(root: str, path: str, lines: list[int]) -> Mapping[int, datetime.date]:
    """The day each 1-based line of `path` (relative to `root`) was written, in UTC.

    Lines that git does not know are left out, as are those that were never committed.
    """
    ranges = [f"-L{line},{line}" for line in lines] if len(lines) <= MAX_RANGES else []
    text = git.run(root, "blame", "--porcelain", *ranges, "--", path)
    return _parse(text or b"", frozenset(lines))


def _parse(text: bytes, wanted: frozenset[int]) -> dict[int, datetime.date]:
    """Read the porcelain format: what is said of a commit is said only the first time."""
    days: dict[bytes, datetime.date] = {}
    commits: dict[int, bytes] = {}
    commit = b""
    for row in text.split(b"\n"):
        head = _HEAD.match(row)
        if head is not None:
            commit = head.group("commit")
            commits[int(head.group("line"))] = commit
        elif row.startswith(b"author-time "):
            day = _day(row.partition(b" ")[2])
            if day is not None:
                days[commit] = day
    return {
        line: days[commit]
        for line, commit in commits.items()
        if line in wanted and commit in days and commit.strip(b"0")
    }


def _day(seconds: bytes) -> datetime.date | None:
    """The day of a time; None of one that no calendar has: a commit may say anything."""
    try:
        return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).date()
    except (ValueError, OverflowError, OSError):
        return None
