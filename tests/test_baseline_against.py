"""`ssot baseline check --against`: has the baseline grown since the branches parted? Real git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from baseline_support import (
    BROKEN,
    ENGINE,
    FILE,
    GIT,
    RULES,
    TOOLS,
    Project,
    Result,
    module,
    needs_git,
)

from flake8_ssot.baseline_text import TITLE

pytestmark = needs_git

A = module(1, ENGINE + TOOLS)
GREW = "mend the findings instead"


@pytest.fixture
def branch(repo: Project) -> Project:
    """A repository whose `main` has a baseline; the branch `pr` is checked out."""
    repo.put({"a.py": A, "b.py": module(2, TOOLS)})
    repo.create()
    repo.commit()
    repo.git("checkout", "-q", "-b", "pr")
    return repo


def against(repo: Project, reference: str = "main") -> Result:
    return repo.check("--quiet", "--against", reference)


def added(result: Result) -> list[str]:
    return [line for line in result.out if line.startswith("added: ")]


def test_nothing_changed(branch: Project) -> None:
    assert against(branch) == Result(0, [], [])
    assert branch.check("--against", "main").out == [
        f"{FILE}: 3 entries, all still there, nothing new"
    ]


# What is no rise ------------------------------------------------------------------------------

SHRUNK = [
    pytest.param({"a.py": module(1, ENGINE)}, [], id="fixed"),
    pytest.param({}, ["a.py"], id="deleted"),
    pytest.param({"c.py": A}, ["a.py"], id="renamed"),
    pytest.param({"p/q/a.py": A}, ["a.py"], id="moved"),
    pytest.param(
        {"c.py": A.replace("work_1", "labour") + "x = 1\n"}, ["a.py"], id="renamed, edited"
    ),
    pytest.param({"c.py": A, "d.py": module(2, TOOLS)}, ["a.py", "b.py"], id="two renamed"),
    pytest.param({"a.py": "\n\n\n" + A.replace("work_1", "labour")}, [], id="function renamed"),
    pytest.param(
        {"a.py": "def f():\n    " + A.replace(TOOLS, f"    {TOOLS}", 1)},
        [],
        id="moved into a function",
    ),
]


@pytest.mark.parametrize(("files", "deleted"), SHRUNK)
def test_no_rise(files: dict[str, str], deleted: list[str], branch: Project) -> None:
    branch.put(files)
    for path in deleted:
        (branch.root / path).unlink()
    branch.update()
    branch.commit()
    assert against(branch) == Result(0, [], [])


def test_main_went_on(branch: Project) -> None:
    """What main took out after the branches parted is no rise here."""
    branch.git("checkout", "-q", "main")
    branch.put({"a.py": module(1, ENGINE)})
    branch.update()
    branch.commit()
    branch.git("checkout", "-q", "pr")
    assert against(branch) == Result(0, [], [])


# What is --------------------------------------------------------------------------------------


def test_forced_up(branch: Project) -> None:
    branch.put({"c.py": module(3, ENGINE)})
    branch.create("--force")
    branch.commit()
    base = branch.git("rev-parse", "main")[:12]
    assert against(branch) == Result(
        1,
        [
            "added: c.py: SOT101 'acme.legacy.Engine' [engine]",
            f"{FILE} holds 1 entry that {base} does not: {GREW}",
        ],
        [],
    )


def test_a_line_added_by_hand(branch: Project) -> None:
    with branch.file.open("a", encoding="utf-8") as file:
        file.write("b.py\tSOT101\tengine\tacme.legacy.Engine\tfrom-import\t<module>\n")
    branch.put({"b.py": module(2, ENGINE + TOOLS)})
    assert branch.call("check") == Result(0, [], [])
    assert added(against(branch)) == ["added: b.py: SOT101 'acme.legacy.Engine' [engine]"]


def test_not_committed_yet(branch: Project) -> None:
    """The file in the work tree counts."""
    branch.put({"c.py": ENGINE})
    branch.create("--force")
    assert against(branch).code == 1


def test_a_copy(branch: Project) -> None:
    branch.put({"c.py": A})
    branch.create("--force")
    assert len(added(against(branch))) == 2


def test_swapped_within_a_file(branch: Project) -> None:
    branch.put({"b.py": module(2, ENGINE)})
    branch.create("--force")
    assert added(against(branch)) == ["added: b.py: SOT101 'acme.legacy.Engine' [engine]"]


def test_a_forged_look(branch: Project) -> None:
    """What the baseline says a file looks like is not believed: the file itself is asked."""
    look = branch.file.read_text().split("a.py\tlooks-like\t")[1][:16]
    (branch.root / "a.py").unlink()
    branch.put({"c.py": module(7, ENGINE + TOOLS)})
    branch.create("--force")
    text = branch.file.read_text()
    forged = text.split("c.py\tlooks-like\t")[1][:16]
    branch.put({FILE: text.replace(forged, look)})
    assert len(added(against(branch))) == 2


def test_a_file_that_is_not_there(branch: Project) -> None:
    """Nor does it look like anything."""
    line = "x.py\tSOT101\ttools\tacme.tools\timport\t<module>\n"
    (branch.root / "a.py").unlink()
    with branch.file.open("a", encoding="utf-8") as file:
        file.write(line)
    assert "added: x.py: SOT101 'acme.tools' [tools]" in against(branch).out


# The baseline itself has another name ----------------------------------------------------------


@pytest.mark.parametrize("keep", [False, True], ids=["moved", "copied"])
@pytest.mark.parametrize("grow", [False, True], ids=["as it was", "grown"])
def test_another_name(keep: bool, grow: bool, branch: Project) -> None:
    rules = (branch.root / "ssot.toml").read_text()
    branch.put({"ssot.toml": f'baseline = "ci/known.txt"\n{rules}', "ci/.keep": ""})
    text = branch.file.read_text()
    if not keep:
        branch.file.unlink()
    branch.put({"ci/known.txt": text})
    if grow:
        branch.put({"c.py": TOOLS})
        branch.create("--force")
    branch.commit()
    result = against(branch)
    assert result.code == grow
    assert added(result) == ["added: c.py: SOT101 'acme.tools' [tools]"] * grow


def test_a_title_elsewhere_is_no_baseline(repo: Project) -> None:
    repo.put({"notes.md": f"Some words.\n{TITLE}\n", "code.py": f'x = """\\\n{TITLE}\n"""\n'})
    base = repo.commit()[:12]
    repo.git("checkout", "-q", "-b", "pr")
    repo.put({"a.py": A})
    repo.create()
    assert against(repo) == Result(0, [f"{FILE}: the first one, {base} has none"], [])


def test_the_first_one(repo: Project) -> None:
    base = repo.commit()[:12]
    repo.git("checkout", "-q", "-b", "pr")
    repo.put({"a.py": A})
    repo.create()
    repo.commit()
    result = repo.check("--against", "main")
    first = f"{FILE}: the first one, {base} has none"
    assert result == Result(0, [first, f"{FILE}: 2 entries, all still there, nothing new"], [])


def test_empty_at_the_base(repo: Project) -> None:
    """Not the first one."""
    repo.put({FILE: ""})
    repo.commit()
    repo.git("checkout", "-q", "-b", "pr")
    repo.put({"a.py": A})
    repo.create("--force")
    assert len(added(against(repo))) == 2


def test_no_baseline_any_more(branch: Project) -> None:
    branch.file.unlink()
    assert against(branch) == Result(1, ["3 findings not in the baseline: see `ssot check`"], [])


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param("nonsense\n", id="nonsense"),
        pytest.param("<<<<<<< HEAD\n=======\n>>>>>>> x\n", id="conflict"),
    ],
)
def test_malformed_at_the_base(spoil: str, repo: Project) -> None:
    """Who mends it must get through: a line that is wrong holds nothing."""
    repo.put({"a.py": A})
    repo.create()
    text = repo.file.read_text()
    repo.put({FILE: text + spoil})
    repo.commit()
    repo.git("checkout", "-q", "-b", "pr")
    assert against(repo).code == 2
    repo.put({FILE: text})
    repo.commit()
    assert against(repo) == Result(0, [], [])
    repo.put({"c.py": TOOLS})
    repo.create("--force")
    assert len(added(against(repo))) == 1


def test_malformed_now(branch: Project) -> None:
    branch.put({FILE: "nonsense\n"})
    said = f"{FILE}:1: is no line of a baseline: take it out, or restore the file from git"
    assert against(branch) == Result(2, [], [said])


def test_unparsable_files_are_said_too(branch: Project) -> None:
    branch.put({"b.py": BROKEN})
    result = against(branch)
    assert (result.code, len(result.err)) == (2, 1)
    assert result.err[0].startswith("./b.py:1: cannot be parsed")


# Git cannot tell -------------------------------------------------------------------------------

UNKNOWN = [
    pytest.param("nothing", id="unknown"),
    pytest.param("-x", id="like an option"),
    pytest.param("--help", id="an option of git"),
    pytest.param("", id="empty"),
    pytest.param("a b\nc", id="odd"),
    pytest.param("main:a.py", id="a file"),
    pytest.param("main..pr", id="a range"),
]


@pytest.mark.parametrize("reference", UNKNOWN)
def test_unknown_revision(reference: str, branch: Project) -> None:
    result = branch.check(f"--against={reference}")
    said = f"--against: git knows no revision {reference!r} here; fetch it first"
    assert result == Result(2, [], [said])


KNOWN = [
    pytest.param("main", id="branch"),
    pytest.param("HEAD", id="here"),
    pytest.param("HEAD~0", id="relative"),
    pytest.param("v1", id="tag"),
]


@pytest.mark.parametrize("reference", KNOWN)
def test_known_revision(reference: str, branch: Project) -> None:
    branch.git("tag", "-a", "v1", "-m", "v1", "main")
    assert against(branch, reference) == Result(0, [], [])


def test_no_repository(bench: Project) -> None:
    bench.put({"a.py": A})
    bench.create()
    said = f"--against: {bench.root} is in no git repository, or git is not installed"
    assert against(bench) == Result(2, [], [said])


def test_no_git(branch: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    said = f"--against: {branch.root} is in no git repository, or git is not installed"
    assert against(branch) == Result(2, [], [said])


def test_no_commit(bench: Project) -> None:
    bench.git("init", "-q")
    bench.create()
    assert against(bench, "HEAD").code == 2


def test_shallow_clone(branch: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    branch.put({"c.py": ""})
    branch.commit()
    branch.git("checkout", "-q", "main")
    branch.put({"d.py": ""})
    branch.commit()
    clone = tmp_path / "clone"
    url = branch.root.as_uri()
    command = [
        *GIT,
        "clone",
        "-q",
        "--depth=1",
        "--no-single-branch",
        "--branch=pr",
        url,
        str(clone),
    ]
    subprocess.run(command, check=True, timeout=60)
    monkeypatch.chdir(clone)
    result = branch.check("--against", "origin/main")
    assert (result.code, result.out) == (2, [])
    said = (
        "--against: git cannot tell where HEAD and 'origin/main' parted; in a shallow clone, "
        "fetch the whole history (fetch-depth: 0)"
    )
    assert result.err == [said]
    subprocess.run([*GIT, "fetch", "-q", "--unshallow"], check=True, timeout=60)
    assert branch.check("--quiet", "--against", "origin/main") == Result(0, [], [])


def test_from_a_subfolder_and_with_a_root_below_the_top(
    repo: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The project lies in a folder of the repository; we stand below."""
    rules = (repo.root / "ssot.toml").read_text()
    repo.git("rm", "-q", "ssot.toml")
    repo.put({"app/ssot.toml": rules, "app/a.py": A, "app/sub/x.py": ""})
    monkeypatch.chdir(repo.root / "app")
    repo.create()
    repo.commit()
    repo.git("checkout", "-q", "-b", "pr")
    (repo.root / "app/a.py").rename(repo.root / "app/sub/c.py")
    monkeypatch.chdir(repo.root / "app/sub")
    assert repo.update().code == 1
    repo.commit()
    assert repo.check("--quiet", "--against", "main") == Result(0, [], [])
    repo.put({"app/d.py": TOOLS})
    repo.create("--force")
    assert added(against(repo)) == ["added: d.py: SOT101 'acme.tools' [tools]"]


@pytest.mark.parametrize(
    "setting",
    ["color.ui=always", "grep.fullName=true", "grep.column=true", "grep.lineNumber=false"],
)
def test_settings_of_git_do_not_matter(setting: str, branch: Project) -> None:
    """To find a baseline that had another name."""
    branch.git("mv", FILE, "known.txt")
    branch.put({"ssot.toml": f'baseline = "known.txt"\n{RULES}', "new.py": module(3, TOOLS)})
    assert branch.create("--force").code == 0
    branch.commit()
    branch.git("config", *setting.split("="))
    assert len(added(against(branch))) == 1


def test_the_project_moves_into_a_folder(branch: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (branch.root / "app").mkdir()
    branch.git("mv", "a.py", "b.py", FILE, "ssot.toml", "app")
    monkeypatch.chdir(branch.root / "app")
    assert against(branch).code == 0
    branch.put({"app/new.py": module(3, TOOLS)})
    assert branch.create("--force").code == 0
    result = against(branch)
    assert (result.code, len(added(result))) == (1, 1)
