"""`ssot undo`: the last run's files are what they were, byte for byte, and nothing else changes."""

from __future__ import annotations

import argparse
import datetime
import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from flake8_ssot import cli, undo_command
from flake8_ssot.journal import Journal, runs
from flake8_ssot.model import SsotError

OLD = {"a.py": b"old a\n", "pkg/b.py": b"\xef\xbb\xbfold b\r\n\x0c\xff", "pkg/c.py": b""}
NEW = {name: data + b"new\n" for name, data in OLD.items()}


class Tree:
    """A project with some files."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capture = capture
        (root / "pkg").mkdir()
        self.put(OLD)

    def put(self, files: dict[str, bytes]) -> None:
        for name, data in files.items():
            (self.root / name).write_bytes(data)

    def state(self) -> dict[str, bytes]:
        return {name: (self.root / name).read_bytes() for name in OLD}

    def fix(self, before: dict[str, bytes] = OLD, after: dict[str, bytes] = NEW) -> None:
        with Journal.begin(str(self.root)) as journal:
            for name, data in before.items():
                journal.write(str(self.root / name), data, after[name])

    def undo(
        self,
        *,
        listing: bool = False,
        config: str | None = None,
        quiet: bool = False,
        folder: str | None = None,
    ) -> tuple[int, str, str]:
        """Exit code, standard output and standard error."""
        arguments = {"list": listing, "config": config, "quiet": quiet, "folder": folder}
        code = undo_command.run(argparse.Namespace(**arguments))
        return code, *self.capture.readouterr()

    def count(self) -> int:
        return len(runs(str(self.root)))


@pytest.fixture
def tree(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tree:
    monkeypatch.setenv("SSOT_STATE_DIR", str(project_dir.parent / "state"))
    (project_dir / "ssot.toml").write_text("")
    return Tree(project_dir, capsys)


def test_taken_back(tree: Tree) -> None:
    tree.fix()
    assert tree.state() == NEW
    assert tree.undo() == (0, "3 files taken back.\n", "")
    assert tree.state() == OLD
    assert tree.undo() == (0, "Nothing to take back.\n", "")


def test_quiet(tree: Tree) -> None:
    tree.fix()
    assert tree.undo(quiet=True) == (0, "", "")
    assert tree.state() == OLD
    assert tree.undo(quiet=True) == (0, "", "")


def test_one_run_after_another(tree: Tree) -> None:
    newer = {"a.py": b"newer\n"}
    tree.fix()
    tree.fix({"a.py": NEW["a.py"]}, newer)
    assert tree.undo() == (0, "1 file taken back.\n", "")
    assert tree.state() == NEW
    assert tree.undo() == (0, "3 files taken back.\n", "")
    assert tree.state() == OLD


def test_a_file_that_was_written_twice(tree: Tree) -> None:
    with Journal.begin(str(tree.root)) as journal:
        journal.write(str(tree.root / "a.py"), OLD["a.py"], b"between\n")
        journal.write(str(tree.root / "a.py"), b"between\n", NEW["a.py"])
    assert tree.undo() == (0, "1 file taken back.\n", "")
    assert tree.state() == OLD


def test_changed_since_the_fix(tree: Tree) -> None:
    """It is left alone and named; the rest is taken back; the run waits until it is done with."""
    tree.fix()
    tree.put({"pkg/b.py": b"mine\n"})
    (tree.root / "pkg" / "c.py").unlink()
    err = "pkg/c.py: is missing, left alone\npkg/b.py: changed since the fix, left alone\n"
    assert tree.undo() == (2, "1 file taken back, 2 left alone.\n", err)
    assert (tree.root / "a.py").read_bytes() == OLD["a.py"]
    assert (tree.root / "pkg" / "b.py").read_bytes() == b"mine\n"
    assert [entry.path for entry in runs(str(tree.root))[0].entries] == ["pkg/b.py", "pkg/c.py"]
    assert tree.undo() == (2, "0 files taken back, 2 left alone.\n", err)
    tree.put({"pkg/b.py": OLD["pkg/b.py"], "pkg/c.py": NEW["pkg/c.py"]})  # git checkout, git stash
    assert tree.undo() == (0, "1 file taken back, 1 already back.\n", "")
    assert tree.state() == OLD
    assert tree.count() == 0


def test_a_file_written_twice_and_changed_is_named_once(tree: Tree) -> None:
    with Journal.begin(str(tree.root)) as journal:
        journal.write(str(tree.root / "a.py"), OLD["a.py"], b"between\n")
        journal.write(str(tree.root / "a.py"), b"between\n", NEW["a.py"])
    tree.put({"a.py": b"mine\n"})
    err = "a.py: changed since the fix, left alone\n"
    assert tree.undo() == (2, "0 files taken back, 1 left alone.\n", err)


def test_already_back(tree: Tree) -> None:
    tree.fix()
    tree.put(OLD)
    assert tree.undo() == (0, "0 files taken back, 3 already back.\n", "")
    assert tree.count() == 0


def _to_read_only(path: Path) -> None:
    path.chmod(0o444)


def _to_hard_link(path: Path) -> None:
    os.link(path, path.parent / "b.py")


def _to_link_out(path: Path) -> None:
    os.rename(path, path.parent.parent / "outside.py")
    path.symlink_to("../outside.py")


def _to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(_to_read_only, "is read-only", id="read-only"),
        pytest.param(_to_hard_link, "has another name (a hard link), left alone", id="hard-link"),
        pytest.param(_to_link_out, "is a link that leads out of the project", id="link-out"),
        pytest.param(_to_folder, "is not a regular file", id="folder"),
    ],
)
def test_what_cannot_be_written_any_more(
    change: Callable[[Path], None], reason: str, tree: Tree
) -> None:
    tree.fix()
    change(tree.root / "a.py")
    code, out, err = tree.undo()
    assert (code, out) == (2, "2 files taken back, 1 left alone.\n")
    assert err.startswith("a.py: ")
    assert reason in err
    assert tree.count() == 1


def test_a_disk_that_fails(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.fix()
    real = os.replace

    def fail(source: str, target: str) -> None:
        if target.endswith("b.py"):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", fail)
    err = "pkg/b.py: cannot be written: No space left on device\n"
    assert tree.undo() == (2, "2 files taken back, 1 left alone.\n", err)
    assert tree.state() == {**OLD, "pkg/b.py": NEW["pkg/b.py"]}
    monkeypatch.setattr(os, "replace", real)
    assert tree.undo() == (0, "1 file taken back.\n", "")
    assert tree.state() == OLD


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        pytest.param(b'"edits":[[', b'"edits":[[9', id="out-of-place"),
        pytest.param(b"b2xkIG", b"b2xLIG", id="other-bytes"),
        pytest.param(b"]]}", b"],[0,0,null]]}", id="no-edit"),
    ],
)
def test_a_damaged_entry(was: bytes, becomes: bytes, tree: Tree) -> None:
    """Never wrong bytes: what would not come out as it was is left alone."""
    tree.put({"a.py": b"old a\nx\n"})
    tree.fix({"a.py": b"old a\nx\n"}, {"a.py": b"new\nx\n"})
    file = Path(runs(str(tree.root))[0].file)
    data = file.read_bytes()
    assert was in data
    file.write_bytes(data.replace(was, becomes))
    code, _, err = tree.undo()
    assert code == 2
    assert err in (
        "a.py: its entry in the journal is damaged, left alone\n",
        f"{file}:2: does not make sense, ignored\n",
    )
    assert (tree.root / "a.py").read_bytes() == b"new\nx\n"


def test_list(tree: Tree) -> None:
    assert tree.undo(listing=True) == (0, "", "")
    tree.fix()
    tree.fix({"a.py": NEW["a.py"]}, {"a.py": b"newer\n"})
    code, out, err = tree.undo(listing=True)
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert first.endswith(" UTC  1 file")
    assert second.endswith(" UTC  3 files")
    moment = datetime.datetime.strptime(first.partition(" UTC")[0], "%Y-%m-%d %H:%M:%S")
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    assert datetime.timedelta(0) <= now - moment < datetime.timedelta(minutes=5)
    assert tree.state() == {**NEW, "a.py": b"newer\n"}


def test_list_with_a_damaged_journal(tree: Tree) -> None:
    tree.fix()
    file = Path(runs(str(tree.root))[0].file)
    file.write_bytes(b"x\n")
    err = f"{file}:1: is no journal of this project, ignored\n"
    assert tree.undo(listing=True) == (2, "", err)
    assert tree.undo() == (2, "Nothing to take back.\n", err)


def test_from_a_folder_below(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named as a person there would spell them."""
    tree.fix()
    tree.put({"a.py": b"mine\n", "pkg/b.py": b"mine\n"})
    monkeypatch.chdir(tree.root / "pkg")
    code, _, err = tree.undo()
    assert code == 2
    assert err == (
        "b.py: changed since the fix, left alone\n"
        f"{tree.root / 'a.py'}: changed since the fix, left alone\n"
    )


def test_names_cannot_drive_the_terminal(tree: Tree) -> None:
    name = "\x1b[31m\n.py"
    tree.put({name: b"old\n"})
    tree.fix({name: b"old\n"}, {name: b"new\n"})
    tree.put({name: b"mine\n"})
    assert tree.undo()[2] == "?[31m?.py: changed since the fix, left alone\n"


def test_config_names_the_project(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.fix()
    monkeypatch.chdir(tree.root.parent)
    assert tree.undo()[1] == "Nothing to take back.\n"
    assert tree.undo(config="project/ssot.toml") == (0, "3 files taken back.\n", "")
    assert tree.state() == OLD


def test_flake8_names_the_project(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.fix()
    elsewhere = tree.root.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".flake8").write_text("[flake8]\nssot-config = ../project/ssot.toml\n")
    monkeypatch.chdir(elsewhere)
    assert tree.undo() == (0, "3 files taken back.\n", "")


def test_a_bad_configuration(tree: Tree) -> None:
    with pytest.raises(SsotError):
        tree.undo(config="missing.toml")


def test_the_command_line(tree: Tree) -> None:
    tree.fix()
    assert cli.main(["undo", "--list"]) == 0
    assert tree.capture.readouterr().out.endswith(" UTC  3 files\n")
    assert cli.main(["undo", "--quiet"]) == 0
    assert tree.capture.readouterr() == ("", "")
    assert tree.state() == OLD


def test_a_folder_names_the_project(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.fix()
    monkeypatch.chdir(tree.root.parent)
    assert tree.undo(folder="home")[1] == "Nothing to take back.\n"
    assert tree.undo(folder="project") == (0, "3 files taken back.\n", "")
    assert tree.state() == OLD
