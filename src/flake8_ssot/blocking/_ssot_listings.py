"""Who lists attributes asks for none of them: in, what is blocked; out, lists without it.

`dir` gives what it would give if the names were gone, so that who reads everything it lists
(`inspect.getmembers`, `help`, `Mock(spec=...)`) is not taken for a user. `unittest.mock` looks for
what it patches in the owner's `__dict__`, which still has it, and is told to ask.
"""

from __future__ import annotations

import builtins
import sys

import _ssot_places
from _ssot_attributes import Attribute
from _ssot_members import Member
from _ssot_owners import MISSING, is_class, namespace, no_attribute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def watch_dir(names: set[str]) -> None:
    """Leave out of `dir` what is refused; `names` are the only names that may be."""
    full, frame = builtins.dir, sys._getframe  # the real ones, whatever is blocked

    @_ssot_places.passes_for(_ssot_places.BESIDE_IT)
    def dir(*owner: Any) -> list[str]:  # noqa: A001  # pragma: no cover - in another file
        if not owner:
            return sorted(frame(1).f_locals)
        return [
            name for name in full(*owner) if name not in names or not _is_hidden(owner[0], name)
        ]

    dir.__module__, dir.__qualname__, dir.__doc__ = "builtins", "dir", full.__doc__
    builtins.dir = dir


def watch_mock(name: str, module: Any) -> None:
    """Let `patch` ask for what it replaces, if the module `name` is the one that patches."""
    patch = getattr(module, "_patch", None) if name in _ssot_places.MOCKS else None
    find = getattr(patch, "get_original", None)
    if patch is None or find is None:
        return

    @_ssot_places.passes_for(_ssot_places.BESIDE_IT)
    def get_original(self: Any) -> Any:  # pragma: no cover - in another file
        target = self.getter()
        if _is_hidden(target, self.attribute):
            getattr(target, self.attribute, None)  # which notes it
            if not self.create:
                raise no_attribute(target, self.attribute, is_blocked=True)
        return find(self)

    patch.get_original = get_original


def _is_hidden(owner: Any, name: str) -> bool:
    """Would reading the attribute be refused? It is not read to find out."""
    of_class = is_class(owner)
    for cls in owner.__mro__ if of_class else type(owner).__mro__:
        found = vars(cls).get(name, MISSING)
        if isinstance(found, Attribute):
            return not of_class and found.is_refused(owner)
        if isinstance(found, Member):
            return of_class or name not in namespace(owner)
        if found is not MISSING:
            break
    return False
