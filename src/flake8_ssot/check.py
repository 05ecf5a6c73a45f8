"""Judge one file: in, its source and the project; out, its findings in reading order."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

from flake8_ssot.hits import Hit
from flake8_ssot.library import LIBRARIES
from flake8_ssot.match_calls import match_calls
from flake8_ssot.match_imports import match_imports
from flake8_ssot.match_reexports import match_reexports
from flake8_ssot.match_strings import match_strings
from flake8_ssot.model import Finding, Kind, Span
from flake8_ssot.names import resolve
from flake8_ssot.noqa import NoqaLines
from flake8_ssot.project import Place, Project
from flake8_ssot.reexports import NONE, Reexports
from flake8_ssot.references import Interest, Names
from flake8_ssot.source import Source, parse, split_lines


class Judged(NamedTuple):
    """What is found in a file, and what its names mean."""

    findings: list[Finding]
    names: Names | None  # with every import in them; None where only some were followed


def check(
    source: Source,
    project: Project,
    place: Place,
    *,
    honour_noqa: bool = True,
    reexports: Reexports = NONE,
) -> list[Finding]:
    """All findings of `source`, sorted, each place once; none with a fix for its imports.

    A `# noqa` on an import statement's first line hides what the statement's other lines hold;
    the one on a finding's own line is left to the caller, as flake8 does it itself.
    """
    return judge(source, project, place, honour_noqa=honour_noqa, reexports=reexports).findings


def judge(
    source: Source,
    project: Project,
    place: Place,
    *,
    honour_noqa: bool = True,
    wanted: Callable[[Finding], bool] | None = None,
    reexports: Reexports = NONE,
) -> Judged:
    """As `check`; those findings that are `wanted` get a fix, or say why there is none."""
    index = project.rule_index
    calls = project.call_index
    tracked = calls.mentioned_in(source.data)
    tops = index.tops | calls.tops | LIBRARIES if tracked else index.tops
    with_fixes = wanted is not None
    everything = with_fixes and not tracked  # what a call is must not depend on it
    interest = Interest(
        tops | index.new_tops if with_fixes else tops,
        index.star_names if everything else lambda module: index.below.get(module, ()),
        calls.names if tracked else None,
        everything=everything,
        loads=with_fixes,
        strings=True,
    )
    names = resolve(source, place.module, interest)
    noqa = NoqaLines(source.lines)
    hits: dict[object, Hit] = {}
    for hit in match_imports(source, names, project, place):
        hits.setdefault(_key(hit.finding), hit)
    for hit in match_strings(source, names, project, place):
        hits.setdefault(_key(hit.finding), hit)
    findings = {key: hit.finding for key, hit in hits.items()}
    for finding in match_calls(source, names, project, place):
        findings.setdefault(_key(finding), finding)

    for finding in match_reexports(source, project, place, reexports, (names, interest)):
        findings.setdefault(_key(finding), finding)

    def is_hidden(finding: Finding) -> bool:
        first = finding.statement_line
        return honour_noqa and 0 < first < finding.span.line and noqa.hide(first, finding.code)

    if wanted is not None:
        from flake8_ssot.import_fixes import fixes_of  # only who wants fixes pays for it

        asked = {key for key, hit in hits.items() if not is_hidden(hit.finding)}
        asked = {key for key in asked if wanted(hits[key].finding)}
        chosen = [(hit, key in asked) for key, hit in hits.items()]
        fixes = fixes_of(source, names, project, place, chosen)
        findings |= dict(zip(hits, fixes, strict=True))
    found = [finding for finding in findings.values() if not is_hidden(finding)]
    if ">>>" in source.text and "doctests" not in project.settings.skip.value:
        found += in_doctests(source, project, place, with_fixes=with_fixes, honour_noqa=honour_noqa)
    ordered = sorted(found, key=lambda found: (found.span, found.code, found.rule))
    return Judged(ordered, names if interest.everything else None)


def in_doctests(
    source: Source, project: Project, place: Place, *, with_fixes: bool, honour_noqa: bool
) -> list[Finding]:
    """The findings in the examples of docstrings, where the file has them."""
    from flake8_ssot.doctests import doctests  # most files have none
    from flake8_ssot.host_spans import in_host

    embedded = doctests(source)
    tree = parse(embedded.text) if embedded is not None else None
    if embedded is None or not isinstance(tree, ast.Module):
        return []
    data = embedded.text.encode("utf-8", "replace")
    if not project.mentions(data, place.module):
        return []
    inner = Source(source.path, split_lines(embedded.text), tree, data)
    wanted = (lambda _: True) if with_fixes else None
    judged = judge(inner, project, place, honour_noqa=honour_noqa, wanted=wanted)
    return in_host(embedded, inner, judged.findings)


def _key(finding: Finding) -> tuple[Span, str, str]:
    return (finding.span, finding.code, finding.rule)


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
