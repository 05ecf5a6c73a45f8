"""Run a command without the bridge: in, the rules and the command; out, what failed.

How a path is refused is for `blocked_run` to know.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import NamedTuple

from flake8_ssot.blocked_run import Refusal, run_blocked
from flake8_ssot.gate import Group, Reason
from flake8_ssot.index import is_at_or_below
from flake8_ssot.model import UsageError
from flake8_ssot.project import Project
from flake8_ssot.rules import Moved, Rule, Signature


class Paths(NamedTuple):
    """What is blocked."""

    modules: list[str]
    names: list[str]


def paths_of(project: Project, rules: Iterable[Rule]) -> Paths:
    """What `--deep` refuses. Raises UsageError if that is nothing."""
    blocked = Paths([], [])
    for rule in rules:
        if isinstance(rule, Signature):
            _say_untold(f"{rule.id}: a signature cannot be blocked")
        elif rule.new is not None and is_at_or_below(rule.new, rule.old):
            _say_untold(f"{rule.id}: its new path lies below the old one")
        elif isinstance(rule, Moved) and project.is_module(rule):
            blocked.modules.append(rule.old)
        else:
            blocked.names.append(rule.old)
    if not blocked.modules and not blocked.names:
        raise UsageError("gate: --deep has nothing to block")
    return blocked


def _say_untold(why: str) -> None:
    print(f"{why}; --deep says nothing of it", file=sys.stderr)


def run(command: list[str], blocked: Paths) -> list[Reason]:
    """What failed when the command ran without the bridge."""
    done = run_blocked(command, blocked.modules, blocked.names)
    found = [_of_refusal(refusal) for refusal in done.refusals]
    found += [_blocked(f"cannot refuse {what}") for what in done.blind]
    if not done.processes:
        what = "no Python process of the command could be watched"
        found.append(_blocked(f"{what}; does it run Python, and keep PYTHONPATH?"))
    elif done.code != 0 and not found:
        what = f"the command ended with {done.code}, though nothing old was asked for"
        found.append(_blocked(f"{what}; does it pass without --deep?"))
    return found


def _of_refusal(refusal: Refusal) -> Reason:
    times = "" if refusal.count == 1 else f" ({refusal.count} times)"
    message = f"{refusal.path!r} was asked for in {refusal.function}{times}"
    return Reason(Group.BLOCKED, "", refusal.file, refusal.line, 0, message, refusal.trace)


def _blocked(message: str) -> Reason:
    return Reason(Group.BLOCKED, "", "", 0, 0, f"--deep: {message}")
