"""`ssot status` on small projects: owners, ages, the baseline, formats, odd names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_support import Bench, Result, notebook

RULES = """\
[[moved]]
id = "legacy"
old = "acme.legacy"
new = "acme.core"
remove-by = 2026-12-31

[[moved]]
id = "other"
old = "acme.other"
"""
IMPORT = "from acme.legacy import Engine\n"
TREE = {
    "ssot.toml": RULES,
    "acme/__init__.py": "",
    "acme/core.py": "class Engine: ...\n",
    "acme/legacy.py": "from acme.core import Engine\n",
}
TODAY = ("--today", "2026-06-01")


@pytest.fixture
def ssot(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Bench:
    monkeypatch.setenv("SSOT_DEBUG", "1")
    bench = Bench(project_dir, capfd)
    bench.put(TREE)
    return bench


TAIL = "`ssot gate RULE` says whether a bridge can go."


def test_no_findings(ssot: Bench) -> None:
    assert ssot("status") == Result(
        0, [f"0 findings left; 2 of 2 rules with none left: {TAIL}"], []
    )


def test_table(ssot: Bench) -> None:
    ssot.put({"a.py": IMPORT, "b.py": "import acme.other\n"})
    ssot("baseline", "create", *TODAY)
    ssot.put({"a.py": "", "c.py": IMPORT + "import acme.legacy\n"})
    result = ssot("status", *TODAY)
    assert (result.code, result.err) == (0, [])
    assert list(map(str.rstrip, result.out)) == [
        "",
        " Rule     Left   Done   Files   Remove by    Verdict",
        f" {'─' * 51}",
        " legacy      2      1       1   2026-12-31   2 new",
        " other       1      0       1                in use",
        "",
        f"3 findings left, 1 done since 2026-06-01; 0 of 2 rules with none left: {TAIL}",
    ]


def test_json(ssot: Bench) -> None:
    ssot.put({"a.py": IMPORT})
    assert ssot.json("status", *TODAY) == {
        "version": 1,
        "rules": [
            {
                "rule": "legacy",
                "left": 1,
                "new": 0,
                "done": None,
                "files": 1,
                "owners": [],
                "since": None,
                "oldest": None,
                "remove-by": "2026-12-31",
                "verdict": "in use",
            },
            {
                "rule": "other",
                "left": 0,
                "new": 0,
                "done": None,
                "files": 0,
                "owners": [],
                "since": None,
                "oldest": None,
                "remove-by": None,
                "verdict": "ask the gate",
            },
        ],
        "owners": [],
        "sites": [],
        "unjudged": 0,
    }


def test_markdown(ssot: Bench) -> None:
    ssot.put({"CODEOWNERS": "* @acme/all\n", "a.py": IMPORT})
    assert ssot("status", "--format", "markdown", *TODAY).out == [
        "| Rule | Left | Files | Owners | Remove by | Verdict |",
        "| -- | --: | --: | -- | -- | -- |",
        "| legacy | 1 | 1 | `@acme/all` 1 | 2026-12-31 | in use |",
        "",
        f"1 finding left; 1 of 2 rules with none left: {TAIL}  ",
    ]


@pytest.mark.parametrize(
    ("today", "verdict"),
    [("2026-06-01", "in use"), ("2026-12-01", "due in 30 days"), ("2026-12-31", "overdue")],
)
def test_today(today: str, verdict: str, ssot: Bench) -> None:
    ssot.put({"a.py": IMPORT})
    ssot("baseline", "create", *TODAY)
    assert ssot.json("status", "--today", today)["rules"][0]["verdict"] == verdict


def test_one_rule(ssot: Bench) -> None:
    ssot.put({"a.py": IMPORT, "b.py": "import acme.other\n"})
    ssot("baseline", "create", *TODAY)
    ssot.put({"c.py": IMPORT})
    [row] = ssot.json("status", "--rule", "legacy")["rules"]
    assert (row["rule"], row["left"], row["new"], row["done"]) == ("legacy", 2, 1, 0)
    result = ssot("status", "--rule", "legac")
    assert (result.code, result.out) == (2, [])
    assert result.err == ["--rule: no rule has the id 'legac' (did you mean 'legacy'?)"]


def test_an_empty_baseline_makes_all_new(ssot: Bench) -> None:
    ssot("baseline", "create")
    ssot.put({"a.py": IMPORT})
    assert ssot.json("status", *TODAY)["rules"][0]["verdict"] == "1 new"


def test_renamed_files_are_not_new(ssot: Bench) -> None:
    ssot.put({"a.py": f"{IMPORT}def one(x): return x\ndef two(y): return y + 1\n"})
    ssot("baseline", "create")
    (ssot.root / "a.py").rename(ssot.root / "acme" / "b.py")
    assert ssot.json("status", *TODAY)["rules"][0]["new"] == 0


@pytest.mark.parametrize(
    "place", [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"]
)
def test_owners(place: str, ssot: Bench) -> None:
    ssot.put({place: "* @all\n/sub/\n/a.py @a @b\n", "a.py": IMPORT * 2, "sub/c.py": IMPORT})
    assert ssot.json("status")["owners"] == [
        {"owner": "@a", "left": 2, "files": 1},
        {"owner": "@b", "left": 2, "files": 1},
        {"owner": "(nobody)", "left": 1, "files": 1},
    ]
    rows = [line.split() for line in ssot("status").out]
    assert ["@a", "2", "1"] in rows
    assert ["(nobody)", "1", "1"] in rows


def test_sections(ssot: Bench) -> None:
    ssot.put({"CODEOWNERS": "[Code] @code\n*.py\n[Top][2] @top\n/*\n", "a.py": IMPORT})
    assert [row["owner"] for row in ssot.json("status")["owners"]] == ["@code", "@top"]


def test_a_broken_pattern(ssot: Bench) -> None:
    ssot.put({"docs/CODEOWNERS": "* @a\nx[y @b\n", "a.py": IMPORT})
    result = ssot("status")
    assert (result.code, result.out, len(result.err)) == (2, [], 1)
    assert result.err[0].startswith("docs/CODEOWNERS:2: cannot be used: ")


def test_a_project_in_a_folder_of_a_repository(
    ssot: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssot.git("init", "-q", "..")
    (ssot.root.parent / "CODEOWNERS").write_text("/project/sub/ @sub\n/sub/ @wrong\n")
    ssot.put({"sub/a.py": IMPORT})
    expected = [{"owner": "@sub", "left": 1, "files": 1}]
    assert ssot.json("status")["owners"] == expected
    monkeypatch.chdir(ssot.root / "sub")
    assert ssot.json("status")["owners"] == expected


def test_oldest(ssot: Bench) -> None:
    ssot.git("init", "-q")
    ssot.put({"a.py": f"{IMPORT}x = 1\n", "b.py": "import os\nimport acme.other\n"})
    ssot.commit("2026-01-02")
    ssot.put({"a.py": f"{IMPORT}x = 1\nimport acme.legacy\n", "n.ipynb": notebook(IMPORT)})
    ssot.commit("2026-03-04")
    ssot.put({"c.py": "import acme.other\n"})
    rows = ssot.json("status", "--oldest", "-j", "1")["rules"]
    assert [(row["rule"], row["oldest"]) for row in rows] == [
        ("legacy", "2026-01-02"),
        ("other", "2026-01-02"),
    ]
    ssot.put({"a.py": "", "b.py": ""})
    rows = ssot.json("status", "--oldest")["rules"]
    assert {row["oldest"] for row in rows} == {None}
    assert "Oldest" not in ssot("status", "--oldest").out[1]


def test_oldest_outside_of_git(ssot: Bench) -> None:
    ssot.put({"a.py": IMPORT})
    assert ssot.json("status", "--oldest")["rules"][0]["oldest"] is None


def test_sites(ssot: Bench) -> None:
    ssot.put(
        {
            "acme/__init__.py": "\nfrom .legacy import Engine\n",
            "a.py": "from acme import Engine\n",
            "b.py": "import acme\n\nacme.Engine()\n",
            "conftest.py": "import acme.legacy\n\n\ndef engine():\n    from acme.legacy import A\n"
            "    return A, acme.legacy.B, acme.legacy.C\n",
        }
    )
    first, second = ssot.json("status")["sites"]
    assert (first["path"], first["line"], first["what"], first["findings"], first["files"]) == (
        "acme/__init__.py",
        2,
        "re-export",
        3,
        3,
    )
    assert (second["path"], second["line"], second["what"], second["findings"]) == (
        "conftest.py",
        5,
        "engine",
        3,
    )
    assert ssot("status").out[-2:] == [
        "Most at once: acme/__init__.py:2 (re-export) clears 3 findings in 3 files",
        "Next: conftest.py:5 (engine) clears 3 findings",
    ]


def test_clearing_the_site_clears_what_it_says(ssot: Bench) -> None:
    users = {f"u{number}.py": "from acme import Engine\n" for number in range(3)}
    ssot.put({"acme/__init__.py": "from .legacy import Engine\n", **users})
    [site] = ssot.json("status")["sites"]
    ssot.put({"acme/__init__.py": "from .core import Engine\n"})
    after = ssot.json("status")
    assert (site["findings"], after["rules"][0]["left"]) == (4, 0)


def test_odd_names(ssot: Bench) -> None:
    ssot.put(
        {
            "CODEOWNERS": "* @[red]x[/red] @a|b\n",
            "a\x1b[31m.py": f"{IMPORT}import acme.legacy\n\n\ndef f():\n    acme.legacy.A\n"
            "    acme.legacy.B\n",
        }
    )
    for kind in ("table", "markdown"):
        out = "\n".join(ssot("status", "--format", kind).out)
        assert "\x1b" not in out
        assert "@[red]x[/red]" in out
        assert "a?[31m.py:6" in out
    assert ssot.json("status")["owners"][0]["owner"] == "@[red]x[/red]"


def test_colour(ssot: Bench) -> None:
    ssot.put({"a.py": IMPORT})
    assert any("\x1b[" in line for line in ssot("status", "--color", "always").out)
    assert not any("\x1b[" in line for line in ssot("status", "--color", "never").out)
    assert not any("\x1b[" in line for line in ssot("status").out)


def test_what_cannot_be_judged_is_said(ssot: Bench) -> None:
    ssot.put({"a.py": f"{IMPORT}def f(:\n", "b.py": IMPORT, "c.py": "def f(:\n"})
    result = ssot("status", "-q")
    assert result.code == 0
    assert result.err == ["1 file could not be judged: `ssot check` names them"]
    assert ssot.json("status")["unjudged"] == 1
    assert ssot.json("status")["rules"][0]["left"] == 1


def test_our_own_failure_is_no_finding(ssot: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    ssot.put({"a.py": IMPORT})
    monkeypatch.delenv("SSOT_DEBUG")

    def fail(*_: object) -> None:
        raise RuntimeError("oops")

    monkeypatch.setattr("flake8_ssot.check.match_imports", fail)
    document = ssot.json("status")
    assert (document["unjudged"], [row["left"] for row in document["rules"]]) == (1, [0, 0])


def test_from_a_subfolder_the_project_is_the_same(
    ssot: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssot.put({"a.py": IMPORT, "sub/b.py": IMPORT, "sub/setup.cfg": "[flake8]\nexclude = *\n"})
    before = ssot.json("status")
    monkeypatch.chdir(ssot.root / "sub")
    assert ssot.json("status") == before
    assert before["rules"][0]["files"] == 2


def test_bad_files(ssot: Bench) -> None:
    ssot.put({"ssot-baseline.txt": "what\n"})
    result = ssot("status")
    assert (result.code, result.out, len(result.err)) == (2, [], 1)
    assert result.err[0].startswith("ssot-baseline.txt:1: ")


def test_progress(ssot: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flake8_ssot.status_command.shows_progress", lambda _: True)
    ssot.put({"a.py": IMPORT})
    assert json.loads("\n".join(ssot("status", "--format", "json").out))["rules"][0]["left"] == 1
