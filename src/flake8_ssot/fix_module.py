"""Mend one module: in, its bytes and a Job; out, its new bytes, what was mended, what was left.

Select, splice, judge again, until nothing is left to do. What would change the meaning of anything
but what the rules speak of is withdrawn, and the reason is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from flake8_ssot.job import Job, is_mentioned, reported, syntax_of
from flake8_ssot.model import Applicability, Edit, Finding, Fix
from flake8_ssot.project import Place
from flake8_ssot.references import Names
from flake8_ssot.source import (
    Source,
    Unparsable,
    as_utf8,
    decode,
    from_utf8,
    parse,
    split_lines,
)
from flake8_ssot.verify import Version, comment_lost, what_changed

MAX_PASSES = 10
_OF_STRINGS = frozenset({"SOT103", "SOT104", "SOT105"})
UNFIXED = {  # code -> why such a finding has no fix, where nothing better is known
    "SOT201": "the rule has no rewrite",
    "SOT202": "the rule renames no such keyword",
    "SOT203": "a call that fits no signature needs a person",
    "SOT204": "what replaces the bridge needs a person",
    "SOT205": "it cannot be told what the call is",
    "SOT206": "which import is missing needs a person",
    "SOT900": "the file was not judged",
}


class Left(NamedTuple):
    """A finding that stays, and why."""

    finding: Finding
    reason: str


class Fixed(NamedTuple):
    """What came of one file."""

    path: str
    before: bytes
    after: bytes  # the same where nothing was changed
    fixed: tuple[Finding, ...] = ()  # as they were before
    left: tuple[Left, ...] = ()  # as they are now
    problem: Unparsable | None = None  # why it could not be judged


class _State(NamedTuple):
    source: Source
    findings: tuple[Finding, ...]
    names: Names | None

    def version(self, rewritten: Iterable[tuple[int, int]]) -> Version:
        return Version(self.source, self.names, tuple(rewritten))


def fix_module(path: str, data: bytes, place: Place, job: Job, *, unsafe: bool) -> Fixed:
    """Apply the safe fixes (with `unsafe`, those as well) to the module or stub at `path`."""
    nothing = Fixed(path, data, data)
    if not is_mentioned(data, place, job):
        return nothing._replace(problem=syntax_of(data) if job.syntax_check else None)
    decoded = decode(data)
    utf8 = as_utf8(data, decoded.encoding)
    first = _state(path, utf8, place, job)
    if isinstance(first, Unparsable):
        return nothing._replace(problem=first)
    obstacle = decoded.problem.reason if decoded.problem else _obstacle(data, decoded.encoding)
    if not obstacle and not first.source.has_offsets:
        obstacle = "its line ends or byte order mark are out of order"
    if obstacle:
        left = tuple(Left(finding, obstacle) for finding in first.findings)
        return nothing._replace(left=left, problem=decoded.problem)
    last, refused = _settled(first, place, job, unsafe=unsafe)
    after = from_utf8(last.source.data, decoded.encoding)
    left = tuple(Left(finding, reason(finding, refused)) for finding in last.findings)
    return Fixed(path, data, after, gone(first.findings, last.findings, job), left)


def gone(before: tuple[Finding, ...], after: tuple[Finding, ...], job: Job) -> tuple[Finding, ...]:
    """The findings of `before` that are not there any more."""
    gone = Counter(_key(finding, job) for finding in before)
    gone -= Counter(_key(finding, job) for finding in after)
    fixed = []
    for finding in reversed(before):
        if gone[_key(finding, job)] > 0:
            gone[_key(finding, job)] -= 1
            fixed.append(finding)
    return tuple(reversed(fixed))


def _obstacle(data: bytes, encoding: str) -> str:
    """Why a file in this encoding cannot be written again without other changes."""
    try:
        is_same = from_utf8(as_utf8(data, encoding), encoding) == data
    except UnicodeError:
        is_same = False
    return "" if is_same else f"{encoding} does not spell the same text in one way only"


def _state(path: str, utf8: bytes, place: Place, job: Job) -> _State | Unparsable:
    text = decode_utf8(utf8)
    tree = parse(text)
    if isinstance(tree, Unparsable):
        return tree
    source = Source(path, split_lines(text), tree, utf8)
    found = reported(source, place, job)
    return _State(source, tuple(found.findings), found.names)


def decode_utf8(utf8: bytes) -> str:
    """As `decode`, of bytes that are UTF-8 whatever their first lines declare."""
    text = utf8.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def _settled(
    state: _State, place: Place, job: Job, *, unsafe: bool
) -> tuple[_State, dict[Finding, str]]:
    """Apply fixes until none is left; the reasons of those that were withdrawn."""
    refused: dict[Finding, str] = {}
    barred: set[tuple[Edit, ...]] = set()
    passes = 0
    while passes < MAX_PASSES:
        groups = _groups(state.findings, unsafe=unsafe)
        groups = [group for group in groups if group.edits not in barred]
        if not groups:
            return state, refused
        following, reasons = _passed(state, groups, place, job)
        if following is state:  # without these, others may go that they stood in the way of
            refused |= reasons
            barred |= {group.edits for group in groups if reasons.keys() & group.findings}
            continue
        state, refused, barred = following, {}, set()
        passes += 1
    raise RecursionError(f"not settled after {MAX_PASSES} rounds")


class _Group(NamedTuple):
    """Findings that share their edits."""

    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]

    @property
    def puts_otherwise(self) -> bool:
        """Do they put a call or string in other words, whose names are read no more?"""
        return any(item.code >= "SOT2" or item.code in _OF_STRINGS for item in self.findings)


def _groups(findings: Iterable[Finding], *, unsafe: bool) -> list[_Group]:
    """The fixes to be tried; with `unsafe`, what holds more comes first."""
    groups: dict[Fix, list[Finding]] = {}
    for finding in findings:
        fix = finding.fix
        if fix is not None and fix.edits:
            groups.setdefault(fix, []).append(finding)
    chosen = [fix for fix in groups if fix.applicability is Applicability.SAFE]
    if unsafe:
        chosen = [fix for fix in groups if fix.applicability is Applicability.UNSAFE] + chosen
    return [_Group(fix.edits, tuple(groups[fix])) for fix in chosen]


def _passed(
    state: _State, groups: list[_Group], place: Place, job: Job
) -> tuple[_State, dict[Finding, str]]:
    """One round: all fixes at once, or, if that goes wrong, those that do no harm."""
    chosen = _without_conflicts(groups)
    refused: dict[Finding, str] = {}
    good: list[_Group] = []
    accepted = state
    waiting = [chosen]
    while waiting:  # halve what fails, so that a few bad ones among many cost little
        part = waiting.pop()
        following = _tried(state, [*good, *part], place, job)
        if isinstance(following, _State):
            good += part
            accepted = following
        elif len(part) == 1:
            refused |= dict.fromkeys(part[0].findings, f"withdrawn: {following}")
        else:
            half = len(part) // 2
            waiting += [part[half:], part[:half]]
    return accepted, refused


def _without_conflicts(groups: list[_Group]) -> list[_Group]:
    """Those whose edits touch no edit of one before; the others wait for the next round."""
    taken: set[Edit] = set()
    chosen = []
    for group in groups:
        new = [edit for edit in group.edits if edit not in taken]
        if not any(_touches(edit, other) for edit in new for other in taken):
            taken.update(new)
            chosen.append(group)
    return chosen


def _touches(edit: Edit, other: Edit) -> bool:
    return edit.start <= other.end and other.start <= edit.end


def splice(data: bytes, edits: Iterable[Edit]) -> bytes:
    """`data` with disjoint edits applied."""
    parts, position = [], 0
    for edit in sorted(set(edits)):
        parts += [data[position : edit.start], edit.content.encode()]
        position = edit.end
    return b"".join([*parts, data[position:]])


def _tried(state: _State, groups: list[_Group], place: Place, job: Job) -> _State | str:
    """The file with the fixes, judged again; why they may not be."""
    source = state.source
    edits = [edit for group in groups for edit in group.edits]
    data = splice(source.data, edits)
    following = _state(source.path, data, place, job)
    if isinstance(following, Unparsable):
        return f"the file would not parse: {following.reason}"
    expected = Counter(_key(finding, job) for finding in state.findings)
    expected -= Counter(_key(finding, job) for group in groups for finding in group.findings)
    more = Counter(_key(finding, job) for finding in following.findings) - expected
    if more:
        code, _, path = next(iter(more))
        return f"{code} {path!r} would be reported afterwards"
    if _has_comment(source, edits):
        comment = comment_lost(source, following.source)
        if comment:
            return f"the comment {comment!r} would be lost"
    calls = [edit for group in groups if group.puts_otherwise for edit in group.edits]
    before = state.version((edit.start, edit.end) for edit in calls)
    after = following.version(_moved(edit, edits) for edit in calls)
    return what_changed(before, after, place.module, job.project.rule_index) or following


def _has_comment(source: Source, edits: list[Edit]) -> bool:
    """May one of the edits take a comment away? Elsewhere, nothing changes."""
    return any(b"#" in source.data[edit.start : edit.end] for edit in edits)


def _moved(edit: Edit, edits: list[Edit]) -> tuple[int, int]:
    """Where the content of `edit` stands once all the edits are applied."""
    shift = sum(
        len(other.content.encode()) - (other.end - other.start)
        for other in set(edits)
        if other.start < edit.start
    )
    start = edit.start + shift
    return start, start + len(edit.content.encode())


def _key(finding: Finding, job: Job) -> tuple[str, str, str]:
    """What stays the same of a finding when other places of the file change."""
    match = job.project.rule_index.lookup(finding.old) if finding.code >= "SOT2" else None
    return finding.code, finding.rule, (match and match.new) or finding.old


def reason(finding: Finding, refused: dict[Finding, str]) -> str:
    """Why a finding is left; `refused`: the reasons of fixes that were withdrawn."""
    if finding in refused:
        return refused[finding]
    if finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE:
        return f"unsafe: {finding.withheld or 'only a person can tell that it is right'}"
    return finding.withheld or UNFIXED.get(finding.code, "no fix is known")
