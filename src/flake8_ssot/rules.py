"""Turn the tables of a rule file into records: in, a TomlFile; out, rules and problems.

Every problem of the file is collected; nothing is raised here.
"""

from __future__ import annotations

import datetime
import difflib
import keyword
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from flake8_ssot import globs
from flake8_ssot.model import Problem
from flake8_ssot.toml_file import Key, TomlFile

MAX_RULES = 20_000
MAX_TEXT = 500
MAX_SOURCE = 20_000

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_URL = re.compile(r"https?://[!-~]+")


class Example(NamedTuple):
    """`bad` must be reported, `good` must stay clean; both: `bad` becomes `good`."""

    bad: str | None
    good: str | None
    path: str  # the file the example pretends to be, for relative imports and `__init__.py`
    line: int


class Moved(NamedTuple):
    """A module or symbol that has another home, or none. One `[[moved]]` table."""

    id: str
    old: str
    new: str | None
    why: str
    url: str
    source: str
    allow: tuple[str, ...]
    remove_by: datetime.date | None
    examples: tuple[Example, ...]
    file: str  # where the rule is written
    line: int


class Parsed(NamedTuple):
    """What one file holds."""

    moved: tuple[Moved, ...]
    problems: tuple[Problem, ...]


RULE_TABLES = ("moved",)


def parse(file: TomlFile, prefix: Key = ()) -> Parsed:
    """The rules below `prefix` of `file` (`("tool", "ssot")` in a pyproject.toml)."""
    table: Any = file.data
    for part in prefix:
        table = table[part]
    reader = _Reader(file)
    moved = tuple(reader.moved(table.get("moved", []), (*prefix, "moved")))
    return Parsed(moved, tuple(reader.problems))


def unknown_key(key: str, known: Iterable[str], where: str) -> str:
    """The message for a key nobody knows, with the likeliest one meant."""
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


def _identifier(value: object) -> str:
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


def _url(value: object) -> str:
    if not isinstance(value, str) or not _URL.fullmatch(value) or len(value) > MAX_TEXT:
        raise ValueError("must be a link that starts with https://")
    return value


def _date(value: object) -> datetime.date:
    if type(value) is not datetime.date:  # a datetime is a date, too
        raise ValueError("must be a date without quotes, like 2026-12-31")
    return value


def _source_text(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_SOURCE:
        raise ValueError("must be Python source in quotes")
    return value


def _relative_path(value: object) -> str:
    if not isinstance(value, str) or globs.problem(value) or not value.endswith((".py", ".pyi")):
        raise ValueError("must be a relative path of a Python file, like 'pkg/__init__.py'")
    return value


_MOVED_KEYS: dict[str, Callable[[object], Any]] = {  # key -> its reader
    "id": _identifier,
    "old": dotted_path,
    "new": dotted_path,
    "why": one_line,
    "url": _url,
    "source": one_line,
    "allow": glob_list,
    "remove-by": _date,
}
_EXAMPLE_KEYS: dict[str, Callable[[object], Any]] = {
    "bad": _source_text,
    "good": _source_text,
    "path": _relative_path,
}


class _Reader:
    """Reads the tables of one file and keeps every problem it meets."""

    def __init__(self, file: TomlFile) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def problem(self, key: Key, message: str) -> None:
        self.problems.append(Problem(self.file.path, self.file.line(key), message))

    def tables(self, value: object, key: Key) -> list[tuple[Key, dict[str, Any]]]:
        name = ".".join(part for part in key if isinstance(part, str))
        if not isinstance(value, list):
            self.problem(key, f"{name!r} must be an array of tables: write [[{name}]]")
            return []
        found = []
        for number, table in enumerate(value):
            if isinstance(table, dict):
                found.append(((*key, number), table))
            else:
                self.problem((*key, number), f"{name!r} must hold tables: write [[{name}]]")
        return found

    def fields(
        self,
        table: dict[str, Any],
        key: Key,
        readers: dict[str, Callable[[object], Any]],
        also: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """The valid values of `table`; a problem for each that is not, and each unknown key."""
        values = {}
        for name, value in table.items():
            if name in also:
                continue
            if name not in readers:
                where = f"[[{'.'.join(str(part) for part in key if isinstance(part, str))}]]"
                self.problem((*key, name), unknown_key(name, (*readers, *also), where))
                continue
            try:
                values[name] = readers[name](value)
            except ValueError as error:
                separator = "" if str(error).startswith(":") else " "
                self.problem((*key, name), f"{name!r}{separator}{error}")
        return values

    def moved(self, value: object, key: Key) -> Iterable[Moved]:
        tables = self.tables(value, key)
        if len(tables) > MAX_RULES:
            self.problem(key, f"more than {MAX_RULES} rules")
            return
        for place, table in tables:
            values = self.fields(table, place, _MOVED_KEYS, ("example",))
            examples = tuple(self.examples(table.get("example", []), (*place, "example")))
            missing = [name for name in ("id", "old") if name not in table]
            for name in missing:
                self.problem(place, f"a [[moved]] rule needs {name!r}")
            if "id" not in values or "old" not in values:
                continue
            if values["old"] == values.get("new"):
                self.problem((*place, "new"), "'new' is the same path as 'old'")
                continue
            yield Moved(
                id=values["id"],
                old=values["old"],
                new=values.get("new"),
                why=values.get("why", ""),
                url=values.get("url", ""),
                source=values.get("source", ""),
                allow=values.get("allow", ()),
                remove_by=values.get("remove-by"),
                examples=examples,
                file=self.file.path,
                line=self.file.line(place),
            )

    def examples(self, value: object, key: Key) -> Iterable[Example]:
        for place, table in self.tables(value, key):
            values = self.fields(table, place, _EXAMPLE_KEYS)
            if "bad" not in table and "good" not in table:
                self.problem(place, "an example needs 'bad', 'good' or both")
            yield Example(
                bad=values.get("bad"),
                good=values.get("good"),
                path=values.get("path", "example.py"),
                line=self.file.line(place),
            )
