"""The records of rules: what one table of a rule file says. Data only; `rule_reader` makes them."""

from __future__ import annotations

import datetime
from fnmatch import fnmatchcase
from typing import NamedTuple

from flake8_ssot.forms import Form
from flake8_ssot.template import Template

RULE_TABLES = ("moved", "signature", "bridge")


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
    namespace: str | None = None  # of a module: whose names a patch of its names replaces now


class Role(NamedTuple):
    """How an argument shows what it is meant to be."""

    name: str
    types: tuple[str, ...]  # dotted paths of classes; builtins without a dot
    names: tuple[str, ...]  # globs on the names of variables, attributes and functions


class Signature(NamedTuple):
    """A callable whose parameters changed. One `[[signature]]` table."""

    id: str
    callable: str
    modern: tuple[Form, ...]
    legacy: tuple[Form, ...]
    roles: tuple[Role, ...]
    rename: dict[str, str]  # legacy keyword -> modern keyword
    rewrite: Template | None
    why: str
    url: str
    source: str
    allow: tuple[str, ...]
    remove_by: datetime.date | None
    examples: tuple[Example, ...]
    file: str
    line: int


class Bridge(NamedTuple):
    """A callable that only keeps an old way of calling alive. One `[[bridge]]` table."""

    id: str
    old: str
    new: str | None
    why: str
    url: str
    source: str
    allow: tuple[str, ...]
    remove_by: datetime.date | None
    examples: tuple[Example, ...]
    file: str
    line: int


Rule = Moved | Signature | Bridge


def shows(role: Role, parameter: str) -> bool:
    """Does a parameter of this name have the role?"""
    return parameter == role.name or any(fnmatchcase(parameter, pattern) for pattern in role.names)
