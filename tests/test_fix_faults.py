"""What may go wrong while `ssot fix` writes: kills, full disks, other writers. Files stay whole.

Files lie in memory where they can: it is not the disk that is tested, and syncing one takes long.
"""

from __future__ import annotations

import ast
import contextlib
import errno
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support import write_files
from test_fix_command import GOOD, NEW, OLD, RULES, SSOT, Tree, state

from flake8_ssot import cli, fix_command
from flake8_ssot.fix import Fixed, fix_file

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals and limits of POSIX")

MEMORY = "/dev/shm"
QUIET: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
SECONDS = 600
# The lines before and after the import: what is written has several sizes, encodings and line ends.
KINDS = [
    (b"", b"Engine()\n"),
    (b"# coding: latin-1\r\nx = '\xe9'\r\n", b"Engine()\r\n" * 400),
    (b"\xef\xbb\xbfimport os\n", b"x = 1\n" * 900 + b"Engine()"),
    ("# größe 日本\n".encode(), b"\x0c\ndef f():\n\treturn Engine\n"),
]


class World(NamedTuple):
    """A project of many files, and a folder for its journals."""

    root: Path
    old: dict[str, bytes]
    new: dict[str, bytes]

    def write(self) -> None:
        for name, data in self.old.items():
            (self.root / name).write_bytes(data)

    def files(self) -> dict[str, bytes]:
        return {name: (self.root / name).read_bytes() for name in self.old}

    def left_over(self) -> list[str]:
        """Files that are not the project's."""
        found = {str(path.relative_to(self.root)) for path in self.root.rglob("*")}
        folders = {os.path.dirname(name) for name in self.old}
        return sorted(found - self.old.keys() - folders - {"ssot.toml"})

    def assert_whole(self) -> None:
        """Every file is as it was or as it shall be."""
        for name, data in self.files().items():
            assert data in (self.old[name], self.new[name]), name

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """`ssot` in the background, in a process group of its own."""
        environment = {**os.environ, "COVERAGE_PROCESS_CONFIG": ""}  # whose files know no limit
        options = {**QUIET, "stderr": subprocess.PIPE, "start_new_session": True, **options}
        return subprocess.Popen([*SSOT, *arguments], cwd=self.root, env=environment, **options)

    def run(self, *arguments: str, **options: Any) -> tuple[int, list[str]]:
        """`ssot`, until it has ended: exit code, lines on standard error."""
        with self.start(*arguments, **options) as process:
            _, err = process.communicate(timeout=SECONDS)
        assert b"Traceback" not in err
        return process.returncode, err.decode().splitlines()

    def call(self, *arguments: str) -> tuple[int, str, str]:
        """`ssot` in this process, whose folder is the root: exit code, both outputs."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.main(arguments)
        return code, out.getvalue(), err.getvalue()

    def finish(self) -> None:
        """Another run does what is left to do."""
        code, _, err = self.call("fix", "--jobs", "1")
        assert (code in (0, 1), err) == (True, "")
        assert self.files() == self.new
        assert self.left_over() == []

    def undo(self) -> None:
        """Take every run back; nothing may be in the way."""
        for _ in range(20):
            code, out, err = self.call("undo")
            assert (code, err) == (0, "")
            if out == "Nothing to take back.\n":
                break
        assert self.files() == self.old
        assert self.left_over() == []


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], World]]:
    """Make a world of so many files."""
    is_there = os.access(MEMORY, os.W_OK | os.X_OK)
    base = Path(tempfile.mkdtemp(dir=MEMORY if is_there else tmp_path))

    def made(count: int) -> World:
        root = base / "project"
        write_files(root, {"ssot.toml": RULES})
        old, new = {}, {}
        for number in range(count):
            before, after = KINDS[number % len(KINDS)]
            end = b"\r\n" if b"\r" in before else b"\n"
            name = f"{'pkg/' * (number % 3)}m{number:04}.py"
            old[name], new[name] = (
                before + line.encode()[:-1] + end + after for line in (OLD, NEW)
            )
            (root / name).parent.mkdir(parents=True, exist_ok=True)
        for data in (*old.values(), *new.values()):
            ast.parse(data)
        world = World(root, old, new)
        world.write()
        return world

    (base / "project").mkdir()
    monkeypatch.chdir(base / "project")
    monkeypatch.setenv("SSOT_STATE_DIR", str(base / "state"))
    yield made
    shutil.rmtree(base)


# --- kills ---


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9; then the rest of its group."""
    process.kill()
    process.wait(SECONDS)
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def test_kill(make: Callable[[int], World], long: bool) -> None:
    """At random moments: every file is whole, nothing is left over, all can be done and undone."""
    kills, count = (200, 1_000) if long else (4, 80)
    world = make(count)
    source = random.Random(4)
    first = world.root / min(world.old)
    begun = time.perf_counter()
    assert world.run("fix")[0] == 1
    elapsed = time.perf_counter() - begun
    assert world.files() == world.new
    world.undo()
    halves = left_over = 0
    for number in range(kills):
        with world.start("fix", "--jobs", "12"[number % 2], stderr=subprocess.DEVNULL) as process:
            if number % 3:  # while it writes
                while first.read_bytes() == world.old[min(world.old)] and process.poll() is None:
                    time.sleep(0.001)
                time.sleep(source.random() * elapsed / 4)
            else:
                time.sleep(source.random() * elapsed)
            kill(process)
        world.assert_whole()
        halves += world.files() not in (world.old, world.new)
        left_over += len(world.left_over())
        world.finish()
        world.undo()
    assert halves or not long  # some were killed in the middle
    assert left_over or not long  # and some between making a temporary file and its rename


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["term", "hang-up"])
def test_ended_from_outside(number: int, make: Callable[[int], World]) -> None:
    """The file in hand is finished."""
    world = make(200)
    with world.start("fix", "--jobs", "1") as process:
        while world.files() == world.old:
            assert process.poll() is None
            time.sleep(0.001)
        process.send_signal(number)
        assert process.wait(SECONDS) == -number
    assert world.files() not in (world.old, world.new)
    world.assert_whole()
    assert world.left_over() == []
    world.undo()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "term"])
def test_workers_end_with_the_run(number: int, make: Callable[[int], World]) -> None:
    world = make(200)
    with world.start("fix", "--jobs", "2") as process:
        while world.files() == world.old:
            time.sleep(0.001)
        process.send_signal(number)
        process.wait(SECONDS)
        try:
            process.communicate(timeout=5)  # whoever reads what it says waits for all of them
        finally:
            kill(process)
    world.undo()


# --- full disks ---


@pytest.mark.parametrize(
    ("limit", "jobs"), [(0, "1"), (100, "2"), (150, "1"), (1_000, "2"), (4_096, "1"), (16_384, "1")]
)
def test_full_disk(limit: int, jobs: str, make: Callable[[int], World]) -> None:
    """A limit on the size of files stands for the disk: what does not fit stays as it was."""
    import resource

    world = make(80)
    limits = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
    code, err = world.run("fix", "--jobs", jobs, preexec_fn=limits)
    assert code == 2
    world.assert_whole()
    files = world.files()
    assert world.left_over() == []
    failed = {f"./{name}" for name, data in files.items() if data == world.old[name]}
    if limit < 150:
        assert [line.rpartition("; ")[2] for line in err] == ["SSOT_STATE_DIR names another folder"]
        assert files == world.old
    else:
        assert {line.partition(": ")[0] for line in err} == failed
        assert len(err) == len(failed) > 0
        assert all(line.endswith(": File too large") for line in err)
    world.finish()
    world.undo()


def _is_a_file(folder: Path) -> None:
    folder.write_text("")


def _lies_below_a_file(folder: Path) -> None:
    folder.parent.write_text("")


def _holds_a_file_of_that_name(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "journal").write_text("")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(_is_a_file, id="file"),
        pytest.param(_lies_below_a_file, id="below-a-file"),
        pytest.param(_holds_a_file_of_that_name, id="file-in-the-way"),
    ],
)
def test_no_journal_no_fix(
    spoil: Callable[[Path], None], make: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, not one for each file."""
    world = make(100)
    folder = world.root.parent / "spoilt" / "state"
    if spoil is not _lies_below_a_file:
        folder.parent.mkdir()
    spoil(folder)
    monkeypatch.setenv("SSOT_STATE_DIR", str(folder))
    for jobs in "12":
        code, out, err = world.call("fix", "--jobs", jobs)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert err.startswith(f"{folder}")
        assert ": the journal cannot be used: " in err
        assert err.endswith("; SSOT_STATE_DIR names another folder\n")
    assert world.files() == world.old
    assert world.left_over() == []


def test_a_journal_that_fails_in_the_middle(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run ends there, and says how to take back what was done."""
    before = tree.put({"a.py": OLD, "b.py": OLD, "c.py": OLD})
    real = os.replace
    full = OSError(errno.ENOSPC, "No space left on device")

    def replace(source: str, target: str) -> None:
        if target.endswith("b.py"):
            raise full
        real(source, target)

    def truncate(*_: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        patch.setattr(os, "ftruncate", truncate)
        result = tree.fix()
    assert (result.code, result.out) == (2, ["Fixing ./a.py"])
    assert result.err[0] == "Not all was done; `ssot undo` takes back what was."
    assert ": the journal cannot be used: No space left on device" in result.err[1]
    assert len(result.err) == 2
    assert [(tree.root / f"{name}.py").read_text() for name in "abc"] == [NEW, OLD, OLD]
    assert tree.call("undo").code == 0
    assert tree.state() == before


def test_a_disk_that_fails_for_some_files(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree.put({f"{name}.py": OLD for name in "abcd"})
    real = os.replace

    def replace(source: str, target: str) -> None:
        if target.endswith(("b.py", "c.py")):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        result = tree.fix()
    assert result.code == 2
    assert result.err == [
        f"./{name}.py: cannot be written: No space left on device" for name in "bc"
    ]
    assert result.out[2:6] == [
        "engine: 2 fixed, 2 left",
        "    the file was not written (./b.py:1 and 1 more)",
        "2 findings fixed in 2 of 4 files, 2 left.",
        "2 files could not be mended, see above.",
    ]
    tree.assert_undone(before)


# --- other writers ---


@pytest.fixture
def tree(project_dir: Path, capsys: pytest.CaptureFixture[str]) -> Tree:
    """A project with the rules and no source."""
    write_files(project_dir, {"ssot.toml": RULES})
    return Tree(project_dir, capsys)


def _edit(path: Path) -> None:
    path.write_text(OLD + "mine = 1\n")


def _empty(path: Path) -> None:
    path.write_text("")


def _delete(path: Path) -> None:
    path.unlink()


def _to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _to_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "good.py")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(_edit, "changed meanwhile, left alone", id="edited"),
        pytest.param(_empty, "changed meanwhile, left alone", id="emptied"),
        pytest.param(_delete, "cannot be written: No such file or directory", id="deleted"),
        pytest.param(_to_folder, "is not a regular file", id="now-a-folder"),
        pytest.param(_to_link, "changed meanwhile, left alone", id="now-a-link"),
    ],
)
def test_changed_between_reading_and_writing(
    change: Callable[[Path], None], reason: str, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left alone and named, and what else there is to do is done."""
    tree.put({"a.py": OLD, "b.py": OLD, "good.py": GOOD})
    changed: list[dict[str, object]] = []

    def slow(file: str, **options: Any) -> Fixed:
        result = fix_file(file, **options)
        if file.endswith("a.py"):
            change(tree.root / "a.py")
            changed.append(tree.state())
        return result

    monkeypatch.setattr(fix_command, "fix_file", slow)
    result = tree.fix()
    assert (result.code, result.err) == (2, [f"./a.py: {reason}"])
    assert result.out[0] == "Fixing ./b.py"
    assert "1 file could not be mended, see above." in result.out
    now = tree.state()
    assert now.pop(str(tree.root / "b.py")) == (NEW.encode(), 0o644)
    assert now == {name: data for name, data in changed[0].items() if not name.endswith("/b.py")}
    tree.assert_undone(changed[0])


def test_somebody_else_did_the_same(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.put({"a.py": OLD})

    def slow(file: str, **options: Any) -> Fixed:
        result = fix_file(file, **options)
        (tree.root / "a.py").write_text(NEW)
        return result

    monkeypatch.setattr(fix_command, "fix_file", slow)
    result = tree.fix()
    assert (result.code, result.err) == (1, [])
    assert (tree.root / "a.py").read_text() == NEW


def test_many_at_once(make: Callable[[int], World], long: bool) -> None:
    """Eight runs on the same files: as if one had done it, and all of it can be taken back."""
    rounds, count = (50, 200) if long else (1, 60)
    world = make(count)
    for _ in range(rounds):
        running = [world.start("fix", "--jobs", "2") for _ in range(8)]
        ended = [
            (process.communicate(timeout=SECONDS)[1], process.returncode) for process in running
        ]
        assert {err for err, _ in ended} == {b""}
        assert 1 in {code for _, code in ended} <= {0, 1}
        assert world.files() == world.new
        assert world.left_over() == []
        world.undo()


def test_a_run_and_an_undo_at_once(make: Callable[[int], World], long: bool) -> None:
    """Neither spoils a file; afterwards all can be taken back."""
    world = make(60)
    for _ in range(20 if long else 1):
        world.finish()
        running = [world.start(command) for command in ("undo", "fix", "undo", "fix")]
        for process in running:
            _, err = process.communicate(timeout=SECONDS)
            assert b"Traceback" not in err
            assert process.returncode in (0, 1, 2)
        world.assert_whole()
        world.finish()
        world.undo()


def test_state_is_not_in_the_tree(make: Callable[[int], World]) -> None:
    """git sees nothing of the notes, not even while a run goes on."""
    world = make(4)
    before = state(world.root)
    world.finish()
    assert state(world.root).keys() == before.keys()
