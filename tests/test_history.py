"""`ssot history`: the findings of every commit, without a checkout, beside `ssot check` in one."""

from __future__ import annotations

import csv
import io
import json
import os
import pickle
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from git_support import DAY, EXECUTABLE, LINK, START, SUBMODULE, Content, Repo
from support import RULES, make_project

from flake8_ssot import cli, history, history_judge, history_text, scan
from flake8_ssot.blob_store import store_of
from flake8_ssot.git_objects import BlobReader, Commit, open_repository
from flake8_ssot.history import Outcome, Row, Tally, by_period, main_line, moment
from flake8_ssot.history_judge import BlobJudge, judging
from flake8_ssot.history_modules import past_project
from flake8_ssot.job import Job
from flake8_ssot.model import SsotError
from flake8_ssot.selection import Selection

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

ENGINE = "from acme.legacy.engine import Engine\n"
TOOLS = "import acme.tools\nacme.tools.run()\n"
BOTH = ENGINE + TOOLS
BROKEN = ENGINE + "def (:\n"
SETTINGS = 'skip = ["re-exports"]\n' + RULES


class Answer:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def commits(self) -> list[dict[str, Any]]:
        document = json.loads(self.out)
        assert document["version"] == 1
        found: list[dict[str, Any]] = document["commits"]
        return found

    @property
    def totals(self) -> list[int]:
        return [commit["total"] for commit in self.commits]


Run = Callable[..., Answer]


@pytest.fixture
def repo(project_dir: Path) -> Repo:
    (project_dir / "ssot.toml").write_text(SETTINGS)
    return Repo(project_dir)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_it(*arguments: str, form: str = "json") -> Answer:
        capsys.readouterr()
        code = cli.main(["history", "--format", form, *arguments])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return run_it


# One commit after the other ----------------------------------------------------------------------

STEPS = [
    pytest.param([{"a.py": ENGINE}], [1], id="one"),
    pytest.param([{}], [0], id="no file"),
    pytest.param([{"a.py": ENGINE}, {"a.py": BOTH}, {}], [1, 3, 0], id="grows and goes"),
    pytest.param([{"a.py": ENGINE}, {"b.py": ENGINE}], [1, 1], id="renamed"),
    pytest.param([{"a.py": ENGINE, "b.py": ENGINE}], [2], id="the same blob twice"),
    pytest.param([{"a.py": ENGINE}, {"a.py": ENGINE, "c.txt": "x"}], [1, 1], id="other change"),
    pytest.param([{"a.txt": ENGINE}, {"a.py": ENGINE}], [0, 1], id="becomes Python"),
    pytest.param([{"a.py": ENGINE}, {"acme/legacy/engine.py": ENGINE}], [1, 0], id="goes home"),
    pytest.param([{"a/x.py": "from ..tools import t\n"}], [0], id="relative, elsewhere"),
    pytest.param([{"acme/x.py": "from .tools import t\n"}], [1], id="relative"),
    pytest.param([{"a.pyi": ENGINE, "b.md": f"```python\n{ENGINE}```\n"}], [2], id="other kinds"),
    pytest.param([{"a.toml": 'x = "acme.legacy.engine:Engine"\n'}], [1], id="configuration"),
    pytest.param([{"a.py": ENGINE.replace("\n", "  # noqa\n")}], [0], id="noqa"),
    pytest.param([{"old/a.py": ENGINE}], [0], id="excluded"),
    pytest.param([{"x.egg/d/a.py": ENGINE, "CVS/a.py": ENGINE}], [0], id="excluded by flake8"),
    pytest.param([{"n\n\udcff.py": ENGINE}], [1], id="any name"),
    pytest.param([{"-x.py": ENGINE, ":y.py": ENGINE}], [2], id="names like options"),
    pytest.param([{"x/" * 400 + "a.py": ENGINE}], [1], id="deep"),
]


@pytest.mark.parametrize(("steps", "expected"), STEPS)
def test_totals(steps: list[dict[str, Content]], expected: list[int], repo: Repo, run: Run) -> None:
    (repo.folder / "ssot.toml").write_text('exclude = ["old/**"]\n' + SETTINGS)
    parents: list[str] = []
    for files in steps:
        parents = [repo.commit(files, *parents)]
    answer = run()
    assert (answer.code, answer.err) == (0, "")
    assert answer.totals == expected
    assert run().out == answer.out  # from what was kept


def test_what_is_said_of_a_commit(repo: Repo, run: Run) -> None:
    first = repo.commit({"a.py": BOTH, "b.py": ENGINE, "c.py": BROKEN, "d.py": "def (:"})
    second = repo.commit({"a.py": ENGINE}, first, subject='Fixed "it", perhaps')
    assert run().commits == [
        {
            "commit": first,
            "date": "2023-11-15T22:13:20Z",
            "subject": "work",
            "files": 2,
            "unparsable": 1,  # the other one mentions no rule
            "total": 4,
            "rules": {"engine": 2, "tools": 2},
        },
        {
            "commit": second,
            "date": "2023-11-16T22:13:20Z",
            "subject": 'Fixed "it", perhaps',
            "files": 1,
            "unparsable": 0,
            "total": 1,
            "rules": {"engine": 1},
        },
    ]


def test_csv(repo: Repo, run: Run) -> None:
    first = repo.commit({"a.py": BOTH})
    second = repo.commit({"a.py": BROKEN}, first)
    lines = list(csv.reader(io.StringIO(run(form="csv").out)))
    assert lines == [
        ["commit", "date", "total", "unparsable", "engine", "tools"],
        [first, "2023-11-15T22:13:20Z", "3", "0", "1", "2"],
        [second, "2023-11-16T22:13:20Z", "0", "1", "0", "0"],
    ]


# Histories of any shape ------------------------------------------------------------------------


def judged_in_a_checkout(repo: Repo, commit: str, folder: Path) -> dict[str, Any]:
    """What `ssot check` finds in a working tree of the commit."""
    repo.git("worktree", "add", "-q", "--detach", str(folder), commit)
    (folder / "ssot.toml").write_text(SETTINGS)
    command = [sys.executable, "-m", "flake8_ssot", "check", "--format", "json"]
    command += ["--no-syntax-check", "--jobs", "1"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60)
    found = json.loads(done.stdout)
    findings = found["findings"]
    return {
        "commit": commit,
        "total": len(findings),
        "files": len({finding["path"] for finding in findings}),
        "unparsable": len(found["errors"]),
        "rules": dict(sorted(Counter(finding["rule"] for finding in findings).items())),
    }


def without_texts(commit: dict[str, Any]) -> dict[str, Any]:
    return {key: commit[key] for key in ("commit", "total", "files", "unparsable", "rules")}


CONTENTS = [ENGINE, TOOLS, BOTH, BROKEN, "x = 1\n", "from .tools import t\n", "def (:"]
NAMES = ["a.py", "b.pyi", "acme/c.py", "acme/tools/d.py", "d/e.md", "f.txt", "g\n\udcff.py"]


@pytest.mark.parametrize("seed", range(2))
def test_beside_checkouts(seed: int, repo: Repo, run: Run, tmp_path: Path, long: bool) -> None:
    chance = random.Random(seed)
    made: list[tuple[str, dict[str, Content]]] = []
    for number in range(30 if long else 6):
        known = chance.sample(made, min(len(made), chance.choice([0, 1, 1, 2, 3])))
        files = dict(known[0][1]) if known else {}
        for name in chance.sample(NAMES, 3):
            content = chance.choice(CONTENTS)
            if name.endswith(".md"):
                content = f"```python\n{content}```\n"
            mode = chance.choice([EXECUTABLE, EXECUTABLE, LINK])
            files[name] = repo.entry("nowhere" if mode == LINK else content, mode)
            if chance.random() < 0.2:
                del files[name]
        if chance.random() < 0.3:
            files["sub.py"] = (SUBMODULE, "1" * 40)
        parents = [item[0] for item in known]
        made.append((repo.commit(files, *parents, branch=f"b{number}"), files))
    found = {commit["commit"]: without_texts(commit) for commit in run("--all").commits}
    assert set(found) == {commit for commit, _ in made}
    for number, (commit, _) in enumerate(made):
        assert found[commit] == judged_in_a_checkout(repo, commit, tmp_path / f"w{number}")


def diamond(repo: Repo) -> dict[str, str]:
    """Two branches, a merge that keeps both, and a root of its own."""
    root = repo.commit({"a.py": ENGINE})
    left = repo.commit({"a.py": ENGINE, "l.py": TOOLS}, root)
    right = repo.commit({"a.py": "", "r.py": BOTH}, root)
    alone = repo.commit({"z.py": BOTH}, branch="alone")
    merge = repo.commit({"a.py": "", "l.py": TOOLS, "r.py": BOTH}, left, right)
    octopus = repo.commit({"l.py": TOOLS, "z.py": BOTH}, merge, alone, right)
    return {
        root: "root",
        left: "left",
        right: "right",
        alone: "alone",
        merge: "merge",
        octopus: "octopus",
    }


TOTALS = {"root": 1, "left": 3, "right": 3, "alone": 3, "merge": 5, "octopus": 5}
RANGES = [
    pytest.param(["main"], set(TOTALS), id="a branch"),
    pytest.param(["--all"], set(TOTALS), id="all"),
    pytest.param(["--first-parent"], {"root", "left", "merge", "octopus"}, id="first parents"),
    pytest.param(["main~1..main"], {"octopus", "alone"}, id="a range of a merge"),
    pytest.param(
        ["main~2..main"], {"octopus", "alone", "merge", "right"}, id="a branch from before"
    ),
    pytest.param(["--first-parent", "main~2..main"], {"octopus", "merge"}, id="both"),
    pytest.param(["main^2"], {"alone"}, id="a root"),
    pytest.param(["main..main"], set(), id="nothing"),
]


@pytest.mark.parametrize(("arguments", "expected"), RANGES)
def test_ranges(arguments: list[str], expected: set[str], repo: Repo, run: Run) -> None:
    names = diamond(repo)
    found = {names[commit["commit"]]: commit["total"] for commit in run(*arguments).commits}
    assert found == {name: TOTALS[name] for name in expected}


SELECTIONS = [
    pytest.param(["--rule", "engine"], "", 1, id="a rule"),
    pytest.param(["--select", "SOT102"], "", 1, id="a code"),
    pytest.param(["--ignore", "SOT102"], "", 2, id="not a code"),
    pytest.param([], "[flake8]\nper-file-ignores = a.py: SOT101\n", 1, id="in this file"),
    pytest.param([], "[flake8]\nper-file-ignores = b.py: SOT101\n", 3, id="in another file"),
    pytest.param([], "[flake8]\nexclude = a.py\n", 0, id="excluded"),
    pytest.param([], "[flake8]\nfilename = b.py\n", 0, id="another name"),
    pytest.param([], "[flake8]\nfilename = ./a.*\n", 3, id="its name"),
]


@pytest.mark.parametrize(("arguments", "flake8", "total"), SELECTIONS)
def test_selections(arguments: list[str], flake8: str, total: int, repo: Repo, run: Run) -> None:
    repo.commit({"a.py": BOTH})
    assert run().totals == [3]
    (repo.folder / ".flake8").write_text(flake8)
    assert run(*arguments).totals == [total]
    (repo.folder / ".flake8").unlink()
    assert run().totals == [3]


# Where it runs ---------------------------------------------------------------------------------


def test_in_a_folder_below(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": ENGINE, "sub/b.py": ENGINE})
    (repo.folder / "sub").mkdir()
    before = run().out
    monkeypatch.chdir(repo.folder / "sub")
    assert run().out == before


def test_a_project_below_the_top(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"acme/x.py": "from .tools import t\n", "y.py": ENGINE, "old/z.py": ENGINE}
    repo.commit({**files, **{f"sub/{name}": content for name, content in files.items()}})
    (repo.folder / "sub").mkdir()
    (repo.folder / "sub" / "ssot.toml").write_text('exclude = ["old/**"]\n' + SETTINGS)
    monkeypatch.chdir(repo.folder / "sub")
    assert run().totals == [2]


def test_a_configuration_elsewhere(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo.commit({"acme/x.py": "from .tools import t\n", "y.py": ENGINE})
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ssot.toml").write_text(SETTINGS)
    assert run("--config", str(tmp_path / "rules" / "ssot.toml")).totals == [1]


def test_bare(repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"acme/x.py": "from .tools import t\n", "y.py": ENGINE})
    repo.git("clone", "-q", "--bare", str(repo.folder), str(tmp_path / "bare"))
    monkeypatch.chdir(tmp_path / "bare")
    assert run("--config", str(repo.folder / "ssot.toml")).totals == [2]


def test_what_was_a_module(repo: Repo, run: Run) -> None:
    """The module is gone, and its name does not look like one."""
    rule = '[[moved]]\nid = "m"\nold = "acme.Tools"\nnew = "acme.kit"\n'
    (repo.folder / "ssot.toml").write_text(rule)
    use = {"a.py": "from acme import Tools\nTools.run()\n"}
    first = repo.commit(use)
    assert run().totals == [1]
    repo.commit(use, repo.commit({**use, "acme/Tools.py": ""}, first))
    assert run().totals == [2, 2, 2]


PAST = [
    pytest.param("a.b.old", ["a/b/old.py"], True, id="a module"),
    pytest.param("a.b.Old", ["a/b/Old/x.py"], True, id="a package"),
    pytest.param("a.b.Old", ["src/a/b/Old.py"], True, id="in src"),
    pytest.param("a.b.old", ["a/b.py"], False, id="a name"),
    pytest.param("a.b.old", ["lib/a/b.py"], True, id="elsewhere, looks like one"),
    pytest.param("a.b.Old", ["lib/a/b/Old.py"], False, id="elsewhere, looks like none"),
    pytest.param("old", ["old.py"], True, id="at the top"),
    pytest.param("Old", ["x.py", ".py"], False, id="nowhere"),
]


@pytest.mark.parametrize(("old", "paths", "expected"), PAST)
def test_modules_of_the_past(old: str, paths: list[str], expected: bool, tmp_path: Path) -> None:
    project = make_project(tmp_path, f'[[moved]]\nid = "m"\nold = "{old}"\n')
    past = past_project(project, paths, str(tmp_path))
    (rule,) = project.rule_index.moved.values()
    assert past.is_module(rule) is expected
    assert past.place(str(tmp_path / "x.py")) == project.place(str(tmp_path / "x.py"))
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert project.is_module(rule) is expected


# What goes wrong ---------------------------------------------------------------------------------


def test_a_missing_blob(repo: Repo, run: Run) -> None:
    gone, unasked = repo.blob(ENGINE + "#"), repo.blob("#")
    first = repo.commit({"a.py": TOOLS, "b.py": ("100644", gone), "c.txt": ("100644", unasked)})
    second = repo.commit({"a.py": TOOLS}, first)
    repo.forget(gone)
    repo.forget(unasked)
    answer = run()
    assert (answer.code, answer.totals) == (0, [2, 2])
    assert answer.err == f"b.py: the blob {gone} is missing, and not counted\n"
    assert run().err == answer.err
    assert second in answer.out


REFUSED = [
    pytest.param(["nothing"], "nothing", id="revision"),
    pytest.param(["--rule", "engin"], "did you mean 'engine'", id="rule"),
    pytest.param(["--all", "main"], "either a range, or --all", id="both"),
    pytest.param(["--config", "none.toml"], "none.toml", id="configuration"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_refused(arguments: list[str], said: str, repo: Repo, run: Run) -> None:
    repo.commit({})
    answer = run(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_no_repository(project_dir: Path, run: Run) -> None:
    answer = run()
    assert (answer.code, answer.out) == (2, "")
    assert "not a git repository" in answer.err


def test_a_failure_of_our_own(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": ENGINE})

    def fail(*_: object) -> None:
        raise ZeroDivisionError("here")

    monkeypatch.setattr(scan, "judge", fail)
    (commit,) = run().commits
    assert (commit["total"], commit["unparsable"], commit["rules"]) == (1, 1, {"internal": 1})
    monkeypatch.setenv("SSOT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("--no-cache")


def test_a_huge_file(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": ENGINE + "#" * 100})
    monkeypatch.setattr(history_judge, "MAX_BYTES", 50)
    (commit,) = run().commits
    assert (commit["total"], commit["unparsable"]) == (0, 1)


# What is kept ------------------------------------------------------------------------------------


class Reads:
    """Counts the blobs that are judged."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.requests: list[str] = []
        judge = BlobJudge.__call__

        def noted(this: BlobJudge, request: str) -> tuple[Outcome, ...] | None:
            self.requests.append(request)
            return judge(this, request)

        monkeypatch.setattr(BlobJudge, "__call__", noted)

    def __call__(self) -> int:
        count = len(self.requests)
        self.requests.clear()
        return count


def test_each_version_is_judged_once(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = Reads(monkeypatch)
    first = repo.commit({"a.py": ENGINE, "b.py": ENGINE, "c.py": TOOLS})
    run()
    assert reads() == 2
    run("--select", "SOT101", "--rule", "tools")
    assert reads() == 0
    repo.commit({"a.py": BOTH, "d.py": TOOLS}, first)
    run()
    assert reads() == 2
    assert run("--no-cache").totals == [4, 5]
    assert reads() == 3
    (repo.folder / "ssot.toml").write_text(SETTINGS.replace("acme.tools", "acme.other"))
    assert run().totals == [2, 1]
    assert reads() == 3
    (repo.folder / "ssot.toml").write_text(SETTINGS.replace("shares state", "another reason"))
    run()
    assert reads() == 0


SIGNATURE = """
[[signature]]
id = "arguments"
callable = "acme.core.engine.UserEngine"
modern = ["context", "emitter"]
legacy = [["registry", "emitter"]]
rename = { registry = "context" }
rewrite = "{callable}(make({registry}), {emitter})"
"""
NAME_IT = """\
import os
from flake8_ssot import project
from flake8_ssot.history_judge import judging, namespace_of
from flake8_ssot.job import Job
from flake8_ssot.selection import Selection
job = Job(project.load(None, os.getcwd()), Selection(("SOT",), (), ()))
print(namespace_of(judging(job, [], os.getcwd()), os.getcwd()))
"""


def test_every_process_finds_what_others_kept(repo: Repo) -> None:
    def name(rules: str, seed: str) -> bytes:
        (repo.folder / "ssot.toml").write_text(rules)
        command = [sys.executable, "-c", NAME_IT]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(command, env=environment, capture_output=True, check=True).stdout

    signature, netra = RULES + SIGNATURE, 'extend = ["netra"]\n'
    assert name(signature, "1") == name(signature, "2")
    assert name(netra, "1") == name(netra, "2")
    assert name(signature, "1") != name(RULES, "1")
    assert name(signature, "1") != name(signature.replace("emitter", "bus"), "1")


@pytest.mark.parametrize(
    "kept", ["x", "[]", "[[[1,2,3]],true]", "[[],1]", '[[["a","b",true]],true]']
)
def test_what_is_kept_is_not_trusted(
    kept: str, repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a.py": BOTH})
    monkeypatch.setattr(history_judge, "_text", lambda _: kept.encode())
    run()
    assert run().totals == [3]


def test_with_processes(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "SERIAL_BELOW", 4)
    monkeypatch.setattr(history_judge, "AT_ONCE", 8)
    repo.commit({f"{number}.py": f"{BOTH}# {number}\n" for number in range(100)})
    assert run("--jobs", "2").totals == [300]
    assert run("--jobs", "1").totals == [300]


def test_with_spawned_processes(repo: Repo) -> None:
    """Where workers are not forked, the judge is sent to them."""
    repo.commit({"a.py": BOTH})
    project = make_project(repo.folder)
    job = judging(Job(project, Selection(("SOT",), (), ())), ["a.py"], str(repo.folder))
    judge = BlobJudge(open_repository("."), str(repo.folder), job)
    sent = pickle.loads(pickle.dumps(judge))
    assert sent.job.project.of_modules == job.project.of_modules  # type: ignore[attr-defined]
    try:
        assert sent(repo.blob(BOTH) + "\0a.py")[0].found
    finally:
        sent.close()
        judge.close()


def test_a_dead_git_ends_the_command(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": BOTH})

    def dead(*_: object) -> None:
        raise SsotError("git cat-file ended before it had answered")

    monkeypatch.setattr(BlobReader, "read", dead)
    answer = run()
    assert (answer.code, answer.out) == (2, "")
    assert "git cat-file ended" in answer.err
    monkeypatch.undo()
    assert not os.path.exists(str(store_of(make_project(repo.folder)).file) + "-journal")


# For people --------------------------------------------------------------------------------------


def row(number: int, date: int, parent: int | None = None, **rules: int) -> Row:
    parents = () if parent is None else (str(parent),)
    return Row(Commit(str(number), parents, date, ""), Tally(rules))


def test_the_main_line() -> None:
    rows = [row(1, 0), row(2, 0, 1), row(3, 0, 1), row(4, 0, 3), row(5, 0, 7)]
    assert [item.commit.id for item in main_line(rows[:4])] == ["1", "3", "4"]
    assert [item.commit.id for item in main_line(rows)] == ["5"]
    assert main_line([]) == []


PERIODS = [
    pytest.param("day", ["2023-11-14", "2023-11-15", "2023-11-24"], ["1", "2", "4"], id="day"),
    pytest.param("week", ["2023-W46", "2023-W47"], ["2", "4"], id="week"),
    pytest.param("month", ["2023-11"], ["4"], id="month"),
    pytest.param("year", ["2023"], ["4"], id="year"),
    pytest.param(
        "commit",
        ["2023-11-14", "2023-11-15", "2023-11-24", "2022-10-10"],
        ["1", "2", "3", "4"],
        id="commit",
    ),
]


@pytest.mark.parametrize(("period", "names", "last"), PERIODS)
def test_periods(period: str, names: list[str], last: list[str]) -> None:
    dates = [START, START + DAY, START + 10 * DAY, START - 400 * DAY]  # the last clock was wrong
    rows = [row(number, date) for number, date in enumerate(dates, start=1)]
    found = by_period(rows, period)
    assert [name for name, _ in found] == names
    assert [item.commit.id for _, item in found] == last


LENGTHS = [
    pytest.param(5, DAY, 5, id="commits"),
    pytest.param(60, DAY // 10, 7, id="days"),
    pytest.param(90, DAY, 13, id="weeks"),
    pytest.param(400, DAY, 14, id="months"),
    pytest.param(3000, DAY, 10, id="years"),
    pytest.param(3000, 100 * DAY, 822, id="too many years"),
    pytest.param(0, 1, 0, id="nothing"),
]


@pytest.mark.parametrize(("count", "step", "lines"), LENGTHS)
def test_the_period_that_fits(count: int, step: int, lines: int) -> None:
    found = by_period([row(number, START + number * step) for number in range(count)], None)
    assert len(found) == lines


@pytest.mark.parametrize("date", [-(1 << 70), -1, 0, 1 << 70])
def test_any_date(date: int) -> None:
    assert moment(date).tzinfo is not None
    assert by_period([row(1, date)], "week")
    assert history.day_of(date)


def test_table(repo: Repo, run: Run) -> None:
    first = repo.commit({"a.py": BOTH, "b.py": BOTH})
    second = repo.commit({"a.py": BOTH, "b.py": ""}, first)
    third = repo.commit({"a.py": BOTH, "c.txt": ""}, second)
    answer = run(form="table")
    assert answer.out.splitlines() == [
        "until       commit      findings                            unparsable  engine  tools",
        f"2023-11-15  {first[:10]}         6      ####################           0       2      4",
        f"2023-11-16  {second[:10]}         3  -3  ##########                     0       1      2",
        f"2023-11-17  {third[:10]}         3      ##########                     0       1      2",
    ]
    assert len(run("--by", "month", form="table").out.splitlines()) == 2
    assert run("--by", "month").totals == [3]
    assert run("--by", "commit").totals == [6, 3, 3]
    assert len(run("--by", "year", form="csv").out.splitlines()) == 2


def test_a_table_of_many_rules() -> None:
    rules = {f"r{number}": number for number in range(9)}
    table = history_text.to_table([("x", row(1, 0, **rules)), ("y", row(2, 0))])
    assert table.heads[6:] == ("r4", "r5", "r6", "r7", "r8", "other rules")
    assert table.rows[0][-1] == str(1 + 2 + 3)
    assert next(history_text.plain(history_text.to_table([]))).startswith("until")


def test_on_a_terminal(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": BOTH})
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("flake8_ssot.preparation.PROGRESS_AFTER", -1.0)
    answer = run(form="table")
    assert "2023-11-15" in answer.out
    assert "####" in answer.out
    assert "\x1b[1A" not in run("--no-cache", "--quiet", form="table").err
