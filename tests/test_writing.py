"""Replace a file: it is whole, old or new, whatever happens, and keeps all but its bytes."""

from __future__ import annotations

import errno
import itertools
import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from flake8_ssot import writing
from flake8_ssot.stopping import held_back
from flake8_ssot.writing import WriteError, is_temporary, replace_file

OLD, NEW = b"old\n", b"new\n" * 3
LINUX = sys.platform == "linux"
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that holds OLD, in a folder of its own."""
    (tmp_path / "project").mkdir()
    path = tmp_path / "project" / "a.py"
    path.write_bytes(OLD)
    return path


def replace(path: Path, **more: Any) -> None:
    replace_file(str(path), OLD, NEW, (str(path.parent),), **more)


def refusal(path: Path, before: bytes = OLD, root: Path | None = None) -> str:
    """Why the file is not written; nothing may have changed."""
    folder = root or path.parent
    was = listing(folder)
    with pytest.raises(WriteError) as caught:
        replace_file(str(path), before, NEW, (str(folder),))
    assert listing(folder) == was
    return str(caught.value)


def why_not(path: Path) -> str:
    with pytest.raises(WriteError) as caught:
        replace(path)
    return str(caught.value)


def listing(folder: Path) -> list[tuple[str, bytes, int, int]]:
    """Everything below the folder: name, bytes, inode, mode."""
    return sorted(
        (str(path), path.read_bytes(), path.lstat().st_ino, path.lstat().st_mode)
        for path in folder.rglob("*")
        if path.is_file()
    )


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_replace(file: Path) -> None:
    told: list[tuple[str, str, list[str], bytes]] = []

    def note(real: str, temporary: str) -> None:
        told.append((real, temporary, names(file.parent), file.read_bytes()))

    replace(file, note=note)
    assert file.read_bytes() == NEW
    assert names(file.parent) == ["a.py"]
    [(real, temporary, there, content)] = told
    assert (real, there, content) == (os.path.realpath(file), ["a.py"], OLD)
    assert is_temporary(temporary, "a.py")


def test_relative_paths(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    replace_file("a.py", OLD, NEW, (".",))
    assert file.read_bytes() == NEW


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xef\xbb\xbfx\r\n\ry\x0c\0\xff", id="odd-bytes"),
        pytest.param(os.urandom(3_000_000), id="large"),
    ],
)
def test_bytes_are_written_as_they_are(content: bytes, file: Path) -> None:
    replace_file(str(file), OLD, content, (str(file.parent),))
    assert file.read_bytes() == content
    replace_file(str(file), content, OLD, (str(file.parent),))
    assert file.read_bytes() == OLD


def test_a_file_that_is_so_already_is_not_touched(file: Path) -> None:
    """Two runs at once want the same: the second has nothing to do."""
    file.write_bytes(NEW)
    was = file.stat()
    replace(file, note=pytest.fail)
    assert file.stat() == was


# --- what is kept ---


@pytest.mark.skipif(not hasattr(os, "fchmod"), reason="modes are of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o664, 0o777, 0o200, 0o464, 0o2755])
def test_mode(mode: int, file: Path) -> None:
    file.chmod(mode)
    if not ROOT and mode & 0o600 != 0o600:
        assert "cannot be written: Permission denied" in why_not(file)
        return
    replace(file)
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert file.read_bytes() == NEW


@pytest.mark.skipif(not ROOT, reason="only root gives files away")
def test_owner(file: Path) -> None:
    os.chown(file, 12345, 23456)
    file.chmod(0o4755)
    replace(file)
    status = file.stat()
    assert (status.st_uid, status.st_gid) == (12345, 23456)
    assert stat.S_IMODE(status.st_mode) == 0o4755  # a change of owner would have taken that bit


@pytest.mark.skipif(not hasattr(os, "fchown"), reason="owners are of POSIX")
def test_an_owner_that_cannot_be_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def fchown(descriptor: int, owner: int, group: int) -> None:
        tried.append((owner, group))
        raise PermissionError(errno.EPERM, "Operation not permitted")

    if ROOT:
        os.chown(file, 12345, 23456)
    file.chmod(0o4755)
    was = file.stat()
    monkeypatch.setattr(os, "fchown", fchown)
    replace(file)
    assert tried == [(was.st_uid, was.st_gid), (-1, was.st_gid)]
    assert file.read_bytes() == NEW
    assert stat.S_IMODE(file.stat().st_mode) == (0o755 if ROOT else 0o4755)


def _set_attribute(path: Path, name: str, value: bytes) -> None:
    try:
        os.setxattr(path, name, value)
    except (AttributeError, OSError):
        pytest.skip("needs a file system with attributes")


def test_attributes(file: Path) -> None:
    _set_attribute(file, "user.ssot", b"1\0\xff")
    _set_attribute(file, "user.empty", b"")
    replace(file)
    assert {name: os.getxattr(file, name) for name in os.listxattr(file)} == {
        "user.ssot": b"1\0\xff",
        "user.empty": b"",
    }
    assert file.read_bytes() == NEW


def _access_list(group: int) -> bytes:
    """An access list: user rw, user 12345 r, the group `group`, mask rwx, others none."""
    entries = [(1, 6, -1), (2, 4, 12345), (4, group, -1), (16, 7, -1), (32, 0, -1)]
    return (2).to_bytes(4, "little") + b"".join(
        tag.to_bytes(2, "little")
        + rights.to_bytes(2, "little")
        + (who & 0xFFFFFFFF).to_bytes(4, "little")
        for tag, rights, who in entries
    )


def test_access_list(file: Path) -> None:
    _set_attribute(file, "system.posix_acl_access", _access_list(4))
    was = (os.getxattr(file, "system.posix_acl_access"), file.stat().st_mode)
    replace(file)
    assert (os.getxattr(file, "system.posix_acl_access"), file.stat().st_mode) == was


def test_no_access_list_comes_from_the_folder(file: Path) -> None:
    _set_attribute(file.parent, "system.posix_acl_default", _access_list(6))
    file.chmod(0o640)
    replace(file)
    assert os.listxattr(file) == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.skipif(not hasattr(os, "listxattr"), reason="needs attributes")
@pytest.mark.parametrize("call", ["listxattr", "getxattr", "setxattr", "removexattr"])
def test_attributes_that_cannot_be_kept(
    call: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set_attribute(file, "user.ssot", b"1")
    _set_attribute(file.parent, "system.posix_acl_default", _access_list(6))

    def fail(*arguments: object, **more: object) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr(os, call, fail)
    replace(file)
    assert file.read_bytes() == NEW


@pytest.mark.parametrize("missing", ["fchown", "fchmod", "listxattr"])
def test_systems_that_lack_a_call(
    missing: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, missing, raising=False)
    replace(file)
    assert file.read_bytes() == NEW


def test_systems_without_locks(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    replace(file)
    assert file.read_bytes() == NEW
    monkeypatch.setattr(writing, "CAN_HOLD", False)
    replace_file(str(file), NEW, OLD, (str(file.parent),))
    assert file.read_bytes() == OLD


# --- links ---


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("../project/a.py", id="relative"),
        pytest.param("link", id="two-links"),
        pytest.param("/absolute", id="absolute"),
    ],
)
def test_a_link_stays(target: str, file: Path) -> None:
    (file.parent / "link").symlink_to("a.py")
    link = file.parent / "folder" / "link.py"
    link.parent.mkdir()
    pointed = {"/absolute": str(file), "link": "../link"}.get(target, "../../project/a.py")
    link.symlink_to(pointed)
    replace_file(str(link), OLD, NEW, (str(file.parent),))
    assert os.readlink(link) == pointed
    assert (file.read_bytes(), file.is_symlink()) == (NEW, False)
    assert names(file.parent) == ["a.py", "folder", "link"]
    assert names(link.parent) == ["link.py"]


@pytest.mark.parametrize(
    "spelled", [pytest.param("link.py", id="file"), pytest.param("linked/a.py", id="folder")]
)
def test_a_link_out_of_the_project(spelled: str, file: Path, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.py").symlink_to(file)
    (inside / "linked").symlink_to(file.parent)
    reason = refusal(inside / spelled, root=inside)
    assert reason == "is a link that leads out of the project"
    assert file.read_bytes() == OLD
    replace_file(str(inside / spelled), OLD, NEW, (str(inside), str(file.parent)))
    assert file.read_bytes() == NEW


def test_a_root_behind_a_link(file: Path, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(file.parent)
    replace_file(str(tmp_path / "linked" / "a.py"), OLD, NEW, (str(tmp_path / "linked"),))
    assert file.read_bytes() == NEW


def test_a_link_out_of_a_root_behind_a_link(file: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to("real")
    (tmp_path / "linked" / "a.py").symlink_to(file)
    reason = refusal(tmp_path / "linked" / "a.py", root=tmp_path / "linked")
    assert reason == "is a link that leads out of the project"


def test_outside_the_project(file: Path, tmp_path: Path) -> None:
    (tmp_path / "proj").mkdir()  # whose name the other's begins with
    assert refusal(file, root=tmp_path / "proj") == "lies outside the project"
    assert file.read_bytes() == OLD


# --- what is refused ---


def test_hard_link(file: Path) -> None:
    os.link(file, file.parent / "b.py")
    assert refusal(file) == "has another name (a hard link), left alone"


@pytest.mark.parametrize("mode", [0o444, 0o400, 0o555])
def test_read_only(mode: int, file: Path) -> None:
    file.chmod(mode)
    assert refusal(file) == "is read-only"


def test_changed_meanwhile(file: Path) -> None:
    file.write_bytes(b"mine\n")
    assert refusal(file) == "changed meanwhile, left alone"


def test_missing(file: Path) -> None:
    assert refusal(file.parent / "b.py") == "cannot be written: No such file or directory"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(lambda path: path.mkdir(), "is not a regular file", id="folder"),
        pytest.param(os.mkfifo, "is not a regular file", id="pipe"),
        pytest.param(lambda path: path.symlink_to("x.py"), "is not a regular file", id="loop"),
        pytest.param(
            lambda path: path.symlink_to("nowhere"),
            "cannot be written: No such file or directory",
            id="dangling",
        ),
    ],
)
def test_no_regular_file(make: Callable[[Path], None], reason: str, file: Path) -> None:
    make(file.parent / "x.py")
    assert refusal(file.parent / "x.py") == reason


@pytest.mark.skipif(ROOT, reason="nothing binds root")
def test_folder_that_takes_no_new_file(file: Path) -> None:
    file.parent.chmod(0o555)
    try:
        assert refusal(file) == "no file can be made beside it: Permission denied"
    finally:
        file.parent.chmod(0o755)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM, errno.ENOSPC])
def test_folder_that_takes_no_new_file_for_anybody(
    number: int, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: str, flags: int, *more: Any, **options: Any) -> int:
        if flags & os.O_CREAT:
            raise OSError(number, os.strerror(number), path)
        return real(path, flags, *more, **options)

    monkeypatch.setattr(os, "open", refuse)
    assert refusal(file) == f"no file can be made beside it: {os.strerror(number)}"


def test_file_of_somebody_else(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rename would not ask whether we may write the file, so we do."""
    real = os.open

    def refuse(path: str, flags: int, *more: Any, **options: Any) -> int:
        if flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path, flags, *more, **options)

    monkeypatch.setattr(os, "open", refuse)
    assert refusal(file) == "cannot be written: Permission denied"


# --- changed at the worst moment ---


def _edit(path: Path) -> None:
    path.write_bytes(b"mine\n")


def _rename_over(path: Path) -> None:
    (path.parent.parent / "other").write_bytes(OLD)
    os.replace(path.parent.parent / "other", path)


@pytest.mark.parametrize("moment", ["note", "fsync", "flock"])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(_edit, "changed meanwhile, left alone", id="edited"),
        pytest.param(lambda path: path.chmod(0o755), "changed meanwhile, left alone", id="mode"),
        pytest.param(lambda path: path.chmod(0o444), "is read-only", id="read-only"),
        pytest.param(
            lambda path: os.link(path, path.parent / "b.py"),
            "has another name (a hard link), left alone",
            id="linked",
        ),
        pytest.param(Path.unlink, "cannot be written: No such file or directory", id="gone"),
    ],
)
def test_changed_while_it_is_written(
    change: Callable[[Path], object],
    reason: str,
    moment: str,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between the first look and the rename: the last look finds it."""

    def note(real: str, temporary: str) -> None:
        if moment == "note":
            change(file)

    real = {"fsync": os.fsync, "flock": writing.lock}

    def first_change(descriptor: int) -> Any:
        done = real[moment](descriptor)
        change(file)
        return done

    if moment != "note":
        where = (os, "fsync") if moment == "fsync" else (writing, "lock")
        monkeypatch.setattr(*where, first_change)
    with pytest.raises(WriteError, match=f"^{reason.replace('(', '.').replace(')', '.')}$"):
        replace(file, note=note)
    assert not [name for name in names(file.parent) if name not in ("a.py", "b.py")]
    assert not file.exists() or file.read_bytes() in (OLD, b"mine\n")


def test_renamed_over_while_it_is_held(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was locked is not what is there any more."""
    real = writing.lock

    def late(descriptor: int) -> bool | None:
        _rename_over(file)
        return real(descriptor)

    monkeypatch.setattr(writing, "lock", late)
    assert_changed(file)
    assert file.read_bytes() == OLD


def assert_changed(file: Path) -> None:
    with pytest.raises(WriteError, match=r"^changed meanwhile, left alone$"):
        replace(file)
    assert names(file.parent) == ["a.py"]


def test_another_run_writes_the_same(file: Path) -> None:
    """It is as it shall be; nobody has failed."""

    def note(real: str, temporary: str) -> None:
        replace(file)

    replace(file, note=note)
    assert (file.read_bytes(), names(file.parent)) == (NEW, ["a.py"])


@pytest.mark.parametrize("releases", [True, False])
def test_another_run_holds_the_file(
    releases: bool, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    held = os.open(file, os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_EX)
    waited = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if releases and len(waited) == 2:
            fcntl.flock(held, fcntl.LOCK_UN)

    monkeypatch.setattr(time, "sleep", sleep)
    try:
        if releases:
            replace(file)
            assert file.read_bytes() == NEW
        else:
            assert_changed(file)
            assert waited == list(writing.PAUSES)
    finally:
        os.close(held)


# --- a disk that fails ---


def _on_the_nth(call: Callable[..., Any], number: int, failure: OSError) -> Callable[..., Any]:
    counter = itertools.count(1)

    def wrapped(*arguments: Any, **more: Any) -> Any:
        if next(counter) == number:
            raise failure
        return call(*arguments, **more)

    return wrapped


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("call", ["write", "fsync", "close", "replace", "fchmod"])
def test_failures(call: str, number: int, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = OSError(number, os.strerror(number))
    monkeypatch.setattr(os, call, _on_the_nth(getattr(os, call), 1, failure))
    assert refusal(file) == f"cannot be written: {os.strerror(number)}"


def test_failure_after_a_part_was_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:1]))
    replace(file)
    assert file.read_bytes() == NEW
    file.write_bytes(OLD)
    failure = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(os, "write", _on_the_nth(os.write, 5, failure))
    assert refusal(file) == "cannot be written: No space left on device"


@pytest.mark.parametrize("step", ["open", "fsync"])
def test_a_folder_that_cannot_be_synced(
    step: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rename has happened: there is no way back, and no need."""
    opens = {"open": 4, "fsync": 2}  # two looks, the temporary file, the lock: 0-based below
    failure = OSError(errno.EINVAL, "Invalid argument")
    monkeypatch.setattr(
        os, step, _on_the_nth(getattr(os, step), opens[step] + (step == "open"), failure)
    )
    replace(file)
    assert file.read_bytes() == NEW


def test_a_failure_without_words(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", _on_the_nth(os.replace, 1, OSError("odd")))
    assert refusal(file) == "cannot be written: odd"


@pytest.mark.parametrize("times", [1, len(writing.PAUSES), 100])
def test_an_editor_holds_the_file_on_windows(
    times: int, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []
    real = os.replace

    def refuse(source: str, target: str) -> None:
        tried.append(source)
        if len(tried) <= times:
            raise PermissionError(errno.EACCES, "Access is denied")
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    if times < 100:
        replace(file)
        assert (file.read_bytes(), len(tried)) == (NEW, times + 1)
    else:
        assert refusal(file) == "cannot be written: Access is denied"
        assert len(tried) == len(writing.PAUSES) + 1


def test_the_note_fails(file: Path) -> None:
    def note(real: str, temporary: str) -> None:
        raise WriteError("not noted")

    with pytest.raises(WriteError, match=r"^not noted$"):
        replace(file, note=note)
    assert (file.read_bytes(), names(file.parent)) == (OLD, ["a.py"])


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of POSIX")
@pytest.mark.parametrize("limit", [0, 1, 4095, 65_536])
def test_disk_full(limit: int, file: Path) -> None:
    """A limit on the size of files stands for the disk: a part is written, then no more."""
    script = """
import resource, sys
from flake8_ssot.writing import WriteError, replace_file
path, root, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
before = open(path, "rb").read()
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    replace_file(path, before, before.replace(b"old", b"newer"), (root,))
except WriteError as error:
    sys.stdout.write(str(error))
"""
    before = b"x = old\n" * 20_000
    file.write_bytes(before)
    command = [sys.executable, "-c", script, str(file), str(file.parent), str(limit)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "COVERAGE_PROCESS_CONFIG": ""},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "cannot be written: File too large"
    assert (file.read_bytes(), names(file.parent)) == (before, ["a.py"])


# --- names ---


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("n" * 255, id="255-bytes"),
        pytest.param("é" * 127 + "n", id="255-bytes-of-letters"),
        pytest.param("n" + "日" * 84, id="253-bytes-cut-in-a-letter"),
        pytest.param(".a", id="hidden"),
        pytest.param("a b'\"\\;$\n\t.py", id="odd"),
        pytest.param(os.fsdecode(b"\xff\xc3.py"), id="no-text"),
        pytest.param(os.fsdecode(b"\xff" * 255), id="no-text-255-bytes"),
    ],
)
def test_names(name: str, file: Path) -> None:
    if not LINUX and "\udcff" in name:
        pytest.skip("other systems refuse such names")
    path = file.parent / name
    path.write_bytes(OLD)
    temporary = []
    replace(path, note=lambda real, there: temporary.append(there))
    assert path.read_bytes() == NEW
    assert names(file.parent) == sorted(["a.py", name])
    assert len(os.fsencode(temporary[0])) < 143  # the longest name on an encrypted folder
    assert is_temporary(temporary[0], name)


@pytest.mark.parametrize(
    "name",
    [
        "a.py",
        ".a.py.ssot-0123456789abcdef.tmp.py",
        ".b.py.ssot-0123456789abcdef.tmp",
        ".a.py.ssot-0123456789ABCDEF.tmp",
        ".a.py.ssot-0123456789abcde.tmp",
        "x/.a.py.ssot-0123456789abcdef.tmp",
        "../.a.py.ssot-0123456789abcdef.tmp",
        ".a.py.ssot-0123456789abcdef.tmp\n",
        "",
    ],
)
def test_what_is_no_temporary_file_of_a_py(name: str) -> None:
    assert not is_temporary(name, "a.py")
    assert is_temporary(".a.py.ssot-0123456789abcdef.tmp", "a.py")


# --- requests to stop ---


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_wait_until_the_file_is_whole(number: int, file: Path) -> None:
    seen = []

    def note(real: str, temporary: str) -> None:
        signal.raise_signal(number)
        signal.raise_signal(number)
        seen.append(file.read_bytes())

    def stop(received: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    was = signal.signal(number, stop)
    try:
        with pytest.raises(KeyboardInterrupt), held_back():
            replace(file, note=note)
        assert signal.getsignal(number) is stop
    finally:
        signal.signal(number, was)
    assert (seen, file.read_bytes(), names(file.parent)) == ([OLD], NEW, ["a.py"])


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of POSIX")
def test_signals_that_are_ignored_stay_so() -> None:
    """As under nohup."""
    was = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with held_back():
            signal.raise_signal(signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, was)


def test_an_error_passes_and_handlers_come_back() -> None:
    was = signal.getsignal(signal.SIGINT)
    with pytest.raises(WriteError), held_back():
        raise WriteError("x")
    assert signal.getsignal(signal.SIGINT) is was


def test_other_threads_get_no_signals(file: Path) -> None:
    def work() -> None:
        with held_back():
            replace(file)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert file.read_bytes() == NEW


# --- many at once ---

APPEND = """
import os, sys
from flake8_ssot.writing import WriteError, replace_file
path, root, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
done = 0
while done < times:
    with open(path, "rb") as file:
        before = file.read()
    try:
        replace_file(path, before, before + b"%d %d\\n" % (os.getpid(), done), (root,))
        done += 1
    except WriteError as error:
        assert str(error) == "changed meanwhile, left alone", error
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks of POSIX")
def test_no_write_of_ours_is_lost(file: Path, long: bool) -> None:
    """Eight processes add to one file: compare and replace is one step between runs of ours."""
    times = 500 if long else 15
    file.write_bytes(b"")
    command = [sys.executable, "-c", APPEND, str(file), str(file.parent), str(times)]
    running = [subprocess.Popen(command) for _ in range(8)]
    assert [process.wait(timeout=600) for process in running] == [0] * 8
    expected = sorted(b"%d %d" % (process.pid, at) for process in running for at in range(times))
    assert sorted(file.read_bytes().splitlines()) == expected
    assert names(file.parent) == ["a.py"]


def test_readers_see_a_whole_file(file: Path) -> None:
    versions = [bytes([letter]) * random.randrange(1, 200_000) for letter in b"abcdefghij" * 3]
    file.write_bytes(versions[0])
    seen = set()
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            seen.add(file.read_bytes())

    thread = threading.Thread(target=read)
    thread.start()
    for before, after in itertools.pairwise(versions):
        replace_file(str(file), before, after, (str(file.parent),))
    ended.set()
    thread.join()
    assert seen <= set(versions)
