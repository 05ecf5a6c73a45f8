"""Judge one file: in, its source and the project; out, its findings in reading order."""

from __future__ import annotations

from flake8_ssot.library import LIBRARIES
from flake8_ssot.match_calls import match_calls
from flake8_ssot.match_imports import match_imports
from flake8_ssot.model import Finding, Kind, Span
from flake8_ssot.names import resolve
from flake8_ssot.noqa import NoqaLines
from flake8_ssot.project import Place, Project
from flake8_ssot.references import Interest
from flake8_ssot.source import Source


def check(
    source: Source, project: Project, place: Place, *, honour_noqa: bool = True
) -> list[Finding]:
    """All findings of `source`, sorted, each place once.

    A `# noqa` on an import statement's first line hides what the statement's other lines hold;
    the one on a finding's own line is left to the caller, as flake8 does it itself.
    """
    index = project.rule_index
    calls = project.call_index
    tracked = calls.mentioned_in(source.text.encode("utf-8", "replace"))
    interest = Interest(
        index.tops | calls.tops | LIBRARIES if tracked else index.tops,
        lambda module: index.below.get(module, ()),
        calls.names if tracked else None,
    )
    names = resolve(source, place.module, interest)
    unique: dict[tuple[Span, str, str], Finding] = {}
    found = (
        *match_imports(source, names, project, place),
        *match_calls(source, names, project, place),
    )
    for finding in found:
        unique.setdefault((finding.span, finding.code, finding.rule), finding)
    findings = sorted(unique.values(), key=lambda found: (found.span, found.code, found.rule))
    if honour_noqa and findings:
        noqa = NoqaLines(source.lines)
        findings = [found for found in findings if not _hidden_by_statement(found, noqa)]
    return findings


def _hidden_by_statement(finding: Finding, noqa: NoqaLines) -> bool:
    first = finding.statement_line
    return 0 < first < finding.span.line and noqa.hide(first, finding.code)


def internal_finding(path: str, message: str) -> Finding:
    """SOT900: our own failure, as a finding at the start of the file."""
    return Finding(
        code="SOT900",
        rule="internal",
        kind=Kind.INTERNAL,
        path=path,
        span=Span(1, 1, 1, 1),
        message=message,
        old="",
        new=None,
        scope="<module>",
    )
