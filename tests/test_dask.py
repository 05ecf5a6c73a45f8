"""`--dask`: a real scheduler and real workers on this machine, one of them killed half-way."""

from __future__ import annotations

import contextlib
import http.server
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from git_support import Repo
from test_workers import BAD, tree

from flake8_ssot import __version__, cli, workers

needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="needs the package distributed (the extra `dask`)",
)
CHUNK = 16
# Every chunk says that it began, and takes a moment: so there is a half-way. Dask loads it
# by `--preload`.
SLOW = """\
import os, time
from flake8_ssot import workers
from_parcel = getattr(workers, "first", workers._unpacked)  # Dask loads it twice
workers.first = from_parcel
def slowly(parcel):
    with open(os.environ["SSOT_TEST_LOG"], "a") as log:
        log.write(f"{os.getpid()}\\n")
    time.sleep(0.1)
    return from_parcel(parcel)
workers._unpacked = slowly
"""


class Cluster:
    """A scheduler and its workers, as processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        self.log.touch()
        (folder / "slow.py").write_text(SLOW)
        self.running: list[subprocess.Popen[bytes]] = []
        self.start("scheduler", "--port", "0", "--host", "127.0.0.1", "--scheduler-file", "file")
        self.wait_for(folder / "file", b"address")
        found = (folder / "file").read_text().partition('"address": "')[2]
        self.address = found.partition('"')[0]
        more = ("--nthreads", "1", "--no-nanny", "--preload", str(folder / "slow.py"))
        for _ in range(2):
            self.start("worker", self.address, *more, "--local-directory", str(folder))

    def start(self, what: str, *arguments: str) -> None:
        environment = {**os.environ, "SSOT_TEST_LOG": str(self.log)}
        program = f"from distributed.cli.dask_{what} import main; main()"
        with open(self.folder / "output", "ab") as output:
            self.running.append(
                subprocess.Popen(
                    [sys.executable, "-c", program, *arguments, "--no-dashboard"],
                    cwd=self.folder,
                    env=environment,
                    stdout=output,
                    stderr=output,
                )
            )

    def wait_for(self, file: Path, content: bytes, count: int = 1) -> None:
        end = time.monotonic() + 60
        while not (file.exists() and file.read_bytes().count(content) >= count):
            assert time.monotonic() < end, (self.folder / "output").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        for process in self.running:
            process.kill()
        for process in self.running:
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder)
    try:
        yield made
    finally:
        made.stop()


PROGRAM = f"""\
import sys
from flake8_ssot import cli, workers
workers.CHUNK = {CHUNK}
sys.exit(cli.main())
"""
SSOT = [sys.executable, "-c", PROGRAM]


def ssot(*arguments: str) -> tuple[int, bytes, bytes]:
    """`ssot` as a process, with small chunks."""
    done = subprocess.run([*SSOT, *arguments], capture_output=True, timeout=100)
    return done.returncode, done.stdout, done.stderr


@needs_dask
def test_the_same_on_a_cluster(cluster: Cluster, project_dir: Path) -> None:
    tree(project_dir, 300)
    arguments = ("check", "--no-cache")
    expected = ssot(*arguments)
    assert expected[0] == 2
    assert b"SOT107" in expected[1]
    assert ssot(*arguments, "--dask", cluster.address) == expected
    assert cluster.log.read_bytes()  # they have worked
    (project_dir / "f0/m0.py").unlink()
    (project_dir / "acme/core/engine.py").write_text("class UserEngine: ...\n")
    changed = ssot(*arguments)
    assert changed != expected
    assert ssot(*arguments, "--dask", cluster.address) == changed  # they see what is there now


@needs_dask
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_worker_is_killed_half_way(cluster: Cluster, project_dir: Path) -> None:
    tree(project_dir, 600)
    arguments = ("check", "--no-cache", "--format", "json")
    expected = ssot(*arguments)
    assert expected[0] == 2
    with subprocess.Popen(
        [*SSOT, *arguments, "--dask", cluster.address],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as run:
        victim = cluster.running[-1]
        cluster.wait_for(cluster.log, b"%d\n" % victim.pid, 5)
        victim.kill()
        before = cluster.log.read_bytes()
        out, err = run.communicate(timeout=100)
    assert (run.returncode, out, err) == expected
    after = cluster.log.read_bytes()
    assert after.count(b"\n") > before.count(b"\n") + 5  # it was not over yet
    assert victim.wait() == -signal.SIGKILL


@needs_dask
@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_history_and_survey(cluster: Cluster, project_dir: Path) -> None:
    tree(project_dir, 0)
    repo = Repo(project_dir)
    for number in range(4):
        files = {f"m{each}.py": f"{BAD}x = {number * each}\n" for each in range(70)}
        repo.commit(files)
    for arguments in (("history", "--no-cache", "--all"), ("survey", "--no-cache", ".", "acme")):
        expected = ssot(*arguments)
        assert expected[0] == 0, expected
        assert ssot(*arguments, "--dask", cluster.address) == expected


@needs_dask
def test_other_versions_on_the_workers(
    cluster: Cluster,
    project_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tree(project_dir, 100)
    here = workers.Versions("9.9")
    monkeypatch.setattr(workers, "Versions", lambda: here)
    assert cli.main(["check", "--no-cache", "--dask", cluster.address]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    there = here._replace(ours=__version__)
    assert captured.err == f"a worker has {there}, but here it is {here}\n"


@needs_dask
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("tcp://127.0.0.1:1", "--dask: no scheduler answers at tcp://127.0.0.1:1: Timed out"),
        ("nonsense", "--dask: no scheduler answers at nonsense: missing port number"),
        ("foo://x:1", "--dask: no scheduler answers at foo://x:1: unknown address scheme"),
    ],
)
def test_no_scheduler(project_dir: Path, address: str, expected: str) -> None:
    tree(project_dir, 1)
    began = time.monotonic()
    code, out, err = ssot("check", "--dask", address)
    assert (code, out, err.count(b"\n")) == (2, b"", 1)
    assert err.decode().startswith(expected)
    assert time.monotonic() - began < 60  # ten seconds, and a busy machine


@needs_dask
def test_another_server_answers(project_dir: Path) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as s:
        thread = threading.Thread(target=s.serve_forever, daemon=True)
        thread.start()
        code, out, err = ssot("check", "--dask", f"tcp://127.0.0.1:{s.server_address[1]}")
        s.shutdown()
    assert (code, out, err.count(b"\n")) == (2, b"", 1)
    assert b"--dask: no scheduler answers at " in err


@needs_dask
def test_no_workers(tmp_path: Path, project_dir: Path) -> None:
    folder = tmp_path / "cluster"
    folder.mkdir()
    with contextlib.closing(_Alone(folder)) as alone:
        code, out, err = ssot("check", "--dask", alone.address)
    expected = f"--dask: the scheduler at {alone.address} has no workers\n"
    assert (code, out, err.decode()) == (2, b"", expected)


class _Alone(Cluster):
    """A scheduler without workers."""

    def start(self, what: str, *arguments: str) -> None:
        if what == "scheduler":
            super().start(what, *arguments)

    close = Cluster.stop


@needs_dask
@pytest.mark.parametrize("command", [["check"], ["history"], ["survey", "."]], ids=lambda c: c[0])
def test_not_together_with_jobs(
    project_dir: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert cli.main([*command, "--dask", "tcp://127.0.0.1:1", "--jobs", "2"]) == 2
    assert capsys.readouterr().err == "--jobs and --dask exclude each other\n"


def test_without_the_package(
    project_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert cli.main(["check", "--dask", "tcp://127.0.0.1:1"]) == 2
    expected = "--dask needs the package distributed: pip install 'flake8-ssot[dask]'\n"
    assert capsys.readouterr() == ("", expected)
