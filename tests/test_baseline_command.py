"""`ssot baseline create`, `update` and `check` as a person or a hook calls them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from baseline_support import (
    BROKEN,
    ENGINE,
    FILE,
    HINT,
    RULES,
    SSOT,
    TOOLS,
    Project,
    Result,
    module,
    needs_git,
)
from test_cli import Screen, on_terminal, with_bar

ONE, TWO = module(1, ENGINE), module(2, TOOLS + ENGINE)


@pytest.fixture
def made(bench: Project) -> Project:
    """A project with a baseline of three entries."""
    bench.put({"a.py": ONE, "pkg/b.py": TWO})
    bench.create()
    return bench


def status(file: Path) -> tuple[object, ...]:
    found = file.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size, file.read_bytes()


# create ---------------------------------------------------------------------------------------


def test_create(bench: Project) -> None:
    bench.put({"a.py": ONE, "pkg/b.py": TWO, "c.py": "import os\n"})
    assert bench.create() == Result(0, [f"{FILE}: 3 entries in 2 files", *HINT], [])
    assert bench.lines() == [
        "a.py\tSOT101\tengine\tacme.legacy.Engine\tfrom-import\t<module>",
        "pkg/b.py\tSOT101\tengine\tacme.legacy.Engine\tfrom-import\t<module>",
        "pkg/b.py\tSOT101\ttools\tacme.tools\timport\t<module>",
    ]
    bench.assert_clean()


def test_create_quietly_and_of_nothing(bench: Project) -> None:
    assert bench.create("--quiet") == Result(0, [f"{FILE}: 0 entries in 0 files"], [])
    bench.assert_clean()


def test_create_is_done_once(made: Project) -> None:
    before = made.file.read_bytes()
    said = (
        f"{FILE} exists: `ssot baseline update` takes out what is gone; only --force lets it grow"
    )
    assert made.create() == Result(2, [], [said])
    assert made.file.read_bytes() == before


FORCED = [
    pytest.param({}, [], "3 entries in 2 files; as before", id="nothing new"),
    pytest.param({"c.py": TOOLS}, [], "4 entries in 3 files; 1 added, 0 taken out", id="grown"),
    pytest.param({"a.py": ""}, [], "2 entries in 1 file; 0 added, 1 taken out", id="shrunk"),
    pytest.param({"a.py": TOOLS}, [], "3 entries in 2 files; 1 added, 1 taken out", id="exchanged"),
    pytest.param(
        {"a.py": TOOLS + ENGINE, "c.py": TOOLS},
        ["--rule", "tools"],
        "5 entries in 3 files; 2 added, 0 taken out",
        id="one rule",
    ),
]


@pytest.mark.parametrize(("files", "arguments", "said"), FORCED)
def test_force(files: dict[str, str], arguments: list[str], said: str, made: Project) -> None:
    """The only way up, and it says so."""
    made.put(files)
    assert made.create("--force", *arguments) == Result(0, [f"{FILE}: {said}"], [])
    made.assert_clean()


def test_one_rule_after_the_other(bench: Project) -> None:
    bench.put({"a.py": ONE, "b.py": TWO})
    assert bench.create("--rule", "tools").out[0] == f"{FILE}: 1 entry in 1 file"
    assert len(bench.call("check").out) == 2
    assert bench.create("--rule", "engine", "--force").code == 0
    bench.assert_clean()


def test_unknown_rule(bench: Project) -> None:
    said = "--rule: no rule has the id 'tool' (did you mean 'tools'?)"
    assert bench.create("--rule", "tool") == Result(2, [], [said])
    assert not bench.file.exists()


def test_what_cannot_be_judged_is_said(bench: Project) -> None:
    """The others are recorded."""
    bench.put({"a.py": ONE, "b.py": ENGINE + BROKEN, "c.py": BROKEN})
    result = bench.create("--quiet")
    assert (result.code, result.out) == (2, [f"{FILE}: 1 entry in 1 file"])
    assert [line.partition(": cannot be parsed")[0] for line in result.err] == ["./b.py:2"]


def test_what_cannot_be_judged_any_more_stays(made: Project) -> None:
    made.put({"a.py": BROKEN})
    before = made.file.read_bytes()
    result = made.create("--force")
    assert (result.code, result.out) == (2, [f"{FILE}: 3 entries in 2 files; as before"])
    assert made.file.read_bytes() == before


def test_noqa_and_configuration_count(bench: Project) -> None:
    bench.put(
        {
            ".flake8": "[flake8]\nexclude = out\nper-file-ignores =\n    p.py: SOT\n",
            "a.py": f"import acme.tools  # noqa\n{TOOLS}",
            "p.py": TOOLS,
            "out/x.py": TOOLS,
            "n.py": f"# flake8: noqa\n{TOOLS}",
        }
    )
    assert bench.create("--quiet").out == [f"{FILE}: 1 entry in 1 file"]
    bench.assert_clean()


def test_other_kinds_of_files(bench: Project) -> None:
    cell: dict[str, object] = {
        "cell_type": "code",
        "source": [TOOLS],
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    bench.put(
        {
            "n.ipynb": json.dumps(notebook),
            "d.md": f"```python\n{TOOLS}```\n",
            "s.pyi": TOOLS,
            "c.toml": 'x = "acme.tools"\n[tool.x]\nbackend = "acme.legacy:Engine"\n',
        }
    )
    found = len(bench.call("check").out)
    assert found >= 4
    assert bench.create("--quiet").out == [f"{FILE}: {found} entries in 4 files"]
    bench.assert_clean()
    (bench.root / "n.ipynb").rename(bench.root / "m.ipynb")
    assert bench.call("check") == Result(0, [], [])
    assert bench.update("--files").code == 1
    bench.assert_clean()


# update ---------------------------------------------------------------------------------------

FIXED = {"a.py": ONE.replace(ENGINE, "")}
GONE = "gone: a.py: SOT101 'acme.legacy.Engine' [engine]"

UPDATES = [
    pytest.param(FIXED, [], [GONE, f"{FILE}: 1 entry gone, 2 left"], id="fixed"),
    pytest.param(FIXED, ["--quiet"], [f"{FILE}: 1 entry gone, 2 left"], id="quietly"),
    pytest.param(FIXED, ["--files", "a.py"], [GONE, f"{FILE}: 1 entry gone, 2 left"], id="files"),
    pytest.param(FIXED, ["--files", "."], [GONE, f"{FILE}: 1 entry gone, 2 left"], id="folder"),
    pytest.param(
        FIXED, ["--files", "./a.py", "a.py"], [GONE, f"{FILE}: 1 entry gone, 2 left"], id="twice"
    ),
    pytest.param(
        {**FIXED, "c.py": TOOLS}, [], [GONE, f"{FILE}: 1 entry gone, 2 left"], id="and one new"
    ),
]
NO_UPDATES = [
    pytest.param({}, [], id="nothing"),
    pytest.param({"c.py": TOOLS}, [], id="only new ones"),
    pytest.param(FIXED, ["--files"], id="no file"),
    pytest.param(FIXED, ["--files", "pkg/b.py"], id="another file"),
    pytest.param(FIXED, ["--files", "pkg"], id="another folder"),
    pytest.param(FIXED, ["--files", "no.py", "../a.py", "/a.py"], id="no such file"),
    pytest.param(FIXED, ["--files", "-"], id="no such file: a dash"),
    pytest.param({"a.py": "\n\n" + ONE.replace("work_1", "labour")}, [], id="moved lines"),
    pytest.param(
        {"a.py": "import os\n" + ONE.replace("    ", "\t")}, ["--files", "a.py"], id="reformatted"
    ),
]


@pytest.mark.parametrize(("files", "arguments", "said"), UPDATES)
def test_update(
    files: dict[str, str], arguments: list[str], said: list[str], made: Project
) -> None:
    made.put(files)
    assert made.update(*arguments) == Result(1, said, [])
    assert len(made.lines()) == 2
    assert made.update("--quiet", *arguments) == Result(0, [], [])


@pytest.mark.parametrize(("files", "arguments"), NO_UPDATES)
def test_no_update(files: dict[str, str], arguments: list[str], made: Project) -> None:
    made.put(files)
    before = status(made.file)
    assert made.update(*arguments) == Result(0, [f"{FILE}: nothing to take out, 3 entries"], [])
    assert status(made.file) == before


def test_files_outside_of_the_project(made: Project, tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text(TOOLS)
    for name in ("../outside.py", str(tmp_path / "outside.py")):
        said = f"{FILE}: nothing to take out, 3 entries"
        assert made.update("--files", name) == Result(0, [said], [])


def test_a_person_sees_a_bar(made: Project) -> None:
    """And what is said is not torn by it."""
    made.put(FIXED)
    code, text, _ = on_terminal(with_bar("baseline", "update", "-j1"))
    assert (code, "checking" in text) == (1, True)
    screen = Screen()
    screen.feed(text.replace("\n", "\r\n"))
    assert [row.rstrip() for row in screen.rows if row] == [GONE, f"{FILE}: 1 entry gone, 2 left"]


DELETED = [
    pytest.param([], id="whole"),
    pytest.param(["--files"], id="no file"),
    pytest.param(["--files", "a.py"], id="named though it is gone"),
    pytest.param(["--files", "pkg/b.py"], id="another file"),
]


@pytest.mark.parametrize("arguments", DELETED)
def test_deleted(arguments: list[str], made: Project) -> None:
    (made.root / "a.py").unlink()
    assert made.update(*arguments) == Result(1, [GONE, f"{FILE}: 1 entry gone, 2 left"], [])
    made.assert_clean()


RENAMED = [
    pytest.param("c.py", [], id="whole"),
    pytest.param("c.py", ["--files"], id="no file"),
    pytest.param("c.py", ["--files", "c.py"], id="named"),
    pytest.param("new/folder/a.py", ["--files", "pkg/b.py"], id="moved, another named"),
]


@pytest.mark.parametrize(("name", "arguments"), RENAMED)
def test_renamed(name: str, arguments: list[str], made: Project) -> None:
    (made.root / name).parent.mkdir(parents=True, exist_ok=True)
    (made.root / "a.py").rename(made.root / name)
    assert made.call("check") == Result(0, [], [])
    said = [f"renamed: a.py is {name}", f"{FILE}: follows its files, 3 left"]
    assert made.check() == Result(
        1, [said[0], f"{FILE} is not up to date: run `ssot baseline update`"], []
    )
    assert made.update(*arguments) == Result(1, said, [])
    made.assert_clean()


def test_renamed_and_left_out(made: Project) -> None:
    """Nobody sees it any more."""
    made.put({".flake8": "[flake8]\nexclude = old\n", "old/x": ""})
    (made.root / "a.py").rename(made.root / "old/a.py")
    assert made.call("check") == Result(0, [], [])
    assert made.update("--files").code == 1
    made.assert_clean()


def test_a_file_that_was_edited_much_is_described_anew(made: Project) -> None:
    """So that it is found when it is renamed; until then nothing is wrong."""
    made.put({"a.py": ENGINE + module(3, "") + module(4, "")})
    assert made.check("--quiet") == Result(0, [], [])
    assert made.update("--files", "a.py") == Result(1, [f"{FILE}: follows its files, 3 left"], [])
    made.assert_clean()


UNJUDGED = [
    pytest.param({"a.py": BROKEN}, ["a.py"], id="unparsable"),
    pytest.param({"a.py": b"\xff\xfe\x00"}, ["a.py"], id="no text"),
    pytest.param({"a.py": "import os\0\n"}, ["a.py"], id="NUL"),
]


@pytest.mark.parametrize(("files", "names"), UNJUDGED)
@pytest.mark.parametrize("arguments", [[], ["--files", "a.py"]], ids=["whole", "files"])
def test_unjudged_is_not_fixed(
    files: dict[str, str | bytes], names: list[str], arguments: list[str], made: Project
) -> None:
    made.put(files)
    before = made.file.read_bytes()
    for command in (made.update, made.check):
        result = command("--quiet", *(arguments if command == made.update else []))
        assert (result.code, result.out) == (2, [])
        assert [line.partition(":")[0] for line in result.err] == ["./a.py"]
    assert made.file.read_bytes() == before


def test_unreadable_is_not_fixed(made: Project) -> None:
    (made.root / "a.py").unlink()
    (made.root / "a.py").symlink_to("nowhere")
    before = made.file.read_bytes()
    for result in (made.update("--quiet"), made.update("--files", "a.py", "--quiet")):
        assert (result.code, result.out) == (2, [])
        assert result.err == ["./a.py: cannot be read: No such file or directory"]
    assert made.file.read_bytes() == before


def test_unjudged_beside_a_fixed_one(made: Project) -> None:
    """The one is taken out, the other stays and is said."""
    made.put({"a.py": BROKEN, "pkg/b.py": TWO.replace(TOOLS, "")})
    result = made.update("--quiet")
    assert (result.code, result.out) == (2, [f"{FILE}: 1 entry gone, 2 left"])
    assert len(made.lines()) == 2


def test_unparsable_without_entries_is_no_concern(made: Project) -> None:
    made.put({"c.py": BROKEN, "d.py": TOOLS + BROKEN})
    assert made.update("--quiet") == Result(0, [], [])
    assert made.check("--quiet") == Result(0, [], [])


NO_BASELINE = [
    pytest.param(["update"], id="update"),
    pytest.param(["update", "--files"], id="hook"),
    pytest.param(["update", "--files", "a.py"], id="hook, a file"),
]


@pytest.mark.parametrize("arguments", NO_BASELINE)
def test_no_baseline(arguments: list[str], bench: Project) -> None:
    bench.put({"a.py": ONE})
    assert bench.call("baseline", *arguments) == Result(0, [], [])
    assert not bench.file.exists()


def test_no_baseline_to_check(bench: Project) -> None:
    assert bench.check("--quiet") == Result(0, [], [])
    bench.put({"a.py": ONE})
    assert bench.check() == Result(1, ["1 finding not in the baseline: see `ssot check`"], [])


# check ----------------------------------------------------------------------------------------


def test_check_of_a_clean_one(made: Project) -> None:
    before = status(made.file)
    said = f"{FILE}: 3 entries, all still there, nothing new"
    assert made.check() == Result(0, [said], [])
    assert made.check("--quiet") == Result(0, [], [])
    assert status(made.file) == before


STALE = [
    pytest.param(FIXED, [GONE, f"{FILE} is not up to date: run `ssot baseline update`"], id="gone"),
    pytest.param({"c.py": TOOLS}, ["1 finding not in the baseline: see `ssot check`"], id="new"),
    pytest.param(
        {"a.py": ONE.replace(ENGINE, TOOLS), "c.py": TOOLS},
        [
            GONE,
            f"{FILE} is not up to date: run `ssot baseline update`",
            "2 findings not in the baseline: see `ssot check`",
        ],
        id="both",
    ),
]


@pytest.mark.parametrize(("files", "said"), STALE)
def test_check_of_a_stale_one(files: dict[str, str], said: list[str], made: Project) -> None:
    made.put(files)
    before = made.file.read_bytes()
    assert made.check() == Result(1, said, [])
    assert made.check("--quiet") == Result(1, said, [])
    assert made.file.read_bytes() == before


# check without `baseline` ---------------------------------------------------------------------


def test_check_shows_what_is_new(made: Project) -> None:
    made.put({"a.py": TOOLS + ONE})
    result = made.call("check")
    assert (result.code, len(result.out)) == (1, 1)
    assert result.out[0].startswith("./a.py:1:8: SOT101 ")
    assert len(made.call("check", "--no-baseline").out) == 4
    assert made.call("check", "--rule", "engine") == Result(0, [], [])
    assert len(made.call("check", "--no-baseline", "--rule", "engine").out) == 2
    assert made.call("check", "--select", "SOT2") == Result(0, [], [])
    assert made.call("check", "--statistics", "--quiet").out[-1] == "1       SOT101 tools"


def test_check_in_json(made: Project) -> None:
    made.put({"c.py": TOOLS})
    document = json.loads("\n".join(made.call("check", "--format", "json").out))
    assert (len(document["findings"]), document["known"]) == (1, 3)
    document = json.loads("\n".join(made.call("check", "--format", "json", "--no-baseline").out))
    assert (len(document["findings"]), document.get("known")) == (4, None)


def test_the_summary_counts_them(made: Project) -> None:
    screen = on_terminal([*SSOT, "check"])
    assert "No new findings, 2 files checked, 3 in the baseline." in str(screen)


def test_a_mended_copy_does_not_use_an_entry_up(made: Project) -> None:
    """Of two alike in a file one is hidden by a comment: no entry is for that one."""
    made.put({"a.py": "import acme.tools  # noqa\nimport acme.tools\n"})
    made.create("--force")
    assert len(made.lines()) == 3
    made.assert_clean()


# Bad input ------------------------------------------------------------------------------------

COMMANDS = [
    ["check"],
    ["baseline", "check"],
    ["baseline", "update"],
    ["baseline", "update", "--files", "a.py"],
]
NO_LINE = "is no line of a baseline: take it out, or restore the file from git"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("x\n", [f"{FILE}:1: {NO_LINE}"], id="nonsense"),
        pytest.param(b"\xff\xfe\0x", [f"{FILE}:1: {NO_LINE}"], id="no text"),
        pytest.param(
            "\n<<<<<<< x\n",
            [f"{FILE}:2: a merge conflict: keep the lines of both sides, without this one"],
            id="conflict",
        ),
    ],
)
def test_malformed(command: list[str], text: str | bytes, said: list[str], made: Project) -> None:
    made.put({FILE: text})
    before = made.file.read_bytes()
    assert made.call(*command) == Result(2, [], said)
    assert made.create("--force") == Result(2, [], said)
    assert made.file.read_bytes() == before


def _is_a_folder(file: Path) -> None:
    file.mkdir()


def _is_a_fifo(file: Path) -> None:
    os.mkfifo(file)


@pytest.mark.parametrize("spoil", [_is_a_folder, _is_a_fifo], ids=["folder", "FIFO"])
@pytest.mark.parametrize("command", [*COMMANDS, ["baseline", "create", "--force"]], ids=" ".join)
def test_not_a_file(command: list[str], spoil: Callable[[Path], None], made: Project) -> None:
    made.file.unlink()
    spoil(made.file)
    assert made.call(*command) == Result(2, [], [f"{FILE}: is not a regular file"])


SETTINGS = [
    pytest.param('"../x"', "the path '../x' must not leave the project", id="outside"),
    pytest.param('"/x"', "the path '/x' must be relative", id="absolute"),
    pytest.param('""', "must be the path of a file, in quotes", id="empty"),
    pytest.param('"ci/"', "must be the path of a file, in quotes", id="folder"),
    pytest.param("1", "must be the path of a file, in quotes", id="number"),
    pytest.param('["a"]', "must be the path of a file, in quotes", id="list"),
    pytest.param('"a\\u0000b"', "a path must have 1 to", id="NUL"),
    pytest.param('"."', "must be the path of a file, in quotes", id="the project"),
    pytest.param('"a/.."', "must be the path of a file, in quotes", id="the project, longer"),
    pytest.param('"a/../../x"', "must not leave the project", id="outside, longer"),
]


@pytest.mark.parametrize(("value", "said"), SETTINGS)
def test_bad_setting(value: str, said: str, bench: Project) -> None:
    bench.put({"ssot.toml": f"baseline = {value}\n{RULES}"})
    result = bench.create()
    assert (result.code, result.out, len(result.err)) == (2, [], 1)
    assert result.err[0].startswith("ssot.toml:1: 'baseline'")
    assert said in result.err[0]
    assert [path.name for path in bench.root.iterdir()] == ["ssot.toml"]


def test_setting(bench: Project) -> None:
    bench.put({"ssot.toml": f'baseline = "ci/known.txt"\n{RULES}', "ci/x": "", "a.py": ONE})
    assert bench.create().out == [
        "ci/known.txt: 1 entry in 1 file",
        HINT[0],
        "ci/known.txt merge=union",
    ]
    assert bench.check("--quiet") == Result(0, [], [])
    assert bench.call("check") == Result(0, [], [])
    assert not bench.file.exists()


def test_a_folder_that_is_not_there(bench: Project) -> None:
    bench.put({"ssot.toml": f'baseline = "ci/known.txt"\n{RULES}', "a.py": ONE})
    said = "ci/known.txt: cannot be written: No such file or directory"
    assert bench.create() == Result(2, [], [said])


USAGE = [
    pytest.param([], id="no action"),
    pytest.param(["make"], id="unknown action"),
    pytest.param(["create", "a.py"], id="create takes no file"),
    pytest.param(["update", "a.py"], id="update takes no file"),
    pytest.param(["check", "--against"], id="against nothing"),
    pytest.param(["check", "--files", "a.py"], id="check takes all"),
    pytest.param(["update", "--force"], id="update never grows"),
    pytest.param(["update", "--today", "soon"], id="no day"),
]


@pytest.mark.parametrize("arguments", USAGE)
def test_usage(arguments: list[str], made: Project) -> None:
    before = made.file.read_bytes()
    with pytest.raises(SystemExit) as caught:
        made.call("baseline", *arguments)
    assert caught.value.code == 2
    assert made.file.read_bytes() == before


# Where it runs --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "with_git", [False, pytest.param(True, marks=needs_git)], ids=["plain", "git"]
)
def test_in_a_subfolder(with_git: bool, made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of the project is judged, by the configuration at its root."""
    if with_git:
        made.git("init", "-q")
        made.commit()
    made.put({"pkg/.flake8": "[flake8]\nextend-ignore = SOT\n"})
    before = made.file.read_bytes()
    monkeypatch.chdir(made.root / "pkg")
    shown = f"../{FILE}"
    assert made.check() == Result(0, [f"{shown}: 3 entries, all still there, nothing new"], [])
    assert made.update("--files", "b.py").code == 0
    assert made.create("--force").out == [f"{shown}: 3 entries in 2 files; as before"]
    assert made.file.read_bytes() == before
    made.put(FIXED)
    assert made.update("--files", "../a.py").code == 1
    (made.root / "pkg/b.py").rename(made.root / "c.py")
    assert made.update("--files").out[-1] == f"{shown}: follows its files, 2 left"
    assert made.check("--quiet") == Result(0, [], [])


def test_config_elsewhere(made: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The project is where its configuration is."""
    monkeypatch.chdir(tmp_path)
    config = str(made.root / "ssot.toml")
    assert made.check("--quiet", "--config", config) == Result(0, [], [])
    assert made.call("check", "--config", config, str(made.root)) == Result(0, [], [])


@needs_git
def test_what_git_ignores_is_not_looked_at(repo: Project) -> None:
    repo.put({".gitignore": "build\n", "a.py": ONE, "build/a.py": ONE})
    repo.create()
    (repo.root / "a.py").rename(repo.root / "c.py")
    assert repo.update().out[0] == "renamed: a.py is c.py"
    repo.assert_clean()


def test_jobs(bench: Project) -> None:
    bench.put({f"m{number:03}.py": module(number, TOOLS, 3) for number in range(80)})
    assert bench.create("-j1", "--quiet").code == 0
    before = bench.file.read_bytes()
    for jobs in ("1", "2"):
        assert bench.create("--force", "-j", jobs).out[0].endswith("; as before")
        assert bench.check("-j", jobs, "--quiet") == Result(0, [], [])
        assert bench.update("-j", jobs, "--quiet") == Result(0, [], [])
    assert bench.file.read_bytes() == before


def test_through_a_reexport(bench: Project) -> None:
    """A single file is judged with what the whole tree hands on, though no other run has looked."""
    bench.put(
        {
            "acme/__init__.py": "",
            "acme/api.py": ENGINE,
            "app.py": "from acme.api import Engine\n",
            "ssot.toml": RULES,
        }
    )
    bench.create("--quiet")
    lines = bench.lines()
    assert [line.split("\t")[:2] for line in lines] == [
        ["acme/api.py", "SOT101"],
        ["app.py", "SOT107"],
    ]
    environment = {**os.environ, "SSOT_CACHE_DIR": str(bench.root.parent / "another")}
    command = [*SSOT, "baseline", "update", "--files", "app.py"]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert bench.lines() == lines
    bench.put({"app.py": "from acme.core import Engine\n"})
    assert bench.update("--files", "app.py").code == 1
    assert len(bench.lines()) == 1


ODD_NAMES = [
    "with space.py",
    "a\tb.py",
    "a\nb.py",
    "#x.py",
    "<x.py",
    "back\\slash.py",
    "größe.py",
    "a\u2028b.py",
]


@pytest.mark.parametrize(
    "with_git", [False, pytest.param(True, marks=needs_git)], ids=["plain", "git"]
)
def test_odd_names(with_git: bool, bench: Project) -> None:
    if with_git:
        bench.git("init", "-q")
    bench.put({name: module(number, TOOLS) for number, name in enumerate(ODD_NAMES)})
    (Path(os.fsdecode(os.fsencode(bench.root) + b"/\xff.py"))).write_text(module(99, TOOLS))
    bench.create("--quiet")
    assert len(bench.lines()) == len(ODD_NAMES) + 1
    bench.assert_clean()
    for name in ODD_NAMES:
        (bench.root / name).rename(bench.root / f"{name[:-3]}2.py")
    assert bench.call("check") == Result(0, [], [])
    assert bench.update("--files").code == 1
    bench.assert_clean()


@needs_git
def test_a_sparse_checkout_is_not_a_deletion(repo: Project) -> None:
    """Nobody knows what is in files that are not checked out: their entries stay."""
    repo.put({"a.py": ONE, "acme/b.py": TWO})
    repo.create()
    repo.commit("all")
    before = repo.lines()
    repo.git("sparse-checkout", "set", "--no-cone", "/*", "!/acme/")
    assert not (repo.root / "acme/b.py").exists()
    assert repo.update().code == 0
    assert repo.update("--files").code == 0
    assert repo.check().code == 0
    (repo.root / "a.py").unlink()
    assert repo.update().code == 1
    assert repo.lines() == [line for line in before if line.startswith("acme/")]
