"""Doctests of a module: in, its Source; out, the examples in its docstrings.

Only docstrings that are written as they read are looked into: one literal without escapes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flake8_ssot.fragments import Embedded, HostKind, HostLine, compose, host_lines
from flake8_ssot.prompts import examples
from flake8_ssot.source import Source

_OPENING = re.compile(r"[rRuU]?('''|\"\"\"|'|\")")
_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def doctests(source: Source) -> Embedded | None:
    """The examples in the docstrings of `source`; None where there are none."""
    if ">>>" not in source.text or not source.has_offsets:
        return None
    host = source.data.decode("utf-8", "replace")
    has_bom = host.startswith("\ufeff")
    host = host.removeprefix("\ufeff")
    lines = host_lines(host)
    literals = sorted(_docstrings(source), key=lambda node: (node.lineno, node.col_offset))
    fragments = [
        example for node in literals for example in examples(host, _lines_of(node, source, lines))
    ]
    return compose(HostKind.MODULE, host, fragments, has_bom=has_bom)


def _docstrings(source: Source) -> Iterator[ast.Constant]:
    for node in source.nodes:
        if isinstance(node, _WITH_DOCSTRING) and node.body:
            first = node.body[0]
            value = first.value if isinstance(first, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value


def _lines_of(node: ast.Constant, source: Source, lines: list[HostLine]) -> list[HostLine]:
    """The lines of a docstring; none where it is not written as it reads."""
    value = str(node.value)
    if ">>>" not in value:
        return []
    span = source.span(node)
    written = source.text_at(span)
    opening = _OPENING.match(written)
    if opening is None or written[opening.end() : -len(opening.group(1))] != value:
        return []
    first, *others = value.split("\n")
    column = span.column - 1 + opening.end()
    found = [lines[span.line - 1]._replace(text=first, column=column)]
    for text, line in zip(others, lines[span.line :], strict=False):
        found.append(line._replace(text=text))
    return found
