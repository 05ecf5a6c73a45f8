"""The baseline as text: in, a file's text; out, a Baseline, and the other way round.

One line an entry, tabs between its fields, no line numbers, sorted. What a merge puts together, in
whatever order and however often, is read as it is meant: the same line twice is one entry. Two
other kinds of line: what a file looked like, to find it again under another name; and how a rule
began, to tell what was done since.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator

from flake8_ssot.baseline import OURS, Baseline, Began, Entry
from flake8_ssot.codes import CODES
from flake8_ssot.fingerprints import DIGITS
from flake8_ssot.model import ConfigError, Problem

TITLE = "# Findings of flake8-ssot that were here before this file was; it may only shrink."
HEADER = f"""\
{TITLE}
# `ssot baseline update` takes out what is gone. Fields: file, code, rule, old path, form, scope.
"""
LOOKS, BEGAN = "looks-like", "began"
MANY = 10  # problems that are told one by one
_KNOWN = frozenset(entry.code for entry in CODES if entry.code != OURS)
_LOOK = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_SPECIAL = re.compile(r"[\x00-\x1f\x7f\\]")
_BEGINS_LINE = re.compile(r"[#<=>|]")  # would be a comment, or a mark of a conflict
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})")
_CONFLICT = re.compile(r"(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)( |$)")
_OUTSIDE = re.compile(r"(^|/)\.{0,2}(/|$)|\0")  # nothing, `.` or `..` between slashes


class _Lines:
    """Collects what the lines say."""

    def __init__(self) -> None:
        self.entries: dict[str, set[Entry]] = defaultdict(set)
        self.looks: dict[str, set[str]] = defaultdict(set)
        self.began: dict[str, Began] = {}

    def take(self, line: str) -> bool:
        """Is it a line of a baseline?"""
        fields = line.split("\t")
        if "\\" in line:
            fields = [_plain(field) for field in fields]
        if len(fields) < 3:
            return False
        subject, what = fields[:2]
        if what in _KNOWN:
            return self.take_entry(subject, fields)
        if what == LOOKS and len(fields) == 3 and _LOOK.fullmatch(fields[2]):
            return self.take_look(subject, fields[2])
        return what == BEGAN and len(fields) == 4 and self.take_beginning(subject, *fields[2:])

    def take_entry(self, path: str, fields: list[str]) -> bool:
        number = 1
        if len(fields) == 7 and fields[6][:1] == "#" and _NUMBER.fullmatch(fields[6][1:]):
            number = int(fields.pop()[1:])
        if len(fields) != 6 or (path not in self.entries and not _is_inside(path)):
            return False
        path, code, rule, old, form, scope = fields
        self.entries[path].add(Entry(path, code, rule, old, form, scope, number))
        return True

    def take_look(self, path: str, look: str) -> bool:
        self.looks[path].add(look)
        return True

    def take_beginning(self, rule: str, day: str, count: str) -> bool:
        """Of two that a merge left, the earlier day and the larger count."""
        try:
            found = datetime.date.fromisoformat(day)
        except ValueError:
            return False
        if not rule or not _NUMBER.fullmatch(count):
            return False
        before = self.began.get(rule, Began(found, 0))
        self.began[rule] = Began(min(before.day, found), max(before.findings, int(count)))
        return True


def parse(text: str, shown: str) -> Baseline:
    """Read a baseline. Raises ConfigError with the lines that are none; `shown` is its name."""
    lines, problems = _read(text, shown)
    if problems:
        more = len(problems) - MANY
        if more > 0:
            problems[MANY:] = [Problem(shown, 0, f"{more} more of its lines are wrong")]
        raise ConfigError(tuple(problems))
    return lines


def parse_what_is_right(text: str) -> Baseline:
    """Read a baseline that nobody can mend any more: a line that is wrong holds nothing."""
    return _read(text, "")[0]


def _read(text: str, shown: str) -> tuple[Baseline, list[Problem]]:
    lines, problems = _Lines(), []
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = raw.removesuffix("\r")
        if not line or line.startswith("#") or lines.take(line):
            continue
        message = "is no line of a baseline: take it out, or restore the file from git"
        if _CONFLICT.match(line):
            message = "a merge conflict: keep the lines of both sides, without this one"
        problems.append(Problem(shown, number, message))
    baseline = Baseline(
        {path: tuple(sorted(found)) for path, found in lines.entries.items()},
        {path: tuple(sorted(found)) for path, found in lines.looks.items()},
        lines.began,
    )
    return baseline, problems


def render(baseline: Baseline) -> str:
    """The text of a baseline; what files without entries look like is left out."""
    return HEADER + "".join(f"{line}\n" for line in (*_beginnings(baseline), *_entries(baseline)))


def _beginnings(baseline: Baseline) -> list[str]:
    return sorted(
        _line([rule, BEGAN, began.day.isoformat(), str(began.findings)])
        for rule, began in baseline.began.items()
    )


def _entries(baseline: Baseline) -> list[str]:
    return sorted(line for path in baseline.entries for line in _lines_of(baseline, path))


def _lines_of(baseline: Baseline, path: str) -> Iterator[str]:
    entries = baseline.entries[path]
    for *texts, number in entries:
        fields = [str(text) for text in texts]
        yield _line([*fields, f"#{number}"] if number != 1 else fields)
    if entries:
        for look in baseline.looks.get(path, ()):
            yield _line([path, LOOKS, look])


def _line(fields: list[str]) -> str:
    line = "\t".join(_SPECIAL.sub(_escape, field) for field in fields)
    return _BEGINS_LINE.sub(_escape, line, count=1) if _BEGINS_LINE.match(line) else line


def _escape(match: re.Match[str]) -> str:
    return f"\\x{ord(match.group()):02x}"


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)


def _is_inside(path: str) -> bool:
    """Is it the path of something below the project's root?"""
    return not _OUTSIDE.search(path)
