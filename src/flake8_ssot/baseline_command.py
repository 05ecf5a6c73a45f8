"""`ssot baseline`: in, parsed arguments; out, a baseline written or judged, text, an exit code."""

from __future__ import annotations

import argparse
import os
import sys

from flake8_ssot import baseline_against, baseline_file, report
from flake8_ssot.baseline import Baseline, Entry
from flake8_ssot.baseline_look import Here
from flake8_ssot.baseline_update import Update, record, update
from flake8_ssot.deadlines import deadlines_of
from flake8_ssot.model import CLEAN, FAILED, FOUND, Problem, UsageError
from flake8_ssot.ratchet import read


def create(arguments: argparse.Namespace) -> int:
    """Record every finding. Raises SsotError; UsageError if there is a baseline and no --force."""
    here = Here(arguments)
    exists = baseline_file.exists(here.file)
    if exists and not arguments.force:
        raise UsageError(
            f"{here.shown} exists: `ssot baseline update` takes out what is gone; only --force "
            "lets it grow"
        )
    before = read(here.file)[1]
    looked = here.look(before)

    def recorded(old: Baseline) -> Baseline:
        return record(old, looked.tree.seen, here.job.only, here.job.project.today)

    after = recorded(before)
    if exists:
        baseline_file.rewrite(here.file, here.root, recorded)
    else:
        baseline_file.create(here.file, here.root, after)
    print(f"{here.shown}: {_entries(after.size)} in {_files(after)}{_grown(before, after, exists)}")
    if not exists and not arguments.quiet:
        name = os.path.relpath(here.file, here.root).replace(os.sep, "/")
        print("So that merges keep the lines of both sides, add to .gitattributes:")
        print(f"{name} merge=union")
    return _finish(CLEAN, looked.problems)


def run_update(arguments: argparse.Namespace) -> int:
    """Take out what is gone; 1 if the file changed, as the hooks of fixers do. Raises SsotError."""
    here = Here(arguments)
    if not baseline_file.exists(here.file):
        return CLEAN
    before = read(here.file)[1]
    named = arguments.files
    looked = here.look(before) if named is None else here.look_at(named, before)
    found = update(before, looked.tree)

    def change(old: Baseline) -> Baseline | None:
        nonlocal found
        found = update(old, looked.tree)
        return found.baseline if found.is_due else None

    changed = baseline_file.rewrite(here.file, here.root, change)
    if not arguments.quiet:
        _print_stale(found)
    if changed:
        gone = f"{_entries(len(found.gone))} gone" if found.gone else "follows its files"
        print(f"{here.shown}: {gone}, {found.baseline.size} left")
    elif not arguments.quiet:
        print(f"{here.shown}: nothing to take out, {_entries(found.baseline.size)}")
    return _finish(FOUND if changed else CLEAN, looked.kept(found, here))


def check(arguments: argparse.Namespace) -> int:
    """Is the baseline exactly what is there, and has it only shrunk? Raises SsotError."""
    here = Here(arguments)
    baseline = read(here.file)[1]
    has_risen = arguments.against is not None and _check_rise(arguments.against, here, baseline)
    looked = here.look(baseline)
    found = update(baseline, looked.tree)
    _print_stale(found)
    if found.is_stale:
        print(f"{here.shown} is not up to date: run `ssot baseline update`")
    if found.new:
        print(f"{report.count_of(len(found.new), 'finding')} not in the baseline: see `ssot check`")
    deadlines = deadlines_of(here.job.project, found.baseline)
    for deadline in deadlines:
        print(deadline)
    is_late = any(deadline.is_over for deadline in deadlines)
    is_wrong = has_risen or found.is_stale or bool(found.new) or is_late
    kept = looked.kept(found, here)
    if not is_wrong and not kept and not arguments.quiet:
        print(f"{here.shown}: {_entries(baseline.size)}, all still there, nothing new")
    return _finish(FOUND if is_wrong else CLEAN, kept)


def _check_rise(reference: str, here: Here, baseline: Baseline) -> bool:
    """Say what was added since the branches parted; has anything been?"""
    rise = baseline_against.rise_since(reference, here.root, here.file, baseline)
    if rise.is_first:
        print(f"{here.shown}: the first one, {rise.base} has none")
    for entry in rise.entries:
        print(f"added: {report.clean(str(entry))}")
    if rise.entries:
        print(
            f"{here.shown} holds {_entries(len(rise.entries))} that {rise.base} does not: mend the "
            "findings instead"
        )
    return bool(rise.entries)


def _finish(code: int, problems: list[Problem]) -> int:
    """Say what could not be judged; the exit code."""
    for problem in problems:
        print(report.clean(str(problem)), file=sys.stderr)
    return FAILED if problems else code


def _print_stale(found: Update) -> None:
    for entry in found.gone:
        print(f"gone: {report.clean(str(entry))}")
    for new, old in sorted(found.moved.items()):
        print(f"renamed: {report.clean(old)} is {report.clean(new)}")


def _grown(before: Baseline, after: Baseline, existed: bool) -> str:
    if not existed:
        return ""
    was, now = _all(before), _all(after)
    added, gone = len(now - was), len(was - now)
    return f"; {added} added, {gone} taken out" if added or gone else "; as before"


def _all(baseline: Baseline) -> frozenset[Entry]:
    return frozenset(entry for entries in baseline.entries.values() for entry in entries)


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _files(baseline: Baseline) -> str:
    return report.count_of(sum(map(bool, baseline.entries.values())), "file")
