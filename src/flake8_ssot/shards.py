"""One check on several machines: in, files and a shard's number; out, its part, and parts merged.

Each machine judges every n-th file of the same list and prints JSON, which says which run it is a
part of, where in the list its files stand, and what only the text output needs. So the merged
output can be that of one machine.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from flake8_ssot import __version__, files
from flake8_ssot.cache_files import digest
from flake8_ssot.deadlines import overdue_rules
from flake8_ssot.job import FileResult, Job
from flake8_ssot.model import Applicability, Edit, Finding, Fix, Kind, Span, UsageError
from flake8_ssot.report import JSON_VERSION
from flake8_ssot.source import Unparsable

MAX_BYTES = 1 << 30
MOST = 100_000
SHOWN = 20  # numbers of missing shards

Value = TypeVar("Value")


class Shard(NamedTuple):
    """The third of sixteen is `Shard(3, 16)`."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read `3/16`. Raises ValueError."""
        number, _, of = text.partition("/")
        are_numbers = all(part.isascii() and part.isdecimal() for part in (number, of))
        if not are_numbers or not 1 <= int(number) <= int(of) <= MOST:
            raise ValueError("must read like 3/16, the third of sixteen")
        return cls(int(number), int(of))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def part(self, paths: list[str]) -> list[str]:
        """Every n-th file: so folders with many large files are spread."""
        return paths[self.number - 1 :: self.of]


def run_of(job: Job, paths: list[str]) -> dict[str, str]:
    """What all shards of a run have in common, by name; wherever the checkouts lie."""
    project = job.project
    settings = project.settings
    selection = job.selection
    overdue = overdue_rules(project)
    options = [
        _portable(settings.root),
        [setting.value for setting in (settings.src, settings.exclude, settings.skip)],
        [selection.select, selection.ignore],
        [[_portable(pattern), codes] for pattern, codes in selection.per_file],
        [sorted(job.only), job.disable_noqa, job.syntax_check, job.with_mentions],
    ]
    baseline = job.ratchet and job.ratchet.baseline
    handed_on = sorted(
        (path, site.path, site.is_public) for path, site in job.reexports.sites.items()
    )
    return {
        "version": __version__,
        "Python": "{}.{}".format(*sys.version_info),
        "rules": digest([[_content(file) for file in settings.files], overdue]),
        "options": digest(options),
        "baseline": digest(baseline and [baseline.entries, baseline.looks]),
        "files": digest([[path, _size(path)] for path in paths]),
        "re-exports": digest(handed_on),
    }


def _portable(path: str) -> str:
    """The path or pattern without where the checkout lies."""
    try:
        return os.path.relpath(path) if os.path.isabs(path) else path
    except ValueError:  # another drive
        return path


def _content(file: str) -> str:
    return files.read_regular(file, MAX_BYTES).decode("latin-1")


def _size(path: str) -> int:
    """Shards of two commits would differ in it nearly always."""
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return -1


def described(
    shard: Shard, run: dict[str, str], total: int, results: Iterable[FileResult]
) -> dict[str, Any]:
    """What a shard's JSON says of it; `total` is the number of all files of the run."""
    return {
        "number": shard.number,
        "of": shard.of,
        "files": total,
        "run": run,
        "told": [
            {
                "place": shard.number - 1 + index * shard.of,
                "path": result.path,
                "findings": len(result.findings),
                "errors": int(result.problem is not None),
                "mentions": len(result.mentions),
                "known": result.known,
                "lines": result.lines,
            }
            for index, result in enumerate(results)
            if result.findings or result.problem or result.mentions or result.known
        ],
    }


class Part(NamedTuple):
    """One shard's output, read."""

    name: str  # of its file
    shard: Shard
    run: dict[str, str]
    files: int
    mentions: bool  # were they asked for?
    results: list[tuple[int, FileResult]]  # those that say anything, each with its place


class Merged(NamedTuple):
    """What one machine would have found."""

    files: int
    mentions: bool
    results: list[FileResult]  # those that say anything


def merge(parts: list[Part]) -> Merged:
    """Put the shards together. Raises UsageError if they are not all those of one run."""
    first = parts[0]
    seen: dict[int, str] = {}
    for part in parts:
        number = part.shard.number
        other = [name for name, value in first.run.items() if part.run.get(name) != value]
        if part.shard.of != first.shard.of:
            reason = f"it is one of {part.shard.of}, not of {first.shard.of}"
            raise UsageError(f"merge: {part.name} is of another run than {first.name}: {reason}")
        if other or len(part.run) != len(first.run):
            reason = f"they differ in {', '.join(other) or 'version'}"
            raise UsageError(f"merge: {part.name} is of another run than {first.name}: {reason}")
        if number in seen:
            raise UsageError(f"merge: {seen[number]} and {part.name} are both shard {part.shard}")
        seen[number] = part.name
    missing = [str(number) for number in range(1, first.shard.of + 1) if number not in seen]
    if missing:
        more = ", ..." if len(missing) > SHOWN else ""
        shown = ", ".join(missing[:SHOWN]) + more
        raise UsageError(f"merge: of {first.shard.of} shards these are missing: {shown}")
    placed = sorted((item for part in parts for item in part.results), key=lambda item: item[0])
    return Merged(first.files, first.mentions, [result for _, result in placed])


def read(name: str, data: bytes) -> Part:
    """The output of one shard, from the file `name`. Raises UsageError for anything else."""
    try:
        return _part(name, json.loads(data))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        what = "no whole output of `ssot check --shard K/N --format json`"
        raise UsageError(f"merge: {name} is {what}") from None


def _part(name: str, document: Any) -> Part:
    told = document["shard"]
    shard = Shard.parse(f"{_a(int, told['number'])}/{_a(int, told['of'])}")
    if document["version"] != JSON_VERSION:
        raise ValueError("of another version")
    findings = iter(document["findings"])
    mentions = iter(document.get("mentions", ()))
    errors = iter(document["errors"])
    results = []
    places = range(shard.number - 1, _a(int, told["files"]), shard.of)
    for item in told["told"]:
        path = _a(str, item["path"])
        problems = [_problem(error) for error in _some(item["errors"], errors)]
        result = FileResult(
            path,
            tuple(_finding(found, path) for found in _some(item["findings"], findings)),
            problems[0] if problems else None,
            lines=tuple((_a(int, number), _a(str, text)) for number, text in item["lines"]),
            mentions=tuple(_finding(found, path) for found in _some(item["mentions"], mentions)),
            known=_a(int, item["known"]),
        )
        if item["place"] not in places:
            raise ValueError("a place of another shard")
        results.append((item["place"], result))
    if any(True for rest in (findings, mentions, errors) for _ in rest):
        raise ValueError("a finding of no file")
    run = {_a(str, key): _a(str, value) for key, value in told["run"].items()}
    return Part(name, shard, run, told["files"], "mentions" in document, results)


def _a(kind: type[Value], value: Any) -> Value:
    """The value, of just this type. Raises TypeError."""
    if type(value) is not kind:
        raise TypeError(f"no {kind.__name__}")
    return value


def _some(count: Any, items: Iterator[Any]) -> list[Any]:
    """The next items. Raises ValueError where there are fewer."""
    found = list(islice(items, _a(int, count)))
    if len(found) != count:
        raise ValueError("too few")
    return found


def _problem(item: Any) -> Unparsable:
    return Unparsable(_a(int, item["line"]), _a(str, item["message"]))


def _finding(item: Any, path: str) -> Finding:
    """The finding, as far as anything that is printed needs it."""
    new, fix = item["new"], item["fix"]
    return Finding(
        _a(str, item["code"]),
        _a(str, item["rule"]),
        Kind(item["kind"]),
        path,
        Span(*(_a(int, item[key]) for key in Span._fields)),
        _a(str, item["message"]),
        _a(str, item["old"]),
        None if new is None else _a(str, new),
        _a(str, item["scope"]),
        evidence=tuple(_a(str, text) for text in item["evidence"]),
        fix=None if fix is None else _fix(fix),
        cell=_a(int, item.get("cell", 0)),
    )


def _fix(item: Any) -> Fix:
    edits = (
        Edit(_a(int, edit["start"]), _a(int, edit["end"]), _a(str, edit["content"]))
        for edit in item["edits"]
    )
    return Fix(Applicability(item["applicability"]), tuple(edits))
