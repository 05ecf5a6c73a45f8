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

from flake8_ssot.modules import Module
from flake8_ssot.project import Place, Project
from flake8_ssot.reexport_files import (
    Imported,
    Known,
    Row,
    Table,
    imports_of,
    leads_to_rules,
)
from flake8_ssot.reexport_tables import table_of
from flake8_ssot.reexport_tree import exports_of, modules_of, prefixes
from flake8_ssot.reexports import Link, ReExport, Reexports

Result = TypeVar("Result")

MAX_LINKS = 16  # of one way; of a longer one its beginning and its end are kept


class Each(Protocol):
    """Do a task for each path, in order: `map`, or something with more processes."""

    def __call__(self, task: Callable[[str], Result], paths: list[str], /) -> Iterable[Result]: ...


def in_turn(task: Callable[[str], Result], paths: list[str], /) -> Iterable[Result]:
    """The simplest `Each`."""
    return map(task, paths)


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
        self.modules = modules_of(known)
        self.tops = tops_of(project, known)
        self.places: dict[str, Place] = {}
        self.sites: dict[str, ReExport] = {}
        self.brought: dict[str, set[str]] = defaultdict(set)  # module -> its public sites' names
        self.order: dict[str, dict[Row, int]] = {}  # the rows of the tables in use
        self.waiting: dict[str, dict[tuple[str, Row], None]] = defaultdict(dict)  # path -> rows

    def build(self) -> Reexports:
        self.importers = self.find_importers()
        read = self.tabulate(self.first_files(), partial(leads_to_rules, self.rules))
        new = self.new_sites(read, {})
        while new:
            self.take(new)
            latest = Reexports(new, self.rules)
            read = self.tabulate(self.importers_of(new), latest.mentioned_in)
            new = self.new_sites(read, new)
        return Reexports(dict(sorted(self.sites.items())), self.rules)

    def take(self, new: Mapping[str, ReExport]) -> None:
        self.sites |= new
        for path, site in new.items():
            module, _, name = path.rpartition(".")
            if site.is_public:
                self.brought[module].add(name)

    def find_importers(self) -> dict[str, list[tuple[str, frozenset[bytes] | None]]]:
        """Module -> the files that take from it, and which names; None: any."""
        found: dict[str, list[tuple[str, frozenset[bytes] | None]]] = defaultdict(list)
        for path, statements in self.imports.items():
            for item in statements:
                if item.names is None:  # `import a.b` shows what is in `a`, too
                    shown = prefixes(item.module) if item.binds_top else [item.module]
                    for name in shown:
                        if name in self.modules.path_of:
                            found[name].append((path, None))
                    continue
                if item.module in self.modules.path_of:
                    found[item.module].append((path, item.names))
                for last in item.names & self.modules.below.get(item.module, set()):
                    found[f"{item.module}.{last.decode()}"].append((path, None))
        return found

    def is_imported(self, path: str) -> bool:
        """Does any file import the module? Else nobody has a name from it."""
        package = os.path.join(path.removesuffix(".py"), "__init__.py")
        if path.endswith(".py") and package in self.modules.of_path:  # which Python takes first
            return False
        return self.modules.of_path[path].name in self.importers

    def first_files(self) -> list[str]:
        return [
            path
            for path, statements in self.imports.items()
            if self.is_imported(path) and any(map(self.rules.leads_to, statements))
        ]

    def importers_of(self, new: Mapping[str, ReExport]) -> list[str]:
        """The files whose text takes one of the new sites from its module."""
        names_in: dict[str, set[bytes]] = defaultdict(set)
        for path in new:
            module, _, name = path.rpartition(".")
            names_in[module].add(name.encode())
        found = {
            file
            for module, wanted in names_in.items()
            for file, names in self.importers.get(module, ())
            if (names is None or wanted & names) and self.is_imported(file)
        }
        return sorted(found)

    def tabulate(self, paths: list[str], mentions: Callable[[bytes, Module], bool]) -> list[str]:
        """Take in the tables of these files; those that are new."""
        stale = [path for path in paths if path not in self.order or not self.tables[path].is_final]
        unread = [path for path in stale if not self.is_known(path)]
        task = partial(
            table_of,
            modules={path: self.modules.of_path[path] for path in unread},
            tops=self.tops,
            stars=self.stars(unread),
            mentions=mentions,
        )
        for path, table in zip(unread, self.each(task, unread), strict=True):
            if table is not None:
                self.tables[path] = table
        new = [path for path in stale if path in self.tables]
        for path in new:
            self.order[path] = {row: number for number, row in enumerate(self.tables[path].rows)}
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
        return {
            module: frozenset(names | self.brought.get(module, set()))
            for module, names in found.items()
        }

    def deprecated_in(self, module: str) -> set[str]:
        """The names with a deprecated path that a star import of the module brings."""
        ruled = self.rules.below.get(module, frozenset())
        is_deprecated = self.rules.lookup(module) is not None
        if not ruled and not is_deprecated:
            return set()
        exports, is_all = exports_of(module, self.modules)
        brought = {
            name for name in ruled if name in exports or not (is_all or name.startswith("_"))
        }
        return brought | exports if is_deprecated else brought

    def new_sites(self, read: list[str], last: Mapping[str, ReExport]) -> dict[str, ReExport]:
        """What the tables just `read`, and the sites found `last`, make sites of."""
        found: dict[str, list[_Candidate]] = defaultdict(list)
        for path in read:
            for row in self.order[path]:
                self.offer(found, path, row, row.path, ())
        for origin, site in last.items():
            for path, row in self.waiting.get(origin, {}):
                if row in self.order[path]:  # the file may have been read anew
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
        own = f"{self.modules.of_path[path].name}.{row.name}"
        if own in self.sites or self.modules.hides(own) or self.is_overwritten(path, row):
            return
        if own == match.new or own in self.rules.new_paths or self.rules.lookup(own) is not None:
            return  # it is where users shall go, or has a rule of its own
        place = self.place(path)
        if self.project.excludes(place) or self.project.allows(match.rule, place):
            return
        links = (Link(place.module.name, place.relative or path, row.line), *links)
        if len(links) > MAX_LINKS:
            links = (*links[: MAX_LINKS - 1], links[-1])
        site = ReExport(deprecated, links, row.is_public)
        found[own].append(_Candidate(path, self.order[path][row], length, site))

    def is_overwritten(self, path: str, row: Row) -> bool:
        """Does a star import further down bring the name from where it means something else?"""
        stars = [(f"{module}.{row.name}", line, module) for module, line in self.tables[path].stars]
        last = max([row.line, *(line for origin, line, _ in stars if origin == row.path)])
        return any(
            line > last
            and origin not in self.sites
            and self.rules.lookup(origin) is None
            and row.name in exports_of(module, self.modules).names
            for origin, line, module in stars
        )

    def place(self, path: str) -> Place:
        if path not in self.places:
            place = self.project.place(path)
            self.places[path] = place._replace(module=self.modules.of_path[path])
        return self.places[path]
