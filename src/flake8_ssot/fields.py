"""Readers of single values in rule files: in, what TOML gave; out, the value, or ValueError.

The error's text completes a sentence that begins with the key's name: "'old' must be ...".
"""

from __future__ import annotations

import datetime
import keyword
import re
from collections.abc import Iterable

from flake8_ssot import globs

MAX_TEXT = 500
MAX_SOURCE = 20_000
MAX_GLOBS = 100  # of one role

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_URL = re.compile(r"https?://[!-~]+")
_NAME_GLOB = re.compile(r"[\w*?]+")


def unknown_key(key: str, known: Iterable[str], where: str) -> str:
    """The message for a key nobody knows, with the likeliest one meant."""
    import difflib  # a wrong key is rare

    close = difflib.get_close_matches(key, list(known), n=1)
    hint = f" (did you mean {close[0]!r}?)" if close else f"; known: {', '.join(known)}"
    return f"unknown key {key!r} in {where}{hint}"


def text_list(value: object) -> tuple[str, ...]:
    """A list of strings. Raises ValueError on anything else."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("must be a list of strings")
    return tuple(value)


def glob_list(value: object, what: str = "glob") -> tuple[str, ...]:
    """A list of globs that stay inside the project. Raises ValueError on anything else."""
    patterns = text_list(value)
    for pattern in patterns:
        wrong = globs.problem(pattern, what)
        if wrong:
            raise ValueError(f": {wrong}")
    return patterns


def path_list(value: object) -> tuple[str, ...]:
    """A list of folders inside the project. Raises ValueError on anything else."""
    return glob_list(value, "path")


def identifier(value: object) -> str:
    """A rule's id. Raises ValueError on anything else."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("must be a short name of letters, digits, '-', '_' and '.'")
    return value


def dotted_path(value: object) -> str:
    """A dotted path of Python names. Raises ValueError on anything else."""
    if not isinstance(value, str):
        raise ValueError("must be a dotted path in quotes")
    for part in value.split("."):
        if not part.isidentifier() or keyword.iskeyword(part):
            raise ValueError(f"must be a dotted path like 'pkg.module.Name', not {value[:80]!r}")
    if len(value) > MAX_TEXT:
        raise ValueError(f"must have at most {MAX_TEXT} characters")
    return value


def member_path(value: object) -> str:
    """The dotted path of something in a module. Raises ValueError on anything else."""
    path = dotted_path(value)
    if "." not in path:
        raise ValueError(f"must name its module, too, like 'pkg.module.{path}'")
    return path


def dotted_paths(value: object) -> tuple[str, ...]:
    """A list of dotted paths. Raises ValueError on anything else."""
    return tuple(dotted_path(item) for item in text_list(value))


def name_globs(value: object) -> tuple[str, ...]:
    """A list of globs for Python names. Raises ValueError on anything else."""
    names = text_list(value)
    if len(names) > MAX_GLOBS:
        raise ValueError(f"may hold {MAX_GLOBS} names at most")
    for name in names:
        if not _NAME_GLOB.fullmatch(name) or len(name) > MAX_TEXT or set(name) <= set("*?"):
            raise ValueError(f"must hold names like 'registry' or '*_registry', not {name[:80]!r}")
    return names


def one_line(value: object) -> str:
    """A text folded to one line. Raises ValueError for control characters or a long text."""
    if not isinstance(value, str):
        raise ValueError("must be a text in quotes")
    folded = " ".join(value.split())
    if not folded.isprintable():
        raise ValueError("must not hold control characters")
    if len(folded) > MAX_TEXT:
        raise ValueError(f"must have at most {MAX_TEXT} characters")
    return folded


def url(value: object) -> str:
    """A link. Raises ValueError on anything else."""
    if not isinstance(value, str) or not _URL.fullmatch(value) or len(value) > MAX_TEXT:
        raise ValueError("must be a link that starts with https://")
    return value


def date(value: object) -> datetime.date:
    """A date without a time. Raises ValueError on anything else."""
    if type(value) is not datetime.date:  # a datetime is a date, too
        raise ValueError("must be a date without quotes, like 2026-12-31")
    return value


def source_text(value: object) -> str:
    """Python source of an example. Raises ValueError on anything else."""
    if not isinstance(value, str) or len(value) > MAX_SOURCE:
        raise ValueError("must be Python source in quotes")
    return value


def relative_path(value: object) -> str:
    """The path of a Python file below the root. Raises ValueError on anything else."""
    if not isinstance(value, str) or globs.problem(value) or not value.endswith((".py", ".pyi")):
        raise ValueError("must be a relative path of a Python file, like 'pkg/__init__.py'")
    return value
