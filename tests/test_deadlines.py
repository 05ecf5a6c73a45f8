"""`remove-by`: a warning before the day, and nothing hidden from that day on."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from baseline_support import FILE, LATE, RULES, TOOLS, Project, Result, baseline, finding
from flake8.main import cli as flake8
from support import make_project

from flake8_ssot.deadlines import deadlines_of

LATE_ENTRY = finding("acme.late", rule="late")
MESSAGE = "SOT101 import of deprecated path 'acme.late'"

DAYS = [
    pytest.param("2026-01-29", [], id="31 days before"),
    pytest.param("2026-01-30", ["late: due on 2026-03-01, in 30 days, 2 entries left"], id="30"),
    pytest.param("2026-02-28", ["late: due on 2026-03-01, in 1 day, 2 entries left"], id="1"),
    pytest.param("2026-03-01", ["late: overdue since 2026-03-01, 2 entries left"], id="the day"),
    pytest.param("2027-01-01", ["late: overdue since 2026-03-01, 2 entries left"], id="long after"),
]


@pytest.mark.parametrize(("today", "said"), DAYS)
def test_deadlines(today: str, said: list[str], tmp_path: Path) -> None:
    loaded = make_project(tmp_path, RULES)._replace(fixed_today=datetime.date.fromisoformat(today))
    entries = baseline({"a.py": [LATE_ENTRY], "b.py": [LATE_ENTRY, finding()]})
    assert list(map(str, deadlines_of(loaded, entries))) == said


NO_DEADLINE = [
    pytest.param({}, id="no entry"),
    pytest.param({"a.py": [finding()]}, id="another rule's"),
    pytest.param({"a.py": [finding(rule="unknown")]}, id="that of a rule that is no more"),
]


@pytest.mark.parametrize("files", NO_DEADLINE)
def test_no_deadline(files: dict[str, list[object]], tmp_path: Path) -> None:
    loaded = make_project(tmp_path, RULES)._replace(fixed_today=datetime.date(2030, 1, 1))
    assert deadlines_of(loaded, baseline(files)) == []  # type: ignore[arg-type]


def test_the_most_urgent_first(tmp_path: Path) -> None:
    rules = RULES + '[[moved]]\nid = "a"\nold = "acme.a"\nremove-by = 2026-03-02\n'
    loaded = make_project(tmp_path, rules)._replace(fixed_today=datetime.date(2026, 3, 1))
    found = deadlines_of(loaded, baseline({"a.py": [LATE_ENTRY, finding("acme.a", rule="a")]}))
    assert list(map(str, found)) == [
        "late: overdue since 2026-03-01, 1 entry left",
        "a: due on 2026-03-02, in 1 day, 1 entry left",
    ]


BEFORE, NEAR, AFTER = "2026-01-01", "2026-02-20", "2026-03-01"


@pytest.fixture
def late(bench: Project) -> Project:
    bench.put({"a.py": LATE + TOOLS})
    bench.create("--today", BEFORE)
    return bench


def test_before(late: Project) -> None:
    assert late.call("check", "--today", BEFORE) == Result(0, [], [])
    everything = f"{FILE}: 2 entries, all still there, nothing new"
    assert late.check("--today", BEFORE) == Result(0, [everything], [])


def test_near(late: Project) -> None:
    """A warning; even those who want quiet are told."""
    assert late.call("check", "--today", NEAR) == Result(0, [], [])
    warning = "late: due on 2026-03-01, in 9 days, 1 entry left"
    assert late.check("--today", NEAR, "--quiet") == Result(0, [warning], [])
    before = late.file.read_bytes()
    assert late.update("--today", NEAR).code == 0
    assert late.file.read_bytes() == before


def test_after(late: Project) -> None:
    """Its entries hide nothing, others still do; they stay, for they are not gone."""
    result = late.call("check", "--today", AFTER)
    assert (result.code, len(result.out)) == (1, 1)
    assert MESSAGE in result.out[0]
    assert "overdue" in result.out[0]
    assert late.check("--today", AFTER) == Result(
        1, ["late: overdue since 2026-03-01, 1 entry left"], []
    )
    before = late.file.read_bytes()
    assert late.update("--today", AFTER, "--quiet") == Result(0, [], [])
    assert late.update("--today", AFTER, "--quiet", "--files", "a.py") == Result(0, [], [])
    assert late.file.read_bytes() == before


def test_after_in_flake8(late: Project, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """The day is over by now: flake8 knows no other."""
    rules = (late.root / "ssot.toml").read_text()
    assert flake8.main(["-j1", "--select=SOT", "a.py"]) == (
        datetime.date.today().isoformat() >= AFTER
    )
    for day, code in (("2020-01-01", 1), ("9999-01-01", 0)):
        late.put({"ssot.toml": rules.replace("2026-03-01", day)})
        capsysbinary.readouterr()
        assert flake8.main(["-j1", "--select=SOT", "a.py"]) == code
        printed = capsysbinary.readouterr().out.decode().splitlines()
        assert [line.partition(": SOT")[0] for line in printed] == ["a.py:1:8"] * code


def test_mended_in_time(late: Project) -> None:
    late.put({"a.py": TOOLS})
    assert late.update("--today", AFTER).code == 1
    assert late.check("--today", AFTER, "--quiet") == Result(0, [], [])
