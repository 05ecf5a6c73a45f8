"""The findings of every commit: in, commits, their changes and what came of blobs; out, Rows.

A commit holds what its first parent holds, with its own changes. So its counts are those of the
parent, less what the blobs that went counted, plus what the blobs that came do: no tree is listed,
and each blob is judged once for each path it stood at. Pure.
"""

from __future__ import annotations

import datetime
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from flake8_ssot.git_objects import Change, Commit

MOST_ROWS = 40  # in a table for people
PERIODS = ("commit", "day", "week", "month", "year")  # from the finest


class Version(NamedTuple):
    """A file's content at a path. What is found may depend on both."""

    path: str  # relative to the top of the repository
    blob: str


class Outcome(NamedTuple):
    """What came of one version of a file."""

    found: tuple[tuple[str, str, int], ...] = ()  # code, rule, how many
    is_unparsable: bool = False


class Tally(NamedTuple):
    """What a commit holds. Commits that change none of it share theirs."""

    rules: dict[str, int]  # never changed once it is here; without zeros
    files: int = 0  # with findings
    unparsable: int = 0

    @property
    def total(self) -> int:
        return sum(self.rules.values())


class Row(NamedTuple):
    """A commit, and what it holds."""

    commit: Commit
    tally: Tally


NOTHING = Outcome()
EMPTY = Tally({})


class Collected(NamedTuple):
    """The commits, and by number which versions of files each of them brings and takes away."""

    commits: list[Commit]
    came: list[array[int]]
    went: list[array[int]]


class Collector:
    """Gives every version that is wanted a number."""

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        self.wanted = wanted
        self.known: dict[str, bool] = {}  # path -> is it wanted?
        self.numbers: dict[Version, int] = {}

    def collect(self, items: Iterable[tuple[Commit, Iterable[Change]]]) -> Collected:
        """What `items` say."""
        commits, came, went = [], [], []
        for commit, changes in items:
            new, old = array("L"), array("L")
            for change in changes:
                if self._is_wanted(change.path):
                    if change.new is not None:
                        new.append(self._number(change.path, change.new))
                    if change.old is not None:
                        old.append(self._number(change.path, change.old))
            commits.append(commit)
            came.append(new)
            went.append(old)
        return Collected(commits, came, went)

    def _is_wanted(self, path: str) -> bool:
        found = self.known.get(path)
        if found is None:
            found = self.known[path] = self.wanted(path)
        return found

    def _number(self, path: str, blob: str) -> int:
        return self.numbers.setdefault(Version(path, blob), len(self.numbers))


def missing_parents(commits: Iterable[Commit]) -> list[str]:
    """The first parents that are not among the `commits` (parents first): a range begins there."""
    seen: set[str] = set()
    missing: dict[str, None] = {}
    for commit in commits:
        if commit.parents and commit.parents[0] not in seen:
            missing[commit.parents[0]] = None
        seen.add(commit.id)
    return list(missing)


def fold(
    collected: Collected, outcomes: Callable[[int], Outcome], bases: dict[str, Tally]
) -> Iterator[Row]:
    """The commits with what they hold; `bases` are the states of parents outside of the range."""
    states = dict(bases)
    parts = (collected.commits, collected.came, collected.went)
    for commit, came, went in zip(*parts, strict=True):
        before = states[commit.parents[0]] if commit.parents else EMPTY
        states[commit.id] = state = applied(before, came, went, outcomes)
        yield Row(commit, state)


def applied(
    before: Tally, came: Iterable[int], went: Iterable[int], outcomes: Callable[[int], Outcome]
) -> Tally:
    """The state after a change."""
    rules: Counter[str] = Counter()
    files = unparsable = 0
    for versions, sign in ((came, 1), (went, -1)):
        for version in versions:
            outcome = outcomes(version)
            if outcome == NOTHING:
                continue
            unparsable += sign * outcome.is_unparsable
            files += sign * bool(outcome.found)
            for _, rule, count in outcome.found:
                rules[rule] += sign * count
    if not (files or unparsable or any(rules.values())):
        return before
    for rule, count in before.rules.items():
        rules[rule] += count
    kept = {rule: count for rule, count in sorted(rules.items()) if count}
    return Tally(kept, before.files + files, before.unparsable + unparsable)


def main_line(rows: list[Row]) -> list[Row]:
    """The newest commit's chain of first parents: one state after the other, without branches."""
    by_id = {row.commit.id: row for row in rows}
    chain = []
    row = rows[-1] if rows else None
    while row is not None:
        chain.append(row)
        row = by_id.get(row.commit.parents[0]) if row.commit.parents else None
    return chain[::-1]


def by_period(rows: list[Row], period: str | None) -> list[tuple[str, Row]]:
    """The last state in each `period`; None: the finest period that people can look over.

    Clocks are not to be trusted: a commit is never older than one before it.
    """
    if period is None:
        choices = (by_period(rows, each) for each in PERIODS)
        found = [choice for choice in choices if len(choice) <= MOST_ROWS]
        return found[0] if found else by_period(rows, PERIODS[-1])
    last: dict[str, Row] = {}
    latest = -(1 << 62)
    for row in rows:
        latest = max(latest, row.commit.date)
        name = row.commit.id if period == "commit" else name_of(latest, period)
        last[name] = row
    if period == "commit":
        return [(day_of(row.commit.date), row) for row in last.values()]
    return list(last.items())


def moment(date: int) -> datetime.datetime:
    """A commit's date; the nearest that can be said where a clock went wild."""
    first = datetime.datetime(1, 1, 1, tzinfo=datetime.timezone.utc)
    last = datetime.datetime(9999, 12, 31, tzinfo=datetime.timezone.utc)
    seconds = min(max(date, int(first.timestamp())), int(last.timestamp()))
    return datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(
        seconds=seconds
    )


def day_of(date: int) -> str:
    """The day, UTC."""
    return moment(date).date().isoformat()


def name_of(date: int, period: str) -> str:
    """What the period that a date lies in is called."""
    if period == "week":
        year, week, _ = moment(date).isocalendar()
        return f"{year:04}-W{week:02}"
    return day_of(date)[: {"day": 10, "month": 7, "year": 4}[period]]
