"""What one file says of re-exports: in, its path; out, its imports as text, the names it binds.

Tasks for many processes: what they are given and give back can be pickled.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from flake8_ssot import files
from flake8_ssot.import_text import ANY_IMPORT, ImportText, statements
from flake8_ssot.index import Index
from flake8_ssot.modules import UNKNOWN, Module
from flake8_ssot.names import resolve
from flake8_ssot.project import Project
from flake8_ssot.references import Interest
from flake8_ssot.scopes import BindingKind
from flake8_ssot.source import Source, Unparsable, decode, parse, split_lines
from flake8_ssot.syntax import last_name

MAX_BYTES = 64 << 20
# Folders with names that are no identifiers cannot be imported: that leaves out .git, .venv,
# python3.12 and site-packages. These could.
_NEVER_OURS = frozenset({"__pycache__", "node_modules"})

Stamp = tuple[int, int]  # size and time of modification: another one means another content


class Known(NamedTuple):
    """A file, without having read it."""

    path: str  # absolute
    module: Module
    stamp: Stamp


class Imported(NamedTuple):
    """What the bytes of a file show of its imports."""

    statements: tuple[ImportText, ...] = ()  # of packages that matter
    foreign: frozenset[str] = frozenset()  # the other top-level packages


class Row(NamedTuple):
    """A name that a module binds when it runs, and one path it may stand for."""

    name: str
    path: str
    line: int
    is_public: bool  # does a star import bring it?


class Table(NamedTuple):
    """What a module binds to names from elsewhere."""

    rows: tuple[Row, ...]
    stars: tuple[tuple[str, int], ...] = ()  # modules that star imports name, and their lines

    @property
    def is_final(self) -> bool:
        """Or do the rows depend on what other modules hold?"""
        return not self.stars


def tree(project: Project) -> list[Known]:
    """Every importable Python file below the import roots, sorted."""
    tops = sorted({os.path.realpath(root) for root in project.roots}, key=len)
    found = [known for top in tops for known in _below(top, frozenset(tops) - {top})]
    return sorted(found)


def _below(root: str, others: frozenset[str]) -> Iterator[Known]:
    folders: list[tuple[str, tuple[str, ...]]] = [(root, ())]
    while folders:
        folder, parts = folders.pop()
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError:
            continue
        for entry in listed:
            name, is_python = entry.name, entry.name.endswith(".py")
            try:
                if is_python and entry.is_file():
                    yield Known(entry.path, _module(parts, name[:-3]), _stamp(entry.stat()))
                elif _may_hold_modules(entry, others):
                    folders.append((entry.path, (*parts, name)))
            except OSError:  # it has gone, or is a link to nowhere
                continue


def _may_hold_modules(entry: os.DirEntry[str], others: frozenset[str]) -> bool:
    return (
        entry.name.isidentifier()
        and entry.name not in _NEVER_OURS
        and entry.is_dir(follow_symlinks=False)
        and entry.path not in others  # another root, whose modules have shorter names
    )


def _module(parts: tuple[str, ...], stem: str) -> Module:
    if stem == "__init__":
        return Module(".".join(parts), True)
    return Module(".".join((*parts, stem)), False) if "." not in stem else UNKNOWN


def stamp_of(path: str) -> Stamp | None:
    """The stamp of the file at `path`; None if there is none."""
    try:
        return _stamp(os.stat(path))
    except (OSError, ValueError):  # a name that cannot be one is a ValueError
        return None


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns


def imports_of(path: str, modules: Mapping[str, Module], tops: frozenset[str]) -> Imported:
    """The imports that the bytes of the file show; none if it cannot be read."""
    data = _bytes(path)
    if data is None:
        return Imported()
    found: dict[ImportText, None] = {}
    foreign: set[str] = set()
    for item in statements(data, modules[path]):
        top = item.module.partition(".")[0]
        if top in tops or item is ANY_IMPORT:
            found[item] = None
        else:
            foreign.add(top)
    return Imported(tuple(found), frozenset(foreign))


def _bytes(path: str) -> bytes | None:
    """The file in UTF-8, or near enough to search; None if it cannot be read."""
    try:
        data = files.read_regular(path, MAX_BYTES)
    except OSError:
        return None
    # An encoding that the file declares may spell its names otherwise.
    return decode(data).text.encode("utf-8", "replace") if b"coding" in data[:400] else data


def leads_to_rules(index: Index, data: bytes, module: Module) -> bool:
    """May an import in the file `module` with these bytes lead to a path of a rule?"""
    leading = [item for item in statements(data, module) if index.leads_to(item)]
    if all(item.binds_top for item in leading):  # `import a.b` may lead to anything below `a`
        return bool(leading) and index.mentioned_in(data, module)
    return True


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
    data = _bytes(path)
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
