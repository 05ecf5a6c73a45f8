"""The flake8 plugin inside real flake8: positions, words, processes, failures, long lives."""

from __future__ import annotations

import datetime
import importlib.metadata
import io
import json
import os
import pkgutil
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from flake8.api import legacy
from flake8.defaults import VALID_CODE_PREFIX
from flake8.main import cli as flake8
from flake8.utils import stdin_get_value
from support import RULES, write_files

from flake8_ssot import __version__, cli, codes, project
from flake8_ssot import plugin as plugin_module
from flake8_ssot.plugin import Plugin

ENGINE = "from acme.legacy.engine import Engine"
FIRST_LINE = (
    ":1:32: SOT101 import of deprecated path 'acme.legacy.engine.Engine', "
    "use 'acme.core.engine.UserEngine' [engine: shares state]"
)
SOT900 = ":1:1: SOT900 internal error of flake8-ssot, this file was not judged: "
TIMEOUT = 40  # seconds; a pool that waits for ever must fail the test, not hold it up


def run_flake8(capture: pytest.CaptureFixture[bytes], *arguments: str) -> str:
    """What flake8 prints, asked for our codes only."""
    flake8.main(["-j1", "--select=SOT", *arguments])
    return capture.readouterr().out.decode()


def run_check(capture: pytest.CaptureFixture[bytes], *arguments: str) -> str:
    cli.main(["check", *arguments])
    return capture.readouterr().out.decode()


def run_python(
    script: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `script` in a new interpreter; end it with its workers if it does not end itself."""
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def positions(output: str) -> list[str]:
    """Line, column and code of each line about `user.py`."""
    found = re.findall(r"^user\.py:(\d+:\d+: \w+) ", output, re.MULTILINE)
    assert len(found) == output.count("\n")
    return found


# Registration


def test_registered_once_under_a_prefix_that_flake8_accepts() -> None:
    points = importlib.metadata.entry_points(group="flake8.extension")
    ours = {(point.name, point.value) for point in points if "ssot" in point.value}
    assert ours == {("SOT", "flake8_ssot.plugin:Plugin")}
    assert VALID_CODE_PREFIX.match("SOT")


@pytest.mark.parametrize("code", [entry.code for entry in codes.CODES])
def test_codes_have_the_prefix_and_three_digits(code: str) -> None:
    assert re.fullmatch(r"SOT[1-9][0-9]{2}", code)
    assert VALID_CODE_PREFIX.match(code)


def test_flake8_tells_our_version(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(SystemExit) as caught:
        flake8.main(["--version"])
    assert caught.value.code == 0
    assert f"flake8-ssot: {__version__}".encode() in capsysbinary.readouterr().out


def test_on_without_select(project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "user.py": ENGINE + "\n"})
    assert flake8.main(["-j1", "user.py"]) == 1
    printed = capsysbinary.readouterr().out.decode().splitlines()
    assert [line for line in printed if "SOT" in line] == [f"user.py{FIRST_LINE}"]


def test_clean_file(project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "user.py": "from acme.core import engine\n"})
    assert flake8.main(["-j1", "--select=SOT", "user.py"]) == 0
    assert capsysbinary.readouterr() == (b"", b"")


# Positions: 1-based lines and code-point columns, on the alias or the attribute itself

ALIASES = [
    pytest.param(f"{ENGINE}\n", ["1:32: SOT101"], id="one-line"),
    pytest.param(f"{ENGINE}, Other\n", ["1:32: SOT101"], id="first-of-two"),
    pytest.param(
        "from acme.legacy.engine import Other, Engine\n", ["1:39: SOT101"], id="second-of-two"
    ),
    pytest.param(
        "from acme.legacy.engine import (\n    Other,\n    Engine as E,  # old\n)\n",
        ["3:5: SOT101"],
        id="brackets",
    ),
    pytest.param(
        "from acme.legacy.engine import (  # why\n    # more\n\n    Engine\n)\n",
        ["4:5: SOT101"],
        id="brackets-with-comments",
    ),
    pytest.param(
        "from acme.legacy.engine import \\\n  Other, \\\n  Engine\n",
        ["3:3: SOT101"],
        id="backslash",
    ),
    pytest.param(
        "import os, acme.tools, acme.gone as gone\n",
        ["1:12: SOT101", "1:24: SOT101"],
        id="plain-imports",
    ),
    pytest.param("import os, \\\n  acme.tools.x\n", ["2:3: SOT101"], id="plain-backslash"),
    pytest.param(
        "from acme import (\n  tools,\n  gone)\n", ["2:3: SOT101", "3:3: SOT101"], id="two"
    ),
    pytest.param("import acme\nx = 1 + acme.tools.run()\n", ["2:9: SOT102"], id="attribute"),
    pytest.param(
        "import acme\nf(\n    1,\n    acme.tools.run(),\n)\n",
        ["4:5: SOT102"],
        id="attribute-inside",
    ),
    pytest.param("import acme\n", [], id="nothing"),
]
LETTERS = [  # the finding stands behind text that is not ASCII
    pytest.param(f"é = 1; {ENGINE}\n".encode(), ["1:39: SOT101"], id="two-bytes"),
    pytest.param(f"s = '日本'; {ENGINE}\n".encode(), ["1:42: SOT101"], id="three-bytes"),
    pytest.param(f"s = '😀'; {ENGINE}\n".encode(), ["1:41: SOT101"], id="emoji"),
    pytest.param(
        f"s = '👨\u200d👩\u200d👧'; {ENGINE}\n".encode(), ["1:45: SOT101"], id="joined-emoji"
    ),
    pytest.param(f"s = 'e\u0301'; {ENGINE}\n".encode(), ["1:42: SOT101"], id="combining"),
    pytest.param(f"s = '\u2028'; {ENGINE}\n".encode(), ["1:41: SOT101"], id="line-separator"),
    pytest.param(f"s = '\x85'; {ENGINE}\n".encode(), ["1:41: SOT101"], id="next-line"),
    pytest.param(f"s = '\x1c'; {ENGINE}\n".encode(), ["1:41: SOT101"], id="file-separator"),
    pytest.param(f"s = '\x0b'; {ENGINE}\n".encode(), ["1:41: SOT101"], id="vertical-tab"),
    pytest.param(
        "import acme; x = 'é', acme.tools.run()\n".encode(), ["1:23: SOT102"], id="attribute"
    ),
    pytest.param(f'"""é\né"""; {ENGINE}\n'.encode(), ["2:38: SOT101"], id="multi-line-string"),
    pytest.param(
        f"# coding: latin-1\ns = 'é'; {ENGINE}\n".encode("latin-1"), ["2:41: SOT101"], id="latin-1"
    ),
    pytest.param(
        f"# coding: cp1251\ns = 'ж'; {ENGINE}\n".encode("cp1251"), ["2:41: SOT101"], id="cp1251"
    ),
    pytest.param(
        f"# coding: shift_jis\ns = '日'; {ENGINE}\n".encode("shift_jis"),
        ["2:41: SOT101"],
        id="shift-jis",
    ),
    pytest.param(b"\xef\xbb\xbf" + f"{ENGINE}\n".encode(), ["1:32: SOT101"], id="byte-order-mark"),
    pytest.param(
        f"\ufeffé = 1; {ENGINE}\n".encode(), ["1:39: SOT101"], id="byte-order-mark-and-letter"
    ),
    pytest.param(f"\t\n{ENGINE}\n".encode(), ["2:32: SOT101"], id="tab-above"),
    pytest.param(f"if True:\n\t{ENGINE}\n".encode(), ["2:33: SOT101"], id="tab-counts-one"),
    pytest.param(
        b"from\tacme.legacy.engine\timport\tEngine\n", ["1:32: SOT101"], id="tabs-between"
    ),
    pytest.param(f"\x0c{ENGINE}\n".encode(), ["1:33: SOT101"], id="form-feed-counts-one"),
    pytest.param(f"x = 1\n\x0c\n{ENGINE}\n".encode(), ["3:32: SOT101"], id="form-feed-line"),
    pytest.param(f"x = 1\r\n{ENGINE}\r\n".encode(), ["2:32: SOT101"], id="crlf"),
    pytest.param(f"x = 1\r{ENGINE}\r".encode(), ["2:32: SOT101"], id="cr-only"),
    pytest.param(f"a = 1\rb = 2\r\nc = 3\n{ENGINE}".encode(), ["4:32: SOT101"], id="all-line-ends"),
    pytest.param(f"s = '''\r\n\r'''\r\n{ENGINE}\n".encode(), ["4:32: SOT101"], id="cr-in-string"),
    pytest.param(ENGINE.encode(), ["1:32: SOT101"], id="no-final-newline"),
    pytest.param(b"", [], id="empty"),
]


@pytest.mark.parametrize(("source", "expected"), [*ALIASES, *LETTERS])
def test_positions(
    source: str | bytes,
    expected: list[str],
    project_dir: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "user.py": source})
    printed = run_flake8(capsysbinary, "user.py")
    assert positions(printed) == expected
    assert run_check(capsysbinary, "user.py") == printed


# Messages: one line, and nothing in it that an editor would take for a position

WHYS = [  # what the rule says, and how the message ends
    pytest.param("plain", "[engine: plain]", id="plain"),
    pytest.param("a.py:12:3: E501 x", "[engine: a.py: 12: 3: E501 x]", id="position"),
    pytest.param("a.py:: x", "[engine: a.py: : x]", id="empty-position"),
    pytest.param("::::", "[engine: : : : :]", id="colons"),
    pytest.param("a:1:2:3:4: x", "[engine: a: 1: 2: 3: 4: x]", id="long-position"),
    pytest.param("at 10:30", "[engine: at 10:30]", id="a-time-is-left"),
    pytest.param("two\\nlines\\r\\nthree", "[engine: two lines three]", id="newlines"),
    pytest.param("a\\tb\\u2028c", "[engine: a b c]", id="tab-and-line-separator"),
    pytest.param("%(code)s {0} %s", "[engine: %(code)s {0} %s]", id="placeholders"),
    pytest.param("日本 😀", "[engine: 日本 😀]", id="not-ascii"),
    pytest.param("", "[engine]", id="empty"),
]
EDITORS = [  # flake8's --format there (empty: the default), the regex, what it must find
    pytest.param(
        "%(row)d,%(col)d,%(code).1s,%(code)s:%(text)s",
        r"(?P<line>\d+),(?P<column>-?\d+),(?P<type>\w+),(?P<code>\w+\d+):(?P<text>[^\r\n]*)",
        id="vscode",
    ),
    pytest.param(
        "",
        r"(?P<path>.*):(?P<line>\d*):(?P<column>\d*): (?P<code>\w*) (?P<text>.*)",
        id="pylsp",
    ),
    pytest.param(
        "default",
        r"^[a-zA-Z]?:?[^:]+:(?P<line>\d+):?(?P<column>\d+)?: (?P<code>[A-Za-z0-9]+):? "
        r"(?P<text>.*)$",
        id="ale",
    ),
    pytest.param(
        "%(path)s:%(row)d:%(col)d:%(code)s:%(text)s",
        r"(?P<path>[^:]+):(?P<line>\d+):(?P<column>\d+):(?P<code>[a-zA-Z0-9]+):(?P<text>.+)",
        id="nvim-lint",
    ),
    pytest.param(
        "",
        r"(?P<path>.*?):(?P<line>\d+):(?P<column>\d+): (?P<type>.)\S* (?P<text>.+)",
        id="efm",
    ),
]
EVERY_CODE = f"{ENGINE}\nimport acme\nacme.tools.run()\nfrom acme.gone import x as x\n"


@pytest.mark.parametrize(("why", "end"), WHYS)
def test_messages_are_one_line(
    why: str, end: str, project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    rules = RULES.replace("shares state", why)
    write_files(project_dir, {"ssot.toml": rules, "user.py": f"{ENGINE}\n"})
    printed = run_flake8(capsysbinary, "user.py")
    assert printed.count("\n") == 1
    assert printed.endswith(f"use 'acme.core.engine.UserEngine' {end}\n")
    assert not re.search(r":\d*:\d*: ", printed.removeprefix("user.py:1:32: "))
    assert run_check(capsysbinary, "user.py") == printed


@pytest.mark.parametrize("why", ["plain", "a.py:12:3: E501 x", "a,b;c", "1,2,E,E1:x", ":9:"])
@pytest.mark.parametrize(("style", "pattern"), EDITORS)
def test_editors_read_every_line(
    style: str,
    pattern: str,
    why: str,
    project_dir: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """Their own regexes give back the position, code and words of `--format json`."""
    rules = RULES.replace("shares state", why)
    write_files(project_dir, {"ssot.toml": rules, "pkg/user.py": EVERY_CODE})
    found = json.loads(run_check(capsysbinary, "--format=json", "pkg/user.py"))["findings"]
    assert [finding["code"] for finding in found] == ["SOT101", "SOT102", "SOT106"]
    options = [f"--format={style}"] if style else []
    lines = run_flake8(capsysbinary, *options, "pkg/user.py").split("\n")[:-1]
    assert len(lines) == len(found)
    for line, finding in zip(lines, found, strict=True):
        match = re.match(pattern, line)
        assert match is not None
        expected = {
            "path": "pkg/user.py",
            "line": str(finding["line"]),
            "column": str(finding["column"]),
            "type": "S",
            "code": finding["code"],
            "text": finding["message"],
        }
        assert match.groupdict() == {name: expected[name] for name in match.groupdict()}


# Standard input


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("user.py", "user.py", id="relative"),
        pytest.param("./pkg/user.py", "./pkg/user.py", id="in-a-folder"),
        pytest.param("no/such/user.py", "no/such/user.py", id="no-such-file"),
        pytest.param("/no/such/user.py", "/no/such/user.py", id="outside-the-project"),
        pytest.param("cells.ipynb", "cells.ipynb", id="notebook"),
        pytest.param("stdin", "stdin", id="called-stdin"),
        pytest.param(None, "stdin", id="without-a-name"),
    ],
)
def test_standard_input(
    name: str | None,
    shown: str,
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    write_files(project_dir, {"ssot.toml": RULES})
    source = f"{ENGINE}\r\n# é\r\n".encode()
    printed = []
    for run, option in ((run_flake8, "--stdin-display-name"), (run_check, "--stdin-filename")):
        stdin_get_value.cache_clear()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(source)))
        printed.append(run(capsysbinary, *([option, name] if name else []), "-"))
    assert printed == [f"{shown}{FIRST_LINE}\n"] * 2


def test_relative_imports_of_unsaved_text_are_seen_from_its_name(
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """Without a name nobody knows what a leading dot stands for."""
    write_files(project_dir, {"ssot.toml": RULES})
    printed = []
    for options in (["--stdin-display-name", "acme/user.py"], []):
        stdin_get_value.cache_clear()
        text = io.TextIOWrapper(io.BytesIO(b"from .tools import run\n"))
        monkeypatch.setattr("sys.stdin", text)
        printed.append(run_flake8(capsysbinary, *options, "-"))
    named, unnamed = printed
    assert named == (
        "acme/user.py:1:20: SOT101 import of deprecated path 'acme.tools.run', "
        "use 'acme.kit.run' [tools]\n"
    )
    assert unnamed == ""


# Processes

START = """
import multiprocessing, sys
from flake8.main import cli
multiprocessing.set_start_method(sys.argv[1])
raise SystemExit(cli.main(sys.argv[2:]))
"""


def test_every_start_method_prints_the_same_bytes(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    files = {f"pkg{number}/user.py": EVERY_CODE for number in range(6)}
    odd = {"pkg0/é.py": f"é = 1; {ENGINE}\n", "pkg1/bad.py": f"{ENGINE}\n(\n", "pkg2/e.py": ""}
    write_files(project_dir, {"rules.toml": RULES, **files, **odd})
    expected = run_check(capsysbinary, "--config=rules.toml", ".")
    assert expected.count("\n") == 3 * len(files) + 1
    options = ["--isolated", "--select=SOT", "--ssot-config=rules.toml"]
    for method, jobs in (("fork", 1), ("fork", 2), ("spawn", 2), ("forkserver", 2)):
        done = run_python(START, method, *options, f"-j{jobs}", ".")
        assert (done.returncode, done.stderr) == (1, b""), method
        assert done.stdout.decode() == expected, (method, jobs)


# A rule file that cannot be used

BAD_RULES = [
    pytest.param(
        RULES.replace("old =", "odl =", 1),
        [
            "ssot.toml:1: a [[moved]] rule needs 'old'",
            "ssot.toml:3: unknown key 'odl' in [[moved]] (did you mean 'old'?)",
        ],
        id="two-mistakes",
    ),
    pytest.param("[[moved]\n", ["ssot.toml:1: "], id="no-toml"),
    pytest.param("moved = 3\n", ["ssot.toml:1: 'moved' must be an array of tables"], id="no-rules"),
]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("rules", "problems"), BAD_RULES)
def test_bad_rules_are_told_without_a_traceback(
    rules: str, problems: list[str], jobs: int, project_dir: Path
) -> None:
    write_files(project_dir, {"ssot.toml": rules, "a.py": ENGINE, "b.py": ENGINE})
    script = "from flake8.main import cli; raise SystemExit(cli.main())"
    done = run_python(script, "--isolated", f"-j{jobs}", "a.py", "b.py")
    assert (done.returncode, done.stderr) == (1, b"")
    head, *lines = done.stdout.decode().splitlines()
    assert head == "There was a critical error during execution of Flake8:"
    assert len(lines) == len(problems)
    for line, problem in zip(lines, problems, strict=True):
        assert line.startswith(problem)


@pytest.mark.parametrize(
    "option", [pytest.param("none.toml", id="bare"), pytest.param("./conf/none.toml", id="path")]
)
def test_a_rule_file_that_is_not_there(
    option: str, project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "a.py": ENGINE})
    assert flake8.main(["-j1", f"--ssot-config={option}", "a.py"]) == 1
    printed = capsysbinary.readouterr().out.decode().splitlines()
    assert printed[0] == "There was a critical error during execution of Flake8:"
    assert len(printed) == 2
    assert os.path.basename(option) in printed[1]


DAMAGE = """
import multiprocessing, os, sys
from flake8 import checker
from flake8.main import cli
multiprocessing.set_start_method(sys.argv[1])
start = checker.Manager.start
def start_and_damage(self):
    start(self)
    exec(sys.argv[2])
checker.Manager.start = start_and_damage
raise SystemExit(cli.main(sys.argv[3:]))
"""
DAMAGES = [  # what happens to the rule file between the main process and its workers
    pytest.param("os.remove('rules.toml')", id="deleted"),
    pytest.param("open('rules.toml', 'w').write('[[moved]')", id="broken"),
    pytest.param("os.remove('rules.toml'); os.mkdir('rules.toml')", id="a-folder"),
]


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_rules_that_only_workers_cannot_read(damage: str, method: str, project_dir: Path) -> None:
    """They say so in every file, and the run ends: a failing worker would be started for ever."""
    files = dict.fromkeys(("a.py", "b.py", "c.py"), f"{ENGINE}\n")
    write_files(project_dir, {"rules.toml": RULES, **files})
    options = ["--isolated", "--select=SOT", "--ssot-config=rules.toml", "-j2"]
    done = run_python(DAMAGE, method, damage, *options, *files)
    assert (done.returncode, done.stderr) == (1, b"")
    lines = done.stdout.decode().splitlines()
    assert len(lines) == len(files)
    for line, name in zip(lines, files, strict=True):
        assert line.startswith(f"{name}{SOT900}rules.toml:")


def test_forked_workers_keep_the_rules_they_were_given(project_dir: Path) -> None:
    files = dict.fromkeys(("a.py", "b.py"), f"{ENGINE}\n")
    write_files(project_dir, {"rules.toml": RULES, **files})
    options = ["--isolated", "--select=SOT", "--ssot-config=rules.toml", "-j2"]
    done = run_python(DAMAGE, "fork", "os.remove('rules.toml')", *options, *files)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode() == f"a.py{FIRST_LINE}\nb.py{FIRST_LINE}\n"


BREAK_LOADING = """
import sys
from flake8_ssot import project

def load(*arguments, **keywords):
    raise RuntimeError("broken")

if "--multiprocessing-fork" in sys.orig_argv:
    project.load = load
"""


@pytest.mark.parametrize("debug", [pytest.param("", id="normal"), pytest.param("1", id="debug")])
def test_an_internal_error_while_workers_load_rules(debug: str, project_dir: Path) -> None:
    """Injected in the workers only, by a `sitecustomize` that tells them from the main process.

    Not even for debugging may it be raised there.
    """
    files = dict.fromkeys(("a.py", "b.py", "c.py"), f"{ENGINE}\n")
    write_files(project_dir, {"ssot.toml": RULES, "hook/sitecustomize.py": BREAK_LOADING, **files})
    done = run_python(
        START,
        *("spawn", "--isolated", "--select=SOT", "-j2", *files),
        environment={"PYTHONPATH": str(project_dir / "hook"), "SSOT_DEBUG": debug},
    )
    assert (done.returncode, done.stderr) == (1, b"")
    lines = done.stdout.decode().splitlines()
    assert len(lines) == len(files)
    for line, name in zip(lines, files, strict=True):
        assert line.startswith(f"{name}{SOT900}")
        assert "broken" in line


@pytest.mark.parametrize("error", [RuntimeError, TypeError, RecursionError])
def test_an_internal_error_while_rules_are_loaded_is_no_traceback(
    error: type[Exception],
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    def load(*arguments: object, **keywords: object) -> None:
        raise error("broken")

    write_files(project_dir, {"ssot.toml": RULES, "a.py": ENGINE})
    monkeypatch.setattr(project, "load", load)
    assert flake8.main(["-j1", "--select=SOT", "a.py"]) == 1
    assert "broken" in capsysbinary.readouterr().out.decode()


# Internal errors while a file is judged


class TwoArguments(Exception):  # noqa: N818
    """Cannot be made again from a pickle."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)


class NoText(Exception):  # noqa: N818
    """Cannot even say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


POINTS = [  # functions of the plugin's own path
    "flake8_ssot.project.Project.place",
    "flake8_ssot.project.Project.excludes",
    "flake8_ssot.index.Index.mentioned_in",
    "flake8_ssot.index.Index.lookup",
    "flake8_ssot.plugin.Source",
    "flake8_ssot.plugin.check",
    "flake8_ssot.check.resolve",
    "flake8_ssot.check.match_imports",
    "flake8_ssot.check.NoqaLines",
    "flake8_ssot.source.Source.span",
    "flake8_ssot.messages.moved",
]
ERRORS = [  # the exception, and how SOT900 names it
    pytest.param(RuntimeError("broken"), "RuntimeError: broken", id="runtime"),
    pytest.param(RecursionError("deep"), "RecursionError: deep", id="recursion"),
    pytest.param(MemoryError(), "MemoryError: ", id="memory"),
    pytest.param(SyntaxError("ours"), "SyntaxError: ours", id="syntax"),
    pytest.param(StopIteration(), "StopIteration: ", id="stop-iteration"),
    pytest.param(TwoArguments("a", "b"), "TwoArguments: a", id="two-arguments"),
    pytest.param(KeyError("a.py:1:2: x\nb"), "KeyError: 'a.py: 1: 2: x\\nb'", id="position"),
    pytest.param(ValueError("one\ntwo\x1b[31m"), "ValueError: one two [31m", id="two-lines"),
    pytest.param(OSError(2, "gone"), "[Errno 2] gone", id="os"),
    pytest.param(NoText(), "NoText", id="no-text"),
]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Exception], None]:
    """Make a function raise while `bad.py` is judged, and only then."""
    judged: list[str] = []
    run = Plugin.run

    def run_and_note(self: Plugin) -> Iterator[object]:
        judged[:] = [os.path.basename(self.filename)]
        return run(self)

    monkeypatch.setattr(Plugin, "run", run_and_note)

    def fail(point: str, error: Exception) -> None:
        function: Callable[..., object] = pkgutil.resolve_name(point)

        def raising(*arguments: object, **keywords: object) -> object:
            if judged == ["bad.py"]:
                raise error
            return function(*arguments, **keywords)

        monkeypatch.setattr(point, raising)

    return fail


@pytest.mark.parametrize("point", POINTS)
def test_an_internal_error_is_a_finding_wherever_it_happens(
    point: str,
    failing: Callable[[str, Exception], None],
    project_dir: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """The other files are judged as ever."""
    source = "from acme.legacy.engine import (\n    Engine,\n)\n"
    files = dict.fromkeys(("a.py", "bad.py", "c.py"), source)
    write_files(project_dir, {"ssot.toml": RULES, **files})
    failing(point, RuntimeError("broken"))
    printed = run_flake8(capsysbinary, *files).splitlines()
    line = FIRST_LINE.replace(":1:32", ":2:5")
    assert printed == [f"a.py{line}", f"bad.py{SOT900}RuntimeError: broken", f"c.py{line}"]


@pytest.mark.parametrize(("error", "words"), ERRORS)
def test_an_internal_error_of_any_kind_is_a_finding(
    error: Exception,
    words: str,
    failing: Callable[[str, Exception], None],
    project_dir: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    files = dict.fromkeys(("a.py", "bad.py", "c.py"), f"{ENGINE}\n")
    write_files(project_dir, {"ssot.toml": RULES, **files})
    failing("flake8_ssot.plugin.check", error)
    first, second, third = run_flake8(capsysbinary, *files).splitlines()
    assert (first, third) == (f"a.py{FIRST_LINE}", f"c.py{FIRST_LINE}")
    assert second.startswith(f"bad.py{SOT900}")
    assert words in second


def test_no_internal_error_no_sot900(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "bad.py": f"{ENGINE}\n"})
    assert run_flake8(capsysbinary, "bad.py") == f"bad.py{FIRST_LINE}\n"


def test_the_debug_variable_raises_internal_errors(
    failing: Callable[[str, Exception], None],
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "bad.py": f"{ENGINE}\n"})
    failing("flake8_ssot.plugin.check", RuntimeError("broken"))
    monkeypatch.setenv("SSOT_DEBUG", "1")
    with pytest.raises(RuntimeError, match="broken"):
        run_flake8(capsysbinary, "bad.py")
    monkeypatch.setenv("SSOT_DEBUG", "")
    assert run_flake8(capsysbinary, "bad.py") == f"bad.py{SOT900}RuntimeError: broken\n"


FAIL_IN_WORKERS = """
import multiprocessing, sys
from flake8.main import cli
from flake8_ssot import plugin

class TwoArguments(Exception):
    def __init__(self, first, second):
        super().__init__(first)

check = plugin.check
errors = [RuntimeError("x"), RecursionError("x"), MemoryError("x"), SyntaxError("x"),
          TwoArguments("x", "y"), UnicodeDecodeError("utf-8", b"x", 0, 1, "x")]

def failing(source, *arguments, **keywords):
    if source.path == "bad.py":
        raise error
    return check(source, *arguments, **keywords)

plugin.check = failing
multiprocessing.set_start_method("fork")
for error in errors:
    print(type(error).__name__, flush=True)
    code = cli.main(sys.argv[1:])
    sys.stdout.flush()
    assert code == 1
"""


def test_internal_errors_in_workers_are_findings(project_dir: Path) -> None:
    """Even of a kind that a process cannot hand to another; the other files are judged."""
    files = dict.fromkeys(("a.py", "bad.py", "c.py"), f"{ENGINE}\n")
    write_files(project_dir, {"ssot.toml": RULES, **files})
    done = run_python(FAIL_IN_WORKERS, "--isolated", "--select=SOT", "-j2", *files)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    kinds = lines[::4]
    assert kinds == [
        "RuntimeError",
        "RecursionError",
        "MemoryError",
        "SyntaxError",
        "TwoArguments",
        "UnicodeDecodeError",
    ]
    for number, kind in enumerate(kinds):
        first, second, third = lines[4 * number + 1 : 4 * number + 4]
        assert (first, third) == (f"a.py{FIRST_LINE}", f"c.py{FIRST_LINE}")
        assert second.startswith(f"bad.py{SOT900}{kind}: ")


# Long lives: editors keep flake8's process, and so our module, for days

OTHER_RULES = RULES.replace("shares state", "another reason")
OTHER_LINE = FIRST_LINE.replace("shares state", "another reason")
PACK = 'extend = ["rules/pack.toml"]\n'


def test_a_changed_rule_file_counts_at_once(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "a.py": f"{ENGINE}\n"})
    assert run_flake8(capsysbinary, "a.py") == f"a.py{FIRST_LINE}\n"
    assert run_flake8(capsysbinary, "a.py") == f"a.py{FIRST_LINE}\n"
    write_files(project_dir, {"ssot.toml": OTHER_RULES})
    assert run_flake8(capsysbinary, "a.py") == f"a.py{OTHER_LINE}\n"
    write_files(project_dir, {"ssot.toml": "[[moved]"})
    assert "critical error" in run_flake8(capsysbinary, "a.py")
    write_files(project_dir, {"ssot.toml": RULES})
    assert run_flake8(capsysbinary, "a.py") == f"a.py{FIRST_LINE}\n"
    (project_dir / "ssot.toml").unlink()
    assert run_flake8(capsysbinary, "a.py") == ""


def test_a_rule_file_of_the_same_size_counts_at_once(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Saved as editors do, by a new file under the old name; even with its old time."""
    rules = project_dir / "ssot.toml"
    write_files(project_dir, {"ssot.toml": RULES, "a.py": f"{ENGINE}\n"})
    assert run_flake8(capsysbinary, "a.py") == f"a.py{FIRST_LINE}\n"
    status = rules.stat()
    write_files(project_dir, {"new.toml": RULES.replace("shares state", "shared state")})
    os.utime(project_dir / "new.toml", ns=(status.st_atime_ns, status.st_mtime_ns))
    (project_dir / "new.toml").replace(rules)
    expected = FIRST_LINE.replace("shares state", "shared state")
    assert run_flake8(capsysbinary, "a.py") == f"a.py{expected}\n"


def test_a_changed_pack_counts_at_once(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    files = {"ssot.toml": PACK, "rules/pack.toml": RULES, "a.py": f"{ENGINE}\n"}
    write_files(project_dir, files)
    assert run_flake8(capsysbinary, "a.py") == f"a.py{FIRST_LINE}\n"
    write_files(project_dir, {"rules/pack.toml": OTHER_RULES})
    assert run_flake8(capsysbinary, "a.py") == f"a.py{OTHER_LINE}\n"


def test_a_nearer_rule_file_and_another_folder_count_at_once(
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    write_files(project_dir, {"ssot.toml": RULES, "pkg/a.py": f"{ENGINE}\n"})
    monkeypatch.chdir(project_dir / "pkg")
    assert run_flake8(capsysbinary, "a.py") == f"a.py{FIRST_LINE}\n"
    write_files(project_dir, {"pkg/ssot.toml": OTHER_RULES})
    assert run_flake8(capsysbinary, "a.py") == f"a.py{OTHER_LINE}\n"
    monkeypatch.chdir(project_dir)
    assert run_flake8(capsysbinary, "pkg/a.py") == f"pkg/a.py{FIRST_LINE}\n"
    write_files(project_dir, {"other.toml": OTHER_RULES})
    options = ["--ssot-config=other.toml", "pkg/a.py"]
    assert run_flake8(capsysbinary, *options) == f"pkg/a.py{OTHER_LINE}\n"
    assert run_flake8(capsysbinary, "pkg/a.py") == f"pkg/a.py{FIRST_LINE}\n"


def test_unchanged_rules_are_read_once(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    loads = []
    load = project.load

    def counting(file: str | None, start: str) -> project.Project:
        loads.append(file)
        return load(file, start)

    monkeypatch.setattr(project, "load", counting)
    write_files(project_dir, {"ssot.toml": RULES, "a.py": f"{ENGINE}\n"})
    for _ in range(3):
        assert run_flake8(capsysbinary, "a.py") == f"a.py{FIRST_LINE}\n"
    assert loads == [str(project_dir / "ssot.toml")]


def test_options_of_one_run_are_gone_in_the_next(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    source = "from acme.legacy.engine import (  # noqa\n    Engine,\n)\n"
    write_files(project_dir, {"ssot.toml": RULES, "a.py": source})
    expected = f"a.py{FIRST_LINE.replace(':1:32', ':2:5')}\n"
    assert run_flake8(capsysbinary, "a.py") == ""
    assert run_flake8(capsysbinary, "--disable-noqa", "a.py") == expected
    assert run_flake8(capsysbinary, "a.py") == ""


def test_a_rule_is_overdue_from_its_day_on_in_a_process_started_before(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    rules = RULES.replace('why = "shares state"', "remove-by = 2026-03-01")
    write_files(project_dir, {"ssot.toml": rules, "a.py": f"{ENGINE}\n"})
    overdue = []
    for day in (datetime.date(2026, 2, 28), datetime.date(2026, 3, 1)):
        calendar = SimpleNamespace(date=SimpleNamespace(today=lambda day=day: day))
        for module in (project, plugin_module):
            monkeypatch.setattr(module, "datetime", calendar, raising=False)
        overdue.append("(overdue since 2026-03-01)" in run_flake8(capsysbinary, "a.py"))
    assert overdue == [False, True]


def test_flake8s_programming_interface(
    project_dir: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """`flake8.api.legacy`, twice in one process, the rules changed in between."""
    write_files(project_dir, {"ssot.toml": RULES, "a.py": f"{ENGINE}\n"})
    statistics = []
    for rules in (RULES, OTHER_RULES):
        write_files(project_dir, {"ssot.toml": rules})
        report = legacy.get_style_guide(select=["SOT"]).check_files(["a.py"])
        statistics += report.get_statistics("SOT")
    lines = capsysbinary.readouterr().out.decode().splitlines()
    assert lines == [f"a.py{FIRST_LINE}", f"a.py{OTHER_LINE}"]
    assert statistics == [f"1 {line.partition(': ')[2]}" for line in (FIRST_LINE, OTHER_LINE)]
