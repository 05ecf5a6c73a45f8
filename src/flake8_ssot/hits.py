"""What matchers share: in, a path and where it stands; out, the rule it breaks, and a finding."""

from __future__ import annotations

import ast
import sys
from typing import NamedTuple

from flake8_ssot import messages, targets
from flake8_ssot.index import Match
from flake8_ssot.model import Finding, Kind, Span
from flake8_ssot.project import Place, Project
from flake8_ssot.references import Chain, Export, Import, Named, StarName, Text
from flake8_ssot.source import Source
from flake8_ssot.targets import Answer, Existence


class Hit(NamedTuple):
    """A finding, and what it was found in: what a fix has to change."""

    finding: Finding
    match: Match
    reference: Import | Chain | StarName | Export | Named | Text
    node: ast.expr | None = None  # where the deprecated path ends, of a Chain


class Finder:
    """Knows the rules as they hold in one file."""

    def __init__(self, source: Source, project: Project, place: Place) -> None:
        self.source = source
        self.project = project
        self.place = place

    def lookup(self, path: str) -> Match | None:
        """The rule that governs `path` in this file."""
        match = self.project.rule_index.lookup(path)
        if match is None or self.project.allows(match.rule, self.place):
            return None
        return match

    def finding(
        self, code: str, match: Match, kind: Kind, span: Span, scope: str, statement_line: int = 0
    ) -> Finding:
        """The finding for a path that a rule governs."""
        answer = self.target_of(match, members=kind is Kind.PATCH)
        missing = answer.detail if answer.existence is Existence.MISSING else ""
        message = messages.moved(
            code, match.rule, match.path, match.new, missing, self.project.today
        )
        return Finding(
            code=code,
            rule=match.rule.id,
            kind=kind,
            path=self.source.path,
            span=span,
            message=message,
            old=match.path,
            new=match.new,
            scope=scope,
            statement_line=statement_line,
        )

    def target_of(self, match: Match, *, members: bool = False) -> Answer:
        """Does the new path exist, as far as the project's own tree tells?"""
        if match.new is None:
            return Answer(Existence.ELSEWHERE)
        return targets.find(match.new, self.project.roots, members=members)

    def chain_span(self, chain: Chain, node: ast.expr) -> Span:
        """Where the chain stands, up to `node`."""
        start = node if chain.is_in_string else chain.root
        span = self.source.span(start, node)
        if chain.fstring is None or sys.version_info >= (3, 12):
            return span
        return self.span_in_fstring(span, chain)

    def span_in_fstring(self, span: Span, chain: Chain) -> Span:
        """Before Python 3.12, positions inside an f-string may be wrong: trust, but verify."""
        spelled = self.source.text_at(span)
        if isinstance(chain.root, ast.Name) and spelled.startswith(chain.root.id):
            return span
        assert chain.fstring is not None
        return self.source.span(chain.fstring)
