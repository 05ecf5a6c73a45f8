"""Results as JSON: in, a FileResult; out, lists and strings, and the other way round.

The name of the file is not kept: the next run may spell it otherwise.
"""

from __future__ import annotations

from typing import Any

from flake8_ssot.job import FileResult
from flake8_ssot.model import Applicability, Edit, Finding, Fix, Kind, Span
from flake8_ssot.source import Unparsable


def result_to(result: FileResult) -> list[Any]:
    """What JSON can say of a result; its mentions are left out."""
    return [
        [_finding_to(finding) for finding in result.findings],
        result.problem,
        result.lines,
        result.walked,
        result.look,
    ]


def result_from(value: Any, path: str) -> FileResult:
    """The result, of the file that is called `path` now.

    Raises ValueError, TypeError, IndexError or KeyError for anything that `result_to` did not make.
    """
    findings, problem, lines, walked, look = value
    return FileResult(
        path,
        tuple(_finding_from(item, path) for item in findings),
        None if problem is None else Unparsable(*problem),
        tuple((number, text) for number, text in lines),
        bool(walked),
        look=look,
    )


def _finding_to(finding: Finding) -> list[Any]:
    fields: list[Any] = list(finding._replace(path=""))
    fix = finding.fix
    fields[_KIND] = finding.kind.value
    fields[_FIX] = fix and [fix.applicability.value, fix.edits]
    return fields


_KIND = Finding._fields.index("kind")
_FIX = Finding._fields.index("fix")


def _finding_from(value: list[Any], path: str) -> Finding:
    made = Finding(*value)
    fix = value[_FIX]
    return made._replace(
        path=path,
        kind=Kind(made.kind),
        span=Span(*made.span),
        evidence=tuple(made.evidence),
        fix=fix and Fix(Applicability(fix[0]), tuple(Edit(*edit) for edit in fix[1])),
    )
