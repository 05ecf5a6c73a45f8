"""Refuse members of classes: in, a class; out, the same class without them.

The member is replaced in the class, where the class's own code finds it as all other code does.
"""

from __future__ import annotations

import sys

import _ssot_callers
import _ssot_log
from _ssot_owners import ModuleType, is_class, namespace, no_attribute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Member:
    """The descriptor of a refused member of a class. An instance's own attribute goes before it."""

    def __init__(self, name: str, path: str, log: _ssot_log.Log) -> None:
        self._name = name
        self._path = path
        self._log = log

    def __get__(self, instance: object, owner: type) -> Any:
        if not _ssot_callers.is_inspection():
            self._log.refused(self._path)
        raise no_attribute(owner if instance is None else instance, self._name, is_blocked=True)


def refuse_members(value: object, members: list[tuple[list[str], str]], log: _ssot_log.Log) -> None:
    """Refuse `members` of the class `value`: for each the way there, and the path it is."""
    for way, path in members:
        owner: object = value
        for step in way[:-1]:
            owner = namespace(owner).get(step)
        if is_class(owner):
            refuse_member(owner, way[-1], path, log)
        elif not (
            owner is None
            or isinstance(owner, ModuleType)
            or path.rpartition(".")[0] in sys.modules  # which is meant, and hidden by a namesake
        ):
            log.is_blind(path, "what has it is not a class")


def refuse_member(owner: Any, name: str, path: str, log: _ssot_log.Log) -> None:
    """Refuse one member of a class."""
    if isinstance(vars(owner).get(name), Member):
        return
    try:
        type.__setattr__(owner, name, Member(name, path, log))
    except TypeError as error:  # a class of an extension
        log.is_blind(path, str(error))
