"""`ssot draft`: in, parsed arguments; out, rules for bridges as TOML on stdout, an exit code.

0: printed, or nothing found (said on stderr). 2: bad usage, or a file that could not be read.
"""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial

from flake8_ssot import files, messages, modules, report
from flake8_ssot.bridge_records import Reading
from flake8_ssot.bridges import is_importable, read_module
from flake8_ssot.discovery import STDIN
from flake8_ssot.draft import propose
from flake8_ssot.draft_records import Proposal
from flake8_ssot.draft_rules import examples_for, is_live, sound
from flake8_ssot.draft_text import make_ids, render
from flake8_ssot.draft_tree import Tree
from flake8_ssot.index import is_at_or_below
from flake8_ssot.model import CLEAN, FAILED, Problem, UsageError
from flake8_ssot.modules import Module
from flake8_ssot.preparation import prepare, shows_progress, with_progress
from flake8_ssot.project import Project
from flake8_ssot.scan import MAX_BYTES, for_each
from flake8_ssot.source import Source, Unparsable, as_utf8, decode, parse, split_lines
from flake8_ssot.toml_file import MAX_BYTES as LARGEST_RULE_FILE

_HEADER = """\
# Rules for bridges found in {files} files: {live} to use, {open} to decide.
# Read each of them: they were made from what the files say, and were not tried on the code.
# A rule that is commented out lacks what its "decide:" lines ask for.
"""


def run(arguments: argparse.Namespace) -> int:
    """Print the rules. Raises SsotError for bad usage or a bad configuration."""
    if STDIN in arguments.paths:
        raise UsageError("draft: reads files and folders, not standard input")
    job, found, processes = prepare(arguments, with_fixes=True)
    names = [file for file in found if file.endswith(".py") or not os.path.isfile(file)]
    project = job.project._replace(roots=roots_of(arguments.paths, job.project))
    names = [name for name in names if not project.excludes(project.place(name))]
    tops = frozenset(module_of(name, project.roots).name.partition(".")[0] for name in names) - {""}
    results = for_each(partial(read, roots=project.roots, tops=tops), names, processes)
    if shows_progress(arguments):
        results = with_progress(results, len(names), "reading")
    readings = list(results)
    covered = partial(is_covered, project=project) if not arguments.all else _nothing
    proposals = propose(Tree(readings, project.roots), covered)
    if proposals:
        _print(proposals, project, len(names), alone=arguments.all)
    elif not arguments.quiet:
        print("draft: no bridge without a rule was found", file=sys.stderr)
    problems = [Problem(item.path, item.line, item.problem) for item in readings if item.problem]
    sys.stdout.flush()
    for problem in problems:
        print(report.clean(str(problem)), file=sys.stderr)
    return FAILED if problems else CLEAN


def _print(proposals: list[Proposal], project: Project, files_read: int, *, alone: bool) -> None:
    taken = () if alone else [rule.id for rule in project.rules]
    ids = make_ids([item.old for item in proposals], taken)
    proposals, compiled = sound(proposals, ids, project, alone=alone)
    examples = examples_for(proposals, ids, compiled)
    live = sum(map(is_live, proposals))
    print(
        _HEADER.format(
            files=files_read, live=live, open=sum(1 for item in proposals if item.decide)
        )
    )
    text = render(proposals, ids, examples, partial(_shown, project))
    print(text, end="")
    if len(text.encode()) > LARGEST_RULE_FILE:
        print("draft: too much for one rule file; split it into packs", file=sys.stderr)


def _shown(project: Project, file: str) -> str:
    return project.place(file).relative or file


def roots_of(paths: list[str], project: Project) -> tuple[str, ...]:
    """The project's import roots; for what lies outside of them, the folder above its packages."""
    found = list(project.roots)
    for path in paths:
        absolute = os.path.abspath(path)
        folder = absolute if os.path.isdir(absolute) else os.path.dirname(absolute)
        if is_importable(module_of(os.path.join(folder, "module.py"), tuple(found)).name):
            continue
        while os.path.isfile(os.path.join(folder, "__init__.py")):
            folder = os.path.dirname(folder)
        found.append(folder)
    return tuple(found)


def module_of(file: str, roots: tuple[str, ...]) -> Module:
    """The module that the file is."""
    return modules.module_of(os.path.abspath(file), roots)


def read(file: str, roots: tuple[str, ...], tops: frozenset[str]) -> Reading:
    """Parse one file and find its bridges. Never raises: what goes wrong is in the result."""
    module = module_of(file, roots)
    try:
        return _read(file, module, tops)
    except Exception as error:
        if os.environ.get("SSOT_DEBUG"):
            raise
        return Reading(file, module, problem=messages.internal(error))


def _read(file: str, module: Module, tops: frozenset[str]) -> Reading:
    try:
        data = files.read_regular(file, MAX_BYTES)
    except OSError as error:
        return Reading(file, module, problem=files.reason(error))
    decoded = decode(data)
    tree = parse(decoded.text)
    if isinstance(tree, Unparsable):
        return Reading(file, module, problem=tree.reason, line=tree.line)
    utf8 = as_utf8(data, decoded.encoding)
    reading = read_module(Source(file, split_lines(decoded.text), tree, utf8), module, tops)
    if decoded.problem is not None:
        return reading._replace(problem=decoded.problem.reason)
    return reading


def _nothing(_path: str) -> bool:
    return False


def is_covered(path: str, project: Project) -> bool:
    """Does a rule in force govern the path, or a call of something below it?"""
    calls = project.call_index.rules
    below = any(is_at_or_below(callable_path, path) for callable_path in calls)
    return below or project.rule_index.lookup(path) is not None
