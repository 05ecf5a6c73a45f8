"""Find deprecated paths in strings that name code: in, a file's names and the rules; out, hits.

SOT103: dynamic imports. SOT104: what patches replace. SOT105: other strings that are exactly a
path, where the file shows, or the place says, that it names code. What only mentions is left.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_ssot import string_flow, targets
from flake8_ssot.hits import Finder, Hit
from flake8_ssot.index import Match
from flake8_ssot.match_imports import match_imports
from flake8_ssot.model import Kind
from flake8_ssot.modules import UNKNOWN
from flake8_ssot.names import resolve
from flake8_ssot.project import Place, Project
from flake8_ssot.references import Interest, Named, Names, Role, Text
from flake8_ssot.source import Source, Unparsable, parse, split_lines
from flake8_ssot.string_places import Places, code_path
from flake8_ssot.syntax import attribute_chain, keyword_name
from flake8_ssot.targets import Existence


def match_strings(source: Source, names: Names, project: Project, place: Place) -> Iterator[Hit]:
    """The findings SOT103, SOT104 and SOT105 of one file, in no particular order."""
    matcher = _Matcher(source, names, project, place)
    for named in names.named:
        yield from matcher.named(named)
    for run in names.sources:
        yield from matcher.source_text(run)
    yield from matcher.reached()
    yield from matcher.texts()


class _Matcher(Finder):
    def __init__(self, source: Source, names: Names, project: Project, place: Place) -> None:
        super().__init__(source, project, place)
        self.names = names
        self.places = Places(source)
        # Strings that need no second look: they were reported, or are a part of what was.
        self.done: set[ast.AST] = set()

    # -- SOT103, SOT104 -------------------------------------------------------------------------

    def named(self, named: Named) -> Iterator[Hit]:
        if named.path is None:
            return
        self.done.update(ast.walk(named.node), named.pieces)
        match = self.lookup(named.path)
        if match is not None:
            yield from self.hit(named, match, named.node)
        elif named.role is Role.OWNER:
            for keyword in named.names:
                match = self.lookup(f"{named.path}.{keyword.arg}")
                if match is not None:
                    yield from self.hit(named, match, keyword_name(keyword))

    def hit(self, named: Named, match: Match, node: ast.expr) -> Iterator[Hit]:
        code = "SOT103" if named.kind is Kind.DYNAMIC else "SOT104"
        if named.kind is Kind.PATCH:
            match = self.in_namespace(match)
        if not named.is_sure and named.role is not Role.TARGET:
            return
        span = self.source.span(node)
        finding = self.finding(code, match, named.kind, span, named.scope.qualname)
        yield Hit(finding, match, named, node)

    def in_namespace(self, match: Match) -> Match:
        """The match, with the module that the rule's `namespace` names, if it has the name."""
        rule = match.rule
        if match.new is not None or rule.namespace is None or match.path == rule.old:
            return match
        new = rule.namespace + match.path[len(rule.old) :]
        found = targets.find(new, self.project.roots, members=True).existence
        return match._replace(new=new) if found is Existence.EXISTS else match

    # -- SOT105 ---------------------------------------------------------------------------------

    def source_text(self, run: Named) -> Iterator[Hit]:
        """What the source that is run imports."""
        self.done.update(ast.walk(run.node), run.pieces)
        text = run.path or ""
        tree = parse(text)
        if isinstance(tree, Unparsable):
            return
        inner = Source(self.source.path, split_lines(text), tree)
        index = self.project.rule_index
        interest = Interest(index.tops, lambda module: index.below.get(module, ()))
        names = resolve(inner, UNKNOWN, interest)
        matches = [hit.match for hit in match_imports(inner, names, self.project, self.place)]
        attributes = [node for node in inner.nodes if isinstance(node, ast.Attribute)]
        within = {node.value for node in attributes}
        for node in attributes:  # names that the source does not bind are those around it
            chain = attribute_chain(node) if node not in within else None
            if chain is not None and chain.partition(".")[0] not in names.top_level:
                matches += filter(None, [self.lookup(chain)])
        for match in dict.fromkeys(matches):
            span = self.source.span(run.node)
            found = self.finding("SOT105", match, Kind.EXEC, span, run.scope.qualname)
            yield Hit(found, match, run, run.node)

    def reached(self) -> Iterator[Hit]:
        """Strings that reach a call through names, lists and functions of the file."""
        if not self.may_reach():
            return
        index = self.project.rule_index
        interest = Interest(
            index.tops,
            lambda module: index.below.get(module, ()),
            frozenset(),
            strings=True,
            every_call=True,
        )
        module = self.place.module
        tracked = resolve(self.source, module, interest)
        scopes = {text.node: text.scope for text in self.names.texts}
        for found in string_flow.reached(self.source, tracked, module.name):
            if found.node in self.done:
                continue
            match = self.beside(found) if found.named.kind is Kind.DYNAMIC else None
            match = match or self.lookup(found.path)
            if match is None:
                continue
            self.done.add(found.node)
            is_patch = found.named.kind is Kind.PATCH
            code, kind = ("SOT104", Kind.PATCH) if is_patch else ("SOT105", Kind.STRING)
            match = self.in_namespace(match) if is_patch else match
            span = self.source.span(found.node)
            scope = scopes.get(found.node, found.named.scope)
            finding = self.finding(code, match, kind, span, scope.qualname)
            text = Text(found.node, scope, False, False)
            yield Hit(finding, match, text, found.node)

    def may_reach(self) -> bool:
        """Is there a call whose argument is not told, and a string that may be it?

        To find out which, the file is walked once more: not for a file that holds no such string.
        """
        untold = [named for named in self.names.named if named.path is None]
        if not untold:
            return False
        index = self.project.rule_index
        if any(isinstance(named.argument, ast.JoinedStr | ast.BinOp) for named in untold):
            return True  # of which a piece may be any word
        if any("." not in path for path in index.moved):
            return True
        return any(
            text.startswith(".") or text in index.after or self.lookup(text) is not None
            for text in (str(item.node.value).replace(":", ".", 1) for item in self.names.texts)
        )

    def beside(self, found: string_flow.Reached) -> Match | None:
        """`("a.old", "Engine")`, `{"Engine": "a.old"}`: a module, and a name to take from it."""
        parents = self.source.parents
        parent = parents.get(found.node)
        names: list[ast.expr | None] = []
        node: ast.AST = found.node
        if isinstance(parent, ast.Tuple | ast.List) and len(parent.elts) < 4:
            names += parent.elts
            node, parent = parent, parents.get(parent)
        if isinstance(parent, ast.Dict):
            pairs = zip(parent.keys, parent.values, strict=True)
            names += [key for key, value in pairs if value is node]
        for name in names:
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                path = f"{found.path}.{name.value}"
                match = self.lookup(path) if name is not found.node else None
                if match is not None and match.rule.old == path:
                    return match
        return None

    def texts(self) -> Iterator[Hit]:
        """Strings that are exactly a path, where the place says that they name code."""
        exports = {export.node for export in self.names.exports}
        for text in self.names.texts:
            if text.node in self.done or text.node in exports:
                continue
            path = code_path(str(text.node.value))
            match = self.lookup(path.path) if path is not None else None
            if path is None or match is None or not self.places.names_code(text, path):
                continue
            span = self.source.span(text.node)
            finding = self.finding("SOT105", match, Kind.STRING, span, text.scope.qualname)
            yield Hit(finding, match, text, text.node)
