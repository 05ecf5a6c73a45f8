"""Whose is a file? In, a CODEOWNERS file; out, its owners.

What a pattern means is for the library to know (https://github.com/sbdchd/codeowners). Where the
file lies, comments and GitLab's sections are read here, as GitHub and GitLab have them.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from flake8_ssot import files, git
from flake8_ssot.model import ConfigError, Problem

if TYPE_CHECKING:
    from codeowners import CodeOwners

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
NOBODY = "(nobody)"
MAX_BYTES = 3 << 20  # GitHub reads no larger one
MAX_STARS = 3  # the time that a pattern takes grows to that power

# [Documentation], ^[Optional], [Reviewed by two][2], each with owners of its own or without.
_SECTION = re.compile(r"\^?(?P<head>\[[^\]]*\])(?:\[\d+\])?(?:\s+(?P<owners>.*))?")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_SPACE = re.compile(r"(?<!\\)\s+")


class Owners:
    """Who owns the files of a project."""

    def __init__(self, table: CodeOwners | None, prefix: str) -> None:
        self._table = table
        self._prefix = prefix
        self.of = lru_cache(maxsize=None)(self._of)

    @property
    def are_known(self) -> bool:
        """Is there a CODEOWNERS file?"""
        return self._table is not None

    def _of(self, path: str) -> tuple[str, ...]:
        """The owners of the file at `path`, relative to the project's root; NOBODY if none.

        The last line that matches counts, in each section.
        """
        lines = self._table.matching_lines(self._prefix + path) if self._table else ()
        found: dict[str | None, list[str]] = {}
        for owners, _, _, section in lines:
            found.setdefault(section and section.lower(), [name for _, name in owners])
        names = dict.fromkeys(name for names in reversed(found.values()) for name in names)
        return tuple(names) or (NOBODY,)


def load(root: str) -> Owners:
    """The owners in the repository that holds the folder `root`. Raises ConfigError."""
    top = _top(root)
    for place in PLACES:
        try:
            data = files.read_regular(os.path.join(top, *place.split("/")), MAX_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise ConfigError((Problem(place, 0, files.reason(error)),)) from None
        return Owners(_parse(data.decode("utf-8-sig", "replace"), place), _prefix(root, top))
    return Owners(None, "")


def _top(root: str) -> str:
    found = git.run(root, "rev-parse", "--show-toplevel")
    return os.fsdecode(found).rstrip("\n") if found else root


def _prefix(root: str, top: str) -> str:
    relative = os.path.relpath(os.path.realpath(root), os.path.realpath(top)).replace(os.sep, "/")
    return "" if relative == "." else f"{relative}/"


def _parse(text: str, place: str) -> CodeOwners:
    from codeowners import CodeOwners

    lines = list(_plain(text.splitlines()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a pattern may mean to Python one day
        for number, line in enumerate(lines, 1):
            wrong = _problem(line)
            if wrong:
                raise ConfigError((Problem(place, number, f"cannot be used: {wrong}"),))
        return CodeOwners("\n".join(lines))


def _problem(line: str) -> str:
    """What is wrong with a line; "" if nothing. The library does not say in which line it is."""
    from codeowners import CodeOwners

    folders = line.partition(" ")[0].split("/")
    if folders.count("**") > MAX_STARS or any(name.count("*") > MAX_STARS for name in folders):
        return f"more than {MAX_STARS} '*' in a name, or '**' in a pattern"
    try:
        CodeOwners(line)
    except (ValueError, re.error) as error:
        return str(error)
    return ""


def _plain(lines: list[str]) -> Iterator[str]:
    """As the library reads them: no comment behind a pattern, no owners of whole sections."""
    of_section = ""
    for line in lines:
        text = _COMMENT.sub("", line).strip()
        section = _SECTION.fullmatch(text)
        if section is not None:
            of_section = section["owners"] or ""
            yield section["head"]
        elif text.startswith("!"):  # GitLab: whatever matches has no owner in this section
            yield text[1:]
        else:
            has_owners = len(_SPACE.split(text)) > 1
            yield f"{text} {of_section}" if text and not has_owners else text
