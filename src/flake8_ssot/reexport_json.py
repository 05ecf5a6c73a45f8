"""The files of the cache of re-exports as values: in, an object of JSON; out, records, and back.

What does not have exactly the right form is refused as a whole: anybody may have written it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flake8_ssot.import_text import ANY_IMPORT, ImportText
from flake8_ssot.reexport_files import Imported, Row, Stamp, Table
from flake8_ssot.reexports import Link, ReExport


class KeptSites(NamedTuple):
    """What `sites.json` holds."""

    tree: str  # a digest of the stamps of all files; "" if it will not do
    sites: dict[str, ReExport]
    stamps: dict[str, Stamp]  # of the files in the sites' links, as the links name them


class KeptFiles(NamedTuple):
    """What `files.json` holds, by path."""

    tops: frozenset[str]  # the packages whose imports were kept
    stamps: dict[str, Stamp]
    imports: dict[str, Imported]
    tables: dict[str, Table]


def sites_to(kept: KeptSites) -> dict[str, Any]:
    """As JSON has it."""
    return {
        "tree": kept.tree,
        "sites": {
            path: [site.path, site.is_public, [list(link) for link in site.links]]
            for path, site in sorted(kept.sites.items())
        },
        "stamps": {file: list(stamp) for file, stamp in sorted(kept.stamps.items())},
    }


def sites_from(value: Mapping[str, Any]) -> KeptSites | None:
    """The inverse of `sites_to`; None if `value` has another form."""
    try:
        return KeptSites(
            _text(value["tree"]),
            {_path(path): _site(site) for path, site in value["sites"].items()},
            {_text(file): _stamp(stamp) for file, stamp in value["stamps"].items()},
        )
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


def _site(value: Any) -> ReExport:
    path, is_public, links = value
    if not links:
        raise ValueError("a re-export without a module")
    found = tuple(Link(_path(module), _text(file), _number(line)) for module, file, line in links)
    return ReExport(_path(path), found, _number(is_public) != 0)


def files_to(kept: KeptFiles) -> dict[str, Any]:
    """As JSON has it; only what has a stamp, and of tables, those that hang on no other file."""
    foreign = sorted(frozenset().union(*(item.foreign for item in kept.imports.values())))
    number = {top: index for index, top in enumerate(foreign)}
    return {
        "tops": sorted(kept.tops),
        "foreign": foreign,
        "files": {
            path: [
                *stamp,
                [_statement_to(item) for item in kept.imports[path].statements],
                sorted(number[top] for top in kept.imports[path].foreign),
            ]
            for path, stamp in sorted(kept.stamps.items())
        },
        "tables": {
            path: [list(row) for row in table.rows]
            for path, table in sorted(kept.tables.items())
            if path in kept.stamps and table.is_final
        },
    }


def files_from(value: Mapping[str, Any]) -> KeptFiles | None:
    """The inverse of `files_to`; None if `value` has another form."""
    try:
        tops = frozenset(map(_text, value["tops"]))
        foreign = [_text(top) for top in value["foreign"]]
        stamps, imports = {}, {}
        for path, (size, modified, statements, numbers) in value["files"].items():
            stamps[_text(path)] = _stamp((size, modified))
            others = frozenset(foreign[number] for number in numbers)
            imports[path] = Imported(tuple(map(_statement_from, statements)), others)
        tables = {
            _text(path): Table(tuple(map(_row, rows))) for path, rows in value["tables"].items()
        }
    except (AttributeError, LookupError, TypeError, ValueError):
        return None
    return KeptFiles(tops, stamps, imports, tables)


def _statement_to(item: ImportText) -> str | list[str | None]:
    """`import a.b` is a text; else the module and its names, with spaces between them."""
    if item.binds_top:
        return item.module
    if item.names is None:
        return [item.module, None]
    return [item.module, b" ".join(sorted(item.names)).decode("utf-8", "surrogateescape")]


def _statement_from(value: Any) -> ImportText:
    if isinstance(value, str):
        return ImportText(value, None, binds_top=True)
    module, names = value
    if names is None:
        return ImportText(_text(module), None) if module else ANY_IMPORT
    words = _text(names).encode("utf-8", "surrogateescape").split(b" ")
    return ImportText(_text(module), frozenset(filter(None, words)))


def _row(value: Any) -> Row:
    name, path, line, is_public = value
    return Row(_path(name), _path(path), _number(line), _number(is_public) != 0)


def _stamp(value: Any) -> Stamp:
    size, modified = value
    return _number(size), _number(modified)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _path(value: Any) -> str:
    """A dotted path, or one name: at least it can be written in UTF-8."""
    text = _text(value)
    if not text.isprintable():
        raise ValueError("not a path")
    return text


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError("not a number")
    return value
