"""`ssot check` and the command line: files, options, outputs, exit codes, terminals."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support import write_files

from flake8_ssot import __version__, check, cli, scan

RULES = """\
[[moved]]
id = "engine"
old = "acme.legacy.Engine"
new = "acme.core.UserEngine"
why = "shares state"

[[moved]]
id = "tools"
old = "acme.tools"

[[moved]]
id = "late"
old = "acme.late"
new = "acme.soon"
remove-by = 2026-03-01
"""
BAD = "from acme.legacy import Engine\n"
GOOD = "from acme.core import UserEngine\n"
BROKEN = "def (:\n"
ENGINE = (
    "SOT101 import of deprecated path 'acme.legacy.Engine', use 'acme.core.UserEngine' "
    "[engine: shares state]"
)


@pytest.fixture
def tree(project_dir: Path) -> Path:
    """A project with the rules and no source."""
    write_files(project_dir, {"ssot.toml": RULES})
    return project_dir


class Result(NamedTuple):
    """How a run ended."""

    code: int
    out: list[str]
    err: list[str]


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """`ssot` in this process."""

    def run_it(*arguments: str) -> Result:
        capsys.readouterr()
        code = cli.main(arguments)
        captured = capsys.readouterr()
        return Result(code, captured.out.splitlines(), captured.err.splitlines())

    return run_it


def ssot(*arguments: str | bytes, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """`ssot` as a process of its own."""
    command = [sys.executable, "-m", "flake8_ssot", *arguments]
    options.setdefault("stdin", None if "input" in options else subprocess.DEVNULL)
    return subprocess.run(command, capture_output=True, timeout=60, **options)


def git(*arguments: str) -> None:
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=m"]
    subprocess.run(["git", *settings, *arguments], check=True, capture_output=True, timeout=60)


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def places(result: Result) -> list[str]:
    """`file:line:column` of each line printed."""
    return [line.partition(": SOT")[0] for line in result.out]


# Exit codes ----------------------------------------------------------------------------------

CODES = [
    pytest.param({"a.py": GOOD}, [], 0, id="clean"),
    pytest.param({"a.py": BAD}, [], 1, id="finding"),
    pytest.param({"a.py": BAD}, ["--exit-zero"], 0, id="finding, exit zero"),
    pytest.param({"a.py": BROKEN}, [], 2, id="unparsable"),
    pytest.param({"a.py": BROKEN}, ["--exit-zero"], 2, id="unparsable, exit zero"),
    pytest.param({"a.py": BAD, "b.py": BROKEN}, [], 2, id="both"),
    pytest.param({"a.py": BROKEN}, ["--no-syntax-check"], 0, id="unparsable, nobody asks"),
    pytest.param({"a.py": BAD + BROKEN}, ["--no-syntax-check"], 2, id="unparsable, with a name"),
    pytest.param({}, [], 0, id="no file"),
    pytest.param({"a.py": ""}, [], 0, id="empty file"),
    pytest.param({"a.py": GOOD}, ["nothing.py"], 2, id="missing file"),
    pytest.param({"a.py": BAD}, ["nothing.py", "a.py"], 2, id="missing file and a finding"),
    pytest.param({"a.py": BAD}, ["nothing.py", "--exit-zero"], 2, id="missing file, exit zero"),
    pytest.param({"a.py": BAD}, ["--ignore", "SOT"], 0, id="ignored"),
    pytest.param({"a.py": BAD + "#", "ssot.toml": "x = 1\n"}, [], 2, id="bad rules"),
    pytest.param({"a.py": GOOD, "ssot.toml": "x = 1\n"}, ["--exit-zero"], 2, id="bad rules, zero"),
    pytest.param({".flake8": "[flake8]\n[flake8]\n"}, [], 2, id="bad configuration of flake8"),
]


@pytest.mark.parametrize(("files", "arguments", "code"), CODES)
def test_exit_code(
    files: dict[str, str | bytes], arguments: list[str], code: int, tree: Path, run: Run
) -> None:
    write_files(tree, files)
    assert run("check", *arguments).code == code


USAGE = [
    pytest.param([], id="no command"),
    pytest.param(["chekc"], id="unknown command"),
    pytest.param(["check", "--nothing"], id="unknown option"),
    pytest.param(["check", "--format", "xml"], id="unknown format"),
    pytest.param(["check", "--jobs", "0"], id="no job"),
    pytest.param(["check", "--jobs", "-1"], id="less than no job"),
    pytest.param(["check", "--jobs", "many"], id="jobs in words"),
    pytest.param(["check", "--jobs"], id="no value"),
    pytest.param(["check", "--color", "blue"], id="unknown colour"),
    pytest.param(["check", "--today", "tomorrow"], id="no date"),
]


@pytest.mark.parametrize("arguments", USAGE)
def test_wrong_usage(arguments: list[str], tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    captured = capsys.readouterr()
    assert caught.value.code == 2
    assert captured.out == ""
    assert captured.err.startswith("usage: ssot")
    assert "Traceback" not in captured.err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"flake8-ssot {__version__}\n"


def test_console_script_and_module_are_the_same(tree: Path) -> None:
    write_files(tree, {"a.py": BAD})
    script = shutil.which("ssot", path=os.path.dirname(sys.executable))
    assert script is not None
    done = subprocess.run([script, "check"], capture_output=True, timeout=60)
    module = ssot("check")
    assert (module.returncode, module.stdout) == (1, f"./a.py:1:25: {ENGINE}\n".encode())
    assert (done.returncode, done.stdout, done.stderr) == (1, module.stdout, b"")


# What is checked -----------------------------------------------------------------------------


def test_output(tree: Path, run: Run) -> None:
    source = "import os\nfrom acme import (\n    tools,\n    other,\n)\nos.x\n" + BAD
    write_files(tree, {"b.py": BAD, "a.py": source, "c.py": GOOD})
    assert run("check") == Result(
        1,
        [
            (
                "./a.py:3:5: SOT101 import of deprecated path 'acme.tools', "
                "which has no successor [tools]"
            ),
            f"./a.py:7:25: {ENGINE}",
            f"./b.py:1:25: {ENGINE}",
        ],
        [],
    )


FILES: dict[str, str | bytes] = {
    "a.py": BAD,
    "pkg/b.py": BAD,
    "pkg/sub/c.py": BAD,
    "pkg/script": BAD,
    "pkg/stub.pyi": BAD,
    "pkg/notes.txt": BAD,
    "pkg/__pycache__/d.py": BAD,
    ".hidden/e.py": BAD,
}
CACHED = "./pkg/__pycache__/d.py"  # which `--exclude` uncovers
STUB = "./pkg/stub.pyi"  # which flake8 would not look for
WALKED = ["./.hidden/e.py", "./a.py", "./pkg/b.py", STUB, "./pkg/sub/c.py"]

PATHS: list[Any] = [
    pytest.param([], WALKED, id="nothing named: the folder"),
    pytest.param(["."], WALKED, id="the folder"),
    pytest.param(["a.py"], ["a.py"], id="file"),
    pytest.param(["./a.py"], ["./a.py"], id="file, as it is spelled"),
    pytest.param(["pkg"], ["pkg/b.py", "pkg/stub.pyi", "pkg/sub/c.py"], id="folder"),
    pytest.param(["pkg/"], ["pkg/b.py", "pkg/stub.pyi", "pkg/sub/c.py"], id="folder with a slash"),
    pytest.param(["pkg/sub", "a.py"], ["a.py", "pkg/sub/c.py"], id="sorted"),
    pytest.param(["pkg/script"], ["pkg/script"], id="no extension"),
    pytest.param(["pkg/stub.pyi"], ["pkg/stub.pyi"], id="stub"),
    pytest.param(["pkg/notes.txt"], ["pkg/notes.txt"], id="any extension"),
    pytest.param(["pkg/../a.py"], ["pkg/../a.py"], id="detour"),
    pytest.param(["a.py", "--exclude", "a.py"], [], id="excluded file"),
    pytest.param(["--exclude", "pkg"], WALKED[:2], id="excluded folder"),
    pytest.param(["--exclude", "pkg,.hidden"], WALKED[1:2], id="several excluded"),
    pytest.param(
        ["--exclude", "./pkg/sub"], [*WALKED[:2], CACHED, *WALKED[2:4]], id="excluded path"
    ),
    pytest.param(
        ["--exclude", "*b.py"], [*WALKED[:2], CACHED, *WALKED[3:]], id="excluded by a glob"
    ),
    pytest.param(["pkg/b.py", "--exclude", "pkg"], ["pkg/b.py"], id="a folder excludes no file"),
]


@pytest.mark.parametrize(("arguments", "expected"), PATHS)
def test_files(arguments: list[str], expected: list[str], tree: Path, run: Run) -> None:
    write_files(tree, FILES)
    result = run("check", *arguments)
    found = [path.rstrip("/") for path in expected]
    assert [place.removesuffix(":1:25").replace("//", "/") for place in places(result)] == found
    assert (result.code, result.err) == (1 if expected else 0, [])


def test_exclude_option_replaces_only_exclude(tree: Path, run: Run) -> None:
    files = {**FILES, ".flake8": "[flake8]\nexclude = a.py,d.py\nextend-exclude = sub\n"}
    write_files(tree, files)
    known = ["pkg/b.py:1:25", "pkg/stub.pyi:1:25"]
    assert places(run("check", "pkg", "a.py")) == known
    found = places(run("check", "pkg", "a.py", "--exclude", "nothing"))
    assert found == ["a.py:1:25", "pkg/__pycache__/d.py:1:25", *known]


def test_exclude_of_our_configuration(tree: Path, run: Run) -> None:
    write_files(tree, {**FILES, "ssot.toml": "exclude = ['pkg/sub/**', 'a.py']\n" + RULES})
    assert places(run("check", "a.py", "pkg")) == ["pkg/b.py:1:25", "pkg/stub.pyi:1:25"]


@needs_git
def test_without_paths_what_git_knows_or_would(tree: Path, run: Run) -> None:
    write_files(
        tree,
        {
            **FILES,
            "tracked.py": BAD,
            "tracked_but_ignored.py": BAD,
            "deleted.py": BAD,
            "ignored.py": BAD,
            "build/x.py": BAD,
            "sub/größe 日本.py": BAD,
            ".gitignore": "*ignored.py\nbuild/\n",
        },
    )
    git("init", "-q")
    git("add", "tracked.py", "deleted.py", "a.py")
    git("add", "-f", "tracked_but_ignored.py")
    os.unlink(tree / "deleted.py")
    expected = [
        *WALKED,
        "./sub/größe 日本.py",
        "./tracked.py",
        "./tracked_but_ignored.py",
    ]
    assert places(run("check")) == [f"{path}:1:25" for path in expected]
    everything = places(run("check", "."))
    assert "./build/x.py:1:25" in everything
    assert "./ignored.py:1:25" in everything


@needs_git
def test_without_paths_in_a_folder_of_a_repository(
    tree: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tree, FILES)
    git("init", "-q")
    git("add", ".")
    monkeypatch.chdir(tree / "pkg")
    assert places(run("check")) == ["./b.py:1:25", "./stub.pyi:1:25", "./sub/c.py:1:25"]


@needs_git
def test_git_files_obey_flake8s_configuration(tree: Path, run: Run) -> None:
    text = "[flake8]\nextend-exclude = sub\nfilename = *.py,*.pyi\nper-file-ignores = a.py:SOT\n"
    write_files(tree, {**FILES, "setup.cfg": text})
    git("init", "-q")
    assert places(run("check")) == [
        "./.hidden/e.py:1:25",
        "./pkg/b.py:1:25",
        "./pkg/stub.pyi:1:25",
    ]


def test_without_git_the_folder(tree: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tree, FILES)
    monkeypatch.setenv("PATH", str(tree / "nowhere"))
    assert places(run("check")) == [f"{path}:1:25" for path in WALKED]


# Standard input ------------------------------------------------------------------------------


class Input(NamedTuple):
    """What stands for `sys.stdin`."""

    buffer: io.BytesIO


STDIN: list[Any] = [
    pytest.param(BAD, ["-"], 1, ["stdin:1:25"], id="no name"),
    pytest.param(BAD, ["-", "--stdin-filename", "pkg/x.py"], 1, ["pkg/x.py:1:25"], id="name"),
    pytest.param(GOOD, ["-", "--stdin-filename", "pkg/x.py"], 0, [], id="clean"),
    pytest.param("", ["-"], 0, [], id="empty"),
    pytest.param(
        "from .legacy import Engine\n",
        ["-", "--stdin-filename", "acme/x.py"],
        1,
        ["acme/x.py:1:21"],
        id="relative import",
    ),
    pytest.param("from .legacy import Engine\n", ["-"], 0, [], id="relative import, no name"),
    pytest.param(
        BAD, ["-", "--stdin-filename", "skip/x.py"], 0, [], id="name that ssot.toml excludes"
    ),
    pytest.param(BAD, ["-", "--stdin-filename", "old.py"], 0, [], id="name that flake8 excludes"),
    pytest.param(
        BAD, ["-", "--stdin-filename", "ok.py"], 0, [], id="name that per-file-ignores names"
    ),
    pytest.param(BAD, ["-", "a.py"], 1, ["a.py:1:25", "stdin:1:25"], id="beside a file"),
    pytest.param(
        BAD,
        ["-", "a.py", "--stdin-filename", "Z.py"],
        1,
        ["Z.py:1:25", "a.py:1:25"],
        id="sorted by its name",
    ),
]


@pytest.mark.parametrize(("text", "arguments", "code", "expected"), STDIN)
def test_standard_input(
    text: str,
    arguments: list[str],
    code: int,
    expected: list[str],
    tree: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flake8 = "[flake8]\nextend-exclude = old.py\nper-file-ignores = ok.py:SOT\n"
    rules = "exclude = ['skip/**']\n" + RULES
    write_files(tree, {"a.py": BAD, "ssot.toml": rules, ".flake8": flake8})
    monkeypatch.setattr(sys, "stdin", Input(io.BytesIO(text.encode())))
    result = run("check", *arguments)
    assert (result.code, places(result), result.err) == (code, expected, [])


def test_standard_input_that_is_no_python(
    tree: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Input(io.BytesIO(BAD.encode() + b"x = '\xe9'\n")))
    code, out, err = run("check", "-", "--stdin-filename", "x.py")
    assert (code, [line.partition(": SOT")[0] for line in out]) == (2, ["x.py:1:25"])
    assert len(err) == 1
    assert err[0].startswith("x.py: cannot be decoded: ")


def test_standard_input_of_a_process(tree: Path) -> None:
    done = ssot("check", "-", input=BAD.encode())
    expected = f"stdin:1:25: {ENGINE}\n".encode()
    assert (done.returncode, done.stdout, done.stderr) == (1, expected, b"")


# Options -------------------------------------------------------------------------------------

CHOICE = (
    "from acme.legacy import Engine\nimport acme.tools\nfrom acme import late as late\n"
    "from acme.legacy import Engine as Motor  # noqa\n"
    "from acme.legacy import Engine as Other  # noqa: SOT101\n"
    "__all__ = ['Engine']\n"
)
ALL = ["1 SOT101", "2 SOT101", "3 SOT106", "6 SOT106"]

SELECTION = [
    pytest.param([], ALL, id="all"),
    pytest.param(["--select", "SOT"], ALL, id="our prefix"),
    pytest.param(["--select", "SOT101"], ["1 SOT101", "2 SOT101"], id="one code"),
    pytest.param(["--select", "SOT101,SOT106"], ALL, id="two codes"),
    pytest.param(["--select", "SOT101 SOT106"], ALL, id="two codes with a blank"),
    pytest.param(["--select", "E,F"], [], id="other codes"),
    pytest.param(["--ignore", "SOT101"], ["3 SOT106", "6 SOT106"], id="ignore"),
    pytest.param(["--ignore", "SOT1"], [], id="ignore by prefix"),
    pytest.param(["--ignore", "SOT9,E"], ALL, id="ignore others"),
    pytest.param(["--select", "SOT1", "--ignore", "SOT106"], ALL[:2], id="select, then ignore"),
    pytest.param(["--select", "SOT106", "--ignore", "SOT1"], ALL[2:], id="longer wins"),
    pytest.param(["--rule", "engine"], ["1 SOT101", "6 SOT106"], id="one rule"),
    pytest.param(["--rule", "tools", "--rule", "late"], ALL[1:3], id="two rules"),
    pytest.param(["--rule", "late", "--select", "SOT101"], [], id="rule and code"),
    pytest.param(
        ["--disable-noqa"],
        ["1 SOT101", "2 SOT101", "3 SOT106", "4 SOT101", "5 SOT101", "6 SOT106"],
        id="no noqa",
    ),
]


@pytest.mark.parametrize(("arguments", "expected"), SELECTION)
def test_selection(arguments: list[str], expected: list[str], tree: Path, run: Run) -> None:
    write_files(tree, {"a.py": CHOICE})
    result = run("check", *arguments, "a.py")
    assert [re.sub(r"^a\.py:(\d+):\d+: (SOT...).*", r"\1 \2", line) for line in result.out] == (
        expected
    )
    assert (result.code, result.err) == (1 if expected else 0, [])


UNKNOWN_RULES = [
    pytest.param("engin", "(did you mean 'engine'?)", id="misspelled"),
    pytest.param("nothing-like-it", "see `ssot rules list`", id="unknown"),
    pytest.param("", "see `ssot rules list`", id="empty"),
]


@pytest.mark.parametrize(("wanted", "hint"), UNKNOWN_RULES)
def test_unknown_rule(wanted: str, hint: str, tree: Path, run: Run) -> None:
    write_files(tree, {"a.py": BAD})
    code, out, err = run("check", "--rule", "tools", "--rule", wanted)
    assert (code, out, len(err)) == (2, [], 1)
    assert err[0].startswith(f"--rule: no rule has the id {wanted!r}")
    assert err[0].endswith(hint)


NESTED_RULES = """\
[[moved]]
id = "a"
old = "acme.a"
new = "acme.b"
[[moved]]
id = "b"
old = "acme.b"
new = "acme.c"
[[moved]]
id = "bx"
old = "acme.b.X"
new = "acme.d.X"
[[moved]]
id = "bxy"
old = "acme.b.X.y"
"""
NESTED = "from acme import a, b\nfrom acme.b import X, Z\nX.y()\nb.X.y\nfrom acme.a import X as W\n"


def test_choosing_a_rule_only_leaves_out(tree: Path, run: Run) -> None:
    """What is said under `--rule` is a part of what is said without."""
    write_files(tree, {"ssot.toml": NESTED_RULES, "m.py": NESTED})
    everything = run("check", "m.py").out
    assert len(everything) >= 6
    for rule in ("a", "b", "bx", "bxy"):
        own = [line for line in everything if line.endswith(f"[{rule}]")]
        assert own
        assert run("check", "m.py", "--rule", rule).out == own


def test_noqa_of_the_configuration(tree: Path, run: Run) -> None:
    write_files(tree, {"a.py": CHOICE, "tox.ini": "[flake8]\ndisable-noqa = true\n"})
    assert len(run("check", "a.py").out) == 6


def test_statistics(tree: Path, run: Run) -> None:
    write_files(tree, {"a.py": CHOICE, "b.py": BAD})
    result = run("check", "--statistics", "a.py", "b.py")
    assert len(result.out) == 5 + 4
    assert result.out[5:] == [
        "2       SOT101 engine",
        "1       SOT101 tools",
        "1       SOT106 engine",
        "1       SOT106 late",
    ]
    assert (result.code, result.err) == (1, [])


def test_statistics_of_nothing(tree: Path, run: Run) -> None:
    write_files(tree, {"a.py": GOOD})
    assert run("check", "--statistics") == Result(0, [], [])


def test_quiet_still_prints_findings_and_problems(tree: Path, run: Run) -> None:
    write_files(tree, {"a.py": BAD, "b.py": BROKEN})
    loud = run("check", "--color", "always")
    quiet = run("check", "--color", "always", "--quiet")
    assert quiet == Result(2, loud.out, loud.err[:-1])
    assert len(loud.out) == 3
    assert loud.err[-1] == (
        "\033[31m1 finding in 1 of 2 files checked, 1 file could not be judged.\033[m"
    )
    assert [line.partition(": cannot")[0] for line in quiet.err] == ["./b.py:1"]


TODAYS = [
    pytest.param("2026-02-28", "", id="the day before"),
    pytest.param("2026-03-01", " (overdue since 2026-03-01)", id="the day"),
    pytest.param("2030-01-01", " (overdue since 2026-03-01)", id="years later"),
]


@pytest.mark.parametrize(("today", "note"), TODAYS)
def test_remove_by(today: str, note: str, tree: Path, run: Run) -> None:
    write_files(tree, {"a.py": "import acme.late\n"})
    (line,) = run("check", "--today", today).out
    assert line == (
        f"./a.py:1:8: SOT101 import of deprecated path 'acme.late', use 'acme.soon'{note} [late]"
    )


def test_problems_go_to_stderr_in_order(tree: Path, run: Run) -> None:
    write_files(tree, {"a.py": BROKEN, "b.py": BAD, "c.py": b"\xe9\n", "d.py": "x = '\0'\n"})
    result = run("check", "a.py", "b.py", "c.py", "d.py", "e.py")
    assert places(result) == ["b.py:1:25"]
    starts = [
        "a.py:1: cannot be parsed: ",
        "c.py: cannot be decoded: ",
        "d.py",
        "e.py: cannot be read: No such file or directory",
    ]
    assert len(result.err) == len(starts)
    for line, start in zip(result.err, starts, strict=True):
        assert line.startswith(start)
    assert result.code == 2


# JSON ----------------------------------------------------------------------------------------


def test_json(tree: Path, run: Run) -> None:
    source = "def f():\n    from acme.legacy import Engine\nclass C:\n    import acme.tools\n"
    write_files(tree, {"pkg/a.py": source, "b.py": BROKEN})
    code, out, err = run("check", "--format", "json")
    document = json.loads("\n".join(out))
    common: dict[str, Any] = {"code": "SOT101", "path": "pkg/a.py"}
    edits = [
        {"start": 18, "end": 29, "content": "acme.core"},
        {"start": 37, "end": 43, "content": "UserEngine as Engine"},
    ]
    assert document == {
        "version": 1,
        "findings": [
            {
                **common,
                "rule": "engine",
                "kind": "from-import",
                "line": 2,
                "column": 29,
                "end_line": 2,
                "end_column": 35,
                "message": ENGINE.removeprefix("SOT101 "),
                "old": "acme.legacy.Engine",
                "new": "acme.core.UserEngine",
                "scope": "f",
                "evidence": [],
                "fix": {"applicability": "safe", "edits": edits},
            },
            {
                **common,
                "rule": "tools",
                "kind": "import",
                "line": 4,
                "column": 12,
                "end_line": 4,
                "end_column": 22,
                "message": "import of deprecated path 'acme.tools', which has no successor [tools]",
                "old": "acme.tools",
                "new": None,
                "scope": "C",
                "evidence": ["the rule names no successor"],
                "fix": None,
            },
        ],
        "errors": [
            {
                "path": "b.py",
                "line": 1,
                "message": document["errors"][0]["message"],
            }
        ],
    }
    assert list(document) == ["version", "findings", "errors"]
    assert list(document["findings"][0]) == [
        "code",
        "rule",
        "kind",
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "message",
        "old",
        "new",
        "scope",
        "evidence",
        "fix",
    ]
    assert document["errors"][0]["message"].startswith("cannot be parsed: ")
    assert (code, len(err)) == (2, 1)


JSON_RUNS = [
    pytest.param({"a.py": GOOD}, [], 0, 0, id="clean"),
    pytest.param({}, [], 0, 0, id="no file"),
    pytest.param({"a.py": BAD}, [], 1, 1, id="finding"),
    pytest.param({"a.py": BAD}, ["--exit-zero"], 0, 1, id="exit zero"),
    pytest.param({"a.py": BAD}, ["--statistics"], 1, 1, id="statistics"),
    pytest.param({"a.py": BAD}, ["--color", "always"], 1, 1, id="colour"),
    pytest.param({"a.py": CHOICE}, ["--select", "SOT106"], 1, 2, id="select"),
]


@pytest.mark.parametrize(("files", "arguments", "code", "findings"), JSON_RUNS)
def test_json_is_one_object_whatever_else(
    files: dict[str, str | bytes],
    arguments: list[str],
    code: int,
    findings: int,
    tree: Path,
    run: Run,
) -> None:
    write_files(tree, files)
    result = run("check", "--format", "json", *arguments)
    document = json.loads("\n".join(result.out))
    assert (document["version"], len(document["findings"]), document["errors"]) == (1, findings, [])
    assert (result.code, result.err) == (code, [])


# Processes -----------------------------------------------------------------------------------


def many_files() -> dict[str, str | bytes]:
    """More files than one process is given, of every outcome."""
    kinds = [BAD, GOOD, CHOICE, BROKEN, "x = 1\n", "é = '日本'; import acme.tools\n"]
    return {f"pkg{n % 7}/m{n}.py": kinds[n % len(kinds)] for n in range(3 * scan.SERIAL_BELOW)}


@pytest.mark.parametrize("form", ["text", "json"])
def test_more_processes_say_the_same(form: str, tree: Path, run: Run) -> None:
    write_files(tree, many_files())
    options = ("check", "--statistics", "--format", form)
    one = run(*options, "--jobs", "1", "--no-cache")
    assert one.code == 2
    assert len(one.err) == 32
    assert run(*options, "-j", "2", "--no-cache") == one
    assert run(*options) == one
    assert run(*options) == one  # what the run before has kept


def test_processes_are_used_for_many_files_only(
    tree: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import concurrent.futures

    started: list[int] = []

    class Pool:
        def __init__(self, jobs: int, **_: object) -> None:
            started.append(jobs)
            raise KeyboardInterrupt

    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", Pool)
    write_files(tree, {f"m{number}.py": GOOD for number in range(scan.SERIAL_BELOW - 1)})
    assert run("check", "--jobs", "2").code == 0
    assert started == []
    write_files(tree, {"last.py": GOOD})
    assert run("check", "--jobs", "1", "--no-cache").code == 0
    assert started == []
    assert run("check", "--jobs", "2", "--no-cache").code == 2
    assert started == [2]


# Odd files -----------------------------------------------------------------------------------


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root reads everything")
def test_unreadable_file(tree: Path, run: Run) -> None:
    write_files(tree, {"a.py": BAD, "b.py": BAD})
    (tree / "a.py").chmod(0)
    result = run("check", "a.py", "b.py")
    assert result.code == 2
    assert places(result) == ["b.py:1:25"]
    assert result.err == ["a.py: cannot be read: Permission denied"]


def test_fifo_does_not_hang(tree: Path) -> None:
    os.mkfifo(tree / "pipe.py")
    write_files(tree, {"b.py": BAD})
    for arguments in (["pipe.py", "b.py"], ["."]):
        done = ssot("check", *arguments)
        assert done.returncode == 2
        assert done.stdout.count(b"SOT101") == 1
        assert done.stderr.endswith(b"pipe.py: is not a regular file\n")


def test_device_is_not_read(tree: Path, run: Run) -> None:
    assert run("check", "/dev/zero") == Result(2, [], ["/dev/zero: is not a regular file"])


def test_dangling_link(tree: Path, run: Run) -> None:
    (tree / "a.py").symlink_to("nowhere")
    assert run("check", "a.py") == Result(
        2, [], ["a.py: cannot be read: No such file or directory"]
    )


def test_names_with_blanks_and_other_alphabets(tree: Path, run: Run) -> None:
    names = ["a b.py", " .py", "größe/日本 😀.py", "-x.py", "%s {}.py", "a:1:2: x.py"]
    write_files(tree, dict.fromkeys(names, BAD))
    expected = sorted(f"./{name}:1:25" for name in names)
    assert sorted(places(run("check"))) == expected


@pytest.mark.parametrize("inside_git", [False, pytest.param(True, marks=needs_git)])
def test_names_that_are_no_text(inside_git: bool, tree: Path) -> None:
    names = [b"latin\xe9.py", b"line\nbreak.py", b"tab\t.py"]
    for name in names:
        with open(os.path.join(os.fsencode(tree), name), "w") as file:
            file.write(BAD)
    if inside_git:
        git("init", "-q")
    done = ssot("check", "--format", "json")
    document = json.loads(done.stdout)
    found = [os.fsencode(finding["path"]) for finding in document["findings"]]
    assert (done.returncode, sorted(found), done.stderr) == (1, names, b"")
    text = ssot("check")
    assert (text.returncode, text.stdout.count(b"SOT101"), text.stderr) == (1, 3, b"")
    named = ssot("check", names[0], b"missing\xff.py")
    assert named.returncode == 2
    assert named.stdout.startswith(b"latin\\udce9.py:1:25: SOT101 ")
    assert named.stderr == b"missing\\udcff.py: cannot be read: No such file or directory\n"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii:strict"])
def test_output_is_utf_8_as_flake8s(encoding: str, tree: Path) -> None:
    write_files(tree, {"größe 日本.py": BAD})
    done = ssot("check", env={**os.environ, "PYTHONUTF8": "1", "PYTHONIOENCODING": encoding})
    expected = f"./größe 日本.py:1:25: {ENGINE}\n".encode()
    assert (done.returncode, done.stdout, done.stderr) == (1, expected, b"")


# Trouble -------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_closed_pipe(jobs: str, tree: Path) -> None:
    write_files(tree, {f"m{number}.py": BAD * 100 for number in range(80)})
    command = [sys.executable, "-m", "flake8_ssot", "check", "--jobs", jobs]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert b"SOT101" in process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()
        assert process.wait(60) == 2
    assert complaint == b""


def test_interrupt(tree: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(*_: object) -> None:
        raise KeyboardInterrupt

    write_files(tree, {"a.py": BAD})
    monkeypatch.setattr(scan, "judge", judge)
    assert run("check") == Result(2, [], ["interrupted"])


def test_interrupt_by_a_signal(tree: Path) -> None:
    program = (
        "import signal, sys; from flake8_ssot import cli; "
        "signal.signal(signal.SIGINT, signal.default_int_handler); "
        "sys.exit(cli.main(['check', '-']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        # More than a pipe holds: the write returns when the command reads.
        process.stdin.write(b"#" * 200_000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (2, b"", b"interrupted\n")


def test_internal_error_is_a_finding_and_exit_code_2(
    tree: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(source: Any, *_: object, **__: object) -> None:
        raise LookupError("first\nsecond \033[31m:1:2: x")

    write_files(tree, {"a.py": GOOD, "b.py": BAD, "c.py": BROKEN})
    monkeypatch.setattr(check, "judge", fails)
    message = (
        "internal error of flake8-ssot, this file was not judged: LookupError: first second  [31m"
    )
    result = run("check", "a.py", "b.py", "c.py")
    assert result.code == 2
    assert len(result.out) == 1
    assert result.out[0].startswith(f"b.py:1:1: SOT900 {message}")
    assert ":1:2:" not in result.out[0]
    assert len(result.err) == 2
    assert result.err[0].startswith(f"b.py: {message}")
    assert result.err[1].startswith("c.py:1: cannot be parsed: ")
    document = json.loads("\n".join(run("check", "b.py", "--format", "json").out))
    assert [(found["code"], found["kind"]) for found in document["findings"]] == [
        ("SOT900", "internal")
    ]
    assert run("check", "b.py", "--exit-zero").code == 2
    monkeypatch.setenv("SSOT_DEBUG", "1")
    with pytest.raises(LookupError):
        cli.main(["check", "b.py"])


def test_deep_source_is_no_internal_error(tree: Path, run: Run) -> None:
    write_files(tree, {"a.py": BAD + "x = " + "-" * 5000 + "1\n", "b.py": BAD})
    result = run("check", "a.py", "b.py")
    assert "b.py:1:25" in places(result)
    assert "SOT900" not in "\n".join(result.out)


# Terminals -----------------------------------------------------------------------------------


class Screen:
    """What a terminal shows after it was sent some text: enough for lines, colours and a bar."""

    def __init__(self) -> None:
        self.rows: list[str] = [""]
        self.row = self.column = 0

    def feed(self, text: str) -> None:
        for piece in re.findall(r"\033\[[?\d;]*[A-Za-z]|[^\033]|\033", text):
            if piece.startswith("\033["):
                self.control(piece)
            elif piece == "\n":
                self.row += 1
                if self.row == len(self.rows):
                    self.rows.append("")
            elif piece == "\r":
                self.column = 0
            else:
                line = self.rows[self.row].ljust(self.column)
                self.rows[self.row] = line[: self.column] + piece + line[self.column + 1 :]
                self.column += 1

    def control(self, sequence: str) -> None:
        count = int(sequence[2:-1]) if sequence[2:-1].isdigit() else 1
        if sequence.endswith("A"):
            self.row = max(0, self.row - count)
        elif sequence.endswith("K"):
            self.rows[self.row] = "" if count == 2 else self.rows[self.row][: self.column]
        elif not sequence.endswith(("m", "h", "l")):
            raise AssertionError(f"unknown sequence {sequence!r}")


def on_terminal(
    command: Sequence[str | bytes], *, stdout: bool = True, stderr: bool = True
) -> tuple[int, str, bytes]:
    """Run a command on a pseudo-terminal: exit code, what the terminal got, what the pipe got."""
    ours, theirs = pty.openpty()
    environment = {name: text for name, text in os.environ.items() if name != "NO_COLOR"}
    environment |= {"TERM": "xterm-256color", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    received: list[bytes] = []

    def receive() -> None:
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # the other side is closed
                return
            if not data:
                return
            received.append(data)

    reader = threading.Thread(target=receive)
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=theirs if stdout else subprocess.PIPE,
        stderr=theirs if stderr else subprocess.PIPE,
        env=environment,
    ) as process:
        os.close(theirs)
        reader.start()
        out, err = process.communicate(timeout=60)
        code = process.returncode
    reader.join(60)
    os.close(ours)
    text = b"".join(received).decode("utf-8", "replace")
    return code, text.replace("\r\n", "\n"), out or err or b""


CHECK = [sys.executable, "-m", "flake8_ssot", "check"]
CSI = "\033["


def test_terminal_shows_colour_source_caret_and_summary(tree: Path) -> None:
    source = "é = '日本'; from acme.legacy import Engine\nif é:\n\timport acme.tools\n"
    write_files(tree, {"a.py": source, "b.py": GOOD})
    code, text, _ = on_terminal([*CHECK, "a.py", "b.py"])
    start = f"{CSI}1ma.py{CSI}m{CSI}36m:{CSI}m"
    colon, head = f"{CSI}36m:{CSI}m", f"{CSI}1m{CSI}31mSOT101{CSI}m "
    number = [f"{CSI}2m    {line} |{CSI}m " for line in (1, 3)]
    rule = f"{CSI}2m      |{CSI}m "
    rows = source.split("\n")
    before = rows[0][: rows[0].index("Engine")]
    cells = sum(2 if unicodedata.east_asian_width(char) == "W" else 1 for char in before)
    assert text.split("\n") == [
        f"{start}1{colon}35{colon} {head}{ENGINE.removeprefix('SOT101 ')}",
        f"{number[0]}{rows[0]}",
        f"{rule}{' ' * cells}{CSI}31m{'^' * 6}{CSI}m",
        (
            f"{start}3{colon}9{colon} {head}import of deprecated path 'acme.tools', "
            "which has no successor [tools]"
        ),
        f"{number[1]}{rows[2]}",
        f"{rule}\t{' ' * 7}{CSI}31m{'^' * 10}{CSI}m",
        f"{CSI}31m2 findings in 1 of 2 files checked.{CSI}m",
        "",
    ]
    assert code == 1


def test_terminal_says_that_all_is_well(tree: Path) -> None:
    write_files(tree, {"b.py": GOOD})
    code, text, _ = on_terminal(CHECK)
    assert (code, text) == (0, f"{CSI}1mNo findings, 1 file checked.{CSI}m\n")
    assert on_terminal([*CHECK, "--quiet"])[:2] == (0, "")


PLAIN_TERMINAL = [
    pytest.param({"NO_COLOR": "1"}, [], id="NO_COLOR"),
    pytest.param({"TERM": "dumb"}, [], id="dumb terminal"),
    pytest.param({}, ["--color", "never"], id="never"),
]


@pytest.mark.parametrize(("environment", "arguments"), PLAIN_TERMINAL)
def test_terminal_without_colour(
    environment: dict[str, str], arguments: list[str], tree: Path
) -> None:
    write_files(tree, {"a.py": BAD})
    settings = [f"{name}={value}" for name, value in environment.items()]
    code, text, _ = on_terminal(["env", *settings, *CHECK, *arguments])
    assert code == 1
    assert text.split("\n") == [
        f"./a.py:1:25: {ENGINE}",
        "    1 | from acme.legacy import Engine",
        f"      | {' ' * 24}^^^^^^",
        "1 finding in 1 of 1 file checked.",
        "",
    ]


def test_pipe_gets_plain_lines(tree: Path) -> None:
    write_files(tree, {"a.py": BAD})
    code, text, out = on_terminal(CHECK, stdout=False)
    assert (code, text, out) == (1, "", f"./a.py:1:25: {ENGINE}\n".encode())


def test_json_on_a_terminal_is_still_one_object(tree: Path) -> None:
    write_files(tree, {"a.py": BAD})
    code, text, _ = on_terminal([*CHECK, "--format", "json"])
    assert code == 1
    assert len(json.loads(text)["findings"]) == 1


@pytest.mark.parametrize("content", [BAD, BROKEN], ids=["finding", "problem"])
def test_file_names_do_not_drive_the_terminal(content: str, tree: Path) -> None:
    name = "a\033]0;title\007\033[2J\rb.py"
    write_files(tree, {name: content})
    _, text, _ = on_terminal([*CHECK, "--color", "never"])
    assert "b.py:1:" in text
    assert [char for char in text if not char.isprintable() and char != "\n"] == []


# Progress ------------------------------------------------------------------------------------

BAR = (
    "import sys; from flake8_ssot import cli, preparation; "
    "preparation.PROGRESS_AFTER = {0}; sys.exit(cli.main(sys.argv[1:]))"
)


def with_bar(*arguments: str, after: float = -1.0) -> list[str]:
    """`ssot` with a bar that shows itself `after` so many seconds."""
    return [sys.executable, "-c", BAR.format(after), *arguments]


def test_bar_leaves_nothing_behind(tree: Path) -> None:
    write_files(tree, {f"m{number:02}.py": BAD for number in range(12)})
    code, text, _ = on_terminal(with_bar("check", "--color", "never"))
    assert code == 1
    assert "checking" in text
    assert "/12" in text
    screen = Screen()
    screen.feed(text.replace("\n", "\r\n"))
    expected = on_terminal([*CHECK, "--color", "never"])[1]
    assert [row.rstrip() for row in screen.rows] == expected.split("\n")


def test_bar_is_not_in_the_output(tree: Path) -> None:
    write_files(tree, {f"m{number:02}.py": BAD for number in range(12)})
    code, text, out = on_terminal(with_bar("check"), stdout=False)
    expected = "".join(f"./m{number:02}.py:1:25: {ENGINE}\n" for number in range(12))
    assert (code, out) == (1, expected.encode())
    assert "checking" in text


NO_BAR = [
    pytest.param(with_bar("check", "--quiet"), True, id="quiet"),
    pytest.param(with_bar("check", after=60.0), True, id="quick run"),
    pytest.param(with_bar("check"), False, id="no terminal"),
]


@pytest.mark.parametrize(("command", "terminal"), NO_BAR)
def test_no_bar(command: list[str], terminal: bool, tree: Path) -> None:
    write_files(tree, {f"m{number:02}.py": BAD for number in range(12)})
    code, text, _ = on_terminal(command, stderr=terminal)
    assert code == 1
    assert "checking" not in text
    assert text.count("SOT101") == 12


def test_bar_of_one_file_and_of_none(tree: Path) -> None:
    assert on_terminal(with_bar("check", "--color", "never"))[:2] == (
        0,
        "No findings, 0 files checked.\n",
    )
    write_files(tree, {"a.py": GOOD})
    assert on_terminal(with_bar("check", "--color", "never"))[:2] == (
        0,
        "No findings, 1 file checked.\n",
    )
