"""Refuse names of modules: in, a module; out, the same module without them for others.

A module gets a class of its own, a subclass of the one it has, on which a blocked name is a data
descriptor. Python asks the class first, so the name is refused; the module's own code reads its
globals, where it still is, and every other attribute is found as before.
"""

from __future__ import annotations

import _ssot_callers
import _ssot_log
import _ssot_places
from _ssot_members import refuse_members
from _ssot_owners import MISSING, ModuleType, namespace, no_attribute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Wanted:
    """What an attribute of a module is watched for."""

    def __init__(self) -> None:
        self.path = ""  # it is refused, as this path; "": it is not
        self.is_module = False  # is the path a module's?
        self.members: list[tuple[list[str], str]] = []  # refused below it: the way there, the path


class Attribute:
    """The data descriptor of a watched attribute of one module."""

    def __init__(self, name: str, wanted: Wanted, log: _ssot_log.Log) -> None:
        self.wanted = wanted
        self._name = name
        self._log = log
        self._put: object = MISSING  # what others have put there
        self._hidden: object = MISSING  # what the module has, meanwhile

    def is_refused(self, module: object) -> bool:
        """Is it refused at present?"""
        if not self.wanted.path or self._is_put(module):
            return False
        if not self.wanted.is_module:
            return True
        # A blocked module is never there. Its parent may have a fallback of that name.
        value = namespace(module).get(self._name, MISSING)
        return value is MISSING or isinstance(value, ModuleType)

    def _is_put(self, module: object) -> bool:
        """Have others put something there, which is not what is to go?"""
        return self._put is not MISSING and namespace(module).get(self._name) is self._put

    def refuse(self, module: object) -> AttributeError:
        """Note that somebody asks for it. Returns what to raise."""
        if not _ssot_callers.is_noted_elsewhere("__path__" in namespace(module)):
            self._log.refused(self.wanted.path)
        return self.missing(module)

    def missing(self, module: object) -> AttributeError:
        """What Python raises where there is no such attribute."""
        return no_attribute(module, self._name, is_blocked=self.is_refused(module))

    @_ssot_places.passes_for(_ssot_places.BESIDE_IT)
    def __get__(self, module: Any, _: object = None) -> Any:  # pragma: no cover - in another file
        if module is None:
            return self
        if self.is_refused(module):
            _silence(module)
            raise self.refuse(module)
        values = namespace(module)
        if self._name in values:
            value = values[self._name]
        else:
            value = getattr(super(type(module), module), self._name, MISSING)
        if value is MISSING:
            if "__getattr__" not in values:
                raise self.missing(module)
            value = values["__getattr__"](self._name)
        if not self._is_put(module) and not is_watched(value):
            refuse_members(value, self.wanted.members, self._log)
        return value

    def __set__(self, module: object, value: object) -> None:
        values = namespace(module)
        if not self._is_put(module):
            self._hidden = values.get(self._name, MISSING)
        self._put = MISSING if value is self._hidden else value  # else a patch is taken back
        values[self._name] = value

    def __delete__(self, module: object) -> None:
        if self.is_refused(module):
            raise self.refuse(module)
        values = namespace(module)
        if self._name not in values:
            raise self.missing(module)
        if self._is_put(module) and self._hidden is not MISSING:
            values[self._name] = self._hidden
        else:
            del values[self._name]
        self._put = MISSING


class Exports:
    """The `__all__` of a module: for others, it lacks the names that are refused."""

    def __get__(self, module: Any, _: object = None) -> Any:
        if module is None:
            return self
        values = namespace(module)
        if "__all__" in values:
            return _exported(module, values["__all__"])
        if _ssot_callers.is_star_import():
            return _exported(module, [name for name in values if not str(name).startswith("_")])
        raise no_attribute(module, "__all__")

    def __set__(self, module: object, value: object) -> None:
        namespace(module)["__all__"] = value

    def __delete__(self, module: object) -> None:
        if namespace(module).pop("__all__", MISSING) is MISSING:
            raise no_attribute(module, "__all__")


class _Made:
    """What is known of a class made here."""

    def __init__(self, base: type, attributes: dict[str, Attribute]) -> None:
        self.base = base
        self.attributes = attributes


_made: dict[type, _Made] = {}


def is_watched(module: object) -> bool:
    """Has it got a class that watches its attributes?"""
    return type(module) in _made


def watch(module: object, attributes: dict[str, Attribute]) -> None:
    """Give a module the class that watches its `attributes`, unless it has one already.

    Any object may stand in a module's place. Raises TypeError for one that keeps its class.
    """
    if not is_watched(module):
        object.__getattribute__(module, "__dict__")
        _set_class(module, _subclass(type(module), attributes))


def _set_class(module: object, cls: type) -> None:
    object.__dict__["__class__"].__set__(module, cls)


def _subclass(base: Any, attributes: dict[str, Attribute]) -> type:
    """A class that looks like `base` and watches the `attributes`."""

    def set_class(module: object, wanted: type) -> None:
        base = _made[wanted].base if wanted in _made else wanted
        _set_class(module, _subclass(base, attributes))

    @_ssot_places.passes_for(_ssot_places.BESIDE_IT)
    def find(module: Any, name: str) -> Any:  # pragma: no cover - in another file
        if name in attributes and attributes[name].is_refused(module):
            raise attributes[name].refuse(module)
        return base.__getattribute__(module, name)

    @_ssot_places.passes_for(_ssot_places.BESIDE_IT)
    def serve(module: Any, name: str) -> Any:  # pragma: no cover - in another file
        if name in attributes and attributes[name].is_refused(module):
            raise attributes[name].missing(module)
        return base.__getattr__(module, name)

    body: dict[str, Any] = {
        **attributes,
        "__slots__": (),
        "__doc__": base.__doc__,
        "__module__": base.__module__,
        "__qualname__": base.__qualname__,
        # Given another class, by itself or by a lazy loader, the module is still watched.
        "__class__": property(lambda _: base, set_class),
    }
    if any(item.wanted.path and not item.wanted.is_module for item in attributes.values()):
        body["__all__"] = Exports()
    # Who finds attributes in a way of its own would not come to the descriptors.
    if base.__getattribute__ not in (object.__getattribute__, ModuleType.__getattribute__):
        body["__getattribute__"] = find
    if any("__getattr__" in vars(cls) for cls in base.__mro__):
        body["__getattr__"] = serve
    if base is ModuleType:  # who pickles modules knows them by their very class
        body["__reduce__"] = _reduce
    made: type = type(base)(base.__name__, (base,), body)
    _made[made] = _Made(base, attributes)
    return made


def _reduce(module: Any) -> tuple[Any, tuple[str]]:
    import importlib

    return importlib.import_module, (module.__name__,)


def _silence(module: object) -> None:
    """Keep the module's own `__getattr__`, which Python asks next, from serving what is refused."""
    values = namespace(module)
    theirs = values.get("__getattr__")
    code = getattr(theirs, "__code__", None)
    if theirs is None or getattr(code, "co_filename", None) == _ssot_places.BESIDE_IT:
        return
    attributes = _made[type(module)].attributes

    @_ssot_places.passes_for(_ssot_places.BESIDE_IT)
    def serve(name: str) -> Any:  # pragma: no cover - in another file
        if name in attributes and attributes[name].is_refused(module):
            raise attributes[name].missing(module)
        return theirs(name)

    values["__getattr__"] = serve


def _exported(module: object, names: Any) -> Any:
    """The names without those that are refused; an entry for a blocked module stays a use of it."""
    attributes = _made[type(module)].attributes
    hidden = [
        name
        for name, attribute in attributes.items()
        if attribute.is_refused(module) and not attribute.wanted.is_module
    ]
    if not isinstance(names, (list, tuple)) or not any(name in hidden for name in names):
        return names
    kept = [name for name in names if name not in hidden]
    return tuple(kept) if isinstance(names, tuple) else kept
