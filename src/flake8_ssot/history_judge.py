"""Judge versions of files: in, their ids, a Job and a store; out, an Outcome for each.

The workers read blobs themselves: each has a git of its own. A file that mentions no rule's name is
read, but not parsed. What is kept does not depend on which codes and rules are asked for.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from flake8_ssot import __version__
from flake8_ssot.blob_store import Store, key_of
from flake8_ssot.cache_files import digest
from flake8_ssot.codes import CODES
from flake8_ssot.git_objects import BlobReader, Repository
from flake8_ssot.history import Outcome, Version
from flake8_ssot.history_modules import past_project
from flake8_ssot.job import FileResult, Job
from flake8_ssot.reexports import NONE
from flake8_ssot.rules import Moved, Rule, Signature
from flake8_ssot.scan import MAX_BYTES, Workers, for_each, judge_bytes
from flake8_ssot.selection import Selection

FORMAT = 1
AT_ONCE = 4096  # results that are kept together
_ALL = Selection(tuple(item.code for item in CODES), (), ())


def judging(job: Job, paths: Iterable[str], top: str) -> Job:
    """The Job that counts everything; what is wanted of it is asked afterwards (`wanted_of`).

    `paths`: all that ever were in the repository.
    """
    return job._replace(
        project=past_project(job.project, paths, top),
        selection=_ALL,
        only=frozenset(),
        syntax_check=False,
        with_fixes=False,
        reexports=NONE,
    )


def namespace_of(job: Job, top: str) -> str:
    """Changes with everything but a version of a file that decides what is found in it."""
    project = job.project
    settings = project.settings
    rules = [repr(_deciding(rule)) for rule in project.rules]
    of_modules = [isinstance(rule, Moved) and project.is_module(rule) for rule in project.rules]
    where = [top, settings.root, settings.src.value, settings.exclude.value, settings.skip.value]
    about = [FORMAT, __version__, sys.version_info[:2], where, job.disable_noqa]
    return "history:" + digest([*about, rules, of_modules])


def _deciding(rule: Rule) -> Rule:
    """The rule without what only messages and fixes need."""
    if isinstance(rule, Signature):
        rule = rule._replace(rewrite=None)  # has sets, whose text differs in every process
    return rule._replace(why="", url="", source="", remove_by=None, examples=(), file="", line=0)


class BlobJudge:
    """Judges blobs at their paths, in any process; each has a git of its own."""

    def __init__(self, repository: Repository, top: str, job: Job) -> None:
        self.repository = repository
        self.top = top
        self.job = job
        self.reader: BlobReader | None = None  # of this process

    def __call__(self, request: str) -> tuple[Outcome, ...] | None:
        """What comes of the blob at each path, given as one text; None if there is no blob."""
        blob, *paths = request.split("\0")
        if self.reader is None:
            self.reader = BlobReader(self.repository)
        data = self.reader.read(blob, MAX_BYTES)
        if data is None:
            return None
        if len(data) > MAX_BYTES:
            return (Outcome((), True),) * len(paths)
        return tuple(outcome_of(self.judge(path, data)) for path in paths)

    def judge(self, path: str, data: bytes) -> FileResult:
        return judge_bytes(os.path.join(self.top, path), data, self.job)

    def close(self) -> None:
        """End git, if it ran in this process."""
        if self.reader is not None:
            self.reader.close()
            self.reader = None


def outcome_of(result: FileResult) -> Outcome:
    """What is kept of a result."""
    counts = Counter((found.code, found.rule) for found in result.findings)
    found = tuple((code, rule, count) for (code, rule), count in sorted(counts.items()))
    return Outcome(found, result.problem is not None)


def wanted_of(outcome: Outcome, path: str, job: Job) -> Outcome:
    """What is left of it by the codes and rules that are asked for."""
    found = tuple(
        item
        for item in outcome.found
        if (not job.only or item[1] in job.only) and job.selection.reports(item[0], path)
    )
    return outcome if found == outcome.found else outcome._replace(found=found)


def recall(versions: list[Version], namespace: str, store: Store) -> dict[Version, Outcome]:
    """What is known of the versions."""
    keys = {key_of(version.path, version.blob): version for version in versions}
    read = ((keys[key], _read(value)) for key, value in store.get(namespace, keys).items())
    return {version: outcome for version, outcome in read if outcome is not None}


def judged(
    versions: Iterable[Version], judge: BlobJudge, jobs: Workers, namespace: str, store: Store
) -> Iterator[dict[Version, Outcome | None]]:
    """For one blob after the other, what comes of its versions; None: the blob is missing."""
    paths: dict[str, list[str]] = {}
    for version in versions:
        paths.setdefault(version.blob, []).append(version.path)
    requests = ["\0".join((blob, *at)) for blob, at in paths.items()]
    results = zip(paths.items(), for_each(judge, requests, jobs), strict=True)
    fresh: list[tuple[bytes, bytes]] = []
    try:
        for (blob, at), result in results:
            found: dict[Version, Outcome | None] = {}
            for path, outcome in zip(at, result or [None] * len(at), strict=True):
                found[Version(path, blob)] = outcome
                if outcome is not None:
                    fresh.append((key_of(path, blob), _text(outcome)))
            if len(fresh) >= AT_ONCE:
                store.put(namespace, fresh)
                fresh = []
            yield found
    finally:  # an interrupted run goes on from here
        store.put(namespace, fresh)
        judge.close()


def _text(outcome: Outcome) -> bytes:
    return json.dumps([outcome.found, outcome.is_unparsable], separators=(",", ":")).encode()


def _read(text: bytes) -> Outcome | None:
    """The inverse of `_text`; None of anything else."""
    try:
        found, is_unparsable = json.loads(text)
        counts = tuple((code, rule, count) for code, rule, count in found)
    except (ValueError, TypeError, RecursionError):
        return None
    are_right = all(
        isinstance(code, str) and isinstance(rule, str) and type(count) is int
        for code, rule, count in counts
    )
    return Outcome(counts, is_unparsable) if are_right and type(is_unparsable) is bool else None
