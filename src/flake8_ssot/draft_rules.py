"""Make rules of proposals and try them: in, Proposals, a project; out, those that hold, examples.

What cannot be a rule beside the others becomes a question. An example is what `ssot fix` does.
"""

from __future__ import annotations

import os

from flake8_ssot import fields
from flake8_ssot.draft_records import Proposal
from flake8_ssot.fix import fix_source
from flake8_ssot.job import Job
from flake8_ssot.model import ConfigError
from flake8_ssot.project import Project, compile_project
from flake8_ssot.rules import Bridge, Moved, Rule
from flake8_ssot.selection import PREFIX, Selection

EXAMPLE_FILE = "example.py"
MAX_EXAMPLES = 2000  # each asks all the rules: the least used go without beyond that


def sound(
    proposals: list[Proposal], ids: dict[str, str], project: Project, *, alone: bool
) -> tuple[list[Proposal], Project]:
    """The proposals, those that no rule file would take turned into questions.

    And a project of the others, beside the rules of `project` or `alone`.
    """
    known: tuple[Rule, ...] = () if alone else project.rules
    found = [_spelled(item) for item in proposals]
    while True:  # each round leaves out a rule, or those in force
        rules = [
            rule_of(item, ids[item.old], line) for line, item in enumerate(found) if is_live(item)
        ]
        settings = project.settings._replace(rules=(*known, *rules))
        try:
            compiled = compile_project(settings, project.fixed_today)
        except ConfigError as error:
            refused = {item.line: item.message for item in error.problems if item.path == ""}
            if not refused and not known:
                raise
            if not refused:  # a rule in force is against one of them, and does not say which
                known = ()
            found = [
                item._replace(decide=(refused[line],)) if line in refused else item
                for line, item in enumerate(found)
            ]
        else:
            return found, compiled._replace(roots=project.roots)


def is_live(item: Proposal) -> bool:
    """Is it a rule, not a question?"""
    return bool(item.table) and not item.decide


def _spelled(item: Proposal) -> Proposal:
    """The proposal; a question where a rule cannot spell its paths."""
    reader = fields.member_path if item.table == "bridge" else fields.dotted_path
    try:
        reader(item.old)
        fields.dotted_path(item.new or "missing")
    except ValueError as error:
        return item._replace(decide=(*item.decide, f"a path {error}"))
    return item


def rule_of(item: Proposal, rule_id: str, line: int) -> Rule:
    """The rule that a live proposal is; `line` tells it from the others."""
    make = Bridge if item.table == "bridge" else Moved
    return make(rule_id, item.old, item.new, "", "", "", (), None, (), "", line)


def examples_for(
    proposals: list[Proposal], ids: dict[str, str], project: Project
) -> dict[str, tuple[str, str]]:
    """By old path, an import and what `ssot fix` makes of it ("" where it leaves it alone)."""
    job = Job(project, Selection((PREFIX,), (), ()), with_fixes=True)
    path = os.path.join(project.settings.root, EXAMPLE_FILE)
    found: dict[str, tuple[str, str]] = {}
    live = sorted(filter(is_live, proposals), key=lambda item: -item.uses.statements)
    for item in live[:MAX_EXAMPLES]:
        bad = _bad(item)
        result = fix_source(path, bad.encode(), job, unsafe=True)
        after = result.after.decode()
        about = {finding.rule for finding in result.fixed}
        about |= {left.finding.rule for left in result.left}
        is_done = bool(result.fixed) and not result.left and after != bad
        is_left = not result.fixed and after == bad and item.table == "bridge"
        if about == {ids[item.old]} and (is_done or is_left):
            found[item.old] = (bad, after if is_done else "")
    return found


def _bad(item: Proposal) -> str:
    """Code that uses the old path."""
    if item.old == item.module:
        if item.name:
            return f"from {item.old} import {item.name}\n"
        return f"import {item.old}\n"
    first, _, rest = item.old.removeprefix(item.module + ".").partition(".")
    if item.table == "bridge":
        called = f"{first}.{rest}" if rest else first
        return f"from {item.module} import {first}\n\n{called}()\n"
    return f"from {item.module} import {first}\n"
