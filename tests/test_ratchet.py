"""The baseline applied: `ssot check` and flake8 report the same, whoever looks at which files."""

from __future__ import annotations

import datetime
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from baseline_support import (
    ENGINE,
    FILE,
    LATE,
    SSOT,
    TOOLS,
    Project,
    Result,
    baseline,
    finding,
    module,
    needs_git,
)
from flake8.main import cli as flake8
from flake8.utils import stdin_get_value
from support import write_files
from test_plugin import DAMAGE, run_python

from flake8_ssot import cli, project, ratchet
from flake8_ssot.baseline_text import parse
from flake8_ssot.model import ConfigError
from flake8_ssot.ratchet import (
    Ratchet,
    gone_files,
    look_of,
    moved_files,
    read,
    shown_name,
    tree_files,
)

FLAKE8 = [sys.executable, "-m", "flake8", "--select=SOT"]
A, B, C = module(1, ENGINE), module(2, TOOLS), module(3, ENGINE + TOOLS)
EDITED = A.replace("work_1", "labour") + "\n\ndef more():\n    return Engine()\n"
NESTED = "def f():\n    import acme.tools\n\n\ndef g():\n    import acme.tools\n"
RENAMED_F = NESTED.replace("def f", "def first")


class World(NamedTuple):
    """Files when the baseline was made, files now, and what is new in them."""

    before: Mapping[str, str]
    now: Mapping[str, str]
    new: tuple[str, ...] = ()  # file:line


WORLDS = [
    pytest.param(World({"a.py": A, "b.py": B}, {"a.py": A, "b.py": B}), id="nothing new"),
    pytest.param(World({}, {"a.py": A}, ("a.py:1",)), id="nothing known"),
    pytest.param(World({"a.py": A}, {"a.py": TOOLS + A}, ("a.py:1",)), id="one more"),
    pytest.param(World({"a.py": A}, {"a.py": B}, ("a.py:1",)), id="one for another"),
    pytest.param(
        World({"a.py": A}, {"a.py": A + ENGINE}, (f"a.py:{A.count(chr(10)) + 1}",)),
        id="the same again",
    ),
    pytest.param(World({"a.py": NESTED}, {"a.py": RENAMED_F}), id="function renamed"),
    pytest.param(
        World({"a.py": NESTED}, {"a.py": RENAMED_F + TOOLS}, ("a.py:7",)),
        id="function renamed, and one more",
    ),
    pytest.param(
        World(
            {"a.py": TOOLS + TOOLS.strip() + "  # noqa\n"},
            {"a.py": TOOLS.strip() + "  # noqa\n" + TOOLS},
        ),
        id="noqa on the other of two alike",
    ),
    pytest.param(
        World(
            {"a.py": TOOLS},
            {"a.py": TOOLS.strip() + "  # noqa: SOT101\n" + TOOLS + TOOLS},
            ("a.py:3",),
        ),
        id="noqa on one of three alike",
    ),
    pytest.param(
        World({"a.py": TOOLS}, {"a.py": 'x = """\n  """  # noqa\n' + TOOLS + TOOLS}, ("a.py:4",)),
        id="noqa of a string above",
    ),
    pytest.param(World({"a.py": A}, {"a.py": "# flake8: noqa\n" + C}), id="the whole file hidden"),
    pytest.param(
        World(
            {".flake8": "[flake8]\nper-file-ignores =\n    a.py: SOT101\n", "a.py": A, "b.py": B},
            {".flake8": "", "a.py": A, "b.py": B},
            ("a.py:1",),
        ),
        id="ignored for a file until now",
    ),
    pytest.param(
        World(
            {"a.py": A, "b.py": B},
            {
                ".flake8": "[flake8]\nper-file-ignores =\n    a.py: SOT101\n",
                "a.py": TOOLS + A,
                "b.py": ENGINE + B,
            },
            ("b.py:1",),
        ),
        id="ignored for a file from now on",
    ),
    pytest.param(World({"a.py": LATE + TOOLS}, {"a.py": LATE + TOOLS}, ("a.py:1",)), id="overdue"),
    pytest.param(World({"a.py": A}, {"p/new.py": A}), id="renamed"),
    pytest.param(World({"a.py": A}, {"p/a.py": EDITED}), id="moved, edited a little"),
    pytest.param(
        World({"a.py": A}, {"c.py": EDITED + TOOLS}, (f"c.py:{EDITED.count(chr(10)) + 1}",)),
        id="renamed, and one more",
    ),
    pytest.param(World({"a.py": A}, {"c.py": A, "d.py": A}, ("d.py:1",)), id="renamed and copied"),
    pytest.param(
        World({"a.py": A}, {"c.py": EDITED, "d.py": A}, ("c.py:1",)),
        id="renamed, and an edited copy",
    ),
    pytest.param(World({"a.py": A}, {"c.py": A, "p/a.py": A}, ("c.py:1",)), id="moved and copied"),
    pytest.param(World({"a.py": A}, {"a.py": A, "c.py": A}, ("c.py:1",)), id="copied"),
    pytest.param(World({"a.py": A, "b.py": A}, {"c.py": A}), id="two alike, one left"),
    pytest.param(World({"a.py": A, "b.py": B}, {"x/a.py": A, "x/b.py": B}), id="folder renamed"),
    pytest.param(
        World({"a.py": A, "b.py": B}, {"a.py": B, "b.py": A}, ("a.py:1", "b.py:1")),
        id="two swapped",
    ),
    pytest.param(
        World({"a.py": A, "b.py": C}, {"a.py": C, "c.py": A}, ("a.py:2", "c.py:1")),
        id="one took the other's name",
    ),
    pytest.param(
        World({"a.py": A}, {"a.py": B, "c.py": A}, ("a.py:1", "c.py:1")),
        id="its old path holds something else",
    ),
    pytest.param(
        World({"a.py": A}, {"a.py": "from c import *\n", "c.py": A}, ("c.py:1",)),
        id="its old path leads to it",
    ),
    pytest.param(
        World({"a.py": A}, {"c.py": module(9, ENGINE)}, ("c.py:1",)), id="deleted, and another file"
    ),
    pytest.param(
        World(
            {"a.py": A},
            {"c.py": ENGINE.strip() + "  # noqa\n" + A[len(ENGINE) :], "d.py": EDITED},
            ("d.py:1",),
        ),
        id="renamed and hidden, and a copy",
    ),
    pytest.param(
        World(
            {"a.py": A, ".flake8": "[flake8]\nexclude = out\n"},
            {"c.py": A, "out/a.py": A, ".flake8": "[flake8]\nexclude = out\n"},
        ),
        id="a copy where nobody looks",
    ),
]


def in_process(
    command: Callable[[list[str]], object],
    arguments: list[str],
    capture: pytest.CaptureFixture[bytes],
) -> list[str]:
    capture.readouterr()
    command(arguments)
    return shown(capture.readouterr().out)


def shown(out: bytes) -> list[str]:
    """What was printed, with file names as from the root."""
    root = os.path.relpath(os.getcwd(), os.environ["PROJECT_ROOT"])
    lines = []
    for line in out.decode().splitlines():
        path, _, rest = line.partition(":")
        absolute = os.path.normpath(os.path.join(os.environ["PROJECT_ROOT"], root, path))
        lines.append(f"{os.path.relpath(absolute, os.environ['PROJECT_ROOT'])}:{rest}")
    return sorted(lines)


@pytest.mark.parametrize(
    "with_git", [False, pytest.param(True, marks=needs_git)], ids=["plain", "git"]
)
@pytest.mark.parametrize("world", WORLDS)
def test_equal(
    world: World,
    with_git: bool,
    bench: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whole, file by file, backwards, by absolute path, from a subfolder, from standard input."""
    monkeypatch.setenv("PROJECT_ROOT", str(bench.root))
    if with_git:
        bench.git("init", "-q")
    put_in_place(bench, world)
    if with_git:
        bench.commit()
    capture = bench.capture
    files = sorted(
        name for name in world.now if name.endswith(".py") and not name.startswith("out")
    )

    def look(*arguments: str) -> list[str]:
        by_check = in_process(bench_check, list(arguments), capture)
        by_flake8 = in_process(run_flake8, list(arguments), capture)
        assert by_check == by_flake8
        return by_check

    whole = look()
    assert [re.match(r".*?:\d+", line).group() for line in whole] == list(world.new)  # type: ignore[union-attr]
    assert sorted(line for name in files for line in look(name)) == whole
    assert look(*reversed(files)) == whole
    assert look(*(str(bench.root / name) for name in files)) == whole
    from_input = []
    for name in files:
        for tool in (bench_check, run_flake8):
            stdin_get_value.cache_clear()
            data = io.BytesIO((bench.root / name).read_bytes())
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
            option = "--stdin-filename" if tool is bench_check else "--stdin-display-name"
            from_input.append(in_process(tool, [f"{option}={name}", "-"], capture))
    assert from_input[::2] == from_input[1::2]
    assert sorted(line for lines in from_input[::2] for line in lines) == whole
    (bench.root / "sub").mkdir()
    monkeypatch.chdir(bench.root / "sub")
    assert look(*(f"../{name}" for name in files)) == whole
    assert look("..") == whole
    monkeypatch.chdir(bench.root)
    bench.update()
    assert look() == whole  # whether or not the baseline follows
    assert bench.check().code == bool(whole)


def bench_check(arguments: list[str]) -> None:
    cli.main(["check", *arguments])


def run_flake8(arguments: list[str]) -> None:
    flake8.main(["-j1", "--select=SOT", *arguments])


def put_in_place(bench: Project, world: World) -> None:
    bench.put(world.before)
    bench.create("--today", "2026-01-01")
    for name in world.before:
        (bench.root / name).unlink()
    bench.put(world.now)


def test_equal_with_several_processes(bench: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them finds the same renamed files."""
    monkeypatch.setenv("PROJECT_ROOT", str(bench.root))
    count = 80
    before = {f"m{number:03}.py": module(number, ENGINE, 10) for number in range(count)}
    now = {f"p/n{number:03}.py": module(number, ENGINE, 10) for number in range(count)}
    copies = {f"p/o{number:03}.py": module(number, TOOLS + ENGINE, 10) for number in range(count)}
    put_in_place(bench, World(before, {**now, **copies}))
    outs = [
        shown(subprocess.run([*command, f"-j{jobs}"], capture_output=True, timeout=120).stdout)
        for command in (FLAKE8, [*SSOT, "check"])
        for jobs in (1, 2)
    ]
    assert len(outs[0]) == 2 * count
    assert all(line.startswith("p/o") for line in outs[0])
    assert outs == [outs[0]] * 4


# The parts ------------------------------------------------------------------------------------


def made(bench: Project) -> Ratchet:
    found = Ratchet.of(project.load(None, str(bench.root), datetime.date(2026, 1, 1)))
    assert found is not None
    return found


def test_of(bench: Project) -> None:
    loaded = project.load(None, str(bench.root))
    assert Ratchet.of(loaded) is None
    bench.put({FILE: ""})
    assert Ratchet.of(loaded) is not None
    bench.put({FILE: "x\n"})
    with pytest.raises(ConfigError, match=f"^{FILE}:1: is no line"):
        Ratchet.of(loaded)


def test_a_file_outside_the_project_has_no_entries(bench: Project) -> None:
    bench.put({"a.py": TOOLS})
    bench.create()
    apply = made(bench)
    found = finding()
    assert apply("a.py", [found]) == ((), 1)
    assert apply(None, [found]) == ((found,), 0)
    assert apply("a.py", []) == ((), 0)
    assert apply("b.py", [found]) == ((found,), 0)


def test_the_tree_is_searched_once_and_only_if_need_be(
    bench: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.put({"a.py": A, "b.py": B})
    bench.create()
    searches: list[str] = []
    real = ratchet.tree_files

    def search(root: str) -> list[str]:
        searches.append(root)
        return real(root)

    monkeypatch.setattr(ratchet, "tree_files", search)
    apply = made(bench)
    apply("a.py", [finding()])
    apply("c.py", [finding()])
    assert searches == []
    (bench.root / "a.py").rename(bench.root / "c.py")
    apply = made(bench)
    for _ in range(3):
        assert apply("b.py", [finding()]).known == 1
        assert apply("d.py", []) == ((), 0)
    assert searches == []
    for _ in range(3):
        apply("c.py", [finding()])
        apply("d.py", [finding()])
    assert len(searches) == 1


CANDIDATES = [
    pytest.param("new.py", A, True, id="as it was"),
    pytest.param("new/a.py", A.replace("Engine", "Motor"), True, id="same name, mended"),
    pytest.param("new.py", A.replace("Engine", "Motor"), False, id="other name, mended"),
    pytest.param("new.pyi", A, False, id="another kind"),
    pytest.param("new.py", module(5, ENGINE), False, id="another content"),
    pytest.param("skipped/a.py", A, False, id="excluded by us"),
    pytest.param("out/a.py", A, False, id="excluded by flake8"),
    pytest.param("out/p/q/a.py", A, False, id="in a folder below"),
    pytest.param("node_modules/a.py", A, False, id="nobody's own"),
    pytest.param(".hidden/a.py", A, False, id="hidden folder"),
    pytest.param("recorded.py", A, False, id="recorded already"),
]


@pytest.mark.parametrize(("name", "text", "is_it"), CANDIDATES)
def test_moved_files(name: str, text: str, is_it: bool, bench: Project) -> None:
    rules = (bench.root / "ssot.toml").read_text()
    bench.put(
        {
            "ssot.toml": f'exclude = ["skipped/**"]\n{rules}',
            ".flake8": "[flake8]\nexclude = out\n",
            "recorded.py": A.replace("work_1", "other"),
            "a.py": A,
        }
    )
    bench.create()
    (bench.root / "a.py").unlink()
    bench.put({name: text})
    apply = made(bench)
    found = moved_files(apply.project, apply.baseline)
    assert found == ({name: "a.py"} if is_it else {})


def test_moved_files_that_cannot_be_read(bench: Project) -> None:
    bench.put({"a.py": A, ".flake8": "[flake8]\n[flake8]\n"})
    (bench.root / ".flake8").rename(bench.root / "x")
    bench.create()
    (bench.root / "x").rename(bench.root / ".flake8")
    (bench.root / "a.py").unlink()
    (bench.root / "b.py").symlink_to("nowhere")
    bench.put({"c.py": A})
    apply = made(bench)
    assert moved_files(apply.project, apply.baseline) == {"c.py": "a.py"}


def test_gone_files(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.py": "", "p/b.py": ""})
    (tmp_path / "link.py").symlink_to("nowhere")
    known = baseline(
        {name: [finding()] for name in ("a.py", "p/b.py", "link.py", "c.py", "q/d.py")}
    )
    assert gone_files(str(tmp_path), known) == ["c.py", "q/d.py"]


def test_tree_files(tmp_path: Path) -> None:
    names = ["a.py", "p/b.py", ".h/c.py", "__pycache__/d.py", "p/node_modules/e.py", "p/.x.py"]
    write_files(tmp_path, dict.fromkeys(names, ""))
    assert tree_files(str(tmp_path)) == ["a.py", "p/.x.py", "p/b.py"]


@needs_git
def test_tree_files_of_git(repo: Project) -> None:
    repo.put({"a.py": "", "b.py": "", ".gitignore": "c.py\n", "c.py": "", "p/d.py": ""})
    repo.git("add", "a.py")
    assert tree_files(str(repo.root)) == [".gitignore", "a.py", "b.py", "p/d.py", "ssot.toml"]
    assert tree_files(str(repo.root / "p")) == ["d.py"]


def test_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "b.txt"
    assert read(str(file)) == (None, parse("", ""))
    file.write_bytes(b"# \xff\n")
    assert read(str(file)) == (b"# \xff\n", parse("", ""))
    monkeypatch.setattr(ratchet, "MAX_BYTES", 3)
    with pytest.raises(ConfigError, match=r"^b\.txt: is larger than 3 bytes$"):
        read(str(file))


def test_shown_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_name(str(tmp_path / "b.txt")) == "b.txt"
    assert shown_name("/b.txt") == "/b.txt"

    def other_drive(_: str) -> str:
        raise ValueError

    monkeypatch.setattr(os.path, "relpath", other_drive)
    assert shown_name(str(tmp_path / "b.txt")) == str(tmp_path / "b.txt")


def test_a_rule_is_overdue_from_its_day_on_in_a_process_started_before(bench: Project) -> None:
    """Editors keep it alive."""
    bench.put({"a.py": LATE})
    bench.create("--today", "2026-01-01")
    apply = made(bench)
    found = finding("acme.late", rule="late")
    for day, known in (("2026-02-28", 1), ("2026-03-01", 0), ("2026-02-28", 1)):
        apply.project = apply.project._replace(fixed_today=datetime.date.fromisoformat(day))
        assert apply("a.py", [found]).known == known


def test_look_of() -> None:
    assert look_of(A.encode()) == look_of(A.replace("\n", "\r\n").encode())
    assert look_of(b"\xff\xfe = \x00") == look_of(b"")


# flake8 -----------------------------------------------------------------------------------------


@pytest.fixture
def known(bench: Project) -> Project:
    bench.put({"a.py": A, "b.py": B})
    bench.create()
    return bench


def test_flake8_with_everything(known: Project) -> None:
    capture = known.capture
    assert flake8.main(["-j1", "--select=SOT"]) == 0
    assert flake8.main(["-j1", "--select=SOT", "--ssot-no-baseline"]) == 1
    assert capture.readouterr().out.count(b"SOT101") == 2
    known.put({".flake8": "[flake8]\nssot-no-baseline = true\n"})
    assert flake8.main(["-j1", "--select=SOT"]) == 1
    assert known.call("check").code == 0  # an option of the plugin


def test_flake8_takes_a_changed_baseline_at_once(known: Project) -> None:
    """Editors keep it alive."""
    text = known.file.read_text()
    for content, code in ((text, 0), ("", 1), (text, 0)):
        known.put({FILE: content})
        assert flake8.main(["-j1", "--select=SOT"]) == code
    known.file.unlink()
    assert flake8.main(["-j1", "--select=SOT"]) == 1


def _as_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


BROKEN_BASELINES = [
    pytest.param(
        lambda file: file.write_text("x\n"),
        f"{FILE}:1: is no line of a baseline: take it out, or restore the file from git",
        id="nonsense",
    ),
    pytest.param(
        lambda file: file.write_text("=======\n"),
        f"{FILE}:1: a merge conflict: keep the lines of both sides, without this one",
        id="conflict",
    ),
    pytest.param(_as_folder, f"{FILE}: is not a regular file", id="folder"),
]


@pytest.mark.parametrize(("spoil", "said"), BROKEN_BASELINES)
@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_flake8_with_a_broken_baseline(
    spoil: Callable[[Path], None], said: str, jobs: str, known: Project
) -> None:
    """As for bad rules: one clear line, no traceback, exit code 1."""
    spoil(known.file)
    done = subprocess.run([*FLAKE8, jobs], capture_output=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == b""
    lines = done.stdout.decode().splitlines()
    assert lines == ["There was a critical error during execution of Flake8:", said]
    assert subprocess.run([*FLAKE8, "--ssot-no-baseline"], capture_output=True).returncode == 1


WORKERS = """
import multiprocessing, sys
from flake8.main import cli
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    raise SystemExit(cli.main(["-j2", "--select=SOT"]))
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_flake8s_workers(method: str, known: Project) -> None:
    """Known in the workers, too; and what they cannot read is a finding, not an end."""
    known.put({"c.py": C, "run_it.txt": WORKERS})
    done = subprocess.run([sys.executable, "run_it.txt", method], capture_output=True, timeout=60)
    assert done.stderr == b""
    assert [line.partition(b": ")[0] for line in done.stdout.splitlines()] == [
        b"./c.py:1:25",
        b"./c.py:2:8",
    ]


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_baseline_that_only_workers_cannot_read(method: str, known: Project) -> None:
    """They say so in every file, and the run ends."""
    known.put({"c.py": C})
    damage = f"open({FILE!r}, 'w').write('x')"
    done = run_python(DAMAGE, method, damage, "--isolated", "--select=SOT", "-j2")
    assert (done.returncode, done.stderr) == (1, b"")
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 3
    assert all("SOT900 internal error" in line and f"{FILE}: 1: is no" in line for line in lines)


def test_an_error_of_ours_is_a_finding(known: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    known.put({"c.py": C})
    (known.root / "a.py").unlink()

    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(ratchet, "moved_files", fail)
    assert flake8.main(["-j1", "--select=SOT"]) == 1
    assert known.capture.readouterr().out.count(b"SOT900") == 1
    result: Result = known.call("check")
    assert (result.code, len(result.err)) == (2, 1)
    assert "SOT900" in result.out[0]
