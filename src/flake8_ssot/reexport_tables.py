"""What one module hands on: in, its source; out, the names it binds to others', as a Table."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from flake8_ssot.modules import Module
from flake8_ssot.names import resolve
from flake8_ssot.reexport_files import Row, Table, bytes_of
from flake8_ssot.references import Interest
from flake8_ssot.scopes import BindingKind
from flake8_ssot.source import Source, Unparsable, decode, parse, split_lines
from flake8_ssot.syntax import last_name


def table_of(
    path: str,
    modules: Mapping[str, Module],
    tops: frozenset[str],
    stars: Mapping[str, frozenset[str]],
    mentions: Callable[[bytes, Module], bool],
) -> Table | None:
    """What the module at `path` binds to names from `tops`; None if that cannot matter.

    `stars` says which names a star import of a module brings, `mentions` what can matter.
    """
    data = bytes_of(path)
    module = modules[path]
    if data is None or not mentions(data, module):
        return None
    text = decode(data).text
    parsed = parse(text)
    if isinstance(parsed, Unparsable):
        return Table(())
    return table(text, parsed, module, tops, stars)


def table(
    text: str,
    parsed: ast.Module,
    module: Module,
    tops: frozenset[str],
    stars: Mapping[str, frozenset[str]],
) -> Table:
    """The rows of a parsed module. Changes its tree."""
    _leave_top_level(parsed)
    exports = _listed_exports(parsed)
    source = Source(module.name, split_lines(text), parsed)
    nothing: frozenset[str] = frozenset()
    names = resolve(source, module, Interest(tops, lambda name: stars.get(name, nothing)))
    hidden = {item.alias for item in names.imports if item.type_checking}
    rows = []
    for name, bindings in names.top_level.items():
        is_public = not name.startswith("_") if exports is None else name in exports
        rows += [
            Row(name, path, binding.node.lineno, is_public)  # type: ignore[attr-defined]
            for binding in bindings
            if binding.kind in _REBINDS and binding.node not in hidden
            for path in binding.paths
            if path.partition(".")[0] in tops
        ]
    found = (item for item in names.imports if item.alias.name == "*")
    return Table(
        tuple(dict.fromkeys(rows)), tuple((item.path, item.alias.lineno) for item in found)
    )


_REBINDS = frozenset(
    {BindingKind.FROM, BindingKind.MODULE, BindingKind.STAR, BindingKind.ASSIGNMENT}
)


def _leave_top_level(parsed: ast.Module) -> None:
    """Empty what does not run when the module is imported: bodies of functions, some blocks.

    Bodies of classes as well: what they bind belongs to the class.
    """
    blocks = [parsed.body]
    while blocks:
        for node in blocks.pop():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                node.body = [_nothing_at(node)]
                continue
            if isinstance(node, ast.If):
                _leave_what_runs(node)
            blocks += [getattr(node, field, []) for field in ("body", "orelse", "finalbody")]
            blocks += [item.body for item in getattr(node, "handlers", [])]
            blocks += [item.body for item in getattr(node, "cases", [])]


def _leave_what_runs(node: ast.If) -> None:
    """Neither `if TYPE_CHECKING:` (of an alias of it, `names` knows) nor `if __name__ == ...:`."""
    is_negated = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
    test = node.test.operand if isinstance(node.test, ast.UnaryOp) else node.test
    if is_negated and last_name(test) == "TYPE_CHECKING":
        node.orelse = []
    elif last_name(test) == "TYPE_CHECKING" or _looks_like_main(test):
        node.body = [_nothing_at(node)]


def _looks_like_main(test: ast.expr) -> bool:
    """`__name__ == "__main__"`: the module is run, not imported."""
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.Eq)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
    )


def _nothing_at(node: ast.stmt) -> ast.Pass:
    return ast.copy_location(ast.Pass(), node)


def _listed_exports(parsed: ast.Module) -> frozenset[str] | None:
    """The strings of `__all__`; None where there is none, or parts of it are not in this file."""
    found: set[str] | None = None
    stack: list[ast.AST] = list(parsed.body)
    while stack:
        node = stack.pop()
        for value in _assigned_to_all(node):
            found = set() if found is None else found
            parts = [value]
            while parts:
                part = parts.pop()
                if isinstance(part, ast.List | ast.Tuple | ast.Set):
                    parts += part.elts
                elif isinstance(part, ast.BinOp):
                    parts += [part.left, part.right]
                elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found.add(part.value)
                else:
                    return None
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            stack += ast.iter_child_nodes(node)
    return None if found is None else frozenset(found)


def _assigned_to_all(node: ast.AST) -> list[ast.expr]:
    """What a statement or call puts into `__all__`."""
    if isinstance(node, ast.Assign):
        is_ours = any(_is_all(target) for target in node.targets)
        return [node.value] if is_ours else []
    if isinstance(node, ast.AnnAssign | ast.AugAssign) and _is_all(node.target):
        return [node.value] if node.value else []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        adds = node.func.attr in ("append", "extend") and _is_all(node.func.value)
        return node.args if adds else []
    return []


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"
