"""A survey as text: in, folders with their Counts; out, JSON, CSV or a table. Writes nothing."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator

from flake8_ssot.report import clean, count_of
from flake8_ssot.survey import Counts

JSON_VERSION = 1
NAMED = 5  # rules with a column of their own in a table

Counted = list[tuple[str, Counts]]


def to_json(counted: Counted) -> str:
    """One object with every repository, and why some could not be judged."""
    document = {
        "version": JSON_VERSION,
        "repositories": [
            {
                "path": path,
                "files": counts.files,
                "files_with_findings": counts.with_findings,
                "unparsable": counts.unparsable,
                "total": counts.findings,
                "rules": counts.rules,
            }
            for path, counts in counted
            if not counts.errors
        ],
        "errors": [
            {"path": path, "message": message}
            for path, counts in counted
            for message in counts.errors
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def to_csv(counted: Counted) -> str:
    """A line for each repository that was judged, a column for each rule with a finding."""
    rules = sorted(_totals(counted))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["path", "files", "files_with_findings", "unparsable", "total", *rules])
    for path, counts in counted:
        if not counts.errors:
            own = [counts.rules.get(rule, 0) for rule in rules]
            head = [path, counts.files, counts.with_findings, counts.unparsable, counts.findings]
            writer.writerow([*head, *own])
    return out.getvalue()


def to_table(counted: Counted) -> Iterator[str]:
    """The lines of a table: every repository that was judged, and all of them together."""
    totals = _totals(counted)
    rules = sorted(rule for rule, _ in totals.most_common(NAMED))
    has_others = len(totals) > len(rules)
    judged = [(path, counts) for path, counts in counted if not counts.errors]
    whole = Counts(
        unparsable=sum(counts.unparsable for _, counts in judged),
        rules=dict(totals),
    )
    last = f"{len(judged)} of {count_of(len(counted), 'folder')}"
    rows = [("findings", "unparsable", *rules, *(["other rules"] if has_others else []), "folder")]
    for path, counts in [*judged, (last, whole)]:
        own = [counts.rules.get(rule, 0) for rule in rules]
        rest = [counts.findings - sum(own)] if has_others else []
        numbers = map(str, [counts.findings, counts.unparsable, *own, *rest])
        rows.append((*numbers, clean(path)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        yield "  ".join([*cells, row[-1]]) + "\n"


def _totals(counted: Counted) -> Counter[str]:
    totals: Counter[str] = Counter()
    for _, counts in counted:
        totals.update(counts.rules)
    return totals
