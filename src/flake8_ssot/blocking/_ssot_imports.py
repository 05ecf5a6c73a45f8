"""Refuse blocked modules: in, the blocked paths; out, an import system that does not find them.

Three functions of Python's own import system are replaced by ones that ask first. Every import
comes through them: the statement, `import_module`, `find_spec`, `reload`, `python -m`. A finder in
`sys.meta_path` would not do. Others put theirs before it (pytest does, for assertion rewriting),
replace the list, or ask a single finder.
"""

from __future__ import annotations

import sys

import _ssot_guards
import _ssot_listings
import _ssot_log
import _ssot_places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def install(modules: list[str], names: list[str], log: _ssot_log.Log) -> None:
    """Block the `modules` with everything below them, and the `names` of modules and classes."""
    bootstrap: Any = sys.modules["_frozen_importlib"]
    blocked = {*modules, *names}  # a name may be a module, too
    guards = _ssot_guards.Guards(modules, names, log)
    find_spec = bootstrap._find_spec
    module_from_spec = bootstrap.module_from_spec
    load_unlocked = bootstrap._load_unlocked
    frame = sys._getframe  # the real one, whatever is blocked

    def covering(name: str) -> str | None:
        """The blocked path that `name` is or lies below."""
        while name and name not in blocked:
            name = name.rpartition(".")[0]
        return name or None

    @_ssot_places.passes_for(_ssot_places.IMPORT_SYSTEM)
    def _find_spec(name: str, *others: Any) -> Any:  # pragma: no cover - it claims another file
        path = covering(name)
        if path is None:
            return find_spec(name, *others)
        log.refused(path)
        if frame(1).f_code.co_name == "_find_and_load_unlocked":
            raise _not_found(name)
        return None  # who looks whether it is there is told that it is not

    @_ssot_places.passes_for(_ssot_places.IMPORT_SYSTEM)
    def _module_from_spec(spec: Any) -> Any:  # pragma: no cover - it claims another file
        """What was found by other means (pytest's import mode `importlib`) is refused here."""
        path = covering(spec.name)
        if path is not None:
            log.refused(path)
            raise _not_found(spec.name)
        module = module_from_spec(spec)
        guards.made(spec.name, module)  # before it is executed: others may import it meanwhile
        return module

    @_ssot_places.passes_for(_ssot_places.IMPORT_SYSTEM)
    def _load_unlocked(spec: Any) -> Any:  # pragma: no cover - it claims another file
        module = load_unlocked(spec)
        loaded(spec.name)
        return module

    def loaded(name: str) -> None:
        """A module has been executed, and may have put something else in its place."""
        if name in sys.modules:
            guards.executed(name, sys.modules[name])
            if names:
                _ssot_listings.watch_mock(name, sys.modules[name])

    for name in [name for name in sys.modules if covering(name)]:
        del sys.modules[name]
    for name in list(sys.modules):  # what a .pth file has imported
        loaded(name)
    if names:
        _ssot_listings.watch_dir({path.rpartition(".")[2] for path in names})
    users: list[Any] = [sys.modules.get(name) for name in ("_frozen_importlib", "importlib.util")]
    for user in users:
        if user is not None:
            user._find_spec = _find_spec
            user.module_from_spec = _module_from_spec
    bootstrap._load_unlocked = _load_unlocked


def _not_found(name: str) -> ModuleNotFoundError:
    return ModuleNotFoundError(f"No module named {name!r} (blocked by ssot gate)", name=name)
