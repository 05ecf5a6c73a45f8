"""`ssot survey`: the findings of many repositories; one that cannot be judged stops no other."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from baseline_support import ENGINE, RULES, TOOLS, Project, needs_git
from support import write_files

from flake8_ssot import config
from flake8_ssot import survey as survey_module

MANY = "".join(f'[[moved]]\nid = "r{n}"\nold = "old{n}.x"\n' for n in range(7))


@pytest.fixture
def many(bench: Project) -> Project:
    (bench.root / "ssot.toml").unlink()
    write_files(
        bench.root,
        {
            "a/ssot.toml": RULES,
            "a/x.py": ENGINE + TOOLS,
            "a/y.py": TOOLS,
            "a/broken.py": "def (:\n",
            "b/pyproject.toml": '[tool.ssot]\nextend = []\n[[tool.ssot.moved]]\nid = "old"\n'
            'old = "b.old"\n',
            "b/z.py": "import b.old\n",
            "bad/ssot.toml": "[[moved]]\nod = 1\n",
            "none/x.py": ENGINE,
            "empty/ssot.toml": RULES,
        },
    )
    return bench


def test_table(many: Project) -> None:
    done = many.call("survey", "a", "b", "empty")
    assert (done.code, done.err) == (0, [])
    assert done.out == [
        "findings  unparsable  engine  old  tools  folder",
        "       3           1       1    0      2  a",
        "       1           0       0    1      0  b",
        "       0           0       0    0      0  empty",
        "       4           1       1    1      2  3 of 3 folders",
    ]


def test_table_of_many_rules(many: Project) -> None:
    write_files(
        many.root,
        {"m/ssot.toml": MANY, "m/x.py": "".join(f"import old{n}.x\n" * (n + 1) for n in range(7))},
    )
    done = many.call("survey", "m")
    assert done.out[0] == "findings  unparsable  r2  r3  r4  r5  r6  other rules  folder"
    assert done.out[1] == "      28           0   3   4   5   6   7            3  m"


def test_one_that_cannot_be_judged(many: Project) -> None:
    done = many.call("survey", "bad", "a", "none", "missing", "a/x.py", "--jobs", "2")
    assert done.code == 2
    assert done.out[-1].endswith("  1 of 5 folders")
    assert all(line.startswith("bad: ssot.toml") for line in done.err[:-3])
    assert done.err[-3:] == [
        "none: has no configuration (ssot.toml or [tool.ssot]); --config gives one",
        "missing: is not a folder",
        "a/x.py: is not a folder",
    ]


def test_json(many: Project) -> None:
    done = many.call("survey", "a", "missing", "--format", "json")
    assert done.code == 2
    assert json.loads("\n".join(done.out)) == {
        "version": 1,
        "repositories": [
            {
                "path": "a",
                "files": 3,
                "files_with_findings": 2,
                "unparsable": 1,
                "total": 3,
                "rules": {"engine": 1, "tools": 2},
            }
        ],
        "errors": [{"path": "missing", "message": "is not a folder"}],
    }


def test_csv(many: Project) -> None:
    done = many.call("survey", "a", "b", "missing", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO("\n".join(done.out))))
    assert [(row["path"], row["total"], row["engine"], row["old"]) for row in rows] == [
        ("a", "3", "1", "0"),
        ("b", "1", "0", "1"),
    ]


def test_one_configuration_for_all(many: Project) -> None:
    rules = RULES + '[[moved]]\nid = "own"\nold = "acme.own"\nallow = ["z.py"]\n'
    write_files(many.root, {"platform/rules.toml": rules, "none/z.py": "import acme.own\n"})
    done = many.call("survey", "a", "none", "bad", "--config", "platform/rules.toml")
    assert (done.code, done.err) == (0, [])
    assert done.out[1:3] == [
        "       3           1       1      2  a",
        "       1           0       1      0  none",
    ]


def test_flake8_names_the_configuration(many: Project) -> None:
    write_files(
        many.root, {"f/.flake8": "[flake8]\nssot-config = more.toml\n", "f/more.toml": RULES}
    )
    write_files(many.root, {"f/x.py": TOOLS})
    assert many.call("survey", "f").out[1] == "       1           0      1  f"


@pytest.mark.parametrize("cached", [(), ("--no-cache",)])
def test_as_check_in_its_folder(
    many: Project, cached: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(many.root, {f"a/m{number}.py": ENGINE for number in range(80)})
    write_files(many.root, {"a/api.py": ENGINE, "a/user.py": "from api import Engine\n"})
    for _ in range(2):
        total = int(many.call("survey", "a", *cached).out[1].split()[0])
        monkeypatch.chdir(many.root / "a")
        assert total == len(many.call("check").out)
        monkeypatch.chdir(many.root)


@needs_git
def test_in_repositories(many: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(many.root, {"a/.gitignore": "left.py\n", "a/left.py": ENGINE, "a/in/x.py": ENGINE})
    write_files(many.root, {"a/out/x.py": ENGINE, "a/.flake8": "[flake8]\nexclude = out\n"})
    many.git("init", "-q", "a")
    for where in (many.root, many.root / "b", Path("/")):
        monkeypatch.chdir(where)
        done = many.call("survey", str(many.root / "a"))
        assert (done.code, done.out[1].split()[0]) == (0, "4")


def test_named_twice(many: Project) -> None:
    done = many.call("survey", "a", "b", "./a")
    assert (done.code, done.err) == (2, ["survey: a is named twice"])


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(PermissionError(13, "Permission denied"), "Permission denied", id="system"),
        pytest.param(ZeroDivisionError("x"), "ZeroDivisionError", id="ours"),
    ],
)
def test_whatever_happens(
    many: Project, error: Exception, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(config, "find", fails)
    done = many.call("survey", "a", "--jobs", "1")
    assert done.code == 2
    assert len(done.err) == 1
    assert expected in done.err[0]


def test_nothing_depends_on_where_it_runs(many: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(many.root / "a")
    expected = survey_module.survey(folder, cached=False)
    monkeypatch.chdir("/")
    assert survey_module.survey(folder, cached=False) == expected
    assert Path(folder).is_dir()
