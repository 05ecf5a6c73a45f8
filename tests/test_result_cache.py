"""The cache of results: what is read and judged again, and that nobody can tell from the output."""

from __future__ import annotations

import json
import os
import random
import stat
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from support import write_files

from flake8_ssot import cli, files, judging, project, result_cache, scan, targets, tree_looks
from flake8_ssot.job import FileResult, Job
from flake8_ssot.model import Applicability, Edit, Finding, Fix, Kind, Span
from flake8_ssot.result_json import result_from, result_to
from flake8_ssot.source import Unparsable

RULES = """\
[[moved]]
id = "engine"
old = "acme.legacy.Engine"
new = "acme.core.UserEngine"
why = "shares state"

[[moved]]
id = "late"
old = "acme.late"
new = "acme.soon"
remove-by = 2026-03-01
"""
BAD = "from acme.legacy import Engine\n"
FILES: dict[str, str | bytes] = {
    "ssot.toml": RULES,
    "acme/__init__.py": "",
    "acme/core.py": "class UserEngine: ...\n",
    "acme/api.py": BAD,
    "a.py": BAD,
    "b.py": "import os\n",
    "c.py": "from acme.api import Engine\n",
    "d.py": "import acme.late\n",
    "broken.py": "def (:\n",
    "mock.py": "from unittest.mock import patch\npatch('acme.legacy.Engine.run')\n",
    "n.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": [BAD]}]}),
    "latin.py": b"# coding: latin-1\n# \xe9\n" + BAD.encode(),
    "bad.md": f"```python\n{BAD}```\n",
}
CHECK = ("check", "--jobs", "1", ".")


class Result(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str


class Counts(NamedTuple):
    """What a run did, by file."""

    read: list[str]
    judged: list[str]


class World:
    """A tree that was written some time ago, and runs of `ssot` in it."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capture = capture
        self.counts = Counts([], [])

    def put(self, changed: Mapping[str, str | bytes], age: float = 60.0) -> None:
        """Write files, `age` seconds ago."""
        write_files(self.root, changed)
        then = time.time() - age
        for name in changed:
            os.utime(self.root / name, (then, then))

    def run(self, *arguments: str) -> Result:
        """`ssot` as in a process of its own."""
        forget()
        self.capture.readouterr()
        self.counts.read.clear()
        self.counts.judged.clear()
        code = cli.main(arguments)
        return Result(code, *self.capture.readouterr())

    def assert_same(self, *arguments: str) -> Result:
        """The run says what one without a cache says."""
        found = self.run(*arguments)
        judged, read = list(self.counts.judged), list(self.counts.read)
        assert found == self.run(*arguments, "--no-cache")
        self.counts.judged[:], self.counts.read[:] = judged, read
        return found

    @property
    def kept(self) -> list[Path]:
        return sorted((self.root.parent / "cache" / "results").rglob("*.json"))


def forget() -> None:
    """What a new process would not know."""
    project._kind_in_tree.cache_clear()
    targets._holds_modules.cache_clear()
    targets._bound_names.cache_clear()
    tree_looks._seen.clear()


@pytest.fixture
def world(
    project_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> World:
    monkeypatch.setattr(judging, "SERIAL_BELOW", 2)
    monkeypatch.setattr(result_cache, "TICK", -(10**18))  # what was written just now has settled
    made = World(project_dir, capsys)
    made.put(FILES)
    read, judge = files.read_regular, scan.judge_bytes

    def reading(path: str, limit: int) -> bytes:
        if Path(path).suffix != ".toml":
            made.counts.read.append(os.path.normpath(path))
        return read(path, limit)

    def counting(path: str, data: bytes, job: Job) -> FileResult:
        made.counts.judged.append(os.path.normpath(path))
        return judge(path, data, job)

    reader = SimpleNamespace(
        read_regular=reading, reason=files.reason, absolute_paths=files.absolute_paths
    )
    monkeypatch.setattr(result_cache, "files", reader)
    monkeypatch.setattr(result_cache, "judge_bytes", counting)
    return made


ALL = sorted(name for name in FILES if name != "ssot.toml")


def test_first_run_judges_every_file_once(world: World) -> None:
    found = world.assert_same(*CHECK)
    assert found.code == 2
    assert sorted(world.counts.judged) == ALL
    assert found.out.count("SOT") == 8


@pytest.mark.parametrize("form", ["text", "json"])
def test_second_run_reads_nothing(form: str, world: World) -> None:
    first = world.run(*CHECK, "--format", form)
    assert world.run(*CHECK, "--format", form) == first
    assert world.counts == ([], [])


def rewrite(name: str, text: str) -> Callable[[World], None]:
    return lambda world: world.put({name: text}, 30)


def same_size_and_time(world: World) -> None:
    """What `cp -p` or a careless script does."""
    path = world.root / "b.py"
    before = path.stat()
    path.write_text("from abc import\t\n"[: before.st_size - 1] + "\n", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


@pytest.mark.parametrize(
    ("change", "judged"),
    [
        pytest.param(rewrite("b.py", BAD), ["b.py"], id="a-file"),
        pytest.param(rewrite("a.py", "\n" + BAD), ["a.py"], id="a-file-with-findings"),
        pytest.param(rewrite("new.py", BAD), ["new.py"], id="a-new-file"),
        pytest.param(rewrite("broken.py", "def f(): ...\n"), ["broken.py"], id="a-broken-file"),
        pytest.param(same_size_and_time, ["b.py"], id="same-size-and-time"),
        pytest.param(lambda world: (world.root / "a.py").unlink(), [], id="a-file-less"),
        pytest.param(
            lambda world: (world.root / "a.py").rename(world.root / "z.py"), ["z.py"], id="renamed"
        ),
        pytest.param(rewrite("ssot.toml", RULES.replace("shares", "keeps")), ALL, id="a-rule"),
        pytest.param(
            rewrite("setup.cfg", "[flake8]\nper-file-ignores = a.py: SOT101\n"),
            [*ALL, "setup.cfg"],
            id="flake8s-settings",
        ),
    ],
)
def test_only_what_changed_is_judged(
    change: Callable[[World], object], judged: list[str], world: World
) -> None:
    world.run(*CHECK)
    change(world)
    world.assert_same(*CHECK)
    assert sorted(world.counts.judged) == sorted(judged)
    world.assert_same(*CHECK)
    assert world.counts.judged == []


WALKED = ["a.py", "acme/api.py", "bad.md", "c.py", "d.py", "latin.py", "mock.py", "n.ipynb"]


@pytest.mark.parametrize(
    ("changed", "judged", "said"),
    [
        pytest.param({"acme/core.py": "x = 1\n"}, "core", "has no name", id="target-loses-a-name"),
        pytest.param(
            {"acme/core.py": "class UserEngine(B): ...\nclass B:\n    def run(self): ...\n"},
            "core",
            "SOT104",
            id="a-member-of-the-target",
        ),
        pytest.param({"acme/soon/__init__.py": ""}, "new", "acme.soon", id="a-target-comes"),
        pytest.param({"src/acme/core.py": ""}, "new", "acme.core", id="in-another-root"),
    ],
)
def test_what_depends_on_the_tree_is_judged_again(
    changed: dict[str, str | bytes], judged: str, said: str, world: World
) -> None:
    """The file itself has not changed."""
    world.run(*CHECK)
    world.put(changed, 30)
    found = world.assert_same(*CHECK)
    assert said in found.out
    assert set(WALKED) - {"c.py"} <= set(world.counts.judged)
    assert "b.py" not in world.counts.judged  # nothing is said of it, whatever the tree holds


def test_another_reexport_is_another_key(world: World) -> None:
    assert "via" in world.run(*CHECK).out
    world.put({"acme/api.py": "Engine = 1\n"}, 30)
    assert "via" not in world.assert_same(*CHECK).out


def test_touched_files_are_read_but_not_judged(world: World) -> None:
    first = world.run(*CHECK)
    for name in ("a.py", "b.py", "broken.py", "n.ipynb"):
        os.utime(world.root / name)
    assert world.run(*CHECK) == first
    assert sorted(world.counts.read) == ["a.py", "b.py", "broken.py", "n.ipynb"]
    assert world.counts.judged == []
    assert world.run(*CHECK) == first
    assert world.counts.read == []


def test_just_written_files_are_read_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """They may be written once more within one tick of the file system's clock."""
    monkeypatch.setattr(result_cache, "TICK", 10**15)
    first = world.run(*CHECK)
    assert world.run(*CHECK) == first
    assert sorted(world.counts.read) == ALL
    assert world.counts.judged == []


def test_the_day_is_part_of_the_key(world: World) -> None:
    before = world.run(*CHECK, "--today", "2026-02-28")
    assert "overdue" not in before.out
    assert "overdue" in world.run(*CHECK, "--today", "2026-03-01").out
    assert world.run(*CHECK, "--today", "2026-01-01") == before
    assert world.counts.judged == []


@pytest.mark.parametrize(
    "options",
    [
        ["--select", "SOT102"],
        ["--ignore", "SOT101"],
        ["--rule", "late"],
        ["--disable-noqa"],
        ["--no-syntax-check"],
        ["--format", "json"],
        ["--no-baseline"],
        ["--statistics"],
        ["--exclude", "a.py"],
    ],
    ids=lambda options: options[0][2:],
)
def test_options_do_not_mix(options: list[str], world: World) -> None:
    plain = world.run(*CHECK)
    world.assert_same(*CHECK, *options)
    world.assert_same(*CHECK, *options)
    assert world.run(*CHECK) == plain
    assert world.counts.judged == []


def test_mentions_and_few_files_are_not_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.run(*CHECK, "--mentions")
    monkeypatch.setattr(judging, "SERIAL_BELOW", 100)
    world.run(*CHECK)
    assert world.kept == []


def test_no_cache_writes_nothing(world: World) -> None:
    world.run(*CHECK, "--no-cache")
    assert world.kept == []


def test_the_baseline_is_applied_afterwards(world: World) -> None:
    check = (*CHECK, "--today", "2026-01-01")
    assert "a.py" in world.run(*check).out
    assert world.run("baseline", "create", "--today", "2026-01-01").code == 0
    assert world.run(*check).out == ""
    assert world.counts.judged == []
    (world.root / "ssot-baseline.txt").unlink()
    assert "a.py" in world.assert_same(*check).out


@pytest.mark.parametrize("path", [".", "./", "acme/..", "{root}", "../project"])
def test_files_are_called_as_they_are_spelled(path: str, world: World) -> None:
    world.run(*CHECK)
    spelled = path.format(root=world.root)
    found = world.assert_same("check", "--jobs", "1", spelled)
    assert world.counts.judged == []
    assert f"{os.path.join(spelled, 'a.py')}:1:" in found.out


def test_settings_for_another_spelling_do_not_leak(world: World) -> None:
    """flake8's patterns are about the path as it is spelled."""
    link = world.root.parent / "link"
    link.symlink_to(world.root)
    write_files(
        world.root, {".flake8": f"[flake8]\nper-file-ignores = {world.root}/a.py: SOT101\n"}
    )
    assert "a.py" not in world.assert_same("check", "-j1", str(world.root)).out
    assert "a.py" in world.assert_same("check", "-j1", str(link)).out
    assert "a.py" not in world.assert_same("check", "-j1", str(world.root)).out


def test_a_target_with_the_same_size_and_time(world: World) -> None:
    world.run(*CHECK)
    path = world.root / "acme/core.py"
    before = path.stat()
    path.write_text("class UserEngina: ...\n", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "has no name" in world.assert_same(*CHECK).out


def test_no_cache_asks_for_reexports_anew(world: World) -> None:
    world.run(*CHECK)
    path = world.root / "acme/api.py"
    before = path.stat()
    path.write_text(f"Engine = 1{' ' * (before.st_size - 11)}\n", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "SOT107" not in world.run(*CHECK, "--no-cache").out


def test_files_outside_of_the_project_are_judged_each_time(world: World) -> None:
    write_files(world.root.parent, {"outside/x.py": BAD, "outside/y.py": BAD})
    for _ in range(2):
        world.assert_same("check", "../outside", "-j1")
        assert len(world.counts.judged) == 2


def test_part_of_the_tree_keeps_the_rest(world: World) -> None:
    world.run(*CHECK)
    world.put({"acme/api.py": "x = 1\n", "a.py": "x = 1\n"}, 30)
    world.run("check", "acme", "-j1")
    world.assert_same(*CHECK)
    assert "acme/api.py" not in world.counts.judged


def test_internal_errors_are_not_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("ours")

    with monkeypatch.context() as patched:
        patched.setattr(scan, "judge_python", fail)
        assert "SOT900" in world.run(*CHECK).out
    assert "SOT900" not in world.assert_same(*CHECK).out


def test_unreadable_files_are_asked_again(world: World) -> None:
    (world.root / "link.py").symlink_to("nowhere.py")
    world.assert_same(*CHECK)
    world.put({"nowhere.py": BAD})
    assert "link.py" in world.assert_same(*CHECK).out


def test_interrupted_runs_go_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    judge, left = scan.judge_bytes, 4

    def interrupted(path: str, data: bytes, job: Job) -> FileResult:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        return judge(path, data, job)

    with monkeypatch.context() as patched:
        patched.setattr(result_cache, "judge_bytes", interrupted)
        assert world.run(*CHECK).code == 2
    world.assert_same(*CHECK)
    assert len(world.counts.judged) == len(ALL) - 4


# --- what nobody may trust ---


def damaged(text: str) -> list[tuple[str, str]]:
    """Names, and a kept file with something wrong in it."""
    value = json.loads(text)
    made = [("empty", ""), ("no-json", "{"), ("a-list", "[]"), ("half", text[: len(text) // 2])]
    made.append(("another-key", json.dumps({**value, "key": "x"})))
    for name, part in (("files", 7), ("files", []), ("looks", None), ("looks", [[1]])):
        made.append((f"{name}-{part}", json.dumps({**value, name: part})))
    for wrong in ([], None, 7, "x", [None, 7, 7], [[1], "d", None], [None, "d", [[], 1, 1]]):
        files_ = dict.fromkeys(value["files"], wrong)
        made.append((f"entries-{wrong}", json.dumps({**value, "files": files_})))
    deep = "[" * 100_000 + "]" * 100_000
    made.append(("deep", deep))
    return made


def test_damaged_files_are_ignored(world: World) -> None:
    plain = world.run(*CHECK)
    [kept] = world.kept
    for name, text in damaged(kept.read_text()):
        kept.write_text(text)
        assert world.run(*CHECK) == plain, name


def test_results_of_another_form_are_judged_again(world: World) -> None:
    """Our key, and results that are not: each field replaced by something else."""
    plain = world.run(*CHECK)
    [kept] = world.kept
    value = json.loads(kept.read_text())
    for place in range(5):
        for wrong in (7, [7], [[7]], [["SOT101"] * 14], {"a": 1}):
            broken = json.loads(json.dumps(value))
            result = broken["files"]["a.py"][2]
            if result[place] == wrong or (place >= 3):
                continue
            result[place] = wrong
            kept.write_text(json.dumps(broken))
            assert world.run(*CHECK) == plain, (place, wrong)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX")
@pytest.mark.parametrize("how", ["a-file", "a-link", "read-only"])
def test_folders_that_cannot_be_used(how: str, world: World) -> None:
    folder = world.root.parent / "cache" / "results"
    folder.parent.mkdir(exist_ok=True)
    if how == "a-file":
        folder.write_text("")
    elif how == "a-link":
        (world.root.parent / "elsewhere").mkdir()
        folder.symlink_to(world.root.parent / "elsewhere")
    else:
        folder.mkdir()
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    plain = world.run(*CHECK, "--no-cache")
    assert world.run(*CHECK) == plain
    assert world.run(*CHECK) == plain


def test_only_the_latest_are_kept(world: World) -> None:
    for number in range(result_cache.KEPT_FILES + 3):
        world.run(*CHECK, "--ignore", f"SOT9{number:02}")
    assert len(world.kept) == result_cache.KEPT_FILES
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in world.kept)


# --- as JSON ---

FINDING = Finding(
    "SOT101", "engine", Kind.FROM, "a.py", Span(1, 2, 3, 4), "told", "a.b", None, "<module>",
    ("because",), Fix(Applicability.UNSAFE, (Edit(1, 2, "é"), Edit(3, 3, ""))), 1, "no", 2,
)  # fmt: skip


@pytest.mark.parametrize(
    "result",
    [
        FileResult("a.py"),
        FileResult("a.py", walked=True),
        FileResult("a.py", problem=Unparsable(3, "why")),
        FileResult("a.py", (FINDING, FINDING._replace(fix=None)), None, ((1, "\ud800x"),), True),
        FileResult("a.py", (FINDING,), Unparsable(0, "x"), look="0" * 16),
    ],
)
def test_there_and_back(result: FileResult) -> None:
    text = json.dumps(result_to(result))
    assert result_from(json.loads(text), "a.py") == result
    other = result_from(json.loads(text), "b.py")
    assert other.path == "b.py"
    assert {finding.path for finding in other.findings} <= {"b.py"}


# --- everything at once ---

CONTENTS = (
    BAD, "import os\n", "def (:\n", "import acme.late\n", "from acme.api import Engine\n",
    "class UserEngine:\n    run = 1\n", "", "patch = 1\nimport acme.legacy\nacme.legacy.Engine\n",
)  # fmt: skip
NAMES = ("a.py", "b.py", "c.py", "acme/core.py", "acme/api.py", "acme/soon.py", "x/y.py", "s.pyi")


def test_random_changes(world: World, long: bool) -> None:
    """After whatever was changed, a run says what it would say without a cache."""
    source = random.Random(7)
    for step in range(400 if long else 25):
        for _ in range(source.randrange(4)):
            path = world.root / source.choice(NAMES)
            if source.random() < 0.2:
                path.unlink(missing_ok=True)
            else:
                name = path.relative_to(world.root).as_posix()
                world.put({name: source.choice(CONTENTS)}, 1 + step % 3)
        world.assert_same(*CHECK, *(["--format", "json"] if step % 3 == 0 else []))
