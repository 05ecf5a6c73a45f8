"""What the project's modules hand on from deprecated paths: data, and answers by dotted path.

`reexport_build` finds it out, `reexport_cache` keeps it, `match_reexports` asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flake8_ssot.import_text import statements
from flake8_ssot.index import Index
from flake8_ssot.modules import Module


class Link(NamedTuple):
    """A module that hands a name on, and where it says so."""

    module: str
    file: str  # relative to the project's root
    line: int


class ReExport(NamedTuple):
    """What a name in a module stands for."""

    path: str  # the deprecated path
    links: tuple[Link, ...]  # from the module itself to the one that imports the path
    is_public: bool  # does a star import bring the name?

    @property
    def origin(self) -> Link:
        """The module to mend: all others have the name from there."""
        return self.links[-1]


_NOTHING: frozenset[str] = frozenset()


class Reexports:
    """Every known re-export, by the dotted path of the name that stands for a deprecated one."""

    def __init__(self, sites: Mapping[str, ReExport], rule_index: Index) -> None:
        matches = {path: rule_index.lookup(site.path) for path, site in sites.items()}
        self.sites = {path: site for path, site in sites.items() if matches[path] is not None}
        # The paths as if each was a rule's: they are looked for in the bytes of files like those.
        self._index = Index({path: match.rule for path, match in matches.items() if match})
        self.tops = self._index.tops
        self._public: dict[str, frozenset[str]] = {
            module: frozenset(name for name in names if self.sites[f"{module}.{name}"].is_public)
            for module, names in self._index.below.items()
        }

    @property
    def files(self) -> frozenset[str]:
        """The files that they stand in."""
        return frozenset(link.file for site in self.sites.values() for link in site.links)

    def star_names(self, module: str) -> frozenset[str]:
        """The names in `module` that its star import brings, of those that are re-exports."""
        return self._public.get(module, _NOTHING)

    def names_in(self, module: str) -> frozenset[str]:
        """All names in `module` that are re-exports."""
        return self._index.below.get(module, _NOTHING)

    def mentioned_in(self, data: bytes, module: Module) -> bool:
        """Can the file `module`, with these bytes, refer to any of them?

        A star import need not spell what it brings.
        """
        brings_names = any(
            item.names is None and not item.binds_top and self.star_names(item.module)
            for item in statements(data, module)
        )
        return brings_names or self._index.imported_in(data, module)


NONE = Reexports({}, Index({}))
