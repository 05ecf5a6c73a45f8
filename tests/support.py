"""Helpers that many tests use: judge a piece of source and compare with what is expected."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from flake8_ssot import project
from flake8_ssot.check import check
from flake8_ssot.model import Finding
from flake8_ssot.project import Project
from flake8_ssot.source import Source, Unparsable, parse, split_lines

RULES = """\
[[moved]]
id = "engine"
old = "acme.legacy.engine.Engine"
new = "acme.core.engine.UserEngine"
why = "shares state"

[[moved]]
id = "tools"
old = "acme.tools"
new = "acme.kit"

[[moved]]
id = "gone"
old = "acme.gone"
"""

TODAY = datetime.date(2026, 1, 1)

# Processor seconds that hostile input may take: what is quadratic takes minutes. Wide, because
# coverage and a busy machine slow a run many times; the real figures are in docs/performance.md.
ENOUGH_SECONDS = 20.0


def make_project(folder: Path, rules: str = RULES, settings: str = "") -> Project:
    """Write `ssot.toml` into `folder` and load it."""
    (folder / "ssot.toml").write_text(f"{settings}\n{rules}", encoding="utf-8")
    return project.load(None, str(folder), TODAY)


def findings(
    source: str, loaded: Project, path: str = "app/user.py", *, honour_noqa: bool = True
) -> list[Finding]:
    """The findings of `source`, which must parse, as the file `path` of the project."""
    text = dedent(source)
    tree = parse(text)
    assert not isinstance(tree, Unparsable), tree
    absolute = os.path.join(loaded.settings.root, path)
    place = loaded.place(absolute)
    return check(Source(path, split_lines(text), tree), loaded, place, honour_noqa=honour_noqa)


def brief(found: list[Finding]) -> list[tuple[int, int, str, str]]:
    """Line, column, code and deprecated path of each finding."""
    return [(item.span.line, item.span.column, item.code, item.old) for item in found]


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write a tree of files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
