"""The parser of the command line: every command, its arguments and its help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TypeAlias

from flake8_ssot import __version__, arguments
from flake8_ssot import commands as run

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def build_parser(given: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser of every command; of one only, if it is the first that is `given`.

    To build all of them takes as long as to judge some files.
    """
    parser = argparse.ArgumentParser(
        prog="ssot",
        description="Find deprecated import paths and finish the migration.",
        epilog="Exit codes: 0 clean, 1 findings, 2 the work could not be done.",
    )
    parser.add_argument("--version", action="version", version=f"flake8-ssot {__version__}")
    # With `prog`: without it argparse formats a help text to find out.
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", prog="ssot")
    wanted = given[0] if given and given[0] in _COMMANDS else None
    for name, add in _COMMANDS.items():
        if wanted in (None, name):
            add(commands)
    return parser


def _add_check(commands: Commands) -> None:
    check = commands.add_parser(
        "check",
        help="report findings",
        description="Report what `flake8 --select SOT` would report, without running flake8.",
    )
    arguments.add_common(check)
    arguments.add_files(check)
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.add_argument("--statistics", action="store_true", help="count findings by code and rule")
    check.add_argument(
        "--mentions",
        action="store_true",
        help="also list comments, docstrings and sentences that mention a deprecated path; they "
        "do not fail the command",
    )
    check.add_argument(
        "--no-baseline", action="store_true", help="also report what the baseline holds"
    )
    arguments.add_no_cache(check)
    check.add_argument("--exit-zero", action="store_true", help="findings do not fail the command")
    check.add_argument(
        "--shard",
        type=arguments.shard,
        metavar="K/N",
        help="judge only this part of the files, such as 3/16; `ssot merge` puts the parts' "
        "`--format json` together",
    )
    arguments.add_dask(check)
    check.set_defaults(run=run.check)


def _add_merge(commands: Commands) -> None:
    merge = commands.add_parser(
        "merge",
        help="put together what `ssot check --shard` found",
        description="Print what one `ssot check` would have printed, from the outputs of all its "
        "shards (`ssot check --shard K/N --format json`).",
    )
    merge.add_argument("files", nargs="+", metavar="FILE", help="the output of a shard")
    merge.add_argument("--format", choices=("text", "json"), default="text")
    merge.add_argument("--statistics", action="store_true", help="count findings by code and rule")
    merge.add_argument("--exit-zero", action="store_true", help="findings do not fail the command")
    merge.add_argument("--quiet", "-q", action="store_true", help="no summary")
    merge.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    merge.set_defaults(run=run.merge)


def _add_survey(commands: Commands) -> None:
    survey = commands.add_parser(
        "survey",
        help="count the findings of many repositories",
        description="Count the findings of many repositories, those in a baseline too. Each is "
        "judged as `ssot check` in its folder would.",
        epilog="Exit codes: 0 printed, 2 a repository could not be judged (the others are).",
    )
    survey.add_argument("folders", nargs="+", metavar="FOLDER", help="a repository, or a project")
    survey.add_argument(
        "--config",
        metavar="RULES",
        help="this rule file for all, as if it lay in each folder (default: each one's own)",
    )
    survey.add_argument("--format", choices=("table", "json", "csv"), default="table")
    arguments.add_jobs(survey)
    arguments.add_dask(survey)
    arguments.add_no_cache(survey)
    survey.add_argument("--quiet", "-q", action="store_true", help="no progress bar")
    survey.set_defaults(run=run.survey)


def _add_fix(commands: Commands) -> None:
    fix = commands.add_parser(
        "fix",
        help="rewrite what can be rewritten without damage",
        description="Apply the safe fixes. What would change anything but what the rules speak of "
        "is left, and the reason is said. `ssot undo` takes it back.",
        epilog="Exit codes: 0 nothing was changed, 1 files were changed (or would be, with --check "
        "or --diff), 2 the work could not be done. From standard input: 0, the result is printed.",
    )
    arguments.add_common(fix)
    arguments.add_files(fix)
    how = fix.add_mutually_exclusive_group()
    how.add_argument("--diff", action="store_true", help="print a patch, write nothing")
    how.add_argument("--check", action="store_true", help="say what would change, write nothing")
    fix.add_argument(
        "--unsafe", action="store_true", help="also apply fixes that a person should look at"
    )
    fix.set_defaults(run=run.fix)


def _add_undo(commands: Commands) -> None:
    undo = commands.add_parser(
        "undo",
        help="take back the last `ssot fix`",
        description="Make the files of the last `ssot fix` what they were before. A file that was "
        "changed since is left alone.",
    )
    arguments.add_common(undo)
    undo.add_argument(
        "folder", nargs="?", metavar="FOLDER", help="what was fixed, if it lies elsewhere"
    )
    undo.add_argument("--list", action="store_true", help="list the runs that can be taken back")
    undo.add_argument("--quiet", "-q", action="store_true", help="no summary")
    undo.set_defaults(run=run.undo)


def _add_baseline(commands: Commands) -> None:
    baseline = commands.add_parser(
        "baseline",
        help="record the findings there are; from then on they may only shrink",
        description="Record the findings there are, so that only new ones are reported.",
        epilog="Exit codes: 0 nothing to do, 1 the file was changed or is wrong, 2 the work could "
        "not be done.",
    )
    actions = baseline.add_subparsers(
        dest="action", required=True, metavar="ACTION", prog="ssot baseline"
    )
    create = actions.add_parser("create", help="record every finding")
    create.add_argument("--force", action="store_true", help="let a baseline grow that is there")
    arguments.add_rule(create)
    create.set_defaults(run=run.baseline_create)
    update = actions.add_parser("update", help="take out what is gone; 1 if the file changed")
    update.add_argument(
        "--files",
        nargs="*",
        metavar="FILE",
        help="look only at these, and at what was renamed (for hooks)",
    )
    update.set_defaults(run=run.baseline_update, rule=[])
    check = actions.add_parser("check", help="fail if an entry is gone, or was added")
    check.add_argument(
        "--against",
        metavar="REF",
        help="fail if there are entries that were not there where HEAD left this revision",
    )
    check.set_defaults(run=run.baseline_check, rule=[])
    for action in (create, update, check):
        arguments.add_common(action)
        arguments.add_jobs(action)
        action.add_argument(
            "--quiet", "-q", action="store_true", help="say only what changed or is wrong"
        )
        arguments.add_no_cache(action)
        action.add_argument("--today", type=arguments.day, help=argparse.SUPPRESS)
        action.set_defaults(**arguments.WHOLE_PROJECT)


def _add_status(commands: Commands) -> None:
    status = commands.add_parser(
        "status",
        help="how far each migration is",
        description="Say of each rule what is left, what was done, and whose it is.",
    )
    arguments.add_common(status)
    status.add_argument("--format", choices=("table", "json", "markdown"), default="table")
    arguments.add_rule(status)
    status.add_argument(
        "--oldest", action="store_true", help="ask git since when each line is there; takes a while"
    )
    arguments.add_jobs(status)
    status.add_argument("--quiet", "-q", action="store_true", help="no progress bar")
    status.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    arguments.add_no_cache(status)
    status.add_argument("--today", type=arguments.day, help=argparse.SUPPRESS)
    status.set_defaults(run=run.status, **arguments.WHOLE_PROJECT)


def _add_gate(commands: Commands) -> None:
    gate = commands.add_parser(
        "gate",
        help="may the bridge be deleted?",
        description="Say whether what rules call old may be deleted, and what stands in the way: "
        "also uses that a comment, `allow`, `exclude` or the baseline hides.",
        epilog="Exit codes: 0 it may, 1 something stands in the way, 2 the work could not be done.",
    )
    arguments.add_common(gate)
    gate.add_argument("rules", nargs="*", metavar="RULE", help="ids of rules (default: all)")
    gate.add_argument("--format", choices=("text", "json"), default="text")
    gate.add_argument("--exclude", metavar="GLOBS", help="leave out, instead of flake8's defaults")
    arguments.add_jobs(gate)
    gate.add_argument("--quiet", "-q", action="store_true", help="say only what is in the way")
    gate.add_argument(
        "--deep",
        nargs=argparse.REMAINDER,
        metavar="COMMAND",
        help="last: also run this command, such as your tests, with the old paths refused",
    )
    gate.set_defaults(run=run.gate)


def _add_history(commands: Commands) -> None:
    history = commands.add_parser(
        "history",
        help="count the findings of every commit",
        description="Count the findings of every commit, by the rules that hold now. Nothing is "
        "checked out. What is imported through another module's re-export (SOT107) is not counted.",
        epilog="Exit codes: 0 printed, 2 the work could not be done.",
    )
    arguments.add_common(history)
    history.add_argument(
        "revisions",
        nargs="?",
        metavar="REV_RANGE",
        help="such as main, or v1.0..main (default: HEAD and all before it)",
    )
    history.add_argument("--all", action="store_true", help="all commits that any ref leads to")
    history.add_argument(
        "--first-parent", action="store_true", help="only first parents: not the merged branches"
    )
    history.add_argument(
        "--by",
        choices=("commit", "day", "week", "month", "year"),
        help="of the newest commit's first parents, only the last of each (default: of a table, "
        "the finest that gives at most 40 lines; else every commit)",
    )
    history.add_argument("--format", choices=("table", "json", "csv"), default="table")
    history.add_argument("--select", type=arguments.codes, metavar="CODES", help="only these codes")
    history.add_argument("--ignore", type=arguments.codes, metavar="CODES", help="not these codes")
    arguments.add_rule(history)
    arguments.add_jobs(history)
    arguments.add_dask(history)
    arguments.add_no_cache(history)
    history.add_argument("--quiet", "-q", action="store_true", help="no progress bar")
    history.set_defaults(run=run.history, today=None, **arguments.WHOLE_PROJECT)


def _add_draft(commands: Commands) -> None:
    draft = commands.add_parser(
        "draft",
        help="propose rules for bridges that have none",
        description="Read code for deprecated paths that nobody wrote rules for, and print rules "
        "as TOML.",
        epilog="Exit codes: 0 rules were printed, or nothing was found; 2 the work could not be "
        "done.",
    )
    arguments.add_common(draft)
    draft.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files or folders: all the code, so that uses are counted (default: what git knows)",
    )
    draft.add_argument("--all", action="store_true", help="also what rules in force cover")
    draft.add_argument("--exclude", metavar="GLOBS", help="leave out, instead of flake8's exclude")
    arguments.add_jobs(draft)
    draft.add_argument("--quiet", "-q", action="store_true", help="no progress bar")
    # What `prepare` asks for, and has no meaning here.
    draft.set_defaults(
        run=run.draft,
        select=None,
        ignore=None,
        rule=[],
        stdin_filename=None,
        disable_noqa=False,
        no_syntax_check=False,
        today=None,
    )


def _add_rules(commands: Commands) -> None:
    rules = commands.add_parser("rules", help="list, test or verify the rules")
    actions = rules.add_subparsers(
        dest="action", required=True, metavar="ACTION", prog="ssot rules"
    )
    lister = actions.add_parser("list", help="every rule: id, old path, new path")
    arguments.add_common(lister)
    lister.add_argument("--format", choices=("text", "json"), default="text")
    lister.set_defaults(run=run.rules_list)
    tester = actions.add_parser("test", help="validate rule files and run their examples")
    arguments.add_common(tester)
    tester.add_argument("files", nargs="*", metavar="FILE", help="rule files or packs")
    tester.set_defaults(run=run.rules_test)
    verifier = actions.add_parser("verify", help="do the rules' paths exist in this tree?")
    arguments.add_common(verifier)
    verifier.add_argument("tree", nargs="?", metavar="TREE", help="default: the import roots")
    verifier.set_defaults(run=run.rules_verify)


def _add_explain(commands: Commands) -> None:
    explain = commands.add_parser("explain", help="say what a code means")
    explain.add_argument("code", help="such as SOT101")
    explain.set_defaults(run=run.explain)


def _add_config(commands: Commands) -> None:
    config = commands.add_parser("config", help="show every setting and where it comes from")
    arguments.add_common(config)
    config.set_defaults(run=run.config)


# In the order of the help.
_COMMANDS: dict[str, Callable[[Commands], None]] = {
    "check": _add_check,
    "merge": _add_merge,
    "survey": _add_survey,
    "fix": _add_fix,
    "undo": _add_undo,
    "baseline": _add_baseline,
    "history": _add_history,
    "status": _add_status,
    "gate": _add_gate,
    "draft": _add_draft,
    "rules": _add_rules,
    "explain": _add_explain,
    "config": _add_config,
}
