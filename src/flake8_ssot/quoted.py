"""Types in strings and comments: in, a string node or a file; out, expressions in their place."""

from __future__ import annotations

import ast
import re
import tokenize
import warnings
from typing import NamedTuple

from flake8_ssot.source import Source

MAX_LENGTH = 10_000

_PLAIN_STRING = re.compile(r"[rRuU]?('''|\"\"\"|'|\")([^\\\n]*)\1")
_TYPE_COMMENT = re.compile(r"#\s*type:\s*(?!ignore\b)(?P<type>[^#\s][^#]*)")
_SIGNATURE = re.compile(r"\((?P<arguments>.*)\)\s*->\s*(?P<returns>.+)")


class TypeComment(NamedTuple):
    """A `# type:` comment (PEP 484), as an expression; a signature becomes a tuple of its types."""

    line: int
    expression: ast.expr


def parse_annotation(node: ast.Constant, source: Source) -> ast.expr | None:
    """The expression in a quoted type; None if it is no expression.

    Its nodes stand where they are in the file if the string is plain (one piece, no escapes), else
    all of them stand where the string does.
    """
    text = str(node.value)
    expression = expression_in(text)
    if expression is None:
        return None
    segment = source.text_at(source.span(node))
    plain = _PLAIN_STRING.fullmatch(segment)
    if plain is None or plain.group(2) != text:
        for child in ast.walk(expression):
            ast.copy_location(child, node)
        return expression
    start = segment.index(plain.group(1)) + len(plain.group(1))
    _shift(expression, node.lineno, node.col_offset + start)
    return expression


def type_comments(source: Source) -> list[TypeComment]:
    """Every type comment of the file that is an expression."""
    if "type:" not in source.text:  # nearly always
        return []
    if not any("type:" in line and _TYPE_COMMENT.search(line) for line in source.lines):
        return []
    found = []
    for token in source.tokens:
        if token.type != tokenize.COMMENT:
            continue
        match = _TYPE_COMMENT.match(token.string)
        if match is None:
            continue
        line, column = token.start
        text = match.group("type").rstrip()
        offset = len(source.line(line)[: column + match.start("type")].encode())
        signature = _SIGNATURE.fullmatch(text)
        if signature is not None:
            # `(int, *str) -> None`: the same length, so that columns stay true
            arguments = signature.group("arguments").replace("*", " ")
            between = " " * (signature.start("returns") - signature.end("arguments") - 1)
            text = f" {arguments},{between}{signature.group('returns')}"
            if not arguments.strip():
                text = text.replace(",", " ", 1)
        expression = expression_in(text)
        if expression is not None:
            _shift(expression, line, offset)
            found.append(TypeComment(line, expression))
    return found


def expression_in(text: str) -> ast.expr | None:
    """The expression that `text` is, behind an opening parenthesis; None if it is none."""
    if len(text) > MAX_LENGTH or not text.strip():
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if ")" in text:  # `a) + (b` is no expression, though it is one inside parentheses
                ast.parse(f"[{text}\n]", mode="eval")
            return ast.parse(f"({text}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _shift(expression: ast.expr, line: int, offset: int) -> None:
    """Move the nodes, parsed behind an opening parenthesis, to `line` and byte `offset`."""
    for node in ast.walk(expression):
        if isinstance(node, ast.expr):
            node.lineno += line - 1
            node.end_lineno = (node.end_lineno or 0) + line - 1
            node.col_offset += offset - 1
            node.end_col_offset = (node.end_col_offset or 0) + offset - 1
