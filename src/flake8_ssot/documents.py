"""Documents: in, the bytes of a Markdown or reStructuredText file; out, the code of its blocks."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_ssot import markdown, restructuredtext
from flake8_ssot.blocks import Block, Sort
from flake8_ssot.fragments import (
    Embedded,
    Fragment,
    HostKind,
    compose,
    fragment_of,
    host_lines,
)
from flake8_ssot.prompts import begins_with_prompt, examples


def document(data: bytes, kind: HostKind) -> Embedded | None:
    """The code of a document; None where there is none, or it is not in UTF-8."""
    try:
        host = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    has_bom = host.startswith("\ufeff")
    host = host.removeprefix("\ufeff")
    find = markdown.blocks if kind is HostKind.MARKDOWN else restructuredtext.blocks
    found = find(host_lines(host))
    fragments = [fragment for block in found for fragment in _fragments(host, block)]
    return compose(kind, host, fragments, has_bom=has_bom)


def _fragments(host: str, block: Block) -> Iterator[Fragment]:
    if block.sort is Sort.OTHER:
        return
    if block.sort is Sort.TEXT or begins_with_prompt(block.lines):
        yield from examples(host, block.lines)
        return
    is_cell = block.sort is Sort.CELL
    found = fragment_of(host, block.lines, may_go=block.may_go, is_cell=is_cell)
    if found is not None:
        yield found
