"""Find what the project's modules hand on: in, their imports as text; out, every re-export.

First the modules that import a deprecated path, then those that have a name from one of these, and
so on. A module is parsed only if its text leads to such a path and some other file imports it.
Each round sees what the rounds before found, and nothing of its own: the order of files cannot
matter, and circles end.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

from flake8_ssot import targets
from flake8_ssot.modules import UNKNOWN, Module
from flake8_ssot.project import Place, Project
from flake8_ssot.reexport_files import (
    Imported,
    Known,
    Row,
    Table,
    imports_of,
    leads_to_rules,
    table_of,
)
from flake8_ssot.reexports import Link, ReExport, Reexports

Result = TypeVar("Result")

MAX_LINKS = 16  # of one way; of a longer one its beginning and its end are kept


class Each(Protocol):
    """Do a task for each path, in order: `map`, or something with more processes."""

    def __call__(self, task: Callable[[str], Result], paths: list[str], /) -> Iterable[Result]: ...


def in_turn(task: Callable[[str], Result], paths: list[str], /) -> Iterable[Result]:
    """The simplest `Each`."""
    return map(task, paths)


def prefixes(path: str) -> list[str]:
    """The dotted path and all that are above it."""
    found = []
    while path:
        found.append(path)
        path = path.rpartition(".")[0]
    return found


def tops_of(project: Project, known: Iterable[Known]) -> frozenset[str]:
    """The top-level packages that matter: the project's own, and those of the rules."""
    own = {item.module.name.partition(".")[0] for item in known}
    return (project.rule_index.tops | own) - {""}


def all_imports(known: list[Known], tops: frozenset[str], each: Each) -> dict[str, Imported]:
    """The imports that each file's bytes show, by its path."""
    paths = [item.path for item in known]
    modules = {item.path: item.module for item in known}
    found = each(partial(imports_of, modules=modules, tops=tops), paths)
    return dict(zip(paths, found, strict=True))


def build(
    project: Project,
    known: list[Known],
    imports: Mapping[str, Imported],
    tables: dict[str, Table],
    each: Each = in_turn,
) -> Reexports:
    """Every re-export of the `known` files. Adds to `tables` what it had to read."""
    if not project.rule_index.moved:
        return Reexports({}, project.rule_index)
    return _Builder(project, known, imports, tables, each).build()


class _Candidate(NamedTuple):
    """A row of a table that stands for a deprecated path; the first one counts."""

    file: str
    row: int
    length: int  # of what the row has its path from, negative: the longest is first
    site: ReExport


class _Builder:
    def __init__(
        self,
        project: Project,
        known: list[Known],
        imports: Mapping[str, Imported],
        tables: dict[str, Table],
        each: Each,
    ) -> None:
        self.project = project
        self.rules = project.rule_index
        self.imports = {path: item.statements for path, item in imports.items()}
        self.tables = tables
        self.each = each
        # A file's name may be anything; what cannot be written in UTF-8 cannot be imported.
        self.modules = {
            item.path: item.module if item.module.name.isprintable() else UNKNOWN for item in known
        }
        self.files = {
            module.name: path for path, module in reversed(self.modules.items()) if module.name
        }
        self.tops = tops_of(project, known)
        self.after: dict[str, set[bytes]] = defaultdict(set)  # a package -> its modules
        for name in self.files:
            for prefix in prefixes(name):
                parent, _, last = prefix.rpartition(".")
                self.after[parent].add(last.encode("utf-8", "surrogateescape"))
        self.places: dict[str, Place] = {}
        self.sites: dict[str, ReExport] = {}
        self.read: set[str] = set()  # files whose tables are in use
        self.waiting: dict[str, dict[tuple[str, Row], None]] = defaultdict(dict)  # path -> rows

    def build(self) -> Reexports:
        self.importers = self.find_importers()
        read = self.tabulate(self.first_files(), partial(leads_to_rules, self.rules))
        new = self.new_sites(read, {})
        while new:
            self.sites |= new
            latest = Reexports(new, self.rules)
            read = self.tabulate(self.importers_of(new), latest.mentioned_in)
            new = self.new_sites(read, new)
        return Reexports(dict(sorted(self.sites.items())), self.rules)

    def find_importers(self) -> dict[str, list[tuple[str, frozenset[bytes] | None]]]:
        """Module -> the files that take from it, and which names; None: any."""
        found: dict[str, list[tuple[str, frozenset[bytes] | None]]] = defaultdict(list)
        for path, statements in self.imports.items():
            for item in statements:
                if item.names is None:  # `import a.b` shows what is in `a`, too
                    shown = prefixes(item.module) if item.binds_top else [item.module]
                    for name in shown:
                        if name in self.files:
                            found[name].append((path, None))
                    continue
                if item.module in self.files:
                    found[item.module].append((path, item.names))
                for last in item.names & self.after.get(item.module, set()):
                    found[f"{item.module}.{last.decode()}"].append((path, None))
        return found

    def is_imported(self, path: str) -> bool:
        """Does any file import the module? Else nobody has a name from it."""
        package = os.path.join(path.removesuffix(".py"), "__init__.py")
        is_hidden = path.endswith(".py") and package in self.modules  # which Python takes first
        return self.modules[path].name in self.importers and not is_hidden

    def first_files(self) -> list[str]:
        return [
            path
            for path, statements in self.imports.items()
            if self.is_imported(path) and any(map(self.rules.leads_to, statements))
        ]

    def importers_of(self, new: Mapping[str, ReExport]) -> list[str]:
        """The files whose text takes one of the new sites from its module."""
        found = set()
        for path in new:
            module, _, name = path.rpartition(".")
            for file, names in self.importers.get(module, ()):
                if (names is None or name.encode() in names) and self.is_imported(file):
                    found.add(file)
        return sorted(found)

    def tabulate(self, paths: list[str], mentions: Callable[[bytes, Module], bool]) -> list[str]:
        """Take in the tables of these files; those that are new."""
        stale = [path for path in paths if path not in self.read or not self.tables[path].is_final]
        unread = [path for path in stale if not self.is_known(path)]
        task = partial(
            table_of,
            modules={path: self.modules[path] for path in unread},
            tops=self.tops,
            stars=self.stars(unread),
            mentions=mentions,
        )
        for path, table in zip(unread, self.each(task, unread), strict=True):
            if table is not None:
                self.tables[path] = table
        new = [path for path in stale if path in self.tables]
        for path in new:
            self.read.add(path)
            self.wait(path)
        return new

    def is_known(self, path: str) -> bool:
        """Was the file read before, with a result that holds for ever?"""
        return path in self.tables and self.tables[path].is_final

    def wait(self, path: str) -> None:
        """Remember what would make a site of each row."""
        for row in self.tables[path].rows:
            for prefix in prefixes(row.path):
                self.waiting[prefix][path, row] = None

    def stars(self, paths: list[str]) -> dict[str, frozenset[str]]:
        """What the star imports of these files bring, as far as it matters."""
        found: dict[str, set[str]] = {}
        for path in paths:
            for item in self.imports[path]:
                if item.names is None and not item.binds_top and item.module not in found:
                    found[item.module] = self.deprecated_in(item.module)
        for path, site in self.sites.items():
            module, _, name = path.rpartition(".")
            if module in found and site.is_public:
                found[module].add(name)
        return {module: frozenset(names) for module, names in found.items()}

    def deprecated_in(self, module: str) -> set[str]:
        """The names with a deprecated path that a star import of the module brings."""
        ruled = self.rules.below.get(module, frozenset())
        is_deprecated = self.rules.lookup(module) is not None
        if not ruled and not is_deprecated:
            return set()
        exports, is_all = self.exports_of(module)
        brought = {
            name for name in ruled if name in exports or not (is_all or name.startswith("_"))
        }
        return brought | exports if is_deprecated else brought

    def exports_of(self, module: str) -> tuple[set[str], bool]:
        """The names that a star import of a module brings, and: are these all there may be?"""
        found: set[str] = set()
        is_all = True
        seen = {module}
        stack = [module]
        while stack:
            name = stack.pop()
            file = self.files.get(name)
            bound = targets.bound_names(file) if file else None
            if file is None or bound is None:
                is_all = False
                continue
            public = {item for item in bound.names if not item.startswith("_")}
            found |= {item for item in bound.exports if name == module or not item.startswith("_")}
            if bound.exports != public:
                continue  # its `__all__` says everything
            # Modules below it are there as soon as somebody has imported them.
            is_all = is_all and "__getattr__" not in bound.names and name not in self.after
            behind = {self.modules[file].absolute(level, star) or "" for level, star in bound.stars}
            stack += behind - seen
            seen |= behind
        return found, is_all

    def new_sites(self, read: list[str], last: Mapping[str, ReExport]) -> dict[str, ReExport]:
        """What the tables just `read`, and the sites found `last`, make sites of."""
        found: dict[str, list[_Candidate]] = defaultdict(list)
        for path in read:
            for row in self.tables[path].rows:
                self.offer(found, path, row, row.path, ())
        for origin, site in last.items():
            for path, row in self.waiting.get(origin, {}):
                if row in self.tables[path].rows:  # it may have been read anew
                    behind = site.path + row.path.removeprefix(origin)
                    self.offer(found, path, row, behind, site.links, -len(origin))
        return {own: min(candidates).site for own, candidates in sorted(found.items())}

    def offer(
        self,
        found: dict[str, list[_Candidate]],
        path: str,
        row: Row,
        deprecated: str,
        links: tuple[Link, ...],
        length: int = 0,
    ) -> None:
        """Add the row to `found`, if its name is one that others should not import from there."""
        match = self.rules.lookup(deprecated)
        if match is None:
            return
        own = f"{self.modules[path].name}.{row.name}"
        if own in self.sites or own in self.files or own in self.after:  # a module hides the name
            return
        if self.is_overwritten(path, row):
            return
        if own == match.new or own in self.rules.new_paths or self.rules.lookup(own) is not None:
            return  # it is where users shall go, or has a rule of its own
        place = self.place(path)
        if self.project.excludes(place) or self.project.allows(match.rule, place):
            return
        links = (Link(place.module.name, place.relative or path, row.line), *links)
        if len(links) > MAX_LINKS:
            links = (*links[: MAX_LINKS - 1], links[-1])
        number = self.tables[path].rows.index(row)
        site = ReExport(deprecated, links, row.is_public)
        found[own].append(_Candidate(path, number, length, site))

    def is_overwritten(self, path: str, row: Row) -> bool:
        """Does a star import further down bring the name from where it means something else?"""
        for module, line in self.tables[path].stars:
            other = f"{module}.{row.name}"
            is_known = other == row.path or other in self.sites or self.rules.lookup(other)
            if line > row.line and not is_known and row.name in self.exports_of(module)[0]:
                return True
        return False

    def place(self, path: str) -> Place:
        if path not in self.places:
            place = self.project.place(path)
            self.places[path] = place._replace(module=self.modules[path])
        return self.places[path]
