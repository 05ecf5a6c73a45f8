"""Count the findings of a repository: in, its folder; out, counts. Never raises, for any folder.

One repository is one task, for any process or machine: nothing depends on where that runs.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import NamedTuple

from flake8_ssot import config, files, flake8_config, messages, reexport_cache
from flake8_ssot.discovery import discover
from flake8_ssot.file_kinds import found_extensions
from flake8_ssot.flake8_config import Flake8Config
from flake8_ssot.job import Job
from flake8_ssot.judging import judge_files
from flake8_ssot.model import SsotError, UsageError
from flake8_ssot.project import Project, compile_project
from flake8_ssot.selection import make_selection


class Counts(NamedTuple):
    """What there is in a repository."""

    files: int = 0  # that were judged
    with_findings: int = 0
    unparsable: int = 0  # files that could not be judged
    rules: dict[str, int] = {}  # noqa: RUF012 - nobody changes it
    errors: tuple[str, ...] = ()  # why the repository as a whole could not be judged

    @property
    def findings(self) -> int:
        return sum(self.rules.values())


def survey(folder: str, rules: str | None = None, *, cached: bool = True) -> Counts:
    """Count what is in the folder, an absolute path.

    `rules`: the absolute path of a configuration, as if it lay in the folder; None: its own.
    """
    try:
        return _counts(folder, rules, cached=cached)
    except SsotError as error:
        return Counts(errors=tuple(str(error).splitlines()))
    except OSError as error:
        return Counts(errors=(files.reason(error),))
    except Exception as error:  # the others want to be counted
        return Counts(errors=(messages.internal(error),))


def _counts(folder: str, rules: str | None, *, cached: bool) -> Counts:
    if not os.path.isdir(folder):
        raise UsageError("is not a folder")
    flake8 = flake8_config.load(folder)
    project = _project(folder, rules, flake8)
    extensions = found_extensions(project.settings.skip.value)
    # Seen from wherever this runs, as `discover` has it: it looks at each folder up to ".".
    found = discover([], flake8, None, extensions, os.path.relpath(folder))
    job = Job(
        project,
        make_selection(flake8, None, None, folder),
        disable_noqa=flake8.disable_noqa,
        reexports=reexport_cache.current(project, found),
    )
    counted: Counter[str] = Counter()
    with_findings = unparsable = 0
    for result in judge_files(found, job, 1, cached=cached):
        counted.update(finding.rule for finding in result.findings)
        with_findings += bool(result.findings)
        unparsable += result.problem is not None
    return Counts(len(found), with_findings, unparsable, dict(sorted(counted.items())))


def _project(folder: str, rules: str | None, flake8: Flake8Config) -> Project:
    """The project that the folder is in, or that it would be with the `rules`."""
    if rules is not None:
        return compile_project(config.load(rules, os.path.dirname(rules))._replace(root=folder))
    named = flake8.ssot_config
    file = config.find_named(named, folder) if named else config.find(folder)
    if file is None:
        raise UsageError("has no configuration (ssot.toml or [tool.ssot]); --config gives one")
    return compile_project(config.load(file, folder))
