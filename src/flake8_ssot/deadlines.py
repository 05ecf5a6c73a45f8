"""When must findings be gone? In, rules with their `remove-by` and a day; out, who is late."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import NamedTuple

from flake8_ssot.baseline import Baseline
from flake8_ssot.project import Project
from flake8_ssot.rules import Rule

WARN_DAYS = 30  # before the day


class Deadline(NamedTuple):
    """A rule with recorded findings whose day is near, or over."""

    rule: str
    day: datetime.date
    left: int
    days: int  # until then; 0 and less: it is over

    @property
    def is_over(self) -> bool:
        return self.days <= 0

    def __str__(self) -> str:
        entries = "1 entry" if self.left == 1 else f"{self.left} entries"
        if self.is_over:
            return f"{self.rule}: overdue since {self.day.isoformat()}, {entries} left"
        in_days = "1 day" if self.days == 1 else f"{self.days} days"
        return f"{self.rule}: due on {self.day.isoformat()}, in {in_days}, {entries} left"


def is_over(rule: Rule, today: datetime.date) -> bool:
    """Is the rule's time up?"""
    return rule.remove_by is not None and rule.remove_by <= today


def overdue_rules(project: Project) -> tuple[str, ...]:
    """The ids of the rules whose time is up, sorted."""
    return tuple(sorted(rule.id for rule in project.rules if is_over(rule, project.today)))


def deadlines_of(project: Project, baseline: Baseline) -> list[Deadline]:
    """The deadlines that are near or over, the most urgent first."""
    left = Counter(entry.rule for entries in baseline.entries.values() for entry in entries)
    today = project.today
    found = [
        Deadline(rule.id, rule.remove_by, left[rule.id], (rule.remove_by - today).days)
        for rule in project.rules
        if rule.remove_by is not None and left[rule.id]
    ]
    return sorted((item for item in found if item.days <= WARN_DAYS), key=lambda item: item.day)
