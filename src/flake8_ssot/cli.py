"""The command line: in, arguments; out, text on the standard streams and an exit code.

0: clean. 1: findings. 2: the work could not be done (usage, bad rules, a file nobody can judge).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import sys
from collections.abc import Sequence

from flake8_ssot import __version__
from flake8_ssot.model import CLEAN, FAILED, SsotError, UsageError


def main(argv: Sequence[str] | None = None) -> int:
    """Run `ssot` with `argv` (default: the process's own). Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # as flake8; names of files need not be valid text
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = build_parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except SsotError as error:
        sys.stdout.flush()
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # `ssot check | head`
        _silence_stdout()
        return FAILED
    except OSError as error:  # a full disk: what was found may not have been said
        _silence_stdout()
        print(f"ssot: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return FAILED


def _silence_stdout() -> None:
    """What is still buffered goes nowhere, so that the interpreter's exit does not fail on it."""
    with contextlib.suppress(OSError, ValueError):  # a stand-in for stdout may have no descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    parser = argparse.ArgumentParser(
        prog="ssot",
        description="Find deprecated import paths and finish the migration.",
        epilog="Exit codes: 0 clean, 1 findings, 2 the work could not be done.",
    )
    parser.add_argument("--version", action="version", version=f"flake8-ssot {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_check(commands)
    _add_fix(commands)
    _add_undo(commands)
    _add_draft(commands)
    _add_rules(commands)
    explain = commands.add_parser("explain", help="say what a code means")
    explain.add_argument("code", help="such as SOT101")
    explain.set_defaults(run=_explain)
    show = commands.add_parser("config", help="show every setting and where it comes from")
    _add_common(show)
    show.set_defaults(run=_config)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        metavar="PATH",
        help="rule file (default: the nearest ssot.toml or pyproject.toml with [tool.ssot])",
    )


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="report findings",
        description="Report what `flake8 --select SOT` would report, without running flake8.",
    )
    _add_common(check)
    _add_files(check)
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.add_argument("--statistics", action="store_true", help="count findings by code and rule")
    check.add_argument(
        "--mentions",
        action="store_true",
        help="also list comments, docstrings and sentences that mention a deprecated path; they "
        "do not fail the command",
    )
    check.add_argument("--exit-zero", action="store_true", help="findings do not fail the command")
    check.set_defaults(run=_check)


def _add_fix(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    fix = commands.add_parser(
        "fix",
        help="rewrite what can be rewritten without damage",
        description="Apply the safe fixes. What would change anything but what the rules speak of "
        "is left, and the reason is said. `ssot undo` takes it back.",
        epilog="Exit codes: 0 nothing was changed, 1 files were changed (or would be, with --check "
        "or --diff), 2 the work could not be done. From standard input: 0, the result is printed.",
    )
    _add_common(fix)
    _add_files(fix)
    how = fix.add_mutually_exclusive_group()
    how.add_argument("--diff", action="store_true", help="print a patch, write nothing")
    how.add_argument("--check", action="store_true", help="say what would change, write nothing")
    fix.add_argument(
        "--unsafe", action="store_true", help="also apply fixes that a person should look at"
    )
    fix.set_defaults(run=_fix)


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files or folders; - for standard input (default: the Python files git knows)",
    )
    parser.add_argument("--select", type=_codes, metavar="CODES", help="only these codes")
    parser.add_argument("--ignore", type=_codes, metavar="CODES", help="not these codes")
    parser.add_argument(
        "--rule", action="append", metavar="ID", default=[], help="only this rule; may be repeated"
    )
    parser.add_argument("--exclude", metavar="GLOBS", help="leave out, instead of flake8's exclude")
    parser.add_argument("--stdin-filename", metavar="PATH", help="what standard input is called")
    parser.add_argument("--disable-noqa", action="store_true", help="ignore `# noqa` comments")
    parser.add_argument(
        "--no-syntax-check",
        action="store_true",
        help="do not parse files that mention no rule's name; faster on a whole tree",
    )
    parser.add_argument(
        "--jobs", "-j", type=_jobs, metavar="N", help="processes (default: all cores)"
    )
    parser.add_argument("--quiet", "-q", action="store_true", help="no summary, no progress bar")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    parser.add_argument("--today", type=_day, help=argparse.SUPPRESS)  # for tests of remove-by


def _add_undo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    undo = commands.add_parser(
        "undo",
        help="take back the last `ssot fix`",
        description="Make the files of the last `ssot fix` what they were before. A file that was "
        "changed since is left alone.",
    )
    _add_common(undo)
    undo.add_argument(
        "folder", nargs="?", metavar="FOLDER", help="what was fixed, if it lies elsewhere"
    )
    undo.add_argument("--list", action="store_true", help="list the runs that can be taken back")
    undo.add_argument("--quiet", "-q", action="store_true", help="no summary")
    undo.set_defaults(run=_undo)


def _add_draft(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    draft = commands.add_parser(
        "draft",
        help="propose rules for bridges that have none",
        description="Read code for deprecated paths that nobody wrote rules for, and print rules "
        "as TOML.",
        epilog="Exit codes: 0 rules were printed, or nothing was found; 2 the work could not be "
        "done.",
    )
    _add_common(draft)
    draft.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files or folders: all the code, so that uses are counted (default: what git knows)",
    )
    draft.add_argument("--all", action="store_true", help="also what rules in force cover")
    draft.add_argument("--exclude", metavar="GLOBS", help="leave out, instead of flake8's exclude")
    draft.add_argument(
        "--jobs", "-j", type=_jobs, metavar="N", help="processes (default: all cores)"
    )
    draft.add_argument("--quiet", "-q", action="store_true", help="no progress bar")
    # What `prepare` asks for, and has no meaning here.
    draft.set_defaults(
        run=_draft,
        select=None,
        ignore=None,
        rule=[],
        stdin_filename=None,
        disable_noqa=False,
        no_syntax_check=False,
        today=None,
    )


def _add_rules(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rules = commands.add_parser("rules", help="list, test or verify the rules")
    actions = rules.add_subparsers(dest="action", required=True, metavar="ACTION")
    lister = actions.add_parser("list", help="every rule: id, old path, new path")
    _add_common(lister)
    lister.add_argument("--format", choices=("text", "json"), default="text")
    lister.set_defaults(run=_rules_list)
    tester = actions.add_parser("test", help="validate rule files and run their examples")
    _add_common(tester)
    tester.add_argument("files", nargs="*", metavar="FILE", help="rule files or packs")
    tester.set_defaults(run=_rules_test)
    verifier = actions.add_parser("verify", help="do the rules' paths exist in this tree?")
    _add_common(verifier)
    verifier.add_argument("tree", nargs="?", metavar="TREE", help="default: the import roots")
    verifier.set_defaults(run=_rules_verify)


def _codes(text: str) -> tuple[str, ...]:
    from flake8_ssot.flake8_config import codes

    return codes(text)


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a number from 1 up")
    return int(text)


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _check(arguments: argparse.Namespace) -> int:
    from flake8_ssot import check_command

    return check_command.run(arguments)


def _fix(arguments: argparse.Namespace) -> int:
    from flake8_ssot import fix_command

    return fix_command.run(arguments)


def _undo(arguments: argparse.Namespace) -> int:
    from flake8_ssot import undo_command

    return undo_command.run(arguments)


def _draft(arguments: argparse.Namespace) -> int:
    from flake8_ssot import draft_command

    return draft_command.run(arguments)


def _rules_list(arguments: argparse.Namespace) -> int:
    from flake8_ssot import rules_command

    return rules_command.list_rules(arguments)


def _rules_test(arguments: argparse.Namespace) -> int:
    from flake8_ssot import rules_command

    return rules_command.test(arguments)


def _rules_verify(arguments: argparse.Namespace) -> int:
    from flake8_ssot import rules_command

    return rules_command.verify(arguments)


def _config(arguments: argparse.Namespace) -> int:
    from flake8_ssot import rules_command

    return rules_command.show_config(arguments)


def _explain(arguments: argparse.Namespace) -> int:
    from flake8_ssot import codes

    wanted = arguments.code.upper()
    known = [entry.code for entry in codes.CODES]
    if wanted not in known:
        raise UsageError(f"explain: no code {arguments.code!r}; known: {', '.join(known)}")
    print(codes.page(wanted), end="")
    return CLEAN
