"""Mend one file of any kind: in, bytes and a Job; out, new bytes, what was mended, what is left."""

from __future__ import annotations

import os

from flake8_ssot import files, messages
from flake8_ssot.discovery import STDIN
from flake8_ssot.embedded import read as read_host
from flake8_ssot.embedded import write_back
from flake8_ssot.file_kinds import FileKind, kind_in, kind_of
from flake8_ssot.fix_module import Fixed, Left, fix_module, gone, reason, splice
from flake8_ssot.fragments import Embedded, HostKind
from flake8_ssot.hosts import HOSTS, judge_host, spelled_outside
from flake8_ssot.job import Job
from flake8_ssot.project import Place
from flake8_ssot.scan import read
from flake8_ssot.settings_files import judge_configuration
from flake8_ssot.source import Unparsable

__all__ = ["Fixed", "Left", "fix_file", "fix_source"]


def fix_file(file: str, job: Job, *, unsafe: bool, stdin_name: str | None = None) -> Fixed:
    """Read one file and mend what it holds; nothing is written. Never raises.

    The bytes of a file that stays as it is are left out of the result.
    """
    try:
        path, data = read(file, stdin_name)
    except OSError as error:
        return Fixed(file, b"", b"", problem=Unparsable(0, files.reason(error)))
    result = fix_source(path, data, job, unsafe=unsafe)
    if file != STDIN and result.after == data:
        return result._replace(before=b"", after=b"")
    return result


def fix_source(path: str, data: bytes, job: Job, *, unsafe: bool = False) -> Fixed:
    """Apply the safe fixes (with `unsafe`, those as well) to the file at `path`. Never raises."""
    try:
        return _fix(path, data, job, unsafe=unsafe)
    except Exception as error:
        if os.environ.get("SSOT_DEBUG"):
            raise
        return Fixed(path, data, data, problem=Unparsable(0, messages.internal(error)))


def _fix(path: str, data: bytes, job: Job, *, unsafe: bool) -> Fixed:
    place, kind = job.project.place(path), kind_in(path, data)
    if job.leaves_out(place, kind_of(path)):
        return Fixed(path, data, data)
    if kind in HOSTS:
        return _fix_host(path, data, HOSTS[kind], place, job, unsafe=unsafe)
    if kind not in (FileKind.PYTHON, FileKind.STUB):
        return _fix_configuration(path, data, kind, place, job, unsafe=unsafe)
    return fix_module(path, data, place, job, unsafe=unsafe)


def _fix_configuration(
    path: str, data: bytes, kind: FileKind, place: Place, job: Job, *, unsafe: bool
) -> Fixed:
    """Put the new paths into values; nothing else depends on them as far as the file tells."""
    findings = judge_configuration(path, data, kind, place, job).findings
    after = data
    if unsafe:
        after = splice(data, [edit for item in findings if item.fix for edit in item.fix.edits])
    left = judge_configuration(path, after, kind, place, job).findings
    fixed = tuple(item for item in findings if item.fix) if unsafe else ()
    if len(fixed) + len(left) != len(findings):  # what was written is read otherwise
        after, fixed, left = data, (), findings
    return Fixed(path, data, after, fixed, tuple(Left(item, reason(item, {})) for item in left))


def _fix_host(
    path: str, data: bytes, kind: HostKind, place: Place, job: Job, *, unsafe: bool
) -> Fixed:
    """Mend the code inside a notebook or document, as one module, and write it back."""
    before = judge_host(path, data, kind, place, job, with_edits=False)
    nothing = Fixed(path, data, data, problem=before.problem)
    embedded = read_host(data, kind) if before.findings else None
    if not isinstance(embedded, Embedded):
        return nothing
    left = tuple(Left(item, reason(item, {})) for item in before.findings)
    if kind is not HostKind.NOTEBOOK and not unsafe:
        return nothing._replace(left=left)
    outside = "" if unsafe else spelled_outside(embedded, [item.old for item in before.findings])
    if outside:
        why = f"unsafe: a line that is no Python spells {outside!r}"
        return nothing._replace(left=tuple(Left(item, why) for item in before.findings))
    mended = fix_module(path, embedded.text.encode(), place, job, unsafe=unsafe)
    after = write_back(embedded, mended.after.decode())
    if isinstance(after, str):
        return nothing._replace(left=tuple(Left(item, after) for item in before.findings))
    now = judge_host(path, after, kind, place, job, with_edits=False)
    reasons = {item.finding.message: item.reason for item in mended.left}
    left = tuple(Left(item, reasons.get(item.message, "")) for item in now.findings)
    return Fixed(path, data, after, gone(before.findings, now.findings, job), left, now.problem)
