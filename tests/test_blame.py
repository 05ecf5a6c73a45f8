"""Since when a line is there, by real repositories and by what git might print."""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path

import pytest
from command_support import Bench

from flake8_ssot import blame

DAY1, DAY2 = datetime.date(2026, 1, 2), datetime.date(2026, 3, 4)


@pytest.fixture
def bench(project_dir: Path, capfd: pytest.CaptureFixture[str]) -> Bench:
    made = Bench(project_dir, capfd)
    made.git("init", "-q")
    made.put({"a.py": "one\ntwo\nthree\n", "sub/b c.py": "one\n"})
    made.commit("2026-01-02")
    made.put({"a.py": "one\nTWO\nthree\n"})
    made.commit("2026-03-04")
    return made


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([1, 2, 3], {1: DAY1, 2: DAY2, 3: DAY1}, id="all"),
        pytest.param([2], {2: DAY2}, id="one"),
        pytest.param([1, 3], {1: DAY1, 3: DAY1}, id="one-commit-for-two"),
        pytest.param([9], {}, id="beyond-the-end"),
    ],
)
def test_ages(lines: list[int], expected: object, bench: Bench) -> None:
    assert blame.ages(str(bench.root), "a.py", lines) == expected


def test_many_lines_are_asked_for_at_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blame, "MAX_RANGES", 1)
    assert blame.ages(str(bench.root), "a.py", [1, 2]) == {1: DAY1, 2: DAY2}


def test_what_is_not_committed_has_no_day(bench: Bench) -> None:
    bench.put({"a.py": "zero\none\nTWO\nthree\n", "new.py": "one\n"})
    assert blame.ages(str(bench.root), "a.py", [1, 2, 3]) == {2: DAY1, 3: DAY2}
    assert blame.ages(str(bench.root), "new.py", [1]) == {}
    assert blame.ages(str(bench.root), "gone.py", [1]) == {}


def test_from_a_folder_and_with_odd_names(bench: Bench) -> None:
    assert blame.ages(str(bench.root / "sub"), "b c.py", [1]) == {1: DAY1}
    bench.put({"--x.py": "one\n"})
    bench.commit("2026-03-04")
    assert blame.ages(str(bench.root), "--x.py", [1]) == {1: DAY2}


def test_without_a_repository(project_dir: Path) -> None:
    (project_dir / "a.py").write_text("one\n")
    assert blame.ages(str(project_dir), "a.py", [1]) == {}


def test_a_day_that_no_calendar_has(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def printed(*_: object, **__: object) -> subprocess.CompletedProcess[bytes]:
        rows = [b"1" * 40 + b" 1 1 1", b"author-time 99999999999999999", b"\tone"]
        rows += [b"2" * 40 + b" 2 2 1", b"author-time x", b"\ttwo"]
        rows += [b"3" * 40 + b" 3 3 1", b"author-time -86400", b"\tauthor-time 1"]
        return subprocess.CompletedProcess([], 0, b"\n".join(rows))

    monkeypatch.setattr("subprocess.run", printed)
    assert blame.ages("", "", [1, 2, 3]) == {3: datetime.date(1969, 12, 31)}
