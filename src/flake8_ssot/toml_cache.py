"""Keep what a TOML file says between runs: in, its bytes; out, its data and line numbers.

To parse a pack of a hundred rules takes longer than to judge ten files. Only what was parsed
without a problem is kept, by its bytes and by who parsed them; nothing that is read back is trusted
further than what the parser returns.
"""

from __future__ import annotations

import datetime
import os
import sys
from typing import Any

from flake8_ssot import __version__, cache_files

FORMAT = 1
FOLDER, SUFFIX = "parsed-rules", ".json"
KEPT_FILES = 64  # the latest, of all projects

Key = tuple[str | int, ...]
Parsed = tuple[dict[str, Any], dict[Key, int]]  # the data, and the line of each key


def recall(data: bytes) -> Parsed | None:
    """What a file with these bytes says, if it is known."""
    place = _place(data)
    if place is None:
        return None
    value = cache_files.read(*place)
    try:
        found, lines = value["data"], {tuple(where): line for *where, line in value["lines"]}
        for path, day in value["dates"]:
            table = found
            for part in path[:-1]:
                table = table[part]
            if table[path[-1]] is not None:
                raise ValueError("a date where something else stands")
            table[path[-1]] = datetime.date.fromisoformat(day)
    except (AttributeError, LookupError, TypeError, ValueError):
        return None
    are_lines = all(type(line) is int for line in lines.values())
    return (found, lines) if isinstance(found, dict) and are_lines else None


def keep(data: bytes, parsed: Parsed) -> None:
    """Keep what a file with these bytes says, if JSON can say it."""
    found, lines = parsed
    dates: list[tuple[list[str | int], str]] = []
    place = _place(data)
    if place is None:
        return
    try:
        value = {
            "data": _plain(found, [], dates),
            "dates": dates,
            "lines": [[*where, line] for where, line in lines.items()],
        }
        cache_files.write(*place, value)
    except (TypeError, RecursionError):  # a time; or nested deeper than we can follow
        return
    cache_files.drop_oldest(place[0], KEPT_FILES)


def _plain(value: Any, path: list[str | int], dates: list[tuple[list[str | int], str]]) -> Any:
    """The value without its dates, which go to `dates`. Raises TypeError for what JSON has not."""
    if isinstance(value, dict):
        return {key: _plain(item, [*path, key], dates) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, [*path, number], dates) for number, item in enumerate(value)]
    if type(value) is datetime.date:
        dates.append((path, value.isoformat()))
        return None
    if isinstance(value, str | int | float):
        return value
    raise TypeError("times have no place in rules")


def _place(data: bytes) -> tuple[str, str, str] | None:
    """The folder, the name of the file in it, and the key; None where nobody can tell our state."""
    from hashlib import blake2b  # takes a while to import

    # Our own code may change under one version.
    ours = os.path.dirname(os.path.abspath(__file__))
    try:
        states = [os.stat(os.path.join(ours, name)) for name in ("toml_file.py", "toml_scan.py")]
    except OSError:  # from a zip file, or without sources
        return None
    stamps = [(state.st_mtime_ns, state.st_size) for state in states]
    about = [FORMAT, __version__, stamps, sys.version]
    state = blake2b(repr(about).encode(), digest_size=16)
    state.update(data)
    key = state.hexdigest()
    return os.path.join(cache_files.base_folder(), FOLDER), key + SUFFIX, key
