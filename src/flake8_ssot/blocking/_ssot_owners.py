"""Things that have attributes: in, a module, class or object; out, what it is and has."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ModuleType = type(sys)
MISSING = object()


def is_class(owner: object) -> bool:
    """Is it really one? A proxy may claim to be."""
    return issubclass(type(owner), type)


def namespace(owner: object) -> Any:
    """The attributes of a module, class or object itself; nothing for what has none."""
    if is_class(owner):
        return vars(owner)
    try:  # not by `vars`: a lazy module would load itself
        return object.__getattribute__(owner, "__dict__")
    except AttributeError:
        return {}


def no_attribute(owner: Any, name: str, *, is_blocked: bool = False) -> AttributeError:
    """The error that Python raises, with a word on who is to blame."""
    if isinstance(owner, ModuleType):
        who = f"module {namespace(owner).get('__name__')!r}"
    elif is_class(owner):
        who = f"type object {owner.__name__!r}"
    else:
        who = f"{type(owner).__name__!r} object"
    suffix = " (blocked by ssot gate)" if is_blocked else ""
    error = AttributeError(f"{who} has no attribute {name!r}{suffix}")
    error.name, error.obj = name, owner
    return error
