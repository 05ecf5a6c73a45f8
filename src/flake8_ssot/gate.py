"""May a bridge be deleted? In, rules and what was found; out, every reason why not.

A bridge may go when nothing uses it, not even where nobody is told: findings that a comment, the
rule's `allow`, an `exclude` or the baseline hides count as all others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from flake8_ssot.baseline import Baseline
from flake8_ssot.index import is_at_or_below
from flake8_ssot.model import Finding, Kind, Problem
from flake8_ssot.report import count_of
from flake8_ssot.rules import Rule, Signature
from flake8_ssot.targets import Answer, Existence

_BAN = re.compile(r"(?:^|\.)(?:banned|deprecated)[-_][^.]*$")


class Group(str, Enum):
    """Why a bridge cannot go, in the order in which a person mends it."""

    TARGET = "the new path does not exist"
    BROKEN = "files that nobody can judge"
    REEXPORT = "modules that hand the old path on"
    CODE = "uses in code"
    VIA = "uses through a module that hands it on"
    DYNAMIC = "dynamic imports"
    PATCH = "patch targets"
    STRING = "other strings that name code"
    CONFIG = "configuration"
    SCRIPT = "scripts and templates that name it"
    CALL = "legacy calls"
    UNSURE = "calls nobody can tell to be legacy or modern"
    HIDDEN = "hidden uses"
    BASELINE = "lines of the baseline"
    BLOCKED = "what failed without it"


class Reason(NamedTuple):
    """One thing that stands in the way."""

    group: Group
    rule: str  # "": of no rule
    path: str  # "": of no file
    line: int  # 0: of the file as a whole
    cell: int
    message: str
    trace: tuple[str, ...] = ()  # who asked, outward

    def __str__(self) -> str:
        cell = f"cell {self.cell}:" if self.cell else ""
        where = f"{self.path}:{cell}{self.line}" if self.line else self.path
        return f"{where}: {self.message}" if where else self.message


class Target(NamedTuple):
    """Where a rule leads to, and what is known of it."""

    rule: Rule
    path: str
    answer: Answer


_BY_CODE = {
    "SOT103": Group.DYNAMIC,
    "SOT104": Group.PATCH,
    "SOT105": Group.STRING,
    "SOT106": Group.REEXPORT,
    "SOT107": Group.VIA,
    "SOT201": Group.CALL,
    "SOT202": Group.CALL,
    "SOT203": Group.CALL,
    "SOT204": Group.CALL,
    "SOT205": Group.UNSURE,
    "SOT206": Group.CALL,
}


def with_what_is_below(rules: Iterable[Rule], wanted: frozenset[str]) -> tuple[Rule, ...]:
    """The `wanted` rules, and those whose old path lies below one of theirs: it goes with it."""
    every = tuple(rules)
    tops = [rule.old for rule in every if rule.id in wanted and not isinstance(rule, Signature)]
    return tuple(
        rule
        for rule in every
        if rule.id in wanted
        or (not isinstance(rule, Signature) and any(is_at_or_below(rule.old, top) for top in tops))
    )


def looks_like_ban(finding: Finding) -> bool:
    """Is it the list of another linter that forbids the path? It may stay, and nothing breaks."""
    return finding.kind is Kind.CONFIG and _BAN.search(finding.scope) is not None


def of_finding(finding: Finding, hidden_by: str) -> Reason:
    """The reason that a finding is; `hidden_by` says why nobody is told of it, if so."""
    group = _BY_CODE.get(finding.code, Group.CODE)
    if finding.kind is Kind.CONFIG:
        group = Group.CONFIG
    message = finding.text
    if hidden_by:
        group, message = Group.HIDDEN, f"{message} (hidden by {hidden_by})"
    return Reason(group, finding.rule, finding.path, finding.span.line, finding.cell, message)


def of_problem(problem: Problem) -> Reason:
    """The reason that a file is which cannot be judged."""
    return Reason(Group.BROKEN, "", problem.path, problem.line, 0, problem.message)


def of_target(target: Target) -> Reason | None:
    """The reason that a missing target is; None for one that exists, or is not of this tree."""
    rule, path, answer = target
    if answer.existence in (Existence.EXISTS, Existence.ELSEWHERE):
        return None
    detail = f": {answer.detail}" if answer.detail else ""
    message = f"{rule.id} leads to {path!r}, which {answer.existence.value}{detail}"
    return Reason(Group.TARGET, rule.id, rule.file, rule.line, 0, message)


def of_baseline(baseline: Baseline, rules: frozenset[str], shown: str) -> list[Reason]:
    """What the baseline holds of these rules; `shown` is its name."""
    counts = Counter(entry.rule for entries in baseline.entries.values() for entry in entries)
    what = "`ssot baseline update` takes out what is gone"
    return [
        Reason(
            Group.BASELINE, rule, shown, 0, 0, f"{count_of(counts[rule], 'line')} of {rule}; {what}"
        )
        for rule in sorted(rules & counts.keys())
    ]


def order(reason: Reason) -> tuple[object, ...]:
    """By group, then as a person goes through files."""
    group = list(Group).index(reason.group)
    return group, reason.path, reason.cell, reason.line, reason.rule, reason.message
