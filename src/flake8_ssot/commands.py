"""What each command runs: in, parsed arguments; out, an exit code.

A command's module is imported when it is run: most take longer to import than to run.
"""

from __future__ import annotations

import argparse

from flake8_ssot.model import CLEAN, UsageError


def check(arguments: argparse.Namespace) -> int:
    """`ssot check`."""
    from flake8_ssot import check_command

    return check_command.run(arguments)


def merge(arguments: argparse.Namespace) -> int:
    """`ssot merge`."""
    from flake8_ssot import merge_command

    return merge_command.run(arguments)


def survey(arguments: argparse.Namespace) -> int:
    """`ssot survey`."""
    from flake8_ssot import survey_command

    return survey_command.run(arguments)


def fix(arguments: argparse.Namespace) -> int:
    """`ssot fix`."""
    from flake8_ssot import fix_command

    return fix_command.run(arguments)


def undo(arguments: argparse.Namespace) -> int:
    """`ssot undo`."""
    from flake8_ssot import undo_command

    return undo_command.run(arguments)


def baseline_create(arguments: argparse.Namespace) -> int:
    """`ssot baseline create`."""
    from flake8_ssot import baseline_command

    return baseline_command.create(arguments)


def baseline_update(arguments: argparse.Namespace) -> int:
    """`ssot baseline update`."""
    from flake8_ssot import baseline_command

    return baseline_command.run_update(arguments)


def baseline_check(arguments: argparse.Namespace) -> int:
    """`ssot baseline check`."""
    from flake8_ssot import baseline_command

    return baseline_command.check(arguments)


def history(arguments: argparse.Namespace) -> int:
    """`ssot history`."""
    from flake8_ssot import history_command

    return history_command.run(arguments)


def status(arguments: argparse.Namespace) -> int:
    """`ssot status`."""
    from flake8_ssot import status_command

    return status_command.run(arguments)


def gate(arguments: argparse.Namespace) -> int:
    """`ssot gate`."""
    from flake8_ssot import gate_command

    return gate_command.run(arguments)


def draft(arguments: argparse.Namespace) -> int:
    """`ssot draft`."""
    from flake8_ssot import draft_command

    return draft_command.run(arguments)


def rules_list(arguments: argparse.Namespace) -> int:
    """`ssot rules list`."""
    from flake8_ssot import rules_command

    return rules_command.list_rules(arguments)


def rules_test(arguments: argparse.Namespace) -> int:
    """`ssot rules test`."""
    from flake8_ssot import rules_command

    return rules_command.test(arguments)


def rules_verify(arguments: argparse.Namespace) -> int:
    """`ssot rules verify`."""
    from flake8_ssot import rules_command

    return rules_command.verify(arguments)


def config(arguments: argparse.Namespace) -> int:
    """`ssot config`."""
    from flake8_ssot import rules_command

    return rules_command.show_config(arguments)


def explain(arguments: argparse.Namespace) -> int:
    """`ssot explain`."""
    from flake8_ssot import codes

    wanted = arguments.code.upper()
    known = [entry.code for entry in codes.CODES]
    if wanted not in known:
        raise UsageError(f"explain: no code {arguments.code!r}; known: {', '.join(known)}")
    print(codes.page(wanted), end="")
    return CLEAN
