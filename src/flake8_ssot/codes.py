"""The codes and their pages. One code per kind of reference, fixed for ever."""

from __future__ import annotations

import os
from typing import NamedTuple

PAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pages")


class Code(NamedTuple):
    """A code and what it stands for."""

    code: str
    summary: str


CODES = (
    Code("SOT101", "deprecated path imported"),
    Code("SOT102", "deprecated path reached by attribute"),
    Code("SOT103", "deprecated path in a dynamic import"),
    Code("SOT104", "deprecated path in a patch target"),
    Code("SOT105", "deprecated path in another string that names code"),
    Code("SOT106", "deprecated name re-exported: a bridge site"),
    Code("SOT107", "deprecated name imported through a re-export"),
    Code("SOT201", "legacy positional signature"),
    Code("SOT202", "legacy keyword arguments"),
    Code("SOT203", "call fits no declared signature"),
    Code("SOT204", "deprecated bridge callable"),
    Code("SOT205", "cannot tell legacy from modern"),
    Code("SOT206", "governed name called but never bound"),
    Code("SOT900", "internal error of flake8-ssot, reported as a finding"),
)

OFF_BY_DEFAULT = frozenset({"SOT205"})  # reported only where they are selected by their full name


def page(code: str) -> str:
    """The page of a known code, as Markdown."""
    with open(os.path.join(PAGES, f"{code}.md"), encoding="utf-8") as file:
        return file.read()
