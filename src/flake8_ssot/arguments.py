"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import argparse
import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_ssot.shards import Shard


def add_common(parser: argparse.ArgumentParser) -> None:
    """What every command takes."""
    parser.add_argument(
        "--config",
        metavar="PATH",
        help="rule file (default: the nearest ssot.toml or pyproject.toml with [tool.ssot])",
    )


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """--jobs."""
    parser.add_argument(
        "--jobs", "-j", type=jobs, metavar="N", help="processes (default: all cores)"
    )


def add_rule(parser: argparse.ArgumentParser) -> None:
    """--rule."""
    parser.add_argument(
        "--rule", action="append", metavar="ID", default=[], help="only this rule; may be repeated"
    )


def add_no_cache(parser: argparse.ArgumentParser) -> None:
    """--no-cache."""
    parser.add_argument(
        "--no-cache",
        dest="cache",
        action="store_false",
        help="do not use, and do not keep, what former runs found; parsed rules are kept",
    )


def add_files(parser: argparse.ArgumentParser) -> None:
    """The files of `check` and `fix`, and what is reported in them."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files or folders; - for standard input (default: the Python files git knows)",
    )
    parser.add_argument("--select", type=codes, metavar="CODES", help="only these codes")
    parser.add_argument("--ignore", type=codes, metavar="CODES", help="not these codes")
    add_rule(parser)
    parser.add_argument("--exclude", metavar="GLOBS", help="leave out, instead of flake8's exclude")
    parser.add_argument("--stdin-filename", metavar="PATH", help="what standard input is called")
    parser.add_argument("--disable-noqa", action="store_true", help="ignore `# noqa` comments")
    parser.add_argument(
        "--no-syntax-check",
        action="store_true",
        help="do not parse files that mention no rule's name; faster on a whole tree",
    )
    add_jobs(parser)
    parser.add_argument("--quiet", "-q", action="store_true", help="no summary, no progress bar")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    parser.add_argument("--today", type=day, help=argparse.SUPPRESS)  # for tests of remove-by


def add_dask(parser: argparse.ArgumentParser) -> None:
    """--dask."""
    parser.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="judge on the workers of this Dask scheduler, such as tcp://host:8786; they must "
        "find the files at the same absolute paths",
    )


# What `prepare` asks for, where all of the project is judged as it is configured.
WHOLE_PROJECT: dict[str, object] = {
    "paths": [],
    "select": None,
    "ignore": None,
    "exclude": None,
    "stdin_filename": None,
    "disable_noqa": False,
    "no_syntax_check": False,
}


def codes(text: str) -> tuple[str, ...]:
    """A comma-separated list of codes."""
    from flake8_ssot.flake8_config import codes

    return codes(text)


def jobs(text: str) -> int:
    """How many processes. Raises ArgumentTypeError."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a number from 1 up")
    return int(text)


def shard(text: str) -> Shard:
    """Such as 3/16. Raises ArgumentTypeError."""
    from flake8_ssot.shards import Shard

    try:
        return Shard.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def day(text: str) -> datetime.date:
    """Such as 2026-11-28."""
    return datetime.date.fromisoformat(text)
