"""How far is the migration? In, what was found and the baseline; out, a row for each rule."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flake8_ssot.baseline import Baseline
from flake8_ssot.deadlines import WARN_DAYS
from flake8_ssot.messages import site_of
from flake8_ssot.model import Finding
from flake8_ssot.report import count_of
from flake8_ssot.rules import Rule

OVERDUE = "overdue"
MODULE = "<module>"  # the scope of what is in no function


class Located(NamedTuple):
    """A finding, and what the project knows of its file."""

    finding: Finding
    path: str  # relative to the project's root
    owners: tuple[str, ...]
    is_new: bool  # not in the baseline
    since: datetime.date | None = None  # when its line was written, if git was asked


class RuleStatus(NamedTuple):
    """How one rule stands."""

    rule: str
    left: int
    new: int  # of these, what the baseline does not know
    done: int | None  # since the baseline began; None: it never had any
    since: datetime.date | None  # when the baseline began
    files: int
    owners: tuple[tuple[str, int], ...]  # with what each has left, the most first
    oldest: datetime.date | None
    remove_by: datetime.date | None
    verdict: str


class Site(NamedTuple):
    """One place to mend, and what goes with it."""

    path: str
    cell: int  # of a notebook; 0: no notebook
    line: int
    what: str  # "re-export", "statement", or the function's name
    findings: int
    files: int
    rules: tuple[str, ...]


class Status(NamedTuple):
    """The whole project."""

    rules: tuple[RuleStatus, ...]
    owners: tuple[tuple[str, int, int], ...]  # owner, findings, files
    sites: tuple[Site, ...]  # those that clear most, the most first


def status_of(
    rules: Iterable[Rule], found: list[Located], baseline: Baseline | None, today: datetime.date
) -> Status:
    """Count. Rules stand in the order of what is left; without a baseline nothing is new."""
    by_rule: dict[str, list[Located]] = defaultdict(list)
    for item in found:
        by_rule[item.finding.rule].append(item)
    rows = [_row(rule, by_rule[rule.id], baseline, today) for rule in rules]
    return Status(
        tuple(sorted(rows, key=lambda row: (-row.left, -(row.done or 0), row.rule))),
        _totals(found),
        tuple(_sites(found)),
    )


def _row(
    rule: Rule, found: list[Located], baseline: Baseline | None, today: datetime.date
) -> RuleStatus:
    began = baseline.began.get(rule.id) if baseline is not None else None
    new = sum(item.is_new for item in found) if baseline is not None else 0
    owners = Counter(owner for item in found for owner in item.owners)
    left = len(found)
    return RuleStatus(
        rule=rule.id,
        left=left,
        new=new,
        done=began and max(0, began.findings - (left - new)),
        since=began and began.day,
        files=len({item.path for item in found}),
        owners=tuple(sorted(owners.items(), key=lambda pair: (-pair[1], pair[0]))),
        oldest=min((item.since for item in found if item.since), default=None),
        remove_by=rule.remove_by,
        verdict=_verdict(left, new, rule.remove_by, today),
    )


def _verdict(left: int, new: int, day: datetime.date | None, today: datetime.date) -> str:
    """What to do next, in a few words."""
    if not left:
        return "ask the gate"
    if day is not None and day <= today:
        return OVERDUE
    if new:
        return f"{new} new"
    if day is not None and (day - today).days <= WARN_DAYS:
        return f"due in {count_of((day - today).days, 'day')}"
    return "in use"


def _totals(found: Iterable[Located]) -> tuple[tuple[str, int, int], ...]:
    """Each owner's findings and files; a file with two owners counts for both."""
    findings: Counter[str] = Counter()
    paths: dict[str, set[str]] = defaultdict(set)
    for item in found:
        for owner in item.owners:
            findings[owner] += 1
            paths[owner].add(item.path)
    rows = [(owner, count, len(paths[owner])) for owner, count in findings.items()]
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))


def _sites(found: list[Located]) -> list[Site]:
    """The single places that clear more than one finding.

    A re-export takes all imports that go through it along; a function, or a statement of a
    module, what is in it.
    """
    at_line: dict[tuple[str, int], list[Located]] = defaultdict(list)
    through: dict[tuple[str, int], list[Located]] = defaultdict(list)
    inside: dict[tuple[str, int, str, int], list[Located]] = defaultdict(list)
    for item in found:
        finding = item.finding
        at_line[item.path, finding.span.line].append(item)
        inside[(item.path, *_part(finding))].append(item)
        for site in filter(None, map(site_of, finding.evidence)):
            through[site].append(item)
    sites = [
        _site((path, 0, line), "re-export", [*items, *at_line.get((path, line), ())])
        for (path, line), items in through.items()
    ]
    for (path, cell, what, _), items in inside.items():
        line = min(item.finding.span.line for item in items)
        sites.append(_site((path, cell, line), what, items))
    several = (site for site in sites if site.findings > 1)
    return sorted(several, key=lambda site: (-site.findings, -site.files, site))


def _part(finding: Finding) -> tuple[int, str, int]:
    """Its cell, and the function it is in; if in none, the line where its statement begins."""
    if finding.scope != MODULE:
        return finding.cell, finding.scope, 0
    return finding.cell, "statement", finding.statement_line or finding.span.line


def _site(place: tuple[str, int, int], what: str, items: list[Located]) -> Site:
    rules = tuple(sorted({item.finding.rule for item in items}))
    return Site(*place, what, len(items), len({item.path for item in items}), rules)


def lines_of(found: Iterable[Located]) -> dict[str, list[int]]:
    """The lines that findings sit on, by file; not those of notebooks, which are counted anew."""
    lines: dict[str, set[int]] = defaultdict(set)
    for item in found:
        if not item.finding.cell:
            lines[item.path].add(item.finding.span.line)
    return {path: sorted(numbers) for path, numbers in lines.items()}


def with_ages(
    found: Iterable[Located], days: Mapping[str, Mapping[int, datetime.date]]
) -> list[Located]:
    """The same, with the day on which each line was written, by file and line."""
    return [
        item._replace(since=days.get(item.path, {}).get(item.finding.span.line)) for item in found
    ]
