"""Globs of `exclude` and `allow`: which paths they match, and which are refused."""

from __future__ import annotations

import time

import pytest
from support import ENOUGH_SECONDS

from flake8_ssot import globs

MATCHES = [
    pytest.param("a.py", "a.py", True, id="the file itself"),
    pytest.param("a.py", "pkg/sub/a.py", True, id="a bare name matches at any depth"),
    pytest.param("a.py", "a.pyi", False, id="the whole name"),
    pytest.param("a.py", "ba.py", False, id="from its start"),
    pytest.param("a.py", "A.py", False, id="case counts"),
    pytest.param("pkg", "pkg/a.py", True, id="a folder and what is in it"),
    pytest.param("pkg", "top/pkg/sub/a.py", True, id="a folder at any depth"),
    pytest.param("pkg", "pkgs/a.py", False, id="not a folder of a longer name"),
    pytest.param("pkg/", "pkg/a.py", True, id="a slash at the end"),
    pytest.param("pkg/", "top/pkg/a.py", True, id="a slash at the end, at any depth"),
    pytest.param("pkg/sub", "pkg/sub/a.py", True, id="two folders"),
    pytest.param("pkg/sub", "top/pkg/sub/a.py", False, id="a slash anchors"),
    pytest.param("pkg/sub", "pkg/a.py", False, id="part of the pattern is not enough"),
    pytest.param("./pkg/a.py", "pkg/a.py", True, id="a leading dot"),
    pytest.param("pkg/./a.py", "pkg/a.py", True, id="a dot inside"),
    pytest.param("pkg//a.py", "pkg/a.py", True, id="two slashes"),
    pytest.param("pkg\\a.py", "pkg/a.py", True, id="backslashes"),
    pytest.param("*.py", "a.py", True, id="star"),
    pytest.param("*.py", "pkg/a.py", True, id="star at any depth"),
    pytest.param("pkg/*.py", "pkg/a.py", True, id="star in a folder"),
    pytest.param("pkg/*.py", "pkg/sub/a.py", False, id="a star crosses no slash"),
    pytest.param("pkg/*", "pkg/sub/a.py", True, id="star that names a folder"),
    pytest.param("*/a.py", "pkg/a.py", True, id="star for a folder"),
    pytest.param("*/a.py", "a.py", False, id="star for a folder that is not there"),
    pytest.param("*/a.py", "pkg/sub/a.py", False, id="star for one folder only"),
    pytest.param("pkg/**", "pkg/a.py", True, id="two stars at the end"),
    pytest.param("pkg/**", "pkg/sub/deep/a.py", True, id="two stars, deep"),
    pytest.param("pkg/**", "other/pkg/a.py", False, id="two stars are anchored"),
    pytest.param("pkg/**/a.py", "pkg/a.py", True, id="two stars for no folder"),
    pytest.param("pkg/**/a.py", "pkg/x/y/a.py", True, id="two stars for folders"),
    pytest.param("pkg/**/a.py", "pkg/x/y/b.py", False, id="two stars, another file"),
    pytest.param("**/a.py", "a.py", True, id="two stars first, no folder"),
    pytest.param("**/a.py", "x/y/a.py", True, id="two stars first"),
    pytest.param("**/tests/**", "x/tests/y/a.py", True, id="two stars twice"),
    pytest.param("**/tests/**", "x/test/y/a.py", False, id="two stars twice, no such folder"),
    pytest.param("**", "x/a.py", True, id="only two stars"),
    pytest.param("*", "x/a.py", True, id="only a star"),
    pytest.param(".", "x/a.py", True, id="the project"),
    pytest.param("a?.py", "ab.py", True, id="question mark"),
    pytest.param("a?.py", "a.py", False, id="question mark needs a character"),
    pytest.param("pkg?a.py", "pkg/a.py", False, id="a question mark is no slash"),
    pytest.param("[ab].py", "b.py", True, id="set"),
    pytest.param("[!ab].py", "b.py", False, id="negated set"),
    pytest.param("[ab.py", "[ab.py", True, id="bracket that is not closed"),
    pytest.param("a.b", "a-b", False, id="a dot is a dot"),
    pytest.param("(a|b)+.py", "(a|b)+.py", True, id="no regular expression"),
    pytest.param("(a|b)+.py", "a.py", False, id="no regular expression, no match"),
    pytest.param("größe", "größe/日本.py", True, id="non-ASCII"),
    pytest.param("a b/*", "a b/c.py", True, id="blank"),
    pytest.param("x*", "x\ny.py", True, id="newline in a name"),
    pytest.param("*.py", ".hidden.py", True, id="hidden files are files"),
]


@pytest.mark.parametrize(("pattern", "path", "expected"), MATCHES)
def test_matches(pattern: str, path: str, expected: bool) -> None:
    assert globs.problem(pattern) is None
    assert globs.matches(path, (pattern,)) is expected


def test_no_pattern_matches_nothing() -> None:
    assert not globs.matches("a.py", ())


def test_any_of_several_patterns_is_enough() -> None:
    assert globs.matches("pkg/a.py", ("nothing", "pkg/*", "x"))


PROBLEMS = [
    pytest.param("a/b*.py", None, id="fine"),
    pytest.param("a..b", None, id="two dots inside a name"),
    pytest.param("...", None, id="three dots"),
    pytest.param("~/a", None, id="a tilde is a name"),
    pytest.param("x" * 1024, None, id="1,024 characters"),
    pytest.param("x" * 1025, "a glob must have 1 to 1024 characters", id="too long"),
    pytest.param("", "a glob must have 1 to 1024 characters", id="empty"),
    pytest.param("a\0", "a glob must have 1 to 1024 characters", id="NUL"),
    pytest.param("/a", "the glob '/a' must be relative to the configuration file", id="root"),
    pytest.param(
        "\\a", "the glob '\\\\a' must be relative to the configuration file", id="backslash"
    ),
    pytest.param("c:a", "the glob 'c:a' must be relative to the configuration file", id="drive"),
    pytest.param("..", "the glob '..' must not leave the project", id="parent"),
    pytest.param("../a", "the glob '../a' must not leave the project", id="beside"),
    pytest.param("a/..", "the glob 'a/..' must not leave the project", id="dots at the end"),
    pytest.param(
        "a\\..\\b", "the glob 'a\\\\..\\\\b' must not leave the project", id="backslashes"
    ),
]


@pytest.mark.parametrize(("pattern", "expected"), PROBLEMS)
def test_problem(pattern: str, expected: str | None) -> None:
    assert globs.problem(pattern) == expected
    as_path = expected and expected.replace("glob", "path")
    assert globs.problem(pattern, "path") == as_path


HOSTILE = [
    pytest.param("**/" * 300 + "x", "a/" * 300 + "b", id="two stars"),
    pytest.param("*a" * 500, "a" * 5000 + "b", id="stars in a segment"),
    pytest.param("*/" * 500 + "x", "a/" * 500 + "b", id="stars for folders"),
    pytest.param("**/*a*/" * 146 + "x", "aa/" * 1000 + "b", id="both"),
]


@pytest.mark.parametrize(("pattern", "path"), HOSTILE)
def test_hostile_pattern_takes_no_time(pattern: str, path: str) -> None:
    assert globs.problem(pattern) is None
    start = time.process_time()
    assert not globs.matches(path, (pattern,))
    assert time.process_time() - start < ENOUGH_SECONDS
