"""Which files the gate looks at: in, a folder; out, those that are judged, those only searched.

Beside what `ssot check` judges: Python scripts without an extension, configuration files without
one. All others are searched for the words of the paths; nothing in them is followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from typing import NamedTuple

from flake8_ssot import files, flake8_config, git
from flake8_ssot.discovery import OTHERS, discover
from flake8_ssot.file_kinds import FileKind, kind_of
from flake8_ssot.flake8_config import Flake8Config
from flake8_ssot.project import Project

MAX_BYTES = 1 << 20  # of a file that is only searched
HEAD = 256
PYTHON = (".py", ".pyw")
RULE_FILE = re.compile(r"ssot(?:-.*)?\.toml")
_CODE = re.compile(
    r"(?:Dockerfile|Containerfile|Makefile|GNUmakefile|Procfile|justfile|\.env)(?:[.-].*)?"
    r"|.*\.(?:sh|bash|zsh|fish|ksh|bat|cmd|ps1|mk|env|service|py[xdi]|pxi|j2|jinja2?|tmpl|tpl)",
    re.IGNORECASE,
)
_SHEBANG = re.compile(rb"#!.*\bpython")
# `a.old.X`, `a.old:main`, `a/old.py`: it cannot begin inside of a word, so that time is linear.
_COMMENT = re.compile(r"(?:^|(?<=\s))#")
_QUOTED = re.compile(r"""(?:["']|-m[ "',]+)([\w.:]+)(?=["'\s\\]|$)""")
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*(?:[./:][^\W\d]\w*)+")
_IMPORT = re.compile(r"(?<![\w.])from[ \t]+([\w.]{1,500})[ \t]+c?import[ \t]+\(?([\w, \t]{1,500})")


class Files(NamedTuple):
    """The files below a folder, seen from the working directory."""

    judged: list[str]
    others: list[str]
    absent: list[str]  # that git tracks, and has not checked out


class Spelled(NamedTuple):
    """A line that spells a deprecated path, in a file that is only searched."""

    path: str
    line: int
    rule: str
    word: str
    is_code: bool  # does the file look like one that is run?


def find(root: str, config: Flake8Config, patterns: tuple[str, ...]) -> Files:
    """The files below `root` but those that `config` excludes.

    `patterns` are the names of Python files, as flake8's `filename` has them.
    """
    found = Files([], [], _absent(root))
    for path in map(os.path.relpath, sorted(_listed(root, config))):
        if path.endswith(PYTHON) or OTHERS not in path.split(os.sep):
            is_judged = _is_judged(path, root, patterns)
            (found.judged if is_judged else found.others).append(path)
    return found


def _listed(root: str, config: Flake8Config) -> list[str]:
    """The files that git knows or would, whatever they are called; else all that are there."""
    names = git.files_below(root)
    if names is None:
        return discover([root], config._replace(filename=()), None)
    # No submodule, and no link to a folder: what is in there is somebody else's, or found anyway.
    paths = (os.path.join(root, name) for name in names)
    return [path for path in paths if os.path.isfile(path) and not excludes(config, path)]


def excludes(config: Flake8Config, path: str) -> bool:
    """Does flake8's configuration leave out the file, or a folder above it?"""
    while path not in ("", os.curdir, os.pardir):
        if flake8_config.excludes(config, path):
            return True
        path = os.path.dirname(path)
    return False


def _is_judged(path: str, root: str, patterns: tuple[str, ...]) -> bool:
    kind = kind_of(path)
    if kind is not FileKind.PYTHON:
        return kind is not FileKind.OTHER
    if path.endswith(PYTHON) or (patterns and fits(path, root, patterns)):
        return True
    head = _head(path)
    return _SHEBANG.match(head) is not None and b"\0" not in head


def fits(path: str, root: str, patterns: tuple[str, ...]) -> bool:
    """Is the file named as flake8's `filename` wants it, seen from `root`? No pattern: it is."""
    seen = os.path.join(".", os.path.relpath(path, root))
    return not patterns or any(fnmatch(seen, pattern) for pattern in patterns)


def _head(path: str) -> bytes:
    if not os.path.isfile(path):  # to open a FIFO may take for ever
        return b""
    try:
        with open(path, "rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""


def _absent(root: str) -> list[str]:
    """The files of a sparse checkout that are not there."""
    return [os.path.relpath(os.path.join(root, name)) for name in sorted(git.left_out(root))]


def spelled(paths: Iterable[str], project: Project, rules: frozenset[str]) -> list[Spelled]:
    """The lines in the files at `paths` that spell what the `rules` call old."""
    return [found for path in paths for found in _spelled_in(path, project, rules)]


def _spelled_in(path: str, project: Project, rules: frozenset[str]) -> Iterator[Spelled]:
    try:
        data = files.read_regular(path, MAX_BYTES)
    except OSError:
        return
    if b"\0" in data[:8000] or not project.rule_index.is_spelled_in(data):
        return
    is_code = data.startswith(b"#!") or _CODE.fullmatch(os.path.basename(path)) is not None
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        text = _without_comment(line) if is_code else line
        for word, dotted in _words(text, project):
            match = project.rule_index.lookup(dotted)
            if match is not None and match.rule.id in rules:
                yield Spelled(path, number, match.rule.id, word, is_code)
                break


def _without_comment(line: str) -> str:
    """A `#` begins one at a word's start and outside of quotes: not in `$#`, `x/#y`, `"a # b"`."""
    for found in _COMMENT.finditer(line):
        before = line[: found.start()]
        if before.count('"') % 2 == before.count("'") % 2 == 0:
            return before
    return line


def quoted(paths: Iterable[str], project: Project, rules: frozenset[str]) -> list[Spelled]:
    """The lines of Python files in which a string is such a path, or `-m` stands before it.

    Most are names of loggers, lists that are compared and the like; nobody can tell which are not.
    """
    return [found for path in paths for found in _quoted_in(path, project, rules)]


def _quoted_in(path: str, project: Project, rules: frozenset[str]) -> Iterator[Spelled]:
    try:
        data = files.read_regular(path, MAX_BYTES)
    except OSError:
        return
    if not project.rule_index.is_spelled_in(data):
        return
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        for found in _QUOTED.finditer(line):
            match = project.rule_index.lookup(found[1].replace(":", "."))
            if match is not None and match.rule.id in rules:
                yield Spelled(path, number, match.rule.id, found[1], is_code=False)
                break


def _words(line: str, project: Project) -> Iterator[tuple[str, str]]:
    """What stands in the line and may be the name of code, and the dotted path that it is."""
    for found in _IMPORT.finditer(line):
        for name in found[2].split(","):
            word = f"{found[1]}.{name.split()[0] if name.split() else ''}"
            yield word, word.rstrip(".")
    for found in _WORD.finditer(line):
        word = found[0]
        if "/" not in word:
            yield word, word.replace(":", ".")
        elif word.endswith(".py"):
            file = os.path.join(project.settings.root, word)
            yield word, project.place(file).module.name
