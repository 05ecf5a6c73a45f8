"""Build re-exports over a small tree, and judge files by them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from support import RULES, make_project, write_files

from flake8_ssot.match_reexports import match_reexports
from flake8_ssot.model import Finding
from flake8_ssot.project import Project
from flake8_ssot.reexport_build import Each, all_imports, build, in_turn, tops_of
from flake8_ssot.reexport_files import Table, tree
from flake8_ssot.reexports import Reexports
from flake8_ssot.source import Source, Unparsable, parse, split_lines

USER = "app/user.py"
ENGINE = "acme.legacy.engine.Engine"
IMPORT_ENGINE = "from acme.legacy.engine import Engine\n"
# Somebody takes something from everywhere: what nobody imports from is not looked into.
READER = (
    "import acme.api, acme.facade, acme.core.engine, acme.kit, acme.tools\nimport pkg, pkg.sub\n"
)


def project_in(
    folder: Path, files: Mapping[str, str | bytes], rules: str = RULES, settings: str = ""
) -> Project:
    """A project with these files."""
    write_files(folder, files)
    return make_project(folder, rules, settings)


def reexports_of(project: Project, each: Each = in_turn) -> Reexports:
    """What its tree hands on."""
    known = tree(project)
    tables: dict[str, Table] = {}
    return build(project, known, all_imports(known, tops_of(project, known), each), tables, each)


def sites(reexports: Reexports) -> dict[str, tuple[str, ...]]:
    """Each re-export: its deprecated path, then the places on the way to it."""
    return {
        path: (site.path, *(f"{link.file}:{link.line}" for link in site.links))
        for path, site in reexports.sites.items()
    }


def judge(project: Project, reexports: Reexports, source: str, path: str = USER) -> list[Finding]:
    """The findings of `source` as the file `path`, in reading order."""
    parsed = parse(source)
    assert not isinstance(parsed, Unparsable), parsed
    place = project.place(os.path.join(project.settings.root, path))
    found = match_reexports(Source(path, split_lines(source), parsed), project, place, reexports)
    return sorted(found, key=lambda item: (item.span, item.old))
