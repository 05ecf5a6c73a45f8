"""Find what keeps old paths alive in one module: in, its source and place; out, a Reading.

A bridge is a module, or a name in one, that says it is deprecated, or only hands on what lives
elsewhere. Each has its evidence, and what its own file says to use instead: not yet looked up.
"""

from __future__ import annotations

import ast
import os
import re
from typing import TypeGuard

from flake8_ssot.bridge_definitions import aliases_in, definitions_in
from flake8_ssot.bridge_modules import module_bridges
from flake8_ssot.bridge_records import Bridge, Reading
from flake8_ssot.bridge_scene import Scene
from flake8_ssot.bridge_table import every_statement, named_by, table_of
from flake8_ssot.bridge_warnings import helpers_of
from flake8_ssot.modules import Module
from flake8_ssot.source import Source

# Without any of these, only the shape of a module can make it a bridge.
_WORDS = (
    *(b"deprecat", b"compat", b"legacy", b"re-export", b"reexport", b"redirect", b"moved to"),
    *(b"renamed", b"obsolete", b"superseded", b"removedin", b"futurewarning", b"old name"),
)
_TEST = re.compile(r"test_.*|.*_test|conftest|__main__|setup")


def has_words(data: bytes) -> bool:
    """May the file say of anything that it is deprecated?"""
    lower = data.lower()
    return any(word in lower for word in _WORDS)


def looks_like_test(path: str) -> bool:
    """Is it a file that nobody imports, by its name?"""
    return _TEST.fullmatch(os.path.basename(path).removesuffix(".py")) is not None


def is_importable(name: str) -> bool:
    """Can an import statement spell the module?"""
    return bool(name) and all(part.isidentifier() for part in name.split("."))


def read_module(source: Source, module: Module, tops: frozenset[str]) -> Reading:
    """Everything that matters in a parsed file; of imports, those of the packages `tops`."""
    imported: dict[str, str] = {}
    uses = []
    for node in every_statement(source.tree.body):
        if isinstance(node, ast.Import | ast.ImportFrom):
            paths = tuple(named_by(node, module))
            pairs = zip(node.names, paths, strict=False)
            imported.update((alias.asname or alias.name, path) for alias, path in pairs)
            wanted = tuple(path for path in paths if path.partition(".")[0] in tops)
            if wanted:
                uses.append(wanted)
    reading = Reading(source.path, module, uses=tuple(uses))
    if not is_importable(module.name) or looks_like_test(source.path):
        return reading
    table = table_of(source.tree, module)
    reading = reading._replace(definitions=tuple(sorted(table.definitions)))
    found = _bridges(Scene(source, table, imported, tops, {}))
    if not found:
        return reading
    handed = tuple(sorted(table.handed().items()))
    used = {node.id for node in source.nodes if _is_read(node)} & set(table.imports)
    return reading._replace(
        bridges=found,
        handed=handed,
        exports=table.exports,
        own_use=frozenset(used),
        stars=table.stars,
    )


def _is_read(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def _bridges(scene: Scene) -> tuple[Bridge, ...]:
    with_words = has_words(scene.source.data)
    if not with_words:
        return tuple(module_bridges(scene, has_words=False))
    scene = scene._replace(helpers=helpers_of(scene.table))
    return (
        *module_bridges(scene, has_words=True),
        *definitions_in(scene),
        *aliases_in(scene),
    )
