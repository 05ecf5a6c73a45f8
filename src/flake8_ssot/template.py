"""Templates of modern calls: in, the text of `rewrite`; out, its pieces, checked once.

`{registry}` stands for the source of the argument that lands on that parameter, `{callable}` for
what is called; `{{` and `}}` are braces.
"""

from __future__ import annotations

import ast
import string
import warnings
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

CALLABLE = "callable"


class Template(NamedTuple):
    """A checked template."""

    pieces: tuple[tuple[str, str | None], ...]  # text, and the placeholder behind it
    free_names: frozenset[str]  # names that the file must know
    own_names: frozenset[str]  # variables of lambdas and comprehensions in it
    awaits: bool
    has_scopes: bool  # are there lambdas or comprehensions, where `await` and `:=` differ?

    @property
    def placeholders(self) -> tuple[str, ...]:
        """In the order they stand, with repetitions."""
        return tuple(name for _, name in self.pieces if name is not None)

    def fill(self, sources: Mapping[str, str]) -> str:
        """The call, with the source of each placeholder put in."""
        return "".join(
            text + (sources[name] if name is not None else "") for text, name in self.pieces
        )

    def filled_tree(self, arguments: Mapping[str, ast.expr]) -> ast.expr:
        """The expression that the filled text must mean."""
        names = _stand_ins(self.placeholders)
        tree = ast.parse(self.fill(names), mode="eval")
        by_name = {names[name]: node for name, node in arguments.items() if name in names}
        return _PutIn(by_name).visit(tree).body  # type: ignore[no-any-return]


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
    template = Template(tuple(pieces), frozenset(), frozenset(), awaits=False, has_scopes=False)
    stands_in = _stand_ins(template.placeholders)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            filled = template.fill(stands_in)
            ast.parse(f"({filled})", mode="eval")  # a comment would swallow the parenthesis
            tree = ast.parse(filled, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError("must be a Python expression when its {parameters} are put in") from None
    nodes = list(ast.walk(tree))
    loaded = Counter(
        node.id for node in nodes if isinstance(node, ast.Name) and not _is_stored(node)
    )
    strings = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    quoted = {item.id for node in strings for item in ast.walk(node) if isinstance(item, ast.Name)}
    for name, count in Counter(template.placeholders).items():
        if loaded[stands_in[name]] != count or stands_in[name] in quoted:
            raise ValueError(f"must have {{{name}}} where an expression may stand")
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    bound = {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound |= {node.id for node in nodes if isinstance(node, ast.Name) and _is_stored(node)}
    return template._replace(
        free_names=frozenset(names - set(stands_in.values()) - bound),
        own_names=frozenset(bound),
        awaits=any(isinstance(node, ast.Await) for node in nodes),
        has_scopes=any(isinstance(node, _SCOPES) for node in nodes),
    )


_SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _stand_ins(placeholders: tuple[str, ...]) -> dict[str, str]:
    """A name for each placeholder, so that the template can be parsed."""
    return {name: f"_ssot_{number}_" for number, name in enumerate(dict.fromkeys(placeholders))}


class _PutIn(ast.NodeTransformer):
    """Put expressions where their names stand."""

    def __init__(self, expressions: Mapping[str, ast.expr]) -> None:
        self.expressions = expressions

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.expressions.get(node.id, node)


def _is_stored(node: ast.Name) -> bool:
    return not isinstance(node.ctx, ast.Load)
