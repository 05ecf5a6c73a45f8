"""Find moved paths in configuration files: in, a file's bytes and the rules; out, findings.

Nobody but a person can tell who reads a value: every fix is unsafe.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from flake8_ssot import messages, noqa, targets
from flake8_ssot.config import CONFIG_NAME, PYPROJECT, PYPROJECT_PREFIX
from flake8_ssot.config_values import Value, text_of, values
from flake8_ssot.index import Match
from flake8_ssot.model import Applicability, Edit, Finding, Fix, Kind, Span
from flake8_ssot.project import Place, Project
from flake8_ssot.rules import RULE_TABLES
from flake8_ssot.targets import Existence

CODE = "SOT105"
_PACK = re.compile(r"ssot-.*\.toml")
MAX_SCOPE = 200  # characters
FEW = 32  # top-level packages that are looked for one by one
_WORD = re.compile(rb"[\w\x80-\xff]+")
_OUR_TABLES = {(table,) for table in RULE_TABLES}


def mentions(data: bytes, project: Project) -> bool:
    """May a configuration file with these bytes name a deprecated path? Never wrong if not."""
    index = project.rule_index
    tops = {top.encode() for top in index.tops}
    if len(tops) > FEW:
        tops.intersection_update(word.group() for word in _WORD.finditer(data))
    else:
        tops = {top for top in tops if top in data}
    if not tops or len(tops) > FEW:
        return bool(tops)
    words = rb"(?:%s)(?![\w\x80-\xff])(?:[.:][\w\x80-\xff]+){0,256}" % b"|".join(sorted(tops))
    return any(
        index.lookup(path) is not None
        for word in {found.group() for found in re.finditer(words, data)}
        for path in _paths(word)
    )


def _paths(word: bytes) -> Iterator[str]:
    """`x.a`, `a.b`, `b` of `x:a:b`: a value has one colon at most, but for filters of warnings."""
    parts = word.decode("utf-8", "replace").split(":")
    for index in range(len(parts)):
        yield ".".join(parts[index : index + 2])


def match_config(
    path: str, data: bytes, kind: str, project: Project, place: Place, *, honour_noqa: bool = True
) -> list[Finding]:
    """The findings SOT105 of the file at `path`, of the `kind` "toml", "ini" or "yaml", sorted."""
    if _holds_rules(path, project):
        return []
    lines = _lines_with_noqa(data) if honour_noqa else {}
    if noqa.hides_file(list(lines.values())):
        return []
    found = []
    for value in values(data, kind):
        match = project.rule_index.lookup(value.text.replace(":", "."))
        if match is None or project.allows(match.rule, place):
            continue
        is_ours = kind == "toml" and _is_ours(value)
        if not is_ours and not noqa.comment_hides(lines.get(value.line, ""), CODE):
            found.append(_finding(path, data, value, match, project))
    return found


def _holds_rules(path: str, project: Project) -> bool:
    """Is it a file of rules, by its name or because it was read as one?"""
    name = os.path.basename(path)
    if name == CONFIG_NAME or _PACK.fullmatch(name):
        return True
    read = {os.path.realpath(file) for file in project.settings.files}
    return name != PYPROJECT and os.path.realpath(path) in read


def _is_ours(value: Value) -> bool:
    """Does the value belong to our own settings, or to a rule?"""
    return value.key[:2] == PYPROJECT_PREFIX or value.key[:1] in _OUR_TABLES


def _lines_with_noqa(data: bytes) -> dict[int, str]:
    if b"noqa" not in data.lower():
        return {}
    lines = enumerate((text_of(data) or "").split("\n"), start=1)
    return {number: line for number, line in lines if "noqa" in line.lower()}


def _finding(path: str, data: bytes, value: Value, match: Match, project: Project) -> Finding:
    old, new = match.path, match.new
    answer = targets.find(new, project.roots) if new else None
    is_missing = answer is not None and answer.existence is Existence.MISSING
    missing = answer.detail if answer is not None and is_missing else ""
    spelled = _spelled(value, new, project.roots) if new else None
    fix, withheld = None, ""
    if new is None:
        withheld = "the rule names no successor"
    elif is_missing:
        withheld = f"{new!r} does not exist: {missing}"
    elif spelled is None:
        withheld = f"{new!r} has no part to stand behind the colon"
    elif not _is_utf8(data):
        withheld = "the file is not UTF-8"
    else:
        end = value.start + len(value.text.encode())
        fix = Fix(Applicability.UNSAFE, (Edit(value.start, end, spelled),))
    return Finding(
        code=CODE,
        rule=match.rule.id,
        kind=Kind.CONFIG,
        path=path,
        span=Span(value.line, value.column, value.line, value.column + len(value.text)),
        message=messages.moved(CODE, match.rule, old, new, missing, project.today),
        old=old,
        new=new,
        scope=messages.one_line(".".join(value.key)[:MAX_SCOPE]) or "<module>",
        fix=fix,
        withheld=withheld,
    )


def _spelled(value: Value, new: str, roots: tuple[str, ...]) -> str | None:
    """The path to write: `new`, with a colon where the value has one. None: it has no place."""
    _, colon, attribute = value.text.partition(":")
    if not colon:
        return new
    parts = new.split(".")
    if len(parts) == 1:
        return None
    length = max(1, len(parts) - len(attribute.split(".")))
    while length > 1 and targets.is_module(".".join(parts[:length]), roots) is False:
        length -= 1
    return f"{'.'.join(parts[:length])}:{'.'.join(parts[length:])}"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
