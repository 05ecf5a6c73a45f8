"""Write another path into a string: in, the expression that spells the old one; out, an Edit."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from flake8_ssot.landings import Refusal
from flake8_ssot.model import Edit
from flake8_ssot.source import Source
from flake8_ssot.string_places import code_path

_LITERAL = re.compile(
    r"(?P<prefix>[rRuU]?)(?P<quote>'''|\"\"\"|'|\")(?P<text>[^\\]*)(?P=quote)", re.DOTALL
)
_QUOTE = re.compile(r"['\"]")


def rewritten(
    source: Source, node: ast.expr, old: str, new: str, module_part: Callable[[str], str]
) -> Edit:
    """The edit that makes the string name `new`; `module_part` says which part of it is the module.

    Where it is one plain literal, only the path in it changes; else it becomes one. May refuse.
    """
    start = source.offset(node.lineno, node.col_offset)
    end = source.offset(node.end_lineno or 0, node.end_col_offset or 0)
    written = source.data[start:end].decode("utf-8", "replace")
    literal = _LITERAL.fullmatch(written)
    text = node.value if isinstance(node, ast.Constant) else None
    if literal is not None and isinstance(text, str) and literal.group("text") == text:
        first, last, content = _inside(text, old, new, module_part)
        offset = start + len(written[: literal.start("text")].encode())
        return Edit(
            offset + len(text[:first].encode()), offset + len(text[:last].encode()), content
        )
    quote = _QUOTE.search(written)
    if "\n" in written and "#" in written:
        raise Refusal("a comment may stand between its pieces")
    if quote is None or written[-1:] not in "'\")":
        raise Refusal("the string is not written out where it stands")
    if isinstance(text, str) and text not in (old, old.replace(".", ":")):
        raise Refusal("the string holds more than the path, in more than one piece")
    mark = quote.group()
    return Edit(start, end, f"{mark}{new}{mark}")


def _inside(
    text: str, old: str, new: str, module_part: Callable[[str], str]
) -> tuple[int, int, str]:
    """Where the path stands in the text, in characters, and what comes there."""
    path = code_path(text)
    if path is not None and path.path == old:
        if not path.has_colon:
            return path.start, path.end, new
        module = module_part(new)
        rest = new[len(module) + 1 :]
        if not rest:
            raise Refusal(f"{new!r} is a module, the string names something in one")
        return path.start, path.end, f"{module}:{rest}"
    if text == old or text.startswith("."):
        return 0, len(text), new
    if old.startswith(text + "."):  # the module of a pair: what is taken from it stands beside it
        parent, name = new.rpartition(".")[::2]
        if name != old.rpartition(".")[2]:
            raise Refusal("the name beside the string changes, too")
        return 0, len(text), parent
    raise Refusal("the path is not written out in the string")
