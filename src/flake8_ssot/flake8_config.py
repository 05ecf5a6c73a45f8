"""flake8's own configuration, as far as it decides what is reported: in, a folder; out, its values.

`ssot check` reads what flake8 would read, without importing flake8 (which costs more than our whole
run). Tested against flake8 itself.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from fnmatch import translate
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flake8_ssot import files
from flake8_ssot.model import ConfigError, Problem

if TYPE_CHECKING:
    import configparser

MAX_BYTES = 1 << 22
CANDIDATES = ("setup.cfg", "tox.ini", ".flake8")
DEFAULT_EXCLUDE: tuple[str, ...] = (
    ".svn",
    "CVS",
    ".bzr",
    ".hg",
    ".git",
    "__pycache__",
    ".tox",
    ".nox",
    ".eggs",
    "*.egg",
)
DEFAULT_FILENAME: tuple[str, ...] = ("*.py",)

_SEPARATOR = re.compile(r"[,\s]")
_CODE = re.compile(r"[A-Z]{1,3}[0-9]{0,3}", re.ASCII)
_MAPPING_TOKEN = re.compile(
    r"(?P<code>[A-Z]+[0-9]*(?=$|\s|,))|(?P<colon>\s*:\s*)|(?P<gap>\s*,\s*|\s+)|(?P<file>[^\s:,]+)"
)


class Flake8Config(NamedTuple):
    """What flake8's configuration says. None: not set there."""

    file: str | None = None
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE  # normalised patterns
    extend_exclude: tuple[str, ...] = ()
    filename: tuple[str, ...] = DEFAULT_FILENAME  # as typed; empty: every file
    ignore: tuple[str, ...] | None = None
    extend_ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    disable_noqa: bool = False
    ssot_config: str | None = None


def find(start: str) -> str | None:
    """The file flake8 would read when run in the folder `start` (absolute), if any."""
    home = _identity(os.path.expanduser("~"))
    folder = start
    while True:
        for name in CANDIDATES:
            path = os.path.join(folder, name)
            if os.path.lexists(path) and _is_flake8s(path):
                return path
        above = os.path.dirname(folder)
        if above == folder or _identity(above) == home:
            return None
        folder = above


def _is_flake8s(path: str) -> bool:
    """Would flake8 take its configuration from this file?"""
    import configparser  # as below: where there is no such file, nothing needs it

    parser = configparser.RawConfigParser()
    try:
        _read(parser, path)
    except (UnicodeDecodeError, configparser.ParsingError, OSError):
        return False
    except configparser.Error:
        return True  # `load` says what is wrong with it
    return "flake8" in parser or "flake8:local-plugins" in parser


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ino, status.st_dev


def _read(parser: configparser.RawConfigParser, path: str) -> None:
    text = files.read_regular(path, MAX_BYTES).decode("utf-8")
    parser.read_string(text.replace("\r\n", "\n").replace("\r", "\n"), source=path)


def load(start: str, file: str | None = None) -> Flake8Config:
    """flake8's configuration for a run in the folder `start`. Raises ConfigError."""
    file = file or find(start)
    if file is None:
        return Flake8Config()
    import configparser

    parser = configparser.RawConfigParser()
    try:
        _read(parser, file)
        section = dict(parser["flake8"]) if "flake8" in parser else {}
        disable_noqa = parser.getboolean("flake8", "disable-noqa", fallback=None)
        if disable_noqa is None:
            disable_noqa = parser.getboolean("flake8", "disable_noqa", fallback=False)
    except OSError as error:
        raise ConfigError((Problem(file, 0, files.reason(error)),)) from None
    except (configparser.Error, UnicodeDecodeError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        first = str(error).splitlines()[0]
        raise ConfigError((Problem(file, line, f"not readable for flake8: {first}"),)) from None
    values = {name.replace("_", "-"): value for name, value in section.items()}
    parent = os.path.dirname(os.path.abspath(file))
    for option in ("ignore", "extend-ignore"):
        for code in codes(values.get(option, "")):
            if not _CODE.fullmatch(code):
                message = f"{option!r} holds {code!r}, which is not a code flake8 accepts"
                raise ConfigError((Problem(file, 0, message),))
    exclude = DEFAULT_EXCLUDE
    if "exclude" in values:
        exclude = patterns(values["exclude"], parent)
    ssot_config = values.get("ssot-config")
    return Flake8Config(
        file=file,
        exclude=exclude,
        extend_exclude=patterns(values.get("extend-exclude", ""), parent),
        filename=codes(values["filename"]) if "filename" in values else DEFAULT_FILENAME,
        ignore=codes(values["ignore"]) if "ignore" in values else None,
        extend_ignore=codes(values.get("extend-ignore", "")),
        extend_select=codes(values.get("extend-select", "")),
        per_file_ignores=tuple(parse_per_file_ignores(values.get("per-file-ignores", ""), file)),
        disable_noqa=disable_noqa,
        ssot_config=normalize(ssot_config, parent) if ssot_config else None,
    )


def excludes(config: Flake8Config, path: str) -> bool:
    """Is the file or folder at `path` left out?"""
    return matches(path, (*config.exclude, *config.extend_exclude))


def excludes_in(config: Flake8Config, folder: str) -> Callable[[str], bool]:
    """As `excludes`, for the names in one folder: what its path is, is asked once."""
    against = (*config.exclude, *config.extend_exclude)
    if not against:
        return lambda _: False
    pattern = _compiled(against)
    absolute = os.path.normcase(os.path.join(os.path.abspath(folder), ""))

    def is_excluded(name: str) -> bool:
        name = os.path.normcase(name)
        return bool(pattern.match(name) or pattern.match(absolute + name))

    return is_excluded


def codes(text: str) -> tuple[str, ...]:
    """The codes of a comma- or space-separated list."""
    return tuple(item for item in _SEPARATOR.split(text) if item)


def patterns(text: str, parent: str) -> tuple[str, ...]:
    """The patterns of a list; those with a slash become absolute, seen from `parent`."""
    return tuple(normalize(item, parent) for item in codes(text))


def normalize(path: str, parent: str) -> str:
    """As flake8: only a path with a separator in it (or ".") is taken relative to `parent`."""
    if path == "." or "/" in path or os.sep in path:
        path = os.path.abspath(os.path.join(parent, path))
    return path.rstrip("/" + os.sep)


def matches(path: str, against: tuple[str, ...]) -> bool:
    """Does the file's base name or absolute path match one of these patterns?"""
    if not against:
        return False
    pattern = _compiled(against)
    base = os.path.basename(path)
    if base not in (".", "..") and pattern.match(os.path.normcase(base)):
        return True
    return pattern.match(os.path.normcase(os.path.abspath(path))) is not None


@lru_cache(maxsize=256)
def _compiled(against: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all the patterns, each as `fnmatch` reads it."""
    return re.compile("|".join(translate(os.path.normcase(pattern)) for pattern in against))


def parse_per_file_ignores(text: str, where: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The `patterns: codes` pairs. Raises ConfigError for anything else."""
    files: list[str] = []
    found: list[str] = []
    seen_colon, fresh, position = False, True, 0
    wrong = Problem(where, 0, "'per-file-ignores' must read `pattern: CODE, ...` for each file")
    text = text.strip()
    while position < len(text):
        match = _MAPPING_TOKEN.match(text, position)
        assert match is not None  # the alternatives take any character
        position = match.end()
        kind, word = match.lastgroup, match.group().strip()
        if kind == "gap":
            fresh = True
        elif kind == "colon":
            if seen_colon:
                raise ConfigError((wrong,))
            seen_colon = fresh = True
        elif not fresh or (not seen_colon and kind == "code"):
            raise ConfigError((wrong,))
        elif not seen_colon:
            files.append(word)
            fresh = False
        elif kind == "code":
            found.append(word)
            fresh = False
        else:  # the next group of files
            yield from ((file, tuple(found)) for file in files if found)
            files, found, seen_colon, fresh = [word], [], False, False
    if text and not seen_colon:
        raise ConfigError((wrong,))
    yield from ((file, tuple(found)) for file in files if found)
