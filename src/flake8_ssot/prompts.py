"""Examples at a prompt: in, lines of text; out, the code of each `>>>` as a Fragment.

Read as `doctest` reads them, but one example that is out of order does not spoil the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flake8_ssot.fragments import (
    Fragment,
    HostLine,
    Line,
    Place,
    is_python,
    newline_after,
    newline_at,
)

_FIRST = re.compile(r"(?P<indent>[ \t]*)>>>(?: |$)")


def begins_with_prompt(lines: Sequence[HostLine]) -> bool:
    """Is the first line that is not blank one at a prompt?"""
    first = next((line for line in lines if line.text.strip()), None)
    return first is not None and _FIRST.match(first.text) is not None


def examples(host: str, lines: Sequence[HostLine]) -> Iterator[Fragment]:
    """The examples in consecutive `lines` of `host`, those that are Python."""
    position = 0
    while position < len(lines):
        match = _FIRST.match(lines[position].text)
        if match is None:
            position += 1
            continue
        end = position + 1
        more = match["indent"] + "..."
        while end < len(lines) and _continues(lines[end].text, more):
            end += 1
        has_output = end < len(lines) and _is_output(lines[end].text)
        found = _example(host, lines[position:end], match["indent"], has_output)
        if found is not None:
            yield found
        position = end


def _continues(text: str, more: str) -> bool:
    return text.startswith(f"{more} ") or text == more


def _is_output(text: str) -> bool:
    return bool(text.strip()) and _FIRST.match(text) is None


def _example(
    host: str, lines: Sequence[HostLine], indent: str, has_output: bool
) -> Fragment | None:
    """One example; None if it is no Python."""
    cut = [line.cut(len(f"{indent}>>> ")) for line in lines]
    if not any(line.text.strip() for line in cut) or not is_python(line.text for line in cut):
        return None
    before = host[lines[0].start : lines[0].at]
    is_alone = not before.strip("> \t")  # not behind the quotes that open a docstring
    end = lines[-1].end
    may_go = is_alone and not has_output
    return Fragment(
        tuple(
            Line(line.text, Place(line.number, line.column), line.start, line.at, line.end)
            for line in cut
        ),
        prefix=f"{before}{indent}>>> ",
        continued=f"{before}{indent}... ",
        newline=newline_after(host, end) if is_alone else None,
        whole=(lines[0].start, end + len(newline_at(host, end))) if may_go else None,
        has_output=has_output,
    )
