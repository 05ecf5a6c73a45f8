"""Two versions of some lines: in, both; out, which lines of the old one are still there.

Linear but for short stretches: lines that occur once in both versions are matched first (their
longest rising sequence), and only what is left between two of them is compared line by line.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MAX_COMPARISONS = 10_000  # of old with new lines, in one stretch


class Change(NamedTuple):
    """Old lines that became new lines; positions are 0-based, ends exclusive."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """What differs, in order; between two changes the lines are the same."""
    whole = _trimmed(old, new, Change(0, len(old), 0, len(new)))
    before, after = whole.old_start, whole.new_start
    for first, second in [*_anchors(old, new, whole), (whole.old_end, whole.new_end)]:
        yield from _between(old, new, Change(before, first, after, second))
        before, after = first + 1, second + 1


def _anchors(old: Sequence[str], new: Sequence[str], part: Change) -> list[tuple[int, int]]:
    """Lines that occur once on either side, those that kept their order."""
    once = _once(old, part.old_start, part.old_end)
    there = _once(new, part.new_start, part.new_end)
    pairs = sorted((once[line], there[line]) for line in once.keys() & there.keys())
    return _rising(pairs)


def _once(lines: Sequence[str], start: int, end: int) -> dict[str, int]:
    counted = Counter(lines[start:end])
    return {lines[at]: at for at in range(start, end) if counted[lines[at]] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest sequence of pairs whose second numbers rise, too."""
    ends: list[int] = []  # the smallest last number of a sequence of each length
    last: list[int] = []  # which pair it is
    previous: list[int] = []  # of each pair: the one before it
    for number, (_, value) in enumerate(pairs):
        length = bisect_left(ends, value)
        ends[length : length + 1] = [value]
        last[length : length + 1] = [number]
        previous.append(last[length - 1] if length else -1)
    chosen = []
    number = last[-1] if last else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = previous[number]
    return chosen[::-1]


def _between(old: Sequence[str], new: Sequence[str], part: Change) -> Iterator[Change]:
    part = _trimmed(old, new, part)
    old_count, new_count = part.old_end - part.old_start, part.new_end - part.new_start
    if not old_count and not new_count:
        return
    if not 0 < old_count * new_count <= MAX_COMPARISONS:
        yield part
        return
    matcher = SequenceMatcher(
        None, old[part.old_start : part.old_end], new[part.new_start : part.new_end], False
    )
    for tag, first, first_end, second, second_end in matcher.get_opcodes():
        if tag != "equal":
            yield Change(
                part.old_start + first,
                part.old_start + first_end,
                part.new_start + second,
                part.new_start + second_end,
            )


def _trimmed(old: Sequence[str], new: Sequence[str], part: Change) -> Change:
    """Without the lines that are the same at its start and at its end."""
    old_start, old_end, new_start, new_end = part
    while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
        old_start, new_start = old_start + 1, new_start + 1
    while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    return Change(old_start, old_end, new_start, new_end)
