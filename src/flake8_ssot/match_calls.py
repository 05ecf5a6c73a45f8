"""Find calls with a legacy signature, and bridges: in, a file's names and the rules; out, findings.

A call that a rule governs is modern (no finding), legacy (SOT201, SOT202), fits nothing (SOT203)
or cannot be told (SOT205). A governed name that the file never binds is SOT206, and is judged.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from flake8_ssot import call_messages
from flake8_ssot.callees import Callees, Target
from flake8_ssot.clues import shown_by
from flake8_ssot.evidence import Evidence
from flake8_ssot.meanings import spelled
from flake8_ssot.model import Finding, Fix, Kind, Span
from flake8_ssot.project import Place, Project
from flake8_ssot.references import Call, Names, Use
from flake8_ssot.rewrite import fix_of
from flake8_ssot.rules import Bridge, Signature
from flake8_ssot.source import Source
from flake8_ssot.verdict import Sort, Verdict, judge


def match_calls(source: Source, names: Names, project: Project, place: Place) -> Iterator[Finding]:
    """The findings SOT201 to SOT206 of one file, in no particular order."""
    if not names.calls and not names.uses:
        return
    matcher = _Matcher(source, names, project, place)
    for call in names.calls:
        yield from matcher.call(call)
    for use in names.uses:
        yield from matcher.use(use)


class _Matcher:
    def __init__(self, source: Source, names: Names, project: Project, place: Place) -> None:
        self.source = source
        self.project = project
        self.place = place
        self.evidence = Evidence(names.definitions, place.module.name)
        self.callees = Callees(project.call_index, self.evidence, names.has_star, source.text)

    def call(self, call: Call) -> Iterator[Finding]:
        target = self.callees.target(call)
        if target is None or not isinstance(target.rule, Signature):
            return
        if self.project.allows(target.rule, self.place):
            return
        if target.is_unbound:
            yield self.unbound(call, target, target.rule)
        yield from self.judged(call, target, target.rule)

    def judged(self, call: Call, target: Target, rule: Signature) -> Iterator[Finding]:
        self.evidence.begin()
        roles = self.project.call_index.roles[rule.id]
        shown = tuple(
            shown_by(argument, call.view, self.evidence, roles) for argument in target.arguments
        )
        verdict = judge(rule, roles, target.shape, shown, is_partial=target.is_partial)
        if verdict.sort is Sort.MODERN:
            return
        fix, withheld = None, ""
        code, kind = "SOT205", Kind.CALL
        if verdict.sort is Sort.NEITHER:
            code = "SOT203"
        elif verdict.sort is Sort.LEGACY:
            code = "SOT201"
            if verdict.place is not None and verdict.place >= target.shape.positional:
                code, kind = "SOT202", Kind.KEYWORD
            fix, withheld = fix_of(self.source, call, target, rule, verdict)
        message = call_messages.judged(code, rule, target, verdict, self.project.today)
        node = self.node_at(call, target, verdict)
        found = self.finding(
            code, rule, kind, call, node, message, target.path, verdict.evidence, fix
        )
        yield found._replace(withheld=withheld)

    def node_at(self, call: Call, target: Target, verdict: Verdict) -> ast.AST:
        """The argument or keyword that decides; what is called where none does."""
        place = verdict.place
        if place is None:
            return call.node.func
        if place < target.shape.positional:
            return target.arguments[place]
        return target.keywords[place - target.shape.positional][1] or call.node.func

    def unbound(self, call: Call, target: Target, rule: Signature) -> Finding:
        callee = call.node.args[0] if target.is_partial else call.node.func
        assert isinstance(callee, ast.Name)
        message = call_messages.unbound(rule, callee.id, target.path, self.project.today)
        return self.finding(
            "SOT206", rule, Kind.UNBOUND, call, callee, message, callee.id, (), None, target.path
        )

    def use(self, use: Use) -> Iterator[Finding]:
        found = self.callees.bridge(use)
        if found is None or not isinstance(found.rule, Bridge):
            return
        if self.project.allows(found.rule, self.place):
            return
        message = call_messages.bridge(found.rule, self.project.today)
        yield self.finding(
            "SOT204", found.rule, Kind.BRIDGE, use, use.node, message, found.path, (), None,
            found.rule.new,
        )  # fmt: skip

    def finding(
        self,
        code: str,
        rule: Signature | Bridge,
        kind: Kind,
        found: Call | Use,
        node: ast.AST,
        message: str,
        old: str,
        evidence: tuple[str, ...],
        fix: Fix | None,
        new: str | None = None,
    ) -> Finding:
        first = found.node.func if isinstance(found, Call) else found.node
        return Finding(
            code=code,
            rule=rule.id,
            kind=kind,
            path=self.source.path,
            span=self.span(node, first, found.fstring),
            message=message,
            old=old,
            new=new,
            scope=found.view.scope.qualname,
            evidence=evidence,
            fix=fix,
            statement_line=first.lineno,
        )

    def span(self, node: ast.AST, callee: ast.expr, fstring: ast.JoinedStr | None) -> Span:
        """Before Python 3.12, positions inside an f-string may be wrong: trust, but verify."""
        if fstring is None or sys.version_info >= (3, 12):
            return self.source.span(node)
        text = self.source.text_at(self.source.span(callee))
        if "".join(text.split()) == "".join(spelled(callee, len(text) + 60).split()):
            return self.source.span(node)
        return self.source.span(fstring)
