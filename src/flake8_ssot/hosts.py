"""Code inside notebooks and documents, judged: in, bytes and a Job; out, a FileResult."""

from __future__ import annotations

import json
from collections.abc import Iterable

from flake8_ssot.embedded import read
from flake8_ssot.file_kinds import FileKind
from flake8_ssot.fragments import Embedded, HostKind
from flake8_ssot.host_spans import in_host
from flake8_ssot.job import FileResult, Job, reported
from flake8_ssot.mentions import mentions_in
from flake8_ssot.model import Finding
from flake8_ssot.project import Place
from flake8_ssot.source import Source, Unparsable, parse, split_lines

HOSTS = {
    FileKind.NOTEBOOK: HostKind.NOTEBOOK,
    FileKind.MARKDOWN: HostKind.MARKDOWN,
    FileKind.RST: HostKind.RST,
}


def judge_host(
    path: str, data: bytes, kind: HostKind, place: Place, job: Job, *, with_edits: bool = True
) -> FileResult:
    """The findings in the code of a notebook or document."""
    is_spelled = job.project.rule_index.is_spelled_in(data)
    if not is_spelled and (kind is not HostKind.NOTEBOOK or not job.syntax_check):
        return FileResult(path)
    embedded = read(data, kind)
    problem = embedded if isinstance(embedded, Unparsable) else None
    findings: tuple[Finding, ...] = ()
    lines: tuple[tuple[int, str], ...] = ()
    if isinstance(embedded, Embedded):
        problem = problem_of(embedded)
        if is_spelled:
            source = source_of(path, embedded)
            if isinstance(source, Unparsable):  # each piece parses, all together may not
                return FileResult(path, problem=source, walked=True)
            inner = reported(source, place, job).findings
            findings = tuple(in_host(embedded, source, inner, with_edits=with_edits))
            lines = _lines(embedded, findings)
    mentions: tuple[Finding, ...] = ()
    if job.with_mentions and kind is not HostKind.NOTEBOOK:
        text = split_lines(data.decode("utf-8-sig", "replace").replace("\r\n", "\n"))
        mentions = mentions_in(path, text, job, place, findings, is_python=False)
    return FileResult(path, findings, problem, lines, walked=True, mentions=mentions)


def spelled_outside(embedded: Embedded, paths: Iterable[str]) -> str:
    """Which of the paths a notebook spells where nobody judges: in magics, shell lines, cells."""
    document = json.loads(embedded.host)
    sheets = document.get("worksheets") or [document]
    known = set(embedded.text.split("\n"))
    lines = [
        line
        for sheet in sheets
        for cell in sheet.get("cells", ())
        if cell.get("cell_type") == "code"
        for line in "".join(cell.get("source", cell.get("input", ""))).split("\n")
        if line not in known
    ]
    return next((path for path in paths if any(path in line for line in lines)), "")


def problem_of(embedded: Embedded) -> Unparsable | None:
    """What cannot be judged in a notebook: its first cell that does not parse."""
    if not embedded.problems:
        return None
    first = embedded.problems[0]
    where = f"cell {first.cell}, line {first.line}" if first.line else f"cell {first.cell}"
    return Unparsable(0, f"{where}: {first.reason}")


def source_of(path: str, embedded: Embedded) -> Source | Unparsable:
    """The virtual module, parsed."""
    tree = parse(embedded.text)
    if isinstance(tree, Unparsable):
        return tree
    return Source(path, split_lines(embedded.text), tree, embedded.text.encode())


def _lines(embedded: Embedded, findings: tuple[Finding, ...]) -> tuple[tuple[int, str], ...]:
    """The lines of a document that findings sit on; of a notebook they are not told."""
    if embedded.kind is HostKind.NOTEBOOK:
        return ()
    lines = split_lines(embedded.host.replace("\r\n", "\n").replace("\r", "\n"))
    numbers = sorted({found.span.line for found in findings})
    return tuple((number, lines[number - 1].rstrip("\n")) for number in numbers)
