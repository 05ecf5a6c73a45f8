"""Judge only what changed: in, files and a Job; out, one FileResult each, as `scan` gives them.

A file in the user's cache for each project, configuration and set of options that decide what is
reported. A file whose stamp is as it was is not even read; one whose bytes are as they were is not
judged again. What is said of a file may depend on others: `tree_looks` remembers what was asked of
the tree, and where any of it would be answered otherwise now, files in which something was found
are judged again.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from flake8_ssot import __version__, cache_files, files, modules, tree_looks
from flake8_ssot.deadlines import overdue_rules
from flake8_ssot.job import FileResult, Job
from flake8_ssot.result_json import result_from, result_to
from flake8_ssot.scan import (
    MAX_BYTES,
    Workers,
    for_each,
    judge_bytes,
    ratcheted,
    respelled,
    sent_as,
)
from flake8_ssot.source import Unparsable
from flake8_ssot.tree_looks import Look, State

FORMAT = 1
FOLDER, SUFFIX = "results", ".json"
KEPT_FILES = 8  # of a project: one for each set of options, the latest
# A file that was written this shortly before it was looked at may be written again within the same
# tick of the file system's clock, and show the same stamp with other bytes.
TICK = 20_000_000  # nanoseconds

Stamp = tuple[int, int, int, int]  # size, times of modification and of change, number of the file


class Known(NamedTuple):
    """What is known of a file."""

    stamp: Stamp | None  # None: its content may have changed without another stamp
    digest: str  # of its bytes
    result: list[Any] | None  # None: nothing was found, and it was not walked


class Kept(NamedTuple):
    """What the last runs found."""

    files: dict[str, Known]  # by path relative to the project's root
    looks: dict[Look, State]


class Answer(NamedTuple):
    """What a worker says of a file."""

    result: FileResult | None  # None: its bytes are those with the digest
    digest: str  # "": they could not be read
    looks: dict[Look, State]  # what was asked of the tree since the last answer


def judge_changed(paths: list[str], job: Job, processes: Workers) -> Iterator[FileResult]:
    """As `scan` for files on disk, each named once; what is known already is not judged again."""
    results = _Run(paths, job._replace(ratchet=None), processes).results()
    return (ratcheted(result, job) for result in results)


class _Run:
    """One run over many files."""

    def __init__(self, paths: list[str], job: Job, processes: Workers) -> None:
        self.job = job
        self.processes = processes
        self.started = time.time_ns()
        self.folder, self.name, self.key = _place(job)
        self.kept = _read(self.folder, self.name, self.key)
        if not tree_looks.still_true(self.kept.looks):
            quiet = {path: known for path, known in self.kept.files.items() if not known.result}
            self.kept = Kept(quiet, {})
        root = job.project.settings.root
        # None: outside, or through a link, for whose name other settings may hold.
        self.relative = {
            path: modules.relative_to(absolute, root)
            for path, absolute in files.absolute_paths(paths).items()
        }
        self.stamps = {path: _stamp(path) for path in paths}
        self.fresh: dict[str, Known] = {}
        self.looks: dict[Look, State] = {}

    def results(self) -> Iterator[FileResult]:
        kept, digests = {}, {}
        rest = []
        for path, stamp in self.stamps.items():
            known = self.kept.files.get(self.relative[path] or "")
            result = None if known is None else _result(known, path)
            if known is not None and result is not None:
                kept[path] = result
            if known is None or result is None or stamp is None or known.stamp != stamp:
                rest.append(path)
                if known is not None and result is not None:
                    digests[path] = known.digest
        names = sent_as(rest, self.processes)
        sent = dict(zip(rest, names, strict=True))
        judge = _Judge(self.job, {sent[path]: digest for path, digest in digests.items()})
        answers = for_each(judge, names, self.processes)
        waiting = frozenset(rest)
        try:
            for path in self.stamps:
                if path in waiting:
                    yield self.take(path, next(answers), kept.get(path))
                else:
                    yield kept[path]
        finally:  # an interrupted run goes on from here
            if self.fresh:
                self.write()

    def take(self, path: str, answer: Answer, kept: FileResult | None) -> FileResult:
        """Keep what a worker says; `kept` is the result that it may confirm."""
        self.looks |= answer.looks
        relative, stamp = self.relative[path], self.stamps[path]
        result = kept if answer.result is None else respelled(answer.result, path)
        assert result is not None  # the worker was given its digest
        is_ours = any(finding.code == "SOT900" for finding in result.findings)
        if relative is not None and answer.digest and not is_ours:
            is_quiet = result == FileResult(path)
            self.fresh[relative] = Known(
                stamp if stamp and self.has_settled(stamp) else None,
                answer.digest,
                None if is_quiet else result_to(result),
            )
        return result

    def has_settled(self, stamp: Stamp) -> bool:
        return max(stamp[1], stamp[2]) < self.started - TICK

    def write(self) -> None:
        kept = Kept(self.kept.files | self.fresh, self.kept.looks | self.looks)
        cache_files.write(self.folder, self.name, self.key, _to_json(kept))
        cache_files.drop_oldest(self.folder, KEPT_FILES)


class _Judge:
    """Judges a file in a worker, unless its bytes are known."""

    def __init__(self, job: Job, digests: Mapping[str, str]) -> None:
        self.job = job
        self.digests = digests
        self.told: dict[Look, State] = {}

    def __call__(self, path: str) -> Answer:
        try:
            data = files.read_regular(path, MAX_BYTES)
        except OSError as error:
            problem = Unparsable(0, files.reason(error))
            return Answer(FileResult(path, problem=problem), "", {})
        digest = blake2b(data, digest_size=12).hexdigest()
        if self.digests.get(path) == digest:
            return Answer(None, digest, {})
        result = judge_bytes(path, data, self.job)
        return Answer(result, digest, self.new_looks())

    def new_looks(self) -> dict[Look, State]:
        seen = tree_looks.seen()
        if len(seen) == len(self.told):
            return {}
        new = {look: state for look, state in seen.items() if look not in self.told}
        self.told |= new
        return new


def _stamp(path: str) -> Stamp | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _result(known: Known, path: str) -> FileResult | None:
    """The kept result; None if it has not the right form."""
    if known.result is None:
        return FileResult(path)
    try:
        return result_from(known.result, path)
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


def _place(job: Job) -> tuple[str, str, str]:
    """The folder, the name of the file in it, and the key: it changes with all that decides."""
    project = job.project
    settings = project.settings
    overdue = overdue_rules(project)
    sites = sorted(
        (path, site.path, site.is_public, site.links) for path, site in job.reexports.sites.items()
    )
    about = [
        FORMAT,
        __version__,
        _code_state(),
        sys.version,
        settings.root,
        project.roots,
        [_digest_of(file) for file in settings.files],
        [settings.src.value, settings.exclude.value, settings.skip.value],
        job.selection,
        sorted(job.only),
        [job.disable_noqa, job.syntax_check, job.with_fixes, job.with_look],
        overdue,
        sites,
    ]
    key = cache_files.digest(about)
    folder = cache_files.digest([settings.root, settings.file])[:16]
    return os.path.join(cache_files.base_folder(), FOLDER, folder), key[:16] + SUFFIX, key


def _code_state() -> list[tuple[str, int, int]]:
    """Changes with our own code, which an installation from a branch updates under one version."""
    with os.scandir(os.path.dirname(os.path.abspath(__file__))) as entries:
        found = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".py")]
    return sorted((name, status.st_size, status.st_mtime_ns) for name, status in found)


def _digest_of(file: str) -> str:
    try:
        return blake2b(files.read_regular(file, MAX_BYTES)).hexdigest()
    except OSError:
        return ""


def _read(folder: str, name: str, key: str) -> Kept:
    value = cache_files.read(folder, name, key)
    try:
        found = {
            path: Known(tuple(stamp) if stamp else None, digest, result)
            for path, (stamp, digest, result) in value["files"].items()
        }
        looks = {(what, path): state for what, path, state in value["looks"]}
    except (AttributeError, LookupError, TypeError, ValueError):
        return Kept({}, {})
    return Kept(found, looks)


def _to_json(kept: Kept) -> dict[str, Any]:
    return {
        "files": kept.files,
        "looks": [[what, path, state] for (what, path), state in kept.looks.items()],
    }
