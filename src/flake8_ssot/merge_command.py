"""`ssot merge`: in, the JSON of every shard; out, what one `ssot check` would have printed."""

from __future__ import annotations

import argparse
import sys

from flake8_ssot import files, shards
from flake8_ssot.check_output import Form, Printer
from flake8_ssot.model import UsageError
from flake8_ssot.preparation import style_for


def run(arguments: argparse.Namespace) -> int:
    """Print it. Raises UsageError where the files are not all the shards of one run."""
    names: list[str] = arguments.files
    merged = shards.merge([shards.read(name, _bytes(name)) for name in names])
    form = Form(
        is_json=arguments.format == "json",
        for_people=sys.stdout.isatty() or arguments.color == "always",
        style=style_for(arguments.color, sys.stdout),
        mentions=merged.mentions,
        statistics=arguments.statistics,
        exit_zero=arguments.exit_zero,
        quiet=arguments.quiet,
    )
    printer = Printer(form, sys.stdout)
    for result in merged.results:
        printer.take(result)
    return printer.finish(merged.files)


def _bytes(name: str) -> bytes:
    try:
        return files.read_regular(name, shards.MAX_BYTES)
    except OSError as error:
        raise UsageError(f"merge: {name}: {files.reason(error)}") from None
    except ValueError:  # a name that holds a NUL
        raise UsageError(f"merge: {name!r} is the name of nothing") from None
