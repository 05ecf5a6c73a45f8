"""Findings in code that stands inside another file: in, of the virtual module; out, of the host."""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

from flake8_ssot.embedded import write_back
from flake8_ssot.fragments import Embedded, HostKind, host_span
from flake8_ssot.model import Applicability, Edit, Finding, Fix
from flake8_ssot.source import Source

FOR_READERS = "code for readers: only a person can tell what it shows"


def in_host(
    embedded: Embedded, source: Source, findings: Iterable[Finding], *, with_edits: bool = True
) -> list[Finding]:
    """The findings of the virtual module `source`, where the host has them.

    Their fixes are edits of the host, or none `with_edits` false. What documents show is never
    mended without asking.
    """
    found = []
    host = _Host(embedded, source)
    for finding in findings:
        place = host_span(embedded, finding.span)
        if place is None:
            continue  # a line of ours
        cell, span = place
        fix, withheld = finding.fix, finding.withheld
        if fix is not None:
            fix = host.fix(fix) if with_edits else fix._replace(edits=())
            if embedded.kind is not HostKind.NOTEBOOK:
                fix = fix and fix._replace(applicability=Applicability.UNSAFE)
                withheld = withheld or FOR_READERS
        outer = finding._replace(span=span, cell=cell, fix=fix, withheld=withheld)
        found.append(outer._replace(statement_line=0))
    return found


class _Host:
    """Edits of a virtual module, as edits of the bytes of its host."""

    def __init__(self, embedded: Embedded, source: Source) -> None:
        self.embedded = embedded
        self.source = source

    def fix(self, fix: Fix) -> Fix | None:
        """The same change in the host; None where it cannot be written there."""
        edits = [self.edit(edit) for edit in fix.edits]
        told = tuple(edit for edit in edits if edit is not None)
        if len(told) == len(edits):
            return fix._replace(edits=told)
        return self.written(fix)

    def written(self, fix: Fix) -> Fix | None:
        """As one edit, which is what writing the whole host anew changes."""
        parts, position = [], 0
        data = self.source.data
        for edit in fix.edits:
            parts += [data[position : edit.start], edit.content.encode()]
            position = edit.end
        after = write_back(self.embedded, b"".join([*parts, data[position:]]).decode())
        if isinstance(after, str):
            return None
        return Fix(fix.applicability, (difference(self.before, after),))

    @cached_property
    def before(self) -> bytes:
        before = write_back(self.embedded, self.embedded.text)
        assert isinstance(before, bytes)  # nothing has changed
        return before

    def edit(self, edit: Edit) -> Edit | None:
        """The edit in the host, if it changes nothing but a part of one line."""
        starts = self.source.starts
        number = bisect_right(starts, edit.start)  # 1-based
        code = self.codes[number - 1] if number <= len(self.codes) else None
        is_plain = "\n" not in edit.content and edit.end < starts[number]
        if code is None or not is_plain:
            return None
        line = self.source.data[starts[number - 1] : edit.end]
        first = len(line[: edit.start - starts[number - 1]].decode())
        return Edit(
            self.bytes_at(code + first), self.bytes_at(code + len(line.decode())), edit.content
        )

    @cached_property
    def codes(self) -> list[int | None]:
        """Where the host has the code of each line of the module, in code points."""
        found: list[int | None] = [None]  # our header
        for fragment in self.embedded.fragments:
            is_told = not fragment.is_json
            found.append(None)
            found += [line.code if line.place and is_told else None for line in fragment.lines]
        return found

    def bytes_at(self, offset: int) -> int:
        """The byte offset of the code point `offset` of the host."""
        number = bisect_right(self.lines, offset) - 1
        start = self.lines[number]
        return self.line_bytes[number] + len(self.embedded.host[start:offset].encode())

    @cached_property
    def lines(self) -> list[int]:
        """Where each line of the host starts, in code points."""
        return [0, *accumulate(map(len, self.embedded.host.splitlines(keepends=True)))]

    @cached_property
    def line_bytes(self) -> list[int]:
        """The same in bytes."""
        start = len(codecs.BOM_UTF8) if self.embedded.has_bom else 0
        lines = self.embedded.host.splitlines(keepends=True)
        return [*accumulate((len(line.encode()) for line in lines), initial=start)]


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
