"""History as text: in, Rows; out, the lines of JSON, CSV or a table. Writes nothing itself."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flake8_ssot.history import Row, moment

JSON_VERSION = 1
NAMED = 5  # rules with a column of their own in a table
BAR = 20  # characters of the longest bar
ID = 10  # characters of a commit's id


class Table(NamedTuple):
    """What people look at: the names of its columns, and the cells."""

    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]


def to_json(rows: Iterable[Row]) -> Iterator[str]:
    """One object with every commit; a line for each."""
    head, end = f'{{"version": {JSON_VERSION}, "commits": [', "]}\n"
    yield head
    separator = "\n"
    for row in rows:
        yield separator + json.dumps(_object(row), ensure_ascii=True)
        separator = ",\n"
    yield "\n" + end


def _object(row: Row) -> dict[str, object]:
    commit, tally = row
    return {
        "commit": commit.id,
        "date": _date(commit.date),
        "subject": commit.subject,
        "files": tally.files,
        "unparsable": tally.unparsable,
        "total": tally.total,
        "rules": tally.rules,
    }


def to_csv(rows: list[Row]) -> Iterator[str]:
    """A line for each commit, a column for each rule that ever had a finding."""
    rules = sorted({rule for row in rows for rule in row.tally.rules})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["commit", "date", "total", "unparsable", *rules])
    for commit, tally in rows:
        counts = [tally.rules.get(rule, 0) for rule in rules]
        writer.writerow([commit.id, _date(commit.date), tally.total, tally.unparsable, *counts])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _date(date: int) -> str:
    return moment(date).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_table(named: list[tuple[str, Row]]) -> Table:
    """The states of a time, each with its name: all findings, and the rules with most of them."""
    most: Counter[str] = Counter()
    for _, row in named:
        for rule, count in row.tally.rules.items():
            most[rule] = max(most[rule], count)
    rules = sorted(rule for rule, _ in most.most_common(NAMED))
    others = len(most) > len(rules)
    highest = max((row.tally.total for _, row in named), default=0) or 1
    heads = ("until", "commit", "findings", "", "", "unparsable", *rules)
    lines = []
    before: int | None = None
    for name, (commit, tally) in named:
        total = tally.total
        change = "" if before is None or before == total else f"{total - before:+}"
        before = total
        counts = [tally.rules.get(rule, 0) for rule in rules]
        rest = [str(total - sum(counts))] if others else []
        bar = "#" * -(-total * BAR // highest)
        numbers = (str(total), change, bar, str(tally.unparsable), *map(str, counts), *rest)
        lines.append((name, commit.id[:ID], *numbers))
    return Table((*heads, "other rules") if others else heads, lines)


def plain(table: Table) -> Iterator[str]:
    """The lines of a table, for anything but a terminal."""
    every = [table.heads, *table.rows]
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    for row in every:
        cells = [
            cell.ljust(width) if is_left(place) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip() + "\n"


def is_left(place: int) -> bool:
    """Do the cells of this column stand at its left side? Those are its texts."""
    return place in (0, 1, 4)
