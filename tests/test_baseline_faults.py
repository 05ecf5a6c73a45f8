"""What may go wrong while a baseline is written: kills, full disks, others who write it, too.

The files lie in memory where they can: it is not the disk that is tested.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from baseline_support import FILE, RULES, SSOT, TOOLS, Project, Result, baseline, entry, finding
from support import write_files
from test_fix_faults import MEMORY

from flake8_ssot import baseline_file, writing
from flake8_ssot.baseline import Baseline
from flake8_ssot.baseline_text import parse, render
from flake8_ssot.model import SsotError
from flake8_ssot.ratchet import read

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals and limits of POSIX")

SECONDS = 600
WORKER = """
import sys
from flake8_ssot import baseline_file
from flake8_ssot.baseline import Entry
root, name, rounds, what = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
for number in range(rounds):
    path = f"w{name}/m{number:03}.py"
    entries = (Entry(path, "SOT101", "tools", "acme.tools", "import", "<module>"),)
    def change(old):
        kept = {known: found for known, found in old.entries.items() if known != path}
        assert (path in old.entries) == (what == "remove"), path
        if what == "add":
            kept[path] = entries
        return old._replace(entries=kept)
    assert baseline_file.rewrite(f"{root}/ssot-baseline.txt", root, change)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project without sources, and with an empty baseline."""
    is_there = os.access(MEMORY, os.W_OK | os.X_OK)
    base = Path(tempfile.mkdtemp(dir=MEMORY if is_there else tmp_path))
    root = base / "project"
    write_files(root, {"ssot.toml": RULES, FILE: render(baseline({}))})
    monkeypatch.chdir(root)
    monkeypatch.setenv("SSOT_CACHE_DIR", str(base / "cache"))
    yield root
    shutil.rmtree(base)


def left_over(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir() if writing.is_temporary(path.name, FILE))


def start(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    environment = {**os.environ, "COVERAGE_PROCESS_CONFIG": ""}  # whose files know no limit
    return subprocess.Popen(arguments, env=environment, start_new_session=True, **options)


def end(process: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    with process:
        out, err = process.communicate(timeout=SECONDS)
    return process.returncode, out, err


# Several at once --------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["add", "remove"])
def test_many_writers(what: str, folder: Path, long: bool) -> None:
    """Each takes out, or puts in, its own entries; nobody's work is lost."""
    count, rounds = (8, 50) if long else (4, 6)
    every = [f"w{name}/m{number:03}.py" for name in range(count) for number in range(rounds)]
    full = baseline({path: [finding()] for path in every})
    kept = baseline({"kept.py": [finding()]})
    begin = {**kept.entries, **(full.entries if what == "remove" else {})}
    write_files(folder, {FILE: render(Baseline(begin, {}, {}))})
    processes = [
        start(sys.executable, "-c", WORKER, str(folder), str(name), str(rounds), what)
        for name in range(count)
    ]
    assert [end(process) for process in processes] == [(0, b"", b"")] * count
    found = read(str(folder / FILE))[1]
    assert found.entries == {**kept.entries, **(full.entries if what == "add" else {})}
    assert left_over(folder) == []


def test_many_updates(folder: Path, long: bool) -> None:
    """The command itself, each with files of its own, while readers read."""
    count = 40 if long else 12
    write_files(folder, {f"m{number:02}.py": TOOLS for number in range(count)})
    assert end(start(*SSOT, "baseline", "create", "--force"))[0] == 0
    write_files(folder, {f"m{number:02}.py": "" for number in range(count - 1)})
    running = []
    for number in range(count - 1):
        name = f"m{number:02}.py"
        running.append(start(*SSOT, "baseline", "update", "--quiet", "--files", name))
        running.append(start(*SSOT, "check", "--quiet", name, f"m{count - 1:02}.py"))
        if number % 4 == 3:
            while running:
                code, _, err = end(running.pop())
                assert (code in (0, 1), err) == (True, b"")
    for process in running:
        assert end(process)[2] == b""
    assert list(read(str(folder / FILE))[1].entries) == [f"m{count - 1:02}.py"]
    assert left_over(folder) == []


def test_two_creations(folder: Path) -> None:
    """One of them makes it; the other says that it exists, whenever it finds out."""
    write_files(folder, {"a.py": TOOLS})
    for _ in range(3):
        (folder / FILE).unlink(missing_ok=True)
        running = [start(*SSOT, "baseline", "create", "--quiet") for _ in range(3)]
        ends = sorted(end(process) for process in running)
        assert [code for code, _, _ in ends] == [0, 2, 2]
        for _, out, err in ends[1:]:
            assert (out, err.count(b"\n")) == (b"", 1)
            assert err.startswith((f"{FILE} exists".encode(), f"{FILE}: exists by now".encode()))
        assert read(str(folder / FILE))[1].size == 1
    assert left_over(folder) == []


def test_others_write_all_the_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baseline_file, "PAUSE", 0)
    file = folder / FILE
    asked = []

    def change(old: Baseline) -> Baseline:
        asked.append(old.size)
        file.write_text(render(baseline({f"x{len(asked)}.py": [finding()]})))
        return baseline({"y.py": [finding()]})

    with pytest.raises(SsotError, match=f"^{FILE}: others write it all the time; try again$"):
        baseline_file.rewrite(str(file), str(folder), change)
    assert len(asked) == baseline_file.ATTEMPTS
    assert read(str(file))[1].size == 1


def test_another_wrote_meanwhile(folder: Path) -> None:
    """It is asked again, with what the other left."""
    file = folder / FILE
    file.write_text(render(baseline({"a.py": [finding()], "b.py": [finding()]})))
    asked: list[set[str]] = []

    def change(old: Baseline) -> Baseline:
        asked.append(set(old.entries))
        if len(asked) == 1:
            file.write_text(render(baseline({"b.py": [finding()]})))
        return old._replace(entries={})

    assert baseline_file.rewrite(str(file), str(folder), change)
    assert asked == [{"a.py", "b.py"}, {"b.py"}]


def test_another_made_one_meanwhile(folder: Path) -> None:
    before = (folder / FILE).read_bytes()
    with pytest.raises(SsotError, match=f"^{FILE}: exists by now$"):
        baseline_file.create(str(folder / FILE), str(folder), baseline({"a.py": [finding()]}))
    assert (folder / FILE).read_bytes() == before
    assert left_over(folder) == []


NOTHING_WRITTEN = [
    pytest.param(lambda old: None, id="nothing to do"),
    pytest.param(lambda old: old, id="the same"),
]


@pytest.mark.parametrize("change", NOTHING_WRITTEN)
def test_nothing_written(change: Callable[[Baseline], Baseline | None], folder: Path) -> None:
    before = (folder / FILE).stat()
    assert not baseline_file.rewrite(str(folder / FILE), str(folder), change)
    assert (folder / FILE).stat().st_ino == before.st_ino


def test_it_was_deleted_meanwhile(folder: Path) -> None:
    """Then there is nothing to shrink."""
    (folder / FILE).unlink()
    assert not baseline_file.rewrite(str(folder / FILE), str(folder), lambda old: old)
    assert not baseline_file.exists(str(folder / FILE))


# Kills and full disks -----------------------------------------------------------------------------


def test_kill(folder: Path, long: bool) -> None:
    """kill -9 at random moments: the file is whole; what is left beside it goes away."""
    kills = 100 if long else 6
    source = random.Random(6)
    count = 2_000
    old = render(
        baseline({f"m{number:04}.py": [finding(), finding("acme.gone")] for number in range(count)})
    )
    rules = RULES + '[[moved]]\nid = "gone"\nold = "acme.gone"\n'
    write_files(folder, {"ssot.toml": rules, FILE: old})
    command = [*SSOT, "baseline", "update", "--files"]
    begun = time.perf_counter()
    assert end(start(*command))[0] == 1
    elapsed = time.perf_counter() - begun
    new = (folder / FILE).read_text()
    assert parse(new, FILE).size == 0
    states = []
    for number in range(kills):
        write_files(folder, {FILE: old})
        with start(*command) as process:
            time.sleep(elapsed * (source.random() if number % 2 else 0.8 + 0.3 * source.random()))
            process.kill()
            process.wait(SECONDS)
        now = (folder / FILE).read_text()
        assert now in (old, new)
        states.append(now == new)
        code, _, err = end(start(*command))
        assert (code, err) == (0 if states[-1] else 1, b"")
        assert (folder / FILE).read_text() == new
    for name in left_over(folder):
        os.utime(folder / name, (1, 1))
    write_files(folder, {FILE: old})
    assert end(start(*command))[0] == 1
    assert left_over(folder) == []


def test_kill_while_it_is_made(folder: Path, long: bool) -> None:
    """There is none, or all of it, with one name only."""
    kills = 100 if long else 4
    source = random.Random(7)
    write_files(folder, {f"m{number:02}.py": TOOLS for number in range(20)})
    command = [*SSOT, "baseline", "create", "--quiet"]
    (folder / FILE).unlink()
    begun = time.perf_counter()
    assert end(start(*command))[0] == 0
    elapsed = time.perf_counter() - begun
    whole = (folder / FILE).read_text()
    for _ in range(kills):
        (folder / FILE).unlink(missing_ok=True)
        with start(*command) as process:
            time.sleep(elapsed * (0.6 + 0.6 * source.random()))
            process.kill()
            process.wait(SECONDS)
        if (folder / FILE).exists():
            assert (folder / FILE).read_text() == whole
            assert (folder / FILE).stat().st_nlink == 1


@pytest.mark.parametrize("limit", [0, 1, 100, 5_000])
@pytest.mark.parametrize("action", ["update", "create"])
def test_full_disk(action: str, limit: int, folder: Path) -> None:
    """One line, and nothing is lost."""
    names = [f"module_{number:03}.py" for number in range(200)]
    write_files(folder, dict.fromkeys(names, TOOLS))
    assert end(start(*SSOT, "baseline", "create", "--force"))[0] == 0
    write_files(folder, dict.fromkeys(names[:50], ""))
    if action == "create":
        (folder / FILE).unlink()
    before = state(folder)
    limits = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
    with tempfile.TemporaryDirectory() as cache:  # which cannot be written, either
        options = {"preexec_fn": limits, "stdout": subprocess.DEVNULL}
        code, _, err = end(start(*SSOT, "baseline", action, "-j1", **options))
        assert cache
    assert (code, err) == (2, f"{FILE}: cannot be written: File too large\n".encode())
    assert state(folder) == before


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_what_is_left_is_removed_when_it_is_old(folder: Path) -> None:
    """And nothing else: what is new may be another run's."""
    old, new = (f".{FILE}.ssot-{digit * 16}.tmp" for digit in "01")
    other = f".other.txt.ssot-{'2' * 16}.tmp"
    write_files(folder, {old: "", new: "", other: "", "x.tmp": ""})
    for name in (old, other, "x.tmp"):
        os.utime(folder / name, (1, 1))
    change = partial(Baseline._replace, entries={"a.py": (entry(),)})
    assert baseline_file.rewrite(str(folder / FILE), str(folder), change)
    assert sorted(state(folder)) == sorted([new, other, "x.tmp", FILE, "ssot.toml"])


# Files that must not, or cannot, be written -------------------------------------------------------

FIXED = {"a.py": "", "b.py": TOOLS}


@pytest.fixture
def stale(bench: Project) -> Project:
    """A project whose baseline has one entry too many."""
    bench.put({"a.py": TOOLS, "b.py": TOOLS})
    bench.create()
    bench.put(FIXED)
    return bench


def assert_refused(bench: Project, said: str) -> None:
    """Nothing is written, and readers read on."""
    before = bench.file.read_bytes()
    for action in (["update"], ["update", "--files", "a.py"], ["create", "--force"]):
        result = bench.call("baseline", *action)
        assert (result.code, result.err) == (2, [f"{FILE}: {said}"])
    assert bench.file.read_bytes() == before
    assert bench.call("check") == Result(0, [], [])
    assert bench.check().code == 1


def test_read_only_file(stale: Project) -> None:
    stale.file.chmod(0o444)
    assert_refused(stale, "is read-only")


def test_read_only_folder(stale: Project) -> None:
    if stale.is_as_root():
        pytest.skip("root may write anywhere")
    stale.root.chmod(0o555)
    with contextlib.ExitStack() as stack:
        stack.callback(stale.root.chmod, 0o755)
        assert_refused(stale, "no file can be made beside it: Permission denied")


def test_hard_link(stale: Project) -> None:
    os.link(stale.file, stale.root / "other.txt")
    assert_refused(stale, "has another name (a hard link), left alone")


def test_link_out_of_the_project(stale: Project, tmp_path: Path) -> None:
    target = tmp_path / "shared.txt"
    stale.file.rename(target)
    stale.file.symlink_to(target)
    assert_refused(stale, "is a link that leads out of the project")


def test_link_within_the_project(stale: Project) -> None:
    """It stays, what it leads to is written."""
    stale.put({"ci/x": ""})
    target = stale.root / "ci/known.txt"
    stale.file.rename(target)
    stale.file.symlink_to("ci/known.txt")
    assert stale.update("--quiet").code == 1
    assert stale.file.is_symlink()
    assert len(parse(target.read_text(), FILE).entries) == 1
    stale.assert_clean()


def test_link_to_nothing(stale: Project) -> None:
    stale.file.unlink()
    stale.file.symlink_to("nothing.txt")
    assert stale.update() == Result(0, [f"{FILE}: nothing to take out, 0 entries"], [])
    assert stale.create().code == 2
    assert not (stale.root / "nothing.txt").exists()


def test_new_one_in_a_read_only_folder(bench: Project) -> None:
    if bench.is_as_root():
        pytest.skip("root may write anywhere")
    bench.root.chmod(0o555)
    with contextlib.ExitStack() as stack:
        stack.callback(bench.root.chmod, 0o755)
        said = f"{FILE}: cannot be written: Permission denied"
        assert bench.create() == Result(2, [], [said])


def test_mode_is_kept(stale: Project) -> None:
    stale.file.chmod(0o640)
    stale.update()
    assert stale.file.stat().st_mode & 0o777 == 0o640


def test_checking_writes_nothing(stale: Project) -> None:
    """Not even in a folder where it could not."""
    stale.file.chmod(0o444)
    before = stale.file.stat()
    for command in (["check"], ["check", "--no-baseline"], ["baseline", "check"]):
        assert stale.call(*command).err == []
    assert stale.file.stat().st_mtime_ns == before.st_mtime_ns
