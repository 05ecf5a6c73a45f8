"""One file, judged: in, its bytes and a Job; out, a FileResult. `scan` does it for many."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_ssot.file_kinds import FileKind
from flake8_ssot.model import Finding
from flake8_ssot.project import Place, Project
from flake8_ssot.reexports import NONE, Reexports
from flake8_ssot.selection import Selection
from flake8_ssot.source import Source, Unparsable, decode, syntax_problem

if TYPE_CHECKING:
    from flake8_ssot.check import Judged
    from flake8_ssot.ratchet import Ratchet


class Job(NamedTuple):
    """What is the same for every file of a run."""

    project: Project
    selection: Selection
    disable_noqa: bool = False
    syntax_check: bool = True
    only: frozenset[str] = frozenset()  # ids of the rules asked for; none: all
    with_fixes: bool = False  # shall findings carry their fixes?
    reexports: Reexports = NONE  # what modules of the project hand on, as far as it is known
    with_mentions: bool = False  # shall places be told that only mention a deprecated path?
    ratchet: Ratchet | None = None  # what is known, and not told again
    with_look: bool = False  # shall files with findings be described, to find them again?

    def skips(self, kind: str) -> bool:
        """Does the configuration's `skip` name this kind of place?"""
        return kind in self.project.settings.skip.value

    def leaves_out(self, place: Place, kind: FileKind) -> bool:
        """Is the file excluded, or of a kind that is skipped, or in which nobody names code?"""
        is_skipped = self.skips(kind.setting) or kind is FileKind.OTHER
        return is_skipped or self.project.excludes(place)

    def reports(self, finding: Finding) -> bool:
        """Is it of a rule that is asked for, and of a code that is selected?"""
        return (not self.only or finding.rule in self.only) and self.selection.reports(
            finding.code, finding.path
        )


class FileResult(NamedTuple):
    """What came of one file."""

    path: str
    findings: tuple[Finding, ...] = ()
    problem: Unparsable | None = None  # why it could not be judged
    lines: tuple[tuple[int, str], ...] = ()  # the source lines that findings sit on
    walked: bool = False  # was it parsed into a tree?
    mentions: tuple[Finding, ...] = ()
    known: int = 0  # findings that the baseline knows; they are not among `findings`
    look: str = ""  # the fingerprint of the file, if it was asked for


def is_mentioned(data: bytes, place: Place, job: Job) -> bool:
    """Can any rule matter to a file with these bytes?"""
    # An encoding that the file declares may spell its names otherwise.
    spelled = decode(data).text.encode("utf-8", "replace") if b"coding" in data[:400] else data
    if job.with_mentions and job.project.rule_index.is_spelled_in(spelled):
        return True
    return job.project.mentions(spelled, place.module) or job.reexports.mentioned_in(
        spelled, place.module
    )


def syntax_of(data: bytes) -> Unparsable | None:
    """Why a file that no rule matters to could not be judged, if it could not."""
    decoded = decode(data)
    return decoded.problem or syntax_problem(decoded.text)


def reported(source: Source, place: Place, job: Job) -> Judged:
    """The findings that flake8 would report: neither ignored nor hidden by a comment."""
    from flake8_ssot import check, noqa  # most runs over few files never get here

    honour = not job.disable_noqa
    if honour and noqa.hides_file(source.lines):
        return check.Judged([], None)
    comments = noqa.NoqaLines(source.lines)

    def is_reported(item: Finding) -> bool:
        hidden = honour and comments.hide(item.span.line, item.code)
        return job.reports(item) and not hidden

    wanted = is_reported if job.with_fixes else None
    found = check.judge(
        source,
        job.project,
        place,
        honour_noqa=honour,
        wanted=wanted,
        reexports=job.reexports,
    )
    return found._replace(findings=[item for item in found.findings if is_reported(item)])
