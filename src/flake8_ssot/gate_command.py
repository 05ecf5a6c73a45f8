"""`ssot gate`: in, parsed arguments; out, whether a bridge may be deleted, and why not."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterable, Iterator

from flake8_ssot import (
    config,
    files,
    flake8_config,
    gate,
    gate_deep,
    gate_files,
    globs,
    project,
    reexport_cache,
    targets,
)
from flake8_ssot.codes import CODES, OFF_BY_DEFAULT
from flake8_ssot.config import Setting
from flake8_ssot.file_kinds import kind_of
from flake8_ssot.flake8_config import Flake8Config
from flake8_ssot.gate import Group, Reason, Target
from flake8_ssot.gate_files import RULE_FILE, Spelled
from flake8_ssot.gate_text import Verdict, lines, to_json
from flake8_ssot.job import FileResult, Job, is_mentioned
from flake8_ssot.model import CLEAN, FOUND, Finding, Problem, UsageError
from flake8_ssot.preparation import cores, shows_progress, with_progress
from flake8_ssot.project import Project, compile_project
from flake8_ssot.ratchet import baseline_file, read, shown_name
from flake8_ssot.reexports import NONE
from flake8_ssot.rules import Rule, Signature
from flake8_ssot.scan import MAX_BYTES, for_each, scan
from flake8_ssot.selection import PREFIX, Selection, make_selection

PURPOSE = "gate"  # what is handed on is another thing where no rule allows anything


def run(arguments: argparse.Namespace) -> int:
    """Print what stands in the way of deleting what the rules call old; 1 if anything does."""
    command = _command(arguments.deep)
    looked = _Gate(arguments)
    blocked = gate_deep.paths_of(looked.project, looked.rules) if command is not None else None
    reasons = looked.reasons()
    if command is not None and blocked is not None:
        with _stdout_as_stderr(arguments.format == "json"):
            reasons += gate_deep.run(command, blocked)
    verdict = looked.verdict(reasons)
    if arguments.format == "json":
        print(to_json(verdict))
    else:
        for line in lines(verdict, quiet=arguments.quiet):
            print(line)
    return FOUND if reasons else CLEAN


def _command(given: list[str] | None) -> list[str] | None:
    """The command of `--deep`, which may follow a `--`."""
    if given is None:
        return None
    command = given[1:] if given[:1] == ["--"] else given
    if not command:
        raise UsageError("gate: --deep needs a command, such as `--deep -- pytest`")
    return command


@contextlib.contextmanager
def _stdout_as_stderr(wanted: bool) -> Iterator[None]:
    """What a command prints must not stand in the middle of JSON."""
    sys.stdout.flush()
    if not wanted:
        yield
        return
    before = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(before, 1)
        os.close(before)


class _Gate:
    """The rules asked about, and the project as it is judged by them."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        start = os.getcwd()
        self.arguments = arguments
        named = arguments.config or flake8_config.load(start).ssot_config
        file = config.find_named(named, start) if named else None
        self.project = project.load(file, start)
        root = self.project.settings.root
        self.flake8 = flake8_config.load(root)
        asked = project.known_rules(self.project, arguments.rules, "gate")
        every = self.project.rules
        self.rules = gate.with_what_is_below(every, asked) if asked else every
        self.ids = frozenset(rule.id for rule in self.rules)
        self.strict = _strict(self.project)
        self.processes = arguments.jobs or cores()
        exclude = flake8_config.DEFAULT_EXCLUDE
        if arguments.exclude is not None:
            exclude = flake8_config.patterns(arguments.exclude, start)
        self.root = os.path.relpath(root)
        everything = Flake8Config(exclude=exclude)
        self.found = gate_files.find(self.root, everything, self.flake8.filename)
        self.spelled: list[Spelled] = []  # and is no reason
        if not self.found.judged:
            raise UsageError(f"gate: there is no file to look at in {self.root}")

    def reasons(self) -> list[Reason]:
        """Everything that can be seen without running anything."""
        file = baseline_file(self.project)
        recorded = gate.of_baseline(read(file)[1], self.ids, shown_name(file))
        results = list(self._results())
        return [
            *filter(None, map(gate.of_target, self._targets())),
            *self._broken(results),
            *self._uses(results),
            *self._searched(results),
            *recorded,
        ]

    def _broken(self, results: list[FileResult]) -> Iterator[Reason]:
        for path in self.found.absent:
            yield gate.of_problem(Problem(path, 0, "is not checked out"))
        for result in results:
            if result.problem is not None and not self._is_no_matter(result):
                yield gate.of_problem(Problem(result.path, *result.problem))

    def _uses(self, results: list[FileResult]) -> Iterator[Reason]:
        told = self._told([result.path for result in results if result.findings])
        for result in results:
            for finding in result.findings:
                if finding.rule not in self.ids:  # our own failure, which is a problem, too
                    continue
                hidden_by = "" if _key(finding) in told else self._why_hidden(finding)
                if not self._may_stay(finding, hidden_by):
                    yield gate.of_finding(finding, hidden_by)

    def _searched(self, results: list[FileResult]) -> Iterator[Reason]:
        """What is spelled where nothing is followed, and outside of what is followed."""
        known = {(item.path, item.span.line) for result in results for item in result.findings}
        ours = {baseline_file(self.project), *map(os.path.abspath, self.project.settings.files)}
        settings = [path for path in self.found.judged if kind_of(path).setting == "configuration"]
        paths = [path for path in settings if RULE_FILE.fullmatch(os.path.basename(path)) is None]
        paths = [path for path in paths + self.found.others if os.path.abspath(path) not in ours]
        for item in gate_files.spelled(paths, self.project, self.ids):
            if item.is_code:
                yield Reason(
                    Group.SCRIPT, item.rule, item.path, item.line, 0, f"names {item.word!r}"
                )
            elif (item.path, item.line) not in known:
                self.spelled.append(item)
        python = [path for path in self.found.judged if path not in settings]
        for item in gate_files.quoted(python, self.project, self.ids):
            if (item.path, item.line) not in known and not self._goes(item.path):
                self.spelled.append(item)

    def _targets(self) -> Iterable[Target]:
        for rule in self.rules:
            path = rule.callable if isinstance(rule, Signature) else rule.new
            further = self.project.rule_index.lookup(path) if path is not None else None
            path = further.new if further is not None else path
            if path is not None:
                yield Target(rule, path, targets.find(path, self.project.roots))

    def _results(self) -> Iterable[FileResult]:
        judged = self.found.judged
        reexports = reexport_cache.current(
            self.strict, judged, lambda task, paths: for_each(task, paths, self.processes), PURPOSE
        )
        self.job = Job(
            self.strict, _EVERY_CODE, disable_noqa=True, only=self.ids, reexports=reexports
        )
        results: Iterable[FileResult] = scan(judged, self.job, self.processes)
        if shows_progress(self.arguments):
            return with_progress(results, len(judged), "checking")
        return results

    def _is_no_matter(self, result: FileResult) -> bool:
        """Is it a broken file that the project leaves out, and that spells nothing of the rules?

        A template, or what a test of a parser is fed with: it may stay for ever.
        """
        place = self.project.place(result.path)
        if self._is_told(result.path) and not self.project.excludes(place):
            return False
        try:
            data = files.read_regular(result.path, MAX_BYTES)
        except OSError:
            return False
        return not is_mentioned(data, place, self.job)

    def _is_told(self, path: str) -> bool:
        """Does flake8's configuration leave the file in? Scripts without an extension, too."""
        is_named = gate_files.fits(path, self.root, self.flake8.filename)
        is_wanted = is_named or not path.endswith(".py")
        return is_wanted and not gate_files.excludes(self.flake8, path)

    def _told(self, paths: list[str]) -> set[object]:
        """The findings in these files that `ssot check` tells of, whatever is selected."""
        flake8 = self.flake8._replace(ignore=(), extend_ignore=())
        selection = make_selection(
            flake8, (PREFIX, *sorted(OFF_BY_DEFAULT)), (), self.project.settings.root
        )
        job = self.job._replace(
            project=self.project,
            selection=selection,
            disable_noqa=flake8.disable_noqa,
            reexports=self.job.reexports if reexport_cache.is_wanted(self.project) else NONE,
        )
        results = scan([path for path in paths if self._is_told(path)], job, self.processes)
        return {_key(finding) for result in results for finding in result.findings}

    def _why_hidden(self, finding: Finding) -> str:
        place = self.project.place(finding.path)
        if self.project.excludes(place):
            return "`exclude`"
        if kind_of(finding.path).setting in self.project.settings.skip.value:
            return "`skip`"
        if not self._is_told(finding.path):
            return "flake8's `exclude` or `filename`"
        [allow] = [rule.allow for rule in self.project.rules if rule.id == finding.rule]
        if place.relative is not None and globs.matches(place.relative, allow):
            return "the rule's `allow`"
        return "a comment, `skip` or flake8's configuration"

    def _may_stay(self, finding: Finding, hidden_by: str) -> bool:
        """Does nothing break where this is left?

        An example in a document breaks nothing: it counts only where nobody said that it may stay.
        """
        is_example = kind_of(finding.path).setting == "documents"
        goes = self._goes(finding.path)
        return goes or gate.looks_like_ban(finding) or (is_example and bool(hidden_by))

    def _goes(self, path: str) -> bool:
        """Is the file an old module itself, which is deleted as well?"""
        module = self.project.place(path).module.name
        match = self.project.rule_index.lookup(module) if module else None
        return match is not None and match.rule.id in self.ids

    def verdict(self, reasons: list[Reason]) -> Verdict:
        """Everything that is said in the end."""
        return Verdict(
            rules=tuple(rule.id for rule in self.rules),
            reasons=tuple(sorted(reasons, key=gate.order)),
            spelled=tuple(self.spelled),
            judged=len(self.found.judged),
            bridges=tuple(path for path in self.found.judged if self._goes(path)),
        )


_EVERY_CODE = Selection(tuple(code.code for code in CODES), (), ())


def _strict(loaded: Project) -> Project:
    """The project as if nobody had allowed or left out anything."""
    none = Setting((), "the gate looks everywhere")
    rules: tuple[Rule, ...] = tuple(rule._replace(allow=()) for rule in loaded.rules)
    settings = loaded.settings._replace(rules=rules, exclude=none, skip=none)
    return compile_project(settings, loaded.fixed_today)


def _key(finding: Finding) -> object:
    return finding.path, finding.cell, finding.span, finding.code, finding.rule
