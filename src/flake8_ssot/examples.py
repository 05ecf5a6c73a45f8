"""Run the examples that rules carry: in, a project; out, what does not hold.

`bad` must be reported by its own rule and no other, `good` must parse and stay clean.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from flake8_ssot.check import check
from flake8_ssot.codes import OFF_BY_DEFAULT
from flake8_ssot.model import Finding, Problem
from flake8_ssot.project import Project
from flake8_ssot.rules import Example, Rule
from flake8_ssot.source import Source, Unparsable, parse, split_lines


def run_examples(project: Project, rules: tuple[Rule, ...]) -> Iterator[Problem]:
    """Every example of `rules` that does not show what it says."""
    for rule in rules:
        for example in rule.examples:
            for message in _failures(project, rule, example):
                yield Problem(rule.file, example.line, f"example of rule {rule.id!r}: {message}")


def _failures(project: Project, rule: Rule, example: Example) -> Iterator[str]:
    for label, text in (("bad", example.bad), ("good", example.good)):
        if text is None:
            continue
        found = _findings(project, example.path, text)
        if isinstance(found, Unparsable):
            yield f"'{label}' {found.reason} (its line {found.line})"
            continue
        others = sorted({item.rule for item in found} - {rule.id})
        if others:
            yield f"'{label}' is reported by {', '.join(others)}, too"
        own = [item for item in found if item.rule == rule.id]
        if label == "bad" and not own:
            yield "'bad' is not reported"
        elif label == "good" and own:
            yield f"'good' is reported: {own[0].text}"


def _findings(project: Project, path: str, text: str) -> list[Finding] | Unparsable:
    tree = parse(text)
    if isinstance(tree, Unparsable):
        return tree
    absolute = os.path.join(project.settings.root, path)
    source = Source(absolute, split_lines(text), tree)
    found = check(source, project, project.place(absolute))
    return [item for item in found if item.code not in OFF_BY_DEFAULT]
