"""What git says of commits, their changes and blobs, on real small repositories."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from git_support import EXECUTABLE, LINK, SUBMODULE, Content, Repo

from flake8_ssot.git_objects import (
    BlobReader,
    Change,
    Commit,
    Repository,
    _items,
    changes_between,
    commits,
    open_repository,
)
from flake8_ssot.model import SsotError, UsageError

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

Walked = list[tuple[Commit, list[Change]]]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def walk(repo: Repo, *revisions: str, first_parent: bool = False) -> Walked:
    repository = open_repository(str(repo.folder))
    return list(commits(repository, list(revisions), first_parent=first_parent))


def brief(changes: list[Change]) -> list[tuple[str, bool, bool]]:
    """Each path, and whether there was, and whether there is a file."""
    return [(item.path, item.old is not None, item.new is not None) for item in changes]


CHANGES = [
    pytest.param({}, {"a.py": "1"}, [("a.py", False, True)], id="new"),
    pytest.param({"a.py": "1"}, {"a.py": "2"}, [("a.py", True, True)], id="changed"),
    pytest.param({"a.py": "1"}, {}, [("a.py", True, False)], id="deleted"),
    pytest.param(
        {"a.py": "1"}, {"b.py": "1"}, [("a.py", True, False), ("b.py", False, True)], id="renamed"
    ),
    pytest.param({"a": "1"}, {"a/b": "1"}, [("a", True, False), ("a/b", False, True)], id="folder"),
    pytest.param({}, {"a b\n.py": "1"}, [("a b\n.py", False, True)], id="newline in a name"),
    pytest.param({}, {"\udcff.py": "1"}, [("\udcff.py", False, True)], id="bytes in a name"),
    pytest.param({}, {":100644 x": "1"}, [(":100644 x", False, True)], id="name like a change"),
    pytest.param({"a": "1"}, {"a": ("x", EXECUTABLE)}, [("a", True, True)], id="mode and content"),
    pytest.param({"a": "1"}, {"a": ("b", LINK)}, [("a", True, False)], id="becomes a link"),
    pytest.param({"a": ("b", LINK)}, {"a": "1"}, [("a", False, True)], id="was a link"),
    pytest.param(
        {"a": "1"}, {"a": ("", SUBMODULE)}, [("a", True, False)], id="becomes a submodule"
    ),
]
NO_CHANGES = [
    pytest.param({"a.py": "1"}, {"a.py": "1"}, id="nothing"),
    pytest.param({"a.py": "1"}, {"a.py": ("1", EXECUTABLE)}, id="mode"),
    pytest.param({}, {"a": ("b", LINK)}, id="link"),
    pytest.param({"a": ("b", LINK)}, {"a": ("c", LINK)}, id="link changed"),
    pytest.param({}, {"a": ("", SUBMODULE)}, id="submodule"),
]


def written(repo: Repo, files: dict[str, Content]) -> dict[str, Content]:
    """With ids for the contents that stand beside a mode."""
    found: dict[str, Content] = {}
    for name, content in files.items():
        if not isinstance(content, tuple):
            found[name] = content
        elif content[1] == SUBMODULE:
            found[name] = (SUBMODULE, "1" * 40)
        else:
            found[name] = repo.entry(*content)
    return found


@pytest.mark.parametrize(("before", "after", "expected"), CHANGES)
def test_changes(
    before: dict[str, Content],
    after: dict[str, Content],
    expected: list[tuple[str, bool, bool]],
    repo: Repo,
) -> None:
    first = repo.commit(written(repo, before))
    second = repo.commit(written(repo, after), first)
    (one, _), (two, changes) = walk(repo)
    assert (one.id, two.id, two.parents) == (first, second, (first,))
    assert brief(changes) == expected


@pytest.mark.parametrize(("before", "after"), NO_CHANGES)
def test_no_changes(before: dict[str, Content], after: dict[str, Content], repo: Repo) -> None:
    first = repo.commit(written(repo, before))
    repo.commit(written(repo, after), first)
    assert walk(repo)[1][1] == []


def test_what_a_commit_says(repo: Repo) -> None:
    made = repo.commit({"a": "1"}, subject="Größer: \x01\n\nbody", date=1_600_000_000)
    wild = repo.commit({}, made, subject="", date=0)
    (one, _), (two, _) = walk(repo)
    assert one == Commit(made, (), 1_600_000_000, "Größer: \x01")
    assert two == Commit(wild, (made,), 0, "")


def check_states(repo: Repo, walked: Walked) -> None:
    """Do the changes of each commit lead to the files that git lists for it?"""
    states: dict[str, dict[str, str]] = {}
    for commit, changes in walked:
        state = dict(states[commit.parents[0]]) if commit.parents else {}
        for change in changes:
            assert state.pop(change.path, None) == change.old
            if change.new is not None:
                state[change.path] = change.new
        states[commit.id] = state
        assert state == repo.regular_files(commit.id)


def test_merges_are_seen_from_their_first_parent(repo: Repo) -> None:
    root = repo.commit({"a": "1"})
    left = repo.commit({"a": "1", "b": "2"}, root)
    right = repo.commit({"a": "1", "c": "3"}, root)
    other_root = repo.commit({"z": "9"})
    octopus = repo.commit({"a": "1", "b": "2", "c": "3", "z": "9"}, left, right, other_root)
    evil = repo.commit({"a": "own"}, octopus, left)
    walked = walk(repo)
    assert {commit.id for commit, _ in walked} == {root, left, right, other_root, octopus, evil}
    assert brief({commit.id: found for commit, found in walked}[octopus]) == [
        ("c", False, True),
        ("z", False, True),
    ]
    check_states(repo, walked)
    chain = walk(repo, "main", first_parent=True)
    assert [commit.id for commit, _ in chain] == [root, left, octopus, evil]
    check_states(repo, chain)


def random_repo(repo: Repo, seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    made: list[tuple[str, dict[str, Content]]] = []
    for number in range(count):
        known = chance.sample(made, min(len(made), chance.choice([0, 1, 1, 1, 2, 3])))
        files = dict(known[0][1]) if known else {}
        for _ in range(chance.randrange(4)):
            name = chance.choice("abcdef") + chance.choice(["", "/x", "/y.py"])
            taken = [path for path in files if path.startswith(name + "/") or name == path]
            above = name.split("/")[0]
            for path in [*taken, *([above] if above in files else [])]:
                files.pop(path, None)
            if chance.random() < 0.8:
                files[name] = repo.entry(chance.choice("12345"), chance.choice([EXECUTABLE, LINK]))
        parents = [item[0] for item in known]
        made.append((repo.commit(files, *parents, branch=f"b{number}"), files))
    return [name for name, _ in made]


@pytest.mark.parametrize("seed", range(4))
def test_random_histories(seed: int, repo: Repo, long: bool) -> None:
    made = random_repo(repo, seed, 40 if long else 12)
    walked = walk(repo)
    assert {commit.id for commit, _ in walked} == set(made)
    check_states(repo, walked)


def test_settings_of_the_user_do_not_matter(repo: Repo) -> None:
    first = repo.commit({"sub/a.py": "1\n2\n3\n", "b.py": "1"})
    second = repo.commit({"sub/c.py": "1\n2\n3\n", "b.py": "1"}, first)
    repo.commit({"sub/c.py": "1\n2\n3\n", "b.py": "2"}, second, first)
    expected = walk(repo)
    settings = {
        "diff.renames": "copies",
        "diff.relative": "true",
        "diff.orderFile": "order",
        "log.showRoot": "false",
        "log.diffMerges": "combined",
        "log.showSignature": "true",
        "log.decorate": "full",
        "log.date": "relative",
        "format.pretty": "fuller",
        "color.ui": "always",
        "core.quotePath": "true",
        "core.abbrev": "7",
        "i18n.logOutputEncoding": "latin-1",
        "gpg.program": "false",
    }
    (repo.folder / "sub").mkdir()
    (repo.folder / "order").write_text("*\n")
    (repo.folder / "sub" / "order").write_text("*\n")
    lines = [
        f"[{name.split('.')[0]}]\n{name.split('.')[1]} = {settings[name]}\n" for name in settings
    ]
    (repo.store / "config").write_text("".join(lines))
    repository = Repository(str(repo.folder / "sub"), str(repo.folder))
    assert list(commits(repository, ["main"])) == expected


def test_trees_are_compared(repo: Repo) -> None:
    first = repo.commit({"a": "1", "b": "1"})
    second = repo.commit({"a": "2"}, first)
    repository = open_repository(str(repo.folder))
    assert brief(list(changes_between(repository, None, first))) == [
        ("a", False, True),
        ("b", False, True),
    ]
    assert brief(list(changes_between(repository, first, second))) == [
        ("a", True, True),
        ("b", True, False),
    ]


def test_a_walk_may_end_early(repo: Repo) -> None:
    first = repo.commit({str(number): "" for number in range(2000)})
    repo.commit({}, first)
    walked = commits(open_repository(str(repo.folder)), [])
    assert next(walked)[0].id == first
    walked.close()  # type: ignore[attr-defined]


def test_a_last_item_may_lack_its_end() -> None:
    assert list(_items([b"header", b"", b"\n:100644 000000 1 0 D", b"x"])) == [
        b"header",
        Change("x", "1", None),
    ]


# Repositories that cannot be walked ------------------------------------------------------------

UNKNOWN = [
    pytest.param("nothing", "'nothing'", id="no such revision"),
    pytest.param("nothing..main", "nothing..main", id="no such range"),
    pytest.param("--output=x", "--output=x", id="an option"),
    pytest.param("a.py", "'a.py'", id="a file"),
]


@pytest.mark.parametrize(("revision", "said"), UNKNOWN)
def test_unknown_revisions(revision: str, said: str, repo: Repo) -> None:
    repo.commit({"a.py": "1"})
    (repo.folder / "a.py").write_text("1")
    with pytest.raises(UsageError, match=said):
        walk(repo, revision)
    assert not (repo.folder / "x").exists()


def test_no_commits(repo: Repo) -> None:
    with pytest.raises(UsageError, match="HEAD"):
        walk(repo, "HEAD")
    assert walk(repo) == []


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a git repository"):
        open_repository(str(tmp_path))


def test_no_git(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo.folder))
    with pytest.raises(UsageError, match="git cannot be run"):
        open_repository(str(repo.folder))


def test_git_that_says_nothing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = repo.folder / "git"
    stand_in.write_text("#!/bin/sh\nexit 3\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(repo.folder))
    with pytest.raises(UsageError, match="git: it failed"):
        open_repository(str(repo.folder))


def test_shallow_clone(repo: Repo, tmp_path: Path) -> None:
    repo.commit({}, repo.commit({}))
    repo.git("clone", "-q", "--depth=1", f"file://{repo.folder}", str(tmp_path / "clone"))
    with pytest.raises(UsageError, match="shallow"):
        open_repository(str(tmp_path / "clone"))


def test_bare(repo: Repo, tmp_path: Path) -> None:
    made = repo.commit({"a": "1"})
    repo.git("clone", "-q", "--bare", str(repo.folder), str(tmp_path / "bare"))
    repository = open_repository(str(tmp_path / "bare"))
    assert repository.top is None
    assert [commit.id for commit, _ in commits(repository, ["HEAD"])] == [made]


# Blobs -------------------------------------------------------------------------------------------


def test_blobs(repo: Repo) -> None:
    contents = [b"", b"x", b"a\nb\r\n\0\xff", b"y" * 300_000]
    ids = [repo.blob(content) for content in contents]
    reader = BlobReader(open_repository(str(repo.folder)))
    try:
        for _ in range(3):
            assert [reader.read(blob, 1 << 20) for blob in ids] == contents
            assert reader.read("1" * 40, 1 << 20) is None
            assert reader.read(ids[3], 10) == b"y" * 11
    finally:
        reader.close()


def test_a_reader_whose_git_is_gone(repo: Repo) -> None:
    blob = repo.blob("x")
    reader = BlobReader(open_repository(str(repo.folder)))
    reader.process.kill()
    reader.process.wait()
    with pytest.raises(SsotError, match="git cat-file ended"):
        reader.read(blob, 10)
    reader.close()
