"""Run the examples that rules carry: in, a project; out, what does not hold.

`bad` must be reported by its own rule and no other, `good` must parse and stay clean. `ssot fix
--unsafe` must make exactly `good` of `bad`, and leave a `bad` without `good` alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from flake8_ssot.check import check
from flake8_ssot.codes import OFF_BY_DEFAULT
from flake8_ssot.fix import fix_source
from flake8_ssot.job import Job
from flake8_ssot.model import Finding, Problem
from flake8_ssot.project import Project
from flake8_ssot.rules import Example, Rule
from flake8_ssot.selection import PREFIX, Selection
from flake8_ssot.source import Source, Unparsable, parse, split_lines


def run_examples(project: Project, rules: tuple[Rule, ...]) -> Iterator[Problem]:
    """Every example of `rules` that does not show what it says."""
    for rule in rules:
        for example in rule.examples:
            for message in _failures(project, rule, example):
                yield Problem(rule.file, example.line, f"example of rule {rule.id!r}: {message}")


def _failures(project: Project, rule: Rule, example: Example) -> Iterator[str]:
    is_sound = True
    for label, text in (("bad", example.bad), ("good", example.good)):
        if text is None:
            continue
        for message in _findings_failures(project, rule, example.path, label, text):
            is_sound = False
            yield message
    if is_sound and example.bad is not None:
        yield from _fix_failures(project, example.path, example.bad, example.good)


def _findings_failures(
    project: Project, rule: Rule, path: str, label: str, text: str
) -> Iterator[str]:
    found = _findings(project, path, text)
    if isinstance(found, Unparsable):
        yield f"'{label}' {found.reason} (its line {found.line})"
        return
    others = sorted({item.rule for item in found} - {rule.id})
    if others:
        yield f"'{label}' is reported by {', '.join(others)}, too"
    own = [item for item in found if item.rule == rule.id]
    if label == "bad" and not own:
        yield "'bad' is not reported"
    elif label == "good" and own:
        yield f"'good' is reported: {own[0].text}"


def _fix_failures(project: Project, path: str, bad: str, good: str | None) -> Iterator[str]:
    job = Job(project, Selection((PREFIX,), (), ()), with_fixes=True)
    absolute = os.path.join(project.settings.root, path)
    result = fix_source(absolute, bad.encode(), job, unsafe=True)
    after = result.after.decode()
    if good is None and after != bad:
        yield f"'bad' is fixed, though there is no 'good': {after!r}"
    elif good is not None and after == bad:
        reason = next((item.reason for item in result.left), "nothing is done")
        yield f"'bad' is not fixed: {reason}"
    elif good is not None and after != good:
        yield f"'bad' becomes {after!r}, which is not 'good'"


def _findings(project: Project, path: str, text: str) -> list[Finding] | Unparsable:
    tree = parse(text)
    if isinstance(tree, Unparsable):
        return tree
    absolute = os.path.join(project.settings.root, path)
    source = Source(absolute, split_lines(text), tree)
    found = check(source, project, project.place(absolute))
    return [item for item in found if item.code not in OFF_BY_DEFAULT]
