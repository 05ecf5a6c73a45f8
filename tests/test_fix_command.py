"""`ssot fix` as a person, a hook or an editor calls it; and `ssot undo` after it, byte for byte."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support import write_files
from test_cli import CSI, Screen, on_terminal, with_bar

from flake8_ssot import cli, fix_command, scan
from flake8_ssot.fix import Fixed, Left
from flake8_ssot.model import Finding, Kind, Span

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
SSOT = [sys.executable, "-m", "flake8_ssot"]

RULES = """\
[[moved]]
id = "engine"
old = "acme.legacy.Engine"
new = "acme.core.UserEngine"

[[moved]]
id = "tools"
old = "acme.tools"
new = "acme.kit"

[[moved]]
id = "gone"
old = "acme.gone"
"""
OLD = "from acme.legacy import Engine\n"
NEW = "from acme.core import UserEngine as Engine\n"
OLD_TOOLS = "import acme.tools as t\nt.Saw\n"
NEW_TOOLS = "import acme.kit as t\nt.Saw\n"
GONE = "from acme import gone\n"
GOOD = "import os\n"
BROKEN = "def (:\n"
TESTED = "def test_deprecated_path():\n    from acme.legacy import Engine\n    Engine()\n"
TESTED_NEW = TESTED.replace(OLD.strip(), NEW.strip())
SUCCESSOR = "the rule names no successor"
UNDO = "`ssot undo` takes this back."


class Result(NamedTuple):
    """How a run ended."""

    code: int
    out: list[str]
    err: list[str]


class Tree:
    """A project in which `ssot` is called."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capture = capture

    def put(self, files: Mapping[str, str | bytes]) -> dict[str, object]:
        """Write files; the state of the tree with them."""
        write_files(self.root, files)
        return self.state()

    def state(self) -> dict[str, object]:
        return state(self.root)

    def call(self, *arguments: str) -> Result:
        """`ssot` in this process."""
        self.capture.readouterr()
        code = cli.main(arguments)
        out, err = self.capture.readouterr()
        return Result(code, out.splitlines(), err.splitlines())

    def fix(self, *arguments: str) -> Result:
        return self.call("fix", *arguments)

    def assert_undone(self, before: dict[str, object], *arguments: str) -> None:
        """The last run is taken back: everything is as it was."""
        assert self.call("undo", *arguments).code == 0
        assert self.state() == before
        assert self.call("undo", *arguments).out == ["Nothing to take back."]


def state(folder: Path) -> dict[str, object]:
    """Every file and link below, with what it holds, its mode and where it leads."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[str(path)] = os.readlink(path)
        elif path.is_file():
            found[str(path)] = (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
    return found


def code_in(folder: Path) -> dict[str, object]:
    """As `state`, without what we keep for ourselves."""
    ours = ("/state/", "/cache/")
    return {
        name: data for name, data in state(folder).items() if not any(part in name for part in ours)
    }


@pytest.fixture
def tree(project_dir: Path, capsys: pytest.CaptureFixture[str]) -> Tree:
    """A project with the rules and no source."""
    write_files(project_dir, {"ssot.toml": RULES})
    return Tree(project_dir, capsys)


def ssot(*arguments: str | bytes, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """`ssot` as a process of its own."""
    options.setdefault("stdin", None if "input" in options else subprocess.DEVNULL)
    return subprocess.run([*SSOT, *arguments], capture_output=True, timeout=60, **options)


# --- a plain run ---


def test_files_are_rewritten(tree: Tree) -> None:
    before = tree.put(
        {"a.py": OLD + GONE, "pkg/b.py": OLD_TOOLS, "pkg/c.py": GOOD, "d.py": GONE, "e.txt": OLD}
    )
    assert tree.fix() == Result(
        1,
        [
            "Fixing ./a.py",
            "Fixing ./pkg/b.py",
            "engine: 1 fixed",
            "tools: 2 fixed",
            "gone: 2 left",
            f"    {SUCCESSOR} (./a.py:2 and 1 more)",
            "3 findings fixed in 2 of 4 files, 2 left.",
            UNDO,
        ],
        [],
    )
    after = {"a.py": NEW + GONE, "pkg/b.py": NEW_TOOLS, "d.py": GONE, "e.txt": OLD}
    assert {name: (tree.root / name).read_text() for name in after} == after
    now = tree.state()
    assert tree.fix() == Result(
        0,
        [
            "gone: 2 left",
            f"    {SUCCESSOR} (./a.py:2 and 1 more)",
            "Nothing fixed, 2 findings left.",
        ],
        [],
    )
    assert tree.state() == now
    tree.assert_undone(before)


@pytest.mark.parametrize(
    ("files", "arguments", "result"),
    [
        pytest.param(
            {"a.py": GOOD}, [], Result(0, ["No findings, 1 file looked at."], []), id="no-finding"
        ),
        pytest.param({}, [], Result(0, ["No findings, 0 files looked at."], []), id="no-file"),
        pytest.param(
            {"sub/a.txt": OLD},
            ["sub"],
            Result(0, ["No findings, 0 files looked at."], []),
            id="folder-without-python",
        ),
        pytest.param(
            {"vendor/a.py": OLD},
            [".", "--exclude", "vendor"],
            Result(0, ["No findings, 0 files looked at."], []),
            id="excluded",
        ),
        pytest.param(
            {"a.py": OLD, "ssot.toml": f'exclude = ["a.py"]\n{RULES}'},
            [],
            Result(0, ["No findings, 1 file looked at."], []),
            id="excluded-by-our-configuration",
        ),
        pytest.param(
            {"a.py": f"{OLD[:-1]}  # noqa: SOT101\n"},
            [],
            Result(0, ["No findings, 1 file looked at."], []),
            id="noqa",
        ),
        pytest.param(
            {"a.py": BROKEN},
            ["--no-syntax-check"],
            Result(0, ["No findings, 1 file looked at."], []),
            id="unparsable-and-nobody-asks",
        ),
        pytest.param({"a.py": GOOD}, ["--quiet"], Result(0, [], []), id="quiet"),
        pytest.param(
            {"a.py": GOOD},
            ["--quiet", "no.py"],
            Result(2, [], ["no.py: cannot be read: No such file or directory"]),
            id="missing",
        ),
        pytest.param(
            {"a.py": OLD},
            ["--rule", "engin"],
            Result(2, [], ["--rule: no rule has the id 'engin' (did you mean 'engine'?)"]),
            id="unknown-rule",
        ),
        pytest.param(
            {"a.py": OLD},
            ["-", "a.py"],
            Result(2, [], ["fix: - (standard input) cannot be mixed with files"]),
            id="standard-input-and-a-file",
        ),
    ],
)
def test_nothing_is_changed(
    files: dict[str, str | bytes], arguments: list[str], result: Result, tree: Tree
) -> None:
    before = tree.put(files)
    assert tree.fix(*arguments) == result
    assert tree.state() == before
    assert tree.call("undo").out == ["Nothing to take back."]
    assert not (tree.root.parent / "state").exists()


def test_bad_rules(tree: Tree) -> None:
    before = tree.put({"a.py": OLD, "ssot.toml": "x = 1\n"})
    result = tree.fix()
    assert (result.code, result.out) == (2, [])
    assert result.err[0].startswith("ssot.toml:1: ")
    assert tree.state() == before


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--diff", "--check"], id="two-ways"),
        pytest.param(["--jobs", "0"], id="no-job"),
    ],
)
def test_wrong_usage(arguments: list[str], tree: Tree) -> None:
    before = tree.put({"a.py": OLD})
    with pytest.raises(SystemExit) as caught:
        tree.fix(*arguments)
    assert caught.value.code == 2
    assert tree.capture.readouterr().err.startswith("usage: ssot fix")
    assert tree.state() == before


SELECTIONS = [
    pytest.param(["--select", "SOT101"], NEW + NEW_TOOLS + TESTED, id="select"),
    pytest.param(["--select", "SOT106,SOT2"], OLD + OLD_TOOLS + TESTED, id="select-others"),
    pytest.param(["--select", "SOT9"], OLD + OLD_TOOLS + TESTED, id="select-nothing"),
    pytest.param(["--ignore", "SOT1"], OLD + OLD_TOOLS + TESTED, id="ignore"),
    pytest.param(["--ignore", "SOT2"], NEW + NEW_TOOLS + TESTED, id="ignore-others"),
    pytest.param(["--rule", "engine"], NEW + OLD_TOOLS + TESTED, id="rule"),
    pytest.param(["--rule", "tools", "--rule", "gone"], OLD + NEW_TOOLS + TESTED, id="rules"),
    pytest.param(["--rule", "gone"], OLD + OLD_TOOLS + TESTED, id="rule-without-findings"),
    pytest.param(["--unsafe"], NEW + NEW_TOOLS + TESTED_NEW, id="unsafe"),
    pytest.param(["--unsafe", "--rule", "engine"], NEW + OLD_TOOLS + TESTED_NEW, id="unsafe-rule"),
]


@pytest.mark.parametrize(("arguments", "after"), SELECTIONS)
def test_what_is_fixed(arguments: list[str], after: str, tree: Tree) -> None:
    text = OLD + OLD_TOOLS + TESTED
    before = tree.put({"test_a.py": text})
    assert tree.fix(*arguments).code == (after != text)
    assert (tree.root / "test_a.py").read_text() == after
    if after != text:
        tree.assert_undone(before)


def test_noqa_is_ignored_if_it_is_said(tree: Tree) -> None:
    before = tree.put({"a.py": f"{OLD[:-1]}  # noqa: SOT101\n"})
    assert tree.fix("--disable-noqa").code == 1
    assert (tree.root / "a.py").read_text() == f"{NEW[:-1]}  # noqa: SOT101\n"
    tree.assert_undone(before)


def test_unsafe_is_offered(tree: Tree) -> None:
    tree.put({"test_a.py": OLD + TESTED})
    lines = tree.fix().out
    assert lines[1:] == [
        "engine: 1 fixed, 1 left",
        "    unsafe: looks like a test of the old path (./test_a.py:3)",
        "1 finding fixed in 1 of 1 file, 1 left.",
        "With --unsafe, 1 of those left would be fixed, too.",
        UNDO,
    ]
    assert tree.fix("--unsafe").out[1:] == [
        "engine: 1 fixed",
        "1 finding fixed in 1 of 1 file, 0 left.",
        UNDO,
    ]


def test_quiet_says_which_files_were_changed(tree: Tree) -> None:
    before = tree.put({"a.py": OLD + GONE, "b.py": BROKEN, "c.py": OLD})
    result = tree.fix("--quiet")
    assert (result.code, result.out) == (2, ["Fixing ./a.py", "Fixing ./c.py"])
    assert len(result.err) == 1
    tree.assert_undone(before)


def test_problems_come_before_the_summary(tree: Tree) -> None:
    """The good files are mended; the others are named, and counted in the last lines."""
    before = tree.put({"a.py": OLD, "b.py": OLD + BROKEN, "c.py": BROKEN, "d.py": OLD})
    done = ssot("fix", ".", "missing.py", stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert done.stdout.decode().splitlines() == [
        "Fixing ./a.py",
        "Fixing ./d.py",
        "engine: 2 fixed",
        "2 findings fixed in 2 of 5 files, 0 left.",
        "3 files could not be mended, see above.",
        UNDO,
    ]
    errors = done.stderr.decode().splitlines()
    assert [line.partition(": ")[0] for line in errors] == ["./b.py:2", "./c.py:1", "missing.py"]
    assert b"Traceback" not in done.stderr
    tree.assert_undone(before)


def test_only_the_files_given(tree: Tree) -> None:
    before = tree.put(dict.fromkeys(["a.py", "b.py", "sub/c.py", "sub/d.py", "script"], OLD))
    assert tree.fix("a.py", "sub/d.py", "script").code == 1
    mended = {os.path.relpath(name) for name, data in tree.state().items() if data != before[name]}
    assert mended == {"a.py", "sub/d.py", "script"}
    tree.assert_undone(before)


def test_from_a_folder_below(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree.put({"a.py": OLD, "sub/b.py": OLD})
    monkeypatch.chdir(tree.root / "sub")
    assert tree.fix().out[0] == "Fixing ./b.py"
    assert (tree.root / "a.py").read_text() == OLD
    assert tree.fix(str(tree.root / "a.py"), "../sub/b.py").out[-1] == UNDO
    assert (tree.root / "a.py").read_text() == NEW
    assert tree.call("undo").code == tree.call("undo").code == 0
    assert tree.state() == before


def test_more_processes_do_the_same(tree: Tree, tmp_path: Path) -> None:
    kinds: list[str | bytes] = [
        OLD,
        OLD_TOOLS,
        GOOD,
        GONE,
        BROKEN,
        OLD.encode() + b"\xff\n",
        TESTED,
    ]
    count = max(100, scan.SERIAL_BELOW)
    before = tree.put({f"pkg{n % 7}/test_{n}.py": kinds[n % len(kinds)] for n in range(count)})
    results = []
    for jobs in ("1", "2"):
        results.append((tree.fix("--jobs", jobs), tree.state()))
        tree.assert_undone(before)
    assert results[0] == results[1]
    assert results[0][0].code == 2
    assert results[0][1] != before


# --- the summary ---


def left(rule: str, reason: str, path: str, line: int = 1) -> Left:
    finding = Finding("SOT101", rule, Kind.FROM, path, Span(line, 1, line, 2), "m", "a", "b", "")
    return Left(finding, reason)


@pytest.mark.parametrize(
    ("reasons", "lines"),
    [
        pytest.param(
            {"b": 1, "a": 3, "c": 2},
            ["a (./m.py:1 and 2 more)", "c (./m.py:1 and 1 more)", "b (./m.py:1)"],
            id="the-commonest-first",
        ),
        pytest.param(
            dict.fromkeys("abcd", 1), [f"{name} (./m.py:1)" for name in "abcd"], id="four"
        ),
        pytest.param(
            {"a": 4, "b": 3, "c": 2, "d": 1, "e": 1},
            [
                "a (./m.py:1 and 3 more)",
                "b (./m.py:1 and 2 more)",
                "c (./m.py:1 and 1 more)",
                "2 more for 2 other reasons",
            ],
            id="five",
        ),
        pytest.param(
            {"`x` is bound on line 3": 1, "`y` is bound on line 40": 1, "a is 'z'": 1},
            ["`x` is bound on line 3 (./m.py:1 and 1 more)", "a is 'z' (./m.py:1)"],
            id="names-and-numbers-make-no-reason",
        ),
        pytest.param({"\x1b[31m\n": 1}, ["?[31m? (./m.py:1)"], id="control-characters"),
    ],
)
def test_reasons(
    reasons: dict[str, int], lines: list[str], tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [left("r", reason, "./m.py") for reason, count in reasons.items() for _ in range(count)]
    monkeypatch.setattr(
        fix_command, "fix_file", lambda file, **_: Fixed(file, b"", b"", left=tuple(found))
    )
    tree.put({"m.py": GOOD})
    out = tree.fix().out
    assert out == [
        f"r: {len(found)} left",
        *(f"    {line}" for line in lines),
        f"Nothing fixed, {len(found)} finding{'s' * (len(found) > 1)} left.",
    ]


def test_what_is_left_comes_last(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    def fix_file(file: str, **_: object) -> Fixed:
        fixed = tuple(left(rule, "", file).finding for rule in "dbca")
        return Fixed(file, b"", b"", fixed, (left("c", "why", file), left("a", "why", file)))

    monkeypatch.setattr(fix_command, "fix_file", fix_file)
    tree.put({"m.py": GOOD})
    assert [line for line in tree.fix().out if line[1] == ":"] == [
        "b: 1 fixed",
        "d: 1 fixed",
        "a: 1 fixed, 1 left",
        "c: 1 fixed, 1 left",
    ]


# --- a patch, a check ---

ODD: dict[str, str | bytes] = {
    "crlf.py": f"# a\r\n{OLD[:-1]}\r\nx = 1\r\n",
    "mixed.py": f"# a\r\n{OLD}x = 1\r\n",
    "end.py": OLD[:-1],
    "letters.py": f"é = '日本'\n{OLD}",
    "bom.py": b"\xef\xbb\xbf" + OLD.encode(),
    "latin.py": b"# coding: latin-1\nx = '\xe9'\n" + OLD.encode() + b"y = '\xe8'",
    "feed.py": f"\x0c\n{OLD}\tif_ = '\u2028\x1c'\n".replace("\tif_", "if_"),
    "sub/deep/er.py": OLD,
    "sub/with blank.py": OLD,
    "two  blanks/'quote'.py": OLD,
    'double"quote.py': OLD,
    "tab\tbreak\n.py": OLD,
    "größe/日本.py": OLD,
    "clean.py": GOOD,
    "left.py": GONE,
}
PROGRAMS = [("git", "apply", "--whitespace=nowarn", "-"), ("patch", "-p1", "--silent")]


@pytest.mark.parametrize("command", PROGRAMS, ids=["git", "patch"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_patch_does_what_a_run_does(
    command: tuple[str, ...], jobs: str, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}")
    files = ODD if jobs == "1" else {**ODD, **{f"more/{n}.py": OLD for n in range(80)}}
    before = tree.put(files)
    done = ssot("fix", "--diff", "--jobs", jobs)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1].endswith(f"of {len(files)} files, 1 left.")
    assert tree.state() == before
    assert not (tree.root.parent / "state").exists()
    subprocess.run(command, input=done.stdout, check=True, timeout=60)
    patched = tree.state()
    tree.put(files)
    assert tree.state() == before
    assert tree.fix().code == 1
    assert tree.state() == patched
    tree.assert_undone(before)


def test_a_patch_of_one_file(tree: Tree) -> None:
    tree.put({"a b.py": OLD})
    patch = [
        "--- a/a b.py\t",
        "+++ b/a b.py\t",
        "@@ -1 +1 @@",
        f"-{OLD[:-1]}",
        f"+{NEW[:-1]}",
    ]
    summary = ["engine: 1 would be fixed", "1 finding would be fixed in 1 of 1 file, 0 left."]
    for spelled in ("a b.py", "./a b.py", ".//a b.py", str(tree.root / "a b.py")):
        assert tree.fix("--diff", spelled) == Result(1, patch, summary)
    assert tree.fix("--diff", "--quiet") == Result(1, patch, [])
    tree.put({"a b.py": NEW})
    assert tree.fix("--diff") == Result(0, [], ["No findings, 1 file looked at."])


def test_a_patch_for_files_elsewhere(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is for the root of the file system then."""
    tree.put({"a.py": OLD, "sub/x.py": GOOD})
    monkeypatch.chdir(tree.root / "sub")
    assert tree.fix("--diff", "../a.py").out[0] == f"--- a{tree.root / 'a.py'}"


def test_a_patch_for_a_link_names_the_file_behind_it(tree: Tree) -> None:
    tree.put({"sub/a.py": OLD})
    (tree.root / "link.py").symlink_to("sub/a.py")
    for arguments in (["link.py"], ["."], ["link.py", "sub/a.py"]):
        out = tree.fix("--diff", *arguments).out
        assert [line for line in out if line[:3] == "---"] == ["--- a/sub/a.py"]


def test_check(tree: Tree) -> None:
    before = tree.put({"a.py": OLD + GONE, "b.py": GOOD, "sub/c.py": OLD})
    assert tree.fix("--check") == Result(
        1,
        [
            "Would fix ./a.py",
            "Would fix ./sub/c.py",
            "engine: 2 would be fixed",
            "gone: 1 left",
            f"    {SUCCESSOR} (./a.py:2)",
            "2 findings would be fixed in 2 of 3 files, 1 left.",
        ],
        [],
    )
    assert tree.fix("--check", "--quiet").out == ["Would fix ./a.py", "Would fix ./sub/c.py"]
    assert tree.fix("--check", "b.py").code == 0
    tree.put({"d.py": BROKEN})
    assert tree.fix("--check").code == tree.fix("--diff").code == 2
    assert {**before, str(tree.root / "d.py"): None}.keys() == tree.state().keys()
    (tree.root / "d.py").unlink()
    assert tree.state() == before
    assert not (tree.root.parent / "state").exists()


@pytest.mark.parametrize("option", ["--diff", "--check"])
def test_what_writes_nothing_needs_no_journal(
    option: str, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.put({"a.py": OLD})
    monkeypatch.setenv("SSOT_STATE_DIR", str(tree.root / "a.py"))
    assert tree.fix(option).code == 1


# --- standard input ---

LATIN = b"# coding: latin-1\r\nx = '\xe9'\r\n"
PIPED = [
    pytest.param(OLD.encode(), NEW.encode(), 0, id="changed"),
    pytest.param(b"", b"", 0, id="empty"),
    pytest.param(GOOD.encode(), GOOD.encode(), 0, id="no-finding"),
    pytest.param(GONE.encode(), GONE.encode(), 0, id="left"),
    pytest.param(OLD.encode()[:-1], NEW.encode()[:-1], 0, id="no-final-newline"),
    pytest.param(OLD.encode()[:-1] + b"\r\n\r", NEW.encode()[:-1] + b"\r\n\r", 0, id="crlf"),
    pytest.param(b"\xef\xbb\xbf" + OLD.encode(), b"\xef\xbb\xbf" + NEW.encode(), 0, id="bom"),
    pytest.param(LATIN + OLD.encode(), LATIN + NEW.encode(), 0, id="latin-1"),
    pytest.param(LATIN, LATIN, 0, id="latin-1-unchanged"),
    pytest.param(OLD.encode() + b"x = (", OLD.encode() + b"x = (", 2, id="unparsable"),
    pytest.param(b"\xff\x00" + OLD.encode(), b"\xff\x00" + OLD.encode(), 2, id="no-text"),
]


@pytest.mark.parametrize(("data", "after", "code"), PIPED)
@pytest.mark.parametrize("name", [None, "pkg/größe.py"])
def test_standard_input(data: bytes, after: bytes, code: int, name: str | None, tree: Tree) -> None:
    """The source and nothing else is on standard output, byte for byte."""
    before = tree.put({"pkg/größe.py": "untouched"})
    named = ["--stdin-filename", name] if name else []
    done = ssot("fix", "-", *named, input=data)
    assert (done.returncode, done.stdout) == (code, after)
    summary = done.stderr.decode()
    assert ("1 finding fixed in 1 of 1 file" in summary) == (after != data)
    assert ("could not be mended" in summary) == (code == 2)
    assert "Traceback" not in summary
    assert "undo" not in summary
    if code == 2:
        assert summary.startswith(f"{name or 'stdin'}:")
    quiet = ssot("fix", "--quiet", "-", *named, input=data)
    assert (quiet.returncode, quiet.stdout) == (code, after)
    assert quiet.stderr.count(b"\n") == (code == 2)
    assert tree.state() == before
    assert tree.call("undo").out == ["Nothing to take back."]


def test_standard_input_as_a_patch_or_a_check(tree: Tree) -> None:
    for source, code in ((OLD, 1), (GOOD, 0)):
        diff = ssot("fix", "-", "--diff", "--stdin-filename", "./pkg/a.py", input=source.encode())
        check = ssot("fix", "-", "--check", "--stdin-filename", "./pkg/a.py", input=source.encode())
        assert diff.returncode == check.returncode == code
        assert diff.stdout.startswith(b"--- a/pkg/a.py\n" if code else b"")
        assert check.stdout.startswith(b"Would fix ./pkg/a.py\n" if code else b"No findings")
        assert check.stderr == b""
    assert tree.state().keys() == {str(tree.root / "ssot.toml")}


@pytest.mark.parametrize(
    ("settings", "arguments"),
    [
        pytest.param("", ["--exclude", "vendor/a.py"], id="option"),
        pytest.param('exclude = ["vendor/**"]\n', [], id="our-configuration"),
    ],
)
@pytest.mark.parametrize("way", [[], ["--diff"], ["--check"]], ids=["plain", "diff", "check"])
def test_excluded_standard_input_comes_back(
    settings: str, arguments: list[str], way: list[str], tree: Tree
) -> None:
    """An editor replaces the buffer with what it gets."""
    tree.put({"ssot.toml": settings + RULES})
    name = ["--stdin-filename", "vendor/a.py"]
    done = ssot("fix", "-q", "-", *way, *name, *arguments, input=OLD.encode())
    assert (done.returncode, done.stdout) == (0, b"" if way else OLD.encode())
    assert done.stderr == b""


# --- a configuration elsewhere ---


@pytest.fixture
def elsewhere(tree: Tree, tmp_path: Path) -> Path:
    """A folder beside the project."""
    (tmp_path / "else where").mkdir()
    return tmp_path / "else where"


def test_files_outside_of_the_folder_of_the_configuration(
    tree: Tree, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(elsewhere, {"a.py": OLD, "sub/b.py": OLD})
    before = state(elsewhere)
    monkeypatch.chdir(elsewhere)
    assert tree.fix("--config", "../project/ssot.toml").out[-1] == UNDO
    assert state(elsewhere) != before
    assert tree.call("undo").code == 0
    assert state(elsewhere) == before


@pytest.mark.parametrize("folder", ["project", "home", "else where"])
def test_the_hint_for_undo_is_right(
    folder: str, tree: Tree, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the command is called, and whatever file is named."""
    write_files(elsewhere, {"a.py": OLD, "sub/b.py": OLD})
    write_files(tree.root, {"c.py": OLD, "sub/d.py": OLD})
    whole = tree.root.parent
    before = code_in(whole)
    monkeypatch.chdir(whole / folder)
    config = ["--config", str(tree.root / "ssot.toml")]
    for files in (
        [elsewhere / "a.py"],
        [elsewhere],
        [elsewhere / "sub" / "b.py"],
        [tree.root],
        [tree.root / "sub"],
        [tree.root, elsewhere],
        [Path(os.path.relpath(elsewhere))],
    ):
        result = tree.fix(*config, *map(str, files))
        assert (result.code, result.err) == (1, [])
        hint = re.fullmatch(r"`ssot (undo.*)` takes this back\.", result.out[-1])
        assert hint is not None, result.out[-1]
        command = f"{' '.join(SSOT)} {hint[1]}"
        done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")
        assert re.fullmatch(r"\d files? taken back\.\n", done.stdout)
        assert code_in(whole) == before


def test_the_hint_is_short_where_it_can_be(tree: Tree, elsewhere: Path) -> None:
    write_files(elsewhere, {"sub/b.py": OLD})
    folder = elsewhere / "sub"
    assert tree.fix("../else where/sub").out[-1] == f"`ssot undo '{folder}'` takes this back."
    tree.put({"a.py": OLD})
    assert tree.fix(".").out[-1] == UNDO


# --- links, modes, names ---


def test_a_link_within_the_project(tree: Tree) -> None:
    """What it leads to is rewritten, once, and it stays a link."""
    tree.put({"sub/target.txt": OLD})
    (tree.root / "link.py").symlink_to("sub/target.txt")
    before = tree.state()
    result = tree.fix()
    assert (result.code, result.out[0]) == (1, "Fixing ./link.py")
    assert (tree.root / "link.py").is_symlink()
    assert (tree.root / "sub" / "target.txt").read_text() == NEW
    tree.assert_undone(before)


def test_a_file_named_more_than_once(tree: Tree) -> None:
    """Through links, through a link to its folder, in several spellings: one file."""
    tree.put({"sub/target.py": OLD})
    (tree.root / "a_link.py").symlink_to("sub/target.py")
    (tree.root / "folder").symlink_to("sub")
    before = tree.state()
    again = ["folder", "sub/target.py", "./sub/target.py", ".", "sub//target.py", "sub", "."]
    result = tree.fix(*again)
    assert (result.code, result.err) == (1, [])
    assert len([line for line in result.out if line.startswith("Fixing ")]) == 1
    assert result.out[-2] == "1 finding fixed in 1 of 1 file, 0 left."
    tree.assert_undone(before)


@pytest.mark.parametrize("inside", [True, False])
def test_a_link_out_of_the_project(inside: bool, tree: Tree, elsewhere: Path) -> None:
    write_files(elsewhere, {"target.py": OLD})
    (tree.root / "a.py").symlink_to(elsewhere / "target.py")
    tree.put({"b.py": OLD} if inside else {})
    before = tree.state()
    result = tree.fix()
    assert result.code == 2
    assert result.err == ["./a.py: is a link that leads out of the project"]
    total = (
        "1 finding fixed in 1 of 2 files, 1 left." if inside else "Nothing fixed, 1 finding left."
    )
    last = ["1 file could not be mended, see above.", *([UNDO] if inside else [])]
    assert result.out[-len(last) - 1 :] == [total, *last]
    assert (elsewhere / "target.py").read_text() == OLD
    if inside:
        tree.assert_undone(before)
    assert tree.state() == before


def _to_hard_link(path: Path) -> None:
    os.link(path, path.parent.parent / "other-name")


def _to_read_only(path: Path) -> None:
    path.chmod(0o444)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(_to_hard_link, "has another name (a hard link), left alone", id="hard-link"),
        pytest.param(_to_read_only, "is read-only", id="read-only"),
    ],
)
def test_files_that_are_left_alone(change: Callable[[Path], None], reason: str, tree: Tree) -> None:
    tree.put({"a.py": OLD + GONE, "b.py": OLD})
    change(tree.root / "a.py")
    before = tree.state()
    assert tree.fix() == Result(
        2,
        [
            "Fixing ./b.py",
            "engine: 1 fixed, 1 left",
            "    the file was not written (./a.py:1)",
            "gone: 1 left",
            f"    {SUCCESSOR} (./a.py:2)",
            "1 finding fixed in 1 of 2 files, 2 left.",
            "1 file could not be mended, see above.",
            UNDO,
        ],
        [f"./a.py: {reason}"],
    )
    assert (tree.root / "a.py").read_text() == OLD + GONE
    tree.assert_undone(before)


def test_a_folder_that_takes_no_new_file(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree.put({"sub/a.py": OLD, "b.py": OLD})
    real = os.open

    def refuse(path: Any, flags: int, *more: Any, **options: Any) -> int:
        if flags & os.O_CREAT and os.path.dirname(path) == str(tree.root / "sub"):
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *more, **options)

    if ROOT:
        monkeypatch.setattr(os, "open", refuse)
    else:
        (tree.root / "sub").chmod(0o555)
    result = tree.fix()
    if not ROOT:
        (tree.root / "sub").chmod(0o755)
    assert result.code == 2
    assert result.err == ["./sub/a.py: no file can be made beside it: Permission denied"]
    assert (tree.root / "b.py").read_text() == NEW
    assert (tree.root / "sub" / "a.py").read_text() == OLD
    tree.assert_undone(before)


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that are no text")
def test_names_that_are_no_text(tree: Tree) -> None:
    names = [b"latin\xe9.py", b"line\nbreak.py", b"\x1b[31m.py", b"\xc2\x9b.py"]
    for name in names:
        with open(os.path.join(os.fsencode(tree.root), name), "w") as file:
            file.write(OLD)
    before = tree.state()
    patch = ssot("fix", "--diff")
    subprocess.run(["git", "apply", "-"], input=patch.stdout, check=True, timeout=60)
    assert {data for name, data in tree.state().items() if not name.endswith("ssot.toml")} == {
        (NEW.encode(), 0o644)
    }
    for name in names:
        with open(os.path.join(os.fsencode(tree.root), name), "w") as file:
            file.write(OLD)
    done = ssot("fix")
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.splitlines()[:4] == [
        b"Fixing ./?[31m.py",
        b"Fixing ./latin\\udce9.py",
        b"Fixing ./line?break.py",
        b"Fixing ./?.py",
    ]
    undone = ssot("undo")
    assert (undone.returncode, undone.stdout) == (0, b"4 files taken back.\n")
    assert tree.state() == before


@pytest.mark.parametrize("arguments", [[], ["--diff"], ["--check"]], ids=["plain", "diff", "check"])
@pytest.mark.parametrize("content", [OLD, BROKEN, GONE], ids=["fixed", "problem", "left"])
def test_names_do_not_drive_the_terminal(content: str, arguments: list[str], tree: Tree) -> None:
    tree.put({"a\033]0;title\007\033[2J\r\x9bb.py": content})
    command = [*SSOT, "fix", "--color", "never", *arguments]
    _, text, _ = on_terminal(command)
    assert "b.py" in text
    assert [char for char in text if not char.isprintable() and char not in "\n\t"] == []


def test_content_does_not_drive_the_terminal(tree: Tree) -> None:
    """A patch on a terminal is to be read; in a pipe it is what the file holds."""
    content = f"# \033[2J\r\n{OLD[:-1]}\r\n"
    tree.put({"a.py": content})
    _, text, _ = on_terminal([*SSOT, "fix", "--diff", "--quiet"])
    assert text.splitlines() == [
        "--- a/a.py",
        "+++ b/a.py",
        "@@ -1,2 +1,2 @@",
        " # ?[2J",
        f"-{OLD[:-1]}",
        f"+{NEW[:-1]}",
    ]
    _, _, piped = on_terminal([*SSOT, "fix", "--diff", "--quiet"], stdout=False)
    assert b" # \033[2J\r\n" in piped


# --- terminals ---


def test_colour_on_a_terminal(tree: Tree) -> None:
    tree.put({"a.py": OLD + GONE})
    _, text, _ = on_terminal([*SSOT, "fix"])
    assert text.splitlines() == [
        "Fixing ./a.py",
        f"{CSI}1mengine{CSI}m: 1 fixed",
        f"{CSI}1mgone{CSI}m: 1 left",
        f"    {SUCCESSOR} (./a.py:2)",
        f"{CSI}1m1 finding fixed in 1 of 1 file, 1 left.{CSI}m",
        UNDO,
    ]


@pytest.mark.parametrize(
    ("environment", "arguments", "coloured"),
    [
        pytest.param(["NO_COLOR=1"], [], False, id="NO_COLOR"),
        pytest.param(["TERM=dumb"], [], False, id="dumb-terminal"),
        pytest.param([], ["--color", "never"], False, id="never"),
        pytest.param(["NO_COLOR=1"], ["--color", "always"], True, id="always"),
    ],
)
def test_colour_is_a_choice(
    environment: list[str], arguments: list[str], coloured: bool, tree: Tree
) -> None:
    tree.put({"a.py": OLD})
    code, text, _ = on_terminal(["env", *environment, *SSOT, "fix", *arguments])
    assert (code, CSI in text) == (1, coloured)


def test_no_colour_in_a_pipe(tree: Tree) -> None:
    tree.put({"a.py": OLD})
    _, text, out = on_terminal([*SSOT, "fix", "--check"], stdout=False)
    assert (text, CSI.encode() in out) == ("", False)
    assert CSI.encode() in ssot("fix", "--check", "--color", "always").stdout


WAYS = [
    pytest.param([], id="plain"),
    pytest.param(["--check"], id="check"),
    pytest.param(["--diff"], id="diff"),
]


@pytest.mark.parametrize("way", WAYS)
def test_the_bar_leaves_nothing_behind(way: list[str], tree: Tree) -> None:
    before = tree.put({f"m{number:02}.py": OLD for number in range(12)})
    command = with_bar("fix", "--color", "never", *way)
    code, text, _ = on_terminal(command)
    assert code == 1
    assert "fixing" in text
    assert "/12" in text
    screen = Screen()
    screen.feed(text.replace("\n", "\r\n"))
    if not way:
        tree.assert_undone(before)
    expected = on_terminal([*SSOT, "fix", "--color", "never", *way])[1]
    assert [row.rstrip() for row in screen.rows] == [row.rstrip() for row in expected.split("\n")]
    assert len(screen.rows) >= 15


@pytest.mark.parametrize("way", WAYS)
def test_the_bar_takes_nothing_from_the_output(way: list[str], tree: Tree) -> None:
    """Long lines are not wrapped, and what is for standard output is not on the terminal."""
    before = tree.put({f"m{number:02}.py": f"{OLD}x = '{'x' * 200}'\n" for number in range(12)})
    _, text, out = on_terminal(with_bar("fix", *way), stdout=False)
    assert "fixing" in text
    assert "m01.py" not in text
    if not way:
        tree.assert_undone(before)
    assert out == ssot("fix", *way).stdout


@pytest.mark.parametrize(
    ("command", "terminal"),
    [
        pytest.param(with_bar("fix", "--quiet"), True, id="quiet"),
        pytest.param(with_bar("fix", after=60.0), True, id="quick-run"),
        pytest.param(with_bar("fix"), False, id="no-terminal"),
    ],
)
def test_no_bar(command: list[str], terminal: bool, tree: Tree) -> None:
    tree.put({f"m{number:02}.py": OLD for number in range(12)})
    code, text, _ = on_terminal(command, stderr=terminal)
    assert (code, "fixing" in text, text.count("Fixing")) == (1, False, 12)


# --- interruptions ---


def many(tree: Tree, count: int = 300) -> dict[str, object]:
    """Enough files for a run that goes on for a while; it ends long after the first is written."""
    return tree.put({f"m{number:03}.py": OLD + "x = Engine()\n" * 50 for number in range(count)})


def untouched(before: Mapping[str, object]) -> bool:
    """Whether no file is written yet; temporary files, which come and go, are not looked at."""
    return all((Path(name).read_bytes(), 0o644) == state for name, state in before.items())


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("whole_group", [False, True], ids=["process", "terminal"])
def test_interrupt(jobs: str, whole_group: bool, tree: Tree) -> None:
    """Ctrl-C: the file in hand is finished, one line says how to go back, and it does."""
    before = many(tree)
    command = [*SSOT, "fix", "--jobs", jobs]
    # An exception out of the blue may find coverage holding a lock that it then waits for for ever.
    uncovered = {**os.environ, "COVERAGE_PROCESS_CONFIG": ""}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=uncovered,
    ) as process:
        while untouched(before):
            assert process.poll() is None
            time.sleep(0.001)
        (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 2
    assert err.decode().splitlines() == [
        "Not all was done; `ssot undo` takes back what was.",
        "interrupted",
    ]
    now = tree.state()
    assert now.keys() == before.keys()
    mended = [name for name in now if now[name] != before[name]]
    assert 0 < len(mended) < len(before) - 1
    new = (NEW + "x = Engine()\n" * 50).encode()
    assert {now[name] for name in mended} == {(new, 0o644)}
    said = {line.removeprefix("Fixing ./") for line in out.decode().splitlines()}
    assert said <= {os.path.basename(name) for name in mended}
    assert len(mended) - len(said) <= 1  # the last one is done, but nobody came to say so
    tree.assert_undone(before)


def test_interrupt_before_anything_was_done(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    def fix_file(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fix_command, "fix_file", fix_file)
    before = tree.put({"a.py": OLD})
    assert tree.fix() == Result(2, [], ["interrupted"])
    assert tree.fix("--diff") == Result(2, [], ["interrupted"])
    assert tree.state() == before


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("way", WAYS)
def test_closed_pipe(way: list[str], jobs: str, tree: Tree) -> None:
    before = many(tree)
    command = [*SSOT, "fix", "--jobs", jobs, *way]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"--- " if "--diff" in way else b"")
        process.stdout.close()
        complaint = process.stderr.read()
        assert process.wait(60) == 2
    assert complaint == b""
    if way:
        assert tree.state() == before
    else:
        tree.assert_undone(before)


def test_standard_input_that_cannot_be_read(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError(5, "Input/output error")

    class Stdin:
        buffer = Broken()

    monkeypatch.setattr(sys, "stdin", Stdin())
    result = tree.fix("-", "--quiet")
    assert result == Result(2, [], ["-: cannot be read: Input/output error"])
