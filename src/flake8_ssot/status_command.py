"""`ssot status`: in, parsed arguments; out, how far the migration is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from flake8_ssot import blame, owners, report
from flake8_ssot.baseline import OURS, Baseline
from flake8_ssot.baseline_update import Seen, Tree, update
from flake8_ssot.job import FileResult
from flake8_ssot.judging import judge_files
from flake8_ssot.model import CLEAN
from flake8_ssot.owners import Owners
from flake8_ssot.preparation import prepare, shows_progress, style_for, with_progress
from flake8_ssot.project import Project
from flake8_ssot.ratchet import baseline_file, gone_files, moved_files, read
from flake8_ssot.report import PLAIN
from flake8_ssot.status import Located, lines_of, status_of, with_ages
from flake8_ssot.status_text import print_table, to_json, to_markdown


def run(arguments: argparse.Namespace) -> int:
    """Print a row for each rule. Raises SsotError for bad usage, rules, baseline or owners."""
    job, files, processes = prepare(arguments, with_reexports=True, whole_project=True)
    job = job._replace(with_look=True, syntax_check=False)
    project = job.project
    data, baseline = read(baseline_file(project))
    owned = owners.load(project.settings.root)
    results: Iterable[FileResult] = judge_files(files, job, processes, cached=arguments.cache)
    if shows_progress(arguments):
        results = with_progress(results, len(files), "checking")
    judged = list(results)
    found = _located(judged, job.project, baseline, owned)
    if arguments.oldest:
        found = _with_ages(found, project.settings.root, processes)
    wanted = [rule for rule in project.rules if not job.only or rule.id in job.only]
    status = status_of(wanted, found, None if data is None else baseline, project.today)
    unjudged = sum(result.problem is not None for result in judged)
    if arguments.format == "json":
        print(to_json(status, unjudged))
    elif arguments.format == "markdown":
        print(to_markdown(status), end="")
    else:
        print_table(status, sys.stdout, coloured=style_for(arguments.color, sys.stdout) != PLAIN)
    if unjudged:
        count = report.count_of(unjudged, "file")
        print(f"{count} could not be judged: `ssot check` names them", file=sys.stderr)
    return CLEAN


def _located(
    results: Iterable[FileResult], project: Project, baseline: Baseline, owned: Owners
) -> list[Located]:
    """Every finding with its owner, and whether the baseline knows it."""
    root = project.settings.root
    seen: dict[str, Seen] = {}
    for result in results:
        path = project.place(result.path).relative
        if path is not None and (result.findings or result.problem):
            seen[path] = Seen(result.findings, result.look, is_judged=result.problem is None)
    gone = frozenset(gone_files(root, baseline))
    moved = moved_files(project, baseline)
    compared = update(baseline, Tree(seen, gone, is_whole=True, moved=moved))
    new = frozenset(compared.new)
    return [
        Located(finding, path, owned.of(path) if owned.are_known else (), finding in new)
        for path, item in seen.items()
        for finding in item.findings
        if finding.code != OURS
    ]


def _with_ages(found: list[Located], root: str, processes: int) -> list[Located]:
    """Ask git for several files at once."""
    lines = lines_of(found)
    with ThreadPoolExecutor(processes) as executor:
        days = executor.map(partial(blame.ages, root), lines, lines.values())
        return with_ages(found, dict(zip(lines, days, strict=True)))
