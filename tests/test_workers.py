"""Judging on any executor: the same results, in the same order; who dies is told in one line."""

from __future__ import annotations

import concurrent.futures
import os
import pickle
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from git_support import Repo
from support import RULES, make_project, write_files

from flake8_ssot import (
    check_command,
    cli,
    history_command,
    judging,
    parsers,
    scan,
    survey_command,
    tree_looks,
    workers,
)
from flake8_ssot.job import FileResult, Job
from flake8_ssot.model import ConfigError, Problem, SsotError, UsageError
from flake8_ssot.ratchet import Ratchet
from flake8_ssot.selection import Selection
from flake8_ssot.workers import Parcel, Versions, on_executor

BAD = "from acme.legacy.engine import Engine\n"


class Disorderly(Executor):
    """Runs tasks whenever it likes, in any order; after a while it may die."""

    def __init__(self, seed: int, lives: int = 10**9) -> None:
        self.chance = random.Random(seed)
        self.lives = lives
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []
        self.tasks = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.lives <= 0:
            raise RuntimeError("cannot schedule new futures:\nit is dead")
        self.tasks += 1
        future: Future[Any] = _Lazy(self)
        work = partial(fn, *pickle.loads(pickle.dumps(args)), **kwargs)
        self.waiting.append((future, work))
        while self.waiting and self.chance.random() < 0.4:
            self.do_one()
        return future

    def do_one(self) -> None:
        future, work = self.waiting.pop(self.chance.randrange(len(self.waiting)))
        self.lives -= 1
        if not future.set_running_or_notify_cancel():
            return
        if self.lives <= 0:
            future.set_exception(concurrent.futures.BrokenExecutor("it died\nof something"))
            return
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(pickle.loads(pickle.dumps(error)))


class _Lazy(Future[Any]):
    """Somebody waits: then something is done."""

    def __init__(self, executor: Disorderly) -> None:
        super().__init__()
        self.executor = executor

    def result(self, timeout: float | None = None) -> Any:
        while not self.done():
            self.executor.do_one()
        return super().result(timeout)


def shout(text: str) -> str:
    return text.upper()


class Where:
    """Says in which process and folder it runs; has state, which is nobody else's."""

    def __init__(self) -> None:
        self.calls = 0
        self.closed = 0

    def __call__(self, text: str) -> tuple[str, int]:
        self.calls += 1
        return os.getcwd(), self.closed

    def close(self) -> None:
        self.closed += 1


def fail(text: str, error: Exception) -> str:
    if text == "700":
        raise error
    return text


def die(text: str) -> str:
    if text == "700":
        os.kill(os.getpid(), signal.SIGKILL)
    return text


_inside = 0


def is_alone(_: str) -> bool:
    global _inside
    _inside += 1
    alone = _inside == 1
    sum(range(200))
    _inside -= 1
    return alone


class UnpicklableError(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__("so it is")


ITEMS = [str(number) for number in range(1000)]


def processes(count: int = 2) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


@pytest.fixture
def pools() -> Iterator[list[Executor]]:
    made: list[Executor] = [processes(), ThreadPoolExecutor(3), Disorderly(1)]
    yield made
    for pool in made[:2]:
        pool.shutdown()


def test_in_order(pools: list[Executor]) -> None:
    for pool in pools:
        assert list(on_executor(shout, ITEMS, pool, 7)) == list(map(str.upper, ITEMS))
        assert list(on_executor(shout, [], pool)) == []


@pytest.mark.parametrize("seed", range(10))
def test_any_order_of_work(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "AT_ONCE", 5)
    pool = Disorderly(seed)
    assert list(on_executor(shout, ITEMS, pool, 13)) == ITEMS
    assert pool.tasks == 77


def test_no_more_than_so_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "AT_ONCE", 3)
    pool = Disorderly(1)
    results = on_executor(shout, ITEMS, pool, 10)
    next(results)
    assert pool.tasks <= 4
    del results
    assert all(future.cancelled() for future, _ in pool.waiting)


def test_a_task_is_unpacked_once_and_closed_behind_each_chunk() -> None:
    found = list(on_executor(Where(), ITEMS, Disorderly(3), 250))
    assert sorted(closed for _, closed in found) == sorted([0, 1, 2, 3] * 250)
    again = list(on_executor(Where(), ITEMS[:5], Disorderly(3), 250))
    assert {closed for _, closed in again} == {0}  # a new one


def test_one_chunk_at_a_time_in_a_process() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert all(on_executor(is_alone, ITEMS, pool, 5))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(ValueError("one\ntwo"), "a worker failed: ValueError: one", id="any"),
        pytest.param(KeyError(), "a worker failed: KeyError", id="no-text"),
        pytest.param(SsotError("git ended"), "git ended", id="ours"),
        pytest.param(ConfigError((Problem("x", 1, "bad"),)), "x:1: bad", id="problems"),
        pytest.param(UnpicklableError("a", "b"), "a worker failed: ", id="odd"),
    ],
)
def test_failures_are_one_line(error: Exception, expected: str) -> None:
    pool = processes(1)
    for executor in (pool, ThreadPoolExecutor(2)):
        with pytest.raises(SsotError) as caught:
            list(on_executor(partial(fail, error=error), ITEMS, executor))
        assert str(caught.value).startswith(expected)
        assert "\n" not in str(caught.value)
        executor.shutdown()


@pytest.mark.parametrize("lives", [1, 2, 3])
def test_an_executor_that_dies(lives: int) -> None:
    for seed in range(20):
        with pytest.raises(SsotError, match=r"^a worker failed: [^\n]*(died|dead|futures:)[^\n]*$"):
            list(on_executor(shout, ITEMS, Disorderly(seed, lives)))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_worker_is_told() -> None:
    with (
        processes() as pool,
        pytest.raises(SsotError, match=r"^a worker failed: BrokenProcessPool: [^\n]*$"),
    ):
        list(on_executor(die, ITEMS, pool))
    with pytest.raises(SsotError, match=r"^a worker failed: BrokenProcessPool: [^\n]*$"):
        list(scan.for_each(die, ITEMS, 2))


def test_an_executor_that_was_shut_down() -> None:
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(SsotError, match="a worker failed: RuntimeError: cannot schedule new"):
        list(on_executor(shout, ITEMS, pool))


def test_cancelled_futures_are_told() -> None:
    pool = Disorderly(1)
    results = on_executor(shout, ITEMS, pool, 10)
    pool.chance.random = lambda: 1.0  # type: ignore[method-assign]
    next(results)
    for future, _ in pool.waiting:
        future.cancel()
    with pytest.raises(SsotError, match="a worker failed: CancelledError"):
        list(results)


@pytest.mark.parametrize("versions", [Versions("9.9"), Versions(python="3.9")])
def test_versions_must_agree(versions: Versions, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError) as caught:
        workers.do_chunk(Parcel("x", versions, b"not even looked at"), ["a"])
    assert str(caught.value) == f"a worker has {Versions()}, but here it is {versions}"


def test_a_worker_forgets_the_tree_between_runs(tmp_path: Path) -> None:
    tree_looks.is_file(str(tmp_path))
    list(on_executor(partial(fail, error=ValueError()), ["1"], Disorderly(1)))
    assert not tree_looks.seen()


# --- whole trees ---


def tree(folder: Path, files: int = 600) -> None:
    write_files(folder, {"ssot.toml": RULES, "acme/api.py": BAD, "acme/core/engine.py": "x = 1\n"})
    kinds = [BAD, "import os\n", "import acme.tools\nacme.tools.x()\n", "def (:\n"]
    more = [f'"""acme.tools"""\n{BAD}', "from acme.api import Engine\n"]
    for number in range(files):
        write_files(folder, {f"f{number % 9}/m{number}.py": [*kinds, *more][number % 6]})


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[ProcessPoolExecutor]:
    """Processes in another folder."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with ProcessPoolExecutor(
        2, mp_context=get_context("spawn"), initializer=os.chdir, initargs=(str(folder),)
    ) as pool:
        yield pool


def test_workers_may_be_in_another_folder(
    project_dir: Path, elsewhere: ProcessPoolExecutor
) -> None:
    tree(project_dir)
    job = Job(make_project(project_dir), Selection(("SOT",), (), ()), with_mentions=True)
    paths = [f"./f{number % 9}/m{number}.py" for number in range(600)]
    paths += ["missing.py", str(project_dir / "f0/m0.py")]
    expected = list(scan.scan(paths, job, 1))
    assert any(result.mentions for result in expected)
    for pool in (elsewhere, ThreadPoolExecutor(2), Disorderly(5)):
        assert list(scan.scan(paths, job, pool)) == expected


def test_the_cache_of_results(
    project_dir: Path, elsewhere: ProcessPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(project_dir, 300)
    job = Job(make_project(project_dir), Selection(("SOT",), (), ()), with_fixes=True)
    job = job._replace(ratchet=Ratchet.of(job.project))
    paths = [f"f{number % 9}/m{number}.py" for number in range(300)]
    expected = list(scan.scan(paths, job, 1))

    def judged(pool: Executor) -> list[FileResult]:
        return list(judging.judge_files(paths, job, pool))

    assert judged(elsewhere) == expected
    assert list(judging.judge_files(paths, job, 1)) == expected
    (project_dir / "acme/core/engine.py").write_text("class UserEngine: ...\n")
    (project_dir / "f0/m0.py").write_text("import acme.tools\n")
    expected = list(scan.scan(paths, job, 1))
    for pool in (elsewhere, ThreadPoolExecutor(2), Disorderly(2)):
        assert judged(pool) == expected


def test_a_file_named_twice_is_judged_twice(project_dir: Path) -> None:
    tree(project_dir, 100)
    job = Job(make_project(project_dir), Selection(("SOT",), (), ()))
    paths = [f"f{number % 9}/m{number}.py" for number in range(100)] * 2
    assert len(list(judging.judge_files(paths, job, 1))) == 200


def printed(
    capsys: pytest.CaptureFixture[str], run: Callable[..., int], *arguments: Any
) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(*arguments)
    out, err = capsys.readouterr()
    return code, out, err


def test_check(
    project_dir: Path, elsewhere: ProcessPoolExecutor, capsys: pytest.CaptureFixture[str]
) -> None:
    tree(project_dir)
    for more in ((), ("--format", "json"), ("--mentions",)):
        arguments = ["check", "--no-cache", *more]
        expected = printed(capsys, cli.main, arguments)
        assert "SOT107" in expected[1]
        parsed = parsers.build_parser().parse_args(arguments)
        for pool in (elsewhere, Disorderly(1)):
            shutil.rmtree(os.environ["SSOT_CACHE_DIR"], ignore_errors=True)
            assert printed(capsys, check_command.run_on, parsed, pool) == expected


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_history(
    project_dir: Path, elsewhere: ProcessPoolExecutor, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = Repo(project_dir)
    (project_dir / "ssot.toml").write_text(RULES)
    before: list[str] = []
    for number in range(8):
        files = {f"m{each}.py": f"{BAD}x = {number * each}\n" for each in range(number * 20)}
        before = [repo.commit(files, *before)]
    arguments = ["history", "--no-cache", "--format", "json"]
    expected = printed(capsys, cli.main, arguments)
    assert expected[0] == 0
    parsed = parsers.build_parser().parse_args(arguments)
    for pool in (elsewhere, ThreadPoolExecutor(3), Disorderly(1)):
        assert printed(capsys, history_command.run_on, parsed, pool) == expected


def test_survey(
    project_dir: Path, elsewhere: ProcessPoolExecutor, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(5):
        tree(project_dir / f"r{number}", number * 10)
    (project_dir / "r3/ssot.toml").write_text("nonsense")
    arguments = ["survey", *(f"r{number}" for number in range(5)), "--jobs", "1"]
    expected = printed(capsys, cli.main, arguments)
    assert expected[0] == 2
    parsed = parsers.build_parser().parse_args(arguments)
    for pool in (elsewhere, ThreadPoolExecutor(3), Disorderly(1)):
        assert printed(capsys, survey_command.run_on, parsed, pool) == expected
    assert printed(capsys, cli.main, [*arguments[:-1], "2"]) == expected


def test_a_worker_fails_under_check(project_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree(project_dir, 300)
    parsed = parsers.build_parser().parse_args(["check", "--no-cache"])
    with pytest.raises(SsotError, match=r"^a worker failed: "):
        check_command.run_on(parsed, Disorderly(1, 1))
