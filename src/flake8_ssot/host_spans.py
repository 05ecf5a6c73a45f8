"""Findings in code that stands inside another file: in, of the virtual module; out, of the host."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_ssot.embedded import write_back
from flake8_ssot.fragments import Embedded, HostKind, host_span
from flake8_ssot.model import Applicability, Edit, Finding, Fix
from flake8_ssot.source import Source

FOR_READERS = "code for readers: only a person can tell what it shows"


def in_host(embedded: Embedded, source: Source, findings: Iterable[Finding]) -> list[Finding]:
    """The findings of the virtual module `source`, where the host has them.

    Their fixes are edits of the host. What documents show is never mended without asking.
    """
    found = []
    for finding in findings:
        place = host_span(embedded, finding.span)
        if place is None:
            continue  # a line of ours
        cell, span = place
        fix, withheld = finding.fix, finding.withheld
        if fix is not None:
            fix = host_fix(embedded, source, fix)
            if embedded.kind is not HostKind.NOTEBOOK:
                fix = fix and fix._replace(applicability=Applicability.UNSAFE)
                withheld = withheld or FOR_READERS
        outer = finding._replace(span=span, cell=cell, fix=fix, withheld=withheld)
        found.append(outer._replace(statement_line=0))
    return found


def host_fix(embedded: Embedded, source: Source, fix: Fix) -> Fix | None:
    """The same change as one edit of the host; None where it cannot be written there."""
    parts, position = [], 0
    for edit in fix.edits:
        parts += [source.data[position : edit.start], edit.content.encode()]
        position = edit.end
    after = write_back(embedded, b"".join([*parts, source.data[position:]]).decode())
    before = write_back(embedded, embedded.text)
    if isinstance(after, str) or isinstance(before, str):
        return None
    return Fix(fix.applicability, (difference(before, after),))


def difference(before: bytes, after: bytes) -> Edit:
    """The smallest single edit that makes `after` of `before`, both in UTF-8."""
    limit = min(len(before), len(after))
    start = _common(before, after, limit)
    while start and (_is_inner(before, start) or _is_inner(after, start)):
        start -= 1
    end = _common(before[start:][::-1], after[start:][::-1], limit - start)
    while end and _is_inner(before, len(before) - end):
        end -= 1
    return Edit(start, len(before) - end, after[start : len(after) - end].decode())


def _common(first: bytes, second: bytes, limit: int) -> int:
    """How many bytes both begin with, at most `limit`; by halves, since files may be long."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _is_inner(data: bytes, offset: int) -> bool:
    """Does the offset lie inside of a character?"""
    return offset < len(data) and data[offset] & 0xC0 == 0x80
