"""Which module a file is, and which module a relative import names."""

from __future__ import annotations

import os
from typing import NamedTuple


class Module(NamedTuple):
    """A file's place in the import system. An unknown place is `Module("", False)`."""

    name: str  # "pkg.mod"; "" where no import root holds the file
    is_package: bool  # is it an __init__ file?

    @property
    def package(self) -> str:
        """What a single leading dot stands for here; "" at the top."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    def absolute(self, level: int, name: str | None) -> str | None:
        """The dotted path of `from <level dots><name> import ...`; None if it cannot be known.

        Works without any `__init__.py`: a namespace package has a path like any other.
        """
        if level == 0:
            return name or None
        if not self.name:
            return None
        package = self.package.split(".") if self.package else []
        if level - 1 >= len(package) and not (level == 1 and self.is_package):
            return None  # above the top-level package
        base = package[: len(package) - (level - 1)]
        return ".".join([*base, name] if name else base)


UNKNOWN = Module("", False)


def module_of(path: str, roots: tuple[str, ...]) -> Module:
    """The module that the file at `path` is, seen from the deepest of the import `roots`.

    Both are absolute, with the platform's separators.
    """
    # The last part may be anything: migrations like 0001_initial.py are imported by name.
    for root in sorted(roots, key=len, reverse=True):
        relative = relative_to(path, root)
        if relative is None:
            continue
        stem, extension = os.path.splitext(relative)
        parts = stem.split("/")
        importable = all(part.isidentifier() for part in parts[:-1]) and "." not in parts[-1]
        if extension not in (".py", ".pyi") or not importable:
            continue
        if parts[-1] == "__init__":
            return Module(".".join(parts[:-1]), True)
        return Module(".".join(parts), False)
    return UNKNOWN


def relative_to(path: str, root: str) -> str | None:
    """`path` relative to the folder `root`, with `/`; None where it lies outside."""
    prefix = root if root.endswith(os.sep) else root + os.sep
    if not path.startswith(prefix):
        return None
    return path[len(prefix) :].replace(os.sep, "/")
