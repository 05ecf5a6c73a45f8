"""Templates of modern calls: in, the text of `rewrite`; out, its pieces, checked once.

`{registry}` stands for the source of the argument that lands on that parameter, `{callable}` for
what is called; `{{` and `}}` are braces.
"""

from __future__ import annotations

import ast
import string
from collections.abc import Mapping
from typing import NamedTuple

CALLABLE = "callable"


class Template(NamedTuple):
    """A checked template."""

    pieces: tuple[tuple[str, str | None], ...]  # text, and the placeholder behind it
    free_names: frozenset[str]  # names that the file must know
    awaits: bool

    @property
    def placeholders(self) -> tuple[str, ...]:
        """In the order they stand, with repetitions."""
        return tuple(name for _, name in self.pieces if name is not None)

    def fill(self, sources: Mapping[str, str]) -> str:
        """The call, with the source of each placeholder put in."""
        return "".join(
            text + (sources[name] if name is not None else "") for text, name in self.pieces
        )


def parse_template(text: str) -> Template:
    """Read a template. Raises ValueError if it is none, or no expression when filled."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError as error:
        raise ValueError(f"is no template: {error}; write {{{{ for a brace") from None
    pieces = []
    for literal, name, options, conversion in parsed:
        if name is not None and (not name.isidentifier() or options or conversion):
            raise ValueError(f"is no template: {{{name}}} is no parameter; write {{{{ for a brace")
        pieces.append((literal, name))
    template = Template(tuple(pieces), frozenset(), awaits=False)
    stands_in = {name: f"_{number}_" for number, name in enumerate(set(template.placeholders))}
    try:
        tree = ast.parse(template.fill(stands_in), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError("must be a Python expression when its {parameters} are put in") from None
    nodes = list(ast.walk(tree))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    bound = {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound |= {node.id for node in nodes if isinstance(node, ast.Name) and _is_stored(node)}
    awaits = any(isinstance(node, ast.Await) for node in nodes)
    return template._replace(
        free_names=frozenset(names - set(stands_in.values()) - bound), awaits=awaits
    )


def _is_stored(node: ast.Name) -> bool:
    return not isinstance(node.ctx, ast.Load)
