"""Find imports through re-exports: in, a file and the project's re-exports; out, SOT107.

What is reported is a name taken from a module that has it from a deprecated path. There is no fix:
mending that module mends all who import from it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_ssot import messages
from flake8_ssot.hits import Finder
from flake8_ssot.model import Finding, Kind, Span
from flake8_ssot.names import resolve
from flake8_ssot.project import Place, Project
from flake8_ssot.reexports import ReExport, Reexports
from flake8_ssot.references import Chain, Import, Interest, Names
from flake8_ssot.source import Source
from flake8_ssot.targets import Existence


def match_reexports(
    source: Source,
    project: Project,
    place: Place,
    reexports: Reexports,
    known: tuple[Names, Interest] | None = None,
) -> Iterator[Finding]:
    """The findings SOT107 of one file, in no particular order.

    `known` are the names of the file, if they were looked for already, and what was asked about.
    """
    if not reexports.mentioned_in(source.data, place.module):
        return
    names = _names(source, place, reexports, known)
    matcher = _Matcher(source, project, place, reexports)
    for item in names.imports:
        yield from matcher.import_(item)
    for chain in names.chains:
        yield from matcher.chain(chain)
    used = set()
    for name in names.star_names:
        used.add(name.path.rpartition(".")[0])
        yield from matcher.found(name.path, source.span(name.node), name.scope.qualname)
    for item in names.imports:
        if item.alias.name == "*" and item.path not in used:
            yield from matcher.star(item)


def _names(
    source: Source, place: Place, reexports: Reexports, known: tuple[Names, Interest] | None
) -> Names:
    """Names that hold every reference to a re-export.

    What calls are found to be must not depend on the re-exports that happen to be known. So the
    names that calls were judged by serve here only if they hold enough; else there is another walk.
    """
    if known is not None:
        names, asked = known
        if not names.has_star and (asked.everything or reexports.tops <= asked.tops):
            return names
    return resolve(source, place.module, Interest(reexports.tops, reexports.star_names))


class _Matcher(Finder):
    def __init__(
        self, source: Source, project: Project, place: Place, reexports: Reexports
    ) -> None:
        super().__init__(source, project, place)
        self.reexports = reexports

    def import_(self, item: Import) -> Iterator[Finding]:
        """`from a.api import X`; `import a.api` only names a module."""
        if isinstance(item.statement, ast.ImportFrom) and item.alias.name != "*":
            span = self.source.span(item.alias)
            yield from self.found(item.path, span, item.scope.qualname, item.statement.lineno)

    def star(self, item: Import) -> Iterator[Finding]:
        """`from a.api import *` that brings names only to hand them on: one finding for a rule."""
        module = self.place.module.name
        by_rule: dict[str, Finding] = {}
        for name in sorted(self.reexports.names_in(module)):
            links = self.reexports.sites[f"{module}.{name}"].links
            if len(links) > 1 and (links[0].line, links[1].module) == (
                item.alias.lineno,
                item.path,
            ):
                span = self.source.span(item.alias)
                origin = f"{item.path}.{name}"
                for finding in self.found(origin, span, "<module>", item.statement.lineno):
                    by_rule.setdefault(finding.rule, finding)
        yield from by_rule.values()

    def chain(self, chain: Chain) -> Iterator[Finding]:
        """`api.X`, `a.api.X`, `getattr(api, "X")`; what is patched there is the module's own."""
        if chain.kind is Kind.PATCH:
            return
        for meaning in chain.meanings:
            path = meaning.path
            for name, node in zip(chain.names, chain.nodes, strict=True):
                path += f".{name}"
                if path in self.reexports.sites and _is_read(node):
                    yield from self.found(path, self.chain_span(chain, node), chain.scope.qualname)
                    break

    def found(
        self, path: str, span: Span, scope: str, statement_line: int = 0
    ) -> Iterator[Finding]:
        """The finding for the name with this dotted path, if it is a re-export."""
        site = self.reexports.sites.get(path)
        match = self.lookup(site.path) if site else None
        if site is None or match is None or self.is_on_the_way(site):
            return
        answer = self.target_of(match)
        missing = answer.detail if answer.existence is Existence.MISSING else ""
        via = tuple(link.module for link in site.links)
        message = messages.moved(
            "SOT107", match.rule, match.path, match.new, missing, self.project.today, via=via
        )
        finding = self.finding("SOT107", match, Kind.VIA, span, scope, statement_line)
        yield finding._replace(
            message=message,
            evidence=tuple(messages.via_site(link.file, link.line) for link in site.links),
            withheld=messages.one_line(f"mend the re-export in {site.origin.file}"),
        )

    def is_on_the_way(self, site: ReExport) -> bool:
        """Is the file one of the modules that hand the name on to it?"""
        return any(link.module == self.place.module.name for link in site.links)


def _is_read(node: ast.expr) -> bool:
    """Not `api.X = ...`, which replaces what the module holds."""
    return not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
