"""Configuration files, judged: in, bytes and a Job; out, a FileResult."""

from __future__ import annotations

from flake8_ssot import match_config
from flake8_ssot.config_values import text_of
from flake8_ssot.file_kinds import FileKind
from flake8_ssot.job import FileResult, Job
from flake8_ssot.mentions import mentions_in
from flake8_ssot.model import Finding
from flake8_ssot.project import Place


def judge_configuration(
    path: str, data: bytes, kind: FileKind, place: Place, job: Job
) -> FileResult:
    """Judge a file whose values may name code."""
    if not match_config.mentions(data, job.project):
        return FileResult(path)
    honour = not job.disable_noqa
    made = match_config.match_config(path, data, kind.value, job.project, place, honour_noqa=honour)
    findings = tuple(item for item in made if job.reports(item))
    text = (text_of(data) or "").split("\n")
    mentions: tuple[Finding, ...] = ()
    if job.with_mentions:
        mentions = mentions_in(path, text, job, place, findings, is_python=False)
    numbers = {found.span.line for found in (*findings, *mentions)}
    lines = tuple(
        (number, text[number - 1].rstrip()) for number in sorted(numbers) if number <= len(text)
    )
    return FileResult(path, findings, None, lines, walked=True, mentions=mentions)
