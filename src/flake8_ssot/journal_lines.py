"""What a journal says: in, its bytes; out, the run it tells of. And the way back, as edits.

A line that does not fit is not obeyed, and a path leads only into the project.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import os
from typing import Any, NamedTuple

from flake8_ssot.model import Problem
from flake8_ssot.modules import relative_to
from flake8_ssot.writing import is_temporary

VERSION = 1
WINDOW = 64  # lines


class ByteEdit(NamedTuple):
    """Replace the bytes from `start` to `end` (0-based, `end` exclusive)."""

    start: int
    end: int
    content: bytes


class Entry(NamedTuple):
    """A file that a run has written, or was about to."""

    line: int  # 1-based, in the journal
    path: str  # relative to the root, with `/`
    before: str  # hashes
    after: str
    edits: tuple[ByteEdit, ...]  # from after to before


class Run(NamedTuple):
    """One journal file, as far as it makes sense."""

    file: str
    started: str = ""  # ISO, UTC; "" if nothing else was understood
    entries: tuple[Entry, ...] = ()  # those that were not yet taken back, in order
    temporary: tuple[tuple[str, str], ...] = ()  # path and name of each temporary file
    problems: tuple[Problem, ...] = ()


def parse(file: str, data: bytes, root: str) -> Run:
    """What the lines mean. One that was cut short told of something that was not begun."""
    lines = data.split(b"\n")[:-1]
    if not lines:
        return Run(file)
    head = _record(lines[0])
    if head.get("version") != VERSION or head.get("root") != root or not _is_time(head):
        return Run(file, problems=(Problem(file, 1, "is no journal of this project, ignored"),))
    entries: dict[int, Entry] = {}
    temporary: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines[1:], 2):
        record = _record(line)
        try:
            if "end" in record:
                for done in record["back"]:
                    entries.pop(done, None)
                continue
            temporary.append(_temporary(record, root))
            if "edits" in record:
                entries[number] = _entry(number, record)
        except (KeyError, TypeError, ValueError):
            problems.append(Problem(file, number, "does not make sense, ignored"))
    return Run(file, head["started"], tuple(entries.values()), tuple(temporary), tuple(problems))


def _record(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _is_time(head: dict[str, Any]) -> bool:
    try:
        return bool(datetime.datetime.fromisoformat(head["started"]))
    except (KeyError, TypeError, ValueError):
        return False


def _temporary(record: dict[str, Any], root: str) -> tuple[str, str]:
    """Path and name of the temporary file a line tells of. Raises where it leads elsewhere."""
    path, name = record["path"], record["temp"]
    there = os.path.normpath(os.path.join(root, path))
    os.fsencode(path)
    if "\0" in path or relative_to(there, root) != path:
        raise ValueError(path)
    if not is_temporary(name, os.path.basename(path)):
        raise ValueError(name)
    return path, name


def _entry(line: int, record: dict[str, Any]) -> Entry:
    edits = []
    for start, end, content in record["edits"]:
        if type(start) is not int or type(end) is not int:
            raise TypeError(start)
        edits.append(ByteEdit(start, end, base64.b64decode(content, validate=True)))
    return Entry(line, record["path"], str(record["before"]), str(record["after"]), tuple(edits))


def digest(data: bytes) -> str:
    """The hash by which a file is known again."""
    return hashlib.sha256(data).hexdigest()


def reverse_edits(before: bytes, after: bytes) -> list[ByteEdit]:
    """What turns `after` into `before`: whole lines, not always the fewest, in linear time."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    edits = []
    at_old = at_new = offset = 0
    while at_old < len(old) or at_new < len(new):
        if old[at_old : at_old + 1] == new[at_new : at_new + 1]:
            offset += len(new[at_new])
            at_old, at_new = at_old + 1, at_new + 1
            continue
        next_old, next_new = old[at_old : at_old + WINDOW], new[at_new : at_new + WINDOW]
        skip_old, skip_new = _until_same(next_old, next_new)
        end = offset + sum(map(len, next_new[:skip_new]))
        edits.append(ByteEdit(offset, end, b"".join(next_old[:skip_old])))
        at_old, at_new, offset = at_old + skip_old, at_new + skip_new, end
    return edits


def _until_same(old: list[bytes], new: list[bytes]) -> tuple[int, int]:
    """How many lines to skip on each side, as few as possible, until they agree again."""
    first = {line: index for index, line in reversed(list(enumerate(new)))}
    both = [(index, first[line]) for index, line in enumerate(old) if line in first]
    return min(both, key=sum, default=(len(old), len(new)))


def apply_edits(data: bytes, edits: tuple[ByteEdit, ...]) -> bytes:
    """`data` with the edits made; those that are out of place or order are left out."""
    parts = []
    done = 0
    for start, end, content in edits:
        if done <= start <= end <= len(data):
            parts += [data[done:start], content]
            done = end
    return b"".join([*parts, data[done:]])
