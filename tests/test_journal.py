"""The journal of `ssot fix`: noted before it is done, tidied up after a kill, never trusted."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flake8_ssot import __version__, journal, undo_command, writing
from flake8_ssot.journal import Journal, JournalError, recover, runs
from flake8_ssot.journal_lines import apply_edits, digest, reverse_edits
from flake8_ssot.model import SsotError
from flake8_ssot.writing import WriteError

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
TEMPORARY = ".a.py.ssot-0123456789abcdef.tmp"


@pytest.fixture
def root(project_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a file `a.py`, and a folder for its journals."""
    monkeypatch.setenv("SSOT_STATE_DIR", str(tmp_path / "state"))
    (project_dir / "ssot.toml").write_text("")
    (project_dir / "a.py").write_bytes(b"old\n")
    return project_dir


def folder_of(root: Path) -> Path:
    name = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:16]
    return Path(os.environ["SSOT_STATE_DIR"]) / "journal" / name


def journals(root: Path) -> list[Path]:
    return sorted(folder_of(root).glob("*"))


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def fix(root: Path, before: bytes = b"old\n", after: bytes = b"new\n", name: str = "a.py") -> Path:
    """A run that writes one file; its journal."""
    with Journal.begin(str(root)) as opened:
        opened.write(str(root / name), before, after)
    return journals(root)[-1]


def undo(**more: Any) -> int:
    import argparse

    arguments = {"list": False, "config": None, "quiet": True, "folder": None, **more}
    return undo_command.run(argparse.Namespace(**arguments))


# --- what is noted ---


def test_what_is_noted(root: Path) -> None:
    file = fix(root, b"old\n", b"new\n")
    head, entry, end = lines(file)
    assert head == {
        "version": 1,
        "root": str(root),
        "started": head["started"],
        "tool": __version__,
    }
    assert entry == {
        "path": "a.py",
        "temp": entry["temp"],
        "before": digest(b"old\n"),
        "after": digest(b"new\n"),
        "edits": [[0, 4, base64.b64encode(b"old\n").decode()]],
    }
    assert writing.is_temporary(entry["temp"], "a.py")
    assert (end["back"], head["started"] <= end["end"]) == ([], True)
    assert (root / "a.py").read_bytes() == b"new\n"
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_noted_and_on_the_disk_before_it_is_done(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the temporary file is made, its name and the way back are on the disk."""
    synced = []
    real_sync, real_open = os.fsync, os.open

    def sync(descriptor: int) -> None:
        real_sync(descriptor)
        synced.append(os.fstat(descriptor).st_ino)

    def look(path: str, flags: int, *more: Any, **options: Any) -> int:
        if str(path).endswith(".tmp"):
            [file] = journals(root)
            assert [line.get("temp") for line in lines(file)] == [None, os.path.basename(path)]
            assert synced[-1] == file.stat().st_ino
            assert folder_of(root).stat().st_ino in synced
        return real_open(path, flags, *more, **options)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "open", look)
    fix(root)
    assert len(synced) == 6  # head, folder, entry, temporary file, its folder, end


def test_paths_are_relative_and_real(root: Path, tmp_path: Path) -> None:
    (root / "pkg").mkdir()
    (root / "pkg" / "b.py").write_bytes(b"old\n")
    (root / "link.py").symlink_to("pkg/b.py")
    (tmp_path / "linked").symlink_to(root)
    file = fix(tmp_path / "linked", name="link.py")
    assert lines(file)[1]["path"] == "pkg/b.py"
    assert (root / "link.py").is_symlink()
    assert undo() == 0
    assert (root / "pkg" / "b.py").read_bytes() == b"old\n"
    assert (root / "link.py").is_symlink()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_text(root: Path) -> None:
    name = os.fsdecode(b"\xff\n.py")
    (root / name).write_bytes(b"old\n")
    file = fix(root, name=name)
    assert lines(file)[1]["path"] == name
    assert undo() == 0
    assert (root / name).read_bytes() == b"old\n"


@pytest.mark.parametrize("writes", [False, True], ids=["nothing", "failures"])
def test_a_run_that_changed_nothing_leaves_no_journal(writes: bool, root: Path) -> None:
    with Journal.begin(str(root)) as opened:
        if writes:
            with pytest.raises(WriteError, match="changed meanwhile"):
                opened.write(str(root / "a.py"), b"mine\n", b"new\n")
            with pytest.raises(WriteError, match="outside"):
                opened.write(str(root.parent / "b.py"), b"old\n", b"new\n")
    assert journals(root) == []


def test_what_failed_is_not_noted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "b.py").write_bytes(b"old\n")
    real = os.replace

    def fail(source: str, target: str) -> None:
        if target.endswith("b.py"):
            raise OSError(errno.EIO, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with Journal.begin(str(root)) as opened:
        with pytest.raises(WriteError, match=r"^cannot be written: Input/output error$"):
            opened.write(str(root / "b.py"), b"old\n", b"new\n")
        opened.write(str(root / "a.py"), b"old\n", b"new\n")
    [file] = journals(root)
    assert [line.get("path") for line in lines(file)] == [None, "a.py", None]
    assert (root / "b.py").read_bytes() == b"old\n"


def test_what_cannot_be_noted_is_not_done(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk under the journal: the note is cut off again, the next one may fit."""
    (root / "b.py").write_bytes(b"old\n")
    full = False
    real = os.write

    def write(descriptor: int, data: memoryview) -> int:
        if full and b'"temp"' in bytes(data):
            return real(descriptor, data[:10])
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    with Journal.begin(str(root)) as opened:
        opened.write(str(root / "a.py"), b"old\n", b"new\n")
        full = True
        with pytest.raises(WriteError) as caught:
            opened.write(str(root / "b.py"), b"old\n", b"new\n")
        full = False
        assert (root / "b.py").read_bytes() == b"old\n"
        opened.write(str(root / "b.py"), b"old\n", b"new\n")
    assert str(caught.value) == "cannot be noted in the journal: No space left on device"
    assert undo() == 0
    assert (root / "b.py").read_bytes() == b"old\n"


@pytest.mark.parametrize("moment", ["end", "cut"])
def test_a_journal_that_cannot_be_ended(
    moment: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done is noted; where half a line may be left, nothing more is done."""

    def fail(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    real = (os.fsync, os.ftruncate)
    with Journal.begin(str(root)) as opened:
        opened.write(str(root / "a.py"), b"old\n", b"new\n")
        monkeypatch.setattr(os, "fsync" if moment == "end" else "ftruncate", fail)
        if moment == "cut":
            with pytest.raises(JournalError, match="No space left on device"):
                opened.write(str(root / "a.py"), b"old\n", b"newer\n")
    monkeypatch.setattr(os, "fsync", real[0])
    monkeypatch.setattr(os, "ftruncate", real[1])
    assert undo() == 0
    assert (root / "a.py").read_bytes() == b"old\n"


def test_runs_are_in_order_and_old_ones_go(root: Path) -> None:
    content = b"old\n"
    for number in range(25):
        after = b"%d\n" % number
        fix(root, content, after)
        content = after
    assert len(journals(root)) == 20
    listed = runs(str(root))
    assert [digest(b"%d\n" % number) for number in range(24, 4, -1)] == [
        item.entries[0].after for item in listed
    ]
    for _ in range(20):
        assert undo() == 0
    assert (root / "a.py").read_bytes() == b"4\n"
    assert journals(root) == []


def test_a_run_at_work_does_not_go(root: Path) -> None:
    pytest.importorskip("fcntl")
    with Journal.begin(str(root)) as opened:
        opened.write(str(root / "a.py"), b"old\n", b"0\n")
        for number in range(22):
            fix(root, b"%d\n" % number, b"%d\n" % (number + 1))
        assert len(journals(root)) == 21
        assert Path(opened.file) == journals(root)[0]


# --- where it lies ---


def test_the_folder_for_state(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    monkeypatch.delenv("SSOT_STATE_DIR")
    base = root.parent / "elsewhere"
    monkeypatch.setattr(platformdirs, "user_state_path", lambda name: base / name)
    with Journal.begin(str(root)) as opened:
        opened.write(str(root / "a.py"), b"old\n", b"new\n")
    assert len(list((base / "flake8-ssot" / "journal").glob("*/*.jsonl"))) == 1
    assert undo() == 0


def _is_a_file(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_bytes(b"")


def _is_a_link(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    (folder.parent / "other").mkdir()
    folder.symlink_to("other")


def _lies_below_a_file(folder: Path) -> None:
    folder.parent.parent.mkdir()
    folder.parent.write_bytes(b"")


def _is_somebody_elses(folder: Path) -> None:
    if not ROOT:
        pytest.skip("only root gives files away")
    folder.mkdir(parents=True)
    os.chown(folder, 12345, -1)


@pytest.mark.parametrize("spoil", [_is_a_file, _is_a_link, _lies_below_a_file, _is_somebody_elses])
def test_a_folder_that_cannot_be_used(spoil: Callable[[Path], None], root: Path) -> None:
    """Nothing is written that could not be taken back."""
    spoil(folder_of(root))
    with pytest.raises(JournalError) as caught:
        fix(root)
    assert "the journal cannot be used: " in str(caught.value)
    assert str(caught.value).endswith("; SSOT_STATE_DIR names another folder")
    assert (root / "a.py").read_bytes() == b"old\n"


@pytest.mark.parametrize("call", ["makedirs", "chmod"])
def test_a_folder_that_cannot_be_made(
    call: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where there is no home."""

    def fail(*arguments: object, **more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(JournalError, match="the journal cannot be used: Permission denied"):
        fix(root)
    assert (root / "a.py").read_bytes() == b"old\n"


def test_an_open_folder_is_closed(root: Path) -> None:
    folder_of(root).mkdir(parents=True)
    folder_of(root).chmod(0o777)
    fix(root)
    if os.name == "posix":
        assert stat.S_IMODE(folder_of(root).stat().st_mode) == 0o700


@pytest.mark.parametrize("call", ["open", "write", "fsync"])
def test_no_journal_no_writing(call: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = getattr(os, call)
    broken = True

    def fail(*arguments: Any, **more: Any) -> Any:
        if broken and (call != "open" or str(arguments[0]).endswith(".jsonl")):
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments, **more)

    with Journal.begin(str(root)) as opened:
        monkeypatch.setattr(os, call, fail)
        with pytest.raises(JournalError, match="No space left on device; SSOT_STATE_DIR"):
            opened.write(str(root / "a.py"), b"old\n", b"new\n")
        assert (root / "a.py").read_bytes() == b"old\n"
        assert journals(root) == []
        broken = False
        opened.write(str(root / "a.py"), b"old\n", b"new\n")
    assert undo() == 0


def test_systems_without_owners_and_locks(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows: a run is dead when its journal is a day old."""
    monkeypatch.delattr(os, "geteuid", raising=False)
    monkeypatch.setitem(sys.modules, "fcntl", None)
    file = fix(root)
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:2]))
    temporary = root / lines(file)[1]["temp"]
    temporary.write_bytes(b"half")
    recover(str(root))
    assert temporary.exists()
    os.utime(file, (time.time() - 100_000,) * 2)
    recover(str(root))
    assert not temporary.exists()
    assert undo() == 0


# --- after a kill ---


def killed(folder: Path, *entries: dict[str, Any], **more: Any) -> Path:
    """The journal of a run that was killed after these lines."""
    folder_of(folder).mkdir(parents=True, exist_ok=True)
    file = folder_of(folder) / "20260101T000000000000-00000000.jsonl"
    head = {"version": 1, "root": str(folder), "started": "2026-01-01T00:00:00+00:00", **more}
    file.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in (head, *entries)))
    return file


def noted(path: str = "a.py", temp: str = TEMPORARY, **more: Any) -> dict[str, Any]:
    edits = [[0, 4, base64.b64encode(b"old\n").decode()]]
    known = {"before": digest(b"old\n"), "after": digest(b"new\n"), "edits": edits}
    return {"path": path, "temp": temp, **known, **more}


@pytest.mark.parametrize("line", ["fix", "undo"])
def test_what_a_killed_run_left_is_removed(line: str, root: Path) -> None:
    entry = noted() if line == "fix" else {"path": "a.py", "temp": TEMPORARY}
    file = killed(root, noted(temp=TEMPORARY.replace("0", "9")), entry)
    (root / TEMPORARY).write_bytes(b"half")
    with Journal.begin(str(root)):
        assert not (root / TEMPORARY).exists()
    assert list(lines(file)[-1]) == ["end", "back"]
    was = file.read_bytes()
    (root / TEMPORARY).write_bytes(b"mine")
    recover(str(root))  # an ended run has nothing to say
    assert (root / TEMPORARY).exists()
    assert file.read_bytes() == was


def test_a_run_killed_before_its_first_file_leaves_no_journal(root: Path) -> None:
    killed(root)
    recover(str(root))
    assert journals(root) == []


@pytest.mark.parametrize("rest", [b"", b'{"version"'])
def test_a_run_killed_before_its_first_line_leaves_no_journal(rest: bytes, root: Path) -> None:
    killed(root).write_bytes(rest)
    recover(str(root))
    assert journals(root) == []


def test_a_journal_taken_for_dead_before_it_is_locked(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run starts in the instant between making the file and locking it."""
    gone: list[Path] = []
    real = writing.lock

    def late(descriptor: int) -> bool | None:
        if not gone:
            gone.extend(journals(root))
            recover(str(root))
            assert journals(root) == []
        return real(descriptor)

    monkeypatch.setattr(journal, "lock_soon", late)
    file = fix(root)
    assert len(gone) == 1
    assert gone != [file]
    assert undo() == 0


def test_a_line_cut_short_is_cut_off(root: Path) -> None:
    (root / "a.py").write_bytes(b"new\n")
    file = killed(root, noted())
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"path": "b.py", "te')
    recover(str(root))
    assert file.read_bytes().startswith(whole + b'{"end":')
    assert undo() == 0
    assert (root / "a.py").read_bytes() == b"old\n"


def test_a_run_at_work_is_left_alone(root: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    file = killed(root, noted())
    (root / TEMPORARY).write_bytes(b"half")
    was = file.read_bytes()
    with file.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        recover(str(root))
        with pytest.raises(JournalError, match="another run is at work"):
            undo()
    assert (file.read_bytes(), (root / TEMPORARY).read_bytes()) == (was, b"half")


def test_a_journal_that_is_gone_when_it_is_locked(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = fix(root)
    real = writing.lock

    def lock(descriptor: int) -> bool | None:
        file.unlink()
        return real(descriptor)

    monkeypatch.setattr(journal, "lock", lock)
    with pytest.raises(JournalError, match="another run is at work"):
        undo()
    with pytest.raises(JournalError, match="No such file or directory"):
        Journal.reopen(str(root), str(file))
    assert (root / "a.py").read_bytes() == b"new\n"


# --- lines nobody may trust ---

ELSEWHERE = [
    pytest.param(noted("../outside/a.py"), id="above"),
    pytest.param(noted("x/../../outside/a.py"), id="above-later"),
    pytest.param(noted("./a.py"), id="dot"),
    pytest.param(noted("x//a.py"), id="empty-part"),
    pytest.param(noted("/a.py"), id="absolute"),
    pytest.param(noted("OUTSIDE/a.py"), id="absolute-existing"),
    pytest.param(noted(""), id="empty-path"),
    pytest.param(noted("."), id="root"),
    pytest.param(noted("a.py\0"), id="nul"),
    pytest.param(noted("\ud800/a.py"), id="surrogate"),
    pytest.param(noted(path=1), id="number"),  # type: ignore[arg-type]
    pytest.param(noted(temp="a.py"), id="temp-is-a-file"),
    pytest.param(noted(temp="../outside/" + TEMPORARY), id="temp-above"),
    pytest.param(noted(temp=TEMPORARY.replace("a.py", "b.py")), id="temp-of-another"),
    pytest.param(noted(temp=None), id="temp-null"),  # type: ignore[arg-type]
    pytest.param({"temp": TEMPORARY}, id="no-path"),
    pytest.param({"path": "a.py"}, id="no-temp"),
    pytest.param({"end": "now"}, id="no-back"),
    pytest.param({"end": "now", "back": 1}, id="back-is-a-number"),
    pytest.param({"end": "now", "back": None}, id="back-is-null"),
    pytest.param(noted(edits=[[0, 4]]), id="edit-too-short"),
    pytest.param(noted(edits=[["0", 4, ""]]), id="edit-text"),
    pytest.param(noted(edits=[[0, float("inf"), ""]]), id="edit-infinite"),
    pytest.param(noted(edits=[[0, 4, "%"]]), id="edit-no-base64"),
    pytest.param(noted(edits=[[0, 4, "é"]]), id="edit-not-ascii"),
    pytest.param(noted(edits=[[0, 4, None]]), id="edit-null"),
    pytest.param(noted(edits=5), id="edits-number"),
    pytest.param({key: value for key, value in noted().items() if key != "before"}, id="no-hash"),
    pytest.param([], id="list"),
    pytest.param("x", id="text"),
    pytest.param(1, id="one"),
]


@pytest.mark.parametrize("line", ELSEWHERE)
def test_lines_that_are_not_obeyed(
    line: Any, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line tells of it; the others are obeyed."""
    outside = root.parent / "outside"
    outside.mkdir()
    if isinstance(line, dict) and str(line.get("path")).startswith("OUTSIDE"):
        line = {**line, "path": str(outside / "a.py")}
    for folder in (root, outside):
        (folder / "a.py").write_bytes(b"new\n")
        (folder / TEMPORARY.replace("a.py", "b.py")).write_bytes(b"mine")
    (outside / TEMPORARY).write_bytes(b"mine")
    good = noted(temp=TEMPORARY.replace("0", "9"))
    file = killed(root, line, good)
    assert undo() == 2
    assert capsys.readouterr().err == f"{file}:2: does not make sense, ignored\n"
    assert (root / "a.py").read_bytes() == b"old\n"
    assert (outside / "a.py").read_bytes() == b"new\n"
    assert sorted(os.listdir(outside)) == sorted(
        ["a.py", TEMPORARY, TEMPORARY.replace("a.py", "b.py")]
    )
    assert (root / TEMPORARY.replace("a.py", "b.py")).exists()
    assert undo() == 0


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"\xff\xfe", id="no-text"),
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="cut"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"path": ' + b"9" * 5_000 + b"}", id="long-number"),
    ],
)
def test_lines_that_are_no_json(
    line: bytes, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = fix(root)
    head, entry, end = file.read_bytes().splitlines()
    file.write_bytes(b"\n".join([head, line, entry, end, b""]))
    assert undo() == 2
    assert capsys.readouterr().err == f"{file}:2: does not make sense, ignored\n"
    assert (root / "a.py").read_bytes() == b"old\n"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param({"version": 2}, id="version"),
        pytest.param({"version": None}, id="no-version"),
        pytest.param({"root": "/"}, id="other-root"),
        pytest.param({"started": "yesterday"}, id="time"),
        pytest.param({"started": 5}, id="time-number"),
        pytest.param({"started": "\x1b[31m"}, id="escape"),
    ],
)
def test_journals_that_are_not_obeyed(
    head: dict[str, Any], root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "a.py").write_bytes(b"new\n")
    (root / TEMPORARY).write_bytes(b"mine")
    file = killed(root, noted(), **head)
    with Journal.begin(str(root)):
        assert (root / TEMPORARY).exists()
    assert undo() == 2
    assert capsys.readouterr().err == f"{file}:1: is no journal of this project, ignored\n"
    assert (root / "a.py").read_bytes() == b"new\n"


def test_a_temporary_file_behind_a_link_is_not_removed(root: Path) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / TEMPORARY).write_bytes(b"mine")
    (root / "linked").symlink_to(outside)
    (root / TEMPORARY).symlink_to(outside / TEMPORARY)
    killed(root, noted("linked/a.py"), noted())
    recover(str(root))
    assert (outside / TEMPORARY).read_bytes() == b"mine"
    assert (root / TEMPORARY).is_symlink()


def _to_a_link(file: Path) -> None:
    os.rename(file, file.parent / "real")
    file.symlink_to("real")


def _to_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _to_somebody_else(file: Path) -> None:
    if not ROOT:
        pytest.skip("only root gives files away")
    os.chown(file, 12345, -1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(_to_a_link, "is not a regular file", id="link"),
        pytest.param(_to_a_folder, "is not a regular file", id="folder"),
        pytest.param(_to_somebody_else, "belongs to another user", id="owner"),
    ],
)
def test_journals_that_are_not_ours(
    change: Callable[[Path], None],
    reason: str,
    root: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (root / TEMPORARY).write_bytes(b"mine")
    (root / "a.py").write_bytes(b"new\n")
    file = killed(root, noted())
    change(file)
    recover(str(root))
    assert (root / TEMPORARY).exists()
    assert undo() == 2
    assert capsys.readouterr().err == f"{file}: {reason}\n"
    assert (root / "a.py").read_bytes() == b"new\n"
    with pytest.raises(JournalError):
        Journal.reopen(str(root), str(file))


def test_other_files_in_the_folder_are_nobodys_business(root: Path) -> None:
    folder_of(root).mkdir(parents=True)
    (folder_of(root) / "notes.txt").write_bytes(b"mine")
    (folder_of(root) / "00000000T000000000000-00000000.jsonl.bak").write_bytes(b"mine")
    fix(root)
    assert undo() == 0
    assert len(journals(root)) == 2


# --- edits ---


@pytest.mark.parametrize(
    ("before", "after", "most"),
    [
        pytest.param(b"", b"", 0, id="empty"),
        pytest.param(b"a\n", b"a\n", 0, id="same"),
        pytest.param(b"", b"a\n", 1, id="all-new"),
        pytest.param(b"a\n", b"", 1, id="all-gone"),
        pytest.param(b"a", b"a\n", 1, id="newline-added"),
        pytest.param(b"a\r\nb\r\n", b"a\nb\r\n", 1, id="line-end"),
        pytest.param(b"a\nb\nc\n", b"a\nB\nc\n", 1, id="one-line"),
        pytest.param(b"i\na\nb\nc\nd\n", b"I\na\nb\nc\nx\nd\n", 2, id="two-places"),
        pytest.param(b"a\n" * 500, b"x\n" + b"a\n" * 500, 1, id="line-before-many"),
        pytest.param(b"a\n" + b"".join(b"%d\n" % n for n in range(200)), b"a\n", 4, id="many-gone"),
        pytest.param(b"\xff\0\n\x0c\n", b"\xff\1\n\x0c\n", 1, id="no-text"),
    ],
)
def test_edits(before: bytes, after: bytes, most: int) -> None:
    edits = tuple(reverse_edits(before, after))
    assert apply_edits(after, edits) == before
    assert len(edits) <= most


def test_random_edits(long: bool) -> None:
    source = random.Random(1)
    alphabet = [b"a\n", b"b\n", b"c\r\n", b"\r", b"dd\n", b"e", b"\xff\n", b"%d\n"]
    for _ in range(100_000 if long else 2_000):
        before = [source.choice(alphabet) for _ in range(source.randrange(200))]
        after = list(before)
        for _ in range(source.randrange(6)):
            start = source.randrange(len(after) + 1)
            end = min(len(after), start + source.randrange(100))
            after[start:end] = [source.choice(alphabet) for _ in range(source.randrange(9))]
        edits = tuple(reverse_edits(b"".join(before), b"".join(after)))
        assert apply_edits(b"".join(after), edits) == b"".join(before)


def test_edits_are_small_and_quick() -> None:
    lines_before = [b"from acme import x%d\n" % number for number in range(200_000)]
    lines_after = list(lines_before)
    for number in range(0, 200_000, 1_000):
        lines_after[number] = b"from acme.new import y, z\n"
    started = time.process_time()
    edits = reverse_edits(b"".join(lines_before), b"".join(lines_after))
    assert len(edits) == 200
    assert sum(len(edit.content) for edit in edits) < 200 * 30
    unlike = b"".join(lines_before).replace(b"acme", b"other")
    assert apply_edits(unlike, tuple(reverse_edits(b"".join(lines_before), unlike))) == b"".join(
        lines_before
    )
    assert time.process_time() - started < 20


# --- kill -9, many at once, Ctrl-C ---

FIX = """
import os, random, signal, sys
from flake8_ssot.journal import Journal
from flake8_ssot.writing import WriteError
root, seed = sys.argv[1], sys.argv[2]
signal.signal(signal.SIGINT, signal.default_int_handler)
names = sorted(name for name in os.listdir(root) if name.endswith(".py"))
random.Random(seed).shuffle(names)
print("started", flush=True)
try:
    with Journal.begin(root) as journal:
        for name in names:
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                before = file.read()
            try:
                journal.write(path, before, before.replace(b"old", b"newer"))
            except WriteError as error:
                assert str(error) == "changed meanwhile, left alone", error
except KeyboardInterrupt:
    sys.exit(130)
"""
UNDO = """
import argparse, os, sys
from flake8_ssot import undo_command
os.chdir(sys.argv[1])
print("started", flush=True)
arguments = argparse.Namespace(list=False, config=None, quiet=True, folder=None)
sys.exit(undo_command.run(arguments))
"""


def start(script: str, root: Path, seed: int = 0) -> subprocess.Popen[bytes]:
    """The script, when it has loaded all it needs."""
    # An exception out of the blue may find coverage holding a lock that it then waits for for ever.
    uncovered = {**os.environ, "COVERAGE_PROCESS_CONFIG": ""}
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(root), str(seed)], stdout=subprocess.PIPE, env=uncovered
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"started\n"
    process.stdout.close()
    return process


class Tree:
    """Many files to rewrite, and what each may be."""

    def __init__(self, root: Path, count: int) -> None:
        self.root = root
        (root / "a.py").unlink()
        self.old = {
            f"f{number}.py": b"x = 'old'\n" * (number % 40) + b"# %d old" % number
            for number in range(count)
        }
        self.new = {name: data.replace(b"old", b"newer") for name, data in self.old.items()}
        for name, data in self.old.items():
            (root / name).write_bytes(data)

    def state(self) -> dict[str, bytes]:
        return {name: (self.root / name).read_bytes() for name in self.old}

    def assert_whole(self) -> None:
        for name, data in self.state().items():
            assert data in (self.old[name], self.new[name]), name

    def left_over(self) -> list[str]:
        return sorted({*os.listdir(self.root)} - {*self.old, "ssot.toml"})


def undo_all(root: Path) -> None:
    for _ in runs(str(root)):
        assert undo() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
@pytest.mark.parametrize("script", [FIX, UNDO], ids=["fix", "undo"])
def test_kill(script: str, root: Path, long: bool) -> None:
    """At random moments: whole files, nothing left over, the rest is done next time, and undone."""
    kills, count = (100, 1_000) if long else (3, 80)
    tree = Tree(root, count)
    source = random.Random(count)
    halves = left_over = 0
    elapsed = 0.0
    for number in range(-1, kills):  # the first one is not killed, to learn how long it takes
        if script == UNDO:
            assert start(FIX, root).wait(timeout=600) == 0
        process = start(script, root, number)
        begun = time.perf_counter()
        if number >= 0:
            if not long:  # with so few kills, at least begin when there is something to see
                before = tree.new if script == UNDO else tree.old
                while tree.state() == before and process.poll() is None:
                    time.sleep(0.0005)
            time.sleep(source.random() * elapsed / (1 if long else 4))
            process.kill()
        process.wait(timeout=600)
        if number < 0:
            elapsed = time.perf_counter() - begun
        tree.assert_whole()
        halves += tree.state() not in (tree.old, tree.new)
        left_over += len(tree.left_over())
        with Journal.begin(str(root)):
            assert tree.left_over() == []
        if script == FIX:
            assert start(FIX, root).wait(timeout=600) == 0
            assert tree.state() == tree.new
        undo_all(root)
        assert tree.state() == tree.old
        assert tree.left_over() == []
        assert journals(root) == []
    assert halves or not long  # some were killed in the middle
    assert left_over or not long  # and some between making a temporary file and its rename


def test_interrupt_at_the_first_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is written before the interrupt is obeyed, so there is something to take back."""
    real = os.replace

    def interrupted(source: str, target: str) -> None:
        if os.path.dirname(target) == str(root):
            signal.raise_signal(signal.SIGINT)
        real(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    for work, content in ((fix, b"new\n"), (lambda root: undo(), b"old\n")):
        with pytest.raises(KeyboardInterrupt):
            work(root)
        assert (root / "a.py").read_bytes() == content
        assert len(journals(root)) == 1
    assert undo() == 0  # nothing was left to do but to say so
    assert journals(root) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
def test_interrupt(root: Path) -> None:
    """Ctrl-C: the file in hand is finished, the run has an end, and can be taken back."""
    tree = Tree(root, 400)
    process = start(FIX, root)
    while not journals(root):
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    assert tree.state() not in (tree.old, tree.new)
    tree.assert_whole()
    assert tree.left_over() == []
    [file] = journals(root)
    assert list(lines(file)[-1]) == ["end", "back"]
    assert len(lines(file)) - 2 == sum(
        data == tree.new[name] for name, data in tree.state().items()
    )
    assert undo() == 0
    assert tree.state() == tree.old


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks of POSIX")
def test_many_at_once(root: Path, long: bool) -> None:
    """Eight processes on the same files: as if one had done it, and it can be taken back."""
    tree = Tree(root, 200)
    for number in range(50 if long else 2):
        running = [start(FIX, root, seed) for seed in range(8 * number, 8 * number + 8)]
        assert [process.wait(timeout=600) for process in running] == [0] * 8
        assert tree.state() == tree.new
        assert tree.left_over() == []
        undo_all(root)
        assert tree.state() == tree.old
        assert journals(root) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks of POSIX")
def test_many_undo_at_once(root: Path, long: bool) -> None:
    """One of them works, the others are refused or find nothing."""
    tree = Tree(root, 100)
    for _ in range(20 if long else 1):
        assert start(FIX, root).wait(timeout=60) == 0
        running = [
            subprocess.Popen([sys.executable, "-c", UNDO, str(root)], **QUIET) for _ in range(4)
        ]
        codes = [process.wait(timeout=60) for process in running]
        assert 0 in codes
        assert tree.state() == tree.old
        assert tree.left_over() == []
        assert journals(root) == []


QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def test_every_error_is_of_the_package() -> None:
    assert issubclass(JournalError, SsotError)
    assert issubclass(WriteError, SsotError)
