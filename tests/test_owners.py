"""Whose a file is, by every form that CODEOWNERS has at GitHub and GitLab."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from command_support import Bench
from support import ENOUGH_SECONDS, write_files

from flake8_ssot import owners
from flake8_ssot.model import ConfigError
from flake8_ssot.owners import NOBODY

OWNED = [  # CODEOWNERS, path, owners
    pytest.param("* @all", "a.py", ["@all"], id="everything"),
    pytest.param(
        "* @all @acme/team one@example.org",
        "a/b.py",
        ["@all", "@acme/team", "one@example.org"],
        id="each-form",
    ),
    pytest.param("*.js @js", "a.py", [NOBODY], id="nothing-matches"),
    pytest.param("* @all\n*.py @py", "a.py", ["@py"], id="the-last-line-counts"),
    pytest.param("*.py @py\n* @all", "a.py", ["@all"], id="even-if-wider"),
    pytest.param("* @all\n/gen/", "gen/a.py", [NOBODY], id="no-owner"),
    pytest.param("* @all\n/gen/ nobody", "gen/a.py", [NOBODY], id="word-that-is-no-owner"),
    pytest.param("/a.py @a", "b/a.py", [NOBODY], id="anchored"),
    pytest.param("a.py @a", "b/c/a.py", ["@a"], id="at-any-depth"),
    pytest.param("docs/* @a", "docs/a.py", ["@a"], id="star"),
    pytest.param("docs/* @a", "docs/b/a.py", [NOBODY], id="star-is-one-level"),
    pytest.param("apps/ @a", "x/apps/b/a.py", ["@a"], id="folder"),
    pytest.param("/apps/ @a", "x/apps/a.py", [NOBODY], id="anchored-folder"),
    pytest.param("/a/**/c.py @a", "a/b/b/c.py", ["@a"], id="two-stars"),
    pytest.param("**/logs @a", "x/logs/a.py", ["@a"], id="leading-stars"),
    pytest.param("a.p? @a", "a.py", ["@a"], id="question-mark"),
    pytest.param(r"my\ file.py @a", "my file.py", ["@a"], id="blank"),
    pytest.param("# x\n\n* @a # ask @b first", "a.py", ["@a"], id="comments"),
    pytest.param("*.py#x @a", "a.py#x", ["@a"], id="hash-in-a-name"),
    pytest.param("\ufeff* @a", "a.py", ["@a"], id="mark"),
    pytest.param("* @a\r\n*.py @b\r\n", "a.py", ["@b"], id="line-ends"),
    pytest.param("* @é", "a.py", ["@é"], id="not-ascii"),
    pytest.param("* @[red]x[/red]", "a.py", ["@[red]x[/red]"], id="markup"),
    pytest.param("[Docs]\n*.py @a\n[Code]\n*.py @b", "a.py", ["@a", "@b"], id="sections"),
    pytest.param("[Docs]\n*.py @a\n[docs]\n*.py @b", "a.py", ["@b"], id="the-same-section"),
    pytest.param("* @x\n^[Docs][2]\n*.py @a", "a.py", ["@x", "@a"], id="optional-section"),
    pytest.param("[Docs] @d @e\n*.py\n*.js @js", "a.py", ["@d", "@e"], id="owners-of-a-section"),
    pytest.param("[Docs][2] @d\n*.js\n*.py @py", "a.py", ["@py"], id="its-own-owners"),
    pytest.param("[Docs] @d\n[Code]\n*.py", "a.py", [NOBODY], id="another-sections-owners"),
    pytest.param("[Code] @d\n*\n!*.py", "a.py", [NOBODY], id="taken-out"),
    pytest.param("[A] @a\n*\n[B] @a\n*", "a.py", ["@a"], id="once"),
    pytest.param("", "a.py", [NOBODY], id="empty"),
]


@pytest.mark.parametrize(("text", "path", "expected"), OWNED)
def test_owners(text: str, path: str, expected: list[str], project_dir: Path) -> None:
    write_files(project_dir, {"CODEOWNERS": text})
    owned = owners.load(str(project_dir))
    assert owned.are_known
    assert owned.of(path) == tuple(expected)


WRONG = [
    pytest.param(
        "* @a\n\na[b.py @c\n", "CODEOWNERS:3: cannot be used: ", id="class-without-an-end"
    ),
    pytest.param("[z-a] @c\n*\nx[] @c\n", "CODEOWNERS:3: cannot be used: ", id="empty-class"),
    pytest.param("*a*b*c*d @c\n", "CODEOWNERS:1: cannot be used: more than 3 '*'", id="stars"),
    pytest.param(
        "**/a/**/**/**/b @c\n", "CODEOWNERS:1: cannot be used: more than 3", id="two-stars"
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_wrong(text: str, message: str, project_dir: Path) -> None:
    write_files(project_dir, {"CODEOWNERS": text})
    with pytest.raises(ConfigError) as raised:
        owners.load(str(project_dir))
    assert str(raised.value).startswith(message)


def test_a_pattern_that_python_would_warn_of(project_dir: Path) -> None:
    write_files(project_dir, {"CODEOWNERS": "x[[a] @a\n"})
    assert owners.load(str(project_dir)).of("x[") == ("@a",)


def test_no_file(project_dir: Path) -> None:
    owned = owners.load(str(project_dir))
    assert (owned.are_known, owned.of("a.py")) == (False, (NOBODY,))


def test_the_first_place_counts(project_dir: Path) -> None:
    for place in reversed(owners.PLACES):
        write_files(project_dir, {place: f"* @{place.replace('/', '-')}"})
        assert owners.load(str(project_dir)).of("a.py") == (f"@{place.replace('/', '-')}",)


def test_what_cannot_be_read_is_said(project_dir: Path) -> None:
    (project_dir / "docs").write_text("a file")
    assert not owners.load(str(project_dir)).are_known
    (project_dir / "CODEOWNERS").mkdir()
    with pytest.raises(ConfigError, match=r"^CODEOWNERS: "):
        owners.load(str(project_dir))


def test_too_large(project_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owners, "MAX_BYTES", 3)
    write_files(project_dir, {"CODEOWNERS": "* @a"})
    with pytest.raises(ConfigError, match=r"^CODEOWNERS: is larger than 3 bytes$"):
        owners.load(str(project_dir))


def test_of_a_folder_in_a_repository(project_dir: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bench = Bench(project_dir, capfd)
    bench.git("init", "-q")
    bench.put({".github/CODEOWNERS": "/back/app/ @back\n/app/ @front", "back/app/a.py": ""})
    (project_dir / "link").symlink_to("back")
    for folder in ("back", "link"):
        assert owners.load(str(project_dir / folder)).of("app/a.py") == ("@back",)


def test_hostile_patterns_end(project_dir: Path) -> None:
    lines = ["*a*a*b @a", "**/a/**/a/**/b @b", "a" * 100_000 + " @c", "[" * 1000 + "] @d"]
    write_files(project_dir, {"CODEOWNERS": "\n".join(lines)})
    started = time.process_time()
    owners.load(str(project_dir)).of("/".join(["a" * 255, *["a"] * 100]))
    assert time.process_time() - started < ENOUGH_SECONDS
