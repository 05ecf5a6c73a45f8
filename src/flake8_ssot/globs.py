"""Match file paths against the globs of `exclude` and `allow`.

Matching goes segment by segment, so a hostile pattern costs at most segments x segments.
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache

MAX_LENGTH = 1024


def problem(pattern: str, what: str = "glob") -> str | None:
    """What is wrong with `pattern`, or None: it must stay inside the project."""
    if not pattern or len(pattern) > MAX_LENGTH or "\0" in pattern:
        return f"a {what} must have 1 to {MAX_LENGTH} characters"
    if pattern.startswith("!"):
        return f"the {what} {pattern!r} must not begin with '!': nothing can be taken back"
    if pattern.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", pattern):
        return f"the {what} {pattern!r} must be relative to the configuration file"
    if ".." in pattern.replace("\\", "/").split("/"):
        return f"the {what} {pattern!r} must not leave the project"
    return None


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Does `path` (relative, with `/`) match any of `patterns`?

    As in a `.gitignore`: a pattern without a `/` matches at any depth, one that names a folder
    matches all below it, `**` stands for any number of folders.
    """
    segments = tuple(path.split("/"))
    return any(_matches(segments, _compiled(pattern)) for pattern in patterns)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> tuple[re.Pattern[str] | None, ...]:
    """The pattern's segments; None is `**`."""
    cleaned = pattern.replace("\\", "/").removeprefix("./").rstrip("/")
    parts = [part for part in cleaned.split("/") if part not in ("", ".")]
    if "/" not in cleaned:
        parts.insert(0, "**")
    single = [part for at, part in enumerate(parts) if part != "**" or parts[at - 1 : at] != ["**"]]
    return tuple(None if part == "**" else re.compile(translate(part)) for part in single)


def _matches(segments: tuple[str, ...], parts: tuple[re.Pattern[str] | None, ...]) -> bool:
    """Walk the segments once, keeping the set of pattern positions reached so far."""
    reached = _skip_stars({0}, parts)
    for segment in segments:
        if len(parts) in reached:  # a folder above matched
            return True
        after = set()
        for position in reached:
            part = parts[position]
            if part is None:
                after.add(position)
            elif part.match(segment):
                after.add(position + 1)
        reached = _skip_stars(after, parts)
    return len(parts) in reached


def _skip_stars(reached: set[int], parts: tuple[re.Pattern[str] | None, ...]) -> set[int]:
    result = set(reached)
    for position in sorted(reached):
        while position < len(parts) and parts[position] is None:
            position += 1
            result.add(position)
    return result
