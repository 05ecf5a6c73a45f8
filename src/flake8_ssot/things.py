"""Values as far as a file tells them. Data and small questions; `evidence` finds them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple, Protocol

from flake8_ssot.meanings import looks_like_class
from flake8_ssot.scopes import Step, View


class What(Enum):
    """The kinds of value."""

    OBJECT = "an object of the class `path`, or what calling `path` gives"
    CLASS = "the class, function or module `path` itself"
    MEMBER = "the method `path` of an object"
    FUNCTION = "a function of this file"
    NONE = "None"
    UNKNOWN = "anything"


class Thing(NamedTuple):
    """One value that an expression may have."""

    what: What
    path: str = ""
    how: str = ""  # the evidence, for a message
    node: ast.AST | None = None  # the class or function, where this file defines it
    is_literal: bool = False
    method: str = ""  # of `self` and `cls`: the method; the class may be one that derives from it


UNKNOWN: tuple[Thing, ...] = (Thing(What.UNKNOWN),)
NONE: tuple[Thing, ...] = (Thing(What.NONE),)

Steps = tuple[Step, ...]


class Ask(Protocol):
    """Answers what an expression may be, after `steps` were taken from its value."""

    def __call__(
        self, expression: ast.expr, view: View, steps: Steps = ..., /
    ) -> tuple[Thing, ...]: ...


def is_solid(things: Iterable[Thing]) -> bool:
    """Is the class of every possibility known? What an imported function makes is not."""
    return all(
        thing.what is not What.UNKNOWN
        and (thing.node is not None or thing.what is What.NONE or _is_of_class(thing.path))
        for thing in things
    )


def _is_of_class(path: str) -> bool:
    """A heuristic (PEP 8): `pkg.Class`, or what `pkg.Class.method` makes."""
    owner = path.rpartition(".")[0]
    return path.startswith("builtins.") or looks_like_class(path) or looks_like_class(owner)


def is_informative(things: list[Thing] | tuple[Thing, ...]) -> bool:
    """Is any possibility known, but for None?"""
    return any(bool(thing.path) or thing.node is not None for thing in things)
