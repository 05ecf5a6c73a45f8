"""Find and read the project's settings: in, a start folder or a file; out, Settings.

The nearest `ssot.toml`, or `pyproject.toml` with a `[tool.ssot]` table, upward from the folder the
command runs in. Where there is none, the shipped pack `netra` applies.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple

from flake8_ssot import files, toml_file
from flake8_ssot.fields import glob_list, path_list, text_list, unknown_key
from flake8_ssot.model import ConfigError, Problem
from flake8_ssot.rule_reader import Parsed, parse
from flake8_ssot.rules import RULE_TABLES, Rule
from flake8_ssot.toml_cache import Key
from flake8_ssot.toml_file import TomlFile

CONFIG_NAME = "ssot.toml"
PYPROJECT = "pyproject.toml"
PYPROJECT_PREFIX: Key = ("tool", "ssot")
PACKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "packs")
DEFAULT_PACK = "netra"
SETTING_KEYS = ("extend", "src", "exclude", "skip", "baseline")
SKIPPABLE = ("stubs", "notebooks", "configuration", "documents", "doctests", "re-exports")
DEFAULT_SRC = (".", "src")
DEFAULT_BASELINE = ("ssot-baseline.txt",)
LARGE = 1 << 26  # bytes of a pyproject.toml that may be somebody else's
ROOT_MARKS = (".git", ".hg", PYPROJECT, "setup.cfg", "setup.py")


class Setting(NamedTuple):
    """A value and where it comes from, as `ssot config` shows it."""

    value: tuple[str, ...]
    origin: str


class Settings(NamedTuple):
    """What the project decided. Paths are absolute, globs relative to `root`."""

    root: str  # the folder every path in the configuration is relative to
    file: str | None  # the configuration file; None: there is none
    extend: Setting
    src: Setting
    exclude: Setting
    skip: Setting  # of SKIPPABLE: where nobody looks
    baseline: Setting  # one path, of the recorded findings
    rules: tuple[Rule, ...]  # of the file itself and of every pack it extends
    files: tuple[str, ...]  # every file read
    problems: tuple[Problem, ...]  # what is wrong in any of them


def _skip_list(value: object) -> tuple[str, ...]:
    """The kinds of files and places that are left out. Raises ValueError on anything else."""
    kinds = text_list(value)
    for kind in kinds:
        if kind not in SKIPPABLE:
            raise ValueError(f": {unknown_key(kind, SKIPPABLE, 'it').replace('key', 'kind', 1)}")
    return kinds


def _file_path(value: object) -> tuple[str, ...]:
    """One file inside the project. Raises ValueError on anything else."""
    if not isinstance(value, str) or value.rpartition("/")[2] in ("", ".", ".."):
        raise ValueError("must be the path of a file, in quotes")
    return path_list([value])


def find(start: str) -> str | None:
    """The configuration file nearest upward from the folder `start` (absolute), if any."""
    folder = start
    while True:
        candidate = os.path.join(folder, CONFIG_NAME)
        if os.path.lexists(candidate):
            return candidate
        candidate = os.path.join(folder, PYPROJECT)
        if os.path.isfile(candidate) and holds_our_table(candidate):
            return candidate
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def find_named(name: str, start: str) -> str:
    """The file `name` in `start` or the nearest folder above that holds it.

    A name with a folder in it is taken as it is. flake8 hands a bare file name on unresolved.
    """
    folder = start
    while not os.path.dirname(name):
        candidate = os.path.join(folder, name)
        above = os.path.dirname(folder)
        if os.path.lexists(candidate):
            return candidate
        if above == folder:
            break
        folder = above
    return os.path.join(start, name)


def load(file: str | None, start: str) -> Settings:
    """Read the configuration `file`, or the defaults for a project that holds `start`.

    Raises ConfigError if the file cannot be read as TOML; what is wrong inside is in `problems`,
    so that the mistakes between rules can be told together with those within them.
    """
    if file is None:
        return _defaults(start)
    shown = _shown(file, start)
    toml = toml_file.read(file, shown)
    prefix = PYPROJECT_PREFIX if os.path.basename(file) == PYPROJECT else ()
    table: Any = toml.data
    for part in prefix:
        table = table.get(part) if isinstance(table, dict) else None
    if not isinstance(table, dict):
        raise ConfigError((Problem(shown, 0, "has no [tool.ssot] table"),))
    return _Reader(toml, table, prefix, file, start).settings()


def settings_of_pack(file: str, start: str) -> Settings:
    """Settings for a pack on its own, to test it. Raises ConfigError if it is no TOML."""
    parsed = read_pack(file, _shown(file, start))
    none = Setting((), "default")
    src = Setting(DEFAULT_SRC, "default")
    baseline = Setting(DEFAULT_BASELINE, "default")
    return Settings(
        start, file, none, src, none, none, baseline, parsed.rules, (file,), parsed.problems
    )


def is_configuration(file: str, start: str) -> bool:
    """Does the file hold settings, not only rules? Raises ConfigError if it is no TOML."""
    data = toml_file.read(file, _shown(file, start)).data
    return any(key in data for key in SETTING_KEYS)


def holds_our_table(pyproject: str) -> bool:
    """Has it a [tool.ssot] table? One that is no TOML, or no file, has if it may: `load` tells."""
    try:
        data = files.read_regular(pyproject, LARGE)
    except OSError:
        return True
    if b"ssot" not in data:
        return False
    try:
        tool = toml_file.read(pyproject).data.get("tool")
    except ConfigError:
        return b"[tool.ssot" in data
    return isinstance(tool, dict) and "ssot" in tool


def _defaults(start: str) -> Settings:
    pack = os.path.join(PACKS, DEFAULT_PACK + ".toml")
    parsed = read_pack(pack, pack)
    return Settings(
        root=_project_root(start),
        file=None,
        extend=Setting((DEFAULT_PACK,), "default (no configuration file found)"),
        src=Setting(DEFAULT_SRC, "default"),
        exclude=Setting((), "default"),
        skip=Setting((), "default"),
        baseline=Setting(DEFAULT_BASELINE, "default"),
        rules=parsed.rules,
        files=(pack,),
        problems=parsed.problems,
    )


def _project_root(start: str) -> str:
    """The nearest folder upward that looks like the root of a project, else `start`."""
    folder = start
    while not any(os.path.lexists(os.path.join(folder, mark)) for mark in ROOT_MARKS):
        above = os.path.dirname(folder)
        if above == folder:
            return start
        folder = above
    return folder


def _shown(file: str, start: str) -> str:
    """The file's name in messages: relative where that is shorter."""
    try:
        relative = os.path.relpath(file, start)
    except ValueError:  # another drive
        return file
    return min(relative, file, key=len)


class _Reader:
    """Reads the top-level keys of one configuration file and the packs it extends."""

    def __init__(
        self, toml: TomlFile, table: dict[str, Any], prefix: Key, file: str, start: str
    ) -> None:
        self.toml = toml
        self.table = table
        self.prefix = prefix
        self.file = file
        self.start = start
        self.root = os.path.dirname(os.path.abspath(file))
        self.problems: list[Problem] = []

    def problem(self, key: Key, message: str) -> None:
        line = self.toml.line((*self.prefix, *key))
        self.problems.append(Problem(self.toml.path, line, message))

    def settings(self) -> Settings:
        known = (*SETTING_KEYS, *RULE_TABLES)
        for key in self.table:
            if key not in known:
                where = "[tool.ssot]" if self.prefix else "the configuration"
                self.problem((key,), unknown_key(key, known, where))
        extend = self.value("extend", text_list, ())
        src = self.value("src", path_list, DEFAULT_SRC)
        exclude = self.value("exclude", glob_list, ())
        skip = self.value("skip", _skip_list, ())
        baseline = self.value("baseline", _file_path, DEFAULT_BASELINE)
        parsed = [parse(self.toml, self.prefix)]
        read = [self.file]
        for name in extend.value:
            pack = self.pack(name)
            if pack is None or pack in read:
                continue
            read.append(pack)
            try:
                parsed.append(read_pack(pack, _shown(pack, self.start)))
            except ConfigError as error:
                self.problems += error.problems
        return Settings(
            self.root,
            self.file,
            extend,
            src,
            exclude,
            skip,
            baseline,
            tuple(rule for part in parsed for rule in part.rules),
            tuple(read),
            (*self.problems, *(problem for part in parsed for problem in part.problems)),
        )

    def value(
        self,
        key: str,
        reader: Callable[[object], tuple[str, ...]],
        default: tuple[str, ...],
    ) -> Setting:
        if key not in self.table:
            return Setting(default, "default")
        origin = f"{self.toml.path}:{self.toml.line((*self.prefix, key))}"
        try:
            return Setting(reader(self.table[key]), origin)
        except ValueError as error:
            separator = "" if str(error).startswith(":") else " "
            self.problem((key,), f"{key!r}{separator}{error}")
            return Setting(default, origin)

    def pack(self, name: str) -> str | None:
        """The file behind one entry of `extend`: a shipped pack, or a path inside the project."""
        if not name.endswith(".toml"):
            shipped = shipped_packs()
            if name in shipped:
                return os.path.join(PACKS, name + ".toml")
            message = unknown_key(name, shipped, "'extend'").replace("key", "pack", 1)
            self.problem(("extend",), f"{message}; a pack of your own is named by its .toml file")
            return None
        path = os.path.realpath(os.path.join(self.root, name.replace("\0", "")))
        root = os.path.realpath(self.root)
        if "\0" in name or os.path.isabs(name) or not path.startswith(os.path.join(root, "")):
            self.problem(("extend",), f"the pack {name!r} must lie inside the project")
            return None
        return os.path.join(self.root, name)


def shipped_packs() -> tuple[str, ...]:
    """The names of the packs inside this package."""
    return tuple(
        sorted(name.removesuffix(".toml") for name in os.listdir(PACKS) if name.endswith(".toml"))
    )


def read_pack(path: str, shown: str) -> Parsed:
    """The rules of a pack. Raises ConfigError if the file cannot be read as TOML."""
    toml = toml_file.read(path, shown)
    strays = tuple(
        Problem(shown, toml.line((key,)), unknown_key(key, RULE_TABLES, "a rule pack"))
        for key in toml.data
        if key not in RULE_TABLES
    )
    parsed = parse(toml)
    return parsed._replace(problems=(*strays, *parsed.problems))
