"""Real pre-commit and real prek run our hooks in real commits, in repositories made here.

Each tool installs the package from a tagged copy of this repository, once in a session. Without the
tools the tests fail; SSOT_NO_HOOKS=1 skips them instead.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from support import RULES, write_files

pytestmark = pytest.mark.network

THIS_REPOSITORY = Path(__file__).resolve().parents[1]
MANIFEST = ".pre-commit-hooks.yaml"
TAG = "v0.0.test"
OLDER_TAG = "v0.0.before-the-hooks"
HOOKS = ("ssot-fix", "ssot-check", "ssot-baseline", "flake8-ssot", "ssot-rules")
TOOLS = ("pre-commit", "prek")
MAY_SKIP = "SSOT_NO_HOOKS" in os.environ  # conftest clears it before a test runs
INSTALL_SECONDS = 300
RUN_SECONDS = 60

# What would change the answer of git, of the tools or of the Python in a hook.
FOREIGN = ("GIT_", "SSOT_", "PRE_COMMIT", "PREK_", "PYTHON", "COV", "VIRTUAL_ENV", "SKIP", "XDG_")
GIT_CONFIG = """\
[user]
    name = Test
    email = test@example.org
[init]
    defaultBranch = main
[commit]
    gpgSign = false
[tag]
    gpgSign = false
[core]
    autocrlf = false
[gc]
    auto = 0
"""

BAD = "from acme.legacy.engine import Engine\n"
CLEAN = "from acme.core.engine import UserEngine\n"
FIXED = "from acme.core.engine import UserEngine as Engine\n"
GONE = "from acme import gone\n"  # without a successor, so nothing can be done about it
BAD_MESSAGE = (
    "SOT101 import of deprecated path 'acme.legacy.engine.Engine',"
    " use 'acme.core.engine.UserEngine' [engine: shares state]"
)


def bad(path: str, line: int = 1) -> str:
    """The line that a hook prints for BAD on a line of a file."""
    return f"{path}:{line}:32: {BAD_MESSAGE}"


class Tool(NamedTuple):
    """One of the two programs, with the hook environment installed."""

    name: str
    executable: str
    environment: Mapping[str, str]
    hooks: Path  # the repository that its configuration names


class Repository(NamedTuple):
    """A work tree in which commits are tried."""

    folder: Path
    tool: Tool

    def call(self, *command: str, folder: Path | None = None, seconds: int = RUN_SECONDS) -> Output:
        return call(command, folder or self.folder, self.tool.environment, seconds)

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        """Run git, which must succeed, without hooks where they could run."""
        done = self.call("git", *arguments, folder=folder)
        assert done.code == 0, done.text
        return done.text.strip()

    def stage(self, files: Mapping[str, str | bytes]) -> None:
        write_files(self.folder, files)
        self.git("add", "--all", "--", *files)

    def commit(self, *arguments: str, folder: Path | None = None) -> Output:
        return self.call("git", "commit", *(arguments or ("-m", "tried")), folder=folder)

    def run(self, *arguments: str) -> Output:
        return self.call(self.tool.executable, "run", *arguments)

    def commits(self, folder: Path | None = None) -> int:
        return int(self.git("rev-list", "--count", "HEAD", folder=folder))


class Output(NamedTuple):
    """What a command said, on either stream."""

    code: int
    text: str

    @property
    def complaints(self) -> list[str]:
        """The lines of the form `file:line: ...`, sorted: the tools pass files in any order."""
        lines = (line.strip() for line in self.text.splitlines())
        return sorted(line for line in lines if re.match(r"\S.*?:\d+: ", line))

    @property
    def statuses(self) -> dict[str, str]:
        """How each hook ended."""
        pattern = (
            r"^(ssot fix|ssot check|ssot baseline|flake8 with ssot|ssot rules)\.+(?:\(.*\))?(\w+)$"
        )
        return dict(re.findall(pattern, self.text, re.MULTILINE))


def call(command: tuple[str, ...], folder: Path, env: Mapping[str, str], seconds: int) -> Output:
    done = subprocess.run(
        command,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds,
    )
    return Output(done.returncode, done.stdout.decode(errors="surrogateescape"))


def find_tool(name: str) -> str:
    """The program beside this interpreter, or on PATH."""
    found = shutil.which(name, path=search_path())
    if found is None:
        reason = f"{name} is neither beside {sys.executable} nor on PATH"
        if MAY_SKIP:
            pytest.skip(reason)
        pytest.fail(f"{reason}: `pip install {name}`, or set SSOT_NO_HOOKS=1 to do without")
    return found


def search_path() -> str:
    return os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The machine's environment and package indexes, but a home and git settings of our own."""
    home = tmp_path_factory.mktemp("home")
    settings = home / ".gitconfig"
    settings.write_text(GIT_CONFIG, encoding="utf-8")
    machine = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    (home / ".config").mkdir()
    for installer in ("pip", "uv"):
        if (machine / installer).is_dir():
            (home / ".config" / installer).symlink_to(machine / installer)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return {
        **kept,
        "HOME": str(home),
        "PATH": search_path(),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": str(settings),
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PREK_HOME": str(home / "prek"),
    }


@pytest.fixture(scope="session")
def hook_repository(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository as it is now, committed and tagged."""
    folder = tmp_path_factory.mktemp("published") / "flake8-ssot"
    folder.mkdir()
    here = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = call(command, THIS_REPOSITORY, here, RUN_SECONDS)
    assert listed.code == 0, listed.text
    for name in sorted(set(listed.text.split("\0")) - {""}):
        source = THIS_REPOSITORY / name
        if source.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / name)
    git = functools.partial(call, folder=folder, env=environment, seconds=RUN_SECONDS)
    for line in (
        "git init --quiet",
        "git add --all --force",
        f"git rm --cached --quiet {MANIFEST}",
        "git commit --quiet -m before",
        f"git tag {OLDER_TAG}",
        f"git add {MANIFEST}",
        "git commit --quiet -m all",
        f"git tag {TAG}",
    ):
        done = git(tuple(line.split()))
        assert done.code == 0, done.text
    return folder


@pytest.fixture(scope="session")
def prepare(
    environment: dict[str, str],
    hook_repository: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], Tool]:
    """Give a tool with the hook environment installed, which is done at the first call."""

    @functools.cache
    def prepared(name: str) -> Tool:
        tool = Tool(name, find_tool(name), environment, hook_repository)
        repository = make_repository(tmp_path_factory.mktemp("first") / "repo", tool, *HOOKS)
        option = {"pre-commit": "--install-hooks", "prek": "--prepare-hooks"}[name]
        done = repository.call(tool.executable, "install", option, seconds=INSTALL_SECONDS)
        assert done.code == 0, done.text
        return tool

    return prepared


@pytest.fixture(params=TOOLS)
def tool(request: pytest.FixtureRequest, prepare: Callable[[str], Tool]) -> Tool:
    """Each of the two tools, ready to run."""
    return prepare(request.param)


@pytest.fixture
def repository(tool: Tool, tmp_path: Path) -> Repository:
    """A repository with our rules, in which `ssot-check` judges every commit."""
    return hooked(tmp_path, tool, "ssot-check")


def hooked(tmp_path: Path, tool: Tool, *hooks: str, stage: str = "pre-commit") -> Repository:
    """A new repository in which these hooks guard every commit."""
    repository = make_repository(tmp_path / "repo", tool, *hooks)
    done = repository.call(tool.executable, "install", "--hook-type", stage)
    assert done.code == 0, done.text
    return repository


def make_repository(folder: Path, tool: Tool, *hooks: str) -> Repository:
    """A repository with rules, a configuration that names `hooks`, and one commit."""
    folder.mkdir()
    repository = Repository(folder, tool)
    repository.git("init", "--quiet")
    files = {"ssot.toml": RULES, ".pre-commit-config.yaml": configuration(tool, TAG, *hooks)}
    repository.stage(files)
    repository.git("commit", "--quiet", "-m", "first")
    return repository


def configuration(tool: Tool, rev: str, *hooks: str) -> str:
    """A .pre-commit-config.yaml; JSON is YAML."""
    entry = {"repo": str(tool.hooks), "rev": rev, "hooks": [{"id": hook} for hook in hooks]}
    return json.dumps({"repos": [entry]}, indent=2)


# The manifest


@pytest.mark.parametrize("name", TOOLS)
def test_the_manifest_is_valid(name: str, environment: dict[str, str]) -> None:
    command = (find_tool(name), "validate-manifest", MANIFEST)
    done = call(command, THIS_REPOSITORY, environment, RUN_SECONDS)
    assert done.code == 0, done.text
    assert "unknown" not in done.text.lower()  # prek warns of keys that it does not know


@pytest.mark.parametrize("name", TOOLS)
def test_a_manifest_without_entries_is_not_valid(
    name: str, environment: dict[str, str], tmp_path: Path
) -> None:
    text = (THIS_REPOSITORY / MANIFEST).read_text(encoding="utf-8")
    (tmp_path / MANIFEST).write_text(text.replace("entry:", "enter:"), encoding="utf-8")
    done = call((find_tool(name), "validate-manifest", MANIFEST), tmp_path, environment, 60)
    assert done.code == 1, done.text


def test_the_manifest_uses_what_both_tools_know() -> None:
    text = (THIS_REPOSITORY / MANIFEST).read_text(encoding="utf-8")
    assert re.findall(r"^- id: (.+)$", text, re.MULTILINE) == list(HOOKS)
    keys = set(re.findall(r"^  (\w+):", text, re.MULTILINE))
    assert keys == {
        "name",
        "description",
        "entry",
        "language",
        "types",
        "types_or",
        "files",
        "always_run",
        "require_serial",
        "minimum_pre_commit_version",
    }


# Commits


def test_a_commit_that_spells_a_deprecated_path_is_blocked(repository: Repository) -> None:
    repository.stage({"app/user.py": f"import os\n\n{BAD}", "app/other.py": CLEAN})
    done = repository.commit()
    assert (done.code, done.statuses) == (1, {"ssot check": "Failed"})
    assert done.complaints == [bad("app/user.py", 3)]
    assert "- exit code: 1\n" in done.text
    assert repository.commits() == 1


def test_the_pack_for_netra_runs_where_there_is_no_rule_file(repository: Repository) -> None:
    supervisor = "netra_backend.app.agents.supervisor"
    repository.git("rm", "--quiet", "ssot.toml")
    repository.stage({"user.py": f"from {supervisor}.execution_engine import ExecutionEngine\n"})
    done = repository.commit()
    assert (done.code, len(done.complaints)) == (1, 1)
    assert done.complaints[0].startswith(
        f"user.py:1:66: SOT101 import of deprecated path "
        f"'{supervisor}.execution_engine.ExecutionEngine', "
        f"use '{supervisor}.user_execution_engine.UserExecutionEngine' [execution-engine: "
    )


def test_a_terminal_shows_the_line_and_no_summary(repository: Repository) -> None:
    """With colour both tools give the hook a terminal; each list of files would be summed up."""
    repository.stage({"app.py": f"import os\n{BAD}"})
    done = repository.run("--color", "always")
    assert done.code == 1
    assert "\033[31mSOT101\033[" in done.text
    text = re.sub(r"\033\[[0-9;]*m", "", done.text).replace("\r", "")
    shown = [line.strip() for line in text.split("exit code: 1\n")[1].splitlines() if line.strip()]
    caret = " " * 31 + "^" * 6
    assert shown == [bad("app.py", 2), f"2 | {BAD.strip()}", f"| {caret}"]


@pytest.mark.parametrize(
    ("source", "status"),
    [
        pytest.param({"user.py": CLEAN}, "Passed", id="successor"),
        pytest.param({"user.py": "import acme.toolsets\n"}, "Passed", id="shares-a-prefix"),
        pytest.param({"user.py": "import acme.tools  # noqa: SOT101\n"}, "Passed", id="noqa"),
        pytest.param({"user.py": ""}, "Passed", id="empty"),
        pytest.param({"notes.md": BAD}, "Passed", id="prose"),
        pytest.param({"notes.txt": BAD}, "Skipped", id="another-kind"),
    ],
)
def test_a_clean_commit_goes_through(
    repository: Repository, source: dict[str, str], status: str
) -> None:
    repository.stage(source)
    done = repository.commit()
    assert (done.code, done.statuses, done.complaints) == (0, {"ssot check": status}, [])
    assert repository.commits() == 2


def test_a_syntax_error_blocks(repository: Repository) -> None:
    repository.stage({"app.py": "import os\ndef f(:\n"})
    done = repository.commit()
    assert (done.code, done.statuses) == (1, {"ssot check": "Failed"})
    assert len(done.complaints) == 1
    assert done.complaints[0].startswith("app.py:2: ")
    assert "- exit code: 2\n" in done.text
    assert repository.commits() == 1


def test_a_mended_commit_goes_through(repository: Repository) -> None:
    repository.stage({"app.py": BAD})
    assert repository.commit().code == 1
    repository.stage({"app.py": CLEAN})
    assert repository.commit().code == 0
    assert repository.git("show", "HEAD:app.py") == CLEAN.strip()


def test_a_commit_that_removes_the_deprecated_path_goes_through(repository: Repository) -> None:
    repository.stage({"app.py": BAD})
    repository.git("commit", "--quiet", "--no-verify", "-m", "before the rules")
    repository.git("rm", "--quiet", "app.py")
    done = repository.commit()
    assert (done.code, done.complaints) == (0, [])
    assert repository.commits() == 3


@pytest.mark.parametrize(
    ("arguments", "complaints"),
    [
        pytest.param(("-a", "-m", "x"), [bad("a.py"), bad("b.py")], id="all"),
        pytest.param(("-m", "x", "a.py"), [bad("a.py")], id="path"),
        pytest.param(("-m", "x", "c.py"), [], id="clean-path"),
        pytest.param(("--allow-empty", "-m", "x"), [bad("b.py")], id="index"),
    ],
)
def test_what_the_commit_names_is_judged(
    repository: Repository, arguments: tuple[str, ...], complaints: list[str]
) -> None:
    """`-a` and a path make git use an index of its own."""
    repository.stage({"a.py": CLEAN, "b.py": CLEAN, "c.py": CLEAN})
    repository.git("commit", "--quiet", "--no-verify", "-m", "clean")
    repository.stage({"b.py": BAD})
    write_files(repository.folder, {"a.py": BAD, "c.py": CLEAN + "x = 1\n"})
    done = repository.commit(*arguments)
    assert (done.code, done.complaints) == (1 if complaints else 0, complaints)
    assert repository.commits() == (2 if complaints else 3)


@pytest.mark.parametrize(
    ("staged", "unstaged", "complaints"),
    [
        pytest.param({"a.py": CLEAN}, {"a.py": BAD}, [], id="bad-edit-is-not-staged"),
        pytest.param({"a.py": BAD}, {"a.py": CLEAN}, [bad("a.py")], id="mending-is-not-staged"),
        pytest.param(
            {"a.py": BAD}, {"ssot.toml": ""}, [bad("a.py")], id="rules-edited-but-not-staged"
        ),
        pytest.param(
            {"a.py": CLEAN},
            {"kept.py": "text = 'naïve 日本'\r\n\x0cx = 1".encode()},
            [],
            id="bytes-of-another-file",
        ),
        pytest.param({"a.py": CLEAN}, {"new.py": BAD}, [], id="untracked-file"),
        pytest.param({"a.py": CLEAN}, {}, [], id="nothing-unstaged"),
    ],
)
def test_partial_staging(
    repository: Repository,
    staged: dict[str, str],
    unstaged: dict[str, str | bytes],
    complaints: list[str],
) -> None:
    """What is staged is judged; what is not survives, to the byte."""
    repository.stage({"kept.py": "x = 1\n"})
    repository.git("commit", "--quiet", "--no-verify", "-m", "kept")
    repository.stage(staged)
    write_files(repository.folder, unstaged)
    before = contents(repository.folder)
    done = repository.commit()
    assert (done.code, done.complaints) == (1 if complaints else 0, complaints)
    assert contents(repository.folder) == before
    assert repository.commits() == (2 if complaints else 3)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the work tree."""
    files = (path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in names.items() if name[:5] != ".git/"}


# Names and places


NAMES = ("with space.py", "two  spaces/in a/path.py", "naïve/日本語 ünit.py", "it's $HOME & (x).py")


def test_names_with_spaces_and_beyond_ascii(repository: Repository) -> None:
    repository.stage(dict.fromkeys(NAMES, BAD))
    done = repository.commit()
    assert (done.code, done.complaints) == (1, sorted(bad(name) for name in NAMES))
    repository.stage(dict.fromkeys(NAMES, CLEAN))
    done = repository.commit()
    assert (done.code, done.complaints) == (0, [])


def test_a_commit_from_a_folder_below(repository: Repository) -> None:
    repository.stage({"top.py": BAD, "app/deep/user.py": BAD})
    below = repository.folder / "app" / "deep"
    done = repository.commit(folder=below)
    assert (done.code, done.complaints) == (1, [bad("app/deep/user.py"), bad("top.py")])
    repository.stage({"top.py": CLEAN, "app/deep/user.py": CLEAN})
    done = repository.commit(folder=below)
    assert (done.code, done.complaints) == (0, [])


def test_a_list_of_files_that_needs_several_command_lines(repository: Repository) -> None:
    names = [f"{'package_' * 12}/{'m' * 100}_{number:04}.py" for number in range(2500)]
    assert sum(map(len, names)) > 3 * 2**17  # 128 KiB is what pre-commit puts on one
    repository.stage({name: BAD if number % 2 else CLEAN for number, name in enumerate(names)})
    done = repository.run("--all-files")
    assert (done.code, done.statuses) == (1, {"ssot check": "Failed"})
    assert done.complaints == [bad(name) for name in names[1::2]]


def test_which_files_are_judged(repository: Repository) -> None:
    python, shell = f"#!/usr/bin/env python3\n{BAD}", f"#!/bin/sh\n{BAD}"
    files = {
        "stub.pyi": BAD,
        "bin/script": python,
        "bin/with-option": f"#!/usr/bin/python3 -u\n{BAD}",
        "bin/not-executable": python,
        "bin/shell": shell,
        "bin/no-shebang": BAD,
        "bin/shell.py": shell,
        "readme.rst": BAD,
        "user.py.orig": BAD,
    }
    write_files(repository.folder, files)
    for name in ("script", "with-option", "shell", "no-shebang"):
        (repository.folder / "bin" / name).chmod(0o755)
    (repository.folder / "link.py").symlink_to("stub.pyi")
    repository.git("add", "--all")
    done = repository.commit()
    assert done.code == 1
    assert done.complaints == [
        bad("bin/script", 2),
        bad("bin/shell.py", 2),
        bad("bin/with-option", 2),
        bad("stub.pyi"),
    ]


# Merges and worktrees


def test_the_commit_of_a_merge_with_conflicts(repository: Repository) -> None:
    repository.stage({"app.py": "x = 1\n"})
    repository.git("commit", "--quiet", "-m", "base")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.stage({"app.py": "x = 2\n"})
    repository.git("commit", "--quiet", "-m", "side")
    repository.git("checkout", "--quiet", "main")
    repository.stage({"app.py": "x = 3\n"})
    repository.git("commit", "--quiet", "-m", "main")
    assert repository.call("git", "merge", "side").code == 1
    repository.stage({"app.py": BAD})
    done = repository.commit("--no-edit")
    assert (done.code, done.complaints) == (1, [bad("app.py")])
    assert repository.git("rev-parse", "MERGE_HEAD") == repository.git("rev-parse", "side")
    repository.stage({"app.py": CLEAN})
    done = repository.commit("--no-edit")
    assert (done.code, done.complaints) == (0, [])
    assert len(repository.git("show", "--no-patch", "--format=%P").split()) == 2


@pytest.mark.parametrize(
    ("theirs", "complaints"),
    [pytest.param(BAD, [bad("app.py")], id="bad"), pytest.param(CLEAN, [], id="clean")],
)
def test_a_merge_without_conflicts(
    tool: Tool, tmp_path: Path, theirs: str, complaints: list[str]
) -> None:
    """The hooks name no stages, so they also serve `pre-merge-commit`."""
    repository = hooked(tmp_path, tool, "ssot-check", stage="pre-merge-commit")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.stage({"app.py": theirs})
    repository.git("commit", "--quiet", "-m", "side")
    repository.git("checkout", "--quiet", "main")
    done = repository.call("git", "merge", "--no-ff", "--no-edit", "side")
    assert (bool(done.code), done.complaints) == (bool(complaints), complaints)
    assert repository.commits() == (1 if complaints else 3)


def test_a_commit_in_a_worktree(repository: Repository, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    repository.git("worktree", "add", "--quiet", "-b", "other", str(tree))
    write_files(tree, {"app.py": BAD})
    repository.git("add", "app.py", folder=tree)
    done = repository.commit(folder=tree)
    assert (done.code, done.complaints) == (1, [bad("app.py")])
    write_files(tree, {"app.py": CLEAN})
    repository.git("add", "app.py", folder=tree)
    done = repository.commit(folder=tree)
    assert (done.code, done.complaints) == (0, [])
    assert (repository.commits(), repository.commits(tree)) == (1, 2)


# Where the hook comes from


def test_try_repo(tool: Tool, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "repo", tool)
    repository.stage({"app.py": BAD})
    command = (tool.executable, "try-repo", str(tool.hooks), "ssot-check", "--all-files")
    done = repository.call(*command, seconds=INSTALL_SECONDS)
    assert (done.code, done.statuses) == (1, {"ssot check": "Failed"})
    assert done.complaints == [bad("app.py")]


def test_rev_names_a_tag(repository: Repository) -> None:
    """The same repository, at the tag before the manifest was added, offers no hook."""
    repository.stage({"app.py": CLEAN})
    assert repository.run().statuses == {"ssot check": "Passed"}
    older = configuration(repository.tool, OLDER_TAG, "ssot-check")
    repository.stage({".pre-commit-config.yaml": older})
    done = repository.run()
    assert done.code != 0
    assert done.statuses == {}
    assert MANIFEST in done.text


# The other hooks


def test_flake8_with_the_plugin(tool: Tool, tmp_path: Path) -> None:
    repository = hooked(tmp_path, tool, "flake8-ssot")
    unused = "import os,sys\n"  # F401 and E401 are not for this hook to say
    repository.stage({"app.py": unused + BAD, "suppressed.py": f"{BAD[:-1]}  # noqa: SOT101\n"})
    done = repository.commit()
    assert (done.code, done.statuses) == (1, {"flake8 with ssot": "Failed"})
    assert done.complaints == [bad("app.py", 2)]
    repository.stage({"app.py": unused + CLEAN})
    done = repository.commit()
    assert (done.code, done.statuses) == (0, {"flake8 with ssot": "Passed"})
    assert repository.commits() == 2


@pytest.fixture
def ruled(tool: Tool, tmp_path: Path) -> Repository:
    """A repository in which `ssot-rules` judges every commit."""
    return hooked(tmp_path, tool, "ssot-rules")


BROKEN_RULE = '[[moved]]\nid = "a"\nodl = "acme.old"\n'
GOOD_RULE = '[[moved]]\nid = "a"\nold = "acme.old"\n'
FAILING_EXAMPLE = f'{GOOD_RULE}[[moved.example]]\nbad = "import acme.other\\n"\n'


@pytest.mark.parametrize(
    ("files", "exit_code", "starts"),
    [
        pytest.param({"ssot.toml": BROKEN_RULE}, 2, ["ssot.toml:1: ", "ssot.toml:3: "], id="key"),
        pytest.param({"ssot.toml": "[[moved]\n"}, 2, ["ssot.toml:1: "], id="no-toml"),
        pytest.param({"ssot.toml": FAILING_EXAMPLE}, 1, ["ssot.toml:4: "], id="example"),
        pytest.param({"sub/ssot.toml": "extend = 1\n"}, 2, ["sub/ssot.toml:1: "], id="below"),
        pytest.param({"ssot-ours.toml": "[[move]]\n"}, 2, ["ssot-ours.toml:1: "], id="pack"),
        pytest.param(
            {"pyproject.toml": "[tool.ssot]\nextends = []\n"},
            2,
            ["pyproject.toml:2: "],
            id="pyproject",
        ),
        pytest.param(
            {"ssot.toml": "extend = 1\n", "ssot-ours.toml": "[[move]]\n"},
            2,
            ["ssot-ours.toml:1: ", "ssot.toml:1: "],
            id="two-files",
        ),
    ],
)
def test_a_broken_rule_file_is_caught(
    ruled: Repository, files: dict[str, str], exit_code: int, starts: list[str]
) -> None:
    ruled.stage(files)
    done = ruled.commit()
    assert (done.code, done.statuses) == (1, {"ssot rules": "Failed"})
    assert f"- exit code: {exit_code}\n" in done.text
    matches = [re.match(r".*?:\d+: ", line) for line in done.complaints]
    assert [match and match.group() for match in matches] == starts, done.text
    assert ruled.commits() == 1


@pytest.mark.parametrize(
    ("files", "status"),
    [
        pytest.param({"ssot.toml": GOOD_RULE}, "Passed", id="rules"),
        pytest.param({"ssot-ours.toml": GOOD_RULE}, "Passed", id="pack"),
        pytest.param({"pyproject.toml": "[tool.other]\nx = 1\n"}, "Passed", id="foreign-pyproject"),
        pytest.param({"pyproject.toml": "[tool.ssot]\nextend = []\n"}, "Passed", id="pyproject"),
        pytest.param({"app.py": BAD, "ssotx.toml": "[[", "x.toml": "[["}, "Skipped", id="others"),
    ],
)
def test_a_good_rule_file_passes(ruled: Repository, files: dict[str, str], status: str) -> None:
    ruled.stage(files)
    done = ruled.commit()
    assert (done.code, done.statuses, done.complaints) == (0, {"ssot rules": status}, [])
    assert ruled.commits() == 2


# The hook that rewrites


@pytest.fixture
def fixing(tool: Tool, tmp_path: Path) -> Repository:
    """A repository in which every commit is mended, then judged."""
    return hooked(tmp_path, tool, "ssot-fix", "ssot-check")


def fixed(done: Output) -> list[str]:
    """The files that the hook says it has rewritten, sorted."""
    return sorted(re.findall(r"^ *Fixing (.+?)\r?$", done.text, re.MULTILINE))


def test_a_commit_is_mended_and_passes_the_next_time(fixing: Repository) -> None:
    """The commit fails once, so that somebody looks; what is rewritten passes the check at once."""
    fixing.stage({"app/user.py": f"import os\r\n\r\n{BAD[:-1]}\r\n", "app/other.py": CLEAN})
    done = fixing.commit()
    assert (done.code, done.statuses) == (1, {"ssot fix": "Failed", "ssot check": "Passed"})
    assert "- exit code: 1\n" in done.text
    assert fixed(done) == ["app/user.py"]
    assert fixing.commits() == 1
    assert fixing.git("diff", "--name-only") == "app/user.py"
    now = (fixing.folder / "app" / "user.py").read_bytes()
    assert now == f"import os\r\n\r\n{FIXED[:-1]}\r\n".encode()
    assert fixing.git("status", "--porcelain").splitlines() == ["A  app/other.py", "AM app/user.py"]
    fixing.git("add", "app/user.py")
    done = fixing.commit()
    assert (done.code, done.statuses) == (0, {"ssot fix": "Passed", "ssot check": "Passed"})
    assert (fixed(done), fixing.commits()) == ([], 2)


def test_a_mended_commit_can_be_taken_back(fixing: Repository) -> None:
    fixing.stage({"app.py": BAD})
    assert fixing.commit().code == 1
    command = (sys.executable, "-m", "flake8_ssot", "undo")
    assert fixing.call(*command) == Output(0, "1 file taken back.\n")
    assert (fixing.folder / "app.py").read_text(encoding="utf-8") == BAD
    assert fixing.call(*command) == Output(0, "Nothing to take back.\n")


def test_what_cannot_be_mended_is_for_the_check_to_say(fixing: Repository) -> None:
    """Or no commit would ever pass where the check is not among the hooks."""
    fixing.stage({"app.py": GONE, "half.py": BAD + GONE})
    done = fixing.commit()
    assert (done.code, done.statuses) == (1, {"ssot fix": "Failed", "ssot check": "Failed"})
    assert fixed(done) == ["half.py"]
    assert [line.partition(": ")[0] for line in done.complaints] == ["app.py:1:18", "half.py:2:18"]
    fixing.git("add", "--all")
    done = fixing.commit()
    assert (done.code, done.statuses) == (1, {"ssot fix": "Passed", "ssot check": "Failed"})
    assert fixing.commits() == 1


def test_a_syntax_error_blocks_and_stays(fixing: Repository) -> None:
    broken = f"{BAD}def f(:\n"
    fixing.stage({"app.py": broken, "other.py": BAD})
    done = fixing.commit()
    assert (done.code, done.statuses) == (1, {"ssot fix": "Failed", "ssot check": "Failed"})
    assert "- exit code: 2\n" in done.text
    assert fixed(done) == ["other.py"]
    assert (fixing.folder / "app.py").read_text(encoding="utf-8") == broken


def test_only_what_is_committed_is_rewritten(fixing: Repository) -> None:
    fixing.stage({"old.py": BAD})
    fixing.git("commit", "--quiet", "--no-verify", "-m", "before the rules")
    fixing.stage({"app.py": BAD})
    write_files(fixing.folder, {"new.py": BAD})
    done = fixing.commit()
    assert (done.code, fixed(done)) == (1, ["app.py"])
    assert fixing.git("diff", "--name-only") == "app.py"
    assert (fixing.folder / "new.py").read_text(encoding="utf-8") == BAD


@pytest.mark.parametrize(
    ("edit", "conflict"),
    [
        pytest.param(lambda text: f"{text}mine = 1\n", False, id="elsewhere-in-the-file"),
        pytest.param(lambda text: text.replace("Engine", "Engine, x"), True, id="same-line"),
    ],
)
def test_a_file_that_is_staged_in_part(
    edit: Callable[[str], str], conflict: bool, fixing: Repository
) -> None:
    """What was not staged survives; where both change a line, the tools roll the fix back."""
    staged = BAD + "x = 1\n" * 20
    fixing.stage({"app.py": staged, "other.py": BAD})
    write_files(fixing.folder, {"app.py": edit(staged)})
    done = fixing.commit()
    assert (done.code, fixing.commits()) == (1, 1)
    assert fixed(done) == ["app.py", "other.py"]
    now = contents(fixing.folder)
    assert now["app.py"].decode() == (
        edit(staged) if conflict else edit(staged).replace(BAD, FIXED)
    )
    assert now["other.py"].decode() == (BAD if conflict else FIXED)
    assert set(now) == {".pre-commit-config.yaml", "app.py", "other.py", "ssot.toml"}
    assert fixing.git("show", ":app.py") == staged.strip()


def test_many_files_in_several_batches(tool: Tool, tmp_path: Path) -> None:
    repository = hooked(tmp_path, tool, "ssot-fix")
    names = [f"{'package_' * 12}/{'m' * 100}_{number:03}.py" for number in range(1_000)]
    assert sum(map(len, names)) > 2**17
    repository.stage({name: CLEAN if number % 25 else BAD for number, name in enumerate(names)})
    done = repository.run("--all-files")
    assert (done.code, done.statuses) == (1, {"ssot fix": "Failed"})
    assert fixed(done) == names[::25]
    assert repository.git("diff", "--name-only").splitlines() == names[::25]
    done = repository.run("--all-files")
    assert (done.code, done.statuses, fixed(done)) == (0, {"ssot fix": "Passed"}, [])


def test_all_hooks_together(tool: Tool, tmp_path: Path) -> None:
    repository = hooked(tmp_path, tool, *HOOKS[1:])
    repository.stage({"app.py": BAD, "ssot.toml": RULES + "# more\n"})
    done = repository.commit()
    assert (done.code, done.complaints) == (1, [bad("app.py")] * 2)
    judged = {
        "ssot check": "Failed",
        "ssot baseline": "Passed",  # there is none
        "flake8 with ssot": "Failed",
        "ssot rules": "Passed",
    }
    assert done.statuses == judged
    repository.stage({".pre-commit-config.yaml": configuration(tool, TAG, *HOOKS)})
    done = repository.commit()
    assert (done.code, done.complaints, fixed(done)) == (1, [], ["app.py"])
    assert done.statuses == {"ssot fix": "Failed", **dict.fromkeys(judged, "Passed")}


# The baseline

BASELINE = "ssot-baseline.txt"
KNOWN = f"{BAD}\n\ndef work():\n" + "".join(f"    value_{n} = part_{n}\n" for n in range(60))


@pytest.fixture
def recorded(tool: Tool, tmp_path: Path) -> Repository:
    """A repository with two findings, both of them in the baseline; two of our hooks guard it."""
    made = hooked(tmp_path, tool, "ssot-baseline", "ssot-check")
    made.stage({"a.py": KNOWN, "b.py": BAD, "c.py": CLEAN})
    ssot = (sys.executable, "-m", "flake8_ssot", "baseline", "create", "--quiet")
    assert made.call(*ssot) == Output(0, f"{BASELINE}: 2 entries in 2 files\n")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--no-verify", "-m", "recorded")
    return made


def entries(repository: Repository, revision: str = "HEAD") -> list[str]:
    text = repository.git("show", f"{revision}:{BASELINE}")
    return [line.partition("\t")[0] for line in text.splitlines() if "\tSOT" in line]


def _fix(repository: Repository) -> None:
    repository.stage({"b.py": CLEAN})


def _delete(repository: Repository) -> None:
    repository.git("rm", "--quiet", "b.py")


def _rename(repository: Repository) -> None:
    (repository.folder / "pkg").mkdir()
    repository.git("mv", "a.py", "pkg/moved.py")


CHANGES = [
    pytest.param(_fix, f"{BASELINE}: 1 entry gone, 1 left", ["a.py"], id="fixed"),
    pytest.param(_delete, f"{BASELINE}: 1 entry gone, 1 left", ["a.py"], id="deleted"),
    pytest.param(
        _rename, f"{BASELINE}: follows its files, 2 left", ["b.py", "pkg/moved.py"], id="renamed"
    ),
]


@pytest.mark.parametrize(("change", "said", "left"), CHANGES)
def test_the_baseline_is_tightened(
    change: Callable[[Repository], None], said: str, left: list[str], recorded: Repository
) -> None:
    """Once it fails, as fixers do; with the tightened baseline the commit goes through."""
    change(recorded)
    done = recorded.commit()
    assert (done.code, done.statuses["ssot baseline"]) == (1, "Failed")
    assert said in map(str.strip, done.text.splitlines())  # prek indents it
    assert done.complaints == []
    assert recorded.git("diff", "--name-only") == BASELINE
    recorded.git("add", BASELINE)
    done = recorded.commit()
    assert (done.code, done.statuses["ssot baseline"]) == (0, "Passed")
    assert entries(recorded) == left


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"c.py": CLEAN + "x = 1\n"}, id="another-file"),
        pytest.param({"a.py": "import os\n\n" + KNOWN.replace("work", "labour")}, id="moved-lines"),
        pytest.param({"notes.txt": "words\n"}, id="no-file-of-ours"),
    ],
)
def test_the_baseline_has_nothing_to_do(files: dict[str, str], recorded: Repository) -> None:
    recorded.stage(files)
    done = recorded.commit()
    assert (done.code, done.statuses["ssot baseline"], done.complaints) == (0, "Passed", [])
    assert entries(recorded) == ["a.py", "b.py"]


def test_the_baseline_does_not_grow(recorded: Repository) -> None:
    recorded.stage({"c.py": BAD})
    done = recorded.commit()
    assert done.statuses == {"ssot baseline": "Passed", "ssot check": "Failed"}
    assert done.complaints == [bad("c.py")]
    assert entries(recorded) == ["a.py", "b.py"]


def test_no_baseline_no_work(tool: Tool, tmp_path: Path) -> None:
    made = hooked(tmp_path, tool, "ssot-baseline")
    made.stage({"a.py": BAD})
    done = made.commit()
    assert (done.code, done.statuses) == (0, {"ssot baseline": "Passed"})
    assert not (made.folder / BASELINE).exists()


def test_what_is_not_staged_is_not_taken_out(recorded: Repository) -> None:
    """The mended file is not part of the commit, so its finding is still there."""
    recorded.stage({"c.py": CLEAN + "x = 1\n"})
    write_files(recorded.folder, {"b.py": CLEAN})
    done = recorded.commit()
    assert (done.code, done.complaints) == (0, [])
    assert entries(recorded) == ["a.py", "b.py"]
    assert (recorded.folder / "b.py").read_text() == CLEAN
