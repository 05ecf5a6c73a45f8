"""What is blocked, module by module: in, dotted paths; out, each module watched as it is loaded."""

from __future__ import annotations

import _ssot_log
from _ssot_attributes import Attribute, Wanted, is_watched, watch
from _ssot_members import refuse_member, refuse_members
from _ssot_owners import is_class, namespace


class Guards:
    """The attributes that are watched, of each module by its name."""

    def __init__(self, modules: list[str], names: list[str], log: _ssot_log.Log) -> None:
        self._log = log
        self._wanted: dict[str, dict[str, Wanted]] = {}
        for path in modules:
            parent, _, last = path.rpartition(".")
            if parent:
                wanted = self._attribute(parent, last)
                wanted.path, wanted.is_module = path, True
        for path in names:
            parts = path.split(".")
            for i in range(1, len(parts)):  # any of them may be the last that is a module
                wanted = self._attribute(".".join(parts[:i]), parts[i])
                if i == len(parts) - 1:
                    wanted.path, wanted.is_module = path, False
                else:
                    wanted.members.append((parts[i + 1 :], path))

    def _attribute(self, module: str, name: str) -> Wanted:
        return self._wanted.setdefault(module, {}).setdefault(name, Wanted())

    def made(self, name: str, module: object) -> None:
        """The module `name` is there; it need not have been executed."""
        wanted = self._wanted.get(name)
        if wanted is None or module is None:
            return
        refused = {key: item for key, item in wanted.items() if item.path}
        if is_class(module):  # it stands in the module's place
            for key, item in refused.items():
                refuse_member(module, key, item.path, self._log)
            return
        attributes = {key: Attribute(key, item, self._log) for key, item in wanted.items()}
        try:
            watch(module, attributes)
        except Exception as error:
            for item in refused.values():
                self._log.is_blind(item.path, str(error))

    def executed(self, name: str, module: object) -> None:
        """The module `name` has been executed. What stands in its place now may be another."""
        self.made(name, module)
        for key, item in self._wanted.get(name, {}).items():
            value = namespace(module).get(key)
            if not is_watched(value):
                refuse_members(value, item.members, self._log)
