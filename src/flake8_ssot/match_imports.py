"""Find references to moved paths: in, a file's names and the rules; out, findings.

Each place that spells a deprecated path is one finding. A bare `Engine()` after
`from a.old import Engine` spells nothing: mending the import mends it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_ssot.hits import Finder, Hit
from flake8_ssot.index import Match
from flake8_ssot.model import Kind
from flake8_ssot.project import Place, Project
from flake8_ssot.references import Chain, Export, Import, Meaning, Names, StarName
from flake8_ssot.source import Source


def match_imports(source: Source, names: Names, project: Project, place: Place) -> Iterator[Hit]:
    """The findings SOT101, SOT102 and SOT106 of one file, in no particular order."""
    matcher = _Matcher(source, project, place, names)
    for item in names.imports:
        yield from matcher.import_(item)
    for chain in names.chains:
        yield from matcher.chain(chain)
    for name in names.star_names:
        yield from matcher.star_name(name)
    for export in names.exports:
        yield from matcher.export(export)


class _Matcher(Finder):
    def __init__(self, source: Source, project: Project, place: Place, names: Names) -> None:
        super().__init__(source, project, place)
        # The imports that are bridge sites themselves: their entries in `__all__` only repeat it.
        self.reexports = {
            item.alias
            for item in names.imports
            if self.is_reexport(item) and self.lookup(item.path) is not None
        }

    def import_(self, item: Import) -> Iterator[Hit]:
        match = self.lookup(item.path)
        if match is None:
            return
        code, kind = "SOT101", _import_kind(item)
        if self.is_reexport(item):
            code, kind = "SOT106", Kind.REEXPORT
        span = self.source.span(item.alias)
        finding = self.finding(
            code, match, kind, span, item.scope.qualname, statement_line=item.statement.lineno
        )
        yield Hit(finding, match, item)

    def is_reexport(self, item: Import) -> bool:
        """`import X as X`, or an import in `__init__.py`, at the top level and at run time."""
        if not item.scope.is_module or item.type_checking:
            return False
        if item.alias.asname == item.alias.name:
            return True
        return self.place.module.is_package and not item.local.startswith("_")

    def chain(self, chain: Chain) -> Iterator[Hit]:
        for meaning in chain.meanings:
            found = self.spelled(chain, meaning)
            if found is None:
                continue
            match, node = found
            code = "SOT104" if chain.kind is Kind.PATCH else "SOT102"
            finding = self.finding(
                code, match, chain.kind, self.chain_span(chain, node), chain.scope.qualname
            )
            yield Hit(finding, match, chain, node)

    def spelled(self, chain: Chain, meaning: Meaning) -> tuple[Match, ast.expr] | None:
        """The rule that the chain breaks, and the node its deprecated path ends with.

        Of a deprecated module, what is taken out of it is reported, too: `a.old.X` for `a.old`.
        """
        full = ".".join((meaning.path, *chain.names))
        match = self.lookup(full)
        if match is None:
            return None
        governed = match.rule.old.count(".") - meaning.path.count(".")  # components not in the root
        if governed <= 0:
            # The root alone is deprecated already, and was reported where it got its name. Only a
            # module's name is followed further: `old.X` still reaches into the old module.
            is_module = meaning.is_module or (
                meaning.path == match.rule.old and self.project.is_module(match.rule)
            )
            is_said = meaning.is_spelled and chain.kind is not Kind.PATCH
            if is_said or not is_module:
                return None
        length = max(governed, 0) + self.project.is_module(match.rule)
        length = max(1, min(length, len(chain.names)))
        reported = ".".join((meaning.path, *chain.names[:length]))
        return self.lookup(reported) or match, chain.nodes[length - 1]

    def star_name(self, name: StarName) -> Iterator[Hit]:
        match = self.lookup(name.path)
        if match is None or match.rule.old != name.path:
            return
        span = self.source.span(name.node)
        finding = self.finding("SOT102", match, Kind.STAR_NAME, span, name.scope.qualname)
        yield Hit(finding, match, name)

    def export(self, export: Export) -> Iterator[Hit]:
        for binding in export.bindings:
            if binding.node in self.reexports:
                continue
            for path in binding.paths:
                match = self.lookup(path)
                if match is not None:
                    span = self.source.span(export.node)
                    finding = self.finding("SOT106", match, Kind.ALL, span, "<module>")
                    yield Hit(finding, match, export)


def _import_kind(item: Import) -> Kind:
    if item.alias.name == "*" and isinstance(item.statement, ast.ImportFrom):
        return Kind.STAR
    if isinstance(item.statement, ast.Import):
        return Kind.IMPORT
    return Kind.RELATIVE if item.statement.level else Kind.FROM
