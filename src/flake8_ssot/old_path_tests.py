"""Heuristics: is an import there because the old path itself is being tested?"""

from __future__ import annotations

import ast
import re

from flake8_ssot.source import Source
from flake8_ssot.syntax import last_name

_ABOUT_THE_PAST = re.compile(r"deprecat|legacy|compat|backward", re.IGNORECASE)
_EXPECTING = frozenset(
    {"raises", "assertRaises", "assertRaisesRegex", "warns", "assertWarns", "assertWarnsRegex"}
    | {"deprecated_call"}
)


def looks_like_test_of_old_path(qualname: str) -> bool:
    """Is a function or class around a test whose name speaks of deprecation or compatibility?"""
    return any(
        part.lower().lstrip("_").startswith("test") and _ABOUT_THE_PAST.search(part)
        for part in qualname.split(".")
    )


def expecting_blocks(source: Source) -> list[tuple[int, int]]:
    """First and last lines of the `with` blocks that expect a warning or an exception."""
    return [
        (node.body[0].lineno, node.end_lineno or 0)
        for node in source.nodes
        if isinstance(node, ast.With | ast.AsyncWith)
        and any(last_name(item.context_expr) in _EXPECTING for item in node.items)
    ]
