"""The flake8 plugin: the only module that knows flake8.

It must never raise, hang or print: an exception in a plugin ends the whole run of flake8, and one
that is raised only in a worker process makes its pool wait for ever.
"""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import os
from collections.abc import Iterator
from typing import ClassVar

from flake8.exceptions import ExecutionError
from flake8.options.manager import OptionManager

from flake8_ssot import __version__, config, messages, project, reexport_cache
from flake8_ssot.check import check
from flake8_ssot.codes import OFF_BY_DEFAULT
from flake8_ssot.model import Finding, SsotError
from flake8_ssot.noqa import NoqaLines
from flake8_ssot.project import Project
from flake8_ssot.ratchet import Ratchet
from flake8_ssot.reexports import NONE, Reexports
from flake8_ssot.source import Source

DEBUG_VARIABLE = "SSOT_DEBUG"  # set: internal errors are raised, for us to see

_Result = tuple[int, int, str, type["Plugin"]]


class Plugin:
    """Reports deprecated paths as SOT codes."""

    name = "flake8-ssot"
    version = __version__

    project: ClassVar[Project | None] = None
    ratchet: ClassVar[Ratchet | None] = None
    reexports: ClassVar[Reexports] = NONE  # as the last run over the whole project left them
    failure: ClassVar[str] = ""
    disable_noqa: ClassVar[bool] = False
    asked_for: ClassVar[frozenset[str]] = frozenset()  # codes that are off unless selected by name

    def __init__(self, tree: ast.Module, filename: str, lines: list[str]) -> None:
        self.tree = tree
        self.filename = filename
        self.lines = lines

    @staticmethod
    def add_options(manager: OptionManager) -> None:
        """Register --ssot-config and --ssot-no-baseline."""
        manager.add_option(
            "--ssot-config",
            metavar="PATH",
            default=None,
            parse_from_config=True,
            normalize_paths=True,
            help="Rule file of flake8-ssot (default: the nearest ssot.toml, or pyproject.toml "
            "with [tool.ssot], upward from the working directory).",
        )
        manager.add_option(
            "--ssot-no-baseline",
            action="store_true",
            default=False,
            parse_from_config=True,
            help="Also report what the baseline of flake8-ssot holds.",
        )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Load the rules. Runs again in each worker process where workers are spawned."""
        cls.disable_noqa = bool(options.disable_noqa)
        selected = {*(options.select or ()), *(options.extend_select or ())}
        cls.asked_for = OFF_BY_DEFAULT & selected
        cls.failure = ""
        try:
            start = os.getcwd()
            file = options.ssot_config and config.find_named(options.ssot_config, start)
            cls.project = load_cached(file, start)
            cls.reexports = reexport_cache.recall(cls.project)
            cls.ratchet = None if options.ssot_no_baseline else Ratchet.of(cls.project)
        except Exception as error:
            cls.project = cls.ratchet = None
            is_ours = isinstance(error, SsotError)
            cls.failure = str(error) if is_ours else messages.internal(error)
            # A pool whose workers fail to start never ends, so only the main process may refuse.
            if multiprocessing.parent_process() is None:
                if os.environ.get(DEBUG_VARIABLE) and not is_ours:
                    raise
                raise ExecutionError(cls.failure) from None

    def run(self) -> Iterator[_Result]:
        """Yield flake8's 4-tuples: 1-based line, 0-based column, text, type."""
        try:
            results = self.results()
        except Exception as error:
            if os.environ.get(DEBUG_VARIABLE):
                raise
            results = [(1, 0, f"SOT900 {messages.internal(error)}", type(self))]
        yield from results

    def results(self) -> list[_Result]:
        """What `run` yields; may fail."""
        current = self.project
        if current is None:
            if not self.failure:
                return []
            return [(1, 0, f"SOT900 {messages.internal(self.failure)}", type(self))]
        place = current.place(self.filename)
        data = "".join(self.lines).encode("utf-8", "replace")
        module = place.module
        if current.excludes(place):
            return []
        if not current.mentions(data, module) and not self.reexports.mentioned_in(data, module):
            return []
        source = Source(self.filename, self.lines, self.tree)
        honour = not self.disable_noqa
        reexports = self.reexports
        findings = check(source, current, place, honour_noqa=honour, reexports=reexports)
        if self.ratchet is not None and findings:
            shown = self.not_hidden(findings)
            findings = list(self.ratchet(place.relative, shown).new)
        return [
            (found.span.line, found.span.column - 1, found.text, type(self))
            for found in findings
            # flake8's own list of codes that are off is void as soon as somebody sets `ignore`.
            if found.code not in OFF_BY_DEFAULT or found.code in self.asked_for
        ]

    def not_hidden(self, findings: list[Finding]) -> list[Finding]:
        """Without those that flake8 will hide: no baseline has them, they must not use it up."""
        if self.disable_noqa:
            return findings
        comments = NoqaLines(self.lines)
        return [found for found in findings if not comments.hide(found.span.line, found.code)]


_cache: dict[tuple[str | None, str], tuple[tuple[object, ...], Project]] = {}


def load_cached(file: str | None, start: str) -> Project:
    """The project, read again only if one of its files changed: editors keep flake8 alive."""
    found = file or config.find(start)
    key = (found, start)
    cached = _cache.get(key)
    if cached is not None:
        stamps, loaded = cached
        if stamps == _stamps(loaded.settings.files):
            return loaded
    loaded = project.load(found, start)
    _cache[key] = (_stamps(loaded.settings.files), loaded)
    return loaded


def _stamps(files: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(_stamp(file) for file in files)


def _stamp(file: str) -> object:
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
