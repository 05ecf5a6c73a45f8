"""The command line: in, arguments; out, text on the standard streams and an exit code.

0: clean. 1: findings. 2: the work could not be done (usage, bad rules, a file nobody can judge).
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from flake8_ssot.model import FAILED, SsotError
from flake8_ssot.parsers import build_parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run `ssot` with `argv` (default: the process's own). Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # as flake8; names of files need not be valid text
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given, command = _without_command(list(sys.argv[1:] if argv is None else argv))
    arguments = build_parser(given).parse_args(given)
    arguments.deep = command if command is not None else getattr(arguments, "deep", None)
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


def _without_command(given: list[str]) -> tuple[list[str], list[str] | None]:
    """The arguments of `gate` before `--deep`, and the command behind: its `--` are its own."""
    if given[:1] != ["gate"] or "--deep" not in given:
        return given, None
    at = given.index("--deep")
    return given[:at], given[at + 1 :]


def _silence_stdout() -> None:
    """What is still buffered goes nowhere, so that the interpreter's exit does not fail on it."""
    with contextlib.suppress(OSError, ValueError):  # a stand-in for stdout may have no descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
