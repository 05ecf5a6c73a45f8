"""Keep what is known of re-exports between runs: in, a project; out, its Reexports.

A folder for each project and configuration, in the user's cache, outside of the project's tree:

    sites.json   every re-export, and the stamp of each file it depends on
    files.json   what was read of every file, by the file's stamp

Who judges whole folders asks `current`: a look at every file's stamp, then only what changed is
read. Who judges single files asks `recall`: it reads `sites.json` and leaves out what no longer
holds. Nothing here is trusted: what does not have the right form, or is not ours, is not used.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flake8_ssot import __version__, files
from flake8_ssot.cache_files import base_folder, digest, read, write
from flake8_ssot.config import ROOT_MARKS
from flake8_ssot.modules import UNKNOWN
from flake8_ssot.project import Project
from flake8_ssot.reexport_files import Imported, Known, Table, stamp_of, tree
from flake8_ssot.reexport_json import (
    KeptFiles,
    KeptSites,
    files_from,
    files_to,
    sites_from,
    sites_to,
)
from flake8_ssot.reexports import NONE, Reexports

if TYPE_CHECKING:
    from flake8_ssot.reexport_build import Each

SITES, FILES = "sites.json", "files.json"
FORMAT = 1
SKIPPED = "re-exports"  # in the configuration's `skip`
# A file that was written this shortly before it was read may be written again within the same tick
# of the file system's clock, and show the same stamp with another content.
TICK = 20_000_000  # nanoseconds


def is_wanted(project: Project) -> bool:
    """Is there anything that could be handed on, and does the project want to know?"""
    return bool(project.rule_index.moved) and SKIPPED not in project.settings.skip.value


def current(
    project: Project,
    judged: Iterable[str] = (),
    each: Each | None = None,
    purpose: str = "",
    *,
    kept: bool = True,
) -> Reexports:
    """What the tree hands on now.

    `judged` are the files of the run: some of them import though nobody can import them, scripts
    and the like. `each` does a task for many files, perhaps with many processes (default: in turn).
    `purpose` is the name of a place of its own to keep it: for those who judge by other rules.
    Without `kept` nothing is read of what former runs kept, and nothing is kept.
    """
    if not is_wanted(project):
        return NONE
    from flake8_ssot.reexport_build import all_imports, build, in_turn, tops_of

    each = each or in_turn
    started = time.time_ns()
    known = tree(project) if _is_marked(project) else []
    known = sorted([*known, *_others(project, judged, {item.path for item in known})])
    folder, key = _folder(project, purpose), _key(project)
    state = digest([[item.path, *item.stamp] for item in known])
    last = sites_from(read(folder, SITES, key)) if kept else None
    if last is not None and last.tree == state:
        return Reexports(last.sites, project.rule_index)
    tops = tops_of(project, known)
    imports, tables = _still_true(
        files_from(read(folder, FILES, key)) if kept else None, known, tops
    )
    unread = [item for item in known if item.path not in imports]
    imports |= all_imports(unread, tops, each)
    imports = {item.path: imports[item.path] for item in known}
    reexports = build(project, known, imports, tables, each)
    if not kept:
        return reexports
    just_now = range(started - TICK, time.time_ns() + TICK)
    settled = {item.path: item.stamp for item in known if item.stamp[1] not in just_now}
    if len(settled) < len(known):
        state = ""
    root = os.path.realpath(project.settings.root)
    stamps = {file: settled.get(os.path.join(root, file)) for file in reexports.files}
    of_sites = {file: stamp for file, stamp in stamps.items() if stamp is not None}
    write(folder, FILES, key, files_to(KeptFiles(tops, settled, imports, tables)))
    write(folder, SITES, key, sites_to(KeptSites(state, reexports.sites, of_sites)))
    return reexports


def recall(project: Project) -> Reexports:
    """What the last run over folders found, as far as it still holds. Never raises."""
    if not is_wanted(project):
        return NONE
    kept = sites_from(read(_folder(project), SITES, _key(project)))
    if kept is None:
        return NONE
    root = project.settings.root
    true = {
        file for file, stamp in kept.stamps.items() if stamp == stamp_of(os.path.join(root, file))
    }
    sites = {
        path: site
        for path, site in kept.sites.items()
        if all(link.file in true for link in site.links)
    }
    return Reexports(sites, project.rule_index)


def _still_true(
    kept: KeptFiles | None, known: list[Known], tops: frozenset[str]
) -> tuple[dict[str, Imported], dict[str, Table]]:
    """What is kept of files that have not changed."""
    if kept is None:
        return {}, {}
    new = tops - kept.tops  # who imports from these, their imports were not kept
    same = [
        item.path
        for item in known
        if kept.stamps.get(item.path) == item.stamp
        and new.isdisjoint(kept.imports[item.path].foreign)
    ]
    tables = {path: kept.tables[path] for path in same if path in kept.tables}
    return {path: kept.imports[path] for path in same}, tables


def _is_marked(project: Project) -> bool:
    """Does anything say that this is a project? Else its root may be somebody's whole home."""
    settings = project.settings
    return settings.file is not None or any(
        os.path.lexists(os.path.join(settings.root, mark)) for mark in ROOT_MARKS
    )


def _others(project: Project, judged: Iterable[str], paths: set[str]) -> list[Known]:
    """The files that are judged, but not among those at `paths`."""
    found = {}
    for path in files.absolute_paths(judged).values():
        stamp = stamp_of(path) if path not in paths else None
        if stamp is not None:
            module = project.place(path).module if path.endswith(".py") else UNKNOWN
            found[path] = Known(path, module, stamp)
    return list(found.values())


def _key(project: Project) -> str:
    """Changes with everything but the files that decides what is a re-export."""
    settings = project.settings
    rules = [[rule.old, rule.new, rule.allow] for rule in project.rule_index.moved.values()]
    about = [FORMAT, __version__, settings.root, settings.src.value, settings.exclude.value, rules]
    return digest(about)


def _folder(project: Project, purpose: str = "") -> str:
    settings = project.settings
    name = digest([settings.root, settings.file, *filter(None, [purpose])])[:16]
    return os.path.join(base_folder(), "reexports", name)
