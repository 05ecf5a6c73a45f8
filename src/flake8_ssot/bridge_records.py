"""What is found of bridges in one file: data only. `bridges` makes them, `draft` reads them."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from flake8_ssot.modules import Module


class Sort(str, Enum):
    """What a deprecated path is."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    METHOD = "method"
    PROPERTY = "property"
    NAME = "name"


class Evidence(NamedTuple):
    """Where a file shows that a path is deprecated, and in which words."""

    line: int
    says: str  # "warns", "the docstring says" ...
    words: str = ""


class Successor(NamedTuple):
    """What the file names as the new path."""

    spelled: str
    paths: tuple[str, ...]  # what that may be, the likeliest first; none: the file does not know it
    module: str = ""  # of `from module import name`


class Bridge(NamedTuple):
    """One deprecated path, and one reason to think so."""

    path: str
    sort: Sort
    evidence: tuple[Evidence, ...]
    successors: tuple[Successor, ...] = ()
    behind: str | None = None  # what it is an alias of, derives from, or calls
    is_same: bool = False  # `behind` can take its place: the same object, or the same parameters
    is_sure: bool = True  # False: only its shape speaks for it


class Reading(NamedTuple):
    """What one file shows."""

    path: str  # the file
    module: Module
    bridges: tuple[Bridge, ...] = ()
    uses: tuple[tuple[str, ...], ...] = ()  # the dotted paths of each import statement
    definitions: tuple[str, ...] = ()  # classes and functions of the top level
    handed: tuple[tuple[str, str], ...] = ()  # name, its path; of a module with bridges only
    exports: frozenset[str] | None = None  # `__all__`, likewise
    own_use: frozenset[str] = frozenset()  # of those it hands on, names that its own code uses
    stars: tuple[str, ...] = ()  # modules of its star imports, likewise
    problem: str = ""  # why it could not be read
    line: int = 0
